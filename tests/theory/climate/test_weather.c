/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The weather chain against its stationary distribution, and the backward wave in weather against a table computed
 * from docs/model.md, "Weather and light". Random results are allowed to be off as far as a normal variate is with
 * probability of 4 standard deviations. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <gsl/gsl_cdf.h>
#include <math.h>

#include "unit/climate/helper_weather.h"

#define REPLICATIONS 6000
#define N_STEPS      40
#define STEP_MS      (3u * WO_HOUR_MS)
#define SIGMAS       4.0

static const double shares[2][N_STATES] = {
    {[DRY] = 0.89, [LIGHT] = 0.04, [MODERATE] = 0.015, [HEAVY] = 0.005, [FOG] = 0.05},
    {[DRY] = 0.78, [LIGHT] = 0.08, [MODERATE] = 0.03, [HEAVY] = 0.01, [FOG] = 0.10},
};
static const double elevations[2] = {1500.0, 2300.0};

static uint8_t seen[2][REPLICATIONS][N_STEPS];

static int run_chains(void **state)
{
    (void)state;
    world w;
    wo_climate climate;
    world_init(&w);
    world_chain(&w);
    w.scenario.end = N_STEPS * STEP_MS;
    for (uint32_t r = 0; r < REPLICATIONS; r++) {
        world_build(&w, r, &climate);
        for (uint32_t z = 0; z < 2; z++) {
            const uint32_t profile = wo_climate_profile(&climate, 0, elevations[z]);
            for (uint32_t step = 0; step < N_STEPS; step++) {
                seen[z][r][step] = (uint8_t)wo_climate_state(&climate, profile, step * STEP_MS + STEP_MS / 2);
            }
        }
        wo_climate_free(&climate);
    }
    return 0;
}

static void within(const char *what, double found, double expected, double sigma)
{
    if (!(fabs(found - expected) <= SIGMAS * sigma)) {
        fail_msg("%s: %g instead of %g, sigma %g", what, found, expected, sigma);
    }
}

/** In every step the states are as frequent as the shares say, over independent replications. */
static void shares_are_stationary(void **state)
{
    (void)state;
    const double limit = gsl_cdf_chisq_Qinv(2.0 * gsl_cdf_ugaussian_Q(SIGMAS), 4.0);
    for (size_t z = 0; z < 2; z++) {
        for (size_t step = 0; step < N_STEPS; step += 13) {
            double count[N_STATES] = {0.0};
            for (size_t r = 0; r < REPLICATIONS; r++) {
                count[seen[z][r][step]] += 1.0;
            }
            double chi2 = 0.0;
            for (size_t s = 0; s < N_STATES; s++) {
                const double expected = shares[z][s] * REPLICATIONS;
                assert_true(expected > 0.0 || count[s] <= 0.0);
                within("state", count[s], expected, sqrt(expected * (1.0 - shares[z][s])));
                chi2 += expected > 0.0 ? (count[s] - expected) * (count[s] - expected) / expected : 0.0;
            }
            assert_true(chi2 <= limit);
        }
    }
}

/** A run of state s ends at a step with probability (1 - exp(-3/10)) (1 - share): mean run = step / that. */
static void runs_are_as_long_as_they_should(void **state)
{
    (void)state;
    for (size_t z = 0; z < 2; z++) {
        double steps[N_STATES] = {0.0};
        double ends[N_STATES] = {0.0};
        for (size_t r = 0; r < REPLICATIONS; r++) {
            for (size_t step = 0; step + 1 < N_STEPS; step++) {
                steps[seen[z][r][step]] += 1.0;
                ends[seen[z][r][step]] += seen[z][r][step] != seen[z][r][step + 1];
            }
        }
        for (size_t s = 0; s < N_STATES; s++) {
            const double p = -expm1(-0.3) * (1.0 - shares[z][s]);
            if (shares[z][s] > 0.0) { /* the spread of steps / ends to first order */
                const double sigma = sqrt((1.0 - p) / (p * steps[s])) * 3.0 / p;
                within("state", 3.0 * steps[s] / ends[s], 3.0 / p, sigma);
            }
        }
    }
}

/** After 3, 9 and 30 h the share that is in its first state is share + (1 - share) exp(-t / 10 h). */
static void persistence_is_the_time_constant(void **state)
{
    (void)state;
    static const size_t lags[] = {1, 3, 10};
    for (size_t z = 0; z < 2; z++) {
        double alike = 0.0;
        for (size_t s = 0; s < N_STATES; s++) {
            alike += shares[z][s] * shares[z][s];
        }
        for (size_t k = 0; k < 3; k++) {
            double same = 0.0;
            for (size_t r = 0; r < REPLICATIONS; r++) {
                same += seen[z][r][5] == seen[z][r][5 + lags[k]];
            }
            const double p = alike + (1.0 - alike) * exp(-0.3 * (double)lags[k]);
            within("same state", same, p * REPLICATIONS, sqrt(p * (1.0 - p) * REPLICATIONS));
        }
    }
}

typedef struct wave_row {
    int state; /**< -1: night */
    double tau_s, wave_kmh;
} wave_row;

/** A car (7.5 m) at 60 km/h, dry wave 16.2 km/h. The table rounds tau' to 0.01 s and computes w' from that. */
static void waves_of_the_table(void **state)
{
    (void)state;
    static const wave_row rows[] = {{DRY, 1.67, 16.2},   {LIGHT, 1.73, 15.6},  {MODERATE, 1.88, 14.4},
                                    {HEAVY, 2.20, 12.3}, {PACKED, 2.44, 11.1}, {ICE, 3.34, 8.1},
                                    {FOG, 1.81, 14.9},   {-1, 1.72, 15.7}};
    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
        world w;
        wo_climate climate;
        world_init(&w);
        if (rows[r].state < 0) {
            w.scenario.climate.latitude_deg = 40.2;
            w.scenario.climate.longitude_deg = 45.7;
            w.scenario.climate.night_speed = fixed(0.88);
            w.scenario.climate.night_capacity = fixed(0.95);
        } else {
            world_observe(&w, 0, rows[r].state, -1);
        }
        world_build(&w, 0, &climate);
        const double wave_kmh = 16.2 * climate.profiles[0].pieces[0].wave_q16 / 65536.0;
        const double tau_s = 7.5 * 3.6 / wave_kmh;
        const double slack_kmh = 0.05 + wave_kmh * 0.005 / tau_s;
        if (!(fabs(tau_s - rows[r].tau_s) <= 0.005 && fabs(wave_kmh - rows[r].wave_kmh) <= slack_kmh)) {
            fail_msg("row %zu: tau' %g s, w' %g km/h", r, tau_s, wave_kmh);
        }
        wo_climate_free(&climate);
    }
}

/** Where weather slows more than it thins out, the wave would outrun the dry one: it may not. */
static void waves_are_never_faster_than_dry(void **state)
{
    (void)state;
    world w;
    wo_climate climate;
    world_init(&w);
    world_observe(&w, 0, FOG, -1);
    static const double speeds[] = {0.3, 0.2}; /* with 0.2 even tau' would be negative */
    for (size_t k = 0; k < 2; k++) {
        w.states[FOG].speed = fixed(speeds[k]);
        w.states[FOG].capacity = fixed(1.0);
        world_build(&w, 0, &climate);
        assert_int_equal(climate.profiles[0].pieces[0].wave_q16, 65536);
        wo_climate_free(&climate);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shares_are_stationary),
        cmocka_unit_test(runs_are_as_long_as_they_should),
        cmocka_unit_test(persistence_is_the_time_constant),
        cmocka_unit_test(waves_of_the_table),
        cmocka_unit_test(waves_are_never_faster_than_dry),
    };
    return cmocka_run_group_tests(tests, run_chains, NULL);
}
