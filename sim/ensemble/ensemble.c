/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Variants x replications over threads: blocks of replications run in any order and are merged in theirs. */
#include <omp.h>
#include <stdlib.h>

#include "wayout/ensemble.h"

/* Tasks of the largest block for each thread: enough to hide that they take unequal time, few enough to bound memory.
 */
#define TASKS_PER_THREAD 32
/* A block shorter than this is followed by one of twice its size. Small first blocks show progress early, and an
 * interruption waits for one block. */
#define BLOCK_SECONDS 0.5

typedef struct wo_crew { /* one ensemble run */
    const wo_layout *layout;
    const wo_run_options *options;
    wo_space_time *cells; /* may be NULL */
    int threads;
    wo_replication **workers; /* per thread */
    uint32_t block;           /* largest number of replications in a block */
    wo_record *records;       /* [replication in block * n_variants + variant] */
    wo_trips *trips;          /* by record, NULL = nobody wants them */
    const wo_record **views;  /* the same as pointers */
    wo_status *statuses;
    wo_error *errors;
} wo_crew;

static size_t tasks_of(const wo_crew *crew)
{
    return (size_t)crew->block * crew->layout->n_variants;
}

static void crew_free(wo_crew *crew)
{
    for (int i = 0; crew->workers != NULL && i < crew->threads; i++) {
        wo_replication_destroy(crew->workers[i]);
    }
    for (size_t i = 0; crew->trips != NULL && i < tasks_of(crew); i++) {
        wo_trips_free(&crew->trips[i]);
    }
    free(crew->trips);
    for (size_t i = 0; crew->records != NULL && i < tasks_of(crew); i++) {
        wo_record_free(&crew->records[i]);
    }
    free(crew->workers);
    free(crew->records);
    free(crew->views);
    free(crew->statuses);
    free(crew->errors);
}

static wo_status crew_fill(wo_crew *crew, wo_error *error)
{
    const wo_layout *layout = crew->layout;
    for (int i = 0; i < crew->threads; i++) {
        WO_TRY(wo_replication_create(&crew->workers[i], error));
    }
    for (size_t i = 0; i < tasks_of(crew); i++) {
        WO_TRY(wo_record_init(&crew->records[i], layout->n_times, layout->every_ms, layout->road.n_segments, error));
        crew->views[i] = &crew->records[i];
    }
    return WO_OK;
}

/* Safe to free whatever it returns. */
static wo_status crew_init(wo_crew *crew, const wo_layout *layout, const wo_run_options *options, wo_space_time *cells,
                           wo_error *error)
{
    const int threads = options->threads > 0 ? options->threads : omp_get_max_threads();
    const size_t most = ((size_t)threads * TASKS_PER_THREAD + layout->n_variants - 1) / layout->n_variants;
    const uint32_t block = most < options->replications ? (uint32_t)most : options->replications;
    *crew = (wo_crew){.layout = layout, .options = options, .cells = cells, .threads = threads, .block = block};
    crew->workers = calloc((size_t)threads, sizeof crew->workers[0]);
    crew->records = calloc(tasks_of(crew), sizeof crew->records[0]);
    crew->views = calloc(tasks_of(crew), sizeof crew->views[0]);
    crew->trips = options->trips > 0 ? calloc(tasks_of(crew), sizeof crew->trips[0]) : NULL;
    crew->statuses = calloc(tasks_of(crew), sizeof crew->statuses[0]);
    crew->errors = calloc(tasks_of(crew), sizeof crew->errors[0]);
    if (crew->workers == NULL || crew->records == NULL || crew->views == NULL || crew->statuses == NULL ||
        crew->errors == NULL || (options->trips > 0 && crew->trips == NULL)) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for blocks of %u replications", block);
    }
    return crew_fill(crew, error);
}

static void run_task(wo_crew *crew, uint32_t first, size_t task)
{
    const size_t n_variants = crew->layout->n_variants, variant = task % n_variants;
    const wo_draw draw = {
        .seed = crew->options->seed,
        .replication = first + (uint32_t)(task / n_variants),
        .central = crew->options->central,
    };
    crew->records[task].trips = draw.replication < crew->options->trips ? &crew->trips[task] : NULL;
    wo_space_time *cells = crew->cells != NULL ? &crew->cells[variant] : NULL;
    crew->statuses[task] = wo_replication_run(crew->workers[omp_get_thread_num()], crew->layout->variants[variant],
                                              &draw, crew->options, &crew->records[task], cells, &crew->errors[task]);
}

/* Runs replications first .. first + n - 1 of all variants. All of them run even when one fails, so that the failure
 * reported does not depend on threads. */
static wo_status run_block(wo_crew *crew, uint32_t first, uint32_t n, wo_error *error)
{
    const size_t n_tasks = n * crew->layout->n_variants;
#pragma omp parallel for schedule(dynamic) num_threads(crew->threads)
    for (size_t task = 0; task < n_tasks; task++) {
        run_task(crew, first, task);
    }
    for (size_t task = 0; task < n_tasks; task++) {
        if (crew->statuses[task] != WO_OK) {
            const size_t n_variants = crew->layout->n_variants;
            return wo_error_set(error, crew->statuses[task], "replication %zu of variant '%s': %s",
                                first + task / n_variants, crew->layout->variants[task % n_variants]->variant,
                                crew->errors[task].message);
        }
    }
    return WO_OK;
}

static wo_status merge(const wo_crew *crew, const wo_sink *sink, uint32_t first, uint32_t n, wo_error *error)
{
    for (uint32_t i = 0; i < n; i++) {
        WO_TRY(sink->take(sink->context, first + i, &crew->views[i * crew->layout->n_variants], error));
    }
    return WO_OK;
}

static bool stop_asked(const wo_run_options *options)
{
    return options->stop != NULL && *options->stop != 0;
}

/* One replication for each thread at least. */
static uint32_t first_block(const wo_crew *crew)
{
    const uint32_t wanted = (uint32_t)((size_t)crew->threads / crew->layout->n_variants) + 1;
    return wanted < crew->block ? wanted : crew->block;
}

static wo_status run_blocks(wo_crew *crew, const wo_sink *sink, uint32_t *done, wo_error *error)
{
    const wo_run_options *options = crew->options;
    const double start = omp_get_wtime();
    uint32_t block = first_block(crew);
    while (*done < options->replications) {
        const double block_start = omp_get_wtime();
        const uint32_t left = options->replications - *done;
        /* Trips take a lot of memory: no more at a time than the threads need. */
        const uint32_t most = *done < options->trips ? first_block(crew) : block;
        const uint32_t n = left < most ? left : most;
        if (stop_asked(options)) {
            return wo_error_set(error, WO_ERR_INTERRUPTED, "interrupted after %u of %u replications", *done,
                                options->replications);
        }
        WO_TRY(run_block(crew, *done, n, error));
        WO_TRY(merge(crew, sink, *done, n, error));
        *done += n;
        if (options->progress != NULL) {
            options->progress(options->progress_context, *done, options->replications, omp_get_wtime() - start);
        }
        if (omp_get_wtime() - block_start < BLOCK_SECONDS) {
            block = 2 * block < crew->block ? 2 * block : crew->block;
        }
    }
    return WO_OK;
}

wo_status wo_ensemble_run(const wo_layout *layout, const wo_run_options *options, const wo_sink *sink,
                          wo_space_time *cells, uint32_t *done, wo_error *error)
{
    wo_crew crew;
    *done = 0;
    if (options->replications == 0) {
        return wo_error_set(error, WO_ERR_RANGE, "an ensemble needs at least one replication");
    }
    wo_status status = crew_init(&crew, layout, options, cells, error);
    if (status == WO_OK) {
        status = run_blocks(&crew, sink, done, error);
    }
    crew_free(&crew);
    return status;
}
