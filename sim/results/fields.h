/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one table of variables in a results file. */
#ifndef WAYOUT_RESULTS_FIELDS_H
#define WAYOUT_RESULTS_FIELDS_H

#include "wayout/results.h"

/** Root attributes by which a file of this program is known. */
#define WO_RESULTS_SOURCE "wayout"
#define WO_RESULTS_FORMAT 1

typedef enum wo_axis {
    WO_AXIS_VARIANT,
    WO_AXIS_REPLICATION,
    WO_AXIS_TIME,
    WO_AXIS_SEGMENT,
    WO_AXIS_CLASS,
    WO_AXIS_SERIES_REPLICATION, /**< stands in for replication when series are kept for fewer of them */
    WO_AXIS_STATISTIC           /**< /comparison only */
} wo_axis;
#define WO_N_AXES 7

typedef enum wo_storage {
    WO_STORE_TEXT,
    WO_STORE_INT32,
    WO_STORE_INT64,
    WO_STORE_FLOAT32,
    WO_STORE_FLOAT64
} wo_storage;

/** Where the values of a field come from. */
typedef enum wo_source { WO_FROM_LAYOUT, WO_FROM_OUTCOME, WO_FROM_CLASSES, WO_FROM_SERIES, WO_FROM_CELLS } wo_source;

#define WO_MAX_RANK 3

typedef struct wo_field {
    const char *name;
    const char *unit; /**< "" for text and instants; "ms" of the record is written as "s" */
    const char *description;
    wo_source source;
    wo_storage storage;
    int rank;
    wo_axis axes[WO_MAX_RANK];
    size_t offset; /**< of the value in wo_outcome or wo_series_point */
} wo_field;

/** Coordinates first, each axis' own one at its number. */
extern const wo_field wo_fields[];
extern const size_t wo_n_fields;

/** Unit in the file. */
const char *wo_field_unit(const wo_field *field);
/** True when the value is a time of the record: ms there, s in the file, infinite when not reached. */
bool wo_field_is_duration(const wo_field *field);
/** Storage in the file: durations are float64. */
wo_storage wo_field_storage(const wo_field *field);
/** True when a difference between variants has a meaning (not for the number of a segment). */
bool wo_field_is_amount(const wo_field *field);
/** True for seconds since the scenario's start on the calendar. */
bool wo_field_is_instant(const wo_field *field);

/** An outcome as the file holds it. */
double wo_field_outcome(const wo_field *field, const wo_outcome *outcome);
/** The way back. */
void wo_field_set_outcome(const wo_field *field, double value, wo_outcome *outcome);

#endif
