/* SPDX-License-Identifier: EUPL-1.2 */

#include "tests/unit/unit.h"

#include "importers/columns.h"
#include "importers/report.h"

#include <stdbool.h>

static void
counts_a_line_with_three_faults_once(void)
{
    CLEANUP(report_freep) Report *report = report_new();
    size_t n;

    for (int i = 0; i < 3; i++)
        report_rejectf(report, &(Reject) { .file = "a.csv", .line = 7 }, "λάθος %d", i);
    report_rejectf(report, &(Reject) { .file = "b.csv", .line = 7 }, "λάθος");
    report_rejectf(report, &(Reject) { .file = "b.csv" }, "λάθος όλο");
    (void) report_rejects(report, &n);
    CHECK(n == 5);
    CHECK(report_rejected(report) == 3);
}

static void
counts_every_line_though_it_keeps_only_some(void)
{
    CLEANUP(report_freep) Report *report = report_new();
    size_t n;

    for (uint64_t line = 1; line <= REPORT_KEPT_MAX + 5000; line++)
        report_reject(report, &(Reject) { .file = "a.csv", .line = line, .message = "λάθος" });
    (void) report_rejects(report, &n);
    CHECK(n == REPORT_KEPT_MAX);
    CHECK(report_rejected(report) == REPORT_KEPT_MAX + 5000);
}

static void
cuts_a_long_value_at_a_whole_character(void)
{
    CLEANUP(report_freep) Report *report = report_new();
    char value[2002] = "x";
    const Reject *rejects;
    size_t n;

    for (size_t i = 0; i < 1000; i++)
        memcpy(value + 1 + 2 * i, "α", 3);
    report_reject(report, &(Reject) { .file = "a", .line = 1, .value = value, .message = "λάθος" });
    rejects = report_rejects(report, &n);
    CHECK(strlen(rejects[0].value) <= REPORT_VALUE_MAX + 2 + strlen("…"));
    CHECK_TEXT(rejects[0].value + strlen(rejects[0].value) - 5, "α…");
}

static void
shows_no_control_characters_of_a_stranger(void)
{
    CLEANUP(report_freep) Report *report = report_new();
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    report_reject(
            report, &(Reject) { .file = "a", .line = 1, .value = "\033[2Jx", .message = "λάθος." });
    report_print(report, out, "μητρώο", REPORT_WRITTEN, REPORT_SHOWN_MAX);
    (void) fclose(out);
    CHECK(strchr(text, '\033') == NULL);
    CHECK(strstr(text, "γραμμή 1") != NULL);
    CHECK(strstr(text, "απορρίφθηκαν 1") != NULL);
    free(text);
}

static void
shows_the_first_and_counts_the_rest(void)
{
    CLEANUP(report_freep) Report *report = report_new();
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    for (uint64_t line = 1; line <= 2500; line++)
        report_reject(report, &(Reject) { .file = "a", .line = line, .message = "λάθος." });
    report_print(report, out, "μητρώο", REPORT_WRITTEN, REPORT_TERMINAL_MAX);
    (void) fclose(out);
    CHECK(strstr(text, "γραμμή 20:") != NULL);
    CHECK(strstr(text, "γραμμή 21:") == NULL);
    CHECK(strstr(text, "… και 2480 σφάλματα ακόμη· όλα στο αρχείο του --rejects") != NULL);
    CHECK(strstr(text, "απορρίφθηκαν 2500") != NULL);
    free(text);
}

static void
writes_the_report_as_one_object(void)
{
    CLEANUP(report_freep) Report *report = report_new();
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    report_counts(report)->read = 2;
    report_reject(report,
            &(Reject) { .file = "a\"b.csv",
                    .line = 2,
                    .column = "fact",
                    .value = "x",
                    .message = "λάθος",
                    .suggestion = "y" });
    report_print_json(report, out);
    (void) fclose(out);
    CHECK_TEXT(text,
            "{\"read\":2,\"new\":0,\"changed\":0,\"same\":0,\"ended\":0,\"rejected\":1,"
            "\"errors\":[{\"file\":\"a\\\"b.csv\",\"sheet\":null,\"line\":2,\"column\":\"fact\","
            "\"value\":\"x\",\"message\":\"λάθος\",\"suggestion\":\"y\"}],\"warnings\":[],"
            "\"repairs\":[],\"notes\":[]}\n");
    free(text);
}

static const Column columns[] = {
    { "code", "κωδικός|κωδικός προγράμματος", true },
    { "valid_from", "ισχύει από" },
};

static int
match(Report *report, const char *const *header, size_t n, ColumnMap *map)
{
    const char *cells[8];

    memcpy(cells, header, n * sizeof *cells);
    return columns_match(columns, 2, &(CsvRow) { .line = 1, .n_cells = n, .cells = cells },
            &(Reject) { .file = "a.csv" }, report, map);
}

static void
knows_columns_by_key_and_greek_name_in_any_order(void)
{
    CLEANUP(report_freep) Report *report = report_new();
    const char *const english[] = { "Valid From", "CODE" };
    const char *const greek[] = { "ΙΣΧΥΕΙ ΑΠΟ", "κωδικος προγραμματος", "σφάλμα" };
    ColumnMap map;

    CHECK(match(report, english, 2, &map) == 0);
    CHECK(map.cell_of[0] == 1 && map.cell_of[1] == 0);
    CHECK(match(report, greek, 3, &map) == 0);
    CHECK(map.cell_of[0] == 1 && map.cell_of[1] == 0);
    CHECK(report_rejected(report) == 0);
}

static void
names_the_nearest_column_to_an_unknown_one(void)
{
    CLEANUP(report_freep) Report *report = report_new();
    const char *const header[] = { "κωδικός", "κωδικός", "valid_form" };
    ColumnMap map;
    const Reject *rejects;
    size_t n;

    CHECK(match(report, header, 3, &map) == COLUMNS_E_REFUSED);
    rejects = report_rejects(report, &n);
    CHECK(n == 2);
    CHECK(strstr(rejects[0].message, "δύο φορές") != NULL);
    CHECK_TEXT(rejects[1].column, "valid_form");
    CHECK_TEXT(rejects[1].suggestion, "valid_from");
}

static void
misses_a_column_that_must_be_there(void)
{
    CLEANUP(report_freep) Report *report = report_new();
    const char *const header[] = { "valid_from" };
    ColumnMap map;
    const Reject *rejects;
    size_t n;

    CHECK(match(report, header, 1, &map) == COLUMNS_E_REFUSED);
    rejects = report_rejects(report, &n);
    CHECK(n == 1 && strstr(rejects[0].message, "«κωδικός»") != NULL);
}

static const UnitTest tests[] = {
    { "counts a line with three faults once", counts_a_line_with_three_faults_once },
    { "counts every line though it keeps only some", counts_every_line_though_it_keeps_only_some },
    { "cuts a long value at a whole character", cuts_a_long_value_at_a_whole_character },
    { "shows no control characters of a stranger", shows_no_control_characters_of_a_stranger },
    { "shows the first on a terminal and counts the rest", shows_the_first_and_counts_the_rest },
    { "writes the report as one object", writes_the_report_as_one_object },
    { "knows columns by key and Greek name, in any order",
            knows_columns_by_key_and_greek_name_in_any_order },
    { "names the nearest column to an unknown one", names_the_nearest_column_to_an_unknown_one },
    { "misses a column that must be there", misses_a_column_that_must_be_there },
};

UNIT_MAIN(tests)
