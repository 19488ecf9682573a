/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Convoy gates and desk hours against calculations of their own. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "helper_trial.h"

#define HEADWAY_MS 2000u
#define GATE       4u /* road node: 1,000 m or 50 s from the origin at node 0 */
#define WAY_MS     50000u

typedef struct gate {
    wo_ms first, every, open;
    uint32_t most;
} gate;

static void begin(trial *t)
{
    trial_begin(t);
    (void)trial_stretch(t, 0, 1, 1000.0, 4);
    (void)trial_stretch(t, 1, 2, 1000.0, 4);
    trial_build(t);
}

static void begin_convoy(trial *t, gate g)
{
    wo_error error = {0};
    begin(t);
    assert_int_equal(wo_queue_convoy(t->queue, GATE, WO_OUTBOUND, g.first, g.every, g.open, g.most, &error), WO_OK);
}

/* One after the other through a gate, as on a slate: window by window. Fills passed[n]. */
static void by_hand(gate g, const wo_ms *arrival, wo_ms *passed, uint32_t n)
{
    uint32_t i = 0;
    for (wo_ms opens = g.first; i < n; opens += g.every) {
        for (uint32_t k = 0; k < g.most && i < n; k++, i++) {
            wo_ms at = i > 0 && passed[i - 1] + HEADWAY_MS > arrival[i] ? passed[i - 1] + HEADWAY_MS : arrival[i];
            at = at > opens ? at : opens;
            if (at >= opens + g.open) {
                break;
            }
            passed[i] = at;
        }
    }
}

static wo_ms at_gate(const trial *t, uint32_t party)
{
    return wo_ms_from_s(trial_at(t, GATE, party));
}

/* 300 cars, one in `gap_ms`, to the millisecond as by hand; returns the mean wait in s. */
static double check_by_hand(gate g, wo_ms gap_ms)
{
    enum { N = 300 };
    trial t;
    wo_ms arrival[N], passed[N];
    double wait_s = 0.0;
    begin_convoy(&t, g);
    for (uint32_t i = 0; i < N; i++) {
        arrival[i] = i * gap_ms + WAY_MS;
        (void)trial_send(&t, i * gap_ms / 1000.0, 0, 0, WO_NONE);
    }
    by_hand(g, arrival, passed, N);
    trial_run(&t, passed[N - 1] / 1000.0 + 1000.0);
    for (uint32_t i = 0; i < N; i++) {
        assert_int_equal(at_gate(&t, i), passed[i]);
        wait_s += (passed[i] - arrival[i]) / 1000.0 / N;
    }
    trial_end(&t);
    return wait_s;
}

static void test_by_hand(void **state)
{
    (void)state;
    (void)check_by_hand((gate){100000, 600000, 60000, 20}, 10000);  /* the window is the limit: 30 cars of 2 s */
    (void)check_by_hand((gate){100000, 600000, 600000, 20}, 10000); /* the number is */
    (void)check_by_hand((gate){0, 60000, 7000, 3}, 25000);          /* neither, mostly */
    (void)check_by_hand((gate){1000000, 1, 1, 1}, 40000); /* never shut again; 24 cars wait, less than a segment */
}

/* A car in every window, later and later in it: it waits for the next opening, on average half the time between two. */
static void test_mean_wait(void **state)
{
    const gate g = {0, 600000, 1000, 20};
    (void)state;
    const double wait_s = check_by_hand(g, 602000); /* 300 steps of 2 s: 602,000 = 2,000 mod 600,000 */
    expect_close("mean wait, s", wait_s, 300.0, 1.0);
}

/* Demand beyond it: 20 every 600 s, each window full and none more than full. */
static void test_saturated(void **state)
{
    trial t;
    uint32_t in_window[20];
    (void)state;
    begin_convoy(&t, (gate){60000, 600000, 300000, 20});
    (void)trial_send_flow(&t, 0, 0.1, 0.0, 12000.0);
    trial_run(&t, 12000.0);
    memset(in_window, 0, sizeof in_window);
    for (uint32_t i = 0; i < 400 && !isnan(trial_at(&t, GATE, i)); i++) {
        const wo_ms since = at_gate(&t, i) - 60000;
        assert_true(since % 600000 < 300000);
        in_window[since / 600000]++;
    }
    for (int k = 1; k < 19; k++) { /* in the first the queue is not there yet */
        assert_int_equal(in_window[k], 20);
    }
    assert_true(in_window[0] <= 20);
    trial_end(&t);
}

static wo_ms ten_seconds(const void *context, uint32_t class_index, uint32_t party)
{
    (void)context;
    (void)class_index;
    (void)party;
    return 10000;
}

/* D/D/1 with a night: one in 20 s, service 10 s, the desk shut for 8 h. The k-th of the night starts 10 k s after the
 * morning, so waits 8 h - 10 k s: 2,880 wait, 41,486,400 s in all (fluid 2 x 8 h / 2 x 1,440), the first of them 8 h.
 */
static void test_night(void **state)
{
    enum { NIGHT_S = 28800, FROM_S = 7200, N = 5 * 1440 };
    trial t;
    wo_error error = {0};
    double sum_s = 0.0, first_s = 0.0;
    uint32_t waited = 0, first = 0;
    (void)state;
    begin(&t);
    assert_int_equal(wo_queue_checkpoint(t.queue, GATE, WO_OUTBOUND, 1, ten_seconds, NULL, &error), WO_OK);
    assert_int_equal(wo_queue_shut(t.queue, GATE, WO_OUTBOUND, 1000 * FROM_S, 1000 * (FROM_S + NIGHT_S), &error),
                     WO_OK);
    for (uint32_t i = 0; i < N; i++) {
        (void)trial_send(&t, 20.0 * i - (i > 2 ? 50.0 : 0.0), 0, 0, WO_NONE);
    }
    trial_run(&t, 20.0 * N + 1000.0);
    for (uint32_t i = 3; i < N; i++) {
        const double wait_s = trial_at(&t, GATE, i) - 10.0 - 20.0 * i; /* departure less service less arrival */
        first_s = waited == 0 ? wait_s : first_s;
        first = waited == 0 ? i : first;
        waited += wait_s > 1e-6;
        sum_s += wait_s;
    }
    expect_close("waited", waited, 2880.0, 0.0);
    expect_close("first of the night, s", first_s, 28800.0, 1e-6);
    /* 31 stand in the last segment; in the morning the hole of the first comes back with w = 5 m/s */
    expect_close("32nd moves up, s", trial_at(&t, GATE - 1, first + 31), FROM_S + NIGHT_S + 50.0, 1e-6);
    expect_close("waits, s", sum_s, 41486400.0, 1e-3);
    trial_end(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_hand),
        cmocka_unit_test(test_mean_wait),
        cmocka_unit_test(test_saturated),
        cmocka_unit_test(test_night),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
