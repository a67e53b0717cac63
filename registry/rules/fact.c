/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/rules/fact.h"

#include "registry/base/digits.h"
#include "registry/base/money.h"
#include "registry/base/text.h"

#include <assert.h>
#include <ctype.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#define NAMES_PER_FACT_MAX 8
#define VALUE_TEXT_MAX 400 /* bytes of a value; the longest right one lists all ages */
#define FIRST_DAY -32872   /* 1880-01-01 */
#define LAST_DAY 84006     /* 2200-01-01 */

/* ---- the lists of codes ------------------------------------------------------------------- */

#define CODES(name, ...) static const FactCode name[] = { __VA_ARGS__ }

CODES(yes_no_codes, { "no", "όχι" }, { "yes", "ναι" });
CODES(nationality_codes, { "greek", "ελληνική" }, { "ethnic_greek", "ομογενής" },
        { "eu", "χώρα ΕΕ" }, { "third_country", "τρίτη χώρα" }, { "stateless", "ανιθαγενής" });
CODES(residence_codes, { "registered", "δημότης" }, { "resident", "κάτοικος" },
        { "present", "παρών" });
CODES(disability_codes, { "motor", "κινητική" }, { "visual", "όρασης" }, { "hearing", "ακοής" },
        { "intellectual", "νοητική" }, { "psychosocial", "ψυχοκοινωνική" },
        { "blood", "αιματολογική" }, { "renal", "νεφρική" }, { "chronic", "λοιπή χρόνια" });
CODES(certificate_codes, { "valid", "σε ισχύ" }, { "pending", "σε εκκρεμότητα" },
        { "expired", "έληξε" }, { "none", "καμία" });
CODES(employment_codes, { "employed", "μισθωτός" }, { "self_employed", "αυτοαπασχολούμενος" },
        { "unemployed_registered", "εγγεγραμμένος άνεργος" }, { "unemployed", "άνεργος" },
        { "inactive", "ανενεργός" }, { "retired", "συνταξιούχος" }, { "student", "φοιτητής" });
CODES(insurance_codes, { "direct", "άμεσα ασφαλισμένος" }, { "indirect", "έμμεσα ασφαλισμένος" },
        { "uninsured", "ανασφάλιστος" });
CODES(homelessness_codes, { "no", "όχι" }, { "street", "στον δρόμο" },
        { "unsuitable", "ακατάλληλο κατάλυμα" },
        { "makeshift_settlement", "αυτοσχέδιος καταυλισμός" }, { "hostel", "ξενώνας" },
        { "rehabilitation", "πλαίσιο απεξάρτησης" }, { "precarious", "επισφαλής στέγαση" },
        { "shelter", "καταφύγιο" });
CODES(institution_codes, { "none", "όχι" }, { "care", "μονάδα φροντίδας" },
        { "mental_health", "μονάδα ψυχικής υγείας" }, { "monastery", "μονή" },
        { "prison", "κατάστημα κράτησης" });
CODES(studies_codes, { "none", "όχι" }, { "school", "σχολείο" }, { "university", "πανεπιστήμιο" },
        { "training", "κατάρτιση" });
CODES(tenure_codes, { "owned", "ιδιόκτητη" }, { "rented", "ενοικιαζόμενη" },
        { "hosted", "φιλοξενία" }, { "free", "δωρεάν παραχώρηση" }, { "none", "καμία" });

#define HAS(list) .codes = list, .n_codes = sizeof list / sizeof list[0]
#define ONE_OF(list) \
    .type = FACT_CHOICE, .high = (int64_t) (sizeof list / sizeof list[0]) - 1, HAS(list)
#define SOME_OF(list) \
    .type = FACT_CODES, .high = (INT64_C(1) << (sizeof list / sizeof list[0])) - 1, HAS(list)
#define YES_NO .type = FACT_YES_NO, .high = 1, HAS(yes_no_codes)
#define EURO_EACH(of) .type = FACT_MONEY, .period = PERIOD_##of, .high = MONEY_MAX
#define WHOLE(of, from, to) .type = FACT_WHOLE, .unit = of, .low = from, .high = to
#define KEY_OF_PLACE .type = FACT_PLACE, .low = 1, .high = INT32_MAX
#define DATE .type = FACT_DATE, .low = FIRST_DAY, .high = LAST_DAY

/* ---- who knows it, which document proves it, how long it is good for ------------------------ */

#define KNOWN_TO(...) .feeds = { __VA_ARGS__ }
#define TAX FEED_TAX
#define INSURANCE FEED_INSURANCE
#define WELFARE FEED_WELFARE
#define INSTITUTION FEED_INSTITUTION
#define CENTRE FEED_CENTRE

#define ASSESSMENT .document = "εκκαθαριστικό"
#define PROPERTY_FORM .document = "δήλωση Ε9"
#define IDENTITY .document = "ταυτότητα ή ληξιαρχική πράξη γέννησης"
#define FAMILY_STATUS .document = "πιστοποιητικό οικογενειακής κατάστασης"
#define DISABILITY_PAPER .document = "ΓΑΠΑ"
#define RESIDENCE_PAPER .document = "βεβαίωση μόνιμης κατοικίας"
#define RESIDENCE_PERMIT .document = "βεβαίωση μόνιμης κατοικίας ή, για αλλοδαπούς, τίτλος διαμονής"
#define JOB_PAPER .document = "δελτίο ανεργίας ή βεβαίωση εργασίας"
#define INSURANCE_PAPER .document = "βεβαίωση ασφάλισης (e-ΕΦΚΑ)"
#define PENSION_PAPER .document = "βεβαίωση συντάξεων (e-ΕΦΚΑ)"
#define HOUSING_PAPER .document = "μισθωτήριο ή άλλος τίτλος κατοικίας"
#define SOCIAL_REPORT .document = "κοινωνική έκθεση"
#define STUDY_PAPER .document = "βεβαίωση φοίτησης"
#define BANK_PAPER .document = "βεβαίωση υπολοίπων λογαριασμών"
#define STATEMENT .document = "υπεύθυνη δήλωση"

#define GOOD(days) .good_for_days = days
#define FOR_EVER GOOD(0)
#define TAX_YEAR GOOD(550) /* an assessment stands until the next one is due */

#define OF_PERSON .subject = FACT_OF_PERSON, .origin = FACT_CLAIMED
#define OF_HOUSEHOLD .subject = FACT_OF_HOUSEHOLD, .origin = FACT_CLAIMED
#define OF_PLACE .subject = FACT_OF_PLACE, .origin = FACT_PLACED
#define DERIVED .subject = FACT_OF_PERSON, .origin = FACT_DERIVED
#define SPECIAL .special = true

/* clang-format off */
static const Fact facts[FACT_COUNT + 1] = {
#define ROW(name, english, hellenic, ...) [FACT_##name] = { \
    .number = FACT_##name, .key = english, .greek = hellenic, __VA_ARGS__ }

    ROW(BIRTH_DATE, "birth_date", "ημερομηνία γέννησης", OF_PERSON, DATE,
        KNOWN_TO(INSURANCE, TAX, WELFARE, INSTITUTION, CENTRE), IDENTITY, FOR_EVER),
    ROW(AGE, "age", "ηλικία", .subject = FACT_OF_PERSON, .origin = FACT_ASKED, WHOLE("έτη", 0, 130),
        KNOWN_TO(INSURANCE, TAX, WELFARE, INSTITUTION, CENTRE), IDENTITY, FOR_EVER),
    ROW(NATIONALITY, "nationality", "ιθαγένεια", OF_PERSON, ONE_OF(nationality_codes),
        KNOWN_TO(INSURANCE, TAX, WELFARE, CENTRE), .document = "ταυτότητα, διαβατήριο ή τίτλος διαμονής",
        FOR_EVER),
    ROW(RESIDENCE_BASIS, "residence_basis", "σχέση με τον δήμο", .subject = FACT_OF_PERSON,
        .origin = FACT_RESIDENCE, SOME_OF(residence_codes), KNOWN_TO(CENTRE, WELFARE, TAX),
        RESIDENCE_PAPER, FOR_EVER),
    ROW(LEGAL_RESIDENCE_YEARS, "legal_residence_years", "έτη νόμιμης διαμονής", OF_PERSON,
        WHOLE("έτη", 0, 130), KNOWN_TO(WELFARE, CENTRE), RESIDENCE_PERMIT, GOOD(730)),
    ROW(LOCAL_RESIDENCE_YEARS, "local_residence_years", "έτη κατοικίας στον τόπο", OF_PERSON,
        WHOLE("έτη", 0, 130), KNOWN_TO(WELFARE, CENTRE), RESIDENCE_PAPER, GOOD(730)),
    ROW(HAS_AMKA, "has_amka", "διαθέτει ΑΜΚΑ", OF_PERSON, YES_NO,
        KNOWN_TO(INSURANCE, CENTRE), .document = "βεβαίωση ΑΜΚΑ", FOR_EVER),
    ROW(DISABILITY_PCT, "disability_pct", "ποσοστό αναπηρίας", OF_PERSON, WHOLE("%", 0, 100),
        KNOWN_TO(INSURANCE, WELFARE, INSTITUTION, CENTRE), DISABILITY_PAPER, GOOD(730), SPECIAL),
    ROW(DISABILITY_KIND, "disability_kind", "είδος αναπηρίας", OF_PERSON, SOME_OF(disability_codes),
        KNOWN_TO(INSURANCE, WELFARE, INSTITUTION, CENTRE), DISABILITY_PAPER, GOOD(1825), SPECIAL),
    ROW(DISABILITY_CERTIFICATE, "disability_certificate", "πιστοποίηση αναπηρίας", OF_PERSON,
        ONE_OF(certificate_codes), KNOWN_TO(INSURANCE, WELFARE, CENTRE), DISABILITY_PAPER, GOOD(365),
        SPECIAL),
    ROW(EMPLOYMENT, "employment", "απασχόληση", OF_PERSON, ONE_OF(employment_codes),
        KNOWN_TO(INSURANCE, WELFARE, TAX, CENTRE), JOB_PAPER, GOOD(180)),
    ROW(UNEMPLOYED_MONTHS, "unemployed_months", "μήνες ανεργίας", OF_PERSON, WHOLE("μήνες", 0, 720),
        KNOWN_TO(INSURANCE, WELFARE, CENTRE), JOB_PAPER, GOOD(180)),
    ROW(INSURED_DAYS, "insured_days", "ημέρες ασφάλισης", OF_PERSON, WHOLE("ημέρες", 0, 25000),
        KNOWN_TO(INSURANCE), INSURANCE_PAPER, GOOD(365)),
    ROW(INSURANCE, "insurance", "ασφάλιση", OF_PERSON, ONE_OF(insurance_codes),
        KNOWN_TO(INSURANCE, WELFARE, CENTRE), INSURANCE_PAPER, GOOD(365)),
    ROW(PUBLIC_INSURED, "public_insured", "ασφαλισμένος Δημοσίου", OF_PERSON, YES_NO,
        KNOWN_TO(INSURANCE, CENTRE), INSURANCE_PAPER, GOOD(730)),
    ROW(PENSION, "pension", "σύνταξη", OF_PERSON, EURO_EACH(MONTH),
        KNOWN_TO(INSURANCE, TAX, WELFARE, CENTRE), PENSION_PAPER, GOOD(400)),
    ROW(PERSONAL_INCOME_YEAR, "personal_income_year", "ατομικό εισόδημα έτους", OF_PERSON,
        EURO_EACH(YEAR), KNOWN_TO(TAX, WELFARE, CENTRE), ASSESSMENT, TAX_YEAR),
    ROW(ROMA, "roma", "ρομά", OF_PERSON, YES_NO, KNOWN_TO(CENTRE), STATEMENT, FOR_EVER, SPECIAL),
    ROW(HOMELESSNESS, "homelessness", "αστεγία", OF_PERSON, ONE_OF(homelessness_codes),
        KNOWN_TO(CENTRE, INSTITUTION, WELFARE), SOCIAL_REPORT, GOOD(365), SPECIAL),
    ROW(INSTITUTION, "institution", "διαμονή σε ίδρυμα", OF_PERSON, ONE_OF(institution_codes),
        KNOWN_TO(INSTITUTION, CENTRE), .document = "βεβαίωση ιδρύματος", GOOD(365), SPECIAL),
    ROW(STUDIES, "studies", "φοίτηση", OF_PERSON, ONE_OF(studies_codes),
        KNOWN_TO(WELFARE, CENTRE), STUDY_PAPER, GOOD(365)),
    ROW(NEEDS_CARE, "needs_care", "αδυναμία αυτοεξυπηρέτησης", OF_PERSON, YES_NO,
        KNOWN_TO(CENTRE, INSTITUTION, WELFARE), SOCIAL_REPORT, GOOD(730), SPECIAL),
    ROW(LIVES_ALONE, "lives_alone", "μένει μόνος", OF_PERSON, YES_NO,
        KNOWN_TO(CENTRE, WELFARE), SOCIAL_REPORT, GOOD(365)),
    ROW(RECEIVES, "receives", "λαμβάνει", .subject = FACT_OF_PERSON, .origin = FACT_LISTED,
        .type = FACT_PROGRAMMES, KNOWN_TO(WELFARE, INSURANCE, CENTRE),
        .document = "απόφαση χορήγησης παροχών", GOOD(180), SPECIAL),

    ROW(MEMBERS, "members", "μέλη", OF_HOUSEHOLD, WHOLE("μέλη", 1, 40),
        KNOWN_TO(WELFARE, CENTRE, TAX), FAMILY_STATUS, TAX_YEAR),
    ROW(ADULTS, "adults", "ενήλικες", OF_HOUSEHOLD, WHOLE("ενήλικες", 1, 40),
        KNOWN_TO(WELFARE, CENTRE, TAX), FAMILY_STATUS, TAX_YEAR),
    ROW(MINORS, "minors", "ανήλικα", OF_HOUSEHOLD, WHOLE("ανήλικα", 0, 40),
        KNOWN_TO(WELFARE, CENTRE, TAX), FAMILY_STATUS, TAX_YEAR),
    ROW(DEPENDENT_CHILDREN, "dependent_children", "εξαρτώμενα τέκνα", OF_HOUSEHOLD,
        WHOLE("τέκνα", 0, 40), KNOWN_TO(TAX, WELFARE, CENTRE), FAMILY_STATUS, TAX_YEAR),
    ROW(UNPROTECTED_CHILDREN, "unprotected_children", "απροστάτευτα τέκνα", OF_HOUSEHOLD,
        WHOLE("τέκνα", 0, 40), KNOWN_TO(WELFARE, CENTRE), SOCIAL_REPORT, TAX_YEAR),
    ROW(CHILD_AGES, "child_ages", "ηλικίες τέκνων", OF_HOUSEHOLD, .type = FACT_AGES,
        .high = INT64_MAX, KNOWN_TO(WELFARE, CENTRE, TAX), FAMILY_STATUS, GOOD(365)),
    ROW(CHILDREN_ENROLLED, "children_enrolled", "τέκνα σε φοίτηση", OF_HOUSEHOLD, YES_NO,
        KNOWN_TO(WELFARE, CENTRE), STUDY_PAPER, GOOD(365)),
    ROW(COUPLE, "couple", "έγγαμοι ή σύμφωνο συμβίωσης", OF_HOUSEHOLD, YES_NO,
        KNOWN_TO(TAX, WELFARE, CENTRE), FAMILY_STATUS, TAX_YEAR),
    ROW(PARTNER_AGE, "partner_age", "ηλικία συζύγου", OF_HOUSEHOLD, WHOLE("έτη", 0, 130),
        KNOWN_TO(WELFARE, CENTRE), IDENTITY, GOOD(365)),
    ROW(PARTNER_PENSION, "partner_pension", "σύνταξη συζύγου", OF_HOUSEHOLD, EURO_EACH(MONTH),
        KNOWN_TO(INSURANCE, TAX, WELFARE, CENTRE), PENSION_PAPER, GOOD(400)),
    ROW(ONE_PARENT, "one_parent", "μονογονεϊκή", OF_HOUSEHOLD, YES_NO,
        KNOWN_TO(WELFARE, TAX, CENTRE), FAMILY_STATUS, TAX_YEAR),
    ROW(INCOME_YEAR, "income_year", "εισόδημα έτους", OF_HOUSEHOLD, EURO_EACH(YEAR),
        KNOWN_TO(TAX, WELFARE, CENTRE), ASSESSMENT, TAX_YEAR),
    ROW(INCOME_6M, "income_6m", "εισόδημα εξαμήνου", OF_HOUSEHOLD, EURO_EACH(SIX_MONTHS),
        KNOWN_TO(TAX, WELFARE, CENTRE), ASSESSMENT, GOOD(270)),
    ROW(REAL_ESTATE, "real_estate", "ακίνητη περιουσία", OF_HOUSEHOLD, EURO_EACH(NONE),
        KNOWN_TO(TAX, CENTRE), PROPERTY_FORM, TAX_YEAR),
    ROW(MOVABLE_PROPERTY, "movable_property", "κινητή περιουσία", OF_HOUSEHOLD, EURO_EACH(NONE),
        KNOWN_TO(TAX, CENTRE), ASSESSMENT, TAX_YEAR),
    ROW(DEPOSITS, "deposits", "καταθέσεις", OF_HOUSEHOLD, EURO_EACH(NONE),
        KNOWN_TO(TAX, WELFARE, CENTRE), BANK_PAPER, GOOD(400)),
    ROW(VEHICLES, "vehicles", "αντικειμενική δαπάνη οχημάτων", OF_HOUSEHOLD, EURO_EACH(NONE),
        KNOWN_TO(TAX, CENTRE), ASSESSMENT, TAX_YEAR),
    ROW(LUXURY, "luxury", "πολυτελής διαβίωση", OF_HOUSEHOLD, YES_NO,
        KNOWN_TO(TAX, CENTRE), ASSESSMENT, TAX_YEAR),
    ROW(TAX_RETURN, "tax_return", "υποβληθείσα δήλωση", OF_HOUSEHOLD, YES_NO,
        KNOWN_TO(TAX, CENTRE), ASSESSMENT, TAX_YEAR),
    ROW(RENT, "rent", "ενοίκιο", OF_HOUSEHOLD, EURO_EACH(MONTH),
        KNOWN_TO(TAX, WELFARE, CENTRE), HOUSING_PAPER, TAX_YEAR),
    ROW(TENURE, "tenure", "καθεστώς κατοικίας", OF_HOUSEHOLD, ONE_OF(tenure_codes),
        KNOWN_TO(TAX, WELFARE, CENTRE), HOUSING_PAPER, TAX_YEAR),
    ROW(MAX_DISABILITY_PCT, "max_disability_pct", "μέγιστη αναπηρία μέλους", OF_HOUSEHOLD,
        WHOLE("%", 0, 100), KNOWN_TO(INSURANCE, WELFARE, TAX, CENTRE), DISABILITY_PAPER, GOOD(730),
        SPECIAL),
    ROW(MECHANICAL_SUPPORT, "mechanical_support", "μηχανική υποστήριξη", OF_HOUSEHOLD, YES_NO,
        KNOWN_TO(INSURANCE, WELFARE, CENTRE), .document = "ιατρική βεβαίωση μηχανικής υποστήριξης",
        GOOD(730), SPECIAL),

    ROW(MUNICIPALITY, "municipality", "δήμος", OF_PLACE, KEY_OF_PLACE),
    ROW(REGIONAL_UNIT, "regional_unit", "περιφερειακή ενότητα", OF_PLACE, KEY_OF_PLACE),
    ROW(PREFECTURE, "prefecture", "νομός", OF_PLACE, KEY_OF_PLACE),
    ROW(REGION, "region", "περιφέρεια", OF_PLACE, KEY_OF_PLACE),
    ROW(MOUNTAIN, "mountain", "ορεινή", OF_PLACE, YES_NO),
    ROW(DISADVANTAGED, "disadvantaged", "μειονεκτική", OF_PLACE, YES_NO),
    ROW(ISLAND, "island", "νησί", OF_PLACE, YES_NO),
    ROW(REMOTE, "remote", "απομακρυσμένη", OF_PLACE, YES_NO),

    ROW(CHILD, "child", "παιδί", DERIVED, YES_NO),
    ROW(ELDERLY, "elderly", "ηλικιωμένος", DERIVED, YES_NO),
    ROW(DISABLED, "disabled", "άτομο με αναπηρία", DERIVED, YES_NO, SPECIAL),
    ROW(HOMELESS, "homeless", "άστεγος", DERIVED, YES_NO, SPECIAL),
    ROW(DESTITUTE, "destitute", "άπορος", DERIVED, YES_NO),
    ROW(EQUIVALENT_INCOME, "equivalent_income", "ισοδύναμο εισόδημα", DERIVED, EURO_EACH(YEAR)),
    ROW(GUARANTEED_6M, "guaranteed_6m", "εγγυημένο εξαμήνου", DERIVED, EURO_EACH(SIX_MONTHS)),
    ROW(MEETS, "meets", "πληροί", DERIVED, .type = FACT_PROGRAMMES),
    ROW(SAME_AS, "same_as", "ίδια κριτήρια με", .subject = FACT_OF_PERSON, .origin = FACT_RULE,
        .type = FACT_PROGRAMMES),
#undef ROW
};

/* Further names that files use. */
static const struct {
    FactNumber number;
    const char *name;
} further_names[] = {
    { FACT_BIRTH_DATE, "γέννηση" },
    { FACT_AGE, "ηλικία έτη" },
    { FACT_AGE, "έτη" },
    { FACT_NATIONALITY, "υπηκοότητα" },
    { FACT_RESIDENCE_BASIS, "σχέση με δήμο" },
    { FACT_LEGAL_RESIDENCE_YEARS, "νόμιμη διαμονή" },
    { FACT_HAS_AMKA, "έχει ΑΜΚΑ" },
    { FACT_DISABILITY_PCT, "αναπηρία" },
    { FACT_DISABILITY_CERTIFICATE, "ΓΑΠΑ" },
    { FACT_DISABILITY_CERTIFICATE, "πιστοποίηση αναπηρίας (ΓΑΠΑ)" },
    { FACT_PERSONAL_INCOME_YEAR, "ατομικό εισόδημα" },
    { FACT_MEMBERS, "μέλη νοικοκυριού" },
    { FACT_MINORS, "ανήλικοι" },
    { FACT_COUPLE, "ζευγάρι" },
    { FACT_COUPLE, "έγγαμοι" },
    { FACT_ONE_PARENT, "μονογονεϊκή οικογένεια" },
    { FACT_INCOME_YEAR, "εισόδημα" },
    { FACT_INCOME_YEAR, "οικογενειακό εισόδημα" },
    { FACT_INCOME_YEAR, "ετήσιο εισόδημα" },
    { FACT_REAL_ESTATE, "ακίνητα" },
    { FACT_VEHICLES, "οχήματα" },
    { FACT_TAX_RETURN, "φορολογική δήλωση" },
    { FACT_TENURE, "στέγαση" },
    { FACT_REGIONAL_UNIT, "Π.Ε." },
    { FACT_SAME_AS, "όπως" },
};
/* clang-format on */

#define N_FURTHER (sizeof further_names / sizeof further_names[0])

/* Values that mean yes or no, or an empty set, beside the codes. */
static const char *const yes_words[] = { "yes", "ναι", "true", "αληθές", "1", "ν", "y" };
static const char *const no_words[] = { "no", "όχι", "false", "ψευδές", "0", "ο", "n" };
static const char *const empty_words[] = { "none", "κανένα", "καμία", "κανένας", "κανείς" };

typedef enum WordList { WORDS_YES, WORDS_NO, WORDS_EMPTY, WORDS_END } WordList;

#define WORDS(list)                        \
    {                                      \
        list, sizeof list / sizeof list[0] \
    }

static const struct {
    const char *const *words;
    size_t n_words;
} word_lists[WORDS_END] = {
    [WORDS_YES] = WORDS(yes_words),
    [WORDS_NO] = WORDS(no_words),
    [WORDS_EMPTY] = WORDS(empty_words),
};

/* Names, codes and words, folded once; never freed. */
static struct {
    Arena *arena;
    const char *keys[FACT_COUNT + 1];
    const char *greek[FACT_COUNT + 1];
    const char *further[N_FURTHER];
    const char **codes[FACT_COUNT + 1]; /* folded key and Greek of each code, in turn */
    const char **words[WORDS_END];
} folded;

static pthread_once_t folded_once = PTHREAD_ONCE_INIT;

static void
fold_all(void)
{
    Arena *arena = folded.arena = arena_new();

    for (FactNumber number = 1; number < FACT_END; number++) {
        const Fact *fact = &facts[number];

        folded.keys[number] = text_fold_key(arena, fact->key);
        folded.greek[number] = text_fold_key(arena, fact->greek);
        folded.codes[number] = arena_array(arena, const char *, fact->n_codes * 2);
        for (size_t i = 0; i < fact->n_codes; i++) {
            folded.codes[number][2 * i] = text_fold_key(arena, fact->codes[i].key);
            folded.codes[number][2 * i + 1] = text_fold_key(arena, fact->codes[i].greek);
        }
    }
    for (size_t i = 0; i < N_FURTHER; i++)
        folded.further[i] = text_fold_key(arena, further_names[i].name);
    for (size_t list = 0; list < WORDS_END; list++) {
        folded.words[list] = arena_array(arena, const char *, word_lists[list].n_words);
        for (size_t i = 0; i < word_lists[list].n_words; i++)
            folded.words[list][i] = text_fold_key(arena, word_lists[list].words[i]);
    }
}

const Fact *
fact_of(FactNumber number)
{
    assert(number > FACT_NONE && number < FACT_END);

    return &facts[number];
}

static const Fact *
find_folded(const char *name)
{
    for (FactNumber number = 1; number < FACT_END; number++)
        if (strcmp(folded.keys[number], name) == 0 || strcmp(folded.greek[number], name) == 0)
            return &facts[number];

    for (size_t i = 0; i < N_FURTHER; i++)
        if (strcmp(folded.further[i], name) == 0)
            return &facts[further_names[i].number];
    return NULL;
}

const Fact *
fact_find(const char *name)
{
    CLEANUP(arena_freep) Arena *arena = NULL;

    for (FactNumber number = 1; number < FACT_END; number++)
        if (strcmp(facts[number].key, name) == 0)
            return &facts[number];

    (void) pthread_once(&folded_once, fold_all);
    arena = arena_new();
    return find_folded(text_fold_key(arena, name));
}

const char *
fact_nearest(const char *name)
{
    const char *names[2 * FACT_COUNT];

    for (FactNumber number = 1; number < FACT_END; number++) {
        names[2 * (number - 1)] = facts[number].key;
        names[2 * (number - 1) + 1] = facts[number].greek;
    }
    return text_nearest(name, names, 2 * FACT_COUNT);
}

bool
fact_is_claimed(const Fact *fact)
{
    return fact->origin == FACT_CLAIMED;
}

/* ---- reading values ------------------------------------------------------------------------- */

static bool
is_word(const char *folded_text, WordList list)
{
    (void) pthread_once(&folded_once, fold_all);
    for (size_t i = 0; i < word_lists[list].n_words; i++)
        if (strcmp(folded.words[list][i], folded_text) == 0)
            return true;
    return false;
}

/* The codes as a reader may write them: «ναι, όχι» or «direct (άμεσα ασφαλισμένος), …». */
static const char *
list_codes(Arena *arena, const Fact *fact)
{
    const char *list = "";

    for (size_t i = 0; i < fact->n_codes; i++)
        list = arena_format(arena, "%s%s%s (%s)", list, i ? ", " : "", fact->codes[i].key,
                fact->codes[i].greek);
    return list;
}

static int
refuse(const char **ret_reason, const char *reason)
{
    *ret_reason = reason;
    return FACT_E_VALUE;
}

/* Index of a code; -1 = no such. */
static int64_t
find_code(Arena *arena, const Fact *fact, const char *text)
{
    const char *name;

    for (size_t i = 0; i < fact->n_codes; i++)
        if (strcmp(fact->codes[i].key, text) == 0)
            return (int64_t) i;

    (void) pthread_once(&folded_once, fold_all);
    name = text_fold_key(arena, text);
    for (size_t i = 0; *name && i < 2 * fact->n_codes; i++)
        if (strcmp(folded.codes[fact->number][i], name) == 0)
            return (int64_t) (i / 2);

    if (fact->type != FACT_YES_NO)
        return -1;
    if (is_word(name, WORDS_YES))
        return 1;
    return is_word(name, WORDS_NO) ? 0 : -1;
}

static int
parse_code(Arena *arena, const Fact *fact, const char *text, int64_t *ret_value,
        const char **ret_reason)
{
    int64_t code = find_code(arena, fact, text);

    if (code < 0)
        return refuse(ret_reason,
                arena_format(arena, "Η τιμή «%s» δεν είναι στις δυνατές. Γράψτε μία από: %s.", text,
                        list_codes(arena, fact)));

    *ret_value = code;
    return 0;
}

/* Digits only, as many as an int64 surely holds. */
static bool
parse_digits(const char *text, int64_t *ret_number)
{
    int64_t number = 0;
    size_t length = strlen(text);

    if (length == 0 || length > 12)
        return false;
    for (; *text; text++) {
        if (!isdigit((unsigned char) *text))
            return false;
        number = number * 10 + (*text - '0');
    }
    *ret_number = number;
    return true;
}

static int
parse_whole(Arena *arena, const Fact *fact, const char *text, int64_t *ret_value,
        const char **ret_reason)
{
    char *body = arena_text(arena, text);
    size_t length = strlen(body);
    int64_t number;

    /* 67% is how people write a percentage. */
    if (fact->unit[0] == '%' && length > 0 && body[length - 1] == '%') {
        body[length - 1] = '\0';
        while (length > 1 && body[length - 2] == ' ')
            body[--length - 1] = '\0';
    }
    if (!parse_digits(body, &number))
        return refuse(ret_reason,
                arena_format(arena,
                        "Η τιμή «%s» δεν είναι ακέραιος αριθμός. Γράψτε μόνο ψηφία, π.χ. %" PRId64
                        " (%s).",
                        text, fact->low + 2, fact->unit));
    if (number < fact->low || number > fact->high)
        return refuse(ret_reason,
                arena_format(arena,
                        "Η τιμή %s είναι έξω από τα όρια: γράψτε από %" PRId64 " έως %" PRId64
                        " (%s).",
                        text, fact->low, fact->high, fact->unit));
    *ret_value = number;
    return 0;
}

/* Both readings of an amount such as 3.000, which the message must name. */
static const char *
ambiguous_reason(Arena *arena, const char *text)
{
    const char *digits = text;
    char *whole = arena_text(arena, text);
    char *out = whole;

    for (; *digits; digits++)
        if (isdigit((unsigned char) *digits))
            *out++ = *digits;
    *out = '\0';
    return arena_format(arena,
            "Το ποσό «%s» διαβάζεται με δύο τρόπους: %s ευρώ (τελεία ή κόμμα χιλιάδων) ή %.*s,%s "
            "ευρώ (υποδιαστολή). Γράψτε %s ή με δύο δεκαδικά, π.χ. %s,00.",
            text, whole, (int) (strlen(whole) - 3), whole, whole + strlen(whole) - 3, whole, whole);
}

static int
parse_money(Arena *arena, const Fact *fact, const char *text, int64_t *ret_value,
        const char **ret_reason)
{
    int64_t cents;
    int r = money_parse(text, &cents);

    if (r == MONEY_E_AMBIGUOUS)
        return refuse(ret_reason, ambiguous_reason(arena, text));
    if (r == MONEY_E_RANGE || (r == 0 && cents > fact->high))
        return refuse(ret_reason,
                arena_format(arena, "Το ποσό «%s» είναι πολύ μεγάλο· ελέγξτε τα ψηφία.", text));
    if (r != 0)
        return refuse(ret_reason,
                arena_format(arena,
                        "Η τιμή «%s» δεν είναι ποσό. Γράψτε ευρώ όπως 3000, 2591.99 ή 2.591,99.",
                        text));
    if (cents < fact->low)
        return refuse(ret_reason,
                arena_format(arena, "Το ποσό «%s» είναι αρνητικό· γράψτε 0 ή θετικό ποσό.", text));

    *ret_value = cents;
    return 0;
}

static int
parse_date(Arena *arena, const Fact *fact, const char *text, int64_t *ret_value,
        const char **ret_reason)
{
    Day day;
    int r = day_parse(text, &day);

    if (r == DAY_E_CALENDAR)
        return refuse(
                ret_reason, arena_format(arena, "Η ημέρα «%s» δεν υπάρχει στο ημερολόγιο.", text));
    if (r != 0)
        return refuse(ret_reason,
                arena_format(arena,
                        "Η τιμή «%s» δεν είναι ημερομηνία. Γράψτε 1956-03-25 ή 25/03/1956, με "
                        "τετραψήφιο έτος.",
                        text));
    if (day < fact->low || day > fact->high)
        return refuse(ret_reason,
                arena_format(
                        arena, "Η ημερομηνία «%s» είναι έξω από τα όρια (1880 έως 2199).", text));

    *ret_value = day;
    return 0;
}

/* `4` or `4..16`, as bits. */
static bool
parse_ages_item(const char *item, int64_t *ret_bits)
{
    const char *dots = strstr(item, "..");
    char low_text[16];
    int64_t low;
    int64_t high;

    if (!dots) {
        if (!parse_digits(item, &low))
            return false;
        high = low;
    } else {
        if ((size_t) (dots - item) >= sizeof low_text)
            return false;
        (void) snprintf(low_text, sizeof low_text, "%.*s", (int) (dots - item), item);
        if (!parse_digits(low_text, &low) || !parse_digits(dots + 2, &high))
            return false;
    }
    if (low > high || high > FACT_BITS_MAX)
        return false;

    *ret_bits = 0;
    for (; low <= high; low++)
        *ret_bits |= INT64_C(1) << low;
    return true;
}

/* Trims in place. */
static char *
trimmed(char *text)
{
    char *end;

    while (*text == ' ' || *text == '\t' || *text == '\r' || *text == '\n')
        text++;
    end = text + strlen(text);
    while (end > text && (end[-1] == ' ' || end[-1] == '\t' || end[-1] == '\r' || end[-1] == '\n'))
        *--end = '\0';
    return text;
}

static int
parse_set_item(Arena *arena, const Fact *fact, const char *item, int64_t *ret_bits,
        const char **ret_reason)
{
    int64_t code;
    int r;

    if (fact->type == FACT_AGES) {
        if (parse_ages_item(item, ret_bits))
            return 0;
        return refuse(ret_reason,
                arena_format(arena,
                        "Η τιμή «%s» δεν είναι ηλικία. Γράψτε έτη από 0 έως %d, π.χ. 3|7 ή 4..16.",
                        item, FACT_BITS_MAX));
    }

    r = parse_code(arena, fact, item, &code, ret_reason);
    if (r == 0)
        *ret_bits = INT64_C(1) << code;
    return r;
}

static int
parse_set(Arena *arena, const Fact *fact, const char *text, int64_t *ret_value,
        const char **ret_reason)
{
    char *rest = arena_text(arena, text);
    int64_t mask = 0;

    /* A code may itself be called none; then it is that code. */
    if (is_word(text_fold_key(arena, text), WORDS_EMPTY) && find_code(arena, fact, text) < 0) {
        *ret_value = 0;
        return 0;
    }

    while (rest) {
        char *item = strsep(&rest, "|");
        int64_t bits;
        int r = parse_set_item(arena, fact, trimmed(item), &bits, ret_reason);

        if (r != 0)
            return r;
        mask |= bits;
    }
    *ret_value = mask;
    return 0;
}

typedef int (*ValueParser)(Arena *, const Fact *, const char *, int64_t *, const char **);

static const ValueParser value_parsers[] = {
    [FACT_YES_NO] = parse_code,
    [FACT_WHOLE] = parse_whole,
    [FACT_MONEY] = parse_money,
    [FACT_DATE] = parse_date,
    [FACT_CHOICE] = parse_code,
    [FACT_CODES] = parse_set,
    [FACT_AGES] = parse_set,
};

int
fact_value_parse(Arena *arena, const Fact *fact, const char *text, int64_t *ret_value,
        const char **ret_reason)
{
    const char *body;

    assert(fact->type != FACT_PLACE && fact->type != FACT_PROGRAMMES);

    if (strlen(text) > VALUE_TEXT_MAX)
        return refuse(ret_reason, "Η τιμή είναι πολύ μεγάλη για αυτό το στοιχείο.");

    body = trimmed(arena_text(arena, text));
    if (*body == '\0')
        return refuse(
                ret_reason, arena_format(arena, "Λείπει η τιμή του στοιχείου «%s».", fact->greek));
    return value_parsers[fact->type](arena, fact, body, ret_value, ret_reason);
}

/* ---- writing values ------------------------------------------------------------------------- */

static const char *
format_codes(Arena *arena, const Fact *fact, int64_t mask, bool greek)
{
    const char *list = NULL;

    for (size_t i = 0; i < fact->n_codes; i++)
        if (mask & (INT64_C(1) << i)) {
            const char *name = greek ? fact->codes[i].greek : fact->codes[i].key;

            list = list ? arena_format(arena, "%s%s%s", list, greek ? ", " : "|", name) : name;
        }
    return list ? list : greek ? "κανένα" : "none";
}

static const char *
format_ages(Arena *arena, int64_t mask, bool greek)
{
    const char *list = NULL;

    for (int age = 0; age <= FACT_BITS_MAX; age++)
        if (mask & (INT64_C(1) << age))
            list = list ? arena_format(arena, "%s%s%d", list, greek ? ", " : "|", age)
                        : arena_format(arena, "%d", age);
    return list ? list : greek ? "κανένα" : "none";
}

static const char *
format_money(Arena *arena, const Fact *fact, int64_t cents, bool greek)
{
    char text[MONEY_TEXT_SIZE];

    if (!greek)
        return arena_text(arena, money_format(cents, text));
    (void) money_format_greek(cents, text);
    if (fact->period == PERIOD_NONE)
        return arena_text(arena, text);
    return arena_join(arena, text, " ", period_greek(fact->period), NULL);
}

static const char *
format_whole(Arena *arena, const Fact *fact, int64_t number, bool greek)
{
    char room[DIGITS_SIZE];
    const char *digits = digits_of(number, room);

    if (!greek)
        return arena_text(arena, digits);
    return arena_join(arena, digits, fact->unit[0] == '%' ? "" : " ", fact->unit, NULL);
}

static const char *
format_date(Arena *arena, int64_t value, bool greek)
{
    char text[DAY_TEXT_SIZE];

    return arena_text(
            arena, greek ? day_format_greek((Day) value, text) : day_format_iso((Day) value, text));
}

static const char *
format_value(Arena *arena, const Fact *fact, int64_t value, bool greek)
{
    switch (fact->type) {
    case FACT_YES_NO:
    case FACT_CHOICE:
        if (value < 0 || (size_t) value >= fact->n_codes)
            return "?";
        return greek ? fact->codes[value].greek : fact->codes[value].key;
    case FACT_CODES:
        return format_codes(arena, fact, value, greek);
    case FACT_AGES:
        return format_ages(arena, value, greek);
    case FACT_MONEY:
        return format_money(arena, fact, value, greek);
    case FACT_DATE:
        return format_date(arena, value, greek);
    case FACT_WHOLE:
        return format_whole(arena, fact, value, greek);
    case FACT_PLACE:
    case FACT_PROGRAMMES:
        break;
    }
    return arena_format(arena, "%" PRId64, value);
}

const char *
fact_value_format(Arena *arena, const Fact *fact, int64_t value)
{
    return format_value(arena, fact, value, /* greek= */ true);
}

const char *
fact_value_key(Arena *arena, const Fact *fact, int64_t value)
{
    return format_value(arena, fact, value, /* greek= */ false);
}

/* ---- feeds and periods ---------------------------------------------------------------------- */

static const FactCode feeds[FEED_END] = {
    [FEED_NONE] = { "none", "δήλωση στην ερώτηση" },
    [FEED_TAX] = { "tax", "φορολογική διοίκηση" },
    [FEED_INSURANCE] = { "insurance", "ασφαλιστικοί φορείς" },
    [FEED_WELFARE] = { "welfare", "προνοιακοί φορείς" },
    [FEED_INSTITUTION] = { "institution", "ιδρύματα" },
    [FEED_CENTRE] = { "centre", "Κέντρο Κοινότητας" },
};

const char *
feed_key(Feed feed)
{
    return feeds[feed].key;
}

const char *
feed_greek(Feed feed)
{
    return feeds[feed].greek;
}

Feed
feed_find(const char *name)
{
    for (Feed feed = FEED_TAX; feed < FEED_END; feed++)
        if (text_same(name, feeds[feed].key) || text_same(name, feeds[feed].greek))
            return feed;
    return FEED_NONE;
}

static const struct {
    Period period;
    const char *key;
    const char *greek;
} periods[] = {
    { PERIOD_NONE, "once", "εφάπαξ" },
    { PERIOD_MONTH, "month", "τον μήνα" },
    { PERIOD_SIX_MONTHS, "6 months", "το εξάμηνο" },
    { PERIOD_YEAR, "year", "τον χρόνο" },
    { PERIOD_MONTH, "month", "μήνας" },
    { PERIOD_SIX_MONTHS, "6 months", "εξάμηνο" },
    { PERIOD_YEAR, "year", "έτος" },
};

const char *
period_key(Period period)
{
    return period == PERIOD_SAME ? "" : periods[period].key;
}

const char *
period_greek(Period period)
{
    return period == PERIOD_SAME ? "" : periods[period].greek;
}

bool
period_find(const char *name, Period *ret_period)
{
    if (!name || name[strspn(name, " \t")] == '\0') {
        *ret_period = PERIOD_SAME;
        return true;
    }
    for (size_t i = 0; i < sizeof periods / sizeof periods[0]; i++)
        if (text_same(name, periods[i].key) || text_same(name, periods[i].greek)) {
            *ret_period = periods[i].period;
            return true;
        }
    return false;
}

int64_t
period_factor(Period from, Period to)
{
    static const int months[] = { [PERIOD_MONTH] = 1, [PERIOD_SIX_MONTHS] = 6, [PERIOD_YEAR] = 12 };

    if (from == PERIOD_SAME || from == to)
        return 1;
    if (from == PERIOD_NONE || to == PERIOD_NONE || to == PERIOD_SAME || months[from] > months[to])
        return 0;
    return months[to] / months[from];
}
