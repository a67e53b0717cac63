/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * What whoever runs the service asks: is it alive, can it answer, what does it offer?
 */

#include "api/handlers/handlers.h"

#include "api/assets.h"
#include "api/loop.h"
#include "api/openapi.h"

const Param asset_params[] = {
    { "file", PARAM_CODE, true, 0, "Όνομα αρχείου" },
    { 0 },
};

bool
registers_are_there(Exchange *exchange)
{
    if (exchange_registers(exchange))
        return true;
    (void) exchange_unavailable(exchange, "registers",
            "Τα δημόσια μητρώα δεν έχουν φορτωθεί ακόμη. Δοκιμάστε ξανά σε λίγο.");
    return false;
}

/* Alive: this loop turns. Nothing else is looked at, so that a lost database restarts nobody. */
int
healthz_handle(Exchange *exchange)
{
    JsonWriter *json = exchange_json(exchange, 200);

    json_object_begin(json, /* key= */ NULL);
    json_string(json, "status", "ok");
    json_object_end(json);
    return 0;
}

int
readyz_handle(Exchange *exchange)
{
    Loop *loop = exchange_loop(exchange);
    bool has_registers = exchange_registers(exchange) != NULL;
    bool has_database = loop_desk(loop) && desk_is_ready(loop_desk(loop));
    bool is_ready = has_registers && has_database && !loop_is_stopping(loop);
    JsonWriter *json;

    if (!is_ready)
        exchange_set_header(exchange, "Retry-After", "2");
    json = exchange_json(exchange, is_ready ? 200 : 503);
    json_object_begin(json, /* key= */ NULL);
    json_string(json, "status", is_ready ? "ready" : "not ready");
    json_bool(json, "database", has_database);
    json_bool(json, "registers", has_registers);
    if (has_registers)
        json_integer(json, "register_version", snapshot_version(exchange_snapshot(exchange)));
    json_object_end(json);
    return 0;
}

int
metrics_handle(Exchange *exchange)
{
    const LoopOptions *options = loop_options(exchange_loop(exchange));
    Buffer out;
    char *text;
    size_t size;

    buffer_init(&out);
    metrics_write(&out, options->loops, *options->n_loops);
    size = out.size;
    text = arena_copy(exchange_arena(exchange), out.data, size);
    buffer_deinit(&out);
    return exchange_bytes(exchange, 200, "text/plain; version=0.0.4; charset=utf-8", text, size);
}

int
openapi_handle(Exchange *exchange)
{
    openapi_write(exchange_json(exchange, 200));
    return 0;
}

int
asset_handle(Exchange *exchange)
{
    const Assets *assets = loop_options(exchange_loop(exchange))->assets;
    const Asset *asset = assets_find(assets, exchange_text(exchange, "file"));

    if (!asset)
        return exchange_not_found(exchange);
    return exchange_bytes(exchange, 200, asset->media_type, asset->bytes, asset->size);
}
