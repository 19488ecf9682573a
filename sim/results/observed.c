/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All stations behind one another along one dimension: their counts have different times. */
#include "observed.h"

#include <stdlib.h>

enum { NUMBER, STATION, UNIT, TIME, COUNT, N_FIELDS };

#define ALONG 1, {0}, 0

static const wo_field fields[N_FIELDS] = {
    [NUMBER] = {"observed", "1", "number of the count", WO_FROM_LAYOUT, WO_STORE_INT32, ALONG},
    [STATION] = {"observed_station", "", "where it was counted", WO_FROM_LAYOUT, WO_STORE_TEXT, ALONG},
    [UNIT] = {"observed_unit", "", "what was counted: people or vehicles", WO_FROM_LAYOUT, WO_STORE_TEXT, ALONG},
    [TIME] = {"observed_time", "", "when the count stood at this number", WO_FROM_LAYOUT, WO_STORE_FLOAT64, ALONG},
    [COUNT] = {"observed_count", "1", "number since the start", WO_FROM_LAYOUT, WO_STORE_FLOAT64, ALONG},
};

/* The counts as columns. */
typedef struct columns {
    size_t n;
    const char **texts;
    double *numbers;
} columns;

static void fill(columns *of, const wo_scenario *scenario, int field)
{
    size_t k = 0;
    for (size_t i = 0; i < scenario->n_observed; i++) {
        const wo_observed *station = &scenario->observed[i];
        for (size_t j = 0; j < station->n; j++, k++) {
            of->texts[k] = field == STATION ? station->name : station->unit;
            of->numbers[k] = field == NUMBER ? (double)k
                             : field == TIME ? station->times[j] / 1000.0
                                             : station->counts[j];
        }
    }
}

static wo_status write_field(hid_t dataset, const wo_field *field, const columns *of, wo_error *error)
{
    if (field->storage == WO_STORE_TEXT) {
        return wo_hdf5_strings(dataset, of->texts, error);
    }
    if (H5Dwrite(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, of->numbers) < 0) {
        return wo_hdf5_failed(error, WO_ERR_LIBRARY, "cannot write variable %s", field->name);
    }
    return WO_OK;
}

static wo_status write_all(hid_t file, const wo_scenario *scenario, const char *units, columns *of, hid_t *scale,
                           wo_error *error)
{
    const wo_plan plan = {.shape = {of->n}, .chunk = {of->n}};
    for (int i = 0; i < N_FIELDS; i++) {
        hid_t dataset = H5I_INVALID_HID;
        WO_TRY(wo_hdf5_dataset(file, &fields[i], &plan, i == NUMBER ? scale : &dataset, error));
        dataset = i == NUMBER ? *scale : dataset;
        if (i == TIME) {
            WO_TRY(wo_hdf5_text(dataset, "units", units, error));
            WO_TRY(wo_hdf5_text(dataset, "calendar", "standard", error));
        }
        if ((i == NUMBER ? H5DSset_scale(dataset, fields[i].name) : H5DSattach_scale(dataset, *scale, 0)) < 0) {
            return wo_hdf5_failed(error, WO_ERR_LIBRARY, "cannot name the dimension of %s", fields[i].name);
        }
        fill(of, scenario, i);
        WO_TRY(write_field(dataset, &fields[i], of, error));
        if (i != NUMBER) {
            WO_TRY(wo_hdf5_close(dataset, fields[i].name, error));
        }
    }
    return wo_hdf5_close(*scale, fields[NUMBER].name, error);
}

wo_status wo_observed_write(hid_t file, const wo_scenario *scenario, const char *units, wo_error *error)
{
    wo_status status = WO_OK;
    hid_t scale = H5I_INVALID_HID;
    columns of = {0};
    for (size_t i = 0; i < scenario->n_observed; i++) {
        of.n += scenario->observed[i].n;
    }
    if (of.n == 0) {
        return WO_OK;
    }
    of.texts = calloc(of.n, sizeof *of.texts);
    of.numbers = calloc(of.n, sizeof *of.numbers);
    if (of.texts == NULL || of.numbers == NULL) {
        status = wo_error_set(error, WO_ERR_MEMORY, "no memory for %zu observed counts", of.n);
    } else {
        status = write_all(file, scenario, units, &of, &scale, error);
    }
    free(of.texts);
    free(of.numbers);
    return status;
}
