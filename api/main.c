/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * mitroa (μητρώα): one binary, a table of subcommands.
 */

#include "registry/base/command.h"
#include "registry/base/text.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Command {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *summary;
} Command;

static const Command commands[] = {
    { "serve", cmd_serve, "η υπηρεσία: σελίδες και API" },
    { "entitlements", cmd_entitlements, "τι δικαιούται ένα πρόσωπο σε έναν δήμο" },
    { "screen", cmd_screen, "κρίνει όλο το μητρώο και λέει σε πόσο χρόνο" },
    { "outreach", cmd_outreach,
            "βρίσκει ποιους αξίζει να αναζητήσουν τα κέντρα, και δείχνει λίγους" },
    { "supply", cmd_supply, "πού φτάνει η βοήθεια: κενά, ισότητα, επικαλύψεις" },
    { "coverage", cmd_coverage, "πίνακες των δημοσιεύσεων: πόσοι ανά τόπο" },
    { "release", cmd_release, "προστατευμένες δημοσιεύσεις: φτιάχνει, απαριθμεί, επαληθεύει" },
    { "import", cmd_import, "φέρνει αρχεία σε ένα μητρώο" },
    { "check", cmd_check, "ελέγχει αρχεία χωρίς να αλλάξει τίποτα" },
    { "outbox", cmd_outbox, "υπενθυμίσεις προς τις δομές" },
    { "publish", cmd_publish, "οι εργασίες των πρόχειρων ενός δήμου" },
    { "export", cmd_export, "βγάζει ένα δημόσιο μητρώο σε αρχείο" },
    { "account", cmd_account, "λογαριασμοί και διακριτικά πρόσβασης" },
    { "licence", cmd_licence, "η άδεια των ανοικτών δεδομένων" },
    { "audit", cmd_audit, "επαλήθευση της αλυσίδας καταγραφής" },
    { "migrate", cmd_migrate, "φέρνει το σχήμα της βάσης στην έκδοση του προγράμματος" },
    { "key", cmd_key, "φτιάχνει το κλειδί των αναγνωριστικών" },
    { "sample", cmd_sample, "δειγματικά μητρώα και πληθυσμός" },
};

#define N_COMMANDS (sizeof commands / sizeof *commands)

static void
print_help(FILE *out)
{
    (void) fputs("mitroa — μητρώα ωφελουμένων, φορέων και προγραμμάτων κοινωνικής ένταξης\n\n"
                 "Χρήση: mitroa ΕΝΤΟΛΗ [ΕΠΙΛΟΓΕΣ]    (mitroa ΕΝΤΟΛΗ --help για την καθεμία)\n\n",
            out);
    for (size_t i = 0; i < N_COMMANDS; i++)
        (void) fprintf(out, "  %-14s %s\n", commands[i].name, commands[i].summary);
    (void) fputs("\nΈξοδος: 0 έγινε · 1 τα δεδομένα απορρίφθηκαν · 2 λάθος στη γραμμή εντολών · "
                 "3 η βάση ή το σύστημα απέτυχε\n",
            out);
}

static int
unknown_command(const char *name)
{
    const char *names[N_COMMANDS];
    const char *nearest;

    for (size_t i = 0; i < N_COMMANDS; i++)
        names[i] = commands[i].name;
    nearest = text_nearest(name, names, N_COMMANDS);

    (void) fprintf(stderr, "mitroa: δεν υπάρχει εντολή «%s».", name);
    if (nearest)
        (void) fprintf(stderr, " Μήπως εννοείτε «%s»;", nearest);
    (void) fputs(" Δείτε «mitroa --help».\n", stderr);
    return EXIT_USAGE;
}

int
main(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : NULL;

    if (!name) {
        print_help(stderr);
        return EXIT_USAGE;
    }
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0) {
        print_help(stdout);
        return EXIT_DONE;
    }

    for (size_t i = 0; i < N_COMMANDS; i++) {
        if (strcmp(name, commands[i].name) == 0)
            return commands[i].run(argc - 1, argv + 1);
    }
    return unknown_command(name);
}
