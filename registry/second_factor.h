/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Second factor: the secret in an authenticator, and the codes for the day on which the telephone
 * is lost.
 *
 * The secret is sealed with the key file and bound to the log-in name before it goes to the
 * database. A recovery code has 80 random bits, so that a plain hash of it is enough.
 */

#include "registry/base/arena.h"
#include "registry/base/identifier.h"
#include "registry/base/one_time.h"
#include "registry/base/seal.h"

#define SEALED_SECRET_SIZE (ONE_TIME_SECRET_SIZE + SEAL_MORE)
#define RECOVERY_CODES 10
#define RECOVERY_TEXT_SIZE 20 /* ABCD-EFGH-JKLM-NPQR and the closing zero */
#define RECOVERY_HASH_SIZE 32

/* Draws a secret. */
void second_factor_new(
        const IdentifierKey *key, const char *login, uint8_t ret_sealed[static SEALED_SECRET_SIZE]);

/* To which time step of now the code belongs, ONE_TIME_NO_STEP if to none. */
int64_t second_factor_find(const IdentifierKey *key, const char *login, const uint8_t *sealed,
        size_t size, const char *code);

/* What an authenticator reads, as a URI and as letters to type; NULL if it does not open. */
const char *second_factor_uri(Arena *arena, const IdentifierKey *key, const char *login,
        const uint8_t *sealed, size_t size, const char **ret_letters);

/* Six digits, with what people type between them. */
bool second_factor_is_code(const char *typed);

/* Spaces and hyphens taken out. */
const char *second_factor_digits(Arena *arena, const char *typed);

typedef struct RecoveryCodes {
    char texts[RECOVERY_CODES][RECOVERY_TEXT_SIZE];
    uint8_t hashes[RECOVERY_CODES][RECOVERY_HASH_SIZE];
} RecoveryCodes;

void recovery_codes_new(RecoveryCodes *ret_codes);

/* What was typed in the form that was hashed: capitals, with hyphens. NULL if it cannot be one. */
const char *recovery_code_read(Arena *arena, const char *typed);
