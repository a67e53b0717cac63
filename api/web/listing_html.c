/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/web/listing_html.h"

#include "api/web/html.h"

static bool
is_number(ListingKind kind)
{
    return kind != LISTING_TEXT && kind != LISTING_NAME && kind != LISTING_DAY;
}

/* A name without its code: the code is for files and programs. */
static const char *
text_of(const Listing *listing, ListingKind kind, const ListingCell *cell)
{
    return kind == LISTING_NAME && cell->is_known ? cell->text
                                                  : listing_cell_text(listing->arena, kind, cell);
}

static void
write_figures(Buffer *out, const Listing *listing)
{
    html(out, "<dl class=\"m-figures\">\n");
    for (size_t i = 0; i < listing->n_figures; i++) {
        const ListingFigure *figure = &listing->figures[i];

        html(out, "<div>");
        html_element(out, "dt", NULL, figure->what.greek);
        html_element(out, "dd", NULL, text_of(listing, figure->what.kind, &figure->cell));
        html(out, "</div>\n");
    }
    html(out, "</dl>\n");
}

static void
write_cell(Buffer *out, const Listing *listing, size_t column, const ListingCell *cell)
{
    ListingKind kind = listing->columns[column].kind;
    const char *tag = column == 0 ? "th" : "td";

    buffer_format(out, "<%s%s%s>", tag, column == 0 ? " scope=\"row\"" : "",
            is_number(kind) ? " class=\"m-figure-cell\"" : "");
    if (cell->is_known && cell->href) {
        html(out, "<a class=\"govgr-link\"");
        html_attribute(out, "href", cell->href);
        html(out, ">");
    }
    html_text(out, text_of(listing, kind, cell));
    if (cell->is_known && cell->href)
        html(out, "</a>");
    buffer_format(out, "</%s>", tag);
}

static void
write_table(Buffer *out, const Listing *listing)
{
    html(out,
            "<div class=\"m-scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Πίνακας\">\n"
            "<table class=\"m-table\">\n<thead><tr>");
    for (size_t i = 0; i < listing->n_columns; i++) {
        buffer_format(out, "<th scope=\"col\"%s>",
                is_number(listing->columns[i].kind) ? " class=\"m-figure-cell\"" : "");
        html_text(out, listing->columns[i].greek);
        html(out, "</th>");
    }
    html(out, "</tr></thead>\n<tbody>\n");
    for (size_t row = 0; row < listing->n_rows; row++) {
        html(out, "<tr>");
        for (size_t i = 0; i < listing->n_columns; i++)
            write_cell(out, listing, i, &listing->cells[row * listing->n_columns + i]);
        html(out, "</tr>\n");
    }
    html(out, "</tbody>\n</table>\n</div>\n");
}

void
listing_html(Buffer *out, const Listing *listing)
{
    if (listing->n_figures > 0)
        write_figures(out, listing);
    if (listing->n_rows > 0)
        write_table(out, listing);
    else
        html_element(out, "p", NULL, listing->nothing);
    if (listing->n_notes == 0)
        return;
    html(out, "<ul class=\"m-list m-quiet\">\n");
    for (size_t i = 0; i < listing->n_notes; i++)
        html_element(out, "li", NULL, listing->notes[i]);
    html(out, "</ul>\n");
}
