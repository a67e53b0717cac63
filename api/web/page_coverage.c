/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/web/html.h"
#include "api/web/pages.h"

#include <string.h>

/*
 * A table of a release for whoever plans, with how complete it is beside it. Every number and every
 * word about one is of the release; the page adds none.
 */

/* ---- the form ------------------------------------------------------------------------------- */

static void
write_option(Buffer *out, const char *value, const char *title, bool is_chosen)
{
    html(out, "<option");
    html_attribute(out, "value", value);
    html(out, is_chosen ? " selected>" : ">");
    html_text(out, title);
    html(out, "</option>\n");
}

static void
begin_select(Buffer *out, const char *name, const char *label)
{
    html(out, "<div><label class=\"govgr-label\"");
    html_attribute(out, "for", name);
    html(out, ">");
    html_text(out, label);
    html(out, "</label><select class=\"govgr-select m-field\"");
    html_attribute(out, "id", name);
    html_attribute(out, "name", name);
    html(out, ">\n");
}

/* `none`: what choosing nothing is called, under the value `none_value`; NULL: one must choose. */
static void
write_select(Buffer *out, const char *name, const char *label, const Coverage *coverage,
        int64_t kind, const char *chosen, const char *none_value, const char *none)
{
    bool is_found = !chosen;

    begin_select(out, name, label);
    if (none)
        write_option(out, none_value, none, !chosen);
    for (size_t i = 0; i < coverage->n_choices; i++) {
        const CoverageChoice *choice = &coverage->choices[i];
        bool is_chosen = chosen && strcmp(choice->code, chosen) == 0;

        if (choice->kind != kind)
            continue;
        is_found |= is_chosen;
        write_option(out, choice->code, choice->title, is_chosen);
    }
    /* A fact among the groups, or a place that is no region: what a link brought here stays. */
    if (!is_found)
        write_option(out, chosen,
                coverage->group_title && kind == CHOICE_GROUP ? coverage->group_title : chosen,
                true);
    html(out, "</select></div>\n");
}

static void
write_levels(Buffer *out, PlaceLevel chosen)
{
    begin_select(out, "level", "Επίπεδο");
    for (PlaceLevel level = PLACE_MUNICIPALITY; level <= PLACE_REGION; level++)
        write_option(out, place_level_name(level), coverage_level_greek(level), level == chosen);
    html(out, "</select></div>\n");
}

static void
write_form(Buffer *out, Arena *arena, const Coverage *coverage)
{
    const CoverageQuestion *question = &coverage->question;

    html(out,
            "<form class=\"m-form m-no-print\" method=\"get\" action=\"/coverage\">\n"
            "<div class=\"m-columns\">\n");
    write_select(
            out, "measure", "Μέγεθος", coverage, CHOICE_MEASURE, question->measure, NULL, NULL);
    write_select(out, "programme", "Πρόγραμμα", coverage, CHOICE_PROGRAMME, question->programme, "",
            "κανένα");
    write_select(out, "group", "Ομάδα", coverage, CHOICE_GROUP, question->group, "", "όλοι");
    write_levels(out, question->level);
    write_select(out, "within", "Πού", coverage, CHOICE_REGION, question->within, "all",
            "σε όλη τη χώρα");
    write_select(out, "release", "Δημοσίευση", coverage, CHOICE_RELEASE,
            question->release ? arena_format(arena, "%d", (int) question->release) : NULL, "",
            "η νεότερη");
    html(out,
            "</div>\n<p><button class=\"govgr-btn govgr-btn-primary m-small\" type=\"submit\">"
            "Δείξε</button></p>\n</form>\n");
}

/* ---- the table ------------------------------------------------------------------------------ */

static void
begin_table(Buffer *out, const char *what)
{
    html(out, "<div class=\"m-scroll\" tabindex=\"0\" role=\"region\"");
    html_attribute(out, "aria-label", what);
    html(out, ">\n<table class=\"m-table\">\n");
}

static void
end_table(Buffer *out)
{
    html(out, "</tbody>\n</table>\n</div>\n");
}

static bool
is_any_incomplete(const Coverage *coverage)
{
    for (size_t i = 0; i < coverage->n_cells; i++)
        if (coverage->cells[i].incomplete)
            return true;
    return false;
}

static void
write_cells(Buffer *out, const Coverage *coverage)
{
    bool says_incomplete = is_any_incomplete(coverage);

    html_element(out, "p", "m-quiet", coverage->measure_note);
    begin_table(out, coverage->title);
    html(out,
            "<thead><tr><th scope=\"col\">Τόπος</th><th scope=\"col\" "
            "class=\"m-figure-cell\">");
    html_text(out, coverage->title);
    html(out, says_incomplete ? "</th><th scope=\"col\">Στοιχεία</th>" : "</th>");
    html(out, "</tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < coverage->n_cells; i++) {
        const CoverageCell *cell = &coverage->cells[i];

        html(out, "<tr><th scope=\"row\">");
        html_text(out, cell->name);
        html(out, "</th><td class=\"m-figure-cell\">");
        html_text(out, cell->text);
        html(out, "</td>");
        if (says_incomplete)
            html(out, cell->incomplete ? "<td>ελλιπή</td>" : "<td></td>");
        html(out, "</tr>\n");
    }
    end_table(out);
}

static void
write_figure(Buffer *out, const char *what, const char *figure)
{
    html(out, "<div>");
    html_element(out, "dt", NULL, what);
    html_element(out, "dd", NULL, figure);
    html(out, "</div>\n");
}

static void
write_figures(Buffer *out, Arena *arena, const Coverage *coverage)
{
    char day[DAY_TEXT_SIZE];

    html(out, "<dl class=\"m-figures\">\n");
    write_figure(out, "Δημοσίευση",
            arena_format(arena, "%lld, για τις %s", (long long) coverage->release,
                    day_format_greek(coverage->on, day)));
    if (coverage->special_of != coverage->release)
        write_figure(
                out, "Ειδικές κατηγορίες από", day_format_greek(coverage->special_made_on, day));
    write_figure(out,
            arena_format(arena, "Παροχές επιβεβαιωμένες τις τελευταίες %d ημέρες",
                    COVERAGE_CONFIRMED_DAYS),
            arena_format(arena, "%lld από %lld", (long long) coverage->offers_confirmed,
                    (long long) coverage->offers));
    if (coverage->unknown_band != COVERAGE_NONE)
        write_figure(out, "Εγγεγραμμένοι με άγνωστο δικαίωμα",
                arena_format(arena, "%d–%d%%", coverage->unknown_band * 20,
                        coverage->unknown_band * 20 + 20));
    html(out, "</dl>\n");
}

/* ---- what stands behind it ------------------------------------------------------------------ */

static void
write_feeds(Buffer *out, const Coverage *coverage)
{
    char day[DAY_TEXT_SIZE];

    html(out, "<h2 class=\"govgr-heading-m\">Ροές στοιχείων</h2>\n");
    begin_table(out, "Ροές στοιχείων");
    html(out,
            "<thead><tr><th scope=\"col\">Ροή</th><th scope=\"col\">Στοιχεία ως</th>"
            "<th scope=\"col\">Παραλήφθηκε</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < coverage->n_feeds; i++) {
        const CoverageFeed *feed = &coverage->feeds[i];

        html(out, "<tr>");
        buffer_text(out, "<th scope=\"row\">");
        html_text(out, feed_greek(feed->feed));
        html(out, "</th>");
        html_element(out, "td", NULL,
                feed->as_of == DAY_NONE ? "καμία παράδοση" : day_format_greek(feed->as_of, day));
        html_element(out, "td", NULL,
                feed->delivered_on == DAY_NONE ? "–" : day_format_greek(feed->delivered_on, day));
        html(out, "</tr>\n");
    }
    end_table(out);
}

static const char *
address(Arena *arena, const Coverage *coverage, const char *path, const char *measure,
        const char *group)
{
    const CoverageQuestion *question = &coverage->question;

    return arena_format(arena, "%s?measure=%s&level=%s&within=%s&release=%lld%s%s%s%s", path,
            measure, place_level_name(question->level), question->within ? question->within : "all",
            (long long) coverage->release, question->programme ? "&programme=" : "",
            question->programme ? question->programme : "", group ? "&group=" : "",
            group ? group : "");
}

static void
write_lack(Buffer *out, Arena *arena, const Coverage *coverage, const CoverageLack *lack)
{
    html(out, "<tr><th scope=\"row\"><a class=\"govgr-link\"");
    html_attribute(
            out, "href", address(arena, coverage, "/coverage", "unknown_because", lack->key));
    html(out, ">");
    html_text(out, lack->name);
    html(out, "</a></th>");
    if (coverage->question.within)
        html_element(out, "td", "m-figure-cell",
                lack->value == COVERAGE_NONE
                        ? "<10"
                        : arena_format(arena, "%lld", (long long) lack->value));
    html(out, "<td>");
    for (size_t i = 0; i < lack->n_feeds; i++) {
        html(out, i ? ", " : "");
        html_text(out, feed_greek(lack->feeds[i]));
        html(out, lack->is_stale[i] ? " (έχει παλιώσει)" : "");
    }
    html(out, "</td></tr>\n");
}

static void
write_lacks(Buffer *out, Arena *arena, const Coverage *coverage)
{
    if (coverage->n_lacks == 0)
        return;
    html(out,
            "<h2 class=\"govgr-heading-m\">Γιατί είναι άγνωστο</h2>\n"
            "<p>Τι μένει ανοιχτό σε όσους το δικαίωμα είναι άγνωστο, και ποια ροή θα το έλεγε. Ένα "
            "πρόσωπο μετρά σε κάθε στοιχείο που του λείπει.</p>\n");
    begin_table(out, "Γιατί είναι άγνωστο");
    html(out, "<thead><tr><th scope=\"col\">Στοιχείο</th>");
    if (coverage->question.within)
        html(out, "<th scope=\"col\" class=\"m-figure-cell\">Πρόσωπα εκεί</th>");
    html(out, "<th scope=\"col\">Ποιος το ξέρει</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < coverage->n_lacks; i++)
        write_lack(out, arena, coverage, &coverage->lacks[i]);
    end_table(out);
}

/* What was chosen, in words: on paper there is no form. */
static const char *
chosen_place(const Coverage *coverage)
{
    for (size_t i = 0; i < coverage->n_choices; i++)
        if (coverage->choices[i].kind == CHOICE_REGION && coverage->question.within
                && strcmp(coverage->choices[i].code, coverage->question.within) == 0)
            return coverage->choices[i].title;
    return coverage->question.within;
}

static void
write_heading(Buffer *out, Arena *arena, const Coverage *coverage)
{
    html_element(out, "h1", "govgr-heading-l",
            arena_format(arena, "%s %s", coverage->title,
                    coverage_level_greek(coverage->question.level)));
    if (coverage->programme_title)
        html_element(out, "p", "m-lead", coverage->programme_title);
    if (coverage->group_title)
        html_element(out, "p", "m-lead", coverage->group_title);
    html_element(out, "p", "m-lead",
            coverage->question.within ? arena_format(arena, "Τόπος: %s", chosen_place(coverage))
                                      : "Όλη η χώρα");
}

void
page_coverage(Buffer *out, Arena *arena, const Session *session, const Coverage *coverage,
        const char *wrong)
{
    page_begin(out, "Κάλυψη", session);
    if (wrong)
        html_element(out, "h1", "govgr-heading-l", "Κάλυψη");
    else
        write_heading(out, arena, coverage);
    write_form(out, arena, coverage);
    if (wrong) {
        html_element(out, "p", "govgr-error-message", wrong);
        page_end(out);
        return;
    }
    write_figures(out, arena, coverage);
    html_element(out, "p", NULL, COVERAGE_SAYS);
    write_cells(out, coverage);
    html(out, "<p class=\"m-no-print\"><a class=\"govgr-link\"");
    html_attribute(out, "href",
            address(arena, coverage, "/coverage/table.csv", coverage->question.measure,
                    coverage->question.group));
    html(out, " download>Λήψη του πίνακα (CSV)</a></p>\n");
    write_lacks(out, arena, coverage);
    write_feeds(out, coverage);
    page_end(out);
}
