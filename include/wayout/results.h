/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file results.h
 *  The results file: HDF5 that netCDF readers understand (docs/results.md). Layer: results. */
#ifndef WAYOUT_RESULTS_H
#define WAYOUT_RESULTS_H

#include "wayout/ensemble.h"

/** Series are kept for the first so many replications. */
#define WO_SERIES_REPLICATIONS 1000

typedef struct wo_provenance { /**< everything about how, nothing about what */
    int argc;
    char *const *argv;
    uint64_t seed;
    int threads;
    double wall_s;
    bool central; /**< wo_run_options.central; like the seed it belongs to the results and goes into /scenario */
} wo_provenance;

/** "0.1.0", and the commit it was built from: "0.1.0 (2cbd713)". */
const char *wo_version(void);

typedef struct wo_results wo_results;

/** Opens `path`.part for writing. A `path` that exists and is no regular file is refused at once. The layout is
 * borrowed until close. `text` and `used` go into /scenario. Records of the first `n_trips` replications hold trips,
 * which go into /trips. */
WO_NODISCARD wo_status wo_results_create(const char *path, const wo_layout *layout, const char *text, const char *used,
                                         uint32_t replications, bool with_series, uint32_t n_trips,
                                         wo_results **results, wo_error *error);
/** A sink that writes block by block. */
wo_sink wo_results_sink(wo_results *results);
/** Writes cells (NULL or one per variant), comparison and provenance; trims to the replications taken; close, fsync,
 *  rename. On failure the .part file is removed. */
WO_NODISCARD wo_status wo_results_commit(wo_results *results, const wo_space_time *cells,
                                         const wo_provenance *provenance, wo_error *error);
/** Closes; removes the .part file unless committed. Safe on NULL. */
void wo_results_destroy(wo_results *results);

/** One float64 array of a results file with the shape and texts that describe it. */
typedef struct wo_variable {
    char *name, *unit, *description;
    int rank;
    size_t shape[3];
    char *dimensions[3]; /**< "variant", "replication", ... */
    double *values;      /**< NaN = missing, infinity = not reached */
} wo_variable;

/** A results file opened for reading. */
typedef struct wo_reader wo_reader;
/** Refuses what is no whole results file of this program with WO_ERR_FORMAT. Damage inside a variable is found by its
 *  checksum when it is read. */
WO_NODISCARD wo_status wo_reader_open(const char *path, wo_reader **reader, wo_error *error);
void wo_reader_close(wo_reader *reader);
/** Is there a variable of this name? A sweep's file has no series, an older file lacks what came later. */
bool wo_reader_has(const wo_reader *reader, const char *name);
WO_NODISCARD wo_status wo_reader_variable(wo_reader *reader, const char *name, wo_variable *variable, wo_error *error);
/** The part of a variable at `row` of its first dimension (one variant); rank and dimensions are those that remain. */
WO_NODISCARD wo_status wo_reader_row(wo_reader *reader, const char *name, size_t row, wo_variable *variable,
                                     wo_error *error);
void wo_variable_free(wo_variable *variable);
/** Length of a variable of one dimension, for those that are too long to read at once. */
WO_NODISCARD wo_status wo_reader_length(wo_reader *reader, const char *name, size_t *n, wo_error *error);
/** `n` whole numbers of such a variable from `first` on. */
WO_NODISCARD wo_status wo_reader_part(wo_reader *reader, const char *name, size_t first, size_t n, int64_t *values,
                                      wo_error *error);
/** A text that stands at a variable; free it. */
WO_NODISCARD wo_status wo_reader_note(wo_reader *reader, const char *name, const char *attribute, char **text,
                                      wo_error *error);
/** Strings of a variable ("variant", "class", "section", "scenario/used", ...); free with wo_strings_free. */
WO_NODISCARD wo_status wo_reader_strings(wo_reader *reader, const char *name, char ***strings, size_t *n,
                                         wo_error *error);
void wo_strings_free(char **strings, size_t n);
/** The text of an attribute of a group or variable, such as "argv" of "provenance"; free it. */
WO_NODISCARD wo_status wo_reader_attribute(wo_reader *reader, const char *object, const char *attribute, char **text,
                                           wo_error *error);
/** Start, order, closings and title. */
typedef struct wo_header {
    char *title;
    wo_instant start;
    wo_ms order;
    wo_ms *closings;
    size_t n_variants;
    uint32_t replications;
    uint64_t seed;
} wo_header;
WO_NODISCARD wo_status wo_reader_header(wo_reader *reader, wo_header *header, wo_error *error);
void wo_header_free(wo_header *header);

/** All outcomes, [variant * replications + replication]. */
typedef struct wo_outcomes {
    wo_outcome *list;
    size_t n_variants, n_replications;
} wo_outcomes;
WO_NODISCARD wo_status wo_reader_outcomes(wo_reader *reader, wo_outcomes *outcomes, wo_error *error);
void wo_outcomes_free(wo_outcomes *outcomes);

#endif
