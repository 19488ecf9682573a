/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <float.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "wayout/random.h"
#include "wayout/units.h"

static double read_quantity(const char *text, wo_dimension dimension)
{
    double si = 0.0;
    wo_error error = {WO_OK, ""};
    if (wo_quantity_parse(text, dimension, &si, &error) != WO_OK) {
        fail_msg("%s", error.message);
    }
    return si;
}

static void expect(const char *text, wo_dimension dimension, double si)
{
    const double read = read_quantity(text, dimension);
    if (read != si) {
        fail_msg("'%s' gave %.17g instead of %.17g", text, read, si);
    }
}

static void every_unit_becomes_si(void **state)
{
    (void)state;
    expect("0.3", WO_DIM_NONE, 0.3);
    expect("50 %", WO_DIM_NONE, 0.5);
    expect("-1e-3", WO_DIM_NONE, -0.001);
    expect("+7", WO_DIM_COUNT, 7.0);
    expect("7m", WO_DIM_LENGTH, 7.0);
    expect("18.5 km", WO_DIM_LENGTH, 18500.0);
    expect("250 cm", WO_DIM_LENGTH, 2.5);
    expect("1 mm", WO_DIM_LENGTH, 0.001);
    expect("3.0 m2", WO_DIM_AREA, 3.0);
    expect("2.5 h", WO_DIM_TIME, 9000.0);
    expect("90 min", WO_DIM_TIME, 5400.0);
    expect("  40 \ts ", WO_DIM_TIME, 40.0);
    expect("10 d", WO_DIM_TIME, 864000.0);
    expect("5 ms", WO_DIM_TIME, 0.005);
    expect("36 km/h", WO_DIM_SPEED, 10.0);
    expect("4.5 m/s", WO_DIM_SPEED, 4.5);
    expect("3600/h", WO_DIM_FLOW, 1.0);
    expect("180 veh/h", WO_DIM_FLOW, 0.05);
    expect("1800 pc/h", WO_DIM_FLOW, 0.5);
    expect("6/min", WO_DIM_FLOW, 0.1);
    expect("2 /s", WO_DIM_RATE, 2.0);
    expect("864/d", WO_DIM_RATE, 0.01);
    expect("125 kg/kW", WO_DIM_MASS_TO_POWER, 0.125);
    expect("40.2", WO_DIM_ANGLE, 40.2);
    expect("40.2 deg", WO_DIM_ANGLE, 40.2);
    expect(".5 m", WO_DIM_LENGTH, 0.5);
    expect("5. m", WO_DIM_LENGTH, 5.0);
}

static void refuse(const char *text, wo_dimension dimension, const char *part)
{
    double si = 7.0;
    wo_error error = {WO_OK, ""};
    if (wo_quantity_parse(text, dimension, &si, &error) != WO_ERR_SYNTAX) {
        fail_msg("'%s' was read as %g", text, si);
    }
    assert_true(si == 7.0);
    if (strstr(error.message, part) == NULL) {
        fail_msg("'%s': \"%s\" does not say \"%s\"", text, error.message, part);
    }
}

static void what_is_no_quantity_is_refused(void **state)
{
    (void)state;
    refuse("", WO_DIM_LENGTH, "no number");
    refuse("m", WO_DIM_LENGTH, "no number");
    refuse("nan", WO_DIM_NONE, "no number");
    refuse("inf", WO_DIM_NONE, "no number");
    refuse("-infinity", WO_DIM_NONE, "no number");
    refuse(".", WO_DIM_NONE, "no number");
    refuse("--1", WO_DIM_NONE, "no number");
    refuse("1e999", WO_DIM_NONE, "too large");
    refuse("1e308 km", WO_DIM_LENGTH, "too large");
    refuse("0x10", WO_DIM_NONE, "'x10'");
    refuse("1,5 m", WO_DIM_LENGTH, "',5 m'");
    refuse("1e m", WO_DIM_LENGTH, "'e m'");
    refuse("7 m 3", WO_DIM_LENGTH, "'m 3'");
    refuse("40", WO_DIM_SPEED, "needs its unit (km/h, m/s)");
    refuse("40 km", WO_DIM_COUNT, "has no unit");
    refuse("2.5", WO_DIM_COUNT, "whole");
    refuse("40 kmh", WO_DIM_SPEED, "did you mean 'km/h'?");
    refuse("2 hh", WO_DIM_TIME, "did you mean 'h'?");
    refuse("2 KM", WO_DIM_LENGTH, "did you mean 'km'?");
    refuse("2 furlong", WO_DIM_LENGTH, "(m, km, cm, mm)");
    refuse("40 km/h", WO_DIM_LENGTH, "km/h");
    char text[4000];
    memset(text, '9', sizeof text);
    memcpy(text + 3000, " metres and metres and metres and metres and metres and metres of road", 70);
    text[3070] = '\0';
    refuse(text, WO_DIM_LENGTH, "unknown unit");
}

static void customary_units_are_written(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        wo_dimension dimension;
    } rows[] = {
        {"0.3", WO_DIM_NONE},
        {"1300", WO_DIM_COUNT},
        {"250 m", WO_DIM_LENGTH},
        {"18500 m", WO_DIM_LENGTH},
        {"3 m2", WO_DIM_AREA},
        {"2.5 h", WO_DIM_TIME},
        {"40 s", WO_DIM_TIME},
        {"50/h", WO_DIM_FLOW},
        {"0.006/h", WO_DIM_RATE},
        {"40 km/h", WO_DIM_SPEED},
        {"168 kg/kW", WO_DIM_MASS_TO_POWER},
        {"45.7 deg", WO_DIM_ANGLE},
        {"20 min", WO_DIM_TIME},
        {"-20 m", WO_DIM_LENGTH},
        {"3.5 km/h", WO_DIM_SPEED},
        {"0 h", WO_DIM_TIME},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[64];
        wo_quantity_format(read_quantity(rows[i].text, rows[i].dimension), rows[i].dimension, text);
        assert_string_equal(text, rows[i].text);
    }
}

/** Any double, in every dimension, comes back to the last bit. */
static void writing_and_reading_gives_the_same(void **state)
{
    (void)state;
    const wo_draw draw = {.seed = 3};
    for (uint32_t i = 0; i < 4000; i++) {
        const double u = wo_random_uniform(&draw, WO_PURPOSE_VALUE, 1, 0, i);
        const double v = wo_random_uniform(&draw, WO_PURPOSE_VALUE, 2, 0, i);
        const double si = (u - 0.3) * (i % 2 == 0 ? 1.0 : v < 0.5 ? 1e-9 : 1e7);
        for (int d = WO_DIM_NONE; d <= WO_DIM_ANGLE; d++) {
            if (d != WO_DIM_COUNT) {
                char text[64];
                wo_quantity_format(si, (wo_dimension)d, text);
                expect(text, (wo_dimension)d, si);
            }
        }
    }
    static const double extremes[] = {0.0, DBL_MAX, DBL_MIN, 5e-324, 0.1, 1.0 / 3.0, 1e22};
    for (size_t i = 0; i < sizeof extremes / sizeof extremes[0]; i++) {
        char text[64];
        wo_quantity_format(extremes[i], WO_DIM_LENGTH, text);
        expect(text, WO_DIM_LENGTH, extremes[i]);
        wo_quantity_format(extremes[i], WO_DIM_SPEED, text);
        expect(text, WO_DIM_SPEED, extremes[i]);
    }
}

static void a_locale_with_commas_changes_nothing(void **state)
{
    (void)state;
    static const char *const locales[] = {"de_DE.UTF-8", "fr_FR.UTF-8", "de_DE", "ru_RU.UTF-8"};
    for (size_t i = 0; i < sizeof locales / sizeof locales[0]; i++) {
        if (setlocale(LC_ALL, locales[i]) != NULL) {
            char text[64];
            expect("2.5 h", WO_DIM_TIME, 9000.0);
            wo_quantity_format(9000.0, WO_DIM_TIME, text);
            assert_string_equal(text, "2.5 h");
        }
    }
    (void)setlocale(LC_ALL, "C");
}

static void near_words_are_found(void **state)
{
    (void)state;
    static const char *const keys[] = {"length", "elevation", "width", "speed", "surface", "name", NULL};
    assert_string_equal(wo_did_you_mean("lenght", keys), "length"); /* one swap */
    assert_string_equal(wo_did_you_mean("elevaton", keys), "elevation");
    assert_string_equal(wo_did_you_mean("Width", keys), "width");
    assert_string_equal(wo_did_you_mean("sped", keys), "speed");
    assert_string_equal(wo_did_you_mean("surfcae", keys), "surface");
    assert_null(wo_did_you_mean("colour", keys));
    assert_null(wo_did_you_mean("x", keys));
    assert_null(wo_did_you_mean("", keys));
    char word[200];
    memset(word, 'l', sizeof word);
    word[199] = '\0';
    assert_null(wo_did_you_mean(word, keys));
    const char *const long_key[] = {word, NULL};
    assert_null(wo_did_you_mean("length", long_key));
    static const char *const swaps[] = {"abcdefghij", NULL};
    assert_non_null(wo_did_you_mean("badcfeghij", swaps)); /* three swaps of neighbours, three edits allowed */
    assert_null(wo_did_you_mean("badcfehgij", swaps));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_unit_becomes_si),
        cmocka_unit_test(what_is_no_quantity_is_refused),
        cmocka_unit_test(customary_units_are_written),
        cmocka_unit_test(writing_and_reading_gives_the_same),
        cmocka_unit_test(a_locale_with_commas_changes_nothing),
        cmocka_unit_test(near_words_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
