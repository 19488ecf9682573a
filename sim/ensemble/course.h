/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happens on the road of a replication: all that moves but the plans of those who use it. */
#ifndef WAYOUT_ENSEMBLE_COURSE_H
#define WAYOUT_ENSEMBLE_COURSE_H

#include "checkpoints.h"

/** Stays where it is: the queue points to what stands beside it. */
typedef struct wo_course {
    wo_queue *queue; /**< NULL before the first start */
    wo_queue_options queue_options;
    wo_traffic traffic;
    wo_checkpoints checkpoints;
    wo_incidents *incidents;
    uint32_t line; /**< node that is closed at `closing` */
    wo_ms closing;
    bool busy; /**< somebody's */
} wo_course;

/** What a course is made of: a realisation, borrowed until the next start. The road of the last start must still be
 *  there. */
typedef struct wo_ground_plan {
    const wo_scenario *scenario;
    const wo_road *road;
    const wo_places *places;
    const wo_climate *climate;
    const wo_draw *draw;
    wo_ms dt_ms; /**< of the queue; a longer step than the road's limit is cut to it */
} wo_ground_plan;

WO_NODISCARD wo_status wo_course_create(wo_course **course, wo_error *error);
void wo_course_destroy(wo_course *course);
/** An empty road at time 0. `trips` as in wo_traffic_start. */
WO_NODISCARD wo_status wo_course_start(wo_course *course, const wo_ground_plan *plan, wo_dispatch *dispatch,
                                       wo_trips *trips, wo_error *error);
/** `to` becomes what `from` is, and goes on from there with `dispatch` and a closing that is not later. `from` may be
 *  in the wo_window_fn of its queue, after wo_traffic_hear; it writes down no trips. */
WO_NODISCARD wo_status wo_course_branch(const wo_course *from, wo_course *to, wo_dispatch *dispatch, wo_ms closing,
                                        wo_error *error);

#endif
