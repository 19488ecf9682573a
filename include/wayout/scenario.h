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
    int lanes;          /**< per direction, default 1 */
    wo_number priority; /**< merge priority of the section's last segment, default 1 */
} wo_section;

typedef struct wo_bottleneck { /**< a point whose flow is limited */
    wo_place at;
    wo_number capacity_per_s; /**< pc/s */
    wo_number drop;           /**< share of it lost while a queue discharges */
    wo_side side;
} wo_bottleneck;

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
    int servers; /**< in each direction of `side` */
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

typedef struct wo_response { /**< departure hazard h0 + h1 exp(-(slack)/theta), model.md E */
    wo_number base_rate_per_s, deadline_rate_per_s, patience_s;
    wo_number night;            /**< factor on the hazard between 22:00 and 06:00 local time */
    wo_number comply;           /**< share of the rest that leaves at the last moment */
    wo_distribution margin_s;   /**< what a household allows for queues on top of its free travel time; one draw each */
    wo_number wait_for_truck_s; /**< how long a family's cars wait for its loads */
} wo_response;

typedef struct wo_announcement { /**< from `at` on, people believe the closing to be `deadline` */
    wo_ms at, deadline;
} wo_announcement;

typedef struct wo_climate_spec {
    double latitude_deg, longitude_deg;
    wo_number walking_s;         /**< herds walk at most so long a day */
    wo_number daylight_margin_s; /**< herds start so long after sunrise and stop so long before sunset */
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
    wo_class *classes;
    size_t n_classes;
    wo_origin *origins;
    size_t n_origins;
    wo_scale scale;
    wo_fleet fleet;
    wo_army *armies;
    size_t n_armies;
    wo_flow *flows;
    size_t n_flows;
    wo_response response;
    wo_announcement *announcements;
    size_t n_announcements; /**< by time; never empty: the first is at 0 or `order` */
    wo_climate_spec climate;
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
 *  @return WO_OK, WO_ERR_IO (message in error), WO_ERR_SCENARIO when `problems` has errors, WO_ERR_MEMORY. */
WO_NODISCARD wo_status wo_study_read(const char *path, wo_study *study, wo_problems *problems, wo_error *error);
/** The same from memory: `size` bytes that may hold anything. */
WO_NODISCARD wo_status wo_study_parse(const char *name, const char *text, size_t size, wo_study *study,
                                      wo_problems *problems, wo_error *error);
void wo_study_free(wo_study *study);

/** Index of a variant by name, -1 when there is none. */
int wo_study_variant(const wo_study *study, const char *name);

/** A deep copy that the caller may change (closing, announcements, variant name). */
WO_NODISCARD wo_status wo_scenario_copy(const wo_scenario *from, wo_scenario *to, wo_error *error);
void wo_scenario_free(wo_scenario *scenario);

/** The deadline believed at `now`. */
wo_ms wo_believed_deadline(const wo_scenario *scenario, wo_ms now);

/** `wayout schema` (plain table) and docs/scenario.md (`markdown`). */
void wo_schema_print(FILE *stream, bool markdown);

#endif
