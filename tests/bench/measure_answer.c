/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * Measures one answer by itself: the facts are typed, the registers are those of the database that
 * the libpq variables name. No service, no network, no audit.
 *
 *     measure_answer FACTS SECONDS [MUNICIPALITY...]
 *
 * Asks in each municipality in turn (all of them, if none is named), until the time is over, and
 * prints one JSON object: microseconds of the processor for judging and for writing one answer, its
 * bytes, the candidates and what was told, as means; and what loading took.
 */

#include "registry/answer.h"
#include "registry/base/error.h"
#include "registry/base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef struct Sums {
    double judging_s;
    double writing_s;
    double bytes;
    double candidates;
    double told;
    double answers;
} Sums;

static double
now_s(clockid_t clock)
{
    struct timespec now;

    (void) clock_gettime(clock, &now);
    return (double) now.tv_sec + (double) now.tv_nsec * 1e-9;
}

static void
ask(Arena *arena, Buffer *out, SnapshotLocal *local, const Question *question, Sums *sums)
{
    const Candidate *candidates;
    const Answer *answer;
    JsonWriter json;
    double began = now_s(CLOCK_THREAD_CPUTIME_ID);
    double judged;

    if (entitlement_answer(arena, local, question, &answer) != 0)
        return;
    judged = now_s(CLOCK_THREAD_CPUTIME_ID);
    json_init(&json, out);
    answer_json(&json, NULL, answer);

    sums->writing_s += now_s(CLOCK_THREAD_CPUTIME_ID) - judged;
    sums->judging_s += judged - began;
    sums->bytes += (double) out->size;
    sums->told += (double) answer->n_entitlements;
    sums->candidates += (double) snapshot_candidates(
            snapshot_local_snapshot(local), answer->municipality, &candidates);
    sums->answers++;
    arena_reset(arena);
    buffer_clear(out);
}

static size_t
find_places(const Places *places, int n_names, char **names, const Place **ret_places)
{
    size_t n = 0;

    for (int i = 0; i < n_names; i++) {
        const Place *hints[1];

        if (places_resolve(places, names[i], PLACE_LEVEL_BIT(PLACE_MUNICIPALITY), day_today(),
                    &ret_places[n], 1, hints)
                == 0)
            n++;
    }
    for (size_t i = 0; n_names == 0 && i < places_count(places); i++) {
        const Place *place = places_at(places, i);

        if (place->level == PLACE_MUNICIPALITY && place_is_valid(place, day_today()))
            ret_places[n++] = place;
    }
    return n;
}

int
main(int argc, char **argv)
{
    CLEANUP(arena_freep) Arena *typed = arena_new();
    CLEANUP(arena_freep) Arena *arena = arena_new();
    CLEANUP(snapshot_unrefp) Snapshot *snapshot = NULL;
    CLEANUP(snapshot_local_freep) SnapshotLocal *local = NULL;
    Question question = { .on = day_today(), .point = GEO_NOWHERE, .may_see_special = true };
    double began = now_s(CLOCK_MONOTONIC);
    double loaded, until;
    const Place **places;
    Diagnostics diagnostics;
    Facts facts;
    Names names;
    Buffer out;
    Sums sums = { 0 };
    size_t n;

    if (argc < 3 || snapshot_open(NULL, &snapshot) != 0
            || snapshot_local_new(snapshot, &local) != 0)
        return 2;
    loaded = now_s(CLOCK_MONOTONIC) - began;

    facts_init(&facts);
    names = snapshot_names(snapshot);
    diagnostics_init(&diagnostics, typed);
    places = arena_array(
            typed, const Place *, (size_t) argc + places_count(snapshot_places(snapshot)));
    n = find_places(snapshot_places(snapshot), argc - 3, argv + 3, places);
    if (!facts_parse(typed, &facts, argv[1], &names, &diagnostics) || n == 0)
        return 2;
    question.facts = &facts;

    buffer_init(&out);
    until = now_s(CLOCK_MONOTONIC) + strtod(argv[2], NULL);
    for (size_t i = 0; now_s(CLOCK_MONOTONIC) < until; i = (i + 1) % n) {
        question.municipality = places[i];
        ask(arena, &out, local, &question, &sums);
    }
    buffer_deinit(&out);
    if (sums.answers < 1)
        return 1;

    (void) printf("{\"answers\": %.0f, \"judging_us\": %.2f, \"writing_us\": %.2f, \"bytes\": "
                  "%.0f, \"candidates\": %.1f, \"told\": %.1f, \"loading_s\": %.3f}\n",
            sums.answers, sums.judging_s / sums.answers * 1e6, sums.writing_s / sums.answers * 1e6,
            sums.bytes / sums.answers, sums.candidates / sums.answers, sums.told / sums.answers,
            loaded);
    return 0;
}
