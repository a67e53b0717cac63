/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * A referral as somebody wishes it, from the words of a form or of JSON: what is wrong with it is
 * noted by the form's fields. Rights, duplicates and places are looked at by the database.
 */

#include "api/web/pages.h"

#include "registry/referral.h"

/* The offer by its code in the current registers, NULL = none. */
const Offer *referral_offer(const Snapshot *snapshot, const char *code);

/* Fills the wish from the form, whose offer is there; `notes` are added to. */
void referral_wish_read(
        Arena *arena, const ReferralForm *form, ReferralWish *ret_wish, FormNotes *notes);

/* What the database said against it, as a note; false where there is nothing to tell. */
bool referral_wish_refused(StaffStatus status, FormNotes *notes);
