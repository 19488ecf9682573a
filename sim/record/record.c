/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wayout/record.h"

#include <stdlib.h>
#include <string.h>

#include "cells.h"
#include "longest.h"

wo_status wo_record_init(wo_record *record, size_t n_times, wo_ms every_ms, size_t n_segments, wo_error *error)
{
    *record = (wo_record){.n_times = n_times, .every_ms = every_ms, .n_segments = n_segments};
    record->series = calloc(n_times, sizeof record->series[0]);
    record->last = calloc(n_segments, sizeof record->last[0]);
    record->motion = calloc(n_segments, sizeof record->motion[0]);
    record->chain_cm = calloc(n_segments + 1, sizeof record->chain_cm[0]);
    if (record->series == NULL || record->last == NULL || record->motion == NULL || record->chain_cm == NULL) {
        wo_record_free(record);
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for a record of %zu marks and %zu segments", n_times,
                            n_segments);
    }
    wo_record_reset(record);
    return WO_OK;
}

void wo_record_free(wo_record *record)
{
    free(record->series);
    free(record->last);
    free(record->motion);
    free(record->chain_cm);
    *record = (wo_record){0};
}

void wo_record_reset(wo_record *record)
{
    memset(record->series, 0, record->n_times * sizeof record->series[0]);
    memset(record->last, 0, record->n_segments * sizeof record->last[0]);
    record->last_at = 0;
    record->outcome = (wo_outcome){
        .queue_head = -1,
        .queue_tail_to_exit = -1,
        .queue_time = WO_RECORD_NEVER,
    };
}

/* Where nobody has been since the last mark, which is most of the road at night. */
static void take_idle(wo_record *record, const wo_queue *queue, uint32_t segment, wo_cell *row)
{
    record->motion[segment] = (wo_motion){0};
    if (row != NULL) {
        wo_cell_add_idle(&row[segment], wo_queue_capacity(queue, segment));
    }
}

/* The others. Returns how many are inside. */
static int64_t take_busy(wo_record *record, const wo_queue *queue, const wo_road *road, uint32_t segment, wo_ms now,
                         wo_cell *row)
{
    wo_segment_state state, *last = &record->last[segment];
    wo_queue_segment(queue, segment, &state);
    if (state.blocked_ms < last->blocked_ms) {
        /* The wait of a head that is still inside starts anew when somebody passes it. */
        state.blocked_ms = last->blocked_ms;
    }
    record->motion[segment] = wo_motion_between(last, record->last_at, &state, now, road->length_cm[segment]);
    if (row != NULL) {
        wo_cell_add(&row[segment], last, &state, &record->motion[segment], now - record->last_at);
    }
    *last = state;
    return (int64_t)state.entered - state.left;
}

/* Sums over the segments at this mark; the interval that ends here goes into `row` (may be NULL). */
static void take_segments(wo_record *record, const wo_queue *queue, const wo_road *road, wo_cell *row,
                          wo_series_point *point)
{
    const wo_ms now = wo_queue_now(queue);
    for (uint32_t i = 0; i < road->n_segments; i++) {
        if (wo_queue_idle(queue, i, &record->last[i])) {
            take_idle(record, queue, i, row);
        } else {
            *(i < road->n_out ? &point->on_road : &point->on_road_inbound) +=
                take_busy(record, queue, road, i, now, row);
        }
    }
    record->last_at = now;
}

/* Everything inbound passes the segment that starts at the line; behind the exit there is none, so the segment before
 * it stands for it. */
static uint32_t line_segment(const wo_road *road, uint32_t line)
{
    return line < road->n_out ? line : road->branches[road->first_branch[line]];
}

/* Mean inbound flow at the deadline line. */
static int64_t opposing_flow(const wo_scene *scene)
{
    uint32_t vph = 0, pcph = 0;
    wo_queue_opposing(scene->queue, line_segment(scene->road, scene->places->deadline_line), &vph, &pcph);
    return vph;
}

static int64_t waiting_outbound(const wo_queue *queue, const wo_road *road)
{
    int64_t waiting = 0;
    for (uint32_t node = 0; node < road->n_nodes; node++) {
        waiting += wo_queue_waiting(queue, node, WO_OUTBOUND);
    }
    return waiting;
}

static void keep_longest(wo_outcome *outcome, const wo_longest *longest, wo_ms now)
{
    if (longest->length_m > outcome->queue_longest) {
        outcome->queue_longest = longest->length_m;
        outcome->queue_head = longest->head;
        outcome->queue_tail_to_exit = longest->tail_to_exit_m;
        outcome->queue_time = now;
    }
}

static wo_series_point amounts(const wo_scene *scene)
{
    const wo_tally *tally = wo_dispatch_tally(scene->dispatch);
    return (wo_series_point){
        .departures = tally->departures,
        .at_line = scene->counts->line_out,
        .inbound_at_line = scene->counts->line_in,
        .at_exit = scene->counts->exit_out,
        .people_out = tally->people_out,
        .cattle_out = tally->cattle_out,
        .sheep_out = tally->sheep_out,
        .loads_out = tally->loads_out,
        .breakdowns = (int64_t)scene->incidents->breakdowns,
    };
}

static void take_weather(const wo_scene *scene, wo_series_point *point)
{
    const wo_road *road = scene->road;
    const uint32_t s = line_segment(road, scene->places->deadline_line);
    const uint32_t profile = wo_climate_profile(scene->climate, road->section[s], road->elevation_m[s]);
    const wo_ms now = wo_queue_now(scene->queue);
    point->weather = wo_climate_state(scene->climate, profile, now);
    point->snow = (int64_t)(1000.0 * wo_climate_snow_m(scene->climate, profile, now) + 0.5);
}

static void take_queues(wo_record *record, const wo_scene *scene, wo_series_point *point)
{
    const wo_road *road = scene->road;
    const wo_longest longest = wo_longest_queue(road, record->last, record->chain_cm);
    point->queue_length = longest.length_m;
    point->queue_tail_to_exit = longest.tail_to_exit_m;
    point->queue_inbound = wo_inbound_queue(road, record->last, record->chain_cm);
    point->slow_stretch = wo_slow_stretch(road, record->last, record->motion, WO_OUTBOUND);
    point->slow_stretch_inbound = wo_slow_stretch(road, record->last, record->motion, WO_INBOUND);
    keep_longest(&record->outcome, &longest, wo_queue_now(scene->queue));
}

void wo_record_mark(wo_record *record, size_t mark, const wo_scene *scene, wo_space_time *cells)
{
    wo_series_point point = amounts(scene);
    if (cells != NULL && mark >= 1 && mark - 1 < cells->n_times) {
        wo_row_hold(mark - 1);
        take_segments(record, scene->queue, scene->road, &cells->cells[(mark - 1) * cells->n_segments], &point);
        wo_row_release(mark - 1);
    } else {
        take_segments(record, scene->queue, scene->road, NULL, &point);
    }
    point.waiting_at_origin = waiting_outbound(scene->queue, scene->road);
    point.opposing_flow = opposing_flow(scene);
    take_queues(record, scene, &point);
    take_weather(scene, &point);
    if (mark < record->n_times) {
        record->series[mark] = point;
    }
}

static int64_t after_order(wo_ms at, wo_ms order)
{
    return at == WO_NEVER ? WO_RECORD_NEVER : (int64_t)at - order;
}

static void take_tally(wo_outcome *outcome, const wo_tally *tally, wo_ms order)
{
    outcome->people_out = tally->people_out;
    outcome->cattle_out = tally->cattle_out;
    outcome->sheep_out = tally->sheep_out;
    outcome->loads_out = tally->loads_out;
    outcome->army_out = tally->role_out[WO_ROLE_ARMY];
    outcome->residents_cars_out = tally->role_out[WO_ROLE_RESIDENT];
    outcome->truck_trips = tally->truck_trips;
    outcome->clearance_time = after_order(tally->delayed_parties > 0 ? tally->last_out : WO_NEVER, order);
    outcome->ete_50 = after_order(tally->ete50, order);
    outcome->ete_90 = after_order(tally->ete90, order);
    outcome->ete_95 = after_order(tally->ete95, order);
    outcome->ete_100 = after_order(tally->ete100, order);
    if (tally->delayed_parties > 0) {
        outcome->delay_mean = (2 * tally->delay_ms + tally->delayed_parties) / (2 * tally->delayed_parties);
    }
    outcome->delay_worst = tally->worst_delay;
    for (size_t c = 0; c < WO_MAX_CLASSES; c++) {
        outcome->vehicles_out[c] = tally->vehicles_out[c];
    }
}

static void take_remainder(wo_outcome *outcome, const wo_remainder *remainder)
{
    outcome->people_stranded = remainder->people_stranded;
    outcome->people_not_started = remainder->people_not_started;
    outcome->people_refused = remainder->people_refused;
    outcome->cattle_left = remainder->cattle_left;
    outcome->sheep_left = remainder->sheep_left;
    outcome->loads_left = remainder->loads_unmet;
    outcome->army_left = remainder->army_left;
    outcome->everyone_out = remainder->everyone_out;
}

static void take_road(wo_outcome *outcome, const wo_queue *queue, const wo_road *road)
{
    for (uint32_t i = 0; i < road->n_out; i++) {
        wo_segment_state state;
        wo_queue_segment(queue, i, &state);
        outcome->vehicle_time += (int64_t)wo_segment_time(&state, wo_queue_now(queue));
        outcome->passes += (int64_t)state.passes;
    }
}

static void take_incidents(wo_outcome *outcome, const wo_incident_counts *counts)
{
    outcome->breakdowns = (int64_t)counts->breakdowns;
    outcome->lane_blocked = (int64_t)counts->blocking;
    outcome->tow_wait = (int64_t)counts->tow_wait_ms;
    outcome->stuck_in_snow = (int64_t)counts->stuck;
    outcome->dry_tanks = (int64_t)counts->dry_tanks;
    outcome->faceoffs = (int64_t)counts->faceoffs;
    outcome->locked_time = (int64_t)counts->locked_ms;
}

void wo_record_finish(wo_record *record, size_t last_mark, wo_ms order, const wo_scene *scene)
{
    wo_outcome *outcome = &record->outcome;
    for (size_t mark = last_mark + 1; mark < record->n_times; mark++) {
        record->series[mark] = record->series[last_mark];
    }
    const wo_remainder remainder = wo_dispatch_remainder(scene->dispatch);
    take_tally(outcome, wo_dispatch_tally(scene->dispatch), order);
    take_remainder(outcome, &remainder);
    take_road(outcome, scene->queue, scene->road);
    take_incidents(outcome, scene->incidents);
    for (size_t c = 0; c < WO_MAX_CLASSES; c++) {
        outcome->vehicles_left[c] = scene->counts->inside[c];
    }
    if (outcome->queue_time != WO_RECORD_NEVER) {
        outcome->queue_time -= order;
    }
}
