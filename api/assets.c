/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/assets.h"

#include "api/web/embedded.h"

#include "registry/base/error.h"
#include "registry/base/log.h"
#include "registry/base/memory.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#define ASSET_BYTES_MAX (2 * 1024 * 1024)

/* What is read from the packages, and under which name it is served. */
static const struct {
    const char *name;
    const char *path;
    const char *media_type;
} packaged[] = {
    { "digigov.css", "@digigov/css/dist/digigov.css", "text/css; charset=utf-8" },
    { "maplibre-gl.css", "maplibre-gl/dist/maplibre-gl.css", "text/css; charset=utf-8" },
    { "maplibre-gl.mjs", "maplibre-gl/dist/maplibre-gl.mjs", "text/javascript; charset=utf-8" },
    { "maplibre-gl-worker.mjs", "maplibre-gl/dist/maplibre-gl-worker.mjs",
            "text/javascript; charset=utf-8" },
};

#define PACKAGED (sizeof packaged / sizeof *packaged)

struct Assets {
    Asset files[PACKAGED];
    char *owned[PACKAGED];
    size_t n_files;
};

/* The bytes of a whole file, or NULL with errno. */
static char *
read_file(const char *path, size_t *ret_size)
{
    FILE *file = fopen(path, "re");
    char *bytes;
    size_t size;

    if (!file)
        return NULL;
    bytes = memory_new(ASSET_BYTES_MAX, 1);
    size = fread(bytes, 1, ASSET_BYTES_MAX, file);
    if (ferror(file) || size == ASSET_BYTES_MAX) {
        errno = ferror(file) ? EIO : EFBIG;
        (void) fclose(file);
        free(bytes);
        return NULL;
    }
    (void) fclose(file);
    *ret_size = size;
    return bytes;
}

static void
load(Assets *assets, const char *packages, size_t i)
{
    char path[PATH_MAX];
    size_t size = 0;
    char *bytes;

    (void) snprintf(path, sizeof path, "%s/%s", packages, packaged[i].path);
    bytes = read_file(path, &size);
    if (!bytes) {
        log_warning("%s: %s (the pages go without it)", path, strerror(errno));
        return;
    }
    assets->owned[assets->n_files] = bytes;
    assets->files[assets->n_files++] =
            (Asset) { packaged[i].name, packaged[i].media_type, bytes, size };
}

int
assets_load(const char *packages, Assets **ret_assets)
{
    Assets *assets = memory_new(1, sizeof *assets);

    if (!packages)
        log_warning(
                "no folder of packages (MITROA_PACKAGES): the pages go without the gov.gr look");
    for (size_t i = 0; packages && i < PACKAGED; i++)
        load(assets, packages, i);
    *ret_assets = assets;
    return 0;
}

Assets *
assets_free(Assets *assets)
{
    if (!assets)
        return NULL;
    for (size_t i = 0; i < assets->n_files; i++)
        free(assets->owned[i]);
    free(assets);
    return NULL;
}

const Asset *
assets_find(const Assets *assets, const char *name)
{
    for (size_t i = 0; embedded_files[i].name; i++)
        if (strcmp(embedded_files[i].name, name) == 0)
            return &embedded_files[i];
    for (size_t i = 0; i < assets->n_files; i++)
        if (strcmp(assets->files[i].name, name) == 0)
            return &assets->files[i];
    return NULL;
}
