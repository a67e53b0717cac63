/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/base/error.h"

#include "registry/base/log.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int
error_raise_at(const char *file, int line, int code, const char *format, ...)
{
    char message[512];
    va_list arguments;

    assert(code < 0);

    va_start(arguments, format);
    (void) vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);

    log_error("%s (%s) at %s:%d", message, strerror(-code), file, line);
    return code;
}

int
error_fold_at(const char *file, int line, int result)
{
    if (result <= 0)
        return result;
    return error_raise_at(file, line, -ENOTRECOVERABLE, "condition %d was not answered", result);
}
