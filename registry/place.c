/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/place.h"

#include "registry/base/memory.h"
#include "registry/base/text.h"
#include "registry/place_name.h"
#include "registry/postcode.h"

#include <assert.h>
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

typedef struct Link {
    int32_t predecessor;
    int32_t successor;
    Day on;
    double share;
} Link;

typedef struct PostcodeRow {
    char digits[POSTCODE_DIGITS + 1];
    int32_t key;
} PostcodeRow;

/* The shares of one place, forward or backward, filled by places_seal(). */
typedef struct ShareList {
    PlaceShare *shares;
    size_t n;
} ShareList;

struct Places {
    Arena *arena;
    Place *places; /* by level and code once sealed */
    size_t n_places;
    size_t places_capacity;
    PlaceName *names; /* by place, the place's own name first */
    size_t n_names;
    size_t names_capacity;
    PostcodeRow *postcodes; /* by digits once sealed */
    size_t n_postcodes;
    size_t postcodes_capacity;
    Link *links;
    size_t n_links;
    size_t links_capacity;
    const Place **by_key; /* by key, NULL where none */
    size_t n_keys;
    ShareList *successors; /* in the order of places */
    ShareList *predecessors;
    bool sealed;
};

static const struct {
    const char *name;
    const char *title;
} levels[] = {
    [PLACE_MUNICIPALITY] = { "municipality", "Δήμος" },
    [PLACE_REGIONAL_UNIT] = { "regional_unit", "Π.Ε." },
    [PLACE_PREFECTURE] = { "prefecture", "Νομός" },
    [PLACE_REGION] = { "region", "Περιφέρεια" },
};

Places *
places_new(void)
{
    Places *places = memory_new(1, sizeof *places);

    places->arena = arena_new();
    return places;
}

Places *
places_free(Places *places)
{
    if (!places)
        return NULL;

    free(places->places);
    free(places->names);
    free(places->postcodes);
    free(places->links);
    arena_free(places->arena);
    free(places);
    return NULL;
}

void
places_add(Places *places, const Place *place)
{
    Place *added;

    assert(!places->sealed && place->key > 0 && place->code && place->name);

    memory_reserve(places->places, places->n_places, places->places_capacity);
    added = &places->places[places->n_places++];
    *added = *place;
    added->code = arena_text(places->arena, place->code);
    added->code_2011 = arena_text(places->arena, place->code_2011);
    added->code_ypes = arena_text(places->arena, place->code_ypes);
    added->name = arena_text(places->arena, place->name);
    added->name_en = arena_text(places->arena, place->name_en);
    added->seat = arena_text(places->arena, place->seat);
    added->source = arena_text(places->arena, place->source);
    if ((size_t) place->key >= places->n_keys)
        places->n_keys = (size_t) place->key + 1;

    places_add_name(places, place->key, place->name);
    places->names[places->n_names - 1].own = true;
    if (place->name_en)
        places_add_name(places, place->key, place->name_en);
}

void
places_add_name(Places *places, int32_t key, const char *name)
{
    assert(!places->sealed);

    memory_reserve(places->names, places->n_names, places->names_capacity);
    places->names[places->n_names++] = place_name_make(places->arena, key, name);
}

void
places_add_postcode(Places *places, int32_t key, const char *digits)
{
    PostcodeRow *row;

    assert(!places->sealed);

    if (strlen(digits) != POSTCODE_DIGITS)
        return;
    memory_reserve(places->postcodes, places->n_postcodes, places->postcodes_capacity);
    row = &places->postcodes[places->n_postcodes++];
    *row = (PostcodeRow) { .key = key };
    memcpy(row->digits, digits, POSTCODE_DIGITS + 1);
}

void
places_add_succession(Places *places, int32_t predecessor, int32_t successor, Day on, double share)
{
    assert(!places->sealed);

    memory_reserve(places->links, places->n_links, places->links_capacity);
    places->links[places->n_links++] = (Link) {
        .predecessor = predecessor,
        .successor = successor,
        .on = on,
        .share = share,
    };
}

static int
by_level_and_code(const void *one, const void *other)
{
    const Place *a = one, *b = other;
    int codes = strcmp(a->code, b->code);

    if (a->level != b->level)
        return a->level < b->level ? -1 : 1;
    return codes ? codes : (a->key > b->key) - (a->key < b->key);
}

static int
by_digits(const void *one, const void *other)
{
    const PostcodeRow *a = one, *b = other;
    int digits = strcmp(a->digits, b->digits);

    return digits ? digits : (a->key > b->key) - (a->key < b->key);
}

static size_t
position_of(const Places *places, const Place *place)
{
    return (size_t) (place - places->places);
}

static ShareList *
list_of(const Places *places, ShareList *lists, int32_t key)
{
    const Place *place = places_by_key(places, key);

    return place ? &lists[position_of(places, place)] : NULL;
}

static void
list_add(Places *places, ShareList *list, int32_t key, const Link *link)
{
    const Place *place = places_by_key(places, key);

    if (!list || !place)
        return;

    if (!list->shares)
        list->shares = arena_array(places->arena, PlaceShare, places->n_links);
    list->shares[list->n++] = (PlaceShare) { place, link->share, link->on };
}

static void
seal_links(Places *places)
{
    places->successors = arena_array(places->arena, ShareList, places->n_places + 1);
    places->predecessors = arena_array(places->arena, ShareList, places->n_places + 1);
    for (size_t i = 0; i < places->n_links; i++) {
        const Link *link = &places->links[i];

        list_add(places, list_of(places, places->successors, link->predecessor), link->successor,
                link);
        list_add(places, list_of(places, places->predecessors, link->successor), link->predecessor,
                link);
    }
}

void
places_seal(Places *places)
{
    assert(!places->sealed);

    places->sealed = true;
    if (places->n_places > 0)
        qsort(places->places, places->n_places, sizeof *places->places, by_level_and_code);
    places->by_key = arena_array(places->arena, const Place *, places->n_keys + 1);
    for (size_t i = 0; i < places->n_places; i++)
        places->by_key[places->places[i].key] = &places->places[i];
    for (size_t i = 0; i < places->n_names; i++)
        places->names[i].place = places_by_key(places, places->names[i].key);
    if (places->n_postcodes > 0)
        qsort(places->postcodes, places->n_postcodes, sizeof *places->postcodes, by_digits);
    seal_links(places);
}

size_t
places_count(const Places *places)
{
    return places->n_places;
}

const Place *
places_at(const Places *places, size_t i)
{
    assert(i < places->n_places);

    return &places->places[i];
}

const Place *
places_by_key(const Places *places, int32_t key)
{
    assert(places->sealed);

    return key > 0 && (size_t) key < places->n_keys ? places->by_key[key] : NULL;
}

bool
place_is_valid(const Place *place, Day on)
{
    return (place->valid_from == DAY_NONE || place->valid_from <= on)
            && (place->valid_to == DAY_NONE || on <= place->valid_to);
}

bool
place_lies_in(const Place *inner, const Place *outer)
{
    return inner->key == outer->key || inner->regional_unit == outer->key
            || inner->prefecture == outer->key || inner->region == outer->key;
}

size_t
places_successors(const Places *places, const Place *place, const PlaceShare **ret_shares)
{
    const ShareList *list = &places->successors[position_of(places, place)];

    *ret_shares = list->shares;
    return list->n;
}

size_t
places_predecessors(const Places *places, const Place *place, const PlaceShare **ret_shares)
{
    const ShareList *list = &places->predecessors[position_of(places, place)];

    *ret_shares = list->shares;
    return list->n;
}

const char *
place_title(Arena *arena, const Place *place)
{
    return arena_format(arena, "%s %s", levels[place->level].title, place->name);
}

const char *
place_level_name(PlaceLevel level)
{
    return levels[level].name;
}

/* What was asked, taken apart once. */
typedef struct Query {
    const Places *places;
    PlaceName text; /* without what says the level */
    PlaceName seen; /* the same read by the look of its letters; folded NULL if there is no such */
    const char *code;
    const char *edition; /* "" if none was said */
    PlaceName within;    /* what stood after a comma or in brackets; folded NULL if nothing */
    PlaceName within_seen;
    bool is_latin;
    unsigned level_bits;
    Day on;
} Query;

/* A place that answers, and how well; the smaller the better. */
typedef struct Match {
    const Place *place;
    int rank;
} Match;

typedef struct Matches {
    Match *matches;
    size_t n;
    size_t capacity;
} Matches;

/* Of folded text. */
#define LATIN "abcdefghijklmnopqrstuvwxyz 0123456789"

/* Ranks of a name are those of place_name_rank(); a code is better than any. */
enum { RANK_CODE = 0 };

static bool
same_code(const char *code, const char *typed)
{
    return code && strcasecmp(code, typed) == 0;
}

static bool
code_matches(const Query *query, const Place *place)
{
    if (!query->code)
        return false;
    if (strcmp(query->edition, "elstat2011") == 0)
        return same_code(place->code_2011, query->code);
    if (strcmp(query->edition, "ypes") == 0)
        return same_code(place->code_ypes, query->code);

    return same_code(place->code, query->code);
}

static bool
level_matches(const Query *query, const Place *place)
{
    return query->level_bits == 0 || query->level_bits & PLACE_LEVEL_BIT(place->level);
}

static bool
is_called(const PlaceName *name, const PlaceName *typed)
{
    return typed->folded && place_name_is_whole(place_name_rank(name, typed));
}

static bool
is_named(const Query *query, int32_t key)
{
    const Places *places = query->places;

    for (size_t i = 0; i < places->n_names; i++)
        if (places->names[i].key == key
                && (is_called(&places->names[i], &query->within)
                        || is_called(&places->names[i], &query->within_seen)))
            return true;
    return false;
}

static bool
within_matches(const Query *query, const Place *place)
{
    if (!query->within.folded)
        return true;

    return is_named(query, place->regional_unit) || is_named(query, place->prefecture)
            || is_named(query, place->region);
}

/* `ypes:9254`: what stands before the colon, if it is an edition that we know. */
static void
split_code(Arena *arena, Query *query, const char *text)
{
    static const char *const editions[] = { "elstat2021", "elstat2011", "ypes", "nuts", "iso" };

    query->edition = "";
    query->code = text;
    for (size_t i = 0; i < sizeof editions / sizeof *editions; i++) {
        size_t length = strlen(editions[i]);

        if (strncasecmp(text, editions[i], length) == 0 && text[length] == ':') {
            query->edition = editions[i];
            query->code = text + length + 1;
        }
    }
    query->code = arena_text_n(arena, query->code, strcspn(query->code, " "));
}

/* By what it says, and by what its letters look like if that is something else. */
static void
read_both_ways(Arena *arena, const char *text, PlaceName *ret_said, PlaceName *ret_seen)
{
    const char *seen = place_name_by_eye(arena, text);

    *ret_said = place_name_make(arena, 0, text);
    if (seen)
        *ret_seen = place_name_make(arena, 0, seen);
}

static void
query_name(Arena *arena, Query *query, const char *text)
{
    read_both_ways(arena, text, &query->text, &query->seen);
    query->is_latin = *text && strspn(text, LATIN) == strlen(text);
}

/* «Ηρακλείου, Αττικής» and «Ηρακλείου (Αττικής)» say within which larger place. */
static const char *
split_within(Arena *arena, Query *query, const char *text)
{
    size_t name = strcspn(text, ",(");
    unsigned levels_said = 0;
    const char *within;

    if (name == 0 || !text[name])
        return text;

    within = place_name_strip_level(arena, text + name + 1, &levels_said);
    if (*within)
        read_both_ways(arena, within, &query->within, &query->within_seen);
    return arena_text_n(arena, text, name);
}

static Query
query_make(Arena *arena, const Places *places, const char *text, unsigned level_bits, Day on)
{
    Query query = { .places = places, .level_bits = level_bits, .on = on };
    unsigned levels_said = 0;

    while (isspace((unsigned char) *text))
        text++;
    split_code(arena, &query, text);
    text = split_within(arena, &query, text);
    query_name(arena, &query, place_name_strip_level(arena, text, &levels_said));
    if (levels_said && (level_bits == 0 || level_bits & levels_said))
        query.level_bits = levels_said & (level_bits ? level_bits : ~0u);
    return query;
}

static void
matches_add(Arena *arena, Matches *matches, const Place *place, int rank)
{
    for (size_t i = 0; i < matches->n; i++) {
        if (matches->matches[i].place != place)
            continue;
        if (rank < matches->matches[i].rank)
            matches->matches[i].rank = rank;
        return;
    }
    if (matches->n == matches->capacity) {
        size_t capacity = matches->capacity ? matches->capacity * 2 : 16;
        Match *grown = arena_array(arena, Match, capacity);

        if (matches->n > 0)
            memcpy(grown, matches->matches, matches->n * sizeof *grown);
        matches->matches = grown;
        matches->capacity = capacity;
    }
    matches->matches[matches->n++] = (Match) { .place = place, .rank = rank };
}

/* The place itself, or those that stand for it on the day asked. */
static void
add_as_of(Arena *arena, const Query *query, Matches *matches, const Place *place, int rank)
{
    const PlaceShare *shares;
    size_t n;

    if (place_is_valid(place, query->on)) {
        matches_add(arena, matches, place, rank);
        return;
    }
    n = place->valid_to != DAY_NONE && place->valid_to < query->on
            ? places_successors(query->places, place, &shares)
            : places_predecessors(query->places, place, &shares);
    for (size_t i = 0; i < n; i++)
        if (place_is_valid(shares[i].place, query->on))
            matches_add(arena, matches, shares[i].place, rank);
}

static Matches
find_codes(Arena *arena, const Query *query)
{
    Matches matches = { 0 };

    for (size_t i = 0; i < query->places->n_places; i++) {
        const Place *place = &query->places->places[i];

        if (level_matches(query, place) && code_matches(query, place))
            add_as_of(arena, query, &matches, place, RANK_CODE);
    }
    return matches;
}

/* Where the postcode's rows begin: the first that is not before it. */
static size_t
first_of_postcode(const Places *places, const char *digits)
{
    size_t low = 0, high = places->n_postcodes;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (strcmp(places->postcodes[middle].digits, digits) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static Matches
find_postcode(Arena *arena, const Query *query, const char *digits)
{
    const Places *places = query->places;
    Matches matches = { 0 };

    for (size_t i = first_of_postcode(places, digits);
            i < places->n_postcodes && strcmp(places->postcodes[i].digits, digits) == 0; i++) {
        const Place *place = places_by_key(places, places->postcodes[i].key);

        if (place && level_matches(query, place))
            add_as_of(arena, query, &matches, place, RANK_CODE);
    }
    return matches;
}

typedef int RankName(const PlaceName *name, const PlaceName *typed);

static int
rank_part(const PlaceName *name, const PlaceName *typed)
{
    return place_name_rank(name, typed);
}

static int
rank_whole(const PlaceName *name, const PlaceName *typed)
{
    int rank = place_name_rank(name, typed);

    return place_name_is_whole(rank) ? rank : PLACE_NAME_NOT;
}

static int
rank_mistyped(const PlaceName *name, const PlaceName *typed)
{
    int rank = place_name_rank(name, typed);

    return rank == PLACE_NAME_NOT && place_name_is_mistyped(name, typed) ? PLACE_NAME_MISTYPED
                                                                         : rank;
}

/*
 * By what was typed, and by how its letters look if that is something else. That somebody has
 * written a Latin name as the register does says no more than that it sounds the same: only one of
 * the two Iraklia is written so.
 */
static int
rank_of(const Query *query, const PlaceName *name, RankName *rank_name)
{
    int as_typed = rank_name(name, &query->text);
    int as_seen = query->seen.folded ? rank_name(name, &query->seen) : PLACE_NAME_NOT;
    int rank = as_seen < as_typed ? as_seen : as_typed;

    if (!query->is_latin || rank > PLACE_NAME_OF_ITS_WORDS)
        return rank;
    return rank == PLACE_NAME_OF_ITS_WORDS ? PLACE_NAME_SHORT : PLACE_NAME_SOUND;
}

/* Every place that has a name of some rank. */
static Matches
find_names(Arena *arena, const Query *query, RankName *rank_name)
{
    Matches matches = { 0 };

    if (!*query->text.folded)
        return matches;

    for (size_t i = 0; i < query->places->n_names; i++) {
        const PlaceName *name = &query->places->names[i];
        int rank;

        if (!name->place || !level_matches(query, name->place))
            continue;
        rank = rank_of(query, name, rank_name);
        if (rank != PLACE_NAME_NOT && within_matches(query, name->place))
            add_as_of(arena, query, &matches, name->place, rank);
    }
    return matches;
}

/* Its own name, another that it has, one that sounds so: then the level decides first, as
 * «Πειραιώς» is a municipality by its other name before it is the regional unit of that name. */
static int
class_of(int rank)
{
    if (rank == PLACE_NAME_OF_ITS_WORDS)
        return PLACE_NAME_SOUND_STEM;
    return rank < PLACE_NAME_SOUND_STEM ? PLACE_NAME_OWN : rank;
}

static int
by_rank(const void *one, const void *other)
{
    const Match *a = one, *b = other;

    if (class_of(a->rank) != class_of(b->rank))
        return class_of(a->rank) < class_of(b->rank) ? -1 : 1;
    if (a->place->level != b->place->level)
        return a->place->level < b->place->level ? -1 : 1;
    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    if (a->place->population != b->place->population)
        return a->place->population > b->place->population ? -1 : 1;
    return a->place < b->place ? -1 : 1;
}

static void
sort_matches(Matches *matches)
{
    if (matches->n > 0)
        qsort(matches->matches, matches->n, sizeof *matches->matches, by_rank);
}

static size_t
hand_out(const Matches *matches, size_t limit, const Place **ret_found)
{
    size_t n = matches->n < limit ? matches->n : limit;

    for (size_t i = 0; i < n; i++)
        ret_found[i] = matches->matches[i].place;
    return n;
}

/* «ν σμύρνη» is no prefecture: what looked like a level may be part of the name. */
static Matches
find_unstripped(Arena *arena, const Query *query, const char *text, unsigned level_bits)
{
    Query whole = { .places = query->places, .level_bits = level_bits, .on = query->on };

    query_name(arena, &whole, text_fold(arena, text));
    return find_names(arena, &whole, rank_part);
}

/* «Νίκαια Πειραιά», without a comma: the last word may say within which larger place. */
static Matches
find_within_last(Arena *arena, const Query *query)
{
    const char *name = query->text.folded;
    const char *last = strrchr(name, ' ');
    Query within = *query;

    if (!last || query->within.folded)
        return (Matches) { 0 };
    within.seen.folded = NULL;
    query_name(arena, &within, arena_text_n(arena, name, (size_t) (last - name)));
    read_both_ways(arena, last + 1, &within.within, &within.within_seen);
    return find_names(arena, &within, rank_part);
}

/* «Καλαμάτα 24100»: where both lead first, then where only one does. */
static Matches
find_by_postcode(Arena *arena, const Query *query, const char *text)
{
    Matches matches = { 0 };
    Query rest = { .places = query->places, .level_bits = query->level_bits, .on = query->on };
    Postcode postcode;
    Matches named;

    if (!postcode_read(arena, text, &postcode))
        return matches;
    matches = find_postcode(arena, query, postcode.digits);
    if (matches.n == 0 || !*postcode.rest)
        return matches;

    query_name(arena, &rest, postcode.rest);
    named = find_names(arena, &rest, rank_part);
    for (size_t i = 0; i < matches.n; i++) {
        bool is_named = false;

        for (size_t k = 0; k < named.n; k++)
            is_named |= named.matches[k].place == matches.matches[i].place;
        matches.matches[i].rank = is_named ? RANK_CODE : PLACE_NAME_WORD;
    }
    return matches;
}

size_t
places_search(const Places *places, const char *text, unsigned level_bits, Day on, size_t limit,
        const Place **ret_found)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    Query query;
    Matches matches;

    assert(places->sealed);

    if (strlen(text) > PLACE_NAME_MAX)
        return 0;

    query = query_make(arena, places, text, level_bits, on);
    matches = find_codes(arena, &query);
    if (matches.n == 0)
        matches = find_by_postcode(arena, &query, text);
    if (matches.n == 0)
        matches = find_names(arena, &query, rank_part);
    if (matches.n == 0 && query.level_bits != level_bits)
        matches = find_unstripped(arena, &query, text, level_bits);
    if (matches.n == 0)
        matches = find_within_last(arena, &query);
    if (matches.n == 0)
        matches = find_names(arena, &query, rank_mistyped);
    sort_matches(&matches);
    return hand_out(&matches, limit, ret_found);
}

const Place *
places_by_code(const Places *places, const char *code)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    Query query = { .places = places };

    assert(places->sealed);

    split_code(arena, &query, code);
    for (size_t i = 0; i < places->n_places; i++)
        if (same_code(places->places[i].code, code) || code_matches(&query, &places->places[i]))
            return &places->places[i];
    return NULL;
}

static void
give_hints(const Matches *matches, size_t hints, const Place **ret_hint)
{
    if (ret_hint)
        ret_hint[hand_out(matches, hints, ret_hint)] = NULL;
}

/* Only one at the best rank, or only one at the lowest level among them. */
static bool
is_one(const Matches *matches)
{
    return matches->n == 1
            || (matches->n > 1
                    && (matches->matches[0].rank != matches->matches[1].rank
                            || matches->matches[0].place->level
                                    != matches->matches[1].place->level));
}

static Matches
find_whole(Arena *arena, const Query *query, const char *text)
{
    Matches matches = find_codes(arena, query);
    Postcode postcode;

    if (matches.n == 0 && postcode_read(arena, text, &postcode) && !*postcode.rest)
        matches = find_postcode(arena, query, postcode.digits);
    if (matches.n == 0)
        matches = find_names(arena, query, rank_whole);
    sort_matches(&matches);
    return matches;
}

/*
 * What programs send: a code as it stands, of one place that is valid that day; NULL: it takes a
 * closer look. Only digits, because letters may be written in two ways.
 */
static const Place *
place_of_code(const Places *places, const char *text, unsigned level_bits, Day on)
{
    const Place *found = NULL;

    if (text[0] == '\0' || text[strspn(text, "0123456789")] != '\0')
        return NULL;
    for (size_t i = 0; i < places->n_places; i++) {
        const Place *place = &places->places[i];

        if (!place->code || strcmp(place->code, text) != 0
                || (level_bits && !(level_bits & PLACE_LEVEL_BIT(place->level))))
            continue;
        if (found || !place_is_valid(place, on))
            return NULL;
        found = place;
    }
    return found;
}

int
places_resolve(const Places *places, const char *text, unsigned level_bits, Day on,
        const Place **ret_place, size_t hints, const Place **ret_hint)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    const Place *plain;
    Query query;
    Matches matches;

    assert(places->sealed);

    if (strlen(text) > PLACE_NAME_MAX) {
        give_hints(&(Matches) { 0 }, 0, ret_hint);
        return PLACE_E_UNKNOWN;
    }
    plain = place_of_code(places, text, level_bits, on);
    if (plain) {
        *ret_place = plain;
        return 0;
    }
    query = query_make(arena, places, text, level_bits, on);
    matches = find_whole(arena, &query, text);
    if (is_one(&matches)) {
        *ret_place = matches.matches[0].place;
        return 0;
    }
    if (matches.n > 0) {
        give_hints(&matches, hints, ret_hint);
        return PLACE_E_AMBIGUOUS;
    }
    matches = find_names(arena, &query, rank_mistyped);
    sort_matches(&matches);
    give_hints(&matches, hints, ret_hint);
    return PLACE_E_UNKNOWN;
}
