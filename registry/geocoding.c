/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/geocoding.h"

#include <stddef.h>
#include <string.h>

#define ROUGHLY(what) "η θέση είναι κατά προσέγγιση (" what ")"

static const struct {
    const char *key;
    const char *warning;
} geocodings[] = {
    [GEOCODING_UNKNOWN] = { "unknown", "δεν είναι γνωστό πόσο ακριβής είναι η θέση" },
    [GEOCODING_EXACT] = { "exact", NULL },
    [GEOCODING_STREET] = { "street", ROUGHLY("η οδός, όχι ο αριθμός") },
    [GEOCODING_POSTCODE] = { "postcode", ROUGHLY("από τον ταχυδρομικό κώδικα") },
    [GEOCODING_SETTLEMENT] = { "settlement", ROUGHLY("ο οικισμός") },
    [GEOCODING_MUNICIPALITY] = { "municipality", ROUGHLY("κάπου στον δήμο") },
};

Geocoding
geocoding_find(const char *key)
{
    for (size_t i = 0; key && i < sizeof geocodings / sizeof *geocodings; i++)
        if (strcmp(geocodings[i].key, key) == 0)
            return (Geocoding) i;
    return GEOCODING_UNKNOWN;
}

const char *
geocoding_key(Geocoding geocoding)
{
    return geocodings[geocoding].key;
}

const char *
geocoding_warning(Geocoding geocoding)
{
    return geocodings[geocoding].warning;
}
