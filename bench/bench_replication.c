/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One whole replication of a variant of a scenario, with its draw, demand, weather, incidents and record: CPU time for
 * each move of its queue. A JSON line like those of the roads of bench_queue. */
#include <stdio.h>

#include "harness.h"
#include "study.h"

typedef struct replication_trial {
    const wo_scenario *variant;
    wo_replication *replication;
    wo_record record;
} replication_trial;

static wo_status run_replication(void *context, double *start_s, wo_error *error)
{
    replication_trial *trial = context;
    const wo_draw draw = {.seed = 1};
    const wo_run_options options = {.seed = 1};
    wo_record_reset(&trial->record);
    *start_s = bench_cpu_s();
    return wo_replication_run(trial->replication, trial->variant, &draw, &options, &trial->record, NULL, error);
}

static void print(const replication_trial *trial, const char *name, const bench_times *times)
{
    const wo_queue *queue = wo_replication_queue(trial->replication);
    const double moves = (double)wo_queue_moves(queue);
    printf("{\"bench\": \"queue\", \"name\": \"%s\", \"link_moves\": %.0f, \"ns_per_move\": %.3f, "
           "\"ns_per_move_median\": %.3f, \"moves_per_s\": %.0f, \"visits_per_move\": %.4f, \"cpu_s\": %.5f, "
           "\"memory_bytes\": %zu}\n",
           name, moves, 1e9 * times->min_s / moves, 1e9 * times->median_s / moves, moves / times->min_s,
           (double)wo_queue_visits(queue) / moves, times->min_s, wo_queue_memory(queue));
}

static wo_status measure(const bench_study *study, const char *variant, const char *name, int repeats, wo_error *error)
{
    const int chosen = wo_study_variant(&study->study, variant);
    const wo_layout *layout = &study->layout;
    bench_times times = {0};
    if (chosen < 0) {
        return wo_error_set(error, WO_ERR_RANGE, "no variant %s", variant);
    }
    replication_trial trial = {.variant = study->variants[chosen]};
    wo_status status = wo_record_init(&trial.record, layout->n_times, layout->every_ms, layout->road.n_segments, error);
    if (status == WO_OK) {
        status = wo_replication_create(&trial.replication, error);
    }
    if (status == WO_OK) {
        status = bench_repeat(run_replication, &trial, repeats, &times, error);
    }
    if (status == WO_OK) {
        print(&trial, name, &times);
    }
    wo_replication_destroy(trial.replication);
    wo_record_free(&trial.record);
    return status;
}

int main(int argc, char **argv)
{
    bench_study study = {0};
    wo_error error = {0};
    int repeats = 15;
    if (argc < 4 || !bench_repeats(argc - 3, argv + 3, &repeats)) {
        fprintf(stderr, "usage: %s SCENARIO VARIANT NAME [--repeats N]\n", argv[0]);
        return 2;
    }
    wo_status status = bench_study_open(argv[1], &study, &error);
    if (status == WO_OK) {
        status = measure(&study, argv[2], argv[3], repeats, &error);
    }
    bench_study_close(&study);
    return bench_end(status, &error);
}
