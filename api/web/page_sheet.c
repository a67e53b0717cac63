/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/web/answer_view.h"
#include "api/web/html.h"

#include "registry/answer.h"
#include "registry/base/text.h"

/*
 * The sheet speaks to the citizen, who carries it about: what to bring, where, until when. No
 * reason stands on it, because a reason tells incomes, health and who lives with whom.
 */

/* ---- head ------------------------------------------------------------------------------- */

static void
write_comma(Buffer *out, const char *before, const char *text)
{
    if (!text || !*text)
        return;
    html(out, before);
    html_text(out, text);
}

static void
write_head(View *view)
{
    const AnswerCentre *centre = &view->answer->centre;
    Buffer *out = view->out;

    html_element(out, "h1", NULL, "Τι μπορείτε να ζητήσετε και τι να φέρετε");
    html(out, "<p>");
    html_text(out, view_place(view));
    html(out, " · ");
    html_text(out, view_day(view, view->answer->on));
    html(out, "</p>\n");
    if (!centre->structure)
        return;
    html(out, "<p>Για βοήθεια: <strong>");
    html_text(out, view_structure(centre->structure));
    html(out, "</strong>");
    write_comma(out, ", ", centre->address);
    write_comma(out, ", τηλ. ", centre->phone);
    write_comma(out, ", ", centre->hours);
    write_comma(out, ", επόμενη στάση ", view_stop(view, centre->next_stop));
    html(out, "</p>\n");
}

/* ---- what to bring ---------------------------------------------------------------------- */

static bool
holds(const Entitlement *entitlement, size_t n, const char *document)
{
    for (size_t i = 0; i < n; i++)
        if (view_same(entitlement->documents[i], document))
            return true;
    return false;
}

/* Does the document stand on the list already, for this programme or one before? */
static bool
is_listed(const Answer *answer, size_t programme, size_t n, const char *document)
{
    for (size_t i = 0; i < programme; i++) {
        const Entitlement *before = &answer->entitlements[i];

        if (before->verdict == OUTCOME_TRUE && holds(before, before->n_documents, document))
            return true;
    }
    return holds(&answer->entitlements[programme], n, document);
}

static void
write_new_documents(View *view, size_t programme)
{
    const Entitlement *entitlement = &view->answer->entitlements[programme];

    for (size_t i = 0; i < entitlement->n_documents; i++) {
        const char *document = entitlement->documents[i];

        if (!is_listed(view->answer, programme, i, document))
            html_element(view->out, "li", NULL, text_capital(view->arena, document));
    }
}

static void
write_documents(View *view)
{
    const Answer *answer = view->answer;
    size_t n = 0;

    for (size_t i = 0; i < answer->n_entitlements; i++)
        if (answer->entitlements[i].verdict == OUTCOME_TRUE)
            n += answer->entitlements[i].n_documents;
    if (n == 0)
        return;
    html_element(view->out, "h2", NULL, "Να φέρετε");
    html(view->out, "<ul class=\"m-check\">\n");
    for (size_t i = 0; i < answer->n_entitlements; i++)
        if (answer->entitlements[i].verdict == OUTCOME_TRUE)
            write_new_documents(view, i);
    html(view->out, "</ul>\n");
}

/* ---- what to ask for -------------------------------------------------------------------- */

static void
begin_line(Buffer *out, const char *label)
{
    html(out, "<p><span class=\"m-label\">");
    html(out, label);
    html(out, "</span> ");
}

static void
write_place_line(View *view, const AnswerWhere *where)
{
    Buffer *out = view->out;

    begin_line(out, "Πού:");
    html_text(out, view_structure(where->offer->structure));
    write_comma(out, ", ", view_mode(where->offer));
    write_comma(out, ", ", where->address);
    write_comma(out, ", τηλ. ", where->phone);
    write_comma(out, ", ", where->hours);
    write_comma(out, ", επόμενη στάση ", view_stop(view, where->next_stop));
    write_comma(out, ", έως ", view_day(view, where->offer->valid_to));
    html(out, "</p>\n");
}

static void
write_way(View *view, const Entitlement *entitlement)
{
    const Programme *programme = entitlement->programme;
    Buffer *out = view->out;

    if (programme->channel || programme->url) {
        begin_line(out, "Πώς:");
        html_text(out, programme->channel);
        write_comma(out, programme->channel ? " · " : "", programme->url);
        html(out, "</p>\n");
    }
    if (entitlement->n_where > 0)
        write_place_line(view, &entitlement->where[0]);
    if (programme->valid_to != DAY_NONE) {
        begin_line(out, "Έως:");
        html_text(out, view_day(view, programme->valid_to));
        html(out, "</p>\n");
    }
}

static void
write_needed(View *view, const Entitlement *entitlement)
{
    if (entitlement->n_documents == 0)
        return;
    begin_line(view->out, "Με:");
    for (size_t i = 0; i < entitlement->n_documents; i++)
        write_comma(view->out, i ? " · " : "", entitlement->documents[i]);
    html(view->out, "</p>\n");
}

static void
write_local(View *view, const Entitlement *entitlement)
{
    for (size_t i = 0; i < entitlement->n_local; i++) {
        const Addition *addition = entitlement->local[i];

        begin_line(view->out, "Ο δήμος:");
        if (addition->kind != ADDITION_NOTE) {
            html_text(view->out, addition_kind_greek(addition->kind));
            html(view->out, ": ");
        }
        html_text(view->out, addition->text);
        write_comma(view->out, ", έως ", view_day(view, addition->valid_to));
        html(view->out, "</p>\n");
    }
}

static void
write_eligible(View *view, const Entitlement *entitlement)
{
    const char *amount = answer_amount_text(view->arena, entitlement);
    const char *validity = view_amount_validity(view, entitlement);
    Buffer *out = view->out;

    html(out, "<div class=\"m-line\">\n<h3>");
    html_text(out, programme_title(entitlement->programme));
    html(out, "</h3>\n");
    if (entitlement->receiving == OUTCOME_TRUE)
        html(out, "<p>Το λαμβάνετε ήδη.</p>\n");
    if (amount) {
        begin_line(out, "Ποσό:");
        html_element(out, "strong", NULL, amount);
        write_comma(out, ", ", validity);
        html(out, "</p>\n");
    }
    write_way(view, entitlement);
    write_needed(view, entitlement);
    write_local(view, entitlement);
    if (entitlement->subject_to)
        html(out, "<p>Ο φορέας θα ελέγξει και όρους που εδώ δεν είναι γνωστοί.</p>\n");
    html(out, "</div>\n");
}

/* ---- what may be asked for, if something more is known ------------------------------------- */

/* Is the document among those that are missing, before this fact of this programme? */
static bool
is_wanted_before(const Answer *answer, size_t programme, size_t n, const char *document)
{
    for (size_t i = 0; i <= programme; i++) {
        const Entitlement *before = &answer->entitlements[i];
        size_t last = i == programme ? n : before->n_missing;

        for (size_t j = 0; before->verdict == OUTCOME_UNKNOWN && j < last; j++)
            if (view_same(before->missing[j].document, document))
                return true;
    }
    return false;
}

/* Those of one programme that no other has named: eligible ones come first in an answer. */
static size_t
write_wanted(View *view, size_t programme, bool is_first)
{
    const Entitlement *entitlement = &view->answer->entitlements[programme];
    size_t n = 0;

    for (size_t i = 0; i < entitlement->n_missing; i++) {
        const char *document = entitlement->missing[i].document;

        if (!document || is_listed(view->answer, programme, 0, document)
                || is_wanted_before(view->answer, programme, i, document))
            continue;
        if (is_first && n == 0)
            html(view->out, "<ul class=\"m-check\">\n");
        html_element(view->out, "li", NULL, text_capital(view->arena, document));
        n++;
    }
    return n;
}

static void
write_maybe(View *view, const Entitlement *entitlement)
{
    Buffer *out = view->out;

    html(out, "<li>");
    html_text(out, programme_title(entitlement->programme));
    for (size_t i = 0; i < entitlement->n_local; i++) {
        html(out, "<br>");
        html_text(out, "ο δήμος: ");
        html_text(out, entitlement->local[i]->text);
    }
    html(out, "</li>\n");
}

static void
write_unknown(View *view)
{
    const Answer *answer = view->answer;
    Buffer *out = view->out;
    size_t n = 0;

    if (view_count(answer, OUTCOME_UNKNOWN) == 0)
        return;
    html_element(out, "h2", NULL, "Μπορεί να δικαιούστε και άλλα· θα φανεί αν φέρετε και");
    for (size_t i = 0; i < answer->n_entitlements; i++)
        if (answer->entitlements[i].verdict == OUTCOME_UNKNOWN)
            n += write_wanted(view, i, n == 0);
    html(out, n > 0 ? "</ul>\n" : "<p>όσα σας πουν στο Κέντρο.</p>\n");
    html(out, "<h3>Τα προγράμματα αυτά</h3>\n<ul class=\"m-maybe\">\n");
    for (size_t i = 0; i < answer->n_entitlements; i++)
        if (answer->entitlements[i].verdict == OUTCOME_UNKNOWN)
            write_maybe(view, &answer->entitlements[i]);
    html(out, "</ul>\n");
}

void
sheet_write(View *view)
{
    const Answer *answer = view->answer;
    Buffer *out = view->out;

    html(out, "<div class=\"m-sheet\">\n");
    write_head(view);
    write_documents(view);
    if (view_count(answer, OUTCOME_TRUE) > 0)
        html_element(out, "h2", NULL, "Φαίνεται ότι δικαιούστε");
    for (size_t i = 0; i < answer->n_entitlements; i++)
        if (answer->entitlements[i].verdict == OUTCOME_TRUE)
            write_eligible(view, &answer->entitlements[i]);
    write_unknown(view);
    buffer_format(out,
            "<p class=\"m-imprint\">Το φύλλο ενημερώνει· δεν είναι απόφαση. Για κάθε πρόγραμμα "
            "αποφασίζει ο φορέας του. Έκδοση μητρώων %lld.</p>\n</div>\n",
            (long long) answer->register_version);
}
