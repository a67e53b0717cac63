/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/specialty.h"

#include <stddef.h>
#include <string.h>

#define SPECIALTY_ROW(key, one, accepted, several) { key, one, several },

static const Specialty specialties[] = { SPECIALTIES(SPECIALTY_ROW) };

const Specialty *
specialty_find(const char *key)
{
    for (size_t i = 0; key && i < sizeof specialties / sizeof *specialties; i++)
        if (strcmp(specialties[i].key, key) == 0)
            return &specialties[i];
    return NULL;
}
