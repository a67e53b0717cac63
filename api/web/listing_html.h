/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/* A listing as a part of a page: its figures, its table, what is to be said about it. */

#include "registry/listing.h"

void listing_html(Buffer *out, const Listing *listing);
