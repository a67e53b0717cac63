/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Seal: what the database keeps and must not be able to read. XChaCha20-Poly1305 under a key that
 * follows from the key file and a purpose; bound to the name of whom it belongs to, so that a row
 * copied to somebody else does not open.
 */

#include "registry/base/identifier.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SEAL_MORE 40 /* bytes by which a sealed secret is longer: nonce and tag */

void seal_close(const IdentifierKey *key, const char *purpose, const char *whose, const void *bytes,
        size_t size, uint8_t *ret_sealed);

/* False if it was sealed under another key, for another, or was changed. */
bool seal_open(const IdentifierKey *key, const char *purpose, const char *whose,
        const uint8_t *sealed, size_t size, void *ret_bytes);
