/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/web/html.h"
#include "api/web/pages.h"

#include "registry/account.h"

/* Both fields are wrong together: which of them it is, is nobody's business. */
static void
write_field(Buffer *out, const char *id, const char *label, const char *more, const char *error_id)
{
    html(out, "<div class=\"govgr-field\">\n<label class=\"govgr-label\"");
    html_attribute(out, "for", id);
    html(out, ">");
    html_text(out, label);
    html(out, "</label>\n<input class=\"govgr-input m-field m-medium\" required");
    html_attribute(out, "id", id);
    html_attribute(out, "name", id);
    if (error_id) {
        html(out, " aria-invalid=\"true\"");
        html_attribute(out, "aria-describedby", error_id);
    }
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
    case LOGIN_SET:
        html(out,
                "<p class=\"m-settle\" role=\"status\">Ο κωδικός σας ορίστηκε. Συνδεθείτε με "
                "αυτόν.</p>\n");
        break;
    case LOGIN_NO_ROLE:
        html(out,
                "<p class=\"govgr-error-message\" id=\"error-login\" role=\"alert\">Ο λογαριασμός "
                "σας δεν έχει ρόλο σήμερα. Ρωτήστε τον διαχειριστή του φορέα σας.</p>\n");
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
    bool is_wrong = note >= LOGIN_WRONG;
    const char *error_id = is_wrong ? "error-login" : NULL;

    page_begin(out, is_wrong ? "Δεν έγινε σύνδεση" : "Σύνδεση", /* session= */ NULL);
    html_element(out, "h1", "govgr-heading-l", "Σύνδεση");
    html(out, "<p>Για το προσωπικό των Κέντρων Κοινότητας, των δήμων και των περιφερειών.</p>\n");
    html(out, "<form method=\"post\" action=\"/login\" class=\"m-form\">\n");
    html(out, is_wrong ? "<div class=\"govgr-field__error\">\n" : "<div>\n");
    write_note(out, note, wait_s);
    write_field(out, "login", "Όνομα χρήστη",
            " type=\"text\" autocomplete=\"username\" autocapitalize=\"none\" spellcheck=\"false\" "
            "autofocus",
            error_id);
    write_field(out, "password", "Κωδικός", " type=\"password\" autocomplete=\"current-password\"",
            error_id);
    html(out,
            "</div>\n<button class=\"govgr-btn govgr-btn-primary\" type=\"submit\">Σύνδεση"
            "</button>\n</form>\n");
    page_end(out);
}

/* ---- the second factor ------------------------------------------------------------------------
 */

static void
write_code_note(Buffer *out, CodeNote note, unsigned wait_s)
{
    static const char *const texts[] = {
        [CODE_WRONG] = "Ο κωδικός δεν ταιριάζει, ή χρησιμοποιήθηκε ήδη. Περιμένετε τον επόμενο "
                       "στο τηλέφωνο και δοκιμάστε ξανά.",
        [CODE_UNREADABLE] = "Γράψτε τα έξι ψηφία της εφαρμογής, ή έναν κωδικό ανάκτησης όπως "
                            "ABCD-EFGH-JKMN-PQRS.",
    };

    if (note == CODE_FIRST)
        return;
    html(out, "<p class=\"govgr-error-message\" id=\"error-code\" role=\"alert\">");
    if (note == CODE_WAIT)
        buffer_format(
                out, "Έγιναν πολλές λάθος προσπάθειες. Δοκιμάστε ξανά σε %u δευτερόλεπτα.", wait_s);
    else
        html_text(out, texts[note]);
    html(out, "</p>\n");
}

void
page_code(Buffer *out, const Session *session, CodeNote note, unsigned wait_s)
{
    page_begin(out, note == CODE_FIRST ? "Κωδικός σύνδεσης" : "Δεν έγινε σύνδεση", NULL);
    html_element(out, "h1", "govgr-heading-l", "Κωδικός σύνδεσης");
    html(out,
            "<p>Ανοίξτε την εφαρμογή κωδικών στο τηλέφωνό σας και γράψτε τα έξι ψηφία που δείχνει "
            "τώρα. Αν δεν έχετε το τηλέφωνο, γράψτε έναν από τους κωδικούς ανάκτησης.</p>\n");
    form_open(out, "/login/code", session);
    html(out, note != CODE_FIRST ? "<div class=\"govgr-field__error\">\n" : "<div>\n");
    write_code_note(out, note, wait_s);
    write_field(out, "code", "Κωδικός",
            " type=\"text\" autocomplete=\"one-time-code\" autocapitalize=\"characters\" "
            "spellcheck=\"false\" autofocus",
            note == CODE_FIRST ? NULL : "error-code");
    html(out, "</div>\n");
    form_close(out, "Σύνδεση");
    html(out, "<p><a class=\"govgr-link\" href=\"/login\">Σύνδεση με άλλο όνομα</a></p>\n");
    page_end(out);
}

/* ---- one-time links ---------------------------------------------------------------------------
 */

void
page_welcome(Buffer *out, const StaffLinkOwner *owner, const char *token, const FormNotes *notes)
{
    page_begin(out, "Ορισμός κωδικού", /* session= */ NULL);
    html_element(out, "h1", "govgr-heading-l", "Ορισμός κωδικού");
    form_summary(out, notes);
    html(out, "<p>Για τον λογαριασμό <strong>");
    html_text(out, owner->login);
    html(out, "</strong> (");
    html_text(out, owner->name);
    html(out, "). Ο σύνδεσμος ισχύει μία φορά.</p>\n");
    form_open(out, "/welcome", /* session= */ NULL);
    html_hidden(out, "link", token);
    form_new_password(out, notes);
    form_close(out, "Ορισμός κωδικού");
    page_end(out);
}

void
page_link_ended(Buffer *out)
{
    page_begin(out, "Ο σύνδεσμος δεν ισχύει", /* session= */ NULL);
    html_element(out, "h1", "govgr-heading-l", "Ο σύνδεσμος δεν ισχύει");
    html(out,
            "<p>Χρησιμοποιήθηκε ήδη, έληξε, ή δόθηκε νεότερος. Ζητήστε νέον από τον διαχειριστή "
            "του φορέα σας.</p>\n<p><a class=\"govgr-link\" href=\"/login\">Στη "
            "σύνδεση</a></p>\n");
    page_end(out);
}
