/* SPDX-License-Identifier: EUPL-1.2 */
#include "importers/ogr.h"

#include <cpl_conv.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define PATH_SIZE 4200
#define ZIP_ENTRIES_MAX 200

static const char *const boundary_drivers[] = { "ESRI Shapefile", "GPKG", "GeoJSON", NULL };
static const char *const topology_drivers[] = { "TopoJSON", NULL };
static const char *const table_drivers[] = { "SQLite", NULL };

static const char *const *const drivers[] = {
    [OGR_BOUNDARIES] = boundary_drivers,
    [OGR_TOPOLOGY] = topology_drivers,
    [OGR_TABLES] = table_drivers,
};

static bool
refuse(OgrSource *source, const char *fault)
{
    *source = (OgrSource) { .fault = fault };
    return false;
}

static bool
is_regular_file(const char *path)
{
    struct stat info;

    return stat(path, &info) == 0 && S_ISREG(info.st_mode);
}

static bool
is_zip(const char *path)
{
    unsigned char magic[4] = { 0 };
    FILE *file = fopen(path, "re");
    bool zip = file && fread(magic, 1, sizeof magic, file) == sizeof magic
            && memcmp(magic, "PK\3\4", sizeof magic) == 0;

    if (file)
        (void) fclose(file);
    return zip;
}

static bool
is_layer_name(const char *name)
{
    static const char *const endings[] = { ".shp", ".gpkg", ".geojson", ".json" };
    size_t length = strlen(name);

    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t ending = strlen(endings[i]);

        if (length > ending && strcasecmp(name + length - ending, endings[i]) == 0)
            return true;
    }
    return false;
}

/* The name of the one layer among the entries, or NULL. */
static const char *
only_layer(char **entries)
{
    const char *found = NULL;
    int n = CSLCount(entries);

    for (int i = 0; i < n && n <= ZIP_ENTRIES_MAX; i++) {
        if (!is_layer_name(entries[i]))
            continue;
        if (found)
            return NULL;
        found = entries[i];
    }
    return found;
}

/* The one layer of the zip file as a path that OGR opens; false, with the fault, if there is none.
 */
static bool
look_into_zip(OgrSource *source, const char *path, char ret_path[static PATH_SIZE])
{
    char zip[PATH_SIZE];
    const char *layer;
    char **entries;
    bool found;

    (void) snprintf(zip, sizeof zip, "/vsizip/{%s}", path);
    entries = VSIReadDirRecursive(zip);
    layer = only_layer(entries);
    found = layer && snprintf(ret_path, PATH_SIZE, "%s/%s", zip, layer) < PATH_SIZE;
    CSLDestroy(entries);
    if (found)
        return true;

    return refuse(source,
            "το συμπιεσμένο αρχείο πρέπει να έχει ένα μόνο επίπεδο (.shp, .gpkg ή"
            " .geojson).");
}

bool
ogr_open(OgrSource *source, const char *path, OgrPurpose purpose, const char *charset)
{
    char inner[PATH_SIZE], encoding[64];
    const char *options[] = { encoding, NULL };

    /* A name like /vsicurl/… would be more than a file to OGR. */
    if (strncmp(path, "/vsi", 4) == 0 || strlen(path) > PATH_SIZE / 2 || !is_regular_file(path))
        return refuse(source, "το αρχείο δεν υπάρχει ή δεν διαβάζεται.");

    GDALAllRegister();
    CPLSetErrorHandler(CPLQuietErrorHandler);
    CPLSetConfigOption("OGR_GEOJSON_MAX_OBJ_SIZE", "100"); /* megabytes of one feature */
    if (is_zip(path)) {
        if (!look_into_zip(source, path, inner))
            return false;
        path = inner;
    }
    (void) snprintf(encoding, sizeof encoding, "ENCODING=%s", charset ? charset : "");
    *source = (OgrSource) {
        .dataset = GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers[purpose],
                charset && purpose == OGR_BOUNDARIES ? options : NULL, NULL),
    };
    if (source->dataset)
        source->layer = GDALDatasetGetLayer(source->dataset, 0);
    if (source->layer)
        return true;

    ogr_close(source);
    return refuse(source,
            "το αρχείο δεν διαβάζεται· δεκτά είναι Shapefile, GeoPackage και GeoJSON,"
            " και συμπιεσμένα σε .zip.");
}

void
ogr_close(OgrSource *source)
{
    if (source->dataset)
        (void) GDALClose(source->dataset);
    source->dataset = NULL;
    source->layer = NULL;
}
