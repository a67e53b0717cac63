/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * JSON input: a body read strictly - UTF-8, no name twice in an object, nothing after the end.
 *
 * It hides jansson, whose names are those of our own writer. Its memory is wiped when it is freed,
 * because a body may hold an identifier.
 */

#include "registry/base/cleanup.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct JsonInput JsonInput; /* any value; lent by the root, which alone is freed */

typedef enum JsonKind {
    JSON_KIND_OBJECT,
    JSON_KIND_ARRAY,
    JSON_KIND_TEXT,
    JSON_KIND_INTEGER,
    JSON_KIND_NUMBER, /* with a fraction or an exponent; where one is expected an integer will do */
    JSON_KIND_BOOL,
    JSON_KIND_NULL,
} JsonKind;

enum {
    JSON_INPUT_E_SYNTAX = 1,
};

int json_input_parse(
        const char *bytes, size_t size, JsonInput **ret_root, int *ret_line, int *ret_column);
JsonInput *json_input_free(JsonInput *root);

JsonKind json_input_kind(const JsonInput *value);

/* All of these take NULL and values of another kind, and then give NULL, 0 or false. */
const JsonInput *json_input_member(const JsonInput *object, const char *name);
size_t json_input_count(const JsonInput *container);
const JsonInput *json_input_at(const JsonInput *array, size_t i);
const char *json_input_text(const JsonInput *value);
int64_t json_input_integer(const JsonInput *value);
double json_input_number(const JsonInput *value); /* of integers, too */
bool json_input_bool(const JsonInput *value);

/* Calls `see` for each member, in the order of the body. */
typedef void JsonMember(void *context, const char *name, const JsonInput *value);
void json_input_each(const JsonInput *object, JsonMember *see, void *context);

DEFINE_CLEANUP(JsonInput, json_input_free)
