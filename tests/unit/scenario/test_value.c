/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws of uncertain numbers against the closed forms of their distributions. */
#include <math.h>
#include <string.h>

#include "helper_study.h"

#define WIDE 1e9

static void test_quantiles_of_the_triangle(void **state)
{
    (void)state;
    const double p[3] = {600, 1300, 3000};
    /* F(mode) = (mode - min) / (max - min) */
    helper_near(wo_quantile(WO_SHAPE_TRIANGULAR, p, -WIDE, WIDE, 700.0 / 2400.0), 1300, 1e-9);
    helper_near(wo_quantile(WO_SHAPE_TRIANGULAR, p, -WIDE, WIDE, 0.1), 600 + sqrt(0.1 * 2400 * 700), 1e-9);
    helper_near(wo_quantile(WO_SHAPE_TRIANGULAR, p, -WIDE, WIDE, 0.9), 3000 - sqrt(0.1 * 2400 * 1700), 1e-9);
    const double left[3] = {2, 2, 4};
    helper_near(wo_quantile(WO_SHAPE_TRIANGULAR, left, -WIDE, WIDE, 0.75), 3, 1e-12);
    const double right[3] = {2, 4, 4};
    helper_near(wo_quantile(WO_SHAPE_TRIANGULAR, right, -WIDE, WIDE, 0.25), 3, 1e-12);
}

static void test_quantiles_of_the_others(void **state)
{
    (void)state;
    const double uniform[3] = {2, 6};
    helper_near(wo_quantile(WO_SHAPE_UNIFORM, uniform, -WIDE, WIDE, 0.25), 3, 1e-12);
    const double normal[3] = {3.5, 0.4};
    helper_near(wo_quantile(WO_SHAPE_NORMAL, normal, -WIDE, WIDE, 0.5), 3.5, 1e-12);
    helper_near(wo_quantile(WO_SHAPE_NORMAL, normal, -WIDE, WIDE, 0.975), 3.5 + 0.4 * 1.959963984540054, 1e-9);
    const double lognormal[3] = {9000, 0.5};
    helper_near(wo_quantile(WO_SHAPE_LOGNORMAL, lognormal, 0, WIDE, 0.5), 9000, 1e-8);
    helper_near(wo_quantile(WO_SHAPE_LOGNORMAL, lognormal, 0, WIDE, 0.8413447460685429), 9000 * exp(0.5), 1e-5);
}

static void test_truncation_keeps_the_shape(void **state)
{
    (void)state;
    const double uniform[3] = {0, 10};
    helper_near(wo_quantile(WO_SHAPE_UNIFORM, uniform, 4, 8, 0.5), 6, 1e-12);
    const double normal[3] = {0, 1};
    helper_near(wo_quantile(WO_SHAPE_NORMAL, normal, -1, 1, 0.5), 0, 1e-12);
    /* Half a normal distribution: u = 0.5 is its third quartile. */
    helper_near(wo_quantile(WO_SHAPE_NORMAL, normal, 0, WIDE, 0.5), 0.6744897501960817, 1e-9);
    for (int i = 1; i < 1000; i++) {
        const double x = wo_quantile(WO_SHAPE_NORMAL, normal, 0.5, 0.75, i / 1000.0);
        assert_true(x >= 0.5 && x <= 0.75);
    }
}

static void test_quantiles_rise(void **state)
{
    (void)state;
    const double p[][3] = {{1, 2, 9}, {1, 9}, {5, 2}, {5, 0.7}};
    const wo_shape shapes[] = {WO_SHAPE_TRIANGULAR, WO_SHAPE_UNIFORM, WO_SHAPE_NORMAL, WO_SHAPE_LOGNORMAL};
    for (size_t s = 0; s < 4; s++) {
        double before = -WIDE;
        for (int i = 1; i < 2000; i++) {
            const double x = wo_quantile(shapes[s], p[s], 0.5, 20, i / 2000.0);
            assert_true(x > before);
            before = x;
        }
    }
}

static void test_shapes_that_are_points(void **state)
{
    (void)state;
    const double p[][3] = {{3, 3, 3}, {3, 3}, {3, 0}, {3, 0}, {3}};
    const wo_shape shapes[] = {WO_SHAPE_TRIANGULAR, WO_SHAPE_UNIFORM, WO_SHAPE_NORMAL, WO_SHAPE_LOGNORMAL,
                               WO_SHAPE_FIXED};
    for (size_t s = 0; s < 5; s++) {
        assert_true(wo_quantile(shapes[s], p[s], 0, 10, 0.9) == 3.0);
    }
}

static void test_a_number_is_drawn_by_its_path(void **state)
{
    (void)state;
    const wo_number number = {WO_SHAPE_UNIFORM, {10, 20}, 0, 100, wo_hash_text("fleet/trucks")};
    const wo_draw draw = {.seed = 7, .replication = 3};
    const double u = wo_random_uniform(&draw, WO_PURPOSE_VALUE, number.path, 0, 0);
    helper_near(wo_number_value(&number, &draw), 10 + 10 * u, 1e-12);
    assert_true(wo_number_value(&number, &draw) == wo_number_value(&number, &draw));
    const wo_draw central = {.seed = 7, .replication = 3, .central = true};
    assert_true(wo_number_value(&number, &central) == 15.0);
    assert_true(wo_number_central(&number) == 15.0);
    const wo_number triangle = {WO_SHAPE_TRIANGULAR, {1, 2, 6}, 0, 100, 1};
    assert_true(wo_number_central(&triangle) == 2.0);
}

static void test_an_event_uses_drawn_parameters(void **state)
{
    (void)state;
    wo_distribution event = {.shape = WO_SHAPE_LOGNORMAL, .low = 60, .high = 864000};
    event.p[0] = (wo_number){WO_SHAPE_UNIFORM, {3600, 7200}, 60, 864000, 11};
    event.p[1] = (wo_number){WO_SHAPE_FIXED, {0.4}, 0, 5, 12};
    const wo_draw draw = {.seed = 1, .replication = 5};
    const wo_draw central = {.seed = 1, .replication = 5, .central = true};
    const double median = wo_number_value(&event.p[0], &draw);
    const double u = wo_random_uniform(&draw, WO_PURPOSE_LOADING, 21, 2, 0);
    const double p[3] = {median, 0.4};
    helper_near(wo_distribution_value(&event, &draw, WO_PURPOSE_LOADING, 21, 2, 0),
                wo_quantile(WO_SHAPE_LOGNORMAL, p, 60, 864000, u), 1e-9);
    const double middle[3] = {5400, 0.4};
    helper_near(wo_distribution_value(&event, &central, WO_PURPOSE_LOADING, 21, 2, 0),
                wo_quantile(WO_SHAPE_LOGNORMAL, middle, 60, 864000, u), 1e-9);
    assert_true(wo_distribution_value(&event, &draw, WO_PURPOSE_LOADING, 21, 3, 0) !=
                wo_distribution_value(&event, &draw, WO_PURPOSE_LOADING, 21, 2, 0));
}

/** Mean and variance of 200,000 draws against the moments of the distribution, four standard errors. */
static void test_moments(void **state)
{
    (void)state;
    const wo_number triangle = {WO_SHAPE_TRIANGULAR, {60, 120, 250}, 0, 1e6, wo_hash_text("a")};
    const double mean = (60 + 120 + 250) / 3.0;
    const double variance = (60 * 60 + 120 * 120 + 250 * 250 - 60 * 120 - 60 * 250 - 120 * 250) / 18.0;
    const int n = 200000;
    double sum = 0.0;
    double squares = 0.0;
    for (int i = 0; i < n; i++) {
        const wo_draw draw = {.seed = 42, .replication = (uint32_t)i};
        const double x = wo_number_value(&triangle, &draw);
        sum += x;
        squares += (x - mean) * (x - mean);
    }
    helper_near(sum / n, mean, 4 * sqrt(variance / n));
    helper_near(squares / n, variance, 4 * variance * sqrt(1.4 / n));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_quantiles_of_the_triangle),      cmocka_unit_test(test_quantiles_of_the_others),
        cmocka_unit_test(test_truncation_keeps_the_shape),     cmocka_unit_test(test_quantiles_rise),
        cmocka_unit_test(test_shapes_that_are_points),         cmocka_unit_test(test_a_number_is_drawn_by_its_path),
        cmocka_unit_test(test_an_event_uses_drawn_parameters), cmocka_unit_test(test_moments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
