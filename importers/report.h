/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Report: what one import read, what it would change, and what it refused, with the place of each.
 *
 * Wrong input is a value here, never an error. Every refusal is counted; the first REPORT_KEPT_MAX
 * are kept with their words (they feed --rejects), the first REPORT_SHOWN_MAX are shown. A line
 * with three faults has three refusals and counts once in `rejected`. All texts are Greek and go
 * to the person who typed the file; a text about a person repeats only what the file itself holds.
 */

#include "registry/base/cleanup.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum {
    REPORT_SHOWN_MAX = 1000,
    REPORT_TERMINAL_MAX = 20, /* what one reads without scrolling */
    REPORT_KEPT_MAX = 100000,
    REPORT_VALUE_MAX = 200, /* bytes of a refused value that are repeated */
};

typedef struct Report Report;

/* Where a refusal stands. Texts are copied; NULL and 0 mean "not that fine". */
typedef struct Reject {
    const char *file;
    const char *sheet;
    uint64_t line;          /* physical line, from 1; 0 for the file as a whole */
    const char *column;     /* as the file heads it */
    const char *value;      /* as typed */
    const char *message;    /* what is wrong and what is expected */
    const char *suggestion; /* the nearest right value */
    const char *unit;       /* what a line is called there; NULL: γραμμή */
} Reject;

typedef struct ReportCounts {
    uint64_t read;
    uint64_t new_rows;
    uint64_t changed;
    uint64_t same;
    uint64_t ended; /* rows of a current version that the file replaced by nothing */
} ReportCounts;

Report *report_new(void);
Report *report_free(Report *report);

/* The importer fills these in; `rejected` counts itself. */
ReportCounts *report_counts(Report *report);
uint64_t report_rejected(const Report *report);

void report_reject(Report *report, const Reject *reject);

/* As report_reject(), the message made here; `where->message` is ignored. */
void report_rejectf(Report *report, const Reject *where, const char *format, ...)
        __attribute__((format(printf, 3, 4)));

/*
 * Something to look at that refuses nothing, and a value that was not taken as it stands: what it
 * was taken for is the suggestion. All are counted, the first REPORT_SHOWN_MAX are kept.
 */
void report_warn(Report *report, const Reject *warning);
void report_warnf(Report *report, const Reject *where, const char *format, ...)
        __attribute__((format(printf, 3, 4)));
void report_repair(Report *report, const Reject *repair);

/* A remark for the summary that refuses nothing: "254 centres expected, 253 loaded". */
void report_notef(Report *report, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The refusals kept, in the order they came. Lent until the next report_reject(). */
const Reject *report_rejects(const Report *report, size_t *ret_n);

typedef enum ReportMode {
    REPORT_WRITTEN, /* the run was kept, if nothing was refused */
    REPORT_DRY,     /* held against the register, and given up */
    REPORT_CHECKED, /* the file by itself */
} ReportMode;

/*
 * Greek: the refusals, warnings and repairs, at most `shown` of each, then the notes and the
 * counts. What is beyond them is counted, with the way to see it.
 */
void report_print(
        const Report *report, FILE *out, const char *register_greek, ReportMode mode, size_t shown);

/*
 * One object {read, new, changed, same, ended, rejected, errors[], warnings[], repairs[], notes[]}
 * and a newline.
 */
void report_print_json(const Report *report, FILE *out);

DEFINE_CLEANUP(Report, report_free)
