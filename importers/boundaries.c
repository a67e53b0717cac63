/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * The register of boundaries: official layers of municipalities, or approximate ones made here.
 *
 * Files are read in a confined process; what it sends is matched with the register of places by
 * code and held against the name. Official boundaries of municipalities that were split later are
 * divided among those that took over, because no official layer of these is known.
 */

#include "importers/boundaries_make.h"
#include "importers/boundaries_read.h"
#include "importers/boundary_frames.h"
#include "importers/import.h"
#include "importers/known.h"
#include "importers/progress.h"
#include "importers/quarantine.h"

#include "registry/base/log.h"
#include "registry/base/memory.h"
#include "registry/base/text.h"
#include "registry/db/db.h"
#include "registry/db/statements.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
    MEMORY_MAX_MB = 2048,
    CPU_MAX_S = 300,
    DEADLINE_S = 600,
    HEIRS_MAX = 16,
    BOUNDARIES_MAX = 20000,
};

#define SOURCE_DEFAULT "προσέγγιση: Natural Earth και σημεία ταχυδρομικών κωδίκων"
#define SOURCE_DIVIDED "προσέγγιση μέσα στο επίσημο όριο του πρώην δήμου %s"

/* Attributes that hold a code, by their folded key, and the edition that it is of. */
static const struct {
    const char *attribute;
    const char *edition;
} code_attributes[] = {
    { "elstatcode2021", "elstat2021" },
    { "elstatcode", "elstat2021" },
    { "elstatcode2011", "elstat2011" },
    { "kwdypes", "ypes" },
    { "ypescode", "ypes" },
    { "ypescode2011", "ypes" },
    { "code", "elstat2021" },
    { "κωδικοσ", "elstat2021" },
    { "κωδικοσελστατ", "elstat2021" },
    { "κωδικοσυπεσ", "ypes" },
};

static const char *const name_attributes[] = { "nameel", "name", "onoma", "ονομα", "δημοσ", "dimos",
    "municipality" };

/* What layers of municipalities hold and is none. */
static const char *const no_municipalities[] = { "Άθως", "Άγιο Όρος", "Αγίου Όρους",
    "Άγιο Όρος (Αυτοδιοίκητο)", "Mount Athos" };

typedef struct Staged {
    int32_t place;
    const char *source;
    bool official;
    Bytes wkb; /* malloc'ed */
} Staged;

typedef struct Boundaries {
    Import *import;
    Known known;
    const char *file;
    const char *source;
    uint32_t total;
    uint32_t seen;
    Staged *staged;
    size_t n_staged;
    size_t staged_capacity;
} Boundaries;

/* One boundary as the register holds it. */
typedef struct Held {
    int32_t place;
    const char *source;
    bool official;
    Day as_of; /* DAY_NONE: nobody says */
    Bytes wkb;
} Held;

typedef struct HeldList {
    Result *result; /* lends the bytes */
    Held *held;
    size_t n;
} HeldList;

/* ---- staging ---- */

static Bytes
bytes_copy(const uint8_t *data, size_t size)
{
    uint8_t *copied = memory_new(size, 1);

    memcpy(copied, data, size);
    return (Bytes) { .data = copied, .size = size };
}

static Staged *
find_staged(Boundaries *boundaries, int32_t place, bool official)
{
    for (size_t i = 0; i < boundaries->n_staged; i++)
        if (boundaries->staged[i].place == place && boundaries->staged[i].official == official)
            return &boundaries->staged[i];
    return NULL;
}

/* A second one out of the same file; layers of two files stand side by side. */
static bool
find_of_source(const Boundaries *boundaries, int32_t place, bool official)
{
    for (size_t i = 0; i < boundaries->n_staged; i++) {
        const Staged *staged = &boundaries->staged[i];

        if (staged->place == place && staged->official == official
                && (!official || strcmp(staged->source, boundaries->source) == 0))
            return true;
    }
    return false;
}

static void
stage(Boundaries *boundaries, int32_t place, const char *source, bool official, const uint8_t *wkb,
        size_t size)
{
    memory_reserve(boundaries->staged, boundaries->n_staged, boundaries->staged_capacity);
    boundaries->staged[boundaries->n_staged++] = (Staged) {
        .place = place,
        .source = source,
        .official = official,
        .wkb = bytes_copy(wkb, size),
    };
}

static void
restage(Staged *staged, const char *source, const uint8_t *wkb, size_t size)
{
    free((void *) (uintptr_t) staged->wkb.data);
    staged->wkb = bytes_copy(wkb, size);
    staged->source = source;
}

/* ---- which municipality a feature is ---- */

static const char *
attribute(const BoundaryFrame *frame, const char *key)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();

    for (size_t i = 0; i < frame->n_attributes; i++)
        if (*frame->attributes[i].value
                && strcmp(text_fold_key(arena, frame->attributes[i].name), key) == 0)
            return frame->attributes[i].value;
    return NULL;
}

static const char *
name_of(const BoundaryFrame *frame)
{
    const char *name = NULL;

    for (size_t i = 0; !name && i < sizeof name_attributes / sizeof *name_attributes; i++)
        name = attribute(frame, name_attributes[i]);
    return name;
}

static bool
has_code(const Place *place, const char *edition, const char *code)
{
    const char *own = strcmp(edition, "elstat2011") == 0 ? place->code_2011
            : strcmp(edition, "ypes") == 0               ? place->code_ypes
                                                         : place->code;

    return place->level == PLACE_MUNICIPALITY && own && strcmp(own, code) == 0;
}

/* Codes do not move with the day: an old layer names the municipality that was. */
static const Place *
find_by_code(const Places *places, const BoundaryFrame *frame, bool *ret_said)
{
    *ret_said = false;
    for (size_t i = 0; i < sizeof code_attributes / sizeof *code_attributes; i++) {
        const char *code = attribute(frame, code_attributes[i].attribute);

        if (!code)
            continue;
        *ret_said = true;
        for (size_t j = 0; j < places_count(places); j++)
            if (has_code(places_at(places, j), code_attributes[i].edition, code))
                return places_at(places, j);
    }
    return NULL;
}

static const Place *
find_by_name(const Boundaries *boundaries, const char *name, Day on)
{
    const Place *place = NULL;

    if (places_resolve(boundaries->known.places, name, PLACE_LEVEL_BIT(PLACE_MUNICIPALITY), on,
                &place, 0, NULL)
            != 0)
        return NULL;
    return place;
}

static Reject
where_of(const Boundaries *boundaries, const BoundaryFrame *frame)
{
    return (Reject) {
        .file = boundaries->file,
        .line = frame->number,
        .value = name_of(frame),
    };
}

static bool
is_no_municipality(const char *name)
{
    for (size_t i = 0; i < sizeof no_municipalities / sizeof *no_municipalities; i++)
        if (text_same(name, no_municipalities[i]))
            return true;
    return false;
}

/* NULL if it was refused, or is known to be none. */
static const Place *
match(Boundaries *boundaries, const BoundaryFrame *frame)
{
    Report *report = boundaries->import->report;
    Reject where = where_of(boundaries, frame);
    const char *name = where.value;
    bool has_said_code;
    const Place *place = find_by_code(boundaries->known.places, frame, &has_said_code);
    const Place *named;

    if (!place && name && is_no_municipality(name)) {
        report_notef(report, "«%s» δεν είναι δήμος· το όριό του δεν καταχωρίστηκε.", name);
        return NULL;
    }
    if (!place && !has_said_code && name)
        place = find_by_name(boundaries, name, boundaries->import->today);
    if (!place) {
        report_rejectf(report, &where,
                "δεν βρέθηκε ο δήμος του ορίου· χρειάζεται κωδικό (KWD_YPES, elstat_code) ή όνομα"
                " που να υπάρχει στο μητρώο τόπων.");
        return NULL;
    }
    named = name && has_said_code ? find_by_name(boundaries, name,
                    place->valid_to != DAY_NONE ? place->valid_to : boundaries->import->today)
                                  : NULL;
    if (named && named != place) {
        report_rejectf(report, &where, "ο κωδικός είναι του δήμου %s (%s), αλλά το όνομα όχι.",
                place->name, place->code);
        return NULL;
    }
    return place;
}

static bool
says_approximate(const BoundaryFrame *frame)
{
    const char *quality = attribute(frame, "boundary");

    if (!quality)
        quality = attribute(frame, "quality");
    return quality && strcmp(quality, "approximate") == 0;
}

static void
take_feature(Boundaries *boundaries, const BoundaryFrame *frame)
{
    Report *report = boundaries->import->report;
    Reject where = where_of(boundaries, frame);
    const Place *place;

    report_counts(report)->read++;
    if (frame->message) {
        if (geo_point_is_known(frame->at))
            report_rejectf(report, &where, "%s (κοντά στο %.6f, %.6f).", frame->message,
                    frame->at.lon, frame->at.lat);
        else
            report_rejectf(report, &where, "%s.", frame->message);
        return;
    }
    if (!boundaries->known.places)
        return;

    place = match(boundaries, frame);
    if (!place)
        return;
    if (find_of_source(boundaries, place->key, !says_approximate(frame))) {
        report_rejectf(report, &where, "δεύτερο όριο για τον δήμο %s.", place->name);
        return;
    }
    stage(boundaries, place->key, boundaries->source, !says_approximate(frame), frame->wkb,
            frame->wkb_size);
}

static void
take_area(Boundaries *boundaries, const BoundaryFrame *frame)
{
    int32_t key = (int32_t) frame->number;
    const Place *place = places_by_key(boundaries->known.places, key);

    report_counts(boundaries->import->report)->read++;
    if (!place || !frame->wkb)
        report_rejectf(boundaries->import->report, &(Reject) { .file = boundaries->file },
                "δεν βρέθηκε έδαφος για τον δήμο %s.", place ? place->name : "χωρίς κλειδί");
    else
        stage(boundaries, key, boundaries->source, /* official= */ false, frame->wkb,
                frame->wkb_size);
}

static int
take_frame(const uint8_t *bytes, size_t size, void *context)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    Boundaries *boundaries = context;
    BoundaryFrame frame;

    if (!boundary_frame_read(arena, bytes, size, &frame) || boundaries->n_staged > BOUNDARIES_MAX)
        return 1;

    switch (frame.kind) {
    case FRAME_TOTAL:
        boundaries->total = frame.number;
        break;
    case FRAME_FEATURE:
        take_feature(boundaries, &frame);
        break;
    case FRAME_AREA:
        take_area(boundaries, &frame);
        break;
    case FRAME_REMARK:
        report_notef(boundaries->import->report, "%s: %s", boundaries->file, frame.message);
        break;
    default:
        report_rejectf(boundaries->import->report, &(Reject) { .file = boundaries->file }, "%s",
                frame.message);
    }
    if (frame.kind == FRAME_FEATURE || frame.kind == FRAME_AREA)
        progress_step(boundaries->import->progress, "όρια", ++boundaries->seen, boundaries->total);
    return 0;
}

/* ---- the confined work ---- */

/* What the child gets: fork() has copied all of it. */
typedef struct Work {
    Boundaries *boundaries;
    BoundariesFile file;
    DefaultBoundaries defaults;
    Inheritance inheritance;
    void *taken;
} Work;

static int
work_read(int out, void *context)
{
    const Work *work = context;

    return boundaries_read(out, &work->file);
}

static int
work_make_default(int out, void *context)
{
    const Work *work = context;

    return boundaries_make_default(out, &work->defaults);
}

static int
work_take(const uint8_t *bytes, size_t size, void *context)
{
    const Work *work = context;

    return take_frame(bytes, size, work->boundaries);
}

static int
run_confined(Work *work, int (*function)(int, void *), int (*take)(const uint8_t *, size_t, void *))
{
    Quarantine quarantine = {
        .work = function,
        .take = take,
        .context = work,
        .memory_max = (size_t) MEMORY_MAX_MB << 20,
        .cpu_s = CPU_MAX_S,
        .deadline_s = DEADLINE_S,
    };
    const char *reason;
    int r;

    progress_pause(work->boundaries->import->progress);
    r = quarantine_run(&quarantine, &reason);

    if (r <= 0)
        return r;
    report_rejectf(work->boundaries->import->report, &(Reject) { .file = work->boundaries->file },
            "%s.", reason);
    return 0;
}

/* The name of the file without folders and ending: the source that the polygon keeps. */
static const char *
source_of(Arena *arena, const char *path)
{
    const char *base = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
    size_t length = strcspn(base, ".");

    return arena_text_n(arena, base, length > 0 ? length : strlen(base));
}

static int
read_files(Boundaries *boundaries)
{
    Import *import = boundaries->import;
    int r = 0;

    for (size_t i = 0; i < import->n_files && r == 0; i++) {
        Work work = {
            .boundaries = boundaries,
            .file = { .path = import->files[i], .charset = import->charset },
        };

        boundaries->file = import->files[i];
        boundaries->source = source_of(import->arena, import->files[i]);
        r = run_confined(&work, work_read, work_take);
    }
    return r;
}

static bool
ends_with(const char *text, const char *ending)
{
    size_t length = strlen(text);

    return length >= strlen(ending) && strcmp(text + length - strlen(ending), ending) == 0;
}

static int
make_default(Boundaries *boundaries)
{
    Import *import = boundaries->import;
    Work work = { .boundaries = boundaries };

    work.defaults = (DefaultBoundaries) { .places = boundaries->known.places, .on = import->today };
    for (size_t i = 0; i < import->n_files; i++) {
        if (ends_with(import->files[i], ".json"))
            work.defaults.land_path = import->files[i];
        else
            work.defaults.postcode_path = import->files[i];
    }
    boundaries->file = import->files[0];
    boundaries->source = SOURCE_DEFAULT;
    if (import->n_files != 2 || !work.defaults.land_path || !work.defaults.postcode_path
            || !boundaries->known.places) {
        report_rejectf(import->report, &(Reject) { .file = import->files[0] },
                "τα όρια κατά προσέγγιση θέλουν το μητρώο τόπων στη βάση και δύο αρχεία:"
                " countries-10m.json και library.sqlite.");
        return 0;
    }
    return run_confined(&work, work_make_default, work_take);
}

/* ---- dividing what was split ---- */

static int
read_held(Boundaries *boundaries, HeldList *ret_list)
{
    Import *import = boundaries->import;
    HeldList list = { 0 };
    int r = import_db_answer(import, db_run(import->db, &sql_boundaries_held, &list.result));

    if (r != 0)
        return r;
    list.n = result_rows(list.result);
    list.held = arena_array(import->arena, Held, list.n + 1);
    for (size_t row = 0; row < list.n; row++)
        list.held[row] = (Held) {
            .place = (int32_t) result_int(list.result, row, 0),
            .source = result_text(list.result, row, 1),
            .official = result_bool(list.result, row, 2),
            .wkb = result_bytes(list.result, row, 3),
            .as_of = result_day(list.result, row, 4),
        };
    *ret_list = list;
    return 0;
}

static const Held *
find_held(const HeldList *list, int32_t place, bool official)
{
    for (size_t i = 0; i < list->n; i++)
        if (list->held[i].place == place && list->held[i].official == official)
            return &list->held[i];
    return NULL;
}

typedef struct Division {
    Boundaries *boundaries;
    const Place *whole;
    const char *source; /* what the parts will say */
    PartitionHeir heirs[HEIRS_MAX];
    size_t n_heirs;
    bool is_fresh; /* something of it came with this import */
    PartitionWkb parts[HEIRS_MAX];
} Division;

static bool
has_official(Boundaries *boundaries, const HeldList *held, int32_t place)
{
    return find_staged(boundaries, place, true) || find_held(held, place, true);
}

/* An heir with the approximate area that it has, staged or held. */
static void
add_heir(Division *division, const HeldList *held, const Place *place)
{
    const Staged *staged = find_staged(division->boundaries, place->key, false);
    const Held *holds = find_held(held, place->key, false);
    PartitionHeir heir = { .key = place->key, .label = place->label };

    if (staged) {
        heir.wkb = staged->wkb.data;
        heir.size = staged->wkb.size;
    } else if (holds) {
        heir.wkb = holds->wkb.data;
        heir.size = holds->wkb.size;
    }
    division->is_fresh =
            division->is_fresh || staged || !holds || strcmp(holds->source, division->source) != 0;
    division->heirs[division->n_heirs++] = heir;
}

/* False if there is nothing to divide: no official whole, or heirs that have official parts. */
static bool
find_heirs(Division *division, const HeldList *held)
{
    Boundaries *boundaries = division->boundaries;
    const PlaceShare *shares;
    size_t n = places_successors(boundaries->known.places, division->whole, &shares);

    if (n < 2 || n > HEIRS_MAX || !has_official(boundaries, held, division->whole->key))
        return false;

    for (size_t i = 0; i < n; i++) {
        if (has_official(boundaries, held, shares[i].place->key))
            return false;
        add_heir(division, held, shares[i].place);
    }
    return true;
}

/* Decides what is held, although another comes? */
static bool
is_later(const Held *holds, Day as_of)
{
    return holds && holds->as_of != DAY_NONE && (as_of == DAY_NONE || holds->as_of > as_of);
}

static Bytes
whole_of(Division *division, const HeldList *held)
{
    const Staged *staged = find_staged(division->boundaries, division->whole->key, true);
    const Held *holds = find_held(held, division->whole->key, true);

    if (!staged || is_later(holds, division->boundaries->import->as_of))
        return holds->wkb;
    if (!holds || holds->wkb.size != staged->wkb.size
            || memcmp(holds->wkb.data, staged->wkb.data, staged->wkb.size) != 0)
        division->is_fresh = true;
    return staged->wkb;
}

static int
work_divide(int out, void *context)
{
    const Work *work = context;

    return boundaries_divide(out, &work->inheritance);
}

static int
take_part(const uint8_t *bytes, size_t size, void *context)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    const Work *work = context;
    Division *division = work->taken;
    BoundaryFrame frame;

    if (!boundary_frame_read(arena, bytes, size, &frame))
        return 1;
    for (size_t i = 0; frame.kind == FRAME_AREA && frame.wkb && i < division->n_heirs; i++) {
        if (division->heirs[i].key != (int32_t) frame.number || division->parts[i].wkb)
            continue;
        division->parts[i].wkb = memory_new(frame.wkb_size, 1);
        division->parts[i].size = frame.wkb_size;
        memcpy(division->parts[i].wkb, frame.wkb, frame.wkb_size);
    }
    return 0;
}

static void
stage_parts(Division *division)
{
    Boundaries *boundaries = division->boundaries;

    for (size_t i = 0; i < division->n_heirs; i++) {
        Staged *staged = find_staged(boundaries, division->heirs[i].key, false);
        PartitionWkb part = division->parts[i];

        if (!part.wkb)
            report_rejectf(boundaries->import->report, &(Reject) { .file = boundaries->file },
                    "δεν έμεινε έδαφος για έναν από τους διαδόχους του δήμου %s.",
                    division->whole->name);
        else if (staged)
            restage(staged, division->source, part.wkb, part.size);
        else
            stage(boundaries, division->heirs[i].key, division->source, /* official= */ false,
                    part.wkb, part.size);
        free(part.wkb);
    }
}

static int
divide(Boundaries *boundaries, const HeldList *held, const Place *whole)
{
    Division division = {
        .boundaries = boundaries,
        .whole = whole,
        .source = arena_format(boundaries->import->arena, SOURCE_DIVIDED, whole->name),
    };
    Work work = { .boundaries = boundaries, .taken = &division };
    uint64_t rejected = report_rejected(boundaries->import->report);
    Bytes bytes;
    int r;

    if (!find_heirs(&division, held))
        return 0;
    bytes = whole_of(&division, held);
    if (!division.is_fresh)
        return 0;

    work.inheritance = (Inheritance) {
        .whole = bytes.data,
        .whole_size = bytes.size,
        .heirs = division.heirs,
        .n_heirs = division.n_heirs,
    };
    boundaries->file = boundaries->import->files[0];
    r = run_confined(&work, work_divide, take_part);
    if (r == 0 && report_rejected(boundaries->import->report) == rejected)
        stage_parts(&division);
    return r;
}

static int
divide_all(Boundaries *boundaries)
{
    const Places *places = boundaries->known.places;
    HeldList held;
    int r = read_held(boundaries, &held);

    if (r != 0)
        return r;
    for (size_t i = 0; i < places_count(places) && r == 0; i++) {
        const Place *place = places_at(places, i);

        if (place->level == PLACE_MUNICIPALITY && place->valid_to != DAY_NONE)
            r = divide(boundaries, &held, place);
    }
    result_free(held.result);
    return r;
}

/* ---- writing ---- */

static int
merge(Boundaries *boundaries)
{
    CLEANUP(result_freep) Result *result = NULL;
    Import *import = boundaries->import;
    ReportCounts *counts = report_counts(import->report);
    size_t n = boundaries->n_staged;
    int64_t *keys = arena_array(import->arena, int64_t, n + 1);
    const char **sources = arena_array(import->arena, const char *, n + 1);
    const char **qualities = arena_array(import->arena, const char *, n + 1);
    Bytes *shapes = arena_array(import->arena, Bytes, n + 1);
    Params params;
    int r;

    for (size_t i = 0; i < n; i++) {
        keys[i] = boundaries->staged[i].place;
        sources[i] = boundaries->staged[i].source;
        qualities[i] = boundaries->staged[i].official ? "official" : "approximate";
        shapes[i] = boundaries->staged[i].wkb;
    }
    params_begin(&params, import->arena, &sql_import_boundaries);
    params_ints(&params, keys, n);
    params_texts(&params, sources, n);
    params_texts(&params, qualities, n);
    params_bytes_list(&params, shapes, n);
    params_int(&params, (int64_t) counts->read);
    params_day(&params, import->as_of);
    r = import_db_answer(import, db_query(import->db, &params, &result));
    if (r != 0 || !result)
        return r;
    counts->new_rows = (uint64_t) result_int(result, 0, result_column(result, "new"));
    counts->changed = (uint64_t) result_int(result, 0, result_column(result, "changed"));
    counts->same = (uint64_t) result_int(result, 0, result_column(result, "same"));
    return 0;
}

static void
boundaries_deinit(Boundaries *boundaries)
{
    for (size_t i = 0; i < boundaries->n_staged; i++)
        free((void *) (uintptr_t) boundaries->staged[i].wkb.data);
    free(boundaries->staged);
    known_deinit(&boundaries->known);
}

static int
boundaries_run(Import *import)
{
    Boundaries boundaries = { .import = import };
    int r = known_init(import, &boundaries.known);

    if (r == 0)
        r = import->approximate ? make_default(&boundaries) : read_files(&boundaries);
    if (r == 0 && import->db && report_rejected(import->report) == 0)
        r = divide_all(&boundaries);
    if (r == 0 && import->db && report_rejected(import->report) == 0)
        r = merge(&boundaries);
    boundaries_deinit(&boundaries);
    return r;
}

const Register register_boundaries = {
    .name = "boundaries",
    .greek = "μητρώο ορίων",
    .files_say = "Shapefile, GeoPackage ή GeoJSON, και σε .zip, σε EPSG:2100 ή EPSG:4326",
    .run = boundaries_run,
};
