/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Institutions: those that a group action benefits, chosen by a ranking in each municipality - the
 * largest primary school of each, for a year, once another body has approved.
 *
 * What is chosen is an institution, never a person, and nobody's entitlement. An institution whose
 * size is not known may be the largest: then the choice is not final. Two of the same size at the
 * end of the list are a tie, which nobody settles here.
 */

#include "registry/base/arena.h"
#include "registry/base/date.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* X(key, Greek name, further accepted names with their bars, Greek name of several) */
/* clang-format off */
#define INSTITUTION_KINDS(X) \
    X("primary_school", "δημοτικό σχολείο", "|δημοτικό|δημοτικά σχολεία", "δημοτικά σχολεία") \
    X("kindergarten", "νηπιαγωγείο", "|νηπιαγωγεία", "νηπιαγωγεία") \
    X("lower_secondary", "γυμνάσιο", "|γυμνάσια", "γυμνάσια") \
    X("upper_secondary", "λύκειο", "|λύκεια", "λύκεια") \
    X("special_school", "ειδικό σχολείο", "|ειδικά σχολεία", "ειδικά σχολεία") \
    X("nursery", "βρεφονηπιακός σταθμός", "|βρεφονηπιακοί σταθμοί|παιδικός σταθμός", "βρεφονηπιακοί σταθμοί") \
    X("hospital", "νοσοκομείο", "|νοσοκομεία", "νοσοκομεία") \
    X("health_centre", "κέντρο υγείας", "|κέντρα υγείας", "κέντρα υγείας") \
    X("care_home", "μονάδα φροντίδας", "|ίδρυμα φροντίδας|μονάδες φροντίδας", "μονάδες φροντίδας") \
    X("settlement", "οικισμός", "|καταυλισμός|οικισμοί", "οικισμοί") \
    X("other", "άλλο", "", "άλλα ιδρύματα")

/* X(key, Greek name, further accepted names, of several, «με …» most, «με …» least) */
#define INSTITUTION_MEASURES(X) \
    X("pupils", "μαθητές", "|αριθμός μαθητών", "μαθητές", "τους περισσότερους", "τους λιγότερους") \
    X("children", "παιδιά", "", "παιδιά", "τα περισσότερα", "τα λιγότερα") \
    X("residents", "διαμένοντες", "|κάτοικοι", "διαμένοντες", "τους περισσότερους", "τους λιγότερους") \
    X("beds", "κλίνες", "", "κλίνες", "τις περισσότερες", "τις λιγότερες") \
    X("places", "θέσεις", "", "θέσεις", "τις περισσότερες", "τις λιγότερες")
/* clang-format on */

typedef struct InstitutionKind {
    const char *key;
    const char *one; /* Greek */
    const char *several;
} InstitutionKind;

typedef struct InstitutionMeasure {
    const char *key;
    const char *several; /* Greek */
    const char *most;    /* «τους περισσότερους» */
    const char *least;
} InstitutionMeasure;

/* By key; NULL = none. */
const InstitutionKind *institution_kind(const char *key);
const InstitutionMeasure *institution_measure(const char *key);

typedef enum ApprovalState {
    APPROVAL_NOT_NEEDED,
    APPROVAL_NONE, /* needed, and nobody has asked */
    APPROVAL_ASKED,
    APPROVAL_GIVEN,
    APPROVAL_REFUSED,
} ApprovalState;

typedef struct Approval {
    int32_t institution; /* key */
    const char *body;    /* its name */
    ApprovalState decision;
    Day decided_on;
    const char *reference; /* NULL = not said */
    bool is_sample;
} Approval;

typedef struct Institution {
    int32_t key;
    const char *code;
    const char *name;
    const char *kind;
    int32_t municipality;
    const char *measure; /* NULL = none */
    int32_t amount;      /* -1 = nobody has counted */
    Day as_of;           /* DAY_NONE = not said, as are valid_from and valid_to */
    Day valid_from;
    Day valid_to;
    bool is_sample;
    const char *source;
} Institution;

/* How a group action chooses; of an Offer. */
typedef struct Ranking {
    const char *institution_kind;
    const char *measure;
    bool smallest_first;
    int per_municipality;
    const char *approver; /* the body that has to approve; NULL = none is needed */
} Ranking;

typedef enum ChoiceState {
    CHOICE_CHOSEN,
    CHOICE_TIE,     /* as large as another, with room for fewer */
    CHOICE_UNKNOWN, /* its size, or that of a rival, is not known: it may be among the chosen */
} ChoiceState;

typedef struct InstitutionChoice {
    const Institution *institution;
    ChoiceState state;
    ApprovalState approval;
    const Approval *decision; /* the last one until the day; NULL = none */
} InstitutionChoice;

typedef struct InstitutionChoices {
    const Ranking *ranking;
    const InstitutionChoice *choices; /* by size and code, those without a size last */
    size_t n_choices;
    size_t n_candidates; /* of the kind, in the municipality, on the day */
    bool is_final;       /* no tie, and no size that is not known */
} InstitutionChoices;

/* chosen, tie, unknown */
const char *choice_state_key(ChoiceState state);
const char *choice_state_greek(ChoiceState state);
/* not_needed, none, asked, approved, refused */
const char *approval_state_key(ApprovalState state);
const char *approval_state_greek(ApprovalState state);
/* By key; APPROVAL_NONE for what is none. */
ApprovalState approval_find(const char *key);

/*
 * What the rule chooses among institutions of one municipality on the day. `approvals` are of the
 * one action, by institution and day. Everything in the answer lives in the arena or in what was
 * given.
 */
const InstitutionChoices *institutions_choose(Arena *arena, const Ranking *ranking,
        const Institution *institutions, size_t n, const Approval *approvals, size_t n_approvals,
        Day on);
