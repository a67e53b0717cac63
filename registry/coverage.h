/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Coverage: one table of a release - a measure, at a level of places, of a programme and a group -
 * with how complete what stands behind it is.
 *
 * Everything here is made from the tables of the release alone: values, bands, the order of rows,
 * what is marked incomplete. Nothing is computed from persons, and no number is more exact than its
 * release.
 */

#include "registry/base/arena.h"
#include "registry/base/buffer.h"
#include "registry/base/date.h"
#include "registry/base/json.h"
#include "registry/offer.h"
#include "registry/place.h"
#include "registry/rules/fact.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define COVERAGE_BANDS_MAX 6
#define COVERAGE_WHOLE_LEAST 30 /* no share of fewer */
#define COVERAGE_NONE (-1)

typedef struct Db Db;
typedef struct Desk Desk;

typedef struct CoverageQuestion {
    PlaceLevel level;
    const char *measure;
    const char *programme; /* NULL: none, as are the next two */
    const char *group;     /* or a fact, where the measure is by fact */
    const char *within;    /* code of a place: only there */
    int32_t release;       /* 0: the newest */
    Day on;                /* DAY_NONE, or the newest of no later day */
    /* From a page: what the measure does not take is left out, and what may be chosen is told. */
    bool is_form;
} CoverageQuestion;

typedef enum CoverageShape {
    COVERAGE_OF_NOBODY, /* the measure has no groups, */
    COVERAGE_OF_GROUPS,
    COVERAGE_OF_FACTS,
} CoverageShape;

typedef struct CoverageBand {
    int64_t from;
    int64_t to; /* the first that is no longer in it */
} CoverageBand;

typedef struct CoverageCell {
    const char *code;
    const char *name;
    int64_t value; /* COVERAGE_NONE: hidden, or there is none */
    int band;      /* index, or COVERAGE_NONE */
    bool hidden;
    bool in_force;   /* the programme is, there */
    bool is_made;    /* false: the next release of special categories will have it */
    bool incomplete; /* of half of those registered there it is unknown */
    const char *text;
} CoverageCell;

typedef struct CoverageFeed {
    Feed feed;
    Day as_of; /* DAY_NONE: nothing has come */
    Day delivered_on;
} CoverageFeed;

typedef struct CoverageLack {
    const char *key;
    const char *name;
    Feed feeds[FEED_COUNT];    /* who would know it, best first */
    bool is_stale[FEED_COUNT]; /* that one spoke so long ago that what it said no longer counts */
    size_t n_feeds;
    int64_t value; /* in `lacks_in`; COVERAGE_NONE: hidden */
} CoverageLack;

typedef struct CoverageChoice {
    int64_t kind; /* CHOICE_… */
    const char *code;
    const char *title;
    bool wants_programme;
} CoverageChoice;

enum {
    CHOICE_MEASURE = 1,
    CHOICE_PROGRAMME,
    CHOICE_GROUP,
    CHOICE_REGION,
    CHOICE_RELEASE,
};

typedef struct Coverage {
    CoverageQuestion question;
    int64_t release;
    Day on;
    Day made_on;
    int64_t register_version;
    const char *note;
    int64_t special_of;
    Day special_made_on;
    const char *title;
    const char *measure_note;
    const char *unit; /* persons, public, share */
    CoverageShape shape;
    const char *programme_title; /* NULL: none */
    const char *group_title;
    CoverageBand bands[COVERAGE_BANDS_MAX];
    size_t n_bands;
    CoverageCell *cells;
    size_t n_cells;
    int64_t offers;
    int64_t offers_confirmed;
    int unknown_band; /* share of those registered, in fifths; COVERAGE_NONE: not told */
    CoverageFeed feeds[FEED_COUNT];
    size_t n_feeds;
    CoverageLack *lacks;
    size_t n_lacks;
    CoverageChoice *choices;
    size_t n_choices;
} Coverage;

#define COVERAGE_CONFIRMED_DAYS OFFER_CONFIRMED_DAYS

enum {
    COVERAGE_E_NO_RELEASE = 1,
    COVERAGE_E_NO_MEASURE,
    COVERAGE_E_NO_PROGRAMME, /* the release has none of that code */
    COVERAGE_E_WANTS_PROGRAMME,
    COVERAGE_E_NO_GROUP,
    COVERAGE_E_NO_PLACE,
    COVERAGE_E_UNAVAILABLE, /* of coverage_ask() alone */
};

/* What is wrong with which parameter, and a Greek sentence about it. */
const char *coverage_wrong_parameter(int condition);
const char *coverage_wrong_sentence(int condition);

int coverage_read(Db *db, Arena *arena, const CoverageQuestion *question, Coverage **ret_coverage);

/*
 * The same for a handler: `answer` is called once, later, with a condition or 0. With a condition
 * there is a coverage only for a form, and only with its choices.
 */
typedef void CoverageAnswer(void *context, int condition, Coverage *coverage);
void coverage_ask(Desk *desk, Arena *arena, const CoverageQuestion *question,
        CoverageAnswer *answer, void *context);

bool coverage_level_find(const char *key, PlaceLevel *ret_level);
const char *coverage_level_greek(PlaceLevel level); /* ανά δήμο … */
const char *coverage_band_text(Arena *arena, const Coverage *coverage, size_t band);

void coverage_write_json(JsonWriter *json, const Coverage *coverage);
void coverage_write_csv(Buffer *out, const Coverage *coverage);
void coverage_write_text(Buffer *out, Arena *arena, const Coverage *coverage);

/* What has to be said beside every figure. */
#define COVERAGE_SAYS                                                                                                                                                 \
    "Οι αριθμοί είναι προστατευμένοι: έχουν θόρυβο, κάτω από 10 κρύβονται και αλλιώς "                \
    "στρογγυλεύονται στην πεντάδα. Κάθε επίπεδο έχει δικό του θόρυβο, γι' αυτό τα σύνολα δεν " \
    "είναι αθροίσματα των μερών τους."
