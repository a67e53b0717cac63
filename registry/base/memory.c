/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/base/memory.h"

#include "registry/base/log.h"

#include <string.h>

void
memory_exhausted(size_t size)
{
    log_error("no memory left for %zu bytes", size);
    abort();
}

void *
memory_new(size_t count, size_t size)
{
    void *block = calloc(count ? count : 1, size ? size : 1);

    if (!block)
        memory_exhausted(size);
    return block;
}

void *
memory_resize(void *block, size_t count, size_t size)
{
    void *grown = reallocarray(block, count ? count : 1, size ? size : 1);

    if (!grown)
        memory_exhausted(size);
    return grown;
}

char *
memory_copy_text(const char *text)
{
    char *copy;

    if (!text)
        return NULL;

    copy = strdup(text);
    if (!copy)
        memory_exhausted(strlen(text) + 1);
    return copy;
}
