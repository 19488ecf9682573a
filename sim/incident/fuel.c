/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tanks, fuel stations and who runs dry. All of it follows from how a trip began. */
#include <math.h>
#include <stdlib.h>

#include "incident_state.h"

/* Draws of a trip with sub 0, and at a station with sub = its place. */
enum { DRAW_TANK = 0, DRAW_BLOCKS = 1, DRAW_DRY = 2, DRAW_SERVICE = 3 };

static uint32_t end_of(const wo_incidents *incidents, const wo_incident_trip *trip)
{
    return trip->destination == WO_NONE ? incidents->road->n_out : trip->destination;
}

/* Whether `node` is `below` or lies upstream of it. */
static bool upstream(const wo_road *road, uint32_t node, uint32_t below)
{
    return road->tour[below] <= road->tour[node] && road->tour[node] < road->tour_end[below];
}

static bool on_the_way(const wo_incidents *incidents, const wo_incident_trip *trip, const wo_pump *pump)
{
    const uint32_t end = end_of(incidents, trip);
    const bool outbound = trip->direction == WO_OUTBOUND;
    const uint32_t upper = outbound ? trip->start : end, lower = outbound ? end : trip->start;
    return pump->direction == trip->direction && upstream(incidents->road, upper, pump->node) &&
           upstream(incidents->road, pump->node, lower);
}

/* What must be in the tank at a pump to pass it by: outbound it must last to the exit, inbound for the way in and back
 * out. */
static int64_t enough_cm(const wo_incidents *incidents, const wo_incident_trip *trip, uint32_t node)
{
    const int64_t exit_cm = incidents->exit_cm[node];
    return trip->direction == WO_OUTBOUND ? exit_cm : 2 * incidents->exit_cm[end_of(incidents, trip)] - exit_cm;
}

typedef struct tank {
    int64_t travelled_cm; /**< from the start to the last pump passed */
    int64_t rest_cm;      /**< what it will still do from there */
    int64_t dry_cm;       /**< where it ran dry, from the start; INT64_MAX before */
} tank;

/* Drives on to `travelled_cm`; false when the tank runs dry before. */
static bool drive_on(tank *t, int64_t travelled_cm)
{
    const int64_t way_cm = travelled_cm - t->travelled_cm;
    if (way_cm > t->rest_cm) {
        t->dry_cm = t->travelled_cm + t->rest_cm;
        return false;
    }
    t->rest_cm -= way_cm;
    t->travelled_cm = travelled_cm;
    return true;
}

static int64_t way_cm(const wo_incidents *incidents, const wo_incident_trip *trip, uint32_t node)
{
    return llabs(incidents->exit_cm[node] - incidents->exit_cm[trip->start]);
}

/* Follows a tank from the start up to `last`, or to the end of the trip when that is NULL. Who has run dry is brought
 * fuel for the rest of the trip. @return whether it wants fuel at `last`. */
static bool follow(const wo_incidents *incidents, const wo_incident_trip *trip, const wo_pump *last, tank *t)
{
    const int64_t range_cm = incidents->kinds[trip->class_index].range_cm;
    const double share = wo_distribution_value(&incidents->scenario->incidents.tank, &incidents->draw, WO_PURPOSE_FUEL,
                                               trip->entity, 0, DRAW_TANK);
    *t = (tank){.rest_cm = llround((double)range_cm * share), .dry_cm = INT64_MAX};
    for (size_t k = 0; k < incidents->n_pumps; k++) {
        const wo_pump *pump = &incidents->pumps[trip->direction == WO_OUTBOUND ? k : incidents->n_pumps - 1 - k];
        if (!on_the_way(incidents, trip, pump)) {
            continue;
        }
        if (!drive_on(t, way_cm(incidents, trip, pump->node))) {
            return false;
        }
        const bool wants = t->rest_cm < enough_cm(incidents, trip, pump->node);
        if (pump == last) {
            return wants;
        }
        t->rest_cm = wants ? range_cm : t->rest_cm;
    }
    (void)drive_on(t, way_cm(incidents, trip, end_of(incidents, trip)));
    return false;
}

int64_t wo_fuel_dry(const wo_incidents *incidents, const wo_incident_trip *trip)
{
    tank t = {.dry_cm = INT64_MAX};
    if (incidents->kinds[trip->class_index].range_cm > 0) {
        (void)follow(incidents, trip, NULL, &t);
    }
    return t.dry_cm;
}

wo_stop wo_fuel_stop(wo_incidents *incidents, wo_history *trip, uint32_t segment)
{
    const wo_road *road = incidents->road;
    if (way_cm(incidents, &trip->facts, road->down[segment]) <= trip->dry_cm) {
        return (wo_stop){0};
    }
    trip->dry_cm = INT64_MAX;
    incidents->counts.dry_tanks++;
    const uint32_t entity = trip->facts.entity;
    const double u = wo_random_uniform(&incidents->draw, WO_PURPOSE_FUEL, entity, 0, DRAW_BLOCKS);
    return (wo_stop){.stands = wo_incident_time(incidents, &incidents->scenario->incidents.dry_tank_s, WO_PURPOSE_FUEL,
                                                entity, 0, DRAW_DRY),
                     .aside = u >= incidents->kinds[trip->facts.class_index].blocks};
}

/* A wo_service_fn. */
static wo_ms fill_up(const void *context, uint32_t class_index, uint32_t party)
{
    const wo_pump *pump = context;
    const wo_incidents *incidents = pump->incidents;
    const wo_incident_trip *trip = &incidents->trips[party].facts;
    tank t;
    (void)class_index;
    if (incidents->kinds[trip->class_index].range_cm <= 0 || !follow(incidents, trip, pump, &t)) {
        return 0;
    }
    return wo_incident_time(incidents, &pump->station->time_s, WO_PURPOSE_FUEL, trip->entity, pump->place,
                            DRAW_SERVICE);
}

/* Farther from the exit first; those on two branches that are equally far never lie on one way. */
static int farther(const void *a, const void *b)
{
    const wo_pump *left = a, *right = b;
    const int64_t x = left->incidents->exit_cm[left->node], y = left->incidents->exit_cm[right->node];
    return x != y ? (x < y) - (x > y) : (left->node > right->node) - (left->node < right->node);
}

static bool fuel_matters(const wo_incidents *incidents)
{
    for (size_t c = 0; c < incidents->scenario->n_classes; c++) {
        if (incidents->kinds[c].range_cm > 0) {
            return true;
        }
    }
    return false;
}

wo_status wo_fuel_start(wo_incidents *incidents, wo_queue *queue, wo_error *error)
{
    const wo_scenario *scenario = incidents->scenario;
    for (size_t i = 0; i < scenario->n_stations && fuel_matters(incidents); i++) {
        const wo_station *station = &scenario->stations[i];
        for (int d = 0; d < 2; d++) {
            const wo_direction direction = d == 0 ? WO_OUTBOUND : WO_INBOUND;
            if (wo_side_has(station->side, direction)) {
                incidents->pumps[incidents->n_pumps++] = (wo_pump){.incidents = incidents,
                                                                   .station = station,
                                                                   .node = incidents->places->station[i],
                                                                   .place = wo_place_hash(scenario, station->at),
                                                                   .direction = direction};
            }
        }
    }
    qsort(incidents->pumps, incidents->n_pumps, sizeof *incidents->pumps, farther);
    for (size_t k = 0; k < incidents->n_pumps; k++) {
        const wo_pump *pump = &incidents->pumps[k];
        WO_TRY(wo_queue_checkpoint(queue, pump->node, pump->direction, (uint32_t)pump->station->servers, fill_up, pump,
                                   error));
    }
    return WO_OK;
}
