/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Residents out over time: median and bands over the replications, a panel for each variant. */
#include <math.h>
#include <stdlib.h>

#include "plot.h"

#define PANEL_HEIGHT 130
#define PANEL_GAP    36
#define LEFT         82
#define RIGHT        (WO_PAGE_WIDTH - 40)
#define MOST_PANELS  12

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

static void put_panel(wo_plot_job *job, size_t variant, double most)
{
    const int top = WO_PAGE_TOP + 14 + (int)variant * (PANEL_HEIGHT + PANEL_GAP);
    const char *ink = wo_plot_colour(variant);
    wo_plot_panel(job, LEFT, RIGHT, top, top + PANEL_HEIGHT);
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
    fputs("\nunset label\nunset arrow\n", job->script);
}

wo_status wo_plot_fan(wo_plot_job *job, wo_error *error)
{
    double most = 0;
    if (job->n_variants > MOST_PANELS) {
        return wo_error_set(error, WO_ERR_RANGE, "a fan shows at most %d variants, the results have %zu", MOST_PANELS,
                            job->n_variants);
    }
    wo_plot_page(job, "residents out", "Bands over the replications; the dashed upright line is the closing.",
                 WO_PAGE_TOP + 14 + (int)job->n_variants * (PANEL_HEIGHT + PANEL_GAP) - PANEL_GAP + WO_PAGE_BOTTOM);
    for (size_t v = 0; v < job->n_variants; v++) {
        WO_TRY(put_bands(job, v, &most, error));
    }
    for (size_t v = 0; v < job->n_variants; v++) {
        put_panel(job, v, most);
    }
    return WO_OK;
}
