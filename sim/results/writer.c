/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "writer.h"

#include <stdlib.h>
#include <string.h>

#include "part_file.h"

/* Chunks of at most about 100 kB: a reader that wants one replication does not unpack everything. */
#define CHUNK_REPLICATIONS 1024
#define CHUNK_TIMES        2048
#define CHUNK_SEGMENTS     512

static hsize_t smaller(hsize_t a, hsize_t b)
{
    return a < b ? a : b;
}

hsize_t wo_results_extent(const wo_results *results, wo_axis axis)
{
    switch (axis) {
    case WO_AXIS_VARIANT:
        return results->layout->n_variants;
    case WO_AXIS_TIME:
        return results->layout->n_times;
    case WO_AXIS_SEGMENT:
        return results->layout->road.n_segments;
    case WO_AXIS_CLASS:
        return results->n_classes;
    case WO_AXIS_REPLICATION:
    case WO_AXIS_SERIES_REPLICATION:
    case WO_AXIS_STATISTIC:
        break;
    }
    return 0; /* grows */
}

static hsize_t chunk_of(const wo_results *results, const wo_field *field, wo_axis axis)
{
    const hsize_t extent = wo_results_extent(results, axis);
    switch (axis) {
    case WO_AXIS_VARIANT:
        return field->rank == 1 ? extent : 1;
    case WO_AXIS_TIME:
        return smaller(extent, field->source == WO_FROM_CELLS ? WO_CELL_TIMES : CHUNK_TIMES);
    case WO_AXIS_SEGMENT:
        return smaller(extent, CHUNK_SEGMENTS);
    case WO_AXIS_CLASS:
        return extent;
    case WO_AXIS_REPLICATION:
    case WO_AXIS_SERIES_REPLICATION:
    case WO_AXIS_STATISTIC:
        break;
    }
    return smaller(results->replications, field->source == WO_FROM_SERIES ? WO_BLOCK : CHUNK_REPLICATIONS);
}

wo_status wo_results_add(wo_results *results, const wo_field *field, hid_t *dataset, wo_error *error)
{
    wo_plan plan = {.whole = field->source == WO_FROM_SERIES || field->source == WO_FROM_CELLS};
    for (int i = 0; i < field->rank; i++) {
        plan.shape[i] = wo_results_extent(results, field->axes[i]);
        plan.chunk[i] = chunk_of(results, field, field->axes[i]);
        plan.endless[i] = field->axes[i] == WO_AXIS_REPLICATION || field->axes[i] == WO_AXIS_SERIES_REPLICATION;
    }
    return wo_hdf5_dataset(results->file, field, &plan, dataset, error);
}

static wo_status allocate(wo_results *results, wo_error *error)
{
    const wo_layout *layout = results->layout;
    const size_t block = layout->n_variants * WO_BLOCK, n_times = layout->n_times;
    results->outcomes = calloc(block, sizeof *results->outcomes);
    results->paired = calloc(layout->n_variants * wo_n_fields, sizeof *results->paired);
    results->row = malloc(WO_BLOCK * WO_MAX_CLASSES * sizeof(int64_t));
    results->datasets = malloc(wo_n_fields * sizeof *results->datasets);
    if (results->with_series) {
        results->series = calloc(block * n_times * WO_N_SERIES, sizeof *results->series);
    }
    if (results->outcomes == NULL || results->paired == NULL || results->row == NULL || results->datasets == NULL ||
        (results->with_series && results->series == NULL)) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory to gather the results of %zu variants",
                            layout->n_variants);
    }
    for (size_t i = 0; i < wo_n_fields; i++) {
        results->datasets[i] = H5I_INVALID_HID;
    }
    return WO_OK;
}

static wo_status begin_file(wo_results *results, const char *text, const char *used, wo_error *error)
{
    WO_TRY(wo_hdf5_create(results->part, &results->file, error));
    WO_TRY(wo_results_write_layout(results, error));
    for (size_t i = 0; i < wo_n_fields; i++) {
        const wo_field *field = &wo_fields[i];
        const bool streamed = field->source == WO_FROM_OUTCOME || field->source == WO_FROM_CLASSES ||
                              (field->source == WO_FROM_SERIES && results->with_series);
        if (streamed) {
            WO_TRY(wo_results_add(results, field, &results->datasets[i], error));
        }
    }
    if (results->n_trips > 0) {
        char units[64];
        WO_TRY(wo_results_units(results, "milliseconds", units, error));
        WO_TRY(wo_trips_group_open(&results->trips, results->file, results->layout, units, error));
    }
    WO_TRY(wo_hdf5_group(results->file, "scenario", &results->scenario, error));
    WO_TRY(wo_hdf5_document(results->scenario, "text", text, "the scenario as read", error));
    return wo_hdf5_document(results->scenario, "used", used,
                            "the scenario with all defaults filled in; running it gives the same results", error);
}

wo_status wo_results_create(const char *path, const wo_layout *layout, const char *text, const char *used,
                            uint32_t replications, bool with_series, uint32_t n_trips, wo_results **results,
                            wo_error *error)
{
    wo_status status = WO_OK;
    wo_hdf5_quiet();
    *results = NULL;
    wo_results *made = calloc(1, sizeof *made);
    if (made == NULL || (made->path = strdup(path)) == NULL || (made->part = wo_part_name(path)) == NULL) {
        status = wo_error_set(error, WO_ERR_MEMORY, "no memory for a results file");
        goto out;
    }
    made->layout = layout;
    made->with_series = with_series;
    made->replications = replications;
    made->n_trips = n_trips;
    for (size_t v = 0; v < layout->n_variants; v++) {
        const size_t n = layout->variants[v]->n_classes;
        made->n_classes = n > made->n_classes ? n : made->n_classes;
    }
    if ((status = allocate(made, error)) != WO_OK || (status = wo_part_check(path, made->part, error)) != WO_OK) {
        goto out;
    }
    made->part_is_ours = true;
    status = wo_results_check(made, begin_file(made, text, used, error), error);
out:
    if (status == WO_OK) {
        *results = made;
    } else {
        wo_results_destroy(made);
    }
    return status;
}

static int32_t *series_row(const wo_results *results, const wo_field *field, size_t variant, size_t i)
{
    const size_t number = field->offset / sizeof(int64_t);
    return &results
                ->series[((number * results->layout->n_variants + variant) * WO_BLOCK + i) * results->layout->n_times];
}

static wo_status write_outcome(wo_results *results, size_t i, uint32_t first, wo_error *error)
{
    const wo_field *field = &wo_fields[i];
    const size_t n_classes = results->n_classes;
    for (size_t v = 0; v < results->layout->n_variants; v++) {
        const wo_outcome *outcomes = &results->outcomes[v * WO_BLOCK];
        const hsize_t start[WO_MAX_RANK] = {v, first, 0}, count[WO_MAX_RANK] = {1, results->in_block, n_classes};
        for (uint32_t r = 0; r < results->in_block; r++) {
            if (field->source == WO_FROM_CLASSES) {
                memcpy((int64_t *)results->row + r * n_classes, (const char *)&outcomes[r] + field->offset,
                       n_classes * sizeof(int64_t));
            } else {
                ((double *)results->row)[r] = wo_field_outcome(field, &outcomes[r]);
            }
        }
        WO_TRY(wo_hdf5_append(results->datasets[i], field->rank, start, count,
                              field->source == WO_FROM_CLASSES ? H5T_NATIVE_INT64 : H5T_NATIVE_DOUBLE, results->row,
                              error));
    }
    return WO_OK;
}

static wo_status write_series(wo_results *results, size_t i, uint32_t first, uint32_t n, wo_error *error)
{
    const size_t n_times = results->layout->n_times;
    for (size_t v = 0; v < results->layout->n_variants; v++) {
        const hsize_t start[WO_MAX_RANK] = {v, first, 0}, count[WO_MAX_RANK] = {1, n, n_times};
        const int32_t *values = series_row(results, &wo_fields[i], v, 0);
        WO_TRY(wo_hdf5_append(results->datasets[i], 3, start, count, H5T_NATIVE_INT32, values, error));
    }
    return WO_OK;
}

wo_status wo_results_flush(wo_results *results, wo_error *error)
{
    const uint32_t n = results->in_block, first = results->taken - n;
    const uint32_t room = WO_SERIES_REPLICATIONS - results->kept, n_series = n < room ? n : room;
    for (size_t i = 0; i < wo_n_fields && n > 0; i++) {
        const wo_source source = wo_fields[i].source;
        if (source == WO_FROM_OUTCOME || source == WO_FROM_CLASSES) {
            WO_TRY(write_outcome(results, i, first, error));
        } else if (source == WO_FROM_SERIES && results->with_series && n_series > 0) {
            WO_TRY(write_series(results, i, first, n_series, error));
        }
    }
    results->kept += n_series;
    results->in_block = 0;
    return WO_OK;
}

static wo_status gather_series(wo_results *results, size_t v, const wo_record *record, wo_error *error)
{
    const size_t n_times = results->layout->n_times;
    for (size_t i = 0; i < wo_n_fields; i++) {
        if (wo_fields[i].source != WO_FROM_SERIES) {
            continue;
        }
        int32_t *row = series_row(results, &wo_fields[i], v, results->in_block);
        for (size_t t = 0; t < n_times; t++) {
            int64_t value = 0;
            memcpy(&value, (const char *)&record->series[t] + wo_fields[i].offset, sizeof value);
            if (value < INT32_MIN || value > INT32_MAX) {
                return wo_error_set(error, WO_ERR_LIMIT, "%s = %lld does not fit its place in the results file",
                                    wo_fields[i].name, (long long)value);
            }
            row[t] = (int32_t)value;
        }
    }
    return WO_OK;
}

static void compare(wo_results *results, const wo_record *const *records)
{
    for (size_t v = 0; v < results->layout->n_variants; v++) {
        for (size_t i = 0; i < wo_n_fields; i++) {
            if (wo_field_is_amount(&wo_fields[i])) {
                wo_paired_add(&results->paired[v * wo_n_fields + i],
                              wo_field_outcome(&wo_fields[i], &records[0]->outcome),
                              wo_field_outcome(&wo_fields[i], &records[v]->outcome));
            }
        }
    }
}

static wo_status take(void *context, uint32_t replication, const wo_record *const *records, wo_error *error)
{
    wo_results *results = context;
    wo_hdf5_quiet();
    if (replication != results->taken || replication >= results->replications) {
        return wo_error_set(error, WO_ERR_INVARIANT, "replication %u came where %u of %u was expected", replication,
                            results->taken, results->replications);
    }
    const bool keep_series = results->with_series && replication < WO_SERIES_REPLICATIONS;
    for (size_t v = 0; v < results->layout->n_variants; v++) {
        results->outcomes[v * WO_BLOCK + results->in_block] = records[v]->outcome;
        if (keep_series) {
            WO_TRY(gather_series(results, v, records[v], error));
        }
        if (replication < results->n_trips) {
            WO_TRY(wo_results_check(
                results, wo_trips_group_append(&results->trips, records[v]->trips, (uint32_t)v, replication, error),
                error));
        }
    }
    compare(results, records);
    results->taken++;
    results->in_block++;
    return results->in_block == WO_BLOCK ? wo_results_check(results, wo_results_flush(results, error), error) : WO_OK;
}

wo_sink wo_results_sink(wo_results *results)
{
    const wo_sink sink = {results, take};
    return sink;
}

wo_status wo_results_check(wo_results *results, wo_status status, wo_error *error)
{
    if (status == WO_ERR_IO || status == WO_ERR_LIBRARY) {
        results->broken = true;
        if (error != NULL) {
            const wo_error reason = *error;
            (void)wo_error_set(error, status, "%s: %s", results->path, reason.message);
        }
    }
    return status;
}

wo_status wo_results_close(wo_results *results, wo_error *error)
{
    wo_status status = WO_OK;
    for (size_t i = 0; i < wo_n_fields && status == WO_OK; i++) {
        if (results->datasets[i] >= 0) {
            status = wo_hdf5_close(results->datasets[i], wo_fields[i].name, error);
            results->datasets[i] = H5I_INVALID_HID;
        }
    }
    if (status == WO_OK) {
        status = wo_trips_group_close(&results->trips, error);
    }
    if (status == WO_OK && results->scenario > 0) {
        status = wo_hdf5_close(results->scenario, "scenario", error);
        results->scenario = 0;
    }
    if (status == WO_OK && results->file > 0) {
        status = H5Fclose(results->file) >= 0 ? WO_OK : wo_hdf5_failed(error, WO_ERR_LIBRARY, "cannot finish the file");
        results->file = 0;
    }
    return wo_results_check(results, status, error);
}

void wo_results_give_up(wo_results *results)
{
    if (!results->broken && results->file > 0) {
        (void)wo_results_close(results, NULL);
    }
    if (results->part_is_ours) {
        wo_part_discard(results->part);
        results->part_is_ours = false;
    }
}

void wo_results_destroy(wo_results *results)
{
    if (results == NULL) {
        return;
    }
    wo_hdf5_quiet();
    wo_results_give_up(results);
    free(results->path);
    free(results->part);
    free(results->outcomes);
    free(results->series);
    free(results->row);
    free(results->paired);
    free(results->datasets);
    free(results);
}
