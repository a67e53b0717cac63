/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/institution.h"

#include <string.h>

#define WORD_ROW(key, one, accepted, several) { key, one, several },

static const InstitutionWord kinds[] = { INSTITUTION_KINDS(WORD_ROW) };
static const InstitutionWord measures[] = { INSTITUTION_MEASURES(WORD_ROW) };

static const InstitutionWord *
find(const InstitutionWord *words, size_t n, const char *key)
{
    for (size_t i = 0; key && i < n; i++)
        if (strcmp(words[i].key, key) == 0)
            return &words[i];
    return NULL;
}

const InstitutionWord *
institution_kind(const char *key)
{
    return find(kinds, sizeof kinds / sizeof *kinds, key);
}

const InstitutionWord *
institution_measure(const char *key)
{
    return find(measures, sizeof measures / sizeof *measures, key);
}

static const struct {
    const char *key;
    const char *greek;
} choice_states[] = {
    [CHOICE_CHOSEN] = { "chosen", "επιλέγεται" },
    [CHOICE_TIE] = { "tie", "ισοψηφία" },
    [CHOICE_UNKNOWN] = { "unknown", "άγνωστο μέγεθος" },
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
