/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How slowly a queue moves, in either direction. */
#ifndef WAYOUT_RECORD_STRETCH_H
#define WAYOUT_RECORD_STRETCH_H

#include "wayout/record.h"

/** A segment is queued when at least so many parties in it are overdue: one alone may just be waiting its headway. */
#define WO_QUEUED_OVERDUE 2

/** The reports from the road tell how long 1.5 km took. */
#define WO_STRETCH_CM 150000u

/** Lowest mean speed, m/h, of at least WO_STRETCH_CM of consecutive queued segments of a direction, from the distance
 *  driven and the time spent in each segment (n_segments) since the last mark; -1 without so long a queue. */
int64_t wo_slow_stretch(const wo_road *road, const wo_segment_state *states, const wo_motion *motion,
                        wo_direction direction);

/** Length of the longest chain of queued inbound segments, m. `chain_cm` is scratch for n_nodes. */
int64_t wo_inbound_queue(const wo_road *road, const wo_segment_state *states, uint64_t *chain_cm);

#endif
