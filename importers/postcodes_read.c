/* SPDX-License-Identifier: EUPL-1.2 */
#include "importers/postcodes_read.h"

#include "importers/ogr.h"
#include "importers/quarantine.h"
#include "registry/base/text.h"

#include <math.h>
#include <string.h>

#define ROWS_MAX 100000
#define TEXT_BYTES_MAX 300

static const struct {
    const char *digits;
    const char *municipality; /* ELSTAT 2021 */
} corrections[] = {
    { "49100", "3201" }, /* the town of Corfu, given to North Corfu */
};

const char *
postcode_correction(const char *digits)
{
    for (size_t i = 0; i < sizeof corrections / sizeof *corrections; i++)
        if (strcmp(corrections[i].digits, digits) == 0)
            return corrections[i].municipality;
    return NULL;
}

/* ---- in the confined process ---- */

static void
put_field(Buffer *frame, OGRFeatureH feature, const char *name)
{
    int i = feature ? OGR_F_GetFieldIndex(feature, name) : -1;

    frame_put_text(frame,
            i >= 0 && OGR_F_IsFieldSetAndNotNull(feature, i) ? OGR_F_GetFieldAsString(feature, i)
                                                             : "");
}

static double
number_of(OGRFeatureH feature, const char *name)
{
    int i = feature ? OGR_F_GetFieldIndex(feature, name) : -1;

    return i >= 0 && OGR_F_IsFieldSetAndNotNull(feature, i) ? OGR_F_GetFieldAsDouble(feature, i)
                                                            : NAN;
}

/* The row of another table that a column names, NULL if there is none. To be destroyed. */
static OGRFeatureH
row_named(OGRLayerH layer, OGRFeatureH feature, const char *column)
{
    double number = number_of(feature, column);

    return layer && !isnan(number) ? OGR_L_GetFeature(layer, (GIntBig) number) : NULL;
}

static void
send_row(int out, GDALDatasetH dataset, OGRFeatureH location)
{
    OGRFeatureH municipality = row_named(
            GDALDatasetGetLayerByName(dataset, "municipalities"), location, "municipality_id");
    OGRFeatureH unit = row_named(
            GDALDatasetGetLayerByName(dataset, "regional_units"), municipality, "regional_unit_id");
    Buffer frame;

    buffer_init(&frame);
    frame_put_text(&frame, "");
    put_field(&frame, location, "postcode");
    put_field(&frame, municipality, "name");
    put_field(&frame, unit, "name");
    frame_put_double(&frame, number_of(location, "longitude"));
    frame_put_double(&frame, number_of(location, "latitude"));
    quarantine_send(out, &frame);
    buffer_deinit(&frame);
    OGR_F_Destroy(unit);
    OGR_F_Destroy(municipality);
}

static void
send_fault(int out, const char *greek)
{
    Buffer frame;

    buffer_init(&frame);
    frame_put_text(&frame, greek);
    quarantine_send(out, &frame);
    buffer_deinit(&frame);
}

int
postcodes_read(int out, const char *path)
{
    OgrSource source;
    OGRLayerH layer;
    OGRFeatureH location;

    if (!ogr_open(&source, path, OGR_TABLES, /* charset= */ NULL)) {
        send_fault(out, source.fault ? source.fault : "το αρχείο δεν ανοίγει ως βάση SQLite");
        return 0;
    }

    layer = GDALDatasetGetLayerByName(source.dataset, "locations");
    if (!layer)
        send_fault(out, "λείπει ο πίνακας locations με τους ταχυδρομικούς κώδικες");
    else
        OGR_L_ResetReading(layer);
    for (int i = 0; layer && i < ROWS_MAX && (location = OGR_L_GetNextFeature(layer)); i++) {
        send_row(out, source.dataset, location);
        OGR_F_Destroy(location);
    }
    ogr_close(&source);
    return 0;
}

/* ---- in the parent ---- */

static bool
read_text(Arena *arena, FrameReader *reader, const char **ret_text)
{
    const uint8_t *bytes;
    size_t size;

    if (!frame_bytes(reader, &bytes, &size) || size > TEXT_BYTES_MAX
            || !text_is_utf8((const char *) bytes, size))
        return false;
    *ret_text = arena_text_n(arena, (const char *) bytes, size);
    return true;
}

bool
postcode_frame_read(Arena *arena, const uint8_t *bytes, size_t size, PostcodeFrame *ret_frame)
{
    FrameReader reader = { .at = bytes, .left = size };

    *ret_frame = (PostcodeFrame) { .point = GEO_NOWHERE };
    if (!read_text(arena, &reader, &ret_frame->fault))
        return false;
    if (*ret_frame->fault)
        return reader.left == 0;

    ret_frame->fault = NULL;
    return read_text(arena, &reader, &ret_frame->digits)
            && read_text(arena, &reader, &ret_frame->municipality)
            && read_text(arena, &reader, &ret_frame->unit)
            && frame_double(&reader, &ret_frame->point.lon)
            && frame_double(&reader, &ret_frame->point.lat) && reader.left == 0;
}
