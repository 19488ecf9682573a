/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What households believe of the queue. At each quarter of an hour the mean delay of the residents' cars that crossed
 * the line in the hour before becomes known; the news takes a minute, so that nothing hangs on how arrivals are told.
 * From then on a share of it belongs to the travel time that they expect, and all decisions until the next quarter are
 * taken with it. */
#include "dispatch_private.h"

#include <stdlib.h>

#define HOLD_MS (6u * WO_HOUR_MS) /* so long the last hour with cars is remembered */

enum { QUARTERS = 4 }; /* that the mean goes over */

wo_ms wo_belief_next(wo_ms at)
{
    const wo_ms since = at < WO_STOP_MIN_MS ? 0 : (at - WO_STOP_MIN_MS) / WO_QUARTER_MS + 1;
    return wo_ms_add(since * WO_QUARTER_MS, WO_STOP_MIN_MS);
}

wo_status wo_belief_init(wo_dispatch *dispatch, wo_error *error)
{
    const wo_demand *demand = dispatch->demand;
    wo_belief *belief = &dispatch->belief;
    if (demand->queue_belief_q16 == 0) {
        return WO_OK;
    }
    belief->minds = calloc(demand->n_households + 1, sizeof belief->minds[0]);
    belief->buckets = calloc(dispatch->horizon / WO_QUARTER_MS + 1, sizeof belief->buckets[0]);
    if (belief->minds == NULL || belief->buckets == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for %zu households", demand->n_households);
    }
    WO_TRY(wo_departure_init(&belief->departure, demand, NULL, error));
    for (size_t i = 0; i < demand->n_households; i++) {
        belief->minds[i] = wo_departure_mind(&belief->departure, demand->households[i].entity);
    }
    return wo_dispatch_plan(dispatch, demand->scenario->order, WO_HAPPENS_BELIEF, 0, 0, error);
}

void wo_belief_free(wo_belief *belief)
{
    wo_departure_free(&belief->departure);
    free(belief->minds);
    free(belief->buckets);
}

/* What is known at the full quarter before the news of `at`. */
static void look(wo_dispatch *dispatch, wo_ms at)
{
    wo_belief *belief = &dispatch->belief;
    const wo_ms quarter = at < WO_STOP_MIN_MS ? 0 : (at - WO_STOP_MIN_MS) / WO_QUARTER_MS;
    int64_t delay_ms = 0, cars = 0;
    for (wo_ms q = quarter > QUARTERS ? quarter - QUARTERS : 0; q < quarter; q++) {
        delay_ms += belief->buckets[q].delay_ms;
        cars += belief->buckets[q].cars;
    }
    if (cars > 0) {
        belief->delay_ms = delay_ms > 0 ? (wo_ms)((2 * delay_ms + cars) / (2 * cars)) : 0;
        belief->seen = quarter * WO_QUARTER_MS;
    } else if (quarter * WO_QUARTER_MS - belief->seen > HOLD_MS) {
        belief->delay_ms = 0;
    }
    belief->expects_ms = (wo_ms)(((uint64_t)belief->delay_ms * dispatch->demand->queue_belief_q16 + 32768) >> 16);
}

static wo_status decide(wo_dispatch *dispatch, uint32_t household, wo_error *error)
{
    const wo_household *plan = &dispatch->demand->households[household];
    wo_family *family = &dispatch->families[household];
    wo_mind *mind = &dispatch->belief.minds[household];
    family->decides_now = false;
    if (mind->leave != WO_NEVER) {
        return WO_OK;
    }
    WO_TRY(wo_departure_decide(&dispatch->belief.departure, plan->entity, plan->margin, mind, error));
    family->refuses = wo_mind_refuses(mind);
    family->decides_now = mind->leave != WO_NEVER;
    return wo_dispatch_plan(dispatch, mind->leave, WO_HAPPENS_ASK, plan->entity, household, error);
}

/* Loads of animals ask with their household. */
static wo_status ask_with_household(wo_dispatch *dispatch, wo_error *error)
{
    const wo_demand *demand = dispatch->demand;
    for (uint32_t i = 0; i < demand->n_animal_loads; i++) {
        const wo_animal_load *load = &demand->animal_loads[i];
        if (load->household != WO_NONE && dispatch->families[load->household].decides_now) {
            WO_TRY(wo_dispatch_plan(dispatch, dispatch->belief.minds[load->household].leave, WO_HAPPENS_ASK,
                                    load->entity, (uint32_t)demand->n_households + i, error));
        }
    }
    return WO_OK;
}

wo_status wo_belief_renew(wo_dispatch *dispatch, wo_ms at, wo_error *error)
{
    const wo_demand *demand = dispatch->demand;
    wo_departure *departure = &dispatch->belief.departure;
    const wo_ms next = wo_belief_next(at), to = next < dispatch->horizon ? next : dispatch->horizon;
    look(dispatch, at);
    for (uint32_t i = 0; i < demand->n_households; i++) { /* those of an origin stand together */
        const uint32_t origin = demand->households[i].origin;
        if (i == 0 || origin != demand->households[i - 1].origin) {
            const wo_ms travel_ms = wo_ms_add(dispatch->stands[origin].car_line, dispatch->belief.expects_ms);
            WO_TRY(wo_departure_step(departure, at, to, travel_ms, error));
        }
        WO_TRY(decide(dispatch, i, error));
    }
    WO_TRY(ask_with_household(dispatch, error));
    return wo_dispatch_plan(dispatch, next, WO_HAPPENS_BELIEF, 0, 0, error);
}
