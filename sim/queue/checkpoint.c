/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checkpoints: several servers at a boundary; who has been served keeps the server until the road ahead takes him. */
#include <string.h>

#include "candidate.h"
#include "equations.h"

static wo_status check(const wo_queue *queue, uint32_t boundary, uint32_t servers, wo_error *error)
{
    const wo_junction *junction = &queue->junctions[boundary];
    if (servers == 0) {
        return wo_error_set(error, WO_ERR_RANGE, "a checkpoint without servers at node %u", junction->node);
    }
    if (junction->checkpoint != WO_NONE) {
        return wo_error_set(error, WO_ERR_RANGE, "a second checkpoint at node %u", junction->node);
    }
    if (wo_one_lane_at(queue, junction->node)) {
        return wo_error_set(error, WO_ERR_RANGE, "a checkpoint at node %u, where a one-lane stretch ends",
                            junction->node);
    }
    return WO_OK;
}

wo_status wo_queue_checkpoint(wo_queue *queue, uint32_t node, wo_direction direction, uint32_t servers,
                              wo_service_fn service, const void *context, wo_error *error)
{
    WO_TRY(wo_queue_check_place(queue, node, error));
    const uint32_t boundary = wo_boundary_of(queue, node, direction);
    WO_TRY(check(queue, boundary, servers, error));
    WO_TRY(wo_reserve((void **)&queue->checkpoints, &queue->room.checkpoints, (size_t)queue->n_checkpoints + 1,
                      sizeof *queue->checkpoints, error));
    WO_TRY(wo_reserve((void **)&queue->served, &queue->room.served, (size_t)queue->n_servers + servers,
                      sizeof *queue->served, error));
    queue->checkpoints[queue->n_checkpoints] = (wo_servers){.service = service,
                                                            .context = context,
                                                            .boundary = boundary,
                                                            .first_served = queue->n_servers,
                                                            .servers = servers};
    queue->junctions[boundary].checkpoint = queue->n_checkpoints++;
    queue->n_servers += servers;
    queue->boundaries[boundary].features |= WO_AT_CHECKPOINT;
    return WO_OK;
}

void wo_queue_serve(wo_queue *queue, uint32_t node, wo_direction direction, const void *context)
{
    const uint32_t checkpoint = queue->junctions[wo_boundary_of(queue, node, direction)].checkpoint;
    if (checkpoint != WO_NONE) {
        queue->checkpoints[checkpoint].context = context;
    }
}

wo_status wo_queue_shut(wo_queue *queue, uint32_t node, wo_direction direction, wo_ms from, wo_ms to, wo_error *error)
{
    WO_TRY(wo_queue_check_place(queue, node, error));
    const uint32_t boundary = wo_boundary_of(queue, node, direction);
    if (queue->junctions[boundary].checkpoint == WO_NONE) {
        return wo_error_set(error, WO_ERR_RANGE, "desk hours at node %u, which has no checkpoint", node);
    }
    return wo_gate_add(queue, (wo_gate){.from = from, .to = to, .boundary = boundary, .desk = 1}, error);
}

uint32_t wo_queue_serving(const wo_queue *queue, uint32_t node, wo_direction direction)
{
    const uint32_t checkpoint = queue->junctions[wo_boundary_of(queue, node, direction)].checkpoint;
    return checkpoint == WO_NONE ? 0 : queue->checkpoints[checkpoint].n_served;
}

void wo_checkpoint_start(wo_queue *queue, uint32_t boundary, const wo_offer *offer)
{
    wo_servers *checkpoint = &queue->checkpoints[queue->junctions[boundary].checkpoint];
    const wo_ms service = checkpoint->service(checkpoint->context, wo_class_of(offer->who), offer->who & WO_PARTY_MASK);
    queue->served[checkpoint->first_served + checkpoint->n_served++] =
        (wo_served){.who = offer->who,
                    .from = offer->from,
                    .way = wo_way_beyond(queue, boundary, offer->who),
                    .start = checkpoint->n_starts++,
                    .ready = wo_ms_add(offer->at, service)};
    checkpoint->started = offer->at;
}

void wo_checkpoint_depart(wo_queue *queue, uint32_t boundary, const wo_offer *offer)
{
    wo_servers *checkpoint = &queue->checkpoints[queue->junctions[boundary].checkpoint];
    wo_served *place = &queue->served[checkpoint->first_served + offer->served];
    checkpoint->n_served--;
    memmove(place, place + 1, (checkpoint->n_served - offer->served) * sizeof *place);
    checkpoint->departed = offer->at;
    checkpoint->n_departed++;
}
