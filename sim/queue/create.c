/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory and tables of a queue: create, reset, destroy. */
#include <stdlib.h>
#include <string.h>

#include "coupling.h"

wo_status wo_reserve(void **data, size_t *room, size_t count, size_t size, wo_error *error)
{
    if (count <= *room) {
        return WO_OK;
    }
    const size_t wanted = count + count / 2;
    void *grown = wanted < count || wanted > SIZE_MAX / size ? NULL : realloc(*data, wanted * size);
    if (grown == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for %zu elements of %zu bytes in the queue", count, size);
    }
    *data = grown;
    *room = wanted;
    return WO_OK;
}

/* Room for `count` elements of the array queue->name. */
#define RESERVE(queue, name, count)                                                                                    \
    WO_TRY(wo_reserve((void **)&(queue)->name, &(queue)->room.name, (count), sizeof *(queue)->name, error))

static uint32_t most_branches(const wo_road *road)
{
    uint32_t most = 1;
    for (uint32_t node = 0; node < road->n_nodes; node++) {
        most = wo_later(most, road->first_branch[node + 1] - road->first_branch[node]);
    }
    return most;
}

/* Slots of a segment's ring: all that can be inside or still needed as a hole, a power of two. */
static size_t ring_size(const wo_road *road, uint32_t segment)
{
    const uint32_t *jam = &road->jam_cm[(size_t)segment * road->n_classes];
    uint32_t least = UINT32_MAX;
    for (uint32_t c = 0; c < road->n_classes; c++) {
        least = wo_sooner(least, jam[c]);
    }
    const size_t needed = road->storage_cm[segment] / (least > 0 ? least : 1) + 4;
    size_t size = 4;
    while (size < needed) {
        size *= 2;
    }
    return size;
}

static wo_status reserve_origins(wo_queue *queue, wo_error *error)
{
    const size_t before = queue->room.origins;
    RESERVE(queue, origins, queue->n_boundaries);
    memset(&queue->origins[before], 0, (queue->room.origins - before) * sizeof *queue->origins);
    return WO_OK;
}

static wo_status reserve_all(wo_queue *queue, const wo_road *road, wo_error *error)
{
    const size_t n_segments = queue->n_segments, n_boundaries = queue->n_boundaries;
    size_t n_slots = 0;
    for (uint32_t s = 0; s < queue->n_segments; s++) {
        n_slots += ring_size(road, s);
    }
    RESERVE(queue, segments, n_segments);
    RESERVE(queue, pairs, n_segments * queue->n_classes);
    RESERVE(queue, opposing, wo_n_rows(queue));
    RESERVE(queue, flowed, (size_t)wo_n_blocks(queue->n_segments) * WO_BLOCK);
    RESERVE(queue, coupled, n_segments);
    RESERVE(queue, wide_means, n_segments);
    RESERVE(queue, slots, n_slots);
    RESERVE(queue, conditions, n_segments);
    RESERVE(queue, boundaries, n_boundaries);
    RESERVE(queue, junctions, n_boundaries);
    RESERVE(queue, wake, queue->n_wakes);
    RESERVE(queue, due, queue->n_boundaries);
    RESERVE(queue, inflow, n_segments);
    RESERVE(queue, outflow, n_segments);
    RESERVE(queue, credits, n_segments + n_boundaries);
    RESERVE(queue, offers, 3 * (size_t)most_branches(road) + 2);
    return reserve_origins(queue, error);
}

static uint32_t least_own(const wo_road *road, uint32_t s)
{
    uint32_t least = WO_NEVER;
    for (uint32_t c = 0; c < road->n_classes; c++) {
        least = wo_sooner(least, wo_own_headway(road, s, c, 65536, 65536));
    }
    return least;
}

void wo_segment_point(wo_queue *queue, uint32_t s)
{
    wo_segment *segment = &queue->segments[s];
    wo_coupled *coupled = &queue->coupled[s];
    const uint32_t twin = wo_twin(queue, s);
    segment->pairs = &queue->pairs[(size_t)s * queue->n_classes];
    segment->coupled = coupled;
    coupled->tail = &segment->tail;
    coupled->vehicles = &queue->opposing[s / WO_ROW].vehicles[s % WO_ROW];
    coupled->met = &queue->opposing[twin / WO_ROW];
    coupled->place = twin % WO_ROW;
}

static wo_slot *fill_segment(wo_queue *queue, const wo_road *road, uint32_t s, wo_slot *ring)
{
    const bool inbound = s >= road->n_out;
    const size_t size = ring_size(road, s);
    const wo_ms wave = road->wave_ms[s], limit = road->limit_ms[s];
    queue->segments[s] =
        (wo_segment){.ring = ring,
                     .mask = (uint32_t)(size - 1),
                     .lanes = (uint16_t)road->lanes[s],
                     .slack = wave > limit ? wave - limit : 0,
                     .storage = road->storage_cm[s],
                     .above = wo_boundary_of(queue, road->up[s], inbound ? WO_INBOUND : WO_OUTBOUND),
                     .below = wo_boundary_of(queue, road->down[s], inbound ? WO_INBOUND : WO_OUTBOUND),
                     .least_own = least_own(road, s),
                     .wanted = UINT64_MAX,
                     .tail = {.hole = WO_NONE, .leader = WO_NOBODY, .last = WO_NOBODY, .roomy_cm = road->storage_cm[s]},
                     .head = {.obstacle = WO_NOBODY, .passer = WO_NOBODY}};
    queue->conditions[s] = (wo_condition){.sky = WO_NONE, .slowest = wave};
    wo_coupling_begin(queue, s);
    wo_segment_point(queue, s);
    wo_tables_fill(queue, s);
    return ring + size;
}

/* Lists of the segments into and out of every boundary. */
static void fill_junctions(wo_queue *queue, const wo_road *road)
{
    uint32_t n_in = 0, n_out = 0;
    for (uint32_t b = 0; b < queue->n_boundaries; b++) {
        const bool inbound = b >= road->n_nodes;
        const uint32_t node = inbound ? b - road->n_nodes : b;
        const uint32_t n_trunk = node < road->n_out ? 1 : 0;
        const uint32_t n_branches = road->first_branch[node + 1] - road->first_branch[node];
        wo_junction *junction = &queue->junctions[b];
        *junction = (wo_junction){.first_in = n_in,
                                  .n_in = inbound ? n_trunk : n_branches,
                                  .first_out = n_out,
                                  .n_out = inbound ? n_branches : n_trunk,
                                  .first_credit = n_in + b,
                                  .checkpoint = WO_NONE,
                                  .convoy = WO_NONE,
                                  .one_lane = WO_NONE,
                                  .clears = WO_NONE,
                                  .node = node,
                                  .direction = inbound ? WO_INBOUND : WO_OUTBOUND,
                                  .sink = {.leader = WO_NOBODY, .last = WO_NOBODY}};
        uint32_t *branches = inbound ? &queue->outflow[n_out] : &queue->inflow[n_in];
        uint32_t *trunk = inbound ? &queue->inflow[n_in] : &queue->outflow[n_out];
        for (uint32_t i = 0; i < n_branches; i++) {
            branches[i] = road->branches[road->first_branch[node] + i] + (inbound ? road->n_out : 0);
        }
        if (n_trunk > 0) {
            *trunk = node + (inbound ? road->n_out : 0);
        }
        n_in += junction->n_in;
        n_out += junction->n_out;
    }
}

static void fill_boundaries(wo_queue *queue)
{
    for (uint32_t b = 0; b < queue->n_boundaries; b++) {
        const wo_junction *junction = &queue->junctions[b];
        const bool plain = junction->n_in == 1 && junction->n_out == 1;
        queue->boundaries[b] = (wo_boundary){.in = plain ? queue->inflow[junction->first_in] : WO_NONE,
                                             .out = plain ? queue->outflow[junction->first_out] : WO_NONE,
                                             .features = plain ? 0 : WO_AT_JUNCTION,
                                             .release = WO_NEVER};
        wo_waiting *origin = &queue->origins[b];
        *origin = (wo_waiting){.heap = origin->heap, .room = origin->room, .priority = 1000};
    }
    for (uint32_t b = 0; b < queue->n_wakes; b++) {
        queue->wake[b] = WO_NEVER;
    }
    memset(queue->credits, 0, (queue->n_segments + (size_t)queue->n_boundaries) * sizeof *queue->credits);
}

static wo_status check_step(const wo_queue *queue, const wo_road *road, wo_error *error)
{
    const wo_ms dt = queue->options.dt_ms;
    if (road->limit_all_ms == 0) {
        return wo_error_set(error, WO_ERR_RANGE, "the road has a segment that is passed in less than 1 ms");
    }
    if (dt > road->limit_all_ms) {
        return wo_error_set(error, WO_ERR_RANGE, "step of %u ms is above the limit of the road, %u ms", dt,
                            road->limit_all_ms);
    }
    return WO_OK;
}

wo_status wo_queue_reset(wo_queue *queue, const wo_road *road, wo_error *error)
{
    WO_TRY(check_step(queue, road, error));
    queue->n_segments = road->n_segments;
    queue->n_classes = road->n_classes;
    queue->n_boundaries = 2 * road->n_nodes;
    queue->n_wakes = wo_n_blocks(queue->n_boundaries) * WO_BLOCK;
    WO_TRY(reserve_all(queue, road, error));
    queue->road = road;
    queue->dt = queue->options.dt_ms > 0 ? queue->options.dt_ms : road->limit_all_ms;
    queue->now = queue->began = queue->end = queue->grid_at = queue->coupled_at = 0;
    queue->next_grid = WO_NEVER;
    queue->n_gates = 0;
    queue->n_checkpoints = queue->n_servers = 0;
    queue->n_convoys = queue->n_one_lanes = 0;
    queue->n_skies = 0;
    queue->n_spells = 0;
    queue->weather_change = WO_NEVER;
    queue->altered = false;
    queue->stops = (wo_stops){.ask = NULL};
    queue->gates_ready = false;
    queue->n_parties = queue->n_standing = 0;
    queue->left = queue->moves = queue->visits = 0;
    queue->n_events = queue->n_passages = 0;
    queue->shortage = (wo_error){.status = WO_OK};
    wo_coupling_prepare(queue);
    wo_slot *ring = queue->slots;
    for (uint32_t s = 0; s < queue->n_segments; s++) {
        ring = fill_segment(queue, road, s, ring);
    }
    fill_junctions(queue, road);
    fill_boundaries(queue);
    return WO_OK;
}

static wo_status check_options(const wo_queue_options *options, wo_error *error)
{
    if (options->grid_ms > 0 && (options->mean_ms == 0 || options->mean_ms % options->grid_ms != 0)) {
        return wo_error_set(error, WO_ERR_RANGE, "mean of %u ms is no multiple of the grid, %u ms", options->mean_ms,
                            options->grid_ms);
    }
    return WO_OK;
}

wo_status wo_queue_create(const wo_road *road, const wo_queue_options *options, wo_queue **queue, wo_error *error)
{
    *queue = NULL;
    WO_TRY(check_options(options, error));
    wo_queue *made = calloc(1, sizeof *made);
    if (made == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for a queue");
    }
    made->options = *options;
    const wo_status status = wo_queue_reset(made, road, error);
    if (status != WO_OK) {
        wo_queue_destroy(made);
        return status;
    }
    *queue = made;
    return WO_OK;
}

void wo_queue_destroy(wo_queue *queue)
{
    if (queue == NULL) {
        return;
    }
    for (size_t b = 0; b < queue->room.origins; b++) {
        free(queue->origins[b].heap);
    }
    void *const blocks[] = {queue->segments,   queue->pairs,    queue->opposing,   queue->coupled,   queue->wide_means,
                            queue->flowed,     queue->slots,    queue->boundaries, queue->junctions, queue->origins,
                            queue->wake,       queue->due,      queue->inflow,     queue->outflow,   queue->credits,
                            queue->offers,     queue->gates,    queue->parties,    queue->events,    queue->checkpoints,
                            queue->served,     queue->passages, queue->convoys,    queue->one_lanes, queue->no_pass,
                            queue->conditions, queue->skies,    queue->spells,     queue->standing};
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
        free(blocks[i]);
    }
    free(queue);
}
