/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/web/page_publish.h"

#include "api/web/form.h"
#include "api/web/html.h"
#include "api/web/pages.h"

#include "registry/base/text.h"
#include "registry/service.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

typedef struct Words {
    const char *key;
    const char *greek;
} Words;

static const Words states[] = {
    { "draft", "πρόχειρο" },
    { "checked", "ελεγμένο" },
    { "submitted", "περιμένει έγκριση" },
    { "approved", "εγκεκριμένο, περιμένει την ημέρα του" },
    { "live", "ισχύει" },
    { "archived", "στο αρχείο" },
};

static const Words actions[] = {
    { "upload", "ανέβασε βιβλίο" },
    { "edit", "διόρθωσε γραμμή" },
    { "check", "ζήτησε έλεγχο" },
    { "submit", "υπέβαλε για έγκριση" },
    { "return", "επέστρεψε για διόρθωση" },
    { "approve", "ενέκρινε" },
    { "part", "επιβεβαίωσε το μέρος του δήμου του" },
    { "live", "δημοσίευσε" },
    { "roll_back", "επανέφερε ό,τι ίσχυε" },
    { "archive", "αρχειοθέτησε" },
    { "effect", "υπολόγισε το αποτέλεσμα" },
};

static const char *
greek_of(const Words *words, size_t n, const char *key)
{
    for (size_t i = 0; key && i < n; i++)
        if (strcmp(words[i].key, key) == 0)
            return words[i].greek;
    return key ? key : "";
}

const char *
publish_state_greek(const char *state)
{
    return greek_of(states, sizeof states / sizeof *states, state);
}

const char *
publish_action_greek(const char *action)
{
    return greek_of(actions, sizeof actions / sizeof *actions, action);
}

const char *
publish_time_greek(Arena *arena, const char *time)
{
    if (!time || strlen(time) < 10)
        return NULL;
    return arena_format(arena, "%.2s/%.2s/%.4s%s", time + 8, time + 5, time, time + 10);
}

static const char *
text_of(const JsonInput *object, const char *name)
{
    return json_input_text(json_input_member(object, name));
}

static void
write_municipalities(Buffer *out, const JsonInput *list)
{
    const JsonInput *places = json_input_member(list, "municipalities");
    size_t n = json_input_count(places);

    html(out, "<p class=\"m-lead\">Γράφετε για: ");
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            html(out, ", ");
        html(out, "Δήμο ");
        html_text(out, text_of(json_input_at(places, i), "name"));
    }
    html(out, n ? "</p>\n" : "κανέναν δήμο ακόμη.</p>\n");
}

static void
write_upload(Buffer *out, const Session *session)
{
    html(out,
            "<h2 class=\"govgr-heading-m\" id=\"new\">Νέο πρόχειρο</h2>\n"
            "<p>Τρία βήματα: κατεβάστε το <a class=\"govgr-link\" href=\"/publish/template\">"
            "υπόδειγμα με τους κωδικούς του δήμου σας (.xlsx)</a>, συμπληρώστε το στο LibreOffice "
            "ή στο Excel, και στείλτε το εδώ. Τίποτα δεν ισχύει πριν το εγκρίνει δεύτερο "
            "πρόσωπο.</p>\n"
            "<form class=\"m-form m-drop\" method=\"post\" action=\"/publish\" "
            "enctype=\"multipart/form-data\">\n");
    html_hidden(out, "_token", session->form_token);
    html(out,
            "<div class=\"govgr-field\">\n<label class=\"govgr-label\" for=\"title\">Τίτλος, για "
            "να το βρίσκετε</label>\n<input class=\"govgr-input m-field\" id=\"title\" "
            "name=\"title\" maxlength=\"200\" required autocomplete=\"off\">\n</div>\n"
            "<div class=\"govgr-field\">\n<label class=\"govgr-label\" for=\"file\">Βιβλίο .xlsx ή "
            ".ods, ως 8 MB</label>\n<span class=\"govgr-hint\" id=\"file-hint\">Διαλέξτε το ή "
            "σύρετέ το πάνω στο πεδίο.</span>\n<input class=\"m-file\" id=\"file\" name=\"file\" "
            "type=\"file\" required aria-describedby=\"file-hint\" accept=\".xlsx,.ods\">\n"
            "</div>\n<button class=\"govgr-btn govgr-btn-primary\" type=\"submit\">Αποστολή και "
            "έλεγχος</button>\n</form>\n");
}

/* ---- a local addition ---- */

/* Folded, capitals and accents are as any letter, and the bytes stand in the order of the alphabet.
 */
static int
by_title(const void *one, const void *other, void *arena)
{
    return strcmp(text_fold_key(arena, ((const FormOption *) one)->text),
            text_fold_key(arena, ((const FormOption *) other)->text));
}

static void
choose_programme(Buffer *out, Arena *arena, const Snapshot *snapshot)
{
    size_t n = snapshot_n_programmes(snapshot);
    FormOption *options = arena_array(arena, FormOption, n + 1);
    FormSelect select = { .name = "programme", .label = "Πρόγραμμα", .options = options };
    Day today = day_today();

    for (size_t i = 0; i < n; i++) {
        const Programme *programme = snapshot_programme(snapshot, i);

        if (programme_is_valid(programme, today))
            options[select.n_options++] =
                    (FormOption) { programme->code, programme_title(programme) };
    }
    qsort_r(options, select.n_options, sizeof *options, by_title, arena);
    form_select(out, &select, /* notes= */ NULL);
}

static void
choose_municipality(Buffer *out, Arena *arena, const JsonInput *places)
{
    size_t n = json_input_count(places);
    FormOption *options = arena_array(arena, FormOption, n);

    for (size_t i = 0; i < n; i++)
        options[i] = (FormOption) { text_of(json_input_at(places, i), "code"),
            text_of(json_input_at(places, i), "name") };
    form_select(out,
            &(FormSelect) {
                    .name = "municipality", .label = "Δήμος", .options = options, .n_options = n },
            /* notes= */ NULL);
}

static const FormOption addition_kinds[] = {
    { "document", "Δικαιολογητικό: τι ακόμη να φέρει" },
    { "ask", "Ερώτηση: τι να ρωτήσει ο σύμβουλος" },
    { "note", "Σημείωση: τι να ξέρει ο σύμβουλος" },
};

static const FormInput addition_inputs[] = {
    { .name = "text", .label = "Κείμενο", .autocomplete = "off", .more = " maxlength=\"1000\"" },
    { .name = "url",
            .label = "Ιστοσελίδα, αν υπάρχει",
            .type = "url",
            .autocomplete = "off",
            .is_optional = true },
    { .name = "valid_from",
            .label = "Ισχύει από",
            .hint = "Κενό: από τη δημοσίευση.",
            .type = "date",
            .is_optional = true },
    { .name = "valid_to",
            .label = "Ισχύει έως",
            .hint = "Κενό: χωρίς λήξη.",
            .type = "date",
            .is_optional = true },
};

/* A programme that is not the municipality's is a template of which it fills in its own part. */
static void
write_addition(Buffer *out, Arena *arena, const Session *session, const JsonInput *list,
        const Snapshot *snapshot)
{
    const JsonInput *places = json_input_member(list, "municipalities");

    if (json_input_count(places) == 0)
        return;
    html(out,
            "<details class=\"m-more\" id=\"addition\">\n<summary>Χωρίς βιβλίο: τι ζητά ή λέει "
            "μόνο ο "
            "δήμος σας για ένα πρόγραμμα</summary>\n<p>Φαίνεται στην απάντηση μόνο των κατοίκων "
            "σας, ως δική σας προσθήκη, και δεν αλλάζει ποιος δικαιούται.</p>\n");
    form_open(out, "/publish/addition", session);
    choose_programme(out, arena, snapshot);
    choose_municipality(out, arena, places);
    form_select(out,
            &(FormSelect) { .name = "kind",
                    .label = "Τι είναι",
                    .options = addition_kinds,
                    .n_options = sizeof addition_kinds / sizeof *addition_kinds },
            /* notes= */ NULL);
    for (size_t i = 0; i < sizeof addition_inputs / sizeof *addition_inputs; i++)
        form_input(out, &addition_inputs[i], /* notes= */ NULL);
    form_close(out, "Πρόχειρο και έλεγχος");
    html(out, "</details>\n");
}

/* ---- the list ---- */

static void
write_state(Buffer *out, Arena *arena, const JsonInput *draft)
{
    const JsonInput *work = json_input_member(draft, "work");
    int64_t errors = json_input_integer(json_input_member(draft, "errors"));

    html(out, "<span class=\"m-tag\">");
    html_text(out, publish_state_greek(text_of(draft, "state")));
    html(out, "</span>");
    if (json_input_kind(work) == JSON_KIND_OBJECT)
        html(out, " <span class=\"m-tag m-ask\">τρέχει εργασία</span>");
    else if (errors > 0)
        html_text(out, arena_format(arena, " %" PRId64 " λάθη", errors));
    if (text_of(draft, "rolled_back_at"))
        html(out, " (επαναφέρθηκε)");
}

static void
write_row(Buffer *out, Arena *arena, const JsonInput *draft)
{
    html(out, "<tr>\n<td><a class=\"govgr-link\"");
    html_attribute(out, "href",
            arena_format(arena, "/publish/%" PRId64,
                    json_input_integer(json_input_member(draft, "draft"))));
    html(out, ">");
    html_text(out, text_of(draft, "title"));
    html(out, "</a></td>\n<td>");
    write_state(out, arena, draft);
    html(out, "</td>\n<td>");
    html_text(out, text_of(draft, "made_by"));
    html(out, "</td>\n<td>");
    html_text(out, publish_time_greek(arena, text_of(draft, "changed_at")));
    html(out, "</td>\n</tr>\n");
}

static void
write_drafts(Buffer *out, Arena *arena, const JsonInput *drafts)
{
    size_t n = json_input_count(drafts);

    html(out, "<h2 class=\"govgr-heading-m\" id=\"drafts\">Πρόχειρα και δημοσιεύσεις</h2>\n");
    if (n == 0) {
        html(out, "<p>Κανένα ακόμη.</p>\n");
        return;
    }
    html(out,
            "<div class=\"m-scroll\" role=\"region\" tabindex=\"0\" aria-labelledby=\"drafts\">\n"
            "<table class=\"m-draft\">\n<thead><tr><th scope=\"col\">Τίτλος</th>"
            "<th scope=\"col\">Κατάσταση</th><th scope=\"col\">Από</th>"
            "<th scope=\"col\">Άλλαξε</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < n; i++)
        write_row(out, arena, json_input_at(drafts, i));
    html(out, "</tbody>\n</table>\n</div>\n");
}

void
page_publish(Buffer *out, Arena *arena, const Session *session, const JsonInput *list,
        const Snapshot *snapshot)
{
    page_begin(out, "Δημοσίευση προγραμμάτων", session);
    html(out, "<h1 class=\"govgr-heading-l\">Δημοσίευση προγραμμάτων</h1>\n");
    write_municipalities(out, list);
    if (session->account.roles & ROLE_PUBLISHER)
        write_upload(out, session);
    if ((session->account.roles & ROLE_PUBLISHER) && snapshot)
        write_addition(out, arena, session, list, snapshot);
    write_drafts(out, arena, json_input_member(list, "drafts"));
    page_end(out);
}

/* ---- kept alive ------------------------------------------------------------------------- */

static void
write_item(Buffer *out, Arena *arena, const JsonInput *item, size_t number)
{
    const char *id = arena_format(arena, "item-%zu", number);
    const char *confirmed_on = publish_time_greek(arena, text_of(item, "confirmed_on"));
    const char *review_by = publish_time_greek(arena, text_of(item, "review_by"));
    bool is_due = json_input_bool(json_input_member(item, "is_due"));
    const Service *service = service_find(text_of(item, "title")); /* without a title of its own */

    html(out, "<tr>\n<td><input type=\"checkbox\" name=\"item\"");
    html_attribute(out, "id", id);
    html_attribute(out, "value",
            arena_format(arena, "%s:%s", text_of(item, "kind"), text_of(item, "code")));
    html(out, "></td>\n<td><label");
    html_attribute(out, "for", id);
    html(out, ">");
    html_text(out, service ? service->greek : text_of(item, "title"));
    if (text_of(item, "place_of"))
        html_text(out, arena_format(arena, " – %s", text_of(item, "place_of")));
    html(out, "</label> ");
    html_element(out, "span", "m-quiet", text_of(item, "code"));
    html(out, "</td>\n<td>");
    html_text(out, confirmed_on ? confirmed_on : "ποτέ");
    html(out, "</td>\n<td>");
    html_text(out, review_by ? review_by : "τώρα");
    html(out,
            is_due ? " <span class=\"m-tag m-ask\">εκκρεμεί</span></td>\n</tr>\n"
                   : "</td>\n</tr>\n");
}

static void
write_items(Buffer *out, Arena *arena, const Session *session, const JsonInput *items)
{
    size_t n = json_input_count(items);

    html(out, "<form class=\"m-form\" method=\"post\" action=\"/confirm\">\n");
    html_hidden(out, "_token", session->form_token);
    html(out,
            "<div class=\"m-scroll\" role=\"region\" tabindex=\"0\" "
            "aria-label=\"Παροχές και προγράμματα\">\n<table class=\"m-draft\">\n<thead><tr><th "
            "scope=\"col\">Ισχύει</th><th scope=\"col\">Τι</th><th scope=\"col\">Επιβεβαιώθηκε</th>"
            "<th scope=\"col\">Επανεξέταση</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < n; i++)
        write_item(out, arena, json_input_at(items, i), i);
    html(out,
            "</tbody>\n</table>\n</div>\n<div class=\"govgr-field\">\n<label class=\"govgr-label\" "
            "for=\"review_by\">Επόμενη επανεξέταση</label>\n<span class=\"govgr-hint\" "
            "id=\"review-hint\">ημέρα όπως 21/05/2027· κενό: σε έξι μήνες</span>\n<input "
            "class=\"govgr-input m-field "
            "m-short\" inputmode=\"numeric\" maxlength=\"10\" autocomplete=\"off\" "
            "id=\"review_by\" name=\"review_by\" "
            "aria-describedby=\"review-hint\">\n</div>\n<button class=\"govgr-btn "
            "govgr-btn-primary\" type=\"submit\">Ισχύουν όπως γράφονται</button>\n</form>\n");
}

void
page_confirm(Buffer *out, Arena *arena, const Session *session, const JsonInput *list)
{
    const JsonInput *items = json_input_member(list, "items");

    page_begin(out, "Επιβεβαίωση", session);
    html(out, "<h1 class=\"govgr-heading-l\">Επιβεβαίωση</h1>\n<p class=\"m-lead\">");
    html_text(out,
            arena_format(arena, "Εκκρεμούν %" PRId64 " από %zu.",
                    json_input_integer(json_input_member(list, "n_due")), json_input_count(items)));
    html(out,
            "</p>\n<p>Ό,τι δεν επιβεβαιώθηκε τους τελευταίους έξι μήνες φαίνεται έτσι στους "
            "συμβούλους. "
            "Σημειώστε όσα ελέγξατε και ισχύουν όπως γράφονται. Αν κάτι άλλαξε, στείλτε το από τη "
            "<a class=\"govgr-link\" "
            "href=\"/publish\">Δημοσίευση</a>.</p>\n");
    if (json_input_count(items) > 0)
        write_items(out, arena, session, items);
    page_end(out);
}
