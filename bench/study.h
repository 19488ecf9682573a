/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An ensemble of all variants of a scenario, for the benchmarks. */
#ifndef WAYOUT_BENCH_STUDY_H
#define WAYOUT_BENCH_STUDY_H

#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "wayout/results.h"

typedef struct bench_study {
    wo_study study;
    const wo_scenario *variants[16];
    wo_layout layout;
    wo_space_time cells[16];
} bench_study;

static inline double bench_wall_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* CPU time of all threads. */
static inline double bench_process_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* The most memory ever in use. */
static inline double bench_peak_mb(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss / 1024;
}

WO_NODISCARD static inline wo_status bench_study_open(const char *path, bench_study *study, wo_error *error)
{
    wo_problems problems = {0};
    const wo_status status = wo_study_read(path, &study->study, &problems, error);
    wo_problems_free(&problems);
    WO_TRY(status);
    const size_t n = study->study.n_variants;
    if (n > sizeof study->variants / sizeof *study->variants) {
        return wo_error_set(error, WO_ERR_RANGE, "%zu variants", n);
    }
    for (size_t v = 0; v < n; v++) {
        study->variants[v] = &study->study.variants[v];
    }
    WO_TRY(wo_layout_init(&study->layout, study->variants, n, error));
    for (size_t v = 0; v < n; v++) {
        wo_space_time *cells = &study->cells[v];
        *cells = (wo_space_time){.n_times = study->layout.n_times - 1, .n_segments = study->layout.road.n_segments};
        cells->cells = calloc(cells->n_times * cells->n_segments, sizeof *cells->cells);
        if (cells->cells == NULL) {
            return wo_error_set(error, WO_ERR_MEMORY, "no memory for the sums over time and road");
        }
    }
    return WO_OK;
}

static inline void bench_study_close(bench_study *study)
{
    for (size_t v = 0; v < study->study.n_variants; v++) {
        free(study->cells[v].cells);
    }
    wo_layout_free(&study->layout);
    wo_study_free(&study->study);
}

#endif
