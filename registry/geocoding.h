/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/* Geocoding: of what a point is the point. A distance from or to it is worth no more. */

#include <stdbool.h>

typedef enum Geocoding {
    GEOCODING_UNKNOWN,
    GEOCODING_EXACT, /* of the address */
    GEOCODING_STREET,
    GEOCODING_POSTCODE,
    GEOCODING_SETTLEMENT,
    GEOCODING_MUNICIPALITY, /* where the map writes its name */
} Geocoding;

/* By key; GEOCODING_UNKNOWN for what is none. */
Geocoding geocoding_find(const char *key);
const char *geocoding_key(Geocoding geocoding);
/* «η θέση είναι κατά προσέγγιση (ο οικισμός)»; NULL where it is exact. */
const char *geocoding_warning(Geocoding geocoding);
