/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a scenario fixes along its road before a replication runs: bottlenecks, drops, gates, turns, weather. */
#ifndef WAYOUT_ENSEMBLE_POINTS_H
#define WAYOUT_ENSEMBLE_POINTS_H

#include "wayout/queue.h"

/** A realisation and the queue that has not run yet. */
typedef struct wo_points {
    const wo_scenario *scenario;
    const wo_road *road;
    const wo_places *places;
    const wo_climate *climate; /**< its profiles are borrowed while the queue runs */
    const wo_draw *draw;
    wo_queue *queue;
} wo_points;

WO_NODISCARD wo_status wo_points_start(const wo_points *points, wo_error *error);

#endif
