/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/* What libFuzzer calls. A target ends the process by abort() where an answer breaks its contract.
 */

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
