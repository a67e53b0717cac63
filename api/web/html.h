/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * HTML: written into a Buffer. html() takes what we wrote, html_text() what anybody else did: it
 * escapes, in text and in attributes alike.
 */

#include "registry/base/buffer.h"

void html(Buffer *out, const char *markup);
void html_text(Buffer *out, const char *text); /* NULL writes nothing */
/* ` name="text"`, nothing if the text is NULL. */
void html_attribute(Buffer *out, const char *name, const char *text);
/* `<tag class="class">text</tag>`, nothing if the text is NULL; class may be NULL. */
void html_element(Buffer *out, const char *tag, const char *class_name, const char *text);
void html_hidden(Buffer *out, const char *name, const char *value);
