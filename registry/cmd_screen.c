/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * mitroa screen: how many are entitled to what, over the whole register.
 */

#include "registry/base/command.h"
#include "registry/base/error.h"
#include "registry/base/json.h"
#include "registry/base/memory.h"
#include "registry/base/text.h"
#include "registry/screen_meter.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HINTS_MAX 5
#define CODE_WIDTH 24
#define NUMBER_WIDTH 13

#define NOT_A_RELEASE                                                                                                                                                  \
    "Οι αριθμοί είναι στρογγυλεμένοι στην πλησιέστερη πεντάδα και κάτω από 10 κρύβονται. Δεν " \
    "είναι προστατευμένη δημοσίευση: μη δοθούν παραέξω."

static const char help[] =
        "Χρήση: mitroa screen [--on ΗΜΕΡΟΜΗΝΙΑ] [--programme ΚΩΔΙΚΟΣ] [--municipality ΔΗΜΟΣ]\n"
        "           [--threads N] [--json] [--db ΣΥΝΔΕΣΗ]\n\n"
        "Πόσοι ωφελούμενοι του μητρώου δικαιούνται κάθε πρόγραμμα εκεί όπου κατοικούν, πόσοι το\n"
        "λαμβάνουν, πόσοι μένουν χωρίς, και για πόσους λείπουν στοιχεία.\n\n"
        "  --on ΗΜΕΡΟΜΗΝΙΑ       η ημέρα των κανόνων και των τόπων· αλλιώς σήμερα. Τα στοιχεία "
        "των\n"
        "                        προσώπων είναι πάντα τα σημερινά\n"
        "  --programme ΚΩΔΙΚΟΣ   μόνο αυτό το πρόγραμμα\n"
        "  --municipality ΔΗΜΟΣ  μόνο αυτός ο δήμος: κωδικός ή όνομα σε οποιαδήποτε γραφή\n"
        "  --threads N           πόσα νήματα, 1 έως 16· αλλιώς όσοι οι πυρήνες\n"
        "  --json                ένα αντικείμενο JSON, και ανά δήμο\n\n"
        "Ρωτάται ως ο λογαριασμός του MITROA_TOKEN, που πρέπει να είναι συντονιστή, και πριν\n"
        "διαβαστεί το πρώτο πρόσωπο γράφεται στην καταγραφή. " NOT_A_RELEASE "\n";

typedef struct Options {
    Day on;
    const char *programme;
    const char *municipality;
    const char *db;
    uint32_t threads;
    bool json;
} Options;

/* ---- the command line --------------------------------------------------------------------- */

static bool
read_threads(const char *text, uint32_t *ret_threads)
{
    char *end;
    unsigned long n = strtoul(text, &end, 10);

    *ret_threads = (uint32_t) n;
    return *text >= '0' && *text <= '9' && !*end && n >= 1 && n <= SCREEN_THREADS_MAX;
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
    case 'p':
        options->programme = value;
        return NULL;
    case 'm':
        options->municipality = value;
        return NULL;
    case 't':
        return read_threads(value, &options->threads) ? NULL
                                                      : "το --threads θέλει αριθμό από 1 έως 16.";
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
    { "programme", required_argument, NULL, 'p' },
    { "municipality", required_argument, NULL, 'm' },
    { "threads", required_argument, NULL, 't' },
    { "json", no_argument, NULL, 'j' },
    { "db", required_argument, NULL, 'd' },
    { "help", no_argument, NULL, 'h' },
    { 0 },
};

static const CommandLine command = {
    .name = "screen", .help = help, .options = words, .take = take_option
};

/* Persons are read by where they live today, so the municipality is today's. */
static int
read_municipality(const Options *options, const Snapshot *snapshot, const Place **ret_place)
{
    const Place *hints[HINTS_MAX + 1] = { NULL };
    int r;

    if (!options->municipality)
        return -1;
    r = places_resolve(snapshot_places(snapshot), options->municipality,
            PLACE_LEVEL_BIT(PLACE_MUNICIPALITY), day_today(), ret_place, HINTS_MAX, hints);
    if (r == 0)
        return -1;

    (void) fprintf(stderr, "Ο δήμος «%s» %s.", options->municipality,
            r == PLACE_E_AMBIGUOUS ? "δεν είναι ένας" : "δεν βρέθηκε");
    for (size_t i = 0; hints[i]; i++)
        (void) fprintf(stderr, "%s%s (%s)", i ? ", " : " Μήπως: ", hints[i]->name, hints[i]->code);
    (void) fputs(hints[0] ? ";\n" : " Γράψτε το όνομα ή τον κωδικό της ΕΛΣΤΑΤ.\n", stderr);
    return EXIT_REFUSED;
}

/* ---- the whole ---------------------------------------------------------------------------- */

/* All municipalities as one. */
static ScreenPlace *
sum_of(const ScreenResult *result)
{
    ScreenPlace *sum = memory_new(1, sizeof *sum);

    for (size_t i = 0; i < result->n_places; i++)
        screen_place_merge(sum, result->places[i]);
    return sum;
}

/* ---- as text ------------------------------------------------------------------------------ */

static void
pad(Buffer *out, const char *text, size_t width, bool to_the_right)
{
    if (!to_the_right)
        buffer_text(out, text);
    for (size_t i = text_width(text); i < width; i++)
        buffer_char(out, ' ');
    if (to_the_right)
        buffer_text(out, text);
}

static void
number(Buffer *out, uint64_t count)
{
    int64_t shown = screen_shown(count);
    char text[24];

    (void) snprintf(text, sizeof text, shown == SCREEN_HIDDEN ? "<%" PRId64 : "%" PRId64,
            shown == SCREEN_HIDDEN ? (int64_t) SCREEN_THRESHOLD : shown);
    pad(out, text, NUMBER_WIDTH, true);
}

static void
heading(Buffer *out, const char *first, const char *const *others)
{
    pad(out, first, CODE_WIDTH, false);
    for (; *others; others++)
        pad(out, *others, NUMBER_WIDTH, true);
    buffer_char(out, '\n');
}

static void
print_groups(Buffer *out, const ScreenPlace *place)
{
    static const char *const titles[] = { "πρόσωπα", "άγνωστο αν", NULL };

    heading(out, "Ομάδα", titles);
    for (size_t group = 0; group < SCREEN_GROUPS; group++) {
        pad(out, screen_group_greek((ScreenGroup) group), CODE_WIDTH, false);
        number(out, place->members[group]);
        number(out, place->perhaps[group]);
        buffer_char(out, '\n');
    }
    buffer_char(out, '\n');
}

static void
print_programmes(Buffer *out, const ScreenPlace *place)
{
    static const char *const titles[] = { "δικαιούνται", "άγνωστο", "όχι", "λαμβάνουν",
        "χωρίς παροχή", NULL };

    heading(out, "Πρόγραμμα", titles);
    for (uint32_t i = 0; i < place->n_counts; i++) {
        const ScreenCount *count = &place->counts[i];

        pad(out, count->programme->code, CODE_WIDTH, false);
        number(out, count->all.eligible);
        number(out, count->all.unknown);
        number(out, count->all.not_eligible);
        number(out, count->all.receiving);
        number(out, count->all.unserved);
        buffer_text(out, "  ");
        buffer_text(out, programme_title(count->programme));
        buffer_char(out, '\n');
    }
    buffer_char(out, '\n');
}

static void
table(Buffer *out, const Screen *screen, const Place *municipality, const ScreenResult *result,
        const ScreenPlace *sum)
{
    char day[DAY_TEXT_SIZE];

    buffer_format(out, "%s%s, κανόνες της %s\n\n", municipality ? "Δήμος " : "Όλοι οι δήμοι",
            municipality ? municipality->name : "", day_format_greek(screen_day(screen), day));
    pad(out, "Πρόσωπα", CODE_WIDTH, false);
    number(out, result->persons);
    buffer_char(out, '\n');
    if (!municipality) {
        pad(out, "Χωρίς γνωστή κατοικία", CODE_WIDTH, false);
        number(out, result->without_home);
        buffer_char(out, '\n');
    }
    if (result->place_unsure > 0) {
        pad(out, "Δήμος άλλος τότε", CODE_WIDTH, false);
        number(out, result->place_unsure);
        buffer_char(out, '\n');
    }
    buffer_char(out, '\n');
    print_groups(out, sum);
    print_programmes(out, sum);
    buffer_format(out, "%s Καταγραφή %" PRId64 ".\n", NOT_A_RELEASE, result->audit);
}

/* ---- as JSON ------------------------------------------------------------------------------ */

/* null is below the threshold, 0 included. */
static void
json_count(JsonWriter *json, const char *key, uint64_t count)
{
    int64_t shown = screen_shown(count);

    if (shown == SCREEN_HIDDEN)
        json_null(json, key);
    else
        json_integer(json, key, shown);
}

static void
json_tally(JsonWriter *json, const ScreenTally *tally)
{
    json_count(json, "eligible", tally->eligible);
    json_count(json, "unknown", tally->unknown);
    json_count(json, "not_eligible", tally->not_eligible);
    json_count(json, "receiving", tally->receiving);
    json_count(json, "unserved", tally->unserved);
}

static void
json_programmes(JsonWriter *json, const ScreenPlace *place, bool by_group)
{
    json_array_begin(json, "programmes");
    for (uint32_t i = 0; i < place->n_counts; i++) {
        json_object_begin(json, NULL);
        json_string(json, "programme", place->counts[i].programme->code);
        json_tally(json, &place->counts[i].all);
        if (by_group) {
            json_object_begin(json, "groups");
            for (size_t group = 0; group < SCREEN_GROUPS; group++) {
                json_object_begin(json, screen_group_key((ScreenGroup) group));
                json_tally(json, &place->counts[i].group[group]);
                json_object_end(json);
            }
            json_object_end(json);
        }
        json_object_end(json);
    }
    json_array_end(json);
}

static void
json_groups(JsonWriter *json, const ScreenPlace *place)
{
    json_object_begin(json, "groups");
    for (size_t group = 0; group < SCREEN_GROUPS; group++) {
        json_object_begin(json, screen_group_key((ScreenGroup) group));
        json_count(json, "persons", place->members[group]);
        json_count(json, "unknown", place->perhaps[group]);
        json_object_end(json);
    }
    json_object_end(json);
}

static void
json_places(JsonWriter *json, const ScreenResult *result)
{
    json_array_begin(json, "municipalities");
    for (size_t i = 0; i < result->n_places; i++) {
        const ScreenPlace *place = result->places[i];

        json_object_begin(json, NULL);
        json_string(json, "code", place->place->code);
        json_string(json, "name", place->place->name);
        json_count(json, "persons", place->persons);
        json_groups(json, place);
        json_programmes(json, place, /* by_group= */ false);
        json_object_end(json);
    }
    json_array_end(json);
}

static void
as_json(Buffer *out, const Screen *screen, const ScreenResult *result, const ScreenPlace *sum)
{
    JsonWriter json;

    json_init(&json, out);
    json_object_begin(&json, NULL);
    json_day(&json, "on", screen_day(screen));
    json_integer(&json, "register_version", snapshot_version(screen_snapshot(screen)));
    json_integer(&json, "audit", result->audit);
    json_string(&json, "note", NOT_A_RELEASE);
    json_integer(&json, "hidden_below", SCREEN_THRESHOLD);
    json_integer(&json, "rounded_to", SCREEN_STEP);
    json_count(&json, "persons", result->persons);
    json_count(&json, "without_home", result->without_home);
    json_count(&json, "place_unsure", result->place_unsure);
    json_groups(&json, sum);
    json_programmes(&json, sum, /* by_group= */ true);
    json_places(&json, result);
    json_object_end(&json);
    buffer_char(out, '\n');
}

/* ---- the run ------------------------------------------------------------------------------ */

static int
print(const Options *options, const Screen *screen, const Place *municipality,
        const ScreenResult *result)
{
    CLEANUP(screen_place_freep) ScreenPlace *sum = sum_of(result);
    Buffer out;
    bool written;

    buffer_init(&out);
    if (options->json)
        as_json(&out, screen, result, sum);
    else
        table(&out, screen, municipality, result, sum);
    written = fwrite(out.data, 1, out.size, stdout) == out.size && fflush(stdout) == 0;
    buffer_deinit(&out);
    return written ? EXIT_DONE : EXIT_SYSTEM;
}

static int
refused(int condition)
{
    if (condition == SCREEN_E_NOT_ALLOWED)
        (void) fputs("Το MITROA_TOKEN δεν ισχύει ή ο λογαριασμός δεν είναι συντονιστή.\n", stderr);
    else if (condition == SCREEN_E_NO_RIGHT)
        (void) fputs("Ο χρήστης της βάσης δεν επιτρέπεται να μετρά πρόσωπα· η εντολή συνδέεται ως "
                     "mitroa_screener.\n",
                stderr);
    return condition < 0 ? EXIT_SYSTEM : EXIT_REFUSED;
}

static int
run_and_print(const Options *options, const Screen *screen, const Place *municipality)
{
    const char *token = getenv("MITROA_TOKEN");
    ScreenMeter meter = { 0 };
    ScreenRun run = {
        .conninfo = options->db,
        .municipality = municipality,
        .threads = municipality ? 1 : options->threads,
        .progress = &meter.progress,
    };
    ScreenResult result;
    int r;

    if (!token || !*token)
        return command_usage(&command,
                "λείπει το MITROA_TOKEN· φορτώστε το env της υπηρεσίας ή δείτε «mitroa "
                "account token --help».");
    account_token_hash(token, run.token_hash);
    screen_meter_begin(&meter);
    r = screen_run(&run, screen, &result);
    screen_meter_end(&meter);
    if (r != 0)
        return refused(r);

    r = print(options, screen, municipality, &result);
    screen_result_deinit(&result);
    return r;
}

static int
load(const Options *options, Snapshot **ret_snapshot)
{
    CLEANUP(db_closep) Db *db = NULL;
    const DbOptions target = screen_db_options(options->db);
    int r;

    r = db_open(&target, &db);
    return r != 0 ? r : snapshot_load(db, ret_snapshot);
}

int
cmd_screen(int argc, char **argv)
{
    CLEANUP(snapshot_unrefp) Snapshot *snapshot = NULL;
    CLEANUP(screen_freep) Screen *screen = NULL;
    Options options = { .on = day_today(), .threads = screen_threads() };
    const Place *municipality = NULL;
    int r;

    r = command_read(&command, argc, argv, &options);
    if (r >= 0)
        return r;
    if (load(&options, &snapshot) != 0)
        return EXIT_SYSTEM;

    r = read_municipality(&options, snapshot, &municipality);
    if (r >= 0)
        return r;
    screen = screen_new(snapshot, options.on, options.programme);
    if (!screen) {
        (void) fprintf(stderr, "Το πρόγραμμα «%s» δεν υπάρχει ή δεν ισχύει εκείνη την ημέρα.\n",
                options.programme);
        return EXIT_REFUSED;
    }
    return run_and_print(&options, screen, municipality);
}
