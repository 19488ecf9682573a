/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One-lane stretches that both directions use in turn: capacity, two in a row, an exit that is shut. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "helper_trial.h"

#define LANE_MPS (20.0 / 3.6)

static void one_lane_of(trial *t, uint32_t spec_node, double green_s, double gap_s, double lost_s)
{
    wo_error error = {0};
    const wo_status status = wo_queue_one_lane(t->queue, trial_node(t, spec_node, 0), wo_ms_from_s(green_s),
                                               wo_ms_from_s(gap_s), wo_ms_from_s(lost_s), &error);
    if (status != WO_OK) {
        fail_msg("%s: %s", wo_status_text(status), error.message);
    }
}

/* 0 -- before -- 1 == one lane == 2 -- behind -- 3 -- 50 m -- 4 */
static void single(trial *t, double length_m, double beside_m)
{
    trial_begin(t);
    (void)trial_stretch(t, 0, 1, beside_m, 1);
    trial_stretch(t, 1, 2, length_m, 1)->speed_mps[0][0] = LANE_MPS;
    t->stretches[1].speed_mps[1][0] = LANE_MPS;
    (void)trial_stretch(t, 2, 3, beside_m, 1);
    (void)trial_stretch(t, 3, 4, 50.0, 1);
}

/* So many every `every_s` from each end. */
static void send_both(trial *t, uint32_t spec_exit, double every_s, uint32_t n)
{
    const uint32_t home = trial_node(t, 0, 0), exit = trial_node(t, spec_exit, 0);
    for (uint32_t i = 1; i <= n; i++) {
        (void)trial_send(t, every_s * i, home, 0, WO_NONE);
        (void)trial_send_inbound(t, every_s * i, exit, 0, home);
    }
}

static uint32_t passages(const trial *t, uint32_t node, wo_direction direction, double from_s, double to_s)
{
    uint32_t n = 0;
    for (size_t i = 0; i < t->n_passages; i++) {
        const wo_passage p = t->passages[i];
        n += p.node == node && p.direction == (uint32_t)direction && p.at >= from_s * 1000.0 && p.at < to_s * 1000.0;
    }
    return n;
}

/* Never both directions inside, and the lost time between the last out and the next in. */
static void check_turns(const trial *t, uint32_t segment, double lost_s)
{
    const uint32_t ends[2] = {segment, t->road.down[segment]};
    int inside[2] = {0, 0}, changes = 0;
    double left_s[2] = {-1e9, -1e9};
    for (size_t i = 0; i < t->n_passages; i++) {
        const wo_passage p = t->passages[i];
        const uint32_t d = p.direction;
        if (p.node == ends[d]) {
            inside[d]++;
            assert_int_equal(inside[1 - d], 0);
            assert_true(p.at / 1000.0 >= left_s[1 - d] + lost_s - 1e-6);
            changes += left_s[1 - d] > left_s[d];
        } else if (p.node == ends[1 - d]) {
            inside[d]--;
            left_s[d] = p.at / 1000.0;
        }
    }
    assert_true(inside[0] >= 0 && inside[1] >= 0 && changes > 2);
}

/* Both ends saturated. A turn of n parties lasts (n - 1) h + R + lost; G admits n = ceil(G / h), keep-clear as many as
 * can stand behind. Counted over five cycles, so exact to one party of 5 n. Returns the flow in veh/h. */
static double saturated(double length_m, double green_s, double lost_s, double tau_s, double beside_m)
{
    trial t;
    const double h = tau_s + 8.0 / LANE_MPS, n = fmin(ceil(green_s / h - 1e-9), floor(beside_m / 8.0));
    const double cycle = 2.0 * ((n - 1.0) * h + length_m / LANE_MPS + lost_s), from = 1000.0 + cycle;
    single(&t, length_m, beside_m);
    t.spec.wave_mps = 8.0 / tau_s;
    trial_build(&t);
    one_lane_of(&t, 1, green_s, 6.0, lost_s);
    send_both(&t, 4, 2.5, (uint32_t)((from + 5.0 * cycle) / 2.5));
    trial_run(&t, from + 5.0 * cycle + 60.0);
    const uint32_t in = trial_node(&t, 1, 0), out = trial_node(&t, 2, 0);
    const uint32_t there = passages(&t, in, WO_OUTBOUND, from, from + 5.0 * cycle);
    const uint32_t back = passages(&t, out, WO_INBOUND, from, from + 5.0 * cycle);
    check_turns(&t, in, lost_s);
    trial_end(&t);
    expect_close("parties in five turns outbound", there, 5.0 * n, 1.0);
    expect_close("parties in five turns inbound", back, 5.0 * n, 1.0);
    return (there + back) / 2.0 * 720.0 / cycle;
}

static void test_capacity(void **state)
{
    (void)state;
    expect_close("300 m, 120 s", saturated(300.0, 120.0, 12.5, 1.6, 1000.0), 389.1, 3.9);
    expect_close("100 m, 60 s", saturated(100.0, 60.0, 12.5, 1.6, 1000.0), 407.9, 4.1);
    expect_close("500 m, 300 s", saturated(500.0, 300.0, 12.5, 1.6, 1000.0), 445.0, 4.5);
    /* behind it one segment of 250 m: 31 cars in a turn, 3600 x 31 / 315.4 */
    expect_close("300 m, 120 s, 250 m behind", saturated(300.0, 120.0, 12.5, 1.6, 250.0), 353.8, 3.6);
}

/* The fluid value s G / 2 (G + R + lost) with s = 1,200/h: a turn of whole vehicles is shorter than G by less than h,
 * so the engine lies between it and (G + R + lost) / (G + R + lost - h) times it. */
static void test_fluid(void **state)
{
    static const double lengths_m[] = {50, 100, 300, 500, 1000}, greens_s[] = {60, 120, 300, 600};
    static const double table[5][4] = {
        {486, 537, 573, 586}, {434, 503, 557, 578}, {303, 402, 501, 546}, {232, 335, 456, 518}, {147, 236, 371, 459}};
    (void)state;
    for (int l = 0; l < 5; l++) {
        for (int g = 0; g < 4; g++) {
            const double turn = greens_s[g] + lengths_m[l] / LANE_MPS + 5.0;
            const double fluid = 600.0 * greens_s[g] / turn,
                         flow = saturated(lengths_m[l], greens_s[g], 5.0, 1.56, 2000.0);
            const double counted = 0.2 * 3600.0 / (2.0 * turn - 6.0); /* one party of five turns */
            expect_close("table", fluid, table[l][g], 1.0);
            expect_close("flow", flow, fluid * (1.0 + turn / (turn - 3.0)) / 2.0,
                         fluid * (turn / (turn - 3.0) - 1.0) / 2.0 + counted);
        }
    }
}

/* Last to leave at either end, and how many did. */
static double last_out(const trial *t, uint32_t spec_exit, uint32_t *n)
{
    const uint32_t ends[2] = {trial_node(t, spec_exit, 0), trial_node(t, 0, 0)};
    double last_s = 0.0;
    *n = 0;
    for (size_t i = 0; i < t->n_passages; i++) {
        const wo_passage p = t->passages[i];
        if (p.node == ends[p.direction]) {
            (*n)++;
            last_s = p.at / 1000.0;
        }
    }
    return last_s;
}

/* Two of 300 m, 250 m apart, 0.15/s each way for 8,000 s. Without keep-clear this locks; with it all get out, the last
 * at 12,549.6 s in the prototype: the same recursion, so to its last digit. */
static void test_two_in_a_row(void **state)
{
    trial t;
    uint32_t n = 0;
    (void)state;
    trial_begin(&t);
    (void)trial_stretch(&t, 0, 1, 1500.0, 6);
    (void)trial_stretch(&t, 1, 2, 300.0, 1);
    (void)trial_stretch(&t, 2, 3, 250.0, 1);
    (void)trial_stretch(&t, 3, 4, 300.0, 1);
    (void)trial_stretch(&t, 4, 5, 1500.0, 6);
    for (int d = 0; d < 2; d++) {
        t.stretches[1].speed_mps[d][0] = t.stretches[3].speed_mps[d][0] = LANE_MPS;
    }
    trial_build(&t);
    one_lane_of(&t, 1, 120.0, 6.0, 12.5);
    one_lane_of(&t, 3, 120.0, 6.0, 12.5);
    send_both(&t, 5, 1.0 / 0.15, 1200);
    trial_run(&t, 20000.0);
    check_turns(&t, trial_node(&t, 1, 0), 12.5);
    check_turns(&t, trial_node(&t, 3, 0), 12.5);
    expect_close("last out, s", last_out(&t, 5, &n), 12549.6, 0.1);
    assert_int_equal(n, 2400);
    trial_end(&t);
}

/* 0.1/s each way; the exit is shut from 1,000 to 4,000 s, and 1,000 m behind the lane are full at about 2,200 s. The
 * other direction goes on with its demand, 150 in 1,500 s, to within the 11 of one turn (C = 54 + 12.5 + 6 + (0.1 C -
 * 1) 3.04 s). */
static void test_one_exit_shut(void **state)
{
    trial t;
    wo_error error = {0};
    uint32_t n = 0;
    (void)state;
    single(&t, 300.0, 1000.0);
    trial_build(&t);
    one_lane_of(&t, 1, 120.0, 6.0, 12.5);
    const uint32_t exit = trial_node(&t, 3, 0), in = trial_node(&t, 1, 0), out = trial_node(&t, 2, 0);
    assert_int_equal(wo_queue_close(t.queue, exit, WO_OUTBOUND, 1000000, 4000000, &error), WO_OK);
    send_both(&t, 4, 10.0, 600);
    trial_run(&t, 20000.0);
    check_turns(&t, in, 12.5);
    expect_close("inbound while the exit is shut", passages(&t, in, WO_INBOUND, 2500.0, 4000.0), 150.0, 11.0);
    /* sent before 3,500 s: all through 10 + 50 + 54 s and one turn later */
    assert_true(passages(&t, in, WO_INBOUND, 0.0, 3500.0 + 114.0 + 108.0) >= 349);
    /* 1,000 m behind hold 125 cars, and nobody stands in the one lane */
    assert_int_equal(passages(&t, out, WO_OUTBOUND, 0.0, 4000.0) - passages(&t, exit, WO_OUTBOUND, 0.0, 4000.0), 125);
    assert_int_equal(passages(&t, in, WO_OUTBOUND, 0.0, 4000.0), passages(&t, out, WO_OUTBOUND, 0.0, 4000.0));
    (void)last_out(&t, 4, &n);
    assert_int_equal(n, 1200);
    trial_end(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_capacity),
        cmocka_unit_test(test_fluid),
        cmocka_unit_test(test_two_in_a_row),
        cmocka_unit_test(test_one_exit_shut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
