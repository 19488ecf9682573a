/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file demand.h
 *  Who wants out, when they leave, and the trucks that shuttle. Layer: demand.
 *
 *  wo_demand is the plan of one realisation (immutable). wo_dispatch is the event simulation that releases parties onto
 *  the road and hears of their arrivals; it knows nothing of the road but free travel times. Everything is an integer
 *  before it enters the engine. A household without a car rides with its first truck. When it has no load, or no truck
 *  comes in time, it takes one hired car of the origin's car class if it finds one; else it waits for a ride: in a bus,
 *  or, where there are no buses, with the next truck that leaves its origin and has no family on board.
 *
 *  Households, and herds with them, believe what they have heard: each announcement reaches its own share of them, each
 *  at its own time. The fleet, the buses and the army hear each announcement when it is made and everything but rumours
 *  (a reach below one half in the middle of its range).
 *
 *  Causality: a release is never earlier than 60 s after the `known` of the call before, and every effect of an arrival
 *  comes at least 60 s after it. So results do not depend on how arrivals are batched in steps of at most 60 s. */
#ifndef WAYOUT_DEMAND_H
#define WAYOUT_DEMAND_H

#include "wayout/climate.h"
#include "wayout/road.h"

/** Loading, unloading and every other stop last at least so long; the look-ahead of wo_dispatch_advance. */
#define WO_STOP_MIN_MS 60000u

typedef struct wo_household {
    uint32_t origin, entity; /**< entity = stable hash of (origin, index) */
    uint32_t people, cars;
    uint32_t goods_loads;
    wo_ms leave;  /**< threshold or last moment; WO_NEVER when it refuses or has not decided by the end */
    wo_ms margin; /**< its last moment is so much before the one by free travel */
    bool refuses;
    bool hires; /**< finds a car when it has none */
} wo_household;

typedef struct wo_herd {
    uint32_t origin, class_index; /**< engine class (size) */
    wo_animal animal;
    uint32_t heads;
    wo_ms leave;
    uint32_t entity;    /**< stable hash of (origin, animal, index) */
    uint32_t household; /**< whose beliefs it follows, WO_NONE = nobody's */
    bool marches;       /**< walks on at night when the deadline is near */
} wo_herd;

typedef struct wo_animal_load { /**< animals that wait for a truck */
    uint32_t origin;
    wo_animal animal;
    uint32_t heads;
    wo_ms ask;
    uint32_t entity;    /**< stable hash of (origin, animal, index) */
    uint32_t household; /**< to which it belongs, WO_NONE = to nobody */
} wo_animal_load;

typedef struct wo_convoy_vehicle {
    uint32_t army;
    wo_ms leave;
    uint32_t entity; /**< stable hash of (army, index) */
} wo_convoy_vehicle;
typedef struct wo_traveller {
    uint32_t flow;
    wo_ms leave;
    uint32_t entity; /**< stable hash of (flow, index) */
} wo_traveller;

/** An announcement in this realisation. */
typedef struct wo_told {
    double reach, spread_s;
} wo_told;

typedef struct wo_demand {
    const wo_scenario *scenario;
    const wo_road *road;
    const wo_places *places;
    const wo_climate *climate; /**< borrowed */
    wo_draw draw;
    wo_household *households;
    size_t n_households;
    wo_herd *herds;
    size_t n_herds;
    wo_animal_load *animal_loads;
    size_t n_animal_loads;
    wo_convoy_vehicle *convoy;
    size_t n_convoy;
    wo_traveller *travellers;
    size_t n_travellers;
    uint32_t trucks;
    uint32_t buses, seats;
    wo_ms wait_for_truck;
    wo_told *told;                /**< per announcement */
    bool hearsay;                 /**< some announcement does not reach everybody at once */
    uint32_t queue_belief_q16;    /**< share of the present delay in the travel time that households expect, x 65,536 */
    wo_ms yield_every, yield_for; /**< herds, 0 = never */
} wo_demand;

/** Draws the plan. The scenario, road, places and climate must outlive it. `demand` is empty after a failure.
 *
 *  Last moment = the last instant from which free travel (a herd's with its nights) is over the line before the
 * believed deadline. Who has not left by then leaves with probability `comply` or refuses; a refusal holds until the
 * next announcement, which opens the decision again. A share `refuse` never leaves, with its animals. Herd and animal
 * load k of a kind belong to household k modulo the households of their origin.
 *
 *  With a belief in queues households decide during the run (`leave` is then WO_NEVER here, and their loads of animals
 *  ask with them); herds go by free walking all the same and are planned.
 *  @return WO_ERR_SCENARIO when an origin or army does not lie behind the deadline line, WO_ERR_LIMIT when a number is
 *  beyond 2^24. */
WO_NODISCARD wo_status wo_demand_draw(const wo_scenario *scenario, const wo_road *road, const wo_places *places,
                                      const wo_climate *climate, const wo_draw *draw, wo_demand *demand,
                                      wo_error *error);
void wo_demand_free(wo_demand *demand);

typedef enum wo_role {
    WO_ROLE_RESIDENT, /**< a household's car */
    WO_ROLE_HERD,
    WO_ROLE_TRUCK, /**< of the fleet, either direction */
    WO_ROLE_ARMY,
    WO_ROLE_TRAVELLER, /**< through traffic */
    WO_ROLE_BUS        /**< either direction */
} wo_role;
#define WO_N_ROLES    6
#define WO_ROLE_NAMES "resident\nherd\ntruck\narmy\ntraveller\nbus"

/** A party that enters the road. */
typedef struct wo_release {
    wo_ms at;
    uint32_t node, destination; /**< nodes; outbound parties have destination = exit, or a node nearer than it where
                                     a herd rests overnight or yields */
    wo_direction direction;
    uint32_t class_index;
    uint32_t trip; /**< handle that arrivals bring back */
} wo_release;

/** What the road tells. */
typedef enum wo_arrival_kind {
    WO_AT_DESTINATION,
    WO_AT_LINE /**< passed the deadline line outbound */
} wo_arrival_kind;
typedef struct wo_arrival {
    wo_ms at;
    uint32_t trip;
    wo_arrival_kind kind;
} wo_arrival;

/** Amounts so far, all cumulative; `out` = over the deadline line outbound. Travellers are in vehicles_out, role_out
 *  and departures, and in nothing else. */
typedef struct wo_tally {
    int64_t people_out, cattle_out, sheep_out, loads_out; /**< loads: goods only; trucked animals count as heads */
    int64_t cattle_walked_out, sheep_walked_out;
    int64_t vehicles_out[WO_MAX_CLASSES]; /**< by scenario class, all roles */
    int64_t role_out[WO_N_ROLES];         /**< parties out by role */
    int64_t departures;                   /**< parties released outbound before the clock (a herd: once) */
    int64_t people_departed;
    int64_t truck_trips;                            /**< loaded trips over the line */
    int64_t delay_ms, delayed_parties;              /**< sum over residents' cars, buses, trucks and herds out */
    int64_t free_ms;                                /**< their free travel time */
    wo_ms worst_delay, last_out, last_resident_out; /**< last_out: residents, herds, buses and loaded trucks */
    wo_ms ete50, ete90, ete95, ete100;              /**< instants; WO_NEVER when not reached. Shares of all
                                                         residents, refusers included */
} wo_tally;

/** What is left at the closing. stranded + not_started + refused + out = all. */
typedef struct wo_remainder {
    int64_t people_total, people_stranded, people_not_started, people_refused;
    int64_t cattle_total, cattle_left, sheep_total, sheep_left;
    int64_t loads_total, loads_unmet; /**< asked for or not, not out at the closing */
    int64_t army_total, army_left;
    bool everyone_out; /**< all residents who want out are out (refusers apart) */
} wo_remainder;

typedef struct wo_dispatch wo_dispatch;

WO_NODISCARD wo_status wo_dispatch_create(const wo_demand *demand, wo_dispatch **dispatch, wo_error *error);
void wo_dispatch_destroy(wo_dispatch *dispatch);

/** Tells all arrivals before `known` (sorted by time, then trip; none earlier than the last call's `known`) and handles
 *  every event before known + WO_STOP_MIN_MS. The releases (sorted by time, then trip) belong to `dispatch` until the
 *  next call. First call: known = 0 and no arrivals; it may release from 0 on. */
WO_NODISCARD wo_status wo_dispatch_advance(wo_dispatch *dispatch, const wo_arrival *arrivals, size_t n_arrivals,
                                           wo_ms known, const wo_release **releases, size_t *n_releases,
                                           wo_error *error);

/** Whether the last call of wo_dispatch_advance has released the same in two dispatches of which all calls before have:
 *  all that they say of a trip but its cargo, which only kept trips tell. */
bool wo_dispatch_same(const wo_dispatch *a, const wo_dispatch *b);

const wo_tally *wo_dispatch_tally(const wo_dispatch *dispatch);
/** Scenario class of a trip, its role and its origin (WO_NONE when it has none). */
void wo_dispatch_trip(const wo_dispatch *dispatch, uint32_t trip, uint32_t *class_index, wo_role *role,
                      uint32_t *origin);
/** What a trip carries: residents, animals, and whether goods. */
void wo_dispatch_cargo(const wo_dispatch *dispatch, uint32_t trip, uint32_t *people, uint32_t *heads, bool *goods);
/** Stable hash of a trip: of the household and the number of its car, of the request that a truck serves and the
 *  direction, of the herd and the day, of the bus and the number of its round and the direction, of the vehicle of a
 *  column or of through traffic. It does not hang on places in lists, and the same thing has the same hash in all
 *  variants. The legs of a herd on one day share it. */
uint32_t wo_dispatch_entity(const wo_dispatch *dispatch, uint32_t trip);
/** Accounts at the closing. */
wo_remainder wo_dispatch_remainder(const wo_dispatch *dispatch);
/** Conservation of people, heads, loads and trucks; WO_ERR_INVARIANT with the sentence in error. */
WO_NODISCARD wo_status wo_dispatch_verify(const wo_dispatch *dispatch, wo_error *error);

#endif
