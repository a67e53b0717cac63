/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/* Packing: bytes as gzip (RFC 1952), for clients that accept it. */

#include <stddef.h>

/* free() it. NULL where packing would not make it shorter. */
char *pack_gzip(const char *bytes, size_t size, size_t *ret_size);
