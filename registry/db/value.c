/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/db/value.h"

#include <string.h>

void
uuid_format(const Uuid *uuid, char ret_text[static UUID_TEXT_SIZE])
{
    static const char digits[] = "0123456789abcdef";
    char *end = ret_text;

    for (size_t i = 0; i < sizeof uuid->bytes; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            *end++ = '-';
        *end++ = digits[uuid->bytes[i] >> 4];
        *end++ = digits[uuid->bytes[i] & 15];
    }
    *end = '\0';
}

static int
hex_value(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    if (digit >= 'a' && digit <= 'f')
        return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F')
        return digit - 'A' + 10;
    return -1;
}

bool
uuid_parse(const char *text, Uuid *ret_uuid)
{
    Uuid uuid = { 0 };
    size_t n = 0;

    if (strlen(text) != UUID_TEXT_SIZE - 1)
        return false;

    for (size_t i = 0; i < UUID_TEXT_SIZE - 1; i++) {
        int value;

        if (i == 8 || i == 13 || i == 18 || i == 23) {
            if (text[i] != '-')
                return false;
            continue;
        }
        value = hex_value(text[i]);
        if (value < 0)
            return false;
        uuid.bytes[n / 2] = (uint8_t) (uuid.bytes[n / 2] << 4 | value);
        n++;
    }

    *ret_uuid = uuid;
    return true;
}
