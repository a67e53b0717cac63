/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/base/command.h"

#include <getopt.h>
#include <stdio.h>

int
command_usage(const CommandLine *command, const char *wrong)
{
    (void) fprintf(stderr, "mitroa %s: %s\nΔείτε «mitroa %s --help».\n", command->name, wrong,
            command->name);
    return EXIT_USAGE;
}

int
command_read(const CommandLine *command, int argc, char **argv, void *context)
{
    const char *wrong = NULL;
    int option;

    opterr = 0;
    optind = 1;
    while (!wrong && (option = getopt_long(argc, argv, "", command->options, NULL)) != -1) {
        if (option == 'h') {
            (void) fputs(command->help, stdout);
            return EXIT_DONE;
        }
        wrong = option == '?' ? "άγνωστη επιλογή ή επιλογή χωρίς τιμή."
                              : command->take(context, option, optarg);
    }
    if (!wrong && !command->takes_words && optind < argc)
        wrong = "περισσεύουν λέξεις στη γραμμή εντολών· βάλτε ό,τι έχει κενά σε εισαγωγικά.";
    return wrong ? command_usage(command, wrong) : COMMAND_GOES_ON;
}
