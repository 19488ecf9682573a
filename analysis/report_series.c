/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The series over time: their quantiles over the replications for the fan, and the counters of the film. */
#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdlib.h>

#include "report.h"

/* Points of time; zooming in shows them all. */
#define MOST_POINTS 720
#define N_SHARES    5

static const double shares[N_SHARES] = {0.05, 0.25, 0.5, 0.75, 0.95};

static const struct quantity {
    const char *name, *label, *unit;
    double factor; /* of the unit in the file */
} quantities[] = {
    {"series_people_out", "residents out", "people", 1},
    {"series_cattle_out", "cattle out", "heads", 1},
    {"series_sheep_out", "sheep and goats out", "heads", 1},
    {"series_loads_out", "loads of goods out", "loads", 1},
    {"series_on_road", "on the road to the exit", "parties", 1},
    {"series_waiting_at_origin", "waiting to enter the road", "parties", 1},
    {"series_queue_length", "longest queue", "km", 0.001},
};
#define N_QUANTITIES (sizeof quantities / sizeof quantities[0])

/* Record marks `0, every, 2 every, ..` and the last one before the closing. */
static size_t stride_of(size_t marks)
{
    return (marks - 2) / MOST_POINTS + 1;
}

static size_t points_of(size_t marks)
{
    return (marks - 2) / stride_of(marks) + 2;
}

static size_t mark_of(size_t point, size_t marks)
{
    return point + 1 < points_of(marks) ? point * stride_of(marks) : marks - 1;
}

wo_status wo_report_series(wo_report_job *job, const char *name, size_t variant, wo_variable *series, wo_error *error)
{
    WO_TRY(wo_reader_row(job->from.reader, name, variant, series, error));
    if (series->rank != 2 || series->shape[0] == 0 || series->shape[1] != job->time.shape[0]) {
        wo_variable_free(series);
        return wo_error_set(error, WO_ERR_FORMAT, "'%s' has an unknown shape", name);
    }
    return WO_OK;
}

static wo_status put_times(wo_report_job *job, size_t variant, wo_error *error)
{
    const size_t marks = job->marks[variant], n = points_of(marks);
    double *times = calloc(n, sizeof *times);
    if (times == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for %zu times", n);
    }
    for (size_t i = 0; i < n; i++) {
        times[i] = job->time.values[mark_of(i, marks)];
    }
    const wo_status status = wo_report_pack_floats(job, "time_s", times, n, error);
    free(times);
    return status;
}

/* [share][point] */
static wo_status put_bands(wo_report_job *job, const wo_variable *series, size_t variant, double factor,
                           wo_error *error)
{
    const size_t marks = job->marks[variant], n = points_of(marks), runs = series->shape[0];
    double *bands = calloc(n * N_SHARES, sizeof *bands), *sorted = calloc(runs, sizeof *sorted);
    wo_status status = WO_OK;
    if (bands == NULL || sorted == NULL) {
        status = wo_error_set(error, WO_ERR_MEMORY, "no memory for %zu times", n);
        goto out;
    }
    for (size_t i = 0; i < n; i++) {
        for (size_t r = 0; r < runs; r++) {
            sorted[r] = factor * series->values[r * series->shape[1] + mark_of(i, marks)];
        }
        gsl_sort(sorted, 1, runs);
        for (size_t k = 0; k < N_SHARES; k++) {
            bands[k * n + i] = wo_quantile_sorted(sorted, runs, shares[k]);
        }
    }
    status = wo_report_pack_floats(job, NULL, bands, n * N_SHARES, error);
out:
    free(sorted);
    free(bands);
    return status;
}

static wo_status put_variant(wo_report_job *job, size_t variant, wo_error *error)
{
    wo_json_open(&job->json, NULL, '{');
    WO_TRY(put_times(job, variant, error));
    wo_json_open(&job->json, "bands", '[');
    for (size_t q = 0; q < N_QUANTITIES; q++) {
        wo_variable series;
        WO_TRY(wo_report_series(job, quantities[q].name, variant, &series, error));
        const wo_status status = put_bands(job, &series, variant, quantities[q].factor, error);
        wo_variable_free(&series);
        WO_TRY(status);
    }
    wo_json_close(&job->json, ']');
    wo_json_close(&job->json, '}');
    return WO_OK;
}

wo_status wo_report_fan(wo_report_job *job, wo_error *error)
{
    wo_json *json = &job->json;
    wo_json_open(json, "fan", '{');
    wo_json_open(json, "quantities", '[');
    for (size_t q = 0; q < N_QUANTITIES; q++) {
        wo_json_open(json, NULL, '{');
        wo_json_text(json, "label", quantities[q].label);
        wo_json_text(json, "unit", quantities[q].unit);
        wo_json_close(json, '}');
    }
    wo_json_close(json, ']');
    wo_json_open(json, "variants", '[');
    for (size_t v = 0; v < job->from.n_variants; v++) {
        WO_TRY(put_variant(job, v, error));
    }
    wo_json_close(json, ']');
    wo_json_close(json, '}');
    return WO_OK;
}

/* [quantity][mark] of replication 0, for the counters of the film. */
wo_status wo_report_counters(wo_report_job *job, size_t variant, wo_error *error)
{
    const size_t marks = job->marks[variant];
    wo_json_open(&job->json, "counters", '[');
    for (size_t q = 0; q < N_QUANTITIES; q++) {
        wo_variable series;
        WO_TRY(wo_report_series(job, quantities[q].name, variant, &series, error));
        for (size_t k = 0; k < marks; k++) {
            series.values[k] *= quantities[q].factor;
        }
        const wo_status status = wo_report_pack_floats(job, NULL, series.values, marks, error);
        wo_variable_free(&series);
        WO_TRY(status);
    }
    wo_json_close(&job->json, ']');
    return WO_OK;
}
