/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The engine and its slow plain twin agree to the byte on random small roads, and the engine agrees with itself for
 * every length of the window and order of the boundaries. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "helper_run.h"

#define N_PLANS   400
#define N_MIXED   600
#define N_COLUMNS 300
/* Then these, which once told engine and twin, or two windows, apart, or broke an invariant. */
static const uint32_t more_seeds[] = {2558, 3195, 15240};
#define N_MORE (sizeof more_seeds / sizeof more_seeds[0])
#define N_ALL  (N_PLANS + N_MIXED + N_COLUMNS + N_MORE)

#define N_COUNTS (sizeof(queue_twin_counts) / sizeof(uint64_t))

/* Adds `c` to `sum`, and 1 to `roads` wherever it is not 0. */
static void add_counts(queue_twin_counts *sum, queue_twin_counts *roads, queue_twin_counts c)
{
    uint64_t all[N_COUNTS], some[N_COUNTS], more[N_COUNTS];
    memcpy(all, sum, sizeof all);
    memcpy(some, roads, sizeof some);
    memcpy(more, &c, sizeof more);
    for (size_t i = 0; i < N_COUNTS; i++) {
        all[i] += more[i];
        some[i] += more[i] > 0;
    }
    memcpy(sum, all, sizeof all);
    memcpy(roads, some, sizeof some);
}

static wo_ms shorter(wo_ms limit, wo_ms dt)
{
    return dt < 1 ? 1 : dt < limit ? dt : limit;
}

static uint32_t seed_of(uint32_t i)
{
    const uint32_t firsts[] = {1, PLAN_MIXED, PLAN_COLUMNS}, counts[] = {N_PLANS, N_MIXED, N_COLUMNS};
    for (size_t kind = 0; kind < sizeof counts / sizeof counts[0]; kind++) {
        if (i < counts[kind]) {
            return firsts[kind] + i;
        }
        i -= counts[kind];
    }
    return more_seeds[i];
}

/* The sample holds what it claims to hold. */
static void expect_a_sample(queue_twin_counts c, queue_twin_counts roads)
{
    printf("moves %ju, passes %ju, no passes %ju, by hole %ju, by gate %ju, marked %ju, contests %ju, lost %ju, "
           "followed %ju, kept %ju, chain off %ju, passed by %ju, sinks %ju, own %ju, two offers %ju, "
           "starts %ju, waited %ju, blocked after %ju, overtaking %ju, passing starts %ju, dropped %ju\n",
           (uintmax_t)c.moves, (uintmax_t)c.passes, (uintmax_t)c.refused_passes, (uintmax_t)c.by_hole,
           (uintmax_t)c.by_gate, (uintmax_t)c.marked_holes, (uintmax_t)c.contests, (uintmax_t)c.lost_first,
           (uintmax_t)c.followed, (uintmax_t)c.kept, (uintmax_t)c.chain_off, (uintmax_t)c.passed_by, (uintmax_t)c.sinks,
           (uintmax_t)c.own, (uintmax_t)c.two_offers, (uintmax_t)c.starts, (uintmax_t)c.waited,
           (uintmax_t)c.blocked_after, (uintmax_t)c.overtaking, (uintmax_t)c.passing_starts, (uintmax_t)c.dropped);
    assert_true(c.moves > 100000 && c.passes > 1000 && c.refused_passes > 1000 && c.by_hole > 1000);
    assert_true(c.by_gate > 100 && c.marked_holes > 50 && c.contests > 1000 && c.lost_first > 100);
    assert_true(c.followed > 1000 && c.kept > 1000 && c.chain_off > 20 && c.passed_by > 100);
    assert_true(c.starts > 1000 && c.waited > 500 && c.blocked_after > 100 && c.overtaking > 50);
    assert_true(c.passing_starts > 10 && c.dropped > 1000);
    assert_true(c.sinks > 1000 && c.own > 100 && c.two_offers > 100);
    printf("roads with: retimed %ju, slow holes %ju, stops %ju, aside %ju, holds %ju, stops passed %ju, herds passed "
           "%ju, throttled %ju, quota %ju, shut %ju, turns %ju, kept clear %ju, turns ended %ju\n",
           (uintmax_t)roads.retimed, (uintmax_t)roads.slow_holes, (uintmax_t)roads.stops, (uintmax_t)roads.aside,
           (uintmax_t)roads.holds, (uintmax_t)roads.passed_stops, (uintmax_t)roads.herds_passed,
           (uintmax_t)roads.throttled, (uintmax_t)roads.quota, (uintmax_t)roads.shut, (uintmax_t)roads.turns,
           (uintmax_t)roads.kept_clear, (uintmax_t)roads.ended);
    assert_true(roads.retimed > 100 && roads.slow_holes > 20 && roads.stops > 100 && roads.aside > 100);
    assert_true(roads.holds > 100 && roads.passed_stops > 100 && roads.herds_passed > 5 && roads.throttled > 50);
    assert_true(roads.quota > 50 && roads.shut > 10 && roads.turns > 100 && roads.kept_clear > 20);
    assert_true(roads.ended > 100);
}

static void test_engine_and_twin(void **state)
{
    queue_twin_counts sum = {0}, roads = {0};
    (void)state;
    for (uint32_t i = 0; i < N_ALL; i++) {
        const uint32_t seed = seed_of(i);
        plan p;
        outcome engine, twin;
        plan_make(&p, seed);
        const wo_ms dt = seed % 4 == 0 ? shorter(p.road.limit_all_ms, 3000) : 0;
        run_engine(&p, dt, false, true, NULL, &engine);
        add_counts(&sum, &roads, run_twin(&p, dt, false, &twin));
        expect_same("engine against twin", &p, &engine, &twin);
        outcome_free(&engine);
        outcome_free(&twin);
        plan_free(&p);
    }
    expect_a_sample(sum, roads);
}

/* By the plain kernel, in a queue that has run half of a plan before: another one if that runs on the same grid. */
static void expect_same_after_reset(const plan *p, const outcome *first)
{
    plan other;
    outcome plain;
    plan_make(&other, p->seed + N_ALL);
    const bool alike = other.options.grid_ms == p->options.grid_ms && other.options.mean_ms == p->options.mean_ms;
    run_engine(p, 0, false, false, alike ? &other : p, &plain);
    expect_same("plain kernel after a reset", p, first, &plain);
    outcome_free(&plain);
    plan_free(&other);
}

static void test_windows_and_order(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < N_ALL; i++) {
        const uint32_t seed = seed_of(i);
        plan p;
        plan_make(&p, seed);
        const wo_ms limit = p.road.limit_all_ms;
        const wo_ms dts[] = {0, limit, shorter(limit, limit / 2), shorter(limit, limit / 5), shorter(limit, 1000)};
        outcome first;
        run_engine(&p, 0, false, true, NULL, &first);
        for (size_t k = 0; k < 2 * sizeof dts / sizeof dts[0]; k++) {
            char what[64];
            outcome other;
            (void)snprintf(what, sizeof what, "dt %u ms%s", dts[k / 2], k % 2 == 1 ? ", reverse" : "");
            run_engine(&p, dts[k / 2], k % 2 == 1, true, NULL, &other);
            expect_same(what, &p, &first, &other);
            outcome_free(&other);
        }
        expect_same_after_reset(&p, &first);
        outcome_free(&first);
        plan_free(&p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_engine_and_twin),
        cmocka_unit_test(test_windows_and_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
