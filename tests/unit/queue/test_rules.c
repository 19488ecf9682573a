/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a caller can rely on: refusals, reset, events, counters, coupling, memory. */
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

static void steps_above_the_limit_are_refused(void **state)
{
    (void)state;
    road_site site;
    wo_error error = {0};
    wo_queue *queue = NULL;
    open_line(&site, 2);
    assert_int_equal(site.road.limit_all_ms, 12500);
    wo_queue_options options = {.dt_ms = 12501};
    assert_int_equal(wo_queue_create(&site.road, &options, &queue, &error), WO_ERR_RANGE);
    assert_null(queue);
    options = (wo_queue_options){.dt_ms = 12500, .grid_ms = 60000, .mean_ms = 90000};
    assert_int_equal(wo_queue_create(&site.road, &options, &queue, NULL), WO_ERR_RANGE);
    options.mean_ms = 0;
    assert_int_equal(wo_queue_create(&site.road, &options, &queue, NULL), WO_ERR_RANGE);
    options.mean_ms = 120000;
    assert_int_equal(wo_queue_create(&site.road, &options, &queue, NULL), WO_OK);
    assert_int_equal(wo_queue_run(queue, 90000, NULL, NULL, NULL), WO_ERR_RANGE);
    assert_int_equal(wo_queue_run(queue, 120000, NULL, NULL, NULL), WO_OK);
    assert_int_equal(wo_queue_now(queue), 120000);
    assert_int_equal(wo_queue_run(queue, 60000, NULL, NULL, NULL), WO_ERR_RANGE);
    wo_queue_destroy(queue);
    site_close(&site);
}

static wo_ms five_seconds(const void *context, uint32_t class_index, uint32_t party)
{
    (void)context;
    (void)class_index;
    (void)party;
    return 5000;
}

static void checkpoints_and_drops_that_cannot_be_are_refused(void **state)
{
    (void)state;
    road_site site;
    open_line(&site, 2);
    wo_queue *q = site.queue;
    assert_int_equal(wo_queue_checkpoint(q, 1, WO_OUTBOUND, 0, five_seconds, NULL, NULL), WO_ERR_RANGE);
    assert_int_equal(wo_queue_checkpoint(q, 3, WO_OUTBOUND, 1, five_seconds, NULL, NULL), WO_ERR_RANGE);
    assert_int_equal(wo_queue_checkpoint(q, 1, WO_OUTBOUND, 1, five_seconds, NULL, NULL), WO_OK);
    assert_int_equal(wo_queue_checkpoint(q, 1, WO_OUTBOUND, 1, five_seconds, NULL, NULL), WO_ERR_RANGE);
    assert_int_equal(wo_queue_checkpoint(q, 1, WO_INBOUND, 1, five_seconds, NULL, NULL), WO_OK);
    assert_int_equal(wo_queue_drop(q, 1, WO_OUTBOUND, 65536, 10, NULL), WO_ERR_RANGE);
    assert_int_equal(wo_queue_drop(q, 1, WO_OUTBOUND, 6554, 0, NULL), WO_ERR_RANGE);
    assert_int_equal(wo_queue_drop(q, 1, WO_OUTBOUND, 6554, 10, NULL), WO_OK);
    const uint32_t first = site_send(&site, 0, 0, CAR), second = site_send(&site, 0, 0, CAR);
    site_run(&site, 60000);
    assert_int_equal(site_passed(&site, first, 2, WO_OUTBOUND), 12500 + 5000 + 12500);
    assert_int_equal(site_passed(&site, second, 2, WO_OUTBOUND), 12500 + 2 * 5000 + 12500);
    assert_int_equal(wo_queue_checkpoint(q, 2, WO_OUTBOUND, 1, five_seconds, NULL, NULL), WO_ERR_RANGE);
    assert_int_equal(wo_queue_drop(q, 2, WO_OUTBOUND, 6554, 10, NULL), WO_ERR_RANGE);
    assert_int_equal(wo_queue_reset(q, &site.road, NULL), WO_OK);
    const uint32_t third = site_send(&site, 0, 0, CAR); /* the reset has removed the checkpoint */
    site_run(&site, 60000);
    assert_int_equal(site_passed(&site, third, 2, WO_OUTBOUND), 2 * 12500);
    site_close(&site);
}

static void releases_that_cannot_be_are_refused(void **state)
{
    (void)state;
    const struct {
        wo_ms at;
        uint32_t node;
        wo_direction direction;
        uint32_t class_index, destination;
    } bad[] = {{999, 0, WO_OUTBOUND, CAR, WO_NONE},
               {1000, 5, WO_OUTBOUND, CAR, WO_NONE},
               {1000, 0, WO_OUTBOUND, N_CLASSES, WO_NONE},
               {1000, 2, WO_OUTBOUND, CAR, 1},
               {1000, 2, WO_INBOUND, CAR, 3},
               {1000, 2, WO_INBOUND, CAR, WO_NONE},
               {1000, 0, WO_OUTBOUND, CAR, 5}};
    road_site site;
    wo_error error = {0};
    uint32_t party = 0;
    open_line(&site, 4);
    site_run(&site, 1000);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        error = (wo_error){0};
        assert_int_equal(wo_queue_release(site.queue, bad[i].at, bad[i].node, bad[i].direction, bad[i].class_index,
                                          bad[i].destination, &party, &error),
                         WO_ERR_RANGE);
        assert_int_not_equal(error.message[0], 0);
    }
    assert_int_equal(wo_queue_parties(site.queue), 0);
    assert_int_equal(wo_queue_close(site.queue, 1, WO_OUTBOUND, 5, 10, NULL), WO_ERR_RANGE); /* the clock runs */
    assert_int_equal(wo_queue_station(site.queue, 1, WO_OUTBOUND, NULL), WO_ERR_RANGE);
    assert_int_equal(wo_queue_reset(site.queue, &site.road, NULL), WO_OK);
    assert_int_equal(wo_queue_close(site.queue, 1, WO_OUTBOUND, 10, 10, NULL), WO_ERR_RANGE);
    assert_int_equal(wo_queue_close(site.queue, 5, WO_OUTBOUND, 5, 10, NULL), WO_ERR_RANGE);
    assert_int_equal(wo_queue_limit(site.queue, 5, WO_OUTBOUND, 5, NULL), WO_ERR_RANGE);
    site_close(&site);
}

/* A reset queue is a new one, also on another road and after gates, stations and parties; memory only grows. */
static void reset_forgets(void **state)
{
    (void)state;
    road_site large, small;
    wo_error error = {0};
    open_line(&large, 12);
    open_line(&small, 2);
    assert_int_equal(wo_queue_close(large.queue, 1, WO_OUTBOUND, 0, WO_NEVER, &error), WO_OK);
    assert_int_equal(wo_queue_limit(large.queue, 0, WO_OUTBOUND, 60000, &error), WO_OK);
    wo_queue_origin_priority(large.queue, 1, WO_OUTBOUND, 9000);
    for (uint32_t i = 0; i < 100; i++) {
        site_send(&large, 0, i % 3, i % 2 ? CAR : TRUCK);
    }
    site_run(&large, 2000000);
    assert_int_equal(wo_queue_reset(large.queue, &small.road, &error), WO_OK);
    assert_int_equal(wo_queue_now(large.queue), 0);
    assert_int_equal(wo_queue_parties(large.queue), 0);
    for (uint32_t i = 0; i < 40; i++) {
        site_send(&large, 100 * i, i % 2, i % 5 ? CAR : SLOW);
        site_send(&small, 100 * i, i % 2, i % 5 ? CAR : SLOW);
    }
    site_run(&large, 1000000);
    site_run(&small, 1000000);
    assert_int_equal(large.n_passages, small.n_passages);
    for (size_t i = 0; i < small.n_passages; i++) {
        assert_memory_equal(&large.passages[i], &small.passages[i], sizeof small.passages[i]);
    }
    const size_t memory = wo_queue_memory(large.queue);
    assert_int_equal(wo_queue_reset(large.queue, &large.road, &error), WO_OK);
    site_send(&large, 0, 0, CAR);
    site_run(&large, 1000000);
    assert_int_equal(wo_queue_memory(large.queue), memory);
    site_close(&large);
    site_close(&small);
}

typedef struct listener {
    uint32_t n_left, n_station, windows;
    wo_ms clock;
    bool returns; /* who left outbound is released inbound */
    wo_status answer;
} listener;

static wo_status hear(void *context, wo_queue *queue, wo_ms now, const wo_event *events, size_t n_events,
                      wo_error *error)
{
    listener *ear = context;
    assert_int_equal(wo_queue_now(queue), now);
    assert_true(now > ear->clock);
    for (size_t i = 0; i < n_events; i++) {
        const wo_event *event = &events[i];
        assert_in_range(event->at, ear->clock, now - 1);
        if (i > 0) {
            const wo_event *before = &events[i - 1];
            assert_true(before->at < event->at ||
                        (before->at == event->at && (before->party < event->party ||
                                                     (before->party == event->party && before->kind < event->kind))));
        }
        ear->n_left += event->kind == WO_EVENT_LEFT;
        ear->n_station += event->kind == WO_EVENT_STATION;
        if (ear->returns && event->kind == WO_EVENT_LEFT && event->direction == WO_OUTBOUND) {
            uint32_t party = 0;
            WO_TRY(wo_queue_release(queue, event->at + 60000, event->node, WO_INBOUND, CAR, 0, &party, error));
        }
    }
    ear->clock = now;
    ear->windows++;
    return ear->answer;
}

static void events_are_sorted_and_answered(void **state)
{
    (void)state;
    road_site site;
    wo_error error = {0};
    listener ear = {.returns = true};
    site_begin(&site);
    site_stretch(&site, 0, 2, 500, 2);
    site_stretch(&site, 1, 2, 500, 2);
    site_stretch(&site, 2, 3, 500, 2)->lanes = 2;
    site_open(&site, 3);
    const uint32_t fork = site.road.spec_node[2];
    assert_int_equal(wo_queue_station(site.queue, fork, WO_OUTBOUND, &error), WO_OK);
    assert_int_equal(wo_queue_station(site.queue, site.road.n_out, WO_OUTBOUND, &error), WO_OK);
    assert_int_equal(wo_queue_station(site.queue, fork, WO_INBOUND, &error), WO_OK);
    for (uint32_t i = 0; i < 200; i++) {
        site_send(&site, 0, site.road.spec_node[i % 2], CAR);
    }
    assert_int_equal(wo_queue_run(site.queue, WO_HOUR_MS, hear, &ear, &error), WO_OK);
    assert_int_equal(ear.n_left, 400);
    assert_int_equal(ear.n_station, 600);
    assert_int_equal(ear.windows, WO_HOUR_MS / site.road.limit_all_ms);
    assert_int_equal(wo_queue_verify(site.queue, &error), WO_OK);
    ear.answer = WO_ERR_INTERRUPTED; /* what the listener answers ends the run, after its window */
    assert_int_equal(wo_queue_run(site.queue, 2 * WO_HOUR_MS, hear, &ear, &error), WO_ERR_INTERRUPTED);
    assert_int_equal(wo_queue_now(site.queue), WO_HOUR_MS + site.road.limit_all_ms);
    site_close(&site);
}

static void counters(void **state)
{
    (void)state;
    road_site site;
    open_line(&site, 2);
    site_send(&site, 0, 0, CAR);
    site_send(&site, 4000, 0, TRUCK);
    site_run(&site, 13000);
    const wo_segment_state first = site_segment(&site, 0), second = site_segment(&site, 1);
    assert_int_equal(first.entered, 2);
    assert_int_equal(first.left, 1);
    assert_int_equal(first.entered_ms, 4000);
    assert_int_equal(first.left_ms, 12500);
    assert_int_equal(first.entered_cm, 2400);
    assert_int_equal(first.left_cm, 800);
    assert_int_equal(second.entered, 1);
    assert_int_equal(second.entered_ms, 12500);
    assert_int_equal(first.overdue, 0);
    assert_int_equal(first.capacity_ms, 0);
    assert_true(wo_queue_memory(site.queue) > 1000);
    assert_int_equal(wo_queue_moves(site.queue), 3);
    site_close(&site);
}

/* An idle road is not visited. */
static void idle_boundaries_cost_nothing(void **state)
{
    (void)state;
    road_site site;
    open_line(&site, 4);
    site_send(&site, WO_HOUR_MS, 0, CAR);
    site_run(&site, WO_HOUR_MS);
    assert_int_equal(wo_queue_visits(site.queue), 0);
    site_run(&site, 24 * WO_HOUR_MS);
    assert_int_equal(wo_queue_visits(site.queue), 5);
    site_close(&site);
}

/* Who waits for a hole that nobody makes yet is not visited again and again. */
static void standing_queues_cost_nothing(void **state)
{
    (void)state;
    road_site site;
    wo_error error = {0};
    open_line(&site, 4);
    assert_int_equal(wo_queue_close(site.queue, 4, WO_OUTBOUND, 0, 20 * WO_HOUR_MS, &error), WO_OK);
    for (uint32_t i = 0; i < 200; i++) {
        site_send(&site, 0, 0, CAR);
    }
    site_run(&site, WO_HOUR_MS);
    const uint64_t visits = wo_queue_visits(site.queue);
    site_run(&site, 20 * WO_HOUR_MS);
    assert_int_equal(wo_queue_visits(site.queue), visits);
    site_run(&site, 21 * WO_HOUR_MS);
    assert_int_equal(site_segment(&site, 3).left, 200);
    site_close(&site);
}

/* 6 vehicles a minute inbound are 360/h; the mean of 15 min sees 1/15 of that after one minute. */
static void opposing_flow_takes_capacity(void **state)
{
    (void)state;
    road_site site;
    site_begin(&site);
    site_stretch(&site, 0, 1, 500, 2)->two_way_per_s = 0.3; /* 1,080 pc/h */
    site.options = (wo_queue_options){.grid_ms = 60000, .mean_ms = 900000};
    site_open(&site, 1);
    for (uint32_t i = 0; i < 600; i++) {
        site_send_to(&site, 5000 + 10000 * i, 2, WO_INBOUND, TRUCK, 0);
    }
    assert_int_equal(site_segment(&site, 1).capacity_ms, 3333);
    site_run(&site, 120000);
    const uint32_t into_first = 1; /* outbound segment 1 is the twin of the one they enter first */
    assert_int_equal(site_segment(&site, into_first).opposing_vph, 24);
    assert_int_equal(site_segment(&site, into_first).capacity_ms, 3488); /* 1,080 - 48 pc/h */
    site_run(&site, 5400000);
    assert_in_range(site_segment(&site, into_first).opposing_vph, 350, 360);
    assert_in_range(site_segment(&site, into_first).capacity_ms, 9500, 10000);
    assert_int_equal(site_segment(&site, into_first + 2).opposing_vph, 0);
    site_run(&site, 4 * WO_HOUR_MS);
    assert_int_equal(site_segment(&site, into_first).opposing_vph, 0);
    assert_int_equal(site_segment(&site, into_first).capacity_ms, 3333);
    site_close(&site);
}

/* 18 inbound cars in the first minute leave 100 pc/h in the second, none after that: who was held by that passes at
 * the instant of the change, neither when he would have by the old value (182 s) nor back in time. `node` is where
 * the narrow part begins: an origin, or a boundary on the road. */
static void narrow_from(uint32_t node)
{
    road_site site;
    site_begin(&site);
    site_stretch(&site, 0, 1, 250, 1);
    site_stretch(&site, 1, 2, 250, 1);
    site.stretches[1].two_way_per_s = 0.3;
    site.stretches[0].two_way_per_s = node == 0 ? 0.3 : 0;
    site.options = (wo_queue_options){.grid_ms = 60000, .mean_ms = 60000};
    site_open(&site, 2);
    for (uint32_t i = 0; i < 18; i++) {
        site_send_to(&site, 0, node + 1, WO_INBOUND, CAR, node);
    }
    uint32_t trucks[3];
    for (uint32_t i = 0; i < 3; i++) {
        trucks[i] = site_send(&site, 110000 - 25000 * node, 0, TRUCK);
    }
    site_run(&site, 120000);
    assert_int_equal(site_segment(&site, node).opposing_vph, 1080);
    assert_int_equal(site_segment(&site, node).capacity_ms, 36000);
    assert_int_equal(site_passed(&site, trucks[0], node, WO_OUTBOUND), 110000);
    assert_int_equal(site_passed(&site, trucks[1], node, WO_OUTBOUND), WO_NEVER);
    site_run(&site, 180000);
    assert_int_equal(site_passed(&site, trucks[1], node, WO_OUTBOUND), 120000);
    assert_int_equal(site_passed(&site, trucks[2], node, WO_OUTBOUND), 120000 + 2 * 3333);
    site_close(&site);
}

static void a_change_works_from_its_grid_instant_on(void **state)
{
    (void)state;
    narrow_from(0);
    narrow_from(1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_above_the_limit_are_refused),
        cmocka_unit_test(checkpoints_and_drops_that_cannot_be_are_refused),
        cmocka_unit_test(releases_that_cannot_be_are_refused),
        cmocka_unit_test(reset_forgets),
        cmocka_unit_test(events_are_sorted_and_answered),
        cmocka_unit_test(counters),
        cmocka_unit_test(idle_boundaries_cost_nothing),
        cmocka_unit_test(standing_queues_cost_nothing),
        cmocka_unit_test(opposing_flow_takes_capacity),
        cmocka_unit_test(a_change_works_from_its_grid_instant_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
