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
    uint32_t node;              /* whose parties take the general step, WO_NONE = nobody's */
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
    wo_trace(
        queue,
        (wo_passage){.at = at, .party = who & WO_PARTY_MASK, .node = junction->node, .direction = junction->direction});
#else
    (void)queue, (void)boundary, (void)who, (void)at;
#endif
}

#include "platoon.h"

/* f_out, and what happens to the leader memory. */
static inline int64_t follow(const stream *flow, uint32_t c, int64_t *chained)
{
    const wo_pair *pair = &flow->into[c];
    if (wo_class_of(flow->tail->leader) == c) {
        return flow->last_in + pair->hold;
    }
    const int64_t need = (int64_t)flow->tail->cm + pair->jam - flow->out->storage;
    const bool chain = wo_chain_on(&flow->out->head, flow->tail->leader, need);
    return wo_follow_mixed(flow->out, flow->into, c, flow->tail->leader, flow->last_in, pair->cap, chain, chained);
}

/* Lets the hole hold the passage of a head of class c; false when the hole is not known yet. */
static inline bool wait_for_hole(const wo_queue *queue, const stream *flow, uint32_t c, passage *next)
{
    const int64_t full = (int64_t)flow->tail->cm - flow->out->storage;
    const uint64_t need = (uint64_t)(full + flow->into[c].jam);
    if (!wo_hole_find(flow->out, flow->into, flow->tail, flow->out->head.cm, need)) {
        return false;
    }
    if (!wo_hole_long_back(queue, flow->out, flow->into, flow->tail)) {
        next->hole = wo_hole_return(queue, flow->out, flow->tail, need, next->free);
        next->at = wo_max(next->at, next->hole);
        next->mark = next->hole == next->at && next->hole > next->free &&
                     wo_hole_marked(flow->out, flow->into, flow->tail, full);
    }
    return true;
}

/* When the head passes; false when its hole is not known yet. */
static inline bool next_passage(const wo_queue *queue, stream *flow, uint32_t who, int64_t due, passage *next)
{
    const uint32_t c = wo_class_of(who);
    int64_t chained = 0;
    const int64_t f_in = flow->last_out + flow->from[c].hold;
    next->free = wo_max(wo_max(due, f_in), follow(flow, c, &chained));
    next->at = wo_max(next->free, queue->grid_at);
    next->hole = 0;
    next->mark = false;
    if (!wo_is_roomy(flow->tail, &flow->into[c]) && !wait_for_hole(queue, flow, c, next)) {
        return false;
    }
    next->keep = chained == next->at && chained != 0;
    return true;
}

static inline void pass(wo_queue *queue, uint32_t boundary, stream *flow, wo_slot *slot, const passage *next)
{
    const uint32_t who = slot->who, c = wo_class_of(who);
    const wo_ms at = (wo_ms)next->at, late = at - slot->at;
    wo_ms arrival = wo_arrival(queue, flow->out, &flow->into[c], c, at);
    wo_leave(flow->head, slot, who, flow->from[c].jam, at, next->mark, flow->in->tail.leader);
    if (queue->stops.ask != NULL) {
        arrival = wo_stops_ask(queue, boundary, queue->boundaries[boundary].out, who, at, late, arrival);
    }
    const wo_ms look = wo_enter(flow->tail, flow->out, &flow->into[c], who, at, arrival, next->keep);
    flow->arrival = wo_sooner(flow->arrival, look);
    flow->last_out = flow->last_in = next->at;
    flow->ms += at;
    flow->blocked_ms += (uint64_t)(next->at - next->free);
}

static inline bool ends_here(const wo_queue *queue, const stream *flow, uint32_t who)
{
    return flow->node != WO_NONE && queue->parties[who & WO_PARTY_MASK].destination == flow->node;
}

/* Moves all that pass before the end of the window. Returns true when the next one needs the general step, because it
 * may be passed or ends here; else *wake is when to look again. */
static inline bool flow_on(wo_queue *queue, uint32_t boundary, stream *flow, wo_ms *wake)
{
    const int64_t end = queue->end;
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
        if (due >= end) {
            *wake = slot->at;
            break;
        }
        if (ends_here(queue, flow, who)) {
            return true;
        }
        if (!next_passage(queue, flow, who, due, &next)) {
            wo_want(&queue->segments[queue->boundaries[boundary].out], flow->tail->cm, flow->into, who);
            break;
        }
        if (next.at >= end) {
            *wake = wo_look_again(queue, next.at, wo_max(due, next.hole));
            break;
        }
        pass(queue, boundary, flow, slot, &next);
        trace(queue, boundary, who, (wo_ms)next.at);
    }
    return false;
}

/* Adds up what moved, and wakes whom that concerns. */
static void settle(wo_queue *queue, wo_boundary plain, const stream *flow, uint32_t moved)
{
    wo_segment *in = &queue->segments[plain.in], *out = &queue->segments[plain.out];
    in->head.ms += flow->ms;
    in->head.blocked_ms += flow->blocked_ms;
    out->tail.ms += flow->ms;
    queue->moves += moved;
    queue->flowed[plain.out] = WO_ENTERED;
    wo_wake(queue, out->below, flow->arrival);
    wo_hole_made(queue, in);
}

static bool visit_plain(wo_queue *queue, uint32_t boundary, wo_ms *wake)
{
    const wo_boundary plain = queue->boundaries[boundary];
    wo_segment *in = &queue->segments[plain.in], *out = &queue->segments[plain.out];
    if (in->head.passer != WO_NOBODY) {
        return true;
    }
    if (plain.features == 0 && queue->stops.ask == NULL && several(queue, in) && visit_platoon(queue, boundary, wake)) {
        return false;
    }
    stream flow = {.in = in,
                   .out = out,
                   .from = &queue->pairs[(size_t)plain.in * queue->n_classes],
                   .into = &queue->pairs[(size_t)plain.out * queue->n_classes],
                   .head = &in->head,
                   .tail = &out->tail,
                   .last_out = wo_instant_of(in->head.count, in->head.at),
                   .last_in = wo_instant_of(out->tail.count, out->tail.at),
                   .node = (plain.features & WO_AT_SINK) != 0 ? queue->junctions[boundary].node : WO_NONE,
                   .arrival = WO_NEVER};
    const uint32_t before = in->head.count;
    const bool step = flow_on(queue, boundary, &flow, wake);
    if (in->head.count != before) {
        settle(queue, plain, &flow, in->head.count - before);
    }
    return step;
}

static bool visit_step(wo_queue *queue, uint32_t boundary, wo_ms *wake)
{
    const bool one_lane = (queue->boundaries[boundary].features & WO_AT_ONE_LANE) != 0;
    const wo_offer *offer =
        one_lane ? wo_one_lane_choose(queue, &boundary, wake) : wo_step_choose(queue, boundary, wake);
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
    const bool plain = (site->features & ~(unsigned)WO_AT_SINK) == 0 && site->release >= queue->end;
    wo_ms wake = WO_NEVER;
    queue->wake[boundary] = WO_NEVER;
    queue->visits++;
    do {
        if (plain && !visit_plain(queue, boundary, &wake)) {
            break;
        }
    } while (visit_step(queue, boundary, &wake));
    wo_wake(queue, boundary, plain ? wo_sooner(wake, site->release) : wake);
}

/* The state of a boundary that is visited soon. */
static inline void fetch(const wo_queue *queue, uint32_t boundary)
{
    const wo_boundary *site = &queue->boundaries[boundary];
    if (site->in != WO_NONE) {
        const char *in = (const char *)&queue->segments[site->in], *out = (const char *)&queue->segments[site->out];
        for (size_t line = 0; line < sizeof(wo_segment); line += 64) {
            __builtin_prefetch(in + line, 1);
            __builtin_prefetch(out + line, 1);
        }
    }
}

/* A window of one step, in which no visit can make another boundary due. */
static void visit_due(wo_queue *queue)
{
    const uint32_t n = wo_list_due(queue);
    for (uint32_t i = 0; i < n; i++) {
        const uint32_t boundary = queue->due[queue->options.reverse_order ? n - 1 - i : i];
        if (i + 2 < n) {
            fetch(queue, queue->due[queue->options.reverse_order ? n - 3 - i : i + 2]);
        }
        visit(queue, boundary);
    }
}

#include "ahead.h"

wo_status WO_KERNEL(wo_queue *queue, wo_error *error)
{
    if (queue->end - queue->now > queue->dt) {
        sweep_ahead(queue);
    } else {
        visit_due(queue);
    }
    const wo_error *shortage = &queue->shortage;
    return shortage->status == WO_OK ? WO_OK : wo_error_set(error, shortage->status, "%s", shortage->message);
}
