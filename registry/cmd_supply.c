/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * mitroa supply: holes, equality of places, overlaps and funding, from the public registers.
 */

#include "registry/base/command.h"
#include "registry/supply_views.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HINTS_MAX 5

static const char help[] =
        "Χρήση: mitroa supply ΠΙΝΑΚΑΣ [--on ΗΜΕΡΟΜΗΝΙΑ] [--within ΤΟΠΟΣ] [--programme ΚΩΔΙΚΟΣ]\n"
        "           [--km N] [--days N] [--in-person] [--ahead N] [--json] [--db ΣΥΝΔΕΣΗ]\n\n"
        "Τι λένε τα δημόσια μητρώα για το πού φτάνει η βοήθεια. Δεν διαβάζεται κανένα πρόσωπο.\n\n"
        "Πίνακες:\n"
        "  holes    προγράμματα που ισχύουν και δεν δίνονται ούτε στον δήμο ούτε κοντά\n"
        "  equity   όσα δίνει ο νόμος δίπλα σε όσα φτάνουν στους κατοίκους, ανά δήμο\n"
        "  overlap  το ίδιο από διαφορετικούς φορείς στον ίδιο δήμο\n"
        "  funding  δομές που η γνωστή τους χρηματοδότηση έληξε ή λήγει\n\n"
        "  --on ΗΜΕΡΟΜΗΝΙΑ      η ημέρα· αλλιώς σήμερα\n"
        "  --within ΤΟΠΟΣ       μόνο οι δήμοι του: δήμος, Π.Ε., νομός ή περιφέρεια, με όνομα ή "
        "κωδικό\n"
        "  --programme ΚΩΔΙΚΟΣ  μόνο αυτό το πρόγραμμα, ανά δήμο\n"
        "  --km N               ως πόσα χιλιόμετρα είναι κοντά, 1 έως 200· αλλιώς 20\n"
        "  --days N             σε πόσες ημέρες μια στάση μετρά για παροχή, 1 έως 366· αλλιώς 30\n"
        "  --in-person          ό,τι δίνεται μόνο από απόσταση μετρά για κενό\n"
        "  --ahead N            χρηματοδοτήσεις που λήγουν μέσα σε τόσες ημέρες· αλλιώς 180\n"
        "  --json               ένα αντικείμενο JSON\n";

typedef struct Options {
    const SupplyView *view;
    Day on;
    const char *within;
    const char *programme;
    const char *db;
    int km;
    int days;
    int ahead;
    bool in_person;
    bool json;
} Options;

static bool
read_number(const char *text, int max, int *ret_number)
{
    char *end;
    unsigned long number = strtoul(text, &end, 10);

    if (*text < '0' || *text > '9' || *end || number < 1 || number > (unsigned long) max)
        return false;
    *ret_number = (int) number;
    return true;
}

/* Sets one option; a message if its value is wrong. */
static const char *
take_option(void *context, int option, const char *value)
{
    Options *options = context;

    switch (option) {
    case 'o':
        return day_parse(value, &options->on) == 0
                ? NULL
                : "το --on θέλει ημερομηνία όπως 2026-11-22 ή 22/11/2026.";
    case 'w':
        options->within = value;
        return NULL;
    case 'p':
        options->programme = value;
        return NULL;
    case 'k':
        return read_number(value, SUPPLY_KM_MAX, &options->km)
                ? NULL
                : "το --km θέλει αριθμό από 1 έως 200.";
    case 'y':
        return read_number(value, SUPPLY_DAYS_MAX, &options->days)
                ? NULL
                : "το --days θέλει αριθμό από 1 έως 366.";
    case 'a':
        return read_number(value, SUPPLY_AHEAD_MAX, &options->ahead)
                ? NULL
                : "το --ahead θέλει αριθμό από 1 έως 3660.";
    case 'i':
        options->in_person = true;
        return NULL;
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
    { "within", required_argument, NULL, 'w' },
    { "programme", required_argument, NULL, 'p' },
    { "km", required_argument, NULL, 'k' },
    { "days", required_argument, NULL, 'y' },
    { "ahead", required_argument, NULL, 'a' },
    { "in-person", no_argument, NULL, 'i' },
    { "json", no_argument, NULL, 'j' },
    { "db", required_argument, NULL, 'd' },
    { "help", no_argument, NULL, 'h' },
    { 0 },
};

static const CommandLine command = {
    .name = "supply", .help = help, .options = words, .take = take_option, .takes_words = true
};

static int
read_options(int argc, char **argv, Options *options)
{
    int r = command_read(&command, argc, argv, options);

    if (r != COMMAND_GOES_ON)
        return r;
    if (optind != argc - 1)
        return command_usage(&command, "δώστε έναν πίνακα.");
    options->view = supply_view(argv[optind]);
    return options->view ? COMMAND_GOES_ON
                         : command_usage(&command, "δεν υπάρχει τέτοιος πίνακας.");
}

static int
read_place(const Options *options, SupplyQuestion *question)
{
    const Place *hints[HINTS_MAX + 1] = { NULL };
    int r;

    if (!options->within)
        return COMMAND_GOES_ON;
    r = places_resolve(snapshot_places(question->snapshot), options->within, /* level_bits= */ 0,
            question->on, &question->within, HINTS_MAX, hints);
    if (r == 0)
        return COMMAND_GOES_ON;
    (void) fprintf(stderr, "Ο τόπος «%s» %s.", options->within,
            r == PLACE_E_AMBIGUOUS ? "δεν είναι ένας" : "δεν βρέθηκε");
    for (size_t i = 0; hints[i]; i++)
        (void) fprintf(stderr, "%s%s (%s)", i ? ", " : " Μήπως: ", hints[i]->name, hints[i]->code);
    (void) fputs(hints[0] ? ";\n" : " Γράψτε το όνομα ή τον κωδικό του.\n", stderr);
    return EXIT_REFUSED;
}

static int
read_question(const Options *options, SupplyQuestion *question)
{
    question->on = options->on;
    question->reach.metres = options->km * 1000.0;
    question->reach.days = options->days;
    question->days_ahead = options->ahead;
    question->in_person = options->in_person;
    if (options->programme) {
        question->programme =
                snapshot_programme_on(question->snapshot, options->programme, options->on);
        if (!question->programme) {
            (void) fprintf(stderr, "Το πρόγραμμα «%s» δεν υπάρχει ή δεν ισχύει εκείνη την ημέρα.\n",
                    options->programme);
            return EXIT_REFUSED;
        }
    }
    return read_place(options, question);
}

static int
print(const Options *options, const Listing *listing)
{
    Buffer out;
    bool written;

    buffer_init(&out);
    if (options->json) {
        JsonWriter json;

        json_init(&json, &out);
        listing_write_json(&json, /* key= */ NULL, listing);
        buffer_char(&out, '\n');
    } else {
        listing_write_text(&out, listing);
    }
    written = fwrite(out.data, 1, out.size, stdout) == out.size && fflush(stdout) == 0;
    buffer_deinit(&out);
    return written ? EXIT_DONE : EXIT_SYSTEM;
}

int
cmd_supply(int argc, char **argv)
{
    CLEANUP(snapshot_unrefp) Snapshot *snapshot = NULL;
    CLEANUP(arena_freep) Arena *arena = arena_new();
    Options options = {
        .on = day_today(),
        .km = (int) (REACH_M / 1000),
        .days = REACH_DAYS,
        .ahead = SUPPLY_DAYS_AHEAD,
    };
    SupplyQuestion question;
    int r;

    r = read_options(argc, argv, &options);
    if (r != COMMAND_GOES_ON)
        return r;
    if (snapshot_open(options.db, &snapshot) != 0)
        return EXIT_SYSTEM;
    question = supply_question(snapshot);
    r = read_question(&options, &question);
    if (r != COMMAND_GOES_ON)
        return r;
    return print(&options, options.view->make(arena, &question));
}
