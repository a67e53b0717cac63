/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Kernels: one comparison of a whole column, a bit a row; and what is done with those bits.
 *
 * A column is given as words of 64 rows; the rows of the last word that are not there hold anything
 * and so do their bits, and the words of the last quad. One source, compiled once for each set of
 * instructions; which of them runs is chosen once, by what the processor can do. Wider vectors are
 * worth it: of 1,000 programmes on 2,048 rows AVX2 takes two thirds of the time.
 */

#include <stddef.h>
#include <stdint.h>

#define COLUMNS_ROWS 2048
#define COLUMNS_WORDS (COLUMNS_ROWS / 64)

/* A bit a row. */
typedef struct RowBits {
    _Alignas(32) uint64_t words[COLUMNS_WORDS];
} RowBits;

typedef struct RowOutcomes {
    RowBits is_true;
    RowBits may_be; /* true or unknown */
} RowOutcomes;

typedef struct ColumnKernels {
    const char *name; /* plain, x86-64-v2, x86-64-v3 */
    void (*above)(const int32_t *column, int32_t limit, size_t words, uint64_t *ret_bits);
    void (*below)(const int32_t *column, int32_t limit, size_t words, uint64_t *ret_bits);
    void (*equal)(const int32_t *column, int32_t value, size_t words, uint64_t *ret_bits);
    void (*above_each)(
            const int32_t *column, const int32_t *limits, size_t words, uint64_t *ret_bits);
    /* Of bytes: equal to one, and having a bit of a mask. */
    void (*small_equal)(const uint8_t *column, uint8_t value, size_t words, uint64_t *ret_bits);
    void (*small_meets)(const uint8_t *column, uint8_t mask, size_t words, uint64_t *ret_bits);
    void (*wide_meets)(const uint64_t *column, uint64_t mask, size_t words, uint64_t *ret_bits);
    /* into = the min of all n ≥ 1 others, of which `into` may be one. */
    void (*lowest)(RowOutcomes *into, const RowOutcomes *const *others, size_t n, size_t words);
    void (*higher)(RowOutcomes *into, const RowOutcomes *other, size_t words);
    /* into = min(into, not other) */
    void (*lower_not)(RowOutcomes *into, const RowOutcomes *other, size_t words);
    /* Where nothing is known the outcome is unknown. */
    void (*only_known)(RowOutcomes *into, const RowBits *known, size_t words);
    /* How many bits are set, in one set and in what two have in common. */
    uint32_t (*count)(const uint64_t *bits, size_t words);
    uint32_t (*count_both)(const uint64_t *bits, const uint64_t *others, size_t words);
} ColumnKernels;

/* The best that runs here; or, for measuring, the one so called, NULL if it does not run here. */
const ColumnKernels *column_kernels(void);
const ColumnKernels *column_kernels_named(const char *name);
