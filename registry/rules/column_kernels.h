/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Kernels: one comparison of a whole column, a bit a row.
 *
 * A column is given as words of 64 rows; the rows of the last word that are not there hold anything
 * and so do their bits. One source, compiled once for each set of instructions; which of them runs
 * is chosen once, by what the processor can do.
 */

#include <stddef.h>
#include <stdint.h>

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
    /* How many bits are set, in one set and in what two have in common. */
    uint32_t (*count)(const uint64_t *bits, size_t words);
    uint32_t (*count_both)(const uint64_t *bits, const uint64_t *others, size_t words);
} ColumnKernels;

/* The best that runs here; or, for measuring, the one so called, NULL if it does not run here. */
const ColumnKernels *column_kernels(void);
const ColumnKernels *column_kernels_named(const char *name);
