/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Download desk: workbooks and GeoPackages of the public registers, made by `mitroa export` in a
 * process of its own, one at a time, and kept with the tiles until the registers change.
 *
 * The process reads as mitroa_service, as we do. Whoever does not end in time is killed.
 */

#include "api/exchange.h"
#include "api/tile_cache.h"

#define DOWNLOAD_QUEUE_MAX 32
#define DOWNLOAD_DEADLINE_S 60

typedef struct DownloadDesk DownloadDesk;
typedef struct DownloadJob DownloadJob;

enum {
    DOWNLOAD_E_BUSY = 1, /* the queue is full */
};

/* What of `mitroa export` is wanted: providers, xlsx. */
typedef struct DownloadAsked {
    const char *export; /* both live as long as the program */
    const char *format;
    TileKey key;
} DownloadAsked;

/* Called on the exchange's own loop, and holds the file; NULL = it could not be made. */
typedef void DownloadAnswer(Exchange *exchange, Tile *file);

int download_desk_new(const char *conninfo, TileCache *files, DownloadDesk **ret_desk);
/* Ends what runs. */
DownloadDesk *download_desk_free(DownloadDesk *desk);

/* `answer` will come, unless the exchange is forgotten first, or this returned DOWNLOAD_E_BUSY. */
int download_make(
        DownloadDesk *desk, Exchange *exchange, const DownloadAsked *asked, DownloadAnswer *answer);

/* The exchange has been answered otherwise: nobody is to be called any more. */
void download_forget(Exchange *exchange);

DEFINE_CLEANUP(DownloadDesk, download_desk_free)
