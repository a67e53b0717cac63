/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * Logging in: name and password, then the code of the second factor where there is one; the first
 * password, by a one-time link; and logging out.
 */

#include "api/handlers/handlers.h"

#include "api/access.h"
#include "api/loop.h"
#include "api/password_desk.h"
#include "api/web/pages.h"

#include <string.h>

typedef struct LogIn {
    const char *login;
    const char *token; /* of a one-time link */
    uint32_t wait_s;
    const StaffFactor *factor;
    const StaffLinkOwner *owner;
} LogIn;

const Param login_params[] = {
    { "ended", PARAM_COUNT, false, 1, "1, όταν μόλις έληξε η σύνδεση" },
    { "set", PARAM_COUNT, false, 1, "1, όταν μόλις ορίστηκε κωδικός" },
    { 0 },
};
const char *const login_fields[] = { "login", "password", NULL };
const char *const code_fields[] = { "code", NULL };
const char *const welcome_fields[] = { "link", "password", "again", NULL };
const char *const no_fields[] = { NULL };

const Param welcome_params[] = {
    { "link", PARAM_TEXT, true, TOKEN_TEXT_SIZE - 1, "ο σύνδεσμος μίας χρήσης" },
    { 0 },
};

/* ---- passwords --------------------------------------------------------------------------------
 */

int
password_busy(Exchange *exchange)
{
    return exchange_unavailable(
            exchange, "busy", "Πολλές συνδέσεις μαζί αυτή τη στιγμή. Δοκιμάστε ξανά σε λίγο.");
}

/* ---- name and password ------------------------------------------------------------------------
 */

int
login_page_handle(Exchange *exchange)
{
    LoginNote note = exchange_has(exchange, "ended") ? LOGIN_ENDED
            : exchange_has(exchange, "set")          ? LOGIN_SET
                                                     : LOGIN_FIRST;

    page_login(exchange_page(exchange, 200), note, /* wait_s= */ 0);
    return 0;
}

static int
refuse_login(Exchange *exchange, LoginNote note)
{
    access_forget_cookie(exchange);
    page_login(exchange_page(exchange, 401), note, /* wait_s= */ 0);
    return 0;
}

static int
ask_to_wait(Exchange *exchange, uint32_t wait_s)
{
    access_forget_cookie(exchange);
    exchange_set_header(
            exchange, "Retry-After", arena_format(exchange_arena(exchange), "%u", wait_s));
    page_login(exchange_page(exchange, 429), LOGIN_WAIT, wait_s);
    return 0;
}

static int
logged_in(Exchange *exchange, StaffStatus status)
{
    const LogIn *log_in = exchange_kept(exchange);

    switch (status) {
    case STAFF_DONE:
        return exchange_see_other(exchange, "/");
    case STAFF_CODE_WANTED:
        return exchange_see_other(exchange, "/login/code");
    case STAFF_ENROL_WANTED:
        return exchange_see_other(exchange, "/account/second");
    case STAFF_WAIT:
        return ask_to_wait(exchange, log_in->wait_s);
    case STAFF_NO_ROLE:
        return refuse_login(exchange, LOGIN_NO_ROLE);
    default:
        return refuse_login(exchange, LOGIN_WRONG);
    }
}

static void
password_proven(Exchange *exchange, const PasswordResult *result)
{
    LogIn *log_in = exchange_kept(exchange);

    if (!result)
        exchange_finish(exchange, access_unavailable(exchange));
    else
        exchange_finish(exchange,
                access_log_in(exchange, log_in->login, result->proof, logged_in, &log_in->wait_s));
}

static int
prove_password(Exchange *exchange, AccountStatus status, const AccountCredential *credential)
{
    PasswordDesk *passwords = loop_options(exchange_loop(exchange))->passwords;
    PasswordWork work = { .password = form_field(exchange, "password", NULL) };

    if (status == ACCOUNT_UNAVAILABLE)
        return exchange_unavailable(exchange, "database",
                "Η υπηρεσία δεν μπορεί να ελέγξει τον κωδικό αυτή τη στιγμή.");
    if (status == ACCOUNT_WAIT)
        return ask_to_wait(exchange, credential->wait_s);
    work.settings = credential->settings;
    if (password_work(passwords, exchange, &work, password_proven) != 0)
        return password_busy(exchange);
    return EXCHANGE_WAITS;
}

static void
credential_found(void *context, AccountStatus status, const AccountCredential *credential)
{
    exchange_finish(context, prove_password(context, status, credential));
}

int
login_handle(Exchange *exchange)
{
    const char *login = form_field(exchange, "login", NULL);
    const char *password = form_field(exchange, "password", NULL);
    Desk *desk = loop_desk(exchange_loop(exchange));
    LogIn *log_in = arena_alloc(exchange_arena(exchange), sizeof *log_in);

    if (!login || !password || *login == '\0' || strlen(login) >= LOGIN_MAX
            || strlen(password) > PASSWORD_MAX)
        return refuse_login(exchange, LOGIN_WRONG);
    if (!desk)
        return access_unavailable(exchange);

    log_in->login = login;
    exchange_keep(exchange, log_in);
    desk_credential(desk, login, credential_found, exchange);
    return EXCHANGE_WAITS;
}

/* ---- the second factor ------------------------------------------------------------------------
 */

static int
code_page(Exchange *exchange, unsigned status, CodeNote note)
{
    const LogIn *log_in = exchange_kept(exchange);

    page_code(exchange_page(exchange, status), exchange_session(exchange), note,
            log_in->factor->wait_s);
    return 0;
}

/* Who is in needs no code; who has no session needs one first. */
static int
go_elsewhere(Exchange *exchange, StaffStatus status, const StaffFactor *factor)
{
    if (status != STAFF_DONE)
        return exchange_see_other(exchange, "/login?ended=1");
    return exchange_see_other(exchange, factor->pending == STAFF_ENROL ? "/account/second" : "/");
}

static bool
waits_for_code(StaffStatus status, const StaffFactor *factor)
{
    return status == STAFF_DONE && factor->pending == STAFF_CODE;
}

static int
show_code_page(Exchange *exchange, StaffStatus status)
{
    const LogIn *log_in = exchange_kept(exchange);

    if (!waits_for_code(status, log_in->factor))
        return go_elsewhere(exchange, status, log_in->factor);
    return code_page(exchange, 200, log_in->factor->wait_s > 0 ? CODE_WAIT : CODE_FIRST);
}

static int
find_factor(Exchange *exchange, StaffNext *next)
{
    LogIn *log_in = arena_alloc(exchange_arena(exchange), sizeof *log_in);
    StaffAsk ask;

    exchange_keep(exchange, log_in);
    if (!access_ask(exchange, next, &ask))
        return access_unavailable(exchange);
    staff_factor(&ask, &log_in->factor);
    return EXCHANGE_WAITS;
}

int
code_page_handle(Exchange *exchange)
{
    return find_factor(exchange, show_code_page);
}

static int
code_taken(Exchange *exchange, StaffStatus status)
{
    switch (status) {
    case STAFF_DONE:
        return exchange_see_other(exchange, "/");
    case STAFF_WAIT:
        return code_page(exchange, 429, CODE_WAIT);
    case STAFF_NOT_FOUND:
        return exchange_see_other(exchange, "/login?ended=1");
    default:
        return code_page(exchange, 401, CODE_WRONG);
    }
}

static int
take_code(Exchange *exchange, StaffStatus status)
{
    const LogIn *log_in = exchange_kept(exchange);
    const StaffFactor *factor = log_in->factor;
    const char *typed = form_field(exchange, "code", NULL);
    Arena *arena = exchange_arena(exchange);
    const char *recovery = typed ? recovery_code_read(arena, typed) : NULL;
    StaffAsk ask;

    if (!waits_for_code(status, factor))
        return go_elsewhere(exchange, status, factor);
    if (!access_ask(exchange, code_taken, &ask))
        return access_unavailable(exchange);
    if (typed && second_factor_is_code(typed))
        staff_code_take(&ask,
                second_factor_find(exchange_key(exchange), factor->login, factor->sealed,
                        factor->sealed_size, second_factor_digits(arena, typed)));
    else if (recovery)
        staff_recovery_take(&ask, recovery);
    else
        return code_page(exchange, 400, CODE_UNREADABLE);
    return EXCHANGE_WAITS;
}

int
code_handle(Exchange *exchange)
{
    return find_factor(exchange, take_code);
}

/* ---- one-time links ---------------------------------------------------------------------------
 */

static int
show_welcome(Exchange *exchange, StaffStatus status)
{
    const LogIn *log_in = exchange_kept(exchange);
    FormNotes none = { 0 };

    if (status != STAFF_DONE)
        page_link_ended(exchange_page(exchange, 404));
    else
        page_welcome(exchange_page(exchange, 200), log_in->owner, log_in->token, &none);
    return 0;
}

/* Looking at it uses nothing up: programs that read mail for people look at links as well. */
int
welcome_page_handle(Exchange *exchange)
{
    LogIn *log_in = arena_alloc(exchange_arena(exchange), sizeof *log_in);
    StaffAsk ask;

    exchange_keep(exchange, log_in);
    log_in->token = exchange_text(exchange, "link");
    if (!access_ask(exchange, show_welcome, &ask))
        return access_unavailable(exchange);
    staff_link_owner(&ask, log_in->token, &log_in->owner);
    return EXCHANGE_WAITS;
}

void
new_password_check(const Exchange *exchange, const char *login, FormNotes *notes)
{
    const char *fresh = form_field(exchange, "password", NULL);
    const char *again = form_field(exchange, "again", NULL);
    const char *reason = account_password_reason(fresh ? fresh : "", login);

    if (reason)
        form_note(notes, "password", reason);
    else if (!again || strcmp(fresh, again) != 0)
        form_note(
                notes, "again", "Οι δύο κωδικοί δεν είναι ίδιοι. Γράψτε τον νέο κωδικό δύο φορές.");
}

static int
link_used(Exchange *exchange, StaffStatus status)
{
    if (status == STAFF_DONE)
        return exchange_see_other(exchange, "/login?set=1");
    page_link_ended(exchange_page(exchange, 404));
    return 0;
}

static void
password_stored(Exchange *exchange, const PasswordResult *result)
{
    const LogIn *log_in = exchange_kept(exchange);
    StaffAsk ask;

    if (!result || !access_ask(exchange, link_used, &ask)) {
        exchange_finish(exchange, access_unavailable(exchange));
        return;
    }
    staff_link_use(&ask, log_in->token, result->stored);
}

static int
set_first_password(Exchange *exchange, StaffStatus status)
{
    const LogIn *log_in = exchange_kept(exchange);
    PasswordDesk *passwords = loop_options(exchange_loop(exchange))->passwords;
    const PasswordWork work = { .fresh = form_field(exchange, "password", NULL) };
    FormNotes notes = { 0 };

    if (status != STAFF_DONE) {
        page_link_ended(exchange_page(exchange, 404));
        return 0;
    }
    new_password_check(exchange, log_in->owner->login, &notes);
    if (notes.n > 0) {
        page_welcome(exchange_page(exchange, 400), log_in->owner, log_in->token, &notes);
        return 0;
    }
    if (password_work(passwords, exchange, &work, password_stored) != 0)
        return password_busy(exchange);
    return EXCHANGE_WAITS;
}

int
welcome_handle(Exchange *exchange)
{
    LogIn *log_in = arena_alloc(exchange_arena(exchange), sizeof *log_in);
    const char *token = form_field(exchange, "link", NULL);
    StaffAsk ask;

    exchange_keep(exchange, log_in);
    log_in->token = token && strlen(token) < TOKEN_TEXT_SIZE ? token : "";
    if (!access_ask(exchange, set_first_password, &ask))
        return access_unavailable(exchange);
    staff_link_owner(&ask, log_in->token, &log_in->owner);
    return EXCHANGE_WAITS;
}

/* ---- the end ----------------------------------------------------------------------------------
 */

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
