/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "schema.h"

#include <string.h>

#include "schema_lines.h"

static const char *const animals[] = {"none", "cattle", "sheep", NULL};
static const char *const arrivals[] = {"even", "poisson", "list", NULL};

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
    NUMBER(wo_class, driven, "driven", WO_DIM_NONE, 0, 1, "0",
           "Share of the weight on driven wheels, which decides the grades that it climbs on snow; 0 = no limit."),
    NUMBER(wo_class, chains, "chains", WO_DIM_NONE, 0, 1, "0", "Share of these vehicles that carry snow chains."),
    NUMBER(wo_class, failures, "failures", WO_DIM_NONE, 0, 100, "=1; herds: 0",
           "Factor on the rate of breakdowns; 0 = never."),
    NUMBER(wo_class, blocks, "blocks", WO_DIM_NONE, 0, 1, "0.4", "Share of its breakdowns that block the lane."),
    NUMBER(wo_class, range_m, "range", WO_DIM_LENGTH, 0, 5000e3, "0 m",
           "Distance on a full tank; 0 = fuel does not matter."),
    END};
const wo_object wo_object_class = {"classes", sizeof(wo_class), false, false, class_keys};

static const wo_key origin_keys[] = {
    FIELD(wo_origin, name, "name", WO_KEY_NAME, NULL, "Name, by which variants refer to the origin."),
    FIELD(wo_origin, at, "at", WO_KEY_PLACE, NULL, "Where it joins the road."),
    NUMBER(wo_origin, households, "households", WO_DIM_COUNT, 0, 1e6, NULL, "Households that want out."),
    NUMBER(wo_origin, people_per_household, "people_per_household", WO_DIM_NONE, 0, 50, "4", "Mean number of people."),
    NUMBER(wo_origin, cars_per_household, "cars_per_household", WO_DIM_NONE, 0, 20, "1",
           "Mean number of cars; `response.hire` tells what a household does that draws none."),
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

static const wo_key bus_keys[] = {
    NUMBER(wo_buses, buses, "buses", WO_DIM_COUNT, 0, 10000, NULL, "Buses that shuttle."),
    FIELD(wo_buses, vehicle_class, "class", WO_KEY_CLASS, "van", "Class of the buses."),
    NUMBER(wo_buses, seats, "seats", WO_DIM_COUNT, 1, 200, "12", "People in one bus."),
    FIELD(wo_buses, from, "from", WO_KEY_INSTANT, "=start", "When the first bus may leave the exit."),
    EVENT(wo_buses, boarding_s, "boarding", WO_DIM_TIME, 0, 10 * DAY, "{lognormal: [20 min, 0.5]}",
          "Time to board, one draw a trip."),
    EVENT(wo_buses, alighting_s, "alighting", WO_DIM_TIME, 0, 10 * DAY, "{lognormal: [10 min, 0.5]}",
          "Time to alight and set out again, one draw a trip."),
    END};
static const wo_object object_buses = {"buses", sizeof(wo_buses), false, false, bus_keys};

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
    NUMBER(wo_response, refuse, "refuse", WO_DIM_NONE, 0, 1, "0", "Share of the households that never leave."),
    NUMBER(wo_response, queue_belief, "queue_belief", WO_DIM_NONE, 0, 1, "0",
           "Share of the present delay to the line that goes into the travel time that people expect."),
    NUMBER(wo_response, hire, "hire", WO_DIM_NONE, 0, 1, "1",
           "Share of the households without a car and a load that find one to hire; the others wait for a bus."),
    END};
static const wo_object object_response = {"response", sizeof(wo_response), false, false, response_keys};

static const wo_key announcement_keys[] = {
    FIELD(wo_announcement, at, "at", WO_KEY_INSTANT, NULL, "When people hear of it."),
    FIELD(wo_announcement, deadline, "deadline", WO_KEY_INSTANT, NULL, "The closing that they then believe in."),
    NUMBER(wo_announcement, reach, "reach", WO_DIM_NONE, 0, 1, "1",
           "Share of the households that hear it and believe it; a rumour reaches few."),
    NUMBER(wo_announcement, spread_s, "spread", WO_DIM_TIME, 0, 49 * DAY, "0 s",
           "Mean time until one of them hears it; 0 s = at once."),
    END};
const wo_object wo_object_announcement = {"announcements", sizeof(wo_announcement), false, false, announcement_keys};

static const wo_key herding_keys[] = {
    NUMBER(wo_herding, yield_every_s, "yield_every", WO_DIM_TIME, 0, DAY, "0 h",
           "A herd leaves the road at a pull-out so often; 0 = never."),
    NUMBER(wo_herding, yield_for_s, "yield_for", WO_DIM_TIME, 0, 0.5 * DAY, "10 min",
           "How long it lets the others pass."),
    NUMBER(wo_herding, night_march, "night_march", WO_DIM_NONE, 0, 1, "0",
           "Share of the herds that walk on at night when the deadline is within 24 h."),
    FIELD(wo_herding, round_stopped, "round_stopped", WO_KEY_FLAG, "no",
          "Whether herds walk round vehicles that stand on the lane."),
    END};
static const wo_object object_herding = {"herding", sizeof(wo_herding), false, false, herding_keys};
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
    {.name = "road", .kind = WO_KEY_OBJECT, .object = &wo_object_road, .sentence = "The one way out."},
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
    {.name = "buses",
     .kind = WO_KEY_OBJECT,
     .fallback = "",
     .offset = offsetof(wo_scenario, buses),
     .count = offsetof(wo_scenario, buses) + offsetof(wo_buses, present),
     .object = &object_buses,
     .sentence = "Buses that fetch people without a car and go back for more; absent = none."},
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
     .object = &wo_object_announcement,
     .sentence = "What people are told about the deadline, in order of time; it may be wrong or late."},
    MAP(offsetof(wo_scenario, herding), "herding", &object_herding, "How herds behave on the road."),
    MAP(offsetof(wo_scenario, climate), "climate", &wo_object_climate, "Daylight, weather and snow."),
    MAP(offsetof(wo_scenario, incidents), "incidents", &wo_object_incidents,
        "What goes wrong on the road: breakdowns, ice, empty tanks."),
    LIST(wo_scenario, observed, n_observed, "observed", WO_KEY_LIST, 100, &wo_object_observed,
         "Counts that were observed, for the figures."),
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

/* Spacings, speeds on the level, mass to power, weight on driven wheels: docs/model.md. A herd's spacing follows from
 * its heads. */
const char wo_builtin_classes[] =
    "classes:\n"
    "  car: {jam_spacing: 7.5 m, speed: 90 km/h, mass_to_power: 25 kg/kW, driven: 0.55, blocks: 0.15}\n"
    "  van: {jam_spacing: 8.5 m, speed: 70 km/h, mass_to_power: 44 kg/kW, driven: 0.55, failures: 1.3, blocks: 0.15}\n"
    "  light_truck: {jam_spacing: 10.5 m, speed: 65 km/h, mass_to_power: 92 kg/kW, driven: 0.68, failures: 2}\n"
    "  truck: {jam_spacing: 12 m, speed: 60 km/h, mass_to_power: 95 kg/kW, driven: 0.68, failures: 2}\n"
    "  truck_trailer: {jam_spacing: 19.5 m, speed: 60 km/h, mass_to_power: 168 kg/kW, driven: 0.42, failures: 3}\n"
    "  tractor: {jam_spacing: 12 m, speed: 30 km/h, mass_to_power: 140 kg/kW, driven: 0.40, failures: 2}\n"
    "  military: {jam_spacing: 15 m, speed: 60 km/h, mass_to_power: 105 kg/kW, driven: 1.0, failures: 2}\n"
    "  cattle_herd: {animal: cattle, heads: 100, area_per_head: 3 m2, speed: 3.5 km/h}\n"
    "  flock: {animal: sheep, heads: 300, area_per_head: 0.9 m2, speed: 3 km/h}\n";

/* Factors of snow and fog on speed and capacity, friction: docs/model.md. Dry is the first. */
const char wo_builtin_states[] =
    "climate:\n"
    "  states:\n"
    "    dry: {}\n"
    "    light_snow: {speed: 0.94, capacity: 0.957, sight: 0.7, snowfall: 0.5 cm/h, friction: 0.30, cold: yes}\n"
    "    moderate_snow: {speed: 0.90, capacity: 0.89, sight: 0.7, snowfall: 1.5 cm/h, friction: 0.25, cold: yes}\n"
    "    heavy_snow: {speed: 0.85, capacity: 0.776, sight: 0.7, snowfall: 3 cm/h, friction: 0.20, cold: yes}\n"
    "    packed_snow: {speed: 0.55, capacity: 0.65, sight: 0.7, friction: 0.20, cold: yes}\n"
    "    ice: {speed: 0.33, capacity: 0.45, sight: 0.7, friction: 0.12, cold: yes}\n"
    "    fog: {speed: 0.75, capacity: 0.88, sight: 0.7, friction: 0.6}\n";

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
