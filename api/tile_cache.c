/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/tile_cache.h"

#include "registry/base/memory.h"
#include "registry/base/pack.h"

#include <assert.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#define BUCKETS 16384 /* a power of two */
#define ENTRY_COST 160

typedef struct HeldTile {
    Tile tile; /* first: what the others see */
    atomic_uint holders;
} HeldTile;

typedef struct Entry Entry;

struct Entry {
    TileKey key;
    HeldTile *held;
    Entry *next_in_bucket;
    Entry *newer; /* in the order of being asked for */
    Entry *older;
};

struct TileCache {
    pthread_mutex_t lock;
    Entry *buckets[BUCKETS];
    Entry *newest;
    Entry *oldest;
    size_t bytes;
    size_t bytes_max;
};

/* FNV-1a of 64 bits: tells contents apart, guards nothing. */
static uint64_t
hash_bytes(uint64_t hash, const void *bytes, size_t size)
{
    const uint8_t *at = bytes;

    for (size_t i = 0; i < size; i++)
        hash = (hash ^ at[i]) * 0x100000001b3u;
    return hash;
}

#define HASH_SEED 0xcbf29ce484222325u

static size_t
bucket_of(const TileKey *key)
{
    const uint64_t parts[] = { (uint64_t) key->version, (uint64_t) key->day,
        (uint64_t) key->column << 32 | key->row, (uint64_t) key->zoom << 32 | key->layer };
    uint64_t hash = hash_bytes(HASH_SEED, parts, sizeof parts);

    return (hash ^ hash >> 32) & (BUCKETS - 1);
}

static bool
same_key(const TileKey *a, const TileKey *b)
{
    return a->version == b->version && a->day == b->day && a->column == b->column
            && a->row == b->row && a->zoom == b->zoom && a->layer == b->layer;
}

/* ---- tiles ------------------------------------------------------------------------------ */

Tile *
tile_new(const uint8_t *bytes, size_t size, bool packed)
{
    HeldTile *held = memory_new(1, sizeof *held);
    char *copy = memory_new(size + 1, 1);

    if (size > 0)
        memcpy(copy, bytes, size);
    held->tile.bytes = copy;
    held->tile.size = size;
    held->tile.packed = packed ? pack_gzip(copy, size, PACK_WELL, &held->tile.packed_size) : NULL;
    (void) snprintf(held->tile.etag, sizeof held->tile.etag, "W/\"%016" PRIx64 "\"",
            hash_bytes(HASH_SEED, copy, size));
    atomic_init(&held->holders, 1);
    return &held->tile;
}

void
tile_release(void *tile)
{
    HeldTile *held = tile;

    if (!held || atomic_fetch_sub_explicit(&held->holders, 1, memory_order_acq_rel) != 1)
        return;
    free((void *) (uintptr_t) held->tile.bytes);
    free((void *) (uintptr_t) held->tile.packed);
    free(held);
}

/* ---- the cache -------------------------------------------------------------------------- */

TileCache *
tile_cache_new(size_t bytes_max)
{
    TileCache *cache = memory_new(1, sizeof *cache);

    (void) pthread_mutex_init(&cache->lock, NULL);
    cache->bytes_max = bytes_max;
    return cache;
}

static size_t
cost_of(const Entry *entry)
{
    return entry->held->tile.size + entry->held->tile.packed_size + ENTRY_COST;
}

static void
unlink_age(TileCache *cache, Entry *entry)
{
    *(entry->newer ? &entry->newer->older : &cache->newest) = entry->older;
    *(entry->older ? &entry->older->newer : &cache->oldest) = entry->newer;
}

static void
link_newest(TileCache *cache, Entry *entry)
{
    entry->newer = NULL;
    entry->older = cache->newest;
    *(cache->newest ? &cache->newest->newer : &cache->oldest) = entry;
    cache->newest = entry;
}

static void
drop_oldest(TileCache *cache)
{
    Entry *entry = cache->oldest;
    Entry **at = &cache->buckets[bucket_of(&entry->key)];

    while (*at != entry)
        at = &(*at)->next_in_bucket;
    *at = entry->next_in_bucket;
    unlink_age(cache, entry);
    cache->bytes -= cost_of(entry);
    tile_release(entry->held);
    free(entry);
}

TileCache *
tile_cache_free(TileCache *cache)
{
    if (!cache)
        return NULL;
    while (cache->oldest)
        drop_oldest(cache);
    (void) pthread_mutex_destroy(&cache->lock);
    free(cache);
    return NULL;
}

static Entry *
find(TileCache *cache, const TileKey *key)
{
    Entry *entry = cache->buckets[bucket_of(key)];

    while (entry && !same_key(&entry->key, key))
        entry = entry->next_in_bucket;
    return entry;
}

Tile *
tile_cache_find(TileCache *cache, const TileKey *key)
{
    HeldTile *held = NULL;
    Entry *entry;

    (void) pthread_mutex_lock(&cache->lock);
    entry = find(cache, key);
    if (entry) {
        unlink_age(cache, entry);
        link_newest(cache, entry);
        held = entry->held;
        (void) atomic_fetch_add_explicit(&held->holders, 1, memory_order_relaxed);
    }
    (void) pthread_mutex_unlock(&cache->lock);
    return held ? &held->tile : NULL;
}

void
tile_cache_keep(TileCache *cache, const TileKey *key, Tile *tile)
{
    Entry *entry = memory_new(1, sizeof *entry);
    Entry **bucket = &cache->buckets[bucket_of(key)];

    *entry = (Entry) { .key = *key, .held = (HeldTile *) tile };
    (void) pthread_mutex_lock(&cache->lock);
    if (find(cache, key) || cost_of(entry) > cache->bytes_max) {
        free(entry);
    } else {
        (void) atomic_fetch_add_explicit(&entry->held->holders, 1, memory_order_relaxed);
        entry->next_in_bucket = *bucket;
        *bucket = entry;
        link_newest(cache, entry);
        cache->bytes += cost_of(entry);
        while (cache->bytes > cache->bytes_max)
            drop_oldest(cache);
    }
    (void) pthread_mutex_unlock(&cache->lock);
}
