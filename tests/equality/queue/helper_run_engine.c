/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "helper_run.h"

static void expect_ok(const plan *p, wo_status status, const wo_error *error)
{
    if (status != WO_OK) {
        fail_msg("seed %u: %s: %s", p->seed, wo_status_text(status), error->message);
    }
}

static uint32_t release_engine(void *queue, const plan_release *r)
{
    wo_error error = {0};
    uint32_t party = WO_NONE;
    assert_int_equal(
        wo_queue_release(queue, r->at, r->node, r->direction, r->class_index, r->destination, &party, &error), WO_OK);
    return party;
}

static bool hold_engine(void *queue, uint32_t party, wo_ms longer)
{
    wo_error error = {0};
    return wo_queue_hold(queue, party, longer, &error) == WO_OK;
}

static void throttle_engine(void *queue, uint32_t segment, uint32_t ms_per_pcu)
{
    wo_error error = {0};
    assert_int_equal(wo_queue_throttle(queue, segment, ms_per_pcu, &error), WO_OK);
}

static void segment_engine(const void *queue, uint32_t segment, wo_segment_state *state)
{
    wo_queue_segment(queue, segment, state);
}

static uint32_t waiting_engine(const void *queue, uint32_t node, wo_direction direction)
{
    return wo_queue_waiting(queue, node, direction);
}

static uint32_t serving_engine(const void *queue, uint32_t node, wo_direction direction)
{
    return wo_queue_serving(queue, node, direction);
}

static const run_hands engine_hands = {release_engine, hold_engine,    throttle_engine,
                                       segment_engine, waiting_engine, serving_engine};

static wo_status on_engine_window(void *context, wo_queue *queue, wo_ms now, const wo_event *events, size_t n,
                                  wo_error *error)
{
    (void)queue;
    (void)error;
    run_react(context, now, events, n);
    return WO_OK;
}

static void prepare_engine(const plan *p, wo_queue *q, wo_error *error)
{
    for (size_t i = 0; i < p->n_closures; i++) {
        const plan_point *c = &p->closures[i];
        expect_ok(p, wo_queue_close(q, c->node, c->direction, c->from, c->to, error), error);
    }
    for (size_t i = 0; i < p->n_limits; i++) {
        expect_ok(p, wo_queue_limit(q, p->limits[i].node, p->limits[i].direction, p->limits[i].value, error), error);
    }
    for (size_t i = 0; i < p->n_stations; i++) {
        expect_ok(p, wo_queue_station(q, p->stations[i].node, p->stations[i].direction, error), error);
    }
    for (size_t i = 0; i < p->n_drops; i++) {
        const plan_point *c = &p->drops[i];
        expect_ok(p, wo_queue_drop(q, c->node, c->direction, c->value, 1 + c->to % 3, error), error);
    }
    for (size_t i = 0; i < p->n_checkpoints; i++) {
        const plan_point *c = &p->checkpoints[i];
        expect_ok(p, wo_queue_checkpoint(q, c->node, c->direction, c->value, plan_service, c, error), error);
    }
    for (size_t i = 0; i < p->n_priorities; i++) {
        wo_queue_origin_priority(q, p->priorities[i].node, p->priorities[i].direction, p->priorities[i].value);
    }
}

static void prepare_mix(const plan *p, wo_queue *q, mix_stops *stops, wo_error *error)
{
    for (uint32_t s = 0; s < p->road.n_segments; s++) {
        const uint32_t z = p->zone[s];
        if (z < PLAN_ZONES && p->n_pieces[z] > 0) {
            expect_ok(p, wo_queue_weather(q, s, p->weather[z], p->n_pieces[z], error), error);
        }
    }
    if (p->stops > 0) {
        stops->plan = p;
        wo_queue_stops(q, mix_stop, stops, p->herds_pass);
    }
    for (size_t i = 0; i < p->n_lanes; i++) {
        const plan_lane *l = &p->lanes[i];
        expect_ok(p, wo_queue_one_lane(q, l->segment, l->green, l->gap, l->lost, error), error);
    }
    for (size_t i = 0; i < p->n_convoys; i++) {
        const plan_convoy *c = &p->convoys[i];
        expect_ok(p, wo_queue_convoy(q, c->node, c->direction, c->first, c->every, c->open, c->most, error), error);
    }
    for (size_t i = 0; i < p->n_shut; i++) {
        const plan_point *c = &p->shut[i];
        expect_ok(p, wo_queue_shut(q, c->node, c->direction, c->from, c->to, error), error);
    }
}

/* One slice, by either twin of the kernel. */
static void run_slice(const run *r, wo_queue *q, bool traced, wo_error *error)
{
    const wo_ms stop = run_next_stop(r->plan, wo_queue_now(q));
    const wo_passage *passages = NULL;
    size_t n = 0;
    run context = *r;
    if (!traced) {
        expect_ok(r->plan, wo_queue_run(q, stop, on_engine_window, &context, error), error);
        return;
    }
    expect_ok(r->plan, wo_queue_run_traced(q, stop, on_engine_window, &context, &passages, &n, error), error);
    run_keep(r->out, passages, n);
}

/* Runs a plan on an empty queue up to its end, or for one slice only. */
static void run_on(const plan *p, wo_queue *q, bool traced, bool whole, outcome *out)
{
    wo_error error = {0};
    memset(out, 0, sizeof *out);
    prepare_engine(p, q, &error);
    prepare_mix(p, q, &out->stops, &error);
    run r = {.plan = p, .queue = q, .hands = &engine_hands, .out = out};
    run_begin(&r);
    do {
        run_slice(&r, q, traced, &error);
        expect_ok(p, wo_queue_verify(q, &error), &error);
    } while (whole && wo_queue_now(q) < p->until);
    run_end(&r);
}

void run_engine(const plan *p, wo_ms dt, bool reverse, bool traced, const plan *before, outcome *out)
{
    wo_error error = {0};
    wo_queue *q = NULL;
    wo_queue_options options = p->options;
    options.dt_ms = dt;
    options.reverse_order = reverse;
    expect_ok(p, wo_queue_create(before != NULL ? &before->road : &p->road, &options, &q, &error), &error);
    if (before != NULL) {
        run_on(before, q, traced, false, out);
        outcome_free(out);
        expect_ok(p, wo_queue_reset(q, &p->road, &error), &error);
    }
    run_on(p, q, traced, true, out);
    wo_queue_destroy(q);
}
