/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wayout/units.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define N_DIMENSIONS (WO_DIM_HAZARD + 1)
/** A number of at most so many characters is written in the customary unit, a longer one where it is shortest. */
#define READABLE_LENGTH 8

/** SI value = number x times / by: two exact whole numbers give the nearest double, a factor such as 1/3.6 does not. */
typedef struct unit {
    const char *name;
    double times, by;
} unit;

/** The first unit of a dimension is the customary one. Each list holds the SI unit, in which every double can be
 *  written. */
static const unit units_none[] = {{"", 1, 1}, {"%", 1, 100}, {NULL, 0, 0}};
static const unit units_count[] = {{"", 1, 1}, {NULL, 0, 0}};
static const unit units_length[] = {{"m", 1, 1}, {"km", 1000, 1}, {"cm", 1, 100}, {"mm", 1, 1000}, {NULL, 0, 0}};
static const unit units_area[] = {{"m2", 1, 1}, {NULL, 0, 0}};
static const unit units_time[] = {{"h", 3600, 1},  {"min", 60, 1},  {"s", 1, 1},
                                  {"d", 86400, 1}, {"ms", 1, 1000}, {NULL, 0, 0}};
static const unit units_speed[] = {{"km/h", 1000, 3600}, {"m/s", 1, 1}, {NULL, 0, 0}};
static const unit units_flow[] = {{"/h", 1, 3600},    {"/min", 1, 60},   {"/s", 1, 1}, {"/d", 1, 86400},
                                  {"veh/h", 1, 3600}, {"pc/h", 1, 3600}, {NULL, 0, 0}};
static const unit units_rate[] = {{"/h", 1, 3600}, {"/min", 1, 60}, {"/s", 1, 1}, {"/d", 1, 86400}, {NULL, 0, 0}};
static const unit units_mass_to_power[] = {{"kg/kW", 1, 1000}, {"kg/W", 1, 1}, {NULL, 0, 0}};
static const unit units_angle[] = {{"deg", 1, 1}, {"", 1, 1}, {NULL, 0, 0}};

static const unit units_growth[] = {{"cm/h", 1, 360000}, {"mm/h", 1, 3600000}, {"m/s", 1, 1}, {NULL, 0, 0}};
static const unit units_hazard[] = {{"", 1, 6000}, {"/m/s", 1, 1}, {NULL, 0, 0}};

static const struct {
    const char *what;
    const unit *units;
} dimensions[N_DIMENSIONS] = {
    [WO_DIM_NONE] = {"plain number", units_none},
    [WO_DIM_COUNT] = {"count", units_count},
    [WO_DIM_LENGTH] = {"length", units_length},
    [WO_DIM_AREA] = {"area", units_area},
    [WO_DIM_TIME] = {"duration", units_time},
    [WO_DIM_SPEED] = {"speed", units_speed},
    [WO_DIM_FLOW] = {"flow", units_flow},
    [WO_DIM_RATE] = {"rate", units_rate},
    [WO_DIM_MASS_TO_POWER] = {"mass-to-power ratio", units_mass_to_power},
    [WO_DIM_ANGLE] = {"angle", units_angle},
    [WO_DIM_GROWTH] = {"growth of snow", units_growth},
    [WO_DIM_HAZARD] = {"hazard", units_hazard},
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static const char *skip_digits(const char *text, size_t *n)
{
    while (is_digit(*text)) {
        text++;
        (*n)++;
    }
    return text;
}

static const char *skip_blanks(const char *text)
{
    return text + strspn(text, " \t");
}

/** End of the decimal number at `text` (sign, digits, point, exponent), NULL when there is none. Words and
 *  hexadecimals that strtod would take are no numbers here. */
static const char *number_end(const char *text)
{
    size_t n = 0;
    text = skip_digits(text + (*text == '+' || *text == '-'), &n);
    if (*text == '.') {
        text = skip_digits(text + 1, &n);
    }
    if (n == 0) {
        return NULL;
    }
    if (*text == 'e' || *text == 'E') {
        size_t exponent = 0;
        const char *end = skip_digits(text + 1 + (text[1] == '+' || text[1] == '-'), &exponent);
        return exponent > 0 ? end : text;
    }
    return text;
}

/** The point is the decimal mark, whatever the locale of the program. */
static double read_number(const char *text)
{
    const locale_t plain = newlocale(LC_NUMERIC_MASK, "C", (locale_t)0);
    const locale_t users = uselocale(plain);
    const double number = strtod(text, NULL);
    (void)uselocale(users);
    if (plain != (locale_t)0) {
        freelocale(plain);
    }
    return number;
}

static void write_number(double number, int digits, char *text, size_t size)
{
    const locale_t plain = newlocale(LC_NUMERIC_MASK, "C", (locale_t)0);
    const locale_t users = uselocale(plain);
    (void)snprintf(text, size, "%.*g", digits, number);
    (void)uselocale(users);
    if (plain != (locale_t)0) {
        freelocale(plain);
    }
}

static const unit *find_unit(const unit *units, const char *name)
{
    for (const unit *u = units; u->name != NULL; u++) {
        if (strcmp(u->name, name) == 0) {
            return u;
        }
    }
    return NULL;
}

/** "m, km, cm, mm" for messages. */
static void list_units(const unit *units, char *text, size_t size)
{
    text[0] = '\0';
    size_t length = 0;
    for (const unit *u = units; u->name != NULL; u++) {
        if (u->name[0] != '\0' && length < size) {
            const int n = snprintf(text + length, size - length, "%s%s", length > 0 ? ", " : "", u->name);
            length += n > 0 ? (size_t)n : 0;
        }
    }
}

static wo_status refuse_unit(const char *name, wo_dimension dimension, wo_error *error)
{
    const unit *units = dimensions[dimension].units;
    const char *what = dimensions[dimension].what;
    char known[64];
    list_units(units, known, sizeof known);
    if (known[0] == '\0') {
        return wo_error_set(error, WO_ERR_SYNTAX, "'%.40s' behind a %s, which has no unit", name, what);
    }
    if (name[0] == '\0') {
        return wo_error_set(error, WO_ERR_SYNTAX, "a %s needs its unit (%s)", what, known);
    }
    const char *names[8] = {NULL};
    for (size_t i = 0; units[i].name != NULL; i++) {
        names[i] = units[i].name;
    }
    const char *near = wo_did_you_mean(name, names);
    if (near != NULL) {
        return wo_error_set(error, WO_ERR_SYNTAX, "unknown unit '%.40s' for a %s; did you mean '%s'?", name, what,
                            near);
    }
    return wo_error_set(error, WO_ERR_SYNTAX, "unknown unit '%.40s' for a %s (%s)", name, what, known);
}

/** Copies the unit behind the number, without blanks at its ends. False when it is longer than any unit. */
static bool copy_unit(const char *text, char *name, size_t size)
{
    text = skip_blanks(text);
    size_t length = strlen(text);
    while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t')) {
        length--;
    }
    const bool fits = length < size;
    const size_t n = fits ? length : size - 1;
    memcpy(name, text, n);
    name[n] = '\0';
    return fits;
}

wo_status wo_quantity_parse(const char *text, wo_dimension dimension, double *si, wo_error *error)
{
    const char *start = skip_blanks(text);
    const char *end = number_end(start);
    if (end == NULL) {
        return wo_error_set(error, WO_ERR_SYNTAX, "'%.60s' is no number", text);
    }
    char name[48];
    const bool fits = copy_unit(end, name, sizeof name);
    const unit *u = fits ? find_unit(dimensions[dimension].units, name) : NULL;
    if (u == NULL) {
        return refuse_unit(name, dimension, error);
    }
    const double value = read_number(start) * u->times / u->by;
    if (!isfinite(value)) {
        return wo_error_set(error, WO_ERR_SYNTAX, "'%.60s' is too large", text);
    }
    if (dimension == WO_DIM_COUNT && value != floor(value)) {
        return wo_error_set(error, WO_ERR_SYNTAX, "'%.60s' is not a whole number", text);
    }
    *si = value;
    return WO_OK;
}

/** A number without needless digits (%g drops trailing zeros) that gives `si` back in unit `u`; false when no double in
 * that unit does. */
static bool shortest_number(double si, const unit *u, char number[32])
{
    for (int digits = DBL_DIG; digits <= DBL_DECIMAL_DIG; digits++) {
        write_number(si * u->by / u->times, digits, number, 32);
        if (read_number(number) * u->times / u->by == si) {
            return true;
        }
    }
    return false;
}

void wo_quantity_format(double si, wo_dimension dimension, char text[64])
{
    const unit *units = dimensions[dimension].units;
    const unit *best = units;
    char number[32];
    bool found = shortest_number(si, units, number);
    if (dimension != WO_DIM_NONE && (!found || strlen(number) > READABLE_LENGTH)) {
        for (const unit *u = units + 1; u->name != NULL; u++) {
            char other[32];
            if (shortest_number(si, u, other) && (!found || strlen(other) < strlen(number))) {
                memcpy(number, other, sizeof number);
                best = u;
                found = true;
            }
        }
    }
    const bool apart = best->name[0] != '\0' && best->name[0] != '/';
    (void)snprintf(text, 64, "%s%s%s", number, apart ? " " : "", best->name);
}
