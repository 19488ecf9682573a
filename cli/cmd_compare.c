/* SPDX-License-Identifier: GPL-3.0-or-later */
/* wayout compare, and the flow of data that run shares with it. */
#include <omp.h>
#include <stdlib.h>

#include "cli.h"

/* One run from layout to results file; zeroed parts are safe to free. */
typedef struct job {
    const wo_cli_options *options;
    const wo_study *study;
    wo_layout layout;
    wo_space_time *cells; /* per variant */
    wo_results *results;
    wo_progress progress;
    uint32_t done;
} job;

wo_provenance wo_cli_provenance(const wo_cli_options *options)
{
    const int threads = options->run.threads > 0 ? options->run.threads : omp_get_max_threads();
    wo_provenance provenance = {.seed = options->run.seed, .threads = threads, .central = options->run.central};
    wo_cli_typed(&provenance.argc, &provenance.argv);
    return provenance;
}

void wo_cli_tell_output(const wo_cli_options *options)
{
    printf("\nAll results: %s (docs/results.md; wayout export reads it, and so do xarray, h5py and ncdump)\n",
           options->output);
}

static wo_status make_cells(job *of, wo_error *error)
{
    of->cells = calloc(of->layout.n_variants, sizeof *of->cells);
    for (size_t v = 0; of->cells != NULL && v < of->layout.n_variants; v++) {
        wo_space_time *cells = &of->cells[v];
        *cells = (wo_space_time){.n_times = of->layout.n_times, .n_segments = of->layout.road.n_segments};
        cells->cells = calloc(cells->n_times * cells->n_segments, sizeof *cells->cells);
        if (cells->cells == NULL) {
            return wo_error_set(error, WO_ERR_MEMORY, "no memory for the sums over time and road");
        }
    }
    return of->cells != NULL ? WO_OK
                             : wo_error_set(error, WO_ERR_MEMORY, "no memory for %zu variants", of->layout.n_variants);
}

static wo_status run_ensemble(job *of, wo_error *error)
{
    wo_run_options run = of->options->run;
    const wo_sink sink = wo_results_sink(of->results);
    wo_progress_init(&of->progress);
    if (!of->options->quiet) {
        run.progress = wo_progress_show;
        run.progress_context = &of->progress;
    }
    const wo_status status = wo_ensemble_run(&of->layout, &run, &sink, of->cells, &of->done, error);
    wo_progress_end(&of->progress);
    return status;
}

/* Replications that are whole when a signal comes are kept; without any there is nothing to keep. */
static wo_status compute(job *of, const wo_scenario *const *variants, size_t n_variants, wo_error *error)
{
    const wo_cli_options *options = of->options;
    const double began = wo_seconds_now();
    WO_TRY(wo_layout_init(&of->layout, variants, n_variants, error));
    WO_TRY(wo_cli_check_step(options, &of->layout.road, error));
    WO_TRY(make_cells(of, error));
    WO_TRY(wo_results_create(options->output, &of->layout, of->study->text, of->study->used, options->run.replications,
                             true, options->run.trips, &of->results, error));
    const wo_status ran = run_ensemble(of, error);
    if (ran != WO_OK && (ran != WO_ERR_INTERRUPTED || of->done == 0)) {
        return ran;
    }
    wo_provenance provenance = wo_cli_provenance(options);
    provenance.wall_s = wo_seconds_now() - began;
    wo_error late = {0};
    wo_status status = wo_results_commit(of->results, of->cells, &provenance, &late);
    if (status == WO_OK) {
        status = wo_compare_print(options->output, options->json, stdout, &late);
    }
    if (status == WO_OK && !options->json) {
        wo_cli_tell_output(options);
    }
    if (status != WO_OK && error != NULL) {
        *error = late;
    }
    return status == WO_OK ? ran : status;
}

static void job_free(job *of)
{
    wo_results_destroy(of->results);
    for (size_t v = 0; of->cells != NULL && v < of->layout.n_variants; v++) {
        free(of->cells[v].cells);
    }
    free(of->cells);
    wo_layout_free(&of->layout);
}

int wo_cli_compute(const wo_cli_options *options, const wo_study *study, const wo_scenario *const *variants,
                   size_t n_variants)
{
    job of = {.options = options, .study = study};
    wo_error error = {0};
    const wo_status status = compute(&of, variants, n_variants, &error);
    job_free(&of);
    return status == WO_OK ? WO_EXIT_DONE : wo_cli_fail(status, &error);
}

static error_t option(int key, char *text, struct argp_state *state)
{
    (void)text;
    if (key == ARGP_KEY_INIT) {
        state->child_inputs[0] = state->child_inputs[1] = state->input;
        return 0;
    }
    return ARGP_ERR_UNKNOWN;
}

static const struct argp_child children[] = {
    {&wo_cli_common, 0, NULL, 0}, {&wo_cli_trips, 0, NULL, 0}, {&wo_cli_help, 0, NULL, 0}, {0}};
static const struct argp argp = {
    .parser = option,
    .args_doc = "SCENARIO",
    .doc = "Runs all variants of a scenario with common random numbers and tells how they differ.",
    .children = children};

int wo_cmd_compare(int argc, char **argv)
{
    wo_cli_options options;
    wo_study study = {0};
    wo_cli_options_init(&options);
    wo_cli_parse(&argp, argc, argv, &options);
    int code = wo_cli_study(&options, &study);
    const wo_scenario **variants = calloc(study.n_variants + 1, sizeof *variants);
    if (code == WO_EXIT_DONE && variants == NULL) {
        code = wo_cli_fail(WO_ERR_MEMORY, &(wo_error){0});
    }
    if (code == WO_EXIT_DONE) {
        for (size_t v = 0; v < study.n_variants; v++) {
            variants[v] = &study.variants[v];
        }
        code = wo_cli_compute(&options, &study, variants, study.n_variants);
    }
    free(variants);
    wo_study_free(&study);
    return code;
}
