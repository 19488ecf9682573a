/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "points.h"

#include <math.h>

/* A queue discharges after so many in a row had to wait. */
#define HELD_IN_A_ROW 10

static const wo_direction directions[2] = {WO_OUTBOUND, WO_INBOUND};

static wo_status drop_at(const wo_points *points, uint32_t node, wo_direction direction, const wo_number *drop,
                         wo_error *error)
{
    const uint32_t q16 = (uint32_t)floor(wo_number_value(drop, points->draw) * 65536.0 + 0.5);
    return q16 > 0 ? wo_queue_drop(points->queue, node, direction, q16, HELD_IN_A_ROW, error) : WO_OK;
}

static wo_status limit_points(const wo_points *points, wo_error *error)
{
    const wo_scenario *scenario = points->scenario;
    for (size_t i = 0; i < scenario->n_bottlenecks; i++) {
        const wo_bottleneck *bottleneck = &scenario->bottlenecks[i];
        const uint32_t node = points->places->bottleneck[i];
        const wo_ms headway = wo_ms_from_s(1.0 / wo_number_value(&bottleneck->capacity_per_s, points->draw));
        for (int d = 0; d < 2; d++) {
            if (wo_side_has(bottleneck->side, directions[d])) {
                WO_TRY(wo_queue_limit(points->queue, node, directions[d], headway, error));
                WO_TRY(drop_at(points, node, directions[d], &bottleneck->drop, error));
            }
        }
    }
    return WO_OK;
}

/* Whether another section ends where outbound segment `s` begins, or none. */
static bool begins_section(const wo_road *road, uint32_t s)
{
    for (uint32_t k = road->first_branch[s]; k < road->first_branch[s + 1]; k++) {
        if (road->section[road->branches[k]] == road->section[s]) {
            return false;
        }
    }
    return true;
}

/* The capacity drop of a section acts where its traffic enters it, in both directions. */
static wo_status drop_sections(const wo_points *points, wo_error *error)
{
    const wo_road *road = points->road;
    for (uint32_t s = 0; s < road->n_out; s++) {
        const wo_number *drop = &points->scenario->sections[road->section[s]].drop;
        const uint32_t end = road->down[s];
        if (begins_section(road, s)) {
            WO_TRY(drop_at(points, s, WO_OUTBOUND, drop, error));
        }
        if (end == road->n_out || road->section[end] != road->section[s]) {
            WO_TRY(drop_at(points, end, WO_INBOUND, drop, error));
        }
    }
    return WO_OK;
}

static wo_status close_points(const wo_points *points, wo_error *error)
{
    const wo_scenario *scenario = points->scenario;
    const uint32_t line = points->places->deadline_line;
    for (int d = 0; d < 2; d++) {
        WO_TRY(wo_queue_close(points->queue, line, directions[d], scenario->closing, WO_NEVER, error));
    }
    for (size_t i = 0; i < scenario->n_closures; i++) {
        const wo_closure *closure = &scenario->closures[i];
        const uint32_t node = points->places->closure[i];
        for (int d = 0; d < 2; d++) {
            if (wo_side_has(closure->side, directions[d])) {
                WO_TRY(wo_queue_close(points->queue, node, directions[d], closure->from, closure->to, error));
            }
        }
    }
    return WO_OK;
}

static wo_status start_convoys(const wo_points *points, wo_error *error)
{
    for (size_t i = 0; i < points->scenario->n_convoys; i++) {
        const wo_convoy *convoy = &points->scenario->convoys[i];
        const wo_direction direction = convoy->side == WO_SIDE_OUTBOUND ? WO_OUTBOUND : WO_INBOUND;
        WO_TRY(wo_queue_convoy(points->queue, points->places->convoy[i], direction, convoy->first,
                               wo_ms_from_s(convoy->every_s), wo_ms_from_s(convoy->open_s), (uint32_t)convoy->vehicles,
                               error));
    }
    return WO_OK;
}

/* A closure that may be empty or lie beyond the clock. */
static wo_status hold(const wo_points *points, uint32_t node, wo_direction direction, int64_t from, int64_t to,
                      wo_error *error)
{
    const wo_ms begin = wo_ms_clamp(from), end = wo_ms_clamp(to);
    return begin < end ? wo_queue_close(points->queue, node, direction, begin, end, error) : WO_OK;
}

/* Cycles of: outbound, clear, inbound, clear. */
static wo_status alternate(const wo_points *points, const wo_alternation *turns, const uint32_t nodes[2],
                           wo_error *error)
{
    const int64_t out = wo_ms_from_s(turns->outbound_s), in = wo_ms_from_s(turns->inbound_s);
    const int64_t clear = wo_ms_from_s(turns->clear_s), cycle = out + in + 2 * clear;
    for (int64_t at = turns->first; at < (int64_t)points->scenario->end; at += cycle) {
        WO_TRY(hold(points, nodes[0], WO_OUTBOUND, at + out, at + cycle, error));
        WO_TRY(hold(points, nodes[1], WO_INBOUND, at, at + out + clear, error));
        WO_TRY(hold(points, nodes[1], WO_INBOUND, at + cycle - clear, at + cycle, error));
    }
    return WO_OK;
}

static wo_status start_turns(const wo_points *points, wo_error *error)
{
    const wo_scenario *scenario = points->scenario;
    for (size_t i = 0; i < scenario->n_alternations; i++) {
        WO_TRY(alternate(points, &scenario->alternations[i], &points->places->alternation[2 * i], error));
    }
    for (size_t i = 0; i < scenario->n_one_lanes; i++) {
        const wo_one_lane *lane = &scenario->one_lanes[i];
        /* Less than the engine's limit could not be told apart from none. */
        const wo_ms lost = wo_ms_from_s(wo_number_value(&lane->lost_s, points->draw));
        const wo_ms least = points->road->limit_all_ms;
        WO_TRY(wo_queue_one_lane(
            points->queue, points->places->one_lane[i], wo_ms_from_s(wo_number_value(&lane->green_s, points->draw)),
            wo_ms_from_s(wo_number_value(&lane->gap_s, points->draw)), lost > least ? lost : least, error));
    }
    return WO_OK;
}

/* Snow keeps everybody from entering a segment. */
static wo_status close_in_snow(const wo_points *points, const wo_profile *profile, uint32_t segment, wo_error *error)
{
    const wo_direction direction = segment < points->road->n_out ? WO_OUTBOUND : WO_INBOUND;
    for (size_t k = 0; k < profile->n_closed; k++) {
        WO_TRY(wo_queue_close(points->queue, points->road->up[segment], direction, profile->closed[k].from,
                              profile->closed[k].to, error));
    }
    return WO_OK;
}

static wo_status start_weather(const wo_points *points, wo_error *error)
{
    const wo_road *road = points->road;
    for (uint32_t s = 0; s < road->n_segments; s++) {
        const uint32_t p = wo_climate_profile(points->climate, road->section[s], road->elevation_m[s]);
        if (p != WO_NO_PROFILE) {
            const wo_profile *profile = &points->climate->profiles[p];
            WO_TRY(wo_queue_weather(points->queue, s, profile->pieces, profile->n_pieces, error));
            WO_TRY(close_in_snow(points, profile, s, error));
        }
    }
    return WO_OK;
}

wo_status wo_points_start(const wo_points *points, wo_error *error)
{
    WO_TRY(limit_points(points, error));
    WO_TRY(drop_sections(points, error));
    WO_TRY(close_points(points, error));
    WO_TRY(start_convoys(points, error));
    WO_TRY(start_turns(points, error));
    return start_weather(points, error);
}
