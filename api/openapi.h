/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * OpenAPI 3.0.3, written from the route table: what is served is what is documented. The shapes of
 * bodies stand in api/openapi_schemas.json. Self-contained: it refers to nothing elsewhere.
 */

#include "registry/base/json.h"

void openapi_write(JsonWriter *json);
