/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * GET /v1/coverage, /coverage and /coverage/table.csv: one table of a protected release, as data,
 * as a page and as a file. All three are made from the same Coverage.
 */

#include "api/handlers/handlers.h"

#include "api/access.h"
#include "api/loop.h"
#include "api/web/form.h"
#include "api/web/pages.h"

#include "registry/coverage.h"
#include "registry/desk.h"
#include "registry/snapshot.h"

#include <math.h>
#include <string.h>

#define RELEASE_MAX 1000

/* clang-format off */
#define COVERAGE_PARAMS \
    { "level", PARAM_CODE, false, 0, "municipality, regional_unit, prefecture ή region" }, \
    { "measure", PARAM_CODE, false, 0, "population, registered, group_unknown, eligible, receiving, unserved, unknown, unknown_because, take_up" }, \
    { "programme", PARAM_CODE, false, 0, "Κωδικός προγράμματος, όπου το μέγεθος είναι ανά πρόγραμμα" }, \
    { "group", PARAM_CODE, false, 0, "child, elderly, disabled, homeless, destitute, roma, migrants, unemployed, eee_recipients· στο unknown_because ένα στοιχείο" }, \
    { "within", PARAM_CODE, false, 0, "Κωδικός τόπου: μόνο μέσα σε αυτόν" }, \
    { "on", PARAM_DATE, false, 0, "Η νεότερη δημοσίευση που δεν είναι μεταγενέστερης ημέρας" }, \
    { "release", PARAM_COUNT, false, RELEASE_MAX, "Αριθμός δημοσίευσης· αλλιώς η νεότερη" }, \
    { 0 }
/* clang-format on */

const Param coverage_params[] = { COVERAGE_PARAMS };

static bool
read_question(Exchange *exchange, CoverageQuestion *question)
{
    const char *level = exchange_text(exchange, "level");
    const char *measure = exchange_text(exchange, "measure");

    *question = (CoverageQuestion) {
        .level = PLACE_REGION,
        .measure = measure ? measure : "registered",
        .programme = exchange_text(exchange, "programme"),
        .group = exchange_text(exchange, "group"),
        .within = exchange_text(exchange, "within"),
        .release = (int32_t) exchange_count(exchange, "release", 0),
        .on = exchange_day(exchange, "on", DAY_NONE),
    };
    if (!level || coverage_level_find(level, &question->level))
        return true;
    exchange_error(exchange, "level",
            "Το επίπεδο είναι municipality, regional_unit, prefecture ή region.");
    return false;
}

/* The answer when there is no table. */
static int
refuse(Exchange *exchange, int condition)
{
    if (condition == COVERAGE_E_UNAVAILABLE)
        return exchange_unavailable(exchange, "database", "Η βάση δεν απαντά τώρα.");
    if (condition == COVERAGE_E_NO_RELEASE && !exchange_has(exchange, "release")
            && !exchange_has(exchange, "on"))
        return exchange_problem(exchange, 409, "no-release",
                "Δεν έχει γίνει ακόμη δημοσίευση· την κάνει «mitroa release make».");
    exchange_error(exchange, coverage_wrong_parameter(condition), "%s",
            coverage_wrong_sentence(condition));
    return exchange_problem(exchange, 400, "coverage", "Αυτός ο πίνακας δεν υπάρχει.");
}

static int
ask(Exchange *exchange, const CoverageQuestion *question, CoverageAnswer *answer)
{
    Desk *desk = loop_desk(exchange_loop(exchange));

    if (!desk)
        return refuse(exchange, COVERAGE_E_UNAVAILABLE);
    coverage_ask(desk, exchange_arena(exchange), question, answer, exchange);
    return EXCHANGE_WAITS;
}

/* ---- data ----------------------------------------------------------------------------------- */

static void
json_came(void *context, int condition, Coverage *coverage)
{
    Exchange *exchange = context;

    if (condition == 0)
        coverage_write_json(exchange_json(exchange, 200), coverage);
    exchange_finish(exchange, condition == 0 ? 0 : refuse(exchange, condition));
}

int
coverage_handle(Exchange *exchange)
{
    CoverageQuestion question;

    if (!read_question(exchange, &question))
        return exchange_problem(exchange, 400, "coverage", "Αυτός ο πίνακας δεν υπάρχει.");
    return ask(exchange, &question, json_came);
}

/* ---- a file --------------------------------------------------------------------------------- */

static void
csv_came(void *context, int condition, Coverage *coverage)
{
    Exchange *exchange = context;
    Buffer out;

    if (condition != 0) {
        exchange_finish(exchange, refuse(exchange, condition));
        return;
    }
    buffer_init(&out);
    coverage_write_csv(&out, coverage);
    exchange_set_header(exchange, "Content-Disposition",
            arena_format(exchange_arena(exchange), "attachment; filename=\"coverage-%lld.csv\"",
                    (long long) coverage->release));
    (void) exchange_bytes(exchange, 200, "text/csv; charset=utf-8",
            arena_copy(exchange_arena(exchange), out.data, out.size), out.size);
    buffer_deinit(&out);
    exchange_finish(exchange, 0);
}

/* `all` is what the form sends for everywhere. */
static void
take_form(CoverageQuestion *question)
{
    question->is_form = true;
    if (question->within && strcmp(question->within, "all") == 0)
        question->within = NULL;
}

int
coverage_csv_handle(Exchange *exchange)
{
    CoverageQuestion question;

    if (!read_question(exchange, &question))
        return exchange_problem(exchange, 400, "coverage", "Αυτός ο πίνακας δεν υπάρχει.");
    take_form(&question);
    return ask(exchange, &question, csv_came);
}

/* ---- a page --------------------------------------------------------------------------------- */

static unsigned
page_status(int condition)
{
    if (condition == COVERAGE_E_NO_RELEASE)
        return 409;
    return condition == 0 ? 200 : 400;
}

static void
page_came(void *context, int condition, Coverage *coverage)
{
    Exchange *exchange = context;
    FormNotes wrong = { 0 };

    if (condition == COVERAGE_E_UNAVAILABLE) {
        exchange_finish(exchange, refuse(exchange, condition));
        return;
    }
    if (condition != 0)
        form_note(&wrong, coverage_wrong_parameter(condition), coverage_wrong_sentence(condition));
    page_coverage(exchange_page(exchange, page_status(condition)), exchange_arena(exchange),
            exchange_session(exchange), coverage, &wrong);
    exchange_finish(exchange, 0);
}

/* The region that all of one's own municipalities lie in; NULL: there is no one such. */
static const char *
own_region(Exchange *exchange)
{
    const Session *session = exchange_session(exchange);
    const Places *places = snapshot_places(exchange_snapshot(exchange));
    const Place *region;
    int32_t found = 0;

    for (size_t i = 0; session && i < session->account.n_municipalities; i++) {
        const Place *place = places_by_key(places, (int32_t) session->account.municipalities[i]);

        if (place && found && place->region != found)
            return NULL;
        found = place ? place->region : found;
    }
    region = found ? places_by_key(places, found) : NULL;
    return region ? region->code : NULL;
}

int
coverage_page_handle(Exchange *exchange)
{
    CoverageQuestion question;

    if (!registers_are_there(exchange))
        return 0;
    if (!read_question(exchange, &question))
        return exchange_problem(exchange, 400, "coverage", "Αυτός ο πίνακας δεν υπάρχει.");
    if (!question.within)
        question.within = own_region(exchange);
    if (question.within && !exchange_has(exchange, "level"))
        question.level = PLACE_MUNICIPALITY;
    take_form(&question);
    return ask(exchange, &question, page_came);
}
