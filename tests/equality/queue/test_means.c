/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The means of the opposing flows, many at a time: every set of instructions gives what docs/engine.md says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "../../../sim/queue/means.h"
#include "helper_dice.h"

#define MAX_ROWS 3
#define N_TRIALS 20000

typedef bool (*means_fn)(wo_opposing *rows, size_t n, wo_drift drift);

static bool plain(wo_opposing *rows, size_t n, wo_drift drift)
{
    return wo_means_after(rows, n, drift);
}

#ifdef __x86_64__
__attribute__((target("avx2"))) static bool with_avx2(wo_opposing *rows, size_t n, wo_drift drift)
{
    return wo_means_after(rows, n, drift);
}

__attribute__((target("avx512f,avx512bw,avx512cd,avx512dq,avx512vl"))) static bool with_avx512(wo_opposing *rows,
                                                                                               size_t n, wo_drift drift)
{
    return wo_means_after(rows, n, drift);
}
#endif

/* mean + rdiv((x - mean) * grid, time constant), rounded half away from zero; a flow and a mean fit in 32 bits. */
static int64_t twin_mean(int64_t mean, int64_t x, int64_t grid, int64_t constant)
{
    const int64_t top = (x - mean) * grid;
    const int64_t size = top < 0 ? -top : top;
    const int64_t change = size / constant + (size % constant >= constant - size % constant ? 1 : 0);
    return top < 0 ? mean - change : mean + change;
}

static bool twin_row(wo_opposing *row, int64_t memory)
{
    bool gone = false;
    for (int i = 0; i < WO_ROW; i++) {
        row->vehicles[i] = (uint32_t)twin_mean(row->vehicles[i], row->seen_vehicles[i], 1, memory);
        row->pcu[i] = (uint32_t)twin_mean(row->pcu[i], row->seen_pcu[i], 1, memory);
        row->seen_vehicles[i] = row->seen_pcu[i] = 0;
        gone = gone || row->pcu[i] < row->pcu_from[i] || row->pcu[i] > row->pcu_last[i];
    }
    return gone;
}

/* As wo_queue makes it of a time constant: ceil(2^(32 + shift) / (2 memory)), 2^(shift + 1) >= 2 memory. */
static wo_drift drift_of(uint32_t memory)
{
    uint32_t shift = 0;
    while (UINT64_C(1) << shift < memory) {
        shift++;
    }
    const uint64_t by = 2 * (uint64_t)memory;
    return (wo_drift){
        .memory = memory, .times = (uint32_t)(((UINT64_C(1) << (32 + shift)) + by - 1) / by), .shift = shift};
}

/* 0, small, anything, or at the upper limit. */
static uint32_t any_flow(dice *d)
{
    const uint32_t kind = pick(d, 5);
    return kind == 0 ? 0 : kind == 1 ? pick(d, 200) : kind == 2 ? WO_NARROW - 1 - pick(d, 200) : pick(d, WO_NARROW);
}

static uint32_t any_memory(dice *d)
{
    const uint32_t kind = pick(d, 4);
    return kind == 0   ? 1 + pick(d, 100)
           : kind == 1 ? 1u << pick(d, 30)
           : kind == 2 ? 2 * WO_NARROW - 1 - pick(d, 9)
                       : 1 + pick(d, 2 * WO_NARROW - 1);
}

static void any_row(dice *d, wo_opposing *row)
{
    const bool bound = chance(d, 0.5);
    for (int i = 0; i < WO_ROW; i++) {
        row->vehicles[i] = any_flow(d);
        row->pcu[i] = any_flow(d);
        row->seen_vehicles[i] = any_flow(d);
        row->seen_pcu[i] = any_flow(d);
        row->pcu_from[i] = bound && chance(d, 0.1) ? row->pcu[i] / 1000 * 1000 : 0;
        row->pcu_last[i] = row->pcu_from[i] == 0 ? WO_NARROW - 1 : row->pcu_from[i] + 999;
        if (chance(d, 0.01)) { /* so that the last of a range decides alone */
            row->pcu[i] = row->seen_pcu[i];
            row->pcu_from[i] = 0;
            row->pcu_last[i] = row->pcu[i] - (row->pcu[i] > 0 && chance(d, 0.5));
        }
    }
}

static void expect_as_twin(means_fn means, const char *what)
{
    dice d = {.draw = {.seed = 7}};
    uint32_t n_gone = 0;
    for (int trial = 0; trial < N_TRIALS; trial++) {
        wo_opposing rows[MAX_ROWS], twins[MAX_ROWS];
        const uint32_t n = 1 + pick(&d, MAX_ROWS), memory = any_memory(&d);
        bool gone = false;
        for (uint32_t r = 0; r < MAX_ROWS; r++) {
            any_row(&d, &rows[r]);
        }
        memcpy(twins, rows, sizeof twins);
        for (uint32_t r = 0; r < n; r++) {
            gone = twin_row(&twins[r], memory) || gone;
        }
        n_gone += gone;
        if (means(rows, n, drift_of(memory)) != gone || memcmp(rows, twins, sizeof rows) != 0) {
            fail_msg("%s, trial %d: %u rows with a memory of %u differ", what, trial, n, memory);
        }
    }
    assert_in_range(n_gone, N_TRIALS / 10, N_TRIALS - N_TRIALS / 10);
    printf("%s: %d trials, %u times a range is left\n", what, N_TRIALS, n_gone);
}

static void every_set_of_instructions_gives_the_same(void **state)
{
    (void)state;
    expect_as_twin(plain, "plain");
    expect_as_twin(wo_means_update, "as the engine runs it");
#ifdef __x86_64__
    __builtin_cpu_init();
    if (__builtin_cpu_supports("avx2")) {
        expect_as_twin(with_avx2, "AVX2");
    }
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512cd") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")) {
        expect_as_twin(with_avx512, "AVX-512");
    }
#endif
}

/* By hand: memory 60, changes of gap / 60. */
static void halves_are_rounded_away_from_zero(void **state)
{
    (void)state;
    static const uint32_t means[] = {1000, 1000, 1000, 1000, 29, 30, 0, 89, 90, WO_NARROW - 1, 0};
    static const uint32_t seen[] = {1029, 1030, 971, 970, 0, 0, 30, 0, 0, 0, WO_NARROW - 1};
    static const uint32_t after[] = {1000, 1001, 1000, 999, 29, 29, 1, 88, 88, 527923062, 8947849};
    wo_opposing row;
    memset(&row, 0, sizeof row);
    for (size_t i = 0; i < sizeof means / sizeof means[0]; i++) {
        row.vehicles[i] = row.pcu[i] = means[i];
        row.seen_vehicles[i] = row.seen_pcu[i] = seen[i];
        row.pcu_last[i] = WO_NARROW - 1;
    }
    assert_false(wo_means_update(&row, 1, drift_of(60)));
    for (size_t i = 0; i < sizeof means / sizeof means[0]; i++) {
        assert_int_equal(row.vehicles[i], after[i]);
        assert_int_equal(row.pcu[i], after[i]);
    }
}

/* A mean that nobody feeds falls until a step rounds to nothing: below half of the memory, never below zero. */
static void means_fade_and_never_fall_below_zero(void **state)
{
    static const uint32_t memories[] = {1, 2, 3, 60, 61, 1000};
    (void)state;
    for (size_t k = 0; k < sizeof memories / sizeof memories[0]; k++) {
        const uint32_t memory = memories[k];
        wo_opposing row;
        memset(&row, 0, sizeof row);
        for (uint32_t i = 0; i < WO_ROW; i++) {
            row.vehicles[i] = row.pcu[i] = (WO_NARROW - 1) >> 2 * i;
            row.pcu_last[i] = WO_NARROW - 1;
        }
        for (uint32_t step = 0; step < 40 * memory; step++) {
            const wo_opposing before = row;
            assert_false(wo_means_update(&row, 1, drift_of(memory)));
            for (int i = 0; i < WO_ROW; i++) {
                assert_true(row.vehicles[i] <= before.vehicles[i] && row.pcu[i] == row.vehicles[i]);
            }
        }
        for (int i = 0; i < WO_ROW; i++) {
            assert_true(2 * row.vehicles[i] < memory);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_set_of_instructions_gives_the_same),
        cmocka_unit_test(halves_are_rounded_away_from_zero),
        cmocka_unit_test(means_fade_and_never_fall_below_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
