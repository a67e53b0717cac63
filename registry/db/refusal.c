/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/db/refusal.h"

#include <errno.h>
#include <string.h>

/* The first row whose beginning fits decides, so single states stand before their class. */
static const struct {
    const char *begins;
    int meaning;
} meanings[] = {
    { "42501", DB_E_DENIED }, /* no privilege */
    { "25006", DB_E_DENIED }, /* read-only */
    { "40001", DB_E_BUSY },   /* serialisation */
    { "40P01", DB_E_BUSY },   /* deadlock */
    { "55P03", DB_E_BUSY },   /* lock timeout */
    { "57014", DB_E_BUSY },   /* statement timeout */
    { "42", -EPROTO },        /* a statement that this schema does not know */
    { "26", -EPROTO },        /* a prepared statement that is not there */
    { "0A", -EPROTO },        /* a plan that the schema has overtaken */
    { "08", -ECONNRESET },    /* connection */
    { "57", -ECONNRESET },    /* the server stops or stopped */
    { "53", -ENOSPC },        /* disk, memory or connections used up */
    { "58", -EIO },           /* system */
    { "XX", -EIO },           /* internal or corrupted */
};

int
refusal_of(const char *state)
{
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++)
        if (strncmp(state, meanings[i].begins, strlen(meanings[i].begins)) == 0)
            return meanings[i].meaning;

    return DB_E_REFUSED;
}
