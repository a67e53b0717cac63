/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/map_desk.h"

#include "registry/base/memory.h"
#include "registry/db/gateway.h"
#include "registry/db/statements.h"

#include <assert.h>

#define CALLS_MAX 256
#define STATEMENT_MS 4000 /* below the deadline, so that a stuck statement ends by itself */
#define DEADLINE_MS 5000

struct MapDesk {
    Gateway *gateway;
    Arena *arena; /* for the values of what is being sent */
};

typedef struct TileCall {
    TileAnswer *answer;
    void *context;
} TileCall;

int
map_desk_new(const char *conninfo, MapDesk **ret_desk)
{
    CLEANUP(map_desk_freep) MapDesk *desk = memory_new(1, sizeof *desk);
    const GatewayOptions options = {
        .db = {
            .conninfo = conninfo,
            .user = "mitroa_service",
            .name = "mitroa maps",
            .statement_ms = STATEMENT_MS,
        },
        .calls_max = CALLS_MAX,
    };
    int r;

    desk->arena = arena_new();
    r = gateway_new(&options, &desk->gateway);
    if (r != 0)
        return r;
    *ret_desk = TAKE(desk);
    return 0;
}

MapDesk *
map_desk_free(MapDesk *desk)
{
    if (!desk)
        return NULL;
    (void) gateway_free(desk->gateway);
    (void) arena_free(desk->arena);
    free(desk);
    return NULL;
}

int
map_desk_fd(const MapDesk *desk)
{
    return gateway_fd(desk->gateway);
}

void
map_desk_turn(MapDesk *desk)
{
    gateway_turn(desk->gateway);
}

void
map_desk_flush(MapDesk *desk)
{
    gateway_flush(desk->gateway);
}

static int
status_of(const GatewayReply *reply)
{
    if (reply->status != 0)
        return reply->status == GATEWAY_E_LATE ? MAP_DESK_E_LATE : MAP_DESK_E_DOWN;
    return reply->results[0] ? 0 : MAP_DESK_E_REFUSED;
}

static int
submit(MapDesk *desk, const Params *params, GatewayAnswer *answer, void *context)
{
    const Params *const calls[] = { params };
    int r = gateway_submit(desk->gateway, calls, 1, DEADLINE_MS, answer, context);

    arena_reset(desk->arena); /* the values are on their way */
    return r == 0 ? 0 : r == GATEWAY_E_FULL ? MAP_DESK_E_BUSY : MAP_DESK_E_DOWN;
}

static void
tile_came(void *context, const GatewayReply *reply)
{
    TileCall call = *(TileCall *) context;
    int status = status_of(reply);
    Bytes bytes = { 0 };

    free(context);
    if (status == 0 && result_rows(reply->results[0]) > 0)
        bytes = result_bytes(reply->results[0], 0, 0);
    call.answer(call.context, status, bytes.data, bytes.size);
}

int
map_desk_tile(MapDesk *desk, const TileAsked *asked, TileAnswer *answer, void *context)
{
    TileCall *call = memory_new(1, sizeof *call);
    Params params;
    int r;

    *call = (TileCall) { .answer = answer, .context = context };
    params_begin(&params, desk->arena, &sql_map_tile);
    params_text(&params, asked->layer);
    params_int(&params, asked->zoom);
    params_int(&params, asked->column);
    params_int(&params, asked->row);
    params_day(&params, asked->on);
    r = submit(desk, &params, tile_came, call);
    if (r != 0)
        free(call);
    return r;
}
