/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/base/seal.h"

#include "registry/base/secret.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#define NONCE_SIZE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_SIZE crypto_aead_xchacha20poly1305_ietf_ABYTES

static_assert(SEAL_MORE == NONCE_SIZE + TAG_SIZE, "sealed size");
static_assert(IDENTIFIER_KEY_SIZE == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "key size");

void
seal_close(const IdentifierKey *key, const char *purpose, const char *whose, const void *bytes,
        size_t size, uint8_t *ret_sealed)
{
    uint8_t derived[IDENTIFIER_KEY_SIZE];

    identifier_key_derive(key, purpose, derived);
    secret_random(ret_sealed, NONCE_SIZE);
    (void) crypto_aead_xchacha20poly1305_ietf_encrypt(ret_sealed + NONCE_SIZE, NULL, bytes, size,
            (const unsigned char *) whose, strlen(whose), NULL, ret_sealed, derived);
    secret_wipe(derived, sizeof derived);
}

bool
seal_open(const IdentifierKey *key, const char *purpose, const char *whose, const uint8_t *sealed,
        size_t size, void *ret_bytes)
{
    uint8_t derived[IDENTIFIER_KEY_SIZE];
    int r;

    if (size < SEAL_MORE)
        return false;
    identifier_key_derive(key, purpose, derived);
    r = crypto_aead_xchacha20poly1305_ietf_decrypt(ret_bytes, NULL, NULL, sealed + NONCE_SIZE,
            size - NONCE_SIZE, (const unsigned char *) whose, strlen(whose), sealed, derived);
    secret_wipe(derived, sizeof derived);
    return r == 0;
}
