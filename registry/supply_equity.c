/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * «Χωρίς διάκριση λόγω τόπου κατοικίας», as a number: of the programmes that the law gives in a
 * municipality, how many are delivered to the people there. What is not known is counted apart, so
 * each share has a lower end (it is not delivered) and an upper one (it is).
 */

#include "registry/supply.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define N(array) (sizeof(array) / sizeof *(array))

typedef struct Here {
    const Place *place;
    uint32_t by_law;
    uint32_t delivered;
    uint32_t unknown;
    uint32_t lost;
} Here;

static Here
look_at(Arena *arena, const SupplyQuestion *question, const Place *place)
{
    Here here = { .place = place };
    const ValidHere *valid;
    size_t n = delivery_programmes(arena, question->snapshot, place, question->on, &valid);

    for (size_t i = 0; i < n; i++) {
        Delivery delivery;
        DeliveryGrade grade;

        if (valid[i].area_is_unknown)
            continue;
        delivery_find(question->snapshot, place, valid[i].programme->key, question->on, &delivery);
        grade = delivery_grade(&delivery, &question->reach, question->on);
        here.by_law++;
        if (grade == DELIVERY_UNKNOWN)
            here.unknown++;
        else if (supply_is_hole(question, grade))
            here.lost++;
        else
            here.delivered++;
    }
    return here;
}

static double
share_low(const Here *here)
{
    return here->by_law ? 100.0 * here->delivered / here->by_law : NAN;
}

static double
share_high(const Here *here)
{
    return here->by_law ? 100.0 * (here->delivered + here->unknown) / here->by_law : NAN;
}

static int
by_loss(const void *one, const void *other)
{
    const Here *a = one, *b = other;

    if (a->lost != b->lost)
        return a->lost > b->lost ? -1 : 1;
    return strcmp(a->place->code, b->place->code);
}

static int
by_share(const void *one, const void *other)
{
    const Here *a = one, *b = other;
    double difference = share_low(a) - share_low(b);

    return difference < 0 ? -1 : difference > 0;
}

/* ---- one number with its spread ----------------------------------------------------------- */

typedef bool Belongs(const Place *place);

static bool
is_anywhere(const Place *place)
{
    (void) place;
    return true;
}

static bool
is_remote(const Place *place)
{
    return place->remote == PLACE_TRAIT_YES;
}

static bool
is_mountain(const Place *place)
{
    return place->mountain == PLACE_TRAIT_YES;
}

static bool
is_island(const Place *place)
{
    return place->island == PLACE_TRAIT_YES;
}

/* Where the population is not known a municipality weighs nothing. */
static ListingCell
mean_of(const Here *list, size_t n, Belongs *belongs)
{
    double low = 0, high = 0, weight = 0;

    for (size_t i = 0; i < n; i++) {
        double population = (double) list[i].place->population;

        if (population <= 0 || !list[i].by_law || !belongs(list[i].place))
            continue;
        low += population * share_low(&list[i]);
        high += population * share_high(&list[i]);
        weight += population;
    }
    return listing_range(low / weight, high / weight);
}

static double
deviation_of(const Here *list, size_t n, double mean)
{
    double sum = 0, weight = 0;

    for (size_t i = 0; i < n; i++) {
        double population = (double) list[i].place->population;

        if (population <= 0 || !list[i].by_law)
            continue;
        sum += population * (share_low(&list[i]) - mean) * (share_low(&list[i]) - mean);
        weight += population;
    }
    return sqrt(sum / weight);
}

/* The share below which `part` of the people live; the list is by share. */
static double
quantile_of(const Here *list, size_t n, double part)
{
    double weight = 0, seen = 0;

    for (size_t i = 0; i < n; i++)
        if (list[i].place->population > 0 && list[i].by_law)
            weight += (double) list[i].place->population;
    for (size_t i = 0; i < n; i++) {
        if (list[i].place->population <= 0 || !list[i].by_law)
            continue;
        seen += (double) list[i].place->population;
        if (seen >= part * weight)
            return share_low(&list[i]);
    }
    return NAN;
}

static void
tell_spread(Listing *listing, Here *list, size_t n)
{
    static const struct {
        const char *key;
        const char *greek;
        double part;
    } quantiles[] = {
        { "least", "Το χαμηλότερο", 0 },
        { "p10", "Το 10% των κατοίκων έχει ως", 0.1 },
        { "median", "Ο μισός πληθυσμός έχει ως", 0.5 },
        { "p90", "Το 90% των κατοίκων έχει ως", 0.9 },
        { "greatest", "Το υψηλότερο", 1 },
    };
    static const struct {
        const char *key;
        const char *greek;
        Belongs *belongs;
    } parts[] = {
        { "mean", "Δίνεται, κατά μέσο όρο κατοίκου", is_anywhere },
        { "mean_remote", "Στους απομακρυσμένους δήμους", is_remote },
        { "mean_mountain", "Στους ορεινούς δήμους", is_mountain },
        { "mean_island", "Στους νησιωτικούς δήμους", is_island },
    };

    for (size_t i = 0; i < N(parts); i++)
        listing_figure(listing, parts[i].key, parts[i].greek, LISTING_PERCENT,
                mean_of(list, n, parts[i].belongs));
    listing_figure(listing, "deviation", "Τυπική απόκλιση (μονάδες του 100)", LISTING_DECIMAL,
            listing_number(deviation_of(list, n, mean_of(list, n, is_anywhere).low)));
    qsort(list, n, sizeof *list, by_share);
    for (size_t i = 0; i < N(quantiles); i++) {
        double share = quantile_of(list, n, quantiles[i].part);

        listing_figure(listing, quantiles[i].key, quantiles[i].greek, LISTING_PERCENT,
                listing_number(share));
    }
}

Listing *
supply_equity(Arena *arena, const SupplyQuestion *question)
{
    static const ListingColumn columns[] = {
        { "municipality", "Δήμος", LISTING_NAME },
        { "by_law", "Προγράμματα με νόμο", LISTING_NUMBER },
        { "delivered", "Δίνονται εδώ", LISTING_NUMBER },
        { "lost", "Χάνονται", LISTING_NUMBER },
        { "unknown", "Άγνωστο", LISTING_NUMBER },
        { "share", "Δίνεται", LISTING_PERCENT },
        { "population", "Πληθυσμός", LISTING_NUMBER },
    };
    const Place *const *places;
    size_t n = supply_municipalities(arena, question, &places);
    Here *list = arena_array(arena, Here, n);
    Listing *listing = listing_new(arena,
            arena_format(arena, "Ισότητα τόπου: %s, %s", supply_where(arena, question),
                    supply_day(arena, question)),
            columns, N(columns), "Κανένας δήμος δεν υπήρχε εδώ εκείνη την ημέρα.");

    for (size_t i = 0; i < n; i++)
        list[i] = look_at(arena, question, places[i]);
    tell_spread(listing, list, n);
    qsort(list, n, sizeof *list, by_loss);
    for (size_t i = 0; i < n; i++) {
        ListingCell *row = listing_row(listing);

        row[0] = supply_place_cell(arena, list[i].place);
        row[1] = listing_number(list[i].by_law);
        row[2] = listing_number(list[i].delivered);
        row[3] = listing_number(list[i].lost);
        row[4] = listing_number(list[i].unknown);
        row[5] = listing_range(share_low(&list[i]), share_high(&list[i]));
        if (list[i].place->population >= 0)
            row[6] = listing_number((double) list[i].place->population);
    }
    listing_note(listing,
            arena_format(arena,
                    "Δίνεται: %sμε σημείο στον δήμο ή έως %.0f χλμ., στο σπίτι, ή με στάση μέσα σε "
                    "%d ημέρες. Οι μέσοι όροι ζυγίζουν με τον πληθυσμό της απογραφής.",
                    question->in_person ? "" : "από απόσταση, ", question->reach.metres / 1000,
                    question->reach.days));
    listing_note(listing,
            "Το πρώτο άκρο κάθε ποσοστού παίρνει το άγνωστο για μη παροχή και το δεύτερο για "
            "παροχή. Προγράμματα με άγνωστη περιοχή ισχύος δεν μετρούν.");
    return listing;
}
