/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/web/html.h"
#include "api/web/pages.h"

#include "registry/account.h"

/* Both fields are wrong together: which of them it is, is nobody's business. */
static void
write_field(Buffer *out, const char *id, const char *label, const char *more, bool is_wrong)
{
    html(out, "<div class=\"govgr-field\">\n<label class=\"govgr-label\"");
    html_attribute(out, "for", id);
    html(out, ">");
    html_text(out, label);
    html(out, "</label>\n<input class=\"govgr-input m-field m-medium\" required");
    html_attribute(out, "id", id);
    html_attribute(out, "name", id);
    if (is_wrong)
        html(out, " aria-invalid=\"true\" aria-describedby=\"error-login\"");
    html(out, more);
    html(out, ">\n</div>\n");
}

static void
write_note(Buffer *out, LoginNote note, unsigned wait_s)
{
    switch (note) {
    case LOGIN_FIRST:
        break;
    case LOGIN_ENDED:
        html(out,
                "<p class=\"m-settle\" role=\"status\">Η σύνδεσή σας έληξε, για να μη μείνει "
                "ανοιχτή χωρίς εσάς. Συνδεθείτε ξανά.</p>\n");
        break;
    case LOGIN_WRONG:
        html(out,
                "<p class=\"govgr-error-message\" id=\"error-login\" role=\"alert\">Το όνομα ή ο "
                "κωδικός δεν είναι σωστά. Δοκιμάστε ξανά.</p>\n");
        break;
    case LOGIN_WAIT:
        buffer_format(out,
                "<p class=\"govgr-error-message\" id=\"error-login\" role=\"alert\">Έγιναν πολλές "
                "προσπάθειες με λάθος κωδικό. Δοκιμάστε ξανά σε %u δευτερόλεπτα.</p>\n",
                wait_s);
        break;
    }
}

void
page_login(Buffer *out, LoginNote note, unsigned wait_s)
{
    bool is_wrong = note == LOGIN_WRONG || note == LOGIN_WAIT;

    page_begin(out, is_wrong ? "Δεν έγινε σύνδεση" : "Σύνδεση", /* session= */ NULL);
    html_element(out, "h1", "govgr-heading-l", "Σύνδεση");
    html(out, "<p>Για συμβούλους των Κέντρων Κοινότητας.</p>\n");
    html(out, "<form method=\"post\" action=\"/login\" class=\"m-form\">\n");
    html(out, is_wrong ? "<div class=\"govgr-field__error\">\n" : "<div>\n");
    write_note(out, note, wait_s);
    write_field(out, "login", "Όνομα χρήστη",
            " type=\"text\" autocomplete=\"username\" autocapitalize=\"none\" spellcheck=\"false\" "
            "autofocus",
            is_wrong);
    write_field(out, "password", "Κωδικός", " type=\"password\" autocomplete=\"current-password\"",
            is_wrong);
    html(out,
            "</div>\n<button class=\"govgr-btn govgr-btn-primary\" type=\"submit\">Σύνδεση"
            "</button>\n</form>\n");
    page_end(out);
}
