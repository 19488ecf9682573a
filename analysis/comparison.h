/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file comparison.h
 *  The numbers of a comparison, worked out once from the outcomes; table, JSON and sentences print the same ones. */
#ifndef WO_ANALYSIS_COMPARISON_H
#define WO_ANALYSIS_COMPARISON_H

#include "statistics.h"
#include "text.h"

/** Room for the longest name of a class, 64 bytes, behind "vehicles_left_"; a cut one might not be UTF-8 or unique. */
#define WO_KEY_SIZE 96

/** One amount of the outcomes. Fixed ones stand in a table, then come two per class of vehicles. */
typedef struct wo_measure {
    const char *group, *label; /**< heading and line of the table */
    char key[WO_KEY_SIZE];     /**< name in JSON, with its unit */
    wo_kind kind;
    size_t offset;  /**< of its int64 in wo_outcome */
    bool residents; /**< of residents alone: says nothing in a scenario without any */
} wo_measure;

/** An amount in one variant, and its paired difference to the first variant. */
typedef struct wo_measured {
    wo_summary value;
    wo_summary difference; /**< n = 0 where it cannot be told: the first variant itself, or an end not reached */
} wo_measured;

/** Where the longest queue most often has its head. */
typedef struct wo_queue_place {
    size_t runs; /**< replications with this head; 0 = no queue in any */
    int64_t segment;
    const char *section; /**< borrowed from the comparison, NULL when unknown */
    double km_to_exit;   /**< NaN when unknown */
} wo_queue_place;

/** Whom a variant may help. */
typedef enum wo_group { WO_GROUP_RESIDENTS, WO_GROUP_GOODS, WO_GROUP_ANIMALS, WO_GROUP_ARMY } wo_group;
#define WO_N_GROUPS 4

/** How many more of a group got out than in the first variant, replication by replication. */
typedef struct wo_effect {
    wo_summary difference; /**< n = 0 in the first variant */
    double out, total;     /**< means of how many got out and of the group's size, in this variant */
    bool same_total;       /**< the group is as large as in the first variant, in every replication */
} wo_effect;

typedef struct wo_variant_summary {
    const char *name; /**< borrowed from the comparison */
    wo_ms closing;
    bool deadline_only; /**< differs from the scenario's base in closing and announcements alone */
    wo_proportion everyone_out;
    wo_share_difference everyone_out_difference; /**< to the first variant */
    wo_effect effects[WO_N_GROUPS];
    wo_summary willing_left_difference; /**< residents stranded or not started, to the first; n = 0 there */
    wo_queue_place queue;
    wo_measured *measured; /**< [n_measures] */
} wo_variant_summary;

/** What the comparison is made from. Everything is borrowed. */
typedef struct wo_comparison_input {
    const wo_header *header;
    char *const *variants;       /**< names */
    const double *deadline_only; /**< 1 = the variant differs from the base in the deadline alone; NULL = unknown */
    char *const *classes;
    size_t n_classes;
    char *const *sections; /**< name of the section of each segment, or NULL */
    const double *km_to_exit;
    size_t n_segments;
    const wo_outcomes *outcomes;
} wo_comparison_input;

typedef struct wo_comparison {
    const wo_comparison_input *input; /**< borrowed */
    wo_measure *measures;
    size_t n_measures;
    wo_variant_summary *variants;
    size_t n_variants, n_replications;
    bool residents; /**< there are any */
} wo_comparison;

/** @return WO_ERR_RANGE without any complete replication, WO_ERR_MEMORY. Free in every case. */
WO_NODISCARD wo_status wo_comparison_init(wo_comparison *comparison, const wo_comparison_input *input, wo_error *error);
void wo_comparison_free(wo_comparison *comparison);

/** A results file and its comparison, which borrows from it: keep it where it is until it is closed. */
typedef struct wo_compared {
    wo_reader *reader;
    wo_header header;
    wo_outcomes outcomes;
    char **variants, **classes, **sections;
    size_t n_variants, n_classes, n_sections;
    wo_variable km_to_exit, deadline_only; /**< the last without values in files that lack it */
    wo_comparison_input input;
    wo_comparison comparison;
} wo_compared;

/** Close it in every case. */
WO_NODISCARD wo_status wo_compared_open(const char *path, wo_compared *file, wo_error *error);
void wo_compared_close(wo_compared *file);

/** Nothing of this kind in any variant: a line of it would say nothing. */
bool wo_comparison_is_empty(const wo_comparison *comparison, size_t measure);

/** The measure with this key, in one variant; NULL when there is none. */
const wo_measured *wo_comparison_find(const wo_comparison *comparison, size_t variant, const char *key);

/** Where the outcomes lie: from the 2.5 to the 97.5 % quantile, or the whole range where replications are too few. */
void wo_outcome_range(wo_kind kind, const wo_summary *value, char text[WO_TEXT_SIZE]);
/** What that range is: "95 % of outcomes" or "range". */
const char *wo_outcome_range_name(size_t replications);

void wo_compare_table(const wo_comparison *comparison, FILE *stream);
void wo_compare_json(const wo_comparison *comparison, FILE *stream);

#define WO_SENTENCE_SIZE 512
#define WO_MAX_SENTENCES 9

typedef struct wo_sentences {
    char text[WO_MAX_SENTENCES][WO_SENTENCE_SIZE];
    size_t n;
} wo_sentences;

/** What one variant means in plain words; the first variant is told by itself, the others against the first. */
void wo_sentences_write(const wo_comparison *comparison, size_t variant, wo_sentences *sentences);
/** What all of it rests on. */
const char *wo_sentence_caveat(void);

#endif
