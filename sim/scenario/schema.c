/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "schema.h"

#include <math.h>
#include <string.h>

/* Written as the units are converted, so that a limit prints as it stands here. */
#define KMH(x)      ((x)*1000.0 / 3600.0)
#define PER_HOUR(x) ((x) / 3600.0)
#define HOUR        3600.0
#define DAY         86400.0
#define END                                                                                                            \
    {                                                                                                                  \
        .name = NULL                                                                                                   \
    }

static const char *const surfaces[] = {"asphalt", "gravel", NULL};
static const char *const sides[] = {"outbound", "inbound", "both", NULL};
static const char *const animals[] = {"none", "cattle", "sheep", NULL};
static const char *const arrivals[] = {"even", "poisson", "list", NULL};

/* One line a key: name, kind, dimension, range, default, field, sentence. */
#define NUMBER(type, field, key, dim, from, to, def, text)                                                             \
    {                                                                                                                  \
        .name = (key), .kind = WO_KEY_NUMBER, .dimension = (dim), .low = (from), .high = (to), .fallback = (def),      \
        .offset = offsetof(type, field), .sentence = (text)                                                            \
    }
#define FIELD(type, field, key, what, def, text)                                                                       \
    {                                                                                                                  \
        .name = (key), .kind = (what), .fallback = (def), .offset = offsetof(type, field), .sentence = (text)          \
    }
#define CHOICE(type, field, key, list, first, def, text)                                                               \
    {                                                                                                                  \
        .name = (key), .kind = WO_KEY_CHOICE, .low = (first), .fallback = (def), .offset = offsetof(type, field),      \
        .words = (list), .sentence = (text)                                                                            \
    }
#define LIST(type, field, number, key, what, most, of, text)                                                           \
    {                                                                                                                  \
        .name = (key), .kind = (what), .high = (most), .fallback = "", .offset = offsetof(type, field),                \
        .count = offsetof(type, number), .object = (of), .sentence = (text)                                            \
    }

static const wo_key section_keys[] = {
    FIELD(wo_section, name, "name", WO_KEY_NAME, NULL, "Name, by which places and variants refer to the section."),
    FIELD(wo_section, from, "from", WO_KEY_NAME, NULL, "Node where it begins, the end farther from the exit."),
    FIELD(wo_section, to, "to", WO_KEY_NAME, NULL, "Node where it ends, nearer to the exit."),
    NUMBER(wo_section, length_m, "length", WO_DIM_LENGTH, 10, 500e3, NULL, "Length along the road."),
    {.name = "elevation",
     .kind = WO_KEY_PAIR,
     .dimension = WO_DIM_LENGTH,
     .low = -500,
     .high = 9000,
     .fallback = "0 m",
     .offset = offsetof(wo_section, elevation_from_m),
     .sentence = "Elevations of both ends, [from, to]; grade slows what is heavy for its power."},
    NUMBER(wo_section, width_m, "width", WO_DIM_LENGTH, 2, 50, "7 m", "Paved width, both directions together."),
    NUMBER(wo_section, speed_mps, "speed", WO_DIM_SPEED, KMH(3), KMH(150), NULL, "Free speed of a car."),
    NUMBER(wo_section, bend_radius_m, "bend_radius", WO_DIM_LENGTH, 0, 10e3, "0 m",
           "Radius of the bends that govern the speed of all classes; 0 m = none."),
    NUMBER(wo_section, sight, "sight", WO_DIM_NONE, 0, 1, "0.45", "Share of the length with sight enough to overtake."),
    NUMBER(wo_section, lane_width_factor, "lane_width_factor", WO_DIM_NONE, 0, 1, "0",
           "Factor of lane and shoulder width on capacity; 0 = from the width."),
    NUMBER(wo_section, capacity_per_s, "capacity", WO_DIM_FLOW, 0, PER_HOUR(10e3), "0/h",
           "Cars per hour, direction and lane; 0/h = from the width."),
    NUMBER(wo_section, drop, "drop", WO_DIM_NONE, 0, 0.5, "0",
           "Share of the capacity that is lost where the section begins while a queue discharges into it."),
    CHOICE(wo_section, surface, "surface", surfaces, WO_SURFACE_ASPHALT, "asphalt", "Road surface."),
    {.name = "lanes",
     .kind = WO_KEY_WHOLE,
     .low = 1,
     .high = 8,
     .fallback = "1",
     .offset = offsetof(wo_section, lanes),
     .sentence = "Lanes per direction."},
    NUMBER(wo_section, priority, "priority", WO_DIM_NONE, 0.001, 1000, "1",
           "Weight against the other branch where the section ends in a merge."),
    END};
const wo_object wo_object_section = {"road.sections", sizeof(wo_section), true, false, section_keys};

static const wo_key bottleneck_keys[] = {
    FIELD(wo_bottleneck, at, "at", WO_KEY_PLACE, NULL, "Where it is."),
    NUMBER(wo_bottleneck, capacity_per_s, "capacity", WO_DIM_FLOW, PER_HOUR(1.0), PER_HOUR(10e3), NULL,
           "Cars per hour that pass at most."),
    NUMBER(wo_bottleneck, drop, "drop", WO_DIM_NONE, 0, 0.5, "0",
           "Share of the capacity that is lost while a queue discharges (observed: 0 to 15 %)."),
    CHOICE(wo_bottleneck, side, "side", sides, WO_SIDE_OUTBOUND, "outbound", "Direction that it limits."), END};
static const wo_object object_bottleneck = {"road.bottlenecks", sizeof(wo_bottleneck), false, false, bottleneck_keys};

static const wo_key closure_keys[] = {
    FIELD(wo_closure, at, "at", WO_KEY_PLACE, NULL, "Where the road is closed."),
    FIELD(wo_closure, from, "from", WO_KEY_INSTANT, "=start", "First moment at which nobody passes."),
    FIELD(wo_closure, to, "to", WO_KEY_INSTANT, "", "Moment from which the road is open again; absent = never."),
    CHOICE(wo_closure, side, "side", sides, WO_SIDE_OUTBOUND, "both", "Direction that is closed."), END};
static const wo_object object_closure = {"road.closures", sizeof(wo_closure), false, false, closure_keys};

static const wo_key service_keys[] = {
    {.name = "CLASS",
     .kind = WO_KEY_EVENT,
     .dimension = WO_DIM_TIME,
     .low = 0,
     .high = DAY,
     .fallback = "",
     .offset = offsetof(wo_service, time_s),
     .sentence = "Name of a class, or `other` for those not named: time that a vehicle or herd takes, drawn for each. "
                 "Who has neither is waved through."},
    END};
static const wo_object object_service = {"road.checkpoints.service", sizeof(wo_service), false, true, service_keys};

static const wo_key checkpoint_keys[] = {
    FIELD(wo_checkpoint, at, "at", WO_KEY_PLACE, NULL, "Where it stands."),
    CHOICE(wo_checkpoint, side, "side", sides, WO_SIDE_OUTBOUND, "outbound", "Direction that is checked."),
    {.name = "servers",
     .kind = WO_KEY_WHOLE,
     .low = 1,
     .high = 100,
     .fallback = "1",
     .offset = offsetof(wo_checkpoint, servers),
     .sentence = "How many are served at once, in each direction."},
    {.name = "service",
     .kind = WO_KEY_TABLE,
     .high = WO_MAX_CLASSES + 1.0,
     .offset = offsetof(wo_checkpoint, services),
     .count = offsetof(wo_checkpoint, n_services),
     .object = &object_service,
     .sentence = "How long each class takes; who is done keeps the place until the road ahead is free."},
    END};
static const wo_object object_checkpoint = {"road.checkpoints", sizeof(wo_checkpoint), false, false, checkpoint_keys};

static const wo_key road_keys[] = {
    FIELD(wo_scenario, exit, "exit", WO_KEY_NAME, NULL, "Node where the road leaves: the `to` of the last section."),
    LIST(wo_scenario, sections, n_sections, "sections", WO_KEY_LIST, 10000, &wo_object_section,
         "The road: a tree of sections that leads to the exit."),
    {.name = "deadline_line",
     .kind = WO_KEY_PLACE,
     .fallback = "=the exit",
     .offset = offsetof(wo_scenario, deadline_line),
     .count = offsetof(wo_scenario, deadline_line_at_exit),
     .sentence = "Where the gate stands that closes, and where \"out\" is counted."},
    {.name = "segment_length",
     .kind = WO_KEY_REAL,
     .dimension = WO_DIM_LENGTH,
     .low = 50,
     .high = 5000,
     .fallback = "250 m",
     .offset = offsetof(wo_scenario, segment_length_m),
     .common = true,
     .sentence = "Sections are cut into pieces of about this length."},
    NUMBER(wo_scenario, wave_mps, "wave_speed", WO_DIM_SPEED, KMH(5), KMH(40), "16.2 km/h",
           "Speed at which a queue's start travels backwards, the same for all classes."),
    NUMBER(wo_scenario, two_way_per_s, "two_way_capacity", WO_DIM_FLOW, 0, PER_HOUR(20e3), "3200/h",
           "Cars per hour of both directions together; 0/h = no such limit."),
    {.name = "opposing_mean",
     .kind = WO_KEY_REAL,
     .dimension = WO_DIM_TIME,
     .low = 60,
     .high = DAY,
     .fallback = "15 min",
     .offset = offsetof(wo_scenario, opposing_mean_s),
     .sentence = "Time constant of the mean over the opposing flow."},
    LIST(wo_scenario, bottlenecks, n_bottlenecks, "bottlenecks", WO_KEY_LIST, 10000, &object_bottleneck,
         "Points that limit the flow."),
    LIST(wo_scenario, closures, n_closures, "closures", WO_KEY_LIST, 10000, &object_closure,
         "Points that nobody passes for a time."),
    LIST(wo_scenario, checkpoints, n_checkpoints, "checkpoints", WO_KEY_LIST, 1000, &object_checkpoint,
         "Points where everyone is served before going on."),
    END};
static const wo_object object_road = {"road", 0, false, false, road_keys};

static const wo_key class_keys[] = {
    NUMBER(wo_class, jam_spacing_m, "jam_spacing", WO_DIM_LENGTH, 1, 2000,
           "=required; herds: heads x area_per_head / 3 m of lane", "Length and gap at standstill; of a whole herd."),
    NUMBER(wo_class, speed_mps, "speed", WO_DIM_SPEED, KMH(0.5), KMH(150), NULL,
           "Top speed on the level; walking speed of a herd."),
    NUMBER(wo_class, mass_to_power_kg_per_w, "mass_to_power", WO_DIM_MASS_TO_POWER, 0, 1, "0 kg/kW",
           "Loaded mass by engine power, which decides the speed uphill; 0 = grade does not slow it."),
    NUMBER(wo_class, overtaken_per_s, "overtaken", WO_DIM_RATE, 0, 1, "",
           "Fixed rate at which followers get past it; absent = from gaps in the opposing flow."),
    CHOICE(wo_class, animal, "animal", animals, WO_ANIMAL_NONE, "none", "Which animals the class is a herd of."),
    NUMBER(wo_class, heads, "heads", WO_DIM_COUNT, 0, 10000, "0", "Herds: most animals in one herd."),
    NUMBER(wo_class, area_per_head_m2, "area_per_head", WO_DIM_AREA, 0, 20, "0 m2", "Herds: road area per animal."),
    END};
const wo_object wo_object_class = {"classes", sizeof(wo_class), false, false, class_keys};

static const wo_key origin_keys[] = {
    FIELD(wo_origin, name, "name", WO_KEY_NAME, NULL, "Name, by which variants refer to the origin."),
    FIELD(wo_origin, at, "at", WO_KEY_PLACE, NULL, "Where it joins the road."),
    NUMBER(wo_origin, households, "households", WO_DIM_COUNT, 0, 1e6, NULL, "Households that want out."),
    NUMBER(wo_origin, people_per_household, "people_per_household", WO_DIM_NONE, 0, 50, "4", "Mean number of people."),
    NUMBER(wo_origin, cars_per_household, "cars_per_household", WO_DIM_NONE, 0, 20, "1",
           "Mean number of cars; a household that draws none hires one."),
    NUMBER(wo_origin, loads_per_household, "loads_per_household", WO_DIM_NONE, 0, 100, "0",
           "Mean number of truck loads of goods."),
    NUMBER(wo_origin, cattle, "cattle", WO_DIM_COUNT, 0, 1e6, "0", "Heads of cattle."),
    NUMBER(wo_origin, sheep, "sheep", WO_DIM_COUNT, 0, 1e6, "0", "Heads of sheep and goats."),
    NUMBER(wo_origin, walked, "walked", WO_DIM_NONE, 0, 1, "0",
           "Share of the animals that walk; trucks carry the rest."),
    FIELD(wo_origin, car_class, "car_class", WO_KEY_CLASS, "car", "Class of the households' cars."),
    END};
static const wo_object object_origin = {"origins", sizeof(wo_origin), true, false, origin_keys};

static const wo_key scale_keys[] = {
    NUMBER(wo_scale, households, "households", WO_DIM_NONE, 0, 100, "1", "Factor on the households of all origins."),
    NUMBER(wo_scale, cattle, "cattle", WO_DIM_NONE, 0, 100, "1", "Factor on the cattle of all origins."),
    NUMBER(wo_scale, sheep, "sheep", WO_DIM_NONE, 0, 100, "1", "Factor on the sheep of all origins."),
    NUMBER(wo_scale, loads, "loads", WO_DIM_NONE, 0, 100, "1", "Factor on the loads per household of all origins."),
    END};
static const wo_object object_scale = {"scale", sizeof(wo_scale), false, false, scale_keys};

static const wo_key fleet_keys[] = {
    NUMBER(wo_fleet, trucks, "trucks", WO_DIM_COUNT, 0, 100e3, NULL, "Trucks that shuttle."),
    FIELD(wo_fleet, vehicle_class, "class", WO_KEY_CLASS, "truck", "Class of the trucks."),
    FIELD(wo_fleet, base, "base", WO_KEY_NAME, "=road.exit", "Node of their base; it must be the exit."),
    FIELD(wo_fleet, from, "from", WO_KEY_INSTANT, "=start", "When the first truck may leave its base."),
    {.name = "loading",
     .kind = WO_KEY_EVENT,
     .dimension = WO_DIM_TIME,
     .low = 60,
     .high = 10 * DAY,
     .fallback = "{lognormal: [2.5 h, 0.5]}",
     .offset = offsetof(wo_fleet, loading_s),
     .sentence = "Time to load a truck, one draw a load."},
    {.name = "unloading",
     .kind = WO_KEY_EVENT,
     .dimension = WO_DIM_TIME,
     .low = 60,
     .high = 10 * DAY,
     .fallback = "{lognormal: [1.2 h, 0.4]}",
     .offset = offsetof(wo_fleet, unloading_s),
     .sentence = "Time to unload it and set out again, one draw a load."},
    NUMBER(wo_fleet, cattle_per_load, "cattle_per_load", WO_DIM_COUNT, 1, 1000, "10", "Cattle in one load."),
    NUMBER(wo_fleet, sheep_per_load, "sheep_per_load", WO_DIM_COUNT, 1, 10000, "50", "Sheep in one load."),
    END};
static const wo_object object_fleet = {"fleet", sizeof(wo_fleet), false, false, fleet_keys};

static const wo_key army_keys[] = {
    FIELD(wo_army, name, "name", WO_KEY_NAME, NULL, "Name, by which variants refer to it."),
    FIELD(wo_army, at, "at", WO_KEY_PLACE, NULL, "Where its columns join the road."),
    NUMBER(wo_army, vehicles, "vehicles", WO_DIM_COUNT, 0, 100e3, NULL, "Vehicles all together."),
    FIELD(wo_army, vehicle_class, "class", WO_KEY_CLASS, "military", "Class of the vehicles."),
    NUMBER(wo_army, column, "column", WO_DIM_COUNT, 1, 1000, "20", "Vehicles in one column."),
    NUMBER(wo_army, headway_s, "headway", WO_DIM_TIME, 0, HOUR, "4 s", "Between vehicles of a column at its start."),
    FIELD(wo_army, told, "told", WO_KEY_INSTANT, "",
          "Deadline that it reckons with until the second announcement; absent = what residents are told first."),
    {.name = "ahead",
     .kind = WO_KEY_EVENT,
     .dimension = WO_DIM_TIME,
     .low = 0,
     .high = 49 * DAY,
     .offset = offsetof(wo_army, ahead_s),
     .sentence = "How long before the deadline that it reckons with a column sets out, one draw a column."},
    END};
static const wo_object object_army = {"army", sizeof(wo_army), true, false, army_keys};

static const wo_key flow_keys[] = {
    FIELD(wo_flow, name, "name", WO_KEY_NAME, "=class, from and to", "Name, by which variants refer to the flow."),
    FIELD(wo_flow, vehicle_class, "class", WO_KEY_CLASS, "car", "Class of the vehicles."),
    FIELD(wo_flow, from, "from", WO_KEY_NAME, NULL, "Node where they enter; either this or `to` is the exit."),
    FIELD(wo_flow, to, "to", WO_KEY_NAME, NULL, "Node where they leave."),
    NUMBER(wo_flow, per_s, "flow", WO_DIM_FLOW, 0, PER_HOUR(10e3), "0/h", "Vehicles per hour."),
    NUMBER(wo_flow, night, "night", WO_DIM_NONE, 0, 10, "1", "Factor on the flow between sunset and sunrise."),
    {.name = "between",
     .kind = WO_KEY_SPAN,
     .fallback = "=start and end",
     .offset = offsetof(wo_flow, start),
     .count = offsetof(wo_flow, end),
     .sentence = "First and last moment of the flow, [from, to]."},
    CHOICE(wo_flow, arrivals, "arrivals", arrivals, WO_ARRIVALS_EVEN, "poisson",
           "Evenly spaced, at random, or at the given times."),
    {.name = "times",
     .kind = WO_KEY_TIMES,
     .high = 1e6,
     .fallback = "",
     .offset = offsetof(wo_flow, times),
     .count = offsetof(wo_flow, n_times),
     .sentence = "Instants in order, for `arrivals: list`."},
    END};
static const wo_object object_flow = {"through", sizeof(wo_flow), true, false, flow_keys};

static const wo_key response_keys[] = {
    NUMBER(wo_response, base_rate_per_s, "base_rate", WO_DIM_RATE, 0, PER_HOUR(100.0), "0.006/h",
           "Rate at which households leave far from the deadline."),
    NUMBER(wo_response, deadline_rate_per_s, "deadline_rate", WO_DIM_RATE, 0, PER_HOUR(100.0), "0.2/h",
           "Rate added when no slack is left."),
    NUMBER(wo_response, patience_s, "patience", WO_DIM_TIME, 60, 49 * DAY, "12 h",
           "Slack over which the added rate falls to 1/e."),
    NUMBER(wo_response, night, "night", WO_DIM_NONE, 0, 1, "0.4", "Factor on both rates from 22:00 to 06:00."),
    NUMBER(wo_response, comply, "comply", WO_DIM_NONE, 0, 1, "1",
           "Share of those still at home that leaves at the last moment; the others refuse."),
    {.name = "margin",
     .kind = WO_KEY_EVENT,
     .dimension = WO_DIM_TIME,
     .low = 0,
     .high = 10 * DAY,
     .fallback = "{lognormal: [2 h, 0.7]}",
     .offset = offsetof(wo_response, margin_s),
     .sentence = "What a household allows for queues on top of its free travel time, so that its last moment comes so "
                 "much earlier; one draw each. Trucks reckon with its median."},
    NUMBER(wo_response, wait_for_truck_s, "wait_for_truck", WO_DIM_TIME, 0, 49 * DAY, "24 h",
           "How long a family's cars wait for its loads."),
    END};
static const wo_object object_response = {"response", sizeof(wo_response), false, false, response_keys};

static const wo_key announcement_keys[] = {
    FIELD(wo_announcement, at, "at", WO_KEY_INSTANT, NULL, "When people hear of it."),
    FIELD(wo_announcement, deadline, "deadline", WO_KEY_INSTANT, NULL, "The closing that they then believe in."), END};
static const wo_object object_announcement = {"announcements", sizeof(wo_announcement), false, false,
                                              announcement_keys};

static const wo_key climate_keys[] = {{.name = "latitude",
                                       .kind = WO_KEY_REAL,
                                       .dimension = WO_DIM_ANGLE,
                                       .low = -90,
                                       .high = 90,
                                       .fallback = "",
                                       .offset = offsetof(wo_climate_spec, latitude_deg),
                                       .sentence = "North positive; absent = no day and night for herds and flows."},
                                      {.name = "longitude",
                                       .kind = WO_KEY_REAL,
                                       .dimension = WO_DIM_ANGLE,
                                       .low = -180,
                                       .high = 180,
                                       .fallback = "",
                                       .offset = offsetof(wo_climate_spec, longitude_deg),
                                       .sentence = "East positive."},
                                      NUMBER(wo_climate_spec, walking_s, "walking", WO_DIM_TIME, 0.5 * HOUR, DAY,
                                             "8.5 h", "Herds walk at most so long a day."),
                                      NUMBER(wo_climate_spec, daylight_margin_s, "daylight_margin", WO_DIM_TIME, 0,
                                             6 * HOUR, "30 min",
                                             "Herds start so long after sunrise and stop so long before sunset."),
                                      END};
static const wo_object object_climate = {"climate", sizeof(wo_climate_spec), false, false, climate_keys};

static const wo_key record_keys[] = {{.name = "every",
                                      .kind = WO_KEY_REAL,
                                      .dimension = WO_DIM_TIME,
                                      .low = 60,
                                      .high = DAY,
                                      .fallback = "15 min",
                                      .offset = offsetof(wo_scenario, record_every_s),
                                      .sentence = "Interval of the series; whole minutes."},
                                     END};
static const wo_object object_record = {"record", 0, false, false, record_keys};

static const wo_key scenario_keys[] = {
    {.name = "wayout", .kind = WO_KEY_VERSION, .low = 1, .common = true, .sentence = "Version of the format: 1."},
    FIELD(wo_scenario, title, "title", WO_KEY_TEXT, NULL, "What the scenario is about, for headings."),
    {.name = "start",
     .kind = WO_KEY_START,
     .offset = offsetof(wo_scenario, start),
     .common = true,
     .sentence = "First moment that is simulated."},
    {.name = "end",
     .kind = WO_KEY_INSTANT,
     .offset = offsetof(wo_scenario, end),
     .common = true,
     .sentence = "Last moment; at most 49 days after the start."},
    {.name = "order",
     .kind = WO_KEY_INSTANT,
     .fallback = "=start",
     .offset = offsetof(wo_scenario, order),
     .common = true,
     .sentence = "When the order to leave is given: the clock of clearance times starts."},
    FIELD(wo_scenario, closing, "closing", WO_KEY_INSTANT, "=end", "From this moment nobody passes the deadline line."),
    {.name = "road", .kind = WO_KEY_OBJECT, .object = &object_road, .sentence = "The one way out."},
    LIST(wo_scenario, classes, n_classes, "classes", WO_KEY_TABLE, WO_MAX_CLASSES, &wo_object_class,
         "Kinds of road user: changes to the built-in ones, or further ones."),
    LIST(wo_scenario, origins, n_origins, "origins", WO_KEY_LIST, 10000, &object_origin,
         "Villages and camps where people, goods and animals are."),
    {.name = "scale",
     .kind = WO_KEY_OBJECT,
     .fallback = "",
     .offset = offsetof(wo_scenario, scale),
     .object = &object_scale,
     .sentence = "Factors on all origins together, for what is uncertain for all of them at once."},
    {.name = "fleet",
     .kind = WO_KEY_OBJECT,
     .fallback = "",
     .offset = offsetof(wo_scenario, fleet),
     .count = offsetof(wo_scenario, fleet) + offsetof(wo_fleet, present),
     .object = &object_fleet,
     .sentence = "Trucks that come in empty, load, drive out, unload and come back; absent = none."},
    LIST(wo_scenario, armies, n_armies, "army", WO_KEY_LIST, 1000, &object_army, "Columns of military vehicles."),
    LIST(wo_scenario, flows, n_flows, "through", WO_KEY_LIST, 1000, &object_flow,
         "Through traffic; it is never counted as out."),
    {.name = "response",
     .kind = WO_KEY_OBJECT,
     .fallback = "",
     .offset = offsetof(wo_scenario, response),
     .object = &object_response,
     .sentence = "When households decide to leave."},
    {.name = "announcements",
     .kind = WO_KEY_LIST,
     .high = 1000,
     .fallback = "=the closing, told at `order`",
     .offset = offsetof(wo_scenario, announcements),
     .count = offsetof(wo_scenario, n_announcements),
     .object = &object_announcement,
     .sentence = "What people are told about the deadline, in order of time; it may be wrong or late."},
    {.name = "climate",
     .kind = WO_KEY_OBJECT,
     .fallback = "",
     .offset = offsetof(wo_scenario, climate),
     .object = &object_climate,
     .sentence = "Daylight."},
    {.name = "record",
     .kind = WO_KEY_OBJECT,
     .fallback = "",
     .object = &object_record,
     .common = true,
     .sentence = "What is kept."},
    {.name = "variants",
     .kind = WO_KEY_VARIANTS,
     .high = 100,
     .fallback = "",
     .common = true,
     .sentence = "What-ifs: a map from names to the keys that change."},
    END};
const wo_object wo_object_scenario = {"scenario", sizeof(wo_scenario), false, false, scenario_keys};

/* Spacings, speeds on the level and mass to power: docs/model.md. A herd's spacing follows from its heads. */
const char wo_builtin_classes[] = "classes:\n"
                                  "  car: {jam_spacing: 7.5 m, speed: 90 km/h, mass_to_power: 25 kg/kW}\n"
                                  "  van: {jam_spacing: 8.5 m, speed: 70 km/h, mass_to_power: 44 kg/kW}\n"
                                  "  light_truck: {jam_spacing: 10.5 m, speed: 65 km/h, mass_to_power: 92 kg/kW}\n"
                                  "  truck: {jam_spacing: 12 m, speed: 60 km/h, mass_to_power: 95 kg/kW}\n"
                                  "  truck_trailer: {jam_spacing: 19.5 m, speed: 60 km/h, mass_to_power: 168 kg/kW}\n"
                                  "  tractor: {jam_spacing: 12 m, speed: 30 km/h, mass_to_power: 140 kg/kW}\n"
                                  "  military: {jam_spacing: 15 m, speed: 60 km/h, mass_to_power: 105 kg/kW}\n"
                                  "  cattle_herd: {animal: cattle, heads: 100, area_per_head: 3 m2, speed: 3.5 km/h}\n"
                                  "  flock: {animal: sheep, heads: 300, area_per_head: 0.9 m2, speed: 3 km/h}\n";

const wo_key *wo_object_key(const wo_object *object, const char *name)
{
    for (const wo_key *key = object->keys; key->name != NULL; key++) {
        if (strcmp(key->name, name) == 0) {
            return key;
        }
    }
    return NULL;
}

const char *wo_object_near_key(const wo_object *object, const char *name)
{
    const char *names[32] = {NULL};
    size_t n = 0;
    for (const wo_key *key = object->keys; key->name != NULL && n < 31; key++) {
        names[n++] = key->name;
    }
    return wo_did_you_mean(name, names);
}
