/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small ensemble made by hand: two variants, two pieces of road, five marks. Include cmocka.h before. */
#ifndef WAYOUT_TESTS_RESULTS_SAMPLE_H
#define WAYOUT_TESTS_RESULTS_SAMPLE_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "wayout/results.h"

#define N_VARIANTS 2
#define N_TIMES    5
#define N_SEGMENTS 4
#define N_CLASSES  3
#define EVERY_MS   900000u

typedef struct sample {
    wo_section sections[2];
    wo_class classes[N_CLASSES];
    wo_scenario scenarios[N_VARIANTS];
    const wo_scenario *variants[N_VARIANTS];
    uint32_t section[N_SEGMENTS], length_cm[N_SEGMENTS];
    int32_t to_exit_m[N_SEGMENTS], elevation_m[N_SEGMENTS];
    wo_layout layout;
    wo_series_point series[N_VARIANTS][N_TIMES];
    wo_record records[N_VARIANTS];
    wo_cell cell[N_VARIANTS][(N_TIMES - 1) * N_SEGMENTS];
    wo_space_time cells[N_VARIANTS];
    char folder[64], path[96];
} sample;

/* The scenario starts at 2020-11-10T01:00+04:00; the second variant closes later than the first and within the last
 * interval. */
static void sample_scenarios(sample *made)
{
    static char *const sections[] = {"valley", "pass, \"upper\""}, *const classes[] = {"car", "truck", "flock"};
    static char *const names[] = {"original", "verlängert, \"ten days\""};
    for (size_t i = 0; i < 2; i++) {
        made->sections[i].name = sections[i];
    }
    for (size_t i = 0; i < N_CLASSES; i++) {
        made->classes[i].name = classes[i];
    }
    for (size_t v = 0; v < N_VARIANTS; v++) {
        made->scenarios[v] = (wo_scenario){.title = "Two valleys", .variant = names[v]};
        made->scenarios[v].start = (wo_instant){1604955600000, 240};
        made->scenarios[v].end = 4 * EVERY_MS;
        made->scenarios[v].order = 60000;
        made->scenarios[v].closing = v == 0 ? 2 * EVERY_MS : 3 * EVERY_MS + 300000;
        made->scenarios[v].sections = made->sections;
        made->scenarios[v].n_sections = 2;
        made->scenarios[v].classes = made->classes;
        made->scenarios[v].n_classes = N_CLASSES;
        made->variants[v] = &made->scenarios[v];
    }
}

static void sample_init(sample *made)
{
    memset(made, 0, sizeof *made);
    sample_scenarios(made);
    for (uint32_t s = 0; s < N_SEGMENTS; s++) {
        made->section[s] = s % 2;
        made->length_cm[s] = 25000;
        made->to_exit_m[s] = s % 2 == 0 ? 250 : 0;
        made->elevation_m[s] = 1500 + (int32_t)s;
    }
    made->layout = (wo_layout){.variants = made->variants, .n_variants = N_VARIANTS};
    made->layout.n_times = N_TIMES;
    made->layout.every_ms = EVERY_MS;
    made->layout.road.n_out = 2;
    made->layout.road.n_segments = N_SEGMENTS;
    made->layout.road.section = made->section;
    made->layout.road.length_cm = made->length_cm;
    made->layout.road.to_exit_m = made->to_exit_m;
    made->layout.road.elevation_m = made->elevation_m;
    for (size_t v = 0; v < N_VARIANTS; v++) {
        made->records[v].n_times = N_TIMES;
        made->records[v].every_ms = EVERY_MS;
        made->records[v].series = made->series[v];
        made->cells[v] = (wo_space_time){N_TIMES - 1, N_SEGMENTS, made->cell[v]};
    }
    (void)snprintf(made->folder, sizeof made->folder, "/tmp/wayout-results-XXXXXX");
    if (mkdtemp(made->folder) == NULL) {
        abort();
    }
    (void)snprintf(made->path, sizeof made->path, "%s/results.h5", made->folder);
}

static void sample_free(sample *made)
{
    char part[128];
    (void)snprintf(part, sizeof part, "%s.part", made->path);
    (void)unlink(part);
    (void)unlink(made->path);
    (void)rmdir(made->path);
    (void)rmdir(made->folder);
}

/* Every number differs; one time in seven was not reached. */
static int64_t sample_outcome(size_t field, size_t variant, uint32_t replication, bool is_time)
{
    if (is_time && (field + variant + replication) % 7 == 0) {
        return WO_RECORD_NEVER;
    }
    return (int64_t)(field * 1000003 + variant * 1009 + replication * 17);
}

static int64_t sample_series(size_t field, size_t variant, uint32_t replication, size_t mark)
{
    return (int64_t)(field * 100000 + variant * 10000 + replication * 10 + mark) - 1;
}

static void sample_fill(sample *made, uint32_t replication)
{
    for (size_t v = 0; v < N_VARIANTS; v++) {
        wo_outcome *outcome = &made->records[v].outcome;
        size_t field = 0;
#define FILL(name, unit, description)                                                                                  \
    outcome->name = sample_outcome(field, v, replication, strcmp(unit, "ms") == 0);                                    \
    field++;
        WO_OUTCOME_LIST(FILL)
#undef FILL
        for (size_t c = 0; c < N_CLASSES; c++) {
            outcome->vehicles_out[c] = (int64_t)(100 * v + 10 * c + replication);
            outcome->vehicles_left[c] = (int64_t)(1000 * v + 10 * c + replication);
        }
        for (size_t t = 0; t < N_TIMES; t++) {
            size_t number = 0;
#define FILL(name, unit, description)                                                                                  \
    made->series[v][t].name = sample_series(number, v, replication, t);                                                \
    number++;
            WO_SERIES_LIST(FILL)
#undef FILL
        }
    }
}

/* Hands `n` replications to the file. */
static wo_status sample_take(sample *made, wo_results *results, uint32_t n, wo_error *error)
{
    const wo_sink sink = wo_results_sink(results);
    const wo_record *const records[N_VARIANTS] = {&made->records[0], &made->records[1]};
    for (uint32_t r = 0; r < n; r++) {
        sample_fill(made, r);
        WO_TRY(sink.take(sink.context, r, records, error));
    }
    return WO_OK;
}

static wo_status sample_commit(sample *made, wo_results *results, wo_error *error)
{
    static char *const argv[] = {"wayout", "run", "it's here.yaml"};
    const wo_provenance provenance = {.argc = 3, .argv = argv, .seed = UINT64_MAX, .threads = 2, .wall_s = 0.5};
    return wo_results_commit(results, made->cells, &provenance, error);
}

/* A whole file with `n` of `planned` replications. */
static wo_status sample_write(sample *made, uint32_t n, uint32_t planned, bool with_series, wo_error *error)
{
    wo_results *results = NULL;
    wo_status status = wo_results_create(made->path, &made->layout, "wayout: 1 # as read\n", "wayout: 1\n", planned,
                                         with_series, 0, &results, error);
    if (status == WO_OK) {
        status = sample_take(made, results, n, error);
    }
    if (status == WO_OK) {
        status = sample_commit(made, results, error);
    }
    wo_results_destroy(results);
    return status;
}

static inline bool sample_exists(const char *path)
{
    struct stat state;
    return lstat(path, &state) == 0;
}

static inline bool sample_part_exists(const sample *made)
{
    char part[128];
    (void)snprintf(part, sizeof part, "%s.part", made->path);
    return sample_exists(part);
}

#endif
