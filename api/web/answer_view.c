/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/web/answer_view.h"

#include "api/web/html.h"

#include "registry/answer.h"
#include "registry/place.h"

#include <math.h>
#include <string.h>

#define ROUGH_LEAST_M 1000.0 /* measured from a label on the map, less than this is no distance */

const char *
view_day(const View *view, Day day)
{
    char text[DAY_TEXT_SIZE];

    return day == DAY_NONE ? NULL : arena_text(view->arena, day_format_greek(day, text));
}

const char *
view_place(const View *view)
{
    const Answer *answer = view->answer;
    const char *municipality = place_title(view->arena, answer->municipality);

    if (!answer->regional_unit)
        return municipality;
    return arena_format(
            view->arena, "%s, %s", municipality, place_title(view->arena, answer->regional_unit));
}

const char *
view_structure(const Structure *structure)
{
    if (!structure)
        return NULL;
    return structure->neutral_name ? structure->neutral_name : structure->name;
}

const char *
view_stop(const View *view, const AnswerStop *stop)
{
    if (!stop)
        return NULL;
    return arena_format(view->arena, "%s %s%s%s%s%s%s", view_day(view, stop->day),
            stop->from ? stop->from : "", stop->to ? "–" : "", stop->to ? stop->to : "",
            stop->place ? ", " : "", stop->place ? stop->place : "",
            stop->serves_here ? "" : " (η κοντινότερη· εξυπηρετεί άλλο δήμο)");
}

const char *
view_distance(const View *view, double distance_m, bool approximate)
{
    const char *distance = answer_distance_text(view->arena, distance_m);

    if (!distance || !approximate)
        return distance;
    return distance_m < ROUGH_LEAST_M ? NULL : arena_format(view->arena, "περίπου %s", distance);
}

const char *
view_boundary(const View *view, const Boundary *boundary)
{
    static const char approximate[] = "προσέγγιση";
    const char *day = view_day(view, boundary->as_of);
    bool says_so = strncmp(boundary->source, approximate, sizeof approximate - 1) == 0;

    if (!boundary->is_official && says_so)
        return boundary->source;
    return arena_format(view->arena, "%s%s%s, %s",
            boundary->is_official ? "επίσημο όριο" : "όριο κατά προσέγγιση", day ? " της " : "",
            day ? day : "", boundary->source);
}

const char *
view_mode(const Offer *offer)
{
    static const struct {
        const char *mode;
        const char *greek;
    } modes[] = {
        { "online", "ηλεκτρονικά" },
        { "telephone", "τηλεφωνικά" },
        { "application", "με αίτηση" },
        { "home", "στο σπίτι" },
    };

    for (size_t i = 0; offer->mode && i < sizeof modes / sizeof *modes; i++)
        if (strcmp(offer->mode, modes[i].mode) == 0)
            return modes[i].greek;
    return NULL;
}

const char *
view_amount_validity(const View *view, const Entitlement *entitlement)
{
    const char *from = view_day(view, entitlement->amount_from);
    const char *to = view_day(view, entitlement->amount_to);

    if (!from && !to)
        return NULL;
    return arena_format(view->arena, "%s%s%s%s%s",
            entitlement->amount_has_ended ? "ίσχυε" : "ισχύει", from ? " από " : "",
            from ? from : "", to ? " έως " : "", to ? to : "");
}

const char *
view_fact(const Fact *fact)
{
    return fact->number == FACT_RECEIVES ? "τι λαμβάνει ήδη" : fact->greek;
}

const char *
view_access(const View *view, int8_t inside, int8_t outside)
{
    const char *const words[] = { "άγνωστη", "όχι", "ναι" };

    if (inside < 0 && outside < 0)
        return NULL;
    return arena_format(
            view->arena, "εντός κτιρίου %s, εκτός %s", words[inside + 1], words[outside + 1]);
}

const char *
view_closure(const View *view, const Closure *closure)
{
    const char *until;

    if (!closure)
        return NULL;
    until = view_day(view, closure->valid_to);
    return arena_format(view->arena, "%s%s%s%s%s",
            closure->mode ? "προσωρινά αλλιώς" : "προσωρινά κλειστό", until ? " έως " : "",
            until ? until : "", closure->text ? ": " : "", closure->text ? closure->text : "");
}

const char *
view_call(const View *view, const AnswerWhere *where)
{
    const char *opens = view_day(view, where->offer->opens_on);
    const char *closes = view_day(view, where->offer->closes_on);

    switch (where->call) {
    case CALL_UPCOMING:
        return arena_format(view->arena, "ανοίγει στις %s", opens);
    case CALL_OPEN:
        return closes ? arena_format(view->arena, "ανοιχτή έως %s", closes) : "ανοιχτή";
    case CALL_CLOSED:
        return arena_format(view->arena, "έκλεισε στις %s", closes);
    case CALL_NONE:
        break;
    }
    return NULL;
}

size_t
view_count(const Answer *answer, Outcome verdict)
{
    size_t n = 0;

    for (size_t i = 0; i < answer->n_entitlements; i++)
        n += answer->entitlements[i].verdict == verdict;
    return n;
}

bool
view_same(const char *one, const char *other)
{
    return one && other && strcmp(one, other) == 0;
}

void
view_item(Buffer *out, const char *label, const char *text)
{
    if (!text || !*text)
        return;
    html(out, "<li><span class=\"m-quiet\">");
    html_text(out, label);
    html(out, ":</span> ");
    html_text(out, text);
    html(out, "</li>\n");
}

void
view_staff(const View *view, const Structure *structure, Day on)
{
    const Headcount count = structures_staff(&structure, 1, on);
    const char *people = answer_headcount_text(view->arena, &count);
    const char *posts = answer_posts_text(view->arena, structure, on);

    view_item(view->out, "προσωπικό",
            people && posts ? arena_format(view->arena, "%s: %s", people, posts)
                    : posts ? posts
                            : people);
    if (count.is_sample)
        view_item(view->out, "δείγμα", "αριθμός προσωπικού");
}

void
view_additions(const View *view, const Addition *const *additions, size_t n)
{
    Buffer *out = view->out;

    if (n == 0)
        return;
    html(out, "<ul class=\"m-local\">\n");
    for (size_t i = 0; i < n; i++) {
        const Addition *addition = additions[i];
        bool is_web = addition->url && strncmp(addition->url, "https://", 8) == 0;
        const char *until = view_day(view, addition->valid_to);

        html(out, "<li><span class=\"m-tag\">από τον δήμο</span> ");
        if (addition->kind != ADDITION_NOTE) {
            html_text(out, addition_kind_greek(addition->kind));
            html(out, ": ");
        }
        html_text(out, addition->text);
        if (is_web) {
            html(out, " <a class=\"govgr-link m-no-print\" rel=\"noreferrer\"");
            html_attribute(out, "href", addition->url);
            html_attribute(out, "aria-label",
                    arena_format(view->arena, "Περισσότερα: %s", addition->text));
            html(out, ">περισσότερα</a>");
        }
        if (until || addition->source) {
            html(out, " <span class=\"m-quiet\">(");
            html_text(out, until ? arena_format(view->arena, "έως %s", until) : NULL);
            html(out, until && addition->source ? "· " : "");
            html_text(out, addition->source);
            html(out, ")</span>");
        }
        html(out, "</li>\n");
    }
    html(out, "</ul>\n");
}

void
view_choices(const View *view, const InstitutionChoices *choices)
{
    Buffer *out = view->out;

    if (!choices)
        return;
    html(out, "\n<p class=\"m-quiet m-rule\">Επιλέγει ίδρυμα, όχι πρόσωπα· ");
    html_text(out, answer_ranking_text(view->arena, choices->ranking));
    if (choices->ranking->approver) {
        html(out, "· χρειάζεται έγκριση: ");
        html_text(out, choices->ranking->approver);
    }
    html(out, ".</p>\n");
    if (choices->n_choices == 0) {
        html(out, "<p class=\"m-rule\">Κανένα υποψήφιο ίδρυμα στο μητρώο.</p>\n");
        return;
    }
    html(out, "<ul class=\"m-list\">\n");
    for (size_t i = 0; i < choices->n_choices; i++)
        html_element(
                out, "li", NULL, answer_choice_text(view->arena, choices, &choices->choices[i]));
    html(out, "</ul>\n");
    if (!choices->is_final)
        html(out, "<p class=\"m-warn\">Η επιλογή δεν είναι οριστική.</p>\n");
}
