/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file scenario.h
 *  The scenario file: text -> validated wo_study, one wo_scenario per variant. Layer: scenario.
 *
 *  One schema table (sim/scenario/schema.c) describes every key; docs/scenario.md is generated from it. All values
 *  are SI, all times milliseconds since `start`. */
#ifndef WAYOUT_SCENARIO_H
#define WAYOUT_SCENARIO_H

#include <stdio.h>

#include "wayout/clock.h"
#include "wayout/random.h"
#include "wayout/units.h"

#define WO_MAX_CLASSES 31

typedef enum wo_mark { WO_MARK_NONE, WO_MARK_REPORTED, WO_MARK_DERIVED, WO_MARK_ASSUMED } wo_mark;

typedef enum wo_shape {
    WO_SHAPE_FIXED,      /**< p[0] */
    WO_SHAPE_TRIANGULAR, /**< p = minimum, mode, maximum (`low`, `central`, `high`) */
    WO_SHAPE_UNIFORM,    /**< p = from, to */
    WO_SHAPE_NORMAL,     /**< p = mean, standard deviation */
    WO_SHAPE_LOGNORMAL   /**< p = median, sigma of the logarithm */
} wo_shape;

/** A value of the scenario; when uncertain, one draw per replication, the same in all variants. */
typedef struct wo_number {
    wo_shape shape;
    double p[3];      /**< SI */
    double low, high; /**< range that the schema allows; draws are truncated to it by inverse CDF */
    uint32_t path;    /**< wo_hash_text of the key path, entity of the draw */
} wo_number;

/** The value in a realisation (pure function). `draw->central` gives wo_number_central. */
double wo_number_value(const wo_number *number, const wo_draw *draw);
/** Mode of a triangle, middle of a uniform, mean, median; the value itself when fixed. */
double wo_number_central(const wo_number *number);

/** One draw per event (a loading time); its parameters may themselves be uncertain. */
typedef struct wo_distribution {
    wo_shape shape;
    wo_number p[3];
    double low, high;
} wo_distribution;

/** A draw of the distribution for an event, truncated to the schema's range. */
double wo_distribution_value(const wo_distribution *distribution, const wo_draw *draw, wo_purpose purpose,
                             uint32_t entity, uint32_t sub, uint32_t number);

/** Quantile of a number's distribution, truncated: the one door for draws. `u` in (0, 1). */
double wo_quantile(wo_shape shape, const double p[3], double low, double high, double u);

typedef enum wo_surface { WO_SURFACE_ASPHALT, WO_SURFACE_GRAVEL } wo_surface;
/** Bit mask: which direction of a section or point is meant. */
typedef enum wo_side { WO_SIDE_OUTBOUND = 1, WO_SIDE_INBOUND = 2, WO_SIDE_BOTH = 3 } wo_side;

/** A point of the road: `{section: pass, km: 18}`; km counts from the section's `from`. */
typedef struct wo_place {
    int section; /**< index into wo_scenario.sections */
    double m;
} wo_place;

/** A point of the map, WGS 84. */
typedef struct wo_point {
    double latitude_deg, longitude_deg; /**< north and east positive */
} wo_point;

/** A named stretch. Written in the outbound sense: `to` is nearer to the exit. */
typedef struct wo_section {
    char *name, *from, *to;
    wo_number length_m, elevation_from_m, elevation_to_m;
    wo_number width_m;           /**< paved width, both directions together */
    wo_number speed_mps;         /**< free speed of a car */
    wo_number bend_radius_m;     /**< governing bend radius, 0 = no bends; limits every class */
    wo_number sight;             /**< share of the length with passing sight distance */
    wo_number lane_width_factor; /**< 0 = from width; else factor on capacity for lane width */
    wo_number capacity_per_s;    /**< pc/s per direction and lane; 0 = from width */
    wo_number drop;              /**< share of the capacity lost where a queue discharges into the section */
    wo_surface surface;
    int lanes;           /**< per direction, default 1 */
    wo_number priority;  /**< merge priority of the section's last segment, default 1 */
    wo_number meeting_s; /**< time that a heavy vehicle loses when it meets another; 0 = two trucks pass freely */
    bool policed;        /**< traffic control keeps drivers from forming a second column */
    wo_point *path;      /**< its course on the map, from `from` to `to`; NULL = not told. Nothing depends on it */
    size_t n_path;
} wo_section;

typedef struct wo_bottleneck { /**< a point whose flow is limited */
    wo_place at;
    wo_number capacity_per_s; /**< pc/s */
    wo_number drop;           /**< share of it lost while a queue discharges */
    wo_side side;
} wo_bottleneck;

/** A stretch of one lane that both directions use in turn (docs/model.md, "Turns"). */
typedef struct wo_one_lane {
    wo_place at; /**< its upstream end, outbound sense */
    wo_number length_m, speed_mps;
    wo_number green_s, gap_s, lost_s; /**< longest turn, gap that ends it, loss when the direction changes */
} wo_one_lane;

/** Length of road beside a stretch of one lane that is one segment, if its section reaches so far. All who are inside
 *  the stretch must fit into it (keep-clear, docs/engine.md), so it holds a whole turn: in 120 s 40 cars enter at
 *  20 km/h and 55 at 50 km/h, which stand on 300 m and 410 m. */
#define WO_ONE_LANE_ROOM_M 500.0

/** A gate that lets parties through in escorted columns. */
typedef struct wo_convoy {
    wo_place at;
    wo_side side; /**< outbound or inbound */
    wo_ms first;  /**< first departure */
    double every_s, open_s;
    int vehicles; /**< at most, in one column */
} wo_convoy;

/** Between two points traffic goes one way at a time: outbound is held at `at`, inbound at `to`. */
typedef struct wo_alternation {
    wo_place at, to;
    wo_ms first;                           /**< outbound opens; before it both are open */
    double outbound_s, inbound_s, clear_s; /**< a cycle: outbound, clear, inbound, clear */
} wo_alternation;

typedef struct wo_closure { /**< a point that nobody passes in [from, to) */
    wo_place at;
    wo_ms from, to; /**< to may be WO_NEVER */
    wo_side side;
} wo_closure;

/** How long parties of a class are served at a checkpoint. */
typedef struct wo_service {
    char *name;      /**< of a class, or `other` */
    int class_index; /**< -1 for `other` */
    wo_distribution time_s;
} wo_service;

/** A point where every party is served before it goes on. Classes without a service, where there is no `other`, are
 *  waved through: they take a server for no time. */
typedef struct wo_checkpoint {
    wo_place at;
    wo_side side;
    int servers;              /**< in each direction of `side` */
    double opens_s, closes_s; /**< after local midnight; nobody is taken into service outside; 0 and 24 h = always */
    wo_service *services;
    size_t n_services;
} wo_checkpoint;

typedef enum wo_animal { WO_ANIMAL_NONE, WO_ANIMAL_CATTLE, WO_ANIMAL_SHEEP } wo_animal;

/** Kind of road user. The built-in ones are car, van, light_truck, truck, truck_trailer, tractor, military,
 *  cattle_herd, flock, in this order; scenarios override their keys or add classes. */
typedef struct wo_class {
    char *name;
    wo_number jam_spacing_m;          /**< length and gap at standstill; herds: of a herd of `heads` */
    wo_number speed_mps;              /**< top speed of the class on the level; herds: walking speed */
    wo_number mass_to_power_kg_per_w; /**< 0 = grade does not slow it */
    wo_number overtaken_per_s;        /**< fixed passing rate of followers, 1/s; < 0 = from gap acceptance */
    wo_animal animal;                 /**< WO_ANIMAL_NONE for vehicles */
    wo_number heads;                  /**< herds: largest number of heads in one herd */
    wo_number area_per_head_m2;       /**< herds: road area per head */
    wo_number driven;                 /**< share of the weight on driven wheels; 0 = no traction limit */
    wo_number chains;                 /**< share of these vehicles that carry snow chains */
    wo_number failures;               /**< factor on the rate of breakdowns; 0 = never */
    wo_number blocks;                 /**< share of its breakdowns that block the lane */
    wo_number range_m;                /**< on a full tank; 0 = fuel does not matter */
} wo_class;

typedef struct wo_origin {
    char *name;
    wo_place at;
    wo_number households, people_per_household, cars_per_household, loads_per_household;
    wo_number cattle, sheep, walked; /**< heads, heads, share that walks */
    int car_class;                   /**< index into classes */
} wo_origin;

/** Factors common to all origins, default 1: one draw for all, so that what is uncertain for the whole district is not
 *  averaged away. Households, cattle, sheep and loads_per_household of every origin are multiplied by them. */
typedef struct wo_scale {
    wo_number households, cattle, sheep, loads;
} wo_scale;

typedef struct wo_fleet {
    bool present;
    wo_number trucks;
    int vehicle_class;
    char *base; /**< name of a node: the exit */
    wo_ms from; /**< first dispatch */
    wo_distribution loading_s, unloading_s;
    wo_number cattle_per_load, sheep_per_load; /**< heads in one livestock load */
} wo_fleet;

typedef struct wo_army {
    char *name;
    wo_place at;
    int vehicle_class;
    wo_number vehicles;  /**< all together */
    wo_number column;    /**< vehicles in one column */
    wo_number headway_s; /**< between vehicles of a column, at its start */
    wo_ms told;          /**< deadline that it reckons with until the second announcement; WO_NEVER = the residents' */
    wo_distribution ahead_s; /**< start of a column before the believed deadline, one draw per column */
} wo_army;

typedef enum wo_arrivals { WO_ARRIVALS_EVEN, WO_ARRIVALS_POISSON, WO_ARRIVALS_LIST } wo_arrivals;

typedef struct wo_flow { /**< through traffic, never counted as out */
    char *name;
    int vehicle_class;
    char *from, *to; /**< names of nodes; one of them is the exit */
    wo_number per_s;
    wo_number night; /**< factor between sunset and sunrise, default 1 */
    wo_ms start, end;
    wo_arrivals arrivals;
    wo_ms *times; /**< WO_ARRIVALS_LIST */
    size_t n_times;
} wo_flow;

/** Buses that fetch residents without a car from their origins; they shuttle like the fleet. */
typedef struct wo_buses {
    bool present;
    wo_number buses, seats;
    int vehicle_class;
    wo_ms from;
    wo_distribution boarding_s, alighting_s;
} wo_buses;

typedef struct wo_response { /**< departure hazard h0 + h1 exp(-slack/theta): docs/model.md, "Deciding to leave" */
    wo_number base_rate_per_s, deadline_rate_per_s, patience_s;
    wo_number night;            /**< factor on the hazard between 22:00 and 06:00 local time */
    wo_number comply;           /**< share of the rest that leaves at the last moment */
    wo_distribution margin_s;   /**< what a household allows for queues on top of its free travel time; one draw each */
    wo_number wait_for_truck_s; /**< how long a family's cars wait for its loads */
    wo_number refuse;           /**< share of households that never leave */
    wo_number queue_belief; /**< share of the present delay to the line that goes into the travel time they expect */
    wo_number hire; /**< share of households without car and load that find a hired car; others wait for a bus */
} wo_response;

/** From `at` on, people believe the closing to be `deadline`. A rumour is an announcement with a small reach. */
typedef struct wo_announcement {
    wo_ms at, deadline;
    wo_number reach;    /**< share of the households that hear it and believe it */
    wo_number spread_s; /**< mean time until it reaches one of them (exponential); 0 = at once */
} wo_announcement;

/** How herds behave on the road. */
typedef struct wo_herding {
    wo_number yield_every_s, yield_for_s; /**< leaves the road at a pull-out so often and so long; 0 = never */
    wo_number night_march;                /**< share of herds that walk on at night when the deadline is within 24 h */
    bool round_stopped;                   /**< herds walk round stopped vehicles */
} wo_herding;

/** A state of the weather: factors on dry values and what it does to the road. */
typedef struct wo_weather_state {
    char *name;
    wo_number speed, capacity, sight; /**< factors in (0, 1] */
    wo_number snowfall_m_per_s;       /**< growth of the snow cover */
    wo_number friction;               /**< traction coefficient of the surface */
    bool cold;                        /**< breakdowns and batteries: `incidents.cold` applies */
} wo_weather_state;

typedef struct wo_share { /**< of the time in a state */
    char *name;
    int state; /**< index into states */
    wo_number share;
} wo_share;

/** The part of the road from an elevation up to the next zone. */
typedef struct wo_zone {
    char *name;
    double above_m;
    wo_number persistence_s; /**< time constant of its autocorrelation */
    wo_share *shares;        /**< relative; empty = the first state (dry) always */
    size_t n_shares;
    wo_number depth_m; /**< snow cover at the start */
} wo_zone;

/** Weather as observed or prescribed, in place of the chain: from `at` on, in `zone` (-1 = all). */
typedef struct wo_observation {
    wo_ms at;
    char *state_name, *zone_name; /**< zone_name NULL = all */
    int state, zone;
} wo_observation;

/** Snow cover and what is done about it; depths in m. */
typedef struct wo_snow_spec {
    wo_number melt_m_per_s;   /**< in states that are not cold */
    wo_number packed_m;       /**< from this depth on the road is as in state `packed_snow` unless the weather makes it
                                   slower; 0 = never */
    wo_number plough_m;       /**< a plough is called at this depth, or at close_m if that is less; 0 = never */
    wo_number plough_after_s; /**< and has cleared the zone so much later */
    wo_number left_m;  /**< depth that it leaves; a draw that is not less than plough_m and close_m counts as just
                            less (1 nm) */
    wo_number close_m; /**< at this depth the zone's road is closed until ploughed; 0 = never */
} wo_snow_spec;

typedef struct wo_smoke { /**< poor sight in a section */
    int section;
    wo_ms from, to;
    wo_number speed, capacity, sight;
} wo_smoke;

/** Fuel for sale: who needs it stops and fills up. */
typedef struct wo_station {
    wo_place at;
    wo_side side;
    int servers;
    wo_distribution time_s;
} wo_station;

/** Something known to happen: a part of the capacity is left at a place for a time. */
typedef struct wo_planned {
    char *name;
    wo_place at;
    wo_ms from, to;
    wo_side side;
    wo_number leaves; /**< share of the capacity, 0 = closed */
} wo_planned;

typedef struct wo_incident_spec {
    wo_number per_million_km;   /**< breakdowns of a car per million vehicle-km; 0 = none */
    wo_number grade;            /**< factor 1 + grade * uphill grade */
    wo_number cold;             /**< factor in cold states */
    wo_number queue_per_s;      /**< added per time in stop-and-go */
    wo_distribution aside_s;    /**< until one that does not block goes on */
    wo_distribution blocked_s;  /**< until one that blocks is out of the way, once somebody tows it */
    int tows;                   /**< that work at the same time; 0 = enough */
    wo_distribution chain_up_s; /**< to put on chains */
    wo_distribution ice_stop_s; /**< stuck without chains: until freed, then it is tried again */
    wo_distribution dry_tank_s; /**< until fuel is brought */
    wo_distribution tank;       /**< share of the range in the tank at the start */
    /* face-off: a second column forms in a standing queue and locks both directions */
    wo_number faceoff_per_m_s; /**< hazard per length of queue and time; 0 = never */
    wo_number faceoff_below_mps, faceoff_after_s;
    wo_distribution faceoff_s;    /**< until it is resolved */
    wo_number faceoff_flow_per_s; /**< pc/s that squeeze through meanwhile, each direction */
    wo_planned *planned;
    size_t n_planned;
} wo_incident_spec;

/** Counts that were observed at a station, for the figures. */
typedef struct wo_observed {
    char *name, *unit; /**< what is counted: people, vehicles */
    wo_ms *times;
    double *counts; /**< cumulative since `start` */
    size_t n;
} wo_observed;

typedef struct wo_climate_spec {
    double latitude_deg, longitude_deg;
    wo_number walking_s;                   /**< herds walk at most so long a day */
    wo_number daylight_margin_s;           /**< herds start so long after sunrise and stop so long before sunset */
    wo_number night_speed, night_capacity; /**< factors between sunset and sunrise */
    double step_s;                         /**< of the weather chain */
    wo_weather_state *states;              /**< the built-in ones first, dry is state 0 */
    size_t n_states;
    wo_zone *zones; /**< by elevation, lowest first */
    size_t n_zones;
    wo_observation *observations; /**< by time */
    size_t n_observations;
    wo_snow_spec snow;
    wo_smoke *smoke;
    size_t n_smoke;
} wo_climate_spec;

typedef struct wo_scenario { /**< one variant, complete */
    char *title, *variant;
    bool deadline_only; /**< differs from the base in closing, announcements and armies' `told` alone, or not at all */
    wo_instant start;
    wo_ms end, order, closing;
    /* road */
    char *exit;
    wo_place deadline_line;
    bool deadline_line_at_exit;
    double segment_length_m;
    wo_number wave_mps;      /**< common backward wave speed */
    wo_number two_way_per_s; /**< pc/s, both directions together; 0 = no limit */
    double opposing_mean_s;  /**< time constant of the opposing flow */
    wo_section *sections;
    size_t n_sections;
    wo_bottleneck *bottlenecks;
    size_t n_bottlenecks;
    wo_closure *closures;
    size_t n_closures;
    wo_checkpoint *checkpoints;
    size_t n_checkpoints;
    wo_one_lane *one_lanes;
    size_t n_one_lanes;
    wo_convoy *convoys;
    size_t n_convoys;
    wo_alternation *alternations;
    size_t n_alternations;
    wo_station *stations;
    size_t n_stations;
    wo_class *classes;
    size_t n_classes;
    wo_origin *origins;
    size_t n_origins;
    wo_scale scale;
    wo_fleet fleet;
    wo_buses buses;
    wo_army *armies;
    size_t n_armies;
    wo_flow *flows;
    size_t n_flows;
    wo_response response;
    wo_announcement *announcements;
    size_t n_announcements; /**< by time; never empty: the first is at 0 or `order` */
    wo_climate_spec climate;
    wo_herding herding;
    wo_incident_spec incidents;
    wo_observed *observed;
    size_t n_observed;
    double record_every_s;
} wo_scenario;

typedef struct wo_ledger_entry {
    char *path, *value, *source; /**< source may be NULL */
    wo_mark mark;
    int line;
} wo_ledger_entry;

typedef struct wo_study { /**< a scenario file with all its variants */
    char *name;           /**< file name as given, for messages */
    char *text;           /**< as read */
    char *used;           /**< YAML with all defaults filled in; running it gives the same results */
    wo_scenario *variants;
    size_t n_variants; /**< at least one; without `variants:` the base itself */
    wo_ledger_entry *ledger;
    size_t n_ledger;
} wo_study;

/** One fault of a scenario file. */
typedef struct wo_problem {
    int line, column; /**< 1-based */
    bool warning;
    char *message;
} wo_problem;

typedef struct wo_problems { /**< all faults of one pass, by position; zero-initialise, then wo_problems_free */
    wo_problem *list;
    size_t n;
} wo_problems;

void wo_problems_free(wo_problems *problems);
/** `file:line:column: error: ...`, the line of text and a caret, for each problem. */
void wo_problems_print(const wo_problems *problems, const char *name, const char *text, FILE *stream);

/** Reads and validates a file. `study` is always safe to free. Faults land in `problems`.
 *  Files that it names lie relative to its folder; `study->used` holds what they say.
 *  @return WO_OK, WO_ERR_IO (message in error), WO_ERR_SCENARIO when `problems` has errors, WO_ERR_MEMORY. */
WO_NODISCARD wo_status wo_study_read(const char *path, wo_study *study, wo_problems *problems, wo_error *error);
/** The same from memory: `size` bytes that may hold anything; files lie relative to the current folder. */
WO_NODISCARD wo_status wo_study_parse(const char *name, const char *text, size_t size, wo_study *study,
                                      wo_problems *problems, wo_error *error);
void wo_study_free(wo_study *study);

/** Index of a variant by name, -1 when there is none. */
int wo_study_variant(const wo_study *study, const char *name);

/** A deep copy that the caller may change (closing, announcements, variant name). */
WO_NODISCARD wo_status wo_scenario_copy(const wo_scenario *from, wo_scenario *to, wo_error *error);
void wo_scenario_free(wo_scenario *scenario);

/** Whether two scenarios differ in closing, announcements and armies' `told` alone, or not at all. All that the schema
 *  knows is compared as it is written, so what is added to the schema counts without more ado.
 *  @return WO_ERR_MEMORY. */
WO_NODISCARD wo_status wo_scenario_differs(const wo_scenario *a, const wo_scenario *b, bool *deadline_only,
                                           wo_error *error);

/** Is it meant for less than half of the households (middle of the range of `reach`)? Fleet, buses and army do not act
 *  on a rumour. */
bool wo_announcement_is_rumour(const wo_announcement *announcement);

/** The deadline that fleet and buses reckon with at `now`: that of the latest announcement but for rumours; before the
 *  first one, the first one's. */
wo_ms wo_believed_deadline(const wo_scenario *scenario, wo_ms now);

/** Length in m of the segment beside a stretch of one lane where its section reaches so far: WO_ONE_LANE_ROOM_M, or
 *  the scenario's segment length if that is more. */
double wo_one_lane_room_m(const wo_scenario *scenario);

/** `wayout schema` (plain table) and docs/scenario.md (`markdown`). */
void wo_schema_print(FILE *stream, bool markdown);

#endif
