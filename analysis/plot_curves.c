/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cumulative departures, passages of the deadline line and exits of one variant: the textbook picture of a queue. The
 * horizontal gap of two curves is the time between them, drawn by itself below. */
#include <math.h>
#include <stdlib.h>

#include "plot.h"

#define LEFT  82
#define RIGHT (WO_PAGE_WIDTH - 40)
#define UPPER 250
#define LOWER 110
#define GAP   44

enum { DEPARTURES, AT_LINE, AT_EXIT, N_CURVES };
static const char *const names[N_CURVES] = {"series_departures", "series_at_line", "series_at_exit"};

typedef struct curves {
    size_t n;
    double *mean[N_CURVES]; /* parties, at each mark up to the closing */
} curves;

static wo_status read_mean(wo_plot_job *job, const char *name, size_t marks, double **mean, wo_error *error)
{
    wo_variable series;
    WO_TRY(wo_plot_series(job, name, job->chosen, &series, error));
    *mean = calloc(marks + 1, sizeof **mean);
    for (size_t k = 0; *mean != NULL && k < marks; k++) {
        for (size_t r = 0; r < series.shape[0]; r++) {
            (*mean)[k] += series.values[r * series.shape[1] + k] / (double)series.shape[0];
        }
    }
    wo_variable_free(&series);
    return *mean != NULL ? WO_OK : wo_error_set(error, WO_ERR_MEMORY, "no memory for %zu marks", marks);
}

static void put_curves(wo_plot_job *job, const curves *all)
{
    fputs("$curves << EOD\n", job->script);
    for (size_t k = 0; k < all->n; k++) {
        fprintf(job->script, "%.0f", wo_plot_when(job, job->time.values[k]));
        for (int c = 0; c < N_CURVES; c++) {
            wo_plot_number(job->script, all->mean[c][k]);
        }
        fputs("\n", job->script);
    }
    fputs("EOD\n", job->script);
}

/* When a curve reaches `count`, in seconds, looking from mark `*from` on; NaN when it does not. */
static double reaches(const wo_plot_job *job, const curves *all, int curve, double count, size_t *from)
{
    const double *mean = all->mean[curve], *time = job->time.values;
    while (*from < all->n && mean[*from] < count) {
        ++*from;
    }
    if (*from >= all->n) {
        return (double)NAN;
    }
    const size_t k = *from;
    const double step = k > 0 ? mean[k] - mean[k - 1] : 0;
    return step > 0 ? time[k] - (time[k] - time[k - 1]) * (mean[k] - count) / step : time[k];
}

/* Only while somebody departs: elsewhere the curve of departures is level and has no one moment. */
static double put_gaps(wo_plot_job *job, const curves *all)
{
    double most = 0;
    size_t line = 0, end = 0;
    fputs("$gaps << EOD\n", job->script);
    for (size_t k = 1; k < all->n; k++) {
        const double count = all->mean[DEPARTURES][k], at = job->time.values[k];
        if (!(count > all->mean[DEPARTURES][k - 1])) {
            fputs("\n", job->script);
            continue;
        }
        const double to_line = (reaches(job, all, AT_LINE, count, &line) - at) / 3600;
        const double to_exit = (reaches(job, all, AT_EXIT, count, &end) - at) / 3600;
        fprintf(job->script, "%.0f", wo_plot_when(job, at));
        wo_plot_number(job->script, to_line);
        wo_plot_number(job->script, to_exit);
        fputs("\n", job->script);
        most = fmax(most, fmax(to_line, to_exit));
    }
    fputs("EOD\n", job->script);
    return most;
}

static void put_panels(wo_plot_job *job, const curves *all)
{
    const int split = WO_PAGE_TOP + 14 + UPPER;
    const double most_gap = put_gaps(job, all);
    wo_plot_panel(job, LEFT, RIGHT, WO_PAGE_TOP + 14, split);
    wo_plot_time_axis(job, wo_plot_closes(job, job->chosen), false);
    wo_plot_y_axis(job, "vehicles and herds", fmax(all->mean[DEPARTURES][all->n - 1], all->mean[AT_EXIT][all->n - 1]));
    wo_plot_closing(job, job->chosen);
    fputs("plot $curves using 1:2 with lines lw 1.8 lc rgb '" WO_INK_BLUE "' title 'departed'"
          ", '' using 1:3 with lines lw 1.8 dt (8,3) lc rgb '" WO_INK_VERMILION "' title 'over the deadline line'"
          ", '' using 1:4 with lines lw 1.8 dt (3,3) lc rgb '" WO_INK_GREEN "' title 'out at the exit'\n",
          job->script);
    fputs("unset label\n", job->script);
    wo_plot_panel(job, LEFT, RIGHT, split + GAP, split + GAP + LOWER);
    wo_plot_time_axis(job, wo_plot_closes(job, job->chosen), true);
    wo_plot_y_axis(job, "hours", most_gap);
    wo_plot_heading(job, "sideways gap: time from the departure to the line and to the exit");
    fputs("plot $gaps using 1:2 with lines lw 1.5 lc rgb '" WO_INK_VERMILION "' dt (8,3) notitle"
          ", '' using 1:3 with lines lw 1.5 dt (3,3) lc rgb '" WO_INK_GREEN "' notitle\n",
          job->script);
}

wo_status wo_plot_curves(wo_plot_job *job, wo_error *error)
{
    char subject[2 * WO_TEXT_SIZE];
    curves all = {.n = wo_plot_marks(job, job->chosen)};
    wo_status status = WO_OK;
    if (all.n < 2) {
        return wo_error_set(error, WO_ERR_FORMAT, "the results have no time to draw");
    }
    for (int c = 0; c < N_CURVES && status == WO_OK; c++) {
        status = read_mean(job, names[c], all.n, &all.mean[c], error);
    }
    if (status == WO_OK) {
        snprintf(subject, sizeof subject, "the way out, variant %.40s", job->variants[job->chosen]);
        wo_plot_page(
            job, subject,
            "Means over the replications. Between two curves: sideways the time on the way, upright those on the way.",
            WO_PAGE_TOP + 14 + UPPER + GAP + LOWER + WO_PAGE_BOTTOM);
        put_curves(job, &all);
        put_panels(job, &all);
    }
    for (int c = 0; c < N_CURVES; c++) {
        free(all.mean[c]);
    }
    return status;
}
