/* SPDX-License-Identifier: EUPL-1.2 */

/* A table of coverage as JSON, as CSV, and as text for a terminal. */

#include "registry/base/text.h"
#include "registry/coverage.h"

#include <string.h>

#define NAME_WIDTH 46
#define VALUE_WIDTH 18

/* ---- JSON ----------------------------------------------------------------------------------- */

static void
json_or_null(JsonWriter *json, const char *key, int64_t value)
{
    if (value == COVERAGE_NONE)
        json_null(json, key);
    else
        json_integer(json, key, value);
}

static void
json_release(JsonWriter *json, const Coverage *coverage)
{
    json_object_begin(json, "release");
    json_integer(json, "number", coverage->release);
    json_day(json, "on", coverage->on);
    json_day(json, "made_at", coverage->made_on);
    json_integer(json, "register_version", coverage->register_version);
    json_string(json, "note", *coverage->note ? coverage->note : COVERAGE_SAYS);
    json_integer(json, "special_of", coverage->special_of);
    json_object_end(json);
}

static void
json_cells(JsonWriter *json, const Coverage *coverage)
{
    json_array_begin(json, "cells");
    for (size_t i = 0; i < coverage->n_cells; i++) {
        const CoverageCell *cell = &coverage->cells[i];

        json_object_begin(json, NULL);
        json_string(json, "code", cell->code);
        json_string(json, "name", cell->name);
        json_or_null(json, "value", cell->value);
        json_string(json, "text", cell->text);
        json_or_null(json, "band", cell->band);
        json_bool(json, "hidden", cell->hidden);
        json_bool(json, "incomplete", cell->incomplete);
        json_object_end(json);
    }
    json_array_end(json);
}

static void
json_feeds(JsonWriter *json, const Coverage *coverage)
{
    json_array_begin(json, "feeds");
    for (size_t i = 0; i < coverage->n_feeds; i++) {
        const CoverageFeed *feed = &coverage->feeds[i];

        json_object_begin(json, NULL);
        json_string(json, "feed", feed_key(feed->feed));
        json_string(json, "name", feed_greek(feed->feed));
        json_day(json, "as_of", feed->as_of);
        json_day(json, "delivered_on", feed->delivered_on);
        json_object_end(json);
    }
    json_array_end(json);
}

static void
json_lacks(JsonWriter *json, const Coverage *coverage)
{
    json_array_begin(json, "unknown_because");
    for (size_t i = 0; i < coverage->n_lacks; i++) {
        const CoverageLack *lack = &coverage->lacks[i];

        json_object_begin(json, NULL);
        json_string(json, "fact", lack->key);
        json_string(json, "name", lack->name);
        json_or_null(json, "value", lack->value);
        json_array_begin(json, "feeds");
        for (size_t j = 0; j < lack->n_feeds; j++) {
            json_object_begin(json, NULL);
            json_string(json, "feed", feed_key(lack->feeds[j]));
            json_bool(json, "stale", lack->is_stale[j]);
            json_object_end(json);
        }
        json_array_end(json);
        json_object_end(json);
    }
    json_array_end(json);
}

static void
json_completeness(JsonWriter *json, const Coverage *coverage)
{
    json_object_begin(json, "completeness");
    json_object_begin(json, "offers");
    json_integer(json, "total", coverage->offers);
    json_integer(json, "confirmed", coverage->offers_confirmed);
    json_integer(json, "within_days", COVERAGE_CONFIRMED_DAYS);
    json_object_end(json);
    if (coverage->unknown_band == COVERAGE_NONE) {
        json_null(json, "unknown_share");
    } else {
        json_object_begin(json, "unknown_share");
        json_integer(json, "from", coverage->unknown_band * 20);
        json_integer(json, "to", coverage->unknown_band * 20 + 20);
        json_object_end(json);
    }
    json_feeds(json, coverage);
    json_lacks(json, coverage);
    json_object_end(json);
}

void
coverage_write_json(JsonWriter *json, const Coverage *coverage)
{
    json_object_begin(json, NULL);
    json_release(json, coverage);
    json_string(json, "level", place_level_name(coverage->question.level));
    json_string(json, "measure", coverage->question.measure);
    json_string(json, "programme", coverage->question.programme);
    json_string(json, "group", coverage->question.group);
    json_string(json, "unit", coverage->unit);
    json_array_begin(json, "bands");
    for (size_t i = 0; i < coverage->n_bands; i++) {
        json_object_begin(json, NULL);
        json_integer(json, "from", coverage->bands[i].from);
        json_integer(json, "to", coverage->bands[i].to);
        json_object_end(json);
    }
    json_array_end(json);
    json_cells(json, coverage);
    json_completeness(json, coverage);
    json_object_end(json);
}

/* ---- CSV ------------------------------------------------------------------------------------ */

/* What a spreadsheet would take for a formula is text. */
static void
csv_field(Buffer *out, const char *text, bool is_last)
{
    buffer_char(out, '"');
    if (*text && strchr("=+-@\t\r", *text))
        buffer_char(out, '\'');
    for (; *text; text++) {
        if (*text == '"')
            buffer_char(out, '"');
        buffer_char(out, *text);
    }
    buffer_text(out, is_last ? "\"\r\n" : "\";");
}

static void
csv_row(Buffer *out, const char *const fields[static 4])
{
    for (size_t i = 0; i < 4; i++)
        csv_field(out, fields[i], i == 3);
}

/* With a byte order mark and semicolons: so a Greek spreadsheet opens it as it is. */
void
coverage_write_csv(Buffer *out, const Coverage *coverage)
{
    char day[DAY_TEXT_SIZE];

    buffer_text(out, "\xef\xbb\xbf");
    csv_row(out, (const char *const[]) { "κωδικός", "τόπος", coverage->title, "ελλιπή στοιχεία" });
    for (size_t i = 0; i < coverage->n_cells; i++) {
        const CoverageCell *cell = &coverage->cells[i];

        csv_row(out,
                (const char *const[]) {
                        cell->code, cell->name, cell->text, cell->incomplete ? "ναι" : "όχι" });
    }
    csv_row(out,
            (const char *const[]) { "", "πρόγραμμα",
                    coverage->programme_title ? coverage->programme_title : "", "" });
    csv_row(out,
            (const char *const[]) {
                    "", "ομάδα", coverage->group_title ? coverage->group_title : "όλοι", "" });
    csv_row(out,
            (const char *const[]) {
                    "", "δημοσίευση στις", day_format_greek(coverage->on, day), "" });
    csv_row(out, (const char *const[]) { "", COVERAGE_SAYS, "", "" });
}

/* ---- text ----------------------------------------------------------------------------------- */

static void
pad(Buffer *out, const char *text, size_t width, bool to_the_right)
{
    if (!to_the_right)
        buffer_text(out, text);
    for (size_t i = text_width(text); i < width; i++)
        buffer_char(out, ' ');
    if (to_the_right)
        buffer_text(out, text);
}

static void
text_completeness(Buffer *out, Arena *arena, const Coverage *coverage)
{
    char day[DAY_TEXT_SIZE];

    buffer_format(out, "\nΠαροχές επιβεβαιωμένες τις τελευταίες %d ημέρες: %lld από %lld\n",
            COVERAGE_CONFIRMED_DAYS, (long long) coverage->offers_confirmed,
            (long long) coverage->offers);
    if (coverage->unknown_band != COVERAGE_NONE)
        buffer_format(out, "Άγνωστο αν δικαιούνται: %d–%d%% των εγγεγραμμένων\n",
                coverage->unknown_band * 20, coverage->unknown_band * 20 + 20);
    for (size_t i = 0; i < coverage->n_feeds; i++)
        buffer_format(out, "Ροή %s: %s\n", feed_greek(coverage->feeds[i].feed),
                coverage->feeds[i].as_of == DAY_NONE
                        ? "καμία παράδοση"
                        : arena_format(
                                arena, "ως %s", day_format_greek(coverage->feeds[i].as_of, day)));
    for (size_t i = 0; i < coverage->n_lacks; i++) {
        const CoverageLack *lack = &coverage->lacks[i];

        buffer_format(out, "Λείπει: %s", lack->name);
        for (size_t j = 0; j < lack->n_feeds; j++)
            buffer_format(out, "%s%s%s", j ? ", " : " — το ξέρει: ", feed_greek(lack->feeds[j]),
                    lack->is_stale[j] ? " (έχει παλιώσει)" : "");
        buffer_char(out, '\n');
    }
}

void
coverage_write_text(Buffer *out, Arena *arena, const Coverage *coverage)
{
    char day[DAY_TEXT_SIZE];

    buffer_format(out, "%s, %s%s%s%s%s\nΔημοσίευση %lld, στις %s\n\n", coverage->title,
            coverage_level_greek(coverage->question.level), coverage->programme_title ? " — " : "",
            coverage->programme_title ? coverage->programme_title : "",
            coverage->group_title ? " — " : "", coverage->group_title ? coverage->group_title : "",
            (long long) coverage->release, day_format_greek(coverage->on, day));
    for (size_t i = 0; i < coverage->n_cells; i++) {
        const CoverageCell *cell = &coverage->cells[i];

        pad(out, arena_format(arena, "%s (%s)", cell->name, cell->code), NAME_WIDTH, false);
        pad(out, cell->text, VALUE_WIDTH, true);
        buffer_text(out, cell->incomplete ? "  ελλιπή στοιχεία\n" : "\n");
    }
    text_completeness(out, arena, coverage);
    buffer_format(out, "\n%s\n", COVERAGE_SAYS);
}
