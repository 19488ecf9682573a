/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "wayout/climate.h"

#define HOUR ((int64_t)WO_HOUR_MS)
#define DAY  ((int64_t)WO_DAY_MS)

static const wo_draw draw = {.seed = 1};

static wo_number fixed(double value)
{
    return (wo_number){.shape = WO_SHAPE_FIXED, .p = {value}, .low = 0.0, .high = 1e9};
}

/** A scenario that starts at 01:00 and lasts ten days. */
static wo_scenario sample(const char *start, double latitude, double longitude)
{
    wo_scenario scenario;
    memset(&scenario, 0, sizeof scenario);
    assert_int_equal(wo_instant_parse(start, &scenario.start, NULL), WO_OK);
    scenario.end = 10 * WO_DAY_MS;
    scenario.climate = (wo_climate_spec){.latitude_deg = latitude,
                                         .longitude_deg = longitude,
                                         .walking_s = fixed(8.5 * 3600.0),
                                         .daylight_margin_s = fixed(1800.0)};
    return scenario;
}

static void build(const wo_scenario *scenario, wo_climate *climate)
{
    wo_error error = {WO_OK, ""};
    if (wo_climate_build(scenario, &draw, climate, &error) != WO_OK) {
        fail_msg("%s", error.message);
    }
}

static void days_cover_the_scenario(void **state)
{
    (void)state;
    wo_scenario scenario = sample("2020-11-10T01:00:00+04:00", 40.2, 45.7);
    wo_climate climate;
    build(&scenario, &climate);
    assert_int_equal(climate.first_midnight, -HOUR);
    assert_int_equal(climate.n_days, 12); /* 10 November to the day after 20 November, 01:00 */
    assert_int_equal(climate.walking_ms, 8.5 * 3600000);
    assert_int_equal(climate.margin_ms, 1800000);
    for (size_t d = 1; d < climate.n_days; d++) {
        assert_true(climate.days[d].sunrise > climate.days[d - 1].sunset);
        assert_true(llabs(climate.days[d].sunrise - climate.days[d - 1].sunrise - DAY) < 120000);
    }
    wo_climate_free(&climate);
    assert_null(climate.days);
    wo_climate_free(&climate);
    wo_climate_free(NULL);
}

static void midnight_before_1970_and_in_the_west(void **state)
{
    (void)state;
    wo_scenario scenario = sample("1969-07-20T22:30:00-05:00", 40.0, -75.0);
    wo_climate climate;
    build(&scenario, &climate);
    assert_int_equal(climate.first_midnight, -(22 * HOUR + HOUR / 2));
    wo_climate_free(&climate);
}

static void darkness_changes_where_it_says(void **state)
{
    (void)state;
    static const struct {
        const char *start;
        double latitude, longitude;
    } rows[] = {
        {"2020-11-10T01:00:00+04:00", 40.2, 45.7},
        {"2020-06-19T12:00:00Z", 64.15, -21.94},     /* the sun sets after midnight */
        {"2020-05-10T00:00:00+02:00", 69.65, 18.96}, /* polar day begins on the way */
        {"2020-11-20T00:00:00+01:00", 69.65, 18.96}, /* polar night begins on the way */
        {"2020-12-20T00:00:00+13:00", -41.3, 174.8},
        {"2020-03-10T00:00:00Z", 10.0, 150.0}, /* a clock of elsewhere: the sun rises on the evening before */
    };
    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
        const wo_scenario scenario = sample(rows[r].start, rows[r].latitude, rows[r].longitude);
        wo_climate climate;
        build(&scenario, &climate);
        wo_ms t = 0;
        bool dark = wo_climate_dark(&climate, 0);
        for (wo_ms minute = 0; minute < scenario.end; minute += WO_MINUTE_MS) {
            while (wo_climate_next_change(&climate, t) <= minute) {
                t = wo_climate_next_change(&climate, t);
                assert_int_equal(wo_climate_dark(&climate, t), !dark);
                dark = !dark;
            }
            assert_int_equal(wo_climate_dark(&climate, minute), dark);
        }
        wo_climate_free(&climate);
    }
}

static void darkness_is_outside_sunrise_and_sunset(void **state)
{
    (void)state;
    const wo_scenario scenario = sample("2020-11-10T01:00:00+04:00", 40.2, 45.7);
    wo_climate climate;
    build(&scenario, &climate);
    const wo_ms rise = (wo_ms)climate.days[3].sunrise;
    const wo_ms set = (wo_ms)climate.days[3].sunset;
    assert_true(wo_climate_dark(&climate, 0));
    assert_true(wo_climate_dark(&climate, rise - 1));
    assert_false(wo_climate_dark(&climate, rise));
    assert_false(wo_climate_dark(&climate, set - 1));
    assert_true(wo_climate_dark(&climate, set));
    assert_int_equal(wo_climate_next_change(&climate, rise - 1), rise);
    assert_int_equal(wo_climate_next_change(&climate, rise), set);
    assert_int_equal(wo_climate_next_change(&climate, set), climate.days[4].sunrise);
    assert_int_equal(wo_climate_next_change(&climate, (wo_ms)climate.days[11].sunset), WO_NEVER);
    assert_int_equal(wo_climate_next_change(&climate, 49u * WO_DAY_MS), WO_NEVER);
    wo_climate_free(&climate);
}

static void herds_walk_between_the_margins(void **state)
{
    (void)state;
    wo_scenario scenario = sample("2020-11-10T01:00:00+04:00", 40.2, 45.7);
    wo_climate climate;
    int64_t from = 0;
    int64_t to = 0;
    build(&scenario, &climate);
    wo_climate_walking(&climate, 22 * WO_HOUR_MS, &from, &to); /* 23:00 of the first day */
    assert_int_equal(from, climate.days[0].sunrise + HOUR / 2);
    assert_int_equal(to, from + 8 * HOUR + HOUR / 2);
    wo_climate_walking(&climate, 23 * WO_HOUR_MS, &from, &to); /* midnight: the second day */
    assert_int_equal(from, climate.days[1].sunrise + HOUR / 2);
    wo_climate_free(&climate);

    scenario.climate.walking_s = fixed(14 * 3600.0); /* longer than daylight */
    build(&scenario, &climate);
    wo_climate_walking(&climate, 0, &from, &to);
    assert_int_equal(to, climate.days[0].sunset - HOUR / 2);
    wo_climate_free(&climate);

    scenario.climate.daylight_margin_s = fixed(6 * 3600.0); /* nothing is left of the day */
    build(&scenario, &climate);
    wo_climate_walking(&climate, 0, &from, &to);
    assert_int_equal(from, to);
    wo_climate_free(&climate);
}

static void without_a_place_the_sun_never_sets(void **state)
{
    (void)state;
    wo_scenario scenario = sample("2020-11-10T01:00:00+04:00", NAN, NAN);
    scenario.climate.walking_s = fixed(0.0);
    wo_climate climate;
    int64_t from = 0;
    int64_t to = 0;
    build(&scenario, &climate);
    for (wo_ms t = 0; t < scenario.end; t += WO_HOUR_MS / 2) {
        assert_false(wo_climate_dark(&climate, t));
        wo_climate_walking(&climate, t, &from, &to);
        assert_int_equal(to - from, DAY);
        assert_true(from <= t && t < to);
    }
    assert_int_equal(wo_climate_next_change(&climate, 0), WO_NEVER);
    wo_climate_free(&climate);

    scenario.climate.walking_s = fixed(8 * 3600.0);
    build(&scenario, &climate);
    wo_climate_walking(&climate, 0, &from, &to);
    assert_int_equal(from, -HOUR);
    assert_int_equal(to, 7 * HOUR);
    wo_climate_free(&climate);
}

static void night_hours_are_22_to_6(void **state)
{
    (void)state;
    const wo_scenario scenario = sample("2020-11-10T01:00:00+04:00", 40.2, 45.7);
    wo_climate climate;
    build(&scenario, &climate);
    for (uint32_t minute = 0; minute < 3 * 1440; minute++) {
        const uint32_t of_day = (minute + 60) % 1440;
        assert_int_equal(wo_climate_night_hours(&climate, minute * WO_MINUTE_MS), of_day < 360 || of_day >= 1320);
    }
    wo_climate_free(&climate);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_cover_the_scenario),        cmocka_unit_test(midnight_before_1970_and_in_the_west),
        cmocka_unit_test(darkness_changes_where_it_says), cmocka_unit_test(darkness_is_outside_sunrise_and_sunset),
        cmocka_unit_test(herds_walk_between_the_margins), cmocka_unit_test(without_a_place_the_sun_never_sets),
        cmocka_unit_test(night_hours_are_22_to_6),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
