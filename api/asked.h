/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Asked: the question of /v1/entitlements and of the adviser's form, read and checked, and its way
 * through session, audit and register to an answer.
 *
 * With typed facts nothing is stored and no person is read; only the session is looked at. With a
 * registered person the audit looks at the session, and without its entry there is no answer.
 */

#include "api/exchange.h"

#include "registry/entitlement.h"
#include "registry/person.h"

typedef struct Asked Asked;

/* With 0 the answer is there; otherwise `condition` is an ENTITLEMENT_E_… of the place. */
typedef int AskedAnswer(
        Exchange *exchange, const Asked *asked, int condition, const Answer *answer);

struct Asked {
    bool is_typed;             /* facts, not a person */
    Subject subject;           /* unless typed */
    Facts facts;               /* if typed; otherwise what the register gave */
    const Place *municipality; /* NULL = by point, or where the person lives */
    GeoPoint point;            /* GEO_NOWHERE = not said */
    Day on;
    const char *purpose;
    const char *case_reference; /* NULL = none */
    bool all;
    int32_t home;             /* where a registered person lives, once it is read; 0 = not known */
    const PersonReply *reply; /* NULL where facts were typed */
    AskedAnswer *answered;
};

/* A question about nothing yet, today, for information. */
Asked *asked_new(Arena *arena);

/* Goes on with `answered`, or answers itself where there is nothing to tell: 401, 404, 503. */
int asked_begin(Exchange *exchange, Asked *asked);

/* How codes of programmes become keys while facts are read. */
Names asked_names(Arena *arena, const Snapshot *snapshot);

/* Says in Greek what is wrong with the place of a question, and what to do. */
const char *asked_place_reason(Exchange *exchange, const Asked *asked, int condition);
