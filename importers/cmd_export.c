/* SPDX-License-Identifier: EUPL-1.2 */

/* mitroa export REGISTER: a public register in the form that imports back unchanged. */

#include "importers/import.h"

#include "importers/sheet_writer.h"
#include "registry/base/command.h"
#include "registry/base/text.h"
#include "registry/db/db.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static const struct option long_options[] = {
    { "format", required_argument, NULL, 'f' },
    { "output", required_argument, NULL, 'o' },
    { "db", required_argument, NULL, 'd' },
    { "help", no_argument, NULL, 'h' },
    { 0 },
};

typedef struct Options {
    const Register *subject;
    const char *format_name;
    SheetFormat format;
    const char *output;
    const char *conninfo;
    bool help;
} Options;

static void
print_usage(FILE *out)
{
    (void) fputs(
            "Χρήση: mitroa export ΜΗΤΡΩΟ [--output ΠΟΥ] [--format csv|xlsx|geojson|gpkg] "
            "[--db ΣΥΝΔΕΣΗ]\n\n"
            "Βγάζει ένα δημόσιο μητρώο στη μορφή που ξαναεισάγεται χωρίς αλλαγές. Σε xlsx και gpkg "
            "είναι ένα αρχείο με όλα τα φύλλα· σε csv και geojson ένα αρχείο ανά φύλλο.\n\n"
            "Μητρώα:\n",
            out);
    for (size_t i = 0; i < n_registers; i++)
        if (registers[i]->export)
            (void) fprintf(out, "  %-12s %s\n", registers[i]->name,
                    registers[i]->has_sheets ? "σε φάκελο (csv, geojson) ή σε αρχείο (xlsx, gpkg)"
                                             : "σε αρχείο ή στην έξοδο");
}

static int
usage_error(const char *message, const char *word)
{
    (void) fprintf(stderr, "mitroa export: %s%s%s%s\nΔείτε: mitroa export --help\n", message,
            word ? " «" : "", word ? word : "", word ? "»" : "");
    return EXIT_USAGE;
}

static const Register *
find_exported(const char *name)
{
    for (size_t i = 0; i < n_registers; i++)
        if (registers[i]->export
                && (strcmp(registers[i]->name, name) == 0 || text_same(registers[i]->greek, name)))
            return registers[i];
    return NULL;
}

static bool
ends_with(const char *text, const char *ending)
{
    size_t n = strlen(text), m = strlen(ending);

    return n > m && strcasecmp(text + n - m, ending) == 0;
}

/* A workbook that is called otherwise could not be imported again. */
static int
check_output(Options *options)
{
    const char *ending;

    if (!sheet_format_find(options->format_name, &options->format))
        return usage_error("δεκτές μορφές: csv, xlsx, geojson, gpkg, όχι", options->format_name);
    ending = sheet_format_ending(options->format);
    if (sheet_format_is_one_file(options->format)
            && (!options->output || !ends_with(options->output, ending)))
        return usage_error("χρειάζεται --output με αρχείο που τελειώνει σε", ending);
    if (!sheet_format_is_one_file(options->format) && options->subject->has_sheets
            && !options->output)
        return usage_error("χρειάζεται --output ΦΑΚΕΛΟΣ για το μητρώο", options->subject->name);
    return 0;
}

static int
read_options(int argc, char **argv, Options *options)
{
    int letter;

    optind = 0;
    opterr = 0;
    while ((letter = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
        if (letter == 'f')
            options->format_name = optarg;
        else if (letter == 'o')
            options->output = optarg;
        else if (letter == 'd')
            options->conninfo = optarg;
        else if (letter == 'h')
            options->help = true;
        else
            return usage_error("άγνωστη επιλογή ή λείπει η τιμή της", NULL);
    }
    if (options->help)
        return 0;
    if (optind + 1 != argc)
        return usage_error("χρειάζεται ένα μητρώο", NULL);
    options->subject = find_exported(argv[optind]);
    if (!options->subject)
        return usage_error("δεν εξάγεται τέτοιο μητρώο", argv[optind]);
    return check_output(options);
}

/* All sheets are read from one state of the register. */
static int
run(const Options *options)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    CLEANUP(db_closep) Db *db = NULL;
    CLEANUP(sheet_writer_freep) SheetWriter *writer = NULL;
    bool one_file = sheet_format_is_one_file(options->format);
    SheetOutput output = { options->format, options->output,
        .folder = options->subject->has_sheets && !one_file };
    Export export = { .arena = arena };
    int r = db_open(&(DbOptions) { .conninfo = options->conninfo,
                            .user = "mitroa_importer",
                            .name = "mitroa export" },
            &db);

    if (r != 0)
        return r;
    export.db = db;
    r = sheet_writer_new(&output, &writer);
    export.writer = writer;
    if (r == 0)
        r = db_begin(db);
    if (r == 0) {
        r = options->subject->export(&export);
        (void) db_rollback(db);
    }
    return r == 0 ? sheet_writer_finish(TAKE(writer)) : r;
}

int
cmd_export(int argc, char **argv)
{
    Options options = { .format_name = "csv" };
    int r = read_options(argc, argv, &options);

    if (r != 0)
        return r;
    if (options.help) {
        print_usage(stdout);
        return EXIT_DONE;
    }
    if (run(&options) == 0)
        return EXIT_DONE;
    (void) fputs("mitroa export: το σύστημα ή η βάση απέτυχε.\n", stderr);
    return EXIT_SYSTEM;
}
