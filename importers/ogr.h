/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * OGR, for confined processes only (quarantine.h): opens a local file with the drivers that its
 * purpose allows and no other, looks into a zip file for the one layer that it should hold.
 */

#include <gdal.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#include <stdbool.h>

typedef enum OgrPurpose {
    OGR_BOUNDARIES, /* Shapefile, GeoPackage, GeoJSON; zipped or not */
    OGR_TOPOLOGY,   /* TopoJSON */
    OGR_TABLES,     /* SQLite */
    OGR_XLSX,       /* every cell a text, no row taken for a header; as OGR_ODS */
    OGR_ODS,
} OgrPurpose;

typedef struct OgrSource {
    GDALDatasetH dataset;
    OGRLayerH layer;   /* the first */
    const char *fault; /* Greek, where it did not open */
} OgrSource;

typedef enum OgrSystem {
    OGR_SYSTEM_UNKNOWN,
    OGR_SYSTEM_GREEK_GRID,
    OGR_SYSTEM_DEGREES, /* WGS 84 or ETRS89 */
} OgrSystem;

bool ogr_open(OgrSource *ret_source, const char *path, OgrPurpose purpose, const char *charset);
void ogr_close(OgrSource *source);

/* By its numbers; where the file says nothing, by where its shapes lie. */
OgrSystem ogr_system_of(OGRLayerH layer);

/* Was the Greek of the attributes read in a wrong charset? */
bool ogr_is_misread(OGRLayerH layer);
