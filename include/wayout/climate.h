/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file climate.h
 *  Daylight and local night, known before a run. Layer: climate. */
#ifndef WAYOUT_CLIMATE_H
#define WAYOUT_CLIMATE_H

#include "wayout/scenario.h"

typedef struct wo_daylight { /**< sunrise and sunset of one local calendar day, ms since start (may precede 0) */
    int64_t sunrise, sunset; /**< polar day: sunrise = local midnight, sunset = next midnight; polar night: equal */
} wo_daylight;

/** Factors of one piece of time on dry values, 1/65,536, each in 1 .. 65,536. Docs/engine.md, Weather. */
typedef struct wo_weather_piece {
    wo_ms from; /**< a whole minute; the piece lasts until the next one */
    uint32_t speed_q16, wave_q16, capacity_q16, sight_q16;
} wo_weather_piece;

typedef struct wo_interval { /**< [from, to) */
    wo_ms from, to;
} wo_interval;

typedef struct wo_climate {
    wo_instant start;
    wo_daylight *days;
    size_t n_days;               /**< from the day of `start` to the day after `end` */
    int64_t first_midnight;      /**< local midnight of day 0, ms since start (<= 0) */
    wo_ms walking_ms, margin_ms; /**< of this realisation */
} wo_climate;

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

#endif
