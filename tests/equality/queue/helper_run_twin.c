/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "helper_run.h"

static uint32_t release_twin(void *twin, const plan_release *r)
{
    return queue_twin_release(twin, r->at, r->node, r->direction, r->class_index, r->destination);
}

static bool hold_twin(void *twin, uint32_t party, wo_ms longer)
{
    return queue_twin_hold(twin, party, longer);
}

static void throttle_twin(void *twin, uint32_t segment, uint32_t ms_per_pcu)
{
    queue_twin_throttle(twin, segment, ms_per_pcu);
}

static void segment_twin(const void *twin, uint32_t segment, wo_segment_state *state)
{
    queue_twin_segment(twin, segment, state);
}

static uint32_t waiting_twin(const void *twin, uint32_t node, wo_direction direction)
{
    return queue_twin_waiting(twin, node, direction);
}

static uint32_t serving_twin(const void *twin, uint32_t node, wo_direction direction)
{
    return queue_twin_serving(twin, node, direction);
}

static const run_hands twin_hands = {release_twin, hold_twin, throttle_twin, segment_twin, waiting_twin, serving_twin};

static void on_twin_window(void *context, queue_twin *twin, wo_ms now, const wo_event *events, size_t n)
{
    (void)twin;
    run_react(context, now, events, n);
}

static void prepare(const plan *p, queue_twin *q)
{
    for (size_t i = 0; i < p->n_closures; i++) {
        queue_twin_close(q, p->closures[i].node, p->closures[i].direction, p->closures[i].from, p->closures[i].to);
    }
    for (size_t i = 0; i < p->n_limits; i++) {
        queue_twin_limit(q, p->limits[i].node, p->limits[i].direction, p->limits[i].value);
    }
    for (size_t i = 0; i < p->n_stations; i++) {
        queue_twin_station(q, p->stations[i].node, p->stations[i].direction);
    }
    for (size_t i = 0; i < p->n_drops; i++) {
        const plan_point *c = &p->drops[i];
        queue_twin_drop(q, c->node, c->direction, c->value, 1 + c->to % 3);
    }
    for (size_t i = 0; i < p->n_checkpoints; i++) {
        const plan_point *c = &p->checkpoints[i];
        queue_twin_checkpoint(q, c->node, c->direction, c->value, plan_service, c);
    }
    for (size_t i = 0; i < p->n_priorities; i++) {
        queue_twin_origin_priority(q, p->priorities[i].node, p->priorities[i].direction, p->priorities[i].value);
    }
}

static void prepare_mix(const plan *p, queue_twin *q, mix_stops *stops)
{
    for (uint32_t s = 0; s < p->road.n_segments; s++) {
        const uint32_t z = p->zone[s];
        if (z < PLAN_ZONES && p->n_pieces[z] > 0) {
            queue_twin_weather(q, s, p->weather[z], p->n_pieces[z]);
        }
    }
    if (p->stops > 0) {
        stops->plan = p;
        queue_twin_stops(q, mix_stop, stops, p->herds_pass);
    }
    for (size_t i = 0; i < p->n_lanes; i++) {
        queue_twin_one_lane(q, p->lanes[i].segment, p->lanes[i].green, p->lanes[i].gap, p->lanes[i].lost);
    }
    for (size_t i = 0; i < p->n_convoys; i++) {
        const plan_convoy *c = &p->convoys[i];
        queue_twin_convoy(q, c->node, c->direction, c->first, c->every, c->open, c->most);
    }
    for (size_t i = 0; i < p->n_shut; i++) {
        queue_twin_shut(q, p->shut[i].node, p->shut[i].direction, p->shut[i].from, p->shut[i].to);
    }
}

queue_twin_counts run_twin(const plan *p, wo_ms dt, bool reverse, outcome *out)
{
    wo_queue_options options = p->options;
    options.dt_ms = dt;
    options.reverse_order = reverse;
    memset(out, 0, sizeof *out);
    queue_twin *q = queue_twin_create(&p->road, &options, PLAN_PARTIES);
    prepare(p, q);
    prepare_mix(p, q, &out->stops);
    run r = {.plan = p, .queue = q, .hands = &twin_hands, .out = out};
    run_begin(&r);
    for (wo_ms now = 0; now < p->until; now = run_next_stop(p, now)) {
        size_t n = 0;
        queue_twin_run(q, run_next_stop(p, now), on_twin_window, &r);
        const wo_passage *passages = queue_twin_passages(q, &n);
        run_keep(out, passages, n);
    }
    run_end(&r);
    const queue_twin_counts counts = queue_twin_count(q);
    queue_twin_destroy(q);
    return counts;
}
