/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/question_form.h"

#include "api/access.h"

#include "registry/base/buffer.h"

#include <stdio.h>
#include <string.h>

#define FACT_FIELD_SIZE 64
#define DIGITS_TYPED_MAX 40

const FormFact form_facts[] = {
    { FACT_AGE, true },
    { FACT_NATIONALITY, true },
    { FACT_LEGAL_RESIDENCE_YEARS, true },
    { FACT_INSURANCE, true },
    { FACT_PENSION, true },
    { FACT_EMPLOYMENT, true },
    { FACT_MEMBERS, true },
    { FACT_ADULTS, true },
    { FACT_MINORS, true },
    { FACT_INCOME_YEAR, true },
    { FACT_INCOME_6M, true },
    { FACT_REAL_ESTATE, true },
    { FACT_MOVABLE_PROPERTY, true },
    { FACT_DEPOSITS, true },
    { FACT_TENURE, true },
    { FACT_RENT, true },

    { FACT_BIRTH_DATE, false },
    { FACT_RESIDENCE_BASIS, false },
    { FACT_LOCAL_RESIDENCE_YEARS, false },
    { FACT_HAS_AMKA, false },
    { FACT_UNEMPLOYED_MONTHS, false },
    { FACT_INSURED_DAYS, false },
    { FACT_PUBLIC_INSURED, false },
    { FACT_PERSONAL_INCOME_YEAR, false },
    { FACT_STUDIES, false },
    { FACT_LIVES_ALONE, false },
    { FACT_DEPENDENT_CHILDREN, false },
    { FACT_UNPROTECTED_CHILDREN, false },
    { FACT_CHILD_AGES, false },
    { FACT_CHILDREN_ENROLLED, false },
    { FACT_COUPLE, false },
    { FACT_PARTNER_AGE, false },
    { FACT_PARTNER_PENSION, false },
    { FACT_ONE_PARENT, false },
    { FACT_VEHICLES, false },
    { FACT_LUXURY, false },
    { FACT_TAX_RETURN, false },
    { FACT_DISABILITY_PCT, false },
    { FACT_DISABILITY_KIND, false },
    { FACT_DISABILITY_CERTIFICATE, false },
    { FACT_MAX_DISABILITY_PCT, false },
    { FACT_MECHANICAL_SUPPORT, false },
    { FACT_NEEDS_CARE, false },
    { FACT_HOMELESSNESS, false },
    { FACT_INSTITUTION, false },
    { FACT_ROMA, false },
    { FACT_RECEIVES, false },
    { FACT_NONE, false },
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

/* Several boxes of one set come as several fields. */
static const char *
typed_fact(Exchange *exchange, const QuestionForm *form, const Fact *fact)
{
    const char *value = question_form_fact(form, fact, NULL);
    const char *text = NULL;

    for (; value; value = question_form_fact(form, fact, value))
        if (*value)
            text = text ? arena_format(exchange_arena(exchange), "%s|%s", text, value) : value;
    return text;
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
                    diagnostics.items[i].message);
    }
    if (given == 0)
        question_form_refuse(form, "fact.age", "Δώστε τουλάχιστον ένα στοιχείο.");
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
                "Δεν βρέθηκε δήμος με τέτοιο όνομα. Γράψτε ένα μέρος του ονόματος, με ελληνικά ή "
                "λατινικά γράμματα.");
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
        if (asked->is_typed)
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

    read_circumstances(exchange, form, asked);
    read_subject(exchange, form, asked);
    read_municipality(exchange, form, asked);
    return form->n_errors == 0;
}
