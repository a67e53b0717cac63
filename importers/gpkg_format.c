/* SPDX-License-Identifier: EUPL-1.2 */

/* GeoPackage: a layer for each sheet, of points where it has points, else a table. */

#include "importers/sheet_format.h"

#include "registry/base/error.h"
#include "registry/base/memory.h"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <errno.h>
#include <gdal.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#include <string.h>
#include <sys/stat.h>

#define EPSG_WGS84 4326

typedef struct Gpkg {
    GDALDatasetH dataset;
    OGRLayerH layer;
    bool in_transaction;
} Gpkg;

static int
fail(const char *what)
{
    return error_raise(-EIO, "gpkg: %s: %s", what, CPLGetLastErrorMsg());
}

static int
gpkg_open(const char *path, bool private, SheetFormatState **ret_state)
{
    Gpkg *gpkg = memory_new(1, sizeof *gpkg);
    mode_t mask = umask(private ? 0077 : 0022);
    GDALDriverH driver;

    GDALAllRegister();
    CPLSetErrorHandler(CPLQuietErrorHandler);
    driver = GDALGetDriverByName("GPKG");
    gpkg->dataset = driver ? GDALCreate(driver, path, 0, 0, 0, GDT_Unknown, NULL) : NULL;
    (void) umask(mask);
    if (!gpkg->dataset) {
        free(gpkg);
        return fail(path);
    }
    gpkg->in_transaction = GDALDatasetStartTransaction(gpkg->dataset, FALSE) == OGRERR_NONE;
    *ret_state = (SheetFormatState *) gpkg;
    return 0;
}

static int
gpkg_begin(SheetFormatState *state, const SheetHead *head)
{
    Gpkg *gpkg = (Gpkg *) state;
    bool points = head->point.lon != NO_COLUMN;
    OGRSpatialReferenceH srs = OSRNewSpatialReference(NULL);

    if (OSRImportFromEPSG(srs, EPSG_WGS84) != OGRERR_NONE) {
        OSRDestroySpatialReference(srs);
        return fail("EPSG:4326");
    }
    OSRSetAxisMappingStrategy(srs, OAMS_TRADITIONAL_GIS_ORDER);
    gpkg->layer = GDALDatasetCreateLayer(
            gpkg->dataset, head->name->key, points ? srs : NULL, points ? wkbPoint : wkbNone, NULL);
    OSRDestroySpatialReference(srs);
    if (!gpkg->layer)
        return fail(head->name->key);
    for (size_t i = 0; i < head->n; i++) {
        OGRFieldDefnH field;
        OGRErr error;

        if (sheet_head_is_point(head, i))
            continue;
        field = OGR_Fld_Create(head->headers[i], OFTString);
        error = OGR_L_CreateField(gpkg->layer, field, /* approximate= */ FALSE);
        OGR_Fld_Destroy(field);
        if (error != OGRERR_NONE)
            return fail(head->headers[i]);
    }
    return 0;
}

static int
gpkg_row(SheetFormatState *state, const SheetHead *head, const char *const *cells)
{
    Gpkg *gpkg = (Gpkg *) state;
    OGRFeatureH feature = OGR_F_Create(OGR_L_GetLayerDefn(gpkg->layer));
    int field = 0;
    double lon, lat;
    OGRErr error;

    for (size_t i = 0; i < head->n; i++) {
        if (sheet_head_is_point(head, i))
            continue;
        if (cells[i] && *cells[i])
            OGR_F_SetFieldString(feature, field, cells[i]);
        field++;
    }
    if (sheet_row_point(head, cells, &lon, &lat)) {
        OGRGeometryH point = OGR_G_CreateGeometry(wkbPoint);

        OGR_G_SetPoint_2D(point, 0, lon, lat);
        (void) OGR_F_SetGeometryDirectly(feature, point);
    }
    error = OGR_L_CreateFeature(gpkg->layer, feature);
    OGR_F_Destroy(feature);
    return error == OGRERR_NONE ? 0 : fail(head->name->key);
}

static int
gpkg_close(SheetFormatState *state, bool keep)
{
    Gpkg *gpkg = (Gpkg *) state;
    bool failed = keep && gpkg->in_transaction
            && GDALDatasetCommitTransaction(gpkg->dataset) != OGRERR_NONE;

    CPLErrorReset();
    GDALClose(gpkg->dataset);
    failed = failed || CPLGetLastErrorType() >= CE_Failure;
    free(gpkg);
    return keep && failed ? fail("close") : 0;
}

const SheetFormatOps gpkg_format = { gpkg_open, gpkg_begin, gpkg_row, gpkg_close };
