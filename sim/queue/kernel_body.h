/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One window of the engine. Compiled twice, plain and traced: the including file defines WO_TRACED and WO_KERNEL. */
#include "candidate.h"
#include "equations.h"

/* A plain boundary at work: one segment in, one out, nothing else. */
typedef struct stream {
    const wo_segment *in, *out;
    const wo_pair *from, *into; /* by class */
    wo_head *head;              /* of `in` */
    wo_tail *tail;              /* of `out` */
    int64_t last_out, last_in;  /* T_out, T_in */
    uint64_t ms, blocked_ms;    /* of this visit */
    wo_ms arrival;              /* first at which the next boundary must look, WO_NEVER = none */
} stream;

typedef struct passage {
    int64_t at, free; /* T, max(a, f) */
    int64_t hole;     /* s, 0 = does not matter */
    bool keep, mark;
} passage;

static inline void trace(wo_queue *queue, uint32_t boundary, uint32_t who, wo_ms at)
{
#if WO_TRACED
    const wo_junction *junction = &queue->junctions[boundary];
    queue->passages[queue->n_passages++] =
        (wo_passage){.at = at, .party = who & WO_PARTY_MASK, .node = junction->node, .direction = junction->direction};
#else
    (void)queue, (void)boundary, (void)who, (void)at;
#endif
}

/* f_out, and what happens to the leader memory. */
static inline int64_t follow(const stream *flow, uint32_t c, int64_t full, int64_t *chained)
{
    const wo_pair *pair = &flow->into[c];
    if (wo_class_of(flow->tail->leader) == c) {
        return flow->last_in + pair->hold;
    }
    const bool chain = wo_chain_on(&flow->out->head, flow->tail->leader, full + pair->jam);
    return wo_follow_mixed(flow->out, flow->into, c, flow->tail->leader, flow->last_in, pair->cap, chain, chained);
}

/* When the head passes; false when its hole is not known yet. */
static inline bool next_passage(stream *flow, uint32_t who, int64_t due, int64_t grid_at, passage *next)
{
    const uint32_t c = wo_class_of(who);
    const int64_t full = (int64_t)flow->tail->cm - flow->out->storage, need = full + flow->into[c].jam;
    int64_t chained = 0;
    const int64_t f_in = flow->last_out + flow->from[c].hold;
    next->free = wo_max(wo_max(due, f_in), follow(flow, c, full, &chained));
    next->at = wo_max(next->free, grid_at);
    next->hole = 0;
    next->mark = false;
    if (need > 0) {
        if (!wo_hole_find(flow->out, flow->into, flow->tail, flow->out->head.cm, (uint64_t)need)) {
            return false;
        }
        next->hole = wo_hole_return(flow->out, flow->tail, (uint64_t)need, next->free);
        next->at = wo_max(next->at, next->hole);
        next->mark = next->hole == next->at && next->hole > next->free &&
                     wo_hole_marked(flow->out, flow->into, flow->tail, full);
    }
    next->keep = chained == next->at && chained != 0;
    return true;
}

static inline void pass(stream *flow, wo_slot *slot, uint32_t who, const passage *next)
{
    const uint32_t c = wo_class_of(who);
    const wo_ms at = (wo_ms)next->at;
    wo_leave(flow->head, slot, who, flow->from[c].jam, at, next->mark, flow->in->tail.leader);
    const wo_ms arrival = wo_enter(flow->tail, flow->out, &flow->into[c], who, at, next->keep);
    flow->arrival = wo_sooner(flow->arrival, arrival);
    flow->last_out = flow->last_in = next->at;
    flow->ms += at;
    flow->blocked_ms += (uint64_t)(next->at - next->free);
}

/* Moves all that pass before the end of the window. Returns true when the next one needs the general step, because it
 * may be passed; else *wake is when to look again. */
static inline bool flow_on(wo_queue *queue, uint32_t boundary, stream *flow, wo_ms *wake)
{
    const int64_t end = queue->end, grid_at = queue->grid_at;
    const uint32_t entered = flow->in->tail.count;
    const bool crossed = (int32_t)(flow->in->tail.crossed - flow->head->count) > 0;
    *wake = WO_NEVER;
    while (flow->head->count != entered) {
        wo_slot *slot = &flow->in->ring[flow->head->count & flow->in->mask];
        const uint32_t who = slot->who;
        const int64_t due = slot->at;
        passage next;
        if (crossed && due > flow->last_out + flow->in->least_own) {
            return true;
        }
        if (!next_passage(flow, who, due, grid_at, &next)) {
            wo_want(&queue->segments[queue->boundaries[boundary].out], flow->tail->cm, flow->into, who);
            break;
        }
        if (next.at >= end) {
            *wake = wo_look_again(queue, next.at, wo_max(due, next.hole));
            break;
        }
        pass(flow, slot, who, &next);
        trace(queue, boundary, who, (wo_ms)next.at);
    }
    return false;
}

/* Adds up what moved, and wakes whom that concerns. */
static void settle(wo_queue *queue, wo_segment *in, wo_segment *out, const stream *flow, uint32_t moved)
{
    in->head.ms += flow->ms;
    in->head.blocked_ms += flow->blocked_ms;
    out->tail.ms += flow->ms;
    queue->moves += moved;
    queue->flowed[out - queue->segments] = 1;
    wo_wake(queue, out->below, flow->arrival);
    if (in->head.cm >= in->wanted) {
        in->wanted = UINT64_MAX;
        wo_wake(queue, in->above, queue->end);
    }
}

static bool visit_plain(wo_queue *queue, uint32_t boundary, wo_ms *wake)
{
    const wo_boundary plain = queue->boundaries[boundary];
    wo_segment *in = &queue->segments[plain.in], *out = &queue->segments[plain.out];
    if (in->head.passer != WO_NOBODY) {
        return true;
    }
    stream flow = {.in = in,
                   .out = out,
                   .from = &queue->pairs[(size_t)plain.in * queue->n_classes],
                   .into = &queue->pairs[(size_t)plain.out * queue->n_classes],
                   .head = &in->head,
                   .tail = &out->tail,
                   .last_out = wo_instant_of(in->head.count, in->head.at),
                   .last_in = wo_instant_of(out->tail.count, out->tail.at),
                   .arrival = WO_NEVER};
    const uint32_t before = in->head.count;
    const bool step = flow_on(queue, boundary, &flow, wake);
    if (in->head.count != before) {
        settle(queue, in, out, &flow, in->head.count - before);
    }
    return step;
}

static bool visit_step(wo_queue *queue, uint32_t boundary, wo_ms *wake)
{
    const wo_offer *offer = wo_step_choose(queue, boundary, wake);
    if (offer == NULL) {
        return false;
    }
    const uint32_t who = offer->who;
    const wo_ms at = offer->at;
    wo_step_commit(queue, boundary, offer);
    trace(queue, boundary, who, at);
    return true;
}

static void visit(wo_queue *queue, uint32_t boundary)
{
    const wo_boundary *site = &queue->boundaries[boundary];
    const bool plain = site->features == 0 && site->release >= queue->end;
    wo_ms wake = WO_NEVER;
    queue->wake[boundary] = WO_NEVER;
    queue->visits++;
    do {
        if (plain && !visit_plain(queue, boundary, &wake)) {
            break;
        }
    } while (visit_step(queue, boundary, &wake));
    queue->wake[boundary] = plain ? wo_sooner(wake, site->release) : wake;
}

/* Room for all that a visit can tell: every party is moved at most once in a window, at a checkpoint twice. */
static wo_status make_room(wo_queue *queue, uint32_t boundary, wo_error *error)
{
    const bool tells = (queue->boundaries[boundary].features & (WO_AT_SINK | WO_AT_STATION)) != 0;
    if (!tells && !WO_TRACED) {
        return WO_OK;
    }
    const wo_junction *junction = &queue->junctions[boundary];
    size_t parties = queue->origins[boundary].count;
    for (uint32_t i = 0; i < junction->n_in; i++) {
        const wo_segment *in = &queue->segments[queue->inflow[junction->first_in + i]];
        parties += in->tail.count - in->head.count;
    }
    if (junction->checkpoint != WO_NONE) {
        parties += parties + queue->checkpoints[junction->checkpoint].n_served;
    }
    if (tells) {
        WO_TRY(wo_reserve((void **)&queue->events, &queue->room.events, queue->n_events + 2 * parties,
                          sizeof *queue->events, error));
    }
    if (WO_TRACED) {
        WO_TRY(wo_reserve((void **)&queue->passages, &queue->room.passages, queue->n_passages + parties,
                          sizeof *queue->passages, error));
    }
    return WO_OK;
}

static wo_status visit_block(wo_queue *queue, uint32_t block, wo_error *error)
{
    const uint32_t first = block * WO_WAKE_BLOCK;
    const uint32_t n = wo_sooner(WO_WAKE_BLOCK, queue->n_boundaries - first);
    for (uint32_t i = 0; i < n; i++) {
        const uint32_t boundary = first + (queue->options.reverse_order ? n - 1 - i : i);
        if (queue->wake[boundary] < queue->end) {
            WO_TRY(make_room(queue, boundary, error));
            visit(queue, boundary);
        }
    }
    wo_ms earliest = WO_NEVER;
    for (uint32_t i = 0; i < n; i++) {
        earliest = wo_sooner(earliest, queue->wake[first + i]);
    }
    queue->wake_block[block] = earliest;
    return WO_OK;
}

wo_status WO_KERNEL(wo_queue *queue, wo_error *error)
{
    for (uint32_t i = 0; i < queue->n_blocks; i++) {
        const uint32_t block = queue->options.reverse_order ? queue->n_blocks - 1 - i : i;
        if (queue->wake_block[block] < queue->end) {
            WO_TRY(visit_block(queue, block, error));
        }
    }
    return WO_OK;
}
