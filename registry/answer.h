/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Answer: an answered question as JSON (DESIGN of /v1/entitlements) and as a readable table.
 */

#include "registry/base/buffer.h"
#include "registry/base/json.h"
#include "registry/entitlement.h"

/* One object, the whole of it; `key` as in json.h. */
void answer_json(JsonWriter *json, const char *key, const Answer *answer);

/* Of the places of delivery that are named, those that nobody has ever confirmed. */
int64_t answer_never_confirmed(const Answer *answer);

/* A centre, and one place of delivery, as they stand in an answer. */
void answer_centre_json(JsonWriter *json, const AnswerCentre *centre);
void answer_where_json(JsonWriter *json, const AnswerWhere *where);

/*
 * What an answer says of a programme and of an offer to everybody on every day: written once, when
 * the registers are loaded.
 */
JsonMembers answer_programme_members(Arena *arena, const Programme *programme);
JsonMembers answer_offer_members(Arena *arena, const Offer *offer);

/* The same for a terminal, in Greek. */
void answer_table(Buffer *out, const Answer *answer);

/* As JSON and pages say it: «216,00 € τον μήνα»; NULL where there is no amount. */
const char *answer_amount_text(Arena *arena, const Entitlement *entitlement);

/* «12,3 χλμ.», «800 μ.»; NULL where the distance is not known. */
const char *answer_distance_text(Arena *arena, double distance_m);

/* That the residence is in a municipality that was divided; NULL where it is not. */
const char *answer_divided_text(Arena *arena, const Answer *answer);

/* Of a service or a group action. */
const char *where_title(const AnswerWhere *where);
