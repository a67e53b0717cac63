/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/rules/column_kernels.h"

#include <stdbool.h>
#include <string.h>

extern const ColumnKernels column_kernels_plain;

#if defined(__x86_64__)

extern const ColumnKernels column_kernels_v2;
extern const ColumnKernels column_kernels_v3;

static bool
runs_v2(void)
{
    return __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("popcnt");
}

static bool
runs_v3(void)
{
    return runs_v2() && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");
}

#endif

static bool
runs_plain(void)
{
    return true;
}

/* Best first. */
static const struct {
    const ColumnKernels *kernels;
    bool (*runs)(void);
} sets[] = {
#if defined(__x86_64__)
    { &column_kernels_v3, runs_v3 },
    { &column_kernels_v2, runs_v2 },
#endif
    { &column_kernels_plain, runs_plain },
};

const ColumnKernels *
column_kernels_named(const char *name)
{
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++)
        if (sets[i].runs() && (!name || strcmp(sets[i].kernels->name, name) == 0))
            return sets[i].kernels;
    return NULL;
}

const ColumnKernels *
column_kernels(void)
{
    return column_kernels_named(/* name= */ NULL);
}
