/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/base/one_time.h"

#include "registry/base/log.h"
#include "registry/base/secret.h"

#include <assert.h>
#include <liboath/oath.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STEP_S 30

/* Only a mistake of ours or a library that does not work can make it fail. */
static void
must(int result)
{
    if (result == OATH_OK)
        return;
    log_error("liboath: %s", oath_strerror(result));
    abort();
}

int64_t
one_time_step(int64_t seconds)
{
    return seconds / STEP_S;
}

void
one_time_code(const uint8_t secret[static ONE_TIME_SECRET_SIZE], int64_t step, unsigned digits,
        char ret_code[static ONE_TIME_DIGITS_MAX + 1])
{
    assert(step >= 0 && digits >= ONE_TIME_DIGITS && digits <= ONE_TIME_DIGITS_MAX);

    must(oath_init());
    must(oath_hotp_generate((const char *) secret, ONE_TIME_SECRET_SIZE, (uint64_t) step, digits,
            /* add_checksum= */ false, OATH_HOTP_DYNAMIC_TRUNCATION, ret_code));
}

int64_t
one_time_find(const uint8_t secret[static ONE_TIME_SECRET_SIZE], const char *code, int64_t step)
{
    char expected[ONE_TIME_DIGITS_MAX + 1];
    int64_t found = ONE_TIME_NO_STEP;

    if (strlen(code) != ONE_TIME_DIGITS)
        return ONE_TIME_NO_STEP;
    for (int64_t near = step - 1; near <= step + 1; near++) {
        one_time_code(secret, near, ONE_TIME_DIGITS, expected);
        if (secret_equal(expected, code, ONE_TIME_DIGITS))
            found = near;
    }
    secret_wipe(expected, sizeof expected);
    return found;
}

void
one_time_base32(const uint8_t secret[static ONE_TIME_SECRET_SIZE],
        char ret_text[static ONE_TIME_BASE32_SIZE])
{
    char *text = NULL;
    size_t size = 0;

    must(oath_base32_encode((const char *) secret, ONE_TIME_SECRET_SIZE, &text, &size));
    (void) snprintf(ret_text, ONE_TIME_BASE32_SIZE, "%s", text);
    secret_wipe(text, size);
    free(text);
}
