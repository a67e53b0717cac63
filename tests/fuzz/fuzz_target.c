/* SPDX-License-Identifier: EUPL-1.2 */

/* Request targets and posted forms: any bytes, as a client may send them. */

#include "tests/fuzz/fuzz.h"

#include "api/target.h"

#include <stdlib.h>
#include <string.h>

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    const char *raw = arena_text_n(arena, (const char *) bytes, size);
    QueryPair pairs[QUERY_PAIRS_MAX];
    unsigned n_pairs = 0;
    Target target;

    if (target_parse(arena, raw, &target) == 0) {
        /* Whatever is taken apart stays inside the request: the parts are never longer than it. */
        size_t length = 0;

        for (unsigned i = 0; i < target.n_segments; i++)
            length += strlen(target.segments[i]);
        for (unsigned i = 0; i < target.n_pairs; i++)
            length += strlen(target.pairs[i].name) + strlen(target.pairs[i].value);
        if (length > strlen(raw))
            abort();
    }
    if (target_parse_pairs(arena, (const char *) bytes, size, pairs, QUERY_PAIRS_MAX, &n_pairs) == 0
            && n_pairs > QUERY_PAIRS_MAX)
        abort();
    return 0;
}
