/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sweep.h"

/* Hands every record to the results file and keeps what the sweep needs of it. */
typedef struct collector {
    wo_sink file; /* take = NULL without a file */
    wo_sweep_run *runs;
    size_t n_variants, stride;
} collector;

static wo_sweep_run run_of(const wo_outcome *outcome)
{
    return (wo_sweep_run){
        .out = {(double)outcome->people_out, (double)(outcome->cattle_out + outcome->sheep_out),
                (double)outcome->loads_out},
        .left = {(double)(outcome->people_stranded + outcome->people_not_started),
                 (double)(outcome->cattle_left + outcome->sheep_left), (double)outcome->loads_left},
        .everyone_out = outcome->everyone_out != 0,
        .residents =
            outcome->people_out + outcome->people_stranded + outcome->people_not_started + outcome->people_refused > 0,
    };
}

static wo_status collect(void *context, uint32_t replication, const wo_record *const *records, wo_error *error)
{
    collector *into = context;
    for (size_t v = 0; v < into->n_variants; v++) {
        into->runs[v * into->stride + replication] = run_of(&records[v]->outcome);
    }
    return into->file.take == NULL ? WO_OK : into->file.take(into->file.context, replication, records, error);
}

wo_status wo_sweep_ensemble(const wo_sweep_plan *plan, const wo_scenario *const *variants, size_t n_variants,
                            const wo_sweep_options *options, const char *path, wo_sweep_run *runs, uint32_t *done,
                            wo_error *error)
{
    const double began = wo_seconds_now();
    wo_layout layout;
    wo_results *results = NULL;
    collector into = {.runs = runs, .n_variants = n_variants, .stride = options->run.replications};
    wo_provenance provenance = options->provenance;
    *done = 0;
    WO_TRY(wo_layout_init(&layout, variants, n_variants, error));
    wo_status status = WO_OK;
    if (path != NULL) {
        /* dozens of variants: their series would fill the disk */
        status = wo_results_create(path, &layout, plan->study->text, plan->study->used, options->run.replications,
                                   false, 0, &results, error);
        if (status != WO_OK) {
            goto out;
        }
        into.file = wo_results_sink(results);
    }
    const wo_sink sink = {.context = &into, .take = collect};
    status = wo_ensemble_run(&layout, &options->run, &sink, NULL, done, error);
    if (results != NULL && *done > 0 && (status == WO_OK || status == WO_ERR_INTERRUPTED)) {
        provenance.wall_s = wo_seconds_now() - began;
        const wo_status written = wo_results_commit(results, NULL, &provenance, error);
        status = written == WO_OK ? status : written;
    }
out:
    wo_results_destroy(results);
    wo_layout_free(&layout);
    return status;
}
