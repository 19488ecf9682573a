/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Coordinates: what can be written before the first replication is there. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "observed.h"
#include "writer.h"

static const wo_scenario *base_of(const wo_results *results)
{
    return results->layout->variants[0];
}

static const char *variant_name(const wo_results *results, size_t i)
{
    return results->layout->variants[i]->variant;
}

static const char *class_name(const wo_results *results, size_t i)
{
    for (size_t v = 0; v < results->layout->n_variants; v++) {
        if (i < results->layout->variants[v]->n_classes) {
            return results->layout->variants[v]->classes[i].name;
        }
    }
    return "";
}

static const char *section_name(const wo_results *results, size_t i)
{
    return base_of(results)->sections[results->layout->road.section[i]].name;
}

static const char *direction(const wo_results *results, size_t i)
{
    return i < results->layout->road.n_out ? "outbound" : "inbound";
}

static double number(const wo_results *results, size_t i)
{
    (void)results;
    return (double)i;
}

static double mark_s(const wo_results *results, size_t i)
{
    return (double)i * results->layout->every_ms / 1000.0;
}

static double order_s(const wo_results *results, size_t i)
{
    (void)i;
    return base_of(results)->order / 1000.0;
}

static double closing_s(const wo_results *results, size_t i)
{
    const wo_scenario *scenario = results->layout->variants[i];
    return (scenario->closing < scenario->end ? scenario->closing : scenario->end) / 1000.0;
}

static double deadline_only(const wo_results *results, size_t i)
{
    return results->layout->variants[i]->deadline_only ? 1 : 0;
}

static double km_to_exit(const wo_results *results, size_t i)
{
    return results->layout->road.to_exit_m[i] / 1000.0;
}

static double elevation_m(const wo_results *results, size_t i)
{
    return results->layout->road.elevation_m[i];
}

static double length_m(const wo_results *results, size_t i)
{
    return results->layout->road.length_cm[i] / 100.0;
}

/* One line for each field of WO_FROM_LAYOUT but `replication`, which grows. */
static const struct value {
    const char *name;
    const char *(*text)(const wo_results *, size_t);
    double (*number)(const wo_results *, size_t);
} values[] = {
    {"variant", variant_name, NULL},  {"time", NULL, mark_s},         {"segment", NULL, number},
    {"class", class_name, NULL},      {"order", NULL, order_s},       {"closing", NULL, closing_s},
    {"section", section_name, NULL},  {"direction", direction, NULL}, {"km_to_exit", NULL, km_to_exit},
    {"elevation", NULL, elevation_m}, {"length", NULL, length_m},     {"deadline_only", NULL, deadline_only},
};

static const struct value *value_of(const wo_field *field)
{
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        if (strcmp(values[i].name, field->name) == 0) {
            return &values[i];
        }
    }
    return NULL;
}

static wo_status write_texts(const wo_results *results, const struct value *value, size_t n, hid_t dataset,
                             wo_error *error)
{
    const char **texts = calloc(n, sizeof *texts);
    if (texts == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for %zu values of %s", n, value->name);
    }
    for (size_t i = 0; i < n; i++) {
        texts[i] = value->text(results, i);
    }
    const wo_status status = wo_hdf5_strings(dataset, texts, error);
    free(texts);
    return status;
}

static wo_status write_numbers(const wo_results *results, const struct value *value, size_t n, hid_t dataset,
                               wo_error *error)
{
    wo_status status = WO_OK;
    double *numbers = calloc(n, sizeof *numbers);
    if (numbers == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for %zu values of %s", n, value->name);
    }
    for (size_t i = 0; i < n; i++) {
        numbers[i] = value->number(results, i);
    }
    if (H5Dwrite(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, numbers) < 0) {
        status = wo_hdf5_failed(error, WO_ERR_LIBRARY, "cannot write variable %s", value->name);
    }
    free(numbers);
    return status;
}

wo_status wo_results_units(const wo_results *results, const char *unit, char text[64], wo_error *error)
{
    char date[32];
    struct tm utc;
    const time_t start = (time_t)(base_of(results)->start.unix_ms / 1000);
    if (gmtime_r(&start, &utc) == NULL || strftime(date, sizeof date, "%Y-%m-%d %H:%M:%S", &utc) == 0) {
        return wo_error_set(error, WO_ERR_RANGE, "the scenario's start is no date that a results file can hold");
    }
    (void)snprintf(text, 64, "%s since %s", unit, date);
    return WO_OK;
}

static wo_status write_calendar(const wo_results *results, hid_t dataset, wo_error *error)
{
    char units[64];
    WO_TRY(wo_results_units(results, "seconds", units, error));
    WO_TRY(wo_hdf5_text(dataset, "units", units, error));
    return wo_hdf5_text(dataset, "calendar", "standard", error);
}

static wo_status write_coordinate(wo_results *results, size_t i, wo_error *error)
{
    const wo_field *field = &wo_fields[i];
    hid_t *dataset = &results->datasets[i];
    WO_TRY(wo_results_add(results, field, dataset, error));
    if (wo_field_is_instant(field)) {
        WO_TRY(write_calendar(results, *dataset, error));
    }
    if (field->rank == 1 && (size_t)field->axes[0] == i && H5DSset_scale(*dataset, field->name) < 0) {
        return wo_hdf5_failed(error, WO_ERR_LIBRARY, "cannot make a dimension of %s", field->name);
    }
    const struct value *value = value_of(field);
    if (value == NULL) {
        return WO_OK;
    }
    const size_t n = field->rank == 0 ? 1 : wo_results_extent(results, field->axes[0]);
    return value->text != NULL ? write_texts(results, value, n, *dataset, error)
                               : write_numbers(results, value, n, *dataset, error);
}

wo_status wo_results_write_layout(wo_results *results, wo_error *error)
{
    const wo_scenario *base = base_of(results);
    char start[32];
    wo_instant_format(base->start, start);
    WO_TRY(wo_hdf5_text(results->file, "Conventions", "CF-1.8", error));
    WO_TRY(wo_hdf5_text(results->file, "title", base->title == NULL ? "" : base->title, error));
    WO_TRY(wo_hdf5_text(results->file, "source", WO_RESULTS_SOURCE, error));
    WO_TRY(wo_hdf5_int(results->file, "wayout_format", H5T_STD_I32LE, WO_RESULTS_FORMAT, error));
    WO_TRY(wo_hdf5_text(results->file, "start", start, error));
    for (size_t i = 0; i < wo_n_fields; i++) {
        if (wo_fields[i].source == WO_FROM_LAYOUT) {
            WO_TRY(write_coordinate(results, i, error));
        }
    }
    char units[64];
    WO_TRY(wo_results_units(results, "seconds", units, error));
    return wo_observed_write(results->file, base, units, error);
}
