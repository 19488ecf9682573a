/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file sweep.h
 *  Parts of the deadline sweep: deadlines, variants, one ensemble over them, the search, the report. */
#ifndef WO_ANALYSIS_SWEEP_H
#define WO_ANALYSIS_SWEEP_H

#include "statistics.h"

/** Reads "+0d:+20d:1d,2020-11-25T00:00:00+04:00" into rising closings without repeats. Offsets count from `original`,
 *  the end of a range belongs to it. @param closings receives a list to free.
 *  @return WO_ERR_SYNTAX or WO_ERR_RANGE with the item and its column in `error`. */
WO_NODISCARD wo_status wo_deadlines_parse(const char *text, const wo_scenario *first, wo_ms **closings, size_t *n,
                                          wo_error *error);

/** What people are told, and when. */
typedef enum wo_policy {
    WO_POLICY_KNOWN, /**< the deadline at the order */
    WO_POLICY_LATE   /**< the first variant's announcements, then the new deadline when the second variant tells it */
} wo_policy;
#define WO_N_POLICIES 2
const char *wo_policy_name(wo_policy policy);

typedef struct wo_sweep_plan {
    const wo_study *study;
    const wo_scenario *first; /**< its closing is the zero of all offsets */
    wo_ms *closings;
    size_t n_closings;
    wo_ms end;     /**< of every variant: the study's, or the last closing */
    wo_ms late_at; /**< announcement of the late policy */
    bool has_late;
    char note[240]; /**< why some late forms are missing; "" when none is */
} wo_sweep_plan;

WO_NODISCARD wo_status wo_sweep_plan_init(wo_sweep_plan *plan, const wo_study *study, const char *deadlines,
                                          wo_error *error);
void wo_sweep_plan_free(wo_sweep_plan *plan);
/** Has this deadline a form under this policy? */
bool wo_sweep_has(const wo_sweep_plan *plan, wo_policy policy, wo_ms closing);
/** The first variant with another closing and what the policy announces. Free with wo_scenario_free. */
WO_NODISCARD wo_status wo_sweep_variant(const wo_sweep_plan *plan, wo_policy policy, wo_ms closing,
                                        wo_scenario *variant, wo_error *error);
/** "+5 d 3 h", in full down to the second. */
void wo_sweep_duration(int64_t ms, char text[64]);
/** The same, after the original closing. */
void wo_sweep_offset(const wo_sweep_plan *plan, wo_ms closing, char text[64]);

/** Amounts of the sweep, in this order wherever there are three. */
typedef enum wo_swept { WO_SWEPT_PEOPLE, WO_SWEPT_HEADS, WO_SWEPT_LOADS } wo_swept;
#define WO_N_SWEPT 3

/** What the sweep keeps of one replication. Left: residents stranded or not started, refusers apart. */
typedef struct wo_sweep_run {
    double out[WO_N_SWEPT], left[WO_N_SWEPT];
    bool everyone_out, residents; /**< `residents`: there are any, refusers included */
} wo_sweep_run;

/** Runs the variants with common random numbers. `runs` receives [variant * options->replications + replication].
 *  @param path results file, NULL for none. @return as wo_ensemble_run; `*done` replications are whole. */
WO_NODISCARD wo_status wo_sweep_ensemble(const wo_sweep_plan *plan, const wo_scenario *const *variants,
                                         size_t n_variants, const wo_sweep_options *options, const char *path,
                                         wo_sweep_run *runs, uint32_t *done, wo_error *error);

/** One deadline under one policy. */
typedef struct wo_sweep_row {
    wo_policy policy;
    wo_ms closing;
    wo_proportion everyone_out;
    wo_summary left[WO_N_SWEPT];
    wo_ms step;                            /**< since the policy's deadline before; 0 in its first row */
    wo_summary gained[WO_N_SWEPT];         /**< more out than with the deadline before; n = 0 in the first row */
    wo_share_difference everyone_out_gain; /**< to the deadline before */
} wo_sweep_row;

/** Smallest deadline with P(everyone out) >= confidence. */
typedef struct wo_sweep_answer {
    wo_policy policy;
    bool searched; /**< false: interrupted */
    bool reached, low_reached, high_reached;
    bool at_start, low_at_start, high_at_start; /**< it is the sweep's first deadline; a smaller one may be enough */
    wo_ms smallest;
    wo_ms low, high;    /**< smallest deadlines whose Wilson interval reaches to, and lies above, the confidence */
    wo_proportion best; /**< not reached: the largest P of the sweep ... */
    wo_ms best_closing; /**< ... and its deadline */
} wo_sweep_answer;

/** Fills the policy's answer from its rows and further ensembles of one variant each.
 *  @return WO_ERR_INTERRUPTED with `searched` false when stopped. */
WO_NODISCARD wo_status wo_sweep_search(const wo_sweep_plan *plan, const wo_sweep_row *rows, size_t n_rows,
                                       wo_policy policy, const wo_sweep_options *options, wo_sweep_answer *answer,
                                       wo_error *error);

typedef struct wo_sweep_report {
    const wo_sweep_plan *plan;
    const wo_sweep_options *options;
    wo_sweep_row *rows; /**< by policy, then closing */
    size_t n_rows;
    wo_sweep_answer answers[WO_N_POLICIES];
    size_t n_answers;
    uint32_t replications;
    bool residents; /**< without any there is no P(everyone out) and no search */
} wo_sweep_report;

void wo_sweep_table(const wo_sweep_report *report, FILE *stream);
void wo_sweep_json(const wo_sweep_report *report, FILE *stream);
/** Why P need not rise from deadline to deadline. */
const char *wo_sweep_caveat(bool residents);

#endif
