/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An engine that only writes down what it is told. */
#ifndef WAYOUT_TEST_INCIDENT_RECORDER_H
#define WAYOUT_TEST_INCIDENT_RECORDER_H

#include "helper_world.h"

#define MOST_HOLDS 20000

struct wo_queue {
    wo_stop_fn stop;
    void *context;
    const wo_wear *wear;
    bool herds_pass;
    unsigned n_calls; /* of anything that changes it */
    struct {
        uint32_t party;
        wo_ms longer;
    } holds[MOST_HOLDS];
    size_t n_holds;
    uint32_t throttle[2 * N_PIECES];
    struct {
        uint32_t node;
        wo_direction direction;
        wo_ms from, to;
    } closures[8];
    size_t n_closures;
    struct {
        uint32_t node, servers;
        wo_direction direction;
        wo_service_fn service;
        const void *context;
    } desks[8];
    size_t n_desks;
    wo_segment_state seen[2 * N_PIECES]; /* the tests fill it */
    wo_ms minute;                        /* the last full one */
    uint32_t told[2 * N_PIECES];         /* entries at the last full minute */
};

/* The party enters a segment; windows end until then. */
wo_stop world_enter(world *w, uint32_t party, uint32_t class_index, uint32_t segment, wo_ms entry, wo_ms late);

#endif
