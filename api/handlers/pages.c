/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * The adviser's pages: log in, ask, read the answer, log out.
 */

#include "api/handlers/handlers.h"

#include "api/access.h"
#include "api/loop.h"
#include "api/question_form.h"
#include "api/web/pages.h"

#include "registry/snapshot.h"

#include <string.h>

/* ---- the question ------------------------------------------------------------------------- */

/* An adviser's own municipality, where the structure has one only. */
static const char *
own_municipality(Exchange *exchange)
{
    const AccountSession *account = &exchange_session(exchange)->account;
    const Place *place;

    if (account->n_municipalities != 1)
        return "";
    place = places_by_key(
            snapshot_places(exchange_snapshot(exchange)), (int32_t) account->municipalities[0]);
    return place ? place->name : "";
}

const char *const question_fields[] = { "subject", "amka", "afm", "reference", "municipality",
    "place", "at", "on", "purpose", "case", "all", "change", FORM_FACT_PREFIX "*", NULL };

/* Only an adviser asks; everybody else is led to what is theirs. */
int
home_handle(Exchange *exchange)
{
    const char *first = page_first(exchange_session(exchange));
    const QuestionForm *form;

    if (strcmp(first, "/") != 0)
        return exchange_see_other(exchange, first);
    if (!registers_are_there(exchange))
        return 0;
    form = question_form_new(exchange, own_municipality(exchange));
    page_question(exchange_page(exchange, 200), exchange_arena(exchange),
            exchange_session(exchange), exchange_snapshot(exchange), form);
    return 0;
}

static int
show_form_again(Exchange *exchange)
{
    const QuestionForm *form = exchange_kept(exchange);

    page_question(exchange_page(exchange, form->n_errors > 0 ? 400 : 200), exchange_arena(exchange),
            exchange_session(exchange), exchange_snapshot(exchange), form);
    return 0;
}

static int
answered(Exchange *exchange, const Asked *asked, int condition, const Answer *answer)
{
    QuestionForm *form = exchange_kept(exchange);

    if (condition != 0) {
        question_form_choose_part(exchange, form, asked);
        question_form_refuse(form, "municipality", asked_place_reason(exchange, asked, condition));
        return show_form_again(exchange);
    }
    page_answer(exchange_page(exchange, 200), exchange_arena(exchange), exchange_session(exchange),
            exchange_snapshot(exchange), form, answer);
    return 0;
}

/* The name of who is signed in stands on the page, so the session has been looked at already. */
int
answer_handle(Exchange *exchange)
{
    QuestionForm *form = question_form_new(exchange, "");
    Asked *asked = asked_new(exchange_arena(exchange));

    if (!registers_are_there(exchange))
        return 0;
    exchange_keep(exchange, form);
    if (!question_form_read(exchange, form, asked))
        return show_form_again(exchange);

    asked->answered = answered;
    return asked_begin(exchange, asked);
}

/* The script of the page reads the address; the parameters are here so that a link may hold them.
 */
const Param map_params[] = {
    { "level", PARAM_CODE, false, 0, "municipality, regional_unit, prefecture ή region" },
    { "measure", PARAM_CODE, false, 0, "τι μετράται, όπως στο /v1/coverage" },
    { "programme", PARAM_CODE, false, 0, "κωδικός προγράμματος" },
    { "group", PARAM_CODE, false, 0, "ομάδα ωφελουμένων" },
    { "on", PARAM_DATE, false, 0, "η δημοσίευση αυτής της ημέρας· χωρίς αυτό η τελευταία" },
    { "funding", PARAM_COUNT, false, 1, "1: και οι χρηματοδοτήσεις που λήγουν" },
    { "overlap", PARAM_COUNT, false, 1, "1: και πού δίνουν το ίδιο περισσότεροι φορείς" },
    { 0 },
};

int
map_handle(Exchange *exchange)
{
    if (!registers_are_there(exchange))
        return 0;
    page_map(exchange_page(exchange, 200), exchange_session(exchange), exchange_snapshot(exchange));
    return 0;
}

int
accessibility_handle(Exchange *exchange)
{
    page_accessibility(
            exchange_page(exchange, 200), loop_options(exchange_loop(exchange))->contact);
    return 0;
}
