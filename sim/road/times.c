/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "wayout/road.h"

/** Sum over the segments between `upper` and `lower`, which lies towards the exit; `offset` chooses the direction. */
static wo_ms sum_between(const wo_road *road, uint32_t upper, uint32_t lower, uint32_t class_index, uint32_t offset)
{
    const bool apart = upper >= road->n_nodes || lower >= road->n_nodes || road->tour[upper] < road->tour[lower] ||
                       road->tour[upper] >= road->tour_end[lower];
    if (apart || class_index >= road->n_classes) {
        return WO_NEVER;
    }
    wo_ms sum = 0;
    for (uint32_t i = upper; i != lower; i = road->down[i]) {
        sum = wo_ms_add(sum, road->travel_ms[(size_t)(i + offset) * road->n_classes + class_index]);
    }
    return sum;
}

wo_ms wo_road_free_time(const wo_road *road, uint32_t from, uint32_t to, uint32_t class_index)
{
    return sum_between(road, from, to, class_index, 0);
}

wo_ms wo_road_free_time_inbound(const wo_road *road, uint32_t from, uint32_t to, uint32_t class_index)
{
    return sum_between(road, to, from, class_index, road->n_out);
}

uint32_t wo_one_lane_turn(const wo_road *road, uint32_t segment, wo_ms green)
{
    const uint32_t insides[2] = {segment, segment + road->n_out};
    const uint32_t behinds[2] = {road->down[segment], road->branches[road->first_branch[segment]] + road->n_out};
    uint32_t least = WO_NONE;
    for (int d = 0; d < 2; d++) {
        const size_t inside = (size_t)insides[d] * road->n_classes;
        const size_t behind = (size_t)behinds[d] * road->n_classes;
        const double headway_ms = road->reaction_ms[inside] + 1.0e-5 * road->jam_cm[inside] * road->pace_us[inside];
        const uint32_t cars = road->storage_cm[behinds[d]] / road->jam_cm[behind];
        /* from an entry until the room that it takes is free for another */
        const double held_ms =
            (double)road->travel_ms[inside] + road->travel_ms[behind] + road->wave_ms[behinds[d]] - headway_ms;
        if (cars * headway_ms < fmin((double)green, held_ms) && cars < least) {
            least = cars;
        }
    }
    return least;
}
