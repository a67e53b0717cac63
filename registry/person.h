/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Person: a question about one registered person, and what the register gives for it.
 *
 * No row of a person is read without an audit entry that was committed before. Who asks, for which
 * structure and area, is taken from the session by the database, never from here. Asked through a
 * Desk by the service and through person_ask_now() by the command line.
 */

#include "registry/base/arena.h"
#include "registry/base/date.h"
#include "registry/base/identifier.h"
#include "registry/db/db.h"
#include "registry/rules/facts.h"

#include <stdbool.h>
#include <stdint.h>

#define TOKEN_HASH_SIZE 32
#define PERSON_BATCH_MAX 256  /* questions that share one audit commit */
#define CASE_REFERENCE_MAX 32 /* bytes */

typedef enum SubjectKind {
    SUBJECT_AMKA = IDENTIFIER_AMKA,
    SUBJECT_AFM = IDENTIFIER_AFM,
    SUBJECT_REFERENCE = 3,
} SubjectKind;

/* Two subjects are the same person only to the database; here a subject is 16 bytes and a kind. */
typedef struct Subject {
    SubjectKind kind;
    uint8_t index[16]; /* keyed index of the identifier, or the reference's uuid */
} Subject;

typedef enum PersonStatus {
    PERSON_FOUND,
    PERSON_NOT_FOUND,         /* nobody has it, or not for this structure: one and the same */
    PERSON_SESSION_REFUSED,   /* no such session any more, or its role may not ask about persons */
    PERSON_AUDIT_UNAVAILABLE, /* the entry could not be committed: 503, no personal byte */
    PERSON_UNAVAILABLE,       /* the database cannot be asked now: 503 */
    PERSON_BUSY,              /* too many questions under way: 503 */
} PersonStatus;

typedef struct PersonQuestion {
    uint8_t token_hash[TOKEN_HASH_SIZE];
    Subject subject;
    const char *purpose;        /* checked by the caller: person_purpose_is_valid() */
    const char *case_reference; /* the same: person_case_is_valid(); NULL = none */
    Arena *arena;               /* for the facts that come back */
} PersonQuestion;

typedef struct PersonReply {
    PersonStatus status;
    int64_t entry;  /* of the audit; DB_NULL where none was committed. Stands with NOT_FOUND too */
    Uuid reference; /* only when found, as are the rest */
    int32_t home;   /* place key of where the person lives; 0 = nowhere known */
    Facts facts;    /* without the residence and the place, which depend on where is asked about */
    const int32_t *residence_places; /* of today, for facts_set_residence(); in the arena */
    const int16_t *residence_bases;
    size_t n_residences;
} PersonReply;

/* The purposes and their order, as the database knows them; ends with NULL. */
extern const char *const person_purposes[];

/*
 * Whether these are what the audit takes: a purpose of the list, and a case such as ΚΚ-2026-00017
 * (two to four capitals, a year, up to six digits). Free text would enter a chain that cannot be
 * erased.
 */
bool person_purpose_is_valid(const char *purpose);
bool person_case_is_valid(const char *case_reference);

void subject_of_identifier(
        const IdentifierKey *key, IdentifierKind kind, const char *digits, Subject *ret_subject);
void subject_of_reference(const Uuid *reference, Subject *ret_subject);

/*
 * What a batch is made of, for Desk and for the synchronous way: the values of both statements, and
 * the reading of both results. `opened` or `facts` is NULL where its statement was refused.
 */
#define NONCE_SIZE 16

typedef struct PersonBatch {
    Params open;
    Params facts;
} PersonBatch;

void person_batch_params(
        Arena *arena, const PersonQuestion *const *questions, size_t n, PersonBatch *ret_batch);
void person_batch_read(const Result *opened, const Result *facts, size_t i,
        const PersonQuestion *question, PersonReply *ret_reply);

/* The row of a ticket that was opened otherwise, into a reply of zeros. */
void person_facts_read(const Result *facts, size_t i, Arena *arena, PersonReply *reply);

/*
 * Asks one question on a connection of one's own and waits for the answer. The reply is filled
 * whatever happens; negative if the server failed, which its status says as well.
 */
int person_ask_now(Db *db, const PersonQuestion *question, PersonReply *ret_reply);
