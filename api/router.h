/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Router: from the request line to a row of the route table, with its parameters checked.
 */

#include "api/exchange.h"

/*
 * Fills in the exchange's route and parameter values, or gives it the problem that answers the
 * request: 400, 404, 405 (with Allow), 414. HEAD is served by the GET route, OPTIONS by those that
 * any site may read.
 */
void router_find(Exchange *exchange);

/* Does the parameter stand in the route's path, as {name}, or in the query? */
bool param_is_in_path(const Route *route, const Param *param);
