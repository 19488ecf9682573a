/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers as a person reads them, and JSON as a program does. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../../analysis/json.h"
#include "../../../analysis/text.h"

static void durations(void **state)
{
    (void)state;
    static const struct {
        double seconds;
        const char *text;
    } cases[] = {
        {0, "0 s"},          {12.34, "12.3 s"},  {59.97, "1 min"},  {250, "4:10 min"},
        {3599.7, "1 h"},     {12000, "3:20 h"},  {86399, "1 d"},    {86400, "1 d"},
        {442800, "5 d 3 h"}, {-9000, "-2:30 h"}, {-0.01, "0 s"},    {3600, "1 h"},
        {82800, "23 h"},     {86370, "1 d"},     {59.94, "59.9 s"}, {1e7, "115 d 18 h"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[WO_TEXT_SIZE];
        wo_text_duration(cases[i].seconds, text);
        assert_string_equal(text, cases[i].text);
    }
}

static void values(void **state)
{
    (void)state;
    static const struct {
        wo_kind kind;
        double value;
        const char *plain, *with_sign;
    } cases[] = {
        {WO_KIND_PEOPLE, 1234567, "1,234,567", "+1,234,567"},
        {WO_KIND_PEOPLE, -1234, "-1,234", "-1,234"},
        {WO_KIND_PEOPLE, 999, "999", "+999"},
        {WO_KIND_PEOPLE, -999, "-999", "-999"},
        {WO_KIND_HEADS, 3.14, "3.1", "+3.1"},
        {WO_KIND_HEADS, -0.2, "-0.2", "-0.2"},
        {WO_KIND_HEADS, 0.01, "0", "0"},
        {WO_KIND_HEADS, -0.01, "0", "0"},
        {WO_KIND_LENGTH, 999, "999 m", "+999 m"},
        {WO_KIND_LENGTH, 12340, "12.3 km", "+12.3 km"},
        {WO_KIND_DURATION, 7200, "2 h", "+2 h"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[WO_TEXT_SIZE];
        wo_text_value(cases[i].kind, cases[i].value, text);
        assert_string_equal(text, cases[i].plain);
        wo_text_signed(cases[i].kind, cases[i].value, text);
        assert_string_equal(text, cases[i].with_sign);
    }
}

static void what_is_not_a_number_is_said(void **state)
{
    (void)state;
    char text[WO_TEXT_SIZE];
    wo_text_value(WO_KIND_DURATION, INFINITY, text);
    assert_string_equal(text, "not reached");
    wo_text_value(WO_KIND_PEOPLE, NAN, text);
    assert_string_equal(text, "unknown");
    wo_text_range(WO_KIND_DURATION, 7200, INFINITY, text);
    assert_string_equal(text, "2 h or later");
    wo_text_range(WO_KIND_DURATION, INFINITY, INFINITY, text);
    assert_string_equal(text, "not reached");
    wo_text_mean(WO_KIND_PEOPLE, 5, INFINITY, false, text);
    assert_string_equal(text, "5 \u00b1 ?");
    wo_text_mean(WO_KIND_DURATION, 7200, 7200 + 4680, true, text);
    assert_string_equal(text, "+2 h \u00b1 78 min");
}

static char *column(const char *text, int width)
{
    char *memory = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&memory, &size);
    assert_non_null(stream);
    wo_text_column(stream, text, width);
    fclose(stream);
    return memory;
}

static void columns_count_characters(void **state)
{
    (void)state;
    char *left = column("\u0531\u0532", 4), *right = column("ab", -4), *full = column("abcdef", 4);
    assert_string_equal(left, "\u0531\u0532  ");
    assert_string_equal(right, "  ab");
    assert_string_equal(full, "abcdef");
    free(left);
    free(right);
    free(full);
}

static void long_sentences_are_wrapped(void **state)
{
    (void)state;
    char *memory = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&memory, &size);
    assert_non_null(stream);
    wo_text_wrap(stream, "one two three averyveryverylongword four", 9);
    fclose(stream);
    assert_string_equal(memory, "one two\nthree\naveryveryverylongword\nfour\n");
    free(memory);
}

static void few_replications_are_said(void **state)
{
    (void)state;
    static const struct {
        size_t n;
        const char *text;
    } cases[] = {{1, "only 1 replication: intervals are wide and may be wrong\n"},
                 {19, "only 19 replications: intervals are wide and may be wrong\n"},
                 {20, ""}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char *memory = NULL;
        size_t size = 0;
        FILE *stream = open_memstream(&memory, &size);
        assert_non_null(stream);
        wo_text_few(stream, cases[i].n);
        fclose(stream);
        assert_string_equal(memory, cases[i].text);
        free(memory);
    }
}

static void json_is_valid(void **state)
{
    (void)state;
    char *memory = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&memory, &size);
    assert_non_null(stream);
    wo_json json = {.stream = stream, .first = true};
    wo_json_open(&json, NULL, '{');
    wo_json_text(&json, "a\"b", "x\\y\n\u0531");
    wo_json_open(&json, "list", '[');
    wo_json_number(&json, NULL, INFINITY);
    wo_json_number(&json, NULL, NAN);
    wo_json_number(&json, NULL, 0.25);
    wo_json_close(&json, ']');
    wo_json_open(&json, "empty", '{');
    wo_json_close(&json, '}');
    wo_json_count(&json, "seed", UINT64_MAX);
    wo_json_close(&json, '}');
    fclose(stream);
    assert_string_equal(
        memory, "{\n  \"a\\\"b\": \"x\\\\y\\u000a\u0531\",\n  \"list\": [\n    null,\n    null,\n    0.25\n  ],\n"
                "  \"empty\": {},\n  \"seed\": 18446744073709551615\n}\n");
    free(memory);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(durations),
        cmocka_unit_test(values),
        cmocka_unit_test(what_is_not_a_number_is_said),
        cmocka_unit_test(columns_count_characters),
        cmocka_unit_test(long_sentences_are_wrapped),
        cmocka_unit_test(few_replications_are_said),
        cmocka_unit_test(json_is_valid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
