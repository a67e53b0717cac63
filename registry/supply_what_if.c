/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * What if something new stood somewhere: at a point, or at the k places that would serve the most
 * of those who are entitled, do not receive, and have nothing near. What stands stays.
 */

#include "registry/cover.h"
#include "registry/supply.h"

#include "geo/distance.h"

#include <math.h>
#include <string.h>

#define N(array) (sizeof(array) / sizeof *(array))
#define METRES_PER_DEGREE 110500.0 /* of latitude, at the least */

/* A municipality that is served from nowhere near. */
typedef struct Demand {
    const Place *place;
    Delivery delivery;
    Range persons;
} Demand;

typedef struct Spot {
    const Place *place; /* whose label it is; NULL = the point that was asked about */
    GeoPoint point;
} Spot;

typedef struct WhatIf {
    Arena *arena;
    const SupplyQuestion *question;
    Demand *demands;
    size_t n_demands;
    Range served; /* persons who have something near already */
    Range unserved;
    Spot *spots;
    size_t n_spots;
    CoverProblem problem;
} WhatIf;

/* ---- who has nothing near ----------------------------------------------------------------- */

static void
take_municipality(WhatIf *what_if, const Place *place)
{
    const SupplyQuestion *question = what_if->question;
    int32_t programme = question->programme->key;
    Range persons = figures_range(question->figures, programme, place->key);
    Delivery delivery;

    if (!persons.is_known || area_holds(&question->programme->area, place) != OUTCOME_TRUE)
        return;
    delivery_find(question->snapshot, place, programme, question->on, &delivery);
    if (delivery_is_near(&delivery, &question->reach, question->on)) {
        what_if->served = range_add(what_if->served, persons);
        return;
    }
    what_if->unserved = range_add(what_if->unserved, persons);
    what_if->demands[what_if->n_demands++] = (Demand) { place, delivery, persons };
}

static void
find_demands(WhatIf *what_if)
{
    const Place *const *places;
    size_t n = supply_municipalities(what_if->arena, what_if->question, &places);

    what_if->demands = arena_array(what_if->arena, Demand, n);
    /* Without a release nothing is known of persons; not that there are none. */
    what_if->served = what_if->unserved =
            (Range) { .is_known = what_if->question->figures && what_if->question->figures->n > 0 };
    for (size_t i = 0; i < n; i++)
        take_municipality(what_if, places[i]);
}

/* ---- where something could stand ---------------------------------------------------------- */

static void
find_spots(WhatIf *what_if)
{
    const SupplyQuestion *question = what_if->question;
    const Place *const *places;
    size_t n;

    if (geo_point_is_known(question->point)) {
        what_if->spots = arena_array(what_if->arena, Spot, 1);
        what_if->spots[what_if->n_spots++] = (Spot) { NULL, question->point };
        return;
    }
    n = supply_municipalities(what_if->arena, question, &places);
    what_if->spots = arena_array(what_if->arena, Spot, n);
    for (size_t i = 0; i < n; i++)
        if (geo_point_is_known(places[i]->label))
            what_if->spots[what_if->n_spots++] = (Spot) { places[i], places[i]->label };
}

/* Near as the crow flies, and no sea between as far as the map knows. */
static bool
would_cover(const SupplyQuestion *question, const Spot *spot, const Place *place)
{
    if (spot->place == place)
        return true;
    if (!geo_point_is_known(place->label)
            || fabs(place->label.lat - spot->point.lat) * METRES_PER_DEGREE > question->reach.metres
            || distance_m(spot->point, place->label) > question->reach.metres)
        return false;
    return !question->local
            || way_crosses_water(snapshot_local_ways(question->local), spot->point, place->label,
                       question->on)
            != OUTCOME_TRUE;
}

/* A hidden figure weighs the middle of what it may be. */
static void
make_problem(WhatIf *what_if)
{
    Arena *arena = what_if->arena;
    double *weights = arena_array(arena, double, what_if->n_demands);
    CoverCandidate *candidates = arena_array(arena, CoverCandidate, what_if->n_spots);
    uint32_t *covers = arena_array(arena, uint32_t, what_if->n_demands);

    for (size_t i = 0; i < what_if->n_demands; i++)
        weights[i] = (what_if->demands[i].persons.low + what_if->demands[i].persons.high) / 2;
    for (size_t i = 0; i < what_if->n_spots; i++) {
        size_t n = 0;

        for (size_t k = 0; k < what_if->n_demands; k++)
            if (would_cover(what_if->question, &what_if->spots[i], what_if->demands[k].place))
                covers[n++] = (uint32_t) k;
        candidates[i] = (CoverCandidate) { arena_copy(arena, covers, n * sizeof *covers), n };
    }
    what_if->problem = (CoverProblem) {
        .weights = weights,
        .n_demands = what_if->n_demands,
        .candidates = candidates,
        .n_candidates = what_if->n_spots,
        .k = geo_point_is_known(what_if->question->point) ? 1 : (size_t) what_if->question->k,
    };
}

/* ---- before and after --------------------------------------------------------------------- */

static ListingCell
spot_cell(Arena *arena, const Spot *spot)
{
    if (spot->place)
        return supply_place_cell(arena, spot->place);
    return listing_name(
            NULL, arena_format(arena, "%.4f, %.4f", spot->point.lon, spot->point.lat), NULL);
}

static void
write_spot(WhatIf *what_if, Listing *listing, const Spot *spot, const CoverCandidate *candidate,
        size_t number, bool *is_covered, Range *added)
{
    for (size_t i = 0; i < candidate->n_covers; i++) {
        const Demand *demand = &what_if->demands[candidate->covers[i]];
        double metres = distance_m(spot->point, demand->place->label);
        ListingCell *row;

        if (is_covered[candidate->covers[i]])
            continue;
        is_covered[candidate->covers[i]] = true;
        *added = range_add(*added, demand->persons);
        row = listing_row(listing);
        row[0] = listing_number((double) number);
        row[1] = spot_cell(what_if->arena, spot);
        row[2] = supply_place_cell(what_if->arena, demand->place);
        row[3] = listing_range(demand->persons.low, demand->persons.high);
        row[4] = listing_text(delivery_grade_greek(delivery_grade(
                &demand->delivery, &what_if->question->reach, what_if->question->on)));
        row[5] = listing_number(demand->delivery.nearest_m / 1000);
        row[6] = listing_number(metres / 1000);
        row[7] = listing_number(spot->point.lon);
        row[8] = listing_number(spot->point.lat);
    }
}

static ListingCell
range_cell(Range range)
{
    return range.is_known ? listing_range(range.low, range.high) : (ListingCell) { 0 };
}

static void
tell(WhatIf *what_if, Listing *listing, const CoverSolution *solution, Range added)
{
    Range rest = { added.is_known, what_if->unserved.low - added.low,
        what_if->unserved.high - added.high };
    double reached = solution->bound > 0 ? 100 * solution->covered / solution->bound : 100;

    listing_figure(listing, "persons", "Δικαιούνται και δεν λαμβάνουν", LISTING_PERSONS,
            range_cell(range_add(what_if->served, what_if->unserved)));
    listing_figure(listing, "near_before", "Έχουν κάτι κοντά τώρα", LISTING_PERSONS,
            range_cell(what_if->served));
    listing_figure(listing, "share_before", "Ποσοστό τώρα", LISTING_PERCENT,
            range_cell(range_share(what_if->served, what_if->unserved)));
    listing_figure(listing, "added", "Θα αποκτούσαν", LISTING_PERSONS, range_cell(added));
    listing_figure(listing, "near_after", "Θα είχαν κάτι κοντά", LISTING_PERSONS,
            range_cell(range_add(what_if->served, added)));
    listing_figure(listing, "share_after", "Ποσοστό μετά", LISTING_PERCENT,
            range_cell(range_share(range_add(what_if->served, added), rest)));
    listing_figure(listing, "points", "Νέα σημεία", LISTING_NUMBER,
            listing_number((double) solution->n_chosen));
    listing_figure(listing, "of_best", "Του καλύτερου δυνατού, τουλάχιστον", LISTING_PERCENT,
            added.is_known ? listing_number(reached) : (ListingCell) { 0 });
}

Listing *
supply_what_if(Arena *arena, const SupplyQuestion *question)
{
    static const ListingColumn columns[] = {
        { "number", "Σειρά", LISTING_NUMBER },
        { "point", "Νέο σημείο", LISTING_NAME },
        { "municipality", "Δήμος που εξυπηρετεί", LISTING_NAME },
        { "persons", "Πρόσωπα", LISTING_PERSONS },
        { "before", "Παροχή τώρα", LISTING_TEXT },
        { "before_km", "Τώρα, χλμ.", LISTING_DECIMAL },
        { "after_km", "Μετά, χλμ.", LISTING_DECIMAL },
        { "lon", "Μήκος", LISTING_DEGREES },
        { "lat", "Πλάτος", LISTING_DEGREES },
    };
    WhatIf what_if = { .arena = arena, .question = question };
    Listing *listing = listing_new(arena,
            arena_format(arena, "Τι θα άλλαζε: %s, %s, %s", programme_title(question->programme),
                    supply_where(arena, question), supply_day(arena, question)),
            columns, N(columns),
            "Κανένα νέο σημείο δεν θα εξυπηρετούσε κάποιον που δεν έχει κάτι κοντά.");
    Range added;
    CoverSolution solution;
    bool *is_covered;

    find_demands(&what_if);
    added = (Range) { .is_known = what_if.unserved.is_known };
    find_spots(&what_if);
    make_problem(&what_if);
    cover_greedy(arena, &what_if.problem, &solution);
    if (question->exact_ms > 0)
        (void) cover_exact(arena, &what_if.problem, question->exact_ms, &solution);

    is_covered = arena_array(arena, bool, what_if.n_demands);
    for (size_t i = 0; i < solution.n_chosen; i++)
        write_spot(&what_if, listing, &what_if.spots[solution.chosen[i]],
                &what_if.problem.candidates[solution.chosen[i]], i + 1, is_covered, &added);
    tell(&what_if, listing, &solution, added);
    if (added.is_known)
        listing_note(listing,
                solution.is_best
                        ? "Καμία άλλη επιλογή τόσων σημείων δεν θα εξυπηρετούσε περισσότερους."
                        : "Τα σημεία επιλέχθηκαν ένα ένα, κάθε φορά αυτό που προσθέτει τους "
                          "περισσότερους· καμία επιλογή δεν ξεπερνά το όριο που δίνει το ποσοστό.");
    listing_note(listing,
            arena_format(arena,
                    "Υποψήφια σημεία: %s. Εξυπηρετούνται οι δήμοι έως %.0f χλμ. σε ευθεία, χωρίς "
                    "θάλασσα ενδιάμεσα. Ό,τι υπάρχει μένει.",
                    geo_point_is_known(question->point)
                            ? "αυτό που δόθηκε"
                            : "εκεί όπου ο χάρτης γράφει το όνομα κάθε δήμου",
                    question->reach.metres / 1000));
    supply_note_figures(listing, question);
    return listing;
}
