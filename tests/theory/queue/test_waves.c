/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Riemann problems of kinematic-wave theory: a shock, a restart from standstill, a contact, and restart waves over
 * many segments whose length is no multiple of the jam spacing. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "helper_trial.h"

/* Demand 0.2/s (density 0.010) meets a queue that moves at 0.125/s (0.100): the shock goes back at 0.8333 m/s. */
static void test_shock(void **state)
{
    static const double way_m[] = {250.0, 500.0, 1000.0};
    (void)state;
    for (uint32_t piece = 50; piece <= 250; piece += 200) {
        trial t;
        wo_error error = {0};
        trial_begin(&t);
        (void)trial_stretch(&t, 0, 1, 2000.0, 2000 / piece);
        trial_build(&t);
        assert_int_equal(wo_queue_limit(t.queue, trial_node(&t, 1, 0), WO_OUTBOUND, 8000, &error), WO_OK);
        (void)trial_send_flow(&t, 0, 0.2, 0.0, 1800.0);
        trial_run(&t, 2400.0);
        for (size_t k = 0; k < sizeof way_m / sizeof way_m[0]; k++) {
            const uint32_t node = trial_node(&t, 0, (uint32_t)((2000.0 - way_m[k]) / piece));
            double first = INFINITY;
            for (uint32_t p = 0; p < t.n_parties; p++) {
                if (trial_delay(&t, 0, node, p, 0) > 0.0005) {
                    first = fmin(first, trial_at(&t, node, p));
                }
            }
            /* the first vehicle reaches the end at 105 s */
            expect_close("shock", first, 105.0 + way_m[k] / 0.83333, 2.0 / 0.125);
        }
        trial_end(&t);
    }
}

/* 120 vehicles stand on 8 x 120 m; the gate at the end opens at 1,000 s. */
static void test_restart(void **state)
{
    trial t;
    wo_error error = {0};
    (void)state;
    trial_begin(&t);
    (void)trial_stretch(&t, 0, 1, 960.0, 8);
    trial_build(&t);
    assert_int_equal(wo_queue_close(t.queue, trial_node(&t, 1, 0), WO_OUTBOUND, 0, 1000000, &error), WO_OK);
    assert_int_equal(trial_send_flow(&t, 0, 0.4, 0.0, 300.0), 120);
    trial_run(&t, 2000.0);
    assert_int_equal(trial_count(&t, 0, 999.0), 120);
    for (uint32_t p = 0; p < 120; p++) {
        expect_close("exit", trial_at(&t, trial_node(&t, 1, 0), p), 1000.0 + 2.0 * p, 0.0005);
    }
    for (uint32_t i = 1; i < 8; i++) { /* 15 vehicles a segment: number 15 (8 - i) is the head of segment i - 1 */
        expect_close("restart", trial_at(&t, trial_node(&t, 0, i), 15 * (8 - i)), 1000.0 + 24.0 * (8 - i), 0.0005);
    }
    trial_end(&t);
}

/* A change of flow within free traffic travels with the vehicles. */
static void test_contact(void **state)
{
    trial t;
    (void)state;
    trial_begin(&t);
    (void)trial_stretch(&t, 0, 1, 5000.0, 20);
    trial_build(&t);
    (void)trial_send_flow(&t, 0, 0.1, 0.0, 500.0);
    (void)trial_send_flow(&t, 0, 0.5, 500.0, 1000.0);
    (void)trial_send_flow(&t, 0, 0.2, 1000.0, 1500.0);
    trial_run(&t, 2000.0);
    for (uint32_t p = 0; p < t.n_parties; p++) {
        expect_close("free travel", trial_delay(&t, 0, trial_node(&t, 1, 0), p, 0), 0.0, 0.0005);
    }
    trial_end(&t);
}

/* A column of 10 km stands behind a gate that opens: theory moves its far end 10 km / 4.5 m/s = 2,222 s later. */
static void check_column(double piece_m, double length_m, uint32_t truck_every, double truck_m, double tolerance)
{
    const double opened = 8000.0;
    trial t;
    wo_error error = {0};
    trial_begin(&t);
    t.spec.wave_mps = 4.5;
    t.spec.jam_m[0] = t.spec.car_jam_m = 7.5;
    const uint32_t truck = trial_class(&t, truck_m);
    (void)trial_stretch(&t, 0, 1, length_m, (uint32_t)(length_m / piece_m + 0.5));
    trial_speed(&t, 0, 50.0 / 3.6);
    trial_speed(&t, truck, 50.0 / 3.6);
    trial_build(&t);
    assert_int_equal(wo_queue_close(t.queue, trial_node(&t, 1, 0), WO_OUTBOUND, 0, wo_ms_from_s(opened), &error),
                     WO_OK);
    for (uint32_t i = 1; i <= 1700; i++) {
        (void)trial_send(&t, 4.0 * i, 0, truck_every > 0 && i % truck_every == 0 ? truck : 0, WO_NONE);
    }
    trial_run(&t, opened + 4000.0);
    const uint32_t standing = trial_count(&t, 0, opened);
    assert_int_equal(standing, trial_count(&t, 0, 7000.0)); /* nothing moves any more */
    expect_close("first movement at the far end", trial_at(&t, 0, standing) - opened, length_m / 4.5, tolerance);
    for (uint32_t i = 0; i + 1 < t.road.n_nodes; i++) { /* on its way the wave is nowhere early */
        const double at = trial_at(&t, i, trial_count(&t, i, opened)) - opened;
        expect_close("restart wave", at, (length_m - i * piece_m) / 4.5, tolerance);
        assert_true(at > (length_m - i * piece_m) / 4.5 - 0.05);
    }
    trial_end(&t);
}

/* One class, on lengths that are and are not multiples of 7.5 m: to the rounding of L / w. With trucks a segment may
 * wait for the room of two vehicles, up to one headway: 1 %, 3 % for the shortest segments. */
static void test_column(void **state)
{
    static const struct {
        double piece_m, length_m;
        uint32_t truck_every;
        double truck_m, share;
    } cases[] = {
        {250.0, 10000.0, 0, 16.0, 2e-5},  {300.0, 9000.0, 0, 16.0, 2e-5},  {125.0, 10000.0, 0, 16.0, 2e-5},
        {250.0, 10000.0, 1, 16.0, 2e-5},  {250.0, 10000.0, 2, 16.0, 0.01}, {250.0, 10000.0, 5, 16.0, 0.01},
        {250.0, 10000.0, 10, 12.0, 0.01}, {300.0, 9000.0, 2, 12.0, 0.01},  {300.0, 9000.0, 10, 9.5, 0.01},
        {280.0, 8400.0, 5, 19.5, 0.01},   {500.0, 10000.0, 3, 19.5, 0.01}, {125.0, 10000.0, 2, 12.0, 0.01},
        {125.0, 10000.0, 3, 19.5, 0.03},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        check_column(cases[i].piece_m, cases[i].length_m, cases[i].truck_every, cases[i].truck_m,
                     cases[i].share * cases[i].length_m / 4.5);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shock),
        cmocka_unit_test(test_restart),
        cmocka_unit_test(test_contact),
        cmocka_unit_test(test_column),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
