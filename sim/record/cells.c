/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cells.h"

/* 1/1000 pc/h that one party per ms makes. */
#define MILLI_PER_HOUR (1000ull * WO_HOUR_MS)

uint64_t wo_segment_time(const wo_segment_state *state, wo_ms at)
{
    return wo_time_inside(state->entered - state->left, state->entered_ms, state->left_ms, at);
}

/* Most cells stay zero in a replication: no cache line is touched for them. */
static void add(uint64_t *sum, uint64_t amount)
{
    if (amount != 0) {
#pragma omp atomic
        *sum += amount;
    }
}

wo_motion wo_motion_between(const wo_segment_state *before, wo_ms from, const wo_segment_state *now, wo_ms to,
                            uint32_t length_cm)
{
    const uint64_t left = now->left - before->left;
    return (wo_motion){.distance_cm = left * length_cm + now->inside_cm - before->inside_cm,
                       .time_ms = wo_segment_time(now, to) - wo_segment_time(before, from)};
}

void wo_cell_add(wo_cell *cell, const wo_segment_state *before, const wo_segment_state *now, const wo_motion *motion,
                 wo_ms elapsed)
{
    /* When a lock ends, its long headways end for the head too, which then seems to have waited since before the
     * interval. */
    const uint64_t blocked = now->blocked_ms - before->blocked_ms;
    add(&cell->vehicle_ms, motion->time_ms);
    add(&cell->distance_m, (motion->distance_cm + 50) / 100);
    add(&cell->blocked_ms, blocked < elapsed ? blocked : elapsed);
    add(&cell->capacity_mvph, now->capacity_ms == 0 ? 0 : (MILLI_PER_HOUR + now->capacity_ms / 2) / now->capacity_ms);
}
