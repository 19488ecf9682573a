/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The slowest 1.5 km of queue, and inbound queues, on a small tree. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../../sim/record/stretch.h"

#define N 6

/* 0 -> 2 -> 4 -> 5 -> exit with branches 1 -> 4 and 3 -> 5; inbound lengths are those of the piece. */
static uint32_t down[N] = {2, 4, 4, 5, 5, 6};
static uint32_t length_cm[2 * N] = {50000, 50000, 50000, 50000, 50000, 50000, 50000, 50000, 50000, 50000, 50000, 50000};
static const wo_road road = {.n_out = N, .n_nodes = N + 1, .n_segments = 2 * N, .down = down, .length_cm = length_cm};

typedef struct road_state {
    wo_segment_state states[2 * N];
    wo_motion motion[2 * N];
} road_state;

/* Ten parties in every queued segment for an hour, at so many m/h. */
static void queue_at(road_state *t, uint32_t segment, uint64_t m_per_h)
{
    t->states[segment].overdue = 2;
    t->motion[segment] = (wo_motion){.distance_cm = 10 * m_per_h * 100, .time_ms = 10 * (uint64_t)WO_HOUR_MS};
}

static void a_short_queue_is_no_stretch(void **state)
{
    (void)state;
    road_state t = {0};
    queue_at(&t, 2, 300);
    queue_at(&t, 4, 300);
    assert_int_equal(wo_slow_stretch(&road, t.states, t.motion, WO_OUTBOUND), -1);
    queue_at(&t, 1, 300); /* beside them */
    assert_int_equal(wo_slow_stretch(&road, t.states, t.motion, WO_OUTBOUND), -1);
    queue_at(&t, 5, 300);
    assert_int_equal(wo_slow_stretch(&road, t.states, t.motion, WO_OUTBOUND), 300);
}

static void mean_over_the_stretch(void **state)
{
    (void)state;
    road_state t = {0};
    queue_at(&t, 0, 1000);
    queue_at(&t, 2, 100);
    queue_at(&t, 4, 400);
    queue_at(&t, 5, 700);
    assert_int_equal(wo_slow_stretch(&road, t.states, t.motion, WO_OUTBOUND), 400); /* (100 + 400 + 700) / 3 */
    queue_at(&t, 1, 10);
    assert_int_equal(wo_slow_stretch(&road, t.states, t.motion, WO_OUTBOUND), 370); /* by the other branch */
    t.states[4].overdue = 1;
    assert_int_equal(wo_slow_stretch(&road, t.states, t.motion, WO_OUTBOUND), -1);
}

static void directions_are_apart(void **state)
{
    (void)state;
    road_state t = {0};
    uint64_t scratch[N + 1];
    queue_at(&t, 2 + N, 300);
    queue_at(&t, 4 + N, 600);
    queue_at(&t, 5 + N, 900);
    assert_int_equal(wo_slow_stretch(&road, t.states, t.motion, WO_OUTBOUND), -1);
    assert_int_equal(wo_slow_stretch(&road, t.states, t.motion, WO_INBOUND), 600);
    assert_int_equal(wo_inbound_queue(&road, t.states, scratch), 1500);
    queue_at(&t, 3 + N, 900);
    assert_int_equal(wo_inbound_queue(&road, t.states, scratch), 1500);
    t.states[4 + N].overdue = 0;
    assert_int_equal(wo_inbound_queue(&road, t.states, scratch), 1000); /* 3 behind 5 */
    t.states[3 + N].overdue = 0;
    assert_int_equal(wo_inbound_queue(&road, t.states, scratch), 500);
}

static void standing_still_is_zero(void **state)
{
    (void)state;
    road_state t = {0};
    queue_at(&t, 2, 0);
    queue_at(&t, 4, 0);
    queue_at(&t, 5, 0);
    assert_int_equal(wo_slow_stretch(&road, t.states, t.motion, WO_OUTBOUND), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_short_queue_is_no_stretch),
        cmocka_unit_test(mean_over_the_stretch),
        cmocka_unit_test(directions_are_apart),
        cmocka_unit_test(standing_still_is_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
