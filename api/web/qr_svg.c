/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/web/qr_svg.h"

#include "api/web/html.h"

#include "registry/base/cleanup.h"

#include <qrencode.h>

#define QUIET 4 /* modules of white around it, as the standard asks */
#define SIDE_PX 240

DEFINE_CLEANUP(QRcode, QRcode_free)

/* One path for all dark modules of a row, run by run. */
static void
write_row(Buffer *out, const QRcode *code, int row)
{
    for (int from = 0; from < code->width; from++) {
        int to = from;

        while (to < code->width && (code->data[row * code->width + to] & 1))
            to++;
        if (to > from)
            buffer_format(out, "M%d %dh%dv1h-%dz", from + QUIET, row + QUIET, to - from, to - from);
        from = to;
    }
}

bool
qr_svg(Buffer *out, const char *text, const char *title)
{
    CLEANUP(QRcode_freep)
    QRcode *code = QRcode_encodeString8bit(text, /* version= */ 0, QR_ECLEVEL_M);
    int side;

    if (!code)
        return false;
    side = code->width + 2 * QUIET;
    buffer_format(out,
            "<svg class=\"m-qr\" role=\"img\" xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" "
            "height=\"%d\" viewBox=\"0 0 %d %d\" shape-rendering=\"crispEdges\">\n<title>",
            SIDE_PX, SIDE_PX, side, side);
    html_text(out, title);
    buffer_format(out,
            "</title>\n<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>\n<path fill=\"#000\" d=\"",
            side, side);
    for (int row = 0; row < code->width; row++)
        write_row(out, code, row);
    html(out, "\"/>\n</svg>\n");
    return true;
}
