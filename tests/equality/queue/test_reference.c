/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The slow plain twin by itself, on numbers that can be worked out by hand: four segments of 250 m, cars of 8 m and
 * 20 m/s, herds of 40 m and 1 m/s, wave speed 5 m/s. So a car needs 12.5 s for a segment and 2 s behind another. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "reference/queue_twin.h"

enum { CAR = 0, HERD = 1, N_CARS = 60 };

#define GRID 20000u
#define FULL 65536u

typedef struct site {
    wo_stretch stretch;
    wo_road_spec spec;
    wo_road road;
    queue_twin *twin;
    const wo_passage *passages;
    size_t n_passages;
    wo_ms hold_ms;
} site;

/* `stopped_per_s`: passes behind who stands. */
static void begin(site *s, double stopped_per_s)
{
    wo_error error = {0};
    memset(s, 0, sizeof *s);
    s->stretch =
        (wo_stretch){.from = 1, .to = 0, .length_m = 1000, .pieces = 4, .lanes = 1, .sight = 0.5, .priority = 1};
    for (int d = 0; d < 2; d++) {
        s->stretch.speed_mps[d][CAR] = 20;
        s->stretch.speed_mps[d][HERD] = 1;
        s->stretch.stopped_per_s[d] = stopped_per_s;
    }
    s->spec = (wo_road_spec){.stretches = &s->stretch,
                             .n_stretches = 1,
                             .n_nodes = 2,
                             .exit = 0,
                             .segment_length_m = 250,
                             .wave_mps = 5,
                             .n_classes = 2,
                             .jam_m = {8, 40},
                             .herd = {false, true},
                             .car_jam_m = 8};
    assert_int_equal(wo_road_build(&s->spec, &s->road, &error), WO_OK);
    const wo_queue_options options = {.grid_ms = GRID, .mean_ms = GRID};
    s->twin = queue_twin_create(&s->road, &options, 2 * N_CARS);
}

static void finish(site *s)
{
    queue_twin_destroy(s->twin);
    wo_road_free(&s->road);
}

static uint32_t send(site *s, wo_ms at, uint32_t class_index)
{
    return queue_twin_release(s->twin, at, 0, WO_OUTBOUND, class_index, WO_NONE);
}

static void run(site *s, wo_ms until, queue_twin_fn on_window)
{
    queue_twin_run(s->twin, until, on_window, s);
    s->passages = queue_twin_passages(s->twin, &s->n_passages);
}

/* The n-th passage (from 0) of the party at an outbound node. */
static wo_ms passed(const site *s, uint32_t party, uint32_t node, int n)
{
    for (size_t i = 0; i < s->n_passages; i++) {
        const wo_passage *p = &s->passages[i];
        if (p->party == party && p->node == node && p->direction == WO_OUTBOUND && n-- == 0) {
            return p->at;
        }
    }
    return WO_NEVER;
}

static void test_weather_under_way(void **state)
{
    const wo_weather_piece pieces[] = {{0, FULL, FULL, FULL, FULL}, {20000, FULL / 2, FULL, FULL, FULL}};
    site s;
    (void)state;
    begin(&s, 0.0);
    for (uint32_t i = 0; i < s.road.n_segments; i++) {
        queue_twin_weather(s.twin, i, pieces, 2);
    }
    const uint32_t car = send(&s, 0, CAR), second = send(&s, 0, CAR);
    run(&s, 200000, NULL);
    assert_int_equal(passed(&s, car, 1, 0), 12500);
    assert_int_equal(passed(&s, car, 2, 0), 30000);
    assert_int_equal(passed(&s, car, 3, 0), 55000);
    assert_int_equal(passed(&s, car, 4, 0), 80000);
    assert_int_equal(passed(&s, second, 0, 0), 2000);
    assert_int_equal(passed(&s, second, 2, 0), 34000); /* one of the two seconds behind became two of them */
    finish(&s);
}

/* Who enters later never arrives earlier, however the weather changes. */
static void test_weather_keeps_order(void **state)
{
    wo_weather_piece pieces[40];
    site s;
    (void)state;
    for (uint32_t k = 0; k < 40; k++) {
        const uint32_t speed = k % 3 == 0 ? FULL : k % 3 == 1 ? 1 : 77 + k * k;
        pieces[k] = (wo_weather_piece){k * GRID, speed, FULL, FULL, FULL};
    }
    begin(&s, 0.0);
    queue_twin_weather(s.twin, 0, pieces, 40);
    for (uint32_t i = 0; i < N_CARS; i++) {
        (void)send(&s, 100 + i * 2003, CAR);
    }
    run(&s, 1000000, NULL);
    assert_int_equal(queue_twin_count(s.twin).refused_passes, 0);
    assert_int_not_equal(passed(&s, N_CARS - 1, 1, 0), WO_NEVER);
    finish(&s);
}

static wo_stop stand(void *context, uint32_t party, uint32_t class_index, uint32_t segment, wo_ms entry, wo_ms late)
{
    const wo_stop *stop = context;
    (void)class_index;
    (void)entry;
    (void)late;
    return party == 0 && segment == 1 ? *stop : (wo_stop){.stands = 0};
}

static void hold_once(void *context, queue_twin *twin, wo_ms now, const wo_event *events, size_t n)
{
    site *s = context;
    for (size_t i = 0; i < n; i++) {
        if (events[i].kind == WO_EVENT_STOPPED) {
            assert_int_equal(events[i].party, 0);
            assert_int_equal(events[i].node, 1);
            assert_true(queue_twin_hold(twin, 0, s->hold_ms));
            assert_false(queue_twin_hold(twin, 1, s->hold_ms));
        }
    }
    assert_true(now == 0 || n > 0 || !queue_twin_hold(twin, 0, 1));
}

static void test_stops(void **state)
{
    wo_stop stop = {.stands = 100000, .aside = true};
    site s;
    (void)state;
    for (int aside = 0; aside < 2; aside++) {
        begin(&s, 0.0);
        stop.aside = aside == 1;
        s.hold_ms = 7000;
        queue_twin_stops(s.twin, stand, &stop, false);
        for (uint32_t i = 0; i < 5; i++) {
            (void)send(&s, 0, CAR);
        }
        run(&s, 400000, hold_once);
        assert_int_equal(passed(&s, 0, 2, 0), 25000 + 100000 + 7000);
        assert_int_equal(passed(&s, 1, 2, 0), aside == 1 ? 27000 : 134000);
        assert_int_equal(passed(&s, 4, 2, 0), aside == 1 ? 33000 : 140000);
        assert_int_equal(queue_twin_count(s.twin).holds, 1);
        finish(&s);
    }
}

static void test_herds_walk_round(void **state)
{
    wo_stop stop = {.stands = 3600000, .aside = true};
    site s;
    (void)state;
    for (int round = 0; round < 2; round++) {
        begin(&s, 0.0);
        queue_twin_stops(s.twin, stand, &stop, round == 1);
        (void)send(&s, 0, CAR);
        (void)send(&s, 0, HERD);
        run(&s, 4000000, NULL);
        const wo_ms herd = passed(&s, 1, 2, 0);
        assert_true(round == 1 ? herd < 600000 : herd > 3600000);
        finish(&s);
    }
}

static void throttle_at_40(void *context, queue_twin *twin, wo_ms now, const wo_event *events, size_t n)
{
    (void)context;
    (void)events;
    (void)n;
    if (now == 40000) {
        queue_twin_throttle(twin, 2, 9000);
    } else if (now == 80000) {
        queue_twin_throttle(twin, 2, 0);
    }
}

static void test_throttle(void **state)
{
    site s;
    (void)state;
    begin(&s, 0.0);
    for (uint32_t i = 0; i < N_CARS; i++) {
        (void)send(&s, 0, CAR);
    }
    run(&s, 200000, throttle_at_40);
    assert_int_equal(passed(&s, 7, 2, 0), 39000); /* then one in 9 s, from 80 s one in 2 s again */
    assert_int_equal(passed(&s, 8, 2, 0), 48000);
    assert_int_equal(passed(&s, 11, 2, 0), 75000);
    assert_int_equal(passed(&s, 12, 2, 0), 80000);
    assert_int_equal(passed(&s, 13, 2, 0), 82000);
    finish(&s);
}

static void test_convoy(void **state)
{
    site s;
    (void)state;
    begin(&s, 0.0);
    queue_twin_convoy(s.twin, 2, WO_OUTBOUND, 30000, 60000, 10000, 3);
    queue_twin_close(s.twin, 2, WO_OUTBOUND, 91000, 97000);
    for (uint32_t i = 0; i < N_CARS; i++) {
        (void)send(&s, 0, CAR);
    }
    run(&s, 400000, NULL);
    const wo_ms expected[] = {30000, 32000, 34000, 90000, 97000, 99000, 150000, 152000, 154000, 210000};
    for (uint32_t i = 0; i < 10; i++) {
        assert_int_equal(passed(&s, i, 2, 0), expected[i]);
    }
    finish(&s);
}

static wo_ms five_seconds(const void *context, uint32_t class_index, uint32_t party)
{
    (void)context;
    (void)class_index;
    (void)party;
    return 5000;
}

static void test_desk_hours(void **state)
{
    site s;
    (void)state;
    begin(&s, 0.0);
    queue_twin_checkpoint(s.twin, 1, WO_OUTBOUND, 1, five_seconds, NULL);
    queue_twin_shut(s.twin, 1, WO_OUTBOUND, 20000, 50000);
    queue_twin_shut(s.twin, 1, WO_OUTBOUND, 45000, 60000);
    for (uint32_t i = 0; i < 4; i++) {
        (void)send(&s, 0, CAR);
    }
    run(&s, 400000, NULL);
    assert_int_equal(passed(&s, 1, 1, 0), 17500); /* starts ... */
    assert_int_equal(passed(&s, 1, 1, 1), 22500); /* ... and departures, which go on */
    assert_int_equal(passed(&s, 2, 1, 0), 60000);
    assert_int_equal(passed(&s, 3, 1, 0), 65000);
    finish(&s);
}

/* Both ways saturated on one lane of 250 m: nobody enters before the other direction is out, and the turns are those
 * of the parameters. */
static void test_one_lane(void **state)
{
    site s;
    int inside = 0, last = 0, turns = 0;
    (void)state;
    begin(&s, 0.0);
    queue_twin_one_lane(s.twin, 1, 60000, 6000, 12500);
    for (uint32_t i = 0; i < N_CARS; i++) {
        (void)send(&s, 0, CAR);
        (void)queue_twin_release(s.twin, 0, 4, WO_INBOUND, CAR, 0);
    }
    run(&s, 2000000, NULL);
    for (size_t i = 0; i < s.n_passages; i++) {
        const wo_passage *p = &s.passages[i];
        const uint32_t in = p->direction == WO_OUTBOUND ? 1 : 2, out = 3 - in;
        const int sign = p->direction == WO_OUTBOUND ? 1 : -1;
        if (p->node == in) {
            assert_true(inside * sign >= 0);
            inside += sign;
            turns += last == -sign;
            last = sign;
        } else if (p->node == out) {
            inside -= sign;
        }
    }
    assert_int_equal(inside, 0);
    assert_int_equal(turns, 4); /* 24, 30, 30, 30 and 6 */
    /* outbound holds the lane from 0, its first is there at 12.5 s and 24 enter in 60 s (the other direction asks at
     * 25 s); the last is out at 71 s, the other direction enters 12.5 s later */
    assert_int_equal(passed(&s, 46, 1, 0), 58500);
    assert_int_equal(passed(&s, 48, 1, 0), 71000 + 12500 + 58000 + 12500 + 12500);
    finish(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_weather_under_way),
        cmocka_unit_test(test_weather_keeps_order),
        cmocka_unit_test(test_stops),
        cmocka_unit_test(test_herds_walk_round),
        cmocka_unit_test(test_throttle),
        cmocka_unit_test(test_convoy),
        cmocka_unit_test(test_desk_hours),
        cmocka_unit_test(test_one_lane),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
