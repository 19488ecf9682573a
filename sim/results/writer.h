/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state of a results file that is being written. */
#ifndef WAYOUT_RESULTS_WRITER_H
#define WAYOUT_RESULTS_WRITER_H

#include "hdf5_io.h"
#include "paired.h"
#include "trips.h"

/** Replications that are gathered before they are written: few, because their series take memory. */
#define WO_BLOCK 8
/** Intervals of a chunk of cells. */
#define WO_CELL_TIMES 64
#define WO_N_SERIES   (sizeof(wo_series_point) / sizeof(int64_t))

struct wo_results {
    char *path, *part;
    bool part_is_ours;
    const wo_layout *layout; /* borrowed */
    bool with_series;
    uint32_t replications; /* planned */
    uint32_t taken, kept;  /* all so far, and those of them whose series are kept */
    uint32_t in_block;     /* gathered and not yet written */
    size_t n_classes;      /* of the variant with the most */
    wo_outcome *outcomes;  /* [variant * WO_BLOCK + i] */
    int32_t *series;       /* [((number * n_variants + variant) * WO_BLOCK + i) * n_times + time] */
    void *row;             /* one field of one variant of a block, as written */
    wo_paired *paired;     /* [variant * wo_n_fields + field] */
    uint32_t n_trips;      /* trips of the first so many replications are kept */
    wo_trips_group trips;
    hid_t file, scenario; /* 0 before they are open */
    /* A call of HDF5 failed. Nothing more is asked of this file then, not even to close it: HDF5 1.10 crashes on a
     * second try to close what it could not write. The process keeps the file's memory and its descriptor. */
    bool broken;
    hid_t *datasets; /* by field, H5I_INVALID_HID where the file has none */
};

/** Notes a failure of HDF5 and puts the file's name before its reason; returns `status`. */
wo_status wo_results_check(wo_results *results, wo_status status, wo_error *error);
/** Closes the file. */
wo_status wo_results_close(wo_results *results, wo_error *error);
/** Closes what can be closed and removes the part file. */
void wo_results_give_up(wo_results *results);

/** Writes what is gathered. */
WO_NODISCARD wo_status wo_results_flush(wo_results *results, wo_error *error);
/** Size of an axis in the file that is being written. */
hsize_t wo_results_extent(const wo_results *results, wo_axis axis);
/** Creates the dataset of a field in the root group. */
WO_NODISCARD wo_status wo_results_add(wo_results *results, const wo_field *field, hid_t *dataset, wo_error *error);

/** "seconds since ..." the scenario's start, for `unit` seconds. */
WO_NODISCARD wo_status wo_results_units(const wo_results *results, const char *unit, char text[64], wo_error *error);

/** Root attributes, and the coordinates that do not depend on the replications. */
WO_NODISCARD wo_status wo_results_write_layout(wo_results *results, wo_error *error);
WO_NODISCARD wo_status wo_results_write_cells(wo_results *results, const wo_space_time *cells, wo_error *error);
/** `scales` by axis. */
WO_NODISCARD wo_status wo_results_write_comparison(wo_results *results, const hid_t *scales, wo_error *error);
WO_NODISCARD wo_status wo_results_write_provenance(wo_results *results, const wo_provenance *provenance,
                                                   wo_error *error);

#endif
