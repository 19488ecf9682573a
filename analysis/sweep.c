/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sweep.h"

#include <stdlib.h>

static wo_status build_variants(const wo_sweep_plan *plan, wo_scenario *variants, wo_sweep_row *rows, size_t *n,
                                wo_error *error)
{
    *n = 0;
    for (int policy = 0; policy < WO_N_POLICIES; policy++) {
        for (size_t i = 0; i < plan->n_closings; i++) {
            if (wo_sweep_has(plan, (wo_policy)policy, plan->closings[i])) {
                WO_TRY(wo_sweep_variant(plan, (wo_policy)policy, plan->closings[i], &variants[*n], error));
                rows[*n] = (wo_sweep_row){.policy = (wo_policy)policy, .closing = plan->closings[i]};
                (*n)++;
            }
        }
    }
    return WO_OK;
}

/* What the time since the policy's deadline before has bought, replication by replication. */
static void gain(wo_sweep_row *row, const wo_sweep_row *before, const wo_sweep_run *runs,
                 const wo_sweep_run *runs_before, size_t n, double *buffer)
{
    size_t pairs[2][2] = {{0}};
    row->step = row->closing - before->closing;
    for (int amount = 0; amount < WO_N_SWEPT; amount++) {
        for (size_t r = 0; r < n; r++) {
            buffer[r] = runs[r].out[amount] - runs_before[r].out[amount];
        }
        row->gained[amount] = wo_summarise(buffer, n);
    }
    for (size_t r = 0; r < n; r++) {
        pairs[runs_before[r].everyone_out][runs[r].everyone_out]++;
    }
    row->everyone_out_gain = wo_share_difference_paired(pairs[1][1], pairs[1][0], pairs[0][1], pairs[0][0]);
}

static void fill_rows(wo_sweep_row *rows, size_t n_rows, const wo_sweep_run *runs, size_t stride, size_t n,
                      double *buffer)
{
    for (size_t i = 0; i < n_rows; i++) {
        const wo_sweep_run *of = &runs[i * stride];
        size_t hits = 0;
        for (size_t r = 0; r < n; r++) {
            hits += of[r].everyone_out ? 1 : 0;
        }
        rows[i].everyone_out = wo_proportion_of(hits, n);
        for (int amount = 0; amount < WO_N_SWEPT; amount++) {
            for (size_t r = 0; r < n; r++) {
                buffer[r] = of[r].left[amount];
            }
            rows[i].left[amount] = wo_summarise(buffer, n);
        }
        if (i > 0 && rows[i].policy == rows[i - 1].policy) {
            gain(&rows[i], &rows[i - 1], of, of - stride, n, buffer);
        }
    }
}

static bool any_residents(const wo_sweep_run *runs, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (runs[i].residents) {
            return true;
        }
    }
    return false;
}

/* Common random numbers; a stop leaves the replications that are whole in all deadlines. */
static wo_status run_grid(wo_sweep_report *report, const wo_scenario *const *variants, wo_error *error)
{
    const size_t stride = report->options->run.replications;
    wo_sweep_run *runs = calloc(report->n_rows * stride, sizeof *runs);
    double *buffer = calloc(stride, sizeof *buffer);
    wo_status status = WO_OK;
    if (runs == NULL || buffer == NULL) {
        status = wo_error_set(error, WO_ERR_MEMORY, "no memory for %zu deadlines", report->n_rows);
        goto out;
    }
    status = wo_sweep_ensemble(report->plan, variants, report->n_rows, report->options, report->options->output, runs,
                               &report->replications, error);
    if (report->replications > 0) {
        report->residents = any_residents(runs, report->n_rows * stride);
        fill_rows(report->rows, report->n_rows, runs, stride, report->replications, buffer);
    }
out:
    free(buffer);
    free(runs);
    return status;
}

static wo_status search_all(wo_sweep_report *report, wo_error *error)
{
    for (int policy = 0; policy < WO_N_POLICIES; policy++) {
        if (policy == WO_POLICY_LATE && !report->plan->has_late) {
            continue;
        }
        WO_TRY(wo_sweep_search(report->plan, report->rows, report->n_rows, (wo_policy)policy, report->options,
                               &report->answers[report->n_answers], error));
        report->n_answers++;
    }
    return WO_OK;
}

static wo_status run_all(wo_sweep_report *report, wo_error *error)
{
    const size_t room = report->plan->n_closings * WO_N_POLICIES;
    wo_scenario *variants = calloc(room, sizeof *variants);
    const wo_scenario **views = calloc(room, sizeof *views);
    report->rows = calloc(room, sizeof *report->rows);
    wo_status status = WO_OK;
    if (variants == NULL || views == NULL || report->rows == NULL) {
        status = wo_error_set(error, WO_ERR_MEMORY, "no memory for %zu deadlines", report->plan->n_closings);
        goto out;
    }
    status = build_variants(report->plan, variants, report->rows, &report->n_rows, error);
    for (size_t i = 0; i < report->n_rows; i++) {
        views[i] = &variants[i];
    }
    if (status == WO_OK) {
        status = run_grid(report, views, error);
    }
    if (status == WO_OK && report->residents) {
        status = search_all(report, error);
    }
out:
    for (size_t i = 0; variants != NULL && i < report->n_rows; i++) {
        wo_scenario_free(&variants[i]);
    }
    free(views);
    free(variants);
    return status;
}

wo_status wo_sweep(const wo_study *study, const wo_sweep_options *options, FILE *stream, wo_error *error)
{
    wo_sweep_plan plan = {0};
    wo_sweep_report report = {.plan = &plan, .options = options};
    wo_status status = wo_sweep_plan_init(&plan, study, options->deadlines, error);
    if (status != WO_OK) {
        goto out;
    }
    status = run_all(&report, error);
    if (report.replications > 0 && (status == WO_OK || status == WO_ERR_INTERRUPTED)) {
        (options->json ? wo_sweep_json : wo_sweep_table)(&report, stream);
        if (fflush(stream) != 0 || ferror(stream) != 0) {
            status = wo_error_set(error, WO_ERR_IO, "the sweep could not be written");
        }
    }
out:
    free(report.rows);
    wo_sweep_plan_free(&plan);
    return status;
}

#define WHAT_IS_ASSUMED                                                                                                \
    "What is announced is the closing itself, so whoever leaves at the last moment and meets a queue is late. When "   \
    "people leave is an assumption of the scenario, not an observation."

const char *wo_sweep_caveat(bool residents)
{
    return residents ? "P(everyone out) need not rise with the deadline: people who believe in a later deadline leave "
                       "later. The search takes the first crossing between the deadlines of the sweep. " WHAT_IS_ASSUMED
                     : WHAT_IS_ASSUMED;
}
