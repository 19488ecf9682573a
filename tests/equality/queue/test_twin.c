/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The engine and its slow plain twin agree to the byte on random small roads, and the engine agrees with itself for
 * every length of the window and order of the boundaries. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "helper_plan.h"
#include "reference/queue_twin.h"

#define N_PLANS 400
/* Then these, which once told engine and twin, or two windows, apart. */
static const uint32_t more_seeds[] = {2558, 3195};
#define N_MORE (sizeof more_seeds / sizeof more_seeds[0])

/* All that a run tells. */
typedef struct outcome {
    wo_passage *passages;
    size_t n_passages, room_passages;
    wo_event *events;
    size_t n_events, room_events;
    size_t reacted; /* events that have released their return */
    wo_segment_state *segments;
    uint32_t n_parties;
} outcome;

typedef uint32_t (*release_fn)(void *queue, const plan_release *release);

typedef struct run {
    const plan *plan;
    void *queue;
    release_fn release;
    outcome *out;
} run;

static void expect_ok(const plan *p, wo_status status, const wo_error *error)
{
    if (status != WO_OK) {
        fail_msg("seed %u: %s: %s", p->seed, wo_status_text(status), error->message);
    }
}

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

static void keep_passages(outcome *out, const wo_passage *passages, size_t n)
{
    out->passages = grown(out->passages, out->n_passages + n + 1, &out->room_passages, sizeof *passages);
    if (n > 0) {
        memcpy(out->passages + out->n_passages, passages, n * sizeof *passages);
    }
    out->n_passages += n;
}

/* At every slice mark the parties that left since the last one send their returns. */
static void react(const run *r, wo_ms now, const wo_event *events, size_t n)
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
    if (now % PLAN_SLICE_MS != 0) {
        return;
    }
    for (; out->reacted < out->n_events; out->reacted++) {
        if (out->n_parties < PLAN_PARTIES && plan_return(r->plan, &out->events[out->reacted], now, &back)) {
            assert_int_equal(r->release(r->queue, &back), out->n_parties);
            out->n_parties++;
        }
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

static uint32_t release_twin(void *twin, const plan_release *r)
{
    return queue_twin_release(twin, r->at, r->node, r->direction, r->class_index, r->destination);
}

static void release_all(const run *r)
{
    for (size_t i = 0; i < r->plan->n_releases; i++) {
        assert_int_equal(r->release(r->queue, &r->plan->releases[i]), i);
    }
    r->out->n_parties = (uint32_t)r->plan->n_releases;
}

/* Without a grid windows are cut at no mark, so the run goes in slices; with one in two halves. */
static wo_ms next_stop(const plan *p, wo_ms now)
{
    const wo_ms half = p->until / 2 / PLAN_SLICE_MS * PLAN_SLICE_MS;
    return p->options.grid_ms == 0 ? now + PLAN_SLICE_MS : now < half ? half : p->until;
}

static wo_status on_engine_window(void *context, wo_queue *queue, wo_ms now, const wo_event *events, size_t n,
                                  wo_error *error)
{
    (void)queue;
    (void)error;
    react(context, now, events, n);
    return WO_OK;
}

static void on_twin_window(void *context, queue_twin *twin, wo_ms now, const wo_event *events, size_t n)
{
    (void)twin;
    react(context, now, events, n);
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

/* One slice, by either twin of the kernel. */
static void run_slice(const run *r, wo_queue *q, bool traced, wo_error *error)
{
    const wo_ms stop = next_stop(r->plan, wo_queue_now(q));
    const wo_passage *passages = NULL;
    size_t n = 0;
    run context = *r;
    if (!traced) {
        expect_ok(r->plan, wo_queue_run(q, stop, on_engine_window, &context, error), error);
        return;
    }
    expect_ok(r->plan, wo_queue_run_traced(q, stop, on_engine_window, &context, &passages, &n, error), error);
    keep_passages(r->out, passages, n);
}

static void outcome_free(outcome *out)
{
    free(out->passages);
    free(out->events);
    free(out->segments);
}

/* Runs a plan on an empty queue up to its end, or for one slice only. */
static void run_on(const plan *p, wo_queue *q, bool traced, bool whole, outcome *out)
{
    wo_error error = {0};
    memset(out, 0, sizeof *out);
    prepare_engine(p, q, &error);
    run r = {.plan = p, .queue = q, .release = release_engine, .out = out};
    release_all(&r);
    do {
        run_slice(&r, q, traced, &error);
        expect_ok(p, wo_queue_verify(q, &error), &error);
    } while (whole && wo_queue_now(q) < p->until);
    out->segments = calloc(p->road.n_segments, sizeof *out->segments);
    assert_non_null(out->segments);
    for (uint32_t s = 0; s < p->road.n_segments; s++) {
        wo_queue_segment(q, s, &out->segments[s]);
    }
}

/* `used`: the queue has run a part of the plan before and was reset. */
static void run_engine(const plan *p, wo_ms dt, bool reverse, bool traced, bool used, outcome *out)
{
    wo_error error = {0};
    wo_queue *q = NULL;
    wo_queue_options options = p->options;
    options.dt_ms = dt;
    options.reverse_order = reverse;
    expect_ok(p, wo_queue_create(&p->road, &options, &q, &error), &error);
    if (used) {
        run_on(p, q, traced, false, out);
        outcome_free(out);
        expect_ok(p, wo_queue_reset(q, &p->road, &error), &error);
    }
    run_on(p, q, traced, true, out);
    wo_queue_destroy(q);
}

static void add_counts(queue_twin_counts *sum, queue_twin_counts c)
{
    const size_t n = sizeof c / sizeof(uint64_t);
    uint64_t a[sizeof c / sizeof(uint64_t)], b[sizeof c / sizeof(uint64_t)];
    memcpy(a, sum, sizeof a);
    memcpy(b, &c, sizeof b);
    for (size_t i = 0; i < n; i++) {
        a[i] += b[i];
    }
    memcpy(sum, a, sizeof a);
}

static void run_twin(const plan *p, wo_ms dt, outcome *out, queue_twin_counts *counts)
{
    wo_queue_options options = p->options;
    options.dt_ms = dt;
    memset(out, 0, sizeof *out);
    queue_twin *q = queue_twin_create(&p->road, &options, PLAN_PARTIES);
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
    run r = {.plan = p, .queue = q, .release = release_twin, .out = out};
    release_all(&r);
    for (wo_ms now = 0; now < p->until; now = next_stop(p, now)) {
        size_t n = 0;
        queue_twin_run(q, next_stop(p, now), on_twin_window, &r);
        const wo_passage *passages = queue_twin_passages(q, &n);
        keep_passages(out, passages, n);
    }
    out->segments = calloc(p->road.n_segments, sizeof *out->segments);
    assert_non_null(out->segments);
    for (uint32_t s = 0; s < p->road.n_segments; s++) {
        queue_twin_segment(q, s, &out->segments[s]);
    }
    add_counts(counts, queue_twin_count(q));
    queue_twin_destroy(q);
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

static void expect_same(const char *what, const plan *p, const outcome *a, const outcome *b)
{
    if (b->passages != NULL) {
        expect_same_passages(what, p->seed, a, b);
    }
    if (a->n_events != b->n_events || memcmp(a->events, b->events, a->n_events * sizeof *a->events) != 0) {
        fail_msg("seed %u, %s: events differ (%zu, %zu)", p->seed, what, a->n_events, b->n_events);
    }
    for (uint32_t s = 0; s < p->road.n_segments; s++) {
        const wo_segment_state *x = &a->segments[s], *y = &b->segments[s];
        const uint64_t sums[][2] = {{x->entered, y->entered},       {x->left, y->left},
                                    {x->entered_ms, y->entered_ms}, {x->left_ms, y->left_ms},
                                    {x->entered_cm, y->entered_cm}, {x->left_cm, y->left_cm},
                                    {x->blocked_ms, y->blocked_ms}, {x->passes, y->passes}};
        for (size_t k = 0; k < sizeof sums / sizeof sums[0]; k++) {
            if (sums[k][0] != sums[k][1]) {
                fail_msg("seed %u, %s: sum %zu of segment %u is %ju and %ju", p->seed, what, k, s,
                         (uintmax_t)sums[k][0], (uintmax_t)sums[k][1]);
            }
        }
    }
}

static wo_ms shorter(wo_ms limit, wo_ms dt)
{
    return dt < 1 ? 1 : dt < limit ? dt : limit;
}

static uint32_t seed_of(uint32_t i)
{
    return i < N_PLANS ? i + 1 : more_seeds[i - N_PLANS];
}

static void test_engine_and_twin(void **state)
{
    queue_twin_counts c = {0};
    (void)state;
    for (uint32_t i = 0; i < N_PLANS + N_MORE; i++) {
        const uint32_t seed = seed_of(i);
        plan p;
        outcome engine, twin;
        plan_make(&p, seed);
        const wo_ms dt = seed % 4 == 0 ? shorter(p.road.limit_all_ms, 3000) : 0;
        run_engine(&p, dt, false, true, false, &engine);
        run_twin(&p, dt, &twin, &c);
        expect_same("engine against twin", &p, &engine, &twin);
        outcome_free(&engine);
        outcome_free(&twin);
        plan_free(&p);
    }
    printf("moves %ju, passes %ju, no passes %ju, by hole %ju, by gate %ju, marked %ju, contests %ju, lost %ju, "
           "followed %ju, kept %ju, chain off %ju, passed by %ju, sinks %ju, own %ju, two offers %ju, "
           "starts %ju, waited %ju, blocked after %ju, overtaking %ju, passing starts %ju, dropped %ju\n",
           (uintmax_t)c.moves, (uintmax_t)c.passes, (uintmax_t)c.refused_passes, (uintmax_t)c.by_hole,
           (uintmax_t)c.by_gate, (uintmax_t)c.marked_holes, (uintmax_t)c.contests, (uintmax_t)c.lost_first,
           (uintmax_t)c.followed, (uintmax_t)c.kept, (uintmax_t)c.chain_off, (uintmax_t)c.passed_by, (uintmax_t)c.sinks,
           (uintmax_t)c.own, (uintmax_t)c.two_offers, (uintmax_t)c.starts, (uintmax_t)c.waited,
           (uintmax_t)c.blocked_after, (uintmax_t)c.overtaking, (uintmax_t)c.passing_starts, (uintmax_t)c.dropped);
    /* the sample is not empty */
    assert_true(c.moves > 100000 && c.passes > 1000 && c.refused_passes > 1000 && c.by_hole > 1000);
    assert_true(c.by_gate > 100 && c.marked_holes > 50 && c.contests > 1000 && c.lost_first > 100);
    assert_true(c.followed > 1000 && c.kept > 1000 && c.chain_off > 20 && c.passed_by > 100);
    assert_true(c.starts > 1000 && c.waited > 500 && c.blocked_after > 100 && c.overtaking > 50);
    assert_true(c.passing_starts > 10 && c.dropped > 1000);
    assert_true(c.sinks > 1000 && c.own > 100 && c.two_offers > 100);
}

static void test_windows_and_order(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < N_PLANS + N_MORE; i++) {
        const uint32_t seed = seed_of(i);
        plan p;
        plan_make(&p, seed);
        const wo_ms limit = p.road.limit_all_ms;
        const wo_ms dts[] = {limit, shorter(limit, limit / 2), shorter(limit, limit / 5), shorter(limit, 1000)};
        outcome first;
        run_engine(&p, 0, false, true, false, &first);
        for (size_t k = 0; k < 2 * sizeof dts / sizeof dts[0]; k++) {
            char what[64];
            outcome other;
            (void)snprintf(what, sizeof what, "dt %u ms%s", dts[k / 2], k % 2 == 1 ? ", reverse" : "");
            run_engine(&p, dts[k / 2], k % 2 == 1, true, false, &other);
            expect_same(what, &p, &first, &other);
            outcome_free(&other);
        }
        outcome plain;
        run_engine(&p, 0, false, false, true, &plain);
        expect_same("plain kernel after a reset", &p, &first, &plain);
        outcome_free(&plain);
        outcome_free(&first);
        plan_free(&p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_engine_and_twin),
        cmocka_unit_test(test_windows_and_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
