/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One replication of one variant, or of several that begin alike, from the scenario to the record. */
#include <stdlib.h>

#include "strand.h"
#include "wayout/memory.h"

wo_status wo_replication_create(wo_replication **replication, wo_error *error)
{
    *replication = calloc(1, sizeof **replication);
    return *replication != NULL ? WO_OK : wo_error_set(error, WO_ERR_MEMORY, "no memory for a replication");
}

const wo_queue *wo_replication_queue(const wo_replication *replication)
{
    return replication->n_courses > 0 ? replication->courses[0]->queue : NULL;
}

/* Everything that belongs to one realisation but the road, which the queues still hold. */
static void forget(wo_replication *replication)
{
    for (size_t i = 0; i < replication->n_plans; i++) {
        wo_plan_end(&replication->plans[i]);
    }
    replication->n_plans = 0;
    for (size_t i = 0; i < replication->n_courses; i++) {
        replication->courses[i]->busy = false;
    }
    wo_climate_free(&replication->climate);
    wo_places_free(&replication->places);
}

void wo_replication_destroy(wo_replication *replication)
{
    if (replication == NULL) {
        return;
    }
    forget(replication);
    for (size_t i = 0; i < replication->n_courses; i++) {
        wo_course_destroy(replication->courses[i]);
    }
    free(replication->plans);
    free(replication->order);
    free(replication->courses);
    wo_road_free(&replication->roads[0]);
    wo_road_free(&replication->roads[1]);
    free(replication);
}

static wo_status build_road(wo_replication *replication, const wo_scenario *scenario, const wo_draw *draw,
                            wo_error *error)
{
    replication->turn = 1 - replication->turn;
    wo_road *road = &replication->roads[replication->turn];
    wo_road_free(road);
    WO_TRY(wo_road_from_scenario(scenario, draw, road, &replication->places, error));
    return wo_climate_build(scenario, draw, &replication->climate, error);
}

static wo_status make_room(wo_replication *replication, size_t n, wo_error *error)
{
    void *plans = replication->plans, *order = replication->order;
    WO_TRY(wo_list_reserve(&plans, &replication->plans_room, n, sizeof replication->plans[0], "variants", error));
    replication->plans = plans;
    WO_TRY(wo_list_reserve(&order, &replication->order_room, n, sizeof replication->order[0], "variants", error));
    replication->order = order;
    return WO_OK;
}

static wo_status draw_plan(wo_replication *replication, const wo_variant_run *run, const wo_draw *draw, wo_error *error)
{
    wo_plan *plan = &replication->plans[replication->n_plans++];
    *plan = (wo_plan){.run = *run};
    WO_TRY(wo_demand_draw(run->scenario, wo_current_road(replication), &replication->places, &replication->climate,
                          draw, &plan->demand, error));
    return wo_dispatch_create(&plan->demand, &plan->dispatch, error);
}

/* Who closes last comes first. */
static void sort_plans(wo_replication *replication)
{
    wo_plan **order = replication->order;
    for (size_t i = 0; i < replication->n_plans; i++) {
        wo_plan *plan = &replication->plans[i];
        size_t k = i;
        for (; k > 0 && order[k - 1]->run.scenario->closing < plan->run.scenario->closing; k--) {
            order[k] = order[k - 1];
        }
        order[k] = plan;
    }
}

/* The road, the plans, and all of them on one course. */
static wo_status prepare(wo_replication *replication, const wo_variant_run *runs, size_t n, const wo_draw *draw,
                         wo_ms dt_ms, wo_error *error)
{
    forget(replication);
    WO_TRY(build_road(replication, runs[0].scenario, draw, error));
    WO_TRY(make_room(replication, n, error));
    for (size_t i = 0; i < n; i++) {
        wo_record_reset(runs[i].record);
        WO_TRY(draw_plan(replication, &runs[i], draw, error));
    }
    sort_plans(replication);
    wo_strand *strand = &replication->strand;
    *strand = (wo_strand){.n = n};
    WO_TRY(wo_strand_course(replication, &strand->course, error));
    const wo_plan *first = replication->order[0];
    const wo_ground_plan ground = {.scenario = first->run.scenario,
                                   .road = wo_current_road(replication),
                                   .places = &replication->places,
                                   .climate = &replication->climate,
                                   .draw = draw,
                                   .dt_ms = dt_ms};
    return wo_course_start(strand->course, &ground, first->dispatch, first->run.record->trips, error);
}

wo_ms wo_run_end(const wo_scenario *scenario)
{
    const wo_ms end = scenario->closing < scenario->end ? scenario->closing : scenario->end;
    return (end + WO_GRID_MS - 1) / WO_GRID_MS * WO_GRID_MS;
}

wo_status wo_replication_run_alike(wo_replication *replication, const wo_variant_run *runs, size_t n,
                                   const wo_draw *draw, const wo_run_options *options, wo_error *error)
{
    for (size_t i = 0; n > 1 && i < n; i++) {
        if (runs[i].record->trips != NULL) {
            return wo_error_set(error, WO_ERR_RANGE, "trips of a variant that does not run alone");
        }
    }
    replication->verify = options->verify;
    WO_TRY(prepare(replication, runs, n, draw, options->dt_ms, error));
    return wo_strand_run(replication, error);
}

wo_status wo_replication_run(wo_replication *replication, const wo_scenario *scenario, const wo_draw *draw,
                             const wo_run_options *options, wo_record *record, wo_space_time *cells, wo_error *error)
{
    const wo_variant_run run = {.scenario = scenario, .record = record, .cells = cells};
    return wo_replication_run_alike(replication, &run, 1, draw, options, error);
}
