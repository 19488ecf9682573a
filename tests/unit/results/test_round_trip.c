/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is written is read back, by the reader of the library. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sample.h"

static void assert_near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance)) {
        print_error("%.17g is not %.17g\n", value, expected);
    }
    assert_true(fabs(value - expected) <= tolerance);
}

static void must(wo_status status, const wo_error *error)
{
    if (status != WO_OK) {
        print_error("%d %s\n", (int)status, error->message);
    }
    assert_int_equal(status, WO_OK);
}

static wo_reader *open_whole(sample *made, uint32_t n, uint32_t planned)
{
    wo_error error = {0};
    wo_reader *reader = NULL;
    must(sample_write(made, n, planned, true, &error), &error);
    assert_false(sample_part_exists(made));
    must(wo_reader_open(made->path, &reader, &error), &error);
    return reader;
}

static void test_outcomes(void **state)
{
    (void)state;
    sample made;
    wo_error error = {0};
    wo_outcomes outcomes;
    sample_init(&made);
    wo_reader *reader = open_whole(&made, 37, 37);
    must(wo_reader_outcomes(reader, &outcomes, &error), &error);
    assert_int_equal(outcomes.n_variants, N_VARIANTS);
    assert_int_equal(outcomes.n_replications, 37);
    for (uint32_t r = 0; r < 37; r++) {
        sample_fill(&made, r);
        for (size_t v = 0; v < N_VARIANTS; v++) {
            assert_memory_equal(&outcomes.list[v * 37 + r], &made.records[v].outcome, sizeof(wo_outcome));
        }
    }
    wo_outcomes_free(&outcomes);
    wo_reader_close(reader);
    sample_free(&made);
}

/* Seconds in the file; infinite, not missing, where the record says never. */
static void test_durations(void **state)
{
    (void)state;
    sample made;
    wo_error error = {0};
    wo_variable clearance, people;
    size_t n_never = 0;
    sample_init(&made);
    wo_reader *reader = open_whole(&made, 37, 37);
    must(wo_reader_row(reader, "clearance_time", 1, &clearance, &error), &error);
    must(wo_reader_row(reader, "people_out", 1, &people, &error), &error);
    assert_string_equal(clearance.unit, "s");
    assert_string_equal(people.unit, "1");
    for (uint32_t r = 0; r < 37; r++) {
        sample_fill(&made, r);
        const int64_t raw = made.records[1].outcome.clearance_time;
        n_never += raw == WO_RECORD_NEVER ? 1 : 0;
        assert_true(raw == WO_RECORD_NEVER ? isinf(clearance.values[r]) : clearance.values[r] == (double)raw / 1000);
        assert_true(people.values[r] == (double)made.records[1].outcome.people_out);
    }
    assert_in_range(n_never, 1, 36);
    wo_variable_free(&clearance);
    wo_variable_free(&people);
    wo_reader_close(reader);
    sample_free(&made);
}

static void check_series(const char *name, const char *description, size_t field, wo_reader *reader, uint32_t kept)
{
    wo_variable all, row;
    wo_error error = {0};
    char full[64];
    (void)snprintf(full, sizeof full, "series_%s", name);
    must(wo_reader_variable(reader, full, &all, &error), &error);
    must(wo_reader_row(reader, full, 1, &row, &error), &error);
    assert_string_equal(all.description, description);
    assert_int_equal(all.rank, 3);
    assert_int_equal(all.shape[1], kept);
    assert_int_equal(all.shape[2], N_TIMES);
    assert_int_equal(row.rank, 2);
    assert_int_equal(row.shape[0], kept);
    assert_string_equal(row.dimensions[1], "time");
    for (size_t i = 0; i < N_VARIANTS * (size_t)kept * N_TIMES; i++) {
        const size_t t = i % N_TIMES, r = i / N_TIMES % kept, v = i / N_TIMES / kept;
        assert_true(all.values[i] == (double)sample_series(field, v, (uint32_t)r, t));
        assert_true(v == 0 || all.values[i] == row.values[r * N_TIMES + t]);
    }
    wo_variable_free(&all);
    wo_variable_free(&row);
}

static void test_series(void **state)
{
    (void)state;
    sample made;
    sample_init(&made);
    wo_reader *reader = open_whole(&made, 19, 50);
    size_t field = 0;
#define CHECK(name, unit, description)                                                                                 \
    check_series(#name, description, field, reader, 19);                                                               \
    field++;
    WO_SERIES_LIST(CHECK)
#undef CHECK
    wo_reader_close(reader);
    sample_free(&made);
}

/* More replications than series: they get a dimension of their own; a run that stops early does not. */
static void test_fewer_series(void **state)
{
    (void)state;
    const uint32_t runs[][2] = {{WO_SERIES_REPLICATIONS + 3, WO_SERIES_REPLICATIONS}, {7, 7}};
    for (size_t i = 0; i < 2; i++) {
        sample made;
        wo_error error = {0};
        wo_variable series;
        sample_init(&made);
        wo_reader *reader = open_whole(&made, runs[i][0], 2 * WO_SERIES_REPLICATIONS);
        check_series("departures", "parties released outbound so far", 0, reader, runs[i][1]);
        must(wo_reader_variable(reader, "series_departures", &series, &error), &error);
        assert_string_equal(series.dimensions[1], i == 0 ? "series_replication" : "replication");
        wo_variable_free(&series);
        wo_reader_close(reader);
        sample_free(&made);
    }
}

static void test_without_series(void **state)
{
    (void)state;
    sample made;
    wo_error error = {0};
    wo_reader *reader = NULL;
    wo_variable variable;
    sample_init(&made);
    must(sample_write(&made, 3, 3, false, &error), &error);
    must(wo_reader_open(made.path, &reader, &error), &error);
    assert_int_equal(wo_reader_variable(reader, "series_departures", &variable, &error), WO_ERR_FORMAT);
    assert_false(wo_reader_has(reader, "series_departures"));
    assert_true(wo_reader_has(reader, "everyone_out"));
    assert_non_null(strstr(error.message, "has no variable 'series_departures'"));
    wo_reader_close(reader);
    sample_free(&made);
}

static void test_header(void **state)
{
    (void)state;
    sample made;
    wo_error error = {0};
    wo_header header;
    sample_init(&made);
    wo_reader *reader = open_whole(&made, 5, 9);
    must(wo_reader_header(reader, &header, &error), &error);
    assert_string_equal(header.title, "Two valleys");
    assert_true(header.start.unix_ms == 1604955600000);
    assert_int_equal(header.start.offset_minutes, 240);
    assert_int_equal(header.order, 60000);
    assert_int_equal(header.n_variants, N_VARIANTS);
    assert_int_equal(header.closings[0], 2 * EVERY_MS);
    assert_int_equal(header.closings[1], 3 * EVERY_MS + 300000);
    assert_int_equal(header.replications, 5);
    assert_true(header.seed == UINT64_MAX);
    wo_header_free(&header);
    wo_reader_close(reader);
    sample_free(&made);
}

static void check_strings(wo_reader *reader, const char *name, size_t n, const char *const *expected)
{
    char **strings;
    size_t found;
    wo_error error = {0};
    must(wo_reader_strings(reader, name, &strings, &found, &error), &error);
    assert_int_equal(found, n);
    for (size_t i = 0; i < n; i++) {
        assert_string_equal(strings[i], expected[i]);
    }
    wo_strings_free(strings, found);
}

static void test_strings(void **state)
{
    (void)state;
    static const char *const variants[] = {"original", "verlängert, \"ten days\""};
    static const char *const classes[] = {"car", "truck", "flock"}, *const text[] = {"wayout: 1 # as read\n"};
    static const char *const sections[] = {"valley", "pass, \"upper\"", "valley", "pass, \"upper\""};
    static const char *const directions[] = {"outbound", "outbound", "inbound", "inbound"};
    static const char *const used[] = {"wayout: 1\n"}, *const statistics[] = {"mean", "low", "high"};
    sample made;
    sample_init(&made);
    wo_reader *reader = open_whole(&made, 2, 2);
    check_strings(reader, "variant", N_VARIANTS, variants);
    check_strings(reader, "class", N_CLASSES, classes);
    check_strings(reader, "section", N_SEGMENTS, sections);
    check_strings(reader, "direction", N_SEGMENTS, directions);
    check_strings(reader, "scenario/text", 1, text);
    check_strings(reader, "scenario/used", 1, used);
    check_strings(reader, "comparison/statistic", 3, statistics);
    char **strings;
    size_t n;
    wo_error error = {0};
    assert_int_equal(wo_reader_strings(reader, "time", &strings, &n, &error), WO_ERR_FORMAT);
    assert_int_equal(wo_reader_strings(reader, "nothing", &strings, &n, &error), WO_ERR_FORMAT);
    wo_variable variable;
    assert_int_equal(wo_reader_variable(reader, "variant", &variable, &error), WO_ERR_FORMAT);
    assert_int_equal(wo_reader_row(reader, "people_out", N_VARIANTS, &variable, &error), WO_ERR_RANGE);
    wo_reader_close(reader);
    sample_free(&made);
}

static double cell_value(wo_reader *reader, const char *name, size_t variant, size_t time, size_t segment)
{
    wo_variable variable;
    wo_error error = {0};
    must(wo_reader_variable(reader, name, &variable, &error), &error);
    assert_int_equal(variable.rank, 3);
    assert_string_equal(variable.dimensions[0], "variant");
    assert_string_equal(variable.dimensions[1], "time");
    assert_string_equal(variable.dimensions[2], "segment");
    const double value = variable.values[(variant * N_TIMES + time) * N_SEGMENTS + segment];
    wo_variable_free(&variable);
    return value;
}

/* 4 replications. Segment 1 holds 3 parties all through the first interval, which drive at 10 m/s in the mean. */
static void test_cells(void **state)
{
    (void)state;
    sample made;
    sample_init(&made);
    made.cell[0][1] = (wo_cell){.low = {4u * 3 * EVERY_MS, 4u * 3 * 900 * 10, 4u * EVERY_MS / 4, 4u * 1200500}};
    /* The second variant closes 300 s into the last interval: what is counted there lasted 300 s, not 900 s. */
    made.cell[1][3 * N_SEGMENTS + 2] = (wo_cell){.low = {4 * 300000, 4 * 300 * 5}};
    wo_reader *reader = open_whole(&made, 4, 4);
    assert_near(cell_value(reader, "density", 0, 1, 1), 12, 1e-6);
    assert_near(cell_value(reader, "speed", 0, 1, 1), 36, 1e-5);
    assert_near(cell_value(reader, "flow", 0, 1, 1), 432, 1e-4);
    assert_near(cell_value(reader, "capacity", 0, 1, 1), 1200.5, 1e-3);
    assert_near(cell_value(reader, "blocked", 0, 1, 1), 0.25, 1e-7);
    assert_near(cell_value(reader, "density", 1, 4, 2), 4, 1e-6);
    assert_near(cell_value(reader, "speed", 1, 4, 2), 18, 1e-5);
    assert_near(cell_value(reader, "flow", 1, 4, 2), 72, 1e-5);
    /* Empty road: density 0, speed unknown. No interval ends at the start; the first variant ends with mark 2. */
    assert_near(cell_value(reader, "density", 0, 2, 0), 0, 0);
    assert_true(isnan(cell_value(reader, "speed", 0, 2, 0)));
    assert_true(isnan(cell_value(reader, "capacity", 0, 2, 0)));
    assert_true(isnan(cell_value(reader, "density", 0, 0, 0)));
    assert_true(isnan(cell_value(reader, "density", 0, 3, 0)));
    assert_true(isnan(cell_value(reader, "flow", 0, 4, 0)));
    wo_reader_close(reader);
    sample_free(&made);
}

static void write_differences(sample *made, const int64_t *people, const int64_t *clearance, uint32_t n)
{
    wo_error error = {0};
    wo_results *results = NULL;
    const wo_record *const records[N_VARIANTS] = {&made->records[0], &made->records[1]};
    must(wo_results_create(made->path, &made->layout, "", "", n, false, 0, &results, &error), &error);
    const wo_sink sink = wo_results_sink(results);
    for (uint32_t r = 0; r < n; r++) {
        made->records[0].outcome.people_out = 100 + 7 * r;
        made->records[1].outcome.people_out = 100 + 7 * r + people[r];
        made->records[0].outcome.ete_50 = 1500;
        made->records[1].outcome.ete_50 = clearance[r];
        must(sink.take(sink.context, r, records, &error), &error);
    }
    must(sample_commit(made, results, &error), &error);
    wo_results_destroy(results);
}

static void difference(const sample *made, const char *name, size_t variant, double result[3])
{
    wo_error error = {0};
    wo_reader *reader = NULL;
    wo_variable variable;
    must(wo_reader_open(made->path, &reader, &error), &error);
    must(wo_reader_variable(reader, name, &variable, &error), &error);
    assert_int_equal(variable.rank, 2);
    assert_string_equal(variable.dimensions[0], "variant");
    assert_string_equal(variable.dimensions[1], "statistic");
    memcpy(result, &variable.values[3 * variant], 3 * sizeof *result);
    wo_variable_free(&variable);
    wo_reader_close(reader);
}

static void test_comparison(void **state)
{
    (void)state;
    const int64_t people[] = {1, 2, 3, 4}, times[] = {2500, 2500, 2500, 2500};
    const int64_t sometimes[] = {2500, WO_RECORD_NEVER, 2500, 2500};
    double result[3];
    sample made;
    sample_init(&made);
    write_differences(&made, people, times, 4);
    /* mean 2.5, standard deviation sqrt(5/3), Student t of 3 degrees 3.182446 */
    difference(&made, "comparison/people_out", 1, result);
    assert_near(result[0], 2.5, 1e-12);
    assert_near(result[1], 2.5 - 3.182446305 * sqrt(5.0 / 3.0) / 2, 1e-8);
    assert_near(result[2], 2.5 + 3.182446305 * sqrt(5.0 / 3.0) / 2, 1e-8);
    difference(&made, "comparison/people_out", 0, result);
    assert_near(result[0], 0, 0);
    assert_near(result[2], 0, 0);
    difference(&made, "comparison/ete_50", 1, result);
    assert_near(result[0], 1, 1e-12);
    write_differences(&made, people, sometimes, 4);
    difference(&made, "comparison/ete_50", 1, result);
    assert_true(isnan(result[0]) && isinf(result[1]) && result[1] < 0 && isinf(result[2]));
    write_differences(&made, people, times, 1);
    difference(&made, "comparison/people_out", 1, result);
    assert_near(result[0], 1, 0);
    assert_true(isinf(result[1]) && result[1] < 0 && isinf(result[2]));
    sample_free(&made);
}

static void test_order(void **state)
{
    (void)state;
    sample made;
    wo_error error = {0};
    wo_results *results = NULL;
    sample_init(&made);
    must(wo_results_create(made.path, &made.layout, "", "", 3, true, 0, &results, &error), &error);
    const wo_sink sink = wo_results_sink(results);
    const wo_record *const records[N_VARIANTS] = {&made.records[0], &made.records[1]};
    assert_int_equal(sink.take(sink.context, 1, records, &error), WO_ERR_INVARIANT);
    must(sink.take(sink.context, 0, records, &error), &error);
    assert_int_equal(sink.take(sink.context, 0, records, &error), WO_ERR_INVARIANT);
    made.series[1][2].on_road = (int64_t)INT32_MAX + 1;
    assert_int_equal(sink.take(sink.context, 1, records, &error), WO_ERR_LIMIT);
    assert_non_null(strstr(error.message, "series_on_road = 2147483648"));
    wo_results_destroy(results);
    assert_false(sample_exists(made.path));
    assert_false(sample_part_exists(&made));
    sample_free(&made);
}

static void test_version(void **state)
{
    (void)state;
    assert_non_null(strstr(wo_version(), " ("));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_outcomes),     cmocka_unit_test(test_durations),      cmocka_unit_test(test_series),
        cmocka_unit_test(test_fewer_series), cmocka_unit_test(test_without_series), cmocka_unit_test(test_header),
        cmocka_unit_test(test_strings),      cmocka_unit_test(test_cells),          cmocka_unit_test(test_comparison),
        cmocka_unit_test(test_order),        cmocka_unit_test(test_version),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
