/* SPDX-License-Identifier: EUPL-1.2 */

/* Bodies of questions: any bytes, as a client may send them, read and walked through. */

#include "tests/fuzz/fuzz.h"

#include "api/json_input.h"

#include <stdlib.h>
#include <string.h>

#define DEPTH_MAX 64

static int depth;

static void
walk(void *context, const char *name, const JsonInput *value)
{
    size_t *seen = context;

    if (name)
        *seen += strlen(name);
    if (json_input_text(value))
        *seen += strlen(json_input_text(value));
    *seen += json_input_bool(value) + (json_input_number(value) > 0);
    if (++depth < DEPTH_MAX) {
        json_input_each(value, walk, context);
        for (size_t i = 0; json_input_kind(value) == JSON_KIND_ARRAY && i < json_input_count(value);
                i++)
            walk(context, NULL, json_input_at(value, i));
    }
    depth--;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    CLEANUP(json_input_freep) JsonInput *root = NULL;
    size_t seen = 0;
    int line = 0;
    int column = 0;

    if (json_input_parse((const char *) bytes, size, &root, &line, &column) == 0)
        walk(&seen, NULL, root);
    else if (line < 1 || column < 1)
        abort();
    return 0;
}
