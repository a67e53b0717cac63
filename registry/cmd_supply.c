/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * mitroa supply: holes, reach, equality of places, overlaps, funding, and what a new point changes.
 */

#include "registry/base/command.h"
#include "registry/db/db.h"
#include "registry/supply_views.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HINTS_MAX 5
#define EXACT_MS 20000

static const char help[] =
        "Χρήση: mitroa supply ΠΙΝΑΚΑΣ [--on ΗΜΕΡΟΜΗΝΙΑ] [--within ΤΟΠΟΣ] [--programme ΚΩΔΙΚΟΣ]\n"
        "           [--km N] [--days N] [--in-person] [--ahead N] [--k N | --point ΜΗΚΟΣ,ΠΛΑΤΟΣ]\n"
        "           [--exact] [--release N] [--json] [--db ΣΥΝΔΕΣΗ]\n\n"
        "Τι λένε τα δημόσια μητρώα για το πού φτάνει η βοήθεια. Δεν διαβάζεται κανένα πρόσωπο· "
        "όπου\n"
        "λέγονται πρόσωπα, είναι οι προστατευμένοι αριθμοί μιας δημοσίευσης.\n\n"
        "Πίνακες:\n"
        "  holes    προγράμματα που ισχύουν και δεν δίνονται ούτε στον δήμο ούτε κοντά\n"
        "  reach    από όσους δικαιούνται ένα πρόγραμμα, πόσοι το έχουν σε πόσα χιλιόμετρα\n"
        "  equity   όσα δίνει ο νόμος δίπλα σε όσα φτάνουν στους κατοίκους, ανά δήμο\n"
        "  overlap  το ίδιο από διαφορετικούς φορείς στον ίδιο δήμο\n"
        "  funding  δομές που η γνωστή τους χρηματοδότηση έληξε ή λήγει\n"
        "  staff    πόσοι εργάζονται σε κάθε δομή, για πόσους κατοίκους, έως πότε πληρώνονται\n"
        "  institutions  ποιο ίδρυμα κάθε δήμου επιλέγει μια ομαδική δράση, και αν εγκρίθηκε\n"
        "  demand   τι ρωτήθηκε τον προηγούμενο μήνα και δεν υπήρχε ποιος να το δώσει\n"
        "  what-if  τι θα άλλαζε ένα νέο σημείο, ή τα σημεία που θα έφταναν τους περισσότερους\n\n"
        "  --on ΗΜΕΡΟΜΗΝΙΑ      η ημέρα· αλλιώς σήμερα\n"
        "  --within ΤΟΠΟΣ       μόνο οι δήμοι του: δήμος, Π.Ε., νομός ή περιφέρεια, με όνομα ή "
        "κωδικό\n"
        "  --programme ΚΩΔΙΚΟΣ  μόνο αυτό το πρόγραμμα, ανά δήμο\n"
        "  --km N               ως πόσα χιλιόμετρα είναι κοντά, 1 έως 200· αλλιώς 20\n"
        "  --days N             σε πόσες ημέρες μια στάση μετρά για παροχή, 1 έως 366· αλλιώς 30\n"
        "  --in-person          ό,τι δίνεται μόνο από απόσταση μετρά για κενό\n"
        "  --ahead N            χρηματοδοτήσεις που λήγουν μέσα σε τόσες ημέρες· αλλιώς 180\n"
        "  --k N                πόσα νέα σημεία, 1 έως 20· αλλιώς 3\n"
        "  --point ΜΗΚΟΣ,ΠΛΑΤΟΣ ένα νέο σημείο εδώ (EPSG:4326), όπως 22.11,37.04\n"
        "  --exact              η καλύτερη επιλογή με απόδειξη, όπου βρίσκεται σε 20 δευτερόλεπτα\n"
        "  --release N          τα πρόσωπα αυτής της δημοσίευσης· αλλιώς της νεότερης\n"
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
    int k;
    int release;
    GeoPoint point;
    bool exact;
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

static bool
read_point(const char *text, GeoPoint *ret_point)
{
    char *end;

    ret_point->lon = strtod(text, &end);
    if (end == text || *end != ',')
        return false;
    text = end + 1;
    ret_point->lat = strtod(text, &end);
    return end != text && !*end && geo_point_is_in_reach(*ret_point);
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
    case 'n':
        return read_number(value, SUPPLY_K_MAX, &options->k) ? NULL
                                                             : "το --k θέλει αριθμό από 1 έως 20.";
    case 'P':
        return read_point(value, &options->point)
                ? NULL
                : "το --point θέλει μήκος,πλάτος στην Ελλάδα, όπως 22.11,37.04.";
    case 'r':
        return read_number(value, INT32_MAX, &options->release)
                ? NULL
                : "το --release θέλει τον αριθμό μιας δημοσίευσης.";
    case 'e':
        options->exact = true;
        return NULL;
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
    { "k", required_argument, NULL, 'n' },
    { "point", required_argument, NULL, 'P' },
    { "exact", no_argument, NULL, 'e' },
    { "release", required_argument, NULL, 'r' },
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
    question->point = options->point;
    question->k = options->k;
    question->exact_ms = options->exact ? EXACT_MS : 0;
    if (!options->programme && options->view->asks & SUPPLY_NEEDS_PROGRAMME)
        return command_usage(&command, "αυτός ο πίνακας θέλει --programme.");
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

static int
load_figures(Arena *arena, Db *db, const Options *options, SupplyQuestion *question)
{
    FiguresQuestion wanted = supply_figures_question(options->view, question);

    wanted.release = options->release;
    return wanted.what == FIGURES_NONE ? 0 : figures_load(arena, db, &wanted, &question->figures);
}

int
cmd_supply(int argc, char **argv)
{
    CLEANUP(snapshot_local_freep) SnapshotLocal *local = NULL;
    CLEANUP(snapshot_unrefp) Snapshot *snapshot = NULL;
    CLEANUP(db_closep) Db *db = NULL;
    CLEANUP(arena_freep) Arena *arena = arena_new();
    Options options = {
        .on = day_today(),
        .km = (int) (REACH_M / 1000),
        .days = REACH_DAYS,
        .ahead = SUPPLY_DAYS_AHEAD,
        .k = SUPPLY_K,
        .point = GEO_NOWHERE,
    };
    SupplyQuestion question;
    int r;

    r = read_options(argc, argv, &options);
    if (r != COMMAND_GOES_ON)
        return r;
    r = db_open(
            &(DbOptions) {
                    .conninfo = options.db, .user = "mitroa_service", .name = "mitroa supply" },
            &db);
    if (r != 0 || snapshot_load(db, &snapshot) != 0 || snapshot_local_new(snapshot, &local) != 0)
        return EXIT_SYSTEM;
    question = supply_question(snapshot);
    question.local = local;
    r = read_question(&options, &question);
    if (r != COMMAND_GOES_ON)
        return r;
    if (load_figures(arena, db, &options, &question) != 0)
        return EXIT_SYSTEM;
    return print(&options, options.view->make(arena, &question));
}
