/* SPDX-License-Identifier: EUPL-1.2 */
#include "importers/population_model.h"

#include <assert.h>
#include <string.h>

#define EURO INT64_C(100)
#define ADULT_AGE 18
#define DAYS_A_YEAR 365

/* Code numbers of choice facts, in the order of registry/rules/fact.c; a unit test holds them. */
enum { GREEK, ETHNIC_GREEK, EU, THIRD_COUNTRY, STATELESS };
enum { EMPLOYED, SELF_EMPLOYED, UNEMPLOYED_REGISTERED, UNEMPLOYED, INACTIVE, RETIRED, STUDENT };
enum { DIRECT, INDIRECT, UNINSURED };
enum { HOUSED, STREET, UNSUITABLE, MAKESHIFT_SETTLEMENT, HOSTEL, REHABILITATION, PRECARIOUS };
enum { NO_INSTITUTION, CARE, MENTAL_HEALTH };
enum { NO_STUDIES, SCHOOL, UNIVERSITY };
enum { CERTIFICATE_VALID, CERTIFICATE_PENDING, CERTIFICATE_EXPIRED, CERTIFICATE_NONE };
enum { OWNED, RENTED, HOSTED, FREE, NO_DWELLING };

const char *const sample_benefits[] = { "EEE", "A21", "HOUSING_BENEFIT", "UNINSURED_ELDERLY",
    "OPEKA_SUPPORT_1", "KOT_A", "HEATING", "FOOD_CARD" };
const size_t sample_n_benefits = sizeof sample_benefits / sizeof sample_benefits[0];
enum {
    GETS_EEE,
    GETS_A21,
    GETS_HOUSING,
    GETS_ELDERLY,
    GETS_DISABILITY,
    GETS_KOT_A,
    GETS_HEATING,
    GETS_FOOD
};
#define GETS(benefit) (INT64_C(1) << (benefit))

/* ---- random numbers: splitmix64, which is the same on every machine -------------------------- */

void
random_seed(Random *random, uint64_t seed, uint64_t stream)
{
    random->state = seed * UINT64_C(0x9e3779b97f4a7c15) + stream * UINT64_C(0xd1342543de82ef95);
    (void) random_next(random);
}

uint64_t
random_next(Random *random)
{
    uint64_t mixed = random->state += UINT64_C(0x9e3779b97f4a7c15);

    mixed = (mixed ^ (mixed >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    mixed = (mixed ^ (mixed >> 27)) * UINT64_C(0x94d049bb133111eb);
    return mixed ^ (mixed >> 31);
}

int64_t
random_below(Random *random, int64_t below)
{
    assert(below > 0);

    return (int64_t) (((unsigned __int128) random_next(random) * (uint64_t) below) >> 64);
}

int64_t
random_between(Random *random, int64_t low, int64_t high)
{
    return low + random_below(random, high - low + 1);
}

bool
random_share(Random *random, int per_mille)
{
    return random_below(random, 1000) < per_mille;
}

/* The index of a weight, drawn in proportion. */
static size_t
draw_weighted(Random *random, const int *weights, size_t n_weights)
{
    int64_t total = 0;
    int64_t mark;
    size_t i = 0;

    for (size_t w = 0; w < n_weights; w++)
        total += weights[w];
    mark = random_below(random, total);
    while (mark >= weights[i])
        mark -= weights[i++];
    return i;
}

#define DRAW(random, ...)                                             \
    ((int64_t) draw_weighted((random), (const int[]) { __VA_ARGS__ }, \
            sizeof((const int[]) { __VA_ARGS__ }) / sizeof(int)))

/* ---- who lives together ---------------------------------------------------------------------- */

/* clang-format off */
static const struct Kind {
    int weight;                /* of 1,000 households */
    int adults_low, adults_high;
    int age_low, age_high;     /* of the first adult */
    int children_low, children_high;
    bool couple;
    bool roma;
    bool no_home;
} kinds[] = {
    { 165, 1, 1, 24, 66, 0, 0, .couple = false },
    { 140, 1, 1, 67, 94, 0, 0, .couple = false },
    { 125, 2, 2, 67, 90, 0, 0, .couple = true },
    { 145, 2, 2, 25, 66, 0, 0, .couple = true },
    { 270, 2, 2, 25, 52, 1, 4, .couple = true },
    {  70, 1, 1, 22, 55, 1, 3, .couple = false },
    {  62, 3, 4, 45, 75, 0, 2, .couple = true },
    {  12, 2, 2, 20, 45, 2, 6, .couple = true, .roma = true },
    {   4, 1, 1, 22, 45, 1, 4, .couple = false, .roma = true },
    {   7, 1, 1, 20, 70, 0, 0, .couple = false, .no_home = true },
};
/* clang-format on */

static const struct Kind *
draw_kind(Random *random)
{
    int weights[sizeof kinds / sizeof kinds[0]];

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        weights[i] = kinds[i].weight;
    return &kinds[draw_weighted(random, weights, sizeof kinds / sizeof kinds[0])];
}

static void
facts_clear(int64_t facts[FACT_COUNT + 1])
{
    for (size_t i = 0; i <= FACT_COUNT; i++)
        facts[i] = SAMPLE_NOT_SAID;
}

static int
age_of(const SamplePerson *person, Day on)
{
    return day_age((Day) person->facts[FACT_BIRTH_DATE], on);
}

static SamplePerson *
add_member(Random *random, Day on, int64_t age, SampleHousehold *household)
{
    SamplePerson *person = &household->members[household->n_members++];
    Day birth = day_add_years(on, (int) -age);

    *person = (SamplePerson) { .registered = SAMPLE_NOWHERE };
    facts_clear(person->facts);
    /* The birthday was today, or on one of the 363 days before it. */
    person->facts[FACT_BIRTH_DATE] = birth - random_below(random, DAYS_A_YEAR - 1);
    return person;
}

static int64_t
clamp(int64_t value, int64_t low, int64_t high)
{
    return value < low ? low : value > high ? high : value;
}

static void
draw_members(
        Random *random, const struct Kind *kind, Day on, size_t room, SampleHousehold *household)
{
    int64_t first = random_between(random, kind->age_low, kind->age_high);
    int64_t adults = random_between(random, kind->adults_low, kind->adults_high);
    int64_t children = random_between(random, kind->children_low, kind->children_high);

    (void) add_member(random, on, first, household);
    for (int64_t i = 1; i < adults && household->n_members < room; i++) {
        int64_t age = i == 1 && kind->couple ? first + random_between(random, -6, 3)
                                             : first - random_between(random, 22, 30);

        (void) add_member(random, on, clamp(age, ADULT_AGE, 99), household);
    }
    for (int64_t i = 0; i < children && household->n_members < room; i++)
        (void) add_member(random, on,
                clamp(first - random_between(random, 20, 38), 0, ADULT_AGE - 1), household);
}

/* What follows from who is there. */
static void
count_members(Random *random, const struct Kind *kind, Day on, SampleHousehold *household)
{
    int64_t *facts = household->facts;
    int64_t ages = 0;
    int64_t minors = 0;
    bool school_age = false;
    bool couple = kind->couple && household->n_members > 1;

    for (size_t i = 0; i < household->n_members; i++) {
        int age = age_of(&household->members[i], on);

        if (age >= ADULT_AGE)
            continue;
        minors++;
        ages |= INT64_C(1) << age;
        school_age = school_age || (age >= 4 && age <= 16);
    }
    facts[FACT_MEMBERS] = (int64_t) household->n_members;
    facts[FACT_MINORS] = minors;
    facts[FACT_ADULTS] = facts[FACT_MEMBERS] - minors;
    facts[FACT_DEPENDENT_CHILDREN] = minors;
    facts[FACT_UNPROTECTED_CHILDREN] = minors > 0 && random_share(random, 8);
    facts[FACT_CHILD_AGES] = ages;
    if (school_age)
        facts[FACT_CHILDREN_ENROLLED] = !random_share(random, kind->roma ? 300 : 15);
    facts[FACT_COUPLE] = couple;
    facts[FACT_ONE_PARENT] = minors > 0 && !couple && facts[FACT_ADULTS] == 1;
    for (size_t i = 0; i < 2 && couple; i++)
        household->members[i].facts[FACT_PARTNER_AGE] = age_of(&household->members[1 - i], on);
}

/* ---- each person ------------------------------------------------------------------------------
 */

static void
draw_origin(Random *random, int age, bool roma, int64_t *facts)
{
    int64_t nationality = roma ? GREEK : DRAW(random, 905, 12, 23, 58, 2);
    int64_t years = age;

    if (nationality != GREEK)
        years = clamp(random_between(random, 0, 32), 0, age);
    facts[FACT_NATIONALITY] = nationality;
    facts[FACT_LEGAL_RESIDENCE_YEARS] = years;
    facts[FACT_LOCAL_RESIDENCE_YEARS] =
            random_share(random, 600) ? years : random_between(random, 0, years);
    facts[FACT_ROMA] = roma;
    facts[FACT_HAS_AMKA] = nationality == GREEK || !random_share(random, 60);
}

static void
draw_work(Random *random, int age, bool poor, int64_t *facts)
{
    int64_t work = INACTIVE;

    if (age >= ADULT_AGE && age < 25 && random_share(random, 550))
        work = STUDENT;
    else if (age < ADULT_AGE)
        work = INACTIVE;
    else if (age >= 67)
        work = random_share(random, 930) ? RETIRED : INACTIVE;
    else if (poor)
        work = DRAW(random, 180, 60, 330, 130, 260, 40);
    else
        work = DRAW(random, 620, 190, 55, 15, 70, 50);

    facts[FACT_EMPLOYMENT] = work;
    facts[FACT_STUDIES] = NO_STUDIES;
    if (work == STUDENT)
        facts[FACT_STUDIES] = UNIVERSITY;
    else if (age >= 4 && age < ADULT_AGE)
        facts[FACT_STUDIES] = SCHOOL;
    if (work == UNEMPLOYED_REGISTERED || work == UNEMPLOYED)
        facts[FACT_UNEMPLOYED_MONTHS] = random_between(random, 1, 60);
    else
        facts[FACT_UNEMPLOYED_MONTHS] = 0;
}

static void
draw_insurance(Random *random, int age, bool poor, int64_t *facts)
{
    int64_t work = facts[FACT_EMPLOYMENT];
    bool works = work == EMPLOYED || work == SELF_EMPLOYED || work == RETIRED;

    facts[FACT_INSURANCE] = works ? DIRECT : INDIRECT;
    if (!works && age >= ADULT_AGE && random_share(random, poor ? 450 : 120))
        facts[FACT_INSURANCE] = UNINSURED;
    facts[FACT_PUBLIC_INSURED] = facts[FACT_INSURANCE] != UNINSURED && random_share(random, 150);
    facts[FACT_INSURED_DAYS] = works && age >= ADULT_AGE
            ? random_between(random, 50, 300) * (age - 17) / 4
            : random_between(random, 0, 400);
    facts[FACT_PENSION] = work == RETIRED
            ? random_between(random, poor ? 330 : 480, poor ? 620 : 1650) * EURO
            : 0;
}

/* Yearly, in cents; of the person alone. */
static int64_t
draw_income(Random *random, bool poor, const int64_t *facts)
{
    switch (facts[FACT_EMPLOYMENT]) {
    case EMPLOYED:
        return random_between(random, poor ? 1200 : 8000, poor ? 7500 : 38000) * EURO;
    case SELF_EMPLOYED:
        return random_between(random, poor ? 0 : 5000, poor ? 6500 : 52000) * EURO;
    case RETIRED:
        return facts[FACT_PENSION] * 12;
    case UNEMPLOYED_REGISTERED:
        return random_between(random, 0, 3800) * EURO;
    default:
        return random_share(random, 800) ? 0 : random_between(random, 1, 2400) * EURO;
    }
}

static void
draw_disability(Random *random, int age, int64_t *facts)
{
    static const int64_t kinds_of[] = { 1, 2, 4, 8, 16, 32, 64, 128 };

    facts[FACT_DISABILITY_PCT] = 0;
    facts[FACT_DISABILITY_KIND] = 0;
    facts[FACT_DISABILITY_CERTIFICATE] = CERTIFICATE_NONE;
    facts[FACT_NEEDS_CARE] = age >= 75 && random_share(random, 140);
    if (!random_share(random, age < ADULT_AGE ? 20 : age < 65 ? 55 : 150))
        return;

    facts[FACT_DISABILITY_PCT] = random_between(random, 7, 19) * 5;
    facts[FACT_DISABILITY_KIND] = kinds_of[DRAW(random, 300, 60, 70, 90, 150, 60, 50, 220)];
    facts[FACT_DISABILITY_CERTIFICATE] = DRAW(random, 820, 70, 80, 30);
    if (facts[FACT_DISABILITY_PCT] >= 80)
        facts[FACT_NEEDS_CARE] = random_share(random, 450);
}

static void
draw_place_of_living(
        Random *random, const struct Kind *kind, int age, size_t n_members, int64_t *facts)
{
    bool alone = n_members == 1;

    facts[FACT_HOMELESSNESS] = HOUSED;
    if (kind->no_home)
        facts[FACT_HOMELESSNESS] = DRAW(random, 0, 380, 120, 0, 330, 60, 110);
    facts[FACT_INSTITUTION] = NO_INSTITUTION;
    if (alone && age >= 67 && random_share(random, 45))
        facts[FACT_INSTITUTION] = CARE;
    else if (alone && random_share(random, 4))
        facts[FACT_INSTITUTION] = MENTAL_HEALTH;
    facts[FACT_LIVES_ALONE] = alone && facts[FACT_INSTITUTION] == NO_INSTITUTION;
}

static void
draw_person(Random *random, const struct Kind *kind, Day on, bool poor, size_t n_members,
        SamplePerson *person)
{
    int age = age_of(person, on);

    draw_origin(random, age, kind->roma, person->facts);
    draw_work(random, age, poor, person->facts);
    draw_insurance(random, age, poor, person->facts);
    person->facts[FACT_PERSONAL_INCOME_YEAR] =
            age < ADULT_AGE ? 0 : draw_income(random, poor, person->facts);
    draw_disability(random, age, person->facts);
    draw_place_of_living(random, kind, age, n_members, person->facts);
}

/* ---- what the household has --------------------------------------------------------------------
 */

static void
add_up_members(SampleHousehold *household)
{
    int64_t *facts = household->facts;

    facts[FACT_INCOME_YEAR] = 0;
    facts[FACT_MAX_DISABILITY_PCT] = 0;
    for (size_t i = 0; i < household->n_members; i++) {
        const int64_t *own = household->members[i].facts;

        facts[FACT_INCOME_YEAR] += own[FACT_PERSONAL_INCOME_YEAR];
        if (own[FACT_DISABILITY_PCT] > facts[FACT_MAX_DISABILITY_PCT])
            facts[FACT_MAX_DISABILITY_PCT] = own[FACT_DISABILITY_PCT];
    }
    for (size_t i = 0; i < 2 && facts[FACT_COUPLE] == 1; i++)
        household->members[i].facts[FACT_PARTNER_PENSION] =
                household->members[1 - i].facts[FACT_PENSION];
}

static void
draw_property(Random *random, const struct Kind *kind, bool poor, int64_t *facts)
{
    int64_t tenure = poor ? DRAW(random, 420, 390, 120, 70) : DRAW(random, 720, 220, 30, 30);

    if (kind->no_home)
        tenure = NO_DWELLING;
    else if (kind->roma && random_share(random, 450))
        tenure = NO_DWELLING;
    facts[FACT_TENURE] = tenure;
    facts[FACT_RENT] = tenure == RENTED ? random_between(random, 15, 75) * 10 * EURO : 0;
    facts[FACT_REAL_ESTATE] = 0;
    if (tenure == OWNED)
        facts[FACT_REAL_ESTATE] = random_between(random, 12, poor ? 130 : 420) * 1000 * EURO;
    facts[FACT_DEPOSITS] = random_between(random, 0, poor ? 4200 : 32000) * EURO;
    facts[FACT_MOVABLE_PROPERTY] = random_between(random, 0, poor ? 4000 : 16000) * EURO;
    facts[FACT_VEHICLES] = random_share(random, poor ? 420 : 120)
            ? 0
            : random_between(random, 15, 90) * 100 * EURO;
    facts[FACT_LUXURY] = !poor && random_share(random, 18);
    facts[FACT_TAX_RETURN] = !random_share(random, kind->no_home ? 500 : 20);
    facts[FACT_MECHANICAL_SUPPORT] =
            facts[FACT_MAX_DISABILITY_PCT] >= 80 && random_share(random, 80);
    /* Half a year, give or take a fifth. */
    facts[FACT_INCOME_6M] = facts[FACT_INCOME_YEAR] * random_between(random, 40, 60) / 100;
}

/* ---- what they receive -------------------------------------------------------------------------
 */

/* The share of each that draws what he seems to have a right to; the rest is non-take-up. */
static int64_t
draw_benefits(Random *random, const SampleHousehold *household, int age, const int64_t *own)
{
    const int64_t *facts = household->facts;
    int64_t limit = (1296 + 648 * (facts[FACT_ADULTS] - 1) + 324 * facts[FACT_MINORS]) * EURO;
    int64_t gets = 0;

    if (facts[FACT_INCOME_6M] <= limit && facts[FACT_LUXURY] == 0
            && own[FACT_INSTITUTION] == NO_INSTITUTION && random_share(random, 620))
        gets |= GETS(GETS_EEE) | GETS(GETS_FOOD) | GETS(GETS_KOT_A);
    if (facts[FACT_MINORS] > 0 && facts[FACT_INCOME_YEAR] <= 26000 * EURO
            && random_share(random, 880))
        gets |= GETS(GETS_A21);
    if (facts[FACT_TENURE] == RENTED && facts[FACT_INCOME_YEAR] <= 10500 * EURO
            && random_share(random, 560))
        gets |= GETS(GETS_HOUSING);
    if (facts[FACT_INCOME_YEAR] <= 16000 * EURO && random_share(random, 480))
        gets |= GETS(GETS_HEATING);
    if (age >= 67 && own[FACT_INSURANCE] == UNINSURED && own[FACT_PENSION] == 0
            && random_share(random, 700))
        gets |= GETS(GETS_ELDERLY);
    if (own[FACT_DISABILITY_PCT] >= 67 && own[FACT_DISABILITY_CERTIFICATE] == CERTIFICATE_VALID
            && random_share(random, 750))
        gets |= GETS(GETS_DISABILITY);
    return gets;
}

void
sample_household_draw(Random *random, Day on, size_t members_max, SampleHousehold *ret_household)
{
    const struct Kind *kind = draw_kind(random);
    size_t room = members_max < SAMPLE_MEMBERS_MAX ? members_max : SAMPLE_MEMBERS_MAX;
    bool poor = kind->roma || kind->no_home || random_share(random, 340);

    assert(members_max > 0);

    ret_household->n_members = 0;
    ret_household->home = SAMPLE_NOWHERE;
    ret_household->no_home = kind->no_home;
    ret_household->scripted = false;
    facts_clear(ret_household->facts);

    draw_members(random, kind, on, room, ret_household);
    count_members(random, kind, on, ret_household);
    for (size_t i = 0; i < ret_household->n_members; i++)
        draw_person(random, kind, on, poor, ret_household->n_members, &ret_household->members[i]);
    add_up_members(ret_household);
    draw_property(random, kind, poor, ret_household->facts);
    if (kind->roma && ret_household->facts[FACT_TENURE] == NO_DWELLING)
        for (size_t i = 0; i < ret_household->n_members; i++)
            ret_household->members[i].facts[FACT_HOMELESSNESS] = MAKESHIFT_SETTLEMENT;
    for (size_t i = 0; i < ret_household->n_members; i++) {
        SamplePerson *person = &ret_household->members[i];

        person->facts[FACT_RECEIVES] =
                draw_benefits(random, ret_household, age_of(person, on), person->facts);
    }
}
