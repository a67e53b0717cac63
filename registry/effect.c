/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/effect.h"

#include "registry/base/memory.h"
#include "registry/delivery.h"
#include "registry/entitlement.h"
#include "registry/rules/diagnostic.h"

#include <string.h>

#define NAMES_TOLD_MAX 400

/* ---- counting --------------------------------------------------------------------------- */

/* The day on which what changes is in force: today, or the first day of what is still to come. */
static Day
day_of(const EffectRun *run, const Snapshot *after)
{
    Day today = day_today();
    Day first = DAY_NONE;

    for (size_t i = 0; i < run->n_programmes; i++) {
        if (snapshot_programme_on(after, run->programmes[i], today))
            return today;
        for (size_t k = 0; k < snapshot_n_programmes(after); k++) {
            const Programme *programme = snapshot_programme(after, k);

            if (strcmp(programme->code, run->programmes[i]) == 0 && programme->valid_from > today
                    && (first == DAY_NONE || programme->valid_from < first))
                first = programme->valid_from;
        }
    }
    return first == DAY_NONE ? today : first;
}

static bool
is_for(const Snapshot *snapshot, const Programme *programme, const Place *place, Day on)
{
    const Candidate *candidates;
    size_t n;

    if (place->level != PLACE_MUNICIPALITY || !place_is_valid(place, on))
        return false;
    n = snapshot_candidates(snapshot, place, &candidates);
    for (size_t i = 0; i < n; i++)
        if (snapshot_programme(snapshot, candidates[i].programme) == programme)
            return !candidates[i].area_is_unknown;
    return false;
}

static DeliveryGrade
grade_at(const Snapshot *snapshot, const Programme *programme, const Place *place, Day on)
{
    const Reach reach = { REACH_M, REACH_DAYS };
    Delivery delivery;

    delivery_find(snapshot, place, programme->key, on, &delivery);
    return delivery_grade(&delivery, &reach, on);
}

static void
add_cell(EffectResult *result, const EffectCell *cell)
{
    if (cell->persons == 0)
        return;
    memory_reserve(result->cells, result->n_cells, result->capacity);
    result->cells[result->n_cells++] = *cell;
}

static EffectCell
cell_of(const ScreenChange *change, const Place *place, EffectKind kind, ScreenSum sum)
{
    return (EffectCell) { .programme = change->code,
        .place = place->key,
        .kind = kind,
        .persons = sum.persons,
        .key = sum.key };
}

static void
add_place(EffectResult *result, const ScreenPlace *place)
{
    for (uint32_t i = 0; i < place->n_changes; i++) {
        const ScreenChange *change = &place->changes[i];
        const EffectCell cells[] = {
            cell_of(change, place->place, EFFECT_GAINS, change->gains),
            cell_of(change, place->place, EFFECT_LOSES, change->losses),
            cell_of(change, place->place, EFFECT_BECOMES_UNKNOWN, change->unknowns),
            cell_of(change, place->place, EFFECT_HELD, change->held),
        };

        for (size_t k = 0; k < sizeof cells / sizeof *cells; k++)
            add_cell(result, &cells[k]);
    }
}

/* Of all municipalities together: of different persons, so sums and keys may be added. */
static void
add_totals(EffectResult *result, const EffectRun *run)
{
    size_t n = result->n_cells;

    for (size_t i = 0; i < run->n_programmes; i++)
        for (EffectKind kind = EFFECT_GAINS; kind <= EFFECT_HELD; kind++) {
            EffectCell total = { .programme = run->programmes[i], .kind = kind };

            for (size_t k = 0; k < n; k++)
                if (result->cells[k].kind == kind
                        && strcmp(result->cells[k].programme, run->programmes[i]) == 0) {
                    total.persons += result->cells[k].persons;
                    total.key += result->cells[k].key;
                }
            add_cell(result, &total);
        }
}

/* Of all municipalities where nothing delivers it together: one of them by itself is in its row. */
static void
add_stranded(EffectResult *result, const EffectRun *run, const Snapshot *after, Day on,
        const ScreenResult *screened)
{
    for (size_t i = 0; i < run->n_programmes; i++) {
        const Programme *programme = snapshot_programme_on(after, run->programmes[i], on);
        EffectCell cell = { .programme = run->programmes[i], .kind = EFFECT_STRANDED };

        for (size_t k = 0; programme && k < screened->n_places; k++) {
            const ScreenPlace *place = screened->places[k];

            if (!is_for(after, programme, place->place, on)
                    || grade_at(after, programme, place->place, on) != DELIVERY_NONE)
                continue;
            cell.persons += place->changes[i].held.persons;
            cell.key += place->changes[i].held.key;
        }
        add_cell(result, &cell);
    }
}

static void
add_overlaps(EffectResult *result, const EffectRun *run, const Snapshot *after,
        const ScreenResult *screened)
{
    for (size_t i = 0; i < run->n_programmes; i++)
        for (size_t k = 0; k < snapshot_n_programmes(after); k++) {
            const Programme *other = snapshot_programme(after, k);
            EffectCell cell = {
                .programme = run->programmes[i], .other = other->code, .kind = EFFECT_OVERLAPS
            };

            for (size_t p = 0; p < screened->n_places; p++) {
                const ScreenChange *change = &screened->places[p]->changes[i];

                cell.persons += change->overlaps[other->rule].persons;
                cell.key += change->overlaps[other->rule].key;
            }
            if (strcmp(other->code, run->programmes[i]) != 0)
                add_cell(result, &cell);
        }
}

int
effect_measure(const EffectRun *run, Snapshot *before, Snapshot *after, EffectResult *ret_result)
{
    Day on = day_of(run, after);
    CLEANUP(screen_freep) Screen *then = screen_new(before, on);
    CLEANUP(screen_freep) Screen *now = screen_new(after, on);
    ScreenResult screened;
    int r;

    *ret_result = (EffectResult) { 0 };
    screen_want_keys(now);
    screen_compare(now, then, run->programmes, run->n_programmes);
    r = screen_run(
            &(ScreenRun) {
                    .conninfo = run->conninfo, .ticket = run->ticket, .threads = run->threads },
            now, &screened);
    if (r != 0)
        return r;
    for (size_t i = 0; i < screened.n_places; i++)
        add_place(ret_result, screened.places[i]);
    add_totals(ret_result, run);
    add_overlaps(ret_result, run, after, &screened);
    add_stranded(ret_result, run, after, on, &screened);
    ret_result->elapsed_s = screened.elapsed_s;
    screen_result_deinit(&screened);
    return 0;
}

void
effect_result_deinit(EffectResult *result)
{
    free(result->cells);
    *result = (EffectResult) { 0 };
}

/* ---- what the rules say ----------------------------------------------------------------- */

static const ProgrammeRules *
rules_of(const Snapshot *snapshot, const char *code, Day on)
{
    const Programme *programme = snapshot_programme_on(snapshot, code, on);

    return programme ? ruleset_programme(snapshot_ruleset(snapshot), programme->rule) : NULL;
}

/* Programmes that the rows name: who receives one of them is kept out, or has to. */
static void
tell_named(JsonWriter *json, Arena *arena, const Snapshot *snapshot, const ProgrammeRules *rules,
        CriterionKind kind, const char *key, Day on)
{
    json_array_begin(json, key);
    for (size_t i = 0; rules && i < rules->n_criteria; i++) {
        const Criterion *row = &rules->criteria[i];

        if (row->kind != kind || (row->fact != FACT_RECEIVES && row->fact != FACT_MEETS))
            continue;
        for (uint32_t k = 0; k < row->n_set; k++) {
            const char *code = snapshot_programme_code(snapshot, (int32_t) row->set[k]);
            const Programme *named = code ? snapshot_programme_on(snapshot, code, on) : NULL;

            json_string(json, /* key= */ NULL,
                    named ? arena_format(arena, "%s (%s)", programme_title(named), code) : code);
        }
    }
    json_array_end(json);
}

static bool
nobody_knows(const Fact *fact)
{
    return fact->origin == FACT_CLAIMED && fact->feeds[0] == FEED_NONE;
}

static void
tell_unanswered(JsonWriter *json, const ProgrammeRules *rules)
{
    json_array_begin(json, "unanswered");
    for (size_t i = 0; rules && i < rules->n_criteria; i++) {
        const Criterion *row = &rules->criteria[i];
        const Fact *fact = row->fact == FACT_NONE ? NULL : fact_of(row->fact);

        if (row->kind != KIND_ASK && (!fact || !nobody_knows(fact)))
            continue;
        json_string(json, /* key= */ NULL, row->text ? row->text : fact ? fact->greek : "");
    }
    json_array_end(json);
}

/* Municipalities whose people the programme is for, by how it is known to reach them. */
static void
tell_delivery(JsonWriter *json, const Snapshot *snapshot, const char *code, Day on)
{
    static const struct {
        DeliveryGrade grade;
        const char *names;
        const char *number;
    } told[] = {
        { DELIVERY_NONE, "without_delivery", "n_without_delivery" },
        { DELIVERY_FAR, "delivered_far", "n_delivered_far" },
        { DELIVERY_UNKNOWN, "delivery_unknown", "n_delivery_unknown" },
    };
    const Places *places = snapshot_places(snapshot);
    const Programme *programme = snapshot_programme_on(snapshot, code, on);

    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        int64_t n = 0;

        json_array_begin(json, told[i].names);
        for (size_t k = 0; programme && k < places_count(places); k++) {
            const Place *place = places_at(places, k);

            if (is_for(snapshot, programme, place, on)
                    && grade_at(snapshot, programme, place, on) == told[i].grade
                    && n++ < NAMES_TOLD_MAX)
                json_string(json, /* key= */ NULL, place->name);
        }
        json_array_end(json);
        json_integer(json, told[i].number, n);
    }
    json_integer(json, "reach_km", (int64_t) (REACH_M / 1000));
}

/* ---- persons who do not exist ----------------------------------------------------------- */

static const struct {
    const char *who;
    const char *facts;
} examples[] = {
    { "Γυναίκα 70 ετών, ανασφάλιστη, χωρίς εισόδημα, μόνη",
            "age=70; members=1; income_year=0; insurance=uninsured; pension=0" },
    { "Συνταξιούχος 75 ετών, σύνταξη 420 € τον μήνα, μόνος",
            "age=75; members=1; income_year=5040; pension=420; employment=retired" },
    { "Εγγεγραμμένος άνεργος 45 ετών, μόνος, εισόδημα 2.000 €",
            "age=45; members=1; income_year=2000; employment=unemployed_registered" },
    { "Οικογένεια με δύο ανήλικα, εισόδημα 9.000 €",
            "age=38; members=4; adults=2; minors=2; dependent_children=2; income_year=9000; "
            "employment=employed" },
    { "Μονογονέας με ένα παιδί, εισόδημα 4.000 €",
            "age=31; members=2; adults=1; minors=1; one_parent=yes; dependent_children=1; "
            "income_year=4000" },
    { "Οικογένεια με τρία παιδιά, εισόδημα 18.000 €",
            "age=42; members=5; adults=2; minors=3; dependent_children=3; income_year=18000; "
            "employment=employed" },
    { "Άτομο με πιστοποιημένη αναπηρία 80 %, εισόδημα 6.000 €",
            "age=50; members=1; income_year=6000; disability_pct=80; "
            "disability_certificate=valid" },
    { "Άστεγος 52 ετών, χωρίς εισόδημα", "age=52; members=1; income_year=0; homelessness=street" },
    { "Εργαζόμενος 30 ετών, εισόδημα 12.000 €, ενοίκιο",
            "age=30; members=1; income_year=12000; employment=employed; tenure=rented" },
    { "Κάποιος για τον οποίο δεν ξέρουμε εισόδημα", "age=40; members=1" },
};

static const char *
verdict_of(Arena *arena, SnapshotLocal *local, const EffectRun *run, const char *facts_text,
        const char *code, Day on)
{
    const Snapshot *snapshot = snapshot_local_snapshot(local);
    const Names names = snapshot_names(snapshot);
    Facts *facts = arena_alloc(arena, sizeof *facts);
    const Answer *answer;
    Diagnostics diagnostics;
    Question question = {
        .on = on,
        .municipality = places_by_key(snapshot_places(snapshot), run->home),
        .point = GEO_NOWHERE,
        .all = true,
        .facts = facts,
        .audit = INT64_MIN,
    };

    facts_init(facts);
    diagnostics_init(&diagnostics, arena);
    if (!facts_parse(arena, facts, facts_text, &names, &diagnostics)
            || entitlement_answer(arena, local, &question, &answer) != 0)
        return NULL;
    for (size_t i = 0; i < answer->n_entitlements; i++)
        if (strcmp(answer->entitlements[i].programme->code, code) == 0)
            return verdict_key(answer->entitlements[i].verdict);
    return NULL; /* not given there, or not yet */
}

static void
tell_examples(JsonWriter *json, const EffectRun *run, SnapshotLocal *before, SnapshotLocal *after,
        const char *code, Day on)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();

    json_array_begin(json, "examples");
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        json_object_begin(json, /* key= */ NULL);
        json_string(json, "who", examples[i].who);
        json_string(json, "before", verdict_of(arena, before, run, examples[i].facts, code, on));
        json_string(json, "after", verdict_of(arena, after, run, examples[i].facts, code, on));
        json_object_end(json);
        arena_reset(arena);
    }
    json_array_end(json);
}

void
effect_tell(const EffectRun *run, Snapshot *before, Snapshot *after, Buffer *buffer)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    CLEANUP(snapshot_local_freep) SnapshotLocal *then = NULL;
    CLEANUP(snapshot_local_freep) SnapshotLocal *now = NULL;
    Day on = day_of(run, after);
    JsonWriter json;

    if (snapshot_local_new(before, &then) != 0 || snapshot_local_new(after, &now) != 0)
        memory_exhausted(0);
    json_init(&json, buffer);
    json_object_begin(&json, /* key= */ NULL);
    json_day(&json, "on", on);
    json_array_begin(&json, "programmes");
    for (size_t i = 0; i < run->n_programmes; i++) {
        const char *code = run->programmes[i];
        const Programme *programme = snapshot_programme_on(after, code, on);
        const ProgrammeRules *rules = rules_of(after, code, on);

        json_object_begin(&json, /* key= */ NULL);
        json_string(&json, "programme", code);
        json_string(&json, "title", programme ? programme->title : code);
        tell_named(&json, arena, after, rules, KIND_EXCLUSION, "excludes", on);
        tell_named(&json, arena, after, rules, KIND_CONDITION, "requires", on);
        tell_unanswered(&json, rules);
        tell_delivery(&json, after, code, on);
        tell_examples(&json, run, then, now, code, on);
        json_object_end(&json);
    }
    json_array_end(&json);
    json_object_end(&json);
}
