/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A herd's journey: by day it walks, at night it rests at a node off the road. The same rules plan the departure and
 * drive the legs on the road. */
#include "demand_private.h"

/* The walking window of the day of `at`. Behind the days that the climate knows its last day repeats. */
static void window_at(const wo_climate *climate, wo_ms at, int64_t *from, int64_t *to)
{
    const int64_t day = ((int64_t)at - climate->first_midnight) / (int64_t)WO_DAY_MS;
    const int64_t behind = day - ((int64_t)climate->n_days - 1);
    const int64_t shift = behind > 0 ? behind * (int64_t)WO_DAY_MS : 0;
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
    return walk->road->travel_ms[(size_t)node * walk->road->n_classes + walk->class_index];
}

wo_ms wo_walk_start(const wo_walk *walk, uint32_t node, wo_ms at)
{
    const int64_t need = segment_ms(walk, node);
    while (at < WO_NEVER) {
        int64_t from, to;
        window_at(walk->climate, at, &from, &to);
        const bool opens = from >= at && from < to;
        if (opens) {
            return from < (int64_t)WO_NEVER ? (wo_ms)from : WO_NEVER;
        }
        if (from < (int64_t)at && at + need <= to) {
            return at;
        }
        at = next_midnight(walk->climate, at);
    }
    return WO_NEVER;
}

/* Walks on from `node` at `start` to the node where it rests; tells when it gets there and when it passes `watch`
 * (WO_NEVER when this leg does not). */
static uint32_t walk_leg(const wo_walk *walk, uint32_t node, wo_ms start, uint32_t watch, wo_ms *arrives, wo_ms *passes)
{
    int64_t from, to;
    window_at(walk->climate, start, &from, &to);
    wo_ms at = start;
    *passes = WO_NEVER;
    for (bool first = true; node != walk->exit; first = false) {
        const wo_ms next = wo_ms_add(at, segment_ms(walk, node));
        const bool rests = (int64_t)next > to && node != walk->line;
        if (rests && !first) {
            break;
        }
        at = next;
        node = walk->road->down[node];
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

/* Arrival at `to` by free walking with nights, when it is ready at `at`. */
static wo_ms walk_arrival(const wo_walk *walk, uint32_t node, uint32_t to, wo_ms at)
{
    if (node == to) {
        return at;
    }
    while (node != walk->exit) {
        const wo_ms start = wo_walk_start(walk, node, at);
        wo_ms arrives, passes;
        if (start == WO_NEVER) {
            return WO_NEVER;
        }
        node = walk_leg(walk, node, start, to, &arrives, &passes);
        if (passes != WO_NEVER) {
            return passes;
        }
        at = wo_ms_add(arrives, WO_STOP_MIN_MS);
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
