/* SPDX-License-Identifier: EUPL-1.2 */
#include "registry/licence.h"

#include "registry/db/statements.h"
#include "registry/row_reader.h"

const Licence licence_unset = { .name = "δεν έχει οριστεί άδεια" };

int
licence_load(Arena *arena, Db *db, int64_t version, Licence *ret_licence)
{
    RowReader reader;
    int r = row_query(arena, db, &sql_snapshot_licence, version, &reader);

    if (r != 0)
        return r;
    *ret_licence = licence_unset;
    if (row_is_there(&reader))
        *ret_licence =
                (Licence) { .name = row_text(&reader, "name"), .url = row_text(&reader, "url") };
    row_close(&reader);
    return 0;
}
