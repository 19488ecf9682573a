/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file incident.h
 *  What goes wrong on the road: breakdowns and tows, wheels that slip, dry tanks, trucks that meet on a narrow road,
 *  face-offs, planned incidents. It acts on the engine through its public hooks only. Layer: incident.
 *
 *  What happens to a party is a function of the party's own history and of what stood fixed at the last grid instant,
 *  so neither the order in which the engine asks nor its window length matters. docs/model.md, "What goes
 *  wrong", gives the equations. */
#ifndef WAYOUT_INCIDENT_H
#define WAYOUT_INCIDENT_H

#include "wayout/queue.h"

/** Whether a queue crawls (`below` of the face-offs) is judged by its mean speed over blocks of this length, by the
 * clock [assumption]: long enough that the stop-and-go before a stretch of one lane or a gate is one movement, short
 * against the patience of drivers (`after`). A block counts when it ends with a queue and both directions open. */
#define WO_CRAWL_BLOCK_MS (5 * WO_MINUTE_MS)

typedef struct wo_incidents wo_incidents;

/** What incidents need to know of a party. */
typedef struct wo_incident_trip {
    uint32_t class_index;        /**< of the scenario */
    uint32_t entity;             /**< stable hash of the trip: the same trip has the same luck in every variant */
    uint32_t start, destination; /**< nodes; WO_NONE = the exit */
    wo_direction direction;
} wo_incident_trip;

/** Totals since the start; a sum of whole numbers each. */
typedef struct wo_incident_counts {
    uint64_t breakdowns, blocking; /**< all, and those of them that block the lane */
    uint64_t towed, tow_wait_ms;   /**< blocking ones that a tow was sent to, and how long they waited for it */
    uint64_t chained, stuck;       /**< stops to put on chains; stops on a slope that the wheels cannot climb */
    uint64_t dry_tanks;
    uint64_t faceoffs;  /**< how often both directions locked */
    uint64_t locked_ms; /**< pieces of road x time that they were */
} wo_incident_counts;

WO_NODISCARD wo_status wo_incidents_create(wo_incidents **incidents, wo_error *error);
void wo_incidents_destroy(wo_incidents *incidents);

/** Forgets the last run and gives an empty queue its stop function, fuel stations, closures and throttles; touches it
 *  in no way when the scenario has no incidents. Call after wo_queue_reset and before the first run. The grid of the
 *  queue must be WO_GRID_MS. All that is handed over but `draw` is borrowed until the next start or destroy. */
WO_NODISCARD wo_status wo_incidents_start(wo_incidents *incidents, const wo_scenario *scenario, const wo_road *road,
                                          const wo_places *places, const wo_climate *climate, const wo_draw *draw,
                                          wo_queue *queue, wo_error *error);

/** `to` becomes what `from` is, and goes on from there on its own; `queue`, a copy of the queue of `from`, asks `to`
 * from now on. It borrows what `from` borrows. */
WO_NODISCARD wo_status wo_incidents_copy(const wo_incidents *from, wo_incidents *to, wo_queue *queue, wo_error *error);

/** Party `party` = 0, 1, 2, ... has just been released. Every party must be told. */
WO_NODISCARD wo_status wo_incidents_party(wo_incidents *incidents, uint32_t party, const wo_incident_trip *trip,
                                          wo_error *error);

/** From `on_window`, with its arguments: sends the tows, and at every full minute sees who meets whom, where the two
 *  directions lock, and which planned incident begins or ends. */
WO_NODISCARD wo_status wo_incidents_window(wo_incidents *incidents, wo_queue *queue, wo_ms now, const wo_event *events,
                                           size_t n_events, wo_error *error);

const wo_incident_counts *wo_incidents_counts(const wo_incidents *incidents);

/** Steepest grade that a vehicle with the share `driven` of its weight on driven wheels climbs where the traction
 *  coefficient is `friction`: friction * driven - 0.015, the rolling resistance. */
double wo_traction_grade(double friction, double driven);

#endif
