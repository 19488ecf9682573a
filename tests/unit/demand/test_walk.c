/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Herds on the road: legs by day, nights at nodes, heads out at the line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "helper_world.h"

/* 150 cattle in two herds, ready at the order. */
static void herds_only(world *w)
{
    world_init(w);
    w->origins[0].households = fixed(0);
    w->origins[0].cattle = fixed(150);
    w->origins[0].walked = fixed(1);
}

static void run(const world *w, stub_road road, wo_ms until, releases *stream, wo_tally *tally, wo_remainder *remainder)
{
    wo_demand demand;
    world_draw(w, &demand);
    wo_dispatch *dispatch = world_dispatch(&demand);
    world_run(w, dispatch, &road, until, stream);
    *tally = *wo_dispatch_tally(dispatch);
    *remainder = wo_dispatch_remainder(dispatch);
    wo_dispatch_destroy(dispatch);
    wo_demand_free(&demand);
}

/* Free walking, segments of 1 km and 1,000 s: 36 a day in [07:00, 17:00]; the line is 60, the exit 80 from home. */
static void legs_end_where_the_day_ends(void **state)
{
    (void)state;
    world w;
    herds_only(&w);
    w.scenario.order = H(3); /* before sunrise: they wait for 07:00 */
    releases stream = {0};
    wo_tally tally;
    wo_remainder left;
    run(&w, (stub_road){0}, DAY(4), &stream, &tally, &left);
    assert_int_equal(stream.n, 6);
    const uint32_t nodes[4] = {w.far, w.far + 36, w.far + 72, w.places.exit};
    for (size_t i = 0; i < 6; i++) {
        const wo_release *leg = &stream.list[i];
        assert_int_equal(leg->at, (i / 2) * DAY(1) + H(7));
        assert_int_equal(leg->node, nodes[i / 2]);
        assert_int_equal(leg->destination, nodes[i / 2 + 1]);
        assert_int_equal(leg->direction, WO_OUTBOUND);
    }
    assert_int_equal(tally.cattle_out, 150);
    assert_int_equal(tally.cattle_walked_out, 150);
    assert_int_equal(tally.role_out[WO_ROLE_HERD], 2);
    assert_int_equal(tally.vehicles_out[CLASS_CATTLE], 2);
    assert_int_equal(tally.departures, 2); /* not the later legs */
    assert_int_equal(tally.last_out, DAY(1) + H(7) + 24 * 1000000u);
    assert_int_equal(tally.delay_ms, 0); /* nights are no delay */
    assert_int_equal(tally.free_ms, 2 * 60 * 1000000);
    assert_int_equal(left.cattle_left, 0);
    releases_free(&stream);
    world_free(&w);
}

/* Delayed legs: whoever arrives after the day rests to the next morning, and delay counts walking only. */
static void delays_add_up_over_legs(void **state)
{
    (void)state;
    world w;
    herds_only(&w);
    w.origins[0].cattle = fixed(100);
    releases stream = {0};
    wo_tally tally;
    wo_remainder left;
    run(&w, (stub_road){.extra_ms = H(1)}, DAY(5), &stream, &tally, &left);
    const wo_ms first = wo_hash_index(1, 0) % H(1), second = wo_hash_index(1, 1) % H(1);
    assert_true(stream.n >= 3);
    assert_int_equal(stream.list[1].at, DAY(1) + H(7));
    assert_int_equal(tally.delay_ms, first + second);
    assert_int_equal(tally.worst_delay, first + second);
    assert_int_equal(tally.delayed_parties, 1);
    releases_free(&stream);
    world_free(&w);
}

/* A herd that is so late that it arrives by day goes on at once, after the shortest stop. */
static void who_arrives_by_day_goes_on(void **state)
{
    (void)state;
    world w;
    herds_only(&w);
    releases stream = {0};
    wo_tally tally;
    wo_remainder left;
    size_t by_day = 0;
    run(&w, (stub_road){.extra_ms = H(40)}, DAY(10), &stream, &tally, &left);
    for (size_t i = 0; i < stream.n_told; i++) {
        const wo_ms ready = stream.told[i].at + 60000, of_day = ready % DAY(1);
        const bool day = of_day > H(7) && of_day < H(16);
        size_t next = 0;
        while (next < stream.n && stream.list[next].at < ready) {
            next++;
        }
        if (day && stream.list[stream.told[i].trip].destination != w.places.exit) {
            assert_true(next < stream.n && stream.list[next].at == ready);
            assert_int_equal(stream.list[next].node, stream.list[stream.told[i].trip].destination);
            by_day++;
        }
    }
    assert_true(by_day > 0);
    assert_int_equal(tally.cattle_out, 150);
    releases_free(&stream);
    world_free(&w);
}

/* At the end of a day nobody starts what cannot be finished; at its opening a herd walks one segment at least. */
static void a_day_too_short_for_a_segment_is_one_segment(void **state)
{
    (void)state;
    world w;
    herds_only(&w);
    for (size_t d = 0; d < w.climate.n_days; d++) {
        w.days[d].sunset = w.days[d].sunrise + 500000; /* 8 min 20 s of daylight */
    }
    releases stream = {0};
    wo_tally tally;
    wo_remainder left;
    w.scenario.order = H(7) + 1;
    run(&w, (stub_road){0}, DAY(10), &stream, &tally, &left);
    assert_int_equal(stream.n, 2 * 9); /* from day 1 to day 9 */
    for (size_t i = 0; i < stream.n; i++) {
        assert_int_equal(stream.list[i].at, (i / 2 + 1) * DAY(1) + H(7));
        assert_int_equal(stream.list[i].destination, stream.list[i].node + 1);
    }
    assert_int_equal(left.cattle_left, 150);
    releases_free(&stream);
    world_free(&w);
}

/* A day that ends on the line goes one segment on: they are safe, and nothing rests on the line. */
static void nobody_rests_on_the_line(void **state)
{
    (void)state;
    world w;
    herds_only(&w);
    w.scenario.order = H(7) + 12 * 1000000u; /* 24 segments on the first day, 36 on the second: the line */
    releases stream = {0};
    wo_tally tally;
    wo_remainder left;
    run(&w, (stub_road){0}, DAY(2), &stream, &tally, &left);
    assert_int_equal(stream.list[0].destination, w.far + 24);
    assert_int_equal(stream.list[2].destination, w.places.deadline_line + 1);
    assert_int_equal(tally.cattle_out, 150);
    assert_int_equal(tally.last_out, DAY(1) + H(17));
    releases_free(&stream);
    world_free(&w);
}

/* Nobody is out at or after the closing. */
static void closing_cuts_the_account(void **state)
{
    (void)state;
    const wo_ms passes = DAY(1) + H(7) + 24 * 1000000u;
    for (wo_ms late = 0; late < 2; late++) {
        world w;
        herds_only(&w);
        w.scenario.closing = passes + 1 - late;
        wo_tally tally;
        wo_remainder left;
        run(&w, (stub_road){0}, w.scenario.closing, NULL, &tally, &left);
        assert_int_equal(tally.cattle_out, late ? 0 : 150);
        assert_int_equal(left.cattle_left, late ? 150 : 0);
        world_free(&w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(legs_end_where_the_day_ends), cmocka_unit_test(delays_add_up_over_legs),
        cmocka_unit_test(who_arrives_by_day_goes_on),  cmocka_unit_test(a_day_too_short_for_a_segment_is_one_segment),
        cmocka_unit_test(nobody_rests_on_the_line),    cmocka_unit_test(closing_cuts_the_account),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
