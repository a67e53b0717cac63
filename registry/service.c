/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/service.h"

#include <stddef.h>
#include <string.h>

#define SERVICE_ROW(key, greek, accepted, category) { key, greek, category },

static const Service services[] = { SERVICES(SERVICE_ROW) };

const Service *
service_find(const char *key)
{
    for (size_t i = 0; key && i < sizeof services / sizeof *services; i++)
        if (strcmp(services[i].key, key) == 0)
            return &services[i];
    return NULL;
}
