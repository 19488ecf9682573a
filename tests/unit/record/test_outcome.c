/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the record takes from the dispatch and the road, which only answer here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "wayout/record.h"

static wo_tally tally;
static wo_remainder remainder_now;
static uint64_t blocked_ms;
static wo_ms now_ms = 100000;

const wo_tally *wo_dispatch_tally(const wo_dispatch *dispatch)
{
    (void)dispatch;
    return &tally;
}

wo_remainder wo_dispatch_remainder(const wo_dispatch *dispatch)
{
    (void)dispatch;
    return remainder_now;
}

wo_ms wo_queue_now(const wo_queue *queue)
{
    (void)queue;
    return now_ms;
}

/* Segments 0 and 1 are outbound. */
void wo_queue_segment(const wo_queue *queue, uint32_t segment, wo_segment_state *state)
{
    (void)queue;
    *state = (wo_segment_state){.entered = 2, .left = 1, .entered_ms = 30000, .left_ms = 25000, .passes = 3};
    state->entered_ms += segment;
    state->blocked_ms = blocked_ms;
}

bool wo_queue_idle(const wo_queue *queue, uint32_t segment, const wo_segment_state *since)
{
    (void)queue;
    (void)segment;
    (void)since;
    return false;
}

uint32_t wo_queue_capacity(const wo_queue *queue, uint32_t segment)
{
    (void)queue;
    (void)segment;
    return 0;
}

void wo_queue_opposing(const wo_queue *queue, uint32_t segment, uint32_t *vph, uint32_t *pcph)
{
    (void)queue;
    (void)segment;
    *vph = *pcph = 0;
}

uint32_t wo_queue_waiting(const wo_queue *queue, uint32_t node, wo_direction direction)
{
    (void)queue;
    (void)direction;
    return node;
}

static uint32_t down[] = {1, 2, 0, 1}, length_cm[] = {25000, 25000, 25000, 25000};
static uint32_t section[4];
static int32_t elevation_m[4];
static const wo_road road = {.section = section,
                             .elevation_m = elevation_m,
                             .n_out = 2,
                             .n_nodes = 3,
                             .n_segments = 4,
                             .down = down,
                             .length_cm = length_cm};

static wo_outcome finish(wo_ms order)
{
    wo_record record;
    wo_station_counts counts = {.inside = {[4] = 44}};
    assert_int_equal(wo_record_init(&record, 3, 60000, road.n_segments, NULL), WO_OK);
    record.series[1].people_out = 17;
    record.outcome.queue_time = 90000;
    const wo_incident_counts incidents = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    const wo_scene scene = {.road = &road, .counts = &counts, .incidents = &incidents};
    wo_record_finish(&record, 1, order, &scene);
    assert_int_equal(record.series[0].people_out, 0);
    assert_int_equal(record.series[2].people_out, 17);
    const wo_outcome outcome = record.outcome;
    wo_record_free(&record);
    return outcome;
}

static void times_count_from_the_order(void **state)
{
    (void)state;
    tally = (wo_tally){
        .last_out = 80000, .delayed_parties = 1, .ete50 = 50000, .ete90 = 70000, .ete95 = 75000, .ete100 = WO_NEVER};
    const wo_outcome outcome = finish(60000);
    assert_int_equal(outcome.clearance_time, 20000);
    assert_int_equal(outcome.ete_50, -10000);
    assert_int_equal(outcome.ete_90, 10000);
    assert_int_equal(outcome.ete_95, 15000);
    assert_true(outcome.ete_100 == WO_RECORD_NEVER);
    assert_int_equal(outcome.queue_time, 30000);
    tally.delayed_parties = 0; /* nobody got out */
    assert_true(finish(60000).clearance_time == WO_RECORD_NEVER);
}

static void amounts_are_copied(void **state)
{
    (void)state;
    tally = (wo_tally){.people_out = 1, .cattle_out = 2, .sheep_out = 3, .loads_out = 4, .truck_trips = 5};
    tally.role_out[WO_ROLE_ARMY] = 6;
    tally.role_out[WO_ROLE_RESIDENT] = 7;
    tally.vehicles_out[3] = 33;
    remainder_now = (wo_remainder){.people_stranded = 11,
                                   .people_not_started = 12,
                                   .people_refused = 13,
                                   .cattle_left = 14,
                                   .sheep_left = 15,
                                   .loads_unmet = 16,
                                   .army_left = 18,
                                   .everyone_out = true};
    const wo_outcome outcome = finish(0);
    assert_int_equal(outcome.people_out, 1);
    assert_int_equal(outcome.cattle_out, 2);
    assert_int_equal(outcome.sheep_out, 3);
    assert_int_equal(outcome.loads_out, 4);
    assert_int_equal(outcome.truck_trips, 5);
    assert_int_equal(outcome.army_out, 6);
    assert_int_equal(outcome.residents_cars_out, 7);
    assert_int_equal(outcome.vehicles_out[3], 33);
    assert_int_equal(outcome.vehicles_left[4], 44);
    assert_int_equal(outcome.people_stranded, 11);
    assert_int_equal(outcome.people_not_started, 12);
    assert_int_equal(outcome.people_refused, 13);
    assert_int_equal(outcome.cattle_left, 14);
    assert_int_equal(outcome.sheep_left, 15);
    assert_int_equal(outcome.loads_left, 16);
    assert_int_equal(outcome.army_left, 18);
    assert_int_equal(outcome.everyone_out, 1);
}

static void delays_are_a_rounded_mean(void **state)
{
    (void)state;
    tally = (wo_tally){.delay_ms = 11, .delayed_parties = 2, .worst_delay = 9};
    assert_int_equal(finish(0).delay_mean, 6);
    assert_int_equal(finish(0).delay_worst, 9);
    tally.delayed_parties = 0;
    assert_int_equal(finish(0).delay_mean, 0);
}

static void the_outbound_road_is_summed(void **state)
{
    (void)state;
    const wo_outcome outcome = finish(0);
    /* each: 2 entries and 1 exit give 100,000 x 1 - 30,000 + 25,000, less the 1 ms of segment 1 */
    assert_int_equal(outcome.vehicle_time, 2 * 95000 - 1);
    assert_int_equal(outcome.passes, 6);
}

/* A head that is passed starts to wait anew: the counter falls, the cells must not wrap. */
static void blocked_time_never_falls(void **state)
{
    (void)state;
    static const uint64_t blocked[] = {0, 500, 300, 400, 900}, expected[] = {500, 0, 0, 400};
    wo_record record;
    wo_cell list[4 * 4] = {0};
    wo_space_time cells = {.n_times = 4, .n_segments = 4, .cells = list};
    const wo_places places = {.deadline_line = 1};
    const wo_station_counts counts = {0};
    const wo_incident_counts incidents = {0};
    const wo_climate climate = {0};
    const wo_scene scene = {NULL, &road, &places, &climate, NULL, &counts, &incidents};
    assert_int_equal(wo_record_init(&record, 5, 60000, road.n_segments, NULL), WO_OK);
    for (size_t mark = 0; mark < 5; mark++) {
        blocked_ms = blocked[mark];
        now_ms = 100000 + 60000 * (wo_ms)mark;
        wo_record_mark(&record, mark, &scene, &cells);
    }
    now_ms = 100000;
    for (size_t row = 0; row < 4; row++) {
        assert_int_equal(wo_cell_value(&list[4 * row], WO_CELL_BLOCKED_MS), expected[row]);
    }
    wo_record_free(&record);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_count_from_the_order), cmocka_unit_test(amounts_are_copied),
        cmocka_unit_test(delays_are_a_rounded_mean),  cmocka_unit_test(the_outbound_road_is_summed),
        cmocka_unit_test(blocked_time_never_falls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
