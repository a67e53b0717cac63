/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/safety.h"

#include "registry/base/error.h"
#include "registry/db/db.h"
#include "registry/db/statements.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define STATEMENT_MS 5000
#define FOR_OTHERS (S_IRWXG | S_IRWXO)

/* The words of each finding of safety_findings.sql, before and after its detail. */
static const struct {
    const char *finding;
    const char *before;
    const char *after;
} sentences[] = {
    { "superuser", "Ο ρόλος ",
            " της υπηρεσίας είναι υπερχρήστης ή παρακάμπτει την ασφάλεια γραμμών." },
    { "member", "Ο ρόλος της υπηρεσίας είναι μέλος του ρόλου ", ", που μπορεί περισσότερα." },
    { "owner", "Ο ρόλος της υπηρεσίας είναι ιδιοκτήτης του ",
            ". Η υπηρεσία τρέχει ως mitroa_service, όχι ως mitroa_owner." },
    { "readable", "Ο ρόλος της υπηρεσίας έχει δικαίωμα στον πίνακα ",
            ", άρα διαβάζει χωρίς καταγραφή. Τρέξτε mitroa migrate." },
    { "not forced", "Η ασφάλεια γραμμών δεν ισχύει στον πίνακα ", ". Τρέξτε mitroa migrate." },
    { "parameters logged",
            "Η βάση γράφει τις τιμές των ερωτήσεων στο ημερολόγιό της, άρα και δείκτες προσώπων (",
            "). Ορίστε log_parameter_max_length = 0 και log_parameter_max_length_on_error = 0." },
};

static void
tell(const char *finding, const char *detail)
{
    for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++)
        if (strcmp(sentences[i].finding, finding) == 0)
            (void) fprintf(stderr, "Μη ασφαλής εκκίνηση: %s%s%s\n", sentences[i].before, detail,
                    sentences[i].after);
}

static int
check_database(const char *conninfo)
{
    const DbOptions options = { .conninfo = conninfo,
        .user = "mitroa_service",
        .name = "mitroa serve",
        .statement_ms = STATEMENT_MS };
    CLEANUP(db_closep) Db *db = NULL;
    CLEANUP(result_freep) Result *rows = NULL;
    int r;

    r = db_open(&options, &db);
    if (r != 0)
        return r;
    r = db_run(db, &sql_safety_findings, &rows);
    if (r != 0)
        return error_fold(r);

    for (size_t row = 0; row < result_rows(rows); row++)
        tell(result_text(rows, row, 0), result_text(rows, row, 1));
    return result_rows(rows) ? SAFETY_E_UNSAFE : 0;
}

static int
check_key(const char *key_path)
{
    struct stat status;

    if (stat(key_path, &status) < 0)
        return error_raise(
                -errno, "δεν υπάρχει το αρχείο κλειδιού %s (mitroa key create)", key_path);
    if ((status.st_mode & FOR_OTHERS) == 0)
        return 0;

    (void) fprintf(stderr,
            "Μη ασφαλής εκκίνηση: το αρχείο κλειδιού %s το διαβάζουν και άλλοι (%03o). Δώστε chmod "
            "600.\n",
            key_path, (unsigned) status.st_mode & 0777);
    return SAFETY_E_UNSAFE;
}

/* Both are looked at, so that one start tells everything. */
int
safety_check(const char *conninfo, const char *key_path)
{
    int key = key_path ? check_key(key_path) : 0;
    int database = check_database(conninfo);

    if (key < 0 || database < 0)
        return key < 0 ? key : database;
    return key || database ? SAFETY_E_UNSAFE : 0;
}
