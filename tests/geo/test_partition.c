/* SPDX-License-Identifier: EUPL-1.2 */

/* Approximate areas: the nearest seed, islands that the map lacks, and heirs of an official area.
 */

#include "tests/unit/unit.h"

#include "geo/municipality_index.h"
#include "geo/partition.h"
#include "tests/geo/shapes.h"

#include <math.h>

static MunicipalityIndex *
index_of(const PartitionArea *areas, size_t n)
{
    MunicipalityIndex *index = NULL;
    char code[16];

    CHECK(municipality_index_new(&index) == 0);
    for (size_t i = 0; i < n; i++) {
        MunicipalityArea area = {
            .key = areas[i].key,
            .code = code,
            .valid_from = DAY_NONE,
            .valid_to = DAY_NONE,
            .wkb = areas[i].area.wkb,
            .wkb_size = areas[i].area.size,
        };

        (void) snprintf(code, sizeof code, "%04d", areas[i].key);
        CHECK(areas[i].area.wkb && municipality_index_add(index, &area) == 0);
        free(areas[i].area.wkb);
    }
    CHECK(municipality_index_seal(index) == 0);
    return index;
}

static int32_t
at(MunicipalityIndex *index, double lon, double lat)
{
    MunicipalityFound found;

    return municipality_index_find(index, (GeoPoint) { lon, lat }, 0, &found) == 0 ? found.key : 0;
}

static void
gives_land_to_the_nearest_and_islands_a_disc(void)
{
    CLEANUP(wkb_freep) Wkb land = wkb_box(22, 38, 24, 39);
    PartitionHome homes[] = {
        { .key = 1, .label = { 22.2, 38.5 }, .area_km2 = NAN },
        { .key = 2, .label = { 23.8, 38.5 }, .area_km2 = NAN },
        { .key = 3, .label = { 25, 38.5 }, .area_km2 = 30 },
    };
    PartitionSeed seeds[] = { { 1, { 23.2, 38.9 } }, { 2, { 23.2, 38.9 } }, { 2, { 22.9, 38.1 } } };
    PartitionArea areas[3];
    MunicipalityIndex *index;

    CHECK(partition_land(land.bytes, land.size, seeds, 3, homes, 3, areas) == 0);
    index = index_of(areas, 3);
    CHECK(at(index, 22.3, 38.5) == 1);
    CHECK(at(index, 23.2, 38.9) == 1); /* two claim it: the lower key keeps it */
    CHECK(at(index, 22.9, 38.1) == 2);
    CHECK(at(index, 23.9, 38.5) == 2);
    CHECK(at(index, 25, 38.5) == 3);
    CHECK(at(index, 25.2, 38.5) == 0); /* the disc has a radius of some 3 km */
    municipality_index_free(index);
}

static void
keeps_discs_off_other_land(void)
{
    CLEANUP(wkb_freep) Wkb land = wkb_box(22, 38, 24, 39);
    PartitionHome homes[] = {
        { .key = 1, .label = { 22.2, 38.5 }, .area_km2 = NAN },
        { .key = 2, .label = { 23.98, 38.5 }, .area_km2 = NAN },
        { .key = 3, .label = { 24.03, 38.5 }, .area_km2 = 30 },
    };
    PartitionArea areas[3];
    MunicipalityIndex *index;

    CHECK(partition_land(land.bytes, land.size, NULL, 0, homes, 3, areas) == 0);
    index = index_of(areas, 3);
    CHECK(at(index, 24.02, 38.5) == 3);
    CHECK(at(index, 23.997, 38.5) == 2);
    municipality_index_free(index);
}

static void
divides_an_official_area_among_its_heirs(void)
{
    CLEANUP(wkb_freep) Wkb whole = wkb_box(22, 38, 24, 39);
    CLEANUP(wkb_freep)
    Wkb left = wkb_box(21, 38.1, 23.3, 38.9); /* beyond the border, and short of it */
    CLEANUP(wkb_freep) Wkb right = wkb_box(23.3, 38.1, 23.9, 38.9);
    PartitionHeir heirs[] = {
        { .key = 1, .label = { 22.5, 38.5 }, .wkb = left.bytes, .size = left.size },
        { .key = 2, .label = { 23.6, 38.5 }, .wkb = right.bytes, .size = right.size },
    };
    PartitionArea areas[2];
    MunicipalityIndex *index;
    int lost = 0;

    CHECK(partition_inheritance(whole.bytes, whole.size, heirs, 2, areas) == 0);
    index = index_of(areas, 2);
    CHECK(at(index, 23.29, 38.5) == 1);
    CHECK(at(index, 23.31, 38.5) == 2);
    CHECK(at(index, 22.1, 38.01) == 1); /* what neither has goes to the nearest */
    CHECK(at(index, 23.99, 38.99) == 2);
    CHECK(at(index, 21.9, 38.5) == 0); /* nobody gets more than there is */
    for (double lon = 22.003; lon < 24; lon += 0.0173)
        for (double lat = 38.003; lat < 39; lat += 0.0171)
            lost += at(index, lon, lat) == 0;
    CHECK(lost == 0);
    municipality_index_free(index);
}

static void
divides_by_label_where_an_heir_has_no_area(void)
{
    CLEANUP(wkb_freep) Wkb whole = wkb_box(22, 38, 24, 39);
    PartitionHeir heirs[] = {
        { .key = 1, .label = { 22.5, 38.5 } },
        { .key = 2, .label = { 23.5, 38.5 } },
    };
    PartitionArea areas[2];
    MunicipalityIndex *index;

    CHECK(partition_inheritance(whole.bytes, whole.size, heirs, 2, areas) == 0);
    index = index_of(areas, 2);
    CHECK(at(index, 22.9, 38.2) == 1 && at(index, 23.1, 38.2) == 2);
    municipality_index_free(index);
}

static const UnitTest tests[] = {
    { "gives land to the nearest, and islands a disc",
            gives_land_to_the_nearest_and_islands_a_disc },
    { "keeps discs off other land", keeps_discs_off_other_land },
    { "divides an official area among its heirs", divides_an_official_area_among_its_heirs },
    { "divides by label where an heir has no area", divides_by_label_where_an_heir_has_no_area },
};

UNIT_MAIN(tests)
