/* SPDX-License-Identifier: GPL-3.0-or-later */
/* People without a car wait for a ride, oldest first. Buses shuttle between the exit and the origins: inbound,
 * boarding, outbound, alighting, idle. */
#include "dispatch_private.h"

/* --- those who wait ------------------------------------------------------------------------------------------- */

wo_status wo_ride_wait(wo_dispatch *dispatch, uint32_t household, wo_ms at, wo_error *error)
{
    const wo_household *plan = &dispatch->demand->households[household];
    wo_family *family = &dispatch->families[household];
    wo_stand *stand = &dispatch->stands[plan->origin];
    family->state = WO_FAMILY_STANDS;
    family->standing = plan->people;
    family->number = dispatch->n_stood++;
    family->next = WO_NONE;
    if (stand->first_family == WO_NONE) {
        stand->first_family = household;
    } else {
        dispatch->families[stand->last_family].next = household;
    }
    stand->last_family = household;
    return wo_buses_bind(dispatch, at, error);
}

uint32_t wo_ride_end(wo_dispatch *dispatch, uint32_t household)
{
    wo_family *families = dispatch->families, *family = &families[household];
    wo_stand *stand = &dispatch->stands[dispatch->demand->households[household].origin];
    const uint32_t people = family->standing;
    uint32_t before = WO_NONE;
    for (uint32_t i = stand->first_family; i != household; i = families[i].next) {
        before = i;
    }
    *(before == WO_NONE ? &stand->first_family : &families[before].next) = family->next;
    if (stand->last_family == household) {
        stand->last_family = before;
    }
    family->standing = 0;
    family->state = WO_FAMILY_LEFT;
    return people;
}

uint32_t wo_ride_give(wo_dispatch *dispatch, uint32_t origin)
{
    const uint32_t family = dispatch->stands[origin].first_family;
    return family == WO_NONE ? 0 : wo_ride_end(dispatch, family);
}

/* Fills a bus: oldest families first, each whole; one larger than the bus fills an empty one, the rest waits on. */
static uint32_t board(wo_dispatch *dispatch, uint32_t origin)
{
    const uint32_t seats = dispatch->demand->seats;
    uint32_t taken = 0, next;
    for (uint32_t i = dispatch->stands[origin].first_family; i != WO_NONE && taken < seats; i = next) {
        wo_family *family = &dispatch->families[i];
        next = family->next;
        if (family->standing <= seats - taken) {
            taken += wo_ride_end(dispatch, i);
        } else if (taken == 0) {
            family->standing -= seats;
            taken = seats;
        }
    }
    return taken;
}

/* --- buses ---------------------------------------------------------------------------------------------------- */

void wo_buses_fill(wo_dispatch *dispatch)
{
    const wo_demand *demand = dispatch->demand;
    if (demand->buses == 0) {
        return;
    }
    const wo_ms boarding = wo_demand_median(&demand->scenario->buses.boarding_s, &demand->draw);
    dispatch->median_boarding = boarding > WO_STOP_MIN_MS ? boarding : WO_STOP_MIN_MS;
    const uint32_t path = wo_hash_text("buses/bus");
    for (uint32_t i = 0; i < demand->buses; i++) {
        dispatch->buses[i].entity = wo_hash_index(path, i);
    }
}

/* Can a bus that starts now bring people of this origin over the line before the closing that is announced? */
static bool in_time(const wo_dispatch *dispatch, const wo_stand *stand, wo_ms at)
{
    const wo_ms there = wo_ms_add(wo_ms_add(at, stand->bus_in), dispatch->median_boarding);
    const wo_ms over = wo_ms_add(there, stand->bus_line);
    return wo_ms_add(over, dispatch->median_margin) < wo_believed_deadline(dispatch->demand->scenario, at);
}

/* The first family of an origin for whom the buses on the way have no seats; WO_NONE when there is none. */
static uint32_t first_without_seat(const wo_dispatch *dispatch, const wo_stand *stand)
{
    uint32_t seats = stand->seats, family = stand->first_family;
    while (family != WO_NONE && dispatch->families[family].standing <= seats) {
        seats -= dispatch->families[family].standing;
        family = dispatch->families[family].next;
    }
    return family;
}

/* The origin whose request is oldest among those that can still be served; WO_NONE when there is none. */
static uint32_t oldest(const wo_dispatch *dispatch, wo_ms at)
{
    uint32_t best = WO_NONE, number = UINT32_MAX;
    for (uint32_t i = 0; i < dispatch->demand->scenario->n_origins; i++) {
        const uint32_t family = first_without_seat(dispatch, &dispatch->stands[i]);
        if (family != WO_NONE && dispatch->families[family].number < number &&
            in_time(dispatch, &dispatch->stands[i], at)) {
            best = i;
            number = dispatch->families[family].number;
        }
    }
    return best;
}

static wo_status send(wo_dispatch *dispatch, uint32_t index, uint32_t origin, bool inbound, uint32_t people, wo_ms at,
                      wo_error *error)
{
    const wo_demand *demand = dispatch->demand;
    const uint32_t vehicle = (uint32_t)demand->scenario->buses.vehicle_class;
    const uint32_t exit = demand->places->exit, there = demand->places->origin[origin];
    dispatch->buses[index].state = inbound ? WO_BUS_INBOUND : WO_BUS_OUTBOUND;
    const wo_trip trip = {
        .at = at,
        .owner = index,
        .number = dispatch->buses[index].rounds,
        .node = inbound ? exit : there,
        .origin = origin,
        .people = people,
        .role = WO_ROLE_BUS,
        .class_index = (uint8_t)vehicle,
        .flags = inbound ? WO_TRIP_INBOUND : 0,
    };
    return wo_dispatch_release(dispatch, &trip, inbound ? there : exit, vehicle, error);
}

wo_status wo_buses_bind(wo_dispatch *dispatch, wo_ms at, wo_error *error)
{
    while (dispatch->idle_buses.n > 0) {
        const uint32_t origin = oldest(dispatch, at);
        if (origin == WO_NONE) {
            break;
        }
        const uint32_t bus = wo_idle_take(&dispatch->idle_buses);
        dispatch->stands[origin].seats += dispatch->demand->seats;
        WO_TRY(send(dispatch, bus, origin, true, 0, at, error));
    }
    return WO_OK;
}

wo_status wo_buses_idle(wo_dispatch *dispatch, uint32_t bus, wo_ms at, wo_error *error)
{
    dispatch->buses[bus].state = WO_BUS_IDLE;
    wo_idle_add(&dispatch->idle_buses, bus);
    return wo_buses_bind(dispatch, at, error);
}

wo_status wo_buses_boarded(wo_dispatch *dispatch, uint32_t bus, wo_ms at, wo_error *error)
{
    const uint32_t origin = dispatch->buses[bus].origin;
    dispatch->stands[origin].seats -= dispatch->demand->seats;
    WO_TRY(send(dispatch, bus, origin, false, board(dispatch, origin), at, error));
    return wo_buses_bind(dispatch, at, error); /* whole families may have left room, and people */
}

wo_status wo_buses_arrived(wo_dispatch *dispatch, const wo_trip *trip, wo_ms at, wo_error *error)
{
    const wo_buses *spec = &dispatch->demand->scenario->buses;
    wo_bus *bus = &dispatch->buses[trip->owner];
    const bool inbound = trip->flags & WO_TRIP_INBOUND;
    const wo_distribution *distribution = inbound ? &spec->boarding_s : &spec->alighting_s;
    const wo_ms stop =
        wo_dispatch_stop(dispatch, distribution, WO_PURPOSE_BUS, bus->entity, bus->rounds, inbound ? 0 : 1);
    bus->state = inbound ? WO_BUS_BOARDING : WO_BUS_ALIGHTING;
    bus->origin = trip->origin;
    bus->rounds += inbound ? 0 : 1;
    return wo_dispatch_plan(dispatch, wo_ms_add(at, stop), inbound ? WO_HAPPENS_BUS_BOARDED : WO_HAPPENS_BUS_IDLE,
                            bus->entity, trip->owner, error);
}
