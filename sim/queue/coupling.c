/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opposing flow: exponential means on the coupling grid, and what follows from them; the capacity in force. */
#include <string.h>

#include "state.h"

#define WO_LEAST_PCPH 100 /* the rule of both directions together never closes a road for ever */

/* q = n / by for every n < 2^31: times = ceil(2^shift / by) is too large by less than 2^(shift - 31) / by. */
static wo_divisor divisor_of(uint64_t by)
{
    uint32_t bits = 0;
    while (bits < 31 && UINT64_C(1) << bits < by) {
        bits++;
    }
    const uint64_t whole = UINT64_C(1) << (31 + bits);
    const bool beyond = by > UINT64_C(1) << bits; /* above all n */
    return (wo_divisor){.by = by, .times = beyond ? 0 : (whole + by - 1) / by, .shift = 31 + bits};
}

static uint64_t common_divisor(uint64_t a, uint64_t b)
{
    while (b > 0) {
        const uint64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

void wo_coupling_prepare(wo_queue *queue)
{
    const uint64_t hour = UINT64_C(3600000000), grid = queue->options.grid_ms;
    if (grid == 0) {
        return;
    }
    const uint64_t common = common_divisor(hour, grid);
    queue->rate = (wo_rate){.hour = hour / common,
                            .vehicles = divisor_of(grid / common),
                            .pcu = divisor_of(grid / common * queue->road->car_jam_cm),
                            .memory = queue->options.mean_ms / grid,
                            .drift = divisor_of(2 * (queue->options.mean_ms / grid))};
}

int64_t wo_coupling_free_pcu(const wo_queue *queue, uint32_t s)
{
    const int64_t both = queue->road->two_way_pcph[s];
    if (queue->options.grid_ms == 0 || both == 0) {
        return INT64_MAX;
    }
    /* the least pc/h that must be left: div(3,600,000 << 16, least * factor) <= own; a throttle can only add to own */
    const uint64_t factor = wo_weather_now(queue, s)->capacity_q16;
    const uint64_t own = wo_under(queue->road->capacity_ms[s], (uint32_t)factor);
    const int64_t least = (int64_t)((UINT64_C(7200000) << 16) / ((2 * own + 1) * factor)) + 1;
    return least <= WO_LEAST_PCPH ? INT64_MAX : (both - least + 1) * 1000;
}

static uint32_t capacity_in_force(const wo_queue *queue, uint32_t s)
{
    const wo_opposing *opposing = &queue->opposing[s];
    uint32_t own = queue->road->capacity_ms[s], factor = 65536;
    if (queue->altered) {
        factor = wo_weather_now(queue, s)->capacity_q16;
        own = wo_later(wo_under(own, factor), queue->conditions[s].throttle);
    }
    if (opposing->pcu < opposing->free_pcu) {
        return own;
    }
    const int64_t rest = queue->road->two_way_pcph[s] - opposing->pcu / 1000;
    const uint64_t left = rest > WO_LEAST_PCPH ? (uint64_t)rest : WO_LEAST_PCPH;
    const uint64_t gap = factor == 65536 ? wo_div(3600000, left) : wo_div(UINT64_C(3600000) << 16, left * factor);
    return wo_later(own, (uint32_t)gap);
}

void wo_coupling_apply(wo_queue *queue, uint32_t s)
{
    const wo_road *road = queue->road;
    wo_segment *segment = &queue->segments[s];
    wo_opposing *opposing = &queue->opposing[s];
    const uint64_t vph = (uint64_t)opposing->vehicles / 1000;
    const uint64_t bin = queue->options.grid_ms > 0 ? wo_div(vph, WO_PASS_BIN_VPH) : 0;
    const size_t row = (size_t)road->pass_row[s] * queue->n_classes * WO_PASS_BINS;
    segment->pass = &road->pass_ms[row + (bin < WO_PASS_BINS ? bin : WO_PASS_BINS - 1)];
    if (queue->n_one_lanes > 0 && queue->junctions[segment->above].one_lane != WO_NONE) {
        segment->pass = queue->no_pass;
    }
    opposing->bin_from = 1000 * ((int64_t)bin * WO_PASS_BIN_VPH - WO_PASS_BIN_VPH / 2);
    opposing->pcu_from = opposing->pcu < opposing->free_pcu ? 0 : opposing->pcu / 1000 * 1000;
    opposing->pcu_to = opposing->pcu < opposing->free_pcu ? opposing->free_pcu : opposing->pcu_from + 1000;
    const uint32_t capacity = capacity_in_force(queue, s);
    if (capacity == opposing->capacity) {
        return;
    }
    opposing->capacity = capacity;
    for (uint32_t c = 0; c < queue->n_classes; c++) {
        wo_pair *pair = &queue->pairs[(size_t)s * queue->n_classes + c];
        pair->cap = wo_per_class(capacity, road->pcu_q16[c]);
        pair->hold = wo_later(pair->own, pair->cap);
    }
}

wo_status wo_queue_throttle(wo_queue *queue, uint32_t segment, uint32_t ms_per_pcu, wo_error *error)
{
    const wo_ms grid = queue->options.grid_ms;
    if (segment >= queue->n_segments) {
        return wo_error_set(error, WO_ERR_RANGE, "segment %u of %u", segment, queue->n_segments);
    }
    if (queue->now > 0 && (grid == 0 || queue->now % grid != 0)) {
        return wo_error_set(error, WO_ERR_RANGE, "a throttle is set at %u ms, which is no grid instant", queue->now);
    }
    queue->conditions[segment].throttle = ms_per_pcu;
    queue->altered = true;
    wo_coupling_apply(queue, segment);
    return WO_OK;
}

/* Change of an exponential mean that sees x over one grid interval, rounded half away from zero. */
static int64_t drift(const wo_rate *rate, int64_t x, int64_t mean)
{
    const uint64_t size = (uint64_t)(x < mean ? mean - x : x - mean);
    const int64_t change = (int64_t)wo_divide(&rate->drift, 2 * size + rate->memory);
    return x < mean ? -change : change;
}

/* What has entered since the last grid instant goes into the means. */
static void see(const wo_rate *rate, const wo_tail *tail, wo_opposing *mean)
{
    const uint64_t vehicles = wo_divide(&rate->vehicles, (tail->count - mean->counted) * rate->hour);
    const uint64_t pcu = wo_divide(&rate->pcu, (tail->cm - mean->counted_cm) * rate->hour);
    mean->counted = tail->count;
    mean->counted_cm = tail->cm;
    mean->vehicles += drift(rate, (int64_t)vehicles, mean->vehicles);
    mean->pcu += drift(rate, (int64_t)pcu, mean->pcu);
}

/* The same when nothing has entered; the means are never negative. False when nothing changes any more. */
static bool fade(const wo_rate *rate, wo_opposing *mean)
{
    const uint64_t vehicles = wo_divide(&rate->drift, 2 * (uint64_t)mean->vehicles + rate->memory);
    const uint64_t pcu = wo_divide(&rate->drift, 2 * (uint64_t)mean->pcu + rate->memory);
    mean->vehicles -= (int64_t)vehicles;
    mean->pcu -= (int64_t)pcu;
    return (vehicles | pcu) != 0;
}

/* What entered s since the last grid instant is the opposing flow of its twin. */
static void couple(wo_queue *queue, uint32_t s)
{
    const wo_rate *rate = &queue->rate;
    const uint32_t twin = wo_twin(queue, s);
    wo_opposing *mean = &queue->opposing[twin];
    if (queue->flowed[s] == WO_ENTERED) {
        see(rate, &queue->segments[s].tail, mean);
        queue->flowed[s] = WO_FADES;
    } else {
        queue->flowed[s] = fade(rate, mean) ? WO_FADES : 0;
    }
    if (mean->pcu < mean->pcu_from || mean->pcu >= mean->pcu_to ||
        (uint64_t)(mean->vehicles - mean->bin_from) >= 1000 * WO_PASS_BIN_VPH) {
        wo_coupling_apply(queue, twin);
    }
}

void wo_coupling_update(wo_queue *queue)
{
    const uint8_t *flowed = queue->flowed;
    const uint32_t n = queue->n_segments;
    for (uint32_t s = 0; s < n;) {
        uint64_t eight = 1;
        if (s + 8 <= n) {
            memcpy(&eight, &flowed[s], 8);
        }
        const uint32_t stop = wo_sooner(s + 8, n);
        for (; eight != 0 && s < stop; s++) {
            if (flowed[s] != 0) {
                couple(queue, s);
            }
        }
        s = stop;
    }
}
