/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/oracle/oracle.h"

#include "registry/db/statements.h"
#include "registry/rules/evaluate.h"

FIXTURE_STATEMENT(begin, 0, "SELECT oracle.begin()::text", 0);
FIXTURE_STATEMENT(questions, 1, "COPY pg_temp.question FROM STDIN (FORMAT binary)", 0);
FIXTURE_STATEMENT(verdicts, 2,
        "SELECT v.person, v.programme, v.verdict FROM oracle.verdicts($1) AS v", 0, TYPE_DATE);

Copy *
oracle_begin(Db *db)
{
    Copy *copy = NULL;

    CHECK(db_run(db, &begin, NULL) == 0);
    CHECK(copy_begin(db, &questions, &copy) == 0);
    return copy;
}

bool
evidence_is_said(const Evidence *evidence)
{
    return evidence->state != EVIDENCE_MISSING && evidence->state != EVIDENCE_STALE;
}

static void
copy_key(Copy *copy, int32_t key)
{
    copy_int4(copy, key > 0 ? key : DB_NULL);
}

void
oracle_question(Copy *copy, uint64_t number, const Facts *facts, const Place *place)
{
    const Evidence *basis = &facts->evidence[FACT_RESIDENCE_BASIS];
    int64_t values[FACT_COUNT];
    int64_t rivals[FACT_COUNT];
    int64_t receives[16];

    for (size_t i = 0; i < FACT_COUNT; i++) {
        const Evidence *evidence = &facts->evidence[i + 1];
        bool is_listed = i + 1 == FACT_RECEIVES;

        values[i] = evidence_is_said(evidence) && !is_listed ? evidence->value : DB_NULL;
        rivals[i] = evidence->state == EVIDENCE_CONFLICT ? evidence->rival : DB_NULL;
    }
    for (size_t i = 0; i < facts->n_receives; i++)
        receives[i] = facts->receives[i];

    copy_row(copy, 9);
    copy_int4(copy, (int64_t) number);
    copy_int8s(copy, values, FACT_COUNT);
    copy_int8s(copy, rivals, FACT_COUNT);
    copy_int8(copy, basis->state == EVIDENCE_PARTIAL ? basis->rival : DB_NULL);
    copy_int4s(copy, evidence_is_said(&facts->evidence[FACT_RECEIVES]) ? receives : NULL,
            facts->n_receives);
    copy_key(copy, place ? place->key : 0);
    copy_key(copy, place ? place->regional_unit : 0);
    copy_key(copy, place ? place->prefecture : 0);
    copy_key(copy, place ? place->region : 0);
}

Result *
oracle_ask(Db *db, Day on)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    Result *rows = NULL;
    Params params;

    params_begin(&params, arena, &verdicts);
    params_day(&params, on);
    if (db_query(db, &params, &rows) != 0) {
        printf("# oracle: %s %s\n", db_state(db), db_message(db));
        exit(EXIT_FAILURE);
    }
    return rows;
}

void
areas_of(const Snapshot *snapshot, const Place *place, uint8_t *ret_area)
{
    for (size_t i = 0; i < snapshot_n_programmes(snapshot); i++) {
        const Programme *programme = snapshot_programme(snapshot, i);
        bool everywhere = programme->area.kind == AREA_NATIONWIDE;

        ret_area[programme->rule] = (uint8_t) (place ? area_holds(&programme->area, place)
                        : everywhere                 ? OUTCOME_TRUE
                                                     : OUTCOME_UNKNOWN);
    }
}
