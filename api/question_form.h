/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * The question as the adviser's form asks it: what was typed, what of it is wrong, and which places
 * it may mean. Kept as text, so that a form comes back as it was sent.
 */

#include "api/asked.h"

#define FORM_CHOICES_MAX 12
#define FORM_ERRORS_MAX 24
#define FORM_FACT_PREFIX "fact."
#define FORM_FACTS_FIELD "facts"

typedef struct FormError {
    const char *field; /* id of the field on the page; FORM_FACTS_FIELD = of all facts */
    const char *message;
} FormError;

typedef struct QuestionForm {
    const Exchange *exchange; /* whose fields are shown again; NULL = an empty form */
    const char *subject;      /* amka, afm, reference or facts */
    const char *municipality; /* as typed */
    const char *on;           /* as typed */
    bool is_changed;          /* not asked, but brought back to be changed */
    const Place *choices[FORM_CHOICES_MAX];
    size_t n_choices; /* 0 = nothing to choose */
    FormError errors[FORM_ERRORS_MAX];
    size_t n_errors;
} QuestionForm;

/* The facts that the form asks for, in its order, and the groups under which they stand. */
typedef struct FormFact {
    FactNumber fact;
    uint8_t group; /* of form_groups */
} FormFact;

typedef struct FormGroup {
    const char *title;
    bool is_open; /* the others open on demand */
} FormGroup;

extern const FormFact form_facts[];   /* ends with FACT_NONE */
extern const FormGroup form_groups[]; /* ends with a row without a title */

/* An empty form, with the day and the adviser's own municipality filled in. */
QuestionForm *question_form_new(Exchange *exchange, const char *municipality);

/* False if the form has to be shown again, for its errors, for a choice, or for a change. */
bool question_form_read(Exchange *exchange, QuestionForm *form, Asked *asked);

/* What was typed for a fact; of a set the one after `after`. */
const char *question_form_fact(const QuestionForm *form, const Fact *fact, const char *after);
/* Where the person's municipality was divided: its parts become the choice. */
void question_form_choose_part(Exchange *exchange, QuestionForm *form, const Asked *asked);
const char *question_form_error(const QuestionForm *form, const char *field);
void question_form_refuse(QuestionForm *form, const char *field, const char *message);
