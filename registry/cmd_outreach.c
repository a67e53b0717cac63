/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * mitroa outreach: finds whom the centres may seek out, and shows an adviser a few of them.
 */

#include "registry/base/command.h"
#include "registry/base/error.h"
#include "registry/outreach.h"
#include "registry/screen_run.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STATEMENT_MS 30000
#define LOCK_MS 3000

static const char help[] =
        "Χρήση: mitroa outreach find [--db ΣΥΝΔΕΣΗ]\n"
        "       mitroa outreach list --programme ΚΩΔΙΚΟΣ [--kind ΤΙ] [--json] [--db ΣΥΝΔΕΣΗ]\n\n"
        "  find  βρίσκει, ανά δήμο κατοικίας και πρόγραμμα, ποιοι δικαιούνται και δεν λαμβάνουν, "
        "και\n"
        "        σε ποιους λείπει ένα δικαιολογητικό. Μένουν στη βάση για μια εβδομάδα· κανένας\n"
        "        αριθμός και κανένα όνομα δεν βγαίνει από εδώ. Να τρέχει κάθε νύχτα, με "
        "λογαριασμό\n"
        "        συντονιστή (παράδειγμα για systemd στο README)\n"
        "  list  δείχνει σε σύμβουλο λίγους από αυτούς, της περιοχής του, με την αναφορά της\n"
        "        υπόθεσής τους· όπως η σελίδα /outreach, και μέσα στο ίδιο όριο της ημέρας.\n"
        "        Καθένας που δείχνεται έχει γραφτεί πριν στην καταγραφή, και δεν ξαναδείχνεται\n"
        "        για 90 ημέρες\n\n"
        "  --programme ΚΩΔΙΚΟΣ  το πρόγραμμα\n"
        "  --kind ΤΙ            unserved: δικαιούνται και δεν λαμβάνουν (αλλιώς αυτό)\n"
        "                       one_document: τους λείπει ένα δικαιολογητικό\n"
        "  --json               ένα αντικείμενο JSON, όπως το POST /v1/outreach\n"
        "  --db ΣΥΝΔΕΣΗ         σύνδεση της libpq· ο χρήστης είναι mitroa_screener για το find "
        "και\n"
        "                       mitroa_service για το list\n\n"
        "Ρωτάται ως ο λογαριασμός του MITROA_TOKEN.\n";

typedef struct Options {
    const char *programme;
    OutreachKind kind;
    bool json;
    const char *db;
} Options;

static const char *
take_option(void *context, int option, const char *value)
{
    Options *options = context;

    switch (option) {
    case 'p':
        options->programme = value;
        return NULL;
    case 'k':
        options->kind = outreach_kind_of(value);
        return options->kind ? NULL : "το --kind θέλει unserved ή one_document.";
    case 'j':
        options->json = true;
        return NULL;
    case 'd':
        options->db = value;
        return NULL;
    default:
        return "άγνωστη επιλογή.";
    }
}

static const struct option words[] = {
    { "programme", required_argument, NULL, 'p' },
    { "kind", required_argument, NULL, 'k' },
    { "json", no_argument, NULL, 'j' },
    { "db", required_argument, NULL, 'd' },
    { "help", no_argument, NULL, 'h' },
    { 0 },
};

static const CommandLine command = {
    .name = "outreach", .help = help, .options = words, .take = take_option, .takes_words = true
};

/* ---- find ----------------------------------------------------------------------------------- */

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
find(const Options *options, const uint8_t token_hash[static TOKEN_HASH_SIZE])
{
    CLEANUP(snapshot_unrefp) Snapshot *snapshot = NULL;
    CLEANUP(db_closep) Db *db = NULL;
    const DbOptions target = screen_db_options(options->db);
    OutreachFound found;
    int r;

    if (db_open(&target, &db) != 0 || snapshot_load(db, &snapshot) != 0)
        return EXIT_SYSTEM;
    r = outreach_find(options->db, token_hash, snapshot, &found);
    if (r != 0)
        return refused(r);
    (void) printf("Οι υποψήφιοι για προσέγγιση ανανεώθηκαν. Καταγραφή %" PRId64 ".\n", found.audit);
    return EXIT_DONE;
}

/* ---- list ----------------------------------------------------------------------------------- */

typedef struct Showing {
    const Options *options;
    int status; /* exit code */
} Showing;

static void
write_list(Buffer *out, bool as_json, const OutreachReply *reply)
{
    JsonWriter json;

    if (!as_json) {
        listing_write_text(out, reply->listing);
        buffer_format(out, "Μπορείτε να δείτε σήμερα ακόμη: %d\n", reply->left_today);
        return;
    }
    json_init(&json, out);
    json_object_begin(&json, NULL);
    json_string(&json, "programme", reply->programme->code);
    json_integer(&json, "left_today", reply->left_today);
    listing_write_json(&json, "list", reply->listing);
    json_object_end(&json);
    buffer_char(out, '\n');
}

static void
shown(void *context, const OutreachReply *reply)
{
    Showing *showing = context;
    Buffer out;

    if (reply->status == OUTREACH_NOT_ALLOWED) {
        (void) fputs("Το MITROA_TOKEN δεν ισχύει ή ο λογαριασμός δεν είναι συμβούλου.\n", stderr);
        showing->status = EXIT_REFUSED;
        return;
    }
    if (reply->status != OUTREACH_DONE) {
        (void) fputs("Η ανάγνωση δεν μπορεί να καταγραφεί, και χωρίς καταγραφή δεν δείχνεται "
                     "κανένας. Δοκιμάστε ξανά σε λίγο.\n",
                stderr);
        showing->status = EXIT_SYSTEM;
        return;
    }
    buffer_init(&out);
    write_list(&out, showing->options->json, reply);
    showing->status = fwrite(out.data, 1, out.size, stdout) == out.size && fflush(stdout) == 0
            ? EXIT_DONE
            : EXIT_SYSTEM;
    buffer_deinit(&out);
}

static int
list(const Options *options, const uint8_t token_hash[static TOKEN_HASH_SIZE])
{
    CLEANUP(snapshot_local_freep) SnapshotLocal *local = NULL;
    CLEANUP(snapshot_unrefp) Snapshot *snapshot = NULL;
    CLEANUP(db_closep) Db *db = NULL;
    CLEANUP(arena_freep) Arena *arena = arena_new();
    const DbOptions target = {
        .conninfo = options->db,
        .user = "mitroa_service",
        .name = "mitroa outreach",
        .statement_ms = STATEMENT_MS,
        .lock_ms = LOCK_MS,
    };
    OutreachQuestion question = { .arena = arena, .kind = options->kind };
    Showing showing = { .options = options };

    if (!options->programme)
        return command_usage(&command, "λείπει το --programme.");
    if (db_open(&target, &db) != 0 || snapshot_load(db, &snapshot) != 0
            || snapshot_local_new(snapshot, &local) != 0)
        return EXIT_SYSTEM;
    question.programme = snapshot_programme_on(snapshot, options->programme, day_today());
    if (!question.programme) {
        (void) fprintf(
                stderr, "Το πρόγραμμα «%s» δεν υπάρχει ή δεν ισχύει σήμερα.\n", options->programme);
        return EXIT_REFUSED;
    }
    question.local = local;
    memcpy(question.token_hash, token_hash, TOKEN_HASH_SIZE);
    outreach_show_now(db, &question, shown, &showing);
    return showing.status;
}

static const struct {
    const char *word;
    int (*run)(const Options *options, const uint8_t token_hash[static TOKEN_HASH_SIZE]);
} works[] = {
    { "find", find },
    { "list", list },
};

int
cmd_outreach(int argc, char **argv)
{
    const char *token = getenv("MITROA_TOKEN");
    Options options = { .kind = OUTREACH_UNSERVED };
    uint8_t token_hash[TOKEN_HASH_SIZE];
    int r = command_read(&command, argc, argv, &options);

    if (r != COMMAND_GOES_ON)
        return r;
    for (size_t i = 0; i < sizeof works / sizeof *works && optind == argc - 1; i++) {
        if (strcmp(argv[optind], works[i].word) != 0)
            continue;
        if (!token || !*token)
            return command_usage(
                    &command, "λείπει το MITROA_TOKEN· φορτώστε το env της υπηρεσίας.");
        account_token_hash(token, token_hash);
        return works[i].run(&options, token_hash);
    }
    return command_usage(&command, "γράψτε find ή list.");
}
