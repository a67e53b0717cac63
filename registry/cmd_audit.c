/* SPDX-License-Identifier: EUPL-1.2 */

/* mitroa audit: are the entries what they were when they were written? */

#include "registry/audit.h"
#include "registry/base/command.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char help[] =
        "Χρήση: mitroa audit verify [--heads ΑΡΧΕΙΟ] [--db ΣΥΝΔΕΣΗ]\n"
        "       mitroa audit heads  [--heads ΑΡΧΕΙΟ] [--db ΣΥΝΔΕΣΗ]\n\n"
        "Κάθε ερώτηση για πρόσωπο αφήνει μια εγγραφή σε αλυσίδα: το αποτύπωμά της περιέχει το\n"
        "αποτύπωμα της προηγούμενης.\n\n"
        "  verify  υπολογίζει ξανά όλες τις αλυσίδες και ονομάζει την πρώτη εγγραφή που δεν είναι\n"
        "          όπως γράφτηκε· αν είναι όλες σωστές, σημειώνει τις κεφαλές τους στο ΑΡΧΕΙΟ\n"
        "  heads   μόνο σημειώνει τις κεφαλές στο ΑΡΧΕΙΟ\n\n"
        "  --heads ΑΡΧΕΙΟ  έξω από τη βάση, για να φαίνεται και αλυσίδα που κόπηκε από το τέλος·\n"
        "                  αλλιώς audit-heads στον φάκελο MITROA_STATE, αν έχει οριστεί\n"
        "  --db ΣΥΝΔΕΣΗ    σύνδεση της libpq· ο χρήστης είναι mitroa_auditor, εκτός αν λέει "
        "άλλον\n\n"
        "Κωδικός εξόδου: 0 όλες σωστές, 1 βρέθηκε αλλοίωση, 3 δεν ήταν δυνατός ο έλεγχος.\n";

static const char *
heads_path(Arena *arena, const char *chosen)
{
    const char *state = getenv("MITROA_STATE");

    if (chosen || !state)
        return chosen;
    return arena_format(arena, "%s/audit-heads", state);
}

static void
tell_finding(const AuditFinding *finding)
{
    if (finding->chain < 0)
        printf("ΑΛΛΟΙΩΣΗ: %s\n", finding->reason);
    else if (finding->entry == DB_NULL)
        printf("ΑΛΛΟΙΩΣΗ στην αλυσίδα %" PRId64 ", αριθμός %" PRId64 ": %s\n", finding->chain,
                finding->number, finding->reason);
    else
        printf("ΑΛΛΟΙΩΣΗ στην αλυσίδα %" PRId64 ", αριθμός %" PRId64 ", εγγραφή %" PRId64 ": %s\n",
                finding->chain, finding->number, finding->entry, finding->reason);
}

static int
verify(Db *db, Arena *arena, const char *path)
{
    AuditVerdict *verdict = arena_alloc(arena, sizeof *verdict);

    if (audit_verify(db, arena, path, verdict) != 0)
        return EXIT_SYSTEM;

    for (size_t i = 0; i < verdict->n_findings; i++)
        tell_finding(&verdict->findings[i]);
    if (verdict->n_findings)
        return EXIT_REFUSED;

    printf("%" PRIu64 " εγγραφές σε %" PRIu64 " αλυσίδες: όλες όπως γράφτηκαν.", verdict->entries,
            verdict->chains);
    if (path)
        printf(" Κεφαλές που συγκρίθηκαν: %" PRIu64 ".\n", verdict->heads);
    else
        printf(" Χωρίς αρχείο κεφαλών: μια αλυσίδα κομμένη από το τέλος δεν φαίνεται (--heads).\n");
    return path && audit_note_heads(db, path) != 0 ? EXIT_SYSTEM : EXIT_DONE;
}

static int
note(Db *db, Arena *arena, const char *path)
{
    (void) arena;
    if (!path) {
        (void) fputs("Πού να σημειωθούν οι κεφαλές; Δώστε --heads ΑΡΧΕΙΟ.\n", stderr);
        return EXIT_USAGE;
    }
    return audit_note_heads(db, path) == 0 ? EXIT_DONE : EXIT_SYSTEM;
}

static const struct {
    const char *name;
    int (*run)(Db *db, Arena *arena, const char *path);
} actions[] = {
    { "verify", verify },
    { "heads", note },
};

static int
run_action(const char *name, const DbOptions *target, const char *path)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    CLEANUP(db_closep) Db *db = NULL;

    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
        if (strcmp(name, actions[i].name) != 0)
            continue;
        if (db_open(target, &db) != 0)
            return EXIT_SYSTEM;
        return actions[i].run(db, arena, heads_path(arena, path));
    }
    (void) fputs(help, stderr);
    return EXIT_USAGE;
}

int
cmd_audit(int argc, char **argv)
{
    static const struct option options[] = {
        { "heads", required_argument, NULL, 'f' },
        { "db", required_argument, NULL, 'd' },
        { "help", no_argument, NULL, 'h' },
        { 0 },
    };
    DbOptions target = { .user = "mitroa_auditor", .name = "mitroa audit" };
    const char *path = NULL;
    int option;

    optind = 1;
    while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
        if (option == 'f') {
            path = optarg;
        } else if (option == 'd') {
            target.conninfo = optarg;
        } else {
            (void) fputs(help, option == 'h' ? stdout : stderr);
            return option == 'h' ? EXIT_DONE : EXIT_USAGE;
        }
    }
    if (optind + 1 != argc) {
        (void) fputs(help, stderr);
        return EXIT_USAGE;
    }
    return run_action(argv[optind], &target, path);
}
