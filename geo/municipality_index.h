/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Municipality index: which municipality does this point lie in, on this day?
 *
 * Filled once from the boundary table, sealed, then only asked. A new boundary import fills a
 * second index and swaps the pointer; an index in use never changes. One index belongs to one
 * thread, because GEOS goes on building the inside of a prepared geometry while it answers; clone()
 * gives another thread its own, sharing what never changes.
 *
 * Where areas overlap, an official boundary wins over an approximate one, and among equals the
 * lower code, so that the same question always gets the same answer. A shared border belongs to
 * both.
 */

#include "geo/point.h"
#include "registry/base/cleanup.h"
#include "registry/base/date.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct MunicipalityIndex MunicipalityIndex;

enum {
    MUNICIPALITY_E_OUTSIDE = 1, /* the point lies in no municipality */
    MUNICIPALITY_E_BAD_SHAPE,   /* not a valid polygon or multipolygon; reason() says why */
};

typedef struct MunicipalityArea {
    int32_t key;      /* of the place */
    const char *code; /* ELSTAT; only compared, copied */
    bool official;
    Day valid_from; /* DAY_NONE = always */
    Day valid_to;   /* last day; DAY_NONE = for ever */
    const uint8_t *wkb;
    size_t wkb_size;
} MunicipalityArea;

typedef struct MunicipalityFound {
    int32_t key;
    bool approximate;  /* the boundary that decided is not official */
    double distance_m; /* 0 inside */
} MunicipalityFound;

int municipality_index_new(MunicipalityIndex **ret_index);
MunicipalityIndex *municipality_index_free(MunicipalityIndex *index);

/* Copies the boundary, given as WKB in EPSG:4326. Not to be called once sealed. */
int municipality_index_add(MunicipalityIndex *index, const MunicipalityArea *area);

/* Why the last add() said BAD_SHAPE, in words for a reject report. Lives as long as the index. */
const char *municipality_index_reason(const MunicipalityIndex *index);

/* Builds the grid of cells; takes a few hundred milliseconds for the whole country. */
int municipality_index_seal(MunicipalityIndex *index);

/* A sealed index for another thread. May be called by any thread; the original may be freed first.
 */
int municipality_index_clone(const MunicipalityIndex *index, MunicipalityIndex **ret_clone);

int municipality_index_find(
        MunicipalityIndex *index, GeoPoint point, Day on, MunicipalityFound *ret_found);

/*
 * As find(), and where nothing holds the point, the nearest municipality at most `limit_m` away:
 * quays and capes lie outside of every drawn boundary. OUTSIDE if there is none so near.
 */
int municipality_index_find_near(MunicipalityIndex *index, GeoPoint point, Day on, double limit_m,
        MunicipalityFound *ret_found);

DEFINE_CLEANUP(MunicipalityIndex, municipality_index_free)
