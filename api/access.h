/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Access: who asks, and whether the route is for them. Runs before every handler.
 *
 * A client shows its token as `Authorization: Bearer`, a browser as a cookie. A cookie comes by
 * itself, so what it may change needs a sign that our own page meant it: Origin and the form's
 * token for forms, a header of its own for JSON. Roles and rights by place are decided by the
 * database; what stands here only keeps people from pages that are not theirs.
 */

#include "api/exchange.h"

#include "registry/account.h"
#include "registry/staff.h"

#define FORM_TOKEN_SIZE 65

struct Session {
    AccountSession account; /* empty until confirmed, on routes that ask about a person */
    uint8_t token_hash[TOKEN_HASH_SIZE];
    char form_token[FORM_TOKEN_SIZE]; /* goes into every form, as `_token` */
    bool by_cookie;
};

/* Does whoever sends this show a token at all, valid or not? */
bool access_has_token(const Exchange *exchange);

/* Runs the route's handler once it is known who asks; what a handler returns. */
int access_begin(Exchange *exchange);

/*
 * Looks the session up, checks its role, and runs `next`. On routes with `asks_person` the handler
 * calls it where nobody else would look at the session; on others it has been called already.
 */
int access_confirm(Exchange *exchange, RouteHandler *next);

/* What goes on when the database has answered about staff. */
typedef int StaffNext(Exchange *exchange, StaffStatus status);

/* Fills where a call comes from and goes to. False if nothing can be asked, because we stop. */
bool access_ask(Exchange *exchange, StaffNext *next, StaffAsk *ret_ask);
/* The answer then, and where the database did not answer. */
int access_unavailable(Exchange *exchange);

/*
 * Opens the browser's session for a name and the proof of its password: draws a token. Its cookie
 * goes out unless access_forget_cookie() says otherwise. `*ret_wait_s` as staff_log_in() says.
 */
int access_log_in(Exchange *exchange, const char *login,
        const uint8_t proof[static PASSWORD_PROOF_SIZE], StaffNext *next, uint32_t *ret_wait_s);
/* Goes on for another structure, in a session of another token. */
int access_switch(Exchange *exchange, const char *structure, StaffNext *next);
/* The cookie that was to go out belongs to a session that was not opened. */
void access_forget_cookie(Exchange *exchange);
/* Ends the session and takes the cookie back. */
int access_close(Exchange *exchange, RouteHandler *next);

/* A field of the posted form, the next one of that name after `after` (NULL = the first). */
const char *form_field(const Exchange *exchange, const char *name, const char *after);
