/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/web/answer_where.h"

#include "api/web/html.h"
#include "api/web/map_points.h"

#include "registry/answer.h"
#include "registry/base/text.h"

#include <math.h>

/* ---- the points of the map ---------------------------------------------------------------- */

static void
number_stop(View *view, const AnswerStop *stop)
{
    if (stop)
        (void) map_points_add(view->points, view->arena, MAP_STOP, stop->point,
                arena_format(view->arena, "Στάση κινητής μονάδας: %s", view_stop(view, stop)));
}

static void
number_place(View *view, const AnswerWhere *where)
{
    if (where->next_stop)
        number_stop(view, where->next_stop);
    else
        (void) map_points_add(view->points, view->arena, MAP_OFFER, where->point,
                view_structure(where->offer->structure));
}

void
answer_where_number(View *view)
{
    const Answer *answer = view->answer;

    view->points = arena_alloc(view->arena, sizeof *view->points);
    if (!answer->from_is_a_label)
        (void) map_points_add(
                view->points, view->arena, MAP_PERSON, answer->from, "Το σημείο της ερώτησης");
    if (answer->centre.structure)
        (void) map_points_add(view->points, view->arena, MAP_CENTRE, answer->centre.point,
                view_structure(answer->centre.structure));
    number_stop(view, answer->centre.next_stop);
    for (size_t i = 0; i < answer->n_entitlements; i++)
        for (size_t k = 0; k < answer->entitlements[i].n_where; k++)
            number_place(view, &answer->entitlements[i].where[k]);
    for (size_t i = 0; i < answer->n_services; i++)
        number_place(view, &answer->services[i]);
    for (size_t i = 0; i < answer->n_group_actions; i++)
        number_place(view, &answer->group_actions[i]);
}

static void
write_number(View *view, GeoPoint at)
{
    map_point_number(view->out, map_points_find(view->points, at));
}

#define FUNDING_WARNED_DAYS 180

/* ---- words -------------------------------------------------------------------------------- */

static const char *
way_text(View *view, double distance_m, bool approximate, Outcome crosses_water)
{
    const char *distance = view_distance(view, distance_m, approximate);

    return distance && crosses_water == OUTCOME_TRUE
            ? arena_format(view->arena, "%s, μεσολαβεί θάλασσα", distance)
            : distance;
}

static const char *
ages_text(View *view, const Offer *offer)
{
    if (offer->age_from >= 0 && offer->age_to >= 0)
        return arena_format(view->arena, "%d έως %d ετών", offer->age_from, offer->age_to);
    if (offer->age_from >= 0)
        return arena_format(view->arena, "από %d ετών", offer->age_from);
    return offer->age_to >= 0 ? arena_format(view->arena, "έως %d ετών", offer->age_to) : NULL;
}

/* ---- the centre --------------------------------------------------------------------------- */

static void
write_centre_warnings(View *view)
{
    const AnswerCentre *centre = &view->answer->centre;
    Buffer *out = view->out;

    if (centre->structure->is_sample)
        html(out, "<p class=\"m-warn\">Δείγμα: η δομή δεν υπάρχει στην πραγματικότητα.</p>\n");
    if (centre->funding_ends_on != DAY_NONE
            && centre->funding_ends_on < centre->on + FUNDING_WARNED_DAYS)
        html_element(out, "p", "m-warn",
                arena_format(view->arena, "Η χρηματοδότηση που γνωρίζει το μητρώο λήγει στις %s.",
                        view_day(view, centre->funding_ends_on)));
    if (centre->funding_has_ended)
        html(out,
                "<p class=\"m-warn\">Η χρηματοδότηση που γνωρίζει το μητρώο έχει λήξει· "
                "επιβεβαιώστε ότι λειτουργεί.</p>\n");
    if (centre->agreement_has_ended)
        html_element(out, "p", "m-warn",
                arena_format(view->arena,
                        "Η σύμβαση με τον δήμο που γνωρίζει το μητρώο έληξε στις %s.",
                        view_day(view, centre->partner->agreed_to)));
}

void
answer_where_centre(View *view)
{
    const AnswerCentre *centre = &view->answer->centre;
    Buffer *out = view->out;

    if (!centre->structure) {
        html(out,
                "<section class=\"m-centre\">\n<p>Κέντρο αναφοράς: κανένα στο μητρώο για αυτόν τον "
                "δήμο και αυτή την ημέρα.</p>\n</section>\n");
        return;
    }
    html(out,
            "<section class=\"m-centre\" aria-labelledby=\"centre\">\n"
            "<h2 class=\"govgr-heading-s\" id=\"centre\"><span class=\"m-quiet\">Κέντρο αναφοράς:"
            "</span> ");
    html_text(out, view_structure(centre->structure));
    write_number(view, centre->point);
    html(out, "</h2>\n<ul class=\"m-facts\">\n");
    view_item(out, "διεύθυνση", centre->address);
    view_item(out, "τηλέφωνο", centre->phone);
    view_item(out, "ώρες", centre->hours);
    view_item(out, "e-mail", centre->email);
    view_item(out, "απόσταση",
            way_text(view, centre->distance_m, centre->approximate, centre->crosses_water));
    if (geo_point_is_known(centre->point))
        view_item(out, "ακρίβεια", geocoding_warning(centre->geocoding));
    view_staff(view, centre->structure, centre->on);
    view_item(
            out, "πρόσβαση ΑμεΑ", view_access(view, centre->access_inside, centre->access_outside));
    if (centre->unit != centre->structure)
        view_item(out, "τον δήμο εξυπηρετεί", view_structure(centre->unit));
    view_item(out, "επόμενη στάση", view_stop(view, centre->next_stop));
    view_item(out, "εποπτεύει", centre->supervisor);
    view_item(out, "προσοχή", view_closure(view, centre->closure));
    html(out, "</ul>\n");
    write_centre_warnings(view);
    html(out, "</section>\n");
}

/* ---- the places of a programme ------------------------------------------------------------ */

void
answer_where_glance(View *view, const Entitlement *entitlement)
{
    const AnswerWhere *where = entitlement->where;
    const char *parts[3];
    Buffer *out = view->out;

    if (entitlement->n_where == 0)
        return;
    parts[0] = view_mode(where->offer);
    parts[1] = view_stop(view, where->next_stop);
    parts[2] = view_distance(view, where->distance_m, where->approximate);
    html(out, "<span class=\"m-near\">");
    html_text(out, view_structure(where->offer->structure));
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        html(out, parts[i] ? ", " : "");
        html_text(out, parts[i]);
    }
    write_number(view, where->point);
    html(out, "</span> ");
}

static void
write_confirmation(View *view, const Offer *offer)
{
    switch (offer_confirmation(offer, day_today())) {
    case CONFIRMED_NEVER:
        view_item(view->out, "ρωτήστε πρώτα",
                "κανείς δεν έχει επιβεβαιώσει ακόμη ότι η παροχή ισχύει όπως γράφεται");
        break;
    case CONFIRMED_LONG_AGO:
        view_item(view->out, "ρωτήστε πρώτα: τελευταία φορά επιβεβαιώθηκε",
                view_day(view, offer->confirmed_on));
        break;
    case CONFIRMED:
        break;
    }
}

static void
write_place_facts(View *view, const AnswerWhere *where)
{
    const Structure *structure = where->offer->structure;
    Buffer *out = view->out;

    html(out, "<ul class=\"m-facts\">\n");
    view_item(out, "τρόπος", view_mode(where->offer));
    view_item(out, "διεύθυνση", where->address);
    view_item(out, "απόσταση",
            way_text(view, where->distance_m, where->approximate, where->crosses_water));
    view_item(out, "ακρίβεια", geocoding_warning(where->geocoding));
    view_item(out, "ώρες", where->hours);
    view_item(out, "τηλέφωνο", where->phone);
    view_item(out, "e-mail", where->email);
    view_item(out, "πρόσβαση ΑμεΑ", view_access(view, where->access_inside, where->access_outside));
    view_item(out, "επόμενη στάση", view_stop(view, where->next_stop));
    view_item(out, "πρόσκληση", view_call(view, where));
    view_item(out, "έως", view_day(view, where->offer->valid_to));
    write_confirmation(view, where->offer);
    view_item(out, "προσοχή", view_closure(view, where->closure));
    if (where->place_is_unknown && !where->next_stop)
        view_item(out, "προσοχή", "το σημείο δεν είναι γνωστό στο μητρώο");
    if (where->area_is_unknown)
        view_item(out, "προσοχή", "δεν είναι γνωστό αν εξυπηρετεί αυτόν τον δήμο");
    if (structure->is_sample)
        view_item(out, "δείγμα", "η δομή δεν υπάρχει στην πραγματικότητα");
    html(out, "</ul>");
}

static void
write_one_place(View *view, const AnswerWhere *where)
{
    html(view->out, "<li><strong>");
    html_text(view->out, view_structure(where->offer->structure));
    html(view->out, "</strong>");
    write_number(view, where->point);
    if (where->outside_bounds == OUTCOME_TRUE)
        html(view->out, " <span class=\"m-tag\">εκτός ορίων</span>");
    html(view->out, "\n");
    write_place_facts(view, where);
    html(view->out, "</li>\n");
}

static bool
is_rough(View *view, const AnswerWhere *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (list[i].approximate
                && view_distance(view, list[i].distance_m, list[i].approximate) != NULL)
            return true;
    return false;
}

static void
write_places(View *view, const char *title, const AnswerWhere *list, size_t n)
{
    if (n == 0)
        return;
    html_element(view->out, "h4", "m-part", title);
    html(view->out, "<ul class=\"m-places\">\n");
    for (size_t i = 0; i < n; i++)
        write_one_place(view, &list[i]);
    html(view->out, "</ul>\n");
}

void
answer_where_list(View *view, const Entitlement *entitlement)
{
    write_places(view, "Πού", entitlement->where, entitlement->n_where);
    write_places(view, "Αλλού, για παραπομπή: δεν εξυπηρετούν εδώ", entitlement->elsewhere,
            entitlement->n_elsewhere);
    if (view->answer->from_is_a_label
            && (is_rough(view, entitlement->where, entitlement->n_where)
                    || is_rough(view, entitlement->elsewhere, entitlement->n_elsewhere)))
        html(view->out,
                "<p class=\"m-law\">Απόσταση σε ευθεία από το μέσο του δήμου, όχι από την "
                "κατοικία.</p>\n");
}

/* ---- beside the programmes ---------------------------------------------------------------- */

static void
write_beside(View *view, const AnswerWhere *where)
{
    const Offer *offer = where->offer;
    Buffer *out = view->out;

    html(out, "<li><strong>");
    html_text(out, where_title(where));
    html(out, "</strong>, ");
    html_text(out, view_structure(offer->structure));
    write_number(view, where->point);
    html(out, "\n");
    if (where->fits_age == OUTCOME_FALSE)
        html(out, "<span class=\"m-tag\">για άλλες ηλικίες</span>\n");
    html(out, "<ul class=\"m-facts\">\n");
    view_item(out, "ηλικίες", ages_text(view, offer));
    view_item(out, "για", offer->audience);
    view_item(out, "πού", offer->settlement);
    view_item(out, "χρειάζεται έγκριση", offer->approval);
    if (offer->kind == OFFER_GROUP_ACTION)
        view_item(out, "από", view_day(view, offer->valid_from));
    html(out, "</ul>\n");
    write_place_facts(view, where);
    view_choices(view, where->choices);
    html(out, "</li>\n");
}

static void
write_beside_list(
        View *view, const char *title, const char *note, const AnswerWhere *list, size_t n)
{
    Buffer *out = view->out;

    if (n == 0)
        return;
    html(out, "<details class=\"m-row m-is-beside\">\n<summary><h2 class=\"govgr-heading-s\">");
    html_text(out, title);
    buffer_format(out, " <span class=\"m-quiet\">(%zu)</span></h2></summary>\n", n);
    html(out, "<div class=\"m-beside\">\n");
    html_element(out, "p", "m-quiet", note);
    html(out, "<ul class=\"m-places\">\n");
    for (size_t i = 0; i < n; i++)
        write_beside(view, &list[i]);
    html(out, "</ul>\n</div>\n</details>\n");
}

void
answer_where_beside(View *view)
{
    const Answer *answer = view->answer;

    write_beside_list(view, "Υπηρεσίες των δομών",
            "Δεν χρειάζονται κρίση· τις δίνουν οι ίδιες οι δομές.", answer->services,
            answer->n_services);
    write_beside_list(view, "Ομαδικές δράσεις",
            "Για οικισμό, σχολείο ή ίδρυμα· δεν είναι ατομικό δικαίωμα.", answer->group_actions,
            answer->n_group_actions);
}

/* ---- the map ------------------------------------------------------------------------------ */

static void
write_legend(View *view, const Map *map)
{
    Buffer *out = view->out;

    html(out, "<ol class=\"m-plain m-legend\">\n");
    for (size_t i = 0; i < map->n_points; i++) {
        const MapPoint *point = &map->points[i];

        if (!point->label)
            continue;
        html(out, "<li>");
        map_point_number(out, point);
        html(out, " ");
        html_text(out, point->name);
        if (!map_shows(map, view->arena, point->at))
            html(out, " <span class=\"m-quiet\">(έξω από τον χάρτη)</span>");
        html(out, "</li>\n");
    }
    html(out, "</ol>\n");
}

void
answer_where_map(View *view, const Snapshot *snapshot)
{
    const Answer *answer = view->answer;
    Buffer *out = view->out;
    const Map map = {
        .id = "map",
        .title = arena_format(
                view->arena, "Χάρτης: %s", place_title(view->arena, answer->municipality)),
        .snapshot = snapshot,
        .place = answer->municipality,
        .on = answer->on,
        .points = view->points->points,
        .n_points = view->points->n,
    };

    html(out,
            "<section class=\"m-answer-map\" aria-labelledby=\"where-map\">\n"
            "<h2 class=\"govgr-heading-m\" id=\"where-map\">Στον χάρτη</h2>\n"
            "<figure class=\"m-figure\">\n");
    if (!map_svg(out, view->arena, &map))
        html(out, "<p>Κανένα όριο δεν έχει εισαχθεί για τον χάρτη.</p>\n");
    html(out,
            "<figcaption class=\"m-quiet\">Τετράγωνο: κέντρο αναφοράς. Κύκλος: σημείο παροχής. "
            "Τρίγωνο: στάση κινητής μονάδας.");
    if (!answer->from_is_a_label)
        html(out, "<span class=\"m-no-print\"> Μαύρη κουκκίδα: το σημείο της ερώτησης.</span>");
    if (answer->boundary) {
        html(out, " Όριο: ");
        html_text(out, view_boundary(view, answer->boundary));
        html(out, ".");
    }
    html(out, "</figcaption>\n</figure>\n");
    if (view->points->n_numbered > 0)
        write_legend(view, &map);
    else
        html(out, "<p>Κανένα γνωστό σημείο.</p>\n");
    html(out, "</section>\n");
}
