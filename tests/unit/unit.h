/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Unit tests: a table of sentences and functions, reported as TAP.
 *
 * CHECK() says which line did not hold and lets the test go on, so that one run shows all of them.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct UnitTest {
    const char *sentence;
    void (*run)(void);
} UnitTest;

static int unit_failures;

#define CHECK(condition)                                                            \
    do {                                                                            \
        if (!(condition)) {                                                         \
            unit_failures++;                                                        \
            printf("# %s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition); \
        }                                                                           \
    } while (0)

#define CHECK_TEXT(got, wanted)                                                \
    do {                                                                       \
        const char *got_ = (got);                                              \
        const char *wanted_ = (wanted);                                        \
        if (!got_ || strcmp(got_, wanted_) != 0) {                             \
            unit_failures++;                                                   \
            printf("# %s:%d: got \"%s\", wanted \"%s\"\n", __FILE__, __LINE__, \
                    got_ ? got_ : "(null)", wanted_);                          \
        }                                                                      \
    } while (0)

/* What UNIT_MAIN runs; for a main() of one's own that has to set something up first. */
static inline int
unit_run(const UnitTest *tests, size_t n_tests)
{
    int failed = 0;

    for (size_t i = 0; i < n_tests; i++) {
        unit_failures = 0;
        tests[i].run();
        printf("%s - %s\n", unit_failures ? "not ok" : "ok", tests[i].sentence);
        (void) fflush(stdout);
        failed += unit_failures != 0;
    }
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#define UNIT_MAIN(tests)                                      \
    int main(void)                                            \
    {                                                         \
        return unit_run(tests, sizeof tests / sizeof *tests); \
    }
