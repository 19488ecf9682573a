/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who and what is inside at the closing: a box and the replications themselves, for each variant. */
#include <math.h>
#include <stdlib.h>

#include "plot.h"

#define MOST_DOTS 300

typedef struct group {
    const char *heading;
    int64_t (*left)(const wo_outcome *);
    int64_t (*out)(const wo_outcome *);
} group;

static int64_t people_left(const wo_outcome *o)
{
    return o->people_stranded + o->people_not_started + o->people_refused;
}

static int64_t people_out(const wo_outcome *o)
{
    return o->people_out;
}

#define SIMPLE(name)                                                                                                   \
    static int64_t name(const wo_outcome *o)                                                                           \
    {                                                                                                                  \
        return o->name;                                                                                                \
    }
SIMPLE(cattle_left)
SIMPLE(cattle_out)
SIMPLE(sheep_left)
SIMPLE(sheep_out)
SIMPLE(loads_left)
SIMPLE(loads_out)
SIMPLE(army_left)
SIMPLE(army_out)

static const group groups[] = {
    {"residents", people_left, people_out},      {"truck loads of goods", loads_left, loads_out},
    {"cattle (heads)", cattle_left, cattle_out}, {"sheep and goats (heads)", sheep_left, sheep_out},
    {"military vehicles", army_left, army_out},
};
#define N_GROUPS (sizeof groups / sizeof groups[0])

static bool exists(const group *one, const wo_outcomes *outcomes)
{
    for (size_t i = 0; i < outcomes->n_variants * outcomes->n_replications; i++) {
        if (one->left(&outcomes->list[i]) > 0 || one->out(&outcomes->list[i]) > 0) {
            return true;
        }
    }
    return false;
}

/* A place in [-0.5, 0.5) that spreads neighbours apart: van der Corput's sequence. */
static double spread(size_t i)
{
    double place = 0, part = 0.5;
    for (; i > 0; i /= 2, part /= 2) {
        place += (i % 2 == 1) ? part : 0;
    }
    return place - 0.5;
}

/* @return the largest value. */
static double put_data(wo_plot_job *job, const group *one, const wo_outcomes *outcomes, double *column)
{
    double most = 0;
    const size_t n = outcomes->n_replications;
    fputs("$dots << EOD\n", job->script);
    for (size_t v = 0; v < outcomes->n_variants; v++) {
        for (size_t r = 0; r < n; r++) {
            const double value = (double)one->left(&outcomes->list[v * n + r]);
            most = fmax(most, value);
            if (r < MOST_DOTS) {
                fprintf(job->script, "%.0f %.4f\n", value, 0.5 * spread(r) - (double)v);
            }
        }
    }
    fputs("EOD\n$boxes << EOD\n", job->script);
    for (size_t v = 0; v < outcomes->n_variants; v++) {
        for (size_t r = 0; r < n; r++) {
            column[r] = (double)one->left(&outcomes->list[v * n + r]);
        }
        const wo_bands bands = wo_plot_bands(column, n);
        fprintf(job->script, "-%zu", v);
        for (size_t i = 0; i < WO_N_BANDS; i++) {
            wo_plot_number(job->script, bands.at[i]);
        }
        fputs("\n", job->script);
    }
    fputs("EOD\n", job->script);
    return most;
}

static void put_panel(wo_plot_job *job)
{
    fputs("plot $dots using 1:2 with points pt 7 ps 0.3 lc rgb '#8A8A8A' notitle"
          ", $boxes using 2:1:($6-$2):(0) with vectors nohead lw 1.6 lc rgb '" WO_INK_BLUE "' notitle"
          ", '' using 4:1:3:5:($1-0.28):($1+0.28) with boxxyerror fs transparent solid 0.35 border lc rgb '" WO_INK_BLUE
          "' notitle"
          ", '' using 4:($1-0.36):(0):(0.72) with vectors nohead lw 3 lc rgb '" WO_INK_VERMILION "' notitle\n"
          "unset label\n",
          job->script);
}

wo_status wo_plot_left(wo_plot_job *job, wo_error *error)
{
    wo_outcomes outcomes;
    const group *shown[N_GROUPS];
    wo_strips strips = {.subject = "left behind at the closing",
                        .note = "Thick mark: median; box: 50 %; line: 90 % of the replications; dots: replications.",
                        .line = 30};
    WO_TRY(wo_reader_outcomes(job->reader, &outcomes, error));
    wo_status status = WO_OK;
    double *column = calloc(outcomes.n_replications + 1, sizeof *column);
    if (column == NULL) {
        status = wo_error_set(error, WO_ERR_MEMORY, "no memory for %zu replications", outcomes.n_replications);
        goto out;
    }
    for (size_t g = 0; g < N_GROUPS; g++) {
        if (exists(&groups[g], &outcomes)) {
            shown[strips.n++] = &groups[g];
        }
    }
    if (strips.n == 0) {
        status = wo_error_set(error, WO_ERR_RANGE, "nobody in these results wants out: there is nothing to draw");
        goto out;
    }
    wo_plot_strips(job, &strips);
    for (size_t i = 0; i < strips.n; i++) {
        const double most = put_data(job, shown[i], &outcomes, column);
        wo_plot_strip(job, &strips, i, shown[i]->heading, 0, fmax(most, 4));
        put_panel(job);
    }
out:
    free(column);
    wo_outcomes_free(&outcomes);
    return status;
}
