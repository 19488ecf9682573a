/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hdf5_io.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define CREATION_ORDER (H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED)
#define DEFLATE_LEVEL  1

void wo_hdf5_quiet(void)
{
    (void)H5dont_atexit(); /* fails from the second call on, harmlessly */
    (void)H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
}

typedef struct reason {
    char text[160];
    bool from_system;
} reason;

/* The innermost entry explains best, unless the system gave a reason: "... error message = 'No space left', ...". */
static herr_t note_reason(unsigned number, const H5E_error2_t *entry, void *context)
{
    reason *why = context;
    static const char mark[] = "error message = '";
    const char *message = strstr(entry->desc, mark);
    if (message != NULL) {
        message += sizeof mark - 1;
        (void)snprintf(why->text, sizeof why->text, "%.*s", (int)strcspn(message, "'"), message);
        why->from_system = true;
        return 1;
    }
    if (number == 0) {
        (void)snprintf(why->text, sizeof why->text, "%s", entry->desc);
    }
    return 0;
}

wo_status wo_hdf5_failed(wo_error *error, wo_status otherwise, const char *format, ...)
{
    reason why = {"unknown reason", false};
    (void)H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, note_reason, &why);
    char what[240];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    return wo_error_set(error, why.from_system ? WO_ERR_IO : otherwise, "%s: %s", what, why.text);
}

wo_status wo_hdf5_create(const char *path, hid_t *file, wo_error *error)
{
    wo_status status = WO_OK;
    *file = H5I_INVALID_HID;
    const hid_t create = H5Pcreate(H5P_FILE_CREATE), access = H5Pcreate(H5P_FILE_ACCESS);
    /* Version 1.8 of the format: later ones need h5clear after a crash. */
    if (create < 0 || access < 0 || H5Pset_libver_bounds(access, H5F_LIBVER_V18, H5F_LIBVER_V18) < 0 ||
        H5Pset_fclose_degree(access, H5F_CLOSE_SEMI) < 0 || H5Pset_link_creation_order(create, CREATION_ORDER) < 0 ||
        H5Pset_attr_creation_order(create, CREATION_ORDER) < 0 || H5Pset_obj_track_times(create, false) < 0 ||
        (*file = H5Fcreate(path, H5F_ACC_TRUNC, create, access)) < 0) {
        status = wo_hdf5_failed(error, WO_ERR_IO, "cannot create the file");
    }
    H5Pclose(create);
    H5Pclose(access);
    return status;
}

wo_status wo_hdf5_group(hid_t file, const char *name, hid_t *group, wo_error *error)
{
    wo_status status = WO_OK;
    *group = H5I_INVALID_HID;
    const hid_t create = H5Pcreate(H5P_GROUP_CREATE);
    if (create < 0 || H5Pset_link_creation_order(create, CREATION_ORDER) < 0 ||
        H5Pset_attr_creation_order(create, CREATION_ORDER) < 0 || H5Pset_obj_track_times(create, false) < 0 ||
        (*group = H5Gcreate2(file, name, H5P_DEFAULT, create, H5P_DEFAULT)) < 0) {
        status = wo_hdf5_failed(error, WO_ERR_LIBRARY, "cannot write group %s", name);
    }
    H5Pclose(create);
    return status;
}

static wo_status write_attribute(hid_t object, const char *name, hid_t file_type, hid_t memory_type, const void *value,
                                 wo_error *error)
{
    wo_status status = WO_OK;
    hid_t attribute = H5I_INVALID_HID;
    const hid_t space = H5Screate(H5S_SCALAR);
    if (space < 0 || (attribute = H5Acreate2(object, name, file_type, space, H5P_DEFAULT, H5P_DEFAULT)) < 0 ||
        H5Awrite(attribute, memory_type, value) < 0) {
        status = wo_hdf5_failed(error, WO_ERR_LIBRARY, "cannot write attribute %s", name);
    }
    H5Aclose(attribute);
    H5Sclose(space);
    return status;
}

wo_status wo_hdf5_text(hid_t object, const char *name, const char *text, wo_error *error)
{
    const size_t size = strlen(text);
    const hid_t type = H5Tcopy(H5T_C_S1);
    wo_status status = WO_OK;
    if (type < 0 || H5Tset_size(type, size > 0 ? size : 1) < 0 || H5Tset_strpad(type, H5T_STR_NULLPAD) < 0 ||
        H5Tset_cset(type, H5T_CSET_UTF8) < 0) {
        status = wo_hdf5_failed(error, WO_ERR_LIBRARY, "cannot write attribute %s", name);
    } else {
        status = write_attribute(object, name, type, type, text, error);
    }
    H5Tclose(type);
    return status;
}

wo_status wo_hdf5_int(hid_t object, const char *name, hid_t type, uint64_t value, wo_error *error)
{
    return write_attribute(object, name, type, H5T_NATIVE_UINT64, &value, error);
}

wo_status wo_hdf5_float(hid_t object, const char *name, double value, wo_error *error)
{
    return write_attribute(object, name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, &value, error);
}

hid_t wo_hdf5_string_type(void)
{
    const hid_t type = H5Tcopy(H5T_C_S1);
    if (type >= 0 && (H5Tset_size(type, H5T_VARIABLE) < 0 || H5Tset_cset(type, H5T_CSET_UTF8) < 0)) {
        H5Tclose(type);
        return H5I_INVALID_HID;
    }
    return type;
}

static hid_t file_type(wo_storage storage)
{
    switch (storage) {
    case WO_STORE_INT32:
        return H5Tcopy(H5T_STD_I32LE);
    case WO_STORE_INT64:
        return H5Tcopy(H5T_STD_I64LE);
    case WO_STORE_FLOAT32:
        return H5Tcopy(H5T_IEEE_F32LE);
    case WO_STORE_FLOAT64:
        return H5Tcopy(H5T_IEEE_F64LE);
    case WO_STORE_TEXT:
        break;
    }
    return wo_hdf5_string_type();
}

/* Only numbers that can be missing have a fill value; an infinite duration is a value. */
static bool can_be_missing(const wo_field *field)
{
    const wo_storage storage = wo_field_storage(field);
    return field->source != WO_FROM_LAYOUT && (storage == WO_STORE_FLOAT32 || storage == WO_STORE_FLOAT64);
}

static wo_status describe(hid_t dataset, const wo_field *field, hid_t type, wo_error *error)
{
    WO_TRY(wo_hdf5_text(dataset, "long_name", field->description, error));
    if (wo_field_unit(field)[0] != '\0') {
        WO_TRY(wo_hdf5_text(dataset, "units", wo_field_unit(field), error));
    }
    if (field->source == WO_FROM_OUTCOME && wo_field_is_duration(field)) {
        WO_TRY(wo_hdf5_text(dataset, "comment", "infinity = not reached", error));
    }
    if (field->source == WO_FROM_CELLS) {
        WO_TRY(wo_hdf5_text(dataset, "coordinates", "section direction km_to_exit elevation length", error));
    }
    const double missing = NAN;
    return can_be_missing(field) ? write_attribute(dataset, "_FillValue", type, H5T_NATIVE_DOUBLE, &missing, error)
                                 : WO_OK;
}

/* Access properties: a cache of chunks pays only where a chunk is written bit by bit. Without one a chunk is packed
 * when it is written, not when the file is closed. */
static hid_t make_access(const wo_plan *plan)
{
    hid_t access = H5Pcreate(H5P_DATASET_ACCESS);
    if (access >= 0 && plan->whole && H5Pset_chunk_cache(access, 0, 0, H5D_CHUNK_CACHE_W0_DEFAULT) < 0) {
        H5Pclose(access);
        access = H5I_INVALID_HID;
    }
    return access;
}

/* Creation properties: what is read back later can be checked, and equal data give equal bytes. */
static bool set_properties(hid_t create, const wo_field *field, const wo_plan *plan)
{
    bool good = create >= 0 && H5Pset_obj_track_times(create, false) >= 0 &&
                H5Pset_attr_creation_order(create, CREATION_ORDER) >= 0;
    if (field->rank > 0 && field->storage != WO_STORE_TEXT) {
        good = good && H5Pset_chunk(create, field->rank, plan->chunk) >= 0 && H5Pset_shuffle(create) >= 0 &&
               H5Pset_deflate(create, DEFLATE_LEVEL) >= 0 && H5Pset_fletcher32(create) >= 0;
    }
    if (can_be_missing(field)) {
        const double missing = NAN;
        good = good && H5Pset_fill_value(create, H5T_NATIVE_DOUBLE, &missing) >= 0;
    }
    return good;
}

wo_status wo_hdf5_dataset(hid_t group, const wo_field *field, const wo_plan *plan, hid_t *dataset, wo_error *error)
{
    wo_status status = WO_OK;
    hsize_t limit[WO_MAX_RANK];
    for (int axis = 0; axis < WO_MAX_RANK; axis++) {
        limit[axis] = plan->endless[axis] ? H5S_UNLIMITED : plan->shape[axis];
    }
    *dataset = H5I_INVALID_HID;
    const hid_t type = file_type(wo_field_storage(field)), create = H5Pcreate(H5P_DATASET_CREATE);
    const hid_t space = field->rank == 0 ? H5Screate(H5S_SCALAR) : H5Screate_simple(field->rank, plan->shape, limit);
    const hid_t access = make_access(plan);
    if (type < 0 || space < 0 || access < 0 || !set_properties(create, field, plan) ||
        (*dataset = H5Dcreate2(group, field->name, type, space, H5P_DEFAULT, create, access)) < 0) {
        status = wo_hdf5_failed(error, WO_ERR_LIBRARY, "cannot write variable %s", field->name);
    } else {
        status = describe(*dataset, field, type, error);
    }
    H5Pclose(access);
    H5Sclose(space);
    H5Pclose(create);
    H5Tclose(type);
    return status;
}

wo_status wo_hdf5_document(hid_t group, const char *name, const char *text, const char *description, wo_error *error)
{
    const wo_field field = {name, "", description, WO_FROM_LAYOUT, WO_STORE_TEXT, 0, {0}, 0};
    const wo_plan plan = {.shape = {0}};
    hid_t dataset = H5I_INVALID_HID;
    WO_TRY(wo_hdf5_dataset(group, &field, &plan, &dataset, error));
    WO_TRY(wo_hdf5_strings(dataset, &text, error));
    return wo_hdf5_close(dataset, name, error);
}

wo_status wo_hdf5_strings(hid_t dataset, const char *const *texts, wo_error *error)
{
    wo_status status = WO_OK;
    const hid_t type = wo_hdf5_string_type();
    if (type < 0 || H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, texts) < 0) {
        status = wo_hdf5_failed(error, WO_ERR_LIBRARY, "cannot write texts");
    }
    H5Tclose(type);
    return status;
}

wo_status wo_hdf5_close(hid_t object, const char *name, wo_error *error)
{
    return H5Oclose(object) >= 0 ? WO_OK : wo_hdf5_failed(error, WO_ERR_LIBRARY, "cannot write %s", name);
}

wo_status wo_hdf5_append(hid_t dataset, int rank, const hsize_t *start, const hsize_t *count, hid_t type,
                         const void *data, wo_error *error)
{
    wo_status status = WO_OK;
    hsize_t shape[WO_MAX_RANK], end[WO_MAX_RANK];
    hid_t space = H5Dget_space(dataset);
    const hid_t memory = H5Screate_simple(rank, count, NULL);
    bool good = space >= 0 && memory >= 0 && H5Sget_simple_extent_dims(space, shape, NULL) == rank;
    bool grows = false;
    for (int axis = 0; good && axis < rank; axis++) {
        end[axis] = start[axis] + count[axis] > shape[axis] ? start[axis] + count[axis] : shape[axis];
        grows = grows || end[axis] > shape[axis];
    }
    if (good && grows) {
        H5Sclose(space);
        good = H5Dset_extent(dataset, end) >= 0 && (space = H5Dget_space(dataset)) >= 0;
    }
    if (!good || H5Sselect_hyperslab(space, H5S_SELECT_SET, start, NULL, count, NULL) < 0 ||
        H5Dwrite(dataset, type, memory, space, H5P_DEFAULT, data) < 0) {
        status = wo_hdf5_failed(error, WO_ERR_LIBRARY, "cannot write results");
    }
    H5Sclose(memory);
    H5Sclose(space);
    return status;
}
