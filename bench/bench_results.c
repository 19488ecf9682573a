/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What writing costs: thread CPU time of taking records and of sealing the file, as a share of a run on one thread.
 * A JSON line. */
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness.h"
#include "study.h"

#define REPLICATIONS 8u

typedef struct toll {
    wo_sink sink;
    double take_s, commit_s, all_s;
} toll;

static wo_status take(void *context, uint32_t replication, const wo_record *const *records, wo_error *error)
{
    toll *cost = context;
    const double start_s = bench_cpu_s();
    const wo_status status = cost->sink.take(cost->sink.context, replication, records, error);
    cost->take_s += bench_cpu_s() - start_s;
    return status;
}

static wo_status write_all(bench_study *study, const char *path, toll *cost, wo_error *error)
{
    const wo_run_options options = {.replications = REPLICATIONS, .threads = 1, .seed = 1};
    const wo_provenance provenance = {.seed = 1};
    const wo_sink sink = {.context = cost, .take = take};
    wo_results *results = NULL;
    uint32_t done = 0;
    const double start_s = bench_cpu_s();
    wo_status status = wo_results_create(path, &study->layout, study->study.text, study->study.used, REPLICATIONS, true,
                                         0, &results, error);
    if (status != WO_OK) {
        return status;
    }
    cost->sink = wo_results_sink(results);
    status = wo_ensemble_run(&study->layout, &options, &sink, study->cells, &done, error);
    const double ran_s = bench_cpu_s();
    if (status == WO_OK) {
        status = wo_results_commit(results, study->cells, &provenance, error);
    }
    cost->commit_s = bench_cpu_s() - ran_s;
    cost->all_s = bench_cpu_s() - start_s;
    wo_results_destroy(results);
    return status;
}

static wo_status measure(bench_study *study, const char *path, wo_error *error)
{
    toll cost = {.take_s = 0};
    struct stat file;
    WO_TRY(write_all(study, path, &cost, error));
    const double mb = stat(path, &file) == 0 ? (double)file.st_size / 1e6 : 0, wrote_s = cost.take_s + cost.commit_s;
    (void)unlink(path);
    printf("{\"bench\": \"results\", \"name\": \"results\", \"replications\": %u, \"megabytes\": %.3f, "
           "\"megabytes_per_s\": %.2f, \"take_s\": %.4f, \"commit_s\": %.4f, \"share\": %.4f}\n",
           REPLICATIONS, mb, mb / wrote_s, cost.take_s, cost.commit_s, wrote_s / cost.all_s);
    return WO_OK;
}

int main(int argc, char **argv)
{
    bench_study study = {0};
    wo_error error = {0};
    if (argc != 3) {
        fprintf(stderr, "usage: %s SCENARIO FILE\n", argv[0]);
        return 2;
    }
    wo_status status = bench_study_open(argv[1], &study, &error);
    if (status == WO_OK) {
        status = measure(&study, argv[2], &error);
    }
    bench_study_close(&study);
    return bench_end(status, &error);
}
