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

/* What a group action chooses (`choice`, nothing where it chooses nothing); staff of a structure.
 */
void answer_choices_json(JsonWriter *json, const InstitutionChoices *choices);
void answer_staff_json(JsonWriter *json, const Structure *structure, Day on);

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

/* «2 κοινωνικοί λειτουργοί, 1 ψυχολόγος (κοινός με …)»; NULL where no specialty is known. */
const char *answer_posts_text(Arena *arena, const Structure *structure, Day on);

/* «8», «τουλάχιστον 8»; NULL where nothing is known. */
const char *answer_headcount_text(Arena *arena, const Headcount *count);

/* «1ο Δημοτικό Σχολείο: 312 μαθητές στις 15/09/2026, επιλέγεται, εγκρίθηκε στις …» */
const char *answer_choice_text(
        Arena *arena, const InstitutionChoices *choices, const InstitutionChoice *choice);

/* «το μεγαλύτερο δημοτικό σχολείο του δήμου σε μαθητές» */
const char *answer_ranking_text(Arena *arena, const Ranking *ranking);

/* Of a service or a group action. */
const char *where_title(const AnswerWhere *where);
