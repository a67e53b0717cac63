/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Template: the workbook that a municipality fills in. It holds what it has already, lists to
 * choose from, an example, and how to fill it in; what comes back is read by draft_read.h.
 */

#include "registry/db/db.h"

/* `path` is written over. */
int template_write(Db *db, const char *structure, const char *path);
