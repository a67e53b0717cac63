/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Outbox: messages that wait in the database, and how they leave. A sender is a row of a table:
 * SMTP by libcurl, or files in a folder for a mail system that stands beside us. Nothing is sent
 * unless somebody says by whom. No message holds anything about a beneficiary.
 */

#include "registry/base/arena.h"

#include <stddef.h>
#include <stdint.h>

typedef struct OutboxMessage {
    int64_t number;
    const char *recipient;
    const char *subject;
    const char *body;
} OutboxMessage;

typedef struct OutboxRoute {
    const char *to;   /* smtp://host[:port], smtps://…, or a folder */
    const char *from; /* the sender's address */
} OutboxRoute;

typedef struct OutboxSender {
    const char *beginning; /* of `to`; "" fits any */
    /* NULL, or why it could not be sent, in the arena. */
    const char *(*send)(Arena *arena, const OutboxRoute *route, const OutboxMessage *message);
} OutboxSender;

/* The sender for a route; never NULL. */
const OutboxSender *outbox_sender(const char *to);

/* The message as RFC 5322, in UTF-8 and base64, lines ended by CR LF. */
const char *outbox_mail(Arena *arena, const OutboxRoute *route, const OutboxMessage *message);
