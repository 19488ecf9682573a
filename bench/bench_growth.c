/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How time and memory grow with the number of parties and of segments: cars that enter a corridor a little faster than
 * it takes them. JSON lines; the exponents are fitted by least squares in logarithms. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "harness.h"
#include "roads.h"

#define GAP_MS   3990u /* between two cars; the links take one in 4 s */
#define UNTIL_MS (1190u * WO_HOUR_MS)
#define MOST     8

typedef struct growth_trial {
    wo_road road;
    wo_queue *queue;
    uint32_t cars;
} growth_trial;

static wo_status run_cars(void *context, double *start_s, wo_error *error)
{
    growth_trial *trial = context;
    WO_TRY(wo_queue_reset(trial->queue, &trial->road, error));
    *start_s = bench_cpu_s();
    for (uint32_t car = 0; car < trial->cars; car++) {
        uint32_t party = 0;
        WO_TRY(wo_queue_release(trial->queue, car * GAP_MS, 0, WO_OUTBOUND, 0, WO_NONE, &party, error));
    }
    return wo_queue_run(trial->queue, UNTIL_MS, NULL, NULL, error);
}

static wo_status measure(const char *name, uint32_t cars, uint32_t links, int repeats, double *seconds, wo_error *error)
{
    growth_trial trial = {.cars = cars};
    const double no_capacity = 0;
    bench_times times = {0};
    wo_status status = bench_corridor(&links, &no_capacity, 1, &trial.road, error);
    if (status == WO_OK) {
        status = wo_queue_create(&trial.road, &(wo_queue_options){.dt_ms = 0}, &trial.queue, error);
    }
    if (status == WO_OK) {
        status = bench_repeat(run_cars, &trial, repeats, &times, error);
    }
    if (status == WO_OK) {
        const double moves = (double)wo_queue_moves(trial.queue);
        printf("{\"bench\": \"growth\", \"name\": \"%s\", \"parties\": %u, \"segments\": %u, \"cpu_s\": %.6f, "
               "\"cpu_s_median\": %.6f, \"ns_per_move\": %.3f, \"moves_per_s\": %.0f, \"memory_bytes\": %zu}\n",
               name, cars, links, times.min_s, times.median_s, 1e9 * times.min_s / moves, moves / times.min_s,
               wo_queue_memory(trial.queue));
    }
    *seconds = times.min_s;
    wo_queue_destroy(trial.queue);
    wo_road_free(&trial.road);
    return status;
}

/* Slope of log(seconds) over log(size). */
static double exponent(const uint32_t *sizes, const double *seconds, size_t n)
{
    double x = 0, y = 0, xx = 0, xy = 0;
    for (size_t i = 0; i < n; i++) {
        const double u = log(sizes[i]), v = log(seconds[i]);
        x += u;
        y += v;
        xx += u * u;
        xy += u * v;
    }
    return ((double)n * xy - x * y) / ((double)n * xx - x * x);
}

static wo_status grow(const char *name, const uint32_t *sizes, size_t n, bool parties, int repeats, wo_error *error)
{
    double seconds[MOST];
    for (size_t i = 0; i < n; i++) {
        const uint32_t cars = parties ? sizes[i] : 10000, links = parties ? 150 : sizes[i];
        /* runs of over a second are repeated less often */
        const int times = (uint64_t)cars * links > 100000000 ? (repeats + 4) / 5 : repeats;
        WO_TRY(measure(name, cars, links, times, &seconds[i], error));
    }
    printf("{\"bench\": \"growth\", \"name\": \"%s exponent\", \"exponent\": %.4f}\n", name,
           exponent(sizes, seconds, n));
    return WO_OK;
}

int main(int argc, char **argv)
{
    static const uint32_t parties[] = {1000, 10000, 100000, 1000000}, segments[] = {50, 150, 500, 1500, 5000};
    wo_error error = {0};
    int repeats = 15;
    if (!bench_repeats(argc, argv, &repeats)) {
        return 2;
    }
    wo_status status = grow("parties", parties, sizeof parties / sizeof *parties, true, repeats, &error);
    if (status == WO_OK) {
        status = grow("segments", segments, sizeof segments / sizeof *segments, false, repeats, &error);
    }
    return bench_end(status, &error);
}
