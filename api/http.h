/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * HTTP: what libmicrohttpd calls, and how an exchange becomes a response.
 *
 * A response is queued at the handler's second call: at the first one libmicrohttpd 0.9.75 says
 * `Connection: close`, and a fifth of the requests get through. Only a request whose body will not
 * be read is refused at the first.
 */

#include "api/connection.h"
#include "api/loop.h"

struct MHD_Daemon;

int http_start(Loop *loop, struct MHD_Daemon **ret_daemon);

/* On which it came. */
Connection *http_connection(const Exchange *exchange);
/* Gives an exchange that still waits its 503, when there is no more time. */
void http_give_up(Exchange *exchange);
