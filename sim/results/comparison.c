/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "writer.h"

#define N_STATISTICS 3

static const char *const statistics[N_STATISTICS] = {"mean", "low", "high"};

static wo_status write_statistic_axis(hid_t group, hid_t *scale, wo_error *error)
{
    static const wo_field field = {"statistic",
                                   "",
                                   "mean of the paired differences, and the ends of its 95 % interval",
                                   WO_FROM_LAYOUT,
                                   WO_STORE_TEXT,
                                   1,
                                   {WO_AXIS_STATISTIC},
                                   0};
    const wo_plan plan = {.shape = {N_STATISTICS}};
    WO_TRY(wo_hdf5_dataset(group, &field, &plan, scale, error));
    WO_TRY(wo_hdf5_strings(*scale, statistics, error));
    if (H5DSset_scale(*scale, field.name) < 0) {
        return wo_hdf5_failed(error, WO_ERR_LIBRARY, "cannot make a dimension of %s", field.name);
    }
    return WO_OK;
}

static wo_status write_differences(const wo_results *results, size_t i, hid_t group, const hid_t *scales,
                                   double (*values)[N_STATISTICS], wo_error *error)
{
    wo_field field = wo_fields[i];
    field.unit = wo_field_unit(&wo_fields[i]);
    field.source = WO_FROM_CELLS;
    field.storage = WO_STORE_FLOAT64;
    field.axes[1] = WO_AXIS_STATISTIC;
    const size_t n = results->layout->n_variants;
    const wo_plan plan = {.shape = {n, N_STATISTICS}, .chunk = {n, N_STATISTICS}};
    hid_t dataset = H5I_INVALID_HID;
    WO_TRY(wo_hdf5_dataset(group, &field, &plan, &dataset, error));
    for (size_t v = 0; v < n; v++) {
        const wo_paired_interval result = wo_paired_result(&results->paired[v * wo_n_fields + i]);
        values[v][0] = result.mean;
        values[v][1] = result.low;
        values[v][2] = result.high;
    }
    if (H5Dwrite(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) < 0 ||
        H5DSattach_scale(dataset, scales[WO_AXIS_VARIANT], 0) < 0 ||
        H5DSattach_scale(dataset, scales[WO_AXIS_STATISTIC], 1) < 0) {
        return wo_hdf5_failed(error, WO_ERR_LIBRARY, "cannot write variable comparison/%s", field.name);
    }
    return wo_hdf5_close(dataset, field.name, error);
}

wo_status wo_results_write_comparison(wo_results *results, const hid_t *root_scales, wo_error *error)
{
    hid_t group = H5I_INVALID_HID, scales[WO_N_AXES];
    for (int axis = 0; axis < WO_N_AXES; axis++) {
        scales[axis] = root_scales[axis];
    }
    double(*values)[N_STATISTICS] = calloc(results->layout->n_variants, sizeof *values);
    if (values == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory to compare %zu variants", results->layout->n_variants);
    }
    wo_status status = wo_hdf5_group(results->file, "comparison", &group, error);
    if (status == WO_OK) {
        status = wo_hdf5_text(group, "comment",
                              "differences to the first variant in the same replication, and 95 % interval of their "
                              "mean (Student t); an infinite interval and a missing mean = unknown",
                              error);
    }
    if (status == WO_OK) {
        status = write_statistic_axis(group, &scales[WO_AXIS_STATISTIC], error);
    }
    for (size_t i = 0; i < wo_n_fields && status == WO_OK; i++) {
        if (wo_field_is_amount(&wo_fields[i])) {
            status = write_differences(results, i, group, scales, values, error);
        }
    }
    if (status == WO_OK) {
        status = wo_hdf5_close(scales[WO_AXIS_STATISTIC], "statistic", error);
    }
    if (status == WO_OK) {
        status = wo_hdf5_close(group, "comparison", error);
    }
    free(values);
    return status;
}
