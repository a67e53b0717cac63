/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/supply_views.h"

#include <string.h>

const SupplyView supply_views[] = {
    { "holes", "Κενά παροχής",
            "Προγράμματα που ισχύουν και δεν δίνονται ούτε στον δήμο ούτε κοντά.",
            SUPPLY_ASKS_REACH | SUPPLY_ASKS_PROGRAMME | SUPPLY_ASKS_IN_PERSON, FIGURES_ELIGIBLE,
            supply_holes },
    { "reach", "Πόσο κοντά", "Από όσους δικαιούνται, πόσοι έχουν το πρόγραμμα σε πόσα χιλιόμετρα.",
            SUPPLY_ASKS_REACH | SUPPLY_ASKS_PROGRAMME | SUPPLY_NEEDS_PROGRAMME, FIGURES_ELIGIBLE,
            supply_reach },
    { "equity", "Ισότητα τόπου",
            "Όσα δίνει ο νόμος δίπλα σε όσα φτάνουν στους κατοίκους, ανά δήμο.",
            SUPPLY_ASKS_REACH | SUPPLY_ASKS_IN_PERSON, FIGURES_NONE, supply_equity },
    { "overlap", "Επικαλύψεις", "Το ίδιο από διαφορετικούς φορείς στον ίδιο δήμο.", 0, FIGURES_NONE,
            supply_overlap },
    { "funding", "Χρηματοδοτήσεις που λήγουν",
            "Δομές που η γνωστή τους χρηματοδότηση έληξε ή λήγει.", SUPPLY_ASKS_AHEAD, FIGURES_NONE,
            supply_funding },
    { "staff", "Στελέχωση",
            "Πόσοι εργάζονται σε κάθε δομή, για πόσους κατοίκους, και έως πότε πληρώνονται.", 0,
            FIGURES_NONE, supply_staff },
    { "institutions", "Ιδρύματα ομαδικών δράσεων",
            "Ποιο σχολείο ή ίδρυμα κάθε δήμου επιλέγει μια δράση, και αν εγκρίθηκε.", 0,
            FIGURES_NONE, supply_institutions },
    { "demand", "Ζήτηση χωρίς παροχή",
            "Τι ρωτήθηκε τον προηγούμενο μήνα και δεν υπήρχε ποιος να το δώσει.",
            SUPPLY_ASKS_PROGRAMME, FIGURES_ASKED, supply_demand },
    { "what-if", "Τι θα άλλαζε",
            "Ένα νέο σημείο ή στάση, ή τα σημεία που θα έφταναν τους "
            "περισσότερους.",
            SUPPLY_ASKS_REACH | SUPPLY_ASKS_PROGRAMME | SUPPLY_NEEDS_PROGRAMME | SUPPLY_ASKS_POINTS,
            FIGURES_UNSERVED, supply_what_if },
};

const size_t supply_n_views = sizeof supply_views / sizeof *supply_views;

const SupplyView *
supply_view(const char *key)
{
    for (size_t i = 0; i < supply_n_views; i++)
        if (strcmp(supply_views[i].key, key) == 0)
            return &supply_views[i];
    return NULL;
}

SupplyQuestion
supply_question(const Snapshot *snapshot)
{
    return (SupplyQuestion) {
        .snapshot = snapshot,
        .on = day_today(),
        .reach = { .metres = REACH_M, .days = REACH_DAYS },
        .days_ahead = SUPPLY_DAYS_AHEAD,
        .point = GEO_NOWHERE,
        .k = SUPPLY_K,
    };
}

FiguresQuestion
supply_figures_question(const SupplyView *view, const SupplyQuestion *question)
{
    int year, month, day;
    Day first;

    day_to_ymd(question->on, &year, &month, &day);
    first = question->on - (day - 1);
    return (FiguresQuestion) {
        .what = view->figures,
        .programme = question->programme ? question->programme->key : 0,
        .month = first - 1,
    };
}
