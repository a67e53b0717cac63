/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * Reach: which share of those who are entitled to a programme lives how near to where it is
 * delivered in person. Persons by the protected counts of their municipality, distances from where
 * the map writes its name.
 */

#include "registry/supply.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#define N(array) (sizeof(array) / sizeof *(array))

static const double bands_km[] = { 10, 20, 30, 60 };

#define BANDS N(bands_km)

/* The municipalities of one row: how many persons live within each band, and beyond. */
typedef struct Part {
    const char *title;
    const Place *place; /* of a row about a place; NULL = about a trait */
    uint32_t municipalities;
    Range within[BANDS];
    Range beyond[BANDS];
    Range all;
    Range by_stop;
    Range not_by_stop;
} Part;

/* What is told apart, as far as the register of places says it. */
static const struct {
    size_t trait; /* where in a Place */
    const char *title;
    const char *greek;
    const char *column; /* of the file of places */
} traits[] = {
    { offsetof(Place, remote), "Απομακρυσμένοι δήμοι", "απομακρυσμένοι", "remote" },
    { offsetof(Place, mountain), "Ορεινοί δήμοι", "ορεινοί", "mountain" },
    { offsetof(Place, disadvantaged), "Μειονεκτικοί δήμοι", "μειονεκτικοί", "disadvantaged" },
    { offsetof(Place, island), "Νησιωτικοί δήμοι", "νησιωτικοί", "island" },
};

#define FIRST_PARTS (1 + N(traits)) /* all, and those of each trait */

static PlaceTrait
trait_of(const Place *place, size_t i)
{
    return *(const PlaceTrait *) (const void *) ((const char *) place + traits[i].trait);
}

static const Range nobody = { .is_known = true };

static Part
part_new(const char *title, const Place *place)
{
    Part part = { .title = title, .place = place, .all = nobody };

    for (size_t i = 0; i < BANDS; i++)
        part.within[i] = part.beyond[i] = nobody;
    part.by_stop = part.not_by_stop = nobody;
    return part;
}

/* At home needs no way; a site whose point is not known, but which stands here, is near. */
static double
distance_of(const Delivery *delivery)
{
    if (delivery->is_at_home)
        return 0;
    return delivery->is_here && isinf(delivery->nearest_m) ? 0 : delivery->nearest_m;
}

static void
part_add(Part *part, const SupplyQuestion *question, const Delivery *delivery, Range persons)
{
    bool stops = delivery->next_stop != DAY_NONE
            && delivery->next_stop <= question->on + question->reach.days;
    double km = distance_of(delivery) / 1000;
    Range *stop = stops ? &part->by_stop : &part->not_by_stop;

    part->municipalities++;
    part->all = range_add(part->all, persons);
    *stop = range_add(*stop, persons);
    for (size_t i = 0; i < BANDS; i++) {
        Range *band = stops || km <= bands_km[i] ? &part->within[i] : &part->beyond[i];

        *band = range_add(*band, persons);
    }
}

static bool
belongs(const Part *part, size_t i, const Place *place)
{
    if (i == 0)
        return true;
    return i < FIRST_PARTS ? trait_of(place, i - 1) == PLACE_TRAIT_YES
                           : place_lies_in(place, part->place);
}

static ListingCell
cell_of(Range range)
{
    return range.is_known ? listing_range(range.low, range.high) : (ListingCell) { 0 };
}

static void
write_part(Arena *arena, Listing *listing, const Part *part)
{
    ListingCell *row = listing_row(listing);

    row[0] = part->place ? listing_name(part->place->code, place_title(arena, part->place),
                     arena_format(arena, "/places/%s", part->place->code))
                         : listing_name(NULL, part->title, NULL);
    row[1] = listing_number(part->municipalities);
    row[2] = cell_of(part->all);
    for (size_t i = 0; i < BANDS; i++)
        row[3 + i] = cell_of(range_share(part->within[i], part->beyond[i]));
    row[3 + BANDS] = cell_of(range_share(part->by_stop, part->not_by_stop));
}

/* The country by regions; a region, and what is larger than a unit, by units. */
static size_t
list_parts(Arena *arena, const SupplyQuestion *question, Part **ret_parts)
{
    const Places *places = snapshot_places(question->snapshot);
    const Place *within = question->within;
    PlaceLevel level = within ? PLACE_REGIONAL_UNIT : PLACE_REGION;
    Part *parts = arena_array(arena, Part, FIRST_PARTS + places_count(places));
    size_t n = 0;

    parts[n++] = part_new("Όλοι", NULL);
    for (size_t i = 0; i < N(traits); i++)
        parts[n++] = part_new(traits[i].title, NULL);
    for (size_t i = 0; i < places_count(places); i++) {
        const Place *place = places_at(places, i);

        if (place->level == level && place_is_valid(place, question->on)
                && (!within || (within != place && place_lies_in(place, within))))
            parts[n++] = part_new(place->name, place);
    }
    *ret_parts = parts;
    return n;
}

static void
count(Arena *arena, const SupplyQuestion *question, Part *parts, size_t n_parts)
{
    const Place *const *places;
    size_t n = supply_municipalities(arena, question, &places);

    for (size_t i = 0; i < n; i++) {
        const ValidHere *valid;
        size_t n_valid =
                delivery_programmes(arena, question->snapshot, places[i], question->on, &valid);

        for (size_t k = 0; k < n_valid; k++) {
            Delivery delivery;
            Range persons;

            if (valid[k].area_is_unknown || valid[k].programme != question->programme)
                continue;
            delivery_find(question->snapshot, places[i], question->programme->key, question->on,
                    &delivery);
            persons = figures_range(question->figures, question->programme->key, places[i]->key);
            for (size_t p = 0; p < n_parts; p++)
                if (belongs(&parts[p], p, places[i]))
                    part_add(&parts[p], question, &delivery, persons);
        }
    }
}

/* A trait that nobody has stated is unknown, and no row is not the same as none. */
static void
note_unknown(Arena *arena, Listing *listing, const SupplyQuestion *question)
{
    const Place *const *places;
    size_t n = supply_municipalities(arena, question, &places);

    for (size_t i = 0; i < N(traits); i++) {
        size_t unknown = 0;

        for (size_t k = 0; k < n; k++)
            unknown += trait_of(places[k], i) == PLACE_TRAIT_UNKNOWN;
        if (unknown > 0)
            listing_note(listing,
                    arena_format(arena,
                            "Δεν είναι γνωστό αν είναι %s: %zu από τους %zu δήμους. Το λέει η "
                            "στήλη %s του αρχείου τόπων, με την πηγή της.",
                            traits[i].greek, unknown, n, traits[i].column));
    }
}

Listing *
supply_reach(Arena *arena, const SupplyQuestion *question)
{
    static const ListingColumn columns[] = {
        { "part", "Τόπος", LISTING_NAME },
        { "municipalities", "Δήμοι", LISTING_NUMBER },
        { "entitled", "Δικαιούνται", LISTING_PERSONS },
        { "within_10km", "Έως 10 χλμ.", LISTING_PERCENT },
        { "within_20km", "Έως 20 χλμ.", LISTING_PERCENT },
        { "within_30km", "Έως 30 χλμ.", LISTING_PERCENT },
        { "within_60km", "Έως 60 χλμ.", LISTING_PERCENT },
        { "by_stop", "Με στάση", LISTING_PERCENT },
    };
    Listing *listing = listing_new(arena,
            arena_format(arena, "Πόσο κοντά δίνεται: %s, %s, %s",
                    programme_title(question->programme), supply_where(arena, question),
                    supply_day(arena, question)),
            columns, N(columns), "Το πρόγραμμα δεν ισχύει εδώ εκείνη την ημέρα.");
    Part *parts;
    size_t n = list_parts(arena, question, &parts);

    count(arena, question, parts, n);
    for (size_t i = 0; i < n; i++)
        if (parts[i].municipalities > 0)
            write_part(arena, listing, &parts[i]);
    listing_note(listing,
            arena_format(arena,
                    "Όσοι κατοικούν σε δήμο με παροχή στο σπίτι, με σημείο έως τόσα χιλιόμετρα που "
                    "τον εξυπηρετεί, ή με στάση στις επόμενες %d ημέρες. Από απόσταση (τηλέφωνο, "
                    "διαδίκτυο) δεν μετρά.",
                    question->reach.days));
    listing_note(listing,
            "Σε ευθεία, από το σημείο όπου ο χάρτης γράφει το όνομα του δήμου: μέσα στον δήμο η "
            "απόσταση διαφέρει. Ποσοστό λέγεται όπου δικαιούνται τουλάχιστον 30.");
    note_unknown(arena, listing, question);
    supply_note_figures(listing, question);
    return listing;
}
