/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Households: they ask for trucks, wait for their loads, and drive away. */
#include "dispatch_private.h"

/* The household's cars leave, people spread evenly. A household without a car of its own hires one or waits for a ride.
 */
static wo_status drive_away(wo_dispatch *dispatch, uint32_t index, wo_ms at, wo_error *error)
{
    const wo_demand *demand = dispatch->demand;
    const wo_household *household = &demand->households[index];
    const uint32_t car_class = (uint32_t)demand->scenario->origins[household->origin].car_class;
    const bool carless = household->cars == 0 && household->people > 0;
    const uint32_t cars = household->cars + (carless ? 1 : 0);
    if (carless && !household->hires) {
        return wo_ride_wait(dispatch, index, at, error);
    }
    dispatch->families[index].state = WO_FAMILY_LEFT;
    for (uint32_t i = 0; i < cars; i++) {
        const wo_trip trip = {
            .at = at,
            .owner = index,
            .number = i,
            .node = demand->places->origin[household->origin],
            .origin = household->origin,
            .people = household->people / cars + (i < household->people % cars ? 1u : 0u),
            .role = WO_ROLE_RESIDENT,
            .class_index = (uint8_t)car_class,
        };
        WO_TRY(wo_dispatch_release(dispatch, &trip, demand->places->exit, car_class, error));
    }
    return WO_OK;
}

wo_status wo_family_check(wo_dispatch *dispatch, uint32_t household, wo_ms at, wo_error *error)
{
    const wo_demand *demand = dispatch->demand;
    const wo_household *plan = &demand->households[household];
    wo_family *family = &dispatch->families[household];
    if (family->state != WO_FAMILY_WAITS) {
        return WO_OK;
    }
    wo_ms news;
    const wo_ms deadline = wo_hearsay_belief(demand, plan->entity, dispatch->news, at, &news);
    const wo_ms travel_ms = wo_ms_add(dispatch->stands[plan->origin].car_line, dispatch->belief.expects_ms);
    const wo_ms last = wo_demand_before(wo_demand_last_moment(deadline, travel_ms), plan->margin);
    const wo_ms leave = last < family->wait_until ? last : family->wait_until;
    if (leave <= at) {
        return drive_away(dispatch, household, at, error);
    }
    wo_ms again = news < leave ? news : leave;
    if (dispatch->belief.minds != NULL && wo_belief_next(at) < again) {
        again = wo_belief_next(at);
    }
    return wo_dispatch_plan(dispatch, again, WO_HAPPENS_FAMILY, plan->entity, household, error);
}

wo_status wo_family_ask(wo_dispatch *dispatch, uint32_t household, wo_ms at, wo_error *error)
{
    const wo_demand *demand = dispatch->demand;
    const wo_household *plan = &demand->households[household];
    wo_family *family = &dispatch->families[household];
    family->state = WO_FAMILY_WAITS;
    for (uint32_t k = 0; k < plan->goods_loads; k++) {
        wo_fleet_request(dispatch, family->first_load + k);
    }
    const bool waits = plan->goods_loads > 0 && demand->trucks > 0;
    family->wait_until = waits ? wo_ms_add(at, demand->wait_for_truck) : at;
    WO_TRY(wo_family_check(dispatch, household, at, error));
    return wo_fleet_bind(dispatch, at, error);
}

wo_status wo_family_loaded(wo_dispatch *dispatch, uint32_t household, wo_ms at, uint32_t *riders, wo_error *error)
{
    const wo_household *plan = &dispatch->demand->households[household];
    wo_family *family = &dispatch->families[household];
    family->to_load--;
    *riders = 0;
    if (family->state == WO_FAMILY_STANDS) { /* its truck comes before another ride */
        *riders = wo_ride_end(dispatch, household);
        return WO_OK;
    }
    if (family->state != WO_FAMILY_WAITS) {
        return WO_OK;
    }
    if (plan->cars == 0) {
        *riders = plan->people;
        family->state = WO_FAMILY_LEFT;
        return WO_OK;
    }
    return family->to_load == 0 ? drive_away(dispatch, household, at, error) : WO_OK;
}
