/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * The register of providers: bodies, structures with partners and funding, sites, stops, offers,
 * temporary changes.
 *
 * What a cell may hold follows from the table of fields; only what two cells say together is
 * written out here. Codes become keys when all sheets have been read.
 */

#include "importers/providers.h"

#include "geo/projection.h"
#include "importers/area_cell.h"
#include "importers/known.h"
#include "importers/provider_fields.h"
#include "importers/sheets.h"
#include "registry/base/error.h"
#include "registry/base/json.h"
#include "registry/base/memory.h"
#include "registry/base/money.h"
#include "registry/base/recurrence.h"
#include "registry/base/text.h"
#include "registry/db/statements.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CENTRES_EXPECTED 254 /* of which the source documents speak */
#define PLACES_PER_STOP_MAX 50
#define DAYS_PER_CELL_MAX 100
#define POINT_DECIMALS 7

typedef struct Value {
    bool given;
    const char *text; /* also codes, times and choices */
    int64_t number;   /* also days, cents, yes and no */
    double real;
    AreaCell area;
    const int32_t *keys; /* also days */
    size_t n_keys;
} Value;

typedef struct Row {
    RowPlace place;
    Value *values; /* one a field of the sheet, in the import's arena */
    bool right;
} Row;

typedef struct Rows {
    Row *rows;
    size_t n;
    size_t capacity;
} Rows;

typedef struct Providers {
    Import *import;
    Known known;
    Projection *projection;
    Codes *codes[N_PROVIDER_CODES];
    Day on; /* the day whose names of places the row uses */
    Rows rows[N_PROVIDER_SHEETS];
    bool present[N_PROVIDER_SHEETS];
} Providers;

/* ---- cells ---- */

static void
read_code(Providers *providers, const Field *field, Table *table, int column, Value *value)
{
    value->text = table_copy(table, column);
    if (!value->text)
        return;
    if (strlen(value->text) > 80 || strpbrk(value->text, " \t\r\n\"'\\<>&?#%;,|=")) {
        table_reject(table, column,
                "ο κωδικός έχει ως 80 χαρακτήρες, χωρίς κενά και σημεία στίξης άλλα από . _ - /",
                /* suggestion= */ NULL);
        return;
    }
    if (field->kind == FIELD_CODE)
        codes_add(providers->codes[field->code], value->text, 0);
}

static void
read_place(Providers *providers, Table *table, int column, const char *name, int32_t *ret_key)
{
    const char *message = NULL;
    const char *suggestion = NULL;

    *ret_key = known_place(&providers->known, providers->import->arena, name,
            PLACE_LEVEL_BIT(PLACE_MUNICIPALITY), providers->on, &message, &suggestion);
    if (!*ret_key)
        table_reject(table, column, message, suggestion);
}

static void
read_places(Providers *providers, Table *table, int column, Value *value)
{
    char *rest = arena_text(providers->import->arena, table_cell(table, column));
    int32_t *keys = arena_array(providers->import->arena, int32_t, PLACES_PER_STOP_MAX);
    char *name;

    while ((name = strsep(&rest, "|;"))) {
        name += strspn(name, " ");
        if (!*name)
            continue;
        if (value->n_keys == PLACES_PER_STOP_MAX) {
            table_rejectf(table, column, "πάνω από %d δήμοι.", PLACES_PER_STOP_MAX);
            return;
        }
        read_place(providers, table, column, name, &keys[value->n_keys++]);
    }
    value->keys = keys;
}

static void
read_days(Providers *providers, Table *table, int column, Value *value)
{
    char *rest = arena_text(providers->import->arena, table_cell(table, column));
    Day *days = arena_array(providers->import->arena, Day, DAYS_PER_CELL_MAX);
    char *text;

    while ((text = strsep(&rest, "|;, "))) {
        if (!*text)
            continue;
        if (value->n_keys == DAYS_PER_CELL_MAX) {
            table_rejectf(table, column, "πάνω από %d ημέρες.", DAYS_PER_CELL_MAX);
            return;
        }
        if (day_parse(text, &days[value->n_keys++]) != 0) {
            table_rejectf(table, column,
                    "«%.20s» δεν είναι ημέρα· αναμένονται ημέρες με | ανάμεσα, π.χ. "
                    "2026-12-25|2027-01-06.",
                    text);
            return;
        }
    }
    value->keys = days;
}

static void
read_time(Providers *providers, Table *table, int column, Value *value)
{
    char *day_text = arena_text(providers->import->arena, table_cell(table, column));
    char *time_text = strpbrk(day_text, " T");
    char text[DAY_TEXT_SIZE];
    unsigned hour;
    unsigned minute;
    char rest;
    Day day;

    if (time_text)
        *time_text++ = '\0';
    if (!time_text || day_parse(day_text, &day) != 0
            || sscanf(time_text, "%2u:%2u%c", &hour, &minute, &rest) != 2 || hour > 23
            || minute > 59) {
        table_reject(table, column,
                "αναμένεται ημέρα και ώρα, π.χ. 2026-11-22 09:30 ή 22/11/2026 09:30.",
                /* suggestion= */ NULL);
        return;
    }
    if (!day_has_time(day, hour * 60 + minute)) {
        table_reject(table, column,
                "αυτή η ώρα δεν υπάρχει: εκείνη τη νύχτα τα ρολόγια πάνε από τις 03:00 στις 04:00.",
                /* suggestion= */ NULL);
        return;
    }
    value->number = ((int64_t) day * 24 + hour) * 60 + minute;
    value->text = arena_format(providers->import->arena, "%s %02u:%02u Europe/Athens",
            day_format_iso(day, text), hour, minute);
}

static void
read_money(Table *table, int column, Value *value)
{
    int r = money_parse(table_cell(table, column), &value->number);

    if (r != 0 || value->number < 0)
        table_reject(table, column,
                r == MONEY_E_AMBIGUOUS
                        ? "διφορούμενο ποσό: γράψτε 3000 ή 3000,00 χωρίς τελεία για τις χιλιάδες."
                        : "αναμένεται ποσό σε ευρώ, π.χ. 427680 ή 427.680,00.",
                /* suggestion= */ NULL);
}

static void
read_url(Table *table, int column, Value *value)
{
    value->text = table_copy(table, column);
    if ((strncmp(value->text, "https://", 8) != 0 && strncmp(value->text, "http://", 7) != 0)
            || strpbrk(value->text, " \t\r\n\"'<>\\`"))
        table_reject(table, column, "αναμένεται διεύθυνση που αρχίζει με https://",
                /* suggestion= */ NULL);
}

static void
read_choice(const Field *field, Table *table, int column, Value *value)
{
    int choice;

    if (table_choice(table, column, field->choices, field->n_choices, &choice))
        value->text = field->choices[choice].key;
}

/* The cell is not blank. */
static void
read_value(Providers *providers, const Field *field, Table *table, int column, Value *value)
{
    int32_t key = 0;
    int yes = -1;
    Day day = DAY_NONE;

    switch (field->kind) {
    case FIELD_TEXT:
    case FIELD_REFERS:
    case FIELD_RULE: /* looked at beside its first day: see check_rule() */
        value->text = table_copy(table, column);
        break;
    case FIELD_DAYS:
        read_days(providers, table, column, value);
        break;
    case FIELD_URL:
        read_url(table, column, value);
        break;
    case FIELD_CODE:
    case FIELD_LABEL:
        read_code(providers, field, table, column, value);
        break;
    case FIELD_CHOICE:
        read_choice(field, table, column, value);
        break;
    case FIELD_PLACE:
        read_place(providers, table, column, table_code(table, column, 4), &key);
        value->number = key;
        break;
    case FIELD_PLACES:
        read_places(providers, table, column, value);
        break;
    case FIELD_AREA: /* also where it is blank: see read_row() */
        break;
    case FIELD_DAY:
        (void) table_day(table, column, &day);
        value->number = day;
        break;
    case FIELD_TIME:
        read_time(providers, table, column, value);
        break;
    case FIELD_WHOLE:
        (void) table_integer(table, column, field->low, field->high, &value->number);
        break;
    case FIELD_NUMBER:
        (void) table_number(table, column, &value->real);
        break;
    case FIELD_MONEY:
        read_money(table, column, value);
        break;
    case FIELD_YES_NO:
    case FIELD_FLAG:
        (void) table_yes_no(table, column, &yes);
        value->given = yes >= 0;
        value->number = yes;
        break;
    }
}

/* ---- rows: what cells say together ---- */

static Value *
value_of(Row *row, ProviderSheet sheet, const char *key)
{
    return &row->values[provider_field(sheet, key)];
}

static void
check_order(Row *row, ProviderSheet sheet, Table *table, const char *from, const char *to,
        bool strictly)
{
    const Value *first;
    const Value *last;

    if (!provider_has_field(sheet, from) || !provider_has_field(sheet, to))
        return;
    first = value_of(row, sheet, from);
    last = value_of(row, sheet, to);
    if (!first->given || !last->given || table_row_rejected(table))
        return;
    if (last->number < first->number || (strictly && last->number == first->number))
        table_reject(table, (int) provider_field(sheet, to), "η λήξη είναι πριν από την έναρξη.",
                /* suggestion= */ NULL);
}

/* A point in the Greek Grid becomes longitude and latitude. */
static int
convert_grid(Providers *providers, Row *row, ProviderSheet sheet, Table *table)
{
    const Value *x = value_of(row, sheet, "x");
    const Value *y = value_of(row, sheet, "y");
    Value *lon = value_of(row, sheet, "lon");
    Value *lat = value_of(row, sheet, "lat");
    GeoPoint point;
    int r = providers->projection ? 0 : projection_new(&providers->projection);

    if (r != 0)
        return r;
    if (lon->given || lat->given || !x->given || !y->given) {
        table_reject(table, (int) provider_field(sheet, "x"),
                "δώστε είτε x και y (ΕΓΣΑ87) είτε lon και lat, και τα δύο μαζί.",
                /* suggestion= */ NULL);
        return 0;
    }
    r = projection_from_greek_grid(providers->projection, x->real, y->real, &point);
    if (r == PROJECTION_E_OUTSIDE) {
        table_reject(table, (int) provider_field(sheet, "x"),
                "το σημείο δεν βρίσκεται στην Ελλάδα· μήπως αντιστράφηκαν τα x και y;",
                /* suggestion= */ NULL);
        return 0;
    }
    *lon = (Value) { .given = true, .real = point.lon };
    *lat = (Value) { .given = true, .real = point.lat };
    return r;
}

static void
check_point(Row *row, ProviderSheet sheet, Table *table)
{
    const Value *lon = value_of(row, sheet, "lon");
    const Value *lat = value_of(row, sheet, "lat");

    if (!lon->given && !lat->given)
        return;
    if (!lon->given || !lat->given)
        table_reject(table, (int) provider_field(sheet, lon->given ? "lat" : "lon"),
                "το σημείο θέλει και τα δύο: lon (μήκος) και lat (πλάτος).",
                /* suggestion= */ NULL);
    else if (!geo_point_is_in_reach((GeoPoint) { lon->real, lat->real }))
        table_reject(table, (int) provider_field(sheet, "lon"),
                "το σημείο δεν βρίσκεται στην Ελλάδα: μήκος 19 έως 30, πλάτος 34 έως 42· μήπως "
                "αντιστράφηκαν;",
                /* suggestion= */ NULL);
}

/* A rule is held against the day of its first stop, as the snapshot will follow it. */
static void
check_rule(Row *row, Table *table)
{
    const Value *rule = value_of(row, SHEET_STOPS, "rule");
    const Value *except = value_of(row, SHEET_STOPS, "except");
    const Value *from = value_of(row, SHEET_STOPS, "from");
    const char *message = NULL;
    Day days[RECURRENCE_DAYS_MAX];
    size_t n;

    if (table_row_rejected(table))
        return;
    if (!rule->given) {
        if (except->given)
            table_reject(table, (int) provider_field(SHEET_STOPS, "except"),
                    "ημέρες που εξαιρούνται έχει μόνο μια στάση με κανόνα.",
                    /* suggestion= */ NULL);
        return;
    }
    if (recurrence_days(rule->text, (Day) (from->number / (24 * 60)), except->keys, except->n_keys,
                days, &n, &message)
            != 0)
        table_reject(table, (int) provider_field(SHEET_STOPS, "rule"), message,
                /* suggestion= */ NULL);
    else if (n == 0)
        table_reject(table, (int) provider_field(SHEET_STOPS, "except"),
                "οι ημέρες που εξαιρούνται είναι όλες οι ημέρες του κανόνα.",
                /* suggestion= */ NULL);
}

/* What an offer of each kind must say, and what it must not. */
static void
check_offer(Row *row, Table *table)
{
    static const struct {
        const char *kind;
        const char *must;
        const char *why;
    } kinds[] = {
        { "programme", "programme", "παροχή προγράμματος χρειάζεται τον κωδικό του προγράμματος." },
        { "service", "service", "υπηρεσία της δομής χρειάζεται είδος υπηρεσίας." },
        { "group_action", "title", "ομαδική δράση χρειάζεται τίτλο." },
    };
    const char *kind = value_of(row, SHEET_OFFERS, "kind")->text;
    const char *mode = value_of(row, SHEET_OFFERS, "mode")->text;

    for (size_t i = 0; kind && i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kind, kinds[i].kind) == 0 && !value_of(row, SHEET_OFFERS, kinds[i].must)->given)
            table_reject(table, (int) provider_field(SHEET_OFFERS, kinds[i].must), kinds[i].why,
                    /* suggestion= */ NULL);
    if (kind && strcmp(kind, "programme") != 0 && value_of(row, SHEET_OFFERS, "programme")->given)
        table_reject(table, (int) provider_field(SHEET_OFFERS, "programme"),
                "υπηρεσία ή ομαδική δράση δεν είναι παροχή προγράμματος: αφήστε το κενό.",
                /* suggestion= */ NULL);
    if (kind && strcmp(kind, "programme") == 0 && value_of(row, SHEET_OFFERS, "service")->given)
        table_reject(table, (int) provider_field(SHEET_OFFERS, "service"),
                "παροχή προγράμματος δεν έχει είδος υπηρεσίας: αφήστε το κενό.",
                /* suggestion= */ NULL);
    if (mode && strcmp(mode, "site") == 0 && !value_of(row, SHEET_OFFERS, "site")->given && kind
            && strcmp(kind, "group_action") != 0)
        table_reject(table, (int) provider_field(SHEET_OFFERS, "site"),
                "παροχή σε σημείο χρειάζεται τον κωδικό του σημείου.", /* suggestion= */ NULL);
}

static void
check_closure(Row *row, Table *table)
{
    int n = value_of(row, SHEET_CLOSURES, "structure")->given
            + value_of(row, SHEET_CLOSURES, "site")->given
            + value_of(row, SHEET_CLOSURES, "offer")->given;

    if (n != 1)
        table_reject(table, TABLE_WHOLE_LINE,
                "μια διακοπή αφορά ένα από τα τρία: δομή, σημείο ή παροχή.",
                /* suggestion= */ NULL);
}

/* Sharing is written once, by either of the two: written twice, the same people would count twice.
 */
static void
check_shared(Row *row, Table *table)
{
    const Value *structure = value_of(row, SHEET_STAFF, "structure");
    const Value *shared = value_of(row, SHEET_STAFF, "shared_with");
    const char *specialty = value_of(row, SHEET_STAFF, "specialty")->text;

    if (structure->text && shared->text && strcmp(structure->text, shared->text) == 0)
        table_reject(table, (int) provider_field(SHEET_STAFF, "shared_with"),
                "μια δομή δεν έχει κοινό προσωπικό με τον εαυτό της.", /* suggestion= */ NULL);
    if (specialty && strcmp(specialty, "other") == 0 && !value_of(row, SHEET_STAFF, "title")->given)
        table_reject(table, (int) provider_field(SHEET_STAFF, "title"),
                "όπου η ειδικότητα είναι «άλλη» γράψτε ποια, χωρίς όνομα προσώπου.",
                /* suggestion= */ NULL);
}

static void
check_institution(Row *row, Table *table)
{
    const Value *amount = value_of(row, SHEET_INSTITUTIONS, "amount");

    if (amount->given && !value_of(row, SHEET_INSTITUTIONS, "measure")->given)
        table_reject(table, (int) provider_field(SHEET_INSTITUTIONS, "measure"),
                "το πλήθος χρειάζεται μέγεθος: τι μετρά, π.χ. μαθητές.", /* suggestion= */ NULL);
    if (amount->given && !value_of(row, SHEET_INSTITUTIONS, "as_of")->given)
        table_reject(table, (int) provider_field(SHEET_INSTITUTIONS, "as_of"),
                "το πλήθος χρειάζεται την ημέρα στην οποία μετρήθηκε.", /* suggestion= */ NULL);
}

static int
check_together(Providers *providers, ProviderSheet sheet, Row *row, Table *table)
{
    int r = 0;

    if (provider_has_field(sheet, "x")) {
        if (value_of(row, sheet, "x")->given || value_of(row, sheet, "y")->given)
            r = convert_grid(providers, row, sheet, table);
        check_point(row, sheet, table);
    }
    check_order(row, sheet, table, "valid_from", "valid_to", /* strictly= */ false);
    check_order(row, sheet, table, "funding_from", "funding_to", /* strictly= */ false);
    check_order(row, sheet, table, "from", "to", /* strictly= */ true);
    check_order(row, sheet, table, "agreed_on", "agreed_to", /* strictly= */ false);
    check_order(row, sheet, table, "opens_on", "closes_on", /* strictly= */ false);
    check_order(row, sheet, table, "age_from", "age_to", /* strictly= */ false);
    if (sheet == SHEET_STOPS)
        check_rule(row, table);
    if (sheet == SHEET_OFFERS)
        check_offer(row, table);
    if (sheet == SHEET_CLOSURES)
        check_closure(row, table);
    if (sheet == SHEET_STAFF)
        check_shared(row, table);
    if (sheet == SHEET_INSTITUTIONS)
        check_institution(row, table);
    if (sheet == SHEET_SITES && value_of(row, sheet, "secret")->number == 1
            && (value_of(row, sheet, "lon")->given || value_of(row, sheet, "address")->given))
        table_reject(table, (int) provider_field(sheet, "secret"),
                "απόρρητο σημείο δεν έχει ούτε διεύθυνση ούτε συντεταγμένες: σβήστε τις.",
                /* suggestion= */ NULL);
    return r;
}

static Row *
next_row(Providers *providers, ProviderSheet sheet)
{
    Rows *rows = &providers->rows[sheet];

    memory_reserve(rows->rows, rows->n, rows->capacity);
    rows->rows[rows->n] = (Row) { .values = arena_array(providers->import->arena, Value,
                                          provider_tables[sheet].n_fields) };
    return &rows->rows[rows->n++];
}

/* What has ended speaks of the places of its time. */
static Day
day_of_row(const Providers *providers, ProviderSheet sheet, const Table *table)
{
    const char *key = sheet == SHEET_STOPS ? "from" : "valid_to";
    Day today = providers->import->today;
    char text[DAY_TEXT_SIZE];
    Day day;

    if (!provider_has_field(sheet, key))
        return today;
    (void) snprintf(
            text, sizeof text, "%.*s", 10, table_cell(table, (int) provider_field(sheet, key)));
    if (day_parse(text, &day) != 0)
        return today;
    return day < today ? day : today;
}

static void
read_row(Providers *providers, ProviderSheet sheet, Table *table)
{
    const ProviderTable *definition = &provider_tables[sheet];
    Row *row = next_row(providers, sheet);

    row->place = table_place(table);
    providers->on = day_of_row(providers, sheet, table);
    for (size_t i = 0; i < definition->n_fields; i++) {
        const Field *field = &definition->fields[i];
        Value *value = &row->values[i];

        value->given = *table_cell(table, (int) i) != '\0';
        if (field->kind == FIELD_AREA)
            area_cell_read(providers->import, &providers->known, table, (int) i, providers->on,
                    &value->area);
        else if (value->given)
            read_value(providers, field, table, (int) i, value);
        else if (field->otherwise)
            value->text = field->otherwise;
        else if (field->column.required)
            (void) table_required(table, (int) i);
    }
    if (check_together(providers, sheet, row, table) != 0)
        table_reject(table, TABLE_WHOLE_LINE, "οι συντεταγμένες δεν μετατρέπονται.",
                /* suggestion= */ NULL);
    row->right = !table_row_rejected(table);
}

#define ROW_READER(name, sheet)                   \
    static void name(void *context, Table *table) \
    {                                             \
        read_row(context, sheet, table);          \
    }

ROW_READER(read_body, SHEET_BODIES)
ROW_READER(read_structure, SHEET_STRUCTURES)
ROW_READER(read_partner, SHEET_PARTNERS)
ROW_READER(read_funding, SHEET_FUNDINGS)
ROW_READER(read_site, SHEET_SITES)
ROW_READER(read_stop, SHEET_STOPS)
ROW_READER(read_offer, SHEET_OFFERS)
ROW_READER(read_closure, SHEET_CLOSURES)
ROW_READER(read_addition, SHEET_ADDITIONS)
ROW_READER(read_staff, SHEET_STAFF)
ROW_READER(read_institution, SHEET_INSTITUTIONS)
ROW_READER(read_ranking, SHEET_RANKINGS)
ROW_READER(read_approval, SHEET_APPROVALS)

static int
read_sheets(Providers *providers)
{
    static void (*const readers[N_PROVIDER_SHEETS])(void *, Table *) = {
        [SHEET_BODIES] = read_body,
        [SHEET_STRUCTURES] = read_structure,
        [SHEET_PARTNERS] = read_partner,
        [SHEET_FUNDINGS] = read_funding,
        [SHEET_SITES] = read_site,
        [SHEET_STOPS] = read_stop,
        [SHEET_OFFERS] = read_offer,
        [SHEET_CLOSURES] = read_closure,
        [SHEET_ADDITIONS] = read_addition,
        [SHEET_STAFF] = read_staff,
        [SHEET_INSTITUTIONS] = read_institution,
        [SHEET_RANKINGS] = read_ranking,
        [SHEET_APPROVALS] = read_approval,
    };
    Arena *arena = providers->import->arena;
    Sheet *sheets = arena_array(arena, Sheet, N_PROVIDER_SHEETS);

    for (size_t i = 0; i < N_PROVIDER_SHEETS; i++) {
        const ProviderTable *definition = &provider_tables[i];
        Column *columns = arena_array(arena, Column, definition->n_fields);

        for (size_t k = 0; k < definition->n_fields; k++)
            columns[k] = definition->fields[k].column;
        sheets[i] = (Sheet) { definition->key, definition->greek, columns, definition->n_fields,
            readers[i] };
    }
    return sheets_read(providers->import, sheets, N_PROVIDER_SHEETS, providers, providers->present);
}

/* ---- the whole ---- */

static const char *const unknown_code[N_PROVIDER_CODES] = {
    [CODE_PROGRAMME] = "άγνωστο πρόγραμμα· εισαγάγετε πρώτα το μητρώο προγραμμάτων.",
    [CODE_BODY] = "άγνωστος φορέας· δεν υπάρχει ούτε στο αρχείο των φορέων ούτε στο μητρώο.",
    [CODE_STRUCTURE] = "άγνωστη δομή· δεν υπάρχει ούτε στο αρχείο των δομών ούτε στο μητρώο.",
    [CODE_SITE] = "άγνωστο σημείο· δεν υπάρχει ούτε στο αρχείο των σημείων ούτε στο μητρώο.",
    [CODE_OFFER] = "άγνωστη παροχή· δεν υπάρχει ούτε στο αρχείο των παροχών ούτε στο μητρώο.",
    [CODE_INSTITUTION] =
            "άγνωστο ίδρυμα· δεν υπάρχει ούτε στο αρχείο των ιδρυμάτων ούτε στο μητρώο.",
};

static const char *const greek_of_codes[N_PROVIDER_CODES] = {
    [CODE_PROGRAMME] = "προγραμμάτων",
    [CODE_BODY] = "φορέων",
    [CODE_STRUCTURE] = "δομών",
    [CODE_SITE] = "σημείων",
    [CODE_OFFER] = "παροχών",
    [CODE_INSTITUTION] = "ιδρυμάτων",
};

static void
refer(Providers *providers, ProviderSheet sheet, Row *row)
{
    const ProviderTable *definition = &provider_tables[sheet];

    for (size_t i = 0; i < definition->n_fields; i++) {
        const Field *field = &definition->fields[i];
        Value *value = &row->values[i];
        Codes *codes = providers->codes[field->code];

        if (!value->text || (field->kind != FIELD_CODE && field->kind != FIELD_REFERS))
            continue;
        value->number = codes_refer(codes, providers->import, value->text);
        if (value->number)
            continue;
        row_reject(providers->import->report, &row->place, (int) i, value->text,
                unknown_code[field->code], codes_nearest(codes, value->text));
        row->right = false;
    }
}

static int
compare_value(const Value *one, const Value *other)
{
    int order = strcmp(one->text ? one->text : "", other->text ? other->text : "");

    return order ? order : (one->number > other->number) - (one->number < other->number);
}

/* What tells two rows of a sheet apart stands in the table of fields. */
static int
compare_keys(const Row *one, const Row *other, ProviderSheet sheet)
{
    int order = 0;

    for (size_t i = 0; i < PROVIDER_KEYS_MAX && provider_tables[sheet].keys[i] && order == 0; i++) {
        size_t field = provider_field(sheet, provider_tables[sheet].keys[i]);

        order = compare_value(&one->values[field], &other->values[field]);
    }
    return order;
}

static int
compare_rows(const void *left, const void *right, void *context)
{
    const Row *one = *(const Row *const *) left;
    const Row *other = *(const Row *const *) right;
    int order = compare_keys(one, other, *(const ProviderSheet *) context);

    return order ? order
                 : (one->place.line > other->place.line) - (one->place.line < other->place.line);
}

static void
check_repeated(Providers *providers, ProviderSheet sheet)
{
    Rows *rows = &providers->rows[sheet];
    Row **sorted = arena_array(providers->import->arena, Row *, rows->n);
    size_t n = 0;

    for (size_t i = 0; i < rows->n; i++)
        if (rows->rows[i].right)
            sorted[n++] = &rows->rows[i];
    qsort_r(sorted, n, sizeof *sorted, compare_rows, &sheet);
    for (size_t i = 1; i < n; i++) {
        if (compare_keys(sorted[i - 1], sorted[i], sheet) != 0)
            continue;
        row_reject(providers->import->report, &sorted[i]->place,
                (int) provider_field(sheet, provider_tables[sheet].keys[0]),
                sorted[i]->values[0].text ? sorted[i]->values[0].text : "",
                arena_format(providers->import->arena, "υπάρχει ήδη στη γραμμή %llu.",
                        (unsigned long long) sorted[i - 1]->place.line),
                /* suggestion= */ NULL);
    }
}

static void
check_parents(Providers *providers)
{
    Rows *rows = &providers->rows[SHEET_STRUCTURES];
    size_t parent = provider_field(SHEET_STRUCTURES, "parent");

    for (size_t i = 0; i < rows->n; i++) {
        Row *row = &rows->rows[i];

        if (row->values[parent].given && row->values[0].text
                && strcmp(row->values[parent].text, row->values[0].text) == 0)
            row_reject(providers->import->report, &row->place, (int) parent,
                    row->values[parent].text, "μια δομή δεν ανήκει στον εαυτό της.",
                    /* suggestion= */ NULL);
    }
}

/* ---- staff that two structures share ---- */

static int
compare_sharing(const void *left, const void *right)
{
    static const char *const fields[] = { "structure", "shared_with" };
    const Row *rows[] = { *(Row *const *) left, *(Row *const *) right };
    int64_t low[2], high[2];
    int order;

    for (size_t i = 0; i < 2; i++) {
        int64_t one = rows[i]->values[provider_field(SHEET_STAFF, fields[0])].number;
        int64_t other = rows[i]->values[provider_field(SHEET_STAFF, fields[1])].number;

        low[i] = one < other ? one : other;
        high[i] = one < other ? other : one;
    }
    if (low[0] != low[1])
        return low[0] < low[1] ? -1 : 1;
    if (high[0] != high[1])
        return high[0] < high[1] ? -1 : 1;
    order = compare_value(&rows[0]->values[provider_field(SHEET_STAFF, "specialty")],
            &rows[1]->values[provider_field(SHEET_STAFF, "specialty")]);
    return order ? order
                 : compare_value(&rows[0]->values[provider_field(SHEET_STAFF, "title")],
                         &rows[1]->values[provider_field(SHEET_STAFF, "title")]);
}

/* Two structures must not both say that they share the same people: they would count twice. */
static void
check_sharing(Providers *providers)
{
    Rows *rows = &providers->rows[SHEET_STAFF];
    size_t structure = provider_field(SHEET_STAFF, "structure");
    size_t shared = provider_field(SHEET_STAFF, "shared_with");
    Row **sorted = arena_array(providers->import->arena, Row *, rows->n);
    size_t n = 0;

    for (size_t i = 0; i < rows->n; i++)
        if (rows->rows[i].right && rows->rows[i].values[shared].number)
            sorted[n++] = &rows->rows[i];
    qsort(sorted, n, sizeof *sorted, compare_sharing);
    for (size_t i = 1; i < n; i++) {
        const Row *other = sorted[i - 1];
        const Row *row = sorted[i];

        if (compare_sharing(&other, &row) != 0
                || other->values[structure].number == row->values[structure].number)
            continue;
        row_reject(providers->import->report, &row->place, (int) shared, row->values[shared].text,
                arena_format(providers->import->arena,
                        "τα ίδια άτομα γράφονται και στη γραμμή %llu, από την άλλη δομή· γράψτε τα "
                        "μία φορά.",
                        (unsigned long long) other->place.line),
                /* suggestion= */ NULL);
    }
}

/* A ranking chooses institutions for a group action; help to a person is never chosen so. */
static void
check_rankings(Providers *providers)
{
    const Rows *rankings = &providers->rows[SHEET_RANKINGS];
    const Rows *offers = &providers->rows[SHEET_OFFERS];
    size_t of = provider_field(SHEET_RANKINGS, "offer");
    int64_t highest = 0;
    bool *is_help_to_persons;

    for (size_t i = 0; i < offers->n; i++)
        if (offers->rows[i].values[0].number > highest)
            highest = offers->rows[i].values[0].number;
    is_help_to_persons = arena_array(providers->import->arena, bool, (size_t) highest + 1);
    for (size_t i = 0; i < offers->n; i++) {
        const char *kind = value_of(&offers->rows[i], SHEET_OFFERS, "kind")->text;

        is_help_to_persons[offers->rows[i].values[0].number] =
                kind && strcmp(kind, "group_action") != 0;
    }
    for (size_t i = 0; i < rankings->n; i++) {
        const Value *offer = &rankings->rows[i].values[of];

        if (offer->number <= highest && is_help_to_persons[offer->number] && offer->number > 0)
            row_reject(providers->import->report, &rankings->rows[i].place, (int) of, offer->text,
                    "κατάταξη ιδρυμάτων έχει μόνο μια ομαδική δράση, ποτέ παροχή σε πρόσωπα.",
                    /* suggestion= */ NULL);
    }
}

static void
count_centres(Providers *providers)
{
    Rows *rows = &providers->rows[SHEET_STRUCTURES];
    size_t kind = provider_field(SHEET_STRUCTURES, "kind");
    size_t n = 0;

    for (size_t i = 0; i < rows->n; i++) {
        const char *word = rows->rows[i].values[kind].text;
        const Value *to = value_of(&rows->rows[i], SHEET_STRUCTURES, "valid_to");

        if (to->given && to->number < providers->import->today)
            continue;
        n += word
                && (strcmp(word, "community_centre") == 0 || strcmp(word, "extended_centre") == 0);
    }
    if (n)
        report_notef(providers->import->report,
                "Κέντρα Κοινότητας που ισχύουν σήμερα στο αρχείο: %zu· τα έγγραφα μιλούν για %d.",
                n, CENTRES_EXPECTED);
}

static int
check(Providers *providers)
{
    for (size_t i = 0; i < N_PROVIDER_CODES; i++) {
        int r = codes_settle(providers->codes[i], providers->import, provider_code_kinds[i]);

        if (r != 0)
            return r;
    }
    for (size_t sheet = 0; sheet < N_PROVIDER_SHEETS; sheet++) {
        for (size_t i = 0; i < providers->rows[sheet].n; i++)
            refer(providers, (ProviderSheet) sheet, &providers->rows[sheet].rows[i]);
        check_repeated(providers, (ProviderSheet) sheet);
    }
    check_parents(providers);
    check_sharing(providers);
    check_rankings(providers);
    count_centres(providers);
    for (size_t i = 0; i < N_PROVIDER_CODES; i++)
        codes_note_unchecked(providers->codes[i], providers->import, greek_of_codes[i]);
    return 0;
}

/* ---- what the merge is given ---- */

static void
write_keys(JsonWriter *json, const char *key, const int32_t *keys, size_t n)
{
    if (!n)
        return;
    json_array_begin(json, key);
    for (size_t i = 0; i < n; i++)
        json_integer(json, /* key= */ NULL, keys[i]);
    json_array_end(json);
}

static void
write_days(JsonWriter *json, const char *key, const Day *days, size_t n)
{
    if (!n)
        return;
    json_array_begin(json, key);
    for (size_t i = 0; i < n; i++)
        json_day(json, /* key= */ NULL, days[i]);
    json_array_end(json);
}

static void
write_value(JsonWriter *json, const Field *field, const Value *value)
{
    switch (field->kind) {
    case FIELD_AREA:
        json_string(json, "area_kind", value->area.kind);
        write_keys(json, "area_places", value->area.places, value->area.n_places);
        json_string(json, "area_polygon", value->area.polygon);
        json_string(json, "area_text", value->area.text);
        break;
    case FIELD_FLAG:
        json_bool(json, field->stored, value->number == 1);
        break;
    case FIELD_YES_NO:
        if (value->given)
            json_bool(json, field->stored, value->number == 1);
        break;
    case FIELD_TEXT:
    case FIELD_URL:
    case FIELD_LABEL:
    case FIELD_CHOICE:
    case FIELD_RULE:
    case FIELD_TIME:
        json_string(json, field->stored, value->text);
        break;
    case FIELD_DAYS:
        write_days(json, field->stored, value->keys, value->n_keys);
        break;
    case FIELD_PLACES:
        write_keys(json, field->stored, value->keys, value->n_keys);
        break;
    case FIELD_DAY:
        json_day(json, field->stored, value->given ? (Day) value->number : DAY_NONE);
        break;
    case FIELD_NUMBER:
        if (value->given)
            json_decimal(json, field->stored, value->real, POINT_DECIMALS);
        break;
    case FIELD_CODE:
    case FIELD_REFERS:
    case FIELD_PLACE:
    case FIELD_WHOLE:
    case FIELD_MONEY:
        if (value->given)
            json_integer(json, field->stored, value->number);
        break;
    }
}

static void
write_sheet(JsonWriter *json, const Providers *providers, ProviderSheet sheet)
{
    const ProviderTable *definition = &provider_tables[sheet];
    const Rows *rows = &providers->rows[sheet];

    json_array_begin(json, definition->table);
    for (size_t i = 0; i < rows->n; i++) {
        json_object_begin(json, /* key= */ NULL);
        for (size_t k = 0; k < definition->n_fields; k++)
            if (definition->fields[k].stored)
                write_value(json, &definition->fields[k], &rows->rows[i].values[k]);
        json_integer(json, "file_line", (int64_t) rows->rows[i].place.line);
        json_object_end(json);
    }
    json_array_end(json);
}

static int
merge(const Providers *providers)
{
    Buffer file;
    JsonWriter json;
    int r;

    buffer_init(&file);
    json_init(&json, &file);
    json_object_begin(&json, /* key= */ NULL);
    for (size_t sheet = 0; sheet < N_PROVIDER_SHEETS; sheet++)
        write_sheet(&json, providers, (ProviderSheet) sheet);
    json_object_end(&json);
    r = import_merge(providers->import, &sql_import_providers, file.data);
    buffer_deinit(&file);
    return r;
}

static int
run(Import *import)
{
    Providers providers = { .import = import };
    int r = known_init(import, &providers.known);

    for (size_t i = 0; i < N_PROVIDER_CODES; i++)
        providers.codes[i] = codes_new(import->arena);
    if (r == 0)
        r = read_sheets(&providers);
    if (r == 0)
        r = check(&providers);
    if (r == 0 && import->db && report_rejected(import->report) == 0)
        r = merge(&providers);

    for (size_t i = 0; i < N_PROVIDER_SHEETS; i++)
        free(providers.rows[i].rows);
    (void) projection_free(providers.projection);
    known_deinit(&providers.known);
    return r;
}

const Register register_providers = {
    .name = "providers",
    .greek = "μητρώο φορέων",
    .files_say = "βιβλίο εργασίας, φάκελος ή CSV, GeoJSON, GeoPackage, Shapefile: bodies, "
                 "structures, partners, fundings, sites, stops, "
                 "offers, closures, additions, staff, institutions, rankings, approvals",
    .run = run,
    .export = providers_export,
    .has_sheets = true,
};
