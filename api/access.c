/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/access.h"

#include "api/exchange_state.h"
#include "api/hold.h"
#include "api/loop.h"

#include <assert.h>
#include <microhttpd.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

_Static_assert((int) ROLE_ADVISER == (int) ACCOUNT_ADVISER
                && (int) ROLE_COORDINATOR == (int) ACCOUNT_COORDINATOR
                && (int) ROLE_PUBLISHER == (int) ACCOUNT_PUBLISHER
                && (int) ROLE_APPROVER == (int) ACCOUNT_APPROVER
                && (int) ROLE_AUDITOR == (int) ACCOUNT_AUDITOR
                && (int) ROLE_ADMINISTRATOR == (int) ACCOUNT_ADMINISTRATOR,
        "the roles of routes are those of accounts");

static const char unavailable[] =
        "Η υπηρεσία δεν μπορεί να απαντήσει αυτή τη στιγμή. Δοκιμάστε ξανά σε λίγο.";

/* ---- forms ---- */

const char *
form_field(const Exchange *exchange, const char *name, const char *after)
{
    bool past = after == NULL;

    for (unsigned i = 0; i < exchange->n_fields; i++) {
        if (past && strcmp(exchange->fields[i].name, name) == 0)
            return exchange->fields[i].value;
        if (exchange->fields[i].value == after)
            past = true;
    }
    return NULL;
}

/* The row of the table that a field belongs to; NULL if to none. */
static const char *
declared_field(const Route *route, const char *name)
{
    if (strcmp(name, "_token") == 0)
        return name;
    for (const char *const *field = route->fields; *field; field++) {
        size_t length = strlen(*field);
        bool is_beginning = (*field)[length - 1] == '*';

        if (is_beginning ? strncmp(name, *field, length - 1) == 0 : strcmp(name, *field) == 0)
            return *field;
    }
    return NULL;
}

/*
 * A field that nobody reads would be an answer to something else than what was asked. Anything but
 * 0 has been answered.
 */
static int
check_fields(Exchange *exchange)
{
    for (unsigned i = 0; exchange->route->fields && i < exchange->n_fields; i++) {
        const char *name = exchange->fields[i].name;
        const char *declared = declared_field(exchange->route, name);

        if (!declared)
            exchange_error(exchange, name, "Άγνωστο πεδίο.");
        else if (declared[strlen(declared) - 1] != '*'
                && form_field(exchange, name, NULL) != exchange->fields[i].value)
            exchange_error(exchange, name, "Δόθηκε περισσότερες φορές.");
    }
    if (exchange_errors(exchange) == 0)
        return 0;
    (void) exchange_problem(exchange, 400, "unknown-field",
            "Η φόρμα έχει πεδία που δεν είναι της σελίδας. Ανοίξτε ξανά τη σελίδα.");
    return 1;
}

static int
parse_form(Exchange *exchange)
{
    int r;

    if (exchange->route->body_is_file)
        return upload_read_form(exchange)
                ? 0
                : exchange_problem(exchange, 400, "bad-form",
                        "Η φόρμα με το αρχείο δεν έφτασε ολόκληρη. Στείλτε την ξανά.");
    exchange->fields = arena_array(exchange->arena, QueryPair, FORM_FIELDS_MAX);
    r = target_parse_pairs(exchange->arena, exchange->body.data ? exchange->body.data : "",
            exchange->body.size, exchange->fields, FORM_FIELDS_MAX, &exchange->n_fields);
    if (r == 0)
        return 0;
    exchange->n_fields = 0;
    return exchange_problem(exchange, 400, "bad-form", "Η φόρμα δεν διαβάζεται.");
}

/* A form comes from our own page: the browser says so, and no page elsewhere can make it lie. */
static bool
comes_from_us(const Exchange *exchange)
{
    const char *origin = exchange_header(exchange, "Origin");
    const char *site = exchange_header(exchange, "Sec-Fetch-Site");
    const char *host = exchange_header(exchange, "Host");
    const char *expected = loop_options(exchange->loop)->origin;

    if (!origin || (site && strcmp(site, "same-origin") != 0))
        return false;
    if (!expected)
        expected = arena_format(exchange->arena, "http://%s", host ? host : "");
    return strcasecmp(origin, expected) == 0;
}

static bool
same_secret(const char *one, const char *other)
{
    unsigned char difference = 0;

    if (strlen(one) != strlen(other))
        return false;
    for (size_t i = 0; one[i]; i++)
        difference |= (unsigned char) (one[i] ^ other[i]);
    return difference == 0;
}

static int
refuse_foreign_form(Exchange *exchange)
{
    return exchange_problem(exchange, 403, "foreign-form",
            "Η φόρμα δεν στάλθηκε από σελίδα αυτής της υπηρεσίας, ή έχει λήξει. Ανοίξτε ξανά τη "
            "σελίδα και δοκιμάστε πάλι.");
}

/* ---- tokens ---- */

static const char *
bearer_of(const Exchange *exchange)
{
    const char *header = exchange_header(exchange, "Authorization");

    return header && strncasecmp(header, "Bearer ", 7) == 0 ? header + 7 : NULL;
}

static const char *
cookie_of(const Exchange *exchange)
{
    return MHD_lookup_connection_value(
            exchange->connection, MHD_COOKIE_KIND, loop_options(exchange->loop)->cookie_name);
}

bool
access_has_token(const Exchange *exchange)
{
    const char *bearer = bearer_of(exchange);
    const char *token = bearer ? bearer : cookie_of(exchange);

    return token && *token;
}

/* Follows from the token in one direction only, so that a page may show it. */
static void
make_form_token(Arena *arena, const char *token, char ret_text[static FORM_TOKEN_SIZE])
{
    static const char digits[] = "0123456789abcdef";
    uint8_t hash[TOKEN_HASH_SIZE];

    account_token_hash(arena_join(arena, "form:", token, NULL), hash);
    for (size_t i = 0; i < sizeof hash; i++) {
        ret_text[2 * i] = digits[hash[i] >> 4];
        ret_text[2 * i + 1] = digits[hash[i] & 15];
    }
    ret_text[2 * sizeof hash] = '\0';
}

static Session *
session_of_request(Exchange *exchange)
{
    const char *bearer = bearer_of(exchange);
    const char *token = bearer ? bearer : cookie_of(exchange);
    Session *session;

    if (!token || token[0] == '\0')
        return NULL;

    session = arena_alloc(exchange->arena, sizeof *session);
    session->by_cookie = !bearer;
    account_token_hash(token, session->token_hash);
    make_form_token(exchange->arena, token, session->form_token);
    return session;
}

static const char *
cookie_text(Exchange *exchange, const char *token, const char *more)
{
    const LoopOptions *options = loop_options(exchange->loop);

    return arena_format(exchange->arena, "%s=%s; Path=/; HttpOnly; SameSite=Strict%s%s",
            options->cookie_name, token, options->secure_cookie ? "; Secure" : "", more);
}

/* ---- the way to a handler ---- */

static int
refuse_unknown(Exchange *exchange)
{
    /* Who brings a token had a session once, and wants to know why it is gone. */
    if (exchange->route->face != FACE_API)
        return exchange_see_other(exchange, exchange->session ? "/login?ended=1" : "/login");
    return exchange_problem(
            exchange, 401, "sign-in", "Δώστε έγκυρο διακριτικό: Authorization: Bearer …");
}

static int
refuse_role(Exchange *exchange)
{
    return exchange_problem(exchange, 403, "role", "Ο ρόλος σας δεν επιτρέπει αυτή την ενέργεια.");
}

static bool
is_safe(const Exchange *exchange)
{
    return strcmp(exchange->method, "GET") == 0 || strcmp(exchange->method, "HEAD") == 0;
}

static bool
is_admitted(Exchange *exchange)
{
    exchange->share =
            loop_admit(exchange->loop, exchange->session ? exchange->session->token_hash : NULL);
    return exchange->share != NULL;
}

static int
refuse_busy(Exchange *exchange)
{
    int r;

    if (hold_takes(exchange, loop_now_ms(), &r))
        return r;
    return exchange_unavailable(
            exchange, "busy", "Πολλά αιτήματα μαζί αυτή τη στιγμή. Δοκιμάστε ξανά σε λίγο.");
}

static bool
form_is_ours(const Exchange *exchange)
{
    const char *form_token = form_field(exchange, "_token", NULL);

    return form_token && same_secret(form_token, exchange->session->form_token);
}

/* Only a browser waits for a second factor. Whose session it is, the handler asks. */
static int
begin_pending(Exchange *exchange)
{
    if (!exchange->session->by_cookie)
        return refuse_unknown(exchange);
    if (exchange->route->face == FACE_FORM && !form_is_ours(exchange))
        return refuse_foreign_form(exchange);
    if (check_fields(exchange) != 0)
        return 0;
    return exchange->route->handler(exchange);
}

/* For anyone. */
static int
begin_open(Exchange *exchange)
{
    if (check_fields(exchange) != 0)
        return 0;
    if (!exchange->route->is_always && !is_admitted(exchange))
        return refuse_busy(exchange);
    return exchange->route->handler(exchange);
}

int
access_begin(Exchange *exchange)
{
    const Route *route = exchange->route;

    if (route->face == FACE_FORM) {
        if (!comes_from_us(exchange))
            return refuse_foreign_form(exchange);
        (void) parse_form(exchange);
        if (exchange->status != 0)
            return 0;
    }
    if (route->role == ROLE_ANYONE)
        return begin_open(exchange);

    exchange->session = session_of_request(exchange);
    if (!exchange->session)
        return refuse_unknown(exchange);
    if (!is_admitted(exchange))
        return refuse_busy(exchange);
    if (route->face == FACE_API && exchange->session->by_cookie && !is_safe(exchange)
            && !exchange_header(exchange, "X-Requested-By"))
        return exchange_problem(exchange, 403, "requested-by",
                "Με cookie χρειάζεται και η επικεφαλίδα X-Requested-By.");
    if (route->takes_pending)
        return begin_pending(exchange);
    if (route->asks_person)
        return route->handler(exchange);
    return access_confirm(exchange, route->handler);
}

static void
copy_account(Arena *arena, AccountSession *to, const AccountSession *from)
{
    *to = *from;
    to->login = arena_text(arena, from->login);
    to->name = arena_text(arena, from->name);
    to->structure = arena_text(arena, from->structure);
    to->structure_name = arena_text(arena, from->structure_name);
    to->municipalities = arena_copy(
            arena, from->municipalities, from->n_municipalities * sizeof *from->municipalities);
}

static int
confirmed(Exchange *exchange, AccountStatus status, const AccountSession *account)
{
    if (status == ACCOUNT_UNAVAILABLE)
        return exchange_unavailable(exchange, "database", unavailable);
    if (status != ACCOUNT_OK)
        return refuse_unknown(exchange);
    if ((account->roles & (uint32_t) exchange->route->role) == 0)
        return refuse_role(exchange);

    copy_account(exchange->arena, &exchange->session->account, account);
    admission_learn(loop_admission(exchange->loop), exchange->session->token_hash,
            account->structure, loop_now_ms());
    if (exchange->route->face == FACE_FORM && !form_is_ours(exchange))
        return refuse_foreign_form(exchange);
    if (check_fields(exchange) != 0)
        return 0;
    return exchange->next_step(exchange);
}

static void
session_answered(void *context, AccountStatus status, const AccountSession *account)
{
    Exchange *exchange = context;

    exchange_finish(exchange, confirmed(exchange, status, account));
}

int
access_confirm(Exchange *exchange, RouteHandler *next)
{
    Desk *desk = loop_desk(exchange->loop);

    assert(exchange->session);
    if (!desk)
        return exchange_unavailable(exchange, "stopping", unavailable);

    exchange->next_step = next;
    desk_session(desk, exchange->session->token_hash, session_answered, exchange);
    return EXCHANGE_WAITS;
}

/* ---- staff ---- */

typedef struct Step {
    Exchange *exchange;
    StaffNext *next;
} Step;

static void
stepped(void *context, StaffStatus status)
{
    const Step *step = context;
    Exchange *exchange = step->exchange;
    int r = status == STAFF_UNAVAILABLE ? access_unavailable(exchange)
                                        : step->next(exchange, status);

    exchange_finish(exchange, r);
}

int
access_unavailable(Exchange *exchange)
{
    exchange->n_headers = 0; /* no cookie of a session that does not stand */
    return exchange_unavailable(exchange, "database", unavailable);
}

bool
access_ask(Exchange *exchange, StaffNext *next, StaffAsk *ret_ask)
{
    Step *step = arena_alloc(exchange->arena, sizeof *step);
    Desk *desk = loop_desk(exchange->loop);

    *step = (Step) { exchange, next };
    *ret_ask = (StaffAsk) {
        .desk = desk,
        .arena = exchange->arena,
        .token_hash = exchange->session ? exchange->session->token_hash : NULL,
        .done = stepped,
        .context = step,
    };
    return desk != NULL;
}

/* ---- opening and closing ---- */

static void
draw_token(Exchange *exchange, uint8_t ret_hash[static TOKEN_HASH_SIZE])
{
    char token[TOKEN_TEXT_SIZE];

    account_token_new(token, ret_hash);
    exchange_set_header(exchange, "Set-Cookie", cookie_text(exchange, token, ""));
    explicit_bzero(token, sizeof token);
}

int
access_log_in(Exchange *exchange, const char *login,
        const uint8_t proof[static PASSWORD_PROOF_SIZE], StaffNext *next, uint32_t *ret_wait_s)
{
    uint8_t hash[TOKEN_HASH_SIZE];
    StaffAsk ask;

    if (!access_ask(exchange, next, &ask))
        return access_unavailable(exchange);
    draw_token(exchange, hash);
    staff_log_in(&ask, login, proof, hash, ret_wait_s);
    return EXCHANGE_WAITS;
}

int
access_switch(Exchange *exchange, const char *structure, StaffNext *next)
{
    uint8_t hash[TOKEN_HASH_SIZE];
    StaffAsk ask;

    if (!access_ask(exchange, next, &ask))
        return access_unavailable(exchange);
    draw_token(exchange, hash);
    staff_session_switch(&ask, hash, structure);
    return EXCHANGE_WAITS;
}

void
access_forget_cookie(Exchange *exchange)
{
    exchange->n_headers = 0;
}

static void
closed(void *context, AccountStatus status)
{
    Exchange *exchange = context;

    if (status == ACCOUNT_OK)
        exchange_finish(exchange, exchange->next_step(exchange));
    else
        exchange_finish(exchange, access_unavailable(exchange));
}

int
access_close(Exchange *exchange, RouteHandler *next)
{
    Desk *desk = loop_desk(exchange->loop);

    if (!desk)
        return access_unavailable(exchange);

    exchange_set_header(exchange, "Set-Cookie", cookie_text(exchange, "", "; Max-Age=0"));
    exchange->next_step = next;
    desk_session_close(desk, exchange->session->token_hash, closed, exchange);
    return EXCHANGE_WAITS;
}
