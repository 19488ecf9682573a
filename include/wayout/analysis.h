/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file analysis.h
 *  Statistics over outcomes, the comparison and its sentence, the deadline sweep, export. Layer: analysis. */
#ifndef WAYOUT_ANALYSIS_H
#define WAYOUT_ANALYSIS_H

#include "wayout/results.h"

/** Summary of an amount over replications. Values that were not reached are +infinity: they count in the quantiles and
 *  make the mean infinite; they are never averaged away. */
typedef struct wo_summary {
    size_t n, n_infinite;
    double median, low, high;         /**< median, 2.5 and 97.5 % quantiles of the outcomes */
    double mean, mean_low, mean_high; /**< mean and its 95 % interval (Student t) */
    double lowest, highest;           /**< of the outcomes */
} wo_summary;
/** `values` is sorted in place. n >= 1; with n = 1 the interval is infinite (unknown). */
wo_summary wo_summarise(double *values, size_t n);

typedef struct wo_proportion {
    size_t hits, n;
    double share, low, high;
} wo_proportion;
/** Wilson 95 % interval. */
wo_proportion wo_proportion_of(size_t hits, size_t n);

/** Prints the comparison of a results file, as a table and plain sentences or as JSON. */
WO_NODISCARD wo_status wo_compare_print(const char *results_path, bool json, FILE *stream, wo_error *error);

typedef struct wo_sweep_options {
    wo_run_options run;
    const char *deadlines; /**< "+0d:+20d:1d", "+0d,+5d,2020-11-25T00:00:00+04:00" */
    double confidence;     /**< wanted P(everyone out), default 0.95 */
    const char *output;    /**< results file */
    bool json;
    wo_provenance provenance;
} wo_sweep_options;
/** Runs the sweep and prints it. */
WO_NODISCARD wo_status wo_sweep(const wo_study *study, const wo_sweep_options *options, FILE *stream, wo_error *error);

/** Names of what can be exported, ends with NULL. All are CSV but `road`, which is GeoJSON. */
extern const char *const wo_export_tables[];

typedef struct wo_export_options {
    const char *what;    /**< one of wo_export_tables */
    const char *at;      /**< instant; only for the road, which needs it */
    const char *variant; /**< NULL = the first; only for the road */
} wo_export_options;
WO_NODISCARD wo_status wo_export(const char *results_path, const wo_export_options *options, FILE *stream,
                                 wo_error *error);

/** Names of the kinds of figures, ends with NULL. */
extern const char *const wo_plot_kinds[];

typedef struct wo_plot_options {
    const char *kind;      /**< one of wo_plot_kinds */
    const char *output;    /**< file that ends with .svg, .pdf or .png */
    const char *variant;   /**< NULL = the first; only for kinds that show one variant */
    const char *title;     /**< NULL = the scenario's title and the subject */
    const char *from, *to; /**< instants, NULL = start and closing; only for trips */
} wo_plot_options;
/** Draws a figure of a results file through gnuplot. The picture is complete or absent. */
WO_NODISCARD wo_status wo_plot(const char *results_path, const wo_plot_options *options, wo_error *error);

/** Writes one self-contained page about a results file of run or compare (docs/report.md). Complete or absent. */
WO_NODISCARD wo_status wo_report(const char *results_path, const char *target, wo_error *error);

#endif
