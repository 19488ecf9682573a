/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the hazard to a decision: threshold, last moment, comply or refuse. */
#include "demand_private.h"

#include <math.h>
#include <stdlib.h>

static wo_ms latest(wo_ms a, wo_ms b)
{
    return a > b ? a : b;
}

static wo_ms earliest(wo_ms a, wo_ms b)
{
    return a < b ? a : b;
}

wo_status wo_departure_init(wo_departure *departure, const wo_demand *demand, const wo_ms *last, wo_error *error)
{
    const wo_scenario *scenario = demand->scenario;
    const size_t n = scenario->n_announcements;
    *departure = (wo_departure){.demand = demand, .news = malloc((n + 1) * sizeof(wo_news))};
    if (departure->news == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for %zu announcements", n);
    }
    wo_hazard_init(&departure->hazard, scenario, demand->climate, &demand->draw);
    departure->hazard.last = last;
    departure->hazard.news = departure->news;
    departure->hazard.n_news = wo_hearsay_all(scenario, departure->news);
    departure->comply = wo_number_value(&scenario->response.comply, &demand->draw);
    departure->refuse = wo_number_value(&scenario->response.refuse, &demand->draw);
    return WO_OK;
}

void wo_departure_free(wo_departure *departure)
{
    wo_hazard_curve_free(&departure->curve);
    free(departure->news);
    departure->news = NULL;
}

/* The curve is common to all who have heard the same. */
static wo_status common_curve(wo_departure *departure, wo_error *error)
{
    return departure->demand->hearsay ? WO_OK : wo_hazard_curve_build(&departure->curve, &departure->hazard, error);
}

wo_status wo_departure_whole(wo_departure *departure, wo_ms travel_ms, wo_error *error)
{
    const wo_scenario *scenario = departure->demand->scenario;
    departure->hazard.travel_ms = travel_ms;
    departure->until = earliest(scenario->closing, scenario->end);
    return common_curve(departure, error);
}

wo_status wo_departure_step(wo_departure *departure, wo_ms from, wo_ms to, wo_ms travel_ms, wo_error *error)
{
    departure->hazard.travel_ms = travel_ms;
    departure->hazard.from = from;
    departure->hazard.to = to;
    departure->until = to;
    return common_curve(departure, error);
}

wo_mind wo_departure_mind(const wo_departure *departure, uint32_t entity)
{
    const wo_draw *draw = &departure->demand->draw;
    return (wo_mind){
        .left = -log(wo_random_uniform(draw, WO_PURPOSE_DEPARTURE, entity, 0, 0)),
        .leave = WO_NEVER,
        .refused = WO_NONE,
        .never = wo_random_uniform(draw, WO_PURPOSE_REFUSE, entity, 0, 0) < departure->refuse,
    };
}

bool wo_mind_refuses(const wo_mind *mind)
{
    return mind->never || mind->refused != WO_NONE;
}

/* One stretch in which a household may decide: its hazard runs from `from` to `until`. True when it leaves; else what
 * remains of its threshold is kept. */
static bool leaves_within(const wo_departure *departure, wo_ms from, wo_ms until, wo_mind *mind)
{
    const double before = wo_hazard_curve_integral(&departure->curve, from);
    const double gain = wo_hazard_curve_integral(&departure->curve, until) - before;
    if (mind->left <= gain) {
        mind->leave = earliest(wo_hazard_curve_time(&departure->curve, before + mind->left), until);
        return true;
    }
    mind->left -= gain;
    return false;
}

/* The last moment has come: leave or refuse. */
static void last_call(const wo_departure *departure, uint32_t entity, uint32_t number, wo_ms last, wo_mind *mind)
{
    const double u = wo_random_uniform(&departure->demand->draw, WO_PURPOSE_COMPLY, entity, number, 0);
    if (u < departure->comply) {
        mind->leave = last;
    } else {
        mind->refused = number;
    }
}

/* Before the first news there is no last moment. A refusal holds until the next news: from then on the household is
 * open again, what was left of its threshold runs on, and there is a new last moment with a draw of its own. */
static void decide(const wo_departure *departure, uint32_t entity, wo_ms margin, wo_mind *mind)
{
    const wo_hazard *hazard = &departure->hazard;
    const wo_news *news = hazard->news;
    const wo_ms first = hazard->n_news > 0 ? earliest(news[0].at, departure->until) : departure->until;
    if (hazard->from < first && leaves_within(departure, hazard->from, first, mind)) {
        return;
    }
    for (size_t k = 0; k < hazard->n_news && mind->leave == WO_NEVER; k++) {
        const wo_ms from = latest(hazard->from, news[k].at);
        const wo_ms to = k + 1 < hazard->n_news ? earliest(news[k + 1].at, departure->until) : departure->until;
        if (from >= to || mind->refused == news[k].number) {
            continue;
        }
        const wo_ms last = latest(from, wo_demand_before(wo_hazard_last(hazard, k), margin));
        mind->refused = WO_NONE;
        if (!leaves_within(departure, from, earliest(last, to), mind) && last < to) {
            last_call(departure, entity, news[k].number, last, mind);
        }
    }
}

wo_status wo_departure_decide(wo_departure *departure, uint32_t entity, wo_ms margin, wo_mind *mind, wo_error *error)
{
    if (mind->never || mind->leave != WO_NEVER) {
        return WO_OK;
    }
    if (departure->demand->hearsay) { /* its own news, its own curve */
        departure->hazard.n_news = wo_hearsay_of(departure->demand, entity, departure->news);
        WO_TRY(wo_hazard_curve_build(&departure->curve, &departure->hazard, error));
    }
    decide(departure, entity, margin, mind);
    return WO_OK;
}
