/* SPDX-License-Identifier: EUPL-1.2 */

/* Rules of stops as somebody types them: refused with words, or days that ascend from the first. */

#include "tests/fuzz/fuzz.h"

#include "registry/base/arena.h"
#include "registry/base/recurrence.h"

#include <stdlib.h>

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    Day first = size > 0 ? 20000 + bytes[0] : 20000;
    const char *rule = size > 0 ? arena_text_n(arena, (const char *) bytes + 1, size - 1) : "";
    Day days[RECURRENCE_DAYS_MAX];
    char greek[RECURRENCE_RULE_MAX];
    const char *message = NULL;
    size_t n = 0;

    if (recurrence_days(rule, first, &first, 1, days, &n, &message) != 0 && !message)
        abort();
    for (size_t i = 0; i < n; i++)
        if (days[i] <= (i > 0 ? days[i - 1] : first))
            abort();
    (void) recurrence_greek(rule, greek, sizeof greek);
    return 0;
}
