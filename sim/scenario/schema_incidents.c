/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys of incidents and of what was observed. */
#include "schema_lines.h"

static const wo_key planned_keys[] = {
    FIELD(wo_planned, name, "name", WO_KEY_NAME, NULL, "Name, by which variants refer to it."),
    FIELD(wo_planned, at, "at", WO_KEY_PLACE, NULL, "Where it happens."),
    SPAN(wo_planned, from, to, "between", NULL, "First moment of it and first moment without, [from, to]."),
    CHOICE(wo_planned, side, "direction", wo_side_words, WO_SIDE_OUTBOUND, "both", "Direction that it hinders."),
    NUMBER(wo_planned, leaves, "leaves", WO_DIM_NONE, 0, 1, NULL, "Share of the capacity that is left; 0 = closed."),
    END};
static const wo_object object_planned = {"incidents.planned", sizeof(wo_planned), true, false, planned_keys};

static const wo_key faceoff_keys[] = {
    NUMBER(wo_incident_spec, faceoff_per_m_s, "hazard", WO_DIM_HAZARD, 0, 10 / 6000.0, "0",
           "Chance per 100 m of standing queue and minute that a second column forms and locks both directions; 0 = "
           "never."),
    NUMBER(wo_incident_spec, faceoff_below_mps, "below", WO_DIM_SPEED, 0, KMH(50), "5 km/h",
           "A queue counts as standing below this speed, the mean over 5 minutes by the clock (assumed) ..."),
    NUMBER(wo_incident_spec, faceoff_after_s, "after", WO_DIM_TIME, 0, 10 * DAY, "30 min",
           "... once it has lasted so long."),
    EVENT(wo_incident_spec, faceoff_s, "clearing", WO_DIM_TIME, 0, 10 * DAY, "{lognormal: [75 min, 0.6]}",
          "Time until it is resolved."),
    NUMBER(wo_incident_spec, faceoff_flow_per_s, "flow", WO_DIM_FLOW, 0, PER_HOUR(10e3), "30/h",
           "Cars per hour that squeeze through meanwhile, in each direction."),
    END};
static const wo_object object_faceoff = {"incidents.faceoff", 0, false, false, faceoff_keys};

static const wo_key incident_keys[] = {
    NUMBER(wo_incident_spec, per_million_km, "breakdowns", WO_DIM_NONE, 0, 1e5, "0",
           "Breakdowns of a car per million kilometres; 0 = nothing breaks down."),
    NUMBER(wo_incident_spec, grade, "grade", WO_DIM_NONE, 0, 1000, "12", "Uphill the factor is 1 + this x grade."),
    NUMBER(wo_incident_spec, cold, "cold", WO_DIM_NONE, 0, 100, "1.3", "Factor in cold states of the weather."),
    NUMBER(wo_incident_spec, queue_per_s, "queue", WO_DIM_RATE, 0, PER_HOUR(10.0), "0/h",
           "Breakdowns added per hour in stop-and-go."),
    EVENT(wo_incident_spec, aside_s, "aside", WO_DIM_TIME, 0, 10 * DAY, "{lognormal: [7.1 min, 0.833]}",
          "Time until a vehicle that does not block the lane goes on."),
    EVENT(wo_incident_spec, blocked_s, "blocked", WO_DIM_TIME, 0, 10 * DAY, "{lognormal: [31.8 min, 0.833]}",
          "Time until one that blocks it is out of the way, from when somebody tows it."),
    WHOLE(wo_incident_spec, tows, "tows", 0, 1000, "0", "Tow trucks that work at the same time; 0 = enough."),
    EVENT(wo_incident_spec, chain_up_s, "chain_up", WO_DIM_TIME, 0, 10 * DAY, "{lognormal: [22 min, 0.3]}",
          "Time to put on chains."),
    EVENT(wo_incident_spec, ice_stop_s, "ice_stop", WO_DIM_TIME, 60, 10 * DAY, "{lognormal: [9.8 min, 0.631]}",
          "Time until one that is stuck without chains is freed and tries again."),
    EVENT(wo_incident_spec, dry_tank_s, "dry_tank", WO_DIM_TIME, 0, 10 * DAY, "{lognormal: [60 min, 0.5]}",
          "Time until fuel is brought to one that ran dry."),
    EVENT(wo_incident_spec, tank, "tank", WO_DIM_NONE, 0, 1, "{uniform: [0.2, 1]}",
          "Share of its range that a vehicle has in the tank at its start."),
    MAP(0, "faceoff", &object_faceoff, "A second column in a standing queue."),
    LIST(wo_incident_spec, planned, n_planned, "planned", WO_KEY_LIST, 1000, &object_planned,
         "What is known to happen: at a place only a part of the capacity is left for a time."),
    END};
const wo_object wo_object_incidents = {"incidents", sizeof(wo_incident_spec), false, false, incident_keys};

static const wo_key observed_keys[] = {
    FIELD(wo_observed, name, "name", WO_KEY_NAME, NULL, "Name of the station."),
    FIELD(wo_observed, unit, "unit", WO_KEY_NAME, NULL, "What was counted: people or vehicles."),
    {.name = "counts",
     .kind = WO_KEY_COUNTS,
     .high = 10000,
     .fallback = "",
     .offset = offsetof(wo_observed, times),
     .count = offsetof(wo_observed, n),
     .sentence = "All counted since the start, [[instant, count], ...] in order of time."},
    FIELD(wo_observed, times, "file", WO_KEY_FILE, "",
          "The same from a CSV file beside the scenario, with lines `time,count`."),
    END};
const wo_object wo_object_observed = {"observed", sizeof(wo_observed), true, false, observed_keys};
