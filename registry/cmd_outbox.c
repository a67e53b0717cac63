/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * mitroa outbox: reminders to structures, made and sent by whoever runs the register.
 */

#include "registry/base/command.h"
#include "registry/base/error.h"
#include "registry/db/db.h"
#include "registry/db/statements.h"
#include "registry/outbox.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MESSAGES_AT_ONCE 100
#define BEFORE_MAX 5
#define BEFORE_DAYS_MAX 365

static const char help[] =
        "Χρήση: mitroa outbox remind [--before ΗΜΕΡΕΣ] [--db ΣΥΝΔΕΣΗ]\n"
        "       mitroa outbox send --to ΠΟΥ --from ΔΙΕΥΘΥΝΣΗ [--db ΣΥΝΔΕΣΗ]\n\n"
        "  remind  φτιάχνει τις υπενθυμίσεις της ημέρας, για δομές που έχουν διεύθυνση στο "
        "μητρώο:\n"
        "          όσα πλησιάζουν σε επανεξέταση, όσα την πέρασαν (μία τον μήνα), μέρη κοινών\n"
        "          προγραμμάτων και παραπομπές που περιμένουν (μία την εβδομάδα), παραπομπές που\n"
        "          έληξαν. Τίποτα δεν στέλνεται, και τίποτα δεν φτιάχνεται δύο φορές\n"
        "  send    στέλνει όσα περιμένουν· ό,τι αποτύχει ξαναδοκιμάζεται αργότερα\n\n"
        "Να τρέχουν κάθε μέρα, πρώτα το remind και μετά το send.\n\n"
        "  --before ΗΜΕΡΕΣ     πόσες ημέρες πριν από μια επανεξέταση, ως πέντε αριθμοί με κόμμα\n"
        "                      (MITROA_REMIND_BEFORE)· αν δεν ειπωθεί: 30,7\n"
        "  --to ΠΟΥ            smtp://διακομιστής[:θύρα], smtps://… ή ένας φάκελος για αρχεία "
        ".eml\n"
        "                      (MITROA_MAIL_TO)· χωρίς αυτό δεν στέλνεται τίποτα\n"
        "  --from ΔΙΕΥΘΥΝΣΗ    ο αποστολέας (MITROA_MAIL_FROM)\n"
        "  --db ΣΥΝΔΕΣΗ        σύνδεση libpq αντί για τις μεταβλητές περιβάλλοντος\n";

static const struct option names[] = {
    { "before", required_argument, NULL, 'b' },
    { "to", required_argument, NULL, 't' },
    { "from", required_argument, NULL, 'f' },
    { "db", required_argument, NULL, 'd' },
    { "help", no_argument, NULL, 'h' },
    { 0 },
};

typedef struct Options {
    OutboxRoute route;
    const char *db;
    int64_t before[BEFORE_MAX]; /* days */
    size_t n_before;
} Options;

/* «30,7»; what was said before stands if it cannot be read. */
static const char *
read_before(Options *options, const char *text)
{
    int64_t before[BEFORE_MAX];
    size_t n = 0;
    char *end;

    do {
        long days = strtol(text, &end, 10);

        if (end == text || days < 1 || days > BEFORE_DAYS_MAX || n == BEFORE_MAX
                || (*end && *end != ','))
            return "το --before είναι ως πέντε αριθμοί ημερών με κόμμα, όπως 30,7.";
        before[n++] = days;
        text = end + 1;
    } while (*end);
    memcpy(options->before, before, sizeof before);
    options->n_before = n;
    return NULL;
}

static const char *
take_option(void *context, int option, const char *value)
{
    Options *options = context;

    if (option == 'b')
        return read_before(options, value);
    if (option == 't')
        options->route.to = value;
    else if (option == 'f')
        options->route.from = value;
    else
        options->db = value;
    return NULL;
}

static const CommandLine command = {
    .name = "outbox",
    .help = help,
    .options = names,
    .take = take_option,
    .takes_words = true,
};

static int
refused(Db *db, int r)
{
    return r > 0 ? error_raise(-EIO, "outbox: %s (%s)", db_message(db), db_state(db)) : r;
}

static int
remind(Db *db, const Options *options)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    CLEANUP(result_freep) Result *rows = NULL;
    Params params;
    int r;

    params_begin(&params, arena, &sql_outbox_remind);
    params_ints(&params, options->before, options->n_before);
    r = refused(db, db_query(db, &params, &rows));
    if (r == 0)
        (void) printf("Υπενθυμίσεις που φτιάχτηκαν: %" PRId64 "\n", result_int(rows, 0, 0));
    return r;
}

static int
send_one(Db *db, Arena *arena, const OutboxRoute *route, const OutboxMessage *message, size_t *sent)
{
    const char *fault = outbox_sender(route->to)->send(arena, route, message);
    Params params;

    if (fault)
        (void) fprintf(stderr, "mitroa outbox: μήνυμα %" PRId64 ": %s\n", message->number, fault);
    *sent += !fault;
    params_begin(&params, arena, &sql_outbox_done);
    params_int(&params, message->number);
    params_text(&params, fault);
    return refused(db, db_query(db, &params, NULL));
}

static int
send_waiting(Db *db, const OutboxRoute *route, bool *ret_all)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    CLEANUP(result_freep) Result *rows = NULL;
    size_t sent = 0;
    Params params;
    int r;

    params_begin(&params, arena, &sql_outbox_next);
    params_int(&params, MESSAGES_AT_ONCE);
    r = refused(db, db_query(db, &params, &rows));
    for (size_t row = 0; r == 0 && row < result_rows(rows); row++)
        r = send_one(db, arena, route,
                &(OutboxMessage) {
                        .number = result_int(rows, row, 0),
                        .recipient = result_text(rows, row, 1),
                        .subject = result_text(rows, row, 2),
                        .body = result_text(rows, row, 3),
                },
                &sent);
    if (r != 0)
        return r;
    (void) printf("Στάλθηκαν: %zu από %zu\n", sent, result_rows(rows));
    *ret_all = sent == result_rows(rows);
    return 0;
}

static int
run(const Options *options, bool sends)
{
    CLEANUP(db_closep) Db *db = NULL;
    bool all = true;
    int r = db_open(
            &(DbOptions) {
                    .conninfo = options->db, .user = "mitroa_importer", .name = "mitroa outbox" },
            &db);

    if (r == 0)
        r = sends ? send_waiting(db, &options->route, &all) : remind(db, options);
    if (r != 0)
        return EXIT_SYSTEM;
    return all ? EXIT_DONE : EXIT_REFUSED;
}

int
cmd_outbox(int argc, char **argv)
{
    Options options = { .route = { getenv("MITROA_MAIL_TO"), getenv("MITROA_MAIL_FROM") } };
    const char *before = getenv("MITROA_REMIND_BEFORE");
    const char *wrong = read_before(&options, before && *before ? before : "30,7");
    int r = command_read(&command, argc, argv, &options);
    bool sends;

    if (r != COMMAND_GOES_ON)
        return r;
    if (wrong && options.n_before == 0)
        return command_usage(&command, wrong);
    if (optind != argc - 1)
        return command_usage(&command, "δώστε remind ή send.");
    sends = strcmp(argv[optind], "send") == 0;
    if (!sends && strcmp(argv[optind], "remind") != 0)
        return command_usage(&command, "δώστε remind ή send.");
    if (sends && (!options.route.to || !options.route.from))
        return command_usage(&command, "η αποστολή είναι κλειστή: δώστε --to και --from.");
    return run(&options, sends);
}
