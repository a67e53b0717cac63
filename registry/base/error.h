/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Errors: what an int means when a function of ours returns one.
 *
 *     0   it worked
 *    <0   a negative errno: the world failed (network, a server, a disk). Never matched on; the
 *         caller passes it up unchanged. It was logged once, where it was raised.
 *    >0   a named condition of the function just called, such as MUNICIPALITY_E_OUTSIDE. The
 *         caller must answer it, and must not pass it up: the number means nothing elsewhere.
 *
 * Wrong input data is neither. It is a value: a Reject, a Diagnostic, a Problem.
 *
 * Memory is not among them: when the system has none left the process ends with a message
 * (memory.h). Whatever a stranger can make grow has a named limit, so that he cannot cause it.
 */

/* Raise: log the message with its place in the source and return `code`, a negative errno. */
#define error_raise(code, ...) error_raise_at(__FILE__, __LINE__, (code), __VA_ARGS__)

/* Fold: pass 0 and negatives through; a condition that nobody answered becomes -ENOTRECOVERABLE. */
#define error_fold(result) error_fold_at(__FILE__, __LINE__, (result))

int error_raise_at(const char *file, int line, int code, const char *format, ...)
        __attribute__((format(printf, 4, 5)));
int error_fold_at(const char *file, int line, int result);
