/* SPDX-License-Identifier: EUPL-1.2 */

/* What proves that somebody is who he says: codes of a second factor, sealed secrets, passwords. */

#include "tests/unit/unit.h"

#include "registry/account.h"
#include "registry/base/one_time.h"
#include "registry/base/seal.h"
#include "registry/second_factor.h"

#include <string.h>
#include <unistd.h>

static const uint8_t secret[ONE_TIME_SECRET_SIZE] = "12345678901234567890";

/* RFC 6238, appendix B, SHA-1. */
static void
gives_the_codes_of_rfc_6238(void)
{
    static const struct {
        int64_t seconds;
        const char *code;
    } vectors[] = {
        { 59, "94287082" },
        { 1111111109, "07081804" },
        { 1111111111, "14050471" },
        { 1234567890, "89005924" },
        { 2000000000, "69279037" },
        { 20000000000, "65353130" },
    };

    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
        char code[ONE_TIME_DIGITS_MAX + 1];

        one_time_code(secret, one_time_step(vectors[i].seconds), 8, code);
        CHECK_TEXT(code, vectors[i].code);
    }
}

static void
finds_a_code_one_step_early_or_late_and_no_further(void)
{
    char code[ONE_TIME_DIGITS_MAX + 1];
    int64_t now = one_time_step(1234567890);

    for (int64_t step = now - 3; step <= now + 3; step++) {
        bool is_near = step >= now - 1 && step <= now + 1;

        one_time_code(secret, step, ONE_TIME_DIGITS, code);
        CHECK(one_time_find(secret, code, now) == (is_near ? step : ONE_TIME_NO_STEP));
    }
    CHECK(one_time_find(secret, "", now) == ONE_TIME_NO_STEP);
    CHECK(one_time_find(secret, "12345", now) == ONE_TIME_NO_STEP);
    CHECK(one_time_find(secret, "1234567", now) == ONE_TIME_NO_STEP);
}

static void
writes_a_secret_as_authenticators_read_it(void)
{
    char text[ONE_TIME_BASE32_SIZE];

    one_time_base32(secret, text);
    CHECK_TEXT(text, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
}

static IdentifierKey *
new_key(const char *path)
{
    IdentifierKey *key = NULL;

    CHECK(identifier_key_create(path) == 0);
    CHECK(identifier_key_load(path, &key) == 0);
    (void) unlink(path);
    return key;
}

static void
opens_a_seal_only_with_its_key_its_owner_and_unchanged(void)
{
    char path[] = "/tmp/mitroa-unit-key-XXXXXX";
    uint8_t sealed[ONE_TIME_SECRET_SIZE + SEAL_MORE];
    uint8_t opened[ONE_TIME_SECRET_SIZE];
    CLEANUP(identifier_key_freep) IdentifierKey *key = NULL;
    CLEANUP(identifier_key_freep) IdentifierKey *other = NULL;

    CHECK(mkdtemp(path) != NULL);
    CHECK(chdir(path) == 0);
    key = new_key("one");
    other = new_key("two");
    CHECK(chdir("/") == 0 && rmdir(path) == 0);

    seal_close(key, "test", "anna", secret, sizeof secret, sealed);
    CHECK(seal_open(key, "test", "anna", sealed, sizeof sealed, opened));
    CHECK(memcmp(opened, secret, sizeof secret) == 0);
    CHECK(!seal_open(other, "test", "anna", sealed, sizeof sealed, opened));
    CHECK(!seal_open(key, "test", "vasilis", sealed, sizeof sealed, opened));
    CHECK(!seal_open(key, "other", "anna", sealed, sizeof sealed, opened));
    CHECK(!seal_open(key, "test", "anna", sealed, SEAL_MORE - 1, opened));
    sealed[30] ^= 1;
    CHECK(!seal_open(key, "test", "anna", sealed, sizeof sealed, opened));
}

static void
reads_a_recovery_code_as_it_is_typed(void)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    RecoveryCodes codes;

    recovery_codes_new(&codes);
    CHECK(strcmp(codes.texts[0], codes.texts[1]) != 0);
    CHECK_TEXT(recovery_code_read(arena, codes.texts[0]), codes.texts[0]);
    CHECK_TEXT(recovery_code_read(arena, "abcd efgh jkmn pqrs"), "ABCD-EFGH-JKMN-PQRS");
    CHECK_TEXT(recovery_code_read(arena, "OIL0-0000-0000-0000"), "0110-0000-0000-0000");
    CHECK(!recovery_code_read(arena, "ABCD-EFGH-JKMN-PQR"));
    CHECK(!recovery_code_read(arena, "ABCD-EFGH-JKMN-PQRST"));
    CHECK(!recovery_code_read(arena, "ABCD-EFGH-JKMN-PQR!"));
    CHECK(second_factor_is_code("123 456") && !second_factor_is_code("12345a"));
}

static void
refuses_passwords_that_are_tried_first_and_asks_for_no_signs(void)
{
    static const char *const refused[] = { "short", "aaaaaaaaaaaaaa", "abcabcabcabcabc",
        "123456789012", "987654321098", "abcdefghijklm", "Password1234!", "qwertyuiop12",
        "Κωδικός123456", "anna.k-2026-10", "\xff\xfe\xff\xfe\xff\xfe\xff\xfe\xff\xfe\xff\xfe" };
    static const char *const taken[] = { "μια φράση με λέξεις", "correct horse battery staple",
        "ένας κήπος στη βροχή", "passwords are not phrases" };

    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        CHECK(account_password_reason(refused[i], "anna.k") != NULL);
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
        CHECK(account_password_reason(taken[i], "anna.k") == NULL);
}

static const UnitTest tests[] = {
    { "gives the codes of RFC 6238", gives_the_codes_of_rfc_6238 },
    { "finds a code one step early or late and no further",
            finds_a_code_one_step_early_or_late_and_no_further },
    { "writes a secret as authenticators read it", writes_a_secret_as_authenticators_read_it },
    { "opens a seal only with its key, its owner and unchanged",
            opens_a_seal_only_with_its_key_its_owner_and_unchanged },
    { "reads a recovery code as it is typed", reads_a_recovery_code_as_it_is_typed },
    { "refuses passwords that are tried first and asks for no signs",
            refuses_passwords_that_are_tried_first_and_asks_for_no_signs },
};

UNIT_MAIN(tests)
