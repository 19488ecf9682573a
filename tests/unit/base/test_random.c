/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>

#include "wayout/random.h"

#define N_DRAWS 100000

static void expect_words(double u, uint32_t high, uint32_t low)
{
    const uint64_t cell = (((uint64_t)high << 32) | low) >> 12;
    assert_true(u == ((double)cell + 0.5) * 0x1p-52);
}

/** Known answers that come with Random123 for Philox4x32-10. */
static void philox_known_answers(void **state)
{
    (void)state;
    const wo_draw zeros = {.seed = (uint64_t)WO_PURPOSE_HERD << 32}; /* makes the key 0 */
    expect_words(wo_random_uniform(&zeros, WO_PURPOSE_HERD, 0, 0, 0), 0x6627e8d5u, 0xe169c58du);
    const wo_draw ones = {.seed = ~((uint64_t)WO_PURPOSE_VALUE << 32), .replication = UINT32_MAX};
    expect_words(wo_random_uniform(&ones, WO_PURPOSE_VALUE, UINT32_MAX, UINT32_MAX, UINT32_MAX), 0x408f276du,
                 0x41c83b0eu);
    const wo_draw pi = {.seed = 0x299f31d0a4093822u ^ ((uint64_t)WO_PURPOSE_COMPLY << 32), .replication = 0x03707344u};
    expect_words(wo_random_uniform(&pi, WO_PURPOSE_COMPLY, 0x13198a2eu, 0x85a308d3u, 0x243f6a88u), 0xd16cfe09u,
                 0x94fdccebu);
}

static void gsl_sees_the_same_words(void **state)
{
    (void)state;
    gsl_rng *rng = gsl_rng_alloc(wo_rng_philox);
    assert_non_null(rng);
    gsl_rng_set(rng, 0);
    static const uint32_t zeros[] = {0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u};
    for (int i = 0; i < 4; i++) {
        assert_int_equal(gsl_rng_get(rng), zeros[i]);
    }
    /* second block: counter {1, 0, 0, 0} */
    const wo_draw draw = {.seed = (uint64_t)WO_PURPOSE_VALUE << 32};
    const uint32_t high = (uint32_t)gsl_rng_get(rng);
    const uint32_t low = (uint32_t)gsl_rng_get(rng);
    expect_words(wo_random_uniform(&draw, WO_PURPOSE_VALUE, 0, 0, 1), high, low);
    gsl_rng_free(rng);
}

static void a_seeded_stream_repeats(void **state)
{
    (void)state;
    gsl_rng *a = gsl_rng_alloc(wo_rng_philox);
    gsl_rng *b = gsl_rng_alloc(wo_rng_philox);
    gsl_rng_set(a, 0x123456789abcdefu);
    gsl_rng_set(b, 0x123456789abcdefu);
    for (int i = 0; i < 1000; i++) {
        assert_true(gsl_ran_gamma(a, 2.5, 1.0) == gsl_ran_gamma(b, 2.5, 1.0));
    }
    gsl_rng_set(b, 0x023456789abcdefu); /* differs in the upper half only */
    assert_true(gsl_rng_uniform(a) != gsl_rng_uniform(b));
    gsl_rng_free(a);
    gsl_rng_free(b);
}

static int compare_doubles(const void *a, const void *b)
{
    const double x = *(const double *)a;
    const double y = *(const double *)b;
    return (x > y) - (x < y);
}

/** Kolmogorov and Smirnov: sqrt(N) D of uniform numbers exceeds 1.63 in one of a hundred samples. */
static double kolmogorov(double *sample, size_t n)
{
    qsort(sample, n, sizeof *sample, compare_doubles);
    double d = 0.0;
    for (size_t i = 0; i < n; i++) {
        d = fmax(d, fmax(sample[i] - (double)i / (double)n, (double)(i + 1) / (double)n - sample[i]));
    }
    return sqrt((double)n) * d;
}

static void every_argument_gives_uniform_numbers(void **state)
{
    (void)state;
    double *sample = malloc(N_DRAWS * sizeof *sample);
    assert_non_null(sample);
    for (int varied = 0; varied < 6; varied++) {
        for (uint32_t i = 0; i < N_DRAWS; i++) {
            const wo_draw draw = {.seed = varied == 0 ? i : 1, .replication = varied == 1 ? i : 0};
            const wo_purpose purpose = varied == 2 ? (wo_purpose)(i % 512) : WO_PURPOSE_VALUE;
            const uint32_t entity = varied == 3 ? i : varied == 2 ? i / 512 : 5;
            sample[i] = wo_random_uniform(&draw, purpose, entity, varied == 4 ? i : 0, varied == 5 ? i : 0);
            assert_true(sample[i] > 0.0 && sample[i] < 1.0);
        }
        const double d = kolmogorov(sample, N_DRAWS);
        if (d > 1.63) {
            fail_msg("argument %d: sqrt(N) D = %g", varied, d);
        }
    }
    free(sample);
}

/** Chi square of pairs in 16 x 16 cells: 255 degrees of freedom, 99 % below 310. */
static double chi_square(const uint32_t cells[256], double expected)
{
    double sum = 0.0;
    for (int i = 0; i < 256; i++) {
        const double off = cells[i] - expected;
        sum += off * off / expected;
    }
    return sum;
}

static void neighbours_are_independent(void **state)
{
    (void)state;
    for (int neighbour = 0; neighbour < 4; neighbour++) {
        uint32_t cells[256] = {0};
        for (uint32_t i = 0; i < N_DRAWS; i++) {
            const wo_draw a = {.seed = 1, .replication = i};
            const wo_draw b = {.seed = 1, .replication = i + (neighbour == 0)};
            const double u = wo_random_uniform(&a, WO_PURPOSE_LOADING, 9, 3, 2);
            const double v = wo_random_uniform(&b, neighbour == 1 ? WO_PURPOSE_UNLOADING : WO_PURPOSE_LOADING,
                                               9 + (neighbour == 2), 3, 2 + (neighbour == 3));
            cells[16 * (int)(16.0 * u) + (int)(16.0 * v)]++;
        }
        const double x = chi_square(cells, N_DRAWS / 256.0);
        if (x > 310.0) {
            fail_msg("neighbour %d: chi square %g", neighbour, x);
        }
    }
}

static void text_hash_is_fnv_1a(void **state)
{
    (void)state;
    assert_int_equal(wo_hash_text(""), 0x811c9dc5u);
    assert_int_equal(wo_hash_text("a"), 0xe40c292cu);
    assert_int_equal(wo_hash_text("foobar"), 0xbf9cf968u);
}

static int compare_words(const void *a, const void *b)
{
    const uint32_t x = *(const uint32_t *)a;
    const uint32_t y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static void entities_below_one_path_never_share_a_hash(void **state)
{
    (void)state;
    uint32_t *hashes = malloc(N_DRAWS * sizeof *hashes);
    assert_non_null(hashes);
    const uint32_t path = wo_hash_text("origins/Karvachar/household");
    for (uint32_t i = 0; i < N_DRAWS; i++) {
        hashes[i] = wo_hash_index(path, i);
    }
    qsort(hashes, N_DRAWS, sizeof *hashes, compare_words);
    for (uint32_t i = 1; i < N_DRAWS; i++) {
        assert_true(hashes[i] != hashes[i - 1]);
    }
    free(hashes);
    assert_true(wo_hash_index(path, 0) != wo_hash_index(path + 1, 0));
    assert_true(wo_hash_index(path, 1) != wo_hash_index(path + 1, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(philox_known_answers),
        cmocka_unit_test(gsl_sees_the_same_words),
        cmocka_unit_test(a_seeded_stream_repeats),
        cmocka_unit_test(every_argument_gives_uniform_numbers),
        cmocka_unit_test(neighbours_are_independent),
        cmocka_unit_test(text_hash_is_fnv_1a),
        cmocka_unit_test(entities_below_one_path_never_share_a_hash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
