/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Capacity drop at a bottleneck (Cassidy and Bertini 1999): 0.35/s for an hour, then 0.1/s, through 0.30/s that fall by
 * a tenth while a queue discharges. Without a drop the queue costs 405,000 vehicle seconds and ends at 4,500 s, with it
 * 762,353 and 5,294.1 s; vehicle by vehicle 404,357.6, and 760,615 and 5,291.4 s. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "helper_trial.h"

#define TENTH 6554u /* of 65,536 */

typedef struct result {
    double delay_s, last_s, longest;
} result;

/* A bottleneck 5 km down the road; `held` = 0: no drop. Times are counted without the 250 s to it. */
static result discharge(uint32_t pieces, wo_ms dt_ms, uint32_t held)
{
    trial t;
    wo_error error = {0};
    result r = {0.0, 0.0, 0.0};
    trial_begin(&t);
    (void)trial_stretch(&t, 0, 1, 5000.0, pieces);
    (void)trial_stretch(&t, 1, 2, 1000.0, 4);
    t.options.dt_ms = dt_ms;
    trial_build(&t);
    const uint32_t node = trial_node(&t, 1, 0);
    assert_int_equal(wo_queue_limit(t.queue, node, WO_OUTBOUND, 3333, &error), WO_OK);
    if (held > 0) {
        assert_int_equal(wo_queue_drop(t.queue, node, WO_OUTBOUND, TENTH, held, &error), WO_OK);
    }
    (void)trial_send_flow(&t, 0, 0.35, 0.0, 3600.001);
    (void)trial_send_flow(&t, 0, 0.1, 3600.0, 6400.0);
    trial_run(&t, 8000.0);
    for (uint32_t p = 0; p < t.n_parties; p++) {
        const double delay_s = trial_delay(&t, 0, node, p, 0);
        r.delay_s += delay_s;
        r.last_s = delay_s > 0.0005 ? trial_at(&t, node, p) - 250.0 : r.last_s;
    }
    r.longest = 0.35 * 3600.0 - trial_count(&t, node, 3600.0 + 250.0);
    trial_end(&t);
    return r;
}

static void test_without_drop(void **state)
{
    (void)state;
    const result r = discharge(20, 0, 0);
    print_message("no drop: %.1f vehicle s, until %.1f s, longest %.0f\n", r.delay_s, r.last_s, r.longest);
    expect_close("delay", r.delay_s, 404357.6, 404357.6 * 0.001); /* a headway of 3,333 instead of 3,333.3 ms */
    expect_close("longest queue", r.longest, 180.0, 2.0);
    expect_close("end of the queue, s", r.last_s, 4500.0, 10.0);
}

static void test_drop(void **state)
{
    static const uint32_t pieces[] = {20, 40, 100};
    static const wo_ms dts[] = {0, 2500};
    (void)state;
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        for (size_t k = 0; k < sizeof dts / sizeof dts[0]; k++) {
            const result at_once = discharge(pieces[i], dts[k], 1), after_ten = discharge(pieces[i], dts[k], 10);
            print_message("drop after 1: %.1f vehicle s, until %.1f s, longest %.0f; after 10: %.1f, %.1f s\n",
                          at_once.delay_s, at_once.last_s, at_once.longest, after_ten.delay_s, after_ten.last_s);
            expect_close("delay, drop after 1", at_once.delay_s, 759897.0, 5.0);
            expect_close("delay, drop after 1, discrete", at_once.delay_s, 760615.0, 760615.0 * 0.002);
            expect_close("end of the queue, drop after 1, s", at_once.last_s, 5290.4, 0.1);
            expect_close("longest queue, drop after 1", at_once.longest, 288.0, 2.0);
            expect_close("delay, drop after 10", after_ten.delay_s, 755162.0, 5.0);
            expect_close("end of the queue, drop after 10, s", after_ten.last_s, 5283.3, 0.1);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_without_drop),
        cmocka_unit_test(test_drop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
