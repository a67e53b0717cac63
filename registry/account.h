/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Accounts: who may ask, for which structure, in which roles.
 *
 * Of a password the database keeps a hash of what argon2id makes of it, of a token its hash; a
 * token is shown once, when it is made.
 */

#include "registry/base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TOKEN_HASH_SIZE 32
#define TOKEN_TEXT_SIZE 44 /* 32 random bytes in URL-safe base64, and the closing zero */
#define PASSWORD_MIN 12    /* characters */
#define PASSWORD_MAX 128   /* bytes */
#define PASSWORD_STORED_SIZE 128
#define PASSWORD_PROOF_SIZE 32
#define LOGIN_MAX 64 /* bytes */

/* Bits, because an account may hold several; the numbers stand in the database as well. */
typedef enum AccountRole {
    ACCOUNT_ADVISER = 1 << 1,
    ACCOUNT_COORDINATOR = 1 << 2,
    ACCOUNT_PUBLISHER = 1 << 3,
    ACCOUNT_APPROVER = 1 << 4,
    ACCOUNT_AUDITOR = 1 << 5,
    ACCOUNT_ADMINISTRATOR = 1 << 6,
} AccountRole;

typedef enum AccountStatus {
    ACCOUNT_OK,
    ACCOUNT_REFUSED,     /* no such session, account, or it is disabled: one and the same */
    ACCOUNT_WAIT,        /* too many wrong passwords: not before `wait_s` seconds */
    ACCOUNT_UNAVAILABLE, /* the database cannot be asked now: 503 */
} AccountStatus;

typedef struct AccountSession {
    const char *login;
    const char *name;      /* to be shown */
    uint32_t roles;        /* AccountRole bits */
    bool is_token;         /* a client's bearer token, not a browser's session */
    const char *structure; /* code; NULL = none */
    const char *structure_name;
    const int64_t *municipalities; /* place keys of the structure's area today */
    size_t n_municipalities;
} AccountSession;

typedef struct AccountCredential {
    const char *login;
    const char *settings; /* for account_password_prove(); those of nobody if unknown */
    uint32_t wait_s;      /* with ACCOUNT_WAIT */
} AccountCredential;

/* Draws a token and its hash. Only the hash is ever stored. */
void account_token_new(
        char ret_token[static TOKEN_TEXT_SIZE], uint8_t ret_hash[static TOKEN_HASH_SIZE]);

/* The hash of what a client sent, whatever its length. */
void account_token_hash(const char *token, uint8_t ret_hash[static TOKEN_HASH_SIZE]);

/*
 * argon2id, some tenths of a second and 64 MiB: never on a loop's thread. What comes of it is shown
 * to the database, which alone knows whether it is right. An unknown name takes as long as a known
 * one, because it has settings as well.
 */
void account_password_prove(const char *settings, const char *password, size_t size,
        uint8_t ret_proof[static PASSWORD_PROOF_SIZE]);
const char *account_settings_of_nobody(void);
void account_password_store(
        const char *password, size_t size, char ret_stored[static PASSWORD_STORED_SIZE]);

/*
 * NULL if the password may be used, else a Greek sentence saying why not. Length decides, and that
 * it is none of those that are tried first; no rule asks for signs of some kind. `login` NULL =
 * not known here.
 */
const char *account_password_reason(const char *password, const char *login);

/* "adviser" and «σύμβουλος» alike; 0 if there is no such role. */
uint32_t account_role_find(const char *name);
const char *account_role_key(AccountRole role);
const char *account_role_greek(AccountRole role);
