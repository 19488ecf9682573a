/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "course.h"

#include <stdlib.h>

#include "points.h"

wo_status wo_course_create(wo_course **course, wo_error *error)
{
    *course = calloc(1, sizeof **course);
    if (*course == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for what happens on a road");
    }
    const wo_status status = wo_incidents_create(&(*course)->incidents, error);
    if (status != WO_OK) {
        free(*course);
        *course = NULL;
    }
    return status;
}

void wo_course_destroy(wo_course *course)
{
    if (course == NULL) {
        return;
    }
    wo_queue_destroy(course->queue);
    wo_checkpoints_free(&course->checkpoints);
    wo_incidents_destroy(course->incidents);
    wo_traffic_free(&course->traffic);
    free(course);
}

/* An empty queue on the road; the memory of the last one serves again unless its options differ. */
static wo_status start_queue(wo_course *course, const wo_ground_plan *plan, wo_error *error)
{
    const wo_queue_options wanted = {
        .dt_ms = plan->dt_ms >= plan->road->limit_all_ms ? 0 : plan->dt_ms,
        .grid_ms = WO_GRID_MS,
        .mean_ms = wo_ms_from_s(plan->scenario->opposing_mean_s),
    };
    wo_queue_options *held = &course->queue_options;
    if (course->queue != NULL && held->dt_ms == wanted.dt_ms && held->mean_ms == wanted.mean_ms) {
        return wo_queue_reset(course->queue, plan->road, error);
    }
    wo_queue_destroy(course->queue);
    course->queue = NULL;
    *held = wanted;
    return wo_queue_create(plan->road, held, &course->queue, error);
}

wo_status wo_course_start(wo_course *course, const wo_ground_plan *plan, wo_dispatch *dispatch, wo_trips *trips,
                          wo_error *error)
{
    WO_TRY(start_queue(course, plan, error));
    wo_queue *queue = course->queue;
    const wo_points points = {plan->scenario, plan->road, plan->places, plan->climate, plan->draw, queue};
    course->line = plan->places->deadline_line;
    course->closing = plan->scenario->closing;
    WO_TRY(wo_points_start(&points, error));
    WO_TRY(wo_checkpoints_start(&course->checkpoints, plan->scenario, plan->places, plan->climate, &course->traffic,
                                plan->draw, queue, error));
    WO_TRY(wo_incidents_start(course->incidents, plan->scenario, plan->road, plan->places, plan->climate, plan->draw,
                              queue, error));
    WO_TRY(wo_queue_station(queue, course->line, WO_OUTBOUND, error));
    WO_TRY(wo_queue_station(queue, course->line, WO_INBOUND, error));
    wo_traffic_start(&course->traffic, plan->road, dispatch, course->line, course->incidents, trips);
    return WO_OK;
}

/* What comes later than an earlier closing finds the line closed anyway. */
static wo_status close_line(wo_course *course, wo_ms closing, wo_error *error)
{
    if (closing < course->closing) {
        WO_TRY(wo_queue_close(course->queue, course->line, WO_OUTBOUND, closing, WO_NEVER, error));
        WO_TRY(wo_queue_close(course->queue, course->line, WO_INBOUND, closing, WO_NEVER, error));
        course->closing = closing;
    }
    return WO_OK;
}

wo_status wo_course_branch(const wo_course *from, wo_course *to, wo_dispatch *dispatch, wo_ms closing, wo_error *error)
{
    to->queue_options = from->queue_options;
    to->line = from->line;
    to->closing = from->closing;
    WO_TRY(wo_queue_copy(from->queue, &to->queue, error));
    WO_TRY(wo_incidents_copy(from->incidents, to->incidents, to->queue, error));
    WO_TRY(wo_traffic_copy(&from->traffic, &to->traffic, to->incidents, error));
    WO_TRY(wo_checkpoints_copy(&from->checkpoints, &to->checkpoints, &to->traffic, to->queue, error));
    to->traffic.dispatch = dispatch;
    return close_line(to, closing, error);
}
