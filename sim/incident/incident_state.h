/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file incident_state.h
 *  Shared inside the layer incident. */
#ifndef WAYOUT_INCIDENT_STATE_H
#define WAYOUT_INCIDENT_STATE_H

#include "wayout/incident.h"

/** Coupling grid: here the instants at which incidents look at the road. */

/** A class of the scenario in this realisation. */
typedef struct wo_vehicle_kind {
    double failures, blocks, driven, chains;
    int64_t range_cm; /**< 0 = fuel does not matter */
    bool heavy;
} wo_vehicle_kind;

typedef struct wo_history { /**< a party and what has happened to it */
    wo_incident_trip facts;
    double left;        /**< of its threshold, as long as it will run dry */
    uint32_t failures;  /**< thresholds used up */
    uint32_t ice_stops; /**< draws used up */
    int64_t dry_cm;     /**< distance from its start at which the tank runs dry; INT64_MAX = never */
    wo_ms tow_ms;       /**< work that waits for a tow since its last entry */
    bool chains_on;
} wo_history;

typedef struct wo_slope { /**< a segment, for those who enter it */
    uint32_t profile;     /**< of its weather */
    uint32_t ground;      /**< wo_incidents.grounds */
    double uphill;        /**< rise / run, 0 when it falls */
    double per_car;       /**< expected breakdowns of a car on it */
    double meeting_s;     /**< time lost by a heavy vehicle that meets another */
    double heavies_per_s; /**< that come towards it, as seen at the last grid instant */
} wo_slope;

typedef struct wo_ground { /**< the road under a profile in [from, to): the piece looked up last */
    wo_ms from, to;
    size_t piece;
    double friction;
    bool cold;
    bool stale; /**< what follows from these two for its segments */
} wo_ground;

typedef struct wo_pump { /**< a fuel station on one side of the road */
    const wo_incidents *incidents;
    const wo_station *station;
    uint32_t node, place; /**< place: hash of where it is */
    wo_direction direction;
} wo_pump;

typedef struct wo_watch {
    uint64_t queued_cm; /**< jam length from which on those inside are a queue */
    wo_ms crawling_ms;  /**< how long its queue has been crawling: whole blocks */
    bool column;        /**< drivers stand in the opposite lane beside the queue: only while it crawls */
} wo_watch;

typedef struct wo_twins {                  /**< an outbound segment and its twin */
    uint32_t number;                       /**< within its section, from upstream */
    uint32_t place;                        /**< stable hash of where it is */
    bool possible;                         /**< not policed, and both directions at a time */
    wo_ms locked_until;                    /**< 0 = free */
    uint32_t planned_ms[2], applied_ms[2]; /**< throttles: of planned incidents, and what the queue was told */
} wo_twins;

struct wo_incidents {
    const wo_scenario *scenario;
    const wo_road *road;
    const wo_places *places;
    const wo_climate *climate;
    wo_draw draw;
    bool stops, faceoffs, meetings; /**< what this scenario has */
    wo_vehicle_kind kinds[WO_MAX_CLASSES];
    uint32_t class_of[WO_MAX_CLASSES]; /**< class of the scenario of a class of the road */
    double cold;                       /**< breakdowns */
    double faceoff_per_m_s, faceoff_below_mps;
    wo_ms faceoff_after;
    uint32_t faceoff_ms;              /**< per pcu */
    wo_slope *slopes;                 /**< by segment */
    wo_ground *grounds;               /**< by profile, then one for those without */
    wo_watch *watches;                /**< by segment */
    wo_segment_counts *begun, *ended; /**< of segments when the block began; room for those when it ends */
    wo_twins *pairs;                  /**< by outbound segment */
    uint32_t *awake;                  /**< n_awake pairs, upstream first: all that can change until the block ends */
    size_t n_awake;
    int64_t *exit_cm; /**< distance of a node to the exit */
    wo_pump *pumps;   /**< farthest from the exit first */
    size_t n_pumps;
    bool *in_force;   /**< by planned incident */
    wo_ms *tows_free; /**< when each tow has done its work */
    wo_history *trips;
    size_t n_trips, room;
    wo_wear wear; /**< what is left to a party: of its threshold until it breaks down */
    double *per_entry;
    size_t left_room;
    wo_ms wear_to; /**< until then the wear is that of the grounds */
    wo_incident_counts counts;
};

/** Frees everything that belongs to one realisation; the room for trips and what is left to them is kept. */
void wo_incidents_forget(wo_incidents *incidents);

/** Time of an event, at least 1 ms. */
wo_ms wo_incident_time(const wo_incidents *incidents, const wo_distribution *distribution, wo_purpose purpose,
                       uint32_t entity, uint32_t sub, uint32_t number);
/** The stop and one more, one after the other; on the lane when one of them is. */
wo_stop wo_stop_add(wo_stop stop, wo_stop more);
/** A wo_stop_fn; its context is the wo_incidents. */
wo_stop wo_incident_stop(void *context, uint32_t party, uint32_t class_index, uint32_t segment, wo_ms entry,
                         wo_ms late);

/** Tells the queue which entries it need not ask about. */
WO_NODISCARD wo_status wo_wear_start(wo_incidents *incidents, wo_queue *queue, wo_error *error);
/** A trip begins: trip number n_trips - 1. */
WO_NODISCARD wo_status wo_wear_party(wo_incidents *incidents, wo_error *error);
/** The grounds as they are from grid instant `now` on. */
void wo_wear_step(wo_incidents *incidents, wo_ms now);

/** Threshold of the next breakdown, Exp(1). */
double wo_failure_threshold(const wo_incidents *incidents, const wo_history *trip);
/** It breaks down now: how long it stands and where. Its next threshold is added to `left`. */
wo_stop wo_break_down(wo_incidents *incidents, wo_history *trip, double *left);
/** Sends tows to the parties that stand on the lane. */
WO_NODISCARD wo_status wo_tows_send(wo_incidents *incidents, wo_queue *queue, const wo_event *events, size_t n_events,
                                    wo_error *error);

/** Of a trip that cannot climb the segment (wo_slips). */
wo_stop wo_traction_stop(wo_incidents *incidents, wo_history *trip, uint32_t segment, wo_ms entry);

/** Finds the pumps and puts them onto the road. */
WO_NODISCARD wo_status wo_fuel_start(wo_incidents *incidents, wo_queue *queue, wo_error *error);
/** Distance from its start at which the tank of a trip runs dry, INT64_MAX when it does not. */
int64_t wo_fuel_dry(const wo_incidents *incidents, const wo_incident_trip *trip);
wo_stop wo_fuel_stop(wo_incidents *incidents, wo_history *trip, uint32_t segment);

/** The heavy vehicles that come towards those on `segment`, from now until the next grid instant. */
void wo_meeting_look(wo_incidents *incidents, const wo_queue *queue, uint32_t segment);

/** No queue yet. */
void wo_faceoffs_start(wo_incidents *incidents);
/** All pairs at grid instant `now`: crawling, second columns, locks and what these throttle. */
WO_NODISCARD wo_status wo_faceoffs_watch(wo_incidents *incidents, wo_queue *queue, wo_ms now, wo_error *error);

/** Closes what planned incidents close. */
WO_NODISCARD wo_status wo_planned_start(wo_incidents *incidents, wo_queue *queue, wo_error *error);
/** Planned incidents that begin or end at grid instant `now`. @return whether any does. */
bool wo_planned_step(wo_incidents *incidents, wo_ms now);
/** Tells the queue what has changed of the throttles of a pair. */
WO_NODISCARD wo_status wo_throttle_apply(wo_incidents *incidents, wo_queue *queue, uint32_t pair, wo_error *error);

/** Finds out which weather each segment has. */
WO_NODISCARD wo_status wo_ground_start(wo_incidents *incidents, wo_error *error);
/** The least friction that any road of the realisation ever has. */
double wo_ground_slipperiest(const wo_incidents *incidents);
/** Looks up ground `index` at `at`. */
void wo_ground_find(const wo_incidents *incidents, uint32_t index, wo_ms at);
/** The first instant from `at` on with that friction, WO_NEVER when there is none. */
wo_ms wo_ground_grip(const wo_incidents *incidents, uint32_t segment, wo_ms at, double friction);

/** Rolling resistance, as a grade (docs/model.md, Weather and light). */
#define WO_ROLLING 0.015

static inline double wo_grade_climbed(double friction, double driven)
{
    return friction * driven - WO_ROLLING;
}

/** The road at the entry of a segment. */
static inline const wo_ground *wo_ground_at(const wo_incidents *incidents, uint32_t segment, wo_ms at)
{
    const uint32_t index = incidents->slopes[segment].ground;
    const wo_ground *ground = &incidents->grounds[index];
    if (at < ground->from || at >= ground->to) {
        wo_ground_find(incidents, index, at);
    }
    return ground;
}

/** Expected breakdowns of a class on a segment. */
static inline double wo_hazard_of(const wo_incidents *incidents, uint32_t class_index, uint32_t segment, wo_ms at)
{
    const double hazard = incidents->slopes[segment].per_car * incidents->kinds[class_index].failures;
    return hazard > 0.0 && wo_ground_at(incidents, segment, at)->cold ? hazard * incidents->cold : hazard;
}

/** Whether the segment is steeper than a class climbs without chains. */
static inline bool wo_slips(const wo_incidents *incidents, uint32_t class_index, uint32_t segment, wo_ms at)
{
    const double uphill = incidents->slopes[segment].uphill, driven = incidents->kinds[class_index].driven;
    return uphill > 0.0 && driven > 0.0 &&
           uphill > wo_grade_climbed(wo_ground_at(incidents, segment, at)->friction, driven);
}

/** Whether a class loses time with those whom it meets on the segment. */
static inline bool wo_meets(const wo_incidents *incidents, uint32_t class_index, uint32_t segment)
{
    return incidents->slopes[segment].meeting_s > 0.0 && incidents->kinds[class_index].heavy;
}

/** What is left to a trip. Who will run dry is asked at every entry: where the queue looks nothing is left. */
static inline double *wo_left_of(wo_incidents *incidents, uint32_t party)
{
    wo_history *trip = &incidents->trips[party];
    return trip->dry_cm == INT64_MAX ? &incidents->wear.left[party] : &trip->left;
}

#endif
