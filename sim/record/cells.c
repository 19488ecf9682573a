/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cells.h"

/* 1/1000 pc/h that one party per ms makes. */
#define MILLI_PER_HOUR (1000ull * WO_HOUR_MS)

uint64_t wo_segment_time(const wo_segment_state *state, wo_ms at)
{
    return wo_time_inside(state->entered - state->left, state->entered_ms, state->left_ms, at);
}

uint64_t wo_cell_value(const wo_cell *cell, wo_cell_sum sum)
{
    const uint64_t high = sum < WO_N_WIDE_SUMS ? cell->high_wide[sum] : cell->high[sum - WO_N_WIDE_SUMS];
    return high << 32 | cell->low[sum];
}

/* Most cells stay zero in a replication: no cache line is touched for them. What is carried over does not depend on the
 * order of additions in the end. */
static void add(wo_cell *cell, wo_cell_sum sum, uint64_t amount)
{
    const uint32_t low = (uint32_t)amount;
    uint32_t high = (uint32_t)(amount >> 32);
    if (low != 0) {
        uint32_t before;
#pragma omp atomic capture
        {
            before = cell->low[sum];
            cell->low[sum] += low;
        }
        high += before > UINT32_MAX - low;
    }
    if (high == 0) {
        return;
    }
    if (sum < WO_N_WIDE_SUMS) {
#pragma omp atomic
        cell->high_wide[sum] += high;
    } else {
#pragma omp atomic
        cell->high[sum - WO_N_WIDE_SUMS] += (uint16_t)high;
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
    add(cell, WO_CELL_VEHICLE_MS, motion->time_ms);
    add(cell, WO_CELL_DISTANCE_M, (motion->distance_cm + 50) / 100);
    add(cell, WO_CELL_BLOCKED_MS, blocked < elapsed ? blocked : elapsed);
    add(cell, WO_CELL_CAPACITY_MVPH,
        now->capacity_ms == 0 ? 0 : (MILLI_PER_HOUR + now->capacity_ms / 2) / now->capacity_ms);
}
