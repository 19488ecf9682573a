/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens the results file, lets a kind write its script, and has it drawn. */
#include "plot.h"

#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_sort.h>

/* X(kind, shows one variant, over time) */
#define KIND_LIST(X)                                                                                                   \
    X(curves, true, true)                                                                                              \
    X(fan, false, true)                                                                                                \
    X(spacetime, true, true)                                                                                           \
    X(trips, true, true)                                                                                               \
    X(queue, true, true)                                                                                               \
    X(left, false, false)                                                                                              \
    X(compare, false, false)

#define KIND(kind, one_variant, over_time) {#kind, wo_plot_##kind, one_variant, over_time},
#define NAME(kind, one_variant, over_time) #kind,
static const wo_plot_kind kinds[] = {KIND_LIST(KIND)};
const char *const wo_plot_kinds[] = {KIND_LIST(NAME) NULL};
#define N_KINDS (sizeof kinds / sizeof kinds[0])

static const wo_plot_kind *find_kind(const char *name)
{
    for (size_t i = 0; i < N_KINDS; i++) {
        if (strcmp(kinds[i].name, name) == 0) {
            return &kinds[i];
        }
    }
    return NULL;
}

static wo_status find_picture(const char *path, wo_picture *picture, wo_error *error)
{
    static const char *const endings[] = {
        [WO_PICTURE_SVG] = ".svg", [WO_PICTURE_PDF] = ".pdf", [WO_PICTURE_PNG] = ".png"};
    const size_t n = strlen(path);
    for (int i = 0; i <= WO_PICTURE_PNG; i++) {
        if (n > 4 && strcmp(path + n - 4, endings[i]) == 0) {
            *picture = (wo_picture)i;
            return WO_OK;
        }
    }
    return wo_error_set(error, WO_ERR_RANGE, "the picture '%s' must end with .svg, .pdf or .png", path);
}

static wo_status choose_variant(wo_plot_job *job, const wo_plot_kind *kind, wo_error *error)
{
    const char *wanted = job->options->variant;
    if (wanted == NULL) {
        return WO_OK;
    }
    if (!kind->one_variant) {
        return wo_error_set(error, WO_ERR_RANGE, "a figure of kind %s shows all variants; leave --variant out",
                            kind->name);
    }
    const char **names = calloc(job->n_variants + 1, sizeof *names);
    if (names == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for the names of the variants");
    }
    bool found = false;
    for (size_t v = 0; v < job->n_variants; v++) {
        names[v] = job->variants[v];
        if (strcmp(names[v], wanted) == 0) {
            job->chosen = v;
            found = true;
        }
    }
    const char *near = found ? NULL : wo_did_you_mean(wanted, names);
    free(names);
    if (found) {
        return WO_OK;
    }
    return wo_error_set(error, WO_ERR_RANGE, "the results have no variant '%s'%s%s%s", wanted,
                        near != NULL ? "; did you mean '" : "", near != NULL ? near : "", near != NULL ? "'?" : "");
}

static wo_status open_job(wo_plot_job *job, const char *path, wo_error *error)
{
    WO_TRY(wo_reader_open(path, &job->reader, error));
    WO_TRY(wo_reader_header(job->reader, &job->header, error));
    WO_TRY(wo_reader_strings(job->reader, "variant", &job->variants, &job->n_variants, error));
    WO_TRY(wo_reader_variable(job->reader, "time", &job->time, error));
    if (job->n_variants == 0 || job->n_variants != job->header.n_variants || job->header.replications == 0) {
        return wo_error_set(error, WO_ERR_FORMAT, "%s holds no complete replication", path);
    }
    return WO_OK;
}

static void close_job(wo_plot_job *job)
{
    if (job->script != NULL) {
        (void)fclose(job->script);
    }
    wo_variable_free(&job->time);
    wo_strings_free(job->variants, job->n_variants);
    wo_header_free(&job->header);
    wo_reader_close(job->reader);
}

/* gnuplot wants a dot in numbers, whatever the user's language. */
static wo_status write_script(wo_plot_job *job, const wo_plot_kind *kind, wo_error *error)
{
    job->script = tmpfile();
    if (job->script == NULL) {
        return wo_error_set(error, WO_ERR_IO, "cannot write a temporary file: %s", strerror(errno));
    }
    const locale_t plain = newlocale(LC_NUMERIC_MASK, "C", (locale_t)0);
    if (plain == (locale_t)0) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for the number format");
    }
    const locale_t before = uselocale(plain);
    const wo_status status = kind->draw(job, error);
    (void)uselocale(before);
    freelocale(plain);
    WO_TRY(status);
    fputs("unset multiplot\n", job->script);
    if (fflush(job->script) != 0 || ferror(job->script) != 0) {
        return wo_error_set(error, WO_ERR_IO, "cannot write a temporary file: %s", strerror(errno));
    }
    rewind(job->script);
    return WO_OK;
}

wo_status wo_plot(const char *results_path, const wo_plot_options *options, wo_error *error)
{
    wo_plot_job job = {.options = options};
    const wo_plot_kind *kind = find_kind(options->kind);
    if (kind == NULL) {
        return wo_error_set(error, WO_ERR_RANGE, "there is no figure of kind '%s'", options->kind);
    }
    if ((options->from != NULL || options->to != NULL) && kind->draw != wo_plot_trips) {
        return wo_error_set(error, WO_ERR_RANGE, "--from and --to are for figures of kind trips");
    }
    WO_TRY(find_picture(options->output, &job.picture, error));
    wo_status status = open_job(&job, results_path, error);
    if (status == WO_OK && kind->over_time && !wo_reader_has(job.reader, "series_departures")) {
        status = wo_error_set(error, WO_ERR_RANGE,
                              "the file is of a sweep, which keeps nothing over time: draw left or compare");
    }
    if (status == WO_OK) {
        status = choose_variant(&job, kind, error);
    }
    if (status == WO_OK) {
        status = write_script(&job, kind, error);
    }
    if (status == WO_OK) {
        status = wo_gnuplot_draw(job.script, options->output, job.picture, error);
    }
    close_job(&job);
    return status;
}

wo_status wo_plot_series(wo_plot_job *job, const char *name, size_t variant, wo_variable *series, wo_error *error)
{
    WO_TRY(wo_reader_row(job->reader, name, variant, series, error));
    if (series->rank != 2 || series->shape[0] == 0 || series->shape[1] != job->time.shape[0]) {
        wo_variable_free(series);
        return wo_error_set(error, WO_ERR_FORMAT, "'%s' has an unknown shape", name);
    }
    return WO_OK;
}

double wo_plot_closes(const wo_plot_job *job, size_t variant)
{
    return job->header.closings[variant] / 1000.0;
}

double wo_plot_last_closing(const wo_plot_job *job)
{
    double last = 0;
    for (size_t v = 0; v < job->n_variants; v++) {
        last = fmax(last, wo_plot_closes(job, v));
    }
    return last;
}

size_t wo_plot_marks(const wo_plot_job *job, size_t variant)
{
    size_t n = 0;
    while (n < job->time.shape[0] && job->time.values[n] <= wo_plot_closes(job, variant)) {
        n++;
    }
    return n;
}

wo_bands wo_plot_bands(double *values, size_t n)
{
    static const double shares[WO_N_BANDS] = {0.05, 0.25, 0.5, 0.75, 0.95};
    wo_bands bands;
    gsl_sort(values, 1, n);
    for (size_t i = 0; i < WO_N_BANDS; i++) {
        bands.at[i] = n > 0 ? wo_quantile_sorted(values, n, shares[i]) : (double)NAN;
    }
    return bands;
}
