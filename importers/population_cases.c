/* SPDX-License-Identifier: EUPL-1.2 */
#include "importers/population_cases.h"

#include "registry/base/arena.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#define CASE_SERIAL 7001 /* drawn persons have serials from 8000 */
#define CASE_AFM 99999901

#define ALONE                                                                      \
    "members=1; adults=1; minors=0; dependent_children=0; unprotected_children=0;" \
    "child_ages=none; couple=no; one_parent=no;"
#define TWO_PARENTS                                                               \
    "members=4; adults=2; minors=2; dependent_children=2;"                        \
    "unprotected_children=0; child_ages=7|11; children_enrolled=yes; couple=yes;" \
    "one_parent=no; lives_alone=no; partner_age=41; partner_pension=0;"
#define ONE_PARENT                                                                 \
    "members=3; adults=1; minors=2; dependent_children=2; unprotected_children=0;" \
    "child_ages=6|9; children_enrolled=yes; couple=no; one_parent=yes;"            \
    "lives_alone=no;"
#define GREEK_FOR(years)                                  \
    "nationality=greek; legal_residence_years=" years ";" \
    "local_residence_years=12; has_amka=yes; roma=no;"
#define HEALTHY                                                            \
    "disability_pct=0; disability_kind=none; disability_certificate=none;" \
    "needs_care=no; max_disability_pct=0; mechanical_support=no; institution=none;"
#define HOUSED "homelessness=no;"
#define NO_WEALTH                                                             \
    "real_estate=0; movable_property=0; deposits=600; vehicles=0; luxury=no;" \
    "tax_return=yes;"
#define UNINSURED "insurance=uninsured; public_insured=no; insured_days=0; pension=0;"
#define INSURED "insurance=direct; public_insured=no; insured_days=900; pension=0;"
#define AT_WORK "employment=employed; unemployed_months=0; studies=none;"
#define NO_WORK "employment=inactive; unemployed_months=0; studies=none;"
#define ON_THE_DOLE "employment=unemployed_registered; unemployed_months=14; studies=none;"
#define RENTS(euro) "tenure=rented; rent=" euro ";"

/* clang-format off */
const PopulationCase population_cases[] = {
    { "Καλαμάτα: 70 ετών, ανασφάλιστη, μόνη, σε ενοίκιο - καθαρές κρίσεις",
      "1956-03-15", "4401", "4401",
      ALONE GREEK_FOR("70") HEALTHY HOUSED NO_WEALTH UNINSURED NO_WORK RENTS("250")
      "lives_alone=yes; personal_income_year=3000; income_year=3000; income_6m=1200;"
      "receives=none", NULL },
    { "Τρίκαλα μόνο: ζευγάρι με δύο παιδιά, εργαζόμενος",
      "1984-09-02", "2601", "2601",
      TWO_PARENTS GREEK_FOR("42") HEALTHY HOUSED NO_WEALTH INSURED AT_WORK RENTS("320")
      "personal_income_year=7800; income_year=7800; income_6m=3900; receives=A21", NULL },
    { "Δημότης Καλαμάτας, κάτοικος Τρικάλων: μονογονεϊκή με δύο παιδιά",
      "1988-01-23", "2601", "4401",
      ONE_PARENT GREEK_FOR("38") HEALTHY HOUSED NO_WEALTH INSURED ON_THE_DOLE RENTS("280")
      "personal_income_year=2400; income_year=2400; income_6m=1100; receives=A21|EEE", NULL },
    { "Καλαμάτα: λείπει το εισόδημα εξαμήνου",
      "1979-05-30", "4401", "4401",
      TWO_PARENTS GREEK_FOR("47") HEALTHY HOUSED NO_WEALTH INSURED ON_THE_DOLE RENTS("300")
      "personal_income_year=2100; income_year=4100; receives=none", NULL },
    { "Καλαμάτα: η φορολογική διοίκηση και το κέντρο διαφωνούν για την κατοικία",
      "1990-11-11", "4401", "4401",
      ALONE GREEK_FOR("36") HEALTHY HOUSED NO_WEALTH INSURED AT_WORK RENTS("240")
      "lives_alone=yes; personal_income_year=5200; income_year=5200; income_6m=2700;"
      "receives=none", "tenure=hosted; rent=0" },
    { "Τρίκαλα: καταυλισμός, ζευγάρι με δύο παιδιά",
      "1992-06-08", "2601", "2601",
      TWO_PARENTS "nationality=greek; legal_residence_years=34; local_residence_years=34;"
      "has_amka=yes; roma=yes; homelessness=makeshift_settlement;" HEALTHY NO_WEALTH UNINSURED
      NO_WORK "tenure=none; rent=0; personal_income_year=0; income_year=900; income_6m=400;"
      "receives=EEE|FOOD_CARD", NULL },
    { "Οιχαλία: 78 ετών με αναπηρία 80%, εξυπηρετείται από την κινητή μονάδα",
      "1948-02-17", "4404", "4404",
      ALONE GREEK_FOR("78") HOUSED NO_WEALTH
      "disability_pct=80; disability_kind=motor; disability_certificate=valid; needs_care=yes;"
      "max_disability_pct=80; mechanical_support=no; institution=none; insurance=direct;"
      "public_insured=no; insured_days=5200; pension=520; employment=retired;"
      "unemployed_months=0; studies=none; tenure=owned; rent=0; lives_alone=yes;"
      "personal_income_year=6240; income_year=6240; income_6m=3120; receives=none", NULL },
    { "Νίκαια - Αγ. Ι. Ρέντης: συνταξιούχος, μόνος",
      "1953-12-05", "5104", "5104",
      ALONE GREEK_FOR("72") HEALTHY HOUSED NO_WEALTH
      "insurance=direct; public_insured=no; insured_days=6000; pension=610;"
      "employment=retired; unemployed_months=0; studies=none; tenure=owned; rent=0;"
      "lives_alone=yes; personal_income_year=7320; income_year=7320; income_6m=3660;"
      "receives=none", NULL },
    { "Χωρίς κατοικία πουθενά: μόνο για σκοπό «παρουσία»",
      "1975-10-14", NULL, NULL,
      ALONE GREEK_FOR("51") HEALTHY "homelessness=street;" NO_WEALTH UNINSURED
      "employment=unemployed; unemployed_months=30; studies=none; tenure=none; rent=0;"
      "lives_alone=yes; personal_income_year=0; income_year=0; income_6m=0; receives=none",
      NULL },
};
/* clang-format on */

const size_t population_n_cases = sizeof population_cases / sizeof population_cases[0];

/* ---- reading the facts of a case ----------------------------------------------------------------
 */

static int64_t
read_benefits(const char *text)
{
    int64_t bits = 0;

    if (strcmp(text, "none") == 0)
        return 0;
    for (size_t i = 0; i < sample_n_benefits; i++) {
        const char *found = strstr(text, sample_benefits[i]);
        size_t length = strlen(sample_benefits[i]);

        if (found && (found[length] == '|' || found[length] == '\0'))
            bits |= INT64_C(1) << i;
    }
    return bits;
}

/* What is wrong in the table above is our own mistake, so it ends the process. */
static void
read_facts(const char *text, int64_t facts[FACT_COUNT + 1])
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    char *rest = arena_text(arena, text);
    char *pair;

    while ((pair = strsep(&rest, ";"))) {
        char *name = strsep(&pair, "=");
        const Fact *fact;
        const char *reason;

        name += strspn(name, " ");
        if (*name == '\0')
            continue;
        fact = fact_find(name);
        assert(fact && pair);
        if (fact->number == FACT_RECEIVES) {
            facts[FACT_RECEIVES] = read_benefits(pair);
            continue;
        }
        if (fact_value_parse(arena, fact, pair, &facts[fact->number], &reason) != 0)
            assert(false && "a case of the sample holds a wrong value");
    }
}

static size_t
municipality_of(const char *code)
{
    for (size_t i = 0; code && i < sample_n_municipalities; i++)
        if (strcmp(sample_municipalities[i].code, code) == 0)
            return i;
    assert(!code);
    return SAMPLE_NOWHERE;
}

static void
number_case(size_t ordinal, Day birth, SamplePerson *person)
{
    int year;
    int month;
    int day;

    day_to_ymd(birth, &year, &month, &day);
    (void) snprintf(person->amka, sizeof person->amka, "%02u%02u%02u%04u", (unsigned) day % 100,
            (unsigned) month % 100, (unsigned) year % 100,
            (unsigned) (CASE_SERIAL + ordinal) % 10000);
    person->amka[AMKA_DIGITS - 1] = amka_check_digit(person->amka);
    (void) snprintf(
            person->afm, sizeof person->afm, "%08u", (unsigned) (CASE_AFM + ordinal) % 100000000);
    person->afm[AFM_DIGITS - 1] = afm_check_digit(person->afm);
}

void
population_case_make(const PopulationCase *one, SampleHousehold *ret_household)
{
    SamplePerson *person = &ret_household->members[0];
    Day birth;

    *ret_household = (SampleHousehold) {
        .n_members = 1,
        .home = municipality_of(one->home),
        .no_home = !one->home,
        .scripted = true,
    };
    for (size_t i = 0; i <= FACT_COUNT; i++)
        ret_household->facts[i] = person->facts[i] = SAMPLE_NOT_SAID;

    read_facts(one->facts, person->facts);
    if (day_parse(one->birth, &birth) != 0)
        assert(false && "a case of the sample holds a wrong birth date");
    person->facts[FACT_BIRTH_DATE] = birth;
    person->registered = municipality_of(one->registered);
    number_case((size_t) (one - population_cases), birth, person);
}

void
population_case_dispute(const PopulationCase *one, int64_t ret_facts[FACT_COUNT + 1])
{
    for (size_t i = 0; i <= FACT_COUNT; i++)
        ret_facts[i] = SAMPLE_NOT_SAID;
    if (one->dispute)
        read_facts(one->dispute, ret_facts);
}

void
population_nobody(char ret_amka[AMKA_DIGITS + 1])
{
    (void) snprintf(ret_amka, AMKA_DIGITS + 1, "%s", "2007507999");
    ret_amka[AMKA_DIGITS - 1] = amka_check_digit(ret_amka);
    ret_amka[AMKA_DIGITS] = '\0';
}
