/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * The question of POST /v1/entitlements, from JSON to Asked.
 *
 * What is not expected is refused by its pointer, so that a misspelt field is never taken for one
 * that was left out. An identifier is never repeated in an error: its pointer says where, the rest
 * what is expected.
 */

#include "api/asked.h"

/* False after a 400 with all that is wrong. */
bool question_read_json(Exchange *exchange, Asked *asked);
