/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/json_fields.h"

#include <string.h>

static const char *const kind_names[] = {
    [JSON_KIND_OBJECT] = "αντικείμενο",
    [JSON_KIND_ARRAY] = "πίνακας",
    [JSON_KIND_TEXT] = "κείμενο σε εισαγωγικά",
    [JSON_KIND_INTEGER] = "ακέραιος αριθμός",
    [JSON_KIND_NUMBER] = "αριθμός",
    [JSON_KIND_BOOL] = "true ή false",
    [JSON_KIND_NULL] = "null",
};

typedef struct FieldCheck {
    Exchange *exchange;
    const char *pointer;
    const JsonField *fields;
} FieldCheck;

const char *
json_fields_pointer(Arena *arena, const char *pointer, const char *name)
{
    char *escaped = arena_alloc(arena, 2 * strlen(name) + 1);
    char *end = escaped;

    for (; *name; name++) {
        if (*name == '~' || *name == '/') {
            *end++ = '~';
            *end++ = *name == '~' ? '0' : '1';
        } else {
            *end++ = *name;
        }
    }
    return arena_format(arena, "%s/%s", pointer, escaped);
}

static const JsonField *
find_field(const JsonField *fields, const char *name)
{
    for (; fields->name; fields++)
        if (strcmp(fields->name, name) == 0)
            return fields;
    return NULL;
}

static bool
kind_fits(JsonKind expected, JsonKind given)
{
    return expected == given || (expected == JSON_KIND_NUMBER && given == JSON_KIND_INTEGER);
}

static void
check_field(void *context, const char *name, const JsonInput *value)
{
    FieldCheck *check = context;
    const JsonField *field = find_field(check->fields, name);
    const char *pointer =
            json_fields_pointer(exchange_arena(check->exchange), check->pointer, name);

    if (!field)
        exchange_error(check->exchange, pointer, "Άγνωστο πεδίο.");
    else if (!kind_fits(field->kind, json_input_kind(value)))
        exchange_error(check->exchange, pointer, "Αναμένεται %s.", kind_names[field->kind]);
}

bool
json_fields_check(
        Exchange *exchange, const char *pointer, const JsonInput *object, const JsonField *fields)
{
    size_t errors = exchange_errors(exchange);
    FieldCheck check = { exchange, pointer, fields };

    json_input_each(object, check_field, &check);
    return exchange_errors(exchange) == errors;
}

JsonInput *
json_fields_body(Exchange *exchange)
{
    JsonInput *root = NULL;
    int line = 0;
    int column = 0;
    size_t size;
    const char *body = exchange_body(exchange, &size);

    if (json_input_parse(body, size, &root, &line, &column) != 0)
        exchange_error(
                exchange, "", "Το JSON δεν διαβάζεται στη γραμμή %d, στήλη %d.", line, column);
    else if (json_input_kind(root) != JSON_KIND_OBJECT)
        exchange_error(exchange, "", "Αναμένεται ένα αντικείμενο JSON: { … }.");
    return root;
}
