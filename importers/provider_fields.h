/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Provider fields: which columns the sheets of the register of providers have, of what kind
 * each is, and what the database calls it. Tables only; providers.c reads, checks and exports them.
 */

#include "importers/columns.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum FieldKind {
    FIELD_TEXT,
    FIELD_URL,
    FIELD_CODE,   /* of the row itself; the database has a key instead */
    FIELD_LABEL,  /* the same, but it is its own key */
    FIELD_REFERS, /* the code of another row */
    FIELD_CHOICE,
    FIELD_PLACE,  /* a municipality */
    FIELD_PLACES, /* several */
    FIELD_AREA,
    FIELD_DAY,
    FIELD_DAYS, /* several */
    FIELD_RULE, /* of a recurrence */
    FIELD_TIME, /* day and hour in Europe/Athens */
    FIELD_WHOLE,
    FIELD_NUMBER,
    FIELD_MONEY,
    FIELD_YES_NO, /* blank is unknown */
    FIELD_FLAG,   /* blank is no */
} FieldKind;

typedef enum ProviderCode {
    CODE_PROGRAMME,
    CODE_BODY,
    CODE_STRUCTURE,
    CODE_SITE,
    CODE_OFFER,
    CODE_INSTITUTION,
    N_PROVIDER_CODES,
} ProviderCode;

typedef struct Field {
    Column column;
    FieldKind kind;
    const char *stored; /* the column of the database; NULL: not stored as such */
    ProviderCode code;  /* for CODE and REFERS */
    const Column *choices;
    size_t n_choices;
    int64_t low; /* of a whole number */
    int64_t high;
    const char *otherwise; /* the choice that a blank cell means; NULL: none */
} Field;

typedef enum ProviderSheet {
    SHEET_BODIES,
    SHEET_STRUCTURES,
    SHEET_PARTNERS,
    SHEET_FUNDINGS,
    SHEET_SITES,
    SHEET_STOPS,
    SHEET_OFFERS,
    SHEET_CLOSURES,
    SHEET_ADDITIONS,
    SHEET_STAFF,
    SHEET_INSTITUTIONS,
    SHEET_RANKINGS,
    SHEET_APPROVALS,
    N_PROVIDER_SHEETS,
} ProviderSheet;

#define PROVIDER_KEYS_MAX 5

typedef struct ProviderTable {
    const char *key;
    const char *greek;
    const char *table; /* of the database, and in what the merge is given */
    const Field *fields;
    size_t n_fields;
    const char *keys[PROVIDER_KEYS_MAX]; /* the fields that tell two rows apart */
} ProviderTable;

extern const ProviderTable provider_tables[N_PROVIDER_SHEETS];
extern const char *const provider_code_kinds[N_PROVIDER_CODES];

/* The number of the field with this key; the sheet must have it. */
size_t provider_field(ProviderSheet sheet, const char *key);
bool provider_has_field(ProviderSheet sheet, const char *key);
