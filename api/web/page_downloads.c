/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/web/html.h"
#include "api/web/pages.h"

#include "registry/collection.h"

static const struct {
    const char *name;
    const char *title;
    const char *what;
} files[] = {
    { "places", "Τόποι", "όλες οι βαθμίδες, με κωδικούς και διαδοχή" },
    { "providers", "Φορείς, δομές, σημεία, παροχές, στάσεις", "ένα φύλλο για το καθένα" },
    { "programmes", "Προγράμματα", "με κριτήρια, παραμέτρους και δικαιολογητικά" },
};

static void
write_link(Buffer *out, const char *name, const char *ending, const char *label, const char *what)
{
    html(out, " <a class=\"govgr-link\" href=\"/downloads/");
    html_text(out, name);
    html(out, ".");
    html_text(out, ending);
    html(out, "\"");
    html_attribute(out, "aria-label", label);
    html(out, ">");
    html_text(out, what);
    html(out, "</a>");
}

static void
write_row(Buffer *out, const char *name, const char *title, const char *what,
        const char *const endings[2], const char *const labels[2])
{
    html(out, "<li><strong>");
    html_text(out, title);
    html(out, "</strong>: ");
    html_text(out, what);
    html(out, " –");
    for (int i = 0; i < 2; i++) {
        Buffer label;

        buffer_init(&label);
        buffer_format(&label, "%s, %s", title, labels[i]);
        write_link(out, name, endings[i], label.data, labels[i]);
        buffer_deinit(&label);
    }
    html(out, "</li>\n");
}

static void
write_licence(Buffer *out, const Licence *licence)
{
    if (!licence->url) {
        html(out, "Για τη χρήση τους <strong>δεν έχει οριστεί άδεια</strong>. ");
        return;
    }
    html(out, "Άδεια <a class=\"govgr-link\" rel=\"license\"");
    html_attribute(out, "href", licence->url);
    html(out, ">");
    html_text(out, licence->name);
    html(out, "</a>. ");
}

void
page_downloads(Buffer *out, int64_t version, const Licence *licence)
{
    page_begin(out, "Ανοικτά δεδομένα", /* session= */ NULL);
    html_element(out, "h1", "govgr-heading-l", "Ανοικτά δεδομένα");
    html(out, "<p>Τα δημόσια μητρώα, όπως είναι τώρα (έκδοση μητρώου ");
    buffer_format(out, "%lld", (long long) version);
    html(out, "). ");
    write_licence(out, licence);
    html(out,
            "Στο όνομα κάθε αρχείου είναι η ημέρα του. Πρόσωπα δεν υπάρχουν σε κανένα.</p>\n"
            "<h2 class=\"govgr-heading-m\">Μητρώα, όπως ξαναεισάγονται</h2>\n"
            "<ul class=\"m-list\">\n");
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        write_row(out, files[i].name, files[i].title, files[i].what,
                (const char *const[]) { "xlsx", "gpkg" },
                (const char *const[]) { "XLSX", "GeoPackage" });
    html(out,
            "</ul>\n<h2 class=\"govgr-heading-m\">Συλλογές, όσα ισχύουν σήμερα</h2>\n"
            "<ul class=\"m-list\">\n");
    for (const Collection *collection = collections; collection->id; collection++)
        write_row(out, collection->id, collection->title, collection->description,
                (const char *const[]) { "csv", "geojson" },
                (const char *const[]) { "CSV", "GeoJSON" });
    html(out,
            "</ul>\n<h2 class=\"govgr-heading-m\">Για προγράμματα</h2>\n<ul class=\"m-list\">\n"
            "<li>QGIS και GDAL: OGC API - Features στο <code>/ogc</code>, και σε EPSG:2100</li>\n"
            "<li>Χάρτες στον ιστό: διανυσματικά πλακίδια, με περιγραφή στο "
            "<code>/tiles/municipalities.json</code></li>\n"
            "<li>Όλες οι διαδρομές: <a class=\"govgr-link\" "
            "href=\"/openapi.json\">openapi.json</a></li>\n"
            "<li>Κατάλογοι υπηρεσιών: HSDS 3.0 στο <code>/hsds</code></li>\n"
            "<li>Δημόσιες υπηρεσίες κατά το CPSV-AP 3.2 (JSON-LD): <code>/cpsv/services</code>, "
            "όλες "
            "μαζί <a class=\"govgr-link\" "
            "href=\"/downloads/cpsv.jsonld\">cpsv.jsonld</a></li>\n</ul>\n");
    page_end(out);
}
