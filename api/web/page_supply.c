/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/web/form.h"
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

typedef struct Form {
    Buffer *out;
    Arena *arena;
    const SupplyQuestion *question;
    const FormNotes *wrong;
    const char *typed; /* for a place; NULL: nothing */
} Form;

static void
write_place(const Form *form)
{
    form_input(form->out,
            &(FormInput) {
                    .name = "within",
                    .label = "Τόπος (κενό: όλη η χώρα)",
                    .value = form->typed,
                    .more = " maxlength=\"100\"",
                    .is_optional = true,
            },
            form->wrong);
}

static void
write_number(const Form *form, const char *name, const char *label, int value, int max)
{
    form_input(form->out,
            &(FormInput) {
                    .name = name,
                    .label = label,
                    .type = "number",
                    .value = arena_format(form->arena, "%d", value),
                    .more = arena_format(form->arena, " min=\"1\" max=\"%d\"", max),
            },
            form->wrong);
}

static void
write_degrees(
        const Form *form, const char *name, const char *label, double value, const char *example)
{
    bool is_known = geo_point_is_known(form->question->point);

    form_input(form->out,
            &(FormInput) {
                    .name = name,
                    .label = label,
                    .value = is_known ? arena_format(form->arena, "%.5f", value) : NULL,
                    .more = arena_format(
                            form->arena, " inputmode=\"decimal\" placeholder=\"%s\"", example),
                    .is_optional = true,
            },
            form->wrong);
}

static void
write_programmes(const Form *form, bool needs_one)
{
    const SupplyQuestion *question = form->question;
    size_t most = snapshot_n_programmes(question->snapshot) + 1;
    FormOption *options = arena_array(form->arena, FormOption, most);
    size_t n = 0;

    options[n++] = (FormOption) { "", needs_one ? "διαλέξτε" : "όλα" };
    for (size_t i = 0; i < snapshot_n_programmes(question->snapshot); i++) {
        const Programme *programme = snapshot_programme(question->snapshot, i);

        if (programme_is_valid(programme, question->on))
            options[n++] = (FormOption) { programme->code, programme_title(programme) };
    }
    form_select(form->out,
            &(FormSelect) {
                    .name = "programme",
                    .label = "Πρόγραμμα",
                    .options = options,
                    .n_options = n,
                    .chosen = question->programme ? question->programme->code : "",
            },
            form->wrong);
}

static void
write_asked(const Form *form, uint32_t asks)
{
    const SupplyQuestion *question = form->question;

    if (asks & SUPPLY_ASKS_PROGRAMME)
        write_programmes(form, asks & SUPPLY_NEEDS_PROGRAMME);
    if (asks & SUPPLY_ASKS_REACH) {
        write_number(form, "km", "Κοντά: έως χλμ.", (int) (question->reach.metres / 1000),
                SUPPLY_KM_MAX);
        write_number(form, "days", "Στάση σε ημέρες", question->reach.days, SUPPLY_DAYS_MAX);
    }
    if (asks & SUPPLY_ASKS_AHEAD)
        write_number(form, "ahead", "Λήγουν σε ημέρες", question->days_ahead, SUPPLY_AHEAD_MAX);
    if (asks & SUPPLY_ASKS_POINTS) {
        write_number(form, "k", "Πόσα νέα σημεία", question->k, SUPPLY_K_MAX);
        write_degrees(form, "lon", "ή ένα σημείο: μήκος", question->point.lon, "22.11");
        write_degrees(form, "lat", "και πλάτος", question->point.lat, "37.04");
    }
}

static void
write_form(const Form *form, const SupplyView *view)
{
    Buffer *out = form->out;
    char day[DAY_TEXT_SIZE];

    form_summary(out, form->wrong);
    html(out, "<form class=\"m-form m-no-print\" method=\"get\"");
    html_attribute(out, "action", arena_format(form->arena, "/supply/%s", view->key));
    html(out, ">\n<div class=\"m-columns\">\n");
    write_place(form);
    form_input(out,
            &(FormInput) {
                    .name = "on",
                    .label = "Ημέρα",
                    .type = "date",
                    .value = day_format_iso(form->question->on, day),
                    .is_optional = true,
            },
            form->wrong);
    write_asked(form, view->asks);
    html(out, "</div>\n");
    if (view->asks & SUPPLY_ASKS_IN_PERSON) {
        html(out, "<label class=\"m-box\"><input type=\"checkbox\" name=\"in_person\" value=\"1\"");
        html(out, form->question->in_person ? " checked" : "");
        html(out, ">Να μετρά μόνο ό,τι δίνεται με παρουσία ή στο σπίτι</label>\n");
    }
    html(out,
            "<p><button class=\"govgr-btn govgr-btn-primary m-small\" type=\"submit\">Δείξε"
            "</button></p>\n</form>\n");
}

void
page_supply_view(Buffer *out, Arena *arena, const Session *session, const SupplyView *view,
        const SupplyQuestion *question, const Listing *listing, const FormNotes *wrong,
        const char *typed_place)
{
    const Form form = { out, arena, question, wrong, typed_place };

    page_begin(out, view->greek, session);
    write_doors(out, view);
    html_element(out, "h1", "govgr-heading-l", listing ? listing->title : view->greek);
    html_element(out, "p", "m-lead m-no-print", view->about);
    write_form(&form, view);
    if (listing)
        listing_html(out, listing);
    else if (wrong->n == 0)
        html_element(out, "p", NULL, "Διαλέξτε πρόγραμμα.");
    page_end(out);
}
