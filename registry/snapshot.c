/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/snapshot.h"

#include "registry/answer.h"
#include "registry/base/error.h"
#include "registry/base/memory.h"
#include "registry/db/db.h"
#include "registry/snapshot_state.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define LOAD_MS 60000
#define NEAR_M 250.0 /* how far outside of a drawn boundary a quay may lie */

struct SnapshotLocal {
    Snapshot *snapshot;
    MunicipalityIndex *index;
    Projection *projection;
    Ways *ways;
};

/* The only ones that a question about this municipality has to look at. */
static CandidateList
candidates_of(const Snapshot *snapshot, const Place *municipality, Candidate *room)
{
    size_t n = 0;

    for (size_t i = 0; i < snapshot->n_programmes; i++) {
        const Programme *programme = &snapshot->programmes[i];
        Outcome holds = area_holds(&programme->area, municipality);

        if (holds != OUTCOME_FALSE)
            room[n++] = (Candidate) {
                .programme = (uint32_t) i,
                .rule = programme->rule,
                .valid_from = programme->valid_from,
                .valid_to = programme->valid_to,
                .area_is_unknown = holds == OUTCOME_UNKNOWN,
            };
    }
    return (CandidateList) {
        .candidates = arena_copy(snapshot->arena, room, n * sizeof *room),
        .n_candidates = n,
    };
}

static void
list_candidates(Snapshot *snapshot)
{
    CLEANUP(arena_freep) Arena *scratch = arena_new();
    Candidate *room = arena_array(scratch, Candidate, snapshot->n_programmes);
    int32_t highest = 0;

    for (size_t i = 0; i < places_count(snapshot->places); i++) {
        const Place *place = places_at(snapshot->places, i);

        if (place->key > highest)
            highest = place->key;
    }

    snapshot->n_candidates = (size_t) highest + 1;
    snapshot->candidates = arena_array(snapshot->arena, CandidateList, snapshot->n_candidates);
    for (size_t i = 0; i < places_count(snapshot->places); i++) {
        const Place *place = places_at(snapshot->places, i);

        if (place->level == PLACE_MUNICIPALITY)
            snapshot->candidates[place->key] = candidates_of(snapshot, place, room);
    }
}

/* What answers say of programmes and offers to everybody; the offers know their structures now. */
static void
write_members(Snapshot *snapshot)
{
    for (size_t i = 0; i < snapshot->n_programmes; i++)
        snapshot->programmes[i].members =
                answer_programme_members(snapshot->arena, &snapshot->programmes[i]);
    for (size_t i = 0; i < snapshot->n_offers; i++)
        snapshot->offers[i].members = answer_offer_members(snapshot->arena, &snapshot->offers[i]);
}

int
snapshot_load(Db *db, Snapshot **ret_snapshot)
{
    CLEANUP(snapshot_unrefp) Snapshot *snapshot = memory_new(1, sizeof *snapshot);
    int r;

    atomic_init(&snapshot->references, 1);
    snapshot->arena = arena_new();

    r = municipality_index_new(&snapshot->index);
    if (r != 0)
        return r;

    r = snapshot_fill(snapshot, db);
    if (r != 0)
        return r;

    list_candidates(snapshot);
    snapshot_list_offers(snapshot);
    snapshot_list_centres(snapshot);
    write_members(snapshot);
    *ret_snapshot = TAKE(snapshot);
    return 0;
}

int
snapshot_open(const char *conninfo, Snapshot **ret_snapshot)
{
    CLEANUP(db_closep) Db *db = NULL;
    const DbOptions options = {
        .conninfo = conninfo,
        .user = "mitroa_service",
        .name = "mitroa snapshot",
        .statement_ms = LOAD_MS,
    };
    int r;

    r = db_open(&options, &db);
    return r != 0 ? r : snapshot_load(db, ret_snapshot);
}

Snapshot *
snapshot_ref(Snapshot *snapshot)
{
    atomic_fetch_add_explicit(&snapshot->references, 1, memory_order_relaxed);
    return snapshot;
}

Snapshot *
snapshot_unref(Snapshot *snapshot)
{
    if (!snapshot || atomic_fetch_sub_explicit(&snapshot->references, 1, memory_order_acq_rel) != 1)
        return NULL;

    ruleset_free(snapshot->ruleset);
    municipality_index_free(snapshot->index);
    places_free(snapshot->places);
    arena_free(snapshot->arena);
    free(snapshot);
    return NULL;
}

int64_t
snapshot_version(const Snapshot *snapshot)
{
    return snapshot->version;
}

const Licence *
snapshot_licence(const Snapshot *snapshot)
{
    return &snapshot->licence;
}

const Places *
snapshot_places(const Snapshot *snapshot)
{
    return snapshot->places;
}

const Ruleset *
snapshot_ruleset(const Snapshot *snapshot)
{
    return snapshot->ruleset;
}

size_t
snapshot_boundaries(
        const Snapshot *snapshot, const Place *municipality, const Boundary **ret_boundaries)
{
    size_t low = 0, high = snapshot->n_boundaries, n = 0;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (snapshot->boundaries[middle].place < municipality->key)
            low = middle + 1;
        else
            high = middle;
    }
    *ret_boundaries = &snapshot->boundaries[low];
    while (low + n < snapshot->n_boundaries
            && snapshot->boundaries[low + n].place == municipality->key)
        n++;
    return n;
}

size_t
snapshot_n_programmes(const Snapshot *snapshot)
{
    return snapshot->n_programmes;
}

const Programme *
snapshot_programme(const Snapshot *snapshot, size_t i)
{
    assert(i < snapshot->n_programmes);
    return &snapshot->programmes[i];
}

const Programme *
snapshot_programme_on(const Snapshot *snapshot, const char *code, Day on)
{
    for (size_t i = 0; i < snapshot->n_programmes; i++) {
        const Programme *programme = &snapshot->programmes[i];

        if (strcmp(programme->code, code) == 0 && programme_is_valid(programme, on))
            return programme;
    }
    return NULL;
}

const char *
snapshot_programme_code(const Snapshot *snapshot, int32_t key)
{
    return key > 0 && (size_t) key < snapshot->n_programme_codes ? snapshot->programme_codes[key]
                                                                 : NULL;
}

int32_t
snapshot_programme_key(const Snapshot *snapshot, const char *code)
{
    for (size_t key = 1; key < snapshot->n_programme_codes; key++) {
        if (snapshot->programme_codes[key] && strcmp(snapshot->programme_codes[key], code) == 0)
            return (int32_t) key;
    }
    return 0;
}

static int32_t
programme_by_name(void *context, const char *code)
{
    return snapshot_programme_key(context, code);
}

static int32_t
place_by_name(void *context, FactNumber fact, const char *text)
{
    static const struct {
        FactNumber fact;
        PlaceLevel level;
    } levels[] = {
        { FACT_MUNICIPALITY, PLACE_MUNICIPALITY },
        { FACT_REGIONAL_UNIT, PLACE_REGIONAL_UNIT },
        { FACT_PREFECTURE, PLACE_PREFECTURE },
        { FACT_REGION, PLACE_REGION },
    };
    const Snapshot *snapshot = context;
    const Place *place;

    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
        if (levels[i].fact == fact
                && places_resolve(snapshot->places, text, PLACE_LEVEL_BIT(levels[i].level),
                           day_today(), &place, 0, NULL)
                        == 0)
            return place->key;
    }
    return 0;
}

Names
snapshot_names(const Snapshot *snapshot)
{
    return (Names) {
        .context = (void *) (uintptr_t) snapshot, /* only read by the two functions */
        .programme = programme_by_name,
        .place = place_by_name,
    };
}

size_t
snapshot_candidates(
        const Snapshot *snapshot, const Place *municipality, const Candidate **ret_candidates)
{
    const CandidateList *list = &snapshot->candidates[municipality->key];

    assert(municipality->level == PLACE_MUNICIPALITY);

    *ret_candidates = list->candidates;
    return list->n_candidates;
}

size_t
snapshot_n_offers(const Snapshot *snapshot)
{
    return snapshot->n_offers;
}

const Offer *
snapshot_offer(const Snapshot *snapshot, size_t i)
{
    assert(i < snapshot->n_offers);
    return &snapshot->offers[i];
}

/* The first item of a list by municipality that is not before it. */
#define FIRST_OF(list, n_list, key)                     \
    ({                                                  \
        size_t low_ = 0, high_ = (n_list);              \
        while (low_ < high_) {                          \
            size_t middle_ = low_ + (high_ - low_) / 2; \
            if ((list)[middle_].municipality < (key))   \
                low_ = middle_ + 1;                     \
            else                                        \
                high_ = middle_;                        \
        }                                               \
        low_;                                           \
    })

static bool
is_open(Day from, Day to, Day on)
{
    return (from == DAY_NONE || from <= on) && (to == DAY_NONE || on <= to);
}

size_t
snapshot_additions(Arena *arena, const Snapshot *snapshot, const Place *municipality,
        int32_t programme, Day on, const Addition *const **ret_additions)
{
    size_t begin = FIRST_OF(snapshot->additions, snapshot->n_additions, municipality->key);
    const Addition **additions = NULL;
    size_t n = 0, room = 0;

    for (size_t i = begin;
            i < snapshot->n_additions && snapshot->additions[i].municipality == municipality->key;
            i++)
        room += snapshot->additions[i].programme == programme;
    if (room > 0)
        additions = arena_array(arena, const Addition *, room);
    for (size_t i = begin; n < room; i++) {
        const Addition *addition = &snapshot->additions[i];

        if (addition->programme != programme)
            continue;
        if (is_open(addition->valid_from, addition->valid_to, on))
            additions[n++] = addition;
        else
            room--;
    }
    *ret_additions = additions;
    return n;
}

const InstitutionChoices *
snapshot_choices(Arena *arena, const Snapshot *snapshot, const Offer *offer,
        const Place *municipality, Day on)
{
    size_t begin = FIRST_OF(snapshot->institutions, snapshot->n_institutions, municipality->key);
    size_t n = 0;

    if (!offer->ranking)
        return NULL;
    while (begin + n < snapshot->n_institutions
            && snapshot->institutions[begin + n].municipality == municipality->key)
        n++;
    return institutions_choose(arena, offer->ranking, &snapshot->institutions[begin], n,
            offer->approvals, offer->n_approvals, on);
}

size_t
snapshot_n_structures(const Snapshot *snapshot)
{
    return snapshot->n_structures;
}

const Structure *
snapshot_structure(const Snapshot *snapshot, size_t i)
{
    assert(i < snapshot->n_structures);
    return &snapshot->structures[i];
}

const Structure *
snapshot_structure_by_code(const Snapshot *snapshot, const char *code)
{
    for (size_t i = 0; i < snapshot->n_structures; i++) {
        if (strcmp(snapshot->structures[i].code, code) == 0)
            return &snapshot->structures[i];
    }
    return NULL;
}

int
snapshot_local_new(Snapshot *snapshot, SnapshotLocal **ret_local)
{
    CLEANUP(snapshot_local_freep) SnapshotLocal *local = memory_new(1, sizeof *local);
    int r;

    local->snapshot = snapshot_ref(snapshot);
    r = municipality_index_clone(snapshot->index, &local->index);
    if (r != 0)
        return r;

    r = projection_new(&local->projection);
    if (r != 0)
        return r;

    local->ways = ways_new(local->index);
    *ret_local = TAKE(local);
    return 0;
}

SnapshotLocal *
snapshot_local_free(SnapshotLocal *local)
{
    if (!local)
        return NULL;

    ways_free(local->ways);
    projection_free(local->projection);
    municipality_index_free(local->index);
    snapshot_unref(local->snapshot);
    free(local);
    return NULL;
}

const Snapshot *
snapshot_local_snapshot(const SnapshotLocal *local)
{
    return local->snapshot;
}

Projection *
snapshot_local_projection(SnapshotLocal *local)
{
    return local->projection;
}

Ways *
snapshot_local_ways(SnapshotLocal *local)
{
    return local->ways;
}

int
snapshot_municipality_at(SnapshotLocal *local, GeoPoint point, Day on,
        const Place **ret_municipality, MunicipalityFound *ret_found)
{
    int r;

    if (!geo_point_is_in_reach(point))
        return SNAPSHOT_E_OUTSIDE;

    r = municipality_index_find_near(local->index, point, on, NEAR_M, ret_found);
    if (r == MUNICIPALITY_E_OUTSIDE)
        return SNAPSHOT_E_OUTSIDE;
    if (r != 0)
        return error_fold(r);

    *ret_municipality = places_by_key(local->snapshot->places, ret_found->key);
    return *ret_municipality ? 0 : SNAPSHOT_E_OUTSIDE;
}
