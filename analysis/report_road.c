/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The road as the pictures show it, and the nights over it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report.h"
#include "wayout/climate.h"

/* Finer than a screen shows; more cells make a larger page. */
#define MOST_CELLS 600

static int section_index(const wo_scenario *scenario, const char *name)
{
    for (size_t i = 0; i < scenario->n_sections; i++) {
        if (strcmp(scenario->sections[i].name, name) == 0) {
            return (int)i;
        }
    }
    return -1;
}

/* What the file tells of its segments. */
typedef struct segments {
    char **direction;
    size_t n_direction;
    wo_variable length, elevation;
} segments;

static wo_status segments_read(wo_report_job *job, segments *all, wo_error *error)
{
    wo_reader *reader = job->from.reader;
    WO_TRY(wo_reader_strings(reader, "direction", &all->direction, &all->n_direction, error));
    WO_TRY(wo_reader_variable(reader, "length", &all->length, error));
    WO_TRY(wo_reader_variable(reader, "elevation", &all->elevation, error));
    const size_t n = job->from.n_sections;
    if (n == 0 || all->n_direction != n || all->length.rank != 1 || all->length.shape[0] != n ||
        all->elevation.rank != 1 || all->elevation.shape[0] != n) {
        return wo_error_set(error, WO_ERR_FORMAT, "the road of the results has an unknown shape");
    }
    return WO_OK;
}

static void segments_free(segments *all)
{
    wo_strings_free(all->direction, all->n_direction);
    wo_variable_free(&all->length);
    wo_variable_free(&all->elevation);
}

static void add_segment(wo_report_cell *cell, double km, double length_km, double elevation_m)
{
    const double before = cell->length_km;
    cell->low_km = fmin(cell->low_km, km);
    cell->high_km = fmax(cell->high_km, km + length_km);
    cell->length_km += length_km;
    cell->elevation_m = (cell->elevation_m * before + elevation_m * length_km) / cell->length_km;
}

static wo_status join_segments(wo_report_job *job, const segments *all, wo_error *error)
{
    wo_report_road *road = &job->road;
    const size_t most = (road->n_segments - 1) / MOST_CELLS + 1;
    size_t in_cell = 0;
    for (size_t s = 0; s < road->n_segments; s++) {
        const int section = section_index(job->of_variant[0], job->from.sections[s]);
        const bool outbound = strcmp(all->direction[s], "outbound") == 0;
        if (section < 0) {
            return wo_error_set(error, WO_ERR_FORMAT, "the scenario in the results has no section '%s'",
                                job->from.sections[s]);
        }
        wo_report_cell *last = road->n_cells > 0 ? &road->cells[road->n_cells - 1] : NULL;
        if (last == NULL || in_cell == most || last->section != (uint32_t)section || last->outbound != outbound) {
            last = &road->cells[road->n_cells++];
            *last = (wo_report_cell){.section = (uint32_t)section, .outbound = outbound, .low_km = INFINITY};
            in_cell = 0;
        }
        in_cell++;
        road->length_km[s] = all->length.values[s] / 1000;
        add_segment(last, job->from.km_to_exit.values[s], road->length_km[s], all->elevation.values[s]);
        road->cell_of[s] = (uint32_t)(road->n_cells - 1);
    }
    return WO_OK;
}

wo_status wo_report_road_init(wo_report_job *job, wo_error *error)
{
    segments all = {0};
    wo_report_road *road = &job->road;
    road->n_segments = job->from.n_sections;
    road->cells = calloc(road->n_segments + 1, sizeof *road->cells);
    road->cell_of = calloc(road->n_segments + 1, sizeof *road->cell_of);
    road->length_km = calloc(road->n_segments + 1, sizeof *road->length_km);
    if (road->cells == NULL || road->cell_of == NULL || road->length_km == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for %zu segments", road->n_segments);
    }
    wo_status status = segments_read(job, &all, error);
    if (status == WO_OK) {
        status = join_segments(job, &all, error);
    }
    segments_free(&all);
    return status;
}

void wo_report_road_free(wo_report_road *road)
{
    free(road->cells);
    free(road->cell_of);
    free(road->length_km);
}

/* Distance of a place to the exit. Features stand at the nearest end of a segment. */
static double place_km(const wo_report_job *job, wo_place place)
{
    const char *section = job->of_variant[0]->sections[place.section].name;
    double far = 0, nearest = 0;
    for (size_t s = 0; s < job->road.n_segments; s++) {
        if (strcmp(job->from.sections[s], section) == 0) {
            far = fmax(far, job->from.km_to_exit.values[s] + job->road.length_km[s]);
        }
    }
    nearest = far;
    for (size_t s = 0; s < job->road.n_segments; s++) {
        const double km = job->from.km_to_exit.values[s], wanted = far - place.m / 1000;
        if (strcmp(job->from.sections[s], section) == 0 && fabs(km - wanted) < fabs(nearest - wanted)) {
            nearest = km;
        }
    }
    return nearest;
}

static void put_sections(wo_report_job *job)
{
    const wo_scenario *scenario = job->of_variant[0];
    wo_json *json = &job->json;
    wo_json_open(json, "sections", '[');
    for (size_t i = 0; i < scenario->n_sections; i++) {
        wo_json_open(json, NULL, '{');
        wo_json_text(json, "name", scenario->sections[i].name);
        wo_json_text(json, "from", scenario->sections[i].from);
        wo_json_text(json, "to", scenario->sections[i].to);
        wo_json_close(json, '}');
    }
    wo_json_close(json, ']');
    wo_json_open(json, "origins", '[');
    for (size_t i = 0; i < scenario->n_origins; i++) {
        const wo_origin *origin = &scenario->origins[i];
        wo_json_open(json, NULL, '{');
        wo_json_text(json, "name", origin->name);
        wo_json_count(json, "section", (uint64_t)origin->at.section);
        wo_json_number(json, "km", place_km(job, origin->at));
        wo_json_close(json, '}');
    }
    wo_json_close(json, ']');
}

static wo_status put_cells(wo_report_job *job, wo_error *error)
{
    enum { SECTION, OUTBOUND, LOW, HIGH, ELEVATION, N_COLUMNS };
    static const char *const names[N_COLUMNS] = {"section", "outbound", "low_km", "high_km", "elevation_m"};
    const size_t n = job->road.n_cells;
    double *values = calloc(n + 1, sizeof *values);
    wo_status status = WO_OK;
    if (values == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for %zu cells", n);
    }
    for (int column = 0; column < N_COLUMNS && status == WO_OK; column++) {
        for (size_t i = 0; i < n; i++) {
            const wo_report_cell *cell = &job->road.cells[i];
            const double row[N_COLUMNS] = {[SECTION] = cell->section,
                                           [OUTBOUND] = cell->outbound ? 1 : 0,
                                           [LOW] = cell->low_km,
                                           [HIGH] = cell->high_km,
                                           [ELEVATION] = cell->elevation_m};
            values[i] = row[column];
        }
        status = wo_report_pack_floats(job, names[column], values, n, error);
    }
    free(values);
    return status;
}

wo_status wo_report_put_road(wo_report_job *job, wo_error *error)
{
    const wo_scenario *scenario = job->of_variant[0];
    wo_json_open(&job->json, "road", '{');
    wo_json_text(&job->json, "exit", scenario->exit);
    put_sections(job);
    if (scenario->deadline_line_at_exit) {
        wo_json_null(&job->json, "line");
    } else {
        wo_json_open(&job->json, "line", '{');
        wo_json_count(&job->json, "section", (uint64_t)scenario->deadline_line.section);
        wo_json_number(&job->json, "km", place_km(job, scenario->deadline_line));
        wo_json_close(&job->json, '}');
    }
    WO_TRY(put_cells(job, error));
    wo_json_close(&job->json, '}');
    return WO_OK;
}

/* Daylight follows from place and date; no draw changes it. */
wo_status wo_report_times(wo_report_job *job, wo_error *error)
{
    const wo_draw central = {.central = true};
    wo_climate climate;
    WO_TRY(wo_climate_build(job->of_variant[0], &central, &climate, error));
    wo_json_open(&job->json, "days", '[');
    for (size_t i = 0; i < climate.n_days; i++) {
        wo_json_open(&job->json, NULL, '{');
        wo_json_number(&job->json, "sunrise_s", (double)climate.days[i].sunrise / 1000);
        wo_json_number(&job->json, "sunset_s", (double)climate.days[i].sunset / 1000);
        wo_json_close(&job->json, '}');
    }
    wo_json_close(&job->json, ']');
    wo_json_number(&job->json, "record_every_s", job->time.values[1] - job->time.values[0]);
    wo_climate_free(&climate);
    return WO_OK;
}
