/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Facts of one person, as asked: a value for each fact of the list, with who says so and since
 * when.
 *
 * Plain data. The caller fills it from the state row of the database or from what was typed, adds
 * the residence and the place of the question, and hands it to evaluate.h. Missing is the zero of
 * everything here: memset to 0 (or facts_init) is a person of whom nothing is known.
 */

#include "registry/rules/diagnostic.h"
#include "registry/rules/fact.h"

typedef enum EvidenceState {
    EVIDENCE_MISSING = 0,
    EVIDENCE_KNOWN,
    EVIDENCE_STALE,    /* said too long ago: no value, but feed and as_of stand */
    EVIDENCE_DISPUTED, /* three fresh claims say three things: no value, but feeds and days stand */
    EVIDENCE_CONFLICT, /* two fresh claims differ: `value` of the better feed, `rival` of the other
                        */
    EVIDENCE_PARTIAL, /* a set known in part: `value` surely in it, `rival` all that may be in it */
} EvidenceState;

typedef struct Evidence {
    int64_t value;
    int64_t rival;
    Day as_of; /* DAY_NONE or 0 where the fact was typed */
    Day rival_as_of;
    uint8_t state; /* EvidenceState */
    uint8_t feed;  /* Feed; FEED_NONE = typed in the question, or filled in from what was */
    uint8_t rival_feed;
} Evidence;

typedef struct Facts {
    Evidence evidence[FACT_COUNT + 1]; /* by FactNumber; [0] unused */
    const int32_t *receives; /* ascending programme keys, lent; counts if its evidence is KNOWN */
    uint32_t n_receives;
} Facts;

/* Has the fact no value of its own? */
static inline bool
evidence_is_open(const Evidence *evidence)
{
    return evidence->state == EVIDENCE_MISSING || evidence->state == EVIDENCE_STALE
            || evidence->state == EVIDENCE_DISPUTED;
}

/* Residence basis as the database has it. */
typedef enum ResidenceBasis {
    RESIDENCE_REGISTERED = 1, /* δημότης */
    RESIDENCE_RESIDENT = 2,   /* κάτοικος */
    RESIDENCE_PRESENT = 3,    /* παρών, χωρίς κατοικία */
} ResidenceBasis;

/* Place facts of the municipality asked; keys 0 = not known, traits -1 = not known. */
typedef struct PlaceFacts {
    int32_t municipality;
    int32_t regional_unit;
    int32_t prefecture;
    int32_t region;
    int8_t mountain;
    int8_t disadvantaged;
    int8_t island;
    int8_t remote;
} PlaceFacts;

/* How names of programmes and places become keys. Each returns a positive key, or 0 for unknown. */
typedef struct Names {
    void *context;
    int32_t (*programme)(void *context, const char *code);
    /* `fact` says the level: municipality, regional_unit, prefecture or region. */
    int32_t (*place)(void *context, FactNumber fact, const char *text);
} Names;

void facts_init(Facts *facts);

/* One fact known from one feed. */
void facts_set(Facts *facts, FactNumber fact, int64_t value, Feed feed, Day as_of);
/* `keys` are lent and must ascend. */
void facts_set_receives(Facts *facts, const int32_t *keys, size_t n_keys, Feed feed, Day as_of);

typedef enum ResidenceIs {
    RESIDENCE_IS_ELSEWHERE,
    RESIDENCE_IS_HERE,
    RESIDENCE_IS_PERHAPS_HERE, /* the municipality was divided */
} ResidenceIs;

/*
 * residence_basis relative to the municipality asked, from all residences of today, each of which
 * is there or is not. Where a person is registered (δημότης) and where he lives (resident or
 * present) are two questions: each is settled by any row that answers it, here or elsewhere, and
 * unknown without one.
 */
void facts_set_residence(Facts *facts, const ResidenceIs *where, const int16_t *bases, size_t n);

void facts_set_place(Facts *facts, const PlaceFacts *place);

/*
 * One fact as typed. `names` may be NULL (then `receives` cannot be given). Refusals go to the
 * diagnostics (column = the fact's name as typed) and give false: an unknown fact, a wrong value, a
 * fact given twice, a derived fact or a fact of the place.
 */
bool facts_set_text(Arena *arena, Facts *facts, const char *name, const char *text,
        const Names *names, Diagnostics *diagnostics);

/*
 * `age=70; insurance=uninsured`: separated by `;` or line ends, or by `,` where no value can hold
 * one. True if nothing was refused.
 */
bool facts_parse(
        Arena *arena, Facts *facts, const char *text, const Names *names, Diagnostics *diagnostics);

/*
 * What follows from what is given, and only this: members=1 gives adults 1, minors, dependent and
 * unprotected children 0, couple no, lives alone, personal income = household income; members =
 * adults + minors gives the third from two. Only facts that are known without a rival give, only
 * missing and stale ones receive. evaluation_new() does it on its own copy.
 */
void facts_fill(Facts *facts);
