/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/base/buffer.h"

#include "registry/base/memory.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
buffer_init(Buffer *buffer)
{
    *buffer = (Buffer) { 0 };
    (void) buffer_reserve(buffer, 0);
}

void
buffer_deinit(Buffer *buffer)
{
    if (buffer->data)
        explicit_bzero(buffer->data, buffer->size);
    free(buffer->data);
    *buffer = (Buffer) { 0 };
}

void
buffer_clear(Buffer *buffer)
{
    explicit_bzero(buffer->data, buffer->size);
    buffer->size = 0;
}

void
buffer_grow(Buffer *buffer, size_t size)
{
    size_t needed = buffer->size + size + 1;
    size_t capacity = buffer->capacity ? buffer->capacity : 256;
    char *grown;

    while (capacity < needed)
        capacity *= 2;

    /* Not realloc(): the old bytes may be personal and must not stay behind in the heap. */
    grown = malloc(capacity);
    if (!grown)
        memory_exhausted(capacity);
    if (buffer->data) {
        memcpy(grown, buffer->data, buffer->size);
        explicit_bzero(buffer->data, buffer->size);
        free(buffer->data);
    }
    buffer->data = grown;
    buffer->capacity = capacity;
    buffer->data[buffer->size] = '\0';
}

void
buffer_format(Buffer *buffer, const char *format, ...)
{
    va_list arguments;
    va_list again;
    int size;

    va_start(arguments, format);
    va_copy(again, arguments);
    size = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    assert(size >= 0);

    (void) vsnprintf(buffer_reserve(buffer, (size_t) size), (size_t) size + 1, format, again);
    va_end(again);
    buffer->size += (size_t) size;
}

char *
buffer_take(Buffer *buffer, size_t *ret_size)
{
    char *data = buffer->data;

    if (ret_size)
        *ret_size = buffer->size;
    *buffer = (Buffer) { 0 };
    return data;
}
