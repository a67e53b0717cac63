/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Postcodes of the package that the approximate boundaries are made from, too: each with a point
 * and the name of a municipality. Read in a confined process (quarantine.h), sent frame by frame.
 */

#include "geo/point.h"
#include "registry/base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct PostcodeFrame {
    const char *fault; /* Greek: the file cannot be read; NULL and the rest is filled */
    const char *digits;
    const char *municipality; /* its name; "" where the package says none */
    const char *unit;         /* the name of its regional unit, or "" */
    GeoPoint point;
} PostcodeFrame;

/* In the confined process; 0, or negative if the file cannot be worked on. */
int postcodes_read(int out, const char *path);

/* Texts are copied into the arena. False if it is no frame. */
bool postcode_frame_read(Arena *arena, const uint8_t *bytes, size_t size, PostcodeFrame *ret_frame);

/* The municipality, by its code, of a postcode whose point the package gives to another; or NULL.
 */
const char *postcode_correction(const char *digits);
