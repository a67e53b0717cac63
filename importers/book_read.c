/* SPDX-License-Identifier: EUPL-1.2 */
#include "importers/book_read.h"

#include "geo/projection.h"
#include "importers/cell.h"
#include "importers/csv.h"
#include "importers/ogr.h"
#include "importers/quarantine.h"
#include "importers/zip_check.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define FRAME_SIZE (64u << 10)

typedef struct Reading {
    int out;
    const BookFile *file;
    Buffer frame; /* rows that have not been sent */
    Projection *projection;
    OgrSystem system;
    uint64_t n_cells;
    uint64_t n_bytes;
    const char *fault;
} Reading;

static void
send_text(const Reading *reading, uint32_t kind, const char *text)
{
    Buffer frame;

    buffer_init(&frame);
    frame_put_u32(&frame, kind);
    frame_put_text(&frame, text);
    quarantine_send(reading->out, &frame);
    buffer_deinit(&frame);
}

static void
flush(Reading *reading)
{
    if (reading->frame.size)
        quarantine_send(reading->out, &reading->frame);
}

/* ---- rows ---- */

static void
begin_row(Reading *reading, uint32_t line, uint32_t n_cells)
{
    if (reading->frame.size > FRAME_SIZE)
        flush(reading);
    if (!reading->frame.size)
        frame_put_u32(&reading->frame, BOOK_FRAME_ROWS);
    frame_put_u32(&reading->frame, line);
    frame_put_u32(&reading->frame, n_cells);
    reading->n_cells += n_cells;
    if (reading->n_cells > BOOK_CELLS_MAX)
        reading->fault = "το αρχείο έχει πάνω από 4.000.000 κελιά· στείλτε το ως CSV.";
}

static void
put_cell(Reading *reading, const char *text)
{
    size_t size = strlen(text);

    if (size > BOOK_CELL_BYTES_MAX)
        reading->fault = "ένα κελί έχει πάνω από 32.000 χαρακτήρες· δεν είναι κελί πίνακα.";
    reading->n_bytes += size;
    if (reading->n_bytes > BOOK_BYTES_MAX)
        reading->fault = "το αρχείο έχει πάνω από 96 MiB κειμένου· στείλτε το ως CSV.";
    frame_put_text(&reading->frame, reading->fault ? "" : text);
}

static int
used_fields(OGRFeatureH feature)
{
    int n = OGR_F_GetFieldCount(feature);

    while (n > 0
            && (!OGR_F_IsFieldSetAndNotNull(feature, n - 1)
                    || !*OGR_F_GetFieldAsString(feature, n - 1)))
        n--;
    return n;
}

static void
put_field(Reading *reading, OGRFeatureH feature, int i)
{
    char plain[CELL_NUMBER_SIZE];
    const char *text =
            OGR_F_IsFieldSetAndNotNull(feature, i) ? OGR_F_GetFieldAsString(feature, i) : "";

    put_cell(reading, cell_plain_number(text, plain));
}

static void
send_row(Reading *reading, OGRFeatureH feature, uint32_t line)
{
    int n = used_fields(feature);

    if (n == 0)
        return;
    if (n > CSV_COLUMNS_MAX) {
        reading->fault = "ένα φύλλο έχει πάνω από 300 στήλες· κρατήστε μόνο όσες χρειάζονται.";
        return;
    }
    begin_row(reading, line, (uint32_t) n);
    for (int i = 0; i < n; i++)
        put_field(reading, feature, i);
}

/* ---- records with a point ---- */

/* Where there is a point it counts, and not the coordinates that were typed beside it. */
static bool
is_coordinate(OGRFieldDefnH field)
{
    static const char *const names[] = { "lon", "lat", "x", "y", "label_lon", "label_lat" };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcasecmp(OGR_Fld_GetNameRef(field), names[i]) == 0)
            return true;
    return false;
}

static uint32_t
count_fields(OGRFeatureDefnH definition, bool has_points)
{
    uint32_t n = has_points ? 2 : 0;

    for (int i = 0; i < OGR_FD_GetFieldCount(definition); i++)
        n += !has_points || !is_coordinate(OGR_FD_GetFieldDefn(definition, i));
    return n;
}

static void
send_names(Reading *reading, OGRLayerH layer, bool has_points)
{
    OGRFeatureDefnH definition = OGR_L_GetLayerDefn(layer);
    int n = OGR_FD_GetFieldCount(definition);

    if (n + 2 > CSV_COLUMNS_MAX) {
        reading->fault = "το επίπεδο έχει πάνω από 300 πεδία.";
        return;
    }
    begin_row(reading, 0, count_fields(definition, has_points));
    for (int i = 0; i < n; i++) {
        OGRFieldDefnH field = OGR_FD_GetFieldDefn(definition, i);

        if (!has_points || !is_coordinate(field))
            put_cell(reading, OGR_Fld_GetNameRef(field));
    }
    if (has_points) {
        put_cell(reading, "lon");
        put_cell(reading, "lat");
    }
}

static void
put_degrees(Reading *reading, double degrees)
{
    char text[40];

    (void) snprintf(text, sizeof text, "%.7f", degrees);
    for (size_t n = strlen(text); n > 1 && text[n - 1] == '0' && text[n - 2] != '.'; n--)
        text[n - 1] = '\0';
    put_cell(reading, text);
}

static void
put_point(Reading *reading, OGRGeometryH geometry)
{
    OGRwkbGeometryType type = geometry ? wkbFlatten(OGR_G_GetGeometryType(geometry)) : wkbNone;
    GeoPoint point;

    if (type == wkbNone || (type == wkbPoint && OGR_G_IsEmpty(geometry))) {
        put_cell(reading, "");
        put_cell(reading, "");
        return;
    }
    if (type != wkbPoint) {
        reading->fault = "το επίπεδο έχει σχήματα που δεν είναι σημεία· όρια δήμων εισάγονται με "
                         "«mitroa import boundaries».";
        return;
    }
    point = (GeoPoint) { OGR_G_GetX(geometry, 0), OGR_G_GetY(geometry, 0) };
    if (!isfinite(point.lon) || !isfinite(point.lat)
            || (reading->system == OGR_SYSTEM_GREEK_GRID
                    && projection_from_greek_grid(reading->projection, point.lon, point.lat, &point)
                            != 0)) {
        reading->fault = "ένα σημείο δεν βρίσκεται πάνω στη γη· ελέγξτε τις συντεταγμένες.";
        return;
    }
    put_degrees(reading, point.lon);
    put_degrees(reading, point.lat);
}

static void
send_record(Reading *reading, OGRFeatureH feature, uint32_t number, bool has_points)
{
    int n = OGR_F_GetFieldCount(feature);

    begin_row(reading, number, count_fields(OGR_F_GetDefnRef(feature), has_points));
    for (int i = 0; i < n; i++)
        if (!has_points || !is_coordinate(OGR_F_GetFieldDefnRef(feature, i)))
            put_field(reading, feature, i);
    if (has_points)
        put_point(reading, OGR_F_GetGeometryRef(feature));
}

static bool
has_points(Reading *reading, OGRLayerH layer)
{
    OGREnvelope extent;

    if (OGR_L_GetGeomType(layer) == wkbNone
            || OGR_L_GetExtent(layer, &extent, /* force= */ 1) != OGRERR_NONE)
        return false;
    reading->system = ogr_system_of(layer);
    if (reading->system == OGR_SYSTEM_UNKNOWN)
        reading->fault = "άγνωστο σύστημα συντεταγμένων· δεκτά είναι το ΕΓΣΑ87 (EPSG:2100) και το "
                         "WGS 84 (EPSG:4326).";
    return true;
}

/* ---- the file ---- */

static void
read_layer(Reading *reading, OGRLayerH layer)
{
    bool records = reading->file->kind == BOOK_LAYERS;
    bool points = records && has_points(reading, layer);
    OGRFeatureH feature;
    uint32_t number = 0;

    send_text(reading, BOOK_FRAME_SHEET, OGR_L_GetName(layer));
    /* An empty collection of GeoJSON has no names either. */
    if (records && !reading->fault && OGR_FD_GetFieldCount(OGR_L_GetLayerDefn(layer)) > 0)
        send_names(reading, layer, points);
    OGR_L_ResetReading(layer);
    while (!reading->fault && (feature = OGR_L_GetNextFeature(layer))) {
        if (records)
            send_record(reading, feature, ++number, points);
        else
            send_row(reading, feature, (uint32_t) OGR_F_GetFID(feature));
        OGR_F_Destroy(feature);
    }
    if (!reading->fault)
        flush(reading);
}

static const char *
check_file(const BookFile *file)
{
    static const ZipKind kinds[] = {
        [BOOK_XLSX] = ZIP_XLSX,
        [BOOK_ODS] = ZIP_ODS,
        [BOOK_LAYERS] = ZIP_LAYERS,
    };
    char head[8] = "";
    FILE *opened = fopen(file->path, "re");
    size_t n = opened ? fread(head, 1, sizeof head, opened) : 0;

    if (opened)
        (void) fclose(opened);
    if (n >= 2 && memcmp(head, "PK", 2) == 0)
        return zip_check(file->path, kinds[file->kind]);
    if (file->kind == BOOK_LAYERS)
        return NULL;
    if (n == 0)
        return "το αρχείο είναι κενό.";
    if (n >= 4 && memcmp(head, "\xD0\xCF\x11\xE0", 4) == 0)
        return "το βιβλίο εργασίας είναι κλειδωμένο με κωδικό ή παλιό (XLS)· αποθηκεύστε το χωρίς "
               "κωδικό ως .xlsx ή .ods.";
    return "από το όνομα είναι βιβλίο εργασίας (.xlsx, .ods), από το περιεχόμενο όχι· αποθηκεύστε "
           "το ξανά ή, αν είναι κείμενο, δώστε του την κατάληξη .csv.";
}

static bool
open_source(Reading *reading, OgrSource *source)
{
    static const OgrPurpose purposes[] = {
        [BOOK_XLSX] = OGR_XLSX,
        [BOOK_ODS] = OGR_ODS,
        [BOOK_LAYERS] = OGR_BOUNDARIES,
    };
    const BookFile *file = reading->file;
    bool opened = ogr_open(source, file->path, purposes[file->kind], file->charset);

    if (opened && file->kind == BOOK_LAYERS && !file->charset && ogr_is_misread(source->layer)) {
        ogr_close(source);
        opened = ogr_open(source, file->path, purposes[file->kind], "CP1253");
    }
    if (!opened)
        reading->fault = source->fault;
    return opened;
}

int
book_read(int out, const BookFile *file)
{
    CLEANUP(projection_freep) Projection *projection = NULL;
    Reading reading = { .out = out, .file = file, .fault = check_file(file) };
    OgrSource source = { 0 };
    int n;

    if (file->kind == BOOK_LAYERS && projection_new(&projection) != 0)
        return -1;
    reading.projection = projection;
    buffer_init(&reading.frame);
    if (!reading.fault && open_source(&reading, &source)) {
        n = GDALDatasetGetLayerCount(source.dataset);
        if (n > BOOK_SHEETS_MAX)
            reading.fault = "το αρχείο έχει πάνω από 50 φύλλα.";
        for (int i = 0; i < n && !reading.fault; i++)
            read_layer(&reading, GDALDatasetGetLayer(source.dataset, i));
        ogr_close(&source);
    }
    if (reading.fault)
        send_text(&reading, BOOK_FRAME_FAULT, reading.fault);
    buffer_deinit(&reading.frame);
    return 0;
}
