/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/staff.h"

#include "registry/base/log.h"
#include "registry/db/statements.h"
#include "registry/staff_call.h"

#include <assert.h>
#include <string.h>

#define LOGIN_CHARACTERS 63

static void
came(void *context, const Result *rows, const char *state)
{
    StaffCall *call = context;

    if (!rows && *state)
        log_error("staff: a statement was refused (%s)", state);
    call->done(call->context, rows ? call->read(call, rows) : STAFF_UNAVAILABLE);
}

StaffCall *
staff_call_new(const StaffAsk *ask, const Statement *statement, StaffReader *read)
{
    StaffCall *call = arena_alloc(ask->arena, sizeof *call);

    call->arena = ask->arena;
    call->done = ask->done;
    call->context = ask->context;
    call->read = read;
    params_begin(&call->params, ask->arena, statement);
    return call;
}

StaffCall *
staff_call_of_session(const StaffAsk *ask, const Statement *statement, StaffReader *read)
{
    StaffCall *call = staff_call_new(ask, statement, read);

    params_bytes(&call->params, ask->token_hash, TOKEN_HASH_SIZE);
    return call;
}

void
staff_call_send(const StaffAsk *ask, StaffCall *call)
{
    desk_call(ask->desk, &call->params, came, call);
}

StaffStatus
staff_read_status(StaffCall *call, const Result *rows)
{
    int64_t status = result_rows(rows) == 1 ? result_int(rows, 0, 0) : STAFF_UNAVAILABLE;

    (void) call;
    return status >= STAFF_DONE && status < STAFF_UNAVAILABLE ? (StaffStatus) status
                                                              : STAFF_UNAVAILABLE;
}

const char *
staff_read_text(const StaffCall *call, const Result *rows, size_t row, size_t column)
{
    return arena_text(call->arena, result_text(rows, row, column));
}

static const char *
copy_of(Arena *arena, const char *text)
{
    return arena_text(arena, text);
}

/* ---- logging in -------------------------------------------------------------------------------
 */

static StaffStatus
read_log_in(StaffCall *call, const Result *rows)
{
    uint32_t *wait_s = call->ret;

    *wait_s = (uint32_t) result_int(rows, 0, 1);
    return staff_read_status(call, rows);
}

void
staff_log_in(const StaffAsk *ask, const char *login,
        const uint8_t proof[static PASSWORD_PROOF_SIZE],
        const uint8_t new_hash[static TOKEN_HASH_SIZE], uint32_t *ret_wait_s)
{
    StaffCall *call = staff_call_new(ask, &sql_account_log_in, read_log_in);

    call->ret = ret_wait_s;
    params_text(&call->params, login);
    params_bytes(&call->params, proof, PASSWORD_PROOF_SIZE);
    params_bytes(&call->params, new_hash, TOKEN_HASH_SIZE);
    staff_call_send(ask, call);
}

static StaffPending
pending_of(const char *word)
{
    if (!word)
        return STAFF_IN;
    return strcmp(word, "enrol") == 0 ? STAFF_ENROL : STAFF_CODE;
}

static StaffStatus
read_factor(StaffCall *call, const Result *rows)
{
    const StaffFactor **ret = call->ret;
    StaffFactor *factor;

    if (result_rows(rows) != 1)
        return STAFF_NOT_FOUND;
    factor = arena_alloc(call->arena, sizeof *factor);
    factor->pending = pending_of(result_text(rows, 0, 0));
    factor->login = staff_read_text(call, rows, 0, 1);
    factor->name = staff_read_text(call, rows, 0, 2);
    factor->wait_s = (uint32_t) result_int(rows, 0, 3);
    factor->is_there = !result_is_null(rows, 0, 6);
    if (factor->is_there) {
        Bytes sealed = result_bytes(rows, 0, 6);

        factor->is_confirmed = result_bool(rows, 0, 4);
        factor->key_id = (uint8_t) result_int(rows, 0, 5);
        factor->sealed = arena_copy(call->arena, sealed.data, sealed.size);
        factor->sealed_size = sealed.size;
    }
    factor->is_required = result_bool(rows, 0, 8);
    factor->codes = (uint32_t) result_int(rows, 0, 9);
    *ret = factor;
    return STAFF_DONE;
}

void
staff_factor(const StaffAsk *ask, const StaffFactor **ret)
{
    StaffCall *call = staff_call_of_session(ask, &sql_account_own_factor, read_factor);

    call->ret = ret;
    staff_call_send(ask, call);
}

static int64_t
step_or_null(int64_t step)
{
    return step == ONE_TIME_NO_STEP ? DB_NULL : step;
}

void
staff_code_take(const StaffAsk *ask, int64_t step)
{
    StaffCall *call =
            staff_call_of_session(ask, &sql_account_second_factor_take, staff_read_status);

    params_int(&call->params, step_or_null(step));
    staff_call_send(ask, call);
}

void
staff_recovery_take(const StaffAsk *ask, const char *code)
{
    StaffCall *call = staff_call_of_session(ask, &sql_account_recovery_take, staff_read_status);

    params_text(&call->params, code);
    staff_call_send(ask, call);
}

void
staff_factor_begin(const StaffAsk *ask, const uint8_t proof[static PASSWORD_PROOF_SIZE],
        uint8_t key_id, const uint8_t sealed[static SEALED_SECRET_SIZE])
{
    StaffCall *call =
            staff_call_of_session(ask, &sql_account_second_factor_begin, staff_read_status);

    params_bytes(&call->params, proof, PASSWORD_PROOF_SIZE);
    params_int(&call->params, key_id);
    params_bytes(&call->params, sealed, SEALED_SECRET_SIZE);
    staff_call_send(ask, call);
}

static void
add_codes(StaffCall *call, const RecoveryCodes *codes)
{
    Bytes hashes[RECOVERY_CODES];

    for (size_t i = 0; i < RECOVERY_CODES; i++)
        hashes[i] = (Bytes) { codes->hashes[i], RECOVERY_HASH_SIZE };
    params_bytes_list(&call->params, hashes, RECOVERY_CODES);
}

void
staff_factor_confirm(const StaffAsk *ask, int64_t step, const RecoveryCodes *codes)
{
    StaffCall *call =
            staff_call_of_session(ask, &sql_account_second_factor_confirm, staff_read_status);

    params_int(&call->params, step_or_null(step));
    add_codes(call, codes);
    staff_call_send(ask, call);
}

void
staff_factor_remove(const StaffAsk *ask, const uint8_t proof[static PASSWORD_PROOF_SIZE])
{
    StaffCall *call =
            staff_call_of_session(ask, &sql_account_second_factor_remove, staff_read_status);

    params_bytes(&call->params, proof, PASSWORD_PROOF_SIZE);
    staff_call_send(ask, call);
}

void
staff_recovery_renew(const StaffAsk *ask, const uint8_t proof[static PASSWORD_PROOF_SIZE],
        const RecoveryCodes *codes)
{
    StaffCall *call = staff_call_of_session(ask, &sql_account_recovery_renew, staff_read_status);

    params_bytes(&call->params, proof, PASSWORD_PROOF_SIZE);
    add_codes(call, codes);
    staff_call_send(ask, call);
}

static StaffStatus
read_link_owner(StaffCall *call, const Result *rows)
{
    const StaffLinkOwner **ret = call->ret;
    StaffLinkOwner *owner;

    if (result_rows(rows) != 1)
        return STAFF_NOT_FOUND;
    owner = arena_alloc(call->arena, sizeof *owner);
    owner->login = staff_read_text(call, rows, 0, 0);
    owner->name = staff_read_text(call, rows, 0, 1);
    *ret = owner;
    return STAFF_DONE;
}

void
staff_link_owner(const StaffAsk *ask, const char *token, const StaffLinkOwner **ret)
{
    StaffCall *call = staff_call_new(ask, &sql_account_link_owner, read_link_owner);

    call->ret = ret;
    params_text(&call->params, token);
    staff_call_send(ask, call);
}

void
staff_link_use(const StaffAsk *ask, const char *token, const char *stored)
{
    StaffCall *call = staff_call_new(ask, &sql_account_link_use, staff_read_status);

    params_text(&call->params, token);
    params_text(&call->params, stored);
    staff_call_send(ask, call);
}

/* ---- one's own account ------------------------------------------------------------------------
 */

/* The columns of a result that hold the roles of an account; 0 = it has no such column. */
typedef struct RoleColumns {
    size_t number;
    size_t role;
    size_t structure;
    size_t structure_name;
    size_t from;
    size_t to;
} RoleColumns;

static const StaffRole *
read_roles(
        const StaffCall *call, const Result *rows, size_t row, const RoleColumns *at, size_t *ret_n)
{
    Arena *arena = call->arena;
    const int64_t *kinds = result_ints(arena, rows, row, at->role, ret_n);
    size_t n = *ret_n;
    const int64_t *numbers = at->number ? result_ints(arena, rows, row, at->number, &n) : NULL;
    const char *const *codes =
            at->structure ? result_texts(arena, rows, row, at->structure, &n) : NULL;
    const char *const *names = result_texts(arena, rows, row, at->structure_name, &n);
    const Day *from = at->from ? result_days(arena, rows, row, at->from, &n) : NULL;
    const Day *to = at->to ? result_days(arena, rows, row, at->to, &n) : NULL;
    StaffRole *roles = arena_array(arena, StaffRole, *ret_n);

    assert(n == *ret_n);
    for (size_t i = 0; i < n; i++)
        roles[i] = (StaffRole) {
            .number = numbers ? numbers[i] : 0,
            .role = (AccountRole) (1u << kinds[i]),
            .structure = codes ? copy_of(arena, codes[i]) : NULL,
            .structure_name = copy_of(arena, names[i]),
            .from = from ? from[i] : DAY_NONE,
            .to = to ? to[i] : DAY_NONE,
        };
    return roles;
}

static const StaffSession *
read_sessions(const StaffCall *call, const Result *rows, size_t first, size_t *ret_n)
{
    Arena *arena = call->arena;
    const int64_t *numbers = result_ints(arena, rows, 0, first, ret_n);
    size_t n = *ret_n;
    const char *const *kinds = result_texts(arena, rows, 0, first + 1, &n);
    const int64_t *opened = result_ints(arena, rows, 0, first + 2, &n);
    const int64_t *seen = result_ints(arena, rows, 0, first + 3, &n);
    const int64_t *is_this = result_ints(arena, rows, 0, first + 4, &n);
    StaffSession *sessions = arena_array(arena, StaffSession, *ret_n);

    assert(n == *ret_n);
    for (size_t i = 0; i < n; i++)
        sessions[i] = (StaffSession) {
            .number = numbers[i],
            .is_token = strcmp(kinds[i], "bearer") == 0,
            .is_this = is_this[i] != 0,
            .opened = opened[i],
            .seen = seen[i],
        };
    return sessions;
}

static StaffStatus
read_own(StaffCall *call, const Result *rows)
{
    static const RoleColumns columns = {
        .role = 3, .structure = 4, .structure_name = 5, .from = 6, .to = 7
    };
    const StaffOwn **ret = call->ret;
    StaffOwn *own;

    if (result_rows(rows) != 1)
        return STAFF_NOT_FOUND;
    own = arena_alloc(call->arena, sizeof *own);
    own->login = staff_read_text(call, rows, 0, 0);
    own->name = staff_read_text(call, rows, 0, 1);
    own->password_set = result_int(rows, 0, 2);
    own->roles = read_roles(call, rows, 0, &columns, &own->n_roles);
    own->sessions = read_sessions(call, rows, 8, &own->n_sessions);
    *ret = own;
    return STAFF_DONE;
}

void
staff_own(const StaffAsk *ask, const StaffOwn **ret)
{
    StaffCall *call = staff_call_of_session(ask, &sql_account_own, read_own);

    call->ret = ret;
    staff_call_send(ask, call);
}

void
staff_password_change(
        const StaffAsk *ask, const uint8_t proof[static PASSWORD_PROOF_SIZE], const char *stored)
{
    StaffCall *call = staff_call_of_session(ask, &sql_account_password_change, staff_read_status);

    params_bytes(&call->params, proof, PASSWORD_PROOF_SIZE);
    params_text(&call->params, stored);
    staff_call_send(ask, call);
}

void
staff_session_end(const StaffAsk *ask, int64_t number)
{
    StaffCall *call = staff_call_of_session(ask, &sql_account_own_session_end, staff_read_status);

    params_int(&call->params, number == 0 ? DB_NULL : number);
    staff_call_send(ask, call);
}

void
staff_session_switch(
        const StaffAsk *ask, const uint8_t new_hash[static TOKEN_HASH_SIZE], const char *structure)
{
    StaffCall *call = staff_call_of_session(ask, &sql_account_session_switch, staff_read_status);

    params_bytes(&call->params, new_hash, TOKEN_HASH_SIZE);
    params_text(&call->params, structure);
    staff_call_send(ask, call);
}

/* ---- an administrator's area ------------------------------------------------------------------
 */

static StaffStatus
read_structures(StaffCall *call, const Result *rows)
{
    const StaffStructures **ret = call->ret;
    StaffStructures *structures = arena_alloc(call->arena, sizeof *structures);
    StaffStructure *items = arena_array(call->arena, StaffStructure, result_rows(rows));

    for (size_t row = 0; row < result_rows(rows); row++)
        items[row] = (StaffStructure) {
            .code = staff_read_text(call, rows, row, 0),
            .name = staff_read_text(call, rows, row, 1),
        };
    *structures = (StaffStructures) { items, result_rows(rows) };
    *ret = structures;
    return STAFF_DONE;
}

void
staff_structures(const StaffAsk *ask, const StaffStructures **ret)
{
    StaffCall *call = staff_call_of_session(ask, &sql_account_area_structures, read_structures);

    call->ret = ret;
    staff_call_send(ask, call);
}

static StaffStatus
read_accounts(StaffCall *call, const Result *rows)
{
    static const RoleColumns columns = { .role = 3, .structure_name = 4 };
    const StaffLines **ret = call->ret;
    StaffLines *lines = arena_alloc(call->arena, sizeof *lines);
    StaffLine *items = arena_array(call->arena, StaffLine, result_rows(rows));

    for (size_t row = 0; row < result_rows(rows); row++) {
        StaffLine *line = &items[row];

        line->login = staff_read_text(call, rows, row, 0);
        line->name = staff_read_text(call, rows, row, 1);
        line->is_disabled = result_bool(rows, row, 2);
        line->roles = read_roles(call, rows, row, &columns, &line->n_roles);
        line->sessions = (uint32_t) result_int(rows, row, 5);
        line->can_log_in = result_bool(rows, row, 6);
        line->has_factor = result_bool(rows, row, 7);
        lines->total = (size_t) result_int(rows, row, 8);
    }
    lines->items = items;
    lines->n = result_rows(rows);
    *ret = lines;
    return STAFF_DONE;
}

void
staff_accounts(const StaffAsk *ask, const char *wanted, const StaffLines **ret)
{
    StaffCall *call = staff_call_of_session(ask, &sql_account_area_accounts, read_accounts);

    call->ret = ret;
    params_text(&call->params, wanted);
    staff_call_send(ask, call);
}

static StaffStatus
read_account(StaffCall *call, const Result *rows)
{
    static const RoleColumns columns = {
        .number = 9, .role = 10, .structure = 11, .structure_name = 12, .from = 13, .to = 14
    };
    const StaffAccount **ret = call->ret;
    StaffAccount *account;

    if (result_rows(rows) != 1)
        return STAFF_NOT_FOUND;
    account = arena_alloc(call->arena, sizeof *account);
    account->login = staff_read_text(call, rows, 0, 0);
    account->name = staff_read_text(call, rows, 0, 1);
    account->is_disabled = result_bool(rows, 0, 2);
    account->can_log_in = result_bool(rows, 0, 3);
    account->has_factor = result_bool(rows, 0, 4);
    account->is_own = result_bool(rows, 0, 5);
    account->is_whole = result_bool(rows, 0, 6);
    account->sessions = (uint32_t) result_int(rows, 0, 7);
    account->link_until = result_int(rows, 0, 8);
    account->roles = read_roles(call, rows, 0, &columns, &account->n_roles);
    *ret = account;
    return STAFF_DONE;
}

/* A call about one account of the area. */
static StaffCall *
call_about(const StaffAsk *ask, const Statement *statement, const char *login)
{
    StaffCall *call = staff_call_of_session(ask, statement, staff_read_status);

    params_text(&call->params, login);
    return call;
}

void
staff_account(const StaffAsk *ask, const char *login, const StaffAccount **ret)
{
    StaffCall *call = call_about(ask, &sql_account_area_account, login);

    call->read = read_account;
    call->ret = ret;
    staff_call_send(ask, call);
}

static void
add_role(StaffCall *call, const StaffGrant *grant)
{
    params_int(&call->params, __builtin_ctz(grant->role));
    params_text(&call->params, grant->structure);
    params_day(&call->params, grant->from);
    params_day(&call->params, grant->to);
}

void
staff_make(const StaffAsk *ask, const StaffGrant *grant,
        const uint8_t link_hash[static TOKEN_HASH_SIZE])
{
    StaffCall *call = call_about(ask, &sql_account_area_make, grant->login);

    params_text(&call->params, grant->name);
    add_role(call, grant);
    params_bytes(&call->params, link_hash, TOKEN_HASH_SIZE);
    staff_call_send(ask, call);
}

void
staff_role_give(const StaffAsk *ask, const StaffGrant *grant)
{
    StaffCall *call = call_about(ask, &sql_account_area_role_give, grant->login);

    add_role(call, grant);
    staff_call_send(ask, call);
}

void
staff_role_end(const StaffAsk *ask, const char *login, int64_t number, Day last_day)
{
    StaffCall *call = call_about(ask, &sql_account_area_role_end, login);

    params_int(&call->params, number);
    params_day(&call->params, last_day);
    staff_call_send(ask, call);
}

void
staff_disable(const StaffAsk *ask, const char *login, bool disabled)
{
    StaffCall *call = call_about(ask, &sql_account_area_disable, login);

    params_bool(&call->params, disabled);
    staff_call_send(ask, call);
}

void
staff_link(const StaffAsk *ask, const char *login, const uint8_t link_hash[static TOKEN_HASH_SIZE])
{
    StaffCall *call = call_about(ask, &sql_account_area_link, login);

    params_bytes(&call->params, link_hash, TOKEN_HASH_SIZE);
    staff_call_send(ask, call);
}

void
staff_factor_forget(const StaffAsk *ask, const char *login)
{
    staff_call_send(ask, call_about(ask, &sql_account_area_factor_remove, login));
}

void
staff_sessions_end(const StaffAsk *ask, const char *login)
{
    staff_call_send(ask, call_about(ask, &sql_account_area_sessions_end, login));
}

bool
staff_login_is_name(const char *login)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz";
    size_t length = strlen(login);

    return length >= 2 && length <= LOGIN_CHARACTERS && strchr(letters, login[0])
            && strspn(login, "abcdefghijklmnopqrstuvwxyz0123456789._-") == length;
}

/* ---- an auditor's area ------------------------------------------------------------------------
 */

static StaffStatus
read_entries(StaffCall *call, const Result *rows)
{
    const StaffEntries **ret = call->ret;
    StaffEntries *entries = arena_alloc(call->arena, sizeof *entries);
    StaffEntry *items = arena_array(call->arena, StaffEntry, result_rows(rows));

    for (size_t row = 0; row < result_rows(rows); row++) {
        items[row] = (StaffEntry) {
            .number = result_int(rows, row, 0),
            .at = result_int(rows, row, 1),
            .action = staff_read_text(call, rows, row, 2),
            .outcome = staff_read_text(call, rows, row, 3),
            .purpose = staff_read_text(call, rows, row, 4),
            .case_reference = staff_read_text(call, rows, row, 5),
            .subject = staff_read_text(call, rows, row, 6),
            .login = staff_read_text(call, rows, row, 7),
            .structure_name = staff_read_text(call, rows, row, 8),
            .object = staff_read_text(call, rows, row, 9),
        };
        entries->total = (size_t) result_int(rows, row, 10);
    }
    entries->items = items;
    entries->n = result_rows(rows);
    *ret = entries;
    return STAFF_DONE;
}

void
staff_entries(const StaffAsk *ask, Day on, const StaffEntries **ret)
{
    StaffCall *call = staff_call_of_session(ask, &sql_audit_area_entries, read_entries);

    call->ret = ret;
    params_day(&call->params, on);
    staff_call_send(ask, call);
}
