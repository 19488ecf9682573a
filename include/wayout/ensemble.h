/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file ensemble.h
 *  Variants x replications on OpenMP threads, merged in order. Layer: ensemble. */
#ifndef WAYOUT_ENSEMBLE_H
#define WAYOUT_ENSEMBLE_H

#include <signal.h>

#include "wayout/record.h"

typedef struct wo_run_options {
    uint64_t seed;
    uint32_t replications;
    int threads; /**< 0 = all */
    wo_ms dt_ms; /**< 0 = the road's limit */
    bool central, verify;
    uint32_t trips;                    /**< records of the first so many replications hold all trips */
    const volatile sig_atomic_t *stop; /**< non-zero: finish the replications begun, then stop; may be NULL */
    void (*progress)(void *context, uint32_t done, uint32_t all,
                     double seconds); /**< may be NULL; one thread at a time */
    void *progress_context;
} wo_run_options;

/** One replication of one variant: road, climate, demand, queue, dispatch and record, reused by a thread. */
typedef struct wo_replication wo_replication;
WO_NODISCARD wo_status wo_replication_create(wo_replication **replication, wo_error *error);
void wo_replication_destroy(wo_replication *replication);
/** When a run of `scenario` stops: at its closing (or end), moved on to the next whole minute because the engine stops
 *  on its coupling grid only. Nobody passes the line after the closing, so that changes no outcome. */
wo_ms wo_run_end(const wo_scenario *scenario);
/** Runs `scenario` from 0 to wo_run_end. `record` and `cells` as in record.h. A step longer than the limit of this
 *  realisation's road is cut to the limit. With options->verify all invariants are checked at every record mark and at
 *  the end. */
WO_NODISCARD wo_status wo_replication_run(wo_replication *replication, const wo_scenario *scenario, const wo_draw *draw,
                                          const wo_run_options *options, wo_record *record, wo_space_time *cells,
                                          wo_error *error);
/** A variant to be run, and what is written down of it. */
typedef struct wo_variant_run {
    const wo_scenario *scenario;
    wo_record *record;    /**< without trips where several variants run together */
    wo_space_time *cells; /**< may be NULL */
} wo_variant_run;
/** Runs `n` > 0 variants that differ in their deadlines alone (wo_scenario_differs): what happens alike in some of them
 *  is simulated once. Leaves what wo_replication_run leaves, each for each. After a failure, that of any of them, the
 *  records mean nothing. */
WO_NODISCARD wo_status wo_replication_run_alike(wo_replication *replication, const wo_variant_run *runs, size_t n,
                                                const wo_draw *draw, const wo_run_options *options, wo_error *error);
/** The queue of the last wo_replication_run, for its counts of moves and visits; NULL before the first. */
const wo_queue *wo_replication_queue(const wo_replication *replication);

/** What all variants of an ensemble have in common: the shape of its results. Central values. */
typedef struct wo_layout {
    const wo_scenario *const *variants;
    size_t n_variants;
    wo_road road;
    wo_places places; /**< of the first variant's central values */
    size_t n_times;
    wo_ms every_ms; /**< marks 0 .. end */
} wo_layout;
/** Fails when the variants' roads differ in their segments. */
WO_NODISCARD wo_status wo_layout_init(wo_layout *layout, const wo_scenario *const *variants, size_t n_variants,
                                      wo_error *error);
void wo_layout_free(wo_layout *layout);

/** Receives finished replications, in order: for each replication number, one record per variant, which are its own
 *  until it returns. Called from one thread at a time, now this, now that one, while the others go on. A failure stops
 *  the ensemble. */
typedef struct wo_sink {
    void *context;
    wo_status (*take)(void *context, uint32_t replication, const wo_record *const *records, wo_error *error);
} wo_sink;

/** Runs the ensemble. `cells`: NULL or one per variant, zeroed, summed over the replications that were taken (after a
 *  failure other than an interruption they hold parts of later ones too and mean nothing).
 *  `*done` = replications complete in all variants and handed to the sink: after a failure, those before it.
 *  @return WO_ERR_RANGE for no replications; WO_ERR_INTERRUPTED when `stop` ended it early (what was taken is whole);
 *  else the failure of the first replication that fails, and in it of the first variant that does, where those that run
 *  together stand at the place of their first. None of this depends on threads. */
WO_NODISCARD wo_status wo_ensemble_run(const wo_layout *layout, const wo_run_options *options, const wo_sink *sink,
                                       wo_space_time *cells, uint32_t *done, wo_error *error);

#endif
