/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/request_check.h"

#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Headers that may come once, and how often each has come. */
typedef enum Single {
    SINGLE_CONTENT_LENGTH,
    SINGLE_TRANSFER_ENCODING,
    SINGLE_HOST,
    SINGLE_AUTHORIZATION,
    SINGLE_CONTENT_TYPE,
    SINGLE_COOKIE,
    SINGLE_ORIGIN,
    SINGLES,
} Single;

static const char *const single_names[SINGLES] = {
    [SINGLE_CONTENT_LENGTH] = "Content-Length",
    [SINGLE_TRANSFER_ENCODING] = "Transfer-Encoding",
    [SINGLE_HOST] = "Host",
    [SINGLE_AUTHORIZATION] = "Authorization",
    [SINGLE_CONTENT_TYPE] = "Content-Type",
    [SINGLE_COOKIE] = "Cookie",
    [SINGLE_ORIGIN] = "Origin",
};

typedef struct Seen {
    unsigned counts[SINGLES];
    const char *values[SINGLES];
    const char *flaw;
} Seen;

static bool
is_token(const char *name, size_t size)
{
    static const char others[] = "!#$%&'*+-.^_`|~";

    for (size_t i = 0; i < size; i++) {
        char lower = (char) (name[i] | 0x20);

        if (!(lower >= 'a' && lower <= 'z') && !(name[i] >= '0' && name[i] <= '9')
                && (name[i] == '\0' || !strchr(others, name[i])))
            return false;
    }
    return size > 0;
}

static bool
is_field_value(const char *value, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (((unsigned char) value[i] < 0x20 && value[i] != '\t') || value[i] == 0x7f)
            return false;
    return true;
}

static enum MHD_Result
look_at(void *context, enum MHD_ValueKind kind, const char *name, size_t name_size,
        const char *value, size_t value_size)
{
    Seen *seen = context;

    (void) kind;
    if (!is_token(name, name_size))
        seen->flaw = "Κάποια επικεφαλίδα έχει όνομα με μη επιτρεπτούς χαρακτήρες.";
    if (value && !is_field_value(value, value_size))
        seen->flaw = "Κάποια επικεφαλίδα έχει τιμή με χαρακτήρες ελέγχου.";

    for (Single i = 0; i < SINGLES; i++) {
        if (strcasecmp(name, single_names[i]) == 0) {
            seen->counts[i]++;
            seen->values[i] = value ? value : "";
        }
    }
    return MHD_YES;
}

static bool
is_length(const char *text)
{
    return text[0] != '\0' && strlen(text) <= 15 && strspn(text, "0123456789") == strlen(text);
}

static const char *
flaw_of(const Seen *seen, const char *version)
{
    const unsigned *counts = seen->counts;
    bool is_1_1 = strcmp(version, "HTTP/1.1") == 0;

    if (!is_1_1 && strcmp(version, "HTTP/1.0") != 0)
        return "Υποστηρίζονται μόνο HTTP/1.0 και HTTP/1.1.";
    if (seen->flaw)
        return seen->flaw;
    for (Single i = 0; i < SINGLES; i++)
        if (counts[i] > 1)
            return "Μια επικεφαλίδα που επιτρέπεται μία φορά δόθηκε περισσότερες.";
    if (counts[SINGLE_CONTENT_LENGTH] && counts[SINGLE_TRANSFER_ENCODING])
        return "Δόθηκαν μαζί Content-Length και Transfer-Encoding.";
    if (counts[SINGLE_CONTENT_LENGTH] && !is_length(seen->values[SINGLE_CONTENT_LENGTH]))
        return "Το Content-Length δεν είναι αριθμός.";
    if (counts[SINGLE_TRANSFER_ENCODING]
            && (!is_1_1 || strcasecmp(seen->values[SINGLE_TRANSFER_ENCODING], "chunked") != 0))
        return "Το Transfer-Encoding μπορεί να είναι μόνο chunked, σε HTTP/1.1.";
    if (is_1_1 && (counts[SINGLE_HOST] == 0 || seen->values[SINGLE_HOST][0] == '\0'))
        return "Λείπει η επικεφαλίδα Host.";
    return NULL;
}

RequestHeaders
request_check(struct MHD_Connection *connection, const char *version)
{
    RequestHeaders headers = { 0 };
    Seen seen = { 0 };

    (void) MHD_get_connection_values_n(connection, MHD_HEADER_KIND, look_at, &seen);

    headers.flaw = flaw_of(&seen, version);
    if (headers.flaw)
        return headers;

    headers.is_chunked = seen.counts[SINGLE_TRANSFER_ENCODING] > 0;
    if (seen.counts[SINGLE_CONTENT_LENGTH])
        headers.body_size = strtoull(seen.values[SINGLE_CONTENT_LENGTH], NULL, 10);
    headers.has_body = headers.is_chunked || headers.body_size > 0;
    return headers;
}
