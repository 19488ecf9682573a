/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Variants that run together leave what each leaves alone, to the bit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../../sim/ensemble/strand.h"
#include "helper_ensemble.h"

#define MOST 8

typedef struct outcome_of_run {
    wo_record records[MOST];
    wo_space_time cells[MOST];
} outcome_of_run;

typedef struct world {
    kept k;
    wo_scenario variants[MOST];
    const wo_scenario *views[MOST];
    size_t n;
    wo_layout layout;
    outcome_of_run alone, together;
    wo_replication *replication;
    wo_error error;
} world;

static char text[32768];

static int read_text(void **state)
{
    (void)state;
    return kept_read("tests/equality/everything.yaml", text, sizeof text) ? 0 : -1;
}

static void must(world *w, wo_status status)
{
    if (status != WO_OK) {
        print_error("%s: %s\n", wo_status_text(status), w->error.message);
    }
    assert_int_equal(status, WO_OK);
}

/* All variants begin as copies of the last one of `source`. */
static void start_world(world *w, const char *source, size_t n)
{
    memset(w, 0, sizeof *w);
    kept_parse(&w->k, source);
    w->n = n;
    for (size_t v = 0; v < n; v++) {
        must(w, wo_scenario_copy(&w->k.study.variants[w->k.study.n_variants - 1], &w->variants[v], &w->error));
        w->views[v] = &w->variants[v];
    }
}

static void start_run(world *w, outcome_of_run *run)
{
    for (size_t v = 0; v < w->n; v++) {
        must(w, wo_record_init(&run->records[v], w->layout.n_times, w->layout.every_ms, w->layout.road.n_segments,
                               &w->error));
        run->cells[v] = (wo_space_time){.n_times = w->layout.n_times, .n_segments = w->layout.road.n_segments};
        run->cells[v].cells = calloc(w->layout.n_times * w->layout.road.n_segments, sizeof(wo_cell));
        assert_non_null(run->cells[v].cells);
    }
}

static void lay_out(world *w)
{
    must(w, wo_layout_init(&w->layout, w->views, w->n, &w->error));
    start_run(w, &w->alone);
    start_run(w, &w->together);
    must(w, wo_replication_create(&w->replication, &w->error));
}

static void free_run(world *w, outcome_of_run *run)
{
    for (size_t v = 0; v < w->n; v++) {
        wo_record_free(&run->records[v]);
        free(run->cells[v].cells);
    }
}

static void free_world(world *w)
{
    wo_replication_destroy(w->replication);
    free_run(w, &w->alone);
    free_run(w, &w->together);
    wo_layout_free(&w->layout);
    for (size_t v = 0; v < w->n; v++) {
        wo_scenario_free(&w->variants[v]);
    }
    kept_free(&w->k);
}

static void assert_same_records(const world *w)
{
    for (size_t v = 0; v < w->n; v++) {
        const wo_record *alone = &w->alone.records[v], *together = &w->together.records[v];
        assert_memory_equal(&alone->outcome, &together->outcome, sizeof alone->outcome);
        assert_memory_equal(alone->series, together->series, alone->n_times * sizeof alone->series[0]);
        assert_memory_equal(w->alone.cells[v].cells, w->together.cells[v].cells,
                            w->layout.n_times * w->layout.road.n_segments * sizeof(wo_cell));
    }
}

/* One replication of all variants, both ways; cells are summed up over all that were run. */
static void compare(world *w, uint32_t replication, const wo_run_options *options)
{
    const wo_draw draw = {.seed = options->seed, .replication = replication, .central = options->central};
    wo_variant_run runs[MOST];
    for (size_t v = 0; v < w->n; v++) {
        must(w, wo_replication_run(w->replication, w->views[v], &draw, options, &w->alone.records[v],
                                   &w->alone.cells[v], &w->error));
        runs[v] = (wo_variant_run){w->views[v], &w->together.records[v], &w->together.cells[v]};
    }
    must(w, wo_replication_run_alike(w->replication, runs, w->n, &draw, options, &w->error));
    assert_same_records(w);
}

static uint32_t die = 1;

static uint32_t throw(uint32_t sides)
{
    die = die * 1664525u + 1013904223u;
    return (uint32_t)((uint64_t)die * sides >> 32);
}

/* Other closings, mostly between two minutes, some on one; other announcements, in part to everybody; other orders. */
static void vary(wo_scenario *variant)
{
    const wo_ms minutes = variant->end / WO_MINUTE_MS;
    variant->closing = (minutes / 8 + throw(minutes)) * WO_MINUTE_MS + (throw(2) > 0 ? throw(WO_MINUTE_MS) : 0);
    while (variant->n_announcements > 1 && throw(3) > 0) {
        variant->n_announcements--;
    }
    for (size_t k = 1; k < variant->n_announcements; k++) {
        wo_announcement *told = &variant->announcements[k];
        const wo_ms before = variant->announcements[k - 1].at;
        told->at = before + throw((minutes - before / WO_MINUTE_MS) / 2) * WO_MINUTE_MS + throw(1000);
        told->deadline = throw(2) > 0 ? variant->closing : told->at + throw(variant->end - told->at);
    }
    for (size_t i = 0; i < variant->n_armies && throw(3) == 0; i++) {
        variant->armies[i].told = throw(variant->end);
    }
}

static void variants_at_random(void **state)
{
    (void)state;
    size_t parted = 0;
    for (uint32_t trial = 0; trial < 8; trial++) {
        world w;
        start_world(&w, text, 2 + throw(MOST - 1));
        for (size_t v = 0; v < w.n; v++) {
            vary(&w.variants[v]);
        }
        lay_out(&w);
        const wo_ms limit = w.layout.road.limit_all_ms;
        const wo_run_options options = {.seed = trial,
                                        .central = trial % 4 == 3,
                                        .verify = trial % 2 == 0,
                                        .dt_ms = trial % 3 == 2 ? limit / 3 : 0};
        compare(&w, 0, &options);
        compare(&w, 1, &options);
        parted += w.replication->n_courses;
        free_world(&w);
    }
    assert_true(parted > 2 * 8);
}

/* They part when they close, or never. */
static void closings_alone(void **state)
{
    (void)state;
    world w;
    start_world(&w, text, 6);
    const wo_ms closing = w.variants[0].closing;
    const wo_ms shorter[] = {0, 0, 1, WO_MINUTE_MS, 7 * WO_HOUR_MS + 12345, closing};
    for (size_t v = 0; v < w.n; v++) {
        w.variants[v].closing -= shorter[v];
    }
    lay_out(&w);
    compare(&w, 0, &(wo_run_options){.verify = true});
    /* one goes on, the other is that of one after the other who leaves */
    assert_int_equal(w.replication->n_courses, 2);
    free_world(&w);
}

/* What is the same to the end is simulated once. */
static void twins_never_part(void **state)
{
    (void)state;
    world w;
    start_world(&w, text, MOST);
    lay_out(&w);
    compare(&w, 3, &(wo_run_options){.verify = true});
    assert_int_equal(w.replication->n_courses, 1);
    free_world(&w);
}

/* A herd that marches when the deadline is near, trucks and buses that turn back: who decides in the run. */
static void news_alone(void **state)
{
    (void)state;
    world w;
    start_world(&w, text, 3);
    for (size_t v = 1; v < w.n; v++) {
        w.variants[v].announcements[1].deadline -= (wo_ms)v * 3 * WO_HOUR_MS;
    }
    lay_out(&w);
    for (uint32_t r = 0; r < 4; r++) {
        compare(&w, r, &(wo_run_options){.seed = 7});
    }
    assert_int_equal(w.replication->n_courses, 2);
    free_world(&w);
}

static void trips_are_of_one_alone(void **state)
{
    (void)state;
    world w;
    wo_trips trips = {0};
    start_world(&w, text, 2);
    lay_out(&w);
    const wo_draw draw = {.seed = 1};
    const wo_run_options options = {.seed = 1};
    wo_variant_run runs[] = {{w.views[0], &w.together.records[0], NULL}, {w.views[1], &w.together.records[1], NULL}};
    w.together.records[1].trips = &trips;
    assert_int_equal(wo_replication_run_alike(w.replication, runs, 2, &draw, &options, &w.error), WO_ERR_RANGE);
    w.together.records[1].trips = NULL;
    wo_trips_free(&trips);
    free_world(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(variants_at_random),     cmocka_unit_test(closings_alone),
        cmocka_unit_test(twins_never_part),       cmocka_unit_test(news_alone),
        cmocka_unit_test(trips_are_of_one_alone),
    };
    return cmocka_run_group_tests(tests, read_text, NULL);
}
