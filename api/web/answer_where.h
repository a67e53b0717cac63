/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Answer, where: the responsible centre, the places of delivery, what structures give beside
 * programmes, and the map of all of these.
 *
 * Everything is named by its neutral name, on the map as in the lists: what is for a special group
 * never says so.
 */

#include "api/web/answer_view.h"

#include "registry/snapshot.h"

/* Gives every place of the answer its number; before anything else of this module. */
void answer_where_number(View *view);

void answer_where_centre(View *view);

/* «Κέντρο Κοινότητας, περίπου 7,6 χλμ.»: the nearest place, in so many words as fit a line. */
void answer_where_glance(View *view, const Entitlement *entitlement);

/* Where a programme is delivered; where nothing serves here, who serves others. */
void answer_where_list(View *view, const Entitlement *entitlement);

/* Services and group actions, apart from the programmes, because nobody is entitled to them. */
void answer_where_beside(View *view);

/* On the screen and on paper: the map, and what its numbers are. */
void answer_where_map(View *view, const Snapshot *snapshot);
