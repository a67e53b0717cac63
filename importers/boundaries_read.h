/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Reading boundaries: Shapefile, GeoPackage or GeoJSON, zipped or not, in EPSG:2100 or EPSG:4326.
 *
 * Runs in a confined process (quarantine.h) and sends boundary frames: every feature with its
 * attributes as UTF-8 and its polygon as canonical WKB in EPSG:4326, or with the flaw that refuses
 * it.
 */

#include "registry/base/arena.h"

typedef struct BoundariesFile {
    const char *path;
    const char *charset; /* of the attributes; NULL: what the file says, else found by looking */
} BoundariesFile;

/* 0 when all was sent, faults included. */
int boundaries_read(int out, const BoundariesFile *file);
