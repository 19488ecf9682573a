/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The longest queue of one variant over time: its length, and where its tail stands in the replications with a queue.
 */
#include <math.h>
#include <stdlib.h>

#include "plot.h"

#define LEFT  82
#define RIGHT (WO_PAGE_WIDTH - 40)
#define PANEL 160
#define GAP   40
/* The place of a tail is told where so many of the replications have a queue; fewer make no distribution. */
#define LEAST_SHARE 0.2

/* Writes median and 90 % band in km at each mark; leaves out negative values, which mean that there is no queue. */
static wo_status put_bands(wo_plot_job *job, const char *name, const char *block, double *most, wo_error *error)
{
    wo_variable series;
    WO_TRY(wo_plot_series(job, name, job->chosen, &series, error));
    const size_t n = series.shape[0], marks = wo_plot_marks(job, job->chosen);
    double *column = calloc(n, sizeof *column);
    if (column == NULL) {
        wo_variable_free(&series);
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for %zu replications", n);
    }
    fprintf(job->script, "$%s << EOD\n", block);
    for (size_t k = 0; k < marks; k++) {
        size_t used = 0;
        for (size_t r = 0; r < n; r++) {
            const double value = series.values[r * series.shape[1] + k];
            if (value >= 0) {
                column[used++] = value / 1000;
            }
        }
        if (used == 0 || (double)used < LEAST_SHARE * (double)n) {
            fputs("\n", job->script); /* interrupts the band */
            continue;
        }
        const wo_bands bands = wo_plot_bands(column, used);
        fprintf(job->script, "%.0f %.4g %.4g %.4g\n", wo_plot_when(job, job->time.values[k]), bands.at[0], bands.at[2],
                bands.at[WO_N_BANDS - 1]);
        *most = fmax(*most, bands.at[WO_N_BANDS - 1]);
    }
    fputs("EOD\n", job->script);
    free(column);
    wo_variable_free(&series);
    return WO_OK;
}

static void put_length(wo_plot_job *job, double most)
{
    wo_plot_panel(job, LEFT, RIGHT, WO_PAGE_TOP + 20, WO_PAGE_TOP + 20 + PANEL);
    wo_plot_heading(job, "length");
    wo_plot_time_axis(job, wo_plot_closes(job, job->chosen), false);
    wo_plot_y_axis(job, "longest queue (km)", most);
    wo_plot_closing(job, job->chosen);
    fputs("plot $length using 1:2:4 with filledcurves fs solid 0.3 lc rgb '" WO_INK_BLUE
          "' title '90 % of replications'"
          ", '' using 1:3 with lines lw 1.8 lc rgb '" WO_INK_BLUE "' title 'median'\n"
          "unset label\n",
          job->script);
}

static void put_tail(wo_plot_job *job, double most)
{
    const int top = WO_PAGE_TOP + 20 + PANEL + GAP;
    wo_plot_panel(job, LEFT, RIGHT, top, top + PANEL);
    wo_plot_heading(job, "tail, where at least a fifth of the replications have a queue");
    wo_plot_time_axis(job, wo_plot_closes(job, job->chosen), true);
    wo_plot_y_axis(job, "tail to the exit (km)", most);
    fputs("plot $tail using 1:2:4 with filledcurves fs solid 0.3 lc rgb '" WO_INK_BLUE "' notitle"
          ", '' using 1:3 with lines lw 1.8 lc rgb '" WO_INK_BLUE "' notitle\n",
          job->script);
}

wo_status wo_plot_queue(wo_plot_job *job, wo_error *error)
{
    char subject[2 * WO_TEXT_SIZE];
    double longest = 0, farthest = 0;
    snprintf(subject, sizeof subject, "the longest queue, variant %.40s", job->variants[job->chosen]);
    wo_plot_page(job, subject, "Median and 90 % band over the replications at each moment.",
                 WO_PAGE_TOP + 20 + 2 * PANEL + GAP + WO_PAGE_BOTTOM);
    WO_TRY(put_bands(job, "series_queue_length", "length", &longest, error));
    WO_TRY(put_bands(job, "series_queue_tail_to_exit", "tail", &farthest, error));
    put_length(job, longest);
    put_tail(job, farthest);
    return WO_OK;
}
