/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that a scenario names: read beside it, told with file and line, and part of the text as used. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "helper_study.h"

#define HOUR 3600000u

static char folder[] = "/tmp/wayout-files-XXXXXX";

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) != NULL ? 0 : -1;
}

static void path_of(const char *name, char path[256])
{
    (void)snprintf(path, 256, "%s/%s", folder, name);
}

static void put(const char *name, const char *text)
{
    char path[256];
    path_of(name, path);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    fclose(file);
}

static int remove_folder(void **state)
{
    (void)state;
    static const char *const names[] = {"s.yaml", "w.csv", "c.csv", "pipe"};
    char path[256];
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        path_of(names[i], path);
        (void)unlink(path);
    }
    return rmdir(folder);
}

/** Reads helper_head with `more` from the folder; the messages are kept in `printed`, free it. */
static wo_status read_with(const char *more, wo_study *study, char **printed)
{
    char path[256];
    char text[4096];
    wo_problems problems = {0};
    wo_error error = {0};
    (void)snprintf(text, sizeof text, "%s%s", helper_head, more);
    put("s.yaml", text);
    path_of("s.yaml", path);
    const wo_status status = wo_study_read(path, study, &problems, &error);
    *printed = helper_print(&problems, "s.yaml", study->text);
    wo_problems_free(&problems);
    return status;
}

static void expect_good(const char *more, wo_study *study)
{
    char *printed = NULL;
    const wo_status status = read_with(more, study, &printed);
    if (status != WO_OK) {
        print_error("%s", printed);
    }
    free(printed);
    assert_int_equal(status, WO_OK);
}

static void expect_fault(const char *more, const char *expected)
{
    wo_study study;
    char *printed = NULL;
    assert_int_equal(read_with(more, &study, &printed), WO_ERR_SCENARIO);
    if (strstr(printed, expected) == NULL) {
        print_error("expected: %s\nprinted: %s\n", expected, printed);
    }
    assert_non_null(strstr(printed, expected));
    free(printed);
    wo_study_free(&study);
}

static const char zones[] = "climate:\n  zones: [{name: low, above: 0 m}, {name: high, above: 1 km}]\n";

static const char *with_zones(const char *more)
{
    static char text[2048];
    (void)snprintf(text, sizeof text, "%s%s", zones, more);
    return text;
}

static void test_a_series(void **state)
{
    (void)state;
    wo_study study;
    put("w.csv", "\xef\xbb\xbftime,state,zone\r\n# observed from the window\r\n\r\n"
                 "2025-10-01T07:00:00+04:00, fog ,\r\n2025-10-01T08:00:00+04:00,ice,high\r\n"
                 "2025-10-01T08:00:00+04:00,dry");
    expect_good(with_zones("  series: {value: w.csv, mark: reported, source: window}\n"), &study);
    const wo_climate_spec *c = &study.variants[0].climate;
    assert_int_equal(c->n_observations, 3);
    assert_int_equal(c->observations[0].at, HOUR);
    assert_string_equal(c->observations[0].state_name, "fog");
    assert_int_equal(c->observations[0].zone, -1);
    assert_int_equal(c->observations[1].zone, 1);
    assert_int_equal(c->observations[1].state, 5);
    assert_int_equal(c->observations[2].state, 0);
    size_t reported = 0;
    for (size_t i = 0; i < study.n_ledger; i++) {
        reported += study.ledger[i].mark == WO_MARK_REPORTED && strcmp(study.ledger[i].source, "window") == 0;
    }
    assert_int_equal(reported, 3);
    wo_study again; /* the text as used needs no file */
    helper_parse(study.used, &again);
    helper_same_scenario(&study.variants[0], &again.variants[0]);
    assert_string_equal(study.used, again.used);
    wo_study_free(&again);
    wo_study_free(&study);
}

static void test_counts(void **state)
{
    (void)state;
    wo_study study;
    put("c.csv", "time,count\n2025-10-01T07:00:00+04:00,10\n2025-10-01T08:00:00+04:00,17.5\n");
    put("w.csv", "2025-10-01T07:00:00+04:00,3\n");
    expect_good("observed:\n  - {name: a, unit: people, file: c.csv}\n"
                "  - {name: b, unit: vehicles, file: {value: c.csv, mark: reported, source: book}}\n"
                "variants:\n  one: {}\n  two: {observed: {a: {file: w.csv}}}\n"
                "  three: {observed+: [{name: c, unit: people, file: w.csv}]}\n",
                &study);
    assert_int_equal(study.variants[0].observed[0].n, 2);
    helper_near(study.variants[0].observed[0].counts[1], 17.5, 0);
    assert_int_equal(study.variants[0].observed[1].times[1], 2 * HOUR);
    assert_int_equal(study.variants[1].observed[0].n, 1);
    helper_near(study.variants[1].observed[0].counts[0], 3, 0);
    assert_int_equal(study.variants[2].n_observed, 3);
    assert_non_null(strstr(study.used, "mark: reported, source: \"book\""));
    wo_study again;
    helper_parse(study.used, &again);
    for (size_t v = 0; v < 3; v++) {
        helper_same_scenario(&study.variants[v], &again.variants[v]);
    }
    wo_study_free(&again);
    wo_study_free(&study);
}

static void test_faults_name_file_and_line(void **state)
{
    (void)state;
    static const char series[] = "  series: w.csv\n";
    put("w.csv", "2025-10-01T07:00:00+04:00,fog\n2025-10-01T08:00:00+04:00,smog,low\n");
    expect_fault(with_zones(series), "s.yaml:14:11: error: w.csv:2: there is no state 'smog'; did you mean 'fog'?");
    put("w.csv", "2025-10-01T07:00:00+04:00,fog\n2025-10-01T08:00:00+04:00,ice,lo\n");
    expect_fault(with_zones(series), "w.csv:2: there is no zone 'lo'; did you mean 'low'?");
    put("w.csv", "2025-10-01T07:00:00+04:00\n");
    expect_fault(with_zones(series), "w.csv:1: expected time,state[,zone], found 1 field");
    put("w.csv", "2025-10-01T07:00:00+04:00,fog\n2025-10-01T06:59:00+04:00,fog\n");
    expect_fault(with_zones(series), "w.csv:2: 'at': observations are listed in order of time");
    put("w.csv", "2025-10-01T07:00:00+04:00,\xff\n");
    expect_fault(with_zones(series), "w.csv:1: no UTF-8");
    put("w.csv", "2025-10-01T07:00:00+04:00,f\x01g\n");
    expect_fault(with_zones(series), "w.csv:1: a character that is not allowed");
    put("w.csv", "2025-10-01T07:00:00+04:00,,low\n");
    expect_fault(with_zones(series), "w.csv:1: 'state': a text of 1 to 200 bytes is expected");
    put("w.csv", "foo\n2025-10-01T07:00:00+04:00,smog\n"); /* one fault does not hide the next */
    expect_fault(with_zones(series), "w.csv:1: expected");
    expect_fault(with_zones(series), "w.csv:2: there is no state 'smog'");
    put("c.csv", "2025-10-01T07:00:00+04:00,1,2\n");
    expect_fault("observed: [{name: a, unit: people, file: c.csv}]\n", "c.csv:1: expected time,count, found 3 fields");
    put("c.csv", "2025-10-01T07:00:00+04:00,1e99\n");
    expect_fault("observed: [{name: a, unit: people, file: c.csv}]\n", "c.csv:1: 'counts': 1e99 is outside");
}

static void test_faults_in_order_of_the_file(void **state)
{
    (void)state;
    char text[2048] = "";
    for (int line = 1; line <= 12; line++) {
        strcat(text, line % 5 == 2 ? "2025-10-01T07:00:00+04:00,smog\n" : "2025-10-01T07:00:00+04:00,fog\n");
    }
    put("w.csv", text);
    wo_study study;
    char *printed = NULL;
    assert_int_equal(read_with(with_zones("  series: w.csv\n"), &study, &printed), WO_ERR_SCENARIO);
    const char *second = strstr(printed, "w.csv:2:"), *seventh = strstr(printed, "w.csv:7:");
    const char *twelfth = strstr(printed, "w.csv:12:");
    assert_non_null(second);
    assert_non_null(seventh);
    assert_non_null(twelfth);
    assert_true(second < seventh && seventh < twelfth);
    free(printed);
    wo_study_free(&study);
}

static void test_what_is_no_file(void **state)
{
    (void)state;
    char path[256];
    expect_fault(with_zones("  series: none.csv\n"), "s.yaml:14:11: error: 'series': none.csv: No such file");
    expect_fault(with_zones("  series: .\n"), "'series': .: no file that can be read");
    expect_fault(with_zones("  series: /dev/zero\n"), "'series': /dev/zero: no file that can be read");
    path_of("pipe", path);
    assert_int_equal(mkfifo(path, 0600), 0); /* nobody writes to it: reading would wait for ever */
    expect_fault(with_zones("  series: pipe\n"), "'series': pipe: no file that can be read");
    expect_fault(with_zones("  series: {a: b}\n"), "'series': expected the name of a file");
    expect_fault(with_zones("  series: {value: w.csv, b: c}\n"), "'series': expected the name of a file");
    expect_fault(with_zones("  series: ''\n"), "'series': expected the name of a file");
    put("w.csv", "time,state\n\n# nothing\n");
    expect_fault(with_zones("  series: w.csv\n"), "'series': w.csv: the file has no lines");
    expect_fault(with_zones("  series: w.csv\n  observations: []\n"), "'observations' and 'series' are both given");
}

static void test_sizes_are_limited(void **state)
{
    (void)state;
    static const char row[] = "2025-10-01T07:00:00+04:00,fog\n";
    const size_t n = 10001;
    char *text = calloc(60 * n, sizeof row);
    assert_non_null(text);
    for (size_t i = 0; i < n; i++) {
        memcpy(text + i * (sizeof row - 1), row, sizeof row);
    }
    put("w.csv", text);
    expect_fault(with_zones("  series: w.csv\n"), "'observations': 10001 elements are more than the limit of 10000");
    expect_fault(with_zones("  series: w.csv\nvariants:\n  a: {climate: {series: w.csv}}\n  b: {climate: {series: "
                            "w.csv}}\n  c: {climate: {series: w.csv}}\n  d: {climate: {series: w.csv}}\n"),
                 "the files of the scenario have more than 50000 lines");
    memset(text, '#', (1u << 20) + 1);
    text[(1u << 20) + 1] = '\0';
    put("w.csv", text);
    expect_fault(with_zones("  series: w.csv\n"), "'series': w.csv: the file has more than 1 MiB");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_series),
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_faults_name_file_and_line),
        cmocka_unit_test(test_faults_in_order_of_the_file),
        cmocka_unit_test(test_what_is_no_file),
        cmocka_unit_test(test_sizes_are_limited),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
