/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Distance: how far apart two points are, along the WGS 84 ellipsoid, in metres.
 *
 * As the crow flies; nothing here knows roads or ferries, and whoever shows the figure must say so.
 */

#include "geo/point.h"

double distance_m(GeoPoint from, GeoPoint to);
