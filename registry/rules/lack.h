/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Lacks: which base facts stand between an unknown outcome and a decision. For this folder only.
 *
 * A derived fact lacks the base facts that it is computed from, a limit those of the household, and
 * `meets` what the other programme lacks.
 */

#include "registry/rules/compiled.h"

#define FACT_SET_WORDS ((FACT_COUNT + 64) / 64)

typedef struct FactSet {
    uint64_t words[FACT_SET_WORDS];
} FactSet;

typedef struct Lack {
    FactSet facts;
    Cause cause;    /* the gravest of all */
    bool incurable; /* no fact of the person helps: the place, an expired figure, an ask */
} Lack;

void fact_set_add(FactSet *set, FactNumber fact);
bool fact_set_has(const FactSet *set, FactNumber fact);
/* The first one behind `fact`; FACT_END = there is none. */
FactNumber fact_set_next(const FactSet *set, FactNumber fact);
void fact_set_join(FactSet *set, const FactSet *other);
uint32_t fact_set_count(const FactSet *set);

void lack_join(Lack *lack, const Lack *other);
Cause evidence_cause(const Evaluation *evaluation, FactNumber fact);

/* Of a predicate whose outcome is unknown. */
Lack predicate_lack(Evaluation *evaluation, uint32_t predicate);

/* Of a version whose verdict is unknown, by its nearest block. */
typedef struct Nearest {
    const Block *block; /* NULL: none */
    Lack lack;
} Nearest;

const Nearest *version_nearest(Evaluation *evaluation, uint32_t version);

/* The base facts that a predicate reads, known or not. */
FactSet predicate_uses(Evaluation *evaluation, const Predicate *predicate);
/* The parameter that a predicate or its derived fact reads, or NO_PARAMETER. */
uint32_t predicate_parameter(const Ruleset *ruleset, const Predicate *predicate);
