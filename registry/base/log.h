/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Log: one line each to standard error, for whoever runs the machine.
 *
 * Never a person: no identifier, no fact, no body and no query of a request goes in here.
 */

typedef enum LogLevel {
    LOG_LEVEL_ERROR,
    LOG_LEVEL_WARNING,
    LOG_LEVEL_INFO,
} LogLevel;

void log_line(LogLevel level, const char *format, ...) __attribute__((format(printf, 2, 3)));

#define log_error(...) log_line(LOG_LEVEL_ERROR, __VA_ARGS__)
#define log_warning(...) log_line(LOG_LEVEL_WARNING, __VA_ARGS__)
#define log_info(...) log_line(LOG_LEVEL_INFO, __VA_ARGS__)
