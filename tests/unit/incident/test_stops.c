/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stops a party, by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <math.h>

#include "helper_recorder.h"

static double threshold(const world *w, uint32_t entity, uint32_t k)
{
    return -log(wo_random_uniform(&w->draw, WO_PURPOSE_FAILURE, entity, k, 0));
}

/* Without incidents the engine is left alone. */
static void nothing_happens(void **state)
{
    (void)state;
    world *w = world_begin();
    w->classes[CAR].failures = fixed(1.0);
    w->classes[TRUCK].driven = fixed(0.4);
    world_start(w);
    (void)world_party(w, CAR, 1);
    const wo_event event = {.at = 5, .party = 0, .node = 3, .kind = WO_EVENT_STATION};
    world_window(w, 0, NULL, 0);
    world_window(w, WO_MINUTE_MS, &event, 1);
    assert_int_equal(w->queue->n_calls, 0);
    const wo_incident_counts zero = {0};
    assert_memory_equal(world_counts(w), &zero, sizeof zero);
    world_end(w);
}

/* Every kind of incident asks for the stop function, or does not. */
static void what_needs_stops(void **state)
{
    (void)state;
    world *w = world_begin();
    w->scenario.herding.round_stopped = true;
    w->scenario.incidents.per_million_km = fixed(44);
    world_start(w);
    assert_null(w->queue->stop); /* nobody can fail */
    w->classes[CAR].failures = fixed(1.0);
    world_start(w);
    assert_non_null(w->queue->stop);
    assert_true(w->queue->herds_pass);
    w->scenario.incidents.per_million_km = fixed(0);
    w->scenario.herding.round_stopped = false;
    w->scenario.incidents.queue_per_s = fixed(1.0e-6);
    world_start(w);
    assert_non_null(w->queue->stop);
    assert_false(w->queue->herds_pass);
    w->scenario.incidents.queue_per_s = fixed(0);
    w->sections[PASS].meeting_s = fixed(4);
    world_start(w);
    assert_non_null(w->queue->stop);
    w->sections[PASS].meeting_s = fixed(0);
    w->classes[TRUCK].range_m = fixed(4.0e5);
    world_start(w);
    assert_non_null(w->queue->stop);
    w->classes[TRUCK].range_m = fixed(0);
    w->scenario.incidents.faceoff_per_m_s = fixed(1.0e-5);
    world_start(w);
    assert_null(w->queue->stop);
    world_end(w);
}

/* The hazard adds up over length, grade and class until it reaches the threshold. */
static void breaks_down_where_the_hazard_is_used_up(void **state)
{
    (void)state;
    world *w = world_begin();
    wo_incident_spec *spec = &w->scenario.incidents;
    spec->per_million_km = fixed(50000);
    spec->grade = fixed(12);
    spec->aside_s = lognormal(426, 0.833);
    spec->blocked_s = lognormal(1908, 0.833);
    w->classes[TRAILER] = (wo_class){.failures = fixed(3), .blocks = fixed(0.4)};
    world_start(w);
    const double valley = 50000e-9 * PIECE_M * 3, pass = valley * (1 + 12 * PASS_GRADE);
    uint64_t breakdowns = 0, blocking = 0;
    for (uint32_t entity = 100; entity < 160; entity++) {
        const uint32_t party = world_party(w, TRAILER, entity);
        double used = 0.0, at = threshold(w, entity, 0);
        uint32_t k = 0;
        for (uint32_t segment = 0; segment < N_PIECES; segment++) {
            const wo_stop stop = world_enter(w, party, TRAILER, segment, 1000 * segment, 0);
            used += segment < 20 ? valley : pass;
            if (used < at) {
                assert_int_equal(stop.stands, 0);
                continue;
            }
            const bool blocks = wo_random_uniform(&w->draw, WO_PURPOSE_FAILURE, entity, k, 1) < 0.4;
            const wo_distribution *time = blocks ? &spec->blocked_s : &spec->aside_s;
            const double s = wo_distribution_value(time, &w->draw, WO_PURPOSE_FAILURE, entity, k, 2);
            assert_int_equal(stop.stands, wo_ms_from_s(s));
            assert_int_equal(stop.aside, !blocks);
            at += threshold(w, entity, ++k);
            breakdowns++;
            blocking += blocks;
        }
    }
    assert_true(breakdowns > 60 && blocking > 10 && blocking < breakdowns);
    assert_int_equal(world_counts(w)->breakdowns, breakdowns);
    assert_int_equal(world_counts(w)->blocking, blocking);
    world_end(w);
}

/* Inbound the pass falls: no factor for its grade. */
static void falls_on_the_way_in(void **state)
{
    (void)state;
    world *w = world_begin();
    w->scenario.incidents.per_million_km = fixed(50000);
    w->scenario.incidents.grade = fixed(12);
    w->classes[CAR].failures = fixed(1);
    world_start(w);
    uint32_t entity = 0; /* one that breaks down in the second piece of the pass, but not if it were uphill */
    const double piece = 50000e-9 * PIECE_M;
    while (!(threshold(w, entity, 0) > piece * (1 + 12 * PASS_GRADE) && threshold(w, entity, 0) < 2 * piece)) {
        entity++;
    }
    const wo_incident_trip in = {.class_index = CAR, .entity = entity, .start = N_PIECES, .direction = WO_INBOUND};
    const uint32_t party = world_trip(w, in), other = world_party(w, CAR, entity);
    assert_int_equal(world_enter(w, party, CAR, N_PIECES + 39, 0, 0).stands, 0);
    assert_int_equal(world_enter(w, party, CAR, N_PIECES + 38, 0, 0).stands, 600000);
    assert_int_equal(world_enter(w, other, CAR, 20, 0, 0).stands, 0);
    assert_int_equal(world_enter(w, other, CAR, 21, 0, 0).stands, 600000);
    world_end(w);
}

/* Time in stop-and-go wears a vehicle out, but not a herd. */
static void queue_wears_out(void **state)
{
    (void)state;
    world *w = world_begin();
    w->scenario.incidents.queue_per_s = fixed(0.002 / 3600);
    w->classes[CAR].failures = fixed(1);
    world_start(w);
    const double hours = threshold(w, 9, 0) / 0.002;
    const wo_ms just = (wo_ms)(hours * 3.6e6); /* one more millisecond is enough */
    assert_true(hours < 1000);
    const uint32_t car = world_party(w, CAR, 9), herd = world_party(w, HERD, 9);
    assert_int_equal(world_enter(w, car, CAR, 0, 0, 0).stands, 0);
    assert_int_equal(world_enter(w, car, CAR, 1, 0, just).stands, 0);
    assert_int_equal(world_enter(w, car, CAR, 2, 0, 1).stands, 600000);
    assert_int_equal(world_enter(w, herd, HERD, 1, 0, just).stands, 0);
    assert_int_equal(world_enter(w, herd, HERD, 2, 0, just).stands, 0);
    assert_int_equal(world_counts(w)->breakdowns, 1);
    world_end(w);
}

/* A heavy vehicle loses time with every heavy one that it meets; the flow is that of the last full minute. */
static void trucks_meet(void **state)
{
    (void)state;
    world *w = world_begin();
    w->sections[PASS].meeting_s = fixed(5);
    world_start(w);
    const uint32_t car = world_party(w, CAR, 1), truck = world_party(w, TRUCK, 2), herd = world_party(w, HERD, 3);
    w->queue->seen[25] = (wo_segment_state){.opposing_vph = 100, .opposing_pcph = 136}; /* 60 heavy vehicles/h */
    w->queue->seen[26] = (wo_segment_state){.opposing_vph = 100, .opposing_pcph = 90};
    assert_int_equal(world_enter(w, truck, TRUCK, 25, 0, 0).stands, 0);
    world_window(w, 30000, NULL, 0); /* no full minute */
    assert_int_equal(world_enter(w, truck, TRUCK, 25, 0, 0).stands, 0);
    world_window(w, 60000, NULL, 0);
    /* 25 s of travel, twice 60/h: 0.8333 of them, 5 s each */
    const wo_stop stop = world_enter(w, truck, TRUCK, 25, 60000, 0);
    assert_int_equal(stop.stands, 4167);
    assert_false(stop.aside);
    assert_int_equal(world_enter(w, truck, TRUCK, 26, 60000, 0).stands, 0);
    assert_int_equal(world_enter(w, truck, TRUCK, N_PIECES + 25, 60000, 0).stands, 0);
    assert_int_equal(world_enter(w, car, CAR, 25, 60000, 0).stands, 0);
    assert_int_equal(world_enter(w, herd, HERD, 25, 60000, 0).stands, 0);
    world_end(w);
}

/* Two reasons to stop in one segment: one after the other, on the lane when one of them is. */
static void stops_add_up(void **state)
{
    (void)state;
    world *w = world_begin();
    w->sections[PASS].meeting_s = fixed(5);
    w->scenario.incidents.per_million_km = fixed(1.0e9); /* breaks down in every piece */
    w->classes[TRUCK] = (wo_class){.failures = fixed(1), .blocks = fixed(0)};
    world_start(w);
    const uint32_t truck = world_party(w, TRUCK, 2);
    w->queue->seen[25] = (wo_segment_state){.opposing_vph = 100, .opposing_pcph = 136};
    world_window(w, 60000, NULL, 0);
    const wo_stop level = world_enter(w, truck, TRUCK, 5, 60000, 0), both = world_enter(w, truck, TRUCK, 25, 60000, 0);
    assert_int_equal(level.stands, 600000);
    assert_true(level.aside);
    assert_int_equal(both.stands, 604167);
    assert_false(both.aside);
    world_end(w);
}

/* The same answers in whatever order different parties ask. */
static void order_does_not_matter(void **state)
{
    (void)state;
    enum { PARTIES = 50 };
    static wo_stop got[2][PARTIES][N_PIECES];
    static wo_incident_counts counts[2];
    for (int turn = 0; turn < 2; turn++) {
        world *w = world_begin();
        w->scenario.incidents.per_million_km = fixed(20000);
        w->scenario.incidents.tank =
            (wo_distribution){.shape = WO_SHAPE_UNIFORM, .p = {fixed(0.2), fixed(1)}, .low = 0.0, .high = 1.0};
        w->scenario.incidents.aside_s = lognormal(426, 0.833);
        w->classes[TRUCK] = (wo_class){.failures = fixed(2), .blocks = fixed(0.4), .range_m = fixed(12000)};
        world_start(w);
        for (uint32_t party = 0; party < PARTIES; party++) {
            (void)world_party(w, TRUCK, party);
        }
        for (uint32_t k = 0; k < PARTIES * N_PIECES; k++) {
            const uint32_t party = turn == 0 ? k / N_PIECES : PARTIES - 1 - k % PARTIES;
            const uint32_t segment = turn == 0 ? k % N_PIECES : k / PARTIES;
            got[turn][party][segment] = world_enter(w, party, TRUCK, segment, 20000 * segment, 7 * party);
        }
        counts[turn] = *world_counts(w);
        world_end(w);
    }
    assert_true(counts[0].breakdowns > 5 && counts[0].dry_tanks > 5);
    assert_memory_equal(&counts[0], &counts[1], sizeof counts[0]);
    for (uint32_t party = 0; party < PARTIES; party++) {
        for (uint32_t segment = 0; segment < N_PIECES; segment++) {
            assert_int_equal(got[0][party][segment].stands, got[1][party][segment].stands);
            assert_int_equal(got[0][party][segment].aside, got[1][party][segment].aside);
        }
    }
}

/* A second run has forgotten the first. */
static void start_forgets(void **state)
{
    (void)state;
    world *w = world_begin();
    w->scenario.incidents.per_million_km = fixed(1.0e6);
    w->classes[CAR].failures = fixed(1);
    wo_incident_counts counts[2];
    for (int turn = 0; turn < 2; turn++) {
        world_start(w);
        const uint32_t car = world_party(w, CAR, 5);
        for (uint32_t segment = 0; segment < N_PIECES; segment++) {
            (void)world_enter(w, car, CAR, segment, 0, 0);
        }
        counts[turn] = *world_counts(w);
    }
    assert_true(counts[0].breakdowns > 0);
    assert_memory_equal(&counts[0], &counts[1], sizeof counts[0]);
    wo_error error = {0};
    const wo_incident_trip trip = {.class_index = CAR};
    assert_int_equal(wo_incidents_party(w->incidents, 3, &trip, &error), WO_ERR_INVARIANT);
    world_end(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_happens),
        cmocka_unit_test(what_needs_stops),
        cmocka_unit_test(breaks_down_where_the_hazard_is_used_up),
        cmocka_unit_test(falls_on_the_way_in),
        cmocka_unit_test(queue_wears_out),
        cmocka_unit_test(trucks_meet),
        cmocka_unit_test(stops_add_up),
        cmocka_unit_test(order_does_not_matter),
        cmocka_unit_test(start_forgets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
