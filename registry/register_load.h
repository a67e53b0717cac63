/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Register load: the public registers as they stood at one version, from the database into plain
 * structs. Used by the snapshot, which answers from them, and by the importers, which hold a file
 * against them.
 */

#include "registry/base/arena.h"
#include "registry/place.h"
#include "registry/rules/ruleset.h"

#include <stddef.h>
#include <stdint.h>

typedef struct Db Db;

/* The newest version; 0 where nothing was ever imported. */
int register_version(Db *db, int64_t *ret_version);

/* All places with names and succession, sealed. */
int places_load(Db *db, int64_t version, Places **ret_places);

/*
 * All programme versions with their criteria, by code and valid_from, and all parameter versions
 * with their cells. Texts, criteria and cells live in the arena.
 */
int rules_load(Arena *arena, Db *db, int64_t version, ProgrammeRules **ret_programmes,
        size_t *ret_n_programmes, Parameter **ret_parameters, size_t *ret_n_parameters);
