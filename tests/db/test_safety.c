/* SPDX-License-Identifier: EUPL-1.2 */

/* Each thing that makes a start unsafe is made so, found, and put right again. */

#include "registry/safety.h"
#include "tests/db/db_fixture.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static void
as_superuser(const char *sql)
{
    const DbOptions options = { .conninfo = "user=postgres", .name = "mitroa test" };
    CLEANUP(db_closep) Db *db = NULL;

    CHECK(db_open(&options, &db) == 0);
    CHECK(db && db_script(db, sql) == 0);
}

static void
is_unsafe_after(const char *broken, const char *mended)
{
    as_superuser(broken);
    CHECK(safety_check(NULL, NULL) == SAFETY_E_UNSAFE);
    as_superuser(mended);
    CHECK(safety_check(NULL, NULL) == 0);
}

static void
finds_nothing_where_all_is_as_made(void)
{
    CHECK(safety_check(NULL, NULL) == 0);
}

static void
refuses_to_serve_as_somebody_mightier(void)
{
    CHECK(safety_check("user=mitroa_owner", NULL) == SAFETY_E_UNSAFE);
    CHECK(safety_check("user=postgres", NULL) == SAFETY_E_UNSAFE);
    is_unsafe_after("GRANT pg_read_all_data TO mitroa_service",
            "REVOKE pg_read_all_data FROM mitroa_service");
    is_unsafe_after("ALTER ROLE mitroa_service BYPASSRLS", "ALTER ROLE mitroa_service NOBYPASSRLS");
}

static void
refuses_a_grant_on_persons(void)
{
    is_unsafe_after("GRANT SELECT ON registry.state TO mitroa_service",
            "REVOKE SELECT ON registry.state FROM mitroa_service");
    is_unsafe_after("GRANT SELECT (index) ON registry.identifier TO PUBLIC",
            "REVOKE SELECT (index) ON registry.identifier FROM PUBLIC");
    is_unsafe_after("GRANT INSERT ON audit.ticket TO mitroa_service",
            "REVOKE INSERT ON audit.ticket FROM mitroa_service");
}

static void
refuses_row_security_that_was_taken_off(void)
{
    is_unsafe_after("ALTER TABLE registry.residence NO FORCE ROW LEVEL SECURITY",
            "ALTER TABLE registry.residence FORCE ROW LEVEL SECURITY");
    is_unsafe_after("ALTER TABLE audit.entry DISABLE ROW LEVEL SECURITY",
            "ALTER TABLE audit.entry ENABLE ROW LEVEL SECURITY");
}

static void
refuses_a_server_that_logs_values(void)
{
    is_unsafe_after("ALTER ROLE mitroa_service SET log_parameter_max_length_on_error = 64",
            "ALTER ROLE mitroa_service RESET log_parameter_max_length_on_error");
    is_unsafe_after("ALTER ROLE mitroa_service SET log_min_duration_statement = 0;"
                    "ALTER ROLE mitroa_service SET log_parameter_max_length = -1",
            "ALTER ROLE mitroa_service RESET log_min_duration_statement;"
            "ALTER ROLE mitroa_service RESET log_parameter_max_length");
}

static void
refuses_a_key_file_that_others_read(void)
{
    char path[] = "/tmp/mitroa-key-XXXXXX";
    int fd = mkstemp(path);

    CHECK(fd >= 0);
    CHECK(safety_check(NULL, path) == 0);
    CHECK(fchmod(fd, 0640) == 0);
    CHECK(safety_check(NULL, path) == SAFETY_E_UNSAFE);
    (void) close(fd);
    (void) unlink(path);
    CHECK(safety_check(NULL, path) < 0);
}

static const UnitTest tests[] = {
    { "finds nothing where all is as it was made", finds_nothing_where_all_is_as_made },
    { "refuses to serve as somebody mightier", refuses_to_serve_as_somebody_mightier },
    { "refuses a grant on persons", refuses_a_grant_on_persons },
    { "refuses row security that was taken off", refuses_row_security_that_was_taken_off },
    { "refuses a server that logs values", refuses_a_server_that_logs_values },
    { "refuses a key file that others read", refuses_a_key_file_that_others_read },
};

UNIT_MAIN(tests)
