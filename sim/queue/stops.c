/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stops on the way: who stands how long, and who is held there longer. */
#include "equations.h"

void wo_queue_stops(wo_queue *queue, wo_stop_fn stop, void *context, bool herds_pass)
{
    queue->stops = (wo_stops){.ask = stop, .context = context, .herds_pass = herds_pass};
}

void wo_queue_wear(wo_queue *queue, const wo_wear *wear)
{
    queue->stops.wear = wear;
}

wo_status wo_stops_prepare(wo_queue *queue, wo_error *error)
{
    if (queue->stops.ask == NULL) {
        return WO_OK;
    }
    WO_TRY(
        wo_reserve((void **)&queue->standing, &queue->room.standing, queue->n_parties, sizeof *queue->standing, error));
    for (; queue->n_standing < queue->n_parties; queue->n_standing++) {
        queue->standing[queue->n_standing] = (wo_standing){.segment = WO_NONE};
    }
    return WO_OK;
}

wo_ms wo_stops_make(wo_queue *queue, uint32_t boundary, uint32_t segment, uint32_t who, wo_ms at, wo_ms late,
                    wo_ms arrival)
{
    const uint32_t party = who & WO_PARTY_MASK;
    const wo_stop stop = queue->stops.ask(queue->stops.context, party, wo_class_of(who), segment, at, late);
    if (stop.stands > 0) {
        const wo_junction *junction = &queue->junctions[boundary];
        queue->standing[party] =
            (wo_standing){.entry = at, .stands = stop.stands, .segment = segment, .aside = stop.aside};
        wo_tell(queue, (wo_event){.at = at,
                                  .party = party,
                                  .node = junction->node,
                                  .direction = (uint8_t)junction->direction,
                                  .kind = WO_EVENT_STOPPED});
    }
    return wo_ms_add(arrival, stop.stands);
}

/* The place in the ring of a party that is known to be inside, one of the last. */
static uint32_t find(const wo_segment *segment, uint32_t party)
{
    uint32_t i = segment->tail.count - 1;
    while ((segment->ring[i & segment->mask].who & WO_PARTY_MASK) != party) {
        i--;
    }
    return i;
}

/* The record at `place` is due at `at` now: those behind it who are due before it have crossed it. Its boundary may
 * have looked already, and not mean to look again until a hole comes back for it: their own ways may be free. */
static void delay(wo_queue *queue, wo_segment *segment, uint32_t place, wo_ms at)
{
    wo_tail *tail = &segment->tail;
    for (uint32_t i = place + 1; i != tail->count; i++) {
        const wo_ms due = segment->ring[i & segment->mask].at;
        if (due < at) {
            tail->crossed = (int32_t)(i + 1 - tail->crossed) > 0 ? i + 1 : tail->crossed;
            wo_wake(queue, segment->below, due);
        }
    }
    segment->ring[place & segment->mask].at = at;
    tail->latest = wo_later(tail->latest, at);
}

wo_status wo_queue_hold(wo_queue *queue, uint32_t party, wo_ms longer, wo_error *error)
{
    const bool known = party < queue->n_standing;
    wo_standing *standing = known ? &queue->standing[party] : NULL;
    if (standing == NULL || standing->segment == WO_NONE || standing->entry < queue->began) {
        return wo_error_set(error, WO_ERR_RANGE, "party %u did not begin to stand in the window before %u ms", party,
                            queue->now);
    }
    wo_segment *segment = &queue->segments[standing->segment];
    const uint32_t place = find(segment, party);
    delay(queue, segment, place, wo_ms_add(segment->ring[place & segment->mask].at, longer));
    standing->stands = wo_ms_add(standing->stands, longer);
    return WO_OK;
}
