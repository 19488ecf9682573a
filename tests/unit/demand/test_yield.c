/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Herds that yield the road now and then, and herds that march through the last night. Segments of 1 km and 1,000 s, 60
 * of them to the line, 80 to the exit; walking from 07:00 to 17:00. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "helper_world.h"

#define S(seconds) ((wo_ms)((seconds)*1000u))

/* One herd of cattle, ready at the order. */
static void one_herd(world *w)
{
    world_init(w);
    w->origins[0].households = fixed(0);
    w->origins[0].cattle = fixed(100);
    w->origins[0].walked = fixed(1);
}

static wo_tally run(const world *w, wo_ms until, releases *stream)
{
    wo_demand demand;
    stub_road road = {0};
    world_draw(w, &demand);
    wo_dispatch *dispatch = world_dispatch(&demand);
    world_run(w, dispatch, &road, until, stream);
    const wo_tally tally = *wo_dispatch_tally(dispatch);
    wo_dispatch_destroy(dispatch);
    wo_demand_free(&demand);
    return tally;
}

static void expect_leg(const releases *stream, size_t i, wo_ms at, uint32_t node, uint32_t destination)
{
    assert_true(i < stream->n);
    assert_int_equal(stream->list[i].at, at);
    assert_int_equal(stream->list[i].node, node);
    assert_int_equal(stream->list[i].destination, destination);
}

/* Every 9,500 s for 1,500 s: legs of 10 segments, 11,500 s from start to start; 36,000 s of day hold three of them and
 * one segment more. */
static void herds_yield_at_the_next_boundary(void **state)
{
    (void)state;
    world w;
    one_herd(&w);
    w.scenario.herding.yield_every_s = fixed(9500);
    w.scenario.herding.yield_for_s = fixed(1500);
    releases stream = {0};
    const wo_tally tally = run(&w, DAY(4), &stream);
    for (uint32_t day = 0; day < 2; day++) {
        const uint32_t first = w.far + 31 * day;
        for (uint32_t k = 0; k < 3; k++) {
            expect_leg(&stream, 4 * day + k, DAY(day) + H(7) + k * S(11500), first + 10 * k, first + 10 * k + 10);
        }
        expect_leg(&stream, 4 * day + 3, DAY(day) + H(7) + S(34500), first + 30, first + 31);
    }
    assert_int_equal(tally.cattle_out, 100);
    /* 31 on the first day; 29 more on the second: two whole legs with their yields, and nine segments */
    assert_int_equal(tally.last_out, DAY(1) + H(7) + 2 * S(11500) + S(9000));
    assert_int_equal(tally.departures, 1);
    assert_int_equal(tally.delay_ms, 0); /* yields are no delay */
    assert_int_equal(tally.free_ms, S(60000));
    releases_free(&stream);
    world_free(&w);
}

/* A yield that falls exactly on a boundary is taken there; on the line it is taken one segment behind; one that is
 * shorter than the shortest stop lasts as long as that. */
static void nobody_yields_on_the_line(void **state)
{
    (void)state;
    world w;
    one_herd(&w);
    w.origin_node[0] = w.places.deadline_line - 20;
    w.scenario.herding.yield_every_s = fixed(10000);
    w.scenario.herding.yield_for_s = fixed(10);
    releases stream = {0};
    (void)run(&w, DAY(1), &stream);
    const uint32_t home = w.origin_node[0], line = w.places.deadline_line;
    expect_leg(&stream, 0, H(7), home, home + 10);
    expect_leg(&stream, 1, H(7) + S(10060), home + 10, line + 1);
    expect_leg(&stream, 2, H(7) + S(21120), line + 1, line + 11);
    releases_free(&stream);
    world_free(&w);
}

/* Neither a yield nor a night at the ends of a one-lane stretch: one segment on, and two when the other end is there.
 */
static void nobody_rests_at_a_one_lane_stretch(void **state)
{
    (void)state;
    world w;
    one_herd(&w);
    uint32_t one_lane[2] = {w.far + 10, w.far + 36};
    w.places.one_lane = one_lane;
    w.scenario.n_one_lanes = 2;
    releases stream = {0};
    (void)run(&w, DAY(2), &stream);
    expect_leg(&stream, 0, H(7), w.far, w.far + 38); /* the day ends at 36 */
    releases_free(&stream);
    w.scenario.herding.yield_every_s = fixed(11000);
    w.scenario.herding.yield_for_s = fixed(600);
    (void)run(&w, DAY(2), &stream);
    expect_leg(&stream, 0, H(7), w.far, w.far + 12);
    expect_leg(&stream, 1, H(7) + S(12600), w.far + 12, w.far + 23);
    releases_free(&stream);
    world_free(&w);
}

/* The last moment counts yields: exactly there it is over the line in time, one ms later it is not. */
static void last_moments_count_yields(void **state)
{
    (void)state;
    world w;
    one_herd(&w);
    w.origins[0].households = fixed(1);
    w.scenario.response.base_rate_per_s = fixed(0);
    w.scenario.response.deadline_rate_per_s = fixed(0);
    w.scenario.herding.yield_every_s = fixed(9500);
    w.scenario.herding.yield_for_s = fixed(1500);
    w.announcements[0].deadline = DAY(9) + H(12);
    w.scenario.closing = DAY(9) + H(12);
    wo_demand demand;
    world_draw(&w, &demand);
    const wo_ms last = demand.herds[0].leave;
    for (wo_ms late = 0; late < 2; late++) {
        demand.herds[0].leave = last + late;
        wo_dispatch *dispatch = world_dispatch(&demand);
        stub_road road = {0};
        world_run(&w, dispatch, &road, w.scenario.closing, NULL);
        assert_int_equal(wo_dispatch_tally(dispatch)->cattle_out, late ? 0 : 100);
        wo_dispatch_destroy(dispatch);
    }
    wo_demand_free(&demand);
    world_free(&w);
}

/* Deadline at 12:00 on day 3, so the night after the sunset of day 2 is marched and no other: 36 segments on day 1,
 * then on from 07:00 on day 2 without a rest. */
static void some_march_through_the_last_night(void **state)
{
    (void)state;
    for (int march = 0; march < 2; march++) {
        world w;
        one_herd(&w);
        w.origin_node[0] = w.far;
        w.scenario.order = DAY(1) + H(1);
        w.announcements[0].deadline = DAY(3) + H(12);
        w.scenario.herding.night_march = fixed(march);
        w.places.deadline_line = w.places.exit - 1;
        releases stream = {0};
        const wo_tally tally = run(&w, DAY(5), &stream);
        expect_leg(&stream, 0, DAY(1) + H(7), w.far, w.far + 36);
        expect_leg(&stream, 1, DAY(2) + H(7), w.far + 36, march ? w.places.exit : w.far + 72);
        assert_int_equal(stream.n, march ? 2 : 3);
        assert_int_equal(tally.last_out, march ? DAY(2) + H(7) + S(43000) : DAY(3) + H(7) + S(7000));
        releases_free(&stream);
        world_free(&w);
    }
}

/* A herd that is ready in the night that it marches sets out at once, and one ready in another night waits. Sunset is
 * at 17:00 and the deadline counts up to 24 h behind it. */
static void ready_at_night_means_at_once(void **state)
{
    (void)state;
    const wo_ms ready[3] = {DAY(1) + H(20), DAY(2) + H(3), DAY(1) + H(20)};
    const wo_ms deadline[3] = {DAY(2) + H(17), DAY(2) + H(16), DAY(2) + H(17) + 1};
    for (int i = 0; i < 3; i++) {
        world w;
        one_herd(&w);
        w.scenario.order = ready[i];
        w.scenario.herding.night_march = fixed(1);
        w.announcements[0].deadline = deadline[i];
        releases stream = {0};
        (void)run(&w, DAY(5), &stream);
        expect_leg(&stream, 0, i < 2 ? ready[i] : DAY(2) + H(7), w.far, stream.list[0].destination);
        const uint32_t reach = (DAY(2) + H(17) - ready[i]) / S(1000); /* the march ends with day 2 */
        assert_int_equal(stream.list[0].destination, i < 2 && reach < 80 ? w.far + reach : w.places.exit);
        releases_free(&stream);
        world_free(&w);
    }
}

/* The share of herds that march, and their last moment: by then they arrive, a ms later they do not. */
static void marching_is_a_share_and_counts(void **state)
{
    (void)state;
    enum { N = 2000 };
    world w;
    one_herd(&w);
    w.origins[0].households = fixed(N);
    w.origins[0].cattle = fixed(100.0 * N);
    w.scenario.response.base_rate_per_s = fixed(0);
    w.scenario.response.deadline_rate_per_s = fixed(0);
    w.scenario.herding.night_march = fixed(0.3);
    w.announcements[0].deadline = DAY(9) + H(12);
    w.scenario.closing = DAY(9) + H(12);
    wo_demand demand;
    world_draw(&w, &demand);
    size_t marching = 0;
    for (size_t i = 0; i < N; i++) {
        /* 60 segments of 1,000 s without a rest from the afternoon of day 8; resting: see herds_leave_in_time */
        const wo_ms expected = demand.herds[i].marches ? DAY(9) + H(12) - S(60000) - 1 : DAY(7) + H(17) - S(7000);
        assert_int_equal(demand.herds[i].leave, expected);
        marching += demand.herds[i].marches;
    }
    assert_true(fabs((double)marching - 0.3 * N) <= 3 * sqrt(0.21 * N));
    wo_demand_free(&demand);
    world_free(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(herds_yield_at_the_next_boundary),   cmocka_unit_test(nobody_yields_on_the_line),
        cmocka_unit_test(nobody_rests_at_a_one_lane_stretch), cmocka_unit_test(last_moments_count_yields),
        cmocka_unit_test(some_march_through_the_last_night),  cmocka_unit_test(ready_at_night_means_at_once),
        cmocka_unit_test(marching_is_a_share_and_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
