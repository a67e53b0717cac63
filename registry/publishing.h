/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Publishing: what a session asks about drafts, without waiting. Rights, states and revisions are
 * decided by publishing.answer in SQL; what takes long it orders, and gives a ticket for.
 */

#include "registry/account.h"
#include "registry/base/arena.h"
#include "registry/desk.h"

#define PUBLISHING_UNAVAILABLE 503

typedef struct PublishingQuestion {
    const uint8_t *token_hash; /* TOKEN_HASH_SIZE bytes */
    const char *action;        /* list, show, upload, edit, check, submit, … */
    int64_t draft;             /* 0 = none yet */
    int64_t revision;          /* as the editor saw it; 0 = not said */
    const char *argument;      /* an object of JSON; NULL = none */
} PublishingQuestion;

/* `status` is one of HTTP; `json` an object, lent: what was asked, or {"detail"}. NULL with 503. */
typedef void PublishingAnswer(void *context, unsigned status, const char *json);

/* The question is lent until the answer. */
void publishing_ask(Desk *desk, Arena *arena, const PublishingQuestion *question,
        PublishingAnswer *answer, void *context);
