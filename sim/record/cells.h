/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums per time interval and segment, shared by threads. */
#ifndef WAYOUT_RECORD_CELLS_H
#define WAYOUT_RECORD_CELLS_H

#include "wayout/record.h"

/** 1/1000 pc/h that one party per ms makes. */
#define WO_MILLI_PER_HOUR (1000ull * WO_HOUR_MS)

/** A thread that adds to cells of an interval holds their row: one lock is cheaper than atomic additions to all. */
void wo_row_hold(size_t interval);
void wo_row_release(size_t interval);

/* The rest is done for every segment at every mark. */

/** Time integral of the number of parties inside a segment from 0 to `at`, ms. */
static inline uint64_t wo_segment_time(const wo_segment_state *state, wo_ms at)
{
    return wo_time_inside(state->entered - state->left, state->entered_ms, state->left_ms, at);
}

/** Distance and time between two marks. */
static inline wo_motion wo_motion_between(const wo_segment_state *before, wo_ms from, const wo_segment_state *now,
                                          wo_ms to, uint32_t length_cm)
{
    const uint64_t left = now->left - before->left;
    return (wo_motion){.distance_cm = left * length_cm + now->inside_cm - before->inside_cm,
                       .time_ms = wo_segment_time(now, to) - wo_segment_time(before, from)};
}

static inline uint64_t wo_cell_read(const wo_cell *cell, wo_cell_sum sum)
{
    const uint64_t high = sum < WO_N_WIDE_SUMS ? cell->high_wide[sum] : cell->high[sum - WO_N_WIDE_SUMS];
    return high << 32 | cell->low[sum];
}

/** Many cells stay zero in a replication: no cache line is touched for them. */
static inline void wo_cell_increase(wo_cell *cell, wo_cell_sum sum, uint64_t amount)
{
    if (amount == 0) {
        return;
    }
    const uint64_t value = wo_cell_read(cell, sum) + amount;
    cell->low[sum] = (uint32_t)value;
    if (sum < WO_N_WIDE_SUMS) {
        cell->high_wide[sum] = (uint32_t)(value >> 32);
    } else {
        cell->high[sum - WO_N_WIDE_SUMS] = (uint16_t)(value >> 32);
    }
}

/** Adds the capacity in force, which is all there is to tell where nobody has been. */
static inline void wo_cell_add_idle(wo_cell *cell, uint32_t capacity_ms)
{
    const uint64_t flow = capacity_ms == 0 ? 0 : (WO_MILLI_PER_HOUR + capacity_ms / 2) / capacity_ms;
    wo_cell_increase(cell, WO_CELL_CAPACITY_MVPH, flow);
}

/** Adds what happened in a segment between two marks `elapsed` apart to its cell. */
static inline void wo_cell_add(wo_cell *cell, const wo_segment_state *before, const wo_segment_state *now,
                               const wo_motion *motion, wo_ms elapsed)
{
    /* When a lock ends, its long headways end for the head too, which then seems to have waited since before the
     * interval. */
    const uint64_t blocked = now->blocked_ms - before->blocked_ms;
    wo_cell_increase(cell, WO_CELL_VEHICLE_MS, motion->time_ms);
    wo_cell_increase(cell, WO_CELL_DISTANCE_M, (motion->distance_cm + 50) / 100);
    wo_cell_increase(cell, WO_CELL_BLOCKED_MS, blocked < elapsed ? blocked : elapsed);
    wo_cell_add_idle(cell, now->capacity_ms);
}

#endif
