/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random small roads with traffic: everything the engine can do at once, as plain data that both the engine and its
 * twin can be told. */
#ifndef WAYOUT_TESTS_EQUALITY_QUEUE_HELPER_PLAN_H
#define WAYOUT_TESTS_EQUALITY_QUEUE_HELPER_PLAN_H

#include "wayout/queue.h"

#define PLAN_STRETCHES 6
#define PLAN_RELEASES  160
#define PLAN_PARTIES   400
#define PLAN_POINTS    4
#define PLAN_SERVERS   4
#define PLAN_SLICE_MS  60000u
#define PLAN_ROUND     5u     /* every so many-th plan has round numbers */
#define PLAN_MIXED     10000u /* from this seed on plans have all of helper_mix.h as well */
#define PLAN_COLUMNS   20000u /* from this seed on: long columns of one class, short pieces, weather; nobody stops */
#define PLAN_ZONES     3
#define PLAN_PIECES    40
#define PLAN_SEGMENTS  320

typedef struct plan_release {
    wo_ms at;
    uint32_t node, class_index, destination;
    wo_direction direction;
} plan_release;

typedef struct plan_point { /* something at a node and direction */
    uint32_t node;
    wo_direction direction;
    wo_ms from, to;
    uint32_t value;
} plan_point;

typedef struct plan_convoy {
    uint32_t node, most;
    wo_direction direction;
    wo_ms first, every, open;
} plan_convoy;

typedef struct plan_lane {
    uint32_t segment;
    wo_ms green, gap, lost;
} plan_lane;

typedef struct plan {
    uint32_t seed;
    bool no_passes, line; /* of some columns: nobody is ever passed; on a road without branches, most from its end */
    wo_stretch stretches[PLAN_STRETCHES];
    wo_road_spec spec;
    wo_road road;
    wo_queue_options options; /* dt_ms = 0 */
    plan_release releases[PLAN_RELEASES];
    plan_point closures[PLAN_POINTS], limits[PLAN_POINTS], stations[PLAN_POINTS], priorities[PLAN_POINTS];
    plan_point checkpoints[PLAN_POINTS]; /* `value` servers; no two at one boundary */
    plan_point drops[PLAN_POINTS];       /* `value` / 65,536 after 1 + `to` % 3 */
    size_t n_releases, n_closures, n_limits, n_stations, n_priorities, n_checkpoints, n_drops;
    uint32_t returns; /* every so many-th party that leaves outbound comes back inbound, and the other way; 0 = none */
    wo_ms until;
    /* mixed plans */
    wo_weather_piece weather[PLAN_ZONES][PLAN_PIECES];
    size_t n_pieces[PLAN_ZONES];
    uint32_t zone[PLAN_SEGMENTS];     /* PLAN_ZONES: no weather */
    uint32_t stops, holds, throttles; /* every so many-th entry, stop, segment at a grid instant; 0 = none */
    wo_ms longest;                    /* stop */
    bool herds_pass;
    plan_convoy convoys[PLAN_POINTS];
    plan_point shut[PLAN_POINTS];
    plan_lane lanes[PLAN_POINTS];
    size_t n_convoys, n_shut, n_lanes;
} plan;

/* The plan is a function of the seed. Free with plan_free. */
void plan_make(plan *p, uint32_t seed);
void plan_free(plan *p);
/* A wo_service_fn, context a plan_point: between 0 and half of its `to`. */
wo_ms plan_service(const void *context, uint32_t class_index, uint32_t party);
/* What a party that left at `event` releases, at the slice mark `now`: a way back. False when it stays. */
bool plan_return(const plan *p, const wo_event *event, wo_ms now, plan_release *release);

#endif
