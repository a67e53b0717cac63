/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/web/html.h"
#include "api/web/pages.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define NUMBER_SIZE 24
#define ROLES_COUNT 6

/* ---- all of them ------------------------------------------------------------------------------
 */

static void
write_state(Buffer *out, const StaffLine *line)
{
    if (line->is_disabled)
        html(out, "<span class=\"m-tag m-no\">κλειστός</span>");
    else if (!line->can_log_in)
        html(out, "<span class=\"m-tag\">χωρίς κωδικό ακόμη</span>");
    else if (line->n_roles == 0)
        html(out, "<span class=\"m-tag\">χωρίς ρόλο σήμερα</span>");
    else
        html(out,
                line->has_factor ? "<span class=\"m-tag m-yes\">δεύτερος παράγοντας</span>"
                                 : "<span class=\"m-tag m-ask\">μόνο κωδικός</span>");
    if (line->sessions > 0)
        buffer_format(out, " <span class=\"m-quiet\">συνεδρίες: %u</span>", line->sessions);
}

static void
write_line(Buffer *out, const StaffLine *line)
{
    html(out, "<tr><td><a class=\"govgr-link\" href=\"/admin/accounts/");
    html_text(out, line->login);
    html(out, "\">");
    html_text(out, line->name);
    html(out, "</a><br><span class=\"m-quiet\">");
    html_text(out, line->login);
    html(out, "</span></td><td>");
    for (size_t i = 0; i < line->n_roles; i++) {
        html(out, i > 0 ? "<br>" : "");
        html_text(out, account_role_greek(line->roles[i].role));
        html(out, ", ");
        html_text(out, line->roles[i].structure_name);
    }
    html(out, "</td><td>");
    write_state(out, line);
    html(out, "</td></tr>\n");
}

static void
write_search(Buffer *out, const char *wanted)
{
    html(out,
            "<form method=\"get\" action=\"/admin\" role=\"search\" class=\"m-form\">\n"
            "<div class=\"govgr-field\">\n<label class=\"govgr-label\" for=\"q\">Αναζήτηση με "
            "όνομα</label>\n<input class=\"govgr-input m-field m-medium\" type=\"search\" id=\"q\" "
            "name=\"q\" maxlength=\"100\"");
    html_attribute(out, "value", wanted);
    html(out,
            ">\n</div>\n<button class=\"govgr-btn govgr-btn-secondary\" type=\"submit\">Αναζήτηση"
            "</button>\n</form>\n");
}

/* «3 λεπτά»: the largest unit of which there is one at least. */
static const char *
span_text(Arena *arena, int64_t milliseconds)
{
    static const struct {
        int64_t ms;
        const char *one;
        const char *many;
    } units[] = {
        { INT64_C(86400000), "ημέρα", "ημέρες" },
        { INT64_C(3600000), "ώρα", "ώρες" },
        { INT64_C(60000), "λεπτό", "λεπτά" },
        { INT64_C(1000), "δευτερόλεπτο", "δευτερόλεπτα" },
    };
    size_t i = 0;
    int64_t n;

    while (i + 1 < sizeof units / sizeof *units && milliseconds < units[i].ms)
        i++;
    n = milliseconds / units[i].ms;
    return arena_format(arena, "%" PRId64 " %s", n, n == 1 ? units[i].one : units[i].many);
}

/* What /metrics counts, in one sentence for whoever is asked whether the service is well. */
static void
write_now(Buffer *out, Arena *arena, const MetricsNow *now)
{
    const char *registers = now->register_age_ms < 0
            ? "Τα μητρώα δεν έχουν φορτωθεί ακόμη"
            : arena_format(arena,
                    "Η υπηρεσία απαντά από την έκδοση %" PRId64
                    " των μητρώων, που φορτώθηκε πριν από %s",
                    now->register_version, span_text(arena, now->register_age_ms));

    html(out, "<p class=\"m-quiet\" id=\"service\">");
    html_text(out, registers);
    buffer_format(out,
            "· τα τελευταία %d λεπτά απάντησε σε %" PRIu64 " αιτήματα και αρνήθηκε %" PRIu64
            " επειδή δεν χωρούσαν· τώρα περιμένουν %" PRId64 " να υπολογιστούν και %" PRId64
            " τη βάση δεδομένων, η οποία %s, και η καταγραφή των ερωτημάτων καθυστερεί "
            "%" PRId64 ",%" PRId64 " δευτερόλεπτα.</p>\n",
            METRICS_RECENT_MINUTES, now->answered - now->refused, now->refused, now->waiting,
            now->database_asks, now->database_is_up ? "ανταποκρίνεται" : "δεν ανταποκρίνεται",
            now->audit_lag_ms / 1000, now->audit_lag_ms % 1000 / 100);
}

void
page_admin(Buffer *out, Arena *arena, const Session *session, const StaffLines *lines,
        const char *wanted, const MetricsNow *now)
{
    page_begin(out, "Λογαριασμοί", session);
    html_element(out, "h1", "govgr-heading-l", "Λογαριασμοί");
    html(out,
            "<p>Οι λογαριασμοί με ρόλο στις δομές της περιοχής σας. "
            "<a class=\"govgr-link\" href=\"/admin/new\">Νέος λογαριασμός</a></p>\n");
    write_now(out, arena, now);
    write_search(out, wanted);
    if (lines->n == 0) {
        html(out, "<p>Δεν βρέθηκε λογαριασμός.</p>\n");
        page_end(out);
        return;
    }
    html_element(out, "p", "m-quiet",
            lines->total > lines->n ? arena_format(
                    arena, "Οι πρώτοι %zu από %zu. Αναζητήστε με όνομα.", lines->n, lines->total)
                                    : arena_format(arena, "Λογαριασμοί: %zu.", lines->n));
    html(out,
            "<div class=\"m-scroll\" role=\"region\" aria-label=\"Λογαριασμοί\" tabindex=\"0\">\n"
            "<table class=\"m-table\">\n<thead><tr><th>Όνομα</th><th>Ρόλοι "
            "σήμερα</th><th>Κατάσταση</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < lines->n; i++)
        write_line(out, &lines->items[i]);
    html(out, "</tbody>\n</table>\n</div>\n");
    page_end(out);
}

/* ---- the form of a role -----------------------------------------------------------------------
 */

static void
write_role_fields(Buffer *out, Arena *arena, const StaffStructures *structures,
        const RoleForm *form, const FormNotes *notes)
{
    FormOption roles[ROLES_COUNT];
    FormOption *options = arena_array(arena, FormOption, structures->n);
    char today[DAY_TEXT_SIZE];

    for (unsigned i = 0; i < ROLES_COUNT; i++) {
        AccountRole role = (AccountRole) (ACCOUNT_ADVISER << i);

        roles[i] = (FormOption) { account_role_key(role), account_role_greek(role) };
    }
    for (size_t i = 0; i < structures->n; i++)
        options[i] = (FormOption) { structures->items[i].code, structures->items[i].name };

    form_select(out,
            &(FormSelect) { .name = "role",
                    .label = "Ρόλος",
                    .options = roles,
                    .n_options = ROLES_COUNT,
                    .chosen = form->role },
            notes);
    form_select(out,
            &(FormSelect) { .name = "structure",
                    .label = "Δομή",
                    .options = options,
                    .n_options = structures->n,
                    .chosen = form->structure },
            notes);
    form_input(out,
            &(FormInput) { .name = "from",
                    .label = "Από",
                    .hint = "ημέρα όπως 21/11/2026",
                    .value = form->from ? form->from : day_format_greek(day_today(), today),
                    .autocomplete = "off" },
            notes);
    form_input(out,
            &(FormInput) { .name = "to",
                    .label = "Έως και",
                    .hint = "κενό: χωρίς λήξη",
                    .value = form->to,
                    .autocomplete = "off",
                    .is_optional = true },
            notes);
}

void
page_admin_new(Buffer *out, Arena *arena, const Session *session, const StaffStructures *structures,
        const RoleForm *form, const FormNotes *notes)
{
    page_begin(out, "Νέος λογαριασμός", session);
    html_element(out, "h1", "govgr-heading-l", "Νέος λογαριασμός");
    form_summary(out, notes);
    html(out,
            "<p>Στο τέλος παίρνετε έναν σύνδεσμο μίας χρήσης, με τον οποίο ο χρήστης ορίζει τον "
            "κωδικό του. Κωδικό δεν βλέπει κανείς άλλος.</p>\n");
    form_open(out, "/admin/new", session);
    form_input(out,
            &(FormInput) { .name = "name",
                    .label = "Ονοματεπώνυμο",
                    .value = form->name,
                    .autocomplete = "off",
                    .more = " maxlength=\"200\"" },
            notes);
    form_input(out,
            &(FormInput) { .name = "login",
                    .label = "Όνομα χρήστη",
                    .hint = "μικρά λατινικά, ψηφία και . _ -, όπως m.papadopoulou",
                    .value = form->login,
                    .autocomplete = "off",
                    .more = " maxlength=\"63\" autocapitalize=\"none\" spellcheck=\"false\"" },
            notes);
    write_role_fields(out, arena, structures, form, notes);
    form_close(out, "Δημιουργία λογαριασμού");
    page_end(out);
}

/* ---- one account ------------------------------------------------------------------------------
 */

static const char *
action_of(Arena *arena, const StaffAccount *account, const char *action)
{
    return arena_format(arena, "/admin/accounts/%s/%s", account->login, action);
}

static bool
has_ended(const StaffRole *role)
{
    return role->to != DAY_NONE && role->to < day_today();
}

static void
write_end(Buffer *out, Arena *arena, const Session *session, const StaffAccount *account,
        const StaffRole *role)
{
    char number[NUMBER_SIZE];
    char today[DAY_TEXT_SIZE];

    (void) snprintf(number, sizeof number, "%" PRId64, role->number);
    html(out, "<form method=\"post\" class=\"m-inline\"");
    html_attribute(out, "action", action_of(arena, account, "end"));
    html(out, ">\n");
    html_hidden(out, "_token", session->form_token);
    html_hidden(out, "number", number);
    html(out, "<input class=\"govgr-input m-day\" name=\"last\" aria-label=\"Τελευταία ημέρα\"");
    html_attribute(out, "value", day_format_greek(day_today(), today));
    html(out,
            " autocomplete=\"off\" required>\n<button class=\"govgr-btn govgr-btn-secondary "
            "m-small\" type=\"submit\">Τέλος ρόλου</button>\n</form>\n");
}

static void
write_role(Buffer *out, Arena *arena, const Session *session, const StaffAccount *account,
        const StaffRole *role)
{
    char day[DAY_TEXT_SIZE];

    html(out, has_ended(role) ? "<tr class=\"m-quiet\"><td>" : "<tr><td>");
    html_text(out, account_role_greek(role->role));
    html(out, "</td><td>");
    html_text(out, role->structure_name);
    html(out, "</td><td>");
    html_text(out, day_format_greek(role->from, day));
    html(out, "</td><td>");
    html_text(out, role->to == DAY_NONE ? "χωρίς λήξη" : day_format_greek(role->to, day));
    html(out, "</td><td>");
    if (!has_ended(role) && !account->is_own)
        write_end(out, arena, session, account, role);
    html(out, "</td></tr>\n");
}

static void
write_roles(Buffer *out, Arena *arena, const Session *session, const StaffAccount *account)
{
    html(out,
            "<h2 class=\"govgr-heading-m\">Ρόλοι στην περιοχή σας</h2>\n"
            "<div class=\"m-scroll\" role=\"region\" aria-label=\"Ρόλοι\" tabindex=\"0\">\n"
            "<table class=\"m-table\">\n<thead><tr><th>Ρόλος</th><th>Δομή</th>"
            "<th>Από</th><th>Έως</th><th>Ενέργεια</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < account->n_roles; i++)
        write_role(out, arena, session, account, &account->roles[i]);
    html(out, "</tbody>\n</table>\n</div>\n");
}

static void
write_facts(Buffer *out, const StaffAccount *account)
{
    char moment[MOMENT_TEXT_SIZE];

    html(out, "<ul class=\"m-list\">\n<li>");
    html(out,
            account->is_disabled ? "Ο λογαριασμός είναι κλειστός" : "Ο λογαριασμός είναι ανοιχτός");
    html(out, account->can_log_in ? ", με κωδικό" : ", χωρίς κωδικό ακόμη");
    html(out,
            account->has_factor ? " και δεύτερο παράγοντα.</li>\n"
                                : ", χωρίς δεύτερο παράγοντα.</li>\n");
    buffer_format(out, "<li>Ανοιχτές συνεδρίες: %u.</li>\n", account->sessions);
    if (account->link_until != INT64_MIN)
        buffer_format(out, "<li>Ένας σύνδεσμος μίας χρήσης ισχύει έως %s.</li>\n",
                moment_text(account->link_until, moment));
    html(out, "</ul>\n");
}

/* What only one who answers for the whole account may do. */
static void
write_access(Buffer *out, Arena *arena, const Session *session, const StaffAccount *account)
{
    html(out, "<h2 class=\"govgr-heading-m\">Πρόσβαση</h2>\n");
    write_facts(out, account);
    if (account->is_own || !account->is_whole) {
        html(out,
                account->is_own
                        ? "<p>Είναι ο δικός σας λογαριασμός: τον αλλάζει άλλος διαχειριστής.</p>\n"
                        : "<p>Έχει ρόλους και έξω από την περιοχή σας: την πρόσβασή του την "
                          "αλλάζει διαχειριστής που έχει όλη την περιοχή.</p>\n");
        return;
    }
    html(out, "<div class=\"m-actions\" id=\"access\">\n");
    form_button(out, action_of(arena, account, "link"), session, NULL, NULL,
            "Νέος σύνδεσμος μίας χρήσης");
    if (account->sessions > 0)
        form_button(out, action_of(arena, account, "sessions"), session, NULL, NULL,
                "Κλείσιμο όλων των συνεδριών");
    if (account->has_factor)
        form_button(out, action_of(arena, account, "factor"), session, NULL, NULL,
                "Αφαίρεση δεύτερου παράγοντα");
    form_button(out, action_of(arena, account, "disable"), session, "disabled",
            account->is_disabled ? "no" : "yes",
            account->is_disabled ? "Άνοιγμα λογαριασμού" : "Κλείσιμο λογαριασμού");
    html(out, "</div>\n");
}

void
page_admin_account(Buffer *out, Arena *arena, const Session *session, const StaffAccount *account,
        const StaffStructures *structures, const RoleForm *form, const FormNotes *notes)
{
    page_begin(out, "Λογαριασμός", session);
    html_element(out, "h1", "govgr-heading-l", account->name);
    form_summary(out, notes);
    html(out, "<p>Όνομα χρήστη: <strong>");
    html_text(out, account->login);
    html(out, "</strong></p>\n");
    write_access(out, arena, session, account);
    write_roles(out, arena, session, account);
    if (!account->is_own) {
        html(out, "<h2 class=\"govgr-heading-m\">Νέος ρόλος</h2>\n");
        form_open(out, action_of(arena, account, "role"), session);
        write_role_fields(out, arena, structures, form, notes);
        form_close(out, "Προσθήκη ρόλου");
    }
    html(out, "<p><a class=\"govgr-link\" href=\"/admin\">Όλοι οι λογαριασμοί</a></p>\n");
    page_end(out);
}

void
page_admin_link(Buffer *out, const Session *session, const char *login, const char *link, int days)
{
    page_begin(out, "Σύνδεσμος μίας χρήσης", session);
    html_element(out, "h1", "govgr-heading-l", "Σύνδεσμος μίας χρήσης");
    buffer_format(out,
            "<p>Δώστε τον μόνο στον χρήστη. Ισχύει μία φορά, για %d ημέρες, και δεν θα τον "
            "ξαναδείτε· αν χαθεί, φτιάξτε νέον.</p>\n",
            days);
    html(out, "<p class=\"m-centre\"><code class=\"m-link\">");
    html_text(out, link);
    html(out, "</code></p>\n<p><a class=\"govgr-link\" href=\"/admin/accounts/");
    html_text(out, login);
    html(out, "\">Στον λογαριασμό</a></p>\n");
    page_end(out);
}

/* ---- what was done ----------------------------------------------------------------------------
 */

static const struct {
    const char *key;
    const char *greek;
} words[] = {
    { "question", "ερώτηση για πρόσωπο" },
    { "login", "σύνδεση" },
    { "logout", "αποσύνδεση" },
    { "screening", "μέτρηση του μητρώου" },
    { "account_made", "νέος λογαριασμός" },
    { "account_named", "αλλαγή ονόματος" },
    { "account_disabled", "κλείσιμο λογαριασμού" },
    { "account_enabled", "άνοιγμα λογαριασμού" },
    { "role_given", "νέος ρόλος" },
    { "role_dated", "αλλαγή λήξης ρόλου" },
    { "link_made", "σύνδεσμος μίας χρήσης" },
    { "link_used", "χρήση συνδέσμου" },
    { "password_set", "νέος κωδικός" },
    { "second_factor_set", "δεύτερος παράγοντας" },
    { "second_factor_removed", "αφαίρεση δεύτερου παράγοντα" },
    { "recovery_codes_made", "νέοι κωδικοί ανάκτησης" },
    { "recovery_code_used", "σύνδεση με κωδικό ανάκτησης" },
    { "session_ended", "κλείσιμο συνεδρίας" },
    { "sessions_ended", "κλείσιμο όλων των συνεδριών" },
    { "allowed", "επιτράπηκε" },
    { "outside", "εκτός περιοχής" },
    { "nobody", "δεν υπάρχει" },
    { "role", "δεν έχει τον ρόλο" },
    { "done", "έγινε" },
    { "information", "ενημέρωση" },
    { "application", "αίτηση" },
    { "referral", "παραπομπή" },
    { "outreach", "προσέγγιση" },
    { "presence", "παρουσία χωρίς κατοικία" },
    { "correction", "διόρθωση στοιχείων" },
};

/* What has no word of its own here is shown as it is kept. */
static const char *
greek_of(const char *key)
{
    for (size_t i = 0; key && i < sizeof words / sizeof *words; i++)
        if (strcmp(key, words[i].key) == 0)
            return words[i].greek;
    return key;
}

static void
write_cell(Buffer *out, const char *text)
{
    html(out, "<td>");
    html_text(out, text);
    html(out, "</td>");
}

static void
write_entry(Buffer *out, const StaffEntry *entry)
{
    char moment[MOMENT_TEXT_SIZE];

    buffer_format(out, "<tr><td>%" PRId64 "</td>", entry->number);
    write_cell(out, moment_text(entry->at, moment) + 11); /* the hour: the day stands above */
    write_cell(out, entry->login);
    write_cell(out, entry->structure_name);
    write_cell(out, greek_of(entry->action));
    write_cell(out, greek_of(entry->outcome));
    write_cell(out, greek_of(entry->purpose));
    write_cell(out, entry->case_reference);
    html(out, "<td>");
    html_element(out, "code", "m-small-code", entry->subject ? entry->subject : entry->object);
    html(out, "</td></tr>\n");
}

static void
write_day(Buffer *out, Day on)
{
    char day[DAY_TEXT_SIZE];

    html(out,
            "<form method=\"get\" action=\"/audit\" class=\"m-form\">\n<div "
            "class=\"govgr-field\">\n"
            "<label class=\"govgr-label\" for=\"on\">Ημέρα</label>\n<input class=\"govgr-input "
            "m-field m-short\" type=\"date\" id=\"on\" name=\"on\"");
    html_attribute(out, "value", day_format_iso(on, day));
    html(out,
            " required>\n</div>\n<button class=\"govgr-btn govgr-btn-secondary\" type=\"submit\">"
            "Εμφάνιση</button>\n</form>\n");
}

void
page_audit(Buffer *out, Arena *arena, const Session *session, const StaffEntries *entries, Day on)
{
    page_begin(out, "Καταγραφή", session);
    html_element(out, "h1", "govgr-heading-l", "Καταγραφή");
    html(out,
            "<p>Τι έκαναν οι λογαριασμοί της περιοχής σας. Για ποιον ρώτησαν δείχνει μόνο ένα "
            "τυχαίο γνώρισμα, που δεν το ξέρει τίποτε άλλο.</p>\n");
    write_day(out, on);
    if (entries->n == 0) {
        html(out, "<p>Δεν υπάρχει εγγραφή αυτή την ημέρα.</p>\n");
        page_end(out);
        return;
    }
    html_element(out, "p", "m-quiet",
            entries->total > entries->n ? arena_format(
                    arena, "Οι τελευταίες %zu από %zu εγγραφές.", entries->n, entries->total)
                                        : arena_format(arena, "Εγγραφές: %zu.", entries->n));
    html(out,
            "<div class=\"m-scroll\" role=\"region\" aria-label=\"Εγγραφές\" tabindex=\"0\">\n"
            "<table class=\"m-table\">\n<thead><tr><th>Αριθμός</th><th>Ώρα</th>"
            "<th>Χρήστης</th><th>Δομή</th><th>Ενέργεια</th><th>Αποτέλεσμα</th><th>Σκοπός</th>"
            "<th>Υπόθεση</th><th>Για</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < entries->n; i++)
        write_entry(out, &entries->items[i]);
    html(out, "</tbody>\n</table>\n</div>\n");
    page_end(out);
}
