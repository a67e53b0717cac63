/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/rules/facts.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define FACTS_TEXT_MAX 20000 /* bytes of `age=70; …` */
#define RECEIVES_MAX 200

void
facts_init(Facts *facts)
{
    memset(facts, 0, sizeof *facts);
}

void
facts_set(Facts *facts, FactNumber fact, int64_t value, Feed feed, Day as_of)
{
    assert(fact > FACT_NONE && fact < FACT_END);

    facts->evidence[fact] = (Evidence) {
        .value = value,
        .as_of = as_of,
        .rival_as_of = DAY_NONE,
        .state = EVIDENCE_KNOWN,
        .feed = (uint8_t) feed,
    };
}

void
facts_set_receives(Facts *facts, const int32_t *keys, size_t n_keys, Feed feed, Day as_of)
{
    facts_set(facts, FACT_RECEIVES, /* value= */ 0, feed, as_of);
    facts->receives = keys;
    facts->n_receives = (uint32_t) n_keys;
}

#define BASIS_BIT(basis) (INT64_C(1) << ((basis) -1))
#define BASIS_HOME (BASIS_BIT(RESIDENCE_REGISTERED))
#define BASIS_LIVES (BASIS_BIT(RESIDENCE_RESIDENT) | BASIS_BIT(RESIDENCE_PRESENT))

void
facts_set_residence(Facts *facts, const ResidenceIs *where, const int16_t *bases, size_t n)
{
    int64_t surely = 0;
    int64_t perhaps = 0;
    int64_t settled = 0;

    for (size_t i = 0; i < n; i++) {
        settled |= bases[i] == RESIDENCE_REGISTERED ? BASIS_HOME : BASIS_LIVES;
        if (where[i] == RESIDENCE_IS_HERE)
            surely |= BASIS_BIT(bases[i]);
        if (where[i] != RESIDENCE_IS_ELSEWHERE)
            perhaps |= BASIS_BIT(bases[i]);
    }
    if (settled == 0) {
        facts->evidence[FACT_RESIDENCE_BASIS] = (Evidence) { 0 };
        return;
    }

    perhaps |= (BASIS_HOME | BASIS_LIVES) & ~settled;
    facts_set(facts, FACT_RESIDENCE_BASIS, surely, FEED_NONE, DAY_NONE);
    if (perhaps != surely) {
        facts->evidence[FACT_RESIDENCE_BASIS].state = EVIDENCE_PARTIAL;
        facts->evidence[FACT_RESIDENCE_BASIS].rival = perhaps;
    }
}

void
facts_set_place(Facts *facts, const PlaceFacts *place)
{
    const struct {
        FactNumber fact;
        int32_t key;
    } keys[] = {
        { FACT_MUNICIPALITY, place->municipality },
        { FACT_REGIONAL_UNIT, place->regional_unit },
        { FACT_PREFECTURE, place->prefecture },
        { FACT_REGION, place->region },
    };
    const struct {
        FactNumber fact;
        int8_t trait;
    } traits[] = {
        { FACT_MOUNTAIN, place->mountain },
        { FACT_DISADVANTAGED, place->disadvantaged },
        { FACT_ISLAND, place->island },
        { FACT_REMOTE, place->remote },
    };

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (keys[i].key > 0)
            facts_set(facts, keys[i].fact, keys[i].key, FEED_NONE, DAY_NONE);
    for (size_t i = 0; i < sizeof traits / sizeof traits[0]; i++)
        if (traits[i].trait >= 0)
            facts_set(facts, traits[i].fact, traits[i].trait, FEED_NONE, DAY_NONE);
}

/* ---- as typed ------------------------------------------------------------------------------- */

static char *
trim(char *text)
{
    char *end;

    text += strspn(text, " \t\r\n");
    end = text + strlen(text);
    while (end > text && strchr(" \t\r\n", end[-1]))
        *--end = '\0';
    return text;
}

static int
compare_keys(const void *one, const void *other)
{
    int32_t a = *(const int32_t *) one;
    int32_t b = *(const int32_t *) other;

    return (a > b) - (a < b);
}

/* `EEE|A21`, or none of all. */
static bool
set_receives(Arena *arena, Facts *facts, const char *text, const Names *names,
        const Diagnostic *where, Diagnostics *diagnostics)
{
    static const char *const nothing[] = { "none", "κανένα", "καμία" };
    int32_t *keys = arena_array(arena, int32_t, RECEIVES_MAX);
    char *rest = arena_text(arena, text);
    size_t n_keys = 0;

    for (size_t i = 0; i < sizeof nothing / sizeof nothing[0]; i++)
        if (strcmp(text, nothing[i]) == 0)
            rest = NULL;

    while (rest) {
        const char *code = trim(strsep(&rest, "|"));
        int32_t key = names && names->programme ? names->programme(names->context, code) : 0;

        if (key <= 0 || n_keys == RECEIVES_MAX) {
            diagnostics_add(diagnostics, where,
                    key <= 0 ? "Δεν υπάρχει πρόγραμμα με κωδικό «%s». Γράψτε κωδικούς του μητρώου "
                               "προγραμμάτων χωρισμένους με |, ή none αν δεν λαμβάνει κανένα."
                             : "Πάρα πολλά προγράμματα στο «%s».",
                    code);
            return false;
        }
        keys[n_keys++] = key;
    }
    qsort(keys, n_keys, sizeof *keys, compare_keys);
    facts_set_receives(facts, keys, n_keys, FEED_NONE, DAY_NONE);
    return true;
}

/* Why a fact of the list cannot be given, to follow its name; NULL if it can. */
static const char *
not_given_reason(const Fact *fact)
{
    static const char *const reasons[] = {
        [FACT_CLAIMED] = NULL,
        [FACT_ASKED] = NULL,
        [FACT_RESIDENCE] = NULL,
        [FACT_LISTED] = NULL,
        [FACT_PLACED] = "προκύπτει από τον τόπο της ερώτησης· δώστε τον δήμο ή το σημείο",
        [FACT_DERIVED] = "υπολογίζεται από άλλα στοιχεία και δεν δίνεται",
        [FACT_RULE] = "δεν είναι στοιχείο προσώπου",
    };

    return reasons[fact->origin];
}

static bool
is_given(const Facts *facts, FactNumber fact)
{
    return facts->evidence[fact].state != EVIDENCE_MISSING;
}

/* An age and a birth date could contradict each other on the day asked. */
static bool
is_given_otherwise(const Facts *facts, FactNumber fact)
{
    return (fact == FACT_AGE && is_given(facts, FACT_BIRTH_DATE))
            || (fact == FACT_BIRTH_DATE && is_given(facts, FACT_AGE));
}

bool
facts_set_text(Arena *arena, Facts *facts, const char *name, const char *text, const Names *names,
        Diagnostics *diagnostics)
{
    const Fact *fact = fact_find(name);
    const Diagnostic where = {
        .column = name,
        .value = text,
        .suggestion = fact ? NULL : fact_nearest(name),
    };
    const char *reason;
    int64_t value;

    if (!fact) {
        diagnostics_add(diagnostics, &where,
                "Άγνωστο στοιχείο «%.100s»· δεν είναι στον κατάλογο των στοιχείων.", name);
        return false;
    }
    reason = not_given_reason(fact);
    if (reason) {
        diagnostics_add(diagnostics, &where, "Το στοιχείο «%s» %s", fact->greek, reason);
        return false;
    }
    if (is_given(facts, fact->number)) {
        diagnostics_add(diagnostics, &where, "Το στοιχείο «%s» δίνεται δύο φορές.", fact->greek);
        return false;
    }
    if (is_given_otherwise(facts, fact->number)) {
        diagnostics_add(diagnostics, &where,
                "Δίνονται και ηλικία και ημερομηνία γέννησης· δώστε το ένα από τα δύο.");
        return false;
    }
    if (fact->number == FACT_RECEIVES)
        return set_receives(
                arena, facts, trim(arena_text(arena, text)), names, &where, diagnostics);

    if (fact_value_parse(arena, fact, text, &value, &reason) != 0) {
        diagnostics_add(diagnostics, &where, "%s: %s", fact->greek, reason);
        return false;
    }
    facts_set(facts, fact->number, value, FEED_NONE, DAY_NONE);
    return true;
}

/*
 * A comma separates only where a fact follows it (`name=`), because 2.591,99 holds one as well.
 */
static char *
next_assignment(char **rest)
{
    char *start = *rest;

    for (char *at = start; *at; at++) {
        bool ends = *at == ';' || *at == '\n';

        if (*at == ',') {
            size_t name = strcspn(at + 1, ",;=\n");

            ends = at[1 + name] == '=' && (at[1] < '0' || at[1] > '9');
        }
        if (ends) {
            *at = '\0';
            *rest = at + 1;
            return start;
        }
    }
    *rest = NULL;
    return start;
}

bool
facts_parse(
        Arena *arena, Facts *facts, const char *text, const Names *names, Diagnostics *diagnostics)
{
    bool fine = true;
    char *rest;

    if (strlen(text) > FACTS_TEXT_MAX) {
        diagnostics_add(diagnostics, &(Diagnostic) { 0 }, "Τα στοιχεία είναι πάρα πολλά.");
        return false;
    }

    rest = arena_text(arena, text);
    while (rest) {
        char *assignment = trim(next_assignment(&rest));
        char *equals = strchr(assignment, '=');

        if (*assignment == '\0')
            continue;
        if (!equals) {
            diagnostics_add(diagnostics, &(Diagnostic) { .value = assignment },
                    "Το «%.100s» δεν έχει τη μορφή στοιχείο=τιμή, π.χ. age=70 ή ηλικία=70.",
                    assignment);
            fine = false;
            continue;
        }
        *equals = '\0';
        fine &= facts_set_text(
                arena, facts, trim(assignment), trim(equals + 1), names, diagnostics);
    }
    return fine;
}

/* ---- what follows --------------------------------------------------------------------------- */

static bool
is_known(const Facts *facts, FactNumber fact)
{
    return facts->evidence[fact].state == EVIDENCE_KNOWN;
}

/* What follows from a fact is said by its feed, on its day. */
static void
fill(Facts *facts, FactNumber fact, int64_t value, FactNumber from)
{
    if (evidence_is_open(&facts->evidence[fact]))
        facts_set(facts, fact, value, facts->evidence[from].feed, facts->evidence[from].as_of);
}

static void
fill_third(Facts *facts)
{
    const Evidence *members = &facts->evidence[FACT_MEMBERS];
    const Evidence *adults = &facts->evidence[FACT_ADULTS];
    const Evidence *minors = &facts->evidence[FACT_MINORS];
    bool has_members = is_known(facts, FACT_MEMBERS);
    bool has_adults = is_known(facts, FACT_ADULTS);
    bool has_minors = is_known(facts, FACT_MINORS);

    if (has_adults && has_minors)
        fill(facts, FACT_MEMBERS, adults->value + minors->value, FACT_ADULTS);
    else if (has_members && has_adults && members->value >= adults->value)
        fill(facts, FACT_MINORS, members->value - adults->value, FACT_MEMBERS);
    else if (has_members && has_minors && members->value > minors->value)
        fill(facts, FACT_ADULTS, members->value - minors->value, FACT_MEMBERS);
}

/* The values that claims give, from the least to the greatest; false: none. */
static bool
claimed_range(const Facts *facts, FactNumber fact, int64_t *ret_least, int64_t *ret_greatest)
{
    const Evidence *evidence = &facts->evidence[fact];
    bool two = evidence->state == EVIDENCE_CONFLICT;

    if (!two && evidence->state != EVIDENCE_KNOWN)
        return false;
    *ret_least = two && evidence->rival < evidence->value ? evidence->rival : evidence->value;
    *ret_greatest = two && evidence->rival > evidence->value ? evidence->rival : evidence->value;
    return true;
}

static void
contradict(Evidence *evidence, int64_t value, const Evidence *other, int64_t rival)
{
    evidence->state = EVIDENCE_CONFLICT;
    evidence->value = value;
    evidence->rival = rival;
    evidence->rival_feed = other->feed;
    evidence->rival_as_of = other->as_of;
}

/* Nobody is above the highest of the household: where claims say so, one of the two is wrong, and
 * either may be. */
static void
contradict_disability(Facts *facts)
{
    Evidence own = facts->evidence[FACT_DISABILITY_PCT];
    Evidence highest = facts->evidence[FACT_MAX_DISABILITY_PCT];
    int64_t own_least, own_greatest, highest_least, highest_greatest;

    if (!claimed_range(facts, FACT_DISABILITY_PCT, &own_least, &own_greatest)
            || !claimed_range(facts, FACT_MAX_DISABILITY_PCT, &highest_least, &highest_greatest)
            || own_least <= highest_greatest)
        return;
    contradict(&facts->evidence[FACT_DISABILITY_PCT], own_least, &highest, highest_greatest);
    contradict(&facts->evidence[FACT_MAX_DISABILITY_PCT], highest_greatest, &own, own_least);
}

void
facts_fill(Facts *facts)
{
    static const struct {
        FactNumber fact;
        int64_t value;
    } alone[] = {
        { FACT_ADULTS, 1 },
        { FACT_MINORS, 0 },
        { FACT_DEPENDENT_CHILDREN, 0 },
        { FACT_UNPROTECTED_CHILDREN, 0 },
        { FACT_COUPLE, 0 },
        { FACT_LIVES_ALONE, 1 },
    };

    fill_third(facts);
    contradict_disability(facts);
    if (!is_known(facts, FACT_MEMBERS) || facts->evidence[FACT_MEMBERS].value != 1)
        return;

    for (size_t i = 0; i < sizeof alone / sizeof alone[0]; i++)
        fill(facts, alone[i].fact, alone[i].value, FACT_MEMBERS);
    if (is_known(facts, FACT_INCOME_YEAR))
        fill(facts, FACT_PERSONAL_INCOME_YEAR, facts->evidence[FACT_INCOME_YEAR].value,
                FACT_INCOME_YEAR);
    else if (is_known(facts, FACT_PERSONAL_INCOME_YEAR))
        fill(facts, FACT_INCOME_YEAR, facts->evidence[FACT_PERSONAL_INCOME_YEAR].value,
                FACT_PERSONAL_INCOME_YEAR);
}
