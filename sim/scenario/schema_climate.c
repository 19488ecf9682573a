/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys of daylight, weather and snow. */
#include "schema_lines.h"

/** Least factor of a state: the engine knows no standstill by weather. */
#define LEAST 0.01

static const wo_key state_keys[] = {
    NUMBER(wo_weather_state, speed, "speed", WO_DIM_NONE, LEAST, 1, "1", "Factor on the dry speeds."),
    NUMBER(wo_weather_state, capacity, "capacity", WO_DIM_NONE, LEAST, 1, "1", "Factor on the dry capacity."),
    NUMBER(wo_weather_state, sight, "sight", WO_DIM_NONE, LEAST, 1, "1", "Factor on the rate of overtaking."),
    NUMBER(wo_weather_state, snowfall_m_per_s, "snowfall", WO_DIM_GROWTH, 0, 1 / 3600.0, "0 cm/h",
           "Growth of the snow cover."),
    NUMBER(wo_weather_state, friction, "friction", WO_DIM_NONE, LEAST, 1.5, "0.7",
           "Traction coefficient of the surface, which with `driven` decides the grades that a class can climb."),
    FIELD(wo_weather_state, cold, "cold", WO_KEY_FLAG, "no", "Whether `incidents.cold` applies."),
    END};
const wo_object wo_object_state = {"climate.states", sizeof(wo_weather_state), false, false, state_keys};

static const wo_key share_keys[] = {NUMBER(wo_share, share, "STATE", WO_DIM_NONE, 0, 1e6, "",
                                           "Name of a state: how often it is drawn, relative to the others."),
                                    END};
static const wo_object object_share = {"climate.zones.shares", sizeof(wo_share), false, true, share_keys};

static const wo_key zone_keys[] = {
    FIELD(wo_zone, name, "name", WO_KEY_NAME, NULL, "Name, by which observations and variants refer to the zone."),
    REAL(wo_zone, above_m, "above", WO_DIM_LENGTH, -500, 9000, NULL,
         "Elevation at which it begins; it ends where the next one begins."),
    NUMBER(wo_zone, persistence_s, "persistence", WO_DIM_TIME, 60, 49 * DAY, "10 h",
           "Time constant of the weather: its correlation with itself falls to 1/e over it."),
    {.name = "shares",
     .kind = WO_KEY_TABLE,
     .high = 100,
     .fallback = "",
     .offset = offsetof(wo_zone, shares),
     .count = offsetof(wo_zone, n_shares),
     .object = &object_share,
     .sentence = "How often each state is drawn; without them the weather is `dry`."},
    NUMBER(wo_zone, depth_m, "depth", WO_DIM_LENGTH, 0, 10, "0 cm", "Snow cover at the start."),
    END};
static const wo_object object_zone = {"climate.zones", sizeof(wo_zone), true, false, zone_keys};

static const wo_key observation_keys[] = {
    FIELD(wo_observation, at, "at", WO_KEY_INSTANT, NULL, "From this moment on."),
    FIELD(wo_observation, state_name, "state", WO_KEY_NAME, NULL, "Name of a state."),
    FIELD(wo_observation, zone_name, "zone", WO_KEY_NAME, "", "Name of a zone; absent = all."), END};
static const wo_object object_observation = {"climate.observations", sizeof(wo_observation), false, false,
                                             observation_keys};

static const wo_key snow_keys[] = {
    NUMBER(wo_snow_spec, melt_m_per_s, "melt", WO_DIM_GROWTH, 0, 1 / 3600.0, "0 cm/h",
           "Loss of the snow cover in states that are not cold."),
    NUMBER(wo_snow_spec, packed_m, "packed", WO_DIM_LENGTH, 0, 10, "3 cm",
           "From this depth on the road is as in state `packed_snow` unless the weather is worse; 0 = never."),
    NUMBER(wo_snow_spec, plough_m, "plough", WO_DIM_LENGTH, 0, 10, "5 cm",
           "A plough is called at this depth; 0 = only where the road closes."),
    NUMBER(wo_snow_spec, plough_after_s, "plough_after", WO_DIM_TIME, 0, 49 * DAY, "4 h",
           "So much later it has cleared the zone."),
    NUMBER(wo_snow_spec, left_m, "left", WO_DIM_LENGTH, 0, 10, "1 cm",
           "Depth that it leaves; just less than `plough` and `close` where a draw is not."),
    NUMBER(wo_snow_spec, close_m, "close", WO_DIM_LENGTH, 0, 10, "0 cm",
           "At this depth the zone's road is closed until ploughed; 0 = never."),
    END};
static const wo_object object_snow = {"climate.snow", sizeof(wo_snow_spec), false, false, snow_keys};

static const wo_key smoke_keys[] = {
    FIELD(wo_smoke, section, "section", WO_KEY_SECTION, NULL, "Section that it lies over."),
    SPAN(wo_smoke, from, to, "between", NULL, "First moment of it and first moment without, [from, to]."),
    NUMBER(wo_smoke, speed, "speed", WO_DIM_NONE, LEAST, 1, "1", "Factor on the speeds, besides the weather's."),
    NUMBER(wo_smoke, capacity, "capacity", WO_DIM_NONE, LEAST, 1, "1", "Factor on the capacity."),
    NUMBER(wo_smoke, sight, "sight", WO_DIM_NONE, LEAST, 1, "1", "Factor on the rate of overtaking."),
    END};
static const wo_object object_smoke = {"climate.smoke", sizeof(wo_smoke), false, false, smoke_keys};

static const wo_key climate_keys[] = {
    REAL(wo_climate_spec, latitude_deg, "latitude", WO_DIM_ANGLE, -90, 90, "",
         "North positive; absent = no day and night for herds and flows."),
    REAL(wo_climate_spec, longitude_deg, "longitude", WO_DIM_ANGLE, -180, 180, "", "East positive."),
    NUMBER(wo_climate_spec, walking_s, "walking", WO_DIM_TIME, 0.5 * HOUR, DAY, "8.5 h",
           "Herds walk at most so long a day."),
    NUMBER(wo_climate_spec, daylight_margin_s, "daylight_margin", WO_DIM_TIME, 0, 6 * HOUR, "30 min",
           "Herds start so long after sunrise and stop so long before sunset."),
    NUMBER(wo_climate_spec, night_speed, "night_speed", WO_DIM_NONE, LEAST, 1, "1",
           "Factor on all speeds between sunset and sunrise."),
    NUMBER(wo_climate_spec, night_capacity, "night_capacity", WO_DIM_NONE, LEAST, 1, "1",
           "Factor on all capacities between sunset and sunrise."),
    REAL(wo_climate_spec, step_s, "step", WO_DIM_TIME, 600, DAY, "3 h",
         "The weather may change so often; whole minutes."),
    LIST(wo_climate_spec, states, n_states, "states", WO_KEY_TABLE, 100, &wo_object_state,
         "Kinds of weather: changes to the built-in ones, or further ones."),
    LIST(wo_climate_spec, zones, n_zones, "zones", WO_KEY_LIST, 50, &object_zone,
         "Parts of the road by elevation, lowest first; none = no weather."),
    LIST(wo_climate_spec, observations, n_observations, "observations", WO_KEY_LIST, 10000, &object_observation,
         "Weather as it was, in order of time, in place of what would be drawn."),
    FIELD(wo_climate_spec, observations, "series", WO_KEY_FILE, "",
          "The same from a CSV file beside the scenario, with lines `time,state` or `time,state,zone`."),
    MAP(offsetof(wo_climate_spec, snow), "snow", &object_snow, "Snow cover and what is done about it."),
    LIST(wo_climate_spec, smoke, n_smoke, "smoke", WO_KEY_LIST, 1000, &object_smoke, "Poor sight in a section."),
    END};
const wo_object wo_object_climate = {"climate", sizeof(wo_climate_spec), false, false, climate_keys};
