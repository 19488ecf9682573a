/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file weather.h
 *  From the weather of a zone to its snow cover and to profiles. Time runs in whole minutes here. Private to the layer
 *  climate. */
#ifndef WAYOUT_CLIMATE_WEATHER_H
#define WAYOUT_CLIMATE_WEATHER_H

#include "wayout/climate.h"

#define WO_MAX_STATES 256 /* a state is kept in a byte */

typedef struct wo_weather_spell { /**< weather of a zone until the next spell */
    uint32_t minute;
    uint8_t state;
} wo_weather_spell;

typedef struct wo_weather_spells {
    wo_weather_spell *list; /**< the first at 0 */
    size_t n;
} wo_weather_spells;

/** Weather of zone `zone` of the scenario in [0, minutes) by chain and observations; -1: below the lowest one, where
 *  it is dry unless observed. */
WO_NODISCARD wo_status wo_chain_run(const wo_climate_spec *spec, int zone, const wo_draw *draw, uint32_t minutes,
                                    wo_weather_spells *spells, wo_error *error);

/** What is done about snow in this realisation; depths in nm, INT64_MAX = never. */
typedef struct wo_snow_rules {
    int64_t packed, call, close, left; /**< `call`: the plough is called */
    uint32_t plough_minutes;           /**< from the call until it has cleared the zone, at least 1 */
    int packed_state;                  /**< -1 = none */
} wo_snow_rules;

wo_snow_rules wo_snow_rules_of(const wo_climate_spec *spec, const wo_draw *draw);

/** Snow cover of a zone in [0, minutes), from `depth_nm` at the start. The list belongs to the caller. */
WO_NODISCARD wo_status wo_snow_run(const wo_weather_spells *spells, const wo_road_state *states,
                                   const wo_snow_rules *rules, int64_t depth_nm, uint32_t minutes, wo_cover **cover,
                                   size_t *n_cover, wo_error *error);

/** Metres of the scenario in whole nanometres, so that depths are exact sums. */
int64_t wo_snow_nm(double depth_m);

/** A factor of this realisation: at most 1; a number left at zero, which the schema refuses, was never set: 1. */
double wo_weather_factor(const wo_number *number, const wo_draw *draw);

/** Fills climate->profiles from its days, states, zones and smoky sections. */
WO_NODISCARD wo_status wo_profiles_build(const wo_scenario *scenario, const wo_draw *draw, uint32_t minutes,
                                         wo_climate *climate, wo_error *error);

/** Fills everything of the climate but the daylight; nothing when the scenario has no weather. */
WO_NODISCARD wo_status wo_weather_build(const wo_scenario *scenario, const wo_draw *draw, wo_climate *climate,
                                        wo_error *error);
void wo_weather_free(wo_climate *climate);

static inline uint32_t wo_minute_of(wo_ms at)
{
    return (uint32_t)(((uint64_t)at + WO_MINUTE_MS / 2) / WO_MINUTE_MS);
}

#endif
