/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/db/target.h"

#include <assert.h>
#include <stdio.h>

static void
say(Target *target, size_t *n, const char *keyword, const char *value)
{
    assert(*n < TARGET_WORDS_MAX - 1);

    target->keywords[*n] = keyword;
    target->values[*n] = value;
    (*n)++;
}

void
target_init(Target *target, const DbOptions *options)
{
    size_t n = 0;

    *target = (Target) { 0 };
    (void) snprintf(target->options, sizeof target->options,
            "-c statement_timeout=%u -c lock_timeout=%u -c timezone=Europe/Athens "
            "-c datestyle=ISO -c mitroa.chain=%u",
            options->statement_ms, options->lock_ms, options->chain);

    /* libpq lets later words win, and expands dbname where it stands: what comes before it is a
     * default, what follows is not to be changed. */
    say(target, &n, "user", options->user ? options->user : "");
    say(target, &n, "connect_timeout", "10");
    say(target, &n, "tcp_user_timeout", "10000");
    say(target, &n, "keepalives_idle", "30");
    say(target, &n, "dbname", options->conninfo ? options->conninfo : "");
    say(target, &n, "client_encoding", "UTF8");
    say(target, &n, "options", target->options);
    say(target, &n, "fallback_application_name", options->name ? options->name : "mitroa");
}
