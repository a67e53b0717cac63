/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * The desk: what the service asks, on the small world of tests/sql/world.sql. Anna advises in
 * Kalamata, Vasilis in Trikala, Chara coordinates; the token of each is his name; person n has the
 * identifier index n.
 */

#include "registry/db/statements.h"
#include "registry/desk.h"
#include "registry/staff.h"
#include "tests/db/db_fixture.h"

#include <poll.h>
#include <time.h>

#define ASKS 600

typedef struct Seen {
    size_t n;
    PersonStatus status[ASKS];
    int64_t entry[ASKS];
    size_t order[ASKS];
    AccountStatus account;
    StaffStatus staff;
    uint32_t wait_s;
    AccountSession session;
    size_t municipalities;
    char settings[PASSWORD_STORED_SIZE];
    size_t changes;
} Seen;

typedef struct Slot {
    Seen *seen;
    size_t number;
    PersonReply *reply; /* where to keep the whole of it, or NULL */
} Slot;

static Slot slots[ASKS];

static void
person_came(void *context, const PersonReply *reply)
{
    Slot *slot = context;
    Seen *seen = slot->seen;

    seen->status[slot->number] = reply->status;
    seen->entry[slot->number] = reply->entry;
    seen->order[seen->n++] = slot->number;
    if (slot->reply)
        *slot->reply = *reply;
}

static void
session_came(void *context, AccountStatus status, const AccountSession *session)
{
    Seen *seen = context;

    seen->account = status;
    if (session) {
        CHECK_TEXT(session->login, "anna");
        CHECK_TEXT(session->structure, "KALAMATA");
        CHECK(!session->is_token);
        seen->session.roles = session->roles;
        seen->municipalities = session->n_municipalities;
    }
    seen->n++;
}

static void
status_came(void *context, AccountStatus status)
{
    Seen *seen = context;

    seen->account = status;
    seen->n++;
}

static void
credential_came(void *context, AccountStatus status, const AccountCredential *credential)
{
    Seen *seen = context;

    seen->account = status;
    (void) snprintf(
            seen->settings, sizeof seen->settings, "%s", credential ? credential->settings : "");
    seen->n++;
}

static void
changed(void *context)
{
    ((Seen *) context)->changes++;
}

static int64_t
clock_ms(void)
{
    struct timespec now;

    (void) clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void
turn(Desk *desk)
{
    struct pollfd wait = { .fd = desk_fd(desk), .events = POLLIN };

    desk_flush(desk, /* more= */ false);
    (void) poll(&wait, 1, 200);
    desk_turn(desk);
}

static void
turn_until(Desk *desk, const size_t *count, size_t wanted)
{
    int64_t end = clock_ms() + 8000;

    while (*count < wanted && clock_ms() < end)
        turn(desk);
}

static Desk *
desk_open(Seen *seen, const char *conninfo, uint32_t questions_max)
{
    const DeskOptions options = {
        .conninfo = conninfo,
        .questions_max = questions_max,
        .register_changed = changed,
        .context = seen,
        .deadline_ms = 3000,
        .chain = 3,
    };
    Desk *desk = NULL;
    int64_t end = clock_ms() + 8000;

    CHECK(desk_new(&options, &desk) == 0);
    while (!conninfo && !desk_is_ready(desk) && clock_ms() < end)
        turn(desk);
    return desk;
}

static PersonQuestion
question_of(Arena *arena, const char *token, uint8_t person)
{
    PersonQuestion question = {
        .subject = { .kind = SUBJECT_AMKA },
        .purpose = "information",
        .case_reference = "ΚΚ-2026-00017",
        .arena = arena,
    };

    account_token_hash(token, question.token_hash);
    question.subject.index[15] = person;
    return question;
}

static void
ask(Desk *desk, Seen *seen, size_t number, const char *token, uint8_t person, Arena *arena,
        PersonReply *reply)
{
    PersonQuestion question = question_of(arena, token, person);

    slots[number] = (Slot) { .seen = seen, .number = number, .reply = reply };
    desk_ask(desk, &question, person_came, &slots[number]);
}

static void
reads_a_person_with_rival_stale_and_received(void)
{
    static Seen seen;
    CLEANUP(desk_freep) Desk *desk = desk_open(&seen, NULL, 0);
    CLEANUP(arena_freep) Arena *arena = arena_new();
    PersonReply reply = { 0 };
    const Evidence *evidence = reply.facts.evidence;

    ask(desk, &seen, 0, "anna", 1, arena, &reply);
    CHECK(seen.n == 0); /* never inside the asking */
    turn_until(desk, &seen.n, 1);
    CHECK(reply.status == PERSON_FOUND);
    CHECK(reply.entry > 0);
    CHECK(reply.home > 0 && reply.n_residences == 1 && reply.residence_places[0] == reply.home);
    CHECK(reply.residence_bases[0] == RESIDENCE_RESIDENT);

    CHECK(evidence[1].state == EVIDENCE_CONFLICT);
    CHECK(evidence[1].value == -10001 && evidence[1].feed == FEED_TAX);
    CHECK(evidence[1].rival == -20000 && evidence[1].rival_feed == FEED_WELFARE);
    CHECK(evidence[1].rival_as_of == day_today() - 5);
    CHECK(evidence[2].state == EVIDENCE_STALE && evidence[2].feed == FEED_INSURANCE);
    CHECK(evidence[2].as_of == day_today() - 400);
    CHECK(evidence[3].state == EVIDENCE_MISSING);
    CHECK(evidence[4].state == EVIDENCE_KNOWN && evidence[4].value == 20000);
    CHECK(evidence[4].as_of == day_today() - 10);
    CHECK(evidence[FACT_RECEIVES].state == EVIDENCE_KNOWN && reply.facts.n_receives == 2);
    CHECK(reply.facts.receives[0] < reply.facts.receives[1]);
}

static void
takes_none_of_three_values(void)
{
    static Seen seen;
    CLEANUP(desk_freep) Desk *desk = desk_open(&seen, NULL, 0);
    CLEANUP(arena_freep) Arena *arena = arena_new();
    PersonReply reply = { 0 };
    const Evidence *evidence = &reply.facts.evidence[2];

    ask(desk, &seen, 0, "anna", 3, arena, &reply);
    turn_until(desk, &seen.n, 1);
    CHECK(reply.status == PERSON_FOUND);
    CHECK(evidence->state == EVIDENCE_DISPUTED);
    CHECK(evidence->feed == FEED_INSURANCE && evidence->as_of == day_today() - 2);
    CHECK(evidence->rival_feed == FEED_WELFARE && evidence->rival_as_of == day_today() - 3);
}

static void
cannot_tell_a_forbidden_person_from_nobody(void)
{
    static Seen seen;
    CLEANUP(desk_freep) Desk *desk = desk_open(&seen, NULL, 0);
    CLEANUP(arena_freep) Arena *arena = arena_new();
    PersonReply forbidden = { 0 };
    PersonReply nobody = { 0 };

    ask(desk, &seen, 0, "anna", 2, arena, &forbidden);
    ask(desk, &seen, 1, "anna", 99, arena, &nobody);
    turn_until(desk, &seen.n, 2);
    CHECK(forbidden.status == PERSON_NOT_FOUND && nobody.status == PERSON_NOT_FOUND);
    CHECK(forbidden.entry > 0 && nobody.entry == forbidden.entry + 1);
    forbidden.entry = nobody.entry;
    CHECK(memcmp(&forbidden, &nobody, sizeof forbidden) == 0);
}

static void
answers_sixty_three_of_sixty_four(void)
{
    static Seen seen;
    CLEANUP(desk_freep) Desk *desk = desk_open(&seen, NULL, 0);
    CLEANUP(arena_freep) Arena *arena = arena_new();

    for (size_t i = 0; i < 64; i++)
        ask(desk, &seen, i, "anna", i == 20 ? 2 : 1, arena, NULL);
    turn_until(desk, &seen.n, 64);
    for (size_t i = 0; i < 64; i++)
        CHECK(seen.status[i] == (i == 20 ? PERSON_NOT_FOUND : PERSON_FOUND));
    /* One batch: the entries follow each other. */
    CHECK(seen.entry[63] == seen.entry[0] + 63);
}

static void
answers_more_than_a_batch_in_order(void)
{
    static Seen seen;
    CLEANUP(desk_freep) Desk *desk = desk_open(&seen, NULL, 0);
    CLEANUP(arena_freep) Arena *arena = arena_new();

    for (size_t i = 0; i < ASKS; i++)
        ask(desk, &seen, i, i % 2 ? "vasilis" : "anna", 3, arena, NULL);
    turn_until(desk, &seen.n, ASKS);
    CHECK(seen.n == ASKS);
    for (size_t i = 0; i < ASKS; i++)
        CHECK(seen.order[i] == i && seen.status[i] == PERSON_FOUND);
}

static void
refuses_whoever_may_not_ask(void)
{
    static Seen seen;
    CLEANUP(desk_freep) Desk *desk = desk_open(&seen, NULL, 0);
    CLEANUP(arena_freep) Arena *arena = arena_new();

    ask(desk, &seen, 0, "nobody at all", 1, arena, NULL);
    ask(desk, &seen, 1, "chara", 1, arena, NULL);
    ask(desk, &seen, 2, "anna", 1, arena, NULL);
    turn_until(desk, &seen.n, 3);
    CHECK(seen.status[0] == PERSON_SESSION_REFUSED && seen.entry[0] == DB_NULL);
    CHECK(seen.status[1] == PERSON_SESSION_REFUSED && seen.entry[1] > 0);
    CHECK(seen.status[2] == PERSON_FOUND);
}

static void
finds_a_person_again_by_its_reference_but_only_in_its_structure(void)
{
    static Seen seen;
    CLEANUP(desk_freep) Desk *desk = desk_open(&seen, NULL, 0);
    CLEANUP(arena_freep) Arena *arena = arena_new();
    PersonQuestion question;
    PersonReply first = { 0 };
    PersonReply again = { 0 };

    ask(desk, &seen, 0, "anna", 3, arena, &first);
    turn_until(desk, &seen.n, 1);
    question = question_of(arena, "anna", 0);
    subject_of_reference(&first.reference, &question.subject);
    slots[1] = (Slot) { .seen = &seen, .number = 1, .reply = &again };
    desk_ask(desk, &question, person_came, &slots[1]);
    account_token_hash("vasilis", question.token_hash);
    slots[2] = (Slot) { .seen = &seen, .number = 2 };
    desk_ask(desk, &question, person_came, &slots[2]);
    turn_until(desk, &seen.n, 3);
    CHECK(again.status == PERSON_FOUND);
    CHECK(memcmp(&again.reference, &first.reference, sizeof first.reference) == 0);
    CHECK(seen.status[2] == PERSON_NOT_FOUND); /* whom he could read by the identifier */
}

static void
set_audit_writable(bool writable)
{
    CLEANUP(db_closep) Db *db = fixture_open("mitroa_owner", 2000);

    CHECK(db_script(db,
                  writable ? "ALTER TABLE audit.entry DROP CONSTRAINT closed_for_test"
                           : "ALTER TABLE audit.entry ADD CONSTRAINT closed_for_test"
                             " CHECK (entry < 0) NOT VALID")
            == 0);
}

static void
gives_nothing_where_the_audit_cannot_be_written(void)
{
    static Seen seen;
    CLEANUP(desk_freep) Desk *desk = desk_open(&seen, NULL, 0);
    CLEANUP(arena_freep) Arena *arena = arena_new();
    PersonReply reply = { 0 };

    set_audit_writable(false);
    ask(desk, &seen, 0, "anna", 1, arena, &reply);
    turn_until(desk, &seen.n, 1);
    CHECK(reply.status == PERSON_AUDIT_UNAVAILABLE);
    CHECK(reply.entry == DB_NULL && reply.home == 0 && reply.n_residences == 0);
    CHECK(reply.facts.evidence[1].state == EVIDENCE_MISSING && reply.facts.evidence[1].value == 0);
    set_audit_writable(true);
    ask(desk, &seen, 1, "anna", 1, arena, &reply);
    turn_until(desk, &seen.n, 2);
    CHECK(reply.status == PERSON_FOUND);
}

static void
is_busy_beyond_its_limit(void)
{
    static Seen seen;
    CLEANUP(desk_freep) Desk *desk = desk_open(&seen, NULL, 4);
    CLEANUP(arena_freep) Arena *arena = arena_new();

    for (size_t i = 0; i < 6; i++)
        ask(desk, &seen, i, "anna", 1, arena, NULL);
    CHECK(seen.n == 0);
    turn_until(desk, &seen.n, 6);
    for (size_t i = 0; i < 6; i++)
        CHECK(seen.status[i] == (i < 4 ? PERSON_FOUND : PERSON_BUSY));
    ask(desk, &seen, 6, "anna", 1, arena, NULL);
    turn_until(desk, &seen.n, 7);
    CHECK(seen.status[6] == PERSON_FOUND);
}

static void
says_unavailable_soon_without_a_database(void)
{
    static Seen seen;
    CLEANUP(desk_freep) Desk *desk = desk_open(&seen, "host=/nowhere", 0);
    CLEANUP(arena_freep) Arena *arena = arena_new();
    int64_t begin = clock_ms();

    ask(desk, &seen, 0, "anna", 1, arena, NULL);
    turn_until(desk, &seen.n, 1);
    CHECK(seen.status[0] == PERSON_UNAVAILABLE);
    desk_credential(desk, "anna", credential_came, &seen);
    turn_until(desk, &seen.n, 2);
    CHECK(seen.account == ACCOUNT_UNAVAILABLE);
    CHECK(clock_ms() - begin < 500);
    CHECK(!desk_is_ready(desk));
}

static void
says_whose_session_it_is(void)
{
    static Seen seen;
    CLEANUP(desk_freep) Desk *desk = desk_open(&seen, NULL, 0);
    uint8_t hash[TOKEN_HASH_SIZE];

    account_token_hash("anna", hash);
    desk_session(desk, hash, session_came, &seen);
    turn_until(desk, &seen.n, 1);
    CHECK(seen.account == ACCOUNT_OK);
    CHECK(seen.session.roles == ACCOUNT_ADVISER);
    CHECK(seen.municipalities == 2); /* its own and where its mobile unit goes */

    account_token_hash("somebody else", hash);
    desk_session(desk, hash, session_came, &seen);
    turn_until(desk, &seen.n, 2);
    CHECK(seen.account == ACCOUNT_REFUSED);
}

static void
staff_came(void *context, StaffStatus status)
{
    Seen *seen = context;

    seen->staff = status;
    seen->n++;
}

/* Gives Anna a password, as the operator does. */
static void
give_password(const char *password)
{
    CLEANUP(db_closep) Db *db = fixture_open("mitroa_importer", 2000);
    CLEANUP(arena_freep) Arena *arena = arena_new();
    char stored[PASSWORD_STORED_SIZE];
    Params params;

    account_password_store(password, strlen(password), stored);
    params_begin(&params, arena, &sql_account_make);
    params_text(&params, "anna");
    params_text(&params, NULL);
    params_text(&params, stored);
    CHECK(db_query(db, &params, NULL) == 0);
}

/* What the database says of this name and password; the session has the token of the hash. */
static StaffStatus
log_in(Desk *desk, Seen *seen, const char *login, const char *password, const uint8_t *hash)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    const StaffAsk asking = { .desk = desk, .arena = arena, .done = staff_came, .context = seen };
    uint8_t proof[PASSWORD_PROOF_SIZE];

    desk_credential(desk, login, credential_came, seen);
    turn_until(desk, &seen->n, seen->n + 1);
    account_password_prove(seen->settings, password, strlen(password), proof);
    staff_log_in(&asking, login, proof, hash, &seen->wait_s);
    turn_until(desk, &seen->n, seen->n + 1);
    return seen->staff;
}

static void
opens_a_session_for_who_proves_the_password(void)
{
    static Seen seen;
    CLEANUP(desk_freep) Desk *desk = desk_open(&seen, NULL, 0);
    char token[TOKEN_TEXT_SIZE];
    uint8_t hash[TOKEN_HASH_SIZE];

    give_password("a phrase of some words");
    account_token_new(token, hash);
    CHECK(log_in(desk, &seen, "anna", "another phrase", hash) == STAFF_WRONG);
    CHECK(log_in(desk, &seen, "Anna", "a phrase of some words", hash) == STAFF_DONE);
    seen.n = 0;
    desk_session(desk, hash, session_came, &seen);
    turn_until(desk, &seen.n, 1);
    CHECK(seen.account == ACCOUNT_OK);
    desk_session_close(desk, hash, status_came, &seen);
    turn_until(desk, &seen.n, 2);
    CHECK(seen.account == ACCOUNT_OK);
    desk_session(desk, hash, session_came, &seen);
    turn_until(desk, &seen.n, 3);
    CHECK(seen.account == ACCOUNT_REFUSED);
}

static void
slows_down_who_guesses(void)
{
    static Seen seen;
    CLEANUP(desk_freep) Desk *desk = desk_open(&seen, NULL, 0);
    uint8_t hash[TOKEN_HASH_SIZE] = { 1 };

    /* An unknown name has settings as well, and nothing fits it. */
    for (size_t i = 0; i < 4; i++)
        CHECK(log_in(desk, &seen, "guessed", "guessed", hash) == STAFF_WRONG);
    CHECK(strncmp(seen.settings, "$argon2id$", 10) == 0);
    CHECK(log_in(desk, &seen, "guessed", "guessed", hash) == STAFF_WAIT);
    CHECK(seen.wait_s > 0);
    CHECK(seen.account == ACCOUNT_WAIT);
}

static void
hears_of_a_new_register_version(void)
{
    static Seen seen;
    CLEANUP(desk_freep) Desk *desk = desk_open(&seen, NULL, 0);
    CLEANUP(db_closep) Db *db = fixture_open("mitroa_owner", 2000);

    CHECK(seen.changes == 1); /* it is new, and may have missed one */
    CHECK(db_script(db, "NOTIFY mitroa_register") == 0);
    turn_until(desk, &seen.changes, 2);
    CHECK(seen.changes == 2);
}

static void
call_came(void *context, const Result *rows, const char *state)
{
    Seen *seen = context;

    seen->changes = rows ? (size_t) result_int(rows, 0, 0) : 0;
    (void) snprintf(seen->settings, sizeof seen->settings, "%s", state);
    seen->n++;
}

static void
takes_any_other_statement(void)
{
    static Seen seen;
    CLEANUP(desk_freep) Desk *desk = desk_open(&seen, NULL, 0);
    CLEANUP(arena_freep) Arena *arena = arena_new();
    Params allowed, refused;

    params_begin(&allowed, arena, &sql_snapshot_version);
    desk_call(desk, &allowed, call_came, &seen);
    turn_until(desk, &seen.n, 1);
    CHECK(seen.changes > 0);

    params_begin(&refused, arena, &sql_screening_places);
    params_bytes(&refused, "0123456789abcdef", 16);
    desk_call(desk, &refused, call_came, &seen);
    turn_until(desk, &seen.n, 2);
    CHECK_TEXT(seen.settings, "42501");
}

static void
answers_everybody_when_it_is_freed(void)
{
    static Seen seen;
    Desk *desk = desk_open(&seen, NULL, 0);
    CLEANUP(arena_freep) Arena *arena = arena_new();

    ask(desk, &seen, 0, "anna", 1, arena, NULL);
    desk_flush(desk, /* more= */ false);
    ask(desk, &seen, 1, "anna", 1, arena, NULL);
    CHECK(desk_free(desk) == NULL);
    CHECK(seen.n == 2);
    CHECK(seen.status[0] == PERSON_UNAVAILABLE && seen.status[1] == PERSON_UNAVAILABLE);
}

static void
asks_from_a_command_too(void)
{
    CLEANUP(db_closep) Db *db = fixture_open("mitroa_service", 2000);
    CLEANUP(arena_freep) Arena *arena = arena_new();
    PersonQuestion question = question_of(arena, "anna", 1);
    PersonReply reply;

    CHECK(person_ask_now(db, &question, &reply) == 0);
    CHECK(reply.status == PERSON_FOUND && reply.facts.evidence[4].value == 20000);
    question = question_of(arena, "anna", 2);
    CHECK(person_ask_now(db, &question, &reply) == 0);
    CHECK(reply.status == PERSON_NOT_FOUND);
    set_audit_writable(false);
    CHECK(person_ask_now(db, &question, &reply) == 0);
    CHECK(reply.status == PERSON_AUDIT_UNAVAILABLE);
    set_audit_writable(true);
}

static void
takes_only_cases_of_the_pattern(void)
{
    CHECK(person_case_is_valid("ΚΚ-2026-00017"));
    CHECK(person_case_is_valid("ΑΒΓΩ-2026-1"));
    CHECK(person_case_is_valid("KK-2026-123456"));
    CHECK(!person_case_is_valid("ΚΚ-2026-1234567")); /* would hold an AMKA's eleven digits */
    CHECK(!person_case_is_valid("ΚΚ-1926-12"));
    CHECK(!person_case_is_valid("Κ-2026-1"));
    CHECK(!person_case_is_valid("ΑΒΓΔΕ-2026-1"));
    CHECK(!person_case_is_valid("κκ-2026-1"));
    CHECK(!person_case_is_valid("ΚΚ-26-1"));
    CHECK(!person_case_is_valid("ΚΚ-2026-"));
    CHECK(!person_case_is_valid("01013099997"));
    CHECK(!person_case_is_valid(""));
    CHECK(person_purpose_is_valid("presence") && !person_purpose_is_valid("curiosity"));
}

static const UnitTest tests[] = {
    { "reads a person with a rival, a stale fact and what is received",
            reads_a_person_with_rival_stale_and_received },
    { "takes none of three values that three feeds say", takes_none_of_three_values },
    { "cannot tell a forbidden person from nobody", cannot_tell_a_forbidden_person_from_nobody },
    { "answers 63 of 64 questions of which one is forbidden", answers_sixty_three_of_sixty_four },
    { "answers more than a batch, in order", answers_more_than_a_batch_in_order },
    { "refuses whoever may not ask", refuses_whoever_may_not_ask },
    { "finds a person again by its reference, but only in its structure",
            finds_a_person_again_by_its_reference_but_only_in_its_structure },
    { "gives nothing where the audit cannot be written",
            gives_nothing_where_the_audit_cannot_be_written },
    { "is busy beyond its limit", is_busy_beyond_its_limit },
    { "says unavailable, soon, without a database", says_unavailable_soon_without_a_database },
    { "says whose session it is", says_whose_session_it_is },
    { "slows down who guesses", slows_down_who_guesses },
    { "hears of a new register version", hears_of_a_new_register_version },
    { "takes any other statement", takes_any_other_statement },
    { "answers everybody when it is freed", answers_everybody_when_it_is_freed },
    { "asks from a command too", asks_from_a_command_too },
    { "takes only cases of the pattern", takes_only_cases_of_the_pattern },
    /* Last: a new password ends Anna's other sessions. */
    { "opens a session for who proves the password, and closes it",
            opens_a_session_for_who_proves_the_password },
};

UNIT_MAIN(tests)
