/* SPDX-License-Identifier: EUPL-1.2 */
#include "importers/population.h"

#include "importers/population_cases.h"
#include "importers/population_model.h"
#include "registry/base/buffer.h"
#include "registry/base/error.h"
#include "registry/base/memory.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define WRITE_SIZE ((size_t) 1 << 20) /* bytes gathered before a file is written to */
#define SERIAL_LOW 8000               /* the cases written by hand have serials below it */
#define SERIALS 2000                  /* of one day of one century */
#define SERIAL_STEP 1237              /* prime to SERIALS, so that all of them come up */
#define AFM_BODIES 100000000
#define AFM_STEP UINT64_C(61803399) /* prime to AFM_BODIES */
#define AFM_RESERVED 99999900       /* from here on: cases written by hand */
#define PROGRESS_EVERY 50000
#define PLACE_STEP UINT64_C(0x9e3779b97f4a7c15) /* golden ratio: households spread evenly */

/* ---- what each feed says ------------------------------------------------------------------------
 */

#define FACTS_OF(...)                              \
    .facts = (const FactNumber[]) { __VA_ARGS__ }, \
    .n_facts = sizeof((const FactNumber[]) { __VA_ARGS__ }) / sizeof(FactNumber)

/* clang-format off */
static const struct FeedShape {
    const FactNumber *facts;
    size_t n_facts;
    int missing;            /* per mille of cells */
    int days_low, days_high; /* how old a delivery is */
} shapes[FEED_END] = {
    [FEED_TAX] = { .missing = 25, .days_low = 40, .days_high = 150, FACTS_OF(
        FACT_PERSONAL_INCOME_YEAR, FACT_MEMBERS, FACT_ADULTS, FACT_MINORS,
        FACT_DEPENDENT_CHILDREN, FACT_COUPLE, FACT_ONE_PARENT, FACT_INCOME_YEAR, FACT_INCOME_6M,
        FACT_REAL_ESTATE, FACT_MOVABLE_PROPERTY, FACT_DEPOSITS, FACT_VEHICLES, FACT_LUXURY,
        FACT_TAX_RETURN, FACT_RENT, FACT_TENURE) },
    [FEED_INSURANCE] = { .missing = 20, .days_low = 5, .days_high = 35, FACTS_OF(
        FACT_BIRTH_DATE, FACT_NATIONALITY, FACT_HAS_AMKA, FACT_DISABILITY_PCT,
        FACT_DISABILITY_KIND, FACT_DISABILITY_CERTIFICATE, FACT_EMPLOYMENT,
        FACT_UNEMPLOYED_MONTHS, FACT_INSURED_DAYS, FACT_INSURANCE, FACT_PUBLIC_INSURED,
        FACT_PENSION, FACT_PARTNER_PENSION, FACT_MAX_DISABILITY_PCT, FACT_MECHANICAL_SUPPORT) },
    [FEED_WELFARE] = { .missing = 60, .days_low = 10, .days_high = 60, FACTS_OF(
        FACT_BIRTH_DATE, FACT_LEGAL_RESIDENCE_YEARS, FACT_LOCAL_RESIDENCE_YEARS,
        FACT_DISABILITY_PCT, FACT_STUDIES, FACT_RECEIVES, FACT_MEMBERS, FACT_ADULTS, FACT_MINORS,
        FACT_UNPROTECTED_CHILDREN, FACT_CHILD_AGES, FACT_CHILDREN_ENROLLED, FACT_COUPLE,
        FACT_PARTNER_AGE, FACT_ONE_PARENT, FACT_TENURE, FACT_RENT) },
    [FEED_INSTITUTION] = { .missing = 40, .days_low = 1, .days_high = 90, FACTS_OF(
        FACT_BIRTH_DATE, FACT_DISABILITY_PCT, FACT_HOMELESSNESS, FACT_INSTITUTION,
        FACT_NEEDS_CARE) },
    [FEED_CENTRE] = { .missing = 110, .days_low = 0, .days_high = 250, FACTS_OF(
        FACT_BIRTH_DATE, FACT_NATIONALITY, FACT_LEGAL_RESIDENCE_YEARS, FACT_LOCAL_RESIDENCE_YEARS,
        FACT_EMPLOYMENT, FACT_INSURANCE, FACT_ROMA, FACT_HOMELESSNESS, FACT_INSTITUTION,
        FACT_STUDIES, FACT_NEEDS_CARE, FACT_LIVES_ALONE, FACT_RECEIVES, FACT_MEMBERS, FACT_MINORS,
        FACT_INCOME_6M, FACT_DEPOSITS, FACT_RENT, FACT_TENURE) },
};

/* Where two feeds contradict each other in life. */
static const FactNumber disputed[] = {
    FACT_MEMBERS, FACT_TENURE, FACT_RENT, FACT_EMPLOYMENT, FACT_INSURANCE, FACT_INCOME_6M,
    FACT_DEPOSITS, FACT_LEGAL_RESIDENCE_YEARS,
};
/* clang-format on */

#define DISPUTED_PER_MILLE 15
#define LATE_PER_MILLE 40 /* lines of years ago, whose facts are stale */

typedef struct FeedFile {
    int fd;
    Buffer buffer;
} FeedFile;

typedef struct Population {
    const PopulationOrder *order;
    PopulationCount count;
    FeedFile files[FEED_END];
    uint64_t *reach;   /* running sum of the municipalities' populations */
    uint16_t *serials; /* used so far, by day without century */
    uint64_t afms;     /* used so far */
    uint64_t afm_offset;
    const char *texts[FACT_COUNT + 1][FACT_BITS_MAX + 1]; /* codes, looked up once */
} Population;

static int
file_flush(FeedFile *file)
{
    const char *data = file->buffer.data;
    size_t left = file->buffer.size;

    while (left > 0) {
        ssize_t written = write(file->fd, data, left);

        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return error_raise(-errno, "write sample file");
        data += written;
        left -= (size_t) written;
    }
    buffer_clear(&file->buffer);
    return 0;
}

static int
open_in(const char *folder, const char *name, int *ret_fd)
{
    char path[PATH_MAX];

    if ((size_t) snprintf(path, sizeof path, "%s/%s", folder, name) >= sizeof path)
        return error_raise(-ENAMETOOLONG, "%s/%s", folder, name);
    *ret_fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    return *ret_fd < 0 ? error_raise(-errno, "create %s", path) : 0;
}

static void
write_header(Feed feed, Buffer *buffer)
{
    const struct FeedShape *shape = &shapes[feed];

    buffer_text(buffer, "amka,afm,as_of,municipality,residence_basis");
    for (size_t i = 0; i < shape->n_facts; i++) {
        buffer_char(buffer, ',');
        buffer_text(buffer, fact_of(shape->facts[i])->key);
    }
    buffer_char(buffer, '\n');
}

static int
population_open(Population *population)
{
    for (Feed feed = FEED_TAX; feed < FEED_END; feed++) {
        char name[32];
        int r;

        (void) snprintf(name, sizeof name, "%s.csv", feed_key(feed));
        r = open_in(population->order->output, name, &population->files[feed].fd);
        if (r != 0)
            return r;
        write_header(feed, &population->files[feed].buffer);
    }
    return 0;
}

/* ---- cells
 * ---------------------------------------------------------------------------------------- */

static void
write_number(Buffer *buffer, int64_t number)
{
    char digits[24];
    char *end = digits + sizeof digits;
    char *out = end;

    do
        *--out = (char) ('0' + number % 10);
    while ((number /= 10) > 0);
    buffer_append(buffer, out, (size_t) (end - out));
}

static void
write_money(Buffer *buffer, int64_t cents)
{
    write_number(buffer, cents / 100);
    if (cents % 100 == 0)
        return;
    buffer_char(buffer, '.');
    buffer_char(buffer, (char) ('0' + cents % 100 / 10));
    buffer_char(buffer, (char) ('0' + cents % 10));
}

static void
write_set(const Population *population, Buffer *buffer, const Fact *fact, int64_t bits)
{
    bool first = true;

    if (bits == 0)
        buffer_text(buffer, "none");
    for (int i = 0; i <= FACT_BITS_MAX; i++) {
        if (!(bits & (INT64_C(1) << i)))
            continue;
        if (!first)
            buffer_char(buffer, '|');
        first = false;
        if (fact->type == FACT_AGES)
            write_number(buffer, i);
        else
            buffer_text(buffer, population->texts[fact->number][i]);
    }
}

static void
write_value(const Population *population, Buffer *buffer, const Fact *fact, int64_t value)
{
    char text[DAY_TEXT_SIZE];

    switch (fact->type) {
    case FACT_MONEY:
        write_money(buffer, value);
        return;
    case FACT_WHOLE:
        write_number(buffer, value);
        return;
    case FACT_DATE:
        buffer_text(buffer, day_format_iso((Day) value, text));
        return;
    case FACT_YES_NO:
    case FACT_CHOICE:
        buffer_text(buffer, population->texts[fact->number][value]);
        return;
    case FACT_CODES:
    case FACT_AGES:
    case FACT_PROGRAMMES:
        write_set(population, buffer, fact, value);
        return;
    case FACT_PLACE:
        break;
    }
    assert(false && "no feed names a place as a fact");
}

static void
look_up_codes(Population *population)
{
    for (FactNumber number = 1; number <= FACT_COUNT; number++) {
        const Fact *fact = fact_of(number);

        for (size_t i = 0; i < fact->n_codes; i++)
            population->texts[number][i] = fact->codes[i].key;
    }
    for (size_t i = 0; i < sample_n_benefits; i++)
        population->texts[FACT_RECEIVES][i] = sample_benefits[i];
}

/* ---- lines
 * ---------------------------------------------------------------------------------------- */

/* Another value than the other feeds have, near to it. */
static int64_t
contradict(const Fact *fact, int64_t value)
{
    switch (fact->type) {
    case FACT_MONEY:
        return value + value / 8 + 5000;
    case FACT_WHOLE:
        return value < fact->high ? value + 1 : value - 1;
    case FACT_YES_NO:
    case FACT_CHOICE:
        return value > fact->low ? value - 1 : value + 1;
    case FACT_DATE:
    case FACT_CODES:
    case FACT_AGES:
    case FACT_PLACE:
    case FACT_PROGRAMMES:
        break;
    }
    return value;
}

static bool
is_disputed(FactNumber number)
{
    for (size_t i = 0; i < sizeof disputed / sizeof disputed[0]; i++)
        if (disputed[i] == number)
            return true;
    return false;
}

/*
 * What the feed makes of the facts: leaves out some, and of some says something else than the rest.
 * The tax feed is left as it is, so that there is somebody to contradict.
 */
static void
tell(Random *random, Feed feed, const int64_t *facts, int64_t ret_told[FACT_COUNT + 1])
{
    const struct FeedShape *shape = &shapes[feed];

    for (size_t i = 0; i < shape->n_facts; i++) {
        FactNumber number = shape->facts[i];

        ret_told[number] = facts[number];
        if (facts[number] == SAMPLE_NOT_SAID)
            continue;
        if (number != FACT_BIRTH_DATE && random_share(random, shape->missing))
            ret_told[number] = SAMPLE_NOT_SAID;
        else if (feed != FEED_TAX && is_disputed(number)
                && random_share(random, DISPUTED_PER_MILLE))
            ret_told[number] = contradict(fact_of(number), facts[number]);
    }
}

/* The municipality that the feed knows, and in which capacity. */
static void
write_residence(
        Buffer *buffer, Feed feed, const SampleHousehold *household, const SamplePerson *person)
{
    bool sees_him = feed == FEED_CENTRE || feed == FEED_INSTITUTION;
    size_t place = feed == FEED_INSURANCE ? person->registered : household->home;
    const char *basis = feed == FEED_INSURANCE ? "registered" : "resident";

    if (household->no_home && feed != FEED_INSURANCE) {
        place = sees_him ? household->home : SAMPLE_NOWHERE;
        basis = "present";
    }
    if (place == SAMPLE_NOWHERE) {
        buffer_text(buffer, ",,");
        return;
    }
    buffer_char(buffer, ',');
    buffer_text(buffer, sample_municipalities[place].code);
    buffer_char(buffer, ',');
    buffer_text(buffer, basis);
}

static Day
draw_as_of(Random *random, const Population *population, Feed feed, bool scripted)
{
    const struct FeedShape *shape = &shapes[feed];
    Day on = population->order->on;

    if (scripted)
        return on - shape->days_low;
    if (random_share(random, LATE_PER_MILLE))
        return on - (Day) random_between(random, 1000, 1500);
    return on - (Day) random_between(random, shape->days_low, shape->days_high);
}

static void
write_line(Population *population, Feed feed, Day as_of, const SampleHousehold *household,
        const SamplePerson *person, const int64_t *of_household, const int64_t *of_person)
{
    const struct FeedShape *shape = &shapes[feed];
    Buffer *buffer = &population->files[feed].buffer;
    char text[DAY_TEXT_SIZE];

    buffer_text(buffer, person->amka);
    buffer_char(buffer, ',');
    buffer_text(buffer, person->afm);
    buffer_char(buffer, ',');
    buffer_text(buffer, day_format_iso(as_of, text));
    write_residence(buffer, feed, household, person);
    for (size_t i = 0; i < shape->n_facts; i++) {
        FactNumber number = shape->facts[i];
        int64_t value = of_person[number];

        if (value == SAMPLE_NOT_SAID)
            value = of_household[number];
        buffer_char(buffer, ',');
        if (value != SAMPLE_NOT_SAID)
            write_value(population, buffer, fact_of(number), value);
    }
    buffer_char(buffer, '\n');
    population->count.lines++;
}

/* ---- which feed knows whom
 * -------------------------------------------------------------------------- */

static bool
household_is_in(Random *random, Feed feed, const SampleHousehold *household)
{
    const int64_t *first = household->members[0].facts;
    bool outside = household->no_home || first[FACT_ROMA] == 1;

    switch (feed) {
    case FEED_TAX:
        return random_share(random, outside ? 500 : 945);
    case FEED_WELFARE:
        return first[FACT_RECEIVES] > 0 || random_share(random, 320);
    case FEED_CENTRE:
        return random_share(random, outside ? 720 : 300);
    case FEED_INSURANCE:
    case FEED_INSTITUTION:
    case FEED_NONE:
    case FEED_END:
        break;
    }
    return true; /* it is asked for each person */
}

static bool
person_is_in(Random *random, Feed feed, const SamplePerson *person, bool known_already)
{
    const int64_t *facts = person->facts;

    if (feed == FEED_INSURANCE)
        return random_share(random, 965) || !known_already;
    if (feed == FEED_INSTITUTION)
        return facts[FACT_INSTITUTION] > 0 || facts[FACT_HOMELESSNESS] > 3
                || random_share(random, 5);
    return true;
}

static void
write_drawn(Population *population, Random *random, const SampleHousehold *household)
{
    bool known = false;
    int64_t of_household[FACT_COUNT + 1];
    int64_t of_person[FACT_COUNT + 1];
    /* Whom no other feed knows, the insurance funds do. */
    static const Feed order[] = { FEED_TAX, FEED_WELFARE, FEED_CENTRE, FEED_INSURANCE,
        FEED_INSTITUTION };

    for (size_t f = 0; f < sizeof order / sizeof order[0]; f++) {
        Feed feed = order[f];
        Day as_of = draw_as_of(random, population, feed, false);

        if (!household_is_in(random, feed, household))
            continue;
        known = known || f < 3;
        tell(random, feed, household->facts, of_household);
        for (size_t i = 0; i < household->n_members; i++) {
            const SamplePerson *person = &household->members[i];

            if (!person_is_in(random, feed, person, known))
                continue;
            tell(random, feed, person->facts, of_person);
            write_line(population, feed, as_of, household, person, of_household, of_person);
        }
    }
}

static void
write_case(Population *population, const PopulationCase *one)
{
    SampleHousehold household;
    int64_t dispute[FACT_COUNT + 1];
    const SamplePerson *person = &household.members[0];

    population_case_make(one, &household);
    population_case_dispute(one, dispute);
    for (Feed feed = FEED_TAX; feed < FEED_END; feed++) {
        const int64_t *first = feed == FEED_CENTRE ? dispute : person->facts;
        Day as_of = draw_as_of(NULL, population, feed, true);

        if (feed != FEED_INSTITUTION)
            write_line(population, feed, as_of, &household, person, person->facts, first);
    }
    population->count.persons++;
    population->count.households++;
}

/* ---- where they live, and their numbers
 * ---------------------------------------------------------------- */

static void
measure_places(Population *population)
{
    uint64_t sum = 0;

    population->reach = memory_new(sample_n_municipalities, sizeof *population->reach);
    for (size_t i = 0; i < sample_n_municipalities; i++)
        population->reach[i] = sum += (uint64_t) sample_municipalities[i].population;
}

/* The municipality at a fraction of the country's population, given in 2^-64. */
static size_t
place_at(const Population *population, uint64_t fraction)
{
    uint64_t total = population->reach[sample_n_municipalities - 1];
    uint64_t mark = (uint64_t) (((unsigned __int128) fraction * total) >> 64);
    size_t low = 0;
    size_t high = sample_n_municipalities - 1;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (population->reach[middle] > mark)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

static void
settle_household(Population *population, Random *random, SampleHousehold *household)
{
    uint64_t fraction = population->count.households * PLACE_STEP
            + population->order->seed * UINT64_C(0x2545f4914f6cdd1d);

    household->home = place_at(population, fraction);
    for (size_t i = 0; i < household->n_members; i++)
        household->members[i].registered = random_share(random, 850)
                ? household->home
                : place_at(population, random_next(random));
}

/* False: all serials of that day are used. */
static bool
number_amka(Population *population, Day birth, char amka[AMKA_DIGITS + 1])
{
    int year;
    int month;
    int day;
    size_t slot;
    unsigned serial;

    day_to_ymd(birth, &year, &month, &day);
    slot = (size_t) (year % 100) * 372 + (size_t) (month - 1) * 31 + (size_t) (day - 1);
    if (population->serials[slot] >= SERIALS)
        return false;

    serial = SERIAL_LOW
            + (unsigned) (population->serials[slot]++ * SERIAL_STEP + slot * 7) % SERIALS;
    (void) snprintf(amka, AMKA_DIGITS + 1, "%02u%02u%02u%04u", (unsigned) day % 100,
            (unsigned) month % 100, (unsigned) year % 100, serial % 10000);
    amka[AMKA_DIGITS - 1] = amka_check_digit(amka);
    amka[AMKA_DIGITS] = '\0';
    return true;
}

static void
number_afm(Population *population, char afm[AFM_DIGITS + 1])
{
    uint64_t body;

    do
        body = (population->afms++ * AFM_STEP + population->afm_offset) % AFM_BODIES;
    while (body == 0 || body >= AFM_RESERVED);

    (void) snprintf(afm, AFM_DIGITS + 1, "%08u", (unsigned) body % AFM_BODIES);
    afm[AFM_DIGITS - 1] = afm_check_digit(afm);
    afm[AFM_DIGITS] = '\0';
}

static void
number_person(Population *population, SamplePerson *person)
{
    int age = day_age((Day) person->facts[FACT_BIRTH_DATE], population->order->on);

    /* A day whose serials are used up passes the person on to the day before. */
    if (age < 18 || person->facts[FACT_HAS_AMKA] == 1)
        while (!number_amka(population, (Day) person->facts[FACT_BIRTH_DATE], person->amka))
            person->facts[FACT_BIRTH_DATE]--;
    if (age < 18)
        person->facts[FACT_HAS_AMKA] = 1;
    else
        number_afm(population, person->afm);
}

/* ---- all of it
 * ------------------------------------------------------------------------------------------ */

static void
write_household(Population *population)
{
    SampleHousehold household;
    Random random;
    uint64_t left = population->order->persons - population->count.persons;

    random_seed(&random, population->order->seed, population->count.households);
    sample_household_draw(&random, population->order->on,
            left < SAMPLE_MEMBERS_MAX ? (size_t) left : SAMPLE_MEMBERS_MAX, &household);
    settle_household(population, &random, &household);
    for (size_t i = 0; i < household.n_members; i++)
        number_person(population, &household.members[i]);
    write_drawn(population, &random, &household);
    population->count.persons += household.n_members;
    population->count.households++;
}

static int
flush_full(Population *population, size_t from)
{
    for (Feed feed = FEED_TAX; feed < FEED_END; feed++) {
        FeedFile *file = &population->files[feed];
        int r;

        if (file->buffer.size < from)
            continue;
        r = file_flush(file);
        if (r != 0)
            return r;
    }
    return 0;
}

static int
write_identifiers(const Population *population)
{
    FeedFile file = { .fd = -1 };
    SampleHousehold household;
    char nobody[AMKA_DIGITS + 1];
    int r = open_in(population->order->output, "identifiers.txt", &file.fd);

    if (r != 0)
        return r;
    buffer_init(&file.buffer);
    buffer_text(&file.buffer,
            "Συνθετικά πρόσωπα του δείγματος για δοκιμή (ΑΜΚΑ, ΑΦΜ, τι δείχνουν). Οι αριθμοί είναι "
            "κατασκευασμένοι και δεν πάρθηκαν από υπαρκτά πρόσωπα.\n\n");
    for (size_t i = 0; i < population_n_cases; i++) {
        population_case_make(&population_cases[i], &household);
        buffer_format(&file.buffer, "%s  %s  %s\n", household.members[0].amka,
                household.members[0].afm, population_cases[i].note);
    }
    population_nobody(nobody);
    buffer_format(
            &file.buffer, "%s  %-9s  σωστός αριθμός που δεν υπάρχει στο μητρώο\n", nobody, "-");

    r = file_flush(&file);
    buffer_deinit(&file.buffer);
    (void) close(file.fd);
    return r;
}

static int
write_everybody(Population *population, PopulationProgress *progress, void *context)
{
    uint64_t told = 0;
    int r;

    for (size_t i = 0; i < population_n_cases; i++)
        write_case(population, &population_cases[i]);
    while (population->count.persons < population->order->persons) {
        write_household(population);
        r = flush_full(population, WRITE_SIZE);
        if (r != 0)
            return r;
        if (progress && population->count.persons - told >= PROGRESS_EVERY)
            progress(context, told = population->count.persons);
    }
    r = flush_full(population, 1);
    return r != 0 ? r : write_identifiers(population);
}

static void
population_init(Population *population, const PopulationOrder *order)
{
    Random random;

    *population = (Population) { .order = order };
    for (Feed feed = FEED_TAX; feed < FEED_END; feed++) {
        population->files[feed].fd = -1;
        buffer_init(&population->files[feed].buffer);
    }
    population->serials = memory_new(100 * 372, sizeof *population->serials);
    random_seed(&random, order->seed, UINT64_MAX);
    population->afm_offset = random_next(&random) % AFM_BODIES;
    measure_places(population);
    look_up_codes(population);
}

static void
population_deinit(Population *population)
{
    for (Feed feed = FEED_TAX; feed < FEED_END; feed++) {
        if (population->files[feed].fd >= 0)
            (void) close(population->files[feed].fd);
        buffer_deinit(&population->files[feed].buffer);
    }
    free(population->reach);
    free(population->serials);
}

int
population_write(const PopulationOrder *order, PopulationProgress *progress, void *context,
        PopulationCount *ret_count)
{
    Population population;
    int r;

    assert(order->persons <= POPULATION_PERSONS_MAX);

    if (order->persons < population_n_cases)
        return POPULATION_E_TOO_FEW;
    if (mkdir(order->output, 0700) != 0 && errno != EEXIST)
        return error_raise(-errno, "create folder %s", order->output);

    population_init(&population, order);
    r = population_open(&population);
    if (r == 0)
        r = write_everybody(&population, progress, context);
    if (r == 0)
        *ret_count = population.count;
    population_deinit(&population);
    return r;
}
