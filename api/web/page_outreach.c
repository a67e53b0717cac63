/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/web/html.h"
#include "api/web/listing_html.h"
#include "api/web/pages.h"

#include <string.h>

/* Outreach: a few persons a day by their references, and the files that two people are needed for.
 */

static void
write_choice(Buffer *out, const Session *session, const Snapshot *snapshot, const char *action,
        const char *button, const char *id)
{
    html(out, "<form class=\"m-form\" method=\"post\"");
    html_attribute(out, "action", action);
    html(out, ">\n");
    html_hidden(out, "_token", session->form_token);
    html(out, "<div class=\"m-asks\">\n<div><label class=\"govgr-label\"");
    html_attribute(out, "for", id);
    html(out, ">Πρόγραμμα</label><select class=\"govgr-select m-field\" name=\"programme\"");
    html_attribute(out, "id", id);
    html(out, ">\n");
    for (size_t i = 0; i < snapshot_n_programmes(snapshot); i++) {
        const Programme *programme = snapshot_programme(snapshot, i);

        if (!programme_is_valid(programme, day_today()))
            continue;
        html(out, "<option");
        html_attribute(out, "value", programme->code);
        html(out, ">");
        html_text(out, programme_title(programme));
        html(out, "</option>\n");
    }
    html(out,
            "</select></div>\n<fieldset><legend class=\"govgr-label\">Ποιοι</legend>\n"
            "<label class=\"m-box\"><input type=\"radio\" name=\"kind\" value=\"unserved\" "
            "checked>Δικαιούνται και δεν λαμβάνουν</label>\n"
            "<label class=\"m-box\"><input type=\"radio\" name=\"kind\" value=\"one_document\">"
            "Τους λείπει ένα δικαιολογητικό</label>\n</fieldset>\n</div>\n"
            "<p><button class=\"govgr-btn govgr-btn-primary m-small\" type=\"submit\">");
    html_text(out, button);
    html(out, "</button></p>\n</form>\n");
}

static void
write_button(Buffer *out, const Session *session, const ListingCell *row, const char *what,
        const char *button)
{
    buffer_format(out,
            "<li>Αρχείο %.0f: <form class=\"m-inline\" method=\"post\" "
            "action=\"/outreach/files/%.0f/%s\">\n",
            row[0].low, row[0].low, what);
    html_hidden(out, "_token", session->form_token);
    html(out, "<button class=\"govgr-btn govgr-btn-secondary m-small\" type=\"submit\">");
    html_text(out, button);
    html(out, "</button></form></li>\n");
}

/* What the reader may do with the files; the database decides once more. */
static void
write_actions(Buffer *out, const Session *session, const Listing *files)
{
    uint32_t roles = session->account.roles;

    html(out, "<ul class=\"m-list\">\n");
    for (size_t i = 0; i < files->n_rows; i++) {
        const ListingCell *row = &files->cells[i * files->n_columns];
        bool is_mine = strcmp(row[7].text, "ναι") == 0;

        if (strcmp(row[6].text, "περιμένει έγκριση") == 0 && !is_mine && roles & ROLE_APPROVER)
            write_button(out, session, row, "approve", "Έγκριση");
        if (strcmp(row[6].text, "εγκρίθηκε") == 0 && is_mine && roles & ROLE_ADVISER)
            write_button(out, session, row, "give", "Λήψη, μία φορά");
    }
    html(out, "</ul>\n");
}

void
page_outreach(Buffer *out, const Session *session, const Snapshot *snapshot, const Listing *files)
{
    bool is_adviser = session->account.roles & ROLE_ADVISER;

    page_begin(out, "Προσέγγιση", session);
    html_element(out, "h1", "govgr-heading-l", "Ποιους να αναζητήσετε");
    html(out,
            "<p class=\"m-lead\">Πρόσωπα της περιοχής σας που δικαιούνται ένα πρόγραμμα και δεν το "
            "λαμβάνουν, ή τους λείπει ένα δικαιολογητικό. Ως 20 την ημέρα για όλη τη δομή, με "
            "καταγραφή για το καθένα.</p>\n");
    if (is_adviser)
        write_choice(out, session, snapshot, "/outreach", "Δείξε μερικούς", "programme");
    html_element(out, "h2", "govgr-heading-m", "Ως αρχείο");
    html(out,
            "<p>Αρχείο με όσους δείχτηκαν τις τελευταίες 30 ημέρες δίνεται μόνο αφού το εγκρίνει "
            "άλλος της ίδιας δομής, και μία φορά.</p>\n");
    if (is_adviser)
        write_choice(out, session, snapshot, "/outreach/files", "Ζήτησε αρχείο", "file-programme");
    listing_html(out, files);
    write_actions(out, session, files);
    page_end(out);
}

void
page_outreach_shown(Buffer *out, const Session *session, const OutreachReply *reply)
{
    page_begin(out, "Προσέγγιση", session);
    html_element(out, "h1", "govgr-heading-l", reply->listing->title);
    buffer_format(out, "<p>Απομένουν για σήμερα: <strong>%d</strong>.</p>\n", reply->left_today);
    listing_html(out, reply->listing);
    html(out, "<p class=\"m-no-print\"><a class=\"govgr-link\" href=\"/outreach\">Πίσω</a></p>\n");
    page_end(out);
}
