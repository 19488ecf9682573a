/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A dispatch at time 0: everybody at home, the events of the plan on the agenda. */
#include "dispatch_private.h"

#include <stdlib.h>

/* Room for a fleet of which nobody is idle; `ring` is NULL when there is no memory. */
static wo_idle room_for(uint32_t vehicles)
{
    return (wo_idle){.ring = calloc((size_t)vehicles + 1, sizeof(uint32_t)), .room = vehicles};
}

static wo_status allocate(wo_dispatch *dispatch, wo_error *error)
{
    const wo_demand *demand = dispatch->demand;
    dispatch->families = calloc(demand->n_households + 1, sizeof dispatch->families[0]);
    dispatch->drives = calloc(demand->n_herds + 1, sizeof dispatch->drives[0]);
    dispatch->loads = calloc(dispatch->n_loads + 1, sizeof dispatch->loads[0]);
    dispatch->trucks = calloc((size_t)demand->trucks + 1, sizeof dispatch->trucks[0]);
    dispatch->idle_trucks = room_for(demand->trucks);
    dispatch->stands = calloc(demand->scenario->n_origins + 1, sizeof dispatch->stands[0]);
    dispatch->buses = calloc((size_t)demand->buses + 1, sizeof dispatch->buses[0]);
    dispatch->idle_buses = room_for(demand->buses);
    dispatch->news = calloc(demand->scenario->n_announcements + 1, sizeof dispatch->news[0]);
    if (dispatch->families == NULL || dispatch->drives == NULL || dispatch->loads == NULL || dispatch->trucks == NULL ||
        dispatch->idle_trucks.ring == NULL || dispatch->stands == NULL || dispatch->buses == NULL ||
        dispatch->idle_buses.ring == NULL || dispatch->news == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for %zu households and %zu loads", demand->n_households,
                            dispatch->n_loads);
    }
    return WO_OK;
}

static wo_status count_loads(wo_dispatch *dispatch, wo_error *error)
{
    const wo_demand *demand = dispatch->demand;
    uint64_t goods = 0;
    for (size_t i = 0; i < demand->n_households; i++) {
        goods += demand->households[i].goods_loads;
        dispatch->people_total += demand->households[i].people;
    }
    if (goods + demand->n_animal_loads > WO_DEMAND_LIMIT) {
        return wo_error_set(error, WO_ERR_LIMIT, "more than %u loads", WO_DEMAND_LIMIT);
    }
    dispatch->n_goods = (size_t)goods;
    dispatch->n_loads = dispatch->n_goods + demand->n_animal_loads;
    return WO_OK;
}

static void fill_stands(wo_dispatch *dispatch)
{
    const wo_demand *demand = dispatch->demand;
    const wo_places *places = demand->places;
    const wo_fleet *fleet = &demand->scenario->fleet;
    for (size_t i = 0; i < demand->scenario->n_origins; i++) {
        wo_stand *stand = &dispatch->stands[i];
        const uint32_t node = places->origin[i], line = places->deadline_line;
        const uint32_t car = (uint32_t)demand->scenario->origins[i].car_class;
        *stand = (wo_stand){.first = WO_NONE, .last = WO_NONE, .first_family = WO_NONE, .last_family = WO_NONE};
        stand->car_line = wo_road_free_time(demand->road, node, line, car);
        if (fleet->present) {
            const uint32_t truck = (uint32_t)fleet->vehicle_class;
            stand->truck_in = wo_road_free_time_inbound(demand->road, places->exit, node, truck);
            stand->truck_line = wo_road_free_time(demand->road, node, line, truck);
        }
        if (demand->buses > 0) {
            const uint32_t bus = (uint32_t)demand->scenario->buses.vehicle_class;
            stand->bus_in = wo_road_free_time_inbound(demand->road, places->exit, node, bus);
            stand->bus_line = wo_road_free_time(demand->road, node, line, bus);
        }
    }
}

static void fill_loads(wo_dispatch *dispatch)
{
    const wo_demand *demand = dispatch->demand;
    uint32_t n = 0;
    for (uint32_t i = 0; i < demand->n_households; i++) {
        dispatch->families[i].first_load = n;
        dispatch->families[i].to_load = demand->households[i].goods_loads;
        dispatch->families[i].refuses = demand->households[i].refuses;
        for (uint32_t k = 0; k < demand->households[i].goods_loads; k++) {
            dispatch->loads[n++] = (wo_load){.owner = i, .next = WO_NONE};
        }
    }
    for (uint32_t i = 0; i < demand->n_animal_loads; i++) {
        dispatch->loads[n++] = (wo_load){.owner = (uint32_t)demand->n_households + i, .next = WO_NONE};
    }
}

static void fill_fleet(wo_dispatch *dispatch)
{
    const wo_fleet *fleet = &dispatch->demand->scenario->fleet;
    const wo_draw *draw = &dispatch->demand->draw;
    if (!fleet->present) {
        return;
    }
    const wo_ms loading = wo_demand_median(&fleet->loading_s, draw);
    dispatch->median_loading = loading > WO_STOP_MIN_MS ? loading : WO_STOP_MIN_MS;
    const uint32_t path = wo_hash_text("fleet/truck");
    for (uint32_t i = 0; i < dispatch->demand->trucks; i++) {
        dispatch->trucks[i] = (wo_truck){.entity = wo_hash_index(path, i), .load = WO_NONE};
    }
}

static void fill_drives(wo_dispatch *dispatch)
{
    const wo_demand *demand = dispatch->demand;
    for (size_t i = 0; i < demand->n_herds; i++) {
        dispatch->drives[i].node = demand->places->origin[demand->herds[i].origin];
    }
    for (uint32_t c = (uint32_t)demand->scenario->n_classes; c-- > 0;) {
        dispatch->herd_class[demand->scenario->classes[c].animal] = c;
    }
}

static wo_status plan_residents(wo_dispatch *dispatch, wo_error *error)
{
    const wo_demand *demand = dispatch->demand;
    for (uint32_t i = 0; i < demand->n_households; i++) {
        const wo_household *household = &demand->households[i];
        WO_TRY(wo_dispatch_plan(dispatch, household->leave, WO_HAPPENS_ASK, household->entity, i, error));
    }
    for (uint32_t i = 0; i < demand->n_animal_loads; i++) {
        const wo_animal_load *load = &demand->animal_loads[i];
        const uint32_t index = (uint32_t)demand->n_households + i;
        WO_TRY(wo_dispatch_plan(dispatch, load->ask, WO_HAPPENS_ASK, load->entity, index, error));
    }
    for (uint32_t i = 0; i < demand->n_herds; i++) {
        const wo_herd *herd = &demand->herds[i];
        WO_TRY(wo_dispatch_plan(dispatch, herd->leave, WO_HAPPENS_HERD, herd->entity, i, error));
    }
    return WO_OK;
}

static wo_status plan_others(wo_dispatch *dispatch, wo_error *error)
{
    const wo_demand *demand = dispatch->demand;
    for (uint32_t i = 0; i < demand->n_convoy; i++) {
        WO_TRY(
            wo_dispatch_plan(dispatch, demand->convoy[i].leave, WO_HAPPENS_CONVOY, demand->convoy[i].army, i, error));
    }
    for (uint32_t i = 0; i < demand->n_travellers; i++) {
        const wo_traveller *traveller = &demand->travellers[i];
        WO_TRY(wo_dispatch_plan(dispatch, traveller->leave, WO_HAPPENS_TRAVELLER, traveller->flow, i, error));
    }
    for (uint32_t i = 0; i < demand->trucks; i++) {
        WO_TRY(wo_dispatch_plan(dispatch, demand->scenario->fleet.from, WO_HAPPENS_TRUCK_IDLE,
                                dispatch->trucks[i].entity, i, error));
    }
    for (uint32_t i = 0; i < demand->buses; i++) {
        WO_TRY(wo_dispatch_plan(dispatch, demand->scenario->buses.from, WO_HAPPENS_BUS_IDLE, dispatch->buses[i].entity,
                                i, error));
    }
    for (size_t k = 0; k < demand->scenario->n_announcements; k++) {
        WO_TRY(wo_dispatch_plan(dispatch, demand->scenario->announcements[k].at, WO_HAPPENS_ANNOUNCEMENT, 0, 0, error));
    }
    return WO_OK;
}

wo_status wo_dispatch_fill(wo_dispatch *dispatch, wo_error *error)
{
    const wo_scenario *scenario = dispatch->demand->scenario;
    dispatch->horizon = scenario->closing < scenario->end ? scenario->closing : scenario->end;
    wo_tally_init(&dispatch->tally);
    WO_TRY(count_loads(dispatch, error));
    WO_TRY(allocate(dispatch, error));
    WO_TRY(wo_agenda_init(&dispatch->agenda, dispatch->horizon, error));
    fill_stands(dispatch);
    fill_loads(dispatch);
    dispatch->median_margin = wo_demand_median(&scenario->response.margin_s, &dispatch->demand->draw);
    fill_fleet(dispatch);
    wo_buses_fill(dispatch);
    fill_drives(dispatch);
    WO_TRY(wo_belief_init(dispatch, error));
    WO_TRY(plan_residents(dispatch, error));
    return plan_others(dispatch, error);
}
