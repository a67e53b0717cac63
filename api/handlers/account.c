/* SPDX-License-Identifier: EUPL-1.2 */

/* One's own account: password, second factor, sessions, and for which structure one works. */

#include "api/handlers/handlers.h"

#include "api/access.h"
#include "api/loop.h"
#include "api/password_desk.h"
#include "api/web/pages.h"

#include <stdlib.h>
#include <string.h>

#define NUMBER_DIGITS 18

typedef struct Own Own;

/* What is done once the password has been proven; NULL result means that there was nothing to. */
typedef int Proven(Exchange *exchange, const PasswordResult *result);

struct Own {
    const StaffOwn *own;
    const StaffFactor *factor;
    FormNotes notes;
    AccountNote note;
    Proven *proven;
    const char *fresh; /* a new password to store, or NULL */
    uint8_t *sealed;
    RecoveryCodes *codes;
};

const Param account_params[] = {
    { "done", PARAM_CODE, false, 16, "τι μόλις έγινε: password, session, sessions, second" },
    { 0 },
};
const char *const password_fields[] = { "old", "password", "again", NULL };
const char *const session_fields[] = { "session", NULL };
const char *const structure_fields[] = { "structure", NULL };
const char *const proof_fields[] = { "old", NULL };
const char *const confirm_fields[] = { "code", NULL };

static Own *
own_new(Exchange *exchange)
{
    Own *own = arena_alloc(exchange_arena(exchange), sizeof *own);

    exchange_keep(exchange, own);
    return own;
}

static int
gone(Exchange *exchange)
{
    return exchange_see_other(exchange, "/login?ended=1");
}

/* ---- the page ---------------------------------------------------------------------------------
 */

static int
show(Exchange *exchange, StaffStatus status)
{
    const Own *own = exchange_kept(exchange);

    if (status != STAFF_DONE)
        return gone(exchange);
    page_account(exchange_page(exchange, own->notes.n > 0 ? 400 : 200), exchange_arena(exchange),
            exchange_session(exchange), own->own, own->factor, &own->notes, own->note);
    return 0;
}

static int
find_own(Exchange *exchange, StaffStatus status)
{
    Own *own = exchange_kept(exchange);
    StaffAsk ask;

    if (status != STAFF_DONE)
        return gone(exchange);
    if (!access_ask(exchange, show, &ask))
        return access_unavailable(exchange);
    staff_own(&ask, &own->own);
    return EXCHANGE_WAITS;
}

/* The whole page, with what `own` has to say. */
static int
show_page(Exchange *exchange)
{
    Own *own = exchange_kept(exchange);
    StaffAsk ask;

    if (!access_ask(exchange, find_own, &ask))
        return access_unavailable(exchange);
    staff_factor(&ask, &own->factor);
    return EXCHANGE_WAITS;
}

int
account_page_handle(Exchange *exchange)
{
    static const struct {
        const char *word;
        AccountNote note;
    } notes[] = {
        { "password", ACCOUNT_NOTE_PASSWORD },
        { "session", ACCOUNT_NOTE_SESSION },
        { "sessions", ACCOUNT_NOTE_SESSIONS },
        { "second", ACCOUNT_NOTE_SECOND },
    };
    Own *own = own_new(exchange);
    const char *done = exchange_text(exchange, "done");

    for (size_t i = 0; done && i < sizeof notes / sizeof *notes; i++)
        if (strcmp(done, notes[i].word) == 0)
            own->note = notes[i].note;
    return show_page(exchange);
}

/* ---- with the password ------------------------------------------------------------------------
 */

/* What is wrong with the proof goes to its field. False if the session has ended meanwhile. */
static bool
note_proof(Exchange *exchange, StaffStatus status)
{
    Own *own = exchange_kept(exchange);

    form_note(&own->notes, "old",
            status == STAFF_WAIT ? "Έγιναν πολλές λάθος προσπάθειες. Δοκιμάστε ξανά σε λίγα λεπτά."
                                 : "Ο κωδικός δεν είναι ο τωρινός σας.");
    return status != STAFF_NOT_FOUND;
}

static void
proven(Exchange *exchange, const PasswordResult *result)
{
    const Own *own = exchange_kept(exchange);

    exchange_finish(
            exchange, result ? own->proven(exchange, result) : access_unavailable(exchange));
}

static int
prove(Exchange *exchange, AccountStatus status, const AccountCredential *credential)
{
    const Own *own = exchange_kept(exchange);
    const char *password = form_field(exchange, "old", NULL);
    PasswordDesk *passwords = loop_options(exchange_loop(exchange))->passwords;
    PasswordWork work = { .password = password, .fresh = own->fresh };

    if (status == ACCOUNT_UNAVAILABLE)
        return access_unavailable(exchange);
    work.settings = credential->settings;
    if (password_work(passwords, exchange, &work, proven) != 0)
        return password_busy(exchange);
    return EXCHANGE_WAITS;
}

static void
credential_found(void *context, AccountStatus status, const AccountCredential *credential)
{
    exchange_finish(context, prove(context, status, credential));
}

/* What was typed as the password of now, whoever it is. */
static int
begin_proof(Exchange *exchange, const char *login, Proven *next)
{
    Own *own = exchange_kept(exchange);
    const char *password = form_field(exchange, "old", NULL);
    Desk *desk = loop_desk(exchange_loop(exchange));

    if (!desk)
        return access_unavailable(exchange);
    if (!password || *password == '\0' || strlen(password) > PASSWORD_MAX)
        form_note(&own->notes, "old", "Γράψτε τον τωρινό κωδικό σας.");
    if (own->notes.n > 0)
        return 0;
    own->proven = next;
    desk_credential(desk, login, credential_found, exchange);
    return EXCHANGE_WAITS;
}

/* ---- password ---------------------------------------------------------------------------------
 */

static int
password_changed(Exchange *exchange, StaffStatus status)
{
    if (status == STAFF_DONE)
        return exchange_see_other(exchange, "/account?done=password");
    return note_proof(exchange, status) ? show_page(exchange) : gone(exchange);
}

static int
change_password(Exchange *exchange, const PasswordResult *result)
{
    StaffAsk ask;

    if (!access_ask(exchange, password_changed, &ask))
        return access_unavailable(exchange);
    staff_password_change(&ask, result->proof, result->stored);
    return EXCHANGE_WAITS;
}

int
account_password_handle(Exchange *exchange)
{
    Own *own = own_new(exchange);
    const char *login = exchange_session(exchange)->account.login;
    int r;

    own->fresh = form_field(exchange, "password", NULL);
    new_password_check(exchange, login, &own->notes);
    r = begin_proof(exchange, login, change_password);
    return r == 0 && own->notes.n > 0 ? show_page(exchange) : r;
}

/* ---- sessions ---------------------------------------------------------------------------------
 */

static int
session_ended(Exchange *exchange, StaffStatus status)
{
    const char *which = form_field(exchange, "session", NULL);

    if (status != STAFF_DONE)
        return exchange_not_found(exchange);
    return exchange_see_other(exchange,
            strcmp(which, "others") == 0 ? "/account?done=sessions" : "/account?done=session");
}

bool
form_number(const char *text, int64_t *ret_number)
{
    if (!text || *text == '\0' || strlen(text) > NUMBER_DIGITS
            || strspn(text, "0123456789") != strlen(text))
        return false;
    *ret_number = strtoll(text, NULL, 10);
    return *ret_number > 0;
}

int
account_session_handle(Exchange *exchange)
{
    const char *which = form_field(exchange, "session", NULL);
    bool are_others = which && strcmp(which, "others") == 0;
    int64_t number = 0;
    StaffAsk ask;

    if (!are_others && !form_number(which, &number))
        return exchange_not_found(exchange);
    if (!access_ask(exchange, session_ended, &ask))
        return access_unavailable(exchange);
    staff_session_end(&ask, number);
    return EXCHANGE_WAITS;
}

static int
structure_changed(Exchange *exchange, StaffStatus status)
{
    if (status == STAFF_DONE)
        return exchange_see_other(exchange, "/account");
    access_forget_cookie(exchange);
    return exchange_not_found(exchange);
}

int
account_structure_handle(Exchange *exchange)
{
    const char *structure = form_field(exchange, "structure", NULL);

    if (!structure || *structure == '\0' || strlen(structure) > PARAM_CODE_MAX
            || !exchange_session(exchange)->by_cookie)
        return exchange_not_found(exchange);
    return access_switch(exchange, structure, structure_changed);
}

/* ---- the second factor: also for a session that waits until one is set up ----------------------
 */

static int
second_page(Exchange *exchange)
{
    const Own *own = exchange_kept(exchange);

    page_second(exchange_page(exchange, own->notes.n > 0 ? 400 : 200), exchange_arena(exchange),
            exchange_session(exchange), own->factor, &own->notes);
    return 0;
}

/* The name in the frame is known once the session is confirmed; a waiting one has no frame. */
static int
show_second(Exchange *exchange)
{
    const Own *own = exchange_kept(exchange);

    return own->factor->pending == STAFF_IN ? access_confirm(exchange, second_page)
                                            : second_page(exchange);
}

/* A code is asked for elsewhere, and who has no session gets one first. */
static bool
is_elsewhere(Exchange *exchange, StaffStatus status)
{
    const Own *own = exchange_kept(exchange);

    if (status == STAFF_DONE && own->factor->pending != STAFF_CODE)
        return false;
    (void) exchange_see_other(exchange, status == STAFF_DONE ? "/login/code" : "/login?ended=1");
    return true;
}

static int
second_found(Exchange *exchange, StaffStatus status)
{
    return is_elsewhere(exchange, status) ? 0 : show_second(exchange);
}

static int
find_second(Exchange *exchange, StaffNext *next)
{
    Own *own = own_new(exchange);
    StaffAsk ask;

    if (!access_ask(exchange, next, &ask))
        return access_unavailable(exchange);
    staff_factor(&ask, &own->factor);
    return EXCHANGE_WAITS;
}

int
second_page_handle(Exchange *exchange)
{
    return find_second(exchange, second_found);
}

/* The QR code, with the field for its first code. */
static int
show_secret(Exchange *exchange)
{
    const Own *own = exchange_kept(exchange);
    const StaffFactor *factor = own->factor;
    const char *letters = NULL;
    const char *uri = second_factor_uri(exchange_arena(exchange), exchange_key(exchange),
            factor->login, factor->sealed, factor->sealed_size, &letters);

    if (!uri)
        return exchange_problem(exchange, 500, "internal",
                "Το μυστικό του δεύτερου παράγοντα δεν ανοίγει με το κλειδί της υπηρεσίας.");
    page_second_secret(exchange_page(exchange, own->notes.n > 0 ? 400 : 200),
            exchange_session(exchange), uri, letters, &own->notes);
    return 0;
}

static int
frame_and_secret(Exchange *exchange)
{
    const Own *own = exchange_kept(exchange);

    return own->factor->pending == STAFF_IN ? access_confirm(exchange, show_secret)
                                            : show_secret(exchange);
}

static int
second_begun(Exchange *exchange, StaffStatus status)
{
    Own *own = exchange_kept(exchange);
    StaffFactor *factor = arena_copy(exchange_arena(exchange), own->factor, sizeof *factor);

    if (status == STAFF_NOT_ALLOWED)
        return exchange_see_other(exchange, "/account/second");
    if (status != STAFF_DONE)
        return note_proof(exchange, status) ? show_second(exchange) : gone(exchange);
    factor->sealed = own->sealed;
    factor->sealed_size = SEALED_SECRET_SIZE;
    own->factor = factor;
    return frame_and_secret(exchange);
}

static int
keep_secret(Exchange *exchange, const PasswordResult *result)
{
    static const uint8_t no_proof[PASSWORD_PROOF_SIZE];
    Own *own = exchange_kept(exchange);
    const IdentifierKey *key = exchange_key(exchange);
    StaffAsk ask;

    if (!access_ask(exchange, second_begun, &ask))
        return access_unavailable(exchange);
    own->sealed = arena_alloc(exchange_arena(exchange), SEALED_SECRET_SIZE);
    second_factor_new(key, own->factor->login, own->sealed);
    staff_factor_begin(
            &ask, result ? result->proof : no_proof, identifier_key_id(key), own->sealed);
    return EXCHANGE_WAITS;
}

/* `next` with the password; without it where the session was opened with it just now. */
static int
prove_for(Exchange *exchange, StaffStatus status, Proven *next)
{
    const Own *own = exchange_kept(exchange);
    int r;

    if (is_elsewhere(exchange, status))
        return 0;
    if (own->factor->pending == STAFF_ENROL)
        return next(exchange, NULL);
    r = begin_proof(exchange, own->factor->login, next);
    return r == 0 && own->notes.n > 0 ? show_second(exchange) : r;
}

static int
begin_second(Exchange *exchange, StaffStatus status)
{
    return prove_for(exchange, status, keep_secret);
}

int
second_begin_handle(Exchange *exchange)
{
    return find_second(exchange, begin_second);
}

static int
codes_page(Exchange *exchange)
{
    const Own *own = exchange_kept(exchange);

    page_recovery_codes(exchange_page(exchange, 200), exchange_session(exchange), own->codes);
    return 0;
}

static int
second_confirmed(Exchange *exchange, StaffStatus status)
{
    Own *own = exchange_kept(exchange);

    if (status == STAFF_DONE)
        return access_confirm(exchange, codes_page); /* it holds from now on */
    if (status == STAFF_NOT_FOUND)
        return gone(exchange);
    form_note(&own->notes, "code",
            status == STAFF_WAIT
                    ? "Έγιναν πολλές λάθος προσπάθειες. Δοκιμάστε ξανά σε λίγα λεπτά."
                    : "Ο κωδικός δεν ταιριάζει. Ελέγξτε την ώρα του τηλεφώνου και γράψτε τα έξι "
                      "ψηφία που δείχνει τώρα.");
    return frame_and_secret(exchange);
}

static int
confirm_second(Exchange *exchange, StaffStatus status)
{
    Own *own = exchange_kept(exchange);
    const char *typed = form_field(exchange, "code", NULL);
    Arena *arena = exchange_arena(exchange);
    int64_t step = ONE_TIME_NO_STEP;
    StaffAsk ask;

    if (is_elsewhere(exchange, status))
        return 0;
    if (!own->factor->is_there || own->factor->is_confirmed)
        return exchange_see_other(exchange, "/account/second");
    if (!access_ask(exchange, second_confirmed, &ask))
        return access_unavailable(exchange);
    if (typed && second_factor_is_code(typed))
        step = second_factor_find(exchange_key(exchange), own->factor->login, own->factor->sealed,
                own->factor->sealed_size, second_factor_digits(arena, typed));
    own->codes = arena_alloc(arena, sizeof *own->codes);
    recovery_codes_new(own->codes);
    staff_factor_confirm(&ask, step, own->codes);
    return EXCHANGE_WAITS;
}

int
second_confirm_handle(Exchange *exchange)
{
    return find_second(exchange, confirm_second);
}

static int
second_removed(Exchange *exchange, StaffStatus status)
{
    Own *own = exchange_kept(exchange);

    if (status == STAFF_DONE)
        return exchange_see_other(exchange, "/account?done=second");
    if (status == STAFF_NOT_ALLOWED)
        form_note(&own->notes, "old",
                "Ο ρόλος σας απαιτεί δεύτερο παράγοντα· δεν μπορεί να καταργηθεί.");
    else if (!note_proof(exchange, status))
        return gone(exchange);
    return show_second(exchange);
}

static int
remove_proven(Exchange *exchange, const PasswordResult *result)
{
    StaffAsk ask;

    if (!result)
        return exchange_see_other(exchange, "/account/second");
    if (!access_ask(exchange, second_removed, &ask))
        return access_unavailable(exchange);
    staff_factor_remove(&ask, result->proof);
    return EXCHANGE_WAITS;
}

static int
remove_second(Exchange *exchange, StaffStatus status)
{
    return prove_for(exchange, status, remove_proven);
}

int
second_remove_handle(Exchange *exchange)
{
    return find_second(exchange, remove_second);
}

static int
codes_renewed(Exchange *exchange, StaffStatus status)
{
    if (status == STAFF_DONE)
        return access_confirm(exchange, codes_page);
    if (status == STAFF_NOT_ALLOWED)
        return exchange_see_other(exchange, "/account/second");
    return note_proof(exchange, status) ? show_second(exchange) : gone(exchange);
}

static int
renew_proven(Exchange *exchange, const PasswordResult *result)
{
    Own *own = exchange_kept(exchange);
    StaffAsk ask;

    if (!result)
        return exchange_see_other(exchange, "/account/second");
    if (!access_ask(exchange, codes_renewed, &ask))
        return access_unavailable(exchange);
    own->codes = arena_alloc(exchange_arena(exchange), sizeof *own->codes);
    recovery_codes_new(own->codes);
    staff_recovery_renew(&ask, result->proof, own->codes);
    return EXCHANGE_WAITS;
}

static int
renew_codes(Exchange *exchange, StaffStatus status)
{
    return prove_for(exchange, status, renew_proven);
}

int
recovery_handle(Exchange *exchange)
{
    return find_second(exchange, renew_codes);
}
