/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Addition: what a municipality says beside a programme that is not its own: a note, a document
 * that it asks for, a question. It is told in answers about that municipality alone, and changes no
 * verdict.
 */

#include "registry/base/arena.h"
#include "registry/base/date.h"
#include "registry/base/json.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum AdditionKind {
    ADDITION_NOTE,
    ADDITION_DOCUMENT,
    ADDITION_ASK,
} AdditionKind;

typedef struct Addition {
    const char *code;
    int32_t programme; /* key, as is municipality */
    int32_t municipality;
    AdditionKind kind;
    const char *text;
    const char *url; /* NULL = none, as is source */
    Day valid_from;  /* DAY_NONE = open, as is valid_to */
    Day valid_to;
    const char *source;
    bool is_sample;
} Addition;

AdditionKind addition_kind_find(const char *key);
/* note, document, ask */
const char *addition_kind_key(AdditionKind kind);
/* «σημείωση», «δικαιολογητικό», «να ερωτηθεί» */
const char *addition_kind_greek(AdditionKind kind);

/* [{kind, text, …}] */
void additions_json(JsonWriter *json, const char *key, const Addition *const *additions, size_t n);
