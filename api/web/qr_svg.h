/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/* QR code of a text, drawn on the server as SVG; false if the text is too long for one. */

#include "registry/base/buffer.h"

#include <stdbool.h>

/* `title` is read out instead of the drawing. */
bool qr_svg(Buffer *out, const char *text, const char *title);
