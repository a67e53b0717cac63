/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/referral_wish.h"

#include "registry/opening.h"
#include "registry/person.h"
#include "registry/snapshot.h"

#include <string.h>

const Offer *
referral_offer(const Snapshot *snapshot, const char *code)
{
    for (size_t i = 0; i < snapshot_n_offers(snapshot); i++) {
        const Offer *offer = snapshot_offer(snapshot, i);

        if (strcmp(offer->code, code) == 0)
            return offer;
    }
    return NULL;
}

typedef struct Reading {
    Arena *arena;
    const Offer *offer;
    ReferralWish *wish;
    FormNotes *notes;
    Minute minute;
} Reading;

/* A day of a mobile unit is one on which it stands somewhere, and takes a place there. */
static void
read_stop(Reading *reading)
{
    const Structure *unit = reading->offer->structure;
    const Stop *stop = unit_stop_on(unit, reading->wish->on, reading->minute);
    const Stop *first = unit_stop_on(unit, reading->wish->on, /* minute= */ -1);
    Day next = unit_next_day(unit, reading->wish->on);
    char day[DAY_TEXT_SIZE];

    if (stop)
        reading->wish->booked_from = stop->from;
    else if (first)
        form_note(reading->notes, "hour",
                arena_format(reading->arena,
                        "Εκείνη την ημέρα η κινητή μονάδα είναι εκεί %s–%s. Γράψτε ώρα μέσα σε "
                        "αυτές, ή αφήστε την κενή.",
                        first->from, first->to));
    else if (next == DAY_NONE)
        form_note(reading->notes, "wished",
                "Η κινητή μονάδα δεν έχει άλλη στάση. Αφήστε την ημέρα κενή.");
    else
        form_note(reading->notes, "wished",
                arena_format(reading->arena,
                        "Η κινητή μονάδα δεν έχει στάση εκείνη την ημέρα. Η επόμενη είναι στις %s.",
                        day_format_greek(next, day)));
}

static void
read_hours(Reading *reading)
{
    const char *hours = offer_hours_on(reading->offer, reading->wish->on);

    if (reading->minute >= 0 && hours_hold(hours, reading->minute) == OUTCOME_FALSE)
        form_note(reading->notes, "hour",
                arena_format(reading->arena,
                        "Η παροχή δίνεται: %s. Γράψτε ώρα μέσα σε αυτές, ή αφήστε την κενή.",
                        hours));
}

static void
read_appointment(Reading *reading)
{
    const Closure *closure = offer_closure_on(reading->offer, reading->wish->on);
    const char *mode = closure && closure->mode ? closure->mode : reading->offer->mode;
    char day[DAY_TEXT_SIZE];

    if (closure && !closure->mode)
        form_note(reading->notes, "wished",
                closure->valid_to == DAY_NONE
                        ? "Εκείνη την ημέρα η παροχή δεν δίνεται. Προτείνετε άλλη."
                        : arena_format(reading->arena,
                                "Εκείνη την ημέρα η παροχή δεν δίνεται, έως και %s. Προτείνετε "
                                "άλλη.",
                                day_format_greek(closure->valid_to, day)));
    else if (mode && strcmp(mode, "stop") == 0)
        read_stop(reading);
    else
        read_hours(reading);
}

static void
read_day(Reading *reading, const char *wished)
{
    if (*wished && day_parse(wished, &reading->wish->on) != 0)
        form_note(reading->notes, "wished", "Γράψτε την ημέρα όπως 21/11/2026, ή αφήστε κενό.");
    else if (reading->wish->on != DAY_NONE && reading->wish->on < day_today())
        form_note(reading->notes, "wished", "Η ημέρα έχει περάσει. Γράψτε άλλη, ή αφήστε κενό.");
}

static void
read_hour(Reading *reading, const char *hour)
{
    char text[MINUTE_TEXT_SIZE];

    if (!*hour)
        return;
    if (!minute_parse(hour, &reading->minute))
        form_note(reading->notes, "hour", "Γράψτε την ώρα όπως 09:30, ή αφήστε κενό.");
    else if (reading->wish->on == DAY_NONE)
        form_note(reading->notes, "wished", "Γράψτε και την ημέρα της ώρας που επιθυμεί.");
    else
        reading->wish->at = arena_text(reading->arena, minute_format(reading->minute, text));
}

void
referral_wish_read(Arena *arena, const ReferralForm *form, ReferralWish *ret_wish, FormNotes *notes)
{
    size_t noted = notes->n;
    Reading reading = { arena, form->offer, ret_wish, notes, /* minute= */ -1 };

    *ret_wish = (ReferralWish) {
        .reference = ret_wish->reference,
        .offer = form->offer->code,
        .case_reference = form->case_reference,
        .on = DAY_NONE,
        .agreed = form->agreed,
        .agreed_special = form->special,
        .anyway = form->anyway,
    };
    read_day(&reading, form->wished);
    read_hour(&reading, form->hour);
    if (ret_wish->on != DAY_NONE && notes->n == noted)
        read_appointment(&reading);
    if (!person_case_is_valid(form->case_reference))
        form_note(notes, "case", "Γράψτε αριθμό υπόθεσης όπως ΚΚ-2026-00017.");
    if (!form->agreed)
        form_note(notes, "agreed",
                "Παραπομπή γίνεται μόνο αν το πρόσωπο συμφωνεί. Ρωτήστε το και σημειώστε το.");
}

bool
referral_wish_refused(StaffStatus status, FormNotes *notes)
{
    static const struct {
        int status;
        const char *field;
        const char *text;
    } refusals[] = {
        { REFERRAL_DUPLICATE, "anyway",
                "Υπάρχει ήδη ανοιχτή παραπομπή αυτού του προσώπου σε αυτή την παροχή. Αν "
                "χρειάζεται "
                "και δεύτερη, σημειώστε το." },
        { REFERRAL_NOT_AGREED, "agreed",
                "Παραπομπή γίνεται μόνο αν το πρόσωπο συμφωνεί. Ρωτήστε το και σημειώστε το." },
        { REFERRAL_NOT_AGREED_SPECIAL, "special",
                "Η παροχή απευθύνεται σε ειδική κατηγορία: η παραπομπή το φανερώνει στη δομή που "
                "τη "
                "δέχεται. Ρωτήστε το πρόσωπο αν συμφωνεί και με αυτό." },
        { REFERRAL_STOP_FULL, "wished",
                "Δεν υπάρχει άλλη θέση σε αυτή τη στάση. Προτείνετε άλλη ημέρα." },
        { REFERRAL_HOUR_OVER, "hour", "Η ώρα έχει περάσει. Γράψτε άλλη, ή αφήστε κενό." },
    };

    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++)
        if (refusals[i].status == (int) status) {
            form_note(notes, refusals[i].field, refusals[i].text);
            return true;
        }
    return false;
}
