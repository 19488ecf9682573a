/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cells.h"

#include <pthread.h>

/* 1/1000 pc/h that one party per ms makes. */
#define MILLI_PER_HOUR (1000ull * WO_HOUR_MS)
#define N_ROW_LOCKS    16

uint64_t wo_segment_time(const wo_segment_state *state, wo_ms at)
{
    return wo_time_inside(state->entered - state->left, state->entered_ms, state->left_ms, at);
}

uint64_t wo_cell_value(const wo_cell *cell, wo_cell_sum sum)
{
    const uint64_t high = sum < WO_N_WIDE_SUMS ? cell->high_wide[sum] : cell->high[sum - WO_N_WIDE_SUMS];
    return high << 32 | cell->low[sum];
}

/* Rows so many apart share one: they are held but for a moment. */
static pthread_mutex_t row_locks[N_ROW_LOCKS] = {
    PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER,
    PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER,
    PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER,
    PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER,
};

void wo_row_hold(size_t interval)
{
    pthread_mutex_lock(&row_locks[interval % N_ROW_LOCKS]);
}

void wo_row_release(size_t interval)
{
    pthread_mutex_unlock(&row_locks[interval % N_ROW_LOCKS]);
}

/* Many cells stay zero in a replication: no cache line is touched for them. */
static void add(wo_cell *cell, wo_cell_sum sum, uint64_t amount)
{
    if (amount == 0) {
        return;
    }
    const uint64_t value = wo_cell_value(cell, sum) + amount;
    cell->low[sum] = (uint32_t)value;
    if (sum < WO_N_WIDE_SUMS) {
        cell->high_wide[sum] = (uint32_t)(value >> 32);
    } else {
        cell->high[sum - WO_N_WIDE_SUMS] = (uint16_t)(value >> 32);
    }
}

wo_motion wo_motion_between(const wo_segment_state *before, wo_ms from, const wo_segment_state *now, wo_ms to,
                            uint32_t length_cm)
{
    const uint64_t left = now->left - before->left;
    return (wo_motion){.distance_cm = left * length_cm + now->inside_cm - before->inside_cm,
                       .time_ms = wo_segment_time(now, to) - wo_segment_time(before, from)};
}

void wo_cell_add_idle(wo_cell *cell, uint32_t capacity_ms)
{
    add(cell, WO_CELL_CAPACITY_MVPH, capacity_ms == 0 ? 0 : (MILLI_PER_HOUR + capacity_ms / 2) / capacity_ms);
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
    wo_cell_add_idle(cell, now->capacity_ms);
}
