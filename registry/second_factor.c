/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/second_factor.h"

#include "registry/base/log.h"
#include "registry/base/secret.h"

#include <assert.h>
#include <string.h>
#include <time.h>

#define PURPOSE "second factor"
#define ISSUER "mitroa"
#define RECOVERY_LETTERS 16
#define RECOVERY_GROUP 4

/* Without I, L, O and U, which are read as something else (Crockford's alphabet). */
static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static_assert(sizeof alphabet == 33, "five bits a letter");
static_assert(RECOVERY_HASH_SIZE == SECRET_DIGEST_SIZE, "hash of a code");
static_assert(RECOVERY_TEXT_SIZE == RECOVERY_LETTERS + RECOVERY_LETTERS / RECOVERY_GROUP,
        "letters, hyphens and the closing zero");

void
second_factor_new(
        const IdentifierKey *key, const char *login, uint8_t ret_sealed[static SEALED_SECRET_SIZE])
{
    uint8_t secret[ONE_TIME_SECRET_SIZE];

    secret_random(secret, sizeof secret);
    seal_close(key, PURPOSE, login, secret, sizeof secret, ret_sealed);
    secret_wipe(secret, sizeof secret);
}

static bool
open_secret(const IdentifierKey *key, const char *login, const uint8_t *sealed, size_t size,
        uint8_t ret_secret[static ONE_TIME_SECRET_SIZE])
{
    if (size == SEALED_SECRET_SIZE && seal_open(key, PURPOSE, login, sealed, size, ret_secret))
        return true;
    log_error("a second factor does not open with this key file");
    return false;
}

int64_t
second_factor_find(const IdentifierKey *key, const char *login, const uint8_t *sealed, size_t size,
        const char *code)
{
    uint8_t secret[ONE_TIME_SECRET_SIZE];
    int64_t step;

    if (!open_secret(key, login, sealed, size, secret))
        return ONE_TIME_NO_STEP;
    step = one_time_find(secret, code, one_time_step(time(NULL)));
    secret_wipe(secret, sizeof secret);
    return step;
}

const char *
second_factor_uri(Arena *arena, const IdentifierKey *key, const char *login, const uint8_t *sealed,
        size_t size, const char **ret_letters)
{
    uint8_t secret[ONE_TIME_SECRET_SIZE];
    char letters[ONE_TIME_BASE32_SIZE];

    if (!open_secret(key, login, sealed, size, secret))
        return NULL;
    one_time_base32(secret, letters);
    secret_wipe(secret, sizeof secret);
    *ret_letters = arena_text(arena, letters);
    secret_wipe(letters, sizeof letters);
    return arena_format(
            arena, "otpauth://totp/" ISSUER ":%s?secret=%s&issuer=" ISSUER, login, *ret_letters);
}

const char *
second_factor_digits(Arena *arena, const char *typed)
{
    char *digits = arena_text(arena, typed);
    char *to = digits;

    for (; *typed; typed++)
        if (*typed != ' ' && *typed != '-')
            *to++ = *typed;
    *to = '\0';
    return digits;
}

bool
second_factor_is_code(const char *typed)
{
    size_t digits = 0;

    for (; *typed; typed++) {
        if (*typed >= '0' && *typed <= '9')
            digits++;
        else if (*typed != ' ' && *typed != '-')
            return false;
    }
    return digits == ONE_TIME_DIGITS;
}

/* ---- recovery ---------------------------------------------------------------------------------
 */

static void
draw_code(char ret_text[static RECOVERY_TEXT_SIZE])
{
    uint8_t bytes[RECOVERY_LETTERS];
    char *to = ret_text;

    secret_random(bytes, sizeof bytes);
    for (size_t i = 0; i < RECOVERY_LETTERS; i++) {
        if (i > 0 && i % RECOVERY_GROUP == 0)
            *to++ = '-';
        *to++ = alphabet[bytes[i] % 32];
    }
    *to = '\0';
    secret_wipe(bytes, sizeof bytes);
}

void
recovery_codes_new(RecoveryCodes *ret_codes)
{
    for (size_t i = 0; i < RECOVERY_CODES; i++) {
        draw_code(ret_codes->texts[i]);
        secret_digest(
                ret_codes->texts[i], strlen(ret_codes->texts[i]), NULL, 0, ret_codes->hashes[i]);
    }
}

/* What looks like a letter of the alphabet is meant as it. */
static char
letter_of(char typed)
{
    if (typed >= 'a' && typed <= 'z')
        typed = (char) (typed - 'a' + 'A');
    if (typed == 'O')
        return '0';
    if (typed == 'I' || typed == 'L')
        return '1';
    return typed && strchr(alphabet, typed) ? typed : '\0';
}

const char *
recovery_code_read(Arena *arena, const char *typed)
{
    char *text = arena_alloc(arena, RECOVERY_TEXT_SIZE);
    size_t n = 0;
    size_t at = 0;

    for (; *typed; typed++) {
        char letter = letter_of(*typed);

        if (*typed == ' ' || *typed == '-')
            continue;
        if (!letter || n == RECOVERY_LETTERS)
            return NULL;
        if (n > 0 && n % RECOVERY_GROUP == 0)
            text[at++] = '-';
        text[at++] = letter;
        n++;
    }
    return n == RECOVERY_LETTERS ? text : NULL;
}
