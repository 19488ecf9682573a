/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dispatch as a whole: batching, conservation, accounts at the closing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "helper_world.h"

/* Two villages, everything that moves, short stops, a deadline that moves twice. */
static void busy_world(world *w, uint64_t seed)
{
    world_init(w);
    w->draw.seed = seed;
    w->scenario.end = DAY(8);
    w->scenario.closing = DAY(7);
    w->announcements[0].deadline = DAY(4);
    world_announce(w, DAY(3), DAY(6));
    world_announce(w, DAY(4.5), DAY(5.5));
    w->scenario.response.comply = fixed(0.9);
    w->scenario.response.wait_for_truck_s = fixed(4 * 3600);
    world_fleet(w, 12, 30, 61); /* loading is raised to the shortest stop */
    w->scenario.fleet.loading_s =
        (wo_distribution){.shape = WO_SHAPE_LOGNORMAL, .p = {fixed(120), fixed(1.5)}, .low = 0, .high = 1e6};
    w->origins[0].loads_per_household = fixed(1.3);
    w->origins[0].cattle = fixed(700);
    w->origins[0].sheep = fixed(1500);
    w->origins[0].walked = fixed(0.6);
    const uint32_t near = world_origin(w, "Near", w->near);
    w->origins[near].households = fixed(150);
    w->origins[near].people_per_household = fixed(3.3);
    w->origins[near].cars_per_household = fixed(0.6);
    w->origins[near].loads_per_household = fixed(0.7);
    w->origins[near].cattle = fixed(90);
    w->origins[near].walked = fixed(1);
    world_army(w, 60, 25, 6, 20 * 3600);
    world_flow(w, 20 / 3600.0, WO_ARRIVALS_POISSON, true);
    world_flow(w, 5 / 3600.0, WO_ARRIVALS_EVEN, false);
}

/* Rumours, refusers, fear of the queue, buses, herds that yield and march. */
static void everything_on(world *w)
{
    w->announcements[1].spread_s = fixed(6 * 3600.0);
    w->announcements[2].reach = fixed(0.4);
    w->scenario.response.refuse = fixed(0.05);
    w->scenario.response.queue_belief = fixed(0.8);
    w->scenario.response.hire = fixed(0.3);
    w->scenario.herding.yield_every_s = fixed(1800);
    w->scenario.herding.yield_for_s = fixed(600);
    w->scenario.herding.night_march = fixed(0.5);
    world_buses(w, 4, 12, 30, 60);
    w->scenario.buses.boarding_s =
        (wo_distribution){.shape = WO_SHAPE_LOGNORMAL, .p = {fixed(300), fixed(1)}, .low = 0, .high = 1e6};
}

static void run(const world *w, wo_ms extra_ms, wo_ms step_ms, releases *stream, wo_tally *tally, wo_remainder *left)
{
    stub_road road = {.extra_ms = extra_ms, .service_ms = 20000, .step_ms = step_ms};
    wo_demand demand;
    world_draw(w, &demand);
    wo_dispatch *dispatch = world_dispatch(&demand);
    world_run(w, dispatch, &road, w->scenario.closing, stream);
    *tally = *wo_dispatch_tally(dispatch);
    *left = wo_dispatch_remainder(dispatch);
    wo_dispatch_destroy(dispatch);
    wo_demand_free(&demand);
}

/* How arrivals are batched changes no release and no account, to the byte. */
static void batches_do_not_matter(void **state)
{
    (void)state;
    const wo_ms steps[4] = {60000, 15000, 7300, 59999};
    for (uint64_t seed = 1; seed <= 5; seed++) {
        world w;
        const wo_ms extra_ms = seed == 3 ? H(30) : H(0.5); /* so late that herds arrive by day */
        busy_world(&w, seed);
        if (seed > 3) {
            everything_on(&w);
        }
        releases first = {0};
        wo_tally tally = {0}, other_tally;
        wo_remainder left, other_left;
        run(&w, extra_ms, steps[0], &first, &tally, &left);
        assert_true(first.n > 1000);
        for (size_t s = 1; s < 4; s++) {
            releases other = {0};
            run(&w, extra_ms, steps[s], &other, &other_tally, &other_left);
            assert_int_equal(first.n, other.n);
            assert_memory_equal(first.list, other.list, first.n * sizeof first.list[0]);
            assert_memory_equal(&tally, &other_tally, sizeof tally);
            assert_int_equal(left.people_stranded, other_left.people_stranded);
            assert_int_equal(left.loads_unmet, other_left.loads_unmet);
            releases_free(&other);
        }
        releases_free(&first);
        world_free(&w);
    }
}

static void everybody_is_in_one_state(void **state)
{
    (void)state;
    world w;
    busy_world(&w, 11);
    releases stream = {0};
    wo_tally tally;
    wo_remainder left;
    run(&w, H(0.5), 60000, &stream, &tally, &left); /* world_run verifies every day */
    assert_int_equal(left.people_total,
                     tally.people_out + left.people_stranded + left.people_not_started + left.people_refused);
    assert_true(left.people_refused > 0 && tally.people_out > 500);
    assert_int_equal(left.cattle_total, 790);
    assert_int_equal(left.sheep_total, 1500);
    assert_int_equal(left.cattle_left, 790 - tally.cattle_out);
    assert_int_equal(left.army_total, 60);
    assert_int_equal(left.army_left, 60 - tally.role_out[WO_ROLE_ARMY]);
    int64_t outbound = 0;
    for (size_t i = 0; i < stream.n; i++) {
        outbound += stream.list[i].direction == WO_OUTBOUND;
    }
    assert_true(tally.departures <= outbound); /* later legs of herds apart */
    assert_true(tally.role_out[WO_ROLE_TRAVELLER] > 0);
    releases_free(&stream);
    world_free(&w);
}

/* Four households of 10 people at known times, one of which refuses and one of which is undecided at the closing. */
static void account_at_the_closing(void **state)
{
    (void)state;
    world w;
    world_init(&w);
    w.origins[0].households = fixed(20);
    w.origins[0].people_per_household = fixed(10);
    wo_demand demand;
    world_draw(&w, &demand);
    for (uint32_t i = 0; i < 20; i++) {
        demand.households[i].leave = H(1 + i);
    }
    demand.households[17].leave = WO_NEVER;
    demand.households[17].refuses = true;
    demand.households[18].leave = w.scenario.closing;
    demand.households[19].leave = w.scenario.closing - 1;
    wo_dispatch *dispatch = world_dispatch(&demand);
    stub_road road = {0};
    world_run(&w, dispatch, &road, w.scenario.closing, NULL);
    const wo_tally *tally = wo_dispatch_tally(dispatch);
    const wo_remainder left = wo_dispatch_remainder(dispatch);
    assert_int_equal(tally->people_out, 170);
    assert_int_equal(tally->departures, 18);
    assert_int_equal(tally->people_departed, 180);
    assert_int_equal(left.people_refused, 10);
    assert_int_equal(left.people_not_started, 10);
    assert_int_equal(left.people_stranded, 10);
    assert_false(left.everyone_out);
    assert_int_equal(tally->ete50, H(10) + 3000000);
    assert_int_equal(tally->ete90, WO_NEVER); /* 85 % of all, refusers included */
    assert_int_equal(tally->last_resident_out, H(17) + 3000000);
    assert_int_equal(tally->free_ms, 17 * 3000000);
    const wo_arrival late = {.at = w.scenario.closing, .trip = 17, .kind = WO_AT_LINE};
    const wo_release *made;
    size_t n;
    assert_int_equal(wo_dispatch_advance(dispatch, &late, 1, late.at + 1, &made, &n, NULL), WO_OK);
    assert_int_equal(tally->people_out, 170); /* at the closing is too late */
    wo_dispatch_destroy(dispatch);
    wo_demand_free(&demand);
    world_free(&w);
}

/* With everything on all parts take part, and the accounts still close. */
static void everybody_is_in_one_state_with_everything_on(void **state)
{
    (void)state;
    world w;
    busy_world(&w, 12);
    everything_on(&w);
    releases stream = {0};
    wo_tally tally;
    wo_remainder left;
    run(&w, H(0.5), 60000, &stream, &tally, &left);
    assert_int_equal(left.people_total,
                     tally.people_out + left.people_stranded + left.people_not_started + left.people_refused);
    assert_true(tally.role_out[WO_ROLE_BUS] > 3 && tally.role_out[WO_ROLE_TRUCK] > 100);
    assert_true(left.people_refused > 50 && tally.people_out > 500);
    releases_free(&stream);
    world_free(&w);
}

/* The hash of every trip, keyed by what it is: equal in two variants until their histories part, and no two alike but
 * the legs of a herd on one day. */
static void trips_are_known_by_what_they_are(void **state)
{
    (void)state;
    world w, v;
    busy_world(&w, 5);
    busy_world(&v, 5);
    v.announcements[1].deadline = DAY(6.5); /* from day 3 on */
    const uint32_t empty = world_origin(&v, "Aaa", v.near);
    v.origins[empty].households = fixed(3);
    v.origins[empty].people_per_household = fixed(1);
    v.origins[empty].cars_per_household = fixed(1);
    wo_demand a, b;
    world_draw(&w, &a);
    world_draw(&v, &b);
    wo_dispatch *x = world_dispatch(&a), *y = world_dispatch(&b);
    stub_road free_road = {0};
    releases s = {0}, t = {0};
    world_run(&w, x, &free_road, DAY(3), &s);
    world_run(&v, y, &free_road, DAY(3), &t);
    size_t k = 0, foreign = 0, alike = 0;
    for (size_t i = 0; i < t.n; i++) {
        const uint32_t entity = wo_dispatch_entity(y, t.list[i].trip);
        if (k < s.n && entity == wo_dispatch_entity(x, s.list[k].trip)) {
            assert_int_equal(s.list[k].at, t.list[i].at);
            k++;
        } else {
            foreign++;
        }
        for (size_t j = 0; j < i; j++) {
            alike += entity == wo_dispatch_entity(y, t.list[j].trip) && t.list[j].at / DAY(1) != t.list[i].at / DAY(1);
            alike += entity == wo_dispatch_entity(y, t.list[j].trip) && t.list[i].class_index < CLASS_CATTLE;
        }
    }
    assert_int_equal(k, s.n);
    assert_true(s.n > 500 && foreign <= 3);
    assert_true(alike <= 1); /* 2,000 hashes of 32 bits */
    wo_dispatch_destroy(x);
    wo_dispatch_destroy(y);
    releases_free(&s);
    releases_free(&t);
    wo_demand_free(&a);
    wo_demand_free(&b);
    world_free(&w);
    world_free(&v);
}

/* The tally of departures is that of the clock, not of the look-ahead. */
static void departures_are_counted_by_the_clock(void **state)
{
    (void)state;
    world w;
    world_init(&w);
    w.origins[0].households = fixed(2);
    wo_demand demand;
    world_draw(&w, &demand);
    demand.households[0].leave = 30000;
    demand.households[1].leave = 60000;
    wo_dispatch *dispatch = world_dispatch(&demand);
    const wo_release *made;
    size_t n;
    const size_t expected[3] = {0, 1, 2}, now[3] = {1, 1, 0};
    for (wo_ms k = 0; k < 3; k++) {
        assert_int_equal(wo_dispatch_advance(dispatch, NULL, 0, 60000 * k, &made, &n, NULL), WO_OK);
        assert_int_equal(n, now[k]);
        assert_int_equal(wo_dispatch_tally(dispatch)->departures, expected[k]);
    }
    wo_dispatch_destroy(dispatch);
    wo_demand_free(&demand);
    world_free(&w);
}

static void wrong_arrivals_are_refused(void **state)
{
    (void)state;
    world w;
    world_init(&w);
    w.origins[0].households = fixed(1);
    wo_demand demand;
    world_draw(&w, &demand);
    demand.households[0].leave = 0;
    wo_dispatch *dispatch = world_dispatch(&demand);
    const wo_release *made;
    size_t n;
    wo_error error = {0};
    wo_arrival arrival = {.at = 100000, .trip = 0, .kind = WO_AT_DESTINATION};
    assert_int_equal(wo_dispatch_advance(dispatch, &arrival, 1, 1, &made, &n, &error), WO_ERR_INVARIANT); /* unborn */
    assert_int_equal(wo_dispatch_advance(dispatch, NULL, 0, 60000, &made, &n, &error), WO_OK);
    arrival.at = 59999;
    assert_int_equal(wo_dispatch_advance(dispatch, &arrival, 1, 120000, &made, &n, &error), WO_ERR_INVARIANT);
    arrival.at = 60000;
    assert_int_equal(wo_dispatch_advance(dispatch, &arrival, 1, 120000, &made, &n, &error), WO_OK);
    arrival.at = 120000;
    assert_int_equal(wo_dispatch_advance(dispatch, &arrival, 1, 180000, &made, &n, &error), WO_ERR_INVARIANT);
    assert_non_null(strstr(error.message, "twice"));
    wo_dispatch_destroy(dispatch);
    wo_demand_free(&demand);
    world_free(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everybody_is_in_one_state_with_everything_on),
        cmocka_unit_test(trips_are_known_by_what_they_are),
        cmocka_unit_test(batches_do_not_matter),
        cmocka_unit_test(everybody_is_in_one_state),
        cmocka_unit_test(account_at_the_closing),
        cmocka_unit_test(departures_are_counted_by_the_clock),
        cmocka_unit_test(wrong_arrivals_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
