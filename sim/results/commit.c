/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is written once all replications are there, and the way from name.part to name. */
#include <math.h>
#include <stdlib.h>

#include "part_file.h"
#include "writer.h"

static const wo_field series_replication = {
    "series_replication",  "1", "number of the realisation whose series are kept", WO_FROM_LAYOUT, WO_STORE_INT32, 1,
    {WO_AXIS_REPLICATION}, 0};

static wo_status write_numbers(hid_t dataset, uint32_t n, wo_error *error)
{
    uint32_t *numbers = malloc(n * sizeof *numbers);
    if (numbers == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for %u numbers", n);
    }
    for (uint32_t i = 0; i < n; i++) {
        numbers[i] = i;
    }
    const hsize_t start = 0, count = n;
    const wo_status status = wo_hdf5_append(dataset, 1, &start, &count, H5T_NATIVE_UINT32, numbers, error);
    free(numbers);
    return status;
}

/* Scales by axis; series share the axis of the outcomes unless they are fewer. */
static wo_status make_scales(wo_results *results, hid_t scales[WO_N_AXES], wo_error *error)
{
    for (int axis = 0; axis < WO_N_AXES; axis++) {
        scales[axis] = axis <= WO_AXIS_CLASS ? results->datasets[axis] : H5I_INVALID_HID;
    }
    WO_TRY(write_numbers(scales[WO_AXIS_REPLICATION], results->taken, error));
    scales[WO_AXIS_SERIES_REPLICATION] = scales[WO_AXIS_REPLICATION];
    if (!results->with_series || results->kept == results->taken) {
        return WO_OK;
    }
    hid_t *scale = &scales[WO_AXIS_SERIES_REPLICATION];
    WO_TRY(wo_results_add(results, &series_replication, scale, error));
    WO_TRY(write_numbers(*scale, results->kept, error));
    if (H5DSset_scale(*scale, series_replication.name) < 0) {
        return wo_hdf5_failed(error, WO_ERR_LIBRARY, "cannot make a dimension of %s", series_replication.name);
    }
    return WO_OK;
}

static wo_status attach_scales(const wo_results *results, const hid_t scales[WO_N_AXES], wo_error *error)
{
    for (size_t i = 0; i < wo_n_fields; i++) {
        const wo_field *field = &wo_fields[i];
        const bool is_scale = i <= WO_AXIS_CLASS;
        for (int k = 0; k < field->rank && !is_scale && results->datasets[i] >= 0; k++) {
            const bool of_series = field->source == WO_FROM_SERIES && field->axes[k] == WO_AXIS_REPLICATION;
            const wo_axis axis = of_series ? WO_AXIS_SERIES_REPLICATION : field->axes[k];
            if (H5DSattach_scale(results->datasets[i], scales[axis], (unsigned)k) < 0) {
                return wo_hdf5_failed(error, WO_ERR_LIBRARY, "cannot name the dimensions of %s", field->name);
            }
        }
    }
    return WO_OK;
}

static wo_status write_options(const wo_results *results, const wo_provenance *provenance, wo_error *error)
{
    WO_TRY(wo_hdf5_int(results->scenario, "seed", H5T_STD_U64LE, provenance->seed, error));
    WO_TRY(wo_hdf5_int(results->scenario, "replications", H5T_STD_I32LE, results->taken, error));
    return wo_hdf5_int(results->scenario, "central", H5T_STD_I32LE, provenance->central, error);
}

static wo_status write_rest(wo_results *results, const wo_space_time *cells, const wo_provenance *provenance,
                            wo_error *error)
{
    hid_t scales[WO_N_AXES];
    if (results->taken == 0) {
        return wo_error_set(error, WO_ERR_INTERRUPTED, "no replication is complete: there are no results to write");
    }
    WO_TRY(wo_results_flush(results, error));
    free(results->series); /* what follows needs memory too */
    results->series = NULL;
    if (cells != NULL) {
        WO_TRY(wo_results_write_cells(results, cells, error));
    }
    WO_TRY(make_scales(results, scales, error));
    WO_TRY(attach_scales(results, scales, error));
    if (results->layout->n_variants > 1) {
        WO_TRY(wo_results_write_comparison(results, scales, error));
    }
    if (scales[WO_AXIS_SERIES_REPLICATION] != scales[WO_AXIS_REPLICATION]) {
        WO_TRY(wo_hdf5_close(scales[WO_AXIS_SERIES_REPLICATION], series_replication.name, error));
    }
    WO_TRY(write_options(results, provenance, error));
    return wo_results_write_provenance(results, provenance, error);
}

wo_status wo_results_commit(wo_results *results, const wo_space_time *cells, const wo_provenance *provenance,
                            wo_error *error)
{
    wo_hdf5_quiet();
    wo_status status = wo_results_check(results, write_rest(results, cells, provenance, error), error);
    if (status == WO_OK) {
        status = wo_results_close(results, error);
    }
    if (status == WO_OK) {
        status = wo_part_publish(results->path, results->part, error);
        results->part_is_ours = status != WO_OK;
    }
    wo_results_give_up(results);
    return status;
}
