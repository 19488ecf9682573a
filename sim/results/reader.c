/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "seal.h"

static wo_status refuse(const wo_reader *reader, const char *why, wo_error *error)
{
    return wo_error_set(error, WO_ERR_FORMAT, "%s %s", reader->path, why);
}

wo_status wo_reader_text(wo_reader *reader, hid_t object, const char *name, char **text, wo_error *error)
{
    wo_status status = WO_OK;
    hid_t attribute = H5I_INVALID_HID, type = H5I_INVALID_HID;
    *text = NULL;
    if ((attribute = H5Aopen(object, name, H5P_DEFAULT)) < 0 || (type = H5Aget_type(attribute)) < 0 ||
        H5Tget_class(type) != H5T_STRING || H5Tis_variable_str(type) != 0) {
        status = wo_error_set(error, WO_ERR_FORMAT, "%s has no text '%s'", reader->path, name);
        goto out;
    }
    const size_t size = H5Tget_size(type);
    *text = calloc(size + 1, 1);
    if (*text == NULL) {
        status = wo_error_set(error, WO_ERR_MEMORY, "no memory for a text of %zu bytes", size);
    } else if (H5Aread(attribute, type, *text) < 0) {
        status = wo_hdf5_failed(error, WO_ERR_FORMAT, "%s is damaged", reader->path);
        free(*text);
        *text = NULL;
    }
out:
    H5Tclose(type);
    H5Aclose(attribute);
    return status;
}

wo_status wo_reader_attribute(wo_reader *reader, const char *object, const char *attribute, char **text,
                              wo_error *error)
{
    wo_hdf5_quiet();
    *text = NULL;
    const hid_t opened = H5Oopen(reader->file, object, H5P_DEFAULT);
    if (opened < 0) {
        return wo_error_set(error, WO_ERR_FORMAT, "%s has no '%s'", reader->path, object);
    }
    const wo_status status = wo_reader_text(reader, opened, attribute, text, error);
    H5Oclose(opened);
    return status;
}

/* Ours, and of a version that this program knows? */
static wo_status check_kind(wo_reader *reader, wo_error *error)
{
    char *source = NULL;
    const bool foreign = wo_reader_text(reader, reader->file, "source", &source, NULL) != WO_OK ||
                         strcmp(source, WO_RESULTS_SOURCE) != 0;
    free(source);
    if (foreign) {
        return refuse(reader, "is an HDF5 file, but not of wayout", error);
    }
    int format = 0;
    const hid_t attribute = H5Aopen(reader->file, "wayout_format", H5P_DEFAULT);
    const bool readable = attribute >= 0 && H5Aread(attribute, H5T_NATIVE_INT, &format) >= 0;
    H5Aclose(attribute);
    if (!readable) {
        return refuse(reader, "does not say its format: it is damaged", error);
    }
    if (format != WO_RESULTS_FORMAT) {
        return wo_error_set(error, WO_ERR_FORMAT, "%s has results format %d, this program reads format %d",
                            reader->path, format, WO_RESULTS_FORMAT);
    }
    for (int axis = 0; axis <= WO_AXIS_CLASS; axis++) {
        if (H5Lexists(reader->file, wo_fields[axis].name, H5P_DEFAULT) <= 0) {
            return wo_error_set(error, WO_ERR_FORMAT, "%s lacks the variable '%s': it is damaged", reader->path,
                                wo_fields[axis].name);
        }
    }
    return WO_OK;
}

static wo_status open_file(wo_reader *reader, wo_error *error)
{
    struct stat state;
    if (stat(reader->path, &state) != 0) {
        return wo_error_set(error, WO_ERR_IO, "cannot read %s: %s", reader->path, strerror(errno));
    }
    if (!S_ISREG(state.st_mode)) {
        return refuse(reader, "is not a regular file", error);
    }
    switch (wo_seal_check(reader->path)) {
    case WO_SEAL_UNREADABLE:
        return wo_error_set(error, WO_ERR_IO, "cannot read %s: %s", reader->path, strerror(errno));
    case WO_SEAL_WRONG:
        return refuse(reader, "is damaged: its bytes do not give the checksum at its end", error);
    case WO_SEAL_ABSENT: /* changed by another program: HDF5's own checks have to do */
    case WO_SEAL_RIGHT:
        break;
    }
    reader->file = H5Fopen(reader->path, H5F_ACC_RDONLY, H5P_DEFAULT);
    if (reader->file >= 0) {
        return WO_OK;
    }
    const wo_status status = wo_hdf5_failed(error, WO_ERR_FORMAT, "cannot read %s", reader->path);
    const htri_t is_hdf5 = H5Fis_hdf5(reader->path);
    if (is_hdf5 == 0) {
        return refuse(reader, "is not an HDF5 file, so not a results file", error);
    }
    return status;
}

wo_status wo_reader_open(const char *path, wo_reader **reader, wo_error *error)
{
    wo_hdf5_quiet();
    *reader = NULL;
    wo_reader *made = calloc(1, sizeof *made);
    if (made == NULL || (made->path = strdup(path)) == NULL) {
        free(made);
        return wo_error_set(error, WO_ERR_MEMORY, "no memory to open %s", path);
    }
    wo_status status = open_file(made, error);
    if (status == WO_OK) {
        status = check_kind(made, error);
    }
    if (status == WO_OK) {
        *reader = made;
    } else {
        wo_reader_close(made);
    }
    return status;
}

void wo_reader_close(wo_reader *reader)
{
    if (reader == NULL) {
        return;
    }
    wo_hdf5_quiet();
    if (reader->file > 0) {
        H5Fclose(reader->file);
    }
    free(reader->path);
    free(reader);
}

/* Copies, since HDF5's own strings have to go back to HDF5. */
static wo_status copy_strings(char **from, size_t n, char ***strings, wo_error *error)
{
    char **copies = calloc(n > 0 ? n : 1, sizeof *copies);
    for (size_t i = 0; copies != NULL && i < n; i++) {
        copies[i] = strdup(from[i] != NULL ? from[i] : "");
        if (copies[i] == NULL) {
            wo_strings_free(copies, i);
            copies = NULL;
        }
    }
    if (copies == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for %zu texts", n);
    }
    *strings = copies;
    return WO_OK;
}

wo_status wo_reader_strings(wo_reader *reader, const char *name, char ***strings, size_t *n, wo_error *error)
{
    wo_hdf5_quiet();
    wo_status status = WO_OK;
    char **texts = NULL;
    *strings = NULL;
    *n = 0;
    const hid_t dataset = H5Dopen2(reader->file, name, H5P_DEFAULT), space = H5Dget_space(dataset);
    const hid_t type = H5Dget_type(dataset), memory = wo_hdf5_string_type();
    const hssize_t points = H5Sget_simple_extent_npoints(space);
    if (points < 0 || H5Tget_class(type) != H5T_STRING || H5Tis_variable_str(type) <= 0) {
        status = wo_error_set(error, WO_ERR_FORMAT, "%s has no texts '%s'", reader->path, name);
        goto out;
    }
    texts = calloc((size_t)points + 1, sizeof *texts);
    if (texts == NULL) {
        status = wo_error_set(error, WO_ERR_MEMORY, "no memory for %lld texts", (long long)points);
    } else if (H5Dread(dataset, memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, texts) < 0) {
        status = wo_hdf5_failed(error, WO_ERR_FORMAT, "%s is damaged", reader->path);
    } else {
        status = copy_strings(texts, (size_t)points, strings, error);
        *n = status == WO_OK ? (size_t)points : 0;
        (void)H5Dvlen_reclaim(memory, space, H5P_DEFAULT, texts);
    }
out:
    free(texts);
    H5Tclose(memory);
    H5Tclose(type);
    H5Sclose(space);
    H5Dclose(dataset);
    return status;
}

void wo_strings_free(char **strings, size_t n)
{
    for (size_t i = 0; strings != NULL && i < n; i++) {
        free(strings[i]);
    }
    free(strings);
}
