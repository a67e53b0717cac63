/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/* Bitmaps four words at a time; for the kernels and columns_judge.c. */

#include "registry/rules/column_kernels.h"

/* In whatever vectors the compiler may use. Bitmaps are whole numbers of these. */
typedef uint64_t Quad __attribute__((vector_size(32), may_alias));

#define QUAD_WORDS (sizeof(Quad) / sizeof(uint64_t))

_Static_assert(COLUMNS_WORDS % QUAD_WORDS == 0, "bitmaps are made of quads");

#define QUAD(bits, i) (((Quad *) (void *) (bits).words)[i])
#define CONST_QUAD(bits, i) (((const Quad *) (const void *) (bits).words)[i])
#define EACH_QUAD(i, n) (size_t i = 0; i < ((n) + QUAD_WORDS - 1) / QUAD_WORDS; i++)
