/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stretch.h"

#include <string.h>

static bool queued(const wo_segment_state *state)
{
    return state->overdue >= WO_QUEUED_OVERDUE;
}

/* The segment of `direction` on the piece of outbound segment `i`. */
static uint32_t on_piece(const wo_road *road, uint32_t i, wo_direction direction)
{
    return direction == WO_OUTBOUND ? i : i + road->n_out;
}

/* Mean speed from piece `i` towards the exit over the stretch, -1 when it is not queued all the way. */
static int64_t speed_from(const wo_road *road, const wo_segment_state *states, const wo_motion *motion, uint32_t i,
                          wo_direction direction)
{
    uint64_t length_cm = 0, distance_cm = 0, time_ms = 0;
    for (; length_cm < WO_STRETCH_CM; i = road->down[i]) {
        const uint32_t segment = i < road->n_out ? on_piece(road, i, direction) : WO_NONE;
        if (segment == WO_NONE || !queued(&states[segment])) {
            return -1;
        }
        length_cm += road->length_cm[segment];
        distance_cm += motion[segment].distance_cm;
        time_ms += motion[segment].time_ms;
    }
    return time_ms > 0 ? (int64_t)(distance_cm * (WO_HOUR_MS / 100) / time_ms) : -1;
}

int64_t wo_slow_stretch(const wo_road *road, const wo_segment_state *states, const wo_motion *motion,
                        wo_direction direction)
{
    int64_t slowest = -1;
    for (uint32_t i = 0; i < road->n_out; i++) {
        const int64_t speed = speed_from(road, states, motion, i, direction);
        if (speed >= 0 && (slowest < 0 || speed < slowest)) {
            slowest = speed;
        }
    }
    return slowest;
}

int64_t wo_inbound_queue(const wo_road *road, const wo_segment_state *states, uint64_t *chain_cm)
{
    uint64_t longest_cm = 0;
    memset(chain_cm, 0, road->n_nodes * sizeof chain_cm[0]);
    /* Segments are numbered towards the exit, so the chain behind an inbound segment is complete before it. */
    for (uint32_t i = road->n_out; i-- > 0;) {
        if (queued(&states[i + road->n_out])) {
            chain_cm[i] = chain_cm[road->down[i]] + road->length_cm[i + road->n_out];
            longest_cm = chain_cm[i] > longest_cm ? chain_cm[i] : longest_cm;
        }
    }
    return (int64_t)((longest_cm + 50) / 100);
}
