/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reference/queue_state.h"

#include <stdlib.h>

static void *room(size_t n, size_t size)
{
    void *memory = calloc(n + 1, size);
    if (memory == NULL) {
        abort();
    }
    return memory;
}

static boundary *boundary_at(queue_twin *q, uint32_t node, wo_direction direction)
{
    return &q->boundaries[(direction == WO_OUTBOUND ? 0 : q->road->n_nodes) + node];
}

static entrance empty_entrance(void)
{
    return (entrance){.at = UNSET, .last = WO_NONE, .obstacle = WO_NONE, .obstacle_cm = UNSET};
}

static void add_branch(boundary *b, int from, int64_t priority)
{
    if (b->n_branches == MAX_BRANCHES) {
        abort();
    }
    b->branch[b->n_branches] = from;
    b->priority[b->n_branches++] = priority;
}

static void build_boundary(const queue_twin *q, boundary *b, uint32_t node, wo_direction direction)
{
    const wo_road *road = q->road;
    b->node = node;
    b->direction = direction;
    b->sink = empty_entrance();
    b->origin_out = UNSET;
    b->last_start = UNSET;
    b->last_departure = UNSET;
    b->waiting = room(q->max_parties, sizeof *b->waiting);
    b->passed_at = room(q->max_parties, sizeof *b->passed_at);
    if (direction == WO_OUTBOUND) {
        for (uint32_t k = road->first_branch[node]; k < road->first_branch[node + 1]; k++) {
            add_branch(b, (int)road->branches[k], road->priority[road->branches[k]]);
        }
    } else if (node < road->n_out) {
        add_branch(b, (int)(node + road->n_out), road->priority[node + road->n_out]);
    }
    add_branch(b, ORIGIN, 1000);
}

queue_twin *queue_twin_create(const wo_road *road, const wo_queue_options *options, uint32_t max_parties)
{
    queue_twin *q = room(1, sizeof *q);
    const size_t moves = 2 * (size_t)max_parties * (road->n_nodes + 1); /* a checkpoint is passed twice */
    q->road = road;
    q->dt = options->dt_ms > 0 ? options->dt_ms : road->limit_all_ms;
    q->grid = options->grid_ms;
    q->mean = options->mean_ms;
    q->reverse = options->reverse_order;
    q->max_parties = max_parties;
    q->parties = room(max_parties, sizeof *q->parties);
    q->segments = room(road->n_segments, sizeof *q->segments);
    q->boundaries = room(2 * (size_t)road->n_nodes, sizeof *q->boundaries);
    q->passages = room(moves, sizeof *q->passages);
    q->events = room(3 * moves, sizeof *q->events);
    q->stretches = room(road->n_out, sizeof *q->stretches);
    for (uint32_t s = 0; s < road->n_segments; s++) {
        segment *seg = &q->segments[s];
        seg->in = empty_entrance();
        seg->last_out = UNSET;
        seg->passer = WO_NONE;
        seg->inside = room(max_parties, sizeof *seg->inside);
        seg->exits = room(max_parties, sizeof *seg->exits);
        seg->entry_at = room(max_parties, sizeof *seg->entry_at);
        seg->entry_cm = room(max_parties, sizeof *seg->entry_cm);
    }
    for (uint32_t node = 0; node < road->n_nodes; node++) {
        build_boundary(q, boundary_at(q, node, WO_OUTBOUND), node, WO_OUTBOUND);
        build_boundary(q, boundary_at(q, node, WO_INBOUND), node, WO_INBOUND);
    }
    return q;
}

void queue_twin_destroy(queue_twin *q)
{
    for (uint32_t s = 0; s < q->road->n_segments; s++) {
        free(q->segments[s].inside);
        free(q->segments[s].exits);
        free(q->segments[s].entry_at);
        free(q->segments[s].entry_cm);
    }
    for (uint32_t i = 0; i < 2 * q->road->n_nodes; i++) {
        free(q->boundaries[i].waiting);
        free(q->boundaries[i].passed_at);
    }
    free(q->parties);
    free(q->segments);
    free(q->boundaries);
    free(q->passages);
    free(q->events);
    free(q->stretches);
    free(q);
}

void queue_twin_close(queue_twin *q, uint32_t node, wo_direction direction, wo_ms from, wo_ms to)
{
    boundary *b = boundary_at(q, node, direction);
    if (b->n_closures == MAX_CLOSURES) {
        abort();
    }
    b->closed_from[b->n_closures] = from;
    b->closed_to[b->n_closures++] = to;
}

void queue_twin_limit(queue_twin *q, uint32_t node, wo_direction direction, uint32_t ms_per_pcu)
{
    boundary_at(q, node, direction)->limit = ms_per_pcu;
}

void queue_twin_origin_priority(queue_twin *q, uint32_t node, wo_direction direction, uint32_t priority)
{
    boundary *b = boundary_at(q, node, direction);
    b->priority[b->n_branches - 1] = priority;
}

void queue_twin_checkpoint(queue_twin *q, uint32_t node, wo_direction direction, uint32_t servers,
                           wo_service_fn service_time, const void *context)
{
    boundary *b = boundary_at(q, node, direction);
    if (servers > MAX_SERVERS) {
        abort();
    }
    b->servers = (int)servers;
    b->service_time = service_time;
    b->context = context;
}

void queue_twin_shut(queue_twin *q, uint32_t node, wo_direction direction, wo_ms from, wo_ms to)
{
    boundary *b = boundary_at(q, node, direction);
    if (b->n_shut == MAX_CLOSURES) {
        abort();
    }
    b->shut_from[b->n_shut] = from;
    b->shut_to[b->n_shut++] = to;
}

void queue_twin_convoy(queue_twin *q, uint32_t node, wo_direction direction, wo_ms first, wo_ms every, wo_ms open,
                       uint32_t most)
{
    boundary *b = boundary_at(q, node, direction);
    b->first = first;
    b->every = every;
    b->open = open;
    b->most = most;
}

void queue_twin_one_lane(queue_twin *q, uint32_t number, wo_ms green, wo_ms gap, wo_ms lost)
{
    const wo_road *road = q->road;
    const uint32_t end = road->down[number];
    stretch *x = &q->stretches[q->n_stretches++];
    *x = (stretch){.green = green, .gap = gap, .lost = lost, .last = UNSET};
    x->entry[0] = boundary_at(q, number, WO_OUTBOUND);
    x->entry[1] = boundary_at(q, end, WO_INBOUND);
    x->lane[0] = (int)number;
    x->lane[1] = (int)(number + road->n_out);
    x->behind[0] = (int)end;
    x->behind[1] = (int)(road->branches[road->first_branch[number]] + road->n_out);
    for (int d = 0; d < 2; d++) {
        x->entry[d]->stretch = x;
        q->segments[x->lane[d]].one_lane = true;
    }
}

void queue_twin_weather(queue_twin *q, uint32_t number, const wo_weather_piece *pieces, size_t n)
{
    q->segments[number].weather = pieces;
    q->segments[number].n_weather = n;
}

void queue_twin_stops(queue_twin *q, wo_stop_fn stop, void *context, bool herds_pass)
{
    q->stop = stop;
    q->stop_context = context;
    q->herds_pass = herds_pass;
}

bool queue_twin_hold(queue_twin *q, uint32_t number, wo_ms longer)
{
    for (uint32_t s = 0; s < q->road->n_segments; s++) {
        segment *seg = &q->segments[s];
        for (size_t k = 0; k < seg->n_inside; k++) {
            record *r = &seg->inside[k];
            if (r->party == number && r->in >= q->opened && r->stands > 0) {
                r->ready = smaller(r->ready + longer, NEVER);
                r->stands = smaller(r->stands + longer, NEVER);
                q->counts.holds++;
                return true;
            }
        }
    }
    return false;
}

void queue_twin_throttle(queue_twin *q, uint32_t number, uint32_t ms_per_pcu)
{
    q->segments[number].throttle = ms_per_pcu;
}

void queue_twin_drop(queue_twin *q, uint32_t node, wo_direction direction, uint32_t drop_q16, uint32_t held)
{
    boundary *b = boundary_at(q, node, direction);
    if (drop_q16 > b->drop_q16) {
        b->drop_q16 = drop_q16;
        b->held = held;
    }
}

void queue_twin_station(queue_twin *q, uint32_t node, wo_direction direction)
{
    boundary_at(q, node, direction)->station = true;
}

uint32_t queue_twin_release(queue_twin *q, wo_ms at, uint32_t node, wo_direction direction, uint32_t class_index,
                            uint32_t destination)
{
    boundary *b = boundary_at(q, node, direction);
    const uint32_t number = q->n_parties++;
    if (number >= q->max_parties) {
        abort();
    }
    q->parties[number] = (party){.class_index = class_index,
                                 .destination = destination == WO_NONE ? q->road->n_out : destination,
                                 .at = at,
                                 .base = -((int64_t)1 << 40)};
    size_t place = b->n_waiting++;
    for (; place > 0 && q->parties[b->waiting[place - 1]].at > at; place--) {
        b->waiting[place] = b->waiting[place - 1];
    }
    b->waiting[place] = number;
    return number;
}

const wo_passage *queue_twin_passages(const queue_twin *q, size_t *n_passages)
{
    *n_passages = q->n_passages;
    return q->passages;
}

queue_twin_counts queue_twin_count(const queue_twin *q)
{
    return q->counts;
}
