/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * seats FILE: the seats of all municipalities against the boundaries in the database.
 *
 * FILE is the municipalities.csv with seat_lon and seat_lat. Asks the index as the service does,
 * and where it names another municipality, how far the seat is from its own.
 */

#include "tests/unit/unit.h"

#include "geo/municipality_index.h"
#include "importers/csv.h"
#include "registry/db/db.h"
#include "registry/db/statements.h"
#include "registry/register_load.h"

#include <time.h>

#define NEAR_M 250.0
#define MUNICIPALITIES 332

static const char *file;
static Day today;

typedef struct Loaded {
    Arena *arena;
    Db *db;
    Places *places;
    Result *boundaries;
} Loaded;

static void
load(Loaded *loaded)
{
    int64_t version = 0;
    Params params;

    *loaded = (Loaded) { .arena = arena_new() };
    CHECK(db_open(&(DbOptions) { .user = "mitroa_service", .name = "seats" }, &loaded->db) == 0);
    CHECK(register_version(loaded->db, &version) == 0);
    CHECK(places_load(loaded->db, version, &loaded->places) == 0);
    params_begin(&params, loaded->arena, &sql_snapshot_boundaries);
    params_int(&params, version);
    CHECK(db_query(loaded->db, &params, &loaded->boundaries) == 0);
}

static void
unload(Loaded *loaded)
{
    result_free(loaded->boundaries);
    places_free(loaded->places);
    db_close(loaded->db);
    arena_free(loaded->arena);
}

static MunicipalityArea
area_at(const Loaded *loaded, size_t row)
{
    const Result *rows = loaded->boundaries;
    Bytes wkb = result_bytes(rows, row, result_column(rows, "wkb"));

    return (MunicipalityArea) {
        .key = (int32_t) result_int(rows, row, result_column(rows, "place")),
        .code = result_text(rows, row, result_column(rows, "code")),
        .official = result_bool(rows, row, result_column(rows, "official")),
        .valid_from = result_day(rows, row, result_column(rows, "valid_from")),
        .valid_to = result_day(rows, row, result_column(rows, "valid_to")),
        .wkb = wkb.data,
        .wkb_size = wkb.size,
    };
}

/* Of all boundaries, or of one place. */
static MunicipalityIndex *
index_of(const Loaded *loaded, int32_t only)
{
    MunicipalityIndex *index = NULL;

    CHECK(municipality_index_new(&index) == 0);
    for (size_t row = 0; row < result_rows(loaded->boundaries); row++) {
        MunicipalityArea area = area_at(loaded, row);

        if (area.wkb_size > 0 && (only == 0 || area.key == only)) /* only what decides has one */
            CHECK(municipality_index_add(index, &area) == 0);
    }
    CHECK(municipality_index_seal(index) == 0);
    return index;
}

static int
column_of(const CsvRow *header, const char *name)
{
    for (size_t i = 0; i < header->n_cells; i++)
        if (strcmp(header->cells[i], name) == 0)
            return (int) i;
    CHECK(false && "the file has the column");
    return 0;
}

static bool
is_near_its_own(const Loaded *loaded, int32_t key, GeoPoint seat)
{
    CLEANUP(municipality_index_freep) MunicipalityIndex *own = index_of(loaded, key);
    MunicipalityFound found;

    return municipality_index_find_near(own, seat, today, NEAR_M, &found) == 0;
}

static void
holds_every_seat_or_lies_within_250_m_of_it(void)
{
    CLEANUP(csv_closep) CsvReader *csv = NULL;
    CLEANUP(municipality_index_freep) MunicipalityIndex *index = NULL;
    const CsvRow *row;
    Loaded loaded;
    int code, lon, lat, inside = 0, near = 0;

    load(&loaded);
    index = index_of(&loaded, 0);
    CHECK(csv_open(file, NULL, &csv) == 0 && csv_next(csv, &row) == 0);
    code = column_of(row, "elstat_code_2021");
    lon = column_of(row, "seat_lon");
    lat = column_of(row, "seat_lat");
    while (csv_next(csv, &row) == 0) {
        GeoPoint seat = { strtod(row->cells[lon], NULL), strtod(row->cells[lat], NULL) };
        MunicipalityFound found = { .key = 0 };
        const Place *place = NULL;

        CHECK(places_resolve(loaded.places, row->cells[code], 0, today, &place, 0, NULL) == 0);
        if (municipality_index_find(index, seat, today, &found) == 0 && found.key == place->key)
            inside++;
        else if (is_near_its_own(&loaded, place->key, seat))
            near++;
        else
            printf("# far from its municipality: %s\n", place->name);
    }
    printf("# %d seats inside, %d within 250 m\n", inside, near);
    CHECK(inside + near == MUNICIPALITIES);
    unload(&loaded);
}

static double
seconds(void)
{
    struct timespec now;

    (void) clock_gettime(CLOCK_MONOTONIC, &now);
    return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

/* A grid over the country: the cells and the geometry of a second index must say the same. */
static void
answers_the_same_in_a_clone_and_quickly(void)
{
    CLEANUP(municipality_index_freep) MunicipalityIndex *index = NULL;
    CLEANUP(municipality_index_freep) MunicipalityIndex *clone = NULL;
    int different = 0, land = 0, asked = 0;
    double start;
    Loaded loaded;

    load(&loaded);
    start = seconds();
    index = index_of(&loaded, 0);
    printf("# %.2f s to build\n", seconds() - start);
    CHECK(municipality_index_clone(index, &clone) == 0);
    start = seconds();
    for (double lon = 19.5; lon < 29.7; lon += 0.0131) {
        for (double lat = 34.8; lat < 41.8; lat += 0.0127) {
            MunicipalityFound one = { .key = 0 }, other = { .key = 0 };

            asked += 2;
            (void) municipality_index_find(index, (GeoPoint) { lon, lat }, today, &one);
            (void) municipality_index_find(clone, (GeoPoint) { lon, lat }, today, &other);
            different += one.key != other.key;
            land += one.key != 0;
        }
    }
    printf("# %.0f points a second\n", asked / (seconds() - start));
    CHECK(different == 0);
    CHECK(land > 50000);
    unload(&loaded);
}

static const UnitTest tests[] = {
    { "the index holds every seat, or its municipality is within 250 m of it",
            holds_every_seat_or_lies_within_250_m_of_it },
    { "the index answers the same in a clone", answers_the_same_in_a_clone_and_quickly },
};

int
main(int argc, char **argv)
{
    if (argc != 2)
        return EXIT_FAILURE;
    file = argv[1];
    today = day_today();
    return unit_run(tests, sizeof tests / sizeof *tests);
}
