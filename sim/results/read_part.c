/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of variables that are too long to be read at once. */
#include "reader.h"

static wo_status open_line(wo_reader *reader, const char *name, hid_t *dataset, hid_t *space, hsize_t *n,
                           wo_error *error)
{
    *dataset = H5Dopen2(reader->file, name, H5P_DEFAULT);
    *space = H5Dget_space(*dataset);
    if (*dataset < 0) {
        return wo_error_set(error, WO_ERR_FORMAT, "%s has no variable '%s'", reader->path, name);
    }
    if (H5Sget_simple_extent_ndims(*space) != 1 || H5Sget_simple_extent_dims(*space, n, NULL) != 1) {
        return wo_error_set(error, WO_ERR_FORMAT, "'%s' has an unknown shape", name);
    }
    return WO_OK;
}

wo_status wo_reader_length(wo_reader *reader, const char *name, size_t *n, wo_error *error)
{
    wo_hdf5_quiet();
    hid_t dataset, space;
    hsize_t size = 0;
    const wo_status status = open_line(reader, name, &dataset, &space, &size, error);
    *n = (size_t)size;
    H5Sclose(space);
    H5Dclose(dataset);
    return status;
}

wo_status wo_reader_part(wo_reader *reader, const char *name, size_t first, size_t n, int64_t *values, wo_error *error)
{
    wo_hdf5_quiet();
    hid_t dataset, space;
    hsize_t size = 0;
    const hsize_t start = first, count = n;
    wo_status status = open_line(reader, name, &dataset, &space, &size, error);
    const hid_t memory = H5Screate_simple(1, &count, NULL);
    if (status == WO_OK && (first > size || n > size - first)) {
        status = wo_error_set(error, WO_ERR_FORMAT, "'%s' is shorter than what tells of it", name);
    }
    if (status == WO_OK && n > 0 &&
        (H5Sselect_hyperslab(space, H5S_SELECT_SET, &start, NULL, &count, NULL) < 0 ||
         H5Dread(dataset, H5T_NATIVE_INT64, memory, space, H5P_DEFAULT, values) < 0)) {
        status = wo_hdf5_failed(error, WO_ERR_FORMAT, "%s is damaged", reader->path);
    }
    H5Sclose(memory);
    H5Sclose(space);
    H5Dclose(dataset);
    return status;
}

wo_status wo_reader_note(wo_reader *reader, const char *name, const char *attribute, char **text, wo_error *error)
{
    wo_hdf5_quiet();
    const hid_t dataset = H5Dopen2(reader->file, name, H5P_DEFAULT);
    const wo_status status = wo_reader_text(reader, dataset, attribute, text, error);
    H5Dclose(dataset);
    return status;
}
