/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * Drafts of a municipality: the list, one draft, a workbook that comes, and each step. The same for
 * pages and programs; who may do what is decided by the database.
 */

#include "api/handlers/handlers.h"

#include "api/access.h"
#include "api/json_input.h"
#include "api/loop.h"
#include "api/upload.h"
#include "api/web/page_publish.h"
#include "api/work_desk.h"

#include "registry/publishing.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DRAFT_MAX 999999999
#define LINE_MAX_NUMBER 1048576
#define CELLS_MAX 80 /* of a row, as many as the database takes */
#define TEMPLATE_BYTES_MAX (4 << 20)
#define XLSX "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

const Param draft_params[] = {
    { "draft", PARAM_COUNT, true, DRAFT_MAX, "Αριθμός του πρόχειρου" },
    { 0 },
};

const Param draft_page_params[] = {
    { "draft", PARAM_COUNT, true, DRAFT_MAX, "Αριθμός του πρόχειρου" },
    { "sheet", PARAM_CODE, false, 0, "Το φύλλο της γραμμής που διορθώνεται" },
    { "line", PARAM_COUNT, false, LINE_MAX_NUMBER, "Η γραμμή που διορθώνεται" },
    { 0 },
};

const Param draft_step_params[] = {
    { "draft", PARAM_COUNT, true, DRAFT_MAX, "Αριθμός του πρόχειρου" },
    { "step", PARAM_CODE, true, 0,
            "check, submit, withdraw, return, approve, publish, part, archive, roll_back, effect" },
    { 0 },
};

const char *const confirm_items_fields[] = { "item*", "review_by", NULL };
const char *const addition_fields[] = { "programme", "municipality", "kind", "text", "url",
    "valid_from", "valid_to", NULL };
const char *const draft_upload_fields[] = { "title", "revision", NULL };
const char *const draft_edit_fields[] = { "revision", "sheet", "line", "remove", "c*", NULL };
const char *const draft_step_fields[] = { "revision", "live_from", "note", NULL };

typedef int DraftAnswered(Exchange *exchange, const JsonInput *answer, const char *json);

typedef struct DraftAsked {
    PublishingQuestion question;
    DraftAnswered *answered;
    const char *upload; /* the file that waits for its ticket, ours to remove */
    bool keeps;         /* what was typed comes back if somebody else was faster */
    unsigned refused;   /* how the question before this one was */
    const char *why;
} DraftAsked;

static int ask(Exchange *exchange, const DraftAsked *asked);
static int show_kept(Exchange *exchange, const JsonInput *answer, const char *json);

/* ---- asking ----------------------------------------------------------------------------- */

static int
refuse(Exchange *exchange, unsigned status, const JsonInput *answer)
{
    static const struct {
        unsigned status;
        const char *type;
    } types[] = { { 400, "bad-request" }, { 403, "role" }, { 404, "not-found" }, { 409, "state" },
        { 412, "changed" }, { 428, "if-match" } };
    const char *type = "refused";

    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (types[i].status == status)
            type = types[i].type;
    if (status == 404)
        return exchange_not_found(exchange);
    return exchange_problem(
            exchange, status, type, json_input_text(json_input_member(answer, "detail")));
}

static void
drop_upload(const DraftAsked *asked)
{
    if (asked->upload)
        (void) unlink(asked->upload);
}

/* The draft as it stands now, with what was typed for the one before. */
static int
show_again(Exchange *exchange, const DraftAsked *asked, unsigned status, const JsonInput *answer)
{
    return ask(exchange,
            &(DraftAsked) {
                    .question = { .action = "show", .draft = asked->question.draft },
                    .answered = show_kept,
                    .refused = status,
                    .why = arena_text(exchange_arena(exchange),
                            json_input_text(json_input_member(answer, "detail"))),
            });
}

static int
tell(Exchange *exchange, const DraftAsked *asked, unsigned status, const char *json)
{
    CLEANUP(json_input_freep) JsonInput *answer = NULL;
    int line, column;

    if (!json || json_input_parse(json, strlen(json), &answer, &line, &column) != 0) {
        drop_upload(asked);
        return exchange_unavailable(exchange, "database",
                "Η υπηρεσία δεν μπορεί να απαντήσει αυτή τη στιγμή. Δοκιμάστε ξανά σε λίγο.");
    }
    if (status != 200) {
        drop_upload(asked);
        return asked->keeps && (status == 409 || status == 412)
                ? show_again(exchange, asked, status, answer)
                : refuse(exchange, status, answer);
    }
    return asked->answered(exchange, answer, json);
}

static void
answer_came(void *context, unsigned status, const char *json)
{
    Exchange *exchange = context;

    exchange_finish(exchange, tell(exchange, exchange_kept(exchange), status, json));
}

static int
ask(Exchange *exchange, const DraftAsked *asked)
{
    Desk *desk = loop_desk(exchange_loop(exchange));
    DraftAsked *kept = arena_copy(exchange_arena(exchange), asked, sizeof *asked);

    if (!desk) {
        drop_upload(asked);
        return exchange_unavailable(exchange, "stopping", "Η υπηρεσία σταματά αυτή τη στιγμή.");
    }
    kept->question.token_hash = exchange_session(exchange)->token_hash;
    exchange_keep(exchange, kept);
    publishing_ask(desk, exchange_arena(exchange), &kept->question, answer_came, exchange);
    return EXCHANGE_WAITS;
}

/* ---- showing ---------------------------------------------------------------------------- */

static int
show_list(Exchange *exchange, const JsonInput *answer, const char *json)
{
    (void) json;
    page_publish(exchange_page(exchange, 200), exchange_arena(exchange), exchange_session(exchange),
            answer, exchange_snapshot(exchange));
    return 0;
}

int
publish_handle(Exchange *exchange)
{
    return ask(exchange, &(DraftAsked) { .question = { .action = "list" }, .answered = show_list });
}

/* As long as something runs for it the page looks again by itself, with or without a script. */
static int
show_draft(Exchange *exchange, const JsonInput *answer, const char *json)
{
    DraftPage page = {
        .arena = exchange_arena(exchange),
        .session = exchange_session(exchange),
        .draft = answer,
        .sheet = exchange_text(exchange, "sheet"),
        .line = exchange_count(exchange, "line", 0),
    };

    (void) json;
    if (json_input_kind(json_input_member(answer, "work")) == JSON_KIND_OBJECT)
        exchange_set_header(exchange, "Refresh", "1");
    page.out = exchange_page(exchange, 200);
    page_draft(&page);
    return 0;
}

/* c0, c1, … as far as they go. */
static DraftTyped
typed_of(Exchange *exchange)
{
    Arena *arena = exchange_arena(exchange);
    DraftTyped typed = {
        .cells = arena_array(arena, const char *, CELLS_MAX),
        .live_from = form_field(exchange, "live_from", NULL),
        .note = form_field(exchange, "note", NULL),
    };
    const char *cell;

    while (typed.n_cells < CELLS_MAX
            && (cell = form_field(exchange, arena_format(arena, "c%zu", typed.n_cells), NULL)))
        typed.cells[typed.n_cells++] = cell;
    return typed;
}

static int
show_kept(Exchange *exchange, const JsonInput *answer, const char *json)
{
    const DraftAsked *asked = exchange_kept(exchange);
    const char *line = form_field(exchange, "line", NULL);
    DraftTyped typed = typed_of(exchange);
    DraftPage page = {
        .arena = exchange_arena(exchange),
        .session = exchange_session(exchange),
        .draft = answer,
        .sheet = form_field(exchange, "sheet", NULL),
        .line = line ? strtoll(line, NULL, 10) : 0,
        .typed = &typed,
        .why = asked->why,
    };

    (void) json;
    page.out = exchange_page(exchange, asked->refused);
    page_draft(&page);
    return 0;
}

int
draft_page_handle(Exchange *exchange)
{
    return ask(exchange,
            &(DraftAsked) {
                    .question = { .action = "show", .draft = exchange_count(exchange, "draft", 0) },
                    .answered = show_draft });
}

static const char *
etag_of(Exchange *exchange, const JsonInput *answer)
{
    return arena_format(exchange_arena(exchange), "\"%" PRId64 "\"",
            json_input_integer(json_input_member(answer, "revision")));
}

static int
give_json(Exchange *exchange, const JsonInput *answer, const char *json)
{
    if (json_input_member(answer, "revision"))
        exchange_set_header(exchange, "ETag", etag_of(exchange, answer));
    return exchange_bytes(exchange, 200, "application/json",
            arena_text(exchange_arena(exchange), json), strlen(json));
}

int
drafts_handle(Exchange *exchange)
{
    return ask(exchange, &(DraftAsked) { .question = { .action = "list" }, .answered = give_json });
}

int
draft_handle(Exchange *exchange)
{
    return ask(exchange,
            &(DraftAsked) {
                    .question = { .action = "show", .draft = exchange_count(exchange, "draft", 0) },
                    .answered = give_json });
}

/* ---- doing ------------------------------------------------------------------------------ */

static int
order(Exchange *exchange, const JsonInput *answer)
{
    const DraftAsked *asked = exchange_kept(exchange);
    const char *ticket = json_input_text(json_input_member(answer, "ticket"));

    if (!ticket) {
        drop_upload(asked);
        return 0;
    }
    return work_order(loop_options(exchange_loop(exchange))->works, ticket, asked->upload);
}

static int
refuse_busy(Exchange *exchange)
{
    return exchange_unavailable(
            exchange, "busy", "Πολλές εργασίες μαζί αυτή τη στιγμή. Δοκιμάστε ξανά σε τρία λεπτά.");
}

static int64_t
draft_of(const JsonInput *answer)
{
    return json_input_integer(json_input_member(answer, "draft"));
}

static int
go_to_draft(Exchange *exchange, const JsonInput *answer, const char *json)
{
    (void) json;
    if (order(exchange, answer) != 0)
        return refuse_busy(exchange);
    return exchange_see_other(exchange,
            arena_format(exchange_arena(exchange), "/publish/%" PRId64, draft_of(answer)));
}

static int
give_draft(Exchange *exchange, const JsonInput *answer, const char *json)
{
    JsonWriter *out;

    (void) json;
    if (order(exchange, answer) != 0)
        return refuse_busy(exchange);
    exchange_set_header(exchange, "Location",
            arena_format(exchange_arena(exchange), "/v1/drafts/%" PRId64, draft_of(answer)));
    out = exchange_json(exchange, 202);
    json_object_begin(out, /* key= */ NULL);
    json_integer(out, "draft", draft_of(answer));
    json_object_end(out);
    return 0;
}

/* «"7"» of If-Match, or what the form carries; 0 = not said. */
static int64_t
revision_of(Exchange *exchange)
{
    const char *said = exchange_header(exchange, "If-Match");

    if (!said)
        said = form_field(exchange, "revision", NULL);
    if (said && *said == '"')
        said++;
    return said ? strtoll(said, NULL, 10) : 0;
}

static int
refuse_without_file(Exchange *exchange)
{
    return exchange_problem(exchange, 400, "no-file",
            "Δεν στάλθηκε αρχείο. Διαλέξτε το βιβλίο σας (.xlsx ή .ods) και δοκιμάστε ξανά.");
}

static const char *
title_argument(Exchange *exchange)
{
    const char *title = form_field(exchange, "title", NULL);
    JsonWriter json;
    Buffer buffer;
    const char *text;

    buffer_init(&buffer);
    json_init(&json, &buffer);
    json_object_begin(&json, /* key= */ NULL);
    json_string(&json, "title", title);
    json_object_end(&json);
    text = arena_text(exchange_arena(exchange), buffer.data);
    buffer_deinit(&buffer);
    return text;
}

static int
take_upload(Exchange *exchange, int64_t draft, DraftAnswered *answered)
{
    DraftAsked asked = {
        .question = { .action = "upload",
                .draft = draft,
                .revision = revision_of(exchange),
                .argument = title_argument(exchange) },
        .answered = answered,
        .upload = upload_take_file(exchange),
    };

    return asked.upload ? ask(exchange, &asked) : refuse_without_file(exchange);
}

int
publish_upload_handle(Exchange *exchange)
{
    return take_upload(exchange, 0, go_to_draft);
}

int
draft_upload_handle(Exchange *exchange)
{
    return take_upload(exchange, exchange_count(exchange, "draft", 0), go_to_draft);
}

int
drafts_upload_handle(Exchange *exchange)
{
    return take_upload(exchange, 0, give_draft);
}

/* ---- a local addition ---------------------------------------------------------------------- */

static const char *
addition_argument(Exchange *exchange)
{
    JsonWriter json;
    Buffer buffer;
    const char *text;

    buffer_init(&buffer);
    json_init(&json, &buffer);
    json_object_begin(&json, /* key= */ NULL);
    for (const char *const *name = addition_fields; *name; name++)
        json_string(&json, *name, form_field(exchange, *name, NULL));
    json_object_end(&json);
    text = arena_text(exchange_arena(exchange), buffer.data);
    buffer_deinit(&buffer);
    return text;
}

int
publish_addition_handle(Exchange *exchange)
{
    return ask(exchange,
            &(DraftAsked) {
                    .question = { .action = "add", .argument = addition_argument(exchange) },
                    .answered = go_to_draft });
}

/* ---- a row ------------------------------------------------------------------------------ */

/* Without cells the row goes. */
static const char *
row_argument(Exchange *exchange)
{
    const char *line = form_field(exchange, "line", NULL);
    bool removed = form_field(exchange, "remove", NULL) != NULL;
    DraftTyped typed = typed_of(exchange);
    JsonWriter json;
    Buffer buffer;
    const char *text;

    buffer_init(&buffer);
    json_init(&json, &buffer);
    json_object_begin(&json, /* key= */ NULL);
    json_string(&json, "sheet", form_field(exchange, "sheet", NULL));
    json_integer(&json, "line", line ? strtoll(line, NULL, 10) : 0);
    json_array_begin(&json, "cells");
    for (size_t i = 0; !removed && i < typed.n_cells; i++)
        json_string(&json, /* key= */ NULL, typed.cells[i]);
    json_array_end(&json);
    json_object_end(&json);
    text = arena_text(exchange_arena(exchange), buffer.data);
    buffer_deinit(&buffer);
    return text;
}

int
draft_edit_handle(Exchange *exchange)
{
    return ask(exchange,
            &(DraftAsked) { .question = { .action = "edit",
                                    .draft = exchange_count(exchange, "draft", 0),
                                    .revision = revision_of(exchange),
                                    .argument = row_argument(exchange) },
                    .answered = go_to_draft,
                    .keeps = true });
}

/* ---- steps ------------------------------------------------------------------------------ */

static const char *const steps[] = { "check", "effect", "submit", "withdraw", "return", "approve",
    "publish", "part", "archive", "roll_back" };

static const char *
step_of(Exchange *exchange)
{
    const char *said = exchange_text(exchange, "step");

    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (strcmp(steps[i], said) == 0)
            return steps[i];
    return NULL;
}

static void
add_day(Exchange *exchange, JsonWriter *json, const char *text)
{
    Day day;

    if (!text || !*text)
        return;
    if (day_parse(text, &day) != 0)
        exchange_error(
                exchange, "live_from", "Δεν είναι ημερομηνία, όπως 2026-11-22 ή 22/11/2026.");
    else
        json_day(json, "live_from", day);
}

static const char *
step_argument(Exchange *exchange, const char *live_from, const char *note)
{
    JsonWriter json;
    Buffer buffer;
    const char *text;

    buffer_init(&buffer);
    json_init(&json, &buffer);
    json_object_begin(&json, /* key= */ NULL);
    add_day(exchange, &json, live_from);
    json_string(&json, "note", note);
    json_object_end(&json);
    text = arena_text(exchange_arena(exchange), buffer.data);
    buffer_deinit(&buffer);
    return text;
}

static int
do_step(Exchange *exchange, const char *live_from, const char *note, DraftAnswered *answered)
{
    const char *step = step_of(exchange);
    DraftAsked asked = {
        .question = { .action = step,
                .draft = exchange_count(exchange, "draft", 0),
                .revision = revision_of(exchange),
                .argument = step_argument(exchange, live_from, note) },
        .answered = answered,
        .keeps = exchange_route(exchange)->face == FACE_FORM,
    };

    if (!step)
        return exchange_not_found(exchange);
    if (exchange_errors(exchange) > 0)
        return exchange_problem(exchange, 400, "bad-request", "Διορθώστε την ημερομηνία.");
    return ask(exchange, &asked);
}

int
draft_step_page_handle(Exchange *exchange)
{
    return do_step(exchange, form_field(exchange, "live_from", NULL),
            form_field(exchange, "note", NULL), go_to_draft);
}

int
draft_step_handle(Exchange *exchange)
{
    CLEANUP(json_input_freep) JsonInput *body = NULL;
    size_t size;
    const char *bytes = exchange_body(exchange, &size);
    int line, column;

    if (size > 0 && json_input_parse(bytes, size, &body, &line, &column) != 0)
        return exchange_problem(exchange, 400, "bad-json", "Το σώμα δεν είναι έγκυρο JSON.");
    return do_step(exchange,
            arena_text(exchange_arena(exchange),
                    json_input_text(json_input_member(body, "live_from"))),
            arena_text(exchange_arena(exchange), json_input_text(json_input_member(body, "note"))),
            give_draft);
}

/* ---- kept alive ------------------------------------------------------------------------- */

static int
show_to_confirm(Exchange *exchange, const JsonInput *answer, const char *json)
{
    (void) json;
    page_confirm(exchange_page(exchange, 200), exchange_arena(exchange), exchange_session(exchange),
            answer);
    return 0;
}

int
confirm_page_handle(Exchange *exchange)
{
    return ask(exchange,
            &(DraftAsked) { .question = { .action = "to_confirm" }, .answered = show_to_confirm });
}

static int
go_to_confirm(Exchange *exchange, const JsonInput *answer, const char *json)
{
    (void) answer;
    (void) json;
    return exchange_see_other(exchange, "/confirm");
}

static const char *
confirm_argument(Exchange *exchange)
{
    const char *review_by = form_field(exchange, "review_by", NULL);
    const char *item = NULL;
    JsonWriter json;
    Buffer buffer;
    const char *text;
    Day day = DAY_NONE;

    if (review_by && *review_by && day_parse(review_by, &day) != 0)
        exchange_error(
                exchange, "review_by", "Δεν είναι ημερομηνία, όπως 2026-11-22 ή 22/11/2026.");
    buffer_init(&buffer);
    json_init(&json, &buffer);
    json_object_begin(&json, /* key= */ NULL);
    json_day(&json, "review_by", day);
    json_array_begin(&json, "items");
    while ((item = form_field(exchange, "item", item)))
        json_string(&json, /* key= */ NULL, item);
    json_array_end(&json);
    json_object_end(&json);
    text = arena_text(exchange_arena(exchange), buffer.data);
    buffer_deinit(&buffer);
    return text;
}

int
confirm_items_handle(Exchange *exchange)
{
    DraftAsked asked = {
        .question = { .action = "confirm", .argument = confirm_argument(exchange) },
        .answered = go_to_confirm,
    };

    if (exchange_errors(exchange) > 0)
        return exchange_problem(exchange, 400, "bad-request", "Διορθώστε την ημερομηνία.");
    return ask(exchange, &asked);
}

/* ---- the workbook to fill in ------------------------------------------------------------ */

static char *
read_template(Arena *arena, const char *path, size_t *ret_size)
{
    struct stat status;
    char *bytes = NULL;
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;

    if (file < 0)
        return NULL;
    if (fstat(file, &status) == 0 && status.st_size > 0 && status.st_size < TEMPLATE_BYTES_MAX) {
        bytes = arena_alloc(arena, (size_t) status.st_size);
        *ret_size = (size_t) status.st_size;
        if (read(file, bytes, *ret_size) != (ssize_t) *ret_size)
            bytes = NULL;
    }
    (void) close(file);
    return bytes;
}

static void
template_made(Exchange *exchange, const char *path)
{
    size_t size = 0;
    const char *bytes = read_template(exchange_arena(exchange), path, &size);

    if (!bytes) {
        exchange_finish(exchange, refuse_busy(exchange));
        return;
    }
    exchange_set_header(exchange, "Content-Disposition", "attachment; filename=\"ypodeigma.xlsx\"");
    exchange_finish(exchange, exchange_bytes(exchange, 200, XLSX, bytes, size));
}

int
template_handle(Exchange *exchange)
{
    const char *structure = exchange_session(exchange)->account.structure;
    WorkDesk *works = loop_options(exchange_loop(exchange))->works;

    if (!structure)
        return exchange_not_found(exchange);
    if (work_template(works, exchange, structure, template_made) != 0)
        return refuse_busy(exchange);
    return EXCHANGE_WAITS;
}
