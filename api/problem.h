/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Problem documents, RFC 9457: what went wrong, in Greek, for people and for programs.
 *
 * What is not there and what may not be seen give the same bytes.
 */

#include "registry/base/json.h"

#include <stddef.h>

typedef struct ProblemError {
    const char *pointer; /* RFC 6901 into the body, or the name of a parameter */
    const char *detail;
} ProblemError;

typedef struct Problem {
    unsigned status;
    const char *type; /* last part of urn:mitroa:problem:…; NULL = about:blank */
    const char *detail;
    const ProblemError *errors;
    size_t n_errors;
} Problem;

/* «Μη έγκυρο αίτημα» and so on; never NULL. */
const char *problem_title(unsigned status);
void problem_write(JsonWriter *json, const Problem *problem);
