/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Planned incidents close a point or leave a part of the capacity. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "helper_recorder.h"

static world *planned_world(size_t n)
{
    world *w = world_begin();
    w->scenario.incidents.n_planned = n;
    return w;
}

static void plan(world *w, size_t i, uint32_t node, wo_side side, wo_ms from, wo_ms to, double leaves)
{
    w->planned[i] = (wo_planned){.from = from, .to = to, .side = side, .leaves = fixed(leaves)};
    w->planned_at[i] = node;
}

static void run_to(world *w, wo_ms from, wo_ms until)
{
    for (wo_ms now = from; now <= until; now += 20000) {
        world_window(w, now, NULL, 0);
    }
}

static void closes_at_the_instant(void **state)
{
    (void)state;
    world *w = planned_world(1);
    plan(w, 0, 12, WO_SIDE_BOTH, 123456, 654321, 0.0);
    world_start(w);
    assert_int_equal(w->queue->n_closures, 2);
    for (uint32_t d = 0; d < 2; d++) {
        assert_int_equal(w->queue->closures[d].node, 12);
        assert_int_equal(w->queue->closures[d].direction, d);
        assert_int_equal(w->queue->closures[d].from, 123456);
        assert_int_equal(w->queue->closures[d].to, 654321);
    }
    run_to(w, 0, WO_HOUR_MS);
    assert_int_equal(w->queue->n_calls, 2);
    plan(w, 0, 12, WO_SIDE_INBOUND, 123456, 654321, 0.0);
    world_start(w);
    assert_int_equal(w->queue->n_closures, 1);
    assert_int_equal(w->queue->closures[0].direction, WO_INBOUND);
    world_end(w);
}

/* The pass has 1,200 pc/h = 3,000 ms; a quarter of it is 12,000 ms. From the first full minute on until the last. */
static void leaves_a_part(void **state)
{
    (void)state;
    world *w = planned_world(1);
    plan(w, 0, 30, WO_SIDE_OUTBOUND, 90000, 200000, 0.25);
    world_start(w);
    run_to(w, 0, 100000);
    assert_int_equal(w->queue->n_calls, 0);
    run_to(w, 120000, 120000);
    assert_int_equal(w->queue->throttle[30], 12000);
    run_to(w, 140000, 239000);
    assert_int_equal(w->queue->n_calls, 1);
    run_to(w, 240000, 240000);
    assert_int_equal(w->queue->throttle[30], 0);
    assert_int_equal(w->queue->n_calls, 2);
    world_end(w);
}

/* No capacity given: the cars' own headway, 7.5 m / 4.5 m/s + 7.5 m / 15 m/s = 2.167 s. From the start. */
static void capacity_of_the_cars(void **state)
{
    (void)state;
    world *w = planned_world(1);
    plan(w, 0, 4, WO_SIDE_INBOUND, 0, WO_NEVER, 0.5);
    world_start(w);
    near("ms per pcu", w->queue->throttle[N_PIECES + 4], 4333, 2);
    assert_int_equal(w->queue->n_calls, 1);
    run_to(w, 0, WO_HOUR_MS);
    assert_int_equal(w->queue->n_calls, 1);
    world_end(w);
}

/* At the exit it acts on what ends there; of two at one place the stronger one holds. */
static void the_stronger_holds(void **state)
{
    (void)state;
    world *w = planned_world(3);
    plan(w, 0, N_PIECES, WO_SIDE_OUTBOUND, 120000, 180000, 0.1);
    plan(w, 1, N_PIECES, WO_SIDE_BOTH, 60000, 300000, 0.5);
    plan(w, 2, N_PIECES - 1, WO_SIDE_OUTBOUND, 240000, 360000, 0.2);
    world_start(w);
    static const uint32_t outbound[] = {0, 6000, 30000, 6000, 15000, 15000, 0};
    static const uint32_t inbound[] = {0, 6000, 6000, 6000, 6000, 0, 0};
    for (uint32_t minute = 0; minute < 7; minute++) {
        world_window(w, minute * WO_MINUTE_MS, NULL, 0);
        assert_int_equal(w->queue->throttle[N_PIECES - 1], outbound[minute]);
        assert_int_equal(w->queue->throttle[2 * N_PIECES - 1], inbound[minute]);
    }
    world_end(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(closes_at_the_instant),
        cmocka_unit_test(leaves_a_part),
        cmocka_unit_test(capacity_of_the_cars),
        cmocka_unit_test(the_stronger_holds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
