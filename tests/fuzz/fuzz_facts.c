/* SPDX-License-Identifier: EUPL-1.2 */

/* Facts as somebody types them: read or refused with words, and never known without a value read.
 */

#include "tests/fuzz/fuzz.h"

#include "registry/rules/facts.h"

#include <stdlib.h>

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    const char *text = arena_text_n(arena, (const char *) bytes, size);
    Diagnostics diagnostics;
    Facts facts;
    bool accepted;

    facts_init(&facts);
    diagnostics_init(&diagnostics, arena);
    accepted = facts_parse(arena, &facts, text, /* names= */ NULL, &diagnostics);
    if (accepted != (diagnostics.n_all == 0))
        abort();
    for (size_t i = 0; i < diagnostics.n_items; i++)
        if (!diagnostics.items[i].message)
            abort();

    facts_fill(&facts);
    for (int i = 1; i <= FACT_COUNT; i++)
        if (facts.evidence[i].state > EVIDENCE_PARTIAL)
            abort();
    return 0;
}
