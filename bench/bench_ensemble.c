/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All variants of a scenario on 1 .. n threads: time a replication, efficiency, and memory, which must not grow with
 * the number of replications. JSON lines. Wall time is told beside CPU time: on a busy machine only the latter means
 * anything. */
#include <omp.h>
#include <stdio.h>

#include "harness.h"
#include "study.h"

typedef struct run_cost {
    double wall_s, cpu_s, peak_mb;
    uint64_t entries; /* into segments */
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
    const double wall_s = bench_wall_s(), cpu_s = bench_process_s();
    uint32_t done = 0;
    *cost = (run_cost){.wall_s = 0};
    const wo_status status = wo_ensemble_run(&study->layout, &options, &sink, study->cells, &done, error);
    cost->wall_s = bench_wall_s() - wall_s;
    cost->cpu_s = bench_process_s() - cpu_s;
    cost->peak_mb = bench_peak_mb();
    return status;
}

/* The cheapest of so many runs. */
static wo_status run_often(bench_study *study, uint32_t replications, int threads, int repeats, run_cost *best,
                           wo_error *error)
{
    for (int i = 0; i < repeats; i++) {
        run_cost cost;
        WO_TRY(run(study, replications, threads, &cost, error));
        if (i == 0 || cost.wall_s < best->wall_s) {
            best->wall_s = cost.wall_s;
        }
        if (i == 0 || cost.cpu_s < best->cpu_s) {
            best->cpu_s = cost.cpu_s;
        }
        best->peak_mb = cost.peak_mb;
        best->entries = cost.entries;
    }
    return WO_OK;
}

static wo_status measure(bench_study *study, int repeats, wo_error *error)
{
    const uint32_t replications = 4, full = 32, more = 64; /* from 32 on the blocks of two threads are full */
    const double runs = (double)replications * (double)study->study.n_variants;
    double one_s = 0;
    for (int threads = 1; threads <= omp_get_num_procs(); threads++) {
        run_cost cost = {.wall_s = 0};
        WO_TRY(run_often(study, replications, threads, repeats, &cost, error));
        one_s = threads == 1 ? cost.wall_s : one_s;
        printf("{\"bench\": \"ensemble\", \"name\": \"%d threads\", \"threads\": %d, \"wall_s_per_run\": %.5f, "
               "\"cpu_s_per_run\": %.5f, \"speedup\": %.3f, \"efficiency\": %.3f, \"entries_per_run\": %.0f, "
               "\"peak_mb\": %.1f}\n",
               threads, threads, cost.wall_s / runs, cost.cpu_s / runs, one_s / cost.wall_s,
               one_s / cost.wall_s / threads, (double)cost.entries / replications, cost.peak_mb);
    }
    run_cost before, after;
    WO_TRY(run(study, full, omp_get_num_procs(), &before, error));
    WO_TRY(run(study, more, omp_get_num_procs(), &after, error));
    printf("{\"bench\": \"ensemble\", \"name\": \"memory\", \"replications\": [%u, %u], \"peak_mb\": [%.1f, %.1f]}\n",
           full, more, before.peak_mb, after.peak_mb);
    return WO_OK;
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
