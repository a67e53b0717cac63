/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/base/secret.h"

#include "registry/base/log.h"

#include <assert.h>
#include <sodium.h>
#include <stdlib.h>

static_assert(SECRET_DIGEST_SIZE == crypto_hash_sha256_BYTES, "digest");
static_assert(SECRET_PASSWORD_SIZE == crypto_pwhash_STRBYTES, "stored password");

/* Idempotent and cheap after the first time. */
static void
start(void)
{
    if (sodium_init() < 0) {
        log_error("libsodium: no random source");
        abort();
    }
}

void
secret_random(void *bytes, size_t size)
{
    start();
    randombytes_buf(bytes, size);
}

void
secret_wipe(void *bytes, size_t size)
{
    sodium_memzero(bytes, size);
}

bool
secret_equal(const void *one, const void *other, size_t size)
{
    return sodium_memcmp(one, other, size) == 0;
}

void
secret_digest(const void *bytes, size_t size, const void *more, size_t more_size,
        uint8_t ret_digest[static SECRET_DIGEST_SIZE])
{
    crypto_hash_sha256_state state;

    (void) crypto_hash_sha256_init(&state);
    (void) crypto_hash_sha256_update(&state, bytes, size);
    if (more)
        (void) crypto_hash_sha256_update(&state, more, more_size);
    (void) crypto_hash_sha256_final(&state, ret_digest);
}

void
secret_base64(const void *bytes, size_t size, char *text, size_t text_size)
{
    (void) sodium_bin2base64(
            text, text_size, bytes, size, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

void
secret_password_store(
        const char *password, size_t size, char ret_stored[static SECRET_PASSWORD_SIZE])
{
    start();
    if (crypto_pwhash_str_alg(ret_stored, password, size, crypto_pwhash_OPSLIMIT_INTERACTIVE,
                crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13)
            != 0) {
        log_error("argon2id: not enough memory");
        abort();
    }
}

bool
secret_password_check(const char *stored, const char *password, size_t size)
{
    start();
    return crypto_pwhash_str_verify(stored, password, size) == 0;
}
