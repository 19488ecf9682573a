/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kernel's short way: parties of one class, one behind the other, through a plain boundary where nothing but
 * headways and holes can hold them. Part of kernel_body.h; whoever else comes takes the general way there.
 */

typedef struct platoon {
    uint32_t boundary, class_index;
    wo_segment *in, *out;
    const wo_pair *from, *into; /* of the class */
} platoon;

/* What comes of moving on. */
typedef enum advance {
    WO_STUCK, /* nobody has moved, the head must take the general way */
    WO_MOVED, /* some have; look at the next one anew */
    WO_WAITS  /* the next one does not pass in this window */
} advance;

/* Whether the head leads a platoon: the leader memory it meets is of its class and so stays, arrivals are in order, and
 * no other weather comes up. */
static inline bool leads_platoon(const wo_queue *queue, const platoon *p)
{
    const wo_tail *tail = &p->out->tail;
    const uint64_t travel = p->into->travel;
    return wo_class_of(tail->leader) == p->class_index && tail->latest <= tail->at + travel &&
           (int32_t)(p->in->tail.crossed - p->in->head.count) <= 0 && queue->end + travel <= tail->weather_to &&
           (uint64_t)queue->end + p->out->wave <= tail->weather_to;
}

/* Whether the holes of the head and of those behind it are known well enough to take them in turn: no exit that makes
 * them is marked, and the first of them is not that of the first exit ever, which has no gap, nor of one in other
 * weather. */
static inline bool has_holes(const platoon *p)
{
    const wo_segment *out = p->out;
    return (int64_t)out->head.marked_cm <= (int64_t)out->tail.cm - out->storage && out->tail.hole > 0 &&
           out->ring[out->tail.hole & out->mask].at >= out->weather_from;
}

/* When headways and t_window let the head pass. What t_window alone holds it for goes into *blocked_ms. */
static inline int64_t first_ready(const wo_queue *queue, const platoon *p, uint64_t *blocked_ms)
{
    const wo_slot *head = &p->in->ring[p->in->head.count & p->in->mask];
    const int64_t ready = wo_max(wo_instant_of(p->in->head.count, p->in->head.at) + p->from->hold,
                                 (int64_t)p->out->tail.at + p->into->hold);
    const int64_t free = wo_max(head->at, ready), floor = queue->grid_at;
    *blocked_ms = free < floor ? (uint64_t)(floor - free) : 0;
    return wo_max(ready, floor);
}

static inline uint32_t until_end(uint32_t index, uint32_t mask)
{
    return mask + 1 - (index & mask);
}

/* So many are inside before one of the two rings begins anew. */
static inline uint32_t in_line(const platoon *p)
{
    const wo_segment *in = p->in, *out = p->out;
    const uint32_t cars = wo_sooner(in->tail.count - in->head.count, until_end(in->head.count, in->mask));
    return wo_sooner(cars, until_end(out->tail.count, out->mask));
}

/* The next one passes. */
static inline void pass_on(wo_queue *queue, const platoon *p, wo_slot *car, wo_slot *entry, int64_t at)
{
    car->at = (wo_ms)at;
    entry->at = (wo_ms)at + p->into->travel;
    entry->who = car->who;
    trace(queue, p->boundary, car->who, (wo_ms)at);
}

/* The first `n` are through; `ms` and `blocked_ms` are sums over them. */
static inline void settle_platoon(wo_queue *queue, const platoon *p, uint32_t n, uint64_t ms, uint64_t blocked_ms)
{
    wo_segment *in = p->in, *out = p->out;
    const wo_slot *entries = &out->ring[out->tail.count & out->mask], *last = &entries[n - 1];
    if (out->tail.count == out->head.count) {
        wo_wake(queue, out->below, entries->at);
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
    queue->flowed[queue->boundaries[p->boundary].out] = WO_ENTERED;
    queue->moves += n;
    wo_hole_made(queue, in);
}

/* Holes that return one by one to a platoon of the class that made them: of each the same part of its gap is missing.
 */
typedef struct returning {
    const wo_slot *exits;
    int64_t before; /* the exit in front of the next one */
    int64_t wave, slack;
    int64_t gap, back; /* a gap, and how much earlier than the whole gap its hole is back: gaps of a queue repeat */
    uint64_t missing;
    uint32_t jam, n;
} returning;

static inline returning holes_of(const platoon *p)
{
    const wo_segment *out = p->out;
    const uint32_t first = out->tail.hole, jam = p->into->jam;
    return (returning){.exits = &out->ring[first & out->mask],
                       .before = out->ring[(first - 1) & out->mask].at,
                       .wave = out->wave,
                       .slack = out->slack,
                       .missing = out->tail.hole_to - (out->tail.cm - (uint64_t)out->storage + jam),
                       .jam = jam,
                       .n = wo_sooner(out->head.count - first, until_end(first, out->mask))};
}

/* When hole i is back, or any time before `free`. */
static inline int64_t back_at(returning *holes, uint32_t i, int64_t free)
{
    const int64_t latest = holes->exits[i].at + holes->wave;
    if (latest <= free) {
        return 0;
    }
    const int64_t gap = holes->exits[i].at - holes->before;
    if (gap != holes->gap) {
        const int64_t back = (int64_t)wo_div(holes->missing * (uint64_t)gap, holes->jam);
        holes->gap = gap;
        holes->back = back < holes->slack ? back : holes->slack;
    }
    return latest - holes->back;
}

/* The hole found is that of the last of `n`. */
static inline void advance_hole(const platoon *p, uint32_t n)
{
    wo_tail *tail = &p->out->tail;
    tail->hole += n - 1;
    tail->hole_to += (uint64_t)(n - 1) * p->into->jam;
    tail->hole_from = tail->hole_to - p->into->jam;
}

/* Moves those of the first `n` who pass before the end of the window, each through a hole if there are any to wait for.
 * Always inline: a loop for either case. */
static inline __attribute__((always_inline)) advance move_on(wo_queue *queue, const platoon *p, uint32_t n,
                                                             returning *holes, wo_ms *wake)
{
    const wo_segment *in = p->in, *out = p->out;
    const uint32_t kind = p->class_index << WO_CLASS_SHIFT;
    const int64_t end = queue->end, headway = wo_later(p->from->hold, p->into->hold);
    wo_slot *cars = &in->ring[in->head.count & in->mask], *entries = &out->ring[out->tail.count & out->mask];
    uint64_t ms = 0, free_ms = 0, blocked_ms = 0;
    int64_t ready = first_ready(queue, p, &blocked_ms);
    advance last = WO_MOVED;
    uint32_t i = 0;
    for (; i < n; i++) {
        if (((cars[i].who ^ kind) | (holes != NULL ? holes->exits[i].who ^ kind : 0)) >> WO_CLASS_SHIFT != 0) {
            break;
        }
        const int64_t due = cars[i].at, free = wo_max(due, ready);
        const int64_t hole = holes != NULL ? back_at(holes, i, free) : 0, at = wo_max(free, hole);
        if (at >= end) {
            last = WO_WAITS;
            *wake = wo_look_again(queue, at, wo_max(due, hole));
            break;
        }
        if (holes != NULL) {
            holes->before = holes->exits[i].at;
        }
        pass_on(queue, p, &cars[i], &entries[i], at);
        ms += (uint64_t)at;
        free_ms += (uint64_t)free;
        ready = at + headway;
    }
    if (i > 0 && holes != NULL) {
        advance_hole(p, i);
    }
    if (i > 0) {
        settle_platoon(queue, p, i, ms, blocked_ms + ms - free_ms);
    }
    return i > 0 || last == WO_WAITS ? last : WO_STUCK;
}

static inline advance move_freely(wo_queue *queue, const platoon *p, wo_ms *wake)
{
    const uint64_t room = (p->out->tail.roomy_cm - p->out->tail.cm) / p->into->jam;
    const uint32_t n = in_line(p);
    return move_on(queue, p, room < n ? (uint32_t)room : n, NULL, wake);
}

static inline advance move_through_holes(wo_queue *queue, const platoon *p, wo_ms *wake)
{
    returning holes = holes_of(p);
    return move_on(queue, p, wo_sooner(in_line(p), holes.n), &holes, wake);
}

/* Moves the platoon on, by the one way or the other. */
static inline advance move_platoon(wo_queue *queue, const platoon *p, wo_ms *wake)
{
    wo_segment *out = p->out;
    const wo_pair *table = p->into - p->class_index;
    const uint64_t need = out->tail.cm - (uint64_t)out->storage + p->into->jam;
    if (!wo_is_roomy(&out->tail, p->into)) {
        if (!wo_hole_find(out, table, &out->tail, out->head.cm, need)) {
            return WO_STUCK;
        }
        if (!wo_hole_long_back(queue, out, table, &out->tail)) {
            return has_holes(p) ? move_through_holes(queue, p, wake) : WO_STUCK;
        }
    }
    return move_freely(queue, p, wake);
}

/* Moves the platoon that the head leads. Returns true when that is all that this window brings; else the head, if any,
 * must take the general way. A function of its own, for the registers. */
static __attribute__((noinline)) bool visit_platoon(wo_queue *queue, uint32_t boundary)
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
    advance last = WO_MOVED;
    wo_ms wake = WO_NEVER;
    while (last == WO_MOVED && in->head.count != in->tail.count && leads_platoon(queue, &p)) {
        last = move_platoon(queue, &p, &wake);
    }
    wo_wake(queue, boundary, wake);
    return last == WO_WAITS || in->head.count == in->tail.count;
}

/* Whether several may pass in this window; for one alone the general way is shorter. */
static inline bool several(const wo_queue *queue, const wo_segment *in)
{
    return in->tail.count - in->head.count > 1 && in->ring[(in->head.count + 1) & in->mask].at < queue->end;
}
