/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Safety: what the service refuses to start with.
 *
 * A role that could read persons without a ticket, row security that somebody took off, a server
 * that writes bound values into its log, a key file that others can read. Each is a mistake of
 * setting up that nobody would notice while everything works.
 */

enum {
    SAFETY_E_UNSAFE = 1, /* told on standard error, each finding in a Greek sentence */
};

/*
 * Looks at the database as the service will see it (`conninfo` as --db, or NULL) and at the key
 * file (NULL: no identifier will be asked). Negative: there was no looking.
 */
int safety_check(const char *conninfo, const char *key_path);
