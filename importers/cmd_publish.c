/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * mitroa publish: what the service has done by a process of its own, and what the clock does.
 */

#include "importers/draft_work.h"
#include "importers/template.h"
#include "registry/base/command.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#define CPU_S 120
#define FILE_BYTES_MAX (64u << 20)

static const char help[] =
        "Χρήση: mitroa publish work [--upload ΑΡΧΕΙΟ] [--lost] [--db ΣΥΝΔΕΣΗ]\n"
        "       mitroa publish due [--db ΣΥΝΔΕΣΗ]\n"
        "       mitroa publish template --structure ΚΩΔΙΚΟΣ --output ΑΡΧΕΙΟ [--db ΣΥΝΔΕΣΗ]\n\n"
        "  work   κάνει την εργασία ενός πρόχειρου που παρήγγειλε η υπηρεσία, με το εισιτήριο\n"
        "         που στέκει στο MITROA_TICKET: ανάγνωση, έλεγχος, δημοσίευση ή επαναφορά\n"
        "  due    δημοσιεύει ό,τι εγκρίθηκε για ημέρα που ήρθε· η υπηρεσία το κάνει και μόνη "
        "της\n"
        "  template  το βιβλίο (.xlsx) που συμπληρώνει ο δήμος μιας δομής\n\n"
        "  --upload ΑΡΧΕΙΟ  το βιβλίο που ανέβηκε· σβήνεται μόλις διαβαστεί\n"
        "  --lost           η εργασία χάθηκε: το πρόχειρο να το λέει\n"
        "  --db ΣΥΝΔΕΣΗ     σύνδεση libpq αντί για τις μεταβλητές περιβάλλοντος\n";

static const struct option long_options[] = {
    { "upload", required_argument, NULL, 'u' },
    { "lost", no_argument, NULL, 'l' },
    { "structure", required_argument, NULL, 's' },
    { "output", required_argument, NULL, 'o' },
    { "db", required_argument, NULL, 'd' },
    { "help", no_argument, NULL, 'h' },
    { 0 },
};

typedef struct Options {
    DraftWork work;
    const char *word;
    const char *structure;
    const char *output;
    bool lost;
    bool help;
} Options;

static int
usage(const char *message)
{
    (void) fprintf(stderr, "mitroa publish: %s\nΔείτε «mitroa publish --help».\n", message);
    return EXIT_USAGE;
}

/* 32 hexadecimal digits; it stands in the environment, where other users of the machine do not see
 * it. */
static bool
read_ticket(uint8_t ret_ticket[static TICKET_SIZE])
{
    const char *text = getenv("MITROA_TICKET");

    if (!text || strlen(text) != 2 * TICKET_SIZE
            || strspn(text, "0123456789abcdef") != 2 * TICKET_SIZE)
        return false;
    for (size_t i = 0; i < TICKET_SIZE; i++) {
        const char pair[] = { text[2 * i], text[2 * i + 1], '\0' };

        ret_ticket[i] = (uint8_t) strtoul(pair, NULL, 16);
    }
    return true;
}

static bool
take_option(Options *options, int letter)
{
    switch (letter) {
    case 'u':
        options->work.upload = optarg;
        return true;
    case 'l':
        options->lost = true;
        return true;
    case 's':
        options->structure = optarg;
        return true;
    case 'o':
        options->output = optarg;
        return true;
    case 'd':
        options->work.conninfo = optarg;
        return true;
    case 'h':
        options->help = true;
        return true;
    default:
        return false;
    }
}

static bool
read_options(int argc, char **argv, Options *options)
{
    int letter;

    optind = 0;
    opterr = 0;
    while ((letter = getopt_long(argc, argv, "h", long_options, NULL)) != -1)
        if (!take_option(options, letter))
            return false;
    if (optind < argc)
        options->word = argv[optind++];
    return options->help || (options->word && optind == argc);
}

/* Whatever a workbook does to it, this process ends. */
static void
limit_itself(void)
{
    (void) setrlimit(RLIMIT_CPU, &(struct rlimit) { CPU_S, CPU_S });
    (void) setrlimit(RLIMIT_FSIZE, &(struct rlimit) { FILE_BYTES_MAX, FILE_BYTES_MAX });
    (void) setrlimit(RLIMIT_CORE, &(struct rlimit) { 0, 0 });
}

static int
run_work(Options *options)
{
    int r;

    if (!read_ticket(options->work.ticket))
        return usage("λείπει το εισιτήριο της εργασίας (MITROA_TICKET).");
    limit_itself();
    r = options->lost ? draft_work_lost(&options->work) : draft_work(&options->work);
    if (r == DRAFT_WORK_E_NONE) {
        (void) fputs("mitroa publish: το εισιτήριο δεν ισχύει πια.\n", stderr);
        return EXIT_REFUSED;
    }
    return r == 0 ? EXIT_DONE : EXIT_SYSTEM;
}

static int
run_due(const Options *options)
{
    size_t n = 0;

    if (draft_work_due(&options->work, &n) != 0)
        return EXIT_SYSTEM;
    if (n > 0)
        (void) printf("Δημοσιεύτηκαν: %zu\n", n);
    return EXIT_DONE;
}

static int
run_template(const Options *options)
{
    CLEANUP(db_closep) Db *db = NULL;
    int r;

    if (!options->structure || !options->output)
        return usage("το template θέλει --structure και --output.");
    r = db_open(&(DbOptions) { .conninfo = options->work.conninfo,
                        .user = "mitroa_importer",
                        .name = "mitroa publish template" },
            &db);
    if (r == 0)
        r = template_write(db, options->structure, options->output);
    return r == 0 ? EXIT_DONE : EXIT_SYSTEM;
}

int
cmd_publish(int argc, char **argv)
{
    const char *state = getenv("MITROA_STATE");
    Options options = { .work = { .folder = state ? state : "/tmp" } };

    if (!read_options(argc, argv, &options))
        return usage("άγνωστη επιλογή, ή λείπει μία από τις λέξεις work, due, template.");
    if (options.help) {
        (void) fputs(help, stdout);
        return EXIT_DONE;
    }
    if (strcmp(options.word, "work") == 0)
        return run_work(&options);
    if (strcmp(options.word, "due") == 0)
        return run_due(&options);
    if (strcmp(options.word, "template") == 0)
        return run_template(&options);
    return usage("δεν υπάρχει τέτοια λέξη.");
}
