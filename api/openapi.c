/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/openapi.h"

#include "api/route.h"
#include "api/router.h"
#include "api/web/embedded.h"

#include <stdio.h>
#include <string.h>

#define SCHEMA_REFERENCE_SIZE 96

/* How each type of parameter reads in a schema. */
static const struct {
    const char *type;
    const char *format;
    const char *pattern;
    double minimum;
    double maximum;
} param_schemas[] = {
    [PARAM_TEXT] = { .type = "string" },
    [PARAM_CODE] = { .type = "string",
            .pattern = "^[^\\x00-\\x2c\\x2f\\x3b-\\x40\\x5b-\\x5e\\x60]+$" },
    [PARAM_DATE] = { .type = "string", .format = "date" },
    [PARAM_LONGITUDE] = { .type = "number", .format = "double", .minimum = -180, .maximum = 180 },
    [PARAM_LATITUDE] = { .type = "number", .format = "double", .minimum = -90, .maximum = 90 },
    [PARAM_COUNT] = { .type = "integer", .minimum = 1, .maximum = 1000 },
    [PARAM_INDEX] = { .type = "integer", .minimum = 0, .maximum = 1000 },
};

static void
write_param_schema(JsonWriter *json, const Param *param)
{
    json_object_begin(json, "schema");
    json_string(json, "type", param_schemas[param->type].type);
    if (param_schemas[param->type].format)
        json_string(json, "format", param_schemas[param->type].format);
    if (param_schemas[param->type].pattern)
        json_string(json, "pattern", param_schemas[param->type].pattern);
    if (param_schemas[param->type].maximum > 0) {
        json_integer(json, "minimum", (int64_t) param_schemas[param->type].minimum);
        json_integer(json, "maximum",
                param->max ? param->max : (int64_t) param_schemas[param->type].maximum);
    } else if (param->type == PARAM_TEXT) {
        json_integer(json, "minLength", 1);
        json_integer(json, "maxLength", param->max ? param->max : PARAM_TEXT_MAX);
    }
    json_object_end(json);
}

static void
write_params(JsonWriter *json, const Route *route)
{
    json_array_begin(json, "parameters");
    for (const Param *param = route->params; param && param->name; param++) {
        bool in_path = param_is_in_path(route, param);

        json_object_begin(json, /* key= */ NULL);
        json_string(json, "name", param->name);
        json_string(json, "in", in_path ? "path" : "query");
        json_bool(json, "required", param->required);
        json_string(json, "description", param->description);
        write_param_schema(json, param);
        json_object_end(json);
    }
    json_array_end(json);
}

/* Of a form: its fields by name. A name with a star at its end stands for all that begin so. */
static void
write_fields(JsonWriter *json, const char *const *fields)
{
    json_object_begin(json, "properties");
    for (; *fields; fields++) {
        json_object_begin(json, *fields);
        json_string(json, "type", "string");
        json_object_end(json);
    }
    json_object_end(json);
    json_bool(json, "additionalProperties", false);
}

static void
write_content(
        JsonWriter *json, const char *media_type, const char *schema, const char *const *fields)
{
    char reference[SCHEMA_REFERENCE_SIZE];

    json_object_begin(json, "content");
    json_object_begin(json, media_type);
    json_object_begin(json, "schema");
    if (schema) {
        (void) snprintf(reference, sizeof reference, "#/components/schemas/%s", schema);
        json_string(json, "$ref", reference);
    } else if (strncmp(media_type, "text/", 5) == 0) {
        json_string(json, "type", "string");
    } else {
        json_string(json, "type", "object");
        if (fields)
            write_fields(json, fields);
    }
    json_object_end(json);
    json_object_end(json);
    json_object_end(json);
}

static void
write_response(JsonWriter *json, const char *status, const char *description,
        const char *media_type, const char *schema)
{
    json_object_begin(json, status);
    json_string(json, "description", description);
    if (media_type)
        write_content(json, media_type, schema, /* fields= */ NULL);
    json_object_end(json);
}

static void
write_problem(JsonWriter *json, const Route *route, const char *status, const char *description)
{
    bool is_api = route->face == FACE_API;

    write_response(json, status, description, is_api ? "application/problem+json" : "text/html",
            is_api ? "Problem" : NULL);
}

static void
write_responses(JsonWriter *json, const Route *route)
{
    json_object_begin(json, "responses");
    write_response(json, "200", "Η απάντηση", route->answer_type, route->answer);
    if (route->face != FACE_API)
        write_response(json, "303", "Άλλη σελίδα (Location)", NULL, NULL);
    write_problem(json, route, "400", "Μη έγκυρο αίτημα· λέει πού και τι αναμενόταν");
    if (route->role != ROLE_ANYONE) {
        write_problem(json, route, "401", "Χρειάζεται σύνδεση");
        write_problem(json, route, "403", "Ο ρόλος δεν το επιτρέπει");
    }
    if (route->asks_person || strchr(route->path, '{'))
        write_problem(json, route, "404", "Δεν υπάρχει, ή δεν επιτρέπεται να το δείτε");
    if (!route->is_always)
        write_problem(json, route, "429", "Ζητήθηκε ξανά πριν περάσει το Retry-After ενός 503");
    write_problem(json, route, "503", "Προσωρινά μη διαθέσιμο (Retry-After)");
    json_object_end(json);
}

/* Roles are no OAuth scopes; they stand in an extension that the access tests read, too. */
static void
write_security(JsonWriter *json, const Route *route)
{
    static const struct {
        Role role;
        const char *name;
    } names[] = {
        { ROLE_ANYONE, "anyone" },
        { ROLE_ADVISER, "adviser" },
        { ROLE_COORDINATOR, "coordinator" },
        { ROLE_PUBLISHER, "publisher" },
        { ROLE_APPROVER, "approver" },
        { ROLE_AUDITOR, "auditor" },
        { ROLE_ADMINISTRATOR, "administrator" },
    };

    json_array_begin(json, "x-roles");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (route->role & names[i].role)
            json_string(json, /* key= */ NULL, names[i].name);
    json_array_end(json);

    json_array_begin(json, "security");
    for (int i = 0; i < 2 && route->role != ROLE_ANYONE; i++) {
        json_object_begin(json, /* key= */ NULL);
        json_array_begin(json, i == 0 ? "bearer" : "cookie");
        json_array_end(json);
        json_object_end(json);
    }
    json_array_end(json);
}

static void
write_operation(JsonWriter *json, const Route *route)
{
    char method[8];
    size_t i = 0;

    for (; route->method[i] && i + 1 < sizeof method; i++)
        method[i] = (char) (route->method[i] | 0x20);
    method[i] = '\0';

    json_object_begin(json, method);
    json_string(json, "summary", route->summary);
    write_params(json, route);
    if (route->request_type) {
        json_object_begin(json, "requestBody");
        json_bool(json, "required", true);
        write_content(json, route->request_type, route->request, route->fields);
        json_object_end(json);
    }
    write_responses(json, route);
    write_security(json, route);
    json_object_end(json);
}

static bool
is_first_of_its_path(const Route *route)
{
    for (const Route *earlier = routes; earlier < route; earlier++)
        if (strcmp(earlier->path, route->path) == 0)
            return false;
    return true;
}

static void
write_paths(JsonWriter *json)
{
    json_object_begin(json, "paths");
    for (const Route *route = routes; route->method; route++) {
        if (!is_first_of_its_path(route))
            continue;
        json_object_begin(json, route->path);
        for (const Route *same = route; same->method; same++)
            if (strcmp(same->path, route->path) == 0)
                write_operation(json, same);
        json_object_end(json);
    }
    json_object_end(json);
}

void
openapi_write(JsonWriter *json)
{
    json_object_begin(json, /* key= */ NULL);
    json_string(json, "openapi", "3.0.3");
    json_object_begin(json, "info");
    json_string(json, "title", "Μητρώα κοινωνικής ένταξης");
    json_string(json, "version", "1.0.0");
    json_string(json, "description",
            "Τι είναι διαθέσιμο για ένα πρόσωπο, σε έναν δήμο, μια ημέρα: γιατί, πού και με ποια "
            "δικαιολογητικά. Ποσά σε λεπτά του ευρώ, ημέρες Ευρώπης/Αθήνας.");
    json_object_begin(json, "license");
    json_string(json, "name", "EUPL-1.2");
    json_object_end(json);
    json_object_end(json);
    json_array_begin(json, "servers");
    json_object_begin(json, /* key= */ NULL);
    json_string(json, "url", "/");
    json_object_end(json);
    json_array_end(json);
    write_paths(json);
    json_raw(json, "components", embedded_schemas, embedded_schemas_size);
    json_object_end(json);
}
