/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/area.h"

#include <string.h>

AreaKind
area_kind_of(const char *name)
{
    static const struct {
        const char *name;
        AreaKind kind;
    } kinds[] = {
        { "nationwide", AREA_NATIONWIDE },
        { "regions", AREA_REGIONS },
        { "units", AREA_UNITS },
        { "municipalities", AREA_MUNICIPALITIES },
        { "polygon", AREA_POLYGON },
    };

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (strcmp(name, kinds[i].name) == 0)
            return kinds[i].kind;
    }
    return AREA_UNKNOWN;
}

static bool
names(const Area *area, int32_t key)
{
    size_t low = 0;
    size_t high = area->n_places;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (area->places[middle] < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low < area->n_places && area->places[low] == key;
}

Outcome
area_holds(const Area *area, const Place *municipality)
{
    bool held = false;

    switch (area->kind) {
    case AREA_UNKNOWN:
        return OUTCOME_UNKNOWN;
    case AREA_NATIONWIDE:
        return OUTCOME_TRUE;
    case AREA_REGIONS:
        held = names(area, municipality->region);
        break;
    case AREA_UNITS:
        held = names(area, municipality->regional_unit) || names(area, municipality->prefecture);
        break;
    case AREA_MUNICIPALITIES:
    case AREA_POLYGON:
        held = names(area, municipality->key);
        break;
    }
    return held ? OUTCOME_TRUE : OUTCOME_FALSE;
}
