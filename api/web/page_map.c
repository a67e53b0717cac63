/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/web/html.h"
#include "api/web/pages.h"

/*
 * The coordinators' map. What is drawn and what stands in the table comes from /v1/coverage,
 * through api/web/map.mjs; without a script the same form opens the page of tables.
 */

typedef struct Choice {
    const char *value;
    const char *title;
    const char *uses; /* which of the other fields, NULL = none */
} Choice;

static const Choice levels[] = {
    { "prefecture", "νομό" },
    { "regional_unit", "περιφερειακή ενότητα" },
    { "municipality", "δήμο" },
    { "region", "περιφέρεια" },
    { 0 },
};

#define BOTH "programme group"

static const Choice measures[] = {
    { "unserved", "δικαιούνται και δεν λαμβάνουν", BOTH },
    { "eligible", "δικαιούνται", BOTH },
    { "receiving", "λαμβάνουν", BOTH },
    { "unknown", "άγνωστο αν δικαιούνται", BOTH },
    { "take_up", "ποσοστό που εξυπηρετείται", BOTH },
    { "registered", "εγγεγραμμένοι", "group" },
    { "population", "πληθυσμός" },
    { 0 },
};

static const Choice groups[] = {
    { "", "όλοι" },
    { "child", "παιδιά" },
    { "elderly", "ηλικιωμένοι" },
    { "disabled", "ΑμεΑ" },
    { "homeless", "άστεγοι" },
    { "destitute", "άποροι" },
    { "roma", "Ρομά" },
    { "migrants", "μετανάστες" },
    { "unemployed", "άνεργοι" },
    { "eee_recipients", "λήπτες ΕΕΕ" },
    { 0 },
};

static void
write_option(Buffer *out, const Choice *choice)
{
    html(out, "<option");
    html_attribute(out, "value", choice->value);
    html_attribute(out, "data-uses", choice->uses);
    html(out, ">");
    html_text(out, choice->title);
    html(out, "</option>\n");
}

static void
begin_select(Buffer *out, const char *name, const char *label)
{
    html(out, "<div class=\"m-pick-one\">\n<label");
    html_attribute(out, "for", name);
    html(out, ">");
    html_text(out, label);
    html(out, "</label>\n<select class=\"m-pick\"");
    html_attribute(out, "id", name);
    html_attribute(out, "name", name);
    html(out, ">\n");
}

static void
end_select(Buffer *out)
{
    html(out, "</select>\n</div>\n");
}

static void
write_select(Buffer *out, const char *name, const char *label, const Choice *choices)
{
    begin_select(out, name, label);
    for (const Choice *choice = choices; choice->value; choice++)
        write_option(out, choice);
    end_select(out);
}

/* Each programme once: its versions stand one after the other. */
static void
write_programmes(Buffer *out, const Snapshot *snapshot)
{
    const Programme *next, *programme;
    size_t n = snapshot_n_programmes(snapshot);

    begin_select(out, "programme", "Πρόγραμμα");
    for (size_t i = 0; i < n; i++) {
        programme = snapshot_programme(snapshot, i);
        next = i + 1 < n ? snapshot_programme(snapshot, i + 1) : NULL;
        if (!next || next->key != programme->key)
            write_option(out, &(Choice) { programme->code, programme_title(programme) });
    }
    end_select(out);
}

static void
write_form(Buffer *out, const Snapshot *snapshot)
{
    html(out,
            "<form id=\"pick\" class=\"m-picks m-no-print\" method=\"get\" "
            "action=\"/coverage\">\n");
    write_select(out, "measure", "Τι", measures);
    write_programmes(out, snapshot);
    write_select(out, "group", "Ποιοι", groups);
    write_select(out, "level", "Ανά", levels);
    html(out,
            "<div class=\"m-pick-one\">\n<label for=\"on\">Ημέρα, αν όχι η τελευταία</label>\n"
            "<input class=\"m-pick\" type=\"date\" id=\"on\" name=\"on\">\n</div>\n"
            "<button class=\"govgr-btn govgr-btn-primary m-small\" type=\"submit\">Δείξε</button>\n"
            "<button class=\"govgr-btn govgr-btn-secondary m-small\" type=\"button\" "
            "id=\"print\">Εκτύπωση</button>\n</form>\n");
}

static void
write_view(Buffer *out)
{
    html(out,
            "<noscript><p class=\"m-warn\">Ο χάρτης χρειάζεται JavaScript. Το κουμπί «Δείξε» "
            "ανοίγει τον ίδιο πίνακα χωρίς χάρτη.</p></noscript>\n"
            "<p id=\"what\" class=\"m-lead\"></p>\n<p id=\"status\" role=\"status\"></p>\n"
            "<p class=\"m-no-print\"><label><input type=\"checkbox\" id=\"funding\"> Δείξε και "
            "τις δομές με χρηματοδότηση που έληξε ή λήγει</label> (<a class=\"govgr-link\" "
            "href=\"/supply/funding\">ως πίνακας</a>)<br>\n"
            "<label><input type=\"checkbox\" id=\"overlap\"> Δείξε και τους δήμους όπου "
            "περισσότεροι φορείς δίνουν το ίδιο</label> (<a class=\"govgr-link\" "
            "href=\"/supply/overlap\">ως πίνακας</a>)</p>\n"
            "<div class=\"m-side-by-side\">\n<div class=\"m-chart\">\n"
            "<div id=\"map\" class=\"m-live-map\" role=\"region\" aria-label=\"Χάρτης\"></div>\n"
            "<ul id=\"legend\" class=\"m-legend\" aria-label=\"Υπόμνημα\"></ul>\n"
            "<p id=\"detail\" aria-live=\"polite\"></p>\n</div>\n"
            "<div class=\"m-scrolled\" tabindex=\"0\" role=\"region\" "
            "aria-label=\"Πίνακας των ίδιων αριθμών\">\n<table id=\"figures\" class=\"m-table\">\n"
            "<caption class=\"m-unseen\">Οι ίδιοι αριθμοί</caption>\n<thead><tr>"
            "<th scope=\"col\">Τόπος</th><th scope=\"col\">Αριθμός</th><th scope=\"col\">"
            "Σημείωση</th></tr></thead>\n<tbody></tbody>\n</table>\n</div>\n</div>\n"
            "<section id=\"overlaps\" hidden aria-labelledby=\"overlaps-title\">\n"
            "<h2 class=\"govgr-heading-m\" id=\"overlaps-title\">Πού δίνουν το ίδιο περισσότεροι "
            "φορείς</h2>\n<p></p>\n<div class=\"m-scroll\" tabindex=\"0\" role=\"region\" "
            "aria-label=\"Επικαλύψεις\"><table class=\"m-table\">\n<thead><tr><th scope=\"col\">"
            "Δήμος</th><th scope=\"col\">Ποιο</th><th scope=\"col\">Τι</th><th scope=\"col\">"
            "Ποιοι</th></tr></thead>\n<tbody></tbody>\n</table></div>\n</section>\n"
            "<p class=\"m-quiet\">Οι αριθμοί είναι προστατευμένοι: κάθε τόπος και κάθε επίπεδο "
            "έχει τη δική του μικρή απόκλιση, οι λίγοι δεν δείχνονται, και τα μέρη δεν αθροίζουν "
            "στο σύνολο.</p>\n"
            "<script type=\"module\" src=\"/static/map.mjs\"></script>\n");
}

void
page_map(Buffer *out, const Session *session, const Snapshot *snapshot)
{
    page_begin(out, "Χάρτης κάλυψης", session);
    html(out,
            "<link rel=\"stylesheet\" href=\"/static/maplibre-gl.css\">\n"
            "<h1 class=\"govgr-heading-l\">Χάρτης κάλυψης</h1>\n");
    write_form(out, snapshot);
    write_view(out);
    page_end(out);
}
