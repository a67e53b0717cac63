/* SPDX-License-Identifier: EUPL-1.2 */

/* Request targets and forms, taken apart from raw bytes; and texts, put into HTML. */

#include "tests/unit/unit.h"

#include "api/target.h"
#include "api/web/html.h"

#include <string.h>

static Arena *arena;

static Target
parsed(const char *raw)
{
    Target target = { 0 };

    CHECK(target_parse(arena, raw, &target) == 0);
    return target;
}

static void
decodes_each_segment_by_itself(void)
{
    Target target = parsed("/v1/a%2Fb/%CE%B1");

    CHECK(target.n_segments == 3);
    CHECK(strcmp(target.segments[1], "a/b") == 0);
    CHECK(strcmp(target.segments[2], "α") == 0);
}

static void
knows_the_root_and_an_empty_last_segment(void)
{
    CHECK(parsed("/").n_segments == 0);
    CHECK(parsed("/?").n_segments == 0);
    CHECK(parsed("/a/").n_segments == 2);
    CHECK(parsed("//a").n_segments == 2);
}

static void
keeps_a_plus_in_a_path_and_reads_a_space_in_a_query(void)
{
    Target target = parsed("/a+b?c+d=e+f%2B");

    CHECK(strcmp(target.segments[0], "a+b") == 0);
    CHECK(target.n_pairs == 1);
    CHECK(strcmp(target.pairs[0].name, "c d") == 0);
    CHECK(strcmp(target.pairs[0].value, "e f+") == 0);
}

static void
reads_pairs_without_values_and_skips_empty_ones(void)
{
    Target target = parsed("/?a&b=&&c==d");

    CHECK(target.n_pairs == 3);
    CHECK(strcmp(target.pairs[0].value, "") == 0);
    CHECK(strcmp(target.pairs[2].value, "=d") == 0);
}

static void
refuses_what_is_no_path(void)
{
    static const char *const raws[] = { "", "*", "a", "http://x/a", "/%", "/%4", "/%4g", "/%00",
        "/%0a", "/%7f", "/%ff", "/%c0%af", "/%ed%a0%80", "/a#b", "/\x01" };
    Target target;

    for (size_t i = 0; i < sizeof raws / sizeof *raws; i++)
        CHECK(target_parse(arena, raws[i], &target) == TARGET_E_FORM);
}

static void
refuses_more_than_its_limits(void)
{
    char long_path[TARGET_MAX + 3];
    Target target;

    memset(long_path, 'a', sizeof long_path);
    long_path[0] = '/';
    long_path[sizeof long_path - 1] = '\0';
    CHECK(target_parse(arena, long_path, &target) == TARGET_E_LONG);
    CHECK(target_parse(arena, "/1/2/3/4/5/6/7/8/9", &target) == TARGET_E_LONG);
    CHECK(target_parse(arena, "/?1&2&3&4&5&6&7&8&9&10&11&12&13&14&15&16&17", &target)
            == TARGET_E_LONG);
}

static void
gives_each_value_of_a_form_an_address_of_its_own(void)
{
    QueryPair pairs[4];
    unsigned n;

    CHECK(target_parse_pairs(arena, "a&a&a", 5, pairs, 4, &n) == 0);
    CHECK(n == 3);
    CHECK(pairs[0].value != pairs[1].value && pairs[1].value != pairs[2].value);
}

static void
escapes_texts_and_attributes(void)
{
    Buffer out;

    buffer_init(&out);
    html_element(&out, "p", "a\"b", "<i>&'");
    CHECK(strcmp(out.data, "<p class=\"a&quot;b\">&lt;i&gt;&amp;&#39;</p>") == 0);
    buffer_clear(&out);
    html_element(&out, "p", NULL, NULL);
    CHECK(out.size == 0);
    buffer_deinit(&out);
}

static const UnitTest tests[] = {
    { "decodes each segment by itself", decodes_each_segment_by_itself },
    { "knows the root and an empty last segment", knows_the_root_and_an_empty_last_segment },
    { "keeps a plus in a path and reads a space in a query",
            keeps_a_plus_in_a_path_and_reads_a_space_in_a_query },
    { "reads pairs without values and skips empty ones",
            reads_pairs_without_values_and_skips_empty_ones },
    { "refuses what is no path", refuses_what_is_no_path },
    { "refuses more than its limits", refuses_more_than_its_limits },
    { "gives each value of a form an address of its own",
            gives_each_value_of_a_form_an_address_of_its_own },
    { "escapes texts and attributes", escapes_texts_and_attributes },
};

int
main(void)
{
    int status;

    arena = arena_new();
    status = unit_run(tests, sizeof tests / sizeof *tests);
    arena = arena_free(arena);
    return status;
}
