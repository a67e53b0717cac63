/* SPDX-License-Identifier: EUPL-1.2 */
#include "api/metrics.h"

#include "api/loop.h"
#include "api/route.h"

#include "registry/base/memory.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define ROUTES_MAX 256 /* the last one is for what is none */
#define STATUS_CLASSES 6

static const struct {
    int64_t up_to_us;
    const char *label;
} buckets[] = {
    { 500, "0.0005" },
    { 1000, "0.001" },
    { 2000, "0.002" },
    { 5000, "0.005" },
    { 10000, "0.01" },
    { 20000, "0.02" },
    { 50000, "0.05" },
    { 100000, "0.1" },
    { 250000, "0.25" },
    { 500000, "0.5" },
    { 1000000, "1" },
    { 2500000, "2.5" },
    { INT64_MAX, "+Inf" },
};

#define N_BUCKETS (sizeof buckets / sizeof *buckets)

typedef struct RouteCounts {
    atomic_uint_fast64_t by_status[STATUS_CLASSES]; /* 1xx is [1] */
    atomic_uint_fast64_t by_time[N_BUCKETS];
    atomic_uint_fast64_t sum_us;
} RouteCounts;

#define MINUTES_KEPT 8 /* more than are told, so that the one being told is not being written */
#define MINUTE_MS 60000
#define STATUS_REFUSED 503

typedef struct MinuteCounts {
    atomic_uint_fast64_t minute; /* of the loop's clock */
    atomic_uint_fast64_t answered;
    atomic_uint_fast64_t refused;
} MinuteCounts;

struct Metrics {
    RouteCounts routes[ROUTES_MAX];
    MinuteCounts minutes[MINUTES_KEPT];
    atomic_int_fast64_t gauges[GAUGES];
};

Metrics *
metrics_new(void)
{
    return memory_new(1, sizeof(Metrics));
}

Metrics *
metrics_free(Metrics *metrics)
{
    free(metrics);
    return NULL;
}

/* One thread writes, so that no locked instruction is needed. */
static void
add(atomic_uint_fast64_t *counter, uint64_t more)
{
    atomic_store_explicit(counter, atomic_load_explicit(counter, memory_order_relaxed) + more,
            memory_order_relaxed);
}

static uint64_t
read_count(const atomic_uint_fast64_t *counter)
{
    return atomic_load_explicit(counter, memory_order_relaxed);
}

static uint64_t
minute_now(void)
{
    return (uint64_t) loop_now_ms() / MINUTE_MS;
}

static void
count_in_minute(Metrics *metrics, unsigned status)
{
    uint64_t minute = minute_now();
    MinuteCounts *counts = &metrics->minutes[minute % MINUTES_KEPT];

    if (read_count(&counts->minute) != minute) {
        atomic_store_explicit(&counts->answered, 0, memory_order_relaxed);
        atomic_store_explicit(&counts->refused, 0, memory_order_relaxed);
        atomic_store_explicit(&counts->minute, minute, memory_order_relaxed);
    }
    add(&counts->answered, 1);
    add(&counts->refused, status == STATUS_REFUSED);
}

void
metrics_answered(Metrics *metrics, const Route *route, unsigned status, int64_t took_us)
{
    size_t index = route ? (size_t) (route - routes) : ROUTES_MAX - 1;
    RouteCounts *counts = &metrics->routes[index < ROUTES_MAX ? index : ROUTES_MAX - 1];
    size_t bucket = 0;

    while (took_us > buckets[bucket].up_to_us)
        bucket++;
    add(&counts->by_time[bucket], 1);
    add(&counts->by_status[status / 100 < STATUS_CLASSES ? status / 100 : 0], 1);
    add(&counts->sum_us, took_us > 0 ? (uint64_t) took_us : 0);
    /* Whoever watches over the service asks before it is ready, and often. */
    if (!route || !route->is_always)
        count_in_minute(metrics, status);
}

void
metrics_set(Metrics *metrics, Gauge gauge, int64_t value)
{
    atomic_store_explicit(&metrics->gauges[gauge], value, memory_order_relaxed);
}

/* ---- the text ---- */

static void
head(Buffer *out, const char *name, const char *type, const char *help)
{
    buffer_format(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static uint64_t
sum(Loop *const *loops, size_t n_loops, size_t offset, size_t route)
{
    uint64_t total = 0;

    for (size_t i = 0; i < n_loops; i++) {
        const RouteCounts *counts = &loop_metrics(loops[i])->routes[route];

        total += read_count(
                (const atomic_uint_fast64_t *) (const void *) ((const char *) counts + offset));
    }
    return total;
}

static uint64_t
status_sum(Loop *const *loops, size_t n_loops, size_t route, size_t status)
{
    return sum(loops, n_loops,
            offsetof(RouteCounts, by_status) + status * sizeof(atomic_uint_fast64_t), route);
}

static uint64_t
time_sum(Loop *const *loops, size_t n_loops, size_t route, size_t bucket)
{
    return sum(loops, n_loops,
            offsetof(RouteCounts, by_time) + bucket * sizeof(atomic_uint_fast64_t), route);
}

/* Rows of the table, then what no row fits. */
static size_t
count_routes(void)
{
    size_t n = 0;

    while (routes[n].method && n < ROUTES_MAX - 1)
        n++;
    return n;
}

static const char *
label_of(size_t route, size_t n_routes, char *text, size_t size)
{
    if (route < n_routes)
        (void) snprintf(
                text, size, "method=\"%s\",route=\"%s\"", routes[route].method, routes[route].path);
    else
        (void) snprintf(text, size, "method=\"\",route=\"\"");
    return text;
}

static void
write_requests(Buffer *out, Loop *const *loops, size_t n_loops)
{
    size_t n_routes = count_routes();
    char label[160];

    head(out, "mitroa_requests_total", "counter", "Answers by route and class of status.");
    for (size_t i = 0; i <= n_routes; i++) {
        size_t route = i < n_routes ? i : ROUTES_MAX - 1;

        for (size_t status = 0; status < STATUS_CLASSES; status++) {
            uint64_t n = status_sum(loops, n_loops, route, status);

            if (n > 0)
                buffer_format(out, "mitroa_requests_total{%s,status=\"%zuxx\"} %" PRIu64 "\n",
                        label_of(i, n_routes, label, sizeof label), status, n);
        }
    }
}

static void
write_histogram(Buffer *out, Loop *const *loops, size_t n_loops, size_t route, const char *label)
{
    uint64_t so_far = 0;

    for (size_t bucket = 0; bucket < N_BUCKETS; bucket++) {
        so_far += time_sum(loops, n_loops, route, bucket);
        buffer_format(out, "mitroa_request_seconds_bucket{%s,le=\"%s\"} %" PRIu64 "\n", label,
                buckets[bucket].label, so_far);
    }
    buffer_format(out,
            "mitroa_request_seconds_sum{%s} %.6f\nmitroa_request_seconds_count{%s} %" PRIu64 "\n",
            label, (double) sum(loops, n_loops, offsetof(RouteCounts, sum_us), route) / 1e6, label,
            so_far);
}

static void
write_times(Buffer *out, Loop *const *loops, size_t n_loops)
{
    size_t n_routes = count_routes();
    char label[160];

    head(out, "mitroa_request_seconds", "histogram",
            "From the request line to the response being queued.");
    for (size_t route = 0; route < n_routes; route++) {
        uint64_t n = 0;

        for (size_t status = 0; status < STATUS_CLASSES; status++)
            n += status_sum(loops, n_loops, route, status);
        if (n > 0)
            write_histogram(
                    out, loops, n_loops, route, label_of(route, n_routes, label, sizeof label));
    }
}

/* How the gauges of the loops become one figure each. */
typedef enum Joining {
    JOIN_SUM,
    JOIN_HIGHEST,
    JOIN_LOWEST,
} Joining;

static const struct {
    Gauge gauge;
    Joining joining;
    double scale;
    const char *name;
    const char *type;
    const char *help;
} told[] = {
    { GAUGE_CONNECTIONS, JOIN_SUM, 1, "mitroa_connections", "gauge", "Open connections." },
    { GAUGE_ADMITTED, JOIN_SUM, 1, "mitroa_admitted", "gauge", "Requests in hand." },
    { GAUGE_READY, JOIN_SUM, 1, "mitroa_ready", "gauge",
            "Of them, those that wait for their turn to be computed." },
    { GAUGE_SHARES, JOIN_SUM, 1, "mitroa_shares", "gauge", "Structures that hold any." },
    { GAUGE_UNSENT_BYTES, JOIN_SUM, 1, "mitroa_unsent_bytes", "gauge",
            "Bytes of answers that clients have not taken yet." },
    { GAUGE_DATABASE_UP, JOIN_LOWEST, 1, "mitroa_database_up", "gauge",
            "1 if every loop has its connection to the database." },
    { GAUGE_DESK_ASKS, JOIN_SUM, 1, "mitroa_database_asks", "gauge",
            "Questions to the database that wait or are under way." },
    { GAUGE_AUDIT_WAITED_MS, JOIN_HIGHEST, 1e-3, "mitroa_audit_lag_seconds", "gauge",
            "How long the oldest question has waited for its audit entry." },
    { GAUGE_AUDIT_BATCHES, JOIN_SUM, 1, "mitroa_audit_batches_total", "counter",
            "Commits of audit entries." },
    { GAUGE_AUDIT_ENTRIES, JOIN_SUM, 1, "mitroa_audit_questions_total", "counter",
            "Questions about persons in these commits." },
    { GAUGE_AUDIT_BATCH_US, JOIN_SUM, 1e-6, "mitroa_audit_batch_seconds_total", "counter",
            "From sending a batch to its answer, added up." },
    { GAUGE_REFUSED_FULL, JOIN_SUM, 1, "mitroa_refused_full_total", "counter",
            "Requests told 503 because there was no room." },
    { GAUGE_REFUSED_SHARE, JOIN_SUM, 1, "mitroa_refused_share_total", "counter",
            "Requests told 503 because their structure had used its share." },
    { GAUGE_HELD, JOIN_SUM, 1, "mitroa_held", "gauge",
            "Requests that wait because they came again before Retry-After had passed." },
    { GAUGE_REGISTER_VERSION, JOIN_LOWEST, 1, "mitroa_register_version", "gauge",
            "Version of the public registers that is being served." },
};

static int64_t
joined(Loop *const *loops, size_t n_loops, Gauge gauge, Joining joining)
{
    int64_t result = 0;

    for (size_t i = 0; i < n_loops; i++) {
        int64_t value =
                atomic_load_explicit(&loop_metrics(loops[i])->gauges[gauge], memory_order_relaxed);

        if (joining == JOIN_SUM)
            result += value;
        else if (i == 0 || (joining == JOIN_HIGHEST ? value > result : value < result))
            result = value;
    }
    return result;
}

static void
write_memory(Buffer *out)
{
    FILE *file = fopen("/proc/self/statm", "re");
    unsigned long pages;

    if (!file)
        return;
    if (fscanf(file, "%*u %lu", &pages) == 1) {
        head(out, "process_resident_memory_bytes", "gauge", "Resident memory.");
        buffer_format(
                out, "process_resident_memory_bytes %lu\n", pages * (unsigned long) getpagesize());
    }
    (void) fclose(file);
}

/* ---- in short ---- */

void
metrics_now(Loop *const *loops, size_t n_loops, MetricsNow *ret_now)
{
    int64_t loaded_ms = joined(loops, n_loops, GAUGE_REGISTER_LOADED_MS, JOIN_LOWEST);
    uint64_t minute = minute_now();

    *ret_now = (MetricsNow) {
        .register_version = joined(loops, n_loops, GAUGE_REGISTER_VERSION, JOIN_LOWEST),
        .register_age_ms = loaded_ms > 0 ? loop_now_ms() - loaded_ms : -1,
        .waiting = joined(loops, n_loops, GAUGE_READY, JOIN_SUM),
        .database_asks = joined(loops, n_loops, GAUGE_DESK_ASKS, JOIN_SUM),
        .audit_lag_ms = joined(loops, n_loops, GAUGE_AUDIT_WAITED_MS, JOIN_HIGHEST),
        .database_is_up = joined(loops, n_loops, GAUGE_DATABASE_UP, JOIN_LOWEST) > 0,
    };
    for (size_t i = 0; i < n_loops; i++)
        for (size_t k = 0; k < MINUTES_KEPT; k++) {
            const MinuteCounts *counts = &loop_metrics(loops[i])->minutes[k];

            if (read_count(&counts->minute) + METRICS_RECENT_MINUTES <= minute)
                continue;
            ret_now->answered += read_count(&counts->answered);
            ret_now->refused += read_count(&counts->refused);
        }
}

/* ---- as Prometheus reads it ---- */

void
metrics_write(Buffer *out, Loop *const *loops, size_t n_loops)
{
    int64_t loaded_ms = joined(loops, n_loops, GAUGE_REGISTER_LOADED_MS, JOIN_LOWEST);

    write_requests(out, loops, n_loops);
    write_times(out, loops, n_loops);
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        head(out, told[i].name, told[i].type, told[i].help);
        buffer_format(out, "%s %.9g\n", told[i].name,
                (double) joined(loops, n_loops, told[i].gauge, told[i].joining) * told[i].scale);
    }
    if (loaded_ms > 0) {
        head(out, "mitroa_register_age_seconds", "gauge", "Since the registers were loaded.");
        buffer_format(out, "mitroa_register_age_seconds %.3f\n",
                (double) (loop_now_ms() - loaded_ms) / 1e3);
    }
    write_memory(out);
}
