/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Routes: what the service answers, to whom, and with which parameters.
 *
 * `routes` in api/routes.c is the one table. The router, the authorisation prologue, openapi.json
 * and the access tests are made from it, so that a route cannot be served and left undocumented,
 * nor documented and left open. ROUTE() pastes the role, and a row without one does not compile.
 *
 * Parameters are checked before a handler starts: it sees only what the table declares, in the
 * type it declares. Anything else in the query string is a 400 that names it.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Exchange Exchange;

/* Bits, because an account may hold several. */
typedef enum Role {
    ROLE_ANYONE = 1 << 0,
    ROLE_ADVISER = 1 << 1,
    ROLE_COORDINATOR = 1 << 2,
    ROLE_PUBLISHER = 1 << 3,
    ROLE_APPROVER = 1 << 4,
    ROLE_AUDITOR = 1 << 5,
    ROLE_ADMINISTRATOR = 1 << 6,
    ROLE_OUTREACH = ROLE_ADVISER | ROLE_APPROVER,
    ROLE_SIGNED_IN = ROLE_ADVISER | ROLE_COORDINATOR | ROLE_PUBLISHER | ROLE_APPROVER | ROLE_AUDITOR
            | ROLE_ADMINISTRATOR,
    ROLE_PUBLISHING = ROLE_PUBLISHER | ROLE_APPROVER,
} Role;

/* How a refusal looks: a problem document, or a page that a person reads. */
typedef enum RouteFace {
    FACE_API,
    FACE_PAGE,
    FACE_FORM, /* a page that takes a form: Origin and the form's token are checked first */
} RouteFace;

typedef enum ParamType {
    PARAM_TEXT,      /* 1 to `max` characters, UTF-8, no control characters */
    PARAM_CODE,      /* a code of a register: letters, digits, `-_.:` */
    PARAM_DATE,      /* 2026-11-21 */
    PARAM_LONGITUDE, /* degrees, -180 to 180 */
    PARAM_LATITUDE,  /* degrees, -90 to 90 */
    PARAM_COUNT,     /* an integer from 1 to `max` */
    PARAM_INDEX,     /* an integer from 0 to `max` */
} ParamType;

typedef struct Param {
    const char *name;
    ParamType type;
    bool required;
    unsigned max; /* of characters, or of the count; 0 = what the type says */
    const char *description;
} Param;

#define PARAMS_MAX 16 /* of one route, those in its path included */
#define PARAM_TEXT_MAX 200
#define PARAM_CODE_MAX 64
#define PARAM_COUNT_MAX 1000

typedef int RouteHandler(Exchange *exchange);

typedef struct Route {
    const char *method;
    /* `{name}` stands for one segment and is declared in `params`; `{name}.end` for one that ends
     * so, and such a row comes before the one without an end. */
    const char *path;
    Role role;
    RouteFace face;
    bool asks_person;    /* the audit looks at the session by itself: it is not looked up before */
    bool takes_pending;  /* also for a session that waits for its second factor: the handler asks */
    const Param *params; /* ends with a row without a name; NULL = none */
    const char *const *fields; /* of its form, ends with NULL; `name*` stands for a beginning and
                                  may come several times. NULL = whatever comes */
    size_t body_max;           /* bytes; 0 = the request has no body */
    bool body_is_file;         /* not kept in memory: api/upload.h */
    const char *request_type;  /* media type of the body, NULL = none */
    const char *request;       /* schema of the body in openapi.json, NULL = none */
    bool is_static;            /* the same for everybody: may be cached */
    bool is_always;            /* costs next to nothing: answered however many others wait */
    bool for_any_origin;       /* public data: a script of any site may read it, as nobody */
    bool has_map;              /* a page with a script of ours, which fetches from us alone */
    const char *answer_type;   /* media type of a 200 */
    const char *answer;        /* schema of a 200, NULL = none */
    RouteHandler *handler;
    const char *summary; /* Greek: it is read in openapi.json */
} Route;

/* Ends with a row without a method. */
extern const Route routes[];
