/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a caller may see of the state. */
#include "candidate.h"
#include "coupling.h"
#include "equations.h"

wo_ms wo_queue_now(const wo_queue *queue)
{
    return queue->now;
}

uint32_t wo_queue_parties(const wo_queue *queue)
{
    return queue->n_parties;
}

uint64_t wo_queue_moves(const wo_queue *queue)
{
    return queue->moves;
}

uint64_t wo_queue_visits(const wo_queue *queue)
{
    return queue->visits;
}

/* How much dry travel is before who will be out at `at`. */
static uint64_t rest_of(const wo_queue *queue, uint32_t index, uint32_t speed_q16, wo_ms at)
{
    const bool same_weather = at < queue->segments[index].tail.weather_to;
    const uint64_t way = same_weather
                             ? (uint64_t)(at - queue->now) * speed_q16
                             : wo_weather_odometer(queue, index, at) - wo_weather_odometer(queue, index, queue->now);
    return way >> 16;
}

/* Who is inside has come as far as free travel takes it, at most to the end; who stands, stands at the begin. */
static void look_inside(const wo_queue *queue, uint32_t index, wo_segment_state *state)
{
    const wo_segment *segment = &queue->segments[index];
    const wo_ms *travel_ms = &queue->road->travel_ms[(size_t)index * queue->n_classes];
    const uint64_t length_cm = queue->road->length_cm[index];
    const uint32_t speed_q16 = wo_weather_now(queue, index)->speed_q16;
    uint64_t inside_cm = 0;
    for (uint32_t i = segment->head.count; i != segment->tail.count; i++) {
        const wo_slot *slot = &segment->ring[i & segment->mask];
        if (slot->at <= queue->now) {
            state->overdue++;
            inside_cm += length_cm;
        } else {
            const uint64_t travel = travel_ms[wo_class_of(slot->who)];
            const uint64_t rest = rest_of(queue, index, speed_q16, slot->at);
            inside_cm += length_cm - length_cm * (rest < travel ? rest : travel) / travel;
        }
    }
    state->inside_cm = inside_cm;
}

/* How long the head has been waiting for more than headways; it cannot before it is due. */
static wo_ms blocked_so_far(const wo_queue *queue, uint32_t index)
{
    const wo_segment *segment = &queue->segments[index];
    if (segment->ring[segment->head.count & segment->mask].at >= queue->now) {
        return 0;
    }
    const wo_ms free = wo_head_free(queue, index);
    return free < queue->now ? queue->now - free : 0;
}

void wo_queue_counts(const wo_queue *queue, uint32_t first, uint32_t n, wo_segment_counts *counts)
{
    const wo_segment *inside = &queue->segments[first];
    for (uint32_t i = 0; i < n; i++) {
        counts[i] = (wo_segment_counts){.entered = inside[i].tail.count,
                                        .left = inside[i].head.count,
                                        .entered_ms = inside[i].tail.ms,
                                        .left_ms = inside[i].head.ms,
                                        .entered_cm = inside[i].tail.cm,
                                        .left_cm = inside[i].head.cm};
    }
}

void wo_queue_opposing(const wo_queue *queue, uint32_t segment, uint32_t *vph, uint32_t *pcph)
{
    *vph = (uint32_t)(wo_coupling_vehicles(queue, segment) / 1000);
    *pcph = (uint32_t)(wo_coupling_pcu(queue, segment) / 1000);
}

uint32_t wo_queue_capacity(const wo_queue *queue, uint32_t segment)
{
    return queue->coupled[segment].capacity;
}

bool wo_queue_idle(const wo_queue *queue, uint32_t segment, const wo_segment_state *since)
{
    return since->entered == since->left && queue->segments[segment].tail.count == since->entered;
}

void wo_queue_segment(const wo_queue *queue, uint32_t segment, wo_segment_state *state)
{
    const wo_segment *inside = &queue->segments[segment];
    uint32_t vph, pcph;
    wo_queue_opposing(queue, segment, &vph, &pcph);
    *state = (wo_segment_state){.entered = inside->tail.count,
                                .left = inside->head.count,
                                .entered_ms = inside->tail.ms,
                                .left_ms = inside->head.ms,
                                .entered_cm = inside->tail.cm,
                                .left_cm = inside->head.cm,
                                .blocked_ms = inside->head.blocked_ms,
                                .passes = inside->head.passes,
                                .inside_cm = 0,
                                .overdue = 0,
                                .opposing_vph = vph,
                                .opposing_pcph = pcph,
                                .capacity_ms = wo_queue_capacity(queue, segment)};
    if (state->entered != state->left) {
        state->blocked_ms += blocked_so_far(queue, segment);
        look_inside(queue, segment, state);
    }
}

bool wo_queue_entered(const wo_queue *queue, uint32_t segment)
{
    return queue->flowed[segment] == WO_ENTERED;
}

size_t wo_queue_memory(const wo_queue *queue)
{
    const wo_rooms *room = &queue->room;
    size_t bytes = sizeof *queue;
    bytes += room->segments * sizeof *queue->segments + room->pairs * sizeof *queue->pairs;
    bytes += room->opposing * sizeof *queue->opposing + room->flowed * sizeof *queue->flowed;
    bytes += room->coupled * sizeof *queue->coupled + room->wide_means * sizeof *queue->wide_means;
    bytes += room->slots * sizeof *queue->slots + room->boundaries * sizeof *queue->boundaries;
    bytes += room->junctions * sizeof *queue->junctions + room->origins * sizeof *queue->origins;
    bytes += room->wake * sizeof *queue->wake + room->due * sizeof *queue->due;
    bytes += room->inflow * sizeof *queue->inflow + room->outflow * sizeof *queue->outflow;
    bytes += room->credits * sizeof *queue->credits + room->offers * sizeof *queue->offers;
    bytes += room->gates * sizeof *queue->gates + room->parties * sizeof *queue->parties;
    bytes += room->events * sizeof *queue->events + room->passages * sizeof *queue->passages;
    bytes += room->convoys * sizeof *queue->convoys + room->one_lanes * sizeof *queue->one_lanes;
    bytes += room->no_pass * sizeof *queue->no_pass;
    bytes += room->conditions * sizeof *queue->conditions + room->skies * sizeof *queue->skies;
    bytes += room->spells * sizeof *queue->spells + room->standing * sizeof *queue->standing;
    bytes += room->checkpoints * sizeof *queue->checkpoints + room->served * sizeof *queue->served;
    for (size_t b = 0; b < room->origins; b++) {
        bytes += queue->origins[b].room * sizeof *queue->origins[b].heap;
    }
    return bytes;
}
