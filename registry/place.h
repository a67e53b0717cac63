/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Places: municipalities, regional units, prefectures and regions, by code, by name, by day.
 *
 * Filled once (by the snapshot or an importer), sealed, then only asked; a sealed set may be asked
 * by any number of threads. Old codes and old names are still understood: what a name or a code
 * means depends on the day asked, and the dates of the place decide.
 *
 * A bare code is ELSTAT's edition of 2021; others are written `elstat2011:1402`, `ypes:9254`.
 * A postcode leads to the municipalities that it lies in, and is no name of theirs.
 * Names are compared folded (accents, case, final sigma, dialytika), with or without Δήμος, Π.Ε.,
 * Νομός, Περιφέρεια in front, in Greek or in Greeklish.
 */

#include "geo/point.h"
#include "registry/base/arena.h"
#include "registry/base/cleanup.h"
#include "registry/base/date.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum PlaceLevel {
    PLACE_MUNICIPALITY = 1,
    PLACE_REGIONAL_UNIT,
    PLACE_PREFECTURE,
    PLACE_REGION,
} PlaceLevel;

/* Bit of a level, for places_resolve(); 0 means any. */
#define PLACE_LEVEL_BIT(level) (1u << (level))

typedef enum PlaceTrait {
    PLACE_TRAIT_NO = 0,
    PLACE_TRAIT_YES = 1,
    PLACE_TRAIT_UNKNOWN = -1,
} PlaceTrait;

typedef struct Place {
    int32_t key; /* positive */
    PlaceLevel level;
    const char *code;      /* as answered; unique within level and dates */
    const char *code_2011; /* ELSTAT's edition of 2011, or NULL */
    const char *code_ypes; /* the ministry's, or NULL */
    const char *name;      /* as the law writes it, mostly in the genitive: Καλαμάτας */
    const char *name_en;   /* or NULL */
    const char *seat;      /* of its authorities, or NULL */
    Day valid_from;        /* DAY_NONE = as long as anyone remembers */
    Day valid_to;          /* last day; DAY_NONE = still there */
    int32_t regional_unit; /* keys of the places this one lies in; 0 = none or itself */
    int32_t prefecture;
    int32_t region;
    PlaceTrait mountain;
    PlaceTrait disadvantaged;
    PlaceTrait island;
    PlaceTrait remote;
    int64_t population; /* -1 = not known */
    int32_t population_year;
    double area_km2;    /* NaN = not known */
    GeoPoint label;     /* GEO_NOWHERE = not known */
    const char *source; /* who says so, or NULL */
} Place;

typedef struct PlaceShare {
    const Place *place;
    double share; /* of the predecessor's population, 0..1; NaN = not known */
    Day on;       /* the first day of the successor */
} PlaceShare;

typedef struct Places Places;

enum {
    PLACE_E_UNKNOWN = 1, /* no place has that name or code, or none on that day that replaced it */
    PLACE_E_AMBIGUOUS,   /* several have; the question must say more */
};

Places *places_new(void);
Places *places_free(Places *places);

/* Everything is copied. The place must come before its names. */
void places_add(Places *places, const Place *place);
/* Another way to say it: an alias, the nominative, the name of the seat. */
void places_add_name(Places *places, int32_t key, const char *name);
/* Five digits; it may lie in several municipalities. */
void places_add_postcode(Places *places, int32_t key, const char *digits);
void places_add_succession(
        Places *places, int32_t predecessor, int32_t successor, Day on, double share);
void places_seal(Places *places);

size_t places_count(const Places *places);
const Place *places_at(const Places *places, size_t i);        /* in order of level, code */
const Place *places_by_key(const Places *places, int32_t key); /* NULL = none */
bool place_is_valid(const Place *place, Day on);

/* The place of that very code, of any day and edition (`ypes:9118`), municipalities first; NULL. */
const Place *places_by_code(const Places *places, const char *code);

/* Whether `inner` is `outer` or lies in it by the keys that it names. */
bool place_lies_in(const Place *inner, const Place *outer);

/*
 * One place from what a file or a person wrote: a code of any edition, a postcode that lies in one
 * municipality, or a whole name. A place
 * that has ended is answered if it was valid on `on`; otherwise its one successor is, if it has
 * just one. `level_bits` 0 = any; then a municipality goes before its namesakes of other levels. On
 * AMBIGUOUS and UNKNOWN `ret_hint`, unless NULL, gets up to `hints` candidates (NULL-terminated
 * array of hints + 1), best first, for the message.
 */
int places_resolve(const Places *places, const char *text, unsigned level_bits, Day on,
        const Place **ret_place, size_t hints, const Place **ret_hint);

#define PLACES_FOUND_MAX 20 /* more are no answer to what somebody types */

/* Any part of any name in any spelling, a code, or a postcode; best first. Returns how many, at
 * most `limit`. */
size_t places_search(const Places *places, const char *text, unsigned level_bits, Day on,
        size_t limit, const Place **ret_found);

/* The municipalities that took over from `place`, with shares. Lent, lives as long as the places.
 */
size_t places_successors(const Places *places, const Place *place, const PlaceShare **ret_shares);
size_t places_predecessors(const Places *places, const Place *place, const PlaceShare **ret_shares);

/* `Δήμος Καλαμάτας`, `Π.Ε. Μεσσηνίας`, `Νομός Μεσσηνίας`, `Περιφέρεια Πελοποννήσου`. */
const char *place_title(Arena *arena, const Place *place);
/* As answered in JSON: municipality, regional_unit, prefecture, region. */
const char *place_level_name(PlaceLevel level);

DEFINE_CLEANUP(Places, places_free)
