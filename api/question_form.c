/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/question_form.h"

#include "api/access.h"

#include "registry/base/buffer.h"
#include "registry/base/text.h"
#include "registry/residence.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FACT_FIELD_SIZE 64
#define DIGITS_TYPED_MAX 40

enum {
    GROUP_PERSON,
    GROUP_HOUSEHOLD,
    GROUP_MONEY,
    GROUP_FAMILY,
    GROUP_WORK,
    GROUP_MORE_MONEY,
    GROUP_HEALTH,
    GROUP_HOME,
    GROUP_IDENTITY,
    GROUP_RECEIVES,
};

const FormGroup form_groups[] = {
    [GROUP_PERSON] = { "Πρόσωπο", true },
    [GROUP_HOUSEHOLD] = { "Νοικοκυριό", true },
    [GROUP_MONEY] = { "Εισόδημα, περιουσία, κατοικία", true },
    [GROUP_FAMILY] = { "Παιδιά και σύντροφος", false },
    [GROUP_WORK] = { "Εργασία, ασφάλιση, σπουδές", false },
    [GROUP_MORE_MONEY] = { "Άλλα για εισόδημα και περιουσία", false },
    [GROUP_HEALTH] = { "Αναπηρία και φροντίδα", false },
    [GROUP_HOME] = { "Τόπος και στέγη", false },
    [GROUP_IDENTITY] = { "Ταυτότητα", false },
    [GROUP_RECEIVES] = { "Τι λαμβάνει ήδη", false },
    { 0 },
};

const FormFact form_facts[] = {
    { FACT_AGE, GROUP_PERSON },
    { FACT_NATIONALITY, GROUP_PERSON },
    { FACT_LEGAL_RESIDENCE_YEARS, GROUP_PERSON },
    { FACT_INSURANCE, GROUP_PERSON },
    { FACT_PENSION, GROUP_PERSON },
    { FACT_EMPLOYMENT, GROUP_PERSON },

    { FACT_MEMBERS, GROUP_HOUSEHOLD },
    { FACT_ADULTS, GROUP_HOUSEHOLD },
    { FACT_MINORS, GROUP_HOUSEHOLD },

    { FACT_INCOME_YEAR, GROUP_MONEY },
    { FACT_INCOME_6M, GROUP_MONEY },
    { FACT_REAL_ESTATE, GROUP_MONEY },
    { FACT_MOVABLE_PROPERTY, GROUP_MONEY },
    { FACT_DEPOSITS, GROUP_MONEY },
    { FACT_TENURE, GROUP_MONEY },
    { FACT_RENT, GROUP_MONEY },

    { FACT_COUPLE, GROUP_FAMILY },
    { FACT_ONE_PARENT, GROUP_FAMILY },
    { FACT_LIVES_ALONE, GROUP_FAMILY },
    { FACT_DEPENDENT_CHILDREN, GROUP_FAMILY },
    { FACT_UNPROTECTED_CHILDREN, GROUP_FAMILY },
    { FACT_CHILD_AGES, GROUP_FAMILY },
    { FACT_CHILDREN_ENROLLED, GROUP_FAMILY },
    { FACT_PARTNER_AGE, GROUP_FAMILY },
    { FACT_PARTNER_PENSION, GROUP_FAMILY },

    { FACT_UNEMPLOYED_MONTHS, GROUP_WORK },
    { FACT_INSURED_DAYS, GROUP_WORK },
    { FACT_PUBLIC_INSURED, GROUP_WORK },
    { FACT_STUDIES, GROUP_WORK },

    { FACT_TAX_RETURN, GROUP_MORE_MONEY },
    { FACT_PERSONAL_INCOME_YEAR, GROUP_MORE_MONEY },
    { FACT_VEHICLES, GROUP_MORE_MONEY },
    { FACT_LUXURY, GROUP_MORE_MONEY },

    { FACT_DISABILITY_PCT, GROUP_HEALTH },
    { FACT_DISABILITY_CERTIFICATE, GROUP_HEALTH },
    { FACT_MAX_DISABILITY_PCT, GROUP_HEALTH },
    { FACT_DISABILITY_KIND, GROUP_HEALTH },
    { FACT_MECHANICAL_SUPPORT, GROUP_HEALTH },
    { FACT_NEEDS_CARE, GROUP_HEALTH },

    { FACT_RESIDENCE_BASIS, GROUP_HOME },
    { FACT_LOCAL_RESIDENCE_YEARS, GROUP_HOME },
    { FACT_HOMELESSNESS, GROUP_HOME },
    { FACT_INSTITUTION, GROUP_HOME },

    { FACT_BIRTH_DATE, GROUP_IDENTITY },
    { FACT_HAS_AMKA, GROUP_IDENTITY },
    { FACT_ROMA, GROUP_IDENTITY },

    { FACT_RECEIVES, GROUP_RECEIVES },

    { FACT_NONE, 0 },
};

QuestionForm *
question_form_new(Exchange *exchange, const char *municipality)
{
    Arena *arena = exchange_arena(exchange);
    QuestionForm *form = arena_alloc(arena, sizeof *form);
    char today[DAY_TEXT_SIZE];

    form->subject = "amka";
    form->municipality = municipality;
    form->on = arena_text(arena, day_format_greek(day_today(), today));
    return form;
}

void
question_form_refuse(QuestionForm *form, const char *field, const char *message)
{
    if (form->n_errors < FORM_ERRORS_MAX)
        form->errors[form->n_errors++] = (FormError) { field, message };
}

const char *
question_form_error(const QuestionForm *form, const char *field)
{
    for (size_t i = 0; i < form->n_errors; i++)
        if (strcmp(form->errors[i].field, field) == 0)
            return form->errors[i].message;
    return NULL;
}

const char *
question_form_fact(const QuestionForm *form, const Fact *fact, const char *after)
{
    char field[FACT_FIELD_SIZE];

    (void) snprintf(field, sizeof field, FORM_FACT_PREFIX "%s", fact->key);
    return form->exchange ? form_field(form->exchange, field, after) : NULL;
}

static const char *
text_or(const char *text, const char *otherwise)
{
    return text ? text : otherwise;
}

/* People part a list by commas and spaces: «3, 7» is 3|7 to the rules. */
static const char *
listed(Arena *arena, const char *typed)
{
    char *list = arena_text(arena, typed);
    size_t n = 0;

    for (; *typed; typed++) {
        bool parts = strchr(", ;|", *typed) != NULL;

        if (!parts)
            list[n++] = *typed;
        else if (n > 0 && list[n - 1] != '|')
            list[n++] = '|';
    }
    while (n > 0 && list[n - 1] == '|')
        n--;
    list[n] = '\0';
    return list;
}

/* Several boxes of one set come as several fields. */
static const char *
typed_fact(Exchange *exchange, const QuestionForm *form, const Fact *fact)
{
    const char *value = question_form_fact(form, fact, NULL);
    const char *text = NULL;

    for (; value; value = question_form_fact(form, fact, value))
        if (*value)
            text = text ? arena_format(exchange_arena(exchange), "%s|%s", text, value) : value;
    return text && fact->type == FACT_AGES ? listed(exchange_arena(exchange), text) : text;
}

/* The field's label says already which fact it is. */
static const char *
beside_its_field(Arena *arena, const Fact *fact, const char *message)
{
    size_t length = strlen(fact->greek);

    if (strncmp(message, fact->greek, length) == 0 && strncmp(message + length, ": ", 2) == 0)
        message += length + 2;
    return text_capital(arena, message);
}

static void
read_facts(Exchange *exchange, QuestionForm *form, Asked *asked)
{
    Arena *arena = exchange_arena(exchange);
    const Names names = asked_names(arena, exchange_snapshot(exchange));
    size_t given = 0;

    asked->is_typed = true;
    for (const FormFact *row = form_facts; row->fact != FACT_NONE; row++) {
        const Fact *fact = fact_of(row->fact);
        const char *text = typed_fact(exchange, form, fact);
        Diagnostics diagnostics;

        if (!text)
            continue;
        given++;
        diagnostics_init(&diagnostics, arena);
        (void) facts_set_text(arena, &asked->facts, fact->key, text, &names, &diagnostics);
        for (size_t i = 0; i < diagnostics.n_items; i++)
            question_form_refuse(form, arena_format(arena, FORM_FACT_PREFIX "%s", fact->key),
                    beside_its_field(arena, fact, diagnostics.items[i].message));
    }
    if (given == 0)
        question_form_refuse(form, FORM_FACTS_FIELD, "Δώστε τουλάχιστον ένα στοιχείο.");
}

/* People type numbers in groups: «010280 12345». */
static const char *
digits_of(Arena *arena, const char *typed)
{
    char *digits = arena_alloc(arena, DIGITS_TYPED_MAX + 1);
    size_t n = 0;

    for (; *typed && n < DIGITS_TYPED_MAX; typed++)
        if (*typed != ' ' && *typed != '-' && *typed != '.')
            digits[n++] = *typed;
    return digits;
}

static void
read_identifier(Exchange *exchange, QuestionForm *form, Asked *asked, IdentifierKind kind)
{
    const char *typed = text_or(form_field(exchange, form->subject, NULL), "");
    const char *digits = digits_of(exchange_arena(exchange), typed);
    int r = identifier_check(kind, digits);

    if (r != 0)
        question_form_refuse(form, form->subject, identifier_reason(kind, r));
    else
        subject_of_identifier(exchange_key(exchange), kind, digits, &asked->subject);
}

static void
read_reference(Exchange *exchange, QuestionForm *form, Asked *asked)
{
    Uuid reference;

    if (uuid_parse(text_or(form_field(exchange, "reference", NULL), ""), &reference))
        subject_of_reference(&reference, &asked->subject);
    else
        question_form_refuse(form, "amka", "Δώστε ξανά τον αριθμό του προσώπου.");
}

static void
read_subject(Exchange *exchange, QuestionForm *form, Asked *asked)
{
    if (strcmp(form->subject, "facts") == 0)
        read_facts(exchange, form, asked);
    else if (strcmp(form->subject, "afm") == 0)
        read_identifier(exchange, form, asked, IDENTIFIER_AFM);
    else if (strcmp(form->subject, "reference") == 0)
        read_reference(exchange, form, asked);
    else
        read_identifier(exchange, form, asked, IDENTIFIER_AMKA);
}

void
question_form_choose_part(Exchange *exchange, QuestionForm *form, const Asked *asked)
{
    const Places *places = snapshot_places(exchange_snapshot(exchange));
    const Place *home = places_by_key(places, asked->home);

    if (home && !asked->municipality)
        form->n_choices =
                municipality_parts(places, home, asked->on, FORM_CHOICES_MAX, form->choices);
}

/* One that fits decides; several are shown for a choice, and none is said. */
static void
search_municipality(Exchange *exchange, QuestionForm *form, Asked *asked)
{
    const Places *places = snapshot_places(exchange_snapshot(exchange));
    size_t n = places_search(places, form->municipality, PLACE_LEVEL_BIT(PLACE_MUNICIPALITY),
            asked->on, FORM_CHOICES_MAX, form->choices);

    if (n == 1) {
        asked->municipality = form->choices[0];
    } else if (n == 0) {
        question_form_refuse(form, "municipality",
                "Δεν βρέθηκε δήμος με τέτοιο όνομα ή ταχυδρομικό κώδικα. Γράψτε ένα μέρος του "
                "ονόματος, με ελληνικά ή λατινικά γράμματα.");
    } else {
        form->n_choices = n;
        question_form_refuse(form, "municipality", "Ταιριάζουν περισσότεροι δήμοι. Διαλέξτε έναν.");
    }
}

static void
read_municipality(Exchange *exchange, QuestionForm *form, Asked *asked)
{
    const Places *places = snapshot_places(exchange_snapshot(exchange));
    const char *chosen = form_field(exchange, "place", NULL);
    const char *wanted = chosen && *chosen ? chosen : form->municipality;
    int r;

    if (*wanted == '\0') {
        /* Where a registered person lives is known to the register. */
        if (asked->is_typed && !geo_point_is_known(asked->point))
            question_form_refuse(form, "municipality", "Γράψτε τον δήμο.");
        return;
    }
    r = places_resolve(places, wanted, PLACE_LEVEL_BIT(PLACE_MUNICIPALITY), asked->on,
            &asked->municipality, 0, NULL);
    if (r != 0)
        search_municipality(exchange, form, asked);
    else
        form->municipality = asked->municipality->name;
}

/* «22.11, 37.04» in degrees, «335000, 4101000» on the Greek grid; whatever stands between them. */
static bool
read_two_numbers(const char *typed, double *ret_first, double *ret_second)
{
    char *end = NULL;

    *ret_first = strtod(typed, &end);
    if (end == typed)
        return false;
    typed = end + strspn(end, " ,;/");
    *ret_second = strtod(typed, &end);
    return end != typed && end[strspn(end, " ")] == '\0' && isfinite(*ret_first)
            && isfinite(*ret_second);
}

static void
read_point(Exchange *exchange, QuestionForm *form, Asked *asked)
{
    Projection *projection = snapshot_local_projection(exchange_registers(exchange));
    const char *typed = text_or(form_field(exchange, "at", NULL), "");
    double first, second;

    if (!*typed)
        return;
    if (!read_two_numbers(typed, &first, &second)) {
        question_form_refuse(form, "at", "Γράψτε δύο αριθμούς, πρώτα το μήκος: 22.11, 37.04.");
        return;
    }
    asked->point = (GeoPoint) { .lon = first, .lat = second };
    if (geo_point_is_in_reach(asked->point)
            || projection_from_greek_grid(projection, first, second, &asked->point) == 0)
        return;
    asked->point = GEO_NOWHERE;
    question_form_refuse(form, "at",
            geo_point_is_in_reach((GeoPoint) { .lon = second, .lat = first })
                    ? "Γράψτε πρώτα το μήκος και μετά το πλάτος: 22.11, 37.04."
                    : "Το σημείο δεν είναι στην Ελλάδα. Γράψτε μήκος και πλάτος, ή x και y του "
                      "ΕΓΣΑ87.");
}

static void
read_circumstances(Exchange *exchange, QuestionForm *form, Asked *asked)
{
    const char *purpose = form_field(exchange, "purpose", NULL);
    const char *case_reference = form_field(exchange, "case", NULL);
    const char *all = form_field(exchange, "all", NULL);

    if (*form->on && day_parse(form->on, &asked->on) != 0)
        question_form_refuse(form, "on", "Γράψτε την ημέρα όπως 21/11/2026.");
    if (purpose && *purpose) {
        if (person_purpose_is_valid(purpose))
            asked->purpose = purpose;
        else
            question_form_refuse(form, "purpose", "Διαλέξτε σκοπό από τη λίστα.");
    }
    if (case_reference && *case_reference) {
        if (person_case_is_valid(case_reference))
            asked->case_reference = case_reference;
        else
            question_form_refuse(form, "case", "Γράψτε αριθμό υπόθεσης όπως ΚΚ-2026-00017.");
    }
    asked->all = all && strcmp(all, "yes") == 0;
}

bool
question_form_read(Exchange *exchange, QuestionForm *form, Asked *asked)
{
    form->exchange = exchange;
    form->subject = text_or(form_field(exchange, "subject", NULL), "amka");
    form->municipality = text_or(form_field(exchange, "municipality", NULL), "");
    form->on = text_or(form_field(exchange, "on", NULL), "");
    form->is_changed = form_field(exchange, "change", NULL) != NULL;

    read_circumstances(exchange, form, asked);
    read_subject(exchange, form, asked);
    read_point(exchange, form, asked);
    read_municipality(exchange, form, asked);
    return form->n_errors == 0 && !form->is_changed;
}
