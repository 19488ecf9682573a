/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is out, when, and what is left. Exact integers throughout. */
#include "dispatch_private.h"

void wo_tally_init(wo_tally *tally)
{
    *tally = (wo_tally){.ete50 = WO_NEVER, .ete90 = WO_NEVER, .ete95 = WO_NEVER, .ete100 = WO_NEVER};
}

/* The instant at which a share of the residents is out: percent / 100, reached, not exceeded. */
static void reach(wo_ms *instant, int64_t out, int64_t total, int64_t percent, wo_ms at)
{
    if (*instant == WO_NEVER && 100 * out >= percent * total) {
        *instant = at;
    }
}

static void add_people(wo_dispatch *dispatch, uint32_t people, wo_ms at)
{
    wo_tally *tally = &dispatch->tally;
    if (people == 0) {
        return;
    }
    tally->people_out += people;
    reach(&tally->ete50, tally->people_out, dispatch->people_total, 50, at);
    reach(&tally->ete90, tally->people_out, dispatch->people_total, 90, at);
    reach(&tally->ete95, tally->people_out, dispatch->people_total, 95, at);
    reach(&tally->ete100, tally->people_out, dispatch->people_total, 100, at);
    tally->last_resident_out = at;
}

static void add_delay(wo_tally *tally, int64_t delay_ms, int64_t free_ms)
{
    tally->delay_ms += delay_ms;
    tally->free_ms += free_ms;
    tally->delayed_parties++;
    if (delay_ms > (int64_t)tally->worst_delay) {
        tally->worst_delay = (wo_ms)delay_ms;
    }
}

static void add_heads(wo_tally *tally, wo_animal animal, uint32_t heads)
{
    *(animal == WO_ANIMAL_CATTLE ? &tally->cattle_out : &tally->sheep_out) += heads;
}

static void herd_out(wo_dispatch *dispatch, const wo_trip *trip, wo_ms at)
{
    const wo_demand *demand = dispatch->demand;
    const wo_herd *plan = &demand->herds[trip->owner];
    wo_tally *tally = &dispatch->tally;
    wo_drive *drive = &dispatch->drives[trip->owner];
    drive->out = true;
    add_heads(tally, plan->animal, plan->heads);
    *(plan->animal == WO_ANIMAL_CATTLE ? &tally->cattle_walked_out : &tally->sheep_walked_out) += plan->heads;
    const wo_ms free_ms = wo_road_free_time(demand->road, trip->node, demand->places->deadline_line, plan->class_index);
    const int64_t delay_ms = (int64_t)(at - trip->at) - free_ms;
    add_delay(tally, drive->delay_ms + delay_ms, drive->free_ms + free_ms);
    tally->last_out = at;
}

static void truck_out(wo_dispatch *dispatch, const wo_trip *trip, wo_ms at)
{
    const wo_demand *demand = dispatch->demand;
    const wo_ms free_ms = dispatch->stands[trip->origin].truck_line;
    wo_tally *tally = &dispatch->tally;
    wo_load *load = &dispatch->loads[dispatch->trucks[trip->owner].load];
    load->state = WO_LOAD_OUT;
    if (load->owner < demand->n_households) {
        tally->loads_out++;
    } else {
        const wo_animal_load *animals = &demand->animal_loads[load->owner - demand->n_households];
        add_heads(tally, animals->animal, animals->heads);
    }
    tally->truck_trips++;
    add_delay(tally, (int64_t)(at - trip->at) - free_ms, free_ms);
    add_people(dispatch, trip->people, at);
    tally->last_out = at;
}

/* For those who reckon with the queue. */
static void note_delay(wo_belief *belief, int64_t delay_ms, wo_ms at)
{
    if (belief->buckets != NULL) {
        wo_bucket *bucket = &belief->buckets[at / WO_QUARTER_MS];
        bucket->delay_ms += delay_ms;
        bucket->cars++;
    }
}

static void car_out(wo_dispatch *dispatch, const wo_trip *trip, wo_ms at)
{
    const wo_ms free_ms = dispatch->stands[trip->origin].car_line;
    const int64_t delay_ms = (int64_t)(at - trip->at) - free_ms;
    add_delay(&dispatch->tally, delay_ms, free_ms);
    note_delay(&dispatch->belief, delay_ms, at);
    add_people(dispatch, trip->people, at);
    dispatch->tally.last_out = at;
}

static void bus_out(wo_dispatch *dispatch, const wo_trip *trip, wo_ms at)
{
    const wo_ms free_ms = dispatch->stands[trip->origin].bus_line;
    add_delay(&dispatch->tally, (int64_t)(at - trip->at) - free_ms, free_ms);
    add_people(dispatch, trip->people, at);
    dispatch->tally.last_out = at;
}

void wo_dispatch_cargo(const wo_dispatch *dispatch, uint32_t trip, uint32_t *people, uint32_t *heads, bool *goods)
{
    const wo_demand *demand = dispatch->demand;
    const wo_trip *entry = &dispatch->trips[trip];
    *people = entry->people;
    *heads = entry->role == WO_ROLE_HERD ? demand->herds[entry->owner].heads : 0;
    *goods = false;
    if (entry->role == WO_ROLE_TRUCK && (entry->flags & WO_TRIP_INBOUND) == 0) {
        const uint32_t owner = dispatch->loads[entry->number].owner;
        *goods = owner < demand->n_households;
        *heads = *goods ? 0 : demand->animal_loads[owner - demand->n_households].heads;
    }
}

void wo_tally_line(wo_dispatch *dispatch, wo_trip *trip, wo_ms at)
{
    const bool herd = trip->role == WO_ROLE_HERD;
    if (trip->flags & WO_TRIP_OVER_LINE || (herd && dispatch->drives[trip->owner].out)) {
        return;
    }
    trip->flags |= WO_TRIP_OVER_LINE;
    dispatch->tally.vehicles_out[trip->class_index]++;
    dispatch->tally.role_out[trip->role]++;
    if (herd) {
        herd_out(dispatch, trip, at);
    } else if (trip->role == WO_ROLE_TRUCK) {
        truck_out(dispatch, trip, at);
    } else if (trip->role == WO_ROLE_RESIDENT) {
        car_out(dispatch, trip, at);
    } else if (trip->role == WO_ROLE_BUS) {
        bus_out(dispatch, trip, at);
    }
}

void wo_tally_departures(wo_dispatch *dispatch, wo_ms known)
{
    while (dispatch->n_counted < dispatch->n_trips && dispatch->trips[dispatch->n_counted].at < known) {
        const wo_trip *trip = &dispatch->trips[dispatch->n_counted++];
        dispatch->tally.departures += !(trip->flags & (WO_TRIP_INBOUND | WO_TRIP_LATER_LEG));
        dispatch->tally.people_departed += trip->people;
    }
}

const wo_tally *wo_dispatch_tally(const wo_dispatch *dispatch)
{
    return &dispatch->tally;
}

static void sum_people(const wo_dispatch *dispatch, wo_remainder *remainder)
{
    const wo_demand *demand = dispatch->demand;
    for (size_t i = 0; i < demand->n_households; i++) {
        const wo_household *household = &demand->households[i];
        if (dispatch->families[i].refuses) {
            remainder->people_refused += household->people;
        } else if (dispatch->families[i].state == WO_FAMILY_HOME) {
            remainder->people_not_started += household->people;
        }
    }
    remainder->people_total = dispatch->people_total;
    remainder->people_stranded =
        dispatch->people_total - remainder->people_refused - remainder->people_not_started - dispatch->tally.people_out;
    remainder->everyone_out = remainder->people_stranded == 0 && remainder->people_not_started == 0;
}

static void sum_animals(const wo_demand *demand, wo_remainder *remainder)
{
    int64_t heads[3] = {0};
    for (size_t i = 0; i < demand->n_herds; i++) {
        heads[demand->herds[i].animal] += demand->herds[i].heads;
    }
    for (size_t i = 0; i < demand->n_animal_loads; i++) {
        heads[demand->animal_loads[i].animal] += demand->animal_loads[i].heads;
    }
    remainder->cattle_total = heads[WO_ANIMAL_CATTLE];
    remainder->sheep_total = heads[WO_ANIMAL_SHEEP];
}

wo_remainder wo_dispatch_remainder(const wo_dispatch *dispatch)
{
    const wo_tally *tally = &dispatch->tally;
    wo_remainder remainder = {0};
    sum_people(dispatch, &remainder);
    sum_animals(dispatch->demand, &remainder);
    remainder.cattle_left = remainder.cattle_total - tally->cattle_out;
    remainder.sheep_left = remainder.sheep_total - tally->sheep_out;
    remainder.loads_total = (int64_t)dispatch->n_goods;
    remainder.loads_unmet = remainder.loads_total - tally->loads_out;
    remainder.army_total = (int64_t)dispatch->demand->n_convoy;
    remainder.army_left = remainder.army_total - tally->role_out[WO_ROLE_ARMY];
    return remainder;
}
