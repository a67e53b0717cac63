/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/postcode.h"

#include "registry/base/text.h"

#include <string.h>

#define DIGITS "0123456789"
#define FIRST_PART 3 /* «241 00» */

/* What stands in front of the digits, folded; the longest first. */
static const char *const labels[] = { "ταχυδρομικοσ κωδικασ", "ταχ κωδικασ", "postal code",
    "postcode", "zip", "τ κ", "t k", "τκ", "tk" };

/* How long the digits at the beginning of a word are, if they are a postcode; 0 if not. */
static size_t
postcode_length(const char *word)
{
    size_t n = strspn(word, DIGITS);
    size_t length = n;

    if (n == FIRST_PART && word[n] == ' '
            && strspn(word + n + 1, DIGITS) == POSTCODE_DIGITS - FIRST_PART)
        length = POSTCODE_DIGITS + 1;
    else if (n != POSTCODE_DIGITS)
        return 0;
    return word[length] == '\0' || word[length] == ' ' ? length : 0;
}

static void
copy_digits(const char *from, char *to)
{
    size_t n = 0;

    for (; n < POSTCODE_DIGITS; from++)
        if (*from != ' ')
            to[n++] = *from;
    to[n] = '\0';
}

/* The words before the digits, without what says that digits follow. */
static size_t
head_length(const char *text, size_t length)
{
    while (length > 0 && text[length - 1] == ' ')
        length--;
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        size_t label = strlen(labels[i]);

        if (length < label || memcmp(text + length - label, labels[i], label) != 0
                || (length > label && text[length - label - 1] != ' '))
            continue;
        length -= label;
        break;
    }
    while (length > 0 && text[length - 1] == ' ')
        length--;
    return length;
}

bool
postcode_read(Arena *arena, const char *text, Postcode *ret_postcode)
{
    const char *folded = text_fold(arena, text);
    const char *word = folded;
    size_t length, head;
    const char *tail;

    while (*word && postcode_length(word) == 0) {
        word += strcspn(word, " ");
        word += strspn(word, " ");
    }
    if (!*word)
        return false;

    length = postcode_length(word);
    copy_digits(word, ret_postcode->digits);
    head = head_length(folded, (size_t) (word - folded));
    tail = word + length + strspn(word + length, " ");
    ret_postcode->rest =
            arena_format(arena, "%.*s%s%s", (int) head, folded, head > 0 && *tail ? " " : "", tail);
    return true;
}
