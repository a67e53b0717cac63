/* SPDX-License-Identifier: EUPL-1.2 */

/* AMKA, ΑΦΜ, dates and amounts as files hold them: what is read comes back when it is written. */

#include "tests/fuzz/fuzz.h"

#include "registry/base/arena.h"
#include "registry/base/date.h"
#include "registry/base/identifier.h"
#include "registry/base/money.h"
#include "registry/base/text.h"

#include <stdlib.h>
#include <string.h>

static void
check_day(const char *text)
{
    char written[DAY_TEXT_SIZE];
    Day day, again;

    if (day_parse(text, &day) != 0)
        return;
    if (day_parse(day_format_iso(day, written), &again) != 0 || again != day)
        abort();
    if (day_parse(day_format_greek(day, written), &again) != 0 || again != day)
        abort();
    if (day_age(day, day) != 0 || day_age(day, day_add_years(day, 67)) != 67)
        abort();
}

static void
check_money(const char *text)
{
    char written[MONEY_TEXT_SIZE];
    int64_t cents, again;

    if (money_parse(text, &cents) != 0)
        return;
    if (money_parse(money_format(cents, written), &again) != 0 || again != cents)
        abort();
    if (money_parse(money_format_greek(cents, written), &again) != 0 || again != cents)
        abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    CLEANUP(arena_freep) Arena *arena = arena_new();
    const char *text = arena_text_n(arena, (const char *) bytes, size);

    if (amka_check(text) == 0 && amka_check_digit(text) != text[AMKA_DIGITS - 1])
        abort();
    if (afm_check(text) == 0 && strcmp(text, "000000000") == 0)
        abort();
    check_day(text);
    check_money(text);

    if (text_is_utf8(text, strlen(text))) {
        const char *folded = text_fold(arena, text);

        if (strcmp(text_fold(arena, folded), folded) != 0)
            abort(); /* what is folded stays as it is */
        (void) text_sound(arena, text);
    }
    return 0;
}
