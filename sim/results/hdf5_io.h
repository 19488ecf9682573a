/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HDF5 as netCDF-4 readers want it: creation order, scales on every dimension, fixed-length attribute texts. */
#ifndef WAYOUT_RESULTS_HDF5_IO_H
#define WAYOUT_RESULTS_HDF5_IO_H

#include <hdf5.h>
#include <hdf5_hl.h>

#include "fields.h"

/** Before any other call of HDF5 in a public function: HDF5 keeps its error printing per thread, and would touch files
 *  again at exit whose close failed. */
void wo_hdf5_quiet(void);
/** Turns HDF5's error stack into a sentence: `what`, then the reason. WO_ERR_IO when the system gave the reason, else
 *  `otherwise`. Call it before anything else of HDF5, which would clear the stack. */
wo_status wo_hdf5_failed(wo_error *error, wo_status otherwise, const char *format, ...) WO_PRINTF(3, 4);

WO_NODISCARD wo_status wo_hdf5_create(const char *path, hid_t *file, wo_error *error);
WO_NODISCARD wo_status wo_hdf5_group(hid_t file, const char *name, hid_t *group, wo_error *error);

WO_NODISCARD wo_status wo_hdf5_text(hid_t object, const char *name, const char *text, wo_error *error);
WO_NODISCARD wo_status wo_hdf5_int(hid_t object, const char *name, hid_t type, uint64_t value, wo_error *error);
WO_NODISCARD wo_status wo_hdf5_float(hid_t object, const char *name, double value, wo_error *error);

/** Creates the dataset of a field: `shape` now, `chunk` (NULL for text and scalars), shuffle, deflate and checksum.
 *  An `endless` axis can grow. Texts of the field become attributes. */
typedef struct wo_plan {
    hsize_t shape[WO_MAX_RANK], chunk[WO_MAX_RANK];
    bool endless[WO_MAX_RANK];
    bool whole; /**< written in whole chunks, each once */
} wo_plan;
WO_NODISCARD wo_status wo_hdf5_dataset(hid_t group, const wo_field *field, const wo_plan *plan, hid_t *dataset,
                                       wo_error *error);
/** Type of strings in memory and file: variable length, UTF-8. Close it. */
hid_t wo_hdf5_string_type(void);
/** A scalar string dataset. */
WO_NODISCARD wo_status wo_hdf5_document(hid_t group, const char *name, const char *text, const char *description,
                                        wo_error *error);

/** Writes a whole dataset of texts. */
WO_NODISCARD wo_status wo_hdf5_strings(hid_t dataset, const char *const *texts, wo_error *error);
/** Closes a dataset or group; what HDF5 still had to write may fail only now. */
WO_NODISCARD wo_status wo_hdf5_close(hid_t object, const char *name, wo_error *error);

/** Grows `dataset` to hold the block that starts at `start` and writes it from `data` (memory type `type`). */
WO_NODISCARD wo_status wo_hdf5_append(hid_t dataset, int rank, const hsize_t *start, const hsize_t *count, hid_t type,
                                      const void *data, wo_error *error);

#endif
