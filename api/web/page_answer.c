/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/web/html.h"
#include "api/web/pages.h"

#include "registry/answer.h"
#include "registry/place.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* What is written here prints on A4 as it stands: no script opens anything. */

typedef struct View {
    Buffer *out;
    Arena *arena;
    const Answer *answer;
    int heading; /* counts the entitlements, for the ids that name their sections */
} View;

static const char *
greek_day(Arena *arena, Day day)
{
    char text[DAY_TEXT_SIZE];

    return day == DAY_NONE ? NULL : arena_text(arena, day_format_greek(day, text));
}

/* `<li>label: text</li>`, nothing where there is no text. */
static void
write_item(Buffer *out, const char *label, const char *text)
{
    if (!text || !*text)
        return;
    html(out, "<li><span class=\"m-quiet\">");
    html_text(out, label);
    html(out, ":</span> ");
    html_text(out, text);
    html(out, "</li>\n");
}

/* ---- place and centre ------------------------------------------------------------------- */

static const char *
stop_text(Arena *arena, const AnswerStop *stop)
{
    if (!stop)
        return NULL;
    return arena_format(arena, "%s %s%s%s%s%s%s", greek_day(arena, stop->day),
            stop->from ? stop->from : "", stop->to ? "–" : "", stop->to ? stop->to : "",
            stop->place ? ", " : "", stop->place ? stop->place : "",
            stop->serves_here ? "" : " (η κοντινότερη· εξυπηρετεί άλλο δήμο)");
}

static void
write_place(View *view)
{
    const Answer *answer = view->answer;
    Buffer *out = view->out;

    html(out, "<p class=\"govgr-body m-lead\">");
    html_text(out, place_title(view->arena, answer->municipality));
    if (answer->regional_unit) {
        html(out, ", ");
        html_text(out, place_title(view->arena, answer->regional_unit));
    }
    html(out, " · ");
    html_text(out, greek_day(view->arena, answer->on));
    html(out, "</p>\n");
    if (answer->place_is_approximate)
        html(out, "<p class=\"govgr-hint\">Ο δήμος βρέθηκε με όριο κατά προσέγγιση.</p>\n");
}

static void
write_centre(View *view)
{
    const AnswerCentre *centre = &view->answer->centre;
    Buffer *out = view->out;

    if (!centre->structure)
        return;
    html(out,
            "<section class=\"m-centre\" aria-labelledby=\"centre\">\n"
            "<h2 class=\"govgr-heading-s\" id=\"centre\">Κέντρο αναφοράς: ");
    html_text(out,
            centre->structure->neutral_name ? centre->structure->neutral_name
                                            : centre->structure->name);
    html(out, "</h2>\n<ul class=\"govgr-list m-facts\">\n");
    write_item(out, "διεύθυνση", centre->address);
    write_item(out, "ώρες", centre->hours);
    write_item(out, "τηλέφωνο", centre->phone);
    write_item(out, "απόσταση", answer_distance_text(view->arena, centre->distance_m));
    write_item(out, "επόμενη στάση", stop_text(view->arena, centre->next_stop));
    html(out, "</ul>\n");
    if (centre->structure->is_sample)
        html(out, "<p class=\"govgr-hint\">Δείγμα: η δομή δεν υπάρχει στην πραγματικότητα.</p>\n");
    if (centre->funding_has_ended)
        html(out,
                "<p class=\"govgr-hint\">Η χρηματοδότηση που γνωρίζει το μητρώο έχει λήξει· "
                "επιβεβαιώστε ότι λειτουργεί.</p>\n");
    html(out, "</section>\n");
}

/* ---- one entitlement -------------------------------------------------------------------- */

static const char *
outcome_mark(Outcome outcome)
{
    switch (outcome) {
    case OUTCOME_TRUE:
        return "ισχύει";
    case OUTCOME_FALSE:
        return "δεν ισχύει";
    case OUTCOME_UNKNOWN:
        break;
    }
    return "άγνωστο";
}

static const char *
outcome_class(Outcome outcome)
{
    switch (outcome) {
    case OUTCOME_TRUE:
        return "m-mark m-yes";
    case OUTCOME_FALSE:
        return "m-mark m-no";
    case OUTCOME_UNKNOWN:
        break;
    }
    return "m-mark m-open";
}

/* Who says so, and since when. */
static const char *
source_text(Arena *arena, const AnswerReason *reason)
{
    const char *feed = reason->feed ? feed_greek(feed_find(reason->feed)) : NULL;
    const char *rival = reason->rival_feed ? feed_greek(feed_find(reason->rival_feed)) : NULL;

    if (!feed)
        return NULL;
    if (rival)
        return arena_format(arena, "%s %s, αλλά %s %s", feed, greek_day(arena, reason->as_of),
                rival, greek_day(arena, reason->rival_as_of));
    return reason->as_of == DAY_NONE
            ? feed
            : arena_format(arena, "%s %s", feed, greek_day(arena, reason->as_of));
}

static bool
is_same(const char *one, const char *other)
{
    return one && other && strcmp(one, other) == 0;
}

static void
write_reason(View *view, const Programme *programme, const AnswerReason *reason)
{
    Buffer *out = view->out;
    const char *source = source_text(view->arena, reason);

    html(out, "<li>");
    html_element(out, "span", outcome_class(reason->outcome), outcome_mark(reason->outcome));
    html(out, " ");
    html_text(out, reason->text);
    if (source) {
        html(out, " <span class=\"m-quiet\">[");
        html_text(out, source);
        html(out, "]</span>");
    }
    if (reason->law && !is_same(reason->law, programme->law)) {
        html(out, " <span class=\"m-law\">");
        html_text(out, reason->law);
        html(out, "</span>");
    }
    if (reason->review_due)
        html(out, " <span class=\"m-quiet\">(το ποσό έπρεπε να έχει επανεξεταστεί)</span>");
    html(out, "</li>\n");
}

static void
write_reasons(View *view, const Entitlement *entitlement)
{
    if (entitlement->n_because == 0)
        return;
    html_element(view->out, "h4", "m-part", "Γιατί");
    html(view->out, "<ul class=\"govgr-list m-reasons\">\n");
    for (size_t i = 0; i < entitlement->n_because; i++)
        write_reason(view, entitlement->programme, &entitlement->because[i]);
    html(view->out, "</ul>\n");
    html_element(view->out, "p", "m-law", entitlement->programme->law);
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

static void
write_missing(View *view, const Entitlement *entitlement)
{
    Buffer *out = view->out;

    if (entitlement->n_missing == 0)
        return;
    html_element(out, "h4", "m-part", "Τι λείπει");
    html(out, "<ul class=\"govgr-list govgr-list--bullet\">\n");
    for (size_t i = 0; i < entitlement->n_missing; i++) {
        const AnswerMissing *missing = &entitlement->missing[i];
        const char *cause = cause_text(missing->cause);

        html(out, "<li><strong>");
        html_text(out, missing->fact->greek);
        html(out, "</strong>");
        if (cause) {
            html(out, " (");
            html_text(out, cause);
            html(out, ")");
        }
        html(out, missing->document ? ": " : ": ρωτήστε το πρόσωπο");
        html_text(out, missing->document);
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
    html(view->out, "<ul class=\"govgr-list govgr-list--bullet\">\n");
    for (size_t i = 0; i < n; i++) {
        html_element(view->out, "li", NULL, texts[i]);
        html(view->out, "\n");
    }
    html(view->out, "</ul>\n");
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
    html(out, "<p class=\"govgr-body\">");
    html_text(out, programme->channel);
    if (programme->channel && programme->url)
        html(out, " · ");
    if (is_web) {
        html(out, "<a class=\"govgr-link\" rel=\"noreferrer\"");
        html_attribute(out, "href", programme->url);
        html(out, ">");
    }
    html_text(out, programme->url);
    html(out, is_web ? "</a></p>\n" : "</p>\n");
}

static void
write_one_place(View *view, const AnswerWhere *where)
{
    const Structure *structure = where->offer->structure;
    Buffer *out = view->out;

    html(out, "<li><strong>");
    if (structure)
        html_text(out, structure->neutral_name ? structure->neutral_name : structure->name);
    html(out, "</strong>\n<ul class=\"govgr-list m-facts\">\n");
    write_item(out, "διεύθυνση", where->address);
    write_item(out, "απόσταση", answer_distance_text(view->arena, where->distance_m));
    write_item(out, "ώρες", where->hours);
    write_item(out, "τηλέφωνο", where->phone);
    write_item(out, "e-mail", where->email);
    write_item(out, "επόμενη στάση", stop_text(view->arena, where->next_stop));
    if (where->area_is_unknown)
        write_item(out, "προσοχή", "δεν είναι γνωστό αν εξυπηρετεί αυτόν τον δήμο");
    if (where->approximate)
        write_item(out, "προσοχή", "η θέση είναι κατά προσέγγιση");
    if (structure && structure->is_sample)
        write_item(out, "δείγμα", "η δομή δεν υπάρχει στην πραγματικότητα");
    html(out, "</ul></li>\n");
}

static void
write_where(View *view, const Entitlement *entitlement)
{
    if (entitlement->n_where == 0)
        return;
    html_element(view->out, "h4", "m-part", "Πού");
    html(view->out, "<ul class=\"govgr-list\">\n");
    for (size_t i = 0; i < entitlement->n_where; i++)
        write_one_place(view, &entitlement->where[i]);
    html(view->out, "</ul>\n");
}

static void
write_amount(View *view, const Entitlement *entitlement)
{
    const char *amount = answer_amount_text(view->arena, entitlement);
    const char *from = amount ? greek_day(view->arena, entitlement->amount_from) : NULL;
    Buffer *out = view->out;

    if (!amount)
        return;
    html(out, "<p class=\"govgr-body\"><strong>");
    html_text(out, amount);
    html(out, "</strong>");
    if (from) {
        html(out, " <span class=\"m-quiet\">ισχύει από ");
        html_text(out, from);
        html(out, "</span>");
    }
    if (entitlement->amount_review_due)
        html(out, " <span class=\"m-quiet\">(το ποσό έπρεπε να έχει επανεξεταστεί)</span>");
    html(out, "</p>\n");
}

static void
write_entitlement(View *view, const Entitlement *entitlement)
{
    Buffer *out = view->out;
    char id[24];

    (void) snprintf(id, sizeof id, "e%d", ++view->heading);
    html(out, "<article class=\"m-card\"");
    html_attribute(out, "aria-labelledby", id);
    html(out, ">\n<h3 class=\"govgr-heading-s\"");
    html_attribute(out, "id", id);
    html(out, ">");
    html_text(out, programme_title(entitlement->programme));
    html(out, "</h3>\n");
    if (entitlement->receiving == OUTCOME_TRUE)
        html(out, "<p class=\"m-note\">Το λαμβάνει ήδη.</p>\n");
    if (entitlement->subject_to)
        html(out, "<p class=\"m-note\">Με την επιφύλαξη όσων πρέπει να ερωτηθούν.</p>\n");
    write_amount(view, entitlement);
    write_missing(view, entitlement);
    write_texts(view, "Ρωτήστε", entitlement->asks, entitlement->n_asks);
    write_reasons(view, entitlement);
    if (entitlement->verdict != OUTCOME_FALSE) {
        write_texts(view, "Δικαιολογητικά", entitlement->documents, entitlement->n_documents);
        write_how(view, entitlement->programme);
        write_where(view, entitlement);
    }
    html(out, "</article>\n");
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
            "περισσότερα</h3>\n<ul class=\"govgr-list govgr-list--bullet\">\n");
    for (size_t i = 0; i < answer->n_settle; i++) {
        const AnswerSettle *settle = &answer->settle[i];

        html(out, "<li><strong>");
        html_text(out, settle->document ? settle->document : "ερώτηση στο πρόσωπο");
        html(out, "</strong> (");
        for (size_t j = 0; j < settle->n_facts; j++) {
            html(out, j ? ", " : "");
            html_text(out, settle->facts[j]->greek);
        }
        buffer_format(out, "): %u %s</li>\n", settle->programmes,
                settle->programmes == 1 ? "πρόγραμμα" : "προγράμματα");
    }
    html(out, "</ul>\n</div>\n");
}

typedef struct Group {
    Outcome verdict;
    const char *id;
    const char *title;
    const char *nothing;
} Group;

static const Group groups[] = {
    { OUTCOME_TRUE, "eligible", "Δικαιούται", "Από όσα είναι γνωστά, τίποτα με βεβαιότητα." },
    { OUTCOME_UNKNOWN, "unknown", "Δεν είναι βέβαιο: τι λείπει", NULL },
    { OUTCOME_FALSE, "not-eligible", "Δεν δικαιούται", NULL },
};

static size_t
count(const Answer *answer, Outcome verdict)
{
    size_t n = 0;

    for (size_t i = 0; i < answer->n_entitlements; i++)
        n += answer->entitlements[i].verdict == verdict;
    return n;
}

static void
write_group(View *view, const Group *group)
{
    const Answer *answer = view->answer;
    size_t n = count(answer, group->verdict);
    Buffer *out = view->out;

    if (n == 0 && !group->nothing)
        return;
    html(out, "<section class=\"m-group\"");
    html_attribute(out, "aria-labelledby", group->id);
    html(out, ">\n<h2 class=\"govgr-heading-m\"");
    html_attribute(out, "id", group->id);
    html(out, ">");
    html_text(out, group->title);
    buffer_format(out, " <span class=\"m-quiet\">(%zu)</span></h2>\n", n);
    if (n == 0)
        html_element(out, "p", "govgr-body", group->nothing);
    if (group->verdict == OUTCOME_UNKNOWN)
        write_settle(view);
    for (size_t i = 0; i < answer->n_entitlements; i++)
        if (answer->entitlements[i].verdict == group->verdict)
            write_entitlement(view, &answer->entitlements[i]);
    html(out, "</section>\n");
}

/* ---- asking again ----------------------------------------------------------------------- */

/* The same question with everything in it. A registered person goes on as a reference. */
static void
write_question_again(View *view, const Session *session, const QuestionForm *form)
{
    const Answer *answer = view->answer;
    char reference[UUID_TEXT_SIZE];
    char on[DAY_TEXT_SIZE];
    Buffer *out = view->out;

    html_hidden(out, "_token", session->form_token);
    html_hidden(out, "municipality", answer->municipality->code);
    html_hidden(out, "on", day_format_iso(answer->on, on));
    html_hidden(out, "purpose", form_field(form->exchange, "purpose", NULL));
    html_hidden(out, "case", form_field(form->exchange, "case", NULL));
    if (answer->reference) {
        uuid_format(answer->reference, reference);
        html_hidden(out, "subject", "reference");
        html_hidden(out, "reference", reference);
        return;
    }
    html_hidden(out, "subject", "facts");
    for (const FormFact *row = form_facts; row->fact != FACT_NONE; row++) {
        const Fact *fact = fact_of(row->fact);
        const char *name = arena_format(view->arena, FORM_FACT_PREFIX "%s", fact->key);
        const char *value = question_form_fact(form, fact, NULL);

        for (; value; value = question_form_fact(form, fact, value))
            if (*value)
                html_hidden(out, name, value);
    }
}

static void
write_all_button(View *view, const Session *session, const QuestionForm *form)
{
    Buffer *out = view->out;

    if (view->answer->n_hidden == 0)
        return;
    html(out, "<form method=\"post\" action=\"/answer#not-eligible\" class=\"m-no-print\">\n");
    write_question_again(view, session, form);
    html_hidden(out, "all", "yes");
    buffer_format(out,
            "<button class=\"govgr-btn govgr-btn-secondary\" type=\"submit\">Δείξε και όσα δεν "
            "δικαιούται (%zu)</button>\n</form>\n",
            view->answer->n_hidden);
}

void
page_answer(Buffer *out, Arena *arena, const Session *session, const QuestionForm *form,
        const Answer *answer)
{
    View view = { .out = out, .arena = arena, .answer = answer };

    page_begin(out, "Απάντηση", session);
    html_element(out, "h1", "govgr-heading-l", "Τι είναι διαθέσιμο");
    write_place(&view);
    write_centre(&view);
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
        write_group(&view, &groups[i]);
    write_all_button(&view, session, form);
    html(out,
            "<p class=\"govgr-body m-no-print\"><a class=\"govgr-link\" href=\"/\">Νέα ερώτηση</a> "
            "<span class=\"m-quiet\">· Για εκτύπωση σε Α4: Ctrl+P</span></p>\n");
    buffer_format(out, "<p class=\"m-quiet m-imprint\">Έκδοση μητρώων %lld",
            (long long) answer->register_version);
    if (answer->audit != DB_NULL)
        buffer_format(out, " · καταγραφή %lld", (long long) answer->audit);
    html(out, "</p>\n");
    page_end(out);
}
