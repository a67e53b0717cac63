/* SPDX-License-Identifier: EUPL-1.2 */

/* mitroa migrate: brings the schema and the list of facts to those of this binary. */

#include "registry/base/command.h"
#include "registry/base/error.h"
#include "registry/db/migration.h"
#include "registry/db/statements.h"
#include "registry/rules/fact.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define LOCK_MS 60000 /* how long another migration may take before we give up */

static const char help[] =
        "Χρήση: mitroa migrate [--check] [--db ΣΥΝΔΕΣΗ]\n\n"
        "Φέρνει το σχήμα της βάσης στην έκδοση αυτού του προγράμματος: ό,τι λείπει εφαρμόζεται "
        "μία\n"
        "φορά και με τη σειρά του, οι συναρτήσεις και τα δικαιώματα αντικαθίστανται ολόκληρα όταν\n"
        "αλλάζουν, και γράφεται ο κλειστός πίνακας στοιχείων. Αν δεν λείπει τίποτα, δεν αλλάζει\n"
        "τίποτα. Σχήμα νεότερο από το πρόγραμμα δεν αγγίζεται.\n\n"
        "  --check       μόνο δείχνει τι λείπει· κωδικός εξόδου 1 αν λείπει κάτι\n"
        "  --db ΣΥΝΔΕΣΗ  σύνδεση της libpq· αλλιώς ισχύουν οι μεταβλητές PGHOST, PGDATABASE …\n"
        "                Ο χρήστης είναι mitroa_owner, εκτός αν η ΣΥΝΔΕΣΗ λέει άλλον.\n";

static void
describe_error(int r, const MigrationReport *report)
{
    switch (r) {
    case MIGRATION_E_NEWER:
        (void) fprintf(stderr,
                "Η βάση έχει νεότερο σχήμα από αυτό το πρόγραμμα (%s). Δεν άλλαξε τίποτα: "
                "χρησιμοποιήστε τη νεότερη έκδοση του mitroa.\n",
                report->culprit);
        break;
    case MIGRATION_E_EDITED:
        (void) fprintf(stderr,
                "Το αρχείο %s έχει εφαρμοστεί στη βάση με άλλο περιεχόμενο. Δεν άλλαξε τίποτα: ένα "
                "αρχείο που εφαρμόστηκε δεν διορθώνεται, η διόρθωση είναι επόμενο αρχείο. "
                "Χρησιμοποιήστε το mitroa με το οποίο έγινε η βάση, ή επαναφέρετε το αρχείο όπως "
                "ήταν και χτίστε ξανά.\n",
                report->culprit);
        break;
    case MIGRATION_E_BROKEN:
        (void) fprintf(stderr,
                "Η βάση αρνήθηκε το αρχείο %s (%s). Ό,τι προηγείται έχει εφαρμοστεί, από αυτό το "
                "αρχείο τίποτα. Διορθώστε στη βάση αυτό που λέει η αιτία (π.χ. ένα αντικείμενο που "
                "δεν έφτιαξε το mitroa) και ξαναδώστε «mitroa migrate»: συνεχίζει από εδώ.\n",
                report->culprit, report->reason);
        break;
    case MIGRATION_E_BUSY:
        (void) fputs("Τρέχει ήδη άλλη μετάβαση σχήματος. Δοκιμάστε ξανά όταν τελειώσει.\n", stderr);
        break;
    default:
        (void) fputs("Η μετάβαση σχήματος απέτυχε: δείτε το μήνυμα παραπάνω. Όταν λείψει η αιτία, "
                     "ξαναδώστε «mitroa migrate».\n",
                stderr);
        break;
    }
}

/* The feeds of a fact as an array literal. */
static const char *
feeds_literal(Arena *arena, const Fact *fact)
{
    const char *text = "{";

    for (size_t i = 0; i < FEED_COUNT && fact->feeds[i] != FEED_NONE; i++)
        text = arena_format(arena, "%s%s%d", text, i ? "," : "", fact->feeds[i]);
    return arena_format(arena, "%s}", text);
}

static int
set_facts(Db *db, Arena *arena, int64_t *ret_written)
{
    CLEANUP(result_freep) Result *result = NULL;
    int64_t numbers[FACT_COUNT];
    int64_t days[FACT_COUNT];
    bool special[FACT_COUNT];
    const char *keys[FACT_COUNT];
    const char *names[FACT_COUNT];
    const char *feeds[FACT_COUNT];
    Params params;
    int r;

    for (size_t i = 0; i < FACT_COUNT; i++) {
        const Fact *fact = fact_of((FactNumber) (i + 1));

        numbers[i] = fact->number;
        keys[i] = fact->key;
        names[i] = fact->greek;
        feeds[i] = feeds_literal(arena, fact);
        days[i] = fact->good_for_days;
        special[i] = fact->special;
    }

    params_begin(&params, arena, &sql_facts_set);
    params_ints(&params, numbers, FACT_COUNT);
    params_texts(&params, keys, FACT_COUNT);
    params_texts(&params, names, FACT_COUNT);
    params_texts(&params, feeds, FACT_COUNT);
    params_ints(&params, days, FACT_COUNT);
    params_bools(&params, special, FACT_COUNT);
    r = db_query(db, &params, &result);
    if (r != 0)
        return error_fold(r);

    *ret_written = result_int(result, 0, 0);
    return 0;
}

/* With `check`, what would be written is counted and undone. */
static int
bring_facts(Db *db, Arena *arena, bool check, int64_t *ret_written)
{
    int r = error_fold(db_begin(db));

    if (r == 0)
        r = set_facts(db, arena, ret_written);
    if (r == 0 && !check)
        return error_fold(db_commit(db));

    (void) db_rollback(db);
    return r;
}

static int
tell(const MigrationReport *report, int64_t facts, bool check, const char *where)
{
    bool nothing = report->n_applied == 0 && !report->replaced && facts == 0;
    const char *verb = check ? "λείπει" : "εφαρμόστηκε";

    for (size_t i = 0; i < report->n_applied; i++)
        printf("%s: %s\n", verb, report->applied[i]);
    if (report->replaced)
        printf("%s: συναρτήσεις και δικαιώματα\n", verb);
    if (facts > 0)
        printf("%s: πίνακας στοιχείων (%" PRId64 " γραμμές)\n", verb, facts);
    if (nothing)
        printf("Το σχήμα είναι ενημερωμένο (%s).\n", where);
    return check && !nothing ? EXIT_REFUSED : EXIT_DONE;
}

static int
migrate(Db *db, bool check)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    MigrationReport report;
    int64_t facts = 0;
    int r;

    r = migration_run(db, arena, check, &report);
    if (r != 0) {
        describe_error(r, &report);
        return r == MIGRATION_E_NEWER || r == MIGRATION_E_EDITED ? EXIT_REFUSED : EXIT_SYSTEM;
    }

    /* A schema that lacks something may not have the function yet; then the facts come with it. */
    if (!check || (report.n_applied == 0 && !report.replaced))
        r = bring_facts(db, arena, check, &facts);
    return r == 0 ? tell(&report, facts, check, db_describe(db)) : EXIT_SYSTEM;
}

int
cmd_migrate(int argc, char **argv)
{
    static const struct option options[] = {
        { "check", no_argument, NULL, 'c' },
        { "db", required_argument, NULL, 'd' },
        { "help", no_argument, NULL, 'h' },
        { 0 },
    };
    CLEANUP(db_closep) Db *db = NULL;
    DbOptions target = { .user = "mitroa_owner", .name = "mitroa migrate", .lock_ms = LOCK_MS };
    bool check = false;
    int option;

    optind = 1;
    while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
        if (option == 'c') {
            check = true;
        } else if (option == 'd') {
            target.conninfo = optarg;
        } else {
            (void) fputs(help, option == 'h' ? stdout : stderr);
            return option == 'h' ? EXIT_DONE : EXIT_USAGE;
        }
    }
    if (optind != argc) {
        (void) fputs(help, stderr);
        return EXIT_USAGE;
    }

    if (db_open(&target, &db) != 0)
        return EXIT_SYSTEM;
    return migrate(db, check);
}
