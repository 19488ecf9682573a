/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How fast vehicles climb and take bends, what narrow lanes cost, how often a slow party is passed. */
#include <math.h>

#include "wayout/road.h"

/** Critical gap: time beside the obstacle plus this margin; follow-up time of those who use the same gap. */
#define GAP_MARGIN_S 3.0
#define FOLLOW_UP_S  4.0

double wo_passing_rate(double obstacle_m, double obstacle_mps, double passer_mps, double opposing_mps,
                       double opposing_per_s)
{
    if (!(passer_mps > obstacle_mps)) {
        return 0.0;
    }
    if (!(opposing_per_s > 0.0)) {
        return 1.0 / FOLLOW_UP_S;
    }
    /* Harders and Siegloch: capacity of a stream that yields to Poisson arrivals; the obstacle's own motion raises the
     * rate at which it meets them. */
    const double met_per_s = opposing_per_s * (1.0 + obstacle_mps / opposing_mps);
    const double gap_s =
        obstacle_m / (passer_mps - obstacle_mps) + obstacle_m / (opposing_mps + obstacle_mps) + GAP_MARGIN_S;
    return met_per_s * exp(-met_per_s * gap_s) / -expm1(-met_per_s * FOLLOW_UP_S);
}
