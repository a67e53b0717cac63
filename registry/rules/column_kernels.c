/* SPDX-License-Identifier: EUPL-1.2 */

/* Compiled once for each set of instructions, with KERNELS and KERNELS_NAME saying which. */

#include "registry/rules/column_kernels.h"

#include "registry/rules/column_quads.h"

#if defined(__SSE2__)
#include <immintrin.h>
#endif

/* Sixteen rows: their bits in the lowest sixteen of the word. */
#if defined(__AVX2__)

/* 32 comparisons of four times eight rows; packing goes by halves, which the permutation undoes. */
static inline uint64_t
gather_bits(__m256i one, __m256i two, __m256i three, __m256i four)
{
    const __m256i order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
    __m256i bytes =
            _mm256_packs_epi16(_mm256_packs_epi32(one, two), _mm256_packs_epi32(three, four));

    return (uint32_t) _mm256_movemask_epi8(_mm256_permutevar8x32_epi32(bytes, order));
}

#define WORD_OF(compare, column, limit_at)                                                     \
    (gather_bits(compare(LOAD(column, 0), limit_at(0)), compare(LOAD(column, 8), limit_at(8)), \
             compare(LOAD(column, 16), limit_at(16)), compare(LOAD(column, 24), limit_at(24))) \
            | gather_bits(compare(LOAD(column, 32), limit_at(32)),                             \
                      compare(LOAD(column, 40), limit_at(40)),                                 \
                      compare(LOAD(column, 48), limit_at(48)),                                 \
                      compare(LOAD(column, 56), limit_at(56)))                                 \
                    << 32)
#define LOAD(column, i) _mm256_loadu_si256((const __m256i *) (const void *) ((column) + (i)))
#define SPREAD(value) _mm256_set1_epi32(value)
#define ABOVE(a, b) _mm256_cmpgt_epi32(a, b)
#define BELOW(a, b) _mm256_cmpgt_epi32(b, a)
#define EQUAL(a, b) _mm256_cmpeq_epi32(a, b)
typedef __m256i Vector;

#elif defined(__SSE2__)

static inline uint64_t
gather_bits(__m128i one, __m128i two, __m128i three, __m128i four)
{
    return (uint32_t) _mm_movemask_epi8(
            _mm_packs_epi16(_mm_packs_epi32(one, two), _mm_packs_epi32(three, four)));
}

#define QUARTER_OF(compare, column, limit_at, i)                  \
    (gather_bits(compare(LOAD(column, i), limit_at(i)),           \
             compare(LOAD(column, (i) + 4), limit_at((i) + 4)),   \
             compare(LOAD(column, (i) + 8), limit_at((i) + 8)),   \
             compare(LOAD(column, (i) + 12), limit_at((i) + 12))) \
            << (i))
#define WORD_OF(compare, column, limit_at)                                                \
    (QUARTER_OF(compare, column, limit_at, 0) | QUARTER_OF(compare, column, limit_at, 16) \
            | QUARTER_OF(compare, column, limit_at, 32)                                   \
            | QUARTER_OF(compare, column, limit_at, 48))
#define LOAD(column, i) _mm_loadu_si128((const __m128i *) (const void *) ((column) + (i)))
#define SPREAD(value) _mm_set1_epi32(value)
#define ABOVE(a, b) _mm_cmpgt_epi32(a, b)
#define BELOW(a, b) _mm_cmpgt_epi32(b, a)
#define EQUAL(a, b) _mm_cmpeq_epi32(a, b)
typedef __m128i Vector;

#endif

#if defined(__SSE2__)

#define ONE_LIMIT(i) spread
#define EACH_LIMIT(i) LOAD(limits, i)

#define AGAINST_ONE(name, compare)                                                       \
    static void name(const int32_t *column, int32_t limit, size_t words, uint64_t *bits) \
    {                                                                                    \
        const Vector spread = SPREAD(limit);                                             \
                                                                                         \
        for (size_t word = 0; word < words; word++, column += 64)                        \
            bits[word] = WORD_OF(compare, column, ONE_LIMIT);                            \
    }

AGAINST_ONE(above, ABOVE)
AGAINST_ONE(below, BELOW)
AGAINST_ONE(equal, EQUAL)

static void
above_each(const int32_t *column, const int32_t *limits, size_t words, uint64_t *bits)
{
    for (size_t word = 0; word < words; word++, column += 64, limits += 64)
        bits[word] = WORD_OF(ABOVE, column, EACH_LIMIT);
}

/* Bytes: sixteen rows at once are enough; there are few columns with more than that to do. */
static inline uint64_t
byte_bits(__m128i matches, size_t i)
{
    return (uint64_t) (uint32_t) _mm_movemask_epi8(matches) << i;
}

static inline __m128i
load_bytes(const uint8_t *column)
{
    return _mm_loadu_si128((const __m128i *) (const void *) column);
}

static void
small_equal(const uint8_t *column, uint8_t value, size_t words, uint64_t *bits)
{
    const __m128i spread = _mm_set1_epi8((char) value);

    for (size_t word = 0; word < words; word++, column += 64) {
        uint64_t found = 0;

        for (size_t i = 0; i < 64; i += 16)
            found |= byte_bits(_mm_cmpeq_epi8(load_bytes(column + i), spread), i);
        bits[word] = found;
    }
}

static void
small_meets(const uint8_t *column, uint8_t mask, size_t words, uint64_t *bits)
{
    const __m128i spread = _mm_set1_epi8((char) mask);
    const __m128i zero = _mm_setzero_si128();

    for (size_t word = 0; word < words; word++, column += 64) {
        uint64_t missed = 0;

        for (size_t i = 0; i < 64; i += 16)
            missed |= byte_bits(
                    _mm_cmpeq_epi8(_mm_and_si128(load_bytes(column + i), spread), zero), i);
        bits[word] = ~missed;
    }
}

#else

#define BY_ROW(name, Element, Other, test)                                             \
    static void name(const Element *column, Other other, size_t words, uint64_t *bits) \
    {                                                                                  \
        for (size_t word = 0; word < words; word++) {                                  \
            uint64_t found = 0;                                                        \
                                                                                       \
            for (size_t i = 0; i < 64; i++) {                                          \
                size_t row = word * 64 + i;                                            \
                                                                                       \
                found |= (uint64_t) (test) << i;                                       \
            }                                                                          \
            bits[word] = found;                                                        \
        }                                                                              \
    }

BY_ROW(above, int32_t, int32_t, column[row] > other)
BY_ROW(below, int32_t, int32_t, column[row] < other)
BY_ROW(equal, int32_t, int32_t, column[row] == other)
BY_ROW(above_each, int32_t, const int32_t *, column[row] > other[row])
BY_ROW(small_equal, uint8_t, uint8_t, column[row] == other)
BY_ROW(small_meets, uint8_t, uint8_t, (column[row] & other) != 0)

#endif

static void
wide_meets(const uint64_t *column, uint64_t mask, size_t words, uint64_t *bits)
{
    for (size_t word = 0; word < words; word++) {
        uint64_t found = 0;

        for (size_t i = 0; i < 64; i++)
            found |= (uint64_t) ((column[word * 64 + i] & mask) != 0) << i;
        bits[word] = found;
    }
}

/* All of them in one pass, so that what comes between is never written. */
static void
lowest(RowOutcomes *into, const RowOutcomes *const *others, size_t n, size_t words)
{
    for
        EACH_QUAD(i, words)
        {
            Quad is_true = CONST_QUAD(others[0]->is_true, i);
            Quad may_be = CONST_QUAD(others[0]->may_be, i);

            for (size_t other = 1; other < n; other++) {
                is_true &= CONST_QUAD(others[other]->is_true, i);
                may_be &= CONST_QUAD(others[other]->may_be, i);
            }
            QUAD(into->is_true, i) = is_true;
            QUAD(into->may_be, i) = may_be;
        }
}

static void
higher(RowOutcomes *into, const RowOutcomes *other, size_t words)
{
    for
        EACH_QUAD(i, words)
        {
            QUAD(into->is_true, i) |= CONST_QUAD(other->is_true, i);
            QUAD(into->may_be, i) |= CONST_QUAD(other->may_be, i);
        }
}

static void
lower_not(RowOutcomes *into, const RowOutcomes *other, size_t words)
{
    for
        EACH_QUAD(i, words)
        {
            QUAD(into->is_true, i) &= ~CONST_QUAD(other->may_be, i);
            QUAD(into->may_be, i) &= ~CONST_QUAD(other->is_true, i);
        }
}

static void
only_known(RowOutcomes *outcomes, const RowBits *known, size_t words)
{
    for
        EACH_QUAD(i, words)
        {
            QUAD(outcomes->is_true, i) &= CONST_QUAD(*known, i);
            QUAD(outcomes->may_be, i) |= ~CONST_QUAD(*known, i);
        }
}

static uint32_t
count(const uint64_t *bits, size_t words)
{
    uint32_t n = 0;

    for (size_t word = 0; word < words; word++)
        n += (uint32_t) __builtin_popcountll(bits[word]);
    return n;
}

static uint32_t
count_both(const uint64_t *bits, const uint64_t *others, size_t words)
{
    uint32_t n = 0;

    for (size_t word = 0; word < words; word++)
        n += (uint32_t) __builtin_popcountll(bits[word] & others[word]);
    return n;
}

extern const ColumnKernels KERNELS;

const ColumnKernels KERNELS = {
    .name = KERNELS_NAME,
    .above = above,
    .below = below,
    .equal = equal,
    .above_each = above_each,
    .small_equal = small_equal,
    .small_meets = small_meets,
    .wide_meets = wide_meets,
    .lowest = lowest,
    .higher = higher,
    .lower_not = lower_not,
    .only_known = only_known,
    .count = count,
    .count_both = count_both,
};
