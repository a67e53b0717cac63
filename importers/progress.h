/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Progress: one line on a terminal that says how far a long run has come; silent elsewhere.
 *
 * It writes to standard error, at most ten times a second, and takes its line away at the end, so
 * that neither the report nor --json is disturbed.
 */

#include "importers/import.h"
#include "registry/base/cleanup.h"

Progress *progress_new(void);
Progress *progress_free(Progress *progress); /* takes the line away */

DEFINE_CLEANUP(Progress, progress_free)
