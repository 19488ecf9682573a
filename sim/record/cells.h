/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums per time interval and segment, shared by threads. */
#ifndef WAYOUT_RECORD_CELLS_H
#define WAYOUT_RECORD_CELLS_H

#include "wayout/record.h"

/** Time integral of the number of parties inside a segment from 0 to `at`, ms. */
uint64_t wo_segment_time(const wo_segment_state *state, wo_ms at);

/** Distance and time between two marks. */
wo_motion wo_motion_between(const wo_segment_state *before, wo_ms from, const wo_segment_state *now, wo_ms to,
                            uint32_t length_cm);

/** A thread that adds to cells of an interval holds their row: one lock is cheaper than atomic additions to all. */
void wo_row_hold(size_t interval);
void wo_row_release(size_t interval);

/** Adds what happened in a segment between two marks `elapsed` apart to its cell. */
void wo_cell_add(wo_cell *cell, const wo_segment_state *before, const wo_segment_state *now, const wo_motion *motion,
                 wo_ms elapsed);

/** The same where nobody has been: the capacity in force is all there is to tell. */
void wo_cell_add_idle(wo_cell *cell, uint32_t capacity_ms);

#endif
