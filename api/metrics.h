/* SPDX-License-Identifier: EUPL-1.2 */
#pragma once

/*
 * Metrics: what each loop counts, for whoever watches the service. Nothing about anybody.
 *
 * Each loop writes its own, without a lock; any thread may read them all, and what it reads is
 * each figure by itself, not one moment. Routes are told by their pattern, never by what was asked.
 */

#include "registry/base/buffer.h"
#include "registry/base/cleanup.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Loop Loop;
typedef struct Metrics Metrics;
typedef struct Route Route;

/* What stands now, as the loop sees it at the end of a turn; its own order is that of the text. */
typedef enum Gauge {
    GAUGE_CONNECTIONS,
    GAUGE_ADMITTED,
    GAUGE_READY,
    GAUGE_SHARES,
    GAUGE_UNSENT_BYTES,
    GAUGE_DATABASE_UP,
    GAUGE_DESK_ASKS,
    GAUGE_AUDIT_WAITED_MS,
    GAUGE_AUDIT_BATCHES,
    GAUGE_AUDIT_ENTRIES,
    GAUGE_AUDIT_BATCH_US,
    GAUGE_REFUSED_FULL,
    GAUGE_REFUSED_SHARE,
    GAUGE_HELD,
    GAUGE_REGISTER_VERSION,
    GAUGE_REGISTER_LOADED_MS, /* of the loop's clock */
    GAUGES,
} Gauge;

Metrics *metrics_new(void);
Metrics *metrics_free(Metrics *metrics);

/* `route` is a row of the table, or NULL where none was found. */
void metrics_answered(Metrics *metrics, const Route *route, unsigned status, int64_t took_us);
void metrics_set(Metrics *metrics, Gauge gauge, int64_t value);

/* The same figures in short, for a person: what the administration page says. */
#define METRICS_RECENT_MINUTES 5

typedef struct MetricsNow {
    int64_t register_version;
    int64_t register_age_ms; /* -1 = none is loaded */
    uint64_t answered;       /* in the last METRICS_RECENT_MINUTES, the one that runs included */
    uint64_t refused;        /* of them: 503 */
    int64_t waiting;         /* requests that wait to be computed */
    int64_t database_asks;
    int64_t audit_lag_ms;
    bool database_is_up;
} MetricsNow;

void metrics_now(Loop *const *loops, size_t n_loops, MetricsNow *ret_now);

/* The text that Prometheus reads, of all loops together. */
void metrics_write(Buffer *out, Loop *const *loops, size_t n_loops);

DEFINE_CLEANUP(Metrics, metrics_free)
