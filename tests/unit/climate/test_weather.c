/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Profiles: what they are made of, and that nothing else changes them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>

#include "unit/climate/helper_weather.h"

#define MINUTE WO_MINUTE_MS
#define HOUR   WO_HOUR_MS

static uint32_t q16(double factor)
{
    return (uint32_t)floor(factor * 65536.0 + 0.5);
}

static const wo_weather_piece *piece_at(const wo_profile *profile, wo_ms at)
{
    size_t k = 0;
    while (k + 1 < profile->n_pieces && profile->pieces[k + 1].from <= at) {
        k++;
    }
    return &profile->pieces[k];
}

/** What the engine asks of every profile. */
static void check_pieces(const wo_climate *climate, wo_ms end)
{
    for (size_t p = 0; p < climate->n_profiles; p++) {
        const wo_profile *profile = &climate->profiles[p];
        assert_true(profile->n_pieces > 0);
        assert_int_equal(profile->pieces[0].from, 0);
        for (size_t k = 0; k < profile->n_pieces; k++) {
            const wo_weather_piece *now = &profile->pieces[k];
            const uint32_t all[] = {now->speed_q16, now->wave_q16, now->capacity_q16, now->sight_q16};
            for (size_t f = 0; f < 4; f++) {
                assert_in_range(all[f], 1, 65536);
            }
            assert_int_equal(now->from % MINUTE, 0);
            assert_true(now->from < end);
            assert_true(profile->states[k] < climate->n_states);
            if (k > 0) {
                const wo_weather_piece *before = now - 1;
                assert_true(before->from < now->from);
                assert_true(memcmp(&before->speed_q16, &now->speed_q16, 4 * sizeof(uint32_t)) != 0 ||
                            profile->states[k - 1] != profile->states[k]);
            }
        }
    }
}

static void without_weather_there_is_no_profile(void **state)
{
    (void)state;
    world w;
    wo_climate climate;
    world_init(&w);
    world_snow(&w, 0.0, 3.0, 5.0, 4.0, 1.0, 20.0);
    for (int zeros = 0; zeros < 2; zeros++) {
        world_build(&w, 0, &climate);
        assert_int_equal(climate.n_profiles, 0);
        assert_int_equal(wo_climate_profile(&climate, 0, 2366.0), WO_NO_PROFILE);
        assert_int_equal(wo_climate_state(&climate, WO_NO_PROFILE, HOUR), 0);
        assert_true(isinf(wo_climate_friction(&climate, WO_NO_PROFILE, HOUR)));
        assert_false(wo_climate_cold(&climate, WO_NO_PROFILE, HOUR));
        assert_true(fabs(wo_climate_snow_m(&climate, WO_NO_PROFILE, HOUR)) <= 0.0);
        assert_int_equal(wo_climate_grip(&climate, WO_NO_PROFILE, 17, 0.9), 17);
        wo_climate_free(&climate);
        w.scenario.climate = (wo_climate_spec){.latitude_deg = 40.2, .longitude_deg = 45.7};
    }
}

static void the_night_lasts_from_sunset_to_sunrise(void **state)
{
    (void)state;
    world w;
    wo_climate climate;
    world_init(&w);
    w.scenario.climate.latitude_deg = 40.2;
    w.scenario.climate.longitude_deg = 45.7;
    w.scenario.climate.night_speed = fixed(0.88);
    w.scenario.climate.night_capacity = fixed(0.95);
    world_build(&w, 0, &climate);
    check_pieces(&climate, w.scenario.end);
    const uint32_t profile = wo_climate_profile(&climate, 3, 1500.0);
    assert_int_equal(profile, 0);
    const wo_profile *p = &climate.profiles[profile];
    assert_int_equal(p->n_pieces, 21); /* ten days from night to night */
    for (size_t k = 1; k < p->n_pieces; k++) {
        const wo_daylight *day = &climate.days[(k - 1) / 2];
        const int64_t change = k % 2 == 1 ? day->sunrise : day->sunset;
        assert_true(llabs((int64_t)p->pieces[k].from - change) <= MINUTE / 2);
        assert_int_equal(p->pieces[k].speed_q16, k % 2 == 1 ? 65536 : q16(0.88));
        assert_int_equal(p->pieces[k].capacity_q16, k % 2 == 1 ? 65536 : q16(0.95));
        assert_int_equal(p->pieces[k].sight_q16, 65536);
    }
    assert_int_equal(p->pieces[0].speed_q16, q16(0.88));
    assert_int_equal(p->n_closed, 0);
    wo_climate_free(&climate);
}

static void polar_night_and_polar_day_are_one_piece(void **state)
{
    (void)state;
    static const struct {
        const char *start;
        double speed;
    } rows[] = {{"2020-12-10T00:00:00+01:00", 0.5}, {"2020-06-10T00:00:00+02:00", 1.0}};
    for (size_t r = 0; r < 2; r++) {
        world w;
        wo_climate climate;
        world_init(&w);
        assert_int_equal(wo_instant_parse(rows[r].start, &w.scenario.start, NULL), WO_OK);
        w.scenario.climate.latitude_deg = 69.65;
        w.scenario.climate.longitude_deg = 18.96;
        w.scenario.climate.night_speed = fixed(0.5);
        world_build(&w, 0, &climate);
        assert_int_equal(climate.profiles[0].n_pieces, 1);
        assert_int_equal(climate.profiles[0].pieces[0].speed_q16, q16(rows[r].speed));
        wo_climate_free(&climate);
    }
}

static void smoke_lies_over_its_section_alone(void **state)
{
    (void)state;
    world w;
    wo_climate climate;
    world_init(&w);
    w.scenario.climate.n_smoke = 3;
    w.smoke[0] = (wo_smoke){5, 10 * MINUTE, 30 * MINUTE, fixed(0.8), fixed(0.9), fixed(0.5)};
    w.smoke[1] = (wo_smoke){2, 0, WO_NEVER, fixed(0.3), fixed(0.4), fixed(0.2)};
    w.smoke[2] = (wo_smoke){5, 20 * MINUTE - 1, 40 * MINUTE + 1, fixed(0.5), fixed(1.0), fixed(0.1)};
    world_build(&w, 0, &climate);
    check_pieces(&climate, w.scenario.end);
    const wo_profile *none = &climate.profiles[wo_climate_profile(&climate, 0, 0.0)];
    const wo_profile *two = &climate.profiles[wo_climate_profile(&climate, 2, 0.0)];
    const wo_profile *five = &climate.profiles[wo_climate_profile(&climate, 5, 0.0)];
    assert_int_equal(none->n_pieces, 1);
    assert_int_equal(none->pieces[0].speed_q16, 65536);
    assert_int_equal(two->n_pieces, 1);
    assert_int_equal(two->pieces[0].capacity_q16, q16(0.4));
    static const struct {
        wo_ms from;
        double speed, capacity, sight;
    } rows[] = {{0, 1.0, 1.0, 1.0},
                {10 * MINUTE, 0.8, 0.9, 0.5},
                {20 * MINUTE, 0.8 * 0.5, 0.9, 0.5 * 0.1},
                {30 * MINUTE, 0.5, 1.0, 0.1},
                {40 * MINUTE, 1.0, 1.0, 1.0}};
    assert_int_equal(five->n_pieces, 5);
    for (size_t k = 0; k < 5; k++) {
        assert_int_equal(five->pieces[k].from, rows[k].from);
        assert_int_equal(five->pieces[k].speed_q16, q16(rows[k].speed));
        assert_int_equal(five->pieces[k].capacity_q16, q16(rows[k].capacity));
        assert_int_equal(five->pieces[k].sight_q16, q16(rows[k].sight));
    }
    wo_climate_free(&climate);
}

static void factors_multiply_and_stay_above_zero(void **state)
{
    (void)state;
    world w;
    wo_climate climate;
    world_init(&w);
    w.scenario.climate.latitude_deg = 40.2;
    w.scenario.climate.longitude_deg = 45.7;
    w.scenario.climate.night_speed = fixed(0.88);
    w.scenario.climate.night_capacity = fixed(0.95);
    w.scenario.climate.n_smoke = 2;
    w.smoke[0] = (wo_smoke){1, 0, 2 * HOUR, fixed(0.8), fixed(0.9), fixed(0.5)};
    w.smoke[1] = (wo_smoke){1, HOUR, 2 * HOUR, fixed(1e-5), fixed(1e-5), fixed(1e-5)};
    world_observe(&w, 0, ICE, -1);
    world_build(&w, 0, &climate);
    check_pieces(&climate, w.scenario.end);
    const wo_profile *p = &climate.profiles[wo_climate_profile(&climate, 1, 0.0)];
    assert_int_equal(p->pieces[0].speed_q16, q16(0.33 * 0.88 * 0.8));
    assert_int_equal(p->pieces[0].capacity_q16, q16(0.45 * 0.95 * 0.9));
    assert_int_equal(p->pieces[0].sight_q16, q16(0.7 * 0.5));
    assert_int_equal(p->pieces[1].from, HOUR);
    assert_int_equal(p->pieces[1].speed_q16, 1);
    assert_int_equal(p->pieces[1].capacity_q16, 1);
    assert_int_equal(p->pieces[1].sight_q16, 1);
    wo_climate_free(&climate);
}

static void zones_go_by_elevation(void **state)
{
    (void)state;
    world w;
    wo_climate climate;
    world_init(&w);
    world_chain(&w);
    w.zones[0].n_shares = w.zones[1].n_shares = 0;
    world_share(&w, 0, FOG, 3.0);
    world_share(&w, 1, ICE, 0.1);
    world_build(&w, 0, &climate);
    static const struct {
        double elevation_m;
        uint32_t state;
    } rows[] = {{-400.0, DRY}, {999.9, DRY}, {1000.0, FOG}, {1999.9, FOG}, {2000.0, ICE}, {5000.0, ICE}};
    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
        const uint32_t profile = wo_climate_profile(&climate, 0, rows[r].elevation_m);
        assert_int_equal(climate.profiles[profile].n_pieces, 1);
        assert_int_equal(wo_climate_state(&climate, profile, 3 * HOUR), rows[r].state);
    }
    const uint32_t pass = wo_climate_profile(&climate, 0, 2366.0);
    assert_true(fabs(wo_climate_friction(&climate, pass, HOUR) - 0.12) <= 0.0);
    assert_true(wo_climate_cold(&climate, pass, HOUR));
    assert_false(wo_climate_cold(&climate, wo_climate_profile(&climate, 0, 1500.0), HOUR));
    wo_climate_free(&climate);
}

static void a_zone_without_shares_is_dry(void **state)
{
    (void)state;
    world w;
    wo_climate climate;
    world_init(&w);
    w.scenario.climate.n_zones = 1;
    world_build(&w, 0, &climate);
    assert_int_equal(wo_climate_state(&climate, wo_climate_profile(&climate, 0, 1500.0), 5 * HOUR), DRY);
    assert_int_equal(climate.profiles[1].n_pieces, 1);
    wo_climate_free(&climate);
}

static void observations_come_before_the_chain(void **state)
{
    (void)state;
    world w;
    wo_climate chain;
    wo_climate climate;
    world_init(&w);
    world_chain(&w);
    world_build(&w, 4, &chain);
    world_observe(&w, 70 * HOUR, ICE, 0);
    world_observe(&w, 80 * HOUR, FOG, -1);
    world_observe(&w, 90 * HOUR + MINUTE / 2, PACKED, 1);
    world_build(&w, 4, &climate);
    check_pieces(&climate, w.scenario.end);
    const uint32_t ground = wo_climate_profile(&climate, 0, 0.0);
    const uint32_t valley = wo_climate_profile(&climate, 0, 1500.0);
    const uint32_t pass = wo_climate_profile(&climate, 0, 2300.0);
    for (wo_ms at = 0; at < w.scenario.end; at += 10 * MINUTE) {
        const bool all = at >= 80 * HOUR;
        assert_int_equal(wo_climate_state(&climate, ground, at), all ? FOG : DRY);
        assert_int_equal(wo_climate_state(&climate, valley, at), all ? FOG
                                                                 : at >= 70 * HOUR
                                                                     ? ICE
                                                                     : (int)wo_climate_state(&chain, valley, at));
        assert_int_equal(wo_climate_state(&climate, pass, at), at > 90 * HOUR ? PACKED
                                                               : all          ? FOG
                                                                     : (int)wo_climate_state(&chain, pass, at));
    }
    assert_int_equal(piece_at(&climate.profiles[pass], 91 * HOUR)->from, 90 * HOUR + MINUTE);
    wo_climate_free(&climate);
    wo_climate_free(&chain);
}

static void grip_comes_back_when_it_says(void **state)
{
    (void)state;
    world w;
    wo_climate climate;
    world_init(&w);
    world_observe(&w, 2 * HOUR, ICE, -1);
    world_observe(&w, 5 * HOUR, LIGHT, -1);
    world_observe(&w, 7 * HOUR, FOG, -1);
    world_build(&w, 0, &climate);
    assert_int_equal(wo_climate_grip(&climate, 0, HOUR, 0.7), HOUR);
    assert_int_equal(wo_climate_grip(&climate, 0, 2 * HOUR - 1, 0.7), 2 * HOUR - 1);
    assert_int_equal(wo_climate_grip(&climate, 0, 2 * HOUR, 0.7), WO_NEVER);
    assert_int_equal(wo_climate_grip(&climate, 0, 2 * HOUR, 0.3), 5 * HOUR);
    assert_int_equal(wo_climate_grip(&climate, 0, 3 * HOUR, 0.31), 7 * HOUR);
    assert_int_equal(wo_climate_grip(&climate, 0, 6 * HOUR, 0.3), 6 * HOUR);
    assert_int_equal(wo_climate_grip(&climate, 0, 49u * WO_DAY_MS, 0.3), 49u * WO_DAY_MS);
    wo_climate_free(&climate);
}

/** Variants with another end, and the same replication under `--central`, have the same weather. */
static void variants_share_the_weather(void **state)
{
    (void)state;
    static const double elevations[] = {0.0, 1500.0, 2300.0};
    world w;
    wo_climate lasting;
    wo_climate brief;
    int different = 0;
    for (uint32_t replication = 0; replication < 20; replication++) {
        world_init(&w);
        world_chain(&w);
        world_snow(&w, 0.2, 3.0, 5.0, 4.0, 1.0, 20.0);
        w.scenario.end = 15 * WO_DAY_MS;
        world_build(&w, replication, &lasting);
        w.scenario.end = 5 * WO_DAY_MS + 12345;
        const wo_draw draw = {.seed = 7, .replication = replication, .central = true};
        assert_int_equal(wo_climate_build(&w.scenario, &draw, &brief, NULL), WO_OK);
        for (size_t e = 0; e < 3; e++) {
            const uint32_t profile = wo_climate_profile(&brief, 0, elevations[e]);
            const wo_profile *a = &brief.profiles[profile];
            const wo_profile *b = &lasting.profiles[profile];
            assert_true(a->n_pieces <= b->n_pieces);
            assert_memory_equal(a->pieces, b->pieces, a->n_pieces * sizeof *a->pieces);
            assert_memory_equal(a->states, b->states, a->n_pieces);
            assert_true(a->n_pieces == b->n_pieces || b->pieces[a->n_pieces].from >= w.scenario.end);
            different += a->n_pieces > 1;
        }
        wo_climate_free(&brief);
        wo_climate_free(&lasting);
    }
    assert_true(different > 20); /* or nothing has been compared */
}

/** In 100 realisations; @return in how many hours the pass has fouler weather. */
static size_t hours_fouler_on_the_pass(const world *w)
{
    wo_climate climate;
    size_t fouler = 0;
    for (uint32_t replication = 0; replication < 100; replication++) {
        world_build(w, replication, &climate);
        const uint32_t valley = wo_climate_profile(&climate, 0, 1500.0);
        const uint32_t pass = wo_climate_profile(&climate, 0, 2300.0);
        for (wo_ms at = 0; at < w->scenario.end; at += HOUR) {
            const double below = climate.states[wo_climate_state(&climate, valley, at)].speed;
            const double above = climate.states[wo_climate_state(&climate, pass, at)].speed;
            assert_true(above <= below);
            fouler += above < below;
        }
        wo_climate_free(&climate);
    }
    return fouler;
}

static void the_pass_is_never_fairer_than_the_valley(void **state)
{
    (void)state;
    world w;
    world_init(&w);
    world_chain(&w);
    assert_true(hours_fouler_on_the_pass(&w) > 1000);
    w.zones[0].n_shares = w.zones[1].n_shares = 0;
    world_share(&w, 0, DRY, 5.0); /* fog stands behind ice in the list, but it is the lesser evil */
    world_share(&w, 0, FOG, 1.0);
    world_share(&w, 0, ICE, 4.0);
    world_share(&w, 1, FOG, 5.0);
    world_share(&w, 1, ICE, 5.0);
    assert_true(hours_fouler_on_the_pass(&w) > 1000);
}

static void forty_nine_days(void **state)
{
    (void)state;
    world w;
    wo_climate climate;
    world_init(&w);
    world_chain(&w);
    world_snow(&w, 0.5, 3.0, 5.0, 4.0, 1.0, 6.0);
    w.scenario.end = 49u * WO_DAY_MS;
    w.scenario.climate.latitude_deg = 40.2;
    w.scenario.climate.longitude_deg = 45.7;
    w.scenario.climate.night_speed = fixed(0.88);
    w.scenario.climate.step_s = 60.0;
    w.scenario.climate.n_smoke = 1;
    w.smoke[0] = (wo_smoke){1, 48u * WO_DAY_MS, 49u * WO_DAY_MS, fixed(0.5), fixed(0.5), fixed(0.5)};
    world_build(&w, 1, &climate);
    check_pieces(&climate, w.scenario.end);
    const wo_profile *p = &climate.profiles[wo_climate_profile(&climate, 1, 2300.0)];
    assert_true(p->pieces[p->n_pieces - 1].from > 48u * WO_DAY_MS);
    assert_true(p->n_pieces > 2 * 49);
    wo_climate_free(&climate);
}

static void too_many_states_are_refused(void **state)
{
    (void)state;
    world w;
    wo_climate climate;
    wo_error error = {WO_OK, ""};
    world_init(&w);
    world_observe(&w, 0, DRY, -1);
    w.scenario.climate.n_states = 257;
    w.scenario.climate.states = calloc(257, sizeof *w.scenario.climate.states);
    assert_non_null(w.scenario.climate.states);
    const wo_draw draw = {.seed = 1};
    assert_int_equal(wo_climate_build(&w.scenario, &draw, &climate, &error), WO_ERR_LIMIT);
    assert_non_null(strstr(error.message, "257"));
    assert_null(climate.days);
    free(w.scenario.climate.states);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_weather_there_is_no_profile),
        cmocka_unit_test(the_night_lasts_from_sunset_to_sunrise),
        cmocka_unit_test(polar_night_and_polar_day_are_one_piece),
        cmocka_unit_test(smoke_lies_over_its_section_alone),
        cmocka_unit_test(factors_multiply_and_stay_above_zero),
        cmocka_unit_test(zones_go_by_elevation),
        cmocka_unit_test(a_zone_without_shares_is_dry),
        cmocka_unit_test(observations_come_before_the_chain),
        cmocka_unit_test(grip_comes_back_when_it_says),
        cmocka_unit_test(variants_share_the_weather),
        cmocka_unit_test(the_pass_is_never_fairer_than_the_valley),
        cmocka_unit_test(forty_nine_days),
        cmocka_unit_test(too_many_states_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
