/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a kinematic wave does that simpler models do not, and how it meets the usual numerical solution. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "helper_trial.h"

/* --- 2 km that hold 250 vehicles, free travel 100 s, demand 0.4/s, exit 0.25/s --- */

#define ROOM 250

/* Vehicle n may enter so long after vehicle n - ROOM has left: a hole travels at w in a kinematic wave, at once in a
 * spatial queue, and a point queue needs none. NAN when the entry of nobody up to `n` is delayed. */
static double first_blocked(uint32_t n, double hole_s)
{
    double *out = calloc(n + 1, sizeof *out);
    assert_non_null(out);
    double blocked = NAN;
    for (uint32_t i = 1; i <= n && isnan(blocked); i++) {
        const double wanted = i / 0.4;
        const double in = i > ROOM ? fmax(wanted, out[i - ROOM] + hole_s) : wanted;
        out[i] = fmax(in + 100.0, i > 1 ? out[i - 1] + 4.0 : 0.0);
        blocked = in > wanted ? in : NAN;
    }
    free(out);
    return blocked;
}

static double first_blocked_here(void)
{
    trial t;
    trial_begin(&t);
    (void)trial_stretch(&t, 0, 1, 2000.0, 8);
    trial_build(&t);
    wo_error error = {0};
    assert_int_equal(wo_queue_limit(t.queue, trial_node(&t, 1, 0), WO_OUTBOUND, 4000, &error), WO_OK);
    const uint32_t n = trial_send_flow(&t, 0, 0.4, 0.0, 4000.0);
    trial_run(&t, 4000.0);
    double blocked = NAN;
    for (uint32_t i = 0; i < n && isnan(blocked); i++) {
        const double at = trial_at(&t, 0, i);
        blocked = at > t.released_s[i] + 0.0005 ? at : NAN;
    }
    trial_end(&t);
    return blocked;
}

static void test_queues_without_waves_are_too_short(void **state)
{
    (void)state;
    const double wave = first_blocked_here();
    expect_close("kinematic wave, fluid", wave, 833.33, 8.0);
    expect_close("kinematic wave, discrete", wave, first_blocked(4000, 2000.0 / 5.0), 0.001);
    expect_close("spatial queue", first_blocked(4000, 0.0), 1500.0, 8.0);
    assert_true(isnan(first_blocked(4000, -INFINITY)));
}

/* --- neighbours that differ: wave speed 3 m/s from km 2 to km 4, closed at km 4 from 300 to 900 s --- */

#define ROAD_M   5000.0
#define STATIONS 5 /* every kilometre but the last */
#define UNTIL_S  2400
#define EVERY_S  10
#define JAM      0.125

typedef struct counts {
    double n[STATIONS][UNTIL_S / EVERY_S + 1];
} counts;

static double demand(double s)
{
    return s < 1500.0 ? 0.3 : 0.02;
}

static double wave_mps(double x)
{
    return x > 2000.0 && x < 4000.0 ? 3.0 : 5.0;
}

/* Cell transmission (Godunov's scheme) at a Courant number of 1. */
static void cells(double dx, counts *c)
{
    const int n = (int)(ROAD_M / dx + 0.5);
    const double dt = dx / 20.0;
    double *k = calloc((size_t)n, sizeof *k), *q = calloc((size_t)n + 1, sizeof *q);
    assert_true(k != NULL && q != NULL);
    double passed[STATIONS] = {0.0}, waiting = 0.0;
    for (int step = 0; step * dt <= UNTIL_S; step++) {
        const double s = step * dt;
        const int mark = (int)(s / EVERY_S + 0.5);
        for (int m = 0; m < STATIONS && fabs(s - mark * EVERY_S) < dt / 2; m++) {
            c->n[m][mark] = passed[m];
        }
        waiting += demand(s) * dt;
        for (int i = 0; i <= n; i++) {
            const double v = 20.0, up = wave_mps((i - 0.5) * dx), here = wave_mps((i + 0.5) * dx);
            const double sends = i == 0 ? waiting / dt : fmin(v * k[i - 1], v * up * JAM / (v + up));
            const double takes = i == n ? INFINITY : fmin(here * (JAM - k[i]), v * here * JAM / (v + here));
            const int gate = (int)(4000.0 / dx + 0.5);
            q[i] = i == gate && s >= 300.0 && s < 900.0 ? 0.0 : fmin(sends, takes);
        }
        waiting -= q[0] * dt;
        for (int i = 0; i < n; i++) {
            k[i] += (q[i] - q[i + 1]) * dt / dx;
        }
        for (int m = 0; m < STATIONS; m++) {
            passed[m] += q[(int)(m * 1000.0 / dx + 0.5)] * dt;
        }
    }
    free(k);
    free(q);
}

/* A constant weather that slows waves alone makes a segment of another wave speed. */
static void engine(uint32_t pieces_per_km, counts *c)
{
    static const wo_weather_piece slow = {
        .speed_q16 = 65536, .wave_q16 = 39322, .capacity_q16 = 65536, .sight_q16 = 65536};
    trial t;
    trial_begin(&t);
    t.options.grid_ms = 60000;
    t.options.mean_ms = 900000;
    (void)trial_stretch(&t, 0, 1, ROAD_M, 5 * pieces_per_km);
    trial_build(&t);
    wo_error error = {0};
    for (uint32_t s = 2 * pieces_per_km; s < 4 * pieces_per_km; s++) {
        assert_int_equal(wo_queue_weather(t.queue, s, &slow, 1, &error), WO_OK);
    }
    const uint32_t gate = trial_node(&t, 0, 4 * pieces_per_km);
    assert_int_equal(wo_queue_close(t.queue, gate, WO_OUTBOUND, 300000, 900000, &error), WO_OK);
    (void)trial_send_flow(&t, 0, 0.3, 0.0, 1500.0);
    (void)trial_send_flow(&t, 0, 0.02, 1500.0, UNTIL_S);
    trial_run(&t, UNTIL_S);
    for (int m = 0; m < STATIONS; m++) {
        for (int i = 0; i <= UNTIL_S / EVERY_S; i++) {
            c->n[m][i] = trial_count(&t, trial_node(&t, 0, (uint32_t)m * pieces_per_km), i * EVERY_S);
        }
    }
    trial_end(&t);
}

/* Largest difference at a station, with its sign. */
static double largest(const counts *a, const counts *b, int station)
{
    double most = 0.0;
    for (int i = 0; i <= UNTIL_S / EVERY_S; i++) {
        const double d = a->n[station][i] - b->n[station][i];
        most = fabs(d) > fabs(most) ? d : most;
    }
    return most;
}

/* Cells smear a wave over sqrt(dx), and the engine does not: with cells of 10, 5 and 2.5 m the difference falls by sqrt
 * 2 each time, and what is left when it is carried on to dx = 0 is less than a vehicle. Segments of 40, 200 and 1,000 m
 * hold a whole number of vehicles; then their length makes no difference at all. */
static void test_unlike_neighbours(void **state)
{
    static const uint32_t pieces[] = {25, 5, 1};
    static counts reference[3], own;
    (void)state;
    for (int i = 0; i < 3; i++) {
        cells(10.0 / (1 << i), &reference[i]);
    }
    for (size_t p = 0; p < sizeof pieces / sizeof pieces[0]; p++) {
        engine(pieces[p], &own);
        expect_close("demand", largest(&own, &reference[2], 0), 0.0, 1.001);
        expect_close("closed point", largest(&own, &reference[2], 4), 0.0, 1.001);
        for (int m = 1; m < 4; m++) {
            const double wide = largest(&own, &reference[0], m), mean = largest(&own, &reference[1], m),
                         narrow = largest(&own, &reference[2], m);
            expect_close("cells of 10 to 5 m", wide / mean, sqrt(2.0), 0.1);
            expect_close("cells of 5 to 2.5 m", mean / narrow, sqrt(2.0), 0.1);
            expect_close("cells of no length", narrow - (mean - narrow) / (sqrt(2.0) - 1.0), 0.0, 1.0);
        }
    }
}

/* A segment of 250 m holds 31.25 vehicles, and a quarter of one does not stand in it: each segment of the standing
 * queue (from km 4 to about km 2) may be that much short, and no more. */
static void test_unlike_neighbours_with_part_of_a_vehicle(void **state)
{
    static counts reference, own;
    (void)state;
    cells(2.5, &reference);
    engine(4, &own);
    for (int m = 1; m < 4; m++) {
        expect_close("vehicles", largest(&own, &reference, m), 0.0, 1.0 + 8 * 0.25 + 0.001);
    }
    expect_close("closed point", largest(&own, &reference, 4), 0.0, 1.001);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_queues_without_waves_are_too_short),
        cmocka_unit_test(test_unlike_neighbours),
        cmocka_unit_test(test_unlike_neighbours_with_part_of_a_vehicle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
