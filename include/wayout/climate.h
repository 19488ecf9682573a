/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file climate.h
 *  Daylight, weather and snow cover of one realisation, known before a run. Layer: climate. */
#ifndef WAYOUT_CLIMATE_H
#define WAYOUT_CLIMATE_H

#include "wayout/scenario.h"

typedef struct wo_daylight { /**< sunrise and sunset of one local calendar day, ms since start (may precede 0) */
    int64_t sunrise, sunset; /**< polar day: sunrise = local midnight, sunset = next midnight; polar night: equal */
} wo_daylight;

/** Factors of one piece of time on dry values, 1/65,536, each in 1 .. 65,536. See docs/engine.md, "Weather". */
typedef struct wo_weather_piece {
    wo_ms from; /**< a whole minute; the piece lasts until the next one */
    uint32_t speed_q16, wave_q16, capacity_q16, sight_q16;
} wo_weather_piece;

typedef struct wo_interval { /**< [from, to) */
    wo_ms from, to;
} wo_interval;

/** A state of the weather with the values of this realisation. */
typedef struct wo_road_state {
    double speed, capacity, sight; /**< factors in (0, 1] */
    double friction;
    int64_t snowfall_nm, melt_nm; /**< per minute; nothing melts in a cold state */
    bool cold;
} wo_road_state;

/** The snow cover of a zone from `from` on: depth = max(0, depth_nm + rate_nm * minutes since `from`). */
typedef struct wo_cover {
    wo_ms from; /**< a whole minute */
    int64_t depth_nm, rate_nm;
    uint8_t state; /**< of the road: of the weather, or packed snow */
    bool closed;   /**< until ploughed */
} wo_cover;

typedef struct wo_zone_weather {
    double above_m; /**< it reaches up to the next zone */
    wo_cover *cover;
    size_t n_cover;
} wo_zone_weather;

/** What the segments of one zone have in common: with the night, and with the smoke of one section or none. */
typedef struct wo_profile {
    wo_weather_piece *pieces; /**< the first at 0, the last without end; neighbours differ in a factor or the state */
    uint8_t *states;          /**< of the road in each piece, index into the states of the scenario */
    size_t n_pieces;
    wo_interval *closed; /**< by too much snow; `to` is WO_NEVER when no plough comes before the end */
    size_t n_closed;
    uint32_t zone;
} wo_profile;

/** The profile of a segment that has no weather at all. */
#define WO_NO_PROFILE UINT32_MAX

typedef struct wo_climate {
    wo_instant start;
    wo_daylight *days;
    size_t n_days;               /**< from the day of `start` to the day after `end` */
    int64_t first_midnight;      /**< local midnight of day 0, ms since start (<= 0) */
    wo_ms walking_ms, margin_ms; /**< of this realisation */
    wo_road_state *states;       /**< those of the scenario; at least one, dry */
    size_t n_states;
    wo_zone_weather *zones; /**< zone 0 is what lies below the lowest one of the scenario; empty without weather */
    size_t n_zones;
    uint32_t *smoky; /**< sections that have smoke at some time */
    size_t n_smoky;
    wo_profile *profiles; /**< [(0 or 1 + index into smoky) * n_zones + zone]; empty without weather */
    size_t n_profiles;
} wo_climate;

/** Everything that is drawn depends on seed and replication alone: variants with another end have the same weather as
 *  long as both last. @return WO_ERR_MEMORY; WO_ERR_LIMIT with more than 256 states. */
WO_NODISCARD wo_status wo_climate_build(const wo_scenario *scenario, const wo_draw *draw, wo_climate *climate,
                                        wo_error *error);
void wo_climate_free(wo_climate *climate);

/** The herds' walking window of the day that contains `at`: [sunrise + margin, sunset - margin), cut to walking_ms. */
void wo_climate_walking(const wo_climate *climate, wo_ms at, int64_t *from, int64_t *to);

/** Is the sun below the horizon? */
bool wo_climate_dark(const wo_climate *climate, wo_ms at);

/** The next sunrise or sunset strictly after `at`; WO_NEVER beyond the last day. */
wo_ms wo_climate_next_change(const wo_climate *climate, wo_ms at);

/** Is it between 22:00 and 06:00 local time? */
bool wo_climate_night_hours(const wo_climate *climate, wo_ms at);

/** Profile of the segments of section `section` at `elevation_m`; WO_NO_PROFILE when the scenario has no zones,
 *  observations, smoke or night factors. Below the lowest zone it is dry, unless observations name no zone. */
uint32_t wo_climate_profile(const wo_climate *climate, uint32_t section, double elevation_m);

/* A profile at an instant. WO_NO_PROFILE: state 0, boundless friction, not cold, no snow. */

/** State of the road, index into the states of the scenario. */
uint32_t wo_climate_state(const wo_climate *climate, uint32_t profile, wo_ms at);
double wo_climate_friction(const wo_climate *climate, uint32_t profile, wo_ms at);
bool wo_climate_cold(const wo_climate *climate, uint32_t profile, wo_ms at);
double wo_climate_snow_m(const wo_climate *climate, uint32_t profile, wo_ms at);

/** First instant >= `at` at which the friction is at least `friction`; WO_NEVER when there is none. */
wo_ms wo_climate_grip(const wo_climate *climate, uint32_t profile, wo_ms at, double friction);

#endif
