/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Request check: the headers that two servers in a row could read differently are refused.
 *
 * libmicrohttpd 0.9.75 accepts Content-Length beside Transfer-Encoding, and Content-Length twice,
 * and then serves the bytes left over as a second request. Whoever is refused here loses the
 * connection, because nobody knows where the next request begins.
 */

#include "registry/base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct RequestHeaders {
    const char *flaw; /* Greek sentence; NULL = none */
    bool has_body;
    bool is_chunked;
    uint64_t body_size; /* as announced; 0 when chunked */
} RequestHeaders;

struct MHD_Connection;

RequestHeaders request_check(struct MHD_Connection *connection, const char *version);
