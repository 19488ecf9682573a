/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The slow plain twin of the engine: docs/engine.md written down as literally as possible. It keeps the whole history
 * of every segment, searches it from the start and visits every boundary in every window. Tests compare it with the
 * engine to the byte. It trusts its caller and stops the program when it runs out of room. */
#ifndef WAYOUT_TESTS_REFERENCE_QUEUE_TWIN_H
#define WAYOUT_TESTS_REFERENCE_QUEUE_TWIN_H

#include "wayout/queue.h"

typedef struct queue_twin queue_twin;

/* What happened, so that a test can show that its sample holds the cases it claims to hold. */
typedef struct queue_twin_counts {
    uint64_t moves, passes, refused_passes;
    uint64_t by_hole, by_gate, marked_holes; /* departures held by a hole, by a gate, by the hole of a stop */
    uint64_t contests, lost_first;           /* merges with several competitors; won by another than the earliest */
    uint64_t followed, kept, chain_off;      /* departures at f behind a slower leader; memory kept; chain off */
    uint64_t passed_by, sinks, own;
    uint64_t two_offers; /* a pass and a head for different ways out */
    /* checkpoints: starts; those that waited for a server; departures later than ready; in another order than the
     * starts; starts that passed somebody on the segment before */
    uint64_t starts, waited, blocked_after, overtaking, passing_starts;
    uint64_t dropped; /* passages at a capacity that had dropped */
    /* weather: parties retimed under way; departures at a hole retimed under way */
    uint64_t retimed, slow_holes;
    /* stops: entries with one; of them aside; holds; passes over who stands; herds that passed */
    uint64_t stops, aside, holds, passed_stops, herds_passed;
    uint64_t throttled; /* departures at a throttle's headway */
    uint64_t quota;     /* departures held by a convoy's full window */
    uint64_t shut;      /* starts held by desk hours */
    uint64_t turns, kept_clear,
        ended; /* one lane: changes of direction; entries at s_kc; entries refused at a turn's end */
} queue_twin_counts;

typedef void (*queue_twin_fn)(void *context, queue_twin *twin, wo_ms now, const wo_event *events, size_t n_events);

queue_twin *queue_twin_create(const wo_road *road, const wo_queue_options *options, uint32_t max_parties);
void queue_twin_destroy(queue_twin *twin);
void queue_twin_close(queue_twin *twin, uint32_t node, wo_direction direction, wo_ms from, wo_ms to);
void queue_twin_limit(queue_twin *twin, uint32_t node, wo_direction direction, uint32_t ms_per_pcu);
void queue_twin_origin_priority(queue_twin *twin, uint32_t node, wo_direction direction, uint32_t priority);
void queue_twin_checkpoint(queue_twin *twin, uint32_t node, wo_direction direction, uint32_t servers,
                           wo_service_fn service_time, const void *context);
void queue_twin_drop(queue_twin *twin, uint32_t node, wo_direction direction, uint32_t drop_q16, uint32_t held);
void queue_twin_shut(queue_twin *twin, uint32_t node, wo_direction direction, wo_ms from, wo_ms to);
void queue_twin_convoy(queue_twin *twin, uint32_t node, wo_direction direction, wo_ms first, wo_ms every, wo_ms open,
                       uint32_t most);
void queue_twin_one_lane(queue_twin *twin, uint32_t segment, wo_ms green, wo_ms gap, wo_ms lost);
/* Borrowed. */
void queue_twin_weather(queue_twin *twin, uint32_t segment, const wo_weather_piece *pieces, size_t n);
void queue_twin_stops(queue_twin *twin, wo_stop_fn stop, void *context, bool herds_pass);
/* From on_window. False when the party may not be held. */
bool queue_twin_hold(queue_twin *twin, uint32_t party, wo_ms longer);
void queue_twin_throttle(queue_twin *twin, uint32_t segment, uint32_t ms_per_pcu);
void queue_twin_station(queue_twin *twin, uint32_t node, wo_direction direction);
uint32_t queue_twin_release(queue_twin *twin, wo_ms at, uint32_t node, wo_direction direction, uint32_t class_index,
                            uint32_t destination);
void queue_twin_run(queue_twin *twin, wo_ms until, queue_twin_fn on_window, void *context);
/* Passages of the last run, sorted like those of wo_queue_run_traced. */
const wo_passage *queue_twin_passages(const queue_twin *twin, size_t *n_passages);
/* Leaves inside_cm 0. */
void queue_twin_segment(const queue_twin *twin, uint32_t segment, wo_segment_state *state);
uint32_t queue_twin_waiting(const queue_twin *twin, uint32_t node, wo_direction direction);
uint32_t queue_twin_serving(const queue_twin *twin, uint32_t node, wo_direction direction);
queue_twin_counts queue_twin_count(const queue_twin *twin);

#endif
