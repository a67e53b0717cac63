/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/* Wire: numbers as PostgreSQL's binary form has them, most significant byte first. */

#include "registry/base/buffer.h"

#include <endian.h>
#include <stdint.h>
#include <string.h>

/* Days and microseconds of PostgreSQL count from 2000-01-01. */
#define WIRE_EPOCH_DAYS 10957
#define WIRE_EPOCH_US (WIRE_EPOCH_DAYS * 86400LL * 1000000LL)

#define WIRE_NULL UINT32_MAX /* the length that says NULL */

static inline uint16_t
wire_read16(const void *bytes)
{
    uint16_t value;

    memcpy(&value, bytes, sizeof value);
    return be16toh(value);
}

static inline uint32_t
wire_read32(const void *bytes)
{
    uint32_t value;

    memcpy(&value, bytes, sizeof value);
    return be32toh(value);
}

static inline uint64_t
wire_read64(const void *bytes)
{
    uint64_t value;

    memcpy(&value, bytes, sizeof value);
    return be64toh(value);
}

static inline double
wire_read_double(const void *bytes)
{
    uint64_t bits = wire_read64(bytes);
    double value;

    memcpy(&value, &bits, sizeof value);
    return value;
}

static inline void
wire_put16(Buffer *buffer, uint16_t value)
{
    value = htobe16(value);
    buffer_append(buffer, &value, sizeof value);
}

static inline void
wire_put32(Buffer *buffer, uint32_t value)
{
    value = htobe32(value);
    buffer_append(buffer, &value, sizeof value);
}

static inline void
wire_put64(Buffer *buffer, uint64_t value)
{
    value = htobe64(value);
    buffer_append(buffer, &value, sizeof value);
}

static inline uint64_t
wire_double_bits(double value)
{
    uint64_t bits;

    memcpy(&bits, &value, sizeof bits);
    return bits;
}

/* What stands before the elements of an array of one dimension; an empty one has no dimension. */
static inline void
wire_put_array(Buffer *buffer, uint32_t type, size_t n)
{
    wire_put32(buffer, n ? 1 : 0);
    wire_put32(buffer, 1); /* there may be NULLs */
    wire_put32(buffer, type);
    if (!n)
        return;
    wire_put32(buffer, (uint32_t) n);
    wire_put32(buffer, 1); /* SQL counts from 1 */
}

/* One whole number with its length in front, in `width` bytes (2, 4 or 8). */
static inline void
wire_put_integer(Buffer *buffer, int64_t value, uint32_t width)
{
    wire_put32(buffer, width);
    if (width == 2)
        wire_put16(buffer, (uint16_t) value);
    else if (width == 4)
        wire_put32(buffer, (uint32_t) value);
    else
        wire_put64(buffer, (uint64_t) value);
}
