/* SPDX-License-Identifier: GPL-3.0-or-later */
/* State of the event simulation, shared by its files. */
#ifndef WAYOUT_DISPATCH_PRIVATE_H
#define WAYOUT_DISPATCH_PRIVATE_H

#include "demand_private.h"

/* Events of one instant are handled in this order, then by entity, then by index. */
typedef enum wo_happening {
    WO_HAPPENS_ANNOUNCEMENT, /* index: unused */
    WO_HAPPENS_TRUCK_IDLE,   /* index: truck */
    WO_HAPPENS_TRUCK_LOADED, /* index: truck */
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

/* A binary heap, earliest first. */
typedef struct wo_agenda {
    wo_occasion *list;
    size_t n;
} wo_agenda;

WO_NODISCARD wo_status wo_agenda_push(wo_agenda *agenda, wo_occasion occasion, wo_error *error);
/* The earliest; only when n > 0. */
wo_occasion wo_agenda_pop(wo_agenda *agenda);

typedef enum wo_household_state { WO_FAMILY_HOME, WO_FAMILY_WAITS, WO_FAMILY_LEFT } wo_household_state;

typedef struct wo_family {
    uint8_t state;    /* wo_household_state */
    uint32_t to_load; /* goods loads that have not finished loading */
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
    uint32_t owner; /* household, herd, truck, convoy vehicle or traveller */
    uint32_t node, origin, people;
    uint8_t role, class_index /* of the scenario */, flags;
} wo_trip;

/* Open requests and travel times of one origin. */
typedef struct wo_stand {
    uint32_t first, last;       /* open loads */
    wo_ms car_line;             /* free travel of its cars to the line */
    wo_ms truck_in, truck_line; /* of a truck from the base, and to the line */
} wo_stand;

struct wo_dispatch {
    /* inputs */
    const wo_demand *demand;
    wo_ms horizon; /* nothing happens from the closing on */
    wo_ms median_loading;
    wo_ms median_margin;    /* what drivers allow for queues */
    uint32_t herd_class[3]; /* scenario class by animal */
    /* state */
    wo_agenda agenda;
    wo_family *families;
    wo_drive *drives;
    wo_load *loads;
    size_t n_loads, n_goods;
    wo_truck *trucks;
    uint32_t *idle; /* ring of trucks, longest idle first */
    size_t first_idle, n_idle, n_open;
    uint32_t n_asked; /* requests so far: their order */
    wo_stand *stands;
    wo_trip *trips;
    size_t n_trips, n_counted; /* trips before n_counted are in tally.departures */
    wo_ms known;
    /* results */
    int64_t people_total;
    wo_tally tally;
    wo_release *releases;
    size_t n_releases;
};

/* --- dispatch.c */
/* Puts a new trip on the road; `release` tells when, where and with which engine class. */
WO_NODISCARD wo_status wo_dispatch_release(wo_dispatch *dispatch, const wo_trip *trip, uint32_t destination,
                                           uint32_t engine_class, wo_error *error);
WO_NODISCARD wo_status wo_dispatch_plan(wo_dispatch *dispatch, wo_ms at, wo_happening kind, uint32_t entity,
                                        uint32_t index, wo_error *error);
/* --- create.c */
WO_NODISCARD wo_status wo_dispatch_fill(wo_dispatch *dispatch, wo_error *error);
/* --- family.c */
WO_NODISCARD wo_status wo_family_ask(wo_dispatch *dispatch, uint32_t household, wo_ms at, wo_error *error);
WO_NODISCARD wo_status wo_family_check(wo_dispatch *dispatch, uint32_t household, wo_ms at, wo_error *error);
/* One of its loads has been loaded; `riders` = people who ride on that truck. */
WO_NODISCARD wo_status wo_family_loaded(wo_dispatch *dispatch, uint32_t household, wo_ms at, uint32_t *riders,
                                        wo_error *error);
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
