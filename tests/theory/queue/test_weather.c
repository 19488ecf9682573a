/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Weather that slows vehicles and waves while they are under way, against kinematic-wave theory. The reference knows
 * nothing of passing times: it moves fractions of vehicles along the road, each behind the one before it (Newell 2002),
 * with free speed and reaction time that follow the weather. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "helper_trial.h"

#define ROAD_M   5000.0
#define SPEED    20.0
#define WAVE     5.0
#define SPACING  8.0
#define UNTIL_S  6000.0
#define STEP_S   (UNTIL_S / STEPS)
#define PARTS    2 /* of a vehicle */
#define EXIT_GAP 4.0
#define STEPS    12000

/* A storm from 900 to 2,400 s. */
static const wo_weather_piece storm[] = {
    {.from = 0, .speed_q16 = 65536, .wave_q16 = 65536, .capacity_q16 = 65536, .sight_q16 = 65536},
    {.from = 900000, .speed_q16 = 36045, .wave_q16 = 44630, .capacity_q16 = 65536, .sight_q16 = 65536},
    {.from = 2400000, .speed_q16 = 65536, .wave_q16 = 65536, .capacity_q16 = 65536, .sight_q16 = 65536},
};

static void cover(trial *t, const wo_weather_piece *pieces, size_t n)
{
    wo_error error = {0};
    for (uint32_t s = 0; s < t->road.n_segments; s++) {
        assert_int_equal(wo_queue_weather(t->queue, s, pieces, n, &error), WO_OK);
    }
}

/* Four segments of 12.5 s; from 20 s on everybody drives half as fast, also who is under way. */
static void test_one_vehicle(void **state)
{
    static const wo_weather_piece half[] = {
        {.from = 0, .speed_q16 = 65536, .wave_q16 = 65536, .capacity_q16 = 65536, .sight_q16 = 65536},
        {.from = 20000, .speed_q16 = 32768, .wave_q16 = 65536, .capacity_q16 = 65536, .sight_q16 = 65536},
    };
    static const double at_s[] = {0.0, 12.5, 30.0, 55.0, 80.0};
    trial t;
    (void)state;
    trial_begin(&t);
    (void)trial_stretch(&t, 0, 1, 1000.0, 4);
    t.options = (wo_queue_options){.grid_ms = 20000, .mean_ms = 20000};
    trial_build(&t);
    cover(&t, half, 2);
    (void)trial_send(&t, 0.0, 0, 0, WO_NONE);
    trial_run(&t, 100.0);
    for (uint32_t i = 0; i < 5; i++) {
        expect_close("under way", trial_at(&t, trial_node(&t, 0, i), 0), at_s[i], 0.0);
    }
    trial_end(&t);
}

/* The factor's integral from 0 to t, and its inverse. */
static double storm_sum(double t, double factor)
{
    return t - (1.0 - factor) * (fmin(fmax(t, 900.0), 2400.0) - 900.0);
}

static double storm_time(double sum, double factor)
{
    const double end = 900.0 + 1500.0 * factor;
    return sum <= 900.0 ? sum : sum <= end ? 900.0 + (sum - 900.0) / factor : 2400.0 + (sum - end);
}

/* When part n of the traffic enters: 0.3/s for 3,000 s, then 0.05/s. */
static double enters_at(size_t n)
{
    const double number = (double)n / PARTS;
    return number <= 900.0 ? number / 0.3 : 3000.0 + (number - 900.0) / 0.05;
}

/* Place of the part before at an instant between two steps, from its places at all steps. */
static double place_at(const double *places, double at)
{
    const size_t step = (size_t)(at / STEP_S);
    const double rest = at / STEP_S - (double)step;
    return places[step] + (places[step + 1] - places[step]) * rest;
}

/* One part of a vehicle along the road behind `leader` (places at all steps; NULL = nobody); counts it at the steps
 * when it has passed the five places. Returns when it leaves the road. */
static double drive(size_t n, const double *leader, double left_before, double *places, double counts[5][STEPS + 1])
{
    const double speed = storm[1].speed_q16 / 65536.0, wave = storm[1].wave_q16 / 65536.0, entry = enters_at(n);
    double place = 0.0, left = INFINITY, since = entry;
    for (size_t step = 0; step <= STEPS; step++) {
        const double now = (double)step * STEP_S;
        if (now >= entry) {
            const double seen = storm_time(storm_sum(now, wave) - SPACING / PARTS / WAVE, wave);
            double next = place + SPEED * (storm_sum(now, speed) - storm_sum(since, speed));
            if (leader != NULL) {
                next = fmin(next, place_at(leader, fmax(seen, 0.0)) - SPACING / PARTS);
            }
            if (now < left_before + EXIT_GAP / PARTS) {
                next = fmin(next, ROAD_M - 1e-6);
            }
            if (place <= ROAD_M && next > ROAD_M) { /* held there or on its way */
                left = fmax(left_before + EXIT_GAP / PARTS, now - (next - ROAD_M) / SPEED);
            }
            place = fmax(place, next);
            since = now;
        }
        places[step] = now < entry ? -SPACING * (double)n : place;
        for (int k = 0; k < 5 && now >= entry; k++) {
            counts[k][step] += place >= 1250.0 * k ? 1.0 / PARTS : 0.0;
        }
    }
    return left;
}

/* Vehicles past every 1,250 m at all steps, by theory. */
static void count_by_theory(double counts[5][STEPS + 1])
{
    double *before = malloc((STEPS + 2) * sizeof *before), *places = malloc((STEPS + 2) * sizeof *places);
    double left = -INFINITY;
    assert_true(before != NULL && places != NULL);
    for (size_t n = 1; enters_at(n) < UNTIL_S; n++) {
        left = drive(n, n > 1 ? before : NULL, left, places, counts);
        places[STEPS + 1] = places[STEPS];
        double *swap = before;
        before = places;
        places = swap;
    }
    free(before);
    free(places);
}

/* A queue before an exit of 0.25/s under the storm; hash over all passages. */
static uint64_t queue_in_storm(uint32_t pieces, wo_ms dt_ms, double counts[5][STEPS + 1])
{
    trial t;
    wo_error error = {0};
    trial_begin(&t);
    (void)trial_stretch(&t, 0, 1, ROAD_M, pieces);
    t.options = (wo_queue_options){.dt_ms = dt_ms, .grid_ms = 60000, .mean_ms = 60000};
    trial_build(&t);
    cover(&t, storm, 3);
    assert_int_equal(wo_queue_limit(t.queue, trial_node(&t, 1, 0), WO_OUTBOUND, 4000, &error), WO_OK);
    (void)trial_send_flow(&t, 0, 0.3, 0.0, 3000.0);
    (void)trial_send_flow(&t, 0, 0.05, 3000.0, UNTIL_S);
    trial_run(&t, UNTIL_S);
    for (uint32_t k = 0; k < 5 && counts != NULL; k++) {
        double least = INFINITY, most = -INFINITY;
        for (double s = 0.0; s < UNTIL_S; s += 19.0) {
            const double n = trial_count(&t, trial_node(&t, 0, k * pieces / 4), s);
            least = fmin(least, n - counts[k][(size_t)(s / STEP_S)]);
            most = fmax(most, n - counts[k][(size_t)(s / STEP_S)]);
        }
        expect_close("behind theory by", least, 0.0, 1.5);
        expect_close("before theory by", most, 0.0, 0.8);
    }
    const uint64_t hash = trial_hash(&t);
    trial_end(&t);
    return hash;
}

static void test_queue_in_storm(void **state)
{
    static double counts[5][STEPS + 1];
    static const uint32_t pieces[] = {40, 20, 4};
    (void)state;
    count_by_theory(counts);
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        const uint64_t hash = queue_in_storm(pieces[i], 0, counts);
        assert_int_equal(queue_in_storm(pieces[i], 6100, NULL), hash);
        assert_int_equal(queue_in_storm(pieces[i], 1000, NULL), hash);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_vehicle),
        cmocka_unit_test(test_queue_in_storm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
