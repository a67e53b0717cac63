/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/coverage.h"

#include "registry/base/error.h"
#include "registry/db/db.h"
#include "registry/db/statements.h"
#include "registry/desk.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#define FIFTH 20 /* per cent */

/* What is being read, statement after statement. */
typedef struct Reading {
    Arena *arena;
    Coverage *coverage;
    size_t step;
    Params params;
    int64_t measure; /* numbers of the release */
    int64_t programme;
    int64_t detail;
    int64_t whole;
    int64_t without;
    Desk *desk;
    CoverageAnswer *answer;
    void *context;
} Reading;

static const char *
keep_text(Arena *arena, const Result *rows, size_t row, const char *column)
{
    return arena_text(arena, result_text(rows, row, result_column(rows, column)));
}

static int64_t
number_in(const Result *rows, size_t row, const char *column)
{
    return result_int(rows, row, result_column(rows, column));
}

/* ---- what it is about ----------------------------------------------------------------------- */

static void
ask_head(Reading *reading)
{
    const CoverageQuestion *question = &reading->coverage->question;

    params_begin(&reading->params, reading->arena, &sql_coverage_head);
    params_int(&reading->params, question->release ? question->release : DB_NULL);
    params_day(&reading->params, question->on);
    params_text(&reading->params, question->measure);
    params_text(&reading->params, question->programme);
    params_text(&reading->params, question->group);
}

static CoverageShape
shape_of(const char *detail_kind)
{
    if (strcmp(detail_kind, "group") == 0)
        return COVERAGE_OF_GROUPS;
    return strcmp(detail_kind, "fact") == 0 ? COVERAGE_OF_FACTS : COVERAGE_OF_NOBODY;
}

/* A form sends all its fields; those that this measure does not take are none. */
static void
leave_out(Coverage *coverage, bool has_programme)
{
    if (!has_programme) {
        coverage->question.programme = NULL;
        coverage->programme_title = NULL;
    }
    if (coverage->shape == COVERAGE_OF_NOBODY)
        coverage->question.group = NULL;
}

static int
check_head(const Reading *reading, const Result *rows)
{
    Coverage *coverage = reading->coverage;
    bool has_programme = result_bool(rows, 0, result_column(rows, "has_programme"));

    if (coverage->question.is_form)
        leave_out(coverage, has_programme);
    if (has_programme && !coverage->question.programme)
        return COVERAGE_E_WANTS_PROGRAMME;
    if (coverage->question.programme && (reading->programme == DB_NULL || !has_programme))
        return COVERAGE_E_NO_PROGRAMME;
    if (coverage->question.group && reading->detail == DB_NULL)
        return COVERAGE_E_NO_GROUP;
    if (!coverage->question.group && coverage->shape == COVERAGE_OF_FACTS)
        return COVERAGE_E_NO_GROUP;
    return 0;
}

static int
take_head(Reading *reading, const Result *rows)
{
    Coverage *coverage = reading->coverage;
    Arena *arena = reading->arena;
    int r;

    if (result_rows(rows) == 0)
        return COVERAGE_E_NO_RELEASE;
    coverage->release = number_in(rows, 0, "release");
    coverage->on = result_day(rows, 0, result_column(rows, "on_day"));
    coverage->made_on = result_day(rows, 0, result_column(rows, "made_on"));
    coverage->register_version = number_in(rows, 0, "register_version");
    coverage->note = keep_text(arena, rows, 0, "note");
    coverage->special_of = number_in(rows, 0, "special_of");
    coverage->special_made_on = result_day(rows, 0, result_column(rows, "special_made_on"));
    reading->measure = number_in(rows, 0, "measure");
    if (reading->measure == DB_NULL)
        return COVERAGE_E_NO_MEASURE;
    coverage->title = keep_text(arena, rows, 0, "title");
    coverage->measure_note = keep_text(arena, rows, 0, "measure_note");
    coverage->unit = keep_text(arena, rows, 0, "unit");
    coverage->shape = shape_of(result_text(rows, 0, result_column(rows, "detail_kind")));
    coverage->programme_title = keep_text(arena, rows, 0, "programme_title");
    coverage->group_title = keep_text(arena, rows, 0, "detail_title");
    coverage->offers = number_in(rows, 0, "offers");
    coverage->offers_confirmed = number_in(rows, 0, "confirmed");
    reading->programme = number_in(rows, 0, "programme");
    reading->detail = number_in(rows, 0, "detail");
    reading->whole = number_in(rows, 0, "whole");
    reading->without = number_in(rows, 0, "without");
    r = check_head(reading, rows);
    if (!coverage->question.programme)
        reading->programme = 0;
    if (reading->detail == DB_NULL)
        reading->detail = 0;
    return r;
}

/* ---- its cells ------------------------------------------------------------------------------ */

static void
ask_cells(Reading *reading)
{
    const CoverageQuestion *question = &reading->coverage->question;

    params_begin(&reading->params, reading->arena, &sql_coverage_cells);
    params_int(&reading->params, reading->coverage->release);
    params_int(&reading->params, question->level);
    params_int(&reading->params, reading->measure);
    params_int(&reading->params, reading->programme);
    params_int(&reading->params, reading->detail);
    params_int(&reading->params, reading->whole);
    params_int(&reading->params, reading->without);
    params_text(&reading->params, question->within);
}

static bool
is_share(const Coverage *coverage)
{
    return strcmp(coverage->unit, "share") == 0;
}

/*
 * In which fifth a share lies, from protected numbers; a hidden one may be anything below the
 * threshold, and then the fifth is told only if it is the same for all that it may be.
 */
static int
share_band(int64_t whole, int64_t without)
{
    int64_t most = without == DB_NULL ? 9 : without;
    int64_t least = without == DB_NULL ? 0 : without;
    int64_t low, high;

    if (whole == DB_NULL || whole < COVERAGE_WHOLE_LEAST)
        return COVERAGE_NONE;
    low = (whole - most) * 100 / whole;
    high = (whole - least) * 100 / whole;
    low = low < 0 ? 0 : low / FIFTH;
    high = high < 0 ? 0 : high / FIFTH;
    low = low > 4 ? 4 : low;
    high = high > 4 ? 4 : high;
    return low == high ? (int) low : COVERAGE_NONE;
}

static void
take_cell(Reading *reading, const Result *rows, size_t row, CoverageCell *cell)
{
    const Coverage *coverage = reading->coverage;
    int64_t value = number_in(rows, row, "value");
    int64_t unknown = number_in(rows, row, "unknown");
    int64_t registered = number_in(rows, row, "registered");

    *cell = (CoverageCell) {
        .code = keep_text(reading->arena, rows, row, "code"),
        .name = keep_text(reading->arena, rows, row, "name"),
        .value = value == DB_NULL ? COVERAGE_NONE : value,
        .band = COVERAGE_NONE,
        .in_force = result_bool(rows, row, result_column(rows, "in_force")),
        .is_made = result_bool(rows, row, result_column(rows, "is_made")),
    };
    cell->incomplete = unknown != DB_NULL && registered != DB_NULL && unknown * 2 >= registered;
    if (is_share(coverage))
        cell->band = share_band(number_in(rows, row, "whole"), number_in(rows, row, "without"));
    cell->hidden = cell->in_force && cell->is_made && cell->value == COVERAGE_NONE
            && cell->band == COVERAGE_NONE;
}

/* Which share of those registered nothing is known of, over the places where both are told. */
static void
take_unknown_share(Coverage *coverage, const Result *rows)
{
    int64_t unknown = 0, registered = 0;

    coverage->unknown_band = COVERAGE_NONE;
    for (size_t row = 0; row < result_rows(rows); row++) {
        int64_t here = number_in(rows, row, "registered");
        int64_t lacking = number_in(rows, row, "unknown");

        if (here == DB_NULL || lacking == DB_NULL)
            continue;
        registered += here;
        unknown += lacking < here ? lacking : here;
    }
    if (coverage->question.programme && registered >= COVERAGE_WHOLE_LEAST)
        coverage->unknown_band = 4 - share_band(registered, unknown);
}

/* 10, 25, 50, 100, 250 … */
static int64_t
edge(size_t number)
{
    static const int64_t steps[] = { 10, 25, 50 };
    int64_t power = 1;

    for (size_t i = 0; i < number / 3; i++)
        power *= 10;
    return steps[number % 3] * power;
}

static void
make_count_bands(Coverage *coverage)
{
    int64_t low = INT64_MAX, high = 0;
    size_t first = 0, last = 0, step;

    for (size_t i = 0; i < coverage->n_cells; i++) {
        int64_t value = coverage->cells[i].value;

        if (value == COVERAGE_NONE)
            continue;
        low = value < low ? value : low;
        high = value > high ? value : high;
    }
    if (low > high)
        return;
    while (edge(first + 1) <= low)
        first++;
    for (last = first + 1; edge(last) <= high;)
        last++;
    step = (last - first + COVERAGE_BANDS_MAX - 1) / COVERAGE_BANDS_MAX;
    for (size_t i = first; i < last; i += step)
        coverage->bands[coverage->n_bands++] = (CoverageBand) { edge(i), edge(i + step) };
}

static void
make_bands(Coverage *coverage)
{
    if (is_share(coverage)) {
        for (int64_t from = 0; from < 100; from += FIFTH)
            coverage->bands[coverage->n_bands++] = (CoverageBand) { from, from + FIFTH };
        return;
    }
    make_count_bands(coverage);
    for (size_t i = 0; i < coverage->n_cells; i++)
        for (size_t band = 0; band < coverage->n_bands; band++)
            if (coverage->cells[i].value >= coverage->bands[band].from
                    && coverage->cells[i].value < coverage->bands[band].to)
                coverage->cells[i].band = (int) band;
}

static const char *
cell_text(Arena *arena, const Coverage *coverage, const CoverageCell *cell)
{
    if (!cell->in_force)
        return "δεν ισχύει";
    if (!cell->is_made)
        return "στην επόμενη τριμηνιαία";
    if (cell->hidden)
        return is_share(coverage)                       ? "δεν δίνεται"
                : strcmp(coverage->unit, "public") == 0 ? "άγνωστος"
                                                        : "<10";
    if (is_share(coverage))
        return coverage_band_text(arena, coverage, (size_t) cell->band);
    return arena_format(arena, "%lld", (long long) cell->value);
}

static int
take_cells(Reading *reading, const Result *rows)
{
    Coverage *coverage = reading->coverage;

    if (result_rows(rows) == 0)
        return COVERAGE_E_NO_PLACE;
    coverage->cells = arena_array(reading->arena, CoverageCell, result_rows(rows));
    for (size_t row = 0; row < result_rows(rows); row++)
        take_cell(reading, rows, row, &coverage->cells[coverage->n_cells++]);
    make_bands(coverage);
    for (size_t i = 0; i < coverage->n_cells; i++)
        coverage->cells[i].text = cell_text(reading->arena, coverage, &coverage->cells[i]);
    take_unknown_share(coverage, rows);
    return 0;
}

/* ---- how complete --------------------------------------------------------------------------- */

static void
ask_feeds(Reading *reading)
{
    params_begin(&reading->params, reading->arena, &sql_coverage_feeds);
    params_int(&reading->params, reading->coverage->release);
}

static int
take_feeds(Reading *reading, const Result *rows)
{
    Coverage *coverage = reading->coverage;

    for (size_t row = 0; row < result_rows(rows) && row < FEED_COUNT; row++)
        coverage->feeds[coverage->n_feeds++] = (CoverageFeed) {
            .feed = (Feed) number_in(rows, row, "feed"),
            .as_of = result_day(rows, row, result_column(rows, "as_of")),
            .delivered_on = result_day(rows, row, result_column(rows, "delivered_on")),
        };
    return 0;
}

static void
ask_lacks(Reading *reading)
{
    params_begin(&reading->params, reading->arena, &sql_coverage_lacks);
    params_int(&reading->params, reading->coverage->release);
    params_int(&reading->params, reading->programme);
    params_text(&reading->params, reading->coverage->question.within);
}

static bool
feed_is_stale(const Coverage *coverage, Feed feed, int64_t good_for_days)
{
    for (size_t i = 0; i < coverage->n_feeds; i++)
        if (coverage->feeds[i].feed == feed)
            return coverage->feeds[i].as_of == DAY_NONE
                    || (good_for_days != DB_NULL
                            && coverage->feeds[i].as_of < coverage->on - good_for_days);
    return true;
}

static int
take_lacks(Reading *reading, const Result *rows)
{
    Coverage *coverage = reading->coverage;

    coverage->lacks = arena_array(reading->arena, CoverageLack, result_rows(rows));
    for (size_t row = 0; row < result_rows(rows); row++) {
        CoverageLack *lack = &coverage->lacks[coverage->n_lacks++];
        int64_t value = number_in(rows, row, "value");
        int64_t good_for = number_in(rows, row, "good_for_days");
        size_t n;
        const int64_t *feeds =
                result_ints(reading->arena, rows, row, result_column(rows, "feeds"), &n);

        lack->key = keep_text(reading->arena, rows, row, "key");
        lack->name = keep_text(reading->arena, rows, row, "name");
        lack->value = value == DB_NULL ? COVERAGE_NONE : value;
        for (; lack->n_feeds < n && lack->n_feeds < FEED_COUNT; lack->n_feeds++) {
            lack->feeds[lack->n_feeds] = (Feed) feeds[lack->n_feeds];
            lack->is_stale[lack->n_feeds] =
                    feed_is_stale(coverage, (Feed) feeds[lack->n_feeds], good_for);
        }
    }
    return 0;
}

static void
ask_choices(Reading *reading)
{
    int32_t release = reading->coverage->question.release;

    params_begin(&reading->params, reading->arena, &sql_coverage_choices);
    params_int(&reading->params, release ? release : DB_NULL);
}

static int
take_choices(Reading *reading, const Result *rows)
{
    Coverage *coverage = reading->coverage;

    coverage->choices = arena_array(reading->arena, CoverageChoice, result_rows(rows));
    for (size_t row = 0; row < result_rows(rows); row++)
        coverage->choices[coverage->n_choices++] = (CoverageChoice) {
            .kind = number_in(rows, row, "kind"),
            .code = keep_text(reading->arena, rows, row, "code"),
            .title = keep_text(reading->arena, rows, row, "title"),
            .wants_programme = !result_is_null(rows, row, result_column(rows, "detail")),
        };
    return 0;
}

/* ---- step by step --------------------------------------------------------------------------- */

static const struct {
    void (*ask)(Reading *reading);
    int (*take)(Reading *reading, const Result *rows);
} steps[] = {
    { ask_choices, take_choices }, /* of the newest release, and of a form alone */
    { ask_head, take_head },
    { ask_cells, take_cells },
    { ask_feeds, take_feeds },
    { ask_lacks, take_lacks },
};

#define N_STEPS (sizeof steps / sizeof *steps)

static Reading *
reading_new(Arena *arena, const CoverageQuestion *question)
{
    Reading *reading = arena_alloc(arena, sizeof *reading);

    reading->arena = arena;
    reading->coverage = arena_alloc(arena, sizeof *reading->coverage);
    reading->coverage->question = *question;
    reading->step = question->is_form ? 0 : 1;
    return reading;
}

int
coverage_read(Db *db, Arena *arena, const CoverageQuestion *question, Coverage **ret_coverage)
{
    Reading *reading = reading_new(arena, question);

    for (; reading->step < N_STEPS; reading->step++) {
        CLEANUP(result_freep) Result *rows = NULL;
        int r;

        steps[reading->step].ask(reading);
        r = db_query(db, &reading->params, &rows);
        if (r > 0)
            r = error_raise(-EIO, "coverage: %s %s", db_state(db), db_message(db));
        if (r == 0)
            r = steps[reading->step].take(reading, rows);
        if (r != 0)
            return r;
    }
    *ret_coverage = reading->coverage;
    return 0;
}

static void ask_step(Reading *reading);

static void
step_came(void *context, const Result *rows, const char *state)
{
    Reading *reading = context;
    int condition;

    (void) state;
    condition = rows ? steps[reading->step].take(reading, rows) : COVERAGE_E_UNAVAILABLE;
    if (condition == 0 && ++reading->step < N_STEPS)
        ask_step(reading);
    else
        reading->answer(reading->context, condition,
                condition && !reading->coverage->question.is_form ? NULL : reading->coverage);
}

static void
ask_step(Reading *reading)
{
    steps[reading->step].ask(reading);
    desk_call(reading->desk, &reading->params, step_came, reading);
}

void
coverage_ask(Desk *desk, Arena *arena, const CoverageQuestion *question, CoverageAnswer *answer,
        void *context)
{
    Reading *reading = reading_new(arena, question);

    reading->desk = desk;
    reading->answer = answer;
    reading->context = context;
    ask_step(reading);
}

/* ---- words ---------------------------------------------------------------------------------- */

static const struct {
    const char *parameter;
    const char *sentence;
} conditions[] = {
    [COVERAGE_E_NO_RELEASE] = { "release",
            "Δεν υπάρχει τέτοια δημοσίευση. Τις δημοσιεύσεις τις δείχνει «mitroa release list»· η "
            "πρώτη γίνεται με «mitroa release make»." },
    [COVERAGE_E_NO_MEASURE] = { "measure",
            "Δεν υπάρχει τέτοιο μέγεθος. Υπάρχουν, μεταξύ άλλων: population, registered, eligible, "
            "receiving, unserved, unknown, unknown_because, take_up." },
    [COVERAGE_E_NO_PROGRAMME] = { "programme",
            "Το πρόγραμμα δεν είναι σε αυτή τη δημοσίευση, ή το μέγεθος δεν είναι ανά πρόγραμμα." },
    [COVERAGE_E_WANTS_PROGRAMME] = { "programme", "Το μέγεθος είναι ανά πρόγραμμα· διαλέξτε ένα." },
    [COVERAGE_E_NO_GROUP] = { "group",
            "Δεν υπάρχει τέτοια ομάδα γι' αυτό το μέγεθος. Ομάδες: child, elderly, disabled, "
            "homeless, destitute, roma, migrants, unemployed, eee_recipients· στο unknown_because "
            "δίνεται το κλειδί ενός στοιχείου." },
    [COVERAGE_E_NO_PLACE] = { "within",
            "Κανένας τόπος της δημοσίευσης δεν έχει αυτόν τον κωδικό." },
    [COVERAGE_E_UNAVAILABLE] = { "", "Η βάση δεν απαντά τώρα." },
};

const char *
coverage_wrong_parameter(int condition)
{
    return conditions[condition].parameter;
}

const char *
coverage_wrong_sentence(int condition)
{
    return conditions[condition].sentence;
}

bool
coverage_level_find(const char *key, PlaceLevel *ret_level)
{
    for (PlaceLevel level = PLACE_MUNICIPALITY; level <= PLACE_REGION; level++)
        if (strcmp(key, place_level_name(level)) == 0) {
            *ret_level = level;
            return true;
        }
    return false;
}

const char *
coverage_level_greek(PlaceLevel level)
{
    static const char *const words[] = {
        [PLACE_MUNICIPALITY] = "ανά δήμο",
        [PLACE_REGIONAL_UNIT] = "ανά περιφερειακή ενότητα",
        [PLACE_PREFECTURE] = "ανά νομό",
        [PLACE_REGION] = "ανά περιφέρεια",
    };

    return words[level];
}

const char *
coverage_band_text(Arena *arena, const Coverage *coverage, size_t band)
{
    const CoverageBand *edges = &coverage->bands[band];

    if (!is_share(coverage))
        return arena_format(arena, "%lld–%lld", (long long) edges->from, (long long) edges->to - 1);
    if (edges->from == 0)
        return "κάτω από 20%";
    if (edges->to == 100)
        return "πάνω από 80%";
    return arena_format(arena, "%lld–%lld%%", (long long) edges->from, (long long) edges->to);
}
