/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Host: for which names this service answers.
 *
 * A page of another site can give its own name the address of a machine of ours, and is then of one
 * origin with what it reads there. So only names that are ours are answered: the one of
 * --public-url, the address that is listened on, and this machine's own, for whoever watches it.
 */

#include <stdbool.h>

/* `origin` as --public-url says, or NULL; `listen` a numeric address. */
bool host_is_ours(const char *host, const char *origin, const char *listen);
