/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../../sim/record/cells.h"

/* Enter at 10, 20, 30 s; leave at 25, 45 s. */
static const wo_segment_state at_40 = {.entered = 3, .left = 1, .entered_ms = 60000, .left_ms = 25000};
static const wo_segment_state at_60 = {.entered = 3, .left = 2, .entered_ms = 60000, .left_ms = 70000};

static void time_is_the_exact_integral(void **state)
{
    (void)state;
    assert_int_equal(wo_segment_time(&at_40, 40000), (30 + 20 + 10 - 15) * 1000);
    assert_int_equal(wo_segment_time(&at_60, 60000), (50 + 40 + 30 - 35 - 15) * 1000);
}

static void time_of_many_parties_does_not_wrap(void **state)
{
    (void)state;
    const uint64_t day = WO_DAY_MS;
    const wo_segment_state state_late = {
        .entered = 1u << 27, .left = 1, .entered_ms = (1ull << 27) * 40 * day, .left_ms = 49 * day};
    assert_true(wo_segment_time(&state_late, (wo_ms)(49 * day)) == (1ull << 27) * 9 * day);
}

static void cell_holds_differences(void **state)
{
    (void)state;
    wo_segment_state before = at_40, now = at_60;
    wo_cell cell = {.low = {[WO_CELL_VEHICLE_MS] = 7}};
    before.blocked_ms = 500;
    now.blocked_ms = 1700;
    now.capacity_ms = 2000;
    before.inside_cm = 20000;
    now.inside_cm = 5000;
    const wo_motion motion = wo_motion_between(&before, 40000, &now, 60000, 25000);
    wo_cell_add(&cell, &before, &now, &motion, 20000);
    assert_int_equal(wo_cell_value(&cell, WO_CELL_VEHICLE_MS), 7 + 25000); /* one for 5 s and one for 20 s */
    assert_int_equal(wo_cell_value(&cell, WO_CELL_DISTANCE_M),
                     100); /* 250 m to the exit, less 200 m driven before, and 50 m of others */
    assert_int_equal(wo_cell_value(&cell, WO_CELL_BLOCKED_MS), 1200);
    assert_int_equal(wo_cell_value(&cell, WO_CELL_CAPACITY_MVPH), 1800000);
}

static void nothing_is_blocked_longer_than_the_interval(void **state)
{
    (void)state;
    wo_segment_state before = at_40, now = at_60;
    wo_cell cell = {0};
    now.blocked_ms = 30000;
    const wo_motion motion = wo_motion_between(&before, 40000, &now, 60000, 25000);
    wo_cell_add(&cell, &before, &now, &motion, 20000);
    assert_int_equal(wo_cell_value(&cell, WO_CELL_BLOCKED_MS), 20000);
}

static void no_capacity_is_zero(void **state)
{
    (void)state;
    wo_cell cell = {0};
    const wo_motion motion = wo_motion_between(&at_60, 60000, &at_60, 60000, 25000);
    wo_cell_add(&cell, &at_60, &at_60, &motion, 0);
    assert_int_equal(wo_cell_value(&cell, WO_CELL_VEHICLE_MS), 0);
    assert_int_equal(wo_cell_value(&cell, WO_CELL_DISTANCE_M), 0);
    assert_int_equal(wo_cell_value(&cell, WO_CELL_CAPACITY_MVPH), 0);
}

/* Eight lanes, 5 km, a day, 20,000 replications: 40,000 stand on it, or stay while 4,800,000 drive through. */
static void a_full_road_does_not_wrap(void **state)
{
    (void)state;
    const uint64_t n = 20000, parties = 40000, day = WO_DAY_MS;
    const wo_segment_state full = {.entered = 40000}, drained = {.entered = 4840000, .left = 4800000};
    wo_cell standing = {0}, driving = {0};
    const wo_motion waits = wo_motion_between(&full, 0, &full, WO_DAY_MS, 500000);
    const wo_motion drives = wo_motion_between(&full, 0, &drained, WO_DAY_MS, 500000);
    for (uint64_t i = 0; i < n; i++) {
        wo_cell_add(&standing, &full, &full, &waits, WO_DAY_MS);
        wo_cell_add(&driving, &full, &drained, &drives, WO_DAY_MS);
    }
    assert_true(wo_cell_value(&standing, WO_CELL_VEHICLE_MS) == n * parties * day);
    assert_true(wo_cell_value(&driving, WO_CELL_DISTANCE_M) == n * 4800000 * 5000);
}

static void threads_lose_nothing(void **state)
{
    (void)state;
    wo_cell cell = {0};
    wo_segment_state before = at_40, now = at_60;
    before.blocked_ms = 0;
    now.blocked_ms = 1;
#pragma omp parallel for num_threads(2) schedule(static, 16)
    for (int i = 0; i < 8000000; i++) {
        const wo_motion motion = wo_motion_between(&before, 40000, &now, 60000, 25000);
        wo_row_hold(5);
        wo_cell_add(&cell, &before, &now, &motion, 20000);
        wo_row_release(5);
    }
    assert_int_equal(wo_cell_value(&cell, WO_CELL_BLOCKED_MS), 8000000);
    assert_int_equal(wo_cell_value(&cell, WO_CELL_VEHICLE_MS), 200000000000);
    assert_int_equal(wo_cell_value(&cell, WO_CELL_DISTANCE_M), 2000000000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(time_is_the_exact_integral), cmocka_unit_test(time_of_many_parties_does_not_wrap),
        cmocka_unit_test(cell_holds_differences),     cmocka_unit_test(nothing_is_blocked_longer_than_the_interval),
        cmocka_unit_test(no_capacity_is_zero),        cmocka_unit_test(a_full_road_does_not_wrap),
        cmocka_unit_test(threads_lose_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
