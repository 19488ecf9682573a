/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Invariants that the state shows: parties are conserved, storage holds, order is kept, headways and holes are
 * respected, one lane is used by one direction, convoys are not too large. */
#include "equations.h"

static const wo_pair *pair_of(const wo_queue *queue, uint32_t s, uint32_t who)
{
    return &queue->pairs[(size_t)s * queue->n_classes + wo_class_of(who)];
}

/* Those in service: as many as there are servers at most, in the order of their starts, started before the clock. */
static wo_status verify_checkpoint(const wo_queue *queue, const wo_servers *checkpoint, wo_error *error)
{
    const wo_served *served = &queue->served[checkpoint->first_served];
    bool good = checkpoint->n_served <= checkpoint->servers &&
                checkpoint->n_starts - checkpoint->n_departed == checkpoint->n_served &&
                (checkpoint->n_starts == 0 || checkpoint->started < queue->now) &&
                (checkpoint->n_departed == 0 || checkpoint->departed < queue->now);
    for (uint32_t i = 0; good && i < checkpoint->n_served; i++) {
        good = served[i].start < checkpoint->n_starts && (i == 0 || served[i - 1].start < served[i].start);
    }
    return good ? WO_OK
                : wo_error_set(error, WO_ERR_INVARIANT,
                               "checkpoint at boundary %u: %u started, %u departed, %u of %u "
                               "servers busy",
                               checkpoint->boundary, checkpoint->n_starts, checkpoint->n_departed, checkpoint->n_served,
                               checkpoint->servers);
}

/* Released = waiting + inside + in service + left. */
static wo_status verify_parties(const wo_queue *queue, wo_error *error)
{
    uint64_t waiting = 0, inside = 0, served = 0;
    for (uint32_t b = 0; b < queue->n_boundaries; b++) {
        waiting += queue->origins[b].count;
    }
    for (uint32_t s = 0; s < queue->n_segments; s++) {
        inside += queue->segments[s].tail.count - queue->segments[s].head.count;
    }
    for (uint32_t i = 0; i < queue->n_checkpoints; i++) {
        served += queue->checkpoints[i].n_served;
    }
    if (waiting + inside + served + queue->left != queue->n_parties) {
        return wo_error_set(error, WO_ERR_INVARIANT,
                            "%u parties released, but %llu wait, %llu are inside, %llu in service, %llu left",
                            queue->n_parties, (unsigned long long)waiting, (unsigned long long)inside,
                            (unsigned long long)served, (unsigned long long)queue->left);
    }
    return WO_OK;
}

/* Where the odometer of a segment stood when a party inside entered, but for the rounding of its arrival (with which it
 * may lie before the start). */
static int64_t entry_of(const wo_queue *queue, uint32_t s, wo_slot slot)
{
    const wo_ms stands = wo_stops_in(queue, s, slot.who & WO_PARTY_MASK);
    const wo_ms travel = queue->road->travel_ms[(size_t)s * queue->n_classes + wo_class_of(slot.who)];
    return (int64_t)wo_weather_odometer(queue, s, slot.at - stands) - ((int64_t)travel << 16);
}

/* That rounding: half a ms at full speed. */
static int64_t rounding(const wo_queue *queue, uint32_t s)
{
    return queue->conditions[s].sky == WO_NONE ? 0 : 32768;
}

/* Storage holds, and who is inside entered in the order of the ring. */
static wo_status verify_inside(const wo_queue *queue, uint32_t s, wo_error *error)
{
    const wo_segment *segment = &queue->segments[s];
    const int64_t half = rounding(queue, s), last = (int64_t)wo_weather_odometer(queue, s, segment->tail.at);
    int64_t before = -half;
    uint64_t jam = 0;
    for (uint32_t i = segment->head.count; i != segment->tail.count; i++) {
        const wo_slot slot = segment->ring[i & segment->mask];
        const wo_pair *pair = pair_of(queue, s, slot.who);
        const int64_t entry = entry_of(queue, s, slot);
        if (slot.at != WO_NEVER &&
            (entry + 2 * half < before || entry > last + half || slot.at > segment->tail.latest)) {
            return wo_error_set(error, WO_ERR_INVARIANT, "segment %u: entry before %u ms out of order", s, slot.at);
        }
        before = slot.at == WO_NEVER ? before : entry;
        jam += pair->jam;
    }
    if (segment->tail.cm - segment->head.cm != jam || (int64_t)jam > segment->storage) {
        return wo_error_set(error, WO_ERR_INVARIANT, "segment %u: %llu cm inside, counted %llu, storage %lld", s,
                            (unsigned long long)jam, (unsigned long long)(segment->tail.cm - segment->head.cm),
                            (long long)segment->storage);
    }
    return WO_OK;
}

/* Exits still on record follow each other by at least the own headway, unless somebody was passed. */
static wo_status verify_exits(const wo_queue *queue, uint32_t s, wo_error *error)
{
    const wo_segment *segment = &queue->segments[s];
    const uint32_t first = segment->tail.count > segment->mask + 1 ? segment->tail.count - segment->mask - 1 : 0;
    for (uint32_t i = first + 1; i < segment->head.count; i++) {
        const wo_slot exit = segment->ring[i & segment->mask];
        const wo_ms before = segment->ring[(i - 1) & segment->mask].at;
        const wo_weather_piece *weather = wo_weather_at(queue, s, exit.at);
        const wo_ms own = wo_own_headway(queue->road, s, wo_class_of(exit.who), weather->speed_q16, weather->wave_q16);
        const wo_ms gap = segment->head.passes > 0 ? 0 : own;
        if (exit.at < before || exit.at - before < gap) {
            return wo_error_set(error, WO_ERR_INVARIANT, "segment %u: exits at %u and %u ms, headway %u ms", s, before,
                                exit.at, gap);
        }
    }
    return WO_OK;
}

/* The clocks, and the length that left before the hole pointer. */
static wo_status verify_clocks(const wo_queue *queue, uint32_t s, wo_error *error)
{
    const wo_segment *segment = &queue->segments[s];
    const wo_tail *tail = &segment->tail;
    const wo_head *head = &segment->head;
    uint64_t behind = 0;
    for (uint32_t i = tail->hole; i < head->count; i++) {
        behind += pair_of(queue, s, segment->ring[i & segment->mask].who)->jam;
    }
    const bool holes = tail->hole == WO_NONE || tail->hole_from + behind == head->cm;
    const bool last = head->count == 0 || segment->ring[(head->count - 1) & segment->mask].at == head->at;
    const bool past = (tail->count == 0 || tail->at < queue->now) && (head->count == 0 || head->at < queue->now);
    if (!holes || !last || !past || head->count > tail->count) {
        return wo_error_set(error, WO_ERR_INVARIANT, "segment %u: last entry %u ms, last exit %u ms at %u ms", s,
                            tail->at, head->at, queue->now);
    }
    return WO_OK;
}

/* Tables are those of the weather of the last window, and the throttle holds. */
static wo_status verify_conditions(const wo_queue *queue, uint32_t s, wo_error *error)
{
    const wo_segment *segment = &queue->segments[s];
    const wo_weather_piece *weather = wo_weather_now(queue, s);
    const bool good = weather == wo_weather_at(queue, s, queue->grid_at) &&
                      segment->wave == wo_under(queue->road->wave_ms[s], weather->wave_q16) &&
                      queue->coupled[s].capacity >= queue->conditions[s].throttle;
    return good ? WO_OK
                : wo_error_set(error, WO_ERR_INVARIANT, "segment %u: weather or throttle of another at %u ms", s,
                               queue->now);
}

/* What the odometer of a segment shows when the hole of an exit may have come back. */
static uint64_t earliest_hole(const wo_queue *queue, uint32_t s, uint32_t exit)
{
    const wo_segment *segment = &queue->segments[s];
    const wo_ms at = segment->ring[exit & segment->mask].at;
    return wo_weather_odometer(queue, s, wo_weather_wave(queue, s, at > segment->slack ? at - segment->slack : 0));
}

/* Who is inside needed a hole that had come back when it entered. Only without passes is its place known. */
static wo_status verify_holes(const wo_queue *queue, uint32_t s, wo_error *error)
{
    const wo_segment *segment = &queue->segments[s];
    const wo_tail *tail = &segment->tail;
    uint64_t entered = segment->head.cm, left = tail->hole_from;
    uint32_t hole = tail->hole == WO_NONE ? 0 : tail->hole;
    if (segment->head.passes > 0) {
        return WO_OK;
    }
    while (hole > 0 && hole + segment->mask + 1 > tail->count) {
        left -= pair_of(queue, s, segment->ring[--hole & segment->mask].who)->jam;
    }
    for (uint32_t i = segment->head.count; i != tail->count; i++) {
        const wo_slot slot = segment->ring[i & segment->mask];
        entered += pair_of(queue, s, slot.who)->jam;
        const int64_t need = (int64_t)entered - segment->storage;
        while (hole < segment->head.count && (int64_t)left < need) {
            left += pair_of(queue, s, segment->ring[hole++ & segment->mask].who)->jam;
        }
        const bool checked = need > 0 && hole > 0 && hole + segment->mask + 1 > tail->count && slot.at != WO_NEVER;
        if ((int64_t)left < need ||
            (checked && entry_of(queue, s, slot) + rounding(queue, s) < (int64_t)earliest_hole(queue, s, hole - 1))) {
            return wo_error_set(error, WO_ERR_INVARIANT, "segment %u: entry before the hole returned", s);
        }
    }
    return WO_OK;
}

/* One lane is used by one direction at a time, and who is in it has room behind it. */
static wo_status verify_one_lane(const wo_queue *queue, const wo_shared_lane *lane, wo_error *error)
{
    uint32_t used = 0;
    for (int direction = 0; direction < 2; direction++) {
        const wo_way *way = &lane->ways[direction];
        const wo_segment *inside = &queue->segments[way->inside], *behind = &queue->segments[way->behind];
        used += inside->head.count != inside->tail.count;
        if ((int64_t)(way->clear.cm - behind->head.cm) > behind->storage || way->clear.cm < behind->tail.cm) {
            return wo_error_set(error, WO_ERR_INVARIANT, "segment %u: no room for who is in the one lane before it",
                                way->behind);
        }
    }
    const wo_way *other = &lane->ways[1 - lane->holder];
    const wo_segment *cleared = &queue->segments[other->inside];
    if (used > 1 || (lane->open && cleared->head.count != cleared->tail.count)) {
        return wo_error_set(error, WO_ERR_INVARIANT, "segment %u: both directions in one lane", other->inside);
    }
    return WO_OK;
}

static wo_status verify_convoy(const wo_convoy_gate *convoy, wo_error *error)
{
    return convoy->passed <= convoy->most
               ? WO_OK
               : wo_error_set(error, WO_ERR_INVARIANT, "%u parties in a convoy of at most %u", convoy->passed,
                              convoy->most);
}

wo_status wo_queue_verify(const wo_queue *queue, wo_error *error)
{
    WO_TRY(verify_parties(queue, error));
    for (uint32_t i = 0; i < queue->n_checkpoints; i++) {
        WO_TRY(verify_checkpoint(queue, &queue->checkpoints[i], error));
    }
    for (uint32_t i = 0; i < queue->n_one_lanes; i++) {
        WO_TRY(verify_one_lane(queue, &queue->one_lanes[i], error));
    }
    for (uint32_t i = 0; i < queue->n_convoys; i++) {
        WO_TRY(verify_convoy(&queue->convoys[i], error));
    }
    if (queue->dt > queue->road->limit_all_ms) {
        return wo_error_set(error, WO_ERR_INVARIANT, "step of %u ms is above the limit", queue->dt);
    }
    for (uint32_t s = 0; s < queue->n_segments; s++) {
        WO_TRY(verify_inside(queue, s, error));
        WO_TRY(verify_exits(queue, s, error));
        WO_TRY(verify_clocks(queue, s, error));
        WO_TRY(verify_holes(queue, s, error));
        WO_TRY(verify_conditions(queue, s, error));
    }
    return WO_OK;
}
