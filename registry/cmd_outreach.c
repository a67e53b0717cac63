/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * mitroa outreach: finds whom the centres may seek out.
 */

#include "registry/base/command.h"
#include "registry/outreach.h"
#include "registry/screen_run.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char help[] =
        "Χρήση: mitroa outreach find [--db ΣΥΝΔΕΣΗ]\n\n"
        "Βρίσκει, ανά δήμο κατοικίας και πρόγραμμα, ποιοι δικαιούνται και δεν λαμβάνουν, και σε\n"
        "ποιους λείπει ένα δικαιολογητικό. Μένουν στη βάση για μια εβδομάδα· κανένας αριθμός και\n"
        "κανένα όνομα δεν βγαίνει από εδώ. Οι σύμβουλοι τους βλέπουν λίγους την ημέρα, στη σελίδα\n"
        "/outreach, με καταγραφή για τον καθένα.\n\n"
        "Να τρέχει κάθε μέρα. Ρωτάται ως ο λογαριασμός του MITROA_TOKEN, που πρέπει να είναι\n"
        "συντονιστή, και πριν διαβαστεί το πρώτο πρόσωπο γράφεται στην καταγραφή.\n"
        "  --db ΣΥΝΔΕΣΗ  σύνδεση της libpq· ο χρήστης είναι mitroa_screener\n";

static const char *
take_option(void *context, int option, const char *value)
{
    const char **db = context;

    if (option != 'd')
        return "άγνωστη επιλογή.";
    *db = value;
    return NULL;
}

static const struct option words[] = {
    { "db", required_argument, NULL, 'd' },
    { "help", no_argument, NULL, 'h' },
    { 0 },
};

static const CommandLine command = {
    .name = "outreach", .help = help, .options = words, .take = take_option, .takes_words = true
};

static int
refused(int condition)
{
    if (condition == SCREEN_E_NOT_ALLOWED)
        (void) fputs("Το MITROA_TOKEN δεν ισχύει ή ο λογαριασμός δεν είναι συντονιστή.\n", stderr);
    else if (condition == SCREEN_E_NO_RIGHT)
        (void) fputs("Ο χρήστης της βάσης δεν επιτρέπεται να διαβάσει· η εντολή συνδέεται ως "
                     "mitroa_screener.\n",
                stderr);
    return condition < 0 ? EXIT_SYSTEM : EXIT_REFUSED;
}

static int
find(const char *conninfo, const char *token)
{
    CLEANUP(snapshot_unrefp) Snapshot *snapshot = NULL;
    CLEANUP(db_closep) Db *db = NULL;
    const DbOptions options = screen_db_options(conninfo);
    uint8_t token_hash[TOKEN_HASH_SIZE];
    OutreachFound found;
    int r;

    if (db_open(&options, &db) != 0 || snapshot_load(db, &snapshot) != 0)
        return EXIT_SYSTEM;
    account_token_hash(token, token_hash);
    r = outreach_find(conninfo, token_hash, snapshot, &found);
    if (r != 0)
        return refused(r);
    (void) printf("Οι υποψήφιοι για προσέγγιση ανανεώθηκαν. Καταγραφή %" PRId64 ".\n", found.audit);
    return EXIT_DONE;
}

int
cmd_outreach(int argc, char **argv)
{
    const char *token = getenv("MITROA_TOKEN");
    const char *conninfo = NULL;
    int r = command_read(&command, argc, argv, &conninfo);

    if (r != COMMAND_GOES_ON)
        return r;
    if (optind != argc - 1 || strcmp(argv[optind], "find") != 0)
        return command_usage(&command, "η μόνη εργασία είναι το find.");
    if (!token || !*token)
        return command_usage(&command, "λείπει το MITROA_TOKEN· φορτώστε το env της υπηρεσίας.");
    return find(conninfo, token);
}
