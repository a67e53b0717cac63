/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * mitroa screen: counts the whole register and says how long it took. What was counted stays in the
 * process: numbers of persons leave through a release alone.
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

#define LABEL_WIDTH 32
#define NUMBER_WIDTH 13
#define MILLION 1e6

#define WHERE_NUMBERS_ARE                                                                                                                                                  \
    "Αριθμοί προσώπων ανά δήμο ή πρόγραμμα δεν βγαίνουν από εδώ, αλλά μόνο προστατευμένοι, από " \
    "δημοσίευση: mitroa release make, mitroa coverage, /coverage, /map."

static const char help[] =
        "Χρήση: mitroa screen [--on ΗΜΕΡΟΜΗΝΙΑ] [--threads N] [--json] [--db ΣΥΝΔΕΣΗ]\n\n"
        "Κρίνει κάθε ωφελούμενο του μητρώου για κάθε πρόγραμμα που ισχύει εκεί όπου κατοικεί, "
        "όπως\n"
        "κάνει μια δημοσίευση, και λέει πόσα πρόσωπα διαβάστηκαν και σε πόσο χρόνο. Είναι η "
        "δοκιμή\n"
        "πριν από μια δημοσίευση, και δεν κρατά τίποτα.\n\n" WHERE_NUMBERS_ARE "\n\n"
        "  --on ΗΜΕΡΟΜΗΝΙΑ  η ημέρα των κανόνων και των τόπων· αλλιώς σήμερα. Τα στοιχεία των\n"
        "                   προσώπων είναι πάντα τα σημερινά\n"
        "  --threads N      πόσα νήματα, 1 έως 16· αλλιώς όσοι οι πυρήνες\n"
        "  --json           ένα αντικείμενο JSON\n\n"
        "Ρωτάται ως ο λογαριασμός του MITROA_TOKEN, που πρέπει να είναι συντονιστή, και πριν\n"
        "διαβαστεί το πρώτο πρόσωπο γράφεται στην καταγραφή.\n";

typedef struct Options {
    Day on;
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
    { "threads", required_argument, NULL, 't' },
    { "json", no_argument, NULL, 'j' },
    { "db", required_argument, NULL, 'd' },
    { "help", no_argument, NULL, 'h' },
    { 0 },
};

static const CommandLine command = {
    .name = "screen", .help = help, .options = words, .take = take_option
};

/* ---- what is said ------------------------------------------------------------------------- */

static void
line(Buffer *out, const char *label, const char *value)
{
    buffer_text(out, label);
    for (size_t i = text_width(label) + text_width(value); i < LABEL_WIDTH + NUMBER_WIDTH; i++)
        buffer_char(out, ' ');
    buffer_text(out, value);
    buffer_char(out, '\n');
}

static void
line_count(Buffer *out, const char *label, uint64_t count)
{
    int64_t shown = screen_shown(count);
    char text[24];

    (void) snprintf(text, sizeof text, shown == SCREEN_HIDDEN ? "<%" PRId64 : "%" PRId64,
            shown == SCREEN_HIDDEN ? (int64_t) SCREEN_THRESHOLD : shown);
    line(out, label, text);
}

static void
line_number(Buffer *out, const char *label, double number, int decimals)
{
    char text[32];
    char *point;

    (void) snprintf(text, sizeof text, "%.*f", decimals, number);
    point = strchr(text, '.');
    if (point)
        *point = ',';
    line(out, label, text);
}

static void
as_text(Buffer *out, const Options *options, const Screen *screen, const ScreenResult *result)
{
    char day[DAY_TEXT_SIZE];

    buffer_format(
            out, "Όλο το μητρώο, κανόνες της %s\n\n", day_format_greek(screen_day(screen), day));
    line_count(out, "Πρόσωπα", result->persons);
    line_count(out, "Χωρίς γνωστή κατοικία", result->without_home);
    if (result->place_unsure > 0)
        line_count(out, "Δήμος άλλος τότε", result->place_unsure);
    line_number(out, "Κρίσεις, εκατομμύρια", (double) result->evaluations / MILLION, 1);
    line_number(out, "Νήματα", options->threads, 0);
    line_number(out, "Δευτερόλεπτα", result->elapsed_s, 2);
    line_number(out, "  από αυτά κρίση, ανά νήμα", result->judging_s / options->threads, 2);
    line_number(out, "Πρόσωπα το δευτερόλεπτο", (double) result->persons / result->elapsed_s, 0);
    buffer_format(out, "\n%s\nΚαταγραφή %" PRId64 ".\n", WHERE_NUMBERS_ARE, result->audit);
}

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
as_json(Buffer *out, const Options *options, const Screen *screen, const ScreenResult *result)
{
    JsonWriter json;

    json_init(&json, out);
    json_object_begin(&json, NULL);
    json_day(&json, "on", screen_day(screen));
    json_integer(&json, "register_version", snapshot_version(screen_snapshot(screen)));
    json_integer(&json, "audit", result->audit);
    json_count(&json, "persons", result->persons);
    json_count(&json, "without_home", result->without_home);
    json_count(&json, "place_unsure", result->place_unsure);
    json_decimal(&json, "evaluations_millions", (double) result->evaluations / MILLION, 1);
    json_integer(&json, "threads", options->threads);
    json_decimal(&json, "seconds", result->elapsed_s, 3);
    json_decimal(&json, "judging_seconds", result->judging_s, 3);
    json_string(&json, "note", WHERE_NUMBERS_ARE);
    json_object_end(&json);
    buffer_char(out, '\n');
}

static int
print(const Options *options, const Screen *screen, const ScreenResult *result)
{
    Buffer out;
    bool written;

    buffer_init(&out);
    (options->json ? as_json : as_text)(&out, options, screen, result);
    written = fwrite(out.data, 1, out.size, stdout) == out.size && fflush(stdout) == 0;
    buffer_deinit(&out);
    return written ? EXIT_DONE : EXIT_SYSTEM;
}

/* ---- the run ------------------------------------------------------------------------------ */

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
run_and_print(const Options *options, const Screen *screen)
{
    const char *token = getenv("MITROA_TOKEN");
    ScreenMeter meter = { 0 };
    ScreenRun run = {
        .conninfo = options->db,
        .threads = options->threads,
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

    r = print(options, screen, &result);
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
    int r;

    r = command_read(&command, argc, argv, &options);
    if (r >= 0)
        return r;
    if (load(&options, &snapshot) != 0)
        return EXIT_SYSTEM;

    screen = screen_new(snapshot, options.on);
    return run_and_print(&options, screen);
}
