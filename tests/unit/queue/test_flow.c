/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What parties do on the road: free flow, order, holes, gates, merges, diverges, passing, leaving. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "helper_site.h"

static void open_line(road_site *site, uint32_t pieces)
{
    site_begin(site);
    site_stretch(site, 0, 1, 250.0 * pieces, pieces);
    site_open(site, 1);
}

static void free_flow(void **state)
{
    (void)state;
    road_site site;
    open_line(&site, 4);
    const uint32_t out = site_send(&site, 1000, 0, CAR);
    const uint32_t in = site_send_to(&site, 0, 4, WO_INBOUND, TRUCK, 1);
    site_run(&site, 100000);
    for (uint32_t node = 0; node <= 4; node++) {
        assert_int_equal(site_passed(&site, out, node, WO_OUTBOUND), 1000 + 12500 * node);
    }
    assert_int_equal(site_passed(&site, in, 2, WO_INBOUND), 50000);
    assert_int_equal(site_passed(&site, in, 1, WO_INBOUND), 75000);
    assert_int_equal(site_passed(&site, in, 0, WO_INBOUND), WO_NEVER);
    assert_int_equal(site.n_passages, 9);
    assert_int_equal(wo_queue_moves(site.queue), 9);
    site_close(&site);
}

/* F.12: slow 5 m/s at 0, fast at 10 s: exits 200.0 and 203.2 s, and 53.2, 103.2, 153.2 s on the way. */
static void nobody_passes_the_slow(void **state)
{
    (void)state;
    road_site site;
    open_line(&site, 4);
    const uint32_t slow = site_send(&site, 0, 0, SLOW), fast = site_send(&site, 10000, 0, CAR);
    site_run(&site, 300000);
    for (uint32_t node = 1; node <= 4; node++) {
        assert_int_equal(site_passed(&site, slow, node, WO_OUTBOUND), 50000 * node);
        assert_int_equal(site_passed(&site, fast, node, WO_OUTBOUND), 50000 * node + 3200);
    }
    assert_int_equal(site_segment(&site, 3).passes, 0);
    site_close(&site);
}

/* One pass and a spare one at once; the third R = 10 s after the first in the obstacle's clock. */
static void passing(void **state)
{
    (void)state;
    road_site site;
    site_begin(&site);
    site_stretch(&site, 0, 1, 1000, 4);
    site_overtaken(&site, SLOW, 0.1);
    site_open(&site, 1);
    const uint32_t slow = site_send(&site, 0, 0, SLOW);
    const uint32_t first = site_send(&site, 10000, 0, CAR);
    const uint32_t second = site_send(&site, 12000, 0, CAR), third = site_send(&site, 14000, 0, CAR);
    site_run(&site, 300000);
    assert_int_equal(site_passed(&site, first, 4, WO_OUTBOUND), 60000);
    assert_int_equal(site_passed(&site, second, 4, WO_OUTBOUND), 62000);
    assert_int_equal(site_passed(&site, slow, 4, WO_OUTBOUND), 200000);
    /* the first is level with the obstacle at 50 - 27.5 / 0.75 s; 10 s later the third is, and drives on */
    assert_in_range(site_passed(&site, third, 1, WO_OUTBOUND), 29999, 30001);
    assert_int_equal(site_segment(&site, 0).passes, 3);
    assert_int_equal(site_segment(&site, 1).passes, 0);
    site_close(&site);
}

static void herds_pass_nobody(void **state)
{
    (void)state;
    road_site site;
    site_begin(&site);
    site_stretch(&site, 0, 1, 1000, 4)->speed_mps[WO_OUTBOUND][SLOW] = 0.5;
    site_overtaken(&site, SLOW, 0.1);
    site_open(&site, 1);
    const uint32_t slow = site_send(&site, 0, 0, SLOW), herd = site_send(&site, 10000, 0, HERD);
    site_run(&site, 3000000);
    assert_int_equal(site_passed(&site, slow, 4, WO_OUTBOUND), 2000000);
    assert_true(site_passed(&site, herd, 4, WO_OUTBOUND) > 2000000);
    site_close(&site);
}

/* A queue that was stopped starts at w, not at v: no interpolation behind a gate. */
static void a_restart_runs_at_the_wave_speed(void **state)
{
    (void)state;
    road_site site;
    wo_error error = {0};
    open_line(&site, 4);
    assert_int_equal(wo_queue_close(site.queue, 4, WO_OUTBOUND, 0, 1000000, &error), WO_OK);
    assert_int_equal(wo_queue_limit(site.queue, 4, WO_OUTBOUND, 4000, &error), WO_OK);
    for (uint32_t i = 0; i < 120; i++) {
        site_send(&site, 4000 * i, 0, CAR);
    }
    site_run(&site, 900000);
    assert_int_equal(site_segment(&site, 3).entered, 31); /* storage 250 m, 8 m each */
    assert_int_equal(site_segment(&site, 2).entered, 62);
    assert_int_equal(site_segment(&site, 3).overdue, 31);
    assert_true(site_segment(&site, 3).blocked_ms >= 800000);
    site_run(&site, 2000000);
    assert_int_equal(site_passed(&site, 0, 4, WO_OUTBOUND), 1000000);
    assert_int_equal(site_passed(&site, 1, 4, WO_OUTBOUND), 1004000);
    assert_int_equal(site_passed(&site, 31, 3, WO_OUTBOUND), 1050000);
    assert_int_equal(site_passed(&site, 62, 2, WO_OUTBOUND), 1100000);
    assert_int_equal(site_passed(&site, 93, 1, WO_OUTBOUND), 1150000);
    /* the next hole is that of an exit in motion, D 200 cm ahead of the need: 4 s for 800 cm */
    assert_int_equal(site_passed(&site, 32, 3, WO_OUTBOUND), 1004000 + 50000 - 1000);
    site_close(&site);
}

static void gates(void **state)
{
    (void)state;
    road_site site;
    wo_error error = {0};
    open_line(&site, 4);
    assert_int_equal(wo_queue_close(site.queue, 2, WO_OUTBOUND, 90000, 120000, &error), WO_OK);
    assert_int_equal(wo_queue_close(site.queue, 2, WO_OUTBOUND, 25000, 100000, &error), WO_OK);
    assert_int_equal(wo_queue_close(site.queue, 2, WO_OUTBOUND, 200000, WO_NEVER, &error), WO_OK);
    const uint32_t held = site_send(&site, 0, 0, CAR), through = site_send(&site, 174999, 0, CAR);
    const uint32_t stranded = site_send(&site, 177000, 0, CAR);
    const uint32_t inbound = site_send_to(&site, 0, 4, WO_INBOUND, CAR, 0);
    site_run(&site, 400000);
    assert_int_equal(site_passed(&site, held, 2, WO_OUTBOUND), 120000); /* arrival at the closing is shut out */
    assert_int_equal(site_passed(&site, through, 2, WO_OUTBOUND), 199999);
    assert_int_equal(site_passed(&site, stranded, 1, WO_OUTBOUND), 189500);
    assert_int_equal(site_passed(&site, stranded, 2, WO_OUTBOUND), WO_NEVER);
    assert_int_equal(site_passed(&site, inbound, 0, WO_INBOUND), 50000);
    assert_int_equal(site_segment(&site, 1).blocked_ms, 95000 + 198000);
    site_close(&site);
}

/* Two arms of saturated cars into one road: shares by priority. */
static void merge_share(double priority, uint32_t share_of_four)
{
    road_site site;
    site_begin(&site);
    site_stretch(&site, 0, 2, 500, 2)->priority = priority;
    site_stretch(&site, 1, 2, 500, 2);
    site_stretch(&site, 2, 3, 500, 2);
    site_open(&site, 3);
    for (uint32_t i = 0; i < 400; i++) {
        site_send(&site, 2500 * i, site.road.spec_node[0], CAR);
        site_send(&site, 2500 * i, site.road.spec_node[1], CAR);
    }
    site_run(&site, 2000000);
    uint32_t first = 0, both = 0;
    for (size_t i = 0; i < site.n_passages && both < 400; i++) {
        const wo_passage *passage = &site.passages[i];
        if (passage->node == site.road.spec_node[2] && passage->at > 100000) {
            first += passage->party % 2 == 0;
            both++;
        }
    }
    assert_in_range(first, 100 * share_of_four - 1, 100 * share_of_four + 1);
    site_close(&site);
}

static void merge_shares(void **state)
{
    (void)state;
    merge_share(1, 2);
    merge_share(3, 3);
}

/* A lane blocked behind an origin's party that goes elsewhere would be wrong: only the same way out competes. */
static void a_full_road_holds_only_its_own(void **state)
{
    (void)state;
    road_site site;
    wo_error error = {0};
    site_begin(&site);
    site_stretch(&site, 0, 2, 500, 2);
    site_stretch(&site, 1, 2, 500, 2);
    site_stretch(&site, 2, 3, 500, 2);
    site_open(&site, 3);
    const uint32_t left = site.road.spec_node[0], right = site.road.spec_node[1], fork = site.road.spec_node[2];
    const uint32_t exit = site.road.spec_node[3];
    assert_int_equal(wo_queue_close(site.queue, left, WO_INBOUND, 0, WO_NEVER, &error), WO_OK);
    for (uint32_t i = 0; i < 100; i++) {
        site_send_to(&site, 0, fork, WO_INBOUND, CAR, left);
    }
    uint32_t last = 0;
    for (uint32_t i = 0; i < 100; i++) {
        last = site_send_to(&site, 500000 + 4000 * i, exit, WO_INBOUND, CAR, right);
    }
    site_run(&site, 1500000);
    assert_int_equal(site_passed(&site, last, right, WO_INBOUND), 500000 + 4000 * 99 + 50000);
    assert_int_equal(wo_queue_waiting(site.queue, fork, WO_INBOUND), 100 - 62);
    site_close(&site);
}

static void leaving_on_the_way(void **state)
{
    (void)state;
    road_site site;
    wo_error error = {0};
    open_line(&site, 4);
    assert_int_equal(wo_queue_close(site.queue, 1, WO_OUTBOUND, 0, WO_NEVER, &error), WO_OK);
    const uint32_t here = site_send_to(&site, 7000, 1, WO_OUTBOUND, CAR, 1);
    const uint32_t next = site_send_to(&site, 1000, 2, WO_OUTBOUND, CAR, 3), through = site_send(&site, 1500, 2, CAR);
    site_run(&site, 100000);
    assert_int_equal(site_passed(&site, here, 1, WO_OUTBOUND), 7000); /* at once, though the gate is shut */
    assert_int_equal(site_passed(&site, next, 3, WO_OUTBOUND), 13500);
    assert_int_equal(site_passed(&site, next, 4, WO_OUTBOUND), WO_NEVER);
    assert_int_equal(site_passed(&site, through, 3, WO_OUTBOUND), 15500);
    assert_int_equal(site_passed(&site, through, 4, WO_OUTBOUND), 28000);
    site_close(&site);
}

static void served_by_release_then_number(void **state)
{
    (void)state;
    road_site site;
    open_line(&site, 1);
    const wo_ms at[] = {9000, 3000, 9000, 100, 9000};
    const uint32_t order[] = {3, 1, 0, 2, 4};
    for (uint32_t i = 0; i < 5; i++) {
        assert_int_equal(site_send(&site, at[i], 0, CAR), i);
    }
    assert_int_equal(wo_queue_parties(site.queue), 5);
    site_run(&site, 9000);
    assert_int_equal(wo_queue_waiting(site.queue, 0, WO_OUTBOUND), 0);
    site_run(&site, 9001);
    assert_int_equal(wo_queue_waiting(site.queue, 0, WO_OUTBOUND), 2);
    site_run(&site, 60000);
    wo_ms before = 0;
    for (uint32_t i = 2; i < 5; i++) {
        const wo_ms exit = site_passed(&site, order[i], 1, WO_OUTBOUND);
        assert_int_equal(exit, 21500 + 2000 * (i - 2));
        assert_true(exit > before);
        before = exit;
    }
    site_close(&site);
}

static void point_capacity(void **state)
{
    (void)state;
    road_site site;
    wo_error error = {0};
    open_line(&site, 2);
    assert_int_equal(wo_queue_limit(site.queue, 1, WO_OUTBOUND, 7000, &error), WO_OK);
    assert_int_equal(wo_queue_limit(site.queue, 0, WO_OUTBOUND, 3000, &error), WO_OK);
    for (uint32_t i = 0; i < 3; i++) {
        site_send(&site, 0, 0, i == 2 ? TRUCK : CAR);
    }
    site_run(&site, 100000);
    assert_int_equal(site_passed(&site, 1, 0, WO_OUTBOUND), 3000);
    assert_int_equal(site_passed(&site, 2, 0, WO_OUTBOUND), 9000); /* two pc */
    assert_int_equal(site_passed(&site, 1, 1, WO_OUTBOUND), 19500);
    assert_int_equal(site_passed(&site, 2, 1, WO_OUTBOUND), 34000); /* 9 + 25, but 19.5 + 14 */
    site_close(&site);
}

static void two_lanes(void **state)
{
    (void)state;
    road_site site;
    wo_error error = {0};
    site_begin(&site);
    site_stretch(&site, 0, 1, 250, 1)->lanes = 2;
    site_open(&site, 1);
    assert_int_equal(wo_queue_close(site.queue, 1, WO_OUTBOUND, 0, WO_NEVER, &error), WO_OK);
    for (uint32_t i = 0; i < 100; i++) {
        site_send(&site, 0, 0, CAR);
    }
    site_run(&site, 300000);
    assert_int_equal(site_passed(&site, 61, 0, WO_OUTBOUND), 61000);
    assert_int_equal(site_segment(&site, 0).entered, 62);
    site_close(&site);
}

/* Who has come since the last grid instant; the counts are those of the whole state. */
static void entered_segments(void **state)
{
    (void)state;
    road_site site;
    site_begin(&site);
    site.options.grid_ms = site.options.mean_ms = 60000;
    site_stretch(&site, 0, 1, 1000, 4);
    site_open(&site, 1);
    site_send(&site, 30000, 0, CAR); /* out at 80 s: segment 0 in the first minute, 3 in the second */
    for (wo_ms until = 60000; until <= 180000; until += 60000) {
        site_run(&site, until);
        assert_int_equal(wo_queue_entered(site.queue, 0), until == 60000);
        assert_int_equal(wo_queue_entered(site.queue, 2), until == 60000);
        assert_int_equal(wo_queue_entered(site.queue, 3), until == 120000); /* at 67.5 s */
        assert_false(wo_queue_entered(site.queue, 4));
    }
    wo_segment_counts counts[2];
    wo_queue_counts(site.queue, 2, 2, counts);
    for (uint32_t i = 0; i < 2; i++) {
        const wo_segment_state whole = site_segment(&site, 2 + i);
        assert_int_equal(counts[i].entered, 1);
        assert_int_equal(counts[i].left, whole.left);
        assert_int_equal(counts[i].entered_ms, whole.entered_ms);
        assert_int_equal(counts[i].left_ms, whole.left_ms);
        assert_int_equal(counts[i].entered_cm, whole.entered_cm);
        assert_int_equal(counts[i].left_cm, whole.left_cm);
    }
    site_close(&site);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(free_flow),
        cmocka_unit_test(nobody_passes_the_slow),
        cmocka_unit_test(passing),
        cmocka_unit_test(herds_pass_nobody),
        cmocka_unit_test(a_restart_runs_at_the_wave_speed),
        cmocka_unit_test(gates),
        cmocka_unit_test(merge_shares),
        cmocka_unit_test(a_full_road_holds_only_its_own),
        cmocka_unit_test(leaving_on_the_way),
        cmocka_unit_test(served_by_release_then_number),
        cmocka_unit_test(point_capacity),
        cmocka_unit_test(two_lanes),
        cmocka_unit_test(entered_segments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
