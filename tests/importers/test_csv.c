/* SPDX-License-Identifier: EUPL-1.2 */

/* What a file of some office looks like, byte for byte, and what the reader makes of it. */

#include "tests/unit/unit.h"

#include "importers/csv.h"
#include "importers/csv_writer.h"

#include <stdbool.h>
#include <sys/mman.h>
#include <unistd.h>

/* A file that is gone when it is closed. */
typedef struct Sheet {
    int file;
    char path[40];
    CsvReader *csv;
    const CsvRow *row;
} Sheet;

static Sheet
sheet_of(const void *bytes, size_t size)
{
    Sheet sheet = { .file = memfd_create("sheet", MFD_CLOEXEC) };

    CHECK(write(sheet.file, bytes, size) == (ssize_t) size);
    (void) snprintf(sheet.path, sizeof sheet.path, "/proc/self/fd/%d", sheet.file);
    return sheet;
}

static Sheet
open_bytes(const void *bytes, size_t size, const char *charset)
{
    Sheet sheet = sheet_of(bytes, size);

    CHECK(csv_open(sheet.path, charset, &sheet.csv) == 0);
    return sheet;
}

static void
close_sheet(Sheet *sheet)
{
    (void) csv_close(sheet->csv);
    (void) close(sheet->file);
}

#define OPEN(bytes) open_bytes((bytes), sizeof(bytes) - 1, /* charset= */ NULL)

static bool
next(Sheet *sheet)
{
    return csv_next(sheet->csv, &sheet->row) == 0;
}

static void
reads_greek_of_windows_1253(void)
{
    /* Δήμος;Αθηναίων, with Ή as 0xB9 */
    Sheet sheet = OPEN("\xC4\xDE\xEC\xEF\xF2;\xC1\xE8\xE7\xED\xE1\xDF\xF9\xED\n\xB9\xF4\xE1;2\n");

    CHECK(next(&sheet));
    CHECK_TEXT(sheet.row->cells[0], "Δήμος");
    CHECK_TEXT(sheet.row->cells[1], "Αθηναίων");
    CHECK(next(&sheet));
    CHECK_TEXT(sheet.row->cells[0], "Ήτα");
    CHECK_TEXT(csv_charset(sheet.csv), "CP1253");
    close_sheet(&sheet);
}

static void
tells_iso_8859_7_by_its_alpha(void)
{
    /* Ά is 0xB6 there and a paragraph sign in windows-1253. */
    Sheet sheet = OPEN("\xB6\xE3\xE9\xEF\xF2,1\n");

    CHECK(next(&sheet));
    CHECK_TEXT(sheet.row->cells[0], "Άγιος");
    CHECK_TEXT(csv_charset(sheet.csv), "ISO-8859-7");
    close_sheet(&sheet);
}

static void
passes_over_a_byte_order_mark(void)
{
    Sheet sheet = OPEN("\xEF\xBB\xBFκωδικός,τίτλος\n");

    CHECK(next(&sheet));
    CHECK_TEXT(sheet.row->cells[0], "κωδικός");
    close_sheet(&sheet);
}

static void
reads_utf_16_by_its_mark(void)
{
    Sheet sheet = OPEN("\xFF\xFE\xB1\x03\t\x00\xB2\x03\n\x00");

    CHECK(next(&sheet));
    CHECK(sheet.row->n_cells == 2);
    CHECK_TEXT(sheet.row->cells[0], "α");
    CHECK_TEXT(sheet.row->cells[1], "β");
    close_sheet(&sheet);
}

static void
finds_the_separator_outside_of_quotes(void)
{
    Sheet semicolons = OPEN("\"α,β,γ\";2;3\n");
    Sheet tabs = OPEN("α\tβ\n");
    Sheet declared = OPEN("sep=;\nα,β;γ\n");

    CHECK(csv_separator(semicolons.csv) == ';');
    CHECK(next(&semicolons));
    CHECK_TEXT(semicolons.row->cells[0], "α,β,γ");
    CHECK(csv_separator(tabs.csv) == '\t');
    CHECK(next(&declared));
    CHECK_TEXT(declared.row->cells[0], "α,β");
    CHECK(declared.row->line == 2);
    close_sheet(&semicolons);
    close_sheet(&tabs);
    close_sheet(&declared);
}

static void
numbers_lines_as_an_editor_does(void)
{
    Sheet sheet = OPEN("α,β\r\n\r\n\"δύο\r\nγραμμές\",1\r\n  \r\nγ,2");

    CHECK(next(&sheet));
    CHECK(sheet.row->line == 1);
    CHECK(next(&sheet));
    CHECK(sheet.row->line == 3);
    CHECK_TEXT(sheet.row->cells[0], "δύο\r\nγραμμές");
    CHECK(next(&sheet));
    CHECK(sheet.row->line == 6);
    CHECK(csv_next(sheet.csv, &sheet.row) == CSV_E_END);
    close_sheet(&sheet);
}

static void
reads_lines_that_end_in_carriage_returns_alone(void)
{
    Sheet sheet = OPEN("α,1\rβ,2\r");

    CHECK(next(&sheet));
    CHECK(next(&sheet));
    CHECK(sheet.row->line == 2);
    CHECK_TEXT(sheet.row->cells[1], "2");
    CHECK(!next(&sheet));
    close_sheet(&sheet);
}

static void
trims_cells_and_passes_over_blank_rows(void)
{
    Sheet sheet = OPEN("α,β\n,\n\"  x \",\u00A0y\u00A0\n");

    CHECK(next(&sheet));
    CHECK(next(&sheet));
    CHECK(sheet.row->line == 3);
    CHECK_TEXT(sheet.row->cells[0], "x");
    CHECK_TEXT(sheet.row->cells[1], "y");
    close_sheet(&sheet);
}

/* Reads on until the file is refused. */
static void
check_fault(Sheet *sheet, uint64_t line, const char *word)
{
    int r;

    while ((r = csv_next(sheet->csv, &sheet->row)) == 0)
        continue;
    CHECK(r == CSV_E_FAULT);
    CHECK(csv_fault(sheet->csv)->line == line);
    CHECK(csv_fault(sheet->csv)->message && strstr(csv_fault(sheet->csv)->message, word));
    CHECK(csv_next(sheet->csv, &sheet->row) == CSV_E_FAULT);
}

static void
refuses_a_line_of_20_megabytes(void)
{
    size_t size = 20 * 1024 * 1024;
    char *bytes = malloc(size);
    Sheet sheet;

    memset(bytes, 'x', size);
    memcpy(bytes, "α,β\n1,2\n3,", 12);
    sheet = open_bytes(bytes, size, /* charset= */ NULL);
    check_fault(&sheet, 3, "1 MiB");
    CHECK(csv_fault(sheet.csv)->cell == 2);
    close_sheet(&sheet);
    free(bytes);
}

static void
names_the_line_of_a_quote_that_never_closes(void)
{
    Sheet sheet = OPEN("α,β\n1,2\n\"3,4\n5,6\n");

    check_fault(&sheet, 3, "δεν κλείνει");
    CHECK(csv_fault(sheet.csv)->cell == 1);
    close_sheet(&sheet);
}

static void
names_the_line_of_a_quote_inside_a_cell(void)
{
    Sheet sheet = OPEN("α,β\n\"1\"x,2\n");

    check_fault(&sheet, 2, "εισαγωγικά");
    close_sheet(&sheet);
}

static void
refuses_utf_8_with_a_broken_byte_instead_of_guessing(void)
{
    const char bytes[] = "Δήμος Καλαμάτας\nΔήμος Τρικκαίων\nΚο\xFFζάνη\n";
    Sheet sheet = sheet_of(bytes, sizeof bytes - 1);

    CHECK(csv_open(sheet.path, NULL, &sheet.csv) == CSV_E_FAULT);
    CHECK(csv_fault(sheet.csv)->line == 3);
    close_sheet(&sheet);
}

static void
refuses_what_is_no_text(void)
{
    Sheet workbook = sheet_of("PK\x03\x04 and so on", 15);
    Sheet zeros = sheet_of("α,β\n1,\0\n", 10);

    CHECK(csv_open(workbook.path, NULL, &workbook.csv) == CSV_E_FAULT);
    CHECK(strstr(csv_fault(workbook.csv)->message, "XLSX") != NULL);
    CHECK(csv_open(zeros.path, NULL, &zeros.csv) == CSV_E_FAULT);
    CHECK(csv_fault(zeros.csv)->line == 2);
    close_sheet(&workbook);
    close_sheet(&zeros);
}

static void
refuses_a_file_that_is_not_what_it_is_said_to_be(void)
{
    Sheet sheet = sheet_of("\xC4\xDE\xEC\xEF\xF2\n", 6);

    CHECK(csv_open(sheet.path, "utf-8", &sheet.csv) == CSV_E_FAULT);
    CHECK(csv_fault(sheet.csv)->line == 1);
    (void) csv_close(sheet.csv);
    CHECK(csv_open(sheet.path, "klingon", &sheet.csv) == CSV_E_FAULT);
    CHECK(strstr(csv_fault(sheet.csv)->message, "klingon") != NULL);
    (void) csv_close(sheet.csv);
    CHECK(csv_open("/nonexistent/file.csv", NULL, &sheet.csv) == CSV_E_FAULT);
    close_sheet(&sheet);
}

static void
reads_a_character_cut_by_the_end_of_a_block(void)
{
    /* Two-byte characters after an odd number of bytes: every block ends in the middle of one. */
    enum { N = 200000 };
    char *bytes = malloc(2 + 2 * N + 1);
    Sheet sheet;

    bytes[0] = 'x';
    bytes[1] = '\n';
    for (size_t i = 0; i < N; i++)
        memcpy(bytes + 2 + 2 * i, i % 1000 == 999 ? ",\n" : "α", 2);
    bytes[2 + 2 * N] = 'z';
    sheet = open_bytes(bytes, 2 + 2 * N + 1, NULL);
    CHECK_TEXT(csv_charset(sheet.csv), "UTF-8");
    for (size_t i = 0; i < 202; i++)
        CHECK(next(&sheet));
    CHECK_TEXT(sheet.row->cells[0], "z");
    CHECK(!next(&sheet));
    close_sheet(&sheet);
    free(bytes);
}

static void
writes_no_formula_and_reads_its_own_back(void)
{
    static const char *const cells[] = { "=HYPERLINK(\"x\")", "+30 210", "-", "-5", "@SUM",
        "α;β\n\"γ\"", "", "τέλος" };
    char path[] = "/tmp/mitroa-csv-XXXXXX";
    CsvWriter *writer;
    Sheet sheet = { .file = mkstemp(path) };

    CHECK(csv_writer_new(path, /* private= */ true, &writer) == 0);
    for (size_t i = 0; i < 8; i++)
        csv_write(writer, cells[i]);
    csv_write_line(writer);
    CHECK(csv_writer_finish(writer) == 0);

    CHECK(csv_open(path, NULL, &sheet.csv) == 0);
    CHECK(next(&sheet));
    for (size_t i = 0; i < 8; i++)
        CHECK_TEXT(sheet.row->cells[i], cells[i]);
    close_sheet(&sheet);
    (void) unlink(path);
}

static const UnitTest tests[] = {
    { "reads Greek of windows-1253", reads_greek_of_windows_1253 },
    { "tells ISO-8859-7 by its alpha", tells_iso_8859_7_by_its_alpha },
    { "passes over a byte order mark", passes_over_a_byte_order_mark },
    { "reads UTF-16 by its mark", reads_utf_16_by_its_mark },
    { "finds the separator outside of quotes", finds_the_separator_outside_of_quotes },
    { "numbers lines as an editor does", numbers_lines_as_an_editor_does },
    { "reads lines that end in carriage returns alone",
            reads_lines_that_end_in_carriage_returns_alone },
    { "trims cells and passes over blank rows", trims_cells_and_passes_over_blank_rows },
    { "refuses a line of 20 megabytes", refuses_a_line_of_20_megabytes },
    { "names the line of a quote that never closes", names_the_line_of_a_quote_that_never_closes },
    { "names the line of a quote inside a cell", names_the_line_of_a_quote_inside_a_cell },
    { "refuses UTF-8 with a broken byte instead of guessing",
            refuses_utf_8_with_a_broken_byte_instead_of_guessing },
    { "refuses what is no text", refuses_what_is_no_text },
    { "refuses a file that is not what it is said to be",
            refuses_a_file_that_is_not_what_it_is_said_to_be },
    { "reads a character cut by the end of a block", reads_a_character_cut_by_the_end_of_a_block },
    { "writes no formula and reads its own back", writes_no_formula_and_reads_its_own_back },
};

UNIT_MAIN(tests)
