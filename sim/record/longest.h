/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The longest queue on the outbound road at a record mark. */
#ifndef WAYOUT_RECORD_LONGEST_H
#define WAYOUT_RECORD_LONGEST_H

#include "stretch.h"

typedef struct wo_longest {
    int64_t length_m;       /**< 0 without a queue */
    int64_t head;           /**< segment nearest to the exit, -1 without a queue */
    int64_t tail_to_exit_m; /**< -1 without a queue */
} wo_longest;

/** A queue is a maximal chain of queued segments towards the exit. Its length runs from its head back along the
 *  longest queued branch; of equal queues the one farthest upstream is reported. `states` holds the road's segments,
 *  `chain_cm` is scratch for n_nodes. */
wo_longest wo_longest_queue(const wo_road *road, const wo_segment_state *states, uint64_t *chain_cm);

#endif
