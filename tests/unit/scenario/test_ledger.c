/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ledger and the reference of the format. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "helper_study.h"

static const wo_ledger_entry *find(const wo_study *study, const char *path)
{
    for (size_t i = 0; i < study->n_ledger; i++) {
        if (strcmp(study->ledger[i].path, path) == 0) {
            return &study->ledger[i];
        }
    }
    print_error("no entry '%s'\n", path);
    fail();
    return NULL;
}

static void expect(const wo_study *study, const char *path, const char *value, wo_mark mark, const char *source,
                   int line)
{
    const wo_ledger_entry *entry = find(study, path);
    assert_string_equal(entry->value, value);
    assert_int_equal(entry->mark, mark);
    assert_int_equal(entry->line, line);
    assert_true((entry->source == NULL) == (source == NULL));
    if (source != NULL) {
        assert_string_equal(entry->source, source);
    }
}

static void test_marks_are_inherited(void **state)
{
    (void)state;
    static const char text[] =
        "fleet:\n"
        "  mark: assumed\n"
        "  source: nobody counted\n"
        "  trucks: {low: 60, central: 120, high: 250}\n"
        "  class: {value: truck, mark: reported}\n"
        "  loading: {lognormal: [2.5 h, 0.5], mark: derived, source: \"a: b\"}\n"
        "army: [{name: a, at: {section: climb, km: 2, mark: reported}, vehicles: 3, ahead: 1 h,\n"
        "        headway: {value: 7 s, mark: reported, source: map}}]\n";
    wo_study study;
    helper_parse_more(text, &study);
    expect(&study, "fleet/trucks", "{low: 60, central: 120, high: 250}", WO_MARK_ASSUMED, "nobody counted", 15);
    expect(&study, "fleet/class", "\"truck\"", WO_MARK_REPORTED, "nobody counted", 16);
    expect(&study, "fleet/loading", "{lognormal: [2.5 h, 0.5]}", WO_MARK_DERIVED, "a: b", 17);
    expect(&study, "fleet/unloading", "{lognormal: [1.2 h, 0.4]}", WO_MARK_ASSUMED, "default of wayout", 0);
    expect(&study, "army/a/at", "{section: \"climb\", km: 2}", WO_MARK_REPORTED, NULL, 18);
    expect(&study, "army/a/headway", "7 s", WO_MARK_REPORTED, "map", 19);
    expect(&study, "army/a/vehicles", "3", WO_MARK_NONE, NULL, 18);
    expect(&study, "classes/car/jam_spacing", "7.5 m", WO_MARK_ASSUMED, "default of wayout", 0);
    expect(&study, "closing", "2025-10-05T06:00:00+04:00", WO_MARK_ASSUMED, "default of wayout", 0);
    expect(&study, "road/sections/climb/elevation/from", "0 m", WO_MARK_ASSUMED, "default of wayout", 0);
    wo_study_free(&study);
}

static void test_marks_are_checked(void **state)
{
    (void)state;
    helper_refuse_more("fleet: {trucks: 3, mark: guessed}\n", "'mark' is one of reported, derived, assumed");
    helper_refuse_more("fleet: {trucks: {value: 3, unit: x}}\n", "'trucks': unknown key 'unit'");
    helper_refuse_more("fleet: {trucks: 3, class: {value: truck, unit: x}}\n", "unknown key 'unit' beside 'value'");
}

/** Reads a scenario of the project, every value of which must have a mark and a source. */
static void read_marked(const char *path, wo_study *study)
{
    wo_problems problems = {0};
    wo_error error = {0};
    const wo_status status = wo_study_read(path, study, &problems, &error);
    if (status != WO_OK) {
        fail_msg("%s: %s", path, error.message);
    }
    wo_problems_free(&problems);
    for (size_t i = 0; i < study->n_ledger; i++) {
        const wo_ledger_entry *entry = &study->ledger[i];
        if (entry->mark == WO_MARK_NONE || entry->source == NULL) {
            fail_msg("%s: %s has no mark or no source", path, entry->path);
        }
        assert_true(entry->value[0] != '\0');
    }
}

static void test_marks_of_kalbajar_have_sources(void **state)
{
    (void)state;
    wo_study study;
    read_marked(WAYOUT_SOURCE_DIR "/scenarios/kalbajar-2020.yaml", &study);
    assert_true(study.n_ledger > 300);
    expect(&study, "variants/extended/announcements/3/at", "2020-11-15T15:00:00+04:00", WO_MARK_DERIVED,
           "between noon and 15:46 (Trend)", find(&study, "variants/extended/announcements/3/at")->line);
    expect(&study, "fleet/trucks", "{low: 60, central: 120, high: 250}", WO_MARK_ASSUMED,
           "shortage of trucks and hired trucks reported (hetq.am 124282); no count exists",
           find(&study, "fleet/trucks")->line);
    wo_study_free(&study);
}

static void test_marks_of_lachin_have_sources(void **state)
{
    (void)state;
    wo_study study;
    read_marked(WAYOUT_SOURCE_DIR "/scenarios/lachin-2023.yaml", &study);
    assert_true(study.n_ledger > 150);
    expect(&study, "road/checkpoints/bridge to Tegh at 0 mm/servers", "4", WO_MARK_ASSUMED,
           "no count; with the times below 200 to 240 vehicles an hour, the saturated flow of 26 and 27 September",
           find(&study, "road/checkpoints/bridge to Tegh at 0 mm/servers")->line);
    expect(&study, "road/sections/new road/length", "21300 m", WO_MARK_REPORTED,
           "novostink.ru; turan.az (21 April 2022)", find(&study, "road/sections/new road/length")->line);
    const wo_scenario *base = &study.variants[0];
    assert_int_equal(base->n_observed, 1);
    assert_int_equal(base->observed[0].n, 12);
    assert_true(base->observed[0].counts[11] == 47115.0);
    wo_study_free(&study);
}

static char *printed_schema(bool markdown)
{
    char *printed = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&printed, &size);
    assert_non_null(stream);
    wo_schema_print(stream, markdown);
    fclose(stream);
    return printed;
}

static void test_reference_is_up_to_date(void **state)
{
    (void)state;
    size_t size = 0;
    char *file = helper_file("docs/scenario.md", &size);
    char *printed = printed_schema(true);
    if (strcmp(file, printed) != 0) {
        print_error("docs/scenario.md is not what `wayout schema --markdown` prints\n");
    }
    assert_true(strcmp(file, printed) == 0);
    free(printed);
    free(file);
}

static void test_reference_names_ranges_and_defaults(void **state)
{
    (void)state;
    char *plain = printed_schema(false);
    assert_non_null(strstr(plain, "wave_speed"));
    assert_non_null(strstr(plain, "50 m to 5000 m"));
    assert_non_null(strstr(plain, "default: 0.006/h"));
    assert_non_null(strstr(plain, "asphalt, gravel"));
    free(plain);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_marks_are_inherited),
        cmocka_unit_test(test_marks_are_checked),
        cmocka_unit_test(test_marks_of_kalbajar_have_sources),
        cmocka_unit_test(test_marks_of_lachin_have_sources),
        cmocka_unit_test(test_reference_is_up_to_date),
        cmocka_unit_test(test_reference_names_ranges_and_defaults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
