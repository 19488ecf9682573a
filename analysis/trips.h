/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file trips.h
 *  The trips of a results file, one after the other, a block in memory at a time. */
#ifndef WO_ANALYSIS_TRIPS_H
#define WO_ANALYSIS_TRIPS_H

#include "wayout/analysis.h"

/** In the order of the columns of wo_trip. */
typedef enum wo_trip_column {
    WO_TRIP_VARIANT,
    WO_TRIP_REPLICATION,
    WO_TRIP_CLASS,
    WO_TRIP_ROLE,
    WO_TRIP_ORIGIN,
    WO_TRIP_PEOPLE,
    WO_TRIP_HEADS,
    WO_TRIP_GOODS,
    WO_TRIP_RELEASE,
    WO_TRIP_PASSAGES
} wo_trip_column;
#define WO_N_TRIP_COLUMNS 10

typedef struct wo_trip {
    int64_t of[WO_N_TRIP_COLUMNS];
    size_t number, first; /**< of the trip and of its first passage in the file */
} wo_trip;

typedef struct wo_trip_walk {
    wo_reader *reader;
    size_t n, next, first; /**< trips, the next one, its first passage */
    int64_t *block;        /**< columns one behind the other, from trip `from` on */
    size_t from;
} wo_trip_walk;

/** Fails with advice when the file has no trips. Close the walk also after a failure. */
WO_NODISCARD wo_status wo_trip_walk_open(wo_trip_walk *walk, wo_reader *reader, wo_error *error);
/** The next trip; `*more` is false behind the last one. */
WO_NODISCARD wo_status wo_trip_walk_next(wo_trip_walk *walk, wo_trip *trip, bool *more, wo_error *error);
void wo_trip_walk_close(wo_trip_walk *walk);

#endif
