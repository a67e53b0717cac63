/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Map desk: where the loops of the service ask the database for what is drawn and given away.
 *
 * It is public, so it takes no ticket; and it has a connection of its own, because answers come in
 * the order of the questions and nobody who waits for a person's facts is to wait for a map; and
 * another one for features, of which one answer may be the borders of the whole country. One desk
 * per loop thread. The loop registers map_desk_fd() once for reading, calls map_desk_turn() when it
 * is readable and map_desk_flush() at the end of each of its own turns.
 */

#include "registry/base/cleanup.h"
#include "registry/base/date.h"
#include "registry/db/value.h"

#include <stddef.h>
#include <stdint.h>

typedef struct MapDesk MapDesk;

enum {
    MAP_DESK_E_DOWN = 1, /* the database is not there, or was lost under the question */
    MAP_DESK_E_BUSY,     /* too many questions wait */
    MAP_DESK_E_LATE,     /* the answer took too long */
    MAP_DESK_E_REFUSED,  /* the database refused the statement */
};

typedef struct TileAsked {
    const char *layer;
    unsigned zoom;
    unsigned column;
    unsigned row;
    Day on;
} TileAsked;

/* `status` is 0 or MAP_DESK_E_…; the bytes are lent until it returns, and none is an empty tile. */
typedef void TileAnswer(void *context, int status, const uint8_t *bytes, size_t size);

#define FEATURE_BOXES_MAX 2 /* one that crosses the antimeridian is two */

typedef enum Crs {
    CRS_84,   /* longitude, latitude */
    CRS_4326, /* latitude, longitude */
    CRS_2100, /* Greek Grid: easting, northing */
    CRS_3857,
} Crs;

/* Which features; NULL, DAY_NONE and no box are no condition. */
typedef struct FeaturesAsked {
    const char *collection;
    double boxes[FEATURE_BOXES_MAX * 4]; /* west, south, east, north */
    size_t n_boxes;
    Crs box_crs;
    Day from;
    Day to;
    const char *code;
    const char *municipality;
    const char *kind;
    const char *programme;
    Crs crs; /* of what is given */
    unsigned limit;
    unsigned offset;
} FeaturesAsked;

/* GeoJSON features, lent until it returns; `matched` is how many there are on all pages. */
typedef void FeaturesAnswer(
        void *context, int status, const char *const *features, size_t n, int64_t matched);

/* A database that is down is not an error: the desk goes on trying. */
int map_desk_new(const char *conninfo, MapDesk **ret_desk);
/* Answers everybody who waits, then closes. */
MapDesk *map_desk_free(MapDesk *desk);

int map_desk_fd(const MapDesk *desk);
void map_desk_turn(MapDesk *desk);
void map_desk_flush(MapDesk *desk);

/* 0, and `answer` will be called once; or MAP_DESK_E_DOWN or _BUSY, and it will not. */
int map_desk_tile(MapDesk *desk, const TileAsked *asked, TileAnswer *answer, void *context);
int map_desk_features(
        MapDesk *desk, const FeaturesAsked *asked, FeaturesAnswer *answer, void *context);
/* What is valid on the day, as lines of values with the cells of the collection's fields, then
 * longitude and latitude of points. */
int map_desk_csv(
        MapDesk *desk, const char *collection, Day on, FeaturesAnswer *answer, void *context);
/* One feature, or none. */
int map_desk_feature(MapDesk *desk, const char *collection, const char *id, Crs crs,
        FeaturesAnswer *answer, void *context);

/* Of the registers as HSDS has them; NULL and DAY_NONE are no condition. */
typedef struct HsdsAsked {
    const char *entity; /* services, organizations, service_at_locations */
    const char *text;   /* part of the name */
    const Uuid *organization;
    Day changed_from;
    unsigned limit;
    unsigned offset;
} HsdsAsked;

/* Answered as features are: each a JSON object. */
/* Entities of CPSV-AP; `key` NULL is all. */
typedef struct CpsvAsked {
    const char *entity;
    const char *key;
    unsigned limit;
    unsigned offset;
} CpsvAsked;

int map_desk_cpsv(MapDesk *desk, const CpsvAsked *asked, FeaturesAnswer *answer, void *context);
int map_desk_hsds(MapDesk *desk, const HsdsAsked *asked, FeaturesAnswer *answer, void *context);
int map_desk_hsds_one(
        MapDesk *desk, const char *entity, const Uuid *id, FeaturesAnswer *answer, void *context);

DEFINE_CLEANUP(MapDesk, map_desk_free)
