/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reference/queue_state.h"

#include <stdlib.h>
#include <string.h>

/* Moves the pass clocks of the records that o passes. */
static void charge_passes(queue_twin *q, const segment *seg, const offer *o)
{
    for (size_t k = 0; k < o->place; k++) {
        const int64_t a = seg->inside[k].ready, T = k == 0 ? o->at : o->t[k];
        const int64_t P = a - ((a - T) << 16) / o->g[k];
        q->parties[seg->inside[k].party].base = larger(o->k[k], P - o->r[k]);
    }
    q->counts.passes += o->place;
    for (size_t k = 0; k < o->place; k++) {
        q->counts.passed_stops += seg->inside[k].stands > 0;
    }
    q->counts.herds_passed += o->place > 0 && q->road->herd[o->class_index];
}

static void leave(queue_twin *q, segment *seg, int s, const offer *o)
{
    charge_passes(q, seg, o);
    seg->passes += o->place;
    seg->blocked += (uint64_t)(o->at - o->free);
    const int64_t jam = q->road->jam_cm[cell(q, s, o->class_index)];
    seg->n_inside--;
    memmove(&seg->inside[o->place], &seg->inside[o->place + 1], (seg->n_inside - o->place) * sizeof(record));
    seg->left_cm += jam;
    seg->exits[seg->n_exits++] = (departure){.left_cm = seg->left_cm, .at = o->at, .jam_cm = jam, .mark = o->mark};
    seg->last_out = o->at;
    seg->passer = o->place > 0 ? o->party : WO_NONE;
    if (seg->in.obstacle == o->party) {
        seg->in.obstacle_cm = seg->left_cm;
    }
}

static void remember(entrance *in, const offer *o)
{
    in->at = o->at;
    in->last = o->party;
    if (!o->keep) {
        in->kind = o->class_index;
        in->obstacle = o->party;
        in->obstacle_cm = UNSET;
    }
}

static void enter(queue_twin *q, segment *seg, int s, const boundary *b, int64_t late, const offer *o)
{
    const int64_t jam = q->road->jam_cm[cell(q, s, o->class_index)];
    const int64_t there = queue_twin_over(seg, SPEED, o->at, q->road->travel_ms[cell(q, s, o->class_index)]);
    record r = {.party = o->party, .class_index = o->class_index, .in = o->at};
    if (q->stop != NULL) {
        const wo_stop stop = q->stop(q->stop_context, o->party, o->class_index, (uint32_t)s, (wo_ms)o->at, (wo_ms)late);
        r.stands = stop.stands;
        r.aside = stop.aside;
    }
    r.ready = smaller(there + r.stands, NEVER);
    if (r.stands > 0) {
        q->events[q->n_events++] = (wo_event){(wo_ms)o->at, o->party, b->node, (uint8_t)b->direction, WO_EVENT_STOPPED};
    }
    q->counts.stops += r.stands > 0;
    q->counts.aside += r.stands > 0 && r.aside;
    q->counts.retimed += queue_twin_changes(seg, SPEED, o->at, there);
    seg->entered_cm += jam;
    seg->inside[seg->n_inside++] = r;
    seg->entry_at[seg->n_entries] = o->at;
    seg->entry_cm[seg->n_entries++] = jam;
    remember(&seg->in, o);
}

static void tell(queue_twin *q, const boundary *b, const offer *o)
{
    wo_event event = {.at = (wo_ms)o->at, .party = o->party, .node = b->node, .direction = (uint8_t)b->direction};
    q->passages[q->n_passages++] = (wo_passage){event.at, o->party, b->node, b->direction};
    if (o->way == SERVERS) {
        return;
    }
    if (o->way < 0) {
        event.kind = WO_EVENT_LEFT;
        q->events[q->n_events++] = event;
    }
    if (b->station) {
        event.kind = WO_EVENT_STATION;
        q->events[q->n_events++] = event;
    }
}

static void count(queue_twin_counts *c, const offer *o)
{
    c->moves++;
    c->by_hole += o->by_hole;
    c->by_gate += o->by_gate;
    c->marked_holes += o->by_hole && o->mark;
    c->followed += o->followed;
    c->kept += o->keep;
    c->chain_off += o->chain_off;
    c->passed_by += o->passed_by;
    c->sinks += o->way == SINK;
    c->own += o->way == OWN;
    c->slow_holes += o->slow_hole;
    c->throttled += o->throttled;
    c->quota += o->by_quota;
    c->shut += o->by_desk;
    c->kept_clear += o->kept_clear;
}

static void begin_service(queue_twin *q, boundary *b, int from, const offer *o)
{
    const int64_t span = b->service_time(b->context, o->class_index, o->party);
    b->busy[b->n_busy++] = (service){.party = o->party, .from = from, .ready = smaller(o->at + span, NEVER)};
    b->last_start = o->at;
    q->counts.starts++;
    q->counts.waited += o->mark;
    q->counts.passing_starts += o->place > 0;
}

static void end_service(queue_twin *q, boundary *b, int place, const offer *o)
{
    q->counts.blocked_after += o->at > b->busy[place].ready;
    q->counts.overtaking += place > 0;
    b->n_busy--;
    memmove(&b->busy[place], &b->busy[place + 1], (size_t)(b->n_busy - place) * sizeof(service));
    b->last_departure = o->at;
}

/* The earliest departure: its place among those in service, -1 when nobody is. */
static int next_departure(const queue_twin *q, const boundary *b, offer *best)
{
    int next = -1;
    for (int i = 0; i < b->n_busy; i++) {
        const service *one = &b->busy[i];
        offer o = {.present = true, .party = one->party, .ready = one->ready};
        bool first = true;
        o.class_index = q->parties[one->party].class_index;
        o.way = queue_twin_way(q, b, one->party, false);
        for (int k = 0; k < b->n_busy; k++) {
            const bool same = queue_twin_way(q, b, b->busy[k].party, false) == o.way;
            const bool sooner = b->busy[k].ready < one->ready || (b->busy[k].ready == one->ready && k < i);
            first = first && !(same && sooner);
        }
        queue_twin_weigh(q, b, one->from, true, &o);
        if (first && (next < 0 || o.at < best->at)) {
            next = i;
            *best = o;
        }
    }
    return next;
}

static void commit(queue_twin *q, boundary *b, int from, int served, const offer *o)
{
    const bool by_road = served < 0 && from != ORIGIN;
    const int64_t late = by_road ? o->at - q->segments[from].inside[o->place].ready : 0;
    count(&q->counts, o);
    if (served >= 0) {
        end_service(q, b, served, o);
    } else if (from != ORIGIN) {
        leave(q, &q->segments[from], from, o);
    } else {
        memmove(b->waiting, b->waiting + 1, --b->n_waiting * sizeof *b->waiting);
        b->origin_out = o->way == OWN ? b->origin_out : o->at;
    }
    if (o->way == SERVERS) {
        begin_service(q, b, from, o);
    } else if (o->way >= 0) {
        enter(q, &q->segments[o->way], o->way, b, late, o);
    } else if (o->way == SINK) {
        remember(&b->sink, o);
    }
    if (o->way >= 0 || o->way == SINK) {
        b->passed_at[b->n_passed++] = o->at;
        q->counts.dropped += b->drop_q16 > 0 && b->n_held >= b->held;
        b->n_held = o->at > o->ready ? b->n_held + 1 : 0;
        b->reset = b->drop_q16 > 0 && b->n_held == 0 ? o->at : b->reset;
    }
    tell(q, b, o);
}

/* Index of the offer that wins the way out of offer `like`; `settle` moves the credits. Offers 2 i and 2 i + 1 are
 * those of branch i. */
static int contest(queue_twin *q, boundary *b, const offer *o, int like, bool settle)
{
    int64_t first = NEVER, sum = 0, best = INT64_MIN;
    int winner = like, earliest = like, n = 0;
    if (o[like].way == OWN) {
        return like;
    }
    for (int i = 0; i < 2 * b->n_branches; i++) {
        if (o[i].present && o[i].way == o[like].way && o[i].at < first) {
            first = o[i].at;
            earliest = i;
        }
    }
    for (int i = 0; i < 2 * b->n_branches; i++) {
        if (o[i].present && o[i].way == o[like].way && o[i].compete <= first) {
            const int64_t priority = b->priority[i / 2];
            if (b->credit[i / 2] + priority > best) {
                best = b->credit[i / 2] + priority;
                winner = i;
            }
            sum += priority;
            b->credit[i / 2] += settle ? priority : 0;
            n++;
        }
    }
    if (settle) {
        b->credit[winner / 2] -= sum;
        q->counts.contests += n > 1;
        q->counts.lost_first += winner != earliest;
    }
    return winner;
}

static void serve(queue_twin *q, boundary *b, int64_t te)
{
    offer o[2 * MAX_BRANCHES];
    for (;;) {
        int next = -1;
        for (int i = 0; i < b->n_branches; i++) {
            queue_twin_candidate(q, b, b->branch[i], &o[2 * i]);
        }
        for (int i = 0; i < 2 * b->n_branches; i++) {
            const int w = o[i].present ? contest(q, b, o, i, false) : -1;
            if (w >= 0 && (next < 0 || o[w].at < o[next].at || (o[w].at == o[next].at && w < next))) {
                next = w;
            }
        }
        offer leaving = {.present = false};
        const int served = next_departure(q, b, &leaving);
        if (served >= 0 && leaving.at < te && (next < 0 || leaving.at <= o[next].at)) {
            commit(q, b, b->busy[served].from, served, &leaving);
            continue;
        }
        if (next < 0 || o[next].at >= te) {
            return;
        }
        (void)contest(q, b, o, next, true);
        commit(q, b, b->branch[next / 2], -1, &o[next]);
    }
}

static void step(queue_twin *q, boundary *b, int64_t te)
{
    if (b->stretch == NULL) {
        serve(q, b, te);
    } else if (b == b->stretch->entry[0]) {
        queue_twin_take_turns(q, b->stretch, te, commit);
    }
}

static int64_t rounded_away(int64_t a, int64_t b)
{
    return a < 0 ? -rounded(-a, b) : rounded(a, b);
}

static void couple(queue_twin *q)
{
    const wo_road *road = q->road;
    for (uint32_t s = 0; s < road->n_segments; s++) {
        segment *seg = &q->segments[s];
        const segment *other = &q->segments[s < road->n_out ? s + road->n_out : s - road->n_out];
        int64_t n = 0, cm = 0;
        for (size_t k = 0; k < other->n_entries; k++) {
            if (other->entry_at[k] < q->now && other->entry_at[k] >= q->now - q->grid) {
                n++;
                cm += other->entry_cm[k];
            }
        }
        const int64_t x_v = n * 3600000000 / q->grid, x_p = cm * 3600000000 / (q->grid * road->car_jam_cm);
        seg->mean_v += rounded_away((x_v - seg->mean_v) * q->grid, q->mean);
        seg->mean_p += rounded_away((x_p - seg->mean_p) * q->grid, q->mean);
    }
}

static int by_event(const void *left, const void *right)
{
    const wo_event *a = left, *b = right;
    if (a->at != b->at) {
        return a->at < b->at ? -1 : 1;
    }
    if (a->party != b->party) {
        return a->party < b->party ? -1 : 1;
    }
    return (int)a->kind - (int)b->kind;
}

static int by_passage(const void *left, const void *right)
{
    const wo_passage *a = left, *b = right;
    const uint32_t x[] = {a->at, a->direction, a->node, a->party}, y[] = {b->at, b->direction, b->node, b->party};
    for (int i = 0; i < 4; i++) {
        if (x[i] != y[i]) {
            return x[i] < y[i] ? -1 : 1;
        }
    }
    return 0;
}

void queue_twin_run(queue_twin *q, wo_ms until, queue_twin_fn on_window, void *context)
{
    const uint32_t n = 2 * q->road->n_nodes;
    q->n_passages = 0;
    while (q->now < until) {
        int64_t te = smaller(q->now + q->dt, until);
        if (q->grid > 0) {
            te = smaller(te, (q->now / q->grid + 1) * q->grid);
            if (q->now % q->grid == 0) {
                couple(q);
                q->window = q->now;
            }
        }
        q->opened = q->now;
        q->n_events = 0;
        for (uint32_t i = 0; i < n; i++) {
            step(q, &q->boundaries[q->reverse ? n - 1 - i : i], te);
        }
        q->now = te;
        qsort(q->events, q->n_events, sizeof *q->events, by_event);
        if (on_window != NULL) {
            on_window(context, q, (wo_ms)q->now, q->events, q->n_events);
        }
    }
    qsort(q->passages, q->n_passages, sizeof *q->passages, by_passage);
}

/* How long the present head of a segment has been kept from leaving by a hole or a gate. */
static uint64_t waiting_time(const queue_twin *q, uint32_t s)
{
    const segment *seg = &q->segments[s];
    const boundary *b = &q->boundaries[(s < q->road->n_out ? 0 : q->road->n_nodes) + q->road->down[s]];
    offer o = {.present = false};
    if (seg->n_inside == 0) {
        return 0;
    }
    queue_twin_offer(q, b, (int)s, seg->inside[0].party, 0, seg->inside[0].ready, &o);
    return (uint64_t)larger(q->now - o.free, 0);
}

void queue_twin_segment(const queue_twin *q, uint32_t index, wo_segment_state *state)
{
    const segment *seg = &q->segments[index];
    memset(state, 0, sizeof *state);
    state->entered = (uint32_t)seg->n_entries;
    state->left = (uint32_t)seg->n_exits;
    state->entered_cm = (uint64_t)seg->entered_cm;
    state->left_cm = (uint64_t)seg->left_cm;
    state->passes = seg->passes;
    state->blocked_ms = seg->blocked + waiting_time(q, index);
    state->opposing_vph = (uint32_t)(seg->mean_v / 1000);
    state->opposing_pcph = (uint32_t)(seg->mean_p / 1000);
    state->capacity_ms = (uint32_t)queue_twin_capacity_pcu(q, (int)index);
    for (size_t k = 0; k < seg->n_inside; k++) {
        state->overdue += seg->inside[k].ready <= q->now;
    }
    for (size_t k = 0; k < seg->n_entries; k++) {
        state->entered_ms += (uint64_t)seg->entry_at[k];
    }
    for (size_t k = 0; k < seg->n_exits; k++) {
        state->left_ms += (uint64_t)seg->exits[k].at;
    }
}

uint32_t queue_twin_waiting(const queue_twin *q, uint32_t node, wo_direction direction)
{
    const boundary *b = &q->boundaries[(direction == WO_OUTBOUND ? 0 : q->road->n_nodes) + node];
    uint32_t n = 0;
    for (size_t i = 0; i < b->n_waiting; i++) {
        n += q->parties[b->waiting[i]].at < q->now;
    }
    return n;
}

uint32_t queue_twin_serving(const queue_twin *q, uint32_t node, wo_direction direction)
{
    return (uint32_t)q->boundaries[(direction == WO_OUTBOUND ? 0 : q->road->n_nodes) + node].n_busy;
}
