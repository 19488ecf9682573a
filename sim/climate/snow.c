/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Snow cover of a zone. Depth grows or shrinks evenly between the minutes at which something changes: the weather, the
 * end of the snow, a depth that matters, the plough. */
#include <math.h>
#include <string.h>

#include "wayout/memory.h"
#include "weather.h"

#define NM_PER_M    1e9
#define MOST_NM     1e12 /* depths and rates beyond a kilometre say no more */
#define NEVER_DEPTH INT64_MAX
#define NO_MINUTE   UINT32_MAX

typedef struct cover_list {
    wo_cover *list;
    size_t n, room;
} cover_list;

typedef struct zone_snow { /**< at one minute */
    int64_t depth;
    uint32_t ploughed; /**< minute at which the plough is through, NO_MINUTE when none was called */
    bool closed;
} zone_snow;

int64_t wo_snow_nm(double depth_m)
{
    return (int64_t)floor(fmin(fmax(depth_m, 0.0) * NM_PER_M, MOST_NM) + 0.5);
}

/** A depth at which something happens; 0 = it never does. */
static int64_t depth_of(const wo_number *number, const wo_draw *draw)
{
    const int64_t depth = wo_snow_nm(wo_number_value(number, draw));
    return depth > 0 ? depth : NEVER_DEPTH;
}

wo_snow_rules wo_snow_rules_of(const wo_climate_spec *spec, const wo_draw *draw)
{
    const wo_snow_spec *snow = &spec->snow;
    const double minutes = floor(wo_number_value(&snow->plough_after_s, draw) / 60.0 + 0.5);
    wo_snow_rules rules = {.packed = depth_of(&snow->packed_m, draw),
                           .call = depth_of(&snow->plough_m, draw),
                           .close = depth_of(&snow->close_m, draw),
                           .left = wo_snow_nm(wo_number_value(&snow->left_m, draw)),
                           .plough_minutes = (uint32_t)fmin(fmax(minutes, 1.0), (double)(NO_MINUTE / 2)),
                           .packed_state = -1};
    if (rules.close < rules.call) { /* else a road that is closed below the plough's depth would stay so */
        rules.call = rules.close;
    }
    if (rules.left >= rules.call) { /* drawn so: the plough would leave the road as it found it, and closed for ever */
        rules.left = rules.call - 1;
    }
    for (size_t s = 0; s < spec->n_states; s++) {
        if (strcmp(spec->states[s].name, "packed_snow") == 0) {
            rules.packed_state = (int)s;
        }
    }
    return rules;
}

/** What the plough, the closing and the call of the plough make of the depth reached at `minute`. */
static void act(const wo_snow_rules *rules, uint32_t minute, zone_snow *now)
{
    if (now->ploughed == minute) {
        now->depth = now->depth < rules->left ? now->depth : rules->left;
        now->ploughed = NO_MINUTE;
        now->closed = false;
    }
    now->closed = now->closed || now->depth >= rules->close;
    if (now->ploughed == NO_MINUTE && now->depth >= rules->call) {
        now->ploughed = minute + rules->plough_minutes;
    }
}

/** Packed snow unless the weather alone is worse. */
static uint8_t road_state(const wo_snow_rules *rules, const wo_road_state *states, uint8_t weather, int64_t depth)
{
    const bool packed = rules->packed_state >= 0 && depth >= rules->packed &&
                        states[weather].speed >= states[rules->packed_state].speed;
    return packed ? (uint8_t)rules->packed_state : weather;
}

/** Minutes until a growing depth has reached `threshold`, or a shrinking one is below it; huge when it never does. */
static uint64_t minutes_until(int64_t depth, int64_t rate, int64_t threshold)
{
    if (threshold == NEVER_DEPTH) {
        return UINT64_MAX;
    }
    if (rate > 0 && depth < threshold) {
        return (uint64_t)((threshold - depth + rate - 1) / rate);
    }
    if (rate < 0 && depth >= threshold) {
        return (uint64_t)((depth - threshold) / -rate + 1);
    }
    return UINT64_MAX;
}

/** The next minute after `minute` at which something may change, at most `end`. */
static uint32_t next_change(const wo_snow_rules *rules, uint32_t minute, int64_t depth, int64_t rate, uint32_t end)
{
    const int64_t thresholds[] = {rules->packed, rules->call, rules->close, 1};
    uint64_t least = end - minute;
    for (size_t k = 0; k < sizeof thresholds / sizeof thresholds[0]; k++) {
        const uint64_t after = minutes_until(depth, rate, thresholds[k]);
        least = after < least ? after : least;
    }
    return minute + (uint32_t)least;
}

static wo_status cover_add(cover_list *cover, wo_cover piece, wo_error *error)
{
    void *list = cover->list;
    WO_TRY(
        wo_list_reserve(&list, &cover->room, cover->n + 1, sizeof cover->list[0], "changes of the snow cover", error));
    cover->list = list;
    cover->list[cover->n++] = piece;
    return WO_OK;
}

/** One spell of the weather, [from, to). */
static wo_status run_spell(uint8_t weather, const wo_road_state *states, const wo_snow_rules *rules, uint32_t from,
                           uint32_t to, zone_snow *now, cover_list *cover, wo_error *error)
{
    const int64_t growth = states[weather].snowfall_nm - states[weather].melt_nm;
    for (uint32_t minute = from; minute < to;) {
        act(rules, minute, now);
        const int64_t rate = growth < 0 && now->depth == 0 ? 0 : growth;
        WO_TRY(cover_add(cover,
                         (wo_cover){.from = minute * WO_MINUTE_MS,
                                    .depth_nm = now->depth,
                                    .rate_nm = rate,
                                    .state = road_state(rules, states, weather, now->depth),
                                    .closed = now->closed},
                         error));
        const uint32_t end = now->ploughed < to ? now->ploughed : to;
        const uint32_t next = next_change(rules, minute, now->depth, rate, end);
        now->depth += rate * (int64_t)(next - minute);
        now->depth = now->depth > 0 ? now->depth : 0;
        minute = next;
    }
    return WO_OK;
}

wo_status wo_snow_run(const wo_weather_spells *spells, const wo_road_state *states, const wo_snow_rules *rules,
                      int64_t depth_nm, uint32_t minutes, wo_cover **cover, size_t *n_cover, wo_error *error)
{
    cover_list list = {NULL, 0, 0};
    zone_snow now = {.depth = depth_nm, .ploughed = NO_MINUTE};
    wo_status status = WO_OK;
    for (size_t k = 0; k < spells->n && status == WO_OK; k++) {
        const uint32_t to = k + 1 < spells->n ? spells->list[k + 1].minute : minutes;
        status = run_spell(spells->list[k].state, states, rules, spells->list[k].minute, to, &now, &list, error);
    }
    *cover = list.list;
    *n_cover = list.n;
    return status;
}
