/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * The text files of tests/rules/cases: facts, programme, expected verdict, because.
 *
 * A social worker can read and write them; cases/README.md says how. Each case is one test.
 */

#include "registry/base/text.h"
#include "tests/rules/library.h"
#include "tests/rules/sheet.h"

#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILES_MAX 100
#define LINE_WORDS_MAX 40
#define AREAS_MAX 200

typedef struct Run {
    Library *library;
    Day on;
    Arena *arena; /* of one case */
    Facts facts;
    uint8_t area[AREAS_MAX]; /* by version */
    Evaluation *evaluation;
    Explanation explanation;
    bool explained;
    const char *file;
    char *title;
    int n_faults;
    int n_failed;
    size_t n_cases;
} Run;

static void __attribute__((format(printf, 3, 4))) fault(Run *run, int line, const char *format, ...)
{
    va_list arguments;

    run->n_faults++;
    printf("# %s:%d: ", run->file, line);
    va_start(arguments, format);
    (void) vprintf(format, arguments);
    va_end(arguments);
    printf("\n");
}

static char *
trim(char *text)
{
    char *end;

    text += strspn(text, " \t\r");
    end = text + strlen(text);
    while (end > text && strchr(" \t\r", end[-1]))
        *--end = '\0';
    return text;
}

/* ---- what a case gives ---------------------------------------------------------------------- */

static void
report_diagnostics(Run *run, int line, const Diagnostics *diagnostics)
{
    for (size_t i = 0; i < diagnostics->n_items; i++)
        fault(run, line, "%s", diagnostics->items[i].message);
}

static void
take_facts(Run *run, int line, const char *text)
{
    Diagnostics diagnostics;

    diagnostics_init(&diagnostics, run->arena);
    if (!facts_parse(run->arena, &run->facts, text, &run->library->names, &diagnostics))
        report_diagnostics(run, line, &diagnostics);
}

static bool
parse_value(Run *run, int line, const Fact *fact, const char *text, int64_t *ret_value)
{
    const char *reason;

    if (fact->type == FACT_PLACE) {
        *ret_value = run->library->names.place(run->library, fact->number, text);
        return *ret_value > 0;
    }
    if (fact_value_parse(run->arena, fact, text, ret_value, &reason) == 0)
        return true;
    fault(run, line, "%s", reason);
    return false;
}

static size_t
split(char *text, char *words[LINE_WORDS_MAX])
{
    size_t n = 0;

    while (n < LINE_WORDS_MAX && (words[n] = strtok_r(n ? NULL : text, " \t\r", &text)))
        n++;
    return n;
}

/* `mountain = yes; municipality = Καλαμάτας` */
static void
take_place(Run *run, int line, char *text)
{
    while (text) {
        char *item = trim(strsep(&text, ";"));
        char *name = trim(strsep(&item, "="));
        const Fact *fact = fact_find(name);
        int64_t value;

        if (!fact || fact->origin != FACT_PLACED || !item)
            fault(run, line, "«%s» is no fact of a place", name);
        else if (parse_value(run, line, fact, trim(item), &value))
            facts_set(&run->facts, fact->number, value, FEED_NONE, DAY_NONE);
    }
}

static bool
take_claim(Run *run, int line, char **words, Evidence *evidence, const Fact *fact)
{
    Feed feed = feed_find(words[1]);
    Day as_of;
    int64_t value;

    if (feed == FEED_NONE || day_parse(words[2], &as_of) != 0
            || !parse_value(run, line, fact, words[0], &value)) {
        fault(run, line, "expected: FACT VALUE FEED DATE");
        return false;
    }
    if (evidence->state == EVIDENCE_MISSING) {
        *evidence = (Evidence) {
            .state = EVIDENCE_KNOWN,
            .value = value,
            .feed = (uint8_t) feed,
            .as_of = as_of,
        };
        return true;
    }
    if (evidence->state == EVIDENCE_CONFLICT) {
        evidence->state = EVIDENCE_DISPUTED;
        evidence->value = evidence->rival = 0;
        return true;
    }
    evidence->state = EVIDENCE_CONFLICT;
    evidence->rival = value;
    evidence->rival_feed = (uint8_t) feed;
    evidence->rival_as_of = as_of;
    return true;
}

/* `income_year 3000 tax 2026-03-12`; a second claim is its rival, with a third no value is left. */
static void
take_claims(Run *run, int line, char *text)
{
    char *words[LINE_WORDS_MAX];
    size_t n_words = split(text, words);
    const Fact *fact = n_words == 4 ? fact_find(words[0]) : NULL;

    if (!fact)
        fault(run, line, "expected: FACT VALUE FEED DATE");
    else
        (void) take_claim(run, line, words + 1, &run->facts.evidence[fact->number], fact);
}

/* `income_year tax 2023-01-01` */
static void
take_stale(Run *run, int line, char *text)
{
    char *words[LINE_WORDS_MAX];
    size_t n_words = split(text, words);
    const Fact *fact = n_words == 3 ? fact_find(words[0]) : NULL;
    Day as_of;

    if (!fact || feed_find(words[1]) == FEED_NONE || day_parse(words[2], &as_of) != 0) {
        fault(run, line, "expected: FACT FEED DATE");
        return;
    }
    run->facts.evidence[fact->number] = (Evidence) {
        .state = EVIDENCE_STALE,
        .feed = (uint8_t) feed_find(words[1]),
        .as_of = as_of,
    };
}

static int
basis_of(const char *word)
{
    return text_same(word, "registered")  ? RESIDENCE_REGISTERED
            : text_same(word, "resident") ? RESIDENCE_RESIDENT
            : text_same(word, "present")  ? RESIDENCE_PRESENT
                                          : 0;
}

/* `here registered, elsewhere resident, perhaps present` */
static void
take_residence(Run *run, int line, char *text)
{
    ResidenceIs where[LINE_WORDS_MAX];
    int16_t bases[LINE_WORDS_MAX];
    size_t n = 0;

    while (text && n < LINE_WORDS_MAX) {
        char *words[LINE_WORDS_MAX];

        if (split(strsep(&text, ","), words) != 2 || basis_of(words[1]) == 0) {
            fault(run, line, "expected: here|elsewhere|perhaps registered|resident|present");
            return;
        }
        where[n] = text_same(words[0], "here")   ? RESIDENCE_IS_HERE
                : text_same(words[0], "perhaps") ? RESIDENCE_IS_PERHAPS_HERE
                                                 : RESIDENCE_IS_ELSEWHERE;
        bases[n++] = (int16_t) basis_of(words[1]);
    }
    facts_set_residence(&run->facts, where, bases, n);
}

static uint32_t
version_of(Run *run, int line, const char *code)
{
    int32_t key = library_programme(run->library, code);
    uint32_t version =
            key ? ruleset_version_on(run->library->ruleset, key, run->on) : RULESET_NO_VERSION;

    if (version == RULESET_NO_VERSION)
        fault(run, line, "no programme «%s» in force that day", code);
    return version;
}

/* `EEE no`, `EEE unknown`: the programme's legal area here. */
static void
take_area(Run *run, int line, char *text)
{
    char *words[LINE_WORDS_MAX];
    uint32_t version = RULESET_NO_VERSION;

    if (split(text, words) == 2)
        version = version_of(run, line, words[0]);
    if (version == RULESET_NO_VERSION)
        fault(run, line, "expected: PROGRAMME yes|no|unknown");
    else
        run->area[version] = text_same(words[1], "yes") ? OUTCOME_TRUE
                : text_same(words[1], "no")             ? OUTCOME_FALSE
                                                        : OUTCOME_UNKNOWN;
}

static void
take_day(Run *run, int line, char *text)
{
    if (day_parse(text, &run->on) != 0)
        fault(run, line, "«%s» is no day", text);
}

/* ---- what a case expects --------------------------------------------------------------------- */

static Evaluation *
evaluation(Run *run)
{
    if (!run->evaluation)
        run->evaluation =
                evaluation_new(run->arena, run->library->ruleset, &run->facts, run->on, run->area);
    return run->evaluation;
}

static void
choose_programme(Run *run, int line, char *text)
{
    uint32_t version = version_of(run, line, text);

    run->explained = version != RULESET_NO_VERSION;
    if (run->explained)
        evaluation_explain(evaluation(run), version, &run->explanation);
}

static void
expect_verdict(Run *run, int line, char *text)
{
    Outcome verdict = run->explanation.verdict;

    if (!text_same(text, verdict_key(verdict)) && !text_same(text, verdict_greek(verdict)))
        fault(run, line, "expected %s, got %s", text, verdict_key(verdict));
}

static const char *
interval_text(Run *run, const Fact *fact, Interval interval)
{
    const char *low = fact_value_key(run->arena, fact, interval.low);

    if (interval.low == interval.high)
        return low;
    if (interval.high == INTERVAL_NO_END)
        return arena_format(run->arena, "%s..", low);
    return arena_format(run->arena, "%s..%s", low, fact_value_key(run->arena, fact, interval.high));
}

/* As a case writes it: `income_6m = 2592.01, limit 2592, false`. */
static const char *
reason_text(Run *run, const Reason *reason)
{
    const Fact *fact = reason->fact ? fact_of(reason->fact) : NULL;
    const char *text = fact ? fact->key : reason->criterion ? "ask" : "area";

    if (reason->has_value && fact->type != FACT_PLACE)
        text = arena_format(run->arena, "%s = %s", text, interval_text(run, fact, reason->value));
    if (reason->has_limit && fact->type != FACT_PLACE)
        text = arena_format(
                run->arena, "%s, limit %s", text, interval_text(run, fact, reason->limit));
    text = arena_format(run->arena, "%s, %s", text, outcome_key(reason->outcome));
    if (reason->cause != CAUSE_NONE)
        text = arena_format(run->arena, "%s, %s", text, cause_key(reason->cause));
    return text;
}

/* Every part of the line, in any reason; so a case may leave out what it is not about. */
static bool
reason_fits(const char *reason, const char *wanted)
{
    char parts[1000];
    char *rest = parts;
    const char *comma = strchr(reason, ',');
    size_t head = comma ? (size_t) (comma - reason) : strlen(reason);
    bool first = true;

    (void) snprintf(parts, sizeof parts, "%s", wanted);
    while (rest) {
        const char *part = trim(strsep(&rest, ","));
        size_t length = strlen(part);

        if (first
                && (strncmp(reason, part, length) != 0
                        || (reason[length] != ' ' && length != head)))
            return false;
        if (!first) {
            const char *found = strstr(reason, part);

            if (!found || (found[length] && found[length] != ','))
                return false;
        }
        first = false;
    }
    return true;
}

static void
show_reasons(Run *run)
{
    for (size_t i = 0; i < run->explanation.n_because; i++)
        printf("#   because: %s\n", reason_text(run, &run->explanation.because[i]));
}

static void
expect_because(Run *run, int line, char *text)
{
    for (size_t i = 0; i < run->explanation.n_because; i++)
        if (reason_fits(reason_text(run, &run->explanation.because[i]), text))
            return;
    fault(run, line, "no reason says: %s", text);
    show_reasons(run);
}

/* The first reason is the one that an answer shows first. */
static void
expect_first(Run *run, int line, char *text)
{
    if (run->explanation.n_because > 0
            && reason_fits(reason_text(run, &run->explanation.because[0]), text))
        return;
    fault(run, line, "the first reason does not say: %s", text);
    show_reasons(run);
}

/* The source of a fact, `income_year tax 2026-03-12`, of any reason. */
static void
expect_source(Run *run, int line, char *text)
{
    const char *wanted = arena_text(run->arena, text);

    for (size_t i = 0; i < run->explanation.n_because; i++)
        for (size_t j = 0; j < run->explanation.because[i].n_sources; j++) {
            const Source *source = &run->explanation.because[i].sources[j];
            char day[DAY_TEXT_SIZE];

            if (strcmp(wanted,
                        arena_format(run->arena, "%s %s %s", fact_of(source->fact)->key,
                                feed_key((Feed) source->evidence.feed),
                                day_format_iso(source->evidence.as_of, day)))
                    == 0)
                return;
        }
    fault(run, line, "no reason cites: %s", wanted);
}

static void
expect_missing(Run *run, int line, char *text)
{
    const char *got = "";

    for (size_t i = 0; i < run->explanation.n_missing; i++)
        got = arena_format(run->arena, "%s%s%s", got, i ? ", " : "",
                fact_of(run->explanation.missing[i].fact)->key);
    if (strcmp(got, text_same(text, "none") ? "" : text) != 0)
        fault(run, line, "expected missing: %s; got: %s", text, *got ? got : "none");
}

static void
expect_document(Run *run, int line, char *text)
{
    for (size_t i = 0; i < run->explanation.n_missing; i++)
        if (run->explanation.missing[i].document
                && strcmp(run->explanation.missing[i].document, text) == 0)
            return;
    fault(run, line, "no missing fact names the document: %s", text);
}

static void
expect_feed(Run *run, int line, char *text)
{
    for (size_t i = 0; i < run->explanation.n_missing; i++)
        if (run->explanation.missing[i].feed == feed_find(text))
            return;
    fault(run, line, "no missing fact names the feed: %s", text);
}

static void
expect_asks(Run *run, int line, char *text)
{
    if (run->explanation.n_asks != (size_t) strtoul(text, NULL, 10))
        fault(run, line, "expected %s asks, got %zu", text, run->explanation.n_asks);
}

static void
expect_subject_to(Run *run, int line, char *text)
{
    if (run->explanation.subject_to != (text_same(text, "yes") || text_same(text, "ναι")))
        fault(run, line, "subject to: expected %s", text);
}

static void
expect_block(Run *run, int line, char *text)
{
    if (run->explanation.block != atoi(text))
        fault(run, line, "expected block %s, got %d", text, (int) run->explanation.block);
}

static void
expect_priority(Run *run, int line, char *text)
{
    if (run->explanation.priority != atoi(text))
        fault(run, line, "expected priority %s, got %d", text, run->explanation.priority);
}

static void
expect_amount(Run *run, int line, char *text)
{
    const Amount *amount = &run->explanation.amount;
    const char *got = "none";

    if (amount->parameter && amount->has_value)
        got = arena_format(run->arena, "%s per %s%s",
                interval_text(run, fact_of(FACT_REAL_ESTATE), amount->value),
                period_key(amount->per), amount->expired ? ", expired" : "");
    if (strcmp(got, text) != 0)
        fault(run, line, "expected amount %s, got %s", text, got);
}

/* `εκκαθαριστικό 3`, over all programmes in force; the first is the best. */
static void
expect_settle(Run *run, int line, char *text)
{
    size_t n_versions = ruleset_count(run->library->ruleset);
    Explanation *explanations = arena_array(run->arena, Explanation, n_versions);
    const Settle *settle;
    const char *got = "none";
    size_t n = 0;

    for (uint32_t v = 0; v < n_versions; v++)
        if (ruleset_in_force(run->library->ruleset, v, run->on))
            evaluation_explain(evaluation(run), v, &explanations[n++]);
    if (settle_documents(run->arena, explanations, n, &settle) > 0)
        got = arena_format(run->arena, "%s %u", settle[0].document, settle[0].programmes);
    if (strcmp(got, text) != 0)
        fault(run, line, "expected settle %s, got %s", text, got);
}

/* ---- lines ----------------------------------------------------------------------------------- */

typedef void (*LineReader)(Run *, int, char *);

static const struct {
    const char *key;
    const char *greek;
    LineReader read;
    bool expects; /* about the programme chosen before */
} lines[] = {
    { "day", "ημέρα", take_day, false },
    { "facts", "στοιχεία", NULL, false }, /* facts_parse wants the text untouched */
    { "place", "τόπος", take_place, false },
    { "claim", "δήλωση", take_claims, false },
    { "stale", "παλιό", take_stale, false },
    { "residence", "κατοικία", take_residence, false },
    { "area", "περιοχή", take_area, false },
    { "programme", "πρόγραμμα", choose_programme, false },
    { "settle", "ξεκαθαρίζει", expect_settle, false },
    { "verdict", "κρίση", expect_verdict, true },
    { "first", "πρώτα", expect_first, true },
    { "because", "γιατί", expect_because, true },
    { "source", "πηγή", expect_source, true },
    { "missing", "λείπουν", expect_missing, true },
    { "document", "δικαιολογητικό", expect_document, true },
    { "feed", "ροή", expect_feed, true },
    { "asks", "ερωτήσεις", expect_asks, true },
    { "subject to", "με την επιφύλαξη", expect_subject_to, true },
    { "block", "μπλοκ", expect_block, true },
    { "priority", "προτεραιότητα", expect_priority, true },
    { "amount", "ποσό", expect_amount, true },
};

static void
read_line(Run *run, int number, char *text)
{
    char *key = trim(strsep(&text, ":"));

    if (!text) {
        fault(run, number, "expected: word, colon, what it says");
        return;
    }
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        if (!text_same(key, lines[i].key) && !text_same(key, lines[i].greek))
            continue;
        if (lines[i].expects && !run->explained)
            fault(run, number, "«%s» stands before any programme", key);
        else if (lines[i].read)
            lines[i].read(run, number, trim(text));
        else
            take_facts(run, number, text);
        return;
    }
    fault(run, number, "unknown word «%s»", key);
}

static void
end_case(Run *run)
{
    if (!run->title)
        return;
    run->n_cases++;
    run->n_failed += run->n_faults != 0;
    printf("%s - %s: %s\n", run->n_faults ? "not ok" : "ok", run->file, run->title);
}

static void
begin_case(Run *run, char *title)
{
    arena_reset(run->arena);
    facts_init(&run->facts);
    memset(run->area, OUTCOME_TRUE, sizeof run->area);
    run->evaluation = NULL;
    run->explained = false;
    run->title = title;
    run->n_faults = 0;
}

/* Lines before the first case hold for all: only the day does so far. */
static void
run_file(Run *run, const char *path)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    char *rest = sheet_text(arena, path);
    Day day_of_file = run->on;
    int number = 0;

    run->file = strrchr(path, '/') + 1;
    run->title = NULL;
    while (rest) {
        char *line = trim(strsep(&rest, "\n"));

        number++;
        if (*line == '\0' || *line == '#')
            continue;
        if (strncmp(line, "==", 2) == 0) {
            end_case(run);
            begin_case(run, trim(line + 2));
            run->on = day_of_file;
        } else
            read_line(run, number, line);
        if (!run->title)
            day_of_file = run->on;
    }
    end_case(run);
}

static int
ends_in_txt(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);

    return length > 4 && strcmp(entry->d_name + length - 4, ".txt") == 0;
}

/* Each folder of cases has its programmes. */
static const struct {
    const char *cases;
    const char *programmes;
} sets[] = {
    { "tests/rules/cases/engine", "tests/rules/programmes" },
    { "tests/rules/cases", "importers/sample/programmes" },
};

static void
run_set(Run *run, const char *root, size_t set)
{
    CLEANUP(library_freep) Library *library = NULL;
    CLEANUP(arena_freep) Arena *arena = arena_new();
    const char *folder = arena_format(arena, "%s/%s", root, sets[set].cases);
    struct dirent **files;
    int n_files = scandir(folder, &files, ends_in_txt, alphasort);

    library = run->library = library_new(arena_format(arena, "%s/%s", root, sets[set].programmes));
    printf("%s - the programmes of %s compile\n", library->fine ? "ok" : "not ok",
            sets[set].programmes);
    run->n_failed += !library->fine;
    for (size_t i = 0; i < library->diagnostics.n_items; i++) {
        const Diagnostic *diagnostic = &library->diagnostics.items[i];

        printf("#   line %lu %s: %s\n", (unsigned long) diagnostic->row,
                diagnostic->column ? diagnostic->column : "", diagnostic->message);
    }
    for (int i = 0; i < n_files; i++) {
        run->on = DAY_NONE;
        (void) day_from_ymd(2026, 11, 22, &run->on);
        if (library->fine)
            run_file(run, arena_format(arena, "%s/%s", folder, files[i]->d_name));
        free(files[i]);
    }
    if (n_files >= 0)
        free(files);
}

int
main(void)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    const char *root = getenv("TEST_ROOT");
    Run run = { .arena = arena };

    for (size_t set = 0; set < sizeof sets / sizeof sets[0]; set++)
        run_set(&run, root ? root : ".", set);
    return run.n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
