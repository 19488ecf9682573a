/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "strand.h"

#include "wayout/memory.h"

void wo_plan_end(wo_plan *plan)
{
    wo_dispatch_destroy(plan->dispatch);
    plan->dispatch = NULL;
    wo_demand_free(&plan->demand);
}

/* Whether two variants cannot be told apart before the next window: the same is released, and neither closes while the
 * other does not. */
static bool go_together(const wo_plan *a, const wo_plan *b, wo_ms now)
{
    const wo_ms x = a->run.scenario->closing, y = b->run.scenario->closing, first = x < y ? x : y;
    const bool open = x == y || now < first / WO_GRID_MS * WO_GRID_MS;
    return open && wo_dispatch_same(a->dispatch, b->dispatch);
}

/* Puts those who go with order[first] behind it; all keep their order otherwise. Returns the first who does not. */
static size_t gather(wo_plan **order, size_t first, size_t end, wo_ms now)
{
    size_t next = first + 1;
    for (size_t i = next; i < end; i++) {
        wo_plan *plan = order[i];
        if (go_together(order[first], plan, now)) {
            for (size_t k = i; k > next; k--) {
                order[k] = order[k - 1];
            }
            order[next++] = plan;
        }
    }
    return next;
}

wo_status wo_strand_course(wo_replication *replication, wo_course **course, wo_error *error)
{
    for (size_t i = 0; i < replication->n_courses; i++) {
        *course = replication->courses[i];
        if (!(*course)->busy) {
            (*course)->busy = true;
            return WO_OK;
        }
    }
    void *list = replication->courses;
    WO_TRY(wo_list_reserve(&list, &replication->courses_room, replication->n_courses + 1,
                           sizeof replication->courses[0], "roads", error));
    replication->courses = list;
    WO_TRY(wo_course_create(course, error));
    (*course)->busy = true;
    replication->courses[replication->n_courses++] = *course;
    return WO_OK;
}

static wo_status run_to_end(wo_replication *replication, wo_error *error);

static wo_status put_on_road(wo_course *course, const wo_plan *plan, wo_error *error)
{
    return wo_traffic_release(&course->traffic, course->queue, plan->releases, plan->n_releases, error);
}

/* The `n` plans from `first` on leave the strand under way, with its course as it is before anything is released, and
 * go on to their end. */
static wo_status branch_off(wo_replication *replication, size_t first, size_t n, wo_error *error)
{
    const wo_strand stays = replication->strand;
    const wo_plan *plan = replication->order[first];
    wo_strand leaves = {.first = first, .n = n, .mark = stays.mark};
    WO_TRY(wo_strand_course(replication, &leaves.course, error));
    WO_TRY(wo_course_branch(stays.course, leaves.course, plan->dispatch, plan->run.scenario->closing, error));
    WO_TRY(put_on_road(leaves.course, plan, error));
    replication->strand = leaves;
    WO_TRY(run_to_end(replication, error));
    replication->strand = stays;
    return WO_OK;
}

/* The plans that do not go with the first one any more. */
static wo_status part(wo_replication *replication, wo_ms now, wo_error *error)
{
    wo_strand *strand = &replication->strand;
    const size_t end = strand->first + strand->n;
    size_t next = gather(replication->order, strand->first, end, now);
    strand->n = next - strand->first;
    while (next < end) {
        const size_t first = next;
        next = gather(replication->order, first, end, now);
        WO_TRY(branch_off(replication, first, next - first, error));
    }
    return WO_OK;
}

/* A wo_window_fn of the course under way; its context is the wo_replication. */
static wo_status window(void *context, wo_queue *queue, wo_ms now, const wo_event *events, size_t n_events,
                        wo_error *error)
{
    wo_replication *replication = context;
    const wo_strand *strand = &replication->strand;
    wo_plan **plans = &replication->order[strand->first];
    const wo_arrival *arrivals;
    size_t n_arrivals;
    WO_TRY(wo_traffic_hear(&strand->course->traffic, queue, now, events, n_events, &arrivals, &n_arrivals, error));
    for (size_t i = 0; i < strand->n; i++) {
        WO_TRY(wo_dispatch_advance(plans[i]->dispatch, arrivals, n_arrivals, now, &plans[i]->releases,
                                   &plans[i]->n_releases, error));
    }
    if (strand->n > 1) {
        WO_TRY(part(replication, now, error));
    }
    return put_on_road(strand->course, plans[0], error);
}

/* The invariants of a plan and the course that it is on. */
static wo_status verify(const wo_course *course, const wo_plan *plan, wo_error *error)
{
    WO_TRY(wo_queue_verify(course->queue, error));
    WO_TRY(wo_dispatch_verify(plan->dispatch, error));
    return wo_traffic_verify(&course->traffic, course->queue, error);
}

static wo_status run_to(wo_replication *replication, wo_ms at, wo_trips *trips, wo_error *error)
{
    wo_queue *queue = replication->strand.course->queue;
    const wo_passage *passages = NULL;
    size_t n = 0;
    if (trips == NULL) {
        return wo_queue_run(queue, at, window, replication, error);
    }
    WO_TRY(wo_queue_run_traced(queue, at, window, replication, &passages, &n, error));
    return wo_trips_pass(trips, passages, n, error);
}

static wo_scene scene(const wo_replication *replication, const wo_plan *plan)
{
    const wo_course *course = replication->strand.course;
    return (wo_scene){.queue = course->queue,
                      .road = wo_current_road(replication),
                      .places = &replication->places,
                      .climate = &replication->climate,
                      .dispatch = plan->dispatch,
                      .counts = &course->traffic.counts,
                      .incidents = wo_incidents_counts(course->incidents)};
}

/* Runs the strand under way to `at` and records it as its next mark. */
static wo_status run_to_mark(wo_replication *replication, wo_ms at, wo_error *error)
{
    wo_strand *strand = &replication->strand;
    wo_plan *const *plans = &replication->order[strand->first];
    WO_TRY(run_to(replication, at, plans[0]->run.record->trips, error));
    for (size_t i = 0; i < strand->n; i++) {
        const wo_scene now = scene(replication, plans[i]);
        wo_record_mark(plans[i]->run.record, strand->mark, &now, plans[i]->run.cells);
        if (replication->verify) {
            WO_TRY(verify(strand->course, plans[i], error));
        }
    }
    strand->mark++;
    return WO_OK;
}

/* The strand under way to its end, which is that of its first plan: who ends before has left it by then. */
static wo_status run_to_end(wo_replication *replication, wo_error *error)
{
    wo_strand *strand = &replication->strand;
    const wo_plan *first = replication->order[strand->first];
    const wo_ms end = wo_run_end(first->run.scenario), every = first->run.record->every_ms;
    while (strand->mark * every <= end) {
        WO_TRY(run_to_mark(replication, (wo_ms)(strand->mark * every), error));
    }
    if ((strand->mark - 1) * every < end) {
        WO_TRY(run_to_mark(replication, end, error));
    }
    for (size_t i = 0; i < strand->n; i++) {
        wo_plan *plan = replication->order[strand->first + i];
        const wo_scene last = scene(replication, plan);
        wo_record_finish(plan->run.record, strand->mark - 1, plan->run.scenario->order, &last);
        wo_plan_end(plan);
    }
    strand->course->busy = false;
    wo_trips *trips = first->run.record->trips;
    return trips == NULL ? WO_OK : wo_trips_finish(trips, wo_current_road(replication), error);
}

wo_status wo_strand_run(wo_replication *replication, wo_error *error)
{
    /* Releases at time 0 come before the first window. */
    WO_TRY(window(replication, replication->strand.course->queue, 0, NULL, 0, error));
    return run_to_end(replication, error);
}
