/* SPDX-License-Identifier: EUPL-1.2 */
#include "importers/beneficiary_line.h"

#include "registry/base/memory.h"
#include "registry/base/text.h"
#include "registry/db/value.h"
#include "registry/rules/facts.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MEMORY_SLOTS 4096 /* of one column; a power of two, as the next */
#define MEMORY_WAYS 4     /* slots that one text may be in */
#define MEMORY_TEXT 40    /* longer texts are read anew each time */

/* What a cell of this column meant when it was read last. */
typedef struct Remembered {
    char text[MEMORY_TEXT];
    int64_t value;
    /* For places, whose names change: the days between two on which it meant the same. */
    Day from;
    Day to;
} Remembered;

struct BeneficiaryReader {
    Import *import;
    const Known *known;
    Codes *programmes;
    const BeneficiaryColumns *columns;
    Remembered *memory; /* MEMORY_SLOTS for each column */
    Arena *scratch;     /* of one row */
    BeneficiaryLine line;
};

BeneficiaryReader *
beneficiary_reader_new(
        Import *import, const Known *known, Codes *programmes, const BeneficiaryColumns *columns)
{
    BeneficiaryReader *reader = memory_new(1, sizeof *reader);

    reader->import = import;
    reader->known = known;
    reader->programmes = programmes;
    reader->columns = columns;
    reader->memory = memory_new(columns->n * MEMORY_SLOTS, sizeof *reader->memory);
    reader->scratch = arena_new();
    return reader;
}

BeneficiaryReader *
beneficiary_reader_free(BeneficiaryReader *reader)
{
    if (!reader)
        return NULL;

    explicit_bzero(reader->memory, reader->columns->n * MEMORY_SLOTS * sizeof *reader->memory);
    free(reader->memory);
    (void) arena_free(reader->scratch);
    explicit_bzero(&reader->line, sizeof reader->line);
    free(reader);
    return NULL;
}

/*
 * NULL where the text is too long to be remembered. A text has a few slots to choose from, because
 * two codes of municipalities in one slot would be looked up again in every other line.
 */
static Remembered *
slot_of(BeneficiaryReader *reader, int column, const char *text)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    Remembered *slots;
    size_t n = 0;

    for (; text[n]; n++) {
        if (n == MEMORY_TEXT - 1)
            return NULL;
        hash = (hash ^ (unsigned char) text[n]) * UINT64_C(1099511628211);
    }
    slots = &reader->memory[(size_t) column * MEMORY_SLOTS
            + ((hash >> 32) & (MEMORY_SLOTS - 1) & ~(uint64_t) (MEMORY_WAYS - 1))];
    for (size_t i = 0; i < MEMORY_WAYS; i++)
        if (!*slots[i].text || strcmp(slots[i].text, text) == 0)
            return &slots[i];
    return &slots[(hash >> 56) % MEMORY_WAYS];
}

static bool
recall(const Remembered *slot, const char *text, Day on, int64_t *ret_value)
{
    if (!slot || on < slot->from || on > slot->to || strcmp(slot->text, text) != 0)
        return false;
    *ret_value = slot->value;
    return true;
}

static void
remember(Remembered *slot, const char *text, Day on, int64_t value)
{
    if (!slot)
        return;
    if (slot->value == value && strcmp(slot->text, text) == 0) {
        slot->from = on < slot->from ? on : slot->from;
        slot->to = on > slot->to ? on : slot->to;
        return;
    }
    (void) stpcpy(slot->text, text);
    slot->value = value;
    slot->from = slot->to = on;
}

/* ---- who ---- */

#define MASKED_SIZE 8

/* The report is read by others than the file: all but the end of a number is hidden. */
static const char *
mask(const char *cell, char masked[static MASKED_SIZE])
{
    size_t n = strlen(cell);

    if (n <= 4 || !text_is_utf8(cell + n - 2, 2))
        return NULL;
    (void) snprintf(masked, MASKED_SIZE, "…%s", cell + n - 2);
    return masked;
}

static void
reject_identifier(Table *table, int column, const char *message)
{
    RowPlace place = table_place(table);
    char masked[MASKED_SIZE];

    row_reject(table_import(table)->report, &place, column, mask(table_cell(table, column), masked),
            message, /* suggestion= */ NULL);
    table_mark_rejected(table);
}

static void
repair_identifier(Table *table, int column, size_t n_zeros)
{
    char masked[MASKED_SIZE];
    char whole[MASKED_SIZE + 2];
    const char *value = mask(table_cell(table, column), masked);

    (void) snprintf(whole, sizeof whole, "%.*s%s", (int) n_zeros, "00", value ? value : "");
    table_repair(table, column, value, whole,
            "ο αριθμός είχε χάσει τα πρώτα μηδενικά του· με αυτά το ψηφίο ελέγχου ταιριάζει.");
}

static void
read_identifier(Table *table, int column, IdentifierKind kind, char *ret_digits)
{
    static const char zeros[] = "00";
    const char *cell = table_cell(table, column);
    size_t digits = kind == IDENTIFIER_AMKA ? AMKA_DIGITS : AFM_DIGITS;
    size_t n = strlen(cell);
    char padded[AMKA_DIGITS + 1];
    int r;

    ret_digits[0] = '\0';
    if (n == 0)
        return;
    r = identifier_check(kind, cell);
    if (r == 0) {
        memcpy(ret_digits, cell, digits + 1);
        return;
    }
    if (n < digits && digits - n <= 2) {
        memcpy(padded, zeros, digits - n);
        memcpy(padded + digits - n, cell, n + 1);
        if (identifier_check(kind, padded) == 0) {
            memcpy(ret_digits, padded, digits + 1);
            repair_identifier(table, column, digits - n);
            return;
        }
    }
    reject_identifier(table, column, identifier_reason(kind, r));
}

static void
read_who(BeneficiaryReader *reader, Table *table)
{
    BeneficiaryLine *line = &reader->line;

    read_identifier(table, B_AMKA, IDENTIFIER_AMKA, line->amka);
    read_identifier(table, B_AFM, IDENTIFIER_AFM, line->afm);
    if (!*table_cell(table, B_AMKA) && !*table_cell(table, B_AFM))
        table_reject(table, B_AMKA, "η γραμμή δεν λέει για ποιον είναι: χρειάζεται ΑΜΚΑ ή ΑΦΜ.",
                /* suggestion= */ NULL);
    line->household = table_cell(table, B_HOUSEHOLD);
}

static void
read_as_of(BeneficiaryReader *reader, Table *table)
{
    const char *cell = table_cell(table, B_AS_OF);
    Remembered *slot = slot_of(reader, B_AS_OF, cell);
    int64_t value = 0;

    if (*cell && recall(slot, cell, DAY_NONE, &value)) {
        reader->line.as_of = (Day) value;
        return;
    }
    if (!table_required(table, B_AS_OF) || !table_day(table, B_AS_OF, &reader->line.as_of))
        return;
    if (reader->line.as_of > reader->import->today)
        table_reject(table, B_AS_OF, "η ημερομηνία αναφοράς είναι στο μέλλον.",
                /* suggestion= */ NULL);
    else
        remember(slot, cell, DAY_NONE, reader->line.as_of);
}

/* ---- where ---- */

static int32_t
read_place(BeneficiaryReader *reader, Table *table, int column)
{
    const char *cell = table_cell(table, column);
    Day on = reader->line.as_of;
    Remembered *slot = slot_of(reader, column, cell);
    const char *message = NULL;
    const char *suggestion = NULL;
    int64_t key;

    if (!*cell)
        return 0;
    if (recall(slot, cell, on, &key))
        return (int32_t) key;
    key = known_place(reader->known, reader->scratch, cell, PLACE_LEVEL_BIT(PLACE_MUNICIPALITY), on,
            &message, &suggestion);
    if (key)
        remember(slot, cell, on, key);
    else
        table_reject(table, column, message, suggestion);
    return (int32_t) key;
}

static void
read_where(BeneficiaryReader *reader, Table *table)
{
    BeneficiaryLine *line = &reader->line;
    const char *basis = table_cell(table, B_RESIDENCE_BASIS);
    const char *reason;
    int64_t bases;

    line->place = read_place(reader, table, B_MUNICIPALITY);
    line->registered_place = read_place(reader, table, B_REGISTERED_MUNICIPALITY);
    line->bases = line->place ? BASIS_BIT(RESIDENCE_RESIDENT) : 0;
    if (!*basis)
        return;
    if (fact_value_parse(reader->scratch, fact_of(FACT_RESIDENCE_BASIS), basis, &bases, &reason)
            != 0) {
        table_reject(table, B_RESIDENCE_BASIS, reason, /* suggestion= */ NULL);
        return;
    }
    line->bases = (int) bases;
    if (line->bases & BASIS_BIT(RESIDENCE_REGISTERED) && line->registered_place
            && line->registered_place != line->place)
        table_reject(table, B_REGISTERED_MUNICIPALITY,
                "κάθε άνθρωπος είναι δημότης ενός δήμου, και η σχέση με τον δήμο λέει άλλον.",
                /* suggestion= */ NULL);
    if (!*table_cell(table, B_MUNICIPALITY))
        table_reject(table, B_MUNICIPALITY, "η σχέση με τον δήμο χρειάζεται και τον δήμο.",
                /* suggestion= */ NULL);
}

/* ---- what ---- */

/* What a feed writes instead of a value to take back what it said before. */
static bool
is_taken_back(const char *cell)
{
    return text_same(cell, "withdrawn") || text_same(cell, "ανακαλείται");
}

static void
say_fact(BeneficiaryLine *line, const Fact *fact, int64_t value)
{
    line->facts[fact->number - 1] = value;
    line->said |= UINT64_C(1) << (fact->number - 1);
    line->takes_back |= value == FACT_WITHDRAWN;
    if (line->n_facts < (size_t) fact->number)
        line->n_facts = (size_t) fact->number;
}

static void
read_fact(BeneficiaryReader *reader, Table *table, int column)
{
    const Fact *fact = reader->columns->facts[column];
    const char *cell = table_cell(table, column);
    Remembered *slot;
    const char *reason;
    int64_t value;

    if (!*cell)
        return;
    slot = slot_of(reader, column, cell);
    if (!recall(slot, cell, DAY_NONE, &value)) {
        if (fact_value_parse(reader->scratch, fact, cell, &value, &reason) != 0) {
            if (!is_taken_back(cell)) {
                table_reject(table, column, reason, /* suggestion= */ NULL);
                return;
            }
            value = FACT_WITHDRAWN;
        }
        remember(slot, cell, DAY_NONE, value);
    }
    say_fact(&reader->line, fact, value);
}

static void
check_birth(BeneficiaryReader *reader, Table *table)
{
    BeneficiaryLine *line = &reader->line;
    int64_t birth = line->facts[FACT_BIRTH_DATE - 1];

    if (birth == DB_NULL || birth == FACT_WITHDRAWN)
        return;
    for (size_t i = B_FIRST_FACT; i < reader->columns->n; i++) {
        if (reader->columns->facts[i]->number != FACT_BIRTH_DATE)
            continue;
        if (birth > reader->import->today)
            table_reject(table, (int) i, "η ημερομηνία γέννησης είναι στο μέλλον.", NULL);
        else if (*line->amka && !amka_fits_birth(line->amka, (Day) birth))
            table_reject(table, (int) i,
                    "η ημερομηνία γέννησης δεν ταιριάζει με τα πρώτα έξι ψηφία του ΑΜΚΑ.", NULL);
    }
}

static int
compare_keys(const void *left, const void *right)
{
    int64_t one = *(const int64_t *) left;
    int64_t other = *(const int64_t *) right;

    return (one > other) - (one < other);
}

static bool
says_nothing_received(const char *cell)
{
    return strcmp(cell, "-") == 0 || text_same(cell, "none") || text_same(cell, "κανένα");
}

static void
read_programme(BeneficiaryReader *reader, Table *table, const char *code)
{
    BeneficiaryLine *line = &reader->line;
    int32_t key = codes_refer(reader->programmes, reader->import, code);

    if (!key) {
        table_reject(table, B_RECEIVES,
                arena_format(reader->scratch, "«%s»: άγνωστο πρόγραμμα.", code),
                codes_nearest(reader->programmes, code));
        return;
    }
    if (line->n_receives == RECEIVES_MAX) {
        table_rejectf(table, B_RECEIVES, "πάνω από %d προγράμματα.", RECEIVES_MAX);
        return;
    }
    line->receives[line->n_receives++] = key;
}

static void
take_back_receives(BeneficiaryLine *line)
{
    line->says_receives = true;
    line->takes_back = true;
    line->receives[0] = DB_NULL;
    line->n_receives = 1;
}

static void
read_receives(BeneficiaryReader *reader, Table *table)
{
    BeneficiaryLine *line = &reader->line;
    const char *cell = table_cell(table, B_RECEIVES);
    size_t kept = 0;
    char *rest;
    char *code;

    if (!*cell)
        return;
    line->says_receives = true;
    if (says_nothing_received(cell))
        return;
    if (is_taken_back(cell)) {
        take_back_receives(line);
        return;
    }
    rest = arena_text(reader->scratch, cell);
    while ((code = strsep(&rest, "| "))) {
        if (*code && !table_row_rejected(table))
            read_programme(reader, table, code);
    }
    qsort(line->receives, line->n_receives, sizeof *line->receives, compare_keys);
    for (size_t i = 0; i < line->n_receives; i++)
        if (i == 0 || line->receives[i] != line->receives[i - 1])
            line->receives[kept++] = line->receives[i];
    line->n_receives = kept;
}

/* ---- whether still ---- */

static void
read_death(BeneficiaryReader *reader, Table *table)
{
    BeneficiaryLine *line = &reader->line;
    const char *cell = table_cell(table, B_DIED_ON);
    int64_t birth = line->facts[FACT_BIRTH_DATE - 1];

    if (!*cell)
        return;
    if (is_taken_back(cell)) {
        line->died_on = DAY_NEVER;
        return;
    }
    if (!table_day(table, B_DIED_ON, &line->died_on) || table_row_rejected(table))
        return;
    if (line->died_on > line->as_of)
        table_reject(table, B_DIED_ON,
                "ο θάνατος είναι μεταγενέστερος της ημερομηνίας αναφοράς της γραμμής.", NULL);
    else if (birth != DB_NULL && birth != FACT_WITHDRAWN && line->died_on < birth)
        table_reject(table, B_DIED_ON, "ο θάνατος είναι πριν από τη γέννηση.", NULL);
}

/* A line that takes back all says nothing else, so that nothing is taken back by mistake. */
static void
refuse_beside_withdrawal(BeneficiaryReader *reader, Table *table)
{
    for (size_t i = B_MUNICIPALITY; i < reader->columns->n; i++) {
        if (i == B_WITHDRAWN || !*table_cell(table, (int) i))
            continue;
        table_reject(table, (int) i,
                "η γραμμή ανακαλεί ό,τι έχει πει η ροή για το πρόσωπο, άρα δεν δηλώνει τίποτα "
                "άλλο· σβήστε το κελί ή την ανάκληση.",
                /* suggestion= */ NULL);
        return;
    }
}

static void
read_withdrawal(BeneficiaryReader *reader, Table *table)
{
    BeneficiaryLine *line = &reader->line;
    Feed feed = reader->import->feed;
    int yes;

    if (!table_yes_no(table, B_WITHDRAWN, &yes) || yes != 1)
        return;
    refuse_beside_withdrawal(reader, table);
    line->withdrawn = true;
    line->died_on = DAY_NEVER;
    for (int number = 1; number <= FACT_COUNT; number++) {
        const Fact *fact = fact_of((FactNumber) number);

        if (fact->origin == FACT_CLAIMED && feed_says(feed, fact))
            say_fact(line, fact, FACT_WITHDRAWN);
    }
    if (feed_says(feed, fact_of(FACT_RECEIVES)))
        take_back_receives(line);
}

/* ---- a line ---- */

void
beneficiary_check_header(const BeneficiaryReader *reader, Table *table)
{
    Feed feed = reader->import->feed;

    for (size_t i = B_FIRST_FACT; i < reader->columns->n; i++) {
        if (!table_has(table, (int) i) || feed_says(feed, reader->columns->facts[i]))
            continue;
        table_reject_column(table, (int) i,
                arena_format(reader->import->arena,
                        "η ροή «%s» δεν δηλώνει αυτό το στοιχείο· σβήστε τη στήλη.",
                        feed_greek(feed)));
    }
    if (table_has(table, B_RECEIVES) && !feed_says(feed, fact_of(FACT_RECEIVES)))
        table_reject_column(table, B_RECEIVES,
                arena_format(reader->import->arena,
                        "η ροή «%s» δεν δηλώνει αυτό το στοιχείο· σβήστε τη στήλη.",
                        feed_greek(feed)));
}

static void
clear(BeneficiaryReader *reader)
{
    BeneficiaryLine *line = &reader->line;

    *line->amka = *line->afm = '\0';
    line->as_of = 0;
    line->place = line->registered_place = 0;
    line->bases = 0;
    line->household = "";
    for (size_t i = 0; i < FACT_COUNT; i++)
        line->facts[i] = DB_NULL;
    line->n_facts = 1;
    line->said = 0;
    line->takes_back = line->says_receives = line->withdrawn = false;
    line->n_receives = 0;
    line->died_on = DAY_NONE;
    arena_reset(reader->scratch);
}

bool
beneficiary_read(BeneficiaryReader *reader, Table *table, const BeneficiaryLine **ret_line)
{
    assert(reader && table && ret_line);

    clear(reader);
    read_who(reader, table);
    read_as_of(reader, table);
    read_where(reader, table);
    for (size_t i = B_FIRST_FACT; i < reader->columns->n; i++)
        read_fact(reader, table, (int) i);
    check_birth(reader, table);
    read_receives(reader, table);
    read_death(reader, table);
    read_withdrawal(reader, table);
    *ret_line = &reader->line;
    return !table_row_rejected(table);
}
