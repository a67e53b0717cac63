/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/web/html.h"
#include "api/web/page_publish.h"
#include "api/web/pages.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define ERRORS_SHOWN_MAX 100
#define ROWS_SHOWN_MAX 500

static const char *
text_of(const JsonInput *object, const char *name)
{
    return json_input_text(json_input_member(object, name));
}

static int64_t
number_of(const JsonInput *object, const char *name)
{
    return json_input_integer(json_input_member(object, name));
}

static bool
is_working(const JsonInput *draft)
{
    return json_input_kind(json_input_member(draft, "work")) == JSON_KIND_OBJECT;
}

static bool
is_state(const DraftPage *page, const char *state)
{
    return strcmp(text_of(page->draft, "state"), state) == 0;
}

static bool
has_role(const DraftPage *page, Role role)
{
    return (page->session->account.roles & (uint32_t) role) != 0;
}

static bool
is_own(const DraftPage *page)
{
    return json_input_bool(json_input_member(page->draft, "is_own"));
}

static bool
may_edit(const DraftPage *page)
{
    return is_own(page) && has_role(page, ROLE_PUBLISHER) && !is_working(page->draft)
            && (is_state(page, "draft") || is_state(page, "checked"));
}

static const char *
address(const DraftPage *page, const char *rest)
{
    return arena_format(
            page->arena, "/publish/%" PRId64 "%s", number_of(page->draft, "draft"), rest);
}

static void
write_hidden(const DraftPage *page)
{
    html_hidden(page->out, "_token", page->session->form_token);
    html_hidden(page->out, "revision",
            arena_format(page->arena, "%" PRId64, number_of(page->draft, "revision")));
}

/* ---- the head --------------------------------------------------------------------------- */

static void
write_progress(const DraftPage *page)
{
    const JsonInput *work = json_input_member(page->draft, "work");
    const char *saying = text_of(work, "saying");
    int64_t done = number_of(work, "done");

    html(page->out, "<div class=\"m-settle\" role=\"status\">\n<p>");
    html_text(page->out, saying ? saying : "Ξεκινά");
    html(page->out, " … <progress max=\"100\"");
    html_attribute(page->out, "value", arena_format(page->arena, "%" PRId64, done));
    html(page->out,
            " aria-label=\"Πρόοδος\"></progress></p>\n<p class=\"m-quiet\">Η σελίδα ανανεώνεται "
            "μόνη της. <a class=\"govgr-link\"");
    html_attribute(page->out, "href", address(page, ""));
    html(page->out, ">Ανανέωση τώρα</a></p>\n</div>\n");
}

static void
write_names(const DraftPage *page, const char *label, const JsonInput *places)
{
    size_t n = json_input_count(places);

    if (n == 0)
        return;
    html_element(page->out, "p", NULL, label);
    html(page->out, "<ul class=\"m-list\">\n");
    for (size_t i = 0; i < n; i++)
        html_element(page->out, "li", NULL, text_of(json_input_at(places, i), "name"));
    html(page->out, "</ul>\n");
}

static void
write_head(const DraftPage *page)
{
    Buffer *out = page->out;
    const char *live_from = publish_time_greek(page->arena, text_of(page->draft, "live_from"));

    html(out,
            "<p><a class=\"govgr-link\" href=\"/publish\">Όλα τα πρόχειρα</a></p>\n"
            "<h1 class=\"govgr-heading-l\">");
    html_text(out, text_of(page->draft, "title"));
    html(out, "</h1>\n<p class=\"m-lead\"><span class=\"m-tag\">");
    html_text(out, publish_state_greek(text_of(page->draft, "state")));
    html(out, "</span> ");
    html_text(out, text_of(page->draft, "structure"));
    html_text(out,
            arena_format(
                    page->arena, " · αναθεώρηση %" PRId64, number_of(page->draft, "revision")));
    if (live_from) {
        html(out, " · ισχύει από ");
        html_text(out, live_from);
    }
    html(out, "</p>\n");
    write_names(page,
            "Κοινό πρόγραμμα: αφορά και κατοίκους των δήμων που ακολουθούν. Ο καθένας "
            "επιβεβαιώνει το δικό του μέρος.",
            json_input_member(page->draft, "others"));
    write_names(page, "Επιβεβαίωσαν ήδη:", json_input_member(page->draft, "confirmed"));
}

/* Why what was sent was not done, and what to do now; nothing that was typed is lost. */
static void
write_refusal(const DraftPage *page)
{
    const JsonInput *steps = json_input_member(page->draft, "steps");
    const JsonInput *last = json_input_at(steps, json_input_count(steps) - 1);
    const DraftTyped *typed = page->typed;

    html(page->out,
            "<div class=\"govgr-error-summary m-block\" role=\"alert\" aria-labelledby=\"refused\" "
            "tabindex=\"-1\" autofocus>\n<h2 class=\"govgr-heading-s\" id=\"refused\">Δεν "
            "αποθηκεύτηκε</h2>\n<p>");
    html_text(page->out, page->why);
    html(page->out, "</p>\n");
    if (last)
        html_element(page->out, "p", NULL,
                arena_format(page->arena, "Τελευταίο βήμα: %s, %s – %s.", text_of(last, "by"),
                        publish_time_greek(page->arena, text_of(last, "at")),
                        publish_action_greek(text_of(last, "action"))));
    if (typed->n_cells > 0)
        html(page->out,
                "<p>Όσα γράψατε είναι ακόμη <a class=\"govgr-link\" href=\"#edit\">στη φόρμα της "
                "γραμμής</a>, δίπλα σε όσα γράφει τώρα το πρόχειρο: δείτε τα, κρατήστε ό,τι "
                "ισχύει και αποθηκεύστε ξανά.</p>\n");
    else if ((typed->note && *typed->note) || (typed->live_from && *typed->live_from))
        html(page->out,
                "<p>Όσα γράψατε είναι ακόμη στη φόρμα τους: δείτε τι άλλαξε και στείλτε τα "
                "ξανά.</p>\n");
    html(page->out, "</div>\n");
}

/* ---- what the check found --------------------------------------------------------------- */

/* criteria.csv → criteria */
static bool
error_is_of(const JsonInput *error, const char *sheet, int64_t line)
{
    const char *file = text_of(error, "file");
    size_t length = strlen(sheet);

    return file && strncmp(file, sheet, length) == 0 && file[length] == '.'
            && (line == 0 || number_of(error, "line") == line);
}

static const JsonInput *
sheet_of_error(const DraftPage *page, const JsonInput *error)
{
    const JsonInput *sheets = json_input_member(page->draft, "sheets");

    for (size_t i = 0; i < json_input_count(sheets); i++)
        if (error_is_of(error, text_of(json_input_at(sheets, i), "key"), 0))
            return json_input_at(sheets, i);
    return NULL;
}

static void
write_place(const DraftPage *page, const JsonInput *error)
{
    const JsonInput *sheet = sheet_of_error(page, error);
    int64_t line = number_of(error, "line");
    const char *column = text_of(error, "column");

    if (!sheet || line == 0) {
        html_element(page->out, "strong", NULL, sheet ? text_of(sheet, "name") : "Βιβλίο");
        return;
    }
    html(page->out, "<a class=\"govgr-link\"");
    html_attribute(page->out, "href",
            arena_format(page->arena, "#%s-%" PRId64, text_of(sheet, "key"), line));
    html(page->out, ">");
    html_text(page->out, text_of(sheet, "name"));
    html_text(page->out, arena_format(page->arena, ", γραμμή %" PRId64, line));
    if (column)
        html_text(page->out, arena_format(page->arena, ", στήλη «%s»", column));
    html(page->out, "</a>");
}

static void
write_said(const DraftPage *page, const JsonInput *error)
{
    const char *value = text_of(error, "value");
    const char *suggestion = text_of(error, "suggestion");

    html(page->out, "<li>");
    write_place(page, error);
    html(page->out, ": ");
    if (value && *value)
        html_text(page->out, arena_format(page->arena, "«%s» – ", value));
    html_text(page->out, text_of(error, "message"));
    if (suggestion && *suggestion)
        html_text(page->out, arena_format(page->arena, " Μήπως «%s»;", suggestion));
    html(page->out, "</li>\n");
}

static void
write_sayings(const DraftPage *page, const char *key, const char *title)
{
    const JsonInput *sayings = json_input_member(json_input_member(page->draft, "report"), key);
    size_t n = json_input_count(sayings);

    if (n == 0)
        return;
    html_element(page->out, "h3", "m-part", title);
    html(page->out, "<ul class=\"m-list\">\n");
    for (size_t i = 0; i < n && i < ERRORS_SHOWN_MAX; i++)
        write_said(page, json_input_at(sayings, i));
    html(page->out, "</ul>\n");
    if (n > ERRORS_SHOWN_MAX)
        html_element(page->out, "p", NULL,
                arena_format(page->arena, "… και %zu ακόμη.", n - ERRORS_SHOWN_MAX));
}

static void
write_notes(const DraftPage *page)
{
    const JsonInput *notes = json_input_member(json_input_member(page->draft, "report"), "notes");

    for (size_t i = 0; i < json_input_count(notes); i++)
        html_element(page->out, "p", "m-quiet", json_input_text(json_input_at(notes, i)));
}

static void
write_counts(const DraftPage *page, const JsonInput *report)
{
    html_element(page->out, "p", NULL,
            arena_format(page->arena,
                    "Κανένα λάθος. Σε σχέση με το μητρώο: νέες γραμμές %" PRId64
                    ", αλλαγές %" PRId64 ", ίδιες %" PRId64 ", παύουν %" PRId64 ".",
                    number_of(report, "new"), number_of(report, "changed"),
                    number_of(report, "same"), number_of(report, "ended")));
}

static void
write_report(const DraftPage *page)
{
    const JsonInput *report = json_input_member(page->draft, "report");
    int64_t errors = number_of(report, "rejected");

    if (json_input_kind(report) != JSON_KIND_OBJECT)
        return;
    html(page->out,
            errors ? "<section class=\"govgr-error-summary\" aria-labelledby=\"report\">\n"
                   : "<section aria-labelledby=\"report\">\n");
    html(page->out, "<h2 class=\"govgr-heading-m\" id=\"report\">Έλεγχος</h2>\n");
    if (errors == 0)
        write_counts(page, report);
    write_sayings(page, "errors", errors == 1 ? "Ένα λάθος" : "Λάθη που πρέπει να διορθωθούν");
    write_sayings(page, "warnings", "Δείτε το ξανά");
    write_sayings(page, "repairs", "Διαβάστηκαν αλλιώς");
    write_notes(page);
    html(page->out, "</section>\n");
}

/* ---- the sheets ------------------------------------------------------------------------- */

/* The report names a column as the sheet heads it. */
static const JsonInput *
error_of_cell(const DraftPage *page, const char *sheet, int64_t line, const char *header)
{
    const JsonInput *errors = json_input_member(json_input_member(page->draft, "report"), "errors");

    for (size_t i = 0; i < json_input_count(errors); i++) {
        const JsonInput *error = json_input_at(errors, i);
        const char *column = text_of(error, "column");

        if (error_is_of(error, sheet, line) && (!header || (column && strcmp(column, header) == 0)))
            return error;
    }
    return NULL;
}

typedef struct SheetView {
    const DraftPage *page;
    const JsonInput *rows;
    const JsonInput *header; /* row of the sheet; its first member is the line */
    const char *key;
    const char *name;
} SheetView;

static const char *
header_of(const SheetView *view, size_t cell)
{
    const char *header = json_input_text(json_input_at(view->header, cell + 1));

    return header ? header : "";
}

static void
write_cell(const SheetView *view, const JsonInput *row, size_t cell, int64_t line)
{
    Buffer *out = view->page->out;
    const char *text = json_input_text(json_input_at(row, cell + 1));
    const JsonInput *error = *header_of(view, cell)
            ? error_of_cell(view->page, view->key, line, header_of(view, cell))
            : NULL;

    html(out, error ? "<td class=\"m-wrong\">" : "<td>");
    html_text(out, text);
    if (error) {
        html(out, "<span class=\"govgr-error-message\">");
        html_text(out, text_of(error, "message"));
        html(out, "</span>");
    }
    html(out, "</td>");
}

static void
write_edit_link(const SheetView *view, int64_t line)
{
    Buffer *out = view->page->out;

    html(out, "<td><a class=\"govgr-link\"");
    html_attribute(out, "href",
            address(view->page,
                    arena_format(view->page->arena, "?sheet=%s&line=%" PRId64 "#edit", view->key,
                            line)));
    html_attribute(out, "aria-label",
            arena_format(view->page->arena, "Διόρθωση: %s, γραμμή %" PRId64, view->name, line));
    html(out, ">Διόρθωση</a></td>");
}

static void
write_row(const SheetView *view, const JsonInput *row)
{
    Buffer *out = view->page->out;
    Arena *arena = view->page->arena;
    int64_t line = json_input_integer(json_input_at(row, 0));
    bool wrong = error_of_cell(view->page, view->key, line, NULL) != NULL;
    size_t n = json_input_count(view->header);

    html(out, wrong ? "<tr class=\"m-wrong-row\"" : "<tr");
    html_attribute(out, "id", arena_format(arena, "%s-%" PRId64, view->key, line));
    html(out, "><th scope=\"row\">");
    html_text(out, arena_format(arena, "%" PRId64, line));
    html(out, "</th>");
    if (may_edit(view->page))
        write_edit_link(view, line);
    for (size_t i = 0; i + 1 < n; i++)
        write_cell(view, row, i, line);
    html(out, "</tr>\n");
}

static void
write_table(const SheetView *view)
{
    Buffer *out = view->page->out;
    Arena *arena = view->page->arena;
    size_t n = json_input_count(view->rows);

    html(out, "<h3 class=\"m-part\"");
    html_attribute(out, "id", arena_format(arena, "sheet-%s", view->key));
    html(out, ">");
    html_text(out, arena_format(arena, "%s (%zu)", view->name, n ? n - 1 : 0));
    html(out, "</h3>\n<div class=\"m-scroll\" role=\"region\" tabindex=\"0\"");
    html_attribute(out, "aria-labelledby", arena_format(arena, "sheet-%s", view->key));
    html(out, ">\n<table class=\"m-draft\">\n<thead><tr><th scope=\"col\">Γραμμή</th>");
    if (may_edit(view->page))
        html(out, "<th scope=\"col\">Ενέργεια</th>");
    for (size_t i = 0; i + 1 < json_input_count(view->header); i++) {
        html(out, "<th scope=\"col\">");
        html_text(out, header_of(view, i));
        html(out, "</th>");
    }
    html(out, "</tr></thead>\n<tbody>\n");
    for (size_t i = 1; i < n && i <= ROWS_SHOWN_MAX; i++)
        write_row(view, json_input_at(view->rows, i));
    html(out, "</tbody>\n</table>\n</div>\n");
    if (n > ROWS_SHOWN_MAX + 1)
        html(out, "<p class=\"m-quiet\">Φαίνονται οι πρώτες 500 γραμμές.</p>\n");
}

/* What was typed into the cell before somebody else was faster; NULL = nothing. */
static const char *
typed_cell(const DraftPage *page, size_t cell)
{
    return page->typed && cell < page->typed->n_cells ? page->typed->cells[cell] : NULL;
}

static void
write_field(const SheetView *view, const JsonInput *row, size_t cell, int64_t line)
{
    Buffer *out = view->page->out;
    Arena *arena = view->page->arena;
    const char *id = arena_format(arena, "c%zu", cell);
    const char *typed = typed_cell(view->page, cell);
    const JsonInput *error = *header_of(view, cell)
            ? error_of_cell(view->page, view->key, line, header_of(view, cell))
            : NULL;
    const char *text = json_input_text(json_input_at(row, cell + 1));
    const char *stands = text ? text : "";
    bool differs = typed && strcmp(typed, stands) != 0;

    html(out, "<div class=\"govgr-field\">\n<label class=\"govgr-label\"");
    html_attribute(out, "for", id);
    html(out, ">");
    html_text(out, *header_of(view, cell) ? header_of(view, cell) : "(χωρίς όνομα)");
    html(out, "</label>\n");
    if (error) {
        html(out, "<p class=\"govgr-error-message\"");
        html_attribute(out, "id", arena_format(arena, "%s-error", id));
        html(out, ">");
        html_text(out, text_of(error, "message"));
        html(out, "</p>\n");
    }
    if (differs) {
        html(out, "<p class=\"govgr-hint\"");
        html_attribute(out, "id", arena_format(arena, "%s-now", id));
        html(out, ">Τώρα γράφει: ");
        html_text(out, *stands ? stands : "(κενό)");
        html(out, "</p>\n");
    }
    html(out, "<input class=\"govgr-input m-field\" autocomplete=\"off\"");
    html_attribute(out, "id", id);
    html_attribute(out, "name", id);
    html_attribute(out, "value", typed ? typed : stands);
    if (error || differs)
        html_attribute(out, "aria-describedby",
                arena_format(arena, "%s-%s", id, differs ? "now" : "error"));
    html(out, ">\n</div>\n");
}

static void
write_edit_form(const SheetView *view, const JsonInput *row)
{
    const DraftPage *page = view->page;
    Buffer *out = page->out;
    int64_t line = json_input_integer(json_input_at(row, 0));

    html(out,
            "<section class=\"m-settle\" id=\"edit\" aria-labelledby=\"edit-title\">\n"
            "<h3 class=\"m-part\" id=\"edit-title\">");
    html_text(out, arena_format(page->arena, "%s, γραμμή %" PRId64, view->name, line));
    html(out, "</h3>\n<form class=\"m-form\" method=\"post\"");
    html_attribute(out, "action", address(page, "/edit"));
    html(out, ">\n");
    write_hidden(page);
    html_hidden(out, "sheet", view->key);
    html_hidden(out, "line", arena_format(page->arena, "%" PRId64, line));
    html(out, "<div class=\"m-columns\">\n");
    for (size_t i = 0; i + 1 < json_input_count(view->header); i++)
        write_field(view, row, i, line);
    html(out,
            "</div>\n<div class=\"m-actions\">\n<button class=\"govgr-btn govgr-btn-primary\" "
            "type=\"submit\">Αποθήκευση και έλεγχος</button>\n<button class=\"govgr-btn "
            "govgr-btn-secondary\" type=\"submit\" name=\"remove\" value=\"1\">Διαγραφή της γραμμής"
            "</button>\n</div>\n</form>\n</section>\n");
}

/* Somebody else has taken the row out: what was typed for it, to be copied. */
static void
write_lost_row(const SheetView *view)
{
    const DraftPage *page = view->page;
    Buffer *out = page->out;

    html(out,
            "<section class=\"m-settle\" id=\"edit\" aria-labelledby=\"edit-title\">\n"
            "<h3 class=\"m-part\" id=\"edit-title\">");
    html_text(out,
            arena_format(page->arena, "%s, γραμμή %" PRId64 ": δεν υπάρχει πια", view->name,
                    page->line));
    html(out, "</h3>\n<p>Όσα γράψατε, για να τα βάλετε αλλού:</p>\n<ul class=\"m-list\">\n");
    for (size_t i = 0; i < page->typed->n_cells; i++)
        html_element(out, "li", NULL,
                arena_format(page->arena, "%s: %s", header_of(view, i), page->typed->cells[i]));
    html(out, "</ul>\n</section>\n");
}

static void
write_edited_row(const SheetView *view)
{
    const DraftPage *page = view->page;
    bool is_typed = page->typed && page->typed->n_cells > 0;
    bool is_there = false;

    if (!page->sheet || strcmp(page->sheet, view->key) != 0 || !(may_edit(page) || is_typed))
        return;
    for (size_t i = 1; i < json_input_count(view->rows); i++) {
        const JsonInput *row = json_input_at(view->rows, i);

        if (json_input_integer(json_input_at(row, 0)) != page->line)
            continue;
        write_edit_form(view, row);
        is_there = true;
    }
    if (is_typed && !is_there)
        write_lost_row(view);
}

static void
write_sheets(const DraftPage *page)
{
    const JsonInput *sheets = json_input_member(page->draft, "sheets");
    size_t n = json_input_count(sheets);

    if (n == 0)
        return;
    html(page->out, "<h2 class=\"govgr-heading-m\">Το περιεχόμενο</h2>\n");
    for (size_t i = 0; i < n; i++) {
        const JsonInput *sheet = json_input_at(sheets, i);
        SheetView view = {
            .page = page,
            .rows = json_input_member(sheet, "rows"),
            .key = text_of(sheet, "key"),
            .name = text_of(sheet, "name"),
        };

        view.header = json_input_at(view.rows, 0);
        write_edited_row(&view);
        write_table(&view);
    }
}

/* ---- the effect ------------------------------------------------------------------------- */

/* Numbers of EffectKind. */
static const char *const kinds_greek[] = { NULL, "κερδίζουν", "χάνουν", "γίνονται άγνωστοι",
    "δικαιούνται μετά" };

#define KINDS_SHOWN 4
#define OVERLAP 5
#define STRANDED 6

static const char *
persons_text(const DraftPage *page, const JsonInput *count)
{
    return count ? arena_format(page->arena, "%" PRId64, number_of(count, "persons"))
                 : "λίγοι ή κανείς";
}

static const JsonInput *
find_count(const JsonInput *counts, const char *programme, const char *place, int64_t kind)
{
    for (size_t i = 0; i < json_input_count(counts); i++) {
        const JsonInput *count = json_input_at(counts, i);
        const char *where = text_of(count, "place");

        if (number_of(count, "kind") == kind && strcmp(text_of(count, "programme"), programme) == 0
                && (place ? where && strcmp(where, place) == 0 : !where))
            return count;
    }
    return NULL;
}

static void
write_count_row(
        const DraftPage *page, const JsonInput *counts, const char *programme, const char *place)
{
    html(page->out, "<tr><th scope=\"row\">");
    html_text(page->out, place ? place : "Όλη η χώρα");
    html(page->out, "</th>");
    for (int64_t kind = 1; kind <= KINDS_SHOWN; kind++)
        html_element(page->out, "td", NULL,
                persons_text(page, find_count(counts, programme, place, kind)));
    html(page->out, "</tr>\n");
}

static bool
changes_something(const JsonInput *counts, const char *programme, const char *place)
{
    for (int64_t kind = 1; kind < KINDS_SHOWN; kind++)
        if (find_count(counts, programme, place, kind))
            return true;
    return false;
}

/* Only where something changes: of a national programme the rest is the rest of the country. */
static void
write_count_rows(const DraftPage *page, const JsonInput *counts, const char *programme)
{
    const char *last = NULL;

    write_count_row(page, counts, programme, NULL);
    for (size_t i = 0; i < json_input_count(counts); i++) {
        const JsonInput *count = json_input_at(counts, i);
        const char *place = text_of(count, "place");

        if (!place || strcmp(text_of(count, "programme"), programme) != 0
                || (last && strcmp(last, place) == 0))
            continue;
        last = place;
        if (changes_something(counts, programme, place))
            write_count_row(page, counts, programme, place);
    }
}

static void
write_counts_table(const DraftPage *page, const JsonInput *counts, const char *programme)
{
    Buffer *out = page->out;

    html(out,
            "<div class=\"m-scroll\" role=\"region\" tabindex=\"0\" "
            "aria-label=\"Πόσους αφορά, ανά δήμο\">\n<table class=\"m-draft\">\n<thead><tr><th "
            "scope=\"col\">Δήμος</th>");
    for (int kind = 1; kind <= KINDS_SHOWN; kind++) {
        html(out, "<th scope=\"col\">");
        html_text(out, kinds_greek[kind]);
        html(out, "</th>");
    }
    html(out, "</tr></thead>\n<tbody>\n");
    write_count_rows(page, counts, programme);
    html(out, "</tbody>\n</table>\n</div>\n");
    html(out, "<p class=\"m-quiet\">Στους άλλους δήμους αλλάζει για λίγους ή για κανέναν.</p>\n");
}

static void
write_overlaps(const DraftPage *page, const JsonInput *counts, const char *programme)
{
    bool any = false;

    for (size_t i = 0; i < json_input_count(counts); i++) {
        const JsonInput *count = json_input_at(counts, i);

        if (number_of(count, "kind") != OVERLAP
                || strcmp(text_of(count, "programme"), programme) != 0)
            continue;
        if (!any)
            html(page->out, "<h4 class=\"m-part\">Επικαλύπτεται με</h4>\n<ul class=\"m-list\">\n");
        any = true;
        html_element(page->out, "li", NULL,
                arena_format(page->arena,
                        "%s (%s): %s από όσους δικαιούνται αυτό δικαιούνται και εκείνο",
                        text_of(count, "other_title") ? text_of(count, "other_title") : "νέο",
                        text_of(count, "other"), persons_text(page, count)));
    }
    if (any)
        html(page->out, "</ul>\n");
}

static void
write_texts(const DraftPage *page, const char *title, const JsonInput *texts)
{
    size_t n = json_input_count(texts);

    if (n == 0)
        return;
    html_element(page->out, "h4", "m-part", title);
    html(page->out, "<ul class=\"m-list\">\n");
    for (size_t i = 0; i < n; i++)
        html_element(page->out, "li", NULL, json_input_text(json_input_at(texts, i)));
    html(page->out, "</ul>\n");
}

/* How many more there are than are named. */
static void
write_places(const DraftPage *page, const JsonInput *programme, const char *names,
        const char *number, const char *title)
{
    size_t named = json_input_count(json_input_member(programme, names));
    int64_t n = number_of(programme, number);

    write_texts(page, arena_format(page->arena, "%s (%" PRId64 ")", title, n),
            json_input_member(programme, names));
    if (n > (int64_t) named)
        html_element(page->out, "p", NULL,
                arena_format(page->arena, "… και %" PRId64 " ακόμη.", n - (int64_t) named));
}

static void
write_delivery(const DraftPage *page, const JsonInput *counts, const JsonInput *programme)
{
    const JsonInput *stranded = find_count(counts, text_of(programme, "programme"), NULL, STRANDED);

    if (number_of(programme, "n_without_delivery") > 0)
        html_element(page->out, "p", NULL,
                arena_format(page->arena,
                        "Σε δήμους όπου δεν το δίνει κανείς ζουν, από όσους θα το δικαιούνται: %s.",
                        persons_text(page, stranded)));
    write_places(page, programme, "without_delivery", "n_without_delivery",
            "Δήμοι της περιοχής του χωρίς καμία γνωστή παροχή");
    write_places(page, programme, "delivered_far", "n_delivered_far",
            "Δήμοι με παροχή μόνο σε σημείο πέρα από τα 20 χλμ. από το κέντρο τους");
    write_places(page, programme, "delivery_unknown", "n_delivery_unknown",
            "Δήμοι όπου δεν είναι γνωστό πού ή για ποιους δίνεται");
    html(page->out,
            "<p class=\"m-quiet\">Το μητρώο ξέρει τη διαμονή ανά δήμο· μέσα σε έναν δήμο δεν ξέρει "
            "ποιος οικισμός μένει μακριά από το σημείο.</p>\n");
}

static const char *
verdict_text(const char *key)
{
    static const struct {
        const char *key;
        const char *greek;
    } verdicts[] = { { "eligible", "δικαιούται" }, { "not_eligible", "δεν δικαιούται" },
        { "unknown", "άγνωστο" } };

    for (size_t i = 0; key && i < sizeof verdicts / sizeof *verdicts; i++)
        if (strcmp(verdicts[i].key, key) == 0)
            return verdicts[i].greek;
    return "δεν δίνεται";
}

static bool
are_judged_alike(const JsonInput *examples)
{
    for (size_t i = 0; i < json_input_count(examples); i++) {
        const JsonInput *example = json_input_at(examples, i);

        if (strcmp(verdict_text(text_of(example, "before")),
                    verdict_text(text_of(example, "after")))
                != 0)
            return false;
    }
    return true;
}

static void
write_examples(const DraftPage *page, const JsonInput *examples)
{
    if (are_judged_alike(examples)) {
        html(page->out,
                "<p>Και οι δέκα άνθρωποι που δεν υπάρχουν, με τους οποίους δοκιμάζεται, κρίνονται "
                "όπως "
                "πριν.</p>\n");
        return;
    }
    html(page->out,
            "<h4 class=\"m-part\">Δέκα άνθρωποι που δεν υπάρχουν</h4>\n<div "
            "class=\"m-scroll\" role=\"region\" tabindex=\"0\" "
            "aria-label=\"Παραδείγματα\">\n<table class=\"m-draft\">\n<thead><tr><th "
            "scope=\"col\">Ποιος</th><th scope=\"col\">Πριν</th><th "
            "scope=\"col\">Μετά</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < json_input_count(examples); i++) {
        const JsonInput *example = json_input_at(examples, i);

        html(page->out, "<tr><th scope=\"row\">");
        html_text(page->out, text_of(example, "who"));
        html(page->out, "</th>");
        html_element(page->out, "td", NULL, verdict_text(text_of(example, "before")));
        html_element(page->out, "td", NULL, verdict_text(text_of(example, "after")));
        html(page->out, "</tr>\n");
    }
    html(page->out, "</tbody>\n</table>\n</div>\n");
}

static void
write_effect_of(const DraftPage *page, const JsonInput *counts, const JsonInput *programme)
{
    const char *code = text_of(programme, "programme");

    html_element(page->out, "h3", "m-part", text_of(programme, "title"));
    write_counts_table(page, counts, code);
    write_overlaps(page, counts, code);
    write_texts(page, "Αποκλείει όσους παίρνουν", json_input_member(programme, "excludes"));
    write_texts(page, "Προϋποθέτει", json_input_member(programme, "requires"));
    write_delivery(page, counts, programme);
    write_texts(page, "Όσα δεν τα ξέρει καμία ροή: θα τα ρωτά πάντα ο σύμβουλος",
            json_input_member(programme, "unanswered"));
    write_examples(page, json_input_member(programme, "examples"));
}

static void
write_effect(const DraftPage *page)
{
    const JsonInput *effect = json_input_member(page->draft, "effect");
    const JsonInput *programmes = json_input_member(effect, "programmes");

    if (json_input_kind(effect) != JSON_KIND_OBJECT
            || !json_input_bool(json_input_member(page->draft, "effect_is_current")))
        return;
    html(page->out,
            "<section aria-labelledby=\"effect\">\n<h2 class=\"govgr-heading-m\" "
            "id=\"effect\">Τι θα αλλάξει για όσους είναι στο μητρώο</h2>\n<p "
            "class=\"m-quiet\">Οι αριθμοί είναι προστατευμένοι: αλλαγμένοι λίγο, "
            "στρογγυλεμένοι στην πεντάδα, και κάτω από 10 δεν λέγεται αν είναι λίγοι ή κανείς. "
            "Μετρούν για τις ");
    html_text(page->out, publish_time_greek(page->arena, text_of(effect, "on")));
    html(page->out, ".</p>\n");
    if (json_input_count(programmes) == 0)
        html(page->out, "<p>Το πρόχειρο δεν αλλάζει πρόγραμμα.</p>\n");
    for (size_t i = 0; i < json_input_count(programmes); i++)
        write_effect_of(page, json_input_member(effect, "counts"), json_input_at(programmes, i));
    html(page->out, "</section>\n");
}

/* ---- the steps -------------------------------------------------------------------------- */

static void
begin_form(const DraftPage *page, const char *step)
{
    html(page->out, "<form class=\"m-form\" method=\"post\"");
    html_attribute(page->out, "action", address(page, arena_format(page->arena, "/%s", step)));
    html(page->out, ">\n");
    write_hidden(page);
}

static void
write_button(const DraftPage *page, const char *step, const char *label, bool is_primary)
{
    begin_form(page, step);
    html(page->out,
            is_primary ? "<button class=\"govgr-btn govgr-btn-primary\" type=\"submit\">"
                       : "<button class=\"govgr-btn govgr-btn-secondary\" type=\"submit\">");
    html_text(page->out, label);
    html(page->out, "</button>\n</form>\n");
}

static void
write_typed(const DraftPage *page, const char *typed)
{
    if (typed && *typed)
        html_attribute(page->out, "value", typed);
}

static void
write_submit(const DraftPage *page)
{
    begin_form(page, "submit");
    html(page->out,
            "<div class=\"govgr-field\">\n<label class=\"govgr-label\" for=\"live_from\">Να "
            "δημοσιευτεί από</label>\n<span class=\"govgr-hint\" id=\"live-hint\">ημέρα όπως "
            "21/05/2027· "
            "κενό: μόλις εγκριθεί</span>\n<input class=\"govgr-input m-field m-short\" "
            "inputmode=\"numeric\" maxlength=\"10\" autocomplete=\"off\" "
            "id=\"live_from\" name=\"live_from\" aria-describedby=\"live-hint\"");
    write_typed(page, page->typed ? page->typed->live_from : NULL);
    html(page->out,
            ">\n</div>\n<button class=\"govgr-btn govgr-btn-primary\" type=\"submit\">Υποβολή για "
            "έγκριση"
            "</button>\n</form>\n");
}

static void
write_return(const DraftPage *page)
{
    begin_form(page, "return");
    html(page->out,
            "<div class=\"govgr-field\">\n<label class=\"govgr-label\" for=\"note\">Τι να "
            "διορθωθεί</label>\n<input class=\"govgr-input m-field\" id=\"note\" name=\"note\" "
            "maxlength=\"500\" required autocomplete=\"off\"");
    write_typed(page, page->typed ? page->typed->note : NULL);
    html(page->out,
            ">\n</div>\n<button class=\"govgr-btn "
            "govgr-btn-secondary\" type=\"submit\">Επιστροφή για διόρθωση</button>\n</form>\n");
}

static void
write_upload(const DraftPage *page)
{
    html(page->out,
            "<details class=\"m-more\">\n<summary>Άλλο βιβλίο στη θέση του</summary>\n"
            "<form class=\"m-form\" method=\"post\" enctype=\"multipart/form-data\"");
    html_attribute(page->out, "action", address(page, "/upload"));
    html(page->out, ">\n");
    write_hidden(page);
    html(page->out,
            "<div class=\"govgr-field\">\n<label class=\"govgr-label\" for=\"file\">Βιβλίο .xlsx ή "
            ".ods, ως 8 MB</label>\n<input class=\"m-file\" id=\"file\" name=\"file\" "
            "type=\"file\" required accept=\".xlsx,.ods\">\n</div>\n<button class=\"govgr-btn "
            "govgr-btn-secondary\" type=\"submit\">Αποστολή και έλεγχος</button>\n</form>\n"
            "</details>\n");
}

static void
write_publisher_steps(const DraftPage *page)
{
    if (is_state(page, "checked"))
        write_submit(page);
    if (may_edit(page)) {
        if (is_state(page, "draft") && json_input_count(json_input_member(page->draft, "sheets")))
            write_button(page, "check", "Νέος έλεγχος", false);
        write_upload(page);
        write_button(page, "archive", "Στο αρχείο", false);
    }
    if (is_state(page, "submitted"))
        write_button(page, "withdraw", "Απόσυρση για διόρθωση", false);
}

static void
write_approver_steps(const DraftPage *page)
{
    bool is_editor = json_input_bool(json_input_member(page->draft, "is_editor"));

    if (is_state(page, "submitted") && is_editor)
        html(page->out,
                "<p>Έχετε γράψει ή διορθώσει αυτό το πρόχειρο: το εγκρίνει άλλο "
                "πρόσωπο.</p>\n");
    else if (is_state(page, "submitted"))
        write_button(page, "approve", "Έγκριση", true);
    if (is_state(page, "submitted") || is_state(page, "approved"))
        write_return(page);
    if (json_input_bool(json_input_member(page->draft, "can_roll_back")))
        write_button(page, "roll_back", "Επαναφορά ό,τι ίσχυε πριν", false);
}

static void
write_steps(const DraftPage *page)
{
    if (is_working(page->draft))
        return;
    html(page->out, "<h2 class=\"govgr-heading-m\">Επόμενο βήμα</h2>\n");
    if (is_own(page)
            && (is_state(page, "checked") || is_state(page, "submitted")
                    || is_state(page, "approved")))
        write_button(page, "effect", "Τι θα αλλάξει; (όλο το μητρώο)", false);
    if (is_own(page) && has_role(page, ROLE_PUBLISHER))
        write_publisher_steps(page);
    if (is_own(page) && has_role(page, ROLE_APPROVER))
        write_approver_steps(page);
    if (has_role(page, ROLE_APPROVER)
            && json_input_count(json_input_member(page->draft, "mine_to_confirm")))
        write_button(page, "part", "Επιβεβαίωση για τον δήμο μου", true);
}

static void
write_history(const DraftPage *page)
{
    const JsonInput *steps = json_input_member(page->draft, "steps");

    html(page->out, "<h2 class=\"govgr-heading-m\">Ιστορικό</h2>\n<ol class=\"m-list\">\n");
    for (size_t i = 0; i < json_input_count(steps); i++) {
        const JsonInput *step = json_input_at(steps, i);
        const char *note = text_of(step, "note");

        html(page->out, "<li>");
        html_text(page->out, publish_time_greek(page->arena, text_of(step, "at")));
        html(page->out, ": ");
        html_text(page->out, text_of(step, "by"));
        html(page->out, " – ");
        html_text(page->out, publish_action_greek(text_of(step, "action")));
        if (note)
            html_text(page->out, arena_format(page->arena, " (%s)", note));
        html(page->out, "</li>\n");
    }
    html(page->out, "</ol>\n");
}

void
page_draft(const DraftPage *page)
{
    page_begin(page->out, "Πρόχειρο", page->session);
    if (page->typed)
        write_refusal(page);
    write_head(page);
    if (is_working(page->draft))
        write_progress(page);
    write_report(page);
    write_effect(page);
    write_steps(page);
    write_sheets(page);
    write_history(page);
    page_end(page->out);
}
