/* SPDX-License-Identifier: EUPL-1.2 */

/*
 * The public registers from the database into a snapshot, table by table.
 */

#include "registry/base/error.h"
#include "registry/base/log.h"
#include "registry/base/recurrence.h"
#include "registry/db/db.h"
#include "registry/db/statements.h"
#include "registry/register_load.h"
#include "registry/row_reader.h"
#include "registry/snapshot_state.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static Area
read_area(const RowReader *reader)
{
    Area area = { .kind = area_kind_of(row_text(reader, "area_kind")) };

    area.places = row_keys(reader, "area_places", &area.n_places);
    return area;
}

/* ---- places ------------------------------------------------------------------------------- */

static void
outline_boundary(Snapshot *snapshot, Boundary *boundary, Bytes wkb)
{
    if (outline_make(snapshot->arena, wkb.data, wkb.size, BOUNDARY_DETAIL_M, &boundary->outline)
            == 0)
        outline_thin(snapshot->arena, &boundary->outline, BOUNDARY_COARSE_M, &boundary->coarse);
}

/* A boundary that cannot be read is left out: its municipality is then found by name only. */
static void
index_boundary(Snapshot *snapshot, const RowReader *reader, Boundary *boundary, Bytes wkb)
{
    const MunicipalityArea area = {
        .key = boundary->place,
        .code = row_text(reader, "code"),
        .official = boundary->is_official,
        .valid_from = row_day(reader, "valid_from"),
        .valid_to = row_day(reader, "valid_to"),
        .wkb = wkb.data,
        .wkb_size = wkb.size,
    };

    if (municipality_index_add(snapshot->index, &area) != 0) {
        log_error("boundary of municipality %s: %s", area.code,
                municipality_index_reason(snapshot->index));
        return;
    }
    boundary->decides = true;
    outline_boundary(snapshot, boundary, wkb);
}

static bool
is_first_of_its_place(const Snapshot *snapshot, const Boundary *boundary)
{
    return boundary == snapshot->boundaries || boundary[-1].place != boundary->place;
}

static int
fill_boundaries(Snapshot *snapshot, Db *db)
{
    RowReader reader;
    int r = row_query(snapshot->arena, db, &sql_snapshot_boundaries, snapshot->version, &reader);

    if (r != 0)
        return r;
    snapshot->n_boundaries = result_rows(reader.rows);
    snapshot->boundaries = arena_array(snapshot->arena, Boundary, snapshot->n_boundaries + 1);
    for (; row_is_there(&reader); reader.row++) {
        Boundary *boundary = &snapshot->boundaries[reader.row];
        Bytes wkb = row_bytes(&reader, "wkb");

        *boundary = (Boundary) {
            .place = row_key(&reader, "place"),
            .source = row_text(&reader, "source"),
            .is_official = row_flag(&reader, "official"),
            .as_of = row_day(&reader, "as_of"),
            .imported_on = row_day(&reader, "imported_on"),
        };
        if (wkb.size > 0 && is_first_of_its_place(snapshot, boundary))
            index_boundary(snapshot, &reader, boundary, wkb);
        else if (wkb.size > 0)
            outline_boundary(snapshot, boundary, wkb);
    }
    row_close(&reader);
    return 0;
}

static int
fill_places(Snapshot *snapshot, Db *db)
{
    int r;

    r = places_load(db, snapshot->version, &snapshot->places);
    if (r == 0)
        r = fill_boundaries(snapshot, db);
    return r == 0 ? municipality_index_seal(snapshot->index) : r;
}

static int
fill_licence(Snapshot *snapshot, Db *db)
{
    return licence_load(snapshot->arena, db, snapshot->version, &snapshot->licence);
}

/* ---- programmes --------------------------------------------------------------------------- */

static void
read_programme(Snapshot *snapshot, const RowReader *reader)
{
    snapshot->programmes[reader->row] = (Programme) {
        .key = row_key(reader, "programme"),
        .code = row_text(reader, "code"),
        .title = row_text(reader, "title"),
        .neutral_title = row_text(reader, "neutral_title"),
        .kind = row_text(reader, "kind"),
        .level = row_text(reader, "level"),
        .authority = row_text(reader, "authority"),
        .valid_from = row_day(reader, "valid_from"),
        .valid_to = row_day(reader, "valid_to"),
        .universal = row_flag(reader, "universal"),
        .law = row_text(reader, "law"),
        .channel = row_text(reader, "channel"),
        .url = row_text(reader, "url"),
        .mitos = row_text(reader, "mitos"),
        .trust = row_text(reader, "trust"),
        .area_text = row_text(reader, "area_text"),
        .area = read_area(reader),
    };
}

/* Documents come in the order of the programmes, so each programme's are the next ones. */
static void
read_documents(Snapshot *snapshot, RowReader *rows)
{
    ProgrammeDocument *documents =
            arena_array(snapshot->arena, ProgrammeDocument, result_rows(rows->rows));

    for (size_t i = 0; i < snapshot->n_programmes; i++) {
        Programme *programme = &snapshot->programmes[i];

        programme->documents = &documents[rows->row];
        for (; row_is_there(rows) && row_key(rows, "programme") == programme->key
                && row_day(rows, "valid_from") == programme->valid_from;
                rows->row++) {
            documents[rows->row] = (ProgrammeDocument) {
                .document = row_text(rows, "document"),
                .text = row_text(rows, "text"),
                .proves = (uint16_t) row_int(rows, "proves", FACT_NONE),
            };
            programme->n_documents++;
        }
    }
}

static void
list_programme_codes(Snapshot *snapshot)
{
    int32_t highest = 0;

    for (size_t i = 0; i < snapshot->n_programmes; i++) {
        if (snapshot->programmes[i].key > highest)
            highest = snapshot->programmes[i].key;
    }

    snapshot->n_programme_codes = (size_t) highest + 1;
    snapshot->programme_codes =
            arena_array(snapshot->arena, const char *, snapshot->n_programme_codes);
    for (size_t i = 0; i < snapshot->n_programmes; i++)
        snapshot->programme_codes[snapshot->programmes[i].key] = snapshot->programmes[i].code;
}

static int
fill_programmes(Snapshot *snapshot, Db *db)
{
    RowReader rows;
    int r;

    r = row_query(snapshot->arena, db, &sql_snapshot_programmes, snapshot->version, &rows);
    if (r != 0)
        return r;
    snapshot->n_programmes = result_rows(rows.rows);
    snapshot->programmes = arena_array(snapshot->arena, Programme, snapshot->n_programmes);
    for (; row_is_there(&rows); rows.row++)
        read_programme(snapshot, &rows);
    row_close(&rows);
    list_programme_codes(snapshot);

    r = row_query(snapshot->arena, db, &sql_snapshot_documents, snapshot->version, &rows);
    if (r != 0)
        return r;
    read_documents(snapshot, &rows);
    row_close(&rows);
    return 0;
}

/* The import has refused what does not compile, so a diagnostic here is a fault of the system. */
static int
compile(Snapshot *snapshot)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    Diagnostics diagnostics;
    int r;

    diagnostics_init(&diagnostics, arena);
    r = ruleset_compile(snapshot->ruleset, &diagnostics);
    if (r != RULESET_E_REFUSED)
        return error_fold(r);

    for (size_t i = 0; i < diagnostics.n_items; i++)
        log_error("programme %s, row %" PRIu64 ": %s",
                diagnostics.items[i].programme ? diagnostics.items[i].programme : "-",
                diagnostics.items[i].row, diagnostics.items[i].message);
    return error_raise(-EINVAL, "the programmes of register version %" PRId64 " do not compile",
            snapshot->version);
}

static int
fill_rules(Snapshot *snapshot, Db *db)
{
    CLEANUP(arena_freep) Arena *arena = arena_new(); /* the ruleset copies what it is given */
    ProgrammeRules *programmes;
    Parameter *parameters;
    size_t n_programmes, n_parameters;
    int r;

    r = rules_load(
            arena, db, snapshot->version, &programmes, &n_programmes, &parameters, &n_parameters);
    if (r != 0)
        return r;

    assert(n_programmes == snapshot->n_programmes); /* one query gave both, in one transaction */
    snapshot->ruleset = ruleset_new();
    for (size_t i = 0; i < n_parameters; i++)
        ruleset_add_parameter(snapshot->ruleset, &parameters[i]);
    for (size_t i = 0; i < n_programmes; i++)
        snapshot->programmes[i].rule = ruleset_add_programme(snapshot->ruleset, &programmes[i]);
    return compile(snapshot);
}

/* ---- providers ---------------------------------------------------------------------------- */

static Structure *
structure_of(const Snapshot *snapshot, int32_t key)
{
    return key > 0 && (size_t) key < snapshot->n_structure_keys ? snapshot->structure_keys[key]
                                                                : NULL;
}

static const Site *
site_of(const Snapshot *snapshot, int32_t key)
{
    return key > 0 && (size_t) key < snapshot->n_site_keys ? snapshot->site_keys[key] : NULL;
}

static void
read_structure(Snapshot *snapshot, const RowReader *reader)
{
    snapshot->structures[reader->row] = (Structure) {
        .key = row_key(reader, "structure"),
        .code = row_text(reader, "code"),
        .name = row_text(reader, "name"),
        .neutral_name = row_text(reader, "neutral_name"),
        .kind = row_text(reader, "kind"),
        .for_group = row_text(reader, "for_group"),
        .body = row_text(reader, "body"),
        .supervisor = row_text(reader, "supervisor"),
        .url = row_text(reader, "url"),
        .access_inside = row_trait(reader, "access_inside"),
        .access_outside = row_trait(reader, "access_outside"),
        .staff = (int32_t) row_int(reader, "staff", -1),
        .municipality = row_key(reader, "place"),
        .point = row_point(reader, "lon", "lat"),
        .address = row_text(reader, "address"),
        .hours = row_text(reader, "hours"),
        .phone = row_text(reader, "phone"),
        .email = row_text(reader, "email"),
        .valid_from = row_day(reader, "valid_from"),
        .valid_to = row_day(reader, "valid_to"),
        .is_sample = row_flag(reader, "sample"),
        .area = read_area(reader),
    };
}

static int32_t
highest_key(const RowReader *rows, const char *column)
{
    RowReader reader = *rows;
    int32_t highest = 0;

    for (reader.row = 0; row_is_there(&reader); reader.row++) {
        int32_t key = row_key(&reader, column);

        if (key > highest)
            highest = key;
    }
    return highest;
}

/* The mobile units of each structure, in the order of their codes. */
static void
list_units(Snapshot *snapshot)
{
    for (size_t i = 0; i < snapshot->n_structures; i++) {
        const Structure *unit = &snapshot->structures[i];
        Structure *parent = unit->parent ? structure_of(snapshot, unit->parent->key) : NULL;
        const Structure **units;

        if (!parent || strcmp(unit->kind, "mobile_unit") != 0)
            continue;
        units = arena_array(snapshot->arena, const Structure *, parent->n_units + 1);
        for (size_t k = 0; k < parent->n_units; k++)
            units[k] = parent->units[k];
        units[parent->n_units++] = unit;
        parent->units = units;
    }
}

/* A parent may stand after its child, so the second round links what the first has read. */
static int
fill_structures(Snapshot *snapshot, Db *db)
{
    RowReader rows;
    int r;

    r = row_query(snapshot->arena, db, &sql_snapshot_structures, snapshot->version, &rows);
    if (r != 0)
        return r;

    snapshot->n_structures = result_rows(rows.rows);
    snapshot->structures = arena_array(snapshot->arena, Structure, snapshot->n_structures);
    snapshot->n_structure_keys = (size_t) highest_key(&rows, "structure") + 1;
    snapshot->structure_keys =
            arena_array(snapshot->arena, Structure *, snapshot->n_structure_keys);
    for (; row_is_there(&rows); rows.row++) {
        read_structure(snapshot, &rows);
        snapshot->structure_keys[snapshot->structures[rows.row].key] =
                &snapshot->structures[rows.row];
    }
    for (rows.row = 0; row_is_there(&rows); rows.row++) {
        Structure *structure = &snapshot->structures[rows.row];

        structure->parent = structure_of(snapshot, row_key(&rows, "parent"));
        structure->predecessor = structure_of(snapshot, row_key(&rows, "predecessor"));
    }
    row_close(&rows);
    list_units(snapshot);
    return 0;
}

static int
fill_partners(Snapshot *snapshot, Db *db)
{
    RowReader rows;
    Partner *partners;
    int r = row_query(snapshot->arena, db, &sql_snapshot_partners, snapshot->version, &rows);

    if (r != 0)
        return r;
    partners = arena_array(snapshot->arena, Partner, result_rows(rows.rows));
    for (; row_is_there(&rows); rows.row++) {
        Structure *structure = structure_of(snapshot, row_key(&rows, "structure"));

        partners[rows.row] = (Partner) {
            .body = row_text(&rows, "body"),
            .role = row_text(&rows, "role"),
            .municipality = row_key(&rows, "place"),
            .unit = structure_of(snapshot, row_key(&rows, "unit")),
            .supervisor = structure_of(snapshot, row_key(&rows, "supervisor")),
            .agreed_on = row_day(&rows, "agreed_on"),
            .agreed_to = row_day(&rows, "agreed_to"),
            .valid_from = row_day(&rows, "valid_from"),
            .valid_to = row_day(&rows, "valid_to"),
        };
        if (structure && structure->n_partners++ == 0)
            structure->partners = &partners[rows.row];
    }
    row_close(&rows);
    return 0;
}

/* A post stands with its structure, and with the one that it is shared with. */
static void
list_posts(Snapshot *snapshot, const Post *posts, size_t n)
{
    for (size_t i = 0; i < snapshot->n_structures; i++) {
        Structure *structure = &snapshot->structures[i];
        const Post **own = structure->n_posts
                ? arena_array(snapshot->arena, const Post *, structure->n_posts)
                : NULL;

        structure->posts = own;
        structure->n_posts = 0;
    }
    for (int shared = 0; shared < 2; shared++)
        for (size_t i = 0; i < n; i++) {
            const Structure *of = shared ? posts[i].shared_with : posts[i].structure;
            Structure *structure = of ? structure_of(snapshot, of->key) : NULL;

            if (structure && posts[i].structure && posts[i].specialty)
                ((const Post **) (uintptr_t) structure->posts)[structure->n_posts++] = &posts[i];
        }
}

static int
fill_staff(Snapshot *snapshot, Db *db)
{
    RowReader rows;
    Post *posts;
    int r = row_query(snapshot->arena, db, &sql_snapshot_staff, snapshot->version, &rows);

    if (r != 0)
        return r;
    posts = arena_array(snapshot->arena, Post, result_rows(rows.rows));
    for (; row_is_there(&rows); rows.row++) {
        Structure *structure = structure_of(snapshot, row_key(&rows, "structure"));
        Structure *shared_with = structure_of(snapshot, row_key(&rows, "shared_with"));

        posts[rows.row] = (Post) {
            .structure = structure,
            .specialty = specialty_find(row_text(&rows, "specialty")),
            .title = row_text(&rows, "title"),
            .people = (int32_t) row_int(&rows, "people", -1),
            .shared_with = shared_with,
            .valid_from = row_day(&rows, "valid_from"),
            .valid_to = row_day(&rows, "valid_to"),
            .is_sample = row_flag(&rows, "sample"),
        };
        if (structure)
            structure->n_posts++;
        if (shared_with)
            shared_with->n_posts++;
    }
    list_posts(snapshot, posts, result_rows(rows.rows));
    row_close(&rows);
    return 0;
}

static int
fill_fundings(Snapshot *snapshot, Db *db)
{
    RowReader rows;
    Funding *fundings;
    int r = row_query(snapshot->arena, db, &sql_snapshot_fundings, snapshot->version, &rows);

    if (r != 0)
        return r;
    fundings = arena_array(snapshot->arena, Funding, result_rows(rows.rows));
    for (; row_is_there(&rows); rows.row++) {
        Structure *structure = structure_of(snapshot, row_key(&rows, "structure"));

        fundings[rows.row] = (Funding) {
            .programme = row_text(&rows, "programme"),
            .axis = row_text(&rows, "axis"),
            .amount = row_int(&rows, "amount_cents", -1),
            .valid_from = row_day(&rows, "valid_from"),
            .valid_to = row_day(&rows, "valid_to"),
        };
        if (structure && structure->n_fundings++ == 0)
            structure->fundings = &fundings[rows.row];
    }
    row_close(&rows);
    return 0;
}

static void
read_site(Snapshot *snapshot, const RowReader *reader)
{
    Site *site = &snapshot->sites[reader->row];
    Structure *structure = structure_of(snapshot, row_key(reader, "structure"));

    *site = (Site) {
        .key = row_key(reader, "site"),
        .code = row_text(reader, "code"),
        .name = row_text(reader, "name"),
        .kind = row_text(reader, "kind"),
        .municipality = row_key(reader, "place"),
        .point = row_point(reader, "lon", "lat"),
        .geocoding = geocoding_find(row_text(reader, "geocoding")),
        .address = row_text(reader, "address"),
        .hours = row_text(reader, "hours"),
        .phone = row_text(reader, "phone"),
        .email = row_text(reader, "email"),
        .access_inside = row_trait(reader, "access_inside"),
        .access_outside = row_trait(reader, "access_outside"),
        .valid_from = row_day(reader, "valid_from"),
        .valid_to = row_day(reader, "valid_to"),
    };
    snapshot->site_keys[site->key] = site;
    if (structure && structure->n_sites++ == 0)
        structure->sites = site;
}

static int
fill_sites(Snapshot *snapshot, Db *db)
{
    RowReader rows;
    int r;

    r = row_query(snapshot->arena, db, &sql_snapshot_sites, snapshot->version, &rows);
    if (r != 0)
        return r;

    snapshot->n_sites = result_rows(rows.rows);
    snapshot->sites = arena_array(snapshot->arena, Site, snapshot->n_sites);
    snapshot->n_site_keys = (size_t) highest_key(&rows, "site") + 1;
    snapshot->site_keys = arena_array(snapshot->arena, const Site *, snapshot->n_site_keys);
    for (; row_is_there(&rows); rows.row++)
        read_site(snapshot, &rows);
    row_close(&rows);
    return 0;
}

/* The days of a stop: its own, or those of its rule, which the import has followed before. */
static void
read_days(Snapshot *snapshot, const RowReader *rows, Stop *stop)
{
    const char *rule = row_text(rows, "rule");
    Day first = row_day(rows, "day");
    Day all[RECURRENCE_DAYS_MAX];
    Day *days;
    char greek[RECURRENCE_RULE_MAX];
    size_t n_except;
    const Day *except = row_keys(rows, "except_on", &n_except);

    if (!rule || recurrence_days(rule, first, except, n_except, all, &stop->n_days, NULL) != 0
            || stop->n_days == 0) {
        if (rule)
            log_error("rule of a stop is not followed: %s", rule);
        all[0] = first;
        stop->n_days = 1;
    } else if (recurrence_greek(rule, greek, sizeof greek)) {
        stop->rule = arena_text(snapshot->arena, greek);
    }
    days = arena_array(snapshot->arena, Day, stop->n_days);
    memcpy(days, all, stop->n_days * sizeof *days);
    stop->days = days;
}

static int
fill_stops(Snapshot *snapshot, Db *db)
{
    RowReader rows;
    Stop *stops;
    int r;

    r = row_query(snapshot->arena, db, &sql_snapshot_stops, snapshot->version, &rows);
    if (r != 0)
        return r;

    stops = arena_array(snapshot->arena, Stop, result_rows(rows.rows));
    for (; row_is_there(&rows); rows.row++) {
        Stop *stop = &stops[rows.row];
        Structure *unit = structure_of(snapshot, row_key(&rows, "structure"));

        *stop = (Stop) {
            .from = row_text(&rows, "starts"),
            .to = row_text(&rows, "ends"),
            .place = row_text(&rows, "settlement"),
            .services = row_text(&rows, "services"),
            .municipality = row_key(&rows, "place"),
            .point = row_point(&rows, "lon", "lat"),
        };
        stop->serves = row_keys(&rows, "serves", &stop->n_serves);
        read_days(snapshot, &rows, stop);
        if (unit && unit->n_stops++ == 0)
            unit->stops = stop;
    }
    row_close(&rows);
    return 0;
}

static OfferKind
offer_kind_of(const char *name)
{
    if (strcmp(name, "service") == 0)
        return OFFER_SERVICE;
    return strcmp(name, "group_action") == 0 ? OFFER_GROUP_ACTION : OFFER_PROGRAMME;
}

/* An offer whose structure has been closed is no offer. */
static void
read_offer(Snapshot *snapshot, const RowReader *reader)
{
    const Structure *structure = structure_of(snapshot, row_key(reader, "structure"));

    if (!structure)
        return;
    snapshot->offers[snapshot->n_offers++] = (Offer) {
        .code = row_text(reader, "code"),
        .kind = offer_kind_of(row_text(reader, "kind")),
        .service = service_find(row_text(reader, "service")),
        .title = row_text(reader, "title"),
        .settlement = row_text(reader, "settlement"),
        .help = row_text(reader, "help"),
        .for_group = row_text(reader, "for_group"),
        .age_from = (int16_t) row_int(reader, "age_from", -1),
        .age_to = (int16_t) row_int(reader, "age_to", -1),
        .audience = row_text(reader, "audience"),
        .approval = row_text(reader, "approval"),
        .opens_on = row_day(reader, "opens_on"),
        .closes_on = row_day(reader, "closes_on"),
        .programme = row_key(reader, "programme"),
        .structure = structure,
        .site = site_of(snapshot, row_key(reader, "site")),
        .mode = row_text(reader, "mode"),
        .area = read_area(reader),
        .hours = row_text(reader, "hours"),
        .phone = row_text(reader, "phone"),
        .email = row_text(reader, "email"),
        .capacity = (int32_t) row_int(reader, "capacity", -1),
        .valid_from = row_day(reader, "valid_from"),
        .valid_to = row_day(reader, "valid_to"),
        .confirmed_on = row_day(reader, "confirmed_on"),
    };
}

static int
fill_offers(Snapshot *snapshot, Db *db)
{
    RowReader rows;
    int r;

    r = row_query(snapshot->arena, db, &sql_snapshot_offers, snapshot->version, &rows);
    if (r != 0)
        return r;

    snapshot->offers = arena_array(snapshot->arena, Offer, result_rows(rows.rows));
    for (; row_is_there(&rows); rows.row++)
        read_offer(snapshot, &rows);
    row_close(&rows);
    return 0;
}

static Offer *
offer_of(const Snapshot *snapshot, const char *code)
{
    for (size_t i = 0; code && i < snapshot->n_offers; i++)
        if (strcmp(snapshot->offers[i].code, code) == 0)
            return &snapshot->offers[i];
    return NULL;
}

/* Of whatever the row names; NULL where that has been closed itself. */
static Closures *
closures_of(Snapshot *snapshot, const RowReader *reader)
{
    Structure *structure = structure_of(snapshot, row_key(reader, "structure"));
    const Site *site = site_of(snapshot, row_key(reader, "site"));
    Offer *offer = offer_of(snapshot, row_text(reader, "offer"));

    if (structure)
        return &structure->closures;
    if (site)
        return &snapshot->sites[site - snapshot->sites].closures;
    return offer ? &offer->closures : NULL;
}

/* Rows of one thing follow each other, by their first days. */
static int
fill_closures(Snapshot *snapshot, Db *db)
{
    RowReader rows;
    Closure *closures;
    int r = row_query(snapshot->arena, db, &sql_snapshot_closures, snapshot->version, &rows);

    if (r != 0)
        return r;
    closures = arena_array(snapshot->arena, Closure, result_rows(rows.rows));
    for (; row_is_there(&rows); rows.row++) {
        Closures *list = closures_of(snapshot, &rows);

        closures[rows.row] = (Closure) {
            .valid_from = row_day(&rows, "valid_from"),
            .valid_to = row_day(&rows, "valid_to"),
            .mode = row_text(&rows, "mode"),
            .hours = row_text(&rows, "hours"),
            .phone = row_text(&rows, "phone"),
            .email = row_text(&rows, "email"),
            .text = row_text(&rows, "text"),
        };
        if (list && list->n_closures++ == 0)
            list->closures = &closures[rows.row];
    }
    row_close(&rows);
    return 0;
}

/* ---- what is local, and institutions ------------------------------------------------------ */

static int
fill_additions(Snapshot *snapshot, Db *db)
{
    RowReader rows;
    int r = row_query(snapshot->arena, db, &sql_snapshot_additions, snapshot->version, &rows);

    if (r != 0)
        return r;
    snapshot->n_additions = result_rows(rows.rows);
    snapshot->additions = arena_array(snapshot->arena, Addition, snapshot->n_additions);
    for (; row_is_there(&rows); rows.row++)
        snapshot->additions[rows.row] = (Addition) {
            .code = row_text(&rows, "code"),
            .programme = row_key(&rows, "programme"),
            .municipality = row_key(&rows, "place"),
            .kind = addition_kind_find(row_text(&rows, "kind")),
            .text = row_text(&rows, "text"),
            .url = row_text(&rows, "url"),
            .valid_from = row_day(&rows, "valid_from"),
            .valid_to = row_day(&rows, "valid_to"),
            .source = row_text(&rows, "source"),
            .is_sample = row_flag(&rows, "sample"),
        };
    row_close(&rows);
    return 0;
}

static int
fill_institutions(Snapshot *snapshot, Db *db)
{
    RowReader rows;
    int r = row_query(snapshot->arena, db, &sql_snapshot_institutions, snapshot->version, &rows);

    if (r != 0)
        return r;
    snapshot->n_institutions = result_rows(rows.rows);
    snapshot->institutions = arena_array(snapshot->arena, Institution, snapshot->n_institutions);
    for (; row_is_there(&rows); rows.row++)
        snapshot->institutions[rows.row] = (Institution) {
            .key = row_key(&rows, "institution"),
            .code = row_text(&rows, "code"),
            .name = row_text(&rows, "name"),
            .kind = row_text(&rows, "kind"),
            .municipality = row_key(&rows, "place"),
            .measure = row_text(&rows, "measure"),
            .amount = (int32_t) row_int(&rows, "amount", -1),
            .as_of = row_day(&rows, "as_of"),
            .valid_from = row_day(&rows, "valid_from"),
            .valid_to = row_day(&rows, "valid_to"),
            .is_sample = row_flag(&rows, "sample"),
            .source = row_text(&rows, "source"),
        };
    row_close(&rows);
    return 0;
}

/* Only a group action chooses institutions. */
static Offer *
action_of(const Snapshot *snapshot, const RowReader *rows)
{
    Offer *offer = offer_of(snapshot, row_text(rows, "offer"));

    return offer && offer->kind == OFFER_GROUP_ACTION ? offer : NULL;
}

static int
fill_rankings(Snapshot *snapshot, Db *db)
{
    RowReader rows;
    Ranking *rankings;
    int r = row_query(snapshot->arena, db, &sql_snapshot_rankings, snapshot->version, &rows);

    if (r != 0)
        return r;
    rankings = arena_array(snapshot->arena, Ranking, result_rows(rows.rows));
    for (; row_is_there(&rows); rows.row++) {
        Offer *offer = action_of(snapshot, &rows);

        rankings[rows.row] = (Ranking) {
            .institution_kind = row_text(&rows, "institution_kind"),
            .measure = row_text(&rows, "measure"),
            .smallest_first = strcmp(row_text(&rows, "first"), "smallest") == 0,
            .per_municipality = (int) row_int(&rows, "per_municipality", 1),
            .approver = row_text(&rows, "approver"),
        };
        if (offer)
            offer->ranking = &rankings[rows.row];
    }
    row_close(&rows);
    return 0;
}

static int
fill_approvals(Snapshot *snapshot, Db *db)
{
    RowReader rows;
    Approval *approvals;
    int r = row_query(snapshot->arena, db, &sql_snapshot_approvals, snapshot->version, &rows);

    if (r != 0)
        return r;
    approvals = arena_array(snapshot->arena, Approval, result_rows(rows.rows));
    for (; row_is_there(&rows); rows.row++) {
        Offer *offer = action_of(snapshot, &rows);

        approvals[rows.row] = (Approval) {
            .institution = row_key(&rows, "institution"),
            .body = row_text(&rows, "body"),
            .decision = approval_find(row_text(&rows, "decision")),
            .decided_on = row_day(&rows, "decided_on"),
            .reference = row_text(&rows, "reference"),
            .is_sample = row_flag(&rows, "sample"),
        };
        if (offer && offer->n_approvals++ == 0)
            offer->approvals = &approvals[rows.row];
    }
    row_close(&rows);
    return 0;
}

int
snapshot_fill(Snapshot *snapshot, Db *db)
{
    static int (*const parts[])(Snapshot *, Db *) = {
        fill_places,
        fill_licence,
        fill_programmes,
        fill_rules,
        fill_structures,
        fill_partners,
        fill_staff,
        fill_fundings,
        fill_sites,
        fill_stops,
        fill_offers,
        fill_closures,
        fill_additions,
        fill_institutions,
        fill_rankings,
        fill_approvals,
    };
    int r;

    r = register_version(db, &snapshot->version);
    for (size_t i = 0; i < sizeof parts / sizeof *parts && r == 0; i++)
        r = parts[i](snapshot, db);
    return r;
}
