/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comma-separated values after RFC 4180: one header row with units, a dot for the decimal point in every locale, an
 * empty field for what is missing, inf for what was not reached. */
#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "export.h"

void wo_export_text(FILE *stream, const char *text)
{
    if (strpbrk(text, ",\"\r\n") == NULL) {
        fputs(text, stream);
        return;
    }
    fputc('"', stream);
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '"') {
            fputc('"', stream);
        }
        fputc(*c, stream);
    }
    fputc('"', stream);
}

/* Whole numbers in full; ten digits give every float32 of the file and every ms of a scenario back. */
void wo_export_number(FILE *stream, double value)
{
    fputc(',', stream);
    if (isnan(value)) {
        return;
    }
    if (isinf(value)) {
        fputs(value > 0 ? "inf" : "-inf", stream);
    } else if (value == floor(value) && fabs(value) < 1e15) {
        fprintf(stream, "%.0f", value);
    } else {
        fprintf(stream, "%.10g", value);
    }
}

void wo_export_end_row(FILE *stream)
{
    fputs("\r\n", stream);
}

static void source_free(wo_export_source *from)
{
    wo_variable_free(&from->time);
    wo_strings_free(from->variants, from->n_variants);
    wo_header_free(&from->header);
    wo_reader_close(from->reader);
}

static wo_status source_open(wo_export_source *from, const char *path, const wo_export_options *options,
                             wo_error *error)
{
    *from = (wo_export_source){.options = options};
    WO_TRY(wo_reader_open(path, &from->reader, error));
    WO_TRY(wo_reader_header(from->reader, &from->header, error));
    WO_TRY(wo_reader_strings(from->reader, "variant", &from->variants, &from->n_variants, error));
    return wo_reader_variable(from->reader, "time", &from->time, error);
}

void wo_export_time(FILE *stream, const wo_export_source *from, double seconds)
{
    char text[32];
    wo_instant_format(wo_instant_after(from->header.start, wo_ms_from_s(seconds)), text);
    fprintf(stream, ",%s", text);
}

/* Columns: the same row of several variables. */
static void free_columns(wo_variable *columns, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        wo_variable_free(&columns[i]);
    }
}

static wo_status read_columns(const wo_export_source *from, const char *prefix, const char *const *names, size_t n,
                              size_t variant, wo_variable *columns, wo_error *error)
{
    wo_status status = WO_OK;
    memset(columns, 0, n * sizeof *columns);
    for (size_t i = 0; i < n && status == WO_OK; i++) {
        char name[64];
        snprintf(name, sizeof name, "%s%s", prefix, names[i]);
        status = wo_reader_row(from->reader, name, variant, &columns[i], error);
        if (status == WO_OK && (columns[i].rank != 2 || columns[i].shape[0] != columns[0].shape[0] ||
                                columns[i].shape[1] != columns[0].shape[1])) {
            status = wo_error_set(error, WO_ERR_FORMAT, "'%s' has an unknown shape", name);
        }
    }
    if (status != WO_OK) {
        free_columns(columns, n);
    }
    return status;
}

static void put_column_names(FILE *stream, const char *const *names, const wo_variable *columns, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        fprintf(stream, ",%s [%s]", names[i], columns[i].unit);
    }
    wo_export_end_row(stream);
}

#define NAME_OF(name, unit, description) #name,
static const char *const outcomes[] = {WO_OUTCOME_LIST(NAME_OF)};
static const char *const series[] = {WO_SERIES_LIST(NAME_OF)};
static const char *const means[] = {"density", "speed", "flow", "capacity", "blocked"};
#undef NAME_OF
#define N_OUTCOMES (sizeof outcomes / sizeof outcomes[0])
#define N_SERIES   (sizeof series / sizeof series[0])
#define N_MEANS    (sizeof means / sizeof means[0])

/* The place of a queue has no mean. */
static bool is_amount(const char *name)
{
    return strcmp(name, "queue_head") != 0 && strcmp(name, "queue_tail_to_exit") != 0;
}

static void put_summary(FILE *stream, const char *variant, const char *name, wo_variable *values)
{
    const wo_summary summary = wo_summarise(values->values, values->shape[0]);
    wo_export_text(stream, variant);
    fprintf(stream, ",%s,", name);
    wo_export_text(stream, values->unit);
    wo_export_number(stream, (double)summary.n);
    wo_export_number(stream, (double)summary.n_infinite);
    wo_export_number(stream, summary.median);
    wo_export_number(stream, summary.low);
    wo_export_number(stream, summary.high);
    wo_export_number(stream, summary.mean);
    wo_export_number(stream, summary.mean_low);
    wo_export_number(stream, summary.mean_high);
    wo_export_end_row(stream);
}

static wo_status export_summary(const wo_export_source *from, FILE *stream, wo_error *error)
{
    fputs("variant,quantity,unit,replications,not_reached,median,low_2.5%,high_97.5%,mean,mean_low_95%,mean_high_95%",
          stream);
    wo_export_end_row(stream);
    for (size_t v = 0; v < from->n_variants; v++) {
        for (size_t i = 0; i < N_OUTCOMES; i++) {
            wo_variable values;
            if (!is_amount(outcomes[i])) {
                continue;
            }
            WO_TRY(wo_reader_row(from->reader, outcomes[i], v, &values, error));
            put_summary(stream, from->variants[v], outcomes[i], &values);
            wo_variable_free(&values);
        }
    }
    return WO_OK;
}

wo_status wo_export_needs(const wo_export_source *from, const char *name, wo_error *error)
{
    if (wo_reader_has(from->reader, name)) {
        return WO_OK;
    }
    return wo_error_set(error, WO_ERR_RANGE,
                        "the file is of a sweep, which keeps no series and nothing over time and road: export its "
                        "summary, or the series of a run or compare");
}

static wo_status export_series(const wo_export_source *from, FILE *stream, wo_error *error)
{
    wo_variable columns[N_SERIES];
    WO_TRY(wo_export_needs(from, "series_departures", error));
    for (size_t v = 0; v < from->n_variants; v++) {
        WO_TRY(read_columns(from, "series_", series, N_SERIES, v, columns, error));
        if (v == 0) {
            fputs("variant,replication,time", stream);
            put_column_names(stream, series, columns, N_SERIES);
        }
        const size_t n_times = columns[0].shape[1];
        for (size_t i = 0; i < columns[0].shape[0] * n_times; i++) {
            wo_export_text(stream, from->variants[v]);
            fprintf(stream, ",%zu", i / n_times);
            wo_export_time(stream, from, from->time.values[i % n_times]);
            for (size_t c = 0; c < N_SERIES; c++) {
                wo_export_number(stream, columns[c].values[i]);
            }
            wo_export_end_row(stream);
        }
        free_columns(columns, N_SERIES);
    }
    return WO_OK;
}

/* The road, by segment. */
typedef struct segments {
    char **section, **direction;
    size_t n_section, n_direction;
    wo_variable km_to_exit;
} segments;

static void segments_free(segments *road)
{
    wo_strings_free(road->section, road->n_section);
    wo_strings_free(road->direction, road->n_direction);
    wo_variable_free(&road->km_to_exit);
}

static wo_status segments_read(const wo_export_source *from, segments *road, wo_error *error)
{
    memset(road, 0, sizeof *road);
    WO_TRY(wo_reader_strings(from->reader, "section", &road->section, &road->n_section, error));
    WO_TRY(wo_reader_strings(from->reader, "direction", &road->direction, &road->n_direction, error));
    return wo_reader_variable(from->reader, "km_to_exit", &road->km_to_exit, error);
}

static void put_cells(FILE *stream, const wo_export_source *from, size_t variant, const segments *road,
                      const wo_variable *columns)
{
    const size_t n_segments = columns[0].shape[1];
    for (size_t i = 0; i < columns[0].shape[0] * n_segments; i++) {
        const size_t s = i % n_segments;
        if (isnan(columns[0].values[i])) {
            continue; /* not simulated: before the start or after the closing */
        }
        wo_export_text(stream, from->variants[variant]);
        wo_export_time(stream, from, from->time.values[i / n_segments]);
        fprintf(stream, ",%zu,", s);
        wo_export_text(stream, road->section[s]);
        fprintf(stream, ",%s", road->direction[s]);
        wo_export_number(stream, road->km_to_exit.values[s]);
        for (size_t c = 0; c < N_MEANS; c++) {
            wo_export_number(stream, columns[c].values[i]);
        }
        wo_export_end_row(stream);
    }
}

static wo_status export_spacetime(const wo_export_source *from, FILE *stream, wo_error *error)
{
    segments road;
    wo_variable columns[N_MEANS];
    WO_TRY(wo_export_needs(from, means[0], error));
    wo_status status = segments_read(from, &road, error);
    for (size_t v = 0; v < from->n_variants && status == WO_OK; v++) {
        status = read_columns(from, "", means, N_MEANS, v, columns, error);
        if (status != WO_OK) {
            break;
        }
        if (v == 0) {
            fputs("variant,time,segment,section,direction,km_to_exit [km]", stream);
            put_column_names(stream, means, columns, N_MEANS);
        }
        put_cells(stream, from, v, &road, columns);
        free_columns(columns, N_MEANS);
    }
    segments_free(&road);
    return status;
}

const char *const wo_export_tables[] = {"summary", "series", "spacetime", "observed", "trips", "road", NULL};

static wo_status export_what(const wo_export_source *from, FILE *stream, wo_error *error)
{
    const char *what = from->options->what;
    static wo_status (*const writers[])(const wo_export_source *, FILE *, wo_error *) = {
        export_summary, export_series, export_spacetime, wo_export_observed, wo_export_trips, wo_export_road};
    if ((from->options->at != NULL || from->options->variant != NULL) && strcmp(what, "road") != 0) {
        return wo_error_set(error, WO_ERR_RANGE, "--at and --variant are for the road");
    }
    for (size_t i = 0; wo_export_tables[i] != NULL; i++) {
        if (strcmp(what, wo_export_tables[i]) == 0) {
            return writers[i](from, stream, error);
        }
    }
    return wo_error_set(error, WO_ERR_RANGE, "there is no table '%s'", what);
}

wo_status wo_export(const char *results_path, const wo_export_options *options, FILE *stream, wo_error *error)
{
    wo_export_source from;
    wo_status status = source_open(&from, results_path, options, error);
    const locale_t plain = newlocale(LC_NUMERIC_MASK, "C", (locale_t)0);
    const locale_t before = plain != (locale_t)0 ? uselocale(plain) : (locale_t)0;
    if (status == WO_OK && plain == (locale_t)0) {
        status = wo_error_set(error, WO_ERR_MEMORY, "no memory for the number format");
    }
    if (status == WO_OK) {
        status = export_what(&from, stream, error);
    }
    if (status == WO_OK && (fflush(stream) != 0 || ferror(stream) != 0)) {
        status = wo_error_set(error, WO_ERR_IO, "cannot write the table: %s", strerror(errno));
    }
    if (plain != (locale_t)0) {
        (void)uselocale(before);
        freelocale(plain);
    }
    source_free(&from);
    return status;
}
