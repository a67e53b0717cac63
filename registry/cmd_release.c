/* SPDX-License-Identifier: EUPL-1.2 */

/* mitroa release: the numbers of persons that may leave the register. */

#include "registry/base/command.h"
#include "registry/base/json.h"
#include "registry/base/text.h"
#include "registry/db/statements.h"
#include "registry/release.h"
#include "registry/screen_meter.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define NOTE_MAX 200
#define DIGEST_SHOWN 16 /* bytes of it, in hexadecimal digits: enough to be compared by eye */

static const char help[] =
        "Χρήση: mitroa release make [--on ΗΜΕΡΟΜΗΝΙΑ] [--note ΚΕΙΜΕΝΟ] [--if-none] [--threads N]\n"
        "       mitroa release list\n"
        "       mitroa release verify\n\n"
        "Οι αριθμοί προσώπων φεύγουν από το μητρώο μόνο με αριθμημένες δημοσιεύσεις που δεν\n"
        "αλλάζουν: κάθε αριθμός έχει θόρυβο που εξαρτάται από το ποιοι μετρήθηκαν, κάτω από 10\n"
        "κρύβεται, αλλιώς στρογγυλεύεται στην πεντάδα. Κάθε επίπεδο (δήμος, Π.Ε., νομός,\n"
        "περιφέρεια) έχει δικό του θόρυβο, άρα τα σύνολα δεν είναι αθροίσματα.\n\n"
        "  make    μετρά όλο το μητρώο και δημοσιεύει. Μία τον μήνα· οι αριθμοί ειδικών "
        "κατηγοριών\n"
        "          ανανεώνονται μία φορά το τρίμηνο και ως τότε ισχύουν οι προηγούμενοι\n"
        "  list    οι δημοσιεύσεις, με το αποτύπωμά τους\n"
        "  verify  ξαναϋπολογίζει τους αριθμούς μέσα στη βάση και ονομάζει όποια δημοσίευση δεν\n"
        "          είναι όπως βγήκε\n\n"
        "  --on ΗΜΕΡΟΜΗΝΙΑ  η ημέρα των κανόνων και των τόπων· αλλιώς σήμερα\n"
        "  --note ΚΕΙΜΕΝΟ   μια πρόταση που μένει με τη δημοσίευση, ως 200 χαρακτήρες\n"
        "  --if-none        τίποτα αν υπάρχει ήδη δημοσίευση\n"
        "  --threads N      πόσα νήματα, 1 έως 16· αλλιώς όσοι οι πυρήνες\n"
        "  --json           ένα αντικείμενο JSON (list, verify)\n"
        "  --db ΣΥΝΔΕΣΗ     σύνδεση της libpq· ο χρήστης είναι mitroa_screener\n\n"
        "Το make ρωτά ως ο λογαριασμός του MITROA_TOKEN, που πρέπει να είναι συντονιστή.\n"
        "Κωδικός εξόδου: 0 έγινε, 1 δεν γίνεται τώρα ή βρέθηκε αλλοίωση, 2 λάθος χρήση, 3 η "
        "βάση.\n";

typedef struct Options {
    const char *db;
    const char *note;
    Day on;
    uint32_t threads;
    bool if_none;
    bool json;
} Options;

static const CommandLine command;

/* ---- make ----------------------------------------------------------------------------------- */

static int
refused(int condition)
{
    static const struct {
        int condition;
        const char *says;
    } sentences[] = {
        { SCREEN_E_NOT_ALLOWED,
                "Το MITROA_TOKEN δεν ισχύει ή ο λογαριασμός δεν είναι συντονιστή." },
        { SCREEN_E_NO_RIGHT,
                "Ο χρήστης της βάσης δεν επιτρέπεται να δημοσιεύει· η εντολή συνδέεται ως "
                "mitroa_screener." },
        { RELEASE_E_TOO_SOON,
                "Υπάρχει ήδη δημοσίευση αυτού του μήνα. Συχνότερες θα επέτρεπαν να φανεί ένα "
                "πρόσωπο από τη διαφορά τους· η επόμενη γίνεται τον άλλο μήνα." },
        { RELEASE_E_REFUSED,
                "Η βάση δεν δέχτηκε τη δημοσίευση· τίποτα δεν δημοσιεύτηκε. Ο λόγος γράφτηκε "
                "παραπάνω." },
    };

    for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++)
        if (sentences[i].condition == condition)
            (void) fprintf(stderr, "%s\n", sentences[i].says);
    return condition < 0 ? EXIT_SYSTEM : EXIT_REFUSED;
}

static int
load(Db *db, Snapshot **ret_snapshot, bool *ret_is_any)
{
    CLEANUP(result_freep) Result *rows = NULL;
    int r;

    r = snapshot_load(db, ret_snapshot);
    if (r == 0)
        r = db_run(db, &sql_release_list, &rows);
    if (r == 0)
        *ret_is_any = result_rows(rows) > 0;
    return r;
}

static int
make_from(const Options *options, Snapshot *snapshot, const char *token)
{
    ScreenMeter meter = { 0 };
    ReleaseOptions release = {
        .conninfo = options->db,
        .threads = options->threads,
        .on = options->on,
        .note = options->note,
        .progress = &meter.progress,
    };
    ReleaseMade made;
    int r;

    account_token_hash(token, release.token_hash);
    screen_meter_begin(&meter);
    r = release_make(&release, snapshot, &made);
    screen_meter_end(&meter);
    if (r != 0)
        return refused(r);

    printf("Δημοσίευση %" PRId32 ": μέτρηση %.1f s, προστασία και πάγωμα %.1f s.\n", made.number,
            made.screening_s, made.publishing_s);
    return EXIT_DONE;
}

static int
make(Db *db, const Options *options)
{
    CLEANUP(snapshot_unrefp) Snapshot *snapshot = NULL;
    const char *token = getenv("MITROA_TOKEN");
    bool is_any = false;

    if (!token || !*token)
        return command_usage(&command,
                "λείπει το MITROA_TOKEN· φορτώστε το env της υπηρεσίας ή δείτε «mitroa "
                "account token --help».");
    if (load(db, &snapshot, &is_any) != 0)
        return EXIT_SYSTEM;
    if (is_any && options->if_none) {
        (void) puts("Υπάρχει ήδη δημοσίευση.");
        return EXIT_DONE;
    }
    return make_from(options, snapshot, token);
}

/* ---- list ----------------------------------------------------------------------------------- */

/* Columns of release_list.sql. */
enum {
    LIST_NUMBER,
    LIST_ON,
    LIST_MADE_AT,
    LIST_VERSION,
    LIST_SPECIAL_OF,
    LIST_CELLS,
    LIST_DIGEST,
    LIST_NOTE,
};

static const char *
digest_text(Arena *arena, const Result *rows, size_t row)
{
    Bytes digest = result_bytes(rows, row, LIST_DIGEST);
    const uint8_t *bytes = digest.data;
    char *text = arena_alloc(arena, DIGEST_SHOWN * 2 + 1);

    for (size_t i = 0; i < DIGEST_SHOWN && i < digest.size; i++)
        (void) snprintf(text + i * 2, 3, "%02x", bytes[i]);
    return text;
}

static void
list_row(Arena *arena, const Result *rows, size_t row)
{
    char on[DAY_TEXT_SIZE];
    int64_t special_of = result_int(rows, row, LIST_SPECIAL_OF);

    printf("%3" PRId64 "  στις %s  έκδοση μητρώων %" PRId64 "  %" PRId64 " αριθμοί  %s",
            result_int(rows, row, LIST_NUMBER),
            day_format_greek(result_day(rows, row, LIST_ON), on),
            result_int(rows, row, LIST_VERSION), result_int(rows, row, LIST_CELLS),
            digest_text(arena, rows, row));
    if (special_of != result_int(rows, row, LIST_NUMBER))
        printf("  ειδικές κατηγορίες από τη %" PRId64, special_of);
    printf("%s%s\n", *result_text(rows, row, LIST_NOTE) ? "\n     " : "",
            result_text(rows, row, LIST_NOTE));
}

static void
list_json(Arena *arena, const Result *rows)
{
    JsonWriter json;
    Buffer out;

    buffer_init(&out);
    json_init(&json, &out);
    json_object_begin(&json, NULL);
    json_array_begin(&json, "releases");
    for (size_t row = 0; row < result_rows(rows); row++) {
        json_object_begin(&json, NULL);
        json_integer(&json, "number", result_int(rows, row, LIST_NUMBER));
        json_day(&json, "on", result_day(rows, row, LIST_ON));
        json_integer(&json, "register_version", result_int(rows, row, LIST_VERSION));
        json_integer(&json, "special_of", result_int(rows, row, LIST_SPECIAL_OF));
        json_integer(&json, "cells", result_int(rows, row, LIST_CELLS));
        json_string(&json, "digest", digest_text(arena, rows, row));
        json_string(&json, "note", result_text(rows, row, LIST_NOTE));
        json_object_end(&json);
    }
    json_array_end(&json);
    json_object_end(&json);
    (void) fwrite(out.data, 1, out.size, stdout);
    (void) putchar('\n');
    buffer_deinit(&out);
}

static int
list(Db *db, const Options *options)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    CLEANUP(result_freep) Result *rows = NULL;

    if (db_run(db, &sql_release_list, &rows) != 0)
        return EXIT_SYSTEM;
    if (options->json)
        list_json(arena, rows);
    else if (result_rows(rows) == 0)
        (void) puts("Καμία δημοσίευση ακόμη· «mitroa release make».");
    for (size_t row = 0; !options->json && row < result_rows(rows); row++)
        list_row(arena, rows, row);
    return EXIT_DONE;
}

/* ---- verify --------------------------------------------------------------------------------- */

static const char *
finding_greek(const char *finding)
{
    if (strcmp(finding, "digest") == 0)
        return "το περιεχόμενο δεν έχει το αποτύπωμα με το οποίο βγήκε";
    if (strcmp(finding, "law") == 0)
        return "ο νόμος του θορύβου άλλαξε από τότε";
    return "αριθμοί που δεν προκύπτουν από όσους μετρήθηκαν";
}

static void
verify_json(const Result *rows)
{
    JsonWriter json;
    Buffer out;

    buffer_init(&out);
    json_init(&json, &out);
    json_object_begin(&json, NULL);
    json_array_begin(&json, "findings");
    for (size_t row = 0; row < result_rows(rows); row++) {
        json_object_begin(&json, NULL);
        json_integer(&json, "release", result_int(rows, row, 0));
        json_string(&json, "finding", result_text(rows, row, 1));
        json_integer(&json, "cells", result_int(rows, row, 2));
        json_object_end(&json);
    }
    json_array_end(&json);
    json_object_end(&json);
    (void) fwrite(out.data, 1, out.size, stdout);
    (void) putchar('\n');
    buffer_deinit(&out);
}

static int
verify(Db *db, const Options *options)
{
    CLEANUP(result_freep) Result *rows = NULL;

    if (db_run(db, &sql_release_verify, &rows) != 0)
        return EXIT_SYSTEM;
    if (options->json)
        verify_json(rows);
    for (size_t row = 0; !options->json && row < result_rows(rows); row++) {
        printf("ΑΛΛΟΙΩΣΗ στη δημοσίευση %" PRId64 ": %s", result_int(rows, row, 0),
                finding_greek(result_text(rows, row, 1)));
        if (result_int(rows, row, 2) > 0)
            printf(" (%" PRId64 ")", result_int(rows, row, 2));
        (void) puts(".");
    }
    if (!options->json && result_rows(rows) == 0)
        (void) puts("Όλες οι δημοσιεύσεις είναι όπως βγήκαν.");
    return result_rows(rows) == 0 ? EXIT_DONE : EXIT_REFUSED;
}

/* ---- the command line ----------------------------------------------------------------------- */

static const struct {
    const char *name;
    int (*run)(Db *db, const Options *options);
} actions[] = {
    { "make", make },
    { "list", list },
    { "verify", verify },
};

static const char *
take_threads(Options *options, const char *value)
{
    char *end;
    unsigned long n = strtoul(value, &end, 10);

    if (*value < '0' || *value > '9' || *end || n < 1 || n > SCREEN_THREADS_MAX)
        return "το --threads θέλει αριθμό από 1 έως 16.";
    options->threads = (uint32_t) n;
    return NULL;
}

static const char *
take_option(void *context, int option, const char *value)
{
    Options *options = context;

    switch (option) {
    case 'o':
        return day_parse(value, &options->on) == 0
                ? NULL
                : "το --on θέλει ημερομηνία όπως 2026-11-22 ή 22/11/2026.";
    case 'n':
        options->note = value;
        return text_width(value) <= NOTE_MAX ? NULL : "το --note έχει ως 200 χαρακτήρες.";
    case 'i':
        options->if_none = true;
        return NULL;
    case 't':
        return take_threads(options, value);
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
    { "on", required_argument, NULL, 'o' },
    { "note", required_argument, NULL, 'n' },
    { "if-none", no_argument, NULL, 'i' },
    { "threads", required_argument, NULL, 't' },
    { "json", no_argument, NULL, 'j' },
    { "db", required_argument, NULL, 'd' },
    { "help", no_argument, NULL, 'h' },
    { 0 },
};

static const CommandLine command = {
    .name = "release", .help = help, .options = words, .take = take_option, .takes_words = true
};

static int
run(const char *name, Options *options)
{
    CLEANUP(db_closep) Db *db = NULL;
    DbOptions target = screen_db_options(options->db);

    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
        if (strcmp(name, actions[i].name) != 0)
            continue;
        target.name = "mitroa release";
        return db_open(&target, &db) == 0 ? actions[i].run(db, options) : EXIT_SYSTEM;
    }
    return command_usage(&command, "δεν υπάρχει τέτοια ενέργεια· make, list ή verify.");
}

int
cmd_release(int argc, char **argv)
{
    Options options = { .on = day_today(), .threads = screen_threads(), .note = "" };
    int r = command_read(&command, argc, argv, &options);

    if (r != COMMAND_GOES_ON)
        return r;
    if (optind != argc - 1)
        return command_usage(&command, "θέλει μία ενέργεια: make, list ή verify.");
    return run(argv[optind], &options);
}
