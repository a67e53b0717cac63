/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/* How db.c and gateway.c wrap what libpq gave them. A Result is nothing but a PGresult. */

#include "registry/db/result.h"

#include <libpq-fe.h>

static inline Result *
result_wrap(PGresult *pg)
{
    return (Result *) pg;
}
