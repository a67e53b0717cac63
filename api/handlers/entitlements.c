/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * POST /v1/entitlements: what is available to this person, in this municipality, on this day?
 *
 * Never GET: nothing about a person stands in a URL.
 */

#include "api/handlers/handlers.h"

#include "api/question_json.h"

#include "registry/answer.h"

static int
answered(Exchange *exchange, const Asked *asked, int condition, const Answer *answer)
{
    if (condition != 0) {
        exchange_error(exchange, "/place", "%s", asked_place_reason(exchange, asked, condition));
        return exchange_problem(exchange, 400, "place", "Ο τόπος της ερώτησης δεν βρέθηκε.");
    }
    answer_json(exchange_json(exchange, 200), /* key= */ NULL, answer);
    return 0;
}

int
entitlements_handle(Exchange *exchange)
{
    Asked *asked = asked_new(exchange_arena(exchange));

    if (!registers_are_there(exchange) || !question_read_json(exchange, asked))
        return 0;

    asked->answered = answered;
    return asked_begin(exchange, asked);
}
