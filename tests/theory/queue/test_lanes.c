/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two lanes: a lane drop against kinematic-wave counts, and a slow truck that is passed on the other lane. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "helper_trial.h"

static double demand(double s)
{
    return s <= 0.0 ? 0.0 : s <= 1800.0 ? 0.7 * s : 1260.0 + 0.1 * (s - 1800.0);
}

/* Cumulative counts of theory at x for 2 lanes on 0-3 km, 1 on 3-4, 2 on 4-5: the drop passes 0.5/s while it has a
 * queue, the queue holds 2 x 0.125/m and its state goes back at 5 m/s. */
static double fluid(double x, double s)
{
    const double drop_s = x < 3000.0 ? s - (3000.0 - x) / 5.0 : s - (x - 3000.0) / 20.0;
    const double at_drop = fmin(demand(drop_s - 150.0), fmax(0.5 * (drop_s - 150.0), 0.0));
    return x < 3000.0 ? fmin(demand(s - x / 20.0), at_drop + 0.25 * (3000.0 - x)) : at_drop;
}

static void test_lane_drop(void **state)
{
    trial t;
    (void)state;
    trial_begin(&t);
    trial_stretch(&t, 0, 1, 3000.0, 12)->lanes = 2;
    (void)trial_stretch(&t, 1, 2, 1000.0, 4);
    trial_stretch(&t, 2, 3, 1000.0, 4)->lanes = 2;
    trial_build(&t);
    (void)trial_send_flow(&t, 0, 0.7, 0.0, 1800.0);
    (void)trial_send_flow(&t, 0, 0.1, 1800.0, 4000.0);
    trial_run(&t, 4000.0);
    for (uint32_t km = 0; km <= 5; km++) {
        for (double s = 10.0; s <= 4000.0; s += 10.0) {
            /* a fluid count is up to one vehicle ahead of whole ones */
            expect_close("count", trial_count(&t, trial_node(&t, 0, 4 * km), s), fluid(1000.0 * km, s) - 0.5, 1.5);
        }
    }
    trial_end(&t);
}

/* Demand 0.9/s on two lanes; a truck of 5 m/s from x = 2,000 m at 300 s to 7,000 m, passed at 0.375/s. Theory: queue
 * 0.8125/s, ahead 0.5/s, tail at -2.0588 m/s, 375 passes. */
static void test_truck_on_two_lanes(void **state)
{
    static const double tail[][3] = {{1500.0, 542.9, 548.3}, {1000.0, 785.7, 782.1}, {500.0, 1028.6, 1031.7}};
    trial t;
    (void)state;
    trial_begin(&t);
    const uint32_t truck = trial_class(&t, 8.0);
    trial_stretch(&t, 0, 1, 8000.0, 32)->lanes = 2;
    trial_speed(&t, truck, 5.0);
    trial_overtaken(&t, truck, 0.375);
    trial_build(&t);
    const uint32_t cars = trial_send_flow(&t, 0, 0.9, 0.0, 3000.0);
    const uint32_t from = trial_node(&t, 0, 8), to = trial_node(&t, 0, 28);
    wo_queue_origin_priority(t.queue, from, WO_OUTBOUND, 1000000);
    (void)trial_send(&t, 300.0, from, truck, to);
    trial_run(&t, 4000.0);
    expect_close("truck leaves", trial_at(&t, to, cars), 1300.0, 1.0 / 0.9);
    expect_close("passes, theory", (double)trial_passes(&t), 375.0, 2.0);
    expect_close("passes", (double)trial_passes(&t), 376.0, 1.0);
    expect_close("flow ahead", (trial_count(&t, to, 1200.0) - trial_count(&t, to, 600.0)) / 600.0, 0.5, 1.0 / 600.0);
    const uint32_t behind = trial_node(&t, 0, 4);
    expect_close("flow behind", (trial_count(&t, behind, 1240.0) - trial_count(&t, behind, 840.0)) / 400.0, 0.8125,
                 1.0 / 400.0);
    for (int k = 0; k < 3; k++) {
        const uint32_t node = trial_node(&t, 0, (uint32_t)(tail[k][0] / 250.0));
        double first = INFINITY;
        for (uint32_t p = 0; p < cars; p++) {
            if (trial_delay(&t, 0, node, p, 0) > 0.0005) {
                first = fmin(first, trial_at(&t, node, p));
            }
        }
        expect_close("tail, theory", first, tail[k][1], 0.011 * tail[k][1]);
        expect_close("tail, two vehicles", first, tail[k][2], 2.0 / 0.8125);
    }
    trial_end(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lane_drop),
        cmocka_unit_test(test_truck_on_two_lanes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
