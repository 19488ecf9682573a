/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts made to hurt: each is refused with a message, soon and in little memory. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "helper_study.h"

static char *repeat(const char *word, size_t n, size_t *size)
{
    const size_t length = strlen(word);
    char *text = malloc(n * length + 1);
    assert_non_null(text);
    for (size_t i = 0; i < n; i++) {
        memcpy(text + i * length, word, length);
    }
    text[n * length] = '\0';
    *size = n * length;
    return text;
}

static void refuse_repeated(const char *word, size_t n, const char *expected)
{
    size_t size = 0;
    char *text = repeat(word, n, &size);
    helper_refuse(text, size, expected);
    free(text);
}

static void test_depth_bombs(void **state)
{
    (void)state;
    refuse_repeated("[", 1000000, "test.yaml:1:33: error: lists and maps are nested more than 32 levels deep");
    refuse_repeated("{a: ", 1000000, "nested more than 32 levels deep");
    refuse_repeated("- ", 1000000, "nested more than 32 levels deep");
    refuse_repeated("? ", 1000000, "a key must be a word");
}

static void test_many_values(void **state)
{
    (void)state;
    refuse_repeated("- a\n", 1100000, "more than 1000000 values");
    refuse_repeated("a: b\n", 10001, "test.yaml:1:1: error: a map with more than 10000 keys");
    refuse_repeated("a: b\n", 10000, "'a' is given twice (first in line 1)");
}

static void test_many_problems_are_cut(void **state)
{
    (void)state;
    char *text = calloc(1, 4 << 20);
    assert_non_null(text);
    size_t n = 0;
    for (int i = 0; i < 10000; i++) {
        n += (size_t)sprintf(text + n, "key%d: 1\n", i);
    }
    wo_study study;
    wo_problems problems = {0};
    assert_int_equal(wo_study_parse("t", text, n, &study, &problems, NULL), WO_ERR_SCENARIO);
    assert_int_equal(problems.n, 200);
    char *printed = helper_print(&problems, "t", study.text);
    assert_non_null(strstr(printed, "only the first 200 problems are shown"));
    free(printed);
    wo_problems_free(&problems);
    wo_study_free(&study);
    free(text);
}

static void test_aliases_do_not_multiply(void **state)
{
    (void)state;
    static const char text[] = "a: &a [x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b]\n";
    helper_refuse(text, strlen(text), "test.yaml:1:4: error: anchors (&a) are not part");
}

static void test_sizes(void **state)
{
    (void)state;
    refuse_repeated(" ", (8u << 20) + 1, "test.yaml:1:1: error: the file has more than 8 MiB");
    refuse_repeated("#", 8u << 20, "the file holds no scenario");
    refuse_repeated("a", 8u << 20, "expected a map of keys");
    helper_refuse("", 0, "the file holds no scenario");
}

static void test_file_of_100_megabytes(void **state)
{
    (void)state;
    char path[] = "/tmp/wayout-large-XXXXXX";
    const int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(ftruncate(file, (off_t)100 << 20), 0);
    close(file);
    wo_study study;
    wo_problems problems = {0};
    wo_error error = {0};
    const wo_status status = wo_study_read(path, &study, &problems, &error);
    unlink(path);
    assert_int_equal(status, WO_ERR_SCENARIO);
    assert_int_equal(problems.n, 1);
    assert_non_null(strstr(problems.list[0].message, "more than 8 MiB"));
    wo_problems_free(&problems);
    wo_study_free(&study);
}

/** Cut anywhere, changed anywhere: never a crash, and a status that fits the problems. */
static void survive(const char *text, size_t size)
{
    wo_study study;
    wo_problems problems = {0};
    wo_error error = {0};
    const wo_status status = wo_study_parse("t", text, size, &study, &problems, &error);
    assert_true(status == WO_OK || status == WO_ERR_SCENARIO);
    assert_int_equal(status == WO_ERR_SCENARIO, problems.n > 0);
    char *printed = helper_print(&problems, "t", study.text);
    free(printed);
    wo_problems_free(&problems);
    wo_study_free(&study);
}

static const char *const files[] = {"scenarios/learn-shuttle.yaml", "scenarios/learn-winter.yaml",
                                    "scenarios/learn-incidents.yaml"};
#define N_FILES (sizeof files / sizeof files[0])

static void test_cut_anywhere(void **state)
{
    (void)state;
    for (size_t f = 0; f < N_FILES; f++) {
        size_t size = 0;
        char *text = helper_file(files[f], &size);
        for (size_t n = 0; n < size; n += 3) {
            char *cut = malloc(n + 1); /* so that a sanitizer sees the end */
            assert_non_null(cut);
            memcpy(cut, text, n);
            survive(cut, n);
            free(cut);
        }
        free(text);
    }
}

static void test_changed_anywhere(void **state)
{
    (void)state;
    static const char changes[] = {'{', '\n', '-', '\0', (char)0xff};
    for (size_t f = 0; f < N_FILES; f++) {
        size_t size = 0;
        char *text = helper_file(files[f], &size);
        for (size_t n = 0; n < size; n += 7) {
            const char before = text[n];
            for (size_t c = 0; c < sizeof changes; c++) {
                text[n] = changes[c];
                survive(text, size);
            }
            text[n] = before;
        }
        free(text);
    }
}

static void test_large_network_is_read(void **state)
{
    (void)state;
    char *text = calloc(1, 2 << 20);
    assert_non_null(text);
    size_t n = (size_t)sprintf(text, "wayout: 1\ntitle: Long\nstart: 2025-01-01T00:00Z\nend: 2025-01-02T00:00Z\n"
                                     "road:\n  exit: n0\n  sections:\n");
    for (int i = 0; i < 10000; i++) {
        n += (size_t)sprintf(text + n, "    - {name: s%d, from: n%d, to: n%d, length: 1 km, speed: 50 km/h}\n", i,
                             i + 1, i);
    }
    wo_study study;
    helper_parse(text, &study);
    assert_int_equal(study.variants[0].n_sections, 10000);
    wo_study again;
    helper_parse(study.used, &again);
    helper_same_scenario(&study.variants[0], &again.variants[0]);
    wo_study_free(&again);
    wo_study_free(&study);
    (void)sprintf(text + n, "    - {name: s, from: n, to: n1, length: 1 km, speed: 50 km/h}\n");
    helper_refuse(text, strlen(text), "'sections': 10001 elements are more than the limit of 10000");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_depth_bombs),
        cmocka_unit_test(test_many_values),
        cmocka_unit_test(test_many_problems_are_cut),
        cmocka_unit_test(test_aliases_do_not_multiply),
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_file_of_100_megabytes),
        cmocka_unit_test(test_cut_anywhere),
        cmocka_unit_test(test_changed_anywhere),
        cmocka_unit_test(test_large_network_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
