/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/web/html.h"

#include <stddef.h>
#include <string.h>

void
html(Buffer *out, const char *markup)
{
    buffer_text(out, markup);
}

static const char *
entity_of(char character)
{
    switch (character) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

void
html_text(Buffer *out, const char *text)
{
    while (text && *text) {
        size_t plain = strcspn(text, "&<>\"'");

        buffer_append(out, text, plain);
        text += plain;
        if (*text)
            buffer_text(out, entity_of(*text++));
    }
}

void
html_attribute(Buffer *out, const char *name, const char *text)
{
    if (!text)
        return;
    buffer_char(out, ' ');
    buffer_text(out, name);
    buffer_text(out, "=\"");
    html_text(out, text);
    buffer_char(out, '"');
}

void
html_element(Buffer *out, const char *tag, const char *class_name, const char *text)
{
    if (!text)
        return;
    buffer_char(out, '<');
    buffer_text(out, tag);
    html_attribute(out, "class", class_name);
    buffer_char(out, '>');
    html_text(out, text);
    buffer_text(out, "</");
    buffer_text(out, tag);
    buffer_char(out, '>');
}

void
html_hidden(Buffer *out, const char *name, const char *value)
{
    if (!value)
        return;
    html(out, "<input type=\"hidden\"");
    html_attribute(out, "name", name);
    html_attribute(out, "value", value);
    html(out, ">\n");
}
