/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kernel's short way: parties of one class, one behind the other, through a plain boundary where nothing but
 * headways and holes can hold them. Part of kernel_body.h; whoever else comes takes the general way there.
 *
 * Only beyond the first filling of the next segment (full > 0), when every entry needs a hole. */

typedef struct platoon {
    uint32_t boundary, class_index;
    wo_segment *in, *out;
    const wo_pair *from, *into; /* of the class */
} platoon;

/* Whether the head leads a platoon: the leader memory it meets is of its class and so stays, no exit that makes its
 * hole or the next ones is marked, arrivals are in order, and no other weather comes up. */
static inline bool leads_platoon(const wo_queue *queue, const platoon *p)
{
    const wo_segment *in = p->in, *out = p->out;
    const wo_tail *tail = &out->tail;
    const int64_t full = (int64_t)tail->cm - out->storage;
    const uint64_t travel = p->into->travel;
    return wo_class_of(tail->leader) == p->class_index && (int64_t)out->head.marked_cm <= full &&
           tail->latest <= tail->at + travel && (int32_t)(in->tail.crossed - in->head.count) <= 0 &&
           queue->end + travel <= tail->weather_to && (uint64_t)queue->end + out->wave <= tail->weather_to;
}

/* A + jam - S for the head, positive. */
static inline uint64_t need_of(const platoon *p)
{
    return p->out->tail.cm - (uint64_t)p->out->storage + p->into->jam;
}

/* When headways let the head pass. */
static inline int64_t first_ready(const platoon *p)
{
    return wo_max(wo_instant_of(p->in->head.count, p->in->head.at) + p->from->hold,
                  (int64_t)p->out->tail.at + p->into->hold);
}

/* Finds the hole of the head: not that of the first exit ever, which has no gap, nor of one in other weather. */
static inline bool find_hole(const platoon *p)
{
    wo_segment *out = p->out;
    return wo_hole_find(out, p->into - p->class_index, &out->tail, out->head.cm, need_of(p)) && out->tail.hole > 0 &&
           out->ring[out->tail.hole & out->mask].at >= out->weather_from;
}

/* So many can move before one of the three rings begins anew. */
static inline uint32_t in_line(const platoon *p)
{
    const wo_segment *in = p->in, *out = p->out;
    const uint32_t first = in->head.count & in->mask, next = out->tail.count & out->mask,
                   hole = out->tail.hole & out->mask;
    const uint32_t cars = wo_sooner(in->tail.count - in->head.count, in->mask + 1 - first);
    const uint32_t holes = wo_sooner(out->head.count - out->tail.hole, out->mask + 1 - wo_later(next, hole));
    return wo_sooner(cars, holes);
}

/* Those who have moved are through: so many, the last of them at `at`. */
static inline void close_platoon(wo_queue *queue, const platoon *p, uint32_t n, uint64_t ms, uint64_t blocked_ms)
{
    wo_segment *in = p->in, *out = p->out;
    const wo_slot *last = &out->ring[(out->tail.count + n - 1) & out->mask];
    if (out->tail.count == out->head.count) {
        wo_wake(queue, out->below, out->ring[out->tail.count & out->mask].at);
    }
    in->head.cm += (uint64_t)n * p->from->jam;
    in->head.count += n;
    in->head.at = out->tail.at = last->at - p->into->travel;
    in->head.ms += ms;
    in->head.blocked_ms += blocked_ms;
    if (last->who == in->tail.leader) { /* nobody of its class is behind the leader memory */
        in->head.obstacle = last->who;
        in->head.obstacle_cm = in->head.cm;
    }
    out->tail.cm += (uint64_t)n * p->into->jam;
    out->tail.count += n;
    out->tail.ms += ms;
    out->tail.last = out->tail.leader = last->who;
    out->tail.latest = last->at;
    out->tail.hole += n - 1;
    out->tail.hole_to += (uint64_t)(n - 1) * p->into->jam;
    out->tail.hole_from = out->tail.hole_to - p->into->jam;
    queue->flowed[queue->boundaries[p->boundary].out] = WO_ENTERED;
    queue->moves += n;
    wo_hole_made(queue, in);
}

/* Moves those who pass before the end of the window. The holes of one class return one by one, and of each the same
 * part of its gap is missing. Returns true when the next one does not pass in this window; then *wake is when to look
 * again. */
static inline bool move_platoon(wo_queue *queue, const platoon *p, wo_ms *wake)
{
    const wo_segment *in = p->in, *out = p->out;
    const uint32_t n = in_line(p), jam = p->into->jam, travel = p->into->travel;
    const uint32_t kind = p->class_index << WO_CLASS_SHIFT;
    wo_slot *cars = &in->ring[in->head.count & in->mask], *entries = &out->ring[out->tail.count & out->mask];
    const wo_slot *exits = &out->ring[out->tail.hole & out->mask];
    const int64_t wave = out->wave, slack = out->slack, end = queue->end, floor = queue->grid_at;
    const int64_t headway = wo_later(p->from->hold, p->into->hold);
    const uint64_t missing = out->tail.hole_to - need_of(p);
    int64_t ready = first_ready(p), before = out->ring[(out->tail.hole - 1) & out->mask].at;
    uint64_t ms = 0, blocked_ms = 0;
    bool waits = false;
    uint32_t i = 0;
    for (; i < n && (((cars[i].who ^ kind) | (exits[i].who ^ kind)) >> WO_CLASS_SHIFT) == 0; i++) {
        const int64_t exit = exits[i].at, due = cars[i].at, free = wo_max(due, ready);
        int64_t hole = floor;
        if (exit + wave > free) {
            const int64_t back = (int64_t)wo_div(missing * (uint64_t)(exit - before), jam);
            hole = wo_max(floor, exit + wave - (back < slack ? back : slack));
        }
        const int64_t at = wo_max(free, hole);
        if (at >= end) {
            *wake = wo_look_again(queue, at, wo_max(due, hole));
            waits = true;
            break;
        }
        cars[i].at = (wo_ms)at;
        entries[i] = (wo_slot){.at = (wo_ms)at + travel, .who = cars[i].who};
        trace(queue, p->boundary, cars[i].who, (wo_ms)at);
        ms += (uint64_t)at;
        blocked_ms += (uint64_t)(at - free);
        ready = at + headway;
        before = exit;
    }
    if (i > 0) {
        close_platoon(queue, p, i, ms, blocked_ms);
    }
    return waits;
}

/* Moves the platoon that the head leads. Returns true when that is all that this window brings: then *wake is when to
 * look again; else the head, if any, must take the general way. A function of its own, for the registers. */
static __attribute__((noinline)) bool visit_platoon(wo_queue *queue, uint32_t boundary, wo_ms *wake)
{
    const wo_boundary *plain = &queue->boundaries[boundary];
    wo_segment *in = &queue->segments[plain->in], *out = &queue->segments[plain->out];
    const uint32_t c = wo_class_of(in->ring[in->head.count & in->mask].who);
    const platoon p = {.boundary = boundary,
                       .class_index = c,
                       .in = in,
                       .out = out,
                       .from = &queue->pairs[(size_t)plain->in * queue->n_classes + c],
                       .into = &queue->pairs[(size_t)plain->out * queue->n_classes + c]};
    if (!leads_platoon(queue, &p) || !find_hole(&p)) {
        return false;
    }
    *wake = WO_NEVER;
    return move_platoon(queue, &p, wake) || in->head.count == in->tail.count;
}

/* Whether several may pass in this window; for one alone the general way is shorter. */
static inline bool several(const wo_queue *queue, const wo_segment *in)
{
    return in->tail.count - in->head.count > 1 && in->ring[(in->head.count + 1) & in->mask].at < queue->end;
}
