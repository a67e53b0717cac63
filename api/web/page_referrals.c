/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/web/answer_view.h"
#include "api/web/html.h"
#include "api/web/pages.h"

#include "registry/offer.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define REMINDER_DAYS 5 /* as long may a referral wait before the list reminds of it */
#define OPTIONS_MAX 200

static const char *const decline_reasons[] = { "full", "not_entitled", "outside_area", "not_ours",
    "no_contact" };
static const char *const ask_reasons[] = { "documents", "telephone", "other_day", "consent" };

/* ---- the list ---------------------------------------------------------------------------------
 */

static void
open_step(Buffer *out, Arena *arena, const Session *session, const Referral *referral,
        const char *action)
{
    html(out, "<form method=\"post\" class=\"m-inline\"");
    html_attribute(
            out, "action", arena_format(arena, "/referrals/%" PRId64 "/step", referral->number));
    html(out, ">\n");
    html_hidden(out, "_token", session->form_token);
    html_hidden(out, "action", action);
}

static void
close_step(Buffer *out, const char *button)
{
    html(out, "<button class=\"govgr-btn govgr-btn-secondary m-small\" type=\"submit\">");
    html_text(out, button);
    html(out, "</button>\n</form>\n");
}

static void
write_step(Buffer *out, Arena *arena, const Session *session, const Referral *referral,
        const char *action, const char *button)
{
    open_step(out, arena, session, referral, action);
    close_step(out, button);
}

static void
write_step_with_reason(Buffer *out, Arena *arena, const Session *session, const Referral *referral,
        const char *action, const char *button, const char *const *reasons, size_t n)
{
    open_step(out, arena, session, referral, action);
    html(out, "<select class=\"govgr-select\" name=\"reason\"");
    html_attribute(out, "aria-label", arena_format(arena, "Λόγος: %s", button));
    html(out, ">\n");
    for (size_t i = 0; i < n; i++) {
        html(out, "<option");
        html_attribute(out, "value", reasons[i]);
        html(out, ">");
        html_text(out, referral_word(reasons[i]));
        html(out, "</option>\n");
    }
    html(out, "</select>\n");
    close_step(out, button);
}

static bool
is_in(const Referral *referral, const char *state)
{
    return strcmp(referral->state, state) == 0;
}

static void
write_received_steps(Buffer *out, Arena *arena, const Session *session, const Referral *referral)
{
    bool is_new = is_in(referral, "sent") || is_in(referral, "answered");

    if (is_new)
        write_step(out, arena, session, referral, "accept", "Αποδοχή");
    if (is_new)
        write_step_with_reason(out, arena, session, referral, "ask", "Ερώτηση", ask_reasons,
                sizeof ask_reasons / sizeof *ask_reasons);
    if (is_new || is_in(referral, "asked"))
        write_step_with_reason(out, arena, session, referral, "decline", "Απόρριψη",
                decline_reasons, sizeof decline_reasons / sizeof *decline_reasons);
    if (is_in(referral, "accepted"))
        write_step(out, arena, session, referral, "finish", "Ολοκληρώθηκε");
}

static void
write_sent_steps(Buffer *out, Arena *arena, const Session *session, const Referral *referral)
{
    if (is_in(referral, "asked"))
        write_step(out, arena, session, referral, "answer", "Απαντήθηκε");
    if (is_in(referral, "sent") || is_in(referral, "asked") || is_in(referral, "answered")
            || is_in(referral, "accepted"))
        write_step(out, arena, session, referral, "withdraw", "Ανάκληση");
}

/* The person's answer again, asked under the audit like any other question. */
static void
write_person(Buffer *out, const Session *session, const Referral *referral)
{
    char reference[UUID_TEXT_SIZE];

    if (!referral->has_reference)
        return;
    uuid_format(&referral->reference, reference);
    html(out, "<form method=\"post\" action=\"/answer\">\n");
    html_hidden(out, "_token", session->form_token);
    html_hidden(out, "subject", "reference");
    html_hidden(out, "reference", reference);
    html_hidden(out, "purpose", "referral");
    html_hidden(out, "case", referral->case_reference);
    close_step(out, "Καρτέλα");
}

static void
write_state(Buffer *out, Arena *arena, const Referral *referral)
{
    char day[DAY_TEXT_SIZE];

    html_text(out, referral_word(referral->state));
    if (referral->reason) {
        html(out, ": ");
        html_text(out, referral_word(referral->reason));
    }
    html(out, "<br><span class=\"m-quiet\">");
    html_text(out, day_format_greek(referral->changed_on, day));
    html(out, "</span>");
    if (referral->waits_days == DB_NULL)
        return;
    if (referral->waits_days >= REMINDER_DAYS)
        html_element(out, "span", "m-tag m-ask",
                arena_format(
                        arena, "υπενθύμιση: περιμένει %" PRId64 " ημέρες", referral->waits_days));
    html_element(out, "span", "m-quiet",
            arena_format(arena, " λήγει %s", day_format_greek(referral->due_on, day)));
}

static void
write_row(Buffer *out, Arena *arena, const Session *session, const Referral *referral)
{
    char day[DAY_TEXT_SIZE];

    html(out, "<tr><td>");
    html_text(out, referral->case_reference);
    html(out, "<br><span class=\"m-quiet\">");
    html_text(out, day_format_greek(referral->made_on, day));
    html(out, "</span></td><td>");
    html_text(out, referral->title ? referral->title : referral->offer);
    if (referral->wished_on != DAY_NONE) {
        html(out, referral->is_booked ? "<br>θέση στη στάση " : "<br>επιθυμεί ");
        html_text(out, day_format_greek(referral->wished_on, day));
        if (referral->wished_at)
            html_text(out, arena_format(arena, ", ώρα %s", referral->wished_at));
    }
    html(out, "</td><td>");
    html_text(out, referral->other);
    html(out, "</td><td>");
    write_state(out, arena, referral);
    html(out, "</td><td>");
    if (referral->is_ours)
        write_sent_steps(out, arena, session, referral);
    else
        write_received_steps(out, arena, session, referral);
    write_person(out, session, referral);
    html(out, "</td></tr>\n");
}

static void
write_table(Buffer *out, Arena *arena, const Session *session, const Referrals *list, bool ours)
{
    size_t n = 0;

    html_element(out, "h2", "govgr-heading-m", ours ? "Στείλαμε" : "Λάβαμε");
    for (size_t i = 0; i < list->n; i++)
        n += list->items[i].is_ours == ours;
    if (n == 0) {
        html(out, "<p>Καμία παραπομπή.</p>\n");
        return;
    }
    html(out, "<div class=\"m-scroll\" role=\"region\" tabindex=\"0\"");
    html_attribute(out, "aria-label", ours ? "Παραπομπές που στείλαμε" : "Παραπομπές που λάβαμε");
    html(out, ">\n<table class=\"m-table\">\n<thead><tr><th>Υπόθεση</th><th>Παροχή</th><th>");
    html(out, ours ? "Προς" : "Από");
    html(out, "</th><th>Κατάσταση</th><th>Ενέργεια</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < list->n; i++)
        if (list->items[i].is_ours == ours)
            write_row(out, arena, session, &list->items[i]);
    html(out, "</tbody>\n</table>\n</div>\n");
}

static void
write_done(Buffer *out, const char *done)
{
    static const char *const words[][2] = {
        { "made", "Η παραπομπή στάλθηκε." },
        { "visit", "Η επίσκεψη καταγράφηκε." },
        { "step", "Η παραπομπή προχώρησε." },
    };

    for (size_t i = 0; done && i < sizeof words / sizeof *words; i++)
        if (strcmp(done, words[i][0]) == 0) {
            html(out, "<p class=\"m-settle\" role=\"status\">");
            html_text(out, words[i][1]);
            html(out, "</p>\n");
        }
}

void
page_referrals(Buffer *out, Arena *arena, const Session *session, const Referrals *list, bool all,
        const char *done)
{
    page_begin(out, "Παραπομπές", session);
    html_element(out, "h1", "govgr-heading-l", "Παραπομπές");
    write_done(out, done);
    html(out,
            "<p>Μια παραπομπή λέει μόνο αριθμό υπόθεσης, παροχή και ημέρα. Ό,τι μείνει αναπάντητο "
            "30 ημέρες, λήγει.</p>\n");
    if (list->total > list->n)
        html_element(out, "p", "m-quiet",
                arena_format(arena, "Οι νεότερες %zu από %zu.", list->n, list->total));
    write_table(out, arena, session, list, false);
    write_table(out, arena, session, list, true);
    html(out,
            all ? "<p><a class=\"govgr-link\" href=\"/referrals\">Μόνο οι ανοιχτές</a></p>\n"
                : "<p><a class=\"govgr-link\" href=\"/referrals?all=1\">Και όσες "
                  "έκλεισαν</a></p>\n");
    page_end(out);
}

/* ---- the form ---------------------------------------------------------------------------------
 */

static void
write_box(Buffer *out, const char *name, const char *label, bool is_ticked, const FormNotes *notes)
{
    const char *error = form_note_of(notes, name);

    html(out, error ? "<div class=\"govgr-field govgr-field__error\">\n" : "<div>\n");
    if (error)
        form_error(out, name, error);
    html(out, "<label class=\"m-box\"");
    html_attribute(out, "for", name);
    html(out, "><input type=\"checkbox\" value=\"yes\"");
    form_describe(out, name, /* hint= */ NULL, error);
    html(out, is_ticked ? " checked><span>" : "><span>");
    html_text(out, label);
    html(out, "</span></label>\n</div>\n");
}

/* What a referral asks besides person and offer. */
static void
write_fields(Buffer *out, const ReferralForm *form, const FormNotes *notes)
{
    form_input(out,
            &(FormInput) { .name = "case",
                    .label = "Αριθμός υπόθεσης",
                    .hint = "όπως ΚΚ-2026-00017",
                    .value = form->case_reference,
                    .autocomplete = "off",
                    .more = " maxlength=\"20\"" },
            notes);
    form_input(out,
            &(FormInput) { .name = "wished",
                    .label = "Ημέρα που επιθυμεί",
                    .hint = "όπως 21/11/2026· για κινητή μονάδα η ημέρα της στάσης, όπου πιάνεται "
                            "θέση· κενό: όποια",
                    .value = form->wished,
                    .autocomplete = "off",
                    .is_optional = true },
            notes);
    form_input(out,
            &(FormInput) { .name = "hour",
                    .label = "Ώρα που επιθυμεί",
                    .hint = "όπως 09:30, μέσα στο ωράριο της παροχής· κενό: όποια",
                    .value = form->hour,
                    .autocomplete = "off",
                    .more = " maxlength=\"5\" inputmode=\"numeric\"",
                    .is_optional = true },
            notes);
    write_box(out, "agreed", "Το πρόσωπο συμφωνεί να παραπεμφθεί", form->agreed, notes);
    write_box(out, "special",
            "Συμφωνεί και αν η παροχή φανερώνει ειδική κατηγορία (υγεία, αναπηρία, καταγωγή)",
            form->special, notes);
}

void
page_referral(Buffer *out, const Session *session, const ReferralForm *form, const FormNotes *notes)
{
    page_begin(out, "Παραπομπή", session);
    html_element(out, "h1", "govgr-heading-l", "Παραπομπή");
    form_summary(out, notes);
    html(out, "<p>Προς: <strong>");
    html_text(out, structure_name(form->offer->structure));
    html(out, "</strong></p>\n");
    form_open(out, "/referrals", session);
    html_hidden(out, "reference", form->reference);
    html_hidden(out, "offer", form->offer->code);
    write_fields(out, form, notes);
    if (form->is_duplicate)
        write_box(out, "anyway", "Να σταλεί και δεύτερη παραπομπή", false, notes);
    form_close(out, "Αποστολή παραπομπής");
    html(out, "<p><a class=\"govgr-link\" href=\"/referrals\">Παραπομπές</a></p>\n");
    page_end(out);
}

/* ---- on an answer -----------------------------------------------------------------------------
 */

typedef struct Choices {
    Arena *arena;
    FormOption *options;
    size_t n;
} Choices;

static void
add_choice(Choices *choices, const char *title, const AnswerWhere *where)
{
    const Offer *offer = where->offer;

    if (choices->n == OPTIONS_MAX)
        return;
    for (size_t i = 0; i < choices->n; i++)
        if (strcmp(choices->options[i].value, offer->code) == 0)
            return;
    choices->options[choices->n++] = (FormOption) { offer->code,
        arena_format(choices->arena, "%s · %s", title, structure_name(offer->structure)) };
}

static const char *
title_of(const Entitlement *entitlement)
{
    const Programme *programme = entitlement->programme;

    return programme->neutral_title ? programme->neutral_title : programme->title;
}

static Choices
choices_of(Arena *arena, const Answer *answer)
{
    Choices choices = { .arena = arena, .options = arena_array(arena, FormOption, OPTIONS_MAX) };

    for (size_t i = 0; i < answer->n_entitlements; i++) {
        const Entitlement *entitlement = &answer->entitlements[i];

        for (size_t j = 0; j < entitlement->n_where; j++)
            add_choice(&choices, title_of(entitlement), &entitlement->where[j]);
        for (size_t j = 0; j < entitlement->n_elsewhere; j++)
            add_choice(&choices, title_of(entitlement), &entitlement->elsewhere[j]);
    }
    return choices;
}

void
referral_block(Buffer *out, Arena *arena, const Session *session, const char *case_reference,
        const Answer *answer)
{
    const ReferralForm form = { .case_reference = case_reference };
    char reference[UUID_TEXT_SIZE];
    Choices choices;

    if (!answer->reference)
        return;
    choices = choices_of(arena, answer);
    uuid_format(answer->reference, reference);
    html(out, "<details class=\"m-more m-no-print\">\n<summary>Επίσκεψη και παραπομπή</summary>\n");
    form_open(out, "/visits", session);
    html_hidden(out, "reference", reference);
    form_input(out,
            &(FormInput) { .name = "visit_case",
                    .label = "Αριθμός υπόθεσης της επίσκεψης",
                    .value = case_reference,
                    .autocomplete = "off",
                    .more = " maxlength=\"20\"" },
            /* notes= */ NULL);
    form_close(out, "Καταγραφή επίσκεψης");
    if (choices.n > 0) {
        html(out, "<hr>\n");
        form_open(out, "/referrals", session);
        html_hidden(out, "reference", reference);
        form_select(out,
                &(FormSelect) { .name = "offer",
                        .label = "Παραπομπή προς",
                        .options = choices.options,
                        .n_options = choices.n },
                /* notes= */ NULL);
        write_fields(out, &form, /* notes= */ NULL);
        form_close(out, "Αποστολή παραπομπής");
    }
    html(out, "</details>\n");
}
