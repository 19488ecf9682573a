/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Variants x replications over threads: they run in any order and are merged in theirs. */
#include <omp.h>
#include <stdlib.h>

#include "pipeline.h"
#include "wayout/ensemble.h"

/* Tasks for each thread that may be ahead of the first replication not yet merged: enough that nobody waits although
 * tasks take unequal time, few enough to bound memory. */
#define TASKS_AHEAD 4

typedef struct wo_crew { /* one ensemble run */
    const wo_layout *layout;
    const wo_run_options *options;
    const wo_sink *sink;
    wo_space_time *cells; /* may be NULL */
    double start_s;
    int threads;
    wo_replication **workers; /* per thread, made by it */
    size_t window;            /* records: a replication and what may be ahead of it */
    wo_record *records;       /* by task % window; task = replication * n_variants + variant */
    size_t trips_window;      /* the same where trips are kept */
    wo_trips *trips;          /* by task % trips_window */
    const wo_record **views;  /* of the replication that is merged, by variant */
} wo_crew;

static void crew_free(wo_crew *crew)
{
    for (int i = 0; crew->workers != NULL && i < crew->threads; i++) {
        wo_replication_destroy(crew->workers[i]);
    }
    for (size_t i = 0; crew->trips != NULL && i < crew->trips_window; i++) {
        wo_trips_free(&crew->trips[i]);
    }
    for (size_t i = 0; crew->records != NULL && i < crew->window; i++) {
        wo_record_free(&crew->records[i]);
    }
    free(crew->workers);
    free(crew->trips);
    free(crew->records);
    free(crew->views);
}

static wo_status crew_fill(wo_crew *crew, wo_error *error)
{
    const wo_layout *layout = crew->layout;
    for (size_t i = 0; i < crew->window; i++) {
        WO_TRY(wo_record_init(&crew->records[i], layout->n_times, layout->every_ms, layout->road.n_segments, error));
    }
    return WO_OK;
}

/* Safe to free whatever it returns. */
static wo_status crew_init(wo_crew *crew, wo_error *error)
{
    const size_t n_variants = crew->layout->n_variants, threads = (size_t)crew->threads;
    crew->window = n_variants + threads * TASKS_AHEAD;
    /* Trips take a lot of memory: no more at a time than the threads need. */
    crew->trips_window = n_variants + threads - 1;
    crew->workers = calloc(threads, sizeof crew->workers[0]);
    crew->records = calloc(crew->window, sizeof crew->records[0]);
    crew->trips = calloc(crew->trips_window, sizeof crew->trips[0]);
    crew->views = calloc(n_variants, sizeof crew->views[0]);
    if (crew->workers == NULL || crew->records == NULL || crew->trips == NULL || crew->views == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for %zu records", crew->window);
    }
    return crew_fill(crew, error);
}

/* Memory that a thread asks for itself shares no cache line with that of another. */
static wo_status employ(wo_replication **worker, wo_error *error)
{
    return *worker != NULL ? WO_OK : wo_replication_create(worker, error);
}

static wo_status run_task(void *context, int thread, uint64_t task, wo_error *error)
{
    const wo_crew *crew = context;
    const wo_run_options *options = crew->options;
    const size_t n_variants = crew->layout->n_variants, variant = (size_t)(task % n_variants);
    const wo_scenario *scenario = crew->layout->variants[variant];
    const wo_draw draw = {
        .seed = options->seed, .replication = (uint32_t)(task / n_variants), .central = options->central};
    wo_record *record = &crew->records[task % crew->window];
    wo_error reason = {0};
    WO_TRY(employ(&crew->workers[thread], error));
    record->trips = draw.replication < options->trips ? &crew->trips[task % crew->trips_window] : NULL;
    const wo_status status = wo_replication_run(crew->workers[thread], scenario, &draw, options, record,
                                                crew->cells != NULL ? &crew->cells[variant] : NULL, &reason);
    return status == WO_OK ? WO_OK
                           : wo_error_set(error, status, "replication %u of variant '%s': %s", draw.replication,
                                          scenario->variant, reason.message);
}

static wo_status merge(void *context, uint32_t replication, wo_error *error)
{
    const wo_crew *crew = context;
    const wo_run_options *options = crew->options;
    const size_t n_variants = crew->layout->n_variants;
    for (size_t v = 0; v < n_variants; v++) {
        crew->views[v] = &crew->records[((uint64_t)replication * n_variants + v) % crew->window];
    }
    WO_TRY(crew->sink->take(crew->sink->context, replication, crew->views, error));
    if (options->progress != NULL) {
        options->progress(options->progress_context, replication + 1, options->replications,
                          omp_get_wtime() - crew->start_s);
    }
    return WO_OK;
}

/* Replications *done .. end - 1. */
static wo_status run_until(wo_crew *crew, uint32_t end, size_t window, uint32_t *done, wo_error *error)
{
    const wo_run_options *options = crew->options;
    const wo_pipeline pipeline = {.context = crew,
                                  .threads = crew->threads,
                                  .first = *done,
                                  .end = end,
                                  .width = crew->layout->n_variants,
                                  .window = window,
                                  .stop = options->stop,
                                  .run = run_task,
                                  .take = merge};
    const wo_status status = wo_pipeline_run(&pipeline, done, error);
    return status != WO_ERR_INTERRUPTED
               ? status
               : wo_error_set(error, status, "interrupted after %u of %u replications", *done, options->replications);
}

/* The largest sum of a cell is the time spent in the roomiest segment. A metre of lane for each party is less than any
 * but a handful of sheep take. */
static wo_status check_cells(const wo_layout *layout, uint32_t replications, wo_error *error)
{
    const wo_road *road = &layout->road;
    uint64_t most = 0;
    for (uint32_t s = 0; s < road->n_segments; s++) {
        const uint64_t parties = (uint64_t)road->length_cm[s] * road->lanes[s] / 100 + 1;
        most = parties > most ? parties : most;
    }
    const uint64_t fit = WO_CELL_MAX / (most * layout->every_ms);
    return replications <= fit ? WO_OK
                               : wo_error_set(error, WO_ERR_RANGE,
                                              "%u replications are too many for sums over time and road: at most "
                                              "%llu with this record.every and these lengths of segments",
                                              replications, (unsigned long long)fit);
}

wo_status wo_ensemble_run(const wo_layout *layout, const wo_run_options *options, const wo_sink *sink,
                          wo_space_time *cells, uint32_t *done, wo_error *error)
{
    wo_crew crew = {.layout = layout,
                    .options = options,
                    .sink = sink,
                    .cells = cells,
                    .start_s = omp_get_wtime(),
                    .threads = options->threads > 0 ? options->threads : omp_get_max_threads()};
    const uint32_t all = options->replications, traced = options->trips < all ? options->trips : all;
    *done = 0;
    if (all == 0) {
        return wo_error_set(error, WO_ERR_RANGE, "an ensemble needs at least one replication");
    }
    WO_TRY(cells != NULL ? check_cells(layout, all, error) : WO_OK);
    wo_status status = crew_init(&crew, error);
    if (status == WO_OK && traced > 0) {
        status = run_until(&crew, traced, crew.trips_window, done, error);
    }
    if (status == WO_OK && traced < all) {
        status = run_until(&crew, all, crew.window, done, error);
    }
    crew_free(&crew);
    return status;
}
