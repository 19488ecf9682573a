/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plan of one realisation: households here, animals, army and through traffic in their own files. */
#include "demand_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What a household's fractional means are rounded for; values are part of the results. */
enum { SUB_PEOPLE = 0, SUB_CARS = 1, SUB_LOADS = 2, SUB_HIRE = 3 };

/* Floor of the mean, plus one with the probability of its fraction. */
static uint32_t whole(const wo_draw *draw, uint32_t entity, uint32_t sub, double mean)
{
    const double base = floor(mean);
    const double u = wo_random_uniform(draw, WO_PURPOSE_COUNT, entity, sub, 0);
    return (uint32_t)base + (u < mean - base ? 1u : 0u);
}

static wo_status check_upstream(const wo_demand *demand, uint32_t node, const char *kind, const char *name,
                                wo_error *error)
{
    if (!wo_demand_upstream(demand->road, node, demand->places->deadline_line)) {
        return wo_error_set(error, WO_ERR_SCENARIO, "%s %s does not lie behind the deadline line", kind, name);
    }
    return WO_OK;
}

static wo_status draw_household(wo_demand *demand, uint32_t origin, uint32_t entity, const double mean[3], double hire,
                                wo_departure *departure, wo_error *error)
{
    const wo_draw *draw = &demand->draw;
    wo_mind mind = wo_departure_mind(departure, entity);
    void *list = demand->households;
    WO_TRY(wo_demand_grow(&list, demand->n_households, sizeof demand->households[0], error));
    demand->households = list;
    const wo_ms margin = wo_ms_from_s(
        wo_distribution_value(&demand->scenario->response.margin_s, draw, WO_PURPOSE_MARGIN, entity, 0, 0));
    if (demand->queue_belief_q16 == 0) { /* else it decides during the run */
        WO_TRY(wo_departure_decide(departure, entity, margin, &mind, error));
    }
    demand->households[demand->n_households++] = (wo_household){
        .origin = origin,
        .entity = entity,
        .people = whole(draw, entity, SUB_PEOPLE, mean[SUB_PEOPLE]),
        .cars = whole(draw, entity, SUB_CARS, mean[SUB_CARS]),
        .goods_loads = whole(draw, entity, SUB_LOADS, mean[SUB_LOADS]),
        .leave = mind.leave,
        .margin = margin,
        .refuses = wo_mind_refuses(&mind),
        .hires = wo_random_uniform(draw, WO_PURPOSE_COUNT, entity, SUB_HIRE, 0) < hire,
    };
    return WO_OK;
}

static wo_status draw_households(wo_demand *demand, uint32_t index, wo_departure *departure, wo_error *error)
{
    const wo_origin *origin = &demand->scenario->origins[index];
    const wo_scale *scale = &demand->scenario->scale;
    const wo_draw *draw = &demand->draw;
    uint32_t n;
    WO_TRY(wo_demand_count(wo_number_value(&origin->households, draw) * wo_number_value(&scale->households, draw),
                           "households", &n, error));
    const double mean[3] = {
        [SUB_PEOPLE] = wo_number_value(&origin->people_per_household, draw),
        [SUB_CARS] = wo_number_value(&origin->cars_per_household, draw),
        [SUB_LOADS] = wo_number_value(&origin->loads_per_household, draw) * wo_number_value(&scale->loads, draw),
    };
    if (!(mean[SUB_PEOPLE] <= WO_DEMAND_LIMIT && mean[SUB_CARS] <= WO_DEMAND_LIMIT &&
          mean[SUB_LOADS] <= WO_DEMAND_LIMIT)) {
        return wo_error_set(error, WO_ERR_LIMIT, "a household of %s is too large", origin->name);
    }
    const double hire = wo_number_value(&demand->scenario->response.hire, draw);
    const uint32_t path = wo_demand_path("origins", origin->name, "household");
    for (uint32_t i = 0; i < n; i++) {
        WO_TRY(draw_household(demand, index, wo_hash_index(path, i), mean, hire, departure, error));
    }
    return WO_OK;
}

static wo_status draw_origin(wo_demand *demand, uint32_t index, wo_error *error)
{
    const wo_origin *origin = &demand->scenario->origins[index];
    const uint32_t node = demand->places->origin[index];
    WO_TRY(check_upstream(demand, node, "origin", origin->name, error));
    const wo_ms travel_ms =
        wo_road_free_time(demand->road, node, demand->places->deadline_line, (uint32_t)origin->car_class);
    const size_t first = demand->n_households;
    wo_departure departure;
    wo_status status = wo_departure_init(&departure, demand, NULL, error);
    if (status == WO_OK) {
        status = wo_departure_whole(&departure, travel_ms, error);
    }
    if (status == WO_OK) {
        status = draw_households(demand, index, &departure, error);
    }
    wo_departure_free(&departure);
    return status != WO_OK ? status : wo_demand_draw_animals(demand, index, first, error);
}

/* Trucks and buses: their numbers. */
static wo_status draw_fleets(wo_demand *demand, wo_error *error)
{
    const wo_scenario *scenario = demand->scenario;
    if (scenario->fleet.present) {
        const double trucks = wo_number_value(&scenario->fleet.trucks, &demand->draw);
        WO_TRY(wo_demand_count(trucks, "trucks", &demand->trucks, error));
    }
    if (scenario->buses.present) {
        WO_TRY(wo_demand_count(wo_number_value(&scenario->buses.buses, &demand->draw), "buses", &demand->buses, error));
        WO_TRY(wo_demand_count(wo_number_value(&scenario->buses.seats, &demand->draw), "seats", &demand->seats, error));
        demand->buses = demand->seats > 0 ? demand->buses : 0;
    }
    return WO_OK;
}

/* What is common to all: how people respond, how herds behave. */
static wo_status draw_common(wo_demand *demand, wo_error *error)
{
    const wo_scenario *scenario = demand->scenario;
    const wo_draw *draw = &demand->draw;
    const double belief = wo_number_value(&scenario->response.queue_belief, draw);
    demand->queue_belief_q16 = (uint32_t)floor(fmin(fmax(belief, 0), 1) * 65536 + 0.5);
    demand->yield_every = wo_ms_from_s(wo_number_value(&scenario->herding.yield_every_s, draw));
    demand->yield_for = wo_ms_from_s(wo_number_value(&scenario->herding.yield_for_s, draw));
    demand->wait_for_truck = wo_ms_from_s(wo_number_value(&scenario->response.wait_for_truck_s, draw));
    return wo_hearsay_init(demand, error);
}

static wo_status draw_all(wo_demand *demand, wo_error *error)
{
    const wo_scenario *scenario = demand->scenario;
    WO_TRY(draw_common(demand, error));
    for (uint32_t i = 0; i < scenario->n_origins; i++) {
        WO_TRY(draw_origin(demand, i, error));
    }
    for (uint32_t i = 0; i < scenario->n_armies; i++) {
        WO_TRY(check_upstream(demand, demand->places->army[i], "army", scenario->armies[i].name, error));
        WO_TRY(wo_demand_draw_army(demand, i, error));
    }
    for (uint32_t i = 0; i < scenario->n_flows; i++) {
        WO_TRY(wo_demand_draw_flow(demand, i, error));
    }
    return draw_fleets(demand, error);
}

wo_status wo_demand_draw(const wo_scenario *scenario, const wo_road *road, const wo_places *places,
                         const wo_climate *climate, const wo_draw *draw, wo_demand *demand, wo_error *error)
{
    *demand = (wo_demand){.scenario = scenario, .road = road, .places = places, .climate = climate, .draw = *draw};
    const wo_status status = draw_all(demand, error);
    if (status != WO_OK) {
        wo_demand_free(demand);
    }
    return status;
}

void wo_demand_free(wo_demand *demand)
{
    free(demand->households);
    free(demand->herds);
    free(demand->animal_loads);
    free(demand->convoy);
    free(demand->travellers);
    free(demand->told);
    memset(demand, 0, sizeof *demand);
}
