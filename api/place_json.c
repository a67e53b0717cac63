/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/place_json.h"

#include <math.h>

#define DEGREES_DECIMALS 6
#define SHARE_DECIMALS 4

void
place_json_point(JsonWriter *json, GeoPoint point)
{
    if (!geo_point_is_known(point)) {
        json_null(json, "lon");
        json_null(json, "lat");
        return;
    }
    json_decimal(json, "lon", point.lon, DEGREES_DECIMALS);
    json_decimal(json, "lat", point.lat, DEGREES_DECIMALS);
}

static void
write_shares(JsonWriter *json, const char *key, const PlaceShare *shares, size_t n)
{
    json_array_begin(json, key);
    for (size_t i = 0; i < n; i++) {
        json_object_begin(json, /* key= */ NULL);
        json_string(json, "code", shares[i].place->code);
        json_string(json, "name", shares[i].place->name);
        json_day(json, "on", shares[i].on);
        if (isnan(shares[i].share))
            json_null(json, "share");
        else
            json_decimal(json, "share", shares[i].share, SHARE_DECIMALS);
        json_object_end(json);
    }
    json_array_end(json);
}

void
place_json_succession(JsonWriter *json, const Places *places, const Place *place)
{
    const PlaceShare *shares;
    size_t n = places_predecessors(places, place, &shares);

    write_shares(json, "predecessors", shares, n);
    n = places_successors(places, place, &shares);
    write_shares(json, "successors", shares, n);
}
