/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/web/map_svg.h"

#include "api/web/html.h"

#include "registry/base/text.h"
#include "registry/place_sheet.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#define DEGREE_M 111200.0
#define WIDTH 640.0
#define HEIGHT_MIN 360.0
#define HEIGHT_MAX 680.0
#define MARGIN 28.0
#define PARTS_MAX 8        /* municipalities that one was parted into */
#define FRAME_M_MIN 2000.0 /* a smaller island stands alone in its sea */
#define THIN_PX 0.6
#define COARSE_M_PER_PX 800.0
#define MARK_PX 10.0
#define LETTER_PX 6.6 /* of a label; for telling whether it fits */
#define SCALE_PX_MAX 160.0

/* Where the points of the earth come to lie on the drawing. */
typedef struct Frame {
    GeoPoint middle;
    double x_per_lon; /* pixels */
    double y_per_lat;
    double height;
    double m_per_px;
    GeoPoint low; /* what is seen */
    GeoPoint high;
} Frame;

typedef struct Drawing {
    Buffer *out;
    Arena *arena;
    const Map *map;
    Frame frame;
    const Place *const *municipalities; /* of the day, the whole country */
    size_t n_municipalities;
} Drawing;

static double
x_of(const Frame *frame, GeoPoint point)
{
    return WIDTH / 2 + (point.lon - frame->middle.lon) * frame->x_per_lon;
}

static double
y_of(const Frame *frame, GeoPoint point)
{
    return frame->height / 2 - (point.lat - frame->middle.lat) * frame->y_per_lat;
}

static bool
is_seen(const Frame *frame, GeoPoint point)
{
    return point.lon >= frame->low.lon && point.lon <= frame->high.lon
            && point.lat >= frame->low.lat && point.lat <= frame->high.lat;
}

static bool
box_is_seen(const Frame *frame, GeoPoint low, GeoPoint high)
{
    return low.lon <= frame->high.lon && high.lon >= frame->low.lon && low.lat <= frame->high.lat
            && high.lat >= frame->low.lat;
}

static const Boundary *
own_boundary(const Map *map, const Place *municipality)
{
    const Boundary *boundaries;
    size_t n = snapshot_boundaries(map->snapshot, municipality, &boundaries);

    return n > 0 && boundaries->outline.n_rings > 0 ? boundaries : NULL;
}

/* Of the place in the middle, where it is to be drawn; NULL = there is none. */
static const Boundary *
second_layer(const Map *map)
{
    const Boundary *boundaries;
    size_t n = map->both_layers && map->place
            ? snapshot_boundaries(map->snapshot, map->place, &boundaries)
            : 0;

    return n > 1 && boundaries[1].outline.n_rings > 0 ? &boundaries[1] : NULL;
}

/* What is drawn of a municipality: its border, or those of the ones that it was parted into. */
static size_t
boundaries_of(const Map *map, const Place *municipality, const Boundary *ret_boundaries[PARTS_MAX])
{
    const PlaceShare *parts;
    size_t n_parts, n = 0;

    ret_boundaries[0] = own_boundary(map, municipality);
    if (ret_boundaries[0])
        return 1;
    n_parts = places_successors(snapshot_places(map->snapshot), municipality, &parts);
    for (size_t i = 0; i < n_parts && n < PARTS_MAX; i++) {
        ret_boundaries[n] = own_boundary(map, parts[i].place);
        n += ret_boundaries[n] != NULL;
    }
    return n;
}

/* ---- the frame ---------------------------------------------------------------------------- */

static void
widen(GeoPoint *low, GeoPoint *high, GeoPoint point)
{
    low->lon = fmin(low->lon, point.lon);
    low->lat = fmin(low->lat, point.lat);
    high->lon = fmax(high->lon, point.lon);
    high->lat = fmax(high->lat, point.lat);
}

static bool
is_in_the_middle(const Map *map, const Place *municipality)
{
    return !map->place || place_lies_in(municipality, map->place);
}

static bool
is_coarse(const Frame *frame)
{
    return frame->m_per_px > COARSE_M_PER_PX;
}

/* The box of the place; false if nothing of it can be drawn. */
static bool
box_of_place(const Drawing *drawing, GeoPoint *low, GeoPoint *high)
{
    bool any = false;

    *low = (GeoPoint) { INFINITY, INFINITY };
    *high = (GeoPoint) { -INFINITY, -INFINITY };
    for (size_t i = 0; i < drawing->n_municipalities; i++) {
        const Place *municipality = drawing->municipalities[i];
        const Boundary *parts[PARTS_MAX];
        size_t n = is_in_the_middle(drawing->map, municipality)
                ? boundaries_of(drawing->map, municipality, parts)
                : 0;

        for (size_t k = 0; k < n; k++) {
            widen(low, high, parts[k]->outline.low);
            widen(low, high, parts[k]->outline.high);
            any = true;
        }
    }
    return any;
}

/* A point outside is taken in if it is no further off than the place is wide. */
static void
take_in_points(const Map *map, GeoPoint *low, GeoPoint *high)
{
    const double reach = fmax(fmax(high->lon - low->lon, high->lat - low->lat), 0.1);
    const GeoPoint far_low = { low->lon - reach, low->lat - reach };
    const GeoPoint far_high = { high->lon + reach, high->lat + reach };

    for (size_t i = 0; i < map->n_points; i++) {
        GeoPoint at = map->points[i].at;

        if (geo_point_is_known(at) && at.lon >= far_low.lon && at.lon <= far_high.lon
                && at.lat >= far_low.lat && at.lat <= far_high.lat)
            widen(low, high, at);
    }
}

static Frame
frame_around(GeoPoint low, GeoPoint high)
{
    Frame frame = { .middle = { (low.lon + high.lon) / 2, (low.lat + high.lat) / 2 } };
    const double lon_m = DEGREE_M * cos(frame.middle.lat * M_PI / 180);
    const double wide_m = fmax((high.lon - low.lon) * lon_m, FRAME_M_MIN);
    const double high_m = fmax((high.lat - low.lat) * DEGREE_M, FRAME_M_MIN);
    double half_lon, half_lat;

    frame.height = (WIDTH - 2 * MARGIN) * high_m / wide_m + 2 * MARGIN;
    frame.height = fmin(HEIGHT_MAX, fmax(HEIGHT_MIN, frame.height));
    frame.m_per_px = fmax(wide_m / (WIDTH - 2 * MARGIN), high_m / (frame.height - 2 * MARGIN));
    frame.x_per_lon = lon_m / frame.m_per_px;
    frame.y_per_lat = DEGREE_M / frame.m_per_px;
    half_lon = WIDTH / 2 / frame.x_per_lon;
    half_lat = frame.height / 2 / frame.y_per_lat;
    frame.low = (GeoPoint) { frame.middle.lon - half_lon, frame.middle.lat - half_lat };
    frame.high = (GeoPoint) { frame.middle.lon + half_lon, frame.middle.lat + half_lat };
    return frame;
}

static bool
drawing_make(Drawing *drawing, Buffer *out, Arena *arena, const Map *map)
{
    const Boundary *second = second_layer(map);
    GeoPoint low, high;

    *drawing = (Drawing) { .out = out, .arena = arena, .map = map };
    drawing->n_municipalities = place_sheet_municipalities(arena, snapshot_places(map->snapshot),
            /* outer= */ NULL, map->on, &drawing->municipalities);
    if (!box_of_place(drawing, &low, &high))
        return false;
    if (second) {
        widen(&low, &high, second->outline.low);
        widen(&low, &high, second->outline.high);
    }
    take_in_points(map, &low, &high);
    drawing->frame = frame_around(low, high);
    return true;
}

/* ---- municipalities ----------------------------------------------------------------------- */

static bool
ring_is_seen(const Frame *frame, const OutlineRing *ring)
{
    GeoPoint low = ring->points[0], high = low;

    for (size_t i = 1; i < ring->n_points; i++)
        widen(&low, &high, ring->points[i]);
    return box_is_seen(frame, low, high);
}

/* From point to point by difference, in tenths of a pixel, which is shorter than by place. */
static void
write_ring(Buffer *out, const Frame *frame, const OutlineRing *ring)
{
    long x = 0, y = 0;

    for (size_t i = 0; i + 1 < ring->n_points; i++) {
        long next_x = lround(x_of(frame, ring->points[i]) * 10);
        long next_y = lround(y_of(frame, ring->points[i]) * 10);

        buffer_format(out, "%s%ld %ld", i == 0 ? "M" : i == 1 ? "l" : " ", next_x - x, next_y - y);
        x = next_x;
        y = next_y;
    }
    buffer_char(out, 'z');
}

static void
write_path(const Drawing *drawing, const Boundary *boundary)
{
    const Frame *frame = &drawing->frame;
    Outline thinned;

    if (!box_is_seen(frame, boundary->outline.low, boundary->outline.high))
        return;
    outline_thin(drawing->arena, is_coarse(frame) ? &boundary->coarse : &boundary->outline,
            THIN_PX * frame->m_per_px, &thinned);
    html(drawing->out, "<path fill-rule=\"evenodd\" d=\"");
    for (size_t i = 0; i < thinned.n_rings; i++)
        if (ring_is_seen(frame, &thinned.rings[i]))
            write_ring(drawing->out, frame, &thinned.rings[i]);
    html(drawing->out, "\"/>");
}

static bool
any_is_seen(const Frame *frame, const Boundary *const *parts, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (box_is_seen(frame, parts[i]->outline.low, parts[i]->outline.high))
            return true;
    return false;
}

static void
write_municipality(const Drawing *drawing, const Place *municipality)
{
    const Boundary *parts[PARTS_MAX];
    size_t n = boundaries_of(drawing->map, municipality, parts);
    Buffer *out = drawing->out;

    if (!any_is_seen(&drawing->frame, parts, n))
        return;
    if (drawing->map->links)
        buffer_format(out, "<a tabindex=\"-1\" href=\"/places/%s\"", municipality->code);
    else
        html(out, "<g");
    html_attribute(out, "aria-label", place_title(drawing->arena, municipality));
    html(out, ">");
    html_element(out, "title", NULL, place_title(drawing->arena, municipality));
    for (size_t i = 0; i < n; i++)
        write_path(drawing, parts[i]);
    html(out, drawing->map->links ? "</a>\n" : "</g>\n");
}

/* Those around first, so that the line of the place itself lies above theirs. */
static void
write_municipalities(const Drawing *drawing)
{
    static const char *const group[] = {
        "<g fill=\"#fbfbf9\" stroke=\"#a3a7ab\" stroke-width=\"8\" transform=\"scale(.1)\">\n",
        "<g fill=\"#dce8f4\" stroke=\"#003375\" stroke-width=\"16\" stroke-linejoin=\"round\" "
        "transform=\"scale(.1)\">\n",
        "<g fill=\"#dce8f4\" stroke=\"#003375\" stroke-width=\"7\" stroke-linejoin=\"round\" "
        "transform=\"scale(.1)\">\n", /* of the whole country */
    };

    for (int middle = 0; middle < 2; middle++) {
        html(drawing->out, group[is_coarse(&drawing->frame) ? 2 : middle]);
        for (size_t i = 0; i < drawing->n_municipalities; i++)
            if (is_in_the_middle(drawing->map, drawing->municipalities[i]) == middle)
                write_municipality(drawing, drawing->municipalities[i]);
        html(drawing->out, "</g>\n");
    }
}

/* What another layer says of the same border. */
static void
write_second_layer(const Drawing *drawing)
{
    const Boundary *second = second_layer(drawing->map);

    if (!second)
        return;
    html(drawing->out,
            "<g class=\"m-second-layer\" fill=\"none\" stroke=\"#8a3b00\" stroke-width=\"12\" "
            "stroke-dasharray=\"60 40\" transform=\"scale(.1)\">\n");
    write_path(drawing, second);
    html(drawing->out, "</g>\n");
}

/* ---- what is written on it ---------------------------------------------------------------- */

/* A halo keeps it readable over lines. */
static void
write_text(const Drawing *drawing, double x, double y, const char *more, const char *text)
{
    buffer_format(drawing->out, "<text x=\"%.1f\" y=\"%.1f\" %s>", x, y, more);
    html_text(drawing->out, text);
    html(drawing->out, "</text>\n");
}

static bool
label_fits(const Drawing *drawing, const Place *municipality)
{
    const Boundary *boundary = own_boundary(drawing->map, municipality);
    double width_px;

    if (is_coarse(&drawing->frame) || !boundary || !geo_point_is_known(municipality->label)
            || !is_seen(&drawing->frame, municipality->label))
        return false;
    width_px = (boundary->outline.high.lon - boundary->outline.low.lon) * drawing->frame.x_per_lon;
    return municipality == drawing->map->place
            || width_px > LETTER_PX * (double) text_width(municipality->name) * .8;
}

/* A name that a mark would cover moves above it. */
static double
label_y(const Drawing *drawing, double x, double y, double half)
{
    for (size_t i = 0; i < drawing->map->n_points; i++) {
        GeoPoint at = drawing->map->points[i].at;

        if (geo_point_is_known(at) && fabs(x_of(&drawing->frame, at) - x) < half + MARK_PX
                && fabs(y_of(&drawing->frame, at) - y) < MARK_PX * 1.5)
            return y_of(&drawing->frame, at) - MARK_PX * 1.6;
    }
    return y;
}

/* Names stand where the register has its label points, and are moved in from the edge. */
static void
write_labels(const Drawing *drawing)
{
    html(drawing->out,
            "<g class=\"m-map-names\" font-family=\"Roboto, Arial, sans-serif\" font-size=\"12\" "
            "text-anchor=\"middle\" "
            "paint-order=\"stroke\" stroke=\"#fff\" stroke-width=\"3\" stroke-linejoin=\"round\" "
            "fill=\"#44484c\" pointer-events=\"none\">\n");
    for (size_t i = 0; i < drawing->n_municipalities; i++) {
        const Place *municipality = drawing->municipalities[i];
        bool is_it = municipality == drawing->map->place;
        double half = LETTER_PX * (double) text_width(municipality->name) / 2;
        double x;

        if (!label_fits(drawing, municipality))
            continue;
        x = x_of(&drawing->frame, municipality->label);
        x = fmin(WIDTH - half, fmax(half, x));
        write_text(drawing, x,
                label_y(drawing, x, y_of(&drawing->frame, municipality->label), half),
                is_it ? "class=\"m-map-it\" font-size=\"15\" font-weight=\"700\" fill=\"#003375\""
                      : "",
                municipality->name);
    }
    html(drawing->out, "</g>\n");
}

static void
write_mark(const Drawing *drawing, const MapPoint *point)
{
    static const struct {
        const char *colour;
        const char *shape;
        double text_y;
    } marks[] = {
        [MAP_CENTRE] = { "#003375", "<rect x=\"-10\" y=\"-10\" width=\"20\" height=\"20\" rx=\"2\"",
                4.5 },
        [MAP_OFFER] = { "#00603a", "<circle r=\"10\"", 4.5 },
        [MAP_STOP] = { "#8a3b00", "<path d=\"M0-13L13 10H-13Z\"", 7 },
        [MAP_PERSON] = { "#0b0c0c", "<circle r=\"6\"", 4.5 },
    };
    Buffer *out = drawing->out;

    buffer_format(out, "<g transform=\"translate(%.1f %.1f)\"><g class=\"%s\">",
            x_of(&drawing->frame, point->at), y_of(&drawing->frame, point->at),
            point->mark == MAP_PERSON ? "m-pin m-no-print" : "m-pin");
    html_element(out, "title", NULL, point->name);
    buffer_format(out, "%s fill=\"%s\" stroke=\"#fff\" stroke-width=\"1.5\"/>",
            marks[point->mark].shape, marks[point->mark].colour);
    if (point->label) {
        buffer_format(out,
                "<text y=\"%.1f\" text-anchor=\"middle\" font-family=\"Roboto, Arial, "
                "sans-serif\" font-size=\"11\" font-weight=\"700\" fill=\"#fff\">",
                marks[point->mark].text_y);
        html_text(out, point->label);
        html(out, "</text>");
    }
    html(out, "</g></g>\n");
}

/* The first of a list is the most important, so it is drawn last and lies on top. */
static void
write_marks(const Drawing *drawing)
{
    for (size_t i = drawing->map->n_points; i > 0; i--) {
        const MapPoint *point = &drawing->map->points[i - 1];

        if (geo_point_is_known(point->at) && is_seen(&drawing->frame, point->at))
            write_mark(drawing, point);
    }
}

/* 1, 2 or 5 times a power of ten, as long as there is room for. */
static double
round_scale(double longest_m)
{
    double power = pow(10, floor(log10(longest_m)));
    double times = longest_m / power;

    return power * (times >= 5 ? 5 : times >= 2 ? 2 : 1);
}

static void
write_scale(const Drawing *drawing)
{
    const double length_m = round_scale(SCALE_PX_MAX * drawing->frame.m_per_px);
    const double length = length_m / drawing->frame.m_per_px;
    const double y = drawing->frame.height - 16;
    Buffer *out = drawing->out;

    buffer_format(out,
            "<g><rect x=\"8\" y=\"%.1f\" width=\"%.1f\" height=\"32\" fill=\"#fff\" "
            "fill-opacity=\".85\"/>\n<path d=\"M16 %.1fv6h%.1fv-6\" fill=\"none\" "
            "stroke=\"#0b0c0c\" stroke-width=\"2\"/>\n",
            drawing->frame.height - 40, length + 24, y - 5, length);
    buffer_format(out,
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\" font-family=\"Roboto, Arial, "
            "sans-serif\" font-size=\"12\" fill=\"#0b0c0c\">",
            16 + length / 2, y - 9);
    if (length_m >= 1000)
        buffer_format(out, "%.0f χλμ.</text></g>\n", length_m / 1000);
    else
        buffer_format(out, "%.0f μ.</text></g>\n", length_m);
}

static void
write_north(const Drawing *drawing)
{
    html(drawing->out,
            "<g transform=\"translate(616 30)\"><circle r=\"20\" fill=\"#fff\" "
            "fill-opacity=\".85\"/>"
            "<path d=\"M0-17L6 1L0-3L-6 1Z\" fill=\"#0b0c0c\"/>"
            "<text y=\"15\" text-anchor=\"middle\" font-family=\"Roboto, Arial, sans-serif\" "
            "font-size=\"13\" font-weight=\"700\" fill=\"#0b0c0c\">Β</text></g>\n");
}

/* Read out instead of being looked at: what is in the middle, and which points there are. */
static void
write_description(const Drawing *drawing)
{
    const Map *map = drawing->map;
    Buffer *out = drawing->out;
    size_t shown = 0;

    buffer_format(out, "<desc id=\"%s-desc\">Χάρτης με τον βορρά επάνω.", map->id);
    for (size_t i = 0; i < map->n_points; i++) {
        const MapPoint *point = &map->points[i];

        if (!geo_point_is_known(point->at) || !is_seen(&drawing->frame, point->at))
            continue;
        html(out, shown++ == 0 ? " Σημεία: " : "· ");
        html_text(out, point->label);
        html(out, point->label ? " " : "");
        html_text(out, point->name);
    }
    html(out, shown > 0 ? "." : " Κανένα σημείο.");
    html(out, "</desc>\n");
}

bool
map_svg(Buffer *out, Arena *arena, const Map *map)
{
    Drawing drawing;

    if (!drawing_make(&drawing, out, arena, map))
        return false;

    buffer_format(out,
            "<svg class=\"m-map\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" "
            "role=\"%s\" aria-labelledby=\"%s-title %s-desc\">\n<title id=\"%s-title\">",
            WIDTH, drawing.frame.height, map->links ? "group" : "img", map->id, map->id, map->id);
    html_text(out, map->title);
    html(out, "</title>\n");
    write_description(&drawing);
    buffer_format(out, "<rect width=\"%.0f\" height=\"%.1f\" fill=\"#eef2f5\"/>\n", WIDTH,
            drawing.frame.height);
    write_municipalities(&drawing);
    write_second_layer(&drawing);
    write_labels(&drawing);
    write_marks(&drawing);
    write_scale(&drawing);
    write_north(&drawing);
    html(out, "</svg>\n");
    return true;
}

bool
map_extent(const Map *map, Arena *arena, GeoPoint *ret_low, GeoPoint *ret_high)
{
    Drawing drawing;

    if (!drawing_make(&drawing, NULL, arena, map))
        return false;
    *ret_low = drawing.frame.low;
    *ret_high = drawing.frame.high;
    return true;
}

bool
map_shows(const Map *map, Arena *arena, GeoPoint point)
{
    Drawing drawing;

    return geo_point_is_known(point) && drawing_make(&drawing, NULL, arena, map)
            && is_seen(&drawing.frame, point);
}
