/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A vehicle that breaks down on the lane. Demand 0.2/s, it stands 1,800 s, others pass it at 0.1/s: by theory 180
 * pass, 180 wait when it drives on, they leave at 0.5/s within 600 s, and all wait 216,000 s together; the model's
 * queue begins at the end of the segment, 2 % less. Beside the lane it holds nobody. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "helper_trial.h"

#define BROKEN 299u

typedef struct breakdown {
    uint32_t segment;
    wo_stop stop;
} breakdown;

static wo_stop stop_of(void *context, uint32_t party, uint32_t class_index, uint32_t segment, wo_ms entry, wo_ms late)
{
    const breakdown *b = context;
    (void)class_index;
    (void)entry;
    (void)late;
    return party == BROKEN && segment == b->segment ? b->stop : (wo_stop){.stands = 0};
}

/* Runs it with pieces of `piece_m`; the sum of the others' delays, and the passes. */
static double delay_of_others(double piece_m, wo_stop stop, uint64_t *passes)
{
    trial t;
    double sum = 0.0;
    trial_begin(&t);
    wo_stretch *road = trial_stretch(&t, 0, 1, 4000.0, (uint32_t)(4000.0 / piece_m));
    road->stopped_per_s[0] = road->stopped_per_s[1] = 0.1;
    trial_build(&t);
    breakdown where = {.segment = trial_node(&t, 0, (uint32_t)(2000.0 / piece_m)), .stop = stop};
    wo_queue_stops(t.queue, stop_of, &where, false);
    (void)trial_send_flow(&t, 0, 0.2, 0.0, 5000.0);
    trial_run(&t, 6000.0);
    const uint32_t exit = trial_node(&t, 1, 0);
    for (uint32_t p = 0; p < t.n_parties; p++) {
        sum += p == BROKEN ? 0.0 : trial_delay(&t, 0, exit, p, 0);
    }
    assert_true(trial_delay(&t, 0, exit, BROKEN, 0) >= stop.stands / 1000.0);
    expect_close("the last comes freely", trial_delay(&t, 0, exit, t.n_parties - 1, 0), 0.0, 0.0005);
    *passes = trial_passes(&t);
    trial_end(&t);
    return sum;
}

static void test_breakdown(void **state)
{
    (void)state;
    uint64_t passes = 0;
    expect_close("delay, 250 m", delay_of_others(250.0, (wo_stop){.stands = 1800000}, &passes), 211001.0, 50.0);
    assert_int_equal(passes, 182);
    expect_close("delay, 125 m", delay_of_others(125.0, (wo_stop){.stands = 1800000}, &passes), 211795.0, 50.0);
    assert_int_equal(passes, 182);
}

static void test_aside(void **state)
{
    uint64_t passes = 0;
    (void)state;
    const double sum = delay_of_others(250.0, (wo_stop){.stands = 1800000, .aside = true}, &passes);
    /* those behind it wait for one more when it drives on between them */
    expect_close("delay beside the lane", sum, 0.0, 10.0);
    assert_int_equal(passes, 359);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_breakdown),
        cmocka_unit_test(test_aside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
