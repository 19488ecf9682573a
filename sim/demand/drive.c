/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Herds on the road: one trip per leg, nights and yields at a node off the road. */
#include "dispatch_private.h"

/* The herd's journey under what its household believes at `at`. */
static wo_walk walk_of(const wo_dispatch *dispatch, uint32_t herd, wo_ms at)
{
    const wo_demand *demand = dispatch->demand;
    const wo_herd *plan = &demand->herds[herd];
    wo_walk walk = {demand, plan->class_index, plan->marches, WO_NEVER};
    if (plan->marches) {
        wo_ms next;
        walk.deadline =
            plan->household == WO_NONE
                ? wo_believed_deadline(demand->scenario, at)
                : wo_hearsay_belief(demand, demand->households[plan->household].entity, dispatch->news, at, &next);
    }
    return walk;
}

wo_status wo_drive_ready(wo_dispatch *dispatch, uint32_t herd, wo_ms at, wo_error *error)
{
    const wo_herd *plan = &dispatch->demand->herds[herd];
    wo_drive *drive = &dispatch->drives[herd];
    const wo_walk walk = walk_of(dispatch, herd, at);
    const wo_ms start = wo_walk_start(&walk, drive->node, at);
    const uint8_t later = drive->state == WO_HERD_HOME ? 0 : WO_TRIP_LATER_LEG;
    if (start > at) {
        return wo_dispatch_plan(dispatch, start, WO_HAPPENS_HERD, plan->entity, herd, error);
    }
    const uint32_t node = drive->node;
    drive->node = wo_walk_reach(&walk, node, at);
    drive->state = WO_HERD_WALKS;
    const wo_trip trip = {
        .at = at,
        .owner = herd,
        .node = node,
        .origin = plan->origin,
        .role = WO_ROLE_HERD,
        .class_index = (uint8_t)dispatch->herd_class[plan->animal],
        .flags = later,
    };
    return wo_dispatch_release(dispatch, &trip, drive->node, plan->class_index, error);
}

wo_status wo_drive_arrived(wo_dispatch *dispatch, wo_trip *trip, wo_ms at, wo_error *error)
{
    const wo_demand *demand = dispatch->demand;
    const wo_herd *plan = &demand->herds[trip->owner];
    wo_drive *drive = &dispatch->drives[trip->owner];
    if (wo_demand_upstream(demand->road, demand->places->deadline_line, drive->node)) {
        wo_tally_line(dispatch, trip, at);
    }
    if (drive->node == demand->places->exit) {
        drive->state = WO_HERD_GONE;
        return WO_OK;
    }
    const wo_ms free_ms = wo_road_free_time(demand->road, trip->node, drive->node, plan->class_index);
    drive->free_ms += free_ms;
    drive->delay_ms += (int64_t)(at - trip->at) - free_ms;
    drive->state = WO_HERD_RESTS;
    const wo_walk walk = walk_of(dispatch, trip->owner, at);
    const wo_ms ready = wo_ms_add(at, wo_walk_rest(&walk));
    return wo_dispatch_plan(dispatch, ready, WO_HAPPENS_HERD, plan->entity, trip->owner, error);
}
