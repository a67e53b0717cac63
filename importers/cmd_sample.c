/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * mitroa sample: a synthetic population as files, for trying and measuring. Needs no database.
 */

#include "importers/population.h"
#include "registry/base/command.h"
#include "registry/base/error.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char help[] =
        "Χρήση: mitroa sample --persons N --output ΦΑΚΕΛΟΣ [--seed S] [--on ΗΜΕΡΑ]\n"
        "\n"
        "Γράφει συνθετικό πληθυσμό N προσώπων, ένα CSV για κάθε ροή (tax, insurance, welfare,\n"
        "institution, centre), και το identifiers.txt με πρόσωπα για δοκιμή. Οι αριθμοί έχουν\n"
        "σωστό ψηφίο ελέγχου και δεν ανήκουν σε υπαρκτά πρόσωπα.\n"
        "\n"
        "  --persons N     πρόσωπα, από 10 έως 20000000\n"
        "  --output DIR    φάκελος· δημιουργείται αν δεν υπάρχει\n"
        "  --seed S        ίδιος αριθμός δίνει τον ίδιο πληθυσμό (αν λείπει: 1)\n"
        "  --on ΗΜΕΡΑ      η ημέρα στην οποία οι δηλώσεις είναι πρόσφατες (αν λείπει: σήμερα)\n";

static bool
read_number(const char *text, uint64_t *ret_number)
{
    char *end;

    errno = 0;
    *ret_number = strtoull(text, &end, 10);
    return errno == 0 && end != text && *end == '\0' && *text != '-';
}

/* What is wrong, or NULL. */
static const char *
take_option(void *context, int option, const char *value)
{
    PopulationOrder *order = context;

    switch (option) {
    case 'n':
        if (read_number(value, &order->persons) && order->persons > 0
                && order->persons <= POPULATION_PERSONS_MAX)
            return NULL;
        return "το --persons θέλει πλήθος από 10 έως 20000000.";
    case 's':
        return read_number(value, &order->seed) ? NULL : "το --seed θέλει μη αρνητικό ακέραιο.";
    case 'o':
        order->output = value;
        return NULL;
    case 'd':
        return day_parse(value, &order->on) == 0 ? NULL : "το --on θέλει ημέρα όπως 2026-11-21.";
    default:
        return "άγνωστη επιλογή.";
    }
}

static const struct option options[] = {
    { "persons", required_argument, NULL, 'n' },
    { "seed", required_argument, NULL, 's' },
    { "output", required_argument, NULL, 'o' },
    { "on", required_argument, NULL, 'd' },
    { "help", no_argument, NULL, 'h' },
    { 0 },
};

static const CommandLine command = {
    .name = "sample", .help = help, .options = options, .take = take_option
};

static int
read_options(int argc, char **argv, PopulationOrder *order)
{
    int code = command_read(&command, argc, argv, order);

    if (code != COMMAND_GOES_ON)
        return code;
    if (order->persons == 0)
        return command_usage(&command, "λείπει το --persons: πόσα πρόσωπα;");
    if (!order->output)
        return command_usage(&command, "λείπει το --output: σε ποιον φάκελο;");
    return COMMAND_GOES_ON;
}

static void
show_progress(void *context, uint64_t persons)
{
    const PopulationOrder *order = context;

    (void) fprintf(stderr, "\r%" PRIu64 " από %" PRIu64 " πρόσωπα", persons, order->persons);
}

int
cmd_sample(int argc, char **argv)
{
    PopulationOrder order = { .seed = 1, .on = day_today() };
    PopulationCount count;
    bool terminal = isatty(STDERR_FILENO) == 1;
    int code = read_options(argc, argv, &order);
    int r;

    if (code != COMMAND_GOES_ON)
        return code;

    r = population_write(&order, terminal ? show_progress : NULL, &order, &count);
    if (terminal)
        (void) fputs("\r\033[K", stderr);
    if (r == POPULATION_E_TOO_FEW)
        return command_usage(&command,
                "το --persons είναι μικρότερο από τα πρόσωπα για δοκιμή· δώστε τουλάχιστον 10.");
    if (r != 0) {
        (void) fprintf(stderr,
                "Το δείγμα δεν γράφτηκε στον φάκελο «%s»: %s. Ελέγξτε τον χώρο και τα "
                "δικαιώματα.\n",
                order.output, strerror(-r));
        return EXIT_SYSTEM;
    }
    (void) printf("%" PRIu64 " πρόσωπα σε %" PRIu64 " νοικοκυριά, %" PRIu64
                  " γραμμές σε πέντε ροές: %s\n",
            count.persons, count.households, count.lines, order.output);
    return EXIT_DONE;
}
