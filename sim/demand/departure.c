/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the hazard to a decision: threshold, last moment, comply or refuse. */
#include "demand_private.h"

#include <math.h>

wo_status wo_departure_init(wo_departure *departure, const wo_demand *demand, wo_ms travel_ms, const wo_ms *last,
                            wo_error *error)
{
    wo_hazard_init(&departure->hazard, demand->scenario, demand->climate, &demand->draw);
    departure->hazard.travel_ms = travel_ms;
    departure->hazard.last = last;
    departure->comply = wo_number_value(&demand->scenario->response.comply, &demand->draw);
    departure->draw = demand->draw;
    return wo_hazard_curve_init(&departure->curve, &departure->hazard, error);
}

void wo_departure_free(wo_departure *departure)
{
    wo_hazard_curve_free(&departure->curve);
}

static wo_ms latest(wo_ms a, wo_ms b)
{
    return a > b ? a : b;
}

static wo_ms earliest(wo_ms a, wo_ms b)
{
    return a < b ? a : b;
}

/* One stretch in which a household may decide: its hazard runs from `from` to `until`. True when it leaves; else `left`
 * is what remains of its threshold. */
static bool leaves_within(const wo_departure *departure, wo_ms from, wo_ms until, double *left, wo_ms *leave)
{
    const double before = wo_hazard_curve_integral(&departure->curve, from);
    const double gain = wo_hazard_curve_integral(&departure->curve, until) - before;
    if (*left <= gain) {
        *leave = earliest(wo_hazard_curve_time(&departure->curve, before + *left), until);
        return true;
    }
    *left -= gain;
    return false;
}

/* Before the first announcement there is no last moment. A refusal holds until the next announcement: from then on the
 * household is open again, what was left of its threshold runs on, and there is a new last moment with a draw of its
 * own.
 */
wo_decision wo_departure_decide(const wo_departure *departure, uint32_t entity, wo_ms margin)
{
    const wo_scenario *scenario = departure->hazard.scenario;
    const wo_announcement *told = scenario->announcements;
    const size_t n = scenario->n_announcements;
    const wo_ms horizon = earliest(scenario->closing, scenario->end); /* what comes later decides nothing */
    double left = -log(wo_random_uniform(&departure->draw, WO_PURPOSE_DEPARTURE, entity, 0, 0));
    wo_decision decision = {.leave = WO_NEVER};
    const wo_ms first = earliest(told[0].at, horizon);
    if (scenario->order < first && leaves_within(departure, scenario->order, first, &left, &decision.leave)) {
        return decision;
    }
    for (size_t k = 0; k < n; k++) {
        const wo_ms from = latest(scenario->order, told[k].at);
        const wo_ms to = k + 1 < n ? earliest(told[k + 1].at, horizon) : horizon;
        if (from >= to) {
            continue;
        }
        const wo_ms last = latest(from, wo_demand_before(wo_hazard_last(&departure->hazard, k), margin));
        decision.refuses = false;
        if (leaves_within(departure, from, earliest(last, to), &left, &decision.leave)) {
            return decision;
        }
        if (last < to) {
            const double u = wo_random_uniform(&departure->draw, WO_PURPOSE_COMPLY, entity, (uint32_t)k, 0);
            if (u < departure->comply) {
                return (wo_decision){.leave = last};
            }
            decision.refuses = true;
        }
    }
    return decision;
}
