/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/answer.h"

#include "registry/base/money.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define DEGREES_DECIMALS 6 /* a tenth of a metre */

/* ---- texts -------------------------------------------------------------------------------- */

const char *
answer_amount_text(Arena *arena, const Entitlement *entitlement)
{
    char money[MONEY_TEXT_SIZE];
    const char *period = period_greek(entitlement->amount_per);

    if (!entitlement->has_amount)
        return NULL;
    return arena_format(arena, "%s%s%s%s", entitlement->amount_is_at_most ? "έως " : "",
            money_format_greek(entitlement->amount, money), period && *period ? " " : "",
            period ? period : "");
}

const char *
answer_distance_text(Arena *arena, double distance_m)
{
    char *text;
    char *point;

    if (isnan(distance_m))
        return NULL;
    if (distance_m < 1000)
        return arena_format(arena, "%.0f μ.", distance_m);

    text = arena_format(arena, distance_m < 100000 ? "%.1f χλμ." : "%.0f χλμ.", distance_m / 1000);
    point = strchr(text, '.');
    if (distance_m < 100000)
        *point = ',';
    return text;
}

const char *
answer_divided_text(Arena *arena, const Answer *answer)
{
    if (!answer->divided)
        return NULL;
    return arena_format(arena,
            "Η κατοικία που γνωρίζει το μητρώο είναι στον πρώην δήμο %s, που διαιρέθηκε: αν είναι "
            "στον δήμο %s, δεν το λέει κανείς. Επιβεβαιώστε το με το πρόσωπο.",
            answer->divided->name, answer->municipality->name);
}

const char *
where_title(const AnswerWhere *where)
{
    const Offer *offer = where->offer;

    return offer->title ? offer->title : offer->service ? offer->service->greek : offer->code;
}

static const char *
post_text(Arena *arena, const Structure *structure, const Post *post)
{
    const Structure *other = post->structure == structure ? post->shared_with : post->structure;
    const char *name = post->title ? post->title
            : post->people == 1    ? post->specialty->one
                                   : post->specialty->several;
    const char *number = post->people < 0 ? "" : arena_format(arena, "%d ", post->people);

    return other ? arena_format(arena, "%s%s (%s με %s)", number, name,
                   post->people == 1 ? "κοινή θέση" : "κοινές θέσεις", structure_name(other))
                 : arena_format(arena, "%s%s", number, name);
}

const char *
answer_posts_text(Arena *arena, const Structure *structure, Day on)
{
    const char *text = NULL;

    for (size_t i = 0; i < structure->n_posts; i++)
        if (post_is_held(structure->posts[i], on))
            text = arena_format(arena, "%s%s%s", text ? text : "", text ? ", " : "",
                    post_text(arena, structure, structure->posts[i]));
    return text;
}

const char *
answer_headcount_text(Arena *arena, const Headcount *count)
{
    if (count->people < 0)
        return NULL;
    return arena_format(arena, "%s%d", count->at_least ? "τουλάχιστον " : "", count->people);
}

const char *
answer_ranking_text(Arena *arena, const Ranking *ranking)
{
    const InstitutionKind *kind = institution_kind(ranking->institution_kind);
    const InstitutionMeasure *measure = institution_measure(ranking->measure);

    if (!kind || !measure)
        return NULL;
    return arena_format(arena, "%d σε κάθε δήμο: %s με %s %s", ranking->per_municipality,
            ranking->per_municipality == 1 ? kind->one : kind->several,
            ranking->smallest_first ? measure->least : measure->most, measure->several);
}

static const char *
size_text(Arena *arena, const Institution *institution)
{
    const InstitutionMeasure *measure = institution_measure(institution->measure);
    char day[DAY_TEXT_SIZE];

    if (institution->amount < 0 || !measure)
        return "το μέγεθός του δεν είναι γνωστό";
    if (institution->as_of == DAY_NONE)
        return arena_format(arena, "%d %s", institution->amount, measure->several);
    return arena_format(arena, "%d %s στις %s", institution->amount, measure->several,
            day_format_greek(institution->as_of, day));
}

const char *
answer_choice_text(Arena *arena, const InstitutionChoices *choices, const InstitutionChoice *choice)
{
    static const char *const states[] = {
        [CHOICE_CHOSEN] = "",
        [CHOICE_TIE] = ", ισοψηφία: η επιλογή δεν γίνεται από το μητρώο",
        [CHOICE_UNKNOWN] = ", μπορεί να επιλέγεται",
    };
    const Approval *decision = choice->decision;
    const char *approval = "";
    char day[DAY_TEXT_SIZE];

    if (decision)
        approval = arena_format(arena, "· %s στις %s%s%s%s%s",
                approval_state_greek(choice->approval), day_format_greek(decision->decided_on, day),
                decision->body ? ", " : "", decision->body ? decision->body : "",
                decision->reference ? ", " : "", decision->reference ? decision->reference : "");
    else if (choice->approval != APPROVAL_NOT_NEEDED && choice->state != CHOICE_UNKNOWN)
        approval = arena_format(arena, "· %s%s%s", approval_state_greek(choice->approval),
                choices->ranking->approver ? ", εγκρίνει: " : "",
                choices->ranking->approver ? choices->ranking->approver : "");
    return arena_format(arena, "%s: %s%s%s", choice->institution->name,
            size_text(arena, choice->institution), states[choice->state], approval);
}

/* ---- JSON --------------------------------------------------------------------------------- */

static void
json_integer_or_null(JsonWriter *json, const char *key, bool has, int64_t value)
{
    if (has)
        json_integer(json, key, value);
    else
        json_null(json, key);
}

/*
 * What DESIGN names is always a member, null where it is not known. What stands beside it is a
 * member only where it says something: nothing said is not known, and a flag that is not there is
 * no. An answer of thirty programmes is half as long so.
 */
static void
said_string(JsonWriter *json, const char *key, const char *text)
{
    if (text)
        json_string(json, key, text);
}

static void
said_day(JsonWriter *json, const char *key, Day day)
{
    if (day != DAY_NONE)
        json_day(json, key, day);
}

static void
said_flag(JsonWriter *json, const char *key, bool flag)
{
    if (flag)
        json_bool(json, key, true);
}

static void
said_outcome(JsonWriter *json, const char *key, Outcome outcome)
{
    if (outcome != OUTCOME_UNKNOWN)
        json_bool(json, key, outcome == OUTCOME_TRUE);
}

static void
said_access(JsonWriter *json, const char *key, int8_t access)
{
    if (access >= 0)
        json_bool(json, key, access > 0);
}

static void
json_metres(JsonWriter *json, const char *key, double distance_m)
{
    if (isnan(distance_m))
        json_null(json, key);
    else
        json_integer(json, key, (int64_t) llround(distance_m));
}

static void
json_point(JsonWriter *json, GeoPoint point)
{
    if (!geo_point_is_known(point)) {
        json_null(json, "lon");
        json_null(json, "lat");
        return;
    }
    json_decimal(json, "lon", point.lon, DEGREES_DECIMALS);
    json_decimal(json, "lat", point.lat, DEGREES_DECIMALS);
}

static void
json_texts(JsonWriter *json, const char *key, const char *const *texts, size_t n)
{
    json_array_begin(json, key);
    for (size_t i = 0; i < n; i++)
        json_string(json, NULL, texts[i]);
    json_array_end(json);
}

static void
json_outcome(JsonWriter *json, const char *key, Outcome outcome)
{
    if (outcome == OUTCOME_UNKNOWN)
        json_null(json, key);
    else
        json_bool(json, key, outcome == OUTCOME_TRUE);
}

/* Physical access: what nobody has said is null, never "yes". */
static void
json_access(JsonWriter *json, const char *key, int8_t access)
{
    json_outcome(json, key,
            access < 0           ? OUTCOME_UNKNOWN
                    : access > 0 ? OUTCOME_TRUE
                                 : OUTCOME_FALSE);
}

static void
json_closure(JsonWriter *json, const Closure *closure)
{
    if (!closure) {
        json_null(json, "closure");
        return;
    }
    json_object_begin(json, "closure");
    json_day(json, "valid_from", closure->valid_from);
    json_day(json, "valid_to", closure->valid_to);
    json_string(json, "mode", closure->mode);
    json_string(json, "text", closure->text);
    json_object_end(json);
}

/* 2026-10-25T09:30+02:00: the clock on the wall, and what it means elsewhere. */
static void
json_moment(JsonWriter *json, const char *key, Day day, const char *time)
{
    char text[64];
    char day_text[DAY_TEXT_SIZE];
    unsigned hour, minute;

    if (!time || sscanf(time, "%2u:%2u", &hour, &minute) != 2) {
        json_null(json, key);
        return;
    }
    (void) snprintf(text, sizeof text, "%sT%02u:%02u+%02d:00", day_format_iso(day, day_text), hour,
            minute, day_utc_offset_minutes(day, hour * 60 + minute) / 60);
    json_string(json, key, text);
}

static void
json_stop(JsonWriter *json, const AnswerStop *stop)
{
    if (!stop) {
        json_null(json, "next_stop");
        return;
    }
    json_object_begin(json, "next_stop");
    json_day(json, "day", stop->day);
    json_string(json, "from", stop->from);
    json_string(json, "to", stop->to);
    json_string(json, "place", stop->place);
    json_string(json, "services", stop->services);
    json_point(json, stop->point);
    json_bool(json, "serves_here", stop->serves_here);
    json_moment(json, "starts_at", stop->day, stop->from);
    json_moment(json, "ends_at", stop->day, stop->to);
    json_string(json, "rule", stop->rule);
    json_string(json, "unit", stop->unit ? stop->unit->code : NULL);
    json_object_end(json);
}

static const char *
boundary_quality(const Boundary *boundary)
{
    return !boundary ? NULL : boundary->is_official ? "official" : "approximate";
}

static void
json_place(JsonWriter *json, const Answer *answer)
{
    json_object_begin(json, "municipality");
    json_string(json, "code", answer->municipality->code);
    json_string(json, "name", answer->municipality->name);
    json_string(json, "regional_unit", answer->regional_unit ? answer->regional_unit->name : NULL);
    json_string(json, "prefecture", answer->prefecture ? answer->prefecture->name : NULL);
    json_string(json, "region", answer->region ? answer->region->name : NULL);
    json_bool(json, "approximate", answer->place_is_approximate);
    json_string(json, "boundary_source", answer->boundary ? answer->boundary->source : NULL);
    json_string(json, "boundary_quality", boundary_quality(answer->boundary));
    json_day(json, "boundary_as_of", answer->boundary ? answer->boundary->as_of : DAY_NONE);
    json_string(json, "divided_residence", answer->divided ? answer->divided->code : NULL);
    json_object_end(json);
}

static void
json_partner(JsonWriter *json, const AnswerCentre *centre)
{
    const Partner *partner = centre->partner;

    if (!partner) {
        json_null(json, "partnership");
        return;
    }
    json_object_begin(json, "partnership");
    json_string(json, "partner", partner->body);
    json_string(json, "role", partner->role);
    json_day(json, "agreed_on", partner->agreed_on);
    json_day(json, "agreed_to", partner->agreed_to);
    json_day(json, "valid_from", partner->valid_from);
    json_day(json, "valid_to", partner->valid_to);
    json_bool(json, "agreement_has_ended", centre->agreement_has_ended);
    json_object_end(json);
}

static void
json_funding(JsonWriter *json, const Structure *structure)
{
    json_array_begin(json, "funding");
    for (size_t i = 0; i < structure->n_fundings; i++) {
        const Funding *funding = &structure->fundings[i];

        json_object_begin(json, NULL);
        json_string(json, "programme", funding->programme);
        json_string(json, "axis", funding->axis);
        json_integer_or_null(json, "amount", funding->amount >= 0, funding->amount);
        json_day(json, "valid_from", funding->valid_from);
        json_day(json, "valid_to", funding->valid_to);
        json_object_end(json);
    }
    json_array_end(json);
}

void
answer_staff_json(JsonWriter *json, const Structure *structure, Day on)
{
    json_array_begin(json, "posts");
    for (size_t i = 0; i < structure->n_posts; i++) {
        const Post *post = structure->posts[i];
        const Structure *other = post->structure == structure ? post->shared_with : post->structure;

        if (!post_is_held(post, on))
            continue;
        json_object_begin(json, /* key= */ NULL);
        json_string(json, "specialty", post->specialty->key);
        json_string(json, "name", post->title ? post->title : post->specialty->one);
        json_integer_or_null(json, "people", post->people >= 0, post->people);
        json_string(json, "shared_with", other ? other->code : NULL);
        json_day(json, "valid_from", post->valid_from);
        json_day(json, "valid_to", post->valid_to);
        json_bool(json, "sample", post->is_sample);
        json_object_end(json);
    }
    json_array_end(json);
}

void
answer_choices_json(JsonWriter *json, const InstitutionChoices *choices)
{
    if (!choices)
        return;
    json_object_begin(json, "choice");
    json_string(json, "institution_kind", choices->ranking->institution_kind);
    json_string(json, "measure", choices->ranking->measure);
    json_string(json, "first", choices->ranking->smallest_first ? "smallest" : "largest");
    json_integer(json, "per_municipality", choices->ranking->per_municipality);
    json_string(json, "approver", choices->ranking->approver);
    json_integer(json, "candidates", (int64_t) choices->n_candidates);
    json_bool(json, "final", choices->is_final && choices->n_choices > 0);
    json_array_begin(json, "institutions");
    for (size_t i = 0; i < choices->n_choices; i++) {
        const InstitutionChoice *choice = &choices->choices[i];
        const Institution *institution = choice->institution;
        bool has_amount = institution->amount >= 0;

        json_object_begin(json, /* key= */ NULL);
        json_string(json, "institution", institution->code);
        json_string(json, "name", institution->name);
        json_string(json, "state", choice_state_key(choice->state));
        json_string(json, "measure", institution->measure);
        json_integer_or_null(json, "amount", has_amount, institution->amount);
        json_day(json, "as_of", institution->as_of);
        json_string(json, "approval", approval_state_key(choice->approval));
        json_string(json, "approval_by", choice->decision ? choice->decision->body : NULL);
        json_day(json, "decided_on", choice->decision ? choice->decision->decided_on : DAY_NONE);
        json_string(json, "reference", choice->decision ? choice->decision->reference : NULL);
        json_string(json, "source", institution->source);
        json_bool(json, "sample", institution->is_sample);
        json_object_end(json);
    }
    json_array_end(json);
    json_object_end(json);
}

static void
json_structure(JsonWriter *json, const char *key, const Structure *structure)
{
    if (!structure) {
        json_null(json, key);
        return;
    }
    json_object_begin(json, key);
    json_string(json, "structure", structure->code);
    json_string(json, "name", structure_name(structure));
    json_string(json, "kind", structure->kind);
    json_object_end(json);
}

static void
json_centre_more(JsonWriter *json, const AnswerCentre *centre)
{
    const Structure *structure = centre->structure;
    const Headcount staff = structures_staff(&structure, 1, centre->on);

    json_string(json, "kind", structure->kind);
    json_string(json, "body", structure->body);
    json_string(json, "supervisor", centre->supervisor);
    json_string(json, "url", structure->url);
    json_integer_or_null(json, "staff", staff.people >= 0, staff.people);
    json_bool(json, "staff_at_least", staff.at_least);
    answer_staff_json(json, structure, centre->on);
    json_day(json, "valid_from", structure->valid_from);
    json_day(json, "valid_to", structure->valid_to);
    json_structure(json, "served_by", centre->unit);
    json_structure(json, "under", structure->parent);
    json_structure(json, "successor_of", structure->predecessor);
    json_partner(json, centre);
    json_funding(json, structure);
    json_day(json, "funding_ends_on", centre->funding_ends_on);
    json_access(json, "access_inside", centre->access_inside);
    json_access(json, "access_outside", centre->access_outside);
    json_outcome(json, "crosses_water", centre->crosses_water);
    json_bool(json, "approximate", centre->approximate);
    json_string(json, "geocoding",
            geo_point_is_known(centre->point) ? geocoding_key(centre->geocoding) : NULL);
    json_closure(json, centre->closure);
}

static void
json_centre(JsonWriter *json, const AnswerCentre *centre)
{
    if (!centre->structure) {
        json_null(json, "centre");
        return;
    }
    json_object_begin(json, "centre");
    json_string(json, "structure", centre->structure->code);
    json_string(json, "name", structure_name(centre->structure));
    json_metres(json, "distance_m", centre->distance_m);
    json_string(json, "address", centre->address);
    json_string(json, "hours", centre->hours);
    json_string(json, "phone", centre->phone);
    json_string(json, "email", centre->email);
    json_point(json, centre->point);
    json_bool(json, "funding_has_ended", centre->funding_has_ended);
    json_bool(json, "sample", centre->structure->is_sample);
    json_stop(json, centre->next_stop);
    json_centre_more(json, centre);
    json_object_end(json);
}

static void
json_reason(JsonWriter *json, const AnswerReason *reason)
{
    json_object_begin(json, NULL);
    json_integer(json, "criterion", reason->criterion);
    json_string(json, "outcome", outcome_key(reason->outcome));
    json_string(json, "cause", cause_key(reason->cause));
    json_string(json, "fact", reason->fact);
    json_string(json, "text", reason->text);
    json_integer_or_null(json, "value", reason->has_value, reason->value);
    json_integer_or_null(json, "limit", reason->has_limit, reason->limit);
    json_string(json, "feed", reason->feed);
    json_day(json, "as_of", reason->as_of);
    if (reason->rival_feed) {
        json_string(json, "rival_feed", reason->rival_feed);
        json_day(json, "rival_as_of", reason->rival_as_of);
    }
    json_string(json, "law", reason->law);
    if (reason->review_due)
        json_bool(json, "review_due", true);
    json_object_end(json);
}

static void
json_missing(JsonWriter *json, const AnswerMissing *missing)
{
    json_object_begin(json, NULL);
    json_string(json, "fact", missing->fact->key);
    json_string(json, "document", missing->document);
    json_string(json, "feed", missing->feed);
    json_day(json, "feed_as_of", missing->feed_as_of);
    json_string(json, "label", missing->fact->greek);
    json_string(json, "cause", cause_key(missing->cause));
    json_object_end(json);
}

static void
json_amount(JsonWriter *json, const Entitlement *entitlement)
{
    if (!entitlement->has_amount) {
        json_null(json, "amount");
        return;
    }
    json_object_begin(json, "amount");
    json_integer(json, "value", entitlement->amount);
    json_string(json, "per", period_key(entitlement->amount_per));
    json_day(json, "valid_from", entitlement->amount_from);
    json_day(json, "valid_to", entitlement->amount_to);
    json_bool(json, "expired", entitlement->amount_has_ended);
    json_bool(json, "at_most", entitlement->amount_is_at_most);
    json_bool(json, "review_due", entitlement->amount_review_due);
    json_object_end(json);
}

static void
said_call(JsonWriter *json, const AnswerWhere *where)
{
    static const char *const states[] = {
        [CALL_UPCOMING] = "upcoming", [CALL_OPEN] = "open", [CALL_CLOSED] = "closed"
    };

    if (where->call == CALL_NONE)
        return;
    json_object_begin(json, "call");
    json_string(json, "state", states[where->call]);
    said_day(json, "opens_on", where->offer->opens_on);
    said_day(json, "closes_on", where->offer->closes_on);
    json_object_end(json);
}

JsonMembers
answer_offer_members(Arena *arena, const Offer *offer)
{
    JsonMembers members;
    JsonWriter json;
    Buffer out;

    buffer_init(&out);
    json_init(&json, &out);
    json_object_begin(&json, /* key= */ NULL);
    json_string(&json, "offer", offer->code);
    json_string(&json, "structure", offer->structure->code);
    json_string(&json, "name", structure_name(offer->structure));
    if (offer->capacity >= 0)
        json_integer(&json, "capacity", offer->capacity);
    said_day(&json, "valid_to", offer->valid_to);
    said_day(&json, "confirmed_on", offer->confirmed_on);
    said_string(&json, "help", offer->help);
    said_flag(&json, "sample", offer->structure->is_sample);
    json_object_end(&json);
    members = json_members_keep(arena, &out);
    buffer_deinit(&out);
    return members;
}

/* Of the place, on the day. */
static void
said_of_where(JsonWriter *json, const AnswerWhere *where)
{
    const Site *site = where->offer->site;

    said_string(json, "address", where->address);
    said_string(json, "email", where->email);
    said_flag(json, "area_is_unknown", where->area_is_unknown);
    said_flag(json, "place_is_unknown", where->place_is_unknown);
    if (site && geo_point_is_known(where->point)) {
        json_string(json, "site", site->name);
        said_string(json, "geocoding", where->next_stop ? NULL : geocoding_key(where->geocoding));
    }
    said_string(json, "site_kind", site ? site->kind : NULL);
    said_outcome(json, "crosses_water", where->crosses_water);
    said_access(json, "access_inside", where->access_inside);
    said_access(json, "access_outside", where->access_outside);
    said_flag(json, "of_centre", where->of_centre);
    json_string(
            json, "confirmation", confirmation_key(offer_confirmation(where->offer, day_today())));
    if (where->closure)
        json_closure(json, where->closure);
    said_call(json, where);
}

static void
json_where(JsonWriter *json, const char *key, const AnswerWhere *where)
{
    json_object_begin(json, key);
    json_members(json, where->offer->members);
    json_string(json, "mode", where->mode ? where->mode : where->offer->mode);
    json_point(json, where->point);
    json_metres(json, "distance_m", where->distance_m);
    json_string(json, "hours", where->hours);
    json_string(json, "phone", where->phone);
    json_stop(json, where->next_stop);
    json_bool(json, "approximate", where->approximate);
    json_bool(json, "open", where->mode != NULL);
    said_of_where(json, where);
    json_object_end(json);
}

/* Serves others; «εκτός ορίων» where nobody of the centre's area either. */
static void
json_elsewhere(JsonWriter *json, const AnswerWhere *where)
{
    json_object_begin(json, NULL);
    json_outcome(json, "outside_bounds", where->outside_bounds);
    said_string(json, "note", where->outside_bounds == OUTCOME_TRUE ? "εκτός ορίων" : NULL);
    json_where(json, "where", where);
    json_object_end(json);
}

static void
json_document(JsonWriter *json, const AnswerDocument *document)
{
    json_object_begin(json, NULL);
    json_string(json, "document", document->document);
    said_string(json, "text", document->text);
    said_string(json, "proves", document->fact ? document->fact->key : NULL);
    said_string(json, "state", document_state_key(document->state));
    said_flag(json, "known", document->state == DOCUMENT_KNOWN);
    said_string(json, "feed", document->feed);
    said_day(json, "as_of", document->as_of);
    json_object_end(json);
}

static bool
is_same_document(const AnswerDocument *one, const AnswerDocument *other)
{
    return one->fact == other->fact && one->state == other->state
            && strcmp(one->document, other->document) == 0 && !one->text == !other->text
            && (!one->text || strcmp(one->text, other->text) == 0);
}

static uint32_t
hash_of_document(const AnswerDocument *document)
{
    uint64_t hash = (uintptr_t) document->fact;

    for (const char *at = document->document; *at; at++)
        hash = (hash ^ (unsigned char) *at) * UINT64_C(0x100000001B3);
    return (uint32_t) (hash >> 20);
}

/*
 * What programmes ask for is mostly the same, so it is told once for all of them. Beyond the room
 * of the table it may be told again, which is no harm.
 */
static void
json_checklist(JsonWriter *json, const Answer *answer)
{
    enum { SLOTS = 256, MOST = 192 };
    const AnswerDocument *told[SLOTS] = { 0 };
    size_t n_told = 0;

    json_array_begin(json, "checklist");
    for (size_t i = 0; i < answer->n_entitlements; i++) {
        const Entitlement *entitlement = &answer->entitlements[i];

        for (size_t d = 0; d < entitlement->n_documents; d++) {
            const AnswerDocument *document = &entitlement->checklist[d];
            uint32_t slot = hash_of_document(document) % SLOTS;

            while (told[slot] && !is_same_document(told[slot], document))
                slot = (slot + 1) % SLOTS;
            if (told[slot])
                continue;
            if (n_told < MOST) {
                told[slot] = document;
                n_told++;
            }
            json_document(json, document);
        }
    }
    json_array_end(json);
}

static void
json_receiving(JsonWriter *json, Outcome receiving)
{
    if (receiving == OUTCOME_UNKNOWN)
        json_null(json, "receiving");
    else
        json_bool(json, "receiving", receiving == OUTCOME_TRUE);
}

JsonMembers
answer_programme_members(Arena *arena, const Programme *programme)
{
    JsonMembers members;
    JsonWriter json;
    Buffer out;

    buffer_init(&out);
    json_init(&json, &out);
    json_object_begin(&json, /* key= */ NULL);
    json_string(&json, "programme", programme->code);
    json_string(&json, "title", programme_title(programme));
    json_day(&json, "version", programme->valid_from);
    json_string(&json, "authority", programme->authority);
    json_string(&json, "law", programme->law);
    json_string(&json, "trust", programme->trust);
    json_object_begin(&json, "how");
    json_string(&json, "channel", programme->channel);
    json_string(&json, "url", programme->url);
    json_object_end(&json);
    json_object_end(&json);
    members = json_members_keep(arena, &out);
    buffer_deinit(&out);
    return members;
}

static void
json_entitlement(JsonWriter *json, const Entitlement *entitlement)
{
    json_object_begin(json, NULL);
    json_members(json, entitlement->programme->members);
    json_string(json, "verdict", verdict_key(entitlement->verdict));
    json_bool(json, "subject_to", entitlement->subject_to);
    json_receiving(json, entitlement->receiving);

    json_array_begin(json, "because");
    for (size_t i = 0; i < entitlement->n_because; i++)
        json_reason(json, &entitlement->because[i]);
    json_array_end(json);

    json_array_begin(json, "missing");
    for (size_t i = 0; i < entitlement->n_missing; i++)
        json_missing(json, &entitlement->missing[i]);
    json_array_end(json);

    json_texts(json, "ask", entitlement->asks, entitlement->n_asks);
    json_texts(json, "documents", entitlement->documents, entitlement->n_documents);

    json_amount(json, entitlement);
    additions_json(json, "local", entitlement->local, entitlement->n_local);

    json_array_begin(json, "where");
    for (size_t i = 0; i < entitlement->n_where; i++)
        json_where(json, /* key= */ NULL, &entitlement->where[i]);
    json_array_end(json);

    json_array_begin(json, "elsewhere");
    for (size_t i = 0; i < entitlement->n_elsewhere; i++)
        json_elsewhere(json, &entitlement->elsewhere[i]);
    json_array_end(json);
    json_object_end(json);
}

/* A service of a structure's own: what it is, for what ages, and where. */
static void
json_service(JsonWriter *json, const AnswerWhere *where)
{
    const Offer *offer = where->offer;

    json_object_begin(json, NULL);
    json_string(json, "service", offer->service ? offer->service->key : NULL);
    json_string(json, "title", where_title(where));
    json_string(json, "category", offer->service ? offer->service->category : NULL);
    if (offer->age_from >= 0)
        json_integer(json, "age_from", offer->age_from);
    if (offer->age_to >= 0)
        json_integer(json, "age_to", offer->age_to);
    json_outcome(json, "fits_age", where->fits_age);
    json_where(json, "where", where);
    json_object_end(json);
}

static void
json_group_action(JsonWriter *json, const AnswerWhere *where)
{
    const Offer *offer = where->offer;

    json_object_begin(json, NULL);
    json_string(json, "title", where_title(where));
    json_string(json, "service", offer->service ? offer->service->key : NULL);
    json_string(json, "audience", offer->audience);
    json_string(json, "settlement", offer->settlement);
    json_string(json, "approval", offer->approval);
    json_day(json, "valid_from", offer->valid_from);
    json_day(json, "valid_to", offer->valid_to);
    answer_choices_json(json, where->choices);
    json_where(json, "where", where);
    json_object_end(json);
}

static void
json_settle(JsonWriter *json, const AnswerSettle *settle)
{
    json_object_begin(json, NULL);
    json_string(json, "document", settle->document);
    json_array_begin(json, "facts");
    for (size_t i = 0; i < settle->n_facts; i++)
        json_string(json, NULL, settle->facts[i]->key);
    json_array_end(json);
    json_integer(json, "programmes", settle->programmes);
    json_object_end(json);
}

static void
json_reference(JsonWriter *json, const Uuid *reference)
{
    char text[UUID_TEXT_SIZE];

    if (!reference) {
        json_null(json, "reference");
        return;
    }
    uuid_format(reference, text);
    json_string(json, "reference", text);
}

void
answer_centre_json(JsonWriter *json, const AnswerCentre *centre)
{
    json_centre(json, centre);
}

void
answer_where_json(JsonWriter *json, const AnswerWhere *where)
{
    json_where(json, /* key= */ NULL, where);
}

int64_t
answer_never_confirmed(const Answer *answer)
{
    Day today = day_today();
    int64_t n = 0;

    for (size_t i = 0; i < answer->n_entitlements; i++) {
        const Entitlement *entitlement = &answer->entitlements[i];

        for (size_t k = 0; k < entitlement->n_where; k++)
            n += offer_confirmation(entitlement->where[k].offer, today) == CONFIRMED_NEVER;
    }
    return n;
}

void
answer_json(JsonWriter *json, const char *key, const Answer *answer)
{
    json_object_begin(json, key);
    json_day(json, "on", answer->on);
    json_integer(json, "register_version", answer->register_version);
    json_integer_or_null(json, "audit", answer->audit != DB_NULL, answer->audit);
    json_reference(json, answer->reference);
    json_place(json, answer);
    json_centre(json, &answer->centre);

    json_array_begin(json, "entitlements");
    for (size_t i = 0; i < answer->n_entitlements; i++)
        json_entitlement(json, &answer->entitlements[i]);
    json_array_end(json);

    json_checklist(json, answer);

    json_integer(json, "n_never_confirmed", answer_never_confirmed(answer));
    json_checklist(json, answer);

    json_array_begin(json, "settle");
    for (size_t i = 0; i < answer->n_settle; i++)
        json_settle(json, &answer->settle[i]);
    json_array_end(json);

    json_array_begin(json, "services");
    for (size_t i = 0; i < answer->n_services; i++)
        json_service(json, &answer->services[i]);
    json_array_end(json);

    json_array_begin(json, "group_actions");
    for (size_t i = 0; i < answer->n_group_actions; i++)
        json_group_action(json, &answer->group_actions[i]);
    json_array_end(json);
    json_object_end(json);
}

/* ---- the table for a terminal ------------------------------------------------------------- */

static void
table_stop(Buffer *out, const char *indent, const AnswerStop *stop)
{
    char day[DAY_TEXT_SIZE];

    if (!stop)
        return;
    buffer_format(out, "%sΕπόμενη στάση: %s, %s-%s, %s%s%s%s\n", indent,
            day_format_greek(stop->day, day), stop->from, stop->to,
            stop->place ? stop->place : "θέση άγνωστη", stop->rule ? ", " : "",
            stop->rule ? stop->rule : "", stop->serves_here ? "" : " (εξυπηρετεί άλλους δήμους)");
}

static void
table_closure(Buffer *out, const char *indent, const Closure *closure)
{
    char day[DAY_TEXT_SIZE];

    if (!closure)
        return;
    buffer_format(out, "%s%s", indent, closure->mode ? "Προσωρινά αλλιώς" : "Προσωρινά κλειστό");
    if (closure->valid_to != DAY_NONE)
        buffer_format(out, " έως %s", day_format_greek(closure->valid_to, day));
    if (closure->text)
        buffer_format(out, ": %s", closure->text);
    buffer_char(out, '\n');
}

static void
table_head(Buffer *out, Arena *arena, const Answer *answer)
{
    const AnswerCentre *centre = &answer->centre;
    char day[DAY_TEXT_SIZE];

    buffer_format(out, "Δήμος %s (%s)", answer->municipality->name, answer->municipality->code);
    if (answer->regional_unit)
        buffer_format(out, ", Π.Ε. %s", answer->regional_unit->name);
    if (answer->prefecture)
        buffer_format(out, ", νομός %s", answer->prefecture->name);
    buffer_format(out, " — στις %s\n", day_format_greek(answer->on, day));
    if (answer->place_is_approximate)
        buffer_text(out, "Ο δήμος βρέθηκε από όριο κατά προσέγγιση· επιβεβαιώστε τον.\n");
    if (answer->divided)
        buffer_format(out, "%s\n", answer_divided_text(arena, answer));

    if (!centre->structure) {
        buffer_text(out, "Αρμόδιο κέντρο: άγνωστο στο μητρώο φορέων\n");
        return;
    }
    buffer_format(out, "Αρμόδιο κέντρο: %s", structure_name(centre->structure));
    if (centre->address)
        buffer_format(out, ", %s", centre->address);
    if (centre->phone)
        buffer_format(out, ", τηλ. %s", centre->phone);
    if (centre->hours)
        buffer_format(out, ", %s", centre->hours);
    if (!isnan(centre->distance_m))
        buffer_format(out, ", %s%s%s", centre->approximate ? "περίπου " : "",
                answer_distance_text(arena, centre->distance_m),
                centre->crosses_water == OUTCOME_TRUE ? " (μεσολαβεί θάλασσα)" : "");
    buffer_char(out, '\n');
    if (centre->unit != centre->structure)
        buffer_format(out, "  Τον δήμο εξυπηρετεί: %s\n", structure_name(centre->unit));
    if (centre->supervisor)
        buffer_format(out, "  Εποπτεύει: %s\n", centre->supervisor);
    table_closure(out, "  ", centre->closure);
    if (centre->funding_has_ended)
        buffer_text(out, "  Προσοχή: η γνωστή χρηματοδότησή του έχει λήξει.\n");
    if (centre->agreement_has_ended)
        buffer_format(out, "  Προσοχή: η γνωστή σύμβαση με τον δήμο έληξε στις %s.\n",
                day_format_greek(centre->partner->agreed_to, day));
    table_stop(out, "  ", centre->next_stop);
}

static void
table_call(Buffer *out, const AnswerWhere *where)
{
    char day[DAY_TEXT_SIZE];

    if (where->call == CALL_UPCOMING)
        buffer_format(out, ", αιτήσεις από %s", day_format_greek(where->offer->opens_on, day));
    if (where->call == CALL_OPEN && where->offer->closes_on != DAY_NONE)
        buffer_format(out, ", αιτήσεις έως %s", day_format_greek(where->offer->closes_on, day));
    if (where->call == CALL_CLOSED)
        buffer_format(out, ", οι αιτήσεις έκλεισαν στις %s",
                day_format_greek(where->offer->closes_on, day));
}

static void
table_where(Buffer *out, Arena *arena, const char *label, const AnswerWhere *where)
{
    buffer_format(out, "      %s: %s", label, structure_name(where->offer->structure));
    if (where->address)
        buffer_format(out, ", %s", where->address);
    if (where->phone)
        buffer_format(out, ", τηλ. %s", where->phone);
    if (!isnan(where->distance_m))
        buffer_format(out, ", %s%s%s", where->approximate ? "περίπου " : "",
                answer_distance_text(arena, where->distance_m),
                where->crosses_water == OUTCOME_TRUE ? " (μεσολαβεί θάλασσα)" : "");
    table_call(out, where);
    if (where->area_is_unknown)
        buffer_text(out, " (άγνωστο αν εξυπηρετεί τον δήμο)");
    if (where->place_is_unknown)
        buffer_text(out, " (άγνωστο πού)");
    if (where->outside_bounds == OUTCOME_TRUE)
        buffer_text(out, " (εκτός ορίων)");
    buffer_char(out, '\n');
    table_stop(out, "           ", where->next_stop);
    table_closure(out, "           ", where->closure);
}

static void
table_ages(Buffer *out, const Offer *offer)
{
    if (offer->age_from >= 0 && offer->age_to >= 0)
        buffer_format(out, " (%d έως %d ετών)", offer->age_from, offer->age_to);
    else if (offer->age_from >= 0)
        buffer_format(out, " (από %d ετών)", offer->age_from);
    else if (offer->age_to >= 0)
        buffer_format(out, " (έως %d ετών)", offer->age_to);
}

static void
table_choices(Buffer *out, Arena *arena, const InstitutionChoices *choices)
{
    for (size_t i = 0; choices && i < choices->n_choices; i++)
        buffer_format(out, "      ίδρυμα: %s\n",
                answer_choice_text(arena, choices, &choices->choices[i]));
    if (choices && choices->n_choices == 0)
        buffer_text(out, "      ίδρυμα: κανένα υποψήφιο στο μητρώο\n");
}

/* Beside the programmes; never among what somebody is entitled to. */
static void
table_beside(Buffer *out, Arena *arena, const char *title, const AnswerWhere *offers, size_t n)
{
    char day[DAY_TEXT_SIZE];

    if (n == 0)
        return;
    buffer_format(out, "\n%s (%zu)\n", title, n);
    for (size_t i = 0; i < n; i++) {
        const Offer *offer = offers[i].offer;

        if (offers[i].fits_age == OUTCOME_FALSE)
            continue;
        buffer_format(out, "\n  %s", where_title(&offers[i]));
        table_ages(out, offer);
        if (offer->audience)
            buffer_format(out, " — %s", offer->audience);
        if (offer->kind == OFFER_GROUP_ACTION && offer->valid_from != DAY_NONE)
            buffer_format(out, " — από %s", day_format_greek(offer->valid_from, day));
        buffer_char(out, '\n');
        if (offer->approval)
            buffer_format(out, "      χρειάζεται έγκριση: %s\n", offer->approval);
        table_choices(out, arena, offers[i].choices);
        table_where(out, arena, "πού", &offers[i]);
    }
}

static const char *
document_mark(const AnswerDocument *document)
{
    switch (document->state) {
    case DOCUMENT_KNOWN:
        return " ✓ το γνωρίζει ήδη το μητρώο";
    case DOCUMENT_STALE:
        return " (η γνωστή δήλωση έχει παλιώσει)";
    case DOCUMENT_CONFLICT:
        return " (οι γνωστές δηλώσεις διαφέρουν)";
    case DOCUMENT_OTHER:
    case DOCUMENT_STATED:
    case DOCUMENT_MISSING:
    case DOCUMENT_HIDDEN:
        break;
    }
    return "";
}

/* Under a no stands only what forbids, and an exclusion forbids by being true. */
static const char *
reason_mark(const Entitlement *entitlement, const AnswerReason *reason)
{
    if (entitlement->verdict == OUTCOME_FALSE)
        return "✗";
    return reason->outcome == OUTCOME_TRUE ? "✓" : "?";
}

/* «από 01/01/2025 έως 31/12/2025» */
static void
table_validity(Buffer *out, const Entitlement *entitlement)
{
    char day[DAY_TEXT_SIZE];

    if (entitlement->amount_from != DAY_NONE)
        buffer_format(out, ", %s από %s", entitlement->amount_has_ended ? "ίσχυε" : "ισχύει",
                day_format_greek(entitlement->amount_from, day));
    if (entitlement->amount_to != DAY_NONE)
        buffer_format(out, " έως %s", day_format_greek(entitlement->amount_to, day));
    if (entitlement->amount_has_ended)
        buffer_text(out, " — το σημερινό ποσό δεν είναι γνωστό");
    else if (entitlement->amount_review_due)
        buffer_text(out, " (το ποσό θέλει επανέλεγχο)");
}

static void
table_amount(Buffer *out, Arena *arena, const Entitlement *entitlement)
{
    if (!entitlement->has_amount)
        return;
    buffer_format(out, "      ποσό: %s", answer_amount_text(arena, entitlement));
    table_validity(out, entitlement);
    buffer_char(out, '\n');
}

static void
table_entitlement(Buffer *out, Arena *arena, const Entitlement *entitlement)
{
    const Programme *programme = entitlement->programme;
    const char *law = programme->law; /* said once, at the end, and where a row has another */

    buffer_format(out, "\n  %s [%s]%s%s\n", programme_title(programme), programme->code,
            entitlement->receiving == OUTCOME_TRUE ? " — το λαμβάνει ήδη" : "",
            entitlement->subject_to ? " — υπό την επιφύλαξη όσων πρέπει να ερωτηθούν" : "");
    for (size_t i = 0; i < entitlement->n_because; i++) {
        const AnswerReason *reason = &entitlement->because[i];

        buffer_format(out, "    %s %s", reason_mark(entitlement, reason), reason->text);
        if (reason->law && (!law || strcmp(reason->law, law) != 0))
            buffer_format(out, " [%s]", reason->law);
        law = reason->law;
        buffer_char(out, '\n');
    }
    for (size_t i = 0; i < entitlement->n_missing; i++) {
        const AnswerMissing *missing = &entitlement->missing[i];

        buffer_format(out, "      λείπει: %s (%s)", missing->fact->greek, missing->fact->key);
        if (missing->document)
            buffer_format(out, " — %s", missing->document);
        if (missing->feed)
            buffer_format(out, " — ροή: %s", feed_greek(feed_find(missing->feed)));
        buffer_char(out, '\n');
    }
    for (size_t i = 0; i < entitlement->n_asks; i++)
        buffer_format(out, "      να ερωτηθεί: %s\n", entitlement->asks[i]);
    if (entitlement->verdict == OUTCOME_FALSE)
        return;

    table_amount(out, arena, entitlement);
    for (size_t i = 0; i < entitlement->n_local; i++)
        buffer_format(out, "      από τον δήμο, %s: %s\n",
                addition_kind_greek(entitlement->local[i]->kind), entitlement->local[i]->text);
    for (size_t i = 0; i < entitlement->n_documents; i++)
        buffer_format(out, "      έγγραφο: %s%s\n", entitlement->documents[i],
                document_mark(&entitlement->checklist[i]));
    if (programme->channel)
        buffer_format(out, "      πώς: %s%s%s\n", programme->channel, programme->url ? " — " : "",
                programme->url ? programme->url : "");
    if (programme->law)
        buffer_format(out, "      νόμος: %s\n", programme->law);
    for (size_t i = 0; i < entitlement->n_where; i++)
        table_where(out, arena, "πού", &entitlement->where[i]);
    for (size_t i = 0; i < entitlement->n_elsewhere; i++)
        table_where(out, arena, "αλλού, δεν εξυπηρετεί τον δήμο", &entitlement->elsewhere[i]);
}

static void
table_settle(Buffer *out, const Answer *answer)
{
    if (answer->n_settle == 0)
        return;
    buffer_text(out, "\n  Τι ξεκαθαρίζει τα περισσότερα:\n");
    for (size_t i = 0; i < answer->n_settle; i++)
        buffer_format(out, "    %s — %u %s\n", answer->settle[i].document,
                answer->settle[i].programmes,
                answer->settle[i].programmes == 1 ? "πρόγραμμα" : "προγράμματα");
}

void
answer_table(Buffer *out, const Answer *answer)
{
    static const struct {
        Outcome verdict;
        const char *title;
    } groups[] = {
        { OUTCOME_TRUE, "ΔΙΚΑΙΟΥΤΑΙ" },
        { OUTCOME_UNKNOWN, "ΑΓΝΩΣΤΟ — τι λείπει" },
        { OUTCOME_FALSE, "ΔΕΝ ΔΙΚΑΙΟΥΤΑΙ" },
    };
    CLEANUP(arena_freep) Arena *arena = arena_new();

    table_head(out, arena, answer);
    for (size_t g = 0; g < sizeof groups / sizeof *groups; g++) {
        size_t n = 0;

        for (size_t i = 0; i < answer->n_entitlements; i++)
            n += answer->entitlements[i].verdict == groups[g].verdict;
        if (n == 0)
            continue;

        buffer_format(out, "\n%s (%zu)\n", groups[g].title, n);
        if (groups[g].verdict == OUTCOME_UNKNOWN)
            table_settle(out, answer);
        for (size_t i = 0; i < answer->n_entitlements; i++) {
            if (answer->entitlements[i].verdict == groups[g].verdict)
                table_entitlement(out, arena, &answer->entitlements[i]);
        }
    }
    table_beside(out, arena, "ΥΠΗΡΕΣΙΕΣ ΤΩΝ ΔΟΜΩΝ", answer->services, answer->n_services);
    table_beside(out, arena, "ΟΜΑΔΙΚΕΣ ΔΡΑΣΕΙΣ — δεν είναι ατομικό δικαίωμα", answer->group_actions,
            answer->n_group_actions);
    if (answer->n_hidden)
        buffer_format(out, "\nΆλλα %zu προγράμματα δεν τα δικαιούται (--all για να φανούν).\n",
                answer->n_hidden);
}
