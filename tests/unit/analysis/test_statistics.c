/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Statistics against numbers of the literature and of tables. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "../../../analysis/statistics.h"

static bool near(const char *what, double is, double want, double tolerance)
{
    const bool good = fabs(is - want) <= tolerance;
    if (!good) {
        print_error("%s is %.9g, want %.9g\n", what, is, want);
    }
    return good;
}

/* Brown, Cai and DasGupta (2001) and any table: 8 of 10. */
static void wilson_of_known_shares(void **state)
{
    (void)state;
    const wo_proportion p = wo_proportion_of(8, 10);
    assert_true(near("share", p.share, 0.8, 0));
    assert_true(near("low", p.low, 0.4901625, 1e-6));
    assert_true(near("high", p.high, 0.9433178, 1e-6));
}

static void wilson_at_the_ends(void **state)
{
    (void)state;
    const wo_proportion none = wo_proportion_of(0, 20), all = wo_proportion_of(20, 20), empty = wo_proportion_of(0, 0);
    assert_true(near("low of none", none.low, 0, 0));
    assert_true(near("high of none", none.high, 0.1611252, 1e-6));
    assert_true(near("low of all", all.low, 1 - 0.1611252, 1e-6));
    assert_true(near("high of all", all.high, 1, 0));
    assert_true(isnan(empty.share));
    assert_true(near("empty", empty.high - empty.low, 1, 0));
}

/* n / (n + 1.959964^2) >= share; from the 0.95 of the sweep to what any number reaches or none does. */
static void replications_that_can_tell(void **state)
{
    (void)state;
    static const struct {
        double share;
        size_t n;
    } cases[] = {{0.95, 73}, {0.99, 381}, {0.9, 35}, {0.5, 4}, {0.01, 1}, {1, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(wo_replications_needed(cases[i].share), cases[i].n);
    }
    assert_true(wo_proportion_of(73, 73).low >= 0.95 && wo_proportion_of(72, 72).low < 0.95);
}

/* 1 2 3 4 5: mean 3, sd 1.5811, t(4) = 2.776445, half = 1.963243. */
static void student_interval(void **state)
{
    (void)state;
    double values[] = {5, 1, 4, 2, 3};
    const wo_summary s = wo_summarise(values, 5);
    assert_true(near("mean", s.mean, 3, 1e-12));
    assert_true(near("low", s.mean_low, 3 - 1.963243, 1e-6));
    assert_true(near("high", s.mean_high, 3 + 1.963243, 1e-6));
    assert_true(near("median", s.median, 3, 0));
    assert_true(near("2.5 % quantile", s.low, 1.1, 1e-12));
    assert_true(near("lowest", s.lowest, 1, 0) && near("highest", s.highest, 5, 0));
    assert_true(near("97.5 % quantile", s.high, 4.9, 1e-12));
    assert_true(values[0] <= 1 && values[4] >= 5);
}

static void one_value_has_no_interval(void **state)
{
    (void)state;
    double values[] = {7};
    const wo_summary s = wo_summarise(values, 1);
    assert_true(near("mean", s.mean, 7, 0) && near("median", s.median, 7, 0));
    assert_true(isinf(s.mean_low) && s.mean_low < 0 && isinf(s.mean_high) && s.mean_high > 0);
}

static void infinities_are_never_averaged_away(void **state)
{
    (void)state;
    double values[] = {INFINITY, 1, 2, INFINITY, 3};
    const wo_summary s = wo_summarise(values, 5);
    assert_int_equal(s.n_infinite, 2);
    assert_true(isinf(s.mean) && isinf(s.mean_low) && isinf(s.mean_high));
    assert_true(near("median", s.median, 3, 0));
    assert_true(near("low", s.low, 1.1, 1e-12));
    assert_true(isinf(s.high));
}

static void quantiles_beside_infinity_are_no_nan(void **state)
{
    (void)state;
    double all[] = {INFINITY, INFINITY};
    double half[] = {1, INFINITY};
    const wo_summary s = wo_summarise(all, 2), h = wo_summarise(half, 2);
    assert_true(isinf(s.median) && isinf(s.low) && isinf(s.high));
    assert_true(isinf(h.median) && isinf(h.low) && isinf(h.high));
    double exact[41];
    for (int i = 0; i < 41; i++) {
        exact[i] = i < 40 ? i : (double)INFINITY;
    }
    const wo_summary e = wo_summarise(exact, 41);
    assert_true(near("97.5 % quantile on the last finite value", e.high, 39, 0));
}

/* Without correlation the two Wilson half-widths add in quadrature. */
static void paired_difference_without_correlation(void **state)
{
    (void)state;
    const wo_share_difference d = wo_share_difference_paired(25, 25, 25, 25);
    const wo_proportion p = wo_proportion_of(50, 100);
    const double half = sqrt(2) * (p.high - p.share);
    assert_true(near("mean", d.mean, 0, 0));
    assert_true(near("low", d.low, -half, 1e-12));
    assert_true(near("high", d.high, half, 1e-12));
}

static void paired_difference_counts_the_second(void **state)
{
    (void)state;
    const wo_share_difference better = wo_share_difference_paired(10, 0, 60, 30);
    const wo_share_difference worse = wo_share_difference_paired(10, 60, 0, 30);
    assert_true(near("mean", better.mean, 0.6, 1e-12));
    assert_true(better.low > 0.45 && better.high < 0.7);
    assert_true(near("mirror", worse.low, -better.high, 1e-12));
}

/* Twenty pairs that all agree do not prove that there is no difference. */
static void agreeing_pairs_stay_uncertain(void **state)
{
    (void)state;
    const wo_share_difference d = wo_share_difference_paired(20, 0, 0, 0);
    assert_true(near("mean", d.mean, 0, 0));
    assert_true(d.low < -0.1 && d.high > 0.1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wilson_of_known_shares),
        cmocka_unit_test(wilson_at_the_ends),
        cmocka_unit_test(replications_that_can_tell),
        cmocka_unit_test(student_interval),
        cmocka_unit_test(one_value_has_no_interval),
        cmocka_unit_test(infinities_are_never_averaged_away),
        cmocka_unit_test(quantiles_beside_infinity_are_no_nan),
        cmocka_unit_test(paired_difference_without_correlation),
        cmocka_unit_test(paired_difference_counts_the_second),
        cmocka_unit_test(agreeing_pairs_stay_uncertain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
