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

/* What is said of lines, the first of it kept. */
typedef struct Sayings {
    Reject *items;
    size_t n;
    size_t capacity;
    uint64_t n_all;
} Sayings;

/* Lines are counted by sheet. */
typedef struct Source {
    const char *file;
    const char *sheet;
} Source;

struct Report {
    Arena *arena;
    ReportCounts counts;
    Sayings rejects;
    Sayings warnings;
    Sayings repairs;
    LineSet refused;
    Source *sources;
    size_t n_sources;
    size_t sources_capacity;
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
    free(report->rejects.items);
    free(report->warnings.items);
    free(report->repairs.items);
    free(report->refused.lines);
    free(report->sources);
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
    *ret_n = report->rejects.n;
    return report->rejects.items;
}

/* ---- which lines ---- */

static size_t
source_number(Report *report, const Reject *reject)
{
    const char *file = reject->file ? reject->file : "";
    const char *sheet = reject->sheet ? reject->sheet : "";

    for (size_t i = 0; i < report->n_sources; i++)
        if (strcmp(report->sources[i].file, file) == 0
                && strcmp(report->sources[i].sheet, sheet) == 0)
            return i;
    memory_reserve(report->sources, report->n_sources, report->sources_capacity);
    report->sources[report->n_sources] =
            (Source) { arena_text(report->arena, file), arena_text(report->arena, sheet) };
    return report->n_sources++;
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
count_line(Report *report, const Reject *reject)
{
    LineSet *set = &report->refused;
    uint64_t packed = ((uint64_t) source_number(report, reject) + 1) << 40 | reject->line;

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

static void
keep(Report *report, Sayings *sayings, const Reject *saying, size_t most)
{
    Arena *arena = report->arena;
    size_t number = source_number(report, saying);
    const Source *source = &report->sources[number];

    assert(saying->message);

    sayings->n_all++;
    if (sayings->n == most)
        return;
    memory_reserve(sayings->items, sayings->n, sayings->capacity);
    sayings->items[sayings->n++] = (Reject) {
        .file = source->file,
        .sheet = *source->sheet ? source->sheet : NULL,
        .line = saying->line,
        .column = arena_text(arena, saying->column),
        .value = shortened(arena, saying->value),
        .message = arena_text(arena, saying->message),
        .suggestion = arena_text(arena, saying->suggestion),
        .unit = saying->unit,
    };
}

void
report_reject(Report *report, const Reject *reject)
{
    count_line(report, reject);
    keep(report, &report->rejects, reject, REPORT_KEPT_MAX);
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
report_warn(Report *report, const Reject *warning)
{
    keep(report, &report->warnings, warning, REPORT_SHOWN_MAX);
}

void
report_warnf(Report *report, const Reject *where, const char *format, ...)
{
    Reject warning = *where;
    char message[1000];
    va_list arguments;

    va_start(arguments, format);
    (void) vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    warning.message = message;
    report_warn(report, &warning);
}

void
report_repair(Report *report, const Reject *repair)
{
    keep(report, &report->repairs, repair, REPORT_SHOWN_MAX);
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
        (void) fprintf(out, ", %s %llu", reject->unit ? reject->unit : "γραμμή",
                (unsigned long long) reject->line);
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
}

static void
print_suggestion(const Reject *reject, FILE *out)
{
    if (reject->suggestion && !strstr(reject->message, reject->suggestion)) {
        (void) fputs(" Μήπως «", out);
        print_value(out, reject->suggestion);
        (void) fputs("»;", out);
    }
    (void) fputc('\n', out);
}

/* Every refusal is counted and the first ones shown: here, and more of them elsewhere. */
static void
print_rest(const Sayings *sayings, const char *kind, const char *elsewhere, size_t shown, FILE *out)
{
    if (sayings->n_all > shown)
        (void) fprintf(out, "… και %llu %s ακόμη%s.\n",
                (unsigned long long) (sayings->n_all - shown), kind, elsewhere);
}

static const char *
where_refusals_are(const Report *report, size_t shown)
{
    if (report->rejects.n_all > REPORT_KEPT_MAX)
        return "· τα πρώτα 100.000 στο αρχείο του --rejects";
    return shown < REPORT_SHOWN_MAX ? "· όλα στο αρχείο του --rejects, τα πρώτα 1.000 και με --json"
                                    : "· όλα στο αρχείο του --rejects";
}

static void
print_sayings(const Sayings *sayings, const char *word, size_t shown, FILE *out)
{
    for (size_t i = 0; i < sayings->n && i < shown; i++) {
        (void) fputs(word, out);
        print_reject(&sayings->items[i], out);
        print_suggestion(&sayings->items[i], out);
    }
}

/* What a value was taken for is no question. */
static void
print_repairs(const Sayings *repairs, size_t shown, FILE *out)
{
    for (size_t i = 0; i < repairs->n && i < shown; i++) {
        (void) fputs("Διορθώθηκε: ", out);
        print_reject(&repairs->items[i], out);
        (void) fputs(" Διαβάστηκε ως «", out);
        print_value(out, repairs->items[i].suggestion ? repairs->items[i].suggestion : "");
        (void) fputs("».\n", out);
    }
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
report_print(
        const Report *report, FILE *out, const char *register_greek, ReportMode mode, size_t shown)
{
    print_sayings(&report->rejects, "", shown, out);
    print_rest(&report->rejects, "σφάλματα", where_refusals_are(report, shown), shown, out);
    print_sayings(&report->warnings, "Προειδοποίηση: ", shown, out);
    print_rest(&report->warnings, "προειδοποιήσεις",
            shown < REPORT_SHOWN_MAX ? "· οι πρώτες 1.000 με --json" : "", shown, out);
    print_repairs(&report->repairs, shown, out);
    print_rest(&report->repairs, "διορθώσεις",
            shown < REPORT_SHOWN_MAX ? "· οι πρώτες 1.000 με --json" : "", shown, out);
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

static void
json_sayings(JsonWriter *json, const char *key, const Sayings *sayings)
{
    json_array_begin(json, key);
    for (size_t i = 0; i < sayings->n && i < REPORT_SHOWN_MAX; i++)
        json_reject(json, &sayings->items[i]);
    json_array_end(json);
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
    json_sayings(&json, "errors", &report->rejects);
    json_sayings(&json, "warnings", &report->warnings);
    json_sayings(&json, "repairs", &report->repairs);
    json_array_begin(&json, "notes");
    for (size_t i = 0; i < report->n_notes; i++)
        json_string(&json, /* key= */ NULL, report->notes[i]);
    json_array_end(&json);
    json_object_end(&json);
    buffer_char(&buffer, '\n');
    (void) fwrite(buffer.data, 1, buffer.size, out);
    buffer_deinit(&buffer);
}
