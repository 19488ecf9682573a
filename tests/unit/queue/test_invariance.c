/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Passing times do not depend on the step, on the order of visits, on where runs are cut, or on tracing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "helper_site.h"

#define PARTIES 900
#define UNTIL   WO_HOUR_MS
/* bytes of a wo_segment_state without what the compiler pads it with */
#define SHOWN (offsetof(wo_segment_state, capacity_ms) + sizeof(uint32_t))

static uint32_t next_random(uint64_t *state, uint32_t below)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)((*state >> 33) % below);
}

/* Y with a long trunk; lanes, capacities, passing rates and gates drawn. */
static void open_random(road_site *site, uint64_t seed, wo_ms dt, wo_ms grid, bool reverse)
{
    uint64_t random = seed;
    site_begin(site);
    site_stretch(site, 0, 2, 600, 3);
    site_stretch(site, 1, 2, 520, 2)->priority = 2.5;
    site_stretch(site, 2, 3, 900, 4);
    site_stretch(site, 3, 4, 300, 1)->lanes = 1 + next_random(&random, 2);
    site_stretch(site, 4, 5, 700, 3);
    for (uint32_t c = SLOW; c < N_CLASSES; c++) {
        const double rates[] = {0, 0.02, 0.1, -1};
        site_overtaken(site, c, rates[next_random(&random, 4)]);
    }
    site->stretches[next_random(&random, 5)].capacity_per_s[0] = 0.25;
    site->stretches[next_random(&random, 5)].two_way_per_s = 0.6;
    site->options = (wo_queue_options){.dt_ms = dt, .grid_ms = grid, .mean_ms = 5 * grid, .reverse_order = reverse};
    site_open(site, 5);
    for (uint32_t i = 0; i < 4; i++) {
        wo_error error = {0};
        const uint32_t node = next_random(&random, site->road.n_nodes);
        const wo_direction direction = next_random(&random, 2) ? WO_INBOUND : WO_OUTBOUND;
        const wo_ms from = next_random(&random, 2000000), to = from + 1 + next_random(&random, 600000);
        assert_int_equal(wo_queue_close(site->queue, node, direction, from, to, &error), WO_OK);
        assert_int_equal(wo_queue_limit(site->queue, next_random(&random, site->road.n_nodes), direction,
                                        next_random(&random, 5000), &error),
                         WO_OK);
    }
}

static uint32_t some_class(uint64_t *random)
{
    const uint32_t draw = next_random(random, 100);
    return draw < 75 ? CAR : draw < 83 ? SLOW : draw < 85 ? HERD : TRUCK;
}

static bool lies_below(const wo_road *road, uint32_t below, uint32_t node)
{
    return road->tour[below] <= road->tour[node] && road->tour[node] < road->tour_end[below];
}

static void send_random(road_site *site, uint64_t seed)
{
    uint64_t random = seed ^ 77;
    const wo_road *road = &site->road;
    for (uint32_t i = 0; i < PARTIES; i++) {
        const uint32_t a = next_random(&random, road->n_nodes), b = next_random(&random, road->n_nodes);
        const uint32_t way = next_random(&random, 4), c = some_class(&random);
        const wo_ms at = next_random(&random, 2400000);
        if (way == 0 && lies_below(road, a, b)) {
            site_send_to(site, at, a, WO_INBOUND, c, b);
        } else if (way == 1 && lies_below(road, b, a)) {
            site_send_to(site, at, a, WO_OUTBOUND, c, b);
        } else if (way == 2) {
            site_send_to(site, at, road->n_out, WO_INBOUND, c, a);
        } else {
            site_send(site, at, next_random(&random, 2) ? a : 0, c);
        }
    }
}

typedef struct end_state {
    wo_passage *passages;
    size_t n_passages;
    wo_segment_state segments[64];
    uint32_t n_segments;
} end_state;

static end_state run_random(uint64_t seed, wo_ms dt, wo_ms grid, bool reverse)
{
    road_site site;
    end_state outcome = {0};
    open_random(&site, seed, dt, grid, reverse);
    send_random(&site, seed);
    site_run(&site, UNTIL);
    outcome.n_passages = site.n_passages;
    outcome.passages = malloc(site.n_passages * sizeof *site.passages);
    assert_non_null(outcome.passages);
    memcpy(outcome.passages, site.passages, site.n_passages * sizeof *site.passages);
    outcome.n_segments = site.road.n_segments;
    for (uint32_t s = 0; s < site.road.n_segments; s++) {
        outcome.segments[s] = site_segment(&site, s);
    }
    site_close(&site);
    return outcome;
}

static void assert_same(const end_state *left, const end_state *right)
{
    assert_int_equal(left->n_passages, right->n_passages);
    for (size_t i = 0; i < left->n_passages; i++) {
        if (memcmp(&left->passages[i], &right->passages[i], sizeof *left->passages) != 0) {
            print_error("passage %zu: party %u at node %u, %u or %u ms\n", i, left->passages[i].party,
                        left->passages[i].node, left->passages[i].at, right->passages[i].at);
        }
        assert_memory_equal(&left->passages[i], &right->passages[i], sizeof *left->passages);
    }
    for (uint32_t s = 0; s < left->n_segments; s++) {
        assert_memory_equal(&left->segments[s], &right->segments[s], SHOWN);
    }
}

static void steps_and_orders_agree(void **state)
{
    (void)state;
    uint64_t passes = 0;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        const wo_ms grid = seed % 3 == 0 ? 0 : 60000;
        const end_state base = run_random(seed, 0, grid, false);
        const wo_ms steps[] = {0, 5000, 4999, 2000, 1000, 997};
        for (uint32_t i = 0; i < 6; i++) {
            const end_state other = run_random(seed, steps[i], grid, i % 2 == 0);
            assert_same(&base, &other);
            free(other.passages);
        }
        for (uint32_t s = 0; s < base.n_segments; s++) {
            passes += base.segments[s].passes;
        }
        assert_true(base.n_passages > 2000);
        free(base.passages);
    }
    assert_true(passes > 500); /* the sample holds what it is for */
}

/* Cut into pieces and untraced, the same end. */
static void cuts_and_traces_agree(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        const end_state base = run_random(seed, 0, 60000, false);
        road_site site;
        wo_error error = {0};
        open_random(&site, seed, 0, 60000, false);
        send_random(&site, seed);
        for (wo_ms until = 0; until < UNTIL; until += 60000 * (1 + until / 60000 % 3)) {
            assert_int_equal(wo_queue_run(site.queue, until, NULL, NULL, &error), WO_OK);
            assert_int_equal(wo_queue_verify(site.queue, &error), WO_OK);
        }
        assert_int_equal(wo_queue_run(site.queue, UNTIL, NULL, NULL, &error), WO_OK);
        for (uint32_t s = 0; s < site.road.n_segments; s++) {
            const wo_segment_state segment = site_segment(&site, s);
            assert_memory_equal(&segment, &base.segments[s], SHOWN);
        }
        assert_int_equal(wo_queue_moves(site.queue), base.n_passages);
        site_close(&site);
        free(base.passages);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_and_orders_agree),
        cmocka_unit_test(cuts_and_traces_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
