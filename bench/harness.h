/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CPU time of repeated runs: what every benchmark shares. */
#ifndef WAYOUT_BENCH_HARNESS_H
#define WAYOUT_BENCH_HARNESS_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "wayout/error.h"

#define BENCH_MAX_REPEATS 1000

typedef struct bench_times {
    double min_s, median_s;
} bench_times;

/* One timed run; returns false when it failed. Whatever it prepares before it calls *start is not timed. */
typedef wo_status (*bench_fn)(void *context, double *start_s, wo_error *error);

/* CPU time of this thread: other programs on the machine do not count. */
static inline double bench_cpu_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static inline int bench_by_value(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* Runs `run` once to warm up and `repeats` times to measure. */
WO_NODISCARD static inline wo_status bench_repeat(bench_fn run, void *context, int repeats, bench_times *times,
                                                  wo_error *error)
{
    double seconds[BENCH_MAX_REPEATS];
    for (int i = -1; i < repeats; i++) {
        double start_s = bench_cpu_s();
        WO_TRY(run(context, &start_s, error));
        seconds[i < 0 ? 0 : i] = bench_cpu_s() - start_s;
    }
    qsort(seconds, (size_t)repeats, sizeof *seconds, bench_by_value);
    times->min_s = seconds[0];
    times->median_s = 0.5 * (seconds[(repeats - 1) / 2] + seconds[repeats / 2]);
    return WO_OK;
}

/* The one option of the smaller programs: --repeats N. False, with a line of help, for any other. */
static inline bool bench_repeats(int argc, char **argv, int *repeats)
{
    if (argc == 3 && strcmp(argv[1], "--repeats") == 0) {
        *repeats = atoi(argv[2]);
    }
    const bool good = (argc == 1 || argc == 3) && *repeats >= 1 && *repeats <= BENCH_MAX_REPEATS;
    if (!good) {
        fprintf(stderr, "usage: %s [--repeats 1..%d]\n", argv[0], BENCH_MAX_REPEATS);
    }
    return good;
}

/* Exit code of a program that ends with this status. */
static inline int bench_end(wo_status status, const wo_error *error)
{
    if (status != WO_OK) {
        fprintf(stderr, "%s: %s\n", wo_status_text(status), error->message);
    }
    return status == WO_OK ? 0 : 1;
}

#endif
