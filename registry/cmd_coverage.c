/* SPDX-License-Identifier: EUPL-1.2 */

/* mitroa coverage: a table of a release. */

#include "registry/base/command.h"
#include "registry/coverage.h"
#include "registry/db/db.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

static const char help[] =
        "Χρήση: mitroa coverage [--measure ΜΕΓΕΘΟΣ] [--programme ΚΩΔΙΚΟΣ] [--group ΟΜΑΔΑ]\n"
        "           [--level ΕΠΙΠΕΔΟ] [--within ΤΟΠΟΣ] [--release N] [--on ΗΜΕΡΟΜΗΝΙΑ]\n"
        "           [--json | --csv] [--db ΣΥΝΔΕΣΗ]\n\n"
        "Ένας πίνακας μιας δημοσίευσης: πόσοι ανά τόπο, και πόσο πλήρη είναι όσα στέκονται από "
        "πίσω.\n\n"
        "  --measure ΜΕΓΕΘΟΣ    population, registered (αλλιώς αυτό), group_unknown, eligible,\n"
        "                       receiving, unserved, unknown, unknown_because, take_up\n"
        "  --programme ΚΩΔΙΚΟΣ  όπου το μέγεθος είναι ανά πρόγραμμα\n"
        "  --group ΟΜΑΔΑ        child, elderly, disabled, homeless, destitute, roma, migrants,\n"
        "                       unemployed, eee_recipients· στο unknown_because ένα στοιχείο\n"
        "  --level ΕΠΙΠΕΔΟ      municipality, regional_unit, prefecture ή region (αλλιώς αυτό)\n"
        "  --within ΤΟΠΟΣ       μόνο μέσα σε αυτόν τον τόπο: κωδικός όπως EL65\n"
        "  --release N          αυτή η δημοσίευση· αλλιώς η νεότερη\n"
        "  --on ΗΜΕΡΟΜΗΝΙΑ      η νεότερη που δεν είναι μεταγενέστερης ημέρας\n"
        "  --json, --csv        αντί για κείμενο\n\n" COVERAGE_SAYS "\n\n"
        "Διαβάζει μόνο δημοσιεύσεις, ως mitroa_service. Κωδικός εξόδου: 0 έγινε, 1 δεν υπάρχει\n"
        "τέτοιος πίνακας, 2 λάθος χρήση, 3 η βάση.\n";

typedef struct Options {
    CoverageQuestion question;
    const char *db;
    bool json;
    bool csv;
} Options;

static const char *
take_release(CoverageQuestion *question, const char *value)
{
    char *end;
    long number = strtol(value, &end, 10);

    if (*value < '1' || *value > '9' || *end || number > INT32_MAX)
        return "το --release θέλει τον αριθμό μιας δημοσίευσης.";
    question->release = (int32_t) number;
    return NULL;
}

static const char *
take_option(void *context, int option, const char *value)
{
    Options *options = context;
    CoverageQuestion *question = &options->question;

    switch (option) {
    case 'm':
        question->measure = value;
        return NULL;
    case 'p':
        question->programme = value;
        return NULL;
    case 'g':
        question->group = value;
        return NULL;
    case 'w':
        question->within = value;
        return NULL;
    case 'l':
        return coverage_level_find(value, &question->level)
                ? NULL
                : "το --level είναι municipality, regional_unit, prefecture ή region.";
    case 'r':
        return take_release(question, value);
    case 'o':
        return day_parse(value, &question->on) == 0
                ? NULL
                : "το --on θέλει ημερομηνία όπως 2026-11-22 ή 22/11/2026.";
    case 'j':
        options->json = true;
        return NULL;
    case 'c':
        options->csv = true;
        return NULL;
    case 'd':
        options->db = value;
        return NULL;
    default:
        return "άγνωστη επιλογή.";
    }
}

static const struct option words[] = {
    { "measure", required_argument, NULL, 'm' },
    { "programme", required_argument, NULL, 'p' },
    { "group", required_argument, NULL, 'g' },
    { "within", required_argument, NULL, 'w' },
    { "level", required_argument, NULL, 'l' },
    { "release", required_argument, NULL, 'r' },
    { "on", required_argument, NULL, 'o' },
    { "json", no_argument, NULL, 'j' },
    { "csv", no_argument, NULL, 'c' },
    { "db", required_argument, NULL, 'd' },
    { "help", no_argument, NULL, 'h' },
    { 0 },
};

static const CommandLine command = {
    .name = "coverage", .help = help, .options = words, .take = take_option
};

static int
print(const Options *options, Arena *arena, const Coverage *coverage)
{
    JsonWriter json;
    Buffer out;
    bool written;

    buffer_init(&out);
    if (options->json) {
        json_init(&json, &out);
        coverage_write_json(&json, coverage);
        buffer_char(&out, '\n');
    } else if (options->csv) {
        coverage_write_csv(&out, coverage);
    } else {
        coverage_write_text(&out, arena, coverage);
    }
    written = fwrite(out.data, 1, out.size, stdout) == out.size && fflush(stdout) == 0;
    buffer_deinit(&out);
    return written ? EXIT_DONE : EXIT_SYSTEM;
}

int
cmd_coverage(int argc, char **argv)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    CLEANUP(db_closep) Db *db = NULL;
    Options options = {
        .question = { .level = PLACE_REGION, .measure = "registered", .on = DAY_NONE },
    };
    DbOptions target = { .user = "mitroa_service", .name = "mitroa coverage" };
    Coverage *coverage;
    int r = command_read(&command, argc, argv, &options);

    if (r != COMMAND_GOES_ON)
        return r;
    target.conninfo = options.db;
    if (db_open(&target, &db) != 0)
        return EXIT_SYSTEM;
    r = coverage_read(db, arena, &options.question, &coverage);
    if (r == 0)
        return print(&options, arena, coverage);
    if (r > 0)
        (void) fprintf(
                stderr, "--%s: %s\n", coverage_wrong_parameter(r), coverage_wrong_sentence(r));
    return r > 0 ? EXIT_REFUSED : EXIT_SYSTEM;
}
