/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small valley for tests: far village - 30 km - near village - 30 km - line - 20 km - exit, and a road that answers
 * with free travel times instead of an engine. */
#ifndef WAYOUT_TEST_DEMAND_WORLD_H
#define WAYOUT_TEST_DEMAND_WORLD_H

#include "wayout/demand.h"

#define H(hours)   ((wo_ms)((hours)*3600000.0 + 0.5))
#define DAY(days)  H(24.0 * (days))
#define WORLD_SIZE 8 /* origins, announcements, armies, flows at most */

enum { CLASS_CAR, CLASS_TRUCK, CLASS_CATTLE, CLASS_FLOCK, N_CLASSES };

typedef struct world {
    wo_scenario scenario;
    wo_road road;
    wo_places places;
    wo_climate climate;
    wo_draw draw;
    wo_class classes[N_CLASSES];
    wo_origin origins[WORLD_SIZE];
    wo_announcement announcements[WORLD_SIZE];
    wo_army armies[WORLD_SIZE];
    wo_flow flows[WORLD_SIZE];
    wo_daylight days[64];
    uint32_t origin_node[WORLD_SIZE], army_node[WORLD_SIZE], from_node[WORLD_SIZE], to_node[WORLD_SIZE];
    uint32_t far, near;
} world;

wo_number fixed(double value);
wo_distribution always(double seconds);

/* One far village of 200 households with a car each, 16 days from local midnight, order at 0, closing at day 10,
 * believed from the start; sun from 07:00 to 17:00; cars 20 m/s, trucks 10 m/s, herds 1 m/s. */
void world_init(world *w);
void world_free(world *w);
/* Another village, empty; its index. */
uint32_t world_origin(world *w, const char *name, uint32_t node);
/* The closing is not before any deadline that is announced. */
void world_announce(world *w, wo_ms at, wo_ms deadline);
/* Trucks at the exit from 0 on, loading and unloading always as long. */
void world_fleet(world *w, double trucks, double loading_s, double unloading_s);
/* Buses at the exit from 0 on, boarding and alighting always as long; they drive as trucks do. */
void world_buses(world *w, double buses, double seats, double boarding_s, double alighting_s);
void world_army(world *w, double vehicles, double column, double headway_s, double ahead_s);
void world_flow(world *w, double per_s, wo_arrivals arrivals, bool inbound);

/* The road of the tests. */
typedef struct stub_road {
    wo_ms extra_ms;   /* delay of each trip: a hash of its number modulo this, 0 = none */
    wo_ms service_ms; /* server at the line, in order of arrival, outbound; 0 = none */
    wo_ms server_free;
    wo_ms every_ms; /* outbound, the line is passed at multiples of this only; 0 = always */
    wo_ms step_ms;  /* batch */
} stub_road;

typedef struct releases { /* all releases in order */
    wo_release *list;
    size_t n, room;
    wo_arrival *told; /* all arrivals at destinations in order */
    size_t n_told, told_room;
} releases;

/* Runs to `until`; checks causality and conservation at every day. `stream` may be NULL. */
void world_run(const world *w, wo_dispatch *dispatch, stub_road *road, wo_ms until, releases *stream);
void releases_free(releases *stream);

/* Draws and creates, failing the test when that fails. */
void world_draw(const world *w, wo_demand *demand);
wo_dispatch *world_dispatch(const wo_demand *demand);

#endif
