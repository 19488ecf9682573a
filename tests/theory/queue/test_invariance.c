/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Passing times do not depend on the length of the window or the order of the boundaries: the hash over all passages
 * is one and the same, with herds, trucks, a merge, opposing traffic, a gate and a bottleneck at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "helper_trial.h"

/* Village 0 and village 1 lie on arms that meet in 2; the exit is 3. */
static uint64_t everything(wo_ms dt_ms, bool reverse)
{
    trial t;
    wo_error error = {0};
    trial_begin(&t);
    const uint32_t truck = trial_class(&t, 16.0), herd = trial_class(&t, 48.0), flock = trial_class(&t, 300.0);
    t.spec.herd[herd] = t.spec.herd[flock] = true;
    trial_stretch(&t, 0, 2, 4000.0, 16)->priority = 3.0;
    (void)trial_stretch(&t, 1, 2, 3000.0, 12);
    trial_stretch(&t, 2, 3, 5000.0, 20)->two_way_per_s = 0.8;
    trial_speed(&t, truck, 6.0);
    trial_speed(&t, herd, 1.0);
    trial_speed(&t, flock, 0.8);
    trial_overtaken(&t, truck, -1.0);
    trial_overtaken(&t, herd, -1.0);
    trial_overtaken(&t, flock, 0.05);
    t.options = (wo_queue_options){.dt_ms = dt_ms, .grid_ms = 60000, .mean_ms = 900000, .reverse_order = reverse};
    trial_build(&t);
    const uint32_t fork = trial_node(&t, 2, 0), exit = trial_node(&t, 3, 0);
    assert_int_equal(wo_queue_limit(t.queue, exit, WO_OUTBOUND, 3500, &error), WO_OK);
    assert_int_equal(wo_queue_close(t.queue, fork, WO_OUTBOUND, 2000000, 3000000, &error), WO_OK);
    for (uint32_t i = 1; i <= 1200; i++) {
        const uint32_t kind = i % 150 == 70 ? flock : i % 60 == 0 ? herd : i % 12 == 0 ? truck : 0;
        (void)trial_send(&t, 5.3 * i, i % 3 == 0 ? trial_node(&t, 1, 0) : 0, kind, kind == flock ? fork : WO_NONE);
        (void)trial_send_inbound(&t, 6.1 * i, exit, i % 9 == 0 ? truck : 0, trial_node(&t, i % 2, 0));
    }
    trial_run(&t, 10800.0);
    assert_true(trial_passes(&t) > 100);
    const uint64_t hash = trial_hash(&t);
    trial_end(&t);
    return hash;
}

static void test_one_hash(void **state)
{
    static const wo_ms dts[] = {12500, 10000, 7300, 5000, 2500, 1000};
    (void)state;
    const uint64_t hash = everything(0, false);
    for (size_t i = 0; i < sizeof dts / sizeof dts[0]; i++) {
        assert_int_equal(everything(dts[i], false), hash);
        assert_int_equal(everything(dts[i], true), hash);
    }
}

/* A longer window than the limit is refused: it would change the times. */
static void test_limit(void **state)
{
    trial t;
    wo_queue *queue = NULL;
    wo_error error = {0};
    (void)state;
    trial_begin(&t);
    (void)trial_stretch(&t, 0, 1, 1000.0, 4);
    trial_build(&t);
    assert_int_equal(t.road.limit_all_ms, 12500);
    const wo_queue_options options = {.dt_ms = 12501};
    assert_int_equal(wo_queue_create(&t.road, &options, &queue, &error), WO_ERR_RANGE);
    trial_end(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_hash),
        cmocka_unit_test(test_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
