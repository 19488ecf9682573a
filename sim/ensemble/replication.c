/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One replication of one variant, from the scenario to the record. */
#include "wayout/ensemble.h"

#include <stdlib.h>

#include "checkpoints.h"
#include "points.h"

struct wo_replication {
    wo_road roads[2]; /**< of this realisation, and of the last one until the queue has let go of it */
    size_t turn;
    wo_places places;
    wo_climate climate;
    wo_demand demand;
    wo_dispatch *dispatch;
    wo_queue *queue;
    wo_queue_options queue_options;
    wo_traffic traffic;
    wo_checkpoints checkpoints;
    wo_incidents *incidents;
};

wo_status wo_replication_create(wo_replication **replication, wo_error *error)
{
    *replication = calloc(1, sizeof **replication);
    if (*replication == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for a replication");
    }
    const wo_status status = wo_incidents_create(&(*replication)->incidents, error);
    if (status != WO_OK) {
        free(*replication);
        *replication = NULL;
    }
    return status;
}

static const wo_road *current_road(const wo_replication *replication)
{
    return &replication->roads[replication->turn];
}

const wo_queue *wo_replication_queue(const wo_replication *replication)
{
    return replication->queue;
}

/* Everything that belongs to one realisation but the road, which the queue still holds. */
static void forget_plan(wo_replication *replication)
{
    wo_dispatch_destroy(replication->dispatch);
    replication->dispatch = NULL;
    wo_demand_free(&replication->demand);
    wo_climate_free(&replication->climate);
    wo_places_free(&replication->places);
}

void wo_replication_destroy(wo_replication *replication)
{
    if (replication == NULL) {
        return;
    }
    wo_queue_destroy(replication->queue);
    wo_checkpoints_free(&replication->checkpoints);
    wo_incidents_destroy(replication->incidents);
    wo_traffic_free(&replication->traffic);
    forget_plan(replication);
    wo_road_free(&replication->roads[0]);
    wo_road_free(&replication->roads[1]);
    free(replication);
}

/* An empty queue on `road`; the memory of the last one serves again unless its options differ. */
static wo_status prepare_queue(wo_replication *replication, const wo_scenario *scenario, const wo_road *road,
                               wo_ms dt_ms, wo_error *error)
{
    const wo_queue_options wanted = {
        .dt_ms = dt_ms >= road->limit_all_ms ? 0 : dt_ms,
        .grid_ms = WO_GRID_MS,
        .mean_ms = wo_ms_from_s(scenario->opposing_mean_s),
    };
    wo_queue_options *held = &replication->queue_options;
    if (replication->queue != NULL && held->dt_ms == wanted.dt_ms && held->mean_ms == wanted.mean_ms) {
        return wo_queue_reset(replication->queue, road, error);
    }
    wo_queue_destroy(replication->queue);
    replication->queue = NULL;
    *held = wanted;
    return wo_queue_create(road, held, &replication->queue, error);
}

static wo_status build_road(wo_replication *replication, const wo_scenario *scenario, const wo_draw *draw,
                            wo_error *error)
{
    replication->turn = 1 - replication->turn;
    wo_road *road = &replication->roads[replication->turn];
    wo_road_free(road);
    return wo_road_from_scenario(scenario, draw, road, &replication->places, error);
}

/* The road with its gates, the plan, and an empty queue. */
static wo_status prepare(wo_replication *replication, const wo_scenario *scenario, const wo_draw *draw, wo_ms dt_ms,
                         wo_trips *trips, wo_error *error)
{
    forget_plan(replication);
    WO_TRY(build_road(replication, scenario, draw, error));
    const wo_road *road = current_road(replication);
    const wo_places *places = &replication->places;
    WO_TRY(prepare_queue(replication, scenario, road, dt_ms, error));
    WO_TRY(wo_climate_build(scenario, draw, &replication->climate, error));
    WO_TRY(
        wo_points_start(&(wo_points){scenario, road, places, &replication->climate, draw, replication->queue}, error));
    WO_TRY(wo_checkpoints_start(&replication->checkpoints, scenario, places, &replication->climate,
                                &replication->traffic, draw, replication->queue, error));
    WO_TRY(wo_incidents_start(replication->incidents, scenario, road, places, &replication->climate, draw,
                              replication->queue, error));
    WO_TRY(wo_queue_station(replication->queue, places->deadline_line, WO_OUTBOUND, error));
    WO_TRY(wo_queue_station(replication->queue, places->deadline_line, WO_INBOUND, error));
    WO_TRY(wo_demand_draw(scenario, road, places, &replication->climate, draw, &replication->demand, error));
    WO_TRY(wo_dispatch_create(&replication->demand, &replication->dispatch, error));
    wo_traffic_start(&replication->traffic, road, replication->dispatch, places->deadline_line, replication->incidents,
                     trips);
    return WO_OK;
}

wo_status wo_replication_verify(const wo_replication *replication, wo_error *error)
{
    WO_TRY(wo_queue_verify(replication->queue, error));
    WO_TRY(wo_dispatch_verify(replication->dispatch, error));
    return wo_traffic_verify(&replication->traffic, replication->queue, error);
}

static wo_status run_to(wo_replication *replication, wo_ms at, wo_trips *trips, wo_error *error)
{
    wo_traffic *traffic = &replication->traffic;
    const wo_passage *passages = NULL;
    size_t n = 0;
    if (trips == NULL) {
        return wo_queue_run(replication->queue, at, wo_traffic_window, traffic, error);
    }
    WO_TRY(wo_queue_run_traced(replication->queue, at, wo_traffic_window, traffic, &passages, &n, error));
    return wo_trips_pass(trips, passages, n, error);
}

static wo_scene scene(const wo_replication *replication)
{
    return (wo_scene){.queue = replication->queue,
                      .road = current_road(replication),
                      .places = &replication->places,
                      .climate = &replication->climate,
                      .dispatch = replication->dispatch,
                      .counts = &replication->traffic.counts,
                      .incidents = wo_incidents_counts(replication->incidents)};
}

/* Runs to `at` and records it as mark `mark`. */
static wo_status run_to_mark(wo_replication *replication, wo_ms at, size_t mark, bool verify, wo_record *record,
                             wo_space_time *cells, wo_error *error)
{
    WO_TRY(run_to(replication, at, record->trips, error));
    const wo_scene now = scene(replication);
    wo_record_mark(record, mark, &now, cells);
    return verify ? wo_replication_verify(replication, error) : WO_OK;
}

wo_ms wo_run_end(const wo_scenario *scenario)
{
    const wo_ms end = scenario->closing < scenario->end ? scenario->closing : scenario->end;
    return (end + WO_GRID_MS - 1) / WO_GRID_MS * WO_GRID_MS;
}

wo_status wo_replication_run(wo_replication *replication, const wo_scenario *scenario, const wo_draw *draw,
                             const wo_run_options *options, wo_record *record, wo_space_time *cells, wo_error *error)
{
    WO_TRY(prepare(replication, scenario, draw, options->dt_ms, record->trips, error));
    wo_record_reset(record);
    /* Releases at time 0 come before the first window. */
    WO_TRY(wo_traffic_window(&replication->traffic, replication->queue, 0, NULL, 0, error));
    const wo_ms end = wo_run_end(scenario), every = record->every_ms;
    size_t mark = 0;
    WO_TRY(run_to_mark(replication, 0, mark, options->verify, record, cells, error));
    while ((mark + 1) * every <= end) {
        mark++;
        WO_TRY(run_to_mark(replication, (wo_ms)(mark * every), mark, options->verify, record, cells, error));
    }
    if (mark * every < end) {
        mark++;
        WO_TRY(run_to_mark(replication, end, mark, options->verify, record, cells, error));
    }
    const wo_scene last = scene(replication);
    wo_record_finish(record, mark, scenario->order, &last);
    return record->trips == NULL ? WO_OK : wo_trips_finish(record->trips, current_road(replication), error);
}
