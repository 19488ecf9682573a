/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The general step of a boundary: who passes next, and what that changes. */
#include "candidate.h"

#include "equations.h"

/* Offers of all branches that have a party, lowest branch first; before them those who leave a checkpoint. */
static uint32_t gather(wo_queue *queue, uint32_t boundary)
{
    const wo_junction *junction = &queue->junctions[boundary];
    uint32_t n = 0;
    if (junction->checkpoint != WO_NONE) {
        n = wo_candidates_of_checkpoint(queue, boundary, queue->offers);
    }
    for (uint32_t i = 0; i < junction->n_in; i++) {
        n += wo_candidate_of_segment(queue, boundary, i, &queue->offers[n]);
    }
    if (queue->origins[boundary].count > 0) {
        queue->offers[n].branch = junction->n_in;
        wo_candidate_of_origin(queue, boundary, &queue->offers[n++]);
    }
    return n;
}

static uint32_t priority_of(const wo_queue *queue, uint32_t boundary, const wo_offer *offer)
{
    return offer->from == WO_NONE ? queue->origins[boundary].priority : queue->road->priority[offer->from];
}

static bool competes(const wo_offer *offer, const wo_offer *first)
{
    return offer == first || (offer->way == first->way && first->way != WO_WAY_AT_ONCE && offer->ready <= first->at);
}

/* True when no offer for the same way out could pass before this one. */
static bool is_first(const wo_offer *offers, uint32_t n, const wo_offer *offer)
{
    if (offer->way == WO_WAY_AT_ONCE) {
        return true;
    }
    for (uint32_t i = 0; i < n; i++) {
        const wo_offer *other = &offers[i];
        if (other->way == offer->way && (other->at < offer->at || (other->at == offer->at && other < offer))) {
            return false;
        }
    }
    return true;
}

/* Among those who want the way out of `first` and are ready when it could pass. */
static const wo_offer *winner_of(const wo_queue *queue, uint32_t boundary, uint32_t n, const wo_offer *first)
{
    const int64_t *credits = &queue->credits[queue->junctions[boundary].first_credit];
    const wo_offer *winner = NULL;
    int64_t best = INT64_MIN;
    for (uint32_t i = 0; i < n; i++) {
        const wo_offer *offer = &queue->offers[i];
        const int64_t claim = credits[offer->branch] + priority_of(queue, boundary, offer);
        if (competes(offer, first) && claim > best) {
            best = claim;
            winner = offer;
        }
    }
    return winner;
}

/* Every competitor is owed its priority, the winner pays for all. */
static void settle(wo_queue *queue, uint32_t boundary, uint32_t n, const wo_offer *first, const wo_offer *winner)
{
    int64_t *credits = &queue->credits[queue->junctions[boundary].first_credit];
    int64_t sum = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (competes(&queue->offers[i], first)) {
            const uint32_t priority = priority_of(queue, boundary, &queue->offers[i]);
            credits[queue->offers[i].branch] += priority;
            sum += priority;
        }
    }
    credits[winner->branch] -= sum;
}

/* Among several offers the next passage, as wo_step_choose tells it. */
static const wo_offer *choose_among(wo_queue *queue, uint32_t boundary, uint32_t n, wo_ms *wake)
{
    const wo_offer *best = NULL, *best_first = NULL;
    wo_ms next = WO_NEVER, floor = WO_NEVER;
    for (uint32_t i = 0; i < n; i++) {
        const wo_offer *first = &queue->offers[i];
        floor = wo_sooner(floor, first->floor);
        if (!is_first(queue->offers, n, first)) {
            continue;
        }
        const wo_offer *winner = first->at < queue->end ? winner_of(queue, boundary, n, first) : first;
        next = wo_sooner(next, winner->at);
        if (winner->at < queue->end &&
            (best == NULL || winner->at < best->at || (winner->at == best->at && winner < best))) {
            best = winner;
            best_first = first;
        }
    }
    if (best != NULL && best->way != WO_WAY_AT_ONCE) {
        settle(queue, boundary, n, best_first, best);
    }
    *wake = wo_look_again(queue, next, floor);
    return best;
}

const wo_offer *wo_step_choose(wo_queue *queue, uint32_t boundary, wo_ms *wake)
{
    const uint32_t n = gather(queue, boundary);
    const wo_offer *only = queue->offers;
    if (n != 1) {
        return choose_among(queue, boundary, n, wake);
    }
    *wake = wo_look_again(queue, only->at, only->floor); /* who has no rival pays himself what he is owed */
    return only->at < queue->end ? only : NULL;
}

/* Pass clocks of those that were overtaken. */
static void overtaken(wo_queue *queue, const wo_offer *offer)
{
    for (uint32_t k = 0; k < offer->n_overtaken; k++) {
        const wo_overtaken *pass = &offer->overtaken[k];
        const int64_t at = pass->arrival - (((pass->arrival - pass->at) << 16) / pass->gain);
        const int64_t clock = at - pass->rate;
        queue->parties[pass->party].clock = pass->clock > clock ? pass->clock : clock;
    }
}

static void leave_segment(wo_queue *queue, const wo_offer *offer)
{
    wo_segment *in = &queue->segments[offer->from];
    const wo_pair *pair = &queue->pairs[(size_t)offer->from * queue->n_classes + wo_class_of(offer->who)];
    for (uint32_t place = offer->place; place > 0; place--) {
        const uint32_t index = in->head.count + place;
        in->ring[index & in->mask] = in->ring[(index - 1) & in->mask];
    }
    overtaken(queue, offer);
    wo_leave(&in->head, &in->ring[in->head.count & in->mask], offer->who, pair->jam, offer->at, offer->mark,
             in->tail.leader);
    in->head.ms += offer->at;
    in->head.blocked_ms += offer->at - offer->free;
    in->head.passes += offer->n_overtaken;
    in->head.passer = offer->place > 0 ? offer->who : WO_NOBODY;
    wo_hole_made(queue, in);
}

/* T less the a of the record that leaves a segment for another, 0 for those who come from elsewhere. */
static wo_ms lateness(const wo_queue *queue, const wo_offer *offer)
{
    if (offer->from == WO_NONE || offer->served != WO_NONE) {
        return 0;
    }
    const wo_segment *in = &queue->segments[offer->from];
    return offer->at - in->ring[(in->head.count + offer->place) & in->mask].at;
}

static void enter_segment(wo_queue *queue, uint32_t boundary, const wo_offer *offer, wo_ms late)
{
    wo_segment *out = &queue->segments[offer->way];
    const uint32_t c = wo_class_of(offer->who);
    const wo_pair *pair = &out->pairs[c];
    wo_ms arrival = wo_arrival(queue, out, pair, c, offer->at);
    if (queue->stops.ask != NULL) {
        arrival = wo_stops_ask(queue, boundary, (size_t)(pair - queue->pairs), offer->who, offer->at, late, arrival);
    }
    wo_wake(queue, out->below, wo_enter(&out->tail, out, pair, offer->who, offer->at, arrival, offer->keep));
    out->tail.ms += offer->at;
    queue->flowed[offer->way] = WO_ENTERED;
}

static void tell(wo_queue *queue, const wo_junction *junction, const wo_offer *offer, wo_event_kind kind)
{
    wo_tell(queue, (wo_event){.at = offer->at,
                              .party = offer->who & WO_PARTY_MASK,
                              .node = junction->node,
                              .direction = (uint8_t)junction->direction,
                              .kind = (uint8_t)kind});
}

/* The upstream side of a passage: who leaves a segment, the origin or a server. */
static void leave(wo_queue *queue, uint32_t boundary, const wo_offer *offer)
{
    wo_waiting *origin = &queue->origins[boundary];
    if (offer->served != WO_NONE) {
        wo_checkpoint_depart(queue, boundary, offer);
    } else if (offer->from != WO_NONE) {
        leave_segment(queue, offer);
    } else {
        wo_origin_pop(queue, boundary);
        if (offer->way != WO_WAY_AT_ONCE) {
            origin->at = offer->at;
            origin->departed++;
        }
    }
}

/* The downstream side. */
static void enter(wo_queue *queue, uint32_t boundary, const wo_offer *offer, wo_ms late)
{
    wo_junction *junction = &queue->junctions[boundary];
    if (offer->way != WO_WAY_SINK && offer->way != WO_WAY_AT_ONCE) {
        enter_segment(queue, boundary, offer, late);
    } else {
        if (offer->way == WO_WAY_SINK) {
            wo_enter_clock(&junction->sink, offer->who, offer->at, offer->keep);
        }
        queue->left++;
        tell(queue, junction, offer, WO_EVENT_LEFT);
    }
    if ((queue->boundaries[boundary].features & WO_AT_STATION) != 0) {
        tell(queue, junction, offer, WO_EVENT_STATION);
    }
}

/* For the capacity drop: how many in a row had to wait. */
static void count_held(wo_junction *junction, const wo_offer *offer)
{
    if (junction->drop_q16 == 0 || offer->way == WO_WAY_AT_ONCE) {
        return;
    }
    if (offer->at > offer->due) {
        junction->n_held = wo_later(junction->n_held, junction->n_held + 1);
    } else {
        junction->n_held = 0;
        junction->released = offer->at;
    }
}

void wo_step_commit(wo_queue *queue, uint32_t boundary, const wo_offer *offer)
{
    const wo_ms late = lateness(queue, offer);
    leave(queue, boundary, offer);
    if (offer->way == WO_WAY_SERVERS) {
        wo_checkpoint_start(queue, boundary, offer);
    } else {
        enter(queue, boundary, offer, late);
        count_held(&queue->junctions[boundary], offer);
        if (offer->way != WO_WAY_AT_ONCE) {
            wo_gate_count(queue, &queue->junctions[boundary], offer->at);
        }
    }
    queue->moves++;
}
