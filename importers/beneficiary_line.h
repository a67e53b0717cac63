/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Beneficiary line: one line of a feed, every cell checked and in the form that is stored.
 *
 * The reader remembers what it has read of each column, because the same few values come a million
 * times. An identifier never appears in a refusal but for its last two digits.
 */

#include "importers/beneficiary_columns.h"
#include "importers/known.h"
#include "importers/table.h"
#include "registry/base/identifier.h"
#include "registry/rules/facts.h"

#include <stdint.h>

#define RECEIVES_MAX 200
#define FACT_WITHDRAWN (INT64_MIN + 1) /* as registry.withdrawn() */
#define DAY_NEVER INT32_MAX            /* the date 'infinity' */

/* As the fact residence_basis has them: registered, resident, present. */
#define BASIS_BIT(basis) (1 << ((basis) -RESIDENCE_REGISTERED))

typedef struct BeneficiaryLine {
    char amka[AMKA_DIGITS + 1]; /* "" if not said, as below */
    char afm[AFM_DIGITS + 1];
    Day as_of;
    int32_t place; /* 0 = not said */
    int bases;     /* BASIS_BIT of each; 0 with place 0 */
    int32_t registered_place;
    const char *household;     /* lent by the row; "" = not said */
    int64_t facts[FACT_COUNT]; /* by fact number - 1; DB_NULL = not said */
    size_t n_facts;            /* up to the last that is said, at least 1 */
    uint64_t said;             /* bit i: fact i + 1 is said */
    bool takes_back;           /* a fact, what is received, or all of it */
    bool says_receives;
    int64_t receives[RECEIVES_MAX]; /* ascending keys; one DB_NULL takes back */
    size_t n_receives;
    Day died_on;    /* DAY_NONE = not said, DAY_NEVER takes back that the person died */
    bool withdrawn; /* the feed takes back all that it said of the person */
} BeneficiaryLine;

typedef struct BeneficiaryReader BeneficiaryReader;

BeneficiaryReader *beneficiary_reader_new(
        Import *import, const Known *known, Codes *programmes, const BeneficiaryColumns *columns);
BeneficiaryReader *beneficiary_reader_free(BeneficiaryReader *reader);

/* Refuses columns of facts that the feed of the import may not say. */
void beneficiary_check_header(const BeneficiaryReader *reader, Table *table);

/* False: the row was refused. The line is lent until the next. */
bool beneficiary_read(BeneficiaryReader *reader, Table *table, const BeneficiaryLine **ret_line);

DEFINE_CLEANUP(BeneficiaryReader, beneficiary_reader_free)
