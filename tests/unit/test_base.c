/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/unit/unit.h"

#include "registry/base/arena.h"
#include "registry/base/buffer.h"
#include "registry/base/date.h"
#include "registry/base/identifier.h"
#include "registry/base/json.h"
#include "registry/base/money.h"
#include "registry/base/text.h"

#include <errno.h>
#include <stdint.h>
#include <sys/stat.h>
#include <unistd.h>

static Day
day(int year, int month, int day_of_month)
{
    Day result = DAY_NONE;

    CHECK(day_from_ymd(year, month, day_of_month, &result) == 0);
    return result;
}

static void
reads_dates_as_greeks_and_programs_write_them(void)
{
    static const struct {
        const char *text;
        int expected;
    } rows[] = {
        { "2026-11-22", 0 },
        { "22/11/2026", 0 },
        { "22-11-2026", 0 },
        { "22.11.2026", 0 },
        { "1/2/2026", 0 },
        { "29/02/2024", 0 },
        { "29/02/2026", DAY_E_CALENDAR },
        { "31/04/2026", DAY_E_CALENDAR },
        { "2026-13-01", DAY_E_CALENDAR },
        { "22/11/26", DAY_E_FORM },
        { "22/11-2026", DAY_E_FORM },
        { "2026/11/22", DAY_E_FORM },
        { "2026-11-22 ", DAY_E_FORM },
        { "", DAY_E_FORM },
        { "σήμερα", DAY_E_FORM },
        { "02026-11-22", DAY_E_FORM },
    };
    Day read;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int got = day_parse(rows[i].text, &read);

        if (got != rows[i].expected)
            printf("# %s: %d\n", rows[i].text, got);
        CHECK(got == rows[i].expected);
    }
    CHECK(day_parse("22/11/2026", &read) == 0 && read == day(2026, 11, 22));
}

static void
every_day_of_four_centuries_survives_the_round_trip(void)
{
    Day expected = day(1800, 1, 1);

    for (int year = 1800; year <= 2200; year++) {
        for (int month = 1; month <= 12; month++) {
            for (int d = 1; d <= 31; d++) {
                Day read;
                int y, m, dd;

                if (day_from_ymd(year, month, d, &read) != 0)
                    continue;
                day_to_ymd(read, &y, &m, &dd);
                if (read != expected || y != year || m != month || dd != d) {
                    CHECK(read == expected);
                    CHECK(y == year && m == month && dd == d);
                    return;
                }
                expected++;
            }
        }
    }
    CHECK(expected == day(2200, 12, 31) + 1);
}

static void
a_birthday_on_29_february_counts_on_1_march_in_other_years(void)
{
    Day birth = day(1956, 2, 29);

    CHECK(day_age(birth, day(2023, 2, 28)) == 66);
    CHECK(day_age(birth, day(2023, 3, 1)) == 67);
    CHECK(day_age(birth, day(2024, 2, 28)) == 67);
    CHECK(day_age(birth, day(2024, 2, 29)) == 68);
    CHECK(day_add_years(birth, 67) == day(2023, 3, 1));
    CHECK(day_add_years(birth, 68) == day(2024, 2, 29));
}

static void
a_fixed_today_is_taken_for_tests(void)
{
    CHECK(setenv("MITROA_TODAY", "2019-03-01", 1) == 0);
    CHECK(day_today() == day(2019, 3, 1));
    CHECK(unsetenv("MITROA_TODAY") == 0);
    CHECK(day_today() > day(2020, 1, 1));
}

static void
reads_amounts_in_both_notations_and_refuses_the_ambiguous(void)
{
    static const struct {
        const char *text;
        int expected;
        int64_t cents;
    } rows[] = {
        { "3000", 0, 300000 },
        { "2591.99", 0, 259199 },
        { "2591,99", 0, 259199 },
        { "2.591,99", 0, 259199 },
        { "2,591.99", 0, 259199 },
        { "12.345.678", 0, 1234567800 },
        { "12.345.678,9", 0, 1234567890 },
        { "-12,50", 0, -1250 },
        { "0,05 €", 0, 5 },
        { "972€", 0, 97200 },
        { "3.000", MONEY_E_AMBIGUOUS, 0 },
        { "3,000", MONEY_E_AMBIGUOUS, 0 },
        { "12.3456", MONEY_E_FORM, 0 },
        { "1.2.3", MONEY_E_FORM, 0 },
        { "12.34.567", MONEY_E_FORM, 0 },
        { "1234.567,00", MONEY_E_FORM, 0 },
        { "0.125", MONEY_E_FORM, 0 },
        { "1e9", MONEY_E_FORM, 0 },
        { "€", MONEY_E_FORM, 0 },
        { "", MONEY_E_FORM, 0 },
        { "5.", MONEY_E_FORM, 0 },
        { "NaN", MONEY_E_FORM, 0 },
        { "9999999999999", MONEY_E_RANGE, 0 },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int64_t cents = 0;
        int got = money_parse(rows[i].text, &cents);

        if (got != rows[i].expected || cents != rows[i].cents)
            printf("# %s: %d, %lld\n", rows[i].text, got, (long long) cents);
        CHECK(got == rows[i].expected && cents == rows[i].cents);
    }
}

static void
writes_amounts_as_greeks_do(void)
{
    char text[MONEY_TEXT_SIZE];

    CHECK_TEXT(money_format_greek(259200, text), "2.592,00 €");
    CHECK_TEXT(money_format_greek(5, text), "0,05 €");
    CHECK_TEXT(money_format_greek(-123456789, text), "-1.234.567,89 €");
    CHECK_TEXT(money_format(259199, text), "2591.99");
    CHECK_TEXT(money_format(300000, text), "3000");
}

static void
folds_greek_as_it_is_typed(void)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();

    CHECK_TEXT(text_fold(arena, "Νίκαιας - Αγ. Ι. Ρέντη"), "νικαιασ αγ ι ρεντη");
    CHECK_TEXT(text_fold(arena, "ΤΡΙΚΚΑΙΩΝ"), "τρικκαιων");
    CHECK_TEXT(text_fold(arena, "Προΐσταμαι ΰ"), "προισταμαι υ");
    CHECK_TEXT(text_fold(arena, "ΟΔΟΣ"), text_fold(arena, "οδός"));
    CHECK_TEXT(text_fold(arena, "Ᾱ͂δης"), text_fold(arena, "άδης"));    /* polytonic */
    CHECK_TEXT(text_fold(arena, "Κ\xce\xb1\xcc\x81λαμος"), "καλαμοσ"); /* combining accent */
    CHECK_TEXT(text_fold(arena, "\xff\xfe"), "");
    CHECK_TEXT(text_fold_key(arena, "Income_6m"), "income6m");
    CHECK_TEXT(text_capital(arena, "έτη νόμιμης διαμονής"), "Έτη νόμιμης διαμονής");
    CHECK_TEXT(text_capital(arena, "3 μήνες"), "3 μήνες");
    CHECK_TEXT(text_capital(arena, ""), "");
    CHECK_TEXT(text_capital(arena, "\xffx"), "\xffx");
    CHECK(text_same("ΑμεΑ", "ΑΜΕΑ"));
    CHECK(!text_same("Τρίκαλα", "Τρικκαίων"));
}

static void
writes_greek_in_latin_letters_by_elot_743(void)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();

    CHECK_TEXT(text_elot743(arena, "Καλαμάτα"), "kalamata");
    CHECK_TEXT(text_elot743(arena, "Εύβοια"), "evvoia");
    CHECK_TEXT(text_elot743(arena, "Ναύπλιο"), "nafplio");
    CHECK_TEXT(text_elot743(arena, "Άγγελος Ουρανός"), "angelos ouranos");
    CHECK_TEXT(text_elot743(arena, "Μπόταρης"), "botaris");
    CHECK_TEXT(text_elot743(arena, "Ψυχικό"), "psychiko");
}

static void
greeklish_spellings_sound_alike(void)
{
    static const char *const pairs[][2] = {
        { "Χαλκίδα", "halkida" },
        { "Χαλκίδα", "xalkida" },
        { "Θεσσαλονίκη", "8essaloniki" },
        { "Θεσσαλονίκη", "thesaloniki" },
        { "Οιχαλία", "oixalia" },
        { "Βόλος", "bolos" },
        { "Τρίκαλα", "trikala" },
        { "Εύοσμος", "evosmos" },
        { "Κως", "kws" },
        { "Ξάνθη", "xanthi" },
        { "Ξάνθη", "ksan8i" },
    };
    CLEANUP(arena_freep) Arena *arena = arena_new();

    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        const char *greek = text_sound(arena, pairs[i][0]);
        const char *latin = text_sound(arena, pairs[i][1]);

        if (strcmp(greek, latin) != 0)
            printf("# %s: %s, %s: %s\n", pairs[i][0], greek, pairs[i][1], latin);
        CHECK(strcmp(greek, latin) == 0);
    }
}

static void
suggests_the_nearest_word_and_nothing_far(void)
{
    static const char *const words[] = { "άμεση", "έμμεση", "ανασφάλιστος" };

    CHECK_TEXT(text_nearest("ανασφαλιστος", words, 3), "ανασφάλιστος");
    CHECK_TEXT(text_nearest("ανασφαλίτσος", words, 3), "ανασφάλιστος");
    CHECK_TEXT(text_nearest("εμμεσι", words, 3), "έμμεση");
    CHECK(text_nearest("συνταξιούχος", words, 3) == NULL);
    CHECK(text_distance("αβγδ", "αγβδ", 3) == 1);
    CHECK(text_distance("αβγδ", "εζηθ", 2) == 3);
}

/* The five that stand in public test suites; no other number that looks like one is used here. */
static void
checks_amka_by_date_and_luhn(void)
{
    CHECK(amka_check("01013099997") == 0);
    CHECK(amka_check("09095986684") == 0);
    CHECK(amka_check("01012488886") == 0);
    CHECK(amka_check("12121212125") == 0);
    CHECK(amka_check("29022412125") == 0);
    CHECK(amka_check("01013099999") == IDENTIFIER_E_CHECK);
    CHECK(amka_check("29022355553") == IDENTIFIER_E_DATE); /* no leap year in either century */
    CHECK(amka_check("24242424241") == IDENTIFIER_E_DATE);
    CHECK(amka_check("00000000000") == IDENTIFIER_E_DATE);
    CHECK(amka_check("0101309999") == IDENTIFIER_E_LENGTH);
    CHECK(amka_check("0101309999Α") == IDENTIFIER_E_LENGTH);
    CHECK(amka_check_digit("01013099997") == '7');
}

static void
the_amka_does_not_choose_a_century(void)
{
    CHECK(amka_fits_birth("12121212125", day(1912, 12, 12)));
    CHECK(amka_fits_birth("12121212125", day(2012, 12, 12)));
    CHECK(!amka_fits_birth("12121212125", day(2012, 12, 13)));
}

static void
checks_afm_without_a_rule_for_the_first_digit(void)
{
    static const char *const valid[] = { "094259216", "565830300", "011111111", "023456780" };

    for (size_t i = 0; i < sizeof valid / sizeof *valid; i++)
        CHECK(afm_check(valid[i]) == 0);
    CHECK(afm_check("123456781") == IDENTIFIER_E_CHECK);
    CHECK(afm_check("023456783") == IDENTIFIER_E_CHECK);
    CHECK(afm_check("000000000") == IDENTIFIER_E_ZERO);
    CHECK(afm_check("23456780") == IDENTIFIER_E_LENGTH);
    CHECK(afm_check_digit("094259216") == '6');
}

static void
an_index_hangs_on_key_kind_and_number(void)
{
    CLEANUP(identifier_key_freep) IdentifierKey *one = NULL;
    CLEANUP(identifier_key_freep) IdentifierKey *other = NULL;
    char folder[] = "/tmp/mitroa-key-XXXXXX";
    char path[2][64];
    uint8_t index[4][IDENTIFIER_INDEX_SIZE];

    CHECK(mkdtemp(folder) != NULL);
    for (int i = 0; i < 2; i++) {
        (void) snprintf(path[i], sizeof path[i], "%s/%d", folder, i);
        CHECK(identifier_key_create(path[i]) == 0);
    }
    CHECK(identifier_key_create(path[0]) == -EEXIST);
    CHECK(identifier_key_load(path[0], &one) == 0);
    CHECK(identifier_key_load(path[1], &other) == 0);

    identifier_index(one, IDENTIFIER_AMKA, "01013099997", index[0]);
    identifier_index(one, IDENTIFIER_AMKA, "01013099997", index[1]);
    identifier_index(other, IDENTIFIER_AMKA, "01013099997", index[2]);
    identifier_index(one, IDENTIFIER_AFM, "01013099997", index[3]);
    CHECK(memcmp(index[0], index[1], IDENTIFIER_INDEX_SIZE) == 0);
    CHECK(memcmp(index[0], index[2], IDENTIFIER_INDEX_SIZE) != 0);
    CHECK(memcmp(index[0], index[3], IDENTIFIER_INDEX_SIZE) != 0);

    CHECK(chmod(path[0], 0644) == 0);
    CHECK(identifier_key_load(path[0], &(IdentifierKey *) { NULL }) == -EACCES);
    CHECK(unlink(path[0]) == 0 && unlink(path[1]) == 0 && rmdir(folder) == 0);
}

static void
writes_json_that_any_text_may_stand_in(void)
{
    JsonWriter json;
    Buffer buffer;

    buffer_init(&buffer);
    json_init(&json, &buffer);
    json_object_begin(&json, NULL);
    json_string(&json, "όνομα", "«Α\"\\\n\x01\xff»");
    json_string(&json, "τίποτα", NULL);
    json_array_begin(&json, "αριθμοί");
    json_integer(&json, NULL, INT64_MIN);
    json_integer(&json, NULL, 0);
    json_decimal(&json, NULL, 22.11, 7);
    json_decimal(&json, NULL, -0.5, 2);
    json_decimal(&json, NULL, 100, 2);
    json_array_end(&json);
    json_object_begin(&json, "κενό");
    json_object_end(&json);
    json_bool(&json, "ναι", true);
    json_day(&json, "πότε", day(2026, 11, 22));
    json_object_end(&json);

    CHECK_TEXT(buffer.data,
            "{\"όνομα\":\"«Α\\\"\\\\\\n\\u0001\xEF\xBF\xBD»\",\"τίποτα\":null,"
            "\"αριθμοί\":[-9223372036854775808,0,22.11,-0.5,100],\"κενό\":{},\"ναι\":true,"
            "\"πότε\":\"2026-11-22\"}");
    buffer_deinit(&buffer);
}

static void
an_arena_serves_small_and_large_and_starts_again(void)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();

    for (int round = 0; round < 3; round++) {
        char *large = arena_alloc(arena, 1000000);
        char *text = arena_format(arena, "%s %d", "γύρος", round);

        CHECK(large[0] == 0 && large[999999] == 0);
        memset(large, 'x', 1000000);
        CHECK(strncmp(text, "γύρος ", strlen("γύρος ")) == 0);
        CHECK(arena_used(arena) > 1000000);
        CHECK((uintptr_t) arena_alloc(arena, 1) % 16 == 0);
        arena_reset(arena);
        CHECK(arena_used(arena) == 0);
    }
}

/* Whole letters and broken bytes of every kind, so that each comes to lie on each place of a block.
 */
static void
quotes_a_text_alike_wherever_its_letters_lie(void)
{
    static const struct {
        const char *text;
        const char *quoted;
    } pieces[] = {
        { "a", "a" },
        { "αβγ", "αβγ" },
        { "€", "€" },
        { "«δ»", "«δ»" },
        { "\"", "\\\"" },
        { "\x1f", "\\u001f" },
        { "\xCE", "\xEF\xBF\xBD" },
        { "\x80", "\xEF\xBF\xBD" },
        { "\xC1", "\xEF\xBF\xBD" },
        { "😀", "😀" },
        { "plain text of more than sixteen bytes", "plain text of more than sixteen bytes" },
    };
    const size_t n_pieces = sizeof pieces / sizeof *pieces;
    Buffer text, expected, quoted;
    uint64_t chance = 1;

    buffer_init(&text);
    buffer_init(&expected);
    buffer_init(&quoted);
    for (int round = 0; round < 20000; round++) {
        buffer_clear(&text);
        buffer_clear(&expected);
        buffer_clear(&quoted);
        buffer_char(&expected, '"');
        for (int i = 0; i < round % 12; i++) {
            size_t piece;

            chance = chance * 6364136223846793005u + 1442695040888963407u;
            piece = (size_t) (chance >> 33) % n_pieces;
            buffer_text(&text, pieces[piece].text);
            buffer_text(&expected, pieces[piece].quoted);
            if (piece == 6) { /* so that the next one does not complete the letter */
                buffer_char(&text, ' ');
                buffer_char(&expected, ' ');
            }
        }
        buffer_char(&expected, '"');
        json_quote(&quoted, text.data);
        CHECK(strcmp(quoted.data, expected.data) == 0);
    }
    buffer_deinit(&text);
    buffer_deinit(&expected);
    buffer_deinit(&quoted);
}

static const UnitTest tests[] = {
    { "reads dates as Greeks and programs write them",
            reads_dates_as_greeks_and_programs_write_them },
    { "every day of four centuries survives the round trip",
            every_day_of_four_centuries_survives_the_round_trip },
    { "a birthday on 29 February counts on 1 March in other years",
            a_birthday_on_29_february_counts_on_1_march_in_other_years },
    { "a fixed today is taken for tests", a_fixed_today_is_taken_for_tests },
    { "reads amounts in both notations and refuses the ambiguous",
            reads_amounts_in_both_notations_and_refuses_the_ambiguous },
    { "writes amounts as Greeks do", writes_amounts_as_greeks_do },
    { "folds Greek as it is typed", folds_greek_as_it_is_typed },
    { "writes Greek in Latin letters by ELOT 743", writes_greek_in_latin_letters_by_elot_743 },
    { "Greeklish spellings sound alike", greeklish_spellings_sound_alike },
    { "suggests the nearest word and nothing far", suggests_the_nearest_word_and_nothing_far },
    { "checks AMKA by date and Luhn", checks_amka_by_date_and_luhn },
    { "the AMKA does not choose a century", the_amka_does_not_choose_a_century },
    { "checks ΑΦΜ without a rule for the first digit",
            checks_afm_without_a_rule_for_the_first_digit },
    { "an index hangs on key, kind and number", an_index_hangs_on_key_kind_and_number },
    { "writes JSON that any text may stand in", writes_json_that_any_text_may_stand_in },
    { "quotes a text alike wherever its letters lie",
            quotes_a_text_alike_wherever_its_letters_lie },
    { "an arena serves small and large and starts again",
            an_arena_serves_small_and_large_and_starts_again },
};

UNIT_MAIN(tests)
