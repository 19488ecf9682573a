/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the road and those who use it: releases into the queue, events of the queue into arrivals, and counts. */
#ifndef WAYOUT_ENSEMBLE_TRAFFIC_H
#define WAYOUT_ENSEMBLE_TRAFFIC_H

#include "wayout/record.h"

typedef struct wo_party {
    wo_ms at; /**< release */
    uint32_t trip;
    uint8_t class_index; /**< of the scenario */
    uint8_t direction;
    bool inside; /**< outbound, released and neither over the line nor off the road */
} wo_party;

typedef struct wo_traffic {
    /* inputs, borrowed */
    const wo_road *road;
    wo_dispatch *dispatch;
    uint32_t line;   /**< node of the deadline line */
    wo_trips *trips; /**< that are written down, NULL = none */
    /* state */
    wo_party *parties;                        /**< by party number, which is by release time */
    size_t n_parties, n_released;             /**< n_released: those whose release the clock has passed */
    int64_t released_outbound, left_outbound; /**< every leg of a herd counts */
    wo_station_counts counts;
    /* memory kept between replications */
    size_t parties_capacity;
    wo_arrival *arrivals;
    size_t arrivals_capacity;
} wo_traffic;

/** Forgets the last replication. `road` and `dispatch` are borrowed until the next start. */
void wo_traffic_start(wo_traffic *traffic, const wo_road *road, wo_dispatch *dispatch, uint32_t line, wo_trips *trips);
void wo_traffic_free(wo_traffic *traffic);

/** A wo_window_fn whose context is the wo_traffic: tells the dispatch what happened before `now`, and puts what it
 *  releases onto the road. */
WO_NODISCARD wo_status wo_traffic_window(void *context, wo_queue *queue, wo_ms now, const wo_event *events,
                                         size_t n_events, wo_error *error);

/** Nobody is lost between the dispatch, the origins and the road. */
WO_NODISCARD wo_status wo_traffic_verify(const wo_traffic *traffic, const wo_queue *queue, wo_error *error);

#endif
