/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Fields of a JSON body: which there are and of which kind. What is not expected is refused by its
 * pointer, so that a misspelt field is never taken for one that was left out.
 */

#include "api/exchange.h"
#include "api/json_input.h"

/* A table of them ends with a row without a name. */
typedef struct JsonField {
    const char *name;
    JsonKind kind;
} JsonField;

/* The body as an object, the caller's to free; NULL, or errors collected, if it is none. */
JsonInput *json_fields_body(Exchange *exchange);

/* True if every member is known and of its kind; errors are collected. */
bool json_fields_check(
        Exchange *exchange, const char *pointer, const JsonInput *object, const JsonField *fields);

/* The pointer of a member, with ~ and / escaped as RFC 6901 says. */
const char *json_fields_pointer(Arena *arena, const char *pointer, const char *name);
