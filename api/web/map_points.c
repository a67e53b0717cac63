/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/web/map_points.h"

#include "api/web/html.h"

#include <math.h>
#include <string.h>

#define SAME_POINT_DEGREES 0.0002 /* some twenty metres: one mark on the map */
#define NAMES_BYTES_MAX 300       /* of all that stand at one point */

static bool
is_same_point(GeoPoint one, GeoPoint other)
{
    return fabs(one.lon - other.lon) < SAME_POINT_DEGREES
            && fabs(one.lat - other.lat) < SAME_POINT_DEGREES;
}

/* Its place in the list, or how many there are. */
static size_t
place_of(const MapPoints *points, GeoPoint at)
{
    size_t i = 0;

    while (i < points->n
            && (points->points[i].mark == MAP_PERSON || !is_same_point(points->points[i].at, at)))
        i++;
    return i;
}

static void
add_name(Arena *arena, MapPoint *point, const char *name)
{
    if (name && !strstr(point->name, name) && strlen(point->name) + strlen(name) < NAMES_BYTES_MAX)
        point->name = arena_format(arena, "%s · %s", point->name, name);
}

const MapPoint *
map_points_add(MapPoints *points, Arena *arena, MapMark mark, GeoPoint at, const char *name)
{
    size_t place = mark == MAP_PERSON ? points->n : place_of(points, at);
    MapPoint *point;

    if (!geo_point_is_known(at) || place == MAP_POINTS_MAX)
        return NULL;
    if (place < points->n) {
        add_name(arena, &points->points[place], name);
        return &points->points[place];
    }

    point = &points->points[points->n++];
    *point = (MapPoint) { .mark = mark, .at = at, .name = name ? name : "" };
    if (mark != MAP_PERSON)
        point->label = arena_format(arena, "%zu", ++points->n_numbered);
    return point;
}

const MapPoint *
map_points_find(const MapPoints *points, GeoPoint at)
{
    size_t place = geo_point_is_known(at) ? place_of(points, at) : points->n;

    return place < points->n ? &points->points[place] : NULL;
}

void
map_point_number(Buffer *out, const MapPoint *point)
{
    static const char *const classes[] = {
        [MAP_CENTRE] = "m-number m-at-centre",
        [MAP_OFFER] = "m-number",
        [MAP_STOP] = "m-number m-at-stop",
        [MAP_PERSON] = "m-number",
    };

    if (!point || !point->label)
        return;
    html(out, " <span");
    html_attribute(out, "class", classes[point->mark]);
    html(out, "><span class=\"m-unseen\">στον χάρτη: </span>");
    html_text(out, point->label);
    html(out, "</span>");
}
