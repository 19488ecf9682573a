/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The deadline as a gate that closes, and parties longer than a segment behind a closed gate. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "helper_trial.h"

/* 400/h leave from 0 on, 1.5 h away from a gate of 240/h that closes at 12 h: 4,800 leave, 2,520 pass, the last of
 * them left at 6.30 h. */
static void test_deadline(void **state)
{
    trial t;
    wo_error error = {0};
    (void)state;
    trial_begin(&t);
    (void)trial_stretch(&t, 0, 1, 108000.0, 108);
    trial_build(&t);
    const uint32_t gate = trial_node(&t, 1, 0);
    assert_int_equal(wo_queue_limit(t.queue, gate, WO_OUTBOUND, 15000, &error), WO_OK);
    assert_int_equal(wo_queue_close(t.queue, gate, WO_OUTBOUND, 12 * WO_HOUR_MS, WO_NEVER, &error), WO_OK);
    const uint32_t released = trial_send_flow(&t, 0, 400.0 / 3600.0, 0.0, 12.0 * 3600.0);
    assert_int_equal(released, 4800);
    trial_run(&t, 13.0 * 3600.0);
    const uint32_t through = trial_count(&t, gate, 13.0 * 3600.0);
    expect_close("through", through, 2520.0, 1.0);
    expect_close("stranded", released - through, 2280.0, 1.0);
    expect_close("last successful departure, h", t.released_s[through - 1] / 3600.0, 6.30, 0.0025);
    assert_true(trial_at(&t, gate, through - 1) < 12.0 * 3600.0);
    assert_true(isnan(trial_at(&t, gate, through)));
    trial_end(&t);
}

/* A flock of 300 m in segments of 250 m behind a gate. Shut until 3,000 s: all 900 cars and the flock get out. Shut
 * for ever: 31 cars of 8 m stand in each of 8 segments, the flock and the rest wait outside. */
static void check_flock(wo_ms opens, uint32_t flock_after, uint32_t out, uint32_t inside)
{
    trial t;
    wo_error error = {0};
    trial_begin(&t);
    const uint32_t flock = trial_class(&t, 300.0);
    t.spec.herd[flock] = true;
    (void)trial_stretch(&t, 0, 1, 2000.0, 8);
    trial_speed(&t, flock, 1.0);
    trial_build(&t);
    const uint32_t gate = trial_node(&t, 1, 0);
    assert_int_equal(wo_queue_close(t.queue, gate, WO_OUTBOUND, 0, opens, &error), WO_OK);
    for (uint32_t i = 1; i <= 901; i++) {
        (void)trial_send(&t, 2.5 * i, 0, i == flock_after + 1 ? flock : 0, WO_NONE);
    }
    trial_run(&t, 20000.0);
    assert_int_equal(trial_count(&t, gate, 20000.0), out);
    assert_int_equal(trial_count(&t, 0, 20000.0) - out, inside);
    trial_end(&t);
}

static void test_flock(void **state)
{
    (void)state;
    check_flock(3000000, 20, 901, 0);
    check_flock(3000000, 300, 901, 0);
    check_flock(WO_NEVER, 300, 0, 248);
    /* 20 cars and the flock fill segments of their own: 20 in the last, the flock in the next, 6 x 31 behind it */
    check_flock(WO_NEVER, 20, 0, 20 + 1 + 6 * 31);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_deadline),
        cmocka_unit_test(test_flock),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
