/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sunrise and sunset against published times. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "wayout/climate.h"

typedef struct almanac_row {
    const char *day; /**< local midnight */
    double latitude, longitude;
    int rise_h, rise_min, set_h, set_min, tolerance_min;
} almanac_row;

static const almanac_row almanac[] = {
    /* Kalbajar, November 2020 */
    {"2020-11-10T00:00:00+04:00", 40.2, 45.7, 7, 37, 17, 46, 2},
    {"2020-11-15T00:00:00+04:00", 40.2, 45.7, 7, 43, 17, 41, 2},
    {"2020-11-25T00:00:00+04:00", 40.2, 45.7, 7, 54, 17, 35, 2},
    /* Greenwich */
    {"2020-06-21T00:00:00+01:00", 51.48, 0.0, 4, 43, 21, 21, 1},
    {"2020-12-21T00:00:00+00:00", 51.48, 0.0, 8, 4, 15, 53, 1},
    /* Wellington */
    {"2020-12-21T00:00:00+13:00", -41.29, 174.78, 5, 44, 20, 54, 1},
    /* Quito, equinox */
    {"2020-03-20T00:00:00-05:00", -0.18, -78.47, 6, 18, 18, 24, 1},
};

static void near(const char *what, int64_t ms, int hour, int minute, int tolerance_min)
{
    const double minutes = (double)ms / WO_MINUTE_MS;
    if (!(fabs(minutes - 60.0 * hour - minute) <= tolerance_min)) {
        fail_msg("%s: %d:%04.1f instead of %d:%02d", what, (int)minutes / 60, fmod(minutes, 60.0), hour, minute);
    }
}

static void sun_follows_the_almanac(void **state)
{
    (void)state;
    const wo_draw draw = {.seed = 1};
    for (size_t r = 0; r < sizeof almanac / sizeof almanac[0]; r++) {
        const almanac_row *row = &almanac[r];
        wo_scenario scenario;
        wo_climate climate;
        memset(&scenario, 0, sizeof scenario);
        assert_int_equal(wo_instant_parse(row->day, &scenario.start, NULL), WO_OK);
        scenario.climate.latitude_deg = row->latitude;
        scenario.climate.longitude_deg = row->longitude;
        assert_int_equal(wo_climate_build(&scenario, &draw, &climate, NULL), WO_OK);
        near(row->day, climate.days[0].sunrise, row->rise_h, row->rise_min, row->tolerance_min);
        near(row->day, climate.days[0].sunset, row->set_h, row->set_min, row->tolerance_min);
        wo_climate_free(&climate);
    }
}

/** Tromso: light from about 18 May to 26 July, no sun from about 27 November to 15 January. */
static void far_north(void **state)
{
    (void)state;
    const wo_draw draw = {.seed = 1};
    wo_scenario scenario;
    wo_climate climate;
    memset(&scenario, 0, sizeof scenario);
    scenario.climate.latitude_deg = 69.65;
    scenario.climate.longitude_deg = 18.96;
    assert_int_equal(wo_instant_parse("2020-06-21T00:00:00+01:00", &scenario.start, NULL), WO_OK);
    assert_int_equal(wo_climate_build(&scenario, &draw, &climate, NULL), WO_OK);
    assert_int_equal(climate.days[0].sunrise, 0);
    assert_int_equal(climate.days[0].sunset, WO_DAY_MS);
    wo_climate_free(&climate);
    assert_int_equal(wo_instant_parse("2020-12-21T00:00:00+01:00", &scenario.start, NULL), WO_OK);
    assert_int_equal(wo_climate_build(&scenario, &draw, &climate, NULL), WO_OK);
    assert_int_equal(climate.days[0].sunrise, climate.days[0].sunset);
    wo_climate_free(&climate);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(sun_follows_the_almanac), cmocka_unit_test(far_north)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
