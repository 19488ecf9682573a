/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A queue that goes on where another one is. */
#include <stdlib.h>
#include <string.h>

#include "state.h"

static size_t n_slots(const wo_queue *queue)
{
    size_t n = 0;
    for (uint32_t s = 0; s < queue->n_segments; s++) {
        n += (size_t)queue->segments[s].mask + 1;
    }
    return n;
}

/* X(name, elements): the arrays that are the state. What is told of a window is not: between windows there is none of
 * it. The heaps of the origins are copied besides. */
#define COPIED(X, from)                                                                                                \
    X(segments, (from)->n_segments)                                                                                    \
    X(pairs, (size_t)(from)->n_segments *(from)->n_classes)                                                            \
    X(opposing, wo_n_rows(from))                                                                                       \
    X(coupled, (from)->n_segments)                                                                                     \
    X(wide_means, (from)->n_segments)                                                                                  \
    X(flowed, (size_t)wo_n_blocks((from)->n_segments) * WO_BLOCK)                                                      \
    X(slots, n_slots(from))                                                                                            \
    X(conditions, (from)->n_segments)                                                                                  \
    X(skies, (from)->n_skies)                                                                                          \
    X(spells, (from)->n_spells)                                                                                        \
    X(boundaries, (from)->n_boundaries)                                                                                \
    X(junctions, (from)->n_boundaries)                                                                                 \
    X(wake, (from)->n_wakes)                                                                                           \
    X(due, (from)->n_boundaries)                                                                                       \
    X(inflow, (from)->n_segments)                                                                                      \
    X(outflow, (from)->n_segments)                                                                                     \
    X(credits, (size_t)(from)->n_segments + (from)->n_boundaries)                                                      \
    X(offers, (from)->room.offers)                                                                                     \
    X(gates, (from)->n_gates)                                                                                          \
    X(convoys, (from)->n_convoys)                                                                                      \
    X(one_lanes, (from)->n_one_lanes)                                                                                  \
    X(no_pass, (from)->n_one_lanes > 0 ? (size_t)(from)->n_classes * WO_PASS_BINS : 0)                                 \
    X(checkpoints, (from)->n_checkpoints)                                                                              \
    X(served, (from)->n_servers)                                                                                       \
    X(parties, (from)->n_parties)                                                                                      \
    X(standing, (from)->n_standing)

/* Every array has its room: a new one must be copied, or be one of these. */
#define COUNT(name, elements) +1
enum { N_ARRAYS = 0 COPIED(COUNT, ), N_OTHERS = 3 }; /* origins, events, passages */
_Static_assert(sizeof(wo_rooms) == (N_ARRAYS + N_OTHERS) * sizeof(size_t), "an array of the queue is not copied");

static wo_status reserve(wo_queue *to, const wo_queue *from, wo_error *error)
{
#define RESERVE(name, elements)                                                                                        \
    WO_TRY(wo_reserve((void **)&to->name, &to->room.name, (elements), sizeof *to->name, error));
    COPIED(RESERVE, from)
#undef RESERVE
    const size_t before = to->room.origins;
    WO_TRY(wo_reserve((void **)&to->origins, &to->room.origins, from->n_boundaries, sizeof *to->origins, error));
    memset(&to->origins[before], 0, (to->room.origins - before) * sizeof *to->origins);
    for (uint32_t b = 0; b < from->n_boundaries; b++) {
        wo_waiting *origin = &to->origins[b];
        size_t room = origin->room;
        WO_TRY(wo_reserve((void **)&origin->heap, &room, from->origins[b].count, sizeof *origin->heap, error));
        origin->room = (uint32_t)room;
    }
    return WO_OK;
}

/* All members, which are numbers and what is borrowed, but for the memory. */
static void copy_members(wo_queue *to, const wo_queue *from)
{
    const wo_queue kept = *to;
    *to = *from;
    to->room = kept.room;
#define KEEP(name, elements) to->name = kept.name;
    COPIED(KEEP, from)
#undef KEEP
    to->origins = kept.origins;
    to->events = kept.events;
    to->n_events = 0;
    to->passages = kept.passages;
    to->n_passages = 0;
}

static void copy_arrays(wo_queue *to, const wo_queue *from)
{
#define COPY(name, elements)                                                                                           \
    if ((elements) > 0) {                                                                                              \
        memcpy(to->name, from->name, (elements) * sizeof *to->name);                                                   \
    }
    COPIED(COPY, from)
#undef COPY
    for (uint32_t b = 0; b < from->n_boundaries; b++) {
        const wo_waiting *origin = &from->origins[b];
        const wo_waiting kept = to->origins[b];
        to->origins[b] = *origin;
        to->origins[b].heap = kept.heap;
        to->origins[b].room = kept.room;
        if (origin->count > 0) {
            memcpy(kept.heap, origin->heap, origin->count * sizeof *kept.heap);
        }
    }
}

/* What points into the queue itself. */
static void point_inside(wo_queue *to, const wo_queue *from)
{
    for (uint32_t s = 0; s < to->n_segments; s++) {
        to->segments[s].ring = to->slots + (from->segments[s].ring - from->slots);
        wo_segment_point(to, s);
        if (from->n_one_lanes > 0 && from->coupled[s].rates == from->no_pass) {
            to->coupled[s].rates = to->no_pass;
        }
    }
}

wo_status wo_queue_copy(const wo_queue *from, wo_queue **to, wo_error *error)
{
    if (*to == NULL) {
        *to = calloc(1, sizeof **to);
        if (*to == NULL) {
            return wo_error_set(error, WO_ERR_MEMORY, "no memory for a queue");
        }
    }
    WO_TRY(reserve(*to, from, error));
    copy_members(*to, from);
    copy_arrays(*to, from);
    point_inside(*to, from);
    return WO_OK;
}
