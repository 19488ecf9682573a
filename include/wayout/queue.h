/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file queue.h
 *  The engine: a vehicle-discrete link transmission model in passing-time form, integer ms and cm. Layer: queue.
 *
 *  The contract that the engine and its slow plain twin (tests/reference) both implement is docs/engine.md. */
#ifndef WAYOUT_QUEUE_H
#define WAYOUT_QUEUE_H

#include "wayout/climate.h"
#include "wayout/road.h"

#define WO_MAX_PARTIES (1u << 26)

typedef struct wo_queue wo_queue;

typedef struct wo_queue_options {
    wo_ms dt_ms;        /**< length of a window; 0 = the road's limit, on a road that is one line up to 32 times as
                             much (docs/engine.md); above the limit: WO_ERR_RANGE */
    wo_ms grid_ms;      /**< coupling grid (60,000); 0 = nothing couples, windows are cut by their length and `until` */
    wo_ms mean_ms;      /**< time constant of the opposing flow, a multiple of grid_ms; ignored without grid */
    bool reverse_order; /**< visit boundaries in reverse: same results, for tests */
} wo_queue_options;

/** Prepares an empty road. `road` is borrowed until destroy or the next reset. */
WO_NODISCARD wo_status wo_queue_create(const wo_road *road, const wo_queue_options *options, wo_queue **queue,
                                       wo_error *error);
/** Back to an empty road at time 0, on the same or another road, reusing memory; forgets parties, gates, stations,
 *  checkpoints. */
WO_NODISCARD wo_status wo_queue_reset(wo_queue *queue, const wo_road *road, wo_error *error);
void wo_queue_destroy(wo_queue *queue);

/** `*to`, made anew when it is NULL, becomes what `from` is, and goes on from there on its own. It borrows what `from`
 *  borrows; what is to belong to one of the two is given anew by wo_queue_serve, wo_queue_stops and wo_queue_wear.
 *  `from` may be in its on_window, but for that of wo_queue_run_traced. After a failure `*to` can only be copied to
 *  again, reset or destroyed. */
WO_NODISCARD wo_status wo_queue_copy(const wo_queue *from, wo_queue **to, wo_error *error);

/** Nobody passes node `node` in `direction` in [from, to). Call before the first run, or between two runs for an
 *  interval that has not begun; intervals of one boundary may overlap. */
WO_NODISCARD wo_status wo_queue_close(wo_queue *queue, uint32_t node, wo_direction direction, wo_ms from, wo_ms to,
                                      wo_error *error);
/** A point capacity in ms per pcu at a node and direction (the larger of it and the upstream segment's holds). */
WO_NODISCARD wo_status wo_queue_limit(wo_queue *queue, uint32_t node, wo_direction direction, uint32_t ms_per_pcu,
                                      wo_error *error);
/** Capacity drop: once `held` parties in a row had to wait here, the capacities at this boundary (of the point and of
 *  the segments on both sides) are smaller by drop_q16 / 65,536, until one need not wait. Of several drops at one
 *  boundary the largest holds. */
WO_NODISCARD wo_status wo_queue_drop(wo_queue *queue, uint32_t node, wo_direction direction, uint32_t drop_q16,
                                     uint32_t held, wo_error *error);
/** Priority x 1000 with which the origin at `node` competes in a merge (default 1000). */
void wo_queue_origin_priority(wo_queue *queue, uint32_t node, wo_direction direction, uint32_t priority);
/** Time that a party takes in service, ms: a pure function of its arguments. */
typedef wo_ms (*wo_service_fn)(const void *context, uint32_t class_index, uint32_t party);
/** A checkpoint: every party that passes the boundary is served first by one of `servers`, and keeps its server until
 *  it can go on. One per boundary, at least one server. `context` is borrowed until the next reset. */
WO_NODISCARD wo_status wo_queue_checkpoint(wo_queue *queue, uint32_t node, wo_direction direction, uint32_t servers,
                                           wo_service_fn service, const void *context, wo_error *error);
/** Another context for the service of a checkpoint, at any time: one that serves as the last one did. */
void wo_queue_serve(wo_queue *queue, uint32_t node, wo_direction direction, const void *context);
/** Nobody is taken into service at this checkpoint in [from, to); who is in service goes on. Call after
 *  wo_queue_checkpoint and before the first run. */
WO_NODISCARD wo_status wo_queue_shut(wo_queue *queue, uint32_t node, wo_direction direction, wo_ms from, wo_ms to,
                                     wo_error *error);
/** Convoy gate: the boundary is open in [first + k every, first + k every + open), for at most `most` parties each
 *  time. One per boundary; 0 < open <= every, most > 0. */
WO_NODISCARD wo_status wo_queue_convoy(wo_queue *queue, uint32_t node, wo_direction direction, wo_ms first, wo_ms every,
                                       wo_ms open, uint32_t most, wo_error *error);
/** Outbound `segment` and its twin are one lane, used in turn: longest turn, gap that ends it, time lost at a change
 *  (at least the road's limit). Refused where docs/engine.md does not allow it; releases to its end nodes are refused
 *  then as well. Call before the first run. */
WO_NODISCARD wo_status wo_queue_one_lane(wo_queue *queue, uint32_t segment, wo_ms green, wo_ms gap, wo_ms lost,
                                         wo_error *error);
/** Weather of a segment: `n` pieces, the first at 0, at rising multiples of the grid, factors in 1 .. 65,536. Borrowed
 *  until the next reset. Call before the first run. */
WO_NODISCARD wo_status wo_queue_weather(wo_queue *queue, uint32_t segment, const wo_weather_piece *pieces, size_t n,
                                        wo_error *error);
/** A stop of a party on its way through a segment. */
typedef struct wo_stop {
    wo_ms stands; /**< 0 = it drives through */
    bool aside;   /**< beside the lane: others pass freely */
} wo_stop;
/** Asked once for every entry into a segment (but see wo_wear), in the order of each party's own entries: a function of
 *  its arguments and of what it was asked of the same party before, nothing else. `late`: how much later than at its
 *  earliest exit the party left its last segment, 0 from an origin or a checkpoint. */
typedef wo_stop (*wo_stop_fn)(void *context, uint32_t party, uint32_t class_index, uint32_t segment, wo_ms entry,
                              wo_ms late);
/** Before the first run, or later for a function that stops as the last one did; `context` is borrowed until the next
 *  reset. `herds_pass`: herds walk round who stands. */
void wo_queue_stops(wo_queue *queue, wo_stop_fn stop, void *context, bool herds_pass);
/** Spares most of the questions for stops: an entry takes per_entry[segment * n_classes + class] + per_ms * late from
 *  what is left to the party, and that is all. Only when nothing would be left nothing is taken, and the function is
 *  asked. */
typedef struct wo_wear {
    double *left;            /**< by party; 0 = always asked */
    const double *per_entry; /**< INFINITY = always asked */
    double per_ms;
} wo_wear;
/** After every wo_queue_stops; borrowed until the next reset. What it points to may change from
 *  `on_window`, `per_entry` at a grid instant. NULL = asked for every entry. */
void wo_queue_wear(wo_queue *queue, const wo_wear *wear);
/** An entry; `pair` = segment * n_classes + class. @return false when the stop function must be asked. */
static inline bool wo_wear_bears(const wo_wear *wear, uint32_t party, size_t pair, wo_ms late)
{
    const double left = wear->left[party] - (wear->per_entry[pair] + wear->per_ms * late);
    const bool bears = left > 0.0;
    if (bears) {
        wear->left[party] = left;
    }
    return bears;
}
/** From `on_window` only: a party that entered its segment in the window just closed, and stops there, stands so much
 *  longer. @return WO_ERR_RANGE for any other party. */
WO_NODISCARD wo_status wo_queue_hold(wo_queue *queue, uint32_t party, wo_ms longer, wo_error *error);
/** Before the first run, or from `on_window` at a grid instant: from now on the capacity of the segment is at most one
 *  pcu in so many ms; 0 = no more than what it has anyway. */
WO_NODISCARD wo_status wo_queue_throttle(wo_queue *queue, uint32_t segment, uint32_t ms_per_pcu, wo_error *error);
/** Passages of this boundary are told as events. */
WO_NODISCARD wo_status wo_queue_station(wo_queue *queue, uint32_t node, wo_direction direction, wo_error *error);

/** Puts a party into the vertical queue of (node, direction). `at` must not be earlier than the queue's clock.
 *  `destination`: a node downstream of (or equal to, then it leaves at once) `node`; WO_NONE = the exit (outbound
 * only). The queue is served by (at, party). @param party receives the number: 0, 1, 2, ... in order of calls. */
WO_NODISCARD wo_status wo_queue_release(wo_queue *queue, wo_ms at, uint32_t node, wo_direction direction,
                                        uint32_t class_index, uint32_t destination, uint32_t *party, wo_error *error);

typedef enum wo_event_kind {
    WO_EVENT_LEFT = 0,
    WO_EVENT_STATION = 1,
    WO_EVENT_STOPPED = 2 /**< entered a segment in which it will stand; node and direction of the boundary */
} wo_event_kind;

typedef struct wo_event { /**< sorted by (at, party, kind) */
    wo_ms at;
    uint32_t party, node;
    uint8_t direction, kind;
} wo_event;

/** Called at the end of every window with its events and the clock `now`; it may release parties. Windows end at every
 *  grid instant; without a grid none is longer than the road's limit. */
typedef wo_status (*wo_window_fn)(void *context, wo_queue *queue, wo_ms now, const wo_event *events, size_t n_events,
                                  wo_error *error);

/** Advances to `until` (a multiple of grid_ms when there is a grid). `on_window` may be NULL. */
WO_NODISCARD wo_status wo_queue_run(wo_queue *queue, wo_ms until, wo_window_fn on_window, void *context,
                                    wo_error *error);

/** A party passed node `node` in `direction` at `at` (entry, boundary or leaving); at a checkpoint first the start of
 *  its service, then its departure. */
typedef struct wo_passage {
    wo_ms at;
    uint32_t party, node;
    uint32_t direction;
} wo_passage;

/** wo_queue_run with every passage written down, by the traced twin of the kernel. Sorted by (at, direction, node,
 *  party); belongs to `queue` until its next call. */
WO_NODISCARD wo_status wo_queue_run_traced(wo_queue *queue, wo_ms until, wo_window_fn on_window, void *context,
                                           const wo_passage **passages, size_t *n_passages, wo_error *error);

wo_ms wo_queue_now(const wo_queue *queue);
uint32_t wo_queue_parties(const wo_queue *queue);

/** Cumulative view of one segment at the clock; all sums are exact integers. */
typedef struct wo_segment_state {
    uint32_t entered, left;       /**< parties */
    uint64_t entered_ms, left_ms; /**< sums of their passing times; with n(t) they give the time integral */
    uint64_t entered_cm, left_cm; /**< A and D: jam length */
    uint64_t blocked_ms;          /**< time the head waited at the exit for a hole or a gate; may fall when the head
                                       that still waits is passed */
    uint64_t passes;              /**< overtakings of obstacles */
    uint64_t inside_cm;           /**< how far those inside have come by free travel, at most to the end, summed */
    uint32_t overdue;             /**< parties inside whose earliest exit is <= the clock */
    uint32_t opposing_vph;        /**< mean opposing flow now in force for this segment */
    uint32_t opposing_pcph;       /**< the same in pc/h */
    uint32_t capacity_ms;         /**< ms per pcu now in force, 0 = none */
} wo_segment_state;
void wo_queue_segment(const wo_queue *queue, uint32_t segment, wo_segment_state *state);
/** Whether a segment was empty when `since` was taken and nobody has entered it since: only what is in force there can
 *  have changed. */
bool wo_queue_idle(const wo_queue *queue, uint32_t segment, const wo_segment_state *since);
/** Capacity now in force for a segment, ms per pcu, 0 = none. */
uint32_t wo_queue_capacity(const wo_queue *queue, uint32_t segment);
/** Of these, what one counts at both ends of a segment. */
typedef struct wo_segment_counts {
    uint32_t entered, left;
    uint64_t entered_ms, left_ms;
    uint64_t entered_cm, left_cm;
} wo_segment_counts;
/** Of segments first, ..., first + n - 1. */
void wo_queue_counts(const wo_queue *queue, uint32_t first, uint32_t n, wo_segment_counts *counts);
/** Time spent in a segment up to `at`, all parties together: the integral of a counting process up to `at` is
 *  count x at - sum of its times. Every unsigned step may wrap; the difference cannot. */
static inline uint64_t wo_time_inside(uint64_t inside, uint64_t entered_ms, uint64_t left_ms, wo_ms at)
{
    return inside * at + left_ms - entered_ms;
}
/** Mean opposing flow now in force for a segment. */
void wo_queue_opposing(const wo_queue *queue, uint32_t segment, uint32_t *vph, uint32_t *pcph);
/** Whether somebody has entered a segment since the last grid instant before the clock. */
bool wo_queue_entered(const wo_queue *queue, uint32_t segment);

/** Parties released before the clock that still wait at (node, direction). */
uint32_t wo_queue_waiting(const wo_queue *queue, uint32_t node, wo_direction direction);
/** Parties in service at the checkpoint of (node, direction); 0 without one. */
uint32_t wo_queue_serving(const wo_queue *queue, uint32_t node, wo_direction direction);
/** Moves (passages of segment boundaries) and boundary visits so far. */
uint64_t wo_queue_moves(const wo_queue *queue);
uint64_t wo_queue_visits(const wo_queue *queue);
/** Bytes held. */
size_t wo_queue_memory(const wo_queue *queue);

/** Walks the invariants that the state shows: parties, storage, order, headways, holes, servers, one-lane stretches,
 *  convoys, weather and throttles. @return WO_ERR_INVARIANT with the first that fails. */
WO_NODISCARD wo_status wo_queue_verify(const wo_queue *queue, wo_error *error);

#endif
