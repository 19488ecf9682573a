/* SPDX-License-Identifier: GPL-3.0-or-later */
/* People without a car: hired cars, buses, rides with trucks. A bus needs 8,000 s from the exit to the far village,
 * 5,000 s to the near one, and 6,000 s or 3,000 s from there to the line; boarding takes 600 s, alighting 300 s. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "helper_world.h"

#define S(seconds) ((wo_ms)((seconds)*1000u))
#define ASKS       H(10)
#define ROUND      S(8000 + 600 + 8000 + 300)

typedef struct run_result {
    releases stream;
    wo_tally tally;
    wo_remainder left;
} run_result;

/* `n` families of five without car and load, none of whom finds a hired car. */
static void without_cars(world *w, double n)
{
    world_init(w);
    w->origins[0].households = fixed(n);
    w->origins[0].people_per_household = fixed(5);
    w->origins[0].cars_per_household = fixed(0);
    w->scenario.response.hire = fixed(0);
}

static void release_result(run_result *result)
{
    releases_free(&result->stream);
}

/* All leave at ASKS, a second apart; household i has people[i] when given. */
static run_result run(const world *w, const uint32_t *people)
{
    run_result result = {0};
    stub_road road = {0};
    wo_demand demand;
    world_draw(w, &demand);
    for (size_t i = 0; i < demand.n_households; i++) {
        demand.households[i].leave = ASKS + S(i);
        demand.households[i].people = people != NULL ? people[i] : demand.households[i].people;
    }
    wo_dispatch *dispatch = world_dispatch(&demand);
    world_run(w, dispatch, &road, w->scenario.closing, &result.stream);
    result.tally = *wo_dispatch_tally(dispatch);
    result.left = wo_dispatch_remainder(dispatch);
    wo_dispatch_destroy(dispatch);
    wo_demand_free(&demand);
    return result;
}

/* The instant of release `index` in a direction; WO_NEVER when there are fewer. */
static wo_ms nth(const run_result *result, wo_direction direction, size_t index)
{
    for (size_t i = 0; i < result->stream.n; i++) {
        if (result->stream.list[i].direction == direction && index-- == 0) {
            return result->stream.list[i].at;
        }
    }
    return WO_NEVER;
}

/* 40 % of 10,000 find a car. */
static void a_share_hires(void **state)
{
    (void)state;
    world w;
    without_cars(&w, 10000);
    w.scenario.response.hire = fixed(0.4);
    run_result r = run(&w, NULL);
    assert_true(fabs((double)r.stream.n - 4000) <= 3 * sqrt(2400));
    assert_int_equal(r.tally.people_out, 5 * (int64_t)r.stream.n);
    assert_int_equal(r.left.people_stranded, 50000 - r.tally.people_out);
    assert_int_equal(r.left.people_not_started, 0);
    assert_false(r.left.everyone_out);
    release_result(&r);
    world_free(&w);
}

/* One bus of 12 seats, three families of 5: two ride, the third waits for the next round. */
static void a_bus_takes_whole_families(void **state)
{
    (void)state;
    world w;
    without_cars(&w, 3);
    world_buses(&w, 1, 12, 600, 300);
    run_result r = run(&w, NULL);
    assert_int_equal(r.stream.n, 4);
    assert_int_equal(nth(&r, WO_INBOUND, 0), ASKS);
    assert_int_equal(nth(&r, WO_OUTBOUND, 0), ASKS + S(8600));
    assert_int_equal(nth(&r, WO_INBOUND, 1), ASKS + ROUND);
    assert_int_equal(nth(&r, WO_OUTBOUND, 1), ASKS + ROUND + S(8600));
    assert_int_equal(r.tally.ete50, ASKS + S(8600 + 6000)); /* ten of fifteen */
    assert_int_equal(r.tally.ete100, ASKS + ROUND + S(8600 + 6000));
    assert_int_equal(r.tally.people_out, 15);
    assert_int_equal(r.tally.people_departed, 15);
    assert_int_equal(r.tally.role_out[WO_ROLE_BUS], 2);
    assert_int_equal(r.tally.role_out[WO_ROLE_RESIDENT], 0);
    assert_int_equal(r.tally.vehicles_out[CLASS_TRUCK], 2);
    assert_int_equal(r.tally.departures, 2);
    assert_int_equal(r.tally.free_ms, 2 * S(6000));
    assert_int_equal(r.tally.delay_ms, 0);
    assert_int_equal(r.tally.truck_trips, 0);
    assert_true(r.left.everyone_out);
    release_result(&r);
    world_free(&w);
}

/* People of 4, 9, 8 wait for one bus of 12: 4 + 8 ride, 9 does not fit beside 4; then 9. */
static void who_does_not_fit_waits(void **state)
{
    (void)state;
    world w;
    without_cars(&w, 3);
    world_buses(&w, 1, 12, 600, 300);
    run_result r = run(&w, (const uint32_t[]){4, 9, 8});
    assert_int_equal(r.tally.role_out[WO_ROLE_BUS], 2);
    assert_int_equal(r.tally.ete50, ASKS + S(8600 + 6000)); /* 12 of 21 are more than half, 9 or 8 would not be */
    assert_int_equal(r.tally.people_out, 21);
    release_result(&r);
    world_free(&w);
}

/* Each round has its own stops, within their range. */
static void stops_are_drawn_for_each_round(void **state)
{
    (void)state;
    world w;
    without_cars(&w, 4);
    world_buses(&w, 1, 5, 600, 300);
    w.scenario.buses.boarding_s =
        (wo_distribution){.shape = WO_SHAPE_UNIFORM, .p = {fixed(600), fixed(3600)}, .low = 0, .high = 86400};
    w.scenario.buses.alighting_s = w.scenario.buses.boarding_s;
    run_result r = run(&w, NULL);
    wo_ms stops[7];
    assert_int_equal(r.stream.n, 8);
    for (size_t i = 0; i < 7; i++) { /* in and out by turns */
        stops[i] = r.stream.list[i + 1].at - r.stream.list[i].at - S(8000);
        assert_true(stops[i] >= S(600) && stops[i] <= S(3600));
        for (size_t k = 0; k < i; k++) {
            assert_int_not_equal(stops[i], stops[k]);
        }
    }
    release_result(&r);
    world_free(&w);
}

/* A family of 30 fills two buses of 12, the last six ride with the next family. */
static void a_family_larger_than_the_bus_is_split(void **state)
{
    (void)state;
    world w;
    without_cars(&w, 2);
    world_buses(&w, 1, 12, 600, 300);
    run_result r = run(&w, (const uint32_t[]){30, 6});
    assert_int_equal(r.tally.role_out[WO_ROLE_BUS], 3);
    assert_int_equal(r.tally.ete50, ASKS + ROUND + S(8600 + 6000)); /* 24 of 36 */
    assert_int_equal(r.tally.people_out, 36);
    release_result(&r);
    world_free(&w);
}

/* Two buses for one request: the second stays, until people wait for whom the first has no seats. */
static void no_bus_drives_for_nobody(void **state)
{
    (void)state;
    world w;
    without_cars(&w, 3);
    world_buses(&w, 5, 12, 600, 300);
    run_result r = run(&w, NULL);
    assert_int_equal(nth(&r, WO_INBOUND, 0), ASKS);
    assert_int_equal(nth(&r, WO_INBOUND, 1), ASKS + S(2)); /* the third family */
    assert_int_equal(nth(&r, WO_INBOUND, 2), WO_NEVER);
    assert_int_equal(r.tally.people_out, 15);
    release_result(&r);
    world_free(&w);
}

/* One bus, two villages: the older request first. */
static void oldest_request_first(void **state)
{
    (void)state;
    world w;
    without_cars(&w, 1);
    world_buses(&w, 1, 12, 600, 300);
    w.scenario.buses.from = ASKS + S(100);
    const uint32_t village = world_origin(&w, "Near", w.near);
    w.origins[village] = w.origins[0];
    w.origins[village].name = "Near";
    run_result r = run(&w, NULL);
    assert_int_equal(r.stream.n, 4);
    assert_int_equal(r.stream.list[0].at, ASKS + S(100));
    assert_int_equal(r.stream.list[0].destination, w.far);
    assert_int_equal(r.stream.list[2].destination, w.near);
    assert_int_equal(r.stream.list[3].node, w.near);
    assert_int_equal(r.tally.people_out, 10);
    release_result(&r);
    world_free(&w);
}

/* A bus that would arrive at the line at the closing that is announced is late; one ms earlier it goes. News call. */
static void a_bus_takes_what_it_can_just_finish(void **state)
{
    (void)state;
    for (wo_ms spare = 0; spare < 2; spare++) {
        world w;
        without_cars(&w, 1);
        world_buses(&w, 1, 12, 600, 300);
        w.announcements[0].deadline = ASKS + S(14600) + spare;
        run_result r = run(&w, NULL);
        assert_int_equal(nth(&r, WO_INBOUND, 0), spare ? ASKS : WO_NEVER);
        assert_int_equal(r.tally.people_out, 5 * spare);
        assert_int_equal(r.left.people_stranded, 5 - 5 * (int)spare);
        release_result(&r);
        world_announce(&w, ASKS + S(5000), DAY(9));
        r = run(&w, NULL);
        assert_int_equal(nth(&r, WO_INBOUND, 0), spare ? ASKS : ASKS + S(5000));
        assert_int_equal(r.tally.people_out, 5);
        release_result(&r);
        world_free(&w);
    }
}

/* Without buses: the second household has a car and a load; the truck that fetches it takes the first household along.
 * The third rides with the truck of the fourth. */
static void trucks_take_one_family_each(void **state)
{
    (void)state;
    world w;
    without_cars(&w, 4);
    world_fleet(&w, 2, 3600, 1800);
    wo_demand demand;
    world_draw(&w, &demand);
    for (size_t i = 0; i < 4; i++) {
        demand.households[i].leave = ASKS + S(i);
        demand.households[i].cars = i % 2;
        demand.households[i].goods_loads = i % 2;
    }
    wo_dispatch *dispatch = world_dispatch(&demand);
    stub_road road = {0};
    releases stream = {0};
    world_run(&w, dispatch, &road, ASKS + S(1 + 8000 + 3600 + 6001), &stream);
    assert_int_equal(wo_dispatch_tally(dispatch)->loads_out, 1);
    assert_int_equal(wo_dispatch_tally(dispatch)->people_out, 5 + 2 * 5); /* by truck, and two cars */
    wo_dispatch_destroy(dispatch);
    releases_free(&stream);
    dispatch = world_dispatch(&demand);
    world_run(&w, dispatch, &road, w.scenario.closing, &stream);
    assert_int_equal(wo_dispatch_tally(dispatch)->people_out, 20);
    assert_int_equal(wo_dispatch_tally(dispatch)->role_out[WO_ROLE_RESIDENT], 2);
    assert_int_equal(wo_dispatch_tally(dispatch)->truck_trips, 2);
    wo_dispatch_destroy(dispatch);
    releases_free(&stream);
    wo_demand_free(&demand);
    world_free(&w);
}

/* Its own truck comes after it has begun to wait for a bus that comes still later: it rides with its load. */
static void its_own_truck_may_come_first(void **state)
{
    (void)state;
    world w;
    without_cars(&w, 1);
    w.origins[0].loads_per_household = fixed(1);
    w.scenario.response.wait_for_truck_s = fixed(3600);
    world_fleet(&w, 1, 3600, 1800);
    world_buses(&w, 1, 12, 600, 300);
    w.scenario.buses.from = ASKS + S(10000); /* is there at 18,000, the truck has loaded at 11,600 */
    run_result r = run(&w, NULL);
    assert_int_equal(r.tally.people_out, 5);
    assert_int_equal(r.tally.last_resident_out, ASKS + S(11600 + 6000));
    assert_int_equal(r.tally.role_out[WO_ROLE_BUS], 1); /* it comes in vain */
    release_result(&r);
    world_free(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_share_hires),
        cmocka_unit_test(a_bus_takes_whole_families),
        cmocka_unit_test(who_does_not_fit_waits),
        cmocka_unit_test(stops_are_drawn_for_each_round),
        cmocka_unit_test(a_family_larger_than_the_bus_is_split),
        cmocka_unit_test(no_bus_drives_for_nobody),
        cmocka_unit_test(oldest_request_first),
        cmocka_unit_test(a_bus_takes_what_it_can_just_finish),
        cmocka_unit_test(trucks_take_one_family_each),
        cmocka_unit_test(its_own_truck_may_come_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
