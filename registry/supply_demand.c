/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * Unmet demand: what was asked for in a month and had nobody to give it. From the counts that
 * demand.h leaves, as registry.demand() protects them; what is too little to be told is 0 here, so
 * every sum is the least that it may be.
 */

#include "registry/supply.h"

#include <stdlib.h>
#include <string.h>

#define N(array) (sizeof(array) / sizeof *(array))

typedef struct Asked {
    ListingCell what;
    const char *code;
    int64_t eligible;
    int64_t eligible_undelivered;
    int64_t unknown;
    int64_t unknown_undelivered;
    int64_t not_eligible;
} Asked;

static void
add(Asked *asked, const Figures *figures, int32_t programme, int32_t place)
{
    int32_t eligible = figures_asked(figures, programme, place, OUTCOME_TRUE, false);
    int32_t eligible_undelivered = figures_asked(figures, programme, place, OUTCOME_TRUE, true);
    int32_t unknown = figures_asked(figures, programme, place, OUTCOME_UNKNOWN, false);
    int32_t unknown_undelivered = figures_asked(figures, programme, place, OUTCOME_UNKNOWN, true);

    asked->eligible += eligible + eligible_undelivered;
    asked->eligible_undelivered += eligible_undelivered;
    asked->unknown += unknown + unknown_undelivered;
    asked->unknown_undelivered += unknown_undelivered;
    asked->not_eligible += figures_asked(figures, programme, place, OUTCOME_FALSE, false);
}

static bool
is_anything(const Asked *asked)
{
    return asked->eligible + asked->unknown + asked->not_eligible > 0;
}

static int
by_lack(const void *one, const void *other)
{
    const Asked *a = one, *b = other;
    int64_t lack_a = a->eligible_undelivered + a->unknown_undelivered;
    int64_t lack_b = b->eligible_undelivered + b->unknown_undelivered;

    if (lack_a != lack_b)
        return lack_a > lack_b ? -1 : 1;
    return strcmp(a->code, b->code);
}

static size_t
by_municipality(Arena *arena, const SupplyQuestion *question, const Place *const *places, size_t n,
        Asked *list)
{
    size_t n_list = 0;

    for (size_t i = 0; i < n; i++) {
        Asked asked = { .what = supply_place_cell(arena, places[i]), .code = places[i]->code };

        add(&asked, question->figures, question->programme->key, places[i]->key);
        if (is_anything(&asked))
            list[n_list++] = asked;
    }
    return n_list;
}

/* One version of each programme: the last one that began before the day. */
static size_t
by_programme(Arena *arena, const SupplyQuestion *question, const Place *const *places, size_t n,
        Asked *list)
{
    const Snapshot *snapshot = question->snapshot;
    size_t n_programmes = snapshot_n_programmes(snapshot);
    size_t n_list = 0;

    for (size_t i = 0; i < n_programmes; i++) {
        const Programme *programme = snapshot_programme(snapshot, i);
        const Programme *next = i + 1 < n_programmes ? snapshot_programme(snapshot, i + 1) : NULL;
        Asked asked = { .what = supply_programme_cell(arena, programme), .code = programme->code };

        if (next && next->key == programme->key && next->valid_from <= question->on)
            continue;
        for (size_t k = 0; k < n; k++)
            add(&asked, question->figures, programme->key, places[k]->key);
        if (is_anything(&asked))
            list[n_list++] = asked;
    }
    return n_list;
}

Listing *
supply_demand(Arena *arena, const SupplyQuestion *question)
{
    static const ListingColumn programmes[] = {
        { "programme", "Πρόγραμμα", LISTING_NAME },
        { "eligible", "Δικαιούνταν", LISTING_NUMBER },
        { "eligible_undelivered", "και δεν δινόταν", LISTING_NUMBER },
        { "unknown", "Άγνωστο", LISTING_NUMBER },
        { "unknown_undelivered", "και δεν δινόταν", LISTING_NUMBER },
        { "not_eligible", "Δεν δικαιούνταν", LISTING_NUMBER },
    };
    static const ListingColumn municipalities[] = {
        { "municipality", "Δήμος", LISTING_NAME },
        { "eligible", "Δικαιούνταν", LISTING_NUMBER },
        { "eligible_undelivered", "και δεν δινόταν", LISTING_NUMBER },
        { "unknown", "Άγνωστο", LISTING_NUMBER },
        { "unknown_undelivered", "και δεν δινόταν", LISTING_NUMBER },
        { "not_eligible", "Δεν δικαιούνταν", LISTING_NUMBER },
    };
    const Programme *programme = question->programme;
    const Place *const *places;
    size_t n = supply_municipalities(arena, question, &places);
    Asked *list = arena_array(arena, Asked, n + snapshot_n_programmes(question->snapshot));
    int64_t questions = 0;
    Listing *listing = listing_new(arena,
            arena_format(arena, "Ζήτηση τον μήνα πριν από τις %s: %s, %s",
                    supply_day(arena, question),
                    programme ? programme_title(programme) : "όλα τα προγράμματα",
                    supply_where(arena, question)),
            programme ? municipalities : programmes, N(programmes),
            "Τίποτα που να μπορεί να ειπωθεί: λίγες ερωτήσεις, ή ο μήνας δεν έχει τελειώσει.");

    for (size_t i = 0; i < n; i++)
        questions += figures_asked(question->figures, 0, places[i]->key, OUTCOME_FALSE, false);
    n = programme ? by_municipality(arena, question, places, n, list)
                  : by_programme(arena, question, places, n, list);
    qsort(list, n, sizeof *list, by_lack);
    for (size_t i = 0; i < n; i++) {
        ListingCell *row = listing_row(listing);

        row[0] = list[i].what;
        row[1] = listing_number((double) list[i].eligible);
        row[2] = listing_number((double) list[i].eligible_undelivered);
        row[3] = listing_number((double) list[i].unknown);
        row[4] = listing_number((double) list[i].unknown_undelivered);
        row[5] = listing_number((double) list[i].not_eligible);
    }
    if (!programme)
        listing_figure(listing, "questions", "Ερωτήσεις, τουλάχιστον", LISTING_NUMBER,
                listing_number((double) questions));
    listing_note(listing,
            "Μετρούν ερωτήσεις, όχι πρόσωπα, και δεν κρατιέται για ποιον ήταν. Κάθε αριθμός δήμου "
            "έχει θόρυβο, στρογγυλεύεται ανά 5 και κάτω από 10 δεν λέγεται: τα σύνολα είναι το "
            "λιγότερο που μπορεί να είναι.");
    return listing;
}
