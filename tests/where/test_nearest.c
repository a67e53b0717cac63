/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * 20,000 offers of one programme at random points, in one hundred municipalities: the nearest that
 * serve, against a look at every one of them; and both with a clock beside.
 */

#include "tests/unit/unit.h"

#include "geo/distance.h"
#include "registry/snapshot_state.h"
#include "registry/where.h"

#include <math.h>
#include <stdint.h>
#include <time.h>

#define MUNICIPALITIES 100
#define OFFERS 20000
#define QUESTIONS 200
#define ON 20000

static uint64_t seed = 20261122;

static double
chance(void)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double) (seed >> 11) / (double) (UINT64_C(1) << 53);
}

static GeoPoint
somewhere(void)
{
    return (GeoPoint) { .lon = 20 + 8 * chance(), .lat = 35 + 6 * chance() };
}

static void
add_places(Snapshot *snapshot)
{
    snapshot->places = places_new();
    for (int32_t key = 1; key <= MUNICIPALITIES; key++) {
        char code[8];

        (void) snprintf(code, sizeof code, "%04d", key);
        places_add(snapshot->places,
                &(Place) {
                        .key = key,
                        .level = PLACE_MUNICIPALITY,
                        .code = code,
                        .name = code,
                        .valid_from = DAY_NONE,
                        .valid_to = DAY_NONE,
                        .mountain = PLACE_TRAIT_UNKNOWN,
                        .disadvantaged = PLACE_TRAIT_UNKNOWN,
                        .island = PLACE_TRAIT_UNKNOWN,
                        .remote = PLACE_TRAIT_UNKNOWN,
                        .population = -1,
                        .area_km2 = NAN,
                        .label = somewhere(),
                });
    }
    places_seal(snapshot->places);
    snapshot->n_candidates = MUNICIPALITIES + 1;
}

/* One in ten has ended, one in fifty has no point; a part of them serves some municipalities only.
 */
static void
add_offers(Snapshot *snapshot, size_t n, double nationwide)
{
    snapshot->structures = arena_array(snapshot->arena, Structure, 1);
    snapshot->structures[0] = (Structure) {
        .code = "D", .name = "Δομή", .kind = "other", .valid_from = DAY_NONE, .valid_to = DAY_NONE
    };
    snapshot->n_structures = 1;
    snapshot->sites = arena_array(snapshot->arena, Site, n);
    snapshot->offers = arena_array(snapshot->arena, Offer, n);
    snapshot->n_offers = n;
    for (size_t i = 0; i < n; i++) {
        int32_t *places = arena_array(snapshot->arena, int32_t, 2);
        bool everywhere = chance() < nationwide;

        places[0] = 1 + (int32_t) (chance() * (MUNICIPALITIES - 1));
        places[1] = places[0] + 1;
        snapshot->sites[i] = (Site) {
            .point = chance() < 0.02 ? GEO_NOWHERE : somewhere(),
            .valid_from = DAY_NONE,
            .valid_to = DAY_NONE,
        };
        snapshot->offers[i] = (Offer) {
            .code = arena_format(snapshot->arena, "O%05zu", i),
            .programme = 1,
            .structure = &snapshot->structures[0],
            .site = &snapshot->sites[i],
            .mode = "site",
            .area = { .kind = everywhere ? AREA_NATIONWIDE : AREA_MUNICIPALITIES,
                    .places = everywhere ? NULL : places,
                    .n_places = everywhere ? 0 : 2 },
            .age_from = -1,
            .age_to = -1,
            .capacity = -1,
            .opens_on = DAY_NONE,
            .closes_on = DAY_NONE,
            .valid_from = DAY_NONE,
            .valid_to = chance() < 0.1 ? ON - 1 : DAY_NONE,
            .confirmed_on = DAY_NONE,
        };
    }
}

static Snapshot *
country(size_t n_offers, double nationwide)
{
    Snapshot *snapshot = calloc(1, sizeof *snapshot);

    CHECK(snapshot != NULL);
    atomic_init(&snapshot->references, 1);
    snapshot->arena = arena_new();
    add_places(snapshot);
    add_offers(snapshot, n_offers, nationwide);
    snapshot_list_offers(snapshot);
    snapshot_list_centres(snapshot);
    return snapshot;
}

/* By the definition: every offer, the best five by distance. */
static size_t
look_at_all(const Snapshot *snapshot, const Place *municipality, GeoPoint from,
        const Offer *ret_best[WHERE_OFFERS_MAX])
{
    double best_m[WHERE_OFFERS_MAX];
    size_t n = 0;

    for (size_t i = 0; i < snapshot->n_offers; i++) {
        const Offer *offer = &snapshot->offers[i];
        double metres;
        size_t at;

        if (offer->valid_to != DAY_NONE || !geo_point_is_known(offer->site->point)
                || area_holds(&offer->area, municipality) != OUTCOME_TRUE)
            continue;
        metres = distance_m(from, offer->site->point);
        for (at = n; at > 0 && best_m[at - 1] > metres; at--)
            if (at < WHERE_OFFERS_MAX) {
                best_m[at] = best_m[at - 1];
                ret_best[at] = ret_best[at - 1];
            }
        if (at < WHERE_OFFERS_MAX) {
            best_m[at] = metres;
            ret_best[at] = offer;
            if (n < WHERE_OFFERS_MAX)
                n++;
        }
    }
    return n;
}

static double
now_us(void)
{
    struct timespec now;

    (void) clock_gettime(CLOCK_MONOTONIC, &now);
    return (double) now.tv_sec * 1e6 + (double) now.tv_nsec / 1e3;
}

static void
compare(const char *what, size_t n_offers, double nationwide)
{
    CLEANUP(snapshot_unrefp) Snapshot *snapshot = country(n_offers, nationwide);
    const Programme programme = { .key = 1, .code = "P", .title = "P" };
    double ours_us = 0;
    double all_us = 0;
    Facts facts;

    facts_init(&facts);
    for (int i = 0; i < QUESTIONS; i++) {
        CLEANUP(arena_freep) Arena *arena = arena_new();
        const Place *municipality =
                places_by_key(snapshot->places, 1 + (int32_t) (chance() * MUNICIPALITIES));
        const Offer *best[WHERE_OFFERS_MAX];
        const AnswerWhere *offers;
        Whereabouts whereabouts = {
            .snapshot = snapshot,
            .municipality = municipality,
            .from = somewhere(),
            .on = ON,
            .facts = &facts,
        };
        double begin = now_us();
        size_t n = where_offers(arena, &whereabouts, &programme, &offers);
        double between = now_us();
        size_t wanted = look_at_all(snapshot, municipality, whereabouts.from, best);

        all_us += now_us() - between;
        ours_us += between - begin;
        CHECK(n >= wanted);
        for (size_t k = 0; k < wanted && k < n; k++)
            CHECK(offers[k].offer == best[k]);
    }
    printf("# %s: %.1f us a question, looking at all %.1f us\n", what, ours_us / QUESTIONS,
            all_us / QUESTIONS);
}

static void
twenty_thousand_that_serve_everybody(void)
{
    compare("20,000 offers that serve the whole country", OFFERS, 1);
}

static void
twenty_thousand_that_serve_two_municipalities_each(void)
{
    compare("20,000 offers that serve two municipalities each", OFFERS, 0);
}

static void
both_kinds_together(void)
{
    compare("20,000 offers, one in twenty nationwide", OFFERS, 0.05);
}

static void
few_of_them(void)
{
    compare("40 offers that serve the whole country", 40, 1);
    compare("250 offers that serve the whole country", 250, 1);
    compare("600 offers that serve the whole country", 600, 1);
    compare("3 offers", 3, 0.5);
}

static void
from_nowhere_nothing_is_near(void)
{
    CLEANUP(snapshot_unrefp) Snapshot *snapshot = country(400, 1);
    CLEANUP(arena_freep) Arena *arena = arena_new();
    const Programme programme = { .key = 1, .code = "P", .title = "P" };
    const AnswerWhere *offers;
    Facts facts;
    size_t n;

    facts_init(&facts);
    n = where_offers(arena,
            &(Whereabouts) { .snapshot = snapshot,
                    .municipality = places_by_key(snapshot->places, 1),
                    .from = GEO_NOWHERE,
                    .on = ON,
                    .facts = &facts },
            &programme, &offers);
    CHECK(n == WHERE_OFFERS_MAX);
    for (size_t i = 0; i < n; i++)
        CHECK(isnan(offers[i].distance_m) && offers[i].crosses_water == OUTCOME_UNKNOWN);
}

static const UnitTest tests[] = {
    { "of 20,000 offers for everybody the nearest five are those of a look at all",
            twenty_thousand_that_serve_everybody },
    { "of 20,000 offers for two municipalities each, too",
            twenty_thousand_that_serve_two_municipalities_each },
    { "of both kinds together, too", both_kinds_together },
    { "of few, too", few_of_them },
    { "from a point that is not known nothing is near", from_nowhere_nothing_is_near },
};

UNIT_MAIN(tests)
