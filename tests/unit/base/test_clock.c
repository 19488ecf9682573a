/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "wayout/clock.h"

static wo_instant read_instant(const char *text)
{
    wo_instant instant = {0, 0};
    wo_error error = {WO_OK, ""};
    const wo_status status = wo_instant_parse(text, &instant, &error);
    if (status != WO_OK) {
        print_error("%s\n", error.message);
    }
    assert_int_equal(status, WO_OK);
    return instant;
}

static void instants_are_seconds_since_1970(void **state)
{
    (void)state;
    assert_int_equal(read_instant("1970-01-01T00:00:00Z").unix_ms, 0);
    assert_int_equal(read_instant("1969-12-31T23:59:59Z").unix_ms, -1000);
    assert_int_equal(read_instant("2020-11-10T01:00:00+04:00").unix_ms, 1604955600000);
    assert_int_equal(read_instant("2020-11-10T01:00+04:00").unix_ms, 1604955600000);
    assert_int_equal(read_instant("2020-11-09T15:30:00-05:30").unix_ms, 1604955600000);
    assert_int_equal(read_instant("2020-11-10T01:00:00+04:00").offset_minutes, 240);
    assert_int_equal(read_instant("2000-02-29T12:00:00Z").unix_ms, 951825600000);
}

static void writing_and_reading_gives_the_same(void **state)
{
    (void)state;
    static const int zones[] = {0, 240, -330, 345, 840, -720};
    for (size_t z = 0; z < sizeof zones / sizeof zones[0]; z++) {
        for (int64_t s = -3000000000; s < 8000000000; s += 86399 * 997) {
            const wo_instant instant = {s * 1000, zones[z]};
            char text[32];
            wo_instant_format(instant, text);
            assert_int_equal(strlen(text), 25);
            const wo_instant again = read_instant(text);
            assert_int_equal(again.unix_ms, instant.unix_ms);
            assert_int_equal(again.offset_minutes, instant.offset_minutes);
        }
    }
}

static void parts_of_seconds_are_cut_when_written(void **state)
{
    (void)state;
    char text[32];
    wo_instant_format((wo_instant){999, 0}, text);
    assert_string_equal(text, "1970-01-01T00:00:00+00:00");
    wo_instant_format((wo_instant){-1, 0}, text);
    assert_string_equal(text, "1969-12-31T23:59:59+00:00");
}

static void what_is_no_instant_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "2020-11-10",
        "2020-11-10T01:00:00",
        "2020-11-10 01:00:00Z",
        "2020-11-10t01:00:00Z",
        "20-11-10T01:00:00Z",
        "2020-1-10T01:00:00Z",
        "2020-11-10T1:00:00Z",
        "2020-11-10T01:00:0Z",
        "2020-11-10T01:00:00.5Z",
        "2020-11-10T01:00:00z",
        "2020-11-10T01:00:00+4",
        "2020-11-10T01:00:00+0400",
        "2020-11-10T01:00:00+04:60",
        "2020-11-10T01:00:00+14:01",
        "2020-11-10T01:00:00Z ",
        " 2020-11-10T01:00:00Z",
        "2020-11-10T01:00:00+04:00Z",
        "2020-11-10T01:00:",
        "-020-11-10T01:00:00Z",
        /* dates that do not exist */
        "2025-02-31T00:00:00Z",
        "2021-02-29T00:00:00Z",
        "1900-02-29T00:00:00Z",
        "2020-04-31T00:00:00Z",
        "2020-00-10T00:00:00Z",
        "2020-13-10T00:00:00Z",
        "2020-11-00T00:00:00Z",
        "2020-11-10T24:00:00Z",
        "2020-11-10T23:60:00Z",
        "2020-11-10T23:59:60Z",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        wo_instant instant = {0, 0};
        wo_error error = {WO_OK, ""};
        if (wo_instant_parse(texts[i], &instant, &error) == WO_OK) {
            fail_msg("'%s' was read", texts[i]);
        }
        assert_int_equal(error.status, WO_ERR_SYNTAX);
        assert_non_null(strstr(error.message, texts[i]));
    }
}

static void a_missing_zone_is_named(void **state)
{
    (void)state;
    wo_instant instant;
    wo_error error = {WO_OK, ""};
    assert_int_equal(wo_instant_parse("2020-11-10T01:00:00", &instant, &error), WO_ERR_SYNTAX);
    assert_non_null(strstr(error.message, "has no zone"));
    assert_int_equal(wo_instant_parse("2021-02-29T01:00:00Z", &instant, &error), WO_ERR_SYNTAX);
    assert_non_null(strstr(error.message, "does not exist"));
}

static void seconds_become_ms_half_up(void **state)
{
    (void)state;
    assert_int_equal(wo_ms_from_s(0.0), 0);
    assert_int_equal(wo_ms_from_s(-3.0), 0);
    assert_int_equal(wo_ms_from_s(NAN), 0);
    assert_int_equal(wo_ms_from_s(0.0004), 0);
    assert_int_equal(wo_ms_from_s(0.0005), 1);
    assert_int_equal(wo_ms_from_s(2.5), 2500);
    assert_int_equal(wo_ms_from_s(4294967.294), WO_NEVER - 1);
    assert_int_equal(wo_ms_from_s(4294967.295), WO_NEVER);
    assert_int_equal(wo_ms_from_s(1e300), WO_NEVER);
    assert_int_equal(wo_ms_from_s(INFINITY), WO_NEVER);
}

static void sums_stop_at_never(void **state)
{
    (void)state;
    assert_int_equal(wo_ms_add(3, 4), 7);
    assert_int_equal(wo_ms_add(WO_NEVER, 0), WO_NEVER);
    assert_int_equal(wo_ms_add(WO_NEVER - 1, 0), WO_NEVER - 1);
    assert_int_equal(wo_ms_add(WO_NEVER - 1, 1), WO_NEVER);
    assert_int_equal(wo_ms_add(WO_NEVER, WO_NEVER), WO_NEVER);
}

static void instants_advance_in_their_zone(void **state)
{
    (void)state;
    char text[32];
    wo_instant_format(wo_instant_after(read_instant("2020-11-30T23:00:00+04:00"), 3 * WO_HOUR_MS), text);
    assert_string_equal(text, "2020-12-01T02:00:00+04:00");
}

static void the_machine_clock_never_goes_back(void **state)
{
    (void)state;
    const double first = wo_seconds_now();
    double last = first;
    for (int i = 0; i < 1000; i++) {
        const double now = wo_seconds_now();
        assert_true(now >= last);
        last = now;
    }
    while (last <= first) { /* it moves */
        last = wo_seconds_now();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(instants_are_seconds_since_1970),
        cmocka_unit_test(writing_and_reading_gives_the_same),
        cmocka_unit_test(parts_of_seconds_are_cut_when_written),
        cmocka_unit_test(what_is_no_instant_is_refused),
        cmocka_unit_test(a_missing_zone_is_named),
        cmocka_unit_test(seconds_become_ms_half_up),
        cmocka_unit_test(sums_stop_at_never),
        cmocka_unit_test(instants_advance_in_their_zone),
        cmocka_unit_test(the_machine_clock_never_goes_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
