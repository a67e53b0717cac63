/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/asked.h"

#include "api/access.h"
#include "api/exchange_state.h"
#include "api/loop.h"

#include "registry/base/memory.h"

#include "registry/residence.h"

#include <assert.h>
#include <string.h>

Asked *
asked_new(Arena *arena)
{
    Asked *asked = arena_alloc(arena, sizeof *asked);

    facts_init(&asked->facts);
    asked->point = GEO_NOWHERE;
    asked->on = day_today();
    asked->purpose = person_purposes[0];
    return asked;
}

static int32_t
programme_key(void *context, const char *code)
{
    const Snapshot *const *snapshot = context;

    return snapshot_programme_key(*snapshot, code);
}

Names
asked_names(Arena *arena, const Snapshot *snapshot)
{
    const Snapshot **context = arena_alloc(arena, sizeof *context);

    /* A place is no fact of a question; only `receives` and `meets` are looked up. */
    *context = snapshot;
    return (Names) { .context = context, .programme = programme_key };
}

/* Of the municipality where the register knows the home, and which is not there on the day. */
static const char *
not_then_reason(Exchange *exchange, const Asked *asked)
{
    const Places *places = snapshot_places(exchange_snapshot(exchange));
    const Place *home = places_by_key(places, asked->home);
    const char *divided = home
            ? municipality_divided_text(exchange_arena(exchange), places, home, asked->on)
            : NULL;

    return divided ? divided
                   : "Ο δήμος δεν υπήρχε εκείνη την ημέρα. Δώστε τον δήμο που ίσχυε τότε.";
}

const char *
asked_place_reason(Exchange *exchange, const Asked *asked, int condition)
{
    switch (condition) {
    case ENTITLEMENT_E_OUTSIDE:
        return "Το σημείο δεν βρίσκεται σε κανέναν δήμο. Οι συντεταγμένες είναι γεωγραφικό μήκος "
               "και πλάτος (EPSG:4326), ή x και y στο ΕΓΣΑ87 (EPSG:2100).";
    case ENTITLEMENT_E_NO_PLACE:
        return "Δώστε δήμο ή σημείο· δεν είναι γνωστό πού κατοικεί το πρόσωπο.";
    case ENTITLEMENT_E_NOT_THEN:
        return not_then_reason(exchange, asked);
    default:
        return "Ο τόπος της ερώτησης δεν διαβάζεται.";
    }
}

static int
answer(Exchange *exchange, const Asked *asked, const PersonReply *reply)
{
    const Question question = {
        .on = asked->on,
        .municipality = asked->municipality,
        .point = asked->point,
        .home = reply ? reply->home : 0,
        .all = asked->all,
        .may_see_special = asked->is_typed,
        .facts = &asked->facts,
        .residence_places = reply ? reply->residence_places : NULL,
        .residence_bases = reply ? reply->residence_bases : NULL,
        .n_residences = reply ? reply->n_residences : 0,
        .audit = reply ? reply->entry : DB_NULL,
        .reference = reply ? &reply->reference : NULL,
    };
    const Answer *found = NULL;
    int r = entitlement_answer(exchange->arena, exchange_registers(exchange), &question, &found);

    if (r < 0)
        return r;
    if (r == 0)
        demand_count(loop_demand(exchange->loop), found);
    return asked->answered(exchange, asked, r, found);
}

static int
answer_now(Exchange *exchange)
{
    return answer(exchange, exchange->asked, exchange->asked->reply);
}

static int
typed_confirmed(Exchange *exchange)
{
    return exchange_later(exchange, answer_now);
}

/* The audit says only that the session does not do; whether it is the role, the session knows. */
static int
role_missing(Exchange *exchange)
{
    return exchange_problem(
            exchange, 403, "role", "Ο ρόλος σας δεν επιτρέπει ερωτήσεις για πρόσωπα του μητρώου.");
}

static int
person_read(Exchange *exchange, const PersonReply *reply)
{
    Asked *asked = exchange->asked;

    switch (reply->status) {
    case PERSON_FOUND:
        asked->facts = reply->facts;
        asked->home = reply->home;
        asked->reply = arena_copy(exchange->arena, reply, sizeof *reply);
        return exchange_later(exchange, answer_now);
    case PERSON_NOT_FOUND:
        return exchange_not_found(exchange);
    case PERSON_SESSION_REFUSED:
        return access_confirm(exchange, role_missing);
    case PERSON_AUDIT_UNAVAILABLE:
        return exchange_unavailable(exchange, "audit",
                "Η ανάγνωση δεν μπορεί να καταγραφεί, και χωρίς καταγραφή δεν απαντάμε για "
                "πρόσωπα. "
                "Δοκιμάστε ξανά σε λίγο, ή ρωτήστε χωρίς μητρώο, μόνο με στοιχεία.");
    case PERSON_UNAVAILABLE:
        return exchange_unavailable(exchange, "database",
                "Το μητρώο δεν απαντά αυτή τη στιγμή. Δοκιμάστε ξανά σε λίγο.");
    case PERSON_BUSY:
        return exchange_unavailable(
                exchange, "busy", "Πολλές ερωτήσεις μαζί αυτή τη στιγμή. Δοκιμάστε ξανά σε λίγο.");
    }
    return 0;
}

static void
person_answered(void *context, const PersonReply *reply)
{
    Exchange *exchange = context;

    exchange_finish(exchange, person_read(exchange, reply));
}

typedef struct Learning {
    Loop *loop;
    uint8_t token_hash[TOKEN_HASH_SIZE];
} Learning;

static void
structure_told(void *context, AccountStatus status, const AccountSession *session)
{
    Learning *learning = context;

    if (status == ACCOUNT_OK)
        admission_learn(loop_admission(learning->loop), learning->token_hash, session->structure,
                loop_now_ms());
    free(learning);
}

/* The audit looks at the session by itself and does not say whose it is; one share needs to know.
 */
static void
learn_structure(Exchange *exchange, Desk *desk)
{
    const uint8_t *token_hash = exchange->session->token_hash;
    Learning *learning;

    if (admission_knows(loop_admission(exchange->loop), token_hash, loop_now_ms()))
        return;
    learning = memory_new(1, sizeof *learning);
    learning->loop = exchange->loop;
    memcpy(learning->token_hash, token_hash, sizeof learning->token_hash);
    desk_session(desk, token_hash, structure_told, learning);
}

int
asked_begin(Exchange *exchange, Asked *asked)
{
    Desk *desk = loop_desk(exchange->loop);
    PersonQuestion question = {
        .subject = asked->subject,
        .purpose = asked->purpose,
        .case_reference = asked->case_reference,
        .arena = exchange->arena,
    };

    assert(exchange->session && asked->answered);

    exchange->asked = asked;
    if (asked->is_typed && !exchange->route->asks_person)
        return typed_confirmed(exchange);
    if (asked->is_typed)
        return access_confirm(exchange, typed_confirmed);
    if (!desk)
        return exchange_unavailable(exchange, "stopping", "Η υπηρεσία σταματά αυτή τη στιγμή.");

    memcpy(question.token_hash, exchange->session->token_hash, sizeof question.token_hash);
    learn_structure(exchange, desk);
    desk_ask(desk, &question, person_answered, exchange);
    return EXCHANGE_WAITS;
}
