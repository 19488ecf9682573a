/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Order, interruption and failures of an ensemble on a small road. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "helper_ensemble.h"

static const char small[] =
    "wayout: 1\n"
    "title: Small\n"
    "start: 2025-06-01T00:00:00Z\n"
    "end: 2025-06-01T12:00:00Z\n"
    "closing: 2025-06-01T08:00:00Z\n"
    "road:\n"
    "  exit: Town\n"
    "  sections:\n"
    "    - {name: road, from: Village, to: Town, length: 2 km, elevation: [0 m, 0 m], speed: 20 m/s}\n"
    "origins:\n"
    "  - {name: Village, at: {section: road, km: 0}, households: 50, people_per_household: 4, cars_per_household: 1}\n"
    "response: {base_rate: 0.3/h, deadline_rate: 0.5/h, patience: 1 h}\n"
    "variants:\n"
    "  eight: {}\n"
    "  six: {closing: 2025-06-01T06:00:00Z}\n";

static volatile sig_atomic_t stop;

static void stop_after_ten(void *context, uint32_t done, uint32_t all, double seconds)
{
    uint32_t *last = context;
    *last = done == *last + 1 && done <= all && seconds >= 0 ? done : all + 1; /* any thread: no assert here */
#pragma omp atomic write
    stop = done >= 10;
}

static void a_stop_keeps_whole_replications(void **state)
{
    (void)state;
    kept whole, part;
    uint32_t last = 0;
    stop = 0;
    kept_parse(&part, small);
    wo_run_options options = {
        .replications = 300, .threads = 2, .stop = &stop, .progress = stop_after_ten, .progress_context = &last};
    assert_int_equal(kept_run(&part, &options), WO_ERR_INTERRUPTED);
    assert_true(part.done >= 10 && part.done < 300);
    assert_int_equal(part.n_records, 2 * part.done);
    assert_int_equal(last, part.done);
    assert_non_null(strstr(part.error.message, "interrupted"));

    options = (wo_run_options){.replications = part.done, .threads = 1};
    kept_of(&whole, small, &options);
    assert_same(&part, &whole); /* the cells too */
    kept_free(&part);
    kept_free(&whole);
}

static void a_stop_before_the_start_takes_nothing(void **state)
{
    (void)state;
    kept k;
    stop = 1;
    kept_parse(&k, small);
    const wo_run_options options = {.replications = 3, .stop = &stop};
    assert_int_equal(kept_run(&k, &options), WO_ERR_INTERRUPTED);
    assert_int_equal(k.done, 0);
    kept_free(&k);
}

static wo_status full_sink(void *context, uint32_t replication, const wo_record *const *records, wo_error *error)
{
    (void)context;
    (void)records;
    return replication < 3 ? WO_OK : wo_error_set(error, WO_ERR_IO, "disk full");
}

static void a_failing_sink_stops_the_ensemble(void **state)
{
    (void)state;
    kept k;
    uint32_t done;
    const wo_sink sink = {.take = full_sink};
    for (int threads = 1; threads <= 5; threads += 2) {
        const wo_run_options options = {.replications = 200, .threads = threads};
        kept_parse(&k, small);
        assert_int_equal(wo_layout_init(&k.layout, k.variants, 2, &k.error), WO_OK);
        assert_int_equal(wo_ensemble_run(&k.layout, &options, &sink, NULL, &done, &k.error), WO_ERR_IO);
        assert_string_equal(k.error.message, "disk full");
        assert_int_equal(done, 3);
        kept_free(&k);
    }
}

static void the_first_failure_is_named(void **state)
{
    (void)state;
    kept k;
    kept_parse(&k, small);
    k.study.variants[1].opposing_mean_s = 90; /* no multiple of the grid */
    const wo_run_options options = {.replications = 20, .threads = 2};
    assert_int_equal(kept_run(&k, &options), WO_ERR_RANGE);
    assert_non_null(strstr(k.error.message, "replication 0 of variant 'six'"));
    assert_int_equal(k.done, 0);
    kept_free(&k);
}

static void variants_must_share_a_road(void **state)
{
    (void)state;
    kept k;
    kept_parse(&k, small);
    wo_number *length = &k.study.variants[1].sections[0].length_m;
    length->p[0] += 100;
    assert_int_equal(wo_layout_init(&k.layout, k.variants, 2, &k.error), WO_ERR_SCENARIO);
    assert_non_null(strstr(k.error.message, "'six'"));
    length->p[0] -= 100;
    k.study.variants[1].record_every_s = 600;
    assert_int_equal(wo_layout_init(&k.layout, k.variants, 2, &k.error), WO_ERR_SCENARIO);
    k.study.variants[0].record_every_s = 90;
    assert_int_equal(wo_layout_init(&k.layout, k.variants, 2, &k.error), WO_ERR_RANGE);
    assert_int_equal(wo_layout_init(&k.layout, k.variants, 0, &k.error), WO_ERR_RANGE);
    kept_free(&k);
}

static void no_replications_is_an_error(void **state)
{
    (void)state;
    kept k;
    kept_parse(&k, small);
    const wo_run_options options = {.replications = 0};
    assert_int_equal(kept_run(&k, &options), WO_ERR_RANGE);
    kept_free(&k);
}

/* 250 m for a quarter of an hour: 2^48 / (251 x 900,000) replications. */
static void cells_hold_so_many_replications(void **state)
{
    (void)state;
    kept k;
    uint32_t done = 9;
    const wo_sink sink = {.take = full_sink};
    wo_run_options options = {.replications = 1246016, .threads = 1};
    wo_space_time cells = {.n_times = 49, .n_segments = 16};
    cells.cells = calloc(cells.n_times * cells.n_segments, sizeof *cells.cells);
    assert_non_null(cells.cells);
    kept_parse(&k, small);
    assert_int_equal(wo_layout_init(&k.layout, k.variants, 1, &k.error), WO_OK);
    assert_int_equal(k.layout.n_times, cells.n_times);
    assert_int_equal(k.layout.road.n_segments, cells.n_segments);
    assert_int_equal(wo_ensemble_run(&k.layout, &options, &sink, &cells, &done, &k.error), WO_ERR_RANGE);
    assert_non_null(strstr(k.error.message, "at most 1246015 "));
    assert_int_equal(done, 0);
    assert_int_equal(wo_ensemble_run(&k.layout, &options, &sink, NULL, &done, &k.error), WO_ERR_IO);
    options.replications--;
    assert_int_equal(wo_ensemble_run(&k.layout, &options, &sink, &cells, &done, &k.error), WO_ERR_IO);
    assert_int_equal(done, 3);
    free(cells.cells);
    kept_free(&k);
}

static void marks_cover_the_study(void **state)
{
    (void)state;
    kept k;
    const wo_run_options options = {.replications = 1, .verify = true};
    kept_of(&k, small, &options);
    assert_int_equal(k.layout.n_times, 12 * 4 + 1);
    assert_int_equal(k.layout.every_ms, 15 * 60000);
    /* nothing changes after the closing */
    assert_memory_equal(kept_point(&k, 1, 24), kept_point(&k, 1, 48), sizeof(wo_series_point));
    assert_int_equal(kept_point(&k, 1, 48)->people_out, k.outcomes[1].people_out);
    assert_int_equal(kept_point(&k, 1, 48)->at_line, k.outcomes[1].vehicles_out[0]);
    kept_free(&k);
}

/* A closing between two marks: what happened until then is in the mark after it, and in the cells. */
static void closing_between_marks(void **state)
{
    (void)state;
    kept k;
    const wo_run_options options = {.replications = 1, .verify = true};
    kept_parse(&k, small);
    k.study.variants[1].closing = 7 * WO_HOUR_MS + 7 * WO_MINUTE_MS + 30000;
    assert_int_equal(kept_run(&k, &options), WO_OK);
    const wo_series_point *end = kept_point(&k, 1, 48);
    uint64_t in_cells = 0;
    assert_memory_equal(kept_point(&k, 1, 29), end, sizeof *end);
    assert_int_equal(end->at_line, k.outcomes[1].vehicles_out[0]);
    assert_int_equal(end->on_road + end->waiting_at_origin, k.outcomes[1].vehicles_left[0]);
    for (size_t i = 0; i < k.cells[1].n_times; i++) {
        for (size_t s = 0; s < k.layout.road.n_out; s++) {
            in_cells += wo_cell_value(&k.cells[1].cells[i * k.cells[1].n_segments + s], WO_CELL_VEHICLE_MS);
        }
    }
    assert_true(in_cells == (uint64_t)k.outcomes[1].vehicle_time);
    kept_free(&k);
}

/* Cars drive both ways all the time; one point is closed outbound for an hour, one inbound. */
static const char closed[] =
    "wayout: 1\n"
    "title: Closed\n"
    "start: 2025-06-01T00:00:00Z\n"
    "end: 2025-06-01T08:00:00Z\n"
    "road:\n"
    "  exit: Town\n"
    "  deadline_line: {section: road, km: 1}\n"
    "  sections:\n"
    "    - {name: road, from: Village, to: Town, length: 2 km, elevation: [0 m, 0 m], speed: 20 m/s}\n"
    "  closures:\n"
    "    - {at: {section: road, km: 0.5}, from: 2025-06-01T02:00:00Z, to: 2025-06-01T03:00:00Z, side: outbound}\n"
    "    - {at: {section: road, km: 1.5}, from: 2025-06-01T05:00:00Z, to: 2025-06-01T06:00:00Z, side: inbound}\n"
    "origins:\n"
    "  - {name: Village, at: {section: road, km: 0}, households: 0}\n"
    "through:\n"
    "  - {name: out, from: Village, to: Town, flow: 240/h, arrivals: even}\n"
    "  - {name: in, from: Town, to: Village, flow: 120/h, arrivals: even}\n";

static void nobody_passes_a_closed_point(void **state)
{
    (void)state;
    kept k;
    const wo_run_options options = {.replications = 1, .verify = true};
    kept_of(&k, closed, &options);
    /* from the closed points to the line it is 25 s */
    assert_int_equal(kept_point(&k, 0, 12)->at_line - kept_point(&k, 0, 9)->at_line, 0);
    assert_int_equal(kept_point(&k, 0, 20)->at_line - kept_point(&k, 0, 16)->at_line, 240);
    assert_int_equal(kept_point(&k, 0, 12)->inbound_at_line - kept_point(&k, 0, 8)->inbound_at_line, 120);
    assert_int_equal(kept_point(&k, 0, 24)->inbound_at_line - kept_point(&k, 0, 21)->inbound_at_line, 0);
    assert_true(kept_point(&k, 0, 11)->queue_length > 0);
    kept_free(&k);
}

/* 240 cars an hour at two servers of 40 s: 180 pass. Inbound trucks take an hour and everyone else 36 s, so that
 * 100 of 120 vans pass; where only cars are looked at they are waved through. */
static const char checked[] =
    "wayout: 1\n"
    "title: Checked\n"
    "start: 2025-06-01T00:00:00Z\n"
    "end: 2025-06-01T10:00:00Z\n"
    "road:\n"
    "  exit: Town\n"
    "  deadline_line: {section: road, km: 1}\n"
    "  sections:\n"
    "    - {name: road, from: Village, to: Town, length: 2 km, elevation: [0 m, 0 m], speed: 20 m/s}\n"
    "  checkpoints:\n"
    "    - {at: {section: road, km: 0.5}, servers: 2, service: {car: 40 s}}\n"
    "    - {at: {section: road, km: 0.5}, side: inbound, service: {truck: 1 h, other: 36 s}}\n"
    "    - {at: {section: road, km: 1.5}, side: inbound, service: {car: 1 h}}\n"
    "origins:\n"
    "  - {name: Village, at: {section: road, km: 0}, households: 0}\n"
    "through:\n"
    "  - {name: cars, from: Village, to: Town, flow: 240/h, arrivals: even}\n"
    "  - {name: in, class: van, from: Town, to: Village, flow: 120/h, arrivals: even}\n";

static void classes_are_served_at_a_checkpoint(void **state)
{
    (void)state;
    kept k;
    const wo_run_options options = {.replications = 1, .verify = true};
    kept_of(&k, checked, &options);
    const double out = (double)(kept_point(&k, 0, 36)->at_line - kept_point(&k, 0, 16)->at_line) / 5.0;
    assert_true(fabs(out - 180.0) <= 1.0);
    const double in = (double)(kept_point(&k, 0, 36)->inbound_at_line - kept_point(&k, 0, 16)->inbound_at_line) / 5.0;
    assert_true(fabs(in - 100.0) <= 0.5);
    assert_true(kept_point(&k, 0, 20)->queue_length > 0);
    kept_free(&k);
}

static void checkpoints_do_not_share_an_end(void **state)
{
    (void)state;
    kept k;
    kept_parse(&k, checked);
    k.study.variants[0].checkpoints[1].side = WO_SIDE_BOTH;
    k.study.variants[0].checkpoints[1].at.m = 510.0;
    assert_int_equal(wo_layout_init(&k.layout, k.variants, 1, &k.error), WO_ERR_SCENARIO);
    assert_non_null(strstr(k.error.message, "checkpoints 1 and 2"));
    kept_free(&k);
}

/* 300 cars an hour each way; outbound 200 pass a point, inbound 240 enter a narrow section. A drop of a tenth leaves
 * 180 and 216. */
static const char dropping[] =
    "wayout: 1\n"
    "title: Dropping\n"
    "start: 2025-06-01T00:00:00Z\n"
    "end: 2025-06-01T10:00:00Z\n"
    "road:\n"
    "  exit: Town\n"
    "  deadline_line: {section: far, km: 1}\n"
    "  sections:\n"
    "    - {name: far, from: Village, to: Bridge, length: 2 km, elevation: [0 m, 0 m], speed: 20 m/s, capacity: "
    "240/h,\n"
    "       drop: 10 %}\n"
    "    - {name: near, from: Bridge, to: Town, length: 2 km, elevation: [0 m, 0 m], speed: 20 m/s}\n"
    "  bottlenecks: [{at: {section: far, km: 0.5}, capacity: 200/h, drop: 10 %}]\n"
    "origins:\n"
    "  - {name: Village, at: {section: far, km: 0}, households: 0}\n"
    "through:\n"
    "  - {name: out, from: Village, to: Town, flow: 300/h, arrivals: even}\n"
    "  - {name: in, from: Town, to: Village, flow: 300/h, arrivals: even}\n";

static void capacity_drops_while_a_queue_discharges(void **state)
{
    (void)state;
    kept k;
    const wo_run_options options = {.replications = 1, .verify = true};
    for (int i = 0; i < 4; i++) { /* none, of the point, of the section, both */
        kept_parse(&k, dropping);
        wo_scenario *s = &k.study.variants[0];
        s->bottlenecks[0].drop.p[0] = (i & 1) != 0 ? 0.1 : 0.0;
        s->sections[0].drop.p[0] = (i & 2) != 0 ? 0.1 : 0.0;
        assert_int_equal(kept_run(&k, &options), WO_OK);
        const double out = (double)(kept_point(&k, 0, 36)->at_line - kept_point(&k, 0, 16)->at_line) / 5.0;
        const double in =
            (double)(kept_point(&k, 0, 36)->inbound_at_line - kept_point(&k, 0, 16)->inbound_at_line) / 5.0;
        assert_true(fabs(out - ((i & 1) != 0 ? 180.0 : 200.0)) <= 0.5);
        assert_true(fabs(in - ((i & 2) != 0 ? 216.0 : 240.0)) <= 0.5);
        kept_free(&k);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stop_keeps_whole_replications),
        cmocka_unit_test(a_stop_before_the_start_takes_nothing),
        cmocka_unit_test(a_failing_sink_stops_the_ensemble),
        cmocka_unit_test(the_first_failure_is_named),
        cmocka_unit_test(variants_must_share_a_road),
        cmocka_unit_test(no_replications_is_an_error),
        cmocka_unit_test(cells_hold_so_many_replications),
        cmocka_unit_test(marks_cover_the_study),
        cmocka_unit_test(closing_between_marks),
        cmocka_unit_test(nobody_passes_a_closed_point),
        cmocka_unit_test(classes_are_served_at_a_checkpoint),
        cmocka_unit_test(capacity_drops_while_a_queue_discharges),
        cmocka_unit_test(checkpoints_do_not_share_an_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
