/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/json_input.h"

#include <jansson.h>
#include <malloc.h>
#include <pthread.h>
#include <string.h>

/* jansson's functions take pointers that are not const and change nothing. */
static json_t *
inside(const JsonInput *value)
{
    union {
        const JsonInput *lent;
        json_t *as_the_library_declares_it;
    } of = { .lent = value };

    return of.as_the_library_declares_it;
}

static const JsonInput *
outside(const json_t *value)
{
    return (const JsonInput *) value;
}

static void
wipe_and_free(void *block)
{
    if (!block)
        return;
    explicit_bzero(block, malloc_usable_size(block));
    free(block);
}

static void
use_wiping_memory(void)
{
    json_set_alloc_funcs(malloc, wipe_and_free);
}

int
json_input_parse(
        const char *bytes, size_t size, JsonInput **ret_root, int *ret_line, int *ret_column)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    json_error_t error;
    json_t *root;

    (void) pthread_once(&once, use_wiping_memory);
    root = json_loadb(bytes, size, JSON_REJECT_DUPLICATES, &error);
    if (!root) {
        *ret_line = error.line > 0 ? error.line : 1;
        *ret_column = error.column > 0 ? error.column : 1;
        return JSON_INPUT_E_SYNTAX;
    }
    *ret_root = (JsonInput *) root;
    return 0;
}

JsonInput *
json_input_free(JsonInput *root)
{
    if (root)
        json_decref(inside(root));
    return NULL;
}

JsonKind
json_input_kind(const JsonInput *value)
{
    switch (json_typeof(inside(value))) {
    case JSON_OBJECT:
        return JSON_KIND_OBJECT;
    case JSON_ARRAY:
        return JSON_KIND_ARRAY;
    case JSON_STRING:
        return JSON_KIND_TEXT;
    case JSON_INTEGER:
        return JSON_KIND_INTEGER;
    case JSON_REAL:
        return JSON_KIND_NUMBER;
    case JSON_TRUE:
    case JSON_FALSE:
        return JSON_KIND_BOOL;
    case JSON_NULL:
        break;
    }
    return JSON_KIND_NULL;
}

const JsonInput *
json_input_member(const JsonInput *object, const char *name)
{
    return outside(json_object_get(inside(object), name));
}

size_t
json_input_count(const JsonInput *container)
{
    return json_is_object(inside(container)) ? json_object_size(inside(container))
                                             : json_array_size(inside(container));
}

const JsonInput *
json_input_at(const JsonInput *array, size_t i)
{
    return outside(json_array_get(inside(array), i));
}

const char *
json_input_text(const JsonInput *value)
{
    return json_string_value(inside(value));
}

int64_t
json_input_integer(const JsonInput *value)
{
    return json_integer_value(inside(value));
}

double
json_input_number(const JsonInput *value)
{
    return json_number_value(inside(value));
}

bool
json_input_bool(const JsonInput *value)
{
    return json_is_true(inside(value));
}

void
json_input_each(const JsonInput *object, JsonMember *see, void *context)
{
    const char *name;
    json_t *value;

    json_object_foreach(inside(object), name, value) see(context, name, outside(value));
}
