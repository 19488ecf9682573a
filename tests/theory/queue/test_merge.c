/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two arms of 2 km merge into one road of capacity 0.5/s (Daganzo 1995: q1 = mid(S1, R - S2, p1 R)), and arms with
 * different classes. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "helper_trial.h"

#define ARM_M 2000.0

/* Arms end in spec node 2, the road goes on to 3. */
static void fork_begin(trial *t, double priority_1, double priority_2, double truck_m)
{
    trial_begin(t);
    if (truck_m > 0.0) {
        (void)trial_class(t, truck_m);
    }
    trial_stretch(t, 0, 2, ARM_M, 8)->priority = priority_1;
    trial_stretch(t, 1, 2, ARM_M, 8)->priority = priority_2;
    (void)trial_stretch(t, 2, 3, 1000.0, 4);
    trial_build(t);
}

/* Cars of an arm enter at i / per_s until until_s; returns the first party. */
static uint32_t feed(trial *t, uint32_t arm, double per_s, uint32_t class_index, double until_s)
{
    const uint32_t first = t->n_parties;
    for (uint32_t i = 1; i / per_s <= until_s; i++) {
        (void)trial_send(t, i / per_s, trial_node(t, arm, 0), class_index, WO_NONE);
    }
    return first;
}

/* Flow of the parties first .. first + n - 1 past a node, between two times. */
static double flow(const trial *t, uint32_t node, uint32_t first, uint32_t end, double from_s, double to_s)
{
    uint32_t n = 0;
    for (uint32_t p = first; p < end; p++) {
        const double at = trial_at(t, node, p);
        n += at > from_s && at <= to_s;
    }
    return n / (to_s - from_s);
}

static double first_delayed_entry(const trial *t, uint32_t first, uint32_t end)
{
    double at = INFINITY;
    for (uint32_t p = first; p < end; p++) {
        const double entered = trial_at(t, trial_node(t, first == 0 ? 0 : 1, 0), p);
        if (entered - t->released_s[p] > 0.0005) {
            at = fmin(at, entered);
        }
    }
    return at;
}

static void test_daganzo(void **state)
{
    static const struct {
        double s1, s2, q1, q2;
        double spill_1, spill_2; /* when the queue of an arm reaches its start, INFINITY = never */
        double sim_1, sim_2;     /* prototype */
    } cases[] = {
        {0.40, 0.20, 0.375, 0.125, 2500.0, 2500.0, 2475.5, 2505.5},
        {0.45, 0.10, 0.400, 0.100, 1000.0, INFINITY, 1009.2, INFINITY},
        {0.30, 0.10, 0.300, 0.100, INFINITY, INFINITY, INFINITY, INFINITY},
        {0.20, 0.40, 0.200, 0.300, INFINITY, 1000.0, INFINITY, 1003.5},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        trial t;
        fork_begin(&t, 3.0, 1.0, 0.0);
        const uint32_t one = feed(&t, 0, cases[i].s1, 0, 9000.0), two = feed(&t, 1, cases[i].s2, 0, 9000.0);
        trial_run(&t, 9000.0);
        const uint32_t node = trial_node(&t, 2, 0), end = t.n_parties;
        /* 8,000 s: a vehicle more or less is 0.000125 */
        expect_close("flow of arm 1", flow(&t, node, one, two, 900.0, 8900.0), cases[i].q1, 0.0003);
        expect_close("flow of arm 2", flow(&t, node, two, end, 900.0, 8900.0), cases[i].q2, 0.0003);
        const double spill[2] = {first_delayed_entry(&t, one, two), first_delayed_entry(&t, two, end)};
        const double fluid[2] = {cases[i].spill_1, cases[i].spill_2}, sim[2] = {cases[i].sim_1, cases[i].sim_2};
        for (int k = 0; k < 2; k++) {
            if (isinf(fluid[k])) {
                assert_true(isinf(spill[k]));
            } else {
                expect_close("spillback, fluid", spill[k], fluid[k], 40.0);
                expect_close("spillback, prototype", spill[k], sim[k], 0.007 * sim[k]); /* its merge was another */
            }
        }
        trial_end(&t);
    }
}

/* Trucks of 16 m (headway 4 s) on one arm, cars (2 s) on the other, both 0.4/s: 1 : 1 gives one of each in 6 s, 3 : 1
 * three trucks and a car in 14 s. */
static void test_classes(void **state)
{
    static const struct {
        double priority, trucks, cars, sim_trucks, sim_cars;
    } cases[] = {{1.0, 1.0 / 6.0, 1.0 / 6.0, 0.1668, 0.1663}, {3.0, 3.0 / 14.0, 1.0 / 14.0, 0.2142, 0.0716}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        trial t;
        fork_begin(&t, cases[i].priority, 1.0, 16.0);
        const uint32_t trucks = feed(&t, 0, 0.4, 1, 5000.0), cars = feed(&t, 1, 0.4, 0, 5000.0);
        trial_run(&t, 5000.0);
        const uint32_t node = trial_node(&t, 2, 0);
        const double q1 = flow(&t, node, trucks, cars, 800.0, 4800.0),
                     q2 = flow(&t, node, cars, t.n_parties, 800.0, 4800.0);
        expect_close("trucks", q1, cases[i].trucks, 0.0005);
        expect_close("cars", q2, cases[i].cars, 0.0005);
        expect_close("trucks, prototype", q1, cases[i].sim_trucks, 0.003 * cases[i].sim_trucks);
        expect_close("cars, prototype", q2, cases[i].sim_cars, 0.005 * cases[i].sim_cars);
        trial_end(&t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_daganzo),
        cmocka_unit_test(test_classes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
