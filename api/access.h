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

#define FORM_TOKEN_SIZE 65

struct Session {
    AccountSession account; /* empty until confirmed, on routes that ask about a person */
    uint8_t token_hash[TOKEN_HASH_SIZE];
    char form_token[FORM_TOKEN_SIZE]; /* goes into every form, as `_token` */
    bool by_cookie;
};

/* Runs the route's handler once it is known who asks; what a handler returns. */
int access_begin(Exchange *exchange);

/*
 * Looks the session up, checks its role, and runs `next`. On routes with `asks_person` the handler
 * calls it where nobody else would look at the session; on others it has been called already.
 */
int access_confirm(Exchange *exchange, RouteHandler *next);

/* Opens the browser's session: makes a token and its cookie. `next` runs when it stands. */
int access_open(Exchange *exchange, const char *login, RouteHandler *next);
/* Ends the session and takes the cookie back. */
int access_close(Exchange *exchange, RouteHandler *next);

/* A field of the posted form, the next one of that name after `after` (NULL = the first). */
const char *form_field(const Exchange *exchange, const char *name, const char *after);
