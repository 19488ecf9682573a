/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "network.h"

/** A follower does not pass faster than this above the speed of the slow one (docs/model.md, "On the road"). */
#define PASSING_SURPLUS_MPS (15.0 / 3.6)

/** 60 km/h is no binary number: 250 m take 14,999.9999999999 ms at the nearest one, which must not count as 14,999. */
#define REPRESENTATION_MS 1.0e-6
/** No scenario is longer. */
#define LONGEST_MS (49.0 * WO_DAY_MS)

static void fill_classes(const wo_road_spec *spec, wo_road *road)
{
    road->car_jam_cm = wo_road_half_up(spec->car_jam_m * 100.0);
    for (uint32_t c = 0; c < road->n_classes; c++) {
        road->herd[c] = spec->herd[c];
        road->class_jam_cm[c] = wo_road_half_up(spec->jam_m[c] * 100.0);
        road->pcu_q16[c] = wo_road_half_up(road->class_jam_cm[c] * 65536.0 / road->car_jam_cm);
    }
}

/** ms per pcu, all lanes together. A capacity beyond one pcu a millisecond binds nobody: 0 = none. */
static uint32_t capacity_ms(double per_s, uint32_t lanes)
{
    return per_s > 0.0 ? wo_road_half_up(1000.0 / (per_s * lanes)) : 0;
}

/** Rounded half up; WO_NEVER for what is longer than a scenario. */
static wo_ms whole_ms(double ms)
{
    return ms <= LONGEST_MS ? wo_road_half_up(ms) : WO_NEVER;
}

/** Times and lengths of every class in a segment. Rounded down, the limit is never longer than a travel time or a wave
 *  in whole ms. */
static wo_status fill_times(const wo_road_spec *spec, const double *speed_mps, uint32_t segment, wo_road *road,
                            wo_error *error)
{
    const double mm = road->length_cm[segment] * 10.0; /* divided by m/s this gives ms */
    double fastest_ms = mm / spec->wave_mps;
    double slowest_ms = fastest_ms;
    road->wave_ms[segment] = whole_ms(fastest_ms);
    for (uint32_t c = 0; c < road->n_classes; c++) {
        const size_t at = (size_t)segment * road->n_classes + c;
        const double travel_ms = mm / speed_mps[c];
        const uint32_t jam_cm = road->class_jam_cm[c];
        fastest_ms = fmin(fastest_ms, travel_ms);
        slowest_ms = fmax(slowest_ms, travel_ms);
        road->travel_ms[at] = whole_ms(travel_ms);
        road->pace_us[at] = wo_road_half_up(1.0e6 / speed_mps[c]);
        road->jam_cm[at] = jam_cm < road->storage_cm[segment] ? jam_cm : road->storage_cm[segment];
        road->reaction_ms[at] = wo_road_half_up(jam_cm * 10.0 / spec->wave_mps);
    }
    if (slowest_ms > LONGEST_MS) {
        return wo_error_set(error, WO_ERR_RANGE, "the slowest class needs more than 49 days for a segment");
    }
    road->limit_ms[segment] = (wo_ms)(fastest_ms + REPRESENTATION_MS);
    return road->limit_ms[segment] > 0
               ? WO_OK
               : wo_error_set(error, WO_ERR_RANGE, "a segment of %u cm is too short for its speeds",
                              road->length_cm[segment]);
}

static wo_status fill_segment(const wo_road_spec *spec, const wo_stretch *s, wo_direction direction, uint32_t segment,
                              wo_road *road, wo_error *error)
{
    road->storage_cm[segment] = road->length_cm[segment] * road->lanes[segment];
    road->capacity_ms[segment] = capacity_ms(s->capacity_per_s[direction], s->lanes);
    road->two_way_pcph[segment] = s->two_way_per_s > 0.0 ? wo_road_half_up(fmax(1.0, s->two_way_per_s * 3600.0)) : 0;
    road->priority[segment] = wo_road_half_up(s->priority * 1000.0);
    road->section[segment] = s->section;
    return fill_times(spec, s->speed_mps[direction], segment, road, error);
}

static wo_ms ms_between_passes(double per_s)
{
    if (!(per_s > 0.0) || 1000.0 / per_s >= (double)WO_NEVER) {
        return WO_NEVER;
    }
    return wo_road_half_up(fmax(1.0, 1000.0 / per_s));
}

/** Passing rate behind an obstacle of class `c` and a speed, for every bin of opposing flow; class 0 is the one that
 *  passes and the one that comes towards it. */
static void fill_pass_row(const wo_road_spec *spec, const wo_stretch *s, wo_direction direction, uint32_t c,
                          double fixed_per_s, double obstacle_mps, wo_ms *row)
{
    const double passer_mps = fmin(s->speed_mps[direction][0], obstacle_mps + PASSING_SURPLUS_MPS);
    const double opposing_mps = s->speed_mps[!direction][0];
    for (uint32_t bin = 0; bin < WO_PASS_BINS; bin++) {
        const double opposing_per_s = bin * WO_PASS_BIN_VPH / 3600.0;
        const double per_s = fixed_per_s >= 0.0 ? fixed_per_s
                                                : s->sight * wo_passing_rate(spec->jam_m[c], obstacle_mps, passer_mps,
                                                                             opposing_mps, opposing_per_s);
        row[bin] = ms_between_passes(per_s);
    }
}

/** Two rows a stretch, one for each direction. */
static void fill_passing(const wo_road_spec *spec, wo_road *road)
{
    for (uint32_t r = 0; r < road->n_pass_rows; r++) {
        for (uint32_t c = 0; c < road->n_classes; c++) {
            const size_t at = ((size_t)r * road->n_classes + c) * WO_PASS_BINS;
            const wo_stretch *s = &spec->stretches[r / 2];
            const wo_direction d = r % 2 == 0 ? WO_OUTBOUND : WO_INBOUND;
            fill_pass_row(spec, s, d, c, s->overtaken_per_s[d][c], s->speed_mps[d][c], &road->pass_ms[at]);
            fill_pass_row(spec, s, d, c, s->stopped_per_s[d], 0.0, &road->stopped_ms[at]);
        }
    }
}

wo_status wo_road_fill_tables(const wo_road_spec *spec, const uint32_t *stretch_of, wo_road *road, wo_error *error)
{
    fill_classes(spec, road);
    fill_passing(spec, road);
    road->limit_all_ms = WO_NEVER;
    for (uint32_t segment = 0; segment < road->n_segments; segment++) {
        const wo_direction direction = segment < road->n_out ? WO_OUTBOUND : WO_INBOUND;
        const uint32_t stretch = stretch_of[segment < road->n_out ? segment : segment - road->n_out];
        WO_TRY(fill_segment(spec, &spec->stretches[stretch], direction, segment, road, error));
        road->pass_row[segment] = 2 * stretch + (direction == WO_INBOUND);
        if (road->limit_ms[segment] < road->limit_all_ms) {
            road->limit_all_ms = road->limit_ms[segment];
        }
    }
    return WO_OK;
}
