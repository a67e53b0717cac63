/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/map_desk.h"

#include "registry/base/error.h"
#include "registry/base/memory.h"
#include "registry/db/gateway.h"
#include "registry/db/statements.h"

#include <assert.h>
#include <errno.h>
#include <sys/epoll.h>
#include <unistd.h>

#define TILES_MAX 256
#define FEATURES_MAX 32   /* each may take long, and a whole country of memory */
#define STATEMENT_MS 4000 /* below the deadline, so that a stuck statement ends by itself */
#define DEADLINE_MS 5000

struct MapDesk {
    int epoll_fd;
    Gateway *tiles;
    Gateway *features;
    Arena *arena; /* for the values of what is being sent */
    bool is_warm;
};

typedef struct TileCall {
    TileAnswer *answer;
    void *context;
} TileCall;

typedef struct FeaturesCall {
    FeaturesAnswer *answer;
    void *context;
} FeaturesCall;

static int
open_gateway(MapDesk *desk, const char *conninfo, unsigned calls_max, Gateway **ret_gateway)
{
    const GatewayOptions options = {
        .db = {
            .conninfo = conninfo,
            .user = "mitroa_service",
            .name = "mitroa maps",
            .statement_ms = STATEMENT_MS,
        },
        .calls_max = calls_max,
    };
    struct epoll_event event = { .events = EPOLLIN };
    int r = gateway_new(&options, ret_gateway);

    if (r != 0)
        return r;
    if (epoll_ctl(desk->epoll_fd, EPOLL_CTL_ADD, gateway_fd(*ret_gateway), &event) < 0)
        return error_raise(-errno, "epoll_ctl");
    return 0;
}

int
map_desk_new(const char *conninfo, MapDesk **ret_desk)
{
    CLEANUP(map_desk_freep) MapDesk *desk = memory_new(1, sizeof *desk);
    int r;

    desk->arena = arena_new();
    desk->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (desk->epoll_fd < 0)
        return error_raise(-errno, "epoll_create1");
    r = open_gateway(desk, conninfo, TILES_MAX, &desk->tiles);
    if (r == 0)
        r = open_gateway(desk, conninfo, FEATURES_MAX, &desk->features);
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
    (void) gateway_free(desk->tiles);
    (void) gateway_free(desk->features);
    if (desk->epoll_fd >= 0)
        (void) close(desk->epoll_fd);
    (void) arena_free(desk->arena);
    free(desk);
    return NULL;
}

int
map_desk_fd(const MapDesk *desk)
{
    return desk->epoll_fd;
}

static void
forget_tile(void *context, int status, const uint8_t *bytes, size_t size)
{
    (void) context;
    (void) status;
    (void) bytes;
    (void) size;
}

/*
 * The first tile of a connection has PostgreSQL load PostGIS and read its catalogue, some twenty
 * milliseconds: that is paid before somebody asks.
 */
static void
warm_up(MapDesk *desk)
{
    const TileAsked world = { .layer = "municipalities", .on = day_today() };

    if (!gateway_is_up(desk->tiles))
        desk->is_warm = false;
    else if (!desk->is_warm)
        desk->is_warm = map_desk_tile(desk, &world, forget_tile, /* context= */ NULL) == 0;
}

void
map_desk_turn(MapDesk *desk)
{
    gateway_turn(desk->tiles);
    gateway_turn(desk->features);
    warm_up(desk);
}

void
map_desk_flush(MapDesk *desk)
{
    gateway_flush(desk->tiles);
    gateway_flush(desk->features);
}

static int
status_of(const GatewayReply *reply)
{
    if (reply->status != 0)
        return reply->status == GATEWAY_E_LATE ? MAP_DESK_E_LATE : MAP_DESK_E_DOWN;
    for (size_t i = 0; i < reply->n; i++)
        if (!reply->results[i])
            return MAP_DESK_E_REFUSED;
    return 0;
}

static int
submit(MapDesk *desk, Gateway *gateway, const Params *const *calls, size_t n, GatewayAnswer *answer,
        void *context)
{
    int r = gateway_submit(gateway, calls, n, DEADLINE_MS, answer, context);

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
    const Params *const calls[] = { &params };
    int r;

    *call = (TileCall) { .answer = answer, .context = context };
    params_begin(&params, desk->arena, &sql_map_tile);
    params_text(&params, asked->layer);
    params_int(&params, asked->zoom);
    params_int(&params, asked->column);
    params_int(&params, asked->row);
    params_day(&params, asked->on);
    r = submit(desk, desk->tiles, calls, 1, tile_came, call);
    if (r != 0)
        free(call);
    return r;
}

/* ---- features --------------------------------------------------------------------------- */

static int
srid_of(Crs crs)
{
    return crs == CRS_2100 ? 2100 : crs == CRS_3857 ? 3857 : 4326;
}

static void
features_came(void *context, const GatewayReply *reply)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    FeaturesCall call = *(FeaturesCall *) context;
    int status = status_of(reply);
    const char **features = NULL;
    int64_t matched = 0;
    size_t n = 0;

    free(context);
    if (status == 0) {
        n = result_rows(reply->results[0]);
        features = arena_array(arena, const char *, n);
        for (size_t i = 0; i < n; i++)
            features[i] = result_text(reply->results[0], i, 0);
        matched = reply->n > 1 ? result_int(reply->results[1], 0, 0) : (int64_t) n;
    }
    call.answer(call.context, status, features, n, matched);
}

static void
give_conditions(Params *params, const FeaturesAsked *asked)
{
    params_text(params, asked->collection);
    params_doubles(params, asked->n_boxes > 0 ? asked->boxes : NULL, asked->n_boxes * 4);
    params_int(params, srid_of(asked->box_crs));
    params_day(params, asked->from);
    params_day(params, asked->to);
    params_text(params, asked->code);
    params_text(params, asked->municipality);
    params_text(params, asked->kind);
    params_text(params, asked->programme);
}

static int
ask_features(
        MapDesk *desk, const Params *const *calls, size_t n, FeaturesAnswer *answer, void *context)
{
    FeaturesCall *call = memory_new(1, sizeof *call);
    int r;

    *call = (FeaturesCall) { .answer = answer, .context = context };
    r = submit(desk, desk->features, calls, n, features_came, call);
    if (r != 0)
        free(call);
    return r;
}

int
map_desk_features(MapDesk *desk, const FeaturesAsked *asked, FeaturesAnswer *answer, void *context)
{
    Params list;
    Params count;
    const Params *const calls[] = { &list, &count };

    params_begin(&list, desk->arena, &sql_feature_list);
    give_conditions(&list, asked);
    params_int(&list, srid_of(asked->crs));
    params_bool(&list, asked->crs == CRS_4326);
    params_int(&list, asked->limit);
    params_int(&list, asked->offset);
    params_begin(&count, desk->arena, &sql_feature_count);
    give_conditions(&count, asked);
    return ask_features(desk, calls, 2, answer, context);
}

int
map_desk_feature(MapDesk *desk, const char *collection, const char *id, Crs crs,
        FeaturesAnswer *answer, void *context)
{
    Params params;
    const Params *const calls[] = { &params };

    params_begin(&params, desk->arena, &sql_feature_one);
    params_text(&params, collection);
    params_text(&params, id);
    params_int(&params, srid_of(crs));
    params_bool(&params, crs == CRS_4326);
    return ask_features(desk, calls, 1, answer, context);
}

int
map_desk_csv(MapDesk *desk, const char *collection, Day on, FeaturesAnswer *answer, void *context)
{
    Params params;
    const Params *const calls[] = { &params };

    params_begin(&params, desk->arena, &sql_feature_csv);
    params_text(&params, collection);
    params_day(&params, on);
    return ask_features(desk, calls, 1, answer, context);
}

/* ---- HSDS ------------------------------------------------------------------------------- */

static void
give_hsds(Params *params, const HsdsAsked *asked)
{
    params_text(params, asked->entity);
    params_text(params, asked->text);
    params_uuid(params, asked->organization);
    params_day(params, asked->changed_from);
}

int
map_desk_hsds(MapDesk *desk, const HsdsAsked *asked, FeaturesAnswer *answer, void *context)
{
    Params list;
    Params count;
    const Params *const calls[] = { &list, &count };

    params_begin(&list, desk->arena, &sql_hsds_list);
    give_hsds(&list, asked);
    params_int(&list, asked->limit);
    params_int(&list, asked->offset);
    params_begin(&count, desk->arena, &sql_hsds_count);
    give_hsds(&count, asked);
    return ask_features(desk, calls, 2, answer, context);
}

int
map_desk_hsds_one(
        MapDesk *desk, const char *entity, const Uuid *id, FeaturesAnswer *answer, void *context)
{
    Params params;
    const Params *const calls[] = { &params };

    params_begin(&params, desk->arena, &sql_hsds_one);
    params_text(&params, entity);
    params_uuid(&params, id);
    return ask_features(desk, calls, 1, answer, context);
}

/* ---- CPSV-AP ---------------------------------------------------------------------------- */

int
map_desk_cpsv(MapDesk *desk, const CpsvAsked *asked, FeaturesAnswer *answer, void *context)
{
    Params list;
    Params count;
    const Params *const calls[] = { &list, &count };

    params_begin(&list, desk->arena, &sql_cpsv_list);
    params_text(&list, asked->entity);
    params_text(&list, asked->key);
    params_int(&list, asked->limit);
    params_int(&list, asked->offset);
    params_begin(&count, desk->arena, &sql_cpsv_count);
    params_text(&count, asked->entity);
    return ask_features(desk, calls, 2, answer, context);
}
