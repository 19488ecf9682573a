/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Snow cover: by hand, and against a twin that goes from minute to minute. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "unit/climate/helper_weather.h"

#define MINUTE WO_MINUTE_MS
#define PASS_M 2300.0

static void near(double found, double expected)
{
    if (!(fabs(found - expected) <= 1e-9)) {
        fail_msg("%.12g instead of %.12g", found, expected);
    }
}

static void check_states(const wo_profile *profile, const uint32_t rows[][2], size_t n)
{
    assert_int_equal(profile->n_pieces, n);
    for (size_t k = 0; k < n; k++) {
        assert_int_equal(profile->pieces[k].from / MINUTE, rows[k][0]);
        assert_int_equal(profile->states[k], rows[k][1]);
    }
}

/** 3 cm/h of snow for ten hours; the plough comes twice, the rest melts. */
static void ploughs_and_closings_by_hand(void **state)
{
    (void)state;
    world w;
    wo_climate climate;
    world_init(&w);
    world_snow(&w, 0.6, 3.0, 5.0, 4.0, 1.0, 10.0);
    world_observe(&w, 0, HEAVY, -1);
    world_observe(&w, 600 * MINUTE, DRY, -1);
    world_build(&w, 0, &climate);
    const wo_profile *p = &climate.profiles[0];
    static const uint32_t states[][2] = {{0, HEAVY}, {60, PACKED}, {340, HEAVY}, {380, PACKED}, {660, DRY}};
    check_states(p, states, 5);
    assert_int_equal(p->n_closed, 2);
    assert_int_equal(p->closed[0].from, 200 * MINUTE);
    assert_int_equal(p->closed[0].to, 340 * MINUTE);
    assert_int_equal(p->closed[1].from, 520 * MINUTE);
    assert_int_equal(p->closed[1].to, 660 * MINUTE);
    near(wo_climate_snow_m(&climate, 0, 90 * MINUTE), 0.045);
    near(wo_climate_snow_m(&climate, 0, 339 * MINUTE + MINUTE / 2), 0.16975);
    near(wo_climate_snow_m(&climate, 0, 340 * MINUTE), 0.01);
    near(wo_climate_snow_m(&climate, 0, 600 * MINUTE), 0.14);
    near(wo_climate_snow_m(&climate, 0, 659 * MINUTE), 0.1341);
    near(wo_climate_snow_m(&climate, 0, 660 * MINUTE), 0.01);
    near(wo_climate_snow_m(&climate, 0, 759 * MINUTE), 0.0001);
    near(wo_climate_snow_m(&climate, 0, 760 * MINUTE), 0.0);
    near(wo_climate_snow_m(&climate, 0, 9000 * MINUTE), 0.0);
    near(wo_climate_friction(&climate, 0, 610 * MINUTE), 0.20);
    assert_true(wo_climate_cold(&climate, 0, 610 * MINUTE));
    assert_false(wo_climate_cold(&climate, 0, 660 * MINUTE));
    assert_int_equal(wo_climate_grip(&climate, 0, 0, 0.5), 660 * MINUTE);
    assert_int_equal(p->pieces[1].speed_q16, 36045); /* 0.55 */
    wo_climate_free(&climate);
}

/** A road closed at less than the depth of the plough is not left closed: the closing calls it. */
static void a_closing_calls_the_plough(void **state)
{
    (void)state;
    world w;
    wo_climate climate;
    world_init(&w);
    world_snow(&w, 0.0, 0.0, 5.0, 4.0, 1.0, 4.0);
    world_observe(&w, 0, HEAVY, -1);
    world_observe(&w, 90 * MINUTE, DRY, -1);
    world_build(&w, 0, &climate);
    const wo_profile *p = &climate.profiles[0];
    static const uint32_t states[][2] = {{0, HEAVY}, {90, DRY}};
    check_states(p, states, 2); /* packed at depth 0 = never */
    assert_int_equal(p->n_closed, 1);
    assert_int_equal(p->closed[0].from, 80 * MINUTE);
    assert_int_equal(p->closed[0].to, 320 * MINUTE);
    near(wo_climate_snow_m(&climate, 0, 300 * MINUTE), 0.045);
    wo_climate_free(&climate);
}

/** A drawn depth that the plough leaves may be more than the one that closes the road or calls the plough. */
static void a_plough_always_opens_the_road(void **state)
{
    (void)state;
    for (int k = 0; k < 2; k++) {
        world w;
        wo_climate climate;
        world_init(&w);
        world_snow(&w, 0.0, 3.0, 5.0, 4.0, 7.0, k == 0 ? 6.0 : 4.0);
        world_observe(&w, 0, HEAVY, -1);
        world_observe(&w, 150 * MINUTE, DRY, -1);
        world_build(&w, 0, &climate);
        const wo_profile *p = &climate.profiles[0];
        assert_int_equal(p->n_closed, 1);
        assert_int_equal(p->closed[0].from, (k == 0 ? 120 : 80) * MINUTE);
        assert_int_equal(p->closed[0].to, (k == 0 ? 340 : 320) * MINUTE);
        near(wo_climate_snow_m(&climate, 0, 400 * MINUTE), (k == 0 ? 0.05 : 0.04) - 1e-9);
        wo_climate_free(&climate);
    }
}

static void nobody_comes_before_the_end(void **state)
{
    (void)state;
    world w;
    wo_climate climate;
    world_init(&w);
    world_snow(&w, 0.0, 3.0, 5.0, 1000.0, 1.0, 6.0);
    world_observe(&w, 0, HEAVY, -1);
    world_build(&w, 0, &climate);
    assert_int_equal(climate.profiles[0].n_closed, 1);
    assert_int_equal(climate.profiles[0].closed[0].from, 120 * MINUTE);
    assert_int_equal(climate.profiles[0].closed[0].to, WO_NEVER);
    wo_climate_free(&climate);
}

/** Snow that lies at the start packs at once; ice is worse than packed snow and stays. */
static void worse_weather_than_packed_snow_counts(void **state)
{
    (void)state;
    world w;
    wo_climate climate;
    world_init(&w);
    w.scenario.climate.n_zones = 2;
    w.zones[1].depth_m = fixed(0.04);
    world_snow(&w, 0.0, 3.0, 5.0, 4.0, 1.0, 0.0);
    world_observe(&w, 60 * MINUTE, ICE, -1);
    world_observe(&w, 90 * MINUTE, FOG, -1);
    world_build(&w, 0, &climate);
    static const uint32_t above[][2] = {{0, PACKED}, {60, ICE}, {90, PACKED}};
    static const uint32_t below[][2] = {{0, DRY}, {60, ICE}, {90, FOG}};
    check_states(&climate.profiles[wo_climate_profile(&climate, 0, PASS_M)], above, 3);
    check_states(&climate.profiles[wo_climate_profile(&climate, 0, 1500.0)], below, 3);
    wo_climate_free(&climate);
}

typedef struct twin {
    int64_t depth, packed, call, close, left, melt;
    int64_t ploughed; /**< minute, -1 = none called */
    int64_t after;
    bool closed;
} twin;

/** State of the road in this minute; then the depth goes on to the next. */
static uint32_t twin_minute(twin *t, const world *w, int64_t minute, uint32_t weather)
{
    if (t->ploughed == minute) {
        t->depth = t->depth > t->left ? t->left : t->depth;
        t->ploughed = -1;
        t->closed = false;
    }
    if (t->close > 0 && t->depth >= t->close) {
        t->closed = true;
    }
    const bool called = t->depth >= t->call || (t->close > 0 && t->depth >= t->close);
    if (t->ploughed < 0 && called) {
        t->ploughed = minute + t->after;
    }
    return t->depth >= t->packed && w->states[weather].speed.p[0] >= 0.55 ? (uint32_t)PACKED : weather;
}

static void twin_snow(twin *t, const world *w, uint32_t weather)
{
    t->depth += llround(60.0 * w->states[weather].snowfall_m_per_s.p[0] * 1e9);
    t->depth -= w->states[weather].cold ? 0 : t->melt;
    t->depth = t->depth < 0 ? 0 : t->depth;
}

/** Closings that the minutes so far have shown, as the profile should list them. */
static bool listed(const wo_profile *profile, wo_ms at)
{
    for (size_t k = 0; k < profile->n_closed; k++) {
        if (at >= profile->closed[k].from && at < profile->closed[k].to) {
            return true;
        }
    }
    return false;
}

static void from_minute_to_minute(void **state)
{
    (void)state;
    static const double rules[][6] = {/* melt, packed, plough, after, left, close */
                                      {0.1, 3.0, 5.0, 4.0, 1.0, 8.0},  {0.37, 1.0, 2.0, 0.5, 0.3, 3.3},
                                      {0.0, 0.7, 1.0, 7.77, 0.0, 6.0}, {1.7, 2.0, 4.0, 2.0, 3.9, 3.0},
                                      {0.2, 0.5, 0.9, 0.01, 2.0, 0.0}, {3.0, 0.1, 90.0, 1.0, 1.0, 0.0}};
    size_t packed = 0;
    size_t closed = 0;
    for (uint32_t r = 0; r < 24; r++) {
        const double *rule = rules[r % 6];
        world w;
        wo_climate weather;
        wo_climate climate;
        world_init(&w);
        world_chain(&w);
        w.shares[1][DRY].share = fixed(0.3); /* a hard winter */
        w.zones[1].depth_m = fixed(0.01 * (r % 4));
        world_build(&w, r, &weather);
        world_snow(&w, rule[0], rule[1], rule[2], rule[3], rule[4], rule[5]);
        world_build(&w, r, &climate);
        twin t = {llround(1e7 * (r % 4)),
                  llround(1e7 * rule[1]),
                  llround(1e7 * rule[2]),
                  llround(1e7 * rule[5]),
                  llround(1e7 * rule[4]),
                  llround(1e7 * rule[0] / 60.0),
                  -1,
                  (int64_t)fmax(1.0, floor(60.0 * rule[3] + 0.5)),
                  false};
        const int64_t least = t.close > 0 && t.close < t.call ? t.close : t.call;
        t.left = t.left < least ? t.left : least - 1;
        const uint32_t profile = wo_climate_profile(&climate, 0, PASS_M);
        for (int64_t minute = 0; minute < 14400; minute++) {
            const wo_ms at = (wo_ms)minute * MINUTE;
            const uint32_t sky = wo_climate_state(&weather, profile, at);
            const uint32_t road = twin_minute(&t, &w, minute, sky);
            assert_int_equal(wo_climate_state(&climate, profile, at), road);
            assert_int_equal(llround(1e9 * wo_climate_snow_m(&climate, profile, at)), t.depth);
            assert_int_equal(listed(&climate.profiles[profile], at), t.closed);
            packed += road == PACKED;
            closed += t.closed;
            twin_snow(&t, &w, sky);
        }
        wo_climate_free(&climate);
        wo_climate_free(&weather);
    }
    assert_true(packed > 10000 && closed > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ploughs_and_closings_by_hand),          cmocka_unit_test(a_closing_calls_the_plough),
        cmocka_unit_test(a_plough_always_opens_the_road),        cmocka_unit_test(nobody_comes_before_the_end),
        cmocka_unit_test(worse_weather_than_packed_snow_counts), cmocka_unit_test(from_minute_to_minute),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
