/* SPDX-License-Identifier: EUPL-1.2 */
#include "importers/ogr.h"

#include "geo/point.h"
#include "registry/base/text.h"

#include <cpl_conv.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define PATH_SIZE 4200
#define ZIP_ENTRIES_MAX 200
#define MISREAD_FEATURES_MAX 20000

static const char *const boundary_drivers[] = { "ESRI Shapefile", "GPKG", "GeoJSON", NULL };
static const char *const topology_drivers[] = { "TopoJSON", NULL };
static const char *const table_drivers[] = { "SQLite", NULL };
static const char *const xlsx_drivers[] = { "XLSX", NULL };
static const char *const ods_drivers[] = { "ODS", NULL };

static const char *const *const drivers[] = {
    [OGR_BOUNDARIES] = boundary_drivers,
    [OGR_TOPOLOGY] = topology_drivers,
    [OGR_TABLES] = table_drivers,
    [OGR_XLSX] = xlsx_drivers,
    [OGR_ODS] = ods_drivers,
};

/* A first row that looks like a title would be taken for the header, and zeros and days be lost. */
static void
take_cells_as_texts(void)
{
    CPLSetConfigOption("OGR_XLSX_HEADERS", "DISABLE");
    CPLSetConfigOption("OGR_XLSX_FIELD_TYPES", "STRING");
    CPLSetConfigOption("OGR_ODS_HEADERS", "DISABLE");
    CPLSetConfigOption("OGR_ODS_FIELD_TYPES", "STRING");
}

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
    take_cells_as_texts();
    if (purpose != OGR_XLSX && purpose != OGR_ODS && is_zip(path)) {
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
    if (purpose == OGR_XLSX || purpose == OGR_ODS)
        return refuse(source,
                "το βιβλίο εργασίας δεν διαβάζεται· ανοίξτε το στο πρόγραμμα γραφείου και "
                "αποθηκεύστε το ξανά.");
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

/* ---- coordinates ---- */

static bool
is_near(double value, double wanted)
{
    return fabs(value - wanted) < 1e-6;
}

/* By its numbers, not its name: half of all .prj files name no EPSG code. */
static bool
is_greek_grid(OGRSpatialReferenceH srs)
{
    return OSRIsProjected(srs) && is_near(OSRGetProjParm(srs, SRS_PP_CENTRAL_MERIDIAN, 0, NULL), 24)
            && is_near(OSRGetProjParm(srs, SRS_PP_LATITUDE_OF_ORIGIN, 0, NULL), 0)
            && is_near(OSRGetProjParm(srs, SRS_PP_SCALE_FACTOR, 0, NULL), 0.9996)
            && is_near(OSRGetProjParm(srs, SRS_PP_FALSE_EASTING, 0, NULL), 500000)
            && is_near(OSRGetProjParm(srs, SRS_PP_FALSE_NORTHING, 0, NULL), 0)
            && is_near(OSRGetSemiMajor(srs, NULL), 6378137);
}

/* WGS 84, and ETRS89, which differs from it by less than a metre. Not the old Greek datum. */
static bool
is_degrees(OGRSpatialReferenceH srs)
{
    const char *datum = OSRGetAttrValue(srs, "DATUM", 0);

    return OSRIsGeographic(srs) && datum
            && (strstr(datum, "WGS") || strstr(datum, "World Geodetic") || strstr(datum, "ETRS")
                    || strstr(datum, "European_Terrestrial"));
}

static OgrSystem
system_by_extent(OGRLayerH layer)
{
    OGREnvelope extent;

    if (OGR_L_GetExtent(layer, &extent, /* force= */ 1) != OGRERR_NONE)
        return OGR_SYSTEM_UNKNOWN;
    if (geo_point_is_in_reach((GeoPoint) { extent.MinX, extent.MinY })
            && geo_point_is_in_reach((GeoPoint) { extent.MaxX, extent.MaxY }))
        return OGR_SYSTEM_DEGREES;
    if (extent.MinX > 0 && extent.MaxX < 1200000 && extent.MinY > 3700000 && extent.MaxY < 4800000)
        return OGR_SYSTEM_GREEK_GRID;
    return OGR_SYSTEM_UNKNOWN;
}

OgrSystem
ogr_system_of(OGRLayerH layer)
{
    OGRSpatialReferenceH srs = OGR_L_GetSpatialRef(layer);

    if (!srs)
        return system_by_extent(layer);
    if (is_greek_grid(srs))
        return OGR_SYSTEM_GREEK_GRID;
    return is_degrees(srs) ? OGR_SYSTEM_DEGREES : OGR_SYSTEM_UNKNOWN;
}

/* ---- charset ---- */

/* Greek that was read as Latin-1 has letters of it and none of its own; raw bytes are no UTF-8. */
static bool
is_misread(const char *text, bool *has_greek)
{
    bool latin = false;

    if (!text_is_utf8(text, strlen(text)))
        return true;

    for (const unsigned char *at = (const unsigned char *) text; *at; at++) {
        *has_greek = *has_greek || *at == 0xce || *at == 0xcf;
        latin = latin || *at == 0xc2 || *at == 0xc3;
    }
    return latin;
}

bool
ogr_is_misread(OGRLayerH layer)
{
    bool misread = false, has_greek = false;
    OGRFeatureH feature;

    OGR_L_ResetReading(layer);
    for (int i = 0;
            i < MISREAD_FEATURES_MAX && !has_greek && (feature = OGR_L_GetNextFeature(layer));
            i++) {
        for (int field = 0; field < OGR_F_GetFieldCount(feature); field++)
            misread = is_misread(OGR_F_GetFieldAsString(feature, field), &has_greek) || misread;
        OGR_F_Destroy(feature);
    }
    return misread && !has_greek;
}
