/* SPDX-License-Identifier: EUPL-1.2 */
#include "importers/known.h"

#include "registry/base/memory.h"
#include "registry/base/text.h"
#include "registry/db/db.h"
#include "registry/db/statements.h"
#include "registry/register_load.h"

#include <assert.h>
#include <string.h>

#define HINTS 3
#define UNCHECKED_NAMED_MAX 20
#define CODES_UNCHECKED_MAX 100000 /* remembered only to be named */
#define CODES_FIRST_CAPACITY 64    /* a power of two */

/* ---- places ---- */

int
known_init(Import *import, Known *ret_known)
{
    CLEANUP(result_freep) Result *result = NULL;
    int r;

    *ret_known = (Known) { 0 };
    if (!import->db)
        return 0;

    r = import_db_answer(import, db_run(import->db, &sql_snapshot_version, &result));
    if (r != 0)
        return r;
    ret_known->version = result_int(result, 0, result_column(result, "version"));
    return places_load(import->db, ret_known->version, &ret_known->places);
}

void
known_deinit(Known *known)
{
    known->places = places_free(known->places);
}

static const char *
hint_text(Arena *arena, const Place *const *hints)
{
    const char *text = NULL;

    for (size_t i = 0; i < HINTS && hints[i]; i++)
        text = arena_format(arena, "%s%s%s (%s)", text ? text : "", text ? ", " : "",
                place_title(arena, hints[i]), hints[i]->code);
    return text;
}

/* Is this the place's code, in one of its editions? */
static bool
has_code(const Place *place, const char *text)
{
    const char *colon = strchr(text, ':');
    size_t n = colon ? (size_t) (colon - text) : 0;

    if (strcmp(place->code, text) == 0)
        return true;
    if (!colon)
        return false;
    if (n == strlen("ypes") && strncmp(text, "ypes", n) == 0)
        return place->code_ypes && strcmp(place->code_ypes, colon + 1) == 0;
    return n == strlen("elstat2011") && strncmp(text, "elstat2011", n) == 0 && place->code_2011
            && strcmp(place->code_2011, colon + 1) == 0;
}

/*
 * A code that just one place ever had means that place, also when it has ended and has several
 * successors: whoever writes a code means no other.
 */
static int32_t
only_with_code(const Places *places, const char *text, unsigned level_bits)
{
    int32_t key = 0;

    for (size_t i = 0; i < places_count(places); i++) {
        const Place *place = places_at(places, i);

        if ((level_bits && !(level_bits & PLACE_LEVEL_BIT(place->level))) || !has_code(place, text))
            continue;
        if (key)
            return 0;
        key = place->key;
    }
    return key;
}

int32_t
known_place(const Known *known, Arena *arena, const char *text, unsigned level_bits, Day on,
        const char **ret_message, const char **ret_suggestion)
{
    const Place *place;
    const Place *hints[HINTS + 1] = { NULL };
    int32_t key;
    int r;

    if (!known->places)
        return KEY_NOT_CHECKED;

    r = places_resolve(known->places, text, level_bits, on, &place, HINTS, hints);
    if (r == 0)
        return place->key;
    key = only_with_code(known->places, text, level_bits);
    if (key)
        return key;
    *ret_suggestion = hint_text(arena, hints);
    *ret_message = r == PLACE_E_AMBIGUOUS
            ? "το όνομα ταιριάζει σε περισσότερους τόπους· γράψτε τον κωδικό."
            : "άγνωστος τόπος· γράψτε το όνομα ή τον κωδικό της ΕΛΣΤΑΤ (2021).";
    return 0;
}

/* ---- codes ---- */

typedef struct CodeKey {
    const char *code;
    int32_t key;
} CodeKey;

struct Codes {
    Arena *arena;
    CodeKey *slots; /* open addressing */
    size_t n;
    size_t capacity;
};

Codes *
codes_new(Arena *arena)
{
    Codes *codes = arena_alloc(arena, sizeof *codes);

    *codes = (Codes) { .arena = arena, .capacity = CODES_FIRST_CAPACITY };
    codes->slots = arena_array(arena, CodeKey, codes->capacity);
    return codes;
}

static CodeKey *
slot_of(CodeKey *slots, size_t capacity, const char *code)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    size_t at;

    for (const char *c = code; *c; c++)
        hash = (hash ^ (unsigned char) *c) * UINT64_C(1099511628211);
    for (at = hash & (capacity - 1); slots[at].code && strcmp(slots[at].code, code) != 0;)
        at = (at + 1) & (capacity - 1);
    return &slots[at];
}

static void
grow(Codes *codes)
{
    size_t capacity = codes->capacity * 2;
    CodeKey *slots = arena_array(codes->arena, CodeKey, capacity);

    for (size_t i = 0; i < codes->capacity; i++)
        if (codes->slots[i].code)
            *slot_of(slots, capacity, codes->slots[i].code) = codes->slots[i];
    codes->slots = slots;
    codes->capacity = capacity;
}

void
codes_add(Codes *codes, const char *code, int32_t key)
{
    CodeKey *slot;

    if (codes->n * 2 >= codes->capacity)
        grow(codes);
    slot = slot_of(codes->slots, codes->capacity, code);
    if (!slot->code) {
        slot->code = arena_text(codes->arena, code);
        codes->n++;
    }
    if (key)
        slot->key = key;
}

int32_t
codes_find(const Codes *codes, const char *code)
{
    return slot_of(codes->slots, codes->capacity, code)->key;
}

int32_t
codes_refer(Codes *codes, const Import *import, const char *code)
{
    int32_t key = codes_find(codes, code);

    if (key || import->db)
        return key;
    if (codes->n < CODES_UNCHECKED_MAX)
        codes_add(codes, code, KEY_NOT_CHECKED);
    return KEY_NOT_CHECKED;
}

void
codes_note_unchecked(const Codes *codes, Import *import, const char *of_what)
{
    const char *names = NULL;
    size_t n = 0;

    for (size_t i = 0; i < codes->capacity; i++) {
        if (!codes->slots[i].code || codes->slots[i].key != KEY_NOT_CHECKED)
            continue;
        if (n++ < UNCHECKED_NAMED_MAX)
            names = arena_format(import->arena, "%s%s%s", names ? names : "", names ? ", " : "",
                    codes->slots[i].code);
    }
    if (n)
        report_notef(import->report,
                "κωδικοί %s που δεν υπάρχουν στα αρχεία και δεν συγκρίθηκαν με το μητρώο: %s%s.",
                of_what, names, n > UNCHECKED_NAMED_MAX ? " …" : "");
}

const char *
codes_nearest(const Codes *codes, const char *code)
{
    const char **names = arena_array(codes->arena, const char *, codes->n);
    size_t n = 0;

    for (size_t i = 0; i < codes->capacity; i++)
        if (codes->slots[i].code)
            names[n++] = codes->slots[i].code;
    return text_nearest(code, names, n);
}

static int
ask_keys(Codes *codes, Import *import, const char *kind, const char *const *fresh, size_t n_fresh)
{
    CLEANUP(result_freep) Result *result = NULL;
    Params params;
    int r;

    params_begin(&params, codes->arena, &sql_import_keys);
    params_text(&params, kind);
    params_texts(&params, fresh, n_fresh);
    r = import_db_answer(import, db_query(import->db, &params, &result));
    if (r != 0 || !result)
        return r;

    for (size_t row = 0; row < result_rows(result); row++)
        codes_add(codes, result_text(result, row, 0), (int32_t) result_int(result, row, 1));
    return 0;
}

int
codes_settle(Codes *codes, Import *import, const char *kind)
{
    const char **fresh = arena_array(codes->arena, const char *, codes->n + 1);
    size_t n_fresh = 0;

    for (size_t i = 0; i < codes->capacity; i++)
        if (codes->slots[i].code && !codes->slots[i].key)
            fresh[n_fresh++] = codes->slots[i].code;
    if (import->db)
        return ask_keys(codes, import, kind, fresh, n_fresh);
    for (size_t i = 0; i < n_fresh; i++)
        codes_add(codes, fresh[i], (int32_t) i + 1);
    return 0;
}
