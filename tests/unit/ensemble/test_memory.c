/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What memory may depend on: threads, variants and the road, neither simulated time nor replications. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "helper_ensemble.h"

#define COMMON                                                                                                         \
    "wayout: 1\n"                                                                                                      \
    "title: Memory\n"                                                                                                  \
    "start: 2025-06-01T00:00:00Z\n"                                                                                    \
    "end: 2025-06-01T06:00:00Z\n"                                                                                      \
    "closing: 2025-06-01T05:00:00Z\n"                                                                                  \
    "road:\n"                                                                                                          \
    "  exit: Town\n"                                                                                                   \
    "  sections:\n"                                                                                                    \
    "    - {name: road, from: Village, to: Town, length: 2 km, elevation: [0 m, 0 m], speed: 20 m/s}\n"                \
    "origins:\n"                                                                                                       \
    "  - {name: Village, at: {section: road, km: 0}, households: 20, people_per_household: 4, cars_per_household: "    \
    "1}\n"                                                                                                             \
    "variants:\n"

static const char text[] = COMMON "  five: {}\n"
                                  "  four: {closing: 2025-06-01T04:00:00Z}\n"
                                  "  three: {closing: 2025-06-01T03:00:00Z}\n";
static const char apart[] = COMMON "  slow: {response: {base_rate: 0.1/h}}\n"
                                   "  middle: {response: {base_rate: 0.2/h}}\n"
                                   "  fast: {response: {base_rate: 0.3/h}}\n";

/* Bytes of a queue after so many cars, `gap` apart, have driven through it, and at `until`. */
static size_t queue_bytes(const wo_road *road, wo_ms gap, wo_ms until)
{
    wo_queue *queue = NULL;
    wo_error error = {0};
    const wo_queue_options options = {.grid_ms = WO_GRID_MS, .mean_ms = 15 * WO_MINUTE_MS};
    assert_int_equal(wo_queue_create(road, &options, &queue, &error), WO_OK);
    for (uint32_t i = 0; i < 500; i++) {
        uint32_t party;
        assert_int_equal(wo_queue_release(queue, i * gap, 0, WO_OUTBOUND, 0, WO_NONE, &party, &error), WO_OK);
        assert_int_equal(party, i);
    }
    assert_int_equal(wo_queue_run(queue, until, NULL, NULL, &error), WO_OK);
    const size_t bytes = wo_queue_memory(queue);
    wo_queue_destroy(queue);
    return bytes;
}

static void a_queue_does_not_grow_with_time(void **state)
{
    (void)state;
    kept k;
    kept_parse(&k, text);
    assert_int_equal(wo_layout_init(&k.layout, k.variants, 1, &k.error), WO_OK);
    const wo_road *road = &k.layout.road;
    const size_t bytes = queue_bytes(road, 4000, 2 * WO_HOUR_MS);
    assert_true(bytes > 1000);
    assert_int_equal(queue_bytes(road, 4000, 40 * WO_DAY_MS), bytes);
    assert_true(queue_bytes(road, 100 * 4000, 40 * WO_DAY_MS) <= bytes);
    kept_free(&k);
}

#define MAX_PLACES 64

/* The places that a sink is shown. */
typedef struct places {
    size_t n_variants, n_records, n_trips;
    uint32_t traced; /* replications with trips */
    const void *records[MAX_PLACES], *trips[MAX_PLACES];
} places;

static void note(const void **list, size_t *n, const void *place)
{
    size_t i = 0;
    while (i < *n && list[i] != place) {
        i++;
    }
    if (i == *n && i < MAX_PLACES) {
        list[(*n)++] = place;
    }
}

static wo_status look(void *context, uint32_t replication, const wo_record *const *records, wo_error *error)
{
    places *seen = context;
    for (size_t v = 0; v < seen->n_variants; v++) {
        note(seen->records, &seen->n_records, records[v]);
        if (records[v]->trips != NULL) {
            note(seen->trips, &seen->n_trips, records[v]->trips);
        }
        if ((records[v]->trips != NULL) != (replication < seen->traced)) {
            return wo_error_set(error, WO_ERR_INVARIANT, "trips of replication %u", replication);
        }
    }
    return WO_OK;
}

static places places_of_text(const char *of, uint32_t replications, uint32_t traced, int threads)
{
    kept k;
    places seen = {.n_variants = 3, .traced = traced};
    uint32_t done = 0;
    const wo_sink sink = {.context = &seen, .take = look};
    const wo_run_options options = {.replications = replications, .trips = traced, .threads = threads};
    kept_parse(&k, of);
    assert_int_equal(wo_layout_init(&k.layout, k.variants, 3, &k.error), WO_OK);
    assert_int_equal(wo_ensemble_run(&k.layout, &options, &sink, NULL, &done, &k.error), WO_OK);
    assert_int_equal(done, replications);
    kept_free(&k);
    return seen;
}

static places places_of(uint32_t replications, uint32_t traced, int threads)
{
    return places_of_text(text, replications, traced, threads);
}

/* Records of one replication and of two for each thread that may be ahead: the three variants, which differ in their
 * closings, are one task. Trips of one replication and what runs beside it. */
static void records_do_not_grow_with_replications(void **state)
{
    (void)state;
    for (int threads = 1; threads <= 5; threads += 2) {
        const places few = places_of(20, 10, threads), many = places_of(120, 60, threads);
        assert_int_equal(few.n_records, 3 * (1 + 2 * threads));
        assert_int_equal(many.n_records, few.n_records);
        assert_int_equal(few.n_trips, 3 + threads - 1);
        assert_int_equal(many.n_trips, few.n_trips);
    }
}

/* Where every variant is a task of its own: records of four variants for each thread, in whole replications. */
static void records_of_variants_apart(void **state)
{
    (void)state;
    const places one = places_of_text(apart, 40, 0, 1), five = places_of_text(apart, 40, 0, 5);
    assert_int_equal(one.n_records, 3 * (1 + 2));
    assert_int_equal(five.n_records, 3 * (1 + 7));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_queue_does_not_grow_with_time),
        cmocka_unit_test(records_do_not_grow_with_replications),
        cmocka_unit_test(records_of_variants_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
