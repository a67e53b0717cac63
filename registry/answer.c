/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/answer.h"

#include "registry/base/money.h"

#include <math.h>
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

/* ---- JSON --------------------------------------------------------------------------------- */

static void
json_integer_or_null(JsonWriter *json, const char *key, bool has, int64_t value)
{
    if (has)
        json_integer(json, key, value);
    else
        json_null(json, key);
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
    json_object_end(json);
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
    json_object_end(json);
}

static const char *
structure_name(const Structure *structure)
{
    return structure->neutral_name ? structure->neutral_name : structure->name;
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
    json_string(json, "label", missing->fact->greek);
    json_string(json, "cause", cause_key(missing->cause));
    json_string(json, "document", missing->document);
    json_string(json, "feed", missing->feed);
    json_day(json, "feed_as_of", missing->feed_as_of);
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
json_where(JsonWriter *json, const AnswerWhere *where)
{
    const Structure *structure = where->offer->structure;

    json_object_begin(json, NULL);
    json_string(json, "offer", where->offer->code);
    json_string(json, "structure", structure->code);
    json_string(json, "name", structure_name(structure));
    json_string(json, "mode", where->offer->mode);
    json_point(json, where->point);
    json_metres(json, "distance_m", where->distance_m);
    json_string(json, "address", where->address);
    json_string(json, "hours", where->hours);
    json_string(json, "phone", where->phone);
    json_string(json, "email", where->email);
    json_stop(json, where->next_stop);
    json_bool(json, "approximate", where->approximate);
    json_bool(json, "area_is_unknown", where->area_is_unknown);
    json_object_end(json);
}

static void
json_receiving(JsonWriter *json, Outcome receiving)
{
    if (receiving == OUTCOME_UNKNOWN)
        json_null(json, "receiving");
    else
        json_bool(json, "receiving", receiving == OUTCOME_TRUE);
}

static void
json_entitlement(JsonWriter *json, const Entitlement *entitlement)
{
    const Programme *programme = entitlement->programme;

    json_object_begin(json, NULL);
    json_string(json, "programme", programme->code);
    json_string(json, "title", programme_title(programme));
    json_string(json, "verdict", verdict_key(entitlement->verdict));
    json_bool(json, "subject_to", entitlement->subject_to);
    json_receiving(json, entitlement->receiving);
    json_day(json, "version", programme->valid_from);
    json_string(json, "authority", programme->authority);
    json_string(json, "law", programme->law);
    json_string(json, "trust", programme->trust);

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

    json_object_begin(json, "how");
    json_string(json, "channel", programme->channel);
    json_string(json, "url", programme->url);
    json_object_end(json);

    json_amount(json, entitlement);

    json_array_begin(json, "where");
    for (size_t i = 0; i < entitlement->n_where; i++)
        json_where(json, &entitlement->where[i]);
    json_array_end(json);
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

    json_array_begin(json, "settle");
    for (size_t i = 0; i < answer->n_settle; i++)
        json_settle(json, &answer->settle[i]);
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
    buffer_format(out, "%sΕπόμενη στάση: %s, %s-%s, %s%s\n", indent,
            day_format_greek(stop->day, day), stop->from, stop->to,
            stop->place ? stop->place : "θέση άγνωστη",
            stop->serves_here ? "" : " (εξυπηρετεί άλλους δήμους)");
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
        buffer_format(out, ", %s", answer_distance_text(arena, centre->distance_m));
    buffer_char(out, '\n');
    if (centre->funding_has_ended)
        buffer_text(out, "  Προσοχή: η γνωστή χρηματοδότησή του έχει λήξει.\n");
    table_stop(out, "  ", centre->next_stop);
}

static void
table_where(Buffer *out, Arena *arena, const AnswerWhere *where)
{
    buffer_format(out, "      πού: %s", structure_name(where->offer->structure));
    if (where->address)
        buffer_format(out, ", %s", where->address);
    if (where->phone)
        buffer_format(out, ", τηλ. %s", where->phone);
    if (!isnan(where->distance_m))
        buffer_format(out, ", %s%s", where->approximate ? "περίπου " : "",
                answer_distance_text(arena, where->distance_m));
    if (where->area_is_unknown)
        buffer_text(out, " (άγνωστο αν εξυπηρετεί τον δήμο)");
    buffer_char(out, '\n');
    table_stop(out, "           ", where->next_stop);
}

static const char *
outcome_mark(Outcome outcome)
{
    return outcome == OUTCOME_TRUE ? "✓" : outcome == OUTCOME_FALSE ? "✗" : "?";
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

        buffer_format(out, "    %s %s", outcome_mark(reason->outcome), reason->text);
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
    for (size_t i = 0; i < entitlement->n_documents; i++)
        buffer_format(out, "      έγγραφο: %s\n", entitlement->documents[i]);
    if (programme->channel)
        buffer_format(out, "      πώς: %s%s%s\n", programme->channel, programme->url ? " — " : "",
                programme->url ? programme->url : "");
    if (programme->law)
        buffer_format(out, "      νόμος: %s\n", programme->law);
    for (size_t i = 0; i < entitlement->n_where; i++)
        table_where(out, arena, &entitlement->where[i]);
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
    if (answer->n_hidden)
        buffer_format(out, "\nΆλλα %zu προγράμματα δεν τα δικαιούται (--all για να φανούν).\n",
                answer->n_hidden);
}
