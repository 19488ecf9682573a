/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A road of two sections and a scenario made by hand. */
#ifndef WAYOUT_TEST_INCIDENT_WORLD_H
#define WAYOUT_TEST_INCIDENT_WORLD_H

#include "wayout/incident.h"

enum { CAR, TRUCK, TRAILER, HERD, N_CLASSES };
enum { VALLEY, PASS, N_SECTIONS };

/* Pieces of 250 m: 0 .. 19 the level valley, 20 .. 39 the pass, 8 % uphill towards the exit, node 40. */
#define N_PIECES   40u
#define PIECE_M    250.0
#define PASS_GRADE 0.08

typedef struct world {
    wo_scenario scenario;
    wo_section sections[N_SECTIONS];
    wo_class classes[N_CLASSES];
    wo_station stations[4];
    wo_planned planned[4];
    wo_one_lane one_lanes[2];
    wo_weather_state states[3];
    wo_observation observations[4];
    uint32_t station_at[4], planned_at[4], one_lane_at[2], alternation_at[2];
    wo_road road;
    wo_places places;
    wo_climate climate;
    wo_draw draw;
    wo_queue *queue;
    wo_incidents *incidents;
    uint32_t n_parties;
} world;

wo_number fixed(double value);
wo_distribution fixed_time(double seconds);
wo_distribution lognormal(double median_s, double sigma);

/* A world in which nothing ever happens. Then the test sets what may, and starts it. */
world *world_begin(void);
void world_start(world *w);
void world_end(world *w);

/* A party of class `class_index` that drives outbound from node 0 to the exit; its number. */
uint32_t world_party(world *w, uint32_t class_index, uint32_t entity);
uint32_t world_trip(world *w, wo_incident_trip trip);
/* A window ends at `now`. */
void world_window(world *w, wo_ms now, const wo_event *events, size_t n_events);
const wo_incident_counts *world_counts(const world *w);

/* The engine of a world: of helper_recorder.c, or the real one. */
wo_queue *engine_create(const wo_road *road);
void engine_reset(wo_queue *queue, const wo_road *road);
void engine_destroy(wo_queue *queue);
/* A window that ended at `now` is over. */
void engine_window(wo_queue *queue, wo_ms now);

void must(wo_status status, const wo_error *error);
void near(const char *what, double got, double expected, double tolerance);

#endif
