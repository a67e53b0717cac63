/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Limits: whatever a stranger can make grow, and how far.
 *
 * The times are absolute: libmicrohttpd's own timeout starts again with each byte received, so one
 * byte a minute would hold a connection for ever.
 */

enum {
    CONNECTIONS_MAX = 12000,       /* of the whole service; beyond it a connection is told 503 */
    BACKLOG_MAX = 4096,            /* that the kernel has acknowledged and nobody has taken */
    CONNECTION_MEMORY = 12 * 1024, /* request line, headers, and the headers of the response */
    ADMITTED_PER_LOOP_MAX = 192,   /* requests in hand; the next one is told 503 */
    SHARE_PER_LOOP_MAX = 144,      /* of them, by one structure */
    SHARE_BESIDE_MAX = 8,          /* the same while others ask too */
    HELD_PER_LOOP_MAX = 512,       /* who ask again too soon wait; the next one is closed at once */
    HOLD_MS = 1000,
    UNSENT_PER_LOOP_MAX = 32 * 1024 * 1024, /* bytes of answers that clients have not taken yet */
    WORK_SLICE_US = 1000, /* answers are computed for so long, then the sockets are looked at */
    TARGET_MAX = 4096,    /* bytes of a request target */
    SEGMENTS_MAX = 8,
    QUERY_PAIRS_MAX = 16,
    BODY_SURPLUS_MAX = 256 * 1024, /* read and thrown away of a body that is too large */
    QUESTION_BODY_MAX = 16 * 1024,
    FORM_BODY_MAX = 8 * 1024,
    FORM_FIELDS_MAX = 96,
    UPLOAD_BODY_MAX = 8 * 1024 * 1024, /* a workbook; on disk, never in memory */
    DRAFT_FORM_BODY_MAX = 64 * 1024,   /* one row of a draft */
    JSON_INPUT_DEPTH_MAX = 6,
    DOWNLOAD_FEATURES_MAX = 1000000, /* in one file */
    FEATURES_PAGE = 100,
    FEATURES_PAGE_MAX = 1000,
    PACKED_FROM = 2 * 1024,                  /* what fits in two packets is not packed */
    PACKED_AT_ONCE_MAX = 256 * 1024,         /* what a loop packs without the others noticing */
    TILE_ZOOM_MAX = 16,                      /* MapLibre draws nearer ones from these */
    TILE_CACHE_BYTES_MAX = 96 * 1024 * 1024, /* of all loops together */

    HEADER_DEADLINE_MS = 10 * 1000, /* from the accepted connection, or the request line */
    IDLE_DEADLINE_MS = 30 * 1000,   /* between two requests of a connection */
    BODY_DEADLINE_MS = 20 * 1000,
    ANSWER_DEADLINE_MS = 10 * 1000, /* for everything that a handler waits for */
    WRITE_DEADLINE_MS = 30 * 1000,
    STOP_DEADLINE_MS = 10 * 1000,
    STOP_IDLE_MS = 1000, /* in which whoever is connected may still send a request */
};

#define RETRY_AFTER_SECONDS 5 /* a macro, because it stands in texts too */
