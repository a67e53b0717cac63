/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * Who is worth seeking out, municipality by municipality: each person is judged by the engine that
 * answers questions, and only a name that means nothing outside of this run goes back.
 */

#include "registry/outreach.h"

#include "registry/base/error.h"
#include "registry/base/memory.h"
#include "registry/base/secret.h"
#include "registry/db/statements.h"
#include "registry/screen_row.h"
#include "registry/screen_run.h"

#include <errno.h>
#include <string.h>

#define REFRESH_MOST 20000
#define HANDLE_COLUMN SCREEN_ROW_LISTS /* of outreach_declare.sql */
#define HANDLE_SIZE 32

typedef struct Candidates {
    int64_t *programmes;
    int64_t *kinds;
    uint8_t *handles;
    size_t n;
    size_t room;
    uint32_t *kept; /* by programme of the snapshot and kind, in this municipality */
} Candidates;

typedef struct Finding {
    Db *db;
    Snapshot *snapshot;
    Screen *screen;
    Arena *arena;  /* of the run */
    Arena *person; /* of one person */
    Arena *batch;  /* of the rows that were fetched */
    uint8_t nonce[SCREEN_NONCE_SIZE];
    Candidates candidates;
    uint8_t *areas;
    OutreachFound found;
} Finding;

/* ---- one person ----------------------------------------------------------------------------- */

static void
add(Finding *finding, size_t programme, OutreachKind kind, Bytes handle)
{
    Candidates *it = &finding->candidates;
    uint32_t *kept = &it->kept[2 * programme + (kind == OUTREACH_ONE_DOCUMENT)];

    if (*kept == OUTREACH_KEPT_MAX || handle.size != HANDLE_SIZE)
        return;
    (*kept)++;
    if (it->n == it->room) {
        it->room = it->room ? 2 * it->room : 1024;
        it->programmes = memory_resize(it->programmes, it->room, sizeof *it->programmes);
        it->kinds = memory_resize(it->kinds, it->room, sizeof *it->kinds);
        it->handles = memory_resize(it->handles, it->room, HANDLE_SIZE);
    }
    it->programmes[it->n] = snapshot_programme(finding->snapshot, programme)->key;
    it->kinds[it->n] = kind;
    memcpy(it->handles + it->n * HANDLE_SIZE, handle.data, HANDLE_SIZE);
    it->n++;
}

static bool
receives_it(const Facts *facts, int32_t programme)
{
    for (uint32_t i = 0; i < facts->n_receives; i++)
        if (facts->receives[i] == programme)
            return true;
    return false;
}

static bool
is_one_document_short(Evaluation *evaluation, uint32_t rule)
{
    Explanation explanation;
    const char *document;

    evaluation_explain(evaluation, rule, &explanation);
    document = explanation.n_missing > 0 ? explanation.missing[0].document : NULL;
    for (size_t i = 0; i < explanation.n_missing; i++)
        if (!document || !explanation.missing[i].document
                || strcmp(explanation.missing[i].document, document) != 0)
            return false;
    return document != NULL;
}

static void
judge(Finding *finding, const Place *place, const Facts *facts, Bytes handle)
{
    const Candidate *candidates;
    size_t n = snapshot_candidates(finding->snapshot, place, &candidates);
    Evaluation *evaluation = evaluation_new(finding->person, snapshot_ruleset(finding->snapshot),
            facts, screen_day(finding->screen), finding->areas);
    bool is_known = facts->evidence[FACT_RECEIVES].state == EVIDENCE_KNOWN;

    for (size_t i = 0; i < n; i++) {
        const Programme *programme = snapshot_programme(finding->snapshot, candidates[i].programme);
        Outcome verdict;

        if (!programme_is_valid(programme, screen_day(finding->screen))
                || (is_known && receives_it(facts, programme->key)))
            continue;
        verdict = evaluation_verdict(evaluation, programme->rule);
        if (verdict == OUTCOME_TRUE && is_known)
            add(finding, candidates[i].programme, OUTREACH_UNSERVED, handle);
        else if (verdict == OUTCOME_UNKNOWN && is_one_document_short(evaluation, programme->rule))
            add(finding, candidates[i].programme, OUTREACH_ONE_DOCUMENT, handle);
    }
}

static void
take_rows(Finding *finding, const Place *place, const Result *rows)
{
    for (size_t row = 0; row < result_rows(rows); row++) {
        Facts *facts = arena_alloc(finding->person, sizeof *facts);
        ScreenRow read;

        screen_row_read(&read, finding->person, rows, row);
        screen_row_facts(facts, &read, finding->screen, place, finding->person);
        judge(finding, place, facts, result_bytes(rows, row, HANDLE_COLUMN));
        arena_reset(finding->person);
    }
    finding->found.persons += result_rows(rows);
}

/* ---- one municipality ----------------------------------------------------------------------- */

static void
set_areas(Finding *finding, const Place *place)
{
    const Candidate *candidates;
    size_t n = snapshot_candidates(finding->snapshot, place, &candidates);

    memset(finding->areas, OUTCOME_FALSE, ruleset_count(snapshot_ruleset(finding->snapshot)));
    for (size_t i = 0; i < n; i++)
        finding->areas[snapshot_programme(finding->snapshot, candidates[i].programme)->rule] =
                candidates[i].area_is_unknown ? OUTCOME_UNKNOWN : OUTCOME_TRUE;
}

static int
read_all(Finding *finding, int32_t home, const Place *place)
{
    Params params;
    int r;

    params_begin(&params, finding->batch, &sql_outreach_declare);
    params_bytes(&params, finding->nonce, sizeof finding->nonce);
    params_int(&params, home);
    r = db_query(finding->db, &params, NULL);
    while (r == 0) {
        CLEANUP(result_freep) Result *rows = NULL;

        r = db_run(finding->db, &sql_outreach_fetch, &rows);
        if (r != 0 || result_rows(rows) == 0)
            break;
        take_rows(finding, place, rows);
    }
    return r;
}

static int
keep(Finding *finding, int32_t home)
{
    CLEANUP(result_freep) Result *kept = NULL;
    const Candidates *it = &finding->candidates;
    Bytes *handles = arena_array(finding->batch, Bytes, it->n);
    Params params;
    int r;

    for (size_t i = 0; i < it->n; i++)
        handles[i] = (Bytes) { it->handles + i * HANDLE_SIZE, HANDLE_SIZE };
    params_begin(&params, finding->batch, &sql_outreach_keep);
    params_bytes(&params, finding->nonce, sizeof finding->nonce);
    params_int(&params, home);
    params_ints(&params, it->programmes, it->n);
    params_ints(&params, it->kinds, it->n);
    params_bytes_list(&params, handles, it->n);
    r = db_query(finding->db, &params, &kept);
    if (r == 0)
        finding->found.kept += (uint64_t) result_int(kept, 0, 0);
    return r;
}

static int
find_in(Finding *finding, int32_t home)
{
    const Place *place = places_by_key(snapshot_places(finding->snapshot), home);
    size_t n_kept = 2 * snapshot_n_programmes(finding->snapshot);
    int r;

    /* Who lives in one that was divided is not known to live in either part. */
    if (!place || place->level != PLACE_MUNICIPALITY
            || !place_is_valid(place, screen_day(finding->screen)))
        return 0;
    finding->candidates.n = 0;
    memset(finding->candidates.kept, 0, n_kept * sizeof *finding->candidates.kept);
    set_areas(finding, place);
    r = db_begin(finding->db);
    if (r == 0)
        r = read_all(finding, home, place);
    if (r == 0)
        r = keep(finding, home);
    arena_reset(finding->batch);
    return r == 0 ? db_commit(finding->db) : r;
}

/* ---- the whole ------------------------------------------------------------------------------ */

static int
open_ticket(Finding *finding, const uint8_t *token_hash)
{
    CLEANUP(result_freep) Result *opened = NULL;
    Params params;
    int r;

    secret_random(finding->nonce, sizeof finding->nonce);
    params_begin(&params, finding->arena, &sql_screening_open);
    params_bytes(&params, token_hash, TOKEN_HASH_SIZE);
    params_bytes(&params, finding->nonce, sizeof finding->nonce);
    r = db_query(finding->db, &params, &opened);
    if (r == DB_E_DENIED)
        return SCREEN_E_NO_RIGHT;
    if (r != 0)
        return error_fold(r);
    finding->found.audit = result_int(opened, 0, 1);
    return result_int(opened, 0, 0) == 0 ? 0 : SCREEN_E_NOT_ALLOWED;
}

static int
find_everywhere(Finding *finding)
{
    CLEANUP(result_freep) Result *listed = NULL;
    Params params;
    int r;

    params_begin(&params, finding->arena, &sql_screening_places);
    params_bytes(&params, finding->nonce, sizeof finding->nonce);
    r = db_query(finding->db, &params, &listed);
    for (size_t row = 0; r == 0 && row < result_rows(listed); row++)
        r = find_in(finding, (int32_t) result_int(listed, row, 0));
    if (r > 0)
        r = error_raise(-EIO, "outreach: %s %s", db_state(finding->db), db_message(finding->db));
    return r;
}

static int
run(Finding *finding, const uint8_t *token_hash)
{
    Params params;
    int r = open_ticket(finding, token_hash);

    if (r != 0)
        return r;
    params_begin(&params, finding->arena, &sql_screening_refresh);
    params_int(&params, REFRESH_MOST);
    r = db_query(finding->db, &params, NULL);
    r = r == 0 ? find_everywhere(finding) : error_fold(r);

    params_begin(&params, finding->arena, &sql_screening_close);
    params_bytes(&params, finding->nonce, sizeof finding->nonce);
    if (r == 0)
        (void) db_query(finding->db, &params, NULL); /* else it runs out by itself */
    return r;
}

int
outreach_find(const char *conninfo, const uint8_t token_hash[static TOKEN_HASH_SIZE],
        Snapshot *snapshot, OutreachFound *ret_found)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    CLEANUP(arena_freep) Arena *person = arena_new();
    CLEANUP(arena_freep) Arena *batch = arena_new();
    CLEANUP(screen_freep) Screen *screen = screen_new(snapshot, day_today());
    CLEANUP(db_closep) Db *db = NULL;
    const DbOptions options = screen_db_options(conninfo);
    Finding finding = {
        .snapshot = snapshot,
        .screen = screen,
        .arena = arena,
        .person = person,
        .batch = batch,
        .areas = arena_alloc(arena, ruleset_count(snapshot_ruleset(snapshot))),
        .candidates.kept = arena_array(arena, uint32_t, 2 * snapshot_n_programmes(snapshot)),
    };
    int r = db_open(&options, &db);

    if (r != 0)
        return r;
    finding.db = db;
    r = run(&finding, token_hash);
    free(finding.candidates.programmes);
    free(finding.candidates.kinds);
    free(finding.candidates.handles);
    *ret_found = finding.found;
    return r;
}
