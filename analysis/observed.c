/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "observed.h"

#include <stdlib.h>
#include <string.h>

wo_status wo_counted_read(wo_reader *reader, wo_counted *counted, wo_error *error)
{
    memset(counted, 0, sizeof *counted);
    if (!wo_reader_has(reader, "observed_count")) {
        return WO_OK;
    }
    WO_TRY(wo_reader_strings(reader, "observed_station", &counted->station, &counted->n_station, error));
    WO_TRY(wo_reader_strings(reader, "observed_unit", &counted->unit, &counted->n_unit, error));
    WO_TRY(wo_reader_variable(reader, "observed_time", &counted->time, error));
    WO_TRY(wo_reader_variable(reader, "observed_count", &counted->count, error));
    const size_t n = counted->n_station;
    if (counted->n_unit != n || counted->time.rank != 1 || counted->time.shape[0] != n || counted->count.rank != 1 ||
        counted->count.shape[0] != n) {
        return wo_error_set(error, WO_ERR_FORMAT, "the observed counts have an unknown shape");
    }
    counted->n = n;
    return WO_OK;
}

void wo_counted_free(wo_counted *counted)
{
    wo_strings_free(counted->station, counted->n_station);
    wo_strings_free(counted->unit, counted->n_unit);
    wo_variable_free(&counted->time);
    wo_variable_free(&counted->count);
}

size_t wo_counted_station_end(const wo_counted *counted, size_t i)
{
    size_t end = i + 1;
    while (end < counted->n && strcmp(counted->station[end], counted->station[i]) == 0 &&
           strcmp(counted->unit[end], counted->unit[i]) == 0) {
        end++;
    }
    return end;
}

const char *wo_counted_series(const char *unit)
{
    return strcmp(unit, "people") == 0 ? "series_people_out" : strcmp(unit, "vehicles") == 0 ? "series_at_line" : NULL;
}

wo_status wo_counted_simulated(const wo_counted *counted, size_t i, const wo_variable *time, const wo_variable *series,
                               wo_summary *simulated, wo_error *error)
{
    const size_t n = time->shape[0];
    const double at = counted->time.values[i];
    size_t k = 0;
    if (series->rank != 2 || series->shape[0] == 0 || n == 0 || series->shape[1] != n) {
        return wo_error_set(error, WO_ERR_FORMAT, "'%s' has an unknown shape", series->name);
    }
    double *values = calloc(series->shape[0], sizeof *values);
    if (values == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for %zu replications", series->shape[0]);
    }
    while (k + 1 < n && time->values[k + 1] <= at) {
        k++;
    }
    const size_t next = k + 1 < n ? k + 1 : k;
    const double share = next > k ? (at - time->values[k]) / (time->values[next] - time->values[k]) : 0;
    for (size_t r = 0; r < series->shape[0]; r++) {
        const double *row = &series->values[r * n];
        values[r] = row[k] + share * (row[next] - row[k]);
    }
    *simulated = wo_summarise(values, series->shape[0]);
    free(values);
    return WO_OK;
}
