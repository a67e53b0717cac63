/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Block logic: what follows from the rows of a block, whoever is asked about.
 *
 * Careful in one direction only: what is said to be impossible, implied or always so, is; what is
 * not said may be so all the same. Limits that parameters give are compared only with the limits of
 * the same parameter.
 */

#include "registry/rules/criterion.h"

#include <stdbool.h>
#include <stddef.h>

/* Rows that stand together (AND): one block of conditions, or of an exclusion. Lent. */
typedef struct Block {
    const Criterion *const *rows;
    size_t n;
} Block;

/* Two rows that nobody can fulfil both; one of them twice if it is impossible by itself. */
bool block_contradiction(const Block *block, size_t *ret_one, size_t *ret_other);

/* Does whoever fulfils the block fulfil this row too? */
bool block_implies(const Block *block, const Criterion *row);

/* Does whoever fulfils `narrow` fulfil every row of `wide`? */
bool block_within(const Block *narrow, const Block *wide);
