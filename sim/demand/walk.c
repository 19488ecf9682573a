/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A herd's journey: by day it walks and yields now and then, at night it rests at a node off the road or marches on.
 * The same rules plan the departure and drive the legs on the road. */
#include "demand_private.h"

/* The day of `at`. Behind the days that the climate knows its last day repeats, `shift` later. */
static size_t day_at(const wo_climate *climate, int64_t at, int64_t *shift)
{
    const int64_t day = (at - climate->first_midnight) / (int64_t)WO_DAY_MS, last = (int64_t)climate->n_days - 1;
    const int64_t behind = day > last ? day - last : 0;
    *shift = behind * (int64_t)WO_DAY_MS;
    return (size_t)(day - behind);
}

/* The walking window of the day of `at`. */
static void window_at(const wo_climate *climate, wo_ms at, int64_t *from, int64_t *to)
{
    int64_t shift;
    (void)day_at(climate, at, &shift);
    wo_climate_walking(climate, (wo_ms)((int64_t)at - shift), from, to);
    *from += shift;
    *to += shift;
}

static wo_ms next_midnight(const wo_climate *climate, wo_ms at)
{
    const int64_t phase = ((int64_t)at - climate->first_midnight) % (int64_t)WO_DAY_MS;
    return wo_ms_add(at, (wo_ms)((int64_t)WO_DAY_MS - phase));
}

static wo_ms segment_ms(const wo_walk *walk, uint32_t node)
{
    const wo_road *road = walk->demand->road;
    return road->travel_ms[(size_t)node * road->n_classes + walk->class_index];
}

/* Does the herd walk through the night that follows the day of `at`? */
static bool marches_after(const wo_walk *walk, int64_t at)
{
    if (!walk->marches || at < walk->demand->climate->first_midnight) {
        return false;
    }
    int64_t shift;
    const size_t day = day_at(walk->demand->climate, at, &shift);
    const int64_t left = (int64_t)walk->deadline - (walk->demand->climate->days[day].sunset + shift);
    return left > 0 && left <= (int64_t)WO_DAY_MS;
}

/* May it set out at `at`, which is in the walking window [from, to) or in a night? */
static bool may_set_out(const wo_walk *walk, wo_ms at, int64_t from, int64_t to, wo_ms need)
{
    if ((int64_t)at < from) {
        return marches_after(walk, (int64_t)at - (int64_t)WO_DAY_MS);
    }
    return ((int64_t)at > from && (int64_t)at + need <= to) || marches_after(walk, at);
}

wo_ms wo_walk_start(const wo_walk *walk, uint32_t node, wo_ms at)
{
    const wo_climate *climate = walk->demand->climate;
    const wo_ms need = segment_ms(walk, node);
    while (at < WO_NEVER) {
        int64_t from, to;
        window_at(climate, at, &from, &to);
        if (may_set_out(walk, at, from, to, need)) {
            return at;
        }
        if (from >= (int64_t)at && from < to) { /* the window opens */
            return from < (int64_t)WO_NEVER ? (wo_ms)from : WO_NEVER;
        }
        at = next_midnight(climate, at);
    }
    return WO_NEVER;
}

/* When the herd that sets out at `start` rests for a night: at the end of the window, nights that it marches apart. */
static int64_t rests_at(const wo_walk *walk, wo_ms start)
{
    const wo_climate *climate = walk->demand->climate;
    int64_t from, to;
    window_at(climate, start, &from, &to);
    for (wo_ms day = start; day < WO_NEVER && marches_after(walk, day);) {
        day = next_midnight(climate, day);
        window_at(climate, day, &from, &to);
    }
    return to;
}

/* Not on the line, and not where a one-lane stretch begins or ends: nobody's journey ends there. */
static bool may_rest(const wo_demand *demand, uint32_t node)
{
    for (size_t i = 0; i < demand->scenario->n_one_lanes; i++) {
        const uint32_t segment = demand->places->one_lane[i];
        if (node == segment || node == demand->road->down[segment]) {
            return false;
        }
    }
    return node != demand->places->deadline_line;
}

/* Walks on from `node` at `start` to the node where it rests; tells when it gets there and when it passes `watch`
 * (WO_NEVER when this leg does not). */
static uint32_t walk_leg(const wo_walk *walk, uint32_t node, wo_ms start, uint32_t watch, wo_ms *arrives, wo_ms *passes)
{
    const wo_demand *demand = walk->demand;
    const int64_t night = rests_at(walk, start);
    wo_ms at = start;
    *passes = WO_NEVER;
    for (bool first = true; node != demand->places->exit; first = false) {
        const wo_ms next = wo_ms_add(at, segment_ms(walk, node));
        const bool yields = demand->yield_every > 0 && at - start >= demand->yield_every;
        if (!first && (yields || (int64_t)next > night) && may_rest(demand, node)) {
            break;
        }
        at = next;
        node = demand->road->down[node];
        if (node == watch) {
            *passes = at;
        }
    }
    *arrives = at;
    return node;
}

uint32_t wo_walk_reach(const wo_walk *walk, uint32_t node, wo_ms start)
{
    wo_ms arrives, passes;
    return walk_leg(walk, node, start, WO_NONE, &arrives, &passes);
}

wo_ms wo_walk_rest(const wo_walk *walk)
{
    const wo_ms rest = walk->demand->yield_every > 0 ? walk->demand->yield_for : 0;
    return rest > WO_STOP_MIN_MS ? rest : WO_STOP_MIN_MS;
}

/* Arrival at `to` by free walking with nights, when it is ready at `at`. */
static wo_ms walk_arrival(const wo_walk *walk, uint32_t node, uint32_t to, wo_ms at)
{
    if (node == to) {
        return at;
    }
    while (node != walk->demand->places->exit) {
        const wo_ms start = wo_walk_start(walk, node, at);
        wo_ms arrives, passes;
        if (start == WO_NEVER) {
            return WO_NEVER;
        }
        node = walk_leg(walk, node, start, to, &arrives, &passes);
        if (passes != WO_NEVER) {
            return passes;
        }
        at = wo_ms_add(arrives, wo_walk_rest(walk));
    }
    return WO_NEVER;
}

wo_ms wo_walk_last_moment(const wo_walk *walk, uint32_t node, uint32_t to, wo_ms deadline)
{
    wo_ms low = 0, high = deadline; /* who is ready at `high` is too late; who starts earlier never arrives later */
    while (low < high) {
        const wo_ms middle = low + (high - low) / 2;
        if (walk_arrival(walk, node, to, middle) < deadline) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low > 0 ? low - 1 : 0;
}
