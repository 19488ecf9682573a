/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file random.h
 *  Counter-based random numbers: Philox4x32-10 (Random123). Layer: base.
 *
 *  A number is a pure function of (seed, replication, purpose, entity, sub, draw): key = seed xor (purpose << 32),
 *  counter = {draw, sub, entity, replication}. There is no state, so no order of evaluation, thread or variant
 *  changes a number; variants share draws. */
#ifndef WAYOUT_RANDOM_H
#define WAYOUT_RANDOM_H

#include <gsl/gsl_rng.h>
#include <stdbool.h>
#include <stdint.h>

/** What a number is for. Values are part of the results: append, never renumber. */
typedef enum wo_purpose {
    WO_PURPOSE_VALUE = 1,     /**< an uncertain value of the scenario; entity = hash of its key path */
    WO_PURPOSE_DEPARTURE = 2, /**< Exp(1) threshold of a household */
    WO_PURPOSE_COMPLY = 3,    /**< leaves at the believed deadline or refuses */
    WO_PURPOSE_COUNT = 4,     /**< keyed Bernoulli for the fraction of a mean */
    WO_PURPOSE_LOADING = 5,
    WO_PURPOSE_UNLOADING = 6,
    WO_PURPOSE_ARRIVAL = 7, /**< gaps of a Poisson flow */
    WO_PURPOSE_HERD = 8,
    WO_PURPOSE_ARMY = 9,
    WO_PURPOSE_MARGIN = 10,  /**< what a household allows for queues */
    WO_PURPOSE_SERVICE = 11, /**< service time of a party at a checkpoint */
    WO_PURPOSE_WEATHER = 12, /**< steps of the weather chain; the same draws in all zones */
    WO_PURPOSE_FAILURE = 13, /**< thresholds of breakdowns and how long they last */
    WO_PURPOSE_FACEOFF = 14,
    WO_PURPOSE_HEARSAY = 15, /**< whom an announcement reaches, and when */
    WO_PURPOSE_REFUSE = 16,
    WO_PURPOSE_FUEL = 17,
    WO_PURPOSE_TRACTION = 18,
    WO_PURPOSE_BUS = 19,
    WO_PURPOSE_NIGHT_MARCH = 20
} wo_purpose;

/** Which realisation a draw belongs to. */
typedef struct wo_draw {
    uint64_t seed;
    uint32_t replication;
    bool central; /**< uncertain *values* take their centre; events are still drawn */
} wo_draw;

/** Uniform in the open interval (0, 1), 53 bits. */
double wo_random_uniform(const wo_draw *draw, wo_purpose purpose, uint32_t entity, uint32_t sub, uint32_t number);

/** Stable 32-bit hash (FNV-1a) of a path such as "origins/Karvachar/household". */
uint32_t wo_hash_text(const char *text);

/** Hash of a path and an index below it (household 17 of that village). */
uint32_t wo_hash_index(uint32_t path, uint32_t index);

/** The same generator as a gsl_rng_type, for GSL's samplers and for its known-answer tests.
 *  gsl_rng_set seeds the key; the stream then runs through the counter. */
extern const gsl_rng_type *const wo_rng_philox;

#endif
