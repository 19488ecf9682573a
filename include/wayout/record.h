/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file record.h
 *  What one replication leaves behind: outcome scalars and series over time; fixed size, no I/O. Layer: record. */
#ifndef WAYOUT_RECORD_H
#define WAYOUT_RECORD_H

#include "wayout/demand.h"
#include "wayout/incident.h"
#include "wayout/trips.h"

/** The one table of outcome scalars per (variant, replication): X(name, unit, description).
 *  All are int64; times are ms after the order, WO_RECORD_NEVER = not reached. */
#define WO_OUTCOME_LIST(X)                                                                                             \
    X(people_out, "1", "residents over the deadline line by the closing")                                              \
    X(people_stranded, "1", "residents who wanted out and are inside at the closing")                                  \
    X(people_not_started, "1", "residents who had not decided to leave by the closing")                                \
    X(people_refused, "1", "residents who refuse to leave")                                                            \
    X(cattle_out, "1", "heads of cattle out, walked or trucked")                                                       \
    X(cattle_left, "1", "heads of cattle inside at the closing")                                                       \
    X(sheep_out, "1", "heads of sheep and goats out, walked or trucked")                                               \
    X(sheep_left, "1", "heads of sheep and goats inside at the closing")                                               \
    X(loads_out, "1", "truck loads of goods out")                                                                      \
    X(loads_left, "1", "truck loads of goods not out at the closing, asked for or not")                                \
    X(army_out, "1", "military vehicles out")                                                                          \
    X(army_left, "1", "military vehicles inside at the closing")                                                       \
    X(residents_cars_out, "1", "households' cars out")                                                                 \
    X(truck_trips, "1", "loaded truck trips out")                                                                      \
    X(everyone_out, "1", "1 when all residents who want out are out, else 0")                                          \
    X(clearance_time, "ms", "time from the order until the last resident, herd or load that got out passed the line")  \
    X(ete_50, "ms", "time from the order until half of the residents are out")                                         \
    X(ete_90, "ms", "time from the order until 90 % of the residents are out")                                         \
    X(ete_95, "ms", "time from the order until 95 % of the residents are out")                                         \
    X(ete_100, "ms", "time from the order until all residents are out")                                                \
    X(delay_mean, "ms", "mean delay over free travel of residents' cars, loaded trucks and herds that got out")        \
    X(delay_worst, "ms", "worst delay over free travel of those")                                                      \
    X(vehicle_time, "ms", "time that parties spent on the outbound road, all together")                                \
    X(passes, "1", "overtakings of slower parties")                                                                    \
    X(breakdowns, "1", "vehicles that broke down")                                                                     \
    X(lane_blocked, "1", "breakdowns that blocked the lane")                                                           \
    X(tow_wait, "ms", "time that vehicles which blocked the lane waited for a tow, all together")                      \
    X(stuck_in_snow, "1", "stops on a slope that the wheels could not climb")                                          \
    X(dry_tanks, "1", "vehicles that ran out of fuel")                                                                 \
    X(faceoffs, "1", "times when a second column locked both directions")                                              \
    X(locked_time, "ms", "time for which a piece of road was locked, all pieces together")                             \
    X(queue_longest, "m", "longest queue on the outbound road at a record mark")                                       \
    X(queue_head, "1", "segment at the head of the longest queue, -1 when there was none")                             \
    X(queue_tail_to_exit, "m", "distance of its tail to the exit, -1 when there was none")                             \
    X(queue_time, "ms", "time of the longest queue after the order, not reached when there was none")

#define WO_RECORD_NEVER INT64_MAX

typedef struct wo_outcome {
#define WO_OUTCOME_FIELD(name, unit, description) int64_t name;
    WO_OUTCOME_LIST(WO_OUTCOME_FIELD)
#undef WO_OUTCOME_FIELD
    int64_t vehicles_out[WO_MAX_CLASSES];  /**< parties out by scenario class, all roles */
    int64_t vehicles_left[WO_MAX_CLASSES]; /**< outbound parties on or at the road inside the line at the closing */
} wo_outcome;

/** The one table of series per (variant, replication, time): X(name, unit, description). int64 each. */
#define WO_SERIES_LIST(X)                                                                                              \
    X(departures, "1", "parties released outbound so far")                                                             \
    X(at_line, "1", "parties over the deadline line outbound so far")                                                  \
    X(inbound_at_line, "1", "parties over the deadline line inbound so far")                                           \
    X(at_exit, "1", "parties out at the exit so far")                                                                  \
    X(people_out, "1", "residents out so far")                                                                         \
    X(cattle_out, "1", "heads of cattle out so far")                                                                   \
    X(sheep_out, "1", "heads of sheep and goats out so far")                                                           \
    X(loads_out, "1", "truck loads of goods out so far")                                                               \
    X(on_road, "1", "parties on the outbound road")                                                                    \
    X(on_road_inbound, "1", "parties on the inbound road")                                                             \
    X(waiting_at_origin, "1", "parties released that wait to enter the outbound road")                                 \
    X(queue_length, "m", "length of the longest queue on the outbound road")                                           \
    X(queue_tail_to_exit, "m", "distance of its tail to the exit, -1 without queue")                                   \
    X(queue_inbound, "m", "length of the longest queue on the inbound road")                                           \
    X(slow_stretch, "m/h", "lowest mean speed of 1.5 km of outbound queue since the last mark, -1 without one")        \
    X(slow_stretch_inbound, "m/h", "the same of an inbound queue")                                                     \
    X(weather, "1", "state of the weather at the deadline line: its place in climate.states, 0 without weather")       \
    X(snow, "mm", "snow on the road at the deadline line")                                                             \
    X(breakdowns, "1", "vehicles that broke down so far")                                                              \
    X(opposing_flow, "1/h", "mean inbound flow at the deadline line in force for passing")

typedef struct wo_series_point {
#define WO_SERIES_FIELD(name, unit, description) int64_t name;
    WO_SERIES_LIST(WO_SERIES_FIELD)
#undef WO_SERIES_FIELD
} wo_series_point;

/** What is summed over replications for one (time interval, segment). */
typedef enum wo_cell_sum {
    WO_CELL_VEHICLE_MS, /**< time integral of the number of parties inside */
    WO_CELL_DISTANCE_M, /**< distance driven, who is inside as far as free travel takes it; rounded per replication */
    WO_CELL_BLOCKED_MS, /**< time its exit was blocked by a hole or gate */
    WO_CELL_CAPACITY_MVPH, /**< capacity in force at the end of the interval, 1/1000 pc/h; 0 = none */
    WO_N_CELL_SUMS
} wo_cell_sum;

/** Sums over replications for one (time interval, segment); integers, so that order does not matter. Interval k runs
 *  from mark k to mark k + 1 (or to the closing, if that is earlier). Cells are most of the memory of a comparison;
 *  hence numbers of 48 bits, in two parts; wo_ensemble_run refuses what could be more. */
typedef struct wo_cell {
    uint32_t low[WO_N_CELL_SUMS];
    uint16_t high[WO_N_CELL_SUMS];
} wo_cell;
#define WO_CELL_MAX ((UINT64_C(1) << 48) - 1)
uint64_t wo_cell_value(const wo_cell *cell, wo_cell_sum sum);

/** Cells of one variant, [interval * n_segments + segment], shared by threads. */
typedef struct wo_space_time {
    size_t n_times, n_segments;
    wo_cell *cells;
} wo_space_time;

/** What happened in a segment between two marks. */
typedef struct wo_motion {
    uint64_t distance_cm, time_ms; /**< driven and spent, all parties together */
} wo_motion;

typedef struct wo_record {
    size_t n_times; /**< record marks 0, every, 2 every, ... up to the study's end (all variants alike) */
    wo_ms every_ms;
    wo_outcome outcome;
    wo_series_point *series; /**< n_times; after a variant's closing the last values repeat */
    wo_trips *trips;         /**< NULL = nobody wants them; belongs to the caller */
    /* private to sim/record */
    wo_segment_state *last; /**< counters of the last mark */
    wo_ms last_at;          /**< its time */
    wo_motion *motion;      /**< n_segments: since the mark before (scratch) */
    uint64_t *chain_cm;     /**< queued length that reaches each node from upstream (scratch) */
    size_t n_segments;
} wo_record;

WO_NODISCARD wo_status wo_record_init(wo_record *record, size_t n_times, wo_ms every_ms, size_t n_segments,
                                      wo_error *error);
void wo_record_free(wo_record *record);
void wo_record_reset(wo_record *record);

/** What the caller counts from releases before the clock and from the queue's events. */
typedef struct wo_station_counts {
    int64_t line_out, line_in;      /**< passages of the deadline line */
    int64_t exit_out;               /**< parties out at the exit */
    int64_t inside[WO_MAX_CLASSES]; /**< outbound, released and neither over the line nor off the road, by class */
} wo_station_counts;

/** A replication under way. */
typedef struct wo_scene {
    const wo_queue *queue;
    const wo_road *road;
    const wo_places *places;
    const wo_climate *climate;
    const wo_dispatch *dispatch;
    const wo_station_counts *counts;
    const wo_incident_counts *incidents;
} wo_scene;

/** Writes mark `mark` (0-based) from the state at the clock; adds the interval since the previous mark to row
 *  mark - 1 of `cells` (may be NULL) with atomic integer adds. Marks and rows beyond the end are ignored. */
void wo_record_mark(wo_record *record, size_t mark, const wo_scene *scene, wo_space_time *cells);

/** Repeats mark `last_mark` to the end and fills the outcome. `order` = the scenario's. */
void wo_record_finish(wo_record *record, size_t last_mark, wo_ms order, const wo_scene *scene);

#endif
