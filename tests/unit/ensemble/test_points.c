/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gates of a scenario open and shut when the scenario says so: one car every ten seconds in each direction, and each
 * passage of a place to the millisecond. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "helper_ensemble.h"

#include "wayout/trips.h"

/* 8 km at 20 m/s from Village to Town, line at Town; what a test adds goes where %s stands. */
static const char frame[] =
    "wayout: 1\n"
    "title: Points\n"
    "start: 2025-06-01T20:00:00+04:00\n"
    "end: %s\n"
    "road:\n"
    "  exit: Town\n"
    "  sections:\n"
    "    - {name: road, from: Village, to: Town, length: 8 km, elevation: [%s], speed: 72 km/h}\n"
    "%s"
    "origins:\n"
    "  - {name: Village, at: {section: road, km: 0}, households: 0}\n"
    "through:\n"
    "  - {name: out, from: Village, to: Town, flow: 360/h, arrivals: even}\n"
    "  - {name: in, from: Town, to: Village, flow: 360/h, arrivals: even}\n";

#define SEGMENTS 32 /* 250 m each; inbound ones follow */
#define SECONDS  40 /* slack of a window's edge: a car every ten seconds, and those that queued */
#define H        ((double)WO_HOUR_MS)
#define MINUTES  ((double)WO_MINUTE_MS)

typedef struct walk {
    kept k;
    wo_replication *replication;
    wo_record record;
    wo_trips trips;
} walk;

static void drive(walk *w, const char *end, const char *elevation, const char *points)
{
    static char text[4096];
    const wo_run_options options = {.replications = 1, .verify = true};
    const wo_draw draw = {.seed = 1};
    const int n = snprintf(text, sizeof text, frame, end, elevation, points);
    assert_true(n > 0 && n < (int)sizeof text);
    memset(w, 0, sizeof *w);
    kept_parse(&w->k, text);
    assert_int_equal(wo_layout_init(&w->k.layout, w->k.variants, 1, &w->k.error), WO_OK);
    assert_int_equal(
        wo_record_init(&w->record, w->k.layout.n_times, w->k.layout.every_ms, w->k.layout.road.n_segments, &w->k.error),
        WO_OK);
    w->record.trips = &w->trips;
    assert_int_equal(wo_replication_create(&w->replication, &w->k.error), WO_OK);
    assert_int_equal(
        wo_replication_run(w->replication, w->k.variants[0], &draw, &options, &w->record, NULL, &w->k.error), WO_OK);
}

static void stop(walk *w)
{
    wo_replication_destroy(w->replication);
    wo_trips_free(&w->trips);
    wo_record_free(&w->record);
    kept_free(&w->k);
}

/* Entries into the segment that begins at `km`, from `from` on and before `to` (ms). */
static int entries(const walk *w, double km, wo_direction direction, double from, double to)
{
    const int piece = (int)(km / 0.25 + 0.5);
    const int segment = direction == WO_OUTBOUND ? piece : SEGMENTS + piece - 1;
    int n = 0;
    assert_int_equal(w->k.layout.road.n_out, SEGMENTS);
    for (size_t i = 0; i < w->trips.n_passages; i++) {
        n += w->trips.segment[i] == segment && w->trips.at[i] >= from && w->trips.at[i] < to;
    }
    return n;
}

/* Open from `from` on and shut at `to`: somebody enters just after and just before, nobody before and after. */
static void expect_open(const walk *w, double km, wo_direction direction, double from, double to)
{
    const double edge = SECONDS * 1000.0;
    const int before = entries(w, km, direction, from - edge, from),
              first = entries(w, km, direction, from, from + edge);
    const int last = entries(w, km, direction, to - edge, to), after = entries(w, km, direction, to, to + edge);
    if (before != 0 || first == 0 || last == 0 || after != 0) {
        fail_msg("km %g, direction %d, open from %.1f to %.1f min: %d, %d ... %d, %d", km, direction, from / MINUTES,
                 to / MINUTES, before, first, last, after);
    }
}

/* Shut before `at`, open from then on. */
static void expect_opening(const walk *w, double km, wo_direction direction, double at)
{
    const double edge = SECONDS * 1000.0;
    assert_int_equal(entries(w, km, direction, at - edge, at), 0);
    assert_true(entries(w, km, direction, at, at + edge) > 0);
}

static void expect_flow(const walk *w, double km, wo_direction direction, double from, double to)
{
    const int n = entries(w, km, direction, from, to);
    assert_true(n >= (int)((to - from) / 20000.0));
}

/* From 21:00 on: 40 min out, 10 to clear, 30 in, 10 to clear. Both are open before. */
static void turns_go_by_the_clock(void **state)
{
    (void)state;
    walk w;
    drive(&w, "2025-06-02T02:00:00+04:00", "0 m, 0 m",
          "  alternate:\n"
          "    - {at: {section: road, km: 2}, to: {section: road, km: 5}, first: 2025-06-01T21:00:00+04:00,\n"
          "       outbound: 40 min, inbound: 30 min, clear: 10 min}\n");
    expect_flow(&w, 2, WO_OUTBOUND, 0.2 * H, H);
    expect_flow(&w, 5, WO_INBOUND, 0.2 * H, H);
    for (int cycle = 0; cycle < 3; cycle++) {
        const double at = H + cycle * 90.0 * MINUTES;
        if (cycle > 0) {
            expect_open(&w, 2, WO_OUTBOUND, at, at + 40.0 * MINUTES);
        }
        assert_int_equal(entries(&w, 2, WO_OUTBOUND, at + 40.0 * MINUTES, at + 90.0 * MINUTES), 0);
        assert_int_equal(entries(&w, 5, WO_INBOUND, at, at + 50.0 * MINUTES), 0);
        expect_open(&w, 5, WO_INBOUND, at + 50.0 * MINUTES, at + 80.0 * MINUTES);
        assert_int_equal(entries(&w, 5, WO_INBOUND, at + 80.0 * MINUTES, at + 90.0 * MINUTES), 0);
    }
    assert_int_equal(entries(&w, 5, WO_INBOUND, 5.5 * H, 6.0 * H), 0); /* the last one is cut off by the end */
    expect_flow(&w, 2, WO_OUTBOUND, H, H + 40.0 * MINUTES);
    /* nobody is held at the other end of the part */
    expect_flow(&w, 5, WO_OUTBOUND, H + 5 * MINUTES, H + 40.0 * MINUTES);
    expect_flow(&w, 2, WO_INBOUND, H + 60 * MINUTES, H + 80.0 * MINUTES);
    stop(&w);
}

/* The desks open at 06:30 and close at 21:00 local time, on both days; the study begins at 20:00. */
static void desks_keep_local_hours(void **state)
{
    (void)state;
    walk w;
    drive(&w, "2025-06-03T22:00:00+04:00", "0 m, 0 m",
          "  checkpoints:\n"
          "    - {at: {section: road, km: 2}, side: outbound, servers: 4, opens: 6.5 h, closes: 21 h,\n"
          "       service: {other: 1 s}}\n"
          "    - {at: {section: road, km: 5}, side: inbound, servers: 4, opens: 2 h, service: {other: 1 s}}\n");
    expect_flow(&w, 2, WO_OUTBOUND, 0.2 * H, H);
    assert_int_equal(entries(&w, 2, WO_OUTBOUND, H + 2000, 10.5 * H), 0);
    expect_open(&w, 2, WO_OUTBOUND, 10.5 * H + 1000, 25.0 * H + 1000);
    assert_int_equal(entries(&w, 2, WO_OUTBOUND, 25.0 * H + 2000, 34.5 * H), 0);
    expect_open(&w, 2, WO_OUTBOUND, 34.5 * H + 1000, 49.0 * H + 1000);
    /* without closing time: shut from midnight to two */
    expect_open(&w, 5, WO_INBOUND, 6.0 * H + 1000, 28.0 * H + 1000);
    assert_int_equal(entries(&w, 5, WO_INBOUND, 4.0 * H + 2000, 6.0 * H), 0);
    expect_opening(&w, 5, WO_INBOUND, 30.0 * H + 1000);
    stop(&w);
}

/* Two parts of the road, one after the other, each with its own clock; without time to clear nothing is shut twice. */
static void two_parts_turn_on_their_own(void **state)
{
    (void)state;
    walk w;
    drive(&w, "2025-06-01T23:00:00+04:00", "0 m, 0 m",
          "  alternate:\n"
          "    - {at: {section: road, km: 1}, to: {section: road, km: 2}, first: 2025-06-01T20:30:00+04:00,\n"
          "       outbound: 30 min, inbound: 30 min, clear: 0 min}\n"
          "    - {at: {section: road, km: 5}, to: {section: road, km: 7}, first: 2025-06-01T21:00:00+04:00,\n"
          "       outbound: 20 min, inbound: 10 min, clear: 5 min}\n");
    expect_open(&w, 2, WO_INBOUND, H, 1.5 * H);
    expect_open(&w, 1, WO_OUTBOUND, 1.5 * H, 2.0 * H);
    expect_open(&w, 7, WO_INBOUND, 85.0 * MINUTES, 95.0 * MINUTES);
    expect_opening(&w, 5, WO_OUTBOUND, 100.0 * MINUTES);
    stop(&w);
}

/* Nobody passes the line from the closing on, in either direction, also those who are on their way to it. */
static void the_line_closes_both_ways(void **state)
{
    (void)state;
    const double closing = 80.0 * MINUTES + 25000.0;
    walk w;
    drive(&w, "2025-06-01T22:00:00+04:00\nclosing: 2025-06-01T21:20:25+04:00", "0 m, 0 m",
          "  deadline_line: {section: road, km: 4}\n");
    assert_true(wo_run_end(w.k.variants[0]) == 81 * WO_MINUTE_MS); /* on the next whole minute */
    for (int i = 0; i < 2; i++) {
        const wo_direction direction = i == 0 ? WO_OUTBOUND : WO_INBOUND;
        assert_true(entries(&w, 4, direction, closing - 60000.0, closing) >= 5);
        assert_int_equal(entries(&w, 4, direction, closing - 10000.0, closing - 9999.0), 1); /* the next is due at it */
        assert_int_equal(entries(&w, 4, direction, closing, 2.0 * H), 0);
    }
    const wo_series_point *last = &w.record.series[w.k.layout.n_times - 1];
    assert_int_equal(last->at_line, entries(&w, 4, WO_OUTBOUND, 0, closing));
    assert_int_equal(last->inbound_at_line, entries(&w, 4, WO_INBOUND, 0, closing));
    stop(&w);
}

/* Ends of service less their starts, of the n first parties at the desk before the segment at `km`; returns n. */
static size_t services(const walk *w, double km, wo_ms *ms, size_t room)
{
    const int32_t segment = (int32_t)(km / 0.25 + 0.5);
    size_t k = 0, n = 0;
    for (size_t j = 0; j < w->trips.n; j++) {
        for (uint32_t i = 0; i + 1 < w->trips.list[j].n && n < room; i++) {
            if (w->trips.segment[k + i] == -1 && w->trips.segment[k + i + 1] == segment) {
                ms[n++] = w->trips.at[k + i + 1] - w->trips.at[k + i];
            }
        }
        k += w->trips.list[j].n;
    }
    return n;
}

/* The study begins at 20:00 before the desks open at 21:30. Inbound four serve 480 an hour. Service is drawn anew for
 * everybody at every desk. */
static void desks_serve_each_in_turn(void **state)
{
    (void)state;
    walk w;
    wo_ms first[100], second[100];
    size_t same = 0, other = 0;
    drive(&w, "2025-06-02T02:00:00+04:00", "0 m, 0 m",
          "  checkpoints:\n"
          "    - {at: {section: road, km: 2}, servers: 4, opens: 21.5 h, service: {car: {lognormal: [10 s, 0.5]}}}\n"
          "    - {at: {section: road, km: 3}, servers: 4, service: {car: {lognormal: [10 s, 0.5]}}}\n"
          "    - {at: {section: road, km: 5}, side: inbound, servers: 4, service: {car: 30 s}}\n");
    assert_int_equal(entries(&w, 2, WO_OUTBOUND, 0, 1.5 * H), 0);
    assert_true(entries(&w, 2, WO_OUTBOUND, 1.5 * H, 1.5 * H + 60000.0) > 0);
    expect_flow(&w, 5, WO_INBOUND, H, 3.0 * H);
    assert_true(entries(&w, 5, WO_INBOUND, H, 3.0 * H) >= 715); /* one would pass 240 */
    const size_t n = services(&w, 2, first, 100);
    assert_int_equal(n, 100);
    assert_int_equal(services(&w, 3, second, 100), 100);
    for (size_t i = 0; i < n; i++) {
        same += first[i] == second[i];
        other += first[i] != first[0];
    }
    assert_true(same < 5 && other > 95);
    stop(&w);
}

/* The first column waits for 20:30 and no column is larger than thirty; inbound nobody waits. */
static void columns_leave_on_time(void **state)
{
    (void)state;
    walk w;
    drive(&w, "2025-06-01T23:00:00+04:00", "0 m, 0 m",
          "  convoys:\n"
          "    - {at: {section: road, km: 2}, first: 2025-06-01T20:30:00+04:00, every: 20 min, open: 5 min, vehicles: "
          "30}\n"
          "    - {at: {section: road, km: 5}, direction: inbound, first: 2025-06-01T20:15:00+04:00, every: 1 h,\n"
          "       open: 30 min, vehicles: 1000}\n");
    assert_int_equal(entries(&w, 2, WO_OUTBOUND, 0, 30.0 * MINUTES), 0);
    for (int column = 0; column < 7; column++) {
        const double at = (30.0 + 20.0 * column) * MINUTES;
        assert_int_equal(entries(&w, 2, WO_OUTBOUND, at, at + 5.0 * MINUTES), 30);
        assert_int_equal(entries(&w, 2, WO_OUTBOUND, at + 5.0 * MINUTES, at + 20.0 * MINUTES), 0);
    }
    expect_flow(&w, 2, WO_INBOUND, 30.0 * MINUTES, 40.0 * MINUTES);
    expect_open(&w, 5, WO_INBOUND, 15.0 * MINUTES, 45.0 * MINUTES);
    expect_open(&w, 5, WO_INBOUND, 75.0 * MINUTES, 105.0 * MINUTES);
    stop(&w);
}

/* 1,000 to 1,320 m, so 10 m a piece; the zone begins at 1,100 m with the piece after km 2.5. It snows 6 cm/h from
 * 21:00 on; at 6 cm, at 22:00, the zone is closed and a plough called that is through at 23:00. */
static void snow_closes_a_zone(void **state)
{
    (void)state;
    walk w;
    drive(&w, "2025-06-02T00:30:00+04:00", "1000 m, 1320 m",
          "climate:\n"
          "  states: {much: {snowfall: 6 cm/h}}\n"
          "  step: 1 h\n"
          "  zones: [{name: low, above: 0 m}, {name: high, above: 1100 m}]\n"
          "  observations:\n"
          "    - {at: 2025-06-01T20:00:00+04:00, state: dry}\n"
          "    - {at: 2025-06-01T21:00:00+04:00, state: much, zone: high}\n"
          "    - {at: 2025-06-01T23:00:00+04:00, state: dry, zone: high}\n"
          "  snow: {packed: 0 cm, plough: 6 cm, plough_after: 1 h, left: 0 cm, close: 6 cm}\n");
    /* both ends and the middle of the zone, each where it is entered */
    for (int i = 0; i < 2; i++) {
        const wo_direction direction = i == 0 ? WO_OUTBOUND : WO_INBOUND;
        static const double places[2][3] = {{2.5, 4.0, 7.75}, {2.75, 4.0, 8.0}};
        for (int p = 0; p < 3; p++) {
            expect_flow(&w, places[i][p], direction, H, 2.0 * H);
            assert_int_equal(entries(&w, places[i][p], direction, 2.0 * H, 3.0 * H), 0);
            expect_flow(&w, places[i][p], direction, 3.0 * H, 3.5 * H);
        }
    }
    expect_opening(&w, 2.5, WO_OUTBOUND, 3.0 * H);
    expect_opening(&w, 8.0, WO_INBOUND, 3.0 * H);
    /* the low zone stays open until it is full */
    assert_true(entries(&w, 2.25, WO_OUTBOUND, 2.0 * H, 3.0 * H) > 10);
    assert_true(entries(&w, 2.5, WO_INBOUND, 2.0 * H, 2.0 * H + 60000.0) > 0);
    stop(&w);
}

/* Between the last entry of one direction and the first of the other lie 25 s of driving and the lost time. */
static void a_one_lane_stretch_has_one_direction(void **state)
{
    (void)state;
    walk w;
    drive(&w, "2025-06-01T22:00:00+04:00", "0 m, 0 m",
          "  one_lane:\n"
          "    - {at: {section: road, km: 3}, length: 250 m, speed: 36 km/h, green: 2 min, gap: 6 s, lost: 60 s}\n");
    bool entered[2][7200] = {{false}};
    const int32_t n_out = (int32_t)w.k.layout.road.n_out;
    for (size_t k = 0; k < w.trips.n_passages; k++) {
        if (w.trips.segment[k] >= 0 && w.trips.segment[k] % n_out == (int32_t)w.k.layout.places.one_lane[0]) {
            entered[w.trips.segment[k] / n_out][w.trips.at[k] / 1000] = true;
        }
    }
    int last[2] = {-1000, -1000}, turns = 0, side = -1;
    for (int s = 0; s < 7200; s++) {
        for (int i = 0; i < 2; i++) {
            if (entered[i][s]) {
                assert_true(s - last[1 - i] >= 25 + 60 - 1);
                turns += side != i;
                side = i;
                last[i] = s;
            }
        }
    }
    /* 85 s without entries a turn, and 2.42 s for each car: 85 / (1 - 2 x 2.42 / 10) = 165 s */
    assert_true(turns >= 41 && turns <= 46);
    stop(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(turns_go_by_the_clock),     cmocka_unit_test(two_parts_turn_on_their_own),
        cmocka_unit_test(the_line_closes_both_ways), cmocka_unit_test(desks_serve_each_in_turn),
        cmocka_unit_test(desks_keep_local_hours),    cmocka_unit_test(columns_leave_on_time),
        cmocka_unit_test(snow_closes_a_zone),        cmocka_unit_test(a_one_lane_stretch_has_one_direction),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
