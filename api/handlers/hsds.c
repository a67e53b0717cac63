/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * The public registers as directories of services read them: HSDS 3.0 (Open Referral). The database
 * writes each entity; here is the page around them.
 */

#include "api/handlers/handlers.h"

#include "api/limits.h"
#include "api/links.h"
#include "api/loop.h"

#include "registry/map_desk.h"

#include <string.h>

static const char *const entities[] = { "services", "organizations", "service_at_locations" };

#define ENTITIES (sizeof entities / sizeof *entities)

#define ENTITY                                                                           \
    {                                                                                    \
        "entity", PARAM_CODE, true, 0, "services, organizations ή service_at_locations" \
    }

const Param hsds_list_params[] = {
    ENTITY,
    { "search", PARAM_TEXT, false, 100, "Μέρος του ονόματος" },
    { "organization_id", PARAM_CODE, false, 36, "UUID του φορέα" },
    { "modified_after", PARAM_DATE, false, 0, "Όσα άλλαξαν από αυτή την ημέρα και μετά" },
    { "page", PARAM_COUNT, false, 1000000, "Ποια σελίδα· η πρώτη είναι η 1" },
    { "per_page", PARAM_COUNT, false, FEATURES_PAGE_MAX, "Πόσα σε μία σελίδα· αλλιώς 100" },
    { 0 },
};

const Param hsds_one_params[] = {
    ENTITY,
    { "id", PARAM_CODE, true, 36, "UUID" },
    { 0 },
};

static const char *
find_entity(Exchange *exchange)
{
    for (size_t i = 0; i < ENTITIES; i++)
        if (strcmp(entities[i], exchange_text(exchange, "entity")) == 0)
            return entities[i];
    return NULL;
}

static void
say_public(Exchange *exchange)
{
    exchange_set_header(exchange, "Cache-Control", "public, max-age=60");
    links_say_licence(exchange);
}

static int
answer_trouble(Exchange *exchange)
{
    return exchange_unavailable(
            exchange, "database", "Το μητρώο δεν απαντά αυτή τη στιγμή. Δοκιμάστε ξανά σε λίγο.");
}

int
hsds_root_handle(Exchange *exchange)
{
    Arena *arena = exchange_arena(exchange);
    JsonWriter *json;

    say_public(exchange);
    json = exchange_json(exchange, 200);
    json_object_begin(json, /* key= */ NULL);
    json_string(json, "version", "3.0");
    json_string(json, "profile", "https://docs.openreferral.org/en/v3.0/");
    json_string(
            json, "openapi_url", arena_format(arena, "%s/openapi.json", links_origin(exchange)));
    json_object_end(json);
    return 0;
}

/* ---- a page ---- */

static void
list_came(void *context, int status, const char *const *documents, size_t n, int64_t matched)
{
    Exchange *exchange = context;
    const HsdsAsked *asked = exchange_kept(exchange);
    int64_t pages = (matched + asked->limit - 1) / asked->limit;
    int64_t page = asked->offset / asked->limit + 1;
    JsonWriter *json;

    if (status != 0) {
        exchange_finish(exchange, answer_trouble(exchange));
        return;
    }
    say_public(exchange);
    json = exchange_json(exchange, 200);
    json_object_begin(json, /* key= */ NULL);
    json_integer(json, "total_items", matched);
    json_integer(json, "total_pages", pages);
    json_integer(json, "page_number", page);
    json_integer(json, "size", (int64_t) n);
    json_bool(json, "first_page", page == 1);
    json_bool(json, "last_page", page >= pages);
    json_bool(json, "empty", n == 0);
    json_array_begin(json, "contents");
    for (size_t i = 0; i < n; i++)
        json_raw(json, /* key= */ NULL, documents[i], strlen(documents[i]));
    json_array_end(json);
    json_object_end(json);
    exchange_finish(exchange, 0);
}

/* NULL after a 400. */
static HsdsAsked *
read_asked(Exchange *exchange, const char *entity)
{
    HsdsAsked *asked = arena_alloc(exchange_arena(exchange), sizeof *asked);
    Uuid *organization = arena_alloc(exchange_arena(exchange), sizeof *organization);
    const char *text = exchange_text(exchange, "organization_id");

    *asked = (HsdsAsked) {
        .entity = entity,
        .text = exchange_text(exchange, "search"),
        .changed_from = exchange_day(exchange, "modified_after", DAY_NONE),
        .limit = (unsigned) exchange_count(exchange, "per_page", FEATURES_PAGE),
    };
    asked->offset = asked->limit * (unsigned) (exchange_count(exchange, "page", 1) - 1);
    if (!text)
        return asked;
    if (uuid_parse(text, organization)) {
        asked->organization = organization;
        return asked;
    }
    exchange_error(exchange, "organization_id", "Δεν είναι UUID.");
    (void) exchange_problem(exchange, 400, "parameters",
            "Κάποια παράμετρος λείπει, είναι άγνωστη ή έχει τιμή που δεν διαβάζεται.");
    return NULL;
}

int
hsds_list_handle(Exchange *exchange)
{
    const char *entity = find_entity(exchange);
    MapDesk *desk = loop_map_desk(exchange_loop(exchange));
    HsdsAsked *asked;

    if (!entity)
        return exchange_not_found(exchange);
    asked = read_asked(exchange, entity);
    if (!asked)
        return 0;
    exchange_keep(exchange, asked);
    return desk && map_desk_hsds(desk, asked, list_came, exchange) == 0 ? EXCHANGE_WAITS
                                                                        : answer_trouble(exchange);
}

/* ---- one ---- */

static void
one_came(void *context, int status, const char *const *documents, size_t n, int64_t matched)
{
    Exchange *exchange = context;
    int r = 0;

    (void) matched;
    if (status != 0) {
        r = answer_trouble(exchange);
    } else if (n == 0) {
        r = exchange_not_found(exchange);
    } else {
        say_public(exchange);
        json_raw(exchange_json(exchange, 200), /* key= */ NULL, documents[0], strlen(documents[0]));
    }
    exchange_finish(exchange, r);
}

int
hsds_one_handle(Exchange *exchange)
{
    const char *entity = find_entity(exchange);
    MapDesk *desk = loop_map_desk(exchange_loop(exchange));
    Uuid id;

    if (!entity || !uuid_parse(exchange_text(exchange, "id"), &id))
        return exchange_not_found(exchange);
    return desk && map_desk_hsds_one(desk, entity, &id, one_came, exchange) == 0
            ? EXCHANGE_WAITS
            : answer_trouble(exchange);
}
