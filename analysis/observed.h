/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file observed.h
 *  The counts of a results file, and what is simulated at their instants. */
#ifndef WO_ANALYSIS_OBSERVED_H
#define WO_ANALYSIS_OBSERVED_H

#include "wayout/analysis.h"

typedef struct wo_counted {
    size_t n;
    char **station, **unit;
    size_t n_station, n_unit;
    wo_variable time, count; /**< seconds after the start, number since the start */
} wo_counted;

/** Empty when the file has no counts. Free it also after a failure. */
WO_NODISCARD wo_status wo_counted_read(wo_reader *reader, wo_counted *counted, wo_error *error);
void wo_counted_free(wo_counted *counted);

/** Counts of one station stand together: the first count behind those of the station of count `i`. */
size_t wo_counted_station_end(const wo_counted *counted, size_t i);

/** The series that counts the same: of people series_people_out, of vehicles series_at_line; NULL for other units. */
const char *wo_counted_series(const char *unit);

/** Summary over the replications of a series, [replication, time], at the instant of count `i`; between two marks each
 *  replication is taken to grow evenly. */
WO_NODISCARD wo_status wo_counted_simulated(const wo_counted *counted, size_t i, const wo_variable *time,
                                            const wo_variable *series, wo_summary *simulated, wo_error *error);

#endif
