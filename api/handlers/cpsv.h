/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/* Nodes of CPSV-AP as one JSON-LD document, for the routes under /cpsv and for the file of all. */

#include "api/exchange.h"

#include "registry/base/json.h"

#define CPSV_TYPE "application/ld+json"

typedef struct CpsvFound {
    const char
            *entity; /* with a node that says what these are, of when, and the licence; or NULL */
    const char *const *documents;
    size_t n;
    int64_t matched; /* on all pages */
} CpsvFound;

/* Names whole addresses: what is written is for who has reached us by this one. */
void cpsv_write(JsonWriter *json, Exchange *exchange, const CpsvFound *found);
