/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "helper_run.h"

static void *grown(void *array, size_t needed, size_t *room, size_t size)
{
    if (needed <= *room) {
        return array;
    }
    *room = 2 * needed + 256;
    void *larger = realloc(array, *room * size);
    assert_non_null(larger);
    return larger;
}

void run_keep(outcome *out, const wo_passage *passages, size_t n)
{
    out->passages = grown(out->passages, out->n_passages + n + 1, &out->room_passages, sizeof *passages);
    if (n > 0) {
        memcpy(out->passages + out->n_passages, passages, n * sizeof *passages);
    }
    out->n_passages += n;
}

/* Holds who stopped, sets throttles at grid instants. */
static void interfere(const run *r, wo_ms now, const wo_event *events, size_t n)
{
    const plan *p = r->plan;
    uint32_t ms_per_pcu = 0;
    for (size_t i = 0; i < n; i++) {
        const wo_ms longer = events[i].kind == WO_EVENT_STOPPED ? mix_hold(p, events[i].party, events[i].at) : 0;
        if (longer > 0) {
            assert_true(r->hands->hold(r->queue, events[i].party, longer));
        } else if (events[i].kind == WO_EVENT_LEFT) {
            assert_false(r->hands->hold(r->queue, events[i].party, 1));
        }
    }
    const bool at_grid = now == 0 || (p->options.grid_ms > 0 && now % p->options.grid_ms == 0);
    for (uint32_t s = 0; at_grid && s < p->road.n_segments; s++) {
        if (mix_throttle(p, s, now, &ms_per_pcu)) {
            r->hands->throttle(r->queue, s, ms_per_pcu);
        }
    }
}

void run_begin(const run *r)
{
    for (size_t i = 0; i < r->plan->n_releases; i++) {
        assert_int_equal(r->hands->release(r->queue, &r->plan->releases[i]), i);
    }
    r->out->n_parties = (uint32_t)r->plan->n_releases;
    interfere(r, 0, NULL, 0);
}

void run_react(const run *r, wo_ms now, const wo_event *events, size_t n)
{
    outcome *out = r->out;
    plan_release back;
    out->events = grown(out->events, out->n_events + n + 1, &out->room_events, sizeof *events);
    for (size_t i = 0; i < n; i++) { /* field by field: padding is not told */
        const wo_event *e = &events[i];
        memset(&out->events[out->n_events], 0, sizeof *e);
        out->events[out->n_events].at = e->at;
        out->events[out->n_events].party = e->party;
        out->events[out->n_events].node = e->node;
        out->events[out->n_events].direction = e->direction;
        out->events[out->n_events++].kind = e->kind;
    }
    interfere(r, now, events, n);
    if (now % PLAN_SLICE_MS != 0) {
        return;
    }
    /* the parties that left since the last mark send their returns */
    for (; out->reacted < out->n_events; out->reacted++) {
        if (out->n_parties < PLAN_PARTIES && plan_return(r->plan, &out->events[out->reacted], now, &back)) {
            assert_int_equal(r->hands->release(r->queue, &back), out->n_parties);
            out->n_parties++;
        }
    }
}

void run_end(const run *r)
{
    const wo_road *road = &r->plan->road;
    outcome *out = r->out;
    out->segments = calloc(road->n_segments, sizeof *out->segments);
    out->waiting = calloc(2 * (size_t)road->n_nodes, sizeof *out->waiting);
    out->serving = calloc(2 * (size_t)road->n_nodes, sizeof *out->serving);
    assert_true(out->segments != NULL && out->waiting != NULL && out->serving != NULL);
    for (uint32_t s = 0; s < road->n_segments; s++) {
        r->hands->segment(r->queue, s, &out->segments[s]);
    }
    for (uint32_t i = 0; i < 2 * road->n_nodes; i++) {
        const wo_direction direction = i % 2 == 0 ? WO_OUTBOUND : WO_INBOUND;
        out->waiting[i] = r->hands->waiting(r->queue, i / 2, direction);
        out->serving[i] = r->hands->serving(r->queue, i / 2, direction);
    }
}

wo_ms run_next_stop(const plan *p, wo_ms now)
{
    const wo_ms half = p->until / 2 / PLAN_SLICE_MS * PLAN_SLICE_MS;
    return p->options.grid_ms == 0 ? now + PLAN_SLICE_MS : now < half ? half : p->until;
}

void outcome_free(outcome *out)
{
    free(out->passages);
    free(out->events);
    free(out->segments);
    free(out->waiting);
    free(out->serving);
}

static void expect_same_passages(const char *what, uint32_t seed, const outcome *a, const outcome *b)
{
    const size_t n = a->n_passages < b->n_passages ? a->n_passages : b->n_passages;
    for (size_t i = 0; i < n; i++) {
        const wo_passage x = a->passages[i], y = b->passages[i];
        if (memcmp(&x, &y, sizeof x) != 0) {
            fail_msg("seed %u, %s, passage %zu: party %u passes node %u direction %u at %u; party %u node %u direction "
                     "%u at %u",
                     seed, what, i, x.party, x.node, x.direction, x.at, y.party, y.node, y.direction, y.at);
        }
    }
    if (a->n_passages != b->n_passages) {
        fail_msg("seed %u, %s: %zu passages, %zu passages", seed, what, a->n_passages, b->n_passages);
    }
}

void expect_same(const char *what, const plan *p, const outcome *a, const outcome *b)
{
    if (b->passages != NULL) {
        expect_same_passages(what, p->seed, a, b);
    }
    if (a->n_events != b->n_events || memcmp(a->events, b->events, a->n_events * sizeof *a->events) != 0) {
        fail_msg("seed %u, %s: events differ (%zu, %zu)", p->seed, what, a->n_events, b->n_events);
    }
    for (uint32_t s = 0; s < p->road.n_segments; s++) {
        const wo_segment_state *x = &a->segments[s], *y = &b->segments[s];
        const uint64_t sums[][2] = {{x->entered, y->entered},
                                    {x->left, y->left},
                                    {x->entered_ms, y->entered_ms},
                                    {x->left_ms, y->left_ms},
                                    {x->entered_cm, y->entered_cm},
                                    {x->left_cm, y->left_cm},
                                    {x->blocked_ms, y->blocked_ms},
                                    {x->passes, y->passes},
                                    {x->overdue, y->overdue},
                                    {x->opposing_vph, y->opposing_vph},
                                    {x->opposing_pcph, y->opposing_pcph},
                                    {x->capacity_ms, y->capacity_ms}};
        for (size_t k = 0; k < sizeof sums / sizeof sums[0]; k++) {
            if (sums[k][0] != sums[k][1]) {
                fail_msg("seed %u, %s: sum %zu of segment %u is %ju and %ju", p->seed, what, k, s,
                         (uintmax_t)sums[k][0], (uintmax_t)sums[k][1]);
            }
        }
    }
    for (uint32_t i = 0; i < 2 * p->road.n_nodes; i++) {
        if (a->waiting[i] != b->waiting[i] || a->serving[i] != b->serving[i]) {
            fail_msg("seed %u, %s: node %u direction %u: %u and %u wait, %u and %u are served", p->seed, what, i / 2,
                     i % 2, a->waiting[i], b->waiting[i], a->serving[i], b->serving[i]);
        }
    }
}
