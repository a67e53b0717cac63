/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/rules/parameter.h"

#include "registry/base/text.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define CELL_COUNT_MAX 40 /* persons in a key of a table */
#define CODE_MAX 100

/* ---- values over households ----------------------------------------------------------------- */

static int64_t
clamp_add(int64_t one, int64_t other)
{
    int64_t sum;

    return __builtin_add_overflow(one, other, &sum) ? INTERVAL_NO_END : sum;
}

static int64_t
clamp_multiply(int64_t rate, int64_t count)
{
    int64_t product;

    if (rate == 0 || count == 0)
        return 0;
    if (count == INTERVAL_NO_END || __builtin_mul_overflow(rate, count, &product))
        return INTERVAL_NO_END;
    return product;
}

static int64_t
smaller(int64_t one, int64_t other)
{
    return one < other ? one : other;
}

static int64_t
larger(int64_t one, int64_t other)
{
    return one > other ? one : other;
}

/* What one member of each sort brings. */
typedef struct Rates {
    int64_t adult;
    int64_t minor;
    int64_t unprotected;
    int64_t first_minor; /* of a one-parent household with one adult */
} Rates;

/* One household that fits what is known; children and one_parent have their own ends. */
typedef struct Point {
    int64_t adults;
    int64_t minors;
    int64_t unprotected;
    int64_t children;
    bool one_parent;
} Point;

static Rates
rates_of(const Parameter *parameter)
{
    Rates rates = {
        .adult = parameter->per_adult + parameter->per_member,
        .minor = parameter->per_minor + parameter->per_member,
    };

    rates.unprotected =
            parameter->per_unprotected == PARAMETER_NONE ? rates.minor : parameter->per_unprotected;
    rates.first_minor = parameter->one_parent_first_minor == FIRST_MINOR_AS_ADULT ? rates.adult
            : parameter->one_parent_first_minor == FIRST_MINOR_AS_UNPROTECTED ? rates.unprotected
                                                                              : rates.minor;
    return rates;
}

/* Is one of the minors counted as somebody else, because one adult alone brings them up? */
static bool
has_first_minor(const Point *point)
{
    return point->one_parent && point->adults == 1 && point->minors > point->unprotected;
}

static int64_t
scale_at(const Parameter *parameter, const Rates *rates, const Point *point)
{
    int64_t first = has_first_minor(point) ? 1 : 0;
    int64_t minors = point->minors == INTERVAL_NO_END ? INTERVAL_NO_END
                                                      : point->minors - point->unprotected - first;
    int64_t adults = point->adults == INTERVAL_NO_END ? INTERVAL_NO_END : point->adults - 1;
    int64_t value = parameter->base;

    value = clamp_add(value, clamp_multiply(rates->adult, adults));
    value = clamp_add(value, clamp_multiply(rates->minor, minors));
    value = clamp_add(value, clamp_multiply(rates->unprotected, point->unprotected));
    value = clamp_add(value, clamp_multiply(rates->first_minor, first));
    value = clamp_add(value, clamp_multiply(parameter->per_child, point->children));
    return parameter->cap == PARAMETER_NONE ? value : smaller(value, parameter->cap);
}

/* A table has no column for unprotected children, so any minor may be the first. */
static bool
cell_fits(const ParameterCell *cell, const Point *point, bool first_as_adult)
{
    bool first = point->one_parent && point->adults == 1 && point->minors > 0;
    int64_t moved = first_as_adult && first ? 1 : 0;

    return (cell->adults == PARAMETER_NONE || cell->adults == point->adults + moved)
            && (cell->minors == PARAMETER_NONE || cell->minors == point->minors - moved)
            && (cell->children == PARAMETER_NONE || cell->children == point->children);
}

typedef struct Search {
    const Parameter *parameter;
    const Household *household;
    Rates rates;
    Interval found;
    bool complete; /* false: a household that fits has no cell */
} Search;

static void
widen(Search *search, int64_t value)
{
    search->found.low = smaller(search->found.low, value);
    search->found.high = larger(search->found.high, value);
}

static void
try_point(Search *search, const Point *point)
{
    const Parameter *parameter = search->parameter;
    bool as_adult = parameter->one_parent_first_minor == FIRST_MINOR_AS_ADULT;

    if (parameter->n_cells == 0) {
        widen(search, scale_at(parameter, &search->rates, point));
        return;
    }
    for (size_t i = 0; i < parameter->n_cells; i++)
        if (cell_fits(&parameter->cells[i], point, as_adult)) {
            widen(search, parameter->cells[i].value);
            return;
        }
    search->complete = false;
}

/* Ends often fall together, and then one of them is enough. */
static bool
is_repeated(const int64_t *numbers, size_t i)
{
    for (size_t j = 0; j < i; j++)
        if (numbers[j] == numbers[i])
            return true;
    return false;
}

static bool
is_within(int64_t number, Interval interval)
{
    return number >= interval.low && number <= interval.high;
}

static int64_t
less(int64_t number, int64_t taken)
{
    return number == INTERVAL_NO_END ? INTERVAL_NO_END : number - taken;
}

/*
 * All that is left open once adults and minors are chosen. A scale is linear in each of these, but
 * for the last minor who is not unprotected: he may be the first minor of one parent.
 */
static void
try_pair(Search *search, int64_t adults, int64_t minors)
{
    const Household *household = search->household;
    int64_t unprotected_ends[] = {
        smaller(household->unprotected_children.low, minors),
        smaller(household->unprotected_children.high, minors),
        less(minors, 1),
    };
    int64_t child_ends[] = { household->dependent_children.low,
        household->dependent_children.high };

    for (size_t u = 0; u < 3; u++) {
        if (is_repeated(unprotected_ends, u)
                || (u == 2 && !is_within(unprotected_ends[u], household->unprotected_children)))
            continue;
        for (size_t c = 0; c < 2 && !is_repeated(child_ends, c); c++)
            for (int64_t p = household->one_parent.low; p <= household->one_parent.high; p++)
                try_point(search,
                        &(Point) {
                                .adults = adults,
                                .minors = minors,
                                .unprotected = unprotected_ends[u],
                                .children = child_ends[c],
                                .one_parent = p == 1,
                        });
    }
}

/* The minors that go with so many adults. False: none do. */
static bool
minors_with(const Household *household, int64_t adults, Interval *ret_minors)
{
    if (adults == INTERVAL_NO_END) {
        *ret_minors = household->minors;
        return household->members.high == INTERVAL_NO_END;
    }
    ret_minors->low = larger(household->minors.low, household->members.low - adults);
    ret_minors->high = smaller(household->minors.high, less(household->members.high, adults));
    return ret_minors->low <= ret_minors->high;
}

/*
 * A scale is linear over all (adults, minors) that fit, except where one adult has a first minor
 * and where unprotected children end; so its lowest and highest values are at the corners of the
 * area that fits or beside those lines.
 */
static void
try_corners(Search *search)
{
    const Household *household = search->household;
    const int64_t adults[] = { household->adults.low, household->adults.low + 1,
        household->adults.high, less(household->members.low, household->minors.low),
        less(household->members.low, household->minors.high),
        less(household->members.high, household->minors.low),
        less(household->members.high, household->minors.high),
        less(household->members.low, household->unprotected_children.low),
        less(household->members.low, household->unprotected_children.high),
        less(household->members.high, household->unprotected_children.low),
        less(household->members.high, household->unprotected_children.high) };

    for (size_t i = 0; i < sizeof adults / sizeof adults[0]; i++) {
        Interval minors;
        int64_t tries[7];

        if (!is_within(adults[i], household->adults) || !minors_with(household, adults[i], &minors))
            continue;
        tries[0] = minors.low;
        tries[1] = minors.high;
        tries[2] = 1;
        tries[3] = household->unprotected_children.low;
        tries[4] = household->unprotected_children.high;
        tries[5] = clamp_add(household->unprotected_children.low, 1);
        tries[6] = clamp_add(household->unprotected_children.high, 1);
        for (size_t j = 0; j < sizeof tries / sizeof tries[0]; j++)
            if (is_within(tries[j], minors) && !is_repeated(tries, j))
                try_pair(search, adults[i], tries[j]);
    }
}

/* Nothing about a table is linear: each household is tried, and an endless one has no cell. */
static void
try_all(Search *search)
{
    const Household *household = search->household;
    const Parameter *parameter = search->parameter;
    bool by_household = false;

    for (size_t i = 0; i < parameter->n_cells; i++)
        by_household |= parameter->cells[i].adults != PARAMETER_NONE
                || parameter->cells[i].minors != PARAMETER_NONE;

    if (!by_household) {
        for (int64_t children = household->dependent_children.low; search->complete
                && children <= smaller(household->dependent_children.high, CELL_COUNT_MAX + 1);
                children++)
            try_point(search, &(Point) { .adults = 1, .children = children });
        return;
    }
    for (int64_t adults = household->adults.low;
            search->complete && adults <= smaller(household->adults.high, CELL_COUNT_MAX + 1);
            adults++) {
        Interval minors;

        if (!minors_with(household, adults, &minors))
            continue;
        for (int64_t m = minors.low;
                search->complete && m <= smaller(minors.high, CELL_COUNT_MAX + 1); m++)
            try_pair(search, adults, m);
    }
}

/* Unprotected children are some of the minors, and so of the members. */
static Household
with_unprotected(Household household)
{
    Interval *members = &household.members;
    Interval *minors = &household.minors;

    minors->low = larger(minors->low, smaller(household.unprotected_children.low, minors->high));
    members->low = larger(members->low, clamp_add(household.adults.low, minors->low));
    members->high = smaller(members->high, clamp_add(household.adults.high, minors->high));
    household.adults.high = smaller(household.adults.high, less(members->high, minors->low));
    return household;
}

/* Pulls the counts together; where they contradict each other the members give way. */
static Household
consistent(const Household *said)
{
    Household household = *said;
    Interval members = {
        larger(said->members.low, clamp_add(said->adults.low, said->minors.low)),
        smaller(said->members.high, clamp_add(said->adults.high, said->minors.high)),
    };
    Interval adults = {
        larger(said->adults.low, less(said->members.low, said->minors.high)),
        smaller(said->adults.high, less(said->members.high, said->minors.low)),
    };
    Interval minors = {
        larger(said->minors.low, less(said->members.low, said->adults.high)),
        smaller(said->minors.high, less(said->members.high, said->adults.low)),
    };

    if (members.low > members.high || adults.low > adults.high || minors.low > minors.high) {
        household.members = (Interval) { 1, INTERVAL_NO_END };
    } else {
        household.members = members;
        household.adults = adults;
        household.minors = minors;
    }
    return with_unprotected(household);
}

static bool
is_plain_number(const Parameter *parameter, const Rates *rates)
{
    return parameter->n_cells == 0 && parameter->per_child == 0 && rates->adult == 0
            && rates->minor == 0 && rates->unprotected == 0 && rates->first_minor == 0;
}

/* Rates that do not ask who is an adult need only the number of members. */
static bool
counts_members_only(const Parameter *parameter, const Rates *rates)
{
    return parameter->n_cells == 0 && rates->adult == rates->minor
            && rates->unprotected == rates->minor && rates->first_minor == rates->minor;
}

static void
try_members(Search *search)
{
    const Household *household = search->household;
    const int64_t ends[] = { household->members.low, household->members.high };
    const int64_t children[] = { household->dependent_children.low,
        household->dependent_children.high };

    for (int m = 0; m < 2; m++)
        for (int c = 0; c < 2; c++)
            try_point(search, &(Point) { .adults = ends[m], .children = children[c] });
}

bool
parameter_value(const Parameter *parameter, const Household *household, Interval *ret_value)
{
    Household fitting = consistent(household);
    Search search = {
        .parameter = parameter,
        .household = &fitting,
        .rates = rates_of(parameter),
        .found = { INT64_MAX, INT64_MIN },
        .complete = true,
    };

    if (is_plain_number(parameter, &search.rates)) {
        try_point(&search, &(Point) { .adults = 1 });
    } else if (counts_members_only(parameter, &search.rates)) {
        /* Said outright, the members count, whatever adults and minors say beside them. */
        if (household->members.low == household->members.high)
            fitting.members = household->members;
        try_members(&search);
    } else if (parameter->n_cells == 0)
        try_corners(&search);
    else
        try_all(&search);

    if (!search.complete || search.found.low > search.found.high)
        return false;
    *ret_value = search.found;
    return true;
}

/* ---- the equivalence scale ------------------------------------------------------------------ */

static int64_t
weight_at(const Parameter *parameter, int64_t children, bool one_parent, bool couple)
{
    int64_t first = parameter->one_parent_first_minor == FIRST_MINOR_AS_ADULT
            ? parameter->per_adult
            : parameter->per_child;

    if (children == 0)
        return parameter->base + (couple ? parameter->per_adult : 0);
    if (one_parent)
        return clamp_add(
                parameter->base + first, clamp_multiply(parameter->per_child, less(children, 1)));
    return clamp_add(
            parameter->base + parameter->per_adult, clamp_multiply(parameter->per_child, children));
}

Interval
parameter_equivalence(const Parameter *parameter, const Household *household)
{
    Interval one_parent = household->one_parent;
    Interval couple = household->couple;
    const int64_t children[] = { household->dependent_children.low, 1,
        household->dependent_children.high };
    Interval found = { INT64_MAX, INT64_MIN };

    /* Two parents who live as a couple are no one-parent family, and the other way round. */
    if (one_parent.low != one_parent.high && couple.low == 1)
        one_parent.high = 0;
    if (couple.low != couple.high && one_parent.low == 1)
        couple.high = 0;

    for (size_t i = 0; i < sizeof children / sizeof children[0]; i++) {
        if (!is_within(children[i], household->dependent_children))
            continue;
        for (int64_t p = one_parent.low; p <= one_parent.high; p++)
            for (int64_t c = couple.low; c <= couple.high; c++) {
                int64_t weight = weight_at(parameter, children[i], p == 1, c == 1);

                found.low = smaller(found.low, weight);
                found.high = larger(found.high, weight);
            }
    }
    return found;
}

bool
parameter_in_force(const Parameter *parameter, Day on)
{
    return (parameter->valid_from == DAY_NONE || parameter->valid_from <= on)
            && (parameter->valid_to == DAY_NONE || parameter->valid_to >= on);
}

/* ---- rows of a file ------------------------------------------------------------------------- */

typedef struct Reader {
    Arena *arena;
    const ParameterText *row;
    Diagnostics *diagnostics;
    bool fine;
} Reader;

/* NULL where nothing stands. */
static const char *
cell_text(Arena *arena, const char *text)
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

static void __attribute__((format(printf, 4, 5)))
refuse(Reader *reader, const char *column, const char *value, const char *format, ...)
{
    char message[1000];
    va_list arguments;

    va_start(arguments, format);
    (void) vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);

    reader->fine = false;
    diagnostics_add(reader->diagnostics,
            &(Diagnostic) {
                    .row = reader->row->row,
                    .column = column,
                    .value = value,
            },
            "%s", message);
}

/* A figure in hundredths; `absent` where the cell is blank. */
static int64_t
read_figure(Reader *reader, const char *column, const char *text, int64_t absent)
{
    const char *body = cell_text(reader->arena, text);
    const char *reason;
    int64_t figure;

    if (!body)
        return absent;
    /* Read as any amount of ours is, so that 3.000 is refused here as well. */
    if (fact_value_parse(reader->arena, fact_of(FACT_REAL_ESTATE), body, &figure, &reason) == 0)
        return figure;
    refuse(reader, column, body, "%s", reason);
    return absent;
}

static Day
read_day(Reader *reader, const char *column, const char *text)
{
    const char *body = cell_text(reader->arena, text);
    Day day;

    if (!body)
        return DAY_NONE;
    switch (day_parse(body, &day)) {
    case 0:
        return day;
    case DAY_E_CALENDAR:
        refuse(reader, column, body, "Η ημέρα «%s» δεν υπάρχει στο ημερολόγιο.", body);
        return DAY_NONE;
    default:
        refuse(reader, column, body,
                "Η τιμή «%.100s» δεν είναι ημερομηνία. Γράψτε 2026-01-31 ή 31/01/2026.", body);
        return DAY_NONE;
    }
}

static const char *
read_code(Reader *reader)
{
    const char *code = cell_text(reader->arena, reader->row->code);

    if (!code) {
        refuse(reader, "code", NULL, "Λείπει ο κωδικός της παραμέτρου, π.χ. EEE.guaranteed_6m.");
        return "";
    }
    for (const char *at = code; *at; at++)
        if (!isalnum((unsigned char) *at) && !strchr("._-", *at)) {
            refuse(reader, "code", code,
                    "Ο κωδικός «%.100s» δεν είναι σωστός: μόνο λατινικά γράμματα, ψηφία και . _ -",
                    code);
            return "";
        }
    if (strlen(code) > CODE_MAX)
        refuse(reader, "code", code, "Ο κωδικός έχει πάνω από %d χαρακτήρες.", CODE_MAX);
    return code;
}

static FirstMinor
read_first_minor(Reader *reader)
{
    static const struct {
        const char *key;
        const char *greek;
    } names[] = {
        [FIRST_MINOR_AS_MINOR] = { "minor", "ανήλικος" },
        [FIRST_MINOR_AS_ADULT] = { "adult", "ενήλικας" },
        [FIRST_MINOR_AS_UNPROTECTED] = { "unprotected", "απροστάτευτο" },
    };
    const char *text = cell_text(reader->arena, reader->row->one_parent_first_minor);

    if (!text)
        return FIRST_MINOR_AS_MINOR;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (text_same(text, names[i].key) || text_same(text, names[i].greek))
            return (FirstMinor) i;
    refuse(reader, "one_parent_first_minor", text,
            "Άγνωστη τιμή «%.100s»: γράψτε adult, minor ή unprotected.", text);
    return FIRST_MINOR_AS_MINOR;
}

static Period
read_period(Reader *reader)
{
    const char *text = cell_text(reader->arena, reader->row->per);
    Period period = PERIOD_SAME;

    if (text && !period_find(text, &period))
        refuse(reader, "per", text,
                "Άγνωστη περίοδος «%.100s»: γράψτε once, month, 6 months ή year, ή αφήστε το κενό.",
                text);
    return period;
}

/* The fact that is deducted from an amount, or caps it. */
static FactNumber
read_amount_fact(Reader *reader, const char *column, const char *text)
{
    const char *name = cell_text(reader->arena, text);
    const Fact *fact;

    if (!name)
        return FACT_NONE;
    fact = fact_find(name);
    if (fact && fact->type == FACT_MONEY && fact->period != PERIOD_NONE)
        return fact->number;
    refuse(reader, column, name,
            "Το «%.100s» δεν είναι στοιχείο με ποσό ανά μήνα, εξάμηνο ή έτος, π.χ. rent ή "
            "income_6m.",
            name);
    return FACT_NONE;
}

static int64_t
read_count(Reader *reader, const char *column, const char *text)
{
    const char *body = cell_text(reader->arena, text);
    int64_t count = 0;

    if (!body)
        return PARAMETER_NONE;
    for (const char *at = body; *at && count <= CELL_COUNT_MAX; at++)
        count = isdigit((unsigned char) *at) ? count * 10 + (*at - '0') : CELL_COUNT_MAX + 1;
    if (count > CELL_COUNT_MAX)
        refuse(reader, column, body, "Η τιμή «%.100s» δεν είναι πλήθος από 0 έως %d.", body,
                CELL_COUNT_MAX);
    return count;
}

static Parameter
read_head(Reader *reader)
{
    const ParameterText *row = reader->row;
    Parameter parameter = {
        .code = read_code(reader),
        .valid_from = read_day(reader, "valid_from", row->valid_from),
        .valid_to = read_day(reader, "valid_to", row->valid_to),
        .review_by = read_day(reader, "review_by", row->review_by),
        .base = read_figure(reader, "base", row->base, PARAMETER_NONE),
        .per_adult = read_figure(reader, "per_adult", row->per_adult, 0),
        .per_minor = read_figure(reader, "per_minor", row->per_minor, 0),
        .per_member = read_figure(reader, "per_member", row->per_member, 0),
        .per_child = read_figure(reader, "per_child", row->per_child, 0),
        .per_unprotected =
                read_figure(reader, "per_unprotected", row->per_unprotected, PARAMETER_NONE),
        .cap = read_figure(reader, "cap", row->cap, PARAMETER_NONE),
        .one_parent_first_minor = read_first_minor(reader),
        .per = read_period(reader),
        .less = read_amount_fact(reader, "less", row->less),
        .at_most = read_amount_fact(reader, "at_most", row->at_most),
        .law = cell_text(reader->arena, row->law),
        .trust = cell_text(reader->arena, row->trust),
    };

    if (parameter.valid_from != DAY_NONE && parameter.valid_to != DAY_NONE
            && parameter.valid_from > parameter.valid_to)
        refuse(reader, "valid_to", row->valid_to, "Η ισχύς λήγει πριν αρχίσει.");
    return parameter;
}

static ParameterCell
read_cell(Reader *reader)
{
    return (ParameterCell) {
        .adults = read_count(reader, "adults", reader->row->adults),
        .minors = read_count(reader, "minors", reader->row->minors),
        .children = read_count(reader, "children", reader->row->children),
        .value = read_figure(reader, "value", reader->row->value, PARAMETER_NONE),
    };
}

typedef struct Builder {
    Parameter *parameters;
    ParameterCell **cells; /* of each, while it grows */
    uint64_t *rows;        /* of the first row of each, for the diagnostics */
    size_t n;
} Builder;

/* Index of the table that a cell belongs to; the number of parameters if it opens a new one. */
static size_t
find_table(const Builder *builder, const Parameter *head)
{
    size_t i = 0;

    for (; i < builder->n; i++) {
        const Parameter *known = &builder->parameters[i];

        if (known->n_cells > 0 && known->valid_from == head->valid_from
                && strcmp(known->code, head->code) == 0)
            break;
    }
    return i;
}

static void
add_cell(Reader *reader, Builder *builder, size_t table, const ParameterCell *cell)
{
    Parameter *parameter = &builder->parameters[table];
    size_t n = parameter->n_cells;
    ParameterCell *grown;

    if (n >= PARAMETER_CELLS_MAX) {
        refuse(reader, "code", parameter->code, "Ο πίνακας έχει πάνω από %d γραμμές.",
                PARAMETER_CELLS_MAX);
        return;
    }
    /* Doubled at each power of two, so that a long table is not copied row by row. */
    if ((n & (n - 1)) == 0) {
        grown = arena_array(reader->arena, ParameterCell, n ? n * 2 : 1);
        if (n > 0)
            memcpy(grown, builder->cells[table], n * sizeof *grown);
        builder->cells[table] = grown;
    }
    builder->cells[table][n] = *cell;
    parameter->cells = builder->cells[table];
    parameter->n_cells++;
}

/* A row is a scale or a cell, never both. */
static bool
is_one_of_two(Reader *reader, bool is_scale, bool is_cell)
{
    if (is_cell != is_scale)
        return true;
    refuse(reader, "base", reader->row->base,
            is_cell ? "Δίνονται και base και value: μια γραμμή είναι είτε κλίμακα (base) είτε κελί "
                      "πίνακα (value)."
                    : "Λείπει το ποσό: γράψτε base για κλίμακα ή αριθμό, ή value για κελί πίνακα.");
    return false;
}

static void
add_row(Reader *reader, Builder *builder)
{
    Parameter head = read_head(reader);
    ParameterCell cell = read_cell(reader);
    bool is_cell = cell_text(reader->arena, reader->row->value) != NULL;
    bool is_scale = cell_text(reader->arena, reader->row->base) != NULL;
    size_t place;

    if (!is_one_of_two(reader, is_scale, is_cell) || !reader->fine)
        return;

    place = is_cell ? find_table(builder, &head) : builder->n;
    if (place == builder->n) {
        builder->rows[place] = reader->row->row;
        builder->parameters[place] = head;
        builder->n++;
    } else if (builder->parameters[place].valid_to != head.valid_to
            || builder->parameters[place].per != head.per)
        refuse(reader, "valid_to", reader->row->valid_to,
                "Η γραμμή ανήκει στον πίνακα «%s» και πρέπει να έχει τα ίδια valid_to και per με "
                "την πρώτη του γραμμή.",
                head.code);
    if (is_cell)
        add_cell(reader, builder, place, &cell);
}

static bool
overlap(const Parameter *one, const Parameter *other)
{
    bool one_ends = one->valid_to != DAY_NONE && other->valid_from != DAY_NONE
            && one->valid_to < other->valid_from;
    bool other_ends = other->valid_to != DAY_NONE && one->valid_from != DAY_NONE
            && other->valid_to < one->valid_from;

    return strcmp(one->code, other->code) == 0 && !one_ends && !other_ends;
}

static void
check_overlaps(Reader *reader, const Builder *builder)
{
    for (size_t i = 0; i < builder->n; i++)
        for (size_t j = 0; j < i; j++)
            if (overlap(&builder->parameters[i], &builder->parameters[j])) {
                reader->row = &(ParameterText) { .row = builder->rows[i] };
                refuse(reader, "valid_from", builder->parameters[i].code,
                        "Δύο εκδόσεις της παραμέτρου «%s» ισχύουν τις ίδιες ημέρες. Κλείστε την "
                        "παλαιότερη με valid_to την προηγούμενη ημέρα.",
                        builder->parameters[i].code);
            }
}

bool
parameters_read(Arena *arena, const ParameterText *rows, size_t n_rows, Parameter **ret_parameters,
        size_t *ret_n, Diagnostics *diagnostics)
{
    Builder builder = {
        .parameters = arena_array(arena, Parameter, n_rows),
        .cells = arena_array(arena, ParameterCell *, n_rows),
        .rows = arena_array(arena, uint64_t, n_rows),
    };
    Reader reader = { .arena = arena, .diagnostics = diagnostics, .fine = true };
    bool fine = true;

    for (size_t i = 0; i < n_rows; i++) {
        reader.row = &rows[i];
        reader.fine = true;
        add_row(&reader, &builder);
        fine &= reader.fine;
    }
    reader.fine = fine;
    check_overlaps(&reader, &builder);
    if (!reader.fine)
        return false;

    *ret_parameters = builder.parameters;
    *ret_n = builder.n;
    return true;
}
