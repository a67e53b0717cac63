/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/router.h"

#include "api/exchange_state.h"

#include "registry/base/text.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The end of the segment of a route's path that begins at `pattern`. */
static size_t
segment_length(const char *pattern)
{
    return strcspn(pattern, "/");
}

/* What stands for the {name} of a pattern like `{name}` or `{name}.end`; NULL if it is not there.
 */
static const char *
name_matches(Arena *arena, const char *pattern, size_t length, const char *segment)
{
    size_t head = strcspn(pattern, "}") + 1;
    size_t end_size = length - head;
    size_t size = strlen(segment);

    if (size <= end_size || memcmp(segment + size - end_size, pattern + head, end_size) != 0)
        return NULL;
    return end_size == 0 ? segment : arena_text_n(arena, segment, size - end_size);
}

/* Does the path of the request have the shape of the route's? Remembers what stands for {name}. */
static bool
path_matches(Arena *arena, const Route *route, const Target *target, const char **ret_texts)
{
    const char *pattern = route->path + 1;
    unsigned i = 0;
    unsigned n_texts = 0;

    if (*pattern == '\0')
        return target->n_segments == 0;

    for (;; i++) {
        size_t length = segment_length(pattern);

        if (i == target->n_segments)
            return false;
        if (pattern[0] == '{') {
            ret_texts[n_texts] = name_matches(arena, pattern, length, target->segments[i]);
            if (!ret_texts[n_texts++])
                return false;
        } else if (strlen(target->segments[i]) != length
                || memcmp(pattern, target->segments[i], length) != 0) {
            return false;
        }
        if (pattern[length] == '\0')
            return i + 1 == target->n_segments;
        pattern += length + 1;
    }
}

static bool
method_matches(const Route *route, const char *method)
{
    return strcmp(route->method, method) == 0
            || (strcmp(method, "HEAD") == 0 && strcmp(route->method, "GET") == 0);
}

static void
refuse_method(Exchange *exchange, const char *allowed)
{
    exchange_set_header(exchange, "Allow", allowed);
    (void) exchange_problem(exchange, 405, "method",
            arena_format(exchange->arena, "Εδώ επιτρέπεται μόνο: %s.", allowed));
}

/* A browser asks before it lets a script of another site send more than a plain GET. */
static void
answer_preflight(Exchange *exchange)
{
    exchange_set_header(exchange, "Allow", "GET, HEAD, OPTIONS");
    exchange_set_header(exchange, "Access-Control-Allow-Methods", "GET, HEAD");
    exchange_set_header(
            exchange, "Access-Control-Allow-Headers", "If-None-Match, If-Modified-Since");
    exchange_set_header(exchange, "Access-Control-Max-Age", "86400");
    (void) exchange_bytes(exchange, 204, "text/plain", "", 0);
}

/* Is it the preflight of a route that any site may read? The first row with the path decides. */
static bool
is_preflight(Exchange *exchange, const char **texts)
{
    if (strcmp(exchange->method, "OPTIONS") != 0)
        return false;
    for (const Route *route = routes; route->method; route++) {
        if (!path_matches(exchange->arena, route, &exchange->target, texts))
            continue;
        exchange->route = route->for_any_origin ? route : NULL;
        return route->for_any_origin;
    }
    return false;
}

static const Route *
find_route(Exchange *exchange, const char **ret_texts)
{
    const char *allowed = NULL;

    for (const Route *route = routes; route->method; route++) {
        if (!path_matches(exchange->arena, route, &exchange->target, ret_texts))
            continue;
        if (method_matches(route, exchange->method))
            return route;
        allowed = allowed ? arena_format(exchange->arena, "%s, %s", allowed, route->method)
                          : route->method;
    }

    if (allowed)
        refuse_method(exchange, allowed);
    else
        (void) exchange_not_found(exchange);
    return NULL;
}

static bool
is_code(const char *text)
{
    for (; *text; text++)
        if ((unsigned char) *text < 0x80 && !strchr("-_.:", *text)
                && !(*text >= '0' && *text <= '9')
                && !((*text | 0x20) >= 'a' && (*text | 0x20) <= 'z'))
            return false;
    return true;
}

static unsigned
limit_of(const Param *param, unsigned otherwise)
{
    return param->max ? param->max : otherwise;
}

static void
check_text(Exchange *exchange, const Param *param, ParamValue *value)
{
    unsigned max = limit_of(param, param->type == PARAM_CODE ? PARAM_CODE_MAX : PARAM_TEXT_MAX);

    if (value->text[0] == '\0')
        exchange_error(exchange, param->name, "Είναι κενό.");
    else if (text_width(value->text) > max)
        exchange_error(exchange, param->name, "Έχει πάνω από %u χαρακτήρες.", max);
    else if (param->type == PARAM_CODE && !is_code(value->text))
        exchange_error(exchange, param->name,
                "Ένας κωδικός έχει μόνο γράμματα, ψηφία και τα σημεία - _ . :");
}

static void
check_date(Exchange *exchange, const Param *param, ParamValue *value)
{
    if (strlen(value->text) == 10 && value->text[4] == '-'
            && day_parse(value->text, &value->day) == 0)
        return;
    exchange_error(
            exchange, param->name, "Δεν είναι ημερομηνία της μορφής ΕΕΕΕ-ΜΜ-ΗΗ, όπως 2026-11-21.");
}

/* Plain decimal notation: strtod() alone would also read hexadecimal, `inf` and `nan`. */
static void
check_degrees(Exchange *exchange, const Param *param, ParamValue *value)
{
    double bound = param->type == PARAM_LONGITUDE ? 180 : 90;
    char *end = NULL;

    if (value->text[0] != '\0' && strspn(value->text, "0123456789.-") == strlen(value->text)
            && strlen(value->text) <= 24) {
        value->number = strtod(value->text, &end);
        if (*end == '\0' && fabs(value->number) <= bound)
            return;
    }
    exchange_error(exchange, param->name,
            "Δεν είναι μοίρες από -%.0f έως %.0f με τελεία στα δεκαδικά, όπως 22.11.", bound,
            bound);
}

static void
check_integer(Exchange *exchange, const Param *param, ParamValue *value)
{
    unsigned max = limit_of(param, PARAM_COUNT_MAX);
    unsigned min = param->type == PARAM_COUNT;

    if (value->text[0] != '\0' && strspn(value->text, "0123456789") == strlen(value->text)
            && strlen(value->text) <= 9) {
        value->count = strtol(value->text, NULL, 10);
        if (value->count >= min && value->count <= max)
            return;
    }
    exchange_error(exchange, param->name, "Δεν είναι ακέραιος από %u έως %u.", min, max);
}

typedef void ParamCheck(Exchange *exchange, const Param *param, ParamValue *value);

static ParamCheck *const checks[] = {
    [PARAM_TEXT] = check_text,
    [PARAM_CODE] = check_text,
    [PARAM_DATE] = check_date,
    [PARAM_LONGITUDE] = check_degrees,
    [PARAM_LATITUDE] = check_degrees,
    [PARAM_COUNT] = check_integer,
    [PARAM_INDEX] = check_integer,
};

static void
set_value(Exchange *exchange, size_t i, const char *text)
{
    const Param *param = &exchange->route->params[i];
    ParamValue *value = &exchange->values[i];

    assert(i < PARAMS_MAX);

    if (value->text && strcmp(value->text, text) != 0) {
        exchange_error(exchange, param->name, "Δόθηκε δύο φορές με άλλη τιμή.");
        return;
    }
    value->text = text;
    checks[param->type](exchange, param, value);
}

/* The row of `name`, or the index of the row that ends the table. */
static size_t
find_param(const Param *params, const char *name, size_t name_length)
{
    size_t i = 0;

    while (params && params[i].name
            && (strlen(params[i].name) != name_length
                    || memcmp(params[i].name, name, name_length) != 0))
        i++;
    return i;
}

bool
param_is_in_path(const Route *route, const Param *param)
{
    const char *brace = strchr(route->path, '{');

    for (; brace; brace = strchr(brace + 1, '{'))
        if (strcspn(brace + 1, "}") == strlen(param->name)
                && memcmp(brace + 1, param->name, strlen(param->name)) == 0)
            return true;
    return false;
}

static void
take_path_values(Exchange *exchange, const char *const *texts)
{
    const char *brace = strchr(exchange->route->path, '{');

    for (size_t i = 0; brace; i++, brace = strchr(brace + 1, '{')) {
        size_t at = find_param(exchange->route->params, brace + 1, strcspn(brace + 1, "}"));

        set_value(exchange, at, texts[i]);
    }
}

static void
take_query_values(Exchange *exchange)
{
    const Param *params = exchange->route->params;

    for (unsigned i = 0; i < exchange->target.n_pairs; i++) {
        const QueryPair *pair = &exchange->target.pairs[i];
        size_t at = find_param(params, pair->name, strlen(pair->name));

        if (!params || !params[at].name || param_is_in_path(exchange->route, &params[at]))
            exchange_error(exchange, pair->name, "Άγνωστη παράμετρος.");
        else if (pair->value[0] != '\0' || params[at].required
                || exchange->route->face != FACE_PAGE)
            /* The form of a page sends what was left empty, too. */
            set_value(exchange, at, pair->value);
    }
}

static void
require_values(Exchange *exchange)
{
    const Param *params = exchange->route->params;

    for (size_t i = 0; params && params[i].name; i++)
        if (params[i].required && !exchange->values[i].text)
            exchange_error(exchange, params[i].name, "Λείπει.");
}

static bool
target_is_usable(Exchange *exchange)
{
    switch (target_parse(exchange->arena, exchange->raw_target, &exchange->target)) {
    case 0:
        return true;
    case TARGET_E_LONG:
        (void) exchange_problem(exchange, 414, "target-too-long",
                "Η διεύθυνση έχει πάρα πολλούς χαρακτήρες ή πάρα πολλά μέρη.");
        return false;
    default:
        (void) exchange_problem(exchange, 400, "bad-target",
                "Η διεύθυνση δεν είναι έγκυρη διαδρομή κωδικοποιημένη σε UTF-8.");
        return false;
    }
}

void
router_find(Exchange *exchange)
{
    const char *texts[SEGMENTS_MAX] = { NULL };

    if (!target_is_usable(exchange))
        return;

    if (is_preflight(exchange, texts)) {
        answer_preflight(exchange);
        return;
    }
    exchange->route = find_route(exchange, texts);
    if (!exchange->route)
        return;

    take_path_values(exchange, texts);
    take_query_values(exchange);
    require_values(exchange);
    if (exchange->n_errors > 0)
        (void) exchange_problem(exchange, 400, "parameters",
                "Κάποια παράμετρος λείπει, είναι άγνωστη ή έχει τιμή που δεν διαβάζεται.");
}
