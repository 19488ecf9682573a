/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory runs out at the first allocation, at the second, and so on until the work is done: always a clean error. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "helper_allocator.h"
#include "helper_study.h"

#if !CAN_REPLACE_ALLOCATOR
int main(void)
{
    return 0; /* the sanitizer's allocator cannot be replaced */
}
#else

static long allocations_left = -1; /* < 0: as many as there are */
static bool ran_out;

static bool refused(void)
{
    if (allocations_left != 0) {
        allocations_left -= allocations_left > 0;
        return false;
    }
    ran_out = true;
    errno = ENOMEM;
    return true;
}

void *malloc(size_t size)
{
    return refused() ? NULL : __libc_malloc(size);
}

void *calloc(size_t n, size_t size)
{
    return refused() ? NULL : __libc_calloc(n, size);
}

void *realloc(void *memory, size_t size)
{
    return refused() ? NULL : __libc_realloc(memory, size);
}

/** Number of allocations that the text takes. */
static long starve_reading(const char *path, wo_status last)
{
    size_t size = 0;
    char *text = helper_file(path, &size);
    for (long n = 0;; n++) {
        wo_study study;
        wo_problems problems = {0};
        wo_error error = {0};
        ran_out = false;
        allocations_left = n;
        const wo_status status = wo_study_parse("t", text, size, &study, &problems, &error);
        allocations_left = -1;
        const bool done = !ran_out;
        wo_problems_free(&problems);
        wo_study_free(&study);
        assert_int_equal(status, done ? last : WO_ERR_MEMORY);
        assert_true(done || strstr(error.message, "out of memory") != NULL);
        if (done) {
            free(text);
            return n;
        }
    }
}

static void test_reading(void **state)
{
    (void)state;
    assert_true(starve_reading("tests/equality/everything.yaml", WO_OK) > 500);
    assert_true(starve_reading("scenarios/learn-shuttle.yaml", WO_OK) > 500);
    assert_true(starve_reading("scenarios/learn-reactions.yaml", WO_OK) > 500);
    assert_true(starve_reading("scenarios/bad/climate-observed-zone.yaml", WO_ERR_SCENARIO) > 100);
    assert_true(starve_reading("scenarios/bad/variant-makes-base-wrong.yaml", WO_ERR_SCENARIO) > 100);
    assert_true(starve_reading("scenarios/bad/flow-node-unknown.yaml", WO_ERR_SCENARIO) > 100);
    assert_true(starve_reading("scenarios/bad/yaml-brace.yaml", WO_ERR_SCENARIO) > 10);
}

/** Files are named relative to the current folder. */
static void test_reading_files(void **state)
{
    (void)state;
    assert_int_equal(chdir(WAYOUT_SOURCE_DIR "/scenarios/bad"), 0);
    assert_true(starve_reading("scenarios/bad/climate-series-state.yaml", WO_ERR_SCENARIO) > 100);
    assert_true(starve_reading("scenarios/bad/variant-observed-file.yaml", WO_ERR_SCENARIO) > 100);
}

static void copy_starving(const char *path)
{
    size_t size = 0;
    char *text = helper_file(path, &size);
    wo_study study;
    helper_parse(text, &study);
    wo_status status = WO_ERR_MEMORY;
    for (long n = 0; status != WO_OK; n++) {
        wo_scenario copy;
        ran_out = false;
        allocations_left = n;
        status = wo_scenario_copy(&study.variants[0], &copy, NULL);
        allocations_left = -1;
        assert_int_equal(status, ran_out ? WO_ERR_MEMORY : WO_OK);
        wo_scenario_free(&copy);
    }
    wo_study_free(&study);
    free(text);
}

static void test_copying(void **state)
{
    (void)state;
    copy_starving("tests/equality/everything.yaml");
    copy_starving("scenarios/learn-winter.yaml");
    copy_starving("scenarios/learn-reactions.yaml");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reading),
        cmocka_unit_test(test_reading_files),
        cmocka_unit_test(test_copying),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
#endif
