/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Known: what the registers hold already, for checking what a file refers to.
 *
 * Without a database (mitroa check) nothing is known: then a reference is right if it is not blank,
 * and gets a key that means nothing.
 */

#include "importers/import.h"
#include "registry/place.h"

#include <stdint.h>

/* Codes of one kind with their keys; those of the file included. */
typedef struct Codes Codes;

/* A key for a code that only a database could know; no real key is so high. */
#define KEY_NOT_CHECKED INT32_C(1000000000)

typedef struct Known {
    int64_t version; /* of the public registers; 0 = empty */
    Places *places;  /* NULL without a database */
} Known;

/* Reads the places. Known lives in the import's arena but for the places: known_deinit(). */
int known_init(Import *import, Known *ret_known);
void known_deinit(Known *known);

/*
 * The key of a place of these levels, as it is called on that day; 0 if it is unknown: then the
 * message, and perhaps a suggestion, are in the arena.
 */
int32_t known_place(const Known *known, Arena *arena, const char *text, unsigned level_bits, Day on,
        const char **ret_message, const char **ret_suggestion);

Codes *codes_new(Arena *arena);
void codes_add(Codes *codes, const char *code, int32_t key); /* a key of 0 is to come */

/*
 * Gives keys to all codes added without one and learns those the database holds. `kind` is
 * programme, body, structure, site or offer. Without a database the new ones are counted from 1.
 */
int codes_settle(Codes *codes, Import *import, const char *kind);

/* 0 if there is no such code. */
int32_t codes_find(const Codes *codes, const char *code);

/* As codes_find(), but a code that only a database could know is KEY_NOT_CHECKED without one. */
int32_t codes_refer(Codes *codes, const Import *import, const char *code);

/* Names in the summary the codes that passed only because there was no database to ask. */
void codes_note_unchecked(const Codes *codes, Import *import, const char *of_what);
const char *codes_nearest(const Codes *codes, const char *code);
