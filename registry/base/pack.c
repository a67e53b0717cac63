/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/base/pack.h"

#include "registry/base/memory.h"

#include <assert.h>
#include <stdint.h>
#include <zlib.h>

#define WINDOW_GZIP (15 + 16) /* the widest window, with a gzip header */
#define MEMORY_LEVEL 8
#define LEVEL 5 /* a loop packs what it sends: a few per cent of length are not worth its time */
#define HEADER_MAX 18

/* zlib never writes to it, and declares it as if it did. */
static Bytef *
as_declared(const char *bytes)
{
    return (Bytef *) (uintptr_t) bytes;
}

char *
pack_gzip(const char *bytes, size_t size, size_t *ret_size)
{
    z_stream stream = { .next_in = as_declared(bytes), .avail_in = (uInt) size };
    char *packed;
    int r;

    assert(size <= UINT32_MAX);

    *ret_size = 0;
    if (size <= HEADER_MAX)
        return NULL;
    if (deflateInit2(&stream, LEVEL, Z_DEFLATED, WINDOW_GZIP, MEMORY_LEVEL, Z_DEFAULT_STRATEGY)
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
