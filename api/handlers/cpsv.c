/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * Programmes as public services: CPSV-AP 3.2 in JSON-LD. The database writes each node, with
 * addresses relative to /cpsv/; here is the document around them, which says where that is.
 */

#include "api/handlers/cpsv.h"

#include "api/assets.h"
#include "api/handlers/handlers.h"
#include "api/limits.h"
#include "api/links.h"
#include "api/loop.h"

#include "registry/map_desk.h"
#include "registry/snapshot.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char *const entities[] = { "services", "organisations", "codes" };

#define ENTITIES (sizeof entities / sizeof *entities)

#define ENTITY                                                            \
    {                                                                     \
        "entity", PARAM_CODE, true, 0, "services, organisations ή codes" \
    }

const Param cpsv_list_params[] = {
    ENTITY,
    { "page", PARAM_COUNT, false, 1000000, "Ποια σελίδα· η πρώτη είναι η 1" },
    { "per_page", PARAM_COUNT, false, FEATURES_PAGE_MAX, "Πόσα σε μία σελίδα· αλλιώς 100" },
    { 0 },
};

const Param cpsv_one_params[] = {
    ENTITY,
    { "id", PARAM_CODE, true, 0, "Κωδικός προγράμματος, ή UUID φορέα" },
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

static int
answer_trouble(Exchange *exchange)
{
    return exchange_unavailable(
            exchange, "database", "Το μητρώο δεν απαντά αυτή τη στιγμή. Δοκιμάστε ξανά σε λίγο.");
}

/* ---- the document ---- */

static void
write_context(JsonWriter *json, Exchange *exchange)
{
    Arena *arena = exchange_arena(exchange);
    const char *origin = links_origin(exchange);

    json_array_begin(json, "@context");
    json_string(json, /* key= */ NULL, arena_format(arena, "%s/cpsv/context.jsonld", origin));
    json_object_begin(json, /* key= */ NULL);
    json_string(json, "@base", arena_format(arena, "%s/cpsv/", origin));
    json_object_end(json);
    json_array_end(json);
}

static void
write_catalog(JsonWriter *json, Exchange *exchange, const char *entity, int64_t matched)
{
    const Licence *licence = links_licence(exchange);

    json_object_begin(json, /* key= */ NULL);
    json_string(json, "@id", entity);
    json_string(json, "@type", "Catalog");
    json_string(json, "title", "Μητρώα κοινωνικής ένταξης: προγράμματα ως δημόσιες υπηρεσίες");
    json_day(json, "issued", day_today());
    json_string(json, "versionInfo",
            arena_format(exchange_arena(exchange), "%" PRId64,
                    snapshot_version(exchange_snapshot(exchange))));
    json_string(json, "rights", licence->name);
    if (licence->url)
        json_string(json, "license", licence->url);
    json_integer(json, "totalItems", matched);
    json_object_end(json);
}

void
cpsv_write(JsonWriter *json, Exchange *exchange, const CpsvFound *found)
{
    json_object_begin(json, /* key= */ NULL);
    write_context(json, exchange);
    json_array_begin(json, "@graph");
    if (found->entity)
        write_catalog(json, exchange, found->entity, found->matched);
    for (size_t i = 0; i < found->n; i++)
        json_raw(json, /* key= */ NULL, found->documents[i], strlen(found->documents[i]));
    json_array_end(json);
    json_object_end(json);
}

static void
answer_found(Exchange *exchange, const CpsvFound *found)
{
    Buffer buffer;
    JsonWriter json;
    size_t size;
    char *bytes;

    buffer_init(&buffer);
    json_init(&json, &buffer);
    cpsv_write(&json, exchange, found);
    bytes = buffer_take(&buffer, &size);
    exchange_set_header(exchange, "Cache-Control", "public, max-age=60");
    exchange_finish(
            exchange, exchange_held_bytes(exchange, 200, CPSV_TYPE, bytes, size, free, bytes));
}

int
cpsv_context_handle(Exchange *exchange)
{
    const Asset *context =
            assets_find(loop_options(exchange_loop(exchange))->assets, "cpsv_context.json");

    assert(context);
    return exchange_bytes(exchange, 200, CPSV_TYPE, context->bytes, context->size);
}

/* ---- a page ---- */

static void
say_pages(Exchange *exchange, const CpsvAsked *asked, int64_t matched)
{
    Arena *arena = exchange_arena(exchange);
    const Licence *licence = links_licence(exchange);
    const char *link =
            licence->url ? arena_format(arena, "<%s>; rel=\"license\"", licence->url) : NULL;

    if (asked->offset + asked->limit < matched)
        link = arena_format(arena, "%s%s<%s/cpsv/%s?page=%u&per_page=%u>; rel=\"next\"",
                link ? link : "", link ? ", " : "", links_origin(exchange), asked->entity,
                asked->offset / asked->limit + 2, asked->limit);
    if (link)
        exchange_set_header(exchange, "Link", link);
}

static void
list_came(void *context, int status, const char *const *documents, size_t n, int64_t matched)
{
    Exchange *exchange = context;
    const CpsvAsked *asked = exchange_kept(exchange);

    if (status != 0) {
        exchange_finish(exchange, answer_trouble(exchange));
        return;
    }
    say_pages(exchange, asked, matched);
    answer_found(exchange, &(CpsvFound) { asked->entity, documents, n, matched });
}

static int
ask(Exchange *exchange, const CpsvAsked *asked, FeaturesAnswer *answer)
{
    MapDesk *desk = loop_map_desk(exchange_loop(exchange));

    if (!registers_are_there(exchange))
        return 0;
    exchange_keep(exchange, arena_copy(exchange_arena(exchange), asked, sizeof *asked));
    return desk && map_desk_cpsv(desk, asked, answer, exchange) == 0 ? EXCHANGE_WAITS
                                                                     : answer_trouble(exchange);
}

int
cpsv_list_handle(Exchange *exchange)
{
    const char *entity = find_entity(exchange);
    unsigned limit = (unsigned) exchange_count(exchange, "per_page", FEATURES_PAGE);
    unsigned page = (unsigned) exchange_count(exchange, "page", 1);

    if (!entity)
        return exchange_not_found(exchange);
    if (limit == 0 || page == 0)
        return exchange_problem(exchange, 400, "bad-request",
                "Η σελίδα και το πλήθος ανά σελίδα είναι από 1 και πάνω.");
    return ask(exchange,
            &(CpsvAsked) { .entity = entity, .limit = limit, .offset = (page - 1) * limit },
            list_came);
}

/* ---- one ---- */

static void
one_came(void *context, int status, const char *const *documents, size_t n, int64_t matched)
{
    Exchange *exchange = context;

    (void) matched;
    if (status != 0 || n == 0) {
        exchange_finish(
                exchange, status != 0 ? answer_trouble(exchange) : exchange_not_found(exchange));
        return;
    }
    links_say_licence(exchange);
    answer_found(exchange, &(CpsvFound) { .documents = documents, .n = n });
}

int
cpsv_one_handle(Exchange *exchange)
{
    const char *entity = find_entity(exchange);

    if (!entity)
        return exchange_not_found(exchange);
    return ask(exchange,
            &(CpsvAsked) { .entity = entity, .key = exchange_text(exchange, "id"), .limit = 1 },
            one_came);
}
