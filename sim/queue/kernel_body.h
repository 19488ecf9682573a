/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One window of the engine. Compiled twice, plain and traced: the including file defines WO_TRACED and WO_KERNEL. */
#include "candidate.h"
#include "equations.h"

/* A plain boundary at work: one segment in, one out, nothing else. */
typedef struct stream {
    uint32_t boundary;
    wo_segment *in, *out;
    const wo_pair *from, *into; /* by class */
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

static inline stream stream_at(const wo_queue *queue, uint32_t boundary)
{
    const wo_boundary *plain = &queue->boundaries[boundary];
    wo_segment *in = &queue->segments[plain->in], *out = &queue->segments[plain->out];
    return (stream){.boundary = boundary, .in = in, .out = out, .from = in->pairs, .into = out->pairs};
}

static inline wo_slot *head_of(const wo_segment *segment)
{
    return &segment->ring[segment->head.count & segment->mask];
}

/* When headways let the head pass behind a leader memory of its class. */
static inline int64_t ready_behind_own(const stream *flow, uint32_t c)
{
    const wo_head *head = &flow->in->head;
    const wo_tail *tail = &flow->out->tail;
    return wo_max(wo_instant_of(head->count, head->at) + flow->from[c].hold,
                  wo_instant_of(tail->count, tail->at) + flow->into[c].hold);
}

/* f_out, and what happens to the leader memory. */
static inline int64_t follow(const stream *flow, uint32_t c, int64_t *chained)
{
    const wo_tail *tail = &flow->out->tail;
    const wo_pair *pair = &flow->into[c];
    const int64_t last = wo_instant_of(tail->count, tail->at);
    if (wo_class_of(tail->leader) == c) {
        return last + pair->hold;
    }
    const int64_t need = (int64_t)tail->cm + pair->jam - flow->out->storage;
    const bool chain = wo_chain_on(&flow->out->head, tail->leader, need);
    return wo_follow_mixed(flow->out, flow->into, c, tail->leader, last, pair->cap, chain, chained);
}

/* Lets the hole hold the passage of a head of class c; false when the hole is not known yet. */
static inline bool wait_for_hole(const wo_queue *queue, const stream *flow, uint32_t c, passage *next)
{
    wo_segment *out = flow->out;
    const int64_t full = (int64_t)out->tail.cm - out->storage;
    const uint64_t need = (uint64_t)(full + flow->into[c].jam);
    if (!wo_hole_find(out, flow->into, &out->tail, out->head.cm, need)) {
        return false;
    }
    if (!wo_hole_long_back(queue, out, flow->into, &out->tail)) {
        next->hole = wo_hole_return(queue, out, &out->tail, need, next->free);
        next->at = wo_max(next->at, next->hole);
        next->mark =
            next->hole == next->at && next->hole > next->free && wo_hole_marked(out, flow->into, &out->tail, full);
    }
    return true;
}

/* When the head passes; false when its hole is not known yet. */
static inline bool next_passage(const wo_queue *queue, const stream *flow, const wo_slot *slot, passage *next)
{
    const uint32_t c = wo_class_of(slot->who);
    const wo_head *head = &flow->in->head;
    int64_t chained = 0;
    const int64_t f_in = wo_instant_of(head->count, head->at) + flow->from[c].hold;
    next->free = wo_max(wo_max(slot->at, f_in), follow(flow, c, &chained));
    next->at = wo_max(next->free, queue->grid_at);
    next->hole = 0;
    next->mark = false;
    if (!wo_is_roomy(&flow->out->tail, &flow->into[c]) && !wait_for_hole(queue, flow, c, next)) {
        return false;
    }
    next->keep = chained != 0 && chained == next->at;
    return true;
}

static inline void pass(wo_queue *queue, const stream *flow, wo_slot *slot, const passage *next)
{
    wo_segment *in = flow->in, *out = flow->out;
    const uint32_t who = slot->who, c = wo_class_of(who);
    const wo_pair *into = &flow->into[c];
    const wo_ms at = (wo_ms)next->at, late = at - slot->at;
    wo_ms arrival = wo_arrival(queue, out, into, c, at);
    wo_leave(&in->head, slot, who, flow->from[c].jam, at, next->mark, in->tail.leader);
    if (queue->stops.ask != NULL) {
        arrival = wo_stops_ask(queue, flow->boundary, (size_t)(into - queue->pairs), who, at, late, arrival);
    }
    wo_wake(queue, out->below, wo_enter(&out->tail, out, into, who, at, arrival, next->keep));
    in->head.ms += at;
    in->head.blocked_ms += (uint64_t)(next->at - next->free);
    out->tail.ms += at;
    trace(queue, flow->boundary, who, at);
}

/* The head passes, if it does in this window, whoever it follows and whatever hole it needs. A function of its own, for
 * the registers of the usual way. */
static __attribute__((noinline)) advance pass_any(wo_queue *queue, uint32_t boundary)
{
    const stream flow = stream_at(queue, boundary);
    wo_slot *slot = head_of(flow.in);
    passage next;
    if (!next_passage(queue, &flow, slot, &next)) {
        wo_want(flow.out, flow.out->tail.cm, flow.into, slot->who);
        return WO_WAITS;
    }
    if (next.at >= queue->end) {
        wo_wake(queue, boundary, wo_look_again(queue, next.at, wo_max(slot->at, next.hole)));
        return WO_WAITS;
    }
    pass(queue, &flow, slot, &next);
    return WO_MOVED;
}

/* The same behind one of its class and with room: nothing but headways hold it. */
static inline advance pass_freely(wo_queue *queue, const stream *flow, wo_slot *slot)
{
    const uint32_t c = wo_class_of(slot->who);
    const int64_t free = wo_max(ready_behind_own(flow, c), slot->at), at = wo_max(free, queue->grid_at);
    if (at >= queue->end) {
        wo_wake(queue, flow->boundary, wo_look_again(queue, at, slot->at));
        return WO_WAITS;
    }
    pass(queue, flow, slot, &(passage){.at = at, .free = free});
    return WO_MOVED;
}

static inline bool goes_freely(const stream *flow, const wo_slot *slot)
{
    const uint32_t c = wo_class_of(slot->who);
    return wo_class_of(flow->out->tail.leader) == c && wo_is_roomy(&flow->out->tail, &flow->into[c]);
}

/* Whether the head must take the general step: somebody behind it may pass it, or it ends here. */
static inline bool takes_step(const wo_queue *queue, const stream *flow, const wo_slot *slot, bool crossed)
{
    const wo_head *head = &flow->in->head;
    if (crossed && slot->at > wo_instant_of(head->count, head->at) + flow->in->least_own) {
        return true;
    }
    return slot->at < queue->end && (queue->boundaries[flow->boundary].features & WO_AT_SINK) != 0 &&
           queue->parties[slot->who & WO_PARTY_MASK].destination == queue->junctions[flow->boundary].node;
}

/* Moves all that pass before the end of the window. Returns true when the next one needs the general step. What moves
 * is kept in the segments alone: most visits move one party. */
static inline bool flow_on(wo_queue *queue, const stream *flow, bool ends)
{
    wo_segment *in = flow->in;
    const bool crossed = (int32_t)(in->tail.crossed - in->head.count) > 0, special = crossed || ends;
    advance last = WO_MOVED;
    while (last == WO_MOVED && in->head.count != in->tail.count) {
        wo_slot *slot = head_of(in);
        if (special && takes_step(queue, flow, slot, crossed)) {
            return true;
        }
        if (slot->at >= queue->end) {
            wo_wake(queue, flow->boundary, slot->at);
            return false;
        }
        last = goes_freely(flow, slot) ? pass_freely(queue, flow, slot) : pass_any(queue, flow->boundary);
    }
    return false;
}

static bool visit_plain(wo_queue *queue, uint32_t boundary)
{
    const stream flow = stream_at(queue, boundary);
    wo_segment *in = flow.in;
    const uint32_t features = queue->boundaries[boundary].features;
    if (in->head.passer != WO_NOBODY) {
        return true;
    }
    if (features == 0 && queue->stops.ask == NULL && several(queue, in) && visit_platoon(queue, boundary)) {
        return false;
    }
    const uint32_t before = in->head.count;
    const bool step = flow_on(queue, &flow, features != 0);
    if (in->head.count != before) {
        queue->moves += in->head.count - before;
        queue->flowed[queue->boundaries[boundary].out] = WO_ENTERED;
        wo_hole_made(queue, in);
    }
    return step;
}

/* The general step. Returns false when nobody passes any more in this window. */
static bool visit_step(wo_queue *queue, uint32_t boundary)
{
    const bool one_lane = (queue->boundaries[boundary].features & WO_AT_ONE_LANE) != 0;
    const uint32_t visited = boundary;
    wo_ms wake = WO_NEVER;
    const wo_offer *offer =
        one_lane ? wo_one_lane_choose(queue, &boundary, &wake) : wo_step_choose(queue, boundary, &wake);
    if (offer == NULL) {
        wo_wake(queue, visited, wake);
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
    queue->wake[boundary] = plain ? site->release : WO_NEVER;
    queue->visits++;
    while ((!plain || visit_plain(queue, boundary)) && visit_step(queue, boundary)) {
    }
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
