/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "paired.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

void wo_paired_add(wo_paired *paired, double first, double other)
{
    paired->n++;
    if (!isfinite(first) || !isfinite(other)) {
        paired->n_unknown++;
        return;
    }
    const double difference = other - first;
    const double step = difference - paired->mean;
    paired->mean += step / (double)(paired->n - paired->n_unknown);
    paired->squares += step * (difference - paired->mean);
}

wo_paired_interval wo_paired_result(const wo_paired *paired)
{
    wo_paired_interval result = {NAN, -INFINITY, INFINITY};
    if (paired->n == 0 || paired->n_unknown > 0) {
        return result;
    }
    result.mean = paired->mean;
    if (paired->n > 1) {
        const double n = (double)paired->n;
        const double half = gsl_cdf_tdist_Pinv(0.975, n - 1) * sqrt(paired->squares / (n - 1) / n);
        result.low = paired->mean - half;
        result.high = paired->mean + half;
    }
    return result;
}
