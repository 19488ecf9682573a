/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The recursion's terms: headway, hole, and the two sides of a passage. Private to the layer queue. */
#ifndef WO_QUEUE_EQUATIONS_H
#define WO_QUEUE_EQUATIONS_H

#include "state.h"

static inline uint32_t wo_class_of(uint32_t who)
{
    return who >> WO_CLASS_SHIFT;
}

/* Instants are formed in 64 bits, so that sums need no care; WO_LONG_AGO + any headway lies before time 0. */
#define WO_LONG_AGO (-((int64_t)1 << 40))

static inline int64_t wo_instant_of(uint32_t count, wo_ms at)
{
    return count > 0 ? (int64_t)at : WO_LONG_AGO;
}

static inline int64_t wo_max(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* Back to a clock. */
static inline wo_ms wo_clamp(int64_t instant)
{
    return instant < (int64_t)WO_NEVER ? (wo_ms)instant : WO_NEVER;
}

/* R(kind) of a segment in dry weather, at the bin of the opposing flow: div(q_opp, WO_PASS_BIN_VPH), where q_opp is in
 * whole veh/h and the divisor odd, so that half of it is rounded down. */
static inline const wo_ms *wo_pass_at(const wo_segment *segment, uint32_t kind)
{
    const uint32_t bin = (*segment->coupled->vehicles + WO_PASS_BIN_VPH / 2 * 1000) / (WO_PASS_BIN_VPH * 1000);
    return &segment->coupled->rates[(size_t)kind * WO_PASS_BINS + wo_sooner(bin, WO_PASS_BINS - 1)];
}

/* Time between two passes under the sight in force. */
static inline uint32_t wo_pass_rate(const wo_segment *segment, uint32_t dry)
{
    return segment->dim == 0 || dry == WO_NEVER ? dry
                                                : wo_clamp((int64_t)wo_div((uint64_t)dry << 16, 65536u - segment->dim));
}

/* Headway of a class behind a leader of another class, in the tables of one segment; *slow: the leader is slower and
 * the chain on. */
static inline int64_t wo_headway_mixed(const wo_segment *segment, const wo_pair *table, uint32_t class_index,
                                       uint32_t kind, bool chain, bool *slow)
{
    const wo_pair *own = &table[class_index];
    const bool slower = table[kind].pace > own->pace;
    *slow = slower && chain;
    if (slower && !chain) {
        return own->own;
    }
    const uint64_t lanes = segment->lanes;
    const uint64_t jam_time = wo_div((uint64_t)own->ell * table[kind].pace, 100000);
    const uint64_t behind = own->tau + jam_time;
    const uint64_t rate = slower ? wo_pass_rate(segment, *wo_pass_at(segment, kind)) : WO_NEVER;
    uint64_t headway = lanes == 1 ? behind : wo_div(behind, lanes);
    if (rate != WO_NEVER) {
        headway = wo_div(behind * rate, lanes * rate + jam_time);
    }
    return wo_max((int64_t)headway, slower ? own->own : 0);
}

/* Chain off: the obstacle of the leader memory has left the segment and the hole lies behind it. */
static inline bool wo_chain_on(const wo_head *head, uint32_t leader, int64_t need)
{
    return head->obstacle != leader || need < (int64_t)head->obstacle_cm;
}

/* f_out behind a leader of another class or none, and in *chained the instant at which the leader memory is handed on
 * (0: not at all). */
static inline int64_t wo_follow_mixed(const wo_segment *segment, const wo_pair *table, uint32_t class_index,
                                      uint32_t leader, int64_t last, uint32_t cap, bool chain, int64_t *chained)
{
    if (leader == WO_NOBODY) {
        return WO_LONG_AGO;
    }
    bool slow = false;
    const int64_t headway = wo_headway_mixed(segment, table, class_index, wo_class_of(leader), chain, &slow);
    *chained = slow ? last + headway : 0;
    return last + wo_max(headway, cap);
}

/* Whether a party finds room that cannot hold it back: no hole, or one that came back long ago (wo_hole_long_back). */
static inline bool wo_is_roomy(const wo_tail *tail, const wo_pair *pair)
{
    return tail->cm + pair->jam <= tail->roomy_cm;
}

/* Only when it is not roomy, so that the pointer never falls behind what is noted as roomy: its exits may be gone.
 * Moves the hole pointer to the first exit with D_k >= need > 0; false when there is none yet. */
static inline bool wo_hole_find(const wo_segment *segment, const wo_pair *table, wo_tail *tail, uint64_t left_cm,
                                uint64_t need)
{
    if (left_cm < need) {
        return false;
    }
    while (tail->hole_from >= need) {
        tail->hole--;
        tail->hole_to = tail->hole_from;
        tail->hole_from -= table[wo_class_of(segment->ring[tail->hole & segment->mask].who)].jam;
    }
    while (tail->hole_to < need) {
        tail->hole++;
        tail->hole_from = tail->hole_to;
        tail->hole_to += table[wo_class_of(segment->ring[tail->hole & segment->mask].who)].jam;
    }
    return true;
}

/* How much before the exit found the room needed was free. */
static inline uint32_t wo_hole_back(const wo_segment *segment, const wo_tail *tail, uint64_t need)
{
    const wo_slot *exit = &segment->ring[tail->hole & segment->mask];
    const uint64_t ahead = tail->hole_to - need;
    if (ahead == 0 || (exit->who & WO_MARK) != 0 || tail->hole == 0) {
        return 0;
    }
    const uint64_t gap = exit->at - segment->ring[(tail->hole - 1) & segment->mask].at;
    const uint64_t back = wo_div(ahead * gap, tail->hole_to - tail->hole_from);
    return back < segment->slack ? (uint32_t)back : segment->slack;
}

/* The same when the weather changes on its way. */
static inline int64_t wo_hole_retimed(const wo_queue *queue, const wo_segment *segment, const wo_tail *tail,
                                      uint64_t need, int64_t free)
{
    const wo_ms exit = segment->ring[tail->hole & segment->mask].at;
    const uint32_t s = (uint32_t)(segment - queue->segments);
    if ((int64_t)exit + queue->conditions[s].slowest <= free) {
        return 0;
    }
    return wo_weather_wave(queue, s, exit - wo_hole_back(segment, tail, need));
}

/* Whether the hole found came back before the window, so that nobody in it can feel when. Then all that came back as
 * long ago are noted at once, for those who follow. */
static inline bool wo_hole_long_back(const wo_queue *queue, const wo_segment *segment, const wo_pair *table,
                                     wo_tail *tail)
{
    const uint64_t slowest = queue->conditions[segment - queue->segments].slowest;
    if (segment->ring[tail->hole & segment->mask].at + slowest >= queue->now) {
        return false;
    }
    for (uint32_t next = tail->hole + 1; next != segment->head.count; next++) {
        const wo_slot *exit = &segment->ring[next & segment->mask];
        if (exit->at + slowest >= queue->now) {
            break;
        }
        tail->hole = next;
        tail->hole_from = tail->hole_to;
        tail->hole_to += table[wo_class_of(exit->who)].jam;
    }
    tail->roomy_cm = tail->hole_to + (uint64_t)segment->storage;
    return true;
}

/* s of the hole found, or 0 when it cannot be later than `free`. */
static inline int64_t wo_hole_return(const wo_queue *queue, const wo_segment *segment, const wo_tail *tail,
                                     uint64_t need, int64_t free)
{
    const wo_slot *exit = &segment->ring[tail->hole & segment->mask];
    const int64_t latest = (int64_t)exit->at + segment->wave;
    if (exit->at < segment->weather_from || latest >= tail->weather_to) {
        return wo_hole_retimed(queue, segment, tail, need, free);
    }
    return latest <= free ? 0 : latest - wo_hole_back(segment, tail, need);
}

/* Whether a marked exit is among those that make the hole found: the exits up to it with D > need - jam = `full`. */
static inline bool wo_hole_marked(const wo_segment *segment, const wo_pair *table, const wo_tail *tail, int64_t full)
{
    if ((int64_t)segment->head.marked_cm <= full) {
        return false;
    }
    int64_t before = (int64_t)tail->hole_from;
    for (uint32_t i = tail->hole;; i--) {
        if ((segment->ring[i & segment->mask].who & WO_MARK) != 0) {
            return true;
        }
        if (i == 0 || before <= full) {
            return false;
        }
        before -= table[wo_class_of(segment->ring[(i - 1) & segment->mask].who)].jam;
    }
}

/* The downstream side of a segment when `who`, whose slot is the one at its head, leaves. */
static inline void wo_leave(wo_head *head, wo_slot *slot, uint32_t who, uint32_t jam, wo_ms at, bool mark,
                            uint32_t leader)
{
    slot->at = at;
    slot->who = mark ? who | WO_MARK : who;
    head->cm += jam;
    head->count++;
    head->at = at;
    if (mark) {
        head->marked_cm = head->cm;
    }
    if (who == leader) {
        head->obstacle = who;
        head->obstacle_cm = head->cm;
    }
}

/* Clocks and leader memory where parties enter a segment or leave through a sink. */
static inline void wo_enter_clock(wo_tail *tail, uint32_t who, wo_ms at, bool keep)
{
    tail->count++;
    tail->at = at;
    tail->last = who;
    tail->leader = keep ? tail->leader : who;
}

/* When a party that enters a segment at `at` has driven through it. */
static inline wo_ms wo_arrival(const wo_queue *queue, const wo_segment *segment, const wo_pair *pair,
                               uint32_t class_index, wo_ms at)
{
    const uint64_t arrival = (uint64_t)at + pair->travel;
    return arrival < segment->tail.weather_to
               ? (wo_ms)arrival
               : wo_weather_travel(queue, (uint32_t)(segment - queue->segments), class_index, at);
}

/* The upstream side of a segment when `who` enters, whose earliest exit is `arrival`; returns when its exit must be
 * looked at, WO_NEVER = no need. */
static inline wo_ms wo_enter(wo_tail *tail, const wo_segment *segment, const wo_pair *pair, uint32_t who, wo_ms at,
                             wo_ms arrival, bool keep)
{
    const bool alone = tail->count == segment->head.count;
    wo_slot *slot = &segment->ring[tail->count & segment->mask];
    slot->at = arrival;
    slot->who = who;
    tail->cm += pair->jam;
    wo_enter_clock(tail, who, at, keep);
    if (arrival < tail->latest) {
        tail->crossed = tail->count;
        return arrival;
    }
    tail->latest = arrival;
    return alone ? arrival : WO_NEVER;
}

/* Somebody waits for a hole of this segment that nobody has made yet. */
static inline void wo_want(wo_segment *segment, uint64_t entered_cm, const wo_pair *table, uint32_t who)
{
    const uint64_t need = entered_cm + table[wo_class_of(who)].jam - (uint64_t)segment->storage;
    segment->wanted = need < segment->wanted ? need : segment->wanted;
}

/* Wakes those who wait for a hole of a segment that somebody has just left. */
static inline void wo_hole_made(wo_queue *queue, wo_segment *segment)
{
    if (segment->head.cm < segment->wanted) {
        return;
    }
    segment->wanted = UINT64_MAX;
    wo_wake(queue, segment->above, queue->now);
    if (queue->n_one_lanes > 0 && queue->junctions[segment->above].clears != WO_NONE) {
        wo_wake(queue, queue->junctions[segment->above].clears, queue->now);
    }
}

/* When to look again at a party that would pass at `at`: a grid instant may bring that forward, not before `floor`. */
static inline wo_ms wo_look_again(const wo_queue *queue, int64_t at, int64_t floor)
{
    return wo_clamp(at <= queue->next_grid ? at : wo_max(queue->next_grid, at < floor ? at : floor));
}

#endif
