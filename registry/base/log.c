/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

void
log_line(LogLevel level, const char *format, ...)
{
    static const char *const names[] = { "error", "warning", "info" };
    char line[1024];
    va_list arguments;
    struct timespec now;
    struct tm utc;
    int length;
    int rest;

    (void) clock_gettime(CLOCK_REALTIME, &now);
    (void) gmtime_r(&now.tv_sec, &utc);
    length = (int) strftime(line, sizeof line, "%Y-%m-%dT%H:%M:%SZ ", &utc);
    length += snprintf(line + length, sizeof line - (size_t) length, "%s: ", names[level]);

    va_start(arguments, format);
    rest = vsnprintf(line + length, sizeof line - (size_t) length - 1, format, arguments);
    va_end(arguments);

    length += rest;
    if (length > (int) sizeof line - 2)
        length = (int) sizeof line - 2;
    line[length++] = '\n';

    /* One write, so that lines of several threads do not mix. */
    (void) !write(STDERR_FILENO, line, (size_t) length);
}
