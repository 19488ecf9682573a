/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All variants of a scenario on 1 .. n threads: time a replication, speed-up, and memory, which must not grow with the
 * number of replications. JSON lines.
 *
 * Two cores rarely do twice the work of one: they share caches, memory, clock and often arithmetic. So the same work is
 * also done by n processes at a time, of one thread each, which wait for nothing of each other: what that gains is the
 * machine's ceiling. Each measurement is a process of its own, forked before any thread exists. */
#include <errno.h>
#include <omp.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"
#include "study.h"

#define REPLICATIONS  8 /* for each thread: its last task, while others idle, is one of so many times the variants */
#define MAX_PROCESSES 256

typedef struct run_cost {
    double wall_s, cpu_s, peak_mb;
    double entries; /* into segments, by the first variant */
} run_cost;

static wo_status take(void *context, uint32_t replication, const wo_record *const *records, wo_error *error)
{
    (void)replication, (void)error;
    run_cost *cost = context;
    for (size_t s = 0; s < records[0]->n_segments; s++) {
        cost->entries += records[0]->last[s].entered;
    }
    return WO_OK;
}

static wo_status run(bench_study *study, uint32_t replications, int threads, run_cost *cost, wo_error *error)
{
    const wo_run_options options = {.replications = replications, .threads = threads, .seed = 1};
    const wo_sink sink = {.context = cost, .take = take};
    uint32_t done = 0;
    *cost = (run_cost){.wall_s = 0};
    const wo_status status = wo_ensemble_run(&study->layout, &options, &sink, study->cells, &done, error);
    cost->cpu_s = bench_process_s();
    cost->peak_mb = bench_peak_mb();
    return status;
}

/* A process that runs an ensemble and writes its cost into the pipe. */
static wo_status begin(bench_study *study, uint32_t replications, int threads, int *from, wo_error *error)
{
    int ends[2];
    if (pipe(ends) != 0) {
        return wo_error_set(error, WO_ERR_IO, "no pipe: %s", strerror(errno));
    }
    const pid_t child = fork();
    if (child == 0) {
        run_cost cost;
        const wo_status status = run(study, replications, threads, &cost, error);
        if (status != WO_OK) {
            fprintf(stderr, "%s\n", error->message);
        }
        _exit(status == WO_OK && write(ends[1], &cost, sizeof cost) == sizeof cost ? 0 : 1);
    }
    (void)close(ends[1]);
    *from = ends[0];
    if (child < 0) {
        (void)close(ends[0]);
        return wo_error_set(error, WO_ERR_IO, "no process: %s", strerror(errno));
    }
    return WO_OK;
}

static wo_status end(int from, run_cost *sum, wo_error *error)
{
    run_cost cost;
    const bool whole = read(from, &cost, sizeof cost) == sizeof cost;
    (void)close(from);
    if (!whole) {
        return wo_error_set(error, WO_ERR_IO, "a run failed");
    }
    sum->cpu_s += cost.cpu_s;
    sum->entries += cost.entries;
    sum->peak_mb = cost.peak_mb > sum->peak_mb ? cost.peak_mb : sum->peak_mb;
    return WO_OK;
}

/* So many processes at a time, each with `threads` and `replications`. */
static wo_status run_apart(bench_study *study, int processes, uint32_t replications, int threads, run_cost *cost,
                           wo_error *error)
{
    int from[MAX_PROCESSES], begun = 0;
    wo_status status = WO_OK;
    const double start_s = bench_wall_s();
    *cost = (run_cost){.wall_s = 0};
    while (status == WO_OK && begun < processes) {
        status = begin(study, replications, threads, &from[begun], error);
        begun += status == WO_OK;
    }
    for (int i = 0; i < begun; i++) {
        const wo_status ended = end(from[i], cost, error);
        status = status == WO_OK ? ended : status;
    }
    while (wait(NULL) > 0) {
    }
    cost->wall_s = bench_wall_s() - start_s;
    return status;
}

static void keep_least(run_cost *least, const run_cost *cost, bool first)
{
    const run_cost before = *least;
    *least = *cost;
    if (!first) {
        least->wall_s = cost->wall_s < before.wall_s ? cost->wall_s : before.wall_s;
        least->cpu_s = cost->cpu_s < before.cpu_s ? cost->cpu_s : before.cpu_s;
    }
}

/* n threads against n processes and one, by turns, so that a busy minute hits all of them. */
static wo_status measure_threads(bench_study *study, int n, int repeats, wo_error *error)
{
    run_cost one = {0}, apart = {0}, threads = {0}, cost;
    for (int i = 0; i < repeats; i++) {
        WO_TRY(run_apart(study, 1, REPLICATIONS, 1, &cost, error));
        keep_least(&one, &cost, i == 0);
        if (n == 1) {
            apart = threads = one;
            continue;
        }
        WO_TRY(run_apart(study, n, REPLICATIONS, 1, &cost, error));
        keep_least(&apart, &cost, i == 0);
        WO_TRY(run_apart(study, 1, REPLICATIONS * (uint32_t)n, n, &cost, error));
        keep_least(&threads, &cost, i == 0);
    }
    const double runs = (double)REPLICATIONS * n * (double)study->study.n_variants;
    const double speedup = n * one.wall_s / threads.wall_s, ceiling = n * one.wall_s / apart.wall_s;
    printf("{\"bench\": \"ensemble\", \"name\": \"%d threads\", \"threads\": %d, \"wall_s_per_run\": %.5f, "
           "\"cpu_s_per_run\": %.5f, \"speedup\": %.3f, \"efficiency\": %.3f, \"ceiling\": %.3f, \"of_ceiling\": %.3f, "
           "\"entries_per_run\": %.0f, \"peak_mb\": %.1f}\n",
           n, n, threads.wall_s / runs, threads.cpu_s / runs, speedup, speedup / n, ceiling, speedup / ceiling,
           threads.entries / (REPLICATIONS * n), threads.peak_mb);
    return WO_OK;
}

static wo_status measure_memory(bench_study *study, int threads, wo_error *error)
{
    const uint32_t few = 8, many = 64;
    run_cost before, after;
    WO_TRY(run_apart(study, 1, few, threads, &before, error));
    WO_TRY(run_apart(study, 1, many, threads, &after, error));
    printf("{\"bench\": \"ensemble\", \"name\": \"memory\", \"replications\": [%u, %u], \"peak_mb\": [%.1f, %.1f]}\n",
           few, many, before.peak_mb, after.peak_mb);
    return WO_OK;
}

/* 1, 2, 4, ... threads, and all. */
static wo_status measure(bench_study *study, int repeats, wo_error *error)
{
    const int cores = omp_get_num_procs(), most = cores < MAX_PROCESSES ? cores : MAX_PROCESSES;
    for (int n = 1; n < most; n *= 2) {
        WO_TRY(measure_threads(study, n, repeats, error));
    }
    WO_TRY(measure_threads(study, most, repeats, error));
    return measure_memory(study, most, error);
}

int main(int argc, char **argv)
{
    bench_study study = {0};
    wo_error error = {0};
    int repeats = 3;
    if (argc < 2 || !bench_repeats(argc - 1, argv + 1, &repeats)) {
        fprintf(stderr, "usage: %s SCENARIO [--repeats N]\n", argv[0]);
        return 2;
    }
    wo_status status = bench_study_open(argv[1], &study, &error);
    if (status == WO_OK) {
        status = measure(&study, repeats, &error);
    }
    bench_study_close(&study);
    return bench_end(status, &error);
}
