/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mean outbound speed as a heat map of distance to the exit and time. Branches that are equally far from the exit share
 * a cell: distance driven over time spent, as everywhere in Edie's definitions. */
#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plot.h"

#define LEFT   76
#define RIGHT  (WO_PAGE_WIDTH - 214)
#define HEIGHT 508
/* Panel of the snow cover below the map, and the room above it. */
#define SNOW_HEIGHT 54
#define SNOW_GAP    34
/* Finer than print shows, coarse enough for small files. */
#define MOST_COLUMNS 480
#define MOST_ROWS    200
/* Share of the cells within the palette. */
#define COMMON_SPEED 0.995

/* The palette is viridis, which grows lighter evenly and is told apart by all; gnuplot 5.4 has it not by name. */
static const char appearance[] =
    "set palette defined (0 '#440154', 1 '#482878', 2 '#3E4A89', 3 '#31688E', 4 '#26828E', 5 '#1F9E89', 6 '#35B779', "
    "7 '#6DCD59', 8 '#B4DE2C', 9 '#FDE725')\n"
    "set cblabel 'mean speed (km/h)'\nunset grid\n"
    "set colorbox user origin screen 0.9, graph 0 size screen 0.015, graph 1\n"
    "set object 1 rectangle from graph 0,0 to graph 1,1 behind fc rgb '#D9D9D9' fs solid noborder\n";

typedef struct road {
    char **section, **direction;
    size_t n, n_direction;
    wo_variable km, length;
} road;

static void road_free(road *outbound)
{
    wo_strings_free(outbound->section, outbound->n);
    wo_strings_free(outbound->direction, outbound->n_direction);
    wo_variable_free(&outbound->km);
    wo_variable_free(&outbound->length);
}

static wo_status road_read(wo_plot_job *job, road *all, wo_error *error)
{
    WO_TRY(wo_reader_strings(job->reader, "section", &all->section, &all->n, error));
    WO_TRY(wo_reader_strings(job->reader, "direction", &all->direction, &all->n_direction, error));
    WO_TRY(wo_reader_variable(job->reader, "km_to_exit", &all->km, error));
    WO_TRY(wo_reader_variable(job->reader, "length", &all->length, error));
    if (all->n == 0 || all->n_direction != all->n || all->km.rank != 1 || all->km.shape[0] != all->n ||
        all->length.rank != 1 || all->length.shape[0] != all->n) {
        return wo_error_set(error, WO_ERR_FORMAT, "the road of the results has an unknown shape");
    }
    return WO_OK;
}

static bool is_outbound(const road *all, size_t segment)
{
    return strcmp(all->direction[segment], "outbound") == 0;
}

static double far_end(const road *all, size_t segment)
{
    return all->km.values[segment] + all->length.values[segment] / 1000;
}

/* The raster: `rows` of `km` each and columns of `marks` record marks each. */
typedef struct raster {
    size_t rows, columns, marks;
    double km;
    double *distance, *duration; /* [row * columns + column] */
} raster;

static wo_status raster_init(raster *map, const wo_plot_job *job, const road *all, wo_error *error)
{
    double last = 0, shortest = INFINITY;
    for (size_t s = 0; s < all->n; s++) {
        last = fmax(last, far_end(all, s));
        shortest = fmin(shortest, all->length.values[s] / 1000);
    }
    const size_t n = wo_plot_marks(job, job->chosen);
    if (!(last > 0) || !(shortest > 0) || n < 2) {
        return wo_error_set(error, WO_ERR_FORMAT, "the results have no road or no time to draw");
    }
    map->rows = (size_t)fmin(ceil(last / shortest), MOST_ROWS);
    map->km = last / (double)map->rows;
    map->marks = (n - 2) / MOST_COLUMNS + 1;
    map->columns = (n - 2) / map->marks + 1;
    map->distance = calloc(map->rows * map->columns, sizeof *map->distance);
    map->duration = calloc(map->rows * map->columns, sizeof *map->duration);
    if (map->distance == NULL || map->duration == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for %zu cells", map->rows * map->columns);
    }
    return WO_OK;
}

/* Adds what happened on one segment in one interval to the rows that it lies in. */
static void add_cell(raster *map, const road *all, size_t segment, size_t column, double density, double flow)
{
    const double from = all->km.values[segment], to = far_end(all, segment);
    for (size_t row = (size_t)fmax(from / map->km, 0); row < map->rows && (double)row * map->km < to; row++) {
        const double low = (double)row * map->km, overlap = fmin(to, low + map->km) - fmax(from, low);
        if (overlap > 0) {
            map->distance[row * map->columns + column] += flow * overlap;
            map->duration[row * map->columns + column] += density * overlap;
        }
    }
}

static wo_status fill(raster *map, wo_plot_job *job, const road *all, wo_error *error)
{
    const size_t marks = wo_plot_marks(job, job->chosen);
    wo_variable density, flow = {0};
    WO_TRY(wo_reader_row(job->reader, "density", job->chosen, &density, error));
    wo_status status = wo_reader_row(job->reader, "flow", job->chosen, &flow, error);
    if (status == WO_OK &&
        (density.rank != 2 || flow.rank != 2 || density.shape[0] != job->time.shape[0] || density.shape[1] != all->n ||
         flow.shape[0] != density.shape[0] || flow.shape[1] != density.shape[1])) {
        status = wo_error_set(error, WO_ERR_FORMAT, "density and flow of the results have an unknown shape");
    }
    for (size_t k = 1; status == WO_OK && k < marks; k++) {
        for (size_t s = 0; s < all->n; s++) {
            const double spent = density.values[k * all->n + s], driven = flow.values[k * all->n + s];
            if (is_outbound(all, s) && spent > 0 && driven >= 0) {
                add_cell(map, all, s, (k - 1) / map->marks, spent, driven);
            }
        }
    }
    wo_variable_free(&flow);
    wo_variable_free(&density);
    return status;
}

/* The end of the colours. A cell that a party has only just entered counts half its length of distance and hardly any
 * time: these few speeds, which nobody drives, must not use up the palette. */
static wo_status put_palette(wo_plot_job *job, const raster *map, wo_error *error)
{
    size_t n = 0;
    double *speeds = calloc(map->rows * map->columns, sizeof *speeds);
    if (speeds == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for %zu cells", map->rows * map->columns);
    }
    for (size_t i = 0; i < map->rows * map->columns; i++) {
        if (map->duration[i] > 0) {
            speeds[n++] = map->distance[i] / map->duration[i];
        }
    }
    gsl_sort(speeds, 1, n);
    const double most = n > 0 ? wo_quantile_sorted(speeds, n, COMMON_SPEED) : 1;
    fprintf(job->script, "%sset cbrange [0:%g]\n", appearance, most > 1 ? 10 * ceil(most / 10) : 1);
    free(speeds);
    return WO_OK;
}

static void put_cells(wo_plot_job *job, const raster *map)
{
    const double every = job->time.values[1] - job->time.values[0];
    fputs("$speed << EOD\n", job->script);
    for (size_t row = 0; row < map->rows; row++) {
        for (size_t column = 0; column < map->columns; column++) {
            const size_t i = row * map->columns + column;
            wo_plot_number(job->script,
                           map->duration[i] > 0 ? round(10 * map->distance[i] / map->duration[i]) / 10 : (double)NAN);
        }
        fputs("\n", job->script);
    }
    fputs("EOD\n", job->script);
    const double width = every * (double)map->marks;
    fprintf(job->script, "plot $speed matrix using (%.3f + %.3f * $1):(%.6f + %.6f * $2):3 with image notitle\n",
            wo_plot_when(job, job->time.values[0]) + width / 2, width, map->km / 2, map->km);
}

/* Names a section beside the map where no other one is as far from the exit. */
static void put_sections(wo_plot_job *job, const road *all)
{
    size_t label = 10;
    for (size_t first = 0; first < all->n; first++) {
        double low = INFINITY, high = 0;
        bool alone =
            is_outbound(all, first) && (first == 0 || strcmp(all->section[first], all->section[first - 1]) != 0);
        for (size_t s = 0; s < all->n && alone; s++) {
            if (is_outbound(all, s) && strcmp(all->section[s], all->section[first]) == 0) {
                low = fmin(low, all->km.values[s]);
                high = fmax(high, far_end(all, s));
            }
        }
        for (size_t s = 0; s < all->n && alone; s++) {
            alone = !is_outbound(all, s) || strcmp(all->section[s], all->section[first]) == 0 ||
                    far_end(all, s) <= low + 0.01 || all->km.values[s] >= high - 0.01;
        }
        if (!alone) {
            continue;
        }
        fprintf(job->script, "set label %zu ", label);
        wo_plot_quote(job->script, all->section[first], 20);
        fprintf(job->script, " at graph 1, first %g left offset 0.8,0 font small\n", (low + high) / 2);
        fprintf(job->script,
                "set arrow %zu from graph 0, first %g to graph 1.03, first %g nohead lw 0.6 dt (2,3) front\n", label++,
                low, low);
    }
}

/* Median snow on the road at the deadline line, by record mark. `*most` is 0, and nothing is written, without snow. */
static wo_status put_snow(wo_plot_job *job, double *most, wo_error *error)
{
    wo_variable snow;
    *most = 0;
    if (!wo_reader_has(job->reader, "series_snow")) {
        return WO_OK; /* an older file */
    }
    WO_TRY(wo_plot_series(job, "series_snow", job->chosen, &snow, error));
    const size_t n = snow.shape[0], n_times = snow.shape[1], marks = wo_plot_marks(job, job->chosen);
    double *depths = calloc(n + n_times, sizeof *depths);
    if (depths == NULL) {
        wo_variable_free(&snow);
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for %zu record marks", n_times);
    }
    double *column = depths + n_times;
    for (size_t k = 0; k < marks; k++) {
        for (size_t r = 0; r < n; r++) {
            column[r] = snow.values[r * n_times + k];
        }
        depths[k] = wo_plot_bands(column, n).at[WO_N_BANDS / 2];
        *most = fmax(*most, depths[k]);
    }
    if (*most > 0) {
        fputs("$snow << EOD\n", job->script);
        for (size_t k = 0; k < marks; k++) {
            fprintf(job->script, "%.0f %g\n", wo_plot_when(job, job->time.values[k]), depths[k]);
        }
        fputs("EOD\n", job->script);
    }
    free(depths);
    wo_variable_free(&snow);
    return WO_OK;
}

static void put_snow_panel(wo_plot_job *job, double most)
{
    const int top = HEIGHT - WO_PAGE_BOTTOM + SNOW_GAP;
    fputs("unset label\nunset arrow\nunset object\n", job->script);
    wo_plot_panel(job, LEFT, RIGHT, top, top + SNOW_HEIGHT);
    wo_plot_heading(job, "median snow at the deadline line (mm)");
    wo_plot_time_axis(job, wo_plot_closes(job, job->chosen), true);
    fprintf(job->script,
            "set yrange [0:%g]\nset ytics %g\nplot $snow using 1:2 with filledcurves y1=0 fs solid 0.6 lc rgb "
            "'" WO_INK_BLUE "' notitle\n",
            1.05 * most, most);
}

/* Page and map; below it the snow, when there is any. */
static wo_status put_panels(wo_plot_job *job, const road *all, const wo_used *used, const raster *map, wo_error *error)
{
    char subject[2 * WO_TEXT_SIZE];
    double snow = 0;
    const double end = wo_plot_closes(job, job->chosen);
    WO_TRY(put_snow(job, &snow, error));
    snprintf(subject, sizeof subject, "speed to the exit, variant %.40s", job->variants[job->chosen]);
    wo_plot_page(job, subject,
                 "Mean over all replications and branches; grey: nobody there. Dark bars: night. Dotted: other "
                 "announced deadlines.",
                 HEIGHT + (snow > 0 ? SNOW_HEIGHT + SNOW_GAP : 0));
    wo_plot_panel(job, LEFT, RIGHT, WO_PAGE_TOP + 16, HEIGHT - WO_PAGE_BOTTOM);
    wo_plot_time_axis(job, end, !(snow > 0));
    wo_plot_y_axis(job, "distance to the exit (km)", map->km * (double)map->rows / 1.05);
    WO_TRY(put_palette(job, map, error));
    put_sections(job, all);
    wo_plot_closing(job, job->chosen);
    wo_plot_deadlines(job, used, end);
    WO_TRY(wo_plot_nights(job, used, end, 1.003, 1.012, "#303030", error));
    put_cells(job, map);
    if (snow > 0) {
        put_snow_panel(job, snow);
    }
    return WO_OK;
}

static wo_status put_map(wo_plot_job *job, const road *all, wo_error *error)
{
    raster map = {0};
    wo_used used = {0};
    wo_status status = raster_init(&map, job, all, error);
    if (status == WO_OK) {
        status = fill(&map, job, all, error);
    }
    if (status == WO_OK) {
        status = wo_used_read(job->reader, job->variants[job->chosen], &used, error);
    }
    if (status == WO_OK) {
        status = put_panels(job, all, &used, &map, error);
    }
    wo_used_free(&used);
    free(map.distance);
    free(map.duration);
    return status;
}

wo_status wo_plot_spacetime(wo_plot_job *job, wo_error *error)
{
    road all = {0};
    wo_status status = road_read(job, &all, error);
    if (status == WO_OK) {
        status = put_map(job, &all, error);
    }
    road_free(&all);
    return status;
}
