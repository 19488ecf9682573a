/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each scenarios/bad/NAME.yaml has one fault; NAME.txt is what a user is told about it. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helper_study.h"

#define BAD "scenarios/bad"

static int is_yaml(const struct dirent *entry)
{
    const char *dot = strrchr(entry->d_name, '.');
    return dot != NULL && strcmp(dot, ".yaml") == 0;
}

static bool check_file(const char *name)
{
    char path[1024];
    wo_study study;
    wo_problems problems = {0};
    wo_error error = {0};
    (void)snprintf(path, sizeof path, "%s/" BAD "/%s", WAYOUT_SOURCE_DIR, name);
    const wo_status status = wo_study_read(path, &study, &problems, &error);
    char *printed = helper_print(&problems, name, study.text);
    (void)snprintf(path, sizeof path, BAD "/%.*s.txt", (int)(strlen(name) - strlen(".yaml")), name);
    size_t size = 0;
    char *expected = helper_file(path, &size);
    const bool good = status == WO_ERR_SCENARIO && problems.n == 1 && strcmp(printed, expected) == 0;
    if (!good) {
        print_error("%s: status %d, %zu problems\nexpected:\n%sprinted:\n%s", name, (int)status, problems.n, expected,
                    printed);
    }
    free(expected);
    free(printed);
    wo_problems_free(&problems);
    wo_study_free(&study);
    return good;
}

static void test_every_bad_file(void **state)
{
    (void)state;
    struct dirent **entries = NULL;
    const int n = scandir(WAYOUT_SOURCE_DIR "/" BAD, &entries, is_yaml, alphasort);
    int failed = 0;
    for (int i = 0; i < n; i++) {
        failed += !check_file(entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
    assert_true(n >= 120);
    assert_int_equal(failed, 0);
}

/** A scenario that runs, with a warning: once, although the base and a variant give rise to it. */
static void test_buses_that_carry_nobody(void **state)
{
    (void)state;
    static const struct {
        const char *more, *printed;
    } cases[] = {
        {"buses: {buses: 3}\nvariants: {a: {}, b: {}}\n", "12:8: warning: 'buses' carry nobody: everybody finds a car"},
        {"buses: {buses: 3}\nresponse: {hire: 1}\n", "because 'response.hire' is 1"},
        {"buses: {buses: 3}\nresponse: {hire: 0.99}\n", NULL},
        {"buses: {buses: 3}\nresponse: {hire: {uniform: [0.5, 1]}}\n", NULL},
        {"response: {hire: 1}\n", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[4096];
        wo_study study;
        wo_problems problems = {0};
        (void)snprintf(text, sizeof text, "%s%s", helper_head, cases[i].more);
        assert_int_equal(wo_study_parse("s", text, strlen(text), &study, &problems, NULL), WO_OK);
        char *printed = helper_print(&problems, "s", study.text);
        assert_int_equal(problems.n, cases[i].printed != NULL);
        assert_non_null(strstr(printed, cases[i].printed != NULL ? cases[i].printed : ""));
        free(printed);
        wo_problems_free(&problems);
        wo_study_free(&study);
    }
}

static void test_all_problems_in_one_pass(void **state)
{
    (void)state;
    static const char text[] = "wayout: 1\n"
                               "start: 2025-10-01T06:00:00+04:00\n"
                               "end: 2025-10-05\n"
                               "road:\n"
                               "  exit: Town\n"
                               "  sections:\n"
                               "    - {name: valley, from: Village, to: Town, lenght: 15 km, speed: 50 kmh}\n"
                               "origins:\n"
                               "  - {name: Village, at: {section: vale, km: 0}, households: -1}\n";
    static const char *const lines[] = {
        "t.yaml:1:1: error: 'title' is missing",
        "t.yaml:3:6: error: 'end': '2025-10-05' is no date",
        "t.yaml:7:47: error: unknown key 'lenght' in road.sections; did you mean 'length'?",
        "t.yaml:7:69: error: 'speed': unknown unit 'kmh'",
        "t.yaml:9:35: error: 'at': there is no section 'vale'",
        "t.yaml:9:61: error: 'households': -1 is outside the allowed range 0 to 1000000"};
    wo_study study;
    wo_problems problems = {0};
    assert_int_equal(wo_study_parse("t.yaml", text, strlen(text), &study, &problems, NULL), WO_ERR_SCENARIO);
    char *printed = helper_print(&problems, "t.yaml", study.text);
    const char *at = printed;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        const char *found = strstr(at, lines[i]);
        if (found == NULL) {
            print_error("missing, or not in order: %s\n%s", lines[i], printed);
        }
        assert_non_null(found);
        at = found;
    }
    assert_int_equal(problems.n, sizeof lines / sizeof lines[0]);
    free(printed);
    wo_problems_free(&problems);
    wo_study_free(&study);
}

static void test_caret_stands_below_wide_characters(void **state)
{
    (void)state;
    static const char text[] = "wayout: 1\ntitle: {\xc3\xa9\xc3\xa9, \xe2\x82\xac: [}\n";
    wo_study study;
    wo_problems problems = {0};
    assert_int_equal(wo_study_parse("t", text, strlen(text), &study, &problems, NULL), WO_ERR_SCENARIO);
    char *printed = helper_print(&problems, "t", study.text);
    assert_non_null(strstr(printed, "t:2:17: error: not valid YAML"));
    assert_non_null(strstr(printed, "\n                    ^\n"));
    free(printed);
    wo_problems_free(&problems);
    wo_study_free(&study);
}

static void test_files_that_cannot_be_read(void **state)
{
    (void)state;
    wo_study study;
    wo_problems problems = {0};
    wo_error error = {0};
    assert_int_equal(wo_study_read("/nonexistent/x.yaml", &study, &problems, &error), WO_ERR_IO);
    assert_non_null(strstr(error.message, "/nonexistent/x.yaml: No such file"));
    wo_study_free(&study);
    assert_int_equal(wo_study_read(WAYOUT_SOURCE_DIR, &study, &problems, &error), WO_ERR_IO);
    wo_study_free(&study);
    assert_int_equal(problems.n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_bad_file),
        cmocka_unit_test(test_buses_that_carry_nobody),
        cmocka_unit_test(test_all_problems_in_one_pass),
        cmocka_unit_test(test_caret_stands_below_wide_characters),
        cmocka_unit_test(test_files_that_cannot_be_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
