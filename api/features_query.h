/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Features query: the parameters of /ogc/collections/…/items as OGC API - Features writes them.
 */

#include "api/exchange.h"

#include "registry/collection.h"
#include "registry/map_desk.h"

extern const Param features_collection_params[];
extern const Param features_items_params[];
extern const Param features_item_params[];

const char *crs_uri(Crs crs);

/* False after a 400 that names what cannot be read. */
bool features_query_read(
        Exchange *exchange, const Collection *collection, FeaturesAsked *ret_asked);
/* The same without the filters by equality, where the parameters of these names say something else.
 */
bool features_query_window(
        Exchange *exchange, const Collection *collection, FeaturesAsked *ret_asked);

/* Longitude and latitude where nothing is said; false, and an error noted, for an unknown one. */
bool features_query_crs(Exchange *exchange, const char *param, Crs *ret_crs);
int features_query_refuse(Exchange *exchange);

/* The same question from `offset` on; and one feature, in the reference system asked for. */
const char *features_query_link(Exchange *exchange, const char *collection, unsigned offset);
const char *features_item_link(Exchange *exchange, const char *collection, const char *id);
