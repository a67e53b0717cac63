/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * The cases that were computed by hand (tests/entitlements/golden.tsv), asked of the oracle and of
 * the program: both must say what the source says. tests/entitlements asks them from a shell.
 */

#include "registry/base/text.h"
#include "registry/rules/evaluate.h"
#include "tests/oracle/oracle.h"

#include <inttypes.h>

#define CASES_MAX 1000
#define LINE_MAX_BYTES 4096

enum { ON, PLACE, FACTS, PROGRAMME, VERDICT, COLUMNS_READ };

typedef struct Case {
    size_t line;
    Day on;
    const Place *place;
    Facts facts;
    const char *programme;
    Outcome verdict;
    Outcome oracle;
    bool judged; /* by the oracle */
} Case;

static Db *db;
static Snapshot *snapshot;
static Case cases[CASES_MAX];
static size_t n_cases;

static Outcome
outcome_of(const char *word)
{
    return strcmp(word, "eligible") == 0   ? OUTCOME_TRUE
            : strcmp(word, "unknown") == 0 ? OUTCOME_UNKNOWN
                                           : OUTCOME_FALSE;
}

static void
set_place(Case *item)
{
    facts_set_place(&item->facts,
            &(PlaceFacts) {
                    .municipality = item->place->key,
                    .regional_unit = item->place->regional_unit,
                    .prefecture = item->place->prefecture,
                    .region = item->place->region,
                    .mountain = (int8_t) item->place->mountain,
                    .disadvantaged = (int8_t) item->place->disadvantaged,
                    .island = (int8_t) item->place->island,
                    .remote = (int8_t) item->place->remote,
            });
}

/* False: the line says something that nobody understands. */
static bool
read_case(Arena *arena, size_t line, char *text)
{
    const Names names = snapshot_names(snapshot);
    Case *item = &cases[n_cases];
    char *cells[COLUMNS_READ];
    Diagnostics diagnostics;

    for (size_t i = 0; i < COLUMNS_READ; i++)
        if (!(cells[i] = strsep(&text, "\t")))
            return false;
    *item = (Case) {
        .line = line,
        .place = places_by_code(snapshot_places(snapshot), cells[PLACE]),
        .programme = cells[PROGRAMME],
        .verdict = outcome_of(cells[VERDICT]),
    };
    facts_init(&item->facts);
    diagnostics_init(&diagnostics, arena);
    if (!item->place || day_parse(cells[ON], &item->on) != 0
            || !facts_parse(arena, &item->facts, cells[FACTS], &names, &diagnostics))
        return false;
    set_place(item);
    n_cases++;
    return true;
}

static bool
read_cases(Arena *arena)
{
    const char *root = getenv("TEST_ROOT");
    char *path = arena_format(arena, "%s/tests/entitlements/golden.tsv", root ? root : ".");
    FILE *file = fopen(path, "re");
    char text[LINE_MAX_BYTES];
    bool understood = true;

    if (!file) {
        printf("not ok - %s can be read\n", path);
        exit(EXIT_FAILURE);
    }
    for (size_t line = 1; n_cases < CASES_MAX && fgets(text, sizeof text, file); line++) {
        if (*text == '#' || strncmp(text, "on\t", 3) == 0)
            continue;
        text[strcspn(text, "\n")] = '\0';
        if (!read_case(arena, line, arena_format(arena, "%s", text))) {
            printf("not ok - golden.tsv line %zu is understood\n", line);
            understood = false;
        }
    }
    (void) fclose(file);
    return understood;
}

/* All cases of the day of one of them, in one question to the oracle. */
static void
ask_day(Day on)
{
    CLEANUP(result_freep) Result *rows = NULL;
    Copy *copy = oracle_begin(db);

    for (size_t i = 0; i < n_cases; i++)
        if (cases[i].on == on) {
            Facts facts = cases[i].facts;

            oracle_question(copy, i, &facts, cases[i].place);
        }
    CHECK(copy_end(copy, NULL) == 0);
    rows = oracle_ask(db, on);
    for (size_t row = 0; row < result_rows(rows); row++) {
        Case *item = &cases[result_int(rows, row, 0)];
        int32_t key = snapshot_names(snapshot).programme(
                snapshot_names(snapshot).context, item->programme);

        if (result_int(rows, row, 1) == key) {
            item->oracle = (Outcome) result_int(rows, row, 2);
            item->judged = true;
        }
    }
}

static Outcome
program_says(Arena *arena, const Case *item)
{
    const Ruleset *ruleset = snapshot_ruleset(snapshot);
    const Names names = snapshot_names(snapshot);
    uint32_t version =
            ruleset_version_on(ruleset, names.programme(names.context, item->programme), item->on);
    uint8_t *area = arena_alloc(arena, ruleset_count(ruleset));

    areas_of(snapshot, item->place, area);
    return version == RULESET_NO_VERSION
            ? OUTCOME_FALSE
            : evaluation_verdict(
                    evaluation_new(arena, ruleset, &item->facts, item->on, area), version);
}

static bool
holds(Arena *arena, const Case *item)
{
    Outcome program = program_says(arena, item);
    bool right = item->judged && item->oracle == item->verdict && program == item->verdict;

    printf("%s - golden.tsv line %zu: %s is %s\n", right ? "ok" : "not ok", item->line,
            item->programme, verdict_key(item->verdict));
    if (!right)
        printf("# oracle %s, program %s\n", item->judged ? verdict_key(item->oracle) : "silent",
                verdict_key(program));
    return right;
}

int
main(void)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    bool right;

    db = fixture_open("mitroa_owner", 0);
    if (snapshot_load(db, &snapshot) != 0)
        return EXIT_FAILURE;
    right = read_cases(arena);
    for (size_t i = 0; i < n_cases; i++) {
        if (!cases[i].judged)
            ask_day(cases[i].on);
        right &= holds(arena, &cases[i]);
    }
    (void) snapshot_unref(snapshot);
    (void) db_close(db);
    return right && !unit_failures ? EXIT_SUCCESS : EXIT_FAILURE;
}
