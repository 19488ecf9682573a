/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What several figures over time mark: nights, announced deadlines, the deadline line. */
#include <math.h>

#include "plot.h"

/* gnuplot's numbers of the objects, arrows and labels that marks take. */
enum { FIRST_NIGHT = 200, FIRST_DEADLINE = 100 };

#define MOST_DEADLINES 8

wo_status wo_plot_nights(wo_plot_job *job, const wo_used *used, double end, double low, double high, const char *ink,
                         wo_error *error)
{
    const wo_draw central = {.central = true};
    const wo_ms last = wo_ms_from_s(end);
    wo_climate climate;
    WO_TRY(wo_climate_build(used->scenario, &central, &climate, error));
    int number = FIRST_NIGHT;
    for (wo_ms at = 0; at < last;) {
        const wo_ms change = wo_climate_next_change(&climate, at), to = change < last ? change : last;
        if (wo_climate_dark(&climate, at)) {
            fprintf(job->script,
                    "set object %d rectangle from first %.0f, graph %g to first %.0f, graph %g %s fc rgb '%s' fs solid "
                    "noborder\n",
                    number++, wo_plot_when(job, at / 1000.0), low, wo_plot_when(job, to / 1000.0), high,
                    high > 1 ? "front noclip" : "behind", ink);
        }
        at = to;
    }
    wo_climate_free(&climate);
    return WO_OK;
}

void wo_plot_deadlines(wo_plot_job *job, const wo_used *used, double end)
{
    const wo_scenario *scenario = used->scenario;
    int n = 0;
    for (size_t i = 0; i < scenario->n_announcements && n < MOST_DEADLINES; i++) {
        const wo_ms deadline = scenario->announcements[i].deadline;
        bool told = deadline == scenario->closing || deadline / 1000.0 >= end; /* the closing has its own line */
        for (size_t k = 0; k < i && !told; k++) {
            told = scenario->announcements[k].deadline == deadline;
        }
        if (!told) {
            const double at = wo_plot_when(job, deadline / 1000.0);
            fprintf(
                job->script,
                "set arrow %d from first %.0f, graph 0 to first %.0f, graph 1 nohead lw 1.5 dt (2,3) lc rgb 'black' "
                "front\n",
                FIRST_DEADLINE + n, at, at);
            n++;
        }
    }
}

void wo_plot_line(wo_plot_job *job, const wo_used *used)
{
    const double km = wo_used_line_km(used);
    fprintf(
        job->script,
        "set arrow 99 from graph 0, first %.4f to graph 1, first %.4f nohead lw 1.2 dt (10,5) lc rgb 'black' front\n"
        "set label 99 'deadline line' at graph 1, first %.4f left offset 0.8,0 font small front\n",
        km, km, km);
}
