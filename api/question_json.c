/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/question_json.h"

#include "api/json_fields.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define FACT_TEXT_MAX 400
#define CANDIDATES_TOLD 5

static const JsonField question_fields[] = {
    { "person", JSON_KIND_OBJECT },
    { "place", JSON_KIND_OBJECT },
    { "on", JSON_KIND_TEXT },
    { "purpose", JSON_KIND_TEXT },
    { "case", JSON_KIND_TEXT },
    { "include", JSON_KIND_TEXT },
    { NULL, 0 },
};

static const JsonField person_fields[] = {
    { "amka", JSON_KIND_TEXT },
    { "afm", JSON_KIND_TEXT },
    { "reference", JSON_KIND_TEXT },
    { "facts", JSON_KIND_OBJECT },
    { NULL, 0 },
};

static const JsonField place_fields[] = {
    { "municipality", JSON_KIND_TEXT },
    { "lon", JSON_KIND_NUMBER },
    { "lat", JSON_KIND_NUMBER },
    { "x", JSON_KIND_NUMBER },
    { "y", JSON_KIND_NUMBER },
    { "crs", JSON_KIND_TEXT },
    { NULL, 0 },
};

static const char *
text_of_member(const JsonInput *object, const char *name)
{
    return json_input_text(json_input_member(object, name));
}

/* ---- facts ------------------------------------------------------------------------------ */

static bool
write_scalar(Buffer *out, const JsonInput *value)
{
    switch (json_input_kind(value)) {
    case JSON_KIND_TEXT:
        buffer_text(out, json_input_text(value));
        return true;
    case JSON_KIND_INTEGER:
        buffer_format(out, "%" PRId64, json_input_integer(value));
        return true;
    case JSON_KIND_NUMBER:
        buffer_format(out, "%.15g", json_input_number(value));
        return true;
    case JSON_KIND_BOOL:
        buffer_text(out, json_input_bool(value) ? "yes" : "no");
        return true;
    case JSON_KIND_OBJECT:
    case JSON_KIND_ARRAY:
    case JSON_KIND_NULL:
        break;
    }
    return false;
}

/* As the fact would be typed: a set in JSON is an array, and an empty one is given, not missing. */
static bool
write_value(Buffer *out, const JsonInput *value)
{
    size_t n = json_input_count(value);

    if (json_input_kind(value) != JSON_KIND_ARRAY)
        return write_scalar(out, value);
    if (n == 0)
        buffer_text(out, "none");
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            buffer_char(out, '|');
        if (!write_scalar(out, json_input_at(value, i)))
            return false;
    }
    return true;
}

typedef struct FactReader {
    Exchange *exchange;
    Asked *asked;
    Names names;
} FactReader;

static void
report(Exchange *exchange, const char *pointer, const Diagnostics *diagnostics)
{
    for (size_t i = 0; i < diagnostics->n_items; i++) {
        const Diagnostic *item = &diagnostics->items[i];

        if (item->suggestion)
            exchange_error(
                    exchange, pointer, "%s Μήπως εννοείτε «%s»;", item->message, item->suggestion);
        else
            exchange_error(exchange, pointer, "%s", item->message);
    }
}

static void
read_fact(void *context, const char *name, const JsonInput *value)
{
    FactReader *reader = context;
    Arena *arena = exchange_arena(reader->exchange);
    const char *pointer = json_fields_pointer(arena, "/person/facts", name);
    Diagnostics diagnostics;
    Buffer text;

    if (json_input_kind(value) == JSON_KIND_NULL)
        return;

    buffer_init(&text);
    diagnostics_init(&diagnostics, arena);
    if (!write_value(&text, value) || text.size > FACT_TEXT_MAX) {
        exchange_error(reader->exchange, pointer,
                "Αναμένεται αριθμός, κείμενο, true, false ή πίνακας με τέτοιες τιμές.");
    } else {
        (void) facts_set_text(arena, &reader->asked->facts, name,
                arena_text(arena, text.data ? text.data : ""), &reader->names, &diagnostics);
        report(reader->exchange, pointer, &diagnostics);
    }
    buffer_deinit(&text);
}

static void
read_facts(Exchange *exchange, Asked *asked, const JsonInput *facts)
{
    FactReader reader = { exchange, asked,
        asked_names(exchange_arena(exchange), exchange_snapshot(exchange)) };

    asked->is_typed = true;
    json_input_each(facts, read_fact, &reader);
}

/* ---- person ----------------------------------------------------------------------------- */

static void
read_identifier(Exchange *exchange, Asked *asked, IdentifierKind kind, const char *pointer,
        const char *digits)
{
    int r = identifier_check(kind, digits);

    if (r != 0)
        exchange_error(exchange, pointer, "%s", identifier_reason(kind, r));
    else
        subject_of_identifier(exchange_key(exchange), kind, digits, &asked->subject);
}

static void
read_reference(Exchange *exchange, Asked *asked, const char *text)
{
    Uuid reference;

    if (uuid_parse(text, &reference))
        subject_of_reference(&reference, &asked->subject);
    else
        exchange_error(exchange, "/person/reference", "Δεν είναι uuid 36 χαρακτήρων.");
}

static void
read_person(Exchange *exchange, Asked *asked, const JsonInput *person)
{
    const char *amka = text_of_member(person, "amka");
    const char *afm = text_of_member(person, "afm");
    const char *reference = text_of_member(person, "reference");
    const JsonInput *facts = json_input_member(person, "facts");

    if (!person)
        exchange_error(exchange, "/person", "Λείπει.");
    if (!person || !json_fields_check(exchange, "/person", person, person_fields))
        return;

    if (json_input_count(person) != 1)
        exchange_error(exchange, "/person",
                "Αναμένεται ακριβώς ένα από τα amka, afm, reference και facts.");
    else if (amka)
        read_identifier(exchange, asked, IDENTIFIER_AMKA, "/person/amka", amka);
    else if (afm)
        read_identifier(exchange, asked, IDENTIFIER_AFM, "/person/afm", afm);
    else if (reference)
        read_reference(exchange, asked, reference);
    else if (facts)
        read_facts(exchange, asked, facts);
}

/* ---- place, day, purpose ---------------------------------------------------------------- */

static void
read_municipality(Exchange *exchange, Asked *asked, const char *text)
{
    const Places *places = snapshot_places(exchange_snapshot(exchange));
    const Place *found[CANDIDATES_TOLD + 1] = { NULL };
    Buffer hint;
    int r = places_resolve(places, text, PLACE_LEVEL_BIT(PLACE_MUNICIPALITY), asked->on,
            &asked->municipality, CANDIDATES_TOLD, found);

    if (r == 0)
        return;

    buffer_init(&hint);
    for (size_t i = 0; found[i]; i++)
        buffer_format(&hint, "%s%s (%s)", i ? ", " : " Μήπως: ", found[i]->name, found[i]->code);
    exchange_error(exchange, "/place/municipality", "%s%s",
            r == PLACE_E_AMBIGUOUS ? "Πολλοί δήμοι ταιριάζουν."
                                   : "Δεν υπάρχει τέτοιος δήμος εκείνη την ημέρα.",
            hint.data ? hint.data : "");
    buffer_deinit(&hint);
}

static void
read_greek_grid(Exchange *exchange, Asked *asked, double x, double y)
{
    Projection *projection = snapshot_local_projection(exchange_registers(exchange));

    if (projection_from_greek_grid(projection, x, y, &asked->point) != 0)
        exchange_error(exchange, "/place",
                "Το σημείο δεν είναι στην Ελλάδα. Τα x (ανατολικά) και y (βόρεια) του ΕΓΣΑ87 είναι "
                "μέτρα.");
}

static void
read_point(Exchange *exchange, Asked *asked, const JsonInput *place)
{
    const char *crs = text_of_member(place, "crs");
    const JsonInput *x = json_input_member(place, "x");
    const JsonInput *y = json_input_member(place, "y");
    const JsonInput *lon = json_input_member(place, "lon");
    const JsonInput *lat = json_input_member(place, "lat");
    bool is_grid = crs && strcmp(crs, "EPSG:2100") == 0;

    if (crs && !is_grid && strcmp(crs, "EPSG:4326") != 0)
        exchange_error(exchange, "/place/crs", "Αναμένεται EPSG:4326 ή EPSG:2100.");
    else if (is_grid && x && y && !lon && !lat)
        read_greek_grid(exchange, asked, json_input_number(x), json_input_number(y));
    else if (!is_grid && lon && lat && !x && !y)
        asked->point = (GeoPoint) { json_input_number(lon), json_input_number(lat) };
    else
        exchange_error(exchange, "/place",
                "Ένα σημείο δίνεται ως lon και lat, ή ως x, y και crs EPSG:2100.");
}

static void
read_place(Exchange *exchange, Asked *asked, const JsonInput *place)
{
    const char *municipality = text_of_member(place, "municipality");

    if (!place || !json_fields_check(exchange, "/place", place, place_fields))
        return;
    if (municipality && json_input_count(place) == 1)
        read_municipality(exchange, asked, municipality);
    else if (municipality || json_input_count(place) == 0)
        exchange_error(exchange, "/place", "Δώστε είτε δήμο (municipality) είτε σημείο.");
    else
        read_point(exchange, asked, place);
}

static void
read_circumstances(Exchange *exchange, Asked *asked, const JsonInput *root)
{
    const char *on = text_of_member(root, "on");
    const char *purpose = text_of_member(root, "purpose");
    const char *case_reference = text_of_member(root, "case");
    const char *include = text_of_member(root, "include");

    if (on && (strlen(on) != 10 || on[4] != '-' || day_parse(on, &asked->on) != 0))
        exchange_error(
                exchange, "/on", "Δεν είναι ημερομηνία της μορφής ΕΕΕΕ-ΜΜ-ΗΗ, όπως 2026-11-21.");
    if (purpose && !person_purpose_is_valid(purpose))
        exchange_error(exchange, "/purpose",
                "Αναμένεται information, application, referral, outreach, presence ή correction.");
    if (case_reference && !person_case_is_valid(case_reference))
        exchange_error(exchange, "/case",
                "Αναμένεται αριθμός υπόθεσης όπως ΚΚ-2026-00017, χωρίς ελεύθερο κείμενο.");
    if (include && strcmp(include, "default") != 0 && strcmp(include, "all") != 0)
        exchange_error(exchange, "/include", "Αναμένεται default ή all.");
    if (purpose)
        asked->purpose = arena_text(exchange_arena(exchange), purpose);
    asked->case_reference = arena_text(exchange_arena(exchange), case_reference);
    asked->all = include && strcmp(include, "all") == 0;
}

bool
question_read_json(Exchange *exchange, Asked *asked)
{
    CLEANUP(json_input_freep) JsonInput *root = json_fields_body(exchange);

    if (exchange_errors(exchange) == 0 && json_fields_check(exchange, "", root, question_fields)) {
        read_circumstances(exchange, asked, root);
        read_person(exchange, asked, json_input_member(root, "person"));
        read_place(exchange, asked, json_input_member(root, "place"));
    }
    if (exchange_errors(exchange) == 0)
        return true;

    (void) exchange_problem(exchange, 400, "question",
            "Κάποιο πεδίο της ερώτησης λείπει, είναι άγνωστο ή δεν διαβάζεται.");
    return false;
}
