/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/* Embedded: files of api/ that are part of the program. embed.py makes the source of it. */

#include "api/assets.h"

#include <stddef.h>

extern const Asset embedded_files[];       /* ends with a row without a name */
extern const char *const embedded_schemas; /* the `components` of openapi.json */
extern const size_t embedded_schemas_size;
