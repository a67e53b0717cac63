/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/web/html.h"
#include "api/web/pages.h"

#include "registry/snapshot.h"

#include <stdio.h>
#include <string.h>

#define ID_SIZE 96

static const struct {
    const char *key;
    const char *greek;
} purposes[] = {
    { "information", "ενημέρωση" },
    { "application", "αίτηση" },
    { "referral", "παραπομπή" },
    { "outreach", "προσέγγιση" },
    { "presence", "παρουσία χωρίς κατοικία" },
    { "correction", "διόρθωση στοιχείων" },
};

static const char *
typed(const QuestionForm *form, const char *name)
{
    return form->exchange ? form_field(form->exchange, name, NULL) : NULL;
}

/* ---- one field -------------------------------------------------------------------------- */

static void
write_error_summary(Buffer *out, const QuestionForm *form)
{
    if (form->n_errors == 0)
        return;
    html(out,
            "<div class=\"govgr-error-summary m-block\" role=\"alert\" aria-labelledby=\"wrong\" "
            "tabindex=\"-1\">\n<h2 class=\"govgr-heading-s\" id=\"wrong\">Ελέγξτε τη φόρμα</h2>\n"
            "<ul class=\"govgr-list\">\n");
    for (size_t i = 0; i < form->n_errors; i++) {
        html(out, "<li><a class=\"govgr-link\" href=\"#");
        html_text(out, form->errors[i].field);
        html(out, "\">");
        html_text(out, form->errors[i].message);
        html(out, "</a></li>\n");
    }
    html(out, "</ul>\n</div>\n");
}

static void
open_field(
        Buffer *out, const QuestionForm *form, const char *id, const char *label, const char *hint)
{
    const char *error = question_form_error(form, id);

    html(out,
            error ? "<div class=\"govgr-field govgr-field__error\">\n"
                  : "<div class=\"govgr-field\">\n");
    html(out, "<label class=\"govgr-label\"");
    html_attribute(out, "for", id);
    html(out, ">");
    html_text(out, label);
    html(out, "</label>\n");
    if (hint) {
        html(out, "<span class=\"govgr-hint\" id=\"hint-");
        html_text(out, id);
        html(out, "\">");
        html_text(out, hint);
        html(out, "</span>\n");
    }
    if (error) {
        html(out, "<p class=\"govgr-error-message\" id=\"error-");
        html_text(out, id);
        html(out, "\">");
        html_text(out, error);
        html(out, "</p>\n");
    }
}

static void
write_described_by(Buffer *out, const QuestionForm *form, const char *id, const char *hint)
{
    bool has_error = question_form_error(form, id) != NULL;

    if (!hint && !has_error)
        return;
    html(out, " aria-describedby=\"");
    if (hint) {
        html(out, "hint-");
        html_text(out, id);
    }
    if (has_error) {
        html(out, hint ? " error-" : "error-");
        html_text(out, id);
    }
    html(out, has_error ? "\" aria-invalid=\"true\"" : "\"");
}

typedef struct Input {
    const char *id;
    const char *label;
    const char *hint;
    const char *mode; /* inputmode, or NULL */
    const char *value;
    bool is_short;
} Input;

static void
write_input(Buffer *out, const QuestionForm *form, const Input *input)
{
    open_field(out, form, input->id, input->label, input->hint);
    html(out, "<input autocomplete=\"off\"");
    html_attribute(
            out, "class", input->is_short ? "govgr-input m-field m-short" : "govgr-input m-field");
    html_attribute(out, "id", input->id);
    html_attribute(out, "name", input->id);
    html_attribute(out, "type", "text");
    html_attribute(out, "inputmode", input->mode);
    html_attribute(out, "value", input->value);
    write_described_by(out, form, input->id, input->hint);
    html(out, ">\n</div>\n");
}

static void
write_option(Buffer *out, const char *value, const char *text, const char *chosen)
{
    html(out, "<option");
    html_attribute(out, "value", value);
    if (chosen && strcmp(chosen, value) == 0)
        html(out, " selected");
    html(out, ">");
    html_text(out, text);
    html(out, "</option>\n");
}

/* ---- facts ------------------------------------------------------------------------------ */

static const char *
period_hint(const Fact *fact)
{
    switch (fact->period) {
    case PERIOD_MONTH:
        return "€ τον μήνα";
    case PERIOD_SIX_MONTHS:
        return "€ το εξάμηνο";
    case PERIOD_YEAR:
        return "€ τον χρόνο";
    case PERIOD_NONE:
    case PERIOD_SAME:
        break;
    }
    return "€";
}

static const char *
hint_of(const Fact *fact)
{
    if (fact->type == FACT_MONEY)
        return period_hint(fact);
    if (fact->type == FACT_AGES)
        return "χωρισμένες με |, όπως 3|7· «κανένα» αν δεν υπάρχουν";
    if (fact->type == FACT_DATE)
        return "όπως 21/11/1956";
    return fact->unit;
}

static void
write_select(Buffer *out, const QuestionForm *form, const Fact *fact, const char *id)
{
    const char *chosen = question_form_fact(form, fact, NULL);

    open_field(out, form, id, fact->greek, NULL);
    html(out, "<select class=\"govgr-select m-field\"");
    html_attribute(out, "id", id);
    html_attribute(out, "name", id);
    write_described_by(out, form, id, NULL);
    html(out, ">\n");
    write_option(out, "", "δεν ειπώθηκε", chosen);
    for (size_t i = 0; i < fact->n_codes; i++)
        write_option(out, fact->codes[i].key, fact->codes[i].greek, chosen);
    html(out, "</select>\n</div>\n");
}

static bool
is_ticked(const QuestionForm *form, const Fact *fact, const char *value)
{
    const char *each = question_form_fact(form, fact, NULL);

    for (; each; each = question_form_fact(form, fact, each))
        if (strcmp(each, value) == 0)
            return true;
    return false;
}

static void
write_box(Buffer *out, const QuestionForm *form, const Fact *fact, const char *value,
        const char *label)
{
    html(out, "<label class=\"m-box\"><input type=\"checkbox\" name=\"" FORM_FACT_PREFIX);
    html_text(out, fact->key);
    html(out, "\"");
    html_attribute(out, "value", value);
    if (is_ticked(form, fact, value))
        html(out, " checked");
    html(out, "> ");
    html_text(out, label);
    html(out, "</label>\n");
}

static void
write_programme_boxes(
        Buffer *out, const QuestionForm *form, const Snapshot *snapshot, const Fact *fact)
{
    const char *last = "";

    for (size_t i = 0; i < snapshot_n_programmes(snapshot); i++) {
        const Programme *programme = snapshot_programme(snapshot, i);

        if (strcmp(programme->code, last) != 0)
            write_box(out, form, fact, programme->code, programme->title);
        last = programme->code;
    }
}

/* A set: nothing ticked is not said, «κανένα» is said. */
static void
write_set(Buffer *out, const QuestionForm *form, const Snapshot *snapshot, const Fact *fact,
        const char *id)
{
    const char *error = question_form_error(form, id);

    html(out, "<fieldset class=\"govgr-fieldset m-set\"");
    html_attribute(out, "id", id);
    html(out, ">\n<legend class=\"govgr-label\">");
    html_text(out, fact->greek);
    html(out, "</legend>\n");
    html_element(out, "p", "govgr-error-message", error);
    write_box(out, form, fact, "none", "κανένα");
    for (size_t i = 0; i < fact->n_codes; i++)
        write_box(out, form, fact, fact->codes[i].key, fact->codes[i].greek);
    if (fact->type == FACT_PROGRAMMES && snapshot)
        write_programme_boxes(out, form, snapshot, fact);
    html(out, "</fieldset>\n");
}

static void
write_fact(Buffer *out, const QuestionForm *form, const Snapshot *snapshot, const Fact *fact)
{
    bool is_number = fact->type == FACT_MONEY || fact->type == FACT_WHOLE;
    char id[ID_SIZE];

    (void) snprintf(id, sizeof id, FORM_FACT_PREFIX "%s", fact->key);
    switch (fact->type) {
    case FACT_YES_NO:
    case FACT_CHOICE:
        write_select(out, form, fact, id);
        return;
    case FACT_CODES:
    case FACT_PROGRAMMES:
        write_set(out, form, snapshot, fact, id);
        return;
    case FACT_WHOLE:
    case FACT_MONEY:
    case FACT_DATE:
    case FACT_AGES:
    case FACT_PLACE:
        write_input(out, form,
                &(Input) { .id = id,
                        .label = fact->greek,
                        .hint = hint_of(fact),
                        .mode = is_number ? "decimal" : NULL,
                        .is_short = true,
                        .value = question_form_fact(form, fact, NULL) });
    }
}

/* Opened where something in it is wrong, so that the error can be seen. */
static bool
more_facts_are_wrong(const QuestionForm *form)
{
    for (const FormFact *row = form_facts; row->fact != FACT_NONE; row++) {
        char id[ID_SIZE];

        (void) snprintf(id, sizeof id, FORM_FACT_PREFIX "%s", fact_of(row->fact)->key);
        if (!row->is_basic
                && (question_form_error(form, id)
                        || question_form_fact(form, fact_of(row->fact), NULL)))
            return true;
    }
    return false;
}

static void
write_facts(Buffer *out, const QuestionForm *form, const Snapshot *snapshot)
{
    html(out,
            "<fieldset class=\"govgr-fieldset m-by-facts\">\n"
            "<legend class=\"govgr-heading-s\">Στοιχεία</legend>\n"
            "<p class=\"govgr-hint\">Ό,τι δεν ειπωθεί μένει άγνωστο· δεν λογίζεται ως μηδέν ούτε "
            "ως όχι. Τίποτα δεν αποθηκεύεται.</p>\n<div class=\"m-columns\">\n");
    for (const FormFact *row = form_facts; row->fact != FACT_NONE; row++)
        if (row->is_basic)
            write_fact(out, form, snapshot, fact_of(row->fact));
    html(out,
            more_facts_are_wrong(form) ? "</div>\n<details class=\"m-more\" open>\n"
                                       : "</div>\n<details class=\"m-more\">\n");
    html(out, "<summary>Περισσότερα στοιχεία</summary>\n<div class=\"m-columns\">\n");
    for (const FormFact *row = form_facts; row->fact != FACT_NONE; row++)
        if (!row->is_basic)
            write_fact(out, form, snapshot, fact_of(row->fact));
    html(out, "</div>\n</details>\n</fieldset>\n");
}

/* ---- whom, where, when ------------------------------------------------------------------ */

static void
write_subject_choice(Buffer *out, const QuestionForm *form)
{
    static const struct {
        const char *id;
        const char *value;
        const char *label;
    } subjects[] = {
        { "by-amka", "amka", "Με ΑΜΚΑ" },
        { "by-afm", "afm", "Με ΑΦΜ" },
        { "by-facts", "facts", "Χωρίς μητρώο: μόνο στοιχεία" },
    };

    html(out,
            "<fieldset class=\"govgr-fieldset\">\n"
            "<legend class=\"govgr-heading-s\">Για ποιον ρωτάτε</legend>\n");
    for (size_t i = 0; i < sizeof subjects / sizeof *subjects; i++) {
        html(out, "<label class=\"m-box\"><input type=\"radio\" name=\"subject\"");
        html_attribute(out, "id", subjects[i].id);
        html_attribute(out, "value", subjects[i].value);
        if (strcmp(form->subject, subjects[i].value) == 0
                || (i == 0 && strcmp(form->subject, "reference") == 0))
            html(out, " checked");
        html(out, "> ");
        html_text(out, subjects[i].label);
        html(out, "</label>\n");
    }
    html(out, "</fieldset>\n");
}

static void
write_numbers(Buffer *out, const QuestionForm *form)
{
    html(out, "<div class=\"m-by-amka\">\n");
    write_input(out, form,
            &(Input) { .id = "amka",
                    .label = "ΑΜΚΑ",
                    .hint = "11 ψηφία",
                    .mode = "numeric",
                    .is_short = true,
                    .value = typed(form, "amka") });
    html(out, "</div>\n<div class=\"m-by-afm\">\n");
    write_input(out, form,
            &(Input) { .id = "afm",
                    .label = "ΑΦΜ",
                    .hint = "9 ψηφία",
                    .mode = "numeric",
                    .is_short = true,
                    .value = typed(form, "afm") });
    html(out, "</div>\n");
}

static void
write_choices(Buffer *out, const QuestionForm *form, const Snapshot *snapshot)
{
    const Places *places = snapshot_places(snapshot);

    html(out,
            "<fieldset class=\"govgr-fieldset m-choices\" id=\"municipality-choice\">\n"
            "<legend class=\"govgr-heading-s\">Ποιον δήμο εννοείτε;</legend>\n");
    for (size_t i = 0; i < form->n_choices; i++) {
        const Place *place = form->choices[i];
        const Place *unit = places_by_key(places, place->regional_unit);

        html(out, "<label class=\"m-box\"><input type=\"radio\" name=\"place\"");
        html_attribute(out, "value", place->code);
        html(out, "> Δήμος ");
        html_text(out, place->name);
        if (unit) {
            html(out, " <span class=\"m-quiet\">(Π.Ε. ");
            html_text(out, unit->name);
            html(out, ")</span>");
        }
        html(out, "</label>\n");
    }
    html(out, "</fieldset>\n");
}

static void
write_where_and_when(Buffer *out, const QuestionForm *form, const Snapshot *snapshot)
{
    html(out,
            "<fieldset class=\"govgr-fieldset\">\n"
            "<legend class=\"govgr-heading-s\">Πού και πότε</legend>\n");
    if (form->n_choices > 0)
        write_choices(out, form, snapshot);
    write_input(out, form,
            &(Input) { .id = "municipality",
                    .label = "Δήμος",
                    .hint = "Μέρος του ονόματος, σε όποια γραφή. Κενό: εκεί που κατοικεί το "
                            "πρόσωπο",
                    .value = form->municipality });
    write_input(out, form,
            &(Input) { .id = "on",
                    .label = "Ημέρα",
                    .hint = "όπως 21/11/2026",
                    .is_short = true,
                    .value = form->on });
    html(out, "</fieldset>\n");
}

static void
write_purpose(Buffer *out, const QuestionForm *form)
{
    const char *chosen = typed(form, "purpose");

    html(out, "<details class=\"m-more m-register-only\"");
    html(out,
            question_form_error(form, "case") || (typed(form, "case") && *typed(form, "case"))
                    ? " open>\n"
                    : ">\n");
    html(out, "<summary>Σκοπός και αριθμός υπόθεσης</summary>\n");
    open_field(out, form, "purpose", "Σκοπός", NULL);
    html(out, "<select class=\"govgr-select m-field\" id=\"purpose\" name=\"purpose\">\n");
    for (size_t i = 0; i < sizeof purposes / sizeof *purposes; i++)
        write_option(out, purposes[i].key, purposes[i].greek, chosen);
    html(out, "</select>\n</div>\n");
    write_input(out, form,
            &(Input) { .id = "case",
                    .label = "Αριθμός υπόθεσης",
                    .hint = "όπως ΚΚ-2026-00017",
                    .is_short = true,
                    .value = typed(form, "case") });
    html(out, "</details>\n");
}

void
page_question(
        Buffer *out, const Session *session, const Snapshot *snapshot, const QuestionForm *form)
{
    page_begin(out, form->n_errors > 0 ? "Ελέγξτε τη φόρμα" : "Ερώτηση", session);
    html_element(out, "h1", "govgr-heading-l", "Τι δικαιούται, πού και με ποια δικαιολογητικά");
    write_error_summary(out, form);
    html(out, "<form method=\"post\" action=\"/answer\" class=\"m-form m-question\">\n");
    html_hidden(out, "_token", session->form_token);
    write_subject_choice(out, form);
    write_numbers(out, form);
    write_where_and_when(out, form, snapshot);
    write_facts(out, form, snapshot);
    write_purpose(out, form);
    html(out,
            "<button class=\"govgr-btn govgr-btn-primary\" type=\"submit\">Απάντηση</button>\n"
            "</form>\n");
    page_end(out);
}
