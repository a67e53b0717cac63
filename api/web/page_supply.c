/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/web/html.h"
#include "api/web/listing_html.h"
#include "api/web/pages.h"

#include <string.h>

/* What planners ask of the public registers: a door to the tables, and each with its form. */

static void
write_doors(Buffer *out, const SupplyView *current)
{
    html(out, "<nav aria-label=\"Πίνακες\">\n<ul class=\"m-tabs m-no-print\">\n");
    for (size_t i = 0; i < supply_n_views; i++) {
        const SupplyView *view = &supply_views[i];

        buffer_format(out, "<li><a class=\"govgr-link\" href=\"/supply/%s\"%s>", view->key,
                view == current ? " aria-current=\"page\"" : "");
        html_text(out, view->greek);
        html(out, "</a></li>\n");
    }
    html(out, "</ul>\n</nav>\n");
}

void
page_supply(Buffer *out, const Session *session)
{
    page_begin(out, "Παροχή", session);
    html_element(out, "h1", "govgr-heading-l", "Πού φτάνει η βοήθεια");
    html(out,
            "<p class=\"m-lead\">Τι λένε τα μητρώα φορέων και προγραμμάτων, χωρίς να διαβάζεται "
            "κανένα πρόσωπο.</p>\n<ul class=\"m-list\">\n");
    for (size_t i = 0; i < supply_n_views; i++) {
        buffer_format(out, "<li><a class=\"govgr-link\" href=\"/supply/%s\">", supply_views[i].key);
        html_text(out, supply_views[i].greek);
        html(out, "</a>: ");
        html_text(out, supply_views[i].about);
        html(out, "</li>\n");
    }
    html(out, "</ul>\n");
    page_end(out);
}

/* ---- the form ----------------------------------------------------------------------------- */

static void
write_input(Buffer *out, const char *name, const char *label, const char *type, const char *value,
        const char *more)
{
    html(out, "<div><label class=\"govgr-label\"");
    html_attribute(out, "for", name);
    html(out, ">");
    html_text(out, label);
    html(out, "</label><input class=\"govgr-input m-field\"");
    html_attribute(out, "type", type);
    html_attribute(out, "id", name);
    html_attribute(out, "name", name);
    html_attribute(out, "value", value);
    html(out, more);
    html(out, "></div>\n");
}

static void
write_number(Buffer *out, Arena *arena, const char *name, const char *label, int value, int max)
{
    write_input(out, name, label, "number", arena_format(arena, "%d", value),
            arena_format(arena, " min=\"1\" max=\"%d\"", max));
}

static void
write_programmes(Buffer *out, const SupplyQuestion *question, bool needs_one)
{
    html(out,
            "<div><label class=\"govgr-label\" for=\"programme\">Πρόγραμμα</label>"
            "<select class=\"govgr-select m-field\" id=\"programme\" name=\"programme\">");
    html(out,
            needs_one ? "<option value=\"\">διαλέξτε</option>\n"
                      : "<option value=\"\">όλα</option>\n");
    for (size_t i = 0; i < snapshot_n_programmes(question->snapshot); i++) {
        const Programme *programme = snapshot_programme(question->snapshot, i);

        if (!programme_is_valid(programme, question->on))
            continue;
        html(out, "<option");
        html_attribute(out, "value", programme->code);
        if (programme == question->programme)
            html(out, " selected");
        html(out, ">");
        html_text(out, programme_title(programme));
        html(out, "</option>\n");
    }
    html(out, "</select></div>\n");
}

static void
write_form(Buffer *out, Arena *arena, const SupplyView *view, const SupplyQuestion *question)
{
    char day[DAY_TEXT_SIZE];

    html(out, "<form class=\"m-form m-no-print\" method=\"get\"");
    html_attribute(out, "action", arena_format(arena, "/supply/%s", view->key));
    html(out, ">\n<div class=\"m-asks\">\n");
    write_input(out, "within", "Τόπος (κενό: όλη η χώρα)", "text",
            question->within ? question->within->code : "", " maxlength=\"100\"");
    write_input(out, "on", "Ημέρα", "date", day_format_iso(question->on, day), "");
    if (view->asks & SUPPLY_ASKS_PROGRAMME)
        write_programmes(out, question, view->asks & SUPPLY_NEEDS_PROGRAMME);
    if (view->asks & SUPPLY_ASKS_REACH) {
        write_number(out, arena, "km", "Κοντά: έως χλμ.", (int) (question->reach.metres / 1000),
                SUPPLY_KM_MAX);
        write_number(out, arena, "days", "Στάση σε ημέρες", question->reach.days, SUPPLY_DAYS_MAX);
    }
    if (view->asks & SUPPLY_ASKS_AHEAD)
        write_number(
                out, arena, "ahead", "Λήγουν σε ημέρες", question->days_ahead, SUPPLY_AHEAD_MAX);
    if (view->asks & SUPPLY_ASKS_POINTS) {
        bool is_known = geo_point_is_known(question->point);

        write_number(out, arena, "k", "Πόσα νέα σημεία", question->k, SUPPLY_K_MAX);
        write_input(out, "lon", "ή ένα σημείο: μήκος", "text",
                is_known ? arena_format(arena, "%.5f", question->point.lon) : "",
                " inputmode=\"decimal\" placeholder=\"22.11\"");
        write_input(out, "lat", "και πλάτος", "text",
                is_known ? arena_format(arena, "%.5f", question->point.lat) : "",
                " inputmode=\"decimal\" placeholder=\"37.04\"");
    }
    html(out, "</div>\n");
    if (view->asks & SUPPLY_ASKS_IN_PERSON) {
        html(out, "<label class=\"m-box\"><input type=\"checkbox\" name=\"in_person\" value=\"1\"");
        html(out, question->in_person ? " checked" : "");
        html(out, ">Να μετρά μόνο ό,τι δίνεται με παρουσία ή στο σπίτι</label>\n");
    }
    html(out,
            "<p><button class=\"govgr-btn govgr-btn-primary m-small\" type=\"submit\">Δείξε"
            "</button></p>\n</form>\n");
}

void
page_supply_view(Buffer *out, Arena *arena, const Session *session, const SupplyView *view,
        const SupplyQuestion *question, const Listing *listing)
{
    page_begin(out, view->greek, session);
    write_doors(out, view);
    html_element(out, "h1", "govgr-heading-l", listing ? listing->title : view->greek);
    html_element(out, "p", "m-lead m-no-print", view->about);
    write_form(out, arena, view, question);
    if (listing)
        listing_html(out, listing);
    else
        html_element(out, "p", NULL, "Διαλέξτε πρόγραμμα.");
    page_end(out);
}
