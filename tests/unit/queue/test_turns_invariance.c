/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One-lane stretches, convoys and desk hours on traffic of both directions: one result for every step, order of visits,
 * cut of runs and tracing; and never both directions in one lane. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "helper_site.h"

#define PARTIES 900
#define UNTIL   (2 * WO_HOUR_MS)

static uint32_t next_random(uint64_t *state, uint32_t below)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)((*state >> 33) % below);
}

static void must(wo_status status)
{
    assert_int_equal(status, WO_OK);
}

static wo_ms service(const void *context, uint32_t class_index, uint32_t party)
{
    (void)context;
    return 1000 * (1 + class_index) + party * 7919 % 12000;
}

/* Two one-lane stretches in a row on the trunk of a Y, another on a branch; fills in their outbound segments. */
static void add_lanes(road_site *site, uint64_t *random, uint32_t lanes[3])
{
    lanes[0] = site->road.spec_node[0] + 1;
    lanes[1] = site->road.spec_node[2] + 1;
    lanes[2] = site->road.spec_node[2] + 3;
    for (int i = 0; i < 3; i++) {
        const wo_ms green = 5000 + next_random(random, 120000), gap = 1 + next_random(random, 12000);
        must(wo_queue_one_lane(site->queue, lanes[i], green, gap,
                               site->road.limit_all_ms + next_random(random, 2) * 9000, NULL));
    }
}

/* What else there is: gates before, in and behind, and a desk. */
static void add_gates(road_site *site, uint64_t *random, const uint32_t lanes[3])
{
    wo_queue *q = site->queue;
    const uint32_t exit = site->road.n_out, gate = site->road.spec_node[3], desk = site->road.spec_node[2];
    const wo_ms from = 1000 * next_random(random, 3600);
    must(wo_queue_close(q, lanes[1], WO_OUTBOUND, from, from + 200000, NULL));
    must(wo_queue_close(q, lanes[0] + 1, WO_INBOUND, from + 900000, from + 1100000, NULL));
    must(wo_queue_limit(q, lanes[2] + 1, WO_INBOUND, 3000, NULL));
    must(wo_queue_drop(q, lanes[2] + 1, WO_INBOUND, 8000, 3, NULL));
    must(wo_queue_station(q, lanes[1], WO_OUTBOUND, NULL));
    must(wo_queue_convoy(q, gate, WO_OUTBOUND, next_random(random, 600000), 240000, 90000, 10 + next_random(random, 30),
                         NULL));
    must(wo_queue_convoy(q, exit, WO_INBOUND, 0, 50000, 1 + next_random(random, 50000), 2 + next_random(random, 9),
                         NULL));
    must(wo_queue_convoy(q, desk, WO_INBOUND, 0, 90000, 45000, 20, NULL));
    must(wo_queue_checkpoint(q, desk, WO_OUTBOUND, 2 + next_random(random, 2), service, NULL, NULL));
    must(wo_queue_shut(q, desk, WO_OUTBOUND, from, from + 400000, NULL));
    must(wo_queue_shut(q, desk, WO_OUTBOUND, from + 300000, from + 500000, NULL));
}

static void send_random(road_site *site, uint64_t *random)
{
    const uint32_t ends[] = {site->road.spec_node[0], site->road.spec_node[1], site->road.spec_node[3]};
    const uint32_t exit = site->road.n_out;
    for (uint32_t i = 0; i < PARTIES; i++) {
        const uint32_t draw = next_random(random, 100), end = ends[next_random(random, 3)];
        const uint32_t c = draw < 80 ? CAR : draw < 88 ? SLOW : draw < 89 ? HERD : TRUCK;
        const wo_ms at = next_random(random, 3600000);
        if (next_random(random, 2) == 0) {
            (void)site_send(site, at, end, c);
        } else {
            (void)site_send_to(site, at, exit, WO_INBOUND, c, end);
        }
    }
}

static void open_random(road_site *site, uint64_t seed, wo_ms dt, bool reverse, uint32_t lanes[3])
{
    uint64_t random = seed;
    const wo_ms grid = seed % 3 == 0 ? 0 : 60000;
    site_begin(site);
    site_stretch(site, 0, 2, 600, 3);
    site_stretch(site, 1, 2, 520, 2)->priority = 2.5;
    site_stretch(site, 2, 3, 1200, 5)->two_way_per_s = 0.6;
    site_stretch(site, 3, 4, 700, 3);
    for (uint32_t c = SLOW; c < N_CLASSES; c++) {
        const double rates[] = {0, 0.02, 0.1, -1};
        site_overtaken(site, c, rates[next_random(&random, 4)]);
    }
    site->options = (wo_queue_options){.dt_ms = dt, .grid_ms = grid, .mean_ms = 5 * grid, .reverse_order = reverse};
    site_open(site, 4);
    add_lanes(site, &random, lanes);
    add_gates(site, &random, lanes);
    send_random(site, &random);
}

/* FNV-1a over all passages. */
static uint64_t hash_of(const road_site *site)
{
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < site->n_passages; i++) {
        const wo_passage p = site->passages[i];
        const uint32_t word[4] = {p.at, p.party, p.node, p.direction};
        for (int k = 0; k < 16; k++) {
            hash = (hash ^ (word[k / 4] >> (8 * (k % 4)) & 0xff)) * 1099511628211u;
        }
    }
    return hash;
}

/* Never both directions in one lane. Returns how often it changed hands. */
static uint32_t check_turns(const road_site *site, uint32_t segment)
{
    const uint32_t ends[2] = {segment, site->road.down[segment]};
    uint32_t inside[2] = {0, 0}, changes = 0, holder = 0;
    for (size_t i = 0; i < site->n_passages; i++) {
        const wo_passage p = site->passages[i];
        if (p.node == ends[p.direction]) {
            inside[p.direction]++;
            assert_int_equal(inside[1 - p.direction], 0);
            changes += holder != p.direction;
            holder = p.direction;
        } else if (p.node == ends[1 - p.direction]) {
            inside[p.direction]--;
        }
    }
    return changes;
}

static uint64_t run_random(uint64_t seed, wo_ms dt, bool reverse, uint32_t *changes)
{
    road_site site;
    uint32_t lanes[3];
    open_random(&site, seed, dt, reverse, lanes);
    site_run(&site, UNTIL);
    for (int i = 0; i < 3; i++) {
        *changes += check_turns(&site, lanes[i]);
    }
    const uint64_t hash = hash_of(&site);
    assert_true(site.n_passages > 3000);
    site_close(&site);
    return hash;
}

static void steps_and_orders_agree(void **state)
{
    (void)state;
    uint32_t changes = 0;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        const uint64_t base = run_random(seed, 0, false, &changes);
        const wo_ms steps[] = {0, 5000, 4999, 2000, 997, 250};
        for (uint32_t i = 0; i < 6; i++) {
            if (run_random(seed, steps[i], i % 2 == 0, &changes) != base) {
                fail_msg("seed %u: a step of %u ms tells another story", (uint32_t)seed, steps[i]);
            }
        }
    }
    assert_true(changes > 7 * 12 * 3 * 10); /* the sample holds what it is for */
}

/* Cut into pieces and untraced, the same end; and everybody gets out. */
static void cuts_and_traces_agree(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        road_site traced, cut;
        uint32_t lanes[3];
        open_random(&traced, seed, 0, false, lanes);
        site_run(&traced, 24 * WO_HOUR_MS);
        open_random(&cut, seed, 0, false, lanes);
        for (wo_ms until = 0; until <= 24 * WO_HOUR_MS; until += 240000) {
            must(wo_queue_run(cut.queue, until, NULL, NULL, NULL));
            must(wo_queue_verify(cut.queue, NULL));
        }
        assert_int_equal(wo_queue_moves(cut.queue), traced.n_passages);
        for (uint32_t s = 0; s < traced.road.n_segments; s++) {
            const wo_segment_state a = site_segment(&traced, s), b = site_segment(&cut, s);
            assert_int_equal(a.left, a.entered);
            assert_true(a.left == b.left && a.left_ms == b.left_ms && a.entered_ms == b.entered_ms);
            assert_true(a.blocked_ms == b.blocked_ms && a.passes == b.passes);
        }
        site_close(&traced);
        site_close(&cut);
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
