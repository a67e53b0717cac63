/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Evaluation: is this person, here, on this day, entitled - and why, and what is missing?
 *
 * Three values, F < U < T:
 *
 *     verdict = min(area, max over blocks of min over conditions, not max over exclusions)
 *
 * - A missing fact is U: never 0, never false. A set that is not given is U, an empty set is given.
 * - Two claims that differ: what both decide alike is decided, the rest is U with cause conflict.
 *   In a derived fact or a limit, a part with a rival is the interval between the two.
 * - An expired parameter is U. An unknown area is U. A block of asks only is U, never T; a version
 *   that is not universal and has no condition block is U.
 * - max_disability_pct ≥ disability_pct holds in both directions where one of the two is missing.
 * - `meets` is T where the named programme's own verdict (its area included) is; a programme with
 *   no version in force that day is U.
 * - equivalent_income is rounded up to the cent.
 *
 * An evaluation belongs to one thread and lives in its arena. Verdicts are computed when asked,
 * each predicate, limit and derived fact at most once.
 */

#include "registry/base/arena.h"
#include "registry/base/date.h"
#include "registry/rules/criterion.h"
#include "registry/rules/facts.h"
#include "registry/rules/parameter.h"
#include "registry/rules/ruleset.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* SQL and C use the same numbers, so that min is AND and max is OR in both. */
typedef enum Outcome {
    OUTCOME_FALSE = 0,
    OUTCOME_UNKNOWN = 1,
    OUTCOME_TRUE = 2,
} Outcome;

typedef enum Cause {
    CAUSE_NONE = 0,
    CAUSE_MISSING,
    CAUSE_STALE,
    CAUSE_CONFLICT,
    CAUSE_PLACE,   /* the area, or a fact of the place, is not known */
    CAUSE_EXPIRED, /* no parameter (or programme of same_as, meets) in force that day fits */
    CAUSE_ASK,     /* only a person can tell: a block of asks */
} Cause;

typedef struct Evaluation Evaluation;

/* A base fact that a row used, or lacked. */
typedef struct Source {
    FactNumber fact;
    Evidence evidence; /* after filling in */
} Source;

typedef struct Reason {
    const Criterion *criterion; /* NULL: the area of the programme, or that it has no rows */
    uint32_t position;          /* of the row in its version, from 1; 0 where criterion is NULL */
    uint32_t version;           /* whose row it is: another one for rows that same_as took over */
    CriterionKind kind;
    int32_t block;
    Outcome outcome; /* of the row itself: TRUE for a row of an exclusion that applies */
    Cause cause;     /* CAUSE_NONE unless the outcome is unknown */
    FactNumber fact; /* FACT_NONE for the area and for asks */
    bool has_value;  /* the value is known at least as an interval */
    Interval value;
    bool has_limit;
    Interval limit;             /* in the fact's own unit and period; of between both ends */
    const Parameter *parameter; /* the version that gave the limit, or NULL */
    bool review_due;            /* that version is past its review_by */
    bool special;               /* uses a special-category fact */
    const Source *sources;      /* base facts that it used, the first is the one to cite */
    size_t n_sources;
} Reason;

typedef struct MissingFact {
    FactNumber fact; /* a base fact */
    Cause cause;     /* missing, stale, conflict or place */
    const char *document;
    Feed feed; /* best of those who know it; FEED_NONE = nobody, ask the person */
    Day as_of; /* of the stale or conflicting claim, else DAY_NONE */
} MissingFact;

/* What a programme gives, if its parameter says so (parameter.h). */
typedef struct Amount {
    const Parameter *parameter; /* NULL = no amount */
    bool has_value;             /* false: depends on facts that are not known at all */
    bool expired;               /* the last figure before that day; none is in force on it */
    Interval value;             /* cents; low = high where all is known */
    Period per;
} Amount;

typedef struct Explanation {
    uint32_t version;
    Outcome verdict;
    Outcome area;
    int32_t block; /* the block that decides or is nearest; 0 = none */
    /*
     * Eligible: the rows of the block. Unknown: what is unknown (area, exclusions, rows), then the
     * rest of the block. Not eligible: what forbids it - the area, the exclusion that applies, the
     * first failing row of the nearest block.
     */
    const Reason *because;
    size_t n_because;
    const MissingFact *missing; /* of an unknown verdict: the smallest set, in order of the list */
    size_t n_missing;
    const Criterion *const *asks; /* all of them, the block's own first, no text twice */
    size_t n_asks;
    bool subject_to; /* eligible, and an ask of the block or of the whole programme stands */
    int priority;    /* how many priority rows hold; more goes first */
    Amount amount;
} Explanation;

/*
 * `area` has an Outcome for each version of the ruleset; NULL = true everywhere. It and the ruleset
 * are lent; the facts are copied and filled in.
 */
Evaluation *evaluation_new(
        Arena *arena, const Ruleset *ruleset, const Facts *facts, Day on, const uint8_t *area);

/* A version that is not in force that day is never eligible. */
Outcome evaluation_verdict(Evaluation *evaluation, uint32_t version);
void evaluation_explain(Evaluation *evaluation, uint32_t version, Explanation *ret_explanation);

/* A document that would settle programmes all by itself. */
typedef struct Settle {
    const char *document;
    const FactNumber *facts;
    size_t n_facts;
    uint32_t programmes;
} Settle;

/*
 * Of all unknown ones: which single document would settle the most, best first. Only programmes
 * whose whole missing set one document proves are counted.
 */
size_t settle_documents(
        Arena *arena, const Explanation *explanations, size_t n, const Settle **ret_settle);

const char *outcome_key(Outcome outcome);   /* true, unknown, false */
const char *verdict_key(Outcome verdict);   /* eligible, unknown, not_eligible */
const char *verdict_greek(Outcome verdict); /* δικαιούται … */
const char *cause_key(Cause cause);         /* missing … ; NULL for CAUSE_NONE */
const char *cause_greek(Cause cause);
