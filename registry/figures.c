/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/figures.h"

#include "registry/base/error.h"
#include "registry/db/db.h"
#include "registry/db/statements.h"
#include "registry/desk.h"

#include <errno.h>
#include <stdlib.h>

static void
write_params(Arena *arena, const FiguresQuestion *question, Params *params)
{
    if (question->what == FIGURES_ASKED) {
        params_begin(params, arena, &sql_supply_demand);
        params_day(params, question->month);
        params_int(params, question->programme ? question->programme : DB_NULL);
        return;
    }
    params_begin(params, arena, &sql_supply_figures);
    params_int(params, question->what);
    params_int(params, question->programme ? question->programme : DB_NULL);
    params_int(params, question->release ? question->release : DB_NULL);
}

static const Figures *
read_rows(Arena *arena, FiguresOf what, const Result *rows)
{
    Figures *figures = arena_alloc(arena, sizeof *figures);
    Figure *list = arena_array(arena, Figure, result_rows(rows));

    *figures = (Figures) { .what = what, .on = DAY_NONE, .made_on = DAY_NONE };
    figures->list = list;
    figures->n = result_rows(rows);
    if (figures->n > 0) {
        figures->release = (int32_t) result_int(rows, 0, 0);
        figures->on = result_day(rows, 0, 1);
        figures->made_on = result_day(rows, 0, 2);
    }
    for (size_t i = 0; i < figures->n; i++)
        list[i] = (Figure) {
            .programme = (int32_t) result_int(rows, i, 3),
            .place = (int32_t) result_int(rows, i, 4),
            .detail = (int32_t) result_int(rows, i, 6),
            .value = result_is_null(rows, i, 5) ? FIGURE_HIDDEN : (int32_t) result_int(rows, i, 5),
        };
    return figures;
}

int
figures_load(Arena *arena, Db *db, const FiguresQuestion *question, const Figures **ret_figures)
{
    CLEANUP(result_freep) Result *rows = NULL;
    Params params;
    int r;

    write_params(arena, question, &params);
    r = db_query(db, &params, &rows);
    if (r == DB_E_REFUSED)
        return error_raise(-EIO, "figures: %s", db_message(db));
    if (r != 0)
        return r;
    *ret_figures = read_rows(arena, question->what, rows);
    return 0;
}

typedef struct Asking {
    Arena *arena;
    FiguresOf what;
    Params params;
    FiguresAnswer *answer;
    void *context;
} Asking;

static void
rows_came(void *context, const Result *rows, const char *state)
{
    Asking *asking = context;

    (void) state;
    asking->answer(asking->context, rows ? read_rows(asking->arena, asking->what, rows) : NULL);
}

void
figures_ask(Arena *arena, Desk *desk, const FiguresQuestion *question, FiguresAnswer *answer,
        void *context)
{
    Asking *asking = arena_alloc(arena, sizeof *asking);

    asking->arena = arena;
    asking->what = question->what;
    asking->answer = answer;
    asking->context = context;
    write_params(arena, question, &asking->params);
    desk_call(desk, &asking->params, rows_came, asking);
}

/* ---- intervals ---------------------------------------------------------------------------- */

static int
compare_figures(const void *one, const void *other)
{
    const Figure *a = one, *b = other;

    if (a->programme != b->programme)
        return a->programme < b->programme ? -1 : 1;
    if (a->place != b->place)
        return a->place < b->place ? -1 : 1;
    return (a->detail > b->detail) - (a->detail < b->detail);
}

static const Figure *
find(const Figures *figures, int32_t programme, int32_t place, int32_t detail)
{
    const Figure wanted = { .programme = programme, .place = place, .detail = detail };

    return figures && figures->n > 0
            ? bsearch(&wanted, figures->list, figures->n, sizeof wanted, compare_figures)
            : NULL;
}

int32_t
figures_asked(
        const Figures *figures, int32_t programme, int32_t place, Outcome verdict, bool undelivered)
{
    const Figure *found = find(figures, programme, place, FIGURE_ASKED(verdict, undelivered));

    return found ? found->value : 0;
}

Range
figures_range(const Figures *figures, int32_t programme, int32_t place)
{
    const Figure *found = find(figures, programme, place, 0);

    if (!found)
        return (Range) { 0 };
    if (found->value == FIGURE_HIDDEN)
        return (Range) { true, 0, FIGURE_HIDDEN_MAX };
    return (Range) { true, found->value, found->value };
}

Range
range_add(Range one, Range other)
{
    return (Range) {
        one.is_known && other.is_known,
        one.low + other.low,
        one.high + other.high,
    };
}

Range
range_share(Range part, Range rest)
{
    Range none = { 0 };

    if (!part.is_known || !rest.is_known || part.low + rest.low < FIGURES_SHARE_MIN)
        return none;
    return (Range) {
        true,
        part.low + rest.high > 0 ? 100 * part.low / (part.low + rest.high) : 0,
        part.high + rest.low > 0 ? 100 * part.high / (part.high + rest.low) : 0,
    };
}
