/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mean density and speed over road and time, a byte for each piece of road and time. */
#include <math.h>
#include <stdlib.h>

#include "report.h"

/* Finer than a screen shows. */
#define MOST_COLUMNS 400
/* Densities go by their logarithm, from this one up: 0.01 parties per km is one party on 100 km of road. */
#define LOWEST_DENSITY 0.01
/* Byte 0 says that nobody was there. */
#define LEVELS 254

/* Sums over the marks of a column and the segments of a cell. */
typedef struct heat {
    size_t columns, marks;  /* record marks in a column */
    double *spent, *driven; /* [cell * columns + column], parties and parties km/h, both times km and marks */
    double *size;           /* km times marks */
} heat;

static void heat_free(heat *map)
{
    free(map->spent);
    free(map->driven);
    free(map->size);
}

static wo_status heat_init(heat *map, const wo_report_job *job, size_t variant, wo_error *error)
{
    const size_t intervals = job->marks[variant] - 1;
    map->marks = (intervals - 1) / MOST_COLUMNS + 1;
    map->columns = (intervals - 1) / map->marks + 1;
    const size_t n = map->columns * job->road.n_cells;
    map->spent = calloc(n, sizeof *map->spent);
    map->driven = calloc(n, sizeof *map->driven);
    map->size = calloc(n, sizeof *map->size);
    if (map->spent == NULL || map->driven == NULL || map->size == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for %zu cells", n);
    }
    return WO_OK;
}

static void add_all(heat *map, const wo_report_job *job, size_t variant, const wo_variable *density,
                    const wo_variable *flow)
{
    const size_t n = job->road.n_segments;
    for (size_t k = 1; k < job->marks[variant]; k++) {
        for (size_t s = 0; s < n; s++) {
            const size_t at = job->road.cell_of[s] * map->columns + (k - 1) / map->marks;
            const double spent = density->values[k * n + s], driven = flow->values[k * n + s];
            map->size[at] += job->road.length_km[s];
            if (spent > 0 && driven >= 0) {
                map->spent[at] += spent * job->road.length_km[s];
                map->driven[at] += driven * job->road.length_km[s];
            }
        }
    }
}

static wo_status heat_fill(heat *map, wo_report_job *job, size_t variant, wo_error *error)
{
    wo_variable density, flow = {0};
    const size_t n = job->road.n_segments;
    WO_TRY(heat_init(map, job, variant, error));
    WO_TRY(wo_reader_row(job->from.reader, "density", variant, &density, error));
    wo_status status = wo_reader_row(job->from.reader, "flow", variant, &flow, error);
    if (status == WO_OK && (density.rank != 2 || flow.rank != 2 || density.shape[0] != job->time.shape[0] ||
                            flow.shape[0] != job->time.shape[0] || density.shape[1] != n || flow.shape[1] != n)) {
        status = wo_error_set(error, WO_ERR_FORMAT, "density and flow of the results have an unknown shape");
    }
    if (status == WO_OK) {
        add_all(map, job, variant, &density, &flow);
    }
    wo_variable_free(&flow);
    wo_variable_free(&density);
    return status;
}

/* Place of a value between the lowest and the highest, 0 to 1. */
typedef double (*scale)(double value, double highest);

static double logarithmic(double value, double highest)
{
    return log(fmax(value, LOWEST_DENSITY) / LOWEST_DENSITY) / log(highest / LOWEST_DENSITY);
}

static double linear(double value, double highest)
{
    return value / highest;
}

/* Each byte less that of the cell before on the road: neighbours are alike, which packs well. */
static void make_changes(unsigned char *bytes, size_t columns, size_t n)
{
    for (size_t i = n; i-- > columns;) {
        bytes[i] = (unsigned char)(bytes[i] - bytes[i - columns]);
    }
}

static wo_status put_levels(wo_report_job *job, const heat *map, const char *key, const double *over,
                            const double *under, scale place, wo_error *error)
{
    const size_t n = map->columns * job->road.n_cells;
    unsigned char *bytes = calloc(n + 1, 1);
    if (bytes == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for %zu cells", n);
    }
    double highest = 1;
    for (size_t i = 0; i < n; i++) {
        highest = map->spent[i] > 0 ? fmax(highest, over[i] / under[i]) : highest;
    }
    for (size_t i = 0; i < n; i++) {
        bytes[i] = map->spent[i] > 0 ? (unsigned char)lround(1 + LEVELS * place(over[i] / under[i], highest)) : 0;
    }
    make_changes(bytes, map->columns, n);
    wo_json_open(&job->json, key, '{');
    wo_json_number(&job->json, "highest", highest);
    const wo_status status = wo_report_pack(job, "levels", bytes, n, error);
    wo_json_close(&job->json, '}');
    free(bytes);
    return status;
}

static wo_status put_variant(wo_report_job *job, size_t variant, wo_error *error)
{
    heat map = {0};
    wo_status status = heat_fill(&map, job, variant, error);
    if (status == WO_OK) {
        wo_json_open(&job->json, NULL, '{');
        wo_json_count(&job->json, "columns", map.columns);
        wo_json_number(&job->json, "column_s", (job->time.values[1] - job->time.values[0]) * (double)map.marks);
        status = put_levels(job, &map, "density", map.spent, map.size, logarithmic, error);
    }
    if (status == WO_OK) {
        status = put_levels(job, &map, "speed", map.driven, map.spent, linear, error);
        wo_json_close(&job->json, '}');
    }
    heat_free(&map);
    return status;
}

wo_status wo_report_heat(wo_report_job *job, wo_error *error)
{
    wo_json_open(&job->json, "heat", '{');
    wo_json_number(&job->json, "lowest_density", LOWEST_DENSITY);
    wo_json_count(&job->json, "steps", LEVELS);
    wo_json_open(&job->json, "variants", '[');
    for (size_t v = 0; v < job->from.n_variants; v++) {
        WO_TRY(put_variant(job, v, error));
    }
    wo_json_close(&job->json, ']');
    wo_json_close(&job->json, '}');
    return WO_OK;
}
