/* SPDX-License-Identifier: EUPL-1.2 */
#include "importers/beneficiary_columns.h"

#include <string.h>

static const Column fixed[B_FIRST_FACT] = {
    [B_AMKA] = { "amka", "ΑΜΚΑ" },
    [B_AFM] = { "afm", "ΑΦΜ" },
    [B_AS_OF] = { "as_of", "ημερομηνία αναφοράς|στοιχεία της|ημερομηνία", true },
    [B_MUNICIPALITY] = { "municipality", "δήμος|δήμος κατοικίας" },
    [B_RESIDENCE_BASIS] = { "residence_basis", "σχέση με τον δήμο" },
    [B_REGISTERED_MUNICIPALITY] = { "registered_municipality", "δημότης σε|δήμος εγγραφής" },
    [B_HOUSEHOLD] = { "household", "νοικοκυριό" },
    [B_RECEIVES] = { "receives", "λαμβάνει" },
    [B_DIED_ON] = { "died_on", "ημερομηνία θανάτου|θάνατος" },
    [B_WITHDRAWN] = { "withdrawn", "ανάκληση" },
};

static bool
is_column_of_its_own(const Fact *fact)
{
    return fact->number == FACT_RESIDENCE_BASIS || fact->number == FACT_RECEIVES
            || fact->type == FACT_PLACE || fact->type == FACT_PROGRAMMES;
}

void
beneficiary_columns(Arena *arena, BeneficiaryColumns *ret_columns)
{
    Column *columns = arena_array(arena, Column, B_FIRST_FACT + FACT_COUNT);
    size_t n = B_FIRST_FACT;

    memcpy(columns, fixed, sizeof fixed);
    *ret_columns = (BeneficiaryColumns) { .columns = columns };
    for (int number = 1; number <= FACT_COUNT; number++) {
        const Fact *fact = fact_of((FactNumber) number);

        if (!fact_is_claimed(fact) || is_column_of_its_own(fact))
            continue;
        columns[n] = (Column) { .key = fact->key, .greek = fact->greek };
        ret_columns->facts[n++] = fact;
    }
    ret_columns->n = n;
}

bool
feed_says(Feed feed, const Fact *fact)
{
    for (size_t i = 0; i < FEED_COUNT && fact->feeds[i] != FEED_NONE; i++)
        if (fact->feeds[i] == feed)
            return true;
    return false;
}
