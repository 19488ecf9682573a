/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who does not live here: army columns and through traffic. */
#include "demand_private.h"

#include <math.h>

/* --- army ----------------------------------------------------------------------------------------------------- */

/* A column starts `ahead` of the deadline that the army reckons with at that time: what it was told at first, then what
 * is announced, until it has started. When an announcement leaves less time than `ahead`, it starts at once. */
static wo_ms column_start(const wo_scenario *scenario, const wo_army *army, wo_ms ahead)
{
    const size_t n = scenario->n_announcements;
    wo_ms deadline = army->told != WO_NEVER ? army->told : wo_believed_deadline(scenario, 0);
    wo_ms from = 0;
    for (size_t k = 1;; k++) {
        while (k < n && wo_announcement_is_rumour(&scenario->announcements[k])) {
            k++;
        }
        const wo_ms wanted = deadline > ahead ? deadline - ahead : 0;
        const wo_ms start = wanted > from ? wanted : from;
        if (k >= n || start < scenario->announcements[k].at) {
            return start;
        }
        from = scenario->announcements[k].at;
        deadline = scenario->announcements[k].deadline;
    }
}

static wo_status add_column(wo_demand *demand, uint32_t army, wo_ms start, double headway_s, uint32_t first,
                            uint32_t vehicles, wo_error *error)
{
    const uint32_t path = wo_demand_path("armies", demand->scenario->armies[army].name, "vehicle");
    for (uint32_t i = 0; i < vehicles; i++) {
        void *list = demand->convoy;
        WO_TRY(wo_demand_grow(&list, demand->n_convoy, sizeof demand->convoy[0], error));
        demand->convoy = list;
        demand->convoy[demand->n_convoy++] = (wo_convoy_vehicle){.army = army,
                                                                 .leave = wo_ms_add(start, wo_ms_from_s(i * headway_s)),
                                                                 .entity = wo_hash_index(path, first + i)};
    }
    return WO_OK;
}

wo_status wo_demand_draw_army(wo_demand *demand, uint32_t army, wo_error *error)
{
    const wo_army *spec = &demand->scenario->armies[army];
    const wo_draw *draw = &demand->draw;
    uint32_t vehicles, column;
    WO_TRY(wo_demand_count(wo_number_value(&spec->vehicles, draw), "military vehicles", &vehicles, error));
    WO_TRY(wo_demand_count(wo_number_value(&spec->column, draw), "vehicles of a column", &column, error));
    column = column > 0 ? column : 1;
    const double headway_s = wo_number_value(&spec->headway_s, draw);
    const uint32_t path = wo_demand_path("armies", spec->name, "column");
    for (uint32_t first = 0, k = 0; first < vehicles; first += column, k++) {
        const uint32_t size = vehicles - first < column ? vehicles - first : column;
        const double ahead_s =
            wo_distribution_value(&spec->ahead_s, draw, WO_PURPOSE_ARMY, wo_hash_index(path, k), 0, 0);
        const wo_ms start = column_start(demand->scenario, spec, wo_ms_from_s(ahead_s));
        WO_TRY(add_column(demand, army, start, headway_s, first, size, error));
    }
    return WO_OK;
}

/* --- through traffic ------------------------------------------------------------------------------------------ */

/* `entity` hangs on the flow and the number of the traveller in it. */
static wo_status add_traveller(wo_demand *demand, uint32_t flow, wo_ms leave, uint32_t entity, wo_error *error)
{
    void *list = demand->travellers;
    WO_TRY(wo_demand_grow(&list, demand->n_travellers, sizeof demand->travellers[0], error));
    demand->travellers = list;
    demand->travellers[demand->n_travellers++] = (wo_traveller){.flow = flow, .leave = leave, .entity = entity};
    return WO_OK;
}

/* The position of traveller `index` on the axis of expected numbers: even flows stand in the middle of their unit,
 * Poisson flows have gaps of mean 1. */
static double next_position(const wo_flow *flow, const wo_draw *draw, uint32_t path, uint32_t index, double position)
{
    if (flow->arrivals == WO_ARRIVALS_EVEN) {
        return index + 0.5;
    }
    return position - log(wo_random_uniform(draw, WO_PURPOSE_ARRIVAL, wo_hash_index(path, index), 0, 0));
}

/* Walks over daylight and darkness with their rates; a traveller leaves when the expected number reaches its
 * position. */
static wo_status draw_rated(wo_demand *demand, uint32_t index, wo_error *error)
{
    const wo_flow *flow = &demand->scenario->flows[index];
    const wo_draw *draw = &demand->draw;
    const double per_s = wo_number_value(&flow->per_s, draw), night = wo_number_value(&flow->night, draw);
    const wo_ms end = flow->end < demand->scenario->end ? flow->end : demand->scenario->end;
    const uint32_t path = wo_demand_path("flows", flow->name, "traveller");
    uint32_t n = 0;
    double position = next_position(flow, draw, path, n, 0), expected = 0;
    for (wo_ms at = flow->start; at < end;) {
        const double rate = per_s * (wo_climate_dark(demand->climate, at) ? night : 1.0);
        const wo_ms change = wo_climate_next_change(demand->climate, at);
        const wo_ms to = change < end ? change : end;
        const double gain = rate * ((to - at) / 1000.0);
        while (position < expected + gain) {
            const wo_ms after = wo_ms_from_s((position - expected) / rate);
            WO_TRY(add_traveller(demand, index, wo_ms_add(at, after), wo_hash_index(path, n), error));
            n++;
            position = next_position(flow, draw, path, n, position);
        }
        expected += gain;
        at = to;
    }
    return WO_OK;
}

wo_status wo_demand_draw_flow(wo_demand *demand, uint32_t index, wo_error *error)
{
    const wo_flow *flow = &demand->scenario->flows[index];
    if (flow->arrivals != WO_ARRIVALS_LIST) {
        return draw_rated(demand, index, error);
    }
    const uint32_t path = wo_demand_path("flows", flow->name, "traveller");
    for (uint32_t i = 0; i < flow->n_times; i++) {
        WO_TRY(add_traveller(demand, index, flow->times[i], wo_hash_index(path, i), error));
    }
    return WO_OK;
}
