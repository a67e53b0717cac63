/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Ownership: a local that owns something says so where it is declared, and hands it on with TAKE().
 *
 * The cleanup attribute is a GNU extension that both gcc and clang have; we build as gnu17 for it.
 */

#define CLEANUP(destroy) __attribute__((cleanup(destroy)))

/* From `Thing *thing_free(Thing *)`, make the `thing_freep` that CLEANUP() wants. */
#define DEFINE_CLEANUP(Type, destroy)           \
    static inline void destroy##p(Type **owned) \
    {                                           \
        if (*owned)                             \
            (void) destroy(*owned);             \
    }

/* Hand a pointer on: yields it and leaves NULL behind, so that its cleanup finds nothing to do. */
#define TAKE(pointer)                           \
    ({                                          \
        __typeof__(pointer) taken_ = (pointer); \
        (pointer) = NULL;                       \
        taken_;                                 \
    })
