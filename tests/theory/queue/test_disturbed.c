/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Passing times do not depend on the length of the window or the order of the boundaries either when weather changes,
 * parties stop and are held, and capacities are throttled and let go as traffic goes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "helper_trial.h"

#define HOURS 3u

static const wo_weather_piece zones[2][6] = {
    {{0, 65536, 65536, 65536, 65536},
     {900000, 36045, 44630, 50000, 30000},
     {1800000, 60000, 60000, 60000, 60000},
     {3000000, 20000, 30000, 40000, 9000},
     {3060000, 65536, 65536, 65536, 65536},
     {7200000, 50000, 65536, 65536, 20000}},
    {{0, 55000, 60000, 65536, 65536},
     {60000, 65536, 65536, 65536, 65536},
     {120000, 30000, 50000, 65536, 65536},
     {2400000, 65536, 40000, 65536, 40000},
     {2460000, 64000, 65536, 30000, 65536},
     {2520000, 65536, 65536, 65536, 65536}},
};

static uint32_t scatter(uint32_t a, uint32_t b)
{
    uint32_t x = (a * 2654435761u) ^ (b * 2246822519u);
    x = (x ^ x >> 15) * 3266489917u;
    return x ^ x >> 13;
}

/* The more often, the later somebody was. */
static wo_stop stop_of(void *context, uint32_t party, uint32_t class_index, uint32_t segment, wo_ms entry, wo_ms late)
{
    const uint32_t hash = scatter(party * 64 + segment, entry), share = late > 10000 ? 100 : 200;
    (void)context;
    (void)class_index;
    const bool stops = hash % share == 0;
    return (wo_stop){.stands = stops ? hash % 600000 : 0, .aside = hash % 3 == 0};
}

/* Holds every third that stops; a segment that a queue fills is let go, others are throttled. */
static wo_status disturb(void *context, wo_queue *queue, wo_ms now, const wo_event *events, size_t n, wo_error *error)
{
    const trial *t = context;
    for (size_t i = 0; i < n; i++) {
        if (events[i].kind == WO_EVENT_STOPPED && events[i].party % 3 == 0) {
            WO_TRY(wo_queue_hold(queue, events[i].party, scatter(events[i].party, events[i].at) % 400000, error));
        }
    }
    for (uint32_t s = now / 60000 % 7; now % 300000 == 0 && s < t->road.n_segments; s += 7) {
        wo_segment_state state;
        wo_queue_segment(queue, s, &state);
        const bool full = state.overdue > 5;
        WO_TRY(wo_queue_throttle(queue, s, full ? 0 : scatter(s, now) % 6000, error));
    }
    return now % 60000 == 0 ? wo_queue_verify(queue, error) : WO_OK;
}

static uint64_t everything(wo_ms dt_ms, bool reverse)
{
    trial t;
    wo_error error = {0};
    const wo_passage *passages = NULL;
    trial_begin(&t);
    const uint32_t truck = trial_class(&t, 16.0), herd = trial_class(&t, 48.0);
    t.spec.herd[herd] = true;
    trial_stretch(&t, 0, 2, 4000.0, 16)->priority = 3.0;
    (void)trial_stretch(&t, 1, 2, 3000.0, 12);
    trial_stretch(&t, 2, 3, 5000.0, 20)->two_way_per_s = 0.8;
    for (size_t i = 0; i < 3; i++) {
        t.stretches[i].stopped_per_s[0] = i == 1 ? 0.1 : -1.0;
        t.stretches[i].stopped_per_s[1] = 0.2;
    }
    trial_speed(&t, truck, 6.0);
    trial_speed(&t, herd, 1.0);
    trial_overtaken(&t, truck, -1.0);
    trial_overtaken(&t, herd, 0.05);
    t.options = (wo_queue_options){.dt_ms = dt_ms, .grid_ms = 60000, .mean_ms = 900000, .reverse_order = reverse};
    trial_build(&t);
    for (uint32_t s = 0; s < t.road.n_segments; s++) {
        if (s % 5 != 0) {
            assert_int_equal(wo_queue_weather(t.queue, s, zones[s / 10 % 2], 6, &error), WO_OK);
        }
    }
    wo_queue_stops(t.queue, stop_of, NULL, true);
    const uint32_t exit = trial_node(&t, 3, 0);
    assert_int_equal(wo_queue_limit(t.queue, exit, WO_OUTBOUND, 3500, &error), WO_OK);
    for (uint32_t i = 1; i <= 1000; i++) {
        const uint32_t kind = i % 60 == 0 ? herd : i % 12 == 0 ? truck : 0;
        (void)trial_send(&t, 6.3 * i, i % 3 == 0 ? trial_node(&t, 1, 0) : 0, kind, WO_NONE);
        (void)trial_send_inbound(&t, 7.1 * i, exit, i % 9 == 0 ? truck : 0, trial_node(&t, i % 2, 0));
    }
    assert_int_equal(wo_queue_run_traced(t.queue, HOURS * WO_HOUR_MS, disturb, &t, &passages, &t.n_passages, &error),
                     WO_OK);
    assert_int_equal(wo_queue_verify(t.queue, &error), WO_OK);
    assert_true(t.n_passages > 30000 && trial_passes(&t) > 1000);
    t.passages = malloc(t.n_passages * sizeof *t.passages);
    assert_non_null(t.passages);
    for (size_t i = 0; i < t.n_passages; i++) {
        t.passages[i] = passages[i];
    }
    const uint64_t hash = trial_hash(&t);
    trial_end(&t);
    return hash;
}

static void test_one_hash(void **state)
{
    static const wo_ms dts[] = {12500, 7300, 5000, 1000};
    (void)state;
    const uint64_t hash = everything(0, false);
    for (size_t i = 0; i < sizeof dts / sizeof dts[0]; i++) {
        assert_int_equal(everything(dts[i], false), hash);
        assert_int_equal(everything(dts[i], true), hash);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_hash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
