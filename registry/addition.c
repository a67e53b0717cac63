/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/addition.h"

#include <string.h>

static const struct {
    const char *key;
    const char *greek;
} kinds[] = {
    [ADDITION_NOTE] = { "note", "σημείωση" },
    [ADDITION_DOCUMENT] = { "document", "δικαιολογητικό" },
    [ADDITION_ASK] = { "ask", "να ερωτηθεί" },
};

AdditionKind
addition_kind_find(const char *key)
{
    for (size_t i = 0; key && i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].key, key) == 0)
            return (AdditionKind) i;
    return ADDITION_NOTE;
}

const char *
addition_kind_key(AdditionKind kind)
{
    return kinds[kind].key;
}

const char *
addition_kind_greek(AdditionKind kind)
{
    return kinds[kind].greek;
}

void
additions_json(JsonWriter *json, const char *key, const Addition *const *additions, size_t n)
{
    json_array_begin(json, key);
    for (size_t i = 0; i < n; i++) {
        const Addition *addition = additions[i];

        json_object_begin(json, /* key= */ NULL);
        json_string(json, "code", addition->code);
        json_string(json, "kind", addition_kind_key(addition->kind));
        json_string(json, "text", addition->text);
        json_string(json, "url", addition->url);
        json_day(json, "valid_from", addition->valid_from);
        json_day(json, "valid_to", addition->valid_to);
        json_string(json, "source", addition->source);
        json_bool(json, "sample", addition->is_sample);
        json_object_end(json);
    }
    json_array_end(json);
}
