/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/person.h"

#include "registry/base/secret.h"
#include "registry/db/statements.h"

#include <assert.h>
#include <string.h>

/* Columns of audit_open.sql. */
enum {
    OPEN_ORDINAL,
    OPEN_STATUS,
    OPEN_ENTRY,
};

/* Columns of person_facts.sql. */
enum {
    FACTS_ORDINAL,
    FACTS_STATUS,
    FACTS_ENTRY,
    FACTS_REFERENCE,
    FACTS_HOME,
    FACTS_PLACES,
    FACTS_BASES,
    FACTS_FACTS,
    FACTS_FEEDS,
    FACTS_AS_OF,
    FACTS_RIVALS,
    FACTS_RIVAL_FEEDS,
    FACTS_RIVAL_AS_OF,
    FACTS_RECEIVES,
    FACTS_RECEIVES_FEED,
    FACTS_RECEIVES_AS_OF,
};

/* Row statuses of both functions. */
enum {
    ROW_GOOD = 0,
    ROW_NOBODY = 1,
    ROW_SESSION = 2,
    ROW_TICKET = 3,    /* of the facts: too old or not there, so the audit did not open anything */
    ROW_MALFORMED = 4, /* of the opening: purpose or case do not fit; callers check both before */
};

const char *const person_purposes[] = {
    "information",
    "application",
    "referral",
    "outreach",
    "presence",
    "correction",
    NULL,
};

bool
person_purpose_is_valid(const char *purpose)
{
    for (size_t i = 0; person_purposes[i]; i++)
        if (strcmp(person_purposes[i], purpose) == 0)
            return true;
    return false;
}

/* Bytes of the capital letter at `text`, Latin or Greek; 0 if it is none. */
static size_t
capital(const char *text)
{
    const unsigned char *byte = (const unsigned char *) text;

    if (byte[0] >= 'A' && byte[0] <= 'Z')
        return 1;
    /* Α..Ο are CE 91..9F, Π..Ω are CE A0..A9; CE A2 is no letter. */
    if (byte[0] == 0xCE && byte[1] >= 0x91 && byte[1] <= 0xA9 && byte[1] != 0xA2)
        return 2;
    return 0;
}

static size_t
digits(const char *text)
{
    return strspn(text, "0123456789");
}

bool
person_case_is_valid(const char *case_reference)
{
    const char *rest = case_reference;
    size_t letters = 0;
    size_t serial;

    for (size_t size = capital(rest); size; size = capital(rest)) {
        rest += size;
        letters++;
    }
    if (letters < 2 || letters > 4 || *rest++ != '-')
        return false;
    if (digits(rest) != 4 || strncmp(rest, "20", 2) != 0 || rest[4] != '-')
        return false;

    rest += 5;
    serial = digits(rest);
    return serial >= 1 && serial <= 6 && rest[serial] == '\0';
}

void
subject_of_identifier(
        const IdentifierKey *key, IdentifierKind kind, const char *identifier, Subject *ret_subject)
{
    ret_subject->kind = (SubjectKind) kind;
    identifier_index(key, kind, identifier, ret_subject->index);
}

void
subject_of_reference(const Uuid *reference, Subject *ret_subject)
{
    ret_subject->kind = SUBJECT_REFERENCE;
    memcpy(ret_subject->index, reference->bytes, sizeof ret_subject->index);
}

void
person_batch_params(
        Arena *arena, const PersonQuestion *const *questions, size_t n, PersonBatch *ret_batch)
{
    uint8_t *nonces = arena_alloc(arena, n * NONCE_SIZE);
    Bytes *nonce = arena_array(arena, Bytes, n);
    Bytes *session = arena_array(arena, Bytes, n);
    Bytes *subject = arena_array(arena, Bytes, n);
    int64_t *kind = arena_array(arena, int64_t, n);
    const char **purpose = arena_array(arena, const char *, n);
    const char **reference = arena_array(arena, const char *, n);

    assert(n > 0 && n <= PERSON_BATCH_MAX);

    secret_random(nonces, n * NONCE_SIZE);
    for (size_t i = 0; i < n; i++) {
        const PersonQuestion *question = questions[i];

        nonce[i] = (Bytes) { nonces + i * NONCE_SIZE, NONCE_SIZE };
        session[i] = (Bytes) { question->token_hash, sizeof question->token_hash };
        subject[i] = (Bytes) { question->subject.index, sizeof question->subject.index };
        kind[i] = question->subject.kind;
        purpose[i] = question->purpose;
        reference[i] = question->case_reference;
    }

    params_begin(&ret_batch->open, arena, &sql_audit_open);
    params_bytes_list(&ret_batch->open, session, n);
    params_bytes_list(&ret_batch->open, nonce, n);
    params_ints(&ret_batch->open, kind, n);
    params_bytes_list(&ret_batch->open, subject, n);
    params_texts(&ret_batch->open, purpose, n);
    params_texts(&ret_batch->open, reference, n);

    params_begin(&ret_batch->facts, arena, &sql_person_facts);
    params_bytes_list(&ret_batch->facts, nonce, n);
}

/* The six arrays of a state, side by side. Those of rivals may be NULL as a whole. */
typedef struct State {
    const int64_t *facts;
    const int64_t *feeds;
    const int64_t *as_of;
    const int64_t *rivals;
    const int64_t *rival_feeds;
    const int64_t *rival_as_of;
    size_t n;
    size_t n_rivals;
} State;

static const int64_t *
read_array(const Result *result, size_t row, size_t column, Arena *arena, size_t n)
{
    size_t length;
    const int64_t *values = result_ints(arena, result, row, column, &length);

    assert(!values || length >= n);
    return values;
}

static void
read_state(const Result *result, size_t row, Arena *arena, State *state)
{
    *state = (State) { 0 };
    state->facts = result_ints(arena, result, row, FACTS_FACTS, &state->n);
    state->feeds = read_array(result, row, FACTS_FEEDS, arena, state->n);
    state->as_of = read_array(result, row, FACTS_AS_OF, arena, state->n);
    state->rivals = result_ints(arena, result, row, FACTS_RIVALS, &state->n_rivals);
    state->rival_feeds = read_array(result, row, FACTS_RIVAL_FEEDS, arena, state->n_rivals);
    state->rival_as_of = read_array(result, row, FACTS_RIVAL_AS_OF, arena, state->n_rivals);
}

static Day
day_at(const int64_t *days, size_t i)
{
    return days && days[i] != DB_NULL ? (Day) days[i] : DAY_NONE;
}

static uint8_t
feed_at(const int64_t *feeds, size_t i)
{
    return feeds && feeds[i] != DB_NULL ? (uint8_t) feeds[i] : FEED_NONE;
}

/* A fact without a value is missing; with a feed all the same it was said too long ago, with two of
 * them too many things are said of it. */
static EvidenceState
state_without_value(const Evidence *evidence)
{
    if (evidence->rival_feed != FEED_NONE)
        return EVIDENCE_DISPUTED;
    return evidence->feed == FEED_NONE ? EVIDENCE_MISSING : EVIDENCE_STALE;
}

static void
read_evidence(const State *state, size_t i, Evidence *evidence)
{
    if (i < state->n_rivals) {
        evidence->rival_feed = feed_at(state->rival_feeds, i);
        evidence->rival_as_of = day_at(state->rival_as_of, i);
    }
    evidence->feed = feed_at(state->feeds, i);
    evidence->as_of = day_at(state->as_of, i);
    if (state->facts[i] == DB_NULL) {
        evidence->state = (uint8_t) state_without_value(evidence);
        return;
    }
    evidence->value = state->facts[i];
    evidence->state = EVIDENCE_KNOWN;
    if (i >= state->n_rivals || state->rivals[i] == DB_NULL)
        return;

    evidence->state = EVIDENCE_CONFLICT;
    evidence->rival = state->rivals[i];
}

static void
read_receives(const Result *result, size_t row, Arena *arena, Facts *facts)
{
    int64_t feed = result_int(result, row, FACTS_RECEIVES_FEED);
    Day as_of = result_day(result, row, FACTS_RECEIVES_AS_OF);
    size_t n;
    const int64_t *keys = result_ints(arena, result, row, FACTS_RECEIVES, &n);
    int32_t *programmes;

    if (feed == DB_NULL)
        return;
    if (!keys) {
        facts->evidence[FACT_RECEIVES] =
                (Evidence) { .state = EVIDENCE_STALE, .feed = (uint8_t) feed, .as_of = as_of };
        return;
    }
    programmes = arena_array(arena, int32_t, n);
    for (size_t i = 0; i < n; i++)
        programmes[i] = (int32_t) keys[i];
    facts_set_receives(facts, programmes, n, (Feed) feed, as_of);
}

static void
read_residences(const Result *result, size_t row, Arena *arena, PersonReply *reply)
{
    size_t n;
    const int64_t *places = result_ints(arena, result, row, FACTS_PLACES, &n);
    const int64_t *bases = read_array(result, row, FACTS_BASES, arena, n);
    int32_t *keys = arena_array(arena, int32_t, n);
    int16_t *kinds = arena_array(arena, int16_t, n);

    for (size_t i = 0; i < n; i++) {
        keys[i] = (int32_t) places[i];
        kinds[i] = (int16_t) bases[i];
    }
    reply->residence_places = keys;
    reply->residence_bases = kinds;
    reply->n_residences = n;
}

static void
read_person(const Result *result, size_t row, Arena *arena, PersonReply *reply)
{
    int64_t home = result_int(result, row, FACTS_HOME);
    State state;

    reply->reference = result_uuid(result, row, FACTS_REFERENCE);
    reply->home = home == DB_NULL ? 0 : (int32_t) home;
    facts_init(&reply->facts);
    read_state(result, row, arena, &state);
    for (size_t i = 0; i < state.n && i < FACT_COUNT; i++)
        read_evidence(&state, i, &reply->facts.evidence[i + 1]);
    read_receives(result, row, arena, &reply->facts);
    read_residences(result, row, arena, reply);
}

/* What the opening of the ticket says, if that is already the end of it. */
static bool
read_opening(const Result *opened, size_t i, PersonReply *reply)
{
    int64_t status;

    reply->status = PERSON_AUDIT_UNAVAILABLE;
    reply->entry = DB_NULL;
    if (!opened || i >= result_rows(opened))
        return true;

    status = result_int(opened, i, OPEN_STATUS);
    reply->entry = result_int(opened, i, OPEN_ENTRY);
    if (status == ROW_SESSION)
        reply->status = PERSON_SESSION_REFUSED;
    return status != ROW_GOOD || reply->entry == DB_NULL;
}

void
person_facts_read(const Result *facts, size_t i, Arena *arena, PersonReply *reply)
{
    int64_t status;

    reply->status = PERSON_UNAVAILABLE;
    if (!facts || i >= result_rows(facts))
        return;

    status = result_int(facts, i, FACTS_STATUS);
    if (status == ROW_NOBODY) {
        reply->status = PERSON_NOT_FOUND;
    } else if (status == ROW_GOOD) {
        reply->status = PERSON_FOUND;
        reply->entry = result_int(facts, i, FACTS_ENTRY);
        read_person(facts, i, arena, reply);
    }
}

void
person_batch_read(const Result *opened, const Result *facts, size_t i,
        const PersonQuestion *question, PersonReply *ret_reply)
{
    *ret_reply = (PersonReply) { 0 };
    if (!read_opening(opened, i, ret_reply))
        person_facts_read(facts, i, question->arena, ret_reply);
}

int
person_ask_now(Db *db, const PersonQuestion *question, PersonReply *ret_reply)
{
    CLEANUP(result_freep) Result *opened = NULL;
    CLEANUP(result_freep) Result *facts = NULL;
    PersonBatch batch;
    int r;

    /* A refused or failed opening is the audit that cannot be written, and then nothing is read. */
    person_batch_params(question->arena, &question, 1, &batch);
    r = db_query(db, &batch.open, &opened);
    if (r == 0)
        r = db_query(db, &batch.facts, &facts);

    person_batch_read(opened, facts, 0, question, ret_reply);
    return r < 0 ? r : 0;
}
