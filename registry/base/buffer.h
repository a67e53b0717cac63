/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Buffer: bytes that grow at the end. What JSON, HTML, reports and COPY are written into.
 *
 * `data` is always followed by a NUL that does not count in `size`, so it may be read as text.
 */

#include <stddef.h>
#include <string.h>

typedef struct Buffer {
    char *data;
    size_t size;
    size_t capacity;
} Buffer;

void buffer_init(Buffer *buffer);
/* Wipes what was written, then frees. */
void buffer_deinit(Buffer *buffer);
/* Empties it and keeps the memory; wipes what was written. */
void buffer_clear(Buffer *buffer);

/* For buffer_reserve(). */
void buffer_grow(Buffer *buffer, size_t size);
void buffer_format(Buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Hands the bytes on (free() them) and leaves the buffer empty. */
char *buffer_take(Buffer *buffer, size_t *ret_size);

/*
 * What answers are written with byte by byte stands here, so that the compiler sees the lengths of
 * constants and a value costs no call while there is room.
 */

/* Room for `size` more bytes; returns where they start. The caller adds to `size` himself. */
static inline char *
buffer_reserve(Buffer *buffer, size_t size)
{
    if (buffer->size + size + 1 > buffer->capacity)
        buffer_grow(buffer, size);
    return buffer->data + buffer->size;
}

static inline void
buffer_append(Buffer *buffer, const void *bytes, size_t size)
{
    char *place = buffer_reserve(buffer, size);

    if (size)
        memcpy(place, bytes, size);
    place[size] = '\0';
    buffer->size += size;
}

static inline void
buffer_text(Buffer *buffer, const char *text)
{
    buffer_append(buffer, text, strlen(text));
}

static inline void
buffer_char(Buffer *buffer, char character)
{
    char *place = buffer_reserve(buffer, 1);

    place[0] = character;
    place[1] = '\0';
    buffer->size++;
}
