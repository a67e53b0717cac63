/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Referrals: a centre receives and records people, directs and refers them to an offer of another
 * structure, which accepts, declines with a reason or asks back.
 *
 * A referral says case number, offer and wished day; nothing else of the person travels. Rights,
 * duplicates and the places of a stop are looked at by the database. Asked like registry/staff.h.
 */

#include "registry/db/value.h"
#include "registry/staff.h"

/* Statuses of referral_make() beside those of staff; the numbers are the database's. */
enum {
    REFERRAL_DUPLICATE = STAFF_WRONG,
    REFERRAL_NOT_AGREED = STAFF_NOT_ALLOWED,
    REFERRAL_NOT_AGREED_SPECIAL = 5,
    REFERRAL_STOP_FULL = 6,
    REFERRAL_HOUR_OVER = 7,
};

void visit_record(const StaffAsk *ask, const Uuid *reference, const char *case_reference);

typedef struct ReferralWish {
    Uuid reference;
    const char *offer;
    const char *case_reference;
    Day on;                  /* DAY_NONE = none said */
    const char *at;          /* 09:30 of that day, in Athens; NULL = none said */
    const char *booked_from; /* when the stop begins whose place is taken; NULL = none is */
    bool agreed;
    bool agreed_special;
    bool anyway; /* although there is one already */
} ReferralWish;

/* `*ret_number` is filled with STAFF_DONE. */
void referral_make(const StaffAsk *ask, const ReferralWish *wish, int64_t *ret_number);

typedef struct Referral {
    int64_t number;
    bool is_ours; /* sent by this structure; false: received */
    const char *case_reference;
    const char *offer;
    const char *other;     /* name of the structure at the other end */
    const char *state;     /* sent, asked, answered, accepted, done, declined, withdrawn, expired */
    const char *reason;    /* NULL = none */
    const char *title;     /* NULL = the offer is no longer in the register */
    Day wished_on;         /* DAY_NONE = none said */
    const char *wished_at; /* 09:30; NULL = none said */
    bool is_booked;
    Day made_on;
    Day changed_on;
    Day due_on;
    int64_t waits_days; /* DB_NULL = it waits for nobody */
    bool has_reference; /* how this structure names the person, if it may */
    Uuid reference;
} Referral;

typedef struct Referrals {
    const Referral *items;
    size_t n;
    size_t total;
} Referrals;

void referral_list(const StaffAsk *ask, bool only_open, const Referrals **ret);

/* Places taken of one stop of a day. */
typedef struct Booking {
    Day on;
    const char *from; /* when the stop begins; NULL = of any stop of the day */
    int64_t taken;
} Booking;

typedef struct Bookings {
    const Booking *items; /* by day */
    size_t n;
} Bookings;

void referral_bookings(
        const StaffAsk *ask, const char *offer, Day from, Day to, const Bookings **ret);

/* `action`: accept, decline, ask, finish, answer, withdraw; `reason` NULL = none. */
void referral_step(const StaffAsk *ask, int64_t number, const char *action, const char *reason);

/* Greek words for a state, a reason; what is unknown comes back as it is. */
const char *referral_word(const char *key);
