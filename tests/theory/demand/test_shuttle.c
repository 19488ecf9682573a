/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Round trips and the deadline against their closed forms. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "unit/demand/helper_world.h"

/* Cycle of load 3 h, out 2 h, unload 1.5 h, back 1.5 h = 8 h; 400 trucks with work for ever. In 120 h each makes
 * 1 + floor((120 - 6.5) / 8) = 15 trips (it starts at the exit, so its first one is out at 6.5 h), and 400 / 8 = 50 an
 * hour leave, as many as come back. */
static void shuttles_go_round_in_their_cycle(void **state)
{
    (void)state;
    world w;
    world_init(&w);
    w.scenario.closing = H(120) + 1;
    w.announcements[0].deadline = DAY(16); /* nobody counts on the closing */
    w.places.deadline_line = w.places.exit;
    for (uint32_t i = 0; i < w.road.n_segments; i++) { /* out 2 h, back 1.5 h over 80 segments each way */
        w.road.travel_ms[i * w.road.n_classes + CLASS_TRUCK] = i < w.road.n_out ? H(2) / 80 : H(1.5) / 80;
    }
    world_fleet(&w, 400, 3 * 3600, 1.5 * 3600);
    w.origins[0].households = fixed(1);
    w.origins[0].people_per_household = fixed(0);
    w.origins[0].cars_per_household = fixed(0);
    w.origins[0].loads_per_household = fixed(10000);
    wo_demand demand;
    world_draw(&w, &demand);
    demand.households[0].leave = 0;
    wo_dispatch *dispatch = world_dispatch(&demand);
    stub_road road = {0};
    releases stream = {0};
    world_run(&w, dispatch, &road, w.scenario.closing, &stream);
    assert_int_equal(wo_dispatch_tally(dispatch)->truck_trips, 15 * 400);
    assert_int_equal(wo_dispatch_tally(dispatch)->loads_out, 15 * 400);
    assert_int_equal(wo_dispatch_remainder(dispatch).loads_unmet, 10000 - 15 * 400);
    int64_t out = 0, back = 0;
    for (size_t i = 0; i < stream.n; i++) { /* ten whole cycles */
        const bool within = stream.list[i].at >= H(16) && stream.list[i].at < H(96);
        out += within && stream.list[i].direction == WO_OUTBOUND;
        back += within && stream.list[i].direction == WO_INBOUND;
    }
    assert_int_equal(out, 50 * 80);
    assert_int_equal(back, 50 * 80);
    releases_free(&stream);
    wo_dispatch_destroy(dispatch);
    wo_demand_free(&demand);
    world_free(&w);
}

/* 400 an hour from t = 0, 1.5 h of free travel to a gate of 240 an hour that closes at 12 h: 4,800 released, 2,520
 * through, 2,280 stranded; the last that gets through left at 6.30 h and is 4.20 h late. */
static void deadline_strands_the_queue(void **state)
{
    (void)state;
    world w;
    world_init(&w);
    w.scenario.closing = H(12);
    w.origins[0].households = fixed(4800);
    w.origins[0].people_per_household = fixed(1);
    for (uint32_t i = 0; i < w.road.n_out; i++) { /* 60 segments to the line */
        w.road.travel_ms[i * w.road.n_classes + CLASS_CAR] = H(1.5) / 60;
    }
    wo_demand demand;
    world_draw(&w, &demand);
    for (uint32_t i = 0; i < 4800; i++) {
        demand.households[i].leave = 9000 * i;
    }
    wo_dispatch *dispatch = world_dispatch(&demand);
    stub_road road = {.service_ms = 15000};
    world_run(&w, dispatch, &road, w.scenario.closing, NULL);
    const wo_tally *tally = wo_dispatch_tally(dispatch);
    const wo_remainder left = wo_dispatch_remainder(dispatch);
    assert_int_equal(tally->departures, 4800);
    assert_int_equal(tally->people_out, 2520);
    assert_int_equal(left.people_stranded, 2280);
    assert_int_equal(left.people_not_started, 0);
    const wo_ms last = 2519 * 9000; /* 6.2975 h */
    assert_int_equal(tally->last_out, H(1.5) + 2519 * 15000);
    assert_int_equal(tally->worst_delay, tally->last_out - last - H(1.5));
    assert_int_equal(tally->worst_delay, 2519 * 6000); /* 4.198 h */
    assert_int_equal(tally->delay_ms, 6000LL * 2519 * 2520 / 2);
    wo_dispatch_destroy(dispatch);
    wo_demand_free(&demand);
    world_free(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shuttles_go_round_in_their_cycle),
        cmocka_unit_test(deadline_strands_the_queue),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
