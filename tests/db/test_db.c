/* SPDX-License-Identifier: EUPL-1.2 */

/* Values out and back, refusals and what they are called, transactions, COPY, NOTIFY. */

#include "registry/db/copy.h"
#include "registry/db/statements.h"
#include "tests/db/db_fixture.h"

#include <math.h>

FIXTURE_STATEMENT(echo_scalars, 0,
        "SELECT $1::bool, $2::smallint, $3::integer, $4::bigint, $5::double precision, $6::text,"
        " $7::bytea, $8::uuid, $9::date, $10::jsonb->>'α'",
        0, TYPE_BOOL, TYPE_INT2, TYPE_INT4, TYPE_INT8, TYPE_FLOAT8, TYPE_TEXT, TYPE_BYTEA,
        TYPE_UUID, TYPE_DATE, TYPE_JSONB);
FIXTURE_STATEMENT(echo_arrays, 1,
        "SELECT $1::bool[]::text, $2::smallint[], $3::integer[], $4::bigint[],"
        " $5::double precision[], $6::text[], $7::bytea[]::text, $8::uuid[]::text, $9::date[]",
        0, TYPE_BOOL_ARRAY, TYPE_INT2_ARRAY, TYPE_INT4_ARRAY, TYPE_INT8_ARRAY, TYPE_FLOAT8_ARRAY,
        TYPE_TEXT_ARRAY, TYPE_BYTEA_ARRAY, TYPE_UUID_ARRAY, TYPE_DATE_ARRAY);
FIXTURE_STATEMENT(limits, 2,
        "SELECT '-infinity'::date, 'infinity'::date, '1970-01-01'::date,"
        " '1970-01-01 00:00:01+00'::timestamptz, NULL::date, NULL::bigint, NULL::text",
        0);
FIXTURE_STATEMENT(make_table, 3,
        "CREATE TABLE IF NOT EXISTS public.test_db (id integer PRIMARY KEY, name text,"
        " days date, big bigint[], small smallint[], mid integer[], words text[], raw bytea,"
        " key uuid, part double precision, yes boolean, tiny smallint,"
        " CONSTRAINT test_db_name_short CHECK (length(name) < 20))",
        0);
FIXTURE_STATEMENT(drop_table, 4, "DROP TABLE IF EXISTS public.test_db", 0);
FIXTURE_STATEMENT(insert_row, 5, "INSERT INTO public.test_db (id, name) VALUES ($1, $2)", 0,
        TYPE_INT4, TYPE_TEXT);
FIXTURE_STATEMENT(count_rows, 6, "SELECT count(*) FROM public.test_db", 0);
FIXTURE_STATEMENT(copy_in, 7, "COPY public.test_db FROM STDIN (FORMAT binary)", 0);
FIXTURE_STATEMENT(row_as_text, 8,
        "SELECT t::text, (SELECT count(*) FROM public.test_db) FROM public.test_db AS t"
        " ORDER BY id LIMIT 1",
        0);
FIXTURE_STATEMENT(sleep_long, 9, "SELECT pg_sleep(5)::text", 0);
FIXTURE_STATEMENT(listen, 10, "LISTEN test_db", 0);
FIXTURE_STATEMENT(notify, 11, "NOTIFY test_db", 0);
FIXTURE_STATEMENT(no_such_table, 12, "SELECT 1 FROM public.not_there", 0);
FIXTURE_STATEMENT(where_am_i, 13,
        "SELECT current_user::text, current_setting('TimeZone'), current_setting('mitroa.chain')",
        0);

static void
gives_back_every_kind_of_value(void)
{
    CLEANUP(db_closep) Db *db = fixture_open("mitroa_owner", 2000);
    CLEANUP(arena_freep) Arena *arena = arena_new();
    CLEANUP(result_freep) Result *result = NULL;
    const uint8_t raw[] = { 0, 255, 7 };
    Uuid uuid;
    char text[UUID_TEXT_SIZE];
    Params params;

    CHECK(uuid_parse("0d1c7f5e-93a1-4B6e-8c1f-000000000102", &uuid));
    params_begin(&params, arena, &echo_scalars);
    params_bool(&params, true);
    params_int(&params, -32768);
    params_int(&params, INT32_MIN);
    params_int(&params, INT64_MAX);
    params_double(&params, -0.125);
    params_text(&params, "Καλαμάτας «ς»");
    params_bytes(&params, raw, sizeof raw);
    params_uuid(&params, &uuid);
    params_day(&params, 20779);
    params_text(&params, "{\"α\": \"ω\"}");
    CHECK(db_query(db, &params, &result) == 0);

    CHECK(result_bool(result, 0, 0));
    CHECK(result_int(result, 0, 1) == -32768);
    CHECK(result_int(result, 0, 2) == INT32_MIN);
    CHECK(result_int(result, 0, 3) == INT64_MAX);
    CHECK(result_double(result, 0, 4) == -0.125);
    CHECK_TEXT(result_text(result, 0, 5), "Καλαμάτας «ς»");
    CHECK(result_bytes(result, 0, 6).size == 3 && result_bytes(result, 0, 6).data[1] == 255);
    uuid = result_uuid(result, 0, 7);
    uuid_format(&uuid, text);
    CHECK_TEXT(text, "0d1c7f5e-93a1-4b6e-8c1f-000000000102");
    CHECK(result_day(result, 0, 8) == 20779);
    CHECK_TEXT(result_text(result, 0, 9), "ω");
}

static void
gives_back_nulls(void)
{
    CLEANUP(db_closep) Db *db = fixture_open("mitroa_owner", 2000);
    CLEANUP(arena_freep) Arena *arena = arena_new();
    CLEANUP(result_freep) Result *result = NULL;
    Params params;

    params_begin(&params, arena, &echo_scalars);
    params_null(&params);
    params_int(&params, DB_NULL);
    params_int(&params, DB_NULL);
    params_int(&params, DB_NULL);
    params_null(&params);
    params_text(&params, NULL);
    params_bytes(&params, NULL, 0);
    params_uuid(&params, NULL);
    params_day(&params, DAY_NONE);
    params_text(&params, NULL);
    CHECK(db_query(db, &params, &result) == 0);
    for (size_t column = 0; column < result_columns(result); column++)
        CHECK(result_is_null(result, 0, column));
    CHECK(result_int(result, 0, 3) == DB_NULL);
    CHECK(isnan(result_double(result, 0, 4)));
    CHECK(result_text(result, 0, 5) == NULL);
    CHECK(result_bytes(result, 0, 6).data == NULL);
    CHECK(result_day(result, 0, 8) == DAY_NONE);
}

static void
gives_back_arrays_with_nulls_in_them(void)
{
    CLEANUP(db_closep) Db *db = fixture_open("mitroa_owner", 2000);
    CLEANUP(arena_freep) Arena *arena = arena_new();
    CLEANUP(result_freep) Result *result = NULL;
    const int64_t numbers[] = { 3, DB_NULL, -4 };
    const char *const texts[] = { "ά", NULL, "" };
    const Day days[] = { 0, DAY_NONE, 20779 };
    const double doubles[] = { 1.5, NAN };
    const bool bools[] = { true, false };
    const Bytes bytes[] = { { (const uint8_t *) "\x01\x02", 2 }, { NULL, 0 } };
    const Uuid uuids[] = { { { 1 } } };
    const int64_t *read;
    const char *const *words;
    Params params;
    size_t n;

    params_begin(&params, arena, &echo_arrays);
    params_bools(&params, bools, 2);
    params_ints(&params, numbers, 3);
    params_ints(&params, numbers, 0);
    params_ints(&params, numbers, 3);
    params_doubles(&params, doubles, 2);
    params_texts(&params, texts, 3);
    params_bytes_list(&params, bytes, 2);
    params_uuids(&params, uuids, 1);
    params_days(&params, days, 3);
    CHECK(db_query(db, &params, &result) == 0);

    CHECK_TEXT(result_text(result, 0, 0), "{t,f}");
    read = result_ints(arena, result, 0, 1, &n);
    CHECK(n == 3 && read[0] == 3 && read[1] == DB_NULL && read[2] == -4);
    CHECK(result_ints(arena, result, 0, 2, &n) != NULL && n == 0);
    read = result_ints(arena, result, 0, 3, &n);
    CHECK(n == 3 && read[2] == -4);
    CHECK(isnan(result_doubles(arena, result, 0, 4, &n)[1]) && n == 2);
    words = result_texts(arena, result, 0, 5, &n);
    CHECK(n == 3 && strcmp(words[0], "ά") == 0 && !words[1] && !*words[2]);
    CHECK_TEXT(result_text(result, 0, 6), "{\"\\\\x0102\",NULL}");
    CHECK_TEXT(result_text(result, 0, 7), "{01000000-0000-0000-0000-000000000000}");
    read = result_ints(arena, result, 0, 8, &n);
    CHECK(n == 3 && read[0] == 0 && read[1] == DB_NULL && read[2] == 20779);
    CHECK(result_days(arena, result, 0, 8, &n)[1] == DAY_NONE);
}

static void
reads_both_infinities_as_no_day(void)
{
    CLEANUP(db_closep) Db *db = fixture_open("mitroa_owner", 2000);
    CLEANUP(result_freep) Result *result = NULL;

    CHECK(db_run(db, &limits, &result) == 0);
    CHECK(result_day(result, 0, 0) == DAY_NONE);
    CHECK(result_day(result, 0, 1) == DAY_NONE);
    CHECK(result_day(result, 0, 2) == 0);
    CHECK(result_time(result, 0, 3) == 1000000);
}

static int
insert(Db *db, Arena *arena, int id, const char *name)
{
    Params params;

    params_begin(&params, arena, &insert_row);
    params_int(&params, id);
    params_text(&params, name);
    return db_query(db, &params, NULL);
}

static int64_t
rows_of_table(Db *db)
{
    CLEANUP(result_freep) Result *result = NULL;

    CHECK(db_run(db, &count_rows, &result) == 0);
    return result ? result_int(result, 0, 0) : -1;
}

static void
begin_with_an_empty_table(Db *db)
{
    CHECK(db_run(db, &drop_table, NULL) == 0);
    CHECK(db_run(db, &make_table, NULL) == 0);
}

static void
names_what_the_server_refused(void)
{
    CLEANUP(db_closep) Db *db = fixture_open("mitroa_owner", 2000);
    CLEANUP(db_closep) Db *service = fixture_open("mitroa_service", 2000);
    CLEANUP(arena_freep) Arena *arena = arena_new();

    begin_with_an_empty_table(db);
    CHECK(insert(db, arena, 1, "μια") == 0);
    CHECK(insert(db, arena, 1, "πάλι") == DB_E_REFUSED);
    CHECK(db_is(db, "23505"));
    CHECK_TEXT(db_constraint(db), "test_db_pkey");
    CHECK(insert(db, arena, 2, "ένα όνομα πολύ μακρύτερο") == DB_E_REFUSED);
    CHECK_TEXT(db_constraint(db), "test_db_name_short");
    CHECK(db_run(service, &count_rows, NULL) == DB_E_DENIED);
    CHECK(db_run(db, &no_such_table, NULL) < 0);
    CHECK(rows_of_table(db) == 1);
}

static void
gives_up_a_statement_that_takes_too_long(void)
{
    CLEANUP(db_closep) Db *db = fixture_open("mitroa_owner", 100);

    CHECK(db_run(db, &sleep_long, NULL) == DB_E_BUSY);
    CHECK(rows_of_table(db) == 1); /* and goes on */
}

static void
undoes_a_transaction_with_a_refused_statement(void)
{
    CLEANUP(db_closep) Db *db = fixture_open("mitroa_owner", 2000);
    CLEANUP(arena_freep) Arena *arena = arena_new();

    begin_with_an_empty_table(db);
    CHECK(db_begin(db) == 0);
    CHECK(insert(db, arena, 1, "α") == 0);
    CHECK(insert(db, arena, 1, "β") == DB_E_REFUSED);
    CHECK(db_commit(db) == DB_E_REFUSED);
    CHECK(rows_of_table(db) == 0);

    CHECK(db_begin(db) == 0);
    CHECK(insert(db, arena, 2, "γ") == 0);
    CHECK(db_rollback(db) == 0);
    CHECK(db_rollback(db) == 0);
    CHECK(rows_of_table(db) == 0);
}

static void
copies_rows_of_every_kind(void)
{
    CLEANUP(db_closep) Db *db = fixture_open("mitroa_owner", 5000);
    CLEANUP(result_freep) Result *result = NULL;
    const int64_t numbers[] = { 1, DB_NULL, -9 };
    const char *const words[] = { "α", NULL };
    const Uuid uuid = { { 0xab } };
    Copy *copy = NULL;
    uint64_t rows = 0;

    begin_with_an_empty_table(db);
    CHECK(copy_begin(db, &copy_in, &copy) == 0);
    for (int i = 0; i < 20000; i++) {
        copy_row(copy, 12);
        copy_int4(copy, i);
        copy_text(copy, "Τρίκαλα");
        copy_day(copy, 0);
        copy_int8s(copy, numbers, 3);
        copy_int2s(copy, numbers, 3);
        copy_int4s(copy, numbers, 0);
        copy_texts(copy, words, 2);
        copy_bytes(copy, "\x01", 1);
        copy_uuid(copy, &uuid);
        copy_double(copy, 0.5);
        copy_bool(copy, true);
        copy_int2(copy, DB_NULL);
    }
    CHECK(copy_end(copy, &rows) == 0);
    CHECK(rows == 20000);
    CHECK(db_run(db, &row_as_text, &result) == 0);
    CHECK_TEXT(result_text(result, 0, 0),
            "(0,Τρίκαλα,1970-01-01,\"{1,NULL,-9}\",\"{1,NULL,-9}\",{},\"{α,NULL}\",\"\\\\x01\","
            "ab000000-0000-0000-0000-000000000000,0.5,t,)");
    CHECK(result_int(result, 0, 1) == 20000);
}

static void
refuses_a_copy_as_a_whole(void)
{
    CLEANUP(db_closep) Db *db = fixture_open("mitroa_owner", 5000);
    Copy *copy = NULL;

    begin_with_an_empty_table(db);
    CHECK(copy_begin(db, &copy_in, &copy) == 0);
    for (int i = 0; i < 2; i++) {
        copy_row(copy, 12);
        copy_int4(copy, 1); /* the same key twice */
        for (int field = 1; field < 12; field++)
            copy_null(copy);
    }
    CHECK(copy_end(copy, NULL) == DB_E_REFUSED);
    CHECK(db_is(db, "23505"));
    CHECK(rows_of_table(db) == 0);

    CHECK(copy_begin(db, &copy_in, &copy) == 0);
    copy_row(copy, 12);
    CHECK(copy_cancel(copy) == NULL);
    CHECK(rows_of_table(db) == 0);
}

static void
hears_a_notify(void)
{
    CLEANUP(db_closep) Db *db = fixture_open("mitroa_owner", 2000);
    CLEANUP(db_closep) Db *other = fixture_open("mitroa_owner", 2000);
    bool notified = true;

    CHECK(db_run(db, &listen, NULL) == 0);
    CHECK(db_wait_notify(db, 10, &notified) == 0);
    CHECK(!notified);
    CHECK(db_run(other, &notify, NULL) == 0);
    CHECK(db_wait_notify(db, 2000, &notified) == 0);
    CHECK(notified);
}

static void
is_who_the_command_says_in_athens(void)
{
    const DbOptions options = { .user = "mitroa_owner", .chain = 7 };
    const DbOptions named = { .user = "mitroa_owner", .conninfo = "user=mitroa_auditor" };
    CLEANUP(db_closep) Db *db = NULL;
    CLEANUP(db_closep) Db *other = NULL;
    CLEANUP(result_freep) Result *result = NULL;
    CLEANUP(result_freep) Result *other_result = NULL;

    CHECK(db_open(&options, &db) == 0 && db_run(db, &where_am_i, &result) == 0);
    CHECK_TEXT(result_text(result, 0, 0), "mitroa_owner");
    CHECK_TEXT(result_text(result, 0, 1), "Europe/Athens");
    CHECK_TEXT(result_text(result, 0, 2), "7");
    CHECK(db_open(&named, &other) == 0 && db_run(other, &where_am_i, &other_result) == 0);
    CHECK_TEXT(result_text(other_result, 0, 0), "mitroa_auditor");
}

static void
says_when_there_is_no_database(void)
{
    const DbOptions options = { .conninfo = "host=/nowhere", .user = "mitroa_owner" };
    Db *db = NULL;

    CHECK(db_open(&options, &db) < 0);
    CHECK(db == NULL);
}

static void
prepares_every_query_file_against_the_schema(void)
{
    CLEANUP(db_closep) Db *db = fixture_open("mitroa_owner", 5000);

    for (size_t i = 0; i < sql_statements_count; i++) {
        const Statement *statement = sql_statements[i];
        int r = db_prepare(db, statement);

        if (r != 0 && strncmp(statement->text, "COPY", 4) != 0)
            printf("# %s: %s %s\n", statement->name, db_state(db), db_message(db));
        CHECK(r == 0);
    }
}

static const UnitTest tests[] = {
    { "gives back every kind of value", gives_back_every_kind_of_value },
    { "gives back NULLs", gives_back_nulls },
    { "gives back arrays with NULLs in them", gives_back_arrays_with_nulls_in_them },
    { "reads both infinities as no day", reads_both_infinities_as_no_day },
    { "names what the server refused", names_what_the_server_refused },
    { "gives up a statement that takes too long", gives_up_a_statement_that_takes_too_long },
    { "undoes a transaction with a refused statement",
            undoes_a_transaction_with_a_refused_statement },
    { "copies rows of every kind", copies_rows_of_every_kind },
    { "refuses a COPY as a whole", refuses_a_copy_as_a_whole },
    { "hears a NOTIFY", hears_a_notify },
    { "is who the command says, in Athens", is_who_the_command_says_in_athens },
    { "says when there is no database", says_when_there_is_no_database },
    { "prepares every query file against the schema",
            prepares_every_query_file_against_the_schema },
};

UNIT_MAIN(tests)
