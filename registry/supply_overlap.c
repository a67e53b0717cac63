/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * Overlaps: the same service, the same programme in person, or the same kind of local programme,
 * from different bodies for the people of one municipality. Two bodies may well be needed; whoever
 * plans should know of both.
 */

#include "registry/supply.h"

#include <stdlib.h>
#include <string.h>

#define N(array) (sizeof(array) / sizeof *(array))
#define BODIES_MAX 16 /* named in one row; more are counted */

typedef struct Given {
    const char *sort; /* service, programme, kind */
    const char *code;
    const char *name;
    const char *body;
} Given;

static int
compare_given(const void *one, const void *other)
{
    const Given *a = one, *b = other;
    int order = strcmp(a->sort, b->sort);

    if (order == 0)
        order = strcmp(a->code, b->code);
    return order != 0 ? order : strcmp(a->body, b->body);
}

static bool
is_open(const Offer *offer, Day on)
{
    return (offer->valid_from == DAY_NONE || offer->valid_from <= on)
            && (offer->valid_to == DAY_NONE || on <= offer->valid_to)
            && structure_is_open(offer->structure, on);
}

static bool
is_in_person(const Offer *offer)
{
    return strcmp(offer->mode, "site") == 0 || strcmp(offer->mode, "stop") == 0
            || strcmp(offer->mode, "home") == 0;
}

typedef struct Gathering {
    const SupplyQuestion *question;
    const Place *place;
    Given *given;
    size_t n;
} Gathering;

static void
gather_offers(Gathering *gathering, int32_t programme, const Programme *of)
{
    OfferList lists[2];

    snapshot_offers_at(gathering->question->snapshot, gathering->place, programme, lists);
    for (size_t i = 0; i < 2; i++)
        for (size_t k = 0; k < lists[i].n_offers; k++) {
            const Offer *offer = lists[i].offers[k];

            if (!offer->structure->body || !is_open(offer, gathering->question->on)
                    || !is_in_person(offer)
                    || area_holds(&offer->area, gathering->place) != OUTCOME_TRUE
                    || (!of && !offer->service))
                continue;
            gathering->given[gathering->n++] = (Given) {
                .sort = of ? "programme" : "service",
                .code = of ? of->code : offer->service->key,
                .name = of ? programme_title(of) : offer->service->greek,
                .body = offer->structure->body,
            };
        }
}

/* Local programmes of one kind; what the state gives everywhere overlaps with nothing. */
static void
gather_kind(Gathering *gathering, const Programme *programme)
{
    if (programme->area.kind == AREA_NATIONWIDE || !programme->authority || !programme->kind)
        return;
    gathering->given[gathering->n++] = (Given) {
        .sort = "kind",
        .code = programme->kind,
        .name = programme->kind,
        .body = programme->authority,
    };
}

/* Rows of what more than one body gives; the gathered are in order. */
static void
tell(Arena *arena, Listing *listing, const Gathering *gathering)
{
    static const struct {
        const char *sort;
        const char *greek;
    } sorts[] = {
        { "service", "υπηρεσία" },
        { "programme", "πρόγραμμα με παρουσία" },
        { "kind", "τοπικά προγράμματα ίδιου είδους" },
    };
    const Given *given = gathering->given;

    for (size_t i = 0, end; i < gathering->n; i = end) {
        Buffer bodies;
        size_t n_bodies = 0;

        buffer_init(&bodies);
        for (end = i; end < gathering->n && strcmp(given[end].sort, given[i].sort) == 0
                && strcmp(given[end].code, given[i].code) == 0;
                end++) {
            if (end > i && strcmp(given[end].body, given[end - 1].body) == 0)
                continue;
            if (n_bodies < BODIES_MAX)
                buffer_format(&bodies, "%s%s", n_bodies ? " · " : "", given[end].body);
            n_bodies++;
        }
        if (n_bodies > 1) {
            ListingCell *row = listing_row(listing);

            for (size_t k = 0; k < N(sorts); k++)
                if (strcmp(sorts[k].sort, given[i].sort) == 0)
                    row[1] = listing_text(sorts[k].greek);
            row[0] = supply_place_cell(arena, gathering->place);
            row[2] = listing_name(given[i].code, given[i].name, NULL);
            row[3] = listing_number((double) n_bodies);
            row[4] = listing_text(arena_text(arena, bodies.data));
        }
        buffer_deinit(&bodies);
    }
}

Listing *
supply_overlap(Arena *arena, const SupplyQuestion *question)
{
    static const ListingColumn columns[] = {
        { "municipality", "Δήμος", LISTING_NAME },
        { "sort", "Τι", LISTING_TEXT },
        { "what", "Ποιο", LISTING_NAME },
        { "bodies", "Φορείς", LISTING_NUMBER },
        { "names", "Ποιοι", LISTING_TEXT },
    };
    size_t n_offers = snapshot_n_offers(question->snapshot);
    size_t n_programmes = snapshot_n_programmes(question->snapshot);
    Given *given = arena_array(arena, Given, n_offers + n_programmes);
    const Place *const *places;
    size_t n = supply_municipalities(arena, question, &places);
    Listing *listing = listing_new(arena,
            arena_format(arena, "Επικαλύψεις: %s, %s", supply_where(arena, question),
                    supply_day(arena, question)),
            columns, N(columns), "Καμία: τίποτα δεν δίνεται από δύο φορείς στον ίδιο δήμο.");

    for (size_t i = 0; i < n; i++) {
        Gathering gathering = { .question = question, .place = places[i], .given = given };
        const ValidHere *valid;
        size_t n_valid =
                delivery_programmes(arena, question->snapshot, places[i], question->on, &valid);

        gather_offers(&gathering, /* programme= */ 0, /* of= */ NULL);
        for (size_t k = 0; k < n_valid; k++) {
            gather_offers(&gathering, valid[k].programme->key, valid[k].programme);
            if (!valid[k].area_is_unknown)
                gather_kind(&gathering, valid[k].programme);
        }
        qsort(given, gathering.n, sizeof *given, compare_given);
        tell(arena, listing, &gathering);
    }
    listing_note(listing,
            "Μετρούν παροχές με παρουσία (σημείο, στάση, σπίτι) και τοπικά προγράμματα. Δύο φορείς "
            "μπορεί να χρειάζονται· εδώ φαίνεται πού να συνεννοηθούν.");
    return listing;
}
