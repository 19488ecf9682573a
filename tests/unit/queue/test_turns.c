/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One-lane stretches, convoys and desk hours: refusals, and small cases by hand. Without more said the road is a line
 * of six segments of 250 m, 12.5 s each for a car, with nodes 0 to 6. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "helper_site.h"

#define GREEN 120000u
#define GAP   6000u
#define LOST  12500u

static void open_line(road_site *site)
{
    site_begin(site);
    site_stretch(site, 0, 1, 1500, 6);
    site_overtaken(site, SLOW, 1.0);
    site_open(site, 1);
}

static wo_status one_lane(road_site *site, uint32_t segment)
{
    return wo_queue_one_lane(site->queue, segment, GREEN, GAP, LOST, NULL);
}

static wo_ms fifteen_seconds(const void *context, uint32_t class_index, uint32_t party)
{
    (void)context;
    (void)class_index;
    (void)party;
    return 15000;
}

static void turns_that_cannot_be_are_refused(void **state)
{
    (void)state;
    road_site site;
    wo_error error = {0};
    open_line(&site);
    wo_queue *q = site.queue;
    assert_int_equal(wo_queue_one_lane(q, 2, 0, GAP, LOST, &error), WO_ERR_RANGE);
    assert_int_equal(wo_queue_one_lane(q, 2, GREEN, 0, LOST, &error), WO_ERR_RANGE);
    assert_int_equal(wo_queue_one_lane(q, 2, GREEN, GAP, LOST - 1, &error), WO_ERR_RANGE);
    assert_int_equal(one_lane(&site, 0), WO_ERR_RANGE); /* the end of the road */
    assert_int_equal(one_lane(&site, 5), WO_ERR_RANGE); /* the exit */
    assert_int_equal(one_lane(&site, 6), WO_ERR_RANGE);
    assert_int_equal(one_lane(&site, 8), WO_ERR_RANGE); /* inbound */
    assert_int_equal(one_lane(&site, WO_NONE), WO_ERR_RANGE);
    assert_int_equal(one_lane(&site, 2), WO_OK);
    assert_int_equal(one_lane(&site, 2), WO_ERR_RANGE);
    assert_int_equal(one_lane(&site, 1), WO_ERR_RANGE); /* they share a node */
    assert_int_equal(one_lane(&site, 3), WO_ERR_RANGE);
    assert_int_equal(one_lane(&site, 4), WO_OK);
    site_run(&site, 60000);
    assert_int_equal(wo_queue_reset(q, &site.road, &error), WO_OK);
    assert_int_equal(one_lane(&site, 3), WO_OK); /* the others are forgotten */
    site_run(&site, 60000);
    assert_int_equal(one_lane(&site, 1), WO_ERR_RANGE); /* too late */
    site_close(&site);
}

/* Nobody begins, ends or is held at an end of a stretch, whichever was told first. */
static void ends_of_a_stretch_are_bare(void **state)
{
    (void)state;
    for (uint32_t end = 2; end <= 3; end++) {
        for (uint32_t d = 0; d < 2; d++) {
            const wo_direction direction = d == 0 ? WO_OUTBOUND : WO_INBOUND;
            const uint32_t start = d == 0 ? 0 : 6, goal = d == 0 ? 6 : 0;
            road_site site;
            uint32_t party = 0;
            open_line(&site);
            wo_queue *q = site.queue;
            switch (4 * d + end) {
            case 2:
                (void)site_send_to(&site, 0, end, direction, CAR, goal);
                break;
            case 3:
                (void)site_send_to(&site, 0, start, direction, CAR, end);
                break;
            case 6:
                assert_int_equal(wo_queue_convoy(q, end, direction, 0, 10, 5, 1, NULL), WO_OK);
                break;
            default:
                assert_int_equal(wo_queue_checkpoint(q, end, direction, 1, fifteen_seconds, NULL, NULL), WO_OK);
                break;
            }
            assert_int_equal(one_lane(&site, 2), WO_ERR_RANGE);
            assert_int_equal(wo_queue_reset(q, &site.road, NULL), WO_OK);
            assert_int_equal(one_lane(&site, 2), WO_OK);
            assert_int_equal(wo_queue_release(q, 0, end, direction, CAR, goal, &party, NULL), WO_ERR_RANGE);
            assert_int_equal(wo_queue_release(q, 0, start, direction, CAR, end, &party, NULL), WO_ERR_RANGE);
            assert_int_equal(wo_queue_release(q, 0, end, direction, CAR, end, &party, NULL), WO_ERR_RANGE);
            assert_int_equal(wo_queue_convoy(q, end, direction, 0, 10, 5, 1, NULL), WO_ERR_RANGE);
            assert_int_equal(wo_queue_checkpoint(q, end, direction, 1, fifteen_seconds, NULL, NULL), WO_ERR_RANGE);
            assert_int_equal(wo_queue_parties(q), 0);
            assert_int_equal(wo_queue_close(q, end, direction, 1, 2, NULL), WO_OK); /* a closure may be there */
            site_close(&site);
        }
    }
}

static void stretches_at_junctions_are_refused(void **state)
{
    (void)state;
    road_site site;
    site_begin(&site);
    site_stretch(&site, 0, 2, 500, 2);
    site_stretch(&site, 1, 2, 500, 2);
    site_stretch(&site, 2, 3, 1000, 4);
    site_open(&site, 3);
    const uint32_t junction = site.road.spec_node[2];
    assert_int_equal(one_lane(&site, junction), WO_ERR_RANGE);                   /* begins there */
    assert_int_equal(one_lane(&site, site.road.spec_node[0] + 1), WO_ERR_RANGE); /* ends there */
    assert_int_equal(one_lane(&site, junction + 1), WO_OK);
    site_close(&site);
}

static void convoys_and_hours_that_cannot_be_are_refused(void **state)
{
    (void)state;
    road_site site;
    open_line(&site);
    wo_queue *q = site.queue;
    assert_int_equal(wo_queue_convoy(q, 7, WO_OUTBOUND, 0, 10, 5, 1, NULL), WO_ERR_RANGE);
    assert_int_equal(wo_queue_convoy(q, 1, WO_OUTBOUND, 0, 10, 0, 1, NULL), WO_ERR_RANGE);
    assert_int_equal(wo_queue_convoy(q, 1, WO_OUTBOUND, 0, 10, 11, 1, NULL), WO_ERR_RANGE);
    assert_int_equal(wo_queue_convoy(q, 1, WO_OUTBOUND, 0, 10, 5, 0, NULL), WO_ERR_RANGE);
    assert_int_equal(wo_queue_convoy(q, 1, WO_OUTBOUND, 0, 10, 10, 1, NULL), WO_OK);
    assert_int_equal(wo_queue_convoy(q, 1, WO_OUTBOUND, 0, 20, 10, 1, NULL), WO_ERR_RANGE);
    assert_int_equal(wo_queue_convoy(q, 1, WO_INBOUND, 0, 20, 10, 1, NULL), WO_OK);
    assert_int_equal(wo_queue_shut(q, 2, WO_OUTBOUND, 0, 10, NULL), WO_ERR_RANGE);
    assert_int_equal(wo_queue_checkpoint(q, 2, WO_OUTBOUND, 1, fifteen_seconds, NULL, NULL), WO_OK);
    assert_int_equal(wo_queue_shut(q, 2, WO_OUTBOUND, 10, 10, NULL), WO_ERR_RANGE);
    assert_int_equal(wo_queue_shut(q, 2, WO_INBOUND, 0, 10, NULL), WO_ERR_RANGE);
    assert_int_equal(wo_queue_shut(q, 7, WO_OUTBOUND, 0, 10, NULL), WO_ERR_RANGE);
    assert_int_equal(wo_queue_shut(q, 2, WO_OUTBOUND, 0, 10, NULL), WO_OK);
    site_run(&site, 60000);
    assert_int_equal(wo_queue_convoy(q, 2, WO_INBOUND, 0, 10, 5, 1, NULL), WO_ERR_RANGE);
    assert_int_equal(wo_queue_shut(q, 2, WO_OUTBOUND, 70000, 80000, NULL), WO_ERR_RANGE);
    site_close(&site);
}

/* Segment 2 from node 2 to 3 is one lane. A car each way is there at 37.5 and 25 s: the inbound one asks first and gets
 * it at once, since nobody has used it; it is out at 37.5 s. The turn is over at 31 s, but the outbound one must wait
 * for 37.5 + 12.5 s. After a long rest a car of either direction needs nobody's leave but the gap of 6 s, long over. */
static void turns_by_hand(void **state)
{
    (void)state;
    road_site site;
    open_line(&site);
    assert_int_equal(one_lane(&site, 2), WO_OK);
    assert_int_equal(wo_queue_station(site.queue, 3, WO_INBOUND, NULL), WO_OK);
    const uint32_t out = site_send(&site, 12500, 0, CAR);
    const uint32_t in = site_send_to(&site, 0, 5, WO_INBOUND, CAR, 0);
    const uint32_t late_out = site_send(&site, 1000000, 0, CAR);
    const uint32_t late_in = site_send_to(&site, 2000000, 6, WO_INBOUND, CAR, 0);
    site_run(&site, 3000000);
    assert_int_equal(site_passed(&site, in, 3, WO_INBOUND), 25000);
    assert_int_equal(site_passed(&site, in, 2, WO_INBOUND), 37500);
    assert_int_equal(site_passed(&site, out, 2, WO_OUTBOUND), 50000);
    assert_int_equal(site_passed(&site, out, 3, WO_OUTBOUND), 62500);
    assert_int_equal(site_passed(&site, late_out, 2, WO_OUTBOUND), 1025000);
    assert_int_equal(site_passed(&site, late_in, 3, WO_INBOUND), 2037500);
    site_close(&site);
}

/* Cars 10 s apart end a turn by their gap, when somebody asks; 2 s apart by its length, here 40 s. */
static void a_turn_ends_by_gap_or_green(void **state)
{
    (void)state;
    for (uint32_t apart = 2000; apart <= 10000; apart += 8000) {
        road_site site;
        open_line(&site);
        assert_int_equal(wo_queue_one_lane(site.queue, 2, 40000, GAP, LOST, NULL), WO_OK);
        const uint32_t first = site_send(&site, 0, 0, CAR); /* asks at 25 s */
        for (uint32_t i = 1; i < 100; i++) {
            (void)site_send(&site, i * apart, 0, CAR);
        }
        const uint32_t in = site_send_to(&site, 0, 5, WO_INBOUND, CAR, 0);       /* so does this one, and goes first */
        const uint32_t next = site_send_to(&site, 40000, 5, WO_INBOUND, CAR, 0); /* asks at 65 s */
        site_run(&site, 1200000);
        assert_int_equal(site_passed(&site, in, 3, WO_INBOUND), 25000);
        assert_int_equal(site_passed(&site, first, 2, WO_OUTBOUND), 50000);
        if (apart == 2000) { /* green from 50 to 90 s: 20 cars, the last in at 88 and out at 100.5 s */
            assert_int_equal(site_passed(&site, first + 19, 2, WO_OUTBOUND), 88000);
            assert_int_equal(site_passed(&site, next, 3, WO_INBOUND), 113000);
            assert_int_equal(site_passed(&site, first + 20, 2, WO_OUTBOUND), 138000);
        } else { /* those of 25, 35, 45, 55 s; 65 s is more than 6 s after 56 s; the last is out at 68.5 s */
            assert_int_equal(site_passed(&site, first + 3, 2, WO_OUTBOUND), 56000);
            assert_int_equal(site_passed(&site, next, 3, WO_INBOUND), 81000);
            assert_int_equal(site_passed(&site, first + 4, 2, WO_OUTBOUND), 106000);
        }
        site_close(&site);
    }
}

/* Behind a slow vehicle cars pass on the road, but not in the one lane. */
static void nobody_passes_in_one_lane(void **state)
{
    (void)state;
    road_site site;
    open_line(&site);
    assert_int_equal(one_lane(&site, 2), WO_OK);
    for (uint32_t i = 0; i < 200; i++) {
        (void)site_send(&site, i * 5000, 0, i % 10 == 0 ? SLOW : CAR);
        (void)site_send_to(&site, i * 5000, 6, WO_INBOUND, i % 10 == 0 ? SLOW : CAR, 0);
    }
    site_run(&site, 7200000);
    for (uint32_t s = 0; s < 12; s++) {
        const wo_segment_state segment = site_segment(&site, s);
        assert_int_equal(segment.left, 200);
        assert_true(s % 6 == 2 ? segment.passes == 0 : segment.passes > 0);
    }
    site_close(&site);
}

/* A queue before a lane that must be kept clear, since the exit is shut: nobody looks. Then all get out. */
static void standing_turns_cost_little(void **state)
{
    (void)state;
    road_site site;
    wo_error error = {0};
    open_line(&site);
    assert_int_equal(one_lane(&site, 2), WO_OK);
    assert_int_equal(wo_queue_close(site.queue, 6, WO_OUTBOUND, 0, 7200000, &error), WO_OK);
    for (uint32_t i = 0; i < 200; i++) {
        (void)site_send(&site, i * 2000, 0, CAR);
    }
    assert_int_equal(wo_queue_run(site.queue, 3600000, NULL, NULL, &error), WO_OK);
    const uint64_t visits = wo_queue_visits(site.queue);
    assert_int_equal(site_segment(&site, 2).left, site_segment(&site, 2).entered); /* kept clear */
    assert_int_equal(wo_queue_run(site.queue, 7000000, NULL, NULL, &error), WO_OK);
    assert_true(wo_queue_visits(site.queue) <= visits + 2);
    site_run(&site, 9000000);
    assert_int_equal(site_segment(&site, 5).left, 200);
    site_close(&site);
}

/* Two ways into one, a segment each. */
static void open_merge(road_site *site)
{
    site_begin(site);
    site_stretch(site, 0, 2, 250, 1);
    site_stretch(site, 1, 2, 250, 1);
    site_stretch(site, 2, 3, 250, 1);
    site_open(site, 3);
}

/* Two ways into one gate of two parties a minute, and one that ends before it. */
static void a_convoy_counts_both_branches(void **state)
{
    (void)state;
    road_site site;
    open_merge(&site);
    const uint32_t gate = site.road.spec_node[2];
    assert_int_equal(wo_queue_convoy(site.queue, gate, WO_OUTBOUND, 30000, 60000, 20000, 2, NULL), WO_OK);
    assert_int_equal(wo_queue_close(site.queue, gate, WO_OUTBOUND, 80000, 95000, NULL), WO_OK);
    uint32_t party[6];
    for (uint32_t i = 0; i < 6; i++) {
        party[i] = site_send(&site, 0, site.road.spec_node[i % 2], CAR);
    }
    const uint32_t local = site_send_to(&site, 31000, gate, WO_OUTBOUND, CAR, gate); /* is not counted */
    site_run(&site, 600000);
    /* windows from 30, 90 (shut until 95) and 150 s, 2 s apart; the branches take turns */
    const wo_ms at[] = {30000, 32000, 95000, 97000, 150000, 152000};
    assert_int_equal(site_passed(&site, local, gate, WO_OUTBOUND), 31000);
    for (uint32_t i = 0; i < 6; i++) {
        assert_int_equal(site_passed(&site, party[i], gate, WO_OUTBOUND), at[i]);
    }
    site_close(&site);
}

/* One party a minute. Who goes no further than the gate competes with nobody, but loses to the lower branch twice; its
 * windows have gone by then. */
static void a_convoy_that_was_missed_is_gone(void **state)
{
    (void)state;
    road_site site;
    open_merge(&site);
    const uint32_t gate = site.road.spec_node[2];
    const uint32_t lower = site.road.branches[site.road.first_branch[gate]];
    const uint32_t upper = site.road.branches[site.road.first_branch[gate] + 1];
    assert_int_equal(wo_queue_convoy(site.queue, gate, WO_OUTBOUND, 30000, 60000, 20000, 1, NULL), WO_OK);
    const uint32_t first = site_send(&site, 0, lower, CAR), second = site_send(&site, 0, lower, CAR);
    const uint32_t local = site_send_to(&site, 0, upper, WO_OUTBOUND, CAR, gate);
    site_run(&site, 600000);
    assert_int_equal(site_passed(&site, first, gate, WO_OUTBOUND), 30000);
    assert_int_equal(site_passed(&site, second, gate, WO_OUTBOUND), 90000);
    assert_int_equal(site_passed(&site, local, gate, WO_OUTBOUND), 150000);
    site_close(&site);
}

/* One server, 15 s; the desk is shut from 40 to 60 and from 55 to 80 s. Who is in service at 40 s goes on. The gate
 * lets one of those who are served go in 100 s. */
static void hours_hold_starts_alone(void **state)
{
    (void)state;
    road_site site;
    open_line(&site);
    assert_int_equal(wo_queue_checkpoint(site.queue, 2, WO_OUTBOUND, 1, fifteen_seconds, NULL, NULL), WO_OK);
    assert_int_equal(wo_queue_shut(site.queue, 2, WO_OUTBOUND, 55000, 80000, NULL), WO_OK);
    assert_int_equal(wo_queue_shut(site.queue, 2, WO_OUTBOUND, 40000, 60000, NULL), WO_OK);
    assert_int_equal(wo_queue_convoy(site.queue, 2, WO_OUTBOUND, 0, 100000, 90000, 1, NULL), WO_OK);
    for (uint32_t i = 0; i < 3; i++) {
        (void)site_send(&site, 7000, 0, CAR);
    }
    site_run(&site, 600000);
    wo_ms at[6];
    size_t n = 0;
    for (size_t i = 0; i < site.n_passages; i++) {
        if (site.passages[i].node == 2) {
            assert_true(n < 6);
            at[n++] = site.passages[i].at;
        }
    }
    assert_int_equal(n, 6);
    /* starts at 32, 80 (the desk opens), 100 s (the server is free); departures at 47, 100 and 200 s */
    const wo_ms expected[] = {32000, 47000, 80000, 100000, 100000, 200000};
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(at[i], expected[i]);
    }
    site_close(&site);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(turns_that_cannot_be_are_refused),
        cmocka_unit_test(ends_of_a_stretch_are_bare),
        cmocka_unit_test(stretches_at_junctions_are_refused),
        cmocka_unit_test(convoys_and_hours_that_cannot_be_are_refused),
        cmocka_unit_test(turns_by_hand),
        cmocka_unit_test(a_turn_ends_by_gap_or_green),
        cmocka_unit_test(nobody_passes_in_one_lane),
        cmocka_unit_test(standing_turns_cost_little),
        cmocka_unit_test(a_convoy_counts_both_branches),
        cmocka_unit_test(a_convoy_that_was_missed_is_gone),
        cmocka_unit_test(hours_hold_starts_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
