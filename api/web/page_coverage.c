/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/web/form.h"
#include "api/web/html.h"
#include "api/web/pages.h"

#include <string.h>

/*
 * A table of a release for whoever plans, with how complete it is beside it. Every number and every
 * word about one is of the release; the page adds none.
 */

/* ---- the form ------------------------------------------------------------------------------- */

/* `none`: what choosing nothing is called, under the value `none_value`; NULL: one must choose. */
typedef struct Choosing {
    const char *name;
    const char *label;
    int64_t kind; /* of the choices */
    const char *chosen;
    const char *none_value;
    const char *none;
} Choosing;

static void
write_select(Buffer *out, Arena *arena, const Coverage *coverage, const Choosing *choosing,
        const FormNotes *notes)
{
    FormOption *options = arena_array(arena, FormOption, coverage->n_choices + 2);
    bool is_found = !choosing->chosen;
    size_t n = 0;

    if (choosing->none)
        options[n++] = (FormOption) { choosing->none_value, choosing->none };
    for (size_t i = 0; i < coverage->n_choices; i++) {
        const CoverageChoice *choice = &coverage->choices[i];

        if (choice->kind != choosing->kind)
            continue;
        is_found |= choosing->chosen && strcmp(choice->code, choosing->chosen) == 0;
        options[n++] = (FormOption) { choice->code, choice->title };
    }
    /* A fact among the groups, or a place that is no region: what a link brought here stays. */
    if (!is_found)
        options[n++] = (FormOption) { choosing->chosen,
            coverage->group_title && choosing->kind == CHOICE_GROUP ? coverage->group_title
                                                                    : choosing->chosen };
    form_select(out,
            &(FormSelect) {
                    .name = choosing->name,
                    .label = choosing->label,
                    .options = options,
                    .n_options = n,
                    .chosen = choosing->chosen ? choosing->chosen : choosing->none_value,
            },
            notes);
}

static void
write_levels(Buffer *out, PlaceLevel chosen, const FormNotes *notes)
{
    FormOption options[PLACE_REGION - PLACE_MUNICIPALITY + 1];
    size_t n = 0;

    for (PlaceLevel level = PLACE_MUNICIPALITY; level <= PLACE_REGION; level++)
        options[n++] = (FormOption) { place_level_name(level), coverage_level_greek(level) };
    form_select(out,
            &(FormSelect) {
                    .name = "level",
                    .label = "Επίπεδο",
                    .options = options,
                    .n_options = n,
                    .chosen = place_level_name(chosen),
            },
            notes);
}

static void
write_form(Buffer *out, Arena *arena, const Coverage *coverage, const FormNotes *notes)
{
    const CoverageQuestion *question = &coverage->question;
    const Choosing before[] = {
        { "measure", "Μέγεθος", CHOICE_MEASURE, question->measure, NULL, NULL },
        { "programme", "Πρόγραμμα", CHOICE_PROGRAMME, question->programme, "", "κανένα" },
        { "group", "Ομάδα", CHOICE_GROUP, question->group, "", "όλοι" },
    };
    const Choosing after[] = {
        { "within", "Πού", CHOICE_REGION, question->within, "all", "σε όλη τη χώρα" },
        { "release", "Δημοσίευση", CHOICE_RELEASE,
                question->release ? arena_format(arena, "%d", (int) question->release) : NULL, "",
                "η νεότερη" },
    };

    form_summary(out, notes);
    html(out,
            "<form class=\"m-form m-no-print\" method=\"get\" action=\"/coverage\">\n"
            "<div class=\"m-columns\">\n");
    for (size_t i = 0; i < sizeof before / sizeof *before; i++)
        write_select(out, arena, coverage, &before[i], notes);
    write_levels(out, question->level, notes);
    for (size_t i = 0; i < sizeof after / sizeof *after; i++)
        write_select(out, arena, coverage, &after[i], notes);
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

/* One level down: the same table within the place; of a municipality its page. */
static const char *
where_to(Arena *arena, const Coverage *coverage, const CoverageCell *cell)
{
    Coverage within = *coverage;

    if (coverage->question.level == PLACE_MUNICIPALITY)
        return arena_format(arena, "/places/%s", cell->code);
    within.question.level--;
    within.question.within = cell->code;
    return address(
            arena, &within, "/coverage", coverage->question.measure, coverage->question.group);
}

static void
write_cells(Buffer *out, Arena *arena, const Coverage *coverage)
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

        html(out, "<tr><th scope=\"row\"><a class=\"govgr-link\"");
        html_attribute(out, "href", where_to(arena, coverage, cell));
        html(out, ">");
        html_text(out, cell->name);
        html(out, "</a></th><td class=\"m-figure-cell\">");
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
        const FormNotes *wrong)
{
    page_begin(out, "Κάλυψη", session);
    if (wrong->n > 0) {
        html_element(out, "h1", "govgr-heading-l", "Κάλυψη");
        write_form(out, arena, coverage, wrong);
        page_end(out);
        return;
    }
    write_heading(out, arena, coverage);
    write_form(out, arena, coverage, wrong);
    write_figures(out, arena, coverage);
    html_element(out, "p", NULL, COVERAGE_SAYS);
    write_cells(out, arena, coverage);
    html(out, "<p class=\"m-no-print\"><a class=\"govgr-link\"");
    html_attribute(out, "href",
            address(arena, coverage, "/coverage/table.csv", coverage->question.measure,
                    coverage->question.group));
    html(out, " download>Λήψη του πίνακα (CSV)</a></p>\n");
    write_lacks(out, arena, coverage);
    write_feeds(out, coverage);
    page_end(out);
}
