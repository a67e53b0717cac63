/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/web/html.h"
#include "api/web/pages.h"

static void
write_head(Buffer *out, const char *title)
{
    html(out,
            "<!DOCTYPE html>\n<html lang=\"el\">\n<head>\n<meta charset=\"utf-8\">\n"
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
            "<meta name=\"robots\" content=\"noindex\">\n<title>");
    html_text(out, title);
    html(out,
            " – Μητρώα κοινωνικής ένταξης</title>\n"
            "<link rel=\"stylesheet\" href=\"/static/digigov.css\">\n"
            "<link rel=\"stylesheet\" href=\"/static/mitroa.css\">\n"
            "<link rel=\"icon\" href=\"data:,\">\n</head>\n<body class=\"govgr-body\">\n");
}

static void
write_who(Buffer *out, const Session *session)
{
    html(out, "<div class=\"m-who\">\n<p>");
    html_text(out, session->account.name);
    if (session->account.structure_name) {
        html(out, "<br><span class=\"m-quiet\">");
        html_text(out, session->account.structure_name);
        html(out, "</span>");
    }
    html(out, "</p>\n<form method=\"post\" action=\"/logout\">\n");
    html_hidden(out, "_token", session->form_token);
    html(out,
            "<button class=\"govgr-btn govgr-btn-secondary m-small\" type=\"submit\">Αποσύνδεση"
            "</button>\n</form>\n</div>\n");
}

void
page_begin(Buffer *out, const char *title, const Session *session)
{
    write_head(out, title);
    html(out,
            "<a class=\"m-skip\" href=\"#main\">Στο περιεχόμενο</a>\n"
            "<header class=\"m-header\">\n<div class=\"m-wide m-bar\">\n"
            "<a class=\"m-name\" href=\"/\">Μητρώα κοινωνικής ένταξης</a>\n");
    if (session)
        write_who(out, session);
    html(out, "</div>\n</header>\n<main id=\"main\" class=\"m-wide\" tabindex=\"-1\">\n");
}

void
page_end(Buffer *out)
{
    html(out,
            "</main>\n<footer class=\"m-footer\">\n<div class=\"m-wide\">\n"
            "<p>Η απάντηση ενημερώνει· δεν είναι απόφαση. Για κάθε πρόγραμμα αποφασίζει ο φορέας "
            "του.</p>\n</div>\n</footer>\n</body>\n</html>\n");
}

void
page_problem(Buffer *out, const Problem *problem)
{
    page_begin(out, problem_title(problem->status), /* session= */ NULL);
    html_element(out, "h1", "govgr-heading-l", problem_title(problem->status));
    html_element(out, "p", "govgr-body", problem->detail);
    if (problem->n_errors > 0) {
        html(out, "<ul class=\"govgr-list govgr-list--bullet\">\n");
        for (size_t i = 0; i < problem->n_errors; i++) {
            html(out, "<li><strong>");
            html_text(out, problem->errors[i].pointer);
            html(out, "</strong>: ");
            html_text(out, problem->errors[i].detail);
            html(out, "</li>\n");
        }
        html(out, "</ul>\n");
    }
    html(out,
            "<p class=\"govgr-body\"><a class=\"govgr-link\" href=\"/\">Στην αρχική σελίδα</a>"
            "</p>\n");
    page_end(out);
}
