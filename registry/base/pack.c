/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/base/pack.h"

#include "registry/base/memory.h"

#include <assert.h>
#include <stdalign.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define WINDOW_GZIP (15 + 16) /* the widest window, with a gzip header */
#define MEMORY_LEVEL 8
#define HEADER_MAX 18

/* zlib never writes to it, and declares it as if it did. */
static Bytef *
as_declared(const char *bytes)
{
    return (Bytef *) (uintptr_t) bytes;
}

static const int levels[] = { [PACK_QUICK] = 3, [PACK_WELL] = 5 };

/* What zlib has worked on may be personal; its room is wiped like all other. */
typedef struct Room {
    size_t size;
    alignas(max_align_t) unsigned char bytes[];
} Room;

static void *
room_new(void *context, uInt n, uInt size)
{
    Room *room = memory_new(1, sizeof *room + (size_t) n * size);

    (void) context;
    room->size = (size_t) n * size;
    return room->bytes;
}

static void
room_free(void *context, void *bytes)
{
    Room *room = (Room *) (void *) ((unsigned char *) bytes - offsetof(Room, bytes));

    (void) context;
    explicit_bzero(room->bytes, room->size);
    free(room);
}

char *
pack_gzip(const char *bytes, size_t size, PackEffort effort, size_t *ret_size)
{
    z_stream stream = {
        .next_in = as_declared(bytes),
        .avail_in = (uInt) size,
        .zalloc = room_new,
        .zfree = room_free,
    };
    char *packed;
    int r;

    assert(size <= UINT32_MAX);

    *ret_size = 0;
    if (size <= HEADER_MAX)
        return NULL;
    if (deflateInit2(
                &stream, levels[effort], Z_DEFLATED, WINDOW_GZIP, MEMORY_LEVEL, Z_DEFAULT_STRATEGY)
            != Z_OK)
        memory_exhausted(size);
    /* One byte less than what it packs: what does not fit is not shorter. */
    packed = memory_new(size, 1);
    stream.next_out = (Bytef *) packed;
    stream.avail_out = (uInt) size - 1;
    r = deflate(&stream, Z_FINISH);
    *ret_size = stream.total_out;
    (void) deflateEnd(&stream);
    if (r == Z_STREAM_END)
        return packed;
    *ret_size = 0;
    free(packed);
    return NULL;
}
