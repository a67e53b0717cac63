/* SPDX-License-Identifier: EUPL-1.2 */
#include "importers/import.h"

#include "importers/inputs.h"
#include "importers/progress.h"
#include "importers/rejects.h"
#include "registry/base/command.h"
#include "registry/base/log.h"
#include "registry/base/text.h"
#include "registry/db/db.h"
#include "registry/db/statements.h"

#include <errno.h>
#include <getopt.h>
#include <string.h>
#include <unistd.h>

#define LOCK_MS (60 * 1000) /* how long one import waits for another */

const Register *const registers[] = {
    &register_places,
    &register_boundaries,
    &register_postcodes,
    &register_programmes,
    &register_providers,
    &register_beneficiaries,
};

const size_t n_registers = sizeof registers / sizeof *registers;

/* ---- the command line ---- */

typedef struct Options {
    const Register *subject;
    const char *const *files;
    size_t n_files;
    const char *charset;
    const char *rejects;
    const char *conninfo;
    Feed feed;
    bool dry_run;
    bool json;
    bool approximate;
    Day as_of;
    bool accept_large_change;
    bool help;
} Options;

static const struct option long_options[] = {
    { "feed", required_argument, NULL, 'f' },
    { "dry-run", no_argument, NULL, 'n' },
    { "rejects", required_argument, NULL, 'r' },
    { "charset", required_argument, NULL, 'c' },
    { "json", no_argument, NULL, 'j' },
    { "db", required_argument, NULL, 'd' },
    { "approximate", no_argument, NULL, 'a' },
    { "as-of", required_argument, NULL, 'o' },
    { "accept-large-change", no_argument, NULL, 'l' },
    { "help", no_argument, NULL, 'h' },
    { 0 },
};

static void
print_usage(FILE *out, bool write)
{
    (void) fprintf(out,
            "Χρήση: mitroa %s ΜΗΤΡΩΟ ΑΡΧΕΙΟ… [επιλογές]\n\n"
            "%s\n\nΜητρώα και τα αρχεία τους:\n",
            write ? "import" : "check",
            write ? "Διαβάζει, ελέγχει γραμμή προς γραμμή και καταχωρίζει: όλα ή τίποτα."
                  : "Οι ίδιοι έλεγχοι χωρίς να γραφτεί τίποτα· δεν χρειάζεται βάση.");
    for (size_t i = 0; i < n_registers; i++)
        (void) fprintf(out, "  %-14s %s\n", registers[i]->name, registers[i]->files_say);
    (void) fputs("\nΕπιλογές:\n"
                 "  --feed ΡΟΗ       ποιος το λέει (beneficiaries): tax, insurance, welfare, "
                 "institution, centre\n",
            out);
    if (write)
        (void) fputs("  --dry-run        όλα εκτός από την καταχώριση\n", out);
    (void) fputs(
            "  --rejects ΑΡΧΕΙΟ οι γραμμές που απορρίφθηκαν, με το γιατί (φάκελος, αν τα αρχεία "
            "είναι πολλά)·\n"
            "                   διορθωμένο, δίνεται στη θέση του πρώτου· των ωφελουμένων, μετά το "
            "πρώτο\n"
            "  --charset ΟΝΟΜΑ  UTF-8, CP1253, ISO-8859-7, UTF-16· αλλιώς βρίσκεται μόνη της\n"
            "  --json           η αναφορά ως ένα αντικείμενο JSON στην έξοδο\n"
            "  --approximate    όρια κατά προσέγγιση (boundaries)\n"
            "  --as-of ΗΜΕΡΑ    η ημέρα που δείχνουν τα όρια (boundaries)· από δύο επίσημα "
            "κρίνει το νεότερο\n"
            "  --accept-large-change  δέχεται παράδοση που αλλάζει πολλά πρόσωπα (beneficiaries)\n"
            "  --db ΣΥΝΔΕΣΗ     σύνδεση libpq αντί για τις μεταβλητές περιβάλλοντος\n",
            out);
}

static int
usage_error(bool write, const char *message, const char *word)
{
    (void) fprintf(stderr, "mitroa %s: ", write ? "import" : "check");
    (void) fprintf(
            stderr, "%s%s%s%s\n", message, word ? " «" : "", word ? word : "", word ? "»" : "");
    (void) fprintf(stderr, "Δείτε: mitroa %s --help\n", write ? "import" : "check");
    return EXIT_USAGE;
}

static const Register *
find_register(const char *name)
{
    for (size_t i = 0; i < n_registers; i++)
        if (strcmp(registers[i]->name, name) == 0 || text_same(registers[i]->greek, name))
            return registers[i];
    return NULL;
}

/* 0, or the exit code. */
static int
read_option(int letter, bool write, Options *options)
{
    switch (letter) {
    case 'f':
        options->feed = feed_find(optarg);
        return options->feed != FEED_NONE ? 0 : usage_error(write, "άγνωστη ροή", optarg);
    case 'n':
        options->dry_run = true;
        return 0;
    case 'r':
        options->rejects = optarg;
        return 0;
    case 'c':
        options->charset = optarg;
        return 0;
    case 'j':
        options->json = true;
        return 0;
    case 'd':
        options->conninfo = optarg;
        return 0;
    case 'a':
        options->approximate = true;
        return 0;
    case 'o':
        return day_parse(optarg, &options->as_of) == 0
                ? 0
                : usage_error(write, "το --as-of θέλει ημέρα όπως 2010-06-07, όχι", optarg);
    case 'l':
        options->accept_large_change = true;
        return 0;
    case 'h':
        options->help = true;
        return 0;
    default:
        return usage_error(write, "άγνωστη επιλογή ή λείπει η τιμή της", NULL);
    }
}

static int
check_options(bool write, const Options *options)
{
    if (options->n_files == 0)
        return usage_error(write, "δεν δόθηκε αρχείο", NULL);
    if (options->subject->takes_feed && options->feed == FEED_NONE)
        return usage_error(write, "χρειάζεται --feed για το μητρώο", options->subject->name);
    if (!options->subject->takes_feed && options->feed != FEED_NONE)
        return usage_error(write, "το --feed δεν ταιριάζει στο μητρώο", options->subject->name);
    if (options->accept_large_change && !options->subject->takes_feed)
        return usage_error(
                write, "το --accept-large-change είναι μόνο για το μητρώο", "beneficiaries");
    if (options->approximate && options->subject != &register_boundaries)
        return usage_error(write, "το --approximate είναι μόνο για το μητρώο", "boundaries");
    if (options->as_of != DAY_NONE && options->subject != &register_boundaries)
        return usage_error(write, "το --as-of είναι μόνο για το μητρώο", "boundaries");
    return 0;
}

static int
read_options(int argc, char **argv, bool write, Options *options)
{
    int letter;
    int r;

    optind = 0;
    opterr = 0;
    while ((letter = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
        r = read_option(letter, write, options);
        if (r != 0)
            return r;
    }
    if (options->help)
        return 0;
    if (optind == argc)
        return usage_error(write, "δεν δόθηκε μητρώο", NULL);

    options->subject = find_register(argv[optind]);
    if (!options->subject)
        return usage_error(write, "άγνωστο μητρώο", argv[optind]);
    options->files = (const char *const *) argv + optind + 1;
    options->n_files = (size_t) (argc - optind - 1);
    return check_options(write, options);
}

/* ---- the run ---- */

int
import_db_answer(Import *import, int r)
{
    const char *state;

    if (r <= 0)
        return r;

    state = db_state(import->db);
    if (r == DB_E_REFUSED && (strncmp(state, "22", 2) == 0 || strncmp(state, "23", 2) == 0)) {
        report_rejectf(import->report, &(Reject) { .file = import->files[0] },
                "η βάση αρνήθηκε τα δεδομένα (%s%s%s).", db_message(import->db),
                *db_constraint(import->db) ? ": " : "", db_constraint(import->db));
        return 0;
    }
    if (r == DB_E_BUSY) {
        log_error("another import holds the registers (%s)", state);
        return -EBUSY;
    }
    log_error("the database refused: %s (%s)", db_message(import->db), state);
    return r == DB_E_DENIED ? -EACCES : -EIO;
}

int
import_merge(Import *import, const Statement *statement, const char *file)
{
    CLEANUP(result_freep) Result *result = NULL;
    ReportCounts *counts = report_counts(import->report);
    Params params;
    int r;

    params_begin(&params, import->arena, statement);
    params_text(&params, file);
    params_int(&params, (int64_t) counts->read);
    r = import_db_answer(import, db_query(import->db, &params, &result));
    if (r != 0 || !result)
        return r;
    counts->new_rows += (uint64_t) result_int(result, 0, result_column(result, "new"));
    counts->changed += (uint64_t) result_int(result, 0, result_column(result, "changed"));
    counts->same += (uint64_t) result_int(result, 0, result_column(result, "same"));
    counts->ended += (uint64_t) result_int(result, 0, result_column(result, "ended"));
    return 0;
}

/* One import at a time: each sees the registers as the one before left them. */
static int
begin(Import *import)
{
    int r = db_begin(import->db);

    if (r == 0)
        r = db_run(import->db, &sql_import_lock, NULL);
    return import_db_answer(import, r);
}

static int
finish(Import *import, const Options *options, bool write)
{
    bool keep = write && !options->dry_run && report_rejected(import->report) == 0;
    int r;

    if (!keep)
        return db_rollback(import->db);
    r = db_commit(import->db);
    return r > 0 ? import_db_answer(import, r) : r;
}

static bool
with_database(const Options *options, bool write)
{
    return write || options->conninfo || options->subject->needs_database;
}

static int
run(Import *import, const Options *options, bool write)
{
    CLEANUP(db_closep) Db *db = NULL;
    int r;

    if (!with_database(options, write))
        return options->subject->run(import);

    r = db_open(&(DbOptions) { .conninfo = options->conninfo,
                        .user = "mitroa_importer",
                        .name = "mitroa import",
                        .lock_ms = LOCK_MS },
            &db);
    if (r != 0)
        return r;
    import->db = db;
    r = begin(import);
    if (r == 0)
        r = options->subject->run(import);
    if (r == 0)
        r = finish(import, options, write);
    import->db = NULL;
    return r;
}

static ReportMode
mode_of(const Options *options, bool write)
{
    if (write && !options->dry_run)
        return REPORT_WRITTEN;
    return write || with_database(options, write) ? REPORT_DRY : REPORT_CHECKED;
}

static int
tell(const Import *import, const Options *options, bool write)
{
    bool refused = report_rejected(import->report) > 0;
    FILE *out = refused ? stderr : stdout;

    if (options->json)
        report_print_json(import->report, stdout);
    else
        report_print(import->report, out, options->subject->greek, mode_of(options, write),
                isatty(fileno(out)) ? REPORT_TERMINAL_MAX : REPORT_SHOWN_MAX);
    if (options->rejects && refused
            && rejects_write(import, options->rejects, !options->subject->takes_feed) != 0)
        return EXIT_SYSTEM;
    return refused ? EXIT_REFUSED : EXIT_DONE;
}

int
import_command(int argc, char **argv, bool write)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    CLEANUP(report_freep) Report *report = report_new();
    CLEANUP(inputs_freep) Inputs *inputs = inputs_new();
    CLEANUP(progress_freep) Progress *progress = NULL;
    Options options = { .as_of = DAY_NONE };
    Import import;
    int r = read_options(argc, argv, write, &options);

    if (r != 0)
        return r;
    if (options.help) {
        print_usage(stdout, write);
        return EXIT_DONE;
    }

    progress = progress_new();
    import = (Import) {
        .arena = arena,
        .report = report,
        .progress = progress,
        .inputs = inputs,
        .files = options.files,
        .n_files = options.n_files,
        .charset = options.charset,
        .feed = options.feed,
        .approximate = options.approximate,
        .as_of = options.as_of,
        .accept_large_change = options.accept_large_change,
        .today = day_today(),
    };
    r = run(&import, &options, write);
    progress = progress_free(progress);
    if (r != 0) {
        (void) fprintf(stderr, "mitroa: το σύστημα ή η βάση απέτυχε· τίποτα δεν άλλαξε.\n");
        return EXIT_SYSTEM;
    }
    return tell(&import, &options, write);
}
