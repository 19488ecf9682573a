/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Deterministic queue, growth and recovery behind a bottleneck, spillback, Newell's three detectors. "Fluid" numbers
 * are those of kinematic-wave theory; "discrete" ones are exact for vehicles that enter at i / q. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "helper_trial.h"

/* One straight road with a point capacity of `exit_headway_ms` at its end. */
static void straight(trial *t, double length_m, uint32_t pieces, wo_ms dt_ms, uint32_t exit_headway_ms)
{
    wo_error error = {0};
    trial_begin(t);
    (void)trial_stretch(t, 0, 1, length_m, pieces);
    t->options.dt_ms = dt_ms;
    trial_build(t);
    assert_int_equal(wo_queue_limit(t->queue, trial_node(t, 1, 0), WO_OUTBOUND, exit_headway_ms, &error), WO_OK);
}

/* First time at which the passages of `node` are later than free travel; NAN when none is. */
static double first_delayed(const trial *t, uint32_t node)
{
    double first = NAN;
    for (uint32_t p = 0; p < t->n_parties; p++) {
        if (trial_delay(t, 0, node, p, 0) > 0.0005) {
            first = fmin(first, trial_at(t, node, p));
        }
    }
    return first;
}

static double total_delay(const trial *t, uint32_t node)
{
    double sum = 0.0;
    for (uint32_t p = 0; p < t->n_parties; p++) {
        sum += trial_delay(t, 0, node, p, 0);
    }
    return sum;
}

static double last_delayed(const trial *t, uint32_t node)
{
    double last = 0.0;
    for (uint32_t p = 0; p < t->n_parties; p++) {
        if (trial_delay(t, 0, node, p, 0) > 0.0005) {
            last = fmax(last, trial_at(t, node, p));
        }
    }
    return last;
}

/* Arrivals of 1,500/h for 2 h, then 500/h, at a server of 1,000/h: 1,000 vehicles wait at 2 h, none at 4 h, delay 2,000
 * vehicle hours, at most 1 h (vehicle 3,000). `at_origin`: the server stands where the vehicles enter. */
static void check_server(bool at_origin)
{
    trial t;
    wo_error error = {0};
    straight(&t, 15000.0, 15, 0, at_origin ? 0 : 3600);
    const uint32_t node = trial_node(&t, at_origin ? 0 : 1, 0);
    if (at_origin) {
        assert_int_equal(wo_queue_limit(t.queue, node, WO_OUTBOUND, 3600, &error), WO_OK);
    }
    for (uint32_t i = 1; i <= 4000; i++) {
        (void)trial_send(&t, i <= 3000 ? 2.4 * i : 7200.0 + 7.2 * (i - 3000), 0, 0, WO_NONE);
    }
    trial_run(&t, 16000.0);
    const double free_s = at_origin ? 0.0 : 750.0;
    double worst = 0.0;
    uint32_t who = 0;
    for (uint32_t p = 0; p < t.n_parties; p++) {
        const double delay = trial_delay(&t, 0, node, p, 0);
        who = delay > worst ? p : who;
        worst = fmax(worst, delay);
    }
    expect_close("D/D/1 delay, vehicle hours", total_delay(&t, node) / 3600.0, 2000.0, 2.0);
    expect_close("D/D/1 worst delay, s", worst, 3600.0, 3.6);
    expect_close("D/D/1 worst vehicle", who + 1, 3000.0, 1.0);
    expect_close("D/D/1 longest queue", 3000.0 - trial_count(&t, node, 7200.0 + free_s), 1000.0, 1.0);
    expect_close("D/D/1 end of the queue, s", last_delayed(&t, node), 14400.0 + free_s, 3.6 * 2);
    trial_end(&t);
}

static void test_server(void **state)
{
    (void)state;
    check_server(true);
    check_server(false);
}

/* 5 km, demand 0.4/s for 1,800 s, then 0.1/s; the exit lets one pass every 4 s. */
static const struct growth_case {
    uint32_t pieces;
    wo_ms dt_ms;
} growth_cases[] = {{5, 0}, {5, 10000}, {20, 0}, {20, 5000}, {20, 1000}, {50, 0}, {50, 1000}};

static void test_growth_and_recovery(void **state)
{
    static const struct {
        double x, at_s, fluid_s;
    } tail[] = {{1000.0, 1720.5, 1716.7}, {750.0, 1813.5, 1808.3}, {700.0, 1830.5, 1826.7}};
    (void)state;
    for (size_t i = 0; i < sizeof growth_cases / sizeof growth_cases[0]; i++) {
        trial t;
        const struct growth_case *c = &growth_cases[i];
        straight(&t, 5000.0, c->pieces, c->dt_ms, 4000);
        (void)trial_send_flow(&t, 0, 0.4, 0.0, 1800.0);
        (void)trial_send_flow(&t, 0, 0.1, 1800.0, 4100.0);
        trial_run(&t, 6000.0);
        const uint32_t end = trial_node(&t, 1, 0);
        expect_close("delay, discrete", total_delay(&t, end), 484651.5, 0.001);
        expect_close("delay, fluid (2 N h)", total_delay(&t, end), 486000.0, 2.0 * 930 * 4.0);
        expect_close("last delayed exit", last_delayed(&t, end), 3844.5, 0.001);
        for (size_t k = 0; k < sizeof tail / sizeof tail[0]; k++) {
            const double piece = 5000.0 / c->pieces;
            if (fmod(tail[k].x, piece) < 0.5) {
                const double at = first_delayed(&t, trial_node(&t, 0, (uint32_t)(tail[k].x / piece + 0.5)));
                expect_close("tail, discrete", at, tail[k].at_s, 0.001);
                expect_close("tail, fluid (2 / q of the queue)", at, tail[k].fluid_s, 8.0);
            }
        }
        /* The turn of the tail is at x = 680: no boundary upstream of it sees a delay. */
        if (c->pieces >= 20) {
            assert_true(isnan(first_delayed(&t, trial_node(&t, 0, c->pieces == 20 ? 2 : 6))));
        }
        trial_end(&t);
    }
}

/* 2 km, demand 0.4/s, exit 0.25/s: theory blocks the entry at 833.33 s with 150 vehicles inside. */
static void test_spillback(void **state)
{
    static const struct {
        uint32_t pieces;
        double delayed_s;
    } cases[] = {{2, 838.5}, {8, 838.5}, {40, 838.5}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        trial t;
        straight(&t, 2000.0, cases[i].pieces, 0, 4000);
        (void)trial_send_flow(&t, 0, 0.4, 0.0, 4000.0);
        trial_run(&t, 3600.0);
        expect_close("first delayed entry", first_delayed(&t, 0), cases[i].delayed_s, 0.001);
        expect_close("first delayed entry, fluid (2 / q of the queue)", first_delayed(&t, 0), 833.33, 8.0);
        const double inside = (double)trial_count(&t, 0, 3000.0) - trial_count(&t, trial_node(&t, 1, 0), 3000.0);
        expect_close("vehicles on the road", inside, 150.0, 2.0);
        trial_end(&t);
    }
}

/* A discharge of 40/h: (1/8 - 1/450) 2,000 = 245.6 vehicles stand on 2 km; short segments lose some of them because
 * a hole may not be told before it exists. */
static void test_slow_discharge(void **state)
{
    static const struct {
        uint32_t pieces;
        double vehicles, tolerance;
    } cases[] = {{2, 245.6, 1.0}, {4, 245.6, 1.0}, {8, 245.6, 1.0}, {40, 240.0, 1.0}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        trial t;
        straight(&t, 2000.0, cases[i].pieces, 0, 90000);
        (void)trial_send_flow(&t, 0, 0.1, 0.0, 40000.0);
        trial_run(&t, 40000.0);
        const double inside = (double)trial_count(&t, 0, 39000.0) - trial_count(&t, trial_node(&t, 1, 0), 39000.0);
        expect_close("vehicles on the road at 40/h", inside, cases[i].vehicles, cases[i].tolerance);
        trial_end(&t);
    }
}

/* Counts in the middle of 4 km follow from those at both ends: N = min(0.4 (t - 100), 0.25 (t - 600) + 250). */
static void test_three_detectors(void **state)
{
    static const double expected[][2] = {{500, 160}, {800, 280}, {1000, 350}, {1500, 475}, {2000, 600}};
    (void)state;
    for (uint32_t pieces = 2; pieces <= 16; pieces *= 2) {
        trial t;
        straight(&t, 4000.0, pieces, 0, 4000);
        (void)trial_send_flow(&t, 0, 0.4, 0.0, 3000.0);
        trial_run(&t, 2400.0);
        const uint32_t middle = trial_node(&t, 0, pieces / 2);
        for (size_t k = 0; k < sizeof expected / sizeof expected[0]; k++) {
            expect_close("count at 2,000 m", trial_count(&t, middle, expected[k][0]), expected[k][1], 1.0);
        }
        for (double s = 100.0; s < 2400.0; s += 10.0) {
            const double fluid = fmin(0.4 * (s - 100.0), 0.25 * (s - 600.0) + 250.0);
            expect_close("count at 2,000 m, fluid", trial_count(&t, middle, s), fluid, 2.0);
        }
        trial_end(&t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_server),          cmocka_unit_test(test_growth_and_recovery),
        cmocka_unit_test(test_spillback),       cmocka_unit_test(test_slow_discharge),
        cmocka_unit_test(test_three_detectors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
