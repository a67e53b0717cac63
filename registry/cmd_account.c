/* SPDX-License-Identifier: EUPL-1.2 */

/* mitroa account: who may ask, in which role, for which structure. */

#include "registry/account.h"
#include "registry/base/command.h"
#include "registry/base/date.h"
#include "registry/base/secret.h"
#include "registry/base/text.h"
#include "registry/db/db.h"
#include "registry/db/statements.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define HOURS_DEFAULT 24
#define HOURS_MAX 8760
#define LINK_HOURS_DEFAULT 72
#define LINK_HOURS_MAX 168
#define GENERATED_BYTES 15 /* 20 characters */

static const char help[] =
        "Χρήση: mitroa account add LOGIN --role ΡΟΛΟΣ --structure ΔΟΜΗ [--name ΟΝΟΜΑ]\n"
        "                      (--password-stdin | --generate | --no-password) [--if-missing]\n"
        "       mitroa account role LOGIN --role ΡΟΛΟΣ --structure ΔΟΜΗ [--from ΗΜΕΡΑ] [--to "
        "ΗΜΕΡΑ]\n"
        "       mitroa account password LOGIN (--password-stdin | --generate)\n"
        "       mitroa account token LOGIN [--structure ΔΟΜΗ] [--hours ΩΡΕΣ]\n"
        "       mitroa account revoke LOGIN\n"
        "       mitroa account disable LOGIN\n"
        "       mitroa account enable LOGIN\n"
        "       mitroa account link LOGIN [--hours ΩΡΕΣ]\n"
        "       mitroa account forget-factor LOGIN\n"
        "       mitroa account policy --role ΡΟΛΟΣ --second-factor required|optional\n"
        "       mitroa account list\n\n"
        "  add       νέος λογαριασμός με έναν ρόλο σε μία δομή\n"
        "  role      ένας ακόμη ρόλος, ή έως πότε ισχύει ο ίδιος\n"
        "  password  νέο συνθηματικό· οι ανοικτές συνεδρίες κλείνουν\n"
        "  token     διακριτικό για πρόγραμμα· τυπώνεται μία φορά, μόνο αυτό, και ισχύει 24 ώρες "
        "ή\n"
        "            όσες πει το --hours (έως 8760)\n"
        "  link      σύνδεσμος μίας χρήσης, με τον οποίο ο χρήστης ορίζει μόνος τον κωδικό του·\n"
        "            τυπώνεται μία φορά (η διαδρομή, ή όλη η διεύθυνση με MITROA_URL) και ισχύει "
        "72\n"
        "            ώρες ή όσες πει το --hours (έως 168)\n"
        "  forget-factor  αφαιρεί τον δεύτερο παράγοντα, αν χάθηκαν τηλέφωνο και κωδικοί "
        "ανάκτησης\n"
        "  policy    αν ένας ρόλος μπαίνει μόνο με δεύτερο παράγοντα\n"
        "  revoke    κλείνει όλες τις συνεδρίες και τα διακριτικά\n"
        "  disable   κλείνει και τον λογαριασμό· enable τον ανοίγει ξανά\n\n"
        "ΡΟΛΟΣ: adviser (σύμβουλος), coordinator (συντονιστής), publisher (εκδότης),\n"
        "       approver (εγκρίνων), auditor (ελεγκτής), administrator (διαχειριστής)\n"
        "ΔΟΜΗ: ο κωδικός της στο μητρώο φορέων.  LOGIN: μικρά λατινικά, ψηφία και . _ -\n\n"
        "  --password-stdin  διαβάζεται μία γραμμή από την τυπική είσοδο (12 χαρακτήρες και πάνω)\n"
        "  --generate        φτιάχνεται τυχαίο και τυπώνεται μία φορά\n"
        "  --no-password     ο λογαριασμός μπαίνει μόνο με διακριτικό\n"
        "  --if-missing      αν υπάρχει ήδη, δεν αλλάζει τίποτα\n"
        "  --db ΣΥΝΔΕΣΗ      σύνδεση της libpq· ο χρήστης είναι mitroa_importer, εκτός αν λέει "
        "άλλον\n";

typedef struct Options {
    const char *login;
    const char *name;
    const char *role;
    const char *structure;
    const char *from;
    const char *to;
    const char *hours;
    const char *second_factor; /* required or optional */
    const char *conninfo;
    bool password_stdin;
    bool generate;
    bool no_password;
    bool if_missing;
} Options;

typedef struct Command {
    Db *db;
    Arena *arena;
    const Options *options;
    uint32_t role;
    Day from;
    Day to;
    int64_t hours;
    const char *generated; /* a password, told once all has been committed */
    const char *token;     /* the same */
} Command;

static int __attribute__((format(printf, 1, 2))) refuse(const char *format, ...)
{
    va_list values;

    va_start(values, format);
    (void) vfprintf(stderr, format, values);
    va_end(values);
    (void) fputc('\n', stderr);
    return EXIT_REFUSED;
}

/* ---- passwords -------------------------------------------------------------------------- */

/* A line of standard input, without echo on a terminal. False if there is none. */
static bool
read_password(char *password, size_t size)
{
    bool is_terminal = isatty(STDIN_FILENO) != 0;
    struct termios before;
    struct termios silent;
    bool good;

    if (is_terminal && tcgetattr(STDIN_FILENO, &before) == 0) {
        silent = before;
        silent.c_lflag &= ~(tcflag_t) ECHO;
        (void) fputs("Συνθηματικό: ", stderr);
        (void) tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    }
    good = fgets(password, (int) size, stdin) != NULL;
    if (is_terminal) {
        (void) tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
        (void) fputc('\n', stderr);
    }
    password[strcspn(password, "\r\n")] = '\0';
    return good;
}

/* Stores what the options say; NULL stays NULL with --no-password. */
static int
choose_password(Command *command, const char **ret_stored)
{
    char *stored = arena_alloc(command->arena, PASSWORD_STORED_SIZE);
    char password[PASSWORD_MAX + 3] = "";
    uint8_t bytes[GENERATED_BYTES];
    const char *reason = NULL;

    *ret_stored = NULL;
    if (command->options->no_password)
        return EXIT_DONE;

    if (command->options->generate) {
        secret_random(bytes, sizeof bytes);
        secret_base64(bytes, sizeof bytes, password, sizeof password);
    } else if (!read_password(password, sizeof password)) {
        reason = "Δεν δόθηκε συνθηματικό στην τυπική είσοδο.";
    }
    if (!reason)
        reason = account_password_reason(password, command->options->login);
    if (reason)
        return refuse("%s", reason);

    account_password_store(password, strlen(password), stored);
    *ret_stored = stored;
    if (command->options->generate)
        command->generated = arena_text(command->arena, password);
    secret_wipe(password, sizeof password);
    return EXIT_DONE;
}

/* ---- statements ------------------------------------------------------------------------- */

/* What the database refused, in words for whoever typed it. */
static int
explain(const Command *command, int r)
{
    static const struct {
        const char *constraint;
        const char *words;
    } reasons[] = {
        { "account_login_is_a_name",
                "δεν είναι όνομα χρήστη· αρχίζει με μικρό λατινικό γράμμα και έχει 2 έως 63 μικρά "
                "λατινικά, ψηφία και . _ -" },
        { "account_name_not_blank", "το ΟΝΟΜΑ είναι κενό ή μεγαλύτερο από 200 χαρακτήρες." },
        { "role_dates_in_order", "ο ρόλος λήγει πριν αρχίσει· ελέγξτε --from και --to." },
    };

    if (r == DB_E_DENIED)
        return refuse("Ο χρήστης %s της βάσης δεν έχει δικαίωμα σε λογαριασμούς.",
                db_describe(command->db));
    if (r < 0)
        return EXIT_SYSTEM;

    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (strcmp(db_constraint(command->db), reasons[i].constraint) == 0)
            return refuse("«%s»: %s", command->options->login, reasons[i].words);
    return refuse("Η βάση αρνήθηκε: %s", db_message(command->db));
}

static int
make_account(const Command *command, const char *name, const char *stored)
{
    Params params;
    int r;

    params_begin(&params, command->arena, &sql_account_make);
    params_text(&params, command->options->login);
    params_text(&params, name);
    params_text(&params, stored);
    r = db_query(command->db, &params, NULL);
    return r == 0 ? EXIT_DONE : explain(command, r);
}

/* The numbers of roles in the database are the places of their bits. */
static int
role_number(uint32_t role)
{
    return __builtin_ctz(role);
}

static int
give_role(Command *command)
{
    CLEANUP(result_freep) Result *result = NULL;
    Params params;
    int r;

    params_begin(&params, command->arena, &sql_account_role_give);
    params_text(&params, command->options->login);
    params_int(&params, role_number(command->role));
    params_text(&params, command->options->structure);
    params_day(&params, command->from);
    params_day(&params, command->to);
    r = db_query(command->db, &params, &result);
    if (r != 0)
        return explain(command, r);
    if (!result_bool(result, 0, 0))
        return refuse("Δεν υπάρχει ο λογαριασμός «%s», ή η δομή «%s» δεν είναι στο μητρώο φορέων.",
                command->options->login, command->options->structure);
    return EXIT_DONE;
}

static int
set_disabled(const Command *command, bool disabled)
{
    CLEANUP(result_freep) Result *result = NULL;
    Params params;
    int r;

    params_begin(&params, command->arena, &sql_account_disable);
    params_text(&params, command->options->login);
    params_bool(&params, disabled);
    r = db_query(command->db, &params, &result);
    if (r != 0)
        return explain(command, r);
    if (!result_bool(result, 0, 0))
        return refuse("Δεν υπάρχει λογαριασμός «%s».", command->options->login);
    return EXIT_DONE;
}

static int
list_accounts(const Command *command, Result **ret_rows)
{
    int r = db_run(command->db, &sql_account_list, ret_rows);

    return r == 0 ? EXIT_DONE : explain(command, r);
}

static int
find_account(const Command *command, bool *ret_found)
{
    CLEANUP(result_freep) Result *rows = NULL;
    int status = list_accounts(command, &rows);

    *ret_found = false;
    for (size_t row = 0; status == EXIT_DONE && row < result_rows(rows); row++)
        if (strcasecmp(result_text(rows, row, 0), command->options->login) == 0)
            *ret_found = true;
    return status;
}

/* ---- subcommands ------------------------------------------------------------------------ */

static int
add(Command *command)
{
    const char *stored;
    bool found;
    int status = find_account(command, &found);

    if (status != EXIT_DONE)
        return status;
    if (found && command->options->if_missing)
        return EXIT_DONE;
    if (found)
        return refuse(
                "Ο λογαριασμός «%s» υπάρχει ήδη. Για νέο συνθηματικό: mitroa account password· "
                "για άλλον ρόλο: mitroa account role.",
                command->options->login);

    status = choose_password(command, &stored);
    if (status == EXIT_DONE)
        status = make_account(command, command->options->name, stored);
    if (status == EXIT_DONE)
        status = give_role(command);
    return status;
}

static int
change_password(Command *command)
{
    const char *stored;
    bool found;
    int status = find_account(command, &found);

    if (status == EXIT_DONE && !found)
        return refuse("Δεν υπάρχει λογαριασμός «%s».", command->options->login);
    if (status == EXIT_DONE)
        status = choose_password(command, &stored);
    if (status == EXIT_DONE)
        status = make_account(command, NULL, stored);
    return status;
}

static int
make_token(Command *command)
{
    CLEANUP(result_freep) Result *result = NULL;
    char token[TOKEN_TEXT_SIZE];
    uint8_t hash[TOKEN_HASH_SIZE];
    Params params;
    int r;

    account_token_new(token, hash);
    params_begin(&params, command->arena, &sql_account_session_open);
    params_text(&params, command->options->login);
    params_bytes(&params, hash, sizeof hash);
    params_text(&params, "bearer");
    params_int(&params, command->hours * 3600);
    params_int(&params, command->hours * 3600);
    params_text(&params, command->options->structure);
    r = db_query(command->db, &params, &result);
    if (r != 0)
        return explain(command, r);
    if (result_is_null(result, 0, 0))
        return refuse(
                "Ο λογαριασμός «%s» δεν υπάρχει, είναι κλειστός ή δεν έχει σήμερα ρόλο σε αυτή "
                "τη δομή.",
                command->options->login);

    command->token = arena_text(command->arena, token);
    secret_wipe(token, sizeof token);
    return EXIT_DONE;
}

static int
disable(Command *command)
{
    return set_disabled(command, true);
}

static int
enable(Command *command)
{
    return set_disabled(command, false);
}

/* Closing an account ends its sessions; in one transaction nobody sees it closed. */
static int
end_sessions(Command *command)
{
    int status = set_disabled(command, true);

    return status == EXIT_DONE ? set_disabled(command, false) : status;
}

static void
print_padded(const char *text, size_t width)
{
    size_t is = text_width(text);

    printf("%s%*s", text, is < width ? (int) (width - is) : 1, "");
}

static void
print_account(const Result *rows, size_t row)
{
    int64_t role = result_int(rows, row, 3);
    const char *structure = result_text(rows, row, 4);
    Day to = result_day(rows, row, 6);
    char day[DAY_TEXT_SIZE];

    print_padded(result_text(rows, row, 0), 20);
    print_padded(result_text(rows, row, 1), 28);
    print_padded(role == DB_NULL ? "-" : account_role_greek((AccountRole) (1u << role)), 14);
    print_padded(structure ? structure : "-", 24);
    print_padded(to == DAY_NONE ? "" : day_format_greek(to, day), 12);
    printf("%" PRId64 "%s\n", result_int(rows, row, 7),
            result_bool(rows, row, 2) ? "  ΚΛΕΙΣΤΟΣ" : "");
}

static int
list(Command *command)
{
    CLEANUP(result_freep) Result *rows = NULL;
    static const struct {
        const char *title;
        size_t width;
    } columns[] = {
        { "LOGIN", 20 },
        { "ΟΝΟΜΑ", 28 },
        { "ΡΟΛΟΣ", 14 },
        { "ΔΟΜΗ", 24 },
        { "ΕΩΣ", 12 },
    };
    int status = list_accounts(command, &rows);

    if (status != EXIT_DONE)
        return status;
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        print_padded(columns[i].title, columns[i].width);
    printf("ΣΥΝΕΔΡΙΕΣ\n");
    for (size_t row = 0; row < result_rows(rows); row++)
        print_account(rows, row);
    return EXIT_DONE;
}

static int
make_link(Command *command)
{
    CLEANUP(result_freep) Result *result = NULL;
    const char *url = getenv("MITROA_URL");
    int64_t hours = command->options->hours ? command->hours : LINK_HOURS_DEFAULT;
    char token[TOKEN_TEXT_SIZE];
    uint8_t hash[TOKEN_HASH_SIZE];
    Params params;
    int r;

    if (hours > LINK_HOURS_MAX)
        return refuse("Ένας σύνδεσμος μίας χρήσης ισχύει έως %d ώρες.", LINK_HOURS_MAX);
    account_token_new(token, hash);
    params_begin(&params, command->arena, &sql_account_link_make);
    params_text(&params, command->options->login);
    params_bytes(&params, hash, sizeof hash);
    params_int(&params, hours * 3600);
    r = db_query(command->db, &params, &result);
    if (r != 0)
        return explain(command, r);
    if (!result_bool(result, 0, 0))
        return refuse("Δεν υπάρχει λογαριασμός «%s».", command->options->login);

    command->token = arena_format(command->arena, "%s/welcome/%s", url ? url : "", token);
    secret_wipe(token, sizeof token);
    return EXIT_DONE;
}

static int
forget_factor(Command *command)
{
    CLEANUP(result_freep) Result *result = NULL;
    Params params;
    int r;

    params_begin(&params, command->arena, &sql_account_second_factor_forget);
    params_text(&params, command->options->login);
    r = db_query(command->db, &params, &result);
    if (r != 0)
        return explain(command, r);
    if (!result_bool(result, 0, 0))
        return refuse("Δεν υπάρχει λογαριασμός «%s».", command->options->login);
    return EXIT_DONE;
}

static int
set_policy(Command *command)
{
    bool required = strcmp(command->options->second_factor, "required") == 0;
    Params params;
    int r;

    params_begin(&params, command->arena, &sql_account_policy_set);
    params_int(&params, role_number(command->role));
    params_bool(&params, required);
    r = db_query(command->db, &params, NULL);
    return r == 0 ? EXIT_DONE : explain(command, r);
}

/* What each subcommand needs besides its name. */
enum {
    NEEDS_LOGIN = 1 << 0,
    NEEDS_ROLE = 1 << 1, /* and structure */
    NEEDS_PASSWORD = 1 << 2,
    MAY_HAVE_NO_PASSWORD = 1 << 3,
    NEEDS_POLICY = 1 << 4, /* a role, and whether it needs a second factor */
};

static const struct Action {
    const char *name;
    int (*run)(Command *command);
    unsigned needs;
} actions[] = {
    { "add", add, NEEDS_LOGIN | NEEDS_ROLE | NEEDS_PASSWORD | MAY_HAVE_NO_PASSWORD },
    { "role", give_role, NEEDS_LOGIN | NEEDS_ROLE },
    { "password", change_password, NEEDS_LOGIN | NEEDS_PASSWORD },
    { "token", make_token, NEEDS_LOGIN },
    { "revoke", end_sessions, NEEDS_LOGIN },
    { "disable", disable, NEEDS_LOGIN },
    { "enable", enable, NEEDS_LOGIN },
    { "link", make_link, NEEDS_LOGIN },
    { "forget-factor", forget_factor, NEEDS_LOGIN },
    { "policy", set_policy, NEEDS_POLICY },
    { "list", list, 0 },
};

static const struct Action *
find_action(const char *name)
{
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
        if (strcmp(actions[i].name, name) == 0)
            return &actions[i];
    return NULL;
}

/* ---- the command line ------------------------------------------------------------------- */

static int
usage(const char *what)
{
    if (what)
        (void) fprintf(stderr, "%s\n\n", what);
    (void) fputs(help, stderr);
    return EXIT_USAGE;
}

/* What is wrong with the command line; NULL if nothing is. */
static const char *
check_options(const struct Action *action, const Options *options, int n_left)
{
    int passwords = options->password_stdin + options->generate + options->no_password;

    if (n_left != ((action->needs & NEEDS_LOGIN) ? 1 : 0))
        return action->needs & NEEDS_LOGIN ? "Δώστε ένα LOGIN." : "Δεν χρειάζεται LOGIN.";
    if ((action->needs & NEEDS_ROLE) && (!options->role || !options->structure))
        return "Δώστε --role και --structure.";
    if ((action->needs & NEEDS_POLICY)
            && (!options->role || !options->second_factor
                    || (strcmp(options->second_factor, "required") != 0
                            && strcmp(options->second_factor, "optional") != 0)))
        return "Δώστε --role και --second-factor required ή optional.";
    if ((action->needs & NEEDS_PASSWORD) && passwords != 1)
        return "Δώστε ένα από τα --password-stdin, --generate.";
    if (options->no_password && !(action->needs & MAY_HAVE_NO_PASSWORD))
        return "Το --no-password είναι μόνο για νέο λογαριασμό.";
    return NULL;
}

/* Reads what needs reading; NULL, or what is wrong. */
static const char *
read_values(Command *command)
{
    const Options *options = command->options;
    char *end = NULL;

    command->role = options->role ? account_role_find(options->role) : 0;
    if (options->role && !command->role)
        return "Δεν υπάρχει τέτοιος ρόλος.";

    command->from = day_today();
    command->to = DAY_NONE;
    if ((options->from && day_parse(options->from, &command->from) != 0)
            || (options->to && day_parse(options->to, &command->to) != 0))
        return "Οι ημέρες γράφονται 2026-11-22 ή 22/11/2026.";

    command->hours = options->hours ? strtol(options->hours, &end, 10) : HOURS_DEFAULT;
    if ((end && (*end || end == options->hours)) || command->hours < 1
            || command->hours > HOURS_MAX)
        return "Οι ώρες είναι ακέραιος από 1 έως 8760.";
    return NULL;
}

/* All of a subcommand or nothing. */
static int
run_action(const struct Action *action, const Options *options)
{
    const DbOptions target = {
        .conninfo = options->conninfo, .user = "mitroa_importer", .name = "mitroa account"
    };
    CLEANUP(arena_freep) Arena *arena = arena_new();
    CLEANUP(db_closep) Db *db = NULL;
    Command command = { .arena = arena, .options = options };
    const char *wrong = read_values(&command);
    int status;

    if (wrong)
        return usage(wrong);
    if (db_open(&target, &db) != 0)
        return EXIT_SYSTEM;

    command.db = db;
    if (db_begin(db) != 0)
        return EXIT_SYSTEM;
    status = action->run(&command);
    if (status != EXIT_DONE)
        (void) db_rollback(db);
    else if (db_commit(db) != 0)
        status = EXIT_SYSTEM;
    if (status == EXIT_DONE && command.generated)
        printf("Συνθηματικό: %s\n", command.generated);
    if (status == EXIT_DONE && command.token)
        printf("%s\n", command.token);
    return status;
}

static bool
take_option(Options *options, int option)
{
    switch (option) {
    case 'n':
        options->name = optarg;
        return true;
    case 'r':
        options->role = optarg;
        return true;
    case 's':
        options->structure = optarg;
        return true;
    case 'f':
        options->from = optarg;
        return true;
    case 't':
        options->to = optarg;
        return true;
    case 'H':
        options->hours = optarg;
        return true;
    case 'S':
        options->second_factor = optarg;
        return true;
    case 'd':
        options->conninfo = optarg;
        return true;
    case 'p':
        return options->password_stdin = true;
    case 'g':
        return options->generate = true;
    case 'N':
        return options->no_password = true;
    case 'm':
        return options->if_missing = true;
    default:
        return false;
    }
}

int
cmd_account(int argc, char **argv)
{
    static const struct option words[] = {
        { "name", required_argument, NULL, 'n' },
        { "role", required_argument, NULL, 'r' },
        { "structure", required_argument, NULL, 's' },
        { "from", required_argument, NULL, 'f' },
        { "to", required_argument, NULL, 't' },
        { "hours", required_argument, NULL, 'H' },
        { "second-factor", required_argument, NULL, 'S' },
        { "db", required_argument, NULL, 'd' },
        { "password-stdin", no_argument, NULL, 'p' },
        { "generate", no_argument, NULL, 'g' },
        { "no-password", no_argument, NULL, 'N' },
        { "if-missing", no_argument, NULL, 'm' },
        { "help", no_argument, NULL, 'h' },
        { 0 },
    };
    Options options = { 0 };
    const struct Action *action;
    const char *wrong;
    int option;

    optind = 1;
    while ((option = getopt_long(argc, argv, "h", words, NULL)) != -1) {
        if (option == 'h') {
            (void) fputs(help, stdout);
            return EXIT_DONE;
        }
        if (!take_option(&options, option))
            return usage(NULL);
    }
    action = optind < argc ? find_action(argv[optind]) : NULL;
    if (!action)
        return usage(NULL);
    wrong = check_options(action, &options, argc - optind - 1);
    if (wrong)
        return usage(wrong);

    options.login = (action->needs & NEEDS_LOGIN) ? argv[optind + 1] : NULL;
    return run_action(action, &options);
}
