/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scenario texts through the whole simulation, everything kept. Include after cmocka.h. */
#ifndef WAYOUT_TEST_HELPER_ENSEMBLE_H
#define WAYOUT_TEST_HELPER_ENSEMBLE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wayout/ensemble.h"

typedef struct kept { /* all that an ensemble leaves, [replication * n_variants + variant] */
    wo_study study;
    wo_layout layout;
    const wo_scenario **variants;
    wo_outcome *outcomes;
    wo_series_point *series;
    wo_space_time *cells;
    size_t n_records, capacity;
    uint32_t done;
    wo_error error;
} kept;

/* The text of a file of the source tree; false when it cannot be read or is longer than `room` - 1. */
static inline bool kept_read(const char *name, char *text, size_t room)
{
    char path[512];
    (void)snprintf(path, sizeof path, "%s/%s", WAYOUT_SOURCE_DIR, name);
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        return false;
    }
    const size_t size = fread(text, 1, room, file);
    (void)fclose(file);
    if (size == room) {
        return false;
    }
    text[size] = '\0';
    return true;
}

static inline void kept_parse(kept *k, const char *text)
{
    wo_problems problems = {0};
    memset(k, 0, sizeof *k);
    const wo_status status = wo_study_parse("test.yaml", text, strlen(text), &k->study, &problems, &k->error);
    wo_problems_print(&problems, "test.yaml", text, stderr);
    wo_problems_free(&problems);
    assert_int_equal(status, WO_OK);
    k->variants = calloc(k->study.n_variants, sizeof k->variants[0]);
    assert_non_null(k->variants);
    for (size_t v = 0; v < k->study.n_variants; v++) {
        k->variants[v] = &k->study.variants[v];
    }
}

static inline wo_status kept_take(void *context, uint32_t replication, const wo_record *const *records, wo_error *error)
{
    kept *k = context;
    const size_t n_variants = k->layout.n_variants, n_times = k->layout.n_times;
    (void)error;
    if (replication * n_variants != k->n_records || k->n_records + n_variants > k->capacity) {
        return WO_ERR_INVARIANT;
    }
    for (size_t v = 0; v < n_variants; v++) {
        k->outcomes[k->n_records] = records[v]->outcome;
        memcpy(&k->series[k->n_records * n_times], records[v]->series, n_times * sizeof k->series[0]);
        k->n_records++;
    }
    return WO_OK;
}

/* After kept_parse. Returns what wo_ensemble_run returns. */
static inline wo_status kept_run(kept *k, const wo_run_options *options)
{
    const wo_sink sink = {.context = k, .take = kept_take};
    const size_t n_variants = k->study.n_variants;
    wo_status status = wo_layout_init(&k->layout, k->variants, n_variants, &k->error);
    if (status != WO_OK) {
        return status;
    }
    k->capacity = n_variants * options->replications;
    k->outcomes = calloc(k->capacity, sizeof k->outcomes[0]);
    k->series = calloc(k->capacity * k->layout.n_times, sizeof k->series[0]);
    k->cells = calloc(n_variants, sizeof k->cells[0]);
    assert_non_null(k->outcomes);
    assert_non_null(k->series);
    assert_non_null(k->cells);
    for (size_t v = 0; v < n_variants; v++) {
        k->cells[v].n_times = k->layout.n_times;
        k->cells[v].n_segments = k->layout.road.n_segments;
        k->cells[v].cells = calloc(k->layout.n_times * k->layout.road.n_segments, sizeof(wo_cell));
        assert_non_null(k->cells[v].cells);
    }
    return wo_ensemble_run(&k->layout, options, &sink, k->cells, &k->done, &k->error);
}

static inline void kept_free(kept *k)
{
    for (size_t v = 0; k->cells != NULL && v < k->study.n_variants; v++) {
        free(k->cells[v].cells);
    }
    free(k->cells);
    free(k->series);
    free(k->outcomes);
    wo_layout_free(&k->layout);
    free(k->variants);
    wo_study_free(&k->study);
}

/* Parses, runs and expects success. */
static inline void kept_of(kept *k, const char *text, const wo_run_options *options)
{
    kept_parse(k, text);
    const wo_status status = kept_run(k, options);
    if (status != WO_OK) {
        print_error("%s: %s\n", wo_status_text(status), k->error.message);
    }
    assert_int_equal(status, WO_OK);
    assert_int_equal(k->done, options->replications);
}

/* Mark `number` of a record. */
static inline const wo_series_point *kept_point(const kept *k, size_t record, size_t number)
{
    return &k->series[record * k->layout.n_times + number];
}

static inline void assert_same(const kept *a, const kept *b)
{
    assert_int_equal(a->n_records, b->n_records);
    assert_memory_equal(a->outcomes, b->outcomes, a->n_records * sizeof a->outcomes[0]);
    assert_memory_equal(a->series, b->series, a->n_records * a->layout.n_times * sizeof a->series[0]);
    for (size_t v = 0; v < a->layout.n_variants; v++) {
        const size_t n = a->cells[v].n_times * a->cells[v].n_segments;
        assert_memory_equal(a->cells[v].cells, b->cells[v].cells, n * sizeof(wo_cell));
    }
}

#endif
