/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When a boundary or the desk of a checkpoint is open: closures (half-open intervals) and convoys. */
#include <stdlib.h>

#include "equations.h"

/* First time >= at outside of all closures. */
static wo_ms after_closures(const wo_queue *queue, wo_closures closures, wo_ms at)
{
    if (closures.n == 0) {
        return at;
    }
    const wo_gate *gates = &queue->gates[closures.first];
    uint32_t low = 0, high = closures.n; /* first closure that ends after `at` */
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (gates[middle].to <= at) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < closures.n && gates[low].from <= at ? gates[low].to : at;
}

/* First time >= at in a window with room. Nobody passes any more in a window before that of the last passage. */
static wo_ms next_convoy(const wo_convoy_gate *convoy, wo_ms at)
{
    const int64_t first = convoy->first, every = convoy->every;
    int64_t turn = at < convoy->first ? 0 : (at - first) / every;
    turn = wo_max(turn, convoy->turn);
    const bool full = turn == convoy->turn && convoy->passed >= convoy->most;
    if (full || at - (first + turn * every) >= (int64_t)convoy->open) {
        turn++;
    }
    return wo_clamp(wo_max(at, first + turn * every));
}

wo_ms wo_gate_open(const wo_queue *queue, const wo_junction *junction, wo_ms at)
{
    wo_ms open = after_closures(queue, junction->closed, at);
    if (junction->convoy == WO_NONE) {
        return open;
    }
    for (wo_ms before = WO_NEVER; open != before;) {
        before = open;
        open = after_closures(queue, junction->closed, next_convoy(&queue->convoys[junction->convoy], open));
    }
    return open;
}

wo_ms wo_desk_open(const wo_queue *queue, const wo_servers *checkpoint, wo_ms at)
{
    return after_closures(queue, checkpoint->shut, at);
}

void wo_gate_count(wo_queue *queue, const wo_junction *junction, wo_ms at)
{
    if (junction->convoy == WO_NONE) {
        return;
    }
    wo_convoy_gate *convoy = &queue->convoys[junction->convoy];
    const uint32_t turn = (at - convoy->first) / convoy->every;
    convoy->passed = turn == convoy->turn ? convoy->passed + 1 : 1;
    convoy->turn = turn;
}

static wo_status check_convoy(const wo_queue *queue, uint32_t boundary, const wo_convoy_gate *convoy, wo_error *error)
{
    const wo_junction *junction = &queue->junctions[boundary];
    if (convoy->open == 0 || convoy->open > convoy->every || convoy->most == 0) {
        return wo_error_set(error, WO_ERR_RANGE, "convoys of %u parties every %u ms through a gate open for %u ms",
                            convoy->most, convoy->every, convoy->open);
    }
    if (junction->convoy != WO_NONE) {
        return wo_error_set(error, WO_ERR_RANGE, "a second convoy gate at node %u", junction->node);
    }
    if (wo_one_lane_at(queue, junction->node)) {
        return wo_error_set(error, WO_ERR_RANGE, "a convoy gate at node %u, where a one-lane stretch ends",
                            junction->node);
    }
    return WO_OK;
}

wo_status wo_queue_convoy(wo_queue *queue, uint32_t node, wo_direction direction, wo_ms first, wo_ms every, wo_ms open,
                          uint32_t most, wo_error *error)
{
    const wo_convoy_gate convoy = {.first = first, .every = every, .open = open, .most = most};
    WO_TRY(wo_queue_check_place(queue, node, error));
    const uint32_t boundary = wo_boundary_of(queue, node, direction);
    WO_TRY(check_convoy(queue, boundary, &convoy, error));
    WO_TRY(wo_reserve((void **)&queue->convoys, &queue->room.convoys, (size_t)queue->n_convoys + 1,
                      sizeof *queue->convoys, error));
    queue->convoys[queue->n_convoys] = convoy;
    queue->junctions[boundary].convoy = queue->n_convoys++;
    queue->boundaries[boundary].features |= WO_AT_GATE;
    return WO_OK;
}

wo_status wo_gate_add(wo_queue *queue, wo_gate gate, wo_error *error)
{
    if (gate.from >= gate.to) {
        return wo_error_set(error, WO_ERR_RANGE, "closure from %u ms to %u ms", gate.from, gate.to);
    }
    WO_TRY(wo_reserve((void **)&queue->gates, &queue->room.gates, queue->n_gates + 1, sizeof *queue->gates, error));
    queue->gates[queue->n_gates++] = gate;
    queue->gates_ready = false;
    return WO_OK;
}

static int by_place_and_start(const void *left, const void *right)
{
    const wo_gate *a = left, *b = right;
    if (a->boundary != b->boundary) {
        return a->boundary < b->boundary ? -1 : 1;
    }
    if (a->desk != b->desk) {
        return a->desk < b->desk ? -1 : 1;
    }
    if (a->from != b->from) {
        return a->from < b->from ? -1 : 1;
    }
    return (a->to > b->to) - (a->to < b->to);
}

/* Whose closures a gate is one of. */
static wo_closures *closures_of(wo_queue *queue, const wo_gate *gate)
{
    wo_junction *junction = &queue->junctions[gate->boundary];
    return gate->desk != 0 ? &queue->checkpoints[junction->checkpoint].shut : &junction->closed;
}

void wo_gates_prepare(wo_queue *queue)
{
    if (queue->gates_ready) {
        return;
    }
    if (queue->n_gates > 1) {
        qsort(queue->gates, queue->n_gates, sizeof *queue->gates, by_place_and_start);
    }
    size_t n = 0;
    for (size_t i = 0; i < queue->n_gates; i++) {
        closures_of(queue, &queue->gates[i])->n = 0;
    }
    for (size_t i = 0; i < queue->n_gates; i++) {
        const wo_gate gate = queue->gates[i];
        wo_closures *closures = closures_of(queue, &gate);
        wo_gate *last = closures->n > 0 ? &queue->gates[n - 1] : NULL;
        if (last != NULL && gate.from <= last->to) {
            last->to = wo_later(last->to, gate.to);
            continue;
        }
        if (closures->n == 0) {
            closures->first = (uint32_t)n;
        }
        closures->n++;
        queue->gates[n++] = gate;
    }
    queue->n_gates = n;
    queue->gates_ready = true;
}
