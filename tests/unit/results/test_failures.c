/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results are complete or absent, whatever fails on the way. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "sample.h"

/* A close that failed leaves HDF5's own memory behind; nothing else here may leak. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libhdf5\n";
}

/* Stand in for the C library's calls, also inside HDF5: from call number `fail_at` on every write fails, as on a full
 * disk. 0 = none fails. */
static long calls, fail_at;

ssize_t pwrite(int file, const void *data, size_t n, off_t offset)
{
    calls++;
    if (fail_at > 0 && calls >= fail_at) {
        errno = ENOSPC;
        return -1;
    }
    return syscall(SYS_pwrite64, file, data, n, offset);
}

int fsync(int file)
{
    calls++;
    if (fail_at > 0 && calls >= fail_at) {
        errno = EIO;
        return -1;
    }
    return (int)syscall(SYS_fsync, file);
}

static void put_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static void assert_file(const char *path, const char *text)
{
    char found[64] = "";
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    (void)fread(found, 1, sizeof found - 1, file);
    (void)fclose(file);
    assert_string_equal(found, text);
}

/* Every single write, and the fsync: an error with the reason, the old file untouched, no .part. */
static void test_every_write(void **state)
{
    (void)state;
    sample made;
    wo_error error = {0};
    sample_init(&made);
    calls = 0;
    fail_at = 0;
    assert_int_equal(sample_write(&made, 40, 40, true, &error), WO_OK);
    const long all = calls;
    assert_true(all > 20);
    put_file(made.path, "older results");
    for (long n = 1; n < all; n++) { /* the last call syncs the folder, which may fail */
        memset(&error, 0, sizeof error);
        calls = 0;
        fail_at = n;
        const wo_status status = sample_write(&made, 40, 40, true, &error);
        fail_at = 0;
        if (status != WO_ERR_IO || (strstr(error.message, "No space left") == NULL && n < all - 1)) {
            print_error("call %ld of %ld: %d %s\n", n, all, (int)status, error.message);
        }
        assert_int_equal(status, WO_ERR_IO);
        assert_non_null(strstr(error.message, made.path));
        assert_non_null(strstr(error.message, n < all - 1 ? "No space left on device" : "Input/output error"));
        assert_file(made.path, "older results");
        assert_false(sample_part_exists(&made));
    }
    assert_int_equal(sample_write(&made, 40, 40, true, &error), WO_OK);
    sample_free(&made);
}

static void refuses(const char *path, const char *reason)
{
    sample made;
    wo_error error = {0};
    wo_results *results = NULL;
    sample_init(&made);
    assert_int_equal(wo_results_create(path, &made.layout, "", "", 1, true, 0, &results, &error), WO_ERR_IO);
    assert_null(results);
    if (strstr(error.message, reason) == NULL) {
        print_error("%s\n", error.message);
    }
    assert_non_null(strstr(error.message, reason));
    sample_free(&made);
}

static void test_places(void **state)
{
    (void)state;
    refuses("/tmp", "not a regular file");
    refuses("/dev/null", "not a regular file");
    refuses("/nonexistent/results.h5", "No such file or directory");
    refuses("/dev/null/results.h5", "Not a directory");
    refuses("/proc/results.h5", "cannot write");
    assert_false(sample_exists("/tmp.part"));
    assert_false(sample_exists("/dev/null.part"));
}

/* Another run that writes the same file keeps its work. */
static void test_two_runs(void **state)
{
    (void)state;
    sample made;
    wo_error error = {0};
    wo_results *first = NULL, *second = NULL;
    sample_init(&made);
    assert_int_equal(wo_results_create(made.path, &made.layout, "", "", 2, true, 0, &first, &error), WO_OK);
    assert_int_equal(wo_results_create(made.path, &made.layout, "", "", 2, true, 0, &second, &error), WO_ERR_IO);
    assert_non_null(strstr(error.message, "another run is writing it"));
    assert_null(second);
    assert_true(sample_part_exists(&made));
    assert_int_equal(sample_take(&made, first, 2, &error), WO_OK);
    assert_int_equal(sample_commit(&made, first, &error), WO_OK);
    wo_results_destroy(first);
    assert_true(sample_exists(made.path));
    assert_false(sample_part_exists(&made));
    sample_free(&made);
}

static void test_target_becomes_folder(void **state)
{
    (void)state;
    sample made;
    wo_error error = {0};
    wo_results *results = NULL;
    sample_init(&made);
    assert_int_equal(wo_results_create(made.path, &made.layout, "", "", 2, true, 0, &results, &error), WO_OK);
    assert_int_equal(sample_take(&made, results, 2, &error), WO_OK);
    assert_int_equal(mkdir(made.path, 0777), 0);
    assert_int_equal(sample_commit(&made, results, &error), WO_ERR_IO);
    wo_results_destroy(results);
    assert_false(sample_part_exists(&made));
    sample_free(&made);
}

static void test_given_up(void **state)
{
    (void)state;
    sample made;
    wo_error error = {0};
    wo_results *results = NULL;
    sample_init(&made);
    put_file(made.path, "older results");
    assert_int_equal(wo_results_create(made.path, &made.layout, "", "", 2, true, 0, &results, &error), WO_OK);
    assert_int_equal(sample_commit(&made, results, &error), WO_ERR_INTERRUPTED);
    assert_non_null(strstr(error.message, "no replication is complete"));
    wo_results_destroy(results);
    assert_file(made.path, "older results");
    assert_false(sample_part_exists(&made));
    wo_results_destroy(NULL);
    sample_free(&made);
}

/* Killed after some blocks: nothing under the name, and what is left does not pass for whole. The next run works. */
static void test_killed(void **state)
{
    (void)state;
    sample made;
    wo_error error = {0};
    wo_reader *reader = NULL;
    char part[128];
    sample_init(&made);
    (void)snprintf(part, sizeof part, "%s.part", made.path);
    for (uint32_t n = 0; n <= 80; n += 20) {
        const pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            wo_results *results = NULL;
            const wo_status status = wo_results_create(made.path, &made.layout, "", "", 100, true, 0, &results, &error);
            if (status == WO_OK && sample_take(&made, results, n, &error) == WO_OK) {
                (void)kill(getpid(), SIGKILL);
            }
            _exit(1);
        }
        int how = 0;
        assert_int_equal(waitpid(child, &how, 0), child);
        assert_true(WIFSIGNALED(how));
        assert_false(sample_exists(made.path));
        assert_int_equal(wo_reader_open(part, &reader, &error), WO_ERR_FORMAT);
        assert_null(reader);
    }
    assert_int_equal(sample_write(&made, 3, 3, true, &error), WO_OK);
    assert_false(sample_part_exists(&made));
    sample_free(&made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_write),           cmocka_unit_test(test_places),   cmocka_unit_test(test_two_runs),
        cmocka_unit_test(test_target_becomes_folder), cmocka_unit_test(test_given_up), cmocka_unit_test(test_killed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
