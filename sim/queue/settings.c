/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a caller fixes before the first run: closures, point capacities, priorities, stations. */
#include "state.h"

static wo_status check_node(const wo_queue *queue, uint32_t node, wo_error *error)
{
    return node < queue->road->n_nodes ? WO_OK
                                       : wo_error_set(error, WO_ERR_RANGE, "node %u of %u", node, queue->road->n_nodes);
}

wo_status wo_queue_check_place(const wo_queue *queue, uint32_t node, wo_error *error)
{
    if (queue->now > 0) {
        return wo_error_set(error, WO_ERR_RANGE, "a boundary cannot be changed after the clock has started");
    }
    return check_node(queue, node, error);
}

wo_status wo_queue_close(wo_queue *queue, uint32_t node, wo_direction direction, wo_ms from, wo_ms to, wo_error *error)
{
    if (from < queue->now) {
        return wo_error_set(error, WO_ERR_RANGE, "a closure from %u ms on comes too late at %u ms", from, queue->now);
    }
    WO_TRY(check_node(queue, node, error));
    const uint32_t boundary = wo_boundary_of(queue, node, direction);
    WO_TRY(wo_gate_add(queue, (wo_gate){.from = from, .to = to, .boundary = boundary}, error));
    queue->boundaries[boundary].features |= WO_AT_GATE;
    return WO_OK;
}

wo_status wo_queue_limit(wo_queue *queue, uint32_t node, wo_direction direction, uint32_t ms_per_pcu, wo_error *error)
{
    WO_TRY(wo_queue_check_place(queue, node, error));
    const uint32_t boundary = wo_boundary_of(queue, node, direction);
    queue->junctions[boundary].limit = ms_per_pcu;
    queue->boundaries[boundary].features |= WO_AT_LIMIT;
    return WO_OK;
}

wo_status wo_queue_drop(wo_queue *queue, uint32_t node, wo_direction direction, uint32_t drop_q16, uint32_t held,
                        wo_error *error)
{
    WO_TRY(wo_queue_check_place(queue, node, error));
    if (drop_q16 >= 65536 || held == 0) {
        return wo_error_set(error, WO_ERR_RANGE, "capacity drop of %u / 65536 after %u parties", drop_q16, held);
    }
    const uint32_t boundary = wo_boundary_of(queue, node, direction);
    wo_junction *junction = &queue->junctions[boundary];
    if (drop_q16 > junction->drop_q16) {
        junction->drop_q16 = drop_q16;
        junction->held = held;
        queue->boundaries[boundary].features |= WO_AT_DROP;
    }
    return WO_OK;
}

void wo_queue_origin_priority(wo_queue *queue, uint32_t node, wo_direction direction, uint32_t priority)
{
    queue->origins[wo_boundary_of(queue, node, direction)].priority = priority;
}

wo_status wo_queue_station(wo_queue *queue, uint32_t node, wo_direction direction, wo_error *error)
{
    WO_TRY(wo_queue_check_place(queue, node, error));
    queue->boundaries[wo_boundary_of(queue, node, direction)].features |= WO_AT_STATION;
    return WO_OK;
}
