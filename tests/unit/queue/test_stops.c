/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stops on the way, who passes those who stand, who is held longer; throttles. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <math.h>

#include "helper_site.h"

#define MINUTE 60000u

typedef struct stop_call {
    uint32_t party, class_index, segment;
    wo_ms entry, late;
} stop_call;

/* Party `party` stands in `segment`; every call is written down. */
typedef struct stop_plan {
    uint32_t party, segment;
    wo_stop stop;
    stop_call calls[64];
    size_t n_calls;
} stop_plan;

static wo_stop ask(void *context, uint32_t party, uint32_t class_index, uint32_t segment, wo_ms entry, wo_ms late)
{
    stop_plan *plan = context;
    assert_true(plan->n_calls < 64);
    plan->calls[plan->n_calls++] = (stop_call){party, class_index, segment, entry, late};
    return party == plan->party && segment == plan->segment ? plan->stop : (wo_stop){.stands = 0};
}

static wo_stop ask_quietly(void *context, uint32_t party, uint32_t class_index, uint32_t segment, wo_ms entry,
                           wo_ms late)
{
    stop_plan *plan = context;
    plan->n_calls = 0;
    return ask(context, party, class_index, segment, entry, late);
}

/* Four segments of 12.5 s for cars. */
static void open_line(road_site *site, double stopped_per_s)
{
    site_begin(site);
    wo_stretch *stretch = site_stretch(site, 0, 1, 1000, 4);
    stretch->stopped_per_s[0] = stopped_per_s;
    site->options = (wo_queue_options){.grid_ms = MINUTE, .mean_ms = MINUTE};
    site_open(site, 1);
}

static void expect_call(const stop_plan *plan, size_t i, stop_call call)
{
    assert_true(i < plan->n_calls);
    assert_memory_equal(&plan->calls[i], &call, sizeof call);
}

static wo_status keep_events(void *context, wo_queue *queue, wo_ms now, const wo_event *events, size_t n,
                             wo_error *error)
{
    wo_event *kept = context;
    (void)queue;
    (void)now;
    (void)error;
    for (size_t i = 0; i < n; i++) {
        if (events[i].kind == WO_EVENT_STOPPED) {
            kept[0] = events[i];
        } else if (events[i].kind == WO_EVENT_LEFT) {
            kept[1] = events[i];
        }
    }
    return WO_OK;
}

/* At a gate before the third segment it waits from 25 to 40 s. */
static void every_entry_is_asked_and_stops_are_told(void **state)
{
    (void)state;
    road_site site;
    stop_plan plan = {.party = 0, .segment = 2, .stop = {.stands = 7000}};
    wo_event kept[2] = {{0}, {0}};
    open_line(&site, 0);
    wo_queue_stops(site.queue, ask, &plan, false);
    assert_int_equal(wo_queue_close(site.queue, 2, WO_OUTBOUND, 20000, 40000, NULL), WO_OK);
    site_send(&site, 0, 0, CAR);
    assert_int_equal(wo_queue_run(site.queue, 2 * MINUTE, keep_events, kept, NULL), WO_OK);
    assert_int_equal(plan.n_calls, 4); /* never for the exit */
    expect_call(&plan, 0, (stop_call){0, CAR, 0, 0, 0});
    expect_call(&plan, 1, (stop_call){0, CAR, 1, 12500, 0});
    expect_call(&plan, 2, (stop_call){0, CAR, 2, 40000, 15000});
    expect_call(&plan, 3, (stop_call){0, CAR, 3, 59500, 0});
    assert_int_equal(kept[0].at, 40000);
    assert_int_equal(kept[0].party, 0);
    assert_int_equal(kept[0].node, 2);
    assert_int_equal(kept[0].direction, WO_OUTBOUND);
    assert_int_equal(kept[1].at, 72000);
    site_close(&site);
}

static wo_ms ten_seconds(const void *context, uint32_t class_index, uint32_t party)
{
    (void)context;
    (void)class_index;
    (void)party;
    return 10000;
}

/* Nobody is late who comes from a checkpoint; who follows a slow one is, as far as its headway holds it. */
static void lateness_is_that_of_the_record_that_left(void **state)
{
    (void)state;
    road_site site;
    stop_plan plan = {.party = UINT32_MAX};
    open_line(&site, 0);
    wo_queue_stops(site.queue, ask, &plan, false);
    assert_int_equal(wo_queue_checkpoint(site.queue, 2, WO_OUTBOUND, 1, ten_seconds, NULL, NULL), WO_OK);
    site_send(&site, 0, 0, SLOW);
    site_send(&site, 3200, 0, CAR);
    site_run(&site, 4 * MINUTE);
    for (size_t i = 0; i < plan.n_calls; i++) {
        const stop_call *call = &plan.calls[i];
        const wo_ms entry = site_passed(&site, call->party, call->segment - 1, WO_OUTBOUND);
        const wo_ms late = call->party == 1 && call->segment == 1 ? call->entry - entry - 12500 : 0;
        if (call->segment < 3) {
            assert_int_equal(call->late, late);
            assert_true(call->party == 0 || call->segment != 1 || late > 30000);
        }
    }
    assert_int_equal(plan.n_calls, 8);
    site_close(&site);
}

/* A car stands a minute in the second segment; another, a herd or a truck comes 5 s behind. */
static wo_ms exit_of_follower(double stopped_per_s, bool aside, uint32_t class_index, bool herds_pass, uint64_t *passes)
{
    road_site site;
    stop_plan plan = {.party = 0, .segment = 1, .stop = {.stands = 60 * MINUTE, .aside = aside}};
    open_line(&site, stopped_per_s);
    wo_queue_stops(site.queue, ask, &plan, herds_pass);
    site_send(&site, 0, 0, CAR);
    site_send(&site, 5000, 0, class_index);
    site_run(&site, 100 * MINUTE);
    const wo_ms entered = site_passed(&site, 1, 0, WO_OUTBOUND), left = site_passed(&site, 1, 4, WO_OUTBOUND);
    assert_int_equal(site_passed(&site, 0, 2, WO_OUTBOUND), 25000 + 60 * MINUTE);
    *passes = site_segment(&site, 1).passes;
    site_close(&site);
    return left - entered;
}

static void who_stands_is_passed_or_not(void **state)
{
    (void)state;
    uint64_t passes = 0;
    assert_int_equal(exit_of_follower(0.1, false, CAR, false, &passes), 50000); /* at once: the first pass is free */
    assert_int_equal(passes, 1);
    assert_true(exit_of_follower(0, false, CAR, true, &passes) > 60 * MINUTE); /* nobody passes on the lane */
    assert_int_equal(passes, 0);
    assert_int_equal(exit_of_follower(0, true, CAR, true, &passes), 50000);
    assert_int_equal(passes, 1);
    assert_true(exit_of_follower(0.1, false, HERD, false, &passes) > 60 * MINUTE); /* herds wait */
    assert_int_equal(passes, 0);
    assert_int_equal(exit_of_follower(0.1, false, HERD, true, &passes), 1000000); /* or walk round */
    assert_int_equal(passes, 1);
    assert_int_equal(exit_of_follower(0, true, HERD, true, &passes), 1000000);
}

/* A herd walks round a vehicle that stands, but not past one that drives, as a truck does. */
static void herds_walk_round_only_who_stands(void **state)
{
    (void)state;
    for (uint32_t c = HERD; c <= TRUCK; c++) {
        road_site site;
        stop_plan plan = {.party = UINT32_MAX};
        site_begin(&site);
        wo_stretch *stretch = site_stretch(&site, 0, 1, 1000, 4);
        stretch->stopped_per_s[0] = 0.1;
        stretch->speed_mps[0][SLOW] = 0.5; /* slower than the herd */
        site_overtaken(&site, SLOW, 0.1);
        site.options = (wo_queue_options){.grid_ms = MINUTE, .mean_ms = MINUTE};
        site_open(&site, 1);
        wo_queue_stops(site.queue, ask, &plan, true);
        site_send(&site, 0, 0, SLOW);
        site_send(&site, 5000, 0, c);
        site_run(&site, 60 * MINUTE);
        const wo_ms slow = site_passed(&site, 0, 4, WO_OUTBOUND), other = site_passed(&site, 1, 4, WO_OUTBOUND);
        assert_true(slow < WO_NEVER && other < WO_NEVER);
        assert_int_equal(other < slow, c == TRUCK);
        site_close(&site);
    }
}

/* Asked only where nothing would be left: 0 left is nothing. At the same gate the wait wears, too. */
static void wear_spares_questions(void **state)
{
    (void)state;
    road_site site;
    const double never = (double)INFINITY;
    double per_entry[4 * 8], left[2] = {0.0, 2.0};
    const wo_wear wear = {.left = left, .per_entry = per_entry, .per_ms = 1.0 / 16384};
    stop_plan plan = {.party = 1, .segment = 3, .stop = {.stands = 7000}};
    open_line(&site, 0);
    const uint32_t n_classes = site.road.n_classes;
    assert_true(n_classes <= 8);
    for (uint32_t i = 0; i < 4 * n_classes; i++) {
        per_entry[i] = never;
    }
    per_entry[0 * n_classes + CAR] = 0.25;
    per_entry[1 * n_classes + CAR] = 1.75;
    per_entry[2 * n_classes + CAR] = 0.5;
    wo_queue_stops(site.queue, ask, &plan, false);
    wo_queue_wear(site.queue, &wear);
    assert_int_equal(wo_queue_close(site.queue, 2, WO_OUTBOUND, 20000, 40000, NULL), WO_OK);
    site_send(&site, 90000, 0, CAR); /* has nothing left */
    site_send(&site, 0, 0, CAR);
    site_run(&site, 3 * MINUTE);
    assert_int_equal(plan.n_calls, 6);
    expect_call(&plan, 0, (stop_call){1, CAR, 1, 12500, 0});
    expect_call(&plan, 1, (stop_call){1, CAR, 3, 52500, 0});
    expect_call(&plan, 2, (stop_call){0, CAR, 0, 90000, 0});
    assert_int_equal(site_passed(&site, 1, 4, WO_OUTBOUND), 72000);
    assert_true(fabs(left[1] - (1.75 - 0.5 - 15000.0 / 16384)) <= 0.0 && fabs(left[0]) <= 0.0);
    site_close(&site);
}

/* Ten cars behind one that stands on the lane for 600 s: two at once, then one every 10 s on the way of who stands,
 * which is 600 of the 612.5 s that it is in the segment. */
static void passing_who_stands_takes_time(void **state)
{
    (void)state;
    road_site site;
    stop_plan plan = {.party = 0, .segment = 3, .stop = {.stands = 600000}};
    open_line(&site, 0.1);
    wo_queue_stops(site.queue, ask, &plan, false);
    for (uint32_t i = 0; i < 11; i++) {
        site_send(&site, 2000 * i, 0, CAR);
    }
    site_run(&site, 20 * MINUTE);
    assert_int_equal(site_passed(&site, 2, 4, WO_OUTBOUND) - site_passed(&site, 1, 4, WO_OUTBOUND), 2000);
    for (uint32_t i = 3; i < 11; i++) {
        const wo_ms since = site_passed(&site, i, 4, WO_OUTBOUND) - site_passed(&site, 1, 4, WO_OUTBOUND);
        assert_in_range(since, (i - 2) * 9795, (i - 2) * 9797); /* 10 s * 600 / 612.5 = 9,796 ms */
    }
    assert_int_equal(site_segment(&site, 3).passes, 10);
    site_close(&site);
}

typedef struct hold_plan {
    wo_ms from, longer;
    uint32_t times;
    wo_status last;
} hold_plan;

/* Holds whoever stops from `from` on; tries it again, in vain, a window later. */
static wo_status hold_some(void *context, wo_queue *queue, wo_ms now, const wo_event *events, size_t n, wo_error *error)
{
    hold_plan *plan = context;
    for (size_t i = 0; i < n; i++) {
        if (events[i].kind == WO_EVENT_STOPPED && now >= plan->from) {
            for (uint32_t k = 0; k < plan->times; k++) {
                WO_TRY(wo_queue_hold(queue, events[i].party, plan->longer, error));
            }
            plan->from = WO_NEVER;
            return WO_OK;
        }
    }
    if (plan->from == WO_NEVER) {
        plan->last = wo_queue_hold(queue, 0, 1000, error);
    }
    return WO_OK;
}

/* The first of two cars 2 s apart stops for 3 s aside and is held 20 s longer: now the second is the first. */
static void who_stops_can_be_held(void **state)
{
    (void)state;
    for (uint32_t times = 0; times <= 2; times++) {
        road_site site;
        stop_plan plan = {.party = 0, .segment = 1, .stop = {.stands = 1000, .aside = true}};
        hold_plan holds = {.from = 0, .longer = 10000, .times = times, .last = WO_OK};
        const wo_passage *passages = NULL;
        open_line(&site, 0);
        wo_queue_stops(site.queue, ask, &plan, false);
        site_send(&site, 0, 0, CAR);
        site_send(&site, 2000, 0, CAR);
        assert_int_equal(wo_queue_hold(site.queue, 0, 1000, NULL), WO_ERR_RANGE);
        assert_int_equal(
            wo_queue_run_traced(site.queue, 2 * MINUTE, hold_some, &holds, &passages, &site.n_passages, NULL), WO_OK);
        site.passages = passages;
        assert_int_equal(wo_queue_verify(site.queue, NULL), WO_OK);
        assert_int_equal(site_passed(&site, 0, 2, WO_OUTBOUND), 26000 + times * 10000);
        assert_int_equal(site_passed(&site, 1, 2, WO_OUTBOUND), times == 0 ? 28000 : 27000);
        assert_int_equal(holds.last, WO_ERR_RANGE); /* a window later */
        assert_int_equal(wo_queue_hold(site.queue, 1, 1000, NULL), WO_ERR_RANGE);
        assert_int_equal(wo_queue_hold(site.queue, 2, 1000, NULL), WO_ERR_RANGE);
        site_close(&site);
    }
}

static wo_status hold_126(void *context, wo_queue *queue, wo_ms now, const wo_event *events, size_t n, wo_error *error)
{
    (void)context;
    (void)now;
    for (size_t i = 0; i < n; i++) {
        if (events[i].kind == WO_EVENT_STOPPED) {
            assert_int_equal(events[i].at, 676500);
            WO_TRY(wo_queue_hold(queue, events[i].party, MINUTE, error));
        }
    }
    return WO_OK;
}

/* Inbound, 125 cars fill the arm to node 0 until 600 s; a hole comes back at 800 s for the one that is held before the
 * fork. The one behind it goes to the other arm and passes it at once, though the fork looked at the first already. */
static void who_is_held_is_passed_by_those_for_other_ways(void **state)
{
    (void)state;
    for (int reverse = 0; reverse < 2; reverse++) {
        road_site site;
        stop_plan plan = {.party = UINT32_MAX, .segment = UINT32_MAX};
        site_begin(&site);
        site_stretch(&site, 0, 2, 1000, 1);
        site_stretch(&site, 1, 2, 1000, 1);
        site_stretch(&site, 2, 3, 500, 2);
        site.options =
            (wo_queue_options){.dt_ms = 12500, .grid_ms = MINUTE, .mean_ms = MINUTE, .reverse_order = reverse == 1};
        site_open(&site, 3);
        const uint32_t full = site.road.spec_node[0], free = site.road.spec_node[1], fork = site.road.spec_node[2];
        plan = (stop_plan){.party = 126, .segment = fork + site.road.n_out, .stop = {.stands = 1000, .aside = true}};
        wo_queue_stops(site.queue, ask_quietly, &plan, false);
        assert_int_equal(wo_queue_close(site.queue, full, WO_INBOUND, 0, 600000, NULL), WO_OK);
        for (uint32_t i = 0; i < 125; i++) {
            site_send_to(&site, 0, site.road.n_out, WO_INBOUND, CAR, full);
        }
        site_send_to(&site, 650000, site.road.n_out, WO_INBOUND, CAR, free);
        site_send_to(&site, 664000, site.road.n_out, WO_INBOUND, CAR, full);
        site_send_to(&site, 666500, site.road.n_out, WO_INBOUND, CAR, free);
        assert_int_equal(
            wo_queue_run_traced(site.queue, 20 * MINUTE, hold_126, NULL, &site.passages, &site.n_passages, NULL),
            WO_OK);
        assert_int_equal(site_passed(&site, 125, fork, WO_INBOUND), 675000);
        assert_int_equal(site_passed(&site, 126, fork, WO_INBOUND), 800000);
        assert_int_equal(site_passed(&site, 127, fork, WO_INBOUND), 691500);
        site_close(&site);
    }
}

static wo_status throttle_at_three(void *context, wo_queue *queue, wo_ms now, const wo_event *events, size_t n,
                                   wo_error *error)
{
    (void)context;
    (void)events;
    (void)n;
    if (now == 3 * MINUTE) {
        assert_int_equal(wo_queue_throttle(queue, 0, 6000, error), WO_OK);
    } else if (now == 6 * MINUTE) {
        assert_int_equal(wo_queue_throttle(queue, 0, 0, error), WO_OK);
    } else if (now % MINUTE != 0) {
        assert_int_equal(wo_queue_throttle(queue, 0, 6000, error), WO_ERR_RANGE);
    }
    return WO_OK;
}

static void a_throttle_holds_from_its_instant(void **state)
{
    (void)state;
    road_site site;
    open_line(&site, 0);
    assert_int_equal(wo_queue_throttle(site.queue, 8, 6000, NULL), WO_ERR_RANGE);
    assert_int_equal(wo_queue_throttle(site.queue, 0, 3000, NULL), WO_OK); /* before the first run */
    assert_int_equal(site_segment(&site, 0).capacity_ms, 3000);
    for (uint32_t i = 0; i < 400; i++) {
        site_send(&site, 0, 0, CAR);
    }
    assert_int_equal(
        wo_queue_run_traced(site.queue, 9 * MINUTE, throttle_at_three, NULL, &site.passages, &site.n_passages, NULL),
        WO_OK);
    for (uint32_t i = 1; i < 60; i++) { /* at 3 s until 180 s, at 6 s until 360 s, then its own 2 s */
        assert_int_equal(site_passed(&site, i, 0, WO_OUTBOUND), 3000 * i);
    }
    for (uint32_t i = 60; i < 90; i++) {
        assert_int_equal(site_passed(&site, i, 0, WO_OUTBOUND), 183000 + 6000 * (i - 60));
    }
    assert_int_equal(site_passed(&site, 90, 0, WO_OUTBOUND), 360000);
    assert_int_equal(site_segment(&site, 0).capacity_ms, 0);
    assert_int_equal(wo_queue_reset(site.queue, &site.road, NULL), WO_OK);
    assert_int_equal(site_segment(&site, 0).capacity_ms, 0);
    site_close(&site);
}

/* Without a grid there are no instants but the first. */
static void a_throttle_needs_a_grid(void **state)
{
    (void)state;
    road_site site;
    site_begin(&site);
    site_stretch(&site, 0, 1, 1000, 4);
    site_open(&site, 1);
    assert_int_equal(wo_queue_throttle(site.queue, 0, 3000, NULL), WO_OK);
    site_run(&site, MINUTE);
    assert_int_equal(wo_queue_throttle(site.queue, 0, 0, NULL), WO_ERR_RANGE);
    assert_int_equal(site_segment(&site, 0).capacity_ms, 3000);
    site_close(&site);
}

static void reset_forgets_stops_and_throttles(void **state)
{
    (void)state;
    road_site site;
    stop_plan plan = {.party = 0, .segment = 1, .stop = {.stands = 60 * MINUTE}};
    open_line(&site, 0);
    wo_queue_stops(site.queue, ask, &plan, true);
    assert_int_equal(wo_queue_throttle(site.queue, 0, 3000, NULL), WO_OK);
    site_send(&site, 0, 0, CAR);
    site_run(&site, MINUTE);
    const size_t n_calls = plan.n_calls;
    assert_int_equal(wo_queue_reset(site.queue, &site.road, NULL), WO_OK);
    assert_int_equal(site_segment(&site, 0).capacity_ms, 0);
    site_send(&site, 0, 0, CAR);
    site_run(&site, MINUTE);
    assert_int_equal(site_passed(&site, 0, 4, WO_OUTBOUND), 50000);
    assert_int_equal(plan.n_calls, n_calls);
    assert_int_equal(wo_queue_hold(site.queue, 0, 1, NULL), WO_ERR_RANGE);
    site_close(&site);
}

/* Who stands an hour stands at the begin of the segment, and is not overdue. */
static void the_view_knows_who_stands(void **state)
{
    (void)state;
    road_site site;
    stop_plan plan = {.party = 0, .segment = 1, .stop = {.stands = 60 * MINUTE}};
    open_line(&site, 0);
    wo_queue_stops(site.queue, ask, &plan, true);
    site_send(&site, 0, 0, CAR);
    site_run(&site, MINUTE);
    assert_int_equal(site_segment(&site, 1).inside_cm, 0);
    assert_int_equal(site_segment(&site, 1).overdue, 0);
    assert_true(wo_queue_memory(site.queue) > 0);
    site_close(&site);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_entry_is_asked_and_stops_are_told),
        cmocka_unit_test(wear_spares_questions),
        cmocka_unit_test(lateness_is_that_of_the_record_that_left),
        cmocka_unit_test(who_stands_is_passed_or_not),
        cmocka_unit_test(herds_walk_round_only_who_stands),
        cmocka_unit_test(passing_who_stands_takes_time),
        cmocka_unit_test(who_stops_can_be_held),
        cmocka_unit_test(who_is_held_is_passed_by_those_for_other_ways),
        cmocka_unit_test(a_throttle_holds_from_its_instant),
        cmocka_unit_test(a_throttle_needs_a_grid),
        cmocka_unit_test(reset_forgets_stops_and_throttles),
        cmocka_unit_test(the_view_knows_who_stands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
