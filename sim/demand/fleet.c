/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trucks shuttle between the exit and the origins: bound, inbound, loading, outbound, unloading, idle. */
#include "dispatch_private.h"

static uint32_t load_origin(const wo_dispatch *dispatch, uint32_t load)
{
    const wo_demand *demand = dispatch->demand;
    const uint32_t owner = dispatch->loads[load].owner;
    return owner < demand->n_households ? demand->households[owner].origin
                                        : demand->animal_loads[owner - demand->n_households].origin;
}

void wo_fleet_request(wo_dispatch *dispatch, uint32_t load)
{
    wo_load *request = &dispatch->loads[load];
    wo_stand *stand = &dispatch->stands[load_origin(dispatch, load)];
    request->state = WO_LOAD_OPEN;
    request->number = dispatch->n_asked++;
    request->next = WO_NONE;
    if (stand->first == WO_NONE) {
        stand->first = load;
    } else {
        dispatch->loads[stand->last].next = load;
    }
    stand->last = load;
    dispatch->n_open++;
}

/* Can a truck that is bound now bring a load of this origin over the line before the believed closing? */
static bool in_time(const wo_dispatch *dispatch, const wo_stand *stand, wo_ms at, wo_ms deadline)
{
    const wo_ms there = wo_ms_add(wo_ms_add(at, stand->truck_in), dispatch->median_loading);
    const wo_ms over = wo_ms_add(there, stand->truck_line);
    return wo_ms_add(over, dispatch->median_margin) < deadline;
}

/* The origin with the oldest open request that can still be served; WO_NONE when there is none. */
static uint32_t oldest(const wo_dispatch *dispatch, wo_ms at)
{
    const wo_scenario *scenario = dispatch->demand->scenario;
    const wo_ms deadline = wo_believed_deadline(scenario, at);
    uint32_t best = WO_NONE, number = UINT32_MAX;
    for (uint32_t i = 0; i < scenario->n_origins; i++) {
        const wo_stand *stand = &dispatch->stands[i];
        if (stand->first != WO_NONE && dispatch->loads[stand->first].number < number &&
            in_time(dispatch, stand, at, deadline)) {
            best = i;
            number = dispatch->loads[stand->first].number;
        }
    }
    return best;
}

static wo_status bind(wo_dispatch *dispatch, uint32_t origin, wo_ms at, wo_error *error)
{
    const wo_demand *demand = dispatch->demand;
    wo_stand *stand = &dispatch->stands[origin];
    const uint32_t index = wo_idle_take(&dispatch->idle_trucks), load = stand->first;
    wo_truck *truck = &dispatch->trucks[index];
    stand->first = dispatch->loads[load].next;
    dispatch->n_open--;
    dispatch->loads[load].state = WO_LOAD_BOUND;
    truck->state = WO_TRUCK_INBOUND;
    truck->load = load;
    const uint32_t vehicle = (uint32_t)demand->scenario->fleet.vehicle_class;
    const wo_trip trip = {
        .at = at,
        .owner = index,
        .number = load,
        .node = demand->places->exit,
        .origin = origin,
        .role = WO_ROLE_TRUCK,
        .class_index = (uint8_t)vehicle,
        .flags = WO_TRIP_INBOUND,
    };
    return wo_dispatch_release(dispatch, &trip, demand->places->origin[origin], vehicle, error);
}

wo_status wo_fleet_bind(wo_dispatch *dispatch, wo_ms at, wo_error *error)
{
    while (dispatch->idle_trucks.n > 0 && dispatch->n_open > 0) {
        const uint32_t origin = oldest(dispatch, at);
        if (origin == WO_NONE) {
            break;
        }
        WO_TRY(bind(dispatch, origin, at, error));
    }
    return WO_OK;
}

wo_status wo_fleet_idle(wo_dispatch *dispatch, uint32_t truck, wo_ms at, wo_error *error)
{
    dispatch->trucks[truck].state = WO_TRUCK_IDLE;
    dispatch->trucks[truck].load = WO_NONE;
    wo_idle_add(&dispatch->idle_trucks, truck);
    return wo_fleet_bind(dispatch, at, error);
}

wo_status wo_fleet_loaded(wo_dispatch *dispatch, uint32_t index, wo_ms at, wo_error *error)
{
    const wo_demand *demand = dispatch->demand;
    wo_truck *truck = &dispatch->trucks[index];
    wo_load *load = &dispatch->loads[truck->load];
    uint32_t riders = 0;
    load->state = WO_LOAD_ABOARD;
    truck->state = WO_TRUCK_OUTBOUND;
    if (load->owner < demand->n_households) {
        WO_TRY(wo_family_loaded(dispatch, load->owner, at, &riders, error));
    }
    const uint32_t origin = load_origin(dispatch, truck->load);
    if (riders == 0 && demand->buses == 0) { /* there is room for a family */
        riders = wo_ride_give(dispatch, origin);
    }
    const uint32_t vehicle = (uint32_t)demand->scenario->fleet.vehicle_class;
    const wo_trip trip = {
        .at = at,
        .owner = index,
        .number = truck->load,
        .node = demand->places->origin[origin],
        .origin = origin,
        .people = riders,
        .role = WO_ROLE_TRUCK,
        .class_index = (uint8_t)vehicle,
    };
    return wo_dispatch_release(dispatch, &trip, demand->places->exit, vehicle, error);
}

wo_status wo_fleet_arrived(wo_dispatch *dispatch, const wo_trip *trip, wo_ms at, wo_error *error)
{
    const wo_fleet *fleet = &dispatch->demand->scenario->fleet;
    wo_truck *truck = &dispatch->trucks[trip->owner];
    if (trip->flags & WO_TRIP_INBOUND) {
        truck->state = WO_TRUCK_LOADING;
        const wo_ms stop =
            wo_dispatch_stop(dispatch, &fleet->loading_s, WO_PURPOSE_LOADING, truck->entity, truck->trips, 0);
        const wo_ms ready = wo_ms_add(at, stop);
        return wo_dispatch_plan(dispatch, ready, WO_HAPPENS_TRUCK_LOADED, truck->entity, trip->owner, error);
    }
    truck->state = WO_TRUCK_UNLOADING;
    const wo_ms stop =
        wo_dispatch_stop(dispatch, &fleet->unloading_s, WO_PURPOSE_UNLOADING, truck->entity, truck->trips, 0);
    const wo_ms ready = wo_ms_add(at, stop);
    truck->trips++;
    return wo_dispatch_plan(dispatch, ready, WO_HAPPENS_TRUCK_IDLE, truck->entity, trip->owner, error);
}
