/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Handlers: what the rows of the route table run. They only translate, from parameters and bodies
 * into questions, and from answers into JSON and HTML.
 */

#include "api/exchange.h"
#include "api/web/form.h"

extern const Param places_params[];
extern const Param place_params[];
extern const Param places_page_params[];
extern const Param programmes_params[];
extern const Param programme_params[];
extern const Param offers_params[];
extern const Param features_coverage_params[];
extern const Param cpsv_list_params[];
extern const Param cpsv_one_params[];
extern const Param hsds_list_params[];
extern const Param hsds_one_params[];
extern const Param download_params[];
extern const Param tile_params[];
extern const Param tilejson_params[];
extern const Param asset_params[];
extern const Param login_params[];
extern const Param coverage_params[];
extern const Param supply_params[];
extern const Param map_params[];
extern const Param welcome_params[];
extern const Param account_params[];
extern const Param admin_params[];
extern const Param admin_account_params[];
extern const Param audit_params[];
extern const Param referrals_params[];
extern const Param referral_params[];
extern const Param referrals_json_params[];
extern const Param referral_json_params[];
extern const Param bookings_params[];

/* Fields of forms. */
extern const char *const no_fields[];
extern const char *const outreach_fields[];
extern const char *const question_fields[];
extern const char *const login_fields[];
extern const char *const code_fields[];
extern const char *const welcome_fields[];
extern const char *const password_fields[];
extern const char *const session_fields[];
extern const char *const structure_fields[];
extern const char *const proof_fields[];
extern const char *const confirm_fields[];
extern const char *const visit_fields[];
extern const char *const referral_fields[];
extern const char *const step_fields[];
extern const char *const admin_new_fields[];
extern const char *const admin_role_fields[];
extern const char *const admin_end_fields[];
extern const char *const admin_disable_fields[];
extern const Param outreach_params[];
extern const Param outreach_file_params[];

extern const char *const confirm_items_fields[];
extern const char *const addition_fields[];
extern const char *const draft_upload_fields[];
extern const char *const draft_edit_fields[];
extern const char *const draft_step_fields[];
extern const Param draft_params[];
extern const Param draft_page_params[];
extern const Param draft_step_params[];

int entitlements_handle(Exchange *exchange);
int places_handle(Exchange *exchange);
int place_handle(Exchange *exchange);
int places_page_handle(Exchange *exchange);
int place_snippet_handle(Exchange *exchange);
int place_page_handle(Exchange *exchange);
int programmes_handle(Exchange *exchange);
int programme_handle(Exchange *exchange);
int offers_handle(Exchange *exchange);
int outreach_handle(Exchange *exchange);
int outreach_page_handle(Exchange *exchange);
int outreach_show_handle(Exchange *exchange);
int outreach_file_ask_handle(Exchange *exchange);
int outreach_file_approve_handle(Exchange *exchange);
int outreach_file_give_handle(Exchange *exchange);
int supply_handle(Exchange *exchange);
int supply_page_handle(Exchange *exchange);
int supply_view_page_handle(Exchange *exchange);

int features_landing_handle(Exchange *exchange);
int features_api_handle(Exchange *exchange);
int features_conformance_handle(Exchange *exchange);
int features_collections_handle(Exchange *exchange);
int features_collection_handle(Exchange *exchange);
int features_coverage_handle(Exchange *exchange);
int features_coverage_items_handle(Exchange *exchange);
int features_schema_handle(Exchange *exchange);
int features_items_handle(Exchange *exchange);
int features_item_handle(Exchange *exchange);
int cpsv_context_handle(Exchange *exchange);
int cpsv_list_handle(Exchange *exchange);
int cpsv_one_handle(Exchange *exchange);
int hsds_root_handle(Exchange *exchange);
int hsds_list_handle(Exchange *exchange);
int hsds_one_handle(Exchange *exchange);
int download_handle(Exchange *exchange);
int downloads_page_handle(Exchange *exchange);
int tile_handle(Exchange *exchange);
int tilejson_handle(Exchange *exchange);

int coverage_handle(Exchange *exchange);
int coverage_page_handle(Exchange *exchange);
int coverage_csv_handle(Exchange *exchange);

int openapi_handle(Exchange *exchange);
int healthz_handle(Exchange *exchange);
int readyz_handle(Exchange *exchange);
int metrics_handle(Exchange *exchange);

int home_handle(Exchange *exchange);
int answer_handle(Exchange *exchange);
int login_page_handle(Exchange *exchange);
int login_handle(Exchange *exchange);
int logout_handle(Exchange *exchange);
int code_page_handle(Exchange *exchange);
int code_handle(Exchange *exchange);
int welcome_page_handle(Exchange *exchange);
int welcome_handle(Exchange *exchange);

int account_page_handle(Exchange *exchange);
int account_password_handle(Exchange *exchange);
int account_session_handle(Exchange *exchange);
int account_structure_handle(Exchange *exchange);
int second_page_handle(Exchange *exchange);
int second_begin_handle(Exchange *exchange);
int second_confirm_handle(Exchange *exchange);
int second_remove_handle(Exchange *exchange);
int recovery_handle(Exchange *exchange);

int admin_page_handle(Exchange *exchange);
int admin_new_page_handle(Exchange *exchange);
int admin_new_handle(Exchange *exchange);
int admin_account_handle(Exchange *exchange);
int admin_role_handle(Exchange *exchange);
int admin_end_handle(Exchange *exchange);
int admin_disable_handle(Exchange *exchange);
int admin_link_handle(Exchange *exchange);
int admin_factor_handle(Exchange *exchange);
int admin_sessions_handle(Exchange *exchange);
int audit_page_handle(Exchange *exchange);

int referrals_page_handle(Exchange *exchange);
int referral_handle(Exchange *exchange);
int referral_step_handle(Exchange *exchange);
int visit_handle(Exchange *exchange);
int referrals_json_handle(Exchange *exchange);
int referral_json_handle(Exchange *exchange);
int referral_step_json_handle(Exchange *exchange);
int visit_json_handle(Exchange *exchange);
int bookings_handle(Exchange *exchange);

int accessibility_handle(Exchange *exchange);
int map_handle(Exchange *exchange);
int asset_handle(Exchange *exchange);

/* 503: as many passwords wait as may. */
int password_busy(Exchange *exchange);
/* The fields `password` and `again` of the form: what is wrong with them. */
void new_password_check(const Exchange *exchange, const char *login, FormNotes *notes);
/* A whole number above 0, as forms carry them. */
bool form_number(const char *text, int64_t *ret_number);
int publish_handle(Exchange *exchange);
int publish_addition_handle(Exchange *exchange);
int publish_upload_handle(Exchange *exchange);
int template_handle(Exchange *exchange);
int confirm_page_handle(Exchange *exchange);
int confirm_items_handle(Exchange *exchange);
int draft_page_handle(Exchange *exchange);
int draft_upload_handle(Exchange *exchange);
int draft_edit_handle(Exchange *exchange);
int draft_step_page_handle(Exchange *exchange);
int drafts_handle(Exchange *exchange);
int drafts_upload_handle(Exchange *exchange);
int draft_handle(Exchange *exchange);
int draft_step_handle(Exchange *exchange);

/* 503 until the public registers are loaded; true if they are. */
bool registers_are_there(Exchange *exchange);
