/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/base/identifier.h"

#include "registry/base/error.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The file: one byte key id, then the key. */
#define KEY_FILE_SIZE (1 + IDENTIFIER_KEY_SIZE)
#define FIRST_KEY_ID 1

struct IdentifierKey {
    uint8_t bytes[KEY_FILE_SIZE]; /* in memory that is locked and left out of core files */
};

static bool
has_digits(const char *digits, size_t count)
{
    return strlen(digits) == count && strspn(digits, "0123456789") == count;
}

static int
two_digits(const char *digits)
{
    return (digits[0] - '0') * 10 + (digits[1] - '0');
}

/* Luhn: from the left, every second digit is doubled. */
static int
luhn_sum(const char *digits, size_t count)
{
    int sum = 0;

    for (size_t i = 0; i < count; i++) {
        int digit = digits[i] - '0';

        if (i % 2 == 1)
            digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
        sum += digit;
    }
    return sum;
}

int
amka_check(const char *digits)
{
    Day day;

    if (!has_digits(digits, AMKA_DIGITS))
        return IDENTIFIER_E_LENGTH;

    /* 29/02/00 exists in 2000 and not in 1900: a day of either century will do. */
    if (day_from_ymd(
                1900 + two_digits(digits + 4), two_digits(digits + 2), two_digits(digits), &day)
                    != 0
            && day_from_ymd(2000 + two_digits(digits + 4), two_digits(digits + 2),
                       two_digits(digits), &day)
                    != 0)
        return IDENTIFIER_E_DATE;

    return luhn_sum(digits, AMKA_DIGITS) % 10 == 0 ? 0 : IDENTIFIER_E_CHECK;
}

char
amka_check_digit(const char *digits)
{
    return (char) ('0' + (10 - luhn_sum(digits, AMKA_DIGITS - 1) % 10) % 10);
}

char
afm_check_digit(const char *digits)
{
    int check = 0;

    for (size_t i = 0; i < AFM_DIGITS - 1; i++)
        check = check * 2 + (digits[i] - '0');
    return (char) ('0' + check * 2 % 11 % 10);
}

int
afm_check(const char *digits)
{
    if (!has_digits(digits, AFM_DIGITS))
        return IDENTIFIER_E_LENGTH;
    if (strspn(digits, "0") == AFM_DIGITS)
        return IDENTIFIER_E_ZERO;
    return digits[AFM_DIGITS - 1] == afm_check_digit(digits) ? 0 : IDENTIFIER_E_CHECK;
}

int
identifier_check(IdentifierKind kind, const char *digits)
{
    return kind == IDENTIFIER_AMKA ? amka_check(digits) : afm_check(digits);
}

const char *
identifier_reason(IdentifierKind kind, int condition)
{
    bool amka = kind == IDENTIFIER_AMKA;

    switch (condition) {
    case IDENTIFIER_E_LENGTH:
        return amka ? "Ο ΑΜΚΑ έχει ακριβώς 11 ψηφία." : "Ο ΑΦΜ έχει ακριβώς 9 ψηφία.";
    case IDENTIFIER_E_DATE:
        return "Τα έξι πρώτα ψηφία του ΑΜΚΑ δεν είναι ημερομηνία (ΗΗΜΜΕΕ).";
    case IDENTIFIER_E_CHECK:
        return amka ? "Το ψηφίο ελέγχου του ΑΜΚΑ δεν ταιριάζει· ελέγξτε τα ψηφία ένα προς ένα."
                    : "Το ψηφίο ελέγχου του ΑΦΜ δεν ταιριάζει· ελέγξτε τα ψηφία ένα προς ένα.";
    case IDENTIFIER_E_ZERO:
        return "Ο ΑΦΜ 000000000 δεν ανήκει σε κανέναν.";
    default:
        return "";
    }
}

int
amka_fits_birth(const char *digits, Day birth)
{
    int year, month, day;

    day_to_ymd(birth, &year, &month, &day);
    return two_digits(digits) == day && two_digits(digits + 2) == month
            && two_digits(digits + 4) == year % 100;
}

IdentifierKey *
identifier_key_free(IdentifierKey *key)
{
    if (key)
        sodium_free(key);
    return NULL;
}

static IdentifierKey *
key_new(void)
{
    IdentifierKey *key;

    if (sodium_init() < 0)
        abort();
    key = sodium_malloc(sizeof *key);
    if (!key)
        abort();
    return key;
}

int
identifier_key_load(const char *path, IdentifierKey **ret_key)
{
    CLEANUP(identifier_key_freep) IdentifierKey *key = NULL;
    struct stat status;
    ssize_t size;
    int file;

    file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return error_raise(-errno, "key file %s", path);

    if (fstat(file, &status) < 0 || !S_ISREG(status.st_mode) || (status.st_mode & 077) != 0) {
        (void) close(file);
        return error_raise(-EACCES,
                "key file %s must be a plain file that its owner alone can read (chmod 600)", path);
    }

    key = key_new();
    size = read(file, key->bytes, sizeof key->bytes);
    (void) close(file);
    if (size != KEY_FILE_SIZE || status.st_size != KEY_FILE_SIZE || key->bytes[0] == 0)
        return error_raise(-EINVAL, "key file %s is not a key of this registry", path);

    *ret_key = TAKE(key);
    return 0;
}

int
identifier_key_create(const char *path)
{
    CLEANUP(identifier_key_freep) IdentifierKey *key = key_new();
    int file;
    bool written;

    key->bytes[0] = FIRST_KEY_ID;
    randombytes_buf(key->bytes + 1, IDENTIFIER_KEY_SIZE);

    file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0)
        return error_raise(-errno, "key file %s", path);

    written = write(file, key->bytes, sizeof key->bytes) == KEY_FILE_SIZE && fsync(file) == 0;
    if (close(file) < 0 || !written) {
        (void) unlink(path);
        return error_raise(-EIO, "key file %s", path);
    }
    return 0;
}

uint8_t
identifier_key_id(const IdentifierKey *key)
{
    return key->bytes[0];
}

void
identifier_key_derive(
        const IdentifierKey *key, const char *purpose, uint8_t ret_key[static IDENTIFIER_KEY_SIZE])
{
    static const unsigned char no_salt[crypto_generichash_blake2b_SALTBYTES];
    int r;

    r = crypto_generichash_blake2b_salt_personal(ret_key, IDENTIFIER_KEY_SIZE,
            (const unsigned char *) purpose, strlen(purpose), key->bytes, sizeof key->bytes,
            no_salt, (const unsigned char *) "mitroa-derive-v1");
    assert(r == 0);
    (void) r;
}

void
identifier_index(const IdentifierKey *key, IdentifierKind kind, const char *digits,
        uint8_t ret_index[IDENTIFIER_INDEX_SIZE])
{
    static const unsigned char no_salt[crypto_generichash_blake2b_SALTBYTES];
    const char *personal = kind == IDENTIFIER_AMKA ? "mitroa-amka-v1\0" : "mitroa-afm--v1\0";
    int r;

    /* The key id is hashed as part of the key, so that no index means the same under two keys. */
    r = crypto_generichash_blake2b_salt_personal(ret_index, IDENTIFIER_INDEX_SIZE,
            (const unsigned char *) digits, strlen(digits), key->bytes, sizeof key->bytes, no_salt,
            (const unsigned char *) personal);
    assert(r == 0);
    (void) r;
}
