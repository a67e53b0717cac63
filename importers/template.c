/* SPDX-License-Identifier: EUPL-1.2 */
#include "importers/template.h"

#include "importers/draft_read.h"
#include "importers/programmes.h"
#include "importers/provider_fields.h"
#include "registry/base/error.h"
#include "registry/base/text.h"
#include "registry/db/statements.h"
#include "registry/rules/fact.h"

#include <errno.h>
#include <string.h>
#include <xlsxwriter.h>

#define ROWS_WITH_LISTS 1000 /* below the header */
#define COLUMN_WIDTH 20
#define TEXT_WIDTH 90
#define LINE_HEIGHT 15.0
#define LISTED_MAX 2000
#define LISTS_SHEET "Λίστες"

typedef enum ListKind {
    LIST_KINDS,
    LIST_LEVELS,
    LIST_CRITERION_KINDS,
    LIST_OPERATORS,
    LIST_FACTS,
    LIST_MODES,
    LIST_VERDICTS,
    LIST_AREAS,
    LIST_MUNICIPALITIES,
    LIST_ADDITION_KINDS,
    LIST_STRUCTURES,
    LIST_SITES,
    LIST_PROGRAMMES,
    N_LISTS,
} ListKind;

typedef struct List {
    const char **items;
    size_t n;
} List;

typedef struct Template {
    Db *db;
    Arena *arena;
    const Result *codes; /* kind, code */
    lxw_workbook *workbook;
    lxw_format *bold;
    lxw_format *required;
    lxw_format *wrapped;
    List lists[N_LISTS];
} Template;

/* ---- lists ------------------------------------------------------------------------------ */

static const char *const kinds[] = { "επίδομα", "υπηρεσία", "σε είδος", "έκπτωση", "κουπόνι" };
static const char *const levels[] = { "δημοτικό" };
static const char *const criterion_kinds[] = { "προϋπόθεση", "αποκλεισμός", "προτεραιότητα",
    "ερώτηση" };
static const char *const operators[] = { "=", "≠", "<", "≤", ">", "≥", "between", "in", "not in",
    "is known" };
static const char *const modes[] = { "σημείο", "στάση", "κατ' οίκον", "τηλέφωνο", "ηλεκτρονικά",
    "αίτηση" };
static const char *const addition_kinds[] = { "δικαιολογητικό", "ερώτηση", "σημείωση" };
static const char *const verdicts[] = { "δικαιούται", "δεν δικαιούται", "άγνωστο" };

#define FIXED(kind, words)                               \
    {                                                    \
        (kind), (words), sizeof(words) / sizeof *(words) \
    }

static const struct {
    ListKind kind;
    const char *const *words;
    size_t n;
} fixed[] = {
    FIXED(LIST_KINDS, kinds),
    FIXED(LIST_LEVELS, levels),
    FIXED(LIST_CRITERION_KINDS, criterion_kinds),
    FIXED(LIST_OPERATORS, operators),
    FIXED(LIST_MODES, modes),
    FIXED(LIST_ADDITION_KINDS, addition_kinds),
    FIXED(LIST_VERDICTS, verdicts),
};

static const struct {
    ListKind kind;
    const char *of; /* what publishing.template calls it */
} looked_up[] = {
    { LIST_AREAS, "area" },
    { LIST_MUNICIPALITIES, "municipality" },
    { LIST_STRUCTURES, "structure" },
    { LIST_SITES, "site" },
    { LIST_PROGRAMMES, "programme" },
};

static void
list_add(List *list, const char *item)
{
    if (list->n < LISTED_MAX)
        list->items[list->n++] = item;
}

static void
fill_lists(Template *template)
{
    for (size_t i = 0; i < N_LISTS; i++)
        template->lists[i].items = arena_array(template->arena, const char *, LISTED_MAX);
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        for (size_t k = 0; k < fixed[i].n; k++)
            list_add(&template->lists[fixed[i].kind], fixed[i].words[k]);
    for (FactNumber number = 1; number <= FACT_COUNT; number++)
        list_add(&template->lists[LIST_FACTS], fact_of(number)->greek);
    for (size_t i = 0; i < sizeof looked_up / sizeof *looked_up; i++)
        for (size_t row = 0; row < result_rows(template->codes); row++)
            if (strcmp(result_text(template->codes, row, 0), looked_up[i].of) == 0)
                list_add(&template->lists[looked_up[i].kind], result_text(template->codes, row, 1));
}

static bool
is_code_of(const Template *template, const char *kind, const char *code)
{
    for (size_t row = 0; row < result_rows(template->codes); row++)
        if (strcmp(result_text(template->codes, row, 0), kind) == 0
                && strcmp(result_text(template->codes, row, 1), code) == 0)
            return true;
    return false;
}

static void
write_lists(Template *template)
{
    lxw_worksheet *sheet = workbook_add_worksheet(template->workbook, LISTS_SHEET);

    for (size_t i = 0; i < N_LISTS; i++)
        for (size_t k = 0; k < template->lists[i].n; k++)
            (void) worksheet_write_string(
                    sheet, (lxw_row_t) k, (lxw_col_t) i, template->lists[i].items[k], NULL);
    worksheet_hide(sheet);
}

/* Which column of which sheet is chosen from which list. */
static const struct {
    DraftSheet sheet;
    const char *column;
    ListKind list;
} choices[] = {
    { DRAFT_PROGRAMMES, "kind", LIST_KINDS },
    { DRAFT_PROGRAMMES, "level", LIST_LEVELS },
    { DRAFT_PROGRAMMES, "area", LIST_AREAS },
    { DRAFT_CRITERIA, "kind", LIST_CRITERION_KINDS },
    { DRAFT_CRITERIA, "fact", LIST_FACTS },
    { DRAFT_CRITERIA, "operator", LIST_OPERATORS },
    { DRAFT_DOCUMENTS, "proves", LIST_FACTS },
    { DRAFT_CASES, "verdict", LIST_VERDICTS },
    { DRAFT_SITES, "structure", LIST_STRUCTURES },
    { DRAFT_OFFERS, "programme", LIST_PROGRAMMES },
    { DRAFT_OFFERS, "structure", LIST_STRUCTURES },
    { DRAFT_OFFERS, "area", LIST_AREAS },
    { DRAFT_OFFERS, "mode", LIST_MODES },
    { DRAFT_OFFERS, "site", LIST_SITES },
    { DRAFT_ADDITIONS, "programme", LIST_PROGRAMMES },
    { DRAFT_ADDITIONS, "municipality", LIST_MUNICIPALITIES },
    { DRAFT_ADDITIONS, "kind", LIST_ADDITION_KINDS },
};

/* What is typed instead is asked about and not forbidden: the register takes more words than one.
 */
static void
add_choice(Template *template, lxw_worksheet *sheet, DraftSheet which, const char *column,
        lxw_col_t at)
{
    for (size_t i = 0; i < sizeof choices / sizeof *choices; i++) {
        ListKind list = choices[i].list;
        lxw_data_validation rule = {
            .validate = LXW_VALIDATION_TYPE_LIST_FORMULA,
            .error_type = LXW_VALIDATION_ERROR_TYPE_WARNING,
        };
        char formula[64];

        if (choices[i].sheet != which || strcmp(choices[i].column, column) != 0
                || template->lists[list].n == 0)
            continue;
        (void) snprintf(formula, sizeof formula, "=" LISTS_SHEET "!$%c$1:$%c$%zu",
                (char) ('A' + (int) list), (char) ('A' + (int) list), template->lists[list].n);
        rule.value_formula = formula;
        (void) worksheet_data_validation_range(sheet, 1, at, ROWS_WITH_LISTS, at, &rule);
    }
}

/* ---- sheets to fill in ------------------------------------------------------------------ */

typedef struct Part {
    DraftSheet sheet;
    int programme_sheet;   /* a ProgrammeSheet, or -1 */
    int provider_sheet;    /* a ProviderSheet, or -1 */
    const Statement *rows; /* what stands; NULL: none is shown */
    const char *own;       /* rows whose first cell is a code of this kind are the municipality's */
} Part;

static const Part parts[] = {
    { DRAFT_PROGRAMMES, SHEET_PROGRAMMES, -1, &sql_export_programmes, "own" },
    { DRAFT_CRITERIA, SHEET_CRITERIA, -1, &sql_export_criteria, "own" },
    { DRAFT_DOCUMENTS, SHEET_DOCUMENTS, -1, &sql_export_documents, "own" },
    { DRAFT_OFFERS, -1, SHEET_OFFERS, &sql_export_offers, "offer" },
    { DRAFT_ADDITIONS, -1, SHEET_ADDITIONS, &sql_export_additions, "addition" },
    { DRAFT_SITES, -1, SHEET_SITES, &sql_export_sites, "site" },
    { DRAFT_PARAMETERS, SHEET_PARAMETERS, -1, NULL, NULL },
    { DRAFT_CASES, SHEET_CASES, -1, NULL, NULL },
};

static const Column *
columns_of(const Template *template, const Part *part, size_t *ret_n)
{
    const ProviderTable *table;
    Column *columns;

    if (part->programme_sheet >= 0)
        return programme_columns((ProgrammeSheet) part->programme_sheet, ret_n);
    table = &provider_tables[part->provider_sheet];
    columns = arena_array(template->arena, Column, table->n_fields);
    for (size_t i = 0; i < table->n_fields; i++)
        columns[i] = table->fields[i].column;
    *ret_n = table->n_fields;
    return columns;
}

static void
write_cells(lxw_worksheet *sheet, lxw_row_t row, const Result *rows, size_t from)
{
    for (size_t i = 0; i < result_columns(rows); i++) {
        const char *text = result_text(rows, from, i);

        if (text && *text)
            (void) worksheet_write_string(sheet, row, (lxw_col_t) i, text, NULL);
    }
}

static int
write_own_rows(Template *template, const Part *part, lxw_worksheet *sheet)
{
    CLEANUP(result_freep) Result *rows = NULL;
    lxw_row_t next = 1;
    int r = part->rows ? db_run(template->db, part->rows, &rows) : 0;

    for (size_t i = 0; r == 0 && rows && i < result_rows(rows); i++)
        if (is_code_of(template, part->own, result_text(rows, i, 0)))
            write_cells(sheet, next++, rows, i);
    return r;
}

static int
write_part(Template *template, const Part *part)
{
    lxw_worksheet *sheet =
            workbook_add_worksheet(template->workbook, draft_tables[part->sheet].greek);
    size_t n;
    const Column *columns = columns_of(template, part, &n);

    worksheet_freeze_panes(sheet, 1, 1);
    (void) worksheet_set_column(sheet, 0, (lxw_col_t) (n - 1), COLUMN_WIDTH, NULL);
    for (size_t i = 0; i < n; i++) {
        (void) worksheet_write_string(sheet, 0, (lxw_col_t) i,
                column_name(template->arena, &columns[i]),
                columns[i].required ? template->required : template->bold);
        add_choice(template, sheet, part->sheet, columns[i].key, (lxw_col_t) i);
    }
    return write_own_rows(template, part, sheet);
}

/* ---- sheets to read --------------------------------------------------------------------- */

static const char *const instructions[] = {
    "Πώς συμπληρώνεται",
    "",
    "1. Κάθε φύλλο είναι ένας πίνακας. Μην αλλάζετε τα ονόματα των φύλλων και της πρώτης γραμμής. "
    "Οι έντονες κόκκινες στήλες είναι υποχρεωτικές. Φύλλο που δεν σας χρειάζεται μένει κενό.",
    "2. Ό,τι έχει ήδη ο δήμος σας στο μητρώο είναι γραμμένο στα φύλλα. Γραμμή που δεν αλλάζετε "
    "μένει όπως είναι· γραμμές προγραμμάτων και παροχών που σβήνετε από το βιβλίο δεν σβήνονται "
    "από το μητρώο: για να πάψουν να ισχύουν, γράψτε τους «ισχύει έως».",
    "3. Προγράμματα: για νέο πρόγραμμα δώστε δικό σας κωδικό χωρίς κενά (π.χ. PANTOPOLEIO_4401), "
    "επίπεδο «δημοτικό» και στην περιοχή τον δήμο σας, όπως το έχει η λίστα. Όταν αλλάζουν οι "
    "όροι, "
    "γράψτε νέα γραμμή με τον ίδιο κωδικό και άλλη ημέρα στο «ισχύει από»: η παλιά έκδοση λήγει "
    "την προηγούμενη.",
    "4. Κριτήρια: μία γραμμή για κάθε όρο. Οι γραμμές με τον ίδιο αριθμό στο «μπλοκ» ισχύουν όλες "
    "μαζί (ΚΑΙ)· διαφορετικοί αριθμοί είναι εναλλακτικοί δρόμοι (Ή). «Προϋπόθεση»: πρέπει να "
    "ισχύει. «Αποκλεισμός»: αν ισχύει, δεν δικαιούται. «Προτεραιότητα»: μόνο σειρά. «Ερώτηση»: "
    "το ρωτά ο σύμβουλος. Το στοιχείο και ο τελεστής διαλέγονται από τη λίστα.",
    "5. Ποσά: 5000 ή 5.000,00· όχι 5.000, που διαβάζεται με δύο τρόπους. Ημερομηνίες: 2026-11-22 ή "
    "22/11/2026. Ναι-όχι: ναι, όχι.",
    "6. Δικαιολογητικά: τι προσκομίζει ο ενδιαφερόμενος και ποιο στοιχείο αποδεικνύει.",
    "7. Παροχές: πού και πώς δίνεται ένα πρόγραμμα στον δήμο σας. Ένα εθνικό πρόγραμμα δεν το "
    "γράφετε ξανά: γράφετε μόνο τη δική σας παροχή, με τον κωδικό του προγράμματος από τη λίστα, "
    "τη δομή, την περιοχή, τις ώρες και το τηλέφωνο.",
    "8. Τοπικές προσθήκες: ό,τι ζητά ή λέει μόνο ο δήμος σας για ένα πρόγραμμα που δεν είναι δικό "
    "του. «Δικαιολογητικό»: τι ακόμη να φέρει ο κάτοικος. «Ερώτηση»: τι να τον ρωτήσει ο "
    "σύμβουλος. «Σημείωση»: τι να ξέρει. Φαίνονται μόνο στους κατοίκους σας, ως δικές σας, και δεν "
    "αλλάζουν ποιος δικαιούται.",
    "9. Περιπτώσεις (αν θέλετε): στοιχεία ενός ανθρώπου που δεν υπάρχει και τι πρέπει να βγει. "
    "Ελέγχονται μαζί με το βιβλίο: π.χ. «age=70; income_year=3000», δικαιούται.",
    "10. Μην γράψετε πουθενά στοιχεία αληθινών ανθρώπων.",
    "11. Αποθηκεύστε ως .xlsx ή .ods, χωρίς συνθηματικό, και στείλτε το στη σελίδα «Δημοσίευση». "
    "Θα δείτε τα λάθη στο κελί τους· τα μικρά διορθώνονται εκεί.",
};

static const char *const example[][8] = {
    { "Προγράμματα" },
    { "κωδικός", "τίτλος", "είδος", "επίπεδο", "περιοχή", "ισχύει από" },
    { "PANTOPOLEIO_0000", "Κοινωνικό Παντοπωλείο", "σε είδος", "δημοτικό", "municipalities:0000",
            "2026-01-01" },
    { NULL },
    { "Κριτήρια: έχει εισόδημα έως 5.000 € τον χρόνο Ή είναι εγγεγραμμένος άνεργος" },
    { "πρόγραμμα", "μπλοκ", "είδος", "στοιχείο", "τελεστής", "τιμή", "κείμενο" },
    { "PANTOPOLEIO_0000", "1", "προϋπόθεση", "εισόδημα έτους", "≤", "5000",
            "Εισόδημα έως 5.000 € τον χρόνο" },
    { "PANTOPOLEIO_0000", "2", "προϋπόθεση", "απασχόληση", "=", "unemployed_registered",
            "Εγγεγραμμένος άνεργος" },
    { NULL },
    { "Δικαιολογητικά" },
    { "πρόγραμμα", "δικαιολογητικό", "αποδεικνύει" },
    { "PANTOPOLEIO_0000", "εκκαθαριστικό", "εισόδημα έτους" },
    { NULL },
    { "Παροχές" },
    { "παροχή", "πρόγραμμα", "δομή", "περιοχή", "τρόπος", "σημείο", "ώρες" },
    { "PANTOPOLEIO_0000-1", "PANTOPOLEIO_0000", "KP-0000", "municipalities:0000", "σημείο",
            "KP-0000-A", "Δευτέρα–Παρασκευή 9:00–13:00" },
    { NULL },
    { "Τοπικές προσθήκες: σε εθνικό πρόγραμμα, μόνο για τους κατοίκους του δήμου" },
    { "κωδικός", "πρόγραμμα", "δήμος", "είδος", "κείμενο", "ισχύει από" },
    { "0000-EEE-1", "EEE", "0000", "δικαιολογητικό", "λογαριασμός νερού του σπιτιού",
            "2026-01-01" },
};

static void
fit_to_page(lxw_worksheet *sheet)
{
    worksheet_set_landscape(sheet);
    worksheet_set_paper(sheet, /* A4 */ 9);
    worksheet_fit_to_pages(sheet, 1, 0);
}

static void
write_instructions(Template *template)
{
    lxw_worksheet *sheet = workbook_add_worksheet(template->workbook, "Οδηγίες");
    lxw_row_t row = 0;

    (void) worksheet_set_column(sheet, 0, 0, TEXT_WIDTH, NULL);
    fit_to_page(sheet);
    for (size_t i = 0; i < sizeof instructions / sizeof *instructions; i++) {
        /* LibreOffice keeps the height that it is given, and gives every row that of one line. */
        (void) worksheet_set_row(sheet, row,
                LINE_HEIGHT * (double) (1 + text_width(instructions[i]) / TEXT_WIDTH), NULL);
        (void) worksheet_write_string(
                sheet, row++, 0, instructions[i], i == 0 ? template->bold : template->wrapped);
    }
    for (size_t i = 0; i < result_rows(template->codes); i++)
        if (strcmp(result_text(template->codes, i, 0), "name") == 0)
            (void) worksheet_write_string(sheet, row++, 0,
                    arena_format(template->arena, "Φτιάχτηκε για: %s",
                            result_text(template->codes, i, 1)),
                    template->wrapped);
}

static void
write_example(Template *template)
{
    lxw_worksheet *sheet = workbook_add_worksheet(template->workbook, "Παράδειγμα");

    (void) worksheet_set_column(sheet, 0, 7, COLUMN_WIDTH, NULL);
    fit_to_page(sheet);
    for (size_t row = 0; row < sizeof example / sizeof *example; row++)
        for (size_t i = 0; i < 8 && example[row][i]; i++)
            (void) worksheet_write_string(sheet, (lxw_row_t) row, (lxw_col_t) i, example[row][i],
                    example[row][1] ? NULL : template->bold);
}

static int
write_sheets(Template *template)
{
    int r = 0;

    template->bold = workbook_add_format(template->workbook);
    format_set_bold(template->bold);
    template->required = workbook_add_format(template->workbook);
    format_set_bold(template->required);
    format_set_font_color(template->required, 0x990000);
    template->wrapped = workbook_add_format(template->workbook);
    format_set_text_wrap(template->wrapped);
    fill_lists(template);
    write_instructions(template);
    for (size_t i = 0; i < sizeof parts / sizeof *parts && r == 0; i++)
        r = write_part(template, &parts[i]);
    write_example(template);
    write_lists(template);
    return r;
}

int
template_write(Db *db, const char *structure, const char *path)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    CLEANUP(result_freep) Result *codes = NULL;
    Template template = { .db = db, .arena = arena };
    lxw_error error;
    Params params;
    int r;

    params_begin(&params, arena, &sql_publishing_template);
    params_text(&params, structure);
    r = db_query(db, &params, &codes);
    if (r != 0)
        return r;
    template.codes = codes;
    template.workbook = workbook_new(path);
    if (!template.workbook)
        return error_raise(-EIO, "xlsx: %s", path);
    r = write_sheets(&template);
    error = workbook_close(template.workbook);
    return r == 0 && error != LXW_NO_ERROR ? error_raise(-EIO, "xlsx: %s", lxw_strerror(error)) : r;
}
