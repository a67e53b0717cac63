/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/web/answer_view.h"
#include "api/web/html.h"
#include "api/web/pages.h"

#include <string.h>

/*
 * The contacts of a municipality as its own site may show them: whom to call, when, where the
 * mobile unit stands next. It takes the look of the site around it.
 */

#define STOPS_MAX 4

static void
write_contact(Buffer *out, const char *name, const char *address, const char *hours,
        const char *phone, const char *email)
{
    html(out, "<li><strong>");
    html_text(out, name);
    html(out, "</strong><ul>\n");
    view_item(out, "διεύθυνση", address);
    view_item(out, "ώρες", hours);
    view_item(out, "τηλέφωνο", phone);
    view_item(out, "e-mail", email);
}

static void
write_centre(View *view, const AnswerCentre *centre)
{
    Buffer *out = view->out;

    write_contact(out, structure_name(centre->structure), centre->address, centre->hours,
            centre->phone, centre->email);
    if (centre->unit != centre->structure)
        view_item(out, "εδώ εξυπηρετεί", structure_name(centre->unit));
    view_item(out, "προσοχή", view_closure(view, centre->closure));
    if (centre->structure->is_sample)
        view_item(out, "δείγμα", "η δομή δεν υπάρχει στην πραγματικότητα");
    html(out, "</ul></li>\n");
}

/* Of those seated here; a sample is no contact. */
static void
write_structure(Buffer *out, const Structure *structure)
{
    const Site *site = structure->n_sites > 0 ? &structure->sites[0] : NULL;

    write_contact(out, structure_name(structure),
            site && site->address ? site->address : structure->address,
            site && site->hours ? site->hours : structure->hours,
            site && site->phone ? site->phone : structure->phone,
            site && site->email ? site->email : structure->email);
    html(out, "</ul></li>\n");
}

static void
write_stops(View *view, const PlaceSheet *sheet)
{
    Buffer *out = view->out;

    if (sheet->n_stops == 0)
        return;
    html(out, "<p>Επόμενες στάσεις της κινητής μονάδας:</p>\n<ul>\n");
    for (size_t i = 0; i < sheet->n_stops && i < STOPS_MAX; i++) {
        html_element(out, "li", NULL, view_stop(view, &sheet->stops[i]));
        html(out, "\n");
    }
    html(out, "</ul>\n");
}

void
page_place_snippet(Buffer *out, Arena *arena, const char *origin, const PlaceSheet *sheet)
{
    View view = { .out = out, .arena = arena };
    const Structure *centre = sheet->centre.structure;

    html(out, "<div class=\"mitroa-place\" lang=\"el\">\n<p><strong>Κοινωνικές υπηρεσίες: ");
    html_text(out, place_title(arena, sheet->place));
    html(out, "</strong></p>\n<ul>\n");
    if (!centre)
        html(out, "<li>Κανένα υπεύθυνο κέντρο στο μητρώο.</li>\n");
    if (centre)
        write_centre(&view, &sheet->centre);
    for (size_t i = 0; i < sheet->n_structures; i++) {
        const Structure *structure = sheet->structures[i].structure;

        if (structure != centre && !structure->is_sample
                && structure->municipality == sheet->place->key)
            write_structure(out, structure);
    }
    html(out, "</ul>\n");
    write_stops(&view, sheet);
    html(out, "<p><a");
    html_attribute(out, "href", arena_format(arena, "%s/places/%s", origin, sheet->place->code));
    html(out, ">Όλα τα προγράμματα, οι δομές και ο χάρτης</a> (");
    html_text(out, view_day(&view, sheet->on));
    html(out, ")</p>\n</div>\n");
}
