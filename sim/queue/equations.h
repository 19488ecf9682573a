/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The recursion's terms: headway, hole, and the two sides of a passage. Private to the layer queue. */
#ifndef WO_QUEUE_EQUATIONS_H
#define WO_QUEUE_EQUATIONS_H

#include "state.h"

static inline uint32_t wo_class_of(uint32_t who)
{
    return who >> WO_CLASS_SHIFT;
}

/* Headway of a class behind a leader of another class, in the tables of one segment; *slow: the leader is slower and
 * the chain on. */
static inline wo_ms wo_headway_mixed(const wo_segment *segment, const wo_pair *table, uint32_t class_index,
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
    const uint64_t rate = slower ? segment->pass[(size_t)kind * WO_PASS_BINS] : WO_NEVER;
    uint64_t headway = 0;
    if (rate != WO_NEVER) {
        headway = wo_div(behind * rate, lanes * rate + jam_time);
    } else {
        headway = lanes == 1 ? behind : wo_div(behind, lanes);
    }
    if (slower && headway < own->own) {
        headway = own->own;
    }
    return headway < WO_NEVER ? (wo_ms)headway : WO_NEVER;
}

/* f_out, and in *chained the instant at which the leader memory is handed on (0: not at all). */
static inline wo_ms wo_follow(const wo_segment *segment, const wo_pair *table, uint32_t class_index,
                              const wo_tail *tail, uint32_t cap, bool chain, wo_ms *chained)
{
    *chained = 0;
    if (tail->count == 0) {
        return 0;
    }
    const uint32_t kind = wo_class_of(tail->leader);
    wo_ms headway = table[class_index].own;
    if (kind != class_index) {
        bool slow = false;
        headway = wo_headway_mixed(segment, table, class_index, kind, chain, &slow);
        *chained = slow ? wo_ms_add(tail->at, headway) : 0;
    }
    return wo_ms_add(tail->at, wo_later(headway, cap));
}

/* Chain off: the obstacle of the leader memory has left the segment and the hole lies behind it. */
static inline bool wo_chain_on(const wo_tail *tail, const wo_head *head, int64_t need)
{
    return head->obstacle != tail->leader || need < (int64_t)head->obstacle_cm;
}

/* Moves the hole pointer to the first exit with D_k >= need > 0; false when there is none yet. */
static inline bool wo_hole_find(const wo_segment *segment, const wo_pair *table, wo_tail *tail, uint64_t left_cm,
                                uint64_t need)
{
    if (left_cm < need) {
        return false;
    }
    while (tail->hole_cm >= need) {
        tail->hole--;
        tail->hole_cm -= table[wo_class_of(segment->ring[tail->hole & segment->mask].who)].jam;
    }
    for (;;) {
        const uint32_t who = segment->ring[tail->hole & segment->mask].who;
        const uint64_t behind = tail->hole_cm + table[wo_class_of(who)].jam;
        if (behind >= need) {
            return true;
        }
        tail->hole_cm = behind;
        tail->hole++;
    }
}

/* s of the hole found, or 0 when it cannot be later than `free`. */
static inline wo_ms wo_hole_return(const wo_segment *segment, const wo_pair *table, const wo_tail *tail, uint64_t need,
                                   wo_ms free)
{
    const wo_slot exit = segment->ring[tail->hole & segment->mask];
    const wo_ms latest = wo_ms_add(exit.at, segment->wave);
    if (latest <= free || (exit.who & WO_MARK) != 0 || tail->hole == 0) {
        return latest <= free ? 0 : latest;
    }
    const uint64_t jam = table[wo_class_of(exit.who)].jam;
    const uint64_t ahead = tail->hole_cm + jam - need;
    const uint64_t gap = exit.at - segment->ring[(tail->hole - 1) & segment->mask].at;
    const uint64_t back = ahead == 0 ? 0 : wo_div(ahead * gap, jam);
    const uint64_t returns = (uint64_t)exit.at + segment->wave - (back < segment->slack ? back : segment->slack);
    return returns < WO_NEVER ? (wo_ms)returns : WO_NEVER;
}

/* Whether a marked exit is among those that make the hole found: the exits up to it with D > need - jam. */
static inline bool wo_hole_marked(const wo_segment *segment, const wo_pair *table, const wo_tail *tail)
{
    const int64_t full = (int64_t)tail->cm - segment->storage;
    int64_t before = (int64_t)tail->hole_cm;
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
static inline void wo_leave(wo_head *head, wo_slot *slot, uint32_t who, uint32_t jam, wo_ms at, wo_ms free, bool mark,
                            uint32_t leader)
{
    slot->at = at;
    slot->who = mark ? who | WO_MARK : who;
    head->cm += jam;
    head->count++;
    head->at = at;
    head->ms += at;
    head->blocked_ms += at - free;
    if (who == leader) {
        head->obstacle = who;
        head->obstacle_cm = head->cm;
    }
}

/* Clocks and leader memory where parties enter a segment or leave through a sink. */
static inline void wo_enter_clock(wo_tail *tail, uint32_t who, wo_ms at, bool keep)
{
    tail->at = at;
    tail->last = who;
    tail->leader = keep ? tail->leader : who;
    tail->ms += at;
}

/* The upstream side of a segment when `who` enters; returns when its exit must be looked at, WO_NEVER = no need. */
static inline wo_ms wo_enter(wo_tail *tail, const wo_segment *segment, const wo_pair *pair, uint32_t who, wo_ms at,
                             bool keep)
{
    const wo_ms arrival = wo_ms_add(at, pair->travel);
    const bool alone = tail->count == segment->head.count;
    segment->ring[tail->count & segment->mask] = (wo_slot){.at = arrival, .who = who};
    tail->cm += pair->jam;
    tail->count++;
    wo_enter_clock(tail, who, at, keep);
    if (arrival < tail->latest) {
        tail->crossed = tail->count;
        return arrival;
    }
    tail->latest = arrival;
    return alone ? arrival : WO_NEVER;
}

/* When to look again at a party that would pass at `at`: a grid instant may bring that forward, not before `floor`. */
static inline wo_ms wo_look_again(const wo_queue *queue, wo_ms at, wo_ms floor)
{
    return at <= queue->next_grid ? at : wo_later(queue->next_grid, wo_sooner(at, floor));
}

#endif
