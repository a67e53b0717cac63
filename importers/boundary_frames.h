/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Boundary frames: what the confined readers of boundaries tell, and how it is taken apart again.
 *
 *     total      how many features the layer has
 *     feature    number, attributes by name, WKB; or the flaw that refuses it
 *     fault      the file cannot be read, in Greek
 *     remark     something to know that refuses nothing, in Greek
 *     area       an area made for the place of a key
 */

#include "geo/point.h"
#include "registry/base/arena.h"
#include "registry/base/buffer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    FRAME_TOTAL = 1,
    FRAME_FEATURE,
    FRAME_FAULT,
    FRAME_REMARK,
    FRAME_AREA,
};

enum {
    ATTRIBUTES_MAX = 64,
    ATTRIBUTE_BYTES_MAX = 300,
};

typedef struct Attribute {
    const char *name;
    const char *value;
} Attribute;

typedef struct BoundaryFrame {
    uint32_t kind;
    uint32_t number; /* of features, of the feature, or the key */
    Attribute attributes[ATTRIBUTES_MAX];
    size_t n_attributes;
    const uint8_t *wkb; /* lent by the frame; NULL where refused or nothing is left */
    size_t wkb_size;
    const char *message; /* flaw, fault or remark */
    GeoPoint at;         /* of a flaw */
} BoundaryFrame;

/* Texts are copied into the arena. False if it is no frame, or its WKB is not canonical. */
bool boundary_frame_read(Arena *arena, const uint8_t *bytes, size_t size, BoundaryFrame *ret_frame);

/* In the confined process. */
void boundary_total_send(int out, uint32_t total);
void boundary_text_send(int out, uint32_t kind, const char *greek);
void boundary_feature_send(int out, const BoundaryFrame *feature);
void boundary_area_send(int out, int32_t key, const uint8_t *wkb, size_t size);
