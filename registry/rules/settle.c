/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/rules/evaluate.h"

#include "registry/rules/lack.h"

#include <stdlib.h>
#include <string.h>

/* The one document that proves all that is missing; NULL if there is none, or if more is unknown.
 */
static const char *
settling_document(const Explanation *explanation)
{
    const char *document = NULL;

    if (explanation->verdict != OUTCOME_UNKNOWN || explanation->n_missing == 0)
        return NULL;
    for (size_t i = 0; i < explanation->n_because; i++)
        if (explanation->because[i].cause >= CAUSE_PLACE)
            return NULL;

    for (size_t i = 0; i < explanation->n_missing; i++) {
        const char *own = explanation->missing[i].document;

        if (!own || (document && strcmp(document, own) != 0))
            return NULL;
        document = own;
    }
    return document;
}

typedef struct Count {
    const char *document;
    FactSet facts;
    uint32_t programmes;
} Count;

static int
compare_counts(const void *one, const void *other)
{
    const Count *a = one;
    const Count *b = other;

    if (a->programmes != b->programmes)
        return a->programmes < b->programmes ? 1 : -1;
    return strcmp(a->document, b->document);
}

static size_t
count_documents(const Explanation *explanations, size_t n, Count counts[FACT_COUNT])
{
    size_t n_counts = 0;

    for (size_t i = 0; i < n; i++) {
        const char *document = settling_document(&explanations[i]);
        size_t at = 0;

        if (!document)
            continue;
        while (at < n_counts && strcmp(counts[at].document, document) != 0)
            at++;
        if (at == n_counts)
            counts[n_counts++] = (Count) { .document = document };
        counts[at].programmes++;
        for (size_t j = 0; j < explanations[i].n_missing; j++)
            fact_set_add(&counts[at].facts, explanations[i].missing[j].fact);
    }
    return n_counts;
}

static void
keep_facts(Arena *arena, const FactSet *set, Settle *settle)
{
    FactNumber *facts = arena_array(arena, FactNumber, fact_set_count(set));

    for (FactNumber fact = fact_set_next(set, FACT_NONE); fact < FACT_END;
            fact = fact_set_next(set, fact))
        facts[settle->n_facts++] = fact;
    settle->facts = facts;
}

size_t
settle_documents(Arena *arena, const Explanation *explanations, size_t n, const Settle **ret_settle)
{
    Count counts[FACT_COUNT]; /* a document belongs to a fact, so there are no more */
    size_t n_counts = count_documents(explanations, n, counts);
    Settle *settle = arena_array(arena, Settle, n_counts);

    qsort(counts, n_counts, sizeof counts[0], compare_counts);
    for (size_t i = 0; i < n_counts; i++) {
        settle[i].document = counts[i].document;
        settle[i].programmes = counts[i].programmes;
        keep_facts(arena, &counts[i].facts, &settle[i]);
    }
    *ret_settle = settle;
    return n_counts;
}
