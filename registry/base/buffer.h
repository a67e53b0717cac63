/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Buffer: bytes that grow at the end. What JSON, HTML, reports and COPY are written into.
 *
 * `data` is always followed by a NUL that does not count in `size`, so it may be read as text.
 */

#include <stddef.h>

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

void buffer_append(Buffer *buffer, const void *bytes, size_t size);
void buffer_text(Buffer *buffer, const char *text);
void buffer_char(Buffer *buffer, char character);
void buffer_format(Buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Room for `size` more bytes; returns where they start. The caller adds to `size` himself. */
char *buffer_reserve(Buffer *buffer, size_t size);
/* Hands the bytes on (free() them) and leaves the buffer empty. */
char *buffer_take(Buffer *buffer, size_t *ret_size);
