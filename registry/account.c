/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/account.h"

#include "registry/base/secret.h"
#include "registry/base/text.h"

#include <assert.h>
#include <string.h>

#define TOKEN_BYTES 32
#define REPEATED_MAX 4 /* bytes */
#define NOBODY "$argon2id$v=19$m=65536,t=2,p=1$jnQudd8KIfUaLfO6PTM2BQ"

static_assert(TOKEN_HASH_SIZE == SECRET_DIGEST_SIZE, "token hash");
static_assert(PASSWORD_STORED_SIZE == SECRET_PASSWORD_SIZE, "stored password");
static_assert(PASSWORD_PROOF_SIZE == SECRET_PROOF_SIZE, "proof of a password");

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

void
account_password_prove(const char *settings, const char *password, size_t size,
        uint8_t ret_proof[static PASSWORD_PROOF_SIZE])
{
    assert(size <= PASSWORD_MAX);

    /* What cannot be computed is no proof of anything. */
    if (!secret_password_prove(settings, password, size, ret_proof))
        secret_random(ret_proof, PASSWORD_PROOF_SIZE);
}

/* Of random bytes that were thrown away, with the same costs as secret_password_store(). */
const char *
account_settings_of_nobody(void)
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

/* ---- passwords that are tried first -----------------------------------------------------------
 */

/* Folded; with digits and signs around them they are as well known. Ours and those of the lists. */
static const char *const known_words[] = { "password", "passw0rd", "passwort", "administrator",
    "admin", "qwerty", "qwertyuiop", "qwertyuiopasdfgh", "asdfghjkl", "zxcvbnm", "letmein",
    "welcome", "iloveyou", "football", "basketball", "monkey", "dragon", "sunshine", "princess",
    "superman", "trustno", "whatever", "changeme", "default", "guest", "mitroa", "κωδικοσ",
    "κωδικοσ προσβασησ", "συνθηματικο", "μητρωα", "διαχειριστησ", "συμβουλοσ", "κεντρο κοινοτητασ",
    "ελλαδα", "ελλασ", "ολυμπιακοσ", "παναθηναικοσ", "αεκ", "παοκ", "θεσσαλονικη", "αθηνα",
    "kodikos", "synthimatiko", "ellada", "hellas", "olympiakos", "olympiacos", "panathinaikos",
    "thessaloniki", "athina", "kalamata", "καλαματα" };

/* Letters alone, folded: «Password-1234!» is «password». */
static void
leave_letters(char *folded)
{
    char *to = folded;

    for (const char *from = folded; *from; from++)
        if ((unsigned char) *from >= 0x80 || (*from >= 'a' && *from <= 'z'))
            *to++ = *from;
    *to = '\0';
}

static bool
is_known(Arena *arena, const char *password, const char *login)
{
    char *letters = text_fold_key(arena, password);
    bool had_letters;

    leave_letters(letters);
    had_letters = *letters != '\0';
    for (size_t i = 0; had_letters && i < sizeof known_words / sizeof *known_words; i++) {
        char *word = text_fold_key(arena, known_words[i]);

        leave_letters(word);
        if (strcmp(letters, word) == 0)
            return true;
    }
    return login && *login && strcmp(letters, text_fold_key(arena, login)) == 0;
}

/* The same few bytes over and over, as in «abcabcabcabc». */
static bool
repeats(const char *password, size_t size)
{
    for (size_t period = 1; period <= REPEATED_MAX; period++)
        if (memcmp(password, password + period, size - period) == 0)
            return true;
    return false;
}

/* One after the other, as in «123456789012»: after 9 comes 0. */
static bool
counts(const char *password, size_t size)
{
    for (int by = -1; by <= 1; by += 2) {
        size_t i = 1;

        while (i < size
                && (password[i] == password[i - 1] + by
                        || (by > 0 && password[i - 1] == '9' && password[i] == '0')
                        || (by < 0 && password[i - 1] == '0' && password[i] == '9')))
            i++;
        if (i == size)
            return true;
    }
    return false;
}

const char *
account_password_reason(const char *password, const char *login)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    size_t size = strlen(password);

    if (!text_is_utf8(password, size))
        return "Το συνθηματικό περιέχει χαρακτήρες που δεν διαβάζονται (όχι UTF-8).";
    if (size > PASSWORD_MAX)
        return "Το συνθηματικό είναι μεγαλύτερο από 128 byte.";
    if (text_width(password) < PASSWORD_MIN)
        return "Το συνθηματικό έχει λιγότερους από 12 χαρακτήρες. Μια φράση με λίγες λέξεις "
               "θυμάται εύκολα και αρκεί.";
    if (repeats(password, size))
        return "Το συνθηματικό είναι λίγοι χαρακτήρες που επαναλαμβάνονται. Γράψτε μια φράση.";
    if (counts(password, size))
        return "Το συνθηματικό είναι μια ακολουθία, από τις πρώτες που δοκιμάζονται. Γράψτε μια "
               "φράση.";
    if (is_known(arena, password, login))
        return "Το συνθηματικό είναι από τα πρώτα που δοκιμάζονται: μια γνωστή λέξη, ή το όνομα "
               "χρήστη, με ψηφία και σημεία γύρω της. Γράψτε μια φράση με λίγες λέξεις.";
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
