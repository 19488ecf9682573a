/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "weather.h"

#include <math.h>
#include <stdlib.h>

double wo_weather_factor(const wo_number *number, const wo_draw *draw)
{
    const double value = wo_number_value(number, draw);
    return value > 0.0 ? fmin(value, 1.0) : 1.0;
}

static wo_road_state state_of(const wo_weather_state *state, double melt_m_per_s, const wo_draw *draw)
{
    return (wo_road_state){.speed = wo_weather_factor(&state->speed, draw),
                           .capacity = wo_weather_factor(&state->capacity, draw),
                           .sight = wo_weather_factor(&state->sight, draw),
                           .friction = wo_number_value(&state->friction, draw),
                           .snowfall_nm = wo_snow_nm(60.0 * wo_number_value(&state->snowfall_m_per_s, draw)),
                           .melt_nm = state->cold ? 0 : wo_snow_nm(60.0 * melt_m_per_s),
                           .cold = state->cold};
}

static wo_status states_build(const wo_climate_spec *spec, const wo_draw *draw, wo_climate *climate, wo_error *error)
{
    if (spec->n_states > WO_MAX_STATES) {
        return wo_error_set(error, WO_ERR_LIMIT, "%zu states of the weather, at most %d", spec->n_states,
                            WO_MAX_STATES);
    }
    climate->n_states = spec->n_states > 0 ? spec->n_states : 1;
    climate->states = calloc(climate->n_states, sizeof *climate->states);
    if (climate->states == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "out of memory for %zu states of the weather", climate->n_states);
    }
    climate->states[0] = (wo_road_state){.speed = 1.0, .capacity = 1.0, .sight = 1.0, .friction = INFINITY};
    const double melt_m_per_s = wo_number_value(&spec->snow.melt_m_per_s, draw);
    for (size_t s = 0; s < spec->n_states; s++) {
        climate->states[s] = state_of(&spec->states[s], melt_m_per_s, draw);
    }
    return WO_OK;
}

static wo_status zone_build(const wo_climate_spec *spec, int zone, const wo_snow_rules *rules, const wo_draw *draw,
                            uint32_t minutes, wo_climate *climate, wo_error *error)
{
    wo_zone_weather *weather = &climate->zones[zone + 1];
    weather->above_m = zone < 0 ? -INFINITY : spec->zones[zone].above_m;
    const int64_t depth_nm = zone < 0 ? 0 : wo_snow_nm(wo_number_value(&spec->zones[zone].depth_m, draw));
    wo_weather_spells spells = {NULL, 0};
    wo_status status = wo_chain_run(spec, zone, draw, minutes, &spells, error);
    if (status == WO_OK) {
        status =
            wo_snow_run(&spells, climate->states, rules, depth_nm, minutes, &weather->cover, &weather->n_cover, error);
    }
    free(spells.list);
    return status;
}

static wo_status zones_build(const wo_climate_spec *spec, const wo_draw *draw, uint32_t minutes, wo_climate *climate,
                             wo_error *error)
{
    const wo_snow_rules rules = wo_snow_rules_of(spec, draw);
    climate->zones = calloc(spec->n_zones + 1, sizeof *climate->zones);
    if (climate->zones == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "out of memory for %zu zones", spec->n_zones);
    }
    climate->n_zones = spec->n_zones + 1;
    for (int zone = -1; zone < (int)spec->n_zones; zone++) {
        WO_TRY(zone_build(spec, zone, &rules, draw, minutes, climate, error));
    }
    return WO_OK;
}

/** Index into climate->smoky, n_smoky when the section has no smoke. */
static size_t smoke_of(const wo_climate *climate, uint32_t section)
{
    size_t k = 0;
    while (k < climate->n_smoky && climate->smoky[k] != section) {
        k++;
    }
    return k;
}

static wo_status smoky_build(const wo_climate_spec *spec, wo_climate *climate, wo_error *error)
{
    if (spec->n_smoke == 0) {
        return WO_OK;
    }
    climate->smoky = calloc(spec->n_smoke, sizeof *climate->smoky);
    if (climate->smoky == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "out of memory for smoke in %zu sections", spec->n_smoke);
    }
    for (size_t k = 0; k < spec->n_smoke; k++) {
        const uint32_t section = (uint32_t)spec->smoke[k].section;
        if (smoke_of(climate, section) == climate->n_smoky) {
            climate->smoky[climate->n_smoky++] = section;
        }
    }
    return WO_OK;
}

static bool has_weather(const wo_climate_spec *spec, const wo_draw *draw)
{
    return spec->n_zones > 0 || spec->n_observations > 0 || spec->n_smoke > 0 ||
           wo_weather_factor(&spec->night_speed, draw) < 1.0 || wo_weather_factor(&spec->night_capacity, draw) < 1.0;
}

wo_status wo_weather_build(const wo_scenario *scenario, const wo_draw *draw, wo_climate *climate, wo_error *error)
{
    const wo_climate_spec *spec = &scenario->climate;
    if (!has_weather(spec, draw)) {
        return WO_OK;
    }
    const uint64_t whole = ((uint64_t)scenario->end + WO_MINUTE_MS - 1) / WO_MINUTE_MS;
    const uint32_t minutes = whole > 0 ? (uint32_t)whole : 1;
    WO_TRY(states_build(spec, draw, climate, error));
    WO_TRY(zones_build(spec, draw, minutes, climate, error));
    WO_TRY(smoky_build(spec, climate, error));
    return wo_profiles_build(scenario, draw, minutes, climate, error);
}

void wo_weather_free(wo_climate *climate)
{
    for (size_t p = 0; p < climate->n_profiles; p++) {
        free(climate->profiles[p].pieces);
        free(climate->profiles[p].states);
        free(climate->profiles[p].closed);
    }
    for (size_t z = 0; z < climate->n_zones; z++) {
        free(climate->zones[z].cover);
    }
    free(climate->profiles);
    free(climate->smoky);
    free(climate->zones);
    free(climate->states);
}

uint32_t wo_climate_profile(const wo_climate *climate, uint32_t section, double elevation_m)
{
    if (climate->n_profiles == 0) {
        return WO_NO_PROFILE;
    }
    size_t zone = climate->n_zones - 1;
    while (zone > 0 && !(climate->zones[zone].above_m <= elevation_m)) {
        zone--;
    }
    const size_t smoke = smoke_of(climate, section);
    return (uint32_t)((smoke < climate->n_smoky ? 1 + smoke : 0) * climate->n_zones + zone);
}
