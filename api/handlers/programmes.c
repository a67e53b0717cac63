/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * GET /v1/programmes and /v1/programmes/{code}: the public register of programmes.
 *
 * Whoever reads a list sees neutral titles; the criteria of one programme are public law and are
 * told in full.
 */

#include "api/handlers/handlers.h"

#include "api/filter.h"

#include "registry/rules/criterion.h"
#include "registry/rules/ruleset.h"
#include "registry/snapshot.h"

#include <string.h>

#define PROGRAMMES_LIMIT 100
#define PROGRAMMES_MAX 1000

const Param programmes_params[] = {
    { "q", PARAM_TEXT, false, 100, "Μέρος του τίτλου ή ο κωδικός" },
    { "municipality", PARAM_TEXT, false, 100, "Κωδικός ή όνομα δήμου όπου ισχύει το πρόγραμμα" },
    { "on", PARAM_DATE, false, 0, "Ημέρα που ισχύουν· αλλιώς σήμερα" },
    { "limit", PARAM_COUNT, false, PROGRAMMES_MAX, "Πόσα το πολύ· αλλιώς 100" },
    { 0 },
};

const Param programme_params[] = {
    { "code", PARAM_CODE, true, 0, "Κωδικός του προγράμματος" },
    { "on", PARAM_DATE, false, 0, "Ημέρα της έκδοσης· αλλιώς σήμερα" },
    { 0 },
};

static void
write_summary(JsonWriter *json, const Programme *programme)
{
    json_string(json, "code", programme->code);
    json_string(json, "title", programme_title(programme));
    json_string(json, "kind", programme->kind);
    json_string(json, "level", programme->level);
    json_string(json, "authority", programme->authority);
    json_string(json, "area", programme->area_text);
    json_day(json, "valid_from", programme->valid_from);
    json_day(json, "valid_to", programme->valid_to);
    json_bool(json, "universal", programme->universal);
    json_string(json, "law", programme->law);
    json_string(json, "channel", programme->channel);
    json_string(json, "url", programme->url);
    json_string(json, "mitos", programme->mitos);
    json_string(json, "trust", programme->trust);
}

/* The version of a code that holds on the day; the list has all versions of a code in a row. */
static bool
is_wanted(const Programme *programme, const Filter *filter)
{
    return programme_is_valid(programme, filter->on)
            && filter_area_may_hold(filter, &programme->area)
            && (filter_text_matches(filter, programme_title(programme))
                    || filter_text_matches(filter, programme->code));
}

int
programmes_handle(Exchange *exchange)
{
    const Snapshot *snapshot;
    JsonWriter *json;
    Filter filter;
    int64_t left;

    if (!registers_are_there(exchange) || !filter_read(exchange, &filter))
        return 0;

    snapshot = exchange_snapshot(exchange);
    left = exchange_count(exchange, "limit", PROGRAMMES_LIMIT);
    json = exchange_json(exchange, 200);
    json_object_begin(json, /* key= */ NULL);
    json_integer(json, "register_version", snapshot_version(snapshot));
    json_day(json, "on", filter.on);
    json_array_begin(json, "programmes");
    for (size_t i = 0; i < snapshot_n_programmes(snapshot) && left > 0; i++) {
        const Programme *programme = snapshot_programme(snapshot, i);

        if (!is_wanted(programme, &filter))
            continue;
        json_object_begin(json, /* key= */ NULL);
        write_summary(json, programme);
        json_object_end(json);
        left--;
    }
    json_array_end(json);
    json_object_end(json);
    return 0;
}

typedef struct NameContext {
    Arena *arena;
    const Snapshot *snapshot;
} NameContext;

/* What a criterion's set holds as keys: places by name, programmes by code. */
static const char *
name_of(void *context, FactNumber fact, int64_t key)
{
    const NameContext *names = context;
    const Place *place;

    if (fact_of(fact)->type == FACT_PROGRAMMES)
        return snapshot_programme_code(names->snapshot, (int32_t) key);
    place = places_by_key(snapshot_places(names->snapshot), (int32_t) key);
    return place ? place->name : NULL;
}

static void
write_criterion(JsonWriter *json, NameContext *names, const Criterion *criterion)
{
    json_object_begin(json, /* key= */ NULL);
    json_string(json, "kind", criterion_kind_key(criterion->kind));
    json_integer(json, "block", criterion->block);
    json_string(json, "fact", criterion->fact ? fact_of(criterion->fact)->key : NULL);
    json_string(json, "operator", criterion->operator_ ? operator_key(criterion->operator_) : NULL);
    json_string(json, "reads", criterion_format(names->arena, criterion, name_of, names));
    json_string(json, "parameter", criterion->parameter);
    json_string(json, "document", criterion->document);
    json_string(json, "law", criterion->law);
    json_string(json, "text", criterion->text);
    json_object_end(json);
}

static void
write_criteria(JsonWriter *json, Arena *arena, const Snapshot *snapshot, const Programme *programme)
{
    const ProgrammeRules *rules = ruleset_programme(snapshot_ruleset(snapshot), programme->rule);
    NameContext names = { arena, snapshot };

    json_array_begin(json, "criteria");
    for (size_t i = 0; i < rules->n_criteria; i++)
        write_criterion(json, &names, &rules->criteria[i]);
    json_array_end(json);
}

static void
write_documents(JsonWriter *json, const Programme *programme)
{
    json_array_begin(json, "documents");
    for (size_t i = 0; i < programme->n_documents; i++) {
        const ProgrammeDocument *document = &programme->documents[i];

        json_object_begin(json, /* key= */ NULL);
        json_string(json, "document", document->document);
        json_string(json, "proves", document->proves ? fact_of(document->proves)->key : NULL);
        json_string(json, "text", document->text);
        json_object_end(json);
    }
    json_array_end(json);
}

static void
write_versions(JsonWriter *json, const Snapshot *snapshot, const char *code)
{
    json_array_begin(json, "versions");
    for (size_t i = 0; i < snapshot_n_programmes(snapshot); i++) {
        const Programme *programme = snapshot_programme(snapshot, i);

        if (strcmp(programme->code, code) != 0)
            continue;
        json_object_begin(json, /* key= */ NULL);
        json_day(json, "valid_from", programme->valid_from);
        json_day(json, "valid_to", programme->valid_to);
        json_object_end(json);
    }
    json_array_end(json);
}

int
programme_handle(Exchange *exchange)
{
    const Programme *programme;
    const Snapshot *snapshot;
    JsonWriter *json;

    if (!registers_are_there(exchange))
        return 0;

    snapshot = exchange_snapshot(exchange);
    programme = snapshot_programme_on(
            snapshot, exchange_text(exchange, "code"), exchange_day(exchange, "on", day_today()));
    if (!programme)
        return exchange_not_found(exchange);

    json = exchange_json(exchange, 200);
    json_object_begin(json, /* key= */ NULL);
    json_integer(json, "register_version", snapshot_version(snapshot));
    write_summary(json, programme);
    write_criteria(json, exchange_arena(exchange), snapshot, programme);
    write_documents(json, programme);
    write_versions(json, snapshot, programme->code);
    json_object_end(json);
    return 0;
}
