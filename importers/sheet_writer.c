/* SPDX-License-Identifier: EUPL-1.2 */
#include "importers/sheet_writer.h"

#include "importers/csv_writer.h"
#include "importers/sheet_format.h"
#include "registry/base/error.h"
#include "registry/base/json.h"
#include "registry/base/memory.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct SheetWriter {
    SheetOutput output;
    char *path;       /* of the file that is being written; NULL: standard output */
    char *unfinished; /* what it is called until it is complete */
    SheetFormatState *state;
    SheetHead head;
};

typedef struct Format {
    const char *name;
    const char *ending;
    bool one_file;
    const SheetFormatOps *ops;
} Format;

static const Format formats[N_SHEET_FORMATS] = {
    [SHEET_CSV] = { "csv", ".csv", false, &csv_format },
    [SHEET_XLSX] = { "xlsx", ".xlsx", true, &xlsx_format },
    [SHEET_GEOJSON] = { "geojson", ".geojson", false, &geojson_format },
    [SHEET_GPKG] = { "gpkg", ".gpkg", true, &gpkg_format },
};

bool
sheet_format_find(const char *name, SheetFormat *ret_format)
{
    for (size_t i = 0; i < N_SHEET_FORMATS; i++)
        if (strcmp(formats[i].name, name) == 0) {
            *ret_format = (SheetFormat) i;
            return true;
        }
    return false;
}

const char *
sheet_format_ending(SheetFormat format)
{
    return formats[format].ending;
}

bool
sheet_format_is_one_file(SheetFormat format)
{
    return formats[format].one_file;
}

/* ---- points ---- */

static size_t
find_header(const SheetHead *head, const char *one, const char *other)
{
    for (size_t i = 0; i < head->n; i++)
        if (strcmp(head->headers[i], one) == 0 || strcmp(head->headers[i], other) == 0)
            return i;
    return NO_COLUMN;
}

bool
sheet_head_is_point(const SheetHead *head, size_t column)
{
    return head->point.lon != NO_COLUMN && (column == head->point.lon || column == head->point.lat);
}

bool
sheet_row_point(const SheetHead *head, const char *const *cells, double *ret_lon, double *ret_lat)
{
    if (head->point.lon == NO_COLUMN || !cells[head->point.lon] || !cells[head->point.lat]
            || !*cells[head->point.lon] || !*cells[head->point.lat])
        return false;
    *ret_lon = strtod(cells[head->point.lon], NULL);
    *ret_lat = strtod(cells[head->point.lat], NULL);
    return true;
}

/* ---- files ---- */

static int
open_file(SheetWriter *writer, const char *path)
{
    const Format *format = &formats[writer->output.format];

    if (path) {
        writer->path = memory_copy_text(path);
        /* GDAL looks at the ending. */
        if (asprintf(&writer->unfinished, "%s.%ld~%s", path, (long) getpid(), format->ending) < 0)
            memory_exhausted(strlen(path));
    }
    return format->ops->open(writer->unfinished, writer->output.private, &writer->state);
}

static int
close_file(SheetWriter *writer, bool keep)
{
    SheetFormatState *state = TAKE(writer->state);
    char *path = TAKE(writer->path);
    char *unfinished = TAKE(writer->unfinished);
    int r = state ? formats[writer->output.format].ops->close(state, keep) : 0;

    if (path && r == 0 && keep && rename(unfinished, path) != 0)
        r = error_raise(-errno, "%s: %s", path, strerror(errno));
    if (path && (r != 0 || !keep))
        (void) unlink(unfinished);
    free(path);
    free(unfinished);
    return r;
}

int
sheet_writer_new(const SheetOutput *output, SheetWriter **ret_writer)
{
    CLEANUP(sheet_writer_freep) SheetWriter *writer = memory_new(1, sizeof *writer);
    int r = 0;

    assert(!output->folder || !formats[output->format].one_file);

    writer->output = *output;
    if (!output->folder)
        r = open_file(writer, output->path);
    else if (mkdir(output->path, output->private ? 0700 : 0755) != 0 && errno != EEXIST)
        r = error_raise(-errno, "%s: %s", output->path, strerror(errno));
    if (r == 0)
        *ret_writer = TAKE(writer);
    return r;
}

SheetWriter *
sheet_writer_free(SheetWriter *writer)
{
    if (!writer)
        return NULL;

    (void) close_file(writer, /* keep= */ false);
    free(writer);
    return NULL;
}

int
sheet_writer_begin(SheetWriter *writer, const SheetName *name, const char *const *headers, size_t n)
{
    char *path = NULL;
    int r = 0;

    writer->head = (SheetHead) { .name = name, .headers = headers, .n = n };
    writer->head.point = (PointColumns) { find_header(&writer->head, "lon", "label_lon"),
        find_header(&writer->head, "lat", "label_lat") };
    if (writer->head.point.lat == NO_COLUMN)
        writer->head.point.lon = NO_COLUMN;

    if (writer->output.folder) {
        r = close_file(writer, /* keep= */ true);
        if (asprintf(&path, "%s/%s%s", writer->output.path, name->key,
                    formats[writer->output.format].ending)
                < 0)
            memory_exhausted(strlen(name->key));
        if (r == 0)
            r = open_file(writer, path);
        free(path);
    }
    return r == 0 ? formats[writer->output.format].ops->begin(writer->state, &writer->head) : r;
}

int
sheet_writer_row(SheetWriter *writer, const char *const *cells)
{
    return formats[writer->output.format].ops->row(writer->state, &writer->head, cells);
}

int
sheet_writer_finish(SheetWriter *writer)
{
    CLEANUP(sheet_writer_freep) SheetWriter *owned = writer;

    return close_file(owned, /* keep= */ true);
}

/* ---- CSV ---- */

/* The state of a format is whatever it needs; these two are the writers of their formats. */
static int
csv_open_file(const char *path, bool private, SheetFormatState **ret_state)
{
    CsvWriter *writer;
    int r = csv_writer_new(path, private, &writer);

    if (r == 0)
        *ret_state = (SheetFormatState *) writer;
    return r;
}

static int
csv_put_row(SheetFormatState *state, const SheetHead *head, const char *const *cells)
{
    CsvWriter *writer = (CsvWriter *) state;

    for (size_t i = 0; i < head->n; i++)
        csv_write(writer, cells[i]);
    csv_write_line(writer);
    return 0;
}

static int
csv_begin(SheetFormatState *state, const SheetHead *head)
{
    return csv_put_row(state, head, head->headers);
}

static int
csv_close_file(SheetFormatState *state, bool keep)
{
    CsvWriter *writer = (CsvWriter *) state;

    if (keep)
        return csv_writer_finish(writer);
    (void) csv_writer_free(writer);
    return 0;
}

const SheetFormatOps csv_format = { csv_open_file, csv_begin, csv_put_row, csv_close_file };

/* ---- GeoJSON ---- */

typedef struct GeoJson {
    FILE *file;
    bool any;
    bool begun;
} GeoJson;

static int
geojson_open(const char *path, bool private, SheetFormatState **ret_state)
{
    GeoJson *geojson = memory_new(1, sizeof *geojson);
    int file = path ? open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, private ? 0600 : 0644)
                    : STDOUT_FILENO;

    geojson->file = !path ? stdout : file >= 0 ? fdopen(file, "w") : NULL;
    *ret_state = (SheetFormatState *) geojson;
    if (geojson->file)
        return 0;
    free(geojson);
    *ret_state = NULL;
    return error_raise(-errno, "%s: %s", path, strerror(errno));
}

static int
geojson_begin(SheetFormatState *state, const SheetHead *head)
{
    GeoJson *geojson = (GeoJson *) state;

    geojson->begun = true;
    (void) fprintf(geojson->file, "{\"type\":\"FeatureCollection\",\"name\":\"%s\",\"features\":[",
            head->name->key);
    return 0;
}

static int
geojson_row(SheetFormatState *state, const SheetHead *head, const char *const *cells)
{
    GeoJson *geojson = (GeoJson *) state;
    Buffer buffer;
    JsonWriter json;
    double lon, lat;

    buffer_init(&buffer);
    json_init(&json, &buffer);
    json_object_begin(&json, /* key= */ NULL);
    json_string(&json, "type", "Feature");
    if (sheet_row_point(head, cells, &lon, &lat)) {
        json_object_begin(&json, "geometry");
        json_string(&json, "type", "Point");
        json_array_begin(&json, "coordinates");
        json_decimal(&json, /* key= */ NULL, lon, 7);
        json_decimal(&json, /* key= */ NULL, lat, 7);
        json_array_end(&json);
        json_object_end(&json);
    } else {
        json_null(&json, "geometry");
    }
    json_object_begin(&json, "properties");
    for (size_t i = 0; i < head->n; i++)
        if (!sheet_head_is_point(head, i))
            json_string(&json, head->headers[i], cells[i]);
    json_object_end(&json);
    json_object_end(&json);
    (void) fprintf(geojson->file, "%s\n", geojson->any ? "," : "");
    (void) fwrite(buffer.data, 1, buffer.size, geojson->file);
    geojson->any = true;
    buffer_deinit(&buffer);
    return 0;
}

static int
geojson_close(SheetFormatState *state, bool keep)
{
    GeoJson *geojson = (GeoJson *) state;
    bool failed;

    if (keep && geojson->begun)
        (void) fputs("\n]}\n", geojson->file);
    failed = fflush(geojson->file) != 0 || ferror(geojson->file);
    if (geojson->file != stdout)
        failed = fclose(geojson->file) != 0 || failed;
    free(geojson);
    return keep && failed ? error_raise(-EIO, "geojson") : 0;
}

const SheetFormatOps geojson_format = { geojson_open, geojson_begin, geojson_row, geojson_close };
