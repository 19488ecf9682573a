/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Variants that have happened alike so far share one course of the road.
 *
 * Such variants differ in their deadlines alone (wo_scenario_differs), so that nothing can tell their roads apart but
 * what their dispatches release, and the closing of the line. Each has a plan and a dispatch of its own from the
 * beginning; all hear of the same arrivals. In the window in which two dispatches release something different, or at
 * the minute in which one variant closes and the other does not, the course is copied: they were one strand and are
 * two. So where variants part is found, not foreseen, and what a dispatch makes of a deadline need not be known here.
 *
 * A course is made of the scenario that closes last, and so is its copy: nothing in it, neither incidents nor
 * checkpoints, may look at the deadlines of a scenario. */
#ifndef WAYOUT_ENSEMBLE_STRAND_H
#define WAYOUT_ENSEMBLE_STRAND_H

#include "course.h"
#include "wayout/ensemble.h"

/** What one variant wants, and what is written down of it. */
typedef struct wo_plan {
    wo_variant_run run; /**< borrowed */
    wo_demand demand;
    wo_dispatch *dispatch;
    const wo_release *releases; /**< of this window */
    size_t n_releases;
} wo_plan;

/** Plans under way together: order[first], ..., order[first + n - 1]. The first of them closes last, and stays. */
typedef struct wo_strand {
    wo_course *course;
    size_t first, n;
    size_t mark; /**< of the record, to be reached next */
} wo_strand;

struct wo_replication {
    wo_road roads[2]; /**< of this realisation, and of the last one until the queues have let go of it */
    size_t turn;
    wo_places places;
    wo_climate climate;
    wo_plan *plans;
    size_t n_plans, plans_room;
    wo_plan **order; /**< all plans, by strand */
    size_t order_room;
    wo_course **courses; /**< the first is that which all begin with */
    size_t n_courses, courses_room;
    wo_strand strand; /**< under way */
    bool verify;      /**< all invariants, at every mark */
};

static inline const wo_road *wo_current_road(const wo_replication *replication)
{
    return &replication->roads[replication->turn];
}

/** An idle course, which is busy from now on. */
WO_NODISCARD wo_status wo_strand_course(wo_replication *replication, wo_course **course, wo_error *error);
/** Runs the strand under way, and those that leave it, from a course that has been started to their ends. */
WO_NODISCARD wo_status wo_strand_run(wo_replication *replication, wo_error *error);
/** Lets go of what a plan holds. */
void wo_plan_end(wo_plan *plan);

#endif
