/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "strand.h"

#include "wayout/memory.h"

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

static wo_status put_on_road(wo_course *course, const wo_plan *plan, wo_error *error)
{
    return wo_traffic_release(&course->traffic, course->queue, plan->releases, plan->n_releases, error);
}

/* The `n` plans from `first` on leave the strand under way, with its course as it is before anything is released. */
static wo_status branch_off(wo_replication *replication, size_t first, size_t n, wo_error *error)
{
    const wo_strand *from = &replication->strand;
    wo_plan *plan = replication->order[first];
    wo_strand strand = {.first = first, .n = n, .mark = from->mark};
    void *list = replication->waiting;
    WO_TRY(wo_list_reserve(&list, &replication->waiting_room, replication->n_waiting + 1,
                           sizeof replication->waiting[0], "variants", error));
    replication->waiting = list;
    WO_TRY(wo_strand_course(replication, &strand.course, error));
    replication->waiting[replication->n_waiting++] = strand;
    WO_TRY(wo_course_branch(from->course, strand.course, plan->dispatch, plan->run.scenario->closing, error));
    return put_on_road(strand.course, plan, error);
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

wo_status wo_strand_window(void *context, wo_queue *queue, wo_ms now, const wo_event *events, size_t n_events,
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
