/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/web/form.h"

#include "api/web/html.h"

#include "registry/base/date.h"

#include <stdio.h>
#include <string.h>

void
form_note(FormNotes *notes, const char *field, const char *text)
{
    if (notes->n < NOTES_MAX)
        notes->items[notes->n++] = (FormNote) { field, text };
}

const char *
form_note_of(const FormNotes *notes, const char *field)
{
    for (size_t i = 0; notes && i < notes->n; i++)
        if (strcmp(notes->items[i].field, field) == 0)
            return notes->items[i].text;
    return NULL;
}

void
form_summary(Buffer *out, const FormNotes *notes)
{
    if (!notes || notes->n == 0)
        return;
    html(out,
            "<div class=\"govgr-error-summary m-block\" role=\"alert\" aria-labelledby=\"wrong\" "
            "tabindex=\"-1\" autofocus>\n<h2 class=\"govgr-heading-s\" id=\"wrong\">Ελέγξτε τη "
            "φόρμα</h2>\n<ul class=\"m-list\">\n");
    for (size_t i = 0; i < notes->n; i++) {
        html(out, "<li><a class=\"govgr-link\" href=\"#");
        html_text(out, notes->items[i].field);
        html(out, "\">");
        html_text(out, notes->items[i].text);
        html(out, "</a></li>\n");
    }
    html(out, "</ul>\n</div>\n");
}

void
form_open(Buffer *out, const char *action, const Session *session)
{
    html(out, "<form method=\"post\" class=\"m-form\"");
    html_attribute(out, "action", action);
    html(out, ">\n");
    if (session)
        html_hidden(out, "_token", session->form_token);
}

void
form_close(Buffer *out, const char *button)
{
    html(out, "<button class=\"govgr-btn govgr-btn-primary\" type=\"submit\">");
    html_text(out, button);
    html(out, "</button>\n</form>\n");
}

/* ` id="beginning-name"` and the like. */
static void
write_id(Buffer *out, const char *attribute, const char *beginning, const char *name)
{
    html(out, " ");
    html(out, attribute);
    html(out, "=\"");
    html(out, beginning);
    html_text(out, name);
    html(out, "\"");
}

void
form_error(Buffer *out, const char *name, const char *error)
{
    html(out, "<p class=\"govgr-error-message\"");
    write_id(out, "id", "error-", name);
    html(out, "><span class=\"m-unseen\">Λάθος: </span>");
    html_text(out, error);
    html(out, "</p>\n");
}

/* Label, hint and error; what is left open is the field itself. */
static void
open_field(Buffer *out, const char *name, const char *label, const char *hint, const char *error)
{
    html(out,
            error ? "<div class=\"govgr-field govgr-field__error\">\n<label class=\"govgr-label\""
                  : "<div class=\"govgr-field\">\n<label class=\"govgr-label\"");
    html_attribute(out, "for", name);
    html(out, ">");
    html_text(out, label);
    html(out, "</label>\n");
    if (hint) {
        html(out, "<span class=\"govgr-hint\"");
        write_id(out, "id", "hint-", name);
        html(out, ">");
        html_text(out, hint);
        html(out, "</span>\n");
    }
    if (error)
        form_error(out, name, error);
}

void
form_describe(Buffer *out, const char *name, const char *hint, const char *error)
{
    html_attribute(out, "id", name);
    html_attribute(out, "name", name);
    if (error)
        html(out, " aria-invalid=\"true\"");
    if (!hint && !error)
        return;
    html(out, " aria-describedby=\"");
    if (error) {
        html(out, "error-");
        html_text(out, name);
    }
    if (hint) {
        html(out, error ? " hint-" : "hint-");
        html_text(out, name);
    }
    html(out, "\"");
}

void
form_input(Buffer *out, const FormInput *input, const FormNotes *notes)
{
    const char *error = form_note_of(notes, input->name);

    open_field(out, input->name, input->label, input->hint, error);
    html(out, "<input class=\"govgr-input m-field m-medium\"");
    html_attribute(out, "type", input->type ? input->type : "text");
    form_describe(out, input->name, input->hint, error);
    html_attribute(out, "value", input->value);
    html_attribute(out, "autocomplete", input->autocomplete);
    if (input->more)
        html(out, input->more);
    html(out, input->is_optional ? ">\n</div>\n" : " required>\n</div>\n");
}

void
form_select(Buffer *out, const FormSelect *select, const FormNotes *notes)
{
    const char *error = form_note_of(notes, select->name);

    open_field(out, select->name, select->label, select->hint, error);
    html(out, "<select class=\"govgr-select m-field m-medium\"");
    form_describe(out, select->name, select->hint, error);
    html(out, ">\n");
    for (size_t i = 0; i < select->n_options; i++) {
        const FormOption *option = &select->options[i];

        html(out, "<option");
        html_attribute(out, "value", option->value);
        if (select->chosen && strcmp(select->chosen, option->value) == 0)
            html(out, " selected");
        html(out, ">");
        html_text(out, option->text);
        html(out, "</option>\n");
    }
    html(out, "</select>\n</div>\n");
}

void
form_button(Buffer *out, const char *action, const Session *session, const char *name,
        const char *value, const char *button)
{
    html(out, "<form method=\"post\"");
    html_attribute(out, "action", action);
    html(out, ">\n");
    html_hidden(out, "_token", session->form_token);
    if (name)
        html_hidden(out, name, value);
    html(out, "<button class=\"govgr-btn govgr-btn-secondary m-small\" type=\"submit\">");
    html_text(out, button);
    html(out, "</button>\n</form>\n");
}

void
form_new_password(Buffer *out, const FormNotes *notes)
{
    static const FormInput inputs[] = {
        { .name = "password",
                .label = "Νέος κωδικός",
                .hint = "12 χαρακτήρες ή περισσότεροι. Μια φράση με λίγες λέξεις θυμάται εύκολα· "
                        "δεν χρειάζονται σύμβολα ή κεφαλαία.",
                .type = "password",
                .autocomplete = "new-password",
                .more = " minlength=\"12\" maxlength=\"128\"" },
        { .name = "again",
                .label = "Ο νέος κωδικός ξανά",
                .type = "password",
                .autocomplete = "new-password",
                .more = " maxlength=\"128\"" },
    };

    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++)
        form_input(out, &inputs[i], notes);
}

#define DAY_S 86400

/* The day and minute of a moment under an offset from UTC; gives the minute. */
static unsigned
split(int64_t seconds, int offset_minutes, Day *ret_day)
{
    int64_t local = seconds + (int64_t) offset_minutes * 60;

    *ret_day = (Day) (local / DAY_S);
    return (unsigned) (local % DAY_S / 60);
}

const char *
moment_text(int64_t seconds, char ret_text[static MOMENT_TEXT_SIZE])
{
    char text[DAY_TEXT_SIZE];
    unsigned minute;
    Day day;

    minute = split(seconds, 120, &day);
    minute = split(seconds, day_utc_offset_minutes(day, minute), &day);
    (void) snprintf(ret_text, MOMENT_TEXT_SIZE, "%s %02u:%02u", day_format_greek(day, text),
            minute / 60, minute % 60);
    return ret_text;
}
