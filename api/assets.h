/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Assets: the files that pages need beside their HTML, read once at the start.
 *
 * Ours are part of the program. The gov.gr look (@digigov/css) is fetched at set-up and read from
 * its folder; without it the pages are plainer and say the same.
 */

#include "registry/base/cleanup.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct Assets Assets;

typedef struct Asset {
    const char *name; /* last segment of /static/… */
    const char *media_type;
    const char *bytes;
    size_t size;
} Asset;

/* `packages` is the folder node_modules, or NULL. A file that is not there is left out, and logged.
 */
int assets_load(const char *packages, Assets **ret_assets);
Assets *assets_free(Assets *assets);

const Asset *assets_find(const Assets *assets, const char *name); /* NULL = no such */

DEFINE_CLEANUP(Assets, assets_free)
