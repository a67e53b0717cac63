/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Secrets: random bytes, digests, passwords and wiping, over libsodium.
 *
 * A process that cannot draw random bytes or compute a password's string ends: there is no safe way
 * to go on.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SECRET_DIGEST_SIZE 32
#define SECRET_PASSWORD_SIZE 128 /* of an argon2id string with its closing zero */

void secret_random(void *bytes, size_t size);
void secret_wipe(void *bytes, size_t size);
/* Takes the same time wherever they differ. */
bool secret_equal(const void *one, const void *other, size_t size);

/* SHA-256 of one piece after the other; `more` may be NULL. */
void secret_digest(const void *bytes, size_t size, const void *more, size_t more_size,
        uint8_t ret_digest[static SECRET_DIGEST_SIZE]);

/* URL-safe base64 without padding; `text` has room for size * 4 / 3 + 2 characters. */
void secret_base64(const void *bytes, size_t size, char *text, size_t text_size);

/* argon2id, 64 MiB and some tenths of a second: not on the thread of an event loop. */
void secret_password_store(
        const char *password, size_t size, char ret_stored[static SECRET_PASSWORD_SIZE]);

/*
 * What argon2id gives for a password with the settings and the salt of an argon2id string whose
 * hash is left out. False if `settings` is no such string, or asks for more than 256 MiB.
 */
#define SECRET_PROOF_SIZE 32
bool secret_password_prove(const char *settings, const char *password, size_t size,
        uint8_t ret_proof[static SECRET_PROOF_SIZE]);
