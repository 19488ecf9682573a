/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sweep where theory gives the answer: 240 cars leave within minutes, the line lies 1.5 h away behind a point that
 * lets 240 an hour pass, so the last one is through after 1.5 h + 239 x 15 s = 2 h 29 min 45 s (D/D/1). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../../analysis/sweep.h"

static const char text[] = "wayout: 1\n"
                           "title: A gate\n"
                           "start: 2025-06-01T06:00:00Z\n"
                           "end: 2025-06-01T12:00:00Z\n"
                           "closing: 2025-06-01T08:00:00Z\n"
                           "road:\n"
                           "  exit: Town\n"
                           "  segment_length: 1 km\n"
                           "  sections:\n"
                           "    - {name: road, from: Village, to: Town, length: 90 km, elevation: [0 m, 0 m], "
                           "speed: 60 km/h, capacity: 1000/h}\n"
                           "  bottlenecks:\n"
                           "    - {at: {section: road, km: 89}, capacity: 240/h}\n"
                           "origins:\n"
                           "  - {name: Village, at: {section: road, km: 0}, households: 240, people_per_household: 2, "
                           "cars_per_household: 1}\n"
                           "response: {base_rate: 100/h, night: 1}\n"
                           "announcements: [{at: 2025-06-01T06:00:00Z, deadline: 2025-06-02T06:00:00Z}]\n"
                           "variants:\n"
                           "  first: {}\n"
                           "  second: {announcements+: [{at: 2025-06-01T07:00:00Z, deadline: "
                           "2025-06-02T07:00:00Z}]}\n";

#define REPLICATIONS 80 /* with fewer, even all of them leave the Wilson interval below 0.95 */

static int read_study(void **state)
{
    wo_study *study = calloc(1, sizeof *study);
    wo_problems problems = {0};
    wo_error error = {0};
    assert_non_null(study);
    const wo_status status = wo_study_parse("gate.yaml", text, sizeof text - 1, study, &problems, &error);
    wo_problems_print(&problems, "gate.yaml", text, stderr);
    wo_problems_free(&problems);
    *state = study;
    return status == WO_OK ? 0 : -1;
}

static int free_study(void **state)
{
    wo_study_free(*state);
    free(*state);
    return 0;
}

static wo_sweep_options options_for(const char *deadlines, const char *output)
{
    return (wo_sweep_options){.run = {.seed = 1, .replications = REPLICATIONS, .threads = 2},
                              .deadlines = deadlines,
                              .confidence = 0.95,
                              .output = output,
                              .json = true};
}

static char *sweep(const wo_study *study, const wo_sweep_options *options, wo_status expected)
{
    static char *out;
    static size_t size;
    wo_error error = {0};
    FILE *stream = open_memstream(&out, &size);
    assert_non_null(stream);
    const wo_status status = wo_sweep(study, options, stream, &error);
    if (status != expected) {
        print_error("%s\n", error.message);
    }
    assert_int_equal(status, expected);
    fclose(stream);
    return out;
}

/* What stands behind `key`, which is looked for behind `after`. */
static double number_behind(const char *json, const char *after, const char *key)
{
    const char *at = strstr(json, after);
    assert_non_null(at);
    at = strstr(at, key);
    assert_non_null(at);
    return strtod(at + strlen(key), NULL);
}

/* 2 h 30 min is the first whole minute after 2 h 29 min 45 s; offsets count from 08:00, 2 h after the order. */
static void smallest_deadline_of_theory(void **state)
{
    const char *path = "test_sweep.h5";
    const wo_sweep_options options = options_for("-20min:+2h:20min", path);
    char *json = sweep(*state, &options, WO_OK);
    const double known = number_behind(json, "\"smallest\"", "\"offset_s\": ");
    assert_int_equal((int)known, 30 * 60);
    assert_non_null(strstr(json, "\"result\": \"reached\""));
    const char *late = strstr(strstr(json, "\"smallest\""), "\"policy\": \"late\"");
    assert_non_null(late);
    assert_int_equal((int)number_behind(late, "\"policy\"", "\"offset_s\": "), 30 * 60);
    /* the ends of the interval are looked for to a quarter of an hour */
    const double low = number_behind(json, "\"low\": {\n        \"offset_s\"", "\"offset_s\": ");
    const double high = number_behind(json, "\"high\": {\n        \"offset_s\"", "\"offset_s\": ");
    assert_true(low <= known && high >= known && high - low <= 1800);
    free(json);
    assert_int_equal(unlink(path), 0);
}

/* 120 of 240 families are through after 1.5 h + 119 x 15 s = 1 h 59 min 45 s: 08:00 leaves 120 families of 2. */
static void what_is_left_and_what_the_step_gains(void **state)
{
    const char *path = "test_sweep.h5";
    const wo_sweep_options options = options_for("+0d,+15min", path);
    char *json = sweep(*state, &options, WO_OK);
    assert_int_equal((int)(number_behind(json, "\"residents_left\"", "\"mean\": ") + 0.5), 240);
    assert_null(strstr(json, "per_extra_day"));
    const double gained = number_behind(json, "\"residents_out\"", "\"mean\": ");
    assert_true(gained > 119 && gained < 121); /* 60 cars of 2 in a quarter of an hour, not per day */
    assert_true(number_behind(json, "\"since_previous\": {", "\"days\": ") * 96 < 1.0001);
    assert_non_null(strstr(json, "\"not_reached\""));
    free(json);
    assert_int_equal(unlink(path), 0);
}

/* Gains are not scaled to a day: none may be larger than what there is. */
static void the_table_gives_gains_as_they_are(void **state)
{
    static const struct {
        const char *deadlines, *heading, *line;
    } cases[] = {
        {"+0d,+30min", "Gains since the line before (paired differences), over the step given\n",
         "\n+30 min     +30 min           +100.0 (+93.5 .. +100.0)        +240 \u00b1 0"},
        {"-30min,+23.5h", "What each extra day buys: gains since the line before (paired differences)\n",
         "\n+23 h 30 min\n            +1 d              +100.0 (+93.5 .. +100.0)        +480 \u00b1 0"},
        {"-30min,+1.13d", "Gains since the line before (paired differences), over the step given\n",
         "\n+1 d 3 h 7 min 12 s\n            about +1 d 4 h    +100.0 (+93.5 .. +100.0)        +480 \u00b1 0"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        wo_sweep_options options = options_for(cases[i].deadlines, "test_sweep.h5");
        options.json = false;
        char *table = sweep(*state, &options, WO_OK);
        if (strstr(table, cases[i].heading) == NULL || strstr(table, cases[i].line) == NULL) {
            print_error("%s", table);
        }
        assert_non_null(strstr(table, cases[i].heading));
        assert_non_null(strstr(table, cases[i].line));
        free(table);
    }
    assert_int_equal(unlink("test_sweep.h5"), 0);
}

static void check_table(const wo_study *study, wo_sweep_options options, const char *words, const char *no_words)
{
    options.json = false;
    char *table = sweep(study, &options, WO_OK);
    /* the lines are wrapped */
    for (char *c = table; *c != '\0'; c++) {
        *c = *c == '\n' ? ' ' : *c;
    }
    if (strstr(table, words) == NULL || strstr(table, no_words) != NULL) {
        print_error("wanted: %s\nnot wanted: %s\n", words, no_words);
        fputs(table, stderr);
    }
    assert_non_null(strstr(table, words));
    assert_null(strstr(table, no_words));
    free(table);
}

static void the_answer_says_what_it_cannot_tell(void **state)
{
    static const struct {
        const char *deadlines;
        uint32_t replications;
        double confidence;
        const char *words, *no_words;
    } cases[] = {
        {"+0d,+2h", 80, 0.95, "contains 0.95: from +30 min to +30 min.", "too few"},
        {"+1h,+2h", 80, 0.95,
         "+1 h (2025-06-01 09:00) or earlier, the first of the sweep. Its Wilson interval lies "
         "above 0.95.",
         "contains"},
        {"+0d,+2h", 40, 0.95,
         "contains 0.95: from +30 min; 40 replications are too few to tell how far: even everyone "
         "out in all of them gives an interval from 0.912 on, and it takes 73 of 73 to reach 0.95.",
         "only 40"},
        {"+1h,+2h", 4, 0.95, "contains 0.95: from +1 h or earlier; 4 replications are too few", "beyond the sweep"},
        {"+1h", 4, 1, "from +1 h or earlier; no number of replications can tell that P is 1.", "beyond the sweep"},
        {"+1h", 4, 0.5, "only 4 replications: intervals are wide and may be wrong", "too few"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        wo_sweep_options options = options_for(cases[i].deadlines, "test_sweep.h5");
        options.run.replications = cases[i].replications;
        options.confidence = cases[i].confidence;
        check_table(*state, options, cases[i].words, cases[i].no_words);
    }
    assert_int_equal(unlink("test_sweep.h5"), 0);
}

/* Nobody to get out: P(everyone out) would be 1 and mean nothing. */
static void without_residents_nobody_is_told_of(void **state)
{
    (void)state;
    wo_study study = {0};
    wo_problems problems = {0};
    wo_error error = {0};
    char *empty = strdup(text);
    assert_non_null(empty);
    memcpy(strstr(empty, "households: 240"), "households: 0  ", strlen("households: 240"));
    assert_int_equal(wo_study_parse("gate.yaml", empty, strlen(empty), &study, &problems, &error), WO_OK);
    wo_problems_free(&problems);
    wo_sweep_options options = options_for("+0d,+1h", "test_sweep.h5");
    options.run.replications = 20;
    check_table(&study, options, "no residents in this scenario", "everyone out)");
    check_table(&study, options, "heads left    loads left", "residents left");
    char *json = sweep(&study, &options, WO_OK);
    assert_non_null(strstr(json, "\"everyone_out\": null"));
    assert_non_null(strstr(json, "\"smallest\": [],"));
    free(json);
    free(empty);
    wo_study_free(&study);
    assert_int_equal(unlink("test_sweep.h5"), 0);
}

static void a_stop_before_the_start_leaves_nothing(void **state)
{
    static const volatile sig_atomic_t stop = 1;
    const char *path = "test_sweep.h5";
    wo_sweep_options options = options_for("+0d", path);
    options.run.stop = &stop;
    char *json = sweep(*state, &options, WO_ERR_INTERRUPTED);
    assert_string_equal(json, "");
    free(json);
    assert_int_not_equal(access(path, F_OK), 0);
    assert_int_not_equal(access("test_sweep.h5.part", F_OK), 0);
}

static void stop_now(void *context, uint32_t done, uint32_t all, double seconds)
{
    (void)all;
    (void)seconds;
    if (done >= 2) {
        *(volatile sig_atomic_t *)context = 1;
    }
}

static void a_stop_on_the_way_keeps_what_is_whole(void **state)
{
    static volatile sig_atomic_t stop = 0;
    const char *path = "test_sweep.h5";
    wo_sweep_options options = options_for("+0d,+1h", path);
    options.run.replications = 5000;
    options.run.stop = &stop;
    options.run.progress = stop_now;
    options.run.progress_context = (void *)(uintptr_t)&stop;
    char *json = sweep(*state, &options, WO_ERR_INTERRUPTED);
    const double done = number_behind(json, "\"replications\"", ": ");
    assert_true(done >= 2 && done < 5000);
    assert_non_null(strstr(json, "\"smallest\": []"));
    free(json);
    assert_int_equal(unlink(path), 0);
}

/* Flows that end with the scenario go on to the new end; the copy leaves the original alone. */
static void variants_of_the_policies(void **state)
{
    const wo_study *study = *state;
    wo_sweep_plan plan;
    wo_scenario known, late;
    wo_error error = {0};
    assert_int_equal(wo_sweep_plan_init(&plan, study, "+0d,+5d", &error), WO_OK);
    assert_int_equal(wo_sweep_variant(&plan, WO_POLICY_KNOWN, plan.closings[1], &known, &error), WO_OK);
    assert_int_equal(wo_sweep_variant(&plan, WO_POLICY_LATE, plan.closings[1], &late, &error), WO_OK);
    assert_string_equal(known.variant, "+5 d known");
    assert_string_equal(late.variant, "+5 d late");
    assert_int_equal(known.n_announcements, 1);
    assert_int_equal(known.announcements[0].at, known.order);
    assert_int_equal(known.announcements[0].deadline, known.closing);
    assert_int_equal(late.n_announcements, 2);
    assert_int_equal(late.announcements[0].deadline, WO_DAY_MS);
    assert_int_equal(late.announcements[1].at, WO_HOUR_MS);
    assert_int_equal(late.announcements[1].deadline, 5 * WO_DAY_MS + 2 * WO_HOUR_MS);
    assert_int_equal(late.end, late.closing);
    assert_int_equal(study->variants[0].n_announcements, 1);
    assert_int_equal(study->variants[0].closing, 2 * WO_HOUR_MS);
    wo_scenario_free(&known);
    wo_scenario_free(&late);
    assert_int_equal(wo_sweep_variant(&plan, WO_POLICY_LATE, plan.closings[0], &late, &error), WO_OK);
    assert_int_equal(late.n_announcements, 1);
    wo_scenario_free(&late);
    wo_sweep_plan_free(&plan);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(smallest_deadline_of_theory),
        cmocka_unit_test(what_is_left_and_what_the_step_gains),
        cmocka_unit_test(the_table_gives_gains_as_they_are),
        cmocka_unit_test(the_answer_says_what_it_cannot_tell),
        cmocka_unit_test(without_residents_nobody_is_told_of),
        cmocka_unit_test(a_stop_before_the_start_leaves_nothing),
        cmocka_unit_test(a_stop_on_the_way_keeps_what_is_whole),
        cmocka_unit_test(variants_of_the_policies),
    };
    return cmocka_run_group_tests(tests, read_study, free_study);
}
