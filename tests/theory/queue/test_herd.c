/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Herds of 1 m/s as moving bottlenecks in free traffic, against a queue and one behind the other. A herd passes
 * nobody and is passed at a rate r. "Theory" is kinematic-wave theory of a moving bottleneck or, where said, an
 * independent car-following simulation; the engine's own numbers come from its prototype in exact arithmetic. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "helper_trial.h"

#define BEFORE_M 12000.0 /* road upstream of x = 0 */
#define BEFORE_S 600.0   /* its travel time; the clock of the theory starts then */

typedef struct herd_road {
    trial t;
    uint32_t herd[2];
    uint32_t n_cars; /* they are numbered before the herds; all reach x = 0 after the first herd */
    double piece_m;
} herd_road;

/* Road from x = -12 km to 5 km, cars 0.3/s from the start to `until_s` after x = 0; herds passed at r[0], r[1]. */
static void herd_road_begin(herd_road *h, double piece_m, double r0, double r1, double herd_m, double until_s)
{
    trial *t = &h->t;
    h->piece_m = piece_m;
    trial_begin(t);
    h->herd[0] = trial_class(t, herd_m);
    h->herd[1] = trial_class(t, herd_m);
    (void)trial_stretch(t, 0, 1, BEFORE_M, (uint32_t)(BEFORE_M / piece_m + 0.5));
    (void)trial_stretch(t, 1, 2, 5000.0, (uint32_t)(5000.0 / piece_m + 0.5));
    for (int i = 0; i < 2; i++) {
        t->spec.herd[h->herd[i]] = true;
        trial_speed(t, h->herd[i], 1.0);
        trial_overtaken(t, h->herd[i], i == 0 ? r0 : r1);
    }
    trial_build(t);
    h->n_cars = trial_send_flow(t, 0, 0.3, 0.0, until_s);
}

static uint32_t node_at(const herd_road *h, double x_m)
{
    return (uint32_t)((BEFORE_M + x_m) / h->piece_m + 0.5);
}

static void send_herd(herd_road *h, int which, double at_s, double to_m)
{
    (void)trial_send(&h->t, BEFORE_S + at_s, node_at(h, 0.0), h->herd[which], node_at(h, to_m));
}

static double delay_of_cars(const herd_road *h, double x_m)
{
    double sum = 0.0;
    for (uint32_t p = 0; p < h->n_cars; p++) {
        if (!isnan(trial_at(&h->t, node_at(h, x_m), p))) {
            sum += trial_delay(&h->t, 0, node_at(h, x_m), p, 0);
        }
    }
    return sum;
}

/* First time after x = 0 at which `node` sees a delay. */
static double tail_at(const herd_road *h, double x_m)
{
    double first = INFINITY;
    const uint32_t node = node_at(h, x_m);
    for (uint32_t p = 0; p < h->n_cars; p++) {
        if (trial_delay(&h->t, 0, node, p, 0) > 0.0005) {
            first = fmin(first, trial_at(&h->t, node, p) - BEFORE_S);
        }
    }
    return first;
}

/* Flow ahead of the herd at x = to_m while it is on the road. */
static double flow_ahead(const herd_road *h, double x_m, double from_s, double to_s)
{
    const uint32_t node = node_at(h, x_m);
    double first = INFINITY, last = -INFINITY;
    uint32_t n = 0;
    for (uint32_t p = 0; p < h->n_cars; p++) {
        const double at = trial_at(&h->t, node, p) - BEFORE_S;
        if (at >= from_s && at <= to_s) {
            first = fmin(first, at);
            last = fmax(last, at);
            n++;
        }
    }
    return (n - 1) / (last - first);
}

static double last_delayed(const herd_road *h, double x_m)
{
    double last = 0.0;
    const uint32_t node = node_at(h, x_m);
    for (uint32_t p = 0; p < h->n_cars; p++) {
        if (trial_delay(&h->t, 0, node, p, 0) > 0.0005) {
            last = fmax(last, trial_at(&h->t, node, p) - BEFORE_S);
        }
    }
    return last;
}

static double cars_out(const herd_road *h, double x_m, double s)
{
    double n = 0.0;
    for (uint32_t p = 0; p < h->n_cars; p++) {
        n += trial_at(&h->t, node_at(h, x_m), p) - BEFORE_S <= s;
    }
    return n;
}

/* Moving bottleneck: passed at r = 0.1/s from x = 0 to `end_m`. Theory: queue density 0.0875, flow ahead 0.105263,
 * tail at -1.551724 m/s, passes = r end / v_h. */
static void test_moving_bottleneck(void **state)
{
    static const struct {
        double piece_m, end_m;
        double theory_delay, theory_passes, theory_last_s; /* kinematic waves */
        double delay, passes, last_s;                      /* prototype */
    } cases[] = {
        {250.0, 3500.0, 2124610.0, 350.0, 6737.5, 2116604.0, 351.0, 6735.0},
        {50.0, 3600.0, 2247750.0, 360.0, 6930.0, 2239515.0, 361.0, 6922.0},
    };
    static const double tail[][3] = {{-500.0, 322.2, 326.7}, {-2000.0, 1288.9, 1301.4}, {-5000.0, 3222.2, 3234.7}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        herd_road h;
        const double end = cases[i].end_m;
        herd_road_begin(&h, cases[i].piece_m, 0.1, 0.1, 8.0, 9000.0);
        send_herd(&h, 0, 0.0, end);
        trial_run(&h.t, 10000.0);
        expect_close("herd", trial_at(&h.t, node_at(&h, end), h.t.n_parties - 1), BEFORE_S + end, 0.0005);
        const double passes = (double)trial_passes(&h.t), delay = delay_of_cars(&h, 5000.0);
        expect_close("delay, theory", delay, cases[i].theory_delay, 0.01 * cases[i].theory_delay);
        expect_close("passes, theory", passes, cases[i].theory_passes, 1.0);
        expect_close("last delayed, theory", last_delayed(&h, end), cases[i].theory_last_s, 2.0 / 0.3);
        expect_close("flow ahead, theory", flow_ahead(&h, end, 500.0, end - 100.0), 0.105263, 1e-4);
        expect_close("delay", delay, cases[i].delay, 0.001 * cases[i].delay);
        expect_close("passes", passes, cases[i].passes, 0.0);
        expect_close("last delayed", last_delayed(&h, end), cases[i].last_s, 0.001 * cases[i].last_s);
        for (size_t k = 0; k < 3; k++) {
            const double at = tail_at(&h, tail[k][0]);
            expect_close("tail, theory", at, tail[k][1], 2.0 / 0.1875 + 0.01 * tail[k][1]);
            expect_close("tail", at, tail[k][2], i == 0 ? 0.05 : 6.0);
        }
        trial_end(&h.t);
    }
}

/* The herd of before runs into the queue of an exit that serves one vehicle every 20 s. */
static void test_herd_meets_queue(void **state)
{
    static const double herd_s[][2] = {
        {1000.0, 1000.0}, {2000.0, 2000.0}, {3000.0, 3000.0}, {4000.0, 4655.0}, {5000.0, 6955.0}};
    herd_road h;
    wo_error error = {0};
    (void)state;
    herd_road_begin(&h, 250.0, 0.1, 0.1, 8.0, 9600.0);
    send_herd(&h, 0, 0.0, 5000.0);
    assert_int_equal(wo_queue_limit(h.t.queue, node_at(&h, 5000.0), WO_OUTBOUND, 20000, &error), WO_OK);
    trial_run(&h.t, 10000.0);
    for (size_t k = 0; k < sizeof herd_s / sizeof herd_s[0]; k++) {
        expect_close("herd", trial_at(&h.t, node_at(&h, herd_s[k][0]), h.t.n_parties - 1) - BEFORE_S, herd_s[k][1],
                     k < 3 ? 0.0005 : 0.5);
    }
    expect_close("herd at 4,000 m, car following", herd_s[3][1], 4772.0, 0.03 * 4772.0);
    double delay = 0.0;
    for (uint32_t p = 0; p < h.n_cars; p++) {
        const bool in_time = trial_at(&h.t, node_at(&h, 0.0), p) - BEFORE_S <= 9000.0;
        delay += in_time ? trial_delay(&h.t, 0, node_at(&h, 0.0), p, 0) : 0.0;
    }
    expect_close("delay at x = 0, car following", delay, 1460644.0, 0.003 * 1460644.0);
    expect_close("cars out", cars_out(&h, 5000.0, 9000.0), 437.0, 0.0);
    trial_end(&h.t);
}

/* A gate at x = 5,000 m, shut from 500 to 4,000 s; the herd is 48 m long. */
static void test_herd_meets_closure(void **state)
{
    herd_road h;
    wo_error error = {0};
    (void)state;
    herd_road_begin(&h, 250.0, 0.1, 0.1, 48.0, 9600.0);
    send_herd(&h, 0, 0.0, 5000.0);
    assert_int_equal(wo_queue_close(h.t.queue, node_at(&h, 5000.0), WO_OUTBOUND, wo_ms_from_s(BEFORE_S + 500.0),
                                    wo_ms_from_s(BEFORE_S + 4000.0), &error),
                     WO_OK);
    trial_run(&h.t, 10000.0);
    const double at = trial_at(&h.t, node_at(&h, 3000.0), h.t.n_parties - 1) - BEFORE_S;
    expect_close("herd at 3,000 m, car following", at, 4554.0, 0.03 * 4554.0);
    trial_end(&h.t);
}

/* A herd passed at 0.1/s and 100 s behind it one passed at 0.2/s, both to x = 4,000 m. Theory: the second moves in the
 * queue of the first and passes on what it gets; when the first leaves it is a bottleneck of its own for the last
 * 83 m (flow ahead 0.210526). Cars out at x = 4,000 m: 400 at 4,000 s, 427.1 at 4,100 s, then 0.5/s until 7,814.6 s;
 * delay 1,406,000 + 73,910 + 1,379,800 = 2,859,700 veh s. The gap between the herds is shorter than a segment, so
 * counts are within 8 vehicles only. */
static void test_two_herds(void **state)
{
    herd_road h;
    (void)state;
    herd_road_begin(&h, 250.0, 0.1, 0.2, 8.0, 9000.0);
    wo_queue_origin_priority(h.t.queue, node_at(&h, 0.0), WO_OUTBOUND, 1000000);
    send_herd(&h, 0, 0.0, 4000.0);
    (void)trial_send(&h.t, BEFORE_S + 100.0, node_at(&h, 0.0), h.herd[1], node_at(&h, 4000.0));
    trial_run(&h.t, 12000.0);
    const uint32_t second = h.t.n_parties - 1;
    const double entered = trial_at(&h.t, node_at(&h, 0.0), second) - BEFORE_S;
    expect_close("second herd enters", entered, 100.0, 2.0 / 0.1875);
    expect_close("second herd leaves", trial_at(&h.t, node_at(&h, 4000.0), second) - BEFORE_S, entered + 4000.0,
                 0.0005);
    expect_close("cars out at 4,000 s", cars_out(&h, 4000.0, 4000.0), 400.0, 2.0);
    expect_close("cars out at 4,100 s", cars_out(&h, 4000.0, 4100.0), 427.1, 8.0);
    expect_close("last delayed", last_delayed(&h, 4000.0), 7814.6, 0.01 * 7814.6);
    expect_close("delay", delay_of_cars(&h, 4000.0), 2859700.0, 0.01 * 2859700.0);
    trial_end(&h.t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_moving_bottleneck),
        cmocka_unit_test(test_herd_meets_queue),
        cmocka_unit_test(test_herd_meets_closure),
        cmocka_unit_test(test_two_herds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
