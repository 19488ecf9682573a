/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Conservation: everything is counted anew from the single states and compared with the running sums. */
#include "dispatch_private.h"

#include <inttypes.h>

static wo_status equal(int64_t counted, int64_t kept, const char *what, wo_error *error)
{
    if (counted != kept) {
        return wo_error_set(error, WO_ERR_INVARIANT, "%s: %" PRId64 " counted, %" PRId64 " kept", what, counted, kept);
    }
    return WO_OK;
}

/* People in the lists of those who wait for a ride. */
static int64_t listed_people(const wo_dispatch *dispatch)
{
    int64_t people = 0;
    for (size_t s = 0; s < dispatch->demand->scenario->n_origins; s++) {
        for (uint32_t i = dispatch->stands[s].first_family; i != WO_NONE; i = dispatch->families[i].next) {
            people += dispatch->families[i].state == WO_FAMILY_STANDS ? dispatch->families[i].standing : 0;
        }
    }
    return people;
}

static wo_status verify_people(const wo_dispatch *dispatch, wo_error *error)
{
    const wo_demand *demand = dispatch->demand;
    int64_t inside = 0, driving = 0, out = 0, left = 0, refused_left = 0, standing = 0;
    for (size_t i = 0; i < demand->n_households; i++) {
        const wo_household *household = &demand->households[i];
        const wo_family *family = &dispatch->families[i];
        const bool home = family->state == WO_FAMILY_HOME || family->state == WO_FAMILY_WAITS;
        const uint32_t here = home ? household->people : family->standing;
        inside += here;
        left += household->people - here;
        standing += family->standing;
        refused_left += family->refuses && family->state != WO_FAMILY_HOME;
    }
    for (size_t i = 0; i < dispatch->n_trips; i++) {
        const wo_trip *trip = &dispatch->trips[i];
        *(trip->flags & WO_TRIP_OVER_LINE ? &out : &driving) += trip->people;
    }
    WO_TRY(equal(inside + left, dispatch->people_total, "residents", error));
    WO_TRY(equal(driving + out, left, "residents who have left home", error));
    WO_TRY(equal(out, dispatch->tally.people_out, "residents out", error));
    WO_TRY(equal(listed_people(dispatch), standing, "residents who wait for a ride", error));
    return equal(refused_left, 0, "households that refuse and left", error);
}

static wo_status verify_parties(const wo_dispatch *dispatch, wo_error *error)
{
    const wo_tally *tally = &dispatch->tally;
    int64_t by_role[WO_N_ROLES] = {0}, by_class[WO_MAX_CLASSES] = {0}, departures = 0;
    for (size_t i = 0; i < dispatch->n_trips; i++) {
        const wo_trip *trip = &dispatch->trips[i];
        if (trip->flags & WO_TRIP_OVER_LINE) {
            by_role[trip->role]++;
            by_class[trip->class_index]++;
        }
        departures += i < dispatch->n_counted && !(trip->flags & (WO_TRIP_INBOUND | WO_TRIP_LATER_LEG));
    }
    for (size_t i = 0; i < WO_N_ROLES; i++) {
        WO_TRY(equal(by_role[i], tally->role_out[i], "parties out by role", error));
    }
    for (size_t i = 0; i < WO_MAX_CLASSES; i++) {
        WO_TRY(equal(by_class[i], tally->vehicles_out[i], "parties out by class", error));
    }
    return equal(departures, tally->departures, "departures", error);
}

static wo_status verify_heads(const wo_dispatch *dispatch, wo_error *error)
{
    const wo_demand *demand = dispatch->demand;
    const wo_tally *tally = &dispatch->tally;
    int64_t walked[3] = {0}, trucked[3] = {0};
    for (size_t i = 0; i < demand->n_herds; i++) {
        walked[demand->herds[i].animal] += dispatch->drives[i].out ? demand->herds[i].heads : 0;
    }
    for (size_t i = 0; i < demand->n_animal_loads; i++) {
        const bool out = dispatch->loads[dispatch->n_goods + i].state == WO_LOAD_OUT;
        trucked[demand->animal_loads[i].animal] += out ? demand->animal_loads[i].heads : 0;
    }
    const int64_t cattle = walked[WO_ANIMAL_CATTLE], sheep = walked[WO_ANIMAL_SHEEP];
    WO_TRY(equal(cattle, tally->cattle_walked_out, "cattle that walked out", error));
    WO_TRY(equal(sheep, tally->sheep_walked_out, "sheep that walked out", error));
    WO_TRY(equal(cattle + trucked[WO_ANIMAL_CATTLE], tally->cattle_out, "cattle out", error));
    return equal(sheep + trucked[WO_ANIMAL_SHEEP], tally->sheep_out, "sheep out", error);
}

/* A load's state as its truck's state demands. */
static bool fits(const wo_dispatch *dispatch, const wo_truck *truck)
{
    if (truck->state == WO_TRUCK_AWAY || truck->state == WO_TRUCK_IDLE) {
        return truck->load == WO_NONE;
    }
    const uint8_t load = dispatch->loads[truck->load].state;
    switch ((wo_truck_state)truck->state) {
    case WO_TRUCK_INBOUND:
    case WO_TRUCK_LOADING:
        return load == WO_LOAD_BOUND;
    case WO_TRUCK_OUTBOUND:
        return load == WO_LOAD_ABOARD || load == WO_LOAD_OUT;
    default:
        return load == WO_LOAD_OUT;
    }
}

static wo_status verify_trucks(const wo_dispatch *dispatch, const int64_t loads[5], wo_error *error)
{
    int64_t bound = 0, aboard = 0, idle = 0;
    for (uint32_t i = 0; i < dispatch->demand->trucks; i++) {
        const wo_truck *truck = &dispatch->trucks[i];
        if (!fits(dispatch, truck)) {
            return wo_error_set(error, WO_ERR_INVARIANT, "truck %" PRIu32 " and its load disagree", i);
        }
        bound += truck->state == WO_TRUCK_INBOUND || truck->state == WO_TRUCK_LOADING;
        aboard += truck->state == WO_TRUCK_OUTBOUND && dispatch->loads[truck->load].state == WO_LOAD_ABOARD;
        idle += truck->state == WO_TRUCK_IDLE;
    }
    WO_TRY(equal(idle, (int64_t)dispatch->idle_trucks.n, "idle trucks", error));
    WO_TRY(equal(bound, loads[WO_LOAD_BOUND], "loads bound to a truck", error));
    return equal(aboard, loads[WO_LOAD_ABOARD], "loads on the way out", error);
}

/* Idle buses, and seats that are on the way to where people wait. */
static wo_status verify_buses(const wo_dispatch *dispatch, wo_error *error)
{
    int64_t idle = 0, coming = 0, promised = 0;
    for (uint32_t i = 0; i < dispatch->demand->buses; i++) {
        const uint8_t state = dispatch->buses[i].state;
        idle += state == WO_BUS_IDLE;
        coming += state == WO_BUS_INBOUND || state == WO_BUS_BOARDING;
    }
    for (size_t s = 0; s < dispatch->demand->scenario->n_origins; s++) {
        promised += dispatch->stands[s].seats;
    }
    WO_TRY(equal(idle, (int64_t)dispatch->idle_buses.n, "idle buses", error));
    return equal(coming * dispatch->demand->seats, promised, "seats on the way", error);
}

static wo_status verify_loads(const wo_dispatch *dispatch, wo_error *error)
{
    int64_t by_state[5] = {0}, goods_out = 0, listed = 0;
    for (size_t i = 0; i < dispatch->n_loads; i++) {
        by_state[dispatch->loads[i].state]++;
        goods_out += i < dispatch->n_goods && dispatch->loads[i].state == WO_LOAD_OUT;
    }
    for (size_t s = 0; s < dispatch->demand->scenario->n_origins; s++) {
        for (uint32_t i = dispatch->stands[s].first; i != WO_NONE; i = dispatch->loads[i].next) {
            listed += dispatch->loads[i].state == WO_LOAD_OPEN;
        }
    }
    WO_TRY(equal(listed, (int64_t)dispatch->n_open, "open requests listed", error));
    WO_TRY(equal(by_state[WO_LOAD_OPEN], (int64_t)dispatch->n_open, "open requests", error));
    WO_TRY(equal(by_state[WO_LOAD_OUT], dispatch->tally.truck_trips, "loaded trips over the line", error));
    WO_TRY(equal(goods_out, dispatch->tally.loads_out, "loads of goods out", error));
    return verify_trucks(dispatch, by_state, error);
}

wo_status wo_dispatch_verify(const wo_dispatch *dispatch, wo_error *error)
{
    WO_TRY(verify_people(dispatch, error));
    WO_TRY(verify_parties(dispatch, error));
    WO_TRY(verify_heads(dispatch, error));
    WO_TRY(verify_buses(dispatch, error));
    return verify_loads(dispatch, error);
}
