/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nobody passes: platoons behind slow vehicles, whose speed followers inherit and lose again. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "helper_trial.h"

/* A vehicle of 5 m/s enters at 0, one of 20 m/s at 10 s: it follows 1.6 + 8 / 5 = 3.2 s behind. */
static void test_follower(void **state)
{
    static const double follower_s[] = {10.0, 53.2, 103.2, 153.2, 203.2};
    (void)state;
    trial t;
    trial_begin(&t);
    const uint32_t slow = trial_class(&t, 8.0);
    (void)trial_stretch(&t, 0, 1, 1000.0, 4);
    trial_speed(&t, slow, 5.0);
    trial_build(&t);
    (void)trial_send(&t, 0.0, 0, slow, WO_NONE);
    (void)trial_send(&t, 10.0, 0, 0, WO_NONE);
    trial_run(&t, 400.0);
    for (uint32_t i = 0; i <= 4; i++) {
        expect_close("slow one", trial_at(&t, trial_node(&t, 0, i), 0), 50.0 * i, 0.0005);
        expect_close("follower", trial_at(&t, trial_node(&t, 0, i), 1), follower_s[i], 0.0005);
    }
    trial_end(&t);
}

/* A saturated mix of cars (8 m, 20 m/s) and a share of trucks (16 m, 5 m/s) runs at 5 m/s: a car takes 3.2 s, a truck
 * 6.4 s. `every` = 0: only the first is a truck. */
static void test_mixed_platoon(void **state)
{
    static const struct {
        uint32_t every;
        double per_h;
    } cases[] = {{0, 1125.0}, {10, 1022.7}, {4, 900.0}, {2, 750.0}};
    (void)state;
    for (uint32_t pieces = 2; pieces <= 8; pieces *= 4) {
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
            trial t;
            trial_begin(&t);
            const uint32_t truck = trial_class(&t, 16.0);
            (void)trial_stretch(&t, 0, 1, 2000.0, pieces);
            trial_speed(&t, truck, 5.0);
            trial_build(&t);
            for (uint32_t p = 0; p < 1001; p++) {
                const bool is_truck = cases[i].every == 0 ? p == 0 : p % cases[i].every == 0;
                (void)trial_send(&t, 0.0, 0, is_truck ? truck : 0, WO_NONE);
            }
            trial_run(&t, 6000.0);
            for (uint32_t k = 0; k <= pieces; k += pieces) {
                const uint32_t node = trial_node(&t, 0, k);
                const double per_h = 1000.0 * 3600.0 / (trial_at(&t, node, 1000) - trial_at(&t, node, 0));
                expect_close("saturated mix, veh/h", per_h, cases[i].per_h, 0.001 * cases[i].per_h);
            }
            trial_end(&t);
        }
    }
}

/* A vehicle of 5 m/s on the first 1,000 m that drives 20 m/s after them; cars come at 0.4/s. Theory: 0.3125/s enter
 * until 400 s, the last delayed entry is at 750 s, the delay at the entry 0.5 x 35 x 750 = 13,125 veh s. */
static void test_inheritance_ends(void **state)
{
    static const struct {
        uint32_t pieces;
        double last_s, delay;
    } cases[] = {{4, 750.5, 13212.0}, {1, 748.0, 13122.0}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        trial t;
        trial_begin(&t);
        const uint32_t slow = trial_class(&t, 8.0);
        (void)trial_stretch(&t, 0, 1, 1000.0, cases[i].pieces);
        trial_speed(&t, slow, 5.0);
        (void)trial_stretch(&t, 1, 2, 1000.0, cases[i].pieces);
        trial_build(&t);
        (void)trial_send(&t, 0.0, 0, slow, WO_NONE);
        (void)trial_send_flow(&t, 0, 0.4, 0.0, 2000.0);
        trial_run(&t, 3600.0);
        double sum = 0.0, last = 0.0;
        for (uint32_t p = 0; p < t.n_parties; p++) {
            const double delay = trial_delay(&t, 0, 0, p, 0);
            last = delay > 0.0005 ? fmax(last, trial_at(&t, 0, p)) : last;
            sum += delay;
        }
        expect_close("last delayed entry, theory", last, 750.0, 2.5);
        expect_close("delay at the entry, theory", sum, 13125.0, 0.01 * 13125.0);
        expect_close("last delayed entry", last, cases[i].last_s, 0.003 * cases[i].last_s);
        expect_close("delay at the entry", sum, cases[i].delay, 0.003 * cases[i].delay);
        trial_end(&t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_follower),
        cmocka_unit_test(test_mixed_platoon),
        cmocka_unit_test(test_inheritance_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
