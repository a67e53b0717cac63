/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Form: the fields of the pages of accounts, with what is wrong told at the field and, above the
 * form, with a link to it.
 */

#include "api/access.h"

#include "registry/base/buffer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NOTES_MAX 8

typedef struct FormNote {
    const char *field; /* its id */
    const char *text;  /* Greek sentence */
} FormNote;

typedef struct FormNotes {
    FormNote items[NOTES_MAX];
    size_t n;
} FormNotes;

void form_note(FormNotes *notes, const char *field, const char *text);
/* A list of links to the fields; nothing where there is nothing to say. */
void form_summary(Buffer *out, const FormNotes *notes);

/* For fields that are not of the kinds below: the note of a field (NULL = none), its sentence, and
 * its attributes id, name and by what it is described. */
const char *form_note_of(const FormNotes *notes, const char *field);
void form_error(Buffer *out, const char *name, const char *error);
void form_describe(Buffer *out, const char *name, const char *hint, const char *error);

/* `session` NULL: nobody has signed in, and the form has no token. */
void form_open(Buffer *out, const char *action, const Session *session);
void form_close(Buffer *out, const char *button);

typedef struct FormInput {
    const char *name; /* also its id */
    const char *label;
    const char *hint; /* NULL = none */
    const char *type; /* NULL = text */
    const char *value;
    const char *autocomplete;
    const char *more; /* further attributes, written as they are */
    bool is_optional;
} FormInput;

void form_input(Buffer *out, const FormInput *input, const FormNotes *notes);

/* The fields `password` and `again`, with the rules. */
void form_new_password(Buffer *out, const FormNotes *notes);

typedef struct FormOption {
    const char *value;
    const char *text;
} FormOption;

typedef struct FormSelect {
    const char *name;
    const char *label;
    const char *hint;
    const FormOption *options;
    size_t n_options;
    const char *chosen; /* value; NULL = the first */
} FormSelect;

void form_select(Buffer *out, const FormSelect *select, const FormNotes *notes);

#define MOMENT_TEXT_SIZE 24
/* «22/11/2026 14:05», as the clock on the wall in Athens has it. */
const char *moment_text(int64_t seconds, char ret_text[static MOMENT_TEXT_SIZE]);

/* A form of one button, with a hidden field unless its name is NULL. */
void form_button(Buffer *out, const char *action, const Session *session, const char *name,
        const char *value, const char *button);
