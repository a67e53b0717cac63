/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Beneficiary columns: who the line is about, where he lives, and every fact that a feed may claim.
 *
 * The columns of facts follow from the list of facts; one that the feed of the file may not say is
 * refused with the header, because the register would never listen to it.
 */

#include "importers/columns.h"
#include "registry/base/arena.h"
#include "registry/rules/fact.h"

#include <stddef.h>

enum {
    B_AMKA,
    B_AFM,
    B_AS_OF,
    B_MUNICIPALITY,
    B_RESIDENCE_BASIS,
    B_REGISTERED_MUNICIPALITY,
    B_HOUSEHOLD,
    B_RECEIVES,
    B_DIED_ON,
    B_WITHDRAWN,
    B_FIRST_FACT,
};

typedef struct BeneficiaryColumns {
    const Column *columns;
    size_t n;
    /* By column from B_FIRST_FACT on. */
    const Fact *facts[CSV_COLUMNS_MAX];
} BeneficiaryColumns;

void beneficiary_columns(Arena *arena, BeneficiaryColumns *ret_columns);

/* May the feed say the fact? */
bool feed_says(Feed feed, const Fact *fact);
