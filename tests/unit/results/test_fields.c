/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of variables describes every one of them, and docs/results.md names every one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../sim/results/fields.h"

static void test_described(void **state)
{
    (void)state;
    for (size_t i = 0; i < wo_n_fields; i++) {
        const wo_field *field = &wo_fields[i];
        const bool has_unit = field->storage != WO_STORE_TEXT && !wo_field_is_instant(field);
        if (field->description[0] == '\0' || (wo_field_unit(field)[0] != '\0') != has_unit) {
            print_error("%s\n", field->name);
        }
        assert_true(field->description[0] != '\0');
        assert_true((wo_field_unit(field)[0] != '\0') == has_unit);
        assert_null(strstr(field->description, "WO_"));
        assert_true(strcmp(wo_field_unit(field), "ms") != 0);
        for (size_t other = 0; other < i; other++) {
            assert_string_not_equal(field->name, wo_fields[other].name);
        }
    }
}

static void test_coordinates_first(void **state)
{
    (void)state;
    static const char *const names[] = {"variant", "replication", "time", "segment", "class"};
    for (size_t axis = 0; axis <= WO_AXIS_CLASS; axis++) {
        assert_string_equal(wo_fields[axis].name, names[axis]);
        assert_int_equal(wo_fields[axis].rank, 1);
        assert_int_equal(wo_fields[axis].axes[0], axis);
    }
}

static char *read_text(const char *path)
{
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    char *text = calloc(1, 100000);
    assert_non_null(text);
    assert_true(fread(text, 1, 99999, file) > 0);
    (void)fclose(file);
    return text;
}

static const char *axis_name(const wo_field *field, int k)
{
    return field->source == WO_FROM_SERIES && field->axes[k] == WO_AXIS_REPLICATION ? "replication"
                                                                                    : wo_fields[field->axes[k]].name;
}

/* Each line of the tables in docs/results.md: | `name` | dimensions | unit | description | */
static void test_documented(void **state)
{
    (void)state;
    char *text = read_text(WAYOUT_SOURCE_DIR "/docs/results.md");
    for (size_t i = 0; i < wo_n_fields; i++) {
        const wo_field *field = &wo_fields[i];
        char line[512];
        int n = snprintf(line, sizeof line, "| `%s` | ", field->name);
        for (int k = 0; k < field->rank; k++) {
            n += snprintf(line + n, sizeof line - (size_t)n, "%s%s", k > 0 ? ", " : "", axis_name(field, k));
        }
        n += snprintf(line + n, sizeof line - (size_t)n, "%s| %s%s| %s |", field->rank > 0 ? " " : "",
                      wo_field_is_instant(field) ? "instant" : wo_field_unit(field),
                      wo_field_is_instant(field) || wo_field_unit(field)[0] != '\0' ? " " : "", field->description);
        if (strstr(text, line) == NULL) {
            print_error("docs/results.md lacks this line:\n%s\n", line);
            free(text);
            fail();
        }
    }
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_described),
        cmocka_unit_test(test_coordinates_first),
        cmocka_unit_test(test_documented),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
