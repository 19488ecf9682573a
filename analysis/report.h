/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file report.h
 *  The page of a results file: what its parts share. Each part writes one member of a JSON document; the scripts in
 *  analysis/page draw it. Numbers in bulk are packed: little-endian arrays, deflated, in base64. */
#ifndef WO_ANALYSIS_REPORT_H
#define WO_ANALYSIS_REPORT_H

#include "comparison.h"
#include "json.h"

/** A piece of road that the pictures show as one: some neighbouring segments of a section and direction. */
typedef struct wo_report_cell {
    uint32_t section; /**< of the scenario */
    bool outbound;
    double low_km, high_km; /**< distance to the exit */
    double length_km, elevation_m;
} wo_report_cell;

typedef struct wo_report_road {
    wo_report_cell *cells; /**< in the order of the segments */
    size_t n_cells;
    uint32_t *cell_of; /**< by segment */
    double *length_km; /**< by segment */
    size_t n_segments;
} wo_report_road;

/** A report while it is written. */
typedef struct wo_report_job {
    wo_compared from;
    wo_study study;                 /**< the scenario as read */
    const wo_scenario **of_variant; /**< by variant of the file; borrowed from the study */
    wo_variable time;               /**< record marks, s after the start */
    size_t *marks;                  /**< by variant: record marks up to its closing */
    wo_report_road road;
    wo_json json; /**< what is written cannot fail before the end, where it is checked */
} wo_report_job;

WO_NODISCARD wo_status wo_report_road_init(wo_report_job *job, wo_error *error);
void wo_report_road_free(wo_report_road *road);

/** Writes `size` bytes, packed, as a text of the JSON document. */
WO_NODISCARD wo_status wo_report_pack(wo_report_job *job, const char *key, const void *data, size_t size,
                                      wo_error *error);
/** The same of numbers as float32. */
WO_NODISCARD wo_status wo_report_pack_floats(wo_report_job *job, const char *key, const double *values, size_t n,
                                             wo_error *error);

/** A series of one variant: [replication][record mark]. */
WO_NODISCARD wo_status wo_report_series(wo_report_job *job, const char *name, size_t variant, wo_variable *series,
                                        wo_error *error);

/* The members of the document, in the order of the page. */
void wo_report_answer(wo_report_job *job);
void wo_report_table(wo_report_job *job);
WO_NODISCARD wo_status wo_report_times(wo_report_job *job, wo_error *error);
WO_NODISCARD wo_status wo_report_put_road(wo_report_job *job, wo_error *error);
WO_NODISCARD wo_status wo_report_fan(wo_report_job *job, wo_error *error);
WO_NODISCARD wo_status wo_report_heat(wo_report_job *job, wo_error *error);
WO_NODISCARD wo_status wo_report_film(wo_report_job *job, wo_error *error);
/** Counters of replication 0 in one variant, part of the film. */
WO_NODISCARD wo_status wo_report_counters(wo_report_job *job, size_t variant, wo_error *error);
/** The weather of replication 0 in one variant, part of the film; null without weather. */
WO_NODISCARD wo_status wo_report_weather(wo_report_job *job, size_t variant, wo_error *error);
void wo_report_ledger(wo_report_job *job);
WO_NODISCARD wo_status wo_report_provenance(wo_report_job *job, wo_error *error);

/** Fills the template with `title` and the JSON document `data`, each escaped for its place. */
void wo_report_page(FILE *page, const char *title, const char *data);

#endif
