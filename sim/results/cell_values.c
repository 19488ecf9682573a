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

static double total(const wo_cell *cell, wo_cell_sum sum)
{
    return (double)wo_cell_value(cell, sum);
}

static double density_per_km(const wo_cell *cell, const extent *over)
{
    return total(cell, WO_CELL_VEHICLE_MS) / over->time_ms / (over->length_m / 1000.0);
}

/* Edie's definitions: flow and speed from the distance driven and the time spent in a piece of time and space. */
static double speed_kmh(const wo_cell *cell, const extent *over)
{
    (void)over;
    return total(cell, WO_CELL_VEHICLE_MS) == 0.0
               ? NAN
               : total(cell, WO_CELL_DISTANCE_M) * 3600.0 / total(cell, WO_CELL_VEHICLE_MS);
}

static double flow_vph(const wo_cell *cell, const extent *over)
{
    return total(cell, WO_CELL_DISTANCE_M) / over->length_m * WO_HOUR_MS / over->time_ms;
}

static double capacity_pcph(const wo_cell *cell, const extent *over)
{
    return total(cell, WO_CELL_CAPACITY_MVPH) == 0.0 ? NAN
                                                     : total(cell, WO_CELL_CAPACITY_MVPH) / 1000.0 / over->replications;
}

static double blocked_share(const wo_cell *cell, const extent *over)
{
    return total(cell, WO_CELL_BLOCKED_MS) / over->time_ms;
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
static void fill_mark(const wo_results *results, const struct mean *mean, size_t variant, const wo_space_time *cells,
                      size_t mark, float *values)
{
    const wo_layout *layout = results->layout;
    const uint64_t every = layout->every_ms, end = wo_run_end(layout->variants[variant]);
    const uint64_t to = mark * every < end ? mark * every : end;
    const size_t n_segments = layout->road.n_segments;
    const bool simulated = mark > 0 && mark <= cells->n_times && (mark - 1) * every < to;
    for (size_t s = 0; s < n_segments; s++) {
        values[s] = NAN;
    }
    for (size_t s = 0; s < n_segments && simulated; s++) {
        const extent over = {(double)(to - (mark - 1) * every) * results->taken, layout->road.length_cm[s] / 100.0,
                             results->taken};
        values[s] = (float)mean->value(&cells->cells[(mark - 1) * n_segments + s], &over);
    }
}

/* `values` has room for a chunk. */
static wo_status write_variant(wo_results *results, size_t field, const struct mean *mean, size_t variant,
                               const wo_space_time *cells, float *values, wo_error *error)
{
    const size_t n_times = results->layout->n_times, n_segments = results->layout->road.n_segments;
    for (size_t first = 0; first < n_times; first += WO_CELL_TIMES) {
        const size_t n = n_times - first < WO_CELL_TIMES ? n_times - first : WO_CELL_TIMES;
        const hsize_t start[WO_MAX_RANK] = {variant, first, 0}, count[WO_MAX_RANK] = {1, n, n_segments};
        for (size_t i = 0; i < n; i++) {
            fill_mark(results, mean, variant, cells, first + i, &values[i * n_segments]);
        }
        WO_TRY(wo_hdf5_append(results->datasets[field], 3, start, count, H5T_NATIVE_FLOAT, values, error));
    }
    return WO_OK;
}

static wo_status write_mean(wo_results *results, const struct mean *mean, const wo_space_time *cells, float *values,
                            wo_error *error)
{
    size_t i = 0;
    while (strcmp(wo_fields[i].name, mean->name) != 0) {
        i++;
    }
    WO_TRY(wo_results_add(results, &wo_fields[i], &results->datasets[i], error));
    for (size_t v = 0; v < results->layout->n_variants; v++) {
        WO_TRY(write_variant(results, i, mean, v, &cells[v], values, error));
    }
    return WO_OK;
}

wo_status wo_results_write_cells(wo_results *results, const wo_space_time *cells, wo_error *error)
{
    wo_status status = WO_OK;
    const size_t n = WO_CELL_TIMES * results->layout->road.n_segments;
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
