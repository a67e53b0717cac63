/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/web/html.h"
#include "api/web/map_svg.h"
#include "api/web/pages.h"

#include "registry/place_sheet.h"

/* The door to the pages of places: a search as Greeks type, and the map of the day. */

static void
write_form(Buffer *out, const char *text, Day on)
{
    char iso[DAY_TEXT_SIZE];

    html(out,
            "<form class=\"m-actions m-no-print\" method=\"get\" action=\"/places\" "
            "role=\"search\">\n<label for=\"q\">Δήμος, έδρα, κωδικός ή ΤΚ</label>\n"
            "<input class=\"m-day\" type=\"search\" id=\"q\" name=\"q\" maxlength=\"100\"");
    html_attribute(out, "value", text);
    html(out,
            ">\n<label for=\"on\">Ημέρα</label>\n<input class=\"m-day\" type=\"date\" "
            "id=\"on\" name=\"on\"");
    html_attribute(out, "value", day_format_iso(on, iso));
    html(out,
            ">\n<button class=\"govgr-btn govgr-btn-primary m-small\" type=\"submit\">Δείξε"
            "</button></form>\n");
}

/* The day goes along, unless it is today. */
static const char *
address_of(Arena *arena, const Place *place, Day on)
{
    char iso[DAY_TEXT_SIZE];

    if (on == day_today())
        return arena_format(arena, "/places/%s", place->code);
    return arena_format(arena, "/places/%s?on=%s", place->code, day_format_iso(on, iso));
}

static void
write_place(Buffer *out, Arena *arena, const Places *places, const Place *place, Day on)
{
    const Place *unit = places_by_key(places, place->regional_unit);

    html(out, "<li><a class=\"govgr-link\"");
    html_attribute(out, "href", address_of(arena, place, on));
    html(out, ">");
    html_text(out, place_title(arena, place));
    html(out, "</a>");
    if (unit && unit != place) {
        html(out, " <span class=\"m-quiet\">");
        html_text(out, place_title(arena, unit));
        html(out, "</span>");
    }
    html(out, "</li>\n");
}

static void
write_found(Buffer *out, Arena *arena, const Places *places, const char *text, Day on)
{
    const Place *found[PLACES_FOUND_MAX];
    size_t n = places_search(places, text, /* level_bits= */ 0, on, PLACES_FOUND_MAX, found);

    html(out, "<h2 class=\"govgr-heading-m\">Βρέθηκαν</h2>\n");
    if (n == 0) {
        html(out,
                "<p>Κανένας τόπος με αυτό το όνομα. Δοκιμάστε λιγότερα γράμματα, την έδρα του "
                "δήμου, τον κωδικό του ή έναν ταχυδρομικό κώδικα.</p>\n");
        return;
    }
    html(out, "<ol class=\"m-list\">\n");
    for (size_t i = 0; i < n; i++)
        write_place(out, arena, places, found[i], on);
    html(out, "</ol>\n");
}

static void
write_regions(Buffer *out, Arena *arena, const Places *places, Day on)
{
    html(out, "<h2 class=\"govgr-heading-m\">Περιφέρειες</h2>\n<ul class=\"m-columns m-plain\">\n");
    for (size_t i = 0; i < places_count(places); i++) {
        const Place *place = places_at(places, i);

        if (place->level == PLACE_REGION && place_is_valid(place, on))
            write_place(out, arena, places, place, on);
    }
    html(out, "</ul>\n");
}

/* Two borders a page cannot tell apart by eye: how many of them are official is said in words. */
static void
write_map(Buffer *out, Arena *arena, const Snapshot *snapshot, Day on)
{
    const Place *const *municipalities;
    size_t official = 0, held = 0;
    size_t n = place_sheet_municipalities(
            arena, snapshot_places(snapshot), /* outer= */ NULL, on, &municipalities);
    char day[DAY_TEXT_SIZE];
    const Map map = {
        .id = "map",
        .title = arena_format(arena, "Οι %zu δήμοι στις %s", n, day_format_greek(on, day)),
        .snapshot = snapshot,
        .on = on,
        .links = true,
    };

    for (size_t i = 0; i < n; i++) {
        const Boundary *boundaries;

        if (snapshot_boundaries(snapshot, municipalities[i], &boundaries) == 0)
            continue;
        held++;
        official += boundaries->is_official;
    }
    html_element(out, "h2", "govgr-heading-m", map.title);
    html(out, "<figure class=\"m-figure\">\n");
    if (!map_svg(out, arena, &map))
        html(out, "<p>Κανένα όριο δεν έχει εισαχθεί για τον χάρτη.</p>\n");
    buffer_format(out,
            "<figcaption class=\"m-quiet\">Επίσημα όρια: %zu. Κατά προσέγγιση: %zu. Χωρίς δικό "
            "τους όριο, σχεδιασμένοι από τους διαδόχους τους: %zu. Κάθε σελίδα δήμου λέει από πού "
            "είναι το δικό του.</figcaption>\n</figure>\n",
            official, held - official, n - held);
}

void
page_places(Buffer *out, Arena *arena, const Snapshot *snapshot, const char *text, Day on)
{
    const Places *places = snapshot_places(snapshot);

    page_begin_public(out, "Τόποι", /* is_found= */ !text && on == day_today());
    html_element(out, "h1", "govgr-heading-l", "Τι υπάρχει σε έναν δήμο");
    write_form(out, text, on);
    if (text)
        write_found(out, arena, places, text, on);
    else
        write_map(out, arena, snapshot, on);
    write_regions(out, arena, places, on);
    page_end(out);
}
