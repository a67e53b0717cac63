/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Figures: the protected counts of a release, by programme and municipality. Whatever is made of
 * them tells no more than the release does, because it is made of nothing else.
 *
 * A figure is an interval: one that is hidden may be anything below the threshold.
 */

#include "registry/base/arena.h"
#include "registry/base/date.h"
#include "registry/rules/evaluate.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Db Db;
typedef struct Desk Desk;
typedef struct Result Result;

/* As in release.measure. */
typedef enum FiguresOf {
    FIGURES_NONE = 0,
    FIGURES_ELIGIBLE = 4,
    FIGURES_UNSERVED = 6,
    FIGURES_ASKED = 100, /* questions of a month, not persons of a release (demand.h) */
} FiguresOf;

#define FIGURE_HIDDEN_MAX 9  /* the greatest that a hidden one may be */
#define FIGURES_SHARE_MIN 30 /* no share of fewer is told */

typedef struct Range {
    bool is_known; /* false: of some of it nothing is known at all */
    double low;
    double high;
} Range;

typedef struct Figure {
    int32_t programme;
    int32_t place;
    int32_t detail; /* of what is asked: FIGURE_ASKED(…); else 0 */
    int32_t value;  /* FIGURE_HIDDEN */
} Figure;

#define FIGURE_HIDDEN (-1)
#define FIGURE_ASKED(verdict, undelivered) (2 * (int32_t) (verdict) + (undelivered))

typedef struct Figures {
    FiguresOf what;
    int32_t release; /* 0 = there is none */
    Day on;
    Day made_on;
    const Figure *list; /* by programme and place */
    size_t n;
} Figures;

typedef struct FiguresQuestion {
    FiguresOf what;
    int32_t programme; /* 0 = all */
    int32_t release;   /* 0 = the newest */
    Day month;         /* of what is asked: a day of it */
} FiguresQuestion;

int figures_load(
        Arena *arena, Db *db, const FiguresQuestion *question, const Figures **ret_figures);

/* The same from the service; `figures` NULL = the database cannot be asked now. */
typedef void FiguresAnswer(void *context, const Figures *figures);
void figures_ask(Arena *arena, Desk *desk, const FiguresQuestion *question, FiguresAnswer *answer,
        void *context);

/* What is told of what was asked, 0 where it is too little to be told. */
int32_t figures_asked(const Figures *figures, int32_t programme, int32_t place, Outcome verdict,
        bool undelivered);
/* 0 to 0 is never told: it is hidden like everything that is few. */
Range figures_range(const Figures *figures, int32_t programme, int32_t place);
Range range_add(Range one, Range other);
/* Of part and rest, in percent; unknown where both together may be too few. */
Range range_share(Range part, Range rest);
