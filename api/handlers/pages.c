/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * The adviser's pages: log in, ask, read the answer, log out.
 */

#include "api/handlers/handlers.h"

#include "api/access.h"
#include "api/loop.h"
#include "api/password_desk.h"
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
    { "release", PARAM_COUNT, false, INT32_MAX, "δημοσίευση· χωρίς αυτό η νεότερη" },
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

/* ---- log in and out ----------------------------------------------------------------------- */

const Param login_params[] = {
    { "ended", PARAM_COUNT, false, 1, "1, όταν μόλις έληξε η σύνδεση" },
    { 0 },
};

int
login_page_handle(Exchange *exchange)
{
    page_login(exchange_page(exchange, 200),
            exchange_has(exchange, "ended") ? LOGIN_ENDED : LOGIN_FIRST, /* wait_s= */ 0);
    return 0;
}

int
accessibility_handle(Exchange *exchange)
{
    page_accessibility(
            exchange_page(exchange, 200), loop_options(exchange_loop(exchange))->contact);
    return 0;
}

static int
refuse_login(Exchange *exchange)
{
    page_login(exchange_page(exchange, 401), LOGIN_WRONG, /* wait_s= */ 0);
    return 0;
}

static int
go_home(Exchange *exchange)
{
    return exchange_see_other(exchange, "/");
}

static void
failure_kept(void *context, AccountStatus status)
{
    (void) status;
    exchange_finish(context, refuse_login(context));
}

static void
password_checked(Exchange *exchange, bool is_right)
{
    const char *login = form_field(exchange, "login", NULL);
    Desk *desk = loop_desk(exchange_loop(exchange));

    if (is_right) {
        exchange_finish(exchange, access_open(exchange, login, go_home));
    } else if (!desk) {
        exchange_finish(exchange, refuse_login(exchange));
    } else {
        desk_login_failed(desk, login, failure_kept, exchange);
    }
}

static int
ask_to_wait(Exchange *exchange, uint32_t wait_s)
{
    exchange_set_header(
            exchange, "Retry-After", arena_format(exchange_arena(exchange), "%u", wait_s));
    page_login(exchange_page(exchange, 429), LOGIN_WAIT, wait_s);
    return 0;
}

static int
check_password(Exchange *exchange, AccountStatus status, const AccountCredential *credential)
{
    PasswordDesk *passwords = loop_options(exchange_loop(exchange))->passwords;
    const char *password = form_field(exchange, "password", NULL);

    if (status == ACCOUNT_UNAVAILABLE)
        return exchange_unavailable(exchange, "database",
                "Η υπηρεσία δεν μπορεί να ελέγξει τον κωδικό αυτή τη στιγμή.");
    if (status == ACCOUNT_WAIT)
        return ask_to_wait(exchange, credential->wait_s);
    if (password_check(passwords, exchange, credential->stored, password, password_checked) != 0)
        return exchange_unavailable(
                exchange, "busy", "Πολλές συνδέσεις μαζί αυτή τη στιγμή. Δοκιμάστε ξανά σε λίγο.");
    return EXCHANGE_WAITS;
}

static void
credential_found(void *context, AccountStatus status, const AccountCredential *credential)
{
    exchange_finish(context, check_password(context, status, credential));
}

int
login_handle(Exchange *exchange)
{
    const char *login = form_field(exchange, "login", NULL);
    const char *password = form_field(exchange, "password", NULL);
    Desk *desk = loop_desk(exchange_loop(exchange));

    if (!login || !password || *login == '\0' || strlen(login) > LOGIN_MAX
            || strlen(password) > PASSWORD_MAX)
        return refuse_login(exchange);
    if (!desk)
        return exchange_unavailable(exchange, "stopping", "Η υπηρεσία σταματά αυτή τη στιγμή.");

    desk_credential(desk, login, credential_found, exchange);
    return EXCHANGE_WAITS;
}

static int
go_to_login(Exchange *exchange)
{
    exchange_set_header(exchange, "Clear-Site-Data", "\"cache\", \"storage\"");
    return exchange_see_other(exchange, "/login");
}

int
logout_handle(Exchange *exchange)
{
    return access_close(exchange, go_to_login);
}
