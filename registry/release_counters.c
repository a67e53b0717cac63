/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * What a release counts. A further measure is a row of release.measure and a function here.
 */

#include "registry/release.h"

static void
add(ReleaseDraft *draft, const ScreenPlace *place, ReleaseMeasure measure, const ScreenCount *count,
        size_t detail, ReleaseSum sum)
{
    const ReleaseWhat what = {
        .measure = (int16_t) measure,
        .programme = count ? count->programme->key : 0,
        .detail = (int16_t) detail,
    };

    release_draft_add(draft, place->place, what, sum);
}

static void
count_registered(ReleaseDraft *draft, const Screen *screen, const ScreenResult *result)
{
    (void) screen;
    for (size_t i = 0; i < result->n_places; i++) {
        const ScreenPlace *place = result->places[i];

        add(draft, place, RELEASE_REGISTERED, NULL, 0,
                (ReleaseSum) { place->persons, place->persons_key });
        for (size_t group = 0; group < SCREEN_GROUPS; group++) {
            add(draft, place, RELEASE_REGISTERED, NULL, 1 + group,
                    (ReleaseSum) { place->members[group], place->members_key[group] });
            add(draft, place, RELEASE_GROUP_UNKNOWN, NULL, 1 + group,
                    (ReleaseSum) { place->perhaps[group], place->perhaps_key[group] });
        }
    }
}

static void
add_tally(ReleaseDraft *draft, const ScreenPlace *place, const ScreenCount *count, size_t detail)
{
    const ScreenTally *tally = detail == 0 ? &count->all : &count->group[detail - 1];
    const ScreenKeys *keys = &count->keys[detail];

    add(draft, place, RELEASE_ELIGIBLE, count, detail,
            (ReleaseSum) { tally->eligible, keys->eligible });
    add(draft, place, RELEASE_RECEIVING, count, detail,
            (ReleaseSum) { tally->receiving, keys->receiving });
    add(draft, place, RELEASE_UNSERVED, count, detail,
            (ReleaseSum) { tally->unserved, keys->unserved });
    add(draft, place, RELEASE_UNKNOWN, count, detail,
            (ReleaseSum) { tally->unknown, keys->unknown });
}

static void
count_programmes(ReleaseDraft *draft, const Screen *screen, const ScreenResult *result)
{
    (void) screen;
    for (size_t i = 0; i < result->n_places; i++) {
        const ScreenPlace *place = result->places[i];

        for (uint32_t j = 0; j < place->n_counts; j++) {
            const ScreenCount *count = &place->counts[j];

            for (size_t detail = 0; detail <= SCREEN_GROUPS; detail++)
                add_tally(draft, place, count, detail);
            for (uint32_t k = 0; k < count->n_lacks; k++)
                add(draft, place, RELEASE_UNKNOWN_BECAUSE, count, count->lacks[k].fact,
                        (ReleaseSum) { count->lacks[k].persons, count->lacks[k].key });
        }
    }
}

ReleaseCounter *const release_counters[] = {
    count_registered,
    count_programmes,
    NULL,
};
