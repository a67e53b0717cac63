/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Answer view: what the answer on the screen and the sheet on paper say with the same words.
 *
 * Texts live in the arena of the view or in the answer; NULL stands for what is not known.
 */

#include "registry/base/arena.h"
#include "registry/base/buffer.h"
#include "registry/entitlement.h"

typedef struct View {
    Buffer *out;
    Arena *arena;
    const Answer *answer;
    struct MapPoints *points; /* NULL until answer_where_number() */
} View;

const char *view_day(const View *view, Day day);
/* «Δήμος Καλαμάτας, Π.Ε. Μεσσηνίας» */
const char *view_place(const View *view);
const char *view_structure(const Structure *structure);
const char *view_stop(const View *view, const AnswerStop *stop);
/* «περίπου 7,6 χλμ.»; NULL also where a rough measure would say nothing. */
const char *view_distance(const View *view, double distance_m, bool approximate);
/* «επίσημο όριο της 07/06/2010, oria_dhmwn_kallikraths» */
const char *view_boundary(const View *view, const Boundary *boundary);
/* «ηλεκτρονικά»; NULL where somebody goes to a place. */
const char *view_mode(const Offer *offer);
/* «εντός κτιρίου ναι, εκτός άγνωστη»; what nobody has said is neither yes nor no. NULL = nobody
 * has said anything. */
const char *view_access(const View *view, int8_t inside, int8_t outside);
/* «προσωρινά κλειστό έως 21/08/2026: …» */
const char *view_closure(const View *view, const Closure *closure);
/* «ανοιχτή έως 18/12/2026» */
const char *view_call(const View *view, const AnswerWhere *where);
/* «ισχύει από 01/01/2025 έως 31/12/2025» */
const char *view_amount_validity(const View *view, const Entitlement *entitlement);

/* A fact as the name of what is missing: «τι λαμβάνει ήδη», where its column says «λαμβάνει». */
const char *view_fact(const Fact *fact);

size_t view_count(const Answer *answer, Outcome verdict);
bool view_same(const char *one, const char *other);

/* `<li>label: text</li>`, nothing where there is no text. */
void view_item(Buffer *out, const char *label, const char *text);

/* Items: how many people of which specialty a structure has, what is shared. */
void view_staff(const View *view, const Structure *structure, Day on);
/* What the municipality says beside a programme, a list; nothing where it says nothing. */
void view_additions(const View *view, const Addition *const *additions, size_t n);
/* Which institutions a group action chooses, a list with the rule; nothing where it chooses none.
 */
void view_choices(const View *view, const InstitutionChoices *choices);

/* What the citizen takes along: all that is printed of an answer. The screen does not show it. */
void sheet_write(View *view);
