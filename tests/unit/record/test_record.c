/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Marks on a straight road with a closed gate at its exit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "wayout/record.h"

#define PIECES 4
#define EVERY  120000u

static wo_tally told;

/* The dispatch only answers here. */
const wo_tally *wo_dispatch_tally(const wo_dispatch *dispatch)
{
    (void)dispatch;
    return &told;
}

wo_remainder wo_dispatch_remainder(const wo_dispatch *dispatch)
{
    (void)dispatch;
    return (wo_remainder){0};
}

typedef struct site {
    wo_road road;
    wo_queue *queue;
    wo_record record;
    wo_space_time cells;
    wo_places places;
} site;

static wo_cell cell_list[4 * 2 * PIECES];

/* 1,000 m in four pieces at 20 m/s, wave 5 m/s, jam spacing 8 m. */
static int build(void **state)
{
    static site s;
    const wo_stretch stretch = {
        .from = 0,
        .to = 1,
        .length_m = 1000,
        .pieces = PIECES,
        .lanes = 1,
        .speed_mps = {{20}, {20}},
        .overtaken_per_s = {{0}, {0}},
        .sight = 1,
        .priority = 1,
    };
    const wo_road_spec spec = {
        .stretches = &stretch,
        .n_stretches = 1,
        .n_nodes = 2,
        .exit = 1,
        .segment_length_m = 250,
        .wave_mps = 5,
        .n_classes = 1,
        .jam_m = {8},
        .car_jam_m = 8,
    };
    const wo_queue_options options = {.grid_ms = 60000, .mean_ms = 900000};
    s = (site){.cells = {.n_times = 4, .n_segments = (size_t)2 * PIECES, .cells = cell_list}};
    memset(cell_list, 0, sizeof cell_list);
    if (wo_road_build(&spec, &s.road, NULL) != WO_OK || wo_queue_create(&s.road, &options, &s.queue, NULL) != WO_OK ||
        wo_record_init(&s.record, 4, EVERY, s.road.n_segments, NULL) != WO_OK) {
        return -1;
    }
    s.places = (wo_places){.exit = PIECES, .deadline_line = PIECES};
    *state = &s;
    return 0;
}

static int tear(void **state)
{
    site *s = *state;
    wo_record_free(&s->record);
    wo_queue_destroy(s->queue);
    wo_road_free(&s->road);
    return 0;
}

static void mark(site *s, size_t number)
{
    told = (wo_tally){.people_out = 5 * (int64_t)number, .departures = 7};
    const wo_incident_counts incidents = {.breakdowns = 3};
    const wo_climate climate = {0};
    const wo_station_counts counts = {.line_out = 6, .line_in = 5, .exit_out = 4};
    assert_int_equal(wo_queue_run(s->queue, (wo_ms)number * EVERY, NULL, NULL, NULL), WO_OK);
    const wo_scene scene = {s->queue, &s->road, &s->places, &climate, NULL, &counts, &incidents};
    wo_record_mark(&s->record, number, &scene, &s->cells);
}

static void release(site *s, wo_ms at)
{
    uint32_t party;
    assert_int_equal(wo_queue_release(s->queue, at, 0, WO_OUTBOUND, 0, WO_NONE, &party, NULL), WO_OK);
}

static void free_party_leaves_exact_times(void **state)
{
    site *s = *state;
    release(s, 100000); /* inside from 100 s to 150 s, the mark at 120 s cuts it */
    for (size_t number = 0; number <= 3; number++) {
        mark(s, number);
    }
    assert_int_equal(s->record.series[0].on_road, 0);
    assert_int_equal(s->record.series[1].on_road, 1);
    assert_int_equal(s->record.series[2].on_road, 0);
    assert_int_equal(s->record.series[2].people_out, 10);
    assert_int_equal(s->record.series[2].departures, 7);
    assert_int_equal(s->record.series[2].at_line, 6);
    assert_int_equal(s->record.series[2].inbound_at_line, 5);
    assert_int_equal(s->record.series[2].at_exit, 4);
    assert_int_equal(s->record.series[2].queue_tail_to_exit, -1);
    /* pieces are passed in [100, 112.5), [112.5, 125), ...; rows are 2 minutes long */
    assert_int_equal(wo_cell_value(&cell_list[0], WO_CELL_VEHICLE_MS), 12500);
    assert_int_equal(wo_cell_value(&cell_list[1], WO_CELL_VEHICLE_MS), 7500);
    assert_int_equal(wo_cell_value(&cell_list[2 * PIECES + 1], WO_CELL_VEHICLE_MS), 5000);
    assert_int_equal(wo_cell_value(&cell_list[2 * PIECES + 3], WO_CELL_VEHICLE_MS), 12500);
    assert_int_equal(wo_cell_value(&cell_list[0], WO_CELL_DISTANCE_M), 250);
    assert_int_equal(wo_cell_value(&cell_list[1], WO_CELL_DISTANCE_M), 150); /* 7.5 s at 20 m/s */
    assert_int_equal(wo_cell_value(&cell_list[2 * PIECES + 1], WO_CELL_DISTANCE_M), 100);
    assert_int_equal(s->record.outcome.queue_longest, 0);
    assert_true(s->record.outcome.queue_time == WO_RECORD_NEVER);
}

static void queue_at_a_closed_gate_is_measured(void **state)
{
    site *s = *state;
    assert_int_equal(wo_queue_close(s->queue, PIECES, WO_OUTBOUND, 0, 240000, NULL), WO_OK);
    for (int i = 0; i < 40; i++) { /* 320 m of cars at 1,800 veh/h: more than one piece */
        release(s, (wo_ms)i * 2000u);
    }
    for (size_t number = 0; number <= 3; number++) {
        mark(s, number);
    }
    assert_int_equal(s->record.series[1].queue_length, 500);
    assert_int_equal(s->record.series[1].queue_tail_to_exit, 500);
    assert_int_equal(s->record.series[1].on_road, 40);
    assert_int_equal(s->record.outcome.queue_longest, 500);
    assert_int_equal(s->record.outcome.queue_head, PIECES - 1);
    assert_int_equal(s->record.outcome.queue_time, EVERY);
    assert_true(wo_cell_value(&cell_list[PIECES - 1], WO_CELL_BLOCKED_MS) > 0);
    assert_int_equal(wo_cell_value(&cell_list[0], WO_CELL_BLOCKED_MS), 0);
}

static void entries_wait_at_the_origin(void **state)
{
    site *s = *state;
    assert_int_equal(wo_queue_close(s->queue, 0, WO_OUTBOUND, 0, 200000, NULL), WO_OK);
    for (int i = 0; i < 5; i++) {
        release(s, 60000u + 20000u * (wo_ms)i);
    }
    mark(s, 0);
    mark(s, 1);
    assert_int_equal(s->record.series[0].waiting_at_origin, 0);
    assert_int_equal(s->record.series[1].waiting_at_origin, 3); /* 60, 80, 100 s; the one at 120 s is not before */
    assert_int_equal(s->record.series[1].on_road, 0);
}

static void reset_forgets(void **state)
{
    site *s = *state;
    release(s, 0);
    mark(s, 0);
    mark(s, 1);
    wo_record_reset(&s->record);
    assert_int_equal(s->record.series[1].people_out, 0);
    assert_int_equal(s->record.last[0].entered, 0);
    assert_int_equal(s->record.outcome.queue_head, -1);
    assert_int_equal(s->record.outcome.queue_longest, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(free_party_leaves_exact_times, build, tear),
        cmocka_unit_test_setup_teardown(queue_at_a_closed_gate_is_measured, build, tear),
        cmocka_unit_test_setup_teardown(entries_wait_at_the_origin, build, tear),
        cmocka_unit_test_setup_teardown(reset_forgets, build, tear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
