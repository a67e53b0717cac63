/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/entitlement.h"

#include "registry/base/error.h"
#include "registry/base/money.h"
#include "registry/residence.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SPECIAL_TEXT "κριτήριο ειδικής κατηγορίας"
#define SPECIAL_DOCUMENT "δικαιολογητικό ειδικής κατηγορίας"

/* One question on its way to its answer. */
typedef struct Asking {
    Arena *arena;
    const Snapshot *snapshot;
    const Question *question;
    Facts facts; /* with the place and the residence of the municipality asked */
    Evaluation *evaluation;
    Whereabouts whereabouts;
    Answer *answer;
} Asking;

/* ---- the place ---------------------------------------------------------------------------- */

static const Boundary *
deciding_boundary(const Snapshot *snapshot, const Place *municipality)
{
    const Boundary *boundaries;

    return snapshot_boundaries(snapshot, municipality, &boundaries) > 0 && boundaries->decides
            ? boundaries
            : NULL;
}

static int
find_municipality(Asking *asking, SnapshotLocal *local)
{
    const Question *question = asking->question;
    const Places *places = snapshot_places(asking->snapshot);
    const Place *municipality = question->municipality;
    int r;

    if (!municipality && geo_point_is_known(question->point)) {
        MunicipalityFound found;

        r = snapshot_municipality_at(local, question->point, question->on, &municipality, &found);
        if (r == SNAPSHOT_E_OUTSIDE)
            return ENTITLEMENT_E_OUTSIDE;
        if (r != 0)
            return error_fold(r);
        asking->answer->place_is_approximate = found.approximate;
    }
    if (!municipality && question->home)
        municipality = places_by_key(places, question->home);
    if (!municipality)
        return ENTITLEMENT_E_NO_PLACE;

    municipality = municipality_then(places, municipality, question->on);
    if (!municipality)
        return ENTITLEMENT_E_NOT_THEN;

    asking->answer->municipality = municipality;
    asking->answer->boundary = deciding_boundary(asking->snapshot, municipality);
    asking->answer->regional_unit = places_by_key(places, municipality->regional_unit);
    asking->answer->prefecture = places_by_key(places, municipality->prefecture);
    asking->answer->region = places_by_key(places, municipality->region);
    return 0;
}

static void
look_around(Asking *asking, SnapshotLocal *local)
{
    const Question *question = asking->question;
    const Place *municipality = asking->answer->municipality;
    bool has_point = geo_point_is_known(question->point);

    asking->whereabouts = (Whereabouts) {
        .snapshot = asking->snapshot,
        .local = local,
        .municipality = municipality,
        .from = has_point ? question->point : municipality->label,
        .from_is_a_label = !has_point,
        .on = question->on,
        .facts = &asking->facts,
        .measured = arena_alloc(asking->arena, sizeof *asking->whereabouts.measured),
    };
    asking->answer->from = asking->whereabouts.from;
    asking->answer->from_is_a_label = !has_point;
    where_centre(asking->arena, &asking->whereabouts, &asking->answer->centre);
    asking->whereabouts.centre = asking->answer->centre.structure;
    asking->answer->n_services =
            where_services(asking->arena, &asking->whereabouts, &asking->answer->services);
    asking->answer->n_group_actions = where_group_actions(
            asking->arena, &asking->whereabouts, &asking->answer->group_actions);
}

/* The place of a residence, if it was parted; NULL if it is not known at all. */
static const Place *
divided_place(const Asking *asking, int32_t key)
{
    const Places *places = snapshot_places(asking->snapshot);
    const Place *place = places_by_key(places, key);
    const Place *parts[2];

    return place && municipality_parts(places, place, asking->question->on, 2, parts) == 2 ? place
                                                                                           : NULL;
}

static void
complete_residence(Asking *asking)
{
    const Question *question = asking->question;
    ResidenceIs *where = arena_array(asking->arena, ResidenceIs, question->n_residences);

    for (size_t i = 0; i < question->n_residences; i++) {
        int32_t place = question->residence_places[i];

        where[i] = residence_is(snapshot_places(asking->snapshot), place,
                asking->answer->municipality, question->on);
        if (where[i] == RESIDENCE_IS_PERHAPS_HERE)
            asking->answer->divided = divided_place(asking, place);
    }
    facts_set_residence(&asking->facts, where, question->residence_bases, question->n_residences);
}

static void
complete_facts(Asking *asking)
{
    const Question *question = asking->question;
    const Place *place = asking->answer->municipality;

    asking->facts = *question->facts;
    facts_set_place(&asking->facts,
            &(PlaceFacts) {
                    .municipality = place->key,
                    .regional_unit = place->regional_unit,
                    .prefecture = place->prefecture,
                    .region = place->region,
                    .mountain = (int8_t) place->mountain,
                    .disadvantaged = (int8_t) place->disadvantaged,
                    .island = (int8_t) place->island,
                    .remote = (int8_t) place->remote,
            });
    if (question->residence_places)
        complete_residence(asking);
}

/* ---- reasons ------------------------------------------------------------------------------ */

static const char *
name_of_key(void *context, FactNumber fact, int64_t key)
{
    const Snapshot *snapshot = context;
    const Place *place;

    if (fact_of(fact)->type == FACT_PROGRAMMES) {
        for (size_t i = snapshot_n_programmes(snapshot); i > 0; i--) {
            const Programme *programme = snapshot_programme(snapshot, i - 1);

            if (programme->key == key)
                return programme_title(programme);
        }
        return NULL;
    }
    place = places_by_key(snapshot_places(snapshot), (int32_t) key);
    return place ? place->name : NULL;
}

static const char *
row_text(const Asking *asking, const Criterion *criterion)
{
    if (criterion->text)
        return criterion->text;
    return criterion_format(
            asking->arena, criterion, name_of_key, (void *) (uintptr_t) asking->snapshot);
}

static const char *
value_text(const Asking *asking, FactNumber fact, int64_t value)
{
    if (fact_of(fact)->type == FACT_PLACE)
        return name_of_key((void *) (uintptr_t) asking->snapshot, fact, value);
    return fact_value_format(asking->arena, fact_of(fact), value);
}

/* «έως 2.592,00 €», «από 1 έως 3»: what is known of a value, or NULL. */
static const char *
interval_text(const Asking *asking, FactNumber fact, bool has, const Interval *interval)
{
    const char *low;

    if (!has || fact == FACT_NONE || fact_of(fact)->type == FACT_PROGRAMMES)
        return NULL;

    low = value_text(asking, fact, interval->low);
    if (interval->low == interval->high)
        return low;
    if (interval->high == INTERVAL_NO_END)
        return arena_join(asking->arena, "τουλάχιστον ", low, NULL);
    return arena_join(asking->arena, low, " έως ", value_text(asking, fact, interval->high), NULL);
}

/* «Είναι ανασφάλιστος (ανασφάλιστος)» says it twice; why somebody is refused is always said. */
static bool
adds_to_the_row(const Reason *reason)
{
    switch (fact_of(reason->fact)->type) {
    case FACT_WHOLE:
    case FACT_MONEY:
    case FACT_DATE:
        return true;
    default:
        return reason->outcome == OUTCOME_FALSE;
    }
}

/* What the row says, then what it was held against. */
static const char *
reason_text(const Asking *asking, const Reason *reason, const AnswerReason *answer)
{
    const char *row = row_text(asking, reason->criterion);
    const char *cause = cause_greek(reason->cause);
    const char *limit = reason->parameter ? answer->limit_text : NULL;

    if (reason->outcome == OUTCOME_UNKNOWN && cause)
        return limit ? arena_join(asking->arena, row, " (όριο ", limit, "): ", cause, NULL)
                     : arena_join(asking->arena, row, ": ", cause, NULL);
    if (answer->value_text && limit)
        return arena_join(
                asking->arena, row, " (", answer->value_text, ", όριο ", limit, ")", NULL);
    if (answer->value_text && adds_to_the_row(reason))
        return arena_join(asking->arena, row, " (", answer->value_text, ")", NULL);
    return row;
}

static const char *
area_text(const Asking *asking, const Reason *reason)
{
    const Place *place = asking->answer->municipality;

    if (reason->outcome == OUTCOME_UNKNOWN)
        return arena_join(asking->arena, "Δεν είναι γνωστό αν το πρόγραμμα ισχύει στον δήμο ",
                place->name, ".", NULL);
    return arena_join(asking->arena, "Το πρόγραμμα δεν ισχύει στον δήμο ", place->name, ".", NULL);
}

static void
cite(AnswerReason *answer, const Reason *reason)
{
    const Evidence *evidence;

    if (reason->n_sources == 0)
        return;

    evidence = &reason->sources[0].evidence;
    if (evidence->feed != FEED_NONE) {
        answer->feed = feed_key((Feed) evidence->feed);
        answer->as_of = evidence->as_of;
    }
    if (evidence->state == EVIDENCE_CONFLICT || evidence->state == EVIDENCE_DISPUTED) {
        answer->rival_feed = feed_key((Feed) evidence->rival_feed);
        answer->rival_as_of = evidence->rival_as_of;
    }
}

static bool
is_masked(const Asking *asking, const Reason *reason)
{
    return reason->special && !asking->question->may_see_special;
}

/* That feeds disagree about something special, or once spoke of it, tells what they say. */
static Cause
masked_cause(Cause cause)
{
    return cause == CAUSE_STALE || cause == CAUSE_CONFLICT ? CAUSE_MISSING : cause;
}

static AnswerReason
describe_reason(const Asking *asking, const Reason *reason)
{
    AnswerReason answer = {
        .criterion = (int32_t) reason->position,
        .outcome = reason->outcome,
        .cause = reason->cause,
        .as_of = DAY_NONE,
        .rival_as_of = DAY_NONE,
    };

    if (!reason->criterion) {
        answer.text = area_text(asking, reason);
        return answer;
    }
    if (is_masked(asking, reason)) {
        answer.cause = masked_cause(reason->cause);
        answer.text = SPECIAL_TEXT;
        answer.is_masked = true;
        return answer;
    }

    answer.law = reason->criterion->law;
    answer.review_due = reason->review_due;
    if (reason->fact != FACT_NONE) {
        answer.fact = fact_of(reason->fact)->key;
        answer.has_value = reason->has_value && reason->value.low == reason->value.high;
        answer.value = reason->value.low;
        answer.has_limit = reason->has_limit && reason->limit.low == reason->limit.high;
        answer.limit = reason->limit.low;
        answer.value_text = interval_text(asking, reason->fact, reason->has_value, &reason->value);
        answer.limit_text = interval_text(asking, reason->fact, reason->has_limit, &reason->limit);
    }
    cite(&answer, reason);
    answer.text = reason_text(asking, reason, &answer);
    return answer;
}

/* ---- one programme ------------------------------------------------------------------------ */

static Day
feed_as_of(const Asking *asking, const MissingFact *missing)
{
    Day newest = DAY_NONE;

    if (missing->as_of != DAY_NONE)
        return missing->as_of;
    for (int fact = 1; fact <= FACT_COUNT; fact++) {
        const Evidence *evidence = &asking->facts.evidence[fact];

        if (evidence->state != EVIDENCE_MISSING && evidence->feed == missing->feed
                && missing->feed != FEED_NONE && evidence->as_of > newest)
            newest = evidence->as_of;
    }
    return newest;
}

static void
describe_missing(const Asking *asking, const Explanation *explanation, Entitlement *entitlement)
{
    AnswerMissing *missing = arena_array(asking->arena, AnswerMissing, explanation->n_missing);

    for (size_t i = 0; i < explanation->n_missing; i++) {
        MissingFact fact = explanation->missing[i];

        if (fact_of(fact.fact)->special && !asking->question->may_see_special) {
            fact.cause = masked_cause(fact.cause);
            fact.as_of = DAY_NONE;
        }
        missing[i] = (AnswerMissing) {
            .fact = fact_of(fact.fact),
            .cause = fact.cause,
            .document = fact.document,
            .feed = fact.feed == FEED_NONE ? NULL : feed_key(fact.feed),
            .feed_as_of = feed_as_of(asking, &fact),
        };
    }
    entitlement->missing = missing;
    entitlement->n_missing = explanation->n_missing;
}

const char *
document_state_key(DocumentState state)
{
    static const char *const keys[] = {
        [DOCUMENT_OTHER] = NULL,
        [DOCUMENT_KNOWN] = "known",
        [DOCUMENT_STATED] = "stated",
        [DOCUMENT_STALE] = "stale",
        [DOCUMENT_CONFLICT] = "conflict",
        [DOCUMENT_MISSING] = "missing",
        [DOCUMENT_HIDDEN] = "hidden",
    };

    return keys[state];
}

static DocumentState
document_state(const Evidence *evidence)
{
    switch ((EvidenceState) evidence->state) {
    case EVIDENCE_KNOWN:
        return evidence->feed == FEED_NONE ? DOCUMENT_STATED : DOCUMENT_KNOWN;
    case EVIDENCE_STALE:
        return DOCUMENT_STALE;
    case EVIDENCE_DISPUTED:
    case EVIDENCE_CONFLICT:
        return DOCUMENT_CONFLICT;
    case EVIDENCE_MISSING:
    case EVIDENCE_PARTIAL:
        break;
    }
    return DOCUMENT_MISSING;
}

/* What the registers know of the fact that a document proves. */
static void
tick(const Asking *asking, FactNumber number, AnswerDocument *document)
{
    const Fact *fact = number == FACT_NONE ? NULL : fact_of(number);
    const Evidence *evidence;

    document->as_of = DAY_NONE;
    if (!fact || fact->origin == FACT_DERIVED || fact->origin == FACT_RULE
            || fact->origin == FACT_PLACED)
        return;
    if (fact->special && !asking->question->may_see_special) {
        document->state = DOCUMENT_HIDDEN;
        return;
    }

    evidence = &asking->facts.evidence[number];
    if (number == FACT_AGE && evidence->state == EVIDENCE_MISSING)
        evidence = &asking->facts.evidence[FACT_BIRTH_DATE];
    document->fact = fact;
    document->state = document_state(evidence);
    if (evidence->feed != FEED_NONE && evidence->state != EVIDENCE_MISSING) {
        document->feed = feed_key((Feed) evidence->feed);
        document->as_of = evidence->as_of;
    }
}

typedef struct Documents {
    const char **names;
    AnswerDocument *list;
    size_t n;
} Documents;

static void
add_document(const Asking *asking, Documents *documents, const char *name, const char *text,
        FactNumber proves)
{
    AnswerDocument *document;

    if (!name)
        return;
    for (size_t i = 0; i < documents->n; i++) {
        if (strcmp(documents->names[i], name) == 0)
            return;
    }
    documents->names[documents->n] = name;
    document = &documents->list[documents->n++];
    *document = (AnswerDocument) { .document = name, .text = text };
    tick(asking, proves, document);
}

/* The paper of a row that holds would tell what the row hides; the programme's own are everybody's.
 */
static const char *
row_document(const Asking *asking, const Reason *reason)
{
    const char *document = reason->criterion->document;

    if (!document || !is_masked(asking, reason) || reason->outcome == OUTCOME_UNKNOWN)
        return document;
    return SPECIAL_DOCUMENT;
}

/* What the programme asks for, and what its rows and missing facts name; each once. */
static void
list_documents(const Asking *asking, const Explanation *explanation, Entitlement *entitlement)
{
    const Programme *programme = entitlement->programme;
    size_t room = programme->n_documents + explanation->n_because + explanation->n_missing;
    Documents documents = {
        .names = arena_array(asking->arena, const char *, room),
        .list = arena_array(asking->arena, AnswerDocument, room),
    };

    for (size_t i = 0; i < programme->n_documents; i++) {
        const ProgrammeDocument *document = &programme->documents[i];

        add_document(asking, &documents, document->document, document->text,
                (FactNumber) document->proves);
    }
    for (size_t i = 0; i < explanation->n_because; i++) {
        const Reason *reason = &explanation->because[i];

        if (reason->criterion)
            add_document(asking, &documents, row_document(asking, reason), NULL, reason->fact);
    }
    for (size_t i = 0; i < explanation->n_missing; i++)
        add_document(asking, &documents, explanation->missing[i].document, NULL,
                explanation->missing[i].fact);

    entitlement->documents = documents.names;
    entitlement->checklist = documents.list;
    entitlement->n_documents = documents.n;
}

static void
list_asks(const Asking *asking, const Explanation *explanation, Entitlement *entitlement)
{
    const char **asks = arena_array(asking->arena, const char *, explanation->n_asks);

    for (size_t i = 0; i < explanation->n_asks; i++)
        asks[i] = row_text(asking, explanation->asks[i]);
    entitlement->asks = asks;
    entitlement->n_asks = explanation->n_asks;
}

static void
describe_amount(const Asking *asking, const Explanation *explanation, Entitlement *entitlement)
{
    const Amount *amount = &explanation->amount;

    if (!amount->parameter || !amount->has_value || amount->value.high == INTERVAL_NO_END
            || explanation->verdict == OUTCOME_FALSE)
        return;

    entitlement->has_amount = true;
    entitlement->amount = amount->value.high;
    entitlement->amount_is_at_most = amount->value.low != amount->value.high;
    entitlement->amount_per = amount->per;
    entitlement->amount_from = amount->parameter->valid_from;
    entitlement->amount_to = amount->parameter->valid_to;
    entitlement->amount_has_ended = amount->expired;
    entitlement->amount_review_due = amount->parameter->review_by != DAY_NONE
            && amount->parameter->review_by < asking->question->on;
}

static Outcome
is_receiving(const Facts *facts, int32_t programme)
{
    if (facts->evidence[FACT_RECEIVES].state != EVIDENCE_KNOWN)
        return OUTCOME_UNKNOWN;
    for (uint32_t i = 0; i < facts->n_receives; i++) {
        if (facts->receives[i] == programme)
            return OUTCOME_TRUE;
    }
    return OUTCOME_FALSE;
}

static bool
is_served(const Entitlement *entitlement)
{
    for (size_t i = 0; i < entitlement->n_where; i++)
        if (!entitlement->where[i].area_is_unknown)
            return true;
    return false;
}

static Entitlement
describe(const Asking *asking, const Programme *programme, const Explanation *explanation)
{
    Entitlement entitlement = {
        .programme = programme,
        .verdict = explanation->verdict,
        .receiving = is_receiving(&asking->facts, programme->key),
        .subject_to = explanation->subject_to,
        .priority = explanation->priority,
        .amount_from = DAY_NONE,
        .amount_to = DAY_NONE,
    };
    AnswerReason *because = arena_array(asking->arena, AnswerReason, explanation->n_because);

    for (size_t i = 0; i < explanation->n_because; i++)
        because[i] = describe_reason(asking, &explanation->because[i]);
    entitlement.because = because;
    entitlement.n_because = explanation->n_because;

    describe_missing(asking, explanation, &entitlement);
    list_asks(asking, explanation, &entitlement);
    if (explanation->verdict == OUTCOME_FALSE)
        return entitlement;

    list_documents(asking, explanation, &entitlement);
    describe_amount(asking, explanation, &entitlement);
    entitlement.n_local = snapshot_additions(asking->arena, asking->snapshot,
            asking->answer->municipality, programme->key, asking->question->on, &entitlement.local);
    entitlement.n_where =
            where_offers(asking->arena, &asking->whereabouts, programme, &entitlement.where);
    if (!is_served(&entitlement))
        entitlement.n_elsewhere = where_elsewhere(
                asking->arena, &asking->whereabouts, programme, &entitlement.elsewhere);
    return entitlement;
}

/* ---- all of them -------------------------------------------------------------------------- */

/* Eligible, then unknown by fewest missing, then the rest; priority, then the code, within. */
static int
compare_entitlements(const void *one, const void *other)
{
    const Entitlement *a = one;
    const Entitlement *b = other;

    if (a->verdict != b->verdict)
        return a->verdict > b->verdict ? -1 : 1;
    if (a->n_missing != b->n_missing)
        return a->n_missing < b->n_missing ? -1 : 1;
    if (a->priority != b->priority)
        return a->priority > b->priority ? -1 : 1;
    return strcmp(a->programme->code, b->programme->code);
}

static const uint8_t *
areas_by_rule(const Asking *asking, const Candidate *candidates, size_t n)
{
    size_t n_rules = ruleset_count(snapshot_ruleset(asking->snapshot));
    uint8_t *areas = arena_alloc(asking->arena, n_rules); /* all false */

    for (size_t i = 0; i < n; i++)
        areas[candidates[i].rule] = candidates[i].area_is_unknown ? OUTCOME_UNKNOWN : OUTCOME_TRUE;
    return areas;
}

static void
describe_settle(Asking *asking, const Explanation *unknown, size_t n_unknown)
{
    const Settle *settle;
    size_t n = settle_documents(asking->arena, unknown, n_unknown, &settle);
    AnswerSettle *answer = arena_array(asking->arena, AnswerSettle, n);

    for (size_t i = 0; i < n; i++) {
        const Fact **facts = arena_array(asking->arena, const Fact *, settle[i].n_facts);

        for (size_t f = 0; f < settle[i].n_facts; f++)
            facts[f] = fact_of(settle[i].facts[f]);
        answer[i] = (AnswerSettle) {
            .document = settle[i].document,
            .facts = facts,
            .n_facts = settle[i].n_facts,
            .programmes = settle[i].programmes,
        };
    }
    asking->answer->settle = answer;
    asking->answer->n_settle = n;
}

/* Those in force that day: few of all versions that there ever were. */
static size_t
pick_valid(Arena *arena, const Candidate *all, size_t n_all, Day on, const Candidate ***ret_valid)
{
    const Candidate **valid;
    size_t n = 0;

    for (size_t i = 0; i < n_all; i++)
        n += candidate_is_valid(&all[i], on);
    *ret_valid = valid = arena_array(arena, const Candidate *, n);
    for (size_t i = 0; i < n_all; i++)
        if (candidate_is_valid(&all[i], on))
            *valid++ = &all[i];
    return n;
}

/* Keeps those that are told; the others are hidden. */
static size_t
keep_told(Asking *asking, const Candidate **candidates, size_t n)
{
    const Programme **hidden = arena_array(asking->arena, const Programme *, n);
    size_t n_told = 0;

    for (size_t i = 0; i < n; i++) {
        if (asking->question->all
                || evaluation_verdict(asking->evaluation, candidates[i]->rule) != OUTCOME_FALSE)
            candidates[n_told++] = candidates[i];
        else
            hidden[asking->answer->n_hidden++] =
                    snapshot_programme(asking->snapshot, candidates[i]->programme);
    }
    asking->answer->hidden = hidden;
    return n_told;
}

static void
judge(Asking *asking)
{
    const Question *question = asking->question;
    const Candidate *all;
    const Candidate **candidates;
    size_t n_all = snapshot_candidates(asking->snapshot, asking->answer->municipality, &all);
    size_t n = pick_valid(asking->arena, all, n_all, question->on, &candidates);
    Entitlement *entitlements;
    Explanation *unknown;
    size_t n_unknown = 0;

    asking->evaluation = evaluation_new(asking->arena, snapshot_ruleset(asking->snapshot),
            &asking->facts, question->on, areas_by_rule(asking, all, n_all));
    n = keep_told(asking, candidates, n);

    entitlements = arena_array(asking->arena, Entitlement, n);
    unknown = arena_array(asking->arena, Explanation, n);
    for (size_t i = 0; i < n; i++) {
        Explanation explanation;

        evaluation_explain(asking->evaluation, candidates[i]->rule, &explanation);
        if (explanation.verdict == OUTCOME_UNKNOWN)
            unknown[n_unknown++] = explanation;
        entitlements[i] = describe(asking,
                snapshot_programme(asking->snapshot, candidates[i]->programme), &explanation);
    }

    qsort(entitlements, n, sizeof *entitlements, compare_entitlements);
    asking->answer->entitlements = entitlements;
    asking->answer->n_entitlements = n;
    describe_settle(asking, unknown, n_unknown);
}

int
entitlement_answer(
        Arena *arena, SnapshotLocal *local, const Question *question, const Answer **ret_answer)
{
    Asking *asking = arena_alloc(arena, sizeof *asking);
    int r;

    asking->arena = arena;
    asking->snapshot = snapshot_local_snapshot(local);
    asking->question = question;
    asking->answer = arena_alloc(arena, sizeof *asking->answer);
    asking->answer->on = question->on;
    asking->answer->register_version = snapshot_version(asking->snapshot);
    asking->answer->audit = question->audit;
    asking->answer->reference = question->reference;

    r = find_municipality(asking, local);
    if (r != 0)
        return r;

    complete_facts(asking);
    look_around(asking, local);
    judge(asking);
    *ret_answer = asking->answer;
    return 0;
}
