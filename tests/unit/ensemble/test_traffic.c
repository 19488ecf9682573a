/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events into arrivals and releases into parties, with a dispatch and a road that only write down what they hear. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../../../sim/ensemble/traffic.h"

#define MAX 16

/* --- the stand-ins ------------------------------------------------------------------------------------------- */
static wo_arrival heard[MAX];
static size_t n_heard;
static wo_ms heard_known;
static const wo_release *next_releases;
static size_t n_next;
static uint32_t n_released, n_served, first_number;
static wo_segment_state segments[8];

wo_status wo_dispatch_advance(wo_dispatch *dispatch, const wo_arrival *arrivals, size_t n_arrivals, wo_ms known,
                              const wo_release **releases, size_t *n_releases, wo_error *error)
{
    (void)dispatch;
    (void)error;
    for (n_heard = 0; n_heard < n_arrivals; n_heard++) {
        heard[n_heard] = arrivals[n_heard];
    }
    heard_known = known;
    *releases = next_releases;
    *n_releases = n_next;
    return WO_OK;
}

static uint32_t n_told;
static wo_incident_trip told;

wo_status wo_incidents_party(wo_incidents *incidents, uint32_t party, const wo_incident_trip *trip, wo_error *error)
{
    (void)incidents;
    (void)error;
    told = *trip;
    assert_int_equal(party, n_told++); /* each one once, in order */
    return WO_OK;
}

wo_status wo_incidents_window(wo_incidents *incidents, wo_queue *queue, wo_ms now, const wo_event *events,
                              size_t n_events, wo_error *error)
{
    (void)incidents;
    (void)queue;
    (void)now;
    (void)events;
    (void)n_events;
    (void)error;
    return WO_OK;
}

uint32_t wo_dispatch_entity(const wo_dispatch *dispatch, uint32_t trip)
{
    (void)dispatch;
    return trip;
}

void wo_dispatch_trip(const wo_dispatch *dispatch, uint32_t trip, uint32_t *class_index, wo_role *role,
                      uint32_t *origin)
{
    (void)dispatch;
    *class_index = trip % 3;
    *role = WO_ROLE_RESIDENT;
    *origin = trip + 1;
}

void wo_dispatch_cargo(const wo_dispatch *dispatch, uint32_t trip, uint32_t *people, uint32_t *heads, bool *goods)
{
    (void)dispatch;
    *people = trip + 2;
    *heads = trip + 3;
    *goods = true;
}

wo_status wo_queue_release(wo_queue *queue, wo_ms at, uint32_t node, wo_direction direction, uint32_t class_index,
                           uint32_t destination, uint32_t *party, wo_error *error)
{
    (void)queue;
    (void)at;
    (void)node;
    (void)direction;
    (void)class_index;
    (void)destination;
    (void)error;
    *party = first_number + n_released++;
    return WO_OK;
}

void wo_queue_segment(const wo_queue *queue, uint32_t segment, wo_segment_state *state)
{
    (void)queue;
    *state = segments[segment];
}

uint32_t wo_queue_waiting(const wo_queue *queue, uint32_t node, wo_direction direction)
{
    (void)queue;
    return node == 0 && direction == WO_OUTBOUND ? 1 : 0;
}

uint32_t wo_queue_serving(const wo_queue *queue, uint32_t node, wo_direction direction)
{
    (void)queue;
    return node == 1 && direction == WO_OUTBOUND ? n_served : 0;
}

uint32_t wo_queue_parties(const wo_queue *queue)
{
    (void)queue;
    return n_released;
}

/* --- a chain 0 -> 1 -> 2 -> exit 3, line at node 1 or at the exit --------------------------------------------- */
static uint32_t tour[] = {3, 2, 1, 0}, tour_end[] = {4, 4, 4, 4};
static const wo_road road = {.n_out = 3, .n_nodes = 4, .n_segments = 6, .tour = tour, .tour_end = tour_end};
static wo_traffic traffic;

static void start(uint32_t line)
{
    n_released = 0;
    n_heard = 0;
    first_number = 0;
    n_told = 0;
    n_next = 0;
    memset(segments, 0, sizeof segments);
    wo_traffic_start(&traffic, &road, NULL, line, NULL, NULL);
}

/* A window, as whoever runs the queue goes through it. */
static wo_status step(wo_ms now, const wo_event *events, size_t n_events, wo_error *error)
{
    const wo_arrival *arrivals;
    const wo_release *releases;
    size_t n_arrivals, n_releases;
    WO_TRY(wo_traffic_hear(&traffic, NULL, now, events, n_events, &arrivals, &n_arrivals, error));
    WO_TRY(wo_dispatch_advance(NULL, arrivals, n_arrivals, now, &releases, &n_releases, error));
    return wo_traffic_release(&traffic, NULL, releases, n_releases, error);
}

static void release(const wo_release *releases, size_t n)
{
    next_releases = releases;
    n_next = n;
    assert_int_equal(step(0, NULL, 0, NULL), WO_OK);
    n_next = 0;
}

static void window(wo_ms now, const wo_event *events, size_t n)
{
    assert_int_equal(step(now, events, n, NULL), WO_OK);
    assert_int_equal(heard_known, now);
}

static int tear(void **state)
{
    (void)state;
    wo_traffic_free(&traffic);
    return 0;
}

static const wo_release cars[] = {
    {.at = 0, .node = 0, .destination = 3, .direction = WO_OUTBOUND, .trip = 30},
    {.at = 10, .node = 0, .destination = 3, .direction = WO_OUTBOUND, .trip = 20},
    {.at = 20, .node = 2, .destination = 3, .direction = WO_OUTBOUND, .trip = 10}, /* starts beyond the line */
    {.at = 30, .node = 3, .destination = 0, .direction = WO_INBOUND, .trip = 40},
};

static void releases_count_when_their_time_has_come(void **state)
{
    (void)state;
    start(1);
    release(cars, 4);
    assert_int_equal(traffic.released_outbound, 0);
    window(10, NULL, 0);
    assert_int_equal(traffic.released_outbound, 1); /* released at 10 is not before 10 */
    window(11, NULL, 0);
    assert_int_equal(traffic.released_outbound, 2);
    window(60, NULL, 0);
    assert_int_equal(traffic.released_outbound, 3); /* inbound does not count */
    assert_int_equal(traffic.counts.inside[30 % 3], 1);
    assert_int_equal(traffic.counts.inside[20 % 3], 1);
    assert_int_equal(traffic.counts.inside[10 % 3], 0);
}

static void the_line_is_told_with_trip_numbers(void **state)
{
    (void)state;
    const wo_event events[] = {
        {.at = 40, .party = 0, .node = 1, .direction = WO_OUTBOUND, .kind = WO_EVENT_STATION},
        {.at = 50, .party = 3, .node = 1, .direction = WO_INBOUND, .kind = WO_EVENT_STATION},
        {.at = 55, .party = 0, .node = 3, .direction = WO_OUTBOUND, .kind = WO_EVENT_LEFT},
        {.at = 58, .party = 3, .node = 0, .direction = WO_INBOUND, .kind = WO_EVENT_LEFT},
    };
    start(1);
    release(cars, 4);
    window(60, events, 4);
    assert_int_equal(n_heard, 3);
    assert_int_equal(heard[0].trip, 30);
    assert_int_equal(heard[0].kind, WO_AT_LINE);
    assert_int_equal(heard[1].trip, 30);
    assert_int_equal(heard[1].kind, WO_AT_DESTINATION);
    assert_int_equal(heard[2].trip, 40);
    assert_int_equal(heard[2].at, 58);
    assert_int_equal(traffic.counts.line_out, 1);
    assert_int_equal(traffic.counts.line_in, 1);
    assert_int_equal(traffic.counts.exit_out, 1);
    assert_int_equal(traffic.counts.inside[0], 0);
    assert_int_equal(traffic.counts.inside[2], 1);
}

/* Who starts at the line is still inside; other branches and inbound parties are not; the line ends it. */
static void inside_is_what_must_cross_the_line(void **state)
{
    (void)state;
    const wo_release starts[] = {
        {.at = 0, .node = 0, .destination = 3, .direction = WO_OUTBOUND, .trip = 3},
        {.at = 0, .node = 1, .destination = 3, .direction = WO_OUTBOUND, .trip = 1},
        {.at = 0, .node = 1, .destination = 0, .direction = WO_INBOUND, .trip = 5},
    };
    const wo_event cross = {.at = 40, .party = 1, .node = 1, .direction = WO_OUTBOUND, .kind = WO_EVENT_STATION};
    start(1);
    release(starts, 3);
    window(10, NULL, 0);
    assert_int_equal(traffic.counts.inside[0], 1);
    assert_int_equal(traffic.counts.inside[1], 1);
    assert_int_equal(traffic.counts.inside[2], 0);
    window(60, &cross, 1);
    assert_int_equal(traffic.counts.inside[1], 0);
    start(1);
    tour_end[1] = 3; /* node 0 lies on another branch */
    release(starts, 1);
    window(10, NULL, 0);
    tour_end[1] = 4;
    assert_int_equal(traffic.counts.inside[0], 0);
}

/* Incidents and trips hear where and whose it is. */
static void releases_are_told(void **state)
{
    (void)state;
    wo_trips trips = {0};
    start(1);
    traffic.trips = &trips;
    release(&cars[2], 1);
    assert_int_equal(told.start, 2);
    assert_int_equal(told.destination, 3);
    assert_int_equal(told.direction, WO_OUTBOUND);
    assert_int_equal(told.class_index, 10 % 3);
    assert_int_equal(told.entity, 10);
    assert_int_equal(trips.n, 1);
    assert_int_equal(trips.list[0].release, 20);
    assert_int_equal(trips.list[0].node, 2);
    assert_int_equal(trips.list[0].destination, 3);
    assert_int_equal(trips.list[0].origin, 11);
    assert_int_equal(trips.list[0].people, 12);
    assert_int_equal(trips.list[0].heads, 13);
    assert_true(trips.list[0].goods);
    wo_trips_free(&trips);
}

static void line_at_the_exit_is_crossed_before_leaving(void **state)
{
    (void)state;
    const wo_event events[] = {
        {.at = 50, .party = 0, .node = 3, .direction = WO_OUTBOUND, .kind = WO_EVENT_LEFT},
        {.at = 50, .party = 0, .node = 3, .direction = WO_OUTBOUND, .kind = WO_EVENT_STATION},
        {.at = 50, .party = 1, .node = 3, .direction = WO_OUTBOUND, .kind = WO_EVENT_LEFT},
        {.at = 50, .party = 1, .node = 3, .direction = WO_OUTBOUND, .kind = WO_EVENT_STATION},
    };
    start(3);
    release(cars, 4);
    window(60, events, 4);
    assert_int_equal(n_heard, 4); /* of the same instant: by trip, not by party */
    assert_int_equal(heard[0].trip, 20);
    assert_int_equal(heard[0].kind, WO_AT_LINE);
    assert_int_equal(heard[1].trip, 20);
    assert_int_equal(heard[1].kind, WO_AT_DESTINATION);
    assert_int_equal(heard[2].trip, 30);
    assert_int_equal(heard[2].kind, WO_AT_LINE);
    assert_int_equal(heard[3].kind, WO_AT_DESTINATION);
    assert_int_equal(traffic.counts.line_out, 2);
    assert_int_equal(traffic.counts.exit_out, 2);
}

static void lost_parties_are_noticed(void **state)
{
    (void)state;
    wo_error error = {0};
    start(3);
    release(cars, 3);
    window(60, NULL, 0);
    segments[0] = (wo_segment_state){.entered = 5, .left = 3};
    assert_int_equal(wo_traffic_verify(&traffic, NULL, &error), WO_OK); /* 3 = 1 waits + 2 on the road */
    segments[0].left = 4;
    n_served = 1;
    assert_int_equal(wo_traffic_verify(&traffic, NULL, &error), WO_OK); /* 1 of them in service */
    n_served = 0;
    assert_int_equal(wo_traffic_verify(&traffic, NULL, &error), WO_ERR_INVARIANT);
    assert_non_null(strstr(error.message, "3 parties were released"));
}

static void party_numbers_are_checked(void **state)
{
    (void)state;
    wo_error error = {0};
    start(3);
    first_number = 7;
    next_releases = cars;
    n_next = 1;
    assert_int_equal(step(0, NULL, 0, &error), WO_ERR_INVARIANT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(releases_count_when_their_time_has_come, tear),
        cmocka_unit_test_teardown(the_line_is_told_with_trip_numbers, tear),
        cmocka_unit_test_teardown(inside_is_what_must_cross_the_line, tear),
        cmocka_unit_test_teardown(releases_are_told, tear),
        cmocka_unit_test_teardown(line_at_the_exit_is_crossed_before_leaving, tear),
        cmocka_unit_test_teardown(lost_parties_are_noticed, tear),
        cmocka_unit_test_teardown(party_numbers_are_checked, tear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
