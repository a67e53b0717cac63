/* SPDX-License-Identifier: EUPL-1.2 */
#include "importers/programmes.h"

#include "importers/sheets.h"
#include "registry/base/memory.h"
#include "registry/rules/evaluate.h"

#include <string.h>

/* ---- programmes ---- */

enum {
    P_CODE,
    P_TITLE,
    P_NEUTRAL_TITLE,
    P_KIND,
    P_LEVEL,
    P_AUTHORITY,
    P_AREA,
    P_VALID_FROM,
    P_VALID_TO,
    P_UNIVERSAL,
    P_LAW,
    P_CHANNEL,
    P_URL,
    P_MITOS,
    P_TRUST,
};

static const Column programme_sheet[] = {
    [P_CODE] = { "code", "κωδικός|κωδικός προγράμματος|programme", true },
    [P_TITLE] = { "title", "τίτλος|όνομα|ονομασία", true },
    [P_NEUTRAL_TITLE] = { "neutral_title", "ουδέτερος τίτλος" },
    [P_KIND] = { "kind", "είδος", true },
    [P_LEVEL] = { "level", "επίπεδο|βαθμίδα", true },
    [P_AUTHORITY] = { "authority", "αρχή|φορέας|αρμόδια αρχή" },
    [P_AREA] = { "area", "περιοχή", true },
    [P_VALID_FROM] = { "valid_from", "ισχύει από|από|έναρξη", true },
    [P_VALID_TO] = { "valid_to", "ισχύει έως|έως|λήξη" },
    [P_UNIVERSAL] = { "universal", "για όλους|καθολικό" },
    [P_LAW] = { "law", "νόμος|νομική βάση" },
    [P_CHANNEL] = { "channel", "τρόπος αίτησης|αίτηση|κανάλι" },
    [P_URL] = { "url", "ιστοσελίδα|σύνδεσμος" },
    [P_MITOS] = { "mitos", "μίτος" },
    [P_TRUST] = { "trust", "αξιοπιστία" },
};

static const Column kinds[] = {
    { "benefit", "επίδομα|παροχή σε χρήμα|χρηματική παροχή" },
    { "service", "υπηρεσία" },
    { "in_kind", "σε είδος|παροχή σε είδος" },
    { "discount", "έκπτωση|τιμολόγιο" },
    { "voucher", "κουπόνι|επιταγή|voucher" },
};

static const Column levels[] = {
    { "national", "εθνικό|εθνικό πρόγραμμα|κεντρικό" },
    { "regional", "περιφερειακό" },
    { "municipal", "δημοτικό|τοπικό" },
};

static const Column trusts[] = { { "A", "Α" }, { "B", "Β" }, { "C", "Γ" },
    { "unknown", "άγνωστη" } };

/* Room for one more line; lines live in the import's arena. */
#define NEXT_LINE(programmes, lines, count, sheet)                                         \
    ({                                                                                     \
        Programmes *owner_ = (programmes);                                                 \
        if (owner_->count == owner_->capacities[sheet]) {                                  \
            size_t room_ = owner_->count ? owner_->count * 2 : 64;                         \
            __typeof__(owner_->lines) grown_ =                                             \
                    arena_array(owner_->import->arena, __typeof__(*owner_->lines), room_); \
            if (owner_->count)                                                             \
                memcpy(grown_, owner_->lines, owner_->count * sizeof *grown_);             \
            owner_->lines = grown_;                                                        \
            owner_->capacities[sheet] = room_;                                             \
        }                                                                                  \
        &owner_->lines[owner_->count++];                                                   \
    })

/* Codes stand in addresses, file names and tables, and are compared byte for byte. */
static bool
read_code(Table *table, int column, const char **ret_code)
{
    static const char digits[] = "0123456789";
    const char *cell = table_cell(table, column);

    *ret_code = table_copy(table, column);
    if (!table_required(table, column))
        return false;
    if (strlen(cell) <= 60 && !strpbrk(cell, " \t\r\n\"'/\\<>&?#%;,|=")
            && strspn(cell, digits) < strlen(cell))
        return true;
    table_reject(table, column,
            "ο κωδικός έχει ως 60 χαρακτήρες, τουλάχιστον ένα γράμμα, χωρίς κενά και σημεία "
            "στίξης άλλα από . _ -",
            /* suggestion= */ NULL);
    return false;
}

static bool
read_choice(Table *table, int column, const Column *choices, size_t n, const char **ret_key)
{
    int choice;

    *ret_key = NULL;
    if (!table_choice(table, column, choices, n, &choice))
        return false;
    if (choice >= 0)
        *ret_key = choices[choice].key;
    return true;
}

/* A link that a page prints must not be a script. */
static bool
read_url(Table *table, int column, const char **ret_url)
{
    const char *cell = table_cell(table, column);

    *ret_url = table_copy(table, column);
    if (!*cell
            || ((strncmp(cell, "https://", 8) == 0 || strncmp(cell, "http://", 7) == 0)
                    && !strpbrk(cell, " \t\r\n\"'<>\\`")))
        return true;
    table_reject(table, column, "αναμένεται διεύθυνση που αρχίζει με https://",
            /* suggestion= */ NULL);
    return false;
}

static bool
read_days(Table *table, int from, int to, Day *ret_from, Day *ret_to)
{
    bool right = table_day(table, from, ret_from);

    right = table_day(table, to, ret_to) && right;
    if (right && *ret_from != DAY_NONE && *ret_to != DAY_NONE && *ret_to < *ret_from) {
        table_reject(table, to, "η λήξη είναι πριν από την έναρξη.", /* suggestion= */ NULL);
        return false;
    }
    return right;
}

static void
read_texts(Table *table, ProgrammeLine *line)
{
    line->title = table_copy(table, P_TITLE);
    line->neutral_title = table_copy(table, P_NEUTRAL_TITLE);
    line->authority = table_copy(table, P_AUTHORITY);
    line->law = table_copy(table, P_LAW);
    line->channel = table_copy(table, P_CHANNEL);
    line->mitos = table_copy(table, P_MITOS);
    if (strcmp(table_cell(table, P_TRUST), "?") == 0)
        line->trust = "?";
    else
        (void) read_choice(table, P_TRUST, trusts, 4, &line->trust);
}

static void
read_programme(void *context, Table *table)
{
    Programmes *programmes = context;
    ProgrammeLine *line = NEXT_LINE(programmes, programmes, n_programmes, SHEET_PROGRAMMES);
    int universal;

    *line = (ProgrammeLine) { .place = table_place(table) };
    (void) table_required(table, P_TITLE);
    read_texts(table, line);
    if (table_required(table, P_KIND))
        (void) read_choice(table, P_KIND, kinds, sizeof kinds / sizeof *kinds, &line->kind);
    if (table_required(table, P_LEVEL))
        (void) read_choice(table, P_LEVEL, levels, sizeof levels / sizeof *levels, &line->level);
    (void) read_url(table, P_URL, &line->url);
    if (table_required(table, P_VALID_FROM))
        (void) read_days(table, P_VALID_FROM, P_VALID_TO, &line->valid_from, &line->valid_to);
    (void) table_yes_no(table, P_UNIVERSAL, &universal);
    line->universal = universal == 1;
    area_cell_read(programmes->import, &programmes->known, table, P_AREA,
            line->valid_from ? line->valid_from : programmes->import->today, &line->area);
    if (read_code(table, P_CODE, &line->code))
        codes_add(programmes->codes, line->code, 0);
    line->right = !table_row_rejected(table);
}

/* ---- criteria ---- */

enum {
    C_PROGRAMME,
    C_VERSION,
    C_BLOCK,
    C_KIND,
    C_FACT,
    C_OPERATOR,
    C_VALUE,
    C_PARAMETER,
    C_SET,
    C_DOCUMENT,
    C_LAW,
    C_TEXT,
};

static const Column criterion_sheet[] = {
    [C_PROGRAMME] = { "programme", "πρόγραμμα|κωδικός προγράμματος", true },
    [C_VERSION] = { "version", "έκδοση|έκδοση από" },
    [C_BLOCK] = { "block", "μπλοκ|ομάδα", true },
    [C_KIND] = { "kind", "είδος", true },
    [C_FACT] = { "fact", "στοιχείο", true },
    [C_OPERATOR] = { "operator", "τελεστής|σύγκριση", true },
    [C_VALUE] = { "value", "τιμή" },
    [C_PARAMETER] = { "parameter", "παράμετρος" },
    [C_SET] = { "set", "σύνολο" },
    [C_DOCUMENT] = { "document", "δικαιολογητικό|έγγραφο" },
    [C_LAW] = { "law", "νόμος|νομική βάση" },
    [C_TEXT] = { "text", "κείμενο|περιγραφή" },
};

static void
read_criterion(void *context, Table *table)
{
    Programmes *programmes = context;
    CriterionLine *line = NEXT_LINE(programmes, criteria, n_criteria, SHEET_CRITERIA);

    *line = (CriterionLine) { .place = table_place(table) };
    line->text = (CriterionText) {
        .row = programmes->n_criteria,
        .programme = table_copy(table, C_PROGRAMME),
        .block = table_copy(table, C_BLOCK),
        .kind = table_copy(table, C_KIND),
        .fact = table_copy(table, C_FACT),
        .operator_ = table_copy(table, C_OPERATOR),
        .value = table_copy(table, C_VALUE),
        .parameter = table_copy(table, C_PARAMETER),
        .set = table_copy(table, C_SET),
        .document = table_copy(table, C_DOCUMENT),
        .law = table_copy(table, C_LAW),
        .text = table_copy(table, C_TEXT),
    };
    (void) table_required(table, C_PROGRAMME);
    (void) table_day(table, C_VERSION, &line->version);
    line->right = !table_row_rejected(table);
}

/* ---- parameters ---- */

enum {
    A_CODE,
    A_VALID_FROM,
    A_VALID_TO,
    A_REVIEW_BY,
    A_BASE,
    A_PER_ADULT,
    A_PER_MINOR,
    A_PER_MEMBER,
    A_PER_CHILD,
    A_PER_UNPROTECTED,
    A_ONE_PARENT,
    A_CAP,
    A_PER,
    A_LESS,
    A_AT_MOST,
    A_LAW,
    A_TRUST,
    A_ADULTS,
    A_MINORS,
    A_CHILDREN,
    A_VALUE,
};

static const Column parameter_sheet[] = {
    [A_CODE] = { "code", "κωδικός|παράμετρος", true },
    [A_VALID_FROM] = { "valid_from", "ισχύει από|από|έναρξη" },
    [A_VALID_TO] = { "valid_to", "ισχύει έως|έως|λήξη" },
    [A_REVIEW_BY] = { "review_by", "επανεξέταση έως|επανεξέταση" },
    [A_BASE] = { "base", "βάση|ποσό" },
    [A_PER_ADULT] = { "per_adult", "ανά ενήλικα" },
    [A_PER_MINOR] = { "per_minor", "ανά ανήλικο" },
    [A_PER_MEMBER] = { "per_member", "ανά μέλος" },
    [A_PER_CHILD] = { "per_child", "ανά τέκνο" },
    [A_PER_UNPROTECTED] = { "per_unprotected", "ανά απροστάτευτο" },
    [A_ONE_PARENT] = { "one_parent_first_minor", "πρώτος ανήλικος μονογονεϊκής" },
    [A_CAP] = { "cap", "ανώτατο|όριο" },
    [A_PER] = { "per", "περίοδος" },
    [A_LESS] = { "less", "μείον" },
    [A_AT_MOST] = { "at_most", "το πολύ" },
    [A_LAW] = { "law", "νόμος|νομική βάση" },
    [A_TRUST] = { "trust", "αξιοπιστία" },
    [A_ADULTS] = { "adults", "ενήλικες" },
    [A_MINORS] = { "minors", "ανήλικοι|ανήλικα" },
    [A_CHILDREN] = { "children", "τέκνα" },
    [A_VALUE] = { "value", "τιμή" },
};

static void
read_parameter(void *context, Table *table)
{
    Programmes *programmes = context;
    ParameterLine *line =
            NEXT_LINE(programmes, parameter_lines, n_parameter_lines, SHEET_PARAMETERS);

    line->place = table_place(table);
    line->text = (ParameterText) {
        .row = programmes->n_parameter_lines,
        .code = table_copy(table, A_CODE),
        .valid_from = table_copy(table, A_VALID_FROM),
        .valid_to = table_copy(table, A_VALID_TO),
        .review_by = table_copy(table, A_REVIEW_BY),
        .base = table_copy(table, A_BASE),
        .per_adult = table_copy(table, A_PER_ADULT),
        .per_minor = table_copy(table, A_PER_MINOR),
        .per_member = table_copy(table, A_PER_MEMBER),
        .per_child = table_copy(table, A_PER_CHILD),
        .per_unprotected = table_copy(table, A_PER_UNPROTECTED),
        .one_parent_first_minor = table_copy(table, A_ONE_PARENT),
        .cap = table_copy(table, A_CAP),
        .per = table_copy(table, A_PER),
        .less = table_copy(table, A_LESS),
        .at_most = table_copy(table, A_AT_MOST),
        .law = table_copy(table, A_LAW),
        .trust = table_copy(table, A_TRUST),
        .adults = table_copy(table, A_ADULTS),
        .minors = table_copy(table, A_MINORS),
        .children = table_copy(table, A_CHILDREN),
        .value = table_copy(table, A_VALUE),
    };
}

/* ---- documents ---- */

enum { D_PROGRAMME, D_VERSION, D_DOCUMENT, D_PROVES, D_TEXT };

static const Column document_sheet[] = {
    [D_PROGRAMME] = { "programme", "πρόγραμμα|κωδικός προγράμματος", true },
    [D_VERSION] = { "version", "έκδοση|έκδοση από" },
    [D_DOCUMENT] = { "document", "δικαιολογητικό|έγγραφο", true },
    [D_PROVES] = { "proves", "αποδεικνύει|στοιχείο" },
    [D_TEXT] = { "text", "κείμενο|παρατήρηση" },
};

static void
read_document(void *context, Table *table)
{
    Programmes *programmes = context;
    DocumentLine *line = NEXT_LINE(programmes, documents, n_documents, SHEET_DOCUMENTS);
    const char *proves = table_cell(table, D_PROVES);

    *line = (DocumentLine) {
        .place = table_place(table),
        .programme = table_copy(table, D_PROGRAMME),
        .document = table_copy(table, D_DOCUMENT),
        .proves = table_copy(table, D_PROVES),
        .text = table_copy(table, D_TEXT),
    };
    (void) table_required(table, D_PROGRAMME);
    (void) table_required(table, D_DOCUMENT);
    (void) table_day(table, D_VERSION, &line->version);
    if (*proves) {
        const Fact *fact = fact_find(proves);

        if (fact)
            line->fact = fact->number;
        else
            table_reject(table, D_PROVES, "άγνωστο στοιχείο.", fact_nearest(proves));
    }
    line->right = !table_row_rejected(table);
}

/* ---- cases ---- */

enum { S_PROGRAMME, S_FACTS, S_MUNICIPALITY, S_ON, S_VERDICT, S_TEXT };

static const Column case_sheet[] = {
    [S_PROGRAMME] = { "programme", "πρόγραμμα|κωδικός προγράμματος", true },
    [S_FACTS] = { "facts", "στοιχεία", true },
    [S_MUNICIPALITY] = { "municipality", "δήμος" },
    [S_ON] = { "on", "ημέρα|ημερομηνία" },
    [S_VERDICT] = { "verdict", "κρίση|αναμενόμενη κρίση", true },
    [S_TEXT] = { "text", "περίπτωση|περιγραφή|σημείωση" },
};

static const Column verdicts[] = {
    [OUTCOME_FALSE] = { "not_eligible", "δεν δικαιούται|όχι" },
    [OUTCOME_UNKNOWN] = { "unknown", "άγνωστο|δεν προκύπτει" },
    [OUTCOME_TRUE] = { "eligible", "δικαιούται|ναι" },
};

static void
read_case(void *context, Table *table)
{
    Programmes *programmes = context;
    CaseLine *line = NEXT_LINE(programmes, cases, n_cases, SHEET_CASES);

    *line = (CaseLine) {
        .place = table_place(table),
        .programme = table_copy(table, S_PROGRAMME),
        .facts = table_copy(table, S_FACTS),
        .municipality = table_copy(table, S_MUNICIPALITY),
        .on = DAY_NONE,
    };
    (void) table_required(table, S_PROGRAMME);
    (void) table_required(table, S_VERDICT);
    (void) table_choice(table, S_VERDICT, verdicts, 3, &line->verdict);
    (void) table_day(table, S_ON, &line->on);
    line->right = !table_row_rejected(table);
}

/* ---- all of them ---- */

#define COLUMNS(columns) (columns), sizeof(columns) / sizeof *(columns)

static const Sheet sheets[] = {
    [SHEET_PROGRAMMES] = { "programmes", "Προγράμματα|programs", COLUMNS(programme_sheet),
            read_programme },
    [SHEET_CRITERIA] = { "criteria", "Κριτήρια", COLUMNS(criterion_sheet), read_criterion },
    [SHEET_PARAMETERS] = { "parameters", "Παράμετροι", COLUMNS(parameter_sheet), read_parameter },
    [SHEET_DOCUMENTS] = { "documents", "Δικαιολογητικά", COLUMNS(document_sheet), read_document },
    [SHEET_CASES] = { "cases", "Περιπτώσεις", COLUMNS(case_sheet), read_case },
    [SHEET_OFFERS_BESIDE] = { .key = "offers", .greek = "Παροχές" },
};

const Column *
programme_columns(ProgrammeSheet sheet, size_t *ret_n)
{
    *ret_n = sheets[sheet].n_columns;
    return sheets[sheet].columns;
}

int
programme_column(ProgrammeSheet sheet, const char *key)
{
    for (size_t i = 0; key && i < sheets[sheet].n_columns; i++)
        if (strcmp(sheets[sheet].columns[i].key, key) == 0)
            return (int) i;
    return TABLE_WHOLE_LINE;
}

void
programmes_init(Programmes *programmes, Import *import)
{
    *programmes = (Programmes) { .import = import, .codes = codes_new(import->arena) };
}

void
programmes_deinit(Programmes *programmes)
{
    known_deinit(&programmes->known);
}

int
programmes_read(Programmes *programmes)
{
    int r = known_init(programmes->import, &programmes->known);

    if (r != 0)
        return r;
    return sheets_read(
            programmes->import, sheets, N_PROGRAMME_SHEETS, programmes, programmes->present);
}
