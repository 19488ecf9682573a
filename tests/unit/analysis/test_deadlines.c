/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of deadlines as typed, and what the policies make of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../../analysis/sweep.h"

#define HOUR WO_HOUR_MS
#define DAY  WO_DAY_MS

static wo_scenario first_variant(void)
{
    wo_scenario scenario = {.order = HOUR, .closing = 5 * DAY, .end = 6 * DAY};
    wo_error error = {0};
    assert_int_equal(wo_instant_parse("2020-11-10T01:00:00+04:00", &scenario.start, &error), WO_OK);
    return scenario;
}

static void good_lists(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t n;
        wo_ms closings[8];
    } cases[] = {
        {"+0d", 1, {5 * DAY}},
        {"0 d", 1, {5 * DAY}},
        {"+0d:+2d:1d", 3, {5 * DAY, 6 * DAY, 7 * DAY}},
        {"+0d:+36h:1d", 2, {5 * DAY, 6 * DAY}},
        {"-12h, +1.5 d,+1d", 3, {5 * DAY - 12 * HOUR, 6 * DAY, 6 * DAY + 12 * HOUR}},
        {"-2d:0d:1d,+0d", 3, {3 * DAY, 4 * DAY, 5 * DAY}},
        {"2020-11-16T01:00:00+04:00,+0d", 2, {5 * DAY, 6 * DAY}},
        {"2020-11-15T21:00Z", 1, {6 * DAY - 4 * HOUR + 4 * HOUR}},
    };
    const wo_scenario scenario = first_variant();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        wo_ms *closings = NULL;
        size_t n = 0;
        wo_error error = {0};
        const wo_status status = wo_deadlines_parse(cases[i].text, &scenario, &closings, &n, &error);
        if (status != WO_OK) {
            print_error("%s: %s\n", cases[i].text, error.message);
        }
        assert_int_equal(status, WO_OK);
        assert_int_equal(n, cases[i].n);
        for (size_t k = 0; k < n; k++) {
            assert_int_equal(closings[k], cases[i].closings[k]);
        }
        free(closings);
    }
}

static void bad_lists_say_where(void **state)
{
    (void)state;
    static const struct {
        const char *text, *where;
    } cases[] = {
        {"", "missing at column 1"},
        {"+1d,,+2d", "missing at column 5"},
        {"+1d,", "missing at column 5"},
        {"+1d,+5x", "column 5"},
        {"+1", "column 1"},
        {"tomorrow", "column 1"},
        {"+-1d", "two signs"},
        {"+0d:+5d", "from:to:step"},
        {"+0d:+5d:1d:2d", "from:to:step"},
        {"+0d:+5d:0d", "no step"},
        {"+0d:+5d:-1d", "no step"},
        {"+5d:+0d:1d", "no step"},
        {"+0d:+5d:1e-9s", "no step"},
        {"+0d:+5d:1", "column 9"},
        {"+1d, 2020-11-31T00:00:00+04:00", "column 6"},
        {"-5d", "order"},
        {"+60d", "49 days"},
        {"+1e300d", "49 days"},
        {"2020-11-01T00:00:00+04:00", "order"},
        {"2021-11-01T00:00:00+04:00", "49 days"},
        {"+0d:+5d:1s", "more than 1000"},
        {"+0d                                                                                      x", "too long"},
    };
    const wo_scenario scenario = first_variant();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        wo_ms *closings = NULL;
        size_t n = 0;
        wo_error error = {0};
        const wo_status status = wo_deadlines_parse(cases[i].text, &scenario, &closings, &n, &error);
        if (status == WO_OK || strstr(error.message, cases[i].where) == NULL) {
            print_error("'%s' gives '%s', want '%s'\n", cases[i].text, error.message, cases[i].where);
        }
        assert_int_not_equal(status, WO_OK);
        assert_null(closings);
        assert_non_null(strstr(error.message, cases[i].where));
    }
}

static void offsets_are_exact(void **state)
{
    (void)state;
    const wo_scenario scenario = first_variant();
    const wo_sweep_plan plan = {.first = &scenario};
    static const struct {
        wo_ms closing;
        const char *text;
    } cases[] = {{5 * DAY, "+0 d"},
                 {6 * DAY + 3 * HOUR + 12 * WO_MINUTE_MS, "+1 d 3 h 12 min"},
                 {5 * DAY - 30 * WO_MINUTE_MS, "-30 min"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[64];
        wo_sweep_offset(&plan, cases[i].closing, text);
        assert_string_equal(text, cases[i].text);
    }
}

static void late_needs_an_announcement_in_time(void **state)
{
    (void)state;
    wo_announcement base[] = {{.at = HOUR, .deadline = 5 * DAY}};
    wo_announcement in_time[] = {{.at = HOUR, .deadline = 5 * DAY}, {.at = 4 * DAY, .deadline = 9 * DAY}};
    wo_announcement at_order[] = {{.at = HOUR, .deadline = 9 * DAY}};
    wo_announcement too_late[] = {{.at = HOUR, .deadline = 5 * DAY}, {.at = 5 * DAY, .deadline = 9 * DAY}};
    wo_scenario variants[2] = {first_variant(), first_variant()};
    variants[0].announcements = base;
    variants[0].n_announcements = 1;
    variants[1].announcements = in_time;
    variants[1].n_announcements = 2;
    const wo_study one = {.variants = variants, .n_variants = 1}, two = {.variants = variants, .n_variants = 2};
    wo_sweep_plan plan;
    wo_error error = {0};
    assert_int_equal(wo_sweep_plan_init(&plan, &one, "+1d", &error), WO_OK);
    assert_false(plan.has_late);
    assert_non_null(strstr(plan.note, "second variant"));
    wo_sweep_plan_free(&plan);

    assert_int_equal(wo_sweep_plan_init(&plan, &two, "-1d,+0d,+1d", &error), WO_OK);
    assert_true(plan.has_late);
    assert_int_equal(plan.late_at, 4 * DAY);
    assert_int_equal(plan.end, 6 * DAY);
    assert_true(wo_sweep_has(&plan, WO_POLICY_KNOWN, 4 * DAY));
    assert_false(wo_sweep_has(&plan, WO_POLICY_LATE, 4 * DAY));
    assert_true(wo_sweep_has(&plan, WO_POLICY_LATE, 5 * DAY));
    wo_sweep_plan_free(&plan);

    variants[1].announcements = at_order;
    variants[1].n_announcements = 1;
    assert_int_equal(wo_sweep_plan_init(&plan, &two, "+1d", &error), WO_OK);
    assert_false(plan.has_late);
    assert_non_null(strstr(plan.note, "with the order"));
    assert_false(wo_sweep_has(&plan, WO_POLICY_LATE, 6 * DAY));
    wo_sweep_plan_free(&plan);

    variants[1].announcements = too_late;
    variants[1].n_announcements = 2;
    assert_int_equal(wo_sweep_plan_init(&plan, &two, "+9d", &error), WO_OK);
    assert_false(plan.has_late);
    assert_non_null(strstr(plan.note, "after the closing"));
    assert_int_equal(plan.end, 14 * DAY);
    wo_sweep_plan_free(&plan);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_lists),
        cmocka_unit_test(bad_lists_say_where),
        cmocka_unit_test(offsets_are_exact),
        cmocka_unit_test(late_needs_an_announcement_in_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
