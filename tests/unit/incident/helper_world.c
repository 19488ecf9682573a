/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <math.h>

#include "helper_world.h"

wo_number fixed(double value)
{
    return (wo_number){.shape = WO_SHAPE_FIXED, .p = {value}, .low = -1.0e12, .high = 1.0e12};
}

wo_distribution fixed_time(double seconds)
{
    return (wo_distribution){.shape = WO_SHAPE_FIXED, .p = {fixed(seconds)}, .low = 0.0, .high = 1.0e9};
}

wo_distribution lognormal(double median_s, double sigma)
{
    return (wo_distribution){
        .shape = WO_SHAPE_LOGNORMAL, .p = {fixed(median_s), fixed(sigma)}, .low = 0.0, .high = 1.0e9};
}

void must(wo_status status, const wo_error *error)
{
    assert_string_equal(error->message, "");
    assert_int_equal(status, WO_OK);
}

void near(const char *what, double got, double expected, double tolerance)
{
    if (!(fabs(got - expected) <= tolerance)) {
        fail_msg("%s: %.6g instead of %.6g +- %g", what, got, expected, tolerance);
    }
}

static void describe(world *w)
{
    static char valley[] = "valley", pass[] = "pass";
    wo_scenario *s = &w->scenario;
    w->sections[VALLEY] = (wo_section){.name = valley, .length_m = fixed(5000), .lanes = 1};
    w->sections[PASS] = (wo_section){.name = pass, .length_m = fixed(5000), .lanes = 1};
    w->sections[PASS].elevation_to_m = fixed(5000 * PASS_GRADE);
    w->classes[HERD].animal = WO_ANIMAL_CATTLE;
    w->states[0] = (wo_weather_state){.friction = fixed(0.7)};
    s->sections = w->sections;
    s->n_sections = N_SECTIONS;
    s->classes = w->classes;
    s->n_classes = N_CLASSES;
    s->stations = w->stations;
    s->one_lanes = w->one_lanes;
    s->climate.states = w->states;
    s->climate.n_states = 3;
    s->climate.observations = w->observations;
    s->climate.latitude_deg = s->climate.longitude_deg = NAN;
    s->end = 4 * WO_DAY_MS;
    s->wave_mps = fixed(4.5);
    s->incidents.planned = w->planned;
    s->incidents.cold = fixed(1.0);
    s->incidents.tank = fixed_time(1.0);
    s->incidents.aside_s = s->incidents.blocked_s = s->incidents.dry_tank_s = fixed_time(600);
    s->incidents.chain_up_s = s->incidents.ice_stop_s = fixed_time(600);
    s->incidents.faceoff_s = fixed_time(3600);
    s->incidents.faceoff_flow_per_s = fixed(30.0 / 3600.0);
}

static void build_road(world *w)
{
    wo_error error = {0};
    wo_stretch stretches[N_SECTIONS];
    wo_road_spec spec = {.stretches = stretches,
                         .n_stretches = N_SECTIONS,
                         .n_nodes = N_SECTIONS + 1,
                         .exit = N_SECTIONS,
                         .segment_length_m = PIECE_M,
                         .wave_mps = 4.5,
                         .n_classes = N_CLASSES,
                         .jam_m = {7.5, 12.0, 19.5, 50.0},
                         .herd = {[HERD] = true},
                         .car_jam_m = 7.5};
    for (uint32_t i = 0; i < N_SECTIONS; i++) {
        stretches[i] = (wo_stretch){
            .from = i, .to = i + 1, .length_m = 5000, .lanes = 1, .sight = 0.5, .priority = 1, .section = i};
        stretches[i].elevation_m[1] = i == PASS ? 5000 * PASS_GRADE : 0;
        for (int d = 0; d < 2; d++) {
            const double mps[N_CLASSES] = {15.0, 10.0, 8.0, 1.0};
            memcpy(stretches[i].speed_mps[d], mps, sizeof mps);
            stretches[i].stopped_per_s[d] = -1.0;
            for (int c = 0; c < N_CLASSES; c++) {
                stretches[i].overtaken_per_s[d][c] = -1.0;
            }
            stretches[i].capacity_per_s[d] = i == PASS ? 1200.0 / 3600.0 : 0.0;
        }
    }
    must(wo_road_build(&spec, &w->road, &error), &error);
    assert_int_equal(w->road.n_out, N_PIECES);
}

world *world_begin(void)
{
    wo_error error = {0};
    world *w = calloc(1, sizeof *w);
    assert_non_null(w);
    describe(w);
    build_road(w);
    w->queue = engine_create(&w->road);
    w->draw = (wo_draw){.seed = 20201113, .replication = 7};
    w->places = (wo_places){.exit = N_PIECES,
                            .deadline_line = N_PIECES,
                            .station = w->station_at,
                            .planned = w->planned_at,
                            .one_lane = w->one_lane_at,
                            .alternation = w->alternation_at};
    must(wo_incidents_create(&w->incidents, &error), &error);
    return w;
}

void world_start(world *w)
{
    wo_error error = {0};
    wo_climate_free(&w->climate);
    must(wo_climate_build(&w->scenario, &w->draw, &w->climate, &error), &error);
    engine_reset(w->queue, &w->road);
    w->n_parties = 0;
    must(wo_incidents_start(w->incidents, &w->scenario, &w->road, &w->places, &w->climate, &w->draw, w->queue, &error),
         &error);
}

void world_end(world *w)
{
    engine_destroy(w->queue);
    wo_incidents_destroy(w->incidents);
    wo_climate_free(&w->climate);
    wo_road_free(&w->road);
    free(w);
}

uint32_t world_trip(world *w, wo_incident_trip trip)
{
    wo_error error = {0};
    must(wo_incidents_party(w->incidents, w->n_parties, &trip, &error), &error);
    return w->n_parties++;
}

uint32_t world_party(world *w, uint32_t class_index, uint32_t entity)
{
    return world_trip(w, (wo_incident_trip){.class_index = class_index,
                                            .entity = entity,
                                            .start = 0,
                                            .destination = WO_NONE,
                                            .direction = WO_OUTBOUND});
}

void world_window(world *w, wo_ms now, const wo_event *events, size_t n_events)
{
    wo_error error = {0};
    must(wo_incidents_window(w->incidents, w->queue, now, events, n_events, &error), &error);
    engine_window(w->queue, now);
}

const wo_incident_counts *world_counts(const world *w)
{
    return wo_incidents_counts(w->incidents);
}
