/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file trips.h
 *  Who travelled in one replication, and when each party passed every boundary on its way. Layer: record. */
#ifndef WAYOUT_TRIPS_H
#define WAYOUT_TRIPS_H

#include "wayout/demand.h"
#include "wayout/queue.h"

/** A party from its release on. A herd that rests begins a new journey each time. */
typedef struct wo_journey {
    wo_ms release;
    uint32_t node, destination; /**< WO_NONE = the exit */
    uint32_t origin;            /**< of the scenario, WO_NONE = none */
    uint32_t people, heads;     /**< residents and animals on board or on foot */
    uint32_t n;                 /**< passages so far; they follow those of the journey before */
    uint8_t class_index;        /**< of the scenario */
    uint8_t role;               /**< wo_role */
    uint8_t direction;
    bool goods; /**< a load of goods on board */
} wo_journey;

/** Zero-initialise; memory is kept from one replication to the next. */
typedef struct wo_trips {
    wo_journey *list; /**< by party number */
    size_t n;
    wo_ms *at;        /**< n_passages: by journey, then time */
    int32_t *segment; /**< n_passages: the segment that it entered; -1 = it left the road, or went into service */
    size_t n_passages;
    /* private to sim/record */
    wo_passage *raw; /* by time */
    size_t n_raw, room, raw_room, passage_room;
} wo_trips;

void wo_trips_free(wo_trips *trips);
/** Forgets the last replication. */
void wo_trips_reset(wo_trips *trips);
/** The next party; its `n` is ignored. */
WO_NODISCARD wo_status wo_trips_add(wo_trips *trips, const wo_journey *journey, wo_error *error);
/** Passages as the engine tells them, not earlier than those before. */
WO_NODISCARD wo_status wo_trips_pass(wo_trips *trips, const wo_passage *passages, size_t n, wo_error *error);
/** Sorts the passages by journey, at the end. */
WO_NODISCARD wo_status wo_trips_finish(wo_trips *trips, const wo_road *road, wo_error *error);

#endif
