/* SPDX-License-Identifier: GPL-3.0-or-later */
/* State of the event simulation, shared by its files. */
#ifndef WAYOUT_DISPATCH_PRIVATE_H
#define WAYOUT_DISPATCH_PRIVATE_H

#include "demand_private.h"

/* Events of one instant are handled in this order, then by entity, then by index. */
typedef enum wo_happening {
    WO_HAPPENS_BELIEF,       /* a new belief about the queue; index: unused */
    WO_HAPPENS_ANNOUNCEMENT, /* index: unused */
    WO_HAPPENS_TRUCK_IDLE,   /* index: truck */
    WO_HAPPENS_TRUCK_LOADED, /* index: truck */
    WO_HAPPENS_BUS_IDLE,     /* index: bus */
    WO_HAPPENS_BUS_BOARDED,  /* index: bus */
    WO_HAPPENS_ASK,          /* index: household, or n_households + animal load */
    WO_HAPPENS_FAMILY,       /* index: household whose cars wait for its loads */
    WO_HAPPENS_HERD,         /* index: herd that is ready to set out */
    WO_HAPPENS_CONVOY,       /* index: vehicle */
    WO_HAPPENS_TRAVELLER     /* index: traveller */
} wo_happening;

typedef struct wo_occasion {
    wo_ms at;
    uint32_t kind, entity, index;
} wo_occasion;

#define WO_QUARTER_MS (15u * WO_MINUTE_MS)

typedef struct wo_entry {
    wo_occasion occasion;
    uint32_t below; /* in its quarter of an hour, WO_NONE = none */
} wo_entry;

/* A calendar (Brown 1988): entries of one quarter of an hour lie on one pile; those of the present one and of those
 * before it are in a binary heap, earliest first. */
typedef struct wo_agenda {
    wo_entry *entries; /* all that there ever were */
    size_t n_entries;
    uint32_t *heap; /* of n_heap entries */
    size_t n_heap;
    uint32_t *piles; /* the uppermost entry of each quarter, WO_NONE = none */
    size_t n_piles;
    size_t next; /* the first quarter that is not in the heap */
} wo_agenda;

/* Nothing on it, and never anything at `horizon` or later. */
WO_NODISCARD wo_status wo_agenda_init(wo_agenda *agenda, wo_ms horizon, wo_error *error);
void wo_agenda_free(wo_agenda *agenda);
WO_NODISCARD wo_status wo_agenda_push(wo_agenda *agenda, wo_occasion occasion, wo_error *error);
/* Time of the earliest, WO_NEVER = none. */
wo_ms wo_agenda_next(wo_agenda *agenda);
/* The earliest; only after wo_agenda_next has found one. */
wo_occasion wo_agenda_pop(wo_agenda *agenda);

/* Vehicles of a fleet that wait for a request: a ring, longest idle first. */
typedef struct wo_idle {
    uint32_t *ring;
    size_t room; /* all vehicles of the fleet */
    size_t first, n;
} wo_idle;

void wo_idle_add(wo_idle *idle, uint32_t vehicle);
/* The one that has been idle longest; only when n > 0. */
uint32_t wo_idle_take(wo_idle *idle);

typedef enum wo_household_state {
    WO_FAMILY_HOME,
    WO_FAMILY_WAITS,  /* for its loads */
    WO_FAMILY_STANDS, /* waits for a ride */
    WO_FAMILY_LEFT
} wo_household_state;

typedef struct wo_family {
    uint8_t state; /* wo_household_state */
    bool refuses;
    bool decides_now;  /* its decision fell in the present step */
    uint32_t standing; /* people who wait for a ride */
    uint32_t next;     /* in the list of those of its origin who wait for a ride, WO_NONE = last */
    uint32_t number;   /* its order among them */
    uint32_t to_load;  /* goods loads that have not finished loading */
    uint32_t first_load;
    wo_ms wait_until; /* end of wait_for_truck */
} wo_family;

typedef enum wo_load_state { WO_LOAD_HOME, WO_LOAD_OPEN, WO_LOAD_BOUND, WO_LOAD_ABOARD, WO_LOAD_OUT } wo_load_state;

/* Goods loads by household, then animal loads. Open ones of an origin are a list, oldest first. */
typedef struct wo_load {
    uint32_t owner; /* household, or n_households + animal load */
    uint32_t next;  /* in the list of its origin, WO_NONE = last */
    uint32_t number;
    uint8_t state;
} wo_load;

typedef enum wo_truck_state {
    WO_TRUCK_AWAY, /* before the fleet's first dispatch */
    WO_TRUCK_IDLE,
    WO_TRUCK_INBOUND,
    WO_TRUCK_LOADING,
    WO_TRUCK_OUTBOUND,
    WO_TRUCK_UNLOADING
} wo_truck_state;

typedef struct wo_truck {
    uint32_t entity, load, trips;
    uint8_t state;
} wo_truck;

typedef enum wo_bus_state {
    WO_BUS_AWAY, /* before the first dispatch */
    WO_BUS_IDLE,
    WO_BUS_INBOUND,
    WO_BUS_BOARDING,
    WO_BUS_OUTBOUND,
    WO_BUS_ALIGHTING
} wo_bus_state;

typedef struct wo_bus {
    uint32_t entity, rounds;
    uint32_t origin; /* that it serves */
    uint8_t state;
} wo_bus;

/* What the cars that crossed the line in a quarter of an hour lost on the way. */
typedef struct wo_bucket {
    int64_t delay_ms, cars;
} wo_bucket;

/* What is believed of the queue. */
typedef struct wo_belief {
    wo_bucket *buckets; /* per quarter; NULL when nobody thinks of the queue, like `minds` */
    wo_departure departure;
    wo_mind *minds;   /* per household */
    wo_ms delay_ms;   /* mean of the last hour with cars */
    wo_ms seen;       /* end of that hour */
    wo_ms expects_ms; /* its share that is added to the travel time */
} wo_belief;

typedef enum wo_herd_state { WO_HERD_HOME, WO_HERD_RESTS, WO_HERD_WALKS, WO_HERD_GONE } wo_herd_state;

typedef struct wo_drive {
    uint32_t node; /* where it rests, or where its leg ends */
    uint8_t state; /* wo_herd_state */
    bool out;
    int64_t delay_ms, free_ms; /* of the legs so far; nights are in neither */
} wo_drive;

enum { WO_TRIP_INBOUND = 1, WO_TRIP_OVER_LINE = 2, WO_TRIP_ARRIVED = 4, WO_TRIP_LATER_LEG = 8 };

typedef struct wo_trip {
    wo_ms at;
    uint32_t owner;  /* household, herd, truck, convoy vehicle, traveller or bus */
    uint32_t number; /* car of the household, load of the truck, round of the bus */
    uint32_t node, origin, people;
    uint8_t role, class_index /* of the scenario */, flags;
} wo_trip;

/* Open requests and travel times of one origin. */
typedef struct wo_stand {
    uint32_t first, last;               /* open loads */
    wo_ms car_line;                     /* free travel of its cars to the line */
    wo_ms truck_in, truck_line;         /* of a truck from the base, and to the line */
    uint32_t first_family, last_family; /* who waits for a ride */
    wo_ms bus_in, bus_line;
    uint32_t seats; /* of the buses that are on the way to it or board */
} wo_stand;

struct wo_dispatch {
    /* inputs */
    const wo_demand *demand;
    wo_ms horizon; /* nothing happens from the closing on */
    wo_ms median_loading;
    wo_ms median_margin; /* what drivers allow for queues */
    wo_ms median_boarding;
    wo_news *news;          /* room for what one household has heard */
    uint32_t herd_class[3]; /* scenario class by animal */
    /* state */
    wo_agenda agenda;
    wo_family *families;
    wo_drive *drives;
    wo_load *loads;
    size_t n_loads, n_goods;
    wo_truck *trucks;
    wo_idle idle_trucks;
    size_t n_open;    /* requests now */
    uint32_t n_asked; /* requests so far: their order */
    wo_bus *buses;
    wo_idle idle_buses;
    uint32_t n_stood; /* families that have waited for a ride so far */
    wo_belief belief;
    wo_stand *stands;
    wo_trip *trips;
    size_t n_trips, n_counted; /* trips before n_counted are in tally.departures */
    wo_ms known;
    /* results */
    int64_t people_total;
    wo_tally tally;
    wo_release *releases;
    size_t n_releases, releases_room;
};

/* --- dispatch.c */
/* Puts a new trip on the road; `release` tells when, where and with which engine class. */
WO_NODISCARD wo_status wo_dispatch_release(wo_dispatch *dispatch, const wo_trip *trip, uint32_t destination,
                                           uint32_t engine_class, wo_error *error);
WO_NODISCARD wo_status wo_dispatch_plan(wo_dispatch *dispatch, wo_ms at, wo_happening kind, uint32_t entity,
                                        uint32_t index, wo_error *error);
/* A drawn stop, never shorter than a stop may be. */
wo_ms wo_dispatch_stop(const wo_dispatch *dispatch, const wo_distribution *distribution, wo_purpose purpose,
                       uint32_t entity, uint32_t sub, uint32_t number);
/* --- create.c */
WO_NODISCARD wo_status wo_dispatch_fill(wo_dispatch *dispatch, wo_error *error);
/* --- family.c */
WO_NODISCARD wo_status wo_family_ask(wo_dispatch *dispatch, uint32_t household, wo_ms at, wo_error *error);
WO_NODISCARD wo_status wo_family_check(wo_dispatch *dispatch, uint32_t household, wo_ms at, wo_error *error);
/* One of its loads has been loaded; `riders` = people who ride on that truck. */
WO_NODISCARD wo_status wo_family_loaded(wo_dispatch *dispatch, uint32_t household, wo_ms at, uint32_t *riders,
                                        wo_error *error);
/* --- belief.c */
WO_NODISCARD wo_status wo_belief_init(wo_dispatch *dispatch, wo_error *error);
void wo_belief_free(wo_belief *belief);
/* When the belief may change next. */
wo_ms wo_belief_next(wo_ms at);
/* Renews the belief and takes the decisions until the next one. */
WO_NODISCARD wo_status wo_belief_renew(wo_dispatch *dispatch, wo_ms at, wo_error *error);
/* --- buses.c */
/* The household has no way of its own: it waits for a ride. */
WO_NODISCARD wo_status wo_ride_wait(wo_dispatch *dispatch, uint32_t household, wo_ms at, wo_error *error);
/* It waits no longer; returns the people who did. */
uint32_t wo_ride_end(wo_dispatch *dispatch, uint32_t household);
/* People of the family that has waited longest at an origin and now gets a ride, 0 when none waits. */
uint32_t wo_ride_give(wo_dispatch *dispatch, uint32_t origin);
void wo_buses_fill(wo_dispatch *dispatch);
/* Sends idle buses where people wait, as long as there are both. */
WO_NODISCARD wo_status wo_buses_bind(wo_dispatch *dispatch, wo_ms at, wo_error *error);
WO_NODISCARD wo_status wo_buses_idle(wo_dispatch *dispatch, uint32_t bus, wo_ms at, wo_error *error);
WO_NODISCARD wo_status wo_buses_boarded(wo_dispatch *dispatch, uint32_t bus, wo_ms at, wo_error *error);
WO_NODISCARD wo_status wo_buses_arrived(wo_dispatch *dispatch, const wo_trip *trip, wo_ms at, wo_error *error);
/* --- fleet.c */
void wo_fleet_request(wo_dispatch *dispatch, uint32_t load);
/* Binds idle trucks to open requests as long as there are both. */
WO_NODISCARD wo_status wo_fleet_bind(wo_dispatch *dispatch, wo_ms at, wo_error *error);
WO_NODISCARD wo_status wo_fleet_idle(wo_dispatch *dispatch, uint32_t truck, wo_ms at, wo_error *error);
WO_NODISCARD wo_status wo_fleet_loaded(wo_dispatch *dispatch, uint32_t truck, wo_ms at, wo_error *error);
WO_NODISCARD wo_status wo_fleet_arrived(wo_dispatch *dispatch, const wo_trip *trip, wo_ms at, wo_error *error);
/* --- drive.c */
WO_NODISCARD wo_status wo_drive_ready(wo_dispatch *dispatch, uint32_t herd, wo_ms at, wo_error *error);
WO_NODISCARD wo_status wo_drive_arrived(wo_dispatch *dispatch, wo_trip *trip, wo_ms at, wo_error *error);
/* --- tally.c */
void wo_tally_init(wo_tally *tally);
/* The trip passed the line at `at`; only the first passage counts. */
void wo_tally_line(wo_dispatch *dispatch, wo_trip *trip, wo_ms at);
/* Departures before `known`. */
void wo_tally_departures(wo_dispatch *dispatch, wo_ms known);

#endif
