/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/* Packing: bytes as gzip (RFC 1952), for clients that accept it. */

#include <stddef.h>

/* Of an answer of 44 KB: 4.3 KB in 90 us, or 3.8 KB in 200 us. */
typedef enum PackEffort {
    PACK_QUICK, /* what is sent once */
    PACK_WELL,  /* what is kept, or waited for by nobody else */
} PackEffort;

/* free() it. NULL where packing would not make it shorter. */
char *pack_gzip(const char *bytes, size_t size, PackEffort effort, size_t *ret_size);
