/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Staff: logging in, one's own account, and the accounts of an administrator's area, asked through
 * the desk of a loop.
 *
 * Rights are looked at by the database, in the session whose token is shown. Every call is answered
 * exactly once, from the desk's turn; what it reads stands in `*ret` then, in the caller's arena,
 * if the status is STAFF_DONE.
 */

#include "registry/account.h"
#include "registry/base/date.h"
#include "registry/desk.h"
#include "registry/second_factor.h"

/* The numbers are the database's (sql/functions/staff_log_in.sql). */
typedef enum StaffStatus {
    STAFF_DONE = 0,
    STAFF_NOT_FOUND = 1,   /* not there, or not for whoever asks: one and the same */
    STAFF_WAIT = 2,        /* too many tries were wrong */
    STAFF_WRONG = 3,       /* what was typed: a password, a code; a name that is taken */
    STAFF_NOT_ALLOWED = 4, /* by a rule that may be told */
    STAFF_CODE_WANTED = 5,
    STAFF_ENROL_WANTED = 6,
    STAFF_NO_ROLE = 7, /* today */
    STAFF_UNAVAILABLE = 8,
} StaffStatus;

typedef void StaffDone(void *context, StaffStatus status);

/* Where a call comes from and goes to. The arena lasts until the answer. */
typedef struct StaffAsk {
    Desk *desk;
    Arena *arena;
    const uint8_t *token_hash; /* of the session that asks */
    StaffDone *done;
    void *context;
} StaffAsk;

/* ---- logging in ---- */

/* `ret_wait_s` is filled with STAFF_WAIT. `new_hash` becomes the session's. */
void staff_log_in(const StaffAsk *ask, const char *login,
        const uint8_t proof[static PASSWORD_PROOF_SIZE],
        const uint8_t new_hash[static TOKEN_HASH_SIZE], uint32_t *ret_wait_s);

typedef enum StaffPending {
    STAFF_IN,    /* the session holds */
    STAFF_CODE,  /* it waits for the second factor */
    STAFF_ENROL, /* a second factor has to be set up first */
} StaffPending;

typedef struct StaffFactor {
    StaffPending pending;
    const char *login;
    const char *name;
    uint32_t wait_s; /* before the next code may be tried */
    bool is_there;
    bool is_confirmed;
    uint8_t key_id;
    const uint8_t *sealed;
    size_t sealed_size;
    bool is_required;
    uint32_t codes; /* of recovery that are left */
} StaffFactor;

void staff_factor(const StaffAsk *ask, const StaffFactor **ret);

/* `step` ONE_TIME_NO_STEP: the code is none. */
void staff_code_take(const StaffAsk *ask, int64_t step);
void staff_recovery_take(const StaffAsk *ask, const char *code);

void staff_factor_begin(const StaffAsk *ask, const uint8_t proof[static PASSWORD_PROOF_SIZE],
        uint8_t key_id, const uint8_t sealed[static SEALED_SECRET_SIZE]);
void staff_factor_confirm(const StaffAsk *ask, int64_t step, const RecoveryCodes *codes);
void staff_factor_remove(const StaffAsk *ask, const uint8_t proof[static PASSWORD_PROOF_SIZE]);
void staff_recovery_renew(const StaffAsk *ask, const uint8_t proof[static PASSWORD_PROOF_SIZE],
        const RecoveryCodes *codes);

typedef struct StaffLinkOwner {
    const char *login;
    const char *name;
} StaffLinkOwner;

void staff_link_owner(const StaffAsk *ask, const char *token, const StaffLinkOwner **ret);
void staff_link_use(const StaffAsk *ask, const char *token, const char *stored);

/* ---- one's own account ---- */

typedef struct StaffRole {
    int64_t number; /* 0 = not told */
    AccountRole role;
    const char *structure;
    const char *structure_name;
    Day from;
    Day to; /* DAY_NONE = open */
} StaffRole;

typedef struct StaffSession {
    int64_t number;
    bool is_token;
    bool is_this;
    int64_t opened; /* seconds since 1970 */
    int64_t seen;
} StaffSession;

typedef struct StaffOwn {
    const char *login;
    const char *name;
    int64_t password_set; /* seconds since 1970; DB_NULL = has none */
    const StaffRole *roles;
    size_t n_roles;
    const StaffSession *sessions;
    size_t n_sessions;
} StaffOwn;

void staff_own(const StaffAsk *ask, const StaffOwn **ret);
void staff_password_change(
        const StaffAsk *ask, const uint8_t proof[static PASSWORD_PROOF_SIZE], const char *stored);
/* `number` 0: all other ones of browsers. */
void staff_session_end(const StaffAsk *ask, int64_t number);
void staff_session_switch(
        const StaffAsk *ask, const uint8_t new_hash[static TOKEN_HASH_SIZE], const char *structure);

/* ---- an administrator's area ---- */

typedef struct StaffStructure {
    const char *code;
    const char *name;
} StaffStructure;

typedef struct StaffStructures {
    const StaffStructure *items;
    size_t n;
} StaffStructures;

typedef struct StaffLine {
    const char *login;
    const char *name;
    bool is_disabled;
    bool can_log_in;
    bool has_factor;
    uint32_t sessions;
    const StaffRole *roles; /* of today: role and name of the structure */
    size_t n_roles;
} StaffLine;

typedef struct StaffLines {
    const StaffLine *items;
    size_t n;
    size_t total; /* that were found */
} StaffLines;

typedef struct StaffAccount {
    const char *login;
    const char *name;
    bool is_disabled;
    bool can_log_in;
    bool has_factor;
    bool is_own;
    bool is_whole; /* has no role outside of the area */
    uint32_t sessions;
    int64_t link_until; /* seconds since 1970; DB_NULL = none holds */
    const StaffRole *roles;
    size_t n_roles;
} StaffAccount;

void staff_structures(const StaffAsk *ask, const StaffStructures **ret);
void staff_accounts(const StaffAsk *ask, const char *wanted, const StaffLines **ret);
void staff_account(const StaffAsk *ask, const char *login, const StaffAccount **ret);

typedef struct StaffGrant {
    const char *login;
    const char *name; /* of a new account */
    AccountRole role;
    const char *structure;
    Day from;
    Day to;
} StaffGrant;

void staff_make(const StaffAsk *ask, const StaffGrant *grant,
        const uint8_t link_hash[static TOKEN_HASH_SIZE]);
void staff_role_give(const StaffAsk *ask, const StaffGrant *grant);
void staff_role_end(const StaffAsk *ask, const char *login, int64_t number, Day last_day);
void staff_disable(const StaffAsk *ask, const char *login, bool disabled);
void staff_link(
        const StaffAsk *ask, const char *login, const uint8_t link_hash[static TOKEN_HASH_SIZE]);
void staff_factor_forget(const StaffAsk *ask, const char *login);
void staff_sessions_end(const StaffAsk *ask, const char *login);

/* Small Latin letters, digits and . _ - after a letter, 2 to 63 of them. */
bool staff_login_is_name(const char *login);

/* ---- an auditor's area ---- */

typedef struct StaffEntry {
    int64_t number;
    int64_t at; /* seconds since 1970 */
    const char *action;
    const char *outcome;
    const char *purpose; /* NULL, as are the next three and the last, where nothing is to be said */
    const char *case_reference;
    const char *subject;
    const char *login;
    const char *structure_name;
    const char *object;
} StaffEntry;

typedef struct StaffEntries {
    const StaffEntry *items;
    size_t n;
    size_t total;
} StaffEntries;

void staff_entries(const StaffAsk *ask, Day on, const StaffEntries **ret);
