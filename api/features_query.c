/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/features_query.h"

#include "api/limits.h"
#include "api/links.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define COLLECTION                                                                       \
    {                                                                                    \
        "collection", PARAM_CODE, true, 0,                                               \
                "Συλλογή: municipalities, regional_units, prefectures, regions, " \
                "structures, sites, offers ή stops"                                     \
    }
#define CRS_PARAM                                                                                                                    \
    {                                                                                                                                \
        "crs", PARAM_TEXT, false, 0,                                                                                                 \
                "Σύστημα αναφοράς της απάντησης ως URI· αλλιώς CRS84 (μήκος, πλάτος)" \
    }

const Param features_collection_params[] = { COLLECTION, { 0 } };

const Param features_items_params[] = {
    COLLECTION,
    { "bbox", PARAM_TEXT, false, 0, "Πλαίσιο: 4 αριθμοί, ή 6 με υψόμετρα, με κόμματα" },
    { "bbox-crs", PARAM_TEXT, false, 0, "Σύστημα αναφοράς του bbox ως URI· αλλιώς CRS84" },
    CRS_PARAM,
    { "datetime", PARAM_TEXT, false, 0, "Πότε ισχύουν: ημέρα, ή διάστημα με / και .. για ανοικτό" },
    { "limit", PARAM_COUNT, false, 1000000, "Πόσα σε μία σελίδα· έως 1000, αλλιώς 100" },
    { "offset", PARAM_INDEX, false, 100000000, "Πόσα προηγούνται" },
    { "code", PARAM_CODE, false, 0, "Κωδικός" },
    { "municipality", PARAM_CODE, false, 0, "Κωδικός δήμου" },
    { "kind", PARAM_CODE, false, 0, "Είδος" },
    { "programme", PARAM_CODE, false, 0, "Κωδικός προγράμματος" },
    { 0 },
};

const Param features_item_params[] = {
    COLLECTION,
    { "id", PARAM_CODE, true, 0, "Το id του αντικειμένου" },
    CRS_PARAM,
    { 0 },
};

/* ---- reference systems -------------------------------------------------------------------- */

static const struct {
    const char *uri;
    bool is_geographic;
    double low[2]; /* beyond these there is nothing, and a projection may fail */
    double high[2];
    double least; /* a box has to have some width to be a box */
} systems[] = {
    [CRS_84] = { "http://www.opengis.net/def/crs/OGC/1.3/CRS84", true, { -180, -90 }, { 180, 90 },
            1e-9 },
    [CRS_4326] = { "http://www.opengis.net/def/crs/EPSG/0/4326", true, { -180, -90 }, { 180, 90 },
            1e-9 },
    [CRS_2100] = { "http://www.opengis.net/def/crs/EPSG/0/2100", false, { -500e3, 3400e3 },
            { 1500e3, 5000e3 }, 1e-3 },
    [CRS_3857] = { "http://www.opengis.net/def/crs/EPSG/0/3857", false, { -20037508, -20037508 },
            { 20037508, 20037508 }, 1e-3 },
};

const char *
crs_uri(Crs crs)
{
    return systems[crs].uri;
}

bool
features_query_crs(Exchange *exchange, const char *param, Crs *ret_crs)
{
    const char *uri = exchange_text(exchange, param);

    *ret_crs = CRS_84;
    if (!uri)
        return true;
    for (Crs crs = CRS_84; crs <= CRS_3857; crs++) {
        if (strcmp(uri, systems[crs].uri) == 0) {
            *ret_crs = crs;
            return true;
        }
    }
    exchange_error(exchange, param,
            "Δεν είναι από τα συστήματα που προσφέρονται· αναμένεται ένα από όσα γράφει η συλλογή "
            "στο crs, όπως %s.",
            systems[CRS_2100].uri);
    return false;
}

int
features_query_refuse(Exchange *exchange)
{
    return exchange_problem(exchange, 400, "parameters",
            "Κάποια παράμετρος λείπει, είναι άγνωστη ή έχει τιμή που δεν διαβάζεται.");
}

/* ---- boxes -------------------------------------------------------------------------------- */

/* How many numbers there are, at most `max`; 0 if something else is among them. */
static size_t
read_numbers(const char *text, double *ret_numbers, size_t max)
{
    size_t n = 0;

    for (;; text++) {
        char *end;

        if (n == max || *text == '\0' || !strchr("+-.0123456789", *text)
                || strspn(text, "+-.0123456789eE") == 0)
            return 0;
        ret_numbers[n] = strtod(text, &end);
        /* strtod() also reads hexadecimal. */
        if (end == text || (size_t) (end - text) > strspn(text, "+-.0123456789eE")
                || !isfinite(ret_numbers[n]))
            return 0;
        n++;
        if (*end == '\0')
            return n;
        if (*end != ',')
            return 0;
        text = end;
    }
}

static double
clamp(double value, double low, double high)
{
    return value < low ? low : value > high ? high : value;
}

/* Within what the system can say, and never without width. */
static void
add_box(FeaturesAsked *asked, const double box[4])
{
    double *made = &asked->boxes[4 * asked->n_boxes++];

    for (size_t i = 0; i < 2; i++) {
        double low = systems[asked->box_crs].low[i];
        double high = systems[asked->box_crs].high[i];

        made[i] = clamp(box[i], low, high);
        made[i + 2] = clamp(box[i + 2], low, high);
        if (made[i + 2] - made[i] < systems[asked->box_crs].least) {
            made[i] -= systems[asked->box_crs].least / 2;
            made[i + 2] += systems[asked->box_crs].least / 2;
        }
    }
}

/* West of east, unless it goes over the antimeridian. */
static bool
read_box(Exchange *exchange, FeaturesAsked *asked)
{
    const char *text = exchange_text(exchange, "bbox");
    double numbers[6];
    double box[4];
    size_t n;

    if (!text)
        return true;
    n = read_numbers(text, numbers, 6);
    if (n != 4 && n != 6) {
        exchange_error(
                exchange, "bbox", "Δεν είναι 4 ή 6 αριθμοί με κόμματα, όπως 21.5,36.5,23,38.");
        return false;
    }
    /* With heights: they are passed over. */
    for (size_t i = 0; i < 4; i++)
        box[i] = numbers[n == 6 && i >= 2 ? i + 1 : i];
    if (asked->box_crs == CRS_4326)
        memcpy(box, (double[]) { box[1], box[0], box[3], box[2] }, sizeof box);
    if (box[1] > box[3] || (box[0] > box[2] && !systems[asked->box_crs].is_geographic)) {
        exchange_error(exchange, "bbox", "Η κάτω αριστερή γωνία πρέπει να προηγείται.");
        return false;
    }
    if (box[0] <= box[2]) {
        add_box(asked, box);
        return true;
    }
    add_box(asked, (double[]) { box[0], box[1], 180, box[3] });
    add_box(asked, (double[]) { -180, box[1], box[2], box[3] });
    return true;
}

/* ---- time --------------------------------------------------------------------------------- */

static bool
matches(const char *text, size_t size, const char *pattern)
{
    for (size_t i = 0; i < size; i++, pattern++) {
        bool is_digit = text[i] >= '0' && text[i] <= '9';

        if (*pattern == '\0' || (*pattern == '9' ? !is_digit : text[i] != *pattern))
            return false;
    }
    return *pattern == '\0';
}

/* Z, +03:00 or -03:00; a `+` that was not escaped has come as a space. */
static bool
is_zone(const char *text, size_t size)
{
    return (size == 1 && (*text == 'Z' || *text == 'z'))
            || (size == 6 && strchr("+- ", *text) && matches(text + 1, 5, "99:99"));
}

static bool
is_clock(const char *text, size_t size)
{
    size_t digits = 0;

    if (size < 9 || !strchr("Tt ", text[0]) || !matches(text + 1, 8, "99:99:99"))
        return false;
    if (text[9] == '.')
        digits = 1 + strspn(text + 10, "0123456789");
    return digits != 1 && 9 + digits < size && is_zone(text + 9 + digits, size - 9 - digits);
}

/* A day, or the day of a moment: the registers know days. */
static bool
read_moment(const char *text, size_t size, Day *ret_day)
{
    char day[11] = { 0 };

    if (size < 10 || !matches(text, 10, "9999-99-99")
            || (size > 10 && !is_clock(text + 10, size - 10)))
        return false;
    memcpy(day, text, 10);
    return day_parse(day, ret_day) == 0;
}

static bool
read_end(const char *text, size_t size, Day *ret_day)
{
    *ret_day = DAY_NONE;
    return size == 0 || (size == 2 && memcmp(text, "..", 2) == 0)
            || read_moment(text, size, ret_day);
}

static bool
read_interval(const char *text, FeaturesAsked *asked)
{
    const char *slash = strchr(text, '/');

    if (!slash) {
        asked->to = DAY_NONE;
        if (!read_moment(text, strlen(text), &asked->from))
            return false;
        asked->to = asked->from;
        return true;
    }
    return read_end(text, (size_t) (slash - text), &asked->from)
            && read_end(slash + 1, strlen(slash + 1), &asked->to)
            && (asked->from == DAY_NONE || asked->to == DAY_NONE || asked->from <= asked->to);
}

static bool
read_time(Exchange *exchange, FeaturesAsked *asked)
{
    const char *text = exchange_text(exchange, "datetime");

    if (!text || read_interval(text, asked))
        return true;
    exchange_error(exchange, "datetime",
            "Δεν είναι ημέρα ή διάστημα, όπως 2026-11-22, 2026-01-01/2026-12-31 ή 2026-01-01/..");
    return false;
}

/* ---- the whole ---------------------------------------------------------------------------- */

static const char *
filter_of(Exchange *exchange, const Collection *collection, const char *name)
{
    const char *value = exchange_text(exchange, name);

    if (value && !collection_field(collection, name))
        exchange_error(exchange, name, "Η συλλογή δεν έχει τέτοιο πεδίο.");
    return value;
}

bool
features_query_read(Exchange *exchange, const Collection *collection, FeaturesAsked *ret_asked)
{
    FeaturesAsked asked;
    const char *code = filter_of(exchange, collection, "code");
    const char *municipality = filter_of(exchange, collection, "municipality");
    const char *kind = filter_of(exchange, collection, "kind");
    const char *programme = filter_of(exchange, collection, "programme");

    if (!features_query_window(exchange, collection, &asked))
        return false;
    asked.code = code;
    asked.municipality = municipality;
    asked.kind = kind;
    asked.programme = programme;
    *ret_asked = asked;
    return true;
}

bool
features_query_window(Exchange *exchange, const Collection *collection, FeaturesAsked *ret_asked)
{
    FeaturesAsked asked = {
        .collection = collection->id,
        .from = DAY_NONE,
        .to = DAY_NONE,
        .limit = (unsigned) exchange_count(exchange, "limit", FEATURES_PAGE),
        .offset = (unsigned) exchange_count(exchange, "offset", 0),
    };

    /* More than there may be on a page is no error. */
    if (asked.limit > FEATURES_PAGE_MAX)
        asked.limit = FEATURES_PAGE_MAX;
    (void) features_query_crs(exchange, "crs", &asked.crs);
    if (features_query_crs(exchange, "bbox-crs", &asked.box_crs))
        (void) read_box(exchange, &asked);
    (void) read_time(exchange, &asked);
    if (exchange_errors(exchange) > 0) {
        (void) features_query_refuse(exchange);
        return false;
    }
    *ret_asked = asked;
    return true;
}

/* ---- links -------------------------------------------------------------------------------- */

const char *
features_query_link(Exchange *exchange, const char *collection, unsigned offset)
{
    static const char *const kept[] = { "bbox", "bbox-crs", "crs", "datetime", "code",
        "municipality", "kind", "programme" };
    int64_t limit = exchange_count(exchange, "limit", FEATURES_PAGE);

    return links_query(exchange,
            arena_format(exchange_arena(exchange), "%s/items?offset=%u&limit=%u", collection,
                    offset, (unsigned) (limit > FEATURES_PAGE_MAX ? FEATURES_PAGE_MAX : limit)),
            kept, sizeof kept / sizeof *kept);
}

const char *
features_item_link(Exchange *exchange, const char *collection, const char *id)
{
    static const char *const kept[] = { "crs" };

    return links_query(exchange,
            arena_format(exchange_arena(exchange), "%s/items/%s", collection,
                    links_escape(exchange_arena(exchange), id)),
            kept, 1);
}
