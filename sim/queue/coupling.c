/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opposing flow: exponential means on the coupling grid, and what follows from them; the capacity in force. */
#include <string.h>

#include "coupling.h"
#include "wayout/vector.h"

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

/* From here on all means are kept in 64 bits. */
static void widen(wo_queue *queue)
{
    for (uint32_t s = 0; s < queue->n_segments; s++) {
        const wo_opposing *row = &queue->opposing[s / WO_ROW];
        const uint32_t i = s % WO_ROW;
        queue->wide_means[s] = (wo_wide_mean){.vehicles = row->vehicles[i],
                                              .pcu = row->pcu[i],
                                              .seen_vehicles = row->seen_vehicles[i],
                                              .seen_pcu = row->seen_pcu[i]};
    }
    queue->wide = true;
}

void wo_coupling_prepare(wo_queue *queue)
{
    const uint64_t hour = UINT64_C(3600000000), grid = queue->options.grid_ms;
    const size_t n_rows = wo_n_rows(queue);
    queue->wide = false;
    memset(queue->opposing, 0, n_rows * sizeof *queue->opposing);
    memset(queue->flowed, 0, (size_t)wo_n_blocks(queue->n_segments) * WO_BLOCK);
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

void wo_coupling_begin(wo_queue *queue, uint32_t s)
{
    const wo_road *road = queue->road;
    const size_t row = (size_t)road->pass_row[s] * queue->n_classes * WO_PASS_BINS;
    queue->coupled[s] = (wo_coupled){.rates = &road->pass_ms[row]};
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

static uint32_t capacity_in_force(const wo_queue *queue, uint32_t s, int64_t pcu)
{
    uint32_t own = queue->road->capacity_ms[s], factor = 65536;
    if (queue->altered) {
        factor = wo_weather_now(queue, s)->capacity_q16;
        own = wo_later(wo_under(own, factor), queue->conditions[s].throttle);
    }
    if (pcu < queue->coupled[s].free_pcu) {
        return own;
    }
    const int64_t rest = queue->road->two_way_pcph[s] - pcu / 1000;
    const uint64_t left = rest > WO_LEAST_PCPH ? (uint64_t)rest : WO_LEAST_PCPH;
    const uint64_t gap = factor == 65536 ? wo_div(3600000, left) : wo_div(UINT64_C(3600000) << 16, left * factor);
    return wo_later(own, (uint32_t)gap);
}

static uint32_t narrow(int64_t flow)
{
    return flow < WO_NARROW ? (uint32_t)flow : WO_NARROW;
}

void wo_coupling_apply(wo_queue *queue, uint32_t s)
{
    const int64_t pcu = wo_coupling_pcu(queue, s), free_pcu = queue->coupled[s].free_pcu;
    const uint32_t capacity = capacity_in_force(queue, s, pcu);
    wo_opposing *row = &queue->opposing[s / WO_ROW];
    row->pcu_from[s % WO_ROW] = pcu < free_pcu ? 0 : narrow(pcu / 1000 * 1000);
    row->pcu_last[s % WO_ROW] = narrow(pcu < free_pcu ? free_pcu : pcu / 1000 * 1000 + 1000) - 1;
    if (capacity == queue->coupled[s].capacity) {
        return;
    }
    queue->coupled[s].capacity = capacity;
    for (uint32_t c = 0; c < queue->n_classes; c++) {
        wo_pair *pair = &queue->pairs[(size_t)s * queue->n_classes + c];
        pair->cap = wo_per_class(capacity, queue->road->pcu_q16[c]);
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

/* What entered s since the last grid instant is the opposing flow of its twin. */
static inline void see(wo_queue *queue, const wo_rate *rate, uint32_t s)
{
    wo_coupled *coupled = &queue->coupled[s];
    const wo_tail *tail = coupled->tail;
    const uint64_t vehicles = wo_divide(&rate->vehicles, (tail->count - coupled->counted) * rate->hour);
    const uint64_t pcu = wo_divide(&rate->pcu, (tail->cm - coupled->counted_cm) * rate->hour);
    coupled->counted = tail->count;
    coupled->counted_cm = tail->cm;
    if ((vehicles | pcu) >= WO_NARROW && !queue->wide) {
        widen(queue);
    }
    if (queue->wide) {
        wo_wide_mean *mean = &queue->wide_means[wo_twin(queue, s)];
        mean->seen_vehicles = (int64_t)vehicles;
        mean->seen_pcu = (int64_t)pcu;
    } else {
        coupled->met->seen_vehicles[coupled->place] = (uint32_t)vehicles;
        coupled->met->seen_pcu[coupled->place] = (uint32_t)pcu;
    }
}

/* Flows of all segments that somebody has entered since the last grid instant. */
WO_VECTORISED static void see_all(wo_queue *queue)
{
    const wo_rate rate = queue->rate;
    for (uint32_t first = 0; first < queue->n_segments; first += WO_BLOCK) {
        const uint8_t *block = &queue->flowed[first];
        uint32_t entered = 0;
        for (uint32_t i = 0; i < WO_BLOCK; i++) {
            entered |= (uint32_t)block[i] << i;
        }
        for (; entered != 0; entered &= entered - 1) {
            see(queue, &rate, first + (uint32_t)__builtin_ctz(entered));
        }
    }
    memset(queue->flowed, 0, queue->n_segments);
}

/* A mean after one grid interval with the flow `seen`, rounded half away from zero. */
static int64_t mean_after(const wo_rate *rate, int64_t mean, int64_t seen)
{
    const uint64_t size = (uint64_t)(seen < mean ? mean - seen : seen - mean);
    const int64_t change = (int64_t)wo_divide(&rate->drift, 2 * size + rate->memory);
    return seen < mean ? mean - change : mean + change;
}

static void update_wide(wo_queue *queue)
{
    for (uint32_t s = 0; s < queue->n_segments; s++) {
        wo_wide_mean *mean = &queue->wide_means[s];
        mean->vehicles = mean_after(&queue->rate, mean->vehicles, mean->seen_vehicles);
        mean->pcu = mean_after(&queue->rate, mean->pcu, mean->seen_pcu);
        mean->seen_vehicles = mean->seen_pcu = 0;
        queue->opposing[s / WO_ROW].vehicles[s % WO_ROW] = narrow(mean->vehicles); /* for the bin, which ends before */
        wo_coupling_apply(queue, s);
    }
}

WO_VECTORISED bool wo_means_update(wo_opposing *rows, size_t n, wo_drift drift)
{
    return wo_means_after(rows, n, drift);
}

/* Where the mean of pc has left the range in which the capacity stays. */
static void apply_changed(wo_queue *queue)
{
    for (uint32_t s = 0; s < queue->n_segments; s++) {
        const wo_opposing *row = &queue->opposing[s / WO_ROW];
        const uint32_t pcu = row->pcu[s % WO_ROW];
        if (pcu < row->pcu_from[s % WO_ROW] || pcu > row->pcu_last[s % WO_ROW]) {
            wo_coupling_apply(queue, s);
        }
    }
}

void wo_coupling_update(wo_queue *queue)
{
    const wo_divisor *drift = &queue->rate.drift;
    see_all(queue);
    if (queue->wide) {
        update_wide(queue);
        return;
    }
    /* A memory of 2^30 or more takes a grid of less than 4 ms, on which one vehicle is too large a flow for rows. */
    const wo_drift narrow_drift = {
        .memory = (uint32_t)queue->rate.memory, .times = (uint32_t)drift->times, .shift = drift->shift - 32};
    if (wo_means_update(queue->opposing, wo_n_rows(queue), narrow_drift)) {
        apply_changed(queue);
    }
}
