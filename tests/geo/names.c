/* SPDX-License-Identifier: EUPL-1.2 */

/* names FILE: what people write (place_names.txt) against the register of places in the database.
 */

#include "tests/unit/unit.h"

#include "registry/base/text.h"
#include "registry/db/db.h"
#include "registry/register_load.h"

#define PARTS 4

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

static const char *
searched(const Places *places, const char *text, Day on)
{
    const Place *place;

    return places_search(places, text, 0, on, 1, &place) > 0 ? place->code : "nothing";
}

static int
try_line(const Places *places, char *parts[PARTS])
{
    bool is = strcmp(parts[0], "is") == 0;
    const char *got;
    Day on;

    if (day_parse(parts[1], &on) != 0)
        return 1;
    got = is ? resolved(places, parts[2], on) : searched(places, parts[2], on);
    if (strcmp(got, parts[3]) == 0) {
        printf("ok - %s %s %s, on %s\n", parts[2], is ? "is" : "finds first", got, parts[1]);
        return 0;
    }
    printf("not ok - %s %s %s, on %s\n# got %s\n", parts[2], is ? "is" : "finds first", parts[3],
            parts[1], got);
    return 1;
}

static int
try_all(const Places *places, FILE *file)
{
    char line[512], *parts[PARTS];
    int failed = 0;

    while (fgets(line, sizeof line, file)) {
        if (line[0] == '#' || line[0] == '\n')
            continue;
        failed += !cut_line(line, parts) || try_line(places, parts);
    }
    return failed;
}

int
main(int argc, char **argv)
{
    CLEANUP(db_closep) Db *db = NULL;
    CLEANUP(places_freep) Places *places = NULL;
    FILE *file = argc == 2 ? fopen(argv[1], "re") : NULL;
    int64_t version;
    int failed;

    if (!file || db_open(&(DbOptions) { .user = "mitroa_service", .name = "names" }, &db) != 0
            || register_version(db, &version) != 0 || places_load(db, version, &places) != 0)
        return EXIT_FAILURE;

    failed = try_all(places, file);
    (void) fclose(file);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
