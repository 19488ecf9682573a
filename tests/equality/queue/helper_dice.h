/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers of a random plan, drawn one after the other. */
#ifndef WAYOUT_TESTS_EQUALITY_QUEUE_HELPER_DICE_H
#define WAYOUT_TESTS_EQUALITY_QUEUE_HELPER_DICE_H

#include <math.h>

#include "wayout/random.h"

typedef struct dice {
    wo_draw draw;
    uint32_t n;
} dice;

static inline double uniform(dice *d, double low, double high)
{
    return low + (high - low) * wo_random_uniform(&d->draw, WO_PURPOSE_VALUE, 0, 0, d->n++);
}

static inline double log_uniform(dice *d, double low, double high)
{
    return exp(uniform(d, log(low), log(high)));
}

/* 0 .. n - 1 */
static inline uint32_t pick(dice *d, uint32_t n)
{
    return (uint32_t)uniform(d, 0.0, n);
}

static inline bool chance(dice *d, double share)
{
    return uniform(d, 0.0, 1.0) < share;
}

#endif
