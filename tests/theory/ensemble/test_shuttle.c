/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Trucks in a closed cycle: load 3 h, out 1.75 h, unload 1.5 h, back 1.75 h, together 8 h. A fleet of n makes n / 8
 * trips an hour until the gate of 80 an hour is the limit, from 640 trucks on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "helper_ensemble.h"

static const wo_run_options options = {.replications = 1, .threads = 1, .verify = true};

/* %d = trucks. From the base the first trip takes 1.75 + 3 + 1.75 = 6.5 h, so 1 + floor((120 - 6.5) / 8) = 15 trips
 * each by 120 h. All households ask within the first minutes, and stay until the last moment. */
static const char shuttle[] =
    "wayout: 1\n"
    "title: Shuttle\n"
    "start: 2025-06-01T00:00:00Z\n"
    "end: 2025-06-06T00:00:00Z\n"
    "closing: 2025-06-06T00:00:00Z\n"
    "road:\n"
    "  exit: Town\n"
    "  segment_length: 1 km\n"
    "  sections:\n"
    "    - {name: road, from: Village, to: Town, length: 126 km, elevation: [0 m, 0 m],\n"
    "       speed: 20 m/s}\n"
    "  bottlenecks:\n"
    "    - {at: {section: road, km: 126}, capacity: 80/h, side: outbound}\n"
    "classes:\n"
    "  truck: {jam_spacing: 7.5 m, mass_to_power: 0 kg/kW, speed: 30 m/s}\n"
    "origins:\n"
    "  - {name: Village, at: {section: road, km: 0}, households: 120,\n"
    "     people_per_household: 4, cars_per_household: 0, loads_per_household: 100}\n"
    "fleet: {trucks: %d, class: truck, base: Town, loading: 3 h, unloading: 1.5 h}\n"
    "response: {base_rate: 20/h, deadline_rate: 0.5/h, patience: 3 h, wait_for_truck: 5 d, margin: 0 h}\n"
    "record: {every: 30 min}\n";

static void run(kept *k, int trucks)
{
    char text[2048];
    const int length = snprintf(text, sizeof text, shuttle, trucks);
    assert_true(length > 0 && (size_t)length < sizeof text);
    kept_of(k, text, &options);
}

/* Parties over the line in [from, to), hours. */
static int64_t out(const kept *k, size_t from_h, size_t to_h)
{
    return kept_point(k, 0, 2 * to_h)->at_line - kept_point(k, 0, 2 * from_h)->at_line;
}

static int64_t in(const kept *k, size_t from_h, size_t to_h)
{
    return kept_point(k, 0, 2 * to_h)->inbound_at_line - kept_point(k, 0, 2 * from_h)->inbound_at_line;
}

static void a_truck_makes_fifteen_trips(void **state)
{
    (void)state;
    kept k;
    run(&k, 20);
    assert_int_equal(k.outcomes[0].truck_trips, 15 * 20);
    assert_int_equal(k.outcomes[0].loads_out, 15 * 20);
    kept_free(&k);
}

static void a_small_fleet_is_its_own_limit(void **state)
{
    (void)state;
    kept k;
    run(&k, 400);
    /* 50 an hour, seen over whole cycles; the opposing flow is the same */
    assert_in_range(out(&k, 32, 96), 50 * 64 - 5, 50 * 64 + 5);
    assert_in_range(in(&k, 32, 96), 50 * 64 - 5, 50 * 64 + 5);
    kept_free(&k);
}

static void a_large_fleet_saturates_the_gate(void **state)
{
    (void)state;
    kept k;
    run(&k, 800);
    assert_in_range(out(&k, 32, 96), 80 * 64 - 1, 80 * 64 + 1);
    /* the cycle stretches to 800 / 80 = 10 h: as many drive in as come out */
    assert_in_range(in(&k, 32, 96), 80 * 64 - 5, 80 * 64 + 5);
    kept_free(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_truck_makes_fifteen_trips),
        cmocka_unit_test(a_small_fleet_is_its_own_limit),
        cmocka_unit_test(a_large_fleet_saturates_the_gate),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
