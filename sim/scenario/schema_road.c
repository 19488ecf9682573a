/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys of the road. */
#include "schema_lines.h"

static const char *const surfaces[] = {"asphalt", "gravel", NULL};
static const char *const directions[] = {"outbound", "inbound", NULL};
const char *const wo_side_words[] = {"outbound", "inbound", "both", NULL};

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
    NUMBER(wo_section, meeting_s, "meeting", WO_DIM_TIME, 0, HOUR, "0 s",
           "Time that a heavy vehicle loses when it meets another; 0 s = two trucks pass each other freely."),
    FIELD(wo_section, policed, "policed", WO_KEY_FLAG, "no",
          "Whether traffic control keeps drivers from forming a second column."),
    {.name = "path",
     .kind = WO_KEY_PATH,
     .high = 10000,
     .fallback = "",
     .offset = offsetof(wo_section, path),
     .count = offsetof(wo_section, n_path),
     .sentence = "Its course on the map from `from` to `to`, in degrees north and east; for `wayout export --what "
                 "road`, nothing else depends on it."},
    END};
const wo_object wo_object_section = {"road.sections", sizeof(wo_section), true, false, section_keys};

static const wo_key bottleneck_keys[] = {
    FIELD(wo_bottleneck, at, "at", WO_KEY_PLACE, NULL, "Where it is."),
    NUMBER(wo_bottleneck, capacity_per_s, "capacity", WO_DIM_FLOW, PER_HOUR(1.0), PER_HOUR(10e3), NULL,
           "Cars per hour that pass at most."),
    NUMBER(wo_bottleneck, drop, "drop", WO_DIM_NONE, 0, 0.5, "0",
           "Share of the capacity that is lost while a queue discharges (observed: 0 to 15 %)."),
    CHOICE(wo_bottleneck, side, "side", wo_side_words, WO_SIDE_OUTBOUND, "outbound", "Direction that it limits."), END};
static const wo_object object_bottleneck = {"road.bottlenecks", sizeof(wo_bottleneck), false, false, bottleneck_keys};

static const wo_key closure_keys[] = {
    FIELD(wo_closure, at, "at", WO_KEY_PLACE, NULL, "Where the road is closed."),
    FIELD(wo_closure, from, "from", WO_KEY_INSTANT, "=start", "First moment at which nobody passes."),
    FIELD(wo_closure, to, "to", WO_KEY_INSTANT, "", "Moment from which the road is open again; absent = never."),
    CHOICE(wo_closure, side, "side", wo_side_words, WO_SIDE_OUTBOUND, "both", "Direction that is closed."), END};
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
    CHOICE(wo_checkpoint, side, "side", wo_side_words, WO_SIDE_OUTBOUND, "outbound", "Direction that is checked."),
    {.name = "servers",
     .kind = WO_KEY_WHOLE,
     .low = 1,
     .high = 100,
     .fallback = "1",
     .offset = offsetof(wo_checkpoint, servers),
     .sentence = "How many are served at once, in each direction."},
    REAL(wo_checkpoint, opens_s, "opens", WO_DIM_TIME, 0, DAY, "0 h",
         "Time of the day, after local midnight, from which people are served."),
    REAL(wo_checkpoint, closes_s, "closes", WO_DIM_TIME, 0, DAY, "24 h",
         "Time of the day from which nobody is taken into service; who waits then waits for the next day."),
    {.name = "service",
     .kind = WO_KEY_TABLE,
     .high = WO_MAX_CLASSES + 1.0,
     .offset = offsetof(wo_checkpoint, services),
     .count = offsetof(wo_checkpoint, n_services),
     .object = &object_service,
     .sentence = "How long each class takes; who is done keeps the place until the road ahead is free."},
    END};
static const wo_object object_checkpoint = {"road.checkpoints", sizeof(wo_checkpoint), false, false, checkpoint_keys};

static const wo_key one_lane_keys[] = {
    FIELD(
        wo_one_lane, at, "at", WO_KEY_PLACE, NULL,
        "Where it begins, the end farther from the exit. No origin and no gate may be within 500 m: turns need room."),
    NUMBER(wo_one_lane, length_m, "length", WO_DIM_LENGTH, 50, 5000, NULL, "Its length, within one section."),
    NUMBER(wo_one_lane, speed_mps, "speed", WO_DIM_SPEED, KMH(3), KMH(150), "20 km/h",
           "Speed on it, of those who can go so fast."),
    NUMBER(wo_one_lane, green_s, "green", WO_DIM_TIME, 1, HOUR, "120 s",
           "Longest turn of a direction while the other one waits."),
    NUMBER(wo_one_lane, gap_s, "gap", WO_DIM_TIME, 1, HOUR, "6 s", "Gap in the traffic that ends a turn."),
    NUMBER(wo_one_lane, lost_s, "lost", WO_DIM_TIME, 1, HOUR, "12.5 s",
           "From the last exit of one direction to the first entry of the other."),
    END};
static const wo_object object_one_lane = {"road.one_lane", sizeof(wo_one_lane), false, false, one_lane_keys};

static const wo_key convoy_keys[] = {
    FIELD(wo_convoy, at, "at", WO_KEY_PLACE, NULL, "Where the gate stands."),
    CHOICE(wo_convoy, side, "direction", directions, WO_SIDE_OUTBOUND, "outbound", "Direction that it holds."),
    FIELD(wo_convoy, first, "first", WO_KEY_INSTANT, NULL, "First departure; nobody passes before."),
    REAL(wo_convoy, every_s, "every", WO_DIM_TIME, 60, 49 * DAY, NULL, "From one departure to the next."),
    REAL(wo_convoy, open_s, "open", WO_DIM_TIME, 1, 49 * DAY, "15 min", "How long the gate is open each time."),
    WHOLE(wo_convoy, vehicles, "vehicles", 1, 1e6, NULL, "At most so many leave in one column."),
    END};
static const wo_object object_convoy = {"road.convoys", sizeof(wo_convoy), false, false, convoy_keys};

static const wo_key alternate_keys[] = {
    FIELD(wo_alternation, at, "at", WO_KEY_PLACE, NULL, "Where those are held who drive towards the exit."),
    FIELD(wo_alternation, to, "to", WO_KEY_PLACE, NULL, "Where those are held who come from it."),
    FIELD(wo_alternation, first, "first", WO_KEY_INSTANT, "=start",
          "When the outbound direction opens for the first time; before it both are open."),
    REAL(wo_alternation, outbound_s, "outbound", WO_DIM_TIME, 60, 10 * DAY, NULL, "How long the way out is open."),
    REAL(wo_alternation, inbound_s, "inbound", WO_DIM_TIME, 60, 10 * DAY, NULL, "How long the way in is open."),
    REAL(wo_alternation, clear_s, "clear", WO_DIM_TIME, 0, 10 * DAY, NULL,
         "How long both are held between, for the road to clear."),
    END};
static const wo_object object_alternate = {"road.alternate", sizeof(wo_alternation), false, false, alternate_keys};

static const wo_key fuel_keys[] = {
    FIELD(wo_station, at, "at", WO_KEY_PLACE, NULL, "Where it stands."),
    CHOICE(wo_station, side, "direction", wo_side_words, WO_SIDE_OUTBOUND, "outbound", "Direction that it serves."),
    WHOLE(wo_station, servers, "servers", 1, 100, "1", "How many fill up at once, in each direction."),
    EVENT(wo_station, time_s, "service", WO_DIM_TIME, 0, DAY, "{lognormal: [5 min, 0.4]}",
          "Time at the pump, one draw each."),
    END};
static const wo_object object_fuel = {"road.fuel", sizeof(wo_station), false, false, fuel_keys};

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
     .sentence =
         "Sections are cut into pieces of about this length; next to a stretch of one lane of 500 m or more, where the "
         "section is so long."},
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
    LIST(wo_scenario, one_lanes, n_one_lanes, "one_lane", WO_KEY_LIST, 1000, &object_one_lane,
         "Stretches of one lane that both directions use in turn."),
    LIST(wo_scenario, convoys, n_convoys, "convoys", WO_KEY_LIST, 1000, &object_convoy,
         "Gates that let vehicles through in escorted columns."),
    LIST(wo_scenario, alternations, n_alternations, "alternate", WO_KEY_LIST, 1000, &object_alternate,
         "Parts of the road where traffic goes one way at a time, by the clock."),
    LIST(wo_scenario, stations, n_stations, "fuel", WO_KEY_LIST, 1000, &object_fuel,
         "Fuel for sale. Everybody passes the pumps in the order of arrival and waits for a free one, whether in need "
         "of "
         "fuel or not."),
    END};
const wo_object wo_object_road = {"road", 0, false, false, road_keys};
