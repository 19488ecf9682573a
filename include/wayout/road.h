/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file road.h
 *  A tree of sections to one exit, cut into directed segments with integer tables for the engine. Layer: road.
 *
 *  **Numbering.** Every segment end is a node. Each node but the exit has exactly one outbound segment leaving it, and
 *  that segment carries the node's number: outbound segment i runs from node i to node down[i], i < down[i]; the exit
 * is node n_out. Its inbound twin is segment i + n_out and runs from down[i] to i. n_nodes = n_out + 1.
 *
 *  A road is immutable once built and may be shared by threads. */
#ifndef WAYOUT_ROAD_H
#define WAYOUT_ROAD_H

#include "wayout/scenario.h"

#define WO_NONE UINT32_MAX
/** Bins of the passing table: bin b holds opposing flows around b * WO_PASS_BIN_VPH vehicles/h. */
#define WO_PASS_BINS    256
#define WO_PASS_BIN_VPH 5

typedef enum wo_direction { WO_OUTBOUND = 0, WO_INBOUND = 1 } wo_direction;

/** Whether something on a side of the road concerns those who drive in `direction`. */
static inline bool wo_side_has(wo_side side, wo_direction direction)
{
    return (side & (direction == WO_OUTBOUND ? WO_SIDE_OUTBOUND : WO_SIDE_INBOUND)) != 0;
}

/** Plain description of a road without scenario or uncertainty; tests, bench and terrain.c fill it. */
typedef struct wo_stretch {
    uint32_t from, to; /**< spec nodes, outbound sense */
    double length_m;
    uint32_t pieces;                           /**< segments; 0 = length / segment_length_m, rounded, at least 1 */
    uint32_t lanes;                            /**< per direction, >= 1 */
    double speed_mps[2][WO_MAX_CLASSES];       /**< by wo_direction and class, > 0 */
    double capacity_per_s[2];                  /**< pc/s and lane; 0 = none but that of the classes' own headways */
    double two_way_per_s;                      /**< pc/s, both directions; 0 = none */
    double overtaken_per_s[2][WO_MAX_CLASSES]; /**< >= 0: fixed passing rate behind that class; < 0: gap acceptance */
    double stopped_per_s[2];                   /**< the same behind who stands on the lane; 0 = nobody passes */
    double sight;                              /**< share with passing sight distance, for gap acceptance */
    double priority;                           /**< merge priority at its downstream end, > 0 */
    double elevation_m[2];                     /**< at from and to; informative */
    uint32_t section;                          /**< index for reports */
} wo_stretch;

typedef struct wo_road_spec {
    const wo_stretch *stretches;
    size_t n_stretches;
    uint32_t n_nodes, exit; /**< spec nodes and which of them is the exit */
    double segment_length_m, wave_mps;
    size_t n_classes;
    double jam_m[WO_MAX_CLASSES];
    bool herd[WO_MAX_CLASSES]; /**< herds pass nobody */
    double car_jam_m;          /**< pcu = jam / car_jam */
} wo_road_spec;

typedef struct wo_road {
    uint32_t n_out, n_nodes, n_segments, n_classes; /**< n_segments = 2 n_out */
    /* per segment, outbound then inbound */
    uint32_t *down; /**< node at its downstream end */
    uint32_t *up;   /**< node at its upstream end */
    uint32_t *length_cm, *lanes;
    uint32_t *storage_cm;   /**< S = length x lanes */
    wo_ms *wave_ms;         /**< L / w */
    wo_ms *limit_ms;        /**< min(L / fastest class, L / w): CFL limit of the segment */
    uint32_t *capacity_ms;  /**< ms per pcu at both ends, already divided by lanes; 0 = none */
    uint32_t *two_way_pcph; /**< both directions; 0 = none */
    uint32_t *priority;     /**< merge priority x 1000 of this segment as a branch */
    uint32_t *pass_row;     /**< row of the passing table */
    uint32_t *section;
    int32_t *to_exit_m;   /**< distance of the downstream (outbound) or upstream (inbound) end to the exit */
    int32_t *elevation_m; /**< at its middle */
    /* per segment x class, [segment * n_classes + class] */
    wo_ms *travel_ms;   /**< L / v */
    uint32_t *jam_cm;   /**< min(ell_c, S) */
    uint32_t *pace_us;  /**< microseconds per metre, 1e6 / v */
    wo_ms *reaction_ms; /**< tau_c = ell_c / w (unclamped ell) */
    /* per class */
    bool *herd;
    uint32_t *class_jam_cm; /**< ell_c, not clamped */
    uint32_t car_jam_cm;    /**< jam spacing of pcu 1 */
    uint32_t *pcu_q16;      /**< ell_c / ell_car in 1/65536 */
    /* passing: ms between two passes behind an obstacle, WO_NEVER = none; [(row * n_classes + class) * WO_PASS_BINS +
     * bin] */
    wo_ms *pass_ms;
    wo_ms *stopped_ms; /**< the same behind an obstacle of that class that stands still on the lane */
    uint32_t n_pass_rows;
    /* tree */
    uint32_t *first_branch,
        *branches; /**< outbound segments that end in node n: branches[first_branch[n] .. first_branch[n+1]) */
    uint32_t *tour, *tour_end; /**< node d lies upstream of (or is) n iff tour[n] <= tour[d] < tour_end[n] */
    uint32_t *spec_node;       /**< node of the road for each spec node */
    uint32_t n_spec_nodes;
    wo_ms limit_all_ms; /**< largest dt: smallest limit_ms, and no more than any one-lane stretch's lost time */
} wo_road;

/** Cuts the stretches into segments of nearly equal length and fills all tables (rounding half up).
 *  @return WO_ERR_RANGE when the spec is no tree to its exit or a value is out of range. Free with wo_road_free. */
WO_NODISCARD wo_status wo_road_build(const wo_road_spec *spec, wo_road *road, wo_error *error);
void wo_road_free(wo_road *road);

/** Where the words of a scenario lie on its road. */
typedef struct wo_places {
    uint32_t exit, deadline_line;  /**< nodes */
    uint32_t *origin;              /**< node per origin */
    uint32_t *army;                /**< node per army */
    uint32_t *flow_from, *flow_to; /**< nodes per flow */
    uint32_t *bottleneck, *closure, *checkpoint;
    uint32_t *one_lane; /**< outbound segment of each one-lane stretch */
    uint32_t *convoy, *station, *planned;
    uint32_t *alternation; /**< two nodes each: where outbound, where inbound traffic is held */
    double *shift_m;       /**< per origin: distance between the place written and its node */
    double line_shift_m;
} wo_places;

/** The road of one realisation of a scenario: class speeds from grade, surface, bends and power-to-mass,
 *  capacity from lanes and width, herd length classes (docs/model.md, "The road"). The number of segments and all node
 * numbers are those of the central values in every realisation. Classes 0 .. n-1 are the scenario's; each herd class is
 * followed, after these, by three smaller sizes (see wo_herd_class). */
WO_NODISCARD wo_status wo_road_from_scenario(const wo_scenario *scenario, const wo_draw *draw, wo_road *road,
                                             wo_places *places, wo_error *error);
void wo_places_free(wo_places *places);

/** Stable hash of a place, for draws: it hangs neither on the order of lists nor on the length of segments. */
uint32_t wo_place_hash(const wo_scenario *scenario, wo_place place);

/** How far a place is from the nearest end of a segment, where what stands there is put. */
WO_NODISCARD wo_status wo_place_shift(const wo_scenario *scenario, wo_place place, double *shift_m, wo_error *error);

/** Cars that have room behind a stretch of one lane in its worse direction, where that ends turns before `green`, or
 *  before those in front have made room again; else WO_NONE. */
uint32_t wo_one_lane_turn(const wo_road *road, uint32_t segment, wo_ms green);

/** Engine class of a herd of `heads` animals of the scenario's herd class `class_index`: the smallest of the four
 *  sizes (full, 3/4, 1/2, 1/4 of the nominal length) that holds it. */
uint32_t wo_herd_class(const wo_scenario *scenario, uint32_t class_index, double heads, double nominal_heads);

/** Speed in m/s at which a vehicle of `mass_to_power` kg/W climbs `grade` (rise/run, negative = down) at
 *  `elevation_m`, at most `limit_mps` (docs/model.md, "The road"). */
double wo_crawl_speed(double mass_to_power, double grade, double elevation_m, wo_surface surface, double limit_mps);

/** Speed in a bend of `radius_m` (side friction plus cross-fall 0.20), m/s; infinite for radius 0 = no bends. */
double wo_bend_speed(double radius_m);

/** Capacity factor of a carriageway of `width_m` with two lanes and no shoulder (HCM 1985 table 8-5); from 7.3 m on the
 *  rest counts as shoulders. */
double wo_lane_width_factor(double width_m);

/** Passes per second behind an obstacle by gap acceptance: its length (m) and speed, the passer's and the opposing
 * speed (m/s), opposing flow (1/s). 0 when the passer is not faster. docs/model.md, "On the road". */
double wo_passing_rate(double obstacle_m, double obstacle_mps, double passer_mps, double opposing_mps,
                       double opposing_per_s);

/** Free travel time of a class from node `from` to node `to` downstream of it, ms; WO_NEVER when it is not. */
wo_ms wo_road_free_time(const wo_road *road, uint32_t from, uint32_t to, uint32_t class_index);

/** Free travel time inbound, from node `from` up to node `to`, ms; WO_NEVER when `to` is not upstream. */
wo_ms wo_road_free_time_inbound(const wo_road *road, uint32_t from, uint32_t to, uint32_t class_index);

#endif
