/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/screen_row.h"

#include "registry/db/wire.h"
#include "registry/residence.h"

#include <assert.h>

#define ARRAY_HEADER_SIZE 20 /* dimensions, flags, type, length, lower bound */
#define VARINT_SIZE 10       /* at most */

/* ---- packing -------------------------------------------------------------------------------- */

static char *
put_varint(char *at, uint64_t value)
{
    for (; value >= 0x80; value >>= 7)
        *at++ = (char) (value | 0x80);
    *at++ = (char) value;
    return at;
}

static uint64_t
take_varint(const uint8_t **at)
{
    uint64_t value = 0;

    for (unsigned shift = 0;; shift += 7) {
        uint8_t byte = *(*at)++;

        value |= (uint64_t) (byte & 0x7F) << shift;
        if (byte < 0x80)
            return value;
    }
}

/* Small numbers of either sign are small; 0 is left for NULL. */
static uint64_t
fold(int64_t value)
{
    assert(value > INT64_MIN / 2 && value < INT64_MAX / 2);

    return ((uint64_t) value << 1 ^ (uint64_t) (value >> 63)) + 1;
}

static int64_t
unfold(uint64_t folded)
{
    folded--;
    return (int64_t) (folded >> 1) ^ -(int64_t) (folded & 1);
}

static int64_t
read_integer(const uint8_t *bytes, uint32_t size)
{
    assert(size == 2 || size == 4 || size == 8);

    if (size == 2)
        return (int16_t) wire_read16(bytes);
    if (size == 4)
        return (int32_t) wire_read32(bytes);
    return (int64_t) wire_read64(bytes);
}

/* How many elements an array of one dimension has; an empty one has no dimension. */
static size_t
length_of(const Bytes *array)
{
    return array->size < ARRAY_HEADER_SIZE ? 0 : wire_read32(array->data + 12);
}

int32_t
screen_row_home(const Bytes *places)
{
    return length_of(places) == 0 ? 0 : (int32_t) wire_read32(places->data + ARRAY_HEADER_SIZE + 4);
}

static char *
pack_list(char *at, const Bytes *array)
{
    size_t n = length_of(array);
    const uint8_t *element = array->data ? array->data + ARRAY_HEADER_SIZE : NULL;

    at = put_varint(at, array->data ? n + 1 : 0);
    for (size_t i = 0; i < n; i++) {
        uint32_t size = wire_read32(element);

        element += 4;
        if (size == WIRE_NULL) {
            at = put_varint(at, 0);
            continue;
        }
        at = put_varint(at, fold(read_integer(element, size)));
        element += size;
    }
    return at;
}

void
screen_row_pack(Buffer *into, const Bytes *fields, size_t n_fields)
{
    size_t most = sizeof(uint64_t);
    char *begin, *at;

    for (size_t i = 0; i < SCREEN_ROW_LISTS; i++)
        most += VARINT_SIZE * (length_of(&fields[i]) + 1);
    begin = buffer_reserve(into, most);
    at = begin;
    for (size_t i = 0; i < SCREEN_ROW_LISTS; i++)
        at = pack_list(at, &fields[i]);
    if (n_fields > SCREEN_ROW_KEY) {
        uint64_t key = wire_read64(fields[SCREEN_ROW_KEY].data);

        memcpy(at, &key, sizeof key);
        at += sizeof key;
    }
    *at = '\0';
    into->size += (size_t) (at - begin);
}

static ScreenList
unpack_list(const uint8_t **at, Arena *arena)
{
    uint64_t length = take_varint(at);
    int64_t *values;

    if (length == 0)
        return (ScreenList) { 0 };
    values = arena_array(arena, int64_t, length);
    for (uint64_t i = 0; i + 1 < length; i++) {
        uint64_t folded = take_varint(at);

        values[i] = folded ? unfold(folded) : DB_NULL;
    }
    return (ScreenList) { values, length - 1 };
}

const uint8_t *
screen_row_unpack(ScreenRow *ret_row, Arena *arena, const uint8_t *packed, size_t n_fields)
{
    for (size_t i = 0; i < SCREEN_ROW_LISTS; i++)
        ret_row->lists[i] = unpack_list(&packed, arena);
    ret_row->record_key = 0;
    if (n_fields > SCREEN_ROW_KEY) {
        memcpy(&ret_row->record_key, packed, sizeof ret_row->record_key);
        packed += sizeof ret_row->record_key;
    }
    return packed;
}

void
screen_row_read(ScreenRow *ret_row, Arena *arena, const Result *rows, size_t row)
{
    *ret_row = (ScreenRow) { 0 };
    for (size_t i = 0; i < SCREEN_ROW_LISTS; i++)
        ret_row->lists[i].values = result_ints(arena, rows, row, i, &ret_row->lists[i].n);
}

/* ---- facts ---------------------------------------------------------------------------------- */

/* Today's, each relative to the municipality of the day asked. */
static void
set_residence(Facts *facts, const ScreenRow *row, const Screen *screen, const Place *municipality,
        Arena *arena)
{
    const Places *places = snapshot_places(screen_snapshot(screen));
    const ScreenList *keys = &row->lists[SCREEN_ROW_PLACES];
    const ScreenList *bases = &row->lists[SCREEN_ROW_BASES];
    ResidenceIs *where = arena_array(arena, ResidenceIs, keys->n);
    int16_t *kinds = arena_array(arena, int16_t, keys->n);

    assert(keys->n == bases->n);

    for (size_t i = 0; i < keys->n; i++) {
        where[i] =
                residence_is(places, (int32_t) keys->values[i], municipality, screen_day(screen));
        kinds[i] = (int16_t) bases->values[i];
    }
    facts_set_residence(facts, where, kinds, keys->n);
}

static void
set_claims(Facts *facts, const ScreenRow *row)
{
    const ScreenList *values = &row->lists[SCREEN_ROW_FACTS];
    const ScreenList *rivals = &row->lists[SCREEN_ROW_RIVALS];

    for (size_t i = 0; i < values->n && i < FACT_COUNT; i++) {
        Evidence *evidence = &facts->evidence[i + 1];

        if (values->values[i] == DB_NULL)
            continue;
        evidence->state = EVIDENCE_KNOWN;
        evidence->value = values->values[i];
        if (i < rivals->n && rivals->values[i] != DB_NULL) {
            evidence->state = EVIDENCE_CONFLICT;
            evidence->rival = rivals->values[i];
        }
    }
}

static void
set_receives(Facts *facts, const ScreenRow *row, Arena *arena)
{
    const ScreenList *keys = &row->lists[SCREEN_ROW_RECEIVES];
    int32_t *programmes;

    if (!keys->values)
        return;
    programmes = arena_array(arena, int32_t, keys->n);
    for (size_t i = 0; i < keys->n; i++)
        programmes[i] = (int32_t) keys->values[i];
    facts_set_receives(facts, programmes, keys->n, FEED_NONE, DAY_NONE);
}

void
screen_row_set(Facts *facts, const ScreenRow *row, const Screen *screen, const Place *municipality,
        Arena *arena)
{
    set_claims(facts, row);
    set_receives(facts, row, arena);
    set_residence(facts, row, screen, municipality, arena);
}

void
screen_row_facts(Facts *ret_facts, const ScreenRow *row, const Screen *screen,
        const Place *municipality, Arena *arena)
{
    facts_init(ret_facts);
    screen_row_set(ret_facts, row, screen, municipality, arena);
    facts_set_place(ret_facts,
            &(PlaceFacts) {
                    .municipality = municipality->key,
                    .regional_unit = municipality->regional_unit,
                    .prefecture = municipality->prefecture,
                    .region = municipality->region,
                    .mountain = (int8_t) municipality->mountain,
                    .disadvantaged = (int8_t) municipality->disadvantaged,
                    .island = (int8_t) municipality->island,
                    .remote = (int8_t) municipality->remote,
            });
}
