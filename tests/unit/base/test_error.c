/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "wayout/error.h"

static void every_code_has_its_own_sentence(void **state)
{
    (void)state;
    for (int a = WO_OK; a <= WO_ERR_INVARIANT; a++) {
        const char *text = wo_status_text((wo_status)a);
        assert_true(strlen(text) > 3);
        for (int b = WO_OK; b < a; b++) {
            assert_string_not_equal(text, wo_status_text((wo_status)b));
        }
    }
    assert_string_equal(wo_status_text((wo_status)(WO_ERR_INVARIANT + 1)), "unknown status");
    assert_string_equal(wo_status_text((wo_status)-1), "unknown status");
}

static void setting_fills_and_returns(void **state)
{
    (void)state;
    wo_error error = {WO_OK, ""};
    assert_int_equal(wo_error_set(&error, WO_ERR_RANGE, "%s is %d", "width", 7), WO_ERR_RANGE);
    assert_int_equal(error.status, WO_ERR_RANGE);
    assert_string_equal(error.message, "width is 7");
    assert_int_equal(wo_error_set(NULL, WO_ERR_IO, "nobody listens"), WO_ERR_IO);
}

static void messages_are_one_line(void **state)
{
    (void)state;
    wo_error error = {WO_OK, ""};
    (void)wo_error_set(&error, WO_ERR_SYNTAX, "'%s'", "a\nb\r\tc\x1b\x7f");
    assert_string_equal(error.message, "'a b  c  '");
}

/** Wherever the end of the buffer falls, no half character is left. */
static void long_messages_end_in_whole_characters(void **state)
{
    (void)state;
    static const char *const letters[] = {"\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x90\x84"};
    for (size_t kind = 0; kind < 3; kind++) {
        const size_t width = strlen(letters[kind]);
        for (size_t lead = 0; lead < 4; lead++) {
            char text[800] = "";
            memset(text, 'x', lead);
            for (size_t i = lead; i + width < 700; i += width) {
                memcpy(text + i, letters[kind], width);
            }
            wo_error error = {WO_OK, ""};
            (void)wo_error_set(&error, WO_ERR_SYNTAX, "%s", text);
            const size_t length = strlen(error.message);
            assert_int_equal((length - lead) % width, 0);
            assert_true(length + width >= sizeof error.message);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_has_its_own_sentence),
        cmocka_unit_test(setting_fills_and_returns),
        cmocka_unit_test(messages_are_one_line),
        cmocka_unit_test(long_messages_end_in_whole_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
