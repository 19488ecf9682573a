/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "reader.h"

#define WHOLE SIZE_MAX

/* The last part of an object's path. */
static char *name_of(hid_t object)
{
    char path[256] = "";
    if (H5Iget_name(object, path, sizeof path) <= 0) {
        return strdup("");
    }
    const char *slash = strrchr(path, '/');
    return strdup(slash == NULL ? path : slash + 1);
}

static herr_t note_scale(hid_t dataset, unsigned axis, hid_t scale, void *context)
{
    (void)dataset;
    (void)axis;
    char **name = context;
    *name = name_of(scale);
    return 1;
}

static char *dimension_name(hid_t dataset, int axis)
{
    char *name = NULL;
    if (H5DSis_scale(dataset) > 0) {
        return name_of(dataset);
    }
    if (H5DSget_num_scales(dataset, (unsigned)axis) > 0) {
        (void)H5DSiterate_scales(dataset, (unsigned)axis, NULL, note_scale, &name);
    }
    return name != NULL ? name : strdup("");
}

static char *text_or_empty(wo_reader *reader, hid_t dataset, const char *attribute)
{
    char *text = NULL;
    return wo_reader_text(reader, dataset, attribute, &text, NULL) == WO_OK ? text : strdup("");
}

static wo_status describe(wo_reader *reader, hid_t dataset, const char *name, int skip, wo_variable *variable,
                          wo_error *error)
{
    variable->name = strdup(name);
    variable->unit = text_or_empty(reader, dataset, "units");
    variable->description = text_or_empty(reader, dataset, "long_name");
    bool good = variable->name != NULL && variable->unit != NULL && variable->description != NULL;
    for (int axis = 0; axis < variable->rank; axis++) {
        variable->dimensions[axis] = dimension_name(dataset, axis + skip);
        good = good && variable->dimensions[axis] != NULL;
    }
    return good ? WO_OK : wo_error_set(error, WO_ERR_MEMORY, "no memory for the variable '%s'", name);
}

static wo_status read_values(wo_reader *reader, hid_t dataset, hid_t space, wo_variable *variable, wo_error *error)
{
    hsize_t n = 1;
    for (int axis = 0; axis < variable->rank; axis++) {
        n *= variable->shape[axis];
    }
    variable->values = malloc((n > 0 ? n : 1) * sizeof *variable->values);
    if (variable->values == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for %llu values", (unsigned long long)n);
    }
    wo_status status = WO_OK;
    const hid_t memory = H5Screate_simple(1, &n, NULL);
    if (H5Dread(dataset, H5T_NATIVE_DOUBLE, memory, space, H5P_DEFAULT, variable->values) < 0) {
        status = wo_hdf5_failed(error, WO_ERR_FORMAT, "%s is damaged", reader->path);
    }
    H5Sclose(memory);
    return status;
}

/* Fills rank and shape; selects one row of the first dimension unless the whole is wanted. */
static wo_status select_part(wo_reader *reader, hid_t dataset, hid_t space, const char *name, size_t row,
                             wo_variable *variable, wo_error *error)
{
    hsize_t shape[WO_MAX_RANK] = {0}, start[WO_MAX_RANK] = {0}, count[WO_MAX_RANK];
    const hid_t type = H5Dget_type(dataset);
    const H5T_class_t kind = H5Tget_class(type);
    H5Tclose(type);
    const int rank = H5Sget_simple_extent_ndims(space), skip = row == WHOLE ? 0 : 1;
    if (rank < 0 || rank > WO_MAX_RANK || (kind != H5T_INTEGER && kind != H5T_FLOAT)) {
        return wo_error_set(error, WO_ERR_FORMAT, "%s has no numbers '%s'", reader->path, name);
    }
    (void)H5Sget_simple_extent_dims(space, shape, NULL);
    if (skip == 1 && (rank == 0 || row >= shape[0])) {
        return wo_error_set(error, WO_ERR_RANGE, "%s has no row %zu of '%s'", reader->path, row, name);
    }
    variable->rank = rank - skip;
    memcpy(count, shape, sizeof count);
    for (int axis = 0; axis < variable->rank; axis++) {
        variable->shape[axis] = shape[axis + skip];
    }
    if (skip == 1) {
        start[0] = row;
        count[0] = 1;
        if (H5Sselect_hyperslab(space, H5S_SELECT_SET, start, NULL, count, NULL) < 0) {
            return wo_hdf5_failed(error, WO_ERR_LIBRARY, "cannot read %s", reader->path);
        }
    }
    return WO_OK;
}

static wo_status read_part(wo_reader *reader, const char *name, size_t row, bool described, wo_variable *variable,
                           wo_error *error)
{
    wo_hdf5_quiet();
    memset(variable, 0, sizeof *variable);
    const hid_t dataset = H5Dopen2(reader->file, name, H5P_DEFAULT), space = H5Dget_space(dataset);
    wo_status status = WO_OK;
    if (dataset < 0) {
        status = wo_error_set(error, WO_ERR_FORMAT, "%s has no variable '%s'", reader->path, name);
    } else {
        status = select_part(reader, dataset, space, name, row, variable, error);
    }
    if (status == WO_OK && described) {
        status = describe(reader, dataset, name, row == WHOLE ? 0 : 1, variable, error);
    }
    if (status == WO_OK) {
        status = read_values(reader, dataset, space, variable, error);
    }
    H5Sclose(space);
    H5Dclose(dataset);
    if (status != WO_OK) {
        wo_variable_free(variable);
    }
    return status;
}

bool wo_reader_has(const wo_reader *reader, const char *name)
{
    wo_hdf5_quiet();
    return H5Lexists(reader->file, name, H5P_DEFAULT) > 0;
}

wo_status wo_reader_variable(wo_reader *reader, const char *name, wo_variable *variable, wo_error *error)
{
    return read_part(reader, name, WHOLE, true, variable, error);
}

wo_status wo_reader_numbers(wo_reader *reader, const char *name, wo_variable *variable, wo_error *error)
{
    return read_part(reader, name, WHOLE, false, variable, error);
}

wo_status wo_reader_row(wo_reader *reader, const char *name, size_t row, wo_variable *variable, wo_error *error)
{
    return read_part(reader, name, row, true, variable, error);
}

void wo_variable_free(wo_variable *variable)
{
    free(variable->name);
    free(variable->unit);
    free(variable->description);
    for (int axis = 0; axis < WO_MAX_RANK; axis++) {
        free(variable->dimensions[axis]);
    }
    free(variable->values);
    memset(variable, 0, sizeof *variable);
}
