/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * mitroa licence: under which licence the public registers are given away; nobody has decided it
 * until somebody does.
 */

#include "registry/base/command.h"
#include "registry/base/error.h"
#include "registry/db/db.h"
#include "registry/db/statements.h"
#include "registry/licence.h"
#include "registry/register_load.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char help[] =
        "Χρήση: mitroa licence [--db ΣΥΝΔΕΣΗ]\n"
        "       mitroa licence set --name ΟΝΟΜΑ --url ΔΙΕΥΘΥΝΣΗ [--db ΣΥΝΔΕΣΗ]\n"
        "       mitroa licence unset [--db ΣΥΝΔΕΣΗ]\n\n"
        "Η άδεια με την οποία δίνονται τα δημόσια μητρώα: τη λένε τα αρχεία του /downloads, το\n"
        "/ogc, το /hsds και το /cpsv. Χωρίς άδεια λένε ότι δεν έχει οριστεί.\n\n"
        "  --name ΟΝΟΜΑ        όπως γράφεται στη σελίδα, π.χ. «CC BY 4.0»\n"
        "  --url ΔΙΕΥΘΥΝΣΗ     το κείμενό της, https://…\n"
        "  --db ΣΥΝΔΕΣΗ        σύνδεση libpq αντί για τις μεταβλητές περιβάλλοντος\n";

static const struct option names[] = {
    { "name", required_argument, NULL, 'n' },
    { "url", required_argument, NULL, 'u' },
    { "db", required_argument, NULL, 'd' },
    { "help", no_argument, NULL, 'h' },
    { 0 },
};

typedef struct Options {
    const char *name;
    const char *url;
    const char *db;
} Options;

static const char *
take_option(void *context, int option, const char *value)
{
    Options *options = context;

    if (option == 'n')
        options->name = value;
    else if (option == 'u')
        options->url = value;
    else
        options->db = value;
    return NULL;
}

static const CommandLine command = {
    .name = "licence",
    .help = help,
    .options = names,
    .take = take_option,
    .takes_words = true,
};

static int
show(Db *db)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    Licence licence;
    int64_t version;
    int r = register_version(db, &version);

    if (r == 0)
        r = licence_load(arena, db, version, &licence);
    if (r == 0)
        (void) printf(
                "%s%s%s\n", licence.name, licence.url ? " " : "", licence.url ? licence.url : "");
    return r;
}

/* Positive: what was given is no licence. */
static int
set(Db *db, const char *name, const char *url)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    Params params;
    int r;

    params_begin(&params, arena, &sql_licence_set);
    params_text(&params, name);
    params_text(&params, url);
    r = db_query(db, &params, NULL);
    if (r > 0 && strcmp(db_state(db), "23514") != 0)
        return error_raise(-EIO, "licence: %s (%s)", db_message(db), db_state(db));
    return r;
}

static int
run(const Options *options, bool changes)
{
    CLEANUP(db_closep) Db *db = NULL;
    int r = db_open(
            &(DbOptions) {
                    .conninfo = options->db, .user = "mitroa_importer", .name = "mitroa licence" },
            &db);

    if (r == 0 && changes)
        r = set(db, options->name, options->url);
    if (r > 0) {
        (void) fputs("mitroa licence: το όνομα είναι μία γραμμή έως 200 χαρακτήρες και η διεύθυνση "
                     "αρχίζει με https:// ή http://, χωρίς κενά.\n",
                stderr);
        return EXIT_REFUSED;
    }
    if (r == 0)
        r = show(db);
    return r == 0 ? EXIT_DONE : EXIT_SYSTEM;
}

int
cmd_licence(int argc, char **argv)
{
    Options options = { 0 };
    int r = command_read(&command, argc, argv, &options);
    bool sets, unsets;

    if (r != COMMAND_GOES_ON)
        return r;
    sets = optind == argc - 1 && strcmp(argv[optind], "set") == 0;
    unsets = optind == argc - 1 && strcmp(argv[optind], "unset") == 0;
    if (optind != argc && !sets && !unsets)
        return command_usage(&command, "δώστε set, unset ή τίποτα.");
    if (sets != (options.name && options.url) || (!sets && (options.name || options.url)))
        return command_usage(&command, "το set θέλει --name και --url, και μόνο αυτό.");
    return run(&options, sets || unsets);
}
