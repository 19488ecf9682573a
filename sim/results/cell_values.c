/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums over replications -> means per interval and segment. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "writer.h"

/* What a cell's sums have to be divided by. */
typedef struct extent {
    double time_ms; /* length of the interval x replications */
    double length_m;
    double replications;
} extent;

static double density_per_km(const wo_cell *cell, const extent *over)
{
    return (double)cell->vehicle_ms / over->time_ms / (over->length_m / 1000.0);
}

/* Edie's definitions: flow and speed from the distance driven and the time spent in a piece of time and space. */
static double speed_kmh(const wo_cell *cell, const extent *over)
{
    (void)over;
    return cell->vehicle_ms == 0 ? NAN : (double)cell->distance_m * 3600.0 / (double)cell->vehicle_ms;
}

static double flow_vph(const wo_cell *cell, const extent *over)
{
    return (double)cell->distance_m / over->length_m * WO_HOUR_MS / over->time_ms;
}

static double capacity_pcph(const wo_cell *cell, const extent *over)
{
    return cell->capacity_mvph == 0 ? NAN : (double)cell->capacity_mvph / 1000.0 / over->replications;
}

static double blocked_share(const wo_cell *cell, const extent *over)
{
    return (double)cell->blocked_ms / over->time_ms;
}

static const struct mean {
    const char *name;
    double (*value)(const wo_cell *, const extent *);
} means[] = {
    {"density", density_per_km}, {"speed", speed_kmh},       {"flow", flow_vph},
    {"capacity", capacity_pcph}, {"blocked", blocked_share},
};

/* Interval k runs from mark k to mark k + 1 or to the end of the run and stands at mark k + 1. What was not simulated
 * is missing. */
static void fill(const wo_results *results, const struct mean *mean, size_t variant, const wo_space_time *cells,
                 float *values)
{
    const wo_layout *layout = results->layout;
    const uint64_t every = layout->every_ms, end = wo_run_end(layout->variants[variant]);
    const size_t n_segments = layout->road.n_segments;
    for (size_t i = 0; i < layout->n_times * n_segments; i++) {
        values[i] = NAN;
    }
    for (size_t k = 0; k + 1 < layout->n_times && k < cells->n_times; k++) {
        const uint64_t from = k * every, to = from + every < end ? from + every : end;
        for (size_t s = 0; s < n_segments && from < to; s++) {
            const extent over = {(double)(to - from) * results->taken, layout->road.length_cm[s] / 100.0,
                                 results->taken};
            values[(k + 1) * n_segments + s] = (float)mean->value(&cells->cells[k * n_segments + s], &over);
        }
    }
}

static wo_status write_mean(wo_results *results, const struct mean *mean, const wo_space_time *cells, float *values,
                            wo_error *error)
{
    size_t i = 0;
    while (strcmp(wo_fields[i].name, mean->name) != 0) {
        i++;
    }
    const size_t n_times = results->layout->n_times, n_segments = results->layout->road.n_segments;
    WO_TRY(wo_results_add(results, &wo_fields[i], &results->datasets[i], error));
    for (size_t v = 0; v < results->layout->n_variants; v++) {
        const hsize_t start[WO_MAX_RANK] = {v, 0, 0}, count[WO_MAX_RANK] = {1, n_times, n_segments};
        fill(results, mean, v, &cells[v], values);
        WO_TRY(wo_hdf5_append(results->datasets[i], 3, start, count, H5T_NATIVE_FLOAT, values, error));
    }
    return WO_OK;
}

wo_status wo_results_write_cells(wo_results *results, const wo_space_time *cells, wo_error *error)
{
    wo_status status = WO_OK;
    const size_t n = results->layout->n_times * results->layout->road.n_segments;
    float *values = malloc(n * sizeof *values);
    if (values == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for %zu cells of time and road", n);
    }
    for (size_t m = 0; m < sizeof means / sizeof means[0] && status == WO_OK; m++) {
        status = write_mean(results, &means[m], cells, values, error);
    }
    free(values);
    return status;
}
