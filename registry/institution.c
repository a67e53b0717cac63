/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/institution.h"

#include <stdlib.h>
#include <string.h>

#define KIND_ROW(key, one, accepted, several) { key, one, several },
#define MEASURE_ROW(key, name, accepted, several, most, least) { key, several, most, least },

static const InstitutionKind kinds[] = { INSTITUTION_KINDS(KIND_ROW) };
static const InstitutionMeasure measures[] = { INSTITUTION_MEASURES(MEASURE_ROW) };

const InstitutionKind *
institution_kind(const char *key)
{
    for (size_t i = 0; key && i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].key, key) == 0)
            return &kinds[i];
    return NULL;
}

const InstitutionMeasure *
institution_measure(const char *key)
{
    for (size_t i = 0; key && i < sizeof measures / sizeof *measures; i++)
        if (strcmp(measures[i].key, key) == 0)
            return &measures[i];
    return NULL;
}

static const struct {
    const char *key;
    const char *greek;
} choice_states[] = {
    [CHOICE_CHOSEN] = { "chosen", "επιλέγεται" },
    [CHOICE_TIE] = { "tie", "ισοψηφία" },
    [CHOICE_UNKNOWN] = { "unknown", "μπορεί να επιλέγεται" },
}, approval_states[] = {
    [APPROVAL_NOT_NEEDED] = { "not_needed", "δεν χρειάζεται έγκριση" },
    [APPROVAL_NONE] = { "none", "δεν έχει ζητηθεί έγκριση" },
    [APPROVAL_ASKED] = { "asked", "ζητήθηκε έγκριση" },
    [APPROVAL_GIVEN] = { "approved", "εγκρίθηκε" },
    [APPROVAL_REFUSED] = { "refused", "δεν εγκρίθηκε" },
};

const char *
choice_state_key(ChoiceState state)
{
    return choice_states[state].key;
}

const char *
choice_state_greek(ChoiceState state)
{
    return choice_states[state].greek;
}

const char *
approval_state_key(ApprovalState state)
{
    return approval_states[state].key;
}

const char *
approval_state_greek(ApprovalState state)
{
    return approval_states[state].greek;
}

ApprovalState
approval_find(const char *key)
{
    for (size_t i = 0; key && i < sizeof approval_states / sizeof *approval_states; i++)
        if (strcmp(approval_states[i].key, key) == 0)
            return (ApprovalState) i;
    return APPROVAL_NONE;
}

/* ---- the choice --------------------------------------------------------------------------- */

static bool
is_candidate(const Ranking *ranking, const Institution *institution, Day on)
{
    return strcmp(institution->kind, ranking->institution_kind) == 0
            && (institution->valid_from == DAY_NONE || institution->valid_from <= on)
            && (institution->valid_to == DAY_NONE || on <= institution->valid_to);
}

/* A size in another unit, or of a day that is still to come, says nothing. */
static bool
is_measured(const Ranking *ranking, const Institution *institution, Day on)
{
    return institution->amount >= 0 && institution->measure
            && strcmp(institution->measure, ranking->measure) == 0
            && (institution->as_of == DAY_NONE || institution->as_of <= on);
}

static int
by_size(const void *one, const void *other, void *context)
{
    const Institution *a = ((const InstitutionChoice *) one)->institution;
    const Institution *b = ((const InstitutionChoice *) other)->institution;
    const Ranking *ranking = context;

    if (a->amount != b->amount)
        return (a->amount < b->amount) == ranking->smallest_first ? -1 : 1;
    return strcmp(a->code, b->code);
}

static void
look_up_approval(InstitutionChoice *choice, const Ranking *ranking, const Approval *approvals,
        size_t n, Day on)
{
    choice->approval = ranking->approver ? APPROVAL_NONE : APPROVAL_NOT_NEEDED;
    for (size_t i = 0; i < n; i++) {
        if (approvals[i].institution != choice->institution->key || approvals[i].decided_on > on)
            continue;
        choice->approval = approvals[i].decision;
        choice->decision = &approvals[i];
    }
}

/* Of n in order, those that are chosen; more than may be chosen are as large as the last one. */
static size_t
choose(const Ranking *ranking, InstitutionChoice *choices, size_t n)
{
    size_t limit = (size_t) ranking->per_municipality;
    size_t first, last;
    int32_t amount;

    if (n <= limit)
        return n;
    amount = choices[limit - 1].institution->amount;
    for (first = limit; first > 0 && choices[first - 1].institution->amount == amount; first--)
        ;
    for (last = limit; last < n && choices[last].institution->amount == amount; last++)
        ;
    if (last == limit)
        return limit;
    for (size_t i = first; i < last; i++)
        choices[i].state = CHOICE_TIE;
    return last;
}

/* Each of those that nobody has measured may come before those that are. */
static void
doubt(const Ranking *ranking, InstitutionChoice *choices, size_t n, size_t n_unmeasured)
{
    for (size_t i = 0; i < n; i++)
        if (choices[i].state == CHOICE_CHOSEN
                && i + n_unmeasured >= (size_t) ranking->per_municipality)
            choices[i].state = CHOICE_UNKNOWN;
}

const InstitutionChoices *
institutions_choose(Arena *arena, const Ranking *ranking, const Institution *institutions, size_t n,
        const Approval *approvals, size_t n_approvals, Day on)
{
    InstitutionChoices *all = arena_alloc(arena, sizeof *all);
    InstitutionChoice *choices = arena_array(arena, InstitutionChoice, n);
    size_t n_measured = 0, n_chosen;
    bool room_for_all;

    *all = (InstitutionChoices) { .ranking = ranking, .choices = choices, .is_final = true };
    for (size_t i = 0; i < n; i++) {
        if (!is_candidate(ranking, &institutions[i], on))
            continue;
        all->n_candidates++;
        if (is_measured(ranking, &institutions[i], on))
            choices[n_measured++] = (InstitutionChoice) { .institution = &institutions[i] };
    }
    qsort_r(choices, n_measured, sizeof *choices, by_size, (void *) (uintptr_t) ranking);
    room_for_all = all->n_candidates <= (size_t) ranking->per_municipality;
    n_chosen = choose(ranking, choices, n_measured);
    if (!room_for_all)
        doubt(ranking, choices, n_chosen, all->n_candidates - n_measured);
    for (size_t i = 0; i < n; i++)
        if (is_candidate(ranking, &institutions[i], on)
                && !is_measured(ranking, &institutions[i], on))
            choices[n_chosen++] = (InstitutionChoice) {
                .institution = &institutions[i],
                .state = room_for_all ? CHOICE_CHOSEN : CHOICE_UNKNOWN,
            };
    for (size_t i = 0; i < n_chosen; i++) {
        all->is_final = all->is_final && choices[i].state == CHOICE_CHOSEN;
        look_up_approval(&choices[i], ranking, approvals, n_approvals, on);
    }
    all->n_choices = n_chosen;
    return all;
}
