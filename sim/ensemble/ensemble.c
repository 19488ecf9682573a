/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Variants x replications over threads: they run in any order and are merged in theirs. */
#include <omp.h>
#include <stdlib.h>

#include "kin.h"
#include "pipeline.h"

/* Variants and tasks for each thread that may be ahead of the first replication not yet merged: enough that nobody
 * waits although tasks take unequal time, few enough to bound memory. */
#define VARIANTS_AHEAD 4
#define TASKS_AHEAD    2

typedef struct wo_crew { /* one ensemble run */
    const wo_layout *layout;
    const wo_run_options *options;
    const wo_sink *sink;
    wo_space_time *cells; /* may be NULL */
    double start_s;
    int threads;
    wo_replication **workers; /* per thread, made by it */
    wo_kin kin, alone;        /* variants that run together, and alone where trips are kept */
    size_t n_rows;            /* replications: one, and those that may be ahead of it */
    wo_record *records;       /* by replication % n_rows, then variant */
    size_t trips_window;      /* variants of trips: one replication and what runs beside it */
    wo_trips *trips;          /* by (replication * n_variants + variant) % trips_window */
    const wo_record **views;  /* of the replication that is merged, by variant */
} wo_crew;

static size_t n_records(const wo_crew *crew)
{
    return crew->n_rows * crew->layout->n_variants;
}

static wo_record *record_of(const wo_crew *crew, uint32_t replication, size_t variant)
{
    return &crew->records[replication % crew->n_rows * crew->layout->n_variants + variant];
}

static void crew_free(wo_crew *crew)
{
    for (int i = 0; crew->workers != NULL && i < crew->threads; i++) {
        wo_replication_destroy(crew->workers[i]);
    }
    for (size_t i = 0; crew->trips != NULL && i < crew->trips_window; i++) {
        wo_trips_free(&crew->trips[i]);
    }
    for (size_t i = 0; crew->records != NULL && i < n_records(crew); i++) {
        wo_record_free(&crew->records[i]);
    }
    wo_kin_free(&crew->kin);
    wo_kin_free(&crew->alone);
    free(crew->workers);
    free(crew->trips);
    free(crew->records);
    free(crew->views);
}

static wo_status crew_fill(wo_crew *crew, wo_error *error)
{
    const wo_layout *layout = crew->layout;
    for (size_t i = 0; i < n_records(crew); i++) {
        WO_TRY(wo_record_init(&crew->records[i], layout->n_times, layout->every_ms, layout->road.n_segments, error));
    }
    return WO_OK;
}

static size_t whole(size_t n, size_t per)
{
    return (n + per - 1) / per;
}

/* Replications that may be ahead. */
static size_t rows_ahead(const wo_crew *crew)
{
    const size_t threads = (size_t)crew->threads;
    const size_t variants = whole(threads * VARIANTS_AHEAD, crew->layout->n_variants);
    const size_t tasks = whole(threads * TASKS_AHEAD, crew->kin.n_groups);
    return variants > tasks ? variants : tasks;
}

/* Safe to free whatever it returns. */
static wo_status crew_init(wo_crew *crew, wo_error *error)
{
    const size_t n_variants = crew->layout->n_variants, threads = (size_t)crew->threads;
    WO_TRY(wo_kin_find(crew->layout, &crew->kin, error));
    WO_TRY(wo_kin_alone(n_variants, &crew->alone, error));
    crew->n_rows = 1 + rows_ahead(crew);
    /* Trips take a lot of memory: no more at a time than the threads need. */
    crew->trips_window = n_variants + threads - 1;
    crew->workers = calloc(threads, sizeof crew->workers[0]);
    crew->records = calloc(n_records(crew), sizeof crew->records[0]);
    crew->trips = calloc(crew->trips_window, sizeof crew->trips[0]);
    crew->views = calloc(n_variants, sizeof crew->views[0]);
    if (crew->workers == NULL || crew->records == NULL || crew->trips == NULL || crew->views == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for %zu records", n_records(crew));
    }
    return crew_fill(crew, error);
}

/* Memory that a thread asks for itself shares no cache line with that of another. */
static wo_status employ(wo_replication **worker, wo_error *error)
{
    return *worker != NULL ? WO_OK : wo_replication_create(worker, error);
}

static wo_draw draw_of(const wo_crew *crew, uint32_t replication)
{
    return (wo_draw){.seed = crew->options->seed, .replication = replication, .central = crew->options->central};
}

/* Where variant `variant` of a replication is written down. */
static wo_variant_run run_of(const wo_crew *crew, uint32_t replication, size_t variant)
{
    const size_t n_variants = crew->layout->n_variants;
    wo_record *record = record_of(crew, replication, variant);
    const size_t place = (size_t)(((uint64_t)replication * n_variants + variant) % crew->trips_window);
    record->trips = replication < crew->options->trips ? &crew->trips[place] : NULL;
    return (wo_variant_run){.scenario = crew->layout->variants[variant],
                            .record = record,
                            .cells = crew->cells != NULL ? &crew->cells[variant] : NULL};
}

static wo_status run_alone(const wo_crew *crew, wo_replication *worker, uint32_t replication, size_t variant,
                           wo_error *error)
{
    const wo_variant_run run = run_of(crew, replication, variant);
    const wo_draw draw = draw_of(crew, replication);
    wo_error reason = {0};
    const wo_status status = wo_replication_run_alike(worker, &run, 1, &draw, crew->options, &reason);
    return status == WO_OK ? WO_OK
                           : wo_error_set(error, status, "replication %u of variant '%s': %s", replication,
                                          run.scenario->variant, reason.message);
}

/* When some variant of a group fails, the first that fails alone tells why, as it would if it had not run with others;
 * the sums of the cells mean nothing any more. */
static wo_status run_together(const wo_crew *crew, wo_replication *worker, uint32_t replication, const size_t *variants,
                              size_t n, wo_error *error)
{
    wo_variant_run runs[WO_MOST_KIN] = {{0}};
    const wo_draw draw = draw_of(crew, replication);
    for (size_t i = 0; i < n; i++) {
        runs[i] = run_of(crew, replication, variants[i]);
    }
    wo_error reason = {0};
    const wo_status status = wo_replication_run_alike(worker, runs, n, &draw, crew->options, &reason);
    for (size_t i = 0; status != WO_OK && i < n; i++) {
        WO_TRY(run_alone(crew, worker, replication, variants[i], error));
    }
    return status == WO_OK ? WO_OK
                           : wo_error_set(error, status, "replication %u of variant '%s' and those alike: %s",
                                          replication, runs[0].scenario->variant, reason.message);
}

static wo_status run_group(wo_crew *crew, const wo_kin *kin, int thread, uint64_t task, wo_error *error)
{
    const uint32_t replication = (uint32_t)(task / kin->n_groups);
    const size_t group = (size_t)(task % kin->n_groups), first = kin->first[group], n = kin->first[group + 1] - first;
    WO_TRY(employ(&crew->workers[thread], error));
    return n == 1 ? run_alone(crew, crew->workers[thread], replication, kin->list[first], error)
                  : run_together(crew, crew->workers[thread], replication, &kin->list[first], n, error);
}

static wo_status run_traced(void *context, int thread, uint64_t task, wo_error *error)
{
    wo_crew *crew = context;
    return run_group(crew, &crew->alone, thread, task, error);
}

static wo_status run_untraced(void *context, int thread, uint64_t task, wo_error *error)
{
    wo_crew *crew = context;
    return run_group(crew, &crew->kin, thread, task, error);
}

static wo_status merge(void *context, uint32_t replication, wo_error *error)
{
    const wo_crew *crew = context;
    const wo_run_options *options = crew->options;
    for (size_t v = 0; v < crew->layout->n_variants; v++) {
        crew->views[v] = record_of(crew, replication, v);
    }
    WO_TRY(crew->sink->take(crew->sink->context, replication, crew->views, error));
    if (options->progress != NULL) {
        options->progress(options->progress_context, replication + 1, options->replications,
                          omp_get_wtime() - crew->start_s);
    }
    return WO_OK;
}

/* Replications *done .. end - 1. */
static wo_status run_until(wo_crew *crew, uint32_t end, bool traced, uint32_t *done, wo_error *error)
{
    const wo_run_options *options = crew->options;
    const size_t n_groups = traced ? crew->alone.n_groups : crew->kin.n_groups;
    const wo_pipeline pipeline = {.context = crew,
                                  .threads = crew->threads,
                                  .first = *done,
                                  .end = end,
                                  .width = n_groups,
                                  .window = traced ? crew->trips_window : crew->n_rows * n_groups,
                                  .stop = options->stop,
                                  .run = traced ? run_traced : run_untraced,
                                  .take = merge};
    const wo_status status = wo_pipeline_run(&pipeline, done, error);
    return status != WO_ERR_INTERRUPTED
               ? status
               : wo_error_set(error, status, "interrupted after %u of %u replications", *done, options->replications);
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
    wo_status status = crew_init(&crew, error);
    if (status == WO_OK && traced > 0) {
        status = run_until(&crew, traced, true, done, error);
    }
    if (status == WO_OK && traced < all) {
        status = run_until(&crew, all, false, done, error);
    }
    crew_free(&crew);
    return status;
}
