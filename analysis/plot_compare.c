/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paired differences to the first variant with their intervals, as a forest plot: one panel for each quantity, since
 * their units differ, each with its zero. */
#include <math.h>
#include <string.h>

#include "plot.h"

typedef struct quantity {
    const char *name, *heading;
    wo_kind kind;
    double scale; /* from the file's unit to that of the axis */
} quantity;

static const quantity quantities[] = {
    {"people_out", "residents out", WO_KIND_PEOPLE, 1},
    {"ete_90", "time until 90 % of residents are out (h)", WO_KIND_DURATION, 3600},
    {"loads_out", "truck loads out", WO_KIND_LOADS, 1},
    {"clearance_time", "time until the last one is out (h)", WO_KIND_DURATION, 3600},
    {"cattle_out", "cattle out (heads)", WO_KIND_HEADS, 1},
    {"delay_mean", "mean delay on the road (min)", WO_KIND_DURATION, 60},
    {"sheep_out", "sheep and goats out (heads)", WO_KIND_HEADS, 1},
    {"queue_longest", "longest queue (km)", WO_KIND_LENGTH, 1000},
    {"army_out", "military vehicles out", WO_KIND_VEHICLES, 1},
};
#define N_QUANTITIES (sizeof quantities / sizeof quantities[0])

/* mean, low and high of variant v are values[3 v ..]. */
typedef struct difference {
    const quantity *what;
    wo_variable file;
} difference;

enum { MEAN, LOW, HIGH, N_STATISTICS };

static wo_status read_difference(wo_plot_job *job, const quantity *what, wo_variable *file, wo_error *error)
{
    char name[64];
    snprintf(name, sizeof name, "comparison/%s", what->name);
    WO_TRY(wo_reader_variable(job->reader, name, file, error));
    if (file->rank != 2 || file->shape[0] != job->n_variants || file->shape[1] != N_STATISTICS) {
        wo_variable_free(file);
        return wo_error_set(error, WO_ERR_FORMAT, "'%s' has an unknown shape", name);
    }
    return WO_OK;
}

/* There is nothing of this kind, or no variant changes it. */
static bool is_level(const wo_variable *file)
{
    for (size_t i = 0; i < file->shape[0] * N_STATISTICS; i++) {
        if (!(fabs(file->values[i]) <= 0)) {
            return false;
        }
    }
    return true;
}

static void put_line(wo_plot_job *job, const difference *one, size_t variant, double limits[2])
{
    const double *value = one->file.values + N_STATISTICS * variant;
    const double scale = one->what->scale;
    if (isfinite(value[MEAN])) {
        const bool sure = isfinite(value[LOW]) && isfinite(value[HIGH]);
        const double low = (sure ? value[LOW] : value[MEAN]) / scale, high = (sure ? value[HIGH] : value[MEAN]) / scale;
        limits[0] = fmin(limits[0], low);
        limits[1] = fmax(limits[1], high);
        fprintf(job->script, "%.10g -%zu %.10g %.10g\n", value[MEAN] / scale, variant, low, high);
    }
}

static void put_numbers(wo_plot_job *job, const difference *one)
{
    for (size_t v = 0; v < job->n_variants; v++) {
        char text[WO_TEXT_SIZE] = "reference";
        const double *value = one->file.values + N_STATISTICS * v;
        if (v > 0) {
            wo_text_mean(one->what->kind, value[MEAN], value[HIGH], true, text);
        }
        fprintf(job->script, "set label %zu ", v + 10);
        wo_plot_quote(job->script, text, sizeof text);
        fprintf(job->script, " at graph 1, first -%zu left offset 0.8,0 font small%s\n", v,
                v == 0 ? " tc rgb '" WO_INK_GREY "'" : "");
    }
}

static void put_panel(wo_plot_job *job, const wo_strips *strips, size_t at, const difference *one)
{
    double limits[2] = {0, 0};
    fputs("$forest << EOD\n", job->script);
    for (size_t v = 1; v < job->n_variants; v++) {
        put_line(job, one, v, limits);
    }
    fputs("EOD\n", job->script);
    wo_plot_strip(job, strips, at, one->what->heading, limits[0], limits[1] > limits[0] ? limits[1] : limits[0] + 1);
    put_numbers(job, one);
    fputs("set arrow 1 from first 0, graph 0 to first 0, graph 1 nohead lw 1.2 lc rgb 'black' back\n"
          "plot $forest using 1:2:3:4 with xerrorbars pt 7 ps 0.7 lw 1.8 lc rgb '" WO_INK_BLUE
          "' notitle, NaN notitle\nunset label\n",
          job->script);
}

wo_status wo_plot_compare(wo_plot_job *job, wo_error *error)
{
    difference shown[N_QUANTITIES];
    wo_status status = WO_OK;
    wo_strips strips = {.subject = "differences to the first variant",
                        .note = "Mean of the paired differences with its 95 % interval; unknown: an end was not "
                                "reached. What no variant changes is left out.",
                        .line = 22,
                        .numbers = 112};
    if (job->n_variants < 2) {
        return wo_error_set(error, WO_ERR_RANGE, "the results hold one variant: there is nothing to compare");
    }
    for (size_t i = 0; i < N_QUANTITIES && status == WO_OK; i++) {
        difference *next = &shown[strips.n];
        next->what = &quantities[i];
        status = read_difference(job, next->what, &next->file, error);
        if (status == WO_OK && i > 0 && is_level(&next->file)) { /* residents are the question: always told */
            wo_variable_free(&next->file);
        } else if (status == WO_OK) {
            strips.n++;
        }
    }
    if (status == WO_OK) {
        wo_plot_strips(job, &strips);
    }
    for (size_t i = 0; i < strips.n; i++) {
        if (status == WO_OK) {
            put_panel(job, &strips, i, &shown[i]);
        }
        wo_variable_free(&shown[i].file);
    }
    return status;
}
