/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One road splits: each fifth vehicle turns into a branch whose end serves 0.05/s. First in, first out: the turning
 * ones hold all. Flow 0.25/s in all, 0.20 and 0.05; the prototype's tail is at 2,750, 2,000 and 1,000 m at 1,207.0,
 * 1,477.4 and 1,847.0 s (theory: 275.0 and 366.7 s apart). The road is inbound: trees split only that way. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "helper_trial.h"

#define N_VEHICLES 2000

static double first_delayed(const trial *t, uint32_t node, double free_s)
{
    double first = INFINITY;
    for (uint32_t p = 0; p < N_VEHICLES; p++) {
        const double at = trial_at_inbound(t, node, p);
        if (at - t->released_s[p] > free_s + 0.0005) {
            first = fmin(first, at);
        }
    }
    return first;
}

/* Vehicles past a node in (from_s, to_s] per second; `turning`: those that turn. */
static double flow(const trial *t, uint32_t node, bool turning, double from_s, double to_s)
{
    uint32_t n = 0;
    for (uint32_t p = 0; p < N_VEHICLES; p++) {
        const double at = trial_at_inbound(t, node, p);
        n += (p % 5 == 4) == turning && at > from_s && at <= to_s;
    }
    return n / (to_s - from_s);
}

static void test_diverge(void **state)
{
    static const double tail[][2] = {{2750.0, 1207.0}, {2000.0, 1477.4}, {1000.0, 1847.0}};
    double seen[3];
    trial t;
    wo_error error = {0};
    (void)state;
    trial_begin(&t);
    /* outbound sense: A = 0 and B = 1 end in the fork 2, the exit is 3; traffic goes 3 -> 2 -> 0 or 1 */
    (void)trial_stretch(&t, 0, 2, 2000.0, 8);
    (void)trial_stretch(&t, 1, 2, 250.0, 1);
    (void)trial_stretch(&t, 2, 3, 3000.0, 12);
    trial_build(&t);
    const uint32_t fork = trial_node(&t, 2, 0), exit = trial_node(&t, 3, 0);
    assert_int_equal(wo_queue_limit(t.queue, trial_node(&t, 1, 0), WO_INBOUND, 20000, &error), WO_OK);
    for (uint32_t i = 1; i <= N_VEHICLES; i++) {
        (void)trial_send_inbound(&t, 2.5 * i, exit, 0, trial_node(&t, i % 5 == 0 ? 1 : 0, 0));
    }
    trial_run(&t, 6000.0);
    expect_close("flow to A", flow(&t, fork, false, 1500.0, 5500.0), 0.2000, 0.0005);
    expect_close("flow to B", flow(&t, fork, true, 1500.0, 5500.0), 0.0500, 0.0005);
    expect_close("first blocked", first_delayed(&t, fork, 150.0), 1120.0, 0.001 * 1120.0);
    for (int k = 0; k < 3; k++) {
        const uint32_t node = fork + (uint32_t)((3000.0 - tail[k][0]) / 250.0);
        seen[k] = first_delayed(&t, node, tail[k][0] / 20.0);
        expect_close("tail, two vehicles", seen[k], tail[k][1], 2.0 / 0.25);
    }
    expect_close("tail, theory", seen[1] - seen[0], 275.0, 2.0 / 0.25);
    expect_close("tail, theory", seen[2] - seen[1], 366.7, 2.0 / 0.25);
    trial_end(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_diverge)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
