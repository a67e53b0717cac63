/* SPDX-License-Identifier: EUPL-1.2 */

/* Accounts of an administrator's area, and what was done in an auditor's. */

#include "api/handlers/handlers.h"

#include "api/access.h"
#include "api/loop.h"
#include "api/web/pages.h"

#include "registry/base/text.h"

#include <string.h>

#define LINK_DAYS 3 /* as the database has it */
#define NAME_MAX_CHARACTERS 200

typedef struct Admin {
    const char *login; /* of the account that this is about */
    const char *wanted;
    const char *link;
    const StaffLines *lines;
    const StaffStructures *structures;
    const StaffAccount *account;
    const StaffEntries *entries;
    Day on;
    RoleForm form;
    FormNotes notes;
    StaffGrant grant;
} Admin;

const Param admin_params[] = {
    { "q", PARAM_TEXT, false, 100, "μέρος ονόματος" },
    { 0 },
};
const Param admin_account_params[] = {
    { "login", PARAM_CODE, true, LOGIN_MAX - 1, "όνομα χρήστη" },
    { 0 },
};
const Param audit_params[] = {
    { "on", PARAM_DATE, false, 0, "ημέρα· χωρίς αυτήν, σήμερα" },
    { 0 },
};
const char *const admin_new_fields[] = { "login", "name", "role", "structure", "from", "to", NULL };
const char *const admin_role_fields[] = { "role", "structure", "from", "to", NULL };
const char *const admin_end_fields[] = { "number", "last", NULL };
const char *const admin_disable_fields[] = { "disabled", NULL };

static Admin *
admin_new(Exchange *exchange)
{
    Admin *admin = arena_alloc(exchange_arena(exchange), sizeof *admin);

    exchange_keep(exchange, admin);
    return admin;
}

static Admin *
admin_about(Exchange *exchange)
{
    Admin *admin = admin_new(exchange);

    admin->login = exchange_text(exchange, "login");
    return admin;
}

/* ---- all of them ------------------------------------------------------------------------------
 */

static int
show_accounts(Exchange *exchange, StaffStatus status)
{
    const LoopOptions *options = loop_options(exchange_loop(exchange));
    const Admin *admin = exchange_kept(exchange);
    MetricsNow now;

    (void) status;
    metrics_now(options->loops, *options->n_loops, &now);
    page_admin(exchange_page(exchange, 200), exchange_arena(exchange), exchange_session(exchange),
            admin->lines, admin->wanted, &now);
    return 0;
}

int
admin_page_handle(Exchange *exchange)
{
    Admin *admin = admin_new(exchange);
    StaffAsk ask;

    admin->wanted = exchange_text(exchange, "q");
    if (!access_ask(exchange, show_accounts, &ask))
        return access_unavailable(exchange);
    staff_accounts(&ask, admin->wanted, &admin->lines);
    return EXCHANGE_WAITS;
}

/* ---- a role, as a form brings it --------------------------------------------------------------
 */

static const char *
field_or_empty(const Exchange *exchange, const char *name)
{
    const char *value = form_field(exchange, name, NULL);

    return value ? value : "";
}

static void
read_dates(Admin *admin)
{
    admin->grant.from = day_today();
    admin->grant.to = DAY_NONE;
    if (*admin->form.from && day_parse(admin->form.from, &admin->grant.from) != 0)
        form_note(&admin->notes, "from", "Γράψτε την ημέρα όπως 21/11/2026.");
    if (*admin->form.to && day_parse(admin->form.to, &admin->grant.to) != 0)
        form_note(&admin->notes, "to", "Γράψτε την ημέρα όπως 21/11/2026, ή αφήστε κενό.");
    else if (admin->grant.to != DAY_NONE && admin->grant.to < admin->grant.from)
        form_note(&admin->notes, "to", "Ο ρόλος λήγει πριν αρχίσει. Ελέγξτε τις δύο ημέρες.");
}

static void
read_role(const Exchange *exchange, Admin *admin)
{
    admin->form.role = field_or_empty(exchange, "role");
    admin->form.structure = field_or_empty(exchange, "structure");
    admin->form.from = field_or_empty(exchange, "from");
    admin->form.to = field_or_empty(exchange, "to");

    admin->grant.role = (AccountRole) account_role_find(admin->form.role);
    admin->grant.structure = admin->form.structure;
    if (!admin->grant.role)
        form_note(&admin->notes, "role", "Διαλέξτε ρόλο από τη λίστα.");
    if (*admin->form.structure == '\0')
        form_note(&admin->notes, "structure", "Διαλέξτε δομή από τη λίστα.");
    read_dates(admin);
}

static void
read_names(Exchange *exchange, Admin *admin)
{
    admin->form.login = field_or_empty(exchange, "login");
    admin->form.name = field_or_empty(exchange, "name");
    admin->grant.login = admin->form.login;
    admin->grant.name = admin->form.name;
    if (!staff_login_is_name(admin->form.login))
        form_note(&admin->notes, "login",
                "Το όνομα χρήστη αρχίζει με μικρό λατινικό γράμμα και έχει 2 έως 63 μικρά "
                "λατινικά, ψηφία και τα σημεία . _ -");
    if (*text_fold_key(exchange_arena(exchange), admin->form.name) == '\0'
            || text_width(admin->form.name) > NAME_MAX_CHARACTERS)
        form_note(&admin->notes, "name", "Γράψτε το ονοματεπώνυμο, έως 200 χαρακτήρες.");
}

/* ---- a new account ----------------------------------------------------------------------------
 */

static int
show_new(Exchange *exchange, StaffStatus status)
{
    const Admin *admin = exchange_kept(exchange);

    (void) status;
    page_admin_new(exchange_page(exchange, admin->notes.n > 0 ? 400 : 200),
            exchange_arena(exchange), exchange_session(exchange), admin->structures, &admin->form,
            &admin->notes);
    return 0;
}

static int
new_page(Exchange *exchange)
{
    Admin *admin = exchange_kept(exchange);
    StaffAsk ask;

    if (!access_ask(exchange, show_new, &ask))
        return access_unavailable(exchange);
    staff_structures(&ask, &admin->structures);
    return EXCHANGE_WAITS;
}

int
admin_new_page_handle(Exchange *exchange)
{
    (void) admin_new(exchange);
    return new_page(exchange);
}

/* Where the link leads to; its token stands nowhere else. */
static const char *
draw_link(Exchange *exchange, uint8_t ret_hash[static TOKEN_HASH_SIZE])
{
    const char *origin = loop_options(exchange_loop(exchange))->origin;
    const char *host = exchange_header(exchange, "Host");
    Arena *arena = exchange_arena(exchange);
    char token[TOKEN_TEXT_SIZE];
    const char *link;

    account_token_new(token, ret_hash);
    link = origin ? arena_format(arena, "%s/welcome/%s", origin, token)
                  : arena_format(arena, "http://%s/welcome/%s", host ? host : "", token);
    explicit_bzero(token, sizeof token);
    return link;
}

static int
link_page(Exchange *exchange)
{
    const Admin *admin = exchange_kept(exchange);

    page_admin_link(exchange_page(exchange, 200), exchange_session(exchange), admin->login,
            admin->link, LINK_DAYS);
    return 0;
}

static int
account_made(Exchange *exchange, StaffStatus status)
{
    Admin *admin = exchange_kept(exchange);

    switch (status) {
    case STAFF_DONE:
        return link_page(exchange);
    case STAFF_WRONG:
        form_note(
                &admin->notes, "login", "Υπάρχει ήδη λογαριασμός με αυτό το όνομα. Διαλέξτε άλλο.");
        return new_page(exchange);
    case STAFF_NOT_ALLOWED:
        form_note(&admin->notes, "from", "Ο ρόλος ή οι ημέρες του δεν γίνονται δεκτά.");
        return new_page(exchange);
    default:
        return exchange_not_found(exchange);
    }
}

int
admin_new_handle(Exchange *exchange)
{
    Admin *admin = admin_new(exchange);
    uint8_t hash[TOKEN_HASH_SIZE];
    StaffAsk ask;

    read_names(exchange, admin);
    read_role(exchange, admin);
    if (admin->notes.n > 0)
        return new_page(exchange);
    if (!access_ask(exchange, account_made, &ask))
        return access_unavailable(exchange);
    admin->login = admin->grant.login;
    admin->link = draw_link(exchange, hash);
    staff_make(&ask, &admin->grant, hash);
    return EXCHANGE_WAITS;
}

/* ---- one account ------------------------------------------------------------------------------
 */

static int
show_account(Exchange *exchange, StaffStatus status)
{
    const Admin *admin = exchange_kept(exchange);

    (void) status;
    page_admin_account(exchange_page(exchange, admin->notes.n > 0 ? 400 : 200),
            exchange_arena(exchange), exchange_session(exchange), admin->account, admin->structures,
            &admin->form, &admin->notes);
    return 0;
}

static int
find_structures(Exchange *exchange, StaffStatus status)
{
    Admin *admin = exchange_kept(exchange);
    StaffAsk ask;

    if (status != STAFF_DONE)
        return exchange_not_found(exchange);
    if (!access_ask(exchange, show_account, &ask))
        return access_unavailable(exchange);
    staff_structures(&ask, &admin->structures);
    return EXCHANGE_WAITS;
}

static int
account_page(Exchange *exchange)
{
    Admin *admin = exchange_kept(exchange);
    StaffAsk ask;

    if (!access_ask(exchange, find_structures, &ask))
        return access_unavailable(exchange);
    staff_account(&ask, admin->login, &admin->account);
    return EXCHANGE_WAITS;
}

int
admin_account_handle(Exchange *exchange)
{
    (void) admin_about(exchange);
    return account_page(exchange);
}

/* What a change of the account comes to, whichever it was. */
static int
changed(Exchange *exchange, StaffStatus status)
{
    Admin *admin = exchange_kept(exchange);

    switch (status) {
    case STAFF_DONE:
        return exchange_see_other(exchange,
                arena_format(exchange_arena(exchange), "/admin/accounts/%s", admin->login));
    case STAFF_WRONG:
        form_note(&admin->notes, "role", "Έχει ήδη αυτόν τον ρόλο στη δομή από αυτή την ημέρα.");
        return account_page(exchange);
    case STAFF_NOT_ALLOWED:
        form_note(&admin->notes, "access",
                "Δεν γίνεται: είναι ο δικός σας λογαριασμός, έχει ρόλους και έξω από την περιοχή "
                "σας, ή ο ρόλος θα τελείωνε πριν αρχίσει.");
        return account_page(exchange);
    default:
        return exchange_not_found(exchange);
    }
}

int
admin_role_handle(Exchange *exchange)
{
    Admin *admin = admin_about(exchange);
    StaffAsk ask;

    read_role(exchange, admin);
    admin->grant.login = admin->login;
    if (admin->notes.n > 0)
        return account_page(exchange);
    if (!access_ask(exchange, changed, &ask))
        return access_unavailable(exchange);
    staff_role_give(&ask, &admin->grant);
    return EXCHANGE_WAITS;
}

int
admin_end_handle(Exchange *exchange)
{
    Admin *admin = admin_about(exchange);
    int64_t number = 0;
    Day last;
    StaffAsk ask;

    if (!form_number(form_field(exchange, "number", NULL), &number))
        return exchange_not_found(exchange);
    if (day_parse(field_or_empty(exchange, "last"), &last) != 0) {
        form_note(&admin->notes, "access", "Γράψτε την τελευταία ημέρα του ρόλου όπως 21/11/2026.");
        return account_page(exchange);
    }
    if (!access_ask(exchange, changed, &ask))
        return access_unavailable(exchange);
    staff_role_end(&ask, admin->login, number, last);
    return EXCHANGE_WAITS;
}

int
admin_disable_handle(Exchange *exchange)
{
    const Admin *admin = admin_about(exchange);
    const char *disabled = field_or_empty(exchange, "disabled");
    StaffAsk ask;

    if (strcmp(disabled, "yes") != 0 && strcmp(disabled, "no") != 0)
        return exchange_not_found(exchange);
    if (!access_ask(exchange, changed, &ask))
        return access_unavailable(exchange);
    staff_disable(&ask, admin->login, strcmp(disabled, "yes") == 0);
    return EXCHANGE_WAITS;
}

static int
link_laid(Exchange *exchange, StaffStatus status)
{
    return status == STAFF_DONE ? link_page(exchange) : changed(exchange, status);
}

int
admin_link_handle(Exchange *exchange)
{
    Admin *admin = admin_about(exchange);
    uint8_t hash[TOKEN_HASH_SIZE];
    StaffAsk ask;

    if (!access_ask(exchange, link_laid, &ask))
        return access_unavailable(exchange);
    admin->link = draw_link(exchange, hash);
    staff_link(&ask, admin->login, hash);
    return EXCHANGE_WAITS;
}

int
admin_factor_handle(Exchange *exchange)
{
    const Admin *admin = admin_about(exchange);
    StaffAsk ask;

    if (!access_ask(exchange, changed, &ask))
        return access_unavailable(exchange);
    staff_factor_forget(&ask, admin->login);
    return EXCHANGE_WAITS;
}

int
admin_sessions_handle(Exchange *exchange)
{
    const Admin *admin = admin_about(exchange);
    StaffAsk ask;

    if (!access_ask(exchange, changed, &ask))
        return access_unavailable(exchange);
    staff_sessions_end(&ask, admin->login);
    return EXCHANGE_WAITS;
}

/* ---- what was done ----------------------------------------------------------------------------
 */

static int
show_entries(Exchange *exchange, StaffStatus status)
{
    const Admin *admin = exchange_kept(exchange);

    (void) status;
    page_audit(exchange_page(exchange, 200), exchange_arena(exchange), exchange_session(exchange),
            admin->entries, admin->on);
    return 0;
}

int
audit_page_handle(Exchange *exchange)
{
    Admin *admin = admin_new(exchange);
    StaffAsk ask;

    admin->on = exchange_day(exchange, "on", day_today());
    if (!access_ask(exchange, show_entries, &ask))
        return access_unavailable(exchange);
    staff_entries(&ask, admin->on, &admin->entries);
    return EXCHANGE_WAITS;
}
