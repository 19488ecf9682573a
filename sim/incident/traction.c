/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who cannot climb a slope: snow chains, or waiting until the road has been cleared. */
#include <math.h>

#include "incident_state.h"

/* The least traction coefficient that chains give (docs/model.md, Weather and light). */
#define CHAIN_FRICTION 0.30
/* Attempts in a row before one waits for the road alone. */
#define MOST_ATTEMPTS 1000

/* Draws of a trip: sub, number. */
enum { SUB_CHAINS = 0, SUB_ICE = 1 };
enum { DRAW_CARRIES = 0, DRAW_CHAIN_UP = 1 };

double wo_traction_grade(double friction, double driven)
{
    return wo_grade_climbed(friction, driven);
}

static bool carries_chains(const wo_incidents *incidents, const wo_history *trip)
{
    const double u =
        wo_random_uniform(&incidents->draw, WO_PURPOSE_TRACTION, trip->facts.entity, SUB_CHAINS, DRAW_CARRIES);
    return u < incidents->kinds[trip->facts.class_index].chains;
}

static wo_stop chain_up(wo_incidents *incidents, wo_history *trip)
{
    trip->chains_on = true;
    incidents->counts.chained++;
    return (wo_stop){.stands = wo_incident_time(incidents, &incidents->scenario->incidents.chain_up_s,
                                                WO_PURPOSE_TRACTION, trip->facts.entity, SUB_CHAINS, DRAW_CHAIN_UP),
                     .aside = true};
}

/* Stuck until `grip`: tries again after every stop, and at the latest when the road allows it after many of them. */
static wo_stop ice_stop(wo_incidents *incidents, wo_history *trip, wo_ms entry, wo_ms grip)
{
    incidents->counts.stuck++;
    if (grip == WO_NEVER) {
        return (wo_stop){.stands = WO_NEVER, .aside = true};
    }
    wo_ms stands = 0;
    for (int n = 0; n < MOST_ATTEMPTS && (n == 0 || wo_ms_add(entry, stands) < grip); n++) {
        stands =
            wo_ms_add(stands, wo_incident_time(incidents, &incidents->scenario->incidents.ice_stop_s,
                                               WO_PURPOSE_TRACTION, trip->facts.entity, SUB_ICE, trip->ice_stops++));
    }
    const wo_ms least = grip - entry;
    return (wo_stop){.stands = stands > least ? stands : least, .aside = true};
}

wo_stop wo_traction_stop(wo_incidents *incidents, wo_history *trip, uint32_t segment, wo_ms entry)
{
    const double uphill = incidents->slopes[segment].uphill, driven = incidents->kinds[trip->facts.class_index].driven;
    const double friction = wo_ground_at(incidents, segment, entry)->friction;
    wo_stop stop = {0};
    if (!trip->chains_on && carries_chains(incidents, trip)) {
        stop = chain_up(incidents, trip);
    }
    if (trip->chains_on && uphill <= wo_traction_grade(fmax(friction, CHAIN_FRICTION), driven)) {
        return stop;
    }
    const wo_ms grip = wo_ground_grip(incidents, segment, entry, (uphill + WO_ROLLING) / driven);
    return wo_stop_add(stop, ice_stop(incidents, trip, entry, grip));
}
