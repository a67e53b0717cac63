/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Programme: one version of a benefit or service, as the public register holds it.
 *
 * The rules of the version are compiled in the Ruleset of the snapshot; here stands what is told
 * to people. Texts are UTF-8; what the register leaves out is NULL.
 */

#include "registry/area.h"
#include "registry/base/date.h"
#include "registry/base/json.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct ProgrammeDocument {
    const char *document;
    const char *text; /* may be NULL */
    uint16_t proves;  /* fact number, 0 = none */
} ProgrammeDocument;

typedef struct Programme {
    int32_t key;
    const char *code;
    const char *title;
    const char *neutral_title; /* printed where the title would tell a special category */
    const char *kind;
    const char *level;
    const char *authority;
    Day valid_from;
    Day valid_to; /* last day; DAY_NONE = open */
    bool universal;
    const char *law;
    const char *channel;
    const char *url;
    const char *mitos;
    const char *trust;
    const char *area_text; /* as the officer wrote it */
    Area area;
    uint32_t rule; /* index of the version in the Ruleset */
    const ProgrammeDocument *documents;
    size_t n_documents;
    JsonMembers members; /* of an answer, see answer.h */
} Programme;

static inline bool
programme_is_valid(const Programme *programme, Day on)
{
    return programme->valid_from <= on
            && (programme->valid_to == DAY_NONE || on <= programme->valid_to);
}

/* What is printed of it to anybody: the neutral title where there is one. */
static inline const char *
programme_title(const Programme *programme)
{
    return programme->neutral_title ? programme->neutral_title : programme->title;
}
