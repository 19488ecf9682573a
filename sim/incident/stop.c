/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything that can stop a party on its way, put together. */
#include <math.h>

#include "incident_state.h"

wo_ms wo_incident_time(const wo_incidents *incidents, const wo_distribution *distribution, wo_purpose purpose,
                       uint32_t entity, uint32_t sub, uint32_t number)
{
    const wo_ms ms = wo_ms_from_s(wo_distribution_value(distribution, &incidents->draw, purpose, entity, sub, number));
    return ms > 0 ? ms : 1;
}

wo_stop wo_stop_add(wo_stop stop, wo_stop more)
{
    if (stop.stands == 0 || more.stands == 0) {
        return more.stands == 0 ? stop : more;
    }
    return (wo_stop){.stands = wo_ms_add(stop.stands, more.stands), .aside = stop.aside && more.aside};
}

/* Among cars and heavy vehicles, of pcu 1 and 1.6, these are the heavy ones. */
#define HEAVY_SURPLUS_PCU 0.6

void wo_meeting_look(wo_incidents *incidents, const wo_queue *queue, uint32_t segment)
{
    uint32_t vph, pcph;
    wo_queue_opposing(queue, segment, &vph, &pcph);
    const double surplus = (double)pcph - (double)vph;
    incidents->slopes[segment].heavies_per_s = fmax(0.0, surplus) / HEAVY_SURPLUS_PCU / 3600.0;
}

/* Both move, so that it meets about twice as many as pass a point in its travel time. The expected number is taken. */
static wo_stop meeting_stop(const wo_incidents *incidents, uint32_t engine_class, uint32_t segment)
{
    const wo_slope *slope = &incidents->slopes[segment];
    const wo_road *road = incidents->road;
    const double travel_s = 1.0e-3 * road->travel_ms[(size_t)segment * road->n_classes + engine_class];
    return (wo_stop){.stands = wo_ms_from_s(slope->meeting_s * slope->heavies_per_s * 2.0 * travel_s)};
}

/* Wear of an entry. @return whether the trip breaks down in the segment. */
static bool fails(const wo_incidents *incidents, const wo_history *trip, double *left, uint32_t segment, wo_ms entry,
                  wo_ms late)
{
    *left -= wo_hazard_of(incidents, trip->facts.class_index, segment, entry) + incidents->wear.per_ms * late;
    return *left <= 0.0;
}

wo_stop wo_incident_stop(void *context, uint32_t party, uint32_t class_index, uint32_t segment, wo_ms entry, wo_ms late)
{
    wo_incidents *incidents = context;
    wo_history *trip = &incidents->trips[party];
    double *left = wo_left_of(incidents, party);
    wo_stop stop = {0};
    trip->tow_ms = 0;
    if (fails(incidents, trip, left, segment, entry, late)) {
        stop = wo_break_down(incidents, trip, left);
    }
    if (wo_slips(incidents, trip->facts.class_index, segment, entry)) {
        stop = wo_stop_add(stop, wo_traction_stop(incidents, trip, segment, entry));
    }
    if (trip->dry_cm != INT64_MAX) {
        stop = wo_stop_add(stop, wo_fuel_stop(incidents, trip, segment));
        *wo_left_of(incidents, party) = *left;
    }
    if (wo_meets(incidents, trip->facts.class_index, segment)) {
        stop = wo_stop_add(stop, meeting_stop(incidents, class_index, segment));
    }
    return stop;
}
