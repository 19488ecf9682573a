/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Vertical queues: binary heaps ordered by (release, party). */
#include "state.h"

static void sift_up(uint64_t *heap, uint32_t at)
{
    const uint64_t key = heap[at];
    while (at > 0 && heap[(at - 1) / 2] > key) {
        heap[at] = heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    heap[at] = key;
}

/* The last key goes to the top and sinks to its place. */
static void sift_down(uint64_t *heap, uint32_t count)
{
    const uint64_t key = heap[count];
    uint32_t at = 0;
    for (;;) {
        uint32_t child = 2 * at + 1;
        if (child >= count) {
            break;
        }
        child += child + 1 < count && heap[child + 1] < heap[child];
        if (heap[child] >= key) {
            break;
        }
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = key;
}

void wo_origin_pop(wo_queue *queue, uint32_t boundary)
{
    wo_waiting *origin = &queue->origins[boundary];
    origin->count--;
    if (origin->count > 0) {
        sift_down(origin->heap, origin->count);
    }
    queue->boundaries[boundary].release = origin->count > 0 ? (wo_ms)(origin->heap[0] >> 32) : WO_NEVER;
}

static bool reaches(const wo_road *road, uint32_t node, wo_direction direction, uint32_t destination)
{
    const uint32_t below = direction == WO_OUTBOUND ? destination : node;
    const uint32_t above = direction == WO_OUTBOUND ? node : destination;
    return road->tour[below] <= road->tour[above] && road->tour[above] < road->tour_end[below];
}

static wo_status check_release(const wo_queue *queue, wo_ms at, uint32_t node, wo_direction direction,
                               uint32_t class_index, uint32_t destination, wo_error *error)
{
    const wo_road *road = queue->road;
    if (at < queue->now) {
        return wo_error_set(error, WO_ERR_RANGE, "release at %u ms is before the clock, %u ms", at, queue->now);
    }
    if (node >= road->n_nodes || destination >= road->n_nodes || !reaches(road, node, direction, destination)) {
        return wo_error_set(error, WO_ERR_RANGE, "node %u does not lie %s of node %u", destination,
                            direction == WO_OUTBOUND ? "downstream" : "upstream", node);
    }
    if (wo_one_lane_at(queue, node) || wo_one_lane_at(queue, destination)) {
        return wo_error_set(error, WO_ERR_RANGE, "a trip from node %u to %u, where a one-lane stretch ends", node,
                            destination);
    }
    if (class_index >= road->n_classes) {
        return wo_error_set(error, WO_ERR_RANGE, "class %u of %u", class_index, road->n_classes);
    }
    if (queue->n_parties >= WO_MAX_PARTIES) {
        return wo_error_set(error, WO_ERR_LIMIT, "more than %u parties", WO_MAX_PARTIES);
    }
    return WO_OK;
}

wo_status wo_queue_release(wo_queue *queue, wo_ms at, uint32_t node, wo_direction direction, uint32_t class_index,
                           uint32_t destination, uint32_t *party, wo_error *error)
{
    const uint32_t goal = destination == WO_NONE && direction == WO_OUTBOUND ? queue->road->n_out : destination;
    WO_TRY(check_release(queue, at, node, direction, class_index, goal, error));
    const uint32_t boundary = wo_boundary_of(queue, node, direction);
    wo_waiting *origin = &queue->origins[boundary];
    size_t room = origin->room;
    WO_TRY(wo_reserve((void **)&origin->heap, &room, (size_t)origin->count + 1, sizeof *origin->heap, error));
    origin->room = (uint32_t)room;
    WO_TRY(wo_reserve((void **)&queue->parties, &queue->room.parties, (size_t)queue->n_parties + 1,
                      sizeof *queue->parties, error));
    const uint32_t number = queue->n_parties++;
    queue->parties[number] =
        (wo_party){.clock = WO_FIRST_CLOCK, .who = class_index << WO_CLASS_SHIFT | number, .destination = goal};
    origin->heap[origin->count] = (uint64_t)at << 32 | number;
    sift_up(origin->heap, origin->count++);
    queue->boundaries[boundary].release = (wo_ms)(origin->heap[0] >> 32);
    queue->boundaries[wo_boundary_of(queue, goal, direction)].features |= WO_AT_SINK;
    wo_wake(queue, boundary, at);
    *party = number;
    return WO_OK;
}

/* Released before `now` in the subtree below `at`: a later parent has only later children. */
static uint32_t due_below(const wo_waiting *origin, uint32_t at, wo_ms now)
{
    uint32_t due = 0;
    while (at < origin->count && (wo_ms)(origin->heap[at] >> 32) < now) {
        due += 1 + due_below(origin, 2 * at + 2, now);
        at = 2 * at + 1;
    }
    return due;
}

uint32_t wo_queue_waiting(const wo_queue *queue, uint32_t node, wo_direction direction)
{
    return due_below(&queue->origins[wo_boundary_of(queue, node, direction)], 0, queue->now);
}
