/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * Writes a workbook of beneficiaries with libxlsxwriter: a merged title, identifiers as numbers
 * that a format shows with their zeros, days as numbers that a format shows as days, a sheet that
 * is hidden.
 *
 *     write_book PATH           texts in one table of strings
 *     write_book PATH inline    texts in their cells
 */
#include <stdio.h>
#include <string.h>
#include <xlsxwriter.h>

enum { COLUMNS = 7 };

typedef struct Line {
    double amka;
    double afm;
    lxw_datetime as_of;
    const char *municipality;
    const char *basis;
    lxw_datetime born; /* year 0: not said */
    double rent;
} Line;

static const char *const headers[COLUMNS] = { "ΑΜΚΑ", "Α.Φ.Μ.", "Ημερομηνία αναφοράς", "ΔΗΜΟΣ",
    "σχέση με τον δήμο", "ημερομηνία γέννησης", "ενοίκιο" };

static const Line lines[] = {
    { 1013099997, 94259216, { .year = 2026, .month = 10, .day = 1 }, "Καλαμάτας", "resident",
            { .year = 1930, .month = 1, .day = 1 }, 259.19 },
    { 1012488886, 758426713, { .year = 2026, .month = 10, .day = 1 }, "Τρικκαίων", "resident",
            { 0 }, 0.1 + 0.2 },
};

static void
write_line(lxw_worksheet *sheet, lxw_row_t row, const Line *line, lxw_format *const *formats)
{
    lxw_datetime as_of = line->as_of;
    lxw_datetime born = line->born;

    (void) worksheet_write_number(sheet, row, 0, line->amka, formats[0]);
    (void) worksheet_write_number(sheet, row, 1, line->afm, formats[1]);
    (void) worksheet_write_datetime(sheet, row, 2, &as_of, formats[2]);
    (void) worksheet_write_string(sheet, row, 3, line->municipality, NULL);
    (void) worksheet_write_string(sheet, row, 4, line->basis, NULL);
    if (born.year)
        (void) worksheet_write_datetime(sheet, row, 5, &born, formats[2]);
    (void) worksheet_write_number(sheet, row, 6, line->rent, NULL);
}

int
main(int argc, char **argv)
{
    static const char *const shown[] = { "00000000000", "000000000", "dd/mm/yyyy" };
    lxw_workbook_options options = { .constant_memory =
                                             argc > 2 && strcmp(argv[2], "inline") == 0 };
    lxw_workbook *book = argc > 1 ? workbook_new_opt(argv[1], &options) : NULL;
    lxw_worksheet *hidden = book ? workbook_add_worksheet(book, "Πρόχειρο") : NULL;
    lxw_worksheet *sheet = book ? workbook_add_worksheet(book, "Οκτώβριος") : NULL;
    lxw_format *formats[3];

    if (!sheet || !hidden)
        return 2;
    for (size_t i = 0; i < 3; i++) {
        formats[i] = workbook_add_format(book);
        format_set_num_format(formats[i], shown[i]);
    }
    (void) worksheet_write_string(hidden, 0, 0, "σημειώσεις", NULL);
    worksheet_hide(hidden);
    worksheet_activate(sheet);
    worksheet_set_first_sheet(sheet);
    (void) worksheet_merge_range(sheet, 0, 0, 0, COLUMNS - 1, "Πρόνοια, Οκτώβριος 2026", NULL);
    for (size_t i = 0; i < COLUMNS; i++)
        (void) worksheet_write_string(sheet, 2, (lxw_col_t) i, headers[i], NULL);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        write_line(sheet, (lxw_row_t) (3 + i), &lines[i], formats);
    return workbook_close(book) == LXW_NO_ERROR ? 0 : 1;
}
