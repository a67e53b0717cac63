/* SPDX-License-Identifier: EUPL-1.2 */
#include "importers/report.h"

#include "registry/base/arena.h"
#include "registry/base/buffer.h"
#include "registry/base/json.h"
#include "registry/base/memory.h"
#include "registry/base/text.h"

#include <assert.h>
#include <stdarg.h>
#include <string.h>

#define NOTES_MAX 100
#define LINES_FIRST_CAPACITY 1024 /* a power of two */

/* The lines refused so far, so that one with three faults counts once. */
typedef struct LineSet {
    uint64_t *lines; /* 0: free */
    size_t count;
    size_t capacity;
} LineSet;

struct Report {
    Arena *arena;
    ReportCounts counts;
    Reject *rejects;
    size_t n_rejects;
    size_t rejects_capacity;
    uint64_t n_errors; /* kept or not */
    LineSet refused;
    const char **files;
    size_t n_files;
    size_t files_capacity;
    const char *notes[NOTES_MAX];
    size_t n_notes;
};

Report *
report_new(void)
{
    Report *report = memory_new(1, sizeof *report);

    report->arena = arena_new();
    return report;
}

Report *
report_free(Report *report)
{
    if (!report)
        return NULL;

    (void) arena_free(report->arena);
    free(report->rejects);
    free(report->refused.lines);
    free(report->files);
    free(report);
    return NULL;
}

ReportCounts *
report_counts(Report *report)
{
    return &report->counts;
}

uint64_t
report_rejected(const Report *report)
{
    return report->refused.count;
}

const Reject *
report_rejects(const Report *report, size_t *ret_n)
{
    *ret_n = report->n_rejects;
    return report->rejects;
}

/* ---- which lines ---- */

static size_t
file_number(Report *report, const char *file)
{
    const char *name = file ? file : "";

    for (size_t i = 0; i < report->n_files; i++)
        if (strcmp(report->files[i], name) == 0)
            return i;
    memory_reserve(report->files, report->n_files, report->files_capacity);
    report->files[report->n_files] = arena_text(report->arena, name);
    return report->n_files++;
}

static bool
line_put(uint64_t *lines, size_t capacity, uint64_t line)
{
    size_t at = (size_t) (line * UINT64_C(0x9E3779B97F4A7C15) >> 20) & (capacity - 1);

    while (lines[at] != 0 && lines[at] != line)
        at = (at + 1) & (capacity - 1);
    if (lines[at] == line)
        return false;
    lines[at] = line;
    return true;
}

static void
line_set_grow(LineSet *set)
{
    size_t capacity = set->capacity ? set->capacity * 2 : LINES_FIRST_CAPACITY;
    uint64_t *lines = memory_new(capacity, sizeof *lines);

    for (size_t i = 0; i < set->capacity; i++)
        if (set->lines[i])
            (void) line_put(lines, capacity, set->lines[i]);
    free(set->lines);
    set->lines = lines;
    set->capacity = capacity;
}

static void
count_line(Report *report, const char *file, uint64_t line)
{
    LineSet *set = &report->refused;
    uint64_t packed = ((uint64_t) file_number(report, file) + 1) << 40 | line;

    if (set->count * 2 >= set->capacity)
        line_set_grow(set);
    set->count += line_put(set->lines, set->capacity, packed);
}

/* ---- what is said of them ---- */

/* A cut value ends at a whole character. */
static const char *
shortened(Arena *arena, const char *value)
{
    size_t n = 0;

    if (!value || strlen(value) <= REPORT_VALUE_MAX)
        return arena_text(arena, value);
    while (n < REPORT_VALUE_MAX) {
        size_t length = text_utf8_length(value + n);

        n += length ? length : 1;
    }
    return arena_format(arena, "%.*s…", (int) n, value);
}

void
report_reject(Report *report, const Reject *reject)
{
    Arena *arena = report->arena;

    assert(reject->message);

    count_line(report, reject->file, reject->line);
    report->n_errors++;
    if (report->n_rejects == REPORT_KEPT_MAX)
        return;

    memory_reserve(report->rejects, report->n_rejects, report->rejects_capacity);
    report->rejects[report->n_rejects++] = (Reject) {
        .file = report->files[file_number(report, reject->file)],
        .sheet = arena_text(arena, reject->sheet),
        .line = reject->line,
        .column = arena_text(arena, reject->column),
        .value = shortened(arena, reject->value),
        .message = arena_text(arena, reject->message),
        .suggestion = arena_text(arena, reject->suggestion),
    };
}

void
report_rejectf(Report *report, const Reject *where, const char *format, ...)
{
    Reject reject = *where;
    char message[1000];
    va_list arguments;

    va_start(arguments, format);
    (void) vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    reject.message = message;
    report_reject(report, &reject);
}

void
report_notef(Report *report, const char *format, ...)
{
    char note[1000];
    va_list arguments;

    if (report->n_notes == NOTES_MAX)
        return;
    va_start(arguments, format);
    (void) vsnprintf(note, sizeof note, format, arguments);
    va_end(arguments);
    report->notes[report->n_notes++] = arena_text(report->arena, note);
}

/* ---- for a terminal ---- */

/* Terminals obey control characters, and the value comes from a stranger. */
static void
print_value(FILE *out, const char *value)
{
    for (; *value; value++)
        (void) fputc((unsigned char) *value < 0x20 || *value == 0x7F ? ' ' : *value, out);
}

static void
print_reject(const Reject *reject, FILE *out)
{
    print_value(out, *reject->file ? reject->file : "αρχείο");
    if (reject->sheet)
        (void) fprintf(out, ", φύλλο «%s»", reject->sheet);
    if (reject->line)
        (void) fprintf(out, ", γραμμή %llu", (unsigned long long) reject->line);
    if (reject->column) {
        (void) fputs(", στήλη «", out);
        print_value(out, reject->column);
        (void) fputs("»", out);
    }
    if (reject->value && *reject->value) {
        (void) fputs(", τιμή «", out);
        print_value(out, reject->value);
        (void) fputs("»", out);
    }
    (void) fputs(": ", out);
    print_value(out, reject->message);
    if (reject->suggestion && !strstr(reject->message, reject->suggestion)) {
        (void) fputs(" Μήπως «", out);
        print_value(out, reject->suggestion);
        (void) fputs("»;", out);
    }
    (void) fputc('\n', out);
}

static const char *
outcome(const Report *report, ReportMode mode)
{
    if (report->refused.count)
        return "Τίποτα δεν άλλαξε: διορθώστε τις γραμμές παραπάνω και ξαναδώστε ολόκληρο το "
               "αρχείο.";
    if (mode == REPORT_CHECKED)
        return "Κανένα σφάλμα στο αρχείο· δεν συγκρίθηκε με το μητρώο.";
    if (mode == REPORT_DRY)
        return "Δοκιμή: τίποτα δεν γράφτηκε.";
    if (report->counts.new_rows + report->counts.changed + report->counts.ended == 0)
        return "Το μητρώο ήταν ήδη έτσι: δεν άλλαξε τίποτα.";
    return "Καταχωρίστηκαν.";
}

static void
print_counts(const Report *report, FILE *out)
{
    const ReportCounts *counts = &report->counts;

    (void) fprintf(out, ", νέες %llu, αλλαγές %llu, ίδιες %llu",
            (unsigned long long) counts->new_rows, (unsigned long long) counts->changed,
            (unsigned long long) counts->same);
    if (counts->ended)
        (void) fprintf(out, ", έπαψαν να ισχύουν %llu", (unsigned long long) counts->ended);
}

void
report_print(const Report *report, FILE *out, const char *register_greek, ReportMode mode)
{
    for (size_t i = 0; i < report->n_rejects && i < REPORT_SHOWN_MAX; i++)
        print_reject(&report->rejects[i], out);
    if (report->n_errors > REPORT_SHOWN_MAX)
        (void) fprintf(out, "… και %llu σφάλματα ακόμη.\n",
                (unsigned long long) (report->n_errors - REPORT_SHOWN_MAX));
    for (size_t i = 0; i < report->n_notes; i++)
        (void) fprintf(out, "Σημείωση: %s\n", report->notes[i]);

    (void) fprintf(out, "%s: γραμμές που διαβάστηκαν %llu", register_greek,
            (unsigned long long) report->counts.read);
    if (report->refused.count == 0 && mode != REPORT_CHECKED)
        print_counts(report, out);
    (void) fprintf(out, ", απορρίφθηκαν %llu. %s\n", (unsigned long long) report->refused.count,
            outcome(report, mode));
}

/* ---- for a program ---- */

static void
json_reject(JsonWriter *json, const Reject *reject)
{
    json_object_begin(json, /* key= */ NULL);
    json_string(json, "file", reject->file);
    json_string(json, "sheet", reject->sheet);
    if (reject->line)
        json_integer(json, "line", (int64_t) reject->line);
    else
        json_null(json, "line");
    json_string(json, "column", reject->column);
    json_string(json, "value", reject->value);
    json_string(json, "message", reject->message);
    json_string(json, "suggestion", reject->suggestion);
    json_object_end(json);
}

void
report_print_json(const Report *report, FILE *out)
{
    const ReportCounts *counts = &report->counts;
    Buffer buffer;
    JsonWriter json;

    buffer_init(&buffer);
    json_init(&json, &buffer);
    json_object_begin(&json, /* key= */ NULL);
    json_integer(&json, "read", (int64_t) counts->read);
    json_integer(&json, "new", (int64_t) counts->new_rows);
    json_integer(&json, "changed", (int64_t) counts->changed);
    json_integer(&json, "same", (int64_t) counts->same);
    json_integer(&json, "ended", (int64_t) counts->ended);
    json_integer(&json, "rejected", (int64_t) report->refused.count);
    json_array_begin(&json, "errors");
    for (size_t i = 0; i < report->n_rejects && i < REPORT_SHOWN_MAX; i++)
        json_reject(&json, &report->rejects[i]);
    json_array_end(&json);
    json_array_begin(&json, "notes");
    for (size_t i = 0; i < report->n_notes; i++)
        json_string(&json, /* key= */ NULL, report->notes[i]);
    json_array_end(&json);
    json_object_end(&json);
    buffer_char(&buffer, '\n');
    (void) fwrite(buffer.data, 1, buffer.size, out);
    buffer_deinit(&buffer);
}
