/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Entitlement: what is available to this person, in this municipality, on this day - why, where,
 * and what to bring?
 *
 * The one question that everything else is for. It reads nothing and writes nothing: the facts come
 * in (registry/person.h, or typed), the public registers stand in the snapshot, the answer goes out
 * as a value that answer.h prints as JSON or as a table and the service as a page.
 */

#include "geo/point.h"
#include "registry/base/arena.h"
#include "registry/base/date.h"
#include "registry/db/value.h"
#include "registry/rules/facts.h"
#include "registry/snapshot.h"
#include "registry/where.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Question {
    Day on;
    const Place *municipality; /* NULL: by `point`, else where the person lives (`home`) */
    GeoPoint point;            /* GEO_NOWHERE = not said */
    int32_t home;              /* place key, 0 = not known */
    bool all;                  /* also what the person is not eligible for */
    bool may_see_special;      /* name the special-category facts that rows use */
    const Facts *facts;        /* without place and residence; those follow from the municipality */
    const int32_t *residence_places; /* of the person today; NULL = facts were typed */
    const int16_t *residence_bases;
    size_t n_residences;
    int64_t audit;         /* entry, DB_NULL with typed facts */
    const Uuid *reference; /* NULL with typed facts */
} Question;

typedef struct AnswerReason {
    int32_t criterion; /* row of the programme's sheet, from 1; 0 = the area or the programme */
    Outcome outcome;
    Cause cause;
    const char *fact; /* key; NULL for area and asks, and where a special category is masked */
    const char *text; /* Greek sentence */
    bool has_value;   /* never where masked */
    int64_t value;    /* money in cents, a day as Day, otherwise as in fact.h */
    bool has_limit;
    int64_t limit;
    const char *value_text; /* for people; NULL = not known */
    const char *limit_text;
    const char *feed; /* key; NULL = typed, or masked */
    Day as_of;
    const char *rival_feed; /* of a conflict */
    Day rival_as_of;
    const char *law;
    bool is_masked;
    bool review_due; /* the limit is past the day on which it was to be looked at again */
} AnswerReason;

typedef struct AnswerMissing {
    const Fact *fact;
    Cause cause;
    const char *document; /* NULL = none; ask the person */
    const char *feed;     /* key, NULL = nobody but the person */
    Day feed_as_of;
} AnswerMissing;

/* What the registers know already of what a document proves. */
typedef enum DocumentState {
    DOCUMENT_OTHER,    /* it proves nothing that is a fact of ours, or what is computed */
    DOCUMENT_KNOWN,    /* a feed says it, and it is fresh: tick it */
    DOCUMENT_STATED,   /* typed in the question, proved by nobody */
    DOCUMENT_STALE,    /* said too long ago */
    DOCUMENT_CONFLICT, /* two feeds differ */
    DOCUMENT_MISSING,
    DOCUMENT_HIDDEN, /* a special category, which the role may not see */
} DocumentState;

typedef struct AnswerDocument {
    const char *document;
    const char *text; /* NULL = no more than its name */
    const Fact *fact; /* which it proves; NULL = none, or hidden */
    DocumentState state;
    const char *feed; /* key, NULL = nobody */
    Day as_of;
} AnswerDocument;

typedef struct Entitlement {
    const Programme *programme;
    Outcome verdict;
    Outcome receiving; /* whether the person has it already */
    bool subject_to;   /* eligible, if what must be asked turns out so */
    int priority;
    const AnswerReason *because;
    size_t n_because;
    const AnswerMissing *missing;
    size_t n_missing;
    const char *const *asks;
    size_t n_asks;
    const char *const *documents;
    size_t n_documents;
    const AnswerDocument *checklist; /* the same documents, with what is known of them */
    bool has_amount;
    bool amount_is_at_most; /* an upper end, because a part is not known */
    int64_t amount;         /* cents */
    Period amount_per;
    Day amount_from;       /* since when the figure holds; DAY_NONE = always */
    Day amount_to;         /* its last day; DAY_NONE = open */
    bool amount_has_ended; /* the last figure that is known; what holds now is not */
    bool amount_review_due;
    const AnswerWhere *where;
    size_t n_where;
    const Addition *const *local; /* what the municipality says beside it; decides nothing */
    size_t n_local;
    const AnswerWhere *elsewhere; /* for a referral, where nothing is known to serve here */
    size_t n_elsewhere;
} Entitlement;

typedef struct AnswerSettle {
    const char *document;
    const Fact *const *facts;
    size_t n_facts;
    uint32_t programmes;
} AnswerSettle;

typedef struct Answer {
    Day on;
    int64_t register_version;
    int64_t audit;         /* DB_NULL = none */
    const Uuid *reference; /* NULL = none */
    const Place *municipality;
    const Place *regional_unit; /* NULL = not known */
    const Place *prefecture;
    const Place *region;
    const Boundary *boundary;  /* of the municipality, the one that decides; NULL = none is held */
    bool place_is_approximate; /* the boundary that gave the municipality is not official */
    GeoPoint from;             /* where ways begin; GEO_NOWHERE = not known */
    bool from_is_a_label;      /* not a point of the question, but where the map writes the name */
    const Place *divided; /* where a residence stands that may lie here: it was divided; or NULL */
    AnswerCentre centre;
    const Entitlement *entitlements; /* eligible, unknown by fewest missing, then not eligible */
    size_t n_entitlements;
    const Programme *const *hidden; /* not eligible and left out, because nobody asked for all */
    size_t n_hidden;
    const AnswerSettle *settle;
    size_t n_settle;
    const AnswerWhere *services; /* of structures here, beside programmes; the centre's first */
    size_t n_services;
    const AnswerWhere *group_actions; /* for a settlement or an institution; nobody's entitlement */
    size_t n_group_actions;
} Answer;

enum {
    ENTITLEMENT_E_OUTSIDE = 1, /* no municipality holds the point */
    ENTITLEMENT_E_NO_PLACE,    /* neither municipality nor point, and no home is known */
    ENTITLEMENT_E_NOT_THEN, /* that municipality did not exist on the day, and no single one stands
                               for it */
};

/* Everything in the answer lives in the arena or in the snapshot of `local`. */
int entitlement_answer(
        Arena *arena, SnapshotLocal *local, const Question *question, const Answer **ret_answer);

/* known, stated, stale, conflict, missing, hidden; NULL for DOCUMENT_OTHER. */
const char *document_state_key(DocumentState state);
