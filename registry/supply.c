/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/supply.h"

#include "registry/place_sheet.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define N(array) (sizeof(array) / sizeof *(array))

static const char CROW_FLIES[] =
        "Οι αποστάσεις είναι σε ευθεία, από το σημείο όπου ο χάρτης γράφει το όνομα του δήμου.";

size_t
supply_municipalities(
        Arena *arena, const SupplyQuestion *question, const Place *const **ret_municipalities)
{
    const Places *places = snapshot_places(question->snapshot);
    const Place *within = question->within;

    if (within && within->level == PLACE_MUNICIPALITY) {
        const Place **one = arena_array(arena, const Place *, 1);

        one[0] = within;
        *ret_municipalities = one;
        return place_is_valid(within, question->on) ? 1 : 0;
    }
    return place_sheet_municipalities(arena, places, within, question->on, ret_municipalities);
}

bool
supply_is_hole(const SupplyQuestion *question, DeliveryGrade grade)
{
    return grade == DELIVERY_NONE || grade == DELIVERY_FAR
            || (question->in_person && grade == DELIVERY_REMOTE);
}

const char *
supply_where(Arena *arena, const SupplyQuestion *question)
{
    return question->within ? place_title(arena, question->within) : "όλη η χώρα";
}

const char *
supply_day(Arena *arena, const SupplyQuestion *question)
{
    char day[DAY_TEXT_SIZE];

    return arena_text(arena, day_format_greek(question->on, day));
}

ListingCell
supply_place_cell(Arena *arena, const Place *place)
{
    return listing_name(place->code, place->name, arena_format(arena, "/places/%s", place->code));
}

ListingCell
supply_programme_cell(Arena *arena, const Programme *programme)
{
    (void) arena;
    return listing_name(programme->code, programme_title(programme), NULL);
}

void
supply_note_figures(Listing *listing, const SupplyQuestion *question)
{
    const Figures *figures = question->figures;
    char on[DAY_TEXT_SIZE], made_on[DAY_TEXT_SIZE];

    if (!figures || figures->release == 0) {
        listing_note(listing,
                "Δεν υπάρχει προστατευμένη δημοσίευση με αυτό το πρόγραμμα· πρόσωπα δεν λέγονται. "
                "Μία φτιάχνει το «mitroa release make».");
        return;
    }
    listing_note(listing,
            arena_format(listing->arena,
                    "Πρόσωπα: δημοσίευση %d της %s, με ημέρα %s· αριθμοί με θόρυβο, στρογγυλεμένοι "
                    "ανά 5, και κάτω από 10 κρυμμένοι. Όπου αθροίζονται δίνεται από πόσα έως πόσα, "
                    "χωρίς τον θόρυβο.",
                    figures->release, day_format_greek(figures->made_on, made_on),
                    day_format_greek(figures->on, on)));
}

/* A programme whose area is not known is valid perhaps: it makes neither a hole nor a right. */
static DeliveryGrade
grade_of(const SupplyQuestion *question, const Place *place, const Programme *programme,
        Delivery *ret_delivery)
{
    delivery_find(question->snapshot, place, programme->key, question->on, ret_delivery);
    return delivery_grade(ret_delivery, &question->reach, question->on);
}

/* ---- holes -------------------------------------------------------------------------------- */

typedef struct ProgrammeHoles {
    const Programme *programme;
    uint32_t valid;
    uint32_t grades[DELIVERY_NEAR + 1];
    uint32_t holes;
    int64_t population; /* of the municipalities that are holes; -1 = of one it is not known */
    Range entitled;     /* in them */
} ProgrammeHoles;

static int
by_holes(const void *one, const void *other)
{
    const ProgrammeHoles *a = one, *b = other;

    if (a->holes != b->holes)
        return a->holes > b->holes ? -1 : 1;
    return strcmp(a->programme->code, b->programme->code);
}

static void
add_to_holes(ProgrammeHoles *holes, const SupplyQuestion *question, const Place *place,
        DeliveryGrade grade)
{
    holes->valid++;
    holes->grades[grade]++;
    if (!supply_is_hole(question, grade))
        return;
    holes->holes++;
    holes->entitled = range_add(
            holes->entitled, figures_range(question->figures, holes->programme->key, place->key));
    if (place->population < 0)
        holes->population = -1;
    else if (holes->population >= 0)
        holes->population += place->population;
}

static ProgrammeHoles *
holes_of(ProgrammeHoles *list, size_t *n, const Programme *programme)
{
    for (size_t i = 0; i < *n; i++)
        if (list[i].programme == programme)
            return &list[i];
    list[*n] = (ProgrammeHoles) { .programme = programme, .entitled = { .is_known = true } };
    return &list[(*n)++];
}

static Listing *
holes_by_programme(Arena *arena, const SupplyQuestion *question)
{
    static const ListingColumn columns[] = {
        { "programme", "Πρόγραμμα", LISTING_NAME },
        { "valid_in", "Ισχύει σε δήμους", LISTING_NUMBER },
        { "holes", "Κενά", LISTING_NUMBER },
        { "none", "Καμία παροχή", LISTING_NUMBER },
        { "far", "Μόνο μακριά", LISTING_NUMBER },
        { "remote", "Μόνο από απόσταση", LISTING_NUMBER },
        { "unknown", "Άγνωστο", LISTING_NUMBER },
        { "near", "Κοντά", LISTING_NUMBER },
        { "population", "Πληθυσμός στα κενά", LISTING_NUMBER },
        { "entitled", "Δικαιούνται στα κενά", LISTING_PERSONS },
    };
    const Place *const *places;
    size_t n = supply_municipalities(arena, question, &places);
    ProgrammeHoles *holes =
            arena_array(arena, ProgrammeHoles, snapshot_n_programmes(question->snapshot));
    size_t n_holes = 0;
    Listing *listing = listing_new(arena,
            arena_format(arena, "Κενά παροχής: %s, %s", supply_where(arena, question),
                    supply_day(arena, question)),
            columns, N(columns), "Κανένα πρόγραμμα δεν ισχύει εδώ εκείνη την ημέρα.");

    for (size_t i = 0; i < n; i++) {
        const ValidHere *valid;
        size_t n_valid =
                delivery_programmes(arena, question->snapshot, places[i], question->on, &valid);

        for (size_t k = 0; k < n_valid; k++) {
            Delivery delivery;
            DeliveryGrade grade;

            if (valid[k].area_is_unknown)
                continue;
            grade = grade_of(question, places[i], valid[k].programme, &delivery);
            add_to_holes(holes_of(holes, &n_holes, valid[k].programme), question, places[i], grade);
        }
    }
    qsort(holes, n_holes, sizeof *holes, by_holes);
    for (size_t i = 0; i < n_holes; i++) {
        ListingCell *row = listing_row(listing);

        row[0] = supply_programme_cell(arena, holes[i].programme);
        row[1] = listing_number(holes[i].valid);
        row[2] = listing_number(holes[i].holes);
        row[3] = listing_number(holes[i].grades[DELIVERY_NONE]);
        row[4] = listing_number(holes[i].grades[DELIVERY_FAR]);
        row[5] = listing_number(holes[i].grades[DELIVERY_REMOTE]);
        row[6] = listing_number(holes[i].grades[DELIVERY_UNKNOWN]);
        row[7] = listing_number(holes[i].grades[DELIVERY_NEAR]);
        if (holes[i].population >= 0)
            row[8] = listing_number((double) holes[i].population);
        if (holes[i].entitled.is_known && holes[i].holes > 0)
            row[9] = listing_range(holes[i].entitled.low, holes[i].entitled.high);
    }
    listing_figure(listing, "municipalities", "Δήμοι", LISTING_NUMBER, listing_number((double) n));
    return listing;
}

static void
write_hole(Listing *listing, ListingCell what, const Place *place, const Delivery *delivery,
        DeliveryGrade grade, Range entitled)
{
    ListingCell *row = listing_row(listing);

    row[0] = what;
    row[1] = listing_text(delivery_grade_greek(grade));
    row[2] = listing_number(delivery->nearest_m / 1000);
    row[3] = listing_day(delivery->next_stop);
    if (place->population >= 0)
        row[4] = listing_number((double) place->population);
    if (entitled.is_known)
        row[5] = listing_range(entitled.low, entitled.high);
}

/* One programme in many municipalities, or one municipality and its programmes. */
static Listing *
holes_one_by_one(Arena *arena, const SupplyQuestion *question)
{
    static const ListingColumn by_place[] = {
        { "municipality", "Δήμος", LISTING_NAME },
        { "delivery", "Παροχή", LISTING_TEXT },
        { "nearest_km", "Πλησιέστερο που εξυπηρετεί, χλμ.", LISTING_DECIMAL },
        { "next_stop", "Επόμενη στάση", LISTING_DAY },
        { "population", "Πληθυσμός", LISTING_NUMBER },
        { "entitled", "Δικαιούνται", LISTING_PERSONS },
    };
    static const ListingColumn by_programme[] = {
        { "programme", "Πρόγραμμα", LISTING_NAME },
        { "delivery", "Παροχή", LISTING_TEXT },
        { "nearest_km", "Πλησιέστερο που εξυπηρετεί, χλμ.", LISTING_DECIMAL },
        { "next_stop", "Επόμενη στάση", LISTING_DAY },
        { "population", "Πληθυσμός", LISTING_NUMBER },
        { "entitled", "Δικαιούνται", LISTING_PERSONS },
    };
    const Place *const *places;
    size_t n = supply_municipalities(arena, question, &places);
    bool is_one_programme = question->programme != NULL;
    uint32_t valid_in = 0, unknown = 0;
    Listing *listing = listing_new(arena,
            arena_format(arena, "Κενά παροχής: %s, %s, %s",
                    is_one_programme ? programme_title(question->programme) : "όλα τα προγράμματα",
                    supply_where(arena, question), supply_day(arena, question)),
            is_one_programme ? by_place : by_programme, N(by_place),
            "Κανένα κενό: όπου ισχύει, δίνεται κι όλας.");

    for (size_t i = 0; i < n; i++) {
        const ValidHere *valid;
        size_t n_valid =
                delivery_programmes(arena, question->snapshot, places[i], question->on, &valid);

        for (size_t k = 0; k < n_valid; k++) {
            Delivery delivery;
            DeliveryGrade grade;

            if (is_one_programme && valid[k].programme->key != question->programme->key)
                continue;
            grade = grade_of(question, places[i], valid[k].programme, &delivery);
            valid_in++;
            unknown += valid[k].area_is_unknown || grade == DELIVERY_UNKNOWN;
            if (!valid[k].area_is_unknown && supply_is_hole(question, grade))
                write_hole(listing,
                        is_one_programme ? supply_place_cell(arena, places[i])
                                         : supply_programme_cell(arena, valid[k].programme),
                        places[i], &delivery, grade,
                        figures_range(question->figures, valid[k].programme->key, places[i]->key));
        }
    }
    listing_figure(listing, "valid", is_one_programme ? "Ισχύει σε δήμους" : "Ισχύουν προγράμματα",
            LISTING_NUMBER, listing_number(valid_in));
    listing_figure(
            listing, "holes", "Κενά", LISTING_NUMBER, listing_number((double) listing->n_rows));
    listing_figure(listing, "unknown", "Άγνωστο", LISTING_NUMBER, listing_number(unknown));
    return listing;
}

Listing *
supply_holes(Arena *arena, const SupplyQuestion *question)
{
    bool one_by_one = question->programme
            || (question->within && question->within->level == PLACE_MUNICIPALITY);
    Listing *listing =
            one_by_one ? holes_one_by_one(arena, question) : holes_by_programme(arena, question);

    listing_note(listing,
            arena_format(arena,
                    "Κενό: καμία γνωστή παροχή δεν εξυπηρετεί τον δήμο%s, ή μόνο με παρουσία, πάνω "
                    "από %.0f χλμ. μακριά, χωρίς σημείο στον δήμο και χωρίς στάση στις επόμενες %d "
                    "ημέρες.",
                    question->in_person ? " με παρουσία ή στο σπίτι" : "",
                    question->reach.metres / 1000, question->reach.days));
    listing_note(listing, CROW_FLIES);
    listing_note(listing,
            "Λέει τι έχουν τα μητρώα φορέων: ό,τι δεν έχει δηλωθεί φαίνεται κενό. Άγνωστο δεν "
            "είναι κενό.");
    supply_note_figures(listing, question);
    return listing;
}

/* ---- funding ------------------------------------------------------------------------------ */

typedef struct FundingEnd {
    const Structure *structure;
    const Funding *funding; /* the one that ends last */
} FundingEnd;

/* The last of its fundings, where the end of each is known. */
static const Funding *
last_funding(const Structure *structure)
{
    const Funding *last = NULL;

    for (size_t i = 0; i < structure->n_fundings; i++) {
        const Funding *funding = &structure->fundings[i];

        if (funding->valid_to == DAY_NONE)
            return NULL;
        if (!last || funding->valid_to > last->valid_to)
            last = funding;
    }
    return last;
}

static int
by_end(const void *one, const void *other)
{
    const FundingEnd *a = one, *b = other;

    if (a->funding->valid_to != b->funding->valid_to)
        return a->funding->valid_to < b->funding->valid_to ? -1 : 1;
    return strcmp(a->structure->code, b->structure->code);
}

/* How many of the municipalities the structure and its units serve. */
static uint32_t
serves_how_many(const SupplyQuestion *question, const Structure *structure,
        const Place *const *places, size_t n)
{
    uint32_t served = 0;

    for (size_t i = 0; i < n; i++)
        served += structure_serves(structure, places[i], question->on) == OUTCOME_TRUE;
    return served;
}

static GeoPoint
point_of(const Structure *structure)
{
    if (geo_point_is_known(structure->point))
        return structure->point;
    for (size_t i = 0; i < structure->n_sites; i++)
        if (geo_point_is_known(structure->sites[i].point))
            return structure->sites[i].point;
    return GEO_NOWHERE;
}

static void
write_funding(Arena *arena, Listing *listing, const SupplyQuestion *question, const FundingEnd *end,
        uint32_t served)
{
    const Place *seat =
            places_by_key(snapshot_places(question->snapshot), end->structure->municipality);
    GeoPoint point = point_of(end->structure);
    ListingCell *row = listing_row(listing);
    bool has_ended = end->funding->valid_to < question->on;

    row[0] = listing_name(end->structure->code, structure_name(end->structure), NULL);
    row[1] = listing_text(end->funding->programme);
    row[2] = listing_day(end->funding->valid_to);
    row[3] = listing_text(has_ended ? "έληξε" : "λήγει");
    if (seat)
        row[4] = supply_place_cell(arena, seat);
    row[5] = listing_number(served);
    if (geo_point_is_known(point)) {
        row[6] = listing_number(point.lon);
        row[7] = listing_number(point.lat);
    }
}

Listing *
supply_funding(Arena *arena, const SupplyQuestion *question)
{
    static const ListingColumn columns[] = {
        { "structure", "Δομή", LISTING_NAME },
        { "funding", "Χρηματοδότηση", LISTING_TEXT },
        { "ends_on", "Λήξη", LISTING_DAY },
        { "state", "Κατάσταση", LISTING_TEXT },
        { "municipality", "Έδρα", LISTING_NAME },
        { "serves", "Δήμοι που εξυπηρετεί", LISTING_NUMBER },
        { "lon", "Μήκος", LISTING_DEGREES },
        { "lat", "Πλάτος", LISTING_DEGREES },
    };
    size_t n_structures = snapshot_n_structures(question->snapshot);
    FundingEnd *ends = arena_array(arena, FundingEnd, n_structures);
    const Place *const *places;
    size_t n_places = supply_municipalities(arena, question, &places);
    size_t n = 0, open = 0, unknown = 0;
    Listing *listing = listing_new(arena,
            arena_format(arena, "Χρηματοδοτήσεις που λήγουν: %s, από %s και %d ημέρες μετά",
                    supply_where(arena, question), supply_day(arena, question),
                    question->days_ahead),
            columns, N(columns), "Καμία γνωστή χρηματοδότηση δεν λήγει ως τότε.");

    for (size_t i = 0; i < n_structures; i++) {
        const Structure *structure = snapshot_structure(question->snapshot, i);
        const Funding *last = last_funding(structure);

        if (!structure_is_open(structure, question->on))
            continue;
        open++;
        unknown += last == NULL;
        if (last && last->valid_to <= question->on + question->days_ahead)
            ends[n++] = (FundingEnd) { structure, last };
    }
    qsort(ends, n, sizeof *ends, by_end);
    for (size_t i = 0; i < n; i++) {
        uint32_t served = serves_how_many(question, ends[i].structure, places, n_places);

        if (served > 0)
            write_funding(arena, listing, question, &ends[i], served);
    }
    listing_figure(listing, "structures", "Δομές σε λειτουργία", LISTING_NUMBER,
            listing_number((double) open));
    listing_figure(listing, "funding_unknown", "Χωρίς γνωστή λήξη χρηματοδότησης", LISTING_NUMBER,
            listing_number((double) unknown));
    listing_note(listing,
            "Η λήξη μιας γνωστής χρηματοδότησης δεν κλείνει τη δομή· λέει πού χρειάζεται "
            "συνέχεια.");
    return listing;
}
