/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * names FILE [SENTENCE]: what people write against the register of places in the database.
 *
 * A test for each line of the file (place_names.txt); with a SENTENCE one test of that name for all
 * of them, which names the lines that fail. How long a search took is told, not judged.
 */

#include "tests/unit/unit.h"

#include "registry/base/text.h"
#include "registry/db/db.h"
#include "registry/register_load.h"

#include <time.h>

#define PARTS 4
#define AMONG 5 /* of the first answers, where several places have the name */

typedef struct Trial {
    const Places *places;
    const char *sentence; /* NULL = a test for each line */
    unsigned lines;
    unsigned failed;
    double sum_us;
    double slowest_us;
    char slowest[256];
} Trial;

/* Cuts `how | day | typed | code` in place and trims the parts. */
static bool
cut_line(char *line, char *parts[PARTS])
{
    for (int i = 0; i < PARTS; i++) {
        parts[i] = strsep(&line, "|");
        if (!parts[i])
            return false;
        parts[i] += strspn(parts[i], " ");
        for (size_t end = strlen(parts[i]); end > 0 && strchr(" \n", parts[i][end - 1]); end--)
            parts[i][end - 1] = '\0';
    }
    return true;
}

static const char *
resolved(const Places *places, const char *text, Day on)
{
    const Place *place;
    int r = places_resolve(places, text, 0, on, &place, 0, NULL);

    return r == 0 ? place->code : r == PLACE_E_AMBIGUOUS ? "several" : "nothing";
}

static void
clock_search(Trial *trial, const char *text, const struct timespec *begun)
{
    struct timespec ended;
    double us;

    (void) clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ended);
    us = (double) (ended.tv_sec - begun->tv_sec) * 1e6
            + (double) (ended.tv_nsec - begun->tv_nsec) / 1e3;
    trial->sum_us += us;
    if (us <= trial->slowest_us)
        return;
    trial->slowest_us = us;
    (void) snprintf(trial->slowest, sizeof trial->slowest, "%s", text);
}

/* The code wanted if it is among the first `among` answers, else the first answer. */
static const char *
searched(Trial *trial, const char *text, Day on, size_t among, const char *wanted)
{
    const Place *found[PLACES_FOUND_MAX];
    struct timespec begun;
    size_t n;

    (void) clock_gettime(CLOCK_THREAD_CPUTIME_ID, &begun);
    n = places_search(trial->places, text, 0, on, PLACES_FOUND_MAX, found);
    clock_search(trial, text, &begun);
    for (size_t i = 0; i < n && i < among; i++)
        if (strcmp(found[i]->code, wanted) == 0)
            return wanted;
    return n > 0 ? found[0]->code : "nothing";
}

static void
try_line(Trial *trial, char *parts[PARTS])
{
    static const struct {
        const char *how;
        const char *verb;
        size_t among; /* 0 = resolved */
    } ways[] = {
        { "is", "is", 0 },
        { "first", "finds first", 1 },
        { "among", "finds among the first", AMONG },
    };
    const char *got = "?";
    size_t way = 0;
    bool is_good;
    Day on;

    while (way < 2 && strcmp(parts[0], ways[way].how) != 0)
        way++;
    if (day_parse(parts[1], &on) == 0)
        got = ways[way].among == 0 ? resolved(trial->places, parts[2], on)
                                   : searched(trial, parts[2], on, ways[way].among, parts[3]);
    is_good = strcmp(got, parts[3]) == 0;
    trial->lines++;
    trial->failed += !is_good;
    if (!trial->sentence)
        printf("%s - %s %s %s, on %s\n", is_good ? "ok" : "not ok", parts[2], ways[way].verb,
                parts[3], parts[1]);
    if (!is_good)
        printf("# %s: %s, got %s\n", parts[2], parts[3], got);
}

static void
try_all(Trial *trial, FILE *file)
{
    char line[512], *parts[PARTS];

    while (fgets(line, sizeof line, file)) {
        if (line[0] == '#' || line[0] == '\n')
            continue;
        if (cut_line(line, parts))
            try_line(trial, parts);
        else
            trial->failed++;
    }
    if (trial->sentence)
        printf("%s - %s\n", trial->failed == 0 && trial->lines > 0 ? "ok" : "not ok",
                trial->sentence);
    printf("# %u lines, %u not as written; a search took the processor %.0f us on average, at most "
           "%.0f us (%s)\n",
            trial->lines, trial->failed, trial->sum_us / (trial->lines + 1), trial->slowest_us,
            trial->slowest);
}

int
main(int argc, char **argv)
{
    CLEANUP(db_closep) Db *db = NULL;
    CLEANUP(places_freep) Places *places = NULL;
    FILE *file = argc >= 2 ? fopen(argv[1], "re") : NULL;
    Trial trial = { .sentence = argc >= 3 ? argv[2] : NULL };
    int64_t version;

    if (!file || db_open(&(DbOptions) { .user = "mitroa_service", .name = "names" }, &db) != 0
            || register_version(db, &version) != 0 || places_load(db, version, &places) != 0)
        return EXIT_FAILURE;

    trial.places = places;
    try_all(&trial, file);
    (void) fclose(file);
    return trial.failed || trial.lines == 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
