/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables in force: the dry tables of the road under the weather. */
#include "coupling.h"

uint32_t wo_under(uint32_t dry, uint32_t factor_q16)
{
    const uint64_t value = factor_q16 == 65536 ? dry : wo_div((uint64_t)dry << 16, factor_q16);
    return value < WO_NEVER ? (uint32_t)value : WO_NEVER;
}

/* The same for a pace or a reaction time, from which products are made. */
static uint32_t slowed(uint32_t dry, uint32_t factor_q16)
{
    return wo_sooner(wo_under(dry, factor_q16), WO_SLOWEST);
}

/* Own headway of a class with a pace and a reaction time. */
static uint32_t headway(const wo_road *road, uint32_t s, uint32_t c, uint32_t pace, uint32_t tau)
{
    const uint64_t jam_time = wo_div((uint64_t)road->class_jam_cm[c] * pace, 100000);
    return (uint32_t)wo_div(tau + jam_time, road->lanes[s]);
}

uint32_t wo_own_headway(const wo_road *road, uint32_t s, uint32_t c, uint32_t speed_q16, uint32_t wave_q16)
{
    const size_t at = (size_t)s * road->n_classes + c;
    return headway(road, s, c, slowed(road->pace_us[at], speed_q16), slowed(road->reaction_ms[at], wave_q16));
}

static void fill_pair(wo_queue *queue, uint32_t s, uint32_t c, const wo_weather_piece *weather)
{
    const wo_road *road = queue->road;
    const size_t at = (size_t)s * queue->n_classes + c;
    const uint32_t pace = slowed(road->pace_us[at], weather->speed_q16);
    const uint32_t tau = slowed(road->reaction_ms[at], weather->wave_q16);
    const uint32_t own = headway(road, s, c, pace, tau);
    queue->pairs[at] = (wo_pair){.hold = own,
                                 .travel = wo_under(road->travel_ms[at], weather->speed_q16),
                                 .jam = road->jam_cm[at],
                                 .own = own,
                                 .pace = pace,
                                 .tau = tau,
                                 .ell = road->class_jam_cm[c]};
}

void wo_tables_fill(wo_queue *queue, uint32_t s)
{
    const wo_weather_piece *weather = wo_weather_now(queue, s);
    wo_segment *segment = &queue->segments[s];
    segment->wave = wo_under(queue->road->wave_ms[s], weather->wave_q16);
    segment->dim = (uint16_t)(65536 - weather->sight_q16);
    segment->weather_from = weather->from == 0 ? 0 : wo_ms_add(weather->from, segment->slack);
    segment->tail.weather_to = wo_weather_until(queue, s);
    for (uint32_t c = 0; c < queue->n_classes; c++) {
        fill_pair(queue, s, c, weather);
    }
    queue->coupled[s].free_pcu = wo_coupling_free_pcu(queue, s);
    queue->coupled[s].capacity = 0; /* as fill_pair left it */
    wo_coupling_apply(queue, s);
}
