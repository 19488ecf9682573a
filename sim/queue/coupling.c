/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opposing flow: exponential means on the coupling grid, and what follows from them. */
#include <string.h>

#include "state.h"

#define WO_LEAST_PCPH 100 /* the rule of both directions together never closes a road for ever */

static uint32_t capacity_in_force(const wo_queue *queue, uint32_t s)
{
    const uint32_t own = queue->road->capacity_ms[s];
    const int64_t both = queue->road->two_way_pcph[s];
    if (queue->options.grid_ms == 0 || both == 0) {
        return own;
    }
    const int64_t rest = both - queue->opposing[s].pcu / 1000;
    const uint64_t left = rest > WO_LEAST_PCPH ? (uint64_t)rest : WO_LEAST_PCPH;
    return wo_later(own, (uint32_t)wo_div(3600000, left));
}

void wo_coupling_apply(wo_queue *queue, uint32_t s)
{
    const wo_road *road = queue->road;
    wo_segment *segment = &queue->segments[s];
    const uint64_t vph = (uint64_t)queue->opposing[s].vehicles / 1000;
    const uint64_t bin = queue->options.grid_ms > 0 ? wo_div(vph, WO_PASS_BIN_VPH) : 0;
    const size_t row = (size_t)road->pass_row[s] * queue->n_classes * WO_PASS_BINS;
    segment->pass = &road->pass_ms[row + (bin < WO_PASS_BINS ? bin : WO_PASS_BINS - 1)];
    const uint32_t capacity = capacity_in_force(queue, s);
    if (capacity == segment->capacity) {
        return;
    }
    segment->capacity = capacity;
    for (uint32_t c = 0; c < queue->n_classes; c++) {
        wo_pair *pair = &queue->pairs[(size_t)s * queue->n_classes + c];
        pair->cap = wo_per_class(capacity, road->pcu_q16[c]);
        pair->hold = wo_later(pair->own, pair->cap);
    }
}

/* Change of an exponential mean that sees x over one grid interval, rounded half away from zero. */
static int64_t drift(const wo_queue_options *options, int64_t x, int64_t mean)
{
    const int64_t product = (x - mean) * (int64_t)options->grid_ms;
    return product < 0 ? -(int64_t)wo_div((uint64_t)-product, options->mean_ms)
                       : (int64_t)wo_div((uint64_t)product, options->mean_ms);
}

/* What entered s since the last grid instant is the opposing flow of its twin. */
static void couple(wo_queue *queue, uint32_t s)
{
    const wo_queue_options *options = &queue->options;
    const wo_tail *tail = &queue->segments[s].tail;
    wo_opposing *counts = &queue->opposing[s];
    wo_opposing *mean = &queue->opposing[wo_twin(queue, s)];
    const uint64_t hour = UINT64_C(3600000000);
    const uint64_t vehicles = (tail->count - counts->counted) * hour / options->grid_ms;
    const uint64_t pcu =
        (tail->cm - counts->counted_cm) * hour / ((uint64_t)options->grid_ms * queue->road->car_jam_cm);
    const int64_t more_vehicles = drift(options, (int64_t)vehicles, mean->vehicles);
    const int64_t more_pcu = drift(options, (int64_t)pcu, mean->pcu);
    queue->flowed[s] = tail->count != counts->counted || more_vehicles != 0 || more_pcu != 0;
    counts->counted = tail->count;
    counts->counted_cm = tail->cm;
    mean->vehicles += more_vehicles;
    mean->pcu += more_pcu;
    wo_coupling_apply(queue, wo_twin(queue, s));
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
