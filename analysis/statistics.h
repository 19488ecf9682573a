/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file statistics.h
 *  Statistics beside wo_summarise and wo_proportion_of that only this layer needs. */
#ifndef WO_ANALYSIS_STATISTICS_H
#define WO_ANALYSIS_STATISTICS_H

#include "wayout/analysis.h"

/** Smallest number of replications whose Wilson interval, when all of them hit, lies at or above `share` (0 < share);
 *  0 when none is enough, as for 1. */
size_t wo_replications_needed(double share);

/** Quantile of sorted values, interpolated; infinite ones (not reached) count as larger than all others. n >= 1. */
double wo_quantile_sorted(const double *sorted, size_t n, double share);

/** A difference of two proportions with its 95 % interval. */
typedef struct wo_share_difference {
    double mean, low, high;
} wo_share_difference;

/** Paired difference second - first from the four counts of pairs: both yes, only the first, only the second, neither.
 *  Newcombe (1998), Statistics in Medicine 17:2635, method 10: stays honest where all pairs agree. */
wo_share_difference wo_share_difference_paired(size_t both, size_t only_first, size_t only_second, size_t neither);

#endif
