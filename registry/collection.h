/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Collections: the public registers as GIS programs meet them, and what each property is.
 *
 * The rows come from the view registry.public_feature; this table is what is told about them, in
 * /ogc/collections, in the schemas, and in the header of a file.
 */

#include <stdbool.h>
#include <stddef.h>

typedef enum FieldType {
    FIELD_TEXT,
    FIELD_INTEGER,
    FIELD_NUMBER,
    FIELD_FLAG,
    FIELD_DAY,
} FieldType;

typedef struct Field {
    const char *name;
    FieldType type;
    const char *what; /* Greek */
} Field;

typedef struct Collection {
    const char *id;
    const char *title;
    const char *description;
    bool is_area;        /* polygons, else points */
    const Field *fields; /* ends with a row without a name */
} Collection;

/* Ends with a row without an id. */
extern const Collection collections[];

const Collection *collection_find(const char *id); /* NULL = no such */
const Field *collection_field(const Collection *collection, const char *name);
