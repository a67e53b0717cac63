/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/rules/criterion.h"

#include "registry/base/text.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CELL_MAX 20000 /* bytes of one cell; a set of all municipalities fits */

typedef struct Reader {
    Arena *arena;
    const CriterionText *row;
    const Names *names;
    Diagnostics *diagnostics;
    Criterion *criterion;
    const Fact *fact;
    const char *set_cell; /* the cell that holds the set: set, or else value */
    const char *set_column;
    bool fine;
} Reader;

/* ---- words ---------------------------------------------------------------------------------- */

static const struct {
    CriterionKind kind;
    const char *key;
    const char *greek;
} kinds[] = {
    { KIND_CONDITION, "condition", "προϋπόθεση" },
    { KIND_EXCLUSION, "exclusion", "αποκλεισμός" },
    { KIND_PRIORITY, "priority", "προτεραιότητα" },
    { KIND_ASK, "ask", "ερώτηση" },
};

/* The first spelling of each is the one that is written. */
static const struct {
    Operator operator_;
    const char *spelling;
} operators[] = {
    { OPERATOR_EQUAL, "=" },
    { OPERATOR_NOT_EQUAL, "≠" },
    { OPERATOR_LESS, "<" },
    { OPERATOR_AT_MOST, "≤" },
    { OPERATOR_MORE, ">" },
    { OPERATOR_AT_LEAST, "≥" },
    { OPERATOR_BETWEEN, "between" },
    { OPERATOR_IN, "in" },
    { OPERATOR_NOT_IN, "not in" },
    { OPERATOR_IS_KNOWN, "is known" },
    { OPERATOR_EQUAL, "==" },
    { OPERATOR_EQUAL, "είναι" },
    { OPERATOR_NOT_EQUAL, "!=" },
    { OPERATOR_NOT_EQUAL, "<>" },
    { OPERATOR_NOT_EQUAL, "δεν είναι" },
    { OPERATOR_LESS, "κάτω από" },
    { OPERATOR_AT_MOST, "<=" },
    { OPERATOR_AT_MOST, "=<" },
    { OPERATOR_AT_MOST, "έως" },
    { OPERATOR_MORE, "πάνω από" },
    { OPERATOR_AT_LEAST, ">=" },
    { OPERATOR_AT_LEAST, "=>" },
    { OPERATOR_AT_LEAST, "τουλάχιστον" },
    { OPERATOR_BETWEEN, "μεταξύ" },
    { OPERATOR_IN, "in set" },
    { OPERATOR_IN, "σε" },
    { OPERATOR_IN, "στο σύνολο" },
    { OPERATOR_NOT_IN, "not in set" },
    { OPERATOR_NOT_IN, "όχι σε" },
    { OPERATOR_NOT_IN, "εκτός" },
    { OPERATOR_NOT_IN, "όχι στο σύνολο" },
    { OPERATOR_IS_KNOWN, "είναι γνωστό" },
    { OPERATOR_IS_KNOWN, "γνωστό" },
};

#define N_KINDS (sizeof kinds / sizeof kinds[0])
#define N_OPERATORS (sizeof operators / sizeof operators[0])

#define BIT(operator_) (1u << (operator_))
#define EITHER_OR (BIT(OPERATOR_EQUAL) | BIT(OPERATOR_NOT_EQUAL))
#define MEMBERSHIP (BIT(OPERATOR_IN) | BIT(OPERATOR_NOT_IN))
#define ORDER                                                                    \
    (EITHER_OR | BIT(OPERATOR_LESS) | BIT(OPERATOR_AT_MOST) | BIT(OPERATOR_MORE) \
            | BIT(OPERATOR_AT_LEAST) | BIT(OPERATOR_BETWEEN))

/* What can be asked of each type; `is known` of all but programmes. */
static const struct {
    unsigned operators;
    const char *say; /* the operators, for the message */
} of_type[] = {
    [FACT_YES_NO] = { EITHER_OR, "= ή ≠ με ναι ή όχι" },
    [FACT_WHOLE] = { ORDER | MEMBERSHIP, "=, ≠, <, ≤, >, ≥, between, in ή not in" },
    [FACT_MONEY] = { ORDER, "=, ≠, <, ≤, >, ≥ ή between" },
    [FACT_DATE] = { ORDER, "=, ≠, <, ≤, >, ≥ ή between" },
    [FACT_CHOICE] = { EITHER_OR | MEMBERSHIP, "=, ≠, in ή not in με σύνολο κωδικών" },
    [FACT_CODES] = { EITHER_OR | MEMBERSHIP, "in ή not in με σύνολο κωδικών" },
    [FACT_AGES] = { EITHER_OR | MEMBERSHIP | BIT(OPERATOR_BETWEEN),
            "in, not in ή between με ηλικίες, π.χ. 4..16" },
    [FACT_PLACE] = { EITHER_OR | MEMBERSHIP, "=, ≠, in ή not in με τόπους" },
    [FACT_PROGRAMMES] = { EITHER_OR | MEMBERSHIP, "in ή not in με κωδικούς προγραμμάτων" },
};

const char *
criterion_kind_key(CriterionKind kind)
{
    return kinds[kind - 1].key;
}

const char *
criterion_kind_greek(CriterionKind kind)
{
    return kinds[kind - 1].greek;
}

const char *
operator_key(Operator operator_)
{
    return operator_ == OPERATOR_NONE ? "" : operators[operator_ - 1].spelling;
}

/* ---- cells ---------------------------------------------------------------------------------- */

/* NULL where nothing stands. */
static const char *
cell(Arena *arena, const char *text)
{
    size_t length;

    if (!text)
        return NULL;
    text += strspn(text, " \t\r\n");
    length = strlen(text);
    while (length > 0 && strchr(" \t\r\n", text[length - 1]))
        length--;
    return length > 0 ? arena_text_n(arena, text, length) : NULL;
}

static void __attribute__((format(printf, 5, 6))) refuse(Reader *reader, const char *column,
        const char *value, const char *suggestion, const char *format, ...)
{
    va_list arguments;
    va_list again;
    char *message;
    int length;

    va_start(arguments, format);
    va_copy(again, arguments);
    length = vsnprintf(NULL, 0, format, arguments);
    message = arena_alloc(reader->arena, (size_t) length + 1);
    (void) vsnprintf(message, (size_t) length + 1, format, again);
    va_end(again);
    va_end(arguments);

    reader->fine = false;
    diagnostics_add(reader->diagnostics,
            &(Diagnostic) {
                    .row = reader->row->row,
                    .programme = reader->row->programme,
                    .column = column,
                    .value = value,
                    .suggestion = suggestion,
            },
            "%s", message);
}

static void
read_kind(Reader *reader)
{
    const char *text = cell(reader->arena, reader->row->kind);
    const char *names[2 * N_KINDS];

    for (size_t i = 0; i < N_KINDS; i++) {
        if (text && (text_same(text, kinds[i].key) || text_same(text, kinds[i].greek))) {
            reader->criterion->kind = kinds[i].kind;
            return;
        }
        names[2 * i] = kinds[i].key;
        names[2 * i + 1] = kinds[i].greek;
    }
    refuse(reader, "kind", text, text ? text_nearest(text, names, 2 * N_KINDS) : NULL,
            text ? "Άγνωστο είδος γραμμής «%s». Γράψτε condition, exclusion, priority ή ask "
                   "(προϋπόθεση, αποκλεισμός, προτεραιότητα, ερώτηση)."
                 : "Λείπει το είδος της γραμμής%s. Γράψτε condition, exclusion, priority ή ask.",
            text ? text : "");
}

static bool
decides(const Reader *reader)
{
    return reader->criterion->kind == KIND_CONDITION || reader->criterion->kind == KIND_EXCLUSION;
}

static void
read_block(Reader *reader)
{
    const char *text = cell(reader->arena, reader->row->block);
    int32_t block = 0;

    if (!text) {
        if (decides(reader))
            refuse(reader, "block", NULL, "1",
                    "Λείπει ο αριθμός του μπλοκ. Γραμμές με τον ίδιο αριθμό ισχύουν όλες μαζί· "
                    "γράψτε 1 αν υπάρχει ένα μόνο μπλοκ.");
        return;
    }
    for (const char *at = text; *at && block <= CRITERION_BLOCK_MAX; at++)
        block = isdigit((unsigned char) *at) ? block * 10 + (*at - '0') : CRITERION_BLOCK_MAX + 1;

    if (block < 1 || block > CRITERION_BLOCK_MAX)
        refuse(reader, "block", text, NULL,
                "Ο αριθμός μπλοκ «%s» δεν είναι σωστός. Γράψτε ακέραιο από 1 έως %d.", text,
                CRITERION_BLOCK_MAX);
    else
        reader->criterion->block = block;
}

/* True if there is a fact to go on with. */
static bool
read_fact(Reader *reader)
{
    const char *text = cell(reader->arena, reader->row->fact);

    if (!text) {
        if (reader->criterion->kind == KIND_ASK)
            return false;
        refuse(reader, "fact", NULL, NULL,
                "Κενή γραμμή: λείπει το στοιχείο. Ένα μπλοκ χωρίς όρο δεν γίνεται δεκτό, γιατί θα "
                "ταίριαζε σε όλους· γράψτε το στοιχείο ή σβήστε τη γραμμή.");
        return false;
    }

    reader->fact = fact_find(text);
    if (!reader->fact) {
        const char *nearest = fact_nearest(text);

        refuse(reader, "fact", text, nearest,
                "Άγνωστο στοιχείο «%s»: δεν είναι στον κατάλογο των στοιχείων%s%s%s.", text,
                nearest ? " (μήπως «" : "", nearest ? nearest : "", nearest ? "»;)" : "");
        return false;
    }
    if (reader->fact->number == FACT_SAME_AS && reader->criterion->kind != KIND_CONDITION) {
        refuse(reader, "fact", text, "meets",
                "Το same_as παίρνει τα μπλοκ άλλου προγράμματος και στέκει μόνο σε γραμμή "
                "condition. Για αποκλεισμό γράψτε meets.");
        return false;
    }
    reader->criterion->fact = reader->fact->number;
    return true;
}

static Operator
find_operator(Arena *arena, const char *text)
{
    const char *word = text_fold_key(arena, text);

    for (size_t i = 0; i < N_OPERATORS; i++)
        if (strcmp(operators[i].spelling, text) == 0
                || (*word && strcmp(text_fold_key(arena, operators[i].spelling), word) == 0))
            return operators[i].operator_;
    return OPERATOR_NONE;
}

static bool
may_be_asked(const Reader *reader, Operator operator_)
{
    if (operator_ == OPERATOR_IS_KNOWN)
        return reader->fact->origin != FACT_DERIVED && reader->fact->origin != FACT_RULE;
    return of_type[reader->fact->type].operators & BIT(operator_);
}

/* True if there is an operator to go on with. */
static bool
read_operator(Reader *reader)
{
    const char *text = cell(reader->arena, reader->row->operator_);
    Operator operator_;

    if (!text && reader->fact->number == FACT_SAME_AS) {
        reader->criterion->operator_ = OPERATOR_IN;
        return true;
    }
    if (!text) {
        /* An ask may name its fact only to say what it is about. */
        if (reader->criterion->kind != KIND_ASK)
            refuse(reader, "operator", NULL, NULL, "Λείπει ο τελεστής. Για το «%s» γράψτε %s.",
                    reader->fact->greek, of_type[reader->fact->type].say);
        return false;
    }

    operator_ = find_operator(reader->arena, text);
    if (operator_ == OPERATOR_NONE) {
        refuse(reader, "operator", text, NULL, "Άγνωστος τελεστής «%s». Για το «%s» γράψτε %s.",
                text, reader->fact->greek, of_type[reader->fact->type].say);
        return false;
    }
    if (!may_be_asked(reader, operator_)
            || (reader->fact->number == FACT_SAME_AS && operator_ != OPERATOR_EQUAL
                    && operator_ != OPERATOR_IN)) {
        refuse(reader, "operator", text,
                reader->fact->type == FACT_YES_NO || reader->fact->type == FACT_MONEY
                                || reader->fact->type == FACT_DATE
                        ? "="
                        : "in",
                "Ο τελεστής «%s» δεν ταιριάζει στο στοιχείο «%s». Γράψτε %s.", text,
                reader->fact->greek, of_type[reader->fact->type].say);
        return false;
    }
    if (operator_ == OPERATOR_IS_KNOWN && decides(reader)) {
        refuse(reader, "operator", text, NULL,
                "Το «is known» δεν κρίνει δικαίωμα: στέκει μόνο σε γραμμή ask ή priority.");
        return false;
    }
    reader->criterion->operator_ = operator_;
    return true;
}

/* ---- values --------------------------------------------------------------------------------- */

static bool
read_value(Reader *reader, const char *column, const char *text, int64_t *ret_value)
{
    const char *reason;

    if (fact_value_parse(reader->arena, reader->fact, text, ret_value, &reason) == 0)
        return true;
    refuse(reader, column, text, NULL, "%s", reason);
    return false;
}

/* Both ends of `6000.01..10000`; also `έως` and `|` between them. */
static bool
split_range(Arena *arena, const char *text, const char **ret_low, const char **ret_high)
{
    static const char *const separators[] = { "..", "|", " έως ", " εως " };

    for (size_t i = 0; i < sizeof separators / sizeof separators[0]; i++) {
        const char *at = strstr(text, separators[i]);

        if (!at)
            continue;
        *ret_low = cell(arena, arena_text_n(arena, text, (size_t) (at - text)));
        *ret_high = cell(arena, at + strlen(separators[i]));
        return *ret_low && *ret_high;
    }
    return false;
}

static void
read_range(Reader *reader, const char *text)
{
    Criterion *criterion = reader->criterion;
    const char *low;
    const char *high;

    if (!split_range(reader->arena, text, &low, &high)) {
        refuse(reader, "value", text, NULL,
                "Για το between χρειάζονται δύο τιμές, π.χ. 6000.01..10000.");
        return;
    }
    if (!read_value(reader, "value", low, &criterion->value)
            || !read_value(reader, "value", high, &criterion->value_high))
        return;
    if (criterion->value > criterion->value_high)
        refuse(reader, "value", text, NULL,
                "Στο between η πρώτη τιμή είναι μεγαλύτερη από τη δεύτερη· γράψτε πρώτα τη μικρή.");
}

static int
compare_values(const void *one, const void *other)
{
    int64_t a = *(const int64_t *) one;
    int64_t b = *(const int64_t *) other;

    return (a > b) - (a < b);
}

typedef struct ValueList {
    int64_t *values;
    size_t n_values;
} ValueList;

static void
list_add(Reader *reader, ValueList *list, int64_t value)
{
    if (list->n_values < CRITERION_SET_MAX)
        list->values[list->n_values] = value;
    else if (list->n_values == CRITERION_SET_MAX)
        refuse(reader, reader->set_column, NULL, NULL, "Το σύνολο έχει πάνω από %d τιμές.",
                CRITERION_SET_MAX);
    list->n_values++;
}

static void
add_name(Reader *reader, ValueList *list, const char *item)
{
    const Names *names = reader->names;
    bool place = reader->fact->type == FACT_PLACE;
    int32_t key = 0;

    if (names && place && names->place)
        key = names->place(names->context, reader->fact->number, item);
    else if (names && !place && names->programme)
        key = names->programme(names->context, item);

    if (key > 0)
        list_add(reader, list, key);
    else
        refuse(reader, reader->set_column, item, NULL,
                place ? "Δεν βρέθηκε ένας τόπος «%s» (%s). Γράψτε το όνομα ή τον κωδικό του "
                        "μητρώου "
                        "τόπων."
                      : "Δεν υπάρχει πρόγραμμα «%s» (%s). Γράψτε τον κωδικό του μητρώου "
                        "προγραμμάτων.",
                item, reader->fact->greek);
}

/* `4..16` in a set of whole numbers. */
static void
add_span(Reader *reader, ValueList *list, const char *item)
{
    const char *low_text = item;
    const char *high_text = item;
    int64_t low;
    int64_t high;

    if (strstr(item, "..") && !split_range(reader->arena, item, &low_text, &high_text)) {
        refuse(reader, reader->set_column, item, NULL, "Το «%s» δεν είναι διάστημα, π.χ. 4..16.",
                item);
        return;
    }
    if (!read_value(reader, reader->set_column, low_text, &low)
            || !read_value(reader, reader->set_column, high_text, &high))
        return;
    for (; low <= high && list->n_values <= CRITERION_SET_MAX; low++)
        list_add(reader, list, low);
}

static void
add_bits(Reader *reader, ValueList *list, const char *item)
{
    int64_t mask;

    if (!read_value(reader, reader->set_column, item, &mask))
        return;
    if (mask == 0)
        refuse(reader, reader->set_column, item, NULL, "Κενό σύνολο: γράψτε τουλάχιστον μία τιμή.");
    for (int bit = 0; bit <= FACT_BITS_MAX; bit++)
        if (mask & (INT64_C(1) << bit))
            list_add(reader, list, bit);
}

static void
add_item(Reader *reader, ValueList *list, const char *item)
{
    int64_t value;

    switch (reader->fact->type) {
    case FACT_PLACE:
    case FACT_PROGRAMMES:
        add_name(reader, list, item);
        return;
    case FACT_CODES:
    case FACT_AGES:
        add_bits(reader, list, item);
        return;
    case FACT_WHOLE:
        add_span(reader, list, item);
        return;
    case FACT_YES_NO:
    case FACT_MONEY:
    case FACT_DATE:
    case FACT_CHOICE:
        if (read_value(reader, reader->set_column, item, &value))
            list_add(reader, list, value);
        return;
    }
}

static void
keep_set(Reader *reader, const ValueList *list)
{
    uint32_t kept = 0;

    if (!reader->fine || list->n_values == 0)
        return;
    qsort(list->values, list->n_values, sizeof *list->values, compare_values);
    for (size_t i = 0; i < list->n_values; i++)
        if (kept == 0 || list->values[i] != list->values[kept - 1])
            list->values[kept++] = list->values[i];

    reader->criterion->set = arena_copy(reader->arena, list->values, kept * sizeof *list->values);
    reader->criterion->n_set = kept;
}

static void
read_set(Reader *reader)
{
    ValueList list = {
        .values = arena_array(reader->arena, int64_t, CRITERION_SET_MAX),
    };
    char *rest = arena_text(reader->arena, reader->set_cell);

    while (rest && reader->fine) {
        const char *item = cell(reader->arena, strsep(&rest, "|"));

        if (!item) {
            refuse(reader, reader->set_column, reader->set_cell, NULL,
                    "Το σύνολο έχει κενή τιμή· χωρίστε τις τιμές με ένα |.");
            return;
        }
        add_item(reader, &list, item);
    }
    keep_set(reader, &list);
}

static bool
wants_set(const Criterion *criterion)
{
    return criterion->operator_ == OPERATOR_IN || criterion->operator_ == OPERATOR_NOT_IN;
}

static bool
is_set_fact(const Fact *fact)
{
    return fact->type == FACT_CODES || fact->type == FACT_AGES || fact->type == FACT_PROGRAMMES
            || fact->type == FACT_PLACE;
}

/* On facts that are sets themselves `=` and `≠` mean one member; `between` means those ages. */
static void
make_membership(Reader *reader)
{
    Criterion *criterion = reader->criterion;

    if (!is_set_fact(reader->fact))
        return;
    if (criterion->operator_ == OPERATOR_EQUAL || criterion->operator_ == OPERATOR_BETWEEN)
        criterion->operator_ = OPERATOR_IN;
    else if (criterion->operator_ == OPERATOR_NOT_EQUAL)
        criterion->operator_ = OPERATOR_NOT_IN;
}

static void
read_parameter(Reader *reader, const char *code)
{
    Operator operator_ = reader->criterion->operator_;

    if ((reader->fact->type != FACT_MONEY && reader->fact->type != FACT_WHOLE)
            || operator_ == OPERATOR_BETWEEN || wants_set(reader->criterion))
        refuse(reader, "parameter", code, NULL,
                "Παράμετρος μπαίνει μόνο σε ποσά και αριθμούς, με =, ≠, <, ≤, > ή ≥· για διάστημα "
                "γράψτε δύο γραμμές.");
    else
        reader->criterion->parameter = code;
}

/* How many of the three stand, and which. */
static bool
has_one_operand(Reader *reader, const char *value, const char *parameter, const char *set)
{
    int given = (value != NULL) + (parameter != NULL) + (set != NULL);

    if (given == 1)
        return true;
    refuse(reader, "value", value, NULL,
            given == 0 ? "Λείπει η τιμή. Συμπληρώστε μία από τις στήλες value, parameter, set."
                       : "Δίνονται πάνω από μία τιμές. Συμπληρώστε μόνο μία από τις στήλες value, "
                         "parameter, set.");
    return false;
}

static void
read_operand(Reader *reader)
{
    const char *value = cell(reader->arena, reader->row->value);
    const char *parameter = cell(reader->arena, reader->row->parameter);
    const char *set = cell(reader->arena, reader->row->set);

    if (reader->criterion->operator_ == OPERATOR_IS_KNOWN) {
        if (value || parameter || set)
            refuse(reader, "value",
                    value               ? value
                            : parameter ? parameter
                                        : set,
                    NULL,
                    "Το «is known» δεν παίρνει τιμή· αφήστε κενές τις στήλες value, parameter, "
                    "set.");
        return;
    }
    if (!has_one_operand(reader, value, parameter, set))
        return;
    if (parameter) {
        read_parameter(reader, parameter);
        return;
    }

    make_membership(reader);
    reader->set_cell = set ? set : value;
    reader->set_column = set ? "set" : "value";
    if (wants_set(reader->criterion))
        read_set(reader);
    else if (set)
        refuse(reader, "operator", reader->row->operator_, "in",
                "Ο τελεστής «%s» δεν παίρνει σύνολο. Γράψτε in ή not in, ή βάλτε μία τιμή στη "
                "στήλη value.",
                operator_key(reader->criterion->operator_));
    else if (reader->criterion->operator_ == OPERATOR_BETWEEN)
        read_range(reader, value);
    else
        (void) read_value(reader, "value", value, &reader->criterion->value);
}

static void
check_single_programme(Reader *reader)
{
    if (reader->fine && reader->criterion->fact == FACT_SAME_AS && reader->criterion->n_set != 1)
        refuse(reader, reader->set_column, reader->set_cell, NULL,
                "Το same_as παίρνει έναν κωδικό προγράμματος.");
}

static bool
is_short_enough(Reader *reader)
{
    const struct {
        const char *column;
        const char *text;
    } cells[] = {
        { "block", reader->row->block },
        { "kind", reader->row->kind },
        { "fact", reader->row->fact },
        { "operator", reader->row->operator_ },
        { "value", reader->row->value },
        { "parameter", reader->row->parameter },
        { "set", reader->row->set },
        { "document", reader->row->document },
        { "law", reader->row->law },
        { "text", reader->row->text },
    };

    for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++)
        if (cells[i].text && strnlen(cells[i].text, CELL_MAX + 1) > CELL_MAX)
            refuse(reader, cells[i].column, cells[i].text, NULL,
                    "Το κελί έχει πάνω από %d bytes· χωρίστε το.", CELL_MAX);
    return reader->fine;
}

bool
criterion_read(Arena *arena, const CriterionText *row, const Names *names, Criterion *ret_criterion,
        Diagnostics *diagnostics)
{
    Criterion criterion = { 0 };
    Reader reader = {
        .arena = arena,
        .row = row,
        .names = names,
        .diagnostics = diagnostics,
        .criterion = &criterion,
        .fine = true,
    };

    if (!is_short_enough(&reader))
        return false;

    read_kind(&reader);
    if (reader.fine)
        read_block(&reader);
    if (read_fact(&reader) && read_operator(&reader))
        read_operand(&reader);
    check_single_programme(&reader);

    criterion.document = cell(arena, row->document);
    criterion.law = cell(arena, row->law);
    criterion.text = cell(arena, row->text);
    if (criterion.kind == KIND_ASK && !criterion.text)
        refuse(&reader, "text", NULL, NULL,
                "Λείπει το κείμενο της ερώτησης: μια γραμμή ask δείχνει το κείμενό της.");

    if (reader.fine)
        *ret_criterion = criterion;
    return reader.fine;
}

/* ---- the row in words ----------------------------------------------------------------------- */

static const char *
format_key(Arena *arena, const Fact *fact, int64_t value, NameOf name_of, void *context)
{
    const char *name = NULL;

    if (fact->type == FACT_PLACE || fact->type == FACT_PROGRAMMES) {
        if (name_of)
            name = name_of(context, fact->number, value);
        return name ? name : arena_format(arena, "%" PRId64, value);
    }
    /* In a set a code or an age stands by its position. */
    if (fact->type == FACT_CODES || fact->type == FACT_AGES)
        return fact_value_format(arena, fact, INT64_C(1) << value);
    return fact_value_format(arena, fact, value);
}

static const char *
format_set(Arena *arena, const Criterion *criterion, NameOf name_of, void *context)
{
    const char *list = "";

    for (uint32_t i = 0; i < criterion->n_set; i++)
        list = arena_format(arena, "%s%s%s", list, i ? ", " : "",
                format_key(arena, fact_of(criterion->fact), criterion->set[i], name_of, context));
    return list;
}

const char *
criterion_format(Arena *arena, const Criterion *criterion, NameOf name_of, void *context)
{
    const Fact *fact;

    if (criterion->fact == FACT_NONE)
        return criterion->text ? criterion->text : "";

    fact = fact_of(criterion->fact);
    switch (criterion->operator_) {
    case OPERATOR_NONE:
        return fact->greek;
    case OPERATOR_IS_KNOWN:
        return arena_format(arena, "%s: είναι γνωστό", fact->greek);
    case OPERATOR_IN:
    case OPERATOR_NOT_IN:
        return arena_format(arena, "%s %s {%s}", fact->greek,
                criterion->operator_ == OPERATOR_IN ? "σε" : "όχι σε",
                format_set(arena, criterion, name_of, context));
    case OPERATOR_BETWEEN:
        return arena_format(arena, "%s από %s έως %s", fact->greek,
                fact_value_format(arena, fact, criterion->value),
                fact_value_format(arena, fact, criterion->value_high));
    case OPERATOR_EQUAL:
    case OPERATOR_NOT_EQUAL:
    case OPERATOR_LESS:
    case OPERATOR_AT_MOST:
    case OPERATOR_MORE:
    case OPERATOR_AT_LEAST:
        break;
    }
    return arena_format(arena, "%s %s %s", fact->greek, operator_key(criterion->operator_),
            criterion->parameter ? criterion->parameter
                                 : fact_value_format(arena, fact, criterion->value));
}
