/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Ruleset: the programmes' criteria and the parameters, compiled once, then only asked.
 *
 * Filled, compiled and from then on immutable: any number of threads may evaluate against it. Equal
 * criteria of different programmes are one predicate, evaluated once a person. Knows no database
 * and no file; what it is given is copied.
 */

#include "registry/base/arena.h"
#include "registry/base/cleanup.h"
#include "registry/base/date.h"
#include "registry/rules/criterion.h"
#include "registry/rules/diagnostic.h"
#include "registry/rules/parameter.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RULESET_ROWS_MAX 1000 /* rows of one version, those taken over by same_as included */
#define RULESET_NO_VERSION UINT32_MAX

typedef struct Ruleset Ruleset;

/* One version of a programme. */
typedef struct ProgrammeRules {
    int32_t programme; /* key, positive */
    const char *code;
    Day valid_from; /* DAY_NONE = open */
    Day valid_to;
    bool universal; /* for everyone: has no condition row */
    const Criterion *criteria;
    size_t n_criteria;
    const uint64_t *rows; /* numbers for the diagnostics, one a criterion; NULL = 1, 2, 3 … */
} ProgrammeRules;

enum {
    RULESET_E_REFUSED = 1, /* the diagnostics say why */
};

Ruleset *ruleset_new(void);
Ruleset *ruleset_free(Ruleset *ruleset);

void ruleset_add_parameter(Ruleset *ruleset, const Parameter *parameter);
/* Returns the number of the version, 0, 1, 2 … in the order of the calls. */
uint32_t ruleset_add_programme(Ruleset *ruleset, const ProgrammeRules *programme);

/*
 * Refuses: a version without any row that is not universal, a universal one with conditions, an
 * unknown parameter or one whose period does not convert, a derived fact whose parameter is not
 * there, an unknown programme in same_as or meets, a cycle of same_as and meets, versions of one
 * programme that overlap. After RULESET_E_REFUSED the ruleset can only be freed.
 */
int ruleset_compile(Ruleset *ruleset, Diagnostics *diagnostics);

/* After ruleset_compile(). */
size_t ruleset_count(const Ruleset *ruleset); /* versions */
const ProgrammeRules *ruleset_programme(const Ruleset *ruleset, uint32_t version);
bool ruleset_in_force(const Ruleset *ruleset, uint32_t version, Day on);
/* The version of a programme that is in force on a day, or RULESET_NO_VERSION. */
uint32_t ruleset_version_on(const Ruleset *ruleset, int32_t programme, Day on);
/* The version of a parameter that is in force on a day, or NULL. */
const Parameter *ruleset_parameter_on(const Ruleset *ruleset, const char *code, Day on);
size_t ruleset_predicates(const Ruleset *ruleset);

DEFINE_CLEANUP(Ruleset, ruleset_free)
