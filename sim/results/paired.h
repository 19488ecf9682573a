/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paired differences, one pair at a time in replication order. */
#ifndef WAYOUT_RESULTS_PAIRED_H
#define WAYOUT_RESULTS_PAIRED_H

#include <stddef.h>

typedef struct wo_paired { /**< zero-initialise */
    size_t n, n_unknown;   /**< pairs; pairs of which one or both values were not reached */
    double mean, squares;  /**< running mean and sum of squared deviations of the finite pairs (Welford) */
} wo_paired;

typedef struct wo_paired_interval {
    double mean, low, high; /**< NaN, -infinity, infinity = unknown */
} wo_paired_interval;

void wo_paired_add(wo_paired *paired, double first, double other);
/** Mean of other - first and its 95 % interval (Student t). One pair tells no interval; a pair that was not reached
 *  leaves the mean unknown, since leaving it out would count survivors only. */
wo_paired_interval wo_paired_result(const wo_paired *paired);

#endif
