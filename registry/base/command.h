/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Commands: what every subcommand of `mitroa` returns, and how it reads its options.
 *
 * A subcommand is `int cmd_name(int argc, char **argv)` with argv[0] its own name. It lives beside
 * what it runs; api/main.c holds the table.
 */

enum {
    EXIT_DONE = 0,    /* it worked */
    EXIT_REFUSED = 1, /* the data was refused; a report says why */
    EXIT_USAGE = 2,   /* the command line was wrong */
    EXIT_SYSTEM = 3,  /* the database or the system failed */
};

int cmd_account(int argc, char **argv);
int cmd_audit(int argc, char **argv);
int cmd_check(int argc, char **argv);
int cmd_entitlements(int argc, char **argv);
int cmd_export(int argc, char **argv);
int cmd_import(int argc, char **argv);
int cmd_key(int argc, char **argv);
int cmd_migrate(int argc, char **argv);
int cmd_sample(int argc, char **argv);
int cmd_screen(int argc, char **argv);
int cmd_serve(int argc, char **argv);
