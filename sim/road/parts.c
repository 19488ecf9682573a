/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "network.h"

/** No piece of ordinary road becomes shorter in any realisation. */
#define SHORTEST_PIECE_M 10.0
/** Lengths that differ less are the same. */
#define ROUNDING_M 0.01

static uint32_t pieces_of(const wo_scenario *scenario, double length_m)
{
    const double pieces = length_m / scenario->segment_length_m;
    return pieces >= 1.0 && pieces < 1.0e9 ? wo_road_half_up(pieces) : 1;
}

/** Next stretch of one lane of the section, from `from_m` on; WO_NONE when there is none. */
static uint32_t next_one_lane(const wo_scenario *scenario, uint32_t section, double from_m)
{
    uint32_t next = WO_NONE;
    for (uint32_t i = 0; i < scenario->n_one_lanes; i++) {
        const wo_place at = scenario->one_lanes[i].at;
        if (at.section == (int)section && at.m >= from_m &&
            (next == WO_NONE || at.m < scenario->one_lanes[next].at.m)) {
            next = i;
        }
    }
    return next;
}

static bool has_one_lane(const wo_scenario *scenario, uint32_t section)
{
    return scenario->n_one_lanes > 0 && next_one_lane(scenario, section, 0.0) != WO_NONE;
}

/** Cuts the ordinary road between two of: an end of the section, a stretch of one lane. Next to each such stretch lies
 *  one segment with room for a turn, and ordinary segments between them; the number of parts. */
static uint32_t cut_wide(const wo_scenario *scenario, double from_m, double to_m, uint32_t lane_before,
                         uint32_t lane_behind, wo_part *parts)
{
    const double room_m = wo_one_lane_room_m(scenario);
    const double before_m = lane_before != WO_NONE ? room_m : 0.0;
    const double behind_m = lane_behind != WO_NONE ? room_m : 0.0;
    const double rest_m = to_m - from_m - before_m - behind_m;
    const bool any = before_m + behind_m > 0.0;
    if (any && rest_m < fmax(0.5 * scenario->segment_length_m, SHORTEST_PIECE_M)) {
        const bool both = before_m > 0.0 && behind_m > 0.0 && rest_m >= -ROUNDING_M;
        parts[0] = (wo_part){from_m, to_m - from_m, both ? 2 : 1, WO_NONE};
        return 1;
    }
    uint32_t n = 0;
    if (before_m > 0.0) {
        parts[n++] = (wo_part){from_m, before_m, 1, WO_NONE};
    }
    parts[n++] = (wo_part){from_m + before_m, rest_m, pieces_of(scenario, rest_m), WO_NONE};
    if (behind_m > 0.0) {
        parts[n++] = (wo_part){to_m - behind_m, behind_m, 1, WO_NONE};
    }
    return n;
}

/** Cuts a section; the number of parts. */
static uint32_t cut(const wo_scenario *scenario, uint32_t section, wo_part *parts)
{
    const double length_m = wo_number_central(&scenario->sections[section].length_m);
    uint32_t n = 0;
    double at_m = 0.0;
    uint32_t last = WO_NONE;
    uint32_t lane = has_one_lane(scenario, section) ? next_one_lane(scenario, section, 0.0) : WO_NONE;
    for (; lane != WO_NONE; lane = next_one_lane(scenario, section, at_m)) {
        const double from_m = scenario->one_lanes[lane].at.m;
        const double one_m = wo_number_central(&scenario->one_lanes[lane].length_m);
        n += cut_wide(scenario, at_m, from_m, last, lane, &parts[n]);
        parts[n++] = (wo_part){from_m, one_m, 1, lane};
        at_m = from_m + one_m;
        last = lane;
    }
    return n + cut_wide(scenario, at_m, length_m, last, WO_NONE, &parts[n]);
}

/* What the scenario's checks refuse, with the line, is caught here for scenarios made otherwise. */
static wo_status check_parts(const wo_scenario *scenario, uint32_t section, const wo_part *parts, uint32_t n,
                             wo_error *error)
{
    for (uint32_t k = 0; k < n && n > 1; k++) {
        if (!(parts[k].length_m >= SHORTEST_PIECE_M)) {
            return wo_error_set(error, WO_ERR_SCENARIO,
                                "section '%.80s': a stretch of one lane needs road before and behind it",
                                scenario->sections[section].name);
        }
    }
    return WO_OK;
}

size_t wo_parts_most(const wo_scenario *scenario)
{
    return scenario->n_sections + 4 * scenario->n_one_lanes;
}

wo_status wo_parts_find(const wo_scenario *scenario, wo_parts *parts, wo_error *error)
{
    uint32_t n = 0;
    parts->list = calloc(wo_parts_most(scenario) + 1, sizeof *parts->list);
    parts->first = calloc(scenario->n_sections + 1, sizeof *parts->first);
    if (parts->list == NULL || parts->first == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "out of memory for a road of %zu sections", scenario->n_sections);
    }
    for (uint32_t s = 0; s < scenario->n_sections; s++) {
        const uint32_t here = cut(scenario, s, &parts->list[n]);
        WO_TRY(check_parts(scenario, s, &parts->list[n], here, error));
        parts->first[s] = n;
        n += here;
        parts->first[s + 1] = n;
    }
    return WO_OK;
}

void wo_parts_free(wo_parts *parts)
{
    free(parts->list);
    free(parts->first);
    memset(parts, 0, sizeof *parts);
}

uint32_t wo_parts_snap(const wo_parts *parts, wo_place place, double *shift_m)
{
    uint32_t before = 0;
    uint32_t k = parts->first[place.section];
    for (; k + 1 < parts->first[place.section + 1] && place.m >= parts->list[k + 1].from_m; k++) {
        before += parts->list[k].pieces;
    }
    const wo_part *part = &parts->list[k];
    const double piece_m = part->length_m / part->pieces;
    const double nearest = fmin(fmax(floor((place.m - part->from_m) / piece_m + 0.5), 0.0), part->pieces);
    *shift_m = fabs(part->from_m + nearest * piece_m - place.m);
    return before + (uint32_t)nearest;
}

wo_status wo_place_shift(const wo_scenario *scenario, wo_place place, double *shift_m, wo_error *error)
{
    wo_parts parts = {NULL, NULL};
    const wo_status status = wo_parts_find(scenario, &parts, error);
    if (status == WO_OK) {
        (void)wo_parts_snap(&parts, place, shift_m);
    }
    wo_parts_free(&parts);
    return status;
}

uint32_t wo_parts_pieces(const wo_parts *parts, uint32_t section)
{
    uint32_t pieces = 0;
    for (uint32_t k = parts->first[section]; k < parts->first[section + 1]; k++) {
        pieces += parts->list[k].pieces;
    }
    return pieces;
}

void wo_parts_lengths(const wo_scenario *scenario, const wo_draw *draw, const wo_parts *parts, uint32_t section,
                      double *length_m)
{
    const wo_part *list = &parts->list[parts->first[section]];
    const uint32_t n = parts->first[section + 1] - parts->first[section];
    double rest_m = wo_number_value(&scenario->sections[section].length_m, draw);
    double central_m = 0.0;
    if (n == 1) {
        length_m[0] = rest_m;
        return;
    }
    for (uint32_t k = 0; k < n; k++) {
        if (list[k].one_lane != WO_NONE) {
            length_m[k] = wo_number_value(&scenario->one_lanes[list[k].one_lane].length_m, draw);
            rest_m -= length_m[k];
        } else {
            central_m += list[k].length_m;
        }
    }
    for (uint32_t k = 0; k < n; k++) {
        if (list[k].one_lane == WO_NONE) {
            length_m[k] = fmax(list[k].length_m * (rest_m / central_m), SHORTEST_PIECE_M * list[k].pieces);
        }
    }
}
