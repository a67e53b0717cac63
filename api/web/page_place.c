/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/web/answer_view.h"
#include "api/web/html.h"
#include "api/web/map_points.h"
#include "api/web/pages.h"

#include "registry/answer.h"
#include "registry/place_sheet.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/* A page for everybody: nothing about anybody is in it, and it reads and prints without a script.
 */

typedef struct PlacePage {
    View view;
    const PlaceSheet *sheet;
    MapPoints points;
} PlacePage;

/* ---- words -------------------------------------------------------------------------------- */

/* 10.432.481 */
static const char *
thousands(Arena *arena, int64_t number)
{
    if (number < 1000)
        return arena_format(arena, "%" PRId64, number);
    return arena_format(arena, "%s.%03" PRId64, thousands(arena, number / 1000), number % 1000);
}

/* 441,8; 67,2 % */
static const char *
decimal(Arena *arena, double number)
{
    char *text = arena_format(arena, "%.1f", number);
    char *point = strchr(text, '.');

    if (point)
        *point = ',';
    return text;
}

static void
write_link(PlacePage *page, const Place *place)
{
    Buffer *out = page->view.out;

    html(out, "<a class=\"govgr-link\"");
    html_attribute(out, "href", arena_format(page->view.arena, "/places/%s", place->code));
    html(out, ">");
    html_text(out, place_title(page->view.arena, place));
    html(out, "</a>");
}

static void
write_heading(Buffer *out, const char *id, const char *text)
{
    html(out, "<h2 class=\"govgr-heading-m\"");
    html_attribute(out, "id", id);
    html(out, ">");
    html_text(out, text);
    html(out, "</h2>\n");
}

static const char *
yes_or_no(PlaceTrait trait)
{
    return trait == PLACE_TRAIT_UNKNOWN ? NULL : trait == PLACE_TRAIT_YES ? "ναι" : "όχι";
}

/* ---- the points of the map ---------------------------------------------------------------- */

static GeoPoint
point_of_structure(const Structure *structure)
{
    return structure->n_sites > 0 ? structure->sites[0].point : structure->point;
}

static const MapPoint *
point_of_centre(PlacePage *page)
{
    const AnswerCentre *centre = &page->sheet->centre;

    return centre->structure ? map_points_add(&page->points, page->view.arena, MAP_CENTRE,
                   centre->point, structure_name(centre->structure))
                             : NULL;
}

static const MapPoint *
point_at_structure(PlacePage *page, const Structure *structure)
{
    return map_points_add(&page->points, page->view.arena, MAP_OFFER, point_of_structure(structure),
            structure_name(structure));
}

static const MapPoint *
point_of_stop(PlacePage *page, const AnswerStop *stop)
{
    return map_points_add(&page->points, page->view.arena, MAP_STOP, stop->point,
            arena_format(page->view.arena, "Στάση κινητής μονάδας%s%s", stop->place ? ": " : "",
                    stop->place ? stop->place : ""));
}

static const MapPoint *
point_of_where(PlacePage *page, const AnswerWhere *where)
{
    if (where->next_stop)
        return point_of_stop(page, where->next_stop);
    return map_points_add(&page->points, page->view.arena, MAP_OFFER, where->point,
            structure_name(where->offer->structure));
}

/* Numbers are given in the order of the page, before the map is drawn. */
static void
number_all(PlacePage *page)
{
    const PlaceSheet *sheet = page->sheet;

    (void) point_of_centre(page);
    for (size_t i = 0; i < sheet->n_structures; i++)
        (void) point_at_structure(page, sheet->structures[i].structure);
    for (size_t i = 0; i < sheet->n_stops; i++)
        (void) point_of_stop(page, &sheet->stops[i]);
    for (size_t i = 0; i < sheet->n_programmes; i++)
        for (size_t k = 0; k < sheet->programmes[i].n_where; k++)
            (void) point_of_where(page, &sheet->programmes[i].where[k]);
    for (size_t i = 0; i < sheet->n_services; i++)
        (void) point_of_where(page, &sheet->services[i]);
    for (size_t i = 0; i < sheet->n_group_actions; i++)
        (void) point_of_where(page, &sheet->group_actions[i]);
}

/* ---- sections ----------------------------------------------------------------------------- */

static void
write_lead(PlacePage *page)
{
    const PlaceSheet *sheet = page->sheet;
    const Place *outer[] = { sheet->regional_unit, sheet->prefecture, sheet->region };
    Buffer *out = page->view.out;
    bool any = false;

    html(out, "<p class=\"m-lead\">");
    for (size_t i = 0; i < sizeof outer / sizeof *outer; i++) {
        if (!outer[i] || outer[i] == sheet->place)
            continue;
        html(out, any ? " · " : "");
        write_link(page, outer[i]);
        any = true;
    }
    html(out, any ? " · " : "");
    html_text(out, view_day(&page->view, sheet->on));
    html(out, "</p>\n");
}

static void
write_shares(PlacePage *page, const char *begin, const PlaceShare *shares, size_t n)
{
    Buffer *out = page->view.out;

    if (n == 0)
        return;
    html(out, "<p>");
    html_text(out, begin);
    for (size_t i = 0; i < n; i++) {
        html(out, i == 0 ? " " : ", ");
        write_link(page, shares[i].place);
        if (!isnan(shares[i].share)) {
            html(out, " (");
            html_text(out, decimal(page->view.arena, shares[i].share * 100));
            html(out, "% του πληθυσμού)");
        }
    }
    html(out, ".</p>\n");
}

/* Why a municipality is not there on the day, and where to look instead. */
static void
write_not_then(PlacePage *page)
{
    const PlaceSheet *sheet = page->sheet;
    const Place *place = sheet->place;
    Buffer *out = page->view.out;
    bool is_over = place->valid_to != DAY_NONE && place->valid_to < sheet->on;

    if (sheet->is_valid)
        return;
    html(out, "<div class=\"m-settle\">\n<p><strong>");
    html_text(out, is_over ? "Καταργήθηκε. Τελευταία ημέρα: " : "Δεν υπήρχε ακόμη. Πρώτη ημέρα: ");
    html_text(out, view_day(&page->view, is_over ? place->valid_to : place->valid_from));
    html(out, ".</strong></p>\n");
    if (is_over)
        write_shares(page, "Στη θέση του:", sheet->successors, sheet->n_successors);
    else
        write_shares(page, "Πριν ήταν μέρος:", sheet->predecessors, sheet->n_predecessors);
    html(out, "</div>\n");
}

/* Its people, the places of its offers, and until when it is paid. */
static void
write_means(PlacePage *page, const SheetStructure *described)
{
    const PlaceSheet *sheet = page->sheet;
    Arena *arena = page->view.arena;
    Buffer *out = page->view.out;

    view_staff(&page->view, described->structure, sheet->on);
    for (size_t i = 0; i < described->n_measured; i++) {
        const Offer *offer = described->measured[i];
        const Programme *programme = offer->programme
                ? snapshot_programme_on(sheet->snapshot,
                        snapshot_programme_code(sheet->snapshot, offer->programme), sheet->on)
                : NULL;
        const char *title = programme ? programme_title(programme)
                : offer->title        ? offer->title
                : offer->service      ? offer->service->greek
                                      : offer->code;

        view_item(out, "δυναμικότητα", arena_format(arena, "%d, %s", offer->capacity, title));
    }
    if (described->funding_has_ended == OUTCOME_TRUE)
        view_item(out, "προσοχή", "η γνωστή χρηματοδότηση έχει λήξει· επιβεβαιώστε ότι λειτουργεί");
    else
        view_item(
                out, "γνωστή χρηματοδότηση έως", view_day(&page->view, described->funding_ends_on));
}

static const SheetStructure *
means_of(const PlaceSheet *sheet, const Structure *structure)
{
    for (size_t i = 0; i < sheet->n_structures; i++)
        if (sheet->structures[i].structure == structure)
            return &sheet->structures[i];
    return NULL;
}

static void
write_centre(PlacePage *page)
{
    const AnswerCentre *centre = &page->sheet->centre;
    const SheetStructure *means = means_of(page->sheet, centre->structure);
    Buffer *out = page->view.out;

    if (!centre->structure)
        return;
    html(out,
            "<section class=\"m-centre\" aria-labelledby=\"centre\">\n<h2 id=\"centre\">"
            "Υπεύθυνο κέντρο: ");
    html_text(out, structure_name(centre->structure));
    map_point_number(out, point_of_centre(page));
    html(out, "</h2>\n<ul class=\"m-facts\">\n");
    view_item(out, "διεύθυνση", centre->address);
    view_item(out, "ώρες", centre->hours);
    view_item(out, "τηλέφωνο", centre->phone);
    view_item(out, "e-mail", centre->email);
    view_item(out, "πρόσβαση ΑμεΑ",
            view_access(&page->view, centre->access_inside, centre->access_outside));
    if (centre->unit != centre->structure)
        view_item(out, "εδώ εξυπηρετεί", structure_name(centre->unit));
    view_item(out, "επόμενη στάση", view_stop(&page->view, centre->next_stop));
    view_item(out, "προσοχή", view_closure(&page->view, centre->closure));
    if (geo_point_is_known(centre->point))
        view_item(out, "ακρίβεια", geocoding_warning(centre->geocoding));
    if (means)
        write_means(page, means);
    html(out, "</ul>\n");
    if (centre->structure->is_sample)
        html(out, "<p class=\"m-warn\">Δείγμα: η δομή δεν υπάρχει στην πραγματικότητα.</p>\n");
    html(out, "</section>\n");
}

/* [{"mark", "label", "name", "lon", "lat"}] */
static const char *
points_json(PlacePage *page)
{
    static const char *const marks[] = {
        [MAP_CENTRE] = "centre", [MAP_OFFER] = NULL, [MAP_STOP] = "stop", [MAP_PERSON] = NULL
    };
    const char *text;
    Buffer buffer;
    JsonWriter json;

    buffer_init(&buffer);
    json_init(&json, &buffer);
    json_array_begin(&json, /* key= */ NULL);
    for (size_t i = 0; i < page->points.n; i++) {
        const MapPoint *point = &page->points.points[i];

        if (!geo_point_is_known(point->at))
            continue;
        json_object_begin(&json, /* key= */ NULL);
        json_string(&json, "mark", marks[point->mark]);
        json_string(&json, "label", point->label);
        json_string(&json, "name", point->name);
        json_decimal(&json, "lon", point->at.lon, 6);
        json_decimal(&json, "lat", point->at.lat, 6);
        json_object_end(&json);
    }
    json_array_end(&json);
    text = arena_text_n(page->view.arena, buffer.data, buffer.size);
    buffer_deinit(&buffer);
    return text;
}

/* For place.mjs: the tiles have the places of today only. */
static void
write_live_map(PlacePage *page, const Map *map)
{
    static const char *const layers[] = {
        [PLACE_MUNICIPALITY] = "municipalities",
        [PLACE_REGIONAL_UNIT] = "regional_units",
        [PLACE_PREFECTURE] = "prefectures",
        [PLACE_REGION] = "regions",
    };
    Arena *arena = page->view.arena;
    Buffer *out = page->view.out;
    GeoPoint low, high;

    if (page->sheet->drawn_on != day_today() || !map_extent(map, arena, &low, &high))
        return;
    html(out, "<div id=\"live-map\" class=\"m-live-map m-no-print\" hidden");
    html_attribute(out, "data-layer", layers[map->place->level]);
    html_attribute(out, "data-level", place_level_name(map->place->level));
    html_attribute(out, "data-code", map->place->code);
    html_attribute(out, "data-bounds",
            arena_format(arena, "%.5f,%.5f,%.5f,%.5f", low.lon, low.lat, high.lon, high.lat));
    html_attribute(out, "data-points", points_json(page));
    html(out, "></div>\n<script type=\"module\" src=\"/static/place.mjs\"></script>\n");
}

static void
write_map(PlacePage *page)
{
    const PlaceSheet *sheet = page->sheet;
    Buffer *out = page->view.out;
    const Map map = {
        .id = "map",
        .title = arena_format(
                page->view.arena, "Χάρτης: %s", place_title(page->view.arena, sheet->place)),
        .snapshot = sheet->snapshot,
        .place = sheet->place,
        .on = sheet->drawn_on,
        .points = page->points.points,
        .n_points = page->points.n,
        .links = true,
        .both_layers = true,
    };

    html(out, "<figure class=\"m-figure\">\n");
    if (map_svg(out, page->view.arena, &map))
        write_live_map(page, &map);
    else
        html(out, "<p>Κανένα όριο δεν έχει εισαχθεί για τον χάρτη.</p>\n");
    html(out,
            "<figcaption class=\"m-quiet\">Τετράγωνο: υπεύθυνο κέντρο. Κύκλος: δομή. Τρίγωνο: "
            "στάση κινητής μονάδας. Οι αριθμοί είναι των καταλόγων της σελίδας.");
    if (sheet->n_boundaries > 0) {
        html(out, " Συνεχής γραμμή: ");
        html_text(out, view_boundary(&page->view, &sheet->boundaries[0]));
        html(out, ".");
    }
    if (sheet->n_boundaries > 1) {
        html(out, " Διακεκομμένη: ");
        html_text(out, view_boundary(&page->view, &sheet->boundaries[1]));
        html(out, ".");
    }
    if (sheet->place->level == PLACE_MUNICIPALITY && sheet->n_boundaries == 0)
        html(out, " Δικό του όριο δεν υπάρχει στο μητρώο· ο χάρτης δείχνει τους διαδόχους του.");
    html(out, "</figcaption>\n</figure>\n");
}

/* The rest of a long list opens on demand; paper has all of it. */
#define LISTED_OPEN 8
#define LISTED_MORE_MIN 3

static bool
is_long(size_t n)
{
    return n >= LISTED_OPEN + LISTED_MORE_MIN;
}

static void
before_item(Buffer *out, size_t i, size_t n)
{
    if (i == LISTED_OPEN && is_long(n))
        buffer_format(out,
                "</ul>\n<details class=\"m-more\">\n<summary>Ακόμη %zu</summary>\n"
                "<ul class=\"m-places\">\n",
                n - i);
}

static void
end_list(Buffer *out, size_t n)
{
    html(out, is_long(n) ? "</ul>\n</details>\n" : "</ul>\n");
}

static void
write_structure(PlacePage *page, const SheetStructure *described)
{
    const Structure *structure = described->structure;
    const Site *site = structure->n_sites > 0 ? &structure->sites[0] : NULL;
    Buffer *out = page->view.out;

    html(out, "<li><strong>");
    html_text(out, structure_name(structure));
    html(out, "</strong>");
    map_point_number(out, point_at_structure(page, structure));
    html(out, "\n<ul class=\"m-facts\">\n");
    view_item(out, "διεύθυνση", site && site->address ? site->address : structure->address);
    view_item(out, "ώρες", site && site->hours ? site->hours : structure->hours);
    view_item(out, "τηλέφωνο", site && site->phone ? site->phone : structure->phone);
    view_item(out, "e-mail", site && site->email ? site->email : structure->email);
    write_means(page, described);
    if (structure->is_sample)
        view_item(out, "δείγμα", "η δομή δεν υπάρχει στην πραγματικότητα");
    html(out, "</ul></li>\n");
}

static void
write_staff_of_all(PlacePage *page)
{
    const Headcount *staff = &page->sheet->staff;
    const char *people = answer_headcount_text(page->view.arena, staff);

    if (people)
        html_element(page->view.out, "p", NULL,
                arena_format(page->view.arena,
                        "Προσωπικό που γνωρίζει το μητρώο σε όλες μαζί: %s. Όσοι είναι κοινοί σε "
                        "δύο δομές μετρούν μία φορά.",
                        people));
}

static void
write_structures(PlacePage *page)
{
    const PlaceSheet *sheet = page->sheet;

    if (sheet->n_structures == 0
            || (sheet->n_structures == 1
                    && sheet->structures[0].structure == sheet->centre.structure))
        return;
    write_heading(page->view.out, "structures", "Δομές και επικοινωνία");
    write_staff_of_all(page);
    html(page->view.out, "<ul class=\"m-places\">\n");
    for (size_t i = 0; i < sheet->n_structures; i++) {
        before_item(page->view.out, i, sheet->n_structures);
        if (sheet->structures[i].structure != sheet->centre.structure)
            write_structure(page, &sheet->structures[i]);
    }
    end_list(page->view.out, sheet->n_structures);
}

static void
write_stops(PlacePage *page)
{
    const PlaceSheet *sheet = page->sheet;
    Buffer *out = page->view.out;

    if (sheet->n_stops == 0)
        return;
    write_heading(out, "stops", "Επόμενες στάσεις κινητής μονάδας");
    html(out, "<ul class=\"m-places\">\n");
    for (size_t i = 0; i < sheet->n_stops; i++) {
        const AnswerStop *stop = &sheet->stops[i];

        before_item(out, i, sheet->n_stops);
        html(out, "<li><strong>");
        html_text(out, view_stop(&page->view, stop));
        html(out, "</strong>");
        map_point_number(out, point_of_stop(page, stop));
        if (stop->services) {
            html(out, " <span class=\"m-quiet\">");
            html_text(out, stop->services);
            html(out, "</span>");
        }
        html(out, "</li>\n");
    }
    end_list(out, sheet->n_stops);
}

/* «Κέντρο Κοινότητας [1]», «ΟΠΕΚΑ, ηλεκτρονικά» */
static void
write_where(PlacePage *page, const AnswerWhere *where)
{
    const struct {
        bool is_so;
        const char *text;
    } remarks[] = {
        { !where->next_stop, view_mode(where->offer) },
        { where->next_stop != NULL, view_stop(&page->view, where->next_stop) },
        { where->call != CALL_NONE,
                where->call != CALL_NONE ? arena_format(
                        page->view.arena, "πρόσκληση: %s", view_call(&page->view, where))
                                         : NULL },
        { where->closure != NULL, view_closure(&page->view, where->closure) },
        { where->place_is_unknown && !where->next_stop, "το σημείο δεν είναι γνωστό" },
        { where->area_is_unknown, "δεν είναι γνωστό αν εξυπηρετεί εδώ" },
    };
    Buffer *out = page->view.out;

    html_text(out, structure_name(where->offer->structure));
    map_point_number(out, point_of_where(page, where));
    for (size_t i = 0; i < sizeof remarks / sizeof *remarks; i++) {
        if (!remarks[i].is_so || !remarks[i].text)
            continue;
        html(out, ", <span class=\"m-quiet\">");
        html_text(out, remarks[i].text);
        html(out, "</span>");
    }
}

static void
write_programme(PlacePage *page, const SheetProgramme *listed)
{
    const Programme *programme = listed->programme;
    Buffer *out = page->view.out;
    bool is_web = programme->url && strncmp(programme->url, "https://", 8) == 0;

    html(out, "<li><strong>");
    html_text(out, programme_title(programme));
    html(out, "</strong>");
    if (listed->area_is_unknown)
        html(out, " <span class=\"m-quiet\">(δεν είναι γνωστό αν ισχύει εδώ)</span>");
    if (is_web) {
        html(out, " <a class=\"govgr-link m-no-print\" rel=\"noreferrer\"");
        html_attribute(out, "href", programme->url);
        html_attribute(out, "aria-label",
                arena_format(page->view.arena, "Περισσότερα: %s", programme_title(programme)));
        html(out, ">περισσότερα</a>");
    }
    html(out, "<br>\n");
    for (size_t i = 0; i < listed->n_where; i++) {
        html(out, i == 0 ? "" : " · ");
        write_where(page, &listed->where[i]);
    }
    if (listed->n_where == 0)
        html_text(out, programme->channel ? programme->channel : "κανένα σημείο στο μητρώο");
    view_additions(&page->view, listed->local, listed->n_local);
    html(out, "</li>\n");
}

static void
write_programmes(PlacePage *page)
{
    const PlaceSheet *sheet = page->sheet;
    Buffer *out = page->view.out;

    if (sheet->n_programmes == 0)
        return;
    write_heading(out, "programmes",
            arena_format(
                    page->view.arena, "Προγράμματα που ισχύουν εδώ (%zu)", sheet->n_programmes));
    html(out,
            "<p>Ποιος τα δικαιούται εξαρτάται από τα στοιχεία του· ρωτήστε το υπεύθυνο "
            "κέντρο.</p>\n<ul class=\"m-places\">\n");
    for (size_t i = 0; i < sheet->n_programmes; i++) {
        before_item(out, i, sheet->n_programmes);
        write_programme(page, &sheet->programmes[i]);
    }
    end_list(out, sheet->n_programmes);
}

static void
write_own(PlacePage *page, const char *id, const char *title, const AnswerWhere *list, size_t n)
{
    Buffer *out = page->view.out;

    if (n == 0)
        return;
    write_heading(out, id, title);
    html(out, "<ul class=\"m-places\">\n");
    for (size_t i = 0; i < n; i++) {
        before_item(out, i, n);
        html(out, "<li><strong>");
        html_text(out, where_title(&list[i]));
        html(out, "</strong> – ");
        write_where(page, &list[i]);
        view_choices(&page->view, list[i].choices);
        html(out, "</li>\n");
    }
    end_list(out, n);
}

static void
write_municipalities(PlacePage *page)
{
    const PlaceSheet *sheet = page->sheet;
    Buffer *out = page->view.out;

    if (sheet->n_municipalities == 0)
        return;
    write_heading(out, "municipalities", "Δήμοι");
    html(out, "<ul class=\"m-columns m-plain\">\n");
    for (size_t i = 0; i < sheet->n_municipalities; i++) {
        html(out, "<li>");
        write_link(page, sheet->municipalities[i]);
        html(out, "</li>\n");
    }
    html(out, "</ul>\n");
}

static void
write_codes(PlacePage *page)
{
    const Place *place = page->sheet->place;
    bool is_municipality = place->level == PLACE_MUNICIPALITY;
    bool is_ypes_only = strncmp(place->code, "ypes:", 5) == 0;
    Buffer *out = page->view.out;

    if (!is_ypes_only)
        view_item(out, is_municipality ? "κωδικός ΕΛΣΤΑΤ 2021" : "κωδικός", place->code);
    view_item(out, "κωδικός ΕΛΣΤΑΤ 2011", place->code_2011);
    view_item(out, "κωδικός ΥΠΕΣ", place->code_ypes);
}

static void
write_about(PlacePage *page)
{
    const PlaceSheet *sheet = page->sheet;
    const Place *place = sheet->place;
    Arena *arena = page->view.arena;
    Buffer *out = page->view.out;

    write_heading(out, "about", "Τι είναι");
    html(out, "<ul class=\"m-facts\">\n");
    write_codes(page);
    view_item(out, "έδρα", place->seat);
    if (place->population >= 0)
        view_item(out, "πληθυσμός",
                place->population_year ? arena_format(arena, "%s (%d)",
                        thousands(arena, place->population), place->population_year)
                                       : thousands(arena, place->population));
    if (!isnan(place->area_km2))
        view_item(out, "έκταση", arena_format(arena, "%s τ.χλμ.", decimal(arena, place->area_km2)));
    view_item(out, "νησί", yes_or_no(place->island));
    view_item(out, "ορεινός", yes_or_no(place->mountain));
    view_item(out, "μειονεκτικός", yes_or_no(place->disadvantaged));
    view_item(out, "απομακρυσμένος", yes_or_no(place->remote));
    view_item(out, "ισχύει από", view_day(&page->view, place->valid_from));
    view_item(out, "έως", view_day(&page->view, place->valid_to));
    html(out, "</ul>\n");
    if (sheet->is_valid) {
        write_shares(page, "Πριν ήταν μέρος:", sheet->predecessors, sheet->n_predecessors);
        write_shares(page, "Από αυτόν έγιναν:", sheet->successors, sheet->n_successors);
    }
}

/* Every layer that the register holds of the border, side by side. */
static void
write_layers(PlacePage *page)
{
    const PlaceSheet *sheet = page->sheet;
    Buffer *out = page->view.out;

    if (sheet->n_boundaries == 0)
        return;
    html(out,
            "<div class=\"m-scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Όρια\">\n"
            "<table class=\"m-layers\">\n<caption>Όρια στο "
            "μητρώο</caption>\n<thead><tr><th scope=\"col\">Πηγή</th><th scope=\"col\">Ποιότητα"
            "</th><th scope=\"col\">Δείχνει την</th><th scope=\"col\">Στο μητρώο από</th>"
            "<th scope=\"col\">Ρόλος</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < sheet->n_boundaries; i++) {
        const Boundary *boundary = &sheet->boundaries[i];
        const char *as_of = view_day(&page->view, boundary->as_of);

        html(out, "<tr>");
        html_element(out, "th", NULL, boundary->source);
        html_element(out, "td", NULL, boundary->is_official ? "επίσημο" : "κατά προσέγγιση");
        html_element(out, "td", NULL, as_of ? as_of : "δεν το λέει η πηγή");
        html_element(out, "td", NULL, view_day(&page->view, boundary->imported_on));
        html_element(out, "td", NULL,
                boundary->decides ? "με αυτό βρίσκεται ο δήμος ενός σημείου" : "για σύγκριση");
        html(out, "</tr>\n");
    }
    html(out, "</tbody></table></div>\n");
}

static void
write_sources(PlacePage *page)
{
    const PlaceSheet *sheet = page->sheet;
    Buffer *out = page->view.out;

    html(out, "<h3 class=\"m-part\">Από πού</h3>\n");
    if (sheet->place->source) {
        html(out, "<ul class=\"m-list\">\n");
        view_item(out, "στοιχεία", sheet->place->source);
        html(out, "</ul>\n");
    }
    write_layers(page);
    html(out, "<p class=\"m-no-print\"><a class=\"govgr-link\"");
    html_attribute(
            out, "href", arena_format(page->view.arena, "/v1/places/%s", sheet->place->code));
    html(out, ">Τα ίδια ως δεδομένα (JSON)</a>");
    if (sheet->place->level == PLACE_MUNICIPALITY) {
        html(out, " · <a class=\"govgr-link\"");
        html_attribute(out, "href",
                arena_format(page->view.arena, "/places/%s/snippet", sheet->place->code));
        html(out, ">Κομμάτι HTML για την ιστοσελίδα του δήμου</a>");
    }
    html(out, "</p>\n");
    buffer_format(out, "<p class=\"m-quiet m-imprint\">Έκδοση μητρώων %" PRId64 ".</p>\n",
            snapshot_version(sheet->snapshot));
}

/* Another day, as the map and the rows were or will be then. */
static void
write_day_form(PlacePage *page)
{
    char iso[DAY_TEXT_SIZE];
    Buffer *out = page->view.out;

    html(out, "<form class=\"m-actions m-no-print\" method=\"get\"");
    html_attribute(
            out, "action", arena_format(page->view.arena, "/places/%s", page->sheet->place->code));
    html(out,
            "><label for=\"on\">Ημέρα</label>\n<input class=\"m-day\" type=\"date\" id=\"on\" "
            "name=\"on\"");
    html_attribute(out, "value", day_format_iso(page->sheet->on, iso));
    html(out,
            ">\n<button class=\"govgr-btn govgr-btn-secondary m-small\" type=\"submit\">Δείξε"
            "</button></form>\n");
}

/* Today's page alone, and none that tells of a sample: who finds it takes it for true. */
static bool
is_to_be_found(const PlaceSheet *sheet)
{
    const Structure *centre = sheet->centre.structure;

    return sheet->on == day_today() && !(centre && centre->is_sample);
}

void
page_place(Buffer *out, Arena *arena, const PlaceSheet *sheet)
{
    PlacePage page = { .view = { .out = out, .arena = arena }, .sheet = sheet };
    const char *title = place_title(arena, sheet->place);

    number_all(&page);
    page_begin_public(out, title, is_to_be_found(sheet));
    html_element(out, "h1", "govgr-heading-l", title);
    write_lead(&page);
    write_not_then(&page);
    write_day_form(&page);
    write_centre(&page);
    write_map(&page);
    write_municipalities(&page);
    write_stops(&page);
    write_structures(&page);
    write_programmes(&page);
    write_own(&page, "services", "Υπηρεσίες των δομών", sheet->services, sheet->n_services);
    write_own(&page, "group-actions", "Δράσεις για οικισμούς και ιδρύματα", sheet->group_actions,
            sheet->n_group_actions);
    write_about(&page);
    write_sources(&page);
    page_end(out);
}
