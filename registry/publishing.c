/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/publishing.h"

#include "registry/base/log.h"
#include "registry/db/db.h"
#include "registry/db/statements.h"

typedef struct Asking {
    Params params;
    PublishingAnswer *answer;
    void *context;
} Asking;

static void
answered(void *context, const Result *rows, const char *state)
{
    Asking *asking = context;

    if (!rows || result_rows(rows) != 1) {
        if (*state)
            log_error("publishing: the database refused (%s)", state);
        asking->answer(asking->context, PUBLISHING_UNAVAILABLE, NULL);
        return;
    }
    asking->answer(asking->context, (unsigned) result_int(rows, 0, 0), result_text(rows, 0, 1));
}

void
publishing_ask(Desk *desk, Arena *arena, const PublishingQuestion *question,
        PublishingAnswer *answer, void *context)
{
    Asking *asking = arena_alloc(arena, sizeof *asking);

    asking->answer = answer;
    asking->context = context;
    params_begin(&asking->params, arena, &sql_publishing_answer);
    params_bytes(&asking->params, question->token_hash, TOKEN_HASH_SIZE);
    params_text(&asking->params, question->action);
    params_int(&asking->params, question->draft ? question->draft : DB_NULL);
    params_int(&asking->params, question->revision ? question->revision : DB_NULL);
    params_text(&asking->params, question->argument);
    desk_call(desk, &asking->params, answered, asking);
}
