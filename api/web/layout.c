/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/web/html.h"
#include "api/web/pages.h"

/* The pages in the bar of whoever is signed in, each for the roles that may open it. */
static const struct {
    const char *path;
    const char *title;
    uint32_t roles;
} bar[] = {
    { "/", "Ερώτηση", ROLE_ADVISER },
    { "/map", "Χάρτης", ROLE_COORDINATOR },
    { "/places", "Τόποι", ROLE_SIGNED_IN },
    { "/coverage", "Κάλυψη", ROLE_COORDINATOR },
    { "/supply", "Παροχή", ROLE_COORDINATOR },
    { "/referrals", "Παραπομπές", ROLE_ADVISER },
    { "/admin", "Λογαριασμοί", ROLE_ADMINISTRATOR },
    { "/audit", "Καταγραφή", ROLE_AUDITOR },
};

static void
write_head(Buffer *out, const char *title, bool is_found)
{
    html(out,
            "<!DOCTYPE html>\n<html lang=\"el\">\n<head>\n<meta charset=\"utf-8\">\n"
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    html(out, is_found ? "<title>" : "<meta name=\"robots\" content=\"noindex\">\n<title>");
    html_text(out, title);
    html(out,
            " – Μητρώα κοινωνικής ένταξης</title>\n"
            "<link rel=\"stylesheet\" href=\"/static/digigov.css\">\n"
            "<link rel=\"stylesheet\" href=\"/static/mitroa.css\">\n"
            "<link rel=\"stylesheet\" href=\"/static/map.css\">\n"
            "<link rel=\"icon\" href=\"data:,\">\n</head>\n<body class=\"govgr-body\">\n");
}

static void
write_who(Buffer *out, const Session *session)
{
    html(out, "<div class=\"m-who\">\n<p><a class=\"m-mine\" href=\"/account\">");
    html_text(out, session->account.name);
    html(out, "</a>");
    if (session->account.structure_name) {
        html(out, "<span class=\"m-of\">");
        html_text(out, session->account.structure_name);
        html(out, "</span>");
    }
    html(out, "</p>\n<form method=\"post\" action=\"/logout\">\n");
    html_hidden(out, "_token", session->form_token);
    html(out, "<button class=\"m-leave\" type=\"submit\">Αποσύνδεση</button>\n</form>\n</div>\n");
}

const char *
page_first(const Session *session)
{
    for (size_t i = 0; i < sizeof bar / sizeof *bar; i++)
        if ((session->account.roles & bar[i].roles) && bar[i].roles != ROLE_SIGNED_IN)
            return bar[i].path;
    return "/places";
}

static void
write_bar(Buffer *out, const Session *session)
{
    html(out, "<nav class=\"m-nav\" aria-label=\"Σελίδες\">\n<ul class=\"m-wide\">\n");
    for (size_t i = 0; i < sizeof bar / sizeof *bar; i++) {
        if (!(session->account.roles & bar[i].roles))
            continue;
        html(out, "<li><a");
        html_attribute(out, "href", bar[i].path);
        html(out, ">");
        html_text(out, bar[i].title);
        html(out, "</a></li>\n");
    }
    html(out, "</ul>\n</nav>\n");
}

static void
begin(Buffer *out, const char *title, const Session *session, bool is_found)
{
    write_head(out, title, is_found);
    html(out,
            "<a class=\"m-skip\" href=\"#main\">Στο περιεχόμενο</a>\n"
            "<header class=\"m-header\">\n<div class=\"m-wide m-bar\">\n"
            "<a class=\"m-name\" href=\"/\">Μητρώα κοινωνικής ένταξης</a>\n");
    if (session)
        write_who(out, session);
    html(out, "</div>\n");
    if (session)
        write_bar(out, session);
    html(out, "</header>\n<main id=\"main\" class=\"m-wide\" tabindex=\"-1\">\n");
}

void
page_begin(Buffer *out, const char *title, const Session *session)
{
    begin(out, title, session, /* is_found= */ false);
}

void
page_begin_public(Buffer *out, const char *title, bool is_found)
{
    begin(out, title, /* session= */ NULL, is_found);
}

void
page_end(Buffer *out)
{
    html(out,
            "</main>\n<footer class=\"m-footer\">\n<div class=\"m-wide\">\n"
            "<p>Η απάντηση ενημερώνει· δεν είναι απόφαση. Για κάθε πρόγραμμα αποφασίζει ο φορέας "
            "του.</p>\n<p><a class=\"govgr-link\" href=\"/dilosi-prosvasimotitas\">Δήλωση "
            "προσβασιμότητας</a> · <a class=\"govgr-link\" href=\"/downloads\">Ανοικτά "
            "δεδομένα</a></p>\n</div>\n</footer>\n</body>\n</html>\n");
}

static void
write_errors(Buffer *out, const Problem *problem)
{
    if (problem->n_errors == 0)
        return;
    html(out, "<ul class=\"m-list\">\n");
    for (size_t i = 0; i < problem->n_errors; i++) {
        html(out, "<li><strong>");
        html_text(out, problem->errors[i].pointer);
        html(out, "</strong>: ");
        html_text(out, problem->errors[i].detail);
        html(out, "</li>\n");
    }
    html(out, "</ul>\n");
}

/* Says the same of a number that nobody has and of a person of elsewhere, and how to go on. */
static void
write_other_ways(Buffer *out)
{
    html(out,
            "<p>Αν ρωτήσατε για πρόσωπο:</p>\n<ul class=\"m-list\">\n"
            "<li>ελέγξτε τον αριθμό με το έγγραφό του,</li>\n"
            "<li>αν δεν έχει κατοικία πουθενά, ρωτήστε ξανά με σκοπό «παρουσία χωρίς "
            "κατοικία»,</li>\n"
            "<li>ή ρωτήστε χωρίς μητρώο, μόνο με τα στοιχεία που σας λέει.</li>\n</ul>\n");
}

void
page_problem(Buffer *out, const Problem *problem, const Session *session)
{
    page_begin(out, problem_title(problem->status), session);
    html_element(out, "h1", "govgr-heading-l", problem_title(problem->status));
    html_element(out, "p", NULL, problem->detail);
    write_errors(out, problem);
    if (problem->status == 404 && session)
        write_other_ways(out);
    html(out, "<p><a class=\"govgr-link\" href=\"/\">");
    html(out, session ? "Νέα ερώτηση" : "Στην αρχική σελίδα");
    html(out, "</a></p>\n");
    page_end(out);
}
