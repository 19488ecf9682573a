/* SPDX-License-Identifier: GPL-3.0-or-later */
/** Scenarios with nothing but weather, put together by hand. Include cmocka.h and math.h before. */
#ifndef WAYOUT_TESTS_HELPER_WEATHER_H
#define WAYOUT_TESTS_HELPER_WEATHER_H

#include <string.h>

#include "wayout/climate.h"

enum { DRY, LIGHT, MODERATE, HEAVY, PACKED, ICE, FOG, N_STATES };

#define CM_PER_H (0.01 / 3600.0)

typedef struct world {
    wo_scenario scenario;
    wo_weather_state states[N_STATES];
    wo_zone zones[2]; /**< valley from 1,000 m, pass from 2,000 m */
    wo_share shares[2][N_STATES];
    wo_observation observations[8];
    wo_smoke smoke[3];
} world;

static inline wo_number fixed(double value)
{
    return (wo_number){.shape = WO_SHAPE_FIXED, .p = {value}, .low = 0.0, .high = 1e9};
}

static inline void world_states(world *w)
{
    static const struct {
        const char *name;
        double speed, capacity, sight, cm_per_h, friction;
        bool cold;
    } rows[N_STATES] = {
        {"dry", 1.0, 1.0, 1.0, 0.0, 0.7, false},
        {"light_snow", 0.94, 0.957, 0.7, 0.5, 0.30, true},
        {"moderate_snow", 0.90, 0.89, 0.7, 1.5, 0.25, true},
        {"heavy_snow", 0.85, 0.776, 0.7, 3.0, 0.20, true},
        {"packed_snow", 0.55, 0.65, 0.7, 0.0, 0.20, true},
        {"ice", 0.33, 0.45, 0.7, 0.0, 0.12, true},
        {"fog", 0.75, 0.88, 0.7, 0.0, 0.6, false},
    };
    for (size_t s = 0; s < N_STATES; s++) {
        w->states[s] = (wo_weather_state){.name = (char *)(uintptr_t)rows[s].name,
                                          .speed = fixed(rows[s].speed),
                                          .capacity = fixed(rows[s].capacity),
                                          .sight = fixed(rows[s].sight),
                                          .snowfall_m_per_s = fixed(rows[s].cm_per_h * CM_PER_H),
                                          .friction = fixed(rows[s].friction),
                                          .cold = rows[s].cold};
    }
}

/** Ten days from 10 November 2020, 01:00, without weather: the sun never sets, two zones wait to be counted. */
static inline void world_init(world *w)
{
    memset(w, 0, sizeof *w);
    assert_int_equal(wo_instant_parse("2020-11-10T01:00:00+04:00", &w->scenario.start, NULL), WO_OK);
    world_states(w);
    w->scenario.end = 10 * WO_DAY_MS;
    w->scenario.wave_mps = fixed(4.5);
    w->scenario.climate = (wo_climate_spec){.latitude_deg = (double)NAN,
                                            .longitude_deg = (double)NAN,
                                            .night_speed = fixed(1.0),
                                            .night_capacity = fixed(1.0),
                                            .step_s = 3.0 * 3600.0,
                                            .states = w->states,
                                            .n_states = N_STATES,
                                            .zones = w->zones,
                                            .observations = w->observations,
                                            .smoke = w->smoke};
    for (int z = 0; z < 2; z++) {
        w->zones[z] = (wo_zone){.above_m = z == 0 ? 1000.0 : 2000.0,
                                .persistence_s = fixed(10.0 * 3600.0),
                                .shares = w->shares[z],
                                .depth_m = fixed(0.0)};
    }
}

static inline void world_share(world *w, int zone, int state, double share)
{
    w->shares[zone][w->zones[zone].n_shares++] = (wo_share){.state = state, .share = fixed(share)};
}

/** Shares as of a pass in November, and half as much that is not dry for the valley. */
static inline void world_chain(world *w)
{
    static const double pass[N_STATES] = {
        [DRY] = 0.78, [LIGHT] = 0.08, [MODERATE] = 0.03, [HEAVY] = 0.01, [FOG] = 0.10};
    w->scenario.climate.n_zones = 2;
    for (int s = 0; s < N_STATES; s++) {
        if (pass[s] > 0.0) {
            world_share(w, 0, s, s == DRY ? 0.89 : 0.5 * pass[s]);
            world_share(w, 1, s, pass[s]);
        }
    }
}

static inline void world_observe(world *w, wo_ms at, int state, int zone)
{
    w->observations[w->scenario.climate.n_observations++] = (wo_observation){.at = at, .state = state, .zone = zone};
}

static inline void world_snow(world *w, double melt_cm_h, double packed_cm, double plough_cm, double after_h,
                              double left_cm, double close_cm)
{
    w->scenario.climate.snow = (wo_snow_spec){.melt_m_per_s = fixed(melt_cm_h * CM_PER_H),
                                              .packed_m = fixed(packed_cm / 100.0),
                                              .plough_m = fixed(plough_cm / 100.0),
                                              .plough_after_s = fixed(after_h * 3600.0),
                                              .left_m = fixed(left_cm / 100.0),
                                              .close_m = fixed(close_cm / 100.0)};
}

static inline void world_build(const world *w, uint32_t replication, wo_climate *climate)
{
    const wo_draw draw = {.seed = 7, .replication = replication};
    wo_error error = {WO_OK, ""};
    if (wo_climate_build(&w->scenario, &draw, climate, &error) != WO_OK) {
        fail_msg("%s", error.message);
    }
}

#endif
