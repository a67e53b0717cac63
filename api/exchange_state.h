/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * What an exchange holds. For the loop, the router and exchange.c; handlers see api/exchange.h.
 */

#include "api/admission.h"
#include "api/asked.h"
#include "api/download_desk.h"
#include "api/exchange.h"
#include "api/password_desk.h"
#include "api/problem.h"
#include "api/target.h"
#include "api/upload.h"
#include "api/work_desk.h"

#include "registry/base/buffer.h"

typedef struct LoopRegisters LoopRegisters;

#define ANSWER_HEADERS_MAX 10
#define SPARE_ARENA_MAX (512 * 1024) /* what has grown larger is not kept for the next request */
#define SPARE_ANSWER_MAX (256 * 1024)

typedef enum ExchangeState {
    EXCHANGE_NEW,      /* the request line is there */
    EXCHANGE_RECEIVES, /* the headers are checked, the body comes */
    EXCHANGE_WORKS,    /* the handler has it */
    EXCHANGE_ANSWERED, /* the response is complete and waits to be queued */
    EXCHANGE_SENT,
} ExchangeState;

typedef struct ParamValue {
    const char *text; /* NULL = absent */
    double number;
    int64_t count;
    Day day;
} ParamValue;

typedef struct Header {
    const char *name;
    const char *value;
} Header;

struct Exchange {
    Loop *loop;
    void *connection; /* struct MHD_Connection; a pointer without a type, as only the loop knows it
                       */
    Arena *arena;
    ExchangeState state;
    bool suspended;
    bool close_after; /* the connection cannot be trusted any further */

    const char *method;
    const char *raw_target;
    Target target;
    const Route *route;
    ParamValue values[PARAMS_MAX];
    Session *session;
    RouteHandler *next_step; /* what goes on when the desk has answered about the session */
    QueryPair *fields;       /* of a posted form */
    unsigned n_fields;
    LoopRegisters *registers; /* held from the first exchange_registers() on */
    void *kept;               /* the handler's own */
    Asked *asked;             /* the question, while it is being answered */
    DownloadJob *download;    /* being made by the other thread, or NULL */
    PasswordJob *password;    /* being checked by the other thread, or NULL */
    Share *share;             /* of the admission, or NULL */
    Exchange *ready_next;     /* in its queue */
    Exchange *held_next;      /* of those that hold.c lets wait */
    int64_t held_until_ms;
    RouteHandler *later; /* what is to be done when its turn comes */
    size_t unsent;       /* bytes that count in the loop's */
    int64_t began_us;    /* when the request line was there */
    WorkJob *work;       /* being made by another process, or NULL */
    Upload *upload;      /* the body, where the route takes a file */

    Buffer body;
    size_t surplus; /* bytes of a body that is too large, read and dropped */

    unsigned status; /* 0 = no answer yet */
    const char *media_type;
    const char *bytes; /* what is sent: `answer`, or something that outlives the exchange */
    size_t size;
    void (*release)(void *owned); /* of the bytes, if somebody else owns them */
    void *owned;
    Buffer answer;
    JsonWriter json;
    Header headers[ANSWER_HEADERS_MAX];
    unsigned n_headers;
    ProblemError errors[PROBLEM_ERRORS_MAX];
    unsigned n_errors;

    Exchange *previous; /* the loop's list of those under way */
    Exchange *next;
};

/* Frees what an exchange out of use holds. */
void exchange_destroy(Exchange *exchange);
/* Makes sure that there is an answer, after a handler or a callback returned `result`. */
void exchange_settle(Exchange *exchange, int result);
