/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Commands: what every subcommand of `mitroa` returns, and how it reads its options.
 *
 * A subcommand is `int cmd_name(int argc, char **argv)` with argv[0] its own name. It lives beside
 * what it runs; api/main.c holds the table.
 */

#include <stdbool.h>

struct option;

enum {
    EXIT_DONE = 0,    /* it worked */
    EXIT_REFUSED = 1, /* the data was refused; a report says why */
    EXIT_USAGE = 2,   /* the command line was wrong */
    EXIT_SYSTEM = 3,  /* the database or the system failed */
};

/*
 * A command line. `options` ends with a row of zeros and has { "help", no_argument, NULL, 'h' };
 * `take` keeps one option in the context, and says in a Greek sentence what is wrong with it.
 */
typedef struct CommandLine {
    const char *name; /* "audit verify" */
    const char *help;
    const struct option *options;
    const char *(*take)(void *context, int option, const char *value);
    bool takes_words; /* what is left begins at argv[optind] */
} CommandLine;

#define COMMAND_GOES_ON -1 /* no exit code */

/* An exit code, the help or the fault having been printed, or COMMAND_GOES_ON. */
int command_read(const CommandLine *command, int argc, char **argv, void *context);
/* EXIT_USAGE, after a sentence on standard error and where the help is. */
int command_usage(const CommandLine *command, const char *wrong);

int cmd_account(int argc, char **argv);
int cmd_audit(int argc, char **argv);
int cmd_coverage(int argc, char **argv);
int cmd_check(int argc, char **argv);
int cmd_entitlements(int argc, char **argv);
int cmd_export(int argc, char **argv);
int cmd_import(int argc, char **argv);
int cmd_key(int argc, char **argv);
int cmd_licence(int argc, char **argv);
int cmd_migrate(int argc, char **argv);
int cmd_outbox(int argc, char **argv);
int cmd_publish(int argc, char **argv);
int cmd_sample(int argc, char **argv);
int cmd_release(int argc, char **argv);
int cmd_screen(int argc, char **argv);
int cmd_outreach(int argc, char **argv);
int cmd_serve(int argc, char **argv);
int cmd_supply(int argc, char **argv);
