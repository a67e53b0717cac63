/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Links: where this service is, as the client that asks has reached it, for documents that have to
 * name whole addresses; and whether the client has already what would be sent.
 */

#include "api/exchange.h"

#include "registry/licence.h"

/* https://name or http://host:port, without a slash at the end; lives in the exchange's arena. */
const char *links_origin(Exchange *exchange);

/* The licence of what is given away, as of the registers of the exchange. */
const Licence *links_licence(Exchange *exchange);
/* The header that names it, where one is set. */
void links_say_licence(Exchange *exchange);

/* A text as part of an address. */
const char *links_escape(Arena *arena, const char *text);
/* `link` with those of the named parameters that the request has. */
const char *links_query(Exchange *exchange, const char *link, const char *const *params, size_t n);

/* Does If-None-Match name this entity tag? */
bool links_client_has(const Exchange *exchange, const char *etag);
/* May the answer be packed with gzip? */
bool links_client_unpacks(const Exchange *exchange);
