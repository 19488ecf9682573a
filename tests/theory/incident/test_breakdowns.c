/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Breakdowns are a Poisson process in vehicle-kilometres, clearance times lognormal, tows an M/G/1 queue. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <gsl/gsl_cdf.h>
#include <math.h>

#include "unit/incident/helper_recorder.h"

enum { TRIPS = 20000 };

/* 10,000 per million vehicle-km of a car; a truck has twice as many, times 1 + 12 x 0.08 in the pass. */
static world *failing_world(double blocks)
{
    world *w = world_begin();
    w->scenario.incidents.per_million_km = fixed(10000);
    w->scenario.incidents.grade = fixed(12);
    w->scenario.incidents.aside_s = lognormal(426, 0.833);
    w->scenario.incidents.blocked_s = lognormal(1908, 0.833);
    w->classes[CAR] = (wo_class){.failures = fixed(1), .blocks = fixed(blocks)};
    w->classes[TRUCK] = (wo_class){.failures = fixed(2), .blocks = fixed(blocks)};
    world_start(w);
    return w;
}

static int rising(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Largest distance between the sample's distribution and the lognormal one, times sqrt(n); 1.95 is exceeded once in a
 * thousand samples. */
static double kolmogorov(double *sample, size_t n, double median, double sigma)
{
    double most = 0.0;
    qsort(sample, n, sizeof *sample, rising);
    for (size_t i = 0; i < n; i++) {
        const double p = gsl_cdf_lognormal_P(sample[i], log(median), sigma);
        most = fmax(most, fmax(p - (double)i / (double)n, (double)(i + 1) / (double)n - p));
    }
    return most * sqrt((double)n);
}

static void poisson_in_vehicle_kilometres(void **state)
{
    (void)state;
    static double aside[TRIPS], blocked[TRIPS];
    size_t n_aside = 0, n_blocked = 0;
    world *w = failing_world(0.4);
    for (uint32_t i = 0; i < TRIPS; i++) {
        const uint32_t class_index = i % 2 == 0 ? CAR : TRUCK, party = world_party(w, class_index, i);
        for (uint32_t segment = 0; segment < N_PIECES; segment++) {
            const wo_stop stop = world_enter(w, party, class_index, segment, 0, 0);
            if (stop.stands > 0 && stop.aside) {
                aside[n_aside++] = 1.0e-3 * stop.stands;
            } else if (stop.stands > 0) {
                blocked[n_blocked++] = 1.0e-3 * stop.stands;
            }
        }
    }
    const double mean = TRIPS * 1.5 * 10000.0e-6 * (5.0 + 5.0 * 1.96), n = (double)(n_aside + n_blocked);
    near("breakdowns", n, mean, 4 * sqrt(mean));
    near("share that blocks", (double)n_blocked, 0.4 * n, 4 * sqrt(n * 0.24));
    assert_int_equal(world_counts(w)->breakdowns, n_aside + n_blocked);
    assert_true(kolmogorov(aside, n_aside, 426, 0.833) < 1.95);
    assert_true(kolmogorov(blocked, n_blocked, 1908, 0.833) < 1.95);
    assert_true(kolmogorov(blocked, n_blocked, 1600, 0.833) > 1.95); /* the test would see it */
    world_end(w);
}

/* The number per trip has the variance of a Poisson number also where it is large. */
static void variance_is_the_mean(void **state)
{
    (void)state;
    world *w = failing_world(0.4);
    w->scenario.incidents.per_million_km = fixed(100000);
    world_start(w);
    double sum = 0.0, squares = 0.0;
    const double mean = 0.1 * (5.0 + 5.0 * 1.96);
    for (uint32_t i = 0; i < TRIPS; i++) {
        const uint32_t party = world_party(w, CAR, i);
        double n = 0.0;
        for (uint32_t segment = 0; segment < N_PIECES; segment++) {
            n += world_enter(w, party, CAR, segment, 0, 0).stands > 0;
        }
        sum += n;
        squares += n * n;
    }
    near("mean", sum / TRIPS, mean, 4 * sqrt(mean / TRIPS));
    near("variance", squares / TRIPS - sum * sum / TRIPS / TRIPS, mean, 4 * mean * sqrt((2 + 1 / mean) / TRIPS));
    world_end(w);
}

/* Poisson breakdowns, one tow: Pollaczek and Khinchine's waiting time. */
static void one_tow_is_a_server(void **state)
{
    (void)state;
    world *w = failing_world(1.0);
    const double sigma = 0.4, median_s = 600, every_s = 1300;
    w->scenario.incidents.per_million_km = fixed(1.0e9);
    w->scenario.incidents.blocked_s = lognormal(median_s, sigma);
    w->scenario.incidents.tows = 1;
    world_start(w);
    double at_s = 0.0;
    for (uint32_t i = 0; i < TRIPS / 8; i++) { /* about 38 days */
        at_s -= every_s * log(wo_random_uniform(&w->draw, WO_PURPOSE_ARRIVAL, 1, 0, i));
        const wo_event event = {.at = wo_ms_from_s(at_s), .party = world_party(w, CAR, i), .kind = WO_EVENT_STOPPED};
        assert_true(event.at < WO_NEVER);
        assert_false(world_enter(w, event.party, CAR, 3, event.at, 0).aside);
        world_window(w, event.at + 1, &event, 1);
    }
    const double mean_s = median_s * exp(sigma * sigma / 2), square = mean_s * mean_s * exp(sigma * sigma);
    const double expected_s = square / every_s / 2 / (1 - mean_s / every_s);
    const double wait_s = 1.0e-3 * (double)world_counts(w)->tow_wait_ms / (double)world_counts(w)->towed;
    near("waiting for the tow, s", wait_s, expected_s, 0.1 * expected_s);
    world_end(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(poisson_in_vehicle_kilometres),
        cmocka_unit_test(variance_is_the_mean),
        cmocka_unit_test(one_tow_is_a_server),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
