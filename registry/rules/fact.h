/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Facts: the closed list of what a criterion may ask about a person, a household or a place.
 *
 * One table in fact.c: key, Greek name, type, unit, who knows it, which document proves it. The
 * number of a fact is its position in the SQL arrays `facts bigint[]` and never changes once given;
 * new facts are added at the end.
 *
 * Encoding of a value in an int64: yes-no 0 and 1 · money in cents · a number as it is · a date as
 * Day · a choice as the index of its code, from 0 · a set of codes or of ages as a bit mask (bit i
 * = code i, age i) · a place as its key. `receives`, `meets` and `same_as` are sets of programme
 * keys and have no value of this kind.
 */

#include "registry/base/arena.h"
#include "registry/base/date.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* clang-format off */
typedef enum FactNumber {
    FACT_NONE = 0,
    FACT_BIRTH_DATE, FACT_AGE, FACT_NATIONALITY, FACT_RESIDENCE_BASIS, FACT_LEGAL_RESIDENCE_YEARS,
    FACT_LOCAL_RESIDENCE_YEARS, FACT_HAS_AMKA, FACT_DISABILITY_PCT, FACT_DISABILITY_KIND,
    FACT_DISABILITY_CERTIFICATE, FACT_EMPLOYMENT, FACT_UNEMPLOYED_MONTHS, FACT_INSURED_DAYS,
    FACT_INSURANCE, FACT_PUBLIC_INSURED, FACT_PENSION, FACT_PERSONAL_INCOME_YEAR, FACT_ROMA,
    FACT_HOMELESSNESS, FACT_INSTITUTION, FACT_STUDIES, FACT_NEEDS_CARE, FACT_LIVES_ALONE,
    FACT_RECEIVES,
    FACT_MEMBERS, FACT_ADULTS, FACT_MINORS, FACT_DEPENDENT_CHILDREN, FACT_UNPROTECTED_CHILDREN,
    FACT_CHILD_AGES, FACT_CHILDREN_ENROLLED, FACT_COUPLE, FACT_PARTNER_AGE, FACT_PARTNER_PENSION,
    FACT_ONE_PARENT, FACT_INCOME_YEAR, FACT_INCOME_6M, FACT_REAL_ESTATE, FACT_MOVABLE_PROPERTY,
    FACT_DEPOSITS, FACT_VEHICLES, FACT_LUXURY, FACT_TAX_RETURN, FACT_RENT, FACT_TENURE,
    FACT_MAX_DISABILITY_PCT, FACT_MECHANICAL_SUPPORT,
    FACT_MUNICIPALITY, FACT_REGIONAL_UNIT, FACT_PREFECTURE, FACT_REGION, FACT_MOUNTAIN,
    FACT_DISADVANTAGED, FACT_ISLAND, FACT_REMOTE,
    FACT_CHILD, FACT_ELDERLY, FACT_DISABLED, FACT_HOMELESS, FACT_DESTITUTE,
    FACT_EQUIVALENT_INCOME, FACT_GUARANTEED_6M, FACT_MEETS, FACT_SAME_AS,
    FACT_END
} FactNumber;
/* clang-format on */

#define FACT_COUNT (FACT_END - 1) /* facts are numbered 1..FACT_COUNT */

typedef enum FactType {
    FACT_YES_NO,
    FACT_WHOLE, /* a count of `unit` */
    FACT_MONEY, /* cents for each `period` */
    FACT_DATE,
    FACT_CHOICE,     /* one of `codes` */
    FACT_CODES,      /* some of `codes` */
    FACT_AGES,       /* ages of several people */
    FACT_PLACE,      /* key of a place of `place_level` */
    FACT_PROGRAMMES, /* keys of programmes */
} FactType;

typedef enum FactSubject {
    FACT_OF_PERSON,
    FACT_OF_HOUSEHOLD,
    FACT_OF_PLACE,
} FactSubject;

typedef enum FactOrigin {
    FACT_CLAIMED,   /* a feed says it: a column of beneficiaries and a position in the arrays */
    FACT_ASKED,     /* only in a question: `age`, which registers hold as a birth date */
    FACT_RESIDENCE, /* read from the residences, relative to the municipality asked */
    FACT_LISTED,    /* a feed says it, kept in a table of its own: `receives` */
    FACT_PLACED,    /* follows from the municipality and the day */
    FACT_DERIVED,   /* computed from other facts; never given */
    FACT_RULE,      /* no fact of anybody: `same_as` */
} FactOrigin;

typedef enum Period {
    PERIOD_NONE, /* an amount as such: property, deposits */
    PERIOD_MONTH,
    PERIOD_SIX_MONTHS,
    PERIOD_YEAR,
    PERIOD_SAME, /* of a parameter only: whatever period the fact has that is held against it */
} Period;

typedef enum Feed {
    FEED_NONE = 0, /* typed in the question */
    FEED_TAX,
    FEED_INSURANCE,
    FEED_WELFARE,
    FEED_INSTITUTION,
    FEED_CENTRE,
    FEED_END
} Feed;

#define FEED_COUNT (FEED_END - 1)
#define FACT_BITS_MAX 62 /* highest code or age in a mask */

typedef struct FactCode {
    const char *key;
    const char *greek;
} FactCode;

typedef struct Fact {
    FactNumber number;
    const char *key;
    const char *greek; /* as shown and as accepted in files; other accepted names stand in fact.c */
    FactType type;
    FactSubject subject;
    FactOrigin origin;
    Period period;
    const char *unit; /* Greek, for a whole number: έτη, μήνες, %; else NULL */
    int64_t low;      /* the smallest and the largest value that can be */
    int64_t high;
    const FactCode *codes;
    size_t n_codes;
    uint8_t feeds[FEED_COUNT]; /* who knows it, best first; FEED_NONE ends the list */
    const char *document;      /* which proves it */
    bool special;              /* special category of personal data */
    int32_t good_for_days;     /* how long a claim is fresh; 0 = for ever */
} Fact;

enum {
    FACT_E_VALUE = 1, /* not a value of this fact; the reason says what is expected */
};

/* By number 1..FACT_COUNT. */
const Fact *fact_of(FactNumber number);

/* By key or by Greek name; accents, case, spaces and underscores do not matter. NULL = no such. */
const Fact *fact_find(const char *name);
/* The key nearest to a name that is not in the list, for a suggestion; NULL if none is near. */
const char *fact_nearest(const char *name);

/* May a beneficiaries file have a column of this fact? (Residence and birth date included.) */
bool fact_is_claimed(const Fact *fact);

/*
 * Reads what a person or a feed wrote: codes in English or Greek, sets separated by `|` (an empty
 * set is `κανένα` or `none`), ages as `3|7` or `4..16`, money as money.h. Not for places and
 * programmes, which need the registers. On FACT_E_VALUE the reason is a Greek sentence in the
 * arena.
 */
int fact_value_parse(Arena *arena, const Fact *fact, const char *text, int64_t *ret_value,
        const char **ret_reason);

/* As a Greek reader wants it: «2.591,99 €», «70 έτη», «ναι», «ανασφάλιστος». Places: the key. */
const char *fact_value_format(Arena *arena, const Fact *fact, int64_t value);
/* As files hold it and fact_value_parse() reads it back: `2591.99`, `70`, `yes`, `uninsured`. */
const char *fact_value_key(Arena *arena, const Fact *fact, int64_t value);

/* tax, insurance, welfare, institution, centre; and φορολογική αρχή … */
const char *feed_key(Feed feed);
const char *feed_greek(Feed feed);
Feed feed_find(const char *name); /* FEED_NONE = no such */

/* month, «τον μήνα» … */
const char *period_key(Period period);
const char *period_greek(Period period);
/* Blank gives PERIOD_SAME; `once`/εφάπαξ PERIOD_NONE. False: not a period. */
bool period_find(const char *name, Period *ret_period);
/* What an amount per `from` is multiplied with to be one per `to`; 0 = these do not convert. */
int64_t period_factor(Period from, Period to);
