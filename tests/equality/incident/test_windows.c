/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything that can go wrong goes wrong on the real engine: the passages are the same for every length of window and
 * order of visits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "unit/incident/helper_world.h"

enum { PARTIES = 1500 };
#define UNTIL (10 * WO_HOUR_MS)

static wo_queue_options options = {.grid_ms = WO_MINUTE_MS, .mean_ms = 15 * WO_MINUTE_MS};

wo_queue *engine_create(const wo_road *road)
{
    wo_error error = {0};
    wo_queue *queue;
    must(wo_queue_create(road, &options, &queue, &error), &error);
    return queue;
}

void engine_reset(wo_queue *queue, const wo_road *road)
{
    wo_error error = {0};
    must(wo_queue_reset(queue, road, &error), &error);
}

void engine_destroy(wo_queue *queue)
{
    wo_queue_destroy(queue);
}

void engine_window(wo_queue *queue, wo_ms now)
{
    (void)queue;
    (void)now;
}

static void everything_goes_wrong(world *w)
{
    static char names[2][8] = {"dry", "snow"};
    wo_incident_spec *spec = &w->scenario.incidents;
    spec->per_million_km = fixed(2000);
    spec->grade = fixed(12);
    spec->cold = fixed(1.3);
    spec->queue_per_s = fixed(0.002 / 3600);
    spec->aside_s = lognormal(426, 0.833);
    spec->blocked_s = lognormal(600, 0.833);
    spec->tows = 1;
    spec->chain_up_s = lognormal(1320, 0.3);
    spec->ice_stop_s = lognormal(588, 0.631);
    spec->dry_tank_s = lognormal(3600, 0.5);
    spec->tank = (wo_distribution){.shape = WO_SHAPE_UNIFORM, .p = {fixed(0.2), fixed(1)}, .low = 0.0, .high = 1.0};
    spec->faceoff_per_m_s = fixed(0.01 / 6000);
    spec->faceoff_below_mps = fixed(5 / 3.6);
    spec->faceoff_after_s = fixed(300);
    spec->faceoff_s = lognormal(600, 0.6);
    spec->faceoff_flow_per_s = fixed(200.0 / 3600);
    spec->n_planned = 1;
    w->planned[0] = (wo_planned){.from = 100000, .to = 20000000, .side = WO_SIDE_OUTBOUND, .leaves = fixed(0.6)};
    w->planned_at[0] = 39;
    w->sections[PASS].meeting_s = fixed(6);
    for (int c = 0; c < HERD; c++) {
        w->classes[c] = (wo_class){.driven = fixed(c == TRAILER ? 0.42 : 0.6),
                                   .chains = fixed(0.5),
                                   .failures = fixed(1 + c),
                                   .blocks = fixed(0.3),
                                   .range_m = fixed(c == CAR ? 0 : 25000)};
    }
    w->scenario.stations = w->stations;
    w->scenario.n_stations = 1;
    w->stations[0] = (wo_station){.side = WO_SIDE_BOTH, .servers = 1, .time_s = lognormal(15, 0.4)};
    w->station_at[0] = 8;
    for (int s = 0; s < 2; s++) {
        w->states[s] = (wo_weather_state){.name = names[s], .friction = fixed(s == 0 ? 0.7 : 0.2), .cold = s == 1};
    }
    w->observations[0] = (wo_observation){.at = WO_HOUR_MS / 4, .state = 1, .zone = -1};
    w->observations[1] = (wo_observation){.at = 8 * WO_HOUR_MS, .state = 0, .zone = -1};
    w->scenario.climate.n_states = 2;
    w->scenario.climate.n_observations = 2;
}

/* Two in three drive out; everybody in the first five hours. */
static void release_all(world *w)
{
    wo_error error = {0};
    for (uint32_t i = 0; i < PARTIES; i++) {
        const bool out = i % 3 != 0;
        const uint32_t hash = wo_hash_index(77, i), class_index = out && i % 97 == 1 ? HERD : hash % 3;
        const wo_incident_trip trip = {.class_index = class_index,
                                       .entity = hash,
                                       .start = out ? 0 : N_PIECES,
                                       .destination = out ? N_PIECES : 0,
                                       .direction = out ? WO_OUTBOUND : WO_INBOUND};
        uint32_t party;
        must(wo_queue_release(w->queue, i * 12000, trip.start, trip.direction, class_index, out ? WO_NONE : 0, &party,
                              &error),
             &error);
        assert_int_equal(world_trip(w, trip), party);
    }
}

static wo_status on_window(void *context, wo_queue *queue, wo_ms now, const wo_event *events, size_t n, wo_error *error)
{
    const world *w = context;
    return wo_incidents_window(w->incidents, queue, now, events, n, error);
}

typedef struct outcome {
    wo_passage *passages;
    size_t n;
    wo_incident_counts counts;
} outcome;

static outcome run(wo_ms dt_ms, bool reverse_order)
{
    wo_error error = {0};
    outcome got;
    const wo_passage *passages;
    options.dt_ms = dt_ms;
    options.reverse_order = reverse_order;
    world *w = world_begin();
    everything_goes_wrong(w);
    world_start(w);
    release_all(w);
    world_window(w, 0, NULL, 0);
    must(wo_queue_run_traced(w->queue, UNTIL, on_window, w, &passages, &got.n, &error), &error);
    must(wo_queue_verify(w->queue, &error), &error);
    got.passages = malloc(got.n * sizeof *got.passages);
    assert_non_null(got.passages);
    memcpy(got.passages, passages, got.n * sizeof *got.passages);
    got.counts = *world_counts(w);
    world_end(w);
    return got;
}

static void same_for_every_window(void **state)
{
    (void)state;
    static const wo_ms windows[] = {0, 11000, 1300};
    const outcome first = run(0, false);
    const wo_incident_counts *c = &first.counts;
    print_message("%zu passages, %lu breakdowns, %lu towed (%lu min), %lu chained, %lu stuck, %lu dry, %lu face-offs\n",
                  first.n, c->breakdowns, c->towed, c->tow_wait_ms / WO_MINUTE_MS, c->chained, c->stuck, c->dry_tanks,
                  c->faceoffs);
    assert_true(c->breakdowns > 20 && c->towed > 5 && c->tow_wait_ms > 0 && c->chained > 5 && c->stuck > 5);
    assert_true(c->dry_tanks > 5 && c->faceoffs > 3 && c->locked_ms > 0);
    for (size_t k = 0; k < 6; k++) {
        const outcome other = run(windows[k / 2], k % 2 == 1);
        assert_int_equal(other.n, first.n);
        assert_memory_equal(other.passages, first.passages, first.n * sizeof *first.passages);
        assert_memory_equal(&other.counts, c, sizeof *c);
        free(other.passages);
    }
    free(first.passages);
}

/* Passages of the exit outbound in [from, to). */
static size_t out_between(const wo_passage *passages, size_t n, wo_ms from, wo_ms to)
{
    size_t out = 0;
    for (size_t i = 0; i < n; i++) {
        out += passages[i].node == N_PIECES && passages[i].direction == WO_OUTBOUND && passages[i].at >= from &&
               passages[i].at < to;
    }
    return out;
}

/* 1,200 pc/h, of which a planned incident leaves a fortieth: 30 cars an hour, from one full minute to another. */
static void planned_incident_leaves_a_part(void **state)
{
    (void)state;
    wo_error error = {0};
    const wo_passage *passages;
    size_t n;
    uint32_t party;
    options.dt_ms = 0;
    world *w = world_begin();
    w->scenario.incidents.n_planned = 1;
    w->planned_at[0] = N_PIECES;
    w->planned[0] =
        (wo_planned){.from = 2 * WO_HOUR_MS, .to = 5 * WO_HOUR_MS, .side = WO_SIDE_OUTBOUND, .leaves = fixed(1.0 / 40)};
    world_start(w);
    for (uint32_t i = 0; i < 1500; i++) {
        must(wo_queue_release(w->queue, i * 10000, 0, WO_OUTBOUND, CAR, WO_NONE, &party, &error), &error);
    }
    must(wo_queue_run_traced(w->queue, UNTIL, on_window, w, &passages, &n, &error), &error);
    const wo_ms again = 5 * WO_HOUR_MS + 10 * WO_MINUTE_MS; /* the queue has closed up to the exit */
    near("before", (double)out_between(passages, n, WO_HOUR_MS, 2 * WO_HOUR_MS), 360, 1);
    near("meanwhile", (double)out_between(passages, n, 2 * WO_HOUR_MS, 5 * WO_HOUR_MS), 90, 1);
    near("after", (double)out_between(passages, n, again, again + WO_HOUR_MS / 6), 200, 1);
    world_end(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(same_for_every_window),
                                       cmocka_unit_test(planned_incident_leaves_a_part)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
