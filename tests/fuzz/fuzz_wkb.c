/* SPDX-License-Identifier: EUPL-1.2 */

/* Geometry bytes: what is accepted can be walked, and every vertex of it lies in its box. */

#include "tests/fuzz/fuzz.h"

#include "geo/wkb.h"

#include <stdlib.h>

static void
check_ring(const WkbRing *ring, const WkbBox *box)
{
    for (uint32_t i = 0; i < ring->n; i++) {
        GeoPoint point = wkb_vertex(ring, i);

        if (!(point.lon >= box->low.lon && point.lon <= box->high.lon && point.lat >= box->low.lat
                    && point.lat <= box->high.lat))
            abort();
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    WkbRing ring;
    WkbWalk walk;
    WkbBox box;

    if (wkb_check(bytes, size, &box) != 0)
        return 0;

    if (wkb_begin(&walk, bytes, size) != 0)
        abort();
    while (wkb_next(&walk, &ring) == 0 && !walk.ended)
        check_ring(&ring, &box);
    if (!walk.ended)
        abort();
    return 0;
}
