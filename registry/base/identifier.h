/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Identifiers: AMKA and ΑΦΜ, checked, and then kept only as a keyed BLAKE2b-128 index.
 *
 * An AMKA has some 10^8 possible values, so an unkeyed hash of it is no secret. The key stands in a
 * file outside the database, mode 0600. Whoever reads a number wipes it after use.
 */

#include "registry/base/cleanup.h"
#include "registry/base/date.h"

#include <stddef.h>
#include <stdint.h>

#define AMKA_DIGITS 11
#define AFM_DIGITS 9
#define IDENTIFIER_INDEX_SIZE 16
#define IDENTIFIER_KEY_SIZE 32

typedef enum IdentifierKind {
    IDENTIFIER_AMKA = 1,
    IDENTIFIER_AFM = 2,
} IdentifierKind;

enum {
    IDENTIFIER_E_LENGTH = 1, /* not the right number of digits, or something else than digits */
    IDENTIFIER_E_DATE,       /* the first six digits of an AMKA are no day of any century */
    IDENTIFIER_E_CHECK,      /* the check digit does not fit */
    IDENTIFIER_E_ZERO,       /* ΑΦΜ 000000000 satisfies the arithmetic and belongs to nobody */
};

/* Both take exactly the digits, with nothing around them. */
int amka_check(const char *digits);
int afm_check(const char *digits);
int identifier_check(IdentifierKind kind, const char *digits);
/* What is wrong, in a Greek sentence for the person who typed it. */
const char *identifier_reason(IdentifierKind kind, int condition);

/* The AMKA's date has no century: true if `birth` fits its six digits. */
int amka_fits_birth(const char *digits, Day birth);

/* Check digits, for whoever makes synthetic numbers: `digits` without the last one. */
char amka_check_digit(const char *digits);
char afm_check_digit(const char *digits);

typedef struct IdentifierKey IdentifierKey;

/* Reads the key file; refuses (-EACCES, logged) one that others than its owner can read. */
int identifier_key_load(const char *path, IdentifierKey **ret_key);
/* Makes a new key file, mode 0600; -EEXIST if there is one: a lost key loses every person. */
int identifier_key_create(const char *path);
IdentifierKey *identifier_key_free(IdentifierKey *key);
/* Which key this is, 1..255; stands beside each index so that keys can be changed. */
uint8_t identifier_key_id(const IdentifierKey *key);
/* A key for something else than identifiers: it follows from this one, and not the other way. */
void identifier_key_derive(
        const IdentifierKey *key, const char *purpose, uint8_t ret_key[static IDENTIFIER_KEY_SIZE]);

void identifier_index(const IdentifierKey *key, IdentifierKind kind, const char *digits,
        uint8_t ret_index[IDENTIFIER_INDEX_SIZE]);

DEFINE_CLEANUP(IdentifierKey, identifier_key_free)
