/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Breakdowns, and the tows that clear them. */
#include <math.h>

#include "incident_state.h"

/* Draws of breakdown k of a trip: sub = k, these numbers. */
enum { DRAW_THRESHOLD = 0, DRAW_BLOCKS = 1, DRAW_TIME = 2 };

static double failure_draw(const wo_incidents *incidents, const wo_history *trip, uint32_t number)
{
    return wo_random_uniform(&incidents->draw, WO_PURPOSE_FAILURE, trip->facts.entity, trip->failures, number);
}

double wo_failure_threshold(const wo_incidents *incidents, const wo_history *trip)
{
    return -log(failure_draw(incidents, trip, DRAW_THRESHOLD));
}

/* How long it stands and where; a tow comes for it when tows are scarce. */
static wo_stop stand(wo_incidents *incidents, wo_history *trip)
{
    const wo_incident_spec *spec = &incidents->scenario->incidents;
    const bool blocks = failure_draw(incidents, trip, DRAW_BLOCKS) < incidents->kinds[trip->facts.class_index].blocks;
    const wo_ms stands = wo_incident_time(incidents, blocks ? &spec->blocked_s : &spec->aside_s, WO_PURPOSE_FAILURE,
                                          trip->facts.entity, trip->failures, DRAW_TIME);
    incidents->counts.breakdowns++;
    incidents->counts.blocking += blocks;
    trip->tow_ms = blocks && spec->tows > 0 ? stands : 0;
    return (wo_stop){.stands = stands, .aside = !blocks};
}

/* At most one in a segment. What the hazard has beyond the threshold counts against the next one, so that the number of
 * breakdowns is that of a Poisson process. */
wo_stop wo_break_down(wo_incidents *incidents, wo_history *trip, double *left)
{
    const wo_stop stop = stand(incidents, trip);
    trip->failures++;
    *left += wo_failure_threshold(incidents, trip);
    return stop;
}

/* The tow that is free first; its work begins when the party stands there and the tow has done what it did before. */
static wo_ms send_tow(wo_incidents *incidents, wo_ms at, wo_ms work)
{
    wo_ms *first = incidents->tows_free;
    for (int i = 1; i < incidents->scenario->incidents.tows; i++) {
        wo_ms *tow = &incidents->tows_free[i];
        first = *tow < *first ? tow : first;
    }
    const wo_ms start = *first > at ? *first : at;
    *first = wo_ms_add(start, work);
    incidents->counts.towed++;
    incidents->counts.tow_wait_ms += start - at;
    return start - at;
}

/* Events come by (time, party) and windows follow each other, so this serves all breakdowns of the road in that order,
 * however long the windows are. */
wo_status wo_tows_send(wo_incidents *incidents, wo_queue *queue, const wo_event *events, size_t n_events,
                       wo_error *error)
{
    if (!incidents->stops || incidents->scenario->incidents.tows <= 0) {
        return WO_OK;
    }
    for (size_t i = 0; i < n_events; i++) {
        const wo_history *trip = &incidents->trips[events[i].party];
        if (events[i].kind != WO_EVENT_STOPPED || trip->tow_ms == 0) {
            continue;
        }
        const wo_ms wait = send_tow(incidents, events[i].at, trip->tow_ms);
        if (wait > 0) {
            WO_TRY(wo_queue_hold(queue, events[i].party, wait, error));
        }
    }
    return WO_OK;
}
