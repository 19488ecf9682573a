/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reader refuses what is no whole results file, with a sentence, and survives any flipped byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <hdf5.h>

#include "sample.h"

#define SEAL_SIZE 30

static void put_bytes(const char *path, const void *bytes, size_t n)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, n, file), n);
    assert_int_equal(fclose(file), 0);
}

static unsigned char *get_bytes(const char *path, size_t *n)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    *n = (size_t)ftell(file);
    rewind(file);
    unsigned char *bytes = malloc(*n);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, *n, file), *n);
    (void)fclose(file);
    return bytes;
}

static void refuses(const char *path, wo_status expected, const char *reason)
{
    wo_error error = {0};
    wo_reader *reader = NULL;
    const wo_status status = wo_reader_open(path, &reader, &error);
    if (status != expected || strstr(error.message, reason) == NULL) {
        print_error("%d %s\n", (int)status, error.message);
    }
    assert_int_equal(status, expected);
    assert_null(reader);
    assert_non_null(strstr(error.message, path));
    assert_non_null(strstr(error.message, reason));
}

static void test_foreign(void **state)
{
    (void)state;
    sample made;
    sample_init(&made);
    refuses(made.path, WO_ERR_IO, "No such file");
    refuses("/tmp", WO_ERR_FORMAT, "not a regular file");
    put_bytes(made.path, "", 0);
    refuses(made.path, WO_ERR_FORMAT, "not an HDF5 file");
    put_bytes(made.path, "wayout: 1\n", 10);
    refuses(made.path, WO_ERR_FORMAT, "not an HDF5 file");
    const hid_t file = H5Fcreate(made.path, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
    assert_true(H5Fclose(file) >= 0);
    refuses(made.path, WO_ERR_FORMAT, "not of wayout");
    sample_free(&made);
}

/* A file of a later version of the program. */
static void test_later_format(void **state)
{
    (void)state;
    sample made;
    wo_error error = {0};
    const int later = 2;
    sample_init(&made);
    assert_int_equal(sample_write(&made, 2, 2, true, &error), WO_OK);
    const hid_t file = H5Fopen(made.path, H5F_ACC_RDWR, H5P_DEFAULT);
    const hid_t attribute = H5Aopen(file, "wayout_format", H5P_DEFAULT);
    assert_true(H5Awrite(attribute, H5T_NATIVE_INT, &later) >= 0);
    H5Aclose(attribute);
    H5Fclose(file);
    refuses(made.path, WO_ERR_FORMAT, "results format 2, this program reads format 1");
    sample_free(&made);
}

static void test_truncated(void **state)
{
    (void)state;
    sample made;
    wo_error error = {0};
    size_t n = 0;
    sample_init(&made);
    assert_int_equal(sample_write(&made, 20, 20, true, &error), WO_OK);
    unsigned char *bytes = get_bytes(made.path, &n);
    put_bytes(made.path, bytes, n - 100);
    refuses(made.path, WO_ERR_FORMAT, "truncated file");
    for (size_t size = 0; size < n - SEAL_SIZE; size += n / 61) {
        put_bytes(made.path, bytes, size);
        refuses(made.path, WO_ERR_FORMAT, "");
    }
    free(bytes);
    sample_free(&made);
}

/* Reads everything that the program ever reads; WO_OK when all of it could be read. */
static wo_status read_all(const char *path)
{
    wo_reader *reader = NULL;
    wo_header header;
    wo_outcomes outcomes;
    wo_variable variable;
    char **strings;
    size_t n;
    wo_status status = wo_reader_open(path, &reader, NULL);
    if (status == WO_OK && (status = wo_reader_header(reader, &header, NULL)) == WO_OK) {
        wo_header_free(&header);
    }
    if (status == WO_OK && (status = wo_reader_outcomes(reader, &outcomes, NULL)) == WO_OK) {
        wo_outcomes_free(&outcomes);
    }
    static const char *const numbers[] = {"series_departures", "density", "speed", "time", "comparison/people_out"};
    for (size_t i = 0; status == WO_OK && i < sizeof numbers / sizeof numbers[0]; i++) {
        if ((status = wo_reader_variable(reader, numbers[i], &variable, NULL)) == WO_OK) {
            wo_variable_free(&variable);
        }
    }
    static const char *const texts[] = {"variant", "class", "section", "scenario/used"};
    for (size_t i = 0; status == WO_OK && i < sizeof texts / sizeof texts[0]; i++) {
        if ((status = wo_reader_strings(reader, texts[i], &strings, &n, NULL)) == WO_OK) {
            wo_strings_free(strings, n);
        }
    }
    wo_reader_close(reader);
    return status;
}

/* A byte inside packed data is always noticed, also after another program cut the seal off. */
static void test_flipped_data(void **state)
{
    (void)state;
    sample made;
    wo_error error = {0};
    size_t n = 0;
    sample_init(&made);
    assert_int_equal(sample_write(&made, 20, 20, true, &error), WO_OK);
    static const char *const names[] = {"people_out", "ete_90", "vehicles_out", "series_departures", "density", "time"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const hid_t file = H5Fopen(made.path, H5F_ACC_RDONLY, H5P_DEFAULT);
        const hid_t dataset = H5Dopen2(file, names[i], H5P_DEFAULT), space = H5Dget_space(dataset);
        haddr_t at = 0;
        hsize_t size = 0, offset[3];
        unsigned mask = 0;
        assert_true(H5Dget_chunk_info(dataset, space, 0, offset, &mask, &at, &size) >= 0);
        H5Sclose(space);
        H5Dclose(dataset);
        H5Fclose(file);
        unsigned char *bytes = get_bytes(made.path, &n);
        bytes[at + size / 2] ^= 1;
        put_bytes(made.path, bytes, n - SEAL_SIZE);
        assert_int_equal(read_all(made.path), WO_ERR_FORMAT);
        bytes[at + size / 2] ^= 1;
        put_bytes(made.path, bytes, n - SEAL_SIZE);
        assert_int_equal(read_all(made.path), WO_OK);
        put_bytes(made.path, bytes, n);
        free(bytes);
    }
    sample_free(&made);
}

/* Any byte of the file. */
static void test_flipped_anywhere(void **state)
{
    (void)state;
    sample made;
    wo_error error = {0};
    size_t n = 0;
    sample_init(&made);
    assert_int_equal(sample_write(&made, 3, 3, true, &error), WO_OK);
    unsigned char *bytes = get_bytes(made.path, &n);
    assert_int_equal(read_all(made.path), WO_OK);
    for (size_t i = 0; i < n - SEAL_SIZE; i += 509) {
        bytes[i] ^= 0x10;
        put_bytes(made.path, bytes, n);
        refuses(made.path, WO_ERR_FORMAT, "is damaged");
        bytes[i] ^= 0x10;
    }
    free(bytes);
    sample_free(&made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_foreign),      cmocka_unit_test(test_later_format),     cmocka_unit_test(test_truncated),
        cmocka_unit_test(test_flipped_data), cmocka_unit_test(test_flipped_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
