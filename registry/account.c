/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/account.h"

#include "registry/base/secret.h"
#include "registry/base/text.h"

#include <assert.h>
#include <string.h>

#define TOKEN_BYTES 32
#define NOBODY                                               \
    "$argon2id$v=19$m=65536,t=2,p=1$jnQudd8KIfUaLfO6PTM2BQ$" \
    "AnZywPp1FUFC8xhJX/QO59SH+UTAqNB45ys581cnbsg"

static_assert(TOKEN_HASH_SIZE == SECRET_DIGEST_SIZE, "token hash");
static_assert(PASSWORD_STORED_SIZE == SECRET_PASSWORD_SIZE, "stored password");

static const struct {
    AccountRole role;
    const char *key;
    const char *greek;
} roles[] = {
    { ACCOUNT_ADVISER, "adviser", "σύμβουλος" },
    { ACCOUNT_COORDINATOR, "coordinator", "συντονιστής" },
    { ACCOUNT_PUBLISHER, "publisher", "εκδότης" },
    { ACCOUNT_APPROVER, "approver", "εγκρίνων" },
    { ACCOUNT_AUDITOR, "auditor", "ελεγκτής" },
    { ACCOUNT_ADMINISTRATOR, "administrator", "διαχειριστής" },
};

#define ROLES_COUNT (sizeof roles / sizeof *roles)

void
account_token_hash(const char *token, uint8_t ret_hash[static TOKEN_HASH_SIZE])
{
    secret_digest(token, strlen(token), NULL, 0, ret_hash);
}

void
account_token_new(char ret_token[static TOKEN_TEXT_SIZE], uint8_t ret_hash[static TOKEN_HASH_SIZE])
{
    uint8_t bytes[TOKEN_BYTES];

    secret_random(bytes, sizeof bytes);
    secret_base64(bytes, sizeof bytes, ret_token, TOKEN_TEXT_SIZE);
    secret_wipe(bytes, sizeof bytes);
    account_token_hash(ret_token, ret_hash);
}

bool
account_password_check(const char *stored, const char *password, size_t size)
{
    return size <= PASSWORD_MAX && secret_password_check(stored, password, size);
}

/* Of random bytes that were thrown away, with the same costs as secret_password_store(). */
const char *
account_password_of_nobody(void)
{
    return NOBODY;
}

void
account_password_store(
        const char *password, size_t size, char ret_stored[static PASSWORD_STORED_SIZE])
{
    assert(size <= PASSWORD_MAX);

    secret_password_store(password, size, ret_stored);
}

const char *
account_password_reason(const char *password)
{
    size_t size = strlen(password);

    if (!text_is_utf8(password, size))
        return "Το συνθηματικό περιέχει χαρακτήρες που δεν διαβάζονται (όχι UTF-8).";
    if (size > PASSWORD_MAX)
        return "Το συνθηματικό είναι μεγαλύτερο από 128 byte.";
    if (text_width(password) < PASSWORD_MIN)
        return "Το συνθηματικό έχει λιγότερους από 12 χαρακτήρες.";
    if (password[strspn(password, (char[]) { *password, '\0' })] == '\0')
        return "Το συνθηματικό είναι ένας χαρακτήρας που επαναλαμβάνεται.";
    return NULL;
}

uint32_t
account_role_find(const char *name)
{
    for (size_t i = 0; i < ROLES_COUNT; i++)
        if (text_same(name, roles[i].key) || text_same(name, roles[i].greek))
            return roles[i].role;
    return 0;
}

const char *
account_role_key(AccountRole role)
{
    for (size_t i = 0; i < ROLES_COUNT; i++)
        if (roles[i].role == role)
            return roles[i].key;
    return NULL;
}

const char *
account_role_greek(AccountRole role)
{
    for (size_t i = 0; i < ROLES_COUNT; i++)
        if (roles[i].role == role)
            return roles[i].greek;
    return NULL;
}
