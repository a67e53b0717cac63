/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/* Providers: the register is register_providers of import.h; this is its way out. */

#include "importers/import.h"

int providers_export(Export *export);
