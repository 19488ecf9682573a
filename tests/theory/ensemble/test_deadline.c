/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Deterministic queues with known answers, from the text of a scenario to its outcome. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "helper_ensemble.h"

static const wo_run_options options = {.replications = 1, .threads = 1, .verify = true};

static void assert_near(int64_t value, int64_t expected, int64_t tolerance, const char *what)
{
    if (llabs(value - expected) > tolerance) {
        print_error("%s: %lld instead of %lld +- %lld\n", what, (long long)value, (long long)expected,
                    (long long)tolerance);
    }
    assert_true(llabs(value - expected) <= tolerance);
}

/* 400 cars an hour want to pass a gate of 240 an hour, 1.5 h away, that closes after 12 h. By the fluid model
 * 4,800 are released, 240 x 10.5 = 2,520 pass and 2,280 are stranded; the last who makes it leaves after 6.30 h. */
static const char deadline[] = "wayout: 1\n"
                               "title: Deadline\n"
                               "start: 2025-06-01T00:00:00Z\n"
                               "end: 2025-06-02T00:00:00Z\n"
                               "closing: 2025-06-01T12:00:00Z\n"
                               "road:\n"
                               "  exit: Town\n"
                               "  sections:\n"
                               "    - {name: road, from: Village, to: Town, length: 108 km, elevation: [0 m, 0 m],\n"
                               "       speed: 20 m/s}\n"
                               "  bottlenecks:\n"
                               "    - {at: {section: road, km: 108}, capacity: 240/h}\n"
                               "through:\n"
                               "  - {name: rush, class: car, from: Village, to: Town, flow: 400/h, arrivals: even,\n"
                               "     between: [2025-06-01T00:00:00Z, 2025-06-02T00:00:00Z]}\n";

static void gate_strands_who_comes_too_late(void **state)
{
    (void)state;
    kept k;
    kept_of(&k, deadline, &options);
    const wo_series_point *end = kept_point(&k, 0, 48); /* 12 h, every 15 min */
    assert_int_equal(end->departures, 4800);
    assert_int_equal(end->at_line, 2520);
    assert_int_equal(end->at_exit, 2520);
    assert_int_equal(end->on_road + end->waiting_at_origin, 2280);
    assert_int_equal(k.outcomes[0].vehicles_out[0], 2520);
    assert_int_equal(k.outcomes[0].vehicles_left[0], 2280);
    assert_int_equal(kept_point(&k, 0, 25)->departures, 2500); /* the 2,520th leaves between 6.25 h ... */
    assert_true(kept_point(&k, 0, 26)->departures >= 2520);    /* ... and 6.5 h */
    assert_int_equal(kept_point(&k, 0, k.layout.n_times - 1)->at_line, 2520);
    kept_free(&k);
}

/* The same with the gate closed between two marks and within a minute: every 15 s from 1.5 h on, before 12:07:30. */
static void gate_closes_to_the_millisecond(void **state)
{
    (void)state;
    kept k;
    kept_parse(&k, deadline);
    k.study.variants[0].closing = 12 * WO_HOUR_MS + 450000;
    assert_int_equal(kept_run(&k, &options), WO_OK);
    assert_int_equal(k.outcomes[0].vehicles_out[0], 2550);
    assert_int_equal(kept_point(&k, 0, 48)->at_line, 2520);
    assert_int_equal(kept_point(&k, 0, 49)->at_line, 2550);
    kept_free(&k);
}

/* D/D/1: 1,500 an hour for 2 h, then 500 an hour, against 1,000 an hour: 1,000 cars wait at 2 h, nobody at 4 h,
 * 2,000 vehicle hours of delay among 4,000 cars. The road adds its 1,000 s of free travel. */
static const char rush[] = "wayout: 1\n"
                           "title: Rush\n"
                           "start: 2025-06-01T00:00:00Z\n"
                           "end: 2025-06-01T08:00:00Z\n"
                           "closing: 2025-06-01T08:00:00Z\n"
                           "road:\n"
                           "  exit: Town\n"
                           "  sections:\n"
                           "    - {name: road, from: Village, to: Town, length: 20 km, elevation: [0 m, 0 m],\n"
                           "       speed: 20 m/s, capacity: 2000/h}\n"
                           "  bottlenecks:\n"
                           "    - {at: {section: road, km: 20}, capacity: 1000/h}\n"
                           "through:\n"
                           "  - {name: high, class: car, from: Village, to: Town, flow: 1500/h, arrivals: even,\n"
                           "     between: [2025-06-01T00:00:00Z, 2025-06-01T02:00:00Z]}\n"
                           "  - {name: low, class: car, from: Village, to: Town, flow: 500/h, arrivals: even,\n"
                           "     between: [2025-06-01T02:00:00Z, 2025-06-01T04:00:00Z]}\n"
                           "record: {every: 10 min}\n";

static void rush_hour_queue_grows_and_clears(void **state)
{
    (void)state;
    kept k;
    kept_of(&k, rush, &options);
    /* 12 marks of 600 s = 2 h: 3,000 released, (7,200 - 1,000) / 3.6 + 1 have passed */
    assert_int_equal(kept_point(&k, 0, 12)->departures, 3000);
    assert_near(kept_point(&k, 0, 12)->at_exit, 1723, 1, "passed at 2 h");
    assert_near(kept_point(&k, 0, 24)->at_exit, 3723, 1, "passed at 4 h");
    assert_int_equal(kept_point(&k, 0, 27)->at_exit, 4000); /* 4 h + 1,000 s = 15,400 s */
    const int64_t free_ms = 4000ll * 1000 * 1000, delay_ms = k.outcomes[0].vehicle_time - free_ms;
    assert_near(delay_ms, 2000ll * 3600 * 1000, 2ll * 3600 * 1000, "delay");
    assert_int_equal(k.outcomes[0].vehicles_out[0], 4000);
    assert_int_equal(k.outcomes[0].vehicles_left[0], 0);
    kept_free(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gate_strands_who_comes_too_late),
        cmocka_unit_test(gate_closes_to_the_millisecond),
        cmocka_unit_test(rush_hour_queue_grows_and_clears),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
