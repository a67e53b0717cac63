/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * What the database tests share: a connection as the owner of the test database, and statements of
 * their own. Those take numbers that no statement used in the same test has.
 */

#include "registry/base/memory.h"
#include "registry/db/db.h"
#include "tests/unit/unit.h"

#include <stdlib.h>

#define FIXTURE_STATEMENT(variable, number_, sql, ...)              \
    static const uint32_t variable##_types[] = { __VA_ARGS__ };     \
    static const Statement variable = { .name = "test_" #variable,  \
        .text = (sql),                                              \
        .number = (number_),                                        \
        .n_params = sizeof variable##_types / sizeof(uint32_t) - 1, \
        .types = variable##_types + 1 }

static inline Db *
fixture_open(const char *user, uint32_t statement_ms)
{
    const DbOptions options = {
        .user = user, .name = "mitroa test", .statement_ms = statement_ms, .lock_ms = statement_ms
    };
    Db *db = NULL;

    if (db_open(&options, &db) != 0)
        exit(EXIT_FAILURE);
    return db;
}
