/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/web/html.h"
#include "api/web/pages.h"

#include "registry/account.h"

static void
write_field(
        Buffer *out, const char *id, const char *label, const char *type, const char *autocomplete)
{
    html(out, "<div class=\"govgr-field\">\n<label class=\"govgr-label\"");
    html_attribute(out, "for", id);
    html(out, ">");
    html_text(out, label);
    html(out, "</label>\n<input class=\"govgr-input m-field\" required");
    html_attribute(out, "id", id);
    html_attribute(out, "name", id);
    html_attribute(out, "type", type);
    html_attribute(out, "autocomplete", autocomplete);
    html(out, ">\n</div>\n");
}

void
page_login(Buffer *out, const char *message)
{
    page_begin(out, "Σύνδεση", /* session= */ NULL);
    html_element(out, "h1", "govgr-heading-l", "Σύνδεση");
    if (message) {
        html(out, "<div class=\"govgr-error-summary m-block\" role=\"alert\">\n");
        html_element(out, "p", "govgr-body", message);
        html(out, "</div>\n");
    }
    html(out, "<form method=\"post\" action=\"/login\" class=\"m-form\">\n");
    write_field(out, "login", "Όνομα χρήστη", "text", "username");
    write_field(out, "password", "Κωδικός", "password", "current-password");
    html(out,
            "<button class=\"govgr-btn govgr-btn-primary\" type=\"submit\">Σύνδεση</button>\n"
            "</form>\n");
    page_end(out);
}
