/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * Who works in the structures, with what they can take in and until when they are paid; and which
 * institutions the group actions of a day choose. Nobody is named, and no institution is a person.
 */

#include "registry/answer.h"
#include "registry/supply.h"

#include <math.h>

#define N(array) (sizeof(array) / sizeof *(array))

/* ---- staff -------------------------------------------------------------------------------- */

static bool
serves_any(const SupplyQuestion *question, const Structure *structure, const Place *const *places,
        size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (structure_serves(structure, places[i], question->on) == OUTCOME_TRUE)
            return true;
    return false;
}

/* Of the offers that say how many they can take; -1 where none does. */
static int64_t
capacity_of(const SupplyQuestion *question, const Structure *structure)
{
    int64_t capacity = -1;

    for (size_t i = 0; i < snapshot_n_offers(question->snapshot); i++) {
        const Offer *offer = snapshot_offer(question->snapshot, i);

        if (offer->structure == structure && offer->capacity >= 0
                && (offer->valid_from == DAY_NONE || offer->valid_from <= question->on)
                && (offer->valid_to == DAY_NONE || question->on <= offer->valid_to))
            capacity = (capacity < 0 ? 0 : capacity) + offer->capacity;
    }
    return capacity;
}

/* Residents of the municipalities that it serves; -1 where one is not known. */
static int64_t
residents_of(const SupplyQuestion *question, const Structure *structure)
{
    const Places *places = snapshot_places(question->snapshot);
    int64_t residents = 0;

    for (size_t i = 0; i < places_count(places); i++) {
        const Place *place = places_at(places, i);

        if (place->level != PLACE_MUNICIPALITY || !place_is_valid(place, question->on)
                || structure_serves(structure, place, question->on) != OUTCOME_TRUE)
            continue;
        if (place->population < 0)
            return -1;
        residents += place->population;
    }
    return residents;
}

static void
write_staff(
        Arena *arena, Listing *listing, const SupplyQuestion *question, const Structure *structure)
{
    const Place *seat = places_by_key(snapshot_places(question->snapshot), structure->municipality);
    const Headcount staff = structures_staff(&structure, 1, question->on);
    int64_t residents = residents_of(question, structure);
    int64_t capacity = capacity_of(question, structure);
    Day ends_on = structure_funding_ends_on(structure, question->on);
    ListingCell *row = listing_row(listing);

    row[0] = listing_name(structure->code, structure_name(structure), NULL);
    if (seat)
        row[1] = supply_place_cell(arena, seat);
    if (staff.people >= 0)
        row[2] = listing_number(staff.people);
    row[3] = listing_text(answer_posts_text(arena, structure, question->on));
    if (staff.people > 0 && !staff.at_least && residents > 0)
        row[4] = listing_number((double) (residents / staff.people));
    if (capacity >= 0)
        row[5] = listing_number((double) capacity);
    row[6] = listing_text(
            structure_funding_has_ended(structure, question->on) == OUTCOME_TRUE ? "έληξε" : NULL);
    if (ends_on != DAY_NONE)
        row[7] = listing_day(ends_on);
}

Listing *
supply_staff(Arena *arena, const SupplyQuestion *question)
{
    static const ListingColumn columns[] = {
        { "structure", "Δομή", LISTING_NAME },
        { "municipality", "Έδρα", LISTING_NAME },
        { "people", "Άτομα", LISTING_NUMBER },
        { "posts", "Ειδικότητες", LISTING_TEXT },
        { "residents_each", "Κάτοικοι ανά άτομο", LISTING_NUMBER },
        { "capacity", "Δυναμικότητα παροχών", LISTING_NUMBER },
        { "funding", "Γνωστή χρηματοδότηση", LISTING_TEXT },
        { "funding_ends_on", "Λήγει", LISTING_DAY },
    };
    size_t n_structures = snapshot_n_structures(question->snapshot);
    const Structure **known = arena_array(arena, const Structure *, n_structures);
    const Place *const *places;
    size_t n_places = supply_municipalities(arena, question, &places);
    size_t n = 0, unknown = 0;
    Headcount all;
    Listing *listing = listing_new(arena,
            arena_format(arena, "Στελέχωση: %s, %s", supply_where(arena, question),
                    supply_day(arena, question)),
            columns, N(columns), "Για καμία δομή δεν είναι γνωστό το προσωπικό.");

    for (size_t i = 0; i < n_structures; i++) {
        const Structure *structure = snapshot_structure(question->snapshot, i);
        Headcount staff;

        if (!structure_is_open(structure, question->on)
                || !serves_any(question, structure, places, n_places))
            continue;
        staff = structures_staff(&structure, 1, question->on);
        if (staff.people < 0 && !staff.at_least) {
            unknown++;
            continue;
        }
        known[n++] = structure;
        write_staff(arena, listing, question, structure);
    }
    all = structures_staff(known, n, question->on);
    listing_figure(listing, "people", all.at_least ? "Άτομα μαζί, τουλάχιστον" : "Άτομα μαζί",
            LISTING_NUMBER, listing_number(all.people < 0 ? (double) NAN : (double) all.people));
    listing_figure(listing, "structures", "Δομές με γνωστό προσωπικό", LISTING_NUMBER,
            listing_number((double) n));
    listing_figure(listing, "unknown", "Δομές χωρίς γνωστό προσωπικό", LISTING_NUMBER,
            listing_number((double) unknown));
    listing_note(listing,
            "Όσοι είναι κοινοί σε δύο δομές φαίνονται και στις δύο, και στο σύνολο μετρούν μία "
            "φορά.");
    listing_note(listing,
            "Κάτοικοι ανά άτομο: όλων των δήμων που εξυπηρετεί η δομή. Λήξη χρηματοδότησης δεν "
            "κλείνει τη δομή.");
    return listing;
}

/* ---- institutions ------------------------------------------------------------------------- */

static bool
serves(const Offer *offer, const Place *place, Day on)
{
    return offer->ranking && area_holds(&offer->area, place) == OUTCOME_TRUE
            && structure_is_open(offer->structure, on)
            && (offer->valid_from == DAY_NONE || offer->valid_from <= on)
            && (offer->valid_to == DAY_NONE || on <= offer->valid_to);
}

static void
write_choice(Arena *arena, Listing *listing, const Offer *offer, const Place *place,
        const InstitutionChoice *choice)
{
    ListingCell *row = listing_row(listing);

    row[0] = listing_name(offer->code, offer->title, NULL);
    row[1] = supply_place_cell(arena, place);
    if (!choice) {
        row[3] = listing_text("κανένα υποψήφιο ίδρυμα στο μητρώο");
        return;
    }
    row[2] = listing_name(choice->institution->code, choice->institution->name, NULL);
    row[3] = listing_text(choice_state_greek(choice->state));
    if (choice->institution->amount >= 0)
        row[4] = listing_number(choice->institution->amount);
    row[5] = listing_day(choice->institution->as_of);
    row[6] = listing_text(approval_state_greek(choice->approval));
    row[7] = listing_text(choice->decision ? choice->decision->body : offer->ranking->approver);
    row[8] = listing_day(choice->decision ? choice->decision->decided_on : DAY_NONE);
}

static void
write_choices(Arena *arena, Listing *listing, const SupplyQuestion *question, const Offer *offer,
        const Place *place)
{
    const InstitutionChoices *choices =
            snapshot_choices(arena, question->snapshot, offer, place, question->on);

    for (size_t i = 0; i < choices->n_choices; i++)
        write_choice(arena, listing, offer, place, &choices->choices[i]);
    if (choices->n_choices == 0)
        write_choice(arena, listing, offer, place, NULL);
}

Listing *
supply_institutions(Arena *arena, const SupplyQuestion *question)
{
    static const ListingColumn columns[] = {
        { "action", "Ομαδική δράση", LISTING_NAME },
        { "municipality", "Δήμος", LISTING_NAME },
        { "institution", "Ίδρυμα", LISTING_NAME },
        { "state", "Επιλογή", LISTING_TEXT },
        { "amount", "Μέγεθος", LISTING_NUMBER },
        { "as_of", "Μετρήθηκε", LISTING_DAY },
        { "approval", "Έγκριση", LISTING_TEXT },
        { "approver", "Από", LISTING_TEXT },
        { "decided_on", "Στις", LISTING_DAY },
    };
    const Place *const *places;
    size_t n_places = supply_municipalities(arena, question, &places);
    Listing *listing = listing_new(arena,
            arena_format(arena, "Ιδρύματα που επιλέγουν οι ομαδικές δράσεις: %s, %s",
                    supply_where(arena, question), supply_day(arena, question)),
            columns, N(columns), "Καμία ομαδική δράση της ημέρας δεν επιλέγει ίδρυμα εδώ.");

    for (size_t i = 0; i < snapshot_n_offers(question->snapshot); i++) {
        const Offer *offer = snapshot_offer(question->snapshot, i);

        for (size_t k = 0; offer->ranking && k < n_places; k++)
            if (serves(offer, places[k], question->on))
                write_choices(arena, listing, question, offer, places[k]);
    }
    listing_note(listing,
            "Επιλέγεται ίδρυμα, ποτέ πρόσωπο. Ισοψηφία και άγνωστο μέγεθος δεν τα λύνει το "
            "μητρώο.");
    return listing;
}
