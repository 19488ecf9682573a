/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reference/queue_state.h"

#include <stdlib.h>
#include <string.h>

int queue_twin_way(const queue_twin *q, const boundary *b, uint32_t number, bool from_origin)
{
    const wo_road *road = q->road;
    const uint32_t goal = q->parties[number].destination;
    if (goal == b->node) {
        return from_origin ? OWN : SINK;
    }
    if (b->direction == WO_OUTBOUND) {
        return (int)b->node;
    }
    for (uint32_t k = road->first_branch[b->node]; k < road->first_branch[b->node + 1]; k++) {
        const uint32_t up = road->branches[k];
        if (road->tour[up] <= road->tour[goal] && road->tour[goal] < road->tour_end[up]) {
            return (int)(up + road->n_out);
        }
    }
    abort();
}

/* Does a throttle hold on either segment? For counting. */
static bool throttles(const queue_twin *q, int from, int way)
{
    const bool before = from >= 0 && q->segments[from].throttle > 0;
    const bool behind = way >= 0 && q->segments[way].throttle > 0;
    return (before && queue_twin_capacity_pcu(q, from) == q->segments[from].throttle) ||
           (behind && queue_twin_capacity_pcu(q, way) == q->segments[way].throttle);
}

/* Fills in T of an offer whose party, way and `ready` are known; `served`: it departs from a checkpoint. */
void queue_twin_weigh(const queue_twin *q, const boundary *b, int from, bool served, offer *o)
{
    const bool origin = from == ORIGIN;
    const entrance *in = o->way == SINK ? &b->sink : &q->segments[o->way].in;
    const int tables = o->way == SINK ? from : o->way;
    const int64_t point = queue_twin_dropped(b, ((int64_t)b->limit * q->road->pcu_q16[o->class_index] + 32768) >> 16);
    const int64_t own_cap = origin ? 0 : queue_twin_dropped(b, queue_twin_capacity(q, from, o->class_index));
    const int64_t in_cap = larger(point, own_cap);
    const int64_t out_cap = o->way == SINK ? 0 : queue_twin_dropped(b, queue_twin_capacity(q, o->way, o->class_index));
    int64_t need = 0, f_in = UNSET, f_out = UNSET, follow = UNSET, s = UNSET, clear = UNSET;
    bool mark = false, slow = false, slower = false, by_chain = false;
    if (o->way != SINK) {
        const segment *j = &q->segments[o->way];
        const int64_t jam = q->road->jam_cm[cell(q, o->way, o->class_index)];
        need = j->entered_cm + jam - q->road->storage_cm[o->way];
        s = queue_twin_hole(q, o->way, need, jam, &mark, &slow);
    }
    if (b->stretch != NULL) {
        clear = queue_twin_keep_clear(q, b->stretch, b == b->stretch->entry[0] ? 0 : 1, o->class_index);
    }
    const bool chain_off = in->obstacle_cm != UNSET && need >= in->obstacle_cm;
    const bool passed = !origin && !served && o->place == 0 && q->segments[from].passer != WO_NONE;
    o->passed_by = passed && q->segments[from].passer == in->last;
    const int64_t last_out = origin ? b->origin_out : q->segments[from].last_out;
    if (last_out != UNSET && !served) {
        f_in = last_out + (origin || passed ? in_cap : larger(in_cap, queue_twin_own(q, from, o->class_index)));
    }
    if (in->at != UNSET) {
        const int64_t h = queue_twin_headway(q, in, tables, o->class_index, !chain_off, &slower);
        f_out = in->at + (o->passed_by ? out_cap : larger(h, out_cap));
        by_chain = slower && !o->passed_by;
        follow = in->at + h;
    }
    const int64_t f = larger(f_in, f_out), held = larger(larger(o->ready, f), larger(s, larger(q->window, b->reset)));
    const int64_t let_in = b->stretch != NULL ? larger(clear, b->stretch->start) : UNSET;
    o->at = s == NEVER || clear == NEVER ? NEVER : queue_twin_gate(b, larger(held, let_in));
    o->keep = by_chain && !chain_off && o->at == follow;
    o->followed = by_chain && o->at == f_out;
    o->chain_off = by_chain && chain_off;
    o->by_gate = o->at > held;
    o->free = larger(o->ready, f);
    o->by_hole = o->at == s && s > larger(o->ready, f);
    o->mark = o->by_gate || (o->by_hole && mark);
    o->slow_hole = o->by_hole && slow;
    o->kept_clear = o->at == clear;
    o->by_quota = o->by_gate && queue_twin_quota_full(b, held);
    o->throttled = f > o->ready && o->at == f && throttles(q, from, o->way);
}

/* S of the contract. */
static void weigh_start(const queue_twin *q, const boundary *b, int from, offer *o)
{
    const bool origin = from == ORIGIN;
    const int64_t point = queue_twin_dropped(b, ((int64_t)b->limit * q->road->pcu_q16[o->class_index] + 32768) >> 16);
    const int64_t last_out = origin ? b->origin_out : q->segments[from].last_out;
    int64_t h = point;
    if (!origin) {
        h = larger(h, queue_twin_dropped(b, queue_twin_capacity(q, from, o->class_index)));
        if (o->place > 0 || q->segments[from].passer == WO_NONE) {
            h = larger(h, queue_twin_own(q, from, o->class_index));
        }
    }
    o->free = last_out == UNSET ? o->ready : larger(o->ready, last_out + h);
    const int64_t held = larger(larger(o->free, b->last_start), larger(b->last_departure, larger(q->window, b->reset)));
    o->at = queue_twin_desk(b, held);
    o->by_desk = o->at > held;
    o->mark = o->by_desk || (o->at == b->last_departure && b->last_departure > o->free);
    if (b->n_busy == b->servers) {
        o->at = NEVER;
    }
}

void queue_twin_offer(const queue_twin *q, const boundary *b, int from, uint32_t number, size_t place, int64_t ready,
                      offer *o)
{
    o->present = true;
    o->party = number;
    o->class_index = q->parties[number].class_index;
    o->place = place;
    o->ready = ready;
    o->way = queue_twin_way(q, b, number, from == ORIGIN);
    if (o->way == OWN) {
        o->at = larger(ready, b->origin_out);
    } else if (b->servers > 0) {
        o->way = SERVERS;
        weigh_start(q, b, from, o);
    } else {
        queue_twin_weigh(q, b, from, false, o);
    }
    o->compete = place > 0 ? o->at : o->ready;
}

/* Whether record m may pass those before it; then `o` holds its T before f, s and gate. */
static bool try_pass(const queue_twin *q, int from, size_t m, offer *o)
{
    const record *inside = q->segments[from].inside, *p = &inside[m];
    int64_t T = p->ready;
    const bool herd = q->road->herd[p->class_index];
    for (size_t k = m; k-- > 0;) {
        const int64_t a = inside[k].ready, R = queue_twin_pass_time_of(q, from, &inside[k]);
        const int64_t span_m = q->road->travel_ms[cell(q, from, p->class_index)];
        const int64_t dry_k = q->road->travel_ms[cell(q, from, inside[k].class_index)];
        const int64_t span_k = smaller(dry_k + inside[k].stands, NEVER);
        if (herd && (!q->herds_pass || inside[k].stands == 0)) {
            return false;
        }
        if (R == NEVER || span_m >= span_k || T >= a) {
            return false;
        }
        o->g[k] = larger(65536 - rounded(span_m * 65536, span_k), 1);
        o->r[k] = R;
        o->k[k] = q->parties[inside[k].party].base + R;
        T = larger(larger(T, a - ((o->g[k] * (a - o->k[k])) >> 16)), q->window);
        if (T >= a) {
            return false;
        }
        o->t[k] = T;
    }
    o->ready = T;
    return true;
}

/* Fills the offers of a branch: its candidate and, when that is a pass, its head if it takes another way out. */
void queue_twin_candidate(queue_twin *q, const boundary *b, int from, offer o[2])
{
    memset(o, 0, 2 * sizeof *o);
    if (from == ORIGIN) {
        if (b->n_waiting > 0) {
            queue_twin_offer(q, b, from, b->waiting[0], 0, q->parties[b->waiting[0]].at, &o[0]);
        }
        return;
    }
    const segment *seg = &q->segments[from];
    size_t m = 1;
    while (m < seg->n_inside && m <= LOOK_AHEAD && seg->inside[m].ready >= seg->inside[0].ready) {
        m++;
    }
    if (seg->n_inside > 0) {
        queue_twin_offer(q, b, from, seg->inside[0].party, 0, seg->inside[0].ready, &o[0]);
    }
    if (m >= seg->n_inside || m > LOOK_AHEAD) {
        return;
    }
    if (try_pass(q, from, m, &o[1])) {
        queue_twin_offer(q, b, from, seg->inside[m].party, m, o[1].ready, &o[1]);
    }
    o[1].present = o[1].present && o[1].at < seg->inside[0].ready;
    o[0].present = !o[1].present || o[0].way != o[1].way;
    q->counts.refused_passes += !o[1].present;
    q->counts.two_offers += o[0].present && o[1].present;
}
