/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/web/html.h"
#include "api/web/pages.h"

#include "registry/base/text.h"
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

typedef struct Page {
    Buffer *out;
    Arena *arena;
    const QuestionForm *form;
    const Snapshot *snapshot;
} Page;

static const char *
typed(const QuestionForm *form, const char *name)
{
    return form->exchange ? form_field(form->exchange, name, NULL) : NULL;
}

/* ---- errors ----------------------------------------------------------------------------- */

/* Where the browser goes for an error: a choice is made at its first circle. */
static const char *
target_of(const QuestionForm *form, const char *field)
{
    return form->n_choices > 0 && strcmp(field, "municipality") == 0 ? "choice" : field;
}

/* Far from its field an error has to say which it is. */
static const char *
label_of(Arena *arena, const char *field)
{
    const size_t prefix = sizeof FORM_FACT_PREFIX - 1;
    const Fact *fact =
            strncmp(field, FORM_FACT_PREFIX, prefix) == 0 ? fact_find(field + prefix) : NULL;

    return fact ? arena_format(arena, "%s: ", text_capital(arena, fact->greek)) : NULL;
}

/* The field itself, or any of the facts. */
static bool
is_of(const char *field, const char *wanted)
{
    if (strcmp(wanted, FORM_FACT_PREFIX) == 0)
        return strncmp(field, wanted, sizeof FORM_FACT_PREFIX - 1) == 0;
    return strcmp(field, wanted) == 0;
}

static void
write_link(const Page *page, const FormError *error)
{
    Buffer *out = page->out;

    html(out, "<li><a class=\"govgr-link\" href=\"#");
    html_text(out, target_of(page->form, error->field));
    html(out, "\">");
    html_text(out, label_of(page->arena, error->field));
    html_text(out, error->message);
    html(out, "</a></li>\n");
}

/* In the order of the page, whatever was read first. */
static void
write_error_summary(const Page *page)
{
    static const char *const fields[] = { "amka", "afm", "municipality", "at", "on",
        FORM_FACTS_FIELD, FORM_FACT_PREFIX, "purpose", "case" };
    const QuestionForm *form = page->form;

    if (form->n_errors == 0)
        return;
    html(page->out,
            "<div class=\"govgr-error-summary m-block\" role=\"alert\" aria-labelledby=\"wrong\" "
            "tabindex=\"-1\" autofocus>\n<h2 class=\"govgr-heading-s\" id=\"wrong\">Ελέγξτε τη "
            "φόρμα</h2>\n<ul class=\"m-list\">\n");
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        for (size_t j = 0; j < form->n_errors; j++)
            if (is_of(form->errors[j].field, fields[i]))
                write_link(page, &form->errors[j]);
    html(page->out, "</ul>\n</div>\n");
}

static void
write_error(Buffer *out, const QuestionForm *form, const char *id)
{
    const char *error = question_form_error(form, id);

    if (!error)
        return;
    html(out, "<p class=\"govgr-error-message\" id=\"error-");
    html_text(out, id);
    html(out, "\"><span class=\"m-unseen\">Λάθος: </span>");
    html_text(out, error);
    html(out, "</p>\n");
}

/* ---- one field -------------------------------------------------------------------------- */

typedef struct Input {
    const char *id;
    const char *label;
    const char *unit; /* beside the label, or NULL */
    const char *hint; /* below it, or NULL */
    const char *mode; /* inputmode, or NULL */
    const char *value;
    bool is_short;
} Input;

static void
open_field(const Page *page, const Input *input)
{
    Buffer *out = page->out;

    html(out,
            question_form_error(page->form, input->id)
                    ? "<div class=\"govgr-field govgr-field__error\">\n"
                    : "<div class=\"govgr-field\">\n");
    html(out, "<label class=\"govgr-label\"");
    html_attribute(out, "for", input->id);
    html(out, ">");
    html_text(out, input->label);
    if (input->unit) {
        html(out, " <span class=\"m-quiet\">(");
        html_text(out, input->unit);
        html(out, ")</span>");
    }
    html(out, "</label>\n");
    if (input->hint) {
        html(out, "<span class=\"govgr-hint\" id=\"hint-");
        html_text(out, input->id);
        html(out, "\">");
        html_text(out, input->hint);
        html(out, "</span>\n");
    }
    write_error(out, page->form, input->id);
}

static void
write_described_by(const Page *page, const Input *input)
{
    bool has_error = question_form_error(page->form, input->id) != NULL;
    Buffer *out = page->out;

    if (!input->hint && !has_error)
        return;
    html(out, " aria-describedby=\"");
    if (input->hint) {
        html(out, "hint-");
        html_text(out, input->id);
    }
    if (has_error) {
        html(out, input->hint ? " error-" : "error-");
        html_text(out, input->id);
    }
    html(out, has_error ? "\" aria-invalid=\"true\"" : "\"");
}

static void
write_input(const Page *page, const Input *input)
{
    Buffer *out = page->out;

    open_field(page, input);
    html(out, "<input autocomplete=\"off\"");
    html_attribute(
            out, "class", input->is_short ? "govgr-input m-field m-short" : "govgr-input m-field");
    html_attribute(out, "id", input->id);
    html_attribute(out, "name", input->id);
    html_attribute(out, "type", "text");
    html_attribute(out, "inputmode", input->mode);
    html_attribute(out, "value", input->value);
    write_described_by(page, input);
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

static void
open_select(const Page *page, const Input *input)
{
    open_field(page, input);
    html(page->out, "<select class=\"govgr-select m-field\"");
    html_attribute(page->out, "id", input->id);
    html_attribute(page->out, "name", input->id);
    write_described_by(page, input);
    html(page->out, ">\n");
}

/* ---- facts ------------------------------------------------------------------------------ */

static const char *
money_unit(const Fact *fact)
{
    switch (fact->period) {
    case PERIOD_MONTH:
        return "€ τον μήνα";
    case PERIOD_YEAR: /* the names of these two say it already */
    case PERIOD_SIX_MONTHS:
    case PERIOD_NONE:
    case PERIOD_SAME:
        break;
    }
    return "€";
}

/* «Μέλη (μέλη)» would say nothing. */
static const char *
unit_of(const Fact *fact)
{
    if (fact->type == FACT_MONEY)
        return money_unit(fact);
    return fact->unit && !strstr(fact->greek, fact->unit) ? fact->unit : NULL;
}

static const char *
hint_of(const Fact *fact)
{
    if (fact->type == FACT_AGES)
        return "όπως 3, 7· «κανένα» αν δεν υπάρχουν";
    return fact->type == FACT_DATE ? "όπως 21/11/1956" : NULL;
}

static void
write_select(const Page *page, const Fact *fact, const Input *input)
{
    open_select(page, input);
    write_option(page->out, "", "δεν ειπώθηκε", input->value);
    for (size_t i = 0; i < fact->n_codes; i++)
        write_option(page->out, fact->codes[i].key, fact->codes[i].greek, input->value);
    html(page->out, "</select>\n</div>\n");
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
write_box(const Page *page, const Fact *fact, const char *value, const char *label)
{
    Buffer *out = page->out;

    html(out, "<label class=\"m-box\"><input type=\"checkbox\" name=\"" FORM_FACT_PREFIX);
    html_text(out, fact->key);
    html(out, "\"");
    html_attribute(out, "value", value);
    if (is_ticked(page->form, fact, value))
        html(out, " checked");
    html(out, "> ");
    html_text(out, label);
    html(out, "</label>\n");
}

static void
write_programme_boxes(const Page *page, const Fact *fact)
{
    const char *last = "";

    for (size_t i = 0; i < snapshot_n_programmes(page->snapshot); i++) {
        const Programme *programme = snapshot_programme(page->snapshot, i);

        if (strcmp(programme->code, last) != 0)
            write_box(page, fact, programme->code, programme->title);
        last = programme->code;
    }
}

/* A set: nothing ticked is not said, «κανένα» is said. */
static void
write_set(const Page *page, const Fact *fact, const Input *input)
{
    Buffer *out = page->out;

    html(out, "<fieldset class=\"govgr-fieldset m-set\" tabindex=\"-1\"");
    html_attribute(out, "id", input->id);
    html(out, ">\n<legend class=\"govgr-label\">");
    html_text(out, input->label);
    html(out, "</legend>\n");
    write_error(out, page->form, input->id);
    write_box(page, fact, "none", "κανένα από αυτά");
    for (size_t i = 0; i < fact->n_codes; i++)
        write_box(page, fact, fact->codes[i].key, fact->codes[i].greek);
    if (fact->type == FACT_PROGRAMMES && page->snapshot)
        write_programme_boxes(page, fact);
    html(out, "</fieldset>\n");
}

static void
write_fact(const Page *page, const Fact *fact)
{
    const char *id = arena_format(page->arena, FORM_FACT_PREFIX "%s", fact->key);
    const Input input = {
        .id = id,
        .label = text_capital(page->arena, fact->greek),
        .unit = unit_of(fact),
        .hint = hint_of(fact),
        .mode = fact->type == FACT_MONEY   ? "decimal"
                : fact->type == FACT_WHOLE ? "numeric"
                                           : NULL,
        .is_short = true,
        .value = question_form_fact(page->form, fact, NULL),
    };

    switch (fact->type) {
    case FACT_YES_NO:
    case FACT_CHOICE:
        write_select(page, fact, &input);
        return;
    case FACT_CODES:
    case FACT_PROGRAMMES:
        write_set(page, fact, &input);
        return;
    case FACT_WHOLE:
    case FACT_MONEY:
    case FACT_DATE:
    case FACT_AGES:
    case FACT_PLACE:
        break;
    }
    write_input(page, &input);
}

/* A group with something in it stands open, so that nothing typed and no error hides. */
static bool
is_filled(const Page *page, size_t group)
{
    for (const FormFact *row = form_facts; row->fact != FACT_NONE; row++) {
        const Fact *fact = fact_of(row->fact);
        const char *value = question_form_fact(page->form, fact, NULL);

        for (; row->group == group && value; value = question_form_fact(page->form, fact, value))
            if (*value)
                return true;
    }
    return false;
}

static void
write_group(const Page *page, size_t group)
{
    const FormGroup *shown = &form_groups[group];
    Buffer *out = page->out;

    if (shown->is_open) {
        html_element(out, "h3", "m-part", shown->title);
    } else {
        html(out,
                is_filled(page, group) ? "<details class=\"m-more\" open>\n"
                                       : "<details class=\"m-more\">\n");
        html_element(out, "summary", NULL, shown->title);
    }
    html(out, "<div class=\"m-columns\">\n");
    for (const FormFact *row = form_facts; row->fact != FACT_NONE; row++)
        if (row->group == group)
            write_fact(page, fact_of(row->fact));
    html(out, shown->is_open ? "</div>\n" : "</div>\n</details>\n");
}

static void
write_facts(const Page *page)
{
    html(page->out,
            "<section class=\"m-by-facts\" aria-labelledby=\"facts\">\n"
            "<h2 class=\"govgr-heading-s\" id=\"facts\" tabindex=\"-1\">Στοιχεία</h2>\n"
            "<p class=\"govgr-hint\">Ό,τι δεν ειπωθεί μένει άγνωστο· δεν λογίζεται ως μηδέν ούτε "
            "ως όχι. Τίποτα δεν αποθηκεύεται.</p>\n");
    write_error(page->out, page->form, FORM_FACTS_FIELD);
    for (size_t i = 0; form_groups[i].title; i++)
        write_group(page, i);
    html(page->out, "</section>\n");
}

/* ---- whom, where, when ------------------------------------------------------------------ */

static void
write_subject_choice(const Page *page)
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
    const char *chosen = page->form->subject;
    Buffer *out = page->out;

    html(out,
            "<fieldset class=\"govgr-fieldset\">\n"
            "<legend class=\"govgr-heading-s\">Για ποιον ρωτάτε</legend>\n");
    for (size_t i = 0; i < sizeof subjects / sizeof *subjects; i++) {
        html(out, "<label class=\"m-box\"><input type=\"radio\" name=\"subject\"");
        html_attribute(out, "id", subjects[i].id);
        html_attribute(out, "value", subjects[i].value);
        if (strcmp(chosen, subjects[i].value) == 0 || (i == 0 && strcmp(chosen, "reference") == 0))
            html(out, " checked");
        html(out, "> ");
        html_text(out, subjects[i].label);
        html(out, "</label>\n");
    }
    html(out, "</fieldset>\n");
}

static void
write_numbers(const Page *page)
{
    html(page->out, "<div class=\"m-by-amka\">\n");
    write_input(page,
            &(Input) { .id = "amka",
                    .label = "ΑΜΚΑ",
                    .unit = "11 ψηφία",
                    .mode = "numeric",
                    .is_short = true,
                    .value = typed(page->form, "amka") });
    html(page->out, "</div>\n<div class=\"m-by-afm\">\n");
    write_input(page,
            &(Input) { .id = "afm",
                    .label = "ΑΦΜ",
                    .unit = "9 ψηφία",
                    .mode = "numeric",
                    .is_short = true,
                    .value = typed(page->form, "afm") });
    html(page->out, "</div>\n");
}

static void
write_choice(const Page *page, size_t i)
{
    const Place *place = page->form->choices[i];
    const Place *unit = places_by_key(snapshot_places(page->snapshot), place->regional_unit);
    Buffer *out = page->out;

    html(out,
            i == 0 ? "<label class=\"m-box\"><input type=\"radio\" id=\"choice\" name=\"place\""
                   : "<label class=\"m-box\"><input type=\"radio\" name=\"place\"");
    html_attribute(out, "value", place->code);
    html(out, "> <span>");
    html_text(out, place_title(page->arena, place));
    if (unit) {
        html(out, " <span class=\"m-quiet\">(");
        html_text(out, place_title(page->arena, unit));
        html(out, ")</span>");
    }
    html(out, "</span></label>\n");
}

/* In the place of the field's own error: the way out stands beside it. */
static void
write_choices(const Page *page)
{
    html(page->out,
            "<fieldset class=\"govgr-fieldset govgr-field govgr-field__error\" "
            "aria-describedby=\"error-municipality\">\n"
            "<legend class=\"govgr-label\">Ποιον δήμο εννοείτε;</legend>\n");
    write_error(page->out, page->form, "municipality");
    for (size_t i = 0; i < page->form->n_choices; i++)
        write_choice(page, i);
    html(page->out, "</fieldset>\n");
}

static void
write_municipality(const Page *page)
{
    /* Which error belongs to it: none, while the circles above it ask. */
    const QuestionForm quiet = { .exchange = page->form->exchange };
    const Page field = { page->out, page->arena, page->form->n_choices > 0 ? &quiet : page->form,
        page->snapshot };

    if (page->form->n_choices > 0)
        write_choices(page);
    write_input(&field,
            &(Input) { .id = "municipality",
                    .label = page->form->n_choices > 0 ? "Ή άλλος δήμος" : "Δήμος",
                    .hint = "Όνομα ή μέρος του, σε όποια γραφή, ή ΤΚ. Για πρόσωπο του μητρώου, "
                            "κενό: "
                            "όπου κατοικεί.",
                    .value = page->form->municipality });
}

static void
write_where_and_when(const Page *page)
{
    html(page->out,
            "<fieldset class=\"govgr-fieldset\">\n"
            "<legend class=\"govgr-heading-s\">Πού και πότε</legend>\n");
    write_municipality(page);
    write_input(page,
            &(Input) { .id = "at",
                    .label = "Σημείο (προαιρετικό)",
                    .hint = "Μήκος, πλάτος όπως 22.11, 37.04, ή x, y του ΕΓΣΑ87: για τις "
                            "αποστάσεις "
                            "από εκεί.",
                    .value = typed(page->form, "at") });
    write_input(page,
            &(Input) { .id = "on",
                    .label = "Ημέρα",
                    .hint = "όπως 21/11/2026",
                    .is_short = true,
                    .value = page->form->on });
    html(page->out, "</fieldset>\n");
}

static void
write_purpose(const Page *page)
{
    const QuestionForm *form = page->form;
    const char *chosen = typed(form, "purpose");
    const char *number = typed(form, "case");
    const Input purpose = { .id = "purpose", .label = "Σκοπός" };
    bool is_open = question_form_error(form, "case") || question_form_error(form, "purpose")
            || (number && *number) || (chosen && strcmp(chosen, purposes[0].key) != 0);

    html(page->out,
            is_open ? "<details class=\"m-more m-register-only\" open>\n"
                    : "<details class=\"m-more m-register-only\">\n");
    html(page->out, "<summary>Σκοπός και αριθμός υπόθεσης</summary>\n");
    open_select(page, &purpose);
    for (size_t i = 0; i < sizeof purposes / sizeof *purposes; i++)
        write_option(page->out, purposes[i].key, purposes[i].greek, chosen);
    html(page->out, "</select>\n</div>\n");
    write_input(page,
            &(Input) { .id = "case",
                    .label = "Αριθμός υπόθεσης",
                    .hint = "όπως ΚΚ-2026-00017",
                    .is_short = true,
                    .value = number });
    html(page->out, "</details>\n");
}

void
page_question(Buffer *out, Arena *arena, const Session *session, const Snapshot *snapshot,
        const QuestionForm *form)
{
    const Page page = { .out = out, .arena = arena, .form = form, .snapshot = snapshot };

    page_begin(out, form->n_errors > 0 ? "Ελέγξτε τη φόρμα" : "Ερώτηση", session);
    html_element(out, "h1", "govgr-heading-l", "Τι δικαιούται, πού και με ποια δικαιολογητικά");
    write_error_summary(&page);
    html(out, "<form method=\"post\" action=\"/answer\" class=\"m-form m-question\">\n");
    html_hidden(out, "_token", session->form_token);
    write_subject_choice(&page);
    write_numbers(&page);
    write_where_and_when(&page);
    write_facts(&page);
    write_purpose(&page);
    html(out,
            "<button class=\"govgr-btn govgr-btn-primary\" type=\"submit\">Απάντηση</button>\n"
            "</form>\n");
    page_end(out);
}
