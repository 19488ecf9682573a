/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who hears of what, and when. An announcement reaches each household with probability `reach`, after an exponential
 * delay of mean `spread`; a household believes what it heard last. Draws hang on the household and the number of the
 * announcement. */
#include "demand_private.h"

#include <math.h>
#include <stdlib.h>

enum { NUMBER_REACH = 0, NUMBER_DELAY = 1 };

wo_status wo_hearsay_init(wo_demand *demand, wo_error *error)
{
    const wo_scenario *scenario = demand->scenario;
    demand->told = calloc(scenario->n_announcements + 1, sizeof demand->told[0]);
    if (demand->told == NULL) {
        return wo_error_set(error, WO_ERR_MEMORY, "no memory for %zu announcements", scenario->n_announcements);
    }
    for (size_t k = 0; k < scenario->n_announcements; k++) {
        demand->told[k] = (wo_told){
            .reach = wo_number_value(&scenario->announcements[k].reach, &demand->draw),
            .spread_s = wo_number_value(&scenario->announcements[k].spread_s, &demand->draw),
        };
        demand->hearsay = demand->hearsay || demand->told[k].reach < 1 || demand->told[k].spread_s > 0;
    }
    return WO_OK;
}

size_t wo_hearsay_all(const wo_scenario *scenario, wo_news *news)
{
    for (uint32_t k = 0; k < scenario->n_announcements; k++) {
        news[k] = (wo_news){scenario->announcements[k].at, scenario->announcements[k].deadline, k};
    }
    return scenario->n_announcements;
}

/* By the time of hearing; what is heard at the same time keeps the order in which it was announced. */
static void insert(wo_news *news, size_t n, wo_news heard)
{
    while (n > 0 && news[n - 1].at > heard.at) {
        news[n] = news[n - 1];
        n--;
    }
    news[n] = heard;
}

size_t wo_hearsay_of(const wo_demand *demand, uint32_t entity, wo_news *news)
{
    const wo_scenario *scenario = demand->scenario;
    if (!demand->hearsay) {
        return wo_hearsay_all(scenario, news);
    }
    size_t n = 0;
    for (uint32_t k = 0; k < scenario->n_announcements; k++) {
        const wo_announcement *announcement = &scenario->announcements[k];
        const wo_told *told = &demand->told[k];
        if (wo_random_uniform(&demand->draw, WO_PURPOSE_HEARSAY, entity, k, NUMBER_REACH) >= told->reach) {
            continue;
        }
        const double u = wo_random_uniform(&demand->draw, WO_PURPOSE_HEARSAY, entity, k, NUMBER_DELAY);
        const wo_ms at = wo_ms_add(announcement->at, wo_ms_from_s(-log(u) * told->spread_s));
        insert(news, n++, (wo_news){at, announcement->deadline, k});
    }
    return n;
}

wo_ms wo_hearsay_belief(const wo_demand *demand, uint32_t entity, wo_news *room, wo_ms at, wo_ms *next)
{
    const size_t n = wo_hearsay_of(demand, entity, room);
    size_t k = 0;
    while (k < n && room[k].at <= at) {
        k++;
    }
    *next = k < n ? room[k].at : WO_NEVER;
    if (k == 0 && !demand->hearsay) { /* who has to wait before anything is announced reckons with the first date */
        return room[0].deadline;
    }
    return k > 0 ? room[k - 1].deadline : WO_NEVER;
}
