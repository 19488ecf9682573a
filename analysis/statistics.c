/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "statistics.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>

#define TAIL 0.025

/* GSL interpolates with (1 - f) a + f b, which is NaN where b is infinite and f is 0. */
double wo_quantile_sorted(const double *sorted, size_t n, double share)
{
    const double at = share * (double)(n - 1);
    const size_t left = (size_t)floor(at);
    if (isfinite(sorted[0]) && isfinite(sorted[n - 1])) {
        return gsl_stats_quantile_from_sorted_data(sorted, 1, n, share);
    }
    const double fraction = at - (double)left;
    if (left + 1 >= n || fraction <= 0) {
        return sorted[left];
    }
    if (sorted[left] == sorted[left + 1]) {
        return sorted[left];
    }
    return (1 - fraction) * sorted[left] + fraction * sorted[left + 1];
}

/* Sums run in the order given (replications), so that the last digit does not depend on a library. */
static void mean_interval(const double *values, size_t n, wo_summary *summary)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += values[i];
    }
    const double mean = sum / (double)n;
    double squares = 0;
    for (size_t i = 0; i < n; i++) {
        squares += (values[i] - mean) * (values[i] - mean);
    }
    summary->mean = mean;
    const double freedom = (double)n - 1;
    const double half =
        n > 1 ? gsl_cdf_tdist_Pinv(1 - TAIL, freedom) * sqrt(squares / freedom / (double)n) : (double)INFINITY;
    summary->mean_low = mean - half;
    summary->mean_high = mean + half;
}

wo_summary wo_summarise(double *values, size_t n)
{
    wo_summary summary = {.n = n};
    for (size_t i = 0; i < n; i++) {
        summary.n_infinite += isfinite(values[i]) ? 0 : 1;
    }
    if (summary.n_infinite == 0) {
        mean_interval(values, n, &summary);
    } else {
        summary.mean = summary.mean_low = summary.mean_high = INFINITY;
    }
    gsl_sort(values, 1, n);
    summary.lowest = values[0];
    summary.highest = values[n - 1];
    summary.median = wo_quantile_sorted(values, n, 0.5);
    summary.low = wo_quantile_sorted(values, n, TAIL);
    summary.high = wo_quantile_sorted(values, n, 1 - TAIL);
    return summary;
}

wo_proportion wo_proportion_of(size_t hits, size_t n)
{
    wo_proportion proportion = {.hits = hits, .n = n, .share = NAN, .low = 0, .high = 1};
    if (n == 0) {
        return proportion;
    }
    const double z = gsl_cdf_ugaussian_Pinv(1 - TAIL);
    const double count = (double)n;
    const double share = (double)hits / count;
    const double scale = 1 + z * z / count;
    const double centre = (share + z * z / (2 * count)) / scale;
    const double half = z * sqrt(share * (1 - share) / count + z * z / (4 * count * count)) / scale;
    proportion.share = share;
    /* exact at the ends, where rounding would leave 1e-17 */
    proportion.low = hits == 0 ? 0 : centre - half;
    proportion.high = hits == n ? 1 : centre + half;
    return proportion;
}

/* The low end of n of n is n / (n + z^2). */
size_t wo_replications_needed(double share)
{
    const double z = gsl_cdf_ugaussian_Pinv(1 - TAIL);
    if (share >= 1) {
        return 0;
    }
    size_t n = (size_t)fmax(floor(share / (1 - share) * z * z) - 1, 1);
    while (wo_proportion_of(n, n).low < share) {
        n++;
    }
    return n;
}

/* Correlation of the pairs; 0 where a margin is empty. The continuity correction is Newcombe's. */
static double pair_correlation(double both, double only_first, double only_second, double neither)
{
    const double margins =
        (both + only_first) * (only_second + neither) * (both + only_second) * (only_first + neither);
    if (margins <= 0) {
        return 0;
    }
    const double n = both + only_first + only_second + neither;
    const double product = both * neither - only_first * only_second;
    const double corrected = product > 0 ? fmax(product - n / 2, 0) : product;
    return corrected / sqrt(margins);
}

wo_share_difference wo_share_difference_paired(size_t both, size_t only_first, size_t only_second, size_t neither)
{
    const size_t n = both + only_first + only_second + neither;
    if (n == 0) {
        return (wo_share_difference){.mean = NAN, .low = -1, .high = 1};
    }
    const wo_proportion first = wo_proportion_of(both + only_first, n);
    const wo_proportion second = wo_proportion_of(both + only_second, n);
    const double phi = pair_correlation((double)both, (double)only_first, (double)only_second, (double)neither);
    const double mean = second.share - first.share;
    const double down_second = second.share - second.low, up_first = first.high - first.share;
    const double up_second = second.high - second.share, down_first = first.share - first.low;
    const double down = down_second * down_second - 2 * phi * down_second * up_first + up_first * up_first;
    const double up = up_second * up_second - 2 * phi * up_second * down_first + down_first * down_first;
    return (wo_share_difference){.mean = mean, .low = mean - sqrt(fmax(down, 0)), .high = mean + sqrt(fmax(up, 0))};
}
