/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Families that wait for trucks, and trucks that shuttle. Trucks need 8,000 s from the exit to the far village, 6,000 s
 * from there to the line; cars need 3,000 s to the line. Loading takes 1 h, unloading half an hour. */
#include <gsl/gsl_cdf.h>
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
#define CYCLE      S(8000 + 3600 + 8000 + 1800)

typedef struct run_result {
    releases stream;
    wo_tally tally;
    wo_remainder left;
} run_result;

/* `n` households with two cars, five people and two loads each; a believed deadline far away. */
static void families(world *w, double n, double trucks)
{
    world_init(w);
    w->origins[0].households = fixed(n);
    w->origins[0].people_per_household = fixed(5);
    w->origins[0].cars_per_household = fixed(2);
    w->origins[0].loads_per_household = fixed(2);
    world_fleet(w, trucks, 3600, 1800);
}

/* All households leave at ASKS unless `leaves` tells their times. */
static run_result run(const world *w, const wo_ms *leaves)
{
    run_result result = {0};
    stub_road road = {0};
    wo_demand demand;
    world_draw(w, &demand);
    for (size_t i = 0; i < demand.n_households; i++) {
        demand.households[i].leave = leaves != NULL ? leaves[i] : ASKS;
    }
    wo_dispatch *dispatch = world_dispatch(&demand);
    world_run(w, dispatch, &road, w->scenario.closing, &result.stream);
    result.tally = *wo_dispatch_tally(dispatch);
    result.left = wo_dispatch_remainder(dispatch);
    wo_dispatch_destroy(dispatch);
    wo_demand_free(&demand);
    return result;
}

/* The instant of release `index` among those of a class and direction; WO_NEVER when there are fewer. */
static wo_ms nth(const run_result *result, uint32_t class_index, wo_direction direction, size_t index)
{
    for (size_t i = 0; i < result->stream.n; i++) {
        const wo_release *release = &result->stream.list[i];
        if (release->class_index == class_index && release->direction == direction && index-- == 0) {
            return release->at;
        }
    }
    return WO_NEVER;
}

static void cars_leave_with_the_last_load(void **state)
{
    (void)state;
    world w;
    families(&w, 1, 1);
    run_result r = run(&w, NULL);
    const wo_ms last = ASKS + CYCLE + S(8000 + 3600);
    assert_int_equal(nth(&r, CLASS_TRUCK, WO_INBOUND, 0), ASKS);
    assert_int_equal(nth(&r, CLASS_TRUCK, WO_OUTBOUND, 0), ASKS + S(11600));
    assert_int_equal(nth(&r, CLASS_TRUCK, WO_INBOUND, 1), ASKS + CYCLE);
    assert_int_equal(nth(&r, CLASS_TRUCK, WO_OUTBOUND, 1), last);
    assert_int_equal(nth(&r, CLASS_TRUCK, WO_INBOUND, 2), WO_NEVER);
    assert_int_equal(nth(&r, CLASS_CAR, WO_OUTBOUND, 0), last);
    assert_int_equal(nth(&r, CLASS_CAR, WO_OUTBOUND, 1), last);
    assert_int_equal(nth(&r, CLASS_CAR, WO_OUTBOUND, 2), WO_NEVER);
    assert_int_equal(r.tally.people_out, 5);
    assert_int_equal(r.tally.loads_out, 2);
    assert_int_equal(r.tally.truck_trips, 2);
    assert_int_equal(r.tally.last_resident_out, last + S(3000));
    assert_int_equal(r.tally.last_out, last + S(6000));
    assert_int_equal(r.tally.role_out[WO_ROLE_RESIDENT], 2);
    assert_true(r.left.everyone_out);
    releases_free(&r.stream);
    world_free(&w);
}

static void patience_ends(void **state)
{
    (void)state;
    world w;
    families(&w, 1, 1);
    w.scenario.response.wait_for_truck_s = fixed(21600);
    run_result r = run(&w, NULL);
    assert_int_equal(nth(&r, CLASS_CAR, WO_OUTBOUND, 0), ASKS + S(21600));
    assert_int_equal(nth(&r, CLASS_CAR, WO_OUTBOUND, 2), WO_NEVER);
    assert_int_equal(r.tally.loads_out, 2); /* the loads stay open and are fetched */
    releases_free(&r.stream);
    world_free(&w);
}

static void without_trucks_nobody_waits(void **state)
{
    (void)state;
    for (int present = 0; present < 2; present++) {
        world w;
        families(&w, 1, 0);
        w.scenario.fleet.present = present == 1;
        run_result r = run(&w, NULL);
        assert_int_equal(nth(&r, CLASS_CAR, WO_OUTBOUND, 1), ASKS);
        assert_int_equal(r.left.loads_total, 2);
        assert_int_equal(r.left.loads_unmet, 2);
        assert_true(r.left.everyone_out);
        releases_free(&r.stream);
        world_free(&w);
    }
}

/* The family goes at its last moment; the truck does not come again for what it cannot bring out. */
static void last_moment_beats_the_last_load(void **state)
{
    (void)state;
    world w;
    families(&w, 1, 1);
    w.announcements[0].deadline = ASKS + S(30000);
    run_result r = run(&w, NULL);
    assert_int_equal(nth(&r, CLASS_CAR, WO_OUTBOUND, 0), ASKS + S(27000) - 1);
    assert_int_equal(nth(&r, CLASS_TRUCK, WO_INBOUND, 1), WO_NEVER); /* idle at 21,400, needs 17,600 */
    assert_int_equal(r.left.loads_unmet, 1);
    releases_free(&r.stream);
    world_free(&w);
}

/* A truck that would arrive at the line at the believed deadline is late; one ms earlier it goes. */
static void a_truck_takes_what_it_can_just_finish(void **state)
{
    (void)state;
    for (wo_ms spare = 0; spare < 2; spare++) {
        world w;
        families(&w, 1, 1);
        w.announcements[0].deadline = ASKS + S(17600) + spare;
        run_result r = run(&w, NULL);
        assert_int_equal(nth(&r, CLASS_TRUCK, WO_INBOUND, 0), spare ? ASKS : WO_NEVER);
        assert_int_equal(r.tally.loads_out, spare);
        assert_int_equal(r.left.loads_unmet, 2 - (int)spare);
        releases_free(&r.stream);
        world_free(&w);
    }
}

/* News of an extension: an idle truck drives at that instant, and the family waits on. */
static void extension_reopens_the_requests(void **state)
{
    (void)state;
    world w;
    families(&w, 1, 1);
    w.announcements[0].deadline = ASKS + S(17000);
    world_announce(&w, ASKS + S(5000), DAY(9));
    run_result r = run(&w, NULL);
    assert_int_equal(nth(&r, CLASS_TRUCK, WO_INBOUND, 0), ASKS + S(5000));
    assert_int_equal(nth(&r, CLASS_CAR, WO_OUTBOUND, 0), ASKS + S(5000) + CYCLE + S(11600));
    assert_int_equal(r.left.loads_unmet, 0);
    releases_free(&r.stream);
    world_free(&w);
}

/* News of a nearer deadline: the family goes at its new last moment. */
static void shortening_calls_the_family(void **state)
{
    (void)state;
    world w;
    families(&w, 1, 1);
    world_announce(&w, ASKS + S(5000), ASKS + S(13000));
    run_result r = run(&w, NULL);
    assert_int_equal(nth(&r, CLASS_CAR, WO_OUTBOUND, 0), ASKS + S(10000) - 1);
    releases_free(&r.stream);
    world_free(&w);
}

static void without_a_car_people_ride_with_the_first_truck(void **state)
{
    (void)state;
    world w;
    families(&w, 1, 1);
    w.origins[0].cars_per_household = fixed(0);
    run_result r = run(&w, NULL);
    assert_int_equal(nth(&r, CLASS_CAR, WO_OUTBOUND, 0), WO_NEVER);
    assert_int_equal(r.tally.people_out, 5);
    assert_int_equal(r.tally.last_resident_out, ASKS + S(11600 + 6000));
    assert_int_equal(r.tally.ete100, ASKS + S(11600 + 6000));
    releases_free(&r.stream);
    w.origins[0].loads_per_household = fixed(0); /* neither car nor load: one hired car */
    r = run(&w, NULL);
    assert_int_equal(nth(&r, CLASS_CAR, WO_OUTBOUND, 0), ASKS);
    assert_int_equal(nth(&r, CLASS_CAR, WO_OUTBOUND, 1), WO_NEVER);
    assert_int_equal(r.tally.people_out, 5);
    releases_free(&r.stream);
    world_free(&w);
}

/* One truck, two villages: the request that is open longer is served first. */
static void oldest_request_first(void **state)
{
    (void)state;
    world w;
    families(&w, 2, 1);
    w.origins[0].loads_per_household = fixed(1);
    const uint32_t village = world_origin(&w, "Near", w.near);
    w.origins[village] = w.origins[0];
    w.origins[village].name = "Near";
    w.origins[village].households = fixed(1);
    const wo_ms leaves[2][3] = {{H(12), H(10), H(11)}, {H(11), H(10), H(12)}};
    const uint32_t expected[2][3] = {{w.far, w.near, w.far}, {w.far, w.far, w.near}};
    for (int c = 0; c < 2; c++) {
        run_result r = run(&w, leaves[c]);
        size_t n = 0;
        for (size_t i = 0; i < r.stream.n; i++) {
            if (r.stream.list[i].direction == WO_INBOUND) {
                assert_true(n < 3);
                assert_int_equal(r.stream.list[i].destination, expected[c][n++]);
            }
        }
        assert_int_equal(n, 3);
        assert_int_equal(r.left.loads_unmet, 0);
        releases_free(&r.stream);
    }
    world_free(&w);
}

static void trucked_animals_are_heads_not_loads(void **state)
{
    (void)state;
    world w;
    families(&w, 1, 3);
    w.origins[0].loads_per_household = fixed(0);
    w.origins[0].cattle = fixed(25);
    w.origins[0].sheep = fixed(50);
    run_result r = run(&w, NULL);
    assert_int_equal(r.tally.cattle_out, 25);
    assert_int_equal(r.tally.sheep_out, 50);
    assert_int_equal(r.tally.cattle_walked_out, 0);
    assert_int_equal(r.tally.truck_trips, 4);
    assert_int_equal(r.tally.loads_out, 0);
    assert_int_equal(r.left.loads_total, 0);
    releases_free(&r.stream);
    world_free(&w);
}

/* Trucks start with the fleet, whatever was asked before. */
static void the_fleet_begins_when_it_does(void **state)
{
    (void)state;
    world w;
    families(&w, 1, 2);
    w.scenario.fleet.from = ASKS + S(4000);
    run_result r = run(&w, NULL);
    assert_int_equal(nth(&r, CLASS_TRUCK, WO_INBOUND, 0), ASKS + S(4000));
    assert_int_equal(nth(&r, CLASS_TRUCK, WO_INBOUND, 1), ASKS + S(4000));
    releases_free(&r.stream);
    world_free(&w);
}

/* Many requests, few trucks: what is taken is out before the believed deadline, the rest is counted. */
static void trucks_never_take_what_they_cannot_finish(void **state)
{
    (void)state;
    world w;
    families(&w, 300, 10);
    w.announcements[0].deadline = DAY(6);
    wo_demand demand;
    world_draw(&w, &demand);
    wo_ms leaves[300];
    for (size_t i = 0; i < 300; i++) {
        leaves[i] = demand.households[i].leave;
    }
    wo_demand_free(&demand);
    run_result r = run(&w, leaves);
    int64_t trips = 0;
    for (size_t i = 0; i < r.stream.n; i++) {
        const wo_release *release = &r.stream.list[i];
        trips += release->class_index == CLASS_TRUCK && release->direction == WO_INBOUND;
        assert_true(release->class_index != CLASS_TRUCK || release->direction == WO_OUTBOUND ||
                    release->at + S(17600) < DAY(6));
    }
    assert_int_equal(trips, r.tally.truck_trips);
    assert_int_equal(trips, r.tally.loads_out);
    assert_int_equal(r.left.loads_total, 600);
    assert_int_equal(r.left.loads_unmet, 600 - trips);
    assert_true(trips > 100 && trips < 500);
    assert_true(r.left.everyone_out);
    releases_free(&r.stream);
    world_free(&w);
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

enum { N_STOPS = 2000 };

/* Durations of the stops after `start` that end with releases first .. first + N_STOPS - 1 of a direction: lognormal
 * with the given median by Kolmogorov-Smirnov at 1 %, and no two alike. */
static void expect_lognormal(const run_result *result, wo_direction direction, size_t first, wo_ms start,
                             double median_s, double sigma)
{
    static double stops[N_STOPS];
    size_t seen = 0, n = 0;
    for (size_t i = 0; i < result->stream.n && n < N_STOPS; i++) {
        const wo_release *release = &result->stream.list[i];
        if (release->class_index == CLASS_TRUCK && release->direction == direction && seen++ >= first) {
            stops[n++] = (release->at - start) / 1000.0;
        }
    }
    assert_int_equal(n, N_STOPS);
    qsort(stops, n, sizeof stops[0], by_value);
    double worst = 0;
    size_t alike = 0;
    for (size_t i = 0; i < n; i++) {
        const double p = gsl_cdf_lognormal_P(stops[i], log(median_s), sigma);
        worst = fmax(worst, fmax(fabs(p - (double)i / N_STOPS), fabs(p - (double)(i + 1) / N_STOPS)));
        alike += i > 0 && stops[i] == stops[i - 1];
    }
    assert_true(worst < 1.63 / sqrt(N_STOPS));
    assert_true(alike < 10); /* whole milliseconds over hours: hardly any */
}

/* Each truck draws its own loading and unloading time: all are asked for at once, and as many trucks stand ready. */
static void stops_follow_their_distributions(void **state)
{
    (void)state;
    world w;
    families(&w, N_STOPS / 2, N_STOPS); /* two loads each */
    w.scenario.fleet.loading_s =
        (wo_distribution){.shape = WO_SHAPE_LOGNORMAL, .p = {fixed(9000), fixed(0.5)}, .low = 60, .high = 864000};
    run_result r = run(&w, NULL);
    expect_lognormal(&r, WO_OUTBOUND, 0, ASKS + S(8000), 9000, 0.5);
    releases_free(&r.stream);
    world_free(&w);

    families(&w, N_STOPS, N_STOPS); /* two trips each */
    w.scenario.fleet.unloading_s =
        (wo_distribution){.shape = WO_SHAPE_LOGNORMAL, .p = {fixed(4320), fixed(0.4)}, .low = 60, .high = 864000};
    r = run(&w, NULL);
    expect_lognormal(&r, WO_INBOUND, N_STOPS, ASKS + S(8000 + 3600 + 8000), 4320, 0.4);
    releases_free(&r.stream);
    world_free(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cars_leave_with_the_last_load),
        cmocka_unit_test(patience_ends),
        cmocka_unit_test(without_trucks_nobody_waits),
        cmocka_unit_test(last_moment_beats_the_last_load),
        cmocka_unit_test(a_truck_takes_what_it_can_just_finish),
        cmocka_unit_test(extension_reopens_the_requests),
        cmocka_unit_test(shortening_calls_the_family),
        cmocka_unit_test(without_a_car_people_ride_with_the_first_truck),
        cmocka_unit_test(oldest_request_first),
        cmocka_unit_test(trucked_animals_are_heads_not_loads),
        cmocka_unit_test(the_fleet_begins_when_it_does),
        cmocka_unit_test(stops_follow_their_distributions),
        cmocka_unit_test(trucks_never_take_what_they_cannot_finish),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
