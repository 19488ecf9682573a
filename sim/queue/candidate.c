/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Candidate of a branch: its head, or the first party behind it that can pass it. */
#include "candidate.h"

#include "equations.h"

static const wo_slot *slot_at(const wo_segment *segment, uint32_t place)
{
    return &segment->ring[(segment->head.count + place) & segment->mask];
}

/* Where a party goes from this boundary: a segment, or the sink. */
static uint32_t beyond(const wo_queue *queue, const wo_junction *junction, uint32_t who)
{
    const wo_road *road = queue->road;
    const uint32_t destination = queue->parties[who & WO_PARTY_MASK].destination;
    if (destination == junction->node) {
        return WO_WAY_SINK;
    }
    const uint32_t *out = &queue->outflow[junction->first_out];
    uint32_t i = 0;
    if (junction->direction == WO_INBOUND) {
        /* an inbound segment ends in the node that its outbound twin leaves */
        while (i + 1 < junction->n_out) {
            const uint32_t node = road->down[out[i]];
            if (road->tour[node] <= road->tour[destination] && road->tour[destination] < road->tour_end[node]) {
                break;
            }
            i++;
        }
    }
    return out[i];
}

/* What a branch offers its parties for. */
static uint32_t way_of(const wo_queue *queue, const wo_junction *junction, uint32_t who)
{
    return junction->checkpoint == WO_NONE ? beyond(queue, junction, who) : WO_WAY_SERVERS;
}

static const wo_tail *tail_of(const wo_queue *queue, const wo_junction *junction, uint32_t way)
{
    return way == WO_WAY_SINK ? &junction->sink : &queue->segments[way].tail;
}

/* A + jam - S of the way out: a hole is needed when it is positive. */
static int64_t need_of(const wo_queue *queue, uint32_t way, uint32_t who)
{
    if (way == WO_WAY_SINK) {
        return 0;
    }
    const wo_segment *out = &queue->segments[way];
    return (int64_t)out->tail.cm + queue->pairs[(size_t)way * queue->n_classes + wo_class_of(who)].jam - out->storage;
}

/* A capacity's headway at a boundary, longer while a queue discharges there. */
static uint32_t dropped(const wo_junction *junction, uint32_t headway)
{
    if (junction->drop_q16 == 0 || junction->n_held < junction->held) {
        return headway;
    }
    return wo_clamp((int64_t)wo_div((uint64_t)headway << 16, 65536 - junction->drop_q16));
}

/* What a change of capacity may not bring forward: t_window and Z. */
static int64_t not_before(const wo_queue *queue, const wo_junction *junction)
{
    return wo_later(queue->grid_at, junction->released);
}

/* f_out. A sink has the tables of the segment that `who` comes from. */
static int64_t downstream(const wo_queue *queue, const wo_junction *junction, uint32_t from, uint32_t way, uint32_t who,
                          bool passed_by, int64_t *chained)
{
    const bool sink = way == WO_WAY_SINK;
    const uint32_t tables = sink ? from : way, c = wo_class_of(who);
    const wo_segment *segment = &queue->segments[tables];
    const wo_pair *table = &queue->pairs[(size_t)tables * queue->n_classes];
    const wo_tail *tail = tail_of(queue, junction, way);
    const uint32_t cap = sink ? 0 : dropped(junction, table[c].cap);
    const int64_t last = wo_instant_of(tail->count, tail->at);
    if (passed_by) {
        return last + cap;
    }
    if (wo_class_of(tail->leader) == c) {
        return last + wo_later(table[c].own, cap);
    }
    const bool chain = sink || wo_chain_on(&segment->head, tail->leader, need_of(queue, way, who));
    return wo_follow_mixed(segment, table, c, tail->leader, last, cap, chain, chained);
}

/* f_in; `passed`: the head whom the last to leave has passed, he does not hold it. */
static int64_t upstream(const wo_queue *queue, const wo_junction *junction, uint32_t from, uint32_t who, bool passed)
{
    const wo_segment *in = &queue->segments[from];
    const uint32_t c = wo_class_of(who);
    const wo_pair *pair = &queue->pairs[(size_t)from * queue->n_classes + c];
    const uint32_t point = wo_per_class(junction->limit, queue->road->pcu_q16[c]);
    const uint32_t cap = dropped(junction, wo_later(pair->cap, point));
    return wo_instant_of(in->head.count, in->head.at) + (passed ? cap : wo_later(pair->own, cap));
}

/* The hole of an offer: s, or 0 when it does not matter, and whether it hands a mark on. False when it is not known
 * yet. */
static bool hole_of(wo_queue *queue, const wo_offer *offer, int64_t free, int64_t *hole, bool *marked)
{
    *hole = 0;
    *marked = false;
    if (offer->way == WO_WAY_SINK) {
        return true;
    }
    wo_segment *out = &queue->segments[offer->way];
    const wo_pair *table = &queue->pairs[(size_t)offer->way * queue->n_classes];
    if (wo_is_roomy(&out->tail, &table[wo_class_of(offer->who)])) {
        return true;
    }
    const int64_t need = need_of(queue, offer->way, offer->who);
    if (!wo_hole_find(out, table, &out->tail, out->head.cm, (uint64_t)need)) {
        wo_want(out, out->tail.cm, table, offer->who);
        return false;
    }
    *hole = wo_hole_return(queue, out, &out->tail, (uint64_t)need, free);
    *marked = *hole > free && wo_hole_marked(out, table, &out->tail, (int64_t)out->tail.cm - out->storage);
    return true;
}

/* Whether a gate or a one-lane stretch may hold those who could pass. */
static bool is_barred(const wo_junction *junction)
{
    return junction->closed.n > 0 || junction->convoy != WO_NONE || junction->one_lane != WO_NONE;
}

/* When gates and a one-lane stretch let somebody by who could pass at `at` but for them; WO_NEVER = not known yet. */
static wo_ms let_by(wo_queue *queue, const wo_junction *junction, uint32_t who, wo_ms at)
{
    if (!is_barred(junction)) {
        return at;
    }
    const wo_ms clear = junction->one_lane == WO_NONE ? at : wo_one_lane_entry(queue, junction, who, at);
    return wo_gate_open(queue, junction, clear);
}

/* Fills free, at, keep, mark and floor of an offer of `who` who could pass at `a` but for f, s and the gate. */
static void evaluate(wo_queue *queue, const wo_junction *junction, wo_offer *offer, wo_ms a, bool passed_by,
                     int64_t f_in)
{
    int64_t chained = 0, hole = 0;
    bool marked = false;
    const int64_t f_out = downstream(queue, junction, offer->from, offer->way, offer->who, passed_by, &chained);
    const int64_t free = wo_max(a, wo_max(f_in, f_out));
    const bool known = hole_of(queue, offer, free, &hole, &marked);
    const wo_ms before = wo_clamp(wo_max(wo_max(free, not_before(queue, junction)), hole));
    offer->due = a;
    offer->free = wo_clamp(free);
    offer->at = known ? let_by(queue, junction, offer->who, before) : WO_NEVER;
    offer->mark = known && (offer->at > before || (marked && before == hole));
    offer->keep = chained != 0 && offer->at == chained;
    offer->floor = offer->at;
    if (known && offer->at > queue->next_grid) {
        offer->floor = let_by(queue, junction, offer->who, wo_clamp(wo_max(a, hole)));
    }
}

/* The same at a checkpoint, for the start of a service. */
static void evaluate_start(const wo_queue *queue, const wo_junction *junction, wo_offer *offer, wo_ms a, int64_t f_in)
{
    const wo_servers *checkpoint = &queue->checkpoints[junction->checkpoint];
    const int64_t started = wo_instant_of(checkpoint->n_starts, checkpoint->started);
    const int64_t departed = wo_instant_of(checkpoint->n_departed, checkpoint->departed);
    const bool open = checkpoint->n_served < checkpoint->servers;
    const int64_t free = wo_max(a, f_in), floor = wo_max(a, wo_max(started, departed));
    offer->due = a;
    offer->free = wo_clamp(free);
    const wo_ms before = wo_clamp(wo_max(wo_max(free, floor), not_before(queue, junction)));
    offer->at = open ? wo_desk_open(queue, checkpoint, before) : WO_NEVER;
    offer->mark = open && (offer->at > before || (offer->at == departed && departed > free));
    offer->keep = false;
    offer->floor = open ? wo_desk_open(queue, checkpoint, wo_clamp(floor)) : WO_NEVER;
}

static void evaluate_branch(wo_queue *queue, const wo_junction *junction, wo_offer *offer, wo_ms a, bool passed_by,
                            int64_t f_in)
{
    offer->served = WO_NONE;
    if (offer->way == WO_WAY_SERVERS) {
        evaluate_start(queue, junction, offer, a, f_in);
    } else {
        evaluate(queue, junction, offer, a, passed_by, f_in);
    }
}

/* How long a party that is inside stands there. */
static wo_ms stands(const wo_queue *queue, const wo_segment *in, uint32_t who)
{
    return wo_stops_in(queue, (uint32_t)(in - queue->segments), who & WO_PARTY_MASK);
}

/* R behind one who is inside: whoever stands on the lane is passed by another table, whoever stands beside it by all.
 */
static wo_ms rate_behind(const wo_queue *queue, const wo_segment *in, uint32_t who)
{
    const wo_ms *rate = wo_pass_at(in, wo_class_of(who));
    if (stands(queue, in, who) == 0) {
        return wo_pass_rate(in, *rate);
    }
    if (in->coupled->rates == queue->no_pass) { /* one lane */
        return WO_NEVER;
    }
    const wo_ms stopped = queue->road->stopped_ms[rate - queue->road->pass_ms];
    return queue->standing[who & WO_PARTY_MASK].aside ? 0 : wo_pass_rate(in, stopped);
}

/* One obstacle on the way of a party that would reach the boundary at `at` with free travel time `span`: at is moved
 * to the pass. False when it cannot be passed. */
static bool overtake_one(const wo_queue *queue, const wo_segment *in, const wo_slot *slot, uint32_t span_obstacle,
                         uint32_t span, int64_t *at, wo_overtaken *pass)
{
    const wo_ms rate = rate_behind(queue, in, slot->who);
    if (rate == WO_NEVER || span >= span_obstacle) {
        return false;
    }
    pass->party = slot->who & WO_PARTY_MASK;
    pass->rate = rate;
    pass->arrival = slot->at;
    pass->gain = 65536 - (int64_t)wo_div((uint64_t)span << 16, span_obstacle);
    pass->gain = pass->gain < 1 ? 1 : pass->gain;
    pass->clock = queue->parties[pass->party].clock + rate;
    const int64_t reach = pass->arrival - ((pass->gain * (pass->arrival - pass->clock)) >> 16);
    *at = *at > reach ? *at : reach;
    *at = *at > queue->grid_at ? *at : queue->grid_at;
    pass->at = *at;
    return *at < pass->arrival;
}

/* The first record behind the head that is due before it, 0 when there is none in reach. */
static uint32_t first_faster(const wo_segment *in)
{
    if ((int32_t)(in->tail.crossed - in->head.count) <= 0) {
        return 0;
    }
    const uint32_t inside = in->tail.count - in->head.count;
    const uint32_t reach = inside - 1 < WO_PASS_DEPTH ? inside - 1 : WO_PASS_DEPTH;
    const wo_ms due = slot_at(in, 0)->at;
    for (uint32_t m = 1; m <= reach; m++) {
        if (slot_at(in, m)->at < due) {
            return m;
        }
    }
    return 0;
}

/* Lets record m pass all that are before it, nearest first; *at becomes its time at the boundary. */
static bool overtake(const wo_queue *queue, uint32_t from, uint32_t m, wo_offer *offer, wo_ms *at)
{
    const wo_segment *in = &queue->segments[from];
    const wo_ms *travel = &queue->road->travel_ms[(size_t)from * queue->n_classes];
    const wo_slot *passer = slot_at(in, m);
    const uint32_t c = wo_class_of(passer->who);
    const bool herd = queue->road->herd[c];
    int64_t reach = passer->at;
    if (herd && !queue->stops.herds_pass) {
        return false;
    }
    offer->n_overtaken = m;
    for (uint32_t k = m; k-- > 0;) {
        const wo_slot *slot = slot_at(in, k);
        const wo_ms still = stands(queue, in, slot->who), span = wo_ms_add(travel[wo_class_of(slot->who)], still);
        if (reach >= slot->at || (herd && still == 0) ||
            !overtake_one(queue, in, slot, span, travel[c], &reach, &offer->overtaken[k])) {
            return false;
        }
    }
    *at = (wo_ms)reach;
    return true;
}

/* The offer of record m, when it can leave before the head. */
static bool passing(wo_queue *queue, const wo_junction *junction, uint32_t from, uint32_t m, wo_offer *offer)
{
    const wo_segment *in = &queue->segments[from];
    wo_ms reach = 0;
    offer->who = slot_at(in, m)->who;
    if (!overtake(queue, from, m, offer, &reach)) {
        return false;
    }
    offer->place = m;
    offer->way = way_of(queue, junction, offer->who);
    evaluate_branch(queue, junction, offer, reach, false, upstream(queue, junction, from, offer->who, false));
    offer->ready = offer->at;
    offer->overtaken[0].at = offer->at;
    return offer->at < slot_at(in, 0)->at;
}

static bool was_passed_by(const wo_queue *queue, const wo_junction *junction, uint32_t from, uint32_t way)
{
    const uint32_t passer = queue->segments[from].head.passer;
    return passer != WO_NOBODY && way != WO_WAY_SERVERS && tail_of(queue, junction, way)->last == passer;
}

static void heads_offer(wo_queue *queue, const wo_junction *junction, uint32_t from, wo_offer *offer)
{
    const wo_slot *head = slot_at(&queue->segments[from], 0);
    offer->place = 0;
    offer->n_overtaken = 0;
    offer->who = head->who;
    offer->ready = head->at;
    offer->way = way_of(queue, junction, head->who);
    const bool passed_by = was_passed_by(queue, junction, from, offer->way);
    const bool passed = queue->segments[from].head.passer != WO_NOBODY;
    evaluate_branch(queue, junction, offer, head->at, passed_by, upstream(queue, junction, from, head->who, passed));
}

/* The offer of somebody whose a, `due`, is not before the end of the window: nobody who passes in it competes with him,
 * whatever way he takes, and all that is told is when to look again. */
static void later_offer(wo_offer *offer, wo_ms due)
{
    offer->way = WO_NONE;
    offer->at = offer->floor = due;
}

uint32_t wo_candidate_of_segment(wo_queue *queue, uint32_t boundary, uint32_t branch, wo_offer *offers)
{
    const wo_junction *junction = &queue->junctions[boundary];
    const uint32_t from = queue->inflow[junction->first_in + branch];
    const wo_segment *in = &queue->segments[from];
    if (in->head.count == in->tail.count) {
        return 0;
    }
    offers[0].branch = offers[1].branch = branch;
    offers[0].from = offers[1].from = from;
    const uint32_t m = first_faster(in);
    const wo_ms due = slot_at(in, m)->at;
    uint32_t n = 0;
    if (due >= queue->end) {
        later_offer(&offers[0], due);
        return 1;
    }
    if (m == 0 || !passing(queue, junction, from, m, &offers[0])) {
        heads_offer(queue, junction, from, &offers[n++]);
    } else if (offers[n++].way != way_of(queue, junction, slot_at(in, 0)->who)) {
        heads_offer(queue, junction, from, &offers[n++]);
    }
    if (m > 0) {
        offers[0].floor = wo_sooner(offers[0].floor, due);
    }
    return n;
}

void wo_candidate_of_origin(wo_queue *queue, uint32_t boundary, wo_offer *offer)
{
    const wo_junction *junction = &queue->junctions[boundary];
    const wo_waiting *origin = &queue->origins[boundary];
    const wo_ms release = (wo_ms)(origin->heap[0] >> 32);
    offer->from = WO_NONE;
    if (release >= queue->end) {
        later_offer(offer, release);
        return;
    }
    offer->place = 0;
    offer->n_overtaken = 0;
    offer->who = queue->parties[(uint32_t)origin->heap[0]].who;
    offer->ready = release;
    offer->way = way_of(queue, junction, offer->who);
    if (beyond(queue, junction, offer->who) == WO_WAY_SINK) {
        offer->way = WO_WAY_AT_ONCE;
        offer->served = WO_NONE;
        offer->at = origin->departed > 0 ? wo_later(release, origin->at) : release;
        offer->due = offer->free = offer->floor = offer->at;
        offer->keep = offer->mark = false;
        return;
    }
    const uint32_t limit = wo_per_class(junction->limit, queue->road->pcu_q16[wo_class_of(offer->who)]);
    const uint32_t point = dropped(junction, limit);
    evaluate_branch(queue, junction, offer, release, false, wo_instant_of(origin->departed, origin->at) + point);
}

/* True when `other` leaves the checkpoint before `one`, for the same way out. */
static bool departs_before(const wo_served *other, const wo_served *one)
{
    return other->way == one->way &&
           (other->ready < one->ready || (other->ready == one->ready && other->start < one->start));
}

static bool departs_first(const wo_served *served, uint32_t n, const wo_served *one)
{
    for (uint32_t i = 0; i < n; i++) {
        if (departs_before(&served[i], one)) {
            return false;
        }
    }
    return true;
}

uint32_t wo_candidates_of_checkpoint(wo_queue *queue, uint32_t boundary, wo_offer *offers)
{
    const wo_junction *junction = &queue->junctions[boundary];
    const wo_servers *checkpoint = &queue->checkpoints[junction->checkpoint];
    const wo_served *served = &queue->served[checkpoint->first_served];
    uint32_t n = 0;
    for (uint32_t i = 0; i < checkpoint->n_served; i++) { /* those in service stand in the order of their starts */
        const wo_served *one = &served[i];
        if (!departs_first(served, checkpoint->n_served, one)) {
            continue;
        }
        wo_offer *offer = &offers[n++];
        offer->branch = junction->n_in;
        offer->from = one->from;
        offer->who = one->who;
        offer->way = one->way;
        offer->served = i;
        offer->place = 0;
        offer->n_overtaken = 0;
        offer->ready = one->ready;
        evaluate(queue, junction, offer, one->ready, false, WO_LONG_AGO);
    }
    return n;
}

uint32_t wo_way_beyond(const wo_queue *queue, uint32_t boundary, uint32_t who)
{
    return beyond(queue, &queue->junctions[boundary], who);
}

wo_ms wo_head_free(const wo_queue *queue, uint32_t from)
{
    const wo_segment *in = &queue->segments[from];
    if (in->head.count == in->tail.count) {
        return WO_NEVER;
    }
    const wo_junction *junction = &queue->junctions[in->below];
    const wo_slot *head = slot_at(in, 0);
    const uint32_t way = way_of(queue, junction, head->who);
    const bool passed_by = was_passed_by(queue, junction, from, way);
    int64_t chained = 0;
    const int64_t f_in = upstream(queue, junction, from, head->who, in->head.passer != WO_NOBODY);
    if (way == WO_WAY_SERVERS) {
        return wo_clamp(wo_max(head->at, f_in));
    }
    const int64_t f_out = downstream(queue, junction, from, way, head->who, passed_by, &chained);
    return wo_clamp(wo_max(head->at, wo_max(f_in, f_out)));
}
