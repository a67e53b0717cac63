/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * /outreach and POST /v1/outreach: a few of those whom an adviser may seek out, and the files that
 * two people are needed for.
 */

#include "api/handlers/handlers.h"

#include "api/loop.h"
#include "api/web/pages.h"

#include "registry/outreach.h"

#include <stdlib.h>
#include <string.h>

const Param outreach_params[] = {
    { "programme", PARAM_CODE, true, 0, "Κωδικός του προγράμματος" },
    { "kind", PARAM_CODE, true, 0,
            "unserved: δικαιούνται και δεν λαμβάνουν· one_document: τους λείπει ένα "
            "δικαιολογητικό" },
    { 0 },
};

const char *const outreach_fields[] = { "programme", "kind", NULL };

const Param outreach_file_params[] = {
    { "file", PARAM_COUNT, true, INT32_MAX, "Αριθμός του αρχείου" },
    { 0 },
};

/* A callback answers in the way of its route. */
typedef struct Asking {
    OutreachQuestion question;
    void (*write)(Exchange *exchange, const OutreachReply *reply);
} Asking;

static void
refuse(Exchange *exchange, OutreachStatus status)
{
    switch (status) {
    case OUTREACH_NOT_ALLOWED:
        (void) exchange_problem(exchange, 403, "role",
                "Ο ρόλος σας στη δομή αυτή δεν επιτρέπει κατάλογο προσέγγισης.");
        return;
    case OUTREACH_NOT_THERE:
        (void) exchange_not_found(exchange);
        return;
    case OUTREACH_AUDIT:
        (void) exchange_unavailable(exchange, "audit",
                "Η ανάγνωση δεν μπορεί να καταγραφεί, και χωρίς καταγραφή δεν δείχνεται κανένας. "
                "Δοκιμάστε ξανά σε λίγο.");
        return;
    case OUTREACH_DONE:
    case OUTREACH_UNAVAILABLE:
        (void) exchange_unavailable(exchange, "database",
                "Το μητρώο δεν απαντά αυτή τη στιγμή. Δοκιμάστε ξανά σε λίγο.");
        return;
    }
}

static void
answered(void *context, const OutreachReply *reply)
{
    Exchange *exchange = context;
    const Asking *asking = exchange_kept(exchange);

    if (reply->status == OUTREACH_DONE)
        asking->write(exchange, reply);
    else
        refuse(exchange, reply->status);
    exchange_finish(exchange, 0);
}

typedef void OutreachCall(
        Desk *desk, const OutreachQuestion *question, OutreachAnswer *answer, void *context);

/* `programme` and `kind` may be NULL where the call needs none. */
static int
ask(Exchange *exchange, const char *programme, const char *kind, int file, OutreachCall *call,
        void (*write)(Exchange *exchange, const OutreachReply *reply))
{
    Desk *desk = loop_desk(exchange_loop(exchange));
    Asking *asking = arena_alloc(exchange_arena(exchange), sizeof *asking);

    if (!registers_are_there(exchange))
        return 0;
    asking->write = write;
    asking->question = (OutreachQuestion) {
        .arena = exchange_arena(exchange),
        .local = exchange_registers(exchange),
        .kind = kind ? outreach_kind_of(kind) : 0,
        .programme = programme
                ? snapshot_programme_on(exchange_snapshot(exchange), programme, day_today())
                : NULL,
        .file = file,
    };
    if (programme && !asking->question.programme)
        exchange_error(
                exchange, "programme", "Κανένα πρόγραμμα με αυτόν τον κωδικό δεν ισχύει σήμερα.");
    if (kind && !asking->question.kind)
        exchange_error(exchange, "kind", "Γράψτε unserved ή one_document.");
    if (exchange_errors(exchange) > 0)
        return exchange_problem(exchange, 400, "parameters",
                "Κάποια παράμετρος λείπει, είναι άγνωστη ή έχει τιμή που δεν διαβάζεται.");
    if (!desk)
        return exchange_unavailable(exchange, "stopping", "Η υπηρεσία σταματά αυτή τη στιγμή.");
    memcpy(asking->question.token_hash, exchange_session(exchange)->token_hash, TOKEN_HASH_SIZE);
    exchange_keep(exchange, asking);
    call(desk, &asking->question, answered, exchange);
    return EXCHANGE_WAITS;
}

static const char *
field(const Exchange *exchange, const char *name)
{
    const char *value = form_field(exchange, name, NULL);

    return value ? value : "";
}

static int
file_of(const Exchange *exchange)
{
    return (int) exchange_count(exchange, "file", 0);
}

/* ---- as data ------------------------------------------------------------------------------ */

static void
write_json(Exchange *exchange, const OutreachReply *reply)
{
    JsonWriter *json = exchange_json(exchange, 200);

    json_object_begin(json, /* key= */ NULL);
    json_string(json, "programme", reply->programme->code);
    json_integer(json, "left_today", reply->left_today);
    listing_write_json(json, "list", reply->listing);
    json_object_end(json);
}

int
outreach_handle(Exchange *exchange)
{
    return ask(exchange, exchange_text(exchange, "programme"), exchange_text(exchange, "kind"),
            /* file= */ 0, outreach_show, write_json);
}

/* ---- as pages ----------------------------------------------------------------------------- */

static void
write_door(Exchange *exchange, const OutreachReply *reply)
{
    page_outreach(exchange_page(exchange, 200), exchange_session(exchange),
            exchange_snapshot(exchange), reply->listing);
}

int
outreach_page_handle(Exchange *exchange)
{
    return ask(exchange, NULL, NULL, /* file= */ 0, outreach_files, write_door);
}

static void
write_shown(Exchange *exchange, const OutreachReply *reply)
{
    page_outreach_shown(exchange_page(exchange, 200), exchange_session(exchange), reply);
}

int
outreach_show_handle(Exchange *exchange)
{
    return ask(exchange, field(exchange, "programme"), field(exchange, "kind"), 0, outreach_show,
            write_shown);
}

static void
go_back(Exchange *exchange, const OutreachReply *reply)
{
    (void) reply;
    (void) exchange_see_other(exchange, "/outreach");
}

int
outreach_file_ask_handle(Exchange *exchange)
{
    return ask(exchange, field(exchange, "programme"), field(exchange, "kind"), 0,
            outreach_file_ask, go_back);
}

int
outreach_file_approve_handle(Exchange *exchange)
{
    return ask(exchange, NULL, NULL, file_of(exchange), outreach_file_approve, go_back);
}

/* Text that a spreadsheet would take for a formula is kept text. */
static void
csv_cell(Buffer *out, const char *text, bool is_last)
{
    buffer_char(out, '"');
    if (*text && strchr("=+-@\t\r", *text))
        buffer_char(out, '\'');
    for (; *text; text++) {
        if (*text == '"')
            buffer_char(out, '"');
        buffer_char(out, *text);
    }
    buffer_text(out, is_last ? "\"\r\n" : "\";");
}

static void
write_csv(Exchange *exchange, const OutreachReply *reply)
{
    const Listing *listing = reply->listing;
    Arena *arena = exchange_arena(exchange);
    Buffer out;

    buffer_init(&out);
    buffer_text(&out, "\xEF\xBB\xBF");
    for (size_t i = 0; i < listing->n_columns; i++)
        csv_cell(&out, listing->columns[i].greek, i + 1 == listing->n_columns);
    for (size_t i = 0; i < listing->n_rows * listing->n_columns; i++) {
        size_t column = i % listing->n_columns;
        const ListingCell *cell = &listing->cells[i];

        csv_cell(&out,
                cell->is_known ? listing_cell_text(arena, listing->columns[column].kind, cell) : "",
                column + 1 == listing->n_columns);
    }
    exchange_set_header(exchange, "Content-Disposition",
            arena_format(arena, "attachment; filename=\"outreach-%d.csv\"", reply->file));
    (void) exchange_bytes(exchange, 200, "text/csv; charset=utf-8",
            arena_copy(arena, out.data, out.size), out.size);
    buffer_deinit(&out);
}

int
outreach_file_give_handle(Exchange *exchange)
{
    return ask(exchange, NULL, NULL, file_of(exchange), outreach_file_give, write_csv);
}
