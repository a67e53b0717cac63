/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/web/html.h"
#include "api/web/pages.h"
#include "api/web/qr_svg.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define NUMBER_SIZE 24

/* ---- parts ------------------------------------------------------------------------------------
 */

static void
write_note(Buffer *out, AccountNote note)
{
    static const char *const texts[] = {
        [ACCOUNT_NOTE_PASSWORD] = "Ο κωδικός άλλαξε. Οι άλλες συνεδρίες σας έκλεισαν.",
        [ACCOUNT_NOTE_SESSION] = "Η συνεδρία έκλεισε.",
        [ACCOUNT_NOTE_SESSIONS] = "Οι άλλες συνεδρίες έκλεισαν.",
        [ACCOUNT_NOTE_SECOND] = "Ο δεύτερος παράγοντας καταργήθηκε.",
    };

    if (note == ACCOUNT_NOTE_NONE)
        return;
    html(out, "<p class=\"m-settle\" role=\"status\">");
    html_text(out, texts[note]);
    html(out, "</p>\n");
}

static const char *
dates_of(Arena *arena, const StaffRole *role)
{
    char from[DAY_TEXT_SIZE];
    char to[DAY_TEXT_SIZE];

    if (role->to == DAY_NONE)
        return arena_format(arena, "από %s", day_format_greek(role->from, from));
    return arena_format(arena, "από %s έως %s", day_format_greek(role->from, from),
            day_format_greek(role->to, to));
}

static void
write_roles(Buffer *out, Arena *arena, const StaffOwn *own)
{
    html(out, "<h2 class=\"govgr-heading-m\">Ρόλοι</h2>\n<ul class=\"m-list\">\n");
    for (size_t i = 0; i < own->n_roles; i++) {
        html(out, "<li><strong>");
        html_text(out, account_role_greek(own->roles[i].role));
        html(out, "</strong>, ");
        html_text(out, own->roles[i].structure_name);
        html(out, ", ");
        html_text(out, dates_of(arena, &own->roles[i]));
        html(out, "</li>\n");
    }
    html(out, "</ul>\n");
}

/* Whether an earlier role is of the same structure, or the session is for it already. */
static bool
is_told(const StaffOwn *own, size_t i, const char *current)
{
    const char *structure = own->roles[i].structure;

    if (current && strcmp(structure, current) == 0)
        return true;
    for (size_t j = 0; j < i; j++)
        if (strcmp(own->roles[j].structure, structure) == 0)
            return true;
    return own->roles[i].from > day_today();
}

static void
write_structures(Buffer *out, const Session *session, const StaffOwn *own)
{
    const char *current = session->account.structure;

    for (size_t i = 0; i < own->n_roles; i++) {
        if (is_told(own, i, current))
            continue;
        html(out, "<div class=\"m-actions\"><p>Εργάζεστε και για: <strong>");
        html_text(out, own->roles[i].structure_name);
        html(out, "</strong></p>\n");
        form_button(out, "/account/structure", session, "structure", own->roles[i].structure,
                "Συνέχεια για αυτή τη δομή");
        html(out, "</div>\n");
    }
}

static void
write_session(Buffer *out, const Session *session, const StaffSession *row)
{
    char moment[MOMENT_TEXT_SIZE];
    char number[NUMBER_SIZE];

    html(out, "<tr><td>");
    html(out, row->is_token ? "διακριτικό προγράμματος" : "φυλλομετρητής");
    html(out, row->is_this ? " <strong>(αυτή εδώ)</strong>" : "");
    html(out, "</td><td>");
    html(out, moment_text(row->opened, moment));
    html(out, "</td><td>");
    html(out, moment_text(row->seen, moment));
    html(out, "</td><td>");
    (void) snprintf(number, sizeof number, "%" PRId64, row->number);
    if (!row->is_this)
        form_button(out, "/account/sessions", session, "session", number, "Κλείσιμο");
    html(out, "</td></tr>\n");
}

static void
write_sessions(Buffer *out, const Session *session, const StaffOwn *own)
{
    size_t others = 0;

    html(out,
            "<h2 class=\"govgr-heading-m\">Ανοιχτές συνεδρίες</h2>\n"
            "<p>Μια συνεδρία κλείνει μόνη της ύστερα από 15 λεπτά χωρίς χρήση, και το αργότερο "
            "σε 10 ώρες.</p>\n"
            "<div class=\"m-scroll\" role=\"region\" aria-label=\"Συνεδρίες\" tabindex=\"0\">\n"
            "<table class=\"m-table\">\n<thead><tr><th>Συνεδρία</th>"
            "<th>Άνοιξε</th><th>Τελευταία χρήση</th><th>Ενέργεια</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < own->n_sessions; i++) {
        write_session(out, session, &own->sessions[i]);
        others += !own->sessions[i].is_this && !own->sessions[i].is_token;
    }
    html(out, "</tbody>\n</table>\n</div>\n");
    if (others > 1)
        form_button(
                out, "/account/sessions", session, "session", "others", "Κλείσιμο όλων των άλλων");
}

static void
write_old_password(Buffer *out, const FormNotes *notes)
{
    form_input(out,
            &(FormInput) { .name = "old",
                    .label = "Ο τωρινός κωδικός σας",
                    .type = "password",
                    .autocomplete = "current-password",
                    .more = " maxlength=\"128\"" },
            notes);
}

static void
write_password(Buffer *out, const Session *session, const StaffOwn *own, const FormNotes *notes)
{
    char moment[MOMENT_TEXT_SIZE];

    html(out, "<h2 class=\"govgr-heading-m\">Κωδικός</h2>\n");
    if (own->password_set == INT64_MIN) {
        html(out, "<p>Ο λογαριασμός μπαίνει μόνο με διακριτικό.</p>\n");
        return;
    }
    buffer_format(out, "<p>Ορίστηκε στις %s.</p>\n", moment_text(own->password_set, moment));
    html(out, notes->n > 0 ? "<details class=\"m-more\" open>\n" : "<details class=\"m-more\">\n");
    html(out, "<summary>Αλλαγή κωδικού</summary>\n");
    form_open(out, "/account/password", session);
    write_old_password(out, notes);
    form_new_password(out, notes);
    form_close(out, "Αλλαγή κωδικού");
    html(out, "</details>\n");
}

static void
write_factor(Buffer *out, const StaffFactor *factor)
{
    html(out, "<h2 class=\"govgr-heading-m\">Δεύτερος παράγοντας</h2>\n<p>");
    if (factor->is_confirmed)
        buffer_format(out, "Ισχύει. Απομένουν %u κωδικοί ανάκτησης. ", factor->codes);
    else
        html(out,
                "Δεν έχει οριστεί. Με αυτόν, η σύνδεση ζητά και έναν κωδικό από το τηλέφωνό σας. ");
    html(out, "<a class=\"govgr-link\" href=\"/account/second\">");
    html(out, factor->is_confirmed ? "Αλλαγές" : "Ορισμός δεύτερου παράγοντα");
    html(out, "</a></p>\n");
}

void
page_account(Buffer *out, Arena *arena, const Session *session, const StaffOwn *own,
        const StaffFactor *factor, const FormNotes *notes, AccountNote note)
{
    page_begin(out, "Ο λογαριασμός μου", session);
    html_element(out, "h1", "govgr-heading-l", "Ο λογαριασμός μου");
    form_summary(out, notes);
    write_note(out, note);
    html(out, "<p>Όνομα χρήστη: <strong>");
    html_text(out, own->login);
    html(out, "</strong></p>\n");
    write_roles(out, arena, own);
    if (session->by_cookie)
        write_structures(out, session, own);
    write_password(out, session, own, notes);
    write_factor(out, factor);
    write_sessions(out, session, own);
    page_end(out);
}

/* ---- the second factor ------------------------------------------------------------------------
 */

/* Whose name stands in the frame; nobody's while the session waits. */
static const Session *
frame_of(const Session *session)
{
    return session->account.name ? session : NULL;
}

static void
write_begin(Buffer *out, const Session *session, const StaffFactor *factor, const FormNotes *notes)
{
    html(out,
            "<p>Με δεύτερο παράγοντα η σύνδεση ζητά, μετά το συνθηματικό, έξι ψηφία που δείχνει "
            "μια εφαρμογή κωδικών στο τηλέφωνό σας. Έτσι ένα συνθηματικό που διέρρευσε δεν "
            "αρκεί.</p>\n");
    if (factor->pending == STAFF_ENROL)
        html(out,
                "<p class=\"m-settle\" role=\"status\">Ο ρόλος σας τον απαιτεί: ορίστε τον τώρα "
                "για να συνεχίσετε.</p>\n");
    form_open(out, "/account/second/begin", session);
    if (factor->pending != STAFF_ENROL)
        write_old_password(out, notes);
    form_close(out, "Εμφάνιση κωδικού QR");
}

static void
write_changes(Buffer *out, Arena *arena, const Session *session, const StaffFactor *factor,
        const FormNotes *notes)
{
    html_element(out, "p", NULL,
            arena_format(arena, "Ισχύει. Απομένουν %u κωδικοί ανάκτησης.", factor->codes));
    html(out, "<h2 class=\"govgr-heading-m\">Νέοι κωδικοί ανάκτησης</h2>\n");
    form_open(out, "/account/second/codes", session);
    write_old_password(out, notes);
    form_close(out, "Νέοι κωδικοί ανάκτησης");
    if (factor->is_required) {
        html(out, "<p>Ο ρόλος σας απαιτεί δεύτερο παράγοντα· δεν μπορεί να καταργηθεί.</p>\n");
        return;
    }
    html(out,
            "<h2 class=\"govgr-heading-m\">Κατάργηση</h2>\n"
            "<form method=\"post\" class=\"m-form\" action=\"/account/second/remove\">\n");
    html_hidden(out, "_token", session->form_token);
    html(out,
            "<div class=\"govgr-field\">\n<label class=\"govgr-label\" for=\"old-remove\">Ο "
            "τωρινός "
            "κωδικός σας</label>\n<input class=\"govgr-input m-field m-medium\" type=\"password\" "
            "id=\"old-remove\" name=\"old\" autocomplete=\"current-password\" maxlength=\"128\" "
            "required>\n</div>\n<button class=\"govgr-btn govgr-btn-secondary\" type=\"submit\">"
            "Κατάργηση δεύτερου παράγοντα</button>\n</form>\n");
}

void
page_second(Buffer *out, Arena *arena, const Session *session, const StaffFactor *factor,
        const FormNotes *notes)
{
    page_begin(out, "Δεύτερος παράγοντας", frame_of(session));
    html_element(out, "h1", "govgr-heading-l", "Δεύτερος παράγοντας");
    form_summary(out, notes);
    if (factor->is_confirmed)
        write_changes(out, arena, session, factor, notes);
    else
        write_begin(out, session, factor, notes);
    page_end(out);
}

/* In groups of four, as people read letters aloud. */
static void
write_letters(Buffer *out, const char *letters)
{
    html(out, "<p>Αν η κάμερα δεν τον διαβάζει, γράψτε στην εφαρμογή το κλειδί: <code>");
    for (size_t i = 0; letters[i]; i++) {
        if (i > 0 && i % 4 == 0)
            buffer_char(out, ' ');
        buffer_char(out, letters[i]);
    }
    html(out, "</code></p>\n");
}

void
page_second_secret(Buffer *out, const Session *session, const char *uri, const char *letters,
        const FormNotes *notes)
{
    page_begin(out, "Δεύτερος παράγοντας", frame_of(session));
    html_element(out, "h1", "govgr-heading-l", "Δεύτερος παράγοντας");
    form_summary(out, notes);
    html(out,
            "<p>Διαβάστε τον κωδικό QR με την εφαρμογή κωδικών του τηλεφώνου σας και γράψτε τα "
            "έξι ψηφία που δείχνει.</p>\n");
    (void) qr_svg(out, uri, "Κωδικός QR για την εφαρμογή κωδικών");
    write_letters(out, letters);
    form_open(out, "/account/second/confirm", session);
    form_input(out,
            &(FormInput) { .name = "code",
                    .label = "Τα έξι ψηφία της εφαρμογής",
                    .autocomplete = "one-time-code",
                    .more = " inputmode=\"numeric\" maxlength=\"16\"" },
            notes);
    form_close(out, "Επιβεβαίωση");
    page_end(out);
}

void
page_recovery_codes(Buffer *out, const Session *session, const RecoveryCodes *codes)
{
    char day[DAY_TEXT_SIZE];

    page_begin(out, "Κωδικοί ανάκτησης", session);
    html_element(out, "h1", "govgr-heading-l", "Κωδικοί ανάκτησης");
    html(out,
            "<p class=\"m-settle\" role=\"status\">Ο δεύτερος παράγοντας ισχύει.</p>\n"
            "<p>Αν χάσετε το τηλέφωνο, μπαίνετε με έναν από αυτούς τους κωδικούς· ο καθένας "
            "ισχύει μία φορά. Τυπώστε τους ή φυλάξτε τους τώρα: δεν θα τους ξαναδείτε.</p>\n"
            "<ol class=\"m-codes\">\n");
    for (size_t i = 0; i < RECOVERY_CODES; i++)
        html_element(out, "li", NULL, codes->texts[i]);
    html(out, "</ol>\n<p class=\"m-quiet\">Μητρώα κοινωνικής ένταξης, ");
    html_text(out, day_format_greek(day_today(), day));
    html(out,
            ". Αντικαθιστούν όσους είχατε.</p>\n<p class=\"m-no-print\"><a class=\"govgr-link\" "
            "href=\"/\">Συνέχεια</a></p>\n");
    page_end(out);
}
