/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "dispatch_private.h"

#include <inttypes.h>
#include <stdlib.h>

#include "wayout/memory.h"

wo_status wo_dispatch_plan(wo_dispatch *dispatch, wo_ms at, wo_happening kind, uint32_t entity, uint32_t index,
                           wo_error *error)
{
    if (at >= dispatch->horizon) {
        return WO_OK;
    }
    return wo_agenda_push(&dispatch->agenda,
                          (wo_occasion){.at = at, .kind = (uint32_t)kind, .entity = entity, .index = index}, error);
}

wo_status wo_dispatch_release(wo_dispatch *dispatch, const wo_trip *trip, uint32_t destination, uint32_t engine_class,
                              wo_error *error)
{
    void *trips = dispatch->trips, *releases = dispatch->releases;
    WO_TRY(wo_demand_grow(&trips, dispatch->n_trips, sizeof dispatch->trips[0], error));
    dispatch->trips = trips;
    WO_TRY(wo_list_reserve(&releases, &dispatch->releases_room, dispatch->n_releases + 1, sizeof dispatch->releases[0],
                           "releases", error));
    dispatch->releases = releases;
    dispatch->releases[dispatch->n_releases++] = (wo_release){
        .at = trip->at,
        .node = trip->node,
        .destination = destination,
        .direction = trip->flags & WO_TRIP_INBOUND ? WO_INBOUND : WO_OUTBOUND,
        .class_index = engine_class,
        .trip = (uint32_t)dispatch->n_trips,
    };
    dispatch->trips[dispatch->n_trips++] = *trip;
    return WO_OK;
}

wo_ms wo_dispatch_stop(const wo_dispatch *dispatch, const wo_distribution *distribution, wo_purpose purpose,
                       uint32_t entity, uint32_t sub, uint32_t number)
{
    const double s = wo_distribution_value(distribution, &dispatch->demand->draw, purpose, entity, sub, number);
    const wo_ms ms = wo_ms_from_s(s);
    return ms > WO_STOP_MIN_MS ? ms : WO_STOP_MIN_MS;
}

static wo_status release_convoy(wo_dispatch *dispatch, uint32_t index, wo_ms at, wo_error *error)
{
    const wo_demand *demand = dispatch->demand;
    const uint32_t army = demand->convoy[index].army;
    const uint32_t vehicle = (uint32_t)demand->scenario->armies[army].vehicle_class;
    const wo_trip trip = {
        .at = at,
        .owner = index,
        .node = demand->places->army[army],
        .origin = WO_NONE,
        .role = WO_ROLE_ARMY,
        .class_index = (uint8_t)vehicle,
    };
    return wo_dispatch_release(dispatch, &trip, demand->places->exit, vehicle, error);
}

static wo_status release_traveller(wo_dispatch *dispatch, uint32_t index, wo_ms at, wo_error *error)
{
    const wo_demand *demand = dispatch->demand;
    const wo_places *places = demand->places;
    const uint32_t flow = demand->travellers[index].flow;
    const uint32_t vehicle = (uint32_t)demand->scenario->flows[flow].vehicle_class;
    const bool inbound = places->flow_from[flow] == places->exit;
    const wo_trip trip = {
        .at = at,
        .owner = index,
        .node = places->flow_from[flow],
        .origin = WO_NONE,
        .role = WO_ROLE_TRAVELLER,
        .class_index = (uint8_t)vehicle,
        .flags = inbound ? WO_TRIP_INBOUND : 0,
    };
    return wo_dispatch_release(dispatch, &trip, places->flow_to[flow], vehicle, error);
}

static wo_status ask(wo_dispatch *dispatch, uint32_t index, wo_ms at, wo_error *error)
{
    const size_t n_households = dispatch->demand->n_households;
    if (index < n_households) {
        return wo_family_ask(dispatch, index, at, error);
    }
    wo_fleet_request(dispatch, (uint32_t)(dispatch->n_goods + (index - n_households)));
    return wo_fleet_bind(dispatch, at, error);
}

static wo_status handle(wo_dispatch *dispatch, const wo_occasion *occasion, wo_error *error)
{
    const wo_ms at = occasion->at;
    const uint32_t index = occasion->index;
    switch ((wo_happening)occasion->kind) {
    case WO_HAPPENS_BELIEF:
        return wo_belief_renew(dispatch, at, error);
    case WO_HAPPENS_ANNOUNCEMENT:
        WO_TRY(wo_buses_bind(dispatch, at, error));
        return wo_fleet_bind(dispatch, at, error);
    case WO_HAPPENS_BUS_IDLE:
        return wo_buses_idle(dispatch, index, at, error);
    case WO_HAPPENS_BUS_BOARDED:
        return wo_buses_boarded(dispatch, index, at, error);
    case WO_HAPPENS_TRUCK_IDLE:
        return wo_fleet_idle(dispatch, index, at, error);
    case WO_HAPPENS_TRUCK_LOADED:
        return wo_fleet_loaded(dispatch, index, at, error);
    case WO_HAPPENS_ASK:
        return ask(dispatch, index, at, error);
    case WO_HAPPENS_FAMILY:
        return wo_family_check(dispatch, index, at, error);
    case WO_HAPPENS_HERD:
        return wo_drive_ready(dispatch, index, at, error);
    case WO_HAPPENS_CONVOY:
        return release_convoy(dispatch, index, at, error);
    case WO_HAPPENS_TRAVELLER:
        return release_traveller(dispatch, index, at, error);
    }
    return wo_error_set(error, WO_ERR_INVARIANT, "event of unknown kind %" PRIu32, occasion->kind);
}

/* Told in order, no earlier than what was told before, once. */
static wo_status check_arrival(const wo_dispatch *dispatch, const wo_arrival *arrival, wo_ms before, wo_error *error)
{
    if (arrival->trip >= dispatch->n_trips || arrival->at < before) {
        return wo_error_set(error, WO_ERR_INVARIANT, "arrival of trip %" PRIu32 " at %" PRIu32 " ms is out of order",
                            arrival->trip, arrival->at);
    }
    if (arrival->kind == WO_AT_DESTINATION && dispatch->trips[arrival->trip].flags & WO_TRIP_ARRIVED) {
        return wo_error_set(error, WO_ERR_INVARIANT, "trip %" PRIu32 " arrived twice", arrival->trip);
    }
    return WO_OK;
}

static wo_status arrive(wo_dispatch *dispatch, const wo_arrival *arrival, wo_error *error)
{
    wo_trip *trip = &dispatch->trips[arrival->trip];
    const bool outbound = !(trip->flags & WO_TRIP_INBOUND);
    if (arrival->kind == WO_AT_LINE) {
        if (outbound) {
            wo_tally_line(dispatch, trip, arrival->at);
        }
        return WO_OK;
    }
    trip->flags |= WO_TRIP_ARRIVED;
    if (trip->role == WO_ROLE_HERD) {
        return wo_drive_arrived(dispatch, trip, arrival->at, error);
    }
    if (outbound) { /* the exit is at the line or behind it */
        wo_tally_line(dispatch, trip, arrival->at);
    }
    if (trip->role == WO_ROLE_BUS) {
        return wo_buses_arrived(dispatch, trip, arrival->at, error);
    }
    return trip->role == WO_ROLE_TRUCK ? wo_fleet_arrived(dispatch, trip, arrival->at, error) : WO_OK;
}

wo_status wo_dispatch_advance(wo_dispatch *dispatch, const wo_arrival *arrivals, size_t n_arrivals, wo_ms known,
                              const wo_release **releases, size_t *n_releases, wo_error *error)
{
    wo_agenda *agenda = &dispatch->agenda;
    dispatch->n_releases = 0;
    for (size_t i = 0; i < n_arrivals; i++) {
        WO_TRY(check_arrival(dispatch, &arrivals[i], i == 0 ? dispatch->known : arrivals[i - 1].at, error));
        if (arrivals[i].at < dispatch->horizon) {
            WO_TRY(arrive(dispatch, &arrivals[i], error));
        }
    }
    const wo_ms limit = wo_ms_add(known, WO_STOP_MIN_MS);
    while (wo_agenda_next(agenda) < limit) {
        const wo_occasion occasion = wo_agenda_pop(agenda);
        WO_TRY(handle(dispatch, &occasion, error));
    }
    wo_tally_departures(dispatch, known);
    dispatch->known = known;
    *releases = dispatch->releases;
    *n_releases = dispatch->n_releases;
    return WO_OK;
}

void wo_dispatch_trip(const wo_dispatch *dispatch, uint32_t trip, uint32_t *class_index, wo_role *role,
                      uint32_t *origin)
{
    const wo_trip *entry = &dispatch->trips[trip];
    *class_index = entry->class_index;
    *role = (wo_role)entry->role;
    *origin = entry->origin;
}

/* What the trip is made for, without its number. */
static uint32_t purpose_of(const wo_dispatch *dispatch, const wo_trip *trip)
{
    const wo_demand *demand = dispatch->demand;
    switch ((wo_role)trip->role) {
    case WO_ROLE_RESIDENT:
        return demand->households[trip->owner].entity;
    case WO_ROLE_HERD:
        return demand->herds[trip->owner].entity;
    case WO_ROLE_TRUCK: {
        const uint32_t owner = dispatch->loads[trip->number].owner;
        return owner < demand->n_households ? demand->households[owner].entity
                                            : demand->animal_loads[owner - demand->n_households].entity;
    }
    case WO_ROLE_ARMY:
        return demand->convoy[trip->owner].entity;
    case WO_ROLE_TRAVELLER:
        return demand->travellers[trip->owner].entity;
    case WO_ROLE_BUS:
        return dispatch->buses[trip->owner].entity;
    }
    return 0;
}

/* Which of the trips for that. */
static uint32_t number_of(const wo_dispatch *dispatch, const wo_trip *trip)
{
    const wo_demand *demand = dispatch->demand;
    const uint32_t inbound = trip->flags & WO_TRIP_INBOUND;
    if (trip->role == WO_ROLE_HERD) {
        return (uint32_t)(((int64_t)trip->at - demand->climate->first_midnight) / (int64_t)WO_DAY_MS);
    }
    if (trip->role == WO_ROLE_TRUCK) {
        const uint32_t owner = dispatch->loads[trip->number].owner;
        const uint32_t first = owner < demand->n_households ? dispatch->families[owner].first_load : trip->number;
        return 2 * (trip->number - first) + inbound;
    }
    return trip->role == WO_ROLE_BUS ? 2 * trip->number + inbound : trip->number;
}

uint32_t wo_dispatch_entity(const wo_dispatch *dispatch, uint32_t trip)
{
    const wo_trip *entry = &dispatch->trips[trip];
    return wo_hash_index(wo_hash_index(purpose_of(dispatch, entry), entry->role), number_of(dispatch, entry));
}

static bool same_release(const wo_release *a, const wo_release *b)
{
    return a->at == b->at && a->node == b->node && a->destination == b->destination && a->direction == b->direction &&
           a->class_index == b->class_index && a->trip == b->trip;
}

bool wo_dispatch_same(const wo_dispatch *a, const wo_dispatch *b)
{
    bool same = a->n_releases == b->n_releases;
    for (size_t i = 0; same && i < a->n_releases; i++) {
        const wo_release *release = &a->releases[i];
        same = same_release(release, &b->releases[i]);
        if (same) {
            const wo_trip *x = &a->trips[release->trip], *y = &b->trips[release->trip];
            same = x->class_index == y->class_index && x->role == y->role && x->origin == y->origin &&
                   wo_dispatch_entity(a, release->trip) == wo_dispatch_entity(b, release->trip);
        }
    }
    return same;
}

wo_status wo_dispatch_create(const wo_demand *demand, wo_dispatch **dispatch, wo_error *error)
{
    wo_dispatch *made = calloc(1, sizeof *made);
    if (made == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for the dispatch");
    }
    made->demand = demand;
    const wo_status status = wo_dispatch_fill(made, error);
    if (status != WO_OK) {
        wo_dispatch_destroy(made);
        return status;
    }
    *dispatch = made;
    return WO_OK;
}

void wo_dispatch_destroy(wo_dispatch *dispatch)
{
    if (dispatch == NULL) {
        return;
    }
    wo_agenda_free(&dispatch->agenda);
    free(dispatch->families);
    free(dispatch->drives);
    free(dispatch->loads);
    free(dispatch->trucks);
    free(dispatch->idle_trucks.ring);
    free(dispatch->stands);
    free(dispatch->buses);
    free(dispatch->idle_buses.ring);
    free(dispatch->news);
    wo_belief_free(&dispatch->belief);
    free(dispatch->trips);
    free(dispatch->releases);
    free(dispatch);
}
