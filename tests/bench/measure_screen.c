/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * Measures the columns by themselves: random persons × random programmes, no database.
 *
 *     measure_screen PERSONS PROGRAMMES THREADS [FOLDER]
 *
 * Prints one JSON object: seconds for filling the columns and for judging and counting, for each
 * set of kernels, with all programmes valid everywhere and with each valid in a fifth of the
 * municipalities; and how many pairs were eligible and unknown. With a FOLDER the same persons and
 * programmes are written there, for others to count: persons.csv, programmes.json, counts.json.
 */

#include "registry/base/memory.h"
#include "registry/rules/columns.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PERSONS_A_PLACE \
    3000 /* as of a million among 332; of fewer persons there are fewer places */
#define ATOMS 666
#define ROWS_MAX 24
#define THREADS_MAX 16
#define PERCENT_MISSING 15
#define SHARE_OF_PLACES 5 /* one in so many */
#define ON 20779          /* 2026-11-22 */

/* Facts that nothing else follows from, so that others need not know what does. */
static const FactNumber asked[] = { FACT_PENSION, FACT_INCOME_YEAR, FACT_RENT, FACT_DEPOSITS,
    FACT_REAL_ESTATE, FACT_INSURED_DAYS, FACT_UNEMPLOYED_MONTHS, FACT_LEGAL_RESIDENCE_YEARS,
    FACT_PARTNER_AGE, FACT_EMPLOYMENT, FACT_INSURANCE, FACT_TENURE, FACT_NATIONALITY, FACT_STUDIES,
    FACT_TAX_RETURN, FACT_LUXURY };

#define ASKED (sizeof asked / sizeof *asked)

typedef struct Job {
    const ColumnPlan *plan;
    const ColumnKernels *kernels;
    uint32_t programmes;
    uint64_t persons;
    bool everywhere;
    uint32_t first; /* municipality, and then every so manieth */
    uint32_t step;
    uint64_t *eligible; /* by programme */
    uint64_t *unknown;
    uint64_t evaluations;
    double filling_s; /* of the clock on the wall, and of the processor */
    double judging_s;
    double judging_cpu_s;
    pthread_t thread;
} Job;

static uint64_t
chance(uint64_t *state)
{
    uint64_t z = *state += 0x9E3779B97F4A7C15u;

    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static double
now_s(clockid_t clock)
{
    struct timespec now;

    (void) clock_gettime(clock, &now);
    return (double) now.tv_sec + (double) now.tv_nsec * 1e-9;
}

static int64_t
top_of(const Fact *fact)
{
    return fact->type == FACT_MONEY ? 3000000
            : fact->unit            ? (fact->high < 1000 ? fact->high : 1000)
                                    : fact->high;
}

/* ---- programmes ------------------------------------------------------------------------- */

static void
make_atom(Arena *arena, uint64_t *state, Criterion *criterion)
{
    static const Operator ordered[] = { OPERATOR_LESS, OPERATOR_AT_MOST, OPERATOR_MORE,
        OPERATOR_AT_LEAST, OPERATOR_BETWEEN };
    const Fact *fact = fact_of(asked[chance(state) % ASKED]);
    int64_t one = (int64_t) (chance(state) % (uint64_t) (top_of(fact) + 1));
    int64_t other = (int64_t) (chance(state) % (uint64_t) (top_of(fact) + 1));
    int64_t *set = arena_array(arena, int64_t, 2);

    *criterion = (Criterion) { .fact = fact->number, .value = one };
    if (fact->type == FACT_YES_NO) {
        criterion->operator_ = OPERATOR_EQUAL;
    } else if (fact->type == FACT_CHOICE) {
        set[0] = one < other ? one : other;
        set[1] = one < other ? other : one;
        criterion->operator_ = chance(state) % 2 ? OPERATOR_IN : OPERATOR_NOT_IN;
        criterion->set = set;
        criterion->n_set = set[0] == set[1] ? 1 : 2;
        criterion->value = 0;
    } else {
        criterion->operator_ = ordered[chance(state) % 5];
        if (criterion->operator_ == OPERATOR_BETWEEN) {
            criterion->value = one < other ? one : other;
            criterion->value_high = one < other ? other : one;
        }
    }
}

static void
write_criterion(FILE *file, const Criterion *criterion, bool first)
{
    (void) fprintf(file, "%s[%d,%d,\"%s\",\"%s\",%" PRId64 ",%" PRId64 ",[", first ? "" : ",",
            criterion->kind, criterion->block, fact_of(criterion->fact)->key,
            operator_key(criterion->operator_), criterion->value, criterion->value_high);
    for (uint32_t i = 0; i < criterion->n_set; i++)
        (void) fprintf(file, "%s%" PRId64, i ? "," : "", criterion->set[i]);
    (void) fputs("]]", file);
}

/* About five and a half rows each, of the same few hundred distinct ones. */
static Ruleset *
make_ruleset(Arena *arena, uint32_t n_programmes, FILE *file)
{
    Ruleset *ruleset = ruleset_new();
    Criterion *atoms = arena_array(arena, Criterion, ATOMS);
    Diagnostics diagnostics;
    uint64_t state = 7;

    for (size_t i = 0; i < ATOMS; i++)
        make_atom(arena, &state, &atoms[i]);
    for (uint32_t number = 0; number < n_programmes; number++) {
        Criterion *rows = arena_array(arena, Criterion, ROWS_MAX);
        size_t n = 0;

        for (int32_t block = 1; block <= 1 + (int32_t) (chance(&state) % 2); block++)
            for (uint64_t i = 1 + chance(&state) % 5; i > 0; i--) {
                rows[n] = atoms[chance(&state) % ATOMS];
                rows[n].kind = KIND_CONDITION;
                rows[n++].block = block;
            }
        for (uint64_t i = chance(&state) % 3; i > 0; i--) {
            rows[n] = atoms[chance(&state) % ATOMS];
            rows[n].kind = KIND_EXCLUSION;
            rows[n++].block = (int32_t) i;
        }
        (void) ruleset_add_programme(ruleset,
                &(ProgrammeRules) {
                        .programme = (int32_t) number + 1,
                        .code = arena_format(arena, "P%u", number),
                        .valid_from = DAY_NONE,
                        .valid_to = DAY_NONE,
                        .criteria = rows,
                        .n_criteria = n,
                });
        for (size_t i = 0; file && i < n; i++)
            write_criterion(file, &rows[i], i == 0);
        if (file)
            (void) fputs(number + 1 < n_programmes ? "],\n[" : "]]\n", file);
    }
    diagnostics_init(&diagnostics, arena);
    if (ruleset_compile(ruleset, &diagnostics) != 0) {
        (void) fprintf(stderr, "%s\n", diagnostics.items[0].message);
        exit(EXIT_FAILURE);
    }
    return ruleset;
}

/* ---- persons ---------------------------------------------------------------------------- */

/* The same person for the same number, whoever asks. */
static void
make_values(uint64_t person, int64_t values[static ASKED])
{
    uint64_t state = person * 2654435761u + 99;

    for (size_t i = 0; i < ASKED; i++) {
        uint64_t drawn = chance(&state);

        values[i] = drawn % 100 < PERCENT_MISSING
                ? -1
                : (int64_t) ((drawn >> 16) % (uint64_t) (top_of(fact_of(asked[i])) + 1));
    }
}

static void
write_persons(FILE *file, uint64_t persons)
{
    int64_t values[ASKED];

    for (size_t i = 0; i < ASKED; i++)
        (void) fprintf(file, "%s%s", i ? "," : "", fact_of(asked[i])->key);
    (void) fputc('\n', file);
    for (uint64_t person = 0; person < persons; person++) {
        make_values(person, values);
        for (size_t i = 0; i < ASKED; i++) {
            if (i)
                (void) fputc(',', file);
            if (values[i] >= 0)
                (void) fprintf(file, "%" PRId64, values[i]);
        }
        (void) fputc('\n', file);
    }
}

/* ---- measuring -------------------------------------------------------------------------- */

static void
count_block(Job *job, Columns *columns, const uint8_t *area)
{
    size_t words = columns_words(columns);

    for (uint32_t version = 0; version < job->programmes; version++) {
        const RowOutcomes *verdict;
        uint32_t eligible;

        if (area[version] == OUTCOME_FALSE)
            continue;
        verdict = columns_verdict(columns, version);
        eligible = job->kernels->count(verdict->is_true.words, words);
        job->eligible[version] += eligible;
        job->unknown[version] += job->kernels->count(verdict->may_be.words, words) - eligible;
        job->evaluations += columns_rows(columns);
    }
}

static void
fill_block(Job *job, Columns *columns, const int64_t (*values)[ASKED], size_t n)
{
    double began = now_s(CLOCK_MONOTONIC);

    for (size_t row = 0; row < n; row++) {
        Facts *facts = columns_next(columns);

        for (size_t i = 0; i < ASKED; i++)
            if (values[row][i] >= 0)
                facts_set(facts, asked[i], values[row][i], FEED_NONE, DAY_NONE);
        columns_add(columns);
    }
    job->filling_s += now_s(CLOCK_MONOTONIC) - began;
}

static void *
work(void *context)
{
    static const PlaceFacts nowhere = {
        .mountain = -1, .disadvantaged = -1, .island = -1, .remote = -1
    };
    Job *job = context;
    uint64_t places = job->persons / PERSONS_A_PLACE + 1;
    Columns *columns = columns_new(job->plan);
    int64_t(*values)[ASKED] = memory_new(COLUMNS_ROWS, sizeof *values);
    uint8_t *area = memory_new(job->programmes, 1);

    columns_use(columns, job->kernels);
    for (uint64_t place = job->first; place < places; place += job->step) {
        uint64_t end = (place + 1) * job->persons / places;

        for (uint32_t version = 0; version < job->programmes; version++)
            area[version] = job->everywhere || (place + version) % SHARE_OF_PLACES == 0
                    ? OUTCOME_TRUE
                    : OUTCOME_FALSE;
        for (uint64_t at = place * job->persons / places; at < end; at += COLUMNS_ROWS) {
            size_t n = end - at < COLUMNS_ROWS ? end - at : COLUMNS_ROWS;
            double began, began_cpu;

            for (size_t row = 0; row < n; row++)
                make_values(at + row, values[row]);
            columns_begin(columns, &nowhere, area);
            fill_block(job, columns, (const int64_t(*)[ASKED]) values, n);
            began = now_s(CLOCK_MONOTONIC);
            began_cpu = now_s(CLOCK_THREAD_CPUTIME_ID);
            count_block(job, columns, area);
            job->judging_s += now_s(CLOCK_MONOTONIC) - began;
            job->judging_cpu_s += now_s(CLOCK_THREAD_CPUTIME_ID) - began_cpu;
        }
    }
    (void) columns_free(columns);
    free(values);
    free(area);
    return NULL;
}

static void
measure(const ColumnPlan *plan, const ColumnKernels *kernels, uint32_t programmes, uint64_t persons,
        uint32_t threads, bool everywhere, FILE *counts)
{
    Job jobs[THREADS_MAX];
    double filling = 0, judging = 0, cpu = 0;
    uint64_t eligible = 0, unknown = 0, evaluations = 0;

    for (uint32_t i = 0; i < threads; i++) {
        jobs[i] = (Job) { .plan = plan,
            .kernels = kernels,
            .programmes = programmes,
            .persons = persons,
            .everywhere = everywhere,
            .first = i,
            .step = threads };
        jobs[i].eligible = memory_new(programmes, sizeof *jobs[i].eligible);
        jobs[i].unknown = memory_new(programmes, sizeof *jobs[i].unknown);
        if (pthread_create(&jobs[i].thread, NULL, work, &jobs[i]) != 0)
            exit(EXIT_FAILURE);
    }
    for (uint32_t i = 0; i < threads; i++) {
        (void) pthread_join(jobs[i].thread, NULL);
        /* The thread that took longest is when all are ready. */
        filling = jobs[i].filling_s > filling ? jobs[i].filling_s : filling;
        judging = jobs[i].judging_s > judging ? jobs[i].judging_s : judging;
        cpu += jobs[i].judging_cpu_s;
        evaluations += jobs[i].evaluations;
        for (uint32_t version = 0; version < programmes; version++) {
            eligible += jobs[i].eligible[version];
            unknown += jobs[i].unknown[version];
            jobs[0].eligible[version] += i ? jobs[i].eligible[version] : 0;
            jobs[0].unknown[version] += i ? jobs[i].unknown[version] : 0;
        }
    }
    for (uint32_t version = 0; counts && version < programmes; version++)
        (void) fprintf(counts, "%s[%" PRIu64 ",%" PRIu64 "]", version ? "," : "[",
                jobs[0].eligible[version], jobs[0].unknown[version]);
    for (uint32_t i = 0; i < threads; i++) {
        free(jobs[i].eligible);
        free(jobs[i].unknown);
    }
    printf("{\"kernels\": \"%s\", \"threads\": %u, \"everywhere\": %s, \"filling_s\": %.4f, "
           "\"judging_s\": %.4f, \"judging_cpu_s\": %.4f, \"evaluations\": %" PRIu64
           ", \"eligible\": %" PRIu64 ", \"unknown\": %" PRIu64 "}",
            kernels->name, threads, everywhere ? "true" : "false", filling, judging, cpu,
            evaluations, eligible, unknown);
}

static FILE *
open_in(const char *folder, const char *name)
{
    char path[4096];
    FILE *file;

    if (!folder)
        return NULL;
    (void) snprintf(path, sizeof path, "%s/%s", folder, name);
    file = fopen(path, "w");
    if (!file) {
        perror(path);
        exit(EXIT_FAILURE);
    }
    return file;
}

static void
close_file(FILE *file)
{
    if (file && fclose(file) != 0)
        exit(EXIT_FAILURE);
}

int
main(int argc, char **argv)
{
    static const char *const names[] = { "plain", "x86-64-v2", "x86-64-v3" };
    CLEANUP(arena_freep) Arena *arena = arena_new();
    uint64_t persons = argc > 1 ? strtoull(argv[1], NULL, 10) : 100000;
    uint32_t programmes = argc > 2 ? (uint32_t) strtoul(argv[2], NULL, 10) : 1000;
    uint32_t threads = argc > 3 ? (uint32_t) strtoul(argv[3], NULL, 10) : 1;
    const char *folder = argc > 4 ? argv[4] : NULL;
    FILE *rules = open_in(folder, "programmes.json");
    FILE *people = open_in(folder, "persons.csv");
    FILE *counts = open_in(folder, "counts.json");
    CLEANUP(ruleset_freep) Ruleset *ruleset = NULL;
    CLEANUP(column_plan_freep) ColumnPlan *plan = NULL;
    uint32_t *versions = arena_array(arena, uint32_t, programmes);
    bool first = true;

    if (programmes < 1 || threads < 1 || threads > THREADS_MAX)
        return EXIT_FAILURE;
    if (rules)
        (void) fputs("[[", rules);
    ruleset = make_ruleset(arena, programmes, rules);
    if (people)
        write_persons(people, persons);
    for (uint32_t i = 0; i < programmes; i++)
        versions[i] = i;
    plan = column_plan_new(ruleset, ON, versions, programmes, NULL, 0);
    printf("{\"predicates\": %zu, \"runs\": [", column_plan_predicates(plan));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const ColumnKernels *kernels = column_kernels_named(names[i]);

        for (int everywhere = 1; kernels && everywhere >= 0; everywhere--) {
            printf("%s\n  ", first ? "" : ",");
            measure(plan, kernels, programmes, persons, threads, everywhere == 1,
                    first ? counts : NULL);
            first = false;
        }
    }
    printf("\n]}\n");
    if (counts)
        (void) fputs("]\n", counts);
    close_file(rules);
    close_file(people);
    close_file(counts);
    return EXIT_SUCCESS;
}
