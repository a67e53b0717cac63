/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/base/secret.h"

#include "registry/base/log.h"

#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MEMORY_KIB_MAX (256 * 1024)
#define PASSES_MAX 10

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

/* The numbers and the salt of `$argon2id$v=19$m=65536,t=2,p=1$<salt>`. */
static bool
read_settings(const char *settings, unsigned *ret_memory_kib, unsigned *ret_passes,
        unsigned char ret_salt[static crypto_pwhash_SALTBYTES])
{
    int end = 0;
    size_t size = 0;

    if (sscanf(settings, "$argon2id$v=19$m=%7u,t=%3u,p=1$%n", ret_memory_kib, ret_passes, &end) != 2
            || end == 0)
        return false;
    return sodium_base642bin(ret_salt, crypto_pwhash_SALTBYTES, settings + end,
                   strlen(settings + end), NULL, &size, NULL,
                   sodium_base64_VARIANT_ORIGINAL_NO_PADDING)
            == 0
            && size == crypto_pwhash_SALTBYTES;
}

bool
secret_password_prove(const char *settings, const char *password, size_t size,
        uint8_t ret_proof[static SECRET_PROOF_SIZE])
{
    unsigned char salt[crypto_pwhash_SALTBYTES];
    unsigned memory_kib = 0;
    unsigned passes = 0;

    start();
    if (!read_settings(settings, &memory_kib, &passes, salt) || memory_kib > MEMORY_KIB_MAX
            || passes > PASSES_MAX)
        return false;
    return crypto_pwhash(ret_proof, SECRET_PROOF_SIZE, password, size, salt, passes,
                   (size_t) memory_kib * 1024, crypto_pwhash_ALG_ARGON2ID13)
            == 0;
}
