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
    uint32_t line;           /**< node of the deadline line */
    wo_incidents *incidents; /**< that the queue is told of */
    wo_trips *trips;         /**< that are written down, NULL = none */
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
void wo_traffic_start(wo_traffic *traffic, const wo_road *road, wo_dispatch *dispatch, uint32_t line,
                      wo_incidents *incidents, wo_trips *trips);
void wo_traffic_free(wo_traffic *traffic);

/** `to` becomes what `from` is, and tells `incidents` from now on; no trips are written down. */
WO_NODISCARD wo_status wo_traffic_copy(const wo_traffic *from, wo_traffic *to, wo_incidents *incidents,
                                       wo_error *error);

/** The first half of what is to be done in a wo_window_fn: tells the incidents, and what the events mean to the
 *  dispatch. The arrivals belong to `traffic` until the next call. */
WO_NODISCARD wo_status wo_traffic_hear(wo_traffic *traffic, wo_queue *queue, wo_ms now, const wo_event *events,
                                       size_t n_events, const wo_arrival **arrivals, size_t *n_arrivals,
                                       wo_error *error);
/** The second half: puts what the dispatch releases onto the road. */
WO_NODISCARD wo_status wo_traffic_release(wo_traffic *traffic, wo_queue *queue, const wo_release *releases, size_t n,
                                          wo_error *error);

/** Nobody is lost between the dispatch, the origins and the road. */
WO_NODISCARD wo_status wo_traffic_verify(const wo_traffic *traffic, const wo_queue *queue, wo_error *error);

#endif
