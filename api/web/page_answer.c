/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/web/answer_view.h"
#include "api/web/answer_where.h"
#include "api/web/html.h"
#include "api/web/map_points.h"
#include "api/web/pages.h"

#include "registry/answer.h"
#include "registry/base/text.h"

#include <assert.h>
#include <string.h>

/*
 * A person sits opposite and there are five minutes: one line for each programme says what, how
 * much and where; everything else opens from it. No script: <details> does it.
 */

#define GLANCE_FACTS_MAX 3 /* missing facts that a closed line names */

/* ---- head ------------------------------------------------------------------------------- */

static void
write_lead(View *view)
{
    const Answer *answer = view->answer;
    Buffer *out = view->out;

    html(out, "<p class=\"m-lead\">");
    html_text(out, view_place(view));
    html(out, " · ");
    html_text(out, view_day(view, answer->on));
    html(out, "</p>\n");
    if (answer->place_is_approximate)
        html(out, "<p class=\"govgr-hint\">Ο δήμος βρέθηκε με όριο κατά προσέγγιση.</p>\n");
    if (answer->divided)
        html_element(out, "p", "m-warn", answer_divided_text(view->arena, answer));
}

static void
write_never_confirmed(View *view)
{
    int64_t n = answer_never_confirmed(view->answer);

    if (n == 1)
        html(view->out,
                "<p class=\"govgr-hint\">Μία παροχή από όσες αναφέρονται δεν την έχει επιβεβαιώσει "
                "ακόμη κανείς: τηλεφωνήστε πριν στείλετε κάποιον.</p>\n");
    else if (n > 1)
        html_element(view->out, "p", "govgr-hint",
                arena_format(view->arena,
                        "%lld παροχές από όσες αναφέρονται δεν τις έχει επιβεβαιώσει ακόμη κανείς: "
                        "τηλεφωνήστε πριν στείλετε κάποιον.",
                        (long long) n));
}

static void
write_jump(Buffer *out, const char *class_name, const char *target, size_t n, const char *text)
{
    html(out, "<li");
    html_attribute(out, "class", class_name);
    html(out, "><a");
    html_attribute(out, "href", target);
    buffer_format(out, "><strong>%zu</strong> ", n);
    html_text(out, text);
    html(out, "</a></li>\n");
}

static void
write_summary(View *view)
{
    const Answer *answer = view->answer;
    size_t n_false = view_count(answer, OUTCOME_FALSE);
    size_t n_unknown = view_count(answer, OUTCOME_UNKNOWN);
    Buffer *out = view->out;

    html(out, "<nav aria-label=\"Σύνοψη της απάντησης\">\n<ul class=\"m-summary\">\n");
    write_jump(out, "m-is-yes", "#eligible", view_count(answer, OUTCOME_TRUE), "δικαιούται");
    if (n_unknown > 0)
        write_jump(out, "m-is-open", "#unknown", n_unknown, "θέλουν κάτι ακόμη");
    if (n_false > 0)
        write_jump(out, "m-is-no", "#not-eligible", n_false, "δεν δικαιούται");
    else if (answer->n_hidden > 0)
        write_jump(out, "m-is-no", "#rest", answer->n_hidden, "δεν δικαιούται");
    if (view->points->n_numbered > 0)
        write_jump(out, "m-is-map", "#where-map", view->points->n_numbered,
                view->points->n_numbered == 1 ? "σημείο στον χάρτη" : "σημεία στον χάρτη");
    html(out, "</ul>\n</nav>\n");
}

/* ---- one entitlement, closed ------------------------------------------------------------- */

static void
write_tag(Buffer *out, const char *class_name, const char *text)
{
    html_element(out, "span", class_name, text);
    html(out, " ");
}

static void
write_glance_amount(View *view, const Entitlement *entitlement)
{
    const char *amount = answer_amount_text(view->arena, entitlement);

    if (!amount)
        return;
    html(view->out, "<span class=\"m-amount\">");
    html_element(view->out, "strong", NULL, amount);
    if (entitlement->amount_has_ended)
        html(view->out, " <span class=\"m-quiet\">(το τελευταίο γνωστό)</span>");
    html(view->out, "</span>");
}

static void
write_glance_missing(View *view, const Entitlement *entitlement)
{
    size_t n = entitlement->n_missing;
    Buffer *out = view->out;

    html(out, "<span class=\"m-near\">");
    if (n > 0) {
        html(out, n == 1 ? "Λείπει: " : "Λείπουν: ");
        for (size_t i = 0; i < n && i < GLANCE_FACTS_MAX; i++) {
            html(out, i ? ", " : "");
            html_text(out, view_fact(entitlement->missing[i].fact));
        }
        if (n > GLANCE_FACTS_MAX)
            buffer_format(out, " και %zu ακόμη", n - GLANCE_FACTS_MAX);
    } else if (entitlement->n_because > 0) {
        html_text(out, text_capital(view->arena, entitlement->because[0].text));
    } else {
        html(out, "Κρίνεται μόνο με ερώτηση.");
    }
    html(out, "</span> ");
}

static void
write_glance(View *view, const Entitlement *entitlement)
{
    Buffer *out = view->out;

    html(out, "<span class=\"m-glance\">");
    if (entitlement->receiving == OUTCOME_TRUE)
        write_tag(out, "m-tag", "το λαμβάνει ήδη");
    switch (entitlement->verdict) {
    case OUTCOME_TRUE:
        write_glance_amount(view, entitlement);
        answer_where_glance(view, entitlement);
        if (entitlement->subject_to)
            write_tag(out, "m-tag m-ask", "ρωτήστε πρώτα");
        break;
    case OUTCOME_UNKNOWN:
        write_glance_missing(view, entitlement);
        break;
    case OUTCOME_FALSE:
        if (entitlement->n_because > 0)
            html_element(
                    out, "span", "m-near", text_capital(view->arena, entitlement->because[0].text));
        break;
    }
    html(out, "</span>");
}

/* ---- one entitlement, open --------------------------------------------------------------- */

typedef struct Mark {
    const char *sign;
    const char *class_name;
    const char *word; /* what the sign says, for those who do not see it */
} Mark;

/*
 * Whether the row speaks for the person or against. Of a verdict that stands only such rows are
 * told as made it so, and an exclusion that holds makes it no: its own outcome would look like a
 * yes.
 */
static Mark
mark_of(Outcome verdict, Outcome outcome)
{
    switch (verdict == OUTCOME_UNKNOWN ? outcome : verdict) {
    case OUTCOME_TRUE:
        return (Mark) { "✓", "m-mark m-yes", "υπέρ" };
    case OUTCOME_FALSE:
        return (Mark) { "✗", "m-mark m-no", "κατά" };
    case OUTCOME_UNKNOWN:
        break;
    }
    return (Mark) { "?", "m-mark m-open", "άγνωστο" };
}

/* Who says so, and since when. */
static const char *
source_text(const View *view, const AnswerReason *reason)
{
    const char *feed = reason->feed ? feed_greek(feed_find(reason->feed)) : NULL;
    const char *rival = reason->rival_feed ? feed_greek(feed_find(reason->rival_feed)) : NULL;

    if (!feed)
        return NULL;
    if (rival)
        return arena_format(view->arena, "%s %s, αλλά %s %s", feed, view_day(view, reason->as_of),
                rival, view_day(view, reason->rival_as_of));
    return reason->as_of == DAY_NONE
            ? feed
            : arena_format(view->arena, "%s %s", feed, view_day(view, reason->as_of));
}

static void
write_reason(View *view, Outcome verdict, const AnswerReason *reason, const char *law)
{
    const Mark mark = mark_of(verdict, reason->outcome);
    const char *source = source_text(view, reason);
    Buffer *out = view->out;

    html(out, "<li><span aria-hidden=\"true\"");
    html_attribute(out, "class", mark.class_name);
    html(out, ">");
    html(out, mark.sign);
    html(out, "</span><span><span class=\"m-unseen\">");
    html(out, mark.word);
    html(out, ": </span>");
    html_text(out, text_capital(view->arena, reason->text));
    if (source) {
        html(out, " <span class=\"m-quiet\">[");
        html_text(out, source);
        html(out, "]</span>");
    }
    if (reason->review_due)
        html(out, " <span class=\"m-quiet\">(το ποσό έπρεπε να έχει επανεξεταστεί)</span>");
    if (law) {
        html(out, " <span class=\"m-law\">");
        html_text(out, law);
        html(out, "</span>");
    }
    html(out, "</span></li>\n");
}

/* The law of the programme stands under its reasons; a row says its own where that is another. */
static void
write_reasons(View *view, const Entitlement *entitlement)
{
    const char *last = entitlement->programme->law;
    Buffer *out = view->out;

    if (entitlement->n_because > 0) {
        html_element(out, "h4", "m-part", "Γιατί");
        html(out, "<ul class=\"m-reasons\">\n");
        for (size_t i = 0; i < entitlement->n_because; i++) {
            const AnswerReason *reason = &entitlement->because[i];

            write_reason(view, entitlement->verdict, reason,
                    view_same(reason->law, last) ? NULL : reason->law);
            last = reason->law ? reason->law : last;
        }
        html(out, "</ul>\n");
    }
    html_element(out, "p", "m-law", entitlement->programme->law);
}

static const char *
cause_text(Cause cause)
{
    switch (cause) {
    case CAUSE_STALE:
        return "παλιό";
    case CAUSE_CONFLICT:
        return "δύο πηγές διαφωνούν";
    case CAUSE_EXPIRED:
        return "η παράμετρος έληξε";
    case CAUSE_PLACE:
        return "δεν είναι γνωστό για τον τόπο";
    case CAUSE_MISSING:
    case CAUSE_ASK:
    case CAUSE_NONE:
        break;
    }
    return NULL;
}

/* What one document would tell stands in one line; NULL = only the person can. */
static bool
is_same_cure(const AnswerMissing *one, const AnswerMissing *other)
{
    return one->document ? view_same(one->document, other->document) : !other->document;
}

static bool
stood_before(const Entitlement *entitlement, size_t i)
{
    for (size_t j = 0; j < i; j++)
        if (is_same_cure(&entitlement->missing[i], &entitlement->missing[j]))
            return true;
    return false;
}

static void
write_missing_facts(Buffer *out, const Entitlement *entitlement, const AnswerMissing *cure)
{
    const char *between = "";

    for (size_t i = 0; i < entitlement->n_missing; i++) {
        const AnswerMissing *missing = &entitlement->missing[i];
        const char *cause = cause_text(missing->cause);

        if (!is_same_cure(missing, cure))
            continue;
        html(out, between);
        html_text(out, view_fact(missing->fact));
        if (cause) {
            html(out, " (");
            html_text(out, cause);
            html(out, ")");
        }
        between = ", ";
    }
}

static void
write_missing(View *view, const Entitlement *entitlement)
{
    Buffer *out = view->out;

    if (entitlement->n_missing == 0)
        return;
    html_element(out, "h4", "m-part", "Τι λείπει");
    html(out, "<ul class=\"m-list\">\n");
    for (size_t i = 0; i < entitlement->n_missing; i++) {
        const AnswerMissing *missing = &entitlement->missing[i];

        if (stood_before(entitlement, i))
            continue;
        html(out, "<li><strong>");
        html_text(out,
                missing->document ? text_capital(view->arena, missing->document)
                                  : "Ερώτηση στο πρόσωπο");
        html(out, "</strong>: ");
        write_missing_facts(out, entitlement, missing);
        if (missing->feed) {
            html(out, " <span class=\"m-quiet\">[το γνωρίζει: ");
            html_text(out, feed_greek(feed_find(missing->feed)));
            html(out, "]</span>");
        }
        html(out, "</li>\n");
    }
    html(out, "</ul>\n");
}

static void
write_texts(View *view, const char *title, const char *const *texts, size_t n)
{
    if (n == 0)
        return;
    html_element(view->out, "h4", "m-part", title);
    html(view->out, "<ul class=\"m-list\">\n");
    for (size_t i = 0; i < n; i++) {
        html_element(view->out, "li", NULL, text_capital(view->arena, texts[i]));
        html(view->out, "\n");
    }
    html(view->out, "</ul>\n");
}

/* What the registers say of what the document would prove; NULL = nothing, or it is hidden. */
static const char *
document_text(View *view, const AnswerDocument *document)
{
    const char *feed = document->feed ? feed_greek(feed_find(document->feed)) : NULL;
    const char *day = view_day(view, document->as_of);

    switch (document->state) {
    case DOCUMENT_KNOWN:
        return arena_format(view->arena, "το γνωρίζει το μητρώο: %s%s%s", feed ? feed : "",
                day ? " " : "", day ? day : "");
    case DOCUMENT_STATED:
        return "το στοιχείο δηλώθηκε, χωρίς απόδειξη";
    case DOCUMENT_STALE:
        return "το μητρώο έχει μόνο παλιό στοιχείο";
    case DOCUMENT_CONFLICT:
        return "δύο πηγές του μητρώου διαφωνούν";
    case DOCUMENT_OTHER:
    case DOCUMENT_MISSING:
    case DOCUMENT_HIDDEN:
        break;
    }
    return NULL;
}

/* What is known already is ticked: the paper may be needed all the same. */
static void
write_checklist(View *view, const Entitlement *entitlement)
{
    Buffer *out = view->out;

    if (entitlement->n_documents == 0)
        return;
    html_element(out, "h4", "m-part", "Δικαιολογητικά");
    html(out, "<ul class=\"m-list m-ticks\">\n");
    for (size_t i = 0; i < entitlement->n_documents; i++) {
        const AnswerDocument *document = &entitlement->checklist[i];
        const char *known = document_text(view, document);

        html(out, document->state == DOCUMENT_KNOWN ? "<li class=\"m-ticked\">" : "<li>");
        html_text(out, text_capital(view->arena, document->document));
        if (document->text) {
            html(out, " <span class=\"m-quiet\">");
            html_text(out, document->text);
            html(out, "</span>");
        }
        if (known) {
            html(out, " <span class=\"m-quiet\">[");
            html_text(out, known);
            html(out, "]</span>");
        }
        html(out, "</li>\n");
    }
    html(out, "</ul>\n");
}

/* Only a web address becomes a link; what a register holds otherwise is shown as text. */
static void
write_how(View *view, const Programme *programme)
{
    Buffer *out = view->out;
    bool is_web = programme->url
            && (strncmp(programme->url, "https://", 8) == 0
                    || strncmp(programme->url, "http://", 7) == 0);

    if (!programme->channel && !programme->url)
        return;
    html_element(out, "h4", "m-part", "Πώς");
    html(out, "<p>");
    html_text(out, programme->channel);
    if (programme->channel && programme->url)
        html(out, "<br>");
    if (is_web) {
        html(out, "<a class=\"govgr-link\" rel=\"noreferrer\"");
        html_attribute(out, "href", programme->url);
        html(out, ">");
    }
    html_text(out, programme->url);
    html(out, is_web ? "</a></p>\n" : "</p>\n");
}

static void
write_amount(View *view, const Entitlement *entitlement)
{
    const char *amount = answer_amount_text(view->arena, entitlement);
    const char *validity = view_amount_validity(view, entitlement);
    Buffer *out = view->out;

    if (!amount)
        return;
    html_element(out, "h4", "m-part", "Ποσό");
    html(out, "<p><strong>");
    html_text(out, amount);
    html(out, "</strong>");
    if (validity) {
        html(out, " <span class=\"m-quiet\">");
        html_text(out, validity);
        html(out, "</span>");
    }
    if (entitlement->amount_has_ended)
        html(out, " <span class=\"m-quiet\">(το σημερινό ποσό δεν είναι γνωστό)</span>");
    else if (entitlement->amount_review_due)
        html(out, " <span class=\"m-quiet\">(το ποσό έπρεπε να έχει επανεξεταστεί)</span>");
    html(out, "</p>\n");
}

static void
write_last_day(View *view, const Programme *programme)
{
    if (programme->valid_to == DAY_NONE)
        return;
    html(view->out, "<p>Το πρόγραμμα ισχύει έως <strong>");
    html_text(view->out, view_day(view, programme->valid_to));
    html(view->out, "</strong>.</p>\n");
}

static void
write_open(View *view, const Entitlement *entitlement)
{
    Buffer *out = view->out;

    html(out, "<div class=\"m-open-part\">\n<div>\n");
    if (entitlement->verdict != OUTCOME_TRUE)
        write_missing(view, entitlement);
    if (entitlement->verdict == OUTCOME_FALSE)
        write_reasons(view, entitlement);
    write_texts(view, entitlement->verdict == OUTCOME_TRUE ? "Ρωτήστε πρώτα" : "Ρωτήστε",
            entitlement->asks, entitlement->n_asks);
    if (entitlement->verdict != OUTCOME_FALSE)
        write_reasons(view, entitlement);
    html(out, "</div>\n");
    if (entitlement->verdict != OUTCOME_FALSE) {
        html(out, "<div>\n");
        write_amount(view, entitlement);
        write_checklist(view, entitlement);
        write_how(view, entitlement->programme);
        write_last_day(view, entitlement->programme);
        answer_where_list(view, entitlement);
        html(out, "</div>\n");
    }
    html(out, "</div>\n");
}

static void
write_entitlement(View *view, const Entitlement *entitlement)
{
    Buffer *out = view->out;

    html(out, "<details class=\"m-row\">\n<summary><h3>");
    html_text(out, programme_title(entitlement->programme));
    html(out, "</h3>");
    write_glance(view, entitlement);
    html(out, "</summary>\n");
    write_open(view, entitlement);
    html(out, "</details>\n");
}

/* ---- groups ----------------------------------------------------------------------------- */

static void
write_settle(View *view)
{
    const Answer *answer = view->answer;
    Buffer *out = view->out;

    if (answer->n_settle == 0)
        return;
    html(out,
            "<div class=\"m-settle\">\n<h3 class=\"govgr-heading-s\">Τι θα ξεκαθάριζε τα "
            "περισσότερα</h3>\n<ul class=\"m-list\">\n");
    for (size_t i = 0; i < answer->n_settle; i++) {
        const AnswerSettle *settle = &answer->settle[i];

        html(out, "<li><strong>");
        html_text(out,
                settle->document ? text_capital(view->arena, settle->document)
                                 : "Ερώτηση στο πρόσωπο");
        buffer_format(out, "</strong> · %u %s <span class=\"m-quiet\">(", settle->programmes,
                settle->programmes == 1 ? "πρόγραμμα" : "προγράμματα");
        for (size_t j = 0; j < settle->n_facts; j++) {
            html(out, j ? ", " : "");
            html_text(out, view_fact(settle->facts[j]));
        }
        html(out, ")</span></li>\n");
    }
    html(out, "</ul>\n</div>\n");
}

typedef struct Group {
    Outcome verdict;
    const char *id;
    const char *class_name;
    const char *title;
    const char *nothing;
} Group;

static const Group groups[] = {
    { OUTCOME_TRUE, "eligible", "m-group m-is-yes", "Δικαιούται",
            "Από όσα είναι γνωστά, τίποτα με βεβαιότητα." },
    { OUTCOME_UNKNOWN, "unknown", "m-group m-is-open", "Θέλουν κάτι ακόμη", NULL },
    { OUTCOME_FALSE, "not-eligible", "m-group m-is-no", "Δεν δικαιούται", NULL },
};

static void
write_group(View *view, const Group *group)
{
    const Answer *answer = view->answer;
    size_t n = view_count(answer, group->verdict);
    Buffer *out = view->out;

    if (n == 0 && !group->nothing)
        return;
    html(out, "<section");
    html_attribute(out, "class", group->class_name);
    html_attribute(out, "aria-labelledby", group->id);
    html(out, ">\n<h2 class=\"govgr-heading-m\"");
    html_attribute(out, "id", group->id);
    html(out, ">");
    html_text(out, group->title);
    buffer_format(out, " <span class=\"m-quiet\">(%zu)</span></h2>\n", n);
    if (n == 0)
        html_element(out, "p", NULL, group->nothing);
    if (group->verdict == OUTCOME_UNKNOWN)
        write_settle(view);
    for (size_t i = 0; i < answer->n_entitlements; i++)
        if (answer->entitlements[i].verdict == group->verdict)
            write_entitlement(view, &answer->entitlements[i]);
    html(out, "</section>\n");
}

/* ---- asking again ----------------------------------------------------------------------- */

static bool
is_typed(const View *view)
{
    return view->answer->reference == NULL;
}

/* The same question with everything in it. A registered person goes on as a reference. */
static void
write_question_again(View *view, const Session *session, const QuestionForm *form)
{
    const Answer *answer = view->answer;
    char reference[UUID_TEXT_SIZE];

    html_hidden(view->out, "_token", session->form_token);
    html_hidden(view->out, "municipality", answer->municipality->code);
    html_hidden(view->out, "on", view_day(view, answer->on));
    html_hidden(view->out, "at", form_field(form->exchange, "at", NULL));
    html_hidden(view->out, "purpose", form_field(form->exchange, "purpose", NULL));
    html_hidden(view->out, "case", form_field(form->exchange, "case", NULL));
    if (!is_typed(view)) {
        uuid_format(answer->reference, reference);
        html_hidden(view->out, "subject", "reference");
        html_hidden(view->out, "reference", reference);
        return;
    }
    html_hidden(view->out, "subject", "facts");
    for (const FormFact *row = form_facts; row->fact != FACT_NONE; row++) {
        const Fact *fact = fact_of(row->fact);
        const char *name = arena_format(view->arena, FORM_FACT_PREFIX "%s", fact->key);
        const char *value = question_form_fact(form, fact, NULL);

        for (; value; value = question_form_fact(form, fact, value))
            if (*value)
                html_hidden(view->out, name, value);
    }
}

/* One form for both ways on; its buttons stand where they are looked for. */
static void
write_actions(View *view, const Session *session, const QuestionForm *form)
{
    Buffer *out = view->out;

    html(out, "<form method=\"post\" action=\"/answer\" id=\"again\">\n");
    write_question_again(view, session, form);
    html(out,
            "</form>\n<div class=\"m-actions\">\n"
            "<a class=\"govgr-btn govgr-btn-secondary m-small\" href=\"/\">Νέα ερώτηση</a>\n");
    if (is_typed(view))
        html(out,
                "<button class=\"govgr-btn govgr-btn-secondary m-small\" type=\"submit\" "
                "form=\"again\" name=\"change\" value=\"yes\">Αλλαγή στοιχείων</button>\n");
    html(out,
            "<p class=\"m-quiet\">Φύλλο για τον πολίτη: εκτυπώστε τη σελίδα (Ctrl+P).</p>\n"
            "</div>\n");
}

static void
write_all_button(View *view)
{
    if (view->answer->n_hidden == 0)
        return;
    buffer_format(view->out,
            "<p class=\"m-rest\" id=\"rest\"><button class=\"govgr-btn govgr-btn-secondary\" "
            "type=\"submit\" form=\"again\" formaction=\"/answer#not-eligible\" name=\"all\" "
            "value=\"yes\">Δείξε και όσα δεν δικαιούται (%zu)</button></p>\n",
            view->answer->n_hidden);
}

static void
write_imprint(View *view)
{
    buffer_format(view->out, "<p class=\"m-quiet m-imprint m-no-print\">Έκδοση μητρώων %lld",
            (long long) view->answer->register_version);
    if (view->answer->audit != DB_NULL)
        buffer_format(view->out, " · καταγραφή %lld", (long long) view->answer->audit);
    html(view->out, "</p>\n");
}

void
page_answer(Buffer *out, Arena *arena, const Session *session, const Snapshot *snapshot,
        const QuestionForm *form, const Answer *answer)
{
    View view = { .out = out, .arena = arena, .answer = answer };

    assert(session && answer->municipality);

    answer_where_number(&view);
    page_begin(out, "Απάντηση", session);
    html(out, "<div class=\"m-no-print\">\n");
    html_element(out, "h1", "govgr-heading-l", "Τι είναι διαθέσιμο");
    write_lead(&view);
    write_actions(&view, session, form);
    write_summary(&view);
    write_never_confirmed(&view);
    answer_where_centre(&view);
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
        write_group(&view, &groups[i]);
    write_all_button(&view);
    answer_where_beside(&view);
    html(out, "</div>\n");
    referral_block(out, arena, session, form_field(form->exchange, "case", NULL), answer);
    sheet_write(&view);
    answer_where_map(&view, snapshot);
    write_imprint(&view);
    page_end(out);
}
