/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Residents out over time: median and bands over the replications, a panel for each variant. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "observed.h"
#include "plot.h"

#define PANEL_HEIGHT 130
#define PANEL_GAP    36
#define LEFT         96
#define RIGHT        (WO_PAGE_WIDTH - 40)
#define MOST_PANELS  12
/* A single panel has the page for itself. */
#define ONLY_HEIGHT  260
#define STATION_SIZE 48

static int panel_height(const wo_plot_job *job)
{
    return job->n_variants == 1 ? ONLY_HEIGHT : PANEL_HEIGHT;
}

static wo_status put_bands(wo_plot_job *job, size_t variant, double *most, wo_error *error)
{
    wo_variable people;
    WO_TRY(wo_plot_series(job, "series_people_out", variant, &people, error));
    const size_t n = people.shape[0], n_times = people.shape[1], marks = wo_plot_marks(job, variant);
    double *column = calloc(n, sizeof *column);
    if (column == NULL) {
        wo_variable_free(&people);
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for %zu replications", n);
    }
    fprintf(job->script, "$fan%zu << EOD\n", variant);
    for (size_t k = 0; k < marks; k++) {
        for (size_t r = 0; r < n; r++) {
            column[r] = people.values[r * n_times + k];
        }
        const wo_bands bands = wo_plot_bands(column, n);
        fprintf(job->script, "%.0f", wo_plot_when(job, job->time.values[k]));
        for (size_t i = 0; i < WO_N_BANDS; i++) {
            wo_plot_number(job->script, bands.at[i]);
        }
        fputs("\n", job->script);
        *most = fmax(*most, bands.at[WO_N_BANDS - 1]);
    }
    fputs("EOD\n", job->script);
    free(column);
    wo_variable_free(&people);
    return WO_OK;
}

static bool is_of_people(const wo_counted *counted, size_t i)
{
    return strcmp(counted->unit[i], "people") == 0;
}

static void put_counts(wo_plot_job *job, const wo_counted *counted, double *most)
{
    for (size_t first = 0, end = 0; first < counted->n; first = end) {
        end = wo_counted_station_end(counted, first);
        if (!is_of_people(counted, first)) {
            continue;
        }
        fprintf(job->script, "$counted%zu << EOD\n", first);
        for (size_t i = first; i < end; i++) {
            fprintf(job->script, "%.0f", wo_plot_when(job, counted->time.values[i]));
            wo_plot_number(job->script, counted->count.values[i]);
            fputs("\n", job->script);
            *most = fmax(*most, counted->count.values[i]);
        }
        fputs("EOD\n", job->script);
    }
}

/* Dots of each station, which the first panel names. */
static void plot_counts(wo_plot_job *job, const wo_counted *counted, size_t variant)
{
    static const int shapes[] = {7, 9, 5, 13};
    size_t n = 0;
    for (size_t i = 0; i < counted->n; i = wo_counted_station_end(counted, i)) {
        if (!is_of_people(counted, i)) {
            continue;
        }
        char text[256];
        snprintf(text, sizeof text, "counted: %.200s", counted->station[i]);
        fprintf(job->script, ", $counted%zu using 1:2 with points pt %d ps 0.9 lc rgb 'black' ", i,
                shapes[n++ % (sizeof shapes / sizeof shapes[0])]);
        if (variant == 0) {
            fputs("title ", job->script);
            wo_plot_quote(job->script, text, STATION_SIZE);
        } else {
            fputs("notitle", job->script);
        }
    }
}

static void put_panel(wo_plot_job *job, size_t variant, const wo_counted *counted, double most)
{
    const int height = panel_height(job), top = WO_PAGE_TOP + 14 + (int)variant * (height + PANEL_GAP);
    const char *ink = wo_plot_colour(variant);
    wo_plot_panel(job, LEFT, RIGHT, top, top + height);
    wo_plot_heading(job, job->variants[variant]);
    wo_plot_time_axis(job, wo_plot_last_closing(job), variant + 1 == job->n_variants);
    wo_plot_y_axis(job, "residents out", most);
    wo_plot_closing(job, variant);
    fprintf(job->script, "plot $fan%zu using 1:2:6 with filledcurves fs solid 0.2 lc rgb '%s' %s", variant, ink,
            variant == 0 ? "title '90 % of replications'" : "notitle");
    fprintf(job->script, ", '' using 1:3:5 with filledcurves fs solid 0.45 lc rgb '%s' %s", ink,
            variant == 0 ? "title '50 % of replications'" : "notitle");
    fprintf(job->script, ", '' using 1:4 with lines lw 2 lc rgb '%s' %s", ink,
            variant == 0 ? "title 'median'" : "notitle");
    if (variant > 0) {
        fputs(", $fan0 using 1:4 with lines lw 1.2 dt (4,4) lc rgb 'black' title 'median of the first variant'",
              job->script);
    }
    plot_counts(job, counted, variant);
    fputs("\nunset label\nunset arrow\n", job->script);
}

static wo_status put_fans(wo_plot_job *job, const wo_counted *counted, wo_error *error)
{
    double most = 0;
    put_counts(job, counted, &most);
    for (size_t v = 0; v < job->n_variants; v++) {
        WO_TRY(put_bands(job, v, &most, error));
    }
    for (size_t v = 0; v < job->n_variants; v++) {
        put_panel(job, v, counted, most);
    }
    return WO_OK;
}

wo_status wo_plot_fan(wo_plot_job *job, wo_error *error)
{
    if (job->n_variants > MOST_PANELS) {
        return wo_error_set(error, WO_ERR_RANGE, "a fan shows at most %d variants, the results have %zu", MOST_PANELS,
                            job->n_variants);
    }
    wo_counted counted;
    wo_status status = wo_counted_read(job->reader, &counted, error);
    if (status == WO_OK) {
        const int panel = panel_height(job);
        wo_plot_page(job, "residents out", "Bands over the replications; the dashed upright line is the closing.",
                     WO_PAGE_TOP + 14 + (int)job->n_variants * (panel + PANEL_GAP) - PANEL_GAP + WO_PAGE_BOTTOM);
        status = put_fans(job, &counted, error);
    }
    wo_counted_free(&counted);
    return status;
}
