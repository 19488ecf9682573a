/* SPDX-License-Identifier: GPL-3.0-or-later */
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
