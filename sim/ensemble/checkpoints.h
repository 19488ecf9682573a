/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checkpoints of a scenario on the queue of a replication. */
#ifndef WAYOUT_ENSEMBLE_CHECKPOINTS_H
#define WAYOUT_ENSEMBLE_CHECKPOINTS_H

#include "traffic.h"

/** What the service times of one checkpoint follow from. */
typedef struct wo_desk {
    const wo_checkpoint *checkpoint;
    const wo_traffic *traffic;
    wo_draw draw;
    uint32_t entity, node;
} wo_desk;

typedef struct wo_checkpoints {
    wo_desk *desks; /**< by checkpoint */
    size_t n, capacity;
} wo_checkpoints;

/** Puts the checkpoints on a queue that has not run. `scenario` and `traffic` are borrowed while it runs. */
WO_NODISCARD wo_status wo_checkpoints_start(wo_checkpoints *checkpoints, const wo_scenario *scenario,
                                            const wo_places *places, const wo_climate *climate,
                                            const wo_traffic *traffic, const wo_draw *draw, wo_queue *queue,
                                            wo_error *error);
/** `to` becomes what `from` is; `queue`, a copy of the queue of `from`, asks `to`, which looks at `traffic`. */
WO_NODISCARD wo_status wo_checkpoints_copy(const wo_checkpoints *from, wo_checkpoints *to, const wo_traffic *traffic,
                                           wo_queue *queue, wo_error *error);
void wo_checkpoints_free(wo_checkpoints *checkpoints);

#endif
