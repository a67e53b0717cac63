/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * mitroa entitlements: the question from a shell.
 */

#include "registry/account.h"
#include "registry/answer.h"
#include "registry/base/command.h"
#include "registry/base/identifier.h"
#include "registry/base/secret.h"
#include "registry/db/db.h"
#include "registry/entitlement.h"
#include "registry/person.h"
#include "registry/residence.h"

#include <ctype.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HINTS_MAX 5
#define STATEMENT_MS 60000

static const char help[] =
        "Χρήση: mitroa entitlements (--facts 'ΣΤΟΙΧΕΙΑ' | --amka - | --afm -)\n"
        "           [--municipality ΔΗΜΟΣ | --at A,B [--crs EPSG:2100]]\n"
        "           [--on ΗΜΕΡΟΜΗΝΙΑ] [--all] [--json] [--purpose ΣΚΟΠΟΣ] [--case ΥΠΟΘΕΣΗ]\n"
        "           [--db ΣΥΝΔΕΣΗ]\n\n"
        "Τι δικαιούται ένα πρόσωπο σε έναν δήμο, μια ημέρα: γιατί, πού και με ποια έγγραφα.\n\n"
        "  --facts 'age=70; insurance=uninsured'  στοιχεία χωρίς μητρώο, χωρισμένα με «;»·\n"
        "                        ονόματα στα ελληνικά ή στα αγγλικά\n"
        "  --amka -, --afm -     εγγεγραμμένο πρόσωπο· ο αριθμός διαβάζεται από την είσοδο, ποτέ\n"
        "                        από τη γραμμή εντολών, και ρωτάται ως ο λογαριασμός του\n"
        "                        MITROA_TOKEN, με καταγραφή\n"
        "  --municipality ΔΗΜΟΣ  κωδικός ή όνομα σε οποιαδήποτε γραφή· αλλιώς όπου κατοικεί\n"
        "  --at A,B              σημείο: μήκος,πλάτος (ή x,y με --crs EPSG:2100)\n"
        "  --on ΗΜΕΡΟΜΗΝΙΑ       2026-11-22 ή 22/11/2026· αλλιώς σήμερα\n"
        "  --all                 και όσα δεν δικαιούται, με τον λόγο\n"
        "  --json                η απάντηση του /v1/entitlements\n"
        "  --purpose ΣΚΟΠΟΣ      γιατί ρωτάτε για το πρόσωπο: information (αν λείπει), "
        "application,\n"
        "                        referral, outreach, presence ή correction· γράφεται στην "
        "καταγραφή\n"
        "  --case ΥΠΟΘΕΣΗ        αριθμός υπόθεσης, όπως ΚΚ-2026-00017· γράφεται στην καταγραφή\n"
        "  --db ΣΥΝΔΕΣΗ          σύνδεση της libpq αντί για τις μεταβλητές PGHOST, PGDATABASE …\n";

typedef struct Options {
    const char *facts;
    IdentifierKind identifier; /* 0 = none */
    const char *municipality;
    const char *at;
    const char *crs;
    Day on;
    bool all;
    bool json;
    const char *purpose;
    const char *case_reference;
    const char *db;
} Options;

/* Sets one option; a message if its value is wrong. */
static const char *
take_option(void *context, int option, const char *value)
{
    Options *options = context;

    switch (option) {
    case 'A':
        options->all = true;
        return NULL;
    case 'j':
        options->json = true;
        return NULL;
    case 'f':
        options->facts = value;
        return NULL;
    case 'a':
    case 't':
        options->identifier = option == 'a' ? IDENTIFIER_AMKA : IDENTIFIER_AFM;
        return strcmp(value, "-") == 0
                ? NULL
                : "ο αριθμός δεν γράφεται στη γραμμή εντολών· γράψτε «-» και δώστε τον "
                  "στην είσοδο.";
    case 'm':
        options->municipality = value;
        return NULL;
    case 'p':
        options->at = value;
        return NULL;
    case 'c':
        options->crs = value;
        return strcmp(value, "EPSG:2100") == 0 || strcmp(value, "EPSG:4326") == 0
                ? NULL
                : "το --crs είναι EPSG:4326 ή EPSG:2100.";
    case 'o':
        return day_parse(value, &options->on) == 0
                ? NULL
                : "το --on θέλει ημερομηνία όπως 2026-11-22 ή 22/11/2026.";
    case 'u':
        options->purpose = value;
        return person_purpose_is_valid(value)
                ? NULL
                : "ο σκοπός είναι information, application, referral, outreach, presence ή "
                  "correction.";
    case 's':
        options->case_reference = value;
        return person_case_is_valid(value) ? NULL : "η υπόθεση γράφεται όπως ΚΚ-2026-00017.";
    case 'd':
        options->db = value;
        return NULL;
    default:
        return "άγνωστη επιλογή.";
    }
}

static const struct option words[] = {
    { "facts", required_argument, NULL, 'f' },
    { "amka", required_argument, NULL, 'a' },
    { "afm", required_argument, NULL, 't' },
    { "municipality", required_argument, NULL, 'm' },
    { "at", required_argument, NULL, 'p' },
    { "crs", required_argument, NULL, 'c' },
    { "on", required_argument, NULL, 'o' },
    { "all", no_argument, NULL, 'A' },
    { "json", no_argument, NULL, 'j' },
    { "purpose", required_argument, NULL, 'u' },
    { "case", required_argument, NULL, 's' },
    { "db", required_argument, NULL, 'd' },
    { "help", no_argument, NULL, 'h' },
    { 0 },
};

static const CommandLine command = {
    .name = "entitlements", .help = help, .options = words, .take = take_option
};

/* What does not go together, or is not enough. */
static const char *
check_options(const Options *options)
{
    if (!options->facts == !options->identifier)
        return "δώστε ή --facts ή έναν από τους --amka -, --afm -.";
    if (options->municipality && options->at)
        return "δώστε ή --municipality ή --at, όχι και τα δύο.";
    if (options->facts && !options->municipality && !options->at)
        return "με --facts χρειάζεται και --municipality ή --at.";
    return NULL;
}

static int
read_options(int argc, char **argv, Options *options)
{
    int code = command_read(&command, argc, argv, options);
    const char *wrong = code == COMMAND_GOES_ON ? check_options(options) : NULL;

    return wrong ? command_usage(&command, wrong) : code;
}

/* ---- where -------------------------------------------------------------------------------- */

static int
unknown_municipality(const Options *options, const Place *const *hints, int condition)
{
    (void) fprintf(stderr, "Ο δήμος «%s» %s.", options->municipality,
            condition == PLACE_E_AMBIGUOUS ? "δεν είναι ένας" : "δεν βρέθηκε για αυτή την ημέρα");
    for (size_t i = 0; hints[i]; i++)
        (void) fprintf(stderr, "%s%s (%s)", i ? ", " : " Μήπως: ", hints[i]->name, hints[i]->code);
    (void) fputs(hints[0] ? ";\n" : " Γράψτε το όνομα ή τον κωδικό της ΕΛΣΤΑΤ.\n", stderr);
    return EXIT_REFUSED;
}

static int
read_point(const Options *options, SnapshotLocal *local, GeoPoint *ret_point)
{
    double first, second;
    char rest;

    if (sscanf(options->at, "%lf,%lf%c", &first, &second, &rest) != 2)
        return command_usage(&command, "το --at θέλει δύο αριθμούς με κόμμα ανάμεσα: 22.11,37.04");

    if (options->crs && strcmp(options->crs, "EPSG:2100") == 0) {
        if (projection_from_greek_grid(snapshot_local_projection(local), first, second, ret_point)
                == 0)
            return -1;
    } else {
        *ret_point = (GeoPoint) { .lon = first, .lat = second };
        if (geo_point_is_in_reach(*ret_point))
            return -1;
    }
    (void) fprintf(stderr, "Το σημείο %s δεν βρίσκεται στην Ελλάδα%s\n", options->at,
            geo_point_is_in_reach((GeoPoint) { .lon = second, .lat = first })
                    ? "· μήπως γράψατε πρώτα το πλάτος; Πρώτα το μήκος: 22.11,37.04"
                    : ".");
    return EXIT_REFUSED;
}

static int
read_place(const Options *options, SnapshotLocal *local, Question *question)
{
    const Place *hints[HINTS_MAX + 1] = { NULL };
    int r;

    question->point = GEO_NOWHERE;
    if (options->at)
        return read_point(options, local, &question->point);
    if (!options->municipality)
        return -1;

    r = places_resolve(snapshot_places(snapshot_local_snapshot(local)), options->municipality,
            PLACE_LEVEL_BIT(PLACE_MUNICIPALITY), options->on, &question->municipality, HINTS_MAX,
            hints);
    return r == 0 ? -1 : unknown_municipality(options, hints, r);
}

/* ---- who ---------------------------------------------------------------------------------- */

static int
read_facts(Arena *arena, const Options *options, SnapshotLocal *local, Question *question)
{
    Facts *facts = arena_alloc(arena, sizeof *facts);
    const Names names = snapshot_names(snapshot_local_snapshot(local));
    Diagnostics diagnostics;

    facts_init(facts);
    diagnostics_init(&diagnostics, arena);
    question->facts = facts;
    question->may_see_special = true; /* nothing is read: whoever asks has typed it */
    if (facts_parse(arena, facts, options->facts, &names, &diagnostics))
        return -1;

    for (size_t i = 0; i < diagnostics.n_items; i++) {
        const Diagnostic *wrong = &diagnostics.items[i];

        (void) fprintf(stderr, "%s%s%s%s", wrong->column ? wrong->column : "",
                wrong->column ? ": " : "", wrong->message, wrong->suggestion ? " Μήπως «" : "");
        (void) fprintf(stderr, "%s%s\n", wrong->suggestion ? wrong->suggestion : "",
                wrong->suggestion ? "»;" : "");
    }
    return EXIT_REFUSED;
}

/* A number from standard input becomes an index, and is forgotten. */
static int
read_identifier(const Options *options, Subject *ret_subject)
{
    CLEANUP(identifier_key_freep) IdentifierKey *key = NULL;
    const char *path = getenv("MITROA_KEY_FILE");
    char line[64] = "";
    size_t length;
    int r;

    if (!path)
        return command_usage(&command,
                "λείπει το MITROA_KEY_FILE· φορτώστε το env της υπηρεσίας (. STATE/env).");
    if (identifier_key_load(path, &key) != 0)
        return EXIT_SYSTEM;

    if (!fgets(line, sizeof line, stdin))
        return command_usage(&command, "δεν ήρθε αριθμός από την είσοδο.");
    length = strlen(line);
    while (length > 0 && isspace((unsigned char) line[length - 1]))
        line[--length] = '\0';

    r = identifier_check(options->identifier, line);
    if (r == 0)
        subject_of_identifier(key, options->identifier, line, ret_subject);
    secret_wipe(line, sizeof line);
    if (r == 0)
        return -1;
    (void) fprintf(stderr, "%s\n", identifier_reason(options->identifier, r));
    return EXIT_REFUSED;
}

static int
refused(PersonStatus status)
{
    static const struct {
        const char *message;
        int exit;
    } refusals[] = {
        [PERSON_NOT_FOUND] = { "Δεν βρέθηκε πρόσωπο με αυτόν τον αριθμό για τη δομή σας.",
                EXIT_REFUSED },
        [PERSON_SESSION_REFUSED] = { "Το MITROA_TOKEN δεν ισχύει ή ο λογαριασμός δεν έχει αυτό το "
                                     "δικαίωμα.",
                EXIT_REFUSED },
        [PERSON_AUDIT_UNAVAILABLE] = { "Η καταγραφή δεν είναι διαθέσιμη, άρα δεν διαβάζεται κανένα "
                                       "πρόσωπο. Δοκιμάστε πάλι σε λίγο.",
                EXIT_SYSTEM },
        [PERSON_UNAVAILABLE] = { "Η βάση δεν απαντά.", EXIT_SYSTEM },
        [PERSON_BUSY] = { "Η βάση είναι απασχολημένη.", EXIT_SYSTEM },
    };

    (void) fprintf(stderr, "%s\n", refusals[status].message);
    return refusals[status].exit;
}

static int
ask_register(Arena *arena, Db *db, const Options *options, Question *question)
{
    const char *token = getenv("MITROA_TOKEN");
    PersonReply *reply = arena_alloc(arena, sizeof *reply);
    PersonQuestion asked = {
        .purpose = options->purpose,
        .case_reference = options->case_reference,
        .arena = arena,
    };
    int r;

    if (!token || !*token)
        return command_usage(&command,
                "λείπει το MITROA_TOKEN· φορτώστε το env της υπηρεσίας ή δείτε «mitroa account "
                "token --help».");
    r = read_identifier(options, &asked.subject);
    if (r >= 0)
        return r;

    account_token_hash(token, asked.token_hash);
    if (person_ask_now(db, &asked, reply) != 0)
        return EXIT_SYSTEM;
    if (reply->status != PERSON_FOUND)
        return refused(reply->status);

    question->facts = &reply->facts;
    question->home = reply->home;
    question->residence_places = reply->residence_places;
    question->residence_bases = reply->residence_bases;
    question->n_residences = reply->n_residences;
    question->audit = reply->entry;
    question->reference = &reply->reference;
    return -1;
}

/* ---- the answer --------------------------------------------------------------------------- */

static int
no_answer(Arena *arena, SnapshotLocal *local, const Question *question, int condition)
{
    const Places *places = snapshot_places(snapshot_local_snapshot(local));
    const Place *home = places_by_key(places, question->home);
    const char *divided = NULL;
    static const char *const messages[] = {
        [ENTITLEMENT_E_OUTSIDE] = "Το σημείο δεν ανήκει σε κανέναν δήμο.",
        [ENTITLEMENT_E_NO_PLACE] = "Δεν είναι γνωστό πού κατοικεί· δώστε --municipality ή --at.",
        [ENTITLEMENT_E_NOT_THEN] = "Ο δήμος δεν υπήρχε εκείνη την ημέρα και δεν τον διαδέχεται "
                                   "ένας μόνο· δώστε τον σωστό με --municipality.",
    };

    if (condition < 0)
        return EXIT_SYSTEM;
    if (condition == ENTITLEMENT_E_NOT_THEN && home)
        divided = municipality_divided_text(arena, places, home, question->on);
    (void) fprintf(stderr, "%s\n", divided ? divided : messages[condition]);
    return EXIT_REFUSED;
}

static int
print_answer(const Options *options, const Answer *answer)
{
    JsonWriter json;
    Buffer out;
    bool written;

    buffer_init(&out);
    if (options->json) {
        json_init(&json, &out);
        answer_json(&json, NULL, answer);
        buffer_char(&out, '\n');
    } else {
        answer_table(&out, answer);
    }
    written = fwrite(out.data, 1, out.size, stdout) == out.size && fflush(stdout) == 0;
    buffer_deinit(&out);
    return written ? EXIT_DONE : EXIT_SYSTEM;
}

int
cmd_entitlements(int argc, char **argv)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    CLEANUP(db_closep) Db *db = NULL;
    CLEANUP(snapshot_unrefp) Snapshot *snapshot = NULL;
    CLEANUP(snapshot_local_freep) SnapshotLocal *local = NULL;
    Options options = { .on = day_today(), .purpose = "information" };
    Question question = { .audit = DB_NULL };
    const Answer *answer;
    int r;

    r = read_options(argc, argv, &options);
    if (r >= 0)
        return r;

    if (db_open(&(DbOptions) { .conninfo = options.db,
                        .user = "mitroa_service",
                        .name = "mitroa entitlements",
                        .statement_ms = STATEMENT_MS },
                &db) != 0
            || snapshot_load(db, &snapshot) != 0 || snapshot_local_new(snapshot, &local) != 0)
        return EXIT_SYSTEM;

    question.on = options.on;
    question.all = options.all;
    r = read_place(&options, local, &question);
    if (r < 0)
        r = options.facts ? read_facts(arena, &options, local, &question)
                          : ask_register(arena, db, &options, &question);
    if (r >= 0)
        return r;

    r = entitlement_answer(arena, local, &question, &answer);
    return r == 0 ? print_answer(&options, answer) : no_answer(arena, local, &question, r);
}
