/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Request targets: what stood between the method and HTTP/1.1, taken apart.
 *
 * It works on the raw bytes, because libmicrohttpd decodes a whole path before it shows it:
 * `/a%2Fb%00c` would arrive as `/a/b`. Here each segment is decoded by itself, so a `%2F` stays
 * inside its segment, and a NUL, a control character, a broken escape or broken UTF-8 is refused.
 */

#include "api/limits.h"

#include "registry/base/arena.h"

typedef struct QueryPair {
    const char *name;
    const char *value;
} QueryPair;

typedef struct Target {
    const char *segments[SEGMENTS_MAX]; /* `/` has none; `/a/` has `a` and an empty one */
    unsigned n_segments;
    QueryPair pairs[QUERY_PAIRS_MAX];
    unsigned n_pairs;
} Target;

enum {
    TARGET_E_FORM = 1, /* not a path: `*`, an absolute URI, a broken escape, a NUL, bad UTF-8 */
    TARGET_E_LONG,     /* over one of the limits */
};

int target_parse(Arena *arena, const char *raw, Target *ret_target);

/* The pairs of `a=1&b=2`, as in a query or a posted form; `+` is a space. */
int target_parse_pairs(Arena *arena, const char *raw, size_t size, QueryPair *ret_pairs,
        unsigned max, unsigned *ret_count);
