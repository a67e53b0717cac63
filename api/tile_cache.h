/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Tile cache: vector tiles as they go out, packed and unpacked, for all loops together.
 *
 * A tile is never changed. Whoever sends one holds it, and the last to let go frees it, so that the
 * lock is held for a look-up and never for bytes. The key has the register version and the day, so
 * what was drawn from older registers is not found any more; what nobody asks for goes first.
 */

#include "registry/base/cleanup.h"
#include "registry/base/date.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct TileCache TileCache;
typedef struct Tile Tile;

typedef struct TileKey {
    int64_t version; /* of the registers */
    Day day;
    uint32_t column;
    uint32_t row;
    uint16_t zoom;
    uint16_t layer;
} TileKey;

#define TILE_ETAG_SIZE 24

struct Tile {
    const char *bytes;
    size_t size;
    const char *packed; /* gzip; NULL where it is not shorter */
    size_t packed_size;
    char etag[TILE_ETAG_SIZE]; /* of the content alone: it survives a new register version */
};

TileCache *tile_cache_new(size_t bytes_max);
TileCache *tile_cache_free(TileCache *cache);

/* A copy of the bytes, and packed if that is wanted. The caller holds the tile. */
Tile *tile_new(const uint8_t *bytes, size_t size, bool packed);
void tile_release(void *tile);

/* Held for the caller; NULL if it is not there. */
Tile *tile_cache_find(TileCache *cache, const TileKey *key);
/* The cache takes a hold of its own; of two that come for one key the first stays. */
void tile_cache_keep(TileCache *cache, const TileKey *key, Tile *tile);

DEFINE_CLEANUP(TileCache, tile_cache_free)
