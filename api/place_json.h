/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/* What several answers say of places with the same words. */

#include "geo/point.h"
#include "registry/base/json.h"
#include "registry/place.h"

/* `lon` and `lat`, null where not known. */
void place_json_point(JsonWriter *json, GeoPoint point);

/* `predecessors` and `successors`, with the share of the predecessor's population and since when.
 */
void place_json_succession(JsonWriter *json, const Places *places, const Place *place);
