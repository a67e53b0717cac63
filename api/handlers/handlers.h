/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Handlers: what the rows of the route table run. They only translate, from parameters and bodies
 * into questions, and from answers into JSON and HTML.
 */

#include "api/exchange.h"

extern const Param places_params[];
extern const Param place_params[];
extern const Param places_page_params[];
extern const Param programmes_params[];
extern const Param programme_params[];
extern const Param offers_params[];
extern const Param tile_params[];
extern const Param tilejson_params[];
extern const Param asset_params[];
extern const Param login_params[];
extern const Param coverage_params[];
extern const Param supply_params[];
extern const Param map_params[];

int entitlements_handle(Exchange *exchange);
int places_handle(Exchange *exchange);
int place_handle(Exchange *exchange);
int places_page_handle(Exchange *exchange);
int place_snippet_handle(Exchange *exchange);
int place_page_handle(Exchange *exchange);
int programmes_handle(Exchange *exchange);
int programme_handle(Exchange *exchange);
int offers_handle(Exchange *exchange);
int supply_handle(Exchange *exchange);
int supply_page_handle(Exchange *exchange);
int supply_view_page_handle(Exchange *exchange);

int features_landing_handle(Exchange *exchange);
int features_api_handle(Exchange *exchange);
int features_conformance_handle(Exchange *exchange);
int features_collections_handle(Exchange *exchange);
int features_collection_handle(Exchange *exchange);
int features_schema_handle(Exchange *exchange);
int features_items_handle(Exchange *exchange);
int features_item_handle(Exchange *exchange);
int tile_handle(Exchange *exchange);
int tilejson_handle(Exchange *exchange);

int coverage_handle(Exchange *exchange);

int openapi_handle(Exchange *exchange);
int healthz_handle(Exchange *exchange);
int readyz_handle(Exchange *exchange);
int metrics_handle(Exchange *exchange);

int home_handle(Exchange *exchange);
int answer_handle(Exchange *exchange);
int login_page_handle(Exchange *exchange);
int login_handle(Exchange *exchange);
int logout_handle(Exchange *exchange);
int accessibility_handle(Exchange *exchange);
int map_handle(Exchange *exchange);
int asset_handle(Exchange *exchange);

/* 503 until the public registers are loaded; true if they are. */
bool registers_are_there(Exchange *exchange);
