/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Memory: what a module keeps comes from here; what a request or a batch needs, from its Arena.
 *
 * None of these returns NULL. When the system has no memory left the process ends with a message,
 * because no code path of ours can answer that better, and untested ones answer it worse.
 */

#include "registry/base/cleanup.h"

#include <stddef.h>
#include <stdlib.h>

/* Zeroed memory for `count` things of `size` bytes; free() it. */
void *memory_new(size_t count, size_t size);
/* As realloc(), for `count` things; the new part is not zeroed. */
void *memory_resize(void *block, size_t count, size_t size);
char *memory_copy_text(const char *text); /* NULL gives NULL */

/* Room for one more in a growing array: doubles `capacity` when `count` has reached it. */
#define memory_reserve(array, count, capacity)                                      \
    do {                                                                            \
        if ((count) >= (capacity)) {                                                \
            (capacity) = (capacity) ? (capacity) *2 : 8;                            \
            (array) = memory_resize((array), (size_t) (capacity), sizeof *(array)); \
        }                                                                           \
    } while (0)

static inline void
memory_freep(void *owned)
{
    free(*(void **) owned);
}

/* Ends the process; what `memory_new` does when there is nothing left. */
_Noreturn void memory_exhausted(size_t size);
